//! Dates, times and amounts in their normal form.

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};

use super::span::hash;
use super::text::utf8;
use crate::entities::values::{self, Context, Date, Fields, Value as Core};
use crate::label::Label;

/// What a date, time or amount says in its normal form.
///
/// A field that does not apply, or that the text leaves open, is None; docs/values.md is the reference.
#[pyclass(frozen, module = "kunya")]
pub struct Value {
    core: Core,
    fields: Fields,
}

impl Value {
    /// The core's value for Python.
    pub fn new(core: Core) -> Self {
        let fields = core.clone().fields();
        Self { core, fields }
    }
}

#[pymethods]
impl Value {
    /// The date, interval, time or duration in ISO 8601, unknown digits being X: 2019-12-31, 2019/2021, XXXX-12, T22:30, P75Y.
    #[getter]
    fn iso(&self) -> Option<&str> {
        self.fields.iso.as_deref()
    }

    /// Where a relative date lies, seen from the reference date: -P1D, -P5Y/P0Y, before, after.
    #[getter]
    fn offset(&self) -> Option<&str> {
        self.fields.offset.as_deref()
    }

    /// Which part of the date is meant: start, middle or end.
    #[getter]
    fn part(&self) -> Option<&str> {
        self.fields.part
    }

    /// The calendar of the text and the rule of its conversion, where that is not the Gregorian one: islamic-umalqura,
    /// islamic-civil, coptic.
    #[getter]
    fn calendar(&self) -> Option<&str> {
        self.fields.calendar
    }

    /// The date in that calendar, written like an ISO date: 1447-01-12.
    #[getter]
    fn calendar_date(&self) -> Option<&str> {
        self.fields.calendar_date.as_deref()
    }

    /// The number.
    #[getter]
    fn amount(&self) -> Option<f64> {
        self.fields.amount
    }

    /// The number in exact decimal digits, for decimal.Decimal.
    #[getter]
    fn decimal(&self) -> Option<&str> {
        self.fields.decimal.as_deref()
    }

    /// The unit: an ISO 4217 currency, %, or a unit in UCUM.
    #[getter]
    fn unit(&self) -> Option<&str> {
        self.fields.unit.as_deref()
    }

    /// What is counted, as the text has it.
    #[getter]
    fn counted(&self) -> Option<&str> {
        self.fields.counted.as_deref()
    }

    /// All fields as a dict of plain values.
    #[pyo3(signature = () -> "dict[str, str | float | None]")]
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let dict = PyDict::new(py);
        let fields = &self.fields;
        dict.set_item("iso", &fields.iso)?;
        dict.set_item("offset", &fields.offset)?;
        dict.set_item("part", fields.part)?;
        dict.set_item("calendar", fields.calendar)?;
        dict.set_item("calendar_date", &fields.calendar_date)?;
        dict.set_item("amount", fields.amount)?;
        dict.set_item("decimal", &fields.decimal)?;
        dict.set_item("unit", &fields.unit)?;
        dict.set_item("counted", &fields.counted)?;
        Ok(dict)
    }

    fn __str__(&self) -> String {
        self.core.to_string()
    }

    fn __eq__(&self, other: &Self) -> bool {
        self.core == other.core
    }

    fn __hash__(&self) -> u64 {
        hash((&self.core.iso, &self.core.offset, &self.core.amount))
    }

    fn __repr__(&self) -> String {
        let fields = &self.fields;
        let mut shown = Vec::new();
        for (name, field) in [
            ("iso", fields.iso.as_deref()),
            ("offset", fields.offset.as_deref()),
            ("part", fields.part),
            ("calendar", fields.calendar),
            ("calendar_date", fields.calendar_date.as_deref()),
            ("decimal", fields.decimal.as_deref()),
            ("unit", fields.unit.as_deref()),
            ("counted", fields.counted.as_deref()),
        ] {
            if let Some(field) = field {
                shown.push(format!("{name}={field:?}"));
            }
        }
        format!("Value({})", shown.join(", "))
    }
}

/// Reads a date, time or amount that is already cut out of its text: `label` is DATE, TIME, MONEY, PERCENT or QUANTITY.
///
/// `reference_date` is the day on which the text was written, `before` and `after` are the text around; None where the
/// words are not understood.
#[pyfunction]
#[pyo3(signature = (
    label: "str",
    text: "str",
    *,
    reference_date: "str | datetime.date | None" = None,
    before: "str" = "",
    after: "str" = ""
))]
pub fn read_value(
    label: &str,
    text: &Bound<'_, PyString>,
    reference_date: Option<&Bound<'_, PyAny>>,
    before: &str,
    after: &str,
) -> PyResult<Option<Value>> {
    let label: Label = label.parse()?;
    let context = Context {
        reference: reference(reference_date)?,
        before,
        after,
    };
    Ok(values::read(label, &utf8(text, "text")?, context).map(Value::new))
}

/// The day that a str or datetime.date names.
///
/// # Errors
/// `ValueError` for a str that is no day, `TypeError` for anything else.
pub fn reference(given: Option<&Bound<'_, PyAny>>) -> PyResult<Option<Date>> {
    let Some(given) = given else {
        return Ok(None);
    };
    if let Ok(text) = given.cast::<PyString>() {
        return Ok(Some(utf8(text, "reference_date")?.parse()?));
    }
    let date = given.py().import("datetime")?.getattr("date")?;
    if !given.is_instance(&date)? {
        return Err(PyTypeError::new_err(format!(
            "reference_date must be a str or datetime.date, got {}",
            given.get_type().name()?
        )));
    }
    let part = |name: &str| given.getattr(name)?.extract::<i32>();
    let (year, month, day) = (part("year")?, part("month")?, part("day")?);
    Ok(Date::new(year, month as u8, day as u8))
}
