//! Conversions of places, against counting.

use kunya::span::{CharIndex, Cursor, Span};
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn all_ways_agree_with_counting(
        text in prop_oneof!["[a-z ]{0,900}", "[ا-ي a😀é]{0,900}", "\\PC{0,300}"],
    ) {
        let index = CharIndex::new(&text);
        let mut cursor = Cursor::new(&text);
        let mut utf16 = Cursor::new(&text);
        let mut units = 0;
        for (n, (byte, c)) in text.char_indices().chain([(text.len(), ' ')]).enumerate() {
            let (byte, n) = (byte as u32, n as u32);
            prop_assert_eq!(index.to_char(byte), n);
            prop_assert_eq!(index.to_byte(n), byte);
            prop_assert_eq!(index.to_utf16(byte), units);
            prop_assert_eq!(cursor.to_char(byte), n);
            prop_assert_eq!(utf16.to_utf16(byte), units);
            units += c.len_utf16() as u32;
        }
        prop_assert_eq!(index.to_byte(u32::MAX), text.len() as u32);
        // a cursor may go back
        prop_assert_eq!(cursor.to_char(0), 0);
        let whole = Span::new(0, text.len() as u32);
        prop_assert_eq!(index.span_to_bytes(index.span_to_chars(whole)), whole);
    }
}
