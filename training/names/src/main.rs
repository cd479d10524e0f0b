//! Learns kunya's name model. One command, fixed seeds: see README.md.
mod boost;
mod compose;
mod em;
mod examples;
mod measure;
mod neighbours;
mod parts;
mod random;
mod rank;
mod sources;
mod tune;
mod whole;

use kunya::names::align::Channel;
use kunya::names::forest::Forest;
use kunya::names::model::Model;

fn main() -> Result<(), String> {
    let data = std::path::PathBuf::from(
        std::env::args()
            .nth(1)
            .unwrap_or_else(|| "../shared/data".into()),
    );
    let t = std::time::Instant::now();
    let mut names = sources::read(&data)?;
    eprintln!(
        "{} arabic {} latin {} links {} phrases {:?}",
        names.arabic.len(),
        names.latin.len(),
        names.links().len(),
        names.phrases.len(),
        t.elapsed()
    );
    let em = parts::expectation(&mut names);
    eprintln!("{:?}", t.elapsed());
    let out = std::path::PathBuf::from(
        std::env::args()
            .nth(2)
            .unwrap_or_else(|| "models/names/names.bin".into()),
    );
    // the order of searches alone, over the model that is there
    let again = std::env::args().nth(3).is_some_and(|a| a == "rank");
    let mut model = if again {
        let bytes = std::fs::read(&out).map_err(|e| format!("{}: {e}", out.display()))?;
        Model::from_bytes(&bytes, &out.display().to_string()).map_err(|e| e.to_string())?
    } else {
        learn(&names, &em)
    };
    eprintln!("{:?}", t.elapsed());
    model.rank_forest = rank::forest(&names, &model, 100);
    eprintln!("{:?}", t.elapsed());
    let bytes = model.to_bytes();
    std::fs::write(&out, &bytes).map_err(|e| format!("{}: {e}", out.display()))?;
    eprintln!("{} bytes to {}", bytes.len(), out.display());
    let model = Model::from_bytes(&bytes, "what was written").map_err(|e| e.to_string())?;
    for f in ["ar_ar", "ar_latin", "ar_ar_full_synth"] {
        let dev = measure::read(&data.join(format!("names/{f}.dev.tsv")))?;
        let scores = whole::logits(&model, &dev);
        measure::report(f, &dev, &scores);
        if std::env::var("ERRORS").is_ok() {
            measure::errors(f, &dev, &scores, 120);
        }
    }
    eprintln!("{:?}", t.elapsed());
    Ok(())
}

/// Learns all but the order of searches.
fn learn(names: &sources::Names, em: &[em::Trained; 3]) -> Model {
    let units = parts::select_pairs(&em[1], Some((&em[0], &em[2])));
    let mut random = random::Random::new(1);
    let pairs = parts::pairs(names, &mut random);
    let weights = [0, 1, 2].map(|k| parts::weights(names, k, &pairs[k], &em[k], &units));
    let empty = || Forest::default();
    let mut model = Model {
        channels: [
            Channel::new(&weights[0]),
            Channel::new(&weights[1]),
            Channel::new(&weights[2]),
        ],
        weights,
        pairs: units,
        attested: names.attested(),
        part_forests: [empty(), empty(), empty()],
        name_forest: empty(),
        rank_forest: empty(),
    };
    model.measure_links();
    for k in 0..3 {
        let f = parts::forest(names, k, &pairs[k], &model, 120);
        model.part_forests[k] = f;
    }
    model.name_forest = whole::forest(names, &model, &pairs[0], 150);
    model
}
