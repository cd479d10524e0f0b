//! Places in a text.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, OnceLock};

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

use crate::document::Document;
use crate::folded::fold_tokens;
use crate::segment::{Segmenter, WordSegments, segment_tokens};
use crate::span::Span as Bytes;

/// A document that Python's views share, with what is found only when it is asked for.
pub struct Reading {
    pub document: Document,
    words: OnceLock<Vec<WordSegments>>,
}

impl Reading {
    /// Shares `document`.
    pub fn new(document: Document) -> Arc<Self> {
        Arc::new(Self {
            document,
            words: OnceLock::new(),
        })
    }

    /// What stands at `span`.
    pub fn slice(&self, span: Bytes) -> &str {
        self.document.slice(span)
    }

    /// A place in code points.
    pub fn chars(&self, span: Bytes) -> (u32, u32) {
        let chars = self.document.chars().span_to_chars(span);
        (chars.start, chars.end)
    }

    /// A place in the unit that `unit` names.
    ///
    /// # Errors
    /// `ValueError` for an unknown unit.
    pub fn place(&self, span: Bytes, unit: &str) -> PyResult<(u32, u32)> {
        match unit {
            "char" => Ok(self.chars(span)),
            "utf8" => Ok((span.start, span.end)),
            "utf16" => {
                let units = self.document.chars().span_to_utf16(span);
                Ok((units.start, units.end))
            }
            _ => Err(PyValueError::new_err(format!(
                "unit must be \"char\", \"utf8\" or \"utf16\", got {unit:?}"
            ))),
        }
    }

    /// The parts of each token: the document's own, or found now for a text that was only tokenized.
    pub fn words(&self) -> &[WordSegments] {
        let document = &self.document;
        if document.words.len() == document.tokens.len() {
            return &document.words;
        }
        self.words.get_or_init(|| {
            let (text, tokens) = (&document.text, &document.tokens);
            let mut words = Vec::new();
            segment_tokens(
                Segmenter::global(),
                text,
                tokens,
                &fold_tokens(text, tokens),
                &mut words,
            );
            words
        })
    }

    /// Whether two readings are of one text.
    pub fn same_text(self: &Arc<Self>, other: &Arc<Self>) -> bool {
        Arc::ptr_eq(self, other) || self.document.text == other.document.text
    }
}

/// A hash of anything that has one in Rust.
pub fn hash(value: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// A place in a text: a sentence, or the word of saying of a quotation.
#[pyclass(frozen, module = "kunya")]
pub struct Span {
    pub reading: Arc<Reading>,
    pub span: Bytes,
}

#[pymethods]
impl Span {
    /// What stands there.
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

    /// Start and end in "char" (code points), "utf8" (bytes) or "utf16" (units).
    #[pyo3(signature = (unit = "char"))]
    fn span(&self, unit: &str) -> PyResult<(u32, u32)> {
        self.reading.place(self.span, unit)
    }

    fn __eq__(&self, other: &Self) -> bool {
        self.span == other.span && self.reading.same_text(&other.reading)
    }

    fn __hash__(&self) -> u64 {
        hash(self.span)
    }

    fn __repr__(&self) -> String {
        let (start, end) = self.reading.chars(self.span);
        format!("Span({:?}, {start}, {end})", self.text())
    }
}
