//! The core's errors as Python's own exceptions.

use pyo3::PyErr;
use pyo3::exceptions::{PyKeyboardInterrupt, PyOSError, PyValueError};

use crate::error::Error;

impl From<Error> for PyErr {
    fn from(error: Error) -> Self {
        match error {
            // Python makes FileNotFoundError and its like from the number
            Error::Io { path, source } => match source.raw_os_error() {
                Some(number) => {
                    PyOSError::new_err((number, source.to_string(), path.into_os_string()))
                }
                None => PyOSError::new_err(format!("{}: {source}", path.display())),
            },
            Error::Interrupted => PyKeyboardInterrupt::new_err(()),
            other => PyValueError::new_err(other.to_string()),
        }
    }
}
