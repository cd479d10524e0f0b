//! What notebooks show of an object; `kunya.display` makes it.

use pyo3::prelude::*;
use pyo3::types::PyDict;

/// The object as HTML: self-contained, without script, every text escaped.
pub fn html(object: &Bound<'_, PyAny>) -> PyResult<String> {
    let display = object.py().import("kunya.display")?;
    display.call_method1("html", (object,))?.extract()
}

/// The object as `text/plain`, readable in a terminal, and `text/html`.
pub fn mimebundle<'py>(object: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyDict>> {
    let display = object.py().import("kunya.display")?;
    Ok(display.call_method1("mimebundle", (object,))?.cast_into()?)
}
