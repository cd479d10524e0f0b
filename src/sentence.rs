//! Sentences: runs of tokens.
//!
//! A sentence ends at a line end and after `.` `!` `؟` `?` `…` `؛` `۔`, alone or in a row, and takes
//! the closing quotation marks and brackets that follow. It does not end
//! - after an abbreviation or an initial, whose stop is part of its token, nor inside a number;
//! - after the number that opens it (`1. أولا`);
//! - inside a quotation or brackets that are closed in the same line; where such a quotation ends with
//!   its own stop and no punctuation follows, the sentence ends with it, unless the quotation opened
//!   the sentence (`"هل ستأتي؟" سأل المعلم.`).

use std::ops::Range;

use crate::span::Span;
use crate::tokenize::{Token, TokenKind};

/// A sentence: its tokens and its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SentenceRange {
    /// The first token.
    pub first: u32,
    /// The token after the last.
    pub end: u32,
    /// The place in the text, from the first token's start to the last one's end.
    pub span: Span,
}

impl SentenceRange {
    /// The indexes of the sentence's tokens.
    #[must_use]
    pub const fn tokens(self) -> Range<usize> {
        self.first as usize..self.end as usize
    }
}

/// The sentences of `text`, of which `tokens` are all tokens; every token is in one sentence.
///
/// ```
/// use kunya::{sentence::sentences, tokenize::tokenize};
/// let text = "وصل د. أحمد. وقال: \"نعم. سأبقى\".";
/// let found = sentences(text, &tokenize(text));
/// let texts: Vec<&str> = found.iter().map(|s| s.span.of(text)).collect();
/// assert_eq!(texts, ["وصل د. أحمد.", "وقال: \"نعم. سأبقى\"."]);
/// ```
#[must_use]
pub fn sentences(text: &str, tokens: &[Token]) -> Vec<SentenceRange> {
    let mut out = Vec::new();
    sentences_into(text, tokens, &mut out);
    out
}

/// Like [`sentences`], into a vector that is emptied first.
pub fn sentences_into(text: &str, tokens: &[Token], out: &mut Vec<SentenceRange>) {
    out.clear();
    let bytes = text.as_bytes();
    let mut splitter = Splitter {
        bytes,
        tokens,
        out,
        events: Vec::new(),
        open: Vec::new(),
    };
    let mut first = 0;
    let mut last_end = 0;
    for (i, token) in tokens.iter().enumerate() {
        let start = token.span.start as usize;
        if start != last_end && has_line_end(&bytes[last_end..start]) && i > first {
            splitter.line(first, i);
            first = i;
        }
        last_end = token.span.end as usize;
        if token.kind == TokenKind::Punct {
            splitter.note(i);
        }
    }
    if first < tokens.len() {
        splitter.line(first, tokens.len());
    }
}

#[inline]
fn has_line_end(gap: &[u8]) -> bool {
    match gap {
        [b' '] => false,
        _ => long_gap_has_line_end(gap),
    }
}

fn long_gap_has_line_end(gap: &[u8]) -> bool {
    gap.iter().enumerate().any(|(i, &b)| match b {
        b'\n' | b'\r' | 0x0b | 0x0c => true,
        // U+2028, U+2029, U+0085
        0xe2 => {
            gap[i..].starts_with(&[0xe2, 0x80, 0xa8]) || gap[i..].starts_with(&[0xe2, 0x80, 0xa9])
        }
        0xc2 => gap[i..].starts_with(&[0xc2, 0x85]),
        _ => false,
    })
}

/// What a punctuation token may do to a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Effect {
    /// May end it.
    Stop,
    /// Opens a pair; closed by the given mark.
    Open(Mark),
    /// Closes the pair of the given mark.
    Close(Mark),
    /// Opens or closes, whichever is due: `"`.
    Toggle(Mark),
}

/// What encloses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    Guillemet,
    Curly,
    Single,
    Straight,
    Round,
    Square,
}

fn effect(token: &[u8]) -> Option<Effect> {
    use Effect::{Close, Open, Stop, Toggle};
    Some(match token {
        [b'.' | b'!' | b'?', ..] => Stop,
        [b'"'] | [b'\'', b'\''] => Toggle(Mark::Straight),
        [b'('] => Open(Mark::Round),
        [b')'] => Close(Mark::Round),
        [b'['] => Open(Mark::Square),
        [b']'] => Close(Mark::Square),
        // ؟ ؛ ۔ …
        [0xd8, 0x9f | 0x9b, ..] | [0xdb, 0x94, ..] | [0xe2, 0x80, 0xa6, ..] => Stop,
        _ => match std::str::from_utf8(token) {
            Ok("«") => Open(Mark::Guillemet),
            Ok("»") => Close(Mark::Guillemet),
            Ok("“" | "„" | "‟") => Open(Mark::Curly),
            Ok("”") => Close(Mark::Curly),
            Ok("‹" | "‘" | "‚") => Open(Mark::Single),
            Ok("›" | "’") => Close(Mark::Single),
            _ => return None,
        },
    })
}

/// A token that matters, in its line.
#[derive(Debug, Clone, Copy)]
struct Event {
    token: u32,
    effect: Effect,
    /// For a mark: the event at the other end of its pair.
    partner: Option<u32>,
}

struct Splitter<'t, 'v> {
    bytes: &'t [u8],
    tokens: &'t [Token],
    out: &'v mut Vec<SentenceRange>,
    events: Vec<Event>,
    /// Marks that wait for their partner, as indexes of events.
    open: Vec<u32>,
}

/// Marks deeper than this are taken for text: no press nests quotations that far.
const DEEPEST: usize = 16;

impl Splitter<'_, '_> {
    #[inline]
    fn note(&mut self, i: usize) {
        let span = self.tokens[i].span;
        if let Some(effect) = effect(&self.bytes[span.start as usize..span.end as usize]) {
            self.events.push(Event {
                token: i as u32,
                effect,
                partner: None,
            });
        }
    }

    fn emit(&mut self, first: usize, end: usize) {
        self.out.push(SentenceRange {
            first: first as u32,
            end: end as u32,
            span: Span::new(self.tokens[first].span.start, self.tokens[end - 1].span.end),
        });
    }

    /// Finds the partners of the marks in this line.
    fn pair(&mut self) {
        self.open.clear();
        for i in 0..self.events.len() {
            let (closes, opens) = match self.events[i].effect {
                Effect::Stop => continue,
                Effect::Open(mark) => (None, Some(mark)),
                Effect::Close(mark) => (Some(mark), None),
                Effect::Toggle(mark) => (Some(mark), Some(mark)),
            };
            let found = closes.and_then(|mark| {
                self.open.iter().rposition(|&o| {
                    matches!(self.events[o as usize].effect,
                        Effect::Open(m) | Effect::Toggle(m) if m == mark)
                })
            });
            if let Some(depth) = found {
                let partner = self.open[depth];
                self.open.truncate(depth);
                self.events[i].partner = Some(partner);
                self.events[partner as usize].partner = Some(i as u32);
            } else if opens.is_some() && self.open.len() < DEEPEST {
                self.open.push(i as u32);
            }
        }
    }

    /// Splits the line of the tokens `first..end`.
    fn line(&mut self, first: usize, end: usize) {
        if self.events.iter().any(|e| e.effect != Effect::Stop) {
            self.pair();
        }
        let mut start = first;
        let mut i = 0;
        while i < self.events.len() {
            let event = self.events[i];
            let token = event.token as usize;
            if token < start {
                i += 1;
                continue;
            }
            match event.effect {
                Effect::Stop => {
                    if token == start + 1 && self.opens_list(start, token) {
                        i += 1;
                        continue;
                    }
                    let stop = self.closers(i, end);
                    self.emit(start, stop);
                    start = stop;
                    i += 1;
                }
                _ => match event.partner {
                    // the inside of a pair is skipped
                    Some(close) if close as usize > i => {
                        let close = close as usize;
                        let closer = self.events[close].token as usize;
                        let ended_inside = matches!(self.events[close - 1],
                            Event { effect: Effect::Stop, token: t, .. } if t as usize + 1 == closer);
                        let next = closer + 1;
                        if ended_inside
                            && token != start
                            && (next == end || self.tokens[next].kind != TokenKind::Punct)
                        {
                            self.emit(start, next);
                            start = next;
                        }
                        i = close + 1;
                    }
                    _ => i += 1,
                },
            }
        }
        if start < end {
            self.emit(start, end);
        }
        self.events.clear();
    }

    /// Whether `start..=stop` is the number of a list: `1.`
    fn opens_list(&self, start: usize, stop: usize) -> bool {
        let (number, stop) = (self.tokens[start], self.tokens[stop]);
        number.kind == TokenKind::Number
            && number.span.end == stop.span.start
            && self.bytes[stop.span.start as usize] == b'.'
            && stop.span.len() == 1
    }

    /// The token after the stop of event `i` and the stops and closing marks that follow it.
    fn closers(&self, i: usize, end: usize) -> usize {
        let mut next = self.events[i].token as usize + 1;
        for event in &self.events[i + 1..] {
            let token = event.token as usize;
            if token != next || token >= end {
                break;
            }
            let touches = self.tokens[token - 1].span.end == self.tokens[token].span.start;
            let belongs = match event.effect {
                Effect::Stop => true,
                Effect::Close(_) => touches || event.partner.is_some(),
                Effect::Toggle(_) => match event.partner {
                    Some(p) => self.events[p as usize].token < event.token,
                    None => touches,
                },
                Effect::Open(_) => false,
            };
            if !belongs {
                break;
            }
            next += 1;
        }
        next
    }
}
