//! Organisations: of the lexicons, and after the nouns that open them.

use super::{Rules, is_closing, is_opening, is_role};
use crate::entities::mention::Source;
use crate::label::Label;
use crate::lexicon::{Kind, Lexicon};
use crate::span::Span;
use crate::tokenize::TokenKind;

/// Ministries that go by their field, folded: الخارجية التركية، الدفاع الروسية.
const FIELDS: &[&str] = &[
    "الخارجيه",
    "الداخليه",
    "الماليه",
    "الصحه",
    "الدفاع",
    "العدل",
    "التعليم",
    "الاقتصاد",
];
/// Media that stand outside the names of their own, but are a country's.
const BROADCASTERS: &[&str] = &["تلفزيون", "اذاعه"];
/// Bodies in the plural, which a nationality makes no name: القوات الروسية.
const PLURAL: &[&str] = &["قوات"];

/// The longest name that a head opens, in tokens after the head.
const LONGEST: usize = 6;

impl Rules<'_> {
    pub(super) fn organisation(&mut self, i: usize) {
        let hits = self.hits.at(i);
        for hit in hits.iter().filter(|h| h.is(Kind::Organisation)) {
            let Some(entry) = hit.of(Kind::Organisation).min_by_key(|e| e.level) else {
                continue;
            };
            let (start, end) = (hit.start as usize, hit.end as usize);
            let shown = self.in_quotes(start, end) || self.after_organisation_head(start);
            let score = match entry.level {
                0 if hit.len() > 2 => 0.97,
                0 => 0.9,
                1 if shown => 0.85,
                1 if hit.len() > 1 => 0.7,
                1 => 0.4,
                _ if shown => 0.7,
                _ => 0.15,
            };
            let id = Lexicon::global().record(entry).field(0);
            self.push_hit(Label::Org, hit, score, Some(id));
            // The head belongs to the name: حزب الله is known whole, but حركة "حماس" and حركة حماس are not.
            if start > 0 && self.follows(start) && self.no_prefix(start) {
                let at = if is_opening(self.words.raw(start - 1)) {
                    start - 1
                } else {
                    start
                };
                let head = (at > 0)
                    .then(|| self.hits.single(at - 1, Kind::OrgHead).copied())
                    .flatten();
                let inside = head
                    .and_then(|h| h.entry(Kind::OrgHead))
                    .is_some_and(|e| e.detail & 1 == 1);
                if let (Some(head), true) = (head, inside) {
                    let quoted = at < start && is_closing(self.words.raw(end));
                    let last = if quoted { end } else { end - 1 };
                    if at == start || quoted {
                        let span = Span::new(
                            head.span.start,
                            if quoted {
                                self.words.tokens[last].span.end
                            } else {
                                hit.span.end
                            },
                        );
                        self.push(
                            Label::Org,
                            span,
                            (at - 1, last + 1),
                            score.max(0.8),
                            Source::Lexicon,
                            Some(id),
                        );
                    }
                }
            }
        }
        self.headed_organisation(i);
        self.body_of_country(i);
    }

    /// A body that only its country's adjective names: الجيش الغاني، الرئاسة الروسية، الخارجية التركية.
    fn body_of_country(&mut self, i: usize) {
        let (form, stem) = (self.words.folded(i), self.words.folded_stem(i));
        let after_article = stem.strip_prefix("ال").or_else(|| form.strip_prefix("لل"));
        let adjective = i + 1;
        let Some(base) = after_article.filter(|_| self.follows(adjective)) else {
            return;
        };
        if !self.is_nationality(adjective) || !self.words.folded(adjective).starts_with("ال") {
            return;
        }
        // a longer name: الاتحاد المصري لكرة القدم، مجلس الاتحاد الروسي
        let next = adjective + 1;
        let goes_on = self.follows(next) && self.words.folded(next).starts_with('ل');
        if goes_on || i > 0 && self.follows(i) && self.no_prefix(i) && self.at(i - 1, Kind::OrgHead)
        {
            return;
        }
        let feminine = |k: usize| self.words.folded(k).ends_with('ه');
        let score = if FIELDS.contains(&stem) {
            // the adjective is that of وزارة, which is left out; السياسة الخارجية الأمريكية is no body
            let own = !feminine(i) || !self.qualifies(i);
            if feminine(adjective) && own {
                0.95
            } else {
                return;
            }
        } else {
            let lexicon = Lexicon::global();
            let mut heads = lexicon
                .iter(lexicon.get(base))
                .filter(|e| e.kind == Kind::OrgHead);
            let named = heads.any(|e| e.detail & 1 == 1 || BROADCASTERS.contains(&base))
                && !PLURAL.contains(&base);
            if named && feminine(i) == feminine(adjective) {
                0.95
            } else {
                return;
            }
        };
        let span = Span::new(self.words.stem(i).start, self.words.stem(adjective).end);
        self.push(Label::Org, span, (i, i + 2), score, Source::Lexicon, None);
    }

    /// Whether the word at token `i` completes or describes the noun before it.
    fn qualifies(&self, i: usize) -> bool {
        i > 0
            && self.follows(i)
            && self.no_prefix(i)
            && self.words.is_word(i - 1)
            && !self.is_finite_cue(i - 1)
            && !self.at(i - 1, Kind::FunctionWord)
            && !self.hits.at(i - 1).iter().any(is_role)
    }

    fn after_organisation_head(&self, i: usize) -> bool {
        let before = if i > 1 && is_opening(self.words.raw(i - 1)) {
            i - 1
        } else {
            i
        };
        before > 0 && self.follows(before) && self.at(before - 1, Kind::OrgHead)
    }

    /// Names opened by a noun: وزارة الدفاع، وكالة "س"، شركة س.
    fn headed_organisation(&mut self, i: usize) {
        let Some(hit) = self.hits.longest(i, Kind::OrgHead).copied() else {
            return;
        };
        let Some(entry) = hit.entry(Kind::OrgHead) else {
            return;
        };
        let inside = entry.detail & 1 == 1;
        let at = hit.end as usize;
        if at >= self.words.len() || !self.follows(at) || self.words.folded_suffix(at - 1) > 0 {
            return;
        }
        if is_opening(self.words.raw(at)) && self.words.raw(at) != "(" {
            if let Some(close) =
                (at + 2..(at + 8).min(self.words.len())).find(|&k| is_closing(self.words.raw(k)))
            {
                let span = if inside {
                    Span::new(hit.span.start, self.words.tokens[close].span.end)
                } else {
                    Span::new(
                        self.words.tokens[at + 1].span.start,
                        self.words.tokens[close - 1].span.end,
                    )
                };
                let tokens = if inside {
                    (i, close + 1)
                } else {
                    (at + 1, close)
                };
                self.push(Label::Org, span, tokens, 0.82, Source::Rule, None);
            }
            return;
        }
        let definite_head = hit.span.of(self.words.text).starts_with("ال");
        let end = if inside {
            self.complement(at, definite_head)
        } else {
            self.proper_name(at)
        };
        if end > at {
            let (start, first) = if inside {
                (i, hit.span.start)
            } else {
                (at, self.words.tokens[at].span.start)
            };
            let span = Span::new(first, self.words.stem(end - 1).end);
            // the adjective of a country shows that the words before it name one body: الحكومة اليمنية
            let of_country =
                inside && end > at && self.is_adjective_of(end - 1, hit.start as usize);
            let one_body = of_country || inside && !definite_head && self.is_placed(end);
            let score = match (inside, one_body) {
                (true, true) => 0.92,
                (true, false) => 0.7,
                (false, _) => 0.55,
            };
            self.push(Label::Org, span, (start, end), score, Source::Rule, None);
        }
    }

    /// The token after the words that complete a head: definite nouns and adjectives, للـ phrases, names.
    fn complement(&self, from: usize, definite_head: bool) -> usize {
        let mut at = from;
        let mut adjectives_only = definite_head;
        while at < from + LONGEST && self.follows(at) && self.words.is_word(at) {
            let form = self.words.folded(at);
            let known = self
                .hits
                .at(at)
                .iter()
                .find(|h| h.is(Kind::Country) || h.is(Kind::Place) || h.is(Kind::Organisation));
            let country_name = self
                .hits
                .at(at)
                .iter()
                .any(|h| h.of(Kind::Country).any(|e| e.detail == 0));
            if self.is_finite_cue(at)
                || self.hits.at(at).iter().any(is_role) && !form.starts_with("لل")
                || self.at(at, Kind::Weekday)
            {
                break;
            }
            if form.starts_with("ال") && form.chars().count() > 4 && self.no_prefix(at) {
                // after an adjective of the head, another definite noun begins something else
                if country_name && at > from {
                    break;
                }
                at += 1;
            } else if at > from
                && form.starts_with("وال")
                && self.words.folded(at - 1).starts_with("ال")
                && !adjectives_only
            {
                at += 1;
            } else if form.starts_with("لل") && (at > from || definite_head) {
                at += 1;
                adjectives_only = false;
            } else if at == from && !definite_head && self.annexed(at) {
                at += 1;
            } else if at == from
                && !definite_head
                && self.no_prefix(at)
                && (known.is_some() || self.is_unknown(at))
            {
                at = known.map_or(at + 1, |h| h.end as usize);
                break;
            } else {
                break;
            }
        }
        if definite_head
            && at == from + 1
            && !self.words.folded(from).starts_with("لل")
            && self.is_common(from)
            && !self.at(from, Kind::Country)
            && !self.at(from, Kind::Norp)
        {
            return from;
        }
        at
    }

    /// Whether token `i` is a definite adjective of a country or people that agrees in gender with the word at token `head`.
    fn is_adjective_of(&self, i: usize, head: usize) -> bool {
        let feminine = |k: usize| self.words.folded(k).ends_with('ه');
        self.is_nationality(i)
            && self.words.folded(i).starts_with("ال")
            && feminine(i) == feminine(head)
    }

    /// Whether a place follows at token `i` that tells which body is meant: وزارة الدفاع في كوريا الجنوبية.
    fn is_placed(&self, i: usize) -> bool {
        let place = |h: &crate::entities::words::Hit| h.is(Kind::Country) || h.is(Kind::Place);
        self.follows(i)
            && self.words.folded(i) == "في"
            && self.follows(i + 1)
            && self.hits.at(i + 1).iter().any(place)
    }

    /// Whether token `i` is a noun that stands between a head and what completes both: هيئة [إدارة] السير.
    fn annexed(&self, i: usize) -> bool {
        let closed = [Kind::FunctionWord, Kind::Weekday];
        let next = self.words.folded(i + 1);
        self.no_prefix(i)
            && self.words.folded_suffix(i) == 0
            && self.words.folded(i).chars().count() >= 3
            && !closed.iter().any(|&k| self.at(i, k))
            && !self.is_finite_cue(i)
            && self.follows(i + 1)
            && next.starts_with("ال")
            && next.chars().count() > 4
            && self.no_prefix(i + 1)
    }

    /// The token after a proper name: words that no lexicon knows, names, Latin.
    fn proper_name(&self, from: usize) -> usize {
        let mut at = from;
        while at < from + 3 && self.follows(at) && self.no_prefix(at) {
            let foreign = self.words.kind(at) == TokenKind::Latin;
            if !(foreign || self.words.is_word(at) && self.is_unknown(at)) {
                break;
            }
            at += 1;
        }
        at
    }
}
