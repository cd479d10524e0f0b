//! Numbers in figures and in words: 3,5 ملايين، مليون و180 ألف، مليارين ونصف المليار، خمسة وعشرين.

use super::decimal::Decimal;
use super::phrase::Phrase;
use crate::lexicon::Kind;

/// A number that was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Numeral {
    /// How much; `None` where the words do not say: مئات الآلاف، بضعة.
    pub amount: Option<Decimal>,
    /// The word after it.
    pub end: usize,
}

/// What one or several words add to a number.
enum Part {
    /// Figures, or a cardinal below the multipliers: 180، خمسة، ثلاثمئة.
    Count(Decimal),
    /// The dual of a multiplier, which nothing multiplies: مليونين.
    Whole(Decimal),
    /// ألف، مليون
    Multiplier(Decimal),
    /// نصف، ربع
    Fraction(Decimal),
    /// عشرات، بضع
    Vague,
}

/// The number that begins at word `i`.
pub(super) fn numeral(phrase: &Phrase<'_>, i: usize) -> Option<Numeral> {
    let mut sum = Sum::default();
    let (part, mut end) = part(phrase, phrase.word(i), i, &sum)?;
    sum.add(part, false);
    while let Some((part, joined, next)) = following(phrase, end, &sum) {
        sum.add(part, joined);
        end = next;
    }
    Some(Numeral {
        amount: sum.total(),
        end,
    })
}

/// The ordinal that begins at word `i`, الحادي عشر, and the word after it.
pub(super) fn ordinal(phrase: &Phrase<'_>, i: usize) -> Option<(u8, usize)> {
    let (end, record) = phrase.longest(i, Kind::NumberWord, |r| r.field(2) == "ordinal")?;
    Some((record.field(0).parse().ok()?, end))
}

/// The part of a number that goes on at word `i`: whether it is joined by و, and the word after it.
fn following(phrase: &Phrase<'_>, i: usize, sum: &Sum) -> Option<(Part, bool, usize)> {
    let word = phrase.word(i);
    if word == "و" {
        let (part, end) = part(phrase, phrase.word(i + 1), i + 1, sum)?;
        return Some((part, true, end));
    }
    if let Some(rest) = word.strip_prefix('و')
        && let Some((part, end)) = part(phrase, rest, i, sum)
    {
        return Some((part, true, end));
    }
    // Only what multiplies stands beside a number without و: مليون, or المليون after a half.
    let beside = |form: &str| match part(phrase, form, i, sum)? {
        (part @ (Part::Multiplier(_) | Part::Vague), end) => Some((part, false, end)),
        _ => None,
    };
    beside(word).or_else(|| beside(word.strip_prefix("ال")?))
}

/// What the word `first` at `i`, and the words after it, add.
fn part(phrase: &Phrase<'_>, first: &str, i: usize, sum: &Sum) -> Option<(Part, usize)> {
    if first.starts_with(|c: char| c.is_ascii_digit()) {
        return Some((Part::Count(figures(first, phrase.raw(i))?), i + 1));
    }
    let number = |r: crate::lexicon::Record<'_>| r.field(0).parse::<u64>().ok();
    if sum.has_parts()
        && let Some((end, record)) =
            phrase.longest_as(first, i, Kind::NumberWord, |r| r.field(2) == "multiplier")
    {
        return Some((Part::Multiplier(number(record)?.into()), end));
    }
    if let Some((end, record)) =
        phrase.longest_as(first, i, Kind::NumberWord, |r| r.field(2) == "cardinal")
    {
        let value = number(record)?;
        let part = if value >= 2000 {
            Part::Whole(value.into())
        } else {
            Part::Count(value.into())
        };
        return Some((part, end));
    }
    if let Some((end, record)) =
        phrase.longest_as(first, i, Kind::NumberWord, |r| r.field(2) == "multiplier")
    {
        let value = number(record)?;
        // مليونا دولار are two: alone before what it counts the form is the dual.
        let dual = first.ends_with("ونا") || first.ends_with("ارا");
        return Some(match first {
            "الاف" | "الوف" | "ملايين" | "مليارات" | "ملايير" | "بلايين" | "تريليونات" | "ترليونات" => {
                (Part::Vague, end)
            }
            _ if dual => (Part::Whole((2 * value).into()), end),
            _ => (Part::Multiplier(value.into()), end),
        });
    }
    let fraction =
        |r: crate::lexicon::Record<'_>| matches!(r.field(0), "1/2" | "1/4" | "3/4" | "1/3" | "2/3");
    if let Some((end, record)) = phrase.longest_as(first, i, Kind::NumberWord, |r| {
        r.field(2) == "fraction" && fraction(r)
    }) {
        let part = match record.field(0) {
            "1/2" => Part::Fraction(Decimal::new(5, 1)?),
            "1/4" => Part::Fraction(Decimal::new(25, 2)?),
            "3/4" => Part::Fraction(Decimal::new(75, 2)?),
            // A third is no decimal number.
            _ => Part::Vague,
        };
        return Some((part, end));
    }
    phrase
        .longest_as(first, i, Kind::NumberWord, |r| r.field(2) == "vague")
        .map(|(end, _)| (Part::Vague, end))
}

/// The parts of a number so far.
#[derive(Default)]
struct Sum {
    /// What is complete: groups with their multipliers.
    done: Option<Decimal>,
    /// The group that a multiplier may still multiply.
    group: Option<Decimal>,
    /// Whether the group is a fraction, which belongs to the multiplier before it where none follows.
    fraction: bool,
    /// The last addend and its multiplier.
    last: Option<(Decimal, Decimal)>,
    /// The words do not say how much, or it is too much.
    unknown: bool,
}

impl Sum {
    fn has_parts(&self) -> bool {
        self.done.is_some() || self.group.is_some() || self.unknown
    }

    fn add(&mut self, part: Part, joined: bool) {
        if self.try_add(part, joined).is_none() {
            self.unknown = true;
        }
    }

    fn try_add(&mut self, part: Part, joined: bool) -> Option<()> {
        match part {
            Part::Vague => return None,
            Part::Count(n) => {
                self.close()?;
                self.group = Some(match self.group {
                    Some(group) => group.plus(n)?,
                    None => n,
                });
            }
            Part::Fraction(n) => {
                self.flush()?;
                self.group = Some(n);
                self.fraction = true;
            }
            Part::Whole(n) => {
                self.flush()?;
                self.put(n, Decimal::from(1))?;
                // Half of it may follow: مليارين ونصف المليار.
                let power = power_of_ten(n)?;
                self.last = Some((n, power));
            }
            Part::Multiplier(n) => {
                let hundred = n == Decimal::from(100);
                match self.group {
                    // ثلاث مئة, but ألف ومئة and مئة وألف
                    Some(group) if !joined => {
                        let product = group.times(n)?;
                        if hundred {
                            self.group = Some(product);
                        } else {
                            self.group = None;
                            self.fraction = false;
                            self.put(product, n)?;
                        }
                    }
                    Some(group) if hundred => self.group = Some(group.plus(n)?),
                    None if hundred => self.group = Some(n),
                    // ألف مليار
                    None if !joined && self.last.is_some() => {
                        let (addend, _) = self.last?;
                        let rest = self.done?.plus(addend.times(minus_one())?)?;
                        self.done = Some(rest);
                        self.put(addend.times(n)?, n)?;
                    }
                    _ => {
                        self.flush()?;
                        self.put(n, n)?;
                    }
                }
            }
        }
        Some(())
    }

    /// Adds a complete addend.
    fn put(&mut self, addend: Decimal, multiplier: Decimal) -> Option<()> {
        self.done = Some(match self.done {
            Some(done) => done.plus(addend)?,
            None => addend,
        });
        self.last = Some((addend, multiplier));
        Some(())
    }

    /// A fraction that no multiplier follows is one of the multiplier before it: مليار ونصف.
    fn close(&mut self) -> Option<()> {
        if self.fraction {
            self.flush()?;
        }
        Some(())
    }

    fn flush(&mut self) -> Option<()> {
        let Some(group) = self.group.take() else {
            return Some(());
        };
        let unit = match self.last {
            Some((_, multiplier)) if self.fraction => multiplier,
            _ => Decimal::from(1),
        };
        self.fraction = false;
        self.put(group.times(unit)?, Decimal::from(1))
    }

    fn total(mut self) -> Option<Decimal> {
        self.flush()?;
        self.done.filter(|_| !self.unknown)
    }
}

fn minus_one() -> Decimal {
    Decimal::new(-1, 0).unwrap_or_else(|| Decimal::from(0))
}

/// The multiplier of a dual: a million of two millions.
fn power_of_ten(n: Decimal) -> Option<Decimal> {
    let mut power: i64 = 1;
    let whole = n.whole()?;
    while whole / power >= 10 {
        power = power.checked_mul(10)?;
    }
    Some(Decimal::from(u64::try_from(power).ok()?))
}

/// A number in figures. `folded` has ASCII digits; `raw` tells the Arabic point ٫ from the comma.
///
/// Three digits behind each comma are thousands, otherwise the comma is a decimal point, as in the Maghreb; three zeros
/// behind a point, or several points, are thousands too.
fn figures(folded: &str, raw: &str) -> Option<Decimal> {
    let folded = folded.trim_end_matches(['%', '.', ',']);
    let separators: Vec<char> = folded.chars().filter(|c| !c.is_ascii_digit()).collect();
    let Some(&last) = separators.last() else {
        return Decimal::parse(folded);
    };
    if separators.iter().any(|c| !matches!(c, ',' | '.')) {
        return None;
    }
    let groups: Vec<&str> = folded.split([',', '.']).collect();
    let grouped = groups[0].len() <= 3
        && !groups[0].starts_with('0')
        && groups[1..].iter().all(|g| g.len() == 3);
    let mixed = separators.contains(&',') && separators.contains(&'.');
    let thousands = match last {
        _ if mixed => false,
        _ if raw.contains('\u{66b}') => false,
        '.' => grouped && (separators.len() > 1 || groups[1] == "000"),
        _ => grouped,
    };
    if thousands {
        return Decimal::parse(&groups.concat());
    }
    let decimals = groups.last()?;
    let whole = &groups[..groups.len() - 1];
    // 12,345.6 and 12.345,6: all but the last part are thousands
    let sound = whole.len() == 1
        || mixed
            && separators[..separators.len() - 1]
                .iter()
                .all(|c| *c != last)
            && whole[1..].iter().all(|g| g.len() == 3);
    sound.then(|| Decimal::parse(&format!("{}.{decimals}", whole.concat())))?
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amount(text: &str) -> Option<String> {
        let phrase = Phrase::new(text);
        let numeral = numeral(&phrase, 0)?;
        assert_eq!(numeral.end, phrase.len(), "{text}");
        numeral.amount.map(|a| a.to_string())
    }

    #[test]
    fn reads_figures() {
        for (text, expected) in [
            ("1.5", "1.5"),
            ("3,5", "3.5"),
            ("36,58", "36.58"),
            ("1,250", "1250"),
            ("0,250", "0.25"),
            ("12,345,678", "12345678"),
            ("12,345.6", "12345.6"),
            ("12.345,6", "12345.6"),
            ("15.000", "15000"),
            ("1.250.300", "1250300"),
            ("1.250", "1.25"),
            ("١٢٬٣٤٥٫٦", "12345.6"),
            ("٣٫١٤١", "3.141"),
            ("٤٠", "40"),
        ] {
            assert_eq!(amount(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn reads_words() {
        for (text, expected) in [
            ("خمسة وعشرين", "25"),
            ("واحد وعشرون", "21"),
            ("ثلاثة عشر", "13"),
            ("مئة", "100"),
            ("ثلاث مئة", "300"),
            ("ثلاثمئة وخمسون ألفا", "350000"),
            ("مئة وخمسين", "150"),
            ("ألف ومئة", "1100"),
            ("ألفين وخمسمئة", "2500"),
            ("مليونين وخمسمئة ألف", "2500000"),
            ("مليون و180 ألف", "1180000"),
            ("مليون و 180 ألف", "1180000"),
            ("3,5 ملايين", "3500000"),
            ("مليار ونصف", "1500000000"),
            ("مليون ونصف المليون", "1500000"),
            ("مليارين ونصف المليار", "2500000000"),
            ("مليون ونصف مليون", "1500000"),
            ("نصف مليون", "500000"),
            ("ربع", "0.25"),
            ("ألف مليار", "1000000000000"),
            ("مليونا", "2000000"),
            ("أحد عشر ألفا", "11000"),
            ("مئتي ألف", "200000"),
            ("عشرة آلاف", "10000"),
            ("خمسة ملايير", "5000000000"),
            ("9 تريليونات", "9000000000000"),
        ] {
            assert_eq!(amount(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn leaves_open_what_the_words_do_not_say() {
        for text in ["عشرات الآلاف", "مئات", "ملايين", "بضعة", "ثلث"] {
            assert_eq!(amount(text), None, "{text}");
        }
    }
}
