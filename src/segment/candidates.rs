//! The ways in which a word could be cut: which strings may be proclitics and enclitics.

/// Proclitic sequences of a folded word, as the lengths in letters of their parts; index 0 is none.
///
/// In `لل` the second ل is the article, which lost its alef to the preposition: a part of its own, so that the stem is
/// what the word is without both.
pub(super) const PREFIXES: [(&str, &[u8]); 19] = [
    ("", &[]),
    ("و", &[1]),
    ("ف", &[1]),
    ("ب", &[1]),
    ("ك", &[1]),
    ("ل", &[1]),
    ("س", &[1]),
    ("لل", &[1, 1]),
    ("وب", &[1, 1]),
    ("وك", &[1, 1]),
    ("ول", &[1, 1]),
    ("وس", &[1, 1]),
    ("ولل", &[1, 1, 1]),
    ("فب", &[1, 1]),
    ("فك", &[1, 1]),
    ("فل", &[1, 1]),
    ("فس", &[1, 1]),
    ("فلل", &[1, 1, 1]),
    ("ا", &[1]),
];

/// Indices from which on a prefix holds the interrogative أ.
const INTERROGATIVE: usize = 18;

/// What the interrogative أ is found before in news prose; before other words the letter is part of the word.
const ASKED: [&str; 9] = [
    "ليس",
    "ليست",
    "ليسوا",
    "لسنا",
    "لا",
    "لم",
    "لن",
    "هكذا",
    "هذا",
];

/// Enclitic pronouns of a folded word; index 0 is none.
pub(super) const SUFFIXES: [&str; 13] = [
    "", "ه", "ها", "هم", "هن", "هما", "ك", "كم", "كن", "كما", "ي", "ني", "نا",
];

/// One way to cut a word: indices into [`PREFIXES`] and [`SUFFIXES`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Candidate {
    pub prefix: u8,
    pub suffix: u8,
}

impl Candidate {
    /// The stem of `word`, for which this candidate was made.
    pub fn stem(self, word: &str) -> &str {
        let word = &word[PREFIXES[usize::from(self.prefix)].0.len()..];
        &word[..word.len() - SUFFIXES[usize::from(self.suffix)].len()]
    }

    /// In one byte, for tables of decisions.
    pub fn pack(self) -> u8 {
        self.prefix * SUFFIXES.len() as u8 + self.suffix
    }

    /// The inverse of [`Candidate::pack`]; `None` for a byte that no candidate has.
    pub fn unpack(byte: u8) -> Option<Self> {
        let n = SUFFIXES.len() as u8;
        let candidate = Self {
            prefix: byte / n,
            suffix: byte % n,
        };
        (usize::from(candidate.prefix) < PREFIXES.len()).then_some(candidate)
    }
}

const _: () = assert!(PREFIXES.len() * SUFFIXES.len() <= 0x100);

/// Most candidates that a word can have.
pub(super) const MOST: usize = 32;

/// Longest word, in bytes, that is looked into: no Arabic word has more than twenty-odd letters.
pub(super) const LONGEST: usize = 64;

/// Fills `out` with the ways to cut `word` (folded), the uncut one first; gives their number.
///
/// `closed`: the word is written with a final letter that no pronoun has (ة, ى), so nothing is cut behind.
pub(super) fn candidates(word: &str, closed: bool, out: &mut [Candidate; MOST]) -> usize {
    let mut n = 0;
    for (p, (prefix, parts)) in PREFIXES.iter().enumerate() {
        let Some(rest) = word.strip_prefix(prefix) else {
            continue;
        };
        if p >= INTERROGATIVE && !ASKED.contains(&rest) {
            continue;
        }
        // After لل nothing may begin with the article again; ل before ال is written لل.
        let ends_in_lam = prefix.ends_with('ل');
        if ends_in_lam && rest.starts_with("ال") && rest.len() > 8 {
            continue;
        }
        for (s, suffix) in SUFFIXES.iter().enumerate() {
            if s > 0 && (closed || parts.len() >= 2 && ends_in_lam && prefix.ends_with("لل")) {
                break;
            }
            let Some(stem) = rest.strip_suffix(suffix) else {
                continue;
            };
            // Two bytes a letter: a stem has two letters at least, one where a preposition carries a pronoun (له, بها,
            // وله): there the preposition is the stem.
            let carries = s > 0 && matches!(stem, "ل" | "ب") && matches!(*prefix, "" | "و" | "ف");
            if (p == 0 && s == 0 || stem.len() >= 4 || carries) && n < MOST {
                out[n] = Candidate {
                    prefix: p as u8,
                    suffix: s as u8,
                };
                n += 1;
            }
        }
    }
    n
}
