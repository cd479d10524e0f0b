//! Sharpens edit weights: logistic regression over the steps of best alignments, variants against
//! near-miss names, starting from what expectation-maximisation found.

use kunya::names::align::{Channel, GAP_CONTEXTS, MAX_PAIRS, Pairs, Script, Weights, Word};
use rayon::prelude::*;

use crate::em::Trained;
use crate::random::Random;

/// The share of an EM weight that tuning starts from.
const START: f32 = 0.6;

/// Weights as sums of a shared and a place-bound part.
pub struct Parameters {
    a: Script,
    b: Script,
    one_one: Vec<f32>,
    one_one_place: Vec<f32>,
    one_two: Vec<f32>,
    two_one: Vec<f32>,
    gap_a: Vec<f32>,
    gap_a_context: Vec<f32>,
    gap_b: Vec<f32>,
    gap_b_context: Vec<f32>,
    swap: Vec<f32>,
}

impl Parameters {
    /// Starts from trained probabilities.
    pub fn new(a: Script, b: Script, em: &Trained, pairs: [&Pairs; 2]) -> Self {
        let (m, n) = (a.letters(), b.letters());
        let limit = |w: f64| (w as f32).clamp(-6.0, 5.0) * START;
        let digits = |s: Script, c: usize| c >= s.letters() - 10;
        let mut one_one = vec![0.0; m * n];
        for x in 0..m {
            for y in 0..n {
                one_one[x * n + y] = match (digits(a, x), digits(b, y)) {
                    (true, true) if m - x == n - y => 4.0,
                    (false, false) => limit(em.one_one(x, y)),
                    _ => -4.0,
                };
            }
        }
        let mut one_two = vec![-4.0; m * MAX_PAIRS];
        let mut two_one = vec![-4.0; MAX_PAIRS * n];
        for (i, &p) in pairs[b as usize].list().iter().enumerate() {
            (0..m).for_each(|x| one_two[x * MAX_PAIRS + i + 1] = limit(em.one_two(x, p)));
        }
        for (i, &p) in pairs[a as usize].list().iter().enumerate() {
            (0..n).for_each(|y| two_one[(i + 1) * n + y] = limit(em.two_one(p, y)));
        }
        let gap = |s: Script, c: usize, w: f64| if digits(s, c) { -4.0 } else { limit(w) };
        Self {
            a,
            b,
            one_one,
            one_one_place: vec![0.0; m * 3 * n * 3],
            one_two,
            two_one,
            gap_a: (0..m).map(|x| gap(a, x, em.gap_a(x))).collect(),
            gap_a_context: vec![0.0; m * GAP_CONTEXTS],
            gap_b: (0..n).map(|y| gap(b, y, em.gap_b(y))).collect(),
            gap_b_context: vec![0.0; n * GAP_CONTEXTS],
            swap: vec![-1.5, -3.0],
        }
    }

    /// The weights that the matcher compiles.
    pub fn weights(&self) -> Weights {
        let mut w = Weights::constant(self.a, self.b, 0.0);
        let (m, n) = (self.a.letters(), self.b.letters());
        for s in 0..m * 3 {
            for t in 0..n * 3 {
                w.one_one[s * n * 3 + t] =
                    self.one_one[s / 3 * n + t / 3] + self.one_one_place[s * n * 3 + t];
            }
        }
        w.one_two.copy_from_slice(&self.one_two);
        w.two_one.copy_from_slice(&self.two_one);
        w.swap = [self.swap[0], self.swap[1]];
        for (i, v) in w.gap_a.iter_mut().enumerate() {
            *v = self.gap_a[i / GAP_CONTEXTS] + self.gap_a_context[i];
        }
        for (i, v) in w.gap_b.iter_mut().enumerate() {
            *v = self.gap_b[i / GAP_CONTEXTS] + self.gap_b_context[i];
        }
        w
    }
}

/// Two words and whether they are one name.
pub struct Example {
    /// First word.
    pub a: Word,
    /// Second word.
    pub b: Word,
    /// One name.
    pub same: bool,
    /// How much the example counts.
    pub weight: f32,
}

/// One parameter: which column and where in it.
type Slot = (u8, u32);

fn slots(channel: &Channel, e: &Example, p: &Parameters, out: &mut Vec<Slot>) {
    let mut steps = Vec::new();
    channel.steps(&e.a, &e.b, &mut steps);
    let n = p.b.letters();
    let mirror = p.a == p.b;
    for s in steps {
        let (i, j) = (s.a as usize, s.b as usize);
        match (s.a_len, s.b_len) {
            (1, 1) => {
                let (mut x, mut y) = (e.a.symbol[i] as usize, e.b.symbol[j] as usize);
                if mirror && x > y {
                    (x, y) = (y, x);
                }
                let (mut lx, mut ly) = (e.a.letter[i] as usize, e.b.letter[j] as usize);
                if mirror && lx > ly {
                    (lx, ly) = (ly, lx);
                }
                out.push((0, (lx * n + ly) as u32));
                out.push((1, (x * n * 3 + y) as u32));
            }
            (1, 2) => out.push((
                2,
                (e.a.letter[i] as usize * MAX_PAIRS + e.b.pair[j] as usize) as u32,
            )),
            (2, 1) if mirror => {
                out.push((
                    2,
                    (e.b.letter[j] as usize * MAX_PAIRS + e.a.pair[i] as usize) as u32,
                ));
            }
            (2, 1) => out.push((
                3,
                (e.a.pair[i] as usize * n + e.b.letter[j] as usize) as u32,
            )),
            (1, 0) => {
                out.push((4, u32::from(e.a.letter[i])));
                out.push((5, u32::from(e.a.gap[i])));
            }
            (0, 1) => {
                let (base, context) = if mirror { (4, 5) } else { (6, 7) };
                out.push((base, u32::from(e.b.letter[j])));
                out.push((context, u32::from(e.b.gap[j])));
            }
            (2, 2) => {
                let (x, y) = (e.a.letter[i] as usize, e.a.letter[i + 1] as usize);
                for c in [x, y] {
                    out.push((0, (c * n + c) as u32));
                    out.push((1, ((c * 3 + 1) * n * 3 + c * 3 + 1) as u32));
                }
                let consonants = !p.a.is_weak(x as u8) && !p.a.is_weak(y as u8);
                out.push((8, u32::from(consonants)));
            }
            _ => {}
        }
    }
}

/// Tunes for a number of rounds; each aligns everything anew.
pub fn tune(p: &mut Parameters, examples: &[Example], rounds: usize, epochs: usize, seed: u64) {
    let mut random = Random::new(seed);
    let mut bias = -2.0f32;
    let start: Vec<Vec<f32>> = columns(p).into_iter().map(|c| c.clone()).collect();
    for round in 0..rounds {
        let channel = Channel::new(&p.weights());
        let rows: Vec<Vec<Slot>> = examples
            .par_iter()
            .map(|e| {
                let mut out = Vec::new();
                slots(&channel, e, p, &mut out);
                out
            })
            .collect();
        let mut order: Vec<u32> = (0..rows.len() as u32).collect();
        let mut squares: Vec<Vec<f32>> = start.iter().map(|c| vec![1.0; c.len()]).collect();
        let mut loss = 0.0f64;
        for epoch in 0..epochs {
            random.shuffle(&mut order);
            loss = 0.0;
            let mut values = columns(p);
            let rate = 0.15 / (1.0 + (round * epochs + epoch) as f32 * 0.3);
            for &i in &order {
                let e = &examples[i as usize];
                let row = &rows[i as usize];
                let z = bias
                    + row
                        .iter()
                        .map(|&(c, k)| values[c as usize][k as usize])
                        .sum::<f32>();
                let y = f32::from(u8::from(e.same));
                let probability = 1.0 / (1.0 + (-z).exp());
                loss -= f64::from(e.weight)
                    * f64::from(
                        if e.same {
                            probability
                        } else {
                            1.0 - probability
                        }
                        .max(1e-6),
                    )
                    .ln();
                let gradient = (probability - y) * e.weight;
                bias -= 0.002 * gradient;
                for &(c, k) in row {
                    let (c, k) = (c as usize, k as usize);
                    let pull = if matches!(c, 1 | 5 | 7) { 2e-3 } else { 2e-4 };
                    let g = gradient + pull * (values[c][k] - start[c][k]);
                    squares[c][k] += g * g;
                    values[c][k] -= rate * g / squares[c][k].sqrt();
                }
            }
        }
        if p.a == p.b {
            mirror(p);
        }
        let total: f32 = examples.iter().map(|e| e.weight).sum();
        eprint!("swap {:?} ", p.swap);
        eprintln!(
            "tune {:?}~{:?} round {round}: loss {:.4} bias {bias:.2}",
            p.a,
            p.b,
            loss / f64::from(total)
        );
    }
}

fn columns(p: &mut Parameters) -> Vec<&mut Vec<f32>> {
    vec![
        &mut p.one_one,
        &mut p.one_one_place,
        &mut p.one_two,
        &mut p.two_one,
        &mut p.gap_a,
        &mut p.gap_a_context,
        &mut p.gap_b,
        &mut p.gap_b_context,
        &mut p.swap,
    ]
}

/// Copies the half of a model within one script that was trained onto the other half.
fn mirror(p: &mut Parameters) {
    let n = p.b.letters();
    for x in 0..n {
        for y in 0..x {
            p.one_one[x * n + y] = p.one_one[y * n + x];
        }
    }
    for x in 0..n * 3 {
        for y in 0..x {
            p.one_one_place[x * n * 3 + y] = p.one_one_place[y * n * 3 + x];
        }
    }
    for x in 0..n {
        for q in 0..MAX_PAIRS {
            p.two_one[q * n + x] = p.one_two[x * MAX_PAIRS + q];
        }
    }
    p.gap_b.clone_from(&p.gap_a);
    p.gap_b_context.clone_from(&p.gap_a_context);
}
