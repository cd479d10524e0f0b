//! Titles and offices: with the person they stand beside, else with one who fits them.

use std::collections::HashMap;

use super::Groups;
use super::known::{self, Name};
use super::people::is_feminine;
use super::spelling::{bare, first_part, key};
use crate::entities::mention::Mention;
use crate::label::Label;

/// How far from a title, in bytes, a name still stands beside it.
const NEAR: u32 = 90;
/// How many holders of an office are compared.
const COMPARED: usize = 24;

/// Titles that name one rank, folded and without article and feminine ending.
const RANKS: &[&[&str]] = &[
    &["رييس", "زعيم", "قايد", "حاكم"],
    &["متحدث", "ناطق"],
    &["ملك", "عاهل"],
    &["مبعوث", "موفد"],
    &["مدرب", "مدير فني"],
];
/// Adjectives of a former holder, folded.
const FORMER: &[&str] = &["سابق", "سابقه", "اسبق", "راحل", "راحله", "مخلوع", "سابقا"];
/// Adjectives that do not change which office it is, folded.
const STATUS: &[&str] = &[
    "حالي",
    "حاليه",
    "جديد",
    "جديده",
    "منتخب",
    "منتخبه",
    "موقت",
    "رسمي",
    "رسميه",
    "الدوله",
];

/// What is said of a title.
struct Office {
    /// Its first word, without article and feminine ending.
    head: String,
    /// Its other words that name nobody, without articles.
    rest: Vec<String>,
    /// The groups of the countries, places and organisations that it is over.
    over: Vec<usize>,
    former: bool,
    feminine: bool,
    /// Whether it is definite: with the article, a pronoun, or over something.
    definite: bool,
    whole: String,
}

/// What is known of a person through the lexicon and through titles beside the name.
#[derive(Default, Clone)]
struct Holder {
    feminine: Option<bool>,
    countries: Vec<usize>,
    /// The country's code and the office that the lexicon of known people gives.
    known: Option<(&'static str, &'static str)>,
}

pub(super) fn attach(text: &str, mentions: &[Mention], names: &[Name], groups: &mut Groups) {
    let roles: Vec<usize> = (0..mentions.len())
        .filter(|&n| mentions[n].label == Label::Role)
        .collect();
    if roles.is_empty() {
        return;
    }
    let mut owners = beside(text, mentions, &roles, groups);
    let offices: Vec<Office> = roles
        .iter()
        .map(|&n| office(text, mentions, groups, n))
        .collect();
    let mut holders = Holders::new(mentions, names, groups);
    for (k, owner) in owners.iter().enumerate() {
        if let Some(group) = owner {
            groups.put(roles[k], *group, None);
            holders.hold(*group, k, &offices[k], groups);
        }
    }
    for k in 0..roles.len() {
        if owners[k].is_some() {
            continue;
        }
        let n = roles[k];
        let group = holders
            .fitting(k, n, &offices, &roles, groups)
            .unwrap_or_else(|| groups.add(Label::Per));
        groups.put(n, group, None);
        owners[k] = Some(group);
        holders.hold(group, k, &offices[k], groups);
    }
}

/// The people that titles may belong to, and who holds which office.
struct Holders {
    by_head: HashMap<String, Vec<(usize, usize)>>,
    people: HashMap<usize, Holder>,
    /// People whom the lexicon knows in an office, by its head.
    known_by_head: HashMap<String, Vec<usize>>,
}

impl Holders {
    fn new(mentions: &[Mention], names: &[Name], groups: &Groups) -> Self {
        let mut people: HashMap<usize, Holder> = HashMap::new();
        let mut known_by_head: HashMap<String, Vec<usize>> = HashMap::new();
        for (n, m) in mentions.iter().enumerate() {
            let Some(group) = groups.group_of(n).filter(|_| m.label == Label::Per) else {
                continue;
            };
            let holder = people.entry(group).or_default();
            if holder.feminine.is_none() {
                holder.feminine = is_feminine(first_part(&names[n].key));
            }
            if holder.known.is_some() {
                continue;
            }
            let Some(id) = groups.list[group].id.as_deref() else {
                continue;
            };
            holder.known = known::office_of_person(id, &names[n].key);
            if let Some((_, role)) = holder.known.filter(|k| !k.1.is_empty()) {
                let head = head_of(&key(role));
                known_by_head
                    .entry(rank_of(&head).to_owned())
                    .or_default()
                    .push(group);
            }
        }
        Self {
            by_head: HashMap::new(),
            people,
            known_by_head,
        }
    }

    fn hold(&mut self, group: usize, k: usize, office: &Office, groups: &Groups) {
        let group = groups.root(group);
        self.by_head
            .entry(rank_of(&office.head).to_owned())
            .or_default()
            .push((k, group));
        let holder = self.people.entry(group).or_default();
        // a title beside the name says more than the name: كيم is given to both
        if office.feminine || is_gendered(office) {
            holder.feminine = Some(office.feminine);
        }
        if !office.former {
            for &c in office
                .over
                .iter()
                .filter(|&&c| groups.list[c].label != Label::Org)
            {
                if !holder.countries.contains(&c) && holder.countries.len() < 8 {
                    holder.countries.push(c);
                }
            }
        }
    }

    /// The person that the title at mention `n` fits best.
    fn fitting(
        &self,
        k: usize,
        n: usize,
        offices: &[Office],
        roles: &[usize],
        groups: &Groups,
    ) -> Option<usize> {
        let office = &offices[k];
        if !office.definite {
            return None;
        }
        let rank = rank_of(&office.head);
        let near = |m: usize| if m <= n { n - m } else { 2 * (m - n) };
        let mut best: Option<((i32, std::cmp::Reverse<usize>), usize)> = None;
        let mut offer = |score: i32, distance: usize, group: usize| {
            let offered = ((score, std::cmp::Reverse(distance)), group);
            if score > 0 && best.is_none_or(|b| offered.0 > b.0) {
                best = Some(offered);
            }
        };
        if let Some(held) = self.by_head.get(rank) {
            // the nearest holders: those before and behind in the order in which they were noted
            let at = held.partition_point(|h| h.0 < k);
            for &(j, group) in held[at.saturating_sub(COMPARED)..]
                .iter()
                .take(2 * COMPARED)
            {
                let group = groups.root(group);
                if self.may_be(group, office, groups) {
                    offer(
                        fit(office, &offices[j]),
                        self.distance(group, n, groups).min(near(roles[j])),
                        group,
                    );
                }
            }
        }
        for &group in self
            .known_by_head
            .get(rank)
            .into_iter()
            .flatten()
            .take(COMPARED)
        {
            let group = groups.root(group);
            if self.may_be(group, office, groups) {
                offer(
                    self.known_fit(group, office, groups),
                    self.distance(group, n, groups),
                    group,
                );
            }
        }
        best.map(|b| b.1)
    }

    /// How far the nearest mention of a group is, among its latest few.
    fn distance(&self, group: usize, n: usize, groups: &Groups) -> usize {
        let mentions = &groups.list[group].mentions;
        let near = |m: u32| {
            if m as usize <= n {
                n - m as usize
            } else {
                2 * (m as usize - n)
            }
        };
        let ends = mentions
            .iter()
            .take(16)
            .chain(mentions.iter().rev().take(16));
        ends.map(|&m| near(m)).min().unwrap_or(usize::MAX)
    }

    /// Whether nothing known of a person speaks against the title: gender, country.
    fn may_be(&self, group: usize, office: &Office, groups: &Groups) -> bool {
        let Some(holder) = self.people.get(&group) else {
            return true;
        };
        if holder
            .feminine
            .is_some_and(|f| f != office.feminine && (f || is_gendered(office)))
        {
            return false;
        }
        let country = |g: usize| {
            groups.list[g]
                .id
                .as_deref()
                .and_then(|id| id.strip_prefix("iso3166:"))
        };
        let over: Vec<&str> = office.over.iter().filter_map(|&g| country(g)).collect();
        if over.is_empty() || office.former {
            return true;
        }
        let known = holder.known.map(|k| k.0).filter(|c| !c.is_empty());
        let theirs: Vec<&str> = holder
            .countries
            .iter()
            .filter_map(|&g| country(g))
            .chain(known)
            .collect();
        theirs.is_empty() || over.iter().any(|c| theirs.contains(c))
    }

    /// How well a title fits what the lexicon says of a person: the office of that country.
    fn known_fit(&self, group: usize, office: &Office, groups: &Groups) -> i32 {
        let Some((country, role)) = self.people.get(&group).and_then(|h| h.known) else {
            return 0;
        };
        let ours = office.over.iter().any(|&g| {
            groups.list[g]
                .id
                .as_deref()
                .and_then(|id| id.strip_prefix("iso3166:"))
                == Some(country)
        });
        let role = key(role);
        let words: Vec<&str> = role.split(' ').skip(1).map(bare).collect();
        let same_rest = office
            .rest
            .iter()
            .all(|w| words.contains(&w.as_str()) || STATUS.contains(&w.as_str()))
            && words.len() <= office.rest.len();
        let others_over = office
            .over
            .iter()
            .any(|&g| groups.list[g].label == Label::Org);
        if ours && same_rest && !office.former && !others_over {
            4
        } else {
            0
        }
    }
}

/// Whether the title's form shows its gender: a first word that also has a feminine.
fn is_gendered(office: &Office) -> bool {
    !office.head.is_empty()
        && !matches!(
            office.head.as_str(),
            "خبير" | "عضو" | "نايب" | "سفير" | "وزير" | "رييس"
        )
}

/// The first word of a title without article and feminine ending.
fn head_of(key: &str) -> String {
    let first = bare(key.split(' ').next().unwrap_or_default());
    first
        .strip_suffix('ه')
        .filter(|w| w.chars().count() >= 3)
        .unwrap_or(first)
        .to_owned()
}

/// The first of the titles of one rank, or the title itself.
fn rank_of(head: &str) -> &str {
    RANKS
        .iter()
        .find(|r| r.contains(&head))
        .map_or(head, |r| r[0])
}

fn office(text: &str, mentions: &[Mention], groups: &Groups, n: usize) -> Office {
    let span = mentions[n].span;
    let mut over = Vec::new();
    let mut words = String::new();
    let mut at = span.start;
    // sorted by start: what nests comes right behind
    for (k, m) in mentions
        .iter()
        .enumerate()
        .skip(n + 1)
        .take_while(|(_, m)| m.span.start < span.end)
    {
        if m.label == Label::Role || !span.contains(m.span) {
            continue;
        }
        over.extend(groups.group_of(k));
        if m.span.start >= at {
            words.push_str(&text[at as usize..m.span.start as usize]);
            words.push(' ');
            at = m.span.end;
        }
    }
    words.push_str(&text[at as usize..span.end as usize]);
    over.sort_unstable();
    over.dedup();
    let whole = key(span.of(text));
    let own = key(&words);
    let first = span.of(text).split(' ').next().unwrap_or_default();
    let rest: Vec<String> = own
        .split(' ')
        .skip(1)
        .map(|w| bare(w).to_owned())
        .filter(|w| {
            w.chars().count() > 1
                && !FORMER.contains(&w.as_str())
                && !STATUS.contains(&w.as_str())
                && w != "باسم"
                && w != "لدي"
                && w != "في"
        })
        .collect();
    let pronoun = text[span.end as usize..]
        .chars()
        .next()
        .is_some_and(char::is_alphabetic);
    let articled = whole
        .split(' ')
        .any(|w| w.starts_with("ال") || w.starts_with("لل"))
        || text[..span.start as usize].ends_with("لل");
    let named = over.iter().any(|&g| groups.list[g].label != Label::Norp)
        && !whole
            .split(' ')
            .next_back()
            .is_some_and(|w| w.ends_with("ين"));
    let indefinite_nationality = !articled
        && over
            .iter()
            .all(|&g| matches!(groups.list[g].label, Label::Norp | Label::Loc))
        && mentions[n + 1..]
            .iter()
            .take_while(|m| m.span.start < span.end)
            .any(|m| m.label == Label::Norp && m.span.end == span.end);
    Office {
        head: head_of(&own),
        former: own.split(' ').any(|w| FORMER.contains(&bare(w))),
        feminine: first.ends_with('ة'),
        definite: pronoun || articled || named && !indefinite_nationality,
        rest,
        over,
        whole,
    }
}

/// How well two titles fit: 0 where they cannot be one person's.
fn fit(a: &Office, b: &Office) -> i32 {
    if a.head != b.head && rank_of(&a.head) != rank_of(&b.head) {
        return 0;
    }
    if a.whole == b.whole && (a.definite || !a.over.is_empty()) {
        return 8;
    }
    let shared = a.over.iter().any(|o| b.over.contains(o));
    if !shared && !a.over.is_empty() && !b.over.is_empty() || a.feminine != b.feminine {
        return 0;
    }
    // the shorter says nothing that the longer does not
    let (short, long) = if a.rest.len() <= b.rest.len() {
        (a, b)
    } else {
        (b, a)
    };
    if !short.rest.iter().all(|w| long.rest.contains(w)) {
        return 0;
    }
    let lone = |o: &Office| o.rest.is_empty() && o.over.is_empty();
    // رئيس الوزراء is not the رئيس of the same country
    if short.rest.len() != long.rest.len() && !lone(short) {
        return 0;
    }
    if a.former != b.former && !(lone(a) || lone(b) || shared) {
        return 0;
    }
    1 + i32::from(a.head == b.head)
        + i32::from(shared) * 3
        + i32::from(a.rest.len() == b.rest.len())
        - i32::from(a.former != b.former)
}

/// For each title the group of the person whose name stands beside it: directly behind it, over other titles or not, else before it
/// with a comma, a bracket or وهو between, else behind it after a comma.
fn beside(
    text: &str,
    mentions: &[Mention],
    roles: &[usize],
    groups: &Groups,
) -> Vec<Option<usize>> {
    let mut owners: Vec<Option<usize>> = vec![None; roles.len()];
    let mut place = HashMap::with_capacity(roles.len());
    for (k, &n) in roles.iter().enumerate() {
        place.insert(n, k);
    }
    // behind it: from right to left, so that titles in a row find their name
    for k in (0..roles.len()).rev() {
        let n = roles[k];
        let Some(next) = next_outside(mentions, n) else {
            continue;
        };
        let gap = gap(text, mentions, n, next);
        if !touches(gap) {
            continue;
        }
        owners[k] = match mentions[next].label {
            Label::Per => groups.group_of(next),
            Label::Role => place.get(&next).and_then(|&j| owners[j]),
            _ => None,
        };
    }
    // before it: from left to right
    for k in 0..roles.len() {
        if owners[k].is_some() {
            continue;
        }
        let n = roles[k];
        let Some(before) = previous_outside(mentions, n) else {
            continue;
        };
        let between = &text[mentions[before].span.end as usize..mentions[n].span.start as usize];
        if !apposed(between) {
            continue;
        }
        owners[k] = match mentions[before].label {
            Label::Per => groups.group_of(before),
            Label::Role => place.get(&before).and_then(|&j| owners[j]),
            // a nationality or number of years between: سعيد (53 عاما)، صاحب متجر
            Label::Quantity | Label::Norp => previous_outside(mentions, before)
                .filter(|&p| {
                    mentions[p].label == Label::Per
                        && apposed_with(
                            &text[mentions[p].span.end as usize
                                ..mentions[before].span.start as usize],
                        )
                })
                .and_then(|p| groups.group_of(p)),
            _ => None,
        };
    }
    // after a comma: المتحدث باسم الرئاسة، السفير فلان
    for k in (0..roles.len()).rev() {
        if owners[k].is_some() {
            continue;
        }
        let n = roles[k];
        let Some(next) = next_outside(mentions, n) else {
            continue;
        };
        let gap = gap(text, mentions, n, next);
        let comma = matches!(gap.trim(), "،" | "," | "و" | ":" | "،\"" | "هو" | "-");
        if !comma || gap.contains('\n') {
            continue;
        }
        owners[k] = match mentions[next].label {
            Label::Per if gap.trim() != "و" => groups.group_of(next),
            Label::Role => place.get(&next).and_then(|&j| owners[j]),
            _ => None,
        };
    }
    owners
}

/// The next mention that does not nest in mention `n`, where it is near.
fn next_outside(mentions: &[Mention], n: usize) -> Option<usize> {
    let span = mentions[n].span;
    let next = (n + 1..mentions.len()).find(|&k| mentions[k].span.start >= span.end)?;
    (mentions[next].span.start < span.end + NEAR).then_some(next)
}

/// The outermost mention before mention `n`, where it is near.
fn previous_outside(mentions: &[Mention], n: usize) -> Option<usize> {
    let start = mentions[n].span.start;
    let mut found: Option<usize> = None;
    for k in (0..n).rev().take(12) {
        let m = &mentions[k];
        if m.span.end > start {
            continue;
        }
        match found {
            None => found = Some(k),
            // a mention that holds the found one
            Some(f) if m.span.contains(mentions[f].span) => found = Some(k),
            _ => {}
        }
    }
    found.filter(|&k| mentions[k].span.end + NEAR > start)
}

/// What stands between two mentions, without a pronoun behind the first: وزعيمها كيم.
fn gap<'t>(text: &'t str, mentions: &[Mention], a: usize, b: usize) -> &'t str {
    let gap = &text[mentions[a].span.end as usize..mentions[b].span.start as usize];
    ["ها", "هم", "هما", "نا", "ه"]
        .iter()
        .find_map(|p| {
            gap.strip_prefix(p)
                .filter(|rest| !rest.starts_with(char::is_alphabetic))
        })
        .unwrap_or(gap)
}

/// Whether nothing but spaces, an opening bracket or a quotation mark stands between.
fn touches(gap: &str) -> bool {
    !gap.contains('\n')
        && gap
            .chars()
            .all(|c| c.is_whitespace() || "(\"«“".contains(c))
}

/// Whether what stands between a name and a title makes the title the name's: a comma, brackets, وهو.
fn apposed(gap: &str) -> bool {
    if gap.contains('\n') || gap.contains('.') {
        return false;
    }
    let rest = gap.trim_start_matches(|c: char| c.is_whitespace() || "\"»”".contains(c));
    // (53 عاما)، صاحب متجر
    let rest = match rest.strip_prefix('(') {
        Some(inside) => inside.split_once(')').map_or(inside, |s| s.1),
        None => rest.trim_start_matches(')'),
    };
    apposed_with(rest)
}

fn apposed_with(gap: &str) -> bool {
    let words = key(gap);
    let signs = gap
        .chars()
        .all(|c| c.is_whitespace() || "،,()\"«»“”-–".contains(c));
    signs
        || matches!(
            words.as_str(),
            "وهو"
                | "وهي"
                | "هو"
                | "هي"
                | "وهو ايضا"
                | "وهي ايضا"
                | "بصفته"
                | "بصفتها"
                | "الذي يشغل منصب"
                | "التي تشغل منصب"
                | "ويعمل"
                | "وتعمل"
                | "بوصفه"
        ) && gap.len() < 60
}
