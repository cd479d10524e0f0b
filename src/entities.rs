//! Mentions of people, places, organisations and the rest in a text.

pub mod adjectives;
pub mod encoder;
pub mod evidence;
pub mod figures;
pub mod mention;
pub mod nested;
pub mod proclitics;
pub mod recognise;
pub mod roles;
pub mod rules;
pub mod select;
pub mod spellings;
pub mod tagger;
pub mod values;
pub mod words;
