//! Quotation marks and what stands between them.

use crate::entities::words::Words;

/// A stretch between quotation marks: the tokens of the marks.
#[derive(Debug, Clone, Copy)]
pub(super) struct Marked {
    pub(super) open: usize,
    /// The closing mark; where there is none, the last token of the paragraph.
    pub(super) close: usize,
    pub(super) closed: bool,
}

impl Marked {
    /// The tokens between the marks.
    pub(super) const fn inside(&self) -> (usize, usize) {
        (self.open + 1, self.close + if self.closed { 0 } else { 1 })
    }
}

fn closing_of(open: &str) -> Option<&'static [&'static str]> {
    Some(match open {
        "«" => &["»"],
        "“" | "”" | "„" => &["”", "“"],
        "\"" => &["\""],
        "‘" => &["’"],
        "''" => &["''"],
        "'" => &["'"],
        _ => return None,
    })
}

/// Whether a token is a quotation mark.
pub(super) fn is_mark(token: &str) -> bool {
    matches!(
        token,
        "«" | "»" | "“" | "”" | "„" | "\"" | "‘" | "’" | "''" | "'"
    )
}

/// How many paragraphs a quotation may go on into.
const PARAGRAPHS: usize = 6;

/// The closing mark of a quotation that goes on over the paragraphs from token `from` on: the first mark there, where it stands
/// as a closing one does.
fn closes_later(words: Words<'_>, from: usize, closing: &[&str]) -> Option<usize> {
    let mut paragraphs = 0;
    for i in from..words.len() {
        let raw = words.raw(i);
        if is_mark(raw) {
            let spaced = |k: usize| !words.adjacent(k) || !words.gap(k).is_empty();
            let behind_word = i > from && !spaced(i - 1);
            return (closing.contains(&raw) && behind_word && closes(words, i)).then_some(i);
        }
        if !words.adjacent(i) {
            paragraphs += 1;
            if paragraphs == PARAGRAPHS {
                return None;
            }
        }
    }
    None
}

/// Whether the mark at token `i` stands directly before a word and behind none.
fn opens(words: Words<'_>, i: usize) -> bool {
    let behind =
        i > 0 && words.adjacent(i - 1) && words.gap(i - 1).is_empty() && words.is_word(i - 1);
    !behind && words.adjacent(i) && words.gap(i).is_empty()
}

/// Whether nothing that a mark could open follows the mark at token `i`.
fn closes(words: Words<'_>, i: usize) -> bool {
    !words.adjacent(i) || !words.gap(i).is_empty() || !words.is_word(i + 1)
}

/// All stretches between quotation marks, those inside another left out. One pass: an unclosed mark takes its paragraph.
pub(super) fn pair(words: Words<'_>) -> Vec<Marked> {
    let mut out = Vec::new();
    let mut i = 0;
    while i < words.len() {
        let Some(closing) = closing_of(words.raw(i)) else {
            i += 1;
            continue;
        };
        // an apostrophe opens nothing
        if words.raw(i) == "'" && !opens(words, i) {
            i += 1;
            continue;
        }
        let mut depth = 1_u32;
        let mut last = i;
        let mut closed = false;
        while words.adjacent(last) {
            last += 1;
            let raw = words.raw(last);
            if closing.contains(&raw) {
                depth -= 1;
                closed = depth == 0;
                if closed {
                    break;
                }
            } else if raw == words.raw(i) {
                depth += 1;
            }
        }
        if !closed
            && depth == 1
            && let Some(close) = closes_later(words, last + 1, closing)
        {
            last = close;
            closed = true;
        }
        if last > i {
            out.push(Marked {
                open: i,
                close: last,
                closed,
            });
        }
        i = last + 1;
    }
    out
}
