//! Groups of one name in a long list.
//!
//! Names are blocked by the keys of the index, near ones scored exactly, and joined from the surest pair
//! down. Two groups join only if their members agree, so that no chain A~B~C joins an A and a C that
//! are two names. The order of the list changes nothing.

use std::collections::HashMap;
use std::ops::Range;

use rayon::prelude::*;

use super::index::{Limits, Searcher, Segment};
use super::matcher::{Matcher, Scratch};
use super::parts::Parts;
use crate::error::{Error, Result};
use crate::parallel;

/// The threshold that is used where none is given: nine of ten such pairs are one name.
pub const DEFAULT_THRESHOLD: f32 = 0.9;
/// Members of each group that are asked before two groups join.
const ASKED: usize = 4;
/// The least agreement between two members of a group, as a share of the threshold.
const LEAST: f32 = 0.5;
/// Names that one thread compares with the others at a time: little enough that an interrupt is soon seen.
const PIECE: usize = 512;
/// Pairs that are joined between two looks at an interrupt.
const LOOK: usize = 1 << 14;
const LIMITS: Limits = Limits {
    budget: 3_000,
    aligned: 80,
    by_letters: 10,
    by_keys: 4,
};

/// The group of each name, numbered from 0 by first appearance.
///
/// Equal names are always in one group; names without letters are in groups of their own.
///
/// # Errors
/// [`Error::InvalidArgument`] where `threshold` is not over 0 and at most 1, `threads` is not allowed,
/// or the names hold 4 GiB or more.
pub fn cluster<S: AsRef<str> + Sync>(
    names: &[S],
    threshold: f32,
    threads: usize,
) -> Result<Vec<u32>> {
    cluster_watched(names, threshold, threads, |_| true)
}

/// [`cluster`], which calls `go_on` several times a second with the number of names that have been compared with the
/// others so far; where it returns false the work ends.
///
/// # Errors
/// Those of [`cluster`], and [`Error::Interrupted`] where `go_on` returned false.
pub fn cluster_watched<S: AsRef<str> + Sync>(
    names: &[S],
    threshold: f32,
    threads: usize,
    mut go_on: impl FnMut(usize) -> bool,
) -> Result<Vec<u32>> {
    if !(threshold > 0.0 && threshold <= 1.0) {
        return Err(Error::invalid_argument(
            "threshold",
            threshold,
            "over 0 and at most 1",
        ));
    }
    let pool = parallel::pool(threads)?;
    let (distinct, which) = pool.install(|| distinct(names));
    // the bar counts names that were compared; this only looks at whether to go on
    let segment = Segment::build(&distinct, &[], threads, &mut |_| go_on(0))?;
    let equal = names.len() - distinct.len();
    let pieces: Vec<u32> = (0..distinct.len() as u32).step_by(PIECE).collect();
    let near = |&first: &u32| {
        let end = (first as usize + PIECE).min(distinct.len());
        edges(&segment, &distinct, first..end as u32, threshold)
    };
    let found = parallel::map(&pieces, Some(threads), near, |done| {
        go_on((equal + done * PIECE).min(names.len()))
    })?;
    let mut edges: Vec<(f32, u32, u32)> = found.into_iter().flatten().collect();
    pool.install(|| {
        edges.par_sort_unstable_by(|x, y| y.0.total_cmp(&x.0).then((x.1, x.2).cmp(&(y.1, y.2))));
    });
    edges.dedup_by(|x, y| (x.1, x.2) == (y.1, y.2));
    let groups = join(&distinct, &edges, threshold, || go_on(names.len()))?;
    let mut numbers = HashMap::new();
    Ok(which
        .into_iter()
        .map(|id| {
            let next = numbers.len() as u32;
            *numbers.entry(groups[id as usize]).or_insert(next)
        })
        .collect())
}

/// The distinct names in the order of their letters, and for each name which of them it is.
fn distinct<S: AsRef<str> + Sync>(names: &[S]) -> (Vec<&str>, Vec<u32>) {
    let matcher = Matcher::global();
    // equal names first: the rest works on distinct ones
    let keys: Vec<Vec<u8>> = names
        .par_iter()
        .map_init(Parts::new, |parts, name| {
            matcher.read(name.as_ref(), parts);
            parts.key().to_vec()
        })
        .collect();
    // in the order of their letters, so that the order of the list does not matter
    let mut order: Vec<u32> = (0..names.len() as u32).collect();
    let place = |&i: &u32| (&keys[i as usize][..], names[i as usize].as_ref());
    order.par_sort_unstable_by(|i, j| place(i).cmp(&place(j)).then(i.cmp(j)));
    let mut distinct: Vec<&str> = Vec::new();
    let mut which = vec![0; names.len()];
    let mut last: Option<&[u8]> = None;
    for i in order {
        let key = &keys[i as usize][..];
        if key.is_empty() || last != Some(key) {
            // a name without letters is like no other, and is not compared
            let name = names[i as usize].as_ref();
            distinct.push(if key.is_empty() { "" } else { name });
        }
        last = Some(key);
        which[i as usize] = distinct.len() as u32 - 1;
    }
    (distinct, which)
}

/// The pairs of a stretch of the names with any others that score `threshold` or more.
fn edges(
    segment: &Segment,
    names: &[&str],
    stretch: Range<u32>,
    threshold: f32,
) -> Vec<(f32, u32, u32)> {
    let matcher = Matcher::global();
    let mut searcher = Searcher::default();
    let mut near = Vec::new();
    for id in stretch {
        let name = names[id as usize];
        if !name.is_empty() {
            searcher.near(matcher, segment, name, &LIMITS, |query, other, found| {
                let score = matcher.similarity_of(query, found);
                if score >= threshold && other != id {
                    near.push((score, id.min(other), id.max(other)));
                }
            });
        }
    }
    near
}

/// Joins groups along the edges, the surest first.
fn join(
    names: &[&str],
    edges: &[(f32, u32, u32)],
    threshold: f32,
    mut go_on: impl FnMut() -> bool,
) -> Result<Vec<u32>> {
    let matcher = Matcher::global();
    let mut scratch = Scratch::default();
    let mut group: Vec<u32> = (0..names.len() as u32).collect();
    let mut members: Vec<Vec<u32>> = (0..names.len() as u32).map(|i| vec![i]).collect();
    for (i, &(_, a, b)) in edges.iter().enumerate() {
        if i % LOOK == LOOK - 1 && !go_on() {
            return Err(Error::Interrupted);
        }
        let (x, y) = (group[a as usize], group[b as usize]);
        if x == y {
            continue;
        }
        let (p, q) = (&members[x as usize], &members[y as usize]);
        if p.len() > 1 || q.len() > 1 {
            let (mut sum, mut least, mut n) = (0.0, 1.0f32, 0);
            for &i in p.iter().take(ASKED) {
                for &j in q.iter().take(ASKED) {
                    let s =
                        matcher.similarity_with(names[i as usize], names[j as usize], &mut scratch);
                    sum += s;
                    least = least.min(s);
                    n += 1;
                }
            }
            if least < threshold * LEAST || sum < threshold * n as f32 {
                continue;
            }
        }
        let (keep, gone) = if p.len() >= q.len() { (x, y) } else { (y, x) };
        let moved = std::mem::take(&mut members[gone as usize]);
        moved.iter().for_each(|&i| group[i as usize] = keep);
        members[keep as usize].extend(moved);
    }
    Ok(group)
}
