//! Quotations of the headline, which say again what the text below has.

use std::collections::HashSet;

use super::marks::Marked;
use super::{Found, Quote, QuoteKind, Reader};

/// How many quotations of a headline are looked for below it.
const MOST: usize = 8;
/// The fewest words of one that no verb of saying introduces.
const FEWEST: usize = 2;

impl Reader<'_> {
    /// Words in quotation marks in the headline that a quotation below has too, although nothing beside them tells that they
    /// are said.
    pub(super) fn echoes(&self, found: &[Found]) -> Vec<Found> {
        let below: Vec<&Found> = found
            .iter()
            .filter(|f| f.kind == QuoteKind::Direct && !self.in_headline(f.tokens.0))
            .collect();
        let known = |m: &Marked| found.iter().any(|f| f.tokens.0 == m.open + 1);
        self.marked
            .iter()
            .take_while(|m| self.in_headline(m.open))
            .take(MOST)
            .filter(|m| m.closed && self.says(m, FEWEST) && !known(m))
            .filter_map(|m| {
                let wanted: HashSet<&str> = self.stems(m.inside()).collect();
                let said = below.iter().any(|f| repeats(&wanted, self.stems(f.tokens)));
                said.then_some(Found {
                    tokens: m.inside(),
                    bare: false,
                    kind: QuoteKind::Direct,
                    cue: None,
                    speaker: None,
                    score: 0.45,
                })
            })
            .collect()
    }

    /// A quotation in the headline without a verb of saying is taken from the text below: who says there most of its words
    /// says it.
    pub(super) fn speakers_of_headline(&self, quotes: &mut [Quote]) {
        let below = quotes.partition_point(|q| q.span.start < self.headline);
        let (above, below) = quotes.split_at_mut(below);
        let words_of = |q: &Quote| {
            let tokens = self.words.tokens;
            let first = tokens.partition_point(|t| t.span.end <= q.span.start);
            let end = tokens.partition_point(|t| t.span.start < q.span.end);
            self.stems((first, end))
        };
        let open = above
            .iter_mut()
            .filter(|q| q.kind == QuoteKind::Direct && q.cue.is_none());
        for quote in open.take(MOST) {
            let wanted: HashSet<&str> = words_of(quote).collect();
            let best = below
                .iter()
                .filter(|q| q.speaker.is_some())
                .map(|q| (shared(&wanted, words_of(q)), q))
                .rev()
                .max_by_key(|b| b.0);
            if let Some((_, source)) = best.filter(|b| enough(b.0, wanted.len())) {
                quote.speaker = source.speaker;
                quote.entity = source.entity;
                quote.score = quote.score.max(0.5 * source.score);
            }
        }
    }

    fn stems(&self, (first, end): (usize, usize)) -> impl Iterator<Item = &str> {
        (first..end)
            .filter(|&i| self.words.is_word(i))
            .map(|i| self.words.folded_stem(i))
    }
}

/// How many of the wanted words others have.
fn shared<'a>(wanted: &HashSet<&'a str>, others: impl Iterator<Item = &'a str>) -> usize {
    let both: HashSet<&str> = others.filter(|w| wanted.contains(w)).collect();
    both.len()
}

/// Whether so many shared words show that the same is said.
const fn enough(shared: usize, wanted: usize) -> bool {
    shared >= 2 && 10 * shared >= 6 * wanted
}

fn repeats<'a>(wanted: &HashSet<&'a str>, others: impl Iterator<Item = &'a str>) -> bool {
    enough(shared(wanted, others), wanted.len())
}
