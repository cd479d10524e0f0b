//! Ranked spellings in the other script.
//!
//! Attested spellings come first, by how often they were seen; the rest is a beam search over the edit
//! model, with a model of three letters in a row that is counted from the attested spellings.

use std::sync::LazyLock;

use super::align::{MAX_PAIRS, Script};
use super::features::Evidence;
use super::known;
use super::letters;
use super::matcher::Matcher;
use super::model::Model;
use super::parts::{Part, Parts};

/// Partial spellings that are kept at each letter.
const BEAM: usize = 48;
/// How much the edit weights count beside the letter model.
const EDIT: f32 = 1.3;
/// What an attested spelling is worth over one that is made up, in nats.
const ATTESTED: f32 = 6.0;

/// What a spelling of a compound's halves is worth less than one of the whole, in nats.
const HALVES: f32 = 0.5;
/// Log count under which a spelling is rarely seen.
const RARE: f32 = 3.0;
/// Umm in Latin codes.
const UMM_LATIN: [u8; 3] = [20, 12, 12];

/// A spelling and how good it is, in nats.
type Scored = (Vec<u8>, f32);

/// Probability of a letter after two others.
struct Trigrams {
    letters: usize,
    log: Vec<f32>,
}

impl Trigrams {
    /// Counts the attested spellings of a script.
    fn of(model: &Model, script: Script) -> Self {
        let n = script.letters() + 1;
        let end = n - 1;
        let mut count = vec![0.0f32; n * n * n];
        let mut two = vec![0.0f32; n * n];
        let mut one = vec![1.0f32; n];
        let table = &model.attested;
        for id in 0..table.len() as u32 {
            if table.script(id) != script {
                continue;
            }
            let weight = table.log_count(id).clamp(1.0, 4.0);
            let (mut p, mut q) = (end, end);
            for c in table.codes(id).iter().map(|&c| c as usize).chain([end]) {
                count[(p * n + q) * n + c] += weight;
                two[q * n + c] += weight;
                one[c] += weight;
                (p, q) = (q, c);
            }
        }
        let total: f32 = one.iter().sum();
        let mut log = vec![0.0; n * n * n];
        for p in 0..n {
            for q in 0..n {
                let seen: f32 = (0..n).map(|c| count[(p * n + q) * n + c]).sum();
                let seen_two: f32 = (0..n).map(|c| two[q * n + c]).sum();
                for c in 0..n {
                    let unigram = one[c] / total;
                    let bigram = (two[q * n + c] + 5.0 * unigram) / (seen_two + 5.0);
                    log[(p * n + q) * n + c] =
                        ((count[(p * n + q) * n + c] + 5.0 * bigram) / (seen + 5.0)).ln();
                }
            }
        }
        Self { letters: n, log }
    }

    fn after(&self, spelled: &[u8], next: Option<u8>) -> f32 {
        let end = self.letters - 1;
        let at = |back: usize| {
            spelled
                .len()
                .checked_sub(back)
                .map_or(end, |i| spelled[i] as usize)
        };
        self.log[(at(2) * self.letters + at(1)) * self.letters + next.map_or(end, usize::from)]
    }
}

static TRIGRAMS: LazyLock<[Trigrams; 2]> = LazyLock::new(|| {
    let model = Model::global();
    [
        Trigrams::of(model, Script::Arabic),
        Trigrams::of(model, Script::Latin),
    ]
});

/// Spellings of one word in the other script, the best first.
fn beam(model: &Model, script: Script, codes: &[u8], n: usize) -> Vec<Scored> {
    let to = match script {
        Script::Arabic => Script::Latin,
        Script::Latin => Script::Arabic,
    };
    let trigrams = &TRIGRAMS[to as usize];
    let weights = &model.weights[1];
    let word = super::align::Word::new(script, codes, model.pairs(script));
    let len = word.len as usize;
    let latin = Script::Latin.letters();
    // letters only: digits are copied
    let targets = match to {
        Script::Arabic => letters::ARABIC_ZERO,
        Script::Latin => letters::LATIN_ZERO,
    };
    let forward = script == Script::Arabic;
    let one_one = |i: usize, target: u8| -> f32 {
        let (s, place) = (word.symbol[i] as usize, word.symbol[i] as usize % 3);
        let t = target as usize * 3 + place;
        if forward {
            weights.one_one[s * latin * 3 + t]
        } else {
            weights.one_one[t * latin * 3 + s]
        }
    };
    let gap = |i: usize| -> f32 {
        let at = word.gap[i] as usize;
        if forward {
            weights.gap_a[at]
        } else {
            weights.gap_b[at]
        }
    };
    // a letter of the other script put in where this one has none: short vowels
    let insert = |target: u8| -> f32 {
        let side = if forward {
            &weights.gap_b
        } else {
            &weights.gap_a
        };
        let at = target as usize * super::align::GAP_CONTEXTS;
        side[at + 4]
    };
    let mut states: Vec<Vec<Scored>> = vec![Vec::new(); len + 1];
    states[0].push((Vec::new(), 0.0));
    for i in 0..len {
        let mut here = std::mem::take(&mut states[i]);
        prune(&mut here);
        // one inserted letter between two written ones
        let mut more = Vec::new();
        for (spelled, score) in &here {
            for t in 0..targets {
                if to.is_weak(t) {
                    let s = score + EDIT * insert(t) + trigrams.after(spelled, Some(t));
                    let mut longer = spelled.clone();
                    longer.push(t);
                    more.push((longer, s));
                }
            }
        }
        here.extend(more);
        prune(&mut here);
        let digit = if forward {
            word.letter[i] >= letters::ARABIC_ZERO
        } else {
            word.letter[i] >= letters::LATIN_ZERO
        };
        for (spelled, score) in &here {
            let mut push = |to_state: usize, letters: &[u8], weight: f32| {
                let mut s = score + EDIT * weight;
                let mut longer = spelled.clone();
                for &l in letters {
                    s += trigrams.after(&longer, Some(l));
                    longer.push(l);
                }
                states[to_state].push((longer, s));
            };
            if digit {
                let value = if forward {
                    word.letter[i] - letters::ARABIC_ZERO + letters::LATIN_ZERO
                } else {
                    word.letter[i] - letters::LATIN_ZERO + letters::ARABIC_ZERO
                };
                push(i + 1, &[value], 4.0);
                continue;
            }
            push(i + 1, &[], gap(i));
            for t in 0..targets {
                let w = one_one(i, t);
                if w > -1.5 {
                    push(i + 1, &[t], w);
                }
            }
            // a letter for two, two letters for one
            for (id, &(x, y)) in model.pairs(to).list().iter().enumerate() {
                let w = if forward {
                    weights.one_two[word.letter[i] as usize * MAX_PAIRS + id + 1]
                } else {
                    weights.two_one[(id + 1) * latin + word.letter[i] as usize]
                };
                if w > -0.5 {
                    push(i + 1, &[x, y], w);
                }
            }
            if word.pair[i] != 0 && i + 2 <= len {
                for t in 0..targets {
                    let w = if forward {
                        weights.two_one[word.pair[i] as usize * latin + t as usize]
                    } else {
                        weights.one_two[t as usize * MAX_PAIRS + word.pair[i] as usize]
                    };
                    if w > -0.5 {
                        push(i + 2, &[t], w);
                    }
                }
            }
        }
    }
    let mut last = std::mem::take(&mut states[len]);
    for (spelled, score) in &mut last {
        *score += trigrams.after(spelled, None);
    }
    prune(&mut last);
    last.retain(|s| !s.0.is_empty());
    last.truncate(n);
    last
}

/// Keeps the best, each spelling once.
fn prune(states: &mut Vec<Scored>) {
    states.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)));
    states.dedup_by(|a, b| a.0 == b.0);
    states.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    states.truncate(BEAM);
}

/// Attested and made-up spellings of letters, the best first.
fn spellings(model: &Model, script: Script, codes: &[u8], n: usize) -> Vec<Scored> {
    let mut all: Vec<Scored> = Vec::new();
    let entry = model.attested.find(script, codes);
    for link in Evidence::of(&model.attested, entry).links() {
        all.push((
            model.attested.codes(link.entry).to_vec(),
            ATTESTED + link.share.max(1e-3).ln(),
        ));
    }
    let made = beam(model, script, codes, n + all.len());
    let best = made.first().map_or(0.0, |m| m.1);
    for (spelled, score) in made {
        if !all.iter().any(|a| a.0 == spelled) {
            all.push((spelled, score - best));
        }
    }
    all.sort_by(|a, b| b.1.total_cmp(&a.1));
    all.truncate(n);
    all
}

fn latin_text(codes: &[u8]) -> String {
    let mut s: String = codes.iter().map(|&c| Script::Latin.character(c)).collect();
    if let Some(first) = s.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    s
}

/// Ends of compound names: in Arabic, as Latin writes them after the first half, and in Latin letters that mean them.
const ENDS: [(&str, &str, &[&str]); 6] = [
    ("الدين", "al-Din", &["din", "dine", "deen"]),
    ("الإسلام", "al-Islam", &["islam"]),
    ("الحق", "al-Haq", &["haq", "haqq"]),
    ("الزمان", "al-Zaman", &["zaman"]),
    ("العابدين", "al-Abidin", &["abidin", "abidine"]),
    ("الله", "", &["llah", "lah"]),
];

/// Letter codes as lookup keys.
fn key(script: Script, codes: &[u8]) -> String {
    codes.iter().map(|&c| script.character(c)).collect()
}

/// Latin spellings of a compound's halves: Salah al-Din.
fn romanize_halves(model: &Model, p: &Part, n: usize) -> Vec<(String, f32)> {
    let Some((head, end)) = p.halves() else {
        return Vec::new();
    };
    let end = key(Script::Arabic, end);
    let Some((_, latin, _)) = ENDS
        .iter()
        .find(|(arabic, latin, _)| letters::key(arabic) == end && !latin.is_empty())
    else {
        return Vec::new();
    };
    spellings(model, Script::Arabic, head, n)
        .into_iter()
        .map(|(codes, score)| (format!("{} {latin}", latin_text(&codes)), score - HALVES))
        .collect()
}

/// Latin spellings of one Arabic part, as the press writes them.
fn romanize_part(model: &Model, p: &Part, n: usize) -> Vec<(String, f32)> {
    let mut all = romanize_whole(model, p, n);
    let mut more = romanize_halves(model, p, n);
    let own = key(Script::Arabic, &p.codes);
    // words of two names in another order are no spellings of each other
    let known: Vec<_> = known::latin_parts(&own)
        .iter()
        .filter(|(latin, _)| Matcher::global().similarity(&own, latin) >= 0.5)
        .collect();
    let bearers: u32 = known.iter().map(|k| k.1).sum();
    // names that are often attested have their counts from there
    let weight = if p.log_count < RARE { 0.5 } else { -3.0 };
    more.extend(known.iter().map(|&&(latin, count)| {
        let share = count as f32 / bearers.max(1) as f32;
        (latin.to_owned(), ATTESTED + weight + share.ln())
    }));
    for (text, score) in more {
        match all.iter_mut().find(|a| a.0 == text) {
            Some(a) => a.1 = a.1.max(score),
            None => all.push((text, score)),
        }
    }
    all.sort_by(|a, b| b.1.total_cmp(&a.1));
    all.truncate(n);
    all
}

fn romanize_whole(model: &Model, p: &Part, n: usize) -> Vec<(String, f32)> {
    const ABU: [u8; 3] = [letters::ALEF, 1, letters::WAW];
    const UMM: [u8; 2] = [letters::ALEF, 23];
    let found = model.attested.find(Script::Arabic, &p.codes).is_some();
    let umm = p.kunya && !p.codes.starts_with(&ABU) && p.codes.starts_with(&UMM);
    if umm && p.codes.len() > 3 {
        let rest = spellings(model, Script::Arabic, &p.codes[2..], n).into_iter();
        return rest
            .map(|(codes, score)| (format!("Umm {}", latin_text(&codes)), score))
            .collect();
    }
    let (prefix, rest): (&str, &[u8]) = match (p.article, p.kunya && p.codes.starts_with(&ABU)) {
        (_, true) if !found && p.codes.len() > 3 => ("Abu ", &p.codes[3..]),
        (2, _) if !found => ("Al-", &p.codes[2..]),
        _ => ("", &p.codes),
    };
    let al = p.article == 2 && prefix.is_empty();
    spellings(model, Script::Arabic, rest, n)
        .into_iter()
        .map(|(codes, score)| {
            // an article inside an attested spelling is set off, as the press does
            let glued = al && codes.len() > 4 && matches!(codes[..2], [0 | 4, 11]);
            let text = if glued {
                format!("{}-{}", latin_text(&codes[..2]), latin_text(&codes[2..]))
            } else if p.kunya && prefix.is_empty() && codes.len() > 4 {
                let head = if codes.starts_with(&[0, 1, 14, 20]) {
                    4
                } else {
                    3
                };
                format!(
                    "{} {}",
                    latin_text(&codes[..head]),
                    latin_text(&codes[head..])
                )
            } else {
                format!("{prefix}{}", latin_text(&codes))
            };
            (text, score)
        })
        .collect()
}

/// Arabic letters as the press writes them: hamza on a first alef, ta marbuta and alef maqsura at the end.
fn arabic_text(codes: &[u8], latin: &[u8], article: bool) -> String {
    let letter = |c: u8| Script::Latin.character(c);
    let mut out = String::new();
    for (i, &c) in codes.iter().enumerate() {
        let first = i == 0 || (article && i == 2);
        let last = i + 1 == codes.len();
        let ends = |s: &str| {
            let tail: String = latin[latin.len().saturating_sub(s.len())..]
                .iter()
                .map(|&c| letter(c))
                .collect();
            tail == s
        };
        out.push(match c {
            letters::ALEF
                if first && !(codes.get(i + 1) == Some(&letters::LAM) && article && i == 0) =>
            {
                match latin.first().map(|&c| letter(c)) {
                    Some('i' | 'e') => 'إ',
                    Some('a' | 'o' | 'u') => 'أ',
                    _ => 'ا',
                }
            }
            letters::HA
                if last && codes.len() > 2 && (ends("a") || (ends("ah") && !ends("lah"))) =>
            {
                'ة'
            }
            letters::YA if last && ends("a") => 'ى',
            c => Script::Arabic.character(c),
        });
    }
    out
}

/// A compound with a space between its halves, as the press writes it: عبد الله, نصر الله, صلاح الدين.
fn set_off(text: String) -> String {
    if let Some(rest) = text.strip_prefix("عبدال")
        && rest.chars().count() > 1
    {
        return format!("عبد ال{rest}");
    }
    for (end, _, _) in ENDS {
        if let Some(head) = text.strip_suffix(end)
            && head.chars().count() > 1
            && !head.ends_with("ال")
        {
            return format!("{head} {end}");
        }
    }
    text
}

/// Arabic spellings of one Latin part.
fn arabize_part(model: &Model, p: &Part, n: usize) -> Vec<(String, f32)> {
    if p.kunya && p.codes.starts_with(&UMM_LATIN) && p.codes.len() > 4 {
        let rest = &p.codes[3..];
        let spelled = spellings(model, Script::Latin, rest, n).into_iter();
        return spelled
            .map(|(codes, score)| (format!("أم {}", arabic_text(&codes, rest, false)), score))
            .collect();
    }
    if let Some((head, end)) = p.halves() {
        let end = key(Script::Latin, end);
        let meant = |latin: &&&str| end.ends_with(**latin);
        let known = ENDS.iter().find(|e| e.2.iter().any(|l| meant(&l)));
        if let Some((arabic, _, _)) = known {
            let spelled = spellings(model, Script::Latin, head, n).into_iter();
            return spelled
                .map(|(codes, score)| {
                    let text = arabic_text(&codes, head, false);
                    (format!("{text} {arabic}"), score)
                })
                .collect();
        }
    }
    let found = model.attested.find(Script::Latin, &p.codes).is_some();
    let abu = p.kunya && p.codes.starts_with(&[0, 1, 20]) && p.codes.len() > 3;
    let (prefix, rest): (&str, &[u8]) = match (p.article, abu) {
        (_, true) if !found => ("أبو ", &p.codes[3..]),
        (2, _) if !found => ("ال", &p.codes[2..]),
        _ => ("", &p.codes),
    };
    spellings(model, Script::Latin, rest, n)
        .into_iter()
        .map(|(codes, score)| {
            // Albert has its own al
            let own = matches!(rest, [0 | 4 | 8 | 14 | 20, 11, ..]) && p.article == 0;
            let article =
                codes.len() > 3 && codes.starts_with(&[letters::ALEF, letters::LAM]) && !own;
            let text = set_off(arabic_text(&codes, rest, article));
            let text = match text.strip_prefix("أبو") {
                Some(rest) if p.kunya && prefix.is_empty() => format!("أبو {rest}"),
                _ => text,
            };
            (format!("{prefix}{text}"), score)
        })
        .collect()
}

/// The best combinations of the parts' spellings.
fn combine(parts: Vec<Vec<(String, f32)>>, n: usize) -> Vec<String> {
    let mut whole: Vec<(String, f32)> = vec![(String::new(), 0.0)];
    for spellings in parts {
        let mut next: Vec<(String, f32)> = whole
            .iter()
            .flat_map(|(head, s)| {
                spellings.iter().map(move |(tail, t)| {
                    let space = if head.is_empty() || head.ends_with(' ') {
                        ""
                    } else {
                        " "
                    };
                    (format!("{head}{space}{tail}"), s + t)
                })
            })
            .collect();
        next.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        next.dedup_by(|a, b| a.0 == b.0);
        next.truncate(n.max(8));
        whole = next;
    }
    whole.truncate(n);
    whole
        .into_iter()
        .map(|w| w.0)
        .filter(|w| !w.is_empty())
        .collect()
}

fn spelled(name: &str, n: usize, from: Script) -> Vec<String> {
    if n == 0 {
        return Vec::new();
    }
    let matcher = Matcher::global();
    let model = matcher.model();
    let mut parts = Parts::new();
    matcher.read(name, &mut parts);
    let columns = parts
        .as_slice()
        .iter()
        .map(|p| {
            let mut list = if p.script() != from || p.foreign != 0 {
                let own = name
                    .get(p.span.0 as usize..p.span.1 as usize)
                    .unwrap_or_default();
                vec![(own.to_owned(), 0.0)]
            } else if from == Script::Arabic {
                romanize_part(model, p, n.max(4))
            } else {
                arabize_part(model, p, n.max(4))
            };
            if p.nasab {
                let son = if from == Script::Arabic {
                    "bin"
                } else {
                    "بن"
                };
                list.iter_mut().for_each(|s| s.0 = format!("{son} {}", s.0));
            }
            list
        })
        .collect();
    let mut all = combine(columns, n);
    let usual = match from {
        // a place or company that is called like a person: صلاح الدين
        Script::Arabic => known::latin(name).map(|u| (u.text, !u.is_person && is_personal(&parts))),
        Script::Latin => known::arabic(name).map(|text| (text, false)),
    };
    if let Some((text, second)) = usual {
        all.retain(|s| s != text);
        all.insert(usize::from(second).min(all.len()), text.to_owned());
        all.truncate(n);
    }
    all
}

/// Whether a name is one compound that people bear.
fn is_personal(parts: &Parts) -> bool {
    matches!(parts.as_slice(), [p] if p.laqab || p.kunya || p.abd)
}

/// Up to `n` Latin spellings of a name in Arabic letters, the most usual first: that of a known person, place or
/// organisation, attested ones, then those that the letters allow.
///
/// Parts in other letters stay as they are; titles are left out.
///
/// ```
/// assert_eq!(kunya::names::romanize("محمد", 1), ["Mohamed"]);
/// ```
#[must_use]
pub fn romanize(name: &str, n: usize) -> Vec<String> {
    spelled(name, n, Script::Arabic)
}

/// Up to `n` Arabic spellings of a name in Latin letters, the most usual first.
///
/// ```
/// assert!(kunya::names::arabize("Peskov", 5).contains(&"بيسكوف".to_owned()));
/// ```
#[must_use]
pub fn arabize(latin: &str, n: usize) -> Vec<String> {
    spelled(latin, n, Script::Latin)
}
