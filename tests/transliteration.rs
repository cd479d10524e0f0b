//! What the romanisation schemes promise: reversible ones go back exactly, the others follow their
//! standard's rules for the article, hamza, doubled letters and long vowels, and none fails on any text.

use kunya::translit::{Scheme, reverse, transliterate};
use proptest::prelude::*;

fn reversible() -> impl Iterator<Item = Scheme> {
    Scheme::ALL.into_iter().filter(|s| s.is_reversible())
}

/// Letters and marks that Arabic text is written with, and those that it borrows.
fn letters() -> Vec<char> {
    ('\u{621}'..='\u{63a}')
        .chain('\u{640}'..='\u{652}')
        .chain(['\u{670}', 'ٱ', 'پ', 'چ', 'ژ', 'ڤ', 'گ'])
        .collect()
}

#[test]
fn there_are_three_reversible_schemes() {
    assert_eq!(reversible().count(), 3);
}

#[test]
fn every_letter_goes_back() {
    for scheme in reversible() {
        for letter in letters() {
            let text = letter.to_string();
            let latin = transliterate(&text, scheme);
            assert_eq!(
                reverse(&latin, scheme).expect("reversible"),
                text,
                "{} {latin}",
                scheme.name()
            );
        }
    }
}

#[test]
fn no_two_letters_share_a_character() {
    for scheme in reversible() {
        let mut written: Vec<String> = letters()
            .iter()
            .map(|c| transliterate(&c.to_string(), scheme))
            .collect();
        written.sort();
        let all = written.len();
        written.dedup();
        assert_eq!(written.len(), all, "{}", scheme.name());
    }
}

#[test]
fn safe_buckwalter_is_safe() {
    for letter in letters().into_iter().filter(|&c| c != 'ژ') {
        let latin = transliterate(&letter.to_string(), Scheme::SafeBuckwalter);
        assert!(
            latin.chars().all(|c| c.is_ascii_alphabetic() || c == '_'),
            "{letter} {latin}"
        );
    }
}

#[test]
fn the_article_follows_the_scheme() {
    use Scheme::{AlaLc, BgnPcgn, Din31635, Iso233, Ungegn};
    for (text, expected) in [
        (
            "الشَّمْس",
            [
                (AlaLc, "al-shams"),
                (Din31635, "aš-šams"),
                (Iso233, "al-šams"),
                (BgnPcgn, "ash shams"),
                (Ungegn, "ash-shams"),
            ],
        ),
        (
            "القَمَر",
            [
                (AlaLc, "al-qamar"),
                (Din31635, "al-qamar"),
                (Iso233, "al-qamar"),
                (BgnPcgn, "al qamar"),
                (Ungegn, "al-qamar"),
            ],
        ),
    ] {
        for (scheme, latin) in expected {
            assert_eq!(
                transliterate(text, scheme),
                latin,
                "{text} {}",
                scheme.name()
            );
        }
    }
    // fourteen letters take the l over, fourteen do not
    for c in "تثدذرزسشصضطظلن".chars() {
        let written = transliterate(&format!("ال{c}َبَب"), Din31635);
        assert!(!written.starts_with("al-") || c == 'ل', "{c} {written}");
    }
    for c in "بجحخعغفقكمهوي".chars() {
        let written = transliterate(&format!("ال{c}َبَب"), Din31635);
        assert!(written.starts_with("al-"), "{c} {written}");
    }
}

#[test]
fn hamza_is_written_inside_a_word_only() {
    for (text, scheme, expected) in [
        ("أَحْمَد", Scheme::AlaLc, "aḥmad"),
        ("إِبْرَاهِيم", Scheme::AlaLc, "ibrāhīm"),
        ("أُسَامَة", Scheme::Din31635, "usāma"),
        ("مَسْأَلَة", Scheme::AlaLc, "masʼalah"),
        ("رُؤْيَا", Scheme::Din31635, "ruʾyā"),
        ("قُرْآن", Scheme::AlaLc, "qurʼān"),
        ("آمِنَة", Scheme::AlaLc, "āminah"),
        ("سَمَاء", Scheme::Ungegn, "samā’"),
        ("بِئْر", Scheme::BgnPcgn, "bi’r"),
    ] {
        assert_eq!(transliterate(text, scheme), expected, "{text}");
    }
}

#[test]
fn words_that_hide_a_vowel_are_known() {
    for (text, scheme, expected) in [
        ("عَبْد الله", Scheme::AlaLc, "ʻabd allāh"),
        ("اللَّه", Scheme::Din31635, "allāh"),
        ("عَبْد الرحمن", Scheme::AlaLc, "ʻabd al-raḥmān"),
        ("عَبْد الرَّحْمٰن", Scheme::Din31635, "ʿabd ar-raḥmān"),
        ("ابن سِينَا", Scheme::AlaLc, "ibn sīnā"),
        ("هذا", Scheme::AlaLc, "hādhā"),
    ] {
        assert_eq!(transliterate(text, scheme), expected, "{text}");
    }
}

#[test]
fn doubled_glides_close_a_long_vowel() {
    for (text, scheme, expected) in [
        ("عَلِيّ", Scheme::AlaLc, "ʻalī"),
        ("المِصْرِيَّة", Scheme::AlaLc, "al-miṣrīyah"),
        ("العَرَبِيَّة", Scheme::BgnPcgn, "al ‘arabīyah"),
        ("عَدُوّ", Scheme::AlaLc, "ʻadūw"),
        ("أَيَّام", Scheme::AlaLc, "ayyām"),
        ("أَوَّل", Scheme::Din31635, "awwal"),
    ] {
        assert_eq!(transliterate(text, scheme), expected, "{text}");
    }
}

#[test]
fn ends_of_words_follow_their_marks() {
    for (text, scheme, expected) in [
        ("كَتَبُوا", Scheme::AlaLc, "katabū"),
        ("فَتًى", Scheme::AlaLc, "fatan"),
        ("كِتَابًا", Scheme::Din31635, "kitāban"),
        ("خَاصَّةً", Scheme::Din31635, "ḫāṣṣatan"),
        ("مُوسَى", Scheme::Iso233, "mūsā"),
    ] {
        assert_eq!(transliterate(text, scheme), expected, "{text}");
    }
}

#[test]
fn the_article_is_seen_behind_proclitics_where_marks_tell() {
    for (text, scheme, expected) in [
        ("وَالشَّمْس", Scheme::AlaLc, "wa-al-shams"),
        ("وَالشَّمْس", Scheme::Din31635, "wa-š-šams"),
        ("وَالْقَمَر", Scheme::Din31635, "wa-l-qamar"),
        ("بِالْقَلَم", Scheme::AlaLc, "bi-al-qalam"),
        ("لِلشَّمْس", Scheme::AlaLc, "lil-shams"),
        ("وَالشَّمْس", Scheme::BgnPcgn, "wa ash shams"),
        ("وَالِد", Scheme::AlaLc, "wālid"),
        ("بَالِغ", Scheme::Ungegn, "bāligh"),
    ] {
        assert_eq!(transliterate(text, scheme), expected, "{text}");
    }
}

#[test]
fn lossy_schemes_refuse_the_way_back() {
    for scheme in Scheme::ALL.into_iter().filter(|s| !s.is_reversible()) {
        let error = reverse("muḥammad", scheme).expect_err("lossy").to_string();
        assert!(error.contains(scheme.name()), "{error}");
        assert!(error.contains("buckwalter"), "{error}");
    }
}

fn arabic() -> impl Strategy<Value = String> {
    proptest::collection::vec(
        prop_oneof![
            9 => proptest::sample::select(letters()),
            1 => proptest::sample::select(vec![' ', '،', '1', '٣', '.', '😀']),
        ],
        0..40,
    )
    .prop_map(|c| c.into_iter().collect())
}

proptest! {
    #[test]
    fn words_go_back(text in arabic()) {
        for scheme in reversible() {
            let latin = transliterate(&text, scheme);
            prop_assert_eq!(reverse(&latin, scheme).expect("reversible"), text.clone());
        }
    }

    #[test]
    fn sounds_leave_no_arabic_letter(text in arabic()) {
        for scheme in Scheme::ALL.into_iter().filter(|s| !s.is_reversible()) {
            let latin = transliterate(&text, scheme);
            prop_assert!(!latin.chars().any(|c| ('\u{621}'..='\u{64a}').contains(&c)), "{} {}", scheme.name(), latin);
        }
    }

    #[test]
    fn no_text_fails(text in any::<String>()) {
        for scheme in Scheme::ALL {
            let latin = transliterate(&text, scheme);
            if scheme.is_reversible() {
                prop_assert!(reverse(&latin, scheme).is_ok());
            }
        }
    }
}
