//! Who said it: the subject of the cue, else who spoke or acted before.

use std::collections::HashMap;

use super::cues::{Cue, Form};
use super::gender::Gender;
use super::subject::Subject;
use super::vocabulary::TEXTS;
use super::{Found, Quote, QuoteKind, Reader};
use crate::entities::mention::Mention;
use crate::label::Label;
use crate::span::Span;

/// How many sentences back a dropped subject may stand.
const SENTENCES_BACK: usize = 3;
/// How far back the person may be named who is asked, in tokens.
const ASKED: usize = 120;
/// How far before a participle the verb may stand whose manner it tells, in tokens.
const MANNER: usize = 10;
/// How far before قوله its speaker may stand, in tokens.
const RELAYED: usize = 30;

/// Nouns of what is spoken to a medium rather than written by it.
const SPOKEN: &[&str] = &[
    "تصريح",
    "تصريحات",
    "مقابلة",
    "حديث",
    "حوار",
    "لقاء",
    "مداخلة",
    "اتصال",
    "كلمة",
];
/// Verbs whose object is whom the speaker addresses or speaks of.
const ADDRESSING: &[&str] = &[
    "نصح", "اتهم", "خاطب", "سأل", "مازح", "ناشد", "صارح", "طالب", "دعا", "حث", "أبلغ", "أخبر",
    "طمأن", "هاجم", "عاتب", "لام", "هدد", "وعد", "نادى",
];

/// A speaker, the medium that relays the words, and how sure both are.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Voice {
    pub(super) speaker: Option<u32>,
    pub(super) source: Option<u32>,
    pub(super) sure: f32,
}

impl Voice {
    const NOBODY: Self = Self {
        speaker: None,
        source: None,
        sure: 0.6,
    };

    const fn named(speaker: u32, sure: f32) -> Self {
        Self {
            speaker: Some(speaker),
            source: None,
            sure,
        }
    }
}

/// What is known of who spoke so far.
#[derive(Default)]
struct Told {
    /// The speaker of each cue, by its first token.
    by_cue: HashMap<usize, Voice>,
    /// The last speaker of each sentence that has quotations.
    by_sentence: HashMap<usize, u32>,
}

/// Who a dropped or referring subject may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kinds {
    People,
    All,
}

/// A form without the conjunction that it may begin with, whether or not the segmenter has parted them: وسئل.
fn unlinked(form: &str) -> &str {
    form.strip_prefix(['و', 'ف']).unwrap_or(form)
}

/// Whether token `i` stands in what is quoted; `said` is sorted and does not overlap.
pub(super) fn is_said(i: usize, said: &[(usize, usize)]) -> bool {
    let near = said.partition_point(|s| s.0 <= i);
    near > 0 && i < said[near - 1].1
}

/// Where speech stands, sorted: a quotation inside another says nothing new about that.
pub(super) fn outermost(found: &[Found]) -> Vec<(usize, usize)> {
    let mut said: Vec<(usize, usize)> = found.iter().map(|f| f.tokens).collect();
    said.sort_unstable();
    let mut end = 0;
    said.retain(|s| {
        let outer = s.1 > end;
        end = end.max(s.1);
        outer
    });
    said
}

impl Reader<'_> {
    /// Gives each quotation its speaker, in the order of the text.
    pub(super) fn assign_speakers(&self, found: Vec<Found>) -> Vec<Quote> {
        let said = outermost(&found);
        let mut voices = self.voices(found, &said);
        self.rescore(&mut voices, &said);
        let mut quotes: Vec<Quote> = voices.into_iter().map(|(f, v)| self.quote(f, v)).collect();
        self.speakers_of_headline(&mut quotes);
        quotes
    }

    /// Who says each quotation by the rules, in the order of the text.
    pub(super) fn voices(&self, found: Vec<Found>, said: &[(usize, usize)]) -> Vec<(Found, Voice)> {
        let mut told = Told::default();
        found
            .into_iter()
            .map(|f| {
                let voice = self.voice_by_rules(&f, said, &mut told);
                (f, voice)
            })
            .collect()
    }

    fn voice_by_rules(&self, found: &Found, said: &[(usize, usize)], told: &mut Told) -> Voice {
        let (first, end) = found.tokens;
        let voice = match found.cue {
            None if found.speaker.is_some() => Voice {
                speaker: found.speaker,
                source: None,
                sure: 0.8,
            },
            Some(cue) => match told.by_cue.get(&cue.tokens.0) {
                Some(voice) => *voice,
                None => {
                    let voice = self.voice(&cue, first, said, told);
                    told.by_cue.insert(cue.tokens.0, voice);
                    voice
                }
            },
            None => self.voice_without_cue(first, said, told),
        };
        if let Some(speaker) = voice.speaker {
            let at = found.cue.map_or(first, |c| c.tokens.0);
            told.by_sentence.insert(self.sentence_of(at), speaker);
            if found.kind != QuoteKind::Belief {
                told.by_sentence.insert(self.sentence_of(end - 1), speaker);
            }
        }
        voice
    }

    fn quote(&self, found: Found, voice: Voice) -> Quote {
        let (first, end) = found.tokens;
        Quote {
            span: if found.bare && self.has_conjunction(first) {
                Span::new(
                    self.words
                        .stem(first)
                        .start
                        .max(self.cue_at(first).map_or(0, |c| c.span.start)),
                    self.span(first, end).end,
                )
            } else {
                self.span(first, end)
            },
            kind: found.kind,
            cue: found.cue.map(|c| c.span),
            lemma: found.cue.map(|c| c.lemma()),
            stance: found.cue.map(|c| c.stance()),
            speaker: voice.speaker,
            entity: voice.speaker.and_then(|s| self.mentions[s as usize].entity),
            source: voice.source.filter(|s| Some(*s) != voice.speaker),
            score: found.score
                * if voice.speaker.is_some() {
                    voice.sure
                } else {
                    0.6
                },
        }
    }

    fn voice(&self, cue: &Cue, first: usize, said: &[(usize, usize)], told: &Told) -> Voice {
        let limit = if first > cue.tokens.0 {
            first
        } else {
            usize::MAX
        };
        match cue.form {
            Form::Participle if cue.plural => Voice::NOBODY,
            Form::Finite => self.voice_of_verb(cue, limit, said, told),
            Form::Participle => match self.verb_of_manner(cue) {
                // يعلق فلان ضاحكا: the subject of the verb that it describes
                Some(verb) => match self.voice_of_verb(&verb, cue.tokens.0, said, told) {
                    voice if voice.speaker.is_some() => voice,
                    _ => self.voice_before(cue, said, told),
                },
                None => self.voice_before(cue, said, told),
            },
            // يرد عليها فلان بالقول
            Form::Saying if self.words.folded_suffix(cue.tokens.1 - 1) == 0 => {
                match self.verb_of_manner(cue) {
                    Some(verb) if verb.takes("direct") => {
                        match self.voice_of_verb(&verb, cue.tokens.0, said, told) {
                            voice if voice.speaker.is_some() => voice,
                            _ => self.voice_of_saying(cue, limit, said, told),
                        }
                    }
                    _ => self.voice_of_saying(cue, limit, said, told),
                }
            }
            Form::Saying => self.voice_of_saying(cue, limit, said, told),
            // ألقى المطران كلمة جاء فيها: who gave it
            Form::Preposition if matches!(self.words.folded(cue.tokens.1 - 1), "فيه" | "فيها") =>
            {
                // تقرير لصحيفة جاء فيه
                let from = cue.tokens.0.saturating_sub(8);
                let of_text = self.mentions_in(from, cue.tokens.0).find(|(_, m)| {
                    let first = m.tokens.0 as usize;
                    m.label == Label::Org
                        && m.tokens.1 as usize == cue.tokens.0
                        && (1..=2).any(|b| {
                            first >= b && TEXTS.contains(&self.words.folded_stem(first - b))
                        })
                });
                match of_text {
                    Some((k, _)) => Voice::named(k as u32, 0.8),
                    None => self.voice_before(cue, said, told),
                }
            }
            Form::Preposition => match self.named_behind(cue) {
                Subject::Named(k) => Voice::named(k, 0.85),
                Subject::Repeating(Gender::Unknown) => {
                    self.voice_repeated(cue, Gender::Unknown, told)
                }
                Subject::Repeating(gender) => {
                    self.voice_dropped(cue, gender, Kinds::All, said, told)
                }
                _ => match self.words.folded(cue.tokens.1) {
                    "له" => self.voice_dropped(cue, Gender::Masculine, Kinds::All, said, told),
                    "لها" => self.voice_dropped(cue, Gender::Feminine, Kinds::All, said, told),
                    _ => Voice::NOBODY,
                },
            },
            Form::Back => {
                let (subject, _) = self.noun_phrase(
                    cue.tokens.1,
                    (cue.tokens.1 + 4).min(self.words.len()),
                    Gender::Unknown,
                );
                let pronoun = self.words.folded(cue.tokens.1 - 1).ends_with(['ه', 'ا']);
                match subject {
                    Subject::Named(k) if !pronoun => Voice::named(k, 0.85),
                    _ if pronoun => {
                        let feminine = self.words.folded(cue.tokens.1 - 1).ends_with('ا');
                        let mut cue = *cue;
                        cue.gender = if feminine {
                            Gender::Feminine
                        } else {
                            Gender::Masculine
                        };
                        self.voice_before(&cue, said, told)
                    }
                    _ => self.voice_before(cue, said, told),
                }
            }
            // لم تخف فلانة تخوفها من: the pronoun stands for who speaks
            Form::Noun if self.words.folded_suffix(cue.tokens.1 - 1) > 0 => {
                self.voice_before(cue, said, told)
            }
            Form::Noun => match self.named_behind(cue) {
                // في تصريح لقناة: the medium is spoken to
                Subject::Named(k)
                    if SPOKEN.contains(&cue.lemma())
                        && (self.is_medium(&self.mentions[k as usize])
                            || self.is_spoken_to(k, cue)) =>
                {
                    Voice {
                        source: Some(k),
                        ..self.voice_before(cue, said, told)
                    }
                }
                Subject::Named(k) => Voice::named(k, 0.75),
                Subject::Unnamed => Voice::NOBODY,
                _ => self.voice_before(cue, said, told),
            },
        }
    }

    /// Whether a body behind a noun of speech is who listens: في حديث إلى "الغد".
    fn is_spoken_to(&self, k: u32, cue: &Cue) -> bool {
        let m = &self.mentions[k as usize];
        let first = m.tokens.0 as usize;
        m.label == Label::Org
            && (super::marks::is_mark(self.words.raw(first - 1))
                || (cue.tokens.1..first).any(|i| matches!(self.words.folded(i), "الي" | "مع")))
    }

    /// The verb of saying whose manner a participle tells, in the same statement.
    fn verb_of_manner(&self, cue: &Cue) -> Option<Cue> {
        let at = cue.tokens.0;
        let from = self.sentence(at).0.max(at.saturating_sub(MANNER));
        let from = (from..at)
            .rev()
            .find(|&i| matches!(self.words.raw(i), "،" | "," | "؛" | ":"))
            .map_or(from, |c| c + 1);
        self.cues_in(from, at)
            .iter()
            .rfind(|c| c.form == Form::Finite && !c.weak && c.tokens.1 <= at)
            .copied()
    }

    fn voice_of_verb(
        &self,
        cue: &Cue,
        limit: usize,
        said: &[(usize, usize)],
        told: &Told,
    ) -> Voice {
        if let Some(voice) = self.relayed(cue, limit, said, told) {
            return voice;
        }
        // أبلغ الوكالة: what stands behind such a verb may be its object
        if matches!(cue.lemma(), "أبلغ" | "أخبر" | "أطلع")
            && !self.opens_statement(cue)
            && cue.tokens.0 > self.sentence(cue.tokens.0).0
            && let Some(k) = self.subject_before(cue.tokens.0, cue.gender, said)
        {
            let source = self.subject_behind(cue, limit).0;
            return Voice {
                source: if let Subject::Named(m) = source {
                    Some(m)
                } else {
                    None
                },
                ..Voice::named(k, 0.75)
            };
        }
        let (subject, source) = self.subject_behind(cue, limit);
        // أما فلان، ...، فقال
        if matches!(subject, Subject::Dropped | Subject::Unnamed)
            && let Some(k) = self.singled_out(cue, said)
            && (subject == Subject::Dropped || self.mentions[k as usize].label != Label::Loc)
        {
            return Voice {
                source,
                ..Voice::named(k, 0.85)
            };
        }
        // لكنها تقول: the pronoun is the subject
        let subject = match subject {
            Subject::Unnamed if self.follows_pronoun(cue.tokens.0) => Subject::Dropped,
            other => other,
        };
        // الوزير، الذي خاطبه بالفرنسية: the relative pronoun is the subject unless a person stands behind the verb
        let person = |k: u32| self.mentions[k as usize].label == Label::Per;
        if self.follows_relative(cue.tokens.0)
            && !matches!(subject, Subject::Named(k) if person(k))
            && let Some(k) = self.antecedent(cue.tokens.0 - 1, cue.gender)
        {
            return Voice {
                source,
                ..Voice::named(k, 0.8)
            };
        }
        let beside = |k: u32| self.mentions[k as usize].tokens.0 as usize > cue.tokens.1;
        let voice = match subject {
            // يمازح رفيقه فلان: the name in apposition to the object
            Subject::Named(k)
                if beside(k)
                    && self.words.folded_suffix(cue.tokens.1) > 0
                    && self.takes_object(cue)
                    && self.topic(cue, said).is_some_and(|t| t != k) =>
            {
                self.voice_before(cue, said, told)
            }
            // فلانة تسأل الشركة: a body behind such a verb is its object where somebody stands before it
            Subject::Named(k)
                if !person(k)
                    && self.mentions[k as usize].label != Label::Role
                    && ADDRESSING.contains(&cue.lemma())
                    && self.topic(cue, said).is_some_and(|t| t != k && person(t)) =>
            {
                Voice {
                    speaker: self.topic(cue, said),
                    source: None,
                    sure: 0.75,
                }
            }
            Subject::Named(k) => Voice::named(k, 0.95),
            // اتهم أسلافه، مازح الحضور: the noun behind such a verb is its object
            Subject::Unnamed if self.takes_object(cue) => self.voice_before(cue, said, told),
            Subject::Unnamed => match self.topic(cue, said) {
                Some(k) => Voice::named(k, 0.75),
                None => Voice::NOBODY,
            },
            Subject::Dropped if cue.plural || self.unnamed_before(cue) => {
                return Voice {
                    source,
                    ..Voice::NOBODY
                };
            }
            Subject::Referring(gender) => {
                self.voice_dropped(cue, gender, Kinds::People, said, told)
            }
            Subject::Repeating(gender) => self.voice_repeated(cue, gender, told),
            Subject::Dropped => self.answering(cue, self.voice_before(cue, said, told), said, told),
        };
        Voice { source, ..voice }
    }

    /// Who answers: not the one who asked in the same breath (وسأله فلان: "..."، فرد) but the one who was asked: the last
    /// speaker, else the last person, of the gender that the pronoun shows.
    fn answering(&self, cue: &Cue, voice: Voice, said: &[(usize, usize)], told: &Told) -> Voice {
        let at = cue.tokens.0;
        let before = self.sentence_of(at).saturating_sub(2);
        let from = at
            .saturating_sub(RELAYED)
            .max(self.sentences.get(before).map_or(0, |s| s.first as usize));
        if cue.lemma() == "سأل" {
            return voice;
        }
        // سئل فلان عن ... فأجاب
        if let Some(asked) = (from..at).rev().find(|&i| self.is_asked(i))
            && let Subject::Named(k) = self
                .noun_phrase(asked + 1, self.stop(asked + 1, at), cue.gender)
                .0
        {
            return Voice::named(k, 0.75);
        }
        let asks = |i: &usize| self.asks_somebody(*i) || self.is_asked(*i);
        let Some(asked) = (from..at).rev().find(asks) else {
            return voice;
        };
        let gender = match self.words.folded(asked) {
            f if f.ends_with("ها") => Gender::Feminine,
            f if f.ends_with('ه') => Gender::Masculine,
            _ => cue.gender,
        };
        let entity = |k: u32| self.mentions[k as usize].entity;
        let asker = match self
            .noun_phrase(asked + 1, self.stop(asked + 1, at), Gender::Unknown)
            .0
        {
            Subject::Named(k) => entity(k),
            _ => None,
        };
        let fits = |k: &u32| {
            let m = &self.mentions[*k as usize];
            matches!(m.label, Label::Per | Label::Role)
                && (m.entity.is_none() || m.entity != asker)
                && gender.agrees(cue.gender)
                && gender.agrees(self.gender(m))
        };
        let here = self.sentence_of(asked);
        let spoke = (0..=SENTENCES_BACK.min(here)).find_map(|back| {
            let s = &self.sentences[here - back];
            let end = (s.end as usize).min(asked);
            told.by_sentence
                .get(&(here - back))
                .copied()
                .filter(fits)
                .or_else(|| self.main_subject(s.first as usize, end, gender, said))
                .filter(fits)
        });
        let before = || {
            self.mentions_in(asked.saturating_sub(ASKED), asked)
                .rev()
                .map(|(k, _)| k as u32)
                .filter(fits)
                .find(|&k| {
                    let at = self.mentions[k as usize].tokens.0 as usize;
                    let near = said.partition_point(|s| s.0 <= at);
                    self.mentions[k as usize].label == Label::Per
                        && said[..near].last().is_none_or(|s| s.1 <= at)
                })
        };
        spoke
            .or_else(before)
            .map_or(Voice::NOBODY, |k| Voice::named(k, 0.65))
    }

    /// Whether the word at token `i` is the passive of to ask: سئل، سئلت.
    fn is_asked(&self, i: usize) -> bool {
        matches!(
            unlinked(self.words.folded(i)),
            "سيل" | "سيلت" | "سولت" | "يسال" | "تسال"
        ) && self.words.raw(i).contains(['ئ', 'ؤ'])
    }

    /// Whether the word at token `i` asks somebody whom its pronoun stands for: سألته، وسألناها.
    pub(super) fn asks_somebody(&self, i: usize) -> bool {
        let form = unlinked(self.words.folded(i));
        [
            "ساله",
            "سالها",
            "سالته",
            "سالتها",
            "سالناه",
            "سالناها",
            "يساله",
            "نساله",
            "نسالها",
        ]
        .contains(&form)
    }

    /// Whether a pronoun that is the verb's subject stands before the verb at token `at`.
    fn follows_pronoun(&self, at: usize) -> bool {
        at > 0
            && matches!(
                self.bare(at - 1),
                "لكنه" | "لكنها" | "لانه" | "لانها" | "هو" | "هي" | "انه" | "انها"
            )
    }

    /// Whether what stands behind such a verb may be its object.
    pub(super) fn may_have_object(&self, cue: &Cue) -> bool {
        ADDRESSING.contains(&cue.lemma())
            || cue.span.end < self.words.tokens[cue.tokens.1 - 1].span.end
    }

    /// Whether the noun behind a verb is its object: one with a pronoun that does not agree with the verb (نصحت أنصارها), or
    /// those spoken to (مازحت الحضور).
    fn takes_object(&self, cue: &Cue) -> bool {
        let i = cue.tokens.1;
        if !ADDRESSING.contains(&cue.lemma()) || i >= self.words.len() {
            return false;
        }
        let pronoun = self.words.folded_suffix(i) > 0;
        let feminine = self.words.folded_stem(i).ends_with(['ت', 'ه']);
        pronoun && !self.names_a_source(i) && !(cue.gender == Gender::Feminine && feminine)
            || matches!(cue.lemma(), "مازح" | "خاطب" | "سأل" | "صارح")
                && self.words.folded(i).starts_with("ال")
                && self.words.raw(i + 1) == ":"
    }

    /// نقلت وكالة عن فلان: the medium relays, who stands behind عن speaks.
    fn relayed(
        &self,
        cue: &Cue,
        limit: usize,
        said: &[(usize, usize)],
        told: &Told,
    ) -> Option<Voice> {
        let end = (cue.tokens.1 + RELAYED).min(self.words.len()).min(limit);
        // ذكرت الإدارة، على لسان فلان، أن
        let mouth = self
            .cues_in(cue.tokens.1, self.stop(cue.tokens.1, end))
            .iter()
            .find(|c| matches!(c.lemma(), "على لسان" | "بلسان"));
        if let Some(mouth) = mouth
            && let Subject::Named(k) = self.named_behind(mouth)
        {
            return Some(Voice::named(k, 0.85));
        }
        // أفادت المديرية، عبر الناطق فلان، بأن
        let through = (cue.tokens.1 + 1..self.stop(cue.tokens.1, end))
            .find(|&i| self.words.folded(i) == "عبر")
            .and_then(|i| self.mention_at(i + 1))
            .filter(|(_, m)| matches!(m.label, Label::Per | Label::Role));
        if let Some((k, _)) = through {
            return Some(Voice::named(self.with_name(k), 0.8));
        }
        // علمت الصحيفة من مصدر أن: she relays what nobody is named for
        if cue.lemma() == "علم"
            && let Some((k, m)) = self.mentions_in(cue.tokens.1, cue.tokens.1 + 3).next()
            && m.label == Label::Org
            && self.words.folded(
                m.tokens.1 as usize + 1
                    - usize::from(self.words.folded(m.tokens.1 as usize) == "من"),
            ) == "من"
        {
            return Some(Voice {
                source: Some(k as u32),
                ..Voice::NOBODY
            });
        }
        // نقلت صحيفة قول فلان إن
        let words_of = self
            .cues_in(cue.tokens.1, end)
            .iter()
            .find(|c| c.lemma() == "قول" && self.words.folded(c.tokens.0) == "قول");
        if let Some(words) = words_of.filter(|_| cue.lemma().starts_with("نقل")) {
            let medium = self
                .mentions_in(cue.tokens.1, words.tokens.0)
                .find(|(_, m)| m.label == Label::Org);
            return Some(Voice {
                source: medium.map(|(k, _)| k as u32),
                ..match self.phrase_behind(words.tokens.1, end) {
                    Subject::Named(k) => Voice::named(k, 0.85),
                    _ => Voice::NOBODY,
                }
            });
        }
        let through = self
            .cues_in(cue.tokens.1, end)
            .iter()
            .any(|c| c.lemma() == "نقلا عن");
        if !(cue.takes("عن") && cue.lemma().starts_with("نقل") || through) {
            return None;
        }
        let about = (cue.tokens.1..self.stop(cue.tokens.1, end))
            .find(|&i| matches!(self.words.folded(i), "عن" | "عنه" | "عنها"))?;
        // نقلت عنه وكالة
        if self.words.folded(about) != "عن" {
            let gender = if self.words.folded(about) == "عنه" {
                Gender::Masculine
            } else {
                Gender::Feminine
            };
            let source = self
                .mentions_in(cue.tokens.1, end)
                .find(|(_, m)| m.label == Label::Org)
                .map(|(k, _)| k as u32);
            let voice = match self.subject_before(cue.tokens.0, gender, said) {
                Some(k) => Voice::named(k, 0.75),
                None => self.voice_dropped(cue, gender, Kinds::All, said, told),
            };
            return Some(Voice { source, ..voice });
        }
        let medium = self
            .mentions_in(cue.tokens.1, about)
            .find(|(_, m)| m.label == Label::Org)
            .map(|(k, _)| k as u32);
        let voice = match self.phrase_behind(about + 1, end) {
            Subject::Named(k) => Voice::named(k, 0.9),
            _ => Voice::NOBODY,
        };
        Some(Voice {
            source: medium,
            ..voice
        })
    }

    /// The noun phrase that begins at token `from`, whatever governs it.
    fn phrase_behind(&self, from: usize, end: usize) -> Subject {
        let skip = usize::from(super::marks::is_mark(self.words.raw(from)));
        match self.mention_at(from + skip) {
            Some((k, m))
                if matches!(m.label, Label::Per | Label::Role | Label::Org | Label::Loc) =>
            {
                Subject::Named(self.with_name(k))
            }
            Some(_) => Subject::Unnamed,
            None => self.noun_phrase(from, end, Gender::Unknown).0,
        }
    }

    /// The name directly behind a title, else the title.
    fn with_name(&self, k: usize) -> u32 {
        let m = &self.mentions[k];
        let end = m.tokens.1 as usize;
        if m.label != Label::Role {
            return k as u32;
        }
        self.mentions_in(end, end + 3)
            .find(|(_, p)| p.label == Label::Per && p.entity == m.entity)
            .map_or(k as u32, |p| p.0 as u32)
    }

    /// قوله، بالقول: behind عن before it, else the subject of its statement.
    fn voice_of_saying(
        &self,
        cue: &Cue,
        limit: usize,
        said: &[(usize, usize)],
        told: &Told,
    ) -> Voice {
        let (start, _) = self.sentence(cue.tokens.0);
        let from = start.max(cue.tokens.0.saturating_sub(RELAYED));
        let about = (from..cue.tokens.0)
            .rev()
            .find(|&i| matches!(self.words.folded(i), "عن" | "عنه" | "عنها"));
        let relays = |i: usize| {
            self.cues_in(from, i)
                .iter()
                .any(|c| c.lemma().starts_with("نقل"))
                || (from..i).any(|k| {
                    matches!(
                        self.words.folded(k),
                        "نقل" | "نقلت" | "ونقل" | "ونقلت" | "ينقل"
                    )
                })
        };
        if let Some(about) = about.filter(|&a| relays(a)) {
            let medium = self
                .mentions_in(from, about)
                .find(|(_, m)| m.label == Label::Org)
                .map(|(k, _)| k as u32);
            let pronoun = self.words.folded(about) != "عن";
            let voice = if pronoun {
                self.voice_dropped(cue, cue.gender, Kinds::All, said, told)
            } else {
                match self.phrase_behind(about + 1, cue.tokens.0) {
                    Subject::Named(k) => Voice::named(k, 0.9),
                    _ => Voice::NOBODY,
                }
            };
            return Voice {
                source: medium,
                ..voice
            };
        }
        // قول فلان: the noun behind it
        if self.words.folded_suffix(cue.tokens.1 - 1) == 0
            && !self.words.folded(cue.tokens.0).contains("لقول")
            && let Subject::Named(k) = self.subject_behind(cue, limit).0
        {
            return Voice::named(k, 0.8);
        }
        self.voice_before(cue, said, told)
    }

    /// The subject stands before the verb in its sentence, else it is dropped.
    fn voice_before(&self, cue: &Cue, said: &[(usize, usize)], told: &Told) -> Voice {
        let at = cue.tokens.0;
        let (start, _) = self.sentence(at);
        // the nearest earlier cue of the sentence, where its statement is the one that goes on
        let earlier = self
            .cues_in(start, at)
            .iter()
            .rev()
            .find_map(|c| told.by_cue.get(&c.tokens.0).map(|v| (c, v)));
        if let Some((c, voice)) = earlier {
            let between = self.mentions_in(c.tokens.1, at).any(|(_, m)| {
                m.label == Label::Per
                    && self
                        .cue_at((m.tokens.0 as usize).saturating_sub(1))
                        .is_some_and(|x| x.tokens.0 != c.tokens.0)
            });
            let agrees = voice
                .speaker
                .is_none_or(|s| cue.gender.agrees(self.gender(&self.mentions[s as usize])));
            // a later verb of saying in the sentence has a subject of its own: ... في حين دانت المنظمة ...، قائلة
            let later = self
                .cues_in(c.tokens.1, at)
                .iter()
                .rfind(|v| {
                    cue.form == Form::Participle
                        && v.form == Form::Finite
                        && !v.weak
                        && cue.gender.agrees(v.gender)
                        && self.marked_over(v.tokens.0).is_none()
                        && !self.describes(v)
                        && !is_said(v.tokens.0, said)
                })
                .map(|v| self.subject_behind(v, at).0);
            if let Some(Subject::Named(k)) = later {
                return Voice::named(k, 0.75);
            }
            if agrees && !between && (cue.form != Form::Finite || self.has_conjunction(at)) {
                return if voice.speaker.is_some() {
                    Voice {
                        sure: 0.8,
                        ..*voice
                    }
                } else {
                    *voice
                };
            }
        }
        // أعلنت الولاية على لسان فلان رفضها، معللة ذلك بأن: the subject of a verb of saying that reports nothing itself
        if cue.form == Form::Participle
            && let Some(verb) = self
                .cues_in(start.max(at.saturating_sub(RELAYED)), at)
                .iter()
                .rfind(|c| {
                    c.form == Form::Finite
                        && !c.weak
                        && cue.gender.agrees(c.gender)
                        && self.marked_over(c.tokens.0).is_none()
                        && self.opens_statement(c)
                })
        {
            let voice = self.relayed(verb, at, said, told);
            if let Some(voice) = voice.filter(|v| v.speaker.is_some()) {
                return voice;
            }
        }
        match self.subject_before(at, cue.gender, said) {
            Some(k) => Voice::named(k, 0.8),
            None => self.voice_dropped(cue, cue.gender, Kinds::All, said, told),
        }
    }

    /// Who spoke last, or the subject of a sentence before.
    fn voice_dropped(
        &self,
        cue: &Cue,
        gender: Gender,
        kinds: Kinds,
        said: &[(usize, usize)],
        told: &Told,
    ) -> Voice {
        if cue.belief || cue.weak {
            return Voice::NOBODY;
        }
        let here = self.sentence_of(cue.tokens.0);
        let fits = |k: u32| {
            let m = &self.mentions[k as usize];
            (matches!(m.label, Label::Per | Label::Role)
                || kinds == Kinds::All && m.label == Label::Org)
                && gender.agrees(self.gender(m))
        };
        for back in 0..=SENTENCES_BACK.min(here) {
            let at = here - back;
            if let Some(&k) = told.by_sentence.get(&at).filter(|k| fits(**k)) {
                return Voice::named(k, 0.7);
            }
            if back == 0 {
                continue;
            }
            let s = &self.sentences[at];
            if let Some(k) = self
                .main_subject(s.first as usize, s.end as usize, gender, said)
                .filter(|k| fits(*k))
            {
                return Voice::named(k, 0.6);
            }
        }
        Voice::NOBODY
    }

    /// Who spoke last where a quotation stands as a sentence of its own: in the sentence before it.
    fn voice_going_on(&self, first: usize, told: &Told) -> Voice {
        let (start, _) = self.sentence(first);
        if first > start + 1 || self.in_headline(first) {
            return Voice::NOBODY;
        }
        let here = self.sentence_of(first);
        match here.checked_sub(1).and_then(|b| told.by_sentence.get(&b)) {
            Some(&k) => Voice::named(k, 0.65),
            None => Voice::NOBODY,
        }
    }

    /// Who spoke last where a text or body goes on (وأضاف البيان، وقالت المنظمة): the last speaker, for a body one that agrees.
    fn voice_repeated(&self, cue: &Cue, gender: Gender, told: &Told) -> Voice {
        let here = self.sentence_of(cue.tokens.0);
        (0..=SENTENCES_BACK.min(here))
            .find_map(|back| {
                told.by_sentence
                    .get(&(here - back))
                    .filter(|k| {
                        let m = &self.mentions[**k as usize];
                        gender == Gender::Unknown
                            || m.label == Label::Org && gender.agrees(self.gender(m))
                    })
                    .copied()
            })
            .map_or(Voice::NOBODY, |k| Voice::named(k, 0.6))
    }

    /// A quotation behind a colon without a verb of saying: who stands before the colon.
    fn voice_without_cue(&self, first: usize, said: &[(usize, usize)], told: &Told) -> Voice {
        let Some(colon) = (first.saturating_sub(2)..first).find(|&i| self.words.raw(i) == ":")
        else {
            return self.voice_going_on(first, told);
        };
        let start = self.sentence(colon).0;
        let beside = self.mentions_in(start, colon).rfind(|(_, m)| {
            m.tokens.1 as usize == colon && matches!(m.label, Label::Per | Label::Role)
        });
        // السيسي يستقبل رئيس ألمانيا: who stands behind a verb is not its subject
        let opening = self
            .mention_at(self.statement_start(start))
            .filter(|(_, m)| matches!(m.label, Label::Per | Label::Role | Label::Org));
        let object = |m: &Mention| {
            let first = m.tokens.0 as usize;
            first > start && self.words.is_word(first - 1) && self.mention_over(first - 1).is_none()
        };
        let beside = match (beside, opening) {
            (Some((_, b)), Some((k, o))) if o.entity != b.entity && object(b) => Some((k, o)),
            _ => beside,
        };
        match beside
            .map(|b| b.0 as u32)
            .or_else(|| self.subject_before(colon, Gender::Unknown, said))
        {
            Some(k) => Voice::named(k, 0.75),
            None => Voice::NOBODY,
        }
    }
}
