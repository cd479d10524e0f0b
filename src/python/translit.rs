//! Romanisation by the tables of a standard.

use pyo3::prelude::*;
use pyo3::types::PyString;

use super::run::detached;
use super::text::utf8;
use crate::translit::{self, Scheme};

/// `text` in Latin letters by a scheme: buckwalter, safe-buckwalter, hsb, ala-lc, din31635, iso233,
/// bgn-pcgn or ungegn; with `reverse`, Arabic from what the first three wrote.
#[pyfunction]
#[pyo3(signature = (text, scheme = "ala-lc", reverse = false))]
pub fn transliterate(text: &Bound<'_, PyString>, scheme: &str, reverse: bool) -> PyResult<String> {
    let (source, scheme) = (utf8(text, "text")?, Scheme::from_name(scheme)?);
    Ok(detached(text.py(), || {
        if reverse {
            translit::reverse(&source, scheme)
        } else {
            Ok(translit::transliterate(&source, scheme))
        }
    })??)
}
