//! Calendar expressions: what the words say ([`words`]), and the day, month or year that they mean ([`resolve`]).

mod resolve;
mod words;

use super::phrase::Phrase;
use super::{Context, Value};

/// A date; `None` where some word of it is not understood, rather than half of a meaning.
pub(super) fn read(phrase: &Phrase<'_>, context: Context<'_>) -> Option<Value> {
    let said = words::read(phrase)?;
    resolve::value(&said, context)
}
