//! Tokens, sentences and folded tokens of any text. Run: `cargo +nightly fuzz run text`.
#![no_main]

use kunya::folded::fold_tokens;
use kunya::sentence::sentences;
use kunya::span::{CharIndex, Cursor};
use kunya::tokenize::tokenize;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let tokens = tokenize(text);
    let (index, mut cursor) = (CharIndex::new(text), Cursor::new(text));
    let mut end = 0;
    for token in &tokens {
        assert!(end <= token.span.start && !token.span.is_empty());
        end = token.span.end;
        assert!(!token.of(text).contains(char::is_whitespace));
        assert_eq!(index.span_to_chars(token.span), cursor.span_to_chars(token.span));
    }
    let found = sentences(text, &tokens);
    assert_eq!(found.iter().map(|s| s.tokens().len()).sum::<usize>(), tokens.len());
    assert_eq!(fold_tokens(text, &tokens).len(), tokens.len());
});
