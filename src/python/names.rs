//! Names.

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyString;

use super::run::{self, detached};
use super::text::{texts, utf8};
use crate::names;

/// How likely two names are one, 0 to 1, in Arabic or Latin letters; symmetric.
#[pyfunction]
pub fn names_similarity(a: &Bound<'_, PyString>, b: &Bound<'_, PyString>) -> PyResult<f64> {
    let (first, second) = (utf8(a, "a")?, utf8(b, "b")?);
    detached(a.py(), || f64::from(names::similarity(&first, &second)))
}

/// `names_similarity` of the pairs of two lists, in parallel.
#[pyfunction]
#[pyo3(signature = (
    a: "collections.abc.Iterable[str]",
    b: "collections.abc.Iterable[str]",
    threads: "int | None" = None
))]
pub fn names_similarity_batch(
    py: Python<'_>,
    a: &Bound<'_, PyAny>,
    b: &Bound<'_, PyAny>,
    threads: Option<usize>,
) -> PyResult<Vec<f64>> {
    let (first, second) = (texts(a, "a")?, texts(b, "b")?);
    if first.len() != second.len() {
        return Err(PyValueError::new_err(format!(
            "a and b must be of one length, got {} and {}",
            first.len(),
            second.len()
        )));
    }
    let pairs: Vec<_> = first.iter().zip(&second).collect();
    run::map(
        py,
        &pairs,
        threads,
        |(a, b)| f64::from(names::similarity(a, b)),
        |_, _| Ok(()),
    )
}
