//! Makes the models of models/fast and measures them. What the files are: training/fast/README.md.
//!
//!     train_fast classes OUT TEXT...                   word classes from plain text
//!     train_fast train CLASSES DATA OUT [KEY=VALUE]    all of DATA's training text
//!     train_fast dev CLASSES DATA [KEY=VALUE]          nine tenths of it, measured on the rest and elsewhere
//!     train_fast roles CLASSES DATA OUT [KEY=VALUE]    titles and offices of DATA's articles
//!     train_fast figures CLASSES DATA OUT [KEY=VALUE]  dates, times and amounts of DATA's articles
//!     train_fast nested CLASSES DATA OUT [KEY=VALUE]   what names hold, of DATA's articles
//!     train_fast proclitics DATA OUT                   where names begin, of DATA's articles
//!     train_fast speakers DATA OUT [LETTERS]           who says what, of DATA's articles; LETTERS: also by a model that has
//!                                                      not seen articles whose names begin so
//!     train_fast eval MODEL DATA
//!     train_fast speed MODEL TEXT
//!
//! DATA is a folder with anercorp.train.iob2, aqmar.dev.iob2 and articles/; silver=FILE adds text labelled by a model.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::time::Instant;

use kunya::entities::proclitics;
use kunya::entities::tagger::train::{self, Counts, Options, Source};
use kunya::entities::tagger::{Tagger, iob2, markup};
use kunya::entities::words::{Hits, Words};
use kunya::folded::fold_tokens;
use kunya::quotes::speakers::{self, Example};
use kunya::segment::{Segmenter, segment_tokens};
use kunya::sentence::sentences;
use kunya::tokenize::tokenize;

const TYPES: [&str; 6] = ["PER", "LOC", "ORG", "NORP", "EVENT", "PRODUCT"];
const ROLES: [&str; 1] = ["ROLE"];
/// How often the words of titles and figures are hidden: most of them are known, so the words themselves say more.
const HIDE_TITLES: f32 = 0.3;
/// Names that hold others, and those that they hold.
const HOLDERS: [&str; 3] = ["ORG", "EVENT", "PRODUCT"];
const HELD: [&str; 4] = ["PER", "LOC", "ORG", "NORP"];
const FIGURES: [&str; 5] = ["QUANTITY", "DATE", "MONEY", "PERCENT", "TIME"];
/// In how many parts speakers are cross-validated.
const FOLDS: u64 = 5;
const SIZE_OF_FIGURES: usize = 1_200_000;
const SIZE_OF_NESTED: usize = 400_000;
const HIDE_NESTED: f32 = 0.4;
const SIZE_OF_TITLES: usize = 1_200_000;

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args[..] {
        ["classes", out, ref texts @ ..] => {
            let mut all = String::new();
            for path in texts {
                all.push_str(&plain(path)?);
                all.push('\n');
            }
            fs::write(out, train::word_classes(all.lines()))?;
        }
        ["train", classes, data, out, ref settings @ ..] => {
            let settings = Settings::read(settings)?;
            let (sources, _) = corpora(data, &settings, false)?;
            fs::write(out, settings.train(classes, &sources, &TYPES)?)?;
        }
        ["roles", classes, data, out, ref settings @ ..] => {
            let documents = markup::read(format!("{data}/articles/train"), &ROLES)?;
            let settings = Settings::read(settings)?.of(SIZE_OF_TITLES, HIDE_TITLES);
            fs::write(out, settings.layer(classes, documents, &ROLES)?)?;
        }
        ["dev", classes, data, ref settings @ ..] => {
            let settings = Settings::read(settings)?;
            let (sources, held) = corpora(data, &settings, true)?;
            let model = settings.train(classes, &sources, &TYPES)?;
            println!("{:.2} MB", model.len() as f64 / 1e6);
            measure(&train::open(model)?, data, &held, settings.mistakes)?;
        }
        ["figures", classes, data, out, ref settings @ ..] => {
            let documents = markup::read(format!("{data}/articles/train"), &FIGURES)?;
            let settings = Settings::read(settings)?.of(SIZE_OF_FIGURES, HIDE_TITLES);
            fs::write(out, settings.layer(classes, documents, &FIGURES)?)?;
        }
        ["nested", classes, data, out, ref settings @ ..] => {
            let documents = markup::nested(format!("{data}/articles/train"), &HOLDERS, &HELD)?;
            let settings = Settings::read(settings)?.of(SIZE_OF_NESTED, HIDE_NESTED);
            fs::write(out, settings.layer(classes, documents, &HELD)?)?;
        }
        ["proclitics", data, out] => {
            let read = |part: &str| markup::read(format!("{data}/articles/{part}"), &TYPES);
            let (model, (names, right, segmenter)) =
                proclitics::train::train(&read("train")?, &read("dev")?)?;
            println!("of {names} names of dev: {right} right, the segmenter {segmenter}");
            fs::write(out, model)?;
        }
        ["speakers", data, out, ref held @ ..] => {
            let train = speakers::examples(format!("{data}/articles/train"))?;
            let dev = speakers::examples(format!("{data}/articles/dev"))?;
            let fold = |name: &str| Some((kunya::hash::hash_str(name) % FOLDS) as usize);
            measure_speakers("five parts", &train, fold)?;
            if let [letters] = held {
                measure_speakers(letters, &train, |name| {
                    name.starts_with(|c| letters.contains(c)).then_some(0)
                })?;
            }
            let model = speakers::train(&train.iter().collect::<Vec<_>>());
            let mut counts = BTreeMap::new();
            count_speakers(&model, &dev.iter().collect::<Vec<_>>(), &mut counts)?;
            print_speakers("dev", &counts);
            fs::write(out, model)?;
        }
        ["eval", model, data] => {
            let (_, held) = corpora(data, &Settings::read(&[])?, true)?;
            measure(&Tagger::load(model)?, data, &held, 0)?;
        }
        ["speed", model, text] => speed(&Tagger::load(model)?, &plain(text)?),
        _ => return Err("see the first lines of the program for its arguments".into()),
    }
    Ok(())
}

/// How often the rules and a model choose the right speaker of the articles that `held` names, a model learning from the
/// rest, in each of the parts into which it puts them.
fn measure_speakers(
    what: &str,
    examples: &[Example],
    held: impl Fn(&str) -> Option<usize>,
) -> Result<(), Box<dyn Error>> {
    let mut parts: BTreeMap<usize, Vec<&Example>> = BTreeMap::new();
    for example in examples {
        if let Some(part) = held(&example.article) {
            parts.entry(part).or_default().push(example);
        }
    }
    // by whether marked and whether direct: all, right by the rules, right by the model
    let mut counts: BTreeMap<(bool, bool), [usize; 3]> = BTreeMap::new();
    for (part, list) in parts {
        let rest: Vec<&Example> = examples
            .iter()
            .filter(|e| held(&e.article) != Some(part))
            .collect();
        count_speakers(&speakers::train(&rest), &list, &mut counts)?;
    }
    print_speakers(what, &counts);
    Ok(())
}

fn count_speakers(
    model: &[u8],
    examples: &[&Example],
    counts: &mut BTreeMap<(bool, bool), [usize; 3]>,
) -> Result<(), Box<dyn Error>> {
    let right = speakers::evaluate(model, examples)?;
    for (example, right) in examples.iter().zip(right) {
        let sum = counts.entry((example.marked, example.direct)).or_default();
        sum[0] += 1;
        sum[1] += usize::from(example.rules_are_right());
        sum[2] += usize::from(right);
    }
    Ok(())
}

fn print_speakers(what: &str, counts: &BTreeMap<(bool, bool), [usize; 3]>) {
    for ((marked, direct), [all, rules, model]) in counts {
        let mentions = if *marked { "marked" } else { "found" };
        let kind = if *direct { "direct" } else { "indirect" };
        println!("{what}, {mentions} mentions, {kind}: rules {rules}, model {model} of {all}");
    }
}

/// A text file, or the tokens of an IOB2 file.
fn plain(path: &str) -> Result<String, Box<dyn Error>> {
    if path.ends_with(".iob2") {
        let documents = iob2::read(path)?;
        return Ok(documents
            .into_iter()
            .map(|d| d.text)
            .collect::<Vec<_>>()
            .join("\n"));
    }
    Ok(fs::read_to_string(path).map_err(|e| format!("{path}: {e}"))?)
}

struct Settings {
    options: Options,
    silver: Option<String>,
    silver_weight: f32,
    articles_weight: f32,
    /// How sure the model that labelled it must be of a sentence.
    confidence: f32,
    /// How much of the hand-labelled text is used, for learning curves.
    share: f32,
    /// The same for the articles alone.
    articles_share: f32,
    mistakes: usize,
}

impl Settings {
    fn read(settings: &[&str]) -> Result<Self, Box<dyn Error>> {
        let mut out = Self {
            options: Options::default(),
            silver: None,
            silver_weight: 0.3,
            articles_weight: 1.0,
            confidence: 0.5,
            share: 1.0,
            articles_share: 1.0,
            mistakes: 0,
        };
        for setting in settings {
            let (key, value) = setting
                .split_once('=')
                .ok_or_else(|| format!("expected KEY=VALUE, got {setting:?}"))?;
            match key {
                "epochs" => out.options.epochs = value.parse()?,
                "rate" => out.options.rate = value.parse()?,
                "decay" => out.options.decay = value.parse()?,
                "hide" => out.options.hide = value.parse()?,
                "forget" => out.options.forget = value.parse()?,
                "confidence" => out.confidence = value.parse()?,
                "least" => out.options.least = value.parse()?,
                "size" => out.options.size = value.parse()?,
                "seed" => out.options.seed = value.parse()?,
                "silver" => out.silver = Some(value.to_owned()),
                "silver_weight" => out.silver_weight = value.parse()?,
                "articles_weight" => out.articles_weight = value.parse()?,
                "articles_share" => out.articles_share = value.parse()?,
                "share" => out.share = value.parse()?,
                "mistakes" => out.mistakes = value.parse()?,
                _ => return Err(format!("unknown setting {key:?}").into()),
            }
        }
        Ok(out)
    }

    /// The settings of a smaller model, which is read beside that of names.
    fn of(mut self, size: usize, hide: f32) -> Self {
        self.options.size = size;
        self.options.hide = hide;
        self.options.carry_classes = false;
        self
    }

    /// Trains a model on the articles alone.
    fn layer(
        &self,
        classes: &str,
        documents: Vec<iob2::Labelled>,
        types: &[&str],
    ) -> Result<Vec<u8>, Box<dyn Error>> {
        let source = Source {
            documents,
            weight: self.articles_weight,
            ..Source::default()
        };
        self.train(classes, &[source], types)
    }

    fn train(
        &self,
        classes: &str,
        sources: &[Source],
        types: &[&str],
    ) -> Result<Vec<u8>, Box<dyn Error>> {
        let classes = if classes == "-" {
            vec![]
        } else {
            fs::read(classes)?
        };
        let types: Vec<String> = types.iter().map(|&t| t.to_owned()).collect();
        let mut say = |progress: train::Progress<'_>| {
            if let Some(message) = progress.message {
                eprintln!("{message}");
            }
            true
        };
        let model = train::train(sources, &types, &classes, self.options, &mut say)?;
        Ok(model)
    }
}

/// The training text, and the tenth of ANERcorp that is held back where `hold` says so.
fn corpora(
    data: &str,
    settings: &Settings,
    hold: bool,
) -> Result<(Vec<Source>, Vec<iob2::Labelled>), Box<dyn Error>> {
    // Documents are blocks of twenty sentences; each tenth is held back.
    let (held, documents): (Vec<_>, Vec<_>) = iob2::read(format!("{data}/anercorp.train.iob2"))?
        .into_iter()
        .enumerate()
        .partition(|(i, _)| hold && i % 10 == 7);
    let part = |n: usize, share: f32| (n as f32 * share).round() as usize;
    let strip = |list: Vec<(usize, iob2::Labelled)>| list.into_iter().map(|d| d.1).collect();
    let map = |pairs: &[(&str, &[&str])]| {
        pairs
            .iter()
            .map(|(from, to)| {
                (
                    (*from).to_owned(),
                    to.iter().map(|t| (*t).to_owned()).collect(),
                )
            })
            .collect()
    };
    let mut anercorp: Vec<iob2::Labelled> = strip(documents);
    anercorp.truncate(part(anercorp.len(), settings.share));
    let mut sources = vec![Source {
        documents: anercorp,
        weight: 1.0,
        // MISC holds events and products, but also currencies, faiths and the rest; nationalities are unlabelled.
        map: map(&[
            ("PERS", &["PER"]),
            ("MISC", &["NORP", "EVENT", "PRODUCT", "O"]),
        ]),
        unlabelled: vec!["NORP".to_owned()],
        // The articles' labels say that it belongs to a body without a name of its own.
        reaching: vec!["ORG".to_owned()],
    }];
    let mut articles = markup::read(format!("{data}/articles/train"), &TYPES)?;
    // In an order that mixes the authors.
    articles.sort_by_key(|a| kunya::hash::hash_str(&a.text));
    articles.truncate(part(
        articles.len(),
        settings.share * settings.articles_share,
    ));
    sources.push(Source {
        documents: articles,
        weight: settings.articles_weight,
        ..Source::default()
    });
    if let Some(silver) = &settings.silver {
        sources.push(Source {
            documents: read_silver(silver, settings.confidence)?,
            weight: settings.silver_weight,
            map: map(&[
                ("PERS", &["PER"]),
                ("MISC", &["NORP", "EVENT", "PRODUCT", "O"]),
            ]),
            ..Source::default()
        });
    }
    Ok((sources, strip(held)))
}

/// Text labelled by a model: IOB2 with lines `# document NAME` and, before each sentence, `# confidence P`.
fn read_silver(path: &str, least: f32) -> Result<Vec<iob2::Labelled>, Box<dyn Error>> {
    let text = fs::read_to_string(path).map_err(|e| format!("{path}: {e}"))?;
    let mut out = String::new();
    let mut sure = true;
    for line in text.lines() {
        if line.starts_with("# document ") {
            out.push_str("-DOCSTART- O\n");
        } else if let Some(confidence) = line.strip_prefix("# confidence ") {
            sure = confidence.parse::<f32>()? >= least;
        } else if sure {
            out.push_str(line);
            out.push('\n');
        }
    }
    Ok(iob2::parse(&out, path)?)
}

fn measure(
    tagger: &Tagger,
    data: &str,
    held: &[iob2::Labelled],
    mistakes: usize,
) -> Result<(), Box<dyn Error>> {
    let corpora = [
        ("ANERcorp, held blocks", held.to_vec()),
        (
            "articles, dev",
            markup::read(format!("{data}/articles/dev"), &TYPES)?,
        ),
        ("AQMAR, dev", iob2::read(format!("{data}/aqmar.dev.iob2"))?),
    ];
    for (name, documents) in corpora {
        if documents.is_empty() {
            continue;
        }
        // Of the corpora's types only three mean the same as the model's; the articles have all.
        let all = name.starts_with("articles");
        let rename = |t: &str| match t {
            "PERS" | "PER" => Some("PER".to_owned()),
            "LOC" | "ORG" => Some(t.to_owned()),
            "MIS" | "MISC" => None,
            _ if all => Some(t.to_owned()),
            _ => None,
        };
        let mut wrong = vec![];
        let counts: BTreeMap<String, Counts> =
            train::evaluate(tagger, &documents, rename, &mut wrong)
                .into_iter()
                .collect();
        let mut total = Counts::default();
        for t in ["PER", "LOC", "ORG"] {
            total.add(counts.get(t).copied().unwrap_or_default());
        }
        print!("{name}: PER+LOC+ORG ");
        print(total);
        for (t, c) in counts {
            print!("; {t} ");
            print(c);
        }
        println!();
        for m in wrong.iter().take(mistakes) {
            println!("    {:5} {:5} {}", m.right, m.found, m.text);
        }
    }
    Ok(())
}

fn print(counts: Counts) {
    let (p, r, f) = counts.scores();
    print!(
        "P {:.1} R {:.1} F1 {:.1} ({})",
        100.0 * p,
        100.0 * r,
        100.0 * f,
        counts.gold
    );
}

fn speed(tagger: &Tagger, text: &str) {
    let texts: Vec<&str> = text.lines().filter(|l| l.len() > 500).take(2000).collect();
    let (mut tokens, mut all, mut tagging) = (0, 0.0, 0.0);
    let mut hits = Hits::default();
    let (mut segments, mut emissions) = (vec![], vec![]);
    for text in texts {
        let start = Instant::now();
        let found = tokenize(text);
        let folded = fold_tokens(text, &found);
        segment_tokens(Segmenter::global(), text, &found, &folded, &mut segments);
        let words = Words {
            text,
            tokens: &found,
            folded: &folded,
            segments: &segments,
        };
        hits.find(&words);
        let sentences = sentences(text, &found);
        let middle = Instant::now();
        tagger.emissions(&words, &hits, &sentences, &mut emissions);
        tokens += found.len();
        tagging += middle.elapsed().as_secs_f64();
        all += start.elapsed().as_secs_f64();
    }
    println!(
        "{tokens} tokens: {:.0} a second, {:.0} with all that goes before",
        f64::from(tokens as u32) / tagging,
        f64::from(tokens as u32) / all
    );
}
