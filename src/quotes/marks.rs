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
        _ => return None,
    })
}

/// Whether a token is a quotation mark.
pub(super) fn is_mark(token: &str) -> bool {
    matches!(token, "«" | "»" | "“" | "”" | "„" | "\"" | "‘" | "’" | "''")
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
        let mut depth = 1;
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
