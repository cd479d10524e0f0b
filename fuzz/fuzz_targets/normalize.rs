//! Presets on any text: normalising twice is normalising once, the map stays on boundaries.
//! Run: `cargo +nightly fuzz run normalize`.
#![no_main]

use kunya::normalize::Normalizer;
use kunya::span::Span;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    for n in [
        Normalizer::new(),
        Normalizer::search(),
        Normalizer::matching(),
        Normalizer::display(),
    ] {
        let aligned = n.align(text);
        assert_eq!(aligned.text(), n.normalize(text));
        assert_eq!(n.normalize(aligned.text()), aligned.text());
        for (at, c) in aligned.text().char_indices() {
            let span = Span::new(at as u32, (at + c.len_utf8()) as u32);
            let original = aligned.to_original(span);
            let _ = original.of(text);
            assert!(aligned.to_normalized(original).contains(span));
        }
    }
});
