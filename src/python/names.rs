//! Names.

use std::path::PathBuf;
use std::sync::{PoisonError, RwLock};

use pyo3::exceptions::{PyIndexError, PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyInt, PyList, PySlice, PyString};

use super::run::{self, Progress, detached};
use super::show;
use super::text::{optional_texts, utf8};
use crate::names::Matcher;
use crate::{names, parallel};

/// Pairs that a thread takes at a time.
const PAIRS: usize = 256;

/// A whole number that may not be negative.
fn count(value: i64, name: &str) -> PyResult<usize> {
    usize::try_from(value)
        .map_err(|_| PyValueError::new_err(format!("{name} must be 0 or more, got {value}")))
}

/// A score that may not be NaN.
fn score(value: f64, name: &str) -> PyResult<f32> {
    if (0.0..=1.0).contains(&value) {
        Ok(value as f32)
    } else {
        Err(PyValueError::new_err(format!(
            "{name} must be between 0 and 1, got {value}"
        )))
    }
}

/// How likely two names are one, 0 to 1, in Arabic or Latin letters; symmetric.
#[pyfunction]
pub fn names_similarity(a: &Bound<'_, PyString>, b: &Bound<'_, PyString>) -> PyResult<f64> {
    let (first, second) = (utf8(a, "a")?, utf8(b, "b")?);
    detached(a.py(), || f64::from(names::similarity(&first, &second)))
}

/// `names_similarity` of the pairs of two lists, in parallel; `None` where either is `None`.
#[pyfunction]
#[pyo3(signature = (
    a: "collections.abc.Iterable[str | None]",
    b: "collections.abc.Iterable[str | None]",
    threads: "int | None" = None
))]
pub fn names_similarity_batch(
    py: Python<'_>,
    a: &Bound<'_, PyAny>,
    b: &Bound<'_, PyAny>,
    threads: Option<usize>,
) -> PyResult<Vec<Option<f64>>> {
    let (first, second) = (optional_texts(a, "a")?, optional_texts(b, "b")?);
    if first.len() != second.len() {
        return Err(PyValueError::new_err(format!(
            "a and b must be of one length, got {} and {}",
            first.len(),
            second.len()
        )));
    }
    let pairs: Vec<_> = first.iter().zip(&second).collect();
    let blocks: Vec<_> = pairs.chunks(PAIRS).collect();
    let scores = run::map(
        py,
        &blocks,
        threads,
        |block| {
            let there: Vec<(&str, &str)> = block
                .iter()
                .filter_map(|&(a, b)| Some((a.as_deref()?, b.as_deref()?)))
                .collect();
            let mut scores = Matcher::global().similarities(&there).into_iter();
            block
                .iter()
                .map(|(a, b)| a.as_ref().and(b.as_ref()).and_then(|_| scores.next()))
                .map(|score| score.map(f64::from))
                .collect::<Vec<_>>()
        },
        |_, _| Ok(()),
    )?;
    Ok(scores.into_iter().flatten().collect())
}

/// Two names compared: `str()` says in words what matched, what varied and what differs.
#[pyclass(frozen, module = "kunya.names")]
pub struct Comparison(names::Comparison);

#[pymethods]
impl Comparison {
    /// The first name.
    #[getter]
    fn a(&self) -> &str {
        &self.0.a
    }

    /// The second name.
    #[getter]
    fn b(&self) -> &str {
        &self.0.b
    }

    /// How likely they are one, 0 to 1.
    #[getter]
    fn score(&self) -> f64 {
        f64::from(self.0.score)
    }

    /// The parts side by side: part of the first name or `None`, of the second or `None`, score.
    #[getter]
    fn alignment(&self) -> Vec<(Option<String>, Option<String>, f64)> {
        let parts = &self.0.alignment;
        parts
            .iter()
            .map(|p| (p.a.clone(), p.b.clone(), f64::from(p.score)))
            .collect()
    }

    /// One sentence for each part and for what concerns the whole.
    #[getter]
    fn reasons(&self) -> Vec<String> {
        self.0.reasons.clone()
    }

    fn __str__(&self) -> String {
        self.0.to_string()
    }

    fn __repr__(&self) -> String {
        format!(
            "Comparison({:?}, {:?}, score={:.3})",
            self.0.a, self.0.b, self.0.score
        )
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

/// Compares two names and says why.
#[pyfunction]
pub fn names_compare(a: &Bound<'_, PyString>, b: &Bound<'_, PyString>) -> PyResult<Comparison> {
    let (first, second) = (utf8(a, "a")?, utf8(b, "b")?);
    detached(a.py(), || Comparison(names::compare(&first, &second)))
}

/// A name in its roles.
#[pyclass(frozen, module = "kunya.names")]
pub struct Name(names::Name);

#[pymethods]
impl Name {
    /// Leading titles and honorifics.
    #[getter]
    fn titles(&self) -> Vec<String> {
        self.0.titles.clone()
    }

    /// Given names.
    #[getter]
    fn given(&self) -> Vec<String> {
        self.0.given.clone()
    }

    /// Names after "son of" and "daughter of".
    #[getter]
    fn nasab(&self) -> Vec<String> {
        self.0.nasab.clone()
    }

    /// "Father of" and "mother of" with their names.
    #[getter]
    fn kunya(&self) -> Vec<String> {
        self.0.kunya.clone()
    }

    /// Honorific compounds such as صلاح الدين.
    #[getter]
    fn laqab(&self) -> Vec<String> {
        self.0.laqab.clone()
    }

    /// The family's name.
    #[getter]
    fn family(&self) -> Vec<String> {
        self.0.family.clone()
    }

    /// The family's name where it tells an origin.
    #[getter]
    fn nisba(&self) -> Vec<String> {
        self.0.nisba.clone()
    }

    /// All parts but the titles: text and role.
    #[getter]
    fn parts(&self) -> Vec<(String, &'static str)> {
        let parts = &self.0.parts;
        parts
            .iter()
            .map(|p| (p.text.clone(), p.role.as_str()))
            .collect()
    }

    fn __repr__(&self) -> String {
        let roles: Vec<String> = self
            .0
            .parts
            .iter()
            .map(|p| format!("{}={:?}", p.role.as_str(), p.text))
            .collect();
        format!("Name({})", roles.join(", "))
    }
}

/// Reads a name into titles, given names, nasab, kunya, laqab, family and nisba.
#[pyfunction]
pub fn names_parse(name: &Bound<'_, PyString>) -> PyResult<Name> {
    let text = utf8(name, "name")?;
    detached(name.py(), || Name(names::parse(&text)))
}

/// Up to `n` Latin spellings of an Arabic name, the most usual first.
#[pyfunction]
#[pyo3(signature = (name, n = 5))]
pub fn names_romanize(name: &Bound<'_, PyString>, n: i64) -> PyResult<Vec<String>> {
    let (text, n) = (utf8(name, "name")?, count(n, "n")?);
    detached(name.py(), || names::romanize(&text, n))
}

/// Up to `n` Arabic spellings of a Latin name, the most usual first.
#[pyfunction]
#[pyo3(signature = (latin, n = 5))]
pub fn names_arabize(latin: &Bound<'_, PyString>, n: i64) -> PyResult<Vec<String>> {
    let (text, n) = (utf8(latin, "latin")?, count(n, "n")?);
    detached(latin.py(), || names::arabize(&text, n))
}

/// Groups of one name: a number for each name, equal for names that are one; `None` for `None`.
///
/// `progress` shows a bar where tqdm is installed. Ctrl-C ends it within a second; there are no groups before the end.
#[pyfunction]
#[pyo3(signature = (
    names: "collections.abc.Iterable[str | None]",
    threshold: "float" = 0.9,
    threads: "int | None" = None,
    progress: "bool" = false
))]
pub fn names_cluster(
    py: Python<'_>,
    names: &Bound<'_, PyAny>,
    threshold: f64,
    threads: Option<usize>,
    progress: bool,
) -> PyResult<Vec<Option<u32>>> {
    let texts = optional_texts(names, "names")?;
    let there: Vec<&str> = texts.iter().flatten().map(|t| &**t).collect();
    let threads = threads.unwrap_or_else(parallel::default_threads);
    let mut bar = Progress::of(py, progress, Some(there.len()), "name")?;
    let groups = run::watched(
        py,
        |go_on| names::cluster_watched(&there, threshold as f32, threads, go_on),
        |py, done| bar.show(py, done),
    );
    bar.close(py)?;
    let mut groups = groups?.into_iter();
    Ok(texts
        .iter()
        .map(|t| t.as_ref().and_then(|_| groups.next()))
        .collect())
}

/// What the caller calls a name.
#[derive(Clone, FromPyObject, IntoPyObject)]
enum Id {
    #[pyo3(annotation = "int")]
    Number(i64),
    #[pyo3(annotation = "str")]
    Text(String),
}

/// Says why an id cannot be kept.
fn unfit_id(id: &Bound<'_, PyAny>) -> PyErr {
    if id.is_instance_of::<PyInt>() {
        PyValueError::new_err(format!("ids must fit 64 bits, got {id}"))
    } else {
        PyTypeError::new_err(format!("ids must be int or str, got {id}"))
    }
}

/// Ids as bytes: all numbers, or all texts.
fn pack(ids: &[Id]) -> PyResult<Vec<u8>> {
    let mut out = Vec::new();
    for id in ids {
        match (id, ids.first()) {
            (Id::Number(n), Some(Id::Number(_))) => out.extend(n.to_le_bytes()),
            (Id::Text(t), Some(Id::Text(_))) => {
                out.extend((t.len() as u32).to_le_bytes());
                out.extend(t.as_bytes());
            }
            _ => {
                return Err(PyValueError::new_err(
                    "ids must be all int or all str, got both",
                ));
            }
        }
    }
    match ids.first() {
        Some(Id::Number(_)) => out.insert(0, b'n'),
        Some(Id::Text(_)) => out.insert(0, b't'),
        None => {}
    }
    Ok(out)
}

/// Ids from the bytes of [`pack`]; `None` where there are none.
fn unpack(bytes: &[u8]) -> PyResult<Option<Vec<Id>>> {
    let broken = || PyValueError::new_err("the name index is damaged: its ids cannot be read");
    match bytes.split_first() {
        None => Ok(None),
        Some((b'n', rest)) => {
            let (chunks, rest) = rest.as_chunks::<8>();
            if !rest.is_empty() {
                return Err(broken());
            }
            Ok(Some(
                chunks
                    .iter()
                    .map(|c| Id::Number(i64::from_le_bytes(*c)))
                    .collect(),
            ))
        }
        Some((b't', mut rest)) => {
            let mut ids = Vec::new();
            while let Some((len, tail)) = rest.split_first_chunk::<4>() {
                let len = u32::from_le_bytes(*len) as usize;
                let (text, tail) = tail.split_at_checked(len).ok_or_else(broken)?;
                ids.push(Id::Text(
                    String::from_utf8(text.to_vec()).map_err(|_| broken())?,
                ));
                rest = tail;
            }
            if rest.is_empty() {
                Ok(Some(ids))
            } else {
                Err(broken())
            }
        }
        Some(_) => Err(broken()),
    }
}

/// A found name.
#[pyclass(frozen, module = "kunya.names")]
#[derive(Clone)]
pub struct Match {
    id: Id,
    name: String,
    score: f64,
}

#[pymethods]
impl Match {
    /// Its id, or its position among the names that the index was built of.
    #[getter]
    fn id(&self) -> Id {
        self.id.clone()
    }

    /// The name as the index has it.
    #[getter]
    fn name(&self) -> &str {
        &self.name
    }

    /// How likely it is the name asked for, 0 to 1.
    #[getter]
    fn score(&self) -> f64 {
        self.score
    }

    fn __repr__(&self) -> String {
        let id = match &self.id {
            Id::Number(n) => n.to_string(),
            Id::Text(t) => format!("{t:?}"),
        };
        format!("Match({id}, {:?}, score={:.3})", self.name, self.score)
    }
}

/// Found names, the best first: a sequence of `Match`.
#[pyclass(frozen, module = "kunya.names", sequence)]
pub struct Matches(Vec<Match>);

#[pymethods]
impl Matches {
    fn __len__(&self) -> usize {
        self.0.len()
    }

    fn __getitem__<'py>(
        &self,
        py: Python<'py>,
        index: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        if index.is_instance_of::<PySlice>() {
            return PyList::new(py, self.0.iter().cloned())?
                .into_any()
                .get_item(index);
        }
        let at: isize = index.extract()?;
        let n = self.0.len() as isize;
        let place = if at < 0 { at + n } else { at };
        match usize::try_from(place).ok().and_then(|i| self.0.get(i)) {
            Some(m) => Ok(Bound::new(py, m.clone())?.into_any()),
            None => Err(PyIndexError::new_err(format!(
                "index must be between {} and {}, got {at}",
                -n,
                n - 1
            ))),
        }
    }

    fn __repr__(&self) -> String {
        let all: Vec<String> = self.0.iter().map(Match::__repr__).collect();
        format!("[{}]", all.join(", "))
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

/// Many names, searched under all their spellings, in both scripts.
///
/// Built of an iterable of `str`; `ids`, all int or all str, are given back instead of positions. `progress` shows a bar where
/// tqdm is installed.
#[pyclass(frozen, module = "kunya.names")]
pub struct Index {
    index: RwLock<names::Index>,
    ids: Option<Vec<Id>>,
}

impl Index {
    fn matches(&self, index: &names::Index, found: &[names::Match]) -> Matches {
        let one = |m: &names::Match| Match {
            id: self
                .ids
                .as_ref()
                .and_then(|ids| ids.get(m.position as usize).cloned())
                .unwrap_or(Id::Number(i64::from(m.position))),
            name: index.name(m.position).unwrap_or_default().to_owned(),
            score: f64::from(m.score),
        };
        Matches(found.iter().map(one).collect())
    }
}

#[pymethods]
impl Index {
    #[new]
    #[pyo3(signature = (
        names: "collections.abc.Iterable[str]",
        ids: "collections.abc.Iterable[int | str] | None" = None,
        *,
        progress: "bool" = false
    ))]
    fn new(
        py: Python<'_>,
        names: &Bound<'_, PyAny>,
        ids: Option<&Bound<'_, PyAny>>,
        progress: bool,
    ) -> PyResult<Self> {
        let texts = super::text::texts(names, "names")?;
        let ids = match ids {
            Some(ids) => Some(
                ids.try_iter()?
                    .map(|id| {
                        let id = id?;
                        id.extract().map_err(|_| unfit_id(&id))
                    })
                    .collect::<PyResult<Vec<Id>>>()?,
            ),
            None => None,
        };
        if let Some(ids) = &ids
            && ids.len() != texts.len()
        {
            return Err(PyValueError::new_err(format!(
                "names and ids must be of one length, got {} and {}",
                texts.len(),
                ids.len()
            )));
        }
        let labels = pack(ids.as_deref().unwrap_or_default())?;
        let mut bar = Progress::of(py, progress, Some(texts.len()), "name")?;
        let index = run::watched(
            py,
            |go_on| names::Index::new_watched(&texts, &labels, go_on),
            |py, done| bar.show(py, done),
        );
        bar.close(py)?;
        let index = index?;
        Ok(Self {
            index: RwLock::new(index),
            ids,
        })
    }

    /// The names most like `query`, the best first; none that scores under `min_score`.
    #[pyo3(signature = (query, limit = 10, min_score = 0.0))]
    fn search(&self, query: &Bound<'_, PyString>, limit: i64, min_score: f64) -> PyResult<Matches> {
        let text = utf8(query, "query")?;
        let (limit, least) = (count(limit, "limit")?, score(min_score, "min_score")?);
        detached(query.py(), || {
            let index = self.index.read().unwrap_or_else(PoisonError::into_inner);
            self.matches(&index, &index.search(&text, limit, least))
        })
    }

    /// `search` of many queries, in parallel; `None` for `None`.
    #[pyo3(signature = (
        queries: "collections.abc.Iterable[str | None]",
        limit: "int" = 10,
        min_score: "float" = 0.0,
        threads: "int | None" = None
    ))]
    fn search_batch(
        &self,
        py: Python<'_>,
        queries: &Bound<'_, PyAny>,
        limit: i64,
        min_score: f64,
        threads: Option<usize>,
    ) -> PyResult<Vec<Option<Matches>>> {
        let texts = optional_texts(queries, "queries")?;
        let (limit, least) = (count(limit, "limit")?, score(min_score, "min_score")?);
        run::map(
            py,
            &texts,
            threads,
            |text| {
                let index = self.index.read().unwrap_or_else(PoisonError::into_inner);
                let text = text.as_ref()?;
                Some(self.matches(&index, &index.search(text, limit, least)))
            },
            |_, _| Ok(()),
        )
    }

    /// Adds names behind those that are there; only for an index without ids. Ctrl-C adds nothing.
    #[pyo3(signature = (names: "collections.abc.Iterable[str]", *, progress: "bool" = false))]
    fn add(&self, py: Python<'_>, names: &Bound<'_, PyAny>, progress: bool) -> PyResult<()> {
        if self.ids.is_some() {
            return Err(PyValueError::new_err(
                "add is for an index without ids, this one has ids",
            ));
        }
        let texts = super::text::texts(names, "names")?;
        let mut bar = Progress::of(py, progress, Some(texts.len()), "name")?;
        let added = run::watched(
            py,
            |go_on| names::Index::new_watched(&texts, &[], go_on),
            |py, done| bar.show(py, done),
        );
        bar.close(py)?;
        let added = added?;
        detached(py, || {
            let mut index = self.index.write().unwrap_or_else(PoisonError::into_inner);
            index.append(added);
        })
    }

    /// Writes the index to a file that `load` maps; the file appears whole or not at all.
    #[pyo3(signature = (path: "str | os.PathLike[str]"))]
    fn save(&self, py: Python<'_>, path: PathBuf) -> PyResult<()> {
        detached(py, || {
            self.index
                .read()
                .unwrap_or_else(PoisonError::into_inner)
                .save(&path)
        })??;
        Ok(())
    }

    /// Maps a file that `save` wrote; processes share its pages.
    #[staticmethod]
    #[pyo3(signature = (path: "str | os.PathLike[str]"))]
    fn load(py: Python<'_>, path: PathBuf) -> PyResult<Self> {
        let index = detached(py, || names::Index::load(&path))??;
        let ids = unpack(index.labels())?;
        Ok(Self {
            index: RwLock::new(index),
            ids,
        })
    }

    fn __len__(&self) -> usize {
        self.index
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .len()
    }

    fn __repr__(&self) -> String {
        format!("Index({} names)", self.__len__())
    }
}
