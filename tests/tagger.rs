//! The fast recogniser: what it finds, that it learns what it is taught, and input that is no news.

use kunya::entities::tagger::train::{self, Options, Source};
use kunya::entities::tagger::{Lattice, Tagger, iob2, spans};
use kunya::entities::words::{Hits, Words};
use kunya::folded::fold_tokens;
use kunya::segment::{Segmenter, segment_tokens};
use kunya::sentence::sentences;
use kunya::tokenize::tokenize;

/// The mentions that `tagger` alone finds, as "TYPE text".
fn find(tagger: &Tagger, text: &str) -> Vec<String> {
    let tokens = tokenize(text);
    let folded = fold_tokens(text, &tokens);
    let mut segments = vec![];
    segment_tokens(Segmenter::global(), text, &tokens, &folded, &mut segments);
    let words = Words {
        text,
        tokens: &tokens,
        folded: &folded,
        segments: &segments,
    };
    let mut hits = Hits::default();
    hits.find(&words);
    let sentences = sentences(text, &tokens);
    let mut emissions = vec![];
    tagger.emissions(&words, &hits, &sentences, &mut emissions);
    let n = tagger.tags().len();
    assert_eq!(emissions.len(), tokens.len() * n);
    let (mut lattice, mut path, mut out) = (Lattice::default(), vec![], vec![]);
    for sentence in sentences {
        let range = sentence.tokens();
        lattice.fill(n, &emissions[range.start * n..range.end * n]);
        lattice.best(tagger.transitions(), &mut path);
        lattice.sum(tagger.transitions());
        for span in spans(&path) {
            let kind = usize::from(span.kind);
            let (first, last) = (span.first as usize, span.last as usize);
            let p = lattice.span_probability(first, last, kind);
            assert!((0.0..=1.0).contains(&p), "{p}");
            let start = segments[range.start + first].stem().start as usize;
            let end = segments[range.start + last].stem().end as usize;
            out.push(format!(
                "{} {}",
                tagger.tags().types()[kind],
                &text[start..end]
            ));
        }
    }
    out
}

#[test]
fn finds_names_without_what_is_written_together_with_them() {
    let text = "وصل الرئيس التونسي قيس سعيد إلى باريس للقاء إيمانويل ماكرون، ثم يتوجه لروسيا.";
    let found = find(Tagger::global(), text);
    for mention in ["PER قيس سعيد", "LOC باريس", "LOC روسيا"] {
        assert!(found.iter().any(|f| f == mention), "{mention}: {found:?}");
    }
}

#[test]
fn finds_people_that_no_list_knows() {
    let text = "وقال المتحدث باسم الشركة زكريا البوحلاقي إن الإنتاج سيبدأ قريبا. وأضاف البوحلاقي أن المصنع جاهز.";
    let found = find(Tagger::global(), text);
    assert!(found.iter().any(|f| f == "PER زكريا البوحلاقي"), "{found:?}");
}

#[test]
fn survives_what_is_no_news() {
    let tagger = Tagger::global();
    for text in [
        "",
        " ",
        "\n\n",
        "...",
        "لل",
        "و",
        "123",
        "日本 ひらがな",
        "\u{202b}\u{200f}",
        "abc def",
    ] {
        find(tagger, text);
    }
    find(tagger, &"ا".repeat(10_000));
    let long = "قال محمد في القاهرة ".repeat(25_000);
    assert!(find(tagger, &long).len() >= 25_000);
}

#[test]
fn gives_the_same_from_all_threads() {
    let text = "اجتمع وزير الخارجية المصري سامح شكري مع أنطونيو غوتيريش في نيويورك";
    let first = find(Tagger::global(), text);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| assert_eq!(find(Tagger::global(), text), first));
        }
    });
}

/// Sentences in which a coloured word is a COLOUR and what follows "في" a HUE.
fn lesson(words: &[&str]) -> String {
    words
        .iter()
        .map(|w| format!("رأيت O\n{w} B-COLOUR\nفي O\nشارع O\n{w} B-HUE\nالقديم I-HUE\n. O\n\n"))
        .collect()
}

#[test]
fn learns_any_types() {
    let documents =
        iob2::parse(&lesson(&["أحمر", "أخضر", "أزرق"]).repeat(8), "lesson").expect("sound");
    let source = Source {
        documents,
        weight: 1.0,
        ..Source::default()
    };
    let bytes =
        train::train(&[source], &[], &[], Options::default(), &mut |_| true).expect("a model");
    let tagger = train::open(bytes.clone()).expect("sound");
    assert_eq!(tagger.tags().types(), ["COLOUR", "HUE"]);
    assert_eq!(
        find(&tagger, "رأيت أصفر في شارع أصفر القديم."),
        ["COLOUR أصفر", "HUE أصفر القديم"]
    );
    let held = iob2::parse(&lesson(&["أبيض"]), "held").expect("sound");
    let counts = train::evaluate(&tagger, &held, |t| Some(t.to_owned()), &mut vec![]);
    assert!(counts.iter().all(|(_, c)| c.right == c.gold), "{counts:?}");
}

#[test]
fn refuses_text_without_mentions_and_damaged_models() {
    let documents = iob2::parse("قال O\n", "none").expect("sound");
    let source = Source {
        documents,
        weight: 1.0,
        ..Source::default()
    };
    let error = train::train(&[source], &[], &[], Options::default(), &mut |_| true)
        .expect_err("no mention");
    assert!(error.to_string().contains("0 mentions"), "{error}");

    let sound = std::fs::read("models/fast/fast.bin").expect("the model");
    let error = |bytes: &[u8]| {
        Tagger::from_bytes(bytes.to_vec(), "some.bin")
            .err()
            .expect("an error")
            .to_string()
    };
    assert!(error(&[]).contains("some.bin"));
    assert!(error(b"KUNYASEG and more of another file's content").contains("not a recogniser"));
    assert!(error(&sound[..sound.len() - 1]).contains("truncated"));
    let mut newer = sound;
    newer[8] = 99;
    assert!(error(&newer).contains("version 99, expected 3"));
    let missing = Tagger::load("no/such/file.bin").err().expect("an error");
    assert!(missing.to_string().starts_with("no/such/file.bin"));
}
