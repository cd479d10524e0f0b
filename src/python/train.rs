//! Training of the fast recogniser on the user's own labels.

use std::path::PathBuf;

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

use super::run::detached;
use crate::entities::tagger::Tagger;
use crate::entities::tagger::lesson::{self, Lesson};
use crate::entities::tagger::train::{Options, Progress};
use crate::error::Error;

/// Label, mentions in the text, mentions found, mentions found that are right.
type Row = (String, usize, usize, usize);

/// Trains a fast model on labelled files and writes it to `out`; gives the counts on the files of `dev` by label.
///
/// `report` is told how much is done, 0 to 1, and what; an exception of it, or Ctrl-C, ends the training and leaves `out` as
/// it was.
#[pyfunction]
#[pyo3(signature = (
    train: "list[os.PathLike[str]]",
    out: "os.PathLike[str]",
    dev: "list[os.PathLike[str]]",
    articles: "os.PathLike[str] | None",
    rename: "list[tuple[str, str]]",
    passes: "int",
    seed: "int",
    report: "collections.abc.Callable[[float, str | None], object] | None"
) -> "list[tuple[str, int, int, int]]")]
#[allow(clippy::too_many_arguments)] // one for each option of kunya.train.ner, which names them
pub fn train_ner(
    py: Python<'_>,
    train: Vec<PathBuf>,
    out: PathBuf,
    dev: Vec<PathBuf>,
    articles: Option<PathBuf>,
    rename: Vec<(String, String)>,
    passes: usize,
    seed: u64,
    report: Option<Py<PyAny>>,
) -> PyResult<Vec<Row>> {
    if !(1..=1000).contains(&passes) {
        return Err(PyValueError::new_err(format!(
            "passes must be between 1 and 1000, got {passes}"
        )));
    }
    let options = Options {
        epochs: passes,
        seed,
        ..Options::default()
    };
    let lesson = Lesson {
        files: train,
        articles,
        rename,
        options,
    };
    let mut raised = None;
    let mut watch = |progress: Progress<'_>| {
        let told = Python::attach(|py| {
            py.check_signals()?;
            match &report {
                Some(report) => report
                    .call1(py, (progress.done, progress.message))
                    .map(drop),
                None => Ok(()),
            }
        });
        raised = told.err();
        raised.is_none()
    };
    let result = detached(py, || {
        // a labelled file with a fault is better known before the training than after it
        lesson.check(&dev)?;
        let content = lesson.learn(&mut watch)?;
        let tagger = Tagger::from_bytes(content.clone(), "the trained model")?;
        let counts = lesson.measure(&tagger, &dev)?;
        lesson::save(&out, &content)?;
        Ok(counts)
    })?;
    match result {
        Ok(counts) => Ok(counts
            .into_iter()
            .map(|(label, c)| (label, c.gold, c.found, c.right))
            .collect()),
        Err(Error::Interrupted) => Err(raised.unwrap_or_else(|| Error::Interrupted.into())),
        Err(error) => Err(error.into()),
    }
}
