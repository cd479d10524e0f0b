//! Interviews and dialogues: lines that a dash opens answer the question in the line before.

use std::collections::HashMap;

use super::{Found, QuoteKind, Reader};
use crate::label::Label;

/// The fewest tokens of an answer.
const SHORTEST: usize = 3;
/// How many lines the marks of questions must open before one of them stands for a question without its sign.
const QUESTIONS: usize = 2;
/// How sure an answer is a quotation.
const SURE: f32 = 0.65;

/// A line of the text that is no blank: its tokens, and what opens it.
struct Line {
    first: usize,
    end: usize,
    asks: bool,
}

fn is_dash(token: &str) -> bool {
    matches!(token, "-" | "–" | "—" | "ـ")
}

fn is_bullet(token: &str) -> bool {
    is_dash(token) || matches!(token, "*" | "■" | "•" | "▪" | "◆" | "●" | "□")
}

impl Reader<'_> {
    /// The answers of interviews and dialogues, by place. Who answers is whom the text before the first question names most;
    /// in a talk of two lines, who a verb behind the answer names.
    pub(super) fn answers(&self) -> Vec<Found> {
        let lines = self.lines();
        let mut asking: HashMap<&str, usize> = HashMap::new();
        for line in lines.iter().filter(|l| l.asks) {
            *asking.entry(self.words.raw(line.first)).or_default() += 1;
        }
        let mut out = Vec::new();
        let mut interviewee = None;
        for pair in lines.windows(2) {
            let (before, line) = (&pair[0], &pair[1]);
            let opener = self.words.raw(line.first);
            let mark = self.words.raw(before.first);
            let asked = before.asks && is_bullet(mark)
                || is_bullet(mark)
                    && mark != opener
                    && asking.get(mark).is_some_and(|n| *n >= QUESTIONS);
            let first = line.first + 1;
            if !is_dash(opener)
                || !asked
                || line.end < first + SHORTEST
                || self.marked_over(first).is_some_and(|m| m.open == first)
            {
                continue;
            }
            // a question that opens like its answer is a talk of two; who answers is not known from before
            let interview = mark != opener;
            let who = interview
                .then(|| *interviewee.get_or_insert_with(|| self.named_most(before.first)))
                .flatten();
            let (end, cue) = match self.verb_behind(first, line.end) {
                Some(cue) => (cue.tokens.0 - 1, Some(cue)),
                None => (line.end, None),
            };
            out.push(Found {
                tokens: (first, end),
                bare: false,
                kind: QuoteKind::Direct,
                cue,
                speaker: who,
                score: SURE,
            });
        }
        out
    }

    /// The lines of the text.
    fn lines(&self) -> Vec<Line> {
        let mut out = Vec::new();
        let mut first = 0;
        for i in 0..self.words.len() {
            if self.words.adjacent(i) {
                continue;
            }
            let mut last = i;
            while last > first && super::marks::is_mark(self.words.raw(last)) {
                last -= 1;
            }
            out.push(Line {
                first,
                end: i + 1,
                asks: matches!(self.words.raw(last), "؟" | "?"),
            });
            first = i + 1;
        }
        out
    }

    /// The verb of saying behind a comma that names who gave the answer: - ..., تجيب فلانة.
    fn verb_behind(&self, first: usize, end: usize) -> Option<super::cues::Cue> {
        self.cues_in(first + SHORTEST, end)
            .iter()
            .find(|c| {
                matches!(self.words.raw(c.tokens.0 - 1), "،" | ",")
                    && c.form == super::cues::Form::Finite
                    && !c.weak
                    && c.takes("direct")
                    && !self.has_conjunction(c.tokens.0)
                    && self
                        .mention_at(c.tokens.1)
                        .is_some_and(|(_, m)| matches!(m.label, Label::Per | Label::Role))
            })
            .copied()
    }

    /// The person whom the text before token `end` names most, by a mention of theirs; the first of equals.
    fn named_most(&self, end: usize) -> Option<u32> {
        let mut times: HashMap<u32, (usize, usize)> = HashMap::new();
        for (k, m) in self.mentions_in(0, end) {
            let person = matches!(m.label, Label::Per | Label::Role);
            if let Some(entity) = m.entity.filter(|_| person) {
                let seen = times.entry(entity).or_insert((0, k));
                seen.0 += 1;
                if m.label == Label::Per && self.mentions[seen.1].label != Label::Per {
                    seen.1 = k;
                }
            }
        }
        let named = times
            .into_values()
            .filter(|(_, k)| self.mentions[*k].label == Label::Per);
        named
            .max_by_key(|&(n, k)| (n, std::cmp::Reverse(k)))
            .map(|(_, k)| k as u32)
    }
}
