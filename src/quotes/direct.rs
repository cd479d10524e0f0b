//! Words between quotation marks that somebody said.

use super::{Cue, Quote, QuoteKind, Reader};
use crate::span::Span;
use crate::tokenize::TokenKind;

/// The fewest words that make a quotation where no colon introduces it.
const FEWEST_WORDS: usize = 4;
/// How far before its opening mark a cue may stand, in tokens, and after its closing mark.
const BEFORE: usize = 40;
const AFTER: usize = 6;

/// Words between marks: the tokens of the marks; an unclosed one ends with its paragraph.
struct Quoted {
    open: usize,
    close: usize,
    closed: bool,
}

fn closing_of(open: &str) -> Option<&'static [&'static str]> {
    Some(match open {
        "«" => &["»"],
        "“" => &["”", "“"],
        "„" => &["“", "”"],
        "”" => &["“", "”"],
        "\"" => &["\""],
        "‘" => &["’"],
        "''" => &["''"],
        _ => return None,
    })
}

impl Reader<'_> {
    pub(super) fn direct(&self) -> Vec<Quote> {
        let mut out: Vec<Quote> = Vec::new();
        let mut previous: Option<(usize, Option<Cue>)> = None;
        for quoted in self.quoted() {
            let (first, last) = (quoted.open + 1, quoted.close);
            if first >= last {
                continue;
            }
            let words = (first..last).filter(|&i| self.words.is_word(i)).count();
            let colon = quoted.open > 0 && self.words.raw(quoted.open - 1) == ":";
            let cue = self
                .cue_before(quoted.open)
                .or_else(|| self.cue_after(quoted.close));
            // a paragraph that opens with a mark goes on with what was said before it
            let goes_on = cue.is_none()
                && previous
                    .as_ref()
                    .is_some_and(|p| self.only_gap(p.0, quoted.open));
            let cue = if goes_on {
                previous.as_ref().and_then(|p| p.1)
            } else {
                cue
            };
            let is_name = self
                .mentions_in(first, last)
                .any(|(_, m)| m.tokens.0 as usize <= first && m.tokens.1 as usize >= last);
            let enough = words >= FEWEST_WORDS || colon && words >= 1 && cue.is_some();
            let said = colon || cue.is_some() || goes_on || words >= 3 * FEWEST_WORDS;
            if is_name || !enough || !said {
                continue;
            }
            let mut end = last;
            while end > first + 1
                && self.words.kind(end - 1) == TokenKind::Punct
                && matches!(self.words.raw(end - 1), "،" | ",")
            {
                end -= 1;
            }
            let span = Span::new(
                self.words.tokens[first].span.start,
                self.words.tokens[end - 1].span.end,
            );
            let mut score: f32 = if cue.is_some() { 0.9 } else { 0.55 };
            if !quoted.closed {
                score *= 0.7;
            }
            previous = Some((quoted.close, cue));
            out.push(Quote {
                span,
                kind: QuoteKind::Direct,
                cue: cue.map(|c| c.span),
                lemma: cue.map(|c| c.lemma()),
                stance: cue.map(|c| c.stance()),
                speaker: None,
                entity: None,
                source: None,
                score,
            });
        }
        self.dialogue(&mut out);
        out
    }

    /// All stretches between quotation marks, nested ones left out.
    fn quoted(&self) -> Vec<Quoted> {
        let mut out = Vec::new();
        let mut i = 0;
        while i < self.words.len() {
            let Some(closing) = closing_of(self.words.raw(i)) else {
                i += 1;
                continue;
            };
            let mut depth = 1;
            let mut k = i + 1;
            let mut found = None;
            while k < self.words.len() {
                if !self.words.adjacent(k - 1) {
                    break;
                }
                let raw = self.words.raw(k);
                if closing.contains(&raw) {
                    depth -= 1;
                    if depth == 0 {
                        found = Some(k);
                        break;
                    }
                } else if raw == self.words.raw(i) {
                    depth += 1;
                }
                k += 1;
            }
            let close = found.unwrap_or(k);
            out.push(Quoted {
                open: i,
                close,
                closed: found.is_some(),
            });
            i = close + usize::from(found.is_some());
        }
        out
    }

    /// The cue that introduces a quotation which opens at token `open`: the latest one before it in its sentence, no other
    /// quotation between.
    fn cue_before(&self, open: usize) -> Option<Cue> {
        let start = self.sentence(open).0.max(open.saturating_sub(BEFORE));
        let from = (start..open)
            .rev()
            .find(|&i| matches!(self.words.raw(i), "»" | "”") || !self.words.adjacent(i))
            .map_or(start, |i| i + 1);
        let colon = self.words.raw(open.saturating_sub(1)) == ":";
        let cues = self.cues_in(from, open);
        let verb = cues.iter().rev().find(|c| c.class() == 0 || c.class() == 2);
        // a noun of saying counts only close to the mark: في بيان: "..."
        verb.or_else(|| cues.iter().rev().find(|c| colon || open - c.tokens.1 <= 4))
            .copied()
    }

    /// The cue behind a quotation which closes at token `close`: "..."، قال بيسكوف.
    fn cue_after(&self, close: usize) -> Option<Cue> {
        let end = (close + 1 + AFTER).min(self.words.len());
        let stop = (close + 1..end)
            .find(|&i| {
                matches!(self.words.raw(i), "." | "؟" | "!" | "\"" | "«" | "“")
                    || !self.words.adjacent(i - 1)
            })
            .unwrap_or(end);
        self.cues_in(close + 1, stop)
            .iter()
            .find(|c| c.class() == 0 || c.class() == 2)
            .copied()
    }

    /// Whether only marks stand between two tokens.
    fn only_gap(&self, from: usize, to: usize) -> bool {
        to >= from && to - from <= 4 && (from..to).all(|i| self.words.kind(i) == TokenKind::Punct)
    }

    /// What is said after a colon without marks, up to the end of the paragraph: قال بيسكوف: سنستمر.
    fn dialogue(&self, out: &mut Vec<Quote>) {
        for k in 0..self.cues.len() {
            let cue = self.cues[k];
            if cue.class() != 0 {
                continue;
            }
            let end = (cue.tokens.1 + 14).min(self.words.len());
            let Some(colon) = (cue.tokens.1..end)
                .take_while(|&i| self.words.adjacent(i - 1))
                .find(|&i| self.words.raw(i) == ":")
            else {
                continue;
            };
            let mut first = colon + 1;
            if matches!(self.words.raw(first), "-" | "–" | "—" | "ـ") {
                first += 1;
            }
            if first >= self.words.len()
                || self.words.kind(first) == TokenKind::Punct
                || (!self.words.adjacent(colon) && first == colon + 1)
            {
                continue;
            }
            if self
                .cues_in(cue.tokens.1, colon)
                .iter()
                .any(|c| c.class() == 0)
                || (cue.tokens.1..colon).any(|i| self.opens_clause(i))
            {
                continue;
            }
            let mut last = first;
            while last + 1 < self.words.len() && self.words.adjacent(last) && last - first < 400 {
                last += 1;
            }
            while last > first && self.words.kind(last) == TokenKind::Punct {
                last -= 1;
            }
            let span = Span::new(
                self.words.tokens[first].span.start,
                self.words.tokens[last].span.end,
            );
            if last < first + FEWEST_WORDS - 1 || out.iter().any(|q| q.span.overlaps(span)) {
                continue;
            }
            out.push(Quote {
                span,
                kind: QuoteKind::Direct,
                cue: Some(cue.span),
                lemma: Some(cue.lemma()),
                stance: Some(cue.stance()),
                speaker: None,
                entity: None,
                source: None,
                score: 0.6,
            });
        }
    }
}
