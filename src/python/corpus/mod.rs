//! Entities across documents.

mod input;
pub mod shuffle;
mod tables;

use std::sync::{Mutex, PoisonError, RwLock};
use std::thread::ThreadId;

use pyo3::exceptions::{PyImportError, PyRuntimeError, PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyIterator, PyString};
use pyo3_arrow::input::AnyArray;

use self::input::Source;
use self::tables::Columns;
use super::document::Document;
use super::run::{self, Progress, detached};
use super::show;
use super::text::utf8;
use crate::corpus::{Corpus as Core, CorpusQuote, Limits, Summary};
use crate::error::Error;

/// How many documents are read and let go of at a time.
const PIECE: usize = 256;

/// Who and what a collection of documents names, and who said what.
///
/// The tables are `arro3.core.Table`, which pyarrow, pandas, Polars and DuckDB take as they are. An entity's id is a string
/// that stays when documents are added: its identifier in the lexicons or the user's knowledge base, else one made of its
/// name. What is in the tables does not depend on the order of the documents or the number of threads.
#[pyclass(frozen, module = "kunya")]
pub struct Corpus {
    core: RwLock<Core>,
    /// The thread that resolves, so that it does not wait for itself.
    resolving: Mutex<Option<ThreadId>>,
}

#[pymethods]
impl Corpus {
    /// A corpus without documents.
    #[new]
    fn new() -> Self {
        Self {
            core: RwLock::new(Core::new()),
            resolving: Mutex::new(None),
        }
    }

    /// Adds documents and resolves their entities with those that are there; ids of entities stay.
    ///
    /// `documents` is an iterable of `kunya.Document`, read some at a time, so that a stream needs little memory; a table
    /// with a row for each mention (columns document, text and label; entity, start, end, link, latin and date as far as
    /// there are); or what `kunya.columns.analyze` or `kunya.columns.mentions` return. `ids` names the documents, by
    /// default their positions; `dates` are strings or dates. `passages=False` keeps no sentences for the report.
    ///
    /// An id that is there already is a ValueError that names it. After an error or Ctrl-C everything read before stays.
    #[pyo3(signature = (
        documents: "typing.Any",
        *,
        ids: "collections.abc.Iterable[str | int] | None" = None,
        dates: "collections.abc.Iterable[typing.Any] | None" = None,
        passages: "bool" = true,
        threads: "int | None" = None,
        progress: "bool" = false
    ) -> "None")]
    #[allow(clippy::too_many_arguments)]
    fn add(
        &self,
        py: Python<'_>,
        documents: &Bound<'_, PyAny>,
        ids: Option<&Bound<'_, PyAny>>,
        dates: Option<&Bound<'_, PyAny>>,
        passages: bool,
        threads: Option<usize>,
        progress: bool,
    ) -> PyResult<()> {
        crate::parallel::check_threads(threads)?;
        let mut names = Names::new(ids, dates, self.core(py, Core::len)?)?;
        if let Some(source) = arrow(documents)? {
            self.insert_columns(py, source, names, passages)?;
        } else {
            self.insert_documents(py, documents, &mut names, passages, threads, progress)?;
        }
        self.resolve(py, threads)
    }

    /// One row for each entity, those that most documents name first: id, name, label, latin, link, documents, mentions,
    /// variants and roles (most frequent first).
    #[getter]
    fn entities<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.table(py, |core| Ok(tables::entities(core.entities())))
    }

    /// One row for each document: document (its id), date, mentions, quotes (how many).
    #[getter]
    fn documents<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.table(py, |core| Ok(tables::documents(core.documents())))
    }

    /// One row for each mention of an entity: document, start, end, text, label, entity (its id).
    #[getter]
    fn mentions<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.table(py, |core| {
            Ok(tables::mentions(core.mentions(), id_in(core)))
        })
    }

    /// One row for each quotation: document, date, start, end, text, direct, kind, cue, stance, speaker and source (ids of
    /// entities), name (the speaker's), score.
    #[getter]
    fn quotes<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.table(py, |core| Ok(quotes(core, core.quotes())))
    }

    /// One row for each spelling of each entity: entity (its id), text, mentions, documents (how many).
    #[getter]
    fn variants<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.table(py, |core| {
            let rows = core.variants().into_iter();
            let id = id_in(core);
            Ok(tables::variants(
                rows.map(|v| (id(v.entity), v.text, v.mentions, v.documents)),
            ))
        })
    }

    /// One row for each pair of entities that documents name together: a, b (their ids, the smaller first), documents (how
    /// many).
    ///
    /// Of a document with more than 64 entities those are paired that it mentions most.
    #[getter]
    fn co_mentions<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.table(py, |core| {
            let rows = core.co_mentions().into_iter();
            let id = id_in(core);
            Ok(tables::co_mentions(rows.map(|(a, b, n)| (id(a), id(b), n))))
        })
    }

    /// The documents that name an entity, by date: date, document, mentions (how many).
    ///
    /// `entity` is an entity's id, or a spelling that one entity alone has.
    fn timeline<'py>(&self, py: Python<'py>, entity: &str) -> PyResult<Bound<'py, PyAny>> {
        self.table(py, |core| tables::timeline(core, core.locate(entity)?))
    }

    /// What an entity said, by date, with the columns of `quotes`.
    ///
    /// `speaker` is an entity's id, or a spelling that one entity alone has.
    fn statements<'py>(&self, py: Python<'py>, speaker: &str) -> PyResult<Bound<'py, PyAny>> {
        self.table(py, |core| {
            let said = core.statements(core.locate(speaker)?)?;
            Ok(quotes(core, said.into_iter()))
        })
    }

    /// The co-mentions as a `networkx.Graph`: entities with name, label, documents and mentions, edges with the number of
    /// shared documents as weight. Pairs of fewer than `min_documents` are left out.
    ///
    /// Needs networkx: `pip install "kunya[graph]"`.
    #[pyo3(signature = (min_documents: "int" = 1) -> "typing.Any")]
    fn graph<'py>(slf: Bound<'py, Self>, min_documents: i64) -> PyResult<Bound<'py, PyAny>> {
        let py = slf.py();
        py.import("kunya.corpus")?
            .call_method1("graph", (slf, min_documents))
    }

    /// Writes a page that shows the corpus to `path`: its entities with the passages behind their numbers, who said what,
    /// and a picture of who is named together. One file, readable without a network.
    ///
    /// It shows the `entities` that most documents name, and for each up to so many `passages` (only documents that were
    /// added with `passages=True` have some). `language` is that of the page's own words, "ar" or "en". An old file at
    /// `path` stays where the new one cannot be written.
    #[pyo3(signature = (
        path: "str | os.PathLike[str]",
        *,
        title: "str | None" = None,
        language: "str" = "ar",
        entities: "int" = 1000,
        passages: "int" = 12
    ) -> "None")]
    fn report(
        slf: Bound<'_, Self>,
        path: &Bound<'_, PyAny>,
        title: Option<&str>,
        language: &str,
        entities: i64,
        passages: i64,
    ) -> PyResult<()> {
        let py = slf.py();
        py.import("kunya.report")?
            .call_method1("write", (slf, path, title, language, entities, passages))?;
        Ok(())
    }

    /// What a report shows, as JSON.
    #[pyo3(signature = (entities: "int", passages: "int"))]
    fn _digest(&self, py: Python<'_>, entities: usize, passages: usize) -> PyResult<String> {
        self.settle(py)?;
        let limits = Limits { entities, passages };
        self.core(py, |core| core.digest(limits))
    }

    /// A picture of how many documents name entities over time, as `matplotlib.axes.Axes`; `kunya.plots.timeline` explains
    /// the arguments.
    ///
    /// Needs matplotlib 3.11 or later: `pip install "kunya[plot]"`.
    #[pyo3(signature = (
        entities: "collections.abc.Iterable[str] | None" = None,
        *,
        by: "str" = "month",
        limit: "int" = 5,
        ax: "typing.Any" = None
    ) -> "typing.Any")]
    fn plot_timeline<'py>(
        slf: Bound<'py, Self>,
        entities: Option<Bound<'py, PyAny>>,
        by: &str,
        limit: i64,
        ax: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let plots = slf.py().import("kunya.plots")?;
        plots.call_method1("timeline", (slf, entities, by, limit, ax))
    }

    /// A picture of who is named together, as `matplotlib.axes.Axes`; `kunya.plots.network` explains the arguments.
    ///
    /// Needs matplotlib 3.11 or later: `pip install "kunya[plot]"`.
    #[pyo3(signature = (
        *,
        labels: "collections.abc.Iterable[str] | None" = None,
        limit: "int" = 25,
        min_documents: "int" = 1,
        ax: "typing.Any" = None
    ) -> "typing.Any")]
    fn plot_network<'py>(
        slf: Bound<'py, Self>,
        labels: Option<Bound<'py, PyAny>>,
        limit: i64,
        min_documents: i64,
        ax: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let plots = slf.py().import("kunya.plots")?;
        plots.call_method1("network", (slf, labels, limit, min_documents, ax))
    }

    /// A picture of the spellings of an entity, as `matplotlib.axes.Axes`; `kunya.plots.variants` explains the arguments.
    ///
    /// Needs matplotlib 3.11 or later: `pip install "kunya[plot]"`.
    #[pyo3(signature = (
        entity: "str | None" = None, *, limit: "int" = 10, ax: "typing.Any" = None
    ) -> "typing.Any")]
    fn plot_variants<'py>(
        slf: Bound<'py, Self>,
        entity: Option<&str>,
        limit: i64,
        ax: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let plots = slf.py().import("kunya.plots")?;
        plots.call_method1("variants", (slf, entity, limit, ax))
    }

    fn __len__(&self, py: Python<'_>) -> PyResult<usize> {
        self.core(py, Core::len)
    }

    fn __repr__(slf: Bound<'_, Self>) -> PyResult<String> {
        let py = slf.py();
        py.import("kunya.corpus")?
            .call_method1("text", (slf,))?
            .extract()
    }

    /// What a notebook shows of it: right-to-left, self-contained, everything escaped.
    fn _repr_html_(slf: &Bound<'_, Self>) -> PyResult<String> {
        show::html(slf)
    }

    /// As `text/html`, and as `text/plain` for a terminal.
    #[pyo3(signature = (
        include: "typing.Any" = None, exclude: "typing.Any" = None
    ) -> "dict[str, str]")]
    fn _repr_mimebundle_<'py>(
        slf: &Bound<'py, Self>,
        include: Option<&Bound<'py, PyAny>>,
        exclude: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyDict>> {
        let _ = (include, exclude); // the protocol lets an object give more than it is asked for
        show::mimebundle(slf)
    }
}

impl Corpus {
    /// What `read` makes of the corpus while other Python threads run.
    fn core<R: Send>(&self, py: Python<'_>, read: impl FnOnce(&Core) -> R + Send) -> PyResult<R> {
        self.refuse_own_thread()?;
        detached(py, || {
            read(&self.core.read().unwrap_or_else(PoisonError::into_inner))
        })
    }

    /// Lets `change` change the corpus while other Python threads run.
    fn change<R: Send>(
        &self,
        py: Python<'_>,
        change: impl FnOnce(&mut Core) -> R + Send,
    ) -> PyResult<R> {
        self.refuse_own_thread()?;
        detached(py, || {
            let mut core = self.core.write().unwrap_or_else(PoisonError::into_inner);
            let resolving = |thread| {
                *self
                    .resolving
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner) = thread;
            };
            resolving(Some(std::thread::current().id()));
            let result =
                std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| change(&mut core)));
            resolving(None);
            result.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        })
    }

    /// A signal handler that runs while this thread resolves would wait for itself.
    fn refuse_own_thread(&self) -> PyResult<()> {
        let resolving = self
            .resolving
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if *resolving == Some(std::thread::current().id()) {
            return Err(PyRuntimeError::new_err(
                "the corpus is being resolved by this thread, so a signal handler cannot use it",
            ));
        }
        Ok(())
    }

    /// Resolves what was added; Ctrl-C stops it, and the next call goes on.
    fn resolve(&self, py: Python<'_>, threads: Option<usize>) -> PyResult<()> {
        let mut raised = None;
        let result = self.change(py, |core| {
            core.resolve(threads, || match Python::attach(|py| py.check_signals()) {
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

    /// Resolves what an interrupted call left, then makes a table.
    fn table<'py>(
        &self,
        py: Python<'py>,
        columns: impl FnOnce(&Core) -> crate::error::Result<Columns> + Send,
    ) -> PyResult<Bound<'py, PyAny>> {
        self.settle(py)?;
        let columns = self.core(py, columns)??;
        tables::table(py, columns)
    }

    fn settle(&self, py: Python<'_>) -> PyResult<()> {
        if self.core(py, Core::is_pending)? {
            self.resolve(py, None)?;
        }
        Ok(())
    }

    fn insert(&self, py: Python<'_>, documents: Vec<Summary>) -> PyResult<()> {
        Ok(self.change(py, |core| core.insert(documents))??)
    }

    fn insert_columns(
        &self,
        py: Python<'_>,
        source: Source,
        mut names: Names<'_>,
        passages: bool,
    ) -> PyResult<()> {
        let documents = match &source {
            Source::Mentions(tables) => {
                if names.given() {
                    return Err(PyValueError::new_err(
                        "ids and dates must be absent where a table of mentions has them in its columns document and date",
                    ));
                }
                detached(py, || input::from_mentions(tables))??
            }
            Source::Readings(chunks) => {
                let rows = source.rows();
                let mut given = (0..rows)
                    .map(|_| names.next())
                    .collect::<PyResult<Vec<_>>>()?
                    .into_iter();
                names.end()?;
                let name = || {
                    given
                        .next()
                        .ok_or_else(|| PyRuntimeError::new_err("more rows than were counted"))
                };
                detached(py, || input::from_readings(chunks, passages, name))??
            }
        };
        self.insert(py, documents)
    }

    /// Reads the documents of an iterable, some at a time.
    fn insert_documents(
        &self,
        py: Python<'_>,
        documents: &Bound<'_, PyAny>,
        names: &mut Names<'_>,
        passages: bool,
        threads: Option<usize>,
        progress: bool,
    ) -> PyResult<()> {
        let refused = |what: &str, given: &Bound<'_, PyAny>| -> PyResult<PyErr> {
            Ok(PyTypeError::new_err(format!(
                "{what} must be kunya.Document (see kunya.Analyzer.analyze_stream), got {}",
                given.get_type().name()?
            )))
        };
        if documents.is_instance_of::<PyString>() || documents.is_instance_of::<Document>() {
            return Err(refused("the items of documents", documents)?);
        }
        let mut iterator = documents.try_iter().map_err(|_| {
            PyTypeError::new_err("documents must be an iterable of kunya.Document or speak Arrow")
        })?;
        let mut bar = Progress::new(py, progress, documents.len().ok())?;
        let mut taken = 0;
        let mut end = false;
        while !end {
            let mut piece = Vec::with_capacity(PIECE);
            let mut failed = None;
            while piece.len() < PIECE {
                let Some(next) = iterator.next() else {
                    end = true;
                    break;
                };
                let read = next.and_then(|item| {
                    let Ok(document) = item.cast::<Document>() else {
                        return Err(refused(&format!("documents[{taken}]"), &item)?);
                    };
                    Ok((names.next()?, document.get().reading().clone()))
                });
                match read {
                    Ok(read) => piece.push(read),
                    Err(error) => {
                        failed = Some(error);
                        break;
                    }
                }
                taken += 1;
            }
            let summaries = run::map(
                py,
                &piece,
                threads,
                |((id, date), reading)| {
                    let summary = Summary::of(id, date.as_deref(), &reading.document);
                    if passages {
                        summary.with_passages(&reading.document)
                    } else {
                        summary
                    }
                },
                |_, _| Ok(()),
            )?;
            self.insert(py, summaries)?;
            bar.show(py, taken)?;
            if let Some(error) = failed {
                return Err(error);
            }
        }
        bar.close(py)?;
        names.end()
    }
}

/// What gives the id of an entity by its place.
fn id_in<'c>(core: &'c Core) -> impl Fn(u32) -> &'c str {
    |e| &core.entities()[e as usize].id
}

/// The table of some quotations.
fn quotes<'c>(core: &'c Core, rows: impl Iterator<Item = CorpusQuote<'c>>) -> Columns {
    let name = |e: u32| Some(core.entities()[e as usize].name.as_str());
    tables::quotes(rows, id_in(core), name)
}

/// The column that an object hands over through Arrow, if it does.
fn arrow(documents: &Bound<'_, PyAny>) -> PyResult<Option<Source>> {
    if !documents.hasattr("__arrow_c_array__")? && !documents.hasattr("__arrow_c_stream__")? {
        return Ok(None);
    }
    let array = match documents.extract::<AnyArray>() {
        Ok(array) => array,
        Err(error) if error.is_instance_of::<PyImportError>(documents.py()) => {
            return Err(PyImportError::new_err(
                "a table of pandas needs pyarrow to be read: pip install pyarrow",
            ));
        }
        Err(error) => return Err(error),
    };
    let (chunks, field) = array.into_chunked_array()?.into_inner();
    Source::new(field.data_type(), chunks).map(Some)
}

/// The ids and dates of documents, taken one by one.
struct Names<'py> {
    ids: Option<Bound<'py, PyIterator>>,
    dates: Option<Bound<'py, PyIterator>>,
    /// The position of the next document.
    next: usize,
    taken: usize,
}

impl<'py> Names<'py> {
    fn new(
        ids: Option<&Bound<'py, PyAny>>,
        dates: Option<&Bound<'py, PyAny>>,
        first: usize,
    ) -> PyResult<Self> {
        let iterate = |values: Option<&Bound<'py, PyAny>>, name: &str| match values {
            Some(values) if values.is_instance_of::<PyString>() => Err(PyTypeError::new_err(
                format!("{name} must be an iterable with one for each document, got one str"),
            )),
            Some(values) => values.try_iter().map(Some),
            None => Ok(None),
        };
        Ok(Self {
            ids: iterate(ids, "ids")?,
            dates: iterate(dates, "dates")?,
            next: first,
            taken: 0,
        })
    }

    fn given(&self) -> bool {
        self.ids.is_some() || self.dates.is_some()
    }

    /// The id and the date of the next document.
    fn next(&mut self) -> PyResult<(String, Option<String>)> {
        let taken = self.taken;
        let short = |name: &str| {
            PyValueError::new_err(format!(
                "{name} must hold one for each document, got {taken} for more documents"
            ))
        };
        let id = match &mut self.ids {
            None => self.next.to_string(),
            Some(ids) => {
                let id = ids.next().ok_or_else(|| short("ids"))??;
                if id.is_none() {
                    return Err(PyValueError::new_err(format!(
                        "ids[{taken}] must be a str or int, got None"
                    )));
                }
                utf8(&id.str()?, format_args!("ids[{taken}]"))?.to_string()
            }
        };
        let date = match &mut self.dates {
            None => None,
            Some(dates) => iso(&dates.next().ok_or_else(|| short("dates"))??, taken)?,
        };
        self.next += 1;
        self.taken += 1;
        Ok((id, date))
    }

    /// Checks that no id or date is left.
    fn end(&mut self) -> PyResult<()> {
        for (values, name) in [(&mut self.ids, "ids"), (&mut self.dates, "dates")] {
            if let Some(values) = values
                && values.next().is_some()
            {
                return Err(PyValueError::new_err(format!(
                    "{name} must hold one for each document, got more than {}",
                    self.taken
                )));
            }
        }
        Ok(())
    }
}

/// A date as text: dates and times in ISO 8601, others as they are; nothing for None and NaT.
fn iso(date: &Bound<'_, PyAny>, place: usize) -> PyResult<Option<String>> {
    if date.is_none() || date.ne(date).unwrap_or(false) {
        return Ok(None);
    }
    let text = if date.hasattr("isoformat")? {
        date.call_method0("isoformat")?
    } else {
        date.clone()
    };
    Ok(Some(
        utf8(&text.str()?, format_args!("dates[{place}]"))?.to_string(),
    ))
}

/// Resolves the entities of documents across all of them: who is who, and who said what.
///
/// The arguments are those of `Corpus.add`. To keep what is done by Ctrl-C, make a `kunya.Corpus()` and add to it.
#[pyfunction]
#[pyo3(signature = (
    documents: "typing.Any",
    *,
    ids: "collections.abc.Iterable[str | int] | None" = None,
    dates: "collections.abc.Iterable[typing.Any] | None" = None,
    passages: "bool" = true,
    threads: "int | None" = None,
    progress: "bool" = false
))]
pub fn resolve(
    py: Python<'_>,
    documents: &Bound<'_, PyAny>,
    ids: Option<&Bound<'_, PyAny>>,
    dates: Option<&Bound<'_, PyAny>>,
    passages: bool,
    threads: Option<usize>,
    progress: bool,
) -> PyResult<Corpus> {
    let corpus = Corpus::new();
    corpus.add(py, documents, ids, dates, passages, threads, progress)?;
    Ok(corpus)
}
