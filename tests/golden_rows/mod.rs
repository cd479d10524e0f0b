//! Reads the golden files: tab-separated, a header line, characters escaped as `\u{200c}`, `\n`, `\t`.
#![allow(dead_code)]

/// The rows after the header, as columns.
pub fn rows(file: &str) -> Vec<Vec<&str>> {
    let rows: Vec<Vec<&str>> = file
        .lines()
        .skip(1)
        .map(|l| l.split('\t').collect())
        .collect();
    assert!(!rows.is_empty());
    rows
}

/// The text that a golden file writes with escapes.
pub fn unescape(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        if let Some(code) = rest.strip_prefix("u{") {
            let end = code.find('}').expect("a closing brace");
            let number = u32::from_str_radix(&code[..end], 16).expect("a hexadecimal number");
            out.push(char::from_u32(number).expect("a character"));
            rest = &code[end + 1..];
        } else {
            out.push(match &rest[..1] {
                "n" => '\n',
                "r" => '\r',
                "t" => '\t',
                "\\" => '\\',
                other => panic!("unknown escape {other:?}"),
            });
            rest = &rest[1..];
        }
    }
    out + rest
}

/// The text as a golden file writes it: white space and invisible characters escaped.
pub fn escape(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\\' => out.push_str("\\\\"),
            '\0'..='\u{1f}'
            | '\u{ad}'
            | '\u{a0}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}'
            | '\u{feff}' => {
                out.push_str(&format!("\\u{{{:x}}}", c as u32));
            }
            _ => out.push(c),
        }
    }
    out
}
