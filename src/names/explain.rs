//! Why two names are one or not, in words.

use std::fmt;

use super::align::{Script, Step, Word};
use super::compare::{PartMatch, fit_any, name_logit, pair_parts};
use super::features::{Evidence, Reading};
use super::matcher::Matcher;
use super::model::Model;
use super::parts::{Part, Parts};

/// Two parts that stand for each other, or one that has no counterpart.
#[derive(Clone, Debug, PartialEq)]
pub struct AlignedPart {
    /// The part of the first name, as written; `None` where it has none.
    pub a: Option<String>,
    /// The part of the second name.
    pub b: Option<String>,
    /// How likely the two are one, 0 to 1; 0 without a counterpart.
    pub score: f32,
}

/// Two names compared, with reasons.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// The first name.
    pub a: String,
    /// The second name.
    pub b: String,
    /// How likely they are one, 0 to 1.
    pub score: f32,
    /// Their parts side by side, in the order of the first name, then what only the second has.
    pub alignment: Vec<AlignedPart>,
    /// What matched, what varied and what differs, one sentence each.
    pub reasons: Vec<String>,
}

/// Compares two names and says why.
#[must_use]
pub fn compare(a: &str, b: &str) -> Comparison {
    let matcher = Matcher::global();
    let model = matcher.model();
    let (mut x, mut y) = (Parts::new(), Parts::new());
    matcher.read(a, &mut x);
    matcher.read(b, &mut y);
    let mut out = Comparison {
        a: a.to_owned(),
        b: b.to_owned(),
        score: matcher.similarity(a, b),
        alignment: Vec::new(),
        reasons: Vec::new(),
    };
    if x.as_slice().is_empty() || y.as_slice().is_empty() {
        for (name, parts) in [(a, &x), (b, &y)] {
            if parts.as_slice().is_empty() {
                out.reasons
                    .push(format!("{name:?} has no letter to compare"));
            }
        }
        return out;
    }
    titles(&x, &y, (a, b), &mut out.reasons);
    let pairing = pair_parts(model, x.as_slice(), y.as_slice());
    let mut matches: Vec<&PartMatch> = pairing.matches().iter().collect();
    matches.sort_by_key(|m| m.a);
    let text = |name: &str, p: &Part| {
        name.get(p.span.0 as usize..p.span.1 as usize)
            .unwrap_or_default()
            .to_owned()
    };
    for (i, p) in x.as_slice().iter().enumerate() {
        let found = matches.iter().find(|m| m.a as usize == i);
        let own = text(a, p);
        let Some(m) = found else {
            out.reasons.push(format!("{own} is only in the first name"));
            out.alignment.push(AlignedPart {
                a: Some(own),
                b: None,
                score: 0.0,
            });
            continue;
        };
        let q = &y.as_slice()[m.b as usize];
        let other = text(b, q);
        let equal = p.script() == q.script() && p.codes == q.codes && p.foreign == q.foreign;
        let score = if equal {
            1.0
        } else {
            1.0 / (1.0 + (-m.logit).exp())
        };
        out.reasons
            .push(reason(model, (p, &own), (q, &other), m, equal, score));
        out.alignment.push(AlignedPart {
            a: Some(own),
            b: Some(other),
            score,
        });
    }
    for (j, q) in y.as_slice().iter().enumerate() {
        if !matches.iter().any(|m| m.b as usize == j) {
            let own = text(b, q);
            out.reasons
                .push(format!("{own} is only in the second name"));
            out.alignment.push(AlignedPart {
                a: None,
                b: Some(own),
                score: 0.0,
            });
        }
    }
    if matches.windows(2).any(|w| w[0].b > w[1].b) {
        out.reasons
            .push("the parts stand in another order".to_owned());
    }
    if x.as_slice().len() != y.as_slice().len()
        && matches.len() < x.as_slice().len().max(y.as_slice().len())
        && name_logit(model, &x, &y) > 0.0
        && let (Some(g), Some(h)) = (x.glued(), y.glued())
        && g.script == h.script
        && g.letters() == h.letters()
    {
        out.reasons
            .push("written in one word or in several".to_owned());
    }
    out
}

fn titles(x: &Parts, y: &Parts, (a, b): (&str, &str), reasons: &mut Vec<String>) {
    for (parts, name, which) in [(x, a, "first"), (y, b, "second")] {
        for &(start, end) in parts.titles() {
            if let Some(t) = name.get(start as usize..end as usize) {
                reasons.push(format!(
                    "{t} in the {which} name is a title, which is no part of a name"
                ));
            }
        }
    }
}

fn reason(
    model: &Model,
    (p, own): (&Part, &str),
    (q, other): (&Part, &str),
    m: &PartMatch,
    equal: bool,
    score: f32,
) -> String {
    let words = |s: &str| s.split_whitespace().count();
    let joined = words(own) != words(other);
    if equal {
        return match (own == other, joined) {
            (true, _) => format!("{own} is in both"),
            (_, true) => format!("{own} = {other}: the same letters, joined or apart"),
            _ => format!("{own} = {other}: the same letters"),
        };
    }
    if m.initial {
        return format!("{own} ~ {other}: one is the other's initial");
    }
    if p.foreign != 0 || q.foreign != 0 {
        return format!("{own} and {other} are in scripts that are only compared for equality");
    }
    let mut notes = differences(model, p, q);
    if joined {
        notes.push("joined or apart".to_owned());
    }
    let known = disjoint(model, p, q);
    let (sign, verdict) = if score >= 0.5 {
        ("~", None)
    } else {
        ("≠", known)
    };
    notes.extend(verdict);
    if notes.is_empty() {
        notes.push(if score >= 0.5 {
            "one sound by sound".to_owned()
        } else {
            "the letters differ".to_owned()
        });
    }
    format!(
        "{own} {sign} {other} ({:.0} %): {}",
        score * 100.0,
        notes.join(", ")
    )
}

/// What varies between two parts, step by step.
fn differences(model: &Model, p: &Part, q: &Part) -> Vec<String> {
    let forward = p.script() as u8 <= q.script() as u8;
    let (a, b) = if forward { (p, q) } else { (q, p) };
    let f = fit_any(model, a, b);
    let x = if f.stem.0 { a.stem() } else { &a.whole };
    let y = if f.stem.1 { b.stem() } else { &b.whole };
    let channel = model.channel(a.script(), b.script());
    let mut steps = Vec::new();
    channel.steps(x, y, &mut steps);
    let mut notes = Vec::new();
    match f.reading {
        Reading::Son => notes.push("\"son of\" joined to the name".to_owned()),
        Reading::Head => notes.push("without الدين or the like".to_owned()),
        Reading::Plain => {}
    }
    if (a.article > 0) != (b.article > 0) && (f.stem.0 || f.stem.1) {
        notes.push("with and without the article".to_owned());
    }
    if f.reading == Reading::Plain {
        // the article inside a servant-of name is read in many ways: al, el, ul, er, ur
        let compound = (a.abd || b.abd) && x.script != y.script;
        let inside = |s: &&Step| !(compound && is_article_step(x, y, s));
        notes.extend(
            steps
                .iter()
                .filter(inside)
                .filter_map(|s| note(model, x, y, s)),
        );
    }
    notes
}

fn spelled(word: &Word, at: u8, len: u8) -> String {
    word.letters()[at as usize..(at + len) as usize]
        .iter()
        .map(|&c| word.script.character(c))
        .collect()
}

/// Whether a step writes no more than the letters of an article: ا, ال, a vowel, l or nothing.
fn is_article_step(x: &Word, y: &Word, s: &Step) -> bool {
    let only = |word: &Word, at: u8, len: u8| {
        word.letters()[at as usize..(at + len) as usize]
            .iter()
            .all(|&c| word.script.is_weak(c) || matches!(word.script.character(c), 'ل' | 'l'))
    };
    only(x, s.a, s.a_len) && only(y, s.b, s.b_len)
}

fn note(model: &Model, x: &Word, y: &Word, s: &Step) -> Option<String> {
    let (a, b) = (spelled(x, s.a, s.a_len), spelled(y, s.b, s.b_len));
    let within = x.script == y.script;
    match (s.a_len, s.b_len) {
        (0, 0) => None,
        _ if within && a == b => None,
        (_, 0) | (0, _) => {
            let (word, at, letter) = if s.b_len == 0 {
                (x, s.a as usize, &a)
            } else {
                (y, s.b as usize, &b)
            };
            let code = word.letters()[at];
            let doubled = at > 0 && word.letters()[at - 1] == code;
            match (word.script.is_weak(code), doubled) {
                (_, true) => Some(format!("{letter} doubled or not")),
                // between scripts short vowels go unwritten: nothing to tell
                (true, _) if !within => None,
                (true, _) => Some(format!("vowel {letter} written or not")),
                (false, _) => Some(format!("{letter} in one only")),
            }
        }
        (2, 2) => Some(format!("{a} and {b}: letters in another order")),
        _ if within => Some(match shared_sound(model, x.script, s, x, y) {
            Some(sound) if s.weight > -2.5 => format!("{a}~{b} (both write {sound})"),
            _ => format!("{a} against {b}"),
        }),
        // across scripts a vowel stands for a vowel, whichever it is
        _ if vowels(x, s.a, s.a_len) && vowels(y, s.b, s.b_len) => None,
        _ if s.weight < -0.5 => Some(format!("{a} against {b}")),
        _ => None,
    }
}

/// Whether letters of a word are vowels and glides only.
fn vowels(word: &Word, at: u8, len: u8) -> bool {
    word.letters()[at as usize..(at + len) as usize]
        .iter()
        .all(|&c| word.script.is_weak(c))
}

/// The letter of the other script that both letters of a step often write.
fn shared_sound(model: &Model, script: Script, s: &Step, x: &Word, y: &Word) -> Option<String> {
    if s.a_len != 1 || s.b_len != 1 {
        return None;
    }
    let (c, d) = (
        x.letters()[s.a as usize] as usize,
        y.letters()[s.b as usize] as usize,
    );
    let weights = &model.weights[1];
    let n = Script::Latin.letters();
    let at =
        |arabic: usize, latin: usize| weights.one_one[(arabic * 3 + 1) * n * 3 + latin * 3 + 1];
    let (other, count) = match script {
        Script::Arabic => (Script::Latin, 26),
        Script::Latin => (Script::Arabic, 29),
    };
    let weight = |own: usize, theirs: usize| match script {
        Script::Arabic => at(own, theirs),
        Script::Latin => at(theirs, own),
    };
    (0..count)
        .map(|l| (weight(c, l).min(weight(d, l)), l))
        .max_by(|p, q| p.0.total_cmp(&q.0))
        .filter(|best| best.0 > 0.3)
        .map(|best| other.character(best.1 as u8).to_string())
}

/// Says so where both parts are well known, under spellings that have nothing in common.
fn disjoint(model: &Model, p: &Part, q: &Part) -> Option<String> {
    let table = &model.attested;
    let known = |part: &Part| {
        let e = Evidence::of(table, part.entry);
        let first = e.links().first()?.entry;
        let word = |id: u32| -> String {
            let script = table.script(id);
            let mut s: String = table
                .codes(id)
                .iter()
                .map(|&c| script.character(c))
                .collect();
            if script == Script::Latin
                && let Some(c) = s.get_mut(..1)
            {
                c.make_ascii_uppercase();
            }
            s
        };
        (e.log_count > 2.0).then(|| word(first))
    };
    let (x, y) = (known(p)?, known(q)?);
    // Dmitri and Dmitry are one name under two spellings
    let alike = Matcher::global().similarity(&x, &y) >= 0.9;
    (!alike).then(|| format!("known as different names, {x} and {y}"))
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verdict = match self.score {
            s if s >= 0.9 => "one name",
            s if s >= 0.5 => "probably one name",
            s if s >= 0.1 => "probably two names",
            _ => "two names",
        };
        // first-strong isolates keep each name's direction to itself
        write!(
            f,
            "\u{2068}{}\u{2069} ~ \u{2068}{}\u{2069}: {:.2}, {verdict}",
            self.a, self.b, self.score
        )?;
        for reason in &self.reasons {
            write!(f, "\n  - {reason}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_name_the_letters() {
        let c = compare("غوغل", "جوجل");
        assert!(
            c.reasons.iter().any(|r| r.contains("both write g")),
            "{:?}",
            c.reasons
        );
    }

    #[test]
    fn reasons_know_different_names() {
        let c = compare("علي حسن", "علي حسين");
        assert!(c.score < 0.5);
        assert!(
            c.reasons
                .iter()
                .any(|r| r.contains("Hassan") && r.contains("Hussein")),
            "{:?}",
            c.reasons
        );
    }
}
