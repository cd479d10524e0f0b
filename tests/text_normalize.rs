//! Normalisation: golden texts, idempotence, the map both ways.

use kunya::normalize::Normalizer;
use kunya::span::Span;
use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization;

mod golden_rows;
use golden_rows::{escape, rows, unescape};

/// A normalizer from its options: a preset's name or `+`-joined options on top of nothing.
fn normalizer(options: &str) -> Normalizer {
    options
        .split('+')
        .fold(Normalizer::none(), |n, option| match option {
            "default" => Normalizer::new(),
            "search" => Normalizer::search(),
            "matching" => Normalizer::matching(),
            "display" => Normalizer::display(),
            "none" => n,
            "marks" => n.marks(true),
            "tatweel" => n.tatweel(true),
            "hamza" => n.hamza(true),
            "ya" => n.ya(true),
            "ta_marbuta" => n.ta_marbuta(true),
            "persian" => n.persian(true),
            "digits" => n.digits(true),
            "nfkc" => n.nfkc(true),
            "controls" => n.controls(true),
            "joiners" => n.joiners(true),
            "repeats" => n.repeats(true),
            "whitespace" => n.whitespace(true),
            "lowercase" => n.lowercase(true),
            other => panic!("no option {other:?}"),
        })
}

#[test]
fn golden() {
    let mut wrong = String::new();
    for row in rows(include_str!("golden/normalize.tsv")) {
        let (options, text, want) = (row[0], unescape(row[1]), unescape(row[2]));
        let got = normalizer(options).normalize(&text);
        if got != want {
            wrong += &format!(
                "{options} {}\n  want {}\n  got  {}\n",
                row[1],
                escape(&want),
                escape(&got)
            );
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

fn texts() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        6 => "[\u{621}-\u{64a}]{1,4}",
        2 => "[اوي]{1,5}",
        3 => "[\u{64b}-\u{655}\u{670}\u{640}]{1,3}",
        3 => "[ \n\t\u{a0}\u{2003}]{1,3}",
        1 => "[0-9٠-٩۰-۹٪٫٬]{1,3}",
        2 => "[a-zA-Zéİß\u{301}\u{327}]{1,3}",
        2 => "[\u{200b}-\u{200f}\u{202a}-\u{202e}\u{2066}-\u{2069}\u{feff}\u{ad}]",
        2 => "[\u{fb50}-\u{fdff}\u{fe70}-\u{fefc}]{1,2}",
        1 => "[\u{671}-\u{6ff}]{1,3}",
        1 => "[\u{1100}-\u{1112}\u{1161}-\u{1175}\u{11a8}-\u{11c2}]{1,3}",
        1 => Just("❤️1️⃣👨‍👩‍👧".to_owned()),
        1 => any::<char>().prop_map(|c| c.to_string()),
    ];
    prop::collection::vec(piece, 0..16).prop_map(|p| p.concat())
}

fn normalizers() -> impl Strategy<Value = Normalizer> {
    any::<u16>().prop_map(|bits| {
        let on = |n: u16| bits >> n & 1 == 1;
        Normalizer::none()
            .marks(on(0))
            .tatweel(on(1))
            .hamza(on(2))
            .ya(on(3))
            .ta_marbuta(on(4))
            .persian(on(5))
            .digits(on(6))
            .nfkc(on(7))
            .controls(on(8))
            .joiners(on(9))
            .repeats(on(10))
            .whitespace(on(11))
            .lowercase(on(12))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    #[test]
    fn normalising_twice_is_normalising_once(text in texts(), n in normalizers()) {
        let once = n.normalize(&text);
        let twice = n.normalize(&once);
        prop_assert_eq!(escape(&twice), escape(&once));
    }

    #[test]
    fn presets_are_idempotent(text in texts()) {
        for n in [Normalizer::new(), Normalizer::search(), Normalizer::matching(), Normalizer::display()] {
            let once = n.normalize(&text);
            prop_assert_eq!(n.normalize(&once), once);
        }
    }

    #[test]
    fn nfkc_is_that_of_unicode(text in texts()) {
        // except that vowel signs in presentation form stand on no space, and longer stacks of marks
        let text: String = text.chars().filter(|c| !matches!(*c, '\u{fe70}'..='\u{fe7f}' | '\u{fc5e}'..='\u{fc63}')).collect();
        let want: String = text.nfkc().collect();
        prop_assert_eq!(escape(&Normalizer::none().nfkc(true).normalize(&text)), escape(&want));
    }

    #[test]
    fn the_map_leads_both_ways(text in texts(), n in normalizers()) {
        let aligned = n.align(&text);
        let out = aligned.text();
        prop_assert_eq!(out, n.normalize(&text));
        let boundaries = |t: &str| (0..=t.len()).filter(|&i| t.is_char_boundary(i)).collect::<Vec<_>>();
        let (here, there) = (boundaries(out), boundaries(&text));
        for (i, &start) in here.iter().enumerate() {
            for &end in &here[i..here.len().min(i + 6)] {
                let span = Span::new(start as u32, end as u32);
                let back = aligned.to_original(span);
                prop_assert!(back.start <= back.end && back.end as usize <= text.len());
                prop_assert!(text.is_char_boundary(back.start as usize), "{:?} {:?}", span, back);
                prop_assert!(text.is_char_boundary(back.end as usize), "{:?} {:?}", span, back);
                // what comes back covers what was asked for
                if start < end {
                    let again = aligned.to_normalized(back);
                    prop_assert!(again.contains(span), "{:?} {:?} {:?}", span, back, again);
                }
            }
        }
        for (i, &start) in there.iter().enumerate() {
            for &end in &there[i..there.len().min(i + 6)] {
                let span = Span::new(start as u32, end as u32);
                let on = aligned.to_normalized(span);
                prop_assert!(on.start <= on.end && on.end as usize <= out.len());
                prop_assert!(out.is_char_boundary(on.start as usize), "{:?} {:?}", span, on);
                prop_assert!(out.is_char_boundary(on.end as usize), "{:?} {:?}", span, on);
            }
        }
        // order is kept
        let ends: Vec<u32> = there.iter().map(|&b| aligned.to_normalized(Span::new(0, b as u32)).end).collect();
        prop_assert!(ends.is_sorted());
    }

    #[test]
    fn any_string_is_normalised(text in any::<String>(), n in normalizers()) {
        let _ = n.align(&text);
    }
}

#[test]
fn a_deleted_mark_belongs_to_the_letter_before() {
    let text = "هٰذَا كِتَابٌ";
    let n = Normalizer::new().align(text);
    assert_eq!(n.text(), "هذا كتاب");
    let word = n.text().find("كتاب").unwrap() as u32;
    assert_eq!(n.to_original(Span::new(word, word + 8)).of(text), "كِتَابٌ");
    assert_eq!(n.to_original(Span::new(0, 2)).of(text), "هٰ");
    let mark = text.find('ٰ').unwrap() as u32;
    assert_eq!(n.to_normalized(Span::new(0, mark + 2)), Span::new(0, 2));
    assert!(n.to_normalized(Span::new(mark, mark + 2)).is_empty());
}

#[test]
fn a_ligature_is_one_piece() {
    let text = "قال ﷲ ﻻ";
    let n = Normalizer::new().align(text);
    assert_eq!(n.text(), "قال الله لا");
    let at = n.text().find("الله").unwrap() as u32;
    // any part of it leads to the whole sign
    assert_eq!(n.to_original(Span::new(at + 2, at + 4)).of(text), "ﷲ");
    let sign = text.find('ﷲ').unwrap() as u32;
    assert_eq!(
        n.to_normalized(Span::new(sign, sign + 3)).of(n.text()),
        "الله"
    );
}

#[test]
fn long_stacks_and_runs_stay_linear() {
    // each of these would take hours if a step looked back over the whole text
    for unit in [
        "\u{650}\u{651}",
        "ا",
        " ",
        "e\u{301}",
        "\u{200f}",
        "ﻻ",
        "ﹰ",
        "ا\u{654}",
    ] {
        let text = unit.repeat(1_000_000 / unit.len());
        for n in [Normalizer::matching(), Normalizer::display()] {
            let aligned = n.align(&text);
            assert!(aligned.text().len() <= 2 * text.len());
        }
    }
}
