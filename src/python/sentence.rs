//! Sentences.

use std::sync::Arc;

use pyo3::prelude::*;
use pyo3::types::PyString;

use super::run::detached;
use super::span::{Reading, Span};
use super::text::utf8;
use super::tokenize::only_tokens;
use crate::sentence::{self, SentenceRange};

/// The sentences of a text, in their order; white space between them belongs to none.
#[pyfunction]
pub fn sentences(text: &Bound<'_, PyString>) -> PyResult<Vec<Span>> {
    let source = utf8(text, "text")?;
    let (reading, sentences) = detached(text.py(), || {
        let reading = only_tokens(&source);
        let sentences = sentence::sentences(&source, &reading.document.tokens);
        (reading, sentences)
    })?;
    Ok(all_sentences(&reading, &sentences))
}

/// The sentences of a reading.
pub fn all_sentences(reading: &Arc<Reading>, sentences: &[SentenceRange]) -> Vec<Span> {
    sentences
        .iter()
        .map(|s| Span {
            reading: reading.clone(),
            span: s.span,
        })
        .collect()
}
