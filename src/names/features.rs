//! What is measured on two name parts, and on two names: the inputs of the trained forests.

use super::align::{Channel, Path, Script, Word};
use super::attested::{Attested, EntryId, Link, MAX_LINKS};
use super::forest::MAX_FEATURES;
use super::model::Model;
use super::parts::Part;

/// Features of two parts.
pub const PAIR_FEATURES: usize = 26;

/// A feature whose input is not known.
pub const UNKNOWN: f32 = -9.0;

/// From this log count on, a spelling's links speak against other spellings.
const OFTEN: f32 = 2.3;

/// What is known of one spelling.
#[derive(Clone, Copy, Debug)]
pub struct Evidence {
    /// How often it was seen, as log2(count + 1); -1 where it is unknown.
    pub log_count: f32,
    /// Its spellings in the other script with their shares.
    pub links: [Link; MAX_LINKS],
    /// How many of them there are.
    pub len: usize,
}

impl Evidence {
    /// Nothing is known.
    pub const NONE: Self = Self {
        log_count: -1.0,
        links: [Link {
            entry: 0,
            share: 0.0,
            loss: 0.0,
        }; MAX_LINKS],
        len: 0,
    };

    /// What the table knows of an entry.
    #[must_use]
    pub fn of(attested: &Attested, entry: Option<EntryId>) -> Self {
        let Some(entry) = entry else {
            return Self::NONE;
        };
        let mut e = Self {
            log_count: attested.log_count(entry),
            ..Self::NONE
        };
        for link in attested.links(entry) {
            e.links[e.len] = link;
            e.len += 1;
        }
        // a spelling without any in the other script is as good as unknown
        if e.len == 0 { Self::NONE } else { e }
    }

    /// Without one of its links.
    #[must_use]
    pub fn without(mut self, entry: EntryId) -> Self {
        if let Some(at) = self.links[..self.len].iter().position(|l| l.entry == entry) {
            self.links.copy_within(at + 1..self.len, at);
            self.len -= 1;
        }
        if self.len == 0 { Self::NONE } else { self }
    }

    /// The links.
    #[must_use]
    pub fn links(&self) -> &[Link] {
        &self.links[..self.len]
    }
}

/// The alignment of two parts that their features are taken from.
#[derive(Clone, Copy, Debug, Default)]
pub struct Fit {
    /// The best path.
    pub path: Path,
    /// The most that the two words could have earned.
    pub ceiling: f32,
    /// Letters of the two words that were aligned.
    pub len: (u8, u8),
    /// Weight of the step from first letter to first letter.
    pub first: f32,
    /// Weight of the step from last letter to last letter.
    pub last: f32,
    /// Which words were aligned: article left away in the first, in the second.
    pub stem: (bool, bool),
    /// How the words were changed before they fitted.
    pub reading: Reading,
}

/// How parts are read before they are aligned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reading {
    /// As they stand.
    #[default]
    Plain,
    /// One of them with "son of" in front: بن علي, Benali.
    Son,
    /// One of them without الدين: نور الدين, نور.
    Head,
}

impl Fit {
    /// The share of the ceiling that is missing, per letter.
    #[must_use]
    pub fn loss(&self) -> f32 {
        (self.ceiling - self.path.score) / f32::from(self.len.0.min(self.len.1).max(1))
    }
}

/// Aligns two words of the channel's scripts.
#[must_use]
pub fn fit(channel: &Channel, a: &Word, b: &Word) -> Fit {
    let path = channel.path(a, b);
    let (first, last) = channel.ends(a, b);
    Fit {
        path,
        ceiling: channel.ceiling(a, b),
        len: (a.len, b.len),
        first,
        last,
        stem: (false, false),
        reading: Reading::Plain,
    }
}

/// Aligns two parts, with or without their articles, whichever fits better.
///
/// Where the scripts differ, `a` must be the Arabic one.
#[must_use]
pub fn fit_parts(model: &Model, a: &Part, b: &Part) -> Fit {
    let channel = model.channel(a.script(), b.script());
    let mut best = fit_articles(channel, a, b);
    let mut consider = |x: &Word, y: &Word, reading: Reading| {
        let other = Fit {
            reading,
            ..fit(channel, x, y)
        };
        if other.loss() + 0.3 < best.loss() {
            best = other;
        }
    };
    if a.nasab && !b.nasab {
        consider(&a.son, &b.whole, Reading::Son);
    } else if b.nasab && !a.nasab {
        consider(&a.whole, &b.son, Reading::Son);
    }
    if a.laqab && !b.laqab {
        consider(&a.head, &b.whole, Reading::Head);
    } else if b.laqab && !a.laqab {
        consider(&a.whole, &b.head, Reading::Head);
    }
    best
}

fn fit_articles(channel: &Channel, a: &Part, b: &Part) -> Fit {
    match (a.article > 0, b.article > 0) {
        (false, false) => fit(channel, &a.whole, &b.whole),
        (true, true) => Fit {
            stem: (true, true),
            ..fit(channel, a.stem(), b.stem())
        },
        (in_a, in_b) => {
            let stem = Fit {
                stem: (in_a, in_b),
                ..fit(channel, a.stem(), b.stem())
            };
            let whole = fit(channel, &a.whole, &b.whole);
            if stem.loss() <= whole.loss() {
                stem
            } else {
                whole
            }
        }
    }
}

/// Links that a word is aligned with; later ones are rare.
pub(super) const TRIED_LINKS: usize = 2;

/// How well `word` fits the best of a spelling's links, as loss per letter.
fn best_link(model: &Model, links: &[Link], word: &Word, buffer: &mut Word) -> f32 {
    let mut best = f32::INFINITY;
    for link in links.iter().take(TRIED_LINKS) {
        let script = model.attested.script(link.entry);
        model.attested.word(link.entry, model.pairs(script), buffer);
        let (x, y) = if (script as u8) < word.script as u8 || script == word.script {
            (&*buffer, word)
        } else {
            (word, &*buffer)
        };
        let channel = model.channel(script, word.script);
        let path = channel.path(x, y);
        best = best.min((channel.ceiling(x, y) - path.score) / f32::from(x.len.min(y.len).max(1)));
    }
    if best.is_finite() { best } else { UNKNOWN }
}

/// How well the spelling itself fits the links that [`best_link`] tries.
fn own_loss(e: &Evidence) -> f32 {
    e.links()
        .iter()
        .take(TRIED_LINKS)
        .map(|l| l.loss)
        .fold(f32::INFINITY, f32::min)
}

fn shared(a: &Evidence, b: &Evidence) -> f32 {
    let mut mass = 0.0;
    for x in a.links() {
        for y in b.links() {
            if x.entry == y.entry {
                mass += x.share.min(y.share);
            }
        }
    }
    mass
}

/// The features of two parts. Where the scripts differ, `a` must be the Arabic one.
pub fn pair_features(
    model: &Model,
    a: &Part,
    b: &Part,
    fit: &Fit,
    evidence: (&Evidence, &Evidence),
    row: &mut [f32; MAX_FEATURES],
) {
    let same_script = a.script() == b.script();
    let (ea, eb) = evidence;
    let (short, long) = (fit.len.0.min(fit.len.1), fit.len.0.max(fit.len.1));
    let path = &fit.path;
    row[0] = path.score;
    row[1] = fit.ceiling - path.score;
    row[2] = fit.loss();
    row[3] = f32::from(short);
    row[4] = if same_script {
        f32::from(long - short)
    } else {
        f32::from(fit.len.1) / f32::from(fit.len.0.max(1))
    };
    row[5] = f32::from(path.uncommon);
    row[6] = f32::from(path.rare);
    row[7] = f32::from(path.lost_consonants);
    row[8] = f32::from(path.matched) / f32::from(long.max(1));
    row[9] = fit.first;
    row[10] = fit.last;
    row[11] = match (a.article > 0, b.article > 0) {
        (false, false) => 0.0,
        (true, true) => 1.0,
        _ if fit.stem.0 || fit.stem.1 => 2.0,
        _ => 3.0,
    };
    let mut buffer = Word::empty(Script::Latin);
    if same_script {
        row[24] = -1.0;
        row[12] = ea.log_count.max(eb.log_count);
        row[13] = ea.log_count.min(eb.log_count);
        row[14] = if ea.len > 0 && eb.len > 0 {
            shared(ea, eb)
        } else {
            -1.0
        };
        let ab = best_link(model, ea.links(), &b.whole, &mut buffer);
        let ba = best_link(model, eb.links(), &a.whole, &mut buffer);
        row[15] = ab.max(ba);
        row[16] = if ab > UNKNOWN && ba > UNKNOWN {
            ab.min(ba)
        } else {
            UNKNOWN
        };
        let contrast_a = if ab > UNKNOWN {
            ab - own_loss(ea)
        } else {
            UNKNOWN
        };
        let contrast_b = if ba > UNKNOWN {
            ba - own_loss(eb)
        } else {
            UNKNOWN
        };
        row[17] = contrast_a.max(contrast_b);
        row[18] = if ab > UNKNOWN && ba > UNKNOWN {
            contrast_a.min(contrast_b)
        } else {
            UNKNOWN
        };
    } else {
        // what was seen once or twice in one spelling says little against another
        let often = |e: &Evidence| e.log_count >= OFTEN;
        row[12] = if often(ea) { ea.log_count } else { -1.0 };
        row[13] = if often(eb) { eb.log_count } else { -1.0 };
        let link = |e: &Evidence, to: Option<EntryId>| {
            if e.len == 0 {
                return -1.0;
            }
            e.links()
                .iter()
                .find(|l| Some(l.entry) == to)
                .map_or(0.0, |l| l.share)
        };
        row[14] = link(ea, b.entry).max(link(eb, a.entry));
        row[24] = link(ea, b.entry).min(link(eb, a.entry));
        row[15] = if often(ea) {
            best_link(model, ea.links(), &b.whole, &mut buffer)
        } else {
            UNKNOWN
        };
        row[16] = if often(eb) {
            best_link(model, eb.links(), &a.whole, &mut buffer)
        } else {
            UNKNOWN
        };
        if !often(ea) && !often(eb) && row[14] <= 0.0 {
            row[14] = -1.0;
            row[24] = -1.0;
        }
        row[17] = row[15].max(row[16]);
        row[18] = if row[15] > UNKNOWN && row[16] > UNKNOWN {
            row[15].min(row[16])
        } else {
            UNKNOWN
        };
    }
    // two well-known names that share no spelling: the more so, the better known
    row[25] = if ea.len > 0 && eb.len > 0 {
        (ea.log_count.min(eb.log_count) - OFTEN).max(0.0) * (1.0 - row[14].max(0.0) / 0.15).max(0.0)
    } else {
        0.0
    };
    row[19] = f32::from(u8::from(a.whole.same_letters(&b.whole)));
    row[20] = f32::from(short) / f32::from(long.max(1));
    row[21] = f32::from(u8::from(a.abd || b.abd));
    row[22] = path.score / f32::from(long.max(1));
    row[23] = fit.first.min(fit.last);
}
