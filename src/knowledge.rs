//! The user's own knowledge base: who and what it lists is found in texts and linked to its ids.
//!
//! Its names are found as a gazetteer's phrases are, however they are spelled in marks, hamzas and the like. An entity whose
//! name is another spelling of a listed one (بوتن for بوتين) is linked too, where one entry alone fits. A name that two
//! entries of one label share is found but decides nothing.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use crate::document::Document;
use crate::error::{Error, Result};
use crate::gazetteer::{Gazetteer, GazetteerBuilder};
use crate::label::Label;
use crate::names::Matcher;
use crate::resolve::USER_ID;
use crate::resolve::spelling::{folded, key, skeleton};

/// How alike a name must be to a listed one, and each word of the name of an organisation, event or product.
const SAME: f32 = 0.9;
const SAME_WORD: f32 = 0.85;

/// One entry of a knowledge base.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// Its identifier, which becomes the link of its entity.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Other names.
    pub aliases: Vec<String>,
    /// What it is: a label of things with names.
    pub label: Label,
}

/// Folded names with the places of their facts, by label, number of words and skeleton.
type Blocks = HashMap<(Label, String), Vec<(Box<str>, u32)>>;

/// A knowledge base.
pub struct Knowledge {
    facts: Vec<Fact>,
    gazetteer: Arc<Gazetteer>,
    blocks: Blocks,
}

impl Knowledge {
    /// A knowledge base of these entries.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] for an id that comes twice, naming it; for an empty id or name; and for a label of what
    /// has no name.
    pub fn new(facts: Vec<Fact>) -> Result<Self> {
        check(&facts)?;
        // the facts of each name, and one spelling for each way to write its words; sorted, so that the same facts make the
        // same gazetteer
        type Spellings<'f> = BTreeMap<String, &'f str>;
        let mut bearers: BTreeMap<(Label, String), (Vec<u32>, Spellings)> = BTreeMap::new();
        for (n, fact) in facts.iter().enumerate() {
            for name in std::iter::once(&fact.name).chain(&fact.aliases) {
                let key = key(name);
                if key.is_empty() {
                    continue;
                }
                let (sharing, spellings) = bearers.entry((fact.label, key)).or_default();
                if !sharing.contains(&(n as u32)) {
                    sharing.push(n as u32);
                }
                spellings.entry(folded(name)).or_insert(name);
            }
        }
        let mut builder = GazetteerBuilder::new();
        let mut blocks = Blocks::new();
        for ((label, key), (sharing, spellings)) in &bearers {
            let id = match sharing[..] {
                [only] => Some(facts[only as usize].id.as_str()),
                _ => None,
            };
            let tag = Label::ALL.iter().position(|l| l == label);
            for name in spellings.values() {
                builder.add(tag.unwrap_or_default() as u32, name, id)?;
            }
            let block = blocks.entry((*label, block(key))).or_default();
            block.extend(sharing.iter().map(|&n| (key.as_str().into(), n)));
        }
        let gazetteer = Arc::new(builder.build()?);
        Ok(Self {
            facts,
            gazetteer,
            blocks,
        })
    }

    /// The entries.
    #[must_use]
    pub fn facts(&self) -> &[Fact] {
        &self.facts
    }

    /// The names as phrases to be found, with labels as tags and the entries' ids.
    #[must_use]
    pub fn gazetteer(&self) -> &Gazetteer {
        &self.gazetteer
    }

    /// Links the entities of a document that are listed under another spelling.
    pub fn link(&self, document: &mut Document) {
        let mut links: Vec<(usize, u32)> = Vec::new();
        for (e, entity) in document.entities.iter().enumerate() {
            let listed = entity
                .known
                .as_deref()
                .is_some_and(|k| k.starts_with(USER_ID));
            if !listed && entity.label.is_named() {
                let name = key(document.entity_name(entity));
                links.extend(self.find(entity.label, &name).map(|fact| (e, fact)));
            }
        }
        for (e, fact) in links {
            let id = &self.facts[fact as usize].id;
            let entity = &mut document.entities[e];
            entity.known = Some(format!("{USER_ID}{id}").into());
            entity.link = Some(id.as_str().into());
        }
    }

    /// The only entry that a folded name fits.
    fn find(&self, label: Label, name: &str) -> Option<u32> {
        let words = name.split(' ').count();
        // a person's short form, or a very short name, fits too many
        if name.chars().count() < 4 || label == Label::Per && words < 2 {
            return None;
        }
        let block = self.blocks.get(&(label, block(name)))?;
        let matcher = Matcher::global();
        let mut found = None;
        for (other, fact) in block {
            let fits = *name == **other
                || matcher.similarity(name, other) >= SAME
                    && (label == Label::Per || words_agree(&matcher, name, other));
            if fits && found.is_some_and(|f| f != *fact) {
                return None;
            }
            if fits {
                found = Some(*fact);
            }
        }
        found
    }
}

/// Where a folded name is compared.
fn block(name: &str) -> String {
    format!("{} {}", name.split(' ').count(), skeleton(name))
}

/// Whether two names of as many words differ in the spelling of their words only.
fn words_agree(matcher: &Matcher, a: &str, b: &str) -> bool {
    a.split(' ')
        .zip(b.split(' '))
        .all(|(x, y)| x == y || matcher.similarity(x, y) >= SAME_WORD)
}

fn check(facts: &[Fact]) -> Result<()> {
    let mut ids: HashMap<&str, usize> = HashMap::with_capacity(facts.len());
    let mut repeated: Vec<&str> = Vec::new();
    for (n, fact) in facts.iter().enumerate() {
        let row = |given: String, allowed: &str| {
            Err(Error::invalid_argument("knowledge", given, allowed))
        };
        if fact.id.is_empty() {
            return row(format!("none in row {n}"), "given an id in each row");
        }
        if key(&fact.name).is_empty() {
            return row(
                format!("{:?} in row {n}", fact.name),
                "given a name with letters or digits in each row",
            );
        }
        if !fact.label.is_named() {
            return row(
                format!("{} in row {n}", fact.label.name()),
                "given labels among PER, LOC, ORG, NORP, EVENT, PRODUCT",
            );
        }
        if ids.insert(&fact.id, n).is_some()
            && repeated.len() < 5
            && !repeated.contains(&fact.id.as_str())
        {
            repeated.push(&fact.id);
        }
    }
    if repeated.is_empty() {
        return Ok(());
    }
    Err(Error::invalid_argument(
        "knowledge ids",
        repeated.join(", "),
        "different in each row",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fact(id: &str, name: &str, aliases: &[&str], label: Label) -> Fact {
        Fact {
            id: id.into(),
            name: name.into(),
            aliases: aliases.iter().map(|&a| a.into()).collect(),
            label,
        }
    }

    #[test]
    fn another_spelling_fits_and_two_entries_fit_nobody() {
        let one = fact("7", "فلاديمير زيلينسكي", &[], Label::Per);
        let found = |facts: &[&Fact], name: &str| {
            let facts = facts.iter().map(|&f| f.clone()).collect();
            Knowledge::new(facts).unwrap().find(Label::Per, &key(name))
        };
        assert_eq!(found(&[&one], "فلاديمير زيلنسكي"), Some(0));
        assert_eq!(found(&[&one], "زيلنسكي"), None);
        assert_eq!(found(&[&one], "سامر حداد"), None);
        let namesake = fact("8", "فلاديمير زيلنسكي", &[], Label::Per);
        assert_eq!(found(&[&one, &namesake], "فلاديمير زيلينسكي"), None);
    }

    #[test]
    fn what_is_wrong_is_named() {
        let error = |facts: Vec<Fact>| Knowledge::new(facts).err().unwrap().to_string();
        let a = fact("q1", "حداد", &[], Label::Org);
        assert!(error(vec![a.clone(), a.clone()]).contains("got q1"));
        assert!(error(vec![fact("", "حداد", &[], Label::Org)]).contains("row 0"));
        assert!(error(vec![a, fact("q2", " ؟", &[], Label::Org)]).contains("row 1"));
        assert!(error(vec![fact("q2", "أمس", &[], Label::Date)]).contains("DATE"));
        assert!(Knowledge::new(Vec::new()).unwrap().gazetteer().is_empty());
    }
}
