//! Stems and clitics.

use std::sync::Arc;

use pyo3::prelude::*;
use pyo3::types::PyString;

use super::run::detached;
use super::span::{Reading, hash};
use super::text::utf8;
use super::tokenize::{Token, only_tokens};
use crate::segment::Role;
use crate::span::Span as Bytes;
use crate::tokenize::TokenKind;

/// A part of a word: its stem, or a clitic written together with it.
#[pyclass(frozen, module = "kunya")]
pub struct Segment {
    pub reading: Arc<Reading>,
    pub span: Bytes,
    pub role: Role,
}

#[pymethods]
impl Segment {
    /// The part as it stands in the text.
    #[getter]
    fn text(&self) -> &str {
        self.reading.slice(self.span)
    }

    /// The first code point.
    #[getter]
    fn start(&self) -> u32 {
        self.reading.chars(self.span).0
    }

    /// The code point after the last.
    #[getter]
    fn end(&self) -> u32 {
        self.reading.chars(self.span).1
    }

    /// What it is to the word: proclitic, stem or enclitic.
    #[getter]
    fn role(&self) -> &'static str {
        match self.role {
            Role::Proclitic => "proclitic",
            Role::Stem => "stem",
            Role::Enclitic => "enclitic",
        }
    }

    /// Start and end in "char" (code points), "utf8" (bytes) or "utf16" (units).
    #[pyo3(signature = (unit = "char"))]
    fn span(&self, unit: &str) -> PyResult<(u32, u32)> {
        self.reading.place(self.span, unit)
    }

    fn __eq__(&self, other: &Self) -> bool {
        (self.span, self.role) == (other.span, other.role) && self.reading.same_text(&other.reading)
    }

    fn __hash__(&self) -> u64 {
        hash((self.span, self.role))
    }

    fn __repr__(&self) -> String {
        let (start, end) = self.reading.chars(self.span);
        format!(
            "Segment({:?}, {start}, {end}, role={:?})",
            self.text(),
            self.role()
        )
    }
}

/// The words of a text, each with its segments; tokens that are no words are left out.
#[pyfunction]
pub fn segment(text: &Bound<'_, PyString>) -> PyResult<Vec<Token>> {
    let source = utf8(text, "text")?;
    let reading = detached(text.py(), || {
        let reading = only_tokens(&source);
        reading.words();
        reading
    })?;
    let mut words = Token::all(&reading);
    words.retain(|w| reading.document.tokens[w.index].kind == TokenKind::Word);
    Ok(words)
}
