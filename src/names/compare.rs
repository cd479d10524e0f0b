//! Two names compared: their parts are paired, each pair is scored, and a small forest weighs what
//! matched against what is missing.

use super::align::Script;
use super::features::{Evidence, Fit, Reading, UNKNOWN, fit, fit_parts, pair_features};
use super::forest::MAX_FEATURES;
use super::model::Model;
use super::parts::{MAX_PARTS, Part, Parts};

/// Features of two names.
pub const NAME_FEATURES: usize = 32;

/// Parts that lose more than this per letter are not one part.
const HOPELESS: f32 = 3.0;
/// Logit for each nat per letter that a fit loses, beside what the forest says.
const CLOSENESS: f32 = 0.7;
/// The loss at which that changes nothing.
const MIDDLE_LOSS: f32 = 0.5;
/// Bounds of the logit of two parts.
const LIMIT: f32 = 7.0;

/// A pair of parts that stand for each other.
#[derive(Clone, Copy, Debug)]
pub struct PartMatch {
    /// Position in the first name.
    pub a: u8,
    /// Position in the second name.
    pub b: u8,
    /// Logit that they are one part.
    pub logit: f32,
    /// What is missing to a perfect fit, per letter.
    pub loss: f32,
    /// One of them is the other's initial.
    pub initial: bool,
}

const NO_MATCH: PartMatch = PartMatch {
    a: 0,
    b: 0,
    logit: -LIMIT,
    loss: HOPELESS,
    initial: false,
};

/// The pairing of two names' parts.
#[derive(Clone, Debug)]
pub struct Pairing {
    matches: [PartMatch; MAX_PARTS],
    len: usize,
}

impl Pairing {
    /// The pairs, the best first.
    #[must_use]
    pub fn matches(&self) -> &[PartMatch] {
        &self.matches[..self.len]
    }
}

/// The fit of two parts in either order of scripts.
#[must_use]
pub fn fit_any(model: &Model, a: &Part, b: &Part) -> Fit {
    if a.script() as u8 <= b.script() as u8 {
        fit_parts(model, a, b)
    } else {
        let f = fit_parts(model, b, a);
        Fit {
            len: (f.len.1, f.len.0),
            stem: (f.stem.1, f.stem.0),
            ..f
        }
    }
}

/// Logit that two parts are one, given their fit.
#[must_use]
pub fn part_logit(model: &Model, a: &Part, b: &Part, fit: &Fit) -> f32 {
    if a.foreign != 0 || b.foreign != 0 {
        return if a.foreign == b.foreign && a.codes == b.codes {
            LIMIT
        } else {
            -LIMIT
        };
    }
    if (a.has_digits || b.has_digits) && !a.digits().eq(b.digits()) {
        return -LIMIT;
    }
    let kind = Model::kind(a.script(), b.script());
    let mut row = [0.0; MAX_FEATURES];
    let forward = a.script() as u8 <= b.script() as u8;
    let (x, y, turned) = if forward {
        (a, b, *fit)
    } else {
        (
            b,
            a,
            Fit {
                len: (fit.len.1, fit.len.0),
                stem: (fit.stem.1, fit.stem.0),
                ..*fit
            },
        )
    };
    if turned.loss() > HOPELESS {
        return -LIMIT;
    }
    let ex = Evidence::of(&model.attested, x.entry);
    let ey = Evidence::of(&model.attested, y.entry);
    pair_features(model, x, y, &turned, (&ex, &ey), &mut row);
    // among what the forest finds alike, the closer letters come first
    let logit = model.part_forests[kind].logit(&row) - CLOSENESS * (turned.loss() - MIDDLE_LOSS);
    let logit = logit.clamp(-LIMIT, LIMIT);
    // نور is not always short for نور الدين
    if fit.reading == Reading::Head {
        (logit - 1.0).min(1.5)
    } else {
        logit
    }
}

/// Whether one part is an initial and the other may open with it.
fn initial_fits(model: &Model, a: &Part, b: &Part) -> bool {
    if a.is_initial() == b.is_initial() || a.foreign != 0 || b.foreign != 0 {
        return false;
    }
    let (x, y) = if a.script() as u8 <= b.script() as u8 {
        (a, b)
    } else {
        (b, a)
    };
    let first = model
        .channel(x.script(), y.script())
        .ends(x.stem(), y.stem())
        .0;
    let second = model
        .channel(x.script(), y.script())
        .ends(&x.whole, &y.whole)
        .0;
    first.max(second) > 0.5
}

/// Pairs the parts of two names, best fits first.
#[must_use]
pub fn pair_parts(model: &Model, a: &[Part], b: &[Part]) -> Pairing {
    let mut fits = [[Fit::default(); MAX_PARTS]; MAX_PARTS];
    let mut order = [(0.0f32, 0u8, 0u8); MAX_PARTS * MAX_PARTS];
    let mut candidates = 0;
    let mut pairing = Pairing {
        matches: [NO_MATCH; MAX_PARTS],
        len: 0,
    };
    // equal parts stand for each other: there is nothing to align
    let (mut used_a, mut used_b) = (0u16, 0u16);
    for (i, x) in a.iter().enumerate() {
        let far = |j: usize| (i * b.len()).abs_diff(j * a.len());
        let equal = (0..b.len())
            .filter(|&j| used_b >> j & 1 == 0 && equal_parts(x, &b[j]))
            .min_by_key(|&j| far(j));
        let Some(j) = equal else { continue };
        used_a |= 1 << i;
        used_b |= 1 << j;
        pairing.matches[pairing.len] = PartMatch {
            a: i as u8,
            b: j as u8,
            logit: LIMIT,
            loss: 0.0,
            initial: false,
        };
        pairing.len += 1;
    }
    for (i, x) in a.iter().enumerate() {
        for (j, y) in b.iter().enumerate() {
            if used_a >> i & 1 == 1 || used_b >> j & 1 == 1 {
                continue;
            }
            if x.foreign != 0 || y.foreign != 0 || !worth_aligning(x, y) {
                continue;
            }
            let f = fit_any(model, x, y);
            let mut loss = f.loss();
            if initial_fits(model, x, y) {
                loss = loss.min(1.0);
            }
            if loss > HOPELESS {
                continue;
            }
            fits[i][j] = f;
            let place = (i as f32 / a.len() as f32 - j as f32 / b.len() as f32).abs();
            order[candidates] = (loss + 0.1 * place, i as u8, j as u8);
            candidates += 1;
        }
    }
    let order = &mut order[..candidates];
    order.sort_unstable_by(|x, y| x.0.total_cmp(&y.0).then((x.1, x.2).cmp(&(y.1, y.2))));
    for &(_, i, j) in order.iter() {
        if used_a >> i & 1 == 1 || used_b >> j & 1 == 1 {
            continue;
        }
        used_a |= 1 << i;
        used_b |= 1 << j;
        let (x, y) = (&a[i as usize], &b[j as usize]);
        let f = &fits[i as usize][j as usize];
        let initial = initial_fits(model, x, y);
        let logit = if initial {
            0.5
        } else {
            part_logit(model, x, y, f)
        };
        pairing.matches[pairing.len] = PartMatch {
            a: i,
            b: j,
            logit,
            loss: f.loss(),
            initial,
        };
        pairing.len += 1;
    }
    pairing
}

/// Whether two parts are written alike.
fn equal_parts(a: &Part, b: &Part) -> bool {
    a.codes == b.codes && a.script() == b.script() && a.foreign == b.foreign
}

/// A quick test: parts of very unequal length, or with few sounds in common, cannot fit.
fn worth_aligning(a: &Part, b: &Part) -> bool {
    let (x, y) = (a.codes.len(), b.codes.len());
    let (short, long) = (x.min(y), x.max(y));
    if short > 1 && long > 2 * short + 3 {
        return false;
    }
    let common = (a.sounds & b.sounds).count_ones();
    let all = a.sounds.count_ones() + b.sounds.count_ones();
    // vowels alone say nothing; of the rest a third must agree
    a.sounds == 0 || b.sounds == 0 || 6 * common >= all
}

/// How much a part says about who is meant: rare parts say more.
fn information(part: &Part) -> f32 {
    (14.0 - part.log_count.max(0.0)).clamp(2.0, 12.0)
}

/// The features of two names and their pairing.
pub fn name_features(
    model: &Model,
    a: &Parts,
    b: &Parts,
    pairing: &Pairing,
    row: &mut [f32; MAX_FEATURES],
) {
    let (x, y) = (a.as_slice(), b.as_slice());
    // the longer name first, so that the order of the arguments does not matter
    let turned = x.len() < y.len();
    let (long, short) = if turned { (y, x) } else { (x, y) };
    let place = |m: &PartMatch| {
        if turned {
            (m.b as usize, m.a as usize)
        } else {
            (m.a as usize, m.b as usize)
        }
    };
    let mut partner_long = [usize::MAX; MAX_PARTS];
    let mut partner_short = [usize::MAX; MAX_PARTS];
    let mut logit_long = [-LIMIT; MAX_PARTS];
    let mut logit_short = [-LIMIT; MAX_PARTS];
    let (mut worst, mut second) = (LIMIT, LIMIT);
    let (mut sum, mut losses, mut good, mut exact, mut initials) = (0.0, 0.0, 0, 0, 0);
    let mut worst_count = -1.0f32;
    for m in pairing.matches() {
        let (i, j) = place(m);
        partner_long[i] = j;
        partner_short[j] = i;
        logit_long[i] = m.logit;
        logit_short[j] = m.logit;
        if m.logit < worst {
            second = worst;
            worst = m.logit;
            worst_count = long[i].log_count.max(short[j].log_count);
        } else if m.logit < second {
            second = m.logit;
        }
        sum += m.logit;
        losses += m.loss;
        good += usize::from(m.logit > 0.0);
        exact +=
            usize::from(long[i].codes == short[j].codes && long[i].script() == short[j].script());
        initials += usize::from(m.initial);
    }
    let matched = pairing.matches().len();
    let coverage = |parts: &[Part], logits: &[f32]| {
        let total: f32 = parts.iter().map(information).sum();
        let hit: f32 = parts
            .iter()
            .zip(logits)
            .map(|(p, z)| information(p) / (1.0 + (-z).exp()))
            .sum();
        hit / total.max(1e-3)
    };
    let (cover_long, cover_short) = (coverage(long, &logit_long), coverage(short, &logit_short));
    let mut inversions = 0;
    for i in 0..long.len() {
        for k in 0..i {
            let (p, q) = (partner_long[k], partner_long[i]);
            inversions += usize::from(p != usize::MAX && q != usize::MAX && p > q);
        }
    }
    let alone = |i: usize| partner_long.get(i).is_none_or(|&p| p == usize::MAX);
    let n = long.len();
    let middle = (1..n.saturating_sub(1)).filter(|&i| alone(i)).count();
    let lonely = (0..n)
        .filter(|&i| alone(i))
        .map(|i| long[i].log_count)
        .fold(-2.0f32, f32::max);
    row[0] = short.len() as f32;
    row[1] = n as f32;
    row[2] = x
        .first()
        .zip(y.first())
        .map_or(0.0, |(p, q)| Model::kind(p.script(), q.script()) as f32);
    row[3] = good as f32;
    row[4] = if matched > 0 { worst } else { -LIMIT - 1.0 };
    row[5] = if matched > 1 { second } else { LIMIT + 1.0 };
    row[6] = if matched > 0 {
        sum / matched as f32
    } else {
        -LIMIT
    };
    row[7] = logit_long[..n].iter().fold(-LIMIT, |m, &z| m.max(z));
    row[8] = logit_long[0].min(logit_short[0]);
    row[9] = logit_long[n.saturating_sub(1)].min(logit_short[short.len().saturating_sub(1)]);
    row[10] = cover_long;
    row[11] = cover_short;
    row[12] = f32::from(u8::from(n > 0 && alone(0)));
    row[13] = middle as f32;
    row[14] = f32::from(u8::from(n > 0 && alone(n - 1)));
    row[15] = inversions as f32;
    (row[16], row[17]) = glued(model, a, b);
    row[18] = initials as f32;
    row[19] = f32::from(u8::from(a.titles().is_empty() != b.titles().is_empty()));
    row[20] = f32::from(u8::from(partner_long[0] != 0 && matched > 0));
    row[21] = pairing
        .matches()
        .iter()
        .filter(|m| x[m.a as usize].nasab != y[m.b as usize].nasab)
        .count() as f32;
    row[22] = lonely;
    row[23] = worst_count;
    row[24] = losses;
    row[25] = exact as f32;
    row[26] = a.beyond().abs_diff(b.beyond()) as f32;
    row[27] = short.len() as f32 - good as f32;
    row[28] = logit_short[0];
    row[29] = logit_short[short.len().saturating_sub(1)];
    row[30] = logit_long[0];
    row[31] = if partner_long[0] == 0 {
        logit_long[0]
    } else {
        UNKNOWN
    };
}

/// Loss per letter of the two names written without spaces, and the letters of the shorter. Within one
/// script only known where one of them has more parts, so that a part of the one may be two of the other.
fn glued(model: &Model, a: &Parts, b: &Parts) -> (f32, f32) {
    // letters of several scripts in one name, or of others than Arabic and Latin, make no word that fits
    let (Some(x), Some(y)) = (a.glued(), b.glued()) else {
        return (2.0 * HOPELESS, 0.0);
    };
    if x.script == y.script && a.as_slice().len() == b.as_slice().len() {
        return (UNKNOWN, 0.0);
    }
    let (x, y) = if x.script as u8 <= y.script as u8 {
        (x, y)
    } else {
        (y, x)
    };
    let f = fit(model.channel(x.script, y.script), x, y);
    (f.loss(), f32::from(x.len.min(y.len)))
}

/// Logit that two names, already read, are one.
#[must_use]
pub fn name_logit(model: &Model, a: &Parts, b: &Parts) -> f32 {
    // one order for both ways of asking: the measure is symmetric by construction
    let (a, b) = if b.key() < a.key() { (b, a) } else { (a, b) };
    let (x, y) = (a.as_slice(), b.as_slice());
    match (x, y) {
        ([], _) | (_, []) => f32::NEG_INFINITY,
        ([p], [q]) if a.beyond() == 0 && b.beyond() == 0 => {
            let foreign = p.foreign != 0 || q.foreign != 0;
            if !foreign && !worth_aligning(p, q) {
                return -LIMIT;
            }
            let f = if foreign {
                Fit::default()
            } else {
                fit_any(model, p, q)
            };
            if initial_fits(model, p, q) {
                return -2.0;
            }
            let title = if a.titles().is_empty() == b.titles().is_empty() {
                0.0
            } else {
                -0.3
            };
            part_logit(model, p, q, &f) + title
        }
        _ => {
            let pairing = pair_parts(model, x, y);
            let mut row = [0.0; MAX_FEATURES];
            name_features(model, a, b, &pairing, &mut row);
            let logit = model.name_forest.logit(&row);
            if other_digits(x, y) {
                logit.min(-LIMIT)
            } else {
                logit
            }
        }
    }
}

/// Whether both names have digits, and not the same.
fn other_digits(x: &[Part], y: &[Part]) -> bool {
    let some = |parts: &[Part]| parts.iter().any(|p| p.has_digits);
    let digits = |parts| <[Part]>::iter(parts).flat_map(Part::digits);
    some(x) && some(y) && !digits(x).eq(digits(y))
}

/// Similarity of two names, already read: 0 to 1, symmetric, 1 for equal parts.
#[must_use]
pub fn similarity(model: &Model, a: &Parts, b: &Parts) -> f32 {
    if a.as_slice().is_empty() || b.as_slice().is_empty() {
        return 0.0;
    }
    if a.key() == b.key() {
        return if a.titles().is_empty() == b.titles().is_empty() {
            1.0
        } else {
            0.99
        };
    }
    probability(name_logit(model, a, b))
}

/// The similarity that a logit of two unequal names stands for.
#[must_use]
pub fn probability(logit: f32) -> f32 {
    // only equal names are certain
    (1.0 / (1.0 + (-logit).exp())).min(0.998)
}

/// Logit of names that are equal.
pub const EQUAL: f32 = 12.0;

/// Script of a name's first part; `None` without letters.
#[must_use]
pub fn script(parts: &Parts) -> Option<Script> {
    parts.as_slice().first().map(Part::script)
}
