//! Organisations by their kind: what a definite noun alone refers to, and which are media.

use super::{Reader, marks};
use crate::entities::mention::Mention;
use crate::label::Label;
use crate::lexicon::{Kind, Lexicon};

/// How many mentions back an organisation may stand that a definite noun refers to.
const BODIES: usize = 60;
/// Kinds of organisations, as the lexicon numbers them.
const COMPANY: u16 = 1;
const CLUB: u16 = 3;
const OTHER_BODY: u16 = 5;

impl Reader<'_> {
    /// Whether the noun at token `i` opens names of organisations: صحيفة "الأهرام".
    pub(super) fn names_its_kind(&self, i: usize) -> bool {
        self.hits.single(i, Kind::OrgHead).is_some()
    }

    /// The organisation that a definite noun alone refers to: الوكالة after وكالة الأنباء المركزية; else the latest of its kind
    /// (الصحيفة after «الأهرام»); else, for a company or club, the latest of which the lexicon knows no kind.
    pub(super) fn body_named_before(&self, i: usize) -> Option<u32> {
        let noun = self.words.folded_stem(i).strip_prefix("ال")?;
        let before = self.mentions.partition_point(|m| (m.tokens.0 as usize) < i);
        let bodies = || {
            (before.saturating_sub(BODIES)..before)
                .rev()
                .filter(|&k| self.mentions[k].label == Label::Org)
        };
        let same_head = bodies().find(|&k| {
            let first = self.mentions[k].tokens.0 as usize;
            let head = self.words.folded_stem(first);
            head == noun
                || head.strip_prefix("ال") == Some(noun)
                || first > 0 && self.words.folded_stem(first - 1) == noun
        });
        if let Some(k) = same_head {
            return Some(k as u32);
        }
        let kind = self.kind_of_head(noun).filter(|k| *k < OTHER_BODY)?;
        let from = self.sentence_of(i).saturating_sub(2);
        let near = |k: usize| self.sentence_of(self.mentions[k].tokens.0 as usize) >= from;
        bodies()
            .find(|&k| self.kind_of_body(&self.mentions[k]) == Some(kind))
            .or_else(|| {
                let named = matches!(kind, COMPANY | CLUB);
                bodies()
                    .find(|&k| named && near(k) && self.kind_of_body(&self.mentions[k]).is_none())
            })
            .map(|k| k as u32)
    }

    /// Whether a noun, without its article, opens names of organisations.
    pub(super) fn is_body(&self, noun: &str) -> bool {
        self.kind_of_head(noun).is_some()
    }

    /// The kind of organisation that a noun opens, where the lexicon has it.
    fn kind_of_head(&self, noun: &str) -> Option<u16> {
        let lexicon = Lexicon::global();
        lexicon
            .iter(lexicon.get(noun))
            .find(|e| e.kind == Kind::OrgHead)
            .map(|e| e.detail >> 1)
    }

    /// The kind of an organisation that is named: through the noun before it or its first word, else the lexicon.
    fn kind_of_body(&self, m: &Mention) -> Option<u16> {
        let first = m.tokens.0 as usize;
        let head_before = first.checked_sub(1).and_then(|b| {
            let b = b - usize::from(b > 0 && marks::is_mark(self.words.raw(b)));
            self.kind_of_head(self.words.folded_stem(b))
        });
        let known = || {
            self.hits
                .at(first)
                .iter()
                .flat_map(|h| h.of(Kind::Organisation))
                .map(|e| e.detail)
                .next()
        };
        let stem = self.words.folded_stem(first);
        head_before
            .or_else(|| self.kind_of_head(stem.strip_prefix("ال").unwrap_or(stem)))
            .or_else(known)
    }

    pub(super) fn is_medium(&self, m: &Mention) -> bool {
        if m.label != Label::Org {
            return false;
        }
        let first = m.tokens.0 as usize;
        let of_media = |h: &crate::entities::words::Hit| {
            h.of(Kind::Organisation).any(|e| e.detail == 2)
                || h.of(Kind::OrgHead).any(|e| e.detail >> 1 == 2)
        };
        self.hits.at(first).iter().any(of_media)
            || first > 0 && self.hits.at(first - 1).iter().any(of_media)
            || first > 1
                && marks::is_mark(self.words.raw(first - 1))
                && self.hits.at(first - 2).iter().any(of_media)
    }
}
