//! Amounts: numbers with what they count, money, percentages.

use super::Rules;
use crate::entities::words::Hit;
use crate::label::Label;
use crate::lexicon::Kind;
use crate::tokenize::TokenKind;

/// Words that multiply the number before them, folded.
const MULTIPLIERS: &[&str] = &[
    "الف",
    "الفا",
    "الاف",
    "الفي",
    "الفين",
    "مليون",
    "مليونا",
    "مليونين",
    "مليوني",
    "ملايين",
    "مليار",
    "مليارا",
    "مليارين",
    "ملياري",
    "مليارات",
    "ملايير",
    "بليون",
    "بلايين",
    "تريليون",
    "تريليونا",
    "تريليونات",
    "ترليون",
    "ميه",
    "مايه",
    "ميات",
    "عشرات",
];
/// Parts of one that stand for a number, or follow one after و, folded.
const FRACTIONS: &[&str] = &["نصف", "ربع", "ثلث", "ثلثي", "ثلاثه ارباع"];
/// Duals that are a quantity by themselves, folded: their noun is a unit of time.
const DUALS: &[&str] = &[
    "يومين",
    "يومان",
    "اسبوعين",
    "اسبوعان",
    "شهرين",
    "شهران",
    "عامين",
    "عامان",
    "سنتين",
    "سنتان",
    "ساعتين",
    "ساعتان",
    "دقيقتين",
    "دقيقتان",
    "عقدين",
    "عقدان",
    "قرنين",
    "مرتين",
    "كيلومترين",
    "مترين",
    "طنين",
];
/// What may follow a unit and belongs to it, folded.
const UNIT_ADJECTIVES: &[&str] = &[
    "مربعا",
    "مربع",
    "مربعه",
    "مكعبا",
    "مكعب",
    "مكعبه",
    "ميويه",
    "سنويا",
    "يوميا",
    "شهريا",
    "اسبوعيا",
    "بحريا",
];

/// All words, folded, with which an amount may begin that no lexicon knows, beside duals of currencies.
pub(super) const OPENERS: &[&[&str]] = &[MULTIPLIERS, FRACTIONS, DUALS];

impl Rules<'_> {
    /// The token after the number in figures or words that begins at token `i`; `None` where none does.
    pub(super) fn number(&self, i: usize) -> Option<usize> {
        let mut at = i;
        let mut first = true;
        loop {
            let end = self.number_part(at, first)?;
            first = false;
            at = end;
            while at < self.words.len()
                && self.words.adjacent(at - 1)
                && self.is_one_of(at, MULTIPLIERS)
                && self.no_prefix(at)
            {
                at += 1;
            }
            // خمسة وعشرين، مليون ونصف مليون
            let joined = at < self.words.len()
                && self.words.adjacent(at - 1)
                && self.words.folded(at).starts_with('و')
                && self.words.kind(at) == TokenKind::Word
                && (self.number_part(at, false).is_some());
            if !joined {
                return Some(at);
            }
        }
    }

    fn number_part(&self, i: usize, first: bool) -> Option<usize> {
        if self.words.kind(i) == TokenKind::Number {
            return Some(i + 1);
        }
        if self.words.kind(i) != TokenKind::Word {
            return None;
        }
        let form = if first {
            self.words.folded_stem(i)
        } else {
            self.after_and(i)
        };
        if MULTIPLIERS.contains(&form) || FRACTIONS.contains(&form) {
            return Some(i + 1);
        }
        let cardinal = |h: &&Hit| h.entry(Kind::NumberWord).is_some_and(|e| e.detail == 0);
        self.hits
            .at(i)
            .iter()
            .find(cardinal)
            .map(|h| h.end as usize)
    }

    /// The folded form of token `i` without a leading و.
    fn after_and(&self, i: usize) -> &str {
        let form = self.words.folded(i);
        form.strip_prefix('و').unwrap_or(form)
    }

    /// Whether the number at tokens `i..end` is in words and could be a plain adjective or noun.
    fn in_words(&self, i: usize, end: usize) -> bool {
        (i..end).all(|k| self.words.kind(k) == TokenKind::Word)
    }

    /// Marks amounts that begin at token `i`; gives the token after them.
    pub(super) fn amount(&mut self, i: usize) -> Option<usize> {
        if self.words.kind(i) == TokenKind::Word && DUALS.contains(&self.words.folded_stem(i)) {
            self.value(Label::Quantity, i, i + 1, 0.85);
            return Some(i + 1);
        }
        // دينارين، دولارين: a dual currency is an amount by itself
        if self.words.kind(i) == TokenKind::Word
            && (self.words.folded_stem(i).ends_with("ين")
                || self.words.folded_stem(i).ends_with("ان"))
            && self.dual_currency(i)
        {
            let end = self.currency(i).unwrap_or(i + 1);
            self.value(Label::Money, i, end, 0.8);
            return Some(end);
        }
        let end = self.number(i)?;
        let raw = self.words.raw(end - 1);
        if raw.ends_with(['%', '٪']) {
            self.value(Label::Percent, i, end, 0.98);
            return Some(end);
        }
        if matches!(self.words.raw(end), "%" | "٪") {
            self.value(Label::Percent, i, end + 1, 0.98);
            return Some(end + 1);
        }
        if end < self.words.len() && self.words.adjacent(end - 1) {
            if let Some(after) = self.percent_words(end) {
                self.value(Label::Percent, i, after, 0.97);
                return Some(after);
            }
            if let Some(after) = self.currency(end) {
                self.value(Label::Money, i, after, 0.95);
                return Some(after);
            }
            if let Some(unit) = self.hits.longest(end, Kind::Unit)
                && unit.span.start == self.words.tokens[end].span.start
            {
                let mut after = unit.end as usize;
                while after < self.words.len() && self.is_one_of(after, UNIT_ADJECTIVES) {
                    after += 1;
                }
                if self.words.folded(after) == "في"
                    && self.is_one_of(after + 1, &["الثانيه", "الساعه", "الدقيقه", "اليوم"])
                {
                    after += 2;
                }
                self.value(Label::Quantity, i, after, 0.95);
                return Some(after);
            }
            if self.counted(end) && !self.is_year(i, end) {
                let score = if self.in_words(i, end) { 0.75 } else { 0.85 };
                self.value(Label::Quantity, i, end + 1, score);
                return Some(end + 1);
            }
        }
        None
    }

    fn is_year(&self, i: usize, end: usize) -> bool {
        end == i + 1
            && super::temporal::is_year(self.words.folded(i))
            && !self.words.folded(end).ends_with('ا')
    }

    /// Whether token `i` is a noun that a number before it counts: indefinite, neither a closed-class word nor a name.
    fn counted(&self, i: usize) -> bool {
        let form = self.words.folded(i);
        self.words.kind(i) == TokenKind::Word
            && self.no_prefix(i)
            && !form.starts_with("ال")
            && form.chars().count() >= 3
            && !self.at(i, Kind::FunctionWord)
            && !self.at(i, Kind::Month)
            && !self.at(i, Kind::Weekday)
            && !self.is_finite_cue(i)
            && self.words.folded_suffix(i) == 0
    }

    fn percent_words(&self, i: usize) -> Option<usize> {
        if self.is_raw_one_of(i, &["بالميه", "بالمايه"]) {
            return Some(i + 1);
        }
        (matches!(self.words.folded(i), "في") && self.is_raw_one_of(i + 1, &["الميه", "المايه"]))
            .then_some(i + 2)
    }

    fn currency(&self, i: usize) -> Option<usize> {
        let hit = self.hits.longest(i, Kind::Currency)?;
        if hit.span.start != self.words.tokens[i].span.start {
            return None;
        }
        let end = hit.end as usize;
        // دينارين أردنيين: a country's adjective in a form that the lexicon of currencies does not list
        let adjective = hit.len() == 1
            && end < self.words.len()
            && self.words.adjacent(end - 1)
            && self.no_prefix(end)
            && self.words.folded(end).starts_with("ال") == self.words.folded(i).starts_with("ال")
            && self
                .hits
                .at(end)
                .iter()
                .any(|h| h.len() == 1 && h.of(Kind::Country).any(|e| e.detail > 0));
        Some(end + usize::from(adjective))
    }

    fn dual_currency(&self, i: usize) -> bool {
        let stem = self.words.folded_stem(i);
        let singular = &stem[..stem.len() - "ين".len()];
        let lexicon = crate::lexicon::Lexicon::global();
        lexicon
            .iter(lexicon.get(singular))
            .any(|e| e.kind == Kind::Currency)
    }
}
