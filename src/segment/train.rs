//! Makes the segmenter's model: from words cut by hand, and from plain text.
//!
//! Plain text gives how often forms occur. The scorer is trained on the cut words, reads the plain text, and what it
//! finds there gives how often forms are stems; then it is trained again, knowing that. Deterministic.

use std::collections::{HashMap, HashSet};

use super::candidates::{self, Candidate, PREFIXES, SUFFIXES};
use super::features::{self, Context, Features};
use super::model::{Known, Model, key};
use super::{Segmenter, is_closed};
use crate::fold::fold;

/// A word with its parts.
#[derive(Debug, Clone)]
pub struct Cut {
    /// The word as written.
    pub word: String,
    /// Its parts, folded, the article joined to its noun, but after ل the second lam apart: `["ل", "ل", "زعيم"]`.
    pub parts: Vec<String>,
}

/// How the training goes.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Size of the weight table, a power of two.
    pub weights: usize,
    /// Passes over the cut words.
    pub epochs: usize,
    /// L2 penalty of a step.
    pub decay: f32,
    /// Rounds of reading the plain text.
    pub rounds: usize,
    /// How sure a frequent word's cut must be, in log odds, to be decided without its neighbours.
    pub margin: f32,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            weights: 1 << 17,
            epochs: 12,
            decay: 1e-6,
            rounds: 2,
            margin: 3.0,
        }
    }
}

/// A word as the scorer sees it.
struct Word {
    folded: String,
    closed: bool,
}

impl Word {
    fn new(text: &str) -> Self {
        Self {
            folded: fold(text),
            closed: is_closed(text),
        }
    }
}

fn context(words: &[Word], i: usize) -> Context<'_> {
    Context {
        word: &words[i].folded,
        closed: words[i].closed,
        before: i.checked_sub(1).map_or("", |j| &words[j].folded),
        after: words.get(i + 1).map_or("", |w| &w.folded),
    }
}

/// The candidate that gives these parts, if there is one.
fn target(word: &Word, parts: &[String]) -> Option<Candidate> {
    let mut list = [Candidate::default(); candidates::MOST];
    let n = candidates::candidates(&word.folded, word.closed, &mut list);
    list[..n]
        .iter()
        .copied()
        .find(|c| joined(&word.folded, *c).iter().eq(parts.iter()))
}

/// A candidate's parts in the way of [`Cut`].
fn joined(folded: &str, candidate: Candidate) -> Vec<String> {
    let (prefix, parts) = PREFIXES[usize::from(candidate.prefix)];
    let mut letters = prefix.chars();
    let mut out: Vec<String> = parts
        .iter()
        .map(|&n| letters.by_ref().take(usize::from(n)).collect())
        .collect();
    let stem = candidate.stem(folded);
    out.push(stem.to_owned());
    if candidate.suffix > 0 {
        out.push(SUFFIXES[usize::from(candidate.suffix)].to_owned());
    }
    out
}

/// Halving steps: 0 never, 1 once, 2 twice, 3 up to four times and so on, 15 at most.
fn step(count: f32) -> u8 {
    if count < 0.5 {
        0
    } else {
        (count.max(1.0).log2().round() as u8 + 1).min(15)
    }
}

/// Trains a model and gives its file content.
///
/// `cut`: sentences of words cut by hand. `raw`: sentences of plain words. `stems`: forms that are known to be words of
/// their own, names above all.
#[must_use]
pub fn train(cut: &[Vec<Cut>], raw: &[Vec<&str>], stems: &[String], options: Options) -> Vec<u8> {
    let gold: Vec<(Vec<Word>, Vec<Option<Candidate>>)> = cut
        .iter()
        .map(|sentence| {
            let words: Vec<Word> = sentence.iter().map(|c| Word::new(&c.word)).collect();
            let targets = words
                .iter()
                .zip(sentence)
                .map(|(w, c)| target(w, &c.parts))
                .collect();
            (words, targets)
        })
        .collect();
    let raw: Vec<Vec<Word>> = raw
        .iter()
        .map(|s| s.iter().map(|w| Word::new(w)).collect())
        .collect();
    let mut counts: HashMap<u64, (f32, f32)> = HashMap::new();
    for word in raw.iter().flatten() {
        if word.folded.len() <= candidates::LONGEST {
            counts.entry(key(&word.folded, word.closed)).or_default().0 += 1.0;
        }
    }
    for stem in stems {
        let word = Word::new(stem);
        let entry = counts.entry(key(&word.folded, word.closed)).or_default();
        entry.0 += 1.0;
        entry.1 += 1.0;
    }
    let mut segmenter = Segmenter {
        model: fit(&gold, &counts, options),
    };
    for _ in 0..options.rounds {
        // In how many different surroundings a stem is found, not how often: otherwise every لبنان would speak for بنان.
        let mut surroundings: HashMap<u64, HashSet<(u8, bool)>> = HashMap::new();
        for sentence in &raw {
            for i in 0..sentence.len() {
                let context = context(sentence, i);
                if context.word.len() < 4 || context.word.len() > candidates::LONGEST {
                    continue;
                }
                let (best, _) = segmenter.scored(&context);
                let stem = best.stem(context.word);
                let (stem, article) = match stem.strip_prefix("ال") {
                    Some(bare) if bare.len() >= 4 => (bare, true),
                    _ => (stem, false),
                };
                let closed = context.closed && best.suffix == 0;
                surroundings
                    .entry(key(stem, closed))
                    .or_default()
                    .insert((best.pack(), article));
            }
        }
        for entry in counts.values_mut() {
            entry.1 = 0.0;
        }
        for (key, seen) in surroundings {
            counts.entry(key).or_default().1 = seen.len() as f32;
        }
        for stem in stems {
            let word = Word::new(stem);
            counts.entry(key(&word.folded, word.closed)).or_default().1 += 1.0;
        }
        segmenter.model = fit(&gold, &counts, options);
    }
    decide(&mut segmenter, &raw, options.margin);
    segmenter.model.to_bytes()
}

/// Trains the scorer by stochastic gradient descent with per-weight rates (AdaGrad).
fn fit(
    gold: &[(Vec<Word>, Vec<Option<Candidate>>)],
    counts: &HashMap<u64, (f32, f32)>,
    options: Options,
) -> Model {
    let mut entries: Vec<(u64, Known)> = counts
        .iter()
        .map(|(&key, &(word, stem))| {
            (
                key,
                Known {
                    frequencies: step(word) | step(stem) << 4,
                    decision: 0,
                },
            )
        })
        .filter(|(_, known)| known.frequencies != 0)
        .collect();
    entries.sort_unstable_by_key(|&(key, _)| key);
    let mut model = Model::new(entries.into_iter(), options.weights);
    let mut squares = vec![0f32; options.weights];
    let mut order: Vec<usize> = (0..gold.len()).collect();
    let mut random = 0x2545_f491_4f6c_dd1du64;
    let mut list = [Candidate::default(); candidates::MOST];
    for _ in 0..options.epochs {
        for i in (1..order.len()).rev() {
            random = crate::hash::finish(random.wrapping_add(i as u64));
            order.swap(i, (random % (i as u64 + 1)) as usize);
        }
        for &s in &order {
            let (words, targets) = &gold[s];
            for (i, target) in targets.iter().enumerate() {
                let Some(target) = target else { continue };
                let at = context(words, i);
                let n = candidates::candidates(at.word, at.closed, &mut list);
                if n < 2 {
                    continue;
                }
                let mut all: Vec<(Vec<u32>, f32)> = Vec::with_capacity(n);
                for &candidate in &list[..n] {
                    let mut buffer = Features::new(options.weights);
                    features::features(&model, &at, candidate, &mut buffer);
                    let score = features::score(&model, &buffer);
                    all.push((buffer.list[..buffer.len].to_vec(), score));
                }
                let most = all.iter().fold(f32::NEG_INFINITY, |m, a| m.max(a.1));
                let total: f32 = all.iter().map(|a| (a.1 - most).exp()).sum();
                for (candidate, (list, score)) in list[..n].iter().zip(&all) {
                    let gradient =
                        (score - most).exp() / total - f32::from(u8::from(candidate == target));
                    if gradient.abs() < 1e-4 {
                        continue;
                    }
                    for &f in list {
                        let f = f as usize;
                        let g = gradient + options.decay * model.weights[f];
                        squares[f] += g * g;
                        model.weights[f] -= 0.15 * g / (squares[f].sqrt() + 1e-3);
                    }
                }
            }
        }
    }
    model
}

/// Settles the words of the plain text whose cut never depends on their neighbours.
fn decide(segmenter: &mut Segmenter, raw: &[Vec<Word>], margin: f32) {
    /// What a word's occurrences say.
    #[derive(Clone, Copy)]
    struct Seen {
        candidate: Candidate,
        least: f32,
        same: bool,
    }
    let mut seen: HashMap<u64, Seen> = HashMap::new();
    for sentence in raw {
        for i in 0..sentence.len() {
            let context = context(sentence, i);
            if context.word.len() < 4 || context.word.len() > candidates::LONGEST {
                continue;
            }
            let (candidate, ahead) = segmenter.scored(&context);
            let entry = seen
                .entry(key(context.word, context.closed))
                .or_insert(Seen {
                    candidate,
                    least: ahead,
                    same: true,
                });
            entry.same &= entry.candidate == candidate;
            entry.least = entry.least.min(ahead);
        }
    }
    for (key, seen) in seen {
        if seen.same && seen.least >= margin {
            segmenter.model.decide(key, seen.candidate.pack() + 1);
        }
    }
}
