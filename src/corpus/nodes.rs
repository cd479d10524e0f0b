//! Nodes: what the entities of documents share by identifier or full name.
//!
//! All that a node says is independent of the order in which documents came: counts, sets and smallest values.

use std::collections::HashMap;

use super::context::Context;
use super::counts::Counts;
use super::similar::Blocks;
use super::summary::{Local, Summary};
use crate::hash::hash_str;
use crate::label::Label;
use crate::resolve::spelling::key;

/// How many nodes that share a spelling are taken for one, where nothing keeps them apart.
pub(super) const SHARING: usize = 16;

/// What one or more entities of documents share.
pub(super) struct Node {
    pub(super) key: Box<str>,
    /// The label under which it is compared.
    pub(super) class: Label,
    pub(super) label: Label,
    /// Its spelling, folded; empty where only titles name it.
    pub(super) name: String,
    /// Whether a knowledge base knows it.
    pub(super) known: bool,
    /// The documents, by their places, ascending.
    pub(super) documents: Vec<u32>,
    pub(super) context: Context,
    pub(super) names: Counts,
    pub(super) roles: Counts,
    pub(super) latin: Counts,
    pub(super) links: Counts,
    pub(super) mentions: u32,
}

impl Node {
    /// The identifier that the node has, else one made of its key.
    pub(super) fn id(&self) -> String {
        self.key.strip_prefix('=').map_or_else(
            || format!("kunya:{:016x}", hash_str(&self.key)),
            ToOwned::to_owned,
        )
    }
}

/// All nodes of a corpus and how to find them.
#[derive(Default)]
pub(super) struct Nodes {
    pub(super) list: Vec<Node>,
    by_key: HashMap<Box<str>, u32>,
    /// The nodes that a spelling names, of many those with the smallest keys.
    pub(super) aliases: HashMap<(Label, Box<str>), Vec<u32>>,
    pub(super) blocks: Blocks,
}

impl Nodes {
    /// Adds the entities of document `d` and returns the node of each.
    pub(super) fn add(&mut self, d: u32, document: &Summary) -> Vec<u32> {
        let mut own: Vec<u32> = Vec::with_capacity(document.entities.len());
        let mut repeated: HashMap<u32, u32> = HashMap::new();
        for (l, local) in document.entities.iter().enumerate() {
            let name = main_name(local);
            let key_of = node_key(document, l, &name);
            let mut n = self.node(&key_of, local);
            // a document that keeps two of one name apart names another with the second
            if local.known.is_none() && self.list[n as usize].documents.last() == Some(&d) {
                let times = repeated.entry(n).or_insert(1);
                *times += 1;
                n = self.node(&format!("{key_of}##{times}"), local);
            }
            self.count(n, d, local, name);
            own.push(n);
        }
        own
    }

    fn node(&mut self, key_of: &str, local: &Local) -> u32 {
        if let Some(&n) = self.by_key.get(key_of) {
            return n;
        }
        let n = self.list.len() as u32;
        self.by_key.insert(key_of.into(), n);
        self.list.push(Node {
            key: key_of.into(),
            class: class(local.label),
            label: local.label,
            name: String::new(),
            known: local.known.is_some(),
            documents: Vec::new(),
            context: Context::default(),
            names: Counts::default(),
            roles: Counts::default(),
            latin: Counts::default(),
            links: Counts::default(),
            mentions: 0,
        });
        n
    }

    /// Adds what a document says of node `n`.
    fn count(&mut self, n: u32, d: u32, local: &Local, name: String) {
        let node = &mut self.list[n as usize];
        node.class = node.class.min(class(local.label));
        // a country that is named somewhere is a place: LOC comes before NORP
        node.label = node.label.min(local.label);
        // of a known entity's names the smallest stands for it
        if !name.is_empty() && (node.name.is_empty() || name < node.name) {
            node.name = name;
        }
        let new = node.documents.last() != Some(&d);
        if new {
            node.documents.push(d);
        }
        node.context.add(&Context::of(local));
        node.mentions += local.mentions;
        for count in local.names.iter() {
            let at = node.names.add(&count.text, count.mentions, u32::from(new));
            if count.is_nationality {
                node.names.mark_nationality(at);
            }
        }
        for count in local.roles.iter() {
            node.roles.add(&count.text, count.mentions, u32::from(new));
        }
        for (counts, value) in [
            (&mut node.latin, &local.latin),
            (&mut node.links, &local.link),
        ] {
            if let Some(value) = value {
                counts.add(value, 1, 1);
            }
        }
        self.blocks.touch(n, &self.list[n as usize]);
        for count in local.names.iter() {
            let form = key(&count.text);
            if local.label != Label::Per || form.contains(' ') {
                self.share(n, class(local.label), form);
            }
        }
    }

    /// Notes that a spelling names node `n`.
    fn share(&mut self, n: u32, class: Label, form: String) {
        let sharing = self.aliases.entry((class, form.into())).or_default();
        if !sharing.contains(&n) {
            sharing.push(n);
            sharing.sort_by(|&a, &b| self.list[a as usize].key.cmp(&self.list[b as usize].key));
            sharing.truncate(SHARING);
        }
    }
}

/// The label under which names are compared: nationalities go with places.
fn class(label: Label) -> Label {
    if label == Label::Norp {
        Label::Loc
    } else {
        label
    }
}

/// The name by which a local entity is known: of people the longest, else the most frequent.
fn main_name(local: &Local) -> String {
    let words = |k: &str| {
        if local.label == Label::Per {
            k.split(' ').count()
        } else {
            0
        }
    };
    local
        .names
        .iter()
        .map(|c| (key(&c.text), c.mentions))
        .max_by(|a, b| {
            (words(&a.0), a.1)
                .cmp(&(words(&b.0), b.1))
                .then(b.0.cmp(&a.0))
        })
        .map(|n| n.0)
        .unwrap_or_default()
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
    match (local.label, local.countries.iter().min()) {
        (Label::Per, Some(country)) if name.contains(' ') => format!("PER:{name}#{country}"),
        _ => format!("{}:{name}", class(local.label).name()),
    }
}
