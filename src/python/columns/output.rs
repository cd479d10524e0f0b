//! Lists of structs, built row by row.
//!
//! Numbers are signed and 32 bits wide and strings plain, since Spark and others take neither unsigned numbers nor
//! dictionaries in lists.

use std::sync::Arc;

use arrow_array::builder::{
    BooleanBuilder, Float32Builder, Float64Builder, Int32Builder, LargeStringBuilder, ListBuilder,
    NullBufferBuilder, StringBuilder,
};
use arrow_array::{Array, ArrayRef, Int32Array, LargeStringArray, ListArray, StructArray};
use arrow_buffer::{Buffer, OffsetBuffer, ScalarBuffer};
use arrow_schema::{Field, Fields};

use crate::document::Document;
use crate::entities::values::Value;
use crate::quotes::QuoteKind;
use crate::sentence::SentenceRange;
use crate::span::{Cursor, Span};
use crate::tokenize::Token;

/// The columns of one kind of struct, filled row by row.
pub trait Columns: Default {
    /// The number of structs so far.
    fn len(&self) -> usize;

    /// The finished columns with their names.
    fn finish(self) -> Vec<(&'static str, ArrayRef)>;
}

/// Lists of structs, one list a row.
pub struct Lists<C> {
    /// Where the structs of the open list go.
    pub columns: C,
    offsets: Vec<i32>,
    valid: NullBufferBuilder,
}

impl<C: Columns> Lists<C> {
    /// Lists for about `rows` rows.
    pub fn new(rows: usize) -> Self {
        let mut offsets = Vec::with_capacity(rows + 1);
        offsets.push(0);
        Self {
            columns: C::default(),
            offsets,
            valid: NullBufferBuilder::new(rows),
        }
    }

    /// Ends the list of a row; a null where not `valid`.
    pub fn close(&mut self, valid: bool) {
        self.offsets
            .push(i32::try_from(self.columns.len()).expect("a piece holds few structs"));
        self.valid.append(valid);
    }

    /// The lists.
    pub fn finish(mut self) -> ListArray {
        let columns = self.columns.finish();
        let fields: Fields = columns
            .iter()
            .map(|(name, a)| Field::new(*name, a.data_type().clone(), true))
            .collect();
        let arrays = columns.into_iter().map(|(_, array)| array).collect();
        let structs = StructArray::new(fields, arrays, None);
        ListArray::new(
            Arc::new(Field::new("item", structs.data_type().clone(), true)),
            OffsetBuffer::new(ScalarBuffer::from(self.offsets)),
            Arc::new(structs),
            self.valid.finish(),
        )
    }
}

/// Places and what stands there.
#[derive(Default)]
struct Places {
    starts: Vec<i32>,
    ends: Vec<i32>,
    texts: Vec<u8>,
    offsets: Vec<i64>,
}

impl Places {
    fn push(&mut self, text: &str, span: Span, cursor: &mut Cursor<'_>) {
        let chars = cursor.span_to_chars(span);
        self.push_chars(span.of(text), chars);
    }

    fn push_chars(&mut self, text: &str, chars: Span) {
        self.starts.push(chars.start as i32);
        self.ends.push(chars.end as i32);
        self.offsets.push(self.texts.len() as i64);
        self.texts.extend_from_slice(text.as_bytes());
    }

    fn finish(mut self) -> Vec<(&'static str, ArrayRef)> {
        self.offsets.push(self.texts.len() as i64);
        let offsets = OffsetBuffer::new(ScalarBuffer::from(self.offsets));
        vec![
            ("start", Arc::new(Int32Array::from(self.starts)) as ArrayRef),
            ("end", Arc::new(Int32Array::from(self.ends))),
            (
                "text",
                Arc::new(LargeStringArray::new(
                    offsets,
                    Buffer::from_vec(self.texts),
                    None,
                )),
            ),
        ]
    }
}

/// start, end, text, kind.
#[derive(Default)]
pub struct Tokens {
    places: Places,
    kinds: StringBuilder,
}

impl Tokens {
    /// Adds the tokens of a text.
    pub fn extend(&mut self, text: &str, tokens: &[Token]) {
        let mut cursor = Cursor::new(text);
        for token in tokens {
            self.places.push(text, token.span, &mut cursor);
            self.kinds.append_value(token.kind.name());
        }
    }
}

impl Columns for Tokens {
    fn len(&self) -> usize {
        self.places.starts.len()
    }

    fn finish(mut self) -> Vec<(&'static str, ArrayRef)> {
        let mut columns = self.places.finish();
        columns.push(("kind", Arc::new(self.kinds.finish())));
        columns
    }
}

/// start, end, text.
#[derive(Default)]
pub struct Sentences {
    places: Places,
}

impl Sentences {
    /// Adds the sentences of a text.
    pub fn extend(&mut self, text: &str, sentences: &[SentenceRange]) {
        let mut cursor = Cursor::new(text);
        for sentence in sentences {
            self.places.push(text, sentence.span, &mut cursor);
        }
    }
}

impl Columns for Sentences {
    fn len(&self) -> usize {
        self.places.starts.len()
    }

    fn finish(self) -> Vec<(&'static str, ArrayRef)> {
        self.places.finish()
    }
}

/// start, end, text, label, score, source, value (a struct), entity, name, latin, link: the last four of the mention's
/// entity.
#[derive(Default)]
pub struct Mentions {
    places: Places,
    labels: StringBuilder,
    scores: Float32Builder,
    sources: StringBuilder,
    values: Values,
    entities: Int32Builder,
    names: LargeStringBuilder,
    latin: LargeStringBuilder,
    links: LargeStringBuilder,
}

impl Mentions {
    /// Adds the mentions of a document.
    pub fn extend(&mut self, document: &Document) {
        let chars = document.chars();
        for mention in &document.mentions {
            let entity = mention.entity.map(|e| &document.entities[e as usize]);
            self.places.push_chars(
                document.slice(mention.span),
                chars.span_to_chars(mention.span),
            );
            self.labels.append_value(mention.label.name());
            self.scores.append_value(mention.score);
            self.sources.append_value(mention.source.name());
            self.values.push(document.value(mention));
            self.entities
                .append_option(mention.entity.map(|e| e as i32));
            self.names
                .append_option(entity.map(|e| document.entity_name(e)));
            self.latin
                .append_option(entity.and_then(|e| e.latin.as_deref()));
            self.links
                .append_option(entity.and_then(|e| e.link.as_deref()));
        }
    }
}

impl Columns for Mentions {
    fn len(&self) -> usize {
        self.places.starts.len()
    }

    fn finish(mut self) -> Vec<(&'static str, ArrayRef)> {
        let mut columns = self.places.finish();
        columns.push(("label", Arc::new(self.labels.finish())));
        columns.push(("score", Arc::new(self.scores.finish())));
        columns.push(("source", Arc::new(self.sources.finish())));
        columns.push(("value", Arc::new(self.values.finish())));
        columns.push(("entity", Arc::new(self.entities.finish())));
        columns.push(("name", Arc::new(self.names.finish())));
        columns.push(("latin", Arc::new(self.latin.finish())));
        columns.push(("link", Arc::new(self.links.finish())));
        columns
    }
}

/// iso, offset, part, calendar, calendar_date, amount, decimal, unit, counted; null for a mention without a value.
#[derive(Default)]
struct Values {
    texts: [StringBuilder; 8],
    amounts: Float64Builder,
    valid: Vec<bool>,
}

impl Values {
    /// The names of the fields of strings, in the order of `texts`.
    const TEXTS: [&str; 8] = [
        "iso",
        "offset",
        "part",
        "calendar",
        "calendar_date",
        "decimal",
        "unit",
        "counted",
    ];

    fn push(&mut self, value: Option<Value>) {
        self.valid.push(value.is_some());
        let fields = value.map(Value::fields).unwrap_or_default();
        let texts = [
            fields.iso.as_deref(),
            fields.offset.as_deref(),
            fields.part,
            fields.calendar,
            fields.calendar_date.as_deref(),
            fields.decimal.as_deref(),
            fields.unit.as_deref(),
            fields.counted.as_deref(),
        ];
        for (builder, text) in self.texts.iter_mut().zip(texts) {
            builder.append_option(text);
        }
        self.amounts.append_option(fields.amount);
    }

    fn finish(mut self) -> StructArray {
        let mut columns: Vec<(&str, ArrayRef)> = Self::TEXTS
            .into_iter()
            .zip(
                self.texts
                    .iter_mut()
                    .map(|t| Arc::new(t.finish()) as ArrayRef),
            )
            .collect();
        // beside the exact digits
        columns.insert(5, ("amount", Arc::new(self.amounts.finish())));
        let fields: Fields = columns
            .iter()
            .map(|(name, a)| Field::new(*name, a.data_type().clone(), true))
            .collect();
        let arrays = columns.into_iter().map(|(_, array)| array).collect();
        StructArray::new(fields, arrays, Some(self.valid.into()))
    }
}

/// id, name, label, latin, link, variants, roles, mentions, known: the last is the identifier in the lexicons or the user's
/// knowledge base.
#[derive(Default)]
pub struct Entities {
    ids: Int32Builder,
    names: LargeStringBuilder,
    labels: StringBuilder,
    latin: LargeStringBuilder,
    links: LargeStringBuilder,
    variants: ListBuilder<LargeStringBuilder>,
    roles: ListBuilder<LargeStringBuilder>,
    mentions: ListBuilder<Int32Builder>,
    known: LargeStringBuilder,
    len: usize,
}

impl Entities {
    /// Adds the entities of a document.
    pub fn extend(&mut self, document: &Document) {
        for (id, entity) in document.entities.iter().enumerate() {
            self.ids.append_value(id as i32);
            self.names.append_value(document.entity_name(entity));
            self.labels.append_value(entity.label.name());
            self.latin.append_option(entity.latin.as_deref());
            self.links.append_option(entity.link.as_deref());
            self.variants
                .append_value(document.variants(entity).into_iter().map(Some));
            self.roles
                .append_value(document.roles(entity).into_iter().map(Some));
            self.mentions
                .append_value(entity.mentions.iter().map(|&m| Some(m as i32)));
            self.known.append_option(entity.known.as_deref());
            self.len += 1;
        }
    }
}

impl Columns for Entities {
    fn len(&self) -> usize {
        self.len
    }

    fn finish(mut self) -> Vec<(&'static str, ArrayRef)> {
        vec![
            ("id", Arc::new(self.ids.finish()) as ArrayRef),
            ("name", Arc::new(self.names.finish())),
            ("label", Arc::new(self.labels.finish())),
            ("latin", Arc::new(self.latin.finish())),
            ("link", Arc::new(self.links.finish())),
            ("variants", Arc::new(self.variants.finish())),
            ("roles", Arc::new(self.roles.finish())),
            ("mentions", Arc::new(self.mentions.finish())),
            ("known", Arc::new(self.known.finish())),
        ]
    }
}

/// start, end, text, direct, kind, cue, cue_start, cue_end, lemma, stance, speaker, speaker_start, speaker_end, entity,
/// name, link, score, source: name and link of the speaker's entity, source is the relaying medium's.
#[derive(Default)]
pub struct Quotes {
    places: Places,
    direct: BooleanBuilder,
    kinds: StringBuilder,
    cues: OptionalPlaces,
    lemmas: StringBuilder,
    stances: StringBuilder,
    speakers: OptionalPlaces,
    entities: Int32Builder,
    names: LargeStringBuilder,
    links: LargeStringBuilder,
    scores: Float32Builder,
    sources: Int32Builder,
}

impl Quotes {
    /// Adds the quotations of a document.
    pub fn extend(&mut self, document: &Document) {
        let chars = document.chars();
        for quote in &document.quotes {
            let entity = quote.entity.map(|e| &document.entities[e as usize]);
            self.places
                .push_chars(document.slice(quote.span), chars.span_to_chars(quote.span));
            self.direct.append_value(quote.kind == QuoteKind::Direct);
            self.kinds.append_value(quote.kind.name());
            self.cues.push(document, quote.cue);
            self.lemmas.append_option(quote.lemma);
            self.stances.append_option(quote.stance);
            self.speakers.push(
                document,
                quote.speaker.map(|m| document.mentions[m as usize].span),
            );
            self.entities.append_option(quote.entity.map(|e| e as i32));
            self.names
                .append_option(entity.map(|e| document.entity_name(e)));
            self.links
                .append_option(entity.and_then(|e| e.link.as_deref()));
            self.scores.append_value(quote.score);
            let source = quote
                .source
                .and_then(|m| document.mentions[m as usize].entity);
            self.sources.append_option(source.map(|e| e as i32));
        }
    }
}

impl Columns for Quotes {
    fn len(&self) -> usize {
        self.places.starts.len()
    }

    fn finish(mut self) -> Vec<(&'static str, ArrayRef)> {
        let mut columns = self.places.finish();
        columns.push(("direct", Arc::new(self.direct.finish())));
        columns.push(("kind", Arc::new(self.kinds.finish())));
        columns.extend(self.cues.finish(["cue", "cue_start", "cue_end"]));
        columns.push(("lemma", Arc::new(self.lemmas.finish())));
        columns.push(("stance", Arc::new(self.stances.finish())));
        columns.extend(
            self.speakers
                .finish(["speaker", "speaker_start", "speaker_end"]),
        );
        columns.push(("entity", Arc::new(self.entities.finish())));
        columns.push(("name", Arc::new(self.names.finish())));
        columns.push(("link", Arc::new(self.links.finish())));
        columns.push(("score", Arc::new(self.scores.finish())));
        columns.push(("source", Arc::new(self.sources.finish())));
        columns
    }
}

/// Places that may be missing.
#[derive(Default)]
struct OptionalPlaces {
    texts: LargeStringBuilder,
    starts: Int32Builder,
    ends: Int32Builder,
}

impl OptionalPlaces {
    fn push(&mut self, document: &Document, span: Option<Span>) {
        let chars = span.map(|span| document.chars().span_to_chars(span));
        self.texts
            .append_option(span.map(|span| document.slice(span)));
        self.starts
            .append_option(chars.map(|chars| chars.start as i32));
        self.ends.append_option(chars.map(|chars| chars.end as i32));
    }

    fn finish(&mut self, names: [&'static str; 3]) -> [(&'static str, ArrayRef); 3] {
        let [text, start, end] = names;
        [
            (text, Arc::new(self.texts.finish())),
            (start, Arc::new(self.starts.finish())),
            (end, Arc::new(self.ends.finish())),
        ]
    }
}
