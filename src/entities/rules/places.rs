//! Places: of the lexicons, and after the words that open them.

use super::Rules;
use crate::entities::words::Hit;
use crate::label::Label;
use crate::lexicon::{Kind, Lexicon};

/// Prepositions of place, folded.
const PREPOSITIONS: &[&str] = &[
    "في", "من", "الي", "نحو", "قرب", "عبر", "شرق", "غرب", "شمال", "جنوب", "وسط", "داخل", "خارج",
    "بين",
];

/// Towns with fewer inhabitants are rarely in the news; their names more often are something else.
const SMALL: u64 = 100_000;

impl Rules<'_> {
    pub(super) fn place(&mut self, i: usize) {
        let lexicon = Lexicon::global();
        let hits = self.hits.at(i);
        for &(mut hit) in hits
            .iter()
            .filter(|h| h.is(Kind::Place) || h.is(Kind::Country))
        {
            self.leave_head_outside(&mut hit);
            if let Some(entry) = hit.of(Kind::Country).find(|e| e.detail == 0) {
                let id = format!("iso3166:{}", lexicon.record(entry).field(0));
                let placed = self.after_preposition(i, hit.span.start);
                let score = match entry.level {
                    0 => 0.95,
                    _ if placed => 0.6,
                    _ => 0.3,
                };
                self.push_hit(Label::Loc, &hit, score, Some(&id));
                continue;
            }
            // Of several places with one name the most populous stands for the name here; links are decided later.
            let Some(entry) = hit.of(Kind::Place).max_by_key(|&e| {
                (
                    e.level == 0,
                    lexicon.record(e).field(5).parse::<u64>().unwrap_or(0),
                )
            }) else {
                continue;
            };
            let headed = hit.start as usize > i || self.after_place_head(i);
            let placed = headed || self.after_preposition(i, hit.span.start);
            let name_too = hit.len() == 1 && self.level(i, Kind::NamePart).is_some();
            let record = lexicon.record(entry);
            let small = hit.len() == 1
                && record.field(1) == "city"
                && record.field(5).parse::<u64>().is_ok_and(|n| n < SMALL);
            let score = match entry.level {
                0 if name_too && !placed => 0.5,
                0 if small && !placed => 0.65,
                0 if hit.len() > 1 => 0.97,
                0 => 0.88,
                1 if headed => 0.85,
                1 if placed => 0.62,
                1 => 0.35,
                _ if headed => 0.75,
                _ => continue,
            };
            self.push_hit(
                Label::Loc,
                &hit,
                score,
                Some(lexicon.record(entry).field(0)),
            );
        }
        self.headed_place(i);
    }

    /// Takes off the word for a kind of place with which the lexicon lists a name, where it stays outside and the name is also
    /// known alone: محافظة بابل, but مدينة نصر.
    fn leave_head_outside(&self, hit: &mut Hit) {
        let first = hit.start as usize;
        let head = self.hits.single(first, Kind::LocHead).is_some_and(|h| {
            h.span.start == hit.span.start
                && h.entry(Kind::LocHead).is_some_and(|e| e.detail & 1 == 0)
        });
        let alone = |h: &Hit| h.end == hit.end && h.is(Kind::Place);
        if hit.len() > 1
            && head
            && !hit.is(Kind::Country)
            && !hit.span.of(self.words.text).starts_with("ال")
            && self.hits.at(first + 1).iter().any(alone)
        {
            hit.start += 1;
            hit.span.start = self.words.tokens[first + 1].span.start;
        }
    }

    fn after_preposition(&self, i: usize, start: u32) -> bool {
        start > self.words.tokens[i].span.start
            && matches!(self.words.folded(i).chars().next(), Some('ب' | 'ل'))
            || i > 0 && PREPOSITIONS.contains(&self.words.folded_stem(i - 1))
    }

    /// Whether a word for a kind of place that stays outside the name stands before token `i`: مدينة.
    fn after_place_head(&self, i: usize) -> bool {
        i > 0
            && self.follows(i)
            && self
                .hits
                .at(i - 1)
                .iter()
                .filter_map(|h| h.entry(Kind::LocHead))
                .any(|e| e.detail & 1 == 0)
    }

    /// Names opened by a word for a kind of place: مدينة س (the name alone), نهر س (with its head).
    fn headed_place(&mut self, i: usize) {
        let Some(hit) = self.hits.longest(i, Kind::LocHead).copied() else {
            return;
        };
        let Some(entry) = hit.entry(Kind::LocHead) else {
            return;
        };
        let inside = entry.detail & 1 == 1;
        let at = hit.end as usize;
        if !self.follows(at) || !self.no_prefix(at) || !self.words.is_word(at) {
            return;
        }
        let named = self.is_unknown(at) || self.at(at, Kind::NamePart) || self.at(at, Kind::Place);
        if !named
            || self.at(at, Kind::FunctionWord)
            || self
                .hits
                .at(at)
                .iter()
                .any(|h| h.is(Kind::Role) && h.len() == 1)
        {
            return;
        }
        let mut end = at + 1;
        if let Some(known) = self.hits.longest(at, Kind::Place) {
            end = known.end as usize;
        } else {
            while end < at + 3
                && self.follows(end)
                && self.no_prefix(end)
                && self.is_unknown(end)
                && self.words.is_word(end)
            {
                end += 1;
            }
        }
        if inside {
            if self.follows(end)
                && self.is_one_of(
                    end,
                    &[
                        "الدولي",
                        "الدوليه",
                        "الكبير",
                        "الكبري",
                        "الرياضي",
                        "الاولمبي",
                    ],
                )
            {
                end += 1;
            }
            let span = crate::span::Span::new(hit.span.start, self.words.stem(end - 1).end);
            self.push(
                Label::Loc,
                span,
                (i, end),
                0.72,
                crate::entities::mention::Source::Rule,
                None,
            );
        } else {
            let span = crate::span::Span::new(
                self.words.tokens[at].span.start,
                self.words.stem(end - 1).end,
            );
            let score = if self.is_common(at) { 0.4 } else { 0.7 };
            self.push(
                Label::Loc,
                span,
                (at, end),
                score,
                crate::entities::mention::Source::Rule,
                None,
            );
        }
    }
}
