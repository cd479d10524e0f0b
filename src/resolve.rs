//! Mentions to entities within one document.

use crate::label::Label;

/// Someone or something that a document names, under one or several spellings.
#[derive(Debug, Clone, PartialEq)]
pub struct Entity {
    /// The kind: PER, LOC, ORG, NORP, EVENT or PRODUCT.
    pub label: Label,
    /// The mention with the best full form, by its place in the document's mentions.
    pub name: u32,
    /// The usual Latin spelling, where it is known or can be derived.
    pub latin: Option<Box<str>>,
    /// What it is outside the document: `geonames:524901`, `iso3166:RU`, `wikidata:Q...`, or the user's own id.
    pub link: Option<Box<str>>,
    /// All mentions in the order of the text, by their places in the document's mentions.
    pub mentions: Vec<u32>,
}
