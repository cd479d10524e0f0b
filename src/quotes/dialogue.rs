//! Interviews and dialogues: lines that a dash opens answer the question in the line before.

use std::collections::HashMap;

use super::{Found, QuoteKind, Reader};
use crate::label::Label;

/// The fewest tokens of an answer.
const SHORTEST: usize = 3;
/// How many lines the marks of questions must open before one of them stands for a question without its sign.
const QUESTIONS: usize = 2;
/// How many answers to questions make an interview.
const INTERVIEW: usize = 2;
/// How far into a line the colon behind its speaker may stand, in tokens.
const LABEL: usize = 14;
/// How sure an answer is a quotation.
const SURE: f32 = 0.65;

/// A line of the text that is no blank: its tokens, and what opens it.
struct Line {
    first: usize,
    end: usize,
    /// Whether it ends as a question.
    asks: bool,
    /// Whether the line before it tells that somebody was asked.
    follows_asking: bool,
}

/// What a line is in a talk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Turn {
    Narration,
    Question,
    Answer,
}

fn is_dash(token: &str) -> bool {
    matches!(token, "-" | "–" | "—" | "ـ")
}

fn is_bullet(token: &str) -> bool {
    is_dash(token) || matches!(token, "*" | "■" | "•" | "▪" | "◆" | "●" | "□")
}

impl Reader<'_> {
    /// The answers of interviews and dialogues, by place. Who answers is whom the text before the first question names most;
    /// in a single exchange, who a verb behind the answer names.
    pub(super) fn answers(&self) -> Vec<Found> {
        let lines = self.lines();
        let turns = self.turns(&lines);
        let asked = |i: usize| i > 0 && turns[i - 1] == Turn::Question;
        let exchanges = (0..lines.len())
            .filter(|&i| turns[i] == Turn::Answer && asked(i))
            .count();
        if exchanges == 0 {
            return Vec::new();
        }
        let mut out = Vec::new();
        let mut interviewee = None;
        for (i, line) in lines.iter().enumerate() {
            let first = line.first + 1 + usize::from(self.words.raw(line.first + 1) == ":");
            let within = exchanges >= INTERVIEW || asked(i);
            if turns[i] != Turn::Answer
                || !within
                || line.end < first + SHORTEST
                || self.marked_over(first).is_some_and(|m| m.open == first)
            {
                continue;
            }
            let who = (exchanges >= INTERVIEW)
                .then(|| *interviewee.get_or_insert_with(|| self.named_most(line.first)))
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

    /// What each line is. A question ends in its sign, or opens with a mark that opens questions; an answer opens with a dash
    /// behind a question, or behind words that ask (سألناها عن ...). In a run of dashes the turns alternate.
    fn turns(&self, lines: &[Line]) -> Vec<Turn> {
        let mut asking: HashMap<&str, usize> = HashMap::new();
        for line in lines.iter().filter(|l| l.asks) {
            *asking.entry(self.words.raw(line.first)).or_default() += 1;
        }
        let asks = |mark: &str| asking.get(mark).is_some_and(|n| *n >= QUESTIONS);
        let mut out: Vec<Turn> = Vec::with_capacity(lines.len());
        for line in lines {
            let opener = self.words.raw(line.first);
            // س: ... ج: ...
            if self.words.raw(line.first + 1) == ":" && matches!(opener, "س" | "ج") {
                out.push(if opener == "س" {
                    Turn::Question
                } else {
                    Turn::Answer
                });
                continue;
            }
            // - فلان: "...": a list of who said what
            if is_dash(opener) && self.is_labelled(line) {
                out.push(Turn::Narration);
                continue;
            }
            let before = out.last().copied().unwrap_or(Turn::Narration);
            let bullet = is_bullet(opener) && !is_dash(opener);
            out.push(match before {
                _ if bullet && (line.asks || asks(opener)) => Turn::Question,
                Turn::Question if is_dash(opener) => Turn::Answer,
                Turn::Answer if is_dash(opener) => Turn::Question,
                _ if line.asks => Turn::Question,
                Turn::Narration if is_dash(opener) && line.follows_asking => Turn::Answer,
                _ => Turn::Narration,
            });
        }
        out
    }

    /// Whether a line opens with a name and a colon.
    fn is_labelled(&self, line: &Line) -> bool {
        let first = line.first + 1;
        let colon = (first..line.end.min(first + LABEL)).find(|&i| self.words.raw(i) == ":");
        colon.is_some_and(|c| {
            self.mentions_in(first, first + 2).any(|(_, m)| {
                matches!(m.label, Label::Per | Label::Org | Label::Role) && m.tokens.1 as usize <= c
            })
        })
    }

    /// The lines of the text.
    fn lines(&self) -> Vec<Line> {
        let mut out: Vec<Line> = Vec::new();
        let mut first = 0;
        let mut asked = false;
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
                follows_asking: asked,
            });
            asked = (first..=i).any(|k| self.asks_somebody(k));
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
