//! Words between quotation marks, or after a colon, that somebody said.

use super::clauses::Clause;
use super::cues::{Cue, Form};
use super::gender::Gender;
use super::marks::Marked;
use super::subject::Subject;
use super::{Found, QuoteKind, Reader};
use crate::label::Label;
use crate::tokenize::TokenKind;

/// The fewest words of a quotation that no colon introduces; after أن, where the marks hold the whole clause; behind the
/// preposition of its cue (دعا إلى "...").
const FEWEST: usize = 4;
const FEWEST_WHOLE: usize = 3;
const FEWEST_GOVERNED: usize = 5;
/// Before a verb that names who says them.
const FEWEST_NAMED: usize = 2;
/// How far before the opening mark a cue may stand: with a colon, and without; and after the closing mark. In tokens.
const BEFORE_COLON: usize = 60;
const BEFORE: usize = 25;
const AFTER: usize = 4;
/// How many sentences speech without marks may go on for, and how long one of them may be, in tokens.
const SENTENCES: usize = 12;
const LONGEST: usize = 300;
/// How far behind a quotation the rest of it may stand, in tokens.
const REST: usize = 12;
/// How far from its cue the colon of a quotation without marks may stand, in tokens.
const COLON: usize = 24;

/// Prepositions: what they govern in quotation marks is a phrase, not a quotation. Folded.
const PREPOSITIONS: &[&str] = &[
    "في",
    "من",
    "علي",
    "الي",
    "عن",
    "حول",
    "مع",
    "ضد",
    "ب",
    "ل",
    "بـ",
    "لـ",
    "بين",
    "تحت",
    "باسم",
    "بعنوان",
    "شعار",
    "عنوان",
    "بشعار",
    "اسم",
    "عباره",
];

impl Reader<'_> {
    /// The quotations between marks or behind colons; `attributed` are the clauses that a preposition attributes, by place.
    pub(super) fn direct(&self, clauses: &[Clause], attributed: &[Found]) -> Vec<Found> {
        let mut out: Vec<Found> = Vec::new();
        let mut barrier = 0;
        let mut previous: Option<(usize, Option<Cue>)> = None;
        for marked in &self.marked {
            let summed_up = self.summed_up(marked);
            let introduced = match self.introduced(marked, clauses, barrier, previous) {
                _ if summed_up.is_some() => Some((None, 0.7)),
                Some((Some(cue), score)) => Some((Some(cue), score)),
                other => self.within_attributed(marked, attributed).or(other),
            };
            let Some((cue, score)) = introduced else {
                continue;
            };
            previous = Some((marked.close, cue));
            barrier = marked.close;
            let (first, mut end) = marked.inside();
            while end > first + 1 && matches!(self.words.raw(end - 1), "،" | ",") {
                end -= 1;
            }
            out.push(Found {
                tokens: (first, end),
                bare: false,
                kind: QuoteKind::Direct,
                cue,
                speaker: summed_up.flatten(),
                score: if marked.closed { score } else { score * 0.7 },
            });
        }
        out.extend(self.answers());
        self.unmarked(&mut out);
        self.unmarked_without_verb(&mut out);
        out
    }

    /// Who is behind a quotation that the words after it call words: "..."، بهذه الكلمات اختصر فلان. The inner option is empty
    /// where nobody is named there.
    fn summed_up(&self, marked: &Marked) -> Option<Option<u32>> {
        let mut at = marked.close + 1;
        if !marked.closed || !self.says(marked, FEWEST_WHOLE) {
            return None;
        }
        while matches!(self.words.raw(at), "." | "،" | "," | ":") {
            at += 1;
        }
        // "..." — فلان، رئيس النادي
        if matches!(self.words.raw(at), "—" | "–" | "-")
            && (marked.close..at).all(|k| self.words.adjacent(k))
        {
            let beside = self
                .mention_at(at + 1)
                .filter(|(_, m)| matches!(m.label, Label::Per | Label::Role))?;
            let stop = self.stop(at + 1, usize::MAX);
            return Some(Some(self.head_of(beside.0, stop)));
        }
        let words = self.bare(at) == "بهذه"
            && matches!(
                self.words.folded(at + 1),
                "الكلمات" | "الجمله" | "العباره" | "العبارات"
            );
        let so = self.bare(at) == "هكذا" && self.words.is_word(at + 1);
        if !words && !so {
            return None;
        }
        let verb = at + 1 + usize::from(words);
        let named = self
            .mention_at(verb + 1)
            .is_some_and(|(_, m)| matches!(m.label, Label::Per | Label::Role));
        if so && self.cue_at(verb).is_none() && !named {
            return None;
        }
        let stop = self.stop(verb + 1, usize::MAX);
        Some(match self.noun_phrase(verb + 1, stop, Gender::Unknown).0 {
            Subject::Named(k) => Some(k),
            _ => None,
        })
    }

    /// Whether somebody said what stands between marks: the cue, where there is one, and how sure it is.
    fn introduced(
        &self,
        marked: &Marked,
        clauses: &[Clause],
        barrier: usize,
        previous: Option<(usize, Option<Cue>)>,
    ) -> Option<(Option<Cue>, f32)> {
        let at = clauses.partition_point(|c| c.particle < marked.open);
        if let Some(clause) = clauses[..at].last().filter(|c| {
            marked.open < c.tokens.1 && !c.cue.belief && !self.verb_touches_colon(marked.open)
        }) {
            let whole = marked.open == clause.tokens.0 && marked.close + 1 >= clause.tokens.1;
            let enough = self.says(marked, if whole { FEWEST_WHOLE } else { FEWEST })
                && (whole || !self.governed_by_preposition(marked.open));
            return enough.then_some((Some(clause.cue), 0.85));
        }
        let colon = marked.open > 0 && self.words.raw(marked.open - 1) == ":";
        if let Some(cue) = self.cue_with_preposition(marked) {
            return Some((Some(cue), 0.75));
        }
        // "..."، تضيف وهي تضحك، "لكنها نامت": the rest of a quotation that a verb breaks
        if let Some((close, _)) = previous
            && marked.open > 0
            && marked.open <= close + REST
            && matches!(self.words.raw(marked.open - 1), "،" | ",")
            && let Some(cue) = self
                .cues_in(close, marked.open)
                .iter()
                .find(|c| c.form == Form::Finite && c.takes("direct") && c.tokens.0 <= close + 2)
            && self.says(marked, FEWEST_NAMED)
        {
            return Some((Some(*cue), 0.8));
        }
        let governed = !colon && self.governed_by_preposition(marked.open);
        // "هذا بيتي"، يقول فلان
        if !colon
            && !governed
            && self.says(marked, FEWEST_NAMED)
            && let Some(cue) = self.cue_after(marked).filter(|c| {
                c.form == Form::Finite
                    && c.takes("direct")
                    && c.tokens.0 == marked.close + 2
                    && matches!(self.words.raw(marked.close + 1), "،" | ",")
            })
        {
            return Some((Some(cue), 0.8));
        }
        if !self.says(marked, if colon { 1 } else { FEWEST }) || governed {
            return None;
        }
        let before = self.cue_before(marked.open, barrier, colon);
        if let Some(cue) = before.or_else(|| self.cue_after(marked)) {
            return Some((Some(cue), 0.9));
        }
        // a paragraph that opens with a mark goes on with what was said before it
        if let Some((_, cue)) = previous.filter(|p| self.only_marks_between(p.0, marked.open)) {
            return Some((cue, 0.8));
        }
        let long = self.says(marked, 3 * FEWEST) || self.is_sentence(marked);
        if colon && self.says(marked, 2) {
            Some((None, 0.6))
        } else if long
            || self.says(marked, FEWEST)
                && self.in_headline(marked.open)
                && self.first_person(marked)
        {
            Some((None, 0.45))
        } else {
            None
        }
    }

    /// The cue that introduces a quotation: the latest verb before it in its sentence, behind the quotation before it.
    fn cue_before(&self, open: usize, barrier: usize, colon: bool) -> Option<Cue> {
        let mut sentence = self.sentence(open).0;
        // a colon may end the paragraph before the quotation
        if colon && sentence >= open.saturating_sub(1) && open > 1 {
            sentence = self.sentence(open - 2).0;
        }
        let from = sentence.max(barrier).max(open.saturating_sub(if colon {
            BEFORE_COLON
        } else {
            BEFORE
        }));
        // قال فلان إن ...، فيما فضل فلان الرد كتابة: what another statement says does not introduce it
        let from = if colon {
            (from..open)
                .rev()
                .find(|&i| self.turns_to_another(i, open))
                .unwrap_or(from)
        } else {
            from
        };
        let cues = self.cues_in(from, open);
        let near = |c: &&Cue| open <= c.tokens.1 + 4;
        let quotes = |c: &&Cue| {
            colon
                || c.takes("direct")
                    && !(c.tokens.1..open.saturating_sub(1)).any(|i| {
                        matches!(self.words.raw(i), "،" | ",")
                            && self.cues_in(i, open).is_empty()
                            && !self.parenthetic(i, open)
                    })
        };
        let verbs = || {
            cues.iter()
                .rev()
                .filter(|c| !c.weak && !c.belief && c.is_verbal())
        };
        // the verb that touches the colon or the mark
        let touching = cues.last().filter(|c| {
            (c.is_verbal() || matches!(c.lemma(), "جاء في" | "ورد في"))
                && !c.belief
                && !self.is_negated(c)
                && c.tokens.1 + usize::from(colon) >= open
        });
        if let Some(cue) = touching {
            return Some(*cue);
        }
        verbs()
            .find(|c| {
                c.takes("direct")
                    && quotes(c)
                    && (c.tokens.0 == sentence
                        || self.opens_statement(c)
                        || self.follows_relative(c.tokens.0))
            })
            .or_else(|| verbs().find(|c| c.takes("direct") && quotes(c)))
            .or_else(|| verbs().find(quotes))
            .or_else(|| {
                cues.iter().rev().find(|c| {
                    colon && !c.weak && matches!(c.form, Form::Noun | Form::Preposition)
                        || near(c) && c.form == Form::Noun && c.takes("direct")
                })
            })
            .copied()
    }

    /// Whether token `i` turns from one statement to another that has a person of its own before token `end`.
    fn turns_to_another(&self, i: usize, end: usize) -> bool {
        let turns = matches!(self.bare(i), "فيما" | "بينما")
            || self.bare(i) == "حين" && i > 0 && self.bare(i - 1) == "في";
        turns
            && self
                .mentions_in(i + 1, (i + COLON).min(end))
                .any(|(_, m)| m.label == Label::Per)
    }

    /// Whether a verb of saying and a colon stand directly before an opening mark.
    fn verb_touches_colon(&self, open: usize) -> bool {
        open > 1
            && self.words.raw(open - 1) == ":"
            && self.cues_in(open.saturating_sub(4), open).iter().any(|c| {
                c.form == Form::Finite
                    && !c.weak
                    && c.tokens.1 + 1 == open
                    && c.takes("direct")
                    && !self.is_negated(c)
            })
    }

    /// Whether a verb is denied: حبوب اللقاح لا تكذب.
    pub(super) fn is_negated(&self, cue: &Cue) -> bool {
        let at = cue.tokens.0;
        at > 0 && matches!(self.words.folded(at - 1), "لا" | "لم" | "لن")
    }

    /// Whether another comma follows before the quotation: قال بيسكوف، المتحدث باسم الكرملين، "...".
    fn parenthetic(&self, comma: usize, open: usize) -> bool {
        (comma + 1..open).any(|i| matches!(self.words.raw(i), "،" | ","))
    }

    /// The verb behind a quotation: "..."، قال بيسكوف.
    fn cue_after(&self, marked: &Marked) -> Option<Cue> {
        if !marked.closed {
            return None;
        }
        let from = marked.close + 1;
        let end = (from + AFTER).min(self.words.len());
        let stop = (from..end)
            .find(|&i| {
                matches!(self.words.raw(i), "." | "\"" | "«" | "“") || !self.words.adjacent(i - 1)
            })
            .unwrap_or(end);
        self.cues_in(from, stop)
            .iter()
            .find(|c| {
                c.form == Form::Finite && !c.weak && !self.has_conjunction(c.tokens.0)
                    || matches!(c.form, Form::Preposition | Form::Back)
            })
            .copied()
    }

    /// Whether a preposition governs the quoted words: دعا إلى "...", بـ"...".
    fn governed_by_preposition(&self, open: usize) -> bool {
        open > 0 && self.words.adjacent(open - 1) && PREPOSITIONS.contains(&self.bare(open - 1))
    }

    /// The preposition that attributes the clause in which marks stand: بحسب فلان، فإن الجماعة "لا تسعى إلى الحرب".
    fn within_attributed(
        &self,
        marked: &Marked,
        attributed: &[Found],
    ) -> Option<(Option<Cue>, f32)> {
        let at = attributed.partition_point(|f| f.tokens.0 <= marked.open);
        let clause = attributed[..at]
            .last()
            .filter(|f| marked.open < f.tokens.1)?;
        self.says(marked, FEWEST).then_some((clause.cue, 0.75))
    }

    /// The cue that governs the quoted words through its own preposition: دعا إلى "..."، أشاد بـ"...".
    fn cue_with_preposition(&self, marked: &Marked) -> Option<Cue> {
        let open = marked.open;
        if !marked.closed
            || !self.governed_by_preposition(open)
            || !self.says(marked, FEWEST_GOVERNED)
        {
            return None;
        }
        let preposition = match self.bare(open - 1) {
            "الي" => "إلى",
            "علي" => "على",
            "من" => "من",
            "ب" | "بـ" => "ب",
            "عن" => "عن",
            _ => return None,
        };
        let from = self.sentence(open).0.max(open.saturating_sub(BEFORE));
        self.cues_in(from, open)
            .iter()
            .rev()
            .find(|c| c.is_verbal() && !c.weak)
            .filter(|c| !c.belief && c.takes(preposition))
            .copied()
    }

    /// Whether the marks hold a sentence of its own.
    fn is_sentence(&self, marked: &Marked) -> bool {
        let (start, _) = self.sentence(marked.open);
        let next = marked.close + 1;
        let ends = !self.words.adjacent(marked.close)
            || matches!(self.words.raw(next), "." | "؟" | "!" | "")
            || self.sentence(marked.close).1 == next;
        marked.closed && marked.open == start && ends && !self.in_headline(marked.open)
    }

    fn only_marks_between(&self, from: usize, to: usize) -> bool {
        to >= from && to - from <= 4 && (from..to).all(|i| self.words.kind(i) == TokenKind::Punct)
    }

    /// Whether token `i` stands in the first line of several.
    pub(super) fn in_headline(&self, i: usize) -> bool {
        self.words.tokens[i].span.start < self.headline
    }

    /// Whether the words speak of an I or a We: أشعر، نحن، لدينا.
    fn first_person(&self, marked: &Marked) -> bool {
        let (first, end) = marked.inside();
        self.in_first_person(first, end)
    }

    fn in_first_person(&self, first: usize, end: usize) -> bool {
        (first..end.min(first + LONGEST)).any(|i| {
            let form = self.words.folded(i);
            matches!(
                form,
                "كنا"
                    | "كنت"
                    | "لست"
                    | "لسنا"
                    | "علينا"
                    | "بي"
                    | "مني"
                    | "معي"
                    | "معنا"
                    | "بنا"
                    | "انا"
                    | "نحن"
                    | "انني"
                    | "اننا"
                    | "لدينا"
                    | "لنا"
                    | "لي"
                    | "عندي"
                    | "عندنا"
            ) || self.words.folded_suffix(i) > 0 && (form.ends_with("نا") || form.ends_with("ني"))
                || self.words.raw(i).starts_with('أ') && i == first && form.chars().count() == 4
        })
    }

    /// What is said after a colon without marks: قال بيسكوف: سنستمر. To the end of the sentence, and on while the next
    /// sentences of the paragraph name nobody and tell nothing.
    fn unmarked(&self, out: &mut Vec<Found>) {
        let mut direct: Vec<(usize, usize)> = out.iter().map(|f| f.tokens).collect();
        direct.sort_unstable();
        for cue in &self.cues {
            if !cue.is_verbal()
                || cue.weak
                || self.in_headline(cue.tokens.0)
                || self.marked_over(cue.tokens.0).is_some()
            {
                continue;
            }
            let end = (cue.tokens.1 + COLON).min(self.words.len());
            let Some(colon) = (cue.tokens.1..end)
                .take_while(|&i| self.words.adjacent(i - 1))
                .find(|&i| self.words.raw(i) == ":")
            else {
                continue;
            };
            let between = self
                .cues_in(cue.tokens.1, colon)
                .iter()
                .any(|c| c.is_verbal() && !c.weak)
                || (cue.tokens.1..colon)
                    .any(|i| matches!(self.words.folded(i), "ان" | "انه" | "انها"));
            let mut first = colon + 1;
            if matches!(self.words.raw(first), "-" | "–" | "—" | "ـ") {
                first += 1;
            }
            if between || first >= self.words.len() || !self.words.is_word(first) {
                continue;
            }
            let last = self.speech_end(first);
            let taken = direct.partition_point(|d| d.1 <= first);
            // what an answer tells others to have said is part of the answer
            let at = direct.partition_point(|d| d.0 <= first);
            if direct[..at].last().is_some_and(|d| first < d.1) {
                continue;
            }
            if last < first + FEWEST
                || direct.get(taken).is_some_and(|d| d.0 < last)
                || self.only_names(first, last)
            {
                continue;
            }
            out.push(Found {
                tokens: (first, last),
                bare: false,
                kind: QuoteKind::Direct,
                cue: Some(*cue),
                speaker: None,
                score: 0.6,
            });
        }
    }

    /// What somebody says in the first person after a colon that no verb of saying stands before: يقف فلان منذ الفجر: أنا ...
    fn unmarked_without_verb(&self, out: &mut Vec<Found>) {
        let mut taken: Vec<(usize, usize)> = out.iter().map(|f| f.tokens).collect();
        taken.sort_unstable();
        let mut covered = 0;
        for colon in 1..self.words.len() {
            if colon < covered || self.words.raw(colon) != ":" || self.in_headline(colon) {
                continue;
            }
            let mut first = colon + 1;
            if matches!(self.words.raw(first), "-" | "–" | "—" | "ـ") {
                first += 1;
            }
            if first >= self.words.len()
                || !self.words.is_word(first)
                || self.marked_over(first).is_some()
            {
                continue;
            }
            let start = self.sentence(colon).0.max(colon.saturating_sub(2 * COLON));
            let said = self
                .cues_in(start, colon)
                .iter()
                .any(|c| c.is_verbal() && !c.weak);
            let last = self.speech_end(first);
            let near = taken.partition_point(|d| d.1 <= first);
            if said
                || last < first + FEWEST
                || taken.get(near).is_some_and(|d| d.0 < last)
                || !(self.in_first_person(first, last) || self.person_touches(colon))
                || self.only_names(first, last)
                || !self
                    .mentions_in(start, colon)
                    .any(|(_, m)| matches!(m.label, Label::Per | Label::Role))
            {
                continue;
            }
            covered = last;
            out.push(Found {
                tokens: (first, last),
                bare: false,
                kind: QuoteKind::Direct,
                cue: None,
                speaker: None,
                score: 0.5,
            });
        }
    }

    /// Whether the statement before a colon is a person and who he is, and nothing else: رئيس النادي فلان: ...
    fn person_touches(&self, colon: usize) -> bool {
        let start = self.statement_start(self.sentence(colon).0);
        let touches = self
            .mentions_in(colon.saturating_sub(COLON), colon)
            .any(|(_, m)| m.label == Label::Per && m.tokens.1 as usize == colon);
        touches
            && self
                .mention_at(start)
                .is_some_and(|(_, m)| matches!(m.label, Label::Per | Label::Role))
    }

    fn speech_end(&self, first: usize) -> usize {
        let mut at = self.sentence_of(first);
        let mut end = self.sentences[at].end as usize;
        let most = at + SENTENCES;
        while let Some(next) = self.sentences.get(at + 1) {
            let (from, to) = (next.first as usize, next.end as usize);
            let paragraph = from > 0 && !self.words.adjacent(from - 1);
            let told = self.has_conjunction(from)
                || matches!(
                    self.words.folded(from),
                    "بينما" | "فيما" | "لكن" | "اما" | "في" | "من"
                )
                || self
                    .cues_in(from, to)
                    .iter()
                    .any(|c| c.form == Form::Finite && !c.weak)
                || self
                    .mentions_in(from, to)
                    .any(|(_, m)| matches!(m.label, Label::Per | Label::Org | Label::Role));
            let told = told && !self.in_first_person(from, to);
            if paragraph || told || to <= from || at == most || to > from + LONGEST {
                break;
            }
            end = to;
            at += 1;
        }
        end
    }

    /// Whether mentions cover most of a stretch: a list after a colon, no speech.
    fn only_names(&self, first: usize, end: usize) -> bool {
        let named: usize = self
            .mentions_in(first, end)
            .filter(|(_, m)| matches!(m.label, Label::Per | Label::Org | Label::Loc))
            .map(|(_, m)| (m.tokens.1 - m.tokens.0) as usize)
            .sum();
        2 * named > end - first
    }
}
