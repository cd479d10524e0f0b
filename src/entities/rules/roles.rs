//! Titles and offices with what they are over, found once the names are known.

use super::super::mention::{Mention, Source};
use super::super::words::{Hit, Hits, Words};
use crate::label::Label;
use crate::lexicon::{Kind, layout::role_flag};
use crate::span::Span;

/// Adjectives of time and rank that end a title, folded.
const STATUS: &[&str] = &[
    "السابق",
    "السابقه",
    "الاسبق",
    "الراحل",
    "الراحله",
    "الحالي",
    "الحاليه",
    "المنتخب",
    "المنتخبه",
    "الموقت",
    "الموقته",
    "المكلف",
    "المخلوع",
    "المعزول",
    "المقال",
    "المنتهيه",
    "الاعلي",
    "العام",
    "الاول",
    "الجديد",
    "الجديده",
    "المستقيل",
    "المستقيله",
    "الدايم",
    "الخاص",
    "المقبل",
    "المعتقل",
    "المحتمل",
];
const FRAME_OVER: u16 = 2 | 4 | 8;

/// The titles and offices of a document whose names are `names`, sorted by start.
#[must_use]
pub fn find_roles(words: Words<'_>, hits: &Hits, names: &[Mention]) -> Vec<Mention> {
    let finder = Finder { words, hits, names };
    let mut out: Vec<Mention> = Vec::new();
    let mut i = 0;
    while i < words.len() {
        match finder.role(i) {
            Some(mention) => {
                i = mention.tokens.1 as usize;
                out.push(mention);
            }
            None => i += 1,
        }
    }
    out
}

struct Finder<'a> {
    words: Words<'a>,
    hits: &'a Hits,
    names: &'a [Mention],
}

impl Finder<'_> {
    fn name_from(&self, token: usize) -> Option<&Mention> {
        let at = self
            .names
            .partition_point(|m| (m.tokens.0 as usize) < token);
        self.names[at..]
            .iter()
            .take_while(|m| m.tokens.0 as usize == token)
            .max_by_key(|m| m.tokens.1)
    }

    /// The name that holds token `i`.
    fn name_over(&self, i: usize) -> Option<&Mention> {
        let until = self.names.partition_point(|m| m.tokens.0 as usize <= i);
        self.names[..until]
            .iter()
            .rev()
            .take(8)
            .find(|m| (m.tokens.0 as usize..m.tokens.1 as usize).contains(&i))
    }

    fn role(&self, i: usize) -> Option<Mention> {
        let hit = self.hits.at(i).iter().find(|h| h.is(Kind::Role))?;
        let entry = hit
            .of(Kind::Role)
            .min_by_key(|e| e.detail & role_flag::PLURAL)?;
        let inside_name = self
            .name_over(i)
            .is_some_and(|m| m.label != Label::Org || m.span.start < hit.span.start);
        if entry.detail & (role_flag::PLURAL | role_flag::KIN) != 0
            || inside_name
            || self.other_hamza(i, hit)
        {
            return None;
        }
        let (end, over) = self.extent(hit, entry.detail);
        let end = self.held_at(i, end);
        let definite = (i..hit.end as usize).any(|k| {
            self.words.folded_stem(k).starts_with("ال") || self.words.folded(k).starts_with("لل")
        }) || self.words.folded_suffix(hit.end as usize - 1) > 0;
        let predicate = self.predicate_of_person(i);
        let end = if predicate && end == hit.end as usize && !definite {
            self.occupation(end, hit)
        } else {
            end
        };
        let names_someone = predicate || self.beside_person(i, end);
        let suffixed = self.words.folded_suffix(hit.end as usize - 1) > 0;
        let stands_alone = match entry.detail & (role_flag::TITLE | role_flag::OCCUPATION) {
            0 => (definite || over) && (!suffixed || entry.detail & FRAME_OVER != 0),
            role_flag::OCCUPATION => over && !suffixed && self.over_name(hit.end as usize, end),
            _ => false,
        };
        if !names_someone && !stands_alone {
            return None;
        }
        let last = Span::new(
            hit.span.start,
            self.words
                .stem(end - 1)
                .end
                .max(hit.span.end.min(self.words.tokens[end - 1].span.end)),
        );
        let span = if end == hit.end as usize {
            hit.span
        } else {
            last
        };
        let score = if names_someone { 0.9 } else { 0.6 };
        Some(Mention {
            span,
            tokens: (i as u32, end as u32),
            label: Label::Role,
            score,
            source: Source::Rule,
            entity: None,
            id: None,
        })
    }

    /// Whether the word's first hamza is not the title's: أمام is no إمام.
    fn other_hamza(&self, i: usize, hit: &Hit) -> bool {
        let stem = self.words.stem(i).of(self.words.text);
        let written = hit.span.of(self.words.text);
        hit.len() == 1
            && stem.starts_with('أ')
            && written == stem
            && hit.of(Kind::Role).all(|e| {
                let record = crate::lexicon::Lexicon::global().record(e);
                record
                    .values(3)
                    .all(|f| f.starts_with('إ') || !f.starts_with('أ'))
            })
    }

    /// Whether a name or nationality begins in tokens `from..to`.
    fn over_name(&self, from: usize, to: usize) -> bool {
        (from..to).any(|k| self.name_from(k).is_some())
    }

    /// The token after the role with what it is over, and whether it is over something.
    fn extent(&self, hit: &Hit, detail: u16) -> (usize, bool) {
        let mut at = hit.end as usize;
        let mut over = false;
        if self.words.folded_suffix(at - 1) > 0 && self.words.stem(at - 1).end <= hit.span.end {
            while self.follows(at) && STATUS.contains(&self.words.folded(at)) {
                at += 1;
            }
            return (at, true);
        }
        let construct = !self.words.folded_stem(at - 1).starts_with("ال");
        while self.follows(at) {
            let no_prefix = self.words.stem(at).start == self.words.tokens[at].span.start;
            let form = self.words.folded(at);
            let name = self.name_from(at);
            if let Some(norp) = name.filter(|m| {
                m.label == Label::Norp && m.span.start == self.words.tokens[at].span.start
            }) {
                at = norp.tokens.1 as usize;
                over = true;
                continue;
            }
            if STATUS.contains(&form) && name.is_none() {
                at += 1;
                continue;
            }
            if over || detail & FRAME_OVER == 0 {
                break;
            }
            match name {
                Some(m)
                    if matches!(m.label, Label::Org | Label::Loc | Label::Event)
                        && (no_prefix && construct || form.starts_with('ل') && !no_prefix) =>
                {
                    at = m.tokens.1 as usize;
                    over = true;
                }
                None if construct
                    && no_prefix
                    && form.starts_with("ال")
                    && form.chars().count() > 4
                    && !self.is_role_at(at) =>
                {
                    at += 1;
                    over = true;
                    while self.follows(at)
                        && self.name_from(at).is_none()
                        && (self.words.folded(at).starts_with("ال")
                            && !STATUS.contains(&self.words.folded(at))
                            && !self.is_role_at(at)
                            && !self.is_weekday(at)
                            || self.words.folded(at).starts_with("وال")
                                && self.words.folded(at - 1).starts_with("ال"))
                        && at < hit.end as usize + 4
                    {
                        at += 1;
                    }
                }
                None if !construct && form.starts_with("لل") && form.chars().count() > 4 => {
                    at += 1;
                    over = true;
                }
                _ => {
                    // المتحدث باسم "..." and quoted names
                    if let Some(m) = self.name_from(at + 1).filter(|m| {
                        super::is_opening(self.words.raw(at))
                            && construct
                            && matches!(m.label, Label::Org)
                            && super::is_closing(self.words.raw(m.tokens.1 as usize))
                    }) {
                        at = m.tokens.1 as usize + 1;
                        over = true;
                    } else {
                        break;
                    }
                }
            }
        }
        (at, over)
    }

    /// Whether a longer title, or a rank or title of honour, begins at token `i`: المتحدث باسم القيادة [العقيد].
    fn is_role_at(&self, i: usize) -> bool {
        let title = |h: &Hit| h.of(Kind::Role).any(|e| e.detail & role_flag::TITLE != 0);
        self.hits
            .at(i)
            .iter()
            .any(|h| h.is(Kind::Role) && (h.len() > 1 || title(h)))
    }

    /// The token after where or for whom the role ending at token `at` is held, بجامعة القاهرة، في شؤون الساحل، لدى الأمم المتحدة;
    /// only where a person's name closes it in: directly behind, or before the role with a comma on both sides.
    fn held_at(&self, start: usize, at: usize) -> usize {
        const REACH: usize = 7;
        let preposition = matches!(self.words.folded(at), "في" | "لدي" | "الي");
        let prefixed = at < self.words.len()
            && self.words.stem(at).start > self.words.tokens[at].span.start
            && self.words.folded(at).starts_with(['ب', 'ل']);
        if !self.follows(at) || !preposition && !prefixed {
            return at;
        }
        let before = start > 1 && self.words.raw(start - 1) == "،" && self.is_person(start - 2);
        let mut end = at + 1;
        while end < at + REACH && self.follows(end) {
            let person = self.name_from(end).filter(|m| m.label == Label::Per);
            if person.is_some_and(|m| m.span.start == self.words.tokens[end].span.start)
                && end > at + usize::from(preposition)
            {
                return end;
            }
            if matches!(self.words.raw(end), "،" | ",") {
                return if before { end } else { at };
            }
            if !self.words.is_word(end)
                && !matches!(self.words.raw(end), "\"" | "«" | "»" | "“" | "”")
                || self.hits.at(end).iter().any(|h| {
                    h.is(Kind::Cue) && h.entry(Kind::Cue).is_some_and(|e| e.detail & 7 == 0)
                })
                || super::super::words::opens_clause(self.words.folded(end))
            {
                return at;
            }
            end += 1;
        }
        at
    }

    fn is_person(&self, i: usize) -> bool {
        self.name_over(i).is_some_and(|m| m.label == Label::Per)
    }

    fn is_weekday(&self, i: usize) -> bool {
        self.hits.at(i).iter().any(|h| h.is(Kind::Weekday))
    }

    fn follows(&self, i: usize) -> bool {
        i > 0 && i < self.words.len() && self.words.adjacent(i - 1)
    }

    /// Whether the word at token `i` says what a person is, whose name a pronoun takes up: حنان شمعون، وهي [عاملة].
    fn predicate_of_person(&self, i: usize) -> bool {
        if i < 2
            || !matches!(self.words.folded(i - 1), "وهو" | "وهي")
            || !self.follows(i)
            || self.words.stem(i).start > self.words.tokens[i].span.start
        {
            return false;
        }
        let mut before = i - 2;
        if matches!(self.words.raw(before), "،" | ",") && before > 0 {
            before -= 1;
        }
        // an age in brackets
        if self.words.raw(before) == ")"
            && let Some(open) =
                (before.saturating_sub(4)..before).find(|&k| self.words.raw(k) == "(")
        {
            before = open.saturating_sub(1);
        }
        self.is_person(before)
    }

    /// The token after the noun or adjective that completes an indefinite occupation: بائع [شاي]، معلمة [متقاعدة].
    fn occupation(&self, end: usize, hit: &Hit) -> usize {
        let form = self.words.folded(end);
        let feminine = self.words.folded(hit.end as usize - 1).ends_with('ه');
        let verb = form.starts_with('ي') || feminine && form.starts_with('ت');
        let known = self.hits.at(end).iter().any(|h| {
            [Kind::FunctionWord, Kind::Cue, Kind::Weekday]
                .iter()
                .any(|&k| h.is(k))
        });
        let noun = self.follows(end)
            && self.words.is_word(end)
            && self.words.stem(end) == self.words.tokens[end].span
            && !form.starts_with("ال")
            && form.chars().count() >= 3
            && self.name_over(end).is_none();
        if noun && !verb && !known {
            end + 1
        } else {
            end
        }
    }

    /// Whether a person's name stands directly before or after tokens `start..end`, a comma, a bracket or a quotation mark between or not.
    fn beside_person(&self, start: usize, end: usize) -> bool {
        let skip = usize::from(
            end < self.words.len()
                && matches!(
                    self.words.raw(end),
                    "،" | "," | "\"" | "«" | "“" | "(" | ":" | "-"
                ),
        );
        let after = end < self.words.len()
            && self.follows(end)
            && self.name_from(end + skip).is_some_and(|m| {
                m.label == Label::Per
                    && (skip > 0 || m.span.start == self.words.tokens[end].span.start)
            });
        let before = start > 0
            && self.words.stem(start).start == self.words.tokens[start].span.start
            && (self
                .name_over(start - 1)
                .is_some_and(|m| m.label == Label::Per)
                || start > 1
                    && matches!(self.words.raw(start - 1), "،" | "," | "(")
                    && self
                        .name_over(start - 2)
                        .is_some_and(|m| m.label == Label::Per));
        after || before
    }
}
