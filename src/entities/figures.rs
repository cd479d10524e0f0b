//! Dates, times and amounts: a trained reading and the grammar of the rules together.
//!
//! What the rules find is evidence, as it is for names; the model knows what else is counted (ستة معلمين), and where an
//! amount ends. What a figure is worth is read afterwards, by [`super::values`].

use super::mention::Mention;
use super::proclitics::Reader;
use super::recognise::Reading;
use super::select;
use super::tagger::{DocumentFeatures, Tagger};
use super::words::{Hits, Words};
use crate::label::Label;
use crate::lexicon::Kind;
use crate::sentence::SentenceRange;
use crate::tokenize::TokenKind;

/// How many tokens before and after a number or a word of the calendar may belong to a figure.
const BEFORE: usize = 4;
const AFTER: usize = 6;

/// The dates, times and amounts of a document, sorted by start. Of `candidates` those with such labels are evidence; `features`
/// are what the built-in recognisers see.
#[must_use]
pub fn find(
    words: Words<'_>,
    hits: &Hits,
    features: &DocumentFeatures,
    reader: &Reader<'_>,
    sentences: &[SentenceRange],
    candidates: &[Mention],
) -> Vec<Mention> {
    let near = near_figures(words, hits, candidates);
    let reading = Reading::of(Tagger::figures(), features, sentences, |i| near[i]);
    let mut found = reading.decode(&words, reader, sentences, candidates);
    let mut before = 0;
    for m in &mut found {
        take_in_after(&words, before, m);
        before = m.tokens.1;
    }
    // of sums and shares the grammar alone is sure: دينارين تونسيين
    let free = |c: &&Mention| {
        let at = found.partition_point(|f| f.span.end <= c.span.start);
        found.get(at).is_none_or(|f| !f.span.overlaps(c.span))
    };
    let sure: Vec<Mention> = candidates
        .iter()
        .filter(|c| matches!(c.label, Label::Money | Label::Percent))
        .filter(free)
        .cloned()
        .collect();
    found.extend(sure);
    select::sort(&mut found);
    found
}

/// Lets a part of the day begin with its بعد, where no figure ends behind it: بعد ظهر الأحد is the afternoon. The figure
/// before ends at token `before`.
fn take_in_after(words: &Words<'_>, before: u32, figure: &mut Mention) {
    let first = figure.tokens.0 as usize;
    if figure.tokens.0 > before
        && words.folded_stem(first) == "ظهر"
        && words.folded_stem(first - 1) == "بعد"
        && words.adjacent(first - 1)
    {
        figure.tokens.0 -= 1;
        figure.span.start = words.stem(first - 1).start;
    }
}

/// Which tokens may belong to a figure: those about numbers, words of the calendar and units, and what the rules propose.
fn near_figures(words: Words<'_>, hits: &Hits, candidates: &[Mention]) -> Vec<bool> {
    const KINDS: [Kind; 5] = [
        Kind::NumberWord,
        Kind::Month,
        Kind::Weekday,
        Kind::Unit,
        Kind::Currency,
    ];
    let mut near = vec![false; words.len()];
    let mut mark = |start: usize, end: usize| {
        near[start.saturating_sub(BEFORE)..(end + AFTER).min(words.len())].fill(true);
    };
    for i in 0..words.len() {
        let known = |h: &super::words::Hit| KINDS.iter().any(|&k| h.is(k));
        if words.kind(i) == TokenKind::Number || hits.at(i).iter().any(known) {
            mark(i, i + 1);
        }
    }
    for c in candidates.iter().filter(|c| !c.label.is_named()) {
        mark(c.tokens.0 as usize, c.tokens.1 as usize);
    }
    near
}
