//! Arabic news text: tokens, names, entities and quotations, with offsets into the original.
//!
//! The flow of the data, each module using only those before it:
//! [`script`] → [`fold`] / [`normalize`] → [`tokenize`] → [`sentence`] → [`segment`] (clitics) →
//! [`lexicon`] and [`gazetteer`] (what is known) → [`entities`] (mentions) → [`names`] →
//! [`resolve`] (entities) → [`quotes`] → [`document`] → [`knowledge`] (the user's); [`analyzer`] is the whole flow in order,
//! [`corpus`] resolves many documents.

pub mod analyzer;
pub mod corpus;
pub mod document;
pub mod entities;
pub mod error;
pub mod fold;
pub mod folded;
pub mod gazetteer;
pub mod hash;
pub mod knowledge;
pub mod label;
pub mod lexicon;
mod linear;
pub mod names;
pub mod normalize;
pub mod parallel;
pub mod quotes;
pub mod resolve;
pub mod script;
pub mod segment;
pub mod sentence;
pub mod span;
pub mod tokenize;
pub mod translit;

#[cfg(feature = "python")]
mod python;
