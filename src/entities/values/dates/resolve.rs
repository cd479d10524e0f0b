//! From what the words say to the day, month or year that is meant.

use super::super::calendar::{Calendar, Date};
use super::super::{Context, Value};
use super::words::{Count, Direction, Division, Era, Month, Said, Unit};

/// A stretch of days, written as finely as it is known.
type Iso = String;

pub(super) fn value(said: &Said, context: Context<'_>) -> Option<Value> {
    let reference = context.reference;
    let mut value = if !said.months.is_empty() {
        months(said, reference)?
    } else if said.decade.is_some() || said.century.is_some() {
        century(said, reference)?
    } else if !said.years.is_empty() {
        years(said, context)?
    } else if said.day.is_some() {
        // a day of no month: اليوم الثاني
        return None;
    } else if let Some(days) = said.day_shift {
        day(said, days, reference)?
    } else if !said.weekdays.is_empty() {
        weekdays(said, reference)?
    } else if let Some(season) = said.season {
        relative_season(season, said.direction?, reference)
    } else {
        let (unit, count) = said.unit?;
        let direction = match said.direction {
            // نهاية الشهر, of this one
            None if said.part.is_some() || said.division.is_some() => Direction::This,
            direction => direction?,
        };
        relative_unit(unit, count, direction, said.division, reference)?
    };
    value.part = said.part;
    Some(value)
}

fn iso(text: Iso) -> Value {
    Value {
        iso: Some(text),
        ..Value::default()
    }
}

/// A signed duration of so many of a unit.
fn offset(count: i32, unit: Unit) -> String {
    let sign = if count < 0 { "-" } else { "" };
    let (time, factor, letter) = match unit {
        Unit::Hour => ("T", 1, 'H'),
        Unit::Day => ("", 1, 'D'),
        Unit::Week => ("", 1, 'W'),
        Unit::Month => ("", 1, 'M'),
        Unit::Year => ("", 1, 'Y'),
        Unit::Decade => ("", 10, 'Y'),
        Unit::Century => ("", 100, 'Y'),
    };
    format!("{sign}P{time}{}{letter}", count.abs() * factor)
}

const fn steps(direction: Direction) -> i32 {
    match direction {
        Direction::Before => -1,
        Direction::This => 0,
        Direction::After => 1,
    }
}

/// The word that says where a date with unknown digits lies.
fn side(direction: Option<Direction>) -> Option<String> {
    match direction? {
        Direction::Before => Some("before".to_owned()),
        Direction::After => Some("after".to_owned()),
        Direction::This => Some("P0Y".to_owned()),
    }
}

/// أمس، اليوم الثلاثاء: where the day of the week is another, the nearest such day.
fn day(said: &Said, days: i32, reference: Option<Date>) -> Option<Value> {
    // اليوم الماضي، اليوم التالي: some other day
    if matches!(said.direction, Some(Direction::Before | Direction::After)) || said.unit.is_some() {
        return None;
    }
    let day = reference.and_then(|r| {
        let day = r.plus_days(i64::from(days))?;
        let Some(&weekday) = said.weekdays.first() else {
            return Some(day);
        };
        let ahead = i64::from((weekday + 7 - day.weekday()) % 7);
        day.plus_days(if ahead > 3 { ahead - 7 } else { ahead })
    });
    Some(Value {
        iso: day.map(|d| d.to_string()),
        offset: Some(offset(days, Unit::Day)),
        ..Value::default()
    })
}

/// الأحد الماضي؛ a bare day of the week is the last one, the day of writing included, as reports mean it.
fn weekdays(said: &Said, reference: Option<Date>) -> Option<Value> {
    if let Some((unit, _)) = said.unit
        && unit != Unit::Week
    {
        return None;
    }
    let first = *said.weekdays.first()?;
    let template = match said.weekdays.get(1) {
        Some(second) => format!("XXXX-WXX-{first}/XXXX-WXX-{second}"),
        None => format!("XXXX-WXX-{first}"),
    };
    // الاثنين من الأسبوع المقبل: a day of a week that is named
    if said.unit.is_some() {
        let weeks = steps(said.direction?);
        let day = reference.and_then(|r| {
            let monday = r.plus_days(1 - i64::from(r.weekday()))?;
            monday.plus_days(i64::from(weeks) * 7 + i64::from(first) - 1)
        });
        return Some(Value {
            iso: Some(day.map_or(template, |d| d.to_string())),
            offset: Some(offset(weeks, Unit::Week)),
            ..Value::default()
        });
    }
    let day = reference.and_then(|r| {
        let back = i64::from((r.weekday() + 7 - first) % 7);
        let days = match said.direction {
            Some(Direction::Before) if back == 0 => -7,
            Some(Direction::After) => 7 - back,
            _ => -back,
        };
        r.plus_days(days)
    });
    let resolved = day.and_then(|day| {
        Some(match said.weekdays.get(1) {
            Some(second) => {
                let ahead = i64::from((second + 7 - first) % 7);
                format!("{day}/{}", day.plus_days(ahead)?)
            }
            None => day.to_string(),
        })
    });
    Some(Value {
        iso: Some(resolved.unwrap_or(template)),
        offset: match said.direction {
            Some(Direction::This) => Some("P0W".to_owned()),
            direction => side(direction),
        },
        ..Value::default()
    })
}

/// The months that make a season begin; that of the winter lies in the year before most of it.
fn relative_season(season: u8, direction: Direction, reference: Option<Date>) -> Value {
    let first = (season - 21) * 3 + 3;
    let found = reference.map(|r| {
        // The season that goes on or went before, then the one asked for.
        let begun = |year: i32| (year, first) <= (r.year(), r.month());
        let running = if begun(r.year()) {
            r.year()
        } else {
            r.year() - 1
        };
        let months_since = (r.year() - running) * 12 + i32::from(r.month()) - i32::from(first);
        let goes_on = months_since < 3;
        let year = match direction {
            Direction::Before if goes_on => running - 1,
            Direction::Before => running,
            Direction::After => running + 1,
            // this summer, before it has come: that of this year
            Direction::This if goes_on => running,
            Direction::This => r.year(),
        };
        format!("{year:04}-{season}")
    });
    Value {
        iso: Some(found.unwrap_or_else(|| format!("XXXX-{season}"))),
        offset: side(Some(direction)),
        ..Value::default()
    }
}

/// العام الماضي، الأسبوع المقبل، السنوات الخمس الأخيرة، الربع الأول من العام الجاري
fn relative_unit(
    unit: Unit,
    count: Count,
    direction: Direction,
    division: Option<Division>,
    reference: Option<Date>,
) -> Option<Value> {
    let n = match count {
        Count::One => {
            return one_unit(unit, steps(direction), division, reference);
        }
        Count::Some(n) => i32::try_from(n).ok()?,
        Count::Many => return None,
    };
    let zero = offset(0, unit);
    let (offset, days) = match direction {
        Direction::Before => (format!("{}/{zero}", offset(-n, unit)), -n),
        Direction::After => (format!("{zero}/{}", offset(n, unit)), n),
        Direction::This => return None,
    };
    let interval = reference.and_then(|r| {
        let other = match unit {
            Unit::Hour => return None,
            Unit::Day => r.plus_days(days.into())?,
            Unit::Week => r.plus_days(i64::from(days) * 7)?,
            Unit::Month => add_months(r, days)?,
            Unit::Year => add_months(r, days.checked_mul(12)?)?,
            Unit::Decade => add_months(r, days.checked_mul(120)?)?,
            Unit::Century => add_months(r, days.checked_mul(1200)?)?,
        };
        Some(format!("{}/{}", r.min(other), r.max(other)))
    });
    Some(Value {
        iso: interval,
        offset: Some(offset),
        ..Value::default()
    })
}

/// The same day some months later, or the last of its month.
fn add_months(day: Date, months: i32) -> Option<Date> {
    let total = day
        .year()
        .checked_mul(12)?
        .checked_add(i32::from(day.month()) - 1)?
        .checked_add(months)?;
    let (year, month) = (total.div_euclid(12), total.rem_euclid(12) as u8 + 1);
    let last = Date::month_end(year, month)?;
    Date::new(year, month, day.day().min(last.day()))
}

fn one_unit(
    unit: Unit,
    steps: i32,
    division: Option<Division>,
    reference: Option<Date>,
) -> Option<Value> {
    if division.is_some() && !matches!(unit, Unit::Year | Unit::Month) {
        return None;
    }
    let found = reference.and_then(|r| {
        Some(match unit {
            Unit::Hour | Unit::Decade => return None,
            Unit::Day => r.plus_days(steps.into())?.to_string(),
            Unit::Week => {
                let (year, week) = r.plus_days(i64::from(steps) * 7)?.week();
                format!("{year:04}-W{week:02}")
            }
            Unit::Month => {
                let month = add_months(Date::new(r.year(), r.month(), 1)?, steps)?;
                let (year, number) = (month.year(), month.month());
                match division {
                    Some(division) => part_of_month(Some(year), number, division)?,
                    None => format!("{year:04}-{number:02}"),
                }
            }
            Unit::Year => {
                let year = r.year() + steps;
                match division {
                    Some(division) => part_of_year(&format!("{year:04}"), division),
                    None => format!("{year:04}"),
                }
            }
            Unit::Century => {
                let first = (r.year() - 1).div_euclid(100) * 100 + 1 + steps * 100;
                format!("{first:04}/{:04}", first + 99)
            }
        })
    });
    let template = match (unit, division) {
        (Unit::Year, Some(division)) => Some(part_of_year("XXXX", division)),
        _ => None,
    };
    // A decade may be the tens of a century or the last ten years.
    (unit != Unit::Decade && unit != Unit::Hour).then(|| Value {
        iso: found.or(template),
        offset: Some(offset(steps, unit)),
        ..Value::default()
    })
}

/// The months of a quarter or half of a year.
fn part_of_year(year: &str, division: Division) -> Iso {
    let (first, last) = match division {
        Division::Quarter(n) => (n * 3 - 2, n * 3),
        Division::Half(n) => (n * 6 - 5, n * 6),
    };
    format!("{year}-{first:02}/{year}-{last:02}")
}

/// The days of a half of a month.
fn part_of_month(year: Option<i32>, month: u8, division: Division) -> Option<Iso> {
    let name = year.map_or("XXXX".to_owned(), |y| format!("{y:04}"));
    match division {
        Division::Half(1) => Some(format!("{name}-{month:02}-01/{name}-{month:02}-15")),
        // The end of a February of an unknown year is unknown.
        Division::Half(_) if year.is_some() || month != 2 => {
            let last = Date::month_end(year.unwrap_or(2001), month)?.day();
            Some(format!("{name}-{month:02}-16/{name}-{month:02}-{last:02}"))
        }
        _ => None,
    }
}

/// عام 2019، عامي 2019 و2021، ربيع 2024، الربع الأول من 2026، عام 1447 هـ
fn years(said: &Said, context: Context<'_>) -> Option<Value> {
    if !said.weekdays.is_empty() || said.day_shift.is_some() || said.unit.is_some() {
        return None;
    }
    if said.era == Some(Era::Hijri) {
        return hijri_years(said, context);
    }
    let first = *said.years.first()?;
    let Some(&second) = said.years.get(1) else {
        return Some(iso(match (said.division, said.season) {
            (Some(division), None) => part_of_year(&format!("{first:04}"), division),
            (None, Some(season)) => format!("{first:04}-{season}"),
            (None, None) => format!("{first:04}"),
            _ => return None,
        }));
    };
    if said.division.is_some() || said.season.is_some() || second <= first {
        return None;
    }
    // two years are a stretch where the text says so, else two years
    Some(iso(if is_stretch(said, context, first, second) {
        format!("{first:04}/{second:04}")
    } else {
        format!("{{{first:04},{second:04}}}")
    }))
}

fn is_stretch(said: &Said, context: Context<'_>, first: i32, second: i32) -> bool {
    let between = context
        .before
        .split_whitespace()
        .next_back()
        .is_some_and(|w| matches!(w, "بين" | "وبين"));
    said.span || said.range || between || second == first + 1
}

fn hijri_years(said: &Said, context: Context<'_>) -> Option<Value> {
    if said.division.is_some() || said.season.is_some() {
        return None;
    }
    let first = *said.years.first()?;
    let last = *said.years.last()?;
    if last < first || last > first && !is_stretch(said, context, first, last) {
        return None;
    }
    let (start, calendar) = Date::from_calendar(Calendar::UmmAlQura, first, 1, 1)?;
    let (next, _) = Date::from_calendar(Calendar::UmmAlQura, last.checked_add(1)?, 1, 1)?;
    let own = if last > first {
        format!("{first:04}/{last:04}")
    } else {
        format!("{first:04}")
    };
    Some(Value {
        iso: Some(format!("{start}/{}", next.plus_days(-1)?)),
        calendar: Some(calendar),
        calendar_date: Some(own),
        ..Value::default()
    })
}

/// القرن التاسع عشر، ثمانينيات القرن الماضي
fn century(said: &Said, reference: Option<Date>) -> Option<Value> {
    if !said.years.is_empty() || !said.weekdays.is_empty() || said.day.is_some() {
        return None;
    }
    let relative = said.unit.is_some();
    let number = match (said.century, said.direction) {
        (Some(n), None) => i32::from(n),
        // without a day of writing, one of this century
        (None, Some(direction)) if relative => {
            let now = reference.map_or(21, |r| (r.year() - 1).div_euclid(100) + 1);
            now + steps(direction)
        }
        (None, None) if said.decade.is_some() && !relative => 20,
        _ => return None,
    };
    if !(1..=99).contains(&number) {
        return None;
    }
    let start = (number - 1) * 100;
    let mut value = iso(match said.decade {
        Some(tens) => {
            let first = start + i32::from(tens);
            format!("{first:04}/{:04}", first + 9)
        }
        None => format!("{:04}/{:04}", start + 1, start + 100),
    });
    if relative {
        value.offset = Some(offset(steps(said.direction?), Unit::Century));
    }
    Some(value)
}

/// A date with the name of its month.
fn months(said: &Said, reference: Option<Date>) -> Option<Value> {
    let mut list = said.months.clone();
    if let [a, b] = list[..] {
        let one = a.number == b.number && a.era == b.era;
        // ديسمبر/كانون الثاني: two names of one month that do not agree
        let slip = a.era == b.era && a.levantine != b.levantine && !said.range;
        if one || slip {
            list.pop();
        } else if a.era != b.era || said.day.is_some() {
            return None;
        }
    }
    let era = list[0].era;
    let old = said.years.first().is_none_or(|&y| y <= 1600);
    if era == Era::Gregorian && said.era == Some(Era::Hijri)
        || era == Era::Hijri && said.era == Some(Era::Gregorian) && old
        || said.season.is_some()
        || said.years.len() > 1
    {
        return None;
    }
    if era != Era::Gregorian {
        return foreign_month(said, list[0], reference).filter(|_| list.len() == 1);
    }
    if let Some(division) = said.division {
        if said.day.is_some() || list.len() > 1 {
            return None;
        }
        let month = Partial::new(said, list[0], reference)?;
        let mut value = iso(part_of_month(month.year, list[0].number, division)?);
        value.offset = month.offset;
        return Some(value);
    }
    let first = Partial::new(said, list[0], reference)?;
    let Some(&second) = list.get(1) else {
        return first.value(list[0].number, said.day);
    };
    let mut last = Partial::new(said, second, reference)?;
    if let (Some(a), Some(b)) = (first.year, &mut last.year)
        && (a, list[0].number) > (*b, second.number)
    {
        *b += 1;
    }
    let a = first.value(list[0].number, None)?;
    let b = last.value(second.number, None)?;
    Some(Value {
        iso: Some(format!("{}/{}", a.iso?, b.iso?)),
        ..a
    })
}

/// The year of a month, as far as it is known.
struct Partial {
    year: Option<i32>,
    offset: Option<String>,
}

impl Partial {
    fn new(said: &Said, month: Month, reference: Option<Date>) -> Option<Self> {
        if let Some(&year) = said.years.first() {
            return Some(Self {
                year: Some(year),
                offset: None,
            });
        }
        if let Some((unit, count)) = said.unit {
            // يونيو من العام الماضي، الرابع من الشهر الجاري is no month by name
            if unit != Unit::Year || count != Count::One {
                return None;
            }
            let steps = steps(said.direction?);
            return Some(Self {
                year: reference.map(|r| r.year() + steps),
                offset: Some(offset(steps, Unit::Year)),
            });
        }
        Some(Self {
            year: reference.and_then(|r| nearest_year(said, month.number, r)),
            offset: side(said.direction),
        })
    }

    /// The month or day, with `X` for a year that is not known.
    fn value(self, month: u8, day: Option<u8>) -> Option<Value> {
        let text = match (self.year, day) {
            (Some(year), Some(day)) => Date::new(year, month, day)?.to_string(),
            (Some(year), None) => {
                Date::new(year, month, 1).map(|_| format!("{year:04}-{month:02}"))?
            }
            (None, Some(day)) => {
                // 2000 has every day that any year has
                Date::new(2000, month, day)?;
                format!("XXXX-{month:02}-{day:02}")
            }
            (None, None) => format!("XXXX-{month:02}"),
        };
        Some(Value {
            iso: Some(text),
            offset: self.offset,
            ..Value::default()
        })
    }
}

/// The year that a month or day without one belongs to: the direction decides, else a day of the week that fits, else the
/// nearest to the day of writing.
fn nearest_year(said: &Said, month: u8, reference: Date) -> Option<i32> {
    let this = reference.year();
    if said.direction == Some(Direction::This) {
        return Some(this);
    }
    let distance = |year: i32| match said.day {
        Some(day) => Some(Date::new(year, month, day)?.days_since(reference)),
        // in months, the middle one being this
        None => {
            let months = (year - this) * 12 + i32::from(month) - i32::from(reference.month());
            Some(i64::from(months) * 30)
        }
    };
    let near = (this - 4..=this + 4).filter_map(|y| Some((y, distance(y)?)));
    match said.direction {
        Some(Direction::Before) => near.filter(|c| c.1 < 0).max_by_key(|c| c.1),
        Some(Direction::After) => near.filter(|c| c.1 > 0).min_by_key(|c| c.1),
        _ => {
            let fits = |year: i32| {
                let day = said.day.and_then(|d| Date::new(year, month, d));
                match (said.weekdays.first(), day) {
                    (Some(&weekday), Some(day)) => day.weekday() == weekday,
                    _ => true,
                }
            };
            let all: Vec<(i32, i64)> = near.collect();
            let one_year = all.iter().filter(|c| fits(c.0) && c.1.abs() <= 366);
            one_year
                .min_by_key(|c| c.1.abs())
                .or_else(|| all.iter().min_by_key(|c| c.1.abs()))
                .copied()
        }
    }
    .map(|c| c.0)
}

/// A month or day of the Hijri or Coptic calendar.
fn foreign_month(said: &Said, month: Month, reference: Option<Date>) -> Option<Value> {
    let calendar = if month.era == Era::Hijri {
        Calendar::UmmAlQura
    } else {
        Calendar::Coptic
    };
    if said.division.is_some() {
        return None;
    }
    let relative = match said.unit {
        Some((Unit::Year, Count::One)) => Some(steps(said.direction?)),
        Some(_) => return None,
        None => None,
    };
    let year = match (said.years.first(), relative) {
        // رمضان 2024: the year of the other calendar in which the month begins
        (Some(&year), _) if year > 1600 && month.era == Era::Hijri => {
            year_that_begins_in(calendar, year, month.number)
        }
        (Some(&year), _) => Some(year),
        (None, Some(steps)) => reference.map(|r| r.year_in(calendar) + steps),
        (None, None) => {
            reference.and_then(|r| nearest_foreign_year(said, calendar, month.number, r))
        }
    };
    let (day, number) = (said.day, month.number);
    let tail = day.map_or_else(|| format!("{number:02}"), |d| format!("{number:02}-{d:02}"));
    let mut value = Value {
        calendar: Some(calendar),
        offset: match relative {
            Some(steps) => Some(offset(steps, Unit::Year)),
            None if said.years.is_empty() => side(said.direction),
            None => None,
        },
        ..Value::default()
    };
    let Some(year) = year else {
        value.calendar_date = Some(format!("XXXX-{tail}"));
        return Some(value);
    };
    let (first, rule) = Date::from_calendar(calendar, year, number, day.unwrap_or(1))?;
    value.calendar = Some(rule);
    value.calendar_date = Some(format!("{year:04}-{tail}"));
    value.iso = Some(match day {
        Some(_) => first.to_string(),
        None => {
            let last = (28..=30)
                .rev()
                .find_map(|d| Date::from_calendar(calendar, year, number, d))?;
            format!("{first}/{}", last.0)
        }
    });
    Some(value)
}

/// The year of a calendar whose month begins in a Gregorian year.
fn year_that_begins_in(calendar: Calendar, gregorian: i32, month: u8) -> Option<i32> {
    let around = Date::new(gregorian, 7, 1)?.year_in(calendar);
    (around - 1..=around + 1).find(|&year| {
        Date::from_calendar(calendar, year, month, 1)
            .is_some_and(|(day, _)| day.year() == gregorian)
    })
}

/// The year of a calendar whose day or month is the nearest to the day of writing, on the side that the text says.
fn nearest_foreign_year(
    said: &Said,
    calendar: Calendar,
    month: u8,
    reference: Date,
) -> Option<i32> {
    let this = reference.year_in(calendar);
    if said.direction == Some(Direction::This) {
        return Some(this);
    }
    // of a month its middle
    let distances = (this - 1..=this + 1).filter_map(|year| {
        let (day, _) = Date::from_calendar(calendar, year, month, said.day.unwrap_or(15))?;
        Some((year, day.days_since(reference)))
    });
    match said.direction {
        Some(Direction::Before) => distances.filter(|d| d.1 < 0).max_by_key(|d| d.1),
        Some(Direction::After) => distances.filter(|d| d.1 > 0).min_by_key(|d| d.1),
        _ => distances.min_by_key(|d| d.1.abs()),
    }
    .map(|d| d.0)
}
