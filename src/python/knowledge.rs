//! The user's own knowledge base.

use std::sync::Arc;

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

use super::run::detached;
use super::text::utf8;
use crate::knowledge::{Fact, Knowledge};

/// An entry as Python has it: id, name, aliases, label.
type Row = (String, String, Vec<String>, &'static str);

/// A knowledge base from any table that `kunya.knowledge` reads.
///
/// # Errors
/// `TypeError` for what is no table; `ValueError` for missing columns, a repeated id, a wrong label or an empty name.
pub fn read(table: &Bound<'_, PyAny>) -> PyResult<Arc<Knowledge>> {
    let py = table.py();
    let rows = py
        .import("kunya.knowledge")?
        .call_method1("facts", (table,))?;
    let mut facts = Vec::with_capacity(rows.len()?);
    for (n, row) in rows.try_iter()?.enumerate() {
        let row = row?;
        let text = |value: &Bound<'_, PyAny>| -> PyResult<String> {
            Ok(utf8(value.cast()?, format_args!("knowledge[{n}]"))?.to_string())
        };
        let aliases = row.get_item(2)?;
        let label = text(&row.get_item(3)?)?;
        facts.push(Fact {
            id: text(&row.get_item(0)?)?,
            name: text(&row.get_item(1)?)?,
            aliases: aliases
                .try_iter()?
                .map(|alias| text(&alias?))
                .collect::<PyResult<_>>()?,
            label: label
                .parse()
                .map_err(|error| PyValueError::new_err(format!("knowledge[{n}]: {error}")))?,
        });
    }
    Ok(Arc::new(detached(py, || Knowledge::new(facts))??))
}

/// The entries, from which the same knowledge base can be made again.
pub fn rows(knowledge: &Knowledge) -> Vec<Row> {
    knowledge
        .facts()
        .iter()
        .map(|f| {
            (
                f.id.clone(),
                f.name.clone(),
                f.aliases.clone(),
                f.label.name(),
            )
        })
        .collect()
}
