//! Documents and what they hold: views of one shared reading.

use std::sync::Arc;

use pyo3::exceptions::{PyIndexError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};

use super::sentence::all_sentences;
use super::show;
use super::span::{Reading, Span, hash};
use super::tokenize::Token;
use super::values::Value;
use crate::document::{Alignment, Document as Core};
use crate::entities::mention::Mention as CoreMention;
use crate::quotes::{Quote as CoreQuote, QuoteKind};
use crate::resolve::Entity as CoreEntity;
use crate::span::Cursor;

/// A text that was read: its tokens, sentences, mentions, entities and quotations.
///
/// Offsets are code points, half-open, in `text`: `x.text == doc.text[x.start:x.end]`.
#[pyclass(frozen, module = "kunya")]
pub struct Document {
    reading: Arc<Reading>,
    text: Py<PyString>,
}

impl Document {
    /// The reading of `text`.
    pub fn new(document: Core, text: Py<PyString>) -> Self {
        Self {
            reading: Reading::new(document),
            text,
        }
    }

    fn core(&self) -> &Core {
        &self.reading.document
    }

    /// What the document's views share.
    pub fn reading(&self) -> &Arc<Reading> {
        &self.reading
    }

    /// The place of a token.
    fn token(&self, token: usize) -> PyResult<crate::span::Span> {
        let tokens = &self.core().tokens;
        match tokens.get(token) {
            Some(token) => Ok(token.span),
            None => Err(PyIndexError::new_err(format!(
                "token must be less than the number of tokens, {}, got {token}",
                tokens.len()
            ))),
        }
    }
}

#[pymethods]
impl Document {
    /// The text as it was given.
    #[getter]
    fn text(&self, py: Python<'_>) -> Py<PyString> {
        self.text.clone_ref(py)
    }

    /// The tokens, in their order.
    #[getter]
    fn tokens(&self) -> Vec<Token> {
        Token::all(&self.reading)
    }

    /// The sentences, in their order.
    #[getter]
    fn sentences(&self) -> Vec<Span> {
        all_sentences(&self.reading, &self.core().sentences)
    }

    /// The mentions by start; of two that start together the longer comes first.
    #[getter]
    fn mentions(&self) -> Vec<Mention> {
        (0..self.core().mentions.len())
            .map(|index| Mention {
                reading: self.reading.clone(),
                index,
            })
            .collect()
    }

    /// The entities, by their first mention; `entities[i].id == i`.
    #[getter]
    fn entities(&self) -> Vec<Entity> {
        (0..self.core().entities.len())
            .map(|index| Entity {
                reading: self.reading.clone(),
                index,
            })
            .collect()
    }

    /// The quotations, by start.
    #[getter]
    fn quotes(&self) -> Vec<Quote> {
        (0..self.core().quotes.len())
            .map(|index| Quote {
                reading: self.reading.clone(),
                index,
            })
            .collect()
    }

    /// Start and end of each token, in code points.
    #[getter]
    fn offsets(&self) -> Vec<(u32, u32)> {
        let core = self.core();
        let mut cursor = Cursor::new(&core.text);
        core.tokens
            .iter()
            .map(|token| {
                let chars = cursor.span_to_chars(token.span);
                (chars.start, chars.end)
            })
            .collect()
    }

    /// The position of the token that covers a code point; `None` between tokens and behind the text.
    fn char_to_token(&self, char: usize) -> Option<usize> {
        let core = self.core();
        // behind the text there is no byte, so nothing is found there
        let char = u32::try_from(char).unwrap_or(u32::MAX);
        core.token_at(core.chars().to_byte(char))
    }

    /// Start and end of a token, in code points.
    ///
    /// `IndexError` for a position that no token has.
    fn token_to_chars(&self, token: usize) -> PyResult<(u32, u32)> {
        Ok(self.reading.chars(self.token(token)?))
    }

    /// The tokens at a place of code points, as the positions of the first and after the last.
    ///
    /// `alignment` says what becomes of a token that the place covers in part: "strict" gives `None`, "contract" leaves
    /// it out, "expand" takes it in. `None` where there is no token.
    #[pyo3(signature = (start, end, alignment = "expand"))]
    fn chars_to_tokens(
        &self,
        start: usize,
        end: usize,
        alignment: &str,
    ) -> PyResult<Option<(usize, usize)>> {
        let alignment = match alignment {
            "strict" => Alignment::Strict,
            "contract" => Alignment::Contract,
            "expand" => Alignment::Expand,
            _ => {
                return Err(PyValueError::new_err(format!(
                    "alignment must be \"strict\", \"contract\" or \"expand\", got {alignment:?}"
                )));
            }
        };
        let core = self.core();
        let place = |char| u32::try_from(char).unwrap_or(u32::MAX);
        if start >= end {
            return Ok(None);
        }
        let bytes = core
            .chars()
            .span_to_bytes(crate::span::Span::new(place(start), place(end)));
        let tokens = core.tokens_at(bytes, alignment);
        Ok(tokens.map(|tokens| (tokens.start, tokens.end)))
    }

    /// The position of the sentence that a token stands in.
    ///
    /// `IndexError` for a position that no token has.
    fn token_to_sentence(&self, token: usize) -> PyResult<Option<usize>> {
        self.token(token)?;
        Ok(self.core().sentence_of(token))
    }

    /// The document as plain dicts and lists, as in `to_json`.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        py.import("json")?
            .call_method1("loads", (self.to_json(py),))
    }

    /// The document as one line of JSON: offsets are code points; `mentions`, `entity`, `speaker` and `source` of
    /// quotations are positions in the lists.
    fn to_json(&self, py: Python<'_>) -> String {
        py.detach(|| self.core().to_json())
    }

    /// The tokens as CoNLL columns: a token and its IOB2 tag a line, an empty line after each sentence.
    fn to_conll(&self, py: Python<'_>) -> String {
        py.detach(|| self.core().to_conll())
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

    fn __len__(&self) -> usize {
        self.core().tokens.len()
    }

    fn __eq__(&self, other: &Self) -> bool {
        let (a, b) = (self.core(), other.core());
        Arc::ptr_eq(&self.reading, &other.reading)
            || (a.text == b.text
                && a.reference == b.reference
                && a.tokens == b.tokens
                && a.mentions == b.mentions
                && a.entities == b.entities
                && a.quotes == b.quotes)
    }

    fn __hash__(&self) -> u64 {
        hash(&self.core().text)
    }

    fn __repr__(&self) -> String {
        let document = self.core();
        let mut start: String = document.text.chars().take(40).collect();
        if start.len() < document.text.len() {
            start.push('…');
        }
        format!(
            "Document({start:?}, tokens={}, mentions={}, entities={}, quotes={})",
            document.tokens.len(),
            document.mentions.len(),
            document.entities.len(),
            document.quotes.len()
        )
    }
}

/// A stretch of a text that names or stands for something.
#[pyclass(frozen, module = "kunya")]
pub struct Mention {
    reading: Arc<Reading>,
    index: usize,
}

impl Mention {
    fn core(&self) -> &CoreMention {
        &self.reading.document.mentions[self.index]
    }
}

#[pymethods]
impl Mention {
    /// The mention as it stands in the text, without clitics.
    #[getter]
    fn text(&self) -> &str {
        self.reading.slice(self.core().span)
    }

    /// The first code point.
    #[getter]
    fn start(&self) -> u32 {
        self.reading.chars(self.core().span).0
    }

    /// The code point after the last.
    #[getter]
    fn end(&self) -> u32 {
        self.reading.chars(self.core().span).1
    }

    /// Its kind: PER, LOC, ORG, NORP, ROLE, DATE, TIME, MONEY, PERCENT, QUANTITY, EVENT, PRODUCT, or one of a model of your own.
    #[getter]
    fn label(&self) -> &'static str {
        self.core().label.name()
    }

    /// How sure the mention is, 0 to 1.
    #[getter]
    fn score(&self) -> f32 {
        self.core().score
    }

    /// What found it: model, lexicon or rule.
    #[getter]
    fn source(&self) -> &'static str {
        self.core().source.name()
    }

    /// What a date, time or amount says in its normal form; None for other mentions and for what is not understood.
    #[getter]
    fn value(&self) -> Option<Value> {
        self.reading.document.value(self.core()).map(Value::new)
    }

    /// The country, as in `iso3166:RU`, for whose government a capital stands (رفضت موسكو); None where it stands for itself.
    #[getter]
    fn stands_for(&self) -> Option<String> {
        self.reading.document.stands_for(self.index)
    }

    /// Who or what it stands for.
    #[getter]
    fn entity(&self) -> Option<Entity> {
        Entity::at(&self.reading, self.core().entity)
    }

    /// Start and end in "char" (code points), "utf8" (bytes) or "utf16" (units).
    #[pyo3(signature = (unit = "char"))]
    fn span(&self, unit: &str) -> PyResult<(u32, u32)> {
        self.reading.place(self.core().span, unit)
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

    fn __eq__(&self, other: &Self) -> bool {
        self.core() == other.core()
            && self.reading.same_text(&other.reading)
            && self.reading.document.reference == other.reading.document.reference
    }

    fn __hash__(&self) -> u64 {
        hash((self.core().span, self.core().label))
    }

    fn __repr__(&self) -> String {
        let (start, end) = self.reading.chars(self.core().span);
        format!(
            "Mention({:?}, {start}, {end}, label={:?})",
            self.text(),
            self.label()
        )
    }
}

impl Mention {
    fn at(reading: &Arc<Reading>, index: Option<u32>) -> Option<Self> {
        index.map(|index| Self {
            reading: reading.clone(),
            index: index as usize,
        })
    }
}

/// Someone or something that a document names, under one or several spellings.
#[pyclass(frozen, module = "kunya")]
pub struct Entity {
    reading: Arc<Reading>,
    index: usize,
}

impl Entity {
    fn core(&self) -> &CoreEntity {
        &self.reading.document.entities[self.index]
    }

    fn at(reading: &Arc<Reading>, index: Option<u32>) -> Option<Self> {
        index.map(|index| Self {
            reading: reading.clone(),
            index: index as usize,
        })
    }
}

#[pymethods]
impl Entity {
    /// Its position in the document's entities.
    #[getter]
    fn id(&self) -> usize {
        self.index
    }

    /// The best full form in the text.
    #[getter]
    fn name(&self) -> &str {
        self.reading.document.entity_name(self.core())
    }

    /// Its kind.
    #[getter]
    fn label(&self) -> &'static str {
        self.core().label.name()
    }

    /// The usual Latin spelling; of a person that no lexicon knows, the likeliest one.
    #[getter]
    fn latin(&self) -> Option<String> {
        let document = &self.reading.document;
        document.latin(self.core()).map(Into::into)
    }

    /// What it is outside the document, as in `geonames:524901` or `iso3166:RU`.
    #[getter]
    fn link(&self) -> Option<&str> {
        self.core().link.as_deref()
    }

    /// The country, as in `iso3166:RU`, for whose government the text lets a capital stand somewhere (see its mentions).
    #[getter]
    fn stands_for(&self) -> Option<String> {
        let mut mentions = self.core().mentions.iter();
        mentions.find_map(|&m| self.reading.document.stands_for(m as usize))
    }

    /// All its mentions, in the order of the text.
    #[getter]
    fn mentions(&self) -> Vec<Mention> {
        self.core()
            .mentions
            .iter()
            .map(|&index| Mention {
                reading: self.reading.clone(),
                index: index as usize,
            })
            .collect()
    }

    /// The distinct spellings, most frequent first.
    #[getter]
    fn variants(&self) -> Vec<&str> {
        self.reading.document.variants(self.core())
    }

    /// The distinct titles and offices, most frequent first.
    #[getter]
    fn roles(&self) -> Vec<&str> {
        self.reading.document.roles(self.core())
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

    fn __eq__(&self, other: &Self) -> bool {
        self.index == other.index
            && self.core() == other.core()
            && self.reading.same_text(&other.reading)
    }

    fn __hash__(&self) -> u64 {
        hash((self.index, self.core().name))
    }

    fn __repr__(&self) -> String {
        format!(
            "Entity({}, {:?}, label={:?}, mentions={})",
            self.index,
            self.name(),
            self.label(),
            self.core().mentions.len()
        )
    }
}

/// What somebody said.
#[pyclass(frozen, module = "kunya")]
pub struct Quote {
    reading: Arc<Reading>,
    index: usize,
}

impl Quote {
    fn core(&self) -> &CoreQuote {
        &self.reading.document.quotes[self.index]
    }
}

#[pymethods]
impl Quote {
    /// The words said, without quotation marks around them.
    #[getter]
    fn text(&self) -> &str {
        self.reading.slice(self.core().span)
    }

    /// The first code point.
    #[getter]
    fn start(&self) -> u32 {
        self.reading.chars(self.core().span).0
    }

    /// The code point after the last.
    #[getter]
    fn end(&self) -> u32 {
        self.reading.chars(self.core().span).1
    }

    /// Whether it is in the speaker's own words.
    #[getter]
    fn direct(&self) -> bool {
        self.core().kind == QuoteKind::Direct
    }

    /// How it stands in the text: direct, indirect, mixed or belief.
    #[getter]
    fn kind(&self) -> &'static str {
        self.core().kind.name()
    }

    /// The word of saying, without its clitics.
    #[getter]
    fn cue(&self) -> Option<Span> {
        self.core().cue.map(|span| Span {
            reading: self.reading.clone(),
            span,
        })
    }

    /// The dictionary form of the cue.
    #[getter]
    fn lemma(&self) -> Option<&str> {
        self.core().lemma
    }

    /// The attitude that the cue shows, as in `neutral` or `deny`.
    #[getter]
    fn stance(&self) -> Option<&str> {
        self.core().stance
    }

    /// The mention that names the speaker.
    #[getter]
    fn speaker(&self) -> Option<Mention> {
        Mention::at(&self.reading, self.core().speaker)
    }

    /// The speaker's entity.
    #[getter]
    fn entity(&self) -> Option<Entity> {
        Entity::at(&self.reading, self.core().entity)
    }

    /// The mention of the medium that relays it.
    #[getter]
    fn source(&self) -> Option<Mention> {
        Mention::at(&self.reading, self.core().source)
    }

    /// How sure it is that this speaker said it, 0 to 1.
    #[getter]
    fn score(&self) -> f32 {
        self.core().score
    }

    /// Start and end in "char" (code points), "utf8" (bytes) or "utf16" (units).
    #[pyo3(signature = (unit = "char"))]
    fn span(&self, unit: &str) -> PyResult<(u32, u32)> {
        self.reading.place(self.core().span, unit)
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

    fn __eq__(&self, other: &Self) -> bool {
        self.core() == other.core() && self.reading.same_text(&other.reading)
    }

    fn __hash__(&self) -> u64 {
        hash(self.core().span)
    }

    fn __repr__(&self) -> String {
        let (start, end) = self.reading.chars(self.core().span);
        format!(
            "Quote({:?}, {start}, {end}, kind={:?})",
            self.text(),
            self.kind()
        )
    }
}
