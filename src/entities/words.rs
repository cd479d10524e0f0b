//! The words of a document as the recognisers see them, and what the lexicons know at each.

use crate::fold;
use crate::folded::FoldedTokens;
use crate::lexicon::{Entries, Entry, Kind, Lexicon, Recent, Walk};
use crate::segment::WordSegments;
use crate::span::Span;
use crate::tokenize::{Token, TokenKind};

/// A rate of [`Kind::OrdinaryWord`] above which a word is too common to be an unknown name: 16 log2 of occurrences in a million.
pub(super) const COMMON: u16 = 16 * 5;
/// The longest phrase that is looked up, in tokens.
const LONGEST: usize = 10;

/// A document's tokens with their folded forms and stems.
#[derive(Clone, Copy)]
pub struct Words<'t> {
    /// The text.
    pub text: &'t str,
    /// Its tokens.
    pub tokens: &'t [Token],
    /// The folded form of each token.
    pub folded: &'t FoldedTokens,
    /// The stem and clitics of each token.
    pub segments: &'t [WordSegments],
}

impl<'t> Words<'t> {
    /// How many tokens there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.tokens.len()
    }

    /// Whether there is no token.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }

    /// The folded form of token `i`; empty past the end.
    #[must_use]
    pub fn folded(&self, i: usize) -> &'t str {
        if i < self.tokens.len() {
            self.folded.get(i)
        } else {
            ""
        }
    }

    /// The text of token `i`; empty past the end.
    #[must_use]
    pub fn raw(&self, i: usize) -> &'t str {
        self.tokens.get(i).map_or("", |t| t.span.of(self.text))
    }

    /// The kind of token `i`; `Other` past the end.
    #[must_use]
    pub fn kind(&self, i: usize) -> TokenKind {
        self.tokens.get(i).map_or(TokenKind::Other, |t| t.kind)
    }

    /// The stem of token `i`, without clitics.
    #[must_use]
    pub fn stem(&self, i: usize) -> Span {
        self.segments[i].stem()
    }

    /// How many bytes of the folded form of token `i` its proclitics take.
    #[must_use]
    pub fn folded_prefix(&self, i: usize) -> usize {
        self.segments[i].folded_prefix()
    }

    /// How many bytes of the folded form of token `i` its enclitics take.
    #[must_use]
    pub fn folded_suffix(&self, i: usize) -> usize {
        self.segments[i].folded_suffix()
    }

    /// The folded stem of token `i`; empty past the end.
    #[must_use]
    pub fn folded_stem(&self, i: usize) -> &'t str {
        if i >= self.tokens.len() {
            return "";
        }
        let whole = self.folded.get(i);
        whole
            .get(self.folded_prefix(i)..whole.len().saturating_sub(self.folded_suffix(i)))
            .unwrap_or(whole)
    }

    /// Whether tokens `i` and `i + 1` have at most spaces between them.
    #[must_use]
    pub fn adjacent(&self, i: usize) -> bool {
        i + 1 < self.len() && !self.gap(i).contains('\n')
    }

    /// What stands between tokens `i` and `i + 1`.
    #[must_use]
    pub fn gap(&self, i: usize) -> &'t str {
        &self.text[self.tokens[i].span.end as usize..self.tokens[i + 1].span.start as usize]
    }

    /// Whether token `i` is a word of letters.
    #[must_use]
    pub fn is_word(&self, i: usize) -> bool {
        matches!(self.kind(i), TokenKind::Word | TokenKind::Latin)
    }

    /// The form of token `i` behind a letter that may be a proclitic which the segmenter did not see, and its first byte.
    #[must_use]
    pub fn behind_letter(&self, i: usize) -> Option<(&'t str, u32)> {
        let whole = self.folded(i);
        let letter = whole.chars().next().filter(|c| "وفبلك".contains(*c))?;
        let n = letter.len_utf8();
        Some((&whole[n..], self.original_offset(i, n)))
    }

    /// The byte of token `i` at which the part of its folded form after `folded_bytes` begins.
    #[must_use]
    pub fn original_offset(&self, i: usize, folded_bytes: usize) -> u32 {
        let token = self.tokens[i].span;
        let mut seen = 0;
        for (at, c) in token.of(self.text).char_indices() {
            let n = folded_char_len(c);
            if seen >= folded_bytes && n > 0 {
                return token.start + at as u32;
            }
            seen += n;
        }
        token.end
    }
}

/// Whether a folded word opens a reported clause: أن، إن، أنه، بأن.
#[must_use]
pub fn opens_clause(folded: &str) -> bool {
    let bare = folded.strip_prefix('ب').unwrap_or(folded);
    matches!(
        bare,
        "ان" | "انه"
            | "انها"
            | "انهم"
            | "انهما"
            | "انهن"
            | "اننا"
            | "انني"
            | "اني"
            | "انا"
    )
}

/// How many bytes a character takes in the folded form; ligatures, which never are clitics, are not looked into.
fn folded_char_len(c: char) -> usize {
    fold::fold_char(c).map_or(0, char::len_utf8)
}

/// How many bytes clitics take in the folded form.
pub(super) fn folded_len(text: &str) -> usize {
    text.chars().map(folded_char_len).sum()
}

/// A phrase of the lexicons found in the text.
#[derive(Debug, Clone, Copy)]
pub struct Hit {
    /// The first token.
    pub start: u32,
    /// The token after the last.
    pub end: u32,
    /// Its place in the text, without clitics.
    pub span: Span,
    /// What the phrase means.
    pub entries: Entries,
    /// Which lexicons know it, a bit for each [`Kind`].
    pub kinds: u32,
}

impl Hit {
    /// Whether the lexicon `kind` knows the phrase.
    #[must_use]
    pub const fn is(&self, kind: Kind) -> bool {
        self.kinds & (1 << kind as u32) != 0
    }

    /// How many tokens it has.
    #[must_use]
    pub const fn len(&self) -> u32 {
        self.end - self.start
    }

    /// Whether it has no token; never so for a hit that was found.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.end == self.start
    }

    /// The phrase's entries of one lexicon.
    pub fn of(&self, kind: Kind) -> impl Iterator<Item = Entry> + use<> {
        let entries = if self.is(kind) {
            self.entries
        } else {
            Entries::NONE
        };
        Lexicon::global()
            .iter(entries)
            .filter(move |e| e.kind == kind)
    }

    /// The first entry of one lexicon.
    #[must_use]
    pub fn entry(&self, kind: Kind) -> Option<Entry> {
        self.of(kind).next()
    }
}

/// All phrases of the lexicons in a document, by their first token, longest first.
#[derive(Default)]
pub struct Hits {
    hits: Vec<Hit>,
    /// Where the hits of each token begin.
    starts: Vec<u32>,
}

impl Hits {
    /// The phrases that begin at token `i`, longest first.
    #[must_use]
    pub fn at(&self, i: usize) -> &[Hit] {
        match (self.starts.get(i), self.starts.get(i + 1)) {
            (Some(&a), Some(&b)) => &self.hits[a as usize..b as usize],
            _ => &[],
        }
    }

    /// The longest phrase of one lexicon that begins at token `i`.
    #[must_use]
    pub fn longest(&self, i: usize, kind: Kind) -> Option<&Hit> {
        self.at(i).iter().find(|h| h.is(kind))
    }

    /// The phrase of exactly token `i` in one lexicon.
    #[must_use]
    pub fn single(&self, i: usize, kind: Kind) -> Option<&Hit> {
        self.at(i).iter().find(|h| h.len() == 1 && h.is(kind))
    }

    /// Looks up every phrase of `words`, reusing the buffers.
    ///
    /// A phrase may begin at a token's start or after its proclitics. After لل, whose second lam is the article's, the
    /// phrase is looked up with and without the article. Where neither the word nor its stem is known, a single
    /// proclitic letter is taken off once more: names that the segmenter has not seen (لزيلينسكي).
    pub fn find(&mut self, words: &Words) {
        Recent::with(|recent| self.find_with(words, recent));
    }

    fn find_with(&mut self, words: &Words, recent: &mut Recent) {
        self.hits.clear();
        self.starts.clear();
        let lexicon = Lexicon::global();
        let article = lexicon.step(lexicon.walk(), "ال".as_bytes());
        for i in 0..words.len() {
            let first = self.hits.len();
            self.starts.push(first as u32);
            if !matches!(
                words.kind(i),
                TokenKind::Word | TokenKind::Latin | TokenKind::Number | TokenKind::Hashtag
            ) {
                continue;
            }
            let whole = words.folded(i);
            let prefix = words.folded_prefix(i);
            self.phrases(words, recent, i, None, 0, words.tokens[i].span.start);
            if prefix > 0 {
                // behind each proclitic: the segmenter may have cut one letter too many (ل+ب+يونج)
                let mut cut = 0;
                for proclitic in words.segments[i].proclitics() {
                    cut += folded_len(proclitic.of(words.text));
                    self.phrases(words, recent, i, None, cut, proclitic.end);
                    if whole.get(..cut).is_some_and(|p| p.ends_with("لل")) {
                        self.phrases(words, recent, i, article, cut, proclitic.end);
                    }
                }
            } else if self.hits.len() == first {
                self.after_unseen_proclitic(words, recent, i, article);
            }
            self.hits[first..].sort_by_key(|h| std::cmp::Reverse((h.end, h.span.len())));
        }
        self.starts.push(self.hits.len() as u32);
    }

    fn after_unseen_proclitic(
        &mut self,
        words: &Words,
        recent: &mut Recent,
        i: usize,
        before_noun: Option<Walk>,
    ) {
        let whole = words.folded(i);
        let (article, cut) = if whole.starts_with("لل") {
            (true, "لل".len())
        } else if whole.starts_with("ول") || whole.starts_with("وب") || whole.starts_with("فل")
        {
            (false, "ول".len())
        } else if whole.starts_with(['و', 'ف', 'ب', 'ل', 'ك']) {
            (false, "و".len())
        } else {
            return;
        };
        let at_least = "ابتثج".len();
        for cut in [cut, "و".len()] {
            if whole.len() < cut + at_least {
                continue;
            }
            let before = self.hits.len();
            let start = words.original_offset(i, cut);
            self.phrases(words, recent, i, None, cut, start);
            if article && cut > "و".len() {
                self.phrases(words, recent, i, before_noun, cut, start);
            }
            // What is left must be a name: an ordinary word would have been known to the segmenter.
            let names = [
                Kind::Place,
                Kind::Country,
                Kind::Norp,
                Kind::Person,
                Kind::NamePart,
                Kind::Organisation,
            ];
            let kept: Vec<Hit> = self
                .hits
                .drain(before..)
                .filter(|h| names.iter().any(|&k| h.is(k)) && !h.is(Kind::OrdinaryWord))
                .collect();
            self.hits.extend(kept);
            if self.hits.len() > before {
                return;
            }
        }
    }

    /// Adds the phrases that begin in token `i` after `skip` bytes of its folded form, `from` the root of the lexicons where it
    /// is `None`.
    fn phrases(
        &mut self,
        words: &Words,
        recent: &mut Recent,
        i: usize,
        from: Option<Walk>,
        skip: usize,
        start: u32,
    ) {
        let lexicon = Lexicon::global();
        let mut step = |walk: Option<Walk>, word: &str| match walk {
            Some(walk) => lexicon.step(walk, word.as_bytes()),
            None => recent.step(lexicon, word),
        };
        let mut walk = from;
        let mut skip = skip;
        let mut at = i;
        // whether a quotation mark was opened inside the phrase: وكالة "نوفوستي"
        let mut quoted = false;
        while at < words.len() && at - i < LONGEST {
            let Some(form) = words.folded(at).get(skip..) else {
                return;
            };
            let suffix = words.folded_suffix(at).min(form.len());
            let bare = form.get(..form.len() - suffix).unwrap_or(form);
            // The last word of a phrase may carry an enclitic: زعيمها.
            if suffix > 0 && !quoted {
                let span = Span::new(start, words.stem(at).end);
                if let Some(w) = step(walk, bare) {
                    self.push(lexicon, i, at, span, lexicon.entries_at(w));
                }
                // ة is written ت before an enclitic: وزارتها.
                if let Some(head) = bare.strip_suffix('ت') {
                    let w = step(walk, head).and_then(|w| lexicon.step(w, "ه".as_bytes()));
                    if let Some(w) = w {
                        self.push(lexicon, i, at, span, lexicon.entries_at(w));
                    }
                }
            }
            let Some(next) = step(walk, form) else {
                return;
            };
            let closes = quoted && matches!(words.raw(at + 1), "\"" | "»" | "”");
            if !quoted || closes {
                let last = at + usize::from(closes);
                let span = Span::new(start, words.tokens[last].span.end);
                self.push(lexicon, i, last, span, lexicon.entries_at(next));
            }
            if !words.adjacent(at) {
                return;
            }
            walk = lexicon.step(next, b" ");
            if walk.is_none() {
                return;
            }
            skip = 0;
            at += 1;
            // A hyphen or a quotation mark inside a name: إسكالديس-إنجورداني، وكالة "نوفوستي".
            if matches!(words.raw(at), "-" | "–" | "\"" | "«" | "“") && words.adjacent(at) {
                quoted |= !matches!(words.raw(at), "-" | "–");
                at += 1;
            }
        }
    }

    fn push(&mut self, lexicon: &Lexicon, i: usize, last: usize, span: Span, entries: Entries) {
        if !entries.is_empty() && !span.is_empty() {
            let kinds = lexicon
                .iter(entries)
                .fold(0, |bits, e| bits | 1 << e.kind as u32);
            self.hits.push(Hit {
                start: i as u32,
                end: last as u32 + 1,
                span,
                entries,
                kinds,
            });
        }
    }
}
