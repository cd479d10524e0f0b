//! Documents as JSON and as CoNLL columns.

use std::borrow::Cow;

use serde::Serialize;

use super::Document;
use crate::entities::mention::Mention;
use crate::entities::values::Fields;
use crate::span::Span;

/// The version of the JSON form; it changes where a field changes its name or meaning.
pub const JSON_VERSION: u32 = 2;

#[derive(Serialize)]
struct JsonSpan<'a> {
    text: &'a str,
    start: u32,
    end: u32,
}

#[derive(Serialize)]
struct JsonToken<'a> {
    #[serde(flatten)]
    span: JsonSpan<'a>,
    kind: &'static str,
}

#[derive(Serialize)]
struct JsonMention<'a> {
    #[serde(flatten)]
    span: JsonSpan<'a>,
    label: &'static str,
    score: f32,
    source: &'static str,
    entity: Option<u32>,
    value: Option<Fields>,
    stands_for: Option<String>,
}

#[derive(Serialize)]
struct JsonEntity<'a> {
    id: u32,
    name: &'a str,
    label: &'static str,
    latin: Option<Cow<'a, str>>,
    link: Option<&'a str>,
    variants: Vec<&'a str>,
    roles: Vec<&'a str>,
    mentions: &'a [u32],
}

#[derive(Serialize)]
struct JsonQuote<'a> {
    #[serde(flatten)]
    span: JsonSpan<'a>,
    kind: &'static str,
    direct: bool,
    cue: Option<JsonSpan<'a>>,
    lemma: Option<&'static str>,
    stance: Option<&'static str>,
    speaker: Option<u32>,
    entity: Option<u32>,
    source: Option<u32>,
    score: f32,
}

#[derive(Serialize)]
struct JsonDocument<'a> {
    version: u32,
    text: &'a str,
    tokens: Vec<JsonToken<'a>>,
    sentences: Vec<JsonSpan<'a>>,
    mentions: Vec<JsonMention<'a>>,
    entities: Vec<JsonEntity<'a>>,
    quotes: Vec<JsonQuote<'a>>,
}

impl Document {
    fn json_span(&self, span: Span) -> JsonSpan<'_> {
        let chars = self.chars();
        JsonSpan {
            text: self.slice(span),
            start: chars.to_char(span.start),
            end: chars.to_char(span.end),
        }
    }

    /// The document as JSON: offsets are code points; `mentions`, `entity` and `speaker` are places in the lists.
    #[must_use]
    pub fn to_json(&self) -> String {
        let document = JsonDocument {
            version: JSON_VERSION,
            text: &self.text,
            tokens: self
                .tokens
                .iter()
                .map(|t| JsonToken {
                    span: self.json_span(t.span),
                    kind: t.kind.name(),
                })
                .collect(),
            sentences: self
                .sentences
                .iter()
                .map(|s| self.json_span(s.span))
                .collect(),
            mentions: self
                .mentions
                .iter()
                .enumerate()
                .map(|(n, m)| JsonMention {
                    span: self.json_span(m.span),
                    label: m.label.name(),
                    score: m.score,
                    source: m.source.name(),
                    entity: m.entity,
                    value: self.value(m).map(|v| v.fields()),
                    stands_for: self.stands_for(n),
                })
                .collect(),
            entities: self
                .entities
                .iter()
                .enumerate()
                .map(|(id, e)| JsonEntity {
                    id: id as u32,
                    name: self.entity_name(e),
                    label: e.label.name(),
                    latin: self.latin(e),
                    link: e.link.as_deref(),
                    variants: self.variants(e),
                    roles: self.roles(e),
                    mentions: &e.mentions,
                })
                .collect(),
            quotes: self
                .quotes
                .iter()
                .map(|q| JsonQuote {
                    span: self.json_span(q.span),
                    kind: q.kind.name(),
                    direct: q.kind == crate::quotes::QuoteKind::Direct,
                    cue: q.cue.map(|c| self.json_span(c)),
                    lemma: q.lemma,
                    stance: q.stance,
                    speaker: q.speaker,
                    entity: q.entity,
                    source: q.source,
                    score: q.score,
                })
                .collect(),
        };
        serde_json::to_string(&document).expect("plain data")
    }

    /// The tokens as CoNLL columns: a token and its IOB2 tag a line, an empty line after each sentence.
    ///
    /// Where mentions nest, the outermost gives the tag. A token that a mention covers in part belongs to it.
    #[must_use]
    pub fn to_conll(&self) -> String {
        let mut tags: Vec<Option<(&Mention, bool)>> = vec![None; self.tokens.len()];
        for m in &self.mentions {
            let range = m.tokens.0 as usize..m.tokens.1 as usize;
            if tags[range.clone()].iter().all(Option::is_none) {
                for (n, tag) in tags[range].iter_mut().enumerate() {
                    *tag = Some((m, n == 0));
                }
            }
        }
        let mut out = String::with_capacity(self.text.len() * 2);
        for sentence in &self.sentences {
            for i in sentence.tokens() {
                out.push_str(self.slice(self.tokens[i].span));
                match tags[i] {
                    None => out.push_str("\tO\n"),
                    Some((m, first)) => {
                        out.push_str(if first { "\tB-" } else { "\tI-" });
                        out.push_str(m.label.name());
                        out.push('\n');
                    }
                }
            }
            out.push('\n');
        }
        out
    }
}
