//! Tokens.

use std::sync::Arc;

use pyo3::prelude::*;
use pyo3::types::PyString;

use super::run::detached;
use super::segment::Segment;
use super::span::{Reading, hash};
use super::text::utf8;
use crate::document::Document;
use crate::fold::fold_into;
use crate::span::CharSamples;
use crate::tokenize as core;

/// A word, number, sign or address of a text.
#[pyclass(frozen, module = "kunya")]
pub struct Token {
    pub reading: Arc<Reading>,
    pub index: usize,
}

impl Token {
    fn token(&self) -> core::Token {
        self.reading.document.tokens[self.index]
    }

    /// All tokens of a reading.
    pub fn all(reading: &Arc<Reading>) -> Vec<Self> {
        (0..reading.document.tokens.len())
            .map(|index| Self {
                reading: reading.clone(),
                index,
            })
            .collect()
    }
}

#[pymethods]
impl Token {
    /// The token as it stands in the text.
    #[getter]
    fn text(&self) -> &str {
        self.reading.slice(self.token().span)
    }

    /// The first code point.
    #[getter]
    fn start(&self) -> u32 {
        self.reading.chars(self.token().span).0
    }

    /// The code point after the last.
    #[getter]
    fn end(&self) -> u32 {
        self.reading.chars(self.token().span).1
    }

    /// What it is: word, number, punct, latin, url, email, hashtag, handle, emoji, symbol or other.
    #[getter]
    fn kind(&self) -> &'static str {
        self.token().kind.name()
    }

    /// The folded form: without marks and tatweel, with the spellings of hamza, ya and ta marbuta made one.
    #[getter]
    fn norm(&self) -> String {
        let mut folded = String::new();
        fold_into(self.text(), &mut folded);
        folded
    }

    /// Its parts in their order: clitics and stem. Together they are the token.
    #[getter]
    fn segments(&self, py: Python<'_>) -> PyResult<Vec<Segment>> {
        let word = detached(py, || self.reading.words()[self.index])?;
        Ok(word
            .parts()
            .map(|(role, span)| Segment {
                reading: self.reading.clone(),
                span,
                role,
            })
            .collect())
    }

    /// Start and end in "char" (code points), "utf8" (bytes) or "utf16" (units).
    #[pyo3(signature = (unit = "char"))]
    fn span(&self, unit: &str) -> PyResult<(u32, u32)> {
        self.reading.place(self.token().span, unit)
    }

    fn __eq__(&self, other: &Self) -> bool {
        self.token() == other.token() && self.reading.same_text(&other.reading)
    }

    fn __hash__(&self) -> u64 {
        hash(self.token())
    }

    fn __repr__(&self) -> String {
        let (start, end) = self.reading.chars(self.token().span);
        format!(
            "Token({:?}, {start}, {end}, kind={:?})",
            self.text(),
            self.kind()
        )
    }
}

/// A reading of `text` that holds its tokens and nothing else.
pub fn only_tokens(text: &str) -> Arc<Reading> {
    Reading::new(Document {
        text: text.into(),
        tokens: core::tokenize(text),
        words: Vec::new(),
        sentences: Vec::new(),
        mentions: Vec::new(),
        entities: Vec::new(),
        quotes: Vec::new(),
        reference: None,
        samples: CharSamples::new(text),
    })
}

/// The tokens of a text, in their order; the text between them is white space and invisible controls.
#[pyfunction]
pub fn tokenize(text: &Bound<'_, PyString>) -> PyResult<Vec<Token>> {
    let source = utf8(text, "text")?;
    let reading = detached(text.py(), || only_tokens(&source))?;
    Ok(Token::all(&reading))
}
