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
//! What a binding needs: [`Summary::of`] and [`Summary::from_rows`] to make summaries (in parallel, text can be dropped
//! afterwards), [`Corpus::add`] (its error names repeated document ids), and the tables [`Corpus::entities`],
//! [`Corpus::mentions`], [`Corpus::quotes`], [`Corpus::variants`], [`Corpus::co_mentions`], [`Corpus::timeline`] and
//! [`Corpus::statements`], which are plain rows. An entity's `id` is what users hold on to; it stays when documents are added.

mod context;
mod nodes;
mod similar;
mod summary;

use std::collections::{HashMap, HashSet};

use crate::error::{Error, Result};
use crate::label::Label;
use crate::quotes::QuoteKind;
pub use summary::{Row, Summary};

/// How many entities of one document are paired with each other for [`Corpus::co_mentions`].
const PAIRED: usize = 64;

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
    /// Its titles with how often each stands, most frequent first.
    pub roles: Vec<(String, u32)>,
    /// How many documents name it.
    pub documents: u32,
    /// How often it is mentioned.
    pub mentions: u32,
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
#[derive(Debug, Default)]
pub struct Corpus {
    documents: Vec<Summary>,
    ids: HashSet<String>,
    entities: Vec<CorpusEntity>,
    /// The entity of each local entity of each document.
    resolved: Vec<Vec<u32>>,
    /// The id that each node has been given.
    assigned: HashMap<String, String>,
}

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
    /// [`Error::InvalidArgument`] where a document's id is there already, naming it, and for a number of threads that is
    /// not allowed; [`Error::Interrupted`] where `go_on` returned false. The corpus is unchanged then.
    pub fn add(
        &mut self,
        documents: Vec<Summary>,
        threads: Option<usize>,
        go_on: impl FnMut() -> bool,
    ) -> Result<()> {
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
        let before = self.documents.len();
        let new: Vec<String> = documents.iter().map(|d| d.id.clone()).collect();
        self.documents.extend(documents);
        match nodes::resolve(&self.documents, threads, go_on) {
            Ok(resolution) => {
                self.ids.extend(new);
                self.name_entities(resolution);
                Ok(())
            }
            Err(error) => {
                self.documents.truncate(before);
                Err(error)
            }
        }
    }

    /// Gives each cluster its id and its entity.
    fn name_entities(&mut self, resolution: nodes::Resolution) {
        let mut ids: Vec<String> = Vec::with_capacity(resolution.clusters.len());
        let mut used: HashSet<String> = HashSet::new();
        for cluster in &resolution.clusters {
            let kept = cluster
                .nodes
                .iter()
                .filter_map(|n| self.assigned.get(n))
                .filter(|id| !used.contains(*id))
                .min()
                .cloned();
            let mut id = kept.unwrap_or_else(|| cluster.fresh_id());
            while !used.insert(id.clone()) {
                id.push('+');
            }
            ids.push(id);
        }
        for (cluster, id) in resolution.clusters.iter().zip(&ids) {
            for node in &cluster.nodes {
                self.assigned.insert(node.clone(), id.clone());
            }
        }
        let mut profiles: Vec<Vec<(u32, u32)>> = vec![Vec::new(); ids.len()];
        for (d, locals) in resolution.profiles.iter().enumerate() {
            for (l, &c) in locals.iter().enumerate() {
                profiles[c as usize].push((d as u32, l as u32));
            }
        }
        self.entities = ids
            .into_iter()
            .zip(&profiles)
            .map(|(id, p)| self.entity(id, p))
            .collect();
        self.resolved = resolution.profiles;
    }

    fn entity(&self, id: String, profiles: &[(u32, u32)]) -> CorpusEntity {
        let mut names: HashMap<&str, u32> = HashMap::new();
        let mut roles: HashMap<&str, u32> = HashMap::new();
        let (mut mentions, mut documents, mut last) = (0, 0, u32::MAX);
        let mut latin = None;
        let mut link = None;
        let mut label = None;
        for &(d, l) in profiles {
            let local = &self.documents[d as usize].entities[l as usize];
            documents += u32::from(d != last);
            last = d;
            mentions += local.mentions;
            for (name, n) in &local.names {
                *names.entry(name).or_insert(0) += n;
            }
            for (role, n) in &local.roles {
                *roles.entry(role).or_insert(0) += n;
            }
            latin = latin.or(local.latin.as_deref());
            link = link.or(local.link.as_deref());
            // a country that is named somewhere is a place
            if label.is_none() || local.label == Label::Loc {
                label = Some(local.label);
            }
        }
        let label = label.unwrap_or(Label::Per);
        let full = |name: &str| {
            if matches!(label, Label::Per) {
                name.split_whitespace().count().clamp(1, 3)
            } else {
                1
            }
        };
        let name = names
            .iter()
            .max_by(|a, b| (full(a.0), a.1).cmp(&(full(b.0), b.1)).then(b.0.cmp(a.0)));
        let mut roles: Vec<(String, u32)> =
            roles.into_iter().map(|(r, n)| (r.to_owned(), n)).collect();
        roles.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        let name = name
            .map(|n| (*n.0).to_owned())
            .or_else(|| roles.first().map(|r| r.0.clone()))
            .unwrap_or_default();
        CorpusEntity {
            id,
            label,
            name,
            latin: latin.map(Into::into),
            link: link.map(Into::into),
            roles,
            documents,
            mentions,
        }
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

    /// All mentions, by document and place.
    pub fn mentions(&self) -> impl Iterator<Item = CorpusMention<'_>> {
        self.documents
            .iter()
            .zip(&self.resolved)
            .flat_map(|(d, resolved)| {
                d.mentions.iter().map(move |m| CorpusMention {
                    document: &d.id,
                    start: m.start,
                    end: m.end,
                    text: d.entities[m.entity as usize].form(m.form),
                    label: m.label,
                    entity: resolved[m.entity as usize],
                })
            })
    }

    /// All quotations, by document and place.
    pub fn quotes(&self) -> impl Iterator<Item = CorpusQuote<'_>> {
        self.documents
            .iter()
            .zip(&self.resolved)
            .flat_map(|(d, resolved)| {
                d.quotes.iter().map(move |q| CorpusQuote {
                    document: &d.id,
                    date: d.date.as_deref(),
                    start: q.start,
                    end: q.end,
                    text: &q.text,
                    kind: q.kind,
                    cue: q.cue,
                    stance: q.stance,
                    speaker: q.speaker.map(|s| resolved[s as usize]),
                    score: q.score,
                })
            })
    }

    /// All spellings of all entities, by entity, most frequent first.
    #[must_use]
    pub fn variants(&self) -> Vec<Variant<'_>> {
        let mut counts: HashMap<(u32, &str), (u32, u32)> = HashMap::new();
        for (d, resolved) in self.documents.iter().zip(&self.resolved) {
            for (local, &entity) in d.entities.iter().zip(resolved) {
                for (name, n) in &local.names {
                    let count = counts.entry((entity, name)).or_insert((0, 0));
                    count.0 += n;
                    count.1 += 1;
                }
            }
        }
        let mut out: Vec<Variant> = counts
            .into_iter()
            .map(|((entity, text), (mentions, documents))| Variant {
                entity,
                text,
                mentions,
                documents,
            })
            .collect();
        out.sort_by(|a, b| {
            a.entity
                .cmp(&b.entity)
                .then(b.mentions.cmp(&a.mentions))
                .then(a.text.cmp(b.text))
        });
        out
    }

    /// Pairs of entities that documents name together, the smaller place first, with the number of those documents.
    #[must_use]
    pub fn co_mentions(&self) -> Vec<(u32, u32, u32)> {
        let mut counts: HashMap<(u32, u32), u32> = HashMap::new();
        for resolved in &self.resolved {
            let mut present = resolved.clone();
            present.sort_unstable();
            present.dedup();
            // entities are sorted by how many documents name them: the rest are the rarest
            present.truncate(PAIRED);
            for (k, &a) in present.iter().enumerate() {
                for &b in &present[k + 1..] {
                    *counts.entry((a, b)).or_insert(0) += 1;
                }
            }
        }
        let mut out: Vec<_> = counts.into_iter().map(|((a, b), n)| (a, b, n)).collect();
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
        for (d, resolved) in self.documents.iter().zip(&self.resolved) {
            let mentions: u32 = d
                .entities
                .iter()
                .zip(resolved)
                .filter(|(_, r)| **r == entity)
                .map(|(l, _)| l.mentions)
                .sum();
            if mentions > 0 {
                out.push((d.date.as_deref(), &d.id, mentions));
            }
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
            .quotes()
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
