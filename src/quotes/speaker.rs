//! Who said it: the subject of the cue, else who spoke before.

use super::{Cue, Quote, Reader};
use crate::entities::mention::Mention;
use crate::label::Label;

/// How far behind its cue a speaker may stand, in tokens.
const REACH: usize = 16;

impl Reader<'_> {
    pub(super) fn assign_speakers(&self, quotes: &mut [Quote]) {
        let mut last: Option<(u32, usize)> = None;
        for quote in quotes.iter_mut() {
            let cue = quote
                .cue
                .and_then(|span| self.cues.iter().find(|c| c.span == span))
                .copied();
            let sentence = cue.map_or(0, |c| self.sentence_of(c.tokens.0));
            let found = cue.and_then(|c| self.subject(&c, quote));
            let (speaker, source) = match found {
                Some(found) => found,
                None => match last
                    .filter(|l| cue.is_some_and(|c| c.class() != 3) && sentence <= l.1 + 2)
                {
                    Some((speaker, _)) => {
                        quote.score *= 0.8;
                        (Some(speaker), None)
                    }
                    None => (None, None),
                },
            };
            quote.source = source;
            quote.speaker = speaker;
            quote.entity = speaker.and_then(|s| self.mentions[s as usize].entity);
            match speaker {
                Some(s) => last = Some((s, sentence)),
                None => quote.score *= 0.6,
            }
        }
    }

    /// The speaker and the medium that relays it; `None` where the cue names nobody.
    fn subject(&self, cue: &Cue, quote: &Quote) -> Option<(Option<u32>, Option<u32>)> {
        let (start, end) = self.sentence(cue.tokens.0);
        let outside = |m: &Mention| !quote.span.overlaps(m.span);
        let stop = (cue.tokens.1..(cue.tokens.1 + REACH).min(end))
            .find(|&i| {
                self.opens_clause(i) && i > cue.tokens.1
                    || self.words.raw(i) == ":"
                    || self.words.tokens[i].span.start >= quote.span.start
                        && quote.span.start >= cue.span.end
            })
            .unwrap_or((cue.tokens.1 + REACH).min(end));
        let from = cue.tokens.1;
        let behind = self.mentions_in(from, stop).filter(|(_, m)| outside(m));
        // نقلت وكالة عن فلان: the medium relays, who stands after عن speaks
        let about = (from..stop).find(|&i| self.words.folded(i) == "عن");
        if let Some(about) = about {
            let relayed = self.best(behind.clone().filter(|(_, m)| m.tokens.0 as usize > about));
            if relayed.is_some() {
                let medium = behind
                    .clone()
                    .find(|(_, m)| (m.tokens.0 as usize) < about && m.label == Label::Org)
                    .map(|(k, _)| k as u32);
                return Some((relayed, medium));
            }
            return None;
        }
        // a participle or a masdar with its pronoun has its subject before it: مضيفا، قوله
        let lemma_own = self.words.folded(cue.tokens.0);
        let participle = lemma_own.starts_with('م') && lemma_own.ends_with('ا')
            || lemma_own.ends_with("قايلا")
            || lemma_own.ends_with("قوله")
            || lemma_own.ends_with("قولها");
        let direct_object = behind.clone().next().is_some_and(|(_, m)| {
            m.tokens.0 as usize <= from + 4 || !self.verb_between(from, m.tokens.0 as usize)
        });
        if !participle
            && direct_object
            && let Some(speaker) = self.best(behind)
        {
            return Some((Some(speaker), None));
        }
        let before = self
            .mentions_in(start, cue.tokens.0)
            .filter(|(_, m)| outside(m) && m.span.end <= cue.span.start);
        let near = if participle {
            self.best(before)
        } else {
            self.best(before.rev().take(4))
        };
        if participle {
            // the last cue of the sentence has the same subject
            let earlier = self
                .cues_in(start, cue.tokens.0)
                .iter()
                .rev()
                .find(|c| c.class() == 0);
            if let Some(found) = earlier.and_then(|c| self.after_cue(c, cue.tokens.0, &outside)) {
                return Some((Some(found), None));
            }
        }
        let prefixed =
            self.words.stem(cue.tokens.0).start > self.words.tokens[cue.tokens.0].span.start;
        let at_start = cue.tokens.0 <= start + 1;
        if at_start || prefixed && !participle {
            None
        } else {
            near.map(|s| (Some(s), None))
        }
    }

    fn after_cue(&self, cue: &Cue, to: usize, outside: &impl Fn(&Mention) -> bool) -> Option<u32> {
        let stop = (cue.tokens.1..(cue.tokens.1 + REACH).min(to))
            .find(|&i| self.opens_clause(i) || self.words.raw(i) == ":")
            .unwrap_or((cue.tokens.1 + REACH).min(to));
        self.best(
            self.mentions_in(cue.tokens.1, stop)
                .filter(|(_, m)| outside(m)),
        )
    }

    fn verb_between(&self, from: usize, to: usize) -> bool {
        !self.cues_in(from, to).is_empty() || (from..to).any(|i| self.opens_clause(i))
    }

    /// The first person, else title, else organisation, else place of some mentions.
    fn best<'m>(
        &self,
        mentions: impl Iterator<Item = (usize, &'m Mention)> + Clone,
    ) -> Option<u32> {
        let first = mentions
            .clone()
            .find(|(_, m)| matches!(m.label, Label::Per | Label::Role | Label::Org | Label::Loc))?;
        // a title with a name beside it, and an organisation inside a title, give way to the person
        let person = mentions.clone().find(|(_, m)| m.label == Label::Per);
        let role = mentions.clone().find(|(_, m)| m.label == Label::Role);
        let chosen = match (person, role) {
            (Some(p), Some(r)) if r.1.entity == p.1.entity || first.1.label != Label::Org => p,
            (Some(p), None)
                if first.1.label != Label::Org || p.1.tokens.0 <= first.1.tokens.1 + 2 =>
            {
                p
            }
            (_, Some(r)) if first.1.label != Label::Org || r.1.span.contains(first.1.span) => r,
            _ => first,
        };
        Some(chosen.0 as u32)
    }
}
