//! Reported clauses: a cue, أن or إن, and what was said; and clauses that بحسب or وفقا attributes.

use super::cues::{Cue, Form};
use super::{Found, QuoteKind, Reader, marks};
use crate::label::Label;
use crate::tokenize::TokenKind;

/// How far before the particle its cue may stand, in tokens: the speaker and his titles stand between.
const REACH: usize = 45;
/// How far a noun of saying without a verb may stand before the particle, in tokens.
const NOUN_REACH: usize = 10;
/// How long the title may be of a subject that stands before its verb, in tokens.
const TITLE: usize = 14;
/// How many names and titles in a row make one subject at most.
const CHAIN: usize = 4;
/// The fewest tokens of a clause.
const SHORTEST: usize = 1;
/// How far a clause may go on, in tokens.
const LONGEST: usize = 300;

/// Words before أن that make it something else than what was said, folded.
const NOT_REPORTING: &[&str] = &[
    "غير",
    "اما",
    "إما",
    "بعد",
    "قبل",
    "رغم",
    "الا",
    "بيد",
    "مع",
    "منذ",
    "دون",
    "حتي",
    "سوي",
    "شرط",
    "بشرط",
    "شريطه",
    "يمكن",
    "يجب",
    "ينبغي",
    "لابد",
    "بد",
    "المقرر",
    "المتوقع",
    "المنتظر",
    "المرجح",
    "المفترض",
    "الممكن",
    "بما",
    "كما",
    "لولا",
    "الي حين",
    "يفترض",
    "يتوقع",
    "يكاد",
    "عسي",
    "ينتظر",
    "المحتمل",
    "يبدو",
    "اذ",
    "حيث",
    "مخافه",
    "خشيه",
    "وسط",
    "ريثما",
    "الطبيعي",
    "الواضح",
    "تجدر",
    "الضروري",
    "المهم",
];
/// Particles, without a conjunction or preposition before them, folded.
const PARTICLES: &[&str] = &[
    "ان",
    "انه",
    "انها",
    "انهم",
    "انهما",
    "انهن",
    "اننا",
    "انني",
    "اني",
    "انك",
    "انكم",
];
/// Phrases that name no source of the clause before them.
const NO_SOURCE: &[&str] = &["على لسان", "بلسان", "تحت شعار", "تحت عنوان", "ردا على سؤال"];
/// Verbs that with an object pronoun tell which medium carried a text.
const MEDIA_VERBS: &[&str] = &["بث", "نقل", "نشر", "أذاع", "أورد", "تابع", "أطلع"];
/// Phrases that tell where a clause is written.
const TOLD_IN: &[&str] = &["جاء في", "ورد في"];
/// Words that open a statement of the author's own after a reported clause, folded.
const TURNS: &[&str] = &[
    "فيما",
    "بينما",
    "لكن",
    "لكنه",
    "لكنها",
    "لكنهم",
    "حسبما",
    "اما",
    "كما",
    "بعد",
    "بعدما",
];

/// A particle, its cue, and the clause that follows.
pub(super) struct Clause {
    pub(super) cue: Cue,
    /// The token of أن or إن.
    pub(super) particle: usize,
    /// The clause's tokens.
    pub(super) tokens: (usize, usize),
}

impl Reader<'_> {
    /// All reported clauses that a particle opens, by place.
    pub(super) fn clauses(&self) -> Vec<Clause> {
        let mut openings: Vec<(Cue, usize)> = Vec::new();
        let mut covered = 0;
        for i in 0..self.words.len() {
            for (_, m) in self.mentions_in(i, i + 1) {
                covered = covered.max(m.tokens.1 as usize);
            }
            // a particle inside a name is none: سي إن إن
            if covered > i + 1 || covered > i && self.mention_at(i).is_none() {
                continue;
            }
            if self.is_particle(i) && self.marked_over(i).is_none() {
                openings.extend(self.owner(i, openings.last()).map(|cue| (cue, i)));
            }
        }
        let mut out = Vec::with_capacity(openings.len());
        for (cue, particle) in openings {
            let mut particle = particle;
            loop {
                let first = particle + 1;
                let end = self.clause_end(first, self.sentence(particle).1);
                if end < first + SHORTEST {
                    break;
                }
                out.push(Clause {
                    cue,
                    particle,
                    tokens: (first, end),
                });
                match self.goes_on_behind_marks(first, end) {
                    Some(next) => particle = next,
                    None => break,
                }
            }
        }
        out
    }

    /// The particle that goes on with what was said behind a clause that stood wholly between marks: "..."، وأن ...
    fn goes_on_behind_marks(&self, first: usize, end: usize) -> Option<usize> {
        let next = end + 1;
        let whole = self
            .marked_over(first)
            .is_some_and(|m| m.open == first && m.close + 1 == end);
        (whole
            && matches!(self.words.raw(end), "،" | ",")
            && self.has_conjunction(next)
            && PARTICLES.contains(&self.bare(next)))
        .then_some(next)
    }

    /// Whether token `i` is أن or إن with or without its pronoun, ب or ف before it or not; وأن goes on with what was said.
    fn is_particle(&self, i: usize) -> bool {
        let form = self.words.folded(i);
        let bare = form
            .strip_prefix(['ب', 'ف'])
            .filter(|b| PARTICLES.contains(b))
            .unwrap_or(form);
        PARTICLES.contains(&bare) && !self.words.raw(i).contains('آ')
    }

    /// The cue that the particle at token `i` belongs to.
    fn owner(&self, i: usize, previous: Option<&(Cue, usize)>) -> Option<Cue> {
        let (start, _) = self.sentence(i);
        let from = start.max(i.saturating_sub(REACH));
        let before = i.checked_sub(1).filter(|b| *b >= start)?;
        let last = self.bare(before);
        // فإن goes with بحسب
        if self.words.folded(i).starts_with('ف') {
            return None;
        }
        if NOT_REPORTING.contains(&last)
            || matches!(last, "علي" | "الي")
                && before > start
                && matches!(self.words.raw(before - 1), "،" | ",")
                && !self
                    .cues_in(from, i)
                    .iter()
                    .any(|c| c.takes(if last == "علي" { "على" } else { "إلى" }))
        {
            return None;
        }
        let preposition = match last {
            "علي" => Some("على"),
            "الي" => Some("إلى"),
            "من" => Some("من"),
            "عن" => Some("عن"),
            "في" => Some("في"),
            _ if self.words.folded(i).starts_with('ب') => Some("ب"),
            _ => None,
        };
        let taken = previous.filter(|p| p.1 >= start);
        let mut noun = None;
        for cue in self.cues_in(from, i).iter().rev() {
            if taken.is_some_and(|t| cue.tokens.0 <= t.0.tokens.0) {
                break;
            }
            if cue.tokens.1 > i || self.marked_over(cue.tokens.0).is_some() {
                continue;
            }
            // inside what was reported before, only a cue that opens a new clause counts
            let nested = taken.is_some_and(|t| cue.tokens.0 > t.1) && !self.opens_statement(cue);
            // سألته إن كان خائفا
            let whether = cue.lemma() == "سأل" && preposition.is_none();
            // أوضح فلان، حسبما نقلت الشبكة، أن; في يومياته، التي لم تنشر، أن
            let at = cue.tokens.0;
            let aside = at > start
                && cue.form == Form::Finite
                && (matches!(self.words.folded(at - 1), "حسبما" | "كما" | "مثلما")
                    || self.is_negated(cue) && at > start + 1 && self.follows_relative(at - 1))
                && (cue.tokens.1..i).any(|k| matches!(self.words.raw(k), "،" | ","));
            if nested
                || whether
                || aside
                || self.describes(cue)
                || cue.weak && !(self.has_conjunction(cue.tokens.0) || cue.tokens.0 == start)
            {
                continue;
            }
            let fits = match preposition {
                Some(p) => {
                    cue.takes(p)
                        || p == "ب" && cue.is_verbal() && cue.takes("أن")
                        || cue.takes("أن")
                            && p == "على"
                            && cue.form == Form::Finite
                            && self.cue_at(before).is_none()
                            && cue.takes("على")
                }
                None => {
                    cue.takes("أن")
                        || cue.takes("إن")
                        || cue.takes("ب")
                        || cue.takes("direct")
                        || cue.takes("إلى")
                }
            };
            // a verb that takes no clause gives way to one further off that does: وقال، مثيرا ضحك النواب، إن
            let takes_clause = preposition.is_some() || cue.takes("أن") || cue.takes("إن");
            match cue.form {
                _ if !fits => {}
                Form::Finite if !takes_clause => noun = noun.or(Some(*cue)),
                Form::Finite | Form::Participle | Form::Saying => {
                    let impersonal = cue.tokens.1 == i
                        && matches!(self.words.raw(cue.tokens.0), "يذكر" | "تبين" | "وتبين");
                    return (!impersonal).then_some(*cue);
                }
                Form::Noun | Form::Preposition
                    if noun.is_none()
                        && cue.tokens.1 + NOUN_REACH >= i
                        && (cue.form == Form::Noun || TOLD_IN.contains(&cue.lemma())) =>
                {
                    noun = Some(*cue);
                }
                _ => {}
            }
        }
        noun
    }

    /// Whether a verb describes the noun before it and reports nothing itself: في كلمة بثها التلفزيون، رسالة اطلعت عليها
    /// الصحيفة.
    pub(super) fn describes(&self, cue: &Cue) -> bool {
        if cue.form != Form::Finite {
            return false;
        }
        let with_object = cue.span.end < self.words.tokens[cue.tokens.1 - 1].span.end;
        let back = matches!(
            self.words.folded(cue.tokens.1),
            "عليه" | "عليها" | "منه" | "منها" | "فيه" | "فيها" | "به" | "بها"
        );
        // خطوة يصفها فلان بأنها: such a verb has what it judges for its object
        let judges = matches!(cue.lemma(), "وصف" | "عد" | "اعتبر" | "رأى");
        with_object && !judges && (MEDIA_VERBS.contains(&cue.lemma()) || !self.opens_statement(cue))
            || back && matches!(cue.lemma(), "أطلع" | "حصل")
    }

    /// Whether a cue begins a new statement: after a comma, with a conjunction, or a participle or verbal noun.
    pub(super) fn opens_statement(&self, cue: &Cue) -> bool {
        let at = cue.tokens.0;
        self.has_conjunction(at)
            || cue.form != Form::Finite
            || self.sentence(at).0 == at
            || at > 0
                && (matches!(self.words.raw(at - 1), "،" | "," | "؛" | ":" | "-")
                    || TURNS.contains(&self.bare(at - 1)) && self.bare(at - 1) != "كما"
                    || marks::is_mark(self.words.raw(at - 1)))
            || at > 1
                && (TURNS.contains(&self.bare(at - 2))
                    || matches!(self.words.folded(at - 1), "حين" | "حيث" | "اذ"))
            || self.follows_subject(at)
    }

    /// Whether the verb at token `at` stands directly behind its subject, which begins a statement: ...، والأمين العام فلان اعتبر.
    fn follows_subject(&self, at: usize) -> bool {
        let ending = |end: usize| {
            self.mentions_in(end.saturating_sub(TITLE), end)
                .find(|(_, m)| {
                    m.tokens.1 as usize == end
                        && matches!(m.label, Label::Per | Label::Role | Label::Org)
                })
                .map(|(_, m)| m.tokens.0 as usize)
        };
        let Some(mut first) = ending(at) else {
            return false;
        };
        for _ in 0..CHAIN {
            let Some(before) = ending(first) else {
                break;
            };
            first = before;
        }
        first > 0
            && (matches!(self.words.raw(first - 1), "،" | "," | "؛")
                || matches!(
                    self.words.folded(first - 1),
                    "لكن" | "ولكن" | "فيما" | "بينما"
                ))
    }

    /// The token after a clause that begins at `first`: before the next statement, or the end of the sentence.
    pub(super) fn clause_end(&self, first: usize, end: usize) -> usize {
        let end = end.min(first + LONGEST).min(self.words.len());
        let mut i = first;
        let mut last = end;
        let mut brackets = 0_i32;
        while i < end {
            if let Some(marked) = self.marked_over(i).filter(|m| m.open == i) {
                // the marks hold the whole of what was said
                if i == first
                    && marked.closed
                    && self.says(marked, 3)
                    && matches!(self.words.raw(marked.close + 1), "،" | ",")
                {
                    return marked.close + 1;
                }
                // a quotation may go on in the next sentences
                i = marked.close + 1;
                if i > end {
                    last = i.min(self.words.len());
                }
                continue;
            }
            match self.words.raw(i) {
                "(" => brackets += 1,
                ")" => brackets -= 1,
                _ => {}
            }
            if i > first + 1 && brackets <= 0 && self.ends_clause(first, i, end) {
                last = i;
                break;
            }
            i += 1;
        }
        self.trim(first, last)
    }

    /// Whether what was reported from `first` on ends before token `i`.
    fn ends_clause(&self, first: usize, i: usize, end: usize) -> bool {
        let comma = matches!(self.words.raw(i - 1), "،" | "," | "؛");
        let form = self.bare(i);
        // أن المشروع بلا جدوى: "...": what the speaker says after it in his own words
        if self.words.raw(i) == ":"
            && self
                .marked_over(i + 1)
                .is_some_and(|m| m.open == i + 1 && self.says(m, 3))
        {
            return true;
        }
        if matches!(form, "بينما" | "فيما" | "حسبما") && (comma || self.words.folded(i) == form)
        {
            return true;
        }
        if comma {
            let next = self.words.folded(i + 1);
            let turn = TURNS.contains(&self.words.folded(i))
                && !matches!(form, "لكنه" | "لكنها" | "لكنهم" | "كما")
                || matches!(form, "لكنه" | "لكنها" | "لكنهم") && self.cue_at(i + 1).is_some()
                || form == "كما" && (self.cue_at(i + 1).is_some() || self.cue_at(i).is_some())
                || form == "غير" && next.starts_with("ان")
                || form == "علي" && next.starts_with("ان")
                || form == "في"
                    && (next == "حين"
                        || next == "المقابل"
                        || self.cue_at(i + 1).is_some_and(|c| c.form == Form::Noun))
                || form == "وفق" && next == "ما";
            if turn {
                return true;
            }
        }
        // a circumstance of the speaker: ، مقدما ...
        let manner = self.words.folded(i).starts_with('م')
            && self.words.folded(i).ends_with('ا')
            && self.words.folded(i).chars().count() >= 5;
        if comma && manner && self.mention_at(i).is_none() {
            return true;
        }
        let Some(cue) = self
            .cue_at(i)
            .filter(|c| !c.weak || c.form == Form::Preposition)
        else {
            return false;
        };
        match cue.form {
            Form::Participle => comma,
            Form::Finite if self.has_conjunction(i) => {
                comma && !cue.belief || self.introduces(&cue, end)
            }
            Form::Finite => comma && self.introduces(&cue, end),
            Form::Back => true,
            Form::Preposition => {
                comma
                    && i > first + 3
                    && (self.attributes_to_name(&cue, end) || cue.lemma() == "نقلا عن")
            }
            Form::Saying | Form::Noun => false,
        }
    }

    /// Whether a particle, a colon or a quotation mark follows the cue before the next comma.
    fn introduces(&self, cue: &Cue, end: usize) -> bool {
        (cue.tokens.1..end.min(cue.tokens.1 + REACH))
            .find(|&k| {
                self.is_particle(k)
                    || matches!(self.words.raw(k), "،" | "," | ":" | "؛")
                    || marks::is_mark(self.words.raw(k))
            })
            .is_some_and(|k| {
                let raw = self.words.raw(k);
                raw == ":"
                    || self.is_particle(k) && !NOT_REPORTING.contains(&self.bare(k - 1))
                    || marks::is_mark(raw)
            })
    }

    /// Whether a name or title stands directly behind a preposition of saying.
    fn attributes_to_name(&self, cue: &Cue, end: usize) -> bool {
        self.mentions_in(
            cue.tokens.1,
            (cue.tokens.1 + 1 + usize::from(marks::is_mark(self.words.raw(cue.tokens.1)))).min(end),
        )
        .next()
        .is_some()
            || self
                .cues_in(cue.tokens.1, (cue.tokens.1 + 2).min(end))
                .iter()
                .any(Cue::is_verbal)
    }

    /// The end without punctuation before it, and without a closing mark or bracket that opens nowhere.
    fn trim(&self, first: usize, end: usize) -> usize {
        let mut last = end;
        while last > first {
            let raw = self.words.raw(last - 1);
            let closes = match raw {
                ")" => (first..last).any(|i| self.words.raw(i) == "("),
                _ if marks::is_mark(raw) => self
                    .marked_over(last - 1)
                    .is_some_and(|m| m.open >= first && m.close == last - 1 && m.closed),
                _ => raw.ends_with('%') || raw == "٪",
            };
            let linking = matches!(self.words.folded(last - 1), "و" | "فيما" | "ثم");
            if closes || self.words.kind(last - 1) != TokenKind::Punct && !linking {
                break;
            }
            last -= 1;
        }
        last
    }

    /// The reported clauses as quotations. One whose marks hold the whole clause is a direct quotation.
    pub(super) fn indirect(&self, clauses: &[Clause]) -> Vec<Found> {
        let mut out = Vec::new();
        for clause in clauses {
            let (first, end) = clause.tokens;
            let whole = self
                .marked_over(first)
                .is_some_and(|m| m.open == first && m.close + 1 >= end);
            if whole {
                continue;
            }
            let kind = if clause.cue.belief {
                QuoteKind::Belief
            } else if (first..end).any(|i| {
                self.marked_over(i)
                    .is_some_and(|m| m.open == i && self.says(m, 4))
            }) {
                QuoteKind::Mixed
            } else {
                QuoteKind::Indirect
            };
            let score = if clause.cue.form == Form::Noun {
                0.65
            } else {
                0.85
            };
            out.push(Found {
                tokens: (first, end),
                bare: false,
                kind,
                cue: Some(clause.cue),
                speaker: None,
                score,
            });
        }
        out
    }

    /// Whether a stretch between marks has at least `fewest` words and is no name.
    pub(super) fn says(&self, marked: &marks::Marked, fewest: usize) -> bool {
        let (first, end) = marked.inside();
        let words = (first..end).filter(|&i| self.words.is_word(i)).count();
        let name = self
            .mention_at(first)
            .is_some_and(|(_, m)| m.tokens.1 as usize >= end);
        words >= fewest && !name
    }

    /// Clauses that بحسب، وفقا or نقلا عن attributes to somebody.
    pub(super) fn attributed(&self, clauses: &[Clause]) -> Vec<Found> {
        let mut out = Vec::new();
        for cue in &self.cues {
            let at = cue.tokens.0;
            let as_he_said = cue.form == Form::Finite
                && at > 1
                && matches!(self.words.folded(at - 1), "كما" | "مثلما")
                && matches!(self.words.raw(at - 2), "،" | ",")
                && !self.introduces(cue, self.sentence(at).1);
            let pretext = cue.form == Form::Preposition
                && (!(cue.takes("direct")
                    || cue.takes("ل")
                    || cue.takes("عن")
                    || cue.takes("إلى"))
                    || NO_SOURCE.contains(&cue.lemma()));
            let bracketed = at > 0 && self.words.raw(at - 1) == "(";
            if !matches!(cue.form, Form::Preposition | Form::Back) && !as_he_said
                || bracketed
                || pretext
                || self.marked_over(at).is_some()
            {
                continue;
            }
            let Some((first, end)) = self
                .clause_beside(cue, clauses)
                .filter(|c| c.1 >= c.0 + SHORTEST)
            else {
                continue;
            };
            let marked = self
                .marked_over(first)
                .is_some_and(|m| m.open == first && m.close + 1 >= end);
            out.push(Found {
                tokens: (first, end),
                bare: true,
                // where marks hold the whole of it, they are found as a direct quotation
                kind: if marked {
                    QuoteKind::Direct
                } else {
                    QuoteKind::Indirect
                },
                cue: Some(*cue),
                speaker: None,
                score: 0.65,
            });
        }
        out
    }

    /// The clause before such a cue in its sentence, or behind who is named after it where the sentence begins with the cue.
    fn clause_beside(&self, cue: &Cue, clauses: &[Clause]) -> Option<(usize, usize)> {
        if !(self.speaks_for_somebody(cue)) {
            return None;
        }
        let at = cue.tokens.0;
        let (start, end) = self.sentence(at);
        let start = start.max(at.saturating_sub(LONGEST));
        // a clause that a verb of saying governs is attributed already
        let governed = |from: usize, to: usize| {
            let near = clauses.partition_point(|c| c.particle + 1 + LONGEST < from);
            clauses[near..]
                .iter()
                .take_while(|c| c.particle < to)
                .any(|c| from < c.tokens.1)
        };
        let opens = at <= start + 2
            || self.has_conjunction(at)
                && at > start
                && matches!(self.words.raw(at - 1), "،" | ",");
        if !opens {
            let mut first = self.skip_links(start);
            // the last comma that opens a clause of its own
            if let Some(link) = (first..at).rev().find(|&i| self.words.folded(i) == "اذ") {
                first = link + 1;
            }
            let last = self.trim(
                first,
                if matches!(self.words.folded(at - 1), "كما" | "مثلما") {
                    at - 1
                } else {
                    at
                },
            );
            let said = self
                .cues_in(first, last)
                .iter()
                .any(|c| c.form == Form::Finite && self.introduces(c, last + 1));
            let near = self.marked.partition_point(|m| m.open < first);
            let direct = self.marked[near..]
                .iter()
                .take_while(|m| m.close < last)
                .any(|m| self.says(m, 4));
            return (!governed(first, at)
                && !said
                && !direct
                && !self.between_verb_and_particle(cue, end))
            .then_some((first, last));
        }
        let after = (cue.tokens.1..end).find(|&i| {
            matches!(self.words.raw(i), "،" | ",")
                || self.words.folded(i).starts_with("فان")
                    && PARTICLES.contains(&&self.words.folded(i)['ف'.len_utf8()..])
        })?;
        let mut first = if matches!(self.words.raw(after), "،" | ",") {
            after + 1
        } else {
            after
        };
        // a comma inside the attribution: وبحسب تقرير للوكالة اطلعت عليه رويترز، فإن
        if let Some(particle) = (first..end.min(first + 30))
            .find(|&i| self.words.folded(i).starts_with("فان") && self.is_particle(i))
        {
            first = particle;
        }
        if self.is_particle(first) {
            first += 1;
        }
        (first < end && !governed(first, first + 1)).then(|| (first, self.clause_end(first, end)))
    }

    /// Whether the cue has somebody to name: a mention or a noun behind it, or a pronoun.
    fn speaks_for_somebody(&self, cue: &Cue) -> bool {
        matches!(cue.form, Form::Back | Form::Finite)
            || self.words.is_word(cue.tokens.1)
            || marks::is_mark(self.words.raw(cue.tokens.1))
    }

    /// Whether the cue stands between a verb of saying and its particle: وأفاد نوفاك، وفقا لوكالة "تاس"، بأن.
    fn between_verb_and_particle(&self, cue: &Cue, end: usize) -> bool {
        (cue.tokens.1..end.min(cue.tokens.1 + 15)).any(|i| self.is_particle(i))
            && self
                .cues_in(
                    self.sentence(cue.tokens.0)
                        .0
                        .max(cue.tokens.0.saturating_sub(REACH)),
                    cue.tokens.0,
                )
                .iter()
                .any(|c| c.form == Form::Finite)
    }

    /// The first token of a statement: after a dateline (عمان - ليث الخطيب -) and links.
    fn skip_links(&self, start: usize) -> usize {
        let mut first = start;
        if let Some(dash) = (start..(start + 12).min(self.words.len()))
            .rev()
            .find(|&i| matches!(self.words.raw(i), "-" | "–" | "—") && self.words.adjacent(i))
        {
            let mention_before = self
                .mentions_in(start, dash)
                .any(|(_, m)| m.tokens.0 as usize == start);
            if mention_before {
                first = dash + 1;
            }
        }
        // وفي سياق متصل، ... and ومن المقرر أن ...
        if self.has_conjunction(first) {
            let link = (first + 1..(first + 5).min(self.words.len()))
                .find(|&i| matches!(self.words.raw(i), "،" | ",") || self.is_particle(i));
            if let Some(link) = link.filter(|&l| self.mentions_in(first, l).next().is_none()) {
                first = link + 1;
            }
        }
        first
    }

    /// Of quotations of one kind that overlap, the surer one stays: attributed clauses give way to reported ones.
    pub(super) fn drop_repeated(&self, found: &mut Vec<Found>) {
        let mut end = 0;
        found.retain(|f| {
            if f.kind == QuoteKind::Direct {
                return true;
            }
            let keep = f.tokens.0 >= end;
            if keep {
                end = f.tokens.1;
            }
            keep
        });
    }
}
