//! Trains the fast recogniser on labelled text, of any types.
//!
//! Conditional random field by stochastic gradient descent with per-weight rates (AdaGrad), weights averaged over the
//! later passes. Labels may be partly known: a token may have any of several tags, and the sum over all paths that agree
//! is made likely. Deterministic for the same input and options.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};

use super::Tagger;
use super::clusters::{self, Clusters};
use super::evidence::Evidence;
use super::features::{DocumentFeatures, Row};
use super::iob2::Labelled;
use super::lattice::{Lattice, Transitions, spans};
use super::model::Model;
use super::tags::Tags;
use crate::entities::words::{Hits, Words};
use crate::error::{Error, Result};
use crate::folded::fold_tokens;
use crate::hash;
use crate::lexicon::Kind;
use crate::segment::{Segmenter, WordSegments, segment_tokens};
use crate::sentence::{SentenceRange, sentences};
use crate::span::Span;
use crate::tokenize::{Token, TokenKind, tokenize};

/// Labelled documents of one source, and how they are to be understood.
#[derive(Debug, Clone, Default)]
pub struct Source {
    /// The documents.
    pub documents: Vec<Labelled>,
    /// How much the source counts: 1 for text labelled by hand, less for text labelled by a model.
    pub weight: f32,
    /// Types of the source that stand for one or several of the model's, or perhaps for none (`O` in the list). Types
    /// that are not listed stand for themselves.
    pub map: Vec<(String, Vec<String>)>,
    /// Types that the source leaves unlabelled: where the lexicon of nationalities knows a word outside mentions, it may
    /// be one of these.
    pub unlabelled: Vec<String>,
    /// Types of the model whose mentions may go on over the adjective of a nationality that the source leaves outside
    /// (`وزارة الخارجية [الروسية]`), or begin at a definite head before one (الحكومة الروسية).
    pub reaching: Vec<String>,
}

/// How the training goes.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Passes over the text.
    pub epochs: usize,
    /// Size of a step.
    pub rate: f32,
    /// L2 penalty of a step.
    pub decay: f32,
    /// How often the features that know which word it is are hidden, 0 to 1.
    pub hide: f32,
    /// How often half of the lexicons' names are forgotten, 0 to 1.
    pub forget: f32,
    /// How often a feature must occur.
    pub least: u32,
    /// Most bytes of the model's rows.
    pub size: usize,
    /// Whether the model carries its word classes; else it is read beside another that has the same.
    pub carry_classes: bool,
    /// What chance begins with.
    pub seed: u64,
}

/// What is going on in a training.
#[derive(Debug, Clone, Copy)]
pub struct Progress<'a> {
    /// How much of the work is done, 0 to 1.
    pub done: f32,
    /// What was just done, where there is something to say.
    pub message: Option<&'a str>,
}

/// Is told of the progress several times a second, and ends the training by giving `false`.
pub type Watch<'w> = dyn FnMut(Progress<'_>) -> bool + 'w;

/// After how many sentences the watch is told.
const STEP: u64 = 64;

/// Counts the sentences that were read.
struct Meter<'m, 'w> {
    watch: &'m mut Watch<'w>,
    done: u64,
    total: u64,
}

impl Meter<'_, '_> {
    fn tell(&mut self, message: Option<&str>) -> Result<()> {
        let done = self.done as f32 / self.total.max(1) as f32;
        if (self.watch)(Progress { done, message }) {
            Ok(())
        } else {
            Err(Error::Interrupted)
        }
    }

    fn step(&mut self) -> Result<()> {
        self.done += 1;
        if self.done.is_multiple_of(STEP) {
            self.tell(None)?;
        }
        Ok(())
    }
}

impl Default for Options {
    fn default() -> Self {
        Self {
            epochs: 16,
            rate: 0.02,
            decay: 3e-4,
            hide: 0.4,
            forget: 0.5,
            least: 2,
            size: 12_000_000,
            carry_classes: true,
            seed: 1,
        }
    }
}

/// A document made ready: its tokens' features and the tags that each may have.
struct Ready {
    sentences: Vec<SentenceRange>,
    document: DocumentFeatures,
    /// With all the lexicons know, and with half of their names forgotten.
    full: Numbered,
    forgetful: Numbered,
    /// Features of the document's evidence.
    evidence: Vec<u32>,
    evidence_ends: Vec<u32>,
    /// The tags that each token may have, a bit each.
    allowed: Vec<u128>,
    weight: f32,
}

/// Features by number, and for each token where they end, those that know the word first.
#[derive(Default)]
struct Numbered {
    features: Vec<u32>,
    ends: Vec<(u32, u32)>,
}

impl Numbered {
    fn new(
        document: &DocumentFeatures,
        sentences: &[SentenceRange],
        numbers: &HashMap<u64, u32>,
    ) -> Self {
        let mut out = Self::default();
        let mut row = Row::default();
        for sentence in sentences {
            let range = sentence.tokens();
            // tokens between the sentences have none
            let at = out.features.len() as u32;
            out.ends.resize(range.start, (at, at));
            for i in range.clone() {
                document.row(i, &range, &mut row);
                let mut known = |list: &[u64]| {
                    out.features
                        .extend(list.iter().filter_map(|f| numbers.get(f)));
                    out.features.len() as u32
                };
                let identity = known(&row.features[..row.identity]);
                let end = known(&row.features[row.identity..]);
                out.ends.push((identity, end));
            }
        }
        out
    }

    /// Where the features of token `i` start, where those that know the word end, and where all do.
    fn bounds(&self, i: usize) -> (usize, usize, usize) {
        let start = if i == 0 { 0 } else { self.ends[i - 1].1 };
        let (identity, end) = self.ends[i];
        (start as usize, identity as usize, end as usize)
    }
}

/// A text as the recogniser reads it.
struct Analysis {
    tokens: Vec<Token>,
    sentences: Vec<SentenceRange>,
    folded: crate::folded::FoldedTokens,
    segments: Vec<WordSegments>,
}

impl Analysis {
    fn new(text: &str) -> Self {
        let tokens = tokenize(text);
        let folded = fold_tokens(text, &tokens);
        let mut segments = vec![];
        segment_tokens(Segmenter::global(), text, &tokens, &folded, &mut segments);
        Self {
            sentences: sentences(text, &tokens),
            tokens,
            folded,
            segments,
        }
    }

    fn words<'a>(&'a self, text: &'a str) -> Words<'a> {
        Words {
            text,
            tokens: &self.tokens,
            folded: &self.folded,
            segments: &self.segments,
        }
    }

    /// A part of the text as a sentence of its own.
    fn area(&self, text: &str, span: Span) -> Option<SentenceRange> {
        let (first, last) = self.cover(text, span)?;
        Some(SentenceRange {
            first: first as u32,
            end: last as u32 + 1,
            span,
        })
    }

    /// The tokens that a place covers, without punctuation at its edges.
    fn cover(&self, text: &str, span: Span) -> Option<(usize, usize)> {
        let first = self.tokens.partition_point(|t| t.span.end <= span.start);
        let end = self.tokens.partition_point(|t| t.span.start < span.end);
        let words = self.words(text);
        let counts = |i: usize| {
            words.is_word(i)
                || matches!(words.kind(i), TokenKind::Number | TokenKind::Symbol)
                || matches!(words.raw(i), "%" | "٪")
        };
        let first = (first..end).find(|&i| counts(i)).unwrap_or(first);
        let last = (first..end)
            .rev()
            .find(|&i| counts(i) || words.raw(i) == "\"");
        let last = last.unwrap_or(end.checked_sub(1)?);
        (first <= last).then_some((first, last))
    }
}

/// Learns word classes from plain text, one sentence or paragraph a line; gives them as bytes for [`train`].
#[must_use]
pub fn word_classes<'a>(lines: impl Iterator<Item = &'a str>) -> Vec<u8> {
    let mut all = vec![];
    for line in lines {
        let analysis = Analysis::new(line);
        let words = analysis.words(line);
        let keys = (0..words.len()).map(|i| {
            if words.is_word(i) {
                hash::finish(hash::mix_bytes(0, words.folded_stem(i).as_bytes()))
            } else {
                hash::mix(words.kind(i) as u64 + 1, 0)
            }
        });
        all.push(keys.collect());
    }
    let mut out = vec![];
    clusters::learn(&all, 3, 12).write(&mut out);
    out
}

/// The word classes of a model, as bytes for [`train`].
#[must_use]
pub fn classes_of(tagger: &Tagger) -> Vec<u8> {
    let mut out = vec![];
    tagger.model.clusters.write(&mut out);
    out
}

/// Numbers features that occur often enough.
struct Numbering {
    numbers: HashMap<u64, u32>,
    /// The hashes by number.
    hashes: Vec<u64>,
}

/// Trains a model and gives its file's content.
///
/// `types` are the model's types; where it is empty, all types of the sources are. `classes` are word classes, as
/// [`word_classes`] and [`classes_of`] give them, or nothing.
///
/// # Errors
/// [`Error::InvalidArgument`] where there is no mention to learn from, or there are too many types;
/// [`Error::Interrupted`] where `watch` ended it.
pub fn train(
    sources: &[Source],
    types: &[String],
    classes: &[u8],
    options: Options,
    watch: &mut Watch<'_>,
) -> Result<Vec<u8>> {
    let mut types = types.to_vec();
    if types.is_empty() {
        let all: BTreeSet<&String> = sources
            .iter()
            .flat_map(|s| &s.documents)
            .flat_map(|d| d.mentions.iter().map(|m| &m.1))
            .collect();
        types = all.into_iter().cloned().collect();
    }
    let mentions: usize = sources
        .iter()
        .flat_map(|s| &s.documents)
        .map(|d| d.mentions.len())
        .sum();
    if types.is_empty() || mentions == 0 || types.len() > 60 {
        return Err(Error::invalid_argument(
            "the training text",
            format!("{mentions} mentions of {} types", types.len()),
            "text with mentions of 1 to 60 types",
        ));
    }
    let tags = Tags::new(types);
    let clusters = if classes.is_empty() {
        Clusters::default()
    } else {
        Clusters::read(classes)
            .ok_or_else(|| {
                Error::invalid_argument("classes", "other bytes", "what word_classes gives")
            })?
            .0
    };
    let mut meter = Meter {
        watch,
        done: 0,
        total: 1,
    };
    let (mut ready, mut numbering) = prepare(sources, &tags, &clusters, options, &mut meter)?;
    let sentences: usize = ready.iter().map(|d| d.sentences.len()).sum();
    meter.total = (sentences * (options.epochs / 2 + 1 + options.epochs)) as u64;
    let tokens: usize = ready.iter().map(|d| d.allowed.len()).sum();
    meter.tell(Some(&format!(
        "{} documents, {tokens} tokens, {} features",
        ready.len(),
        numbering.hashes.len()
    )))?;
    // The second reading must learn from a first one that has not seen the answers: each half is read by what the
    // other half taught.
    let mut halves: Vec<Fit> = Vec::with_capacity(2);
    for half in 0..2 {
        let part: Vec<&Ready> = ready.iter().skip(half).step_by(2).collect();
        let mut fit = Fit::new(&tags, numbering.hashes.len());
        fit.run(&part, options.epochs / 2 + 1, options, &mut meter)?;
        halves.push(fit);
    }
    meter.tell(Some("both halves read"))?;
    let mut evidence = Evidence::default();
    for (i, document) in ready.iter_mut().enumerate() {
        halves[1 - i % 2].gather(document, &mut evidence, &mut numbering);
    }
    drop(halves);
    let mut fit = Fit::new(&tags, numbering.hashes.len());
    fit.run(
        &ready.iter().collect::<Vec<_>>(),
        options.epochs,
        options,
        &mut meter,
    )?;
    let (weights, transitions) = fit.averaged();
    let features: Vec<(u64, &[f32])> = numbering
        .hashes
        .iter()
        .zip(weights.chunks_exact(tags.len()))
        .map(|(&h, w)| (h, w))
        .collect();
    let carried = if options.carry_classes {
        clusters
    } else {
        Clusters::default()
    };
    Ok(Model::write(
        &tags,
        &transitions,
        &carried,
        &features,
        options.size,
    ))
}

/// The tags that the tokens of a document may have.
fn allowed(
    labelled: &Labelled,
    source: &Source,
    analysis: &Analysis,
    hits: &Hits,
    tags: &Tags,
) -> Vec<u128> {
    let number = |name: &str| tags.types().iter().position(|t| t == name);
    let mut allowed = vec![1u128; analysis.tokens.len()];
    let unlabelled: Vec<usize> = source.unlabelled.iter().filter_map(|t| number(t)).collect();
    let reaching: Vec<usize> = source.reaching.iter().filter_map(|t| number(t)).collect();
    let nationality = |i: usize| {
        hits.at(i)
            .iter()
            .any(|h| h.is(Kind::Norp) || h.of(Kind::Country).any(|e| e.detail > 0))
    };
    for (i, mask) in allowed.iter_mut().enumerate() {
        if nationality(i) {
            for &t in &unlabelled {
                *mask |= 1 << Tags::begin(t) | 1 << Tags::inside(t);
            }
        }
    }
    for (span, kind) in &labelled.mentions {
        let Some((first, last)) = analysis.cover(&labelled.text, *span) else {
            continue;
        };
        let own = [kind.clone()];
        let names = source
            .map
            .iter()
            .find(|m| m.0 == *kind)
            .map_or(&own[..], |m| &m.1[..]);
        let outside = u128::from(names.iter().any(|n| n == "O") || names.is_empty());
        let (mut begin, mut inside) = (outside, outside);
        for t in names.iter().filter_map(|n| number(n)) {
            begin |= 1 << Tags::begin(t);
            inside |= 1 << Tags::inside(t);
        }
        for mask in &mut allowed[first..=last] {
            *mask = inside.max(u128::from(inside == 0));
        }
        allowed[first] = if begin == 0 { 1 } else { begin };
    }
    let words = analysis.words(&labelled.text);
    for i in 1..allowed.len() {
        let adjective = words.folded(i).starts_with("ال") && words.adjacent(i - 1);
        if allowed[i] & 1 == 0 || !adjective || !nationality(i) {
            continue;
        }
        // الحكومة [اليمنية], outside as a whole.
        let head = allowed[i - 1] == 1
            && words.folded(i - 1).starts_with("ال")
            && hits
                .single(i - 1, Kind::OrgHead)
                .and_then(|h| h.entry(Kind::OrgHead))
                .is_some_and(|e| e.detail & 1 == 1);
        for &t in &reaching {
            if head {
                allowed[i - 1] |= 1 << Tags::begin(t);
            }
            if allowed[i - 1] & (1 << Tags::begin(t) | 1 << Tags::inside(t)) != 0 {
                allowed[i] |= 1 << Tags::inside(t);
            }
        }
    }
    // A sentence cannot begin inside a mention.
    for sentence in &analysis.sentences {
        if let Some(mask) = allowed.get_mut(sentence.first as usize)
            && *mask & 1 == 0
        {
            for t in 0..tags.types().len() {
                if *mask & 1 << Tags::inside(t) != 0 {
                    *mask = *mask & !(1 << Tags::inside(t)) | 1 << Tags::begin(t);
                }
            }
        }
    }
    allowed
}

fn prepare(
    sources: &[Source],
    tags: &Tags,
    clusters: &Clusters,
    options: Options,
    meter: &mut Meter<'_, '_>,
) -> Result<(Vec<Ready>, Numbering)> {
    let mut counts: HashMap<u64, u32> = HashMap::new();
    let mut row = Row::default();
    let mut hits = Hits::default();
    let all = || {
        sources
            .iter()
            .flat_map(|s| s.documents.iter().map(move |d| (s, d)))
    };
    let mut analysed = vec![];
    for (source, labelled) in all() {
        meter.tell(None)?;
        let mut analysis = Analysis::new(&labelled.text);
        if !labelled.areas.is_empty() {
            analysis.sentences = (labelled.areas.iter())
                .filter_map(|&area| analysis.area(&labelled.text, area))
                .collect();
        }
        let words = analysis.words(&labelled.text);
        hits.find(&words);
        let mut documents = [DocumentFeatures::default(), DocumentFeatures::default()];
        documents[0].fill(&words, &hits, clusters, None);
        let seed = hash::mix(options.seed, analysed.len() as u64);
        documents[1].fill(&words, &hits, clusters, Some(seed));
        for document in &documents {
            for sentence in &analysis.sentences {
                let range = sentence.tokens();
                for i in range.clone() {
                    document.row(i, &range, &mut row);
                    for &f in &row.features {
                        *counts.entry(f).or_default() += 1;
                    }
                }
            }
        }
        let allowed = allowed(labelled, source, &analysis, &hits, tags);
        analysed.push((analysis.sentences, documents, allowed, source.weight));
    }
    let mut hashes: Vec<u64> = counts
        .into_iter()
        // Both readings of a document count.
        .filter(|&(_, n)| n >= 2 * options.least - 1)
        .map(|(f, _)| f)
        .collect();
    hashes.sort_unstable();
    let numbers: HashMap<u64, u32> = hashes.iter().zip(0..).map(|(&f, n)| (f, n)).collect();
    let mut ready = vec![];
    for (sentences, [document, forgetful], allowed, weight) in analysed {
        ready.push(Ready {
            full: Numbered::new(&document, &sentences, &numbers),
            forgetful: Numbered::new(&forgetful, &sentences, &numbers),
            sentences,
            document,
            evidence: vec![],
            evidence_ends: vec![],
            allowed,
            weight,
        });
    }
    Ok((ready, Numbering { numbers, hashes }))
}

/// The state of a training.
struct Fit {
    tags: usize,
    /// Rows of weights and of summed squared gradients, one number a tag.
    weights: Vec<f32>,
    squares: Vec<f32>,
    transitions: Vec<f32>,
    transition_squares: Vec<f32>,
    /// Sums of the weights after each of the later passes.
    sums: Vec<f32>,
    transition_sums: Vec<f32>,
    summed: usize,
}

impl Fit {
    fn new(tags: &Tags, features: usize) -> Self {
        let n = tags.len();
        Self {
            tags: n,
            weights: vec![0.0; features * n],
            squares: vec![0.0; features * n],
            transitions: vec![0.0; (n + 1) * n],
            transition_squares: vec![0.0; (n + 1) * n],
            sums: vec![0.0; features * n],
            transition_sums: vec![0.0; (n + 1) * n],
            summed: 0,
        }
    }

    fn averaged(&self) -> (Vec<f32>, Vec<f32>) {
        let n = self.summed.max(1) as f32;
        (
            self.sums.iter().map(|s| s / n).collect(),
            self.transition_sums.iter().map(|s| s / n).collect(),
        )
    }

    fn run(
        &mut self,
        documents: &[&Ready],
        epochs: usize,
        options: Options,
        meter: &mut Meter<'_, '_>,
    ) -> Result<()> {
        let mut order: Vec<(u32, u32)> = documents
            .iter()
            .enumerate()
            .flat_map(|(d, ready)| (0..ready.sentences.len()).map(move |s| (d as u32, s as u32)))
            .collect();
        let mut random = hash::finish(options.seed);
        let mut next = || {
            random = hash::finish(random.wrapping_add(0x9e37_79b9_7f4a_7c15));
            random
        };
        let mut step = Step::default();
        for epoch in 0..epochs {
            for i in (1..order.len()).rev() {
                order.swap(i, (next() % (i as u64 + 1)) as usize);
            }
            // The last passes are read without hiding and with smaller steps.
            let rate = options.rate * (1.0 - epoch as f32 / epochs as f32).max(0.2);
            let mut loss = 0.0;
            for &(d, s) in &order {
                loss += self.learn(
                    documents[d as usize],
                    s as usize,
                    rate,
                    options,
                    &mut next,
                    &mut step,
                );
                meter.step()?;
            }
            meter.tell(Some(&format!("pass {}: {loss:.0}", epoch + 1)))?;
            if epoch * 2 >= epochs {
                for (sum, w) in self.sums.iter_mut().zip(&self.weights) {
                    *sum += w;
                }
                for (sum, w) in self.transition_sums.iter_mut().zip(&self.transitions) {
                    *sum += w;
                }
                self.summed += 1;
            }
        }
        Ok(())
    }

    /// One step on one sentence; gives its loss.
    fn learn(
        &mut self,
        ready: &Ready,
        s: usize,
        rate: f32,
        options: Options,
        next: &mut impl FnMut() -> u64,
        step: &mut Step,
    ) -> f64 {
        let n = self.tags;
        let range = ready.sentences[s].tokens();
        if range.is_empty() {
            return 0.0;
        }
        step.features.clear();
        step.ends.clear();
        let share = |part: f32| (f64::from(part) * u64::MAX as f64) as u64;
        let (hide, forget) = (share(options.hide), share(options.forget));
        let with_evidence = !ready.evidence_ends.is_empty() && !next().is_multiple_of(3);
        let numbered = if next() < forget {
            &ready.forgetful
        } else {
            &ready.full
        };
        for i in range.clone() {
            let (start, identity, end) = numbered.bounds(i);
            let start = if next() < hide { identity } else { start };
            step.features.extend(&numbered.features[start..end]);
            if with_evidence {
                let start = if i == 0 {
                    0
                } else {
                    ready.evidence_ends[i - 1]
                };
                step.features
                    .extend(&ready.evidence[start as usize..ready.evidence_ends[i] as usize]);
            }
            step.ends.push(step.features.len());
        }
        step.scores.clear();
        let mut start = 0;
        for &end in &step.ends {
            let at = step.scores.len();
            step.scores.resize(at + n, 0.0);
            let row = &mut step.scores[at..];
            for &f in &step.features[start..end] {
                for (r, w) in row.iter_mut().zip(&self.weights[f as usize * n..]) {
                    *r += w;
                }
            }
            start = end;
        }
        let transitions = Transitions::new(n, &self.transitions);
        step.free.fill(n, &step.scores);
        step.bound.fill(n, &step.scores);
        for (i, &mask) in ready.allowed[range.clone()].iter().enumerate() {
            for (tag, score) in step.bound.row_mut(i).iter_mut().enumerate() {
                if mask >> tag & 1 == 0 {
                    *score = -1e4;
                }
            }
        }
        let free = step.free.sum(&transitions);
        let bound = step.bound.sum(&transitions);
        let loss = free - bound;
        if loss < 1e-3 {
            return loss;
        }
        let mut gradient = vec![0f32; n];
        let mut start = 0;
        for (i, &end) in step.ends.iter().enumerate() {
            let mut largest = 0f32;
            for (tag, g) in gradient.iter_mut().enumerate() {
                *g =
                    ready.weight * (step.free.probability(i, tag) - step.bound.probability(i, tag));
                largest = largest.max(g.abs());
            }
            if largest > 1e-3 {
                for &f in &step.features[start..end] {
                    let at = f as usize * n;
                    update(
                        &mut self.weights[at..at + n],
                        &mut self.squares[at..at + n],
                        &gradient,
                        rate,
                        options.decay,
                    );
                }
            }
            start = end;
        }
        // Transitions, the start's included.
        let mut pairs = vec![0f32; (n + 1) * n];
        for tag in 0..n {
            pairs[n * n + tag] = step.free.probability(0, tag) - step.bound.probability(0, tag);
        }
        for i in 0..step.ends.len() - 1 {
            for from in 0..n {
                for to in 0..n {
                    pairs[from * n + to] += step.free.pair_probability(i, from, to)
                        - step.bound.pair_probability(i, from, to);
                }
            }
        }
        pairs.iter_mut().for_each(|p| *p *= ready.weight);
        update(
            &mut self.transitions,
            &mut self.transition_squares,
            &pairs,
            rate,
            options.decay,
        );
        loss
    }

    /// Reads a document and notes the evidence features of its tokens.
    fn gather(&self, ready: &mut Ready, evidence: &mut Evidence, numbering: &mut Numbering) {
        let n = self.tags;
        let (weights, transitions) = (&self.weights, Transitions::new(n, &self.transitions));
        let mut probabilities = vec![0f32; ready.allowed.len() * n];
        let mut lattice = Lattice::default();
        for sentence in &ready.sentences {
            let range = sentence.tokens();
            let mut scores = vec![0f32; range.len() * n];
            for i in range.clone() {
                let (start, _, end) = ready.full.bounds(i);
                let row = &mut scores[(i - range.start) * n..(i - range.start + 1) * n];
                for &f in &ready.full.features[start..end] {
                    for (r, w) in row.iter_mut().zip(&weights[f as usize * n..]) {
                        *r += w;
                    }
                }
            }
            lattice.fill(n, &scores);
            lattice.sum(&transitions);
            lattice.probabilities(&mut probabilities[range.start * n..range.end * n]);
        }
        evidence.fill(&ready.document, n, &probabilities);
        let mut list = vec![];
        for sentence in &ready.sentences {
            let range = sentence.tokens();
            let at = ready.evidence.len() as u32;
            ready.evidence_ends.resize(range.start, at);
            for i in range.clone() {
                list.clear();
                evidence.features(i, &range, &mut list);
                for &f in &list {
                    let fresh = numbering.hashes.len() as u32;
                    let number = *numbering.numbers.entry(f).or_insert(fresh);
                    if number == fresh {
                        numbering.hashes.push(f);
                    }
                    ready.evidence.push(number);
                }
                ready.evidence_ends.push(ready.evidence.len() as u32);
            }
        }
    }
}

/// Buffers of a step.
#[derive(Default)]
struct Step {
    features: Vec<u32>,
    ends: Vec<usize>,
    scores: Vec<f32>,
    free: Lattice,
    bound: Lattice,
}

/// AdaGrad on some weights.
fn update(weights: &mut [f32], squares: &mut [f32], gradient: &[f32], rate: f32, decay: f32) {
    for ((w, s), g) in weights.iter_mut().zip(squares).zip(gradient) {
        let g = g + decay * *w;
        *s += g * g;
        *w -= rate * g / (s.sqrt() + 1e-2);
    }
}

/// How many mentions a recogniser finds, and how many of them are right: the same first and last token and type.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Mentions in the text.
    pub gold: usize,
    /// Mentions found.
    pub found: usize,
    /// Mentions found that are right.
    pub right: usize,
}

impl Counts {
    /// Share of the found that are right, of the mentions that were found, and their harmonic mean, 0 to 1.
    #[must_use]
    pub fn scores(self) -> (f64, f64, f64) {
        let share = |of: usize| self.right as f64 / of.max(1) as f64;
        let (p, r) = (share(self.found), share(self.gold));
        (
            p,
            r,
            if p + r > 0.0 {
                2.0 * p * r / (p + r)
            } else {
                0.0
            },
        )
    }

    /// Adds other counts.
    pub fn add(&mut self, other: Self) {
        self.gold += other.gold;
        self.found += other.found;
        self.right += other.right;
    }
}

/// One mention that was missed (`right` is its type) or wrongly found (`found` is the type given).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// The mention and what stands around it.
    pub text: String,
    /// The type in the labelled text; empty where there is none.
    pub right: String,
    /// The type found; empty where there is none.
    pub found: String,
}

/// Measures a recogniser on labelled documents, by type; tokens are counted as the labelled file cuts them.
///
/// `rename` gives the name under which a type of the labels or of the model is compared; `None` leaves it out.
pub fn evaluate(
    tagger: &Tagger,
    documents: &[Labelled],
    rename: impl Fn(&str) -> Option<String>,
    mistakes: &mut Vec<Mistake>,
) -> Vec<(String, Counts)> {
    let mut counts: std::collections::BTreeMap<String, Counts> = Default::default();
    let mut hits = Hits::default();
    let (mut emissions, mut path) = (vec![], vec![]);
    let mut lattice = Lattice::default();
    let n = tagger.tags().len();
    for document in documents {
        let analysis = Analysis::new(&document.text);
        let words = analysis.words(&document.text);
        hits.find(&words);
        tagger.emissions(&words, &hits, &analysis.sentences, &mut emissions);
        let units: Vec<Span> = if document.tokens.is_empty() {
            analysis.tokens.iter().map(|t| t.span).collect()
        } else {
            document.tokens.clone()
        };
        let place = |span: Span| {
            let first = units.partition_point(|t| t.end <= span.start);
            let end = units.partition_point(|t| t.start < span.end);
            (first, end)
        };
        let mut gold: BTreeSet<((usize, usize), String)> = document
            .mentions
            .iter()
            .filter_map(|(s, kind)| Some((place(*s), rename(kind)?)))
            .collect();
        for sentence in &analysis.sentences {
            let range = sentence.tokens();
            lattice.fill(n, &emissions[range.start * n..range.end * n]);
            lattice.best(tagger.transitions(), &mut path);
            for found in spans(&path) {
                let Some(kind) = rename(&tagger.tags().types()[usize::from(found.kind)]) else {
                    continue;
                };
                let span = Span::new(
                    analysis.segments[range.start + found.first as usize]
                        .stem()
                        .start,
                    analysis.segments[range.start + found.last as usize]
                        .stem()
                        .end,
                );
                let count = counts.entry(kind.clone()).or_default();
                count.found += 1;
                let key = (place(span), kind);
                if gold.remove(&key) {
                    count.right += 1;
                    count.gold += 1;
                } else {
                    mistakes.push(Mistake {
                        text: around(&document.text, &units, key.0),
                        right: String::new(),
                        found: key.1,
                    });
                }
            }
        }
        for (at, kind) in gold {
            counts.entry(kind.clone()).or_default().gold += 1;
            mistakes.push(Mistake {
                text: around(&document.text, &units, at),
                right: kind,
                found: String::new(),
            });
        }
    }
    counts.into_iter().collect()
}

/// Some words with the mention in brackets.
fn around(text: &str, units: &[Span], (first, end): (usize, usize)) -> String {
    let part =
        |a: usize, b: usize| match (units.get(a), b.checked_sub(1).and_then(|b| units.get(b))) {
            (Some(a), Some(b)) if a.start < b.end => &text[a.start as usize..b.end as usize],
            _ => "",
        };
    format!(
        "{} [{}] {}",
        part(first.saturating_sub(4), first),
        part(first, end),
        part(end, (end + 4).min(units.len()))
    )
    .replace('\n', " / ")
}

/// A recogniser from what [`train`] gave.
///
/// # Errors
/// As [`Tagger::from_bytes`].
pub fn open(bytes: Vec<u8>) -> Result<Tagger> {
    Tagger::new(Cow::Owned(bytes), "the trained model")
}
