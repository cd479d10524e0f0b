//! Weighted alignment of two words: the learned edit model.
//!
//! A [`Channel`] holds the weights, in nats, of writing a unit of one word (a letter, or two) as a unit
//! of the other: positive where the two go together more often than by chance, negative where they
//! do not. Weights know the place in the word (first, inside, last); a letter without counterpart
//! also knows its neighbours. The best path is found by dynamic programming over a table of
//! integers whose high half is the score and whose low half counts the kinds of steps, so that one
//! addition and one comparison carry both.

#[cfg(target_arch = "x86_64")]
mod avx512;

use super::letters;

/// Letters of a word that take part in an alignment; what follows is only counted.
pub const MAX_LETTERS: usize = 28;
/// Places of a word's arrays: whole registers of letters.
const WIDTH: usize = 32;
/// Pair ids a script may have; id 0 is "no pair".
pub const MAX_PAIRS: usize = 128;
/// Contexts in which a letter can stand without a counterpart.
pub const GAP_CONTEXTS: usize = 10;
/// Fixed-point units per nat.
pub const SCALE: f32 = 256.0;

/// A script the matcher aligns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Script {
    /// Arabic letters.
    Arabic,
    /// Latin letters.
    Latin,
}

impl Script {
    /// Number of letter codes of this script.
    #[must_use]
    pub const fn letters(self) -> usize {
        match self {
            Self::Arabic => letters::ARABIC,
            Self::Latin => letters::LATIN,
        }
    }

    /// Whether the code is a weak letter (Arabic) or a vowel (Latin).
    #[must_use]
    pub const fn is_weak(self, code: u8) -> bool {
        match self {
            Self::Arabic => letters::is_weak_arabic(code),
            Self::Latin => letters::is_vowel_latin(code),
        }
    }

    /// The character of a code.
    #[must_use]
    pub fn character(self, code: u8) -> char {
        match self {
            Self::Arabic => letters::ARABIC_LETTERS[code as usize],
            Self::Latin if code < letters::LATIN_ZERO => (b'a' + code) as char,
            Self::Latin => (b'0' + code - letters::LATIN_ZERO) as char,
        }
    }
}

/// Which letter pairs of a script are units of their own, such as تش or "sh".
#[derive(Clone, Debug)]
pub struct Pairs {
    letters: usize,
    id: Vec<u8>,
    list: Vec<(u8, u8)>,
}

impl Pairs {
    /// The pairs in the order of their ids, which start at 1.
    ///
    /// At most [`MAX_PAIRS`] - 1 are kept.
    #[must_use]
    pub fn new(script: Script, list: &[(u8, u8)]) -> Self {
        let letters = script.letters();
        let list: Vec<_> = list.iter().copied().take(MAX_PAIRS - 1).collect();
        let mut id = vec![0; letters * letters];
        for (i, &(a, b)) in list.iter().enumerate() {
            id[a as usize * letters + b as usize] = i as u8 + 1;
        }
        Self { letters, id, list }
    }

    /// The pairs, id 1 first.
    #[must_use]
    pub fn list(&self) -> &[(u8, u8)] {
        &self.list
    }

    /// The id of a pair, 0 where it is none.
    #[must_use]
    pub fn id(&self, a: u8, b: u8) -> u8 {
        self.id[a as usize * self.letters + b as usize]
    }
}

/// A word made ready for alignment.
#[derive(Clone, Debug)]
pub struct Word {
    /// The script of its letters.
    pub script: Script,
    /// Letters that take part.
    pub len: u8,
    /// Letters beyond [`MAX_LETTERS`].
    pub beyond: u32,
    /// Letter codes.
    pub letter: [u8; WIDTH],
    /// Letter and place: code * 3 + (0 first, 1 inside, 2 last).
    pub symbol: [u8; WIDTH],
    /// Id of the pair that starts here, 0 for none.
    pub pair: [u8; WIDTH],
    /// Code * [`GAP_CONTEXTS`] + context, the index into gap weights.
    pub gap: [u16; WIDTH],
}

impl Word {
    /// A word without letters.
    #[must_use]
    pub const fn empty(script: Script) -> Self {
        Self {
            script,
            len: 0,
            beyond: 0,
            letter: [0; WIDTH],
            symbol: [0; WIDTH],
            pair: [0; WIDTH],
            gap: [0; WIDTH],
        }
    }

    /// Makes a word of letter codes.
    #[must_use]
    pub fn new(script: Script, codes: &[u8], pairs: &Pairs) -> Self {
        let mut word = Self::empty(script);
        word.set(script, codes, pairs);
        word
    }

    /// Replaces the word by letter codes.
    pub fn set(&mut self, script: Script, codes: &[u8], pairs: &Pairs) {
        let n = codes.len().min(MAX_LETTERS);
        self.script = script;
        self.len = n as u8;
        self.beyond = (codes.len() - n) as u32;
        let weak = |c: u8| usize::from(script.is_weak(c));
        // before the first letter and behind the last stands what equals no letter
        let (mut prev, mut prev_weak) = (u8::MAX, 0);
        let mut here_weak = codes.first().map_or(0, |&c| weak(c));
        for (i, &c) in codes[..n].iter().enumerate() {
            let last = i + 1 == n;
            let next_weak = if last { 0 } else { weak(codes[i + 1]) };
            let (place, context) = match (i == 0, last) {
                (true, _) => (0, next_weak),
                (_, true) => (2, 2 + prev_weak),
                _ => (1, 4 + prev_weak + 2 * next_weak),
            };
            let context = if prev == c { 9 } else { context };
            self.letter[i] = c;
            self.symbol[i] = c * 3 + place;
            self.pair[i] = if last { 0 } else { pairs.id(c, codes[i + 1]) };
            self.gap[i] = (c as usize * GAP_CONTEXTS + context) as u16;
            (prev, prev_weak, here_weak) = (c, here_weak, next_weak);
        }
    }

    /// The letters that take part.
    #[must_use]
    pub fn letters(&self) -> &[u8] {
        &self.letter[..self.len as usize]
    }

    /// Whether two words have the same letters.
    #[must_use]
    pub fn same_letters(&self, other: &Self) -> bool {
        self.script == other.script
            && self.beyond == 0
            && other.beyond == 0
            && self.letters() == other.letters()
    }
}

/// One step of an alignment: letters `a` of the first word are written as letters `b` of the other.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    /// First letter in the first word.
    pub a: u8,
    /// First letter in the second word.
    pub b: u8,
    /// Letters of the first word: 0 to 2.
    pub a_len: u8,
    /// Letters of the second word: 0 to 2.
    pub b_len: u8,
    /// The step's weight in nats.
    pub weight: f32,
}

/// The best path between two words.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Path {
    /// Sum of the weights, in nats.
    pub score: f32,
    /// Consonants without a counterpart.
    pub lost_consonants: u8,
    /// Steps that are uncommon (weight under [`UNCOMMON`]).
    pub uncommon: u8,
    /// Steps that are rare (weight under [`RARE`]).
    pub rare: u8,
    /// Pairs of letters that go together (weight over zero).
    pub matched: u8,
}

/// Steps with a weight under this are uncommon.
pub const UNCOMMON: f32 = -0.7;
/// Steps with a weight under this are rare.
pub const RARE: f32 = -2.5;

/// The weights of a channel as the trainer knows them, in nats.
#[derive(Clone, Debug)]
pub struct Weights {
    /// Script of the first word.
    pub a: Script,
    /// Script of the second word.
    pub b: Script,
    /// Letter for letter, with places: `[symbol a][symbol b]`.
    pub one_one: Vec<f32>,
    /// A letter for a pair: `[letter a][pair b]`.
    pub one_two: Vec<f32>,
    /// A pair for a letter: `[pair a][letter b]`.
    pub two_one: Vec<f32>,
    /// A letter of the first word alone: `[letter][context]`.
    pub gap_a: Vec<f32>,
    /// A letter of the second word alone.
    pub gap_b: Vec<f32>,
    /// Two letters in the other order, within one script: one of them weak, or both consonants. Added to
    /// what the letters earn by matching.
    pub swap: [f32; 2],
}

/// Weights of swaps where there are none.
pub const NO_SWAP: [f32; 2] = [-20.0, -20.0];

impl Weights {
    /// All weights set to `value`.
    #[must_use]
    pub fn constant(a: Script, b: Script, value: f32) -> Self {
        let (m, n) = (a.letters(), b.letters());
        Self {
            a,
            b,
            one_one: vec![value; m * 3 * n * 3],
            one_two: vec![value; m * MAX_PAIRS],
            two_one: vec![value; MAX_PAIRS * n],
            gap_a: vec![value; m * GAP_CONTEXTS],
            gap_b: vec![value; n * GAP_CONTEXTS],
            swap: NO_SWAP,
        }
    }
}

/// A trained edit model between two scripts, or within one.
#[derive(Clone, Debug)]
pub struct Channel {
    a: Script,
    b: Script,
    b_symbols: usize,
    b_letters: usize,
    one_one: Vec<i64>,
    one_two: Vec<i64>,
    two_one: Vec<i64>,
    gap_a: Vec<i64>,
    gap_b: Vec<i64>,
    /// Weights of a swap with a weak letter, of two consonants; `None` between two scripts.
    swap: Option<[i64; 2]>,
    /// What each symbol earns at best; with itself, within one script.
    best_a: Vec<f32>,
    best_b: Vec<f32>,
}

const NEVER: i64 = i64::MIN / 4;

fn packed(weight: f32, consonant_gap: bool) -> i64 {
    let score = i64::from((weight * SCALE).round() as i32);
    let count = i64::from(consonant_gap)
        | i64::from(weight < UNCOMMON) << 8
        | i64::from(weight < RARE) << 16
        | i64::from(weight > 0.0) << 24;
    (score << 32) + count
}

fn unpacked(cell: i64) -> Path {
    Path {
        score: (cell >> 32) as f32 / SCALE,
        lost_consonants: cell as u8,
        uncommon: (cell >> 8) as u8,
        rare: (cell >> 16) as u8,
        matched: (cell >> 24) as u8,
    }
}

fn weight_of(cell: i64) -> f32 {
    (cell >> 32) as f32 / SCALE
}

impl Channel {
    /// Compiles trained weights.
    #[must_use]
    pub fn new(w: &Weights) -> Self {
        let pack = |v: &[f32]| v.iter().map(|&x| packed(x, false)).collect::<Vec<i64>>();
        // a byte behind the start of any row stays inside the table
        let padded = |mut table: Vec<i64>| {
            table.resize(table.len() + 256, NEVER);
            table
        };
        // id 0 is no pair: a step over it is never taken
        let mut one_two = pack(&w.one_two);
        one_two
            .iter_mut()
            .step_by(MAX_PAIRS)
            .for_each(|x| *x = NEVER);
        let mut two_one = pack(&w.two_one);
        two_one[..w.b.letters()].fill(NEVER);
        let gaps = |script: Script, v: &[f32]| {
            v.iter()
                .enumerate()
                .map(|(i, &x)| packed(x, !script.is_weak((i / GAP_CONTEXTS) as u8)))
                .collect()
        };
        let (m, n) = (w.a.letters() * 3, w.b.letters() * 3);
        let (best_a, best_b): (Vec<f32>, Vec<f32>) = if w.a == w.b {
            let own: Vec<f32> = (0..m).map(|s| w.one_one[s * n + s]).collect();
            (own.clone(), own)
        } else {
            (
                (0..m)
                    .map(|s| (0..n).map(|t| w.one_one[s * n + t]).fold(0.0, f32::max))
                    .collect(),
                (0..n)
                    .map(|t| (0..m).map(|s| w.one_one[s * n + t]).fold(0.0, f32::max))
                    .collect(),
            )
        };
        Self {
            best_a,
            best_b,
            swap: (w.a == w.b).then(|| w.swap.map(|x| packed(x, false))),
            a: w.a,
            b: w.b,
            b_symbols: w.b.letters() * 3,
            b_letters: w.b.letters(),
            one_one: padded(pack(&w.one_one)),
            one_two: padded(one_two),
            two_one: padded(two_one),
            gap_a: gaps(w.a, &w.gap_a),
            gap_b: gaps(w.b, &w.gap_b),
        }
    }

    /// The scripts of the first and the second word.
    #[must_use]
    pub const fn scripts(&self) -> (Script, Script) {
        (self.a, self.b)
    }

    /// What two letters earn in the other order: those at `i`, `i + 1` of `a` and `j`, `j + 1` of `b`.
    fn swapped(&self, a: &Word, i: usize, b: &Word, j: usize) -> Option<i64> {
        let weights = self.swap?;
        let (x, y) = (a.letter[i], a.letter[i + 1]);
        if x != b.letter[j + 1] || y != b.letter[j] || x == y {
            return None;
        }
        Some(self.swap_weight(weights, x, y))
    }

    /// What two letters of one script earn that change places.
    fn swap_weight(&self, weights: [i64; 2], x: u8, y: u8) -> i64 {
        let own = |c: u8| {
            let symbol = c as usize * 3 + 1;
            self.one_one[symbol * self.b_symbols + symbol]
        };
        let consonants = !self.a.is_weak(x) && !self.a.is_weak(y);
        own(x) + own(y) + weights[usize::from(consonants)]
    }

    /// The best path from `a` to `b`.
    ///
    /// The words must be of the channel's scripts.
    #[must_use]
    pub fn path(&self, a: &Word, b: &Word) -> Path {
        #[cfg(target_arch = "x86_64")]
        let best = if avx512::available() {
            // SAFETY: the processor has the feature.
            unsafe { avx512::best(self, a, b) }
        } else {
            self.best(a, b)
        };
        #[cfg(not(target_arch = "x86_64"))]
        let best = self.best(a, b);
        let mut path = unpacked(best);
        let beyond = a.beyond.abs_diff(b.beyond);
        path.score -= beyond as f32;
        path
    }

    /// The packed value of the best path.
    fn best(&self, a: &Word, b: &Word) -> i64 {
        let n = a.len as usize;
        let m = b.len as usize;
        // cell j of a row is at j + 1; what is left of the first cell is never reached
        let mut gap_b = [0i64; MAX_LETTERS];
        let gap_b = &mut gap_b[..m];
        let mut b_pair = [0u8; WIDTH];
        b_pair[1..].copy_from_slice(&b.pair[..WIDTH - 1]);
        let mut rows = [[NEVER; MAX_LETTERS + 2]; 3];
        let [r0, r1, r2] = &mut rows;
        let (mut before, mut above, mut here) =
            (&mut r0[..m + 2], &mut r1[..m + 2], &mut r2[..m + 2]);
        above[1] = 0;
        for ((j, gap), &symbol) in gap_b.iter_mut().enumerate().zip(&b.gap) {
            *gap = self.gap_b[symbol as usize];
            above[j + 2] = above[j + 1] + *gap;
        }
        for i in 0..n {
            let symbol = a.symbol[i] as usize * self.b_symbols;
            let one_one = &self.one_one[symbol..symbol + self.b_symbols];
            let letter = a.letter[i] as usize;
            let one_two = &self.one_two[letter * MAX_PAIRS..(letter + 1) * MAX_PAIRS];
            let gap_a = self.gap_a[a.gap[i] as usize];
            // first all steps that end in this row and come from those above, which do not wait for
            // each other; then those along the row
            let columns = b.symbol[..m].iter().zip(&b_pair[..m]);
            for ((cell, above), (&symbol, &pair)) in
                here[2..].iter_mut().zip(above.windows(3)).zip(columns)
            {
                let one = above[1] + one_one[symbol as usize];
                let two = above[0] + one_two[pair as usize];
                *cell = one.max(two).max(above[2] + gap_a);
            }
            if i > 0 {
                let pair = a.pair[i - 1] as usize;
                if pair != 0 {
                    let two_one = &self.two_one[pair * self.b_letters..(pair + 1) * self.b_letters];
                    for ((cell, &before), &letter) in
                        here[2..].iter_mut().zip(&before[1..]).zip(&b.letter[..m])
                    {
                        *cell = (*cell).max(before + two_one[letter as usize]);
                    }
                }
                if self.swap.is_some() {
                    for j in 1..m {
                        if a.letter[i] == b.letter[j - 1]
                            && let Some(w) = self.swapped(a, i - 1, b, j - 1)
                        {
                            here[j + 2] = here[j + 2].max(before[j] + w);
                        }
                    }
                }
            }
            let mut left = above[1] + gap_a;
            here[1] = left;
            for (cell, &gap) in here[2..].iter_mut().zip(&*gap_b) {
                left = (*cell).max(left + gap);
                *cell = left;
            }
            (before, above, here) = (above, here, before);
        }
        above[m + 1]
    }

    /// The steps of the best path, first letters first, into `steps`; returns the score in nats.
    pub fn steps(&self, a: &Word, b: &Word, steps: &mut Vec<Step>) -> f32 {
        steps.clear();
        let n = a.len as usize;
        let m = b.len as usize;
        let width = m + 1;
        let mut cell = vec![NEVER; (n + 1) * width];
        let mut from = vec![(0u8, 0u8); (n + 1) * width];
        cell[0] = 0;
        for i in 0..=n {
            for j in 0..=m {
                let mut try_step = |di: usize, dj: usize, w: i64| {
                    if i >= di && j >= dj {
                        let value = cell[(i - di) * width + j - dj] + w;
                        if value > cell[i * width + j] {
                            cell[i * width + j] = value;
                            from[i * width + j] = (di as u8, dj as u8);
                        }
                    }
                };
                if i > 0 && j > 0 {
                    try_step(
                        1,
                        1,
                        self.one_one
                            [a.symbol[i - 1] as usize * self.b_symbols + b.symbol[j - 1] as usize],
                    );
                }
                if i > 0 {
                    try_step(1, 0, self.gap_a[a.gap[i - 1] as usize]);
                }
                if j > 0 {
                    try_step(0, 1, self.gap_b[b.gap[j - 1] as usize]);
                }
                if i > 0 && j > 1 && b.pair[j - 2] != 0 {
                    try_step(
                        1,
                        2,
                        self.one_two[a.letter[i - 1] as usize * MAX_PAIRS + b.pair[j - 2] as usize],
                    );
                }
                if i > 1 && j > 0 && a.pair[i - 2] != 0 {
                    try_step(
                        2,
                        1,
                        self.two_one
                            [a.pair[i - 2] as usize * self.b_letters + b.letter[j - 1] as usize],
                    );
                }
                if i > 1
                    && j > 1
                    && let Some(w) = self.swapped(a, i - 2, b, j - 2)
                {
                    try_step(2, 2, w);
                }
            }
        }
        let (mut i, mut j) = (n, m);
        while i > 0 || j > 0 {
            let (di, dj) = from[i * width + j];
            let (pi, pj) = (i - di as usize, j - dj as usize);
            let weight = weight_of(cell[i * width + j] - cell[pi * width + pj]);
            steps.push(Step {
                a: pi as u8,
                b: pj as u8,
                a_len: di,
                b_len: dj,
                weight,
            });
            (i, j) = (pi, pj);
        }
        steps.reverse();
        weight_of(cell[n * width + m])
    }

    /// Weights of first letter for first letter and of last for last, in nats.
    #[must_use]
    pub fn ends(&self, a: &Word, b: &Word) -> (f32, f32) {
        if a.len == 0 || b.len == 0 {
            return (0.0, 0.0);
        }
        let at = |i: usize, j: usize| {
            weight_of(self.one_one[a.symbol[i] as usize * self.b_symbols + b.symbol[j] as usize])
        };
        (at(0, 0), at(a.len as usize - 1, b.len as usize - 1))
    }

    /// The most that the letters of the two words could earn, in nats: the mean of both sides.
    #[must_use]
    pub fn ceiling(&self, a: &Word, b: &Word) -> f32 {
        let sum = |best: &[f32], w: &Word| {
            w.symbol[..w.len as usize]
                .iter()
                .map(|&s| best[s as usize])
                .sum::<f32>()
        };
        (sum(&self.best_a, a) + sum(&self.best_b, b)) / 2.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::model::Model;

    /// Words of any length, some of them nearly the other.
    fn words(next: &mut impl FnMut() -> usize, script: Script, pairs: &Pairs) -> [Word; 2] {
        let mut codes: Vec<u8> = (0..next() % (MAX_LETTERS + 3))
            .map(|_| (next() % script.letters()) as u8)
            .collect();
        let first = Word::new(script, &codes, pairs);
        for _ in 0..next() % 3 {
            if codes.len() > 1 {
                let at = next() % (codes.len() - 1);
                codes.swap(at, at + 1);
            }
            codes
                .truncate(codes.len() - usize::from(next().is_multiple_of(2) && !codes.is_empty()));
        }
        [first, Word::new(script, &codes, pairs)]
    }

    #[test]
    fn the_best_path_is_the_one_whose_steps_are_listed() {
        let model = Model::global();
        let mut state = 7u64;
        let mut next = || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            (state >> 33) as usize
        };
        let mut steps = Vec::new();
        for _ in 0..2_000 {
            let [a, b] = words(&mut next, Script::Arabic, model.pairs(Script::Arabic));
            let [c, d] = words(&mut next, Script::Latin, model.pairs(Script::Latin));
            for (x, y) in [(&a, &b), (&a, &c), (&c, &d)] {
                let channel = model.channel(x.script, y.script);
                let best = channel.best(x, y);
                #[cfg(target_arch = "x86_64")]
                if avx512::available() {
                    // SAFETY: the processor has the feature.
                    assert_eq!(unsafe { avx512::best(channel, x, y) }, best);
                }
                assert_eq!(channel.steps(x, y, &mut steps), weight_of(best));
            }
        }
    }
}
