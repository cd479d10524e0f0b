//! Labelled text in IOB2.

use pyo3::prelude::*;
use pyo3::types::PyString;

use super::run::detached;
use super::text::utf8;
use crate::entities::tagger::iob2;
use crate::span::Cursor;

/// A text with the start, end and label of its mentions, in code points.
type Labelled = (String, Vec<(u32, u32, String)>);

/// Reads labelled text in IOB2: texts with start, end and label of their mentions, in code points.
///
/// `name` stands for the file in errors: `ValueError` with file and line.
#[pyfunction]
pub fn iob2_parse(
    py: Python<'_>,
    text: &Bound<'_, PyString>,
    name: &str,
) -> PyResult<Vec<Labelled>> {
    let text = utf8(text, "text")?;
    let read = detached(py, || iob2::parse(&text, name))??;
    Ok(read
        .into_iter()
        .map(|labelled| {
            let mut cursor = Cursor::new(&labelled.text);
            let mentions = labelled.mentions.into_iter().map(|(span, label)| {
                let chars = cursor.span_to_chars(span);
                (chars.start, chars.end, label)
            });
            let mentions = mentions.collect();
            (labelled.text, mentions)
        })
        .collect())
}
