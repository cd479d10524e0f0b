//! Tokenization: golden texts and properties.

use kunya::script::{CharClass, class};
use kunya::tokenize::{Token, tokenize};
use proptest::prelude::*;

mod golden_rows;
use golden_rows::{escape, rows, unescape};

fn shown(text: &str, tokens: &[Token]) -> String {
    tokens
        .iter()
        .map(|t| format!("{}:{}", t.kind.name(), escape(t.of(text))))
        .collect::<Vec<_>>()
        .join(" ")
}

#[test]
fn golden() {
    let mut wrong = String::new();
    for row in rows(include_str!("golden/tokenize.tsv")) {
        let text = unescape(row[1]);
        let got = shown(&text, &tokenize(&text));
        let want = row[2].replace('\u{200c}', "\\u{200c}");
        let want = escape(&unescape(&want));
        if got != want {
            wrong += &format!("{}\n  want {want}\n  got  {got}\n", row[0]);
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// Text as it comes: Arabic with everything else mixed in.
fn texts() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        8 => "[\u{621}-\u{64a}]{1,6}",
        2 => "[\u{64b}-\u{652}\u{670}\u{640}]{1,3}",
        3 => "[ \n\t\u{a0}]{1,2}",
        2 => "[0-9٠-٩۰-۹]{1,4}",
        2 => "[a-zA-Zéü]{1,5}",
        4 => "[-.,:;!?/@#%_'\"()\\[\\]«»“”،؛؟٪٫٬…+$]{1,2}",
        1 => "[\u{200b}-\u{200f}\u{202a}-\u{202e}\u{2066}-\u{2069}\u{feff}\u{ad}]",
        1 => "[\u{fb50}-\u{fdff}\u{fe70}-\u{fefc}]{1,2}",
        1 => prop_oneof![
            Just("https://a.org/x".to_owned()),
            Just("a@b.org".to_owned()),
            Just("👨‍👩‍👧".to_owned()),
            Just("🇪🇬".to_owned()),
            Just("1️⃣".to_owned()),
            Just("www.".to_owned()),
            Just("د.".to_owned()),
        ],
        1 => any::<char>().prop_map(|c| c.to_string()),
    ];
    prop::collection::vec(piece, 0..24).prop_map(|p| p.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn tokens_and_gaps_are_the_text(text in texts()) {
        let mut end = 0;
        for token in tokenize(&text) {
            let (start, stop) = (token.span.start as usize, token.span.end as usize);
            prop_assert!(end <= start && start < stop && stop <= text.len());
            prop_assert!(text.is_char_boundary(start) && text.is_char_boundary(stop));
            prop_assert!(text[end..start].chars().all(is_gap), "{:?}", &text[end..start]);
            prop_assert!(!token.of(&text).contains(is_space), "{:?}", token.of(&text));
            end = stop;
        }
        prop_assert!(text[end..].chars().all(is_gap));
    }

    #[test]
    fn any_string_is_tokenized(text in any::<String>()) {
        let tokens = tokenize(&text);
        prop_assert!(tokens.is_sorted_by(|a, b| a.span.end <= b.span.start));
    }

    #[test]
    fn lines_are_tokenized_alone(a in texts(), b in texts()) {
        let mut apart = tokenize(&a);
        let shift = (a.len() + 1) as u32;
        apart.extend(tokenize(&b).into_iter().map(|mut t| {
            t.span.start += shift;
            t.span.end += shift;
            t
        }));
        let joined = format!("{a}\n{b}");
        prop_assert_eq!(shown(&joined, &tokenize(&joined)), shown(&joined, &apart));
    }
}

fn is_space(c: char) -> bool {
    class(c) == CharClass::Space
}

fn is_gap(c: char) -> bool {
    matches!(class(c), CharClass::Space | CharClass::Invisible)
}

#[test]
fn a_run_of_one_character_is_few_tokens() {
    // what would make 100 MB of one character slower than news
    for c in "\"ـ.-=«)\0َ،ا1aя".chars() {
        let text = c.to_string().repeat(100_000);
        assert!(tokenize(&text).len() <= 1, "{c:?}");
    }
}
