//! What a report shows of a corpus: the entities that most documents name, with the passages behind their numbers.
//!
//! Its size is bounded by the limits, whatever the size of the corpus: a sentence that several entities stand in is held
//! once, long ones are cut around the mention, and what is left out is counted.

use std::collections::HashMap;

use serde::Serialize;

use super::summary::Summary;
use super::{Corpus, CorpusEntity};
use crate::label::Label;

/// How much a digest holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// How many entities, those that most documents name.
    pub entities: usize,
    /// How many passages for each entity, pair or speaker.
    pub passages: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            entities: 1_000,
            passages: 12,
        }
    }
}

/// How many code points of a passage are kept, and of a name.
const PASSAGE: usize = 360;
const NAME: usize = 160;
/// How many spellings and titles of an entity.
const FORMS: usize = 40;
/// How many entities are in the picture of co-mentions, and how many pairs.
const PICTURED: u32 = 36;
const PAIRS: usize = 90;

#[derive(Serialize)]
struct Digest<'c> {
    documents: usize,
    entities: usize,
    mentions: usize,
    quotes: usize,
    /// Ids and dates of the documents that are shown.
    sources: Vec<(String, Option<&'c str>)>,
    /// The source and the text of each passage.
    passages: Vec<(u32, String)>,
    shown: Vec<Shown<'c>>,
    said: Vec<Said<'c>>,
    pairs: Vec<Pair>,
}

#[derive(Serialize)]
struct Shown<'c> {
    id: String,
    name: String,
    label: &'static str,
    latin: Option<&'c str>,
    link: Option<&'c str>,
    documents: u32,
    mentions: u32,
    quotes: u32,
    variants: Vec<String>,
    roles: Vec<String>,
    /// Passages with the first and the end of the mention in UTF-16 units.
    passages: Vec<(u32, u32, u32)>,
}

#[derive(Serialize)]
struct Said<'c> {
    speaker: Option<u32>,
    source: u32,
    text: String,
    kind: &'static str,
    cue: Option<&'c str>,
    stance: Option<&'c str>,
}

#[derive(Serialize)]
struct Pair {
    a: u32,
    b: u32,
    documents: u32,
    /// Passages that name both, else one of each.
    passages: Vec<u32>,
}

/// What is being written, with what was written before.
struct Writer<'c> {
    corpus: &'c Corpus,
    sources: Vec<(String, Option<&'c str>)>,
    source_of: HashMap<u32, u32>,
    passages: Vec<(u32, String)>,
    passage_of: HashMap<(u32, u32), u32>,
}

impl Corpus {
    /// What a report shows, as JSON.
    #[must_use]
    pub fn digest(&self, limits: Limits) -> String {
        let mut writer = Writer {
            corpus: self,
            sources: Vec::new(),
            source_of: HashMap::new(),
            passages: Vec::new(),
            passage_of: HashMap::new(),
        };
        let mut quotes_of = vec![0_u32; self.entities.len()];
        for quote in self.quotes() {
            if let Some(speaker) = quote.speaker {
                quotes_of[speaker as usize] += 1;
            }
        }
        let count = limits.entities.min(self.entities.len());
        let shown = (0..count)
            .map(|e| writer.shown(e as u32, quotes_of[e], limits))
            .collect();
        let said = writer.said(count, limits);
        let pairs = writer.pairs(limits);
        let digest = Digest {
            documents: self.resolved,
            entities: self.entities.len(),
            mentions: self.resolved().map(|(_, d)| d.mentions.len()).sum(),
            quotes: self.resolved().map(|(_, d)| d.quotes.len()).sum(),
            sources: writer.sources,
            passages: writer.passages,
            shown,
            said,
            pairs,
        };
        serde_json::to_string(&digest).expect("plain data")
    }
}

impl<'c> Writer<'c> {
    fn shown(&mut self, e: u32, quotes: u32, limits: Limits) -> Shown<'c> {
        let entity: &'c CorpusEntity = &self.corpus.entities[e as usize];
        let mut passages = Vec::new();
        for d in self.latest(e).into_iter().take(limits.passages) {
            passages.extend(self.mention(d, e));
        }
        let cut_all = |texts: &[String]| -> Vec<String> {
            texts.iter().take(FORMS).map(|t| cut(t)).collect()
        };
        Shown {
            id: cut(&entity.id),
            name: cut(&entity.name),
            label: entity.label.name(),
            latin: entity.latin.as_deref(),
            link: entity.link.as_deref(),
            documents: entity.documents,
            mentions: entity.mentions,
            quotes,
            variants: cut_all(&entity.variants),
            roles: cut_all(&entity.roles),
            passages,
        }
    }

    /// The documents that name an entity, the latest first.
    fn latest(&self, e: u32) -> Vec<u32> {
        let mut documents = self.corpus.documents_of(e);
        let order = |d: &u32| {
            let document = &self.corpus.documents[*d as usize];
            (document.date.as_deref(), std::cmp::Reverse(&document.id))
        };
        documents.sort_by(|a, b| order(b).cmp(&order(a)));
        documents
    }

    fn source(&mut self, d: u32) -> u32 {
        let document = &self.corpus.documents[d as usize];
        let sources = &mut self.sources;
        *self.source_of.entry(d).or_insert_with(|| {
            sources.push((cut(&document.id), document.date.as_deref()));
            sources.len() as u32 - 1
        })
    }

    /// The passage of the first mention of an entity in a document, with the mention's place in it; a name before a title.
    fn mention(&mut self, d: u32, e: u32) -> Option<(u32, u32, u32)> {
        let document = &self.corpus.documents[d as usize];
        let nodes = &self.corpus.nodes_of[d as usize];
        let is_it = |local: u32| self.corpus.entity_of[nodes[local as usize] as usize] == e;
        let own = || document.mentions.iter().filter(|m| is_it(m.entity));
        let mention = own()
            .find(|m| m.label != Label::Role)
            .or_else(|| own().next())?;
        let text = document.entities[mention.entity as usize].form(mention.form);
        let (start, end) = (mention.start, mention.end);
        match self.passage(d, start, end) {
            Some(found) => Some(found),
            // of a table nothing is known but the mention
            None => {
                let source = self.source(d);
                let text = cut(text);
                let units = text.encode_utf16().count() as u32;
                self.passages.push((source, text));
                Some((self.passages.len() as u32 - 1, 0, units))
            }
        }
    }

    /// The sentence round a place of a document, cut where it is long, and the place in it in UTF-16 units.
    fn passage(&mut self, d: u32, start: u32, end: u32) -> Option<(u32, u32, u32)> {
        let document: &'c Summary = &self.corpus.documents[d as usize];
        let after = document.passages.partition_point(|p| p.start <= start);
        let sentence = document.passages[..after].last()?;
        let length = sentence.text.chars().count();
        let from = (start - sentence.start) as usize;
        if from >= length {
            return None;
        }
        let to = ((end - sentence.start) as usize).clamp(from, length);
        // whole where it is short, else what stands round the mention, at steps, so that neighbours share it
        let first = if length <= PASSAGE {
            0
        } else {
            from.saturating_sub(PASSAGE / 2) / (PASSAGE / 4) * (PASSAGE / 4)
        };
        let last = (first + PASSAGE).min(length);
        let key = (d, sentence.start + first as u32);
        let leading = usize::from(first > 0);
        let window: String = sentence
            .text
            .chars()
            .skip(first)
            .take(last - first)
            .collect();
        let units = |from: usize, to: usize| -> usize {
            window
                .chars()
                .skip(from)
                .take(to - from)
                .map(char::len_utf16)
                .sum()
        };
        let begin = leading + units(0, from - first);
        let wide = units(from - first, to.min(last).max(from) - first);
        let at = match self.passage_of.get(&key) {
            Some(&at) => at,
            None => {
                let source = self.source(d);
                let mut text = String::with_capacity(window.len() + 6);
                text.extend((first > 0).then_some('…'));
                text.push_str(&window);
                text.extend((last < length).then_some('…'));
                self.passages.push((source, text));
                let at = self.passages.len() as u32 - 1;
                self.passage_of.insert(key, at);
                at
            }
        };
        Some((at, begin as u32, (begin + wide) as u32))
    }

    /// Quotations of the entities that are shown, and of nobody, so many of each speaker as the limit says.
    fn said(&mut self, shown: usize, limits: Limits) -> Vec<Said<'c>> {
        let corpus = self.corpus;
        let mut taken: HashMap<Option<u32>, usize> = HashMap::new();
        let mut out = Vec::new();
        for d in 0..corpus.resolved as u32 {
            for quote in corpus.quotes_of(d) {
                if quote.speaker.is_some_and(|s| s as usize >= shown) {
                    continue;
                }
                let count = taken.entry(quote.speaker).or_insert(0);
                *count += 1;
                if *count > limits.passages {
                    continue;
                }
                out.push(Said {
                    speaker: quote.speaker,
                    source: self.source(d),
                    text: cut_to(quote.text, PASSAGE),
                    kind: quote.kind.name(),
                    cue: quote.cue,
                    stance: quote.stance,
                });
            }
        }
        out
    }

    /// The pairs of the picture: of the first entities, those that most documents name together.
    fn pairs(&mut self, limits: Limits) -> Vec<Pair> {
        let limit = PICTURED.min(limits.entities as u32);
        let mut counts: HashMap<(u32, u32), Vec<u32>> = HashMap::new();
        for d in 0..self.corpus.resolved {
            let mut present: Vec<u32> = self.corpus.entities_of(d).filter(|&e| e < limit).collect();
            present.sort_unstable();
            present.dedup();
            for (k, &a) in present.iter().enumerate() {
                for &b in &present[k + 1..] {
                    counts.entry((a, b)).or_default().push(d as u32);
                }
            }
        }
        let mut pairs: Vec<((u32, u32), Vec<u32>)> = counts.into_iter().collect();
        pairs.sort_by(|x, y| y.1.len().cmp(&x.1.len()).then(x.0.cmp(&y.0)));
        pairs.truncate(PAIRS);
        pairs
            .into_iter()
            .map(|((a, b), documents)| {
                let count = documents.len() as u32;
                let mut passages = Vec::new();
                for d in documents.into_iter().take(limits.passages.div_ceil(2)) {
                    for e in [a, b] {
                        passages.extend(self.mention(d, e).map(|found| found.0));
                    }
                }
                passages.dedup();
                Pair {
                    a,
                    b,
                    documents: count,
                    passages,
                }
            })
            .collect()
    }
}

fn cut(name: &str) -> String {
    cut_to(name, NAME)
}

/// The first code points of a text.
fn cut_to(text: &str, length: usize) -> String {
    match text.char_indices().nth(length) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}…", &text[..end]),
    }
}
