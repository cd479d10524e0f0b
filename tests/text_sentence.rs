//! Sentences: golden texts and properties.

use kunya::sentence::sentences;
use kunya::tokenize::tokenize;
use proptest::prelude::*;

mod golden_rows;
use golden_rows::{escape, rows, unescape};

#[test]
fn golden() {
    let mut wrong = String::new();
    for row in rows(include_str!("golden/sentences.tsv")) {
        let text = unescape(row[1]);
        let tokens = tokenize(&text);
        let got: Vec<String> = sentences(&text, &tokens)
            .iter()
            .map(|s| escape(s.span.of(&text)))
            .collect();
        let want: Vec<&str> = row[2].split(" | ").filter(|s| !s.is_empty()).collect();
        if got != want {
            wrong += &format!("{}\n  want {want:?}\n  got  {got:?}\n", row[0]);
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn every_token_is_in_one_sentence(
        text in "([ابتأ]{1,4}|[ \n]|[.!؟?…؛،:\"()«»“”\\[\\]]|[0-9]{1,2}|د\\.|ab|\\PC){0,40}"
    ) {
        let tokens = tokenize(&text);
        let mut next = 0;
        for s in sentences(&text, &tokens) {
            prop_assert_eq!(s.first as usize, next);
            prop_assert!(s.first < s.end);
            prop_assert_eq!(s.span.start, tokens[s.first as usize].span.start);
            prop_assert_eq!(s.span.end, tokens[s.end as usize - 1].span.end);
            prop_assert!(!s.span.of(&text).contains('\n'));
            next = s.end as usize;
        }
        prop_assert_eq!(next, tokens.len());
    }
}

#[test]
fn deep_nesting_is_harmless() {
    for (open, close) in [("«", "»"), ("(", ")"), ("\"", "“"), ("[", ")")] {
        let text = format!(
            "{}نص. {}",
            format!("{open}ا").repeat(50_000),
            format!("ب{close}").repeat(50_000)
        );
        let tokens = tokenize(&text);
        let all = sentences(&text, &tokens);
        assert_eq!(all.last().map(|s| s.end as usize), Some(tokens.len()));
    }
}
