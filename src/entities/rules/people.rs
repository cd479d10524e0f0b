//! People: known ones, sequences of name parts, names after a title.

use super::{Rules, is_role};
use crate::entities::mention::Source;
use crate::label::Label;
use crate::lexicon::{Kind, Lexicon, layout::role_flag};
use crate::span::Span;

/// Words inside a name that link its parts, folded.
const PARTICLES: &[&str] = &[
    "بن",
    "ابن",
    "بنت",
    "ولد",
    "ال",
    "ابو",
    "ابي",
    "ابا",
    "ام",
    "عبد",
    "دي",
    "دا",
    "دو",
    "دوس",
    "دل",
    "ديل",
    "فان",
    "فون",
    "لا",
    "لو",
    "بو",
    "اوف",
    "سانت",
    "الدين",
    "الله",
    "الرحمن",
    "دير",
    "اون",
    "ماك",
];
const LONGEST: usize = 6;

impl Rules<'_> {
    pub(super) fn person(&mut self, i: usize) {
        let lexicon = Lexicon::global();
        let hits = self.hits.at(i);
        for hit in hits.iter().filter(|h| h.is(Kind::Person)) {
            let Some(entry) = hit.entry(Kind::Person) else {
                continue;
            };
            let single = hit.len() == 1;
            let ordinary = single
                && (self.is_common(i) && self.level(i, Kind::NamePart).unwrap_or(1) > 0
                    || self.level(i, Kind::NamePart).is_some_and(|l| l >= 2));
            let score = if !single {
                0.96
            } else if ordinary {
                0.3
            } else if self
                .hits
                .at(i)
                .iter()
                .any(|h| h.is(Kind::Place) || h.is(Kind::Country))
            {
                0.5
            } else {
                0.85
            };
            self.push_hit(Label::Per, hit, score, Some(lexicon.record(entry).field(0)));
        }
        let first = self
            .hits
            .at(i)
            .iter()
            .filter(|h| h.is(Kind::NamePart))
            .max_by_key(|h| h.len())
            .copied();
        if !self.may_begin_name(i) {
            return;
        }
        let start = first.map_or(self.words.tokens[i].span.start, |h| h.span.start);
        let titled = self.after_title(i) && start == self.words.tokens[i].span.start;
        if let Some((end, sure, parts)) = self.name(i, titled) {
            let score = if titled {
                (0.8_f32 + 0.05 * parts as f32).min(0.95)
            } else if parts >= 2 {
                let known = (i..end).any(|k| self.hits.at(k).iter().any(|h| h.is(Kind::Person)));
                (0.45 + 0.12 * sure as f32 + if known { 0.35 } else { 0.0 }).min(0.92)
            } else {
                return;
            };
            let span = Span::new(start, self.words.tokens[end - 1].span.end);
            self.push(Label::Per, span, (i, end), score, Source::Rule, None);
        }
    }

    /// Whether a name of known or unknown parts may begin at token `i`.
    fn may_begin_name(&self, i: usize) -> bool {
        self.words.is_word(i)
            && !self.at(i, Kind::FunctionWord)
            && !self.at(i, Kind::Weekday)
            && (self.hits.at(i).iter().any(|h| h.is(Kind::NamePart)) || self.is_unknown(i))
    }

    /// Whether a title ends directly before token `i`, with its country's adjective or not: الرئيس الروسي.
    fn after_title(&self, i: usize) -> bool {
        let mut before = i;
        // the adjectives and names that a title is over
        for _ in 0..8 {
            if before == 0 || !self.follows(before) {
                return false;
            }
            before -= 1;
            let from = before.saturating_sub(5);
            for start in from..=before {
                if self
                    .hits
                    .at(start)
                    .iter()
                    .any(|h| h.end as usize == before + 1 && is_role(h))
                {
                    return !self.lacks_place(start, before);
                }
            }
            let kinds = [Kind::Norp, Kind::Country, Kind::Organisation, Kind::OrgHead];
            let linked = self
                .hits
                .at(before)
                .iter()
                .any(|h| kinds.iter().any(|&k| h.is(k)))
                || matches!(self.words.folded(before), "في" | "لدي" | "باسم")
                || self.words.folded(before).starts_with("ال")
                || self.words.folded(before).starts_with("لل");
            if !linked || self.is_finite_cue(before) {
                return false;
            }
        }
        false
    }

    /// Whether a title of tokens `start..=last` ends with a word for a kind of place whose name must follow: رئيس بلدية.
    fn lacks_place(&self, start: usize, last: usize) -> bool {
        start < last
            && self.hits.single(last, Kind::LocHead).is_some_and(|h| {
                h.entry(Kind::LocHead).is_some_and(|e| e.detail & 1 == 0)
                    && !h.span.of(self.words.text).starts_with("ال")
            })
    }

    /// The name that begins at token `i`: its end, how many of its parts are surely names, how many parts it has.
    fn name(&self, i: usize, titled: bool) -> Option<(usize, u32, u32)> {
        let mut at = i;
        let (mut sure, mut parts) = (0, 0);
        while at < i + LONGEST
            && at < self.words.len()
            && (at == i || self.follows(at))
            && self.words.is_word(at)
        {
            if at > i
                && !self.no_prefix(at)
                && !self.hits.at(at).iter().any(|h| {
                    h.is(Kind::NamePart) && h.span.start == self.words.tokens[at].span.start
                })
            {
                break;
            }
            let form = self.words.folded(at);
            if at > i && PARTICLES.contains(&form) {
                at += 1;
                continue;
            }
            if self.at(at, Kind::FunctionWord)
                || self.at(at, Kind::Weekday)
                || self.is_finite_cue(at) && self.level(at, Kind::NamePart).is_none_or(|l| l > 1)
            {
                break;
            }
            // الزعيم الكوري: the title's country, not a name
            if at == i && titled && form.starts_with("ال") && self.is_nationality(at) {
                break;
            }
            let part = self
                .hits
                .at(at)
                .iter()
                .find(|h| h.is(Kind::NamePart))
                .copied();
            let title = self
                .hits
                .at(at)
                .iter()
                .any(|h| h.of(Kind::Role).any(|e| e.detail & role_flag::PLURAL == 0));
            let place = self
                .hits
                .at(at)
                .iter()
                .any(|h| h.of(Kind::Country).any(|e| e.detail == 0));
            match part.and_then(|h| h.entry(Kind::NamePart)) {
                Some(entry) if !place || entry.level == 0 => {
                    let common = self.is_common(at);
                    let ok = match entry.level {
                        0 => true,
                        1 => true,
                        2 => (titled || sure > 0) && !title,
                        _ => at > i && sure > 0 && !common && !title,
                    };
                    if !ok {
                        break;
                    }
                    sure += u32::from(entry.level == 0) * 2 + u32::from(entry.level == 1);
                    at = part.map_or(at + 1, |h| h.end as usize);
                    parts += 1;
                }
                _ => {
                    let unknown = self.is_unknown(at) && form.chars().count() >= 3 && !title;
                    let usable = unknown
                        && (titled || sure > 0 || at > i)
                        && !(at == i && form.starts_with("ال"));
                    if !usable || (at == i && !titled) {
                        break;
                    }
                    at += 1;
                    parts += 1;
                }
            }
        }
        // a particle does not end a name
        while at > i
            && PARTICLES.contains(&self.words.folded(at - 1))
            && !matches!(
                self.words.folded(at - 1),
                "الدين" | "الله" | "الرحمن" | "اون" | "ال"
            )
        {
            at -= 1;
        }
        (parts > 0 && at > i && (titled || sure > 0)).then_some((at, sure, parts))
    }
}
