//! Texts from Python.

use std::fmt::Display;

use pyo3::exceptions::{PyTypeError, PyUnicodeEncodeError, PyValueError};
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedStr;
use pyo3::types::PyString;

use crate::span::MAX_LEN;

/// The UTF-8 of a Python string, kept by the string itself.
///
/// # Errors
/// `ValueError` that names the argument and says where, for a lone surrogate, and for a text that is
/// longer than places can be.
pub fn utf8(value: &Bound<'_, PyString>, name: impl Display) -> PyResult<PyBackedStr> {
    match PyBackedStr::try_from(value.clone()) {
        Ok(text) if text.len() <= MAX_LEN => Ok(text),
        Ok(text) => Err(PyValueError::new_err(format!(
            "{name} must be at most {MAX_LEN} bytes of UTF-8 long, got {}",
            text.len()
        ))),
        Err(error) => Err(surrogate(value, &name, error)),
    }
}

/// Says where the lone surrogate is that kept `value` from being UTF-8.
fn surrogate(value: &Bound<'_, PyString>, name: &dyn Display, error: PyErr) -> PyErr {
    let py = value.py();
    if !error.is_instance_of::<PyUnicodeEncodeError>(py) {
        return error;
    }
    let place = || -> PyResult<(usize, u32)> {
        let at: usize = error.value(py).getattr("start")?.extract()?;
        let code = py
            .import("builtins")?
            .call_method1("ord", (value.get_item(at)?,))?;
        Ok((at, code.extract()?))
    };
    match place() {
        Ok((at, code)) => PyValueError::new_err(format!(
            "{name} must be valid Unicode, got the lone surrogate U+{code:04X} at code point {at}"
        )),
        Err(error) => error,
    }
}

/// The texts of an iterable of `str`, in its order.
///
/// # Errors
/// `TypeError` for a single `str` and for an item that is none, `ValueError` as in [`utf8`]; both name
/// the item.
pub fn texts(values: &Bound<'_, PyAny>, name: &str) -> PyResult<Vec<PyBackedStr>> {
    each(values, name, |i, value| item(value, name, i))
}

/// The texts of an iterable of `str` and `None`, in its order.
///
/// # Errors
/// As [`texts`].
pub fn optional_texts(values: &Bound<'_, PyAny>, name: &str) -> PyResult<Vec<Option<PyBackedStr>>> {
    each(values, name, |i, value| {
        (!value.is_none()).then(|| item(value, name, i)).transpose()
    })
}

/// What `read` makes of each item of an iterable that is no single `str`.
fn each<T>(
    values: &Bound<'_, PyAny>,
    name: &str,
    read: impl Fn(usize, &Bound<'_, PyAny>) -> PyResult<T>,
) -> PyResult<Vec<T>> {
    if values.is_instance_of::<PyString>() {
        return Err(PyTypeError::new_err(format!(
            "{name} must be an iterable of str, got one str"
        )));
    }
    let items = values.try_iter()?.enumerate();
    items.map(|(i, value)| read(i, &value?)).collect()
}

/// Item `i` of an iterable of `str`.
pub fn item(value: &Bound<'_, PyAny>, name: &str, i: usize) -> PyResult<PyBackedStr> {
    match value.cast::<PyString>() {
        Ok(text) => utf8(text, format_args!("{name}[{i}]")),
        Err(_) => Err(PyTypeError::new_err(format!(
            "{name}[{i}] must be str, got {}",
            value.get_type().name()?
        ))),
    }
}
