//! Money, percentages and quantities.

use super::decimal::Decimal;
use super::numerals::{Numeral, numeral};
use super::phrase::Phrase;
use super::{Context, Value};
use crate::lexicon::{Kind, Lexicon, Record};

/// Currency nouns that several countries share, folded: without a country they name no currency.
const SHARED: &[&str] = &[
    "دينار",
    "درهم",
    "ريال",
    "ليره",
    "جنيه",
    "فرنك",
    "كرونه",
    "بيزو",
    "شلن",
    "روبيه",
    "سنت",
    "سنتيم",
    "مليم",
    "بيسه",
    "تومان",
    "مارك",
];

/// A percentage: 30 في المئة، 2.1%، نصف بالمئة.
pub(super) fn percent(phrase: &Phrase<'_>, _: Context<'_>) -> Option<Value> {
    let number = numeral(phrase, 0)?;
    Some(Value {
        amount: number.amount,
        unit: Some("%".to_owned()),
        ..Value::default()
    })
}

/// An amount of money: 1.5 مليار دولار، دينارين أردنيين.
pub(super) fn money(phrase: &Phrase<'_>, _: Context<'_>) -> Option<Value> {
    let (number, from) = counted(phrase, Kind::Currency);
    // مئات الملايين من الدولارات
    let from = from + usize::from(phrase.word(from) == "من");
    let counted = phrase.rest(from);
    let unit = currency(phrase, from);
    if number.is_none() && unit.is_none() {
        return None;
    }
    Some(Value {
        amount: number,
        unit: unit.map(str::to_owned),
        counted: some(counted),
        ..Value::default()
    })
}

/// A number with what it counts; a duration where that is a unit of time.
pub(super) fn quantity(phrase: &Phrase<'_>, _: Context<'_>) -> Option<Value> {
    let (amount, from) = counted(phrase, Kind::Unit);
    let unit = unit(phrase, from);
    let mut amount = amount;
    // عامين ونصف، ساعة ونصف الساعة
    if let Some(unit) = &unit
        && unit.end < phrase.len()
        && let Some(fraction) = phrase.word(unit.end).strip_prefix('و')
    {
        let parts = [("نصف", 5, 1), ("ربع", 25, 2)];
        let more = parts.iter().find(|p| p.0 == fraction);
        amount = match (amount, more) {
            (Some(a), Some(&(_, digits, scale))) => a.plus(Decimal::new(digits, scale)?),
            _ => None,
        };
    }
    let duration = unit
        .as_ref()
        .and_then(|u| duration(u.record.field(2), amount?));
    Some(Value {
        iso: duration,
        amount,
        unit: unit.and_then(|u| u.code),
        counted: some(phrase.rest(from)),
        ..Value::default()
    })
}

fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

/// The number at the start of a phrase and the word at which what it counts begins; two where that is a dual alone.
fn counted(phrase: &Phrase<'_>, kind: Kind) -> (Option<Decimal>, usize) {
    if is_dual(phrase, kind) {
        return (Some(Decimal::from(2)), 0);
    }
    match numeral(phrase, 0) {
        Some(Numeral { amount, end }) => (amount, end),
        None => (None, 0),
    }
}

/// Whether a phrase begins with the dual of a unit or currency, or of مرة: its singular is known too.
fn is_dual(phrase: &Phrase<'_>, kind: Kind) -> bool {
    let word = phrase.word(0);
    let Some(stem) = word.strip_suffix("ين").or(word.strip_suffix("ان")) else {
        return false;
    };
    let feminine = stem.strip_suffix('ت').map(|s| format!("{s}ه"));
    if feminine.as_deref() == Some("مره") {
        return true;
    }
    let lexicon = Lexicon::global();
    let known = |form: &str| lexicon.iter(lexicon.get(form)).any(|e| e.kind == kind);
    // سنين is a plural: سن is no unit.
    known(stem) || feminine.is_some_and(|f| known(&f))
}

/// The currency that begins at word `i`.
fn currency(phrase: &Phrase<'_>, i: usize) -> Option<&'static str> {
    let word = phrase.word(i);
    let noun = word.strip_prefix("ال").unwrap_or(word);
    let record = [word, noun].iter().find_map(|form| {
        phrase
            .longest_as(form, i, Kind::Currency, is_current)
            .filter(|(end, _)| *end > i + 1)
    });
    if let Some((_, record)) = record {
        return Some(record.field(0));
    }
    let (_, bare) = phrase.longest_as(noun, i, Kind::Currency, is_current)?;
    let singular = singular(noun, bare);
    if let Some(code) = country_currency(&singular, phrase.word(i + 1)) {
        return Some(code);
    }
    (!SHARED.contains(&singular.as_str())).then(|| bare.field(0))
}

/// Whether a line names a currency of today; some names are those of an older one too.
fn is_current(record: Record<'_>) -> bool {
    !matches!(
        record.field(0),
        "CNH" | "GHC" | "SDD" | "SDP" | "TRL" | "ROL" | "CSD" | "TMM" | "AZM"
    )
}

/// The singular of a currency noun: the first name of one word in its line.
fn singular(noun: &str, record: Record<'_>) -> String {
    let mut names = record.values(1).filter(|n| !n.contains(' '));
    let first = names.find(|n| !n.starts_with("ال")).map(crate::fold::fold);
    first.unwrap_or_else(|| noun.to_owned())
}

/// The currency that a noun and a country's adjective in any form name: دنانير كويتية، الريالات القطرية.
fn country_currency(noun: &str, adjective: &str) -> Option<&'static str> {
    let lexicon = Lexicon::global();
    let country = lexicon
        .iter(lexicon.get(adjective))
        .find(|e| e.kind == Kind::Country && e.detail > 0)?;
    let country = lexicon.record(country);
    let forms = country.values(4).chain(country.values(5));
    forms
        .filter_map(|nisba| {
            let key = format!("{noun} {}", crate::fold::fold(nisba));
            lexicon
                .iter(lexicon.get(&key))
                .filter(|e| e.kind == Kind::Currency)
                .map(|e| lexicon.record(e))
                .find(|r| is_current(*r))
        })
        .map(|record| record.field(0))
        .next()
}

/// A unit that was read.
struct Unit {
    record: Record<'static>,
    /// In UCUM, where the lexicon says it and all words are understood.
    code: Option<String>,
    end: usize,
}

/// The unit that begins at word `i`.
fn unit(phrase: &Phrase<'_>, i: usize) -> Option<Unit> {
    let word = phrase.word(i);
    let bare = word.strip_prefix("ال").unwrap_or(word);
    let (end, record) = phrase
        .longest(i, Kind::Unit, |_| true)
        .or_else(|| phrase.longest_as(bare, i, Kind::Unit, |_| true))?;
    let code = record.field(3);
    let (rate, known) = match (phrase.word(end), phrase.word(end + 1)) {
        ("", _) => ("", true),
        ("يوميا", _) => ("/d", true),
        ("اسبوعيا", _) => ("/wk", true),
        ("شهريا", _) => ("/mo", true),
        ("سنويا", _) => ("/a", true),
        ("في", "الثانيه") => ("/s", true),
        ("في", "الدقيقه") => ("/min", true),
        ("في", "الساعه") => ("/h", true),
        ("في", "اليوم") => ("/d", true),
        (next, _) => (
            "",
            matches!(next, "ونصف" | "وربع") || next == "واحد" || next == "واحده",
        ),
    };
    Some(Unit {
        record,
        code: (known && !code.is_empty()).then(|| format!("{code}{rate}")),
        end,
    })
}

/// An ISO 8601 duration of a unit of time by its Latin name.
fn duration(unit: &str, amount: Decimal) -> Option<String> {
    let (time, factor, letter) = match unit {
        "millisecond" => ("T", Decimal::new(1, 3)?, 'S'),
        "second" => ("T", Decimal::from(1), 'S'),
        "minute" => ("T", Decimal::from(1), 'M'),
        "hour" => ("T", Decimal::from(1), 'H'),
        "day" => ("", Decimal::from(1), 'D'),
        "week" => ("", Decimal::from(1), 'W'),
        "month" => ("", Decimal::from(1), 'M'),
        "year" => ("", Decimal::from(1), 'Y'),
        "decade" => ("", Decimal::from(10), 'Y'),
        "century" => ("", Decimal::from(100), 'Y'),
        _ => return None,
    };
    Some(format!("P{time}{}{letter}", amount.times(factor)?))
}
