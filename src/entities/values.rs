//! What a date, a time or an amount says, in a normal form.
//!
//! [`read`] looks at the words of one mention alone, apart from what [`Context`] adds: nothing is computed before somebody
//! asks. What the words leave open stays open: a day without its year is `XXXX-12-31`, a dinar without a country has no
//! currency. docs/values.md is the reference of all forms.

mod amounts;
pub mod calendar;
mod clock;
mod dates;
mod decimal;
mod numerals;
mod phrase;

use std::fmt;

use serde::Serialize;

use crate::label::Label;
pub use calendar::{Calendar, Date};
pub use decimal::Decimal;
use phrase::Phrase;

/// The longest mention, in bytes, that is read: what is longer is no date and no amount.
const LONGEST: usize = 400;

/// A value in its normal form; a field that does not apply, or that the words leave open, is `None`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Value {
    /// A date, interval, time or duration in ISO 8601: `2019-12-31`, `2019/2021`, `T22:30`, `P75Y`.
    ///
    /// Unknown digits are `X`, as in ISO 8601-2: `XXXX-12-31`, and `XXXX-WXX-7` for some Sunday.
    pub iso: Option<String>,
    /// Where a relative date lies, seen from the reference date: a signed duration (`-P1D`), an interval of two
    /// (`-P5Y/P0D`), or `before` or `after` beside an `iso` with unknown digits.
    pub offset: Option<String>,
    /// Which part of the date is meant: its start, middle or end.
    pub part: Option<Part>,
    /// The calendar that the text uses, and the rule of the conversion, where it is not the Gregorian one.
    pub calendar: Option<Calendar>,
    /// The date in that calendar, written like an ISO date: `1447-01-12`.
    pub calendar_date: Option<String>,
    /// The number.
    pub amount: Option<Decimal>,
    /// The unit: an ISO 4217 currency, `%`, or a unit in UCUM.
    pub unit: Option<String>,
    /// What is counted, as the text has it: `كيلومترا`, `دولة`.
    pub counted: Option<String>,
}

/// A part of a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// مطلع، بداية، أوائل
    Start,
    /// منتصف، أواسط
    Middle,
    /// نهاية، أواخر
    End,
}

impl Part {
    /// The part's name, as in `start`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Middle => "middle",
            Self::End => "end",
        }
    }
}

/// A value as plain strings and one number, for JSON and columns; the fields are those of [`Value`].
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[allow(missing_docs)] // documented in Value
pub struct Fields {
    pub iso: Option<String>,
    pub offset: Option<String>,
    pub part: Option<&'static str>,
    pub calendar: Option<&'static str>,
    pub calendar_date: Option<String>,
    /// The number, as near as a floating-point number can be.
    pub amount: Option<f64>,
    /// The number in exact decimal digits.
    pub decimal: Option<String>,
    pub unit: Option<String>,
    pub counted: Option<String>,
}

impl Value {
    /// The value as plain strings and one number.
    #[must_use]
    pub fn fields(self) -> Fields {
        Fields {
            iso: self.iso,
            offset: self.offset,
            part: self.part.map(Part::name),
            calendar: self.calendar.map(Calendar::name),
            calendar_date: self.calendar_date,
            amount: self.amount.map(Decimal::to_f64),
            decimal: self.amount.map(|a| a.to_string()),
            unit: self.unit,
            counted: self.counted,
        }
    }
}

/// What stands round a mention, as far as values depend on it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Context<'a> {
    /// The day on which the text was written.
    pub reference: Option<Date>,
    /// The text before the mention; its last word is looked at.
    pub before: &'a str,
    /// The text after the mention; its first words are looked at.
    pub after: &'a str,
}

/// The value of the mention `text` of kind `label`; `None` where it has none.
///
/// ```
/// use kunya::entities::values::{Context, read};
/// use kunya::label::Label;
/// let value = read(Label::Money, "1.5 مليار دينار كويتي", Context::default()).unwrap();
/// assert_eq!(value.amount.unwrap().to_string(), "1500000000");
/// assert_eq!(value.unit.as_deref(), Some("KWD"));
/// let value = read(Label::Date, "12 محرم 1447 هـ", Context::default()).unwrap();
/// assert_eq!(value.iso.as_deref(), Some("2025-07-07"));
/// ```
#[must_use]
pub fn read(label: Label, text: &str, context: Context<'_>) -> Option<Value> {
    let reader = match label {
        Label::Date => dates::read,
        Label::Time => clock::read,
        Label::Money => amounts::money,
        Label::Percent => amounts::percent,
        Label::Quantity => amounts::quantity,
        _ => return None,
    };
    if text.len() > LONGEST {
        return None;
    }
    reader(&Phrase::new(text), context).filter(|v| *v != Value::default())
}

impl fmt::Display for Value {
    /// The value in a few characters, as for a tooltip.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts: Vec<String> = Vec::new();
        match (&self.iso, &self.amount) {
            (Some(iso), _) => parts.push(iso.clone()),
            (None, Some(amount)) => parts.push(amount.to_string()),
            (None, None) => {}
        }
        if self.iso.is_none() {
            parts.extend(self.unit.clone().or_else(|| self.counted.clone()));
        }
        parts.extend(self.part.map(|p| format!("({})", p.name())));
        parts.extend(self.offset.as_ref().map(|o| format!("[{o}]")));
        if let (Some(calendar), Some(date)) = (self.calendar, &self.calendar_date) {
            parts.push(format!("= {date} {}", calendar.name()));
        }
        f.write_str(&parts.join(" "))
    }
}
