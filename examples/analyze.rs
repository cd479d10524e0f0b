//! Reads each file named on the command line and prints its document as one line of JSON.
fn main() -> std::io::Result<()> {
    let analyzer = kunya::analyzer::Analyzer::new();
    for path in std::env::args().skip(1) {
        println!(
            "{}",
            analyzer.analyze(&std::fs::read_to_string(path)?).to_json()
        );
    }
    Ok(())
}
