//! Word classes: words that stand in the same surroundings share a number, so that what is learned of one holds for
//! others. Two granularities, learned from plain text by the exchange algorithm (Kneser and Ney 1993; Uszkoreit and
//! Brants 2008): words move between classes while that raises the likelihood of the classes given the neighbouring words.

use std::collections::HashMap;

/// How many classes each granularity has.
pub(super) const SIZES: [usize; 2] = [512, 64];

/// A table from word hashes to classes.
#[derive(Debug, Clone, Default)]
pub(super) struct Clusters {
    keys: Vec<u32>,
    classes: Vec<[u16; 2]>,
}

impl Clusters {
    /// A table of these words; the keys are hashes.
    pub fn new(words: &[(u64, [u16; 2])]) -> Self {
        let slots = (words.len() * 3 / 2).next_power_of_two().max(16);
        let mut table = Self {
            keys: vec![0; slots],
            classes: vec![[0; 2]; slots],
        };
        for &(key, classes) in words {
            let (slot, found) = table.slot(key);
            if !found {
                table.keys[slot] = short(key);
                table.classes[slot] = classes;
            }
        }
        table
    }

    fn slot(&self, key: u64) -> (usize, bool) {
        let mask = self.keys.len() - 1;
        let mut at = key as usize & mask;
        loop {
            match self.keys[at] {
                0 => return (at, false),
                k if k == short(key) => return (at, true),
                _ => at = (at + 1) & mask,
            }
        }
    }

    /// The classes of a word, each one more than its number.
    pub fn get(&self, key: u64) -> Option<[u64; 2]> {
        if self.keys.is_empty() {
            return None;
        }
        let (slot, found) = self.slot(key);
        found.then(|| self.classes[slot].map(|c| u64::from(c) + 1))
    }

    /// The table as bytes: u32 slots, then the keys, then the classes.
    pub fn write(&self, out: &mut Vec<u8>) {
        out.extend((self.keys.len() as u32).to_le_bytes());
        out.extend(self.keys.iter().flat_map(|k| k.to_le_bytes()));
        out.extend(self.classes.iter().flatten().flat_map(|c| c.to_le_bytes()));
    }

    /// Reads what [`Clusters::write`] wrote; gives the rest of the bytes. `None` where they are not such a table.
    pub fn read(bytes: &[u8]) -> Option<(Self, &[u8])> {
        let (head, rest) = bytes.split_at_checked(4)?;
        let slots = u32::from_le_bytes(head.try_into().ok()?) as usize;
        if slots == 0 {
            return Some((Self::default(), rest));
        }
        let (keys, rest) = rest.split_at_checked(slots.checked_mul(4)?)?;
        let (classes, rest) = rest.split_at_checked(slots * 4)?;
        let keys: Vec<u32> = keys
            .chunks_exact(4)
            .map(|k| u32::from_le_bytes([k[0], k[1], k[2], k[3]]))
            .collect();
        if !slots.is_power_of_two() || !keys.contains(&0) {
            return None;
        }
        let classes = classes
            .chunks_exact(4)
            .map(|c| {
                [
                    u16::from_le_bytes([c[0], c[1]]),
                    u16::from_le_bytes([c[2], c[3]]),
                ]
            })
            .collect();
        Some((Self { keys, classes }, rest))
    }
}

/// The part of a key that the table keeps; never 0.
fn short(key: u64) -> u32 {
    ((key >> 32) as u32).max(1)
}

/// Learns classes from sentences of word hashes. Words seen fewer than `least` times get none.
pub(super) fn learn(sentences: &[Vec<u64>], least: u32, rounds: usize) -> Clusters {
    let mut counts: HashMap<u64, u32> = HashMap::new();
    for &w in sentences.iter().flatten() {
        *counts.entry(w).or_default() += 1;
    }
    let mut words: Vec<(u64, u32)> = counts.into_iter().filter(|&(_, n)| n >= least).collect();
    words.sort_unstable_by_key(|&(key, n)| (std::cmp::Reverse(n), key));
    let index: HashMap<u64, u32> = words
        .iter()
        .enumerate()
        .map(|(i, &(key, _))| (key, i as u32))
        .collect();
    // Number `words.len()` stands for all rare words and the edges of a sentence.
    let rare = words.len() as u32;
    let mut pairs: HashMap<(u32, u32), u32> = HashMap::new();
    for sentence in sentences {
        let mut last = rare;
        for w in sentence
            .iter()
            .map(|w| index.get(w).copied().unwrap_or(rare))
            .chain([rare])
        {
            *pairs.entry((last, w)).or_default() += 1;
            last = w;
        }
    }
    let mut before = vec![vec![]; words.len() + 1];
    let mut after = vec![vec![]; words.len() + 1];
    let mut pairs: Vec<_> = pairs.into_iter().collect();
    pairs.sort_unstable();
    for ((a, b), n) in pairs {
        before[b as usize].push((a, n));
        after[a as usize].push((b, n));
    }
    let total: Vec<u32> = words.iter().map(|w| w.1).collect();
    let fine = exchange(&total, &before, &after, SIZES[0], rounds);
    let coarse = exchange(&total, &before, &after, SIZES[1], rounds);
    let table: Vec<(u64, [u16; 2])> = words
        .iter()
        .enumerate()
        .map(|(i, &(key, _))| (key, [fine[i], coarse[i]]))
        .collect();
    Clusters::new(&table)
}

fn n_log_n(n: u32) -> f32 {
    if n == 0 {
        0.0
    } else {
        n as f32 * (n as f32).ln()
    }
}

/// One granularity: maximises the sum over words v and classes c of N(v,c) ln N(v,c), for c after and before v, minus
/// twice the sum of N(c) ln N(c).
fn exchange(
    total: &[u32],
    before: &[Vec<(u32, u32)>],
    after: &[Vec<(u32, u32)>],
    classes: usize,
    rounds: usize,
) -> Vec<u16> {
    let n = total.len();
    let mut class: Vec<u16> = (0..n).map(|i| (i % classes) as u16).collect();
    // With each word v: how often class c comes after it, and before it.
    let mut next = vec![0u32; (n + 1) * classes];
    let mut previous = vec![0u32; (n + 1) * classes];
    let mut size = vec![0u32; classes];
    for w in 0..n {
        let c = usize::from(class[w]);
        size[c] += total[w];
        for &(v, k) in &before[w] {
            next[v as usize * classes + c] += k;
        }
        for &(v, k) in &after[w] {
            previous[v as usize * classes + c] += k;
        }
    }
    let table: Vec<f32> = (0..1 << 16).map(n_log_n).collect();
    let f = |x: u32| table.get(x as usize).copied().unwrap_or_else(|| n_log_n(x));
    let mut gain = vec![0f32; classes];
    for _ in 0..rounds {
        let mut moved = 0;
        for w in 0..n {
            let old = usize::from(class[w]);
            // Take the word out of its class, then see what each class would gain by it.
            size[old] -= total[w];
            for (list, counts) in [(&before[w], &mut next), (&after[w], &mut previous)] {
                for &(v, k) in list {
                    counts[v as usize * classes + old] -= k;
                }
            }
            for (g, &s) in gain.iter_mut().zip(&size) {
                *g = -2.0 * (f(s + total[w]) - f(s));
            }
            for (list, counts) in [(&before[w], &next), (&after[w], &previous)] {
                for &(v, k) in list {
                    let row = &counts[v as usize * classes..][..classes];
                    let alone = f(k);
                    for (g, &x) in gain.iter_mut().zip(row) {
                        *g += if x == 0 { alone } else { f(x + k) - f(x) };
                    }
                }
            }
            let best = (0..classes).fold(old, |b, c| if gain[c] > gain[b] { c } else { b });
            size[best] += total[w];
            for (list, counts) in [(&before[w], &mut next), (&after[w], &mut previous)] {
                for &(v, k) in list {
                    counts[v as usize * classes + best] += k;
                }
            }
            class[w] = best as u16;
            moved += usize::from(best != old);
        }
        if moved * 500 < n {
            break;
        }
    }
    class
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_the_same_surroundings_share_a_class() {
        // Two kinds of words (1..=4 and 11..=14) that stand after 100 and before 101, or the other way round.
        let mut sentences = vec![];
        for n in 0..400u64 {
            sentences.push(vec![100, 1 + n % 4, 101]);
            sentences.push(vec![101, 11 + n % 4, 100]);
        }
        let clusters = learn(&sentences, 1, 10);
        assert!(clusters.get(1).is_some() && clusters.get(999).is_none());
        // Numbers 0..=3 and 4..=7 are the two kinds, 8 and 9 the words around them; 10 is the edge.
        let (first, second) = (|i: u32| (i, 100), |i: u32| (i + 4, 100));
        let around = |before: u32| {
            (0..8).map(move |i| vec![(if i / 4 == 0 { before } else { 17 - before }, 100)])
        };
        let mut before: Vec<Vec<(u32, u32)>> = around(8).collect();
        before.push((0..4).map(second).chain([(10, 400)]).collect());
        before.push((0..4).map(first).chain([(10, 400)]).collect());
        before.push(vec![]);
        let mut after: Vec<Vec<(u32, u32)>> = around(9).collect();
        after.push((0..4).map(first).chain([(10, 400)]).collect());
        after.push((0..4).map(second).chain([(10, 400)]).collect());
        after.push(vec![]);
        let total = [vec![100; 8], vec![800; 2]].concat();
        let class = exchange(&total, &before, &after, 4, 20);
        assert!(class[..4].iter().all(|&c| c == class[0]), "{class:?}");
        assert!(class[4..8].iter().all(|&c| c == class[4]), "{class:?}");
        assert_ne!(class[0], class[4], "{class:?}");
    }

    #[test]
    fn a_table_survives_its_bytes() {
        let table = Clusters::new(&[(77 << 32 | 5, [3, 4])]);
        let mut bytes = vec![];
        table.write(&mut bytes);
        bytes.push(9);
        let (read, rest) = Clusters::read(&bytes).expect("a table");
        assert_eq!(rest, [9]);
        assert_eq!(read.get(77 << 32 | 5), Some([4, 5]));
        assert_eq!(read.get(78 << 32 | 5), None);
        assert!(Clusters::read(&bytes[..20]).is_none());
    }
}
