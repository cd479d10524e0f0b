//! Finds spellings that look or sound like a given one: the source of hard negatives.

use kunya::names::align::Script;

/// Postings of letter pairs and of consonant pairs.
pub struct Neighbours {
    keys: Vec<Vec<u16>>,
    postings: Vec<Vec<u32>>,
}

/// Classes of consonants that sound alike; weak letters have none.
pub fn consonant_class(script: Script, code: u8) -> Option<u8> {
    let c = script.character(code);
    Some(match c {
        'ب' | 'پ' | 'b' | 'p' => 0,
        'ت' | 'ط' | 'د' | 'ض' | 'ث' | 'ذ' | 'ظ' | 't' | 'd' => 1,
        'ج' | 'غ' | 'ق' | 'ك' | 'گ' | 'چ' | 'خ' | 'ژ' | 'ڭ' | 'g' | 'k' | 'q' | 'c' | 'j' | 'x' => {
            2
        }
        'س' | 'ز' | 'ص' | 'ش' | 's' | 'z' => 3,
        'ف' | 'ڤ' | 'f' | 'v' => 4,
        'ر' | 'r' => 5,
        'ل' | 'l' => 6,
        'م' | 'm' => 7,
        'ن' | 'n' => 8,
        'ه' | 'ح' | 'h' => 9,
        _ => return None,
    })
}

/// Letter pairs with word ends.
pub fn letter_grams(codes: &[u8]) -> Vec<u16> {
    let mut grams = Vec::new();
    let mut prev = 62u16;
    for c in codes.iter().map(|&c| u16::from(c)).chain([63]) {
        grams.push(prev * 64 + c);
        prev = c;
    }
    grams.sort_unstable();
    grams.dedup();
    grams
}

/// Pairs of consonant classes with word ends.
pub fn consonant_grams(script: Script, codes: &[u8]) -> Vec<u16> {
    let classes: Vec<u8> = codes
        .iter()
        .filter_map(|&c| consonant_class(script, c))
        .collect();
    letter_grams(&classes)
}

impl Neighbours {
    /// Indexes the grams of all spellings.
    pub fn new(keys: Vec<Vec<u16>>) -> Self {
        let mut postings = vec![Vec::new(); 64 * 64];
        for (i, grams) in keys.iter().enumerate() {
            for &g in grams {
                postings[g as usize].push(i as u32);
            }
        }
        Self { keys, postings }
    }

    /// The `n` spellings that share most with spelling `of`, by the Jaccard measure.
    pub fn nearest(&self, of: usize, n: usize, counts: &mut Vec<u16>) -> Vec<u32> {
        counts.clear();
        counts.resize(self.keys.len(), 0);
        let mine = &self.keys[of];
        let mut seen = Vec::new();
        for &g in mine {
            let list = &self.postings[g as usize];
            if list.len() > 12_000 && mine.len() > 4 {
                continue;
            }
            for &i in list {
                if counts[i as usize] == 0 {
                    seen.push(i);
                }
                counts[i as usize] += 1;
            }
        }
        let mut scored: Vec<(u32, u32)> = seen
            .into_iter()
            .filter(|&i| i as usize != of)
            .map(|i| {
                let both = u32::from(counts[i as usize]);
                let union = (mine.len() + self.keys[i as usize].len()) as u32 - both;
                (both * 10_000 / union.max(1), i)
            })
            .collect();
        if scored.len() > n {
            scored.select_nth_unstable_by_key(n, |&(s, i)| (std::cmp::Reverse(s), i));
            scored.truncate(n);
        }
        scored.sort_unstable_by_key(|&(s, i)| (std::cmp::Reverse(s), i));
        scored.into_iter().map(|s| s.1).collect()
    }
}
