//! Which place a name stands for: by the countries that the document speaks of, its size and rank.

use std::collections::HashMap;

use super::known::Name;
use crate::entities::mention::Mention;
use crate::label::Label;
use crate::lexicon::{Entry, Kind, Lexicon};

/// What a country that the document names adds, in powers of ten of population.
const IN_CONTEXT: f64 = 2.5;
/// What a capital adds.
const CAPITAL: f64 = 1.0;
/// How far the best place must be before the next one of another country to be linked.
const MARGIN: f64 = 0.4;

/// The countries of a document.
pub(super) struct Context {
    countries: HashMap<&'static str, u32>,
}

impl Context {
    pub(super) fn new(mentions: &[Mention], names: &[Name]) -> Self {
        let lexicon = Lexicon::global();
        let mut countries = HashMap::new();
        for (m, name) in mentions.iter().zip(names) {
            if !matches!(m.label, Label::Loc | Label::Norp) {
                continue;
            }
            if let Some(entry) = lexicon
                .iter(lexicon.get(&name.key))
                .find(|e| e.kind == Kind::Country)
            {
                *countries.entry(lexicon.record(entry).field(0)).or_insert(0) += 1;
            }
        }
        Self { countries }
    }

    fn speaks_of(&self, country: &str) -> bool {
        self.countries.contains_key(country)
    }
}

/// The identifier of a place: a country's, else that of the place which fits the document best, where one clearly does.
pub(super) fn identify(key: &str, context: &Context) -> Option<Box<str>> {
    let lexicon = Lexicon::global();
    let entries = || lexicon.iter(lexicon.get(key));
    if let Some(country) = entries().find(|e| e.kind == Kind::Country && e.detail == 0) {
        return Some(format!("iso3166:{}", lexicon.record(country).field(0)).into());
    }
    let weigh = |e: Entry| {
        let record = lexicon.record(e);
        let population: f64 = record.field(5).parse().unwrap_or(0.0);
        let country = record.field(4);
        let weight = (population + 100.0).log10()
            + if !country.is_empty() && context.speaks_of(country) {
                IN_CONTEXT
            } else {
                0.0
            }
            + if record.field(1) == "capital" {
                CAPITAL
            } else {
                0.0
            }
            + if population == 0.0 && record.field(1) != "city" {
                IN_CONTEXT
            } else {
                0.0
            };
        (weight, record.field(0), country)
    };
    let mut places: Vec<_> = entries()
        .filter(|e| e.kind == Kind::Place)
        .map(weigh)
        .collect();
    places.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    let best = places.first()?;
    let rival = places.iter().find(|p| p.2 != best.2);
    rival
        .is_none_or(|r| best.0 - r.0 >= MARGIN)
        .then(|| best.1.into())
}
