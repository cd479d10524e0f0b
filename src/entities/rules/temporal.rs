//! Calendar expressions and times of day.

use super::Rules;
use crate::label::Label;
use crate::lexicon::Kind;
use crate::tokenize::TokenKind;

/// Parts of the day, folded; they open a date: صباح الثلاثاء.
const DAY_PARTS: &[&str] = &[
    "صباح",
    "مساء",
    "ظهر",
    "عصر",
    "فجر",
    "ليل",
    "ليله",
    "عشيه",
    "غداه",
    "ضحي",
    "نهار",
    "منتصف ليل",
    "سحر",
];
/// Parts of a longer time, folded: مطلع الشهر.
const EDGES: &[&str] = &[
    "مطلع",
    "بدايه",
    "نهايه",
    "اواخر",
    "اوايل",
    "منتصف",
    "اواسط",
    "ختام",
    "مستهل",
    "موفي",
    "متم",
    "غضون",
    "خريف",
    "ربيع",
    "صيف",
    "شتاء",
    "حلول",
];
/// Times that an edge makes a date: نهاية العام.
const BOUNDED: &[&str] = &[
    "العام",
    "السنه",
    "الشهر",
    "الاسبوع",
    "الموسم",
    "القرن",
    "العقد",
];
/// Edges that stay outside the date.
const OUTER: &[&str] = &["غضون", "حلول", "ختام"];
/// Days relative to the day of writing, folded.
const RELATIVE_DAYS: &[&str] = &["اليوم", "امس", "غدا", "الغد", "البارحه", "الليله", "غد"];
/// Times that take a modifier: الشهر الماضي.
const DEFINITE_TIMES: &[&str] = &[
    "العام",
    "السنه",
    "الشهر",
    "الاسبوع",
    "اليوم",
    "القرن",
    "العقد",
    "الموسم",
    "الصيف",
    "الشتاء",
    "الربيع",
    "الخريف",
    "الفصل",
    "الليله",
    "الاعوام",
    "السنوات",
    "الاشهر",
    "الشهور",
    "الاسابيع",
    "الايام",
    "العقود",
    "القرون",
    "العامين",
    "السنتين",
    "الشهرين",
    "الاسبوعين",
    "اليومين",
    "العقدين",
    "الساعات",
    "الفتره",
    "الصباح",
    "المساء",
    "الفجر",
    "الاحد",
];
/// Modifiers of a time, folded.
const MODIFIERS: &[&str] = &[
    "الماضي",
    "الماضيه",
    "المقبل",
    "المقبله",
    "الجاري",
    "الجاريه",
    "الحالي",
    "الحاليه",
    "القادم",
    "القادمه",
    "الفايت",
    "الفايته",
    "المنصرم",
    "المنصرمه",
    "المنقضي",
    "المنقضيه",
    "الفارط",
    "الفارطه",
    "السابق",
    "السابقه",
    "التالي",
    "التاليه",
    "الاخير",
    "الاخيره",
    "الاخيرين",
    "الماضيين",
    "المقبلين",
    "نفسه",
    "نفسها",
    "ذاته",
];
/// What a definite time without a modifier needs, to be sure that it is a date.
const SURE_ALONE: &[&str] = &["اليوم", "الليله"];
/// Heads before a year or a name of a time: عام 2019, يوم الأحد.
const YEAR_HEADS: &[&str] = &[
    "عام",
    "سنه",
    "العام",
    "السنه",
    "عامي",
    "سنتي",
    "اعوام",
    "سنوات",
    "موسم",
    "صيف",
    "شتاء",
    "ربيع",
    "خريف",
    "حوالي عام",
];
const ORDINALS: &[&str] = &[
    "الاول",
    "الاولي",
    "الثاني",
    "الثانيه",
    "الثالث",
    "الثالثه",
    "الرابع",
    "الرابعه",
    "الخامس",
    "الخامسه",
    "السادس",
    "السادسه",
    "السابع",
    "السابعه",
    "الثامن",
    "الثامنه",
    "التاسع",
    "التاسعه",
    "العاشر",
    "العاشره",
    "الاخير",
    "الحادي",
    "الحاديه",
    "العشرين",
    "الثلاثين",
];
const CLOCK_HOURS: &[&str] = &[
    "الواحده",
    "الثانيه",
    "الثالثه",
    "الرابعه",
    "الخامسه",
    "السادسه",
    "السابعه",
    "الثامنه",
    "التاسعه",
    "العاشره",
    "الحاديه",
    "الثانيه عشره",
];
const CLOCK_PARTS: &[&str] = &["صباحا", "مساء", "ظهرا", "عصرا", "فجرا", "ليلا", "ص", "م"];
const DECADES: &[&str] = &[
    "عشرينيات",
    "ثلاثينيات",
    "اربعينيات",
    "خمسينيات",
    "ستينيات",
    "سبعينيات",
    "ثمانينيات",
    "تسعينيات",
    "عشرينات",
    "ثلاثينات",
    "اربعينات",
    "خمسينات",
    "ستينات",
    "سبعينات",
    "ثمانينات",
    "تسعينات",
];

/// All words, folded, with which a date or time may begin that no lexicon knows: nothing else is looked at.
pub(super) const OPENERS: &[&[&str]] = &[
    DAY_PARTS,
    EDGES,
    RELATIVE_DAYS,
    DEFINITE_TIMES,
    YEAR_HEADS,
    ORDINALS,
    CLOCK_HOURS,
    DECADES,
    &["الساعه", "يوم", "اول", "بعد", "قبل", "شهر", "شهري"],
    &["هذا", "هذه", "ذلك", "تلك"],
    &["الربع", "النصف", "الفصل", "الثلث", "الشطر", "الفتره"],
];

/// Whether a folded token can be a year.
pub(super) fn is_year(form: &str) -> bool {
    form.len() == 4 && form.bytes().all(|b| b.is_ascii_digit()) && ("1000".."2200").contains(&form)
        || form.len() == 9
            && form.as_bytes()[4] == b'-'
            && form
                .bytes()
                .enumerate()
                .all(|(n, b)| n == 4 || b.is_ascii_digit())
}

fn is_day(form: &str) -> bool {
    !form.is_empty() && form.len() <= 2 && form.parse::<u8>().is_ok_and(|n| (1..=31).contains(&n))
}

/// Whether a folded token is a date in figures: 10/11/2023, 2023-11-10.
fn is_figures(form: &str) -> bool {
    let parts: Vec<&str> = form.split(['/', '-', '.']).collect();
    (2..=3).contains(&parts.len())
        && parts
            .iter()
            .all(|p| p.bytes().all(|b| b.is_ascii_digit()) && (1..=4).contains(&p.len()))
        && (parts.len() == 3 || form.contains('/'))
        && parts.iter().filter(|p| is_day(p)).count() >= 2
}

fn is_clock(form: &str) -> bool {
    form.split_once(':').is_some_and(|(h, m)| {
        h.parse::<u8>().is_ok_and(|h| h < 25)
            && m.len() == 2
            && m.parse::<u8>().is_ok_and(|m| m < 60)
    })
}

impl Rules<'_> {
    /// Marks the date or time that begins at token `i`; gives the token after it.
    pub(super) fn temporal(&mut self, i: usize) -> Option<usize> {
        if let Some(end) = self.time_of_day(i) {
            self.value(Label::Time, i, end, 0.95);
            return Some(end);
        }
        let (start, end) = self.date(i)?;
        self.value(Label::Date, start, end, 0.95);
        Some(end)
    }

    /// Whether a date or time begins at token `i`.
    pub(super) fn begins_time(&self, i: usize) -> bool {
        let kind = self.words.kind(i);
        matches!(kind, TokenKind::Word | TokenKind::Number)
            && (self.time_of_day(i).is_some() || self.date(i).is_some())
    }

    fn time_of_day(&self, i: usize) -> Option<usize> {
        let mut at = i + 1;
        let hour = self.is_one_of(i, CLOCK_HOURS);
        let past = |at: usize| self.is_raw_one_of(at, &["والنصف", "والربع", "والثلث"]);
        if self.words.folded_stem(i) == "الساعه" {
            if self.words.kind(at) == TokenKind::Number {
                at += 1;
            } else if self.is_one_of(at, CLOCK_HOURS) {
                at += 1 + usize::from(self.words.folded(at + 1) == "عشره");
            } else {
                return None;
            }
        } else {
            let figures = self.words.kind(i) == TokenKind::Number && is_clock(self.words.folded(i));
            let said =
                hour && (past(at) || self.is_one_of(at, CLOCK_PARTS) && self.words.adjacent(i));
            if !figures && !said {
                return None;
            }
        }
        let before = self.words.folded(at) == "الا"
            && self.is_one_of(at + 1, &["ربعا", "الربع", "ثلثا", "الثلث", "خمس"]);
        let minutes =
            self.words.folded(at).starts_with('و') && self.is_one_of(at + 1, &["دقيقه", "دقايق"]);
        if past(at) {
            at += 1;
        } else if before || minutes {
            at += 2;
        }
        if self.is_one_of(at, CLOCK_PARTS) {
            at += 1;
        }
        Some(at)
    }

    /// The date that begins at token `i`, its outer edge left out.
    fn date(&self, i: usize) -> Option<(usize, usize)> {
        let form = self.words.folded_stem(i);
        // مطلع الشهر الجاري، نهاية 2025: an edge and a date
        if EDGES.contains(&form)
            && i + 1 < self.words.len()
            && self.words.adjacent(i)
            && let Some(end) = self
                .period(i + 1)
                .or_else(|| self.day(i + 1))
                .or_else(|| self.year_phrase(i + 1, true))
        {
            return Some((if OUTER.contains(&form) { i + 1 } else { i }, end));
        }
        // نهاية العام، مطلع الشهر
        if EDGES.contains(&form)
            && !OUTER.contains(&form)
            && self.joined(i + 1)
            && self.no_prefix(i + 1)
            && self.is_raw_one_of(i + 1, BOUNDED)
        {
            return Some((i, i + 2));
        }
        // بعد ظهر الأحد، منتصف ليل السبت
        let split = matches!(
            (form, self.words.folded(i + 1)),
            ("قبل" | "بعد", "ظهر") | ("منتصف", "ليل" | "نهار")
        );
        if split
            && self.joined(i + 1)
            && self.joined(i + 2)
            && let Some(end) = self.day(i + 2)
        {
            return Some((i, end));
        }
        // شهري أيلول وتشرين الأول
        if form == "شهري"
            && self.joined(i + 1)
            && let Some(first) = self.month(i + 1, true)
            && self.words.folded(first).starts_with('و')
            && let Some(end) = self.month(first, true)
        {
            return Some((i, end));
        }
        if DAY_PARTS.contains(&form)
            && i + 1 < self.words.len()
            && self.words.adjacent(i)
            && let Some(end) = self.day(i + 1).or_else(|| self.period(i + 1))
        {
            return Some((i, end));
        }
        let end = self
            .day(i)
            .or_else(|| self.period(i))
            .or_else(|| self.year_phrase(i, false))?;
        Some((i, end))
    }

    /// A day: اليوم الثلاثاء، يوم الأحد الماضي 12 يناير 2024، أمس.
    fn day(&self, i: usize) -> Option<usize> {
        let mut at = i;
        let mut found = false;
        if self.words.folded_stem(at) == "يوم" && self.words.is_word(at) {
            at += 1;
        }
        let pair = (self.words.folded_stem(at), self.words.folded(at + 1));
        if matches!(pair, ("اول", "امس") | ("بعد", "غد")) {
            at += 2;
            found = true;
        } else if self.is_one_of(at, RELATIVE_DAYS) && (at == i || self.no_prefix(at)) {
            at += 1;
            found = true;
            if self.words.folded(at) == "الاول" && self.words.folded(at - 1) == "امس" {
                at += 1;
            }
        }
        if at > i && !self.joined(at) {
            return found.then_some(at);
        }
        if let Some(day) = self.weekday(at) {
            at = day;
            found = true;
            // ليل الثلاثاء/ الأربعاء، الأحد - الاثنين
            if matches!(self.words.raw(at), "/" | "-" | "–")
                && let Some(next) = self.weekday(at + 1)
            {
                at = next;
            }
        } else if at > i && !found {
            return self.calendar(at).or_else(|| {
                (self.is_one_of(at, MODIFIERS) && self.words.folded_stem(i).starts_with("ال"))
                    .then_some(at + 1)
            });
        }
        if !found {
            return self.calendar(i);
        }
        while at < self.words.len() && self.joined(at) && self.is_one_of(at, MODIFIERS) {
            at += 1;
        }
        if at < self.words.len() && (self.joined(at) || self.words.raw(at) == "،") {
            let from = if self.words.raw(at) == "،" {
                at + 1
            } else {
                at
            };
            if (from == at || is_day(self.words.folded(from)))
                && let Some(end) = self.calendar(from)
            {
                at = end;
            }
        }
        Some(at)
    }

    /// Whether token `i` follows the one before it on the same line.
    fn joined(&self, i: usize) -> bool {
        i > 0 && i < self.words.len() && self.words.adjacent(i - 1)
    }

    fn weekday(&self, i: usize) -> Option<usize> {
        let hit = self.hits.longest(i, Kind::Weekday)?;
        let form = self.words.folded_stem(i);
        // الاحد is a day, احد is "one of"
        (form.starts_with("ال") || self.words.folded(i).starts_with("لل"))
            .then_some(hit.end as usize)
    }

    /// A date of a calendar: 12 يناير 2024، 8 كانون الأول/ديسمبر، الرابع من يونيو 1967، 12 محرم 1447 هـ، مارس المقبل.
    fn calendar(&self, i: usize) -> Option<usize> {
        if self.words.kind(i) == TokenKind::Number && is_figures(self.words.folded(i)) {
            return Some(i + 1);
        }
        let mut at = i;
        let mut day = false;
        if self.words.kind(at) == TokenKind::Number && is_day(self.words.folded(at)) {
            at += 1;
            day = true;
            if self.words.folded(at) == "من" {
                at += 1;
            }
        } else if self.is_one_of(at, ORDINALS) {
            at += 1;
            if self.words.folded(at) == "عشر"
                || self.words.folded(at) == "والعشرين"
                || self.words.folded(at) == "والثلاثين"
            {
                at += 1;
            }
            if self.words.folded(at) == "من" {
                at += 1;
                day = true;
            } else {
                return None;
            }
        } else if self.is_one_of(at, &["شهر", "شهري"]) {
            at += 1;
        }
        if self.words.folded(at) == "شهر" {
            at += 1;
        }
        let sure = day || at > i;
        at = self.month(at, sure)?;
        // ديسمبر/كانون الأول
        for _ in 0..2 {
            if matches!(self.words.raw(at), "/" | "-" | "(")
                && let Some(next) = self.month(at + 1, true)
            {
                at = next + usize::from(self.words.raw(next) == ")" && self.words.raw(at) == "(");
                continue;
            }
            break;
        }
        let comma = usize::from(self.words.raw(at) == "،" && is_year(self.words.folded(at + 1)));
        if at + comma < self.words.len() && is_year(self.words.folded(at + comma)) {
            at += comma + 1;
        } else if self.is_one_of(at, &["عام", "سنه", "من عام"])
            && is_year(self.words.folded(at + 1))
        {
            at += 2;
        } else if self.words.folded(at) == "من"
            && self.is_one_of(at + 1, &["عام", "سنه", "العام", "السنه"])
            && let Some(end) = self
                .year_phrase(at + 1, true)
                .or_else(|| self.period(at + 1))
        {
            at = end;
        }
        if self.is_raw_one_of(at, &["ه", "م", "هجري", "هجريه", "ميلادي", "ميلاديه"])
            && self.words.kind(at - 1) == TokenKind::Number
        {
            at += 1;
        }
        while at < self.words.len() && self.joined(at) && self.is_one_of(at, MODIFIERS) {
            at += 1;
        }
        Some(at)
    }

    /// A month; one whose name is an ordinary word too (مارس) only where `sure` or where nothing speaks against it.
    fn month(&self, i: usize, sure: bool) -> Option<usize> {
        let hit = self.hits.longest(i, Kind::Month)?;
        let end = hit.end as usize;
        if sure || end > i + 1 {
            return Some(end);
        }
        let ambiguous = matches!(
            self.words.folded_stem(i),
            "مارس"
                | "صفر"
                | "رجب"
                | "ايار"
                | "اب"
                | "ماي"
                | "شعبان"
                | "رمضان"
                | "محرم"
                | "ربيع"
                | "شوال"
                | "جوان"
                | "اوت"
                | "مي"
        );
        if !ambiguous {
            return Some(end);
        }
        let before = i > 0
            && matches!(
                self.words.folded(i - 1),
                "في" | "منذ" | "خلال" | "حتي" | "من" | "الي" | "نهايه" | "مطلع" | "منتصف"
            );
        let after = self.is_one_of(end, MODIFIERS)
            || is_year(self.words.folded(end))
            || self.words.raw(end) == "/";
        (before || after).then_some(end)
    }

    /// A longer time: العام الماضي، هذا الأسبوع، الربع الثالث من 2026، السنوات الخمس الأخيرة، ثمانينيات القرن الماضي.
    fn period(&self, i: usize) -> Option<usize> {
        let form = self.words.folded_stem(i);
        if matches!(form, "هذا" | "هذه" | "ذلك" | "تلك")
            && self.is_one_of(i + 1, DEFINITE_TIMES)
            && self.no_prefix(i + 1)
        {
            let end = i + 2;
            return Some(if self.is_one_of(end, MODIFIERS) {
                end + 1
            } else {
                end
            });
        }
        if DECADES.contains(&form) && self.words.folded(i + 1) == "القرن" {
            return Some(
                if self.is_one_of(i + 2, MODIFIERS) || self.is_one_of(i + 2, ORDINALS) {
                    i + 3
                } else {
                    i + 2
                },
            );
        }
        if matches!(
            form,
            "الربع" | "النصف" | "الفصل" | "الثلث" | "الشطر" | "الفتره"
        ) && self.is_one_of(i + 1, ORDINALS)
            || form == "الفتره" && self.is_one_of(i + 1, &["نفسها", "ذاتها"])
        {
            if self.words.folded(i + 2) == "من" {
                let rest = self
                    .period(i + 3)
                    .or_else(|| self.year_phrase(i + 3, true))
                    .or_else(|| self.calendar(i + 3));
                if let Some(end) = rest {
                    return Some(end);
                }
            }
            if form == "الربع" {
                return Some(i + 2);
            }
            return None;
        }
        if DEFINITE_TIMES.contains(&form) {
            let mut at = i + 1;
            if is_year(self.words.folded(at)) && form == "العام" {
                return Some(at + 1);
            }
            // السنوات الخمس الأخيرة
            if self
                .hits
                .longest(at, Kind::NumberWord)
                .is_some_and(|h| h.end as usize == at + 1)
                || self.words.kind(at) == TokenKind::Number
            {
                at += 1;
            }
            let first = at;
            while at < self.words.len()
                && self.joined(at)
                && self.is_one_of(at, MODIFIERS)
                && self.no_prefix(at)
            {
                at += 1;
            }
            if at > first || SURE_ALONE.contains(&form) {
                return Some(at);
            }
            if form == "القرن" && self.is_one_of(at, ORDINALS) {
                at += 1;
                return Some(
                    if self.words.folded(at) == "عشر" || self.words.folded(at) == "والعشرين"
                    {
                        at + 1
                    } else {
                        at
                    },
                );
            }
        }
        None
    }

    /// A year with its head, عام 2019, or alone after a preposition of time, where `sure` without one.
    fn year_phrase(&self, i: usize, sure: bool) -> Option<usize> {
        let form = self.words.folded_stem(i);
        if YEAR_HEADS.contains(&form) && is_year(self.words.folded(i + 1)) {
            let mut at = i + 2;
            // عامي 2022 و2023
            if self.words.folded(at) == "و" && is_year(self.words.folded(at + 1)) {
                at += 2;
            } else if self.words.folded(at).strip_prefix('و').is_some_and(is_year) {
                at += 1;
            }
            if self.is_raw_one_of(at, &["ه", "م", "هجري", "ميلادي"]) {
                at += 1;
            }
            return Some(at);
        }
        let year = self.words.kind(i) == TokenKind::Number && is_year(self.words.folded(i));
        let before = i > 0
            && matches!(
                self.words.folded(i - 1),
                "في" | "منذ" | "حتي" | "سنه" | "خلال" | "الي" | "بحلول" | "قبل" | "بعد"
            );
        let counted = self.words.folded(i + 1).ends_with('ا') && self.words.is_word(i + 1);
        (year && (sure || before) && !counted).then_some(i + 1)
    }
}
