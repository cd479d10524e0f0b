//! Bodies without a name of their own take in their country's adjective: وزارة الخارجية الروسية is one name, as is الخارجية
//! التركية; وكالة "نوفوستي" الروسية is a name and an adjective.

use super::mention::Mention;
use super::words::{Hits, Words};
use crate::label::Label;
use crate::lexicon::Kind;
use crate::span::Span;

/// Lets organisations of common nouns go on over the definite nationality behind them. `names` are sorted and do not overlap;
/// the nationality is left out of them, as what nests in a name is.
pub fn take_in(words: &Words<'_>, hits: &Hits, names: &mut Vec<Mention>) {
    let mut i = 0;
    while i + 1 < names.len() {
        let (body, adjective) = (&names[i], &names[i + 1]);
        let (start, end) = (body.tokens.0 as usize, body.tokens.1 as usize);
        let joins = body.label == Label::Org
            && adjective.label == Label::Norp
            && adjective.tokens.0 as usize == end
            && adjective.tokens.1 as usize == end + 1
            && words.adjacent(end - 1)
            && adjective.span.start == words.tokens[end].span.start
            && words.folded(end).starts_with("ال")
            && is_common(words, hits, start, end);
        if joins {
            let adjective = names.remove(i + 1);
            let body = &mut names[i];
            body.span = Span::new(body.span.start, adjective.span.end);
            body.tokens.1 = adjective.tokens.1;
            body.score = body.score.min(adjective.score);
            body.id = None;
        }
        i += 1;
    }
}

/// Whether tokens `start..end` are a head noun that belongs to names (وزارة، هيئة) and nouns that qualify it.
fn is_common(words: &Words<'_>, hits: &Hits, start: usize, end: usize) -> bool {
    let head = hits
        .at(start)
        .iter()
        .any(|h| h.of(Kind::OrgHead).any(|e| e.detail & 1 == 1));
    let noun = |i: usize| {
        let form = words.folded(i).strip_prefix('و').unwrap_or(words.folded(i));
        let single = |kind| hits.single(i, kind).map(|h| h.of(kind));
        let sure = |kind| single(kind).is_some_and(|mut all| all.any(|e| e.level == 0));
        let country = single(Kind::Country).is_some_and(|mut all| all.any(|e| e.detail == 0));
        let name = country || sure(Kind::Place) || sure(Kind::NamePart);
        let common = hits.single(i, Kind::OrdinaryWord).is_some();
        words.is_word(i) && !name && (form.starts_with("ال") || form.starts_with("لل") || common)
    };
    head && (start + 1..end).all(noun)
}
