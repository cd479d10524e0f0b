//! The steps of resolving for engines that spread a collection over machines, as functions from tables to tables.
//!
//! `kunya.integrations` calls them. What the tables hold is private to it, so they are not part of the interface.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use arrow_array::builder::{
    BooleanBuilder, Float32Builder, Int32Builder, LargeStringBuilder, ListBuilder, StringBuilder,
};
use arrow_array::types::{Float32Type, Int32Type};
use arrow_array::{Array, ArrayRef, ListArray, StructArray, cast::AsArray};
use arrow_buffer::OffsetBuffer;
use arrow_schema::{DataType, Field};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3_arrow::input::AnyArray;

use super::input::{self, Nested, Values};
use super::tables::{self, Columns};
use crate::corpus::shuffle::{self, Block, Components, Edges, Kind, Node, Nodes};
use crate::corpus::{Counts, Summary};
use crate::label::Label;
use crate::python::columns::input::Chunk;
use crate::python::run::detached;

/// The nodes of some documents. `documents` has the columns document, date and reading, which is what
/// `kunya.columns.analyze` returns.
#[pyfunction]
#[pyo3(signature = (documents: "typing.Any") -> "arro3.core.Table")]
pub fn corpus_nodes<'py>(
    py: Python<'py>,
    documents: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyAny>> {
    step(py, documents, |documents| {
        let mut nodes = Nodes::default();
        for (d, document) in summaries(documents)?.iter().enumerate() {
            nodes.add(d as u32, document);
        }
        Ok(write_nodes(&nodes.list))
    })
}

/// Nodes of different documents, those of one key as one.
#[pyfunction]
#[pyo3(signature = (nodes: "typing.Any") -> "arro3.core.Table")]
pub fn corpus_merge<'py>(
    py: Python<'py>,
    nodes: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyAny>> {
    step(py, nodes, |tables| {
        let mut nodes = Nodes::default();
        read_nodes(tables, |node| nodes.merge(&node))?;
        Ok(write_nodes(&nodes.list))
    })
}

/// The blocks of nodes: block, and of the node key, label, name, documents, countries and heads, as far as they matter.
#[pyfunction]
#[pyo3(signature = (nodes: "typing.Any") -> "arro3.core.Table")]
pub fn corpus_blocks<'py>(
    py: Python<'py>,
    nodes: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyAny>> {
    step(py, nodes, |tables| {
        let mut blocks = LargeStringBuilder::new();
        let mut out = Profiles::default();
        read_nodes(tables, |node| {
            for block in shuffle::blocks(&node) {
                blocks.append_value(write_block(&block));
                out.push(&node, block.kind == Kind::Similar);
            }
        })?;
        let mut columns: Columns = vec![("block", Arc::new(blocks.finish()))];
        columns.extend(out.finish());
        Ok(columns)
    })
}

/// The edges between nodes of blocks that are whole: a, b (keys) and score; without score a is a short name and b a full
/// one that it may stand for.
#[pyfunction]
#[pyo3(signature = (blocks: "typing.Any") -> "arro3.core.Table")]
pub fn corpus_edges<'py>(
    py: Python<'py>,
    blocks: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyAny>> {
    step(py, blocks, |tables| {
        let mut nodes: Vec<Node> = Vec::new();
        let mut members: HashMap<Block, Vec<u32>> = HashMap::new();
        for table in tables {
            let blocks = Values::required(table, "block")?;
            let columns = NodeColumns::new(table)?;
            for row in 0..table.len() {
                let block = read_block(&required(&blocks, row, "block")?)?;
                members.entry(block).or_default().push(nodes.len() as u32);
                nodes.push(columns.read(row)?);
            }
        }
        let edges = shuffle::edges(&nodes, members);
        let key = |n: u32| &nodes[n as usize].key;
        let mut a = LargeStringBuilder::new();
        let mut b = LargeStringBuilder::new();
        let mut scores = Float32Builder::new();
        for (score, x, y) in edges.pairs {
            a.append_value(key(x));
            b.append_value(key(y));
            scores.append_value(score);
        }
        for (x, y) in edges.short {
            a.append_value(key(x));
            b.append_value(key(y));
            scores.append_null();
        }
        Ok(vec![
            ("a", Arc::new(a.finish())),
            ("b", Arc::new(b.finish())),
            ("score", Arc::new(scores.finish())),
        ])
    })
}

/// The component of each node that may be joined to another: key and component, by key.
#[pyfunction]
#[pyo3(signature = (edges: "typing.Any") -> "arro3.core.Table")]
pub fn corpus_components<'py>(
    py: Python<'py>,
    edges: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyAny>> {
    step(py, edges, |tables| {
        let mut nodes = Nodes::default();
        let edges = read_edges(tables, &mut nodes)?;
        let components = Components::new(&nodes.list, &edges);
        let mut rows: Vec<(&str, u32)> = nodes
            .list
            .iter()
            .enumerate()
            .filter_map(|(n, node)| Some((&*node.key, components.of(n as u32)?)))
            .collect();
        rows.sort_unstable();
        let mut keys = LargeStringBuilder::new();
        let mut numbers = Int32Builder::new();
        for (key, component) in rows {
            keys.append_value(key);
            numbers.append_value(component as i32);
        }
        Ok(vec![
            ("key", Arc::new(keys.finish())),
            ("component", Arc::new(numbers.finish())),
        ])
    })
}

/// The sets of nodes of one component that a document names as several: apart, places in `components` with spaces between.
#[pyfunction]
#[pyo3(signature = (documents: "typing.Any", components: "typing.Any") -> "arro3.core.Table")]
pub fn corpus_apart<'py>(
    py: Python<'py>,
    documents: &Bound<'py, PyAny>,
    components: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyAny>> {
    let components = tables_of(components)?;
    step(py, documents, |tables| {
        let rows = Sorted::new(&components, "component")?;
        let component = |place: u32| rows.number(place);
        let mut apart = HashSet::new();
        for document in summaries(tables)? {
            let keys = shuffle::keys(&document);
            let own = keys.iter().filter_map(|(key, _)| rows.find(key));
            shuffle::together(own, component, &mut apart);
        }
        let mut apart: Vec<_> = apart.into_iter().collect();
        apart.sort_unstable();
        let mut out = StringBuilder::new();
        for set in apart {
            let places: Vec<String> = set.iter().map(ToString::to_string).collect();
            out.append_value(places.join(" "));
        }
        Ok(vec![("apart", Arc::new(out.finish()) as ArrayRef)])
    })
}

/// The entities of nodes that were joined: key and entity (its id), by key. A node that is not there has the id of its key.
///
/// `nodes` are those of `components`, `edges` all edges and `apart` all sets that documents keep apart.
#[pyfunction]
#[pyo3(signature = (
    nodes: "typing.Any", edges: "typing.Any", apart: "typing.Any", components: "typing.Any"
) -> "arro3.core.Table")]
pub fn corpus_groups<'py>(
    py: Python<'py>,
    nodes: &Bound<'py, PyAny>,
    edges: &Bound<'py, PyAny>,
    apart: &Bound<'py, PyAny>,
    components: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyAny>> {
    let (edges, apart) = (tables_of(edges)?, tables_of(apart)?);
    let components = tables_of(components)?;
    step(py, nodes, |tables| {
        let mut nodes = Nodes::default();
        read_nodes(tables, |node| nodes.merge(&node))?;
        let edges = read_edges(&edges, &mut nodes)?;
        let places = read_places(&components, &nodes)?;
        let mut sets: Vec<Vec<u32>> = Vec::new();
        for table in &apart {
            let texts = Values::required(table, "apart")?;
            for row in 0..table.len() {
                sets.push(read_apart(&required(&texts, row, "apart")?, &places)?);
            }
        }
        let groups = shuffle::form(&nodes.list, &edges, sets.iter().map(Vec::as_slice));
        let mut rows: Vec<(&str, String)> = Vec::new();
        for members in groups.iter().filter(|members| members.len() > 1) {
            let id = nodes.list[members[0] as usize].id();
            rows.extend(
                members
                    .iter()
                    .map(|&n| (&*nodes.list[n as usize].key, id.clone())),
            );
        }
        rows.sort_unstable();
        let mut keys = LargeStringBuilder::new();
        let mut entities = LargeStringBuilder::new();
        for (key, entity) in &rows {
            keys.append_value(key);
            entities.append_value(entity);
        }
        Ok(vec![
            ("key", Arc::new(keys.finish())),
            ("entity", Arc::new(entities.finish())),
        ])
    })
}

/// Nodes under the ids of their entities instead of their keys: merged, they are the entities.
#[pyfunction]
#[pyo3(signature = (nodes: "typing.Any", groups: "typing.Any") -> "arro3.core.Table")]
pub fn corpus_assign<'py>(
    py: Python<'py>,
    nodes: &Bound<'py, PyAny>,
    groups: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyAny>> {
    let groups = tables_of(groups)?;
    step(py, nodes, |tables| {
        let ids = Ids::new(&groups)?;
        let mut out: Vec<Node> = Vec::new();
        read_nodes(tables, |mut node| {
            node.key = ids.of(&node.key).into();
            out.push(node);
        })?;
        Ok(write_nodes(&out))
    })
}

/// The entities that nodes under ids of entities are, with the columns of `Corpus.entities`.
#[pyfunction]
#[pyo3(signature = (nodes: "typing.Any") -> "arro3.core.Table")]
pub fn corpus_entities<'py>(
    py: Python<'py>,
    nodes: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyAny>> {
    step(py, nodes, |tables| {
        let mut out = Vec::new();
        read_nodes(tables, |node| {
            out.push(shuffle::entity(node.key.to_string(), &node));
        })?;
        Ok(tables::entities(&out))
    })
}

/// The spellings of entities, with the columns of `Corpus.variants`.
#[pyfunction]
#[pyo3(signature = (nodes: "typing.Any") -> "arro3.core.Table")]
pub fn corpus_variants<'py>(
    py: Python<'py>,
    nodes: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyAny>> {
    step(py, nodes, |tables| {
        let mut nodes: Vec<Node> = Vec::new();
        read_nodes(tables, |node| nodes.push(node))?;
        let rows = nodes.iter().flat_map(|node| {
            let sorted = node.names.sorted().into_iter();
            sorted.map(|c| (&*node.key, &*c.text, c.mentions, c.documents))
        });
        Ok(tables::variants(rows))
    })
}

/// The rows of documents, with the columns of `Corpus.documents`.
#[pyfunction]
#[pyo3(signature = (documents: "typing.Any") -> "arro3.core.Table")]
pub fn corpus_documents<'py>(
    py: Python<'py>,
    documents: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyAny>> {
    step(py, documents, |tables| {
        let summaries = summaries(tables)?;
        Ok(tables::documents(summaries.iter().map(Summary::row)))
    })
}

/// The mentions of documents, with the columns of `Corpus.mentions`.
#[pyfunction]
#[pyo3(signature = (documents: "typing.Any", groups: "typing.Any") -> "arro3.core.Table")]
pub fn corpus_mentions<'py>(
    py: Python<'py>,
    documents: &Bound<'py, PyAny>,
    groups: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyAny>> {
    let groups = tables_of(groups)?;
    step(py, documents, |tables| {
        let resolved = Resolved::new(tables, &groups)?;
        let rows = resolved.documents().flat_map(|(first, document)| {
            document.mentions_of(move |local| (first + local as usize) as u32)
        });
        Ok(tables::mentions(rows, |e| &resolved.ids[e as usize]))
    })
}

/// The quotations of documents, with the columns of `Corpus.quotes`; name, which other documents may have, is null.
#[pyfunction]
#[pyo3(signature = (documents: "typing.Any", groups: "typing.Any") -> "arro3.core.Table")]
pub fn corpus_quotes<'py>(
    py: Python<'py>,
    documents: &Bound<'py, PyAny>,
    groups: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyAny>> {
    let groups = tables_of(groups)?;
    step(py, documents, |tables| {
        let resolved = Resolved::new(tables, &groups)?;
        let rows = resolved.documents().flat_map(|(first, document)| {
            document.quotes_of(move |local| (first + local as usize) as u32)
        });
        let id = |e: u32| resolved.ids[e as usize].as_str();
        Ok(tables::quotes(rows, id, |_| None))
    })
}

/// The pairs of entities in documents, with the columns of `Corpus.co_mentions`, counted for these documents.
#[pyfunction]
#[pyo3(signature = (documents: "typing.Any", groups: "typing.Any") -> "arro3.core.Table")]
pub fn corpus_co_mentions<'py>(
    py: Python<'py>,
    documents: &Bound<'py, PyAny>,
    groups: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyAny>> {
    let groups = tables_of(groups)?;
    step(py, documents, |tables| {
        let resolved = Resolved::new(tables, &groups)?;
        let mut counts: HashMap<(&str, &str), u32> = HashMap::new();
        for (first, document) in resolved.documents() {
            let ids = resolved.ids[first..].iter().map(String::as_str);
            document.co_mentions(ids, |a, b| *counts.entry((a, b)).or_insert(0) += 1);
        }
        let mut rows: Vec<_> = counts.into_iter().map(|((a, b), n)| (a, b, n)).collect();
        rows.sort_unstable();
        Ok(tables::co_mentions(rows.into_iter()))
    })
}

/// A step: reads a table while other Python threads run, and returns one.
fn step<'py>(
    py: Python<'py>,
    given: &Bound<'py, PyAny>,
    work: impl FnOnce(&[StructArray]) -> PyResult<Columns> + Send,
) -> PyResult<Bound<'py, PyAny>> {
    let given = tables_of(given)?;
    let columns = detached(py, || work(&given))??;
    tables::table(py, columns)
}

/// The batches of a table.
fn tables_of(table: &Bound<'_, PyAny>) -> PyResult<Vec<StructArray>> {
    let (chunks, field) = table
        .extract::<AnyArray>()?
        .into_chunked_array()?
        .into_inner();
    if !matches!(field.data_type(), DataType::Struct(_)) {
        return Err(PyValueError::new_err(format!(
            "a step of resolving takes a table, got a column of {}",
            field.data_type()
        )));
    }
    Ok(chunks.iter().map(|c| c.as_struct().clone()).collect())
}

fn required(values: &Values, row: usize, name: &str) -> PyResult<String> {
    values
        .text(row)
        .ok_or_else(|| PyValueError::new_err(format!("{name} must be given in each row")))
}

/// The documents of a table with the columns document, date and reading.
fn summaries(tables: &[StructArray]) -> PyResult<Vec<Summary>> {
    let mut out = Vec::new();
    for table in tables {
        let ids = Values::required(table, "document")?;
        let dates = Values::optional(table, "date")?;
        let readings = table
            .column_by_name("reading")
            .ok_or_else(|| PyValueError::new_err("documents must have the column reading"))?;
        let mut row = 0;
        let name = || {
            let id = required(&ids, row, "document")?;
            let date = dates.as_ref().and_then(|dates| dates.text(row));
            row += 1;
            Ok((id, date))
        };
        out.extend(input::from_readings(
            std::slice::from_ref(readings),
            false,
            name,
        )?);
    }
    Ok(out)
}

/// Documents with the entity of each of their own.
struct Resolved {
    summaries: Vec<Summary>,
    /// The ids of the entities of all documents, one after the other.
    ids: Vec<String>,
    /// The first of each document.
    firsts: Vec<usize>,
}

impl Resolved {
    fn new(tables: &[StructArray], groups: &[StructArray]) -> PyResult<Self> {
        let of = Ids::new(groups)?;
        let summaries = summaries(tables)?;
        let mut ids = Vec::new();
        let mut firsts = Vec::with_capacity(summaries.len());
        for document in &summaries {
            firsts.push(ids.len());
            ids.extend(shuffle::keys(document).iter().map(|(key, _)| of.of(key)));
        }
        Ok(Self {
            summaries,
            ids,
            firsts,
        })
    }

    fn documents(&self) -> impl Iterator<Item = (usize, &Summary)> {
        self.firsts.iter().copied().zip(&self.summaries)
    }
}

/// The ids of entities by the keys of nodes.
struct Ids(Sorted);

impl Ids {
    fn new(groups: &[StructArray]) -> PyResult<Self> {
        Sorted::new(groups, "entity").map(Self)
    }

    fn of(&self, key: &str) -> String {
        let found = self.0.find(key).and_then(|place| self.0.text(place));
        found.unwrap_or_else(|| shuffle::id_of(key))
    }
}

/// A table whose rows are sorted by their keys: searched as it is, since making a map of it would take longer than a batch
/// of documents.
struct Sorted {
    chunks: Vec<SortedChunk>,
}

struct SortedChunk {
    /// The place of its first row.
    first: u32,
    keys: Chunk,
    rows: usize,
    values: ArrayRef,
    texts: Option<Chunk>,
}

impl Sorted {
    fn new(tables: &[StructArray], value: &str) -> PyResult<Self> {
        let mut first = 0;
        let mut chunks = Vec::new();
        for table in tables.iter().filter(|table| !table.is_empty()) {
            let column = |name: &str| {
                table
                    .column_by_name(name)
                    .ok_or_else(|| PyValueError::new_err(format!("there must be a column {name}")))
            };
            let values = column(value)?.clone();
            let texts = match values.data_type() {
                DataType::Int32 => None,
                _ => Some(Chunk::new(&values, value)?),
            };
            chunks.push(SortedChunk {
                first,
                keys: Chunk::new(column("key")?, "key")?,
                rows: table.len(),
                values,
                texts,
            });
            first += table.len() as u32;
        }
        Ok(Self { chunks })
    }

    /// The place of a key.
    fn find(&self, key: &str) -> Option<u32> {
        let after = self.chunks.partition_point(|c| c.keys.get(0) <= Some(key));
        let chunk = self.chunks[..after].last()?;
        let (mut low, mut high) = (0, chunk.rows);
        while low < high {
            let middle = usize::midpoint(low, high);
            match chunk.keys.get(middle).cmp(&Some(key)) {
                std::cmp::Ordering::Equal => return Some(chunk.first + middle as u32),
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        None
    }

    fn at(&self, place: u32) -> Option<(&SortedChunk, usize)> {
        let after = self.chunks.partition_point(|c| c.first <= place);
        let chunk = self.chunks[..after].last()?;
        Some((chunk, (place - chunk.first) as usize))
    }

    fn text(&self, place: u32) -> Option<String> {
        let (chunk, row) = self.at(place)?;
        Some(chunk.texts.as_ref()?.get(row)?.to_owned())
    }

    fn number(&self, place: u32) -> Option<u32> {
        let (chunk, row) = self.at(place)?;
        let numbers = chunk.values.as_primitive_opt::<Int32Type>()?;
        Some(numbers.value(row) as u32)
    }
}

/// Edges between nodes, which are made where they are not there.
fn read_edges(tables: &[StructArray], nodes: &mut Nodes) -> PyResult<Edges> {
    let mut edges = Edges::default();
    let mut place = |values: &Values, row: usize, name: &str| -> PyResult<u32> {
        let key = required(values, row, name)?;
        Ok(match nodes.find(&key) {
            Some(n) => n,
            None => nodes.merge(&Node::new(&key, Label::Per)),
        })
    };
    for table in tables {
        let (a, b) = (Values::required(table, "a")?, Values::required(table, "b")?);
        let scores = table
            .column_by_name("score")
            .and_then(|column| column.as_primitive_opt::<Float32Type>())
            .ok_or_else(|| PyValueError::new_err("edges must have a column score of float"))?;
        for row in 0..table.len() {
            let (a, b) = (place(&a, row, "a")?, place(&b, row, "b")?);
            if scores.is_null(row) {
                edges.short.push((a, b));
            } else {
                edges.pairs.push((scores.value(row), a, b));
            }
        }
    }
    Ok(edges)
}

/// The node of each row of `components`.
fn read_places(components: &[StructArray], nodes: &Nodes) -> PyResult<Vec<u32>> {
    let mut out = Vec::new();
    for table in components {
        let keys = Values::required(table, "key")?;
        for row in 0..table.len() {
            let key = required(&keys, row, "key")?;
            let node = nodes.find(&key).ok_or_else(|| {
                PyValueError::new_err(format!("nodes must hold all of components, not {key}"))
            })?;
            out.push(node);
        }
    }
    Ok(out)
}

/// The nodes of a set that documents keep apart.
fn read_apart(text: &str, places: &[u32]) -> PyResult<Vec<u32>> {
    text.split(' ')
        .map(|number| {
            let place: usize = number.parse().ok()?;
            places.get(place).copied()
        })
        .collect::<Option<Vec<u32>>>()
        .ok_or_else(|| PyValueError::new_err(format!("apart must hold places of rows, got {text}")))
}

const KINDS: [(Kind, char); 3] = [
    (Kind::Similar, '~'),
    (Kind::Shared, '='),
    (Kind::Short, '-'),
];

fn write_block(block: &Block) -> String {
    let sign = KINDS.iter().find(|(kind, _)| *kind == block.kind);
    let sign = sign.map_or('?', |(_, sign)| *sign);
    format!("{sign}{}", block.key)
}

fn read_block(text: &str) -> PyResult<Block> {
    let mut letters = text.chars();
    let sign = letters.next();
    let kind = KINDS.iter().find(|(_, other)| Some(*other) == sign);
    let (kind, _) =
        kind.ok_or_else(|| PyValueError::new_err(format!("there is no block {text:?}")))?;
    Ok(Block {
        kind: *kind,
        key: letters.as_str().to_owned(),
    })
}

/// What decides whether nodes are one, row by row.
#[derive(Default)]
struct Profiles {
    keys: LargeStringBuilder,
    labels: StringBuilder,
    names: LargeStringBuilder,
    documents: Int32Builder,
    countries: ListBuilder<StringBuilder>,
    heads: ListBuilder<StringBuilder>,
}

impl Profiles {
    /// Adds a node, without its `context` where that does not matter.
    fn push(&mut self, node: &Node, context: bool) {
        self.keys.append_value(&node.key);
        self.labels.append_value(node.label.name());
        self.names.append_value(&node.name);
        self.documents.append_value(node.documents as i32);
        for (list, values) in [
            (&mut self.countries, &node.context.countries),
            (&mut self.heads, &node.context.heads),
        ] {
            let values = if context { values.as_slice() } else { &[] };
            list.append_value(values.iter().map(|v| Some(&**v)));
        }
    }

    fn finish(mut self) -> Columns {
        vec![
            ("key", Arc::new(self.keys.finish())),
            ("label", Arc::new(self.labels.finish())),
            ("name", Arc::new(self.names.finish())),
            ("documents", Arc::new(self.documents.finish())),
            ("countries", Arc::new(self.countries.finish())),
            ("heads", Arc::new(self.heads.finish())),
        ]
    }
}

/// Texts with their counts, a list for each row.
#[derive(Default)]
struct CountLists {
    lengths: Vec<usize>,
    texts: LargeStringBuilder,
    mentions: Int32Builder,
    documents: Int32Builder,
    nationalities: BooleanBuilder,
}

impl CountLists {
    fn push(&mut self, counts: &Counts) {
        self.lengths.push(counts.len());
        for count in counts.iter() {
            self.texts.append_value(&count.text);
            self.mentions.append_value(count.mentions as i32);
            self.documents.append_value(count.documents as i32);
            self.nationalities.append_value(count.is_nationality);
        }
    }

    fn finish(mut self) -> ArrayRef {
        let columns: Columns = vec![
            ("text", Arc::new(self.texts.finish())),
            ("mentions", Arc::new(self.mentions.finish())),
            ("documents", Arc::new(self.documents.finish())),
            ("nationality", Arc::new(self.nationalities.finish())),
        ];
        let pairs: Vec<_> = columns
            .into_iter()
            .map(|(name, array)| {
                let field = Field::new(name, array.data_type().clone(), true);
                (Arc::new(field), array)
            })
            .collect();
        let items = StructArray::from(pairs);
        let field = Field::new("item", items.data_type().clone(), true);
        Arc::new(ListArray::new(
            Arc::new(field),
            OffsetBuffer::from_lengths(self.lengths),
            Arc::new(items),
            None,
        ))
    }
}

/// The columns of `Profiles`, then mentions, names, roles, latin, links.
fn write_nodes(nodes: &[Node]) -> Columns {
    let mut profiles = Profiles::default();
    let mut mentions = Int32Builder::new();
    let mut lists: [CountLists; 4] = Default::default();
    for node in nodes {
        profiles.push(node, true);
        mentions.append_value(node.mentions as i32);
        let counts = [&node.names, &node.roles, &node.latin, &node.links];
        for (list, counts) in lists.iter_mut().zip(counts) {
            list.push(counts);
        }
    }
    let mut columns = profiles.finish();
    columns.push(("mentions", Arc::new(mentions.finish())));
    columns.extend(COUNTS.into_iter().zip(lists.map(CountLists::finish)));
    columns
}

const COUNTS: [&str; 4] = ["names", "roles", "latin", "links"];

fn read_nodes<R>(tables: &[StructArray], mut each: impl FnMut(Node) -> R) -> PyResult<()> {
    for table in tables {
        let columns = NodeColumns::new(table)?;
        for row in 0..table.len() {
            each(columns.read(row)?);
        }
    }
    Ok(())
}

/// The columns of a table of nodes; those that are not there are empty.
struct NodeColumns {
    keys: Values,
    labels: Values,
    names: Values,
    documents: Values,
    mentions: Option<Values>,
    countries: Nested<Chunk>,
    heads: Nested<Chunk>,
    counts: [Option<Nested<CountColumns>>; 4],
}

/// The columns of `CountLists`.
struct CountColumns {
    texts: Values,
    mentions: Values,
    documents: Values,
    nationalities: ArrayRef,
}

impl NodeColumns {
    fn new(table: &StructArray) -> PyResult<Self> {
        let column = |name: &str| {
            table
                .column_by_name(name)
                .ok_or_else(|| PyValueError::new_err(format!("nodes must have the column {name}")))
        };
        let texts = |name: &str| Nested::new(column(name)?, |items| Chunk::new(items, name));
        let counts = |name: &str| {
            let lists = table.column_by_name(name);
            lists
                .map(|lists| Nested::new(lists, CountColumns::new))
                .transpose()
        };
        let [names, roles, latin, links] = COUNTS;
        Ok(Self {
            keys: Values::required(table, "key")?,
            labels: Values::required(table, "label")?,
            names: Values::required(table, "name")?,
            documents: Values::required(table, "documents")?,
            mentions: Values::optional(table, "mentions")?,
            countries: texts("countries")?,
            heads: texts("heads")?,
            counts: [
                counts(names)?,
                counts(roles)?,
                counts(latin)?,
                counts(links)?,
            ],
        })
    }

    fn read(&self, row: usize) -> PyResult<Node> {
        let label: Label = required(&self.labels, row, "label")?.parse()?;
        let mut node = Node::new(&required(&self.keys, row, "key")?, label);
        node.name = self.names.text(row).unwrap_or_default();
        node.documents = input::place(Some(&self.documents), row);
        node.mentions = input::place(self.mentions.as_ref(), row);
        let texts = |lists: &Nested<Chunk>| -> Vec<Box<str>> {
            let rows = lists.range(row);
            rows.filter_map(|n| lists.items.get(n).map(Into::into))
                .collect()
        };
        node.context.countries = texts(&self.countries);
        node.context.heads = texts(&self.heads);
        let counts = [
            &mut node.names,
            &mut node.roles,
            &mut node.latin,
            &mut node.links,
        ];
        for (counts, lists) in counts.into_iter().zip(&self.counts) {
            if let Some(lists) = lists {
                for n in lists.range(row) {
                    lists.items.read(n, counts);
                }
            }
        }
        Ok(node)
    }
}

impl CountColumns {
    fn new(items: &ArrayRef) -> PyResult<Self> {
        let items = items
            .as_struct_opt()
            .ok_or_else(|| PyValueError::new_err("counts must be structs"))?;
        Ok(Self {
            texts: Values::required(items, "text")?,
            mentions: Values::required(items, "mentions")?,
            documents: Values::required(items, "documents")?,
            nationalities: items
                .column_by_name("nationality")
                .ok_or_else(|| PyValueError::new_err("counts must have the field nationality"))?
                .clone(),
        })
    }

    fn read(&self, n: usize, counts: &mut Counts) {
        let number = |values: &Values| input::place(Some(values), n);
        let text = self.texts.text(n).unwrap_or_default();
        let at = counts.add(&text, number(&self.mentions), number(&self.documents));
        if self.nationalities.as_boolean().value(n) {
            counts.mark_nationality(at);
        }
    }
}
