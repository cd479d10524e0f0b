//! The user's own phrases.

use std::path::PathBuf;
use std::sync::Arc;

use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyString};

use super::run::detached;
use super::text::utf8;
use crate::error::{Error, Result};
use crate::gazetteer::{Gazetteer, GazetteerBuilder};
use crate::label::Label;

const ALLOWED: &str =
    "a list of (label, phrase) or (label, phrase, id), or the path of a file of such lines";

/// The tag of a label: its place among all of them.
fn tag(name: &str) -> Result<u32> {
    let label: Label = name.parse()?;
    let place = Label::ALL.iter().position(|l| *l == label);
    Ok(place.unwrap_or_default() as u32)
}

/// A gazetteer from a list of tuples, from the path of a file with tabs between the columns, or from the bytes of a
/// pickled one.
///
/// # Errors
/// `TypeError` for anything else; `ValueError` for an unknown label, an empty phrase or a malformed line, with its
/// place; `OSError` for a file that cannot be read.
pub fn read(value: &Bound<'_, PyAny>) -> PyResult<Arc<Gazetteer>> {
    if let Ok(bytes) = value.cast::<PyBytes>() {
        return Ok(Arc::new(Gazetteer::from_bytes(bytes.as_bytes().to_vec())?));
    }
    if value.is_instance_of::<PyString>() || value.hasattr("__fspath__")? {
        let path: PathBuf = value.extract()?;
        return Ok(Arc::new(detached(value.py(), || from_file(path))??));
    }
    let refused = || PyTypeError::new_err(format!("gazetteer must be {ALLOWED}"));
    let mut builder = GazetteerBuilder::new();
    for (i, entry) in value.try_iter().map_err(|_| refused())?.enumerate() {
        let entry = entry?;
        let parts: Vec<Option<Bound<'_, PyString>>> = entry.extract().map_err(|_| {
            PyTypeError::new_err(format!(
                "gazetteer[{i}] must be (label, phrase, id), got {entry:?}"
            ))
        })?;
        let (label, phrase, id) = match &parts[..] {
            [Some(label), Some(phrase)] => (label, phrase, None),
            [Some(label), Some(phrase), id] => (label, phrase, id.as_ref()),
            _ => {
                return Err(PyTypeError::new_err(format!(
                    "gazetteer[{i}] must be (label, phrase, id), got {entry:?}"
                )));
            }
        };
        let text = |part| utf8(part, format_args!("gazetteer[{i}]"));
        let (label, phrase, id) = (text(label)?, text(phrase)?, id.map(text).transpose()?);
        tag(&label)
            .and_then(|label| builder.add(label, &phrase, id.as_deref()))
            .map_err(|error| PyValueError::new_err(format!("gazetteer[{i}]: {error}")))?;
    }
    Ok(Arc::new(detached(value.py(), || builder.build())??))
}

fn from_file(path: PathBuf) -> Result<Gazetteer> {
    let name = path.display().to_string();
    let data = std::fs::read(&path).map_err(|source| Error::Io { path, source })?;
    let lines = String::from_utf8(data).map_err(|error| Error::InvalidUtf8 {
        path: name.clone(),
        offset: error.utf8_error().valid_up_to(),
    })?;
    let mut builder = GazetteerBuilder::new();
    builder.add_lines(&lines, &name, tag)?;
    builder.build()
}
