//! The subject of the statement in which a verb of saying stands: before it, or in the sentences before.

use super::cues::{Cue, Form};
use super::gender::Gender;
use super::vocabulary::{ADVERBS, KIN, NOBODY, OPENERS, TEXTS};
use super::{Reader, marks};
use crate::entities::mention::Mention;
use crate::label::Label;

/// How far behind its first word a verb may stand, and how far a statement is looked back through, in tokens.
const REACH: usize = 24;
const BACK: usize = 120;

fn is_relative(form: &str) -> bool {
    matches!(form, "الذي" | "التي")
}

impl Reader<'_> {
    /// Whether an unnamed subject stands at the head of the verb's statement: لكن مصدرا عسكريا نفى.
    pub(super) fn unnamed_before(&self, cue: &Cue) -> bool {
        let at = cue.tokens.0;
        let start = self.sentence(at).0.max(at.saturating_sub(REACH));
        if self.has_conjunction(at) {
            return false;
        }
        let mut first = (start..at)
            .rev()
            .find(|&i| {
                matches!(self.words.raw(i), "،" | "," | "؛") || marks::is_mark(self.words.raw(i))
            })
            .map_or(start, |c| c + 1);
        let singled_out = self.bare(first) == "اما";
        while first < at && OPENERS.contains(&self.bare(first)) {
            first += 1;
        }
        // أما والدة أحد المدانين فصاحت: nobody who is named directly before the verb
        if singled_out
            && self.mention_at(first).is_none()
            && !self.mentions_in(first, at).any(|(_, m)| {
                m.label == Label::Per
                    && (m.tokens.1 as usize == at || m.tokens.0 as usize <= first + 3)
            })
            && self.body_named_before(first).is_none()
        {
            return true;
        }
        first < at
            && self.mention_at(first).is_none()
            && NOBODY.contains(&self.words.folded_stem(first))
    }

    /// Who stands behind أما in the sentence of a verb that answers it: أما فلان، رئيس النادي، فقال.
    pub(super) fn singled_out(&self, cue: &Cue, said: &[(usize, usize)]) -> Option<u32> {
        let at = cue.tokens.0;
        let answers = self.words.folded(at).starts_with('ف') && self.has_conjunction(at);
        if !answers {
            return None;
        }
        let start = self.sentence(at).0.max(at.saturating_sub(2 * REACH));
        let first = (start..at).rev().find(|&i| self.bare(i) == "اما")?;
        let (k, m) = self.mentions_in(first + 1, (first + 4).min(at)).next()?;
        let apposed = m.tokens.0 as usize == first + 1
            || m.label == Label::Per && !self.is_governed(m.tokens.0 as usize, m);
        (apposed
            && matches!(m.label, Label::Per | Label::Role | Label::Org | Label::Loc)
            && self.may_speak(m, cue.gender, said))
        .then(|| self.head_of(k, at))
    }

    /// The first token of a statement that begins at `start`, behind words that open it.
    pub(super) fn statement_start(&self, start: usize) -> usize {
        let mut i = start;
        while i < self.words.len().min(start + REACH) {
            match self.mention_at(i) {
                // 16:40 المنظمة تذكر بأن
                Some((_, m)) if matches!(m.label, Label::Date | Label::Time) => {
                    i = m.tokens.1 as usize;
                }
                // عدن: خرج فلان
                Some((_, m))
                    if m.label == Label::Loc && self.words.raw(m.tokens.1 as usize) == ":" =>
                {
                    i = m.tokens.1 as usize + 1;
                }
                None if !self.words.is_word(i) || OPENERS.contains(&self.bare(i)) => i += 1,
                _ => return i,
            }
        }
        start
    }

    /// The mention that holds token `i`, where one of the nearest does.
    pub(super) fn mention_over(&self, i: usize) -> Option<&Mention> {
        self.mentions_in(i.saturating_sub(REACH), i + 1)
            .map(|(_, m)| m)
            .find(|m| m.tokens.1 as usize > i)
    }

    /// The subject before a verb that has only an object behind it: لكن الوزير فلان وصف المبلغ بأنه.
    pub(super) fn topic(&self, cue: &Cue, said: &[(usize, usize)]) -> Option<u32> {
        let at = cue.tokens.0;
        if cue.form != Form::Finite || self.has_conjunction(at) {
            return None;
        }
        let start = self.sentence(at).0.max(at.saturating_sub(REACH));
        let begins = self
            .mention_at(self.statement_start(start))
            .filter(|(_, m)| !self.is_governed(m.tokens.0 as usize, m));
        let touches = || {
            self.mentions_in(start, at)
                .rfind(|(_, m)| m.tokens.1 as usize == at && m.label == Label::Per)
        };
        begins
            .filter(|_| {
                !self
                    .cues_in(start, at)
                    .iter()
                    .any(|c| c.form == Form::Finite && !c.weak)
            })
            .or_else(touches)
            .filter(|(_, m)| {
                matches!(m.label, Label::Per | Label::Role | Label::Org)
                    && self.may_speak(m, cue.gender, said)
            })
            .or_else(|| {
                // a title may stand in the masculine over a woman: مفوض العون سلوى س اتهمت
                touches().filter(|(_, m)| {
                    self.name_gender(m.tokens.0 as usize) == Gender::Unknown
                        && self.may_speak(m, Gender::Unknown, said)
                })
            })
            .map(|(k, _)| self.head_of(k, at))
    }

    /// Whether the word at token `i` stands for people whom the text does not name: مصادر، شهود.
    pub(super) fn names_a_source(&self, i: usize) -> bool {
        i < self.words.len() && NOBODY.contains(&self.words.folded_stem(i))
    }

    /// The subject of the statement that the verb at token `at` goes on with: the nearest statement of its sentence that has one.
    ///
    /// `said` are the stretches already found to be quoted, whose names are not the speaker's.
    pub(super) fn subject_before(
        &self,
        at: usize,
        gender: Gender,
        said: &[(usize, usize)],
    ) -> Option<u32> {
        let start = self.sentence(at).0.max(at.saturating_sub(BACK));
        // الذي قال: who stands before the relative pronoun
        if at > start
            && self.follows_relative(at)
            && let Some(k) = self.antecedent(at - 1, gender)
        {
            return Some(k);
        }
        // اتصالا من الرئيس س أكد فيه: the name directly before the verb
        if !self.has_conjunction(at) && self.cue_at(at).is_some_and(|c| c.form == Form::Finite) {
            let near = self.mentions_in(at.saturating_sub(8).max(start), at);
            let touches =
                |m: &Mention| m.tokens.1 as usize == at && self.may_speak(m, gender, said);
            let person = near
                .clone()
                .rfind(|(_, m)| m.label == Label::Per && touches(m));
            // the outermost: in المتحدث باسم الجيش the army does not speak
            let other = near
                .clone()
                .find(|(_, m)| m.tokens.1 as usize == at)
                .filter(|(_, m)| {
                    matches!(m.label, Label::Org | Label::Role)
                        && touches(m)
                        && !self.is_governed(m.tokens.0 as usize, m)
                });
            let touching = person.or(other);
            if let Some((k, _)) = touching {
                return Some(k as u32);
            }
        }
        let mut end = at;
        loop {
            let comma = (start..end).rev().find(|&i| {
                matches!(self.words.raw(i), "،" | "," | "؛")
                    || matches!(self.words.folded(i), "لكن" | "بينما" | "فيما")
            });
            let first = comma.map_or(start, |c| {
                c + usize::from(matches!(self.words.raw(c), "،" | "," | "؛"))
            });
            let relative = first < end && is_relative(self.words.folded(first));
            let found = if relative {
                self.antecedent(first, gender)
            } else {
                self.statement_subject(first, end, gender, said)
            };
            if found.is_some() {
                return found;
            }
            match comma {
                Some(c) if c > start => end = c,
                _ => break,
            }
        }
        // nobody in the place of a subject: the nearest person whom nothing governs
        let people = || {
            self.mentions_in(start, at)
                .rev()
                .filter(|(_, m)| m.label == Label::Per && self.may_speak(m, gender, said))
        };
        people()
            .find(|(_, m)| {
                let at = m.tokens.0 as usize;
                !self.is_governed(at, m) && !self.is_topic(start, at)
            })
            .or_else(|| {
                people().next().filter(|(_, m)| {
                    people().all(|(_, o)| o.entity == m.entity) && m.entity.is_some()
                })
            })
            .map(|(k, _)| k as u32)
    }

    /// Whether a preposition opens the statement in which token `i` stands as what the next one is about: وعن اللاعب فلان، قال.
    fn is_topic(&self, start: usize, i: usize) -> bool {
        let first = (start..i)
            .rev()
            .find(|&k| matches!(self.words.raw(k), "،" | "," | "؛"))
            .map_or(start, |c| c + 1);
        matches!(self.bare(first), "عن" | "حول" | "بشان" | "بخصوص")
    }

    /// Whether the verb at token `at` stands directly behind a relative pronoun.
    pub(super) fn follows_relative(&self, at: usize) -> bool {
        at > 0 && is_relative(self.words.folded(at - 1))
    }

    /// Whom a relative pronoun at token `pronoun` refers to: the outermost mention that ends directly before it or its comma.
    pub(super) fn antecedent(&self, pronoun: usize, gender: Gender) -> Option<u32> {
        let from = self.sentence(pronoun).0.max(pronoun.saturating_sub(REACH));
        let gender = match self.words.folded(pronoun) {
            "التي" => Gender::Feminine,
            "الذي" => Gender::Masculine,
            _ => gender,
        };
        self.mentions_in(from, pronoun)
            .find(|(_, m)| {
                m.tokens.1 as usize + 2 > pronoun
                    && matches!(m.label, Label::Per | Label::Role | Label::Org)
                    && self.agrees(gender, m)
            })
            .map(|(k, _)| k as u32)
    }

    /// The main subject of the sentence that begins at `start`, from its beginning on.
    pub(super) fn main_subject(
        &self,
        start: usize,
        end: usize,
        gender: Gender,
        said: &[(usize, usize)],
    ) -> Option<u32> {
        let end = end.min(start + BACK);
        let mut first = start;
        while first < end {
            let comma = (first..end)
                .find(|&i| matches!(self.words.raw(i), "،" | "," | "؛"))
                .unwrap_or(end);
            if let Some(found) = self.statement_subject(first, comma, gender, said) {
                return Some(found);
            }
            first = comma + 1;
        }
        self.mentions_in(start, end)
            .find(|(_, m)| {
                m.label == Label::Per
                    && self.may_speak(m, gender, said)
                    && !self.is_governed(m.tokens.0 as usize, m)
            })
            .map(|(k, _)| k as u32)
    }

    fn may_speak(&self, m: &Mention, gender: Gender, said: &[(usize, usize)]) -> bool {
        let at = m.tokens.0 as usize;
        let near = said.partition_point(|s| s.0 <= at);
        let quoted = said[near.saturating_sub(2)..near].iter().any(|s| at < s.1);
        !quoted && self.agrees(gender, m)
    }

    /// The subject of one statement: a person, title or organisation at its start or behind its verb.
    fn statement_subject(
        &self,
        first: usize,
        end: usize,
        gender: Gender,
        said: &[(usize, usize)],
    ) -> Option<u32> {
        let begin = self.statement_start(first);
        // وعن إصابة اللاعب فلان، أوضح: what a statement is about does not speak
        if matches!(self.bare(begin), "عن" | "حول" | "بشان" | "بخصوص") {
            return None;
        }
        let mut covered = 0;
        for (k, m) in self.mentions_in(begin.max(first), end) {
            let at = m.tokens.0 as usize;
            if at < covered {
                continue;
            }
            covered = m.tokens.1 as usize;
            let speaks = matches!(m.label, Label::Per | Label::Role | Label::Org)
                || m.label == Label::Loc && at == begin;
            if !speaks || !self.may_speak(m, gender, said) || self.is_governed(at, m) {
                continue;
            }
            let mut before = at;
            while before > first && marks::is_mark(self.words.raw(before - 1)) {
                before -= 1;
            }
            // a nationality before the name: وغابت التونسية أنس جابر
            if let Some((_, n)) = self
                .mentions_in(before.saturating_sub(3).max(first), before)
                .find(|(_, n)| n.label == Label::Norp && n.tokens.1 as usize == before)
            {
                before = n.tokens.0 as usize;
            }
            // نجل الرئيس: whose relative somebody is does not act
            if before > first && KIN.contains(&self.words.folded(before - 1)) {
                continue;
            }
            let dated = |i: usize| {
                self.mentions_in(i.saturating_sub(4), i).any(|(_, d)| {
                    matches!(d.label, Label::Date | Label::Time) && d.tokens.1 as usize == i
                })
            };
            let in_place = before <= begin
                || before == begin + 1 && self.mention_at(begin).is_none()
                || self
                    .cue_at(before - 1)
                    .is_some_and(|c| c.form == Form::Finite && !c.weak)
                || before == begin + 2
                    && (self.words.folded_suffix(before - 1) > 0
                        || self.names_its_kind(before - 1)
                        || TEXTS.contains(&self.words.folded_stem(before - 1))
                        || ADVERBS.contains(&self.words.folded(before - 1)))
                || dated(before);
            if in_place {
                return Some(self.head_of(k, end));
            }
        }
        None
    }
}
