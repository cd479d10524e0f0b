//! Exact decimal numbers: amounts as the text writes them.

use std::fmt;

/// The most digits after the point.
const FINEST: u32 = 12;

/// A number `digits / 10^scale`, without trailing zeros after the point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Decimal {
    digits: i128,
    scale: u32,
}

impl From<u64> for Decimal {
    fn from(whole: u64) -> Self {
        Self {
            digits: i128::from(whole),
            scale: 0,
        }
    }
}

impl Decimal {
    /// `digits / 10^scale`; `None` where that is finer than twelve digits.
    #[must_use]
    pub fn new(digits: i128, scale: u32) -> Option<Self> {
        let (mut digits, mut scale) = (digits, scale);
        while scale > 0 && digits % 10 == 0 {
            digits /= 10;
            scale -= 1;
        }
        (scale <= FINEST).then_some(Self { digits, scale })
    }

    /// The number that ASCII digits with at most one point write.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        if whole.is_empty() || whole.len() + fraction.len() > 30 {
            return None;
        }
        let all = format!("{whole}{fraction}");
        if !all.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        Self::new(all.parse().ok()?, fraction.len() as u32)
    }

    /// The sum; `None` where it is too large.
    #[must_use]
    pub fn plus(self, other: Self) -> Option<Self> {
        let scale = self.scale.max(other.scale);
        let lift = |d: Self| d.digits.checked_mul(10_i128.checked_pow(scale - d.scale)?);
        Self::new(lift(self)?.checked_add(lift(other)?)?, scale)
    }

    /// The product; `None` where it is too large or too fine.
    #[must_use]
    pub fn times(self, other: Self) -> Option<Self> {
        Self::new(
            self.digits.checked_mul(other.digits)?,
            self.scale + other.scale,
        )
    }

    /// The number where it is whole and fits.
    #[must_use]
    pub fn whole(self) -> Option<i64> {
        (self.scale == 0).then(|| i64::try_from(self.digits).ok())?
    }

    /// The nearest floating-point number.
    #[must_use]
    pub fn to_f64(self) -> f64 {
        self.to_string().parse().unwrap_or(f64::NAN)
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.scale == 0 {
            return write!(f, "{}", self.digits);
        }
        let sign = if self.digits < 0 { "-" } else { "" };
        let width = self.scale as usize + 1;
        let all = format!("{:0width$}", self.digits.unsigned_abs());
        let (whole, fraction) = all.split_at(all.len() - self.scale as usize);
        write!(f, "{sign}{whole}.{fraction}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Decimal {
        Decimal::parse(text).unwrap()
    }

    #[test]
    fn stays_exact() {
        assert_eq!(number("1.50").to_string(), "1.5");
        assert_eq!(number("0.05").to_string(), "0.05");
        assert_eq!(number("007").to_string(), "7");
        let product = number("1.1").times(number("1000000")).unwrap();
        assert_eq!(product.to_string(), "1100000");
        assert_eq!(number("0.1").plus(number("0.2")).unwrap(), number("0.3"));
        assert_eq!(number("65.1").to_f64(), 65.1);
        assert_eq!(number("12").whole(), Some(12));
        assert_eq!(number("1.5").whole(), None);
    }

    #[test]
    fn refuses_what_it_cannot_hold() {
        for text in ["", ".", ".5", "1.2.3", "1,2", "-1", "٣", &"9".repeat(31)] {
            assert_eq!(Decimal::parse(text), None, "{text}");
        }
        let large = number(&"9".repeat(30));
        assert_eq!(large.times(large), None);
        let fine = number("0.0000001");
        assert_eq!(fine.times(fine), None);
    }
}
