//! The accurate model's inference: against the reference that wrote the golden files, and on bad input.

use kunya::entities::encoder::Encoder;
use kunya::error::Error;

const MODEL: &str = "tests/golden/encoder.bin";
const ANSWERS: &str = "tests/golden/encoder.tsv";

/// Sentences of the golden file, and all its numbers.
fn golden() -> (Vec<Vec<String>>, Vec<f32>) {
    let (mut sentences, mut values) = (Vec::<Vec<String>>::new(), Vec::new());
    let text = std::fs::read_to_string(ANSWERS).expect("the golden file is part of the repository");
    for line in text.lines().filter(|l| !l.starts_with('#')) {
        let mut fields = line.split('\t');
        let sentence: usize = fields.next().expect("a number").parse().expect("a number");
        if sentences.len() <= sentence {
            sentences.push(Vec::new());
        }
        sentences[sentence].push(fields.next().expect("a word").to_owned());
        values.extend(
            fields
                .next()
                .expect("numbers")
                .split(' ')
                .map(|v| v.parse::<f32>().expect("a number")),
        );
    }
    (sentences, values)
}

fn emissions(encoder: &Encoder, sentences: &[Vec<String>]) -> Vec<f32> {
    let mut out = Vec::new();
    encoder.emissions(sentences, &mut out);
    out
}

#[test]
fn answers_match_the_reference() {
    let encoder = Encoder::load(MODEL).expect("a sound file");
    let (sentences, expected) = golden();
    let found = emissions(&encoder, &sentences);
    assert_eq!(found.len(), expected.len());
    assert_eq!(
        encoder.columns(),
        encoder.labels().len() + encoder.role_labels().len()
    );
    let difference = |a: &f32, b: &f32| (a.exp() - b.exp()).abs();
    let worst = found
        .iter()
        .zip(&expected)
        .map(|(a, b)| difference(a, b))
        .fold(0.0, f32::max);
    let mean = found
        .iter()
        .zip(&expected)
        .map(|(a, b)| difference(a, b))
        .sum::<f32>()
        / found.len() as f32;
    // A value near a rounding border may round the other way in float32: single numbers move a little, the mean hardly.
    assert!(worst < 0.05 && mean < 0.001, "worst {worst}, mean {mean}");
}

/// The golden model with one change.
fn damaged(change: impl Fn(&mut Vec<u8>)) -> String {
    let mut bytes = std::fs::read(MODEL).expect("the golden model");
    change(&mut bytes);
    match Encoder::from_bytes(bytes, "damaged.bin") {
        Err(error @ Error::InvalidFile { .. }) => error.to_string(),
        Err(error) => panic!("another error: {error}"),
        Ok(_) => panic!("a damaged model was accepted"),
    }
}

#[test]
fn damaged_files_are_refused_with_the_reason() {
    for (error, expected) in [
        (damaged(|b| b.clear()), "magic KUNYAENC"),
        (damaged(|b| b[0] = b'X'), "version 1"),
        (damaged(|b| b[8] = 9), "version 9, expected 1"),
        (damaged(|b| b.truncate(b.len() - 64)), "truncated"),
        (damaged(|b| *b.last_mut().expect("bytes") ^= 1), "damaged"),
        (damaged(|b| b[70_000] ^= 0x10), "checksum"),
    ] {
        assert!(
            error.starts_with("damaged.bin: ") && error.contains(expected),
            "{error}"
        );
    }
    let missing = Encoder::load("tests/golden/no-such-model.bin")
        .err()
        .expect("no such file");
    assert!(
        matches!(missing, Error::Io { .. }) && missing.to_string().contains("no-such-model.bin"),
        "{missing}"
    );
}

#[test]
fn no_input_is_too_odd() {
    let encoder = Encoder::load(MODEL).expect("a sound file");
    let count = |sentences: &[Vec<&str>]| {
        let mut out = vec![1.0];
        encoder.emissions(sentences, &mut out);
        assert!(out.iter().all(|v| v.is_finite() && *v <= 1e-4));
        for row in out.chunks_exact(encoder.columns()) {
            let total: f32 = row[..encoder.labels().len()].iter().map(|v| v.exp()).sum();
            assert!((total - 1.0).abs() < 1e-3, "{total}");
        }
        out.len() / encoder.columns()
    };
    let long = "طويل".repeat(2_500);
    assert_eq!(count(&[]), 0);
    assert_eq!(count(&[vec![], vec![]]), 0);
    assert_eq!(
        count(&[vec![], vec![""], vec!["\u{640}\u{64b}", " "], vec![]]),
        3
    );
    assert_eq!(
        count(&[
            vec![&long],
            vec!["漢字", "\u{0}", "\u{10ffff}", "🏳\u{fe0f}\u{200d}🌈"]
        ]),
        5
    );
    assert_eq!(count(&[vec!["قال"; 20_000]]), 20_000);
    assert_eq!(count(&vec![vec!["."]; 5_000]), 5_000);
}

#[test]
fn threads_share_one_encoder() {
    let encoder = Encoder::load(MODEL).expect("a sound file");
    let (sentences, _) = golden();
    let expected = emissions(&encoder, &sentences);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| assert_eq!(emissions(&encoder, &sentences), expected));
        }
    });
}

#[test]
fn the_shipped_model_knows_names_from_their_company() {
    let encoder = Encoder::load("models/accurate/encoder.bin").expect("the shipped model");
    // Made-up people, a real place and a real organisation.
    let words: Vec<&str> = "وقال الناطق باسم وزارة الزراعة سمير الكوجاني في مؤتمر صحفي بمدينة حلب إن المزارعين سيتسلمون البذور ."
        .split(' ')
        .collect();
    let mut out = Vec::new();
    encoder.emissions(&[&words], &mut out);
    let label = |word: &str| {
        let at = words
            .iter()
            .position(|w| *w == word)
            .expect("a word of the sentence");
        let row = &out[at * encoder.columns()..][..encoder.labels().len()];
        let best = (0..row.len())
            .max_by(|&a, &b| row[a].total_cmp(&row[b]))
            .expect("labels");
        encoder.labels()[best].as_str()
    };
    assert_eq!(label("وزارة"), "B-ORG");
    assert_eq!(label("الزراعة"), "I-ORG");
    assert_eq!(label("سمير"), "B-PER");
    assert_eq!(label("الكوجاني"), "I-PER");
    assert_eq!(label("حلب"), "B-LOC");
    assert_eq!(label("البذور"), "O");
}
