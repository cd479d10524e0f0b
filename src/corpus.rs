//! Entities across documents: who is who in a whole collection.
//!
//! Documents are added as [`Summary`]s, which keep names, titles, identifiers and places and not the text. Each entity of
//! a document is a profile; profiles with one identifier or one full name share a node, unless the countries of their
//! titles speak against it; nodes whose names are variants of each other are joined where nothing keeps them apart (other
//! identifiers, other countries, a document that has both as two). Short forms go to the one full name that fits.
//!
//! Names are compared only within blocks of one skeleton, each with the most frequent few of its block, so the cost
//! grows nearly linearly. The result does not depend on the order of the documents or on the number of threads.
//!
//! [`Corpus::insert`] takes documents in and [`Corpus::resolve`] resolves what was taken in since: only names of which a new
//! document says something are compared again; the groups are then formed anew from the pairs that are known, which is
//! linear and cheap beside reading the documents. The tables are plain rows. An entity's `id` is what users hold on to;
//! it stays when documents are added.

mod bodies;
mod clusters;
mod context;
mod counts;
mod digest;
mod entity;
mod nodes;
mod sharing;
#[cfg(feature = "python")]
pub(crate) mod shuffle;
mod similar;
mod summary;

use std::collections::{HashMap, HashSet};

use crate::error::{Error, Result};
use crate::label::Label;
use crate::parallel;
use crate::quotes::QuoteKind;
use crate::resolve::spelling::key;
use clusters::{Components, Edges};
#[cfg(feature = "python")]
pub(crate) use counts::Counts;
pub use digest::Limits;
use nodes::Nodes;
use sharing::Sharing;
use similar::Blocks;
pub use summary::{Known, QuoteRow, Row, Summary, Tables};

/// Who or what several documents name.
#[derive(Debug, Clone, PartialEq)]
pub struct CorpusEntity {
    /// Stays the same when documents are added: the identifier in a knowledge base or lexicon, else one made of the name.
    pub id: String,
    /// The kind.
    pub label: Label,
    /// The most frequent of its full forms.
    pub name: String,
    /// The usual Latin spelling, where it is known.
    pub latin: Option<String>,
    /// What it is outside the corpus: `geonames:524901`, `iso3166:RU`, `wikidata:Q...`, or the user's own id.
    pub link: Option<String>,
    /// Its spellings, most frequent first.
    pub variants: Vec<String>,
    /// Its titles, most frequent first.
    pub roles: Vec<String>,
    /// How many documents name it.
    pub documents: u32,
    /// How often it is mentioned.
    pub mentions: u32,
}

/// One document: a row of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CorpusDocument<'c> {
    /// Its id.
    pub id: &'c str,
    /// Its date, as it was given.
    pub date: Option<&'c str>,
    /// How many mentions of entities it has.
    pub mentions: u32,
    /// How many quotations.
    pub quotes: u32,
}

/// One mention: a row of the table.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CorpusMention<'c> {
    /// The document's id.
    pub document: &'c str,
    /// The first code point, and the one after the last.
    pub start: u32,
    /// The code point after the last.
    pub end: u32,
    /// What stands there.
    pub text: &'c str,
    /// The kind.
    pub label: Label,
    /// The entity, by its place in [`Corpus::entities`].
    pub entity: u32,
}

/// One quotation: a row of the table.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CorpusQuote<'c> {
    /// The document's id.
    pub document: &'c str,
    /// The document's date, as it was given.
    pub date: Option<&'c str>,
    /// The first code point.
    pub start: u32,
    /// The code point after the last.
    pub end: u32,
    /// The words said.
    pub text: &'c str,
    /// How the quotation stands in the text.
    pub kind: QuoteKind,
    /// The cue's dictionary form.
    pub cue: Option<&'c str>,
    /// The attitude that the cue shows.
    pub stance: Option<&'c str>,
    /// The speaker, by its place in [`Corpus::entities`].
    pub speaker: Option<u32>,
    /// The medium that relays it, by its place in [`Corpus::entities`].
    pub source: Option<u32>,
    /// How sure it is, 0 to 1.
    pub score: f32,
}

/// One spelling of an entity: a row of the table.
#[derive(Debug, Clone, PartialEq)]
pub struct Variant<'c> {
    /// The entity, by its place in [`Corpus::entities`].
    pub entity: u32,
    /// The spelling.
    pub text: &'c str,
    /// How often it stands.
    pub mentions: u32,
    /// In how many documents.
    pub documents: u32,
}

/// A collection of documents and the entities in them.
///
/// ```
/// use kunya::{analyzer::Analyzer, corpus::{Corpus, Summary}};
/// let analyzer = Analyzer::new();
/// let texts = ["قال فلاديمير بوتين إن روسيا مستعدة.", "وصل فلاديمير بوتن إلى الصين."];
/// let summaries = texts.iter().enumerate().map(|(n, t)| Summary::of(&n.to_string(), None, &analyzer.analyze(t)));
/// let mut corpus = Corpus::new();
/// corpus.add(summaries.collect(), None, || true)?;
/// let putin = corpus.entities().iter().find(|e| e.name.contains("فلاديمير")).unwrap();
/// assert_eq!(putin.documents, 2);
/// # Ok::<(), kunya::error::Error>(())
/// ```
#[derive(Default)]
pub struct Corpus {
    documents: Vec<Summary>,
    ids: HashSet<String>,
    nodes: Nodes,
    blocks: Blocks,
    sharing: Sharing,
    /// The node of each entity of each document, as far as they were put into nodes.
    nodes_of: Vec<Vec<u32>>,
    entities: Vec<CorpusEntity>,
    /// The nodes of each entity.
    members: Vec<Vec<u32>>,
    /// The entity of each node.
    entity_of: Vec<u32>,
    /// The id that each node has been given.
    assigned: Vec<Option<Box<str>>>,
    /// How many documents the entities take into account.
    resolved: usize,
}

/// After how many documents it is asked whether to go on.
const ASK_AFTER: usize = 512;

impl Corpus {
    /// A corpus without documents.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds documents and resolves their entities with all others; ids that were given stay.
    ///
    /// Calls `go_on` now and then and stops where it returns false.
    ///
    /// # Errors
    /// As [`insert`](Self::insert) and [`resolve`](Self::resolve).
    pub fn add(
        &mut self,
        documents: Vec<Summary>,
        threads: Option<usize>,
        go_on: impl FnMut() -> bool,
    ) -> Result<()> {
        self.insert(documents)?;
        self.resolve(threads, go_on)
    }

    /// Takes documents in; the tables speak of them after [`resolve`](Self::resolve).
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] where a document's id is there already, naming it; nothing is taken in then.
    pub fn insert(&mut self, documents: Vec<Summary>) -> Result<()> {
        let mut new: HashSet<&str> = HashSet::with_capacity(documents.len());
        let repeated: Vec<&str> = documents
            .iter()
            .map(|d| d.id.as_str())
            .filter(|id| self.ids.contains(*id) || !new.insert(*id))
            .take(5)
            .collect();
        if !repeated.is_empty() {
            return Err(Error::invalid_argument(
                "document ids",
                repeated.join(", "),
                "different for each document",
            ));
        }
        self.ids.extend(documents.iter().map(|d| d.id.clone()));
        self.documents.extend(documents);
        Ok(())
    }

    /// Whether documents were taken in that are not resolved.
    #[must_use]
    pub fn is_pending(&self) -> bool {
        self.resolved < self.documents.len()
    }

    /// Resolves what was taken in. Where it was stopped, the tables stay as they were, and the next call goes on.
    ///
    /// # Errors
    /// [`Error::Interrupted`] where `go_on` returned false; [`Error::InvalidArgument`] for a number of threads that is not
    /// allowed.
    pub fn resolve(
        &mut self,
        threads: Option<usize>,
        mut go_on: impl FnMut() -> bool,
    ) -> Result<()> {
        parallel::check_threads(threads)?;
        while let Some(document) = self.documents.get(self.nodes_of.len()) {
            let d = self.nodes_of.len();
            if d.is_multiple_of(ASK_AFTER) && !go_on() {
                return Err(Error::Interrupted);
            }
            let own = self.nodes.add(d as u32, document);
            for &n in &own {
                let node = &self.nodes.list[n as usize];
                self.blocks.touch(n, node);
                self.sharing.touch(n, node);
            }
            self.nodes_of.push(own);
        }
        let nodes = &self.nodes.list;
        self.blocks.compare(nodes, threads, &mut go_on)?;
        let mut pairs: Vec<_> = self.blocks.pairs().copied().collect();
        pairs.extend(self.sharing.pairs(nodes));
        let edges = Edges {
            pairs,
            short: sharing::short_names(nodes),
        };
        let components = Components::new(nodes, &edges);
        let mut apart = HashSet::new();
        for own in &self.nodes_of {
            clusters::together(own.iter().copied(), |n| components.of(n), &mut apart);
        }
        let groups = clusters::form(nodes, &edges, apart.iter().map(AsRef::as_ref));
        self.name_entities(groups);
        self.resolved = self.documents.len();
        Ok(())
    }

    /// Gives each group its id and its entity.
    fn name_entities(&mut self, groups: Vec<Vec<u32>>) {
        let nodes = &self.nodes.list;
        self.assigned.resize(nodes.len(), None);
        self.entity_of.resize(nodes.len(), 0);
        let mut used: HashSet<Box<str>> = HashSet::with_capacity(groups.len());
        let mut entities = Vec::with_capacity(groups.len());
        for (e, members) in groups.iter().enumerate() {
            let kept = members
                .iter()
                .filter_map(|&n| self.assigned[n as usize].as_ref())
                .filter(|id| !used.contains(*id))
                .min()
                .cloned();
            let mut id = kept.map_or_else(|| nodes[members[0] as usize].id(), Into::into);
            while used.contains(id.as_str()) {
                id.push('+');
            }
            used.insert(id.as_str().into());
            for &n in members {
                self.assigned[n as usize] = Some(id.as_str().into());
                self.entity_of[n as usize] = e as u32;
            }
            entities.push(entity::joined(id, members, nodes));
        }
        self.entities = entities;
        self.members = groups;
    }

    /// The entity of each entity of a document.
    fn entities_of(&self, d: usize) -> impl Iterator<Item = u32> {
        self.nodes_of[d].iter().map(|&n| self.entity_of[n as usize])
    }

    /// The documents that were resolved, with their places.
    fn resolved(&self) -> impl Iterator<Item = (usize, &Summary)> {
        self.documents[..self.resolved].iter().enumerate()
    }

    /// The documents that name an entity, by their places, ascending.
    fn documents_of(&self, entity: u32) -> Vec<u32> {
        let members = &self.members[entity as usize];
        let mut out: Vec<u32> = members
            .iter()
            .flat_map(|&n| self.nodes.documents[n as usize].iter().copied())
            // a resolution that was stopped has seen more
            .filter(|&d| (d as usize) < self.resolved)
            .collect();
        out.sort_unstable();
        out.dedup();
        out
    }

    /// The entities, most mentioned documents first, then by id.
    #[must_use]
    pub fn entities(&self) -> &[CorpusEntity] {
        &self.entities
    }

    /// How many documents there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.documents.len()
    }

    /// Whether there is no document.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.documents.is_empty()
    }

    /// The documents, in the order in which they came.
    pub fn documents(&self) -> impl Iterator<Item = CorpusDocument<'_>> {
        self.resolved().map(|(_, d)| d.row())
    }

    /// All mentions, by document and place.
    pub fn mentions(&self) -> impl Iterator<Item = CorpusMention<'_>> {
        self.resolved().flat_map(move |(n, d)| {
            let nodes = &self.nodes_of[n];
            d.mentions_of(move |local| self.entity_of[nodes[local as usize] as usize])
        })
    }

    /// All quotations, by document and place.
    pub fn quotes(&self) -> impl Iterator<Item = CorpusQuote<'_>> {
        (0..self.resolved as u32).flat_map(move |d| self.quotes_of(d))
    }

    fn quotes_of(&self, d: u32) -> impl Iterator<Item = CorpusQuote<'_>> {
        let nodes = &self.nodes_of[d as usize];
        self.documents[d as usize]
            .quotes_of(move |local| self.entity_of[nodes[local as usize] as usize])
    }

    /// All spellings of all entities, by entity, most frequent first.
    #[must_use]
    pub fn variants(&self) -> Vec<Variant<'_>> {
        let mut out: Vec<Variant> = Vec::new();
        for (e, members) in self.members.iter().enumerate() {
            let mut counts: HashMap<&str, (u32, u32)> = HashMap::new();
            for &n in members {
                for c in self.nodes.list[n as usize].names.iter() {
                    let count = counts.entry(&c.text).or_insert((0, 0));
                    count.0 += c.mentions;
                    count.1 += c.documents;
                }
            }
            let first = out.len();
            out.extend(
                counts
                    .into_iter()
                    .map(|(text, (mentions, documents))| Variant {
                        entity: e as u32,
                        text,
                        mentions,
                        documents,
                    }),
            );
            out[first..].sort_by(|a, b| b.mentions.cmp(&a.mentions).then(a.text.cmp(b.text)));
        }
        out
    }

    /// Pairs of entities that documents name together, with the number of those documents; the one with the smaller id
    /// comes first.
    ///
    /// Of a document with more than 64 entities those are paired that it mentions most.
    #[must_use]
    pub fn co_mentions(&self) -> Vec<(u32, u32, u32)> {
        let mut by_id: Vec<u32> = (0..self.entities.len() as u32).collect();
        by_id.sort_unstable_by_key(|&e| &self.entities[e as usize].id);
        let mut rank_of = vec![0_u32; by_id.len()];
        for (rank, &e) in by_id.iter().enumerate() {
            rank_of[e as usize] = rank as u32;
        }
        let mut counts: HashMap<(u32, u32), u32> = HashMap::new();
        for (d, document) in self.resolved() {
            let ranks = self.entities_of(d).map(|e| rank_of[e as usize]);
            document.co_mentions(ranks, |a, b| {
                *counts.entry((a, b)).or_insert(0) += 1;
            });
        }
        let place = |rank: u32| by_id[rank as usize];
        let counts = counts.into_iter();
        let mut out: Vec<_> = counts.map(|((a, b), n)| (place(a), place(b), n)).collect();
        out.sort_unstable();
        out
    }

    /// The documents that name an entity, with their dates and the number of its mentions, by date, then id.
    ///
    /// # Errors
    /// Where there is no entity of this place.
    pub fn timeline(&self, entity: u32) -> Result<Vec<(Option<&str>, &str, u32)>> {
        self.check(entity)?;
        let mut out: Vec<(Option<&str>, &str, u32)> = Vec::new();
        for d in self.documents_of(entity) {
            let document = &self.documents[d as usize];
            let locals = document.entities.iter().zip(self.entities_of(d as usize));
            let mentions = locals
                .filter(|&(_, e)| e == entity)
                .map(|(local, _)| local.mentions)
                .sum();
            out.push((document.date.as_deref(), &document.id, mentions));
        }
        out.sort_unstable();
        Ok(out)
    }

    /// What an entity said, by date, then document and place.
    ///
    /// # Errors
    /// Where there is no entity of this place.
    pub fn statements(&self, speaker: u32) -> Result<Vec<CorpusQuote<'_>>> {
        self.check(speaker)?;
        let mut out: Vec<_> = self
            .documents_of(speaker)
            .into_iter()
            .flat_map(|d| self.quotes_of(d))
            .filter(|q| q.speaker == Some(speaker))
            .collect();
        out.sort_by(|a, b| (a.date, a.document, a.start).cmp(&(b.date, b.document, b.start)));
        Ok(out)
    }

    /// The place of the entity with this id.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<u32> {
        self.entities
            .iter()
            .position(|e| e.id == id)
            .map(|n| n as u32)
    }

    /// The place of the entity that `name` stands for: an id, or a spelling that one entity alone has.
    ///
    /// # Errors
    /// Where there is no such entity, and where there are several, naming them.
    pub fn locate(&self, name: &str) -> Result<u32> {
        if let Some(entity) = self.find(name) {
            return Ok(entity);
        }
        let wanted = key(name);
        let named = |e: &CorpusEntity| e.variants.iter().any(|v| key(v) == wanted);
        let mut found = self.entities.iter().enumerate().filter(|(_, e)| named(e));
        let given = format!("{name:?}");
        let allowed = "the id or a spelling of one entity";
        let Some((place, first)) = found.next() else {
            return Err(Error::invalid_argument("entity", given, allowed));
        };
        let others: Vec<&str> = found.take(4).map(|(_, e)| e.id.as_str()).collect();
        if others.is_empty() {
            return Ok(place as u32);
        }
        let given = format!("{given}, which {}, {} have", first.id, others.join(", "));
        Err(Error::invalid_argument("entity", given, allowed))
    }

    fn check(&self, entity: u32) -> Result<()> {
        if (entity as usize) < self.entities.len() {
            return Ok(());
        }
        Err(Error::invalid_argument(
            "entity",
            entity,
            format!("below {}", self.entities.len()),
        ))
    }
}
