//! Tables of mentions, and what `kunya.columns` returns, as summaries of documents.

use std::collections::HashMap;

use arrow_array::cast::AsArray;
use arrow_array::types::{
    Date32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, TimestampMicrosecondType,
    TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType, UInt8Type, UInt16Type,
    UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrayRef, StructArray};
use arrow_schema::{DataType, TimeUnit};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

use crate::corpus::{Known, QuoteRow, Row, Summary, Tables};
use crate::hash::hash_str;
use crate::label::Label;
use crate::python::columns::input::Chunk;
use crate::quotes::QuoteKind;

const ALLOWED: &str = "an iterable of kunya.Document, a table of mentions with the columns document, text and label, or what \
                       kunya.columns.analyze or kunya.columns.mentions return";

/// What a column of Arrow's holds.
pub enum Source {
    /// A table of mentions, a row for each.
    Mentions(Vec<StructArray>),
    /// A document for each row.
    Readings(Vec<ArrayRef>),
}

impl Source {
    /// Tells what the chunks of a column of type `kind` are.
    ///
    /// # Errors
    /// `ValueError` for what is neither.
    pub fn new(kind: &DataType, chunks: Vec<ArrayRef>) -> PyResult<Self> {
        let fields = match kind {
            DataType::Struct(fields) => fields,
            kind if list_item(kind).is_some() => return Ok(Self::Readings(chunks)),
            _ => return Err(refused(kind)),
        };
        let has = |name: &str| fields.iter().any(|f| f.name() == name);
        if has("mentions") && fields.iter().any(|f| list_item(f.data_type()).is_some()) {
            return Ok(Self::Readings(chunks));
        }
        if let [only] = fields.as_ref()
            && (matches!(only.data_type(), DataType::Struct(_))
                || list_item(only.data_type()).is_some())
        {
            // a table of one column
            let kind = only.data_type().clone();
            let inner = chunks
                .iter()
                .map(|chunk| chunk.as_struct().column(0).clone())
                .collect();
            return Self::new(&kind, inner);
        }
        let missing: Vec<&str> = ["document", "text", "label"]
            .into_iter()
            .filter(|name| !has(name))
            .collect();
        if !missing.is_empty() {
            let given: Vec<&str> = fields.iter().map(|f| f.name().as_str()).collect();
            return Err(PyValueError::new_err(format!(
                "a table of mentions must have the columns document, text and label, got {} without {}",
                given.join(", "),
                missing.join(", ")
            )));
        }
        let tables = chunks.iter().map(|chunk| chunk.as_struct().clone());
        Ok(Self::Mentions(tables.collect()))
    }

    /// The number of rows.
    pub fn rows(&self) -> usize {
        match self {
            Self::Mentions(tables) => tables.iter().map(Array::len).sum(),
            Self::Readings(chunks) => chunks.iter().map(Array::len).sum(),
        }
    }
}

fn refused(kind: &DataType) -> PyErr {
    PyValueError::new_err(format!(
        "documents must be {ALLOWED}, got a column of {kind}"
    ))
}

/// The type of a list's items.
fn list_item(kind: &DataType) -> Option<&DataType> {
    match kind {
        DataType::List(item) | DataType::LargeList(item) => Some(item.data_type()),
        _ => None,
    }
}

/// What a table says of one document: its id, date, mentions and known entities.
type Read = (String, Option<String>, Vec<Row>, Vec<Known>);

/// The documents of a table of mentions, in the order in which they first appear.
///
/// # Errors
/// `ValueError` for a column of a wrong type and for a value that is not allowed, with its row.
pub fn from_mentions(tables: &[StructArray]) -> PyResult<Vec<Summary>> {
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut documents: Vec<Read> = Vec::new();
    let mut first = 0;
    for table in tables {
        let ids = Values::required(table, "document")?;
        let dates = Values::optional(table, "date")?;
        let mentions = Mentions::new(table)?;
        for row in 0..table.len() {
            let id = ids.text(row).ok_or_else(|| {
                PyValueError::new_err(format!(
                    "document must be given in each row of the table, row {} has none",
                    first + row
                ))
            })?;
            let at = *places.entry(id.clone()).or_insert_with(|| {
                documents.push((id, None, Vec::new(), Vec::new()));
                documents.len() - 1
            });
            let (_, date, rows, known) = &mut documents[at];
            if date.is_none() {
                *date = dates.as_ref().and_then(|dates| dates.text(row));
            }
            if let Some(mention) = mentions.read(row, first)? {
                known.extend(mentions.known(row, mention.entity));
                rows.push(mention);
            }
        }
        first += table.len();
    }
    Ok(documents
        .iter()
        .map(|(id, date, rows, known)| {
            let tables = Tables {
                mentions: rows,
                entities: known,
                ..Tables::default()
            };
            Summary::from_tables(id, date.as_deref(), &tables)
        })
        .collect())
}

/// The documents of rows that `kunya.columns` made; nulls are passed over.
///
/// `name` gives the id and the date of each row.
///
/// # Errors
/// As [`from_mentions`]; and what `name` raises.
pub fn from_readings(
    chunks: &[ArrayRef],
    passages: bool,
    mut name: impl FnMut() -> PyResult<(String, Option<String>)>,
) -> PyResult<Vec<Summary>> {
    let mut out = Vec::new();
    for chunk in chunks {
        let lists = |field: &str| -> Option<ArrayRef> {
            chunk
                .as_struct_opt()
                .and_then(|s| s.column_by_name(field).cloned())
        };
        let mentions = match chunk.data_type() {
            DataType::Struct(_) => lists("mentions"),
            _ => Some(chunk.clone()),
        };
        let mentions = Nested::of_structs(&mentions.ok_or_else(|| refused(chunk.data_type()))?)?;
        let rows_of = Mentions::new(&mentions.items)?;
        let entities = lists("entities")
            .map(|a| Nested::of_structs(&a))
            .transpose()?;
        let entity_fields = entities
            .as_ref()
            .map(|e| Entities::new(&e.items))
            .transpose()?;
        let quotes = lists("quotes")
            .map(|a| Nested::of_structs(&a))
            .transpose()?;
        let quote_fields = quotes.as_ref().map(|q| Quotes::new(&q.items)).transpose()?;
        let sentences = lists("sentences")
            .filter(|_| passages)
            .map(|a| Nested::of_structs(&a))
            .transpose()?;
        let sentence_fields = sentences
            .as_ref()
            .map(|s| Sentences::new(&s.items))
            .transpose()?;
        for row in 0..chunk.len() {
            let (id, date) = name()?;
            if chunk.is_null(row) {
                continue;
            }
            let mut rows = Vec::new();
            let mut known = Vec::new();
            for n in mentions.range(row) {
                if let Some(mention) = rows_of.read(n, 0)?.filter(|m| m.entity.is_some()) {
                    if entities.is_none() {
                        known.extend(rows_of.known(n, mention.entity));
                    }
                    rows.push(mention);
                }
            }
            if let (Some(entities), Some(fields)) = (&entities, &entity_fields) {
                known.extend(entities.range(row).filter_map(|n| fields.read(n)));
            }
            let said = match (&quotes, &quote_fields) {
                (Some(quotes), Some(fields)) => quotes
                    .range(row)
                    .map(|n| fields.read(n))
                    .collect::<PyResult<Vec<_>>>()?,
                _ => Vec::new(),
            };
            let texts: Vec<(u32, &str)> = match (&sentences, &sentence_fields) {
                (Some(sentences), Some(fields)) => sentences
                    .range(row)
                    .filter_map(|n| fields.read(n))
                    .collect(),
                _ => Vec::new(),
            };
            let tables = Tables {
                mentions: &rows,
                entities: &known,
                quotes: &said,
                sentences: &texts,
            };
            out.push(Summary::from_tables(&id, date.as_deref(), &tables));
        }
    }
    Ok(out)
}

/// A column of lists, with their items as something reads them.
pub(super) struct Nested<T> {
    pub(super) items: T,
    offsets: Vec<usize>,
    valid: Option<arrow_buffer::NullBuffer>,
}

impl Nested<StructArray> {
    /// Lists of structs.
    fn of_structs(lists: &ArrayRef) -> PyResult<Self> {
        Self::new(lists, |items| {
            let structs = items.as_struct_opt();
            Ok(structs.ok_or_else(|| refused(lists.data_type()))?.clone())
        })
    }
}

impl<T> Nested<T> {
    pub(super) fn new(
        lists: &ArrayRef,
        read: impl FnOnce(&ArrayRef) -> PyResult<T>,
    ) -> PyResult<Self> {
        let (values, offsets) = match lists.data_type() {
            DataType::List(_) => {
                let list = lists.as_list::<i32>();
                let offsets = list.offsets().iter().map(|&o| o as usize).collect();
                (list.values(), offsets)
            }
            DataType::LargeList(_) => {
                let list = lists.as_list::<i64>();
                let offsets = list.offsets().iter().map(|&o| o as usize).collect();
                (list.values(), offsets)
            }
            kind => return Err(refused(kind)),
        };
        Ok(Self {
            items: read(values)?,
            offsets,
            valid: lists.nulls().cloned(),
        })
    }

    /// Where the items of a row are.
    pub(super) fn range(&self, row: usize) -> std::ops::Range<usize> {
        if self.valid.as_ref().is_some_and(|valid| valid.is_null(row)) {
            return 0..0;
        }
        self.offsets[row]..self.offsets[row + 1]
    }
}

/// The fields of mentions.
struct Mentions {
    texts: Values,
    labels: Values,
    starts: Option<Values>,
    ends: Option<Values>,
    entities: Option<Values>,
    links: Option<Values>,
    latin: Option<Values>,
}

impl Mentions {
    fn new(table: &StructArray) -> PyResult<Self> {
        Ok(Self {
            texts: Values::required(table, "text")?,
            labels: Values::required(table, "label")?,
            starts: Values::optional(table, "start")?,
            ends: Values::optional(table, "end")?,
            entities: Values::optional(table, "entity")?,
            links: Values::optional(table, "link")?,
            latin: Values::optional(table, "latin")?,
        })
    }

    /// The mention of a row, `first` rows after the first; None where there is no text.
    fn read(&self, row: usize, first: usize) -> PyResult<Option<Row>> {
        let Some(text) = self.texts.text(row) else {
            return Ok(None);
        };
        let label = self.labels.text(row).unwrap_or_default();
        let label: Label = label.parse().map_err(|error| {
            PyValueError::new_err(format!("row {} of the mentions: {error}", first + row))
        })?;
        Ok(Some(Row {
            text,
            label,
            entity: self.entities.as_ref().and_then(|e| e.number(row)),
            start: place(self.starts.as_ref(), row),
            end: place(self.ends.as_ref(), row),
        }))
    }

    /// What the row says of its entity.
    fn known(&self, row: usize, entity: Option<u64>) -> Option<Known> {
        let link = self.links.as_ref().and_then(|l| l.text(row));
        let latin = self.latin.as_ref().and_then(|l| l.text(row));
        (link.is_some() || latin.is_some()).then_some(())?;
        Some(Known {
            entity: entity?,
            known: None,
            link,
            latin,
        })
    }
}

/// A place in a text, or a count; 0 where there is none.
pub(super) fn place(values: Option<&Values>, row: usize) -> u32 {
    values
        .and_then(|v| v.number(row))
        .and_then(|n| i32::try_from(n).ok())
        .map_or(0, |n| n as u32)
}

/// The fields of entities.
struct Entities {
    ids: Values,
    known: Option<Values>,
    links: Option<Values>,
    latin: Option<Values>,
}

impl Entities {
    fn new(table: &StructArray) -> PyResult<Self> {
        Ok(Self {
            ids: Values::required(table, "id")?,
            known: Values::optional(table, "known")?,
            links: Values::optional(table, "link")?,
            latin: Values::optional(table, "latin")?,
        })
    }

    fn read(&self, row: usize) -> Option<Known> {
        let text = |values: &Option<Values>| values.as_ref().and_then(|v| v.text(row));
        Some(Known {
            entity: self.ids.number(row)?,
            known: text(&self.known),
            link: text(&self.links),
            latin: text(&self.latin),
        })
    }
}

/// The fields of quotations.
struct Quotes {
    texts: Values,
    starts: Values,
    ends: Values,
    kinds: Values,
    lemmas: Option<Values>,
    stances: Option<Values>,
    entities: Option<Values>,
    sources: Option<Values>,
    scores: Option<ArrayRef>,
}

impl Quotes {
    fn new(table: &StructArray) -> PyResult<Self> {
        Ok(Self {
            texts: Values::required(table, "text")?,
            starts: Values::required(table, "start")?,
            ends: Values::required(table, "end")?,
            kinds: Values::required(table, "kind")?,
            lemmas: Values::optional(table, "lemma")?,
            stances: Values::optional(table, "stance")?,
            entities: Values::optional(table, "entity")?,
            sources: Values::optional(table, "source")?,
            scores: table.column_by_name("score").cloned(),
        })
    }

    fn read(&self, row: usize) -> PyResult<QuoteRow> {
        let text = |values: &Option<Values>| values.as_ref().and_then(|v| v.text(row));
        let kind = self.kinds.text(row).unwrap_or_default();
        let kind: QuoteKind = kind.parse()?;
        let scores = self.scores.as_ref();
        Ok(QuoteRow {
            start: place(Some(&self.starts), row),
            end: place(Some(&self.ends), row),
            text: self.texts.text(row).unwrap_or_default(),
            kind,
            cue: text(&self.lemmas),
            stance: text(&self.stances),
            speaker: self.entities.as_ref().and_then(|e| e.number(row)),
            source: self.sources.as_ref().and_then(|s| s.number(row)),
            score: scores
                .and_then(|s| s.as_primitive_opt::<arrow_array::types::Float32Type>())
                .map_or(1.0, |s| s.value(row)),
        })
    }
}

/// The fields of sentences.
struct Sentences {
    starts: Values,
    texts: Chunk,
}

impl Sentences {
    fn new(table: &StructArray) -> PyResult<Self> {
        let texts = table
            .column_by_name("text")
            .ok_or_else(|| PyValueError::new_err("sentences must have the field text"))?;
        Ok(Self {
            starts: Values::required(table, "start")?,
            texts: Chunk::new(texts, "text")?,
        })
    }

    fn read(&self, row: usize) -> Option<(u32, &str)> {
        Some((place(Some(&self.starts), row), self.texts.get(row)?))
    }
}

/// A column of strings, whole numbers or dates.
pub(super) enum Values {
    Strings(Chunk),
    Other(ArrayRef),
}

impl Values {
    pub(super) fn required(table: &StructArray, name: &str) -> PyResult<Self> {
        Self::optional(table, name)?
            .ok_or_else(|| PyValueError::new_err(format!("mentions must have the field {name}")))
    }

    pub(super) fn optional(table: &StructArray, name: &str) -> PyResult<Option<Self>> {
        let Some(column) = table.column_by_name(name) else {
            return Ok(None);
        };
        match column.data_type() {
            DataType::Utf8
            | DataType::LargeUtf8
            | DataType::Utf8View
            | DataType::Null
            | DataType::Dictionary(_, _) => Ok(Some(Self::Strings(Chunk::new(column, name)?))),
            DataType::Int8
            | DataType::Int16
            | DataType::Int32
            | DataType::Int64
            | DataType::UInt8
            | DataType::UInt16
            | DataType::UInt32
            | DataType::UInt64
            | DataType::Float64
            | DataType::Date32
            | DataType::Timestamp(_, _) => Ok(Some(Self::Other(column.clone()))),
            kind => Err(PyValueError::new_err(format!(
                "the column {name} must hold strings, whole numbers or dates, got {kind}"
            ))),
        }
    }

    /// The value as text; of a point in time its day.
    pub(super) fn text(&self, row: usize) -> Option<String> {
        match self {
            Self::Strings(chunk) => chunk.get(row).map(ToOwned::to_owned),
            Self::Other(array) => match array.data_type() {
                DataType::Date32 | DataType::Timestamp(_, _) => day(array, row).map(iso_date),
                _ => whole(array, row).map(|n| n.to_string()),
            },
        }
    }

    /// The value as a number that stands for it.
    fn number(&self, row: usize) -> Option<u64> {
        match self {
            Self::Strings(chunk) => chunk.get(row).map(hash_str),
            Self::Other(array) => whole(array, row).map(|n| n as u64),
        }
    }
}

/// The whole number of a row.
fn whole(array: &ArrayRef, row: usize) -> Option<i64> {
    if array.is_null(row) {
        return None;
    }
    Some(match array.data_type() {
        DataType::Int8 => array.as_primitive::<Int8Type>().value(row).into(),
        DataType::Int16 => array.as_primitive::<Int16Type>().value(row).into(),
        DataType::Int32 => array.as_primitive::<Int32Type>().value(row).into(),
        DataType::Int64 => array.as_primitive::<Int64Type>().value(row),
        DataType::UInt8 => array.as_primitive::<UInt8Type>().value(row).into(),
        DataType::UInt16 => array.as_primitive::<UInt16Type>().value(row).into(),
        DataType::UInt32 => array.as_primitive::<UInt32Type>().value(row).into(),
        DataType::UInt64 => array.as_primitive::<UInt64Type>().value(row) as i64,
        // what pandas makes of whole numbers where some are missing
        DataType::Float64 => {
            let value = array.as_primitive::<Float64Type>().value(row);
            return value.is_finite().then_some(value as i64);
        }
        _ => return None,
    })
}

/// The day of a row, counted from 1970-01-01.
fn day(array: &ArrayRef, row: usize) -> Option<i64> {
    const DAY: i64 = 86_400;
    if array.is_null(row) {
        return None;
    }
    Some(match array.data_type() {
        DataType::Date32 => array.as_primitive::<Date32Type>().value(row).into(),
        DataType::Timestamp(unit, _) => match unit {
            TimeUnit::Second => array
                .as_primitive::<TimestampSecondType>()
                .value(row)
                .div_euclid(DAY),
            TimeUnit::Millisecond => array
                .as_primitive::<TimestampMillisecondType>()
                .value(row)
                .div_euclid(DAY * 1_000),
            TimeUnit::Microsecond => array
                .as_primitive::<TimestampMicrosecondType>()
                .value(row)
                .div_euclid(DAY * 1_000_000),
            TimeUnit::Nanosecond => array
                .as_primitive::<TimestampNanosecondType>()
                .value(row)
                .div_euclid(DAY * 1_000_000_000),
        },
        _ => return None,
    })
}

/// A day as ISO 8601 writes it, in the Gregorian calendar (H. Hinnant, "chrono-compatible low-level date algorithms").
fn iso_date(day: i64) -> String {
    let day = day + 719_468;
    let era = day.div_euclid(146_097);
    let of_era = day.rem_euclid(146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let date = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{date:02}")
}

#[cfg(test)]
mod tests {
    use super::iso_date;

    #[test]
    fn days_are_dates() {
        assert_eq!(iso_date(0), "1970-01-01");
        assert_eq!(iso_date(-1), "1969-12-31");
        assert_eq!(iso_date(11_016), "2000-02-29");
        assert_eq!(iso_date(20_454), "2026-01-01");
    }
}
