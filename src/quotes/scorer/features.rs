//! Who may have said a quotation, and what the model asks of each.

use crate::entities::mention::Mention;
use crate::hash::{hash_str, mix};
use crate::label::Label;
use crate::linear::feature;
use crate::quotes::cues::{Cue, Form};
use crate::quotes::gender::Gender;
use crate::quotes::speaker::{Voice, is_said};
use crate::quotes::subject::Subject;
use crate::quotes::{Found, Reader};

/// How many paragraphs before the cue's own those are sought who may speak, and how many tokens before and behind it.
const PARAGRAPHS: usize = 2;
const BEFORE: usize = 240;
const BEHIND: usize = 50;
/// How many mentions before and behind it are looked at, the nearest.
const AHEAD: usize = 40;
const AFTER: usize = 24;
/// How many speakers before it are remembered, and among how many quotations they are sought.
const REMEMBERED: usize = 4;
const LOOKED_AT: usize = 16;
/// About how many features somebody has.
const FEATURES: usize = 80;
/// The numbers of what is asked: of somebody as a whole they begin at 1.
const OF_NOBODY: u64 = 100;
const OF_MENTIONS: u64 = 200;

/// Somebody who may have said a quotation, or nobody.
pub(super) struct Candidate {
    pub(super) entity: Option<u32>,
    /// The mention that names them best for this quotation.
    pub(super) mention: Option<u32>,
    /// Those of all mentions; a feature may stand several times and counts once.
    pub(super) features: Vec<u32>,
}

/// What is known of a document when its speakers are chosen.
pub(super) struct Overview<'a> {
    /// How often each entity is mentioned, and as what.
    entities: Vec<Seen>,
    /// The person mentioned most.
    most: Option<u32>,
    /// How many people there are.
    people: u64,
    /// The first token of each paragraph.
    paragraphs: Vec<usize>,
    /// Where speech stands, sorted and disjoint.
    said: &'a [(usize, usize)],
}

/// How an entity is mentioned, and where first.
#[derive(Clone, Copy, Default)]
struct Seen {
    times: u32,
    named: bool,
    titled: bool,
    body: bool,
    first: u32,
    /// How many quotations it has by the rules.
    speaks: u32,
}

/// A number by its size.
fn bucket(n: usize) -> u64 {
    [1, 2, 3, 4, 6, 9, 14, 21, 36, 61, 121].partition_point(|&b| b <= n) as u64
}

const fn gender_code(g: Gender) -> u64 {
    match g {
        Gender::Masculine => 0,
        Gender::Feminine => 1,
        Gender::Unknown => 2,
    }
}

const fn subject_code(s: Subject) -> u64 {
    match s {
        Subject::Named(_) => 0,
        Subject::Unnamed => 1,
        Subject::Referring(_) => 2,
        Subject::Repeating(_) => 3,
        Subject::Dropped => 4,
    }
}

impl Reader<'_> {
    /// What is known of the document; `said` is where speech stands.
    pub(super) fn overview<'s>(
        &self,
        quotes: &[(Found, Voice)],
        said: &'s [(usize, usize)],
    ) -> Overview<'s> {
        let mut entities: Vec<Seen> = Vec::new();
        for m in self.mentions {
            let Some(e) = m.entity.map(|e| e as usize) else {
                continue;
            };
            if entities.len() <= e {
                entities.resize(e + 1, Seen::default());
            }
            let seen = &mut entities[e];
            if seen.times == 0 {
                seen.first = m.tokens.0;
            }
            seen.times += 1;
            seen.named |= m.label == Label::Per;
            seen.titled |= m.label == Label::Role;
            seen.body |= m.label == Label::Org;
        }
        let most = (0..entities.len() as u32)
            .filter(|&e| entities[e as usize].named)
            .max_by_key(|&e| (entities[e as usize].times, std::cmp::Reverse(e)));
        let people = entities.iter().filter(|s| s.named).count().min(4) as u64;
        for (_, voice) in quotes {
            if let Some(e) = self.entity_of(voice.speaker) {
                entities[e as usize].speaks += 1;
            }
        }
        let paragraphs = (0..self.words.len())
            .filter(|&i| i == 0 || !self.words.adjacent(i - 1))
            .collect();
        Overview {
            entities,
            most,
            people,
            paragraphs,
            said,
        }
    }

    /// Who may have said quotation `n`; nobody comes first.
    pub(super) fn speaker_candidates(
        &self,
        quotes: &[(Found, Voice)],
        n: usize,
        overview: &Overview<'_>,
    ) -> Vec<Candidate> {
        let (found, rules) = &quotes[n];
        let place = self.place(found, overview);
        let chosen = self.entity_of(rules.speaker);
        let mut out = vec![Candidate {
            entity: None,
            mention: None,
            features: Vec::new(),
        }];
        let may = |m: &Mention| {
            let speaks = matches!(m.label, Label::Per | Label::Role | Label::Org);
            m.entity.filter(|e| speaks || Some(*e) == chosen)
        };
        // nearest first: those behind the cue, then those before it
        let behind = self.mentions_in(place.at, place.to).take(AFTER);
        let before = self.mentions_in(place.from, place.at).rev().take(AHEAD);
        let behind = behind.filter_map(|(k, m)| Some((k, may(m)?)));
        let before = before.filter_map(|(k, m)| Some((k, may(m)?)));
        for (between, (k, e)) in behind.enumerate().chain(before.enumerate()) {
            let c = candidate(&mut out, e, k);
            self.mention_features(k, &place, between, overview, &mut out[c].features);
        }
        let near = out.len();
        let told = self.told(quotes, n);
        for m in told.before.iter().copied().chain(rules.speaker) {
            if let Some(e) = self.entity_of(Some(m)) {
                candidate(&mut out, e, m as usize);
            }
        }
        for (c, who) in out.iter_mut().enumerate() {
            let rule = (rules.sure * 100.0).round() as u64;
            let by_rules = who.entity == chosen;
            let choice = Choice {
                rule: (rule << 2) | u64::from(by_rules) << 1 | u64::from(chosen.is_some()),
                by_rules,
                far: c >= near,
                near: bucket(near),
            };
            match who.entity.zip(who.mention) {
                None => nobody_features(&place, &choice, &told, overview, &mut who.features),
                Some(em) => {
                    self.entity_features(em, &place, &choice, &told, overview, &mut who.features);
                }
            }
        }
        out
    }

    /// The speakers of the quotations before quotation `n`, by the rules.
    fn told(&self, quotes: &[(Found, Voice)], n: usize) -> Told {
        let mut told = Told {
            before: Vec::new(),
            sentences: 9,
        };
        let cue_of = |f: &Found| f.cue.map(|c| c.tokens.0);
        let mut cue = cue_of(&quotes[n].0);
        let anchor = cue.unwrap_or(quotes[n].0.tokens.0);
        for (found, voice) in quotes[..n].iter().rev().take(LOOKED_AT) {
            let other = cue_of(found);
            if other.is_some() && other == cue {
                continue;
            }
            cue = other.or(cue);
            let Some(speaker) = voice.speaker else {
                continue;
            };
            if told.before.is_empty() {
                let end = other.map_or(0, |c| c).max(found.tokens.1 - 1);
                let far = self.sentence_of(anchor).abs_diff(self.sentence_of(end));
                told.sentences = far.min(4) as u64;
            }
            told.before.push(speaker);
            if told.before.len() == REMEMBERED {
                break;
            }
        }
        told
    }

    /// What is asked of somebody as a whole: what the rules say, agreement, who spoke before, how often they are named.
    fn entity_features(
        &self,
        (entity, mention): (u32, u32),
        place: &Place,
        choice: &Choice,
        told: &Told,
        overview: &Overview<'_>,
        out: &mut Vec<u32>,
    ) {
        let mut add = |template: u64, context: u64, value: u64| {
            out.push(feature(template, context, value));
        };
        let seen = overview.entities[entity as usize];
        let what = u64::from(seen.named) | u64::from(seen.titled) << 1 | u64::from(seen.body) << 2;
        add(1, what, place.form);
        add(2, what, place.subject);
        add(3, choice.rule, place.form);
        add(4, choice.rule, place.subject);
        add(5, choice.rule, place.lemma);
        add(6, choice.rule, what);
        add(7, choice.rule, place.kind);
        add(8, choice.rule, place.shape);
        let agreement = self.agreement(place.gender, &self.mentions[mention as usize]);
        add(9, agreement, place.subject);
        add(10, agreement, place.form << 1 | u64::from(choice.by_rules));
        let ago = told
            .before
            .iter()
            .position(|&m| self.entity_of(Some(m)) == Some(entity))
            .map_or(9, |p| p as u64);
        let spoke = ago * 10 + told.sentences;
        add(11, spoke, place.subject);
        add(12, spoke, place.form);
        add(13, spoke, choice.rule);
        add(14, spoke, place.kind << 3 | what);
        let most = u64::from(overview.most == Some(entity));
        add(15, most, place.subject);
        add(16, most << 3 | what, spoke);
        add(17, bucket(seen.times as usize), what);
        let others = u64::from(
            seen.speaks
                .saturating_sub(u32::from(choice.by_rules))
                .min(3),
        );
        add(18, others, place.subject);
        add(19, others, what << 4 | choice.rule & 3);
        add(20, u64::from(seen.first as usize > place.at), place.subject);
        add(21, u64::from(choice.far), place.subject);
        add(22, choice.near, u64::from(choice.by_rules));
    }

    /// The genders of a verb and of whom a mention names, in one number.
    fn agreement(&self, verb: Gender, m: &Mention) -> u64 {
        gender_code(verb) * 3 + gender_code(self.gender(m))
    }

    fn place(&self, found: &Found, overview: &Overview<'_>) -> Place {
        let (first, end) = found.tokens;
        let cue = found.cue;
        let at = cue.map_or(first, |c| c.tokens.0);
        let paragraph = overview
            .paragraphs
            .partition_point(|&p| p <= at)
            .saturating_sub(1);
        let from = overview.paragraphs[paragraph.saturating_sub(PARAGRAPHS)]
            .max(at.saturating_sub(BEFORE));
        let last = end - 1;
        let to = self
            .sentence(at.max(last))
            .1
            .min(at.max(last) + BEHIND)
            .min(at + BEFORE);
        let (subject, source) = match &cue {
            Some(c) if matches!(c.form, Form::Finite) => {
                let limit = if first > c.tokens.0 {
                    first
                } else {
                    usize::MAX
                };
                (
                    subject_code(self.subject_behind(c, limit).0),
                    self.names_a_source(c.tokens.1),
                )
            }
            Some(c) if matches!(c.form, Form::Preposition | Form::Noun) => (
                8 + subject_code(self.named_behind(c)),
                self.names_a_source(c.tokens.1),
            ),
            Some(_) => (6, false),
            None => (7, false),
        };
        let form = cue.map_or(9, |c| c.form as u64);
        let shape = match &cue {
            None => 0,
            Some(c) if c.tokens.0 >= end => 1,
            Some(c) if c.tokens.0 >= first => 2,
            Some(c) => 3 + bucket(first - c.tokens.1.min(first)).min(6),
        };
        let word = |i: Option<usize>| {
            i.filter(|&i| i < self.words.len())
                .map_or(0, |i| hash_str(self.words.folded(i)))
        };
        Place {
            tokens: found.tokens,
            at,
            behind: cue.map_or(end, |c| c.tokens.1),
            from,
            to,
            cue,
            form: form << 2
                | u64::from(cue.is_some_and(|c| self.has_conjunction(c.tokens.0))) << 1
                | u64::from(shape == 1),
            lemma: cue.map_or(0, |c| hash_str(c.lemma())),
            gender: cue.map_or(Gender::Unknown, |c| c.gender),
            plural: u64::from(cue.is_some_and(|c| c.plural)),
            kind: found.kind as u64,
            subject,
            source,
            shape,
            next: word(cue.map(|c| c.tokens.1)),
            second: word(cue.map(|c| c.tokens.1 + 1)),
            before: word(at.checked_sub(1)),
            paragraph: overview.paragraphs[paragraph],
        }
    }

    /// What is asked of one mention: its place, what stands beside it and between it and the cue. `between` counts mentions.
    fn mention_features(
        &self,
        k: usize,
        place: &Place,
        between: usize,
        overview: &Overview<'_>,
        out: &mut Vec<u32>,
    ) {
        let m = &self.mentions[k];
        let (first, end) = (m.tokens.0 as usize, m.tokens.1 as usize);
        let mut add = |template: u64, context: u64, value: u64| {
            out.push(feature(OF_MENTIONS + template, context, value));
        };
        let nested = self.mentions[k.saturating_sub(4)..k]
            .iter()
            .any(|o| o.tokens.1 >= m.tokens.1);
        let label = match m.label {
            Label::Per => 0,
            Label::Role => 1,
            Label::Org => 2,
            _ => 3,
        };
        let label = label << 1 | u64::from(nested);
        let sentences = self.sentence_of(place.at).abs_diff(self.sentence_of(first)) as u64;
        let behind = first >= place.at;
        let inside = if first >= place.tokens.0 && first < place.tokens.1 {
            2
        } else {
            u64::from(is_said(first, overview.said))
        };
        let zone = (sentences.min(3) << 1 | u64::from(behind)) << 2 | inside;
        let governed = u64::from(self.is_governed(first, m));
        let agreement = self.agreement(place.gender, m);
        add(0, zone, label);
        add(1, zone << 4 | label, place.form);
        add(2, zone << 4 | label, place.subject);
        add(3, zone << 4 | label, governed);
        let gap = if behind {
            first.saturating_sub(place.behind)
        } else {
            place.at.saturating_sub(end)
        };
        add(4, zone << 4 | bucket(gap), label);
        add(5, zone << 4 | bucket(gap), place.form);
        add(6, zone << 4 | bucket(between), label);
        add(
            7,
            zone << 4 | bucket(between),
            place.subject << 1 | governed,
        );
        add(8, zone << 4 | agreement, place.form);
        add(9, zone << 4 | agreement, place.subject);
        // words around it
        let opens = first == 0 || !self.words.adjacent(first - 1);
        let previous = if opens {
            1
        } else {
            hash_str(self.words.folded(first - 1))
        };
        let next = if end < self.words.len() {
            hash_str(self.words.folded(end))
        } else {
            1
        };
        let wide = zone & 15;
        add(10, mix(previous, wide), label);
        add(11, mix(next, wide), label);
        let start = self.words.tokens[first].span.start as usize;
        let clitic = self.words.text.get(start..m.span.start as usize);
        let clitic = clitic.filter(|c| !c.is_empty()).map_or(0, hash_str);
        add(12, mix(clitic, wide), label);
        // directly beside the cue
        let near = place.cue.is_some() && sentences == 0 && gap < 4;
        if near {
            let gap_words = if behind {
                place.behind..first
            } else {
                end..place.at
            };
            let words = gap_words.fold(0, |words, i| mix(words, hash_str(self.words.folded(i))));
            add(13, mix(words, u64::from(behind)), label);
            add(14, mix(words, u64::from(behind)), place.form);
            if gap == 0 {
                add(15, mix(place.lemma, u64::from(behind)), label);
                add(16, zone << 4 | label, place.shape);
                add(17, agreement << 1 | u64::from(behind), label);
            }
        }
        // its place in the statement and in the sentence
        let sentence = self.sentence(first).0;
        let begin = self.statement_start(sentence);
        let opening = if first <= begin {
            0
        } else if first == begin + 1 {
            1
        } else if self.mentions_in(sentence, first).next().is_none() {
            2
        } else {
            3
        };
        let verb = first > 0
            && self
                .cue_at(first - 1)
                .is_some_and(|c| c.form == Form::Finite && !c.weak);
        let shown = (opening << 1 | u64::from(verb)) << 1 | governed;
        add(18, zone << 4 | shown, place.subject);
        add(19, zone << 4 | shown, label);
        add(20, zone << 4 | shown, place.form);
        add(21, u64::from(first >= place.paragraph), zone);
        if sentences == 0 && !behind {
            let commas = (end..place.at.min(end + 60))
                .filter(|&i| matches!(self.words.raw(i), "،" | "," | "؛"))
                .count();
            let cues = self
                .cues_in(end, place.at)
                .iter()
                .filter(|c| c.form == Form::Finite && !c.weak)
                .count();
            let steps = (commas.min(4) as u64) << 2 | cues.min(2) as u64;
            add(22, steps, place.subject);
            add(23, steps, shown);
        }
    }
}

/// What is asked of nobody: whether the text names no one who could say it.
fn nobody_features(
    place: &Place,
    choice: &Choice,
    told: &Told,
    overview: &Overview<'_>,
    out: &mut Vec<u32>,
) {
    let mut add = |template: u64, context: u64, value: u64| {
        out.push(feature(OF_NOBODY + template, context, value));
    };
    add(0, 0, 0);
    add(1, choice.rule, place.form);
    add(2, choice.rule, place.subject);
    add(3, choice.rule, place.lemma);
    add(4, place.form, place.subject);
    add(5, place.lemma, place.subject);
    add(6, place.next, place.form);
    add(7, place.kind, choice.rule);
    add(8, choice.near, place.subject);
    add(9, u64::from(place.source), place.subject);
    add(10, u64::from(place.source), choice.rule);
    add(11, place.shape, choice.rule);
    add(12, overview.people, place.subject);
    add(13, place.before, place.form);
    add(14, u64::from(!told.before.is_empty()), place.subject);
    add(15, place.plural, place.subject);
    add(16, place.next, choice.rule & 3);
    add(17, place.second, place.form);
}

/// The place of an entity among the candidates, who are few; a new one where it is not among them.
fn candidate(out: &mut Vec<Candidate>, entity: u32, mention: usize) -> usize {
    let known = out.iter().position(|c| c.entity == Some(entity));
    known.unwrap_or_else(|| {
        out.push(Candidate {
            entity: Some(entity),
            mention: Some(mention as u32),
            features: Vec::with_capacity(FEATURES),
        });
        out.len() - 1
    })
}

/// Who spoke before a quotation.
struct Told {
    /// By a mention of theirs, the last first.
    before: Vec<u32>,
    /// How many sentences ago the last did, at most 4; 9 where nobody did.
    sentences: u64,
}

/// How a candidate stands to the rules and to the other candidates.
struct Choice {
    /// How sure the rules are, whether they choose this one, and whether they choose somebody.
    rule: u64,
    by_rules: bool,
    /// Whether nothing near the cue names this one.
    far: bool,
    /// How many candidates are named near the cue, by size.
    near: u64,
}

/// What is asked of a quotation once for all candidates.
struct Place {
    tokens: (usize, usize),
    /// The cue's first token, else the quotation's.
    at: usize,
    /// The token behind the cue, else behind the quotation.
    behind: usize,
    /// Where candidates are sought.
    from: usize,
    to: usize,
    cue: Option<Cue>,
    /// The cue's form, whether a conjunction opens it, and whether it stands behind the quotation.
    form: u64,
    lemma: u64,
    gender: Gender,
    plural: u64,
    kind: u64,
    /// What the phrase behind the cue is: a name, somebody unnamed, a dropped subject.
    subject: u64,
    /// Whether people without a name stand behind it.
    source: bool,
    /// Whether the cue stands behind the quotation, in it, or how far before it.
    shape: u64,
    /// The words behind the cue and before it.
    next: u64,
    second: u64,
    before: u64,
    /// The first token of the paragraph.
    paragraph: usize,
}
