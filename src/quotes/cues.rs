//! Words of saying in the text, and in what form they stand.

use super::gender::Gender;
use crate::entities::mention::Mention;
use crate::entities::words::{Hits, Words};
use crate::label::Label;
use crate::lexicon::{Entries, Entry, Kind, Lexicon, Record};
use crate::span::Span;

/// Verbs that the lexicon counts as opinion and that the press uses for what was said.
const SAID_OPINIONS: &[&str] = &["رأى", "ارتأى", "اعتبر", "رجح", "توقع", "قدر"];
/// Verbs of which the subject is a text or a finding, not somebody who speaks.
const NOT_SAID: &[&str] = &["نص", "تبين", "عنى", "اقتضى", "قضى", "وجد", "ورد"];
/// Prepositions, behind which no verb stands, folded.
const PREPOSITIONS: &[&str] = &[
    "في", "من", "الي", "علي", "عن", "امام", "بعد", "قبل", "خلال", "عبر", "حول", "رغم", "دون",
    "بدون", "عقب", "منذ", "لدي", "كل", "اي", "عدم", "احد", "غير", "بلا",
];
/// Prepositions that stand for a verbal noun of saying with its pronoun: فاكتفى بالقول.
const SAYINGS: &[&str] = &["بالقول", "بقول", "في قوله"];
/// Prepositional phrases that refer back to the speaker of the clause before them: على حد قوله.
const BACK: &[&str] = &[
    "حد تعبير",
    "على حد تعبير",
    "على حد قول",
    "على حد زعم",
    "على حد وصف",
    "بحد قول",
    "حسب قول",
    "حسب تعبير",
    "حسب وصفه",
    "وفق قوله",
    "بتعبير",
];

/// The form of a word of saying, which tells where its subject stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// قال، يقول
    Finite,
    /// مضيفا، قائلا: its subject stands before it.
    Participle,
    /// قوله، بالقول: a verbal noun that refers to the speaker.
    Saying,
    /// بيان، تصريح
    Noun,
    /// بحسب، وفقا
    Preposition,
    /// على حد قوله: the speaker of the clause before it, or who stands after it.
    Back,
}

/// A word of saying in the text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cue {
    /// Its first token, and the token after its last.
    pub(super) tokens: (usize, usize),
    pub(super) span: Span,
    pub(super) form: Form,
    /// The gender that the form shows.
    pub(super) gender: Gender,
    /// Whether it is an opinion or expectation rather than something said.
    pub(super) belief: bool,
    /// Whether the word is mostly something else: عبر، بين.
    pub(super) weak: bool,
    /// Whether a verb or participle stands in the plural: قالوا، يقولون، قائلين.
    pub(super) plural: bool,
    entry: Entry,
}

impl Cue {
    fn record(&self) -> Record<'static> {
        Lexicon::global().record(self.entry)
    }

    pub(super) fn lemma(&self) -> &'static str {
        self.record().field(0)
    }

    pub(super) fn stance(&self) -> &'static str {
        self.record().field(3)
    }

    /// Whether the lexicon has `word` among what introduces the reported words.
    pub(super) fn takes(&self, word: &str) -> bool {
        self.record().values(4).any(|f| f == word)
    }

    /// Whether it is a verb in any form.
    pub(super) const fn is_verbal(&self) -> bool {
        matches!(self.form, Form::Finite | Form::Participle | Form::Saying)
    }
}

/// The words of saying of a document, by place. Those inside names are none.
pub(super) fn find(words: Words<'_>, hits: &Hits, mentions: &[Mention]) -> Vec<Cue> {
    let mut out: Vec<Cue> = Vec::new();
    let mut names = mentions
        .iter()
        .filter(|m| m.label != Label::Role)
        .peekable();
    let mut titles = mentions
        .iter()
        .filter(|m| m.label == Label::Role)
        .peekable();
    let mut covered = 0;
    for i in 0..words.len() {
        while let Some(m) = names.next_if(|m| m.tokens.0 as usize <= i) {
            covered = covered.max(m.tokens.1 as usize);
        }
        if covered > i || out.last().is_some_and(|c| c.tokens.1 > i) {
            continue;
        }
        // آمر المنطقة العسكرية is a title
        while titles.next_if(|t| t.tokens.1 as usize <= i).is_some() {}
        let titled = titles.peek().is_some_and(|t| t.tokens.0 as usize <= i);
        out.extend(read(words, hits, i).filter(|c| !(titled && c.form == Form::Participle)));
    }
    out
}

/// The best reading of the cue at token `i`: the longest phrase; of its entries one spelled exactly so, then a finite verb.
fn read(words: Words<'_>, hits: &Hits, i: usize) -> Option<Cue> {
    let found = hits
        .longest(i, Kind::Cue)
        .and_then(|h| best_reading(words, i, h.end as usize, h.span, h.entries, hits));
    found.or_else(|| behind_conjunction(words, hits, i))
}

/// The cue behind a conjunction that the segmenter has left with its word: وأكد.
fn behind_conjunction(words: Words<'_>, hits: &Hits, i: usize) -> Option<Cue> {
    let rest = words.folded(i).strip_prefix(['و', 'ف'])?;
    let entries = Lexicon::global().get(rest);
    if entries.is_empty() {
        return None;
    }
    let span = Span::new(
        words.original_offset(i, 'و'.len_utf8()),
        words.tokens[i].span.end,
    );
    best_reading(words, i, i + 1, span, entries, hits)
}

fn best_reading(
    words: Words<'_>,
    i: usize,
    end: usize,
    span: Span,
    entries: Entries,
    hits: &Hits,
) -> Option<Cue> {
    let spelled = plain(span.of(words.text));
    // يا ترى asks, ترى فلانة says
    let sees = spelled == "ترى" && (i == 0 || !matches!(words.folded(i - 1), "يا" | "هل"));
    // a doubled letter tells the verb بيّن from the preposition بين
    let doubled = span.of(words.text).contains('\u{651}');
    let weak = end == i + 1 && !sees && !doubled && hits.single(i, Kind::FunctionWord).is_some();
    let clitics = Span::new(
        words.tokens[i].span.start,
        span.start.max(words.tokens[i].span.start),
    )
    .of(words.text);
    let governed = clitics.contains(['ب', 'ل', 'ك'])
        || clitics.is_empty()
            && i > 0
            && words.adjacent(i - 1)
            && PREPOSITIONS.contains(&words.folded(i - 1));
    let after_comma = i > 0 && matches!(words.raw(i - 1), "،" | ",") && spelled.starts_with('م');
    let reading = |entry: Entry| {
        let record = Lexicon::global().record(entry);
        let (exact, form, gender) = inflection(entry, record, &spelled)?;
        // ووصفه فلان بأنه: a verb with its object rather than a verbal noun
        let (form, gender) = match past_with_object(record, &spelled) {
            Some(gender)
                if form == Form::Noun
                    && (clitics.starts_with(['و', 'ف'])
                        || record.field(0) == "وصف"
                        || i > 0 && matches!(words.folded(i - 1), "ما" | "بما" | "مما")) =>
            {
                (Form::Finite, gender)
            }
            _ => (form, gender),
        };
        // كشفت مدونة "س": a blog
        if spelled == "مدونة" {
            return None;
        }
        // طلب عدم ذكر اسمه describes a source
        if record.field(0) == "طلب" && words.folded(end) == "عدم" {
            return None;
        }
        if governed && matches!(form, Form::Finite | Form::Participle)
            || form == Form::Participle
                && spelled.ends_with('ة')
                && !after_comma
                && (!goes_on(words, end)
                    || describes_source(words, i)
                    || words.folded(end) == "باسم")
        {
            return None;
        }
        let belief = entry.detail & 7 == 3 && !SAID_OPINIONS.contains(&record.field(0));
        let plural = form == Form::Finite && (spelled.ends_with("وا") || spelled.ends_with("ون"))
            || form == Form::Participle && spelled.ends_with("ين");
        Some((
            exact,
            Cue {
                tokens: (i, end),
                span,
                form,
                gender,
                belief,
                weak,
                plural,
                entry,
            },
        ))
    };
    let cues = Lexicon::global()
        .iter(entries)
        .filter(|e| e.kind == Kind::Cue)
        .filter_map(reading);
    let best = cues
        .filter(|c| !NOT_SAID.contains(&c.1.lemma()))
        .min_by_key(|(exact, cue)| (!exact, cue.form as u8, cue.belief))?;
    Some(best.1)
}

/// Whether the participle at token `i` is an adjective of unnamed sources: مصادر مطلعة، جهات متابعة.
fn describes_source(words: Words<'_>, i: usize) -> bool {
    i > 0
        && matches!(
            words.folded_stem(i - 1),
            "مصادر" | "جهات" | "اوساط" | "دوائر" | "المصادر"
        )
}

/// Whether what a participle takes stands at token `i`: many feminine participles are nouns too (لافتة).
fn goes_on(words: Words<'_>, i: usize) -> bool {
    let form = words.folded(i);
    matches!(
        form,
        "ان" | "انه"
            | "انها"
            | "بان"
            | "بانه"
            | "بانها"
            | "الي"
            | "من"
            | "علي"
            | "عن"
            | "في"
            | "ل"
            | "انهم"
            | "اننا"
            | "ايضا"
    ) || super::marks::is_mark(words.raw(i))
        || words.raw(i) == ":"
        || form.starts_with(['ب', 'ل'])
            && words.stem(i.min(words.len().saturating_sub(1))).start
                > words.tokens[i.min(words.len().saturating_sub(1))]
                    .span
                    .start
}

/// The gender of a past verb with an object pronoun: وصفه، انتقدتها.
fn past_with_object(record: Record<'static>, spelled: &str) -> Option<Gender> {
    let verb = ["ه", "ها", "هم"]
        .iter()
        .find_map(|p| spelled.strip_suffix(p))?;
    match record.values(1).take(2).position(|f| f == verb)? {
        0 => Some(Gender::Masculine),
        _ => Some(Gender::Feminine),
    }
}

/// The text without vowel marks and tatweel.
fn plain(text: &str) -> String {
    text.chars()
        .filter(|c| !matches!(c, '\u{640}' | '\u{64b}'..='\u{652}' | '\u{670}'))
        .collect()
}

/// How a cue is inflected: whether it is spelled exactly as the lexicon has it, its form and gender.
///
/// The forms of a verb are listed in a fixed order: past (he, she, ...), present (he, she, ...), verbal nouns, participles.
fn inflection(
    entry: Entry,
    record: Record<'static>,
    spelled: &str,
) -> Option<(bool, Form, Gender)> {
    let forms = || record.values(1);
    let exact = forms().position(|f| f == spelled);
    let at = exact.or_else(|| {
        let folded = crate::fold::fold(spelled);
        forms().position(|f| crate::fold::fold(f) == folded)
    })?;
    let lemma = record.field(0);
    let shown = |f: bool| {
        if f {
            Gender::Feminine
        } else {
            Gender::Masculine
        }
    };
    let pronoun = || shown(spelled.ends_with("ها"));
    let (form, gender) = match entry.detail & 7 {
        2 if SAYINGS.contains(&lemma) => (Form::Saying, Gender::Unknown),
        2 | 3 if BACK.contains(&lemma) => (Form::Back, Gender::Unknown),
        2 => (Form::Preposition, Gender::Unknown),
        1 if refers(spelled) => (Form::Saying, pronoun()),
        1 => (Form::Noun, Gender::Unknown),
        _ if lemma.contains(' ') => {
            let first = spelled.split(' ').next().unwrap_or_default();
            if is_participle(first) && !first.ends_with("تا") {
                (Form::Participle, shown(first.ends_with('ة')))
            } else {
                (
                    Form::Finite,
                    shown(first.starts_with('ت') || first.ends_with('ت')),
                )
            }
        }
        _ => {
            let present = forms().position(|f| f.starts_with('ي')).filter(|p| *p > 0);
            // the present runs on to its dual (يقولان، تقولان); many verbal nouns begin like it (تعليق)
            let finite_end = present.map_or(6, |first| {
                let last = forms()
                    .enumerate()
                    .skip(first)
                    .take_while(|(_, f)| f.starts_with(['ي', 'ت', 'أ', 'ن', 'آ']))
                    .filter(|(_, f)| f.starts_with('ي'))
                    .last();
                last.map_or(6, |l| l.0 + 2)
            });
            if is_participle(spelled) && at >= finite_end {
                (
                    Form::Participle,
                    if spelled.ends_with("ين") || spelled.ends_with("ان") {
                        Gender::Unknown
                    } else {
                        shown(spelled.ends_with('ة'))
                    },
                )
            } else if at < finite_end {
                let gender = match at {
                    0 => Gender::Masculine,
                    1 => Gender::Feminine,
                    _ if Some(at) == present => Gender::Masculine,
                    _ if Some(at) == present.map(|p| p + 1) => Gender::Feminine,
                    _ => Gender::Unknown,
                };
                (Form::Finite, gender)
            } else if refers(spelled) {
                (Form::Saying, pronoun())
            } else {
                (Form::Noun, Gender::Unknown)
            }
        }
    };
    Some((exact.is_some(), form, gender))
}

/// Whether a verbal noun refers to the speaker: قوله، قولها.
fn refers(spelled: &str) -> bool {
    spelled.contains("قول")
        && (spelled.ends_with('ه') || spelled.ends_with("ها") || spelled.ends_with("هم"))
}

/// Whether a form is an active participle in the accusative: مضيفا، قائلة، محذرين.
fn is_participle(form: &str) -> bool {
    let mut letters = form.chars();
    let shaped = matches!(
        (letters.next(), letters.next()),
        (Some('م' | 'آ'), _) | (_, Some('ا'))
    );
    shaped
        && form.chars().count() >= 4
        && (form.ends_with('ا')
            || form.ends_with('ة')
            || form.ends_with("ين")
            || form.ends_with("ان"))
        && form != "قالا"
}
