//! The extension module `kunya._core`: thin classes around the core's types.
//!
//! The only place that names pyo3. Each file wraps the core module of the same name.

mod analyzer;
mod columns;
mod corpus;
mod document;
mod error;
mod gazetteer;
mod iob2;
mod knowledge;
mod names;
mod normalize;
mod run;
mod segment;
mod sentence;
mod show;
mod span;
mod text;
mod tokenize;
mod train;
mod translit;
mod values;

/// What Python imports as `kunya._core`; users import it through `kunya`.
#[pyo3::pymodule(gil_used = false)]
mod _core {
    #[pymodule_export]
    use super::analyzer::{Analyzer, DocumentStream, analyze};
    #[pymodule_export]
    use super::columns::{
        columns_addresses, columns_analyze, columns_mentions, columns_normalize, columns_quotes,
        columns_sentences, columns_tokens,
    };
    #[pymodule_export]
    use super::corpus::shuffle::{
        corpus_apart, corpus_assign, corpus_blocks, corpus_co_mentions, corpus_components,
        corpus_documents, corpus_edges, corpus_entities, corpus_groups, corpus_mentions,
        corpus_merge, corpus_nodes, corpus_quotes, corpus_variants,
    };
    #[pymodule_export]
    use super::corpus::{Corpus, resolve};
    #[pymodule_export]
    use super::document::{Document, Entity, Mention, Quote};
    #[pymodule_export]
    use super::iob2::iob2_parse;
    #[pymodule_export]
    use super::names::{
        Comparison, Index, Match, Matches, Name, names_arabize, names_cluster, names_compare,
        names_parse, names_romanize, names_similarity, names_similarity_batch,
    };
    #[pymodule_export]
    use super::normalize::{Normalized, Normalizer, normalize};
    #[pymodule_export]
    use super::segment::{Segment, segment};
    #[pymodule_export]
    use super::sentence::sentences;
    #[pymodule_export]
    use super::span::Span;
    #[pymodule_export]
    use super::tokenize::{Token, tokenize};
    #[pymodule_export]
    use super::train::train_ner;
    #[pymodule_export]
    use super::translit::transliterate;
    #[pymodule_export]
    use super::values::{Value, read_value};

    /// The version of the package.
    #[allow(non_upper_case_globals)] // Python's name for it
    #[pymodule_export]
    const __version__: &str = env!("CARGO_PKG_VERSION");
}
