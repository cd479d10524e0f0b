//! A name cut into the parts that are compared.
//!
//! Particles join the word that they belong to (عبد الرحمن and عبدالرحمن are one part, so are Abd al-Rahman and
//! Abdurrahman), son-of particles and leading titles are set aside. Buffers are reused from name to name.

use super::align::{MAX_LETTERS, Pairs, Script, Word};
use super::attested::{Attested, EntryId, hash};
use super::letters::{self, Letter, folded_letter, letter};
use super::particles::{LATIN_OFFSET, Particle, particle};
use crate::fold;

/// Parts of a name that are compared; later ones are only counted.
pub const MAX_PARTS: usize = 10;

/// ابن in Arabic codes.
const IBN: [u8; 3] = [letters::ALEF, 1, 24];

/// One part of a name.
#[derive(Clone, Debug)]
pub struct Part {
    /// Letter codes, article included.
    pub codes: Vec<u8>,
    /// Letters of the article at the start: 0, 2 where it is there.
    pub article: u8,
    /// All letters.
    pub whole: Word,
    /// The letters after the article; only set where there is one.
    stem: Word,
    /// The letters with "son of" written as one word, as in Benali; empty where none precedes.
    pub son: Word,
    /// The letters before الدين and the like; empty where there is no such end.
    pub head: Word,
    /// Letters before الدين and the like, 0 for none.
    head_len: usize,
    /// Follows a son-of particle.
    pub nasab: bool,
    /// Opens with father-of or mother-of.
    pub kunya: bool,
    /// Opens with servant-of.
    pub abd: bool,
    /// Ends in الدين, الله and the like.
    pub laqab: bool,
    /// The classes of sound that it holds, a bit for each.
    pub sounds: u32,
    /// Some of its letters are digits.
    pub has_digits: bool,
    /// Letters of another script than Arabic and Latin, as a hash; 0 for none.
    pub foreign: u64,
    /// Where the spelling, and that without its article, are looked up.
    hash: [u64; 2],
    /// What is known of the spelling.
    pub entry: Option<EntryId>,
    /// How often it was seen, as log2(count + 1); -1 where it is unknown.
    pub log_count: f32,
    /// Where it stands in the original, in bytes.
    pub span: (u32, u32),
}

impl Part {
    fn blank() -> Self {
        Self {
            codes: Vec::new(),
            article: 0,
            whole: Word::empty(Script::Arabic),
            stem: Word::empty(Script::Arabic),
            son: Word::empty(Script::Arabic),
            head: Word::empty(Script::Arabic),
            head_len: 0,
            nasab: false,
            kunya: false,
            abd: false,
            laqab: false,
            sounds: 0,
            has_digits: false,
            foreign: 0,
            hash: [0; 2],
            entry: None,
            log_count: -1.0,
            span: (0, 0),
        }
    }

    /// A part made of letter codes alone.
    #[must_use]
    pub fn from_codes(
        codes: &[u8],
        script: Script,
        article: u8,
        pairs: &Pairs,
        entry: Option<EntryId>,
        attested: &Attested,
    ) -> Self {
        let mut part = Self::blank();
        part.codes.extend_from_slice(codes);
        part.article = article;
        part.whole.set(script, codes, pairs);
        if article > 0 {
            part.stem.set(script, &codes[article as usize..], pairs);
        }
        part.sounds = sounds(script, &codes[article as usize..]);
        part.entry = entry;
        part.log_count = entry.map_or(-1.0, |e| attested.log_count(e));
        part
    }

    /// The script of the letters.
    #[must_use]
    pub const fn script(&self) -> Script {
        self.whole.script
    }

    /// The letters after the article: all of them without one.
    #[must_use]
    pub const fn stem(&self) -> &Word {
        if self.article > 0 {
            &self.stem
        } else {
            &self.whole
        }
    }

    /// The hashes under which it is looked up.
    pub(super) fn hashes(&self) -> impl Iterator<Item = u64> + '_ {
        let n = if self.article > 0 { 2 } else { 1 };
        self.hash[..n].iter().copied()
    }

    /// Asks what is known of the spelling, or of that without its article.
    fn look_up(&mut self, attested: &Attested) {
        let (script, article) = (self.script(), self.article as usize);
        self.entry = attested
            .find_hashed(self.hash[0], script, &self.codes)
            .or_else(|| {
                let stem = self.codes.get(article..).filter(|_| article > 0)?;
                attested.find_hashed(self.hash[1], script, stem)
            });
        self.log_count = self.entry.map_or(-1.0, |e| attested.log_count(e));
    }

    /// The values of its digits.
    pub fn digits(&self) -> impl Iterator<Item = u8> + '_ {
        let zero = zero(self.script());
        self.codes
            .iter()
            .filter(move |&&c| c >= zero)
            .map(move |&c| c - zero)
    }

    /// The letters before الدين, الله and the like, and the letters of that end.
    #[must_use]
    pub fn halves(&self) -> Option<(&[u8], &[u8])> {
        let halves = self.codes.split_at_checked(self.head_len)?;
        (self.laqab && self.head_len > 0).then_some(halves)
    }

    /// Whether it is one letter, such as an initial.
    #[must_use]
    pub fn is_initial(&self) -> bool {
        self.codes.len() == 1 && self.foreign == 0 && !self.has_digits
    }
}

#[derive(Clone, Copy, Debug)]
struct Token {
    start: u32,
    end: u32,
    codes: (u32, u32),
    script: Script,
    foreign: u64,
    /// No space before it: a hyphen or nothing.
    bound: bool,
}

/// A name in parts, with the buffers to read the next one.
#[derive(Clone, Debug, Default)]
pub struct Parts {
    parts: Vec<Part>,
    used: usize,
    tokens: Vec<Token>,
    open: Option<Token>,
    bound: bool,
    /// Commas so far, and how many words stand before the first.
    commas: (u32, usize),
    codes: Vec<u8>,
    /// Titles at the start, in bytes of the original.
    titles: Vec<(u32, u32)>,
    /// Parts with separators: equal keys are equal names.
    key: Vec<u8>,
    /// All parts as one word, where there are several.
    glued: Option<Word>,
    /// Parts beyond [`MAX_PARTS`].
    beyond: u32,
}

impl Parts {
    /// Empty buffers.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The parts, in the order of the name.
    #[must_use]
    pub fn as_slice(&self) -> &[Part] {
        &self.parts[..self.used]
    }

    /// The parts, to be changed: training hides what is known of some.
    #[doc(hidden)]
    pub fn as_mut_slice(&mut self) -> &mut [Part] {
        &mut self.parts[..self.used]
    }

    /// Leading titles, in bytes of the original.
    #[must_use]
    pub fn titles(&self) -> &[(u32, u32)] {
        &self.titles
    }

    /// Equal keys mean equal names: the same parts in the same order.
    #[must_use]
    pub fn key(&self) -> &[u8] {
        &self.key
    }

    /// Parts that are not compared since there are too many.
    #[must_use]
    pub const fn beyond(&self) -> u32 {
        self.beyond
    }

    /// All parts written as one word, where all are of one script.
    #[must_use]
    pub fn glued(&self) -> Option<&Word> {
        match self.as_slice() {
            [one] => (one.foreign == 0).then_some(&one.whole),
            _ => self.glued.as_ref(),
        }
    }

    /// Reads `name`.
    pub fn read(&mut self, name: &str, pairs: [&Pairs; 2], attested: &Attested) {
        self.read_letters(name, pairs);
        self.as_slice()
            .iter()
            .for_each(|p| p.hashes().for_each(|h| attested.fetch_slot(h)));
        self.look_up(attested);
    }

    /// Reads `name` without asking what is known of its parts: [`Parts::look_up`] does that.
    pub(super) fn read_letters(&mut self, name: &str, pairs: [&Pairs; 2]) {
        self.scan(name);
        self.join(pairs);
    }

    /// Asks what is known of the parts.
    pub(super) fn look_up(&mut self, attested: &Attested) {
        for part in &mut self.parts[..self.used] {
            part.look_up(attested);
        }
    }

    /// Cuts into words of one script.
    fn scan(&mut self, name: &str) {
        self.tokens.clear();
        self.codes.clear();
        self.open = None;
        self.bound = false;
        self.commas = (0, 0);
        for (at, c) in name.char_indices() {
            if let Some(l) = folded_letter(c) {
                self.scan_letter(at, c, l);
            } else if c >= '\u{fb50}' {
                // a ligature stands for several letters, all at its place
                for f in fold::fold(c.encode_utf8(&mut [0; 4])).chars() {
                    self.scan_letter(at, c, letter(f));
                }
            }
        }
        self.close(name.len());
        // catalogues and sanctions lists write "Gaddafi, Muammar", with one comma
        if self.commas.0 == 1 && self.commas.1 < self.tokens.len() {
            self.tokens.rotate_left(self.commas.1);
        }
    }

    /// Ends the word that is open.
    fn close(&mut self, end: usize) {
        if let Some(mut t) = self.open.take() {
            t.end = end as u32;
            t.codes.1 = self.codes.len() as u32;
            if t.codes.1 > t.codes.0 || t.foreign != 0 {
                self.tokens.push(t);
            }
        }
    }

    fn scan_letter(&mut self, at: usize, c: char, l: Letter) {
        let script = match l {
            Letter::Arabic(_) => Script::Arabic,
            Letter::Latin(..) | Letter::Other(_) => Script::Latin,
            Letter::Digit(_) => self.open.map_or(Script::Latin, |t| t.script),
            Letter::Silent => return,
            Letter::Gap => {
                if self.open.is_some() {
                    self.close(at);
                    self.bound = false;
                }
                self.bound |= matches!(c, '-' | '‐' | '‑');
                self.bound &= !c.is_whitespace();
                if is_comma(c) {
                    self.commas.0 += 1;
                    self.commas.1 = self.tokens.len();
                    self.bound = false;
                }
                return;
            }
        };
        if self.open.is_some_and(|t| t.script != script) {
            self.close(at);
            self.bound = true;
        }
        let fresh = Token {
            start: at as u32,
            end: 0,
            codes: (self.codes.len() as u32, 0),
            script,
            foreign: 0,
            bound: self.bound,
        };
        let token = self.open.get_or_insert(fresh);
        match l {
            Letter::Arabic(code) => self.codes.push(code),
            Letter::Latin(code, more) => {
                self.codes.push(code);
                self.codes.extend(more);
            }
            Letter::Digit(d) => self.codes.push(d + zero(script)),
            Letter::Other(c) => {
                token.foreign = (token.foreign.rotate_left(5) ^ u64::from(u32::from(c)))
                    .wrapping_mul(0x517c_c1b7_2722_0a95)
                    | 1;
            }
            Letter::Silent | Letter::Gap => {}
        }
    }

    fn particle(&self, i: usize) -> Option<Particle> {
        let t = self.tokens.get(i)?;
        if t.foreign != 0 {
            return None;
        }
        let codes = &self.codes[t.codes.0 as usize..t.codes.1 as usize];
        match t.script {
            Script::Arabic => particle(codes),
            Script::Latin => {
                let mut buffer = [0; 18];
                if codes.len() > buffer.len() {
                    return None;
                }
                for (to, from) in buffer.iter_mut().zip(codes) {
                    *to = from + LATIN_OFFSET;
                }
                particle(&buffer[..codes.len()])
            }
        }
    }

    /// Whether the word opens with the Arabic article.
    fn is_definite(&self, i: usize) -> bool {
        let t = &self.tokens[i];
        let codes = &self.codes[t.codes.0 as usize..t.codes.1 as usize];
        t.script == Script::Arabic && has_article(codes)
    }

    fn join(&mut self, pairs: [&Pairs; 2]) {
        self.used = 0;
        self.beyond = 0;
        self.titles.clear();
        self.key.clear();
        let n = self.tokens.len();
        let mut i = self.skip_titles();
        let first = i;
        let mut nasab = false;
        while i < n {
            let more = i + 1 < n;
            let what = self.particle(i);
            let mut kunya = false;
            let mut abd = false;
            let mut article = 0u8;
            let start = i;
            let script = self.tokens[i].script;
            let same_script = more && self.tokens[i + 1].script == script;
            match what {
                Some(Particle::Nasab) if i > first && more => {
                    nasab = true;
                    i += 1;
                    continue;
                }
                Some(Particle::Suffix)
                    if i > first
                        && self.used > 0
                        && self.parts[self.used - 1].script() == script =>
                {
                    self.append_to_last(i, i + 1);
                    i += 1;
                    continue;
                }
                Some(Particle::Article | Particle::Assimilated)
                    if i > first
                        && same_script
                        && self.used > 0
                        && script == Script::Latin
                        && self.particle(i + 1) == Some(Particle::SuffixStem) =>
                {
                    self.append_to_last(i, i + 2);
                    i += 2;
                    continue;
                }
                _ => {}
            }
            if self.used == MAX_PARTS {
                self.beyond += 1;
                let mut key = std::mem::take(&mut self.key);
                key.push(252);
                self.push_codes(i, &mut key);
                key.extend_from_slice(&self.tokens[i].foreign.to_le_bytes());
                self.key = key;
                i += 1;
                continue;
            }
            if self.used == self.parts.len() {
                self.parts.push(Part::blank());
            }
            let mut codes = std::mem::take(&mut self.parts[self.used].codes);
            codes.clear();
            let mut at = i;
            match what {
                Some(Particle::Abd) if same_script => {
                    abd = true;
                    self.push_codes(at, &mut codes);
                    at += 1;
                }
                Some(Particle::BeforeDefinite) if same_script && self.is_definite(i + 1) => {
                    self.push_codes(at, &mut codes);
                    at += 1;
                }
                Some(Particle::Abu) if same_script => {
                    kunya = true;
                    let t = self.tokens[at];
                    let len = t.codes.1 - t.codes.0;
                    match (script, len) {
                        // بو stays as it is: its joined form is بوتفليقة
                        (Script::Arabic, 2) => self.push_codes(at, &mut codes),
                        (Script::Arabic, _) => codes.extend([letters::ALEF, 1, letters::WAW]),
                        (Script::Latin, 3) if self.codes[t.codes.0 as usize] == 1 => {
                            codes.extend([1, 14, 20])
                        }
                        (Script::Latin, _) => codes.extend([0, 1, 20]),
                    }
                    at += 1;
                }
                Some(Particle::Umm) if same_script => {
                    kunya = true;
                    match script {
                        Script::Arabic => codes.extend([letters::ALEF, 23]),
                        Script::Latin => codes.extend([20, 12, 12]),
                    }
                    at += 1;
                }
                _ => {}
            }
            let is_article = |p: Option<Particle>, bound: bool| match p {
                Some(Particle::Article) => true,
                Some(Particle::Assimilated) => bound,
                _ => false,
            };
            if at + 1 < n
                && self.tokens[at + 1].script == script
                && is_article(self.particle(at), self.tokens[at + 1].bound)
            {
                if codes.is_empty() {
                    article = 2;
                }
                // an assimilated article is written with its l, as Arabic does
                match script {
                    Script::Arabic => codes.extend([letters::ALEF, letters::LAM]),
                    Script::Latin => {
                        codes.extend([self.codes[self.tokens[at].codes.0 as usize], 11])
                    }
                }
                at += 1;
            } else if codes.is_empty() && self.is_definite(at) {
                article = 2;
            }
            self.push_codes(at, &mut codes);
            if script == Script::Arabic && codes == IBN {
                // ابن خلدون is بن خلدون
                codes.remove(0);
            }
            let foreign = self.tokens[at].foreign;
            let span = self.span(start, at);
            let part = &mut self.parts[self.used];
            part.codes = codes;
            part.article = article;
            part.nasab = nasab;
            part.kunya = kunya;
            part.abd = abd;
            part.laqab = false;
            part.head_len = 0;
            part.foreign = foreign;
            part.span = span;
            part.whole.script = script;
            self.used += 1;
            nasab = false;
            i = at + 1;
        }
        self.finish(pairs);
    }

    fn skip_titles(&mut self) -> usize {
        let n = self.tokens.len();
        let mut i = 0;
        while i + 1 < n {
            let mut end = match self.particle(i) {
                Some(Particle::Title) => i + 1,
                Some(Particle::TitleHead) if i + 2 < n && self.is_definite(i + 1) => i + 2,
                _ => break,
            };
            // الرئيس الروسي السابق; but not the name in الشيخ المصري, السيد العراقي بن علي
            while end + 1 < n
                && self.particle(end) == Some(Particle::TitleAdjective)
                && self.particle(end + 1) != Some(Particle::Nasab)
            {
                end += 1;
            }
            self.titles
                .push((self.tokens[i].start, self.tokens[end - 1].end));
            i = end;
        }
        i
    }

    fn push_codes(&self, i: usize, out: &mut Vec<u8>) {
        let t = self.tokens[i];
        out.extend_from_slice(&self.codes[t.codes.0 as usize..t.codes.1 as usize]);
    }

    fn append_to_last(&mut self, from: usize, to: usize) {
        let mut codes = std::mem::take(&mut self.parts[self.used - 1].codes);
        let head = codes.len();
        for i in from..to {
            self.push_codes(i, &mut codes);
        }
        let (start, end) = self.span(from, to - 1);
        let part = &mut self.parts[self.used - 1];
        if !part.laqab {
            part.head_len = head;
        }
        part.codes = codes;
        part.laqab = true;
        part.span = (part.span.0.min(start), part.span.1.max(end));
    }

    /// Where two words and what is between them stand, also where a comma turned their order.
    fn span(&self, first: usize, last: usize) -> (u32, u32) {
        let (a, b) = (self.tokens[first], self.tokens[last]);
        (a.start.min(b.start), a.end.max(b.end))
    }

    fn finish(&mut self, pairs: [&Pairs; 2]) {
        let mut glued = [0u8; MAX_LETTERS];
        let mut len = 0;
        let mut total = 0;
        let script = self.parts.first().map_or(Script::Arabic, Part::script);
        let several = self.used > 1;
        let mut one_script = several;
        for part in &mut self.parts[..self.used] {
            let s = part.whole.script;
            let p = pairs[s as usize];
            let article = part.article as usize;
            part.sounds = sounds(s, &part.codes[article..]);
            part.has_digits = part.codes.iter().any(|&c| c >= zero(s));
            part.whole.set(s, &part.codes, p);
            if article > 0 {
                part.stem.set(s, &part.codes[article..], p);
            }
            part.son.len = 0;
            part.head.len = 0;
            if part.nasab {
                let mut codes = [0; MAX_LETTERS];
                let son: &[u8] = match s {
                    Script::Arabic => &[1, 24],
                    Script::Latin => &[1, 4, 13],
                };
                let mut n = 0;
                for &c in son.iter().chain(&part.codes).take(MAX_LETTERS) {
                    codes[n] = c;
                    n += 1;
                }
                part.son.set(s, &codes[..n], p);
            }
            if part.laqab {
                part.head.set(s, &part.codes[..part.head_len], p);
            }
            part.hash =
                [0, article].map(|from| hash(s, part.codes.get(from..).unwrap_or_default()));
            self.key.push(254 + s as u8);
            if part.nasab {
                self.key.push(251);
            }
            self.key.extend_from_slice(&part.codes);
            if part.foreign != 0 {
                self.key.push(253);
                self.key.extend_from_slice(&part.foreign.to_le_bytes());
            }
            one_script &= s == script && part.foreign == 0;
            let letters: &[u8] = if several { &part.codes } else { &[] };
            for &c in letters {
                if len < MAX_LETTERS {
                    glued[len] = c;
                    len += 1;
                }
                total += 1;
            }
        }
        self.glued = one_script.then(|| {
            let mut word = Word::new(script, &glued[..len], pairs[script as usize]);
            word.beyond = (total - len) as u32;
            word
        });
    }
}

/// Whether a character may part a family's name from the names before it; `٬` folds to a comma.
const fn is_comma(c: char) -> bool {
    matches!(c, ',' | '،' | '٬')
}

/// The classes of sound of letters, a bit for each.
fn sounds(script: Script, codes: &[u8]) -> u32 {
    codes
        .iter()
        .filter_map(|&c| letters::sound(script, c))
        .fold(0, |m, s| m | 1 << s)
}

/// Code of the digit 0.
const fn zero(script: Script) -> u8 {
    match script {
        Script::Arabic => letters::ARABIC_ZERO,
        Script::Latin => letters::LATIN_ZERO,
    }
}

/// The letters of a name as one word of its first script, without looking at its parts: at most
/// [`MAX_LETTERS`]. Much quicker than [`Parts::read`]. Returns whether they open with the Arabic article; `stem` are
/// then the letters after it.
pub fn read_glued(name: &str, pairs: [&Pairs; 2], whole: &mut Word, stem: &mut Word) -> bool {
    let mut codes = [0; MAX_LETTERS];
    let mut len = 0;
    let mut script = None;
    let mut beyond = 0;
    let mut commas = (0, 0);
    for c in name.chars() {
        let (s, letters) = match folded_letter(c) {
            Some(Letter::Arabic(code)) => (Script::Arabic, [Some(code), None]),
            Some(Letter::Latin(code, more)) => (Script::Latin, [Some(code), more]),
            Some(Letter::Gap) if is_comma(c) => {
                commas = (commas.0 + 1, len);
                continue;
            }
            _ => continue,
        };
        if *script.get_or_insert(s) != s {
            continue;
        }
        for code in letters.into_iter().flatten() {
            if len < MAX_LETTERS {
                codes[len] = code;
                len += 1;
            } else {
                beyond += 1;
            }
        }
    }
    if commas.0 == 1 {
        codes[..len].rotate_left(commas.1);
    }
    let script = script.unwrap_or(Script::Latin);
    whole.set(script, &codes[..len], pairs[script as usize]);
    whole.beyond = beyond;
    let article = script == Script::Arabic && has_article(&codes[..len]) && len > 4;
    if article {
        stem.set(script, &codes[2..len], pairs[script as usize]);
        stem.beyond = beyond;
    }
    article
}

/// Whether Arabic letters open with the article, and enough follows it.
fn has_article(codes: &[u8]) -> bool {
    codes.len() >= 4 && codes[0] == letters::ALEF && codes[1] == letters::LAM
}
