//! Decoding: from scores of tags at words to mentions, for every model.
//!
//! A model gives each word a row of scores, one for each tag ([`Tags`]); scores of neighbouring tags are added. Rules and
//! lexicons may add theirs before a path is chosen ([`Lattice::add_span`]), in the same natural-logarithm units, so that
//! evidence is weighed and not overruled. All sums are over whole sentences, so that a mention's probability
//! ([`Lattice::span_probability`]) takes its neighbours into account.

use super::tags::Tags;

/// Scores of neighbouring tags, in natural logarithms.
#[derive(Debug, Clone, PartialEq)]
pub struct Transitions {
    tags: usize,
    /// `scores[a * tags + b]`: tag `b` after tag `a`; the last row: `b` at the start.
    scores: Vec<f32>,
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
        Self { tags, scores }
    }

    /// How many tags there are.
    #[must_use]
    pub const fn tags(&self) -> usize {
        self.tags
    }

    fn row(&self, from: usize) -> &[f32] {
        &self.scores[from * self.tags..(from + 1) * self.tags]
    }

    fn start(&self) -> &[f32] {
        self.row(self.tags)
    }
}

/// The tag scores of one sentence, with buffers that are used again for the next.
#[derive(Debug, Default, Clone)]
pub struct Lattice {
    tags: usize,
    scores: Vec<f32>,
    /// Forward and backward sums as probabilities scaled per word, and the scaled exponentials of the scores.
    forward: Vec<f32>,
    backward: Vec<f32>,
    exp: Vec<f32>,
    exp_transitions: Vec<f32>,
    /// The transitions that `exp_transitions` was made of.
    prepared: Vec<f32>,
    scale: Vec<f32>,
    back: Vec<u8>,
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
        let (n, k) = (self.len(), self.tags);
        if n == 0 {
            return;
        }
        self.back.clear();
        self.back.resize(n * k, 0);
        let mut now: Vec<f32> = transitions
            .start()
            .iter()
            .zip(&self.scores)
            .map(|(a, b)| a + b)
            .collect();
        let mut next = vec![0f32; k];
        for i in 1..n {
            next.fill(f32::NEG_INFINITY);
            let back = &mut self.back[i * k..(i + 1) * k];
            for (from, &score) in now.iter().enumerate() {
                for ((t, to), b) in transitions
                    .row(from)
                    .iter()
                    .zip(&mut next)
                    .zip(back.iter_mut())
                {
                    if score + t > *to {
                        *to = score + t;
                        *b = from as u8;
                    }
                }
            }
            for (to, s) in next.iter_mut().zip(&self.scores[i * k..]) {
                *to += s;
            }
            std::mem::swap(&mut now, &mut next);
        }
        let mut tag = (0..k).fold(0, |best, t| if now[t] > now[best] { t } else { best });
        out.resize(n, 0);
        for i in (0..n).rev() {
            out[i] = tag as u8;
            tag = usize::from(self.back[i * k + tag]);
        }
    }

    /// Sums over all paths, for the probabilities that follow. Gives the natural logarithm of the sum.
    pub fn sum(&mut self, transitions: &Transitions) -> f64 {
        let (n, k) = (self.len(), self.tags);
        if n == 0 {
            return 0.0;
        }
        if self.prepared != transitions.scores {
            self.prepared.clone_from(&transitions.scores);
            self.exp_transitions.clear();
            self.exp_transitions
                .extend(transitions.scores.iter().map(|s| s.exp()));
        }
        let mut total = 0f64;
        self.exp.clear();
        for row in self.scores.chunks_exact(k) {
            let most = row.iter().fold(f32::NEG_INFINITY, |m, &s| m.max(s));
            total += f64::from(most);
            self.exp.extend(row.iter().map(|s| (s - most).exp()));
        }
        self.forward.clear();
        self.forward.resize(n * k, 0.0);
        self.backward.clear();
        self.backward.resize(n * k, 0.0);
        self.scale.clear();
        for i in 0..n {
            let (done, rest) = self.forward.split_at_mut(i * k);
            let row = &mut rest[..k];
            if i == 0 {
                row.copy_from_slice(&self.exp_transitions[k * k..]);
            } else {
                for (from, &f) in done[(i - 1) * k..].iter().enumerate() {
                    for (r, t) in row.iter_mut().zip(&self.exp_transitions[from * k..]) {
                        *r += f * t;
                    }
                }
            }
            let mut sum = 0.0;
            for (r, e) in row.iter_mut().zip(&self.exp[i * k..]) {
                *r *= e;
                sum += *r;
            }
            // All paths forbidden: any tag then.
            if sum <= f32::MIN_POSITIVE {
                row.fill(1.0 / k as f32);
                sum = 1.0;
            } else {
                row.iter_mut().for_each(|r| *r /= sum);
            }
            self.scale.push(sum);
            total += f64::from(sum.ln());
        }
        self.backward[(n - 1) * k..].fill(1.0);
        let mut weighted = [0f32; 256];
        for i in (0..n - 1).rev() {
            let scale = self.scale[i + 1];
            let next = (i + 1) * k..(i + 2) * k;
            let both = self.exp[next.clone()].iter().zip(&self.backward[next]);
            for (w, (e, b)) in weighted.iter_mut().zip(both) {
                *w = e * b / scale;
            }
            for from in 0..k {
                self.backward[i * k + from] = self.exp_transitions[from * k..(from + 1) * k]
                    .iter()
                    .zip(&weighted[..k])
                    .map(|(t, w)| t * w)
                    .sum();
            }
        }
        total
    }

    /// The probability of `tag` at word `i`, after [`Lattice::sum`].
    #[must_use]
    pub fn probability(&self, i: usize, tag: usize) -> f32 {
        self.forward[i * self.tags + tag] * self.backward[i * self.tags + tag]
    }

    /// The probability of tags `from` at word `i` and `to` at the next, after [`Lattice::sum`].
    #[must_use]
    pub fn pair_probability(&self, i: usize, from: usize, to: usize) -> f32 {
        let k = self.tags;
        self.forward[i * k + from]
            * self.exp_transitions[from * k + to]
            * self.exp[(i + 1) * k + to]
            * self.backward[(i + 1) * k + to]
            / self.scale[i + 1]
    }

    /// The probability that the words from `first` to `last` (included) are exactly one mention of type `t`, after
    /// [`Lattice::sum`].
    #[must_use]
    pub fn span_probability(&self, first: usize, last: usize, t: usize) -> f32 {
        let k = self.tags;
        let (begin, inside) = (Tags::begin(t), Tags::inside(t));
        let mut p = self.forward[first * k + begin];
        let mut tag = begin;
        for i in first + 1..=last {
            p *= self.exp_transitions[tag * k + inside] * self.exp[i * k + inside] / self.scale[i];
            tag = inside;
        }
        if last + 1 == self.len() {
            return p.min(1.0);
        }
        // Whatever comes next, but not more of the same.
        let after: f32 = (0..k)
            .filter(|&to| to != inside)
            .map(|to| {
                self.exp_transitions[tag * k + to]
                    * self.exp[(last + 1) * k + to]
                    * self.backward[(last + 1) * k + to]
                    / self.scale[last + 1]
            })
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

    /// All paths of four words over two types, by brute force.
    fn paths(scores: &[f32], transitions: &Transitions) -> Vec<(Vec<u8>, f64)> {
        let (k, n) = (5usize, scores.len() / 5);
        (0..k.pow(n as u32))
            .map(|code| {
                let tags: Vec<u8> = (0..n).map(|i| (code / k.pow(i as u32) % k) as u8).collect();
                let mut score = 0.0;
                for (i, &t) in tags.iter().enumerate() {
                    let from = if i == 0 { k } else { usize::from(tags[i - 1]) };
                    score += f64::from(transitions.row(from)[usize::from(t)]);
                    score += f64::from(scores[i * k + usize::from(t)]);
                }
                (tags, score.exp())
            })
            .collect()
    }

    fn example() -> (Vec<f32>, Transitions) {
        let number = |i: usize| ((i * 7919 + 13) % 101) as f32 / 25.0 - 2.0;
        let scores: Vec<f32> = (0..20).map(number).collect();
        let transitions: Vec<f32> = (100..130).map(number).collect();
        (scores, Transitions::new(5, &transitions))
    }

    #[test]
    fn agrees_with_all_paths() {
        let (scores, transitions) = example();
        let all = paths(&scores, &transitions);
        let total: f64 = all.iter().map(|p| p.1).sum();
        let mut lattice = Lattice::default();
        lattice.fill(5, &scores);
        assert!((lattice.sum(&transitions) - total.ln()).abs() < 1e-4);
        for i in 0..4 {
            for tag in 0..5 {
                let expected: f64 = all
                    .iter()
                    .filter(|p| usize::from(p.0[i]) == tag)
                    .map(|p| p.1)
                    .sum();
                let got = f64::from(lattice.probability(i, tag));
                assert!((got - expected / total).abs() < 1e-4, "{i} {tag}");
            }
        }
        for first in 0..4 {
            for last in first..4 {
                for kind in 0..2u8 {
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
