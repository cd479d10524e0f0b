//! Expectation-maximisation over alignments of letters and letter pairs.

use kunya::names::align::Script;
use rayon::prelude::*;

/// Probabilities (or expected counts) of the steps of an alignment.
#[derive(Clone)]
pub struct Steps {
    m: usize,
    n: usize,
    /// Letter for letter.
    pub one_one: Vec<f64>,
    /// Letter for two letters.
    pub one_two: Vec<f64>,
    /// Two letters for a letter.
    pub two_one: Vec<f64>,
    /// Letter of the first word alone.
    pub gap_a: Vec<f64>,
    /// Letter of the second word alone.
    pub gap_b: Vec<f64>,
}

impl Steps {
    fn constant(m: usize, n: usize, shares: [f64; 5]) -> Self {
        Self {
            m,
            n,
            one_one: vec![shares[0] / (m * n) as f64; m * n],
            one_two: vec![shares[1] / (m * n * n) as f64; m * n * n],
            two_one: vec![shares[2] / (m * m * n) as f64; m * m * n],
            gap_a: vec![shares[3] / m as f64; m],
            gap_b: vec![shares[4] / n as f64; n],
        }
    }

    fn columns(&mut self) -> [&mut Vec<f64>; 5] {
        [
            &mut self.one_one,
            &mut self.one_two,
            &mut self.two_one,
            &mut self.gap_a,
            &mut self.gap_b,
        ]
    }

    fn add(mut self, mut other: Self) -> Self {
        for (a, b) in self.columns().into_iter().zip(other.columns()) {
            a.iter_mut().zip(b.iter()).for_each(|(a, b)| *a += b);
        }
        self
    }

    /// Scales to a sum of one, with a small count for what was not seen.
    fn normalise(&mut self, smoothing: [f64; 5]) {
        let mut sum = 0.0;
        for (column, s) in self.columns().into_iter().zip(smoothing) {
            column.iter_mut().for_each(|v| *v += s);
            sum += column.iter().sum::<f64>();
        }
        for column in self.columns() {
            column.iter_mut().for_each(|v| *v /= sum);
        }
    }

    /// Makes a model within one script symmetric.
    fn symmetrise(&mut self) {
        let n = self.n;
        for x in 0..n {
            for y in 0..x {
                let mean = (self.one_one[x * n + y] + self.one_one[y * n + x]) / 2.0;
                self.one_one[x * n + y] = mean;
                self.one_one[y * n + x] = mean;
            }
            let mean = (self.gap_a[x] + self.gap_b[x]) / 2.0;
            self.gap_a[x] = mean;
            self.gap_b[x] = mean;
            for p in 0..n * n {
                let mean = (self.one_two[x * n * n + p] + self.two_one[p * n + x]) / 2.0;
                self.one_two[x * n * n + p] = mean;
                self.two_one[p * n + x] = mean;
            }
        }
    }
}

/// One training pair: letter codes of both words and its weight.
pub type Example = (Vec<u8>, Vec<u8>, f64);

fn expect(p: &Steps, a: &[u8], b: &[u8], weight: f64, counts: &mut Steps) -> f64 {
    let (n, m) = (a.len(), b.len());
    let w = m + 1;
    let q = p.n;
    let mut forward = vec![0.0; (n + 1) * w];
    let mut backward = vec![0.0; (n + 1) * w];
    let one_one = |i: usize, j: usize| a[i] as usize * q + b[j] as usize;
    let one_two = |i: usize, j: usize| (a[i] as usize * q + b[j] as usize) * q + b[j + 1] as usize;
    let two_one =
        |i: usize, j: usize| (a[i] as usize * p.m + a[i + 1] as usize) * q + b[j] as usize;
    forward[0] = 1.0;
    for i in 0..=n {
        for j in 0..=m {
            let f = forward[i * w + j];
            if f == 0.0 {
                continue;
            }
            if i < n {
                forward[(i + 1) * w + j] += f * p.gap_a[a[i] as usize];
            }
            if j < m {
                forward[i * w + j + 1] += f * p.gap_b[b[j] as usize];
            }
            if i < n && j < m {
                forward[(i + 1) * w + j + 1] += f * p.one_one[one_one(i, j)];
            }
            if i < n && j + 1 < m {
                forward[(i + 1) * w + j + 2] += f * p.one_two[one_two(i, j)];
            }
            if i + 1 < n && j < m {
                forward[(i + 2) * w + j + 1] += f * p.two_one[two_one(i, j)];
            }
        }
    }
    let total = forward[n * w + m];
    if total <= 1e-280 {
        return 0.0;
    }
    backward[n * w + m] = 1.0;
    for i in (0..=n).rev() {
        for j in (0..=m).rev() {
            let f = forward[i * w + j] * weight / total;
            let mut sum = backward[i * w + j];
            let mut step = |probability: f64, to: usize, count: &mut f64| {
                let v = probability * backward[to];
                *count += f * v;
                sum += v;
            };
            if i < n {
                let at = a[i] as usize;
                step(p.gap_a[at], (i + 1) * w + j, &mut counts.gap_a[at]);
            }
            if j < m {
                let at = b[j] as usize;
                step(p.gap_b[at], i * w + j + 1, &mut counts.gap_b[at]);
            }
            if i < n && j < m {
                let at = one_one(i, j);
                step(p.one_one[at], (i + 1) * w + j + 1, &mut counts.one_one[at]);
            }
            if i < n && j + 1 < m {
                let at = one_two(i, j);
                step(p.one_two[at], (i + 1) * w + j + 2, &mut counts.one_two[at]);
            }
            if i + 1 < n && j < m {
                let at = two_one(i, j);
                step(p.two_one[at], (i + 2) * w + j + 1, &mut counts.two_one[at]);
            }
            backward[i * w + j] = sum;
        }
    }
    weight * total.ln()
}

/// What training gave.
pub struct Trained {
    /// Step probabilities; they sum to one.
    pub steps: Steps,
    /// Expected counts of the last round.
    pub counts: Steps,
    /// Letter frequencies of the first and the second script.
    pub unigrams: (Vec<f64>, Vec<f64>),
}

impl Trained {
    /// Weight of a letter for a letter: how much more often than by chance, in nats.
    pub fn one_one(&self, x: usize, y: usize) -> f64 {
        (self.steps.one_one[x * self.steps.n + y] / (self.unigrams.0[x] * self.unigrams.1[y])).ln()
    }

    /// Weight of a letter for two.
    pub fn one_two(&self, x: usize, (y, z): (u8, u8)) -> f64 {
        let (y, z, n) = (y as usize, z as usize, self.steps.n);
        let u = &self.unigrams.1;
        (self.steps.one_two[(x * n + y) * n + z] / (self.unigrams.0[x] * u[y] * u[z])).ln()
    }

    /// Weight of two letters for one.
    pub fn two_one(&self, (x, y): (u8, u8), z: usize) -> f64 {
        let (x, y) = (x as usize, y as usize);
        let u = &self.unigrams.0;
        let at = (x * self.steps.m + y) * self.steps.n + z;
        (self.steps.two_one[at] / (u[x] * u[y] * self.unigrams.1[z])).ln()
    }

    /// Weight of a letter of the first word alone.
    pub fn gap_a(&self, x: usize) -> f64 {
        (self.steps.gap_a[x] / self.unigrams.0[x]).ln()
    }

    /// Weight of a letter of the second word alone.
    pub fn gap_b(&self, y: usize) -> f64 {
        (self.steps.gap_b[y] / self.unigrams.1[y]).ln()
    }

    /// Expected count of each pair of the second script, as a unit.
    pub fn pairs_b(&self) -> Vec<(f64, (u8, u8))> {
        let n = self.steps.n;
        (0..n * n)
            .map(|p| {
                let c = (0..self.steps.m)
                    .map(|x| self.counts.one_two[x * n * n + p])
                    .sum();
                (c, ((p / n) as u8, (p % n) as u8))
            })
            .collect()
    }

    /// Expected count of each pair of the first script, as a unit.
    pub fn pairs_a(&self) -> Vec<(f64, (u8, u8))> {
        let (m, n) = (self.steps.m, self.steps.n);
        (0..m * m)
            .map(|p| {
                let c = (0..n).map(|z| self.counts.two_one[p * n + z]).sum();
                (c, ((p / m) as u8, (p % m) as u8))
            })
            .collect()
    }
}

/// Trains for a number of rounds.
pub fn train(a: Script, b: Script, examples: &[Example], rounds: usize) -> Trained {
    let (m, n) = (a.letters(), b.letters());
    let mut steps = Steps::constant(m, n, [0.6, 0.15, 0.05, 0.1, 0.1]);
    // letters that are the same start ahead, so that the first rounds align them
    if a == b {
        for x in 0..m {
            steps.one_one[x * n + x] *= 50.0;
        }
        steps.normalise([0.0; 5]);
    }
    let mut counts = steps.clone();
    for round in 0..rounds {
        let (total, likelihood) = examples
            .par_chunks(4096)
            .map(|chunk| {
                let mut c = Steps::constant(m, n, [0.0; 5]);
                let mut l = 0.0;
                for (x, y, weight) in chunk {
                    l += expect(&steps, x, y, *weight, &mut c);
                }
                (c, l)
            })
            .collect::<Vec<_>>()
            .into_iter()
            .reduce(|x, y| (x.0.add(y.0), x.1 + y.1))
            .expect("there are examples");
        counts = total;
        if a == b {
            counts.symmetrise();
        }
        steps = counts.clone();
        steps.normalise([0.2, 0.002, 0.0005, 0.5, 0.5]);
        if round + 1 == rounds {
            eprintln!(
                "em {a:?}~{b:?}: {} pairs, log-likelihood {likelihood:.0}",
                examples.len()
            );
        }
    }
    let mut unigrams = (vec![0.5; m], vec![0.5; n]);
    for (x, y, w) in examples {
        x.iter().for_each(|&c| unigrams.0[c as usize] += w);
        y.iter().for_each(|&c| unigrams.1[c as usize] += w);
    }
    if a == b {
        let mean: Vec<f64> = unigrams
            .0
            .iter()
            .zip(&unigrams.1)
            .map(|(x, y)| (x + y) / 2.0)
            .collect();
        unigrams = (mean.clone(), mean);
    }
    for u in [&mut unigrams.0, &mut unigrams.1] {
        let sum: f64 = u.iter().sum();
        u.iter_mut().for_each(|v| *v /= sum);
    }
    Trained {
        steps,
        counts,
        unigrams,
    }
}
