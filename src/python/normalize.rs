//! Normalised text, with its map to the original.

use pyo3::prelude::*;
use pyo3::types::{IntoPyDict, PyDict, PyString, PyTuple};

use super::run::detached;
use super::span::hash;
use super::text::utf8;
use crate::normalize as core;
use crate::span::{CharSamples, Span};

/// The names of the options, in the order in which they are kept.
const NAMES: [&str; 13] = [
    "marks",
    "tatweel",
    "hamza",
    "ya",
    "ta_marbuta",
    "persian",
    "digits",
    "nfkc",
    "controls",
    "joiners",
    "repeats",
    "whitespace",
    "lowercase",
];

/// Normalises texts under named options. Immutable; threads may share one; it can be pickled.
///
/// `marks` drops vowel signs and all other marks on Arabic letters; `tatweel` drops the stroke that stretches
/// words; `hamza` folds أ إ آ ٱ to ا, ؤ to و, ئ to ي; `ya` folds ى to ي; `ta_marbuta` folds ة to ه; `persian` folds the
/// Persian, Urdu and Kurdish forms of Arabic letters; `digits` writes ASCII digits; `nfkc` resolves presentation
/// forms and ligatures; `controls` drops bidi controls, zero-width spaces and soft hyphens; `joiners` drops ZWNJ and
/// ZWJ, except beside emoji; `repeats` writes an Arabic letter once that stands three times or more; `whitespace`
/// collapses white space; `lowercase` writes lower case.
#[pyclass(frozen, module = "kunya")]
pub struct Normalizer {
    core: core::Normalizer,
    options: [bool; 13],
}

impl Normalizer {
    fn with(options: [bool; 13]) -> Self {
        let [
            marks,
            tatweel,
            hamza,
            ya,
            ta_marbuta,
            persian,
            digits,
            nfkc,
            controls,
            joiners,
            repeats,
            whitespace,
            lowercase,
        ] = options;
        let core = core::Normalizer::none()
            .marks(marks)
            .tatweel(tatweel)
            .hamza(hamza)
            .ya(ya)
            .ta_marbuta(ta_marbuta)
            .persian(persian)
            .digits(digits)
            .nfkc(nfkc)
            .controls(controls)
            .joiners(joiners)
            .repeats(repeats)
            .whitespace(whitespace)
            .lowercase(lowercase);
        Self { core, options }
    }

    /// The core's normalizer.
    pub fn core(&self) -> &core::Normalizer {
        &self.core
    }
}

#[pymethods]
impl Normalizer {
    #[new]
    #[pyo3(signature = (*, marks = true, tatweel = true, hamza = false, ya = false, ta_marbuta = false, persian = false, digits = false, nfkc = true, controls = false, joiners = false, repeats = false, whitespace = false, lowercase = false))]
    #[allow(clippy::too_many_arguments)] // one for each option, all by keyword
    pub fn new(
        marks: bool,
        tatweel: bool,
        hamza: bool,
        ya: bool,
        ta_marbuta: bool,
        persian: bool,
        digits: bool,
        nfkc: bool,
        controls: bool,
        joiners: bool,
        repeats: bool,
        whitespace: bool,
        lowercase: bool,
    ) -> Self {
        Self::with([
            marks, tatweel, hamza, ya, ta_marbuta, persian, digits, nfkc, controls, joiners,
            repeats, whitespace, lowercase,
        ])
    }

    /// For search indexes: folds what writers vary without meaning anything by it; words stay readable.
    #[staticmethod]
    fn search() -> Self {
        Self::with([
            true, true, true, true, false, true, true, true, true, true, false, true, true,
        ])
    }

    /// For matching names and words: what `search` folds, and ta marbuta and repeated letters.
    #[staticmethod]
    fn matching() -> Self {
        Self::with([
            true, true, true, true, true, true, true, true, true, true, true, true, true,
        ])
    }

    /// For showing to people: tatweel, stray controls and doubled white space go; letters and marks stay.
    #[staticmethod]
    fn display() -> Self {
        Self::with([
            false, true, false, false, false, false, false, true, true, false, false, true, false,
        ])
    }

    /// The normalised text.
    fn normalize(&self, text: &Bound<'_, PyString>) -> PyResult<String> {
        let source = utf8(text, "text")?;
        detached(text.py(), || self.core.normalize(&source))
    }

    /// The normalised text with its map to the original.
    fn align(&self, text: &Bound<'_, PyString>) -> PyResult<Normalized> {
        let source = utf8(text, "text")?;
        detached(text.py(), || {
            let core = self.core.align(&source);
            Normalized {
                chars: CharSamples::new(core.text()),
                original_chars: CharSamples::new(&source),
                original: Box::from(&*source),
                core,
            }
        })
    }

    #[pyo3(signature = () -> "tuple[tuple[()], dict[str, bool]]")]
    fn __getnewargs_ex__<'py>(
        &self,
        py: Python<'py>,
    ) -> PyResult<(Bound<'py, PyTuple>, Bound<'py, PyDict>)> {
        Ok((
            PyTuple::empty(py),
            NAMES.into_iter().zip(self.options).into_py_dict(py)?,
        ))
    }

    fn __eq__(&self, other: &Self) -> bool {
        self.options == other.options
    }

    fn __hash__(&self) -> u64 {
        hash(self.options)
    }

    fn __repr__(&self) -> String {
        let on = |o: bool| if o { "True" } else { "False" };
        let options: Vec<String> = NAMES
            .iter()
            .zip(self.options)
            .map(|(name, o)| format!("{name}={}", on(o)))
            .collect();
        format!("Normalizer({})", options.join(", "))
    }
}

/// A normalised text that knows its original.
#[pyclass(frozen, module = "kunya")]
pub struct Normalized {
    core: core::Normalized,
    chars: CharSamples,
    original: Box<str>,
    original_chars: CharSamples,
}

#[pymethods]
impl Normalized {
    /// The normalised text.
    #[getter]
    fn text(&self) -> &str {
        self.core.text()
    }

    /// The text as it was given.
    #[getter]
    fn original(&self) -> &str {
        &self.original
    }

    /// The place in the original of a place in the normalised text, both in code points.
    fn to_original(&self, start: u32, end: u32) -> (u32, u32) {
        let from = self
            .chars
            .index(self.core.text())
            .span_to_bytes(Span::new(start, end));
        let to = self
            .original_chars
            .index(&self.original)
            .span_to_chars(self.core.to_original(from));
        (to.start, to.end)
    }

    /// The place in the normalised text of a place in the original, both in code points; empty where all of it
    /// was dropped.
    fn to_normalized(&self, start: u32, end: u32) -> (u32, u32) {
        let from = self
            .original_chars
            .index(&self.original)
            .span_to_bytes(Span::new(start, end));
        let to = self
            .chars
            .index(self.core.text())
            .span_to_chars(self.core.to_normalized(from));
        (to.start, to.end)
    }

    fn __str__(&self) -> &str {
        self.core.text()
    }

    fn __repr__(&self) -> String {
        format!("Normalized({:?})", self.core.text())
    }
}

/// The text, normalised: by default without marks and tatweel, presentation forms resolved, nothing folded.
///
/// `Normalizer` explains the options.
#[pyfunction]
#[pyo3(signature = (text, *, marks = true, tatweel = true, hamza = false, ya = false, ta_marbuta = false, persian = false, digits = false, nfkc = true, controls = false, joiners = false, repeats = false, whitespace = false, lowercase = false))]
#[allow(clippy::too_many_arguments)] // one for each option, all by keyword
pub fn normalize(
    text: &Bound<'_, PyString>,
    marks: bool,
    tatweel: bool,
    hamza: bool,
    ya: bool,
    ta_marbuta: bool,
    persian: bool,
    digits: bool,
    nfkc: bool,
    controls: bool,
    joiners: bool,
    repeats: bool,
    whitespace: bool,
    lowercase: bool,
) -> PyResult<String> {
    Normalizer::with([
        marks, tatweel, hamza, ya, ta_marbuta, persian, digits, nfkc, controls, joiners, repeats,
        whitespace, lowercase,
    ])
    .normalize(text)
}
