//! The order of what a search finds.
//!
//! The similarity of two names says how likely they are one, whatever else there is. Among a hundred thousand names many
//! score high, and there the question is another: which of these is it? What is measured here compares the
//! letters themselves, beside the similarity; a forest of its own, learned from searches among training
//! names, orders by it.

use super::align::{Channel, Script, Step, Word};
use super::features::UNKNOWN;
use super::forest::MAX_FEATURES;
use super::letters;
use super::model::Model;
use super::parts::Parts;

/// What is measured on a query and a name found.
pub const RANK_FEATURES: usize = 30;

/// Longest sequence that is compared.
const LONGEST: usize = super::align::MAX_LETTERS;

/// The buffers of one thread.
#[derive(Clone, Debug, Default)]
pub struct Ranker {
    steps: Vec<Step>,
    stem: Option<Word>,
}

/// Letters of a word without doubling, by what `class` says of each; those it says nothing of are left out.
struct Sequence {
    items: [u8; LONGEST],
    len: usize,
}

impl Sequence {
    fn of(word: &Word, class: impl Fn(Script, u8) -> Option<u8>) -> Self {
        let mut s = Self {
            items: [0; LONGEST],
            len: 0,
        };
        for c in word.letters().iter().filter_map(|&c| class(word.script, c)) {
            if s.len == 0 || s.items[s.len - 1] != c {
                s.items[s.len] = c;
                s.len += 1;
            }
        }
        s
    }

    fn as_slice(&self) -> &[u8] {
        &self.items[..self.len]
    }
}

/// Insertions, deletions and replacements that make one sequence the other.
fn distance(a: &[u8], b: &[u8]) -> f32 {
    let mut row = [0u8; LONGEST + 1];
    for (j, cell) in row.iter_mut().enumerate() {
        *cell = j as u8;
    }
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i as u8 + 1;
        for (j, y) in b.iter().enumerate() {
            let replaced = diagonal + u8::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(diagonal + 1).min(row[j] + 1);
        }
    }
    f32::from(row[b.len()])
}

fn common(a: impl Iterator<Item = u8>, b: impl Iterator<Item = u8>) -> f32 {
    a.zip(b).take_while(|(x, y)| x == y).count() as f32
}

fn loss(channel: &Channel, a: &Word, b: &Word) -> f32 {
    let letters = f32::from(a.len + b.len).max(1.0) / 2.0;
    (channel.ceiling(a, b) - channel.path(a, b).score) / letters
}

/// The features of a query and a name found, whose parts' logit is `logit`.
pub fn rank_features(
    model: &Model,
    query: &Parts,
    name: &Parts,
    logit: f32,
    ranker: &mut Ranker,
    row: &mut [f32; MAX_FEATURES],
) {
    row.fill(UNKNOWN);
    let (q, n) = (query.as_slice(), name.as_slice());
    let ([first_q, ..], [first_n, ..]) = (q, n) else {
        return;
    };
    row[0] = logit;
    row[1] = q.len() as f32;
    row[2] = n.len() as f32 - q.len() as f32;
    let count = |parts: &[super::parts::Part]| {
        parts.iter().map(|p| p.log_count).sum::<f32>() / parts.len() as f32
    };
    row[3] = count(q);
    row[4] = count(n);
    row[5] = match (first_q.article > 0, first_n.article > 0) {
        (false, false) => 0.0,
        (true, true) => 1.0,
        (true, false) => 2.0,
        (false, true) => 3.0,
    };
    let (Some(a), Some(b)) = (query.glued(), name.glued()) else {
        return;
    };
    row[6] = if a.script == b.script {
        0.0
    } else if a.script == Script::Arabic {
        1.0
    } else {
        2.0
    };
    let (x, y) = if a.script as u8 <= b.script as u8 {
        (a, b)
    } else {
        (b, a)
    };
    let channel = model.channel(x.script, y.script);
    row[7] = loss(channel, x, y);
    // the article on one side may be none; as one word, the rest of the name follows it
    row[8] = if (first_q.article > 0) != (first_n.article > 0) {
        let stem = ranker.stem.get_or_insert(Word::empty(Script::Arabic));
        let (definite, other) = if first_q.article > 0 { (a, b) } else { (b, a) };
        let from = usize::from(first_q.article.max(first_n.article)).min(definite.len as usize);
        stem.set(
            definite.script,
            &definite.letters()[from..],
            model.pairs(definite.script),
        );
        if definite.script as u8 <= other.script as u8 {
            loss(channel, stem, other)
        } else {
            loss(channel, other, stem)
        }
    } else {
        row[7]
    };
    row[9] = row[7].min(row[8]);
    let path = channel.path(x, y);
    row[10] = f32::from(path.lost_consonants);
    row[11] = f32::from(path.uncommon);
    row[12] = f32::from(path.rare);
    row[13] = f32::from(path.matched) / f32::from(a.len.max(b.len).max(1));
    (row[14], row[15]) = channel.ends(x, y);
    row[16] = f32::from(a.len);
    row[17] = f32::from(b.len) - f32::from(a.len);
    if a.script == b.script {
        row[18] = distance(a.letters(), b.letters());
        let (l, m) = (a.letters(), b.letters());
        row[19] = common(l.iter().copied(), m.iter().copied());
        row[20] = common(l.iter().rev().copied(), m.iter().rev().copied());
    }
    let consonants = |w: &Word| Sequence::of(w, |s, c| (!s.is_weak(c)).then_some(c));
    let sounds = |w: &Word| Sequence::of(w, letters::sound);
    let (c, d) = (consonants(a), consonants(b));
    if a.script == b.script {
        row[21] = distance(c.as_slice(), d.as_slice());
    }
    row[22] = distance(sounds(a).as_slice(), sounds(b).as_slice());
    row[23] = d.len as f32 - c.len as f32;
    let steps = &mut ranker.steps;
    channel.steps(x, y, steps);
    let (mut worst, mut second) = (0.0f32, 0.0f32);
    let (mut weak, mut hard, mut gained, mut lost) = (0.0, 0.0, 0.0, 0.0);
    for step in &*steps {
        if step.weight < worst {
            (worst, second) = (step.weight, worst);
        } else {
            second = second.min(step.weight);
        }
        let vowel = |w: &Word, at: u8, len: u8| {
            w.letters()[at as usize..(at + len) as usize]
                .iter()
                .all(|&c| w.script.is_weak(c))
        };
        if vowel(x, step.a, step.a_len) && vowel(y, step.b, step.b_len) {
            weak += step.weight.min(0.0);
        } else {
            hard += step.weight.min(0.0);
        }
        gained += f32::from(u8::from(step.a_len == 0));
        lost += f32::from(u8::from(step.b_len == 0));
    }
    if !std::ptr::eq(x, a) {
        (gained, lost) = (lost, gained);
    }
    row[24] = worst;
    row[25] = second;
    row[26] = weak;
    row[27] = hard;
    row[28] = gained;
    row[29] = lost;
}

const _: () = assert!(RANK_FEATURES <= MAX_FEATURES);
