//! Whole columns of texts: Arrow arrays in, Arrow arrays out, in parallel over the rows.

pub mod input;
mod output;
mod tokens;

use std::sync::Arc;

use arrow_array::builder::NullBufferBuilder;
use arrow_array::{Array, ArrayRef, LargeStringArray, StructArray};
use arrow_buffer::{Buffer, OffsetBuffer, ScalarBuffer};
use arrow_schema::{DataType, Field, Fields};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3_arrow::PyArray;

use self::input::{Piece, Texts};
use self::output::{Columns, Entities, Lists, Mentions, Quotes, Sentences, Tokens};
use super::analyzer::Analyzer;
use super::normalize::Normalizer;
use super::run;
use crate::document::Document;
use crate::tokenize::Token;
use crate::{sentence, tokenize};

/// Applies `work` to pieces of a column in parallel and joins their arrays into one.
fn join(
    py: Python<'_>,
    texts: &Bound<'_, PyAny>,
    threads: Option<usize>,
    work: impl Fn(&Piece<'_>) -> ArrayRef + Sync + Send,
    empty: impl FnOnce() -> ArrayRef,
) -> PyResult<Py<PyAny>> {
    let texts = Texts::read(texts)?;
    let pieces = texts.pieces();
    let arrays = run::map(py, &pieces, threads, work, |_, _| Ok(()))?;
    let array = match arrays.len() {
        0 => empty(),
        1 => arrays[0].clone(),
        _ => {
            let parts: Vec<&dyn Array> = arrays.iter().map(AsRef::as_ref).collect();
            run::detached(py, || arrow_select::concat::concat(&parts))?.map_err(|error| {
                PyValueError::new_err(format!(
                    "texts must be smaller, a part of the column at a time: {error}"
                ))
            })?
        }
    };
    Ok(PyArray::from_array_ref(array).into_arro3(py)?.unbind())
}

/// One list of structs a row, made by `fill` from each text.
fn lists<C: Columns, S: Default>(
    py: Python<'_>,
    texts: &Bound<'_, PyAny>,
    threads: Option<usize>,
    fill: impl Fn(&mut C, &str, &mut S) + Sync + Send,
) -> PyResult<Py<PyAny>> {
    let work = |piece: &Piece<'_>| -> ArrayRef {
        let mut lists = Lists::<C>::new(piece.len());
        let mut scratch = S::default();
        for text in piece.iter() {
            if let Some(text) = text {
                fill(&mut lists.columns, text, &mut scratch);
            }
            lists.close(text.is_some());
        }
        Arc::new(lists.finish())
    };
    join(py, texts, threads, work, || {
        Arc::new(Lists::<C>::new(0).finish())
    })
}

/// The addresses of the buffers that hold a column's characters as the core reads them.
///
/// They are the exporter's own where nothing was copied; tests and the curious compare them.
#[pyfunction]
#[pyo3(signature = (texts: "typing.Any") -> "list[int]")]
pub fn columns_addresses(texts: &Bound<'_, PyAny>) -> PyResult<Vec<usize>> {
    Ok(Texts::read(texts)?.addresses())
}

/// The normalised texts of a column.
#[pyfunction]
#[pyo3(signature = (texts: "typing.Any", normalizer: "Normalizer", threads: "int | None" = None) -> "arro3.core.Array")]
pub fn columns_normalize(
    py: Python<'_>,
    texts: &Bound<'_, PyAny>,
    normalizer: &Bound<'_, Normalizer>,
    threads: Option<usize>,
) -> PyResult<Py<PyAny>> {
    let core = normalizer.get().core();
    let work = |piece: &Piece<'_>| -> ArrayRef {
        let mut out = String::with_capacity(piece.bytes());
        let mut offsets = Vec::with_capacity(piece.len() + 1);
        let mut valid = NullBufferBuilder::new(piece.len());
        offsets.push(0_i64);
        for text in piece.iter() {
            if let Some(text) = text {
                core.normalize_into(text, &mut out);
            }
            valid.append(text.is_some());
            offsets.push(out.len() as i64);
        }
        Arc::new(LargeStringArray::new(
            OffsetBuffer::new(ScalarBuffer::from(offsets)),
            Buffer::from_vec(out.into_bytes()),
            valid.finish(),
        ))
    };
    join(py, texts, threads, work, || {
        Arc::new(LargeStringArray::new_null(0))
    })
}

/// The tokens of each text of a column.
#[pyfunction]
#[pyo3(signature = (texts: "typing.Any", threads: "int | None" = None) -> "arro3.core.Array")]
pub fn columns_tokens(
    py: Python<'_>,
    texts: &Bound<'_, PyAny>,
    threads: Option<usize>,
) -> PyResult<Py<PyAny>> {
    let array = tokens::tokens(py, texts, threads)?;
    Ok(PyArray::from_array_ref(Arc::new(array))
        .into_arro3(py)?
        .unbind())
}

/// The sentences of each text of a column.
#[pyfunction]
#[pyo3(signature = (texts: "typing.Any", threads: "int | None" = None) -> "arro3.core.Array")]
pub fn columns_sentences(
    py: Python<'_>,
    texts: &Bound<'_, PyAny>,
    threads: Option<usize>,
) -> PyResult<Py<PyAny>> {
    lists(
        py,
        texts,
        threads,
        |columns: &mut Sentences, text, scratch: &mut (Vec<Token>, Vec<_>)| {
            tokenize::tokenize_into(text, &mut scratch.0);
            sentence::sentences_into(text, &scratch.0, &mut scratch.1);
            columns.extend(text, &scratch.1);
        },
    )
}

/// The mentions of each text of a column.
#[pyfunction]
#[pyo3(signature = (texts: "typing.Any", analyzer: "Analyzer", threads: "int | None" = None) -> "arro3.core.Array")]
pub fn columns_mentions(
    py: Python<'_>,
    texts: &Bound<'_, PyAny>,
    analyzer: &Bound<'_, Analyzer>,
    threads: Option<usize>,
) -> PyResult<Py<PyAny>> {
    let core = analyzer.get().core();
    lists(
        py,
        texts,
        threads,
        |columns: &mut Mentions, text, (): &mut ()| {
            columns.extend(&core.analyze(text));
        },
    )
}

/// The quotations of each text of a column.
#[pyfunction]
#[pyo3(signature = (texts: "typing.Any", analyzer: "Analyzer", threads: "int | None" = None) -> "arro3.core.Array")]
pub fn columns_quotes(
    py: Python<'_>,
    texts: &Bound<'_, PyAny>,
    analyzer: &Bound<'_, Analyzer>,
    threads: Option<usize>,
) -> PyResult<Py<PyAny>> {
    let core = analyzer.get().core();
    lists(
        py,
        texts,
        threads,
        |columns: &mut Quotes, text, (): &mut ()| {
            columns.extend(&core.analyze(text));
        },
    )
}

/// All that is found in each text of a column.
#[pyfunction]
#[pyo3(signature = (texts: "typing.Any", analyzer: "Analyzer", threads: "int | None" = None) -> "arro3.core.Array")]
pub fn columns_analyze(
    py: Python<'_>,
    texts: &Bound<'_, PyAny>,
    analyzer: &Bound<'_, Analyzer>,
    threads: Option<usize>,
) -> PyResult<Py<PyAny>> {
    let core = analyzer.get().core();
    let work = |piece: &Piece<'_>| -> ArrayRef {
        let mut readings = Readings::new(piece.len());
        for text in piece.iter() {
            readings.push(text.map(|text| core.analyze(text)).as_ref());
        }
        Arc::new(readings.finish())
    };
    join(py, texts, threads, work, || {
        Arc::new(Readings::new(0).finish())
    })
}

/// Whole documents as structs of lists.
struct Readings {
    tokens: Lists<Tokens>,
    sentences: Lists<Sentences>,
    mentions: Lists<Mentions>,
    entities: Lists<Entities>,
    quotes: Lists<Quotes>,
    valid: NullBufferBuilder,
}

impl Readings {
    fn new(rows: usize) -> Self {
        Self {
            tokens: Lists::new(rows),
            sentences: Lists::new(rows),
            mentions: Lists::new(rows),
            entities: Lists::new(rows),
            quotes: Lists::new(rows),
            valid: NullBufferBuilder::new(rows),
        }
    }

    fn push(&mut self, document: Option<&Document>) {
        if let Some(document) = document {
            self.tokens.columns.extend(&document.text, &document.tokens);
            self.sentences
                .columns
                .extend(&document.text, &document.sentences);
            self.mentions.columns.extend(document);
            self.entities.columns.extend(document);
            self.quotes.columns.extend(document);
        }
        let found = document.is_some();
        self.tokens.close(found);
        self.sentences.close(found);
        self.mentions.close(found);
        self.entities.close(found);
        self.quotes.close(found);
        self.valid.append(found);
    }

    fn finish(mut self) -> StructArray {
        let columns: [(&str, ArrayRef); 5] = [
            ("tokens", Arc::new(self.tokens.finish())),
            ("sentences", Arc::new(self.sentences.finish())),
            ("mentions", Arc::new(self.mentions.finish())),
            ("entities", Arc::new(self.entities.finish())),
            ("quotes", Arc::new(self.quotes.finish())),
        ];
        let field = |name: &str, kind: &DataType| Field::new(name, kind.clone(), true);
        let fields: Fields = columns
            .iter()
            .map(|(name, a)| field(name, a.data_type()))
            .collect();
        let arrays = columns.into_iter().map(|(_, array)| array).collect();
        StructArray::new(fields, arrays, self.valid.finish())
    }
}
