//! Times of the day, on the 24-hour clock.

use super::numerals::{numeral, ordinal};
use super::phrase::Phrase;
use super::{Context, Value};

/// The half of the day that a word names.
#[derive(Clone, Copy, PartialEq)]
enum Half {
    /// Before noon; twelve is midnight.
    Morning,
    /// Noon and what follows; eleven is before it.
    Noon,
    /// After noon; twelve is midnight, since noon is ظهرا.
    Evening,
    /// The night: from six on before midnight, else after it.
    Night,
}

/// A time: الساعة العاشرة والنصف مساء is `T22:30`.
///
/// An hour up to twelve without its half of the day is left open, unless it is written with minutes in figures, which
/// is the 24-hour clock.
pub(super) fn read(phrase: &Phrase<'_>, context: Context<'_>) -> Option<Value> {
    let mut at = usize::from(phrase.word(0) == "الساعه");
    let (hour, mut minute, figures) = hour(phrase, &mut at)?;
    let mut hour = hour;
    match phrase.word(at) {
        "الا" => {
            let less = fraction(phrase.word(at + 1))?;
            at += 2;
            (hour, minute) = ((hour + 23) % 24, 60 - less);
        }
        word => {
            if let Some(more) = word.strip_prefix('و').and_then(fraction) {
                at += 1;
                minute = more;
            } else if let Some((more, end)) = minutes(phrase, at) {
                at = end;
                minute = more;
            }
        }
    }
    let hour = match (half(phrase.word(at)), hour) {
        (None, h) if at == phrase.len() => (figures || h > 12 || h == 0).then_some(h),
        (None, _) => None,
        (Some(_), h) if h > 12 || h == 0 => Some(h),
        (Some(Half::Morning), h) => Some(h % 12),
        (Some(Half::Noon), h) => Some(if h >= 10 { h } else { h + 12 }),
        (Some(Half::Evening), h) => Some(if h == 12 { 0 } else { h + 12 }),
        (Some(Half::Night), h) => Some(match h {
            12 => 0,
            6.. => h + 12,
            _ => h,
        }),
    }?;
    if hour > 24 || minute > 59 || hour == 24 && minute > 0 {
        return None;
    }
    let zone = if is_universal(context.after) { "Z" } else { "" };
    Some(Value {
        iso: Some(format!("T{hour:02}:{minute:02}{zone}")),
        ..Value::default()
    })
}

/// Hour and minute at word `at`, which moves on, and whether both stand in figures.
fn hour(phrase: &Phrase<'_>, at: &mut usize) -> Option<(u8, u8, bool)> {
    let word = phrase.word(*at);
    if let Some((h, m)) = word.split_once(':') {
        *at += 1;
        let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if !digits(h) || !digits(m) {
            return None;
        }
        return Some((h.parse().ok()?, m.parse().ok()?, true));
    }
    if let Ok(hour) = word.parse() {
        *at += 1;
        return Some((hour, 0, false));
    }
    if word == "الواحده" {
        *at += 1;
        return Some((1, 0, false));
    }
    let (hour, end) = ordinal(phrase, *at)?;
    *at = end;
    (hour <= 12).then_some((hour, 0, false))
}

/// The minutes at word `at`, وعشر دقائق, and the word after them.
fn minutes(phrase: &Phrase<'_>, at: usize) -> Option<(u8, usize)> {
    let (number, end) = match phrase.word(at).strip_prefix('و')? {
        "" => (phrase.word(at + 1), at + 2),
        joined => (joined, at + 1),
    };
    let said = numeral(&Phrase::new(number), 0)?.amount?.whole()?;
    let unit = matches!(phrase.word(end), "دقيقه" | "دقايق");
    unit.then(|| Some((u8::try_from(said).ok()?, end + 1)))?
}

/// The minutes of a part of an hour.
fn fraction(word: &str) -> Option<u8> {
    Some(match word.strip_prefix("ال").unwrap_or(word) {
        "نصف" => 30,
        "ربع" | "ربعا" => 15,
        "ثلث" | "ثلثا" => 20,
        "خمس" => 5,
        _ => return None,
    })
}

fn half(word: &str) -> Option<Half> {
    Some(match word {
        "صباحا" | "فجرا" | "ص" => Half::Morning,
        "ظهرا" => Half::Noon,
        "عصرا" | "مساء" | "م" => Half::Evening,
        "ليلا" => Half::Night,
        _ => return None,
    })
}

/// Whether a text begins with the name of Universal Time.
fn is_universal(after: &str) -> bool {
    let head: String = after.chars().take(40).collect();
    let phrase = Phrase::new(&head);
    match phrase.word(0) {
        "بتوقيت" => matches!(phrase.word(1), "غرينتش" | "جرينتش" | "غرينيتش" | "جرينيتش"),
        "بالتوقيت" => phrase.word(1) == "العالمي",
        "غرينتش" | "جرينتش" | "gmt" | "utc" => true,
        _ => false,
    }
}
