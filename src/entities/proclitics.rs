//! Where a name begins in its first word: the ب of باولا is the name's, that of بأكرا a preposition.
//!
//! The segmenter decides that for words in general, from what news texts hold. Of names it often knows nothing, but here
//! more is known: that a name begins, of which kind, what stands before it, and which of the readings a lexicon or the
//! rest of the document has. A log-linear model chooses among the readings of the first word.

use std::sync::OnceLock;

use super::mention::Mention;
use super::recognise::LISTED_SCORE;
use super::words::{Hits, Words};
use crate::hash::{hash_str, mix};
use crate::label::Label;
use crate::lexicon::{Entry, Kind, Lexicon};
use crate::linear::{Purpose, Weights, feature};
use crate::script::is_arabic_letter;

const PROCLITICS: Purpose = Purpose {
    magic: b"KUNYACUT",
    name: "proclitics",
};

/// The model that the program carries.
///
/// # Panics
/// Never: the model's bytes are part of the program and tested.
fn model() -> &'static Weights {
    static GLOBAL: OnceLock<Weights> = OnceLock::new();
    GLOBAL.get_or_init(|| {
        let bytes = include_bytes!("../../models/fast/proclitics.bin");
        Weights::from_bytes(bytes, &PROCLITICS).expect("the built-in model of proclitics is sound")
    })
}

/// What is known of the words of a document when a name's beginning is decided.
pub struct Reader<'a> {
    words: &'a Words<'a>,
    hits: &'a Hits,
    /// Hashes of the document's folded words, sorted, each as often as it occurs.
    forms: Vec<u64>,
}

/// Moves the beginnings of names that the readings of their first word say are elsewhere. `names` are sorted and do not overlap.
pub fn settle(reader: &Reader<'_>, names: &mut [Mention]) {
    let words = reader.words;
    let model = model();
    let (mut cuts, mut features) = (Vec::new(), Vec::new());
    for n in 0..names.len() {
        let (before, rest) = names.split_at_mut(n);
        let name = &mut rest[0];
        let first = name.tokens.0 as usize;
        readings(words.folded(first), &mut cuts);
        if cuts.len() < 2
            || name.score >= LISTED_SCORE
            || !words.raw(first).starts_with(is_arabic_letter)
        {
            continue;
        }
        let mut best: Option<(f32, u32)> = None;
        let mut known = false;
        for &cut in &cuts {
            let start = words.original_offset(first, cut);
            known |= start == name.span.start;
            reader.features(Word::first(name, before.last()), cut, &mut features);
            let score = model.score(&features);
            if best.is_none_or(|b| score > b.0) {
                best = Some((score, start));
            }
        }
        if let Some((_, start)) = best.filter(|b| known && b.1 != name.span.start) {
            name.span.start = start;
            name.id = None;
        }
    }
}

/// In how many bytes of a folded word its proclitics may end, none first.
fn readings(form: &str, out: &mut Vec<usize>) {
    const LETTER: usize = 'و'.len_utf8();
    const LEAST: usize = 2 * LETTER;
    out.clear();
    out.push(0);
    let mut push = |cut: usize| {
        if form.len() >= cut + LEAST {
            out.push(cut);
        }
    };
    if !form.starts_with(['و', 'ف', 'ب', 'ل', 'ك']) {
        return;
    }
    push(LETTER);
    let conjunction = form.starts_with(['و', 'ف']);
    let rest = &form[LETTER..];
    if conjunction && rest.starts_with(['ب', 'ل', 'ك']) {
        push(2 * LETTER);
    }
    // of لل both lams stand outside the name, whose article is written no more
    if form.starts_with("لل") {
        push(2 * LETTER);
    } else if conjunction && rest.starts_with("لل") {
        push(3 * LETTER);
    }
}

/// A word that may begin a name or go on with one.
#[derive(Clone, Copy)]
struct Word<'n> {
    /// The word's token, and the token after the name.
    token: usize,
    end: usize,
    /// What is decided: the beginning of a name of some label, or whether the name before it goes on.
    question: u64,
    /// The name before it.
    before: Option<&'n Mention>,
}

impl<'n> Word<'n> {
    /// The first word of a name.
    fn first(name: &Mention, before: Option<&'n Mention>) -> Self {
        Self {
            token: name.tokens.0 as usize,
            end: name.tokens.1 as usize,
            question: hash_str(name.label.name()),
            before,
        }
    }

    /// A word behind one of a person's name.
    fn next(token: usize) -> Self {
        Self {
            token,
            end: token + 1,
            question: 0,
            before: None,
        }
    }
}

impl<'a> Reader<'a> {
    /// How likely it is, as log-odds, that the word at `token` behind a person's name does not go on with it but is joined to
    /// it by و: سيدا وغولتن are two, ديلشان ويراسينغه is one. `None` where the word does not begin with و.
    #[must_use]
    pub fn joined(&self, token: usize) -> Option<f32> {
        const LETTER: usize = 'و'.len_utf8();
        let form = self.words.folded(token);
        if !form.starts_with('و') || form.len() < 3 * LETTER {
            return None;
        }
        let mut features = Vec::new();
        let mut score = |cut: usize| {
            self.features(Word::next(token), cut, &mut features);
            model().score(&features)
        };
        Some(score(LETTER) - score(0))
    }

    /// Looks over the words of a document, once for all that is asked of them.
    #[must_use]
    pub fn new(words: &'a Words<'a>, hits: &'a Hits) -> Self {
        let mut forms: Vec<u64> = (0..words.len())
            .filter(|&i| words.is_word(i))
            .map(|i| hash_str(words.folded(i)))
            .collect();
        forms.sort_unstable();
        Self { words, hits, forms }
    }

    fn occurrences(&self, form: &str) -> usize {
        let hash = hash_str(form);
        self.forms.partition_point(|&f| f <= hash) - self.forms.partition_point(|&f| f < hash)
    }

    /// The features of a reading: the name's first word begins after `cut` bytes.
    fn features(&self, word: Word<'_>, cut: usize, out: &mut Vec<u32>) {
        let words = self.words;
        let Word {
            token: first,
            end,
            question: label,
            before,
        } = word;
        let form = words.folded(first);
        let (clitic, rest) = form.split_at(cut);
        let article = clitic.ends_with("لل");
        // what was cut counts in every feature: the readings of one word are compared
        let clitic = hash_str(clitic);
        out.clear();
        let mut add = |template: u64, value: u64| {
            out.push(feature(template, clitic, value));
        };
        add(0, 0);
        add(1, label);
        let single = end - first == 1;
        add(2, mix(label, u64::from(single)));
        let segmenter = words.folded_prefix(first) == cut;
        add(3, u64::from(segmenter));
        // the letters that the name would begin and end with
        let letters = rest.chars().count().min(8) as u64;
        add(4, letters);
        for n in 1..=3 {
            let end = rest.char_indices().nth(n).map_or(rest.len(), |c| c.0);
            add(4 + n as u64, hash_str(&rest[..end]));
        }
        let last = rest.char_indices().rev().nth(1).map_or(0, |c| c.0);
        add(8, hash_str(&rest[last..]));
        add(9, u64::from(rest.starts_with("ال")) << 4 | letters);
        // what the lexicons know of the first word and of phrases that begin so
        let lexicon = Lexicon::global();
        let entries = if article {
            lexicon.get(&format!("ال{rest}"))
        } else {
            lexicon.get(rest)
        };
        let mut known = 0u64;
        for entry in lexicon.iter(entries) {
            add(10, code(entry));
            add(11, mix(label, code(entry)));
            known |= 1 << entry.kind as u64;
        }
        add(12, known);
        add(13, known << 1 | u64::from(segmenter));
        let start = words.original_offset(first, cut);
        for hit in self.hits.at(first).iter().filter(|h| h.len() > 1) {
            if hit.span.start == start {
                let whole = hit.end as usize == end;
                add(14, u64::from(hit.kinds) << 1 | u64::from(whole));
            }
        }
        // the rest of the document
        let others = self.occurrences(rest).min(3) as u64;
        add(15, others);
        add(16, others << 1 | u64::from(known != 0));
        // what stands before
        let adjacent = first > 0 && words.adjacent(first - 1);
        let previous = if adjacent {
            words.folded(first - 1)
        } else {
            ""
        };
        add(17, hash_str(previous));
        let joined = before.filter(|b| b.tokens.1 as usize == first && adjacent);
        let other = joined.map_or(0, |b| hash_str(b.label.name()));
        add(18, mix(label, other));
        let verb = adjacent
            && self
                .hits
                .at(first - 1)
                .iter()
                .any(|h| h.is(Kind::Cue) || h.is(Kind::Role));
        add(19, mix(label, u64::from(verb)));
        let same = |b: &&Mention| hash_str(b.label.name()) == label;
        let far = before
            .filter(same)
            .filter(|b| b.tokens.1 as usize + 4 > first);
        add(20, u64::from(far.is_some()));
        // what follows: a first name before a family name
        let next = first + 1;
        let follows = next < end && self.hits.single(next, Kind::NamePart).is_some();
        add(21, mix(label, u64::from(follows)));
    }
}

/// What the lexicons say of a word in one number.
fn code(entry: Entry) -> u64 {
    let level = match entry.kind {
        Kind::OrdinaryWord => u64::from(entry.detail / 64),
        _ => u64::from(entry.level),
    };
    (entry.kind as u64) << 8 | level
}

/// Learns from labelled documents where names begin.
pub mod train {
    use super::{Label, Mention, PROCLITICS, Reader, Weights, Word, readings};
    use crate::analyzer;
    use crate::entities::mention::Source;
    use crate::entities::tagger::iob2::Labelled;
    use crate::error::Result;
    use crate::linear::train::{Choice, Steps, learn};

    /// A name's readings and which of them is right.
    struct Example {
        readings: Vec<Vec<u32>>,
        right: usize,
        /// The reading of the segmenter.
        segmenter: usize,
    }

    /// How many names of several readings there are, how many a model reads right, and how many the segmenter does.
    pub type Counts = (usize, usize, usize);

    const STEPS: Steps = Steps {
        rate: 0.1,
        decay: 1e-5,
    };

    /// Trains a model; gives its file's content and the counts on `held`.
    ///
    /// # Errors
    /// Where a type of the documents is no label's name.
    pub fn train(documents: &[Labelled], held: &[Labelled]) -> Result<(Vec<u8>, Counts)> {
        let examples = examples(documents)?;
        let choices: Vec<Choice<'_>> = examples
            .iter()
            .map(|e| Choice {
                options: e.readings.iter().map(Vec::as_slice).collect(),
                right: (0..e.readings.len()).map(|n| n == e.right).collect(),
            })
            .collect();
        let bytes = learn(&choices, &STEPS).to_bytes(&PROCLITICS);
        let model = Weights::from_bytes(&bytes, &PROCLITICS)?;
        let mut counts = (0, 0, 0);
        for example in super::train::examples(held)? {
            let best = (0..example.readings.len())
                .max_by(|&a, &b| {
                    let score = |n: usize| model.score(&example.readings[n]);
                    score(a).total_cmp(&score(b))
                })
                .unwrap_or(0);
            counts.0 += 1;
            counts.1 += usize::from(best == example.right);
            counts.2 += usize::from(example.segmenter == example.right);
        }
        Ok((bytes, counts))
    }

    fn examples(documents: &[Labelled]) -> Result<Vec<Example>> {
        let mut out = Vec::new();
        for document in documents {
            let mut labels = Vec::new();
            for (span, name) in &document.mentions {
                labels.push((*span, Label::named(name)?));
            }
            let _ = analyzer::read(&document.text, |words, hits, _| {
                let reader = Reader::new(&words, hits);
                let mut before: Option<Mention> = None;
                let mut cuts = Vec::new();
                for (span, label) in labels {
                    let first = words.tokens.partition_point(|t| t.span.end <= span.start);
                    let end = words.tokens.partition_point(|t| t.span.start < span.end);
                    let name = Mention {
                        span,
                        tokens: (first as u32, end as u32),
                        label,
                        score: 0.9,
                        source: Source::Model,
                        entity: None,
                        id: None,
                    };
                    // words that begin with و, inside people's names and behind them
                    let person = |m: &Mention| m.label == Label::Per;
                    let inside = (first + 1..end).map(|token| (token, 0));
                    let behind = before
                        .as_ref()
                        .filter(|b| person(b) && b.tokens.1 as usize == first)
                        .map(|_| {
                            (
                                first,
                                usize::from(span.start > words.tokens[first].span.start),
                            )
                        });
                    for (token, right) in inside.chain(behind).filter(|_| person(&name)) {
                        if reader.joined(token).is_some() {
                            let readings = [0, 'و'.len_utf8()].map(|cut| {
                                let mut features = Vec::new();
                                reader.features(Word::next(token), cut, &mut features);
                                features
                            });
                            out.push(Example {
                                readings: readings.to_vec(),
                                right,
                                segmenter: usize::from(words.folded_prefix(token) > 0),
                            });
                        }
                    }
                    readings(words.folded(first), &mut cuts);
                    let place = |start: u32| {
                        cuts.iter()
                            .position(|&cut| words.original_offset(first, cut) == start)
                    };
                    if cuts.len() > 1
                        && let Some(right) = place(span.start)
                    {
                        let readings = cuts.iter().map(|&cut| {
                            let mut features = Vec::new();
                            reader.features(
                                Word::first(&name, before.as_ref()),
                                cut,
                                &mut features,
                            );
                            features
                        });
                        out.push(Example {
                            readings: readings.collect(),
                            right,
                            segmenter: place(words.stem(first).start).unwrap_or(usize::MAX),
                        });
                    }
                    before = Some(name);
                }
                Vec::new()
            });
        }
        Ok(out)
    }
}
