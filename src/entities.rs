//! Mentions of people, places, organisations and the rest in a text.

pub mod encoder;
pub mod mention;
