//! Days, and the calendars they are written in.
//!
//! Hijri dates follow Umm al-Qura, the calendar of Saudi Arabia, in the years for which it is published (1300 to 1600),
//! and the arithmetic (tabular, civil) calendar outside them. A country that sees the moon by itself may be a day off.

use std::fmt;
use std::str::FromStr;

use icu_calendar::cal::Hijri;
use icu_calendar::types::RataDie;
use icu_calendar::{Date as IcuDate, Iso};

use crate::error::{Error, Result};

/// A day of the Gregorian calendar, of the years 1 to 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Date {
    year: i32,
    month: u8,
    day: u8,
}

/// A calendar beside the Gregorian one, by its CLDR identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Calendar {
    /// The Hijri calendar of Umm al-Qura.
    UmmAlQura,
    /// The arithmetic Hijri calendar, epoch Friday 16 July 622.
    HijriCivil,
    /// The Coptic calendar.
    Coptic,
}

impl Calendar {
    /// The calendar's CLDR identifier.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::UmmAlQura => "islamic-umalqura",
            Self::HijriCivil => "islamic-civil",
            Self::Coptic => "coptic",
        }
    }
}

impl Date {
    /// The day; `None` where the calendar has none such.
    #[must_use]
    pub fn new(year: i32, month: u8, day: u8) -> Option<Self> {
        if !(1..=9999).contains(&year) || IcuDate::try_new_iso(year, month, day).is_err() {
            return None;
        }
        Some(Self { year, month, day })
    }

    /// Its year.
    #[must_use]
    pub const fn year(self) -> i32 {
        self.year
    }

    /// Its month, from 1.
    #[must_use]
    pub const fn month(self) -> u8 {
        self.month
    }

    /// Its day of the month, from 1.
    #[must_use]
    pub const fn day(self) -> u8 {
        self.day
    }

    fn icu(self) -> Option<IcuDate<Iso>> {
        IcuDate::try_new_iso(self.year, self.month, self.day).ok()
    }

    /// Its number in a count of days.
    fn number(self) -> i64 {
        self.icu().map_or(0, |d| d.to_rata_die().to_i64_date())
    }

    fn from_number(number: i64) -> Option<Self> {
        // The years 1 to 9999 and a little more: what lies outside is refused below.
        if !(1..=3_700_000).contains(&number) {
            return None;
        }
        let date = IcuDate::from_rata_die(RataDie::new(number), Iso);
        Self::new(
            date.year().extended_year(),
            date.month().ordinal,
            date.day_of_month().0,
        )
    }

    /// The day `days` later.
    #[must_use]
    pub fn plus_days(self, days: i64) -> Option<Self> {
        Self::from_number(self.number().checked_add(days)?)
    }

    /// The number of days from `other` to this day.
    #[must_use]
    pub fn days_since(self, other: Self) -> i64 {
        self.number() - other.number()
    }

    /// Its day of the week: 1 is Monday, 7 is Sunday.
    #[must_use]
    pub fn weekday(self) -> u8 {
        (self.number() - 1).rem_euclid(7) as u8 + 1
    }

    /// The ISO week that holds it: year and week.
    #[must_use]
    pub fn week(self) -> (i32, u8) {
        self.icu().map_or((self.year, 1), |d| {
            let week = d.week_of_year();
            (week.iso_year, week.week_number)
        })
    }

    /// The last day of a month.
    #[must_use]
    pub fn month_end(year: i32, month: u8) -> Option<Self> {
        let days = IcuDate::try_new_iso(year, month, 1).ok()?.days_in_month();
        Self::new(year, month, days)
    }

    /// A day of another calendar, and the calendar whose rule was used; `None` where that has no such day.
    #[must_use]
    pub fn from_calendar(
        calendar: Calendar,
        year: i32,
        month: u8,
        day: u8,
    ) -> Option<(Self, Calendar)> {
        if !(1..=9999).contains(&year) {
            return None;
        }
        let (number, calendar) = match calendar {
            Calendar::Coptic => (
                IcuDate::try_new_coptic(year, month, day)
                    .ok()?
                    .to_rata_die(),
                calendar,
            ),
            Calendar::UmmAlQura | Calendar::HijriCivil => {
                let date = IcuDate::try_new_hijri_with_calendar(
                    year,
                    month,
                    day,
                    Hijri::new_umm_al_qura(),
                );
                let rule = if PUBLISHED.contains(&year) {
                    Calendar::UmmAlQura
                } else {
                    Calendar::HijriCivil
                };
                (date.ok()?.to_rata_die(), rule)
            }
        };
        Some((Self::from_number(number.to_i64_date())?, calendar))
    }

    /// The year of another calendar in which this day lies.
    #[must_use]
    pub fn year_in(self, calendar: Calendar) -> i32 {
        let number = RataDie::new(self.number());
        match calendar {
            Calendar::Coptic => IcuDate::from_rata_die(number, icu_calendar::cal::Coptic)
                .year()
                .extended_year(),
            Calendar::UmmAlQura | Calendar::HijriCivil => {
                IcuDate::from_rata_die(number, Hijri::new_umm_al_qura())
                    .year()
                    .extended_year()
            }
        }
    }
}

/// The Hijri years for which Umm al-Qura is published; icu_calendar reckons by the civil rule outside them.
const PUBLISHED: std::ops::RangeInclusive<i32> = 1300..=1600;

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl FromStr for Date {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let parse = || {
            let mut parts = text.split('-');
            let mut next = |length: usize| {
                parts
                    .next()
                    .filter(|p| p.len() == length && p.bytes().all(|b| b.is_ascii_digit()))
            };
            let (year, month, day) = (next(4)?, next(2)?, next(2)?);
            if parts.next().is_some() {
                return None;
            }
            Self::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
        };
        parse().ok_or_else(|| {
            Error::invalid_argument(
                "reference_date",
                format!("{text:?}"),
                "a day as YYYY-MM-DD, as in 2025-11-04",
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn counts_days() {
        assert_eq!(day("2025-11-04").weekday(), 2);
        assert_eq!(day("2025-11-04").week(), (2025, 45));
        assert_eq!(day("2024-12-30").week(), (2025, 1));
        assert_eq!(day("2025-03-01").plus_days(-1), Some(day("2025-02-28")));
        assert_eq!(day("9999-12-31").plus_days(1), None);
        assert_eq!(day("0001-01-01").plus_days(-1), None);
        assert_eq!(day("2025-01-01").plus_days(i64::MAX), None);
        assert_eq!(Date::month_end(2024, 2), Some(day("2024-02-29")));
    }

    #[test]
    fn refuses_what_is_no_day() {
        for text in [
            "",
            "2025",
            "2025-02-30",
            "2025-1-01",
            "2025-01-01-01",
            "0000-01-01",
            "٢٠٢٥-٠١-٠١",
            "2025/01/01",
        ] {
            let error = text.parse::<Date>().unwrap_err().to_string();
            assert!(error.contains("YYYY-MM-DD"), "{error}");
        }
    }

    #[test]
    fn converts_hijri_days_by_the_named_rule() {
        let convert = |y, m, d| Date::from_calendar(Calendar::UmmAlQura, y, m, d).unwrap();
        assert_eq!(
            convert(1447, 1, 12),
            (day("2025-07-07"), Calendar::UmmAlQura)
        );
        assert_eq!(
            convert(1445, 9, 1),
            (day("2024-03-11"), Calendar::UmmAlQura)
        );
        assert_eq!(convert(1, 1, 1).1, Calendar::HijriCivil);
        assert_eq!(Date::from_calendar(Calendar::UmmAlQura, 1447, 13, 1), None);
        assert_eq!(Date::from_calendar(Calendar::UmmAlQura, 1447, 1, 31), None);
        assert_eq!(day("2025-11-04").year_in(Calendar::UmmAlQura), 1447);
        // The Coptic new year of 1742.
        assert_eq!(
            Date::from_calendar(Calendar::Coptic, 1742, 1, 1),
            Some((day("2025-09-11"), Calendar::Coptic))
        );
    }
}
