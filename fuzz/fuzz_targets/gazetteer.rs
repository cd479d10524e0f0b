//! Bytes that claim to be a gazetteer, and gazetteers of any phrases.
//! Run: `cargo +nightly fuzz run gazetteer`.
#![no_main]

use kunya::folded::fold_tokens;
use kunya::gazetteer::{Gazetteer, GazetteerBuilder};
use kunya::tokenize::tokenize;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (Vec<u8>, Vec<String>, String)| {
    let (bytes, phrases, text) = input;
    let folded = fold_tokens(&text, &tokenize(&text));
    if let Ok(g) = Gazetteer::from_bytes(bytes) {
        let _ = format!("{:?}", g.find_all(&folded));
    }
    let mut builder = GazetteerBuilder::new();
    for phrase in &phrases {
        let _ = builder.add(1, phrase, Some(phrase));
    }
    let built = builder.build().expect("few phrases");
    let again = Gazetteer::from_bytes(built.as_bytes().to_vec()).expect("our own bytes");
    assert_eq!(
        format!("{:?}", built.find_all(&folded)),
        format!("{:?}", again.find_all(&folded))
    );
});
