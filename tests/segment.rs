//! Clitics: words that stay whole, words that do not, and input that is no word at all.

use kunya::fold::fold;
use kunya::segment::{Role, Segmenter};
use kunya::span::Span;
use proptest::prelude::*;

/// Each word of `text` (set apart by spaces) with its parts joined by `+`.
fn cut(text: &str) -> Vec<String> {
    let words: Vec<(Span, String)> = text
        .split(' ')
        .map(|w| {
            let start = w.as_ptr() as usize - text.as_ptr() as usize;
            (Span::new(start as u32, (start + w.len()) as u32), fold(w))
        })
        .collect();
    (0..words.len())
        .map(|i| {
            let before = i.checked_sub(1).map_or("", |j| &words[j].1);
            let after = words.get(i + 1).map_or("", |w| &w.1);
            Segmenter::global()
                .segment(text, words[i].0, &words[i].1, before, after)
                .parts()
                .map(|(_, s)| s.of(text))
                .collect::<Vec<_>>()
                .join("+")
        })
        .collect()
}

#[test]
fn names_lose_what_is_written_before_them() {
    for (word, parts) in [
        ("لروسيا", "ل+روسيا"),
        ("وبالرئيس", "و+ب+الرئيس"),
        ("لأوباما", "ل+أوباما"),
        ("للزعيم", "ل+ل+زعيم"),
        ("وللأمم", "و+ل+ل+أمم"),
        ("وزعيمها", "و+زعيم+ها"),
        ("بموسكو", "ب+موسكو"),
        ("كالقاهرة", "ك+القاهرة"),
        ("سيزور", "س+يزور"),
        ("وسيلتقي", "و+س+يلتقي"),
        ("له", "ل+ه"),
        ("وبها", "و+ب+ها"),
    ] {
        assert_eq!(cut(word), [parts], "{word}");
    }
}

#[test]
fn words_that_begin_like_a_clitic_stay_whole() {
    for word in [
        "وزير",
        "فيلم",
        "بيان",
        "كتاب",
        "لبنان",
        "البانيا",
        "ألبانيا",
        "وزارة",
        "فرنسا",
        "باريس",
        "بوتين",
        "كوريا",
        "ليبيا",
        "سوريا",
        "واشنطن",
        "فلسطين",
        "كيم",
        "لندن",
        "برلين",
        "مياه",
        "اتجاه",
        "مدرسة",
        "الله",
        "وفد",
        "بعد",
        "كان",
        "لكن",
    ] {
        assert_eq!(cut(word), [word], "{word}");
    }
    assert_eq!(cut("وصل الرئيس إلى العاصمة")[0], "وصل");
}

#[test]
fn marks_and_tatweel_stay_with_their_letter() {
    assert_eq!(cut("وَلِروسيا"), ["وَ+لِ+روسيا"]);
    assert_eq!(cut("لـروسيا"), ["لـ+روسيا"]);
}

#[test]
fn a_final_ta_marbuta_is_no_pronoun() {
    assert_eq!(cut("مدرسة"), ["مدرسة"]);
    assert_eq!(cut("كتبها"), ["كتب+ها"]);
}

#[test]
fn damaged_models_are_refused_by_name() {
    let sound = std::fs::read("models/segment/segment.bin").expect("the model");
    let error = |bytes: &[u8]| {
        Segmenter::from_bytes(bytes, "some.bin")
            .err()
            .expect("an error")
            .to_string()
    };
    assert!(error(b"no model").contains("some.bin"));
    assert!(error(&sound[..sound.len() - 9]).contains("truncated"));
    let mut damaged = sound.clone();
    let last = damaged.len() - 1;
    damaged[last] ^= 1;
    assert!(error(&damaged).contains("checksum"));
    let mut newer = sound;
    newer[8] = 99;
    assert!(error(&newer).contains("version 99"));
}

#[test]
fn a_word_of_ten_thousand_letters_is_whole() {
    let word = "و".repeat(10_000);
    assert_eq!(cut(&word), [word]);
    let marked = format!("و{}روسيا", "\u{64e}".repeat(300));
    assert_eq!(cut(&marked).concat(), marked);
}

proptest! {
    #[test]
    fn parts_are_the_word(text in "[\u{621}-\u{652}ـ a\u{200f}]{1,40}") {
        prop_assert_eq!(cut(&text).join(" ").replace('+', ""), text);
    }

    #[test]
    fn there_is_one_stem(word in "[\u{621}-\u{64a}]{1,12}") {
        let span = Span::new(0, word.len() as u32);
        let segments = Segmenter::global().segment(&word, span, &fold(&word), "", "");
        prop_assert_eq!(segments.parts().filter(|(r, _)| *r == Role::Stem).count(), 1);
        prop_assert!(!segments.stem().is_empty());
    }
}
