//! Scores on labelled pairs. The development sets are only ever read here.

use std::collections::BTreeMap;
use std::path::Path;

use crate::sources::table;

/// A labelled pair of names.
pub struct Labelled {
    /// One name.
    pub same: bool,
    /// Its kind, such as place.
    pub kind: String,
    /// What makes the pair hard.
    pub category: String,
    /// The first name.
    pub a: String,
    /// The second name.
    pub b: String,
}

/// Reads a file of labelled pairs.
pub fn read(path: &Path) -> Result<Vec<Labelled>, String> {
    Ok(table(path)?
        .into_iter()
        .map(|mut r| Labelled {
            same: r["label"] == "1",
            kind: r.remove("kind").unwrap_or_default(),
            category: r.remove("category").unwrap_or_default(),
            a: r.remove("a").unwrap_or_default(),
            b: r.remove("b").unwrap_or_default(),
        })
        .collect())
}

/// Area under the ROC curve.
pub fn auc(items: &[(bool, f32)]) -> f64 {
    let mut sorted: Vec<&(bool, f32)> = items.iter().collect();
    sorted.sort_by(|x, y| x.1.total_cmp(&y.1));
    let (mut rank_sum, mut i) = (0.0, 0);
    while i < sorted.len() {
        let mut j = i;
        while j + 1 < sorted.len() && sorted[j + 1].1 == sorted[i].1 {
            j += 1;
        }
        let rank = (i + j) as f64 / 2.0 + 1.0;
        rank_sum += sorted[i..=j].iter().filter(|x| x.0).count() as f64 * rank;
        i = j + 1;
    }
    let p = items.iter().filter(|x| x.0).count() as f64;
    let n = items.len() as f64 - p;
    (rank_sum - p * (p + 1.0) / 2.0) / (p * n)
}

/// The best F1 over thresholds.
pub fn best_f1(items: &[(bool, f32)]) -> f64 {
    let mut sorted: Vec<&(bool, f32)> = items.iter().collect();
    sorted.sort_by(|x, y| y.1.total_cmp(&x.1));
    let total = items.iter().filter(|x| x.0).count() as f64;
    let (mut hit, mut best) = (0.0, 0.0f64);
    for (n, item) in sorted.iter().enumerate() {
        hit += f64::from(u8::from(item.0));
        if sorted.get(n + 1).is_none_or(|next| next.1 < item.1) {
            best = best.max(2.0 * hit / ((n + 1) as f64 + total));
        }
    }
    best
}

/// Prints AUC and best F1, in all and by kind.
pub fn report(name: &str, pairs: &[Labelled], scores: &[Option<f32>]) {
    let all: Vec<(bool, f32)> = pairs
        .iter()
        .zip(scores)
        .filter_map(|(p, s)| s.map(|s| (p.same, s)))
        .collect();
    let mut kinds: BTreeMap<&str, Vec<(bool, f32)>> = BTreeMap::new();
    for (p, s) in pairs.iter().zip(scores) {
        if let Some(s) = s {
            kinds.entry(&p.kind).or_default().push((p.same, *s));
        }
    }
    print!(
        "{name}: n {} AUC {:.4} F1 {:.4} |",
        all.len(),
        auc(&all),
        best_f1(&all)
    );
    for (kind, items) in kinds {
        print!(
            " {kind} {:.4}/{:.3} ({})",
            auc(&items),
            best_f1(&items),
            items.len()
        );
    }
    println!();
}

/// Prints the pairs that were most wrong.
pub fn errors(name: &str, pairs: &[Labelled], scores: &[Option<f32>], n: usize) {
    let mut wrong: Vec<(f32, &Labelled)> = pairs
        .iter()
        .zip(scores)
        .filter_map(|(p, s)| s.map(|s| (if p.same { s } else { -s }, p)))
        .collect();
    wrong.sort_by(|a, b| a.0.total_cmp(&b.0));
    for (z, p) in wrong.iter().take(n) {
        eprintln!(
            "ERR {name} {} {} {} {z:.2} {} | {}",
            p.same, p.kind, p.category, p.a, p.b
        );
    }
}
