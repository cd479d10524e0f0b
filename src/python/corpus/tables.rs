//! The tables of a corpus as Arrow record batches.
//!
//! Numbers are int32 and strings plain, as in columns.

use std::sync::Arc;

use arrow_array::builder::{
    BooleanBuilder, Float32Builder, Int32Builder, LargeStringBuilder, ListBuilder, StringBuilder,
};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{Field, Schema};
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use pyo3_arrow::PyTable;

use crate::corpus::{Corpus, CorpusDocument, CorpusEntity, CorpusMention, CorpusQuote};
use crate::error::Result;
use crate::quotes::QuoteKind;

/// Named columns of one length.
pub type Columns = Vec<(&'static str, ArrayRef)>;

/// Columns as a table of Python's.
pub fn table<'py>(py: Python<'py>, columns: Columns) -> PyResult<Bound<'py, PyAny>> {
    let fields: Vec<Field> = columns
        .iter()
        .map(|(name, array)| Field::new(*name, array.data_type().clone(), true))
        .collect();
    let schema = Arc::new(Schema::new(fields));
    let arrays = columns.into_iter().map(|(_, array)| array).collect();
    let batch = RecordBatch::try_new(schema.clone(), arrays)
        .map_err(|error| PyRuntimeError::new_err(error.to_string()))?;
    PyTable::try_new(vec![batch], schema)?.into_arro3(py)
}

/// id, name, label, latin, link, documents, mentions, variants, roles.
pub fn entities(rows: &[CorpusEntity]) -> Columns {
    let mut ids = LargeStringBuilder::new();
    let mut names = LargeStringBuilder::new();
    let mut labels = StringBuilder::new();
    let mut latin = LargeStringBuilder::new();
    let mut links = LargeStringBuilder::new();
    let mut documents = Int32Builder::new();
    let mut mentions = Int32Builder::new();
    let mut variants = ListBuilder::new(LargeStringBuilder::new());
    let mut roles = ListBuilder::new(LargeStringBuilder::new());
    for e in rows {
        ids.append_value(&e.id);
        names.append_value(&e.name);
        labels.append_value(e.label.name());
        latin.append_option(e.latin.as_deref());
        links.append_option(e.link.as_deref());
        documents.append_value(e.documents as i32);
        mentions.append_value(e.mentions as i32);
        variants.append_value(e.variants.iter().map(Some));
        roles.append_value(e.roles.iter().map(Some));
    }
    vec![
        ("id", Arc::new(ids.finish())),
        ("name", Arc::new(names.finish())),
        ("label", Arc::new(labels.finish())),
        ("latin", Arc::new(latin.finish())),
        ("link", Arc::new(links.finish())),
        ("documents", Arc::new(documents.finish())),
        ("mentions", Arc::new(mentions.finish())),
        ("variants", Arc::new(variants.finish())),
        ("roles", Arc::new(roles.finish())),
    ]
}

/// document, date, mentions, quotes.
pub fn documents<'c>(rows: impl Iterator<Item = CorpusDocument<'c>>) -> Columns {
    let mut ids = LargeStringBuilder::new();
    let mut dates = LargeStringBuilder::new();
    let mut mentions = Int32Builder::new();
    let mut quotes = Int32Builder::new();
    for d in rows {
        ids.append_value(d.id);
        dates.append_option(d.date);
        mentions.append_value(d.mentions as i32);
        quotes.append_value(d.quotes as i32);
    }
    vec![
        ("document", Arc::new(ids.finish())),
        ("date", Arc::new(dates.finish())),
        ("mentions", Arc::new(mentions.finish())),
        ("quotes", Arc::new(quotes.finish())),
    ]
}

/// document, start, end, text, label, entity; `id` gives the id of an entity.
pub fn mentions<'c>(
    rows: impl Iterator<Item = CorpusMention<'c>>,
    id: impl Fn(u32) -> &'c str,
) -> Columns {
    let mut documents = LargeStringBuilder::new();
    let mut starts = Int32Builder::new();
    let mut ends = Int32Builder::new();
    let mut texts = LargeStringBuilder::new();
    let mut labels = StringBuilder::new();
    let mut entities = LargeStringBuilder::new();
    for m in rows {
        documents.append_value(m.document);
        starts.append_value(m.start as i32);
        ends.append_value(m.end as i32);
        texts.append_value(m.text);
        labels.append_value(m.label.name());
        entities.append_value(id(m.entity));
    }
    vec![
        ("document", Arc::new(documents.finish())),
        ("start", Arc::new(starts.finish())),
        ("end", Arc::new(ends.finish())),
        ("text", Arc::new(texts.finish())),
        ("label", Arc::new(labels.finish())),
        ("entity", Arc::new(entities.finish())),
    ]
}

/// document, date, start, end, text, direct, kind, cue, stance, speaker, name, source, score: name is the speaker's.
///
/// `id` and `name` give those of an entity.
pub fn quotes<'c>(
    rows: impl Iterator<Item = CorpusQuote<'c>>,
    id: impl Fn(u32) -> &'c str,
    name: impl Fn(u32) -> Option<&'c str>,
) -> Columns {
    let mut documents = LargeStringBuilder::new();
    let mut dates = LargeStringBuilder::new();
    let mut starts = Int32Builder::new();
    let mut ends = Int32Builder::new();
    let mut texts = LargeStringBuilder::new();
    let mut direct = BooleanBuilder::new();
    let mut kinds = StringBuilder::new();
    let mut cues = LargeStringBuilder::new();
    let mut stances = LargeStringBuilder::new();
    let mut speakers = LargeStringBuilder::new();
    let mut names = LargeStringBuilder::new();
    let mut sources = LargeStringBuilder::new();
    let mut scores = Float32Builder::new();
    for q in rows {
        documents.append_value(q.document);
        dates.append_option(q.date);
        starts.append_value(q.start as i32);
        ends.append_value(q.end as i32);
        texts.append_value(q.text);
        direct.append_value(q.kind == QuoteKind::Direct);
        kinds.append_value(q.kind.name());
        cues.append_option(q.cue);
        stances.append_option(q.stance);
        speakers.append_option(q.speaker.map(&id));
        names.append_option(q.speaker.and_then(&name));
        sources.append_option(q.source.map(&id));
        scores.append_value(q.score);
    }
    vec![
        ("document", Arc::new(documents.finish())),
        ("date", Arc::new(dates.finish())),
        ("start", Arc::new(starts.finish())),
        ("end", Arc::new(ends.finish())),
        ("text", Arc::new(texts.finish())),
        ("direct", Arc::new(direct.finish())),
        ("kind", Arc::new(kinds.finish())),
        ("cue", Arc::new(cues.finish())),
        ("stance", Arc::new(stances.finish())),
        ("speaker", Arc::new(speakers.finish())),
        ("name", Arc::new(names.finish())),
        ("source", Arc::new(sources.finish())),
        ("score", Arc::new(scores.finish())),
    ]
}

/// entity, text, mentions, documents.
pub fn variants<'c>(rows: impl Iterator<Item = (&'c str, &'c str, u32, u32)>) -> Columns {
    let mut entities = LargeStringBuilder::new();
    let mut texts = LargeStringBuilder::new();
    let mut mentions = Int32Builder::new();
    let mut documents = Int32Builder::new();
    for (entity, text, of_mentions, of_documents) in rows {
        entities.append_value(entity);
        texts.append_value(text);
        mentions.append_value(of_mentions as i32);
        documents.append_value(of_documents as i32);
    }
    vec![
        ("entity", Arc::new(entities.finish())),
        ("text", Arc::new(texts.finish())),
        ("mentions", Arc::new(mentions.finish())),
        ("documents", Arc::new(documents.finish())),
    ]
}

/// a, b, documents.
pub fn co_mentions<'c>(rows: impl Iterator<Item = (&'c str, &'c str, u32)>) -> Columns {
    let mut a = LargeStringBuilder::new();
    let mut b = LargeStringBuilder::new();
    let mut documents = Int32Builder::new();
    for (x, y, n) in rows {
        a.append_value(x);
        b.append_value(y);
        documents.append_value(n as i32);
    }
    vec![
        ("a", Arc::new(a.finish())),
        ("b", Arc::new(b.finish())),
        ("documents", Arc::new(documents.finish())),
    ]
}

/// date, document, mentions.
pub fn timeline(corpus: &Corpus, entity: u32) -> Result<Columns> {
    let mut dates = LargeStringBuilder::new();
    let mut documents = LargeStringBuilder::new();
    let mut mentions = Int32Builder::new();
    for (date, document, n) in corpus.timeline(entity)? {
        dates.append_option(date);
        documents.append_value(document);
        mentions.append_value(n as i32);
    }
    Ok(vec![
        ("date", Arc::new(dates.finish())),
        ("document", Arc::new(documents.finish())),
        ("mentions", Arc::new(mentions.finish())),
    ])
}
