//! Texts and how often each stands.

use std::collections::HashMap;

/// From how many texts on they are found by a map and not one after the other.
const MANY: usize = 24;

/// A text, how often it stands and in how many documents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Count {
    pub(crate) text: Box<str>,
    pub(crate) mentions: u32,
    pub(crate) documents: u32,
    /// Whether it stands as a nationality, which names a country less well than its own name.
    pub(crate) is_nationality: bool,
}

/// Distinct texts in the order in which they were first counted.
#[derive(Debug, Clone, Default)]
pub(crate) struct Counts {
    list: Vec<Count>,
    /// The place of each text, where there are many.
    #[allow(clippy::box_collection)] // most have few texts and no map
    places: Option<Box<HashMap<Box<str>, u32>>>,
}

impl Counts {
    /// Adds to the counts of `text` and returns its place.
    pub(crate) fn add(&mut self, text: &str, mentions: u32, documents: u32) -> usize {
        let found = match &self.places {
            Some(places) => places.get(text).map(|&n| n as usize),
            None => self.list.iter().position(|c| &*c.text == text),
        };
        if let Some(at) = found {
            let count = &mut self.list[at];
            count.mentions += mentions;
            count.documents += documents;
            return at;
        }
        self.list.push(Count {
            text: text.into(),
            mentions,
            documents,
            is_nationality: false,
        });
        let at = self.list.len() - 1;
        if let Some(places) = &mut self.places {
            places.insert(text.into(), at as u32);
        } else if self.list.len() > MANY {
            let places = self.list.iter().enumerate();
            self.places = Some(Box::new(
                places.map(|(n, c)| (c.text.clone(), n as u32)).collect(),
            ));
        }
        at
    }

    /// Adds all counts of another.
    pub(crate) fn merge(&mut self, other: &Self) {
        for count in &other.list {
            let at = self.add(&count.text, count.mentions, count.documents);
            self.list[at].is_nationality |= count.is_nationality;
        }
    }

    /// Notes that the text at a place stands as a nationality.
    pub(crate) fn mark_nationality(&mut self, at: usize) {
        self.list[at].is_nationality = true;
    }

    pub(crate) fn text(&self, at: usize) -> &str {
        &self.list[at].text
    }

    pub(crate) fn len(&self) -> usize {
        self.list.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Count> {
        self.list.iter()
    }

    /// The counts, most frequent first, then by text: whatever the order of counting.
    pub(crate) fn sorted(&self) -> Vec<&Count> {
        let mut out: Vec<&Count> = self.list.iter().collect();
        out.sort_by(|a, b| {
            b.mentions
                .cmp(&a.mentions)
                .then_with(|| a.text.cmp(&b.text))
        });
        out
    }

    /// The most frequent text.
    pub(crate) fn first(&self) -> Option<&str> {
        self.list
            .iter()
            .min_by(|a, b| {
                b.mentions
                    .cmp(&a.mentions)
                    .then_with(|| a.text.cmp(&b.text))
            })
            .map(|c| &*c.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_texts_count_as_few_do() {
        let mut counts = Counts::default();
        for round in 0..3 {
            for n in 0..100 {
                let at = counts.add(&format!("t{n}"), 1, u32::from(round == 0));
                assert_eq!(at, n);
            }
        }
        counts.add("t7", 1, 0);
        assert_eq!(counts.first(), Some("t7"));
        assert_eq!(counts.sorted()[1].mentions, 3);
        assert!(counts.iter().all(|c| c.documents == 1));
    }
}
