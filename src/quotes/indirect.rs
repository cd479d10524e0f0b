//! Reported clauses: a cue, أن or إن, and what was said.

use super::{Cue, Quote, QuoteKind, Reader};
use crate::span::Span;
use crate::tokenize::TokenKind;

/// How far behind its cue the particle may stand, in tokens: the speaker and his titles stand between.
const REACH: usize = 30;
/// The fewest tokens of a clause.
const SHORTEST: usize = 3;

impl Reader<'_> {
    pub(super) fn indirect(&self, direct: &[Quote]) -> Vec<Quote> {
        let mut out: Vec<Quote> = Vec::new();
        for (k, cue) in self.cues.iter().enumerate() {
            let inside_direct = direct.iter().any(|q| q.span.contains(cue.span));
            let clause = match cue.class() {
                2 => self.clause_with(cue),
                _ => self.clause_after(k, cue),
            };
            let Some((first, last)) = clause.filter(|c| c.1 >= c.0 + SHORTEST && !inside_direct)
            else {
                continue;
            };
            let span = Span::new(
                self.words.tokens[first].span.start,
                self.words.tokens[last - 1].span.end,
            );
            // a clause that is wholly in quotation marks is a direct quotation already
            let direct_inside = direct.iter().filter(|q| span.overlaps(q.span));
            let covered: u32 = direct_inside.clone().map(|q| q.span.len()).sum();
            if f64::from(covered) > 0.6 * f64::from(span.len())
                || out.iter().any(|q| q.span.overlaps(span) && q.span != span)
            {
                continue;
            }
            let kind = if cue.class() == 3 {
                QuoteKind::Belief
            } else if direct_inside.count() > 0 {
                QuoteKind::Mixed
            } else {
                QuoteKind::Indirect
            };
            out.push(Quote {
                span,
                kind,
                cue: Some(cue.span),
                lemma: Some(cue.lemma()),
                stance: Some(cue.stance()),
                speaker: None,
                entity: None,
                source: None,
                score: if cue.class() == 2 { 0.6 } else { 0.8 },
            });
        }
        out
    }

    /// The clause that a particle opens behind the cue.
    fn clause_after(&self, k: usize, cue: &Cue) -> Option<(usize, usize)> {
        let end = self.sentence(cue.tokens.0).1.min(self.words.len());
        let reach = (cue.tokens.1 + REACH).min(end);
        let next_cue = self
            .cues
            .get(k + 1)
            .filter(|c| c.class() != 1 && c.class() != 2)
            .map_or(usize::MAX, |c| c.tokens.0);
        let particle = (cue.tokens.1..reach).find(|&i| self.opens_clause(i))?;
        // قوله إن: the nearer cue owns the clause
        if next_cue < particle
            || (cue.tokens.1..particle).any(|i| matches!(self.words.raw(i), "." | "»" | "\"" | "”"))
                && self.words.raw(cue.tokens.1) != "\""
                && !self.name_quoted(cue.tokens.1, particle)
        {
            return None;
        }
        let mut first = particle + 1;
        if matches!(self.words.raw(first), "«" | "\"" | "“") {
            first += 1;
        }
        Some((first, self.clause_end(first, end)))
    }

    /// Whether the marks between two tokens stand around a name: وأوضح "بيسكوف" أنه.
    fn name_quoted(&self, from: usize, to: usize) -> bool {
        (from..to)
            .filter(|&i| matches!(self.words.raw(i), "»" | "\"" | "”" | "«" | "“"))
            .count()
            <= 2
            && self.mentions_in(from, to).next().is_some()
    }

    /// The token after the clause: before the next clause of saying, or the end of the sentence.
    fn clause_end(&self, first: usize, end: usize) -> usize {
        let mut last = end;
        let cues = self.cues_in(first + 2, end);
        for cue in cues {
            let at = cue.tokens.0;
            let before = self.words.raw(at - 1);
            let comma = matches!(before, "،" | "," | "؛");
            let linked = matches!(
                self.words.folded(at - 1),
                "فيما" | "بينما" | "كما" | "حسبما" | "بحسب" | "وفق"
            );
            let prefixed = self.words.stem(at).start > self.words.tokens[at].span.start;
            if comma
                || linked
                || cue.class() == 2
                || prefixed
                    && cue.class() == 0
                    && (cue.tokens.1..(cue.tokens.1 + 12).min(end)).any(|i| self.opens_clause(i))
            {
                last = if linked { at - 1 } else { at };
                break;
            }
        }
        while last > first
            && (self.words.kind(last - 1) == TokenKind::Punct
                || matches!(self.words.folded(last - 1), "و" | "فيما"))
            && !matches!(self.words.raw(last - 1), ")" | "»" | "\"" | "”" | "%")
        {
            last -= 1;
        }
        if last < end
            && matches!(self.words.raw(last - 1), "»" | "\"" | "”")
            && !(first..last - 1).any(|i| matches!(self.words.raw(i), "«" | "\"" | "“"))
        {
            last -= 1;
        }
        last
    }

    /// The clause that a preposition of saying goes with: the rest of the sentence before it, or behind the speaker where
    /// the sentence begins with it.
    fn clause_with(&self, cue: &Cue) -> Option<(usize, usize)> {
        let (start, end) = self.sentence(cue.tokens.0);
        if cue.tokens.0 > start + SHORTEST + 1 {
            let taken = self.cues_in(start, cue.tokens.0).iter().any(|c| {
                c.class() == 0 && (c.tokens.1..cue.tokens.0).any(|i| self.opens_clause(i))
            });
            if taken {
                return None;
            }
            let mut last = cue.tokens.0;
            while last > start && self.words.kind(last - 1) == TokenKind::Punct {
                last -= 1;
            }
            return Some((start, last));
        }
        let comma = (cue.tokens.1..end).find(|&i| matches!(self.words.raw(i), "،" | ","))?;
        let first = if self.opens_clause(comma + 1) {
            comma + 2
        } else {
            comma + 1
        };
        Some((first, self.clause_end(first, end)))
    }
}
