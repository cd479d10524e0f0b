//! Work with the interpreter released.

use std::panic::{AssertUnwindSafe, catch_unwind};

use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use pyo3::types::PyAny;

use crate::error::Error;
use crate::parallel;

/// Runs `work` while other Python threads run.
///
/// # Errors
/// `RuntimeError` where `work` panics: that is a defect of this program, and Python goes on.
pub fn detached<R: Send>(py: Python<'_>, work: impl FnOnce() -> R + Send) -> PyResult<R> {
    py.detach(|| catch_unwind(AssertUnwindSafe(work)))
        .map_err(|panic| {
            let reason = panic
                .downcast_ref::<String>()
                .map(String::as_str)
                .or_else(|| panic.downcast_ref::<&str>().copied())
                .unwrap_or("no reason given");
            PyRuntimeError::new_err(format!(
                "internal error in kunya, please report it: {reason}"
            ))
        })
}

/// Applies `work` to every item on our own threads and returns the results in their order.
///
/// Between two looks at the work, signals are handled (Ctrl-C) and `progress` is told how many items
/// are done.
///
/// # Errors
/// What a signal handler or `progress` raises; `ValueError` for a number of threads that is not allowed.
pub fn map<T: Sync, R: Send>(
    py: Python<'_>,
    items: &[T],
    threads: Option<usize>,
    work: impl Fn(&T) -> R + Sync + Send,
    progress: impl FnMut(Python<'_>, usize) -> PyResult<()> + Send,
) -> PyResult<Vec<R>> {
    watched(
        py,
        |go_on| parallel::map(items, threads, work, go_on),
        progress,
    )
}

/// Runs `work` with the interpreter released. `work` calls what it is given now and then with the number of items that are
/// done: signals are handled (Ctrl-C) and `progress` is told; false asks `work` to end.
///
/// # Errors
/// What a signal handler or `progress` raises; what `work` returns.
pub fn watched<R: Send>(
    py: Python<'_>,
    work: impl FnOnce(&mut dyn FnMut(usize) -> bool) -> crate::error::Result<R> + Send,
    mut progress: impl FnMut(Python<'_>, usize) -> PyResult<()> + Send,
) -> PyResult<R> {
    let mut raised = None;
    let result = detached(py, || {
        work(&mut |done| match Python::attach(|py| {
            py.check_signals().and_then(|()| progress(py, done))
        }) {
            Ok(()) => true,
            Err(error) => {
                raised = Some(error);
                false
            }
        })
    })?;
    match result {
        Err(Error::Interrupted) => Err(raised.unwrap_or_else(|| Error::Interrupted.into())),
        result => Ok(result?),
    }
}

/// A progress bar of tqdm, where that is installed.
pub struct Progress {
    bar: Option<Py<PyAny>>,
    shown: usize,
}

impl Progress {
    /// A bar of texts up to `total`, where `wanted`.
    pub fn new(py: Python<'_>, wanted: bool, total: Option<usize>) -> PyResult<Self> {
        Self::of(py, wanted, total, "text")
    }

    /// A bar of anything up to `total`, where `wanted`.
    pub fn of(py: Python<'_>, wanted: bool, total: Option<usize>, unit: &str) -> PyResult<Self> {
        let bar = match wanted.then(|| py.import("tqdm.auto")) {
            Some(Ok(tqdm)) => {
                let options = pyo3::types::PyDict::new(py);
                options.set_item("total", total)?;
                options.set_item("unit", unit)?;
                Some(tqdm.call_method("tqdm", (), Some(&options))?.unbind())
            }
            _ => None,
        };
        Ok(Self { bar, shown: 0 })
    }

    /// Shows that `done` items are done.
    pub fn show(&mut self, py: Python<'_>, done: usize) -> PyResult<()> {
        if let Some(bar) = &self.bar {
            bar.call_method1(py, "update", (done.saturating_sub(self.shown),))?;
        }
        self.shown = done;
        Ok(())
    }

    /// Ends the bar.
    pub fn close(&self, py: Python<'_>) -> PyResult<()> {
        if let Some(bar) = &self.bar {
            bar.call_method0(py, "close")?;
        }
        Ok(())
    }
}
