//! Columns of texts as Python's libraries hand them over.

use std::ops::Range;

use arrow_array::builder::LargeStringBuilder;
use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, LargeStringArray, StringArray, StringViewArray};
use arrow_buffer::{Buffer, NullBuffer};
use arrow_schema::DataType;
use pyo3::exceptions::{PyImportError, PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyFloat, PyString};
use pyo3_arrow::input::AnyArray;

use crate::python::text::utf8;

/// About how many bytes of text one piece of work holds.
const PIECE: usize = 1 << 20;

/// How many bytes of text are copied between two looks for signals.
const LOOK: usize = 1 << 24;

const ALLOWED: &str = "strings (string, large_string, string_view, a dictionary of them, or a struct of one such column)";

/// Strings in any of Arrow's layouts.
enum Strings {
    Small(StringArray),
    Large(LargeStringArray),
    View(StringViewArray),
    /// A column of nulls.
    Nothing,
}

/// One array of strings.
pub struct Chunk {
    strings: Strings,
    /// For a dictionary: the string of each row.
    keys: Option<Vec<usize>>,
    nulls: Option<NullBuffer>,
    rows: usize,
}

impl Chunk {
    /// Reads an array in any of the layouts; `name` is the column's in errors, empty where it has none.
    ///
    /// # Errors
    /// `ValueError` for an array of another type.
    pub fn new(array: &ArrayRef, name: &str) -> PyResult<Self> {
        let strings = match array.data_type() {
            DataType::Utf8 => Strings::Small(array.as_string().clone()),
            DataType::LargeUtf8 => Strings::Large(array.as_string().clone()),
            DataType::Utf8View => Strings::View(array.as_string_view().clone()),
            DataType::Null => Strings::Nothing,
            DataType::Dictionary(_, _) => return Self::dictionary(array, name),
            DataType::Struct(fields) if fields.len() == 1 => {
                let row = array.as_struct();
                let mut chunk = Self::new(row.column(0), fields[0].name())?;
                chunk.nulls = NullBuffer::union(chunk.nulls.as_ref(), row.nulls());
                return Ok(chunk);
            }
            other => return Err(refused(name, other)),
        };
        Ok(Self {
            strings,
            keys: None,
            nulls: array.logical_nulls(),
            rows: array.len(),
        })
    }

    fn dictionary(array: &ArrayRef, name: &str) -> PyResult<Self> {
        let dictionary = array.as_any_dictionary();
        let mut chunk = Self::new(dictionary.values(), name)?;
        chunk.nulls = array.logical_nulls();
        chunk.rows = array.len();
        let plain = chunk.keys.is_none();
        if dictionary.values().is_empty() {
            // every row is null
            chunk.strings = Strings::Nothing;
        } else if plain {
            chunk.keys = Some(dictionary.normalized_keys());
        } else {
            return Err(refused(name, array.data_type()));
        }
        Ok(chunk)
    }

    /// The buffers that hold the characters.
    fn buffers(&self) -> Vec<&Buffer> {
        match &self.strings {
            Strings::Small(array) => vec![array.values()],
            Strings::Large(array) => vec![array.values()],
            Strings::View(array) => array.data_buffers().iter().collect(),
            Strings::Nothing => Vec::new(),
        }
    }

    /// The string of a row; None for a null.
    pub fn get(&self, row: usize) -> Option<&str> {
        if self.nulls.as_ref().is_some_and(|nulls| nulls.is_null(row)) {
            return None;
        }
        let at = self.keys.as_ref().map_or(row, |keys| keys[row]);
        match &self.strings {
            Strings::Small(array) => Some(array.value(at)),
            Strings::Large(array) => Some(array.value(at)),
            Strings::View(array) => Some(array.value(at)),
            Strings::Nothing => None,
        }
    }
}

/// The column in an error, where it has a name.
fn in_column(name: &str) -> String {
    if name.is_empty() {
        String::new()
    } else {
        format!(" in column {name:?}")
    }
}

/// The error for a column of another type; `name` is the column's, empty where it has none.
fn refused(name: &str, got: &DataType) -> PyErr {
    let column = in_column(name);
    let hint = match got {
        DataType::Binary | DataType::LargeBinary | DataType::BinaryView => {
            "; decode the bytes first"
        }
        DataType::Struct(_) => "; choose one of its columns",
        _ => "",
    };
    PyValueError::new_err(format!(
        "texts must be a column of {ALLOWED}, got {got}{column}{hint}"
    ))
}

/// The name of a column: its field's, else its attribute `name` where that is a string; empty where it has none.
fn name_of(column: &Bound<'_, PyAny>, field: &str) -> String {
    if !field.is_empty() {
        return field.to_owned();
    }
    column
        .getattr_opt("name")
        .ok()
        .flatten()
        .and_then(|name| name.extract().ok())
        .unwrap_or_default()
}

/// A column of texts.
pub struct Texts {
    chunks: Vec<Chunk>,
}

impl Texts {
    /// Takes any object with Arrow's PyCapsule interface, without a copy, or an iterable of `str | None`.
    ///
    /// # Errors
    /// `ValueError` for a column of another type and for a lone surrogate, `TypeError` for another object.
    pub fn read(column: &Bound<'_, PyAny>) -> PyResult<Self> {
        let py = column.py();
        let speaks_arrow =
            column.hasattr("__arrow_c_array__")? || column.hasattr("__arrow_c_stream__")?;
        if speaks_arrow {
            match column.extract::<AnyArray>() {
                Ok(array) => {
                    let (arrays, field) = array.into_chunked_array()?.into_inner();
                    let name = name_of(column, field.name());
                    if arrays.is_empty() {
                        // the type is checked even where there is no row
                        Chunk::new(&arrow_array::new_empty_array(field.data_type()), &name)?;
                    }
                    let chunks = arrays
                        .iter()
                        .map(|array| Chunk::new(array, &name))
                        .collect::<PyResult<_>>()?;
                    return Ok(Self { chunks });
                }
                // pandas exports Arrow only where pyarrow is installed, and objects only where they are of one
                // type; what is wrong with them is said better value by value
                Err(error)
                    if error.is_instance_of::<PyImportError>(py)
                        || error.is_instance_of::<PyTypeError>(py)
                        || error.is_instance_of::<PyValueError>(py) => {}
                Err(error) => return Err(error),
            }
        }
        Self::iterate(column)
    }

    fn iterate(column: &Bound<'_, PyAny>) -> PyResult<Self> {
        let refused = || -> PyResult<PyErr> {
            Ok(PyTypeError::new_err(format!(
                "texts must be a list of str or None, or a column that speaks Arrow, got {}",
                column.get_type().name()?
            )))
        };
        if column.is_instance_of::<PyString>() {
            return Err(refused()?);
        }
        let Ok(values) = column.try_iter() else {
            return Err(refused()?);
        };
        let name = name_of(column, "");
        let place = in_column(&name);
        let mut strings = LargeStringBuilder::new();
        let mut looked = 0;
        for (i, value) in values.enumerate() {
            let value = value?;
            if let Ok(text) = value.cast::<PyString>() {
                strings.append_value(&*utf8(text, format_args!("texts[{i}]"))?);
                // copying gigabytes takes seconds, in which Ctrl-C must work
                if strings.values_slice().len() >= looked + LOOK {
                    looked = strings.values_slice().len();
                    column.py().check_signals()?;
                }
            } else if is_missing(&value)? {
                strings.append_null();
            } else {
                return Err(PyTypeError::new_err(format!(
                    "texts[{i}]{place} must be str or None, got {}",
                    value.get_type().name()?
                )));
            }
        }
        let array: ArrayRef = std::sync::Arc::new(strings.finish());
        Ok(Self {
            chunks: vec![Chunk::new(&array, "")?],
        })
    }

    /// The addresses of the buffers that hold the characters.
    pub fn addresses(&self) -> Vec<usize> {
        let buffers = self.chunks.iter().flat_map(Chunk::buffers);
        buffers.map(|buffer| buffer.as_ptr() as usize).collect()
    }

    /// Runs of rows that make about equal work.
    pub fn pieces(&self) -> Vec<Piece<'_>> {
        let mut pieces = Vec::new();
        for chunk in &self.chunks {
            let (mut start, mut bytes) = (0, 0);
            for row in 0..chunk.rows {
                // a row costs something even where it is empty
                bytes += 16 + chunk.get(row).map_or(0, str::len);
                if bytes >= PIECE || row + 1 == chunk.rows {
                    pieces.push(Piece {
                        chunk,
                        rows: start..row + 1,
                        bytes,
                    });
                    (start, bytes) = (row + 1, 0);
                }
            }
        }
        pieces
    }
}

/// Whether a value stands for a missing text: None, NaN, or pandas' NA.
fn is_missing(value: &Bound<'_, PyAny>) -> PyResult<bool> {
    Ok(value.is_none()
        || value
            .cast::<PyFloat>()
            .is_ok_and(|number| number.value().is_nan())
        || value.get_type().name()? == "NAType")
}

/// Some rows of a column that belong together.
pub struct Piece<'a> {
    chunk: &'a Chunk,
    rows: Range<usize>,
    bytes: usize,
}

impl Piece<'_> {
    /// The number of rows.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// About the number of bytes of its texts.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// The texts; None for a null.
    pub fn iter(&self) -> impl Iterator<Item = Option<&str>> {
        self.rows.clone().map(|row| self.chunk.get(row))
    }
}
