//! Names within names: a trained reading of what organisations, events and products hold, with the lexicons.
//!
//! جامعة القاهرة holds a place, بنك الصين too, but وزارة المالية no adjective of Mali. Each name that may hold others is read
//! by itself, as a sentence is; what is found in it is read again.

use super::mention::{Mention, Source};
use super::proclitics::{self, Reader};
use super::recognise::Reading;
use super::select;
use super::tagger::{DocumentFeatures, Tagger};
use super::words::Words;
use crate::label::Label;
use crate::sentence::SentenceRange;

/// How deep names may nest.
const DEPTH: usize = 3;

/// What `names` hold, sorted by start. `names` do not overlap; `candidates` are what lexicons propose; `features` are what the
/// built-in recognisers see.
#[must_use]
pub fn find(
    words: Words<'_>,
    features: &DocumentFeatures,
    reader: &Reader<'_>,
    names: &[Mention],
    candidates: &[Mention],
) -> Vec<Mention> {
    let mut out: Vec<Mention> = Vec::new();
    let mut holders: Vec<Mention> = names.iter().filter(|m| may_hold(m)).cloned().collect();
    for _ in 0..DEPTH {
        if holders.is_empty() {
            break;
        }
        let areas: Vec<SentenceRange> = holders
            .iter()
            .map(|m| SentenceRange {
                first: m.tokens.0,
                end: m.tokens.1,
                span: m.span,
            })
            .collect();
        let inside: Vec<Mention> = candidates
            .iter()
            .filter(|c| c.source == Source::Lexicon && holder(&holders, c).is_some())
            .cloned()
            .collect();
        let reading = Reading::of(Tagger::nested(), features, &areas, |_| true);
        let mut found = reading.decode(&words, reader, &areas, &inside);
        proclitics::settle(reader, &mut found);
        found.retain(|m| holder(&holders, m).is_some());
        holders = found.iter().filter(|m| may_hold(m)).cloned().collect();
        out.extend(found);
    }
    select::sort(&mut out);
    out
}

/// Whether a name may hold others.
fn may_hold(name: &Mention) -> bool {
    matches!(name.label, Label::Org | Label::Event | Label::Product)
        && name.tokens.1 - name.tokens.0 > 1
}

/// The name that holds a mention and is more than it.
fn holder<'n>(names: &'n [Mention], m: &Mention) -> Option<&'n Mention> {
    let at = names.partition_point(|n| n.tokens.0 <= m.tokens.0);
    let name = names[..at].last()?;
    (name.span.contains(m.span) && name.tokens != m.tokens).then_some(name)
}
