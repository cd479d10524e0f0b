//! Decoding: from scores of tags at words to mentions, for every model.
//!
//! A model gives each word a row of scores, one for each tag ([`Tags`]); scores of neighbouring tags are added. Rules and
//! lexicons may add theirs before a path is chosen ([`Lattice::add_span`]), in the same natural-logarithm units, so that
//! evidence is weighed and not overruled. All sums are over whole sentences, so that a mention's probability
//! ([`Lattice::span_probability`]) takes its neighbours into account.

use std::sync::Arc;

use super::tags::Tags;

/// Scores of neighbouring tags, in natural logarithms.
#[derive(Debug, Clone, PartialEq)]
pub struct Transitions {
    tags: usize,
    rows: Arc<Padded>,
}

/// What stands for an impossible transition.
const NEVER: f32 = -1e9;

impl Transitions {
    /// Transitions that only say which tags may follow each other: for models whose scores know their neighbours.
    #[must_use]
    pub fn constraints(tags: &Tags) -> Self {
        let n = tags.len();
        Self::new(n, &vec![0.0; (n + 1) * n])
    }

    /// Transitions with scores, a row of `tags` numbers for each tag and one for the start of a sentence. What may not
    /// follow stays impossible.
    ///
    /// # Panics
    /// Where `scores` has not (tags + 1) x tags numbers.
    #[must_use]
    pub fn new(tags: usize, scores: &[f32]) -> Self {
        assert_eq!(
            scores.len(),
            (tags + 1) * tags,
            "a row for each tag and one for the start"
        );
        let mut scores = scores.to_vec();
        for from in 0..=tags {
            for to in 0..tags {
                if !Tags::may_follow((from < tags).then_some(from), to) {
                    scores[from * tags + to] = NEVER;
                }
            }
        }
        let rows = Arc::new(Padded::new(tags, &scores));
        Self { tags, rows }
    }

    /// How many tags there are.
    #[must_use]
    pub const fn tags(&self) -> usize {
        self.tags
    }
}

/// The tag scores of one sentence, with buffers that are used again for the next.
///
/// What is summed over has rows of a fixed width (`padded`), with zeros behind the tags: so that they are whole registers.
#[derive(Debug, Default, Clone)]
pub struct Lattice {
    tags: usize,
    scores: Vec<f32>,
    /// Forward and backward sums as probabilities scaled per word, and the scaled exponentials of the scores.
    forward: Vec<f32>,
    backward: Vec<f32>,
    exp: Vec<f32>,
    scale: Vec<f32>,
    /// The best score of a path to each tag of each word.
    best: Vec<f32>,
    /// The transitions of the last sum.
    transitions: Arc<Padded>,
}

/// Transitions in rows of the width that [`padded`] gives.
#[derive(Debug, Default, Clone, PartialEq)]
struct Padded {
    /// Scores, a row for each tag before and one for the start, [`NEVER`] behind the tags after.
    scores: Vec<f32>,
    /// Their exponentials.
    exp: Vec<f32>,
    /// The same, a row for each tag after.
    exp_to: Vec<f32>,
}

impl Padded {
    fn new(tags: usize, scores: &[f32]) -> Self {
        let width = padded(tags);
        let mut rows = Self {
            scores: vec![NEVER; (tags + 1) * width],
            exp: vec![0.0; (tags + 1) * width],
            exp_to: vec![0.0; tags * width],
        };
        for (from, row) in scores.chunks_exact(tags).enumerate() {
            for (to, &score) in row.iter().enumerate() {
                rows.scores[from * width + to] = score;
                rows.exp[from * width + to] = score.exp();
                if from < tags {
                    rows.exp_to[to * width + from] = score.exp();
                }
            }
        }
        rows
    }
}

/// The width of rows for so many tags.
const fn padded(tags: usize) -> usize {
    match tags {
        0..=4 => 4,
        5..=16 => 16,
        17..=64 => 64,
        _ => 256,
    }
}

/// Calls a method of [`Lattice`] for its width.
macro_rules! with_width {
    ($lattice:ident.$method:ident($($argument:expr),*)) => {
        match padded($lattice.tags) {
            4 => $lattice.$method::<4>($($argument),*),
            16 => $lattice.$method::<16>($($argument),*),
            64 => $lattice.$method::<64>($($argument),*),
            _ => $lattice.$method::<256>($($argument),*),
        }
    };
}

/// Row `i` of rows of `K` numbers.
#[inline(always)]
fn row<const K: usize>(rows: &[f32], i: usize) -> &[f32; K] {
    rows[i * K..]
        .first_chunk()
        .expect("whole rows of this width")
}

/// The sum of the rows of a matrix, each times its weight.
#[inline(always)]
fn weighted_sum<const K: usize>(matrix: &[f32], weights: &[f32]) -> [f32; K] {
    let mut sums = [0f32; K];
    for (row, &weight) in matrix.as_chunks::<K>().0.iter().zip(weights) {
        for (sum, value) in sums.iter_mut().zip(row) {
            *sum += weight * value;
        }
    }
    sums
}

/// e to the power of `x`, which is not above 0, within three units of the last place; 0 where it is less than the least
/// normal number. Written so that compilers make it wide (after Cephes, Moshier 1992).
#[inline(always)]
#[allow(
    clippy::excessive_precision,
    reason = "the parts of ln 2 as they are published"
)]
fn exp(x: f32) -> f32 {
    const LEAST: f32 = -87.3;
    // adding it rounds to a whole number, which its low bits hold
    const ROUND: f32 = 12_582_912.0;
    let bounded = if x > LEAST { x } else { LEAST };
    let shifted = bounded * std::f32::consts::LOG2_E + ROUND;
    let n = shifted - ROUND;
    let r = bounded - n * 0.693_359_375 + n * 2.121_944_4e-4;
    let p = 1.987_569_15e-4_f32;
    let p = p * r + 1.398_199_95e-3;
    let p = p * r + 8.333_451_9e-3;
    let p = p * r + 4.166_579_6e-2;
    let p = p * r + 1.666_666_55e-1;
    let p = p * r + 5.000_000_1e-1;
    let p = p * r * r + r + 1.0;
    let power = f32::from_bits((shifted.to_bits().wrapping_add(127)) << 23);
    if x > LEAST { p * power } else { 0.0 }
}

impl Lattice {
    /// Takes the scores of a sentence: a row of `tags` numbers for each word.
    ///
    /// # Panics
    /// Where there are more than 255 tags, or the rows are not whole.
    pub fn fill(&mut self, tags: usize, scores: &[f32]) {
        assert!(
            tags > 0 && tags <= 255,
            "between 1 and 255 tags, got {tags}"
        );
        assert_eq!(scores.len() % tags, 0, "whole rows");
        self.tags = tags;
        self.scores.clear();
        self.scores.extend_from_slice(scores);
    }

    /// How many words the sentence has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.scores.len().checked_div(self.tags).unwrap_or(0)
    }

    /// Whether there is no word.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.scores.is_empty()
    }

    /// The scores of word `i`, to be read or changed before decoding.
    pub fn row_mut(&mut self, i: usize) -> &mut [f32] {
        &mut self.scores[i * self.tags..(i + 1) * self.tags]
    }

    /// Adds `weight` to every path on which the words from `first` to `last` (included) are one mention of type `t`;
    /// paths on which it goes on after `last` lose what they gain. Negative weights speak against it.
    pub fn add_span(&mut self, first: usize, last: usize, t: usize, weight: f32) {
        let share = weight / (last - first + 1) as f32;
        self.row_mut(first)[Tags::begin(t)] += share;
        for i in first + 1..=last {
            self.row_mut(i)[Tags::inside(t)] += share;
        }
        if last + 1 < self.len() {
            self.row_mut(last + 1)[Tags::inside(t)] -= weight;
        }
    }

    /// Forbids a mention that `first..=last` would cut: the first of these words may not continue one, nor the word after them.
    pub fn set_bounds(&mut self, first: usize, last: usize) {
        for i in [first, last + 1] {
            if i < self.len() {
                for tag in (2..self.tags).step_by(2) {
                    self.row_mut(i)[tag] = NEVER;
                }
            }
        }
    }

    /// The best tag of each word.
    pub fn best(&mut self, transitions: &Transitions, out: &mut Vec<u8>) {
        out.clear();
        if !self.is_empty() {
            with_width!(self.best_padded(transitions, out));
        }
    }

    fn best_padded<const K: usize>(&mut self, transitions: &Transitions, out: &mut Vec<u8>) {
        let (n, k) = (self.len(), self.tags);
        let transitions = &transitions.rows.scores;
        self.best.resize(n * K, 0.0);
        let mut now = *row::<K>(transitions, k);
        for i in 0..n {
            if i > 0 {
                let mut next = [f32::NEG_INFINITY; K];
                for (way, &score) in transitions.as_chunks::<K>().0.iter().zip(&now[..k]) {
                    for (to, t) in next.iter_mut().zip(way) {
                        *to = if score + t > *to { score + t } else { *to };
                    }
                }
                now = next;
            }
            for (to, s) in now.iter_mut().zip(&self.scores[i * k..(i + 1) * k]) {
                *to += s;
            }
            self.best[i * K..(i + 1) * K].copy_from_slice(&now);
        }
        // which way was the best is asked again only along the path
        let best = |scores: &[f32]| {
            (0..k).fold(0, |best, t| if scores[t] > scores[best] { t } else { best })
        };
        let mut tag = best(&now);
        out.resize(n, 0);
        for i in (0..n).rev() {
            out[i] = tag as u8;
            if i > 0 {
                let mut ways = *row::<K>(&self.best, i - 1);
                for (from, way) in ways[..k].iter_mut().enumerate() {
                    *way += transitions[from * K + tag];
                }
                tag = best(&ways);
            }
        }
    }

    /// Sums over all paths, for the probabilities that follow. Gives the natural logarithm of the sum.
    pub fn sum(&mut self, transitions: &Transitions) -> f64 {
        if self.is_empty() {
            return 0.0;
        }
        with_width!(self.sum_padded(transitions))
    }

    fn sum_padded<const K: usize>(&mut self, transitions: &Transitions) -> f64 {
        let (n, k) = (self.len(), self.tags);
        self.transitions = Arc::clone(&transitions.rows);
        for rows in [&mut self.exp, &mut self.forward, &mut self.backward] {
            rows.resize(n * K, 0.0);
        }
        self.scale.clear();
        // the logarithm is taken of the product of many scales
        let (mut total, mut product) = (0f64, 1f64);
        let mut before = [0f32; K];
        for i in 0..n {
            let scores = &self.scores[i * k..(i + 1) * k];
            let most = scores
                .iter()
                .fold(f32::NEG_INFINITY, |m, &s| if s > m { s } else { m });
            total += f64::from(most);
            let mut e = [f32::NEG_INFINITY; K];
            for (e, s) in e.iter_mut().zip(scores) {
                *e = s - most;
            }
            e.iter_mut().for_each(|e| *e = exp(*e));
            let mut forward = if i == 0 {
                *row::<K>(&self.transitions.exp, k)
            } else {
                weighted_sum::<K>(&self.transitions.exp, &before[..k])
            };
            for (f, e) in forward.iter_mut().zip(&e) {
                *f *= e;
            }
            let mut sum: f32 = forward[..k].iter().sum();
            // All paths forbidden: any tag then.
            if sum <= f32::MIN_POSITIVE {
                forward[..k].fill(1.0 / k as f32);
                sum = 1.0;
            } else {
                forward.iter_mut().for_each(|f| *f /= sum);
            }
            self.exp[i * K..(i + 1) * K].copy_from_slice(&e);
            self.forward[i * K..(i + 1) * K].copy_from_slice(&forward);
            self.scale.push(sum);
            product *= f64::from(sum);
            if !(1e-200..1e200).contains(&product) {
                total += product.ln();
                product = 1.0;
            }
            before = forward;
        }
        let mut backward = [1f32; K];
        self.backward[(n - 1) * K..].copy_from_slice(&backward);
        for i in (0..n - 1).rev() {
            let share = 1.0 / self.scale[i + 1];
            for (b, e) in backward.iter_mut().zip(row::<K>(&self.exp, i + 1)) {
                *b *= e * share;
            }
            backward = weighted_sum::<K>(&self.transitions.exp_to, &backward[..k]);
            self.backward[i * K..(i + 1) * K].copy_from_slice(&backward);
        }
        total + product.ln()
    }

    /// Where the number of a tag stands in rows of the padded width.
    const fn at(&self, i: usize, tag: usize) -> usize {
        i * padded(self.tags) + tag
    }

    /// What a path gains that goes from `from` to `to` at word `i`.
    fn step(&self, i: usize, from: usize, to: usize) -> f32 {
        self.transitions.exp[self.at(from, to)] * self.exp[self.at(i, to)] / self.scale[i]
    }

    /// Writes the probabilities of all tags of all words, a row of `tags` numbers for each word, after [`Lattice::sum`].
    pub fn probabilities(&self, out: &mut [f32]) {
        let (k, width) = (self.tags, padded(self.tags));
        let sums = self
            .forward
            .chunks_exact(width)
            .zip(self.backward.chunks_exact(width));
        for (row, (forward, backward)) in out.chunks_exact_mut(k).zip(sums) {
            for (p, (f, b)) in row.iter_mut().zip(forward.iter().zip(backward)) {
                *p = f * b;
            }
        }
    }

    /// The probability of `tag` at word `i`, after [`Lattice::sum`].
    #[must_use]
    pub fn probability(&self, i: usize, tag: usize) -> f32 {
        let at = self.at(i, tag);
        self.forward[at] * self.backward[at]
    }

    /// The probability of tags `from` at word `i` and `to` at the next, after [`Lattice::sum`].
    #[must_use]
    pub fn pair_probability(&self, i: usize, from: usize, to: usize) -> f32 {
        self.forward[self.at(i, from)]
            * self.step(i + 1, from, to)
            * self.backward[self.at(i + 1, to)]
    }

    /// The probability that the words from `first` to `last` (included) are exactly one mention of type `t`, after
    /// [`Lattice::sum`].
    #[must_use]
    pub fn span_probability(&self, first: usize, last: usize, t: usize) -> f32 {
        let (begin, inside) = (Tags::begin(t), Tags::inside(t));
        let mut p = self.forward[self.at(first, begin)];
        let mut tag = begin;
        for i in first + 1..=last {
            p *= self.step(i, tag, inside);
            tag = inside;
        }
        if last + 1 == self.len() {
            return p.min(1.0);
        }
        // Whatever comes next, but not more of the same.
        let after: f32 = (0..self.tags)
            .filter(|&to| to != inside)
            .map(|to| self.step(last + 1, tag, to) * self.backward[self.at(last + 1, to)])
            .sum();
        (p * after).min(1.0)
    }
}

/// A mention in a row of tags: its first and last word and its type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TagSpan {
    /// The first word.
    pub first: u32,
    /// The last word, included.
    pub last: u32,
    /// The type's number.
    pub kind: u8,
}

/// The mentions in a row of tags, in their order. A tag that continues nothing begins a mention.
pub fn spans(tags: &[u8]) -> impl Iterator<Item = TagSpan> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < tags.len() && tags[at] == 0 {
            at += 1;
        }
        let first = at;
        let kind = Tags::type_of(usize::from(*tags.get(first)?))?;
        at += 1;
        while at < tags.len() && usize::from(tags[at]) == Tags::inside(kind) {
            at += 1;
        }
        Some(TagSpan {
            first: first as u32,
            last: at as u32 - 1,
            kind: kind as u8,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All paths of some words, by brute force.
    fn paths(scores: &[f32], transitions: &Transitions) -> Vec<(Vec<u8>, f64)> {
        let k = transitions.tags();
        let n = scores.len() / k;
        (0..k.pow(n as u32))
            .map(|code| {
                let tags: Vec<u8> = (0..n).map(|i| (code / k.pow(i as u32) % k) as u8).collect();
                let mut score = 0.0;
                for (i, &t) in tags.iter().enumerate() {
                    let from = if i == 0 { k } else { usize::from(tags[i - 1]) };
                    score += f64::from(transitions.rows.scores[from * padded(k) + usize::from(t)]);
                    score += f64::from(scores[i * k + usize::from(t)]);
                }
                (tags, score.exp())
            })
            .collect()
    }

    /// Scores of `words` words for `types` types.
    fn example(words: usize, types: usize) -> (Vec<f32>, Transitions) {
        let k = 1 + 2 * types;
        let number = |i: usize| ((i * 7919 + 13) % 101) as f32 / 25.0 - 2.0;
        let scores: Vec<f32> = (0..words * k).map(number).collect();
        let transitions: Vec<f32> = (100..100 + (k + 1) * k).map(number).collect();
        (scores, Transitions::new(k, &transitions))
    }

    #[test]
    fn agrees_with_all_paths() {
        // a case for each width of rows
        for (words, types) in [(6, 1), (4, 2), (3, 8), (2, 40)] {
            agrees_with_all_paths_of(words, types);
        }
    }

    fn agrees_with_all_paths_of(words: usize, types: usize) {
        let (scores, transitions) = example(words, types);
        let k = transitions.tags();
        let all = paths(&scores, &transitions);
        let total: f64 = all.iter().map(|p| p.1).sum();
        let mut lattice = Lattice::default();
        lattice.fill(k, &scores);
        assert!((lattice.sum(&transitions) - total.ln()).abs() < 1e-4);
        let mut rows = vec![0.0; words * k];
        lattice.probabilities(&mut rows);
        for i in 0..words {
            for tag in 0..k {
                let on = |p: &&(Vec<u8>, f64)| usize::from(p.0[i]) == tag;
                let expected: f64 = all.iter().filter(on).map(|p| p.1).sum();
                let got = f64::from(lattice.probability(i, tag));
                assert!((got - expected / total).abs() < 1e-4, "{i} {tag}");
                assert_eq!(rows[i * k + tag], lattice.probability(i, tag));
            }
        }
        for first in 0..words {
            for last in first..words {
                for kind in 0..types.min(3) as u8 {
                    let span = TagSpan {
                        first: first as u32,
                        last: last as u32,
                        kind,
                    };
                    let expected: f64 = all
                        .iter()
                        .filter(|p| spans(&p.0).any(|s| s == span))
                        .map(|p| p.1)
                        .sum();
                    let got = lattice.span_probability(first, last, usize::from(kind));
                    assert!((f64::from(got) - expected / total).abs() < 1e-4, "{span:?}");
                }
            }
        }
        let best = all
            .iter()
            .max_by(|a, b| a.1.total_cmp(&b.1))
            .expect("paths");
        let mut tags = vec![];
        lattice.best(&transitions, &mut tags);
        assert_eq!(tags, best.0);
    }

    #[test]
    fn long_sentences_neither_overflow_nor_vanish() {
        let (scores, transitions) = example(1, 1);
        for shift in [-60.0, 60.0] {
            let words = 5000;
            let row: Vec<f32> = scores.iter().map(|s| s + shift).collect();
            let mut lattice = Lattice::default();
            lattice.fill(3, &row.repeat(words));
            let total = lattice.sum(&transitions);
            lattice.fill(3, &scores.repeat(words));
            let expected = lattice.sum(&transitions) + f64::from(shift) * words as f64;
            assert!((total - expected).abs() < 0.1, "{total} {expected}");
            let sum: f32 = (0..3).map(|tag| lattice.probability(words / 2, tag)).sum();
            assert!((sum - 1.0).abs() < 1e-3, "{sum}");
        }
    }

    #[test]
    fn the_exponential_is_that_of_the_library() {
        for step in 0..8700 {
            let x = -(step as f32) / 100.0;
            let (got, expected) = (exp(x), x.exp());
            assert!(
                (got - expected).abs() <= 4e-7 * expected,
                "{x}: {got} {expected}"
            );
        }
        assert_eq!([exp(-100.0), exp(NEVER), exp(f32::NEG_INFINITY)], [0.0; 3]);
    }

    #[test]
    fn added_evidence_decides_and_impossible_paths_stay_so() {
        let tags = Tags::new(vec!["PER".into(), "LOC".into()]);
        let transitions = Transitions::constraints(&tags);
        let mut lattice = Lattice::default();
        lattice.fill(5, &[0.0; 15]);
        lattice.add_span(0, 1, 1, 6.0);
        let mut out = vec![];
        lattice.best(&transitions, &mut out);
        assert_eq!(&out[..2], [3, 4]);
        lattice.sum(&transitions);
        assert!(lattice.span_probability(0, 1, 1) > 0.5);
        lattice.fill(5, &[0.0, 0.0, 9.0, 0.0, 0.0]);
        lattice.best(&transitions, &mut out);
        assert_ne!(out, [2], "nothing continues at the start");
    }
}
