//! Compiles lexicons/*.tsv into maps that the library reads in place.
fn main() {}
