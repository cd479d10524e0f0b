//! Nodes: what the entities of documents share by identifier or full name.
//!
//! All that a node says is independent of the order in which documents came: counts, sets and smallest values. So parts of
//! a collection can be counted apart and merged.

use std::collections::HashMap;

use super::context::Context;
use super::counts::Counts;
use super::summary::{Local, Summary};
use crate::hash::hash_str;
use crate::label::Label;
use crate::resolve::spelling::is_short;

/// What opens the key of a body of a state, before its name and country.
const BODY: &str = "BODY:";

/// What one or more entities of documents share.
#[derive(Clone)]
pub(crate) struct Node {
    pub(crate) key: Box<str>,
    pub(crate) label: Label,
    /// Its spelling, folded; empty where only titles name it.
    pub(crate) name: String,
    /// How many documents name it.
    pub(crate) documents: u32,
    pub(crate) mentions: u32,
    pub(crate) context: Context,
    pub(crate) names: Counts,
    pub(crate) roles: Counts,
    pub(crate) latin: Counts,
    pub(crate) links: Counts,
}

impl Node {
    pub(crate) fn new(key: &str, label: Label) -> Self {
        Self {
            key: key.into(),
            label,
            name: String::new(),
            documents: 0,
            mentions: 0,
            context: Context::default(),
            names: Counts::default(),
            roles: Counts::default(),
            latin: Counts::default(),
            links: Counts::default(),
        }
    }

    /// Whether a knowledge base knows it.
    pub(crate) fn is_known(&self) -> bool {
        self.key.starts_with('=')
    }

    /// Whether it is a body of a state: all of one state have its key.
    pub(super) fn is_body(&self) -> bool {
        self.key.starts_with(BODY)
    }

    /// Whether it is a body of a state, and of which is not known.
    pub(super) fn is_stateless(&self) -> bool {
        self.is_body() && self.context.countries.is_empty()
    }

    /// The label under which it is compared.
    pub(crate) fn class(&self) -> Label {
        class(self.label)
    }

    /// The identifier that the node has, else one made of its key.
    pub(crate) fn id(&self) -> String {
        id_of(&self.key)
    }

    /// Adds what a document says of it by one of its entities, which is the document's first of this node where `new`.
    fn count(&mut self, local: &Local, name: &str, new: bool) {
        self.admit(local.label, name);
        let documents = u32::from(new);
        self.documents += documents;
        self.mentions += local.mentions;
        self.context.add(&Context::of(local));
        for count in local.names.iter() {
            let at = self.names.add(&count.text, count.mentions, documents);
            if count.is_nationality {
                self.names.mark_nationality(at);
            }
        }
        for count in local.roles.iter() {
            self.roles.add(&count.text, count.mentions, documents);
        }
        for (counts, value) in [
            (&mut self.latin, &local.latin),
            (&mut self.links, &local.link),
        ] {
            if let Some(value) = value {
                counts.add(value, 1, 1);
            }
        }
    }

    /// Adds what other documents say of it.
    pub(crate) fn merge(&mut self, other: &Self) {
        self.admit(other.label, &other.name);
        self.documents += other.documents;
        self.mentions += other.mentions;
        self.context.add(&other.context);
        self.names.merge(&other.names);
        self.roles.merge(&other.roles);
        self.latin.merge(&other.latin);
        self.links.merge(&other.links);
    }

    fn admit(&mut self, label: Label, name: &str) {
        // a country that is named somewhere is a place: LOC comes before NORP
        self.label = self.label.min(label);
        // of a known entity's names the smallest stands for it
        if !name.is_empty() && (self.name.is_empty() || name < self.name.as_str()) {
            self.name = name.into();
        }
    }
}

/// The identifier that is in a key, else one made of it.
pub(crate) fn id_of(key: &str) -> String {
    key.strip_prefix('=').map_or_else(
        || format!("kunya:{:016x}", hash_str(key)),
        ToOwned::to_owned,
    )
}

/// Nodes and how to find them.
#[derive(Default)]
pub(crate) struct Nodes {
    pub(crate) list: Vec<Node>,
    by_key: HashMap<Box<str>, u32>,
    /// The documents of each node, by their places, ascending; empty where they were counted elsewhere.
    pub(super) documents: Vec<Vec<u32>>,
}

impl Nodes {
    /// Adds the entities of document `d`, which comes after those that were added, and returns the node of each.
    pub(crate) fn add(&mut self, d: u32, document: &Summary) -> Vec<u32> {
        let keys = keys(document);
        let locals = document.entities.iter().zip(keys);
        locals
            .map(|(local, (key, name))| {
                let n = self.place(&key, local.label);
                let documents = &mut self.documents[n as usize];
                let new = documents.last() != Some(&d);
                if new {
                    documents.push(d);
                }
                self.list[n as usize].count(local, &name, new);
                n
            })
            .collect()
    }

    /// The place of a key's node, which is made where there is none.
    fn place(&mut self, key: &str, label: Label) -> u32 {
        if let Some(&n) = self.by_key.get(key) {
            return n;
        }
        let n = self.list.len() as u32;
        self.by_key.insert(key.into(), n);
        self.list.push(Node::new(key, label));
        self.documents.push(Vec::new());
        n
    }
}

/// For nodes that were counted elsewhere.
#[cfg(feature = "python")]
impl Nodes {
    /// Adds a node, to the one of its key where there is one, and returns its place.
    pub(crate) fn merge(&mut self, node: &Node) -> u32 {
        let n = self.place(&node.key, node.label);
        self.list[n as usize].merge(node);
        n
    }

    /// The place of a key's node.
    pub(crate) fn find(&self, key: &str) -> Option<u32> {
        self.by_key.get(key).copied()
    }
}

/// The key of the node of each entity of a document, and its name, folded.
pub(crate) fn keys(document: &Summary) -> Vec<(String, String)> {
    let mut times: HashMap<String, u32> = HashMap::with_capacity(document.entities.len());
    let locals = document.entities.iter().enumerate();
    locals
        .map(|(l, local)| {
            let name = local.main_name();
            let mut key = node_key(document, l, &name);
            if local.known.is_none() {
                // a document that keeps two of one name apart names another with the second
                match times.get_mut(&key) {
                    Some(times) => {
                        *times += 1;
                        key = format!("{key}##{times}");
                    }
                    None => {
                        times.insert(key.clone(), 1);
                    }
                }
            }
            (key, name)
        })
        .collect()
}

/// The label under which names are compared: nationalities go with places.
fn class(label: Label) -> Label {
    if label == Label::Norp {
        Label::Loc
    } else {
        label
    }
}

/// The key of the node that a local entity belongs to. What has no name is told apart by its document's contents.
fn node_key(document: &Summary, l: usize, name: &str) -> String {
    let local = &document.entities[l];
    if let Some(known) = &local.known {
        return format!("={known}");
    }
    if name.is_empty() {
        return format!("~{:016x}#{l}", document.fingerprint);
    }
    if let Some(body) = &local.body {
        return match local.countries.iter().min() {
            Some(country) => format!("{BODY}{body}#{country}"),
            None => format!("{BODY}{body}"),
        };
    }
    match (local.label, local.countries.iter().min()) {
        (Label::Per, Some(country)) if !is_short(name) => format!("PER:{name}#{country}"),
        _ => format!("{}:{name}", class(local.label).name()),
    }
}
