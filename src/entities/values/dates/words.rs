//! The words of a calendar expression, taken apart.

use super::super::Part;
use super::super::numerals::{numeral, ordinal};
use super::super::phrase::Phrase;
use crate::lexicon::Kind;

/// A length of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Hour,
    Day,
    Week,
    Month,
    Year,
    Decade,
    Century,
}

/// Where a date lies, seen from the day of writing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    /// الماضي
    Before,
    /// الجاري، هذا
    This,
    /// المقبل
    After,
}

/// A part of a year or of a month by number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Division {
    /// الربع الأول
    Quarter(u8),
    /// النصف الثاني
    Half(u8),
}

/// Whose months are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Era {
    /// Also Levantine, Maghrebi and Moroccan: other names, the same months.
    Gregorian,
    Hijri,
    Coptic,
}

/// A month by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Month {
    pub era: Era,
    /// Whether the name is one of the Levant: كانون الأول.
    pub levantine: bool,
    pub number: u8,
}

/// All that an expression says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Said {
    pub part: Option<Part>,
    /// Days from the day of writing: أمس is -1.
    pub day_shift: Option<i32>,
    /// One day of the week, or two: 1 is Monday.
    pub weekdays: Vec<u8>,
    pub day: Option<u8>,
    pub months: Vec<Month>,
    /// Whether two months stand as a range: نوفمبر - ديسمبر.
    pub range: bool,
    /// One year or two.
    pub years: Vec<i32>,
    /// Whether two years are the ends of one word: 2019-2021.
    pub span: bool,
    /// What هجري or ميلادي says.
    pub era: Option<Era>,
    pub division: Option<Division>,
    /// 21 to 24, spring to winter, as in ISO 8601-2.
    pub season: Option<u8>,
    /// A definite length, العام, with how many of them.
    pub unit: Option<(Unit, Count)>,
    pub direction: Option<Direction>,
    /// The first year of a decade within its century: 80 of ثمانينيات.
    pub decade: Option<u8>,
    /// The number of a century: 19.
    pub century: Option<u8>,
}

/// How many of a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Count {
    /// العام
    One,
    /// العامين، السنوات الخمس
    Some(u32),
    /// السنوات: the words do not say.
    Many,
}

const PARTS_OF_THE_DAY: &[&str] = &[
    "صباح", "مساء", "ظهر", "عصر", "فجر", "ليل", "ليله", "عشيه", "غداه", "ضحي", "نهار", "سحر",
];
/// Words that a date goes with or without.
const EMPTY: &[&str] = &[
    "يوم",
    "شهر",
    "شهري",
    "عام",
    "سنه",
    "عامي",
    "سنتي",
    "من",
    "في",
    "سنوات",
    "اعوام",
    "لعام",
    "للعام",
    "موسم",
    "ساعه",
    "مبكره",
    "متاخره",
];

fn part(word: &str) -> Option<Part> {
    Some(match word {
        "مطلع" | "بدايه" | "اوايل" | "مستهل" => Part::Start,
        "منتصف" | "اواسط" => Part::Middle,
        "نهايه" | "اواخر" | "ختام" | "موفي" | "متم" => Part::End,
        _ => return None,
    })
}

fn direction(word: &str) -> Option<Direction> {
    Some(match word {
        "الماضي" | "الماضيه" | "الفايت" | "الفايته" | "المنصرم" | "المنصرمه" | "المنقضي"
        | "المنقضيه" | "الفارط" | "الفارطه" | "الماضيين" | "الماضيتين" | "الاخيرين" | "الاخيرتين"
        | "المنصرمين" => Direction::Before,
        "المقبل" | "المقبله" | "القادم" | "القادمه" | "المقبلين" | "المقبلتين" | "القادمين" => {
            Direction::After
        }
        "الجاري" | "الجاريه" | "الحالي" | "الحاليه" | "هذا" | "هذه" => {
            Direction::This
        }
        _ => return None,
    })
}

fn unit(word: &str) -> Option<(Unit, Count)> {
    use Unit::{Century, Day, Decade, Hour, Month, Week, Year};
    Some(match word {
        "العام" | "السنه" => (Year, Count::One),
        "الشهر" => (Month, Count::One),
        "الاسبوع" => (Week, Count::One),
        "القرن" => (Century, Count::One),
        "العقد" => (Decade, Count::One),
        "العامين" | "السنتين" => (Year, Count::Some(2)),
        "الشهرين" => (Month, Count::Some(2)),
        "الاسبوعين" => (Week, Count::Some(2)),
        "اليومين" => (Day, Count::Some(2)),
        "الساعتين" => (Hour, Count::Some(2)),
        "العقدين" => (Decade, Count::Some(2)),
        "القرنين" => (Century, Count::Some(2)),
        "الاعوام" | "السنوات" | "السنين" => (Year, Count::Many),
        "الاشهر" | "الشهور" => (Month, Count::Many),
        "الاسابيع" => (Week, Count::Many),
        "الايام" => (Day, Count::Many),
        "الساعات" => (Hour, Count::Many),
        "العقود" => (Decade, Count::Many),
        "القرون" => (Century, Count::Many),
        _ => return None,
    })
}

fn season(word: &str) -> Option<u8> {
    Some(match word.strip_prefix("ال").unwrap_or(word) {
        "ربيع" => 21,
        "صيف" => 22,
        "خريف" => 23,
        "شتاء" => 24,
        _ => return None,
    })
}

fn day_shift(word: &str) -> Option<i32> {
    Some(match word {
        "اليوم" | "الليله" => 0,
        "امس" | "البارحه" => -1,
        "غدا" | "الغد" | "غد" => 1,
        _ => return None,
    })
}

/// What an expression says; `None` where a word of it is not understood.
pub(super) fn read(phrase: &Phrase<'_>) -> Option<Said> {
    let mut said = Said::default();
    let mut at = 0;
    while at < phrase.len() {
        at = step(phrase, at, &mut said)?;
    }
    (said != Said::default()).then_some(said)
}

/// Reads what begins at word `i` and gives the word after it.
fn step(phrase: &Phrase<'_>, i: usize, said: &mut Said) -> Option<usize> {
    let word = phrase.word(i);
    if phrase.is_mark(i) {
        return mark(phrase, i, said);
    }
    if let Some(end) = figures(phrase, i, said) {
        return Some(end);
    }
    if let Some((end, record)) = phrase.longest(i, Kind::Month, |_| true) {
        // ربيع 2024 is a season, and الأول of أمس الأول no month
        let calendar = record.field(0);
        said.months.push(Month {
            era: match calendar {
                "hijri" => Era::Hijri,
                "coptic" => Era::Coptic,
                _ => Era::Gregorian,
            },
            levantine: calendar == "levantine",
            number: record.field(1).parse().ok()?,
        });
        return (said.months.len() <= 2).then_some(end);
    }
    match (word, phrase.word(i + 1)) {
        ("اول", "امس") => return shift(said, -2, i + 2),
        ("امس", "الاول") => return shift(said, -2, i + 2),
        ("بعد", "غد" | "الغد") => return shift(said, 2, i + 2),
        // منتصف ليل الثلاثاء is a part of the day
        ("منتصف", "ليل" | "الليل") => return Some(i + 2),
        ("الربع" | "الثلاثي", _) => {
            let (n, end) = division(phrase, i + 1, 4)?;
            said.division = Some(Division::Quarter(n));
            return Some(end);
        }
        ("النصف" | "السداسي" | "الشطر", _) => {
            let (n, end) = division(phrase, i + 1, 2)?;
            said.division = Some(Division::Half(n));
            return Some(end);
        }
        _ => {}
    }
    if let Some(days) = day_shift(word) {
        return shift(said, days, i + 1);
    }
    if let Some((end, record)) = phrase.longest(i, Kind::Weekday, |_| true) {
        said.weekdays.push(record.field(0).parse().ok()?);
        return (said.weekdays.len() <= 2).then_some(end);
    }
    if let Some((found, count)) = unit(word) {
        let (count, end) = counted(phrase, i + 1, count);
        if found == Unit::Century && count == Count::One {
            return century(phrase, i + 1, said);
        }
        if let Some(year) = year(phrase.word(end)) {
            // العام 2019
            said.years.push(year);
            return (found == Unit::Year).then_some(end + 1);
        }
        // يونيو من العام الماضي: one length is enough
        if said.unit.replace((found, count)).is_some() {
            return None;
        }
        return Some(end);
    }
    if let Some(decade) = decade(phrase, i) {
        said.decade = Some(decade);
        return Some(i + 1);
    }
    if let Some(found) = season(word) {
        said.season = Some(found);
        return Some(i + 1);
    }
    if let Some(found) = direction(word) {
        // A modifier says which; two would say two things.
        let before = said.direction.replace(found);
        return before.is_none_or(|b| b == found).then_some(i + 1);
    }
    // السنوات العشر الأخيرة are the last ten, الأسبوع الأخير may be the last of anything
    if matches!(word, "الاخير" | "الاخيره") {
        let many = matches!(said.unit, Some((_, Count::Some(_))));
        said.direction = Some(Direction::Before);
        return (many || said.months.is_empty() && !said.weekdays.is_empty()).then_some(i + 1);
    }
    if let Some(found) = part(word) {
        said.part = Some(found);
        return Some(i + 1);
    }
    match word {
        "ه" | "هجري" | "هجريه" | "الهجري" | "الهجريه" => {
            said.era = Some(Era::Hijri)
        }
        "م" | "ميلادي" | "ميلاديه" | "الميلادي" | "الميلاديه" => {
            said.era = Some(Era::Gregorian);
        }
        "و" => {}
        _ if EMPTY.contains(&word) || PARTS_OF_THE_DAY.contains(&word) => {}
        // الرابع من يونيو
        _ => {
            let (day, end) = ordinal(phrase, i)?;
            (1..=31).contains(&day).then_some(())?;
            said.day.replace(day).is_none().then_some(())?;
            return Some(end);
        }
    }
    Some(i + 1)
}

fn shift(said: &mut Said, days: i32, end: usize) -> Option<usize> {
    said.day_shift.replace(days).is_none().then_some(end)
}

/// Punctuation: between two months or days of the week a line makes a range.
fn mark(phrase: &Phrase<'_>, i: usize, said: &mut Said) -> Option<usize> {
    match phrase.raw(i) {
        "-" | "–" | "—" => said.range = true,
        "/" | "(" | ")" | "،" | "," => {}
        _ => return None,
    }
    Some(i + 1)
}

/// The number of a quarter or half, الأخير being the last of `most`.
fn division(phrase: &Phrase<'_>, i: usize, most: u8) -> Option<(u8, usize)> {
    if matches!(phrase.word(i), "الاخير" | "الاخيره") {
        return Some((most, i + 1));
    }
    let (n, end) = ordinal(phrase, i)?;
    (1..=most).contains(&n).then_some((n, end))
}

/// How many, after a plural: السنوات الخمس، الساعات الـ24.
fn counted(phrase: &Phrase<'_>, i: usize, count: Count) -> (Count, usize) {
    if count != Count::Many || i >= phrase.len() {
        return (count, i);
    }
    let word = phrase.word(i);
    let (text, from) = if word == "ال" {
        (phrase.word(i + 1), i + 2)
    } else {
        (word.strip_prefix("ال").unwrap_or(word), i + 1)
    };
    let inner = Phrase::new(text);
    let number = numeral(&inner, 0).filter(|n| n.end == inner.len());
    match number.and_then(|n| n.amount?.whole()) {
        Some(n) if (1..1000).contains(&n) => (Count::Some(n as u32), from),
        _ => (count, i),
    }
}

/// القرن التاسع عشر، القرن الماضي
fn century(phrase: &Phrase<'_>, i: usize, said: &mut Said) -> Option<usize> {
    if let Some((n, end)) = ordinal(phrase, i) {
        said.century = Some(n);
        return Some(end);
    }
    // القرن العشرين
    said.unit = Some((Unit::Century, Count::One));
    Some(i)
}

/// ثمانينيات: 80
fn decade(phrase: &Phrase<'_>, i: usize) -> Option<u8> {
    let (_, record) = phrase.longest(i, Kind::NumberWord, |r| r.field(2) == "decade")?;
    let year: u16 = record.field(0).parse().ok()?;
    u8::try_from(year % 100).ok()
}

/// A year in figures, with و before it or not.
fn year(word: &str) -> Option<i32> {
    let digits = word.strip_prefix('و').unwrap_or(word);
    let year: i32 = digits.parse().ok()?;
    (digits.len() == 4 && (1..=2999).contains(&year) && digits.bytes().all(|b| b.is_ascii_digit()))
        .then_some(year)
}

/// Dates, days and years in figures.
fn figures(phrase: &Phrase<'_>, i: usize, said: &mut Said) -> Option<usize> {
    let word = phrase.word(i);
    if let Some(year) = year(word) {
        said.years.push(year);
        return (said.years.len() <= 2).then_some(i + 1);
    }
    let numbers: Option<Vec<i32>> = word
        .split(['/', '-', '.'])
        .map(|p| {
            let digits = !p.is_empty() && p.len() <= 4 && p.bytes().all(|b| b.is_ascii_digit());
            digits.then(|| p.parse().ok())?
        })
        .collect();
    let numbers = numbers?;
    let two = |n: i32| u8::try_from(n).ok().filter(|n| (1..=31).contains(n));
    match numbers[..] {
        [day] => {
            said.day.replace(two(day)?).is_none().then_some(())?;
        }
        // 2019-2021, 2024/2025
        [a, b] if word.len() == 9 && (1..=2999).contains(&a) && (1..=2999).contains(&b) => {
            said.years = vec![a, b];
            said.span = true;
        }
        // 10/11: the day first, as everywhere in the Arab press
        [day, month] => figure_date(said, None, two(month)?, two(day)?)?,
        [year, month, day] if year > 31 => figure_date(said, Some(year), two(month)?, two(day)?)?,
        [day, month, year] if year > 31 => figure_date(said, Some(year), two(month)?, two(day)?)?,
        _ => return None,
    }
    Some(i + 1)
}

fn figure_date(said: &mut Said, year: Option<i32>, month: u8, day: u8) -> Option<()> {
    // 11/23/2024 can only have the month first
    let (month, day) = if month > 12 {
        (day, month)
    } else {
        (month, day)
    };
    if month > 12 || !said.months.is_empty() || said.day.is_some() {
        return None;
    }
    // Hijri years stand in figures too: 12/01/1447
    let era = match year {
        Some(1300..=1500) => Era::Hijri,
        _ => Era::Gregorian,
    };
    said.months.push(Month {
        era,
        levantine: false,
        number: month,
    });
    said.day = Some(day);
    said.years.extend(year);
    Some(())
}
