//! Reads each file named on the command line and prints its document as one line of JSON.
//!
//! The variable KUNYA_MODEL names the recogniser: fast (the default), accurate, or a file.
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let model = std::env::var("KUNYA_MODEL").unwrap_or("fast".into());
    let analyzer = kunya::analyzer::Analyzer::new().model(&model)?;
    for path in std::env::args().skip(1) {
        println!(
            "{}",
            analyzer.analyze(&std::fs::read_to_string(path)?).to_json()
        );
    }
    Ok(())
}
