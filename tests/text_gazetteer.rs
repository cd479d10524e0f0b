//! The gazetteer: against a search without any index, its bytes, and bad lists.

use kunya::error::{Error, Result};
use kunya::folded::{FoldedTokens, fold_tokens};
use kunya::gazetteer::{Entry, Gazetteer, GazetteerBuilder, Match};
use kunya::tokenize::tokenize;
use proptest::prelude::*;

fn build(phrases: &[(u32, &str, Option<&str>)]) -> Gazetteer {
    let mut builder = GazetteerBuilder::new();
    for &(label, phrase, id) in phrases {
        builder.add(label, phrase, id).unwrap();
    }
    builder.build().unwrap()
}

fn fold(text: &str) -> FoldedTokens {
    fold_tokens(text, &tokenize(text))
}

fn labels(found: &Match) -> Vec<u32> {
    found.entries.clone().map(|e| e.label).collect()
}

#[test]
fn spellings_share_a_phrase() {
    let g = build(&[(1, "أحمد أبو الغيط", None), (2, "ريا نوفوستي", None)]);
    for text in [
        "احمد ابو الغيط",
        "أحْمَد أبـو الغيط",
        "ريا \"نوفوستي\"",
        "ريا - نوفوستي",
    ] {
        let folded = fold(text);
        let found = g.longest_at(&folded, 0, 0).expect(text);
        assert_eq!(
            found.tokens,
            0..folded.len() - usize::from(text.ends_with('"'))
        );
    }
    assert!(g.longest_at(&fold("احمد ابو، الغيط"), 0, 0).is_none());
    assert!(g.longest_at(&fold("احمد ابو"), 0, 0).is_none());
}

#[test]
fn the_longest_wins_and_falls_back() {
    let g = build(&[
        (1, "كوريا", None),
        (2, "كوريا الشمالية", None),
        (3, "كوريا الشمالية الديمقراطية الشعبية", None),
    ]);
    let labels_of = |text: &str| labels(&g.longest_at(&fold(text), 0, 0).unwrap());
    assert_eq!(labels_of("كوريا الشمالية الديمقراطية الشعبية"), [3]);
    assert_eq!(labels_of("كوريا الشمالية الديمقراطية"), [2]);
    assert_eq!(labels_of("كوريا والصين"), [1]);
}

#[test]
fn one_phrase_may_mean_several_things() {
    let g = build(&[
        (1, "الأردن", Some("iso3166:JO")),
        (2, "الأُرْدُنّ", Some("river:jordan")),
        (1, "عمان", None),
    ]);
    assert_eq!(g.len(), 2);
    let folded = fold("الاردن");
    let entries: Vec<Entry> = g.longest_at(&folded, 0, 0).unwrap().entries.collect();
    let expected = [(1, Some("iso3166:JO")), (2, Some("river:jordan"))];
    assert_eq!(entries, expected.map(|(label, id)| Entry { label, id }));
}

#[test]
fn proclitics_come_before_phrases() {
    let g = build(&[
        (1, "روسيا", None),
        (2, "القاهرة", None),
        (3, "الأمم المتحدة", None),
    ]);
    for (text, skip, article) in [
        ("لروسيا", "ل", false),
        ("وبروسيا", "وب", false),
        ("بالقاهرة", "ب", false),
        ("للقاهرة", "لل", true),
        ("وللأمم المتحدة", "ولل", true),
    ] {
        let folded = fold(text);
        let found = g.find_all(&folded);
        assert_eq!(found.len(), 1, "{text}");
        assert_eq!(
            (found[0].skip, found[0].article),
            (skip.len(), article),
            "{text}"
        );
        assert_eq!(found[0].tokens, 0..folded.len());
    }
    // no match cuts a word at its end, or after what is no proclitic
    assert!(g.find_all(&fold("روسياه والروسيا تروسيا")).is_empty());
}

#[test]
fn bytes_serve_in_place() {
    let g = build(&[
        (7, "بيروت", Some("geonames:276781")),
        (8, "وادي النيل", None),
    ]);
    let kept: &'static [u8] = Box::leak(g.as_bytes().to_vec().into_boxed_slice());
    let again = Gazetteer::from_static(kept).unwrap();
    let folded = fold("من بيروت إلى وادي النيل");
    let shown = |g: &Gazetteer| format!("{:?}", g.find_all(&folded));
    assert_eq!(shown(&g), shown(&again));
    assert!(shown(&again).contains("geonames:276781"));
    assert!(Gazetteer::empty().find_all(&folded).is_empty());
    assert!(build(&[]).is_empty());
    let empty = Gazetteer::from_bytes(Gazetteer::empty().as_bytes().to_vec()).unwrap();
    assert!(empty.is_empty());
}

#[test]
fn damaged_bytes_are_refused() {
    let g = build(&[
        (7, "بيروت", Some("geonames:276781")),
        (8, "وادي النيل", None),
    ]);
    let bytes = g.as_bytes();
    for end in 0..bytes.len() {
        assert!(matches!(
            Gazetteer::from_bytes(bytes[..end].to_vec()),
            Err(Error::InvalidFile { .. })
        ));
    }
    let folded = fold("من بيروت إلى وادي النيل");
    for i in 0..bytes.len() {
        for flip in [0x01, 0x80, 0xff] {
            let mut bad = bytes.to_vec();
            bad[i] ^= flip;
            // refused, or of no harm
            if let Ok(g) = Gazetteer::from_bytes(bad) {
                let _ = format!("{:?}", g.find_all(&folded));
            }
        }
    }
}

#[test]
fn lists_name_their_bad_lines() {
    let label = |name: &str| -> Result<u32> {
        match name {
            "PER" => Ok(0),
            _ => Err(Error::invalid_argument("label", name, "PER")),
        }
    };
    let mut b = GazetteerBuilder::new();
    b.add_lines("# mine\nPER\tسيف\tx1\n\nPER\tليلى\n", "mine.tsv", label)
        .unwrap();
    assert_eq!(b.len(), 2);
    for (lines, message) in [
        (
            "PER\tسيف\nLOC\tتونس\n",
            "mine.tsv:2: label must be PER, got LOC",
        ),
        ("PER\n", "mine.tsv:1: label, phrase and possibly an id"),
        ("PER\t...-\"\n", ""),
        (
            "PER\t\"-\"\n",
            "mine.tsv:1: phrase must be a text with at least one word",
        ),
    ] {
        let result = GazetteerBuilder::new().add_lines(lines, "mine.tsv", label);
        match (message, result) {
            ("", Ok(())) => {}
            (_, Err(e)) => assert!(e.to_string().starts_with(message), "{e}"),
            (_, Ok(())) => panic!("{lines:?} passed"),
        }
    }
}

/// The longest phrase at a token, by comparing with each phrase in turn.
fn naive(phrases: &[Vec<String>], words: &[&str], at: usize, skip: usize) -> Option<usize> {
    let first = words[at].get(skip..)?;
    phrases
        .iter()
        .filter(|p| {
            let fits = words.len() - at >= p.len() && p[0] == first;
            fits && p[1..].iter().zip(&words[at + 1..]).all(|(a, b)| a == b)
        })
        .map(Vec::len)
        .max()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn finds_what_a_naive_search_finds(
        phrases in prop::collection::vec(prop::collection::vec("[ابتول]{1,3}", 1..4), 1..40),
        text in prop::collection::vec("[ابتول]{1,4}", 1..60),
    ) {
        let mut builder = GazetteerBuilder::new();
        for phrase in &phrases {
            builder.add(0, &phrase.join(" "), None).unwrap();
        }
        let g = builder.build().unwrap();
        let folded = fold(&text.join(" "));
        let words: Vec<&str> = folded.iter().collect();
        prop_assert_eq!(words.len(), text.len());
        for at in 0..words.len() {
            for skip in (0..words[at].len()).step_by(2) {
                let got = g.longest_at(&folded, at, skip).map(|m| m.tokens.len());
                prop_assert_eq!(got, naive(&phrases, &words, at, skip));
            }
        }
    }
}
