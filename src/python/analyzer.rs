//! The whole flow: from texts to documents.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use pyo3::prelude::*;
use pyo3::pybacked::PyBackedStr;
use pyo3::types::{PyBytes, PyDict, PyIterator, PyString, PyTuple};

use super::document::Document;
use super::gazetteer;
use super::knowledge;
use super::run::{self, Progress, detached};
use super::span::hash;
use super::text::{item, texts, utf8};
use super::values;
use crate::analyzer::Analyzer as Core;
use crate::entities::values::Date;
use crate::gazetteer::Gazetteer;
use crate::knowledge::{Fact, Knowledge};

/// A text that makes the analyzer load all it needs.
const FIRST: &str = "قال الرئيس الروسي محمد بن حسن من موسكو: «نعم»";

/// How many texts a stream reads ahead for each thread.
const AHEAD: usize = 16;

/// Reads texts into documents. Immutable; threads may share one; it can be pickled.
///
/// `model` is the recogniser: "fast", "accurate", or the path of a fast model's file. `gazetteer` are phrases of your own, which go before what the program knows: a
/// list of (label, phrase) or (label, phrase, id), or the path of a file of such lines with tabs between. `knowledge` is a
/// knowledge base of your own, to whose ids entities are linked: a table (Arrow, pandas, Polars, a list of dicts, or the path
/// of a CSV file) with the columns id, name, label and aliases (a list, or one string with | between them). `min_score` leaves
/// out mentions that are less sure, 0 to 1. From `reference_date`, the day on which the texts were written, relative
/// dates are reckoned: "2025-11-04" or a datetime.date.
#[pyclass(frozen, module = "kunya")]
pub struct Analyzer {
    core: Core,
    model: String,
    gazetteer: Option<Arc<Gazetteer>>,
    knowledge: Option<Arc<Knowledge>>,
    min_score: f32,
    reference: Option<Date>,
}

#[pymethods]
impl Analyzer {
    #[new]
    #[pyo3(signature = (
        model: "str" = "fast",
        *,
        gazetteer: "collections.abc.Iterable[tuple[str, str] | tuple[str, str, str | None]] | str | os.PathLike[str] | bytes | None" = None,
        knowledge: "typing.Any" = None,
        min_score: "float" = 0.0,
        reference_date: "str | datetime.date | None" = None
    ))]
    fn new(
        py: Python<'_>,
        model: &str,
        gazetteer: Option<&Bound<'_, PyAny>>,
        knowledge: Option<&Bound<'_, PyAny>>,
        min_score: f32,
        reference_date: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        let reference = values::reference(reference_date)?;
        let gazetteer = gazetteer.map(gazetteer::read).transpose()?;
        let knowledge = knowledge.map(knowledge::read).transpose()?;
        let mut core = Core::new().min_score(min_score)?.reference_date(reference);
        if let Some(knowledge) = &knowledge {
            core = core.knowledge(knowledge.clone());
        }
        if let Some(gazetteer) = &gazetteer {
            core = core.gazetteer(gazetteer.clone());
        }
        // What is loaded at first use is loaded here: a fork meanwhile would leave the child waiting
        // for a thread that it does not have.
        let core = detached(py, || {
            core.model(model).inspect(|core| drop(core.analyze(FIRST)))
        })??;
        let model = model.to_owned();
        Ok(Self {
            core,
            model,
            gazetteer,
            knowledge,
            min_score,
            reference,
        })
    }

    /// Reads one text, written on `reference_date` where that is given, else on the analyzer's.
    #[pyo3(signature = (text: "str", *, reference_date: "str | datetime.date | None" = None))]
    fn analyze(
        &self,
        text: &Bound<'_, PyString>,
        reference_date: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Document> {
        let reference = values::reference(reference_date)?;
        let source = utf8(text, "text")?;
        let mut document = detached(text.py(), || self.core.analyze(&source))?;
        document.reference = reference.or(self.reference);
        Ok(Document::new(document, text.clone().unbind()))
    }

    /// Reads texts in parallel and returns their documents in the same order.
    ///
    /// `threads` is by default the number of processors; `progress` shows a bar where tqdm is installed.
    /// Ctrl-C ends it; `analyze_stream` keeps what is done by then.
    #[pyo3(signature = (
        texts: "collections.abc.Iterable[str]",
        threads: "int | None" = None,
        progress: "bool" = false
    ))]
    fn analyze_batch(
        &self,
        py: Python<'_>,
        texts: &Bound<'_, PyAny>,
        threads: Option<usize>,
        progress: bool,
    ) -> PyResult<Vec<Document>> {
        let sources = self::texts(texts, "texts")?;
        let mut bar = Progress::new(py, progress, Some(sources.len()))?;
        let documents = self.read(py, &sources, threads, |py, done| bar.show(py, done));
        bar.close(py)?;
        documents
    }

    /// Reads the texts of any iterable and yields their documents in the same order, some texts ahead.
    ///
    /// What was yielded before an error or Ctrl-C stays with the caller.
    #[pyo3(signature = (
        texts: "collections.abc.Iterable[str]",
        threads: "int | None" = None,
        progress: "bool" = false
    ))]
    fn analyze_stream(
        slf: Bound<'_, Self>,
        texts: &Bound<'_, PyAny>,
        threads: Option<usize>,
        progress: bool,
    ) -> PyResult<DocumentStream> {
        if texts.is_instance_of::<PyString>() {
            self::texts(texts, "texts")?;
        }
        let py = slf.py();
        let ahead = AHEAD
            * threads
                .unwrap_or_else(crate::parallel::default_threads)
                .clamp(1, 64);
        let total = texts.len().ok();
        Ok(DocumentStream {
            analyzer: slf.unbind(),
            threads,
            ahead,
            state: Mutex::new(Stream {
                texts: Some(texts.try_iter()?.unbind()),
                taken: 0,
                pending: Vec::new(),
                ready: VecDeque::new(),
                failed: None,
                progress: Progress::new(py, progress, total)?,
            }),
        })
    }

    #[pyo3(signature = () -> "tuple[tuple[str], dict[str, typing.Any]]")]
    fn __getnewargs_ex__<'py>(
        &self,
        py: Python<'py>,
    ) -> PyResult<(Bound<'py, PyTuple>, Bound<'py, PyDict>)> {
        let options = PyDict::new(py);
        options.set_item(
            "gazetteer",
            self.listed().map(|bytes| PyBytes::new(py, bytes)),
        )?;
        let facts = self.knowledge.as_deref().map(knowledge::rows);
        options.set_item("knowledge", facts)?;
        options.set_item("min_score", self.min_score)?;
        options.set_item("reference_date", self.reference.map(|d| d.to_string()))?;
        Ok((PyTuple::new(py, [&self.model])?, options))
    }

    fn __eq__(&self, other: &Self) -> bool {
        self.model == other.model
            && self.min_score == other.min_score
            && self.reference == other.reference
            && self.listed() == other.listed()
            && self.facts() == other.facts()
    }

    fn __hash__(&self) -> u64 {
        hash((
            self.min_score.to_bits(),
            self.reference,
            self.gazetteer.as_ref().map(|g| g.len()),
            self.facts().len(),
        ))
    }

    fn __repr__(&self) -> String {
        let mut shown = format!("Analyzer({:?}", self.model);
        if let Some(gazetteer) = &self.gazetteer {
            shown.push_str(&format!(", gazetteer=<{} phrases>", gazetteer.len()));
        }
        if let Some(knowledge) = &self.knowledge {
            shown.push_str(&format!(
                ", knowledge=<{} entries>",
                knowledge.facts().len()
            ));
        }
        if self.min_score > 0.0 {
            shown.push_str(&format!(", min_score={}", self.min_score));
        }
        if let Some(day) = self.reference {
            shown.push_str(&format!(", reference_date=\"{day}\""));
        }
        shown + ")"
    }
}

impl Analyzer {
    /// The core's analyzer.
    pub fn core(&self) -> &Core {
        &self.core
    }

    /// The bytes of the user's gazetteer.
    fn listed(&self) -> Option<&[u8]> {
        self.gazetteer.as_deref().map(Gazetteer::as_bytes)
    }

    /// The entries of the user's knowledge base.
    fn facts(&self) -> &[Fact] {
        self.knowledge.as_deref().map_or(&[], Knowledge::facts)
    }

    fn read(
        &self,
        py: Python<'_>,
        sources: &[PyBackedStr],
        threads: Option<usize>,
        progress: impl FnMut(Python<'_>, usize) -> PyResult<()> + Send,
    ) -> PyResult<Vec<Document>> {
        let documents = run::map(
            py,
            sources,
            threads,
            |text| self.core.analyze(text),
            progress,
        )?;
        Ok(documents
            .into_iter()
            .zip(sources)
            .map(|(document, source)| Document::new(document, source.as_py_str().clone_ref(py)))
            .collect())
    }
}

/// The documents of an iterable of texts, one after the other.
#[pyclass(frozen, module = "kunya")]
pub struct DocumentStream {
    analyzer: Py<Analyzer>,
    threads: Option<usize>,
    ahead: usize,
    state: Mutex<Stream>,
}

struct Stream {
    texts: Option<Py<PyIterator>>,
    /// The number of texts taken from the iterable.
    taken: usize,
    /// Texts that were taken and not yet read: Ctrl-C loses none.
    pending: Vec<PyBackedStr>,
    ready: VecDeque<Document>,
    /// What went wrong behind the texts that are ready.
    failed: Option<PyErr>,
    progress: Progress,
}

#[pymethods]
impl DocumentStream {
    fn __iter__(slf: Bound<'_, Self>) -> Bound<'_, Self> {
        slf
    }

    fn __next__(&self, py: Python<'_>) -> PyResult<Option<Document>> {
        use pyo3::sync::MutexExt;
        let mut state = match self.state.lock_py_attached(py) {
            Ok(state) => state,
            Err(poisoned) => poisoned.into_inner(),
        };
        state.fill(py, self)?;
        if let Some(document) = state.ready.pop_front() {
            return Ok(Some(document));
        }
        match state.failed.take() {
            Some(error) => Err(error),
            None => Ok(None),
        }
    }
}

impl Stream {
    /// Reads some texts where no document is ready.
    fn fill(&mut self, py: Python<'_>, stream: &DocumentStream) -> PyResult<()> {
        if !self.ready.is_empty() || self.failed.is_some() {
            return Ok(());
        }
        while let Some(texts) = &self.texts
            && self.pending.len() < stream.ahead
        {
            match texts
                .bind(py)
                .clone()
                .next()
                .map(|text| item(&text?, "texts", self.taken))
            {
                Some(Ok(source)) => {
                    self.taken += 1;
                    self.pending.push(source);
                }
                Some(Err(error)) => {
                    self.failed = Some(error);
                    self.texts = None;
                }
                None => self.texts = None,
            }
        }
        let before = self.taken - self.pending.len();
        let progress = &mut self.progress;
        let analyzer = stream.analyzer.get();
        let documents = analyzer.read(py, &self.pending, stream.threads, |py, done| {
            progress.show(py, before + done)
        })?;
        self.pending.clear();
        self.ready.extend(documents);
        if self.texts.is_none() {
            self.progress.close(py)?;
        }
        Ok(())
    }
}

/// Reads one text with the default analyzer; `reference_date` is the day on which it was written.
#[pyfunction]
#[pyo3(signature = (text: "str", *, reference_date: "str | datetime.date | None" = None))]
pub fn analyze(
    text: &Bound<'_, PyString>,
    reference_date: Option<&Bound<'_, PyAny>>,
) -> PyResult<Document> {
    let reference = values::reference(reference_date)?;
    let source = utf8(text, "text")?;
    let core = Core::new().reference_date(reference);
    let document = detached(text.py(), || core.analyze(&source))?;
    Ok(Document::new(document, text.clone().unbind()))
}
