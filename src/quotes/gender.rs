//! Grammatical gender of verbs and of those who may be their subjects.

use super::Reader;
use super::cues::Form;
use super::marks::is_mark;
use crate::entities::mention::Mention;
use crate::label::Label;
use crate::lexicon::{Kind, layout::role_flag};

/// What the verb before a name counts, in names.
const VERB: u32 = 4;

/// Masculine, feminine, or not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Gender {
    Masculine,
    Feminine,
    #[default]
    Unknown,
}

impl Gender {
    /// Whether a verb and a subject of these genders may go together.
    pub(super) fn agrees(self, other: Self) -> bool {
        self == other || self == Self::Unknown || other == Self::Unknown
    }
}

impl Reader<'_> {
    /// The gender of each entity: what most of its names and titles show.
    pub(super) fn entity_genders(&self) -> Vec<Gender> {
        let mut votes: Vec<(u32, u32)> = Vec::new();
        for m in self.mentions {
            let Some(entity) = m.entity.map(|e| e as usize) else {
                continue;
            };
            if votes.len() <= entity {
                votes.resize(entity + 1, (0, 0));
            }
            match self.form_gender(m) {
                Gender::Masculine => votes[entity].0 += 1,
                Gender::Feminine => votes[entity].1 += 1,
                Gender::Unknown => {}
            }
        }
        // a verb in the feminine directly before its subject shows the subject's gender: قالت محافظ المدينة فلانة
        for cue in &self.cues {
            if cue.form != Form::Finite || cue.weak || self.may_have_object(cue) {
                continue;
            }
            let entity = self
                .mention_at(cue.tokens.1)
                .filter(|(_, m)| {
                    matches!(m.label, Label::Per | Label::Role)
                        && self.form_gender(m) != Gender::Feminine
                })
                .and_then(|(_, m)| m.entity);
            let Some(votes) = entity.and_then(|e| votes.get_mut(e as usize)) else {
                continue;
            };
            if cue.gender == Gender::Feminine {
                votes.1 += VERB;
            }
        }
        let of = |(m, f): (u32, u32)| match m.cmp(&f) {
            std::cmp::Ordering::Greater => Gender::Masculine,
            std::cmp::Ordering::Less => Gender::Feminine,
            std::cmp::Ordering::Equal => Gender::Unknown,
        };
        votes.into_iter().map(of).collect()
    }

    /// The gender of the one that a mention names.
    pub(super) fn gender(&self, mention: &Mention) -> Gender {
        match mention.entity {
            Some(e) if matches!(mention.label, Label::Per | Label::Role) => {
                self.genders[e as usize]
            }
            _ => self.form_gender(mention),
        }
    }

    fn form_gender(&self, mention: &Mention) -> Gender {
        let first = mention.tokens.0 as usize;
        let feminine_ending = self
            .words
            .raw(first)
            .trim_end_matches(|c: char| !c.is_alphanumeric())
            .ends_with('ة');
        // titles of men in spite of their ending
        let common = matches!(
            self.words.folded_stem(first),
            "عمده" | "خليفه" | "علامه" | "داعيه" | "رحاله"
        );
        match mention.label {
            Label::Role if common => Gender::Unknown,
            Label::Per => match self.adjective_gender(first) {
                Gender::Unknown => self.name_gender(first),
                shown => shown,
            },
            Label::Role => {
                let entry = self.hits.at(first).iter().find_map(|h| h.entry(Kind::Role));
                let lexical = entry.is_some_and(|e| e.detail & role_flag::FEMININE != 0);
                if lexical || feminine_ending {
                    Gender::Feminine
                } else {
                    Gender::Masculine
                }
            }
            Label::Org if feminine_ending => Gender::Feminine,
            // مجموعة "مول": the noun before the marks has the gender
            Label::Org if first > 0 && is_mark(self.words.raw(first - 1)) => Gender::Unknown,
            Label::Org
                if self.hits.single(first, Kind::OrgHead).is_some()
                    || self
                        .words
                        .folded_stem(first)
                        .strip_prefix("ال")
                        .is_some_and(|noun| self.is_body(noun)) =>
            {
                Gender::Masculine
            }
            Label::Loc => Gender::Feminine,
            _ => Gender::Unknown,
        }
    }

    /// The gender that a nationality directly before a name shows: التونسية أنس جابر.
    fn adjective_gender(&self, i: usize) -> Gender {
        let of_one = |n: &Mention| {
            n.label == Label::Norp
                && n.tokens.1 as usize == i
                && self
                    .words
                    .folded_stem(n.tokens.0 as usize)
                    .starts_with("ال")
        };
        match self
            .mentions_in(i.saturating_sub(2), i)
            .find(|(_, n)| of_one(n))
        {
            Some((_, n)) if self.words.folded_stem(n.tokens.0 as usize).ends_with('ه') => {
                Gender::Feminine
            }
            _ => Gender::Unknown,
        }
    }

    /// The gender of a first name, where the lexicon of names knows it.
    pub(super) fn name_gender(&self, i: usize) -> Gender {
        match self.words.folded(i) {
            "ابو" | "ابا" | "ابي" | "ابن" => return Gender::Masculine,
            "ام" | "بنت" => return Gender::Feminine,
            _ => {}
        }
        let part = self
            .hits
            .single(i, Kind::NamePart)
            .and_then(|h| h.entry(Kind::NamePart));
        match part.map(|e| e.detail >> 4) {
            Some(0) => Gender::Masculine,
            Some(1) => Gender::Feminine,
            _ => Gender::Unknown,
        }
    }
}
