//! Training on labels of one's own, from files to an analyzer that knows them.

use std::fs;
use std::path::PathBuf;

use kunya::analyzer::Analyzer;
use kunya::entities::tagger::Tagger;
use kunya::entities::tagger::lesson::{self, Lesson};
use kunya::entities::tagger::train::{Options, Progress};
use kunya::error::Error;
use kunya::label::Label;

/// A folder of this test's own.
fn folder(name: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::create_dir_all(&path).unwrap();
    path
}

/// Sentences in which the word after رأيت is a COLOUR, and people under another corpus's label.
fn lesson_text(words: &[&str]) -> String {
    let sentence = |w: &&str| {
        format!("رأيت O\n{w} B-COLOUR\nفي O\nالبيت O\nمع O\nكريم B-PERS\nبوزيد I-PERS\n. O\n\n")
    };
    words.iter().map(sentence).collect()
}

fn lesson(name: &str) -> Lesson {
    let file = folder(name).join("train.iob2");
    fs::write(&file, lesson_text(&["أحمر", "أخضر", "أزرق"]).repeat(8)).unwrap();
    Lesson {
        files: vec![file],
        rename: vec![("PERS".into(), "PER".into())],
        ..Lesson::default()
    }
}

#[test]
fn own_labels_come_out_of_the_analyzer() {
    let lesson = lesson("labels");
    let mut told = vec![];
    let mut watch = |p: Progress<'_>| {
        told.push(p.done);
        true
    };
    let content = lesson.learn(&mut watch).unwrap();
    assert!(told.len() > 10 && told.is_sorted() && *told.last().unwrap() <= 1.0);
    let path = folder("labels").join("own.model");
    lesson::save(&path, &content).unwrap();
    assert_eq!(fs::read(&path).unwrap(), content);
    assert_eq!(
        content,
        lesson.learn(&mut |_| true).unwrap(),
        "the same every time"
    );

    let tagger = Tagger::load(&path).unwrap();
    assert_eq!(tagger.tags().types(), ["COLOUR", "PER"]);
    let dev = folder("labels").join("dev.iob2");
    fs::write(&dev, lesson_text(&["أصفر"])).unwrap();
    let scores = lesson.measure(&tagger, &[dev]).unwrap();
    let labels: Vec<&str> = scores.iter().map(|(l, _)| l.as_str()).collect();
    assert_eq!(labels, ["COLOUR", "PER"]);
    assert!(
        scores.iter().all(|(_, c)| c.gold == 1 && c.right == 1),
        "{scores:?}"
    );

    let analyzer = Analyzer::new().model(path.to_str().unwrap()).unwrap();
    let document = analyzer.analyze("رأيت أصفر في البيت مع سليم بوزيد. ثم رأيت أصفر أمس.");
    let found: Vec<(&str, &str)> = document
        .mentions
        .iter()
        .map(|m| (m.label.name(), document.slice(m.span)))
        .collect();
    assert!(found.contains(&("COLOUR", "أصفر")), "{found:?}");
    assert!(found.contains(&("PER", "سليم بوزيد")), "{found:?}");
    assert!(found.contains(&("DATE", "أمس")), "{found:?}");
    let own = Label::named("COLOUR").unwrap();
    let colours: Vec<_> = document
        .entities
        .iter()
        .filter(|e| e.label == own)
        .collect();
    assert_eq!(colours.len(), 1, "one spelling is one entity");
    assert!(document.to_conll().contains("B-COLOUR"));
    assert!(document.to_json().contains("\"COLOUR\""));
}

#[test]
fn articles_teach_too() {
    let place = folder("articles");
    for n in 0..6 {
        let text = format!(
            "id: {n}\n\nرأيت {{COLOUR#1 أحمر}} في البيت. رأيت {{COLOUR#2 أزرق}} في {{LOC#3 الشارع}}.\n"
        );
        fs::write(place.join(format!("{n}.txt")), text).unwrap();
    }
    let articles = Some(place.clone());
    let alone = Lesson {
        articles: articles.clone(),
        ..Lesson::default()
    };
    let tagger = Tagger::from_bytes(alone.learn(&mut |_| true).unwrap(), "alone").unwrap();
    assert_eq!(tagger.tags().types(), ["COLOUR", "LOC"]);
    // beside IOB2 files, whose labels the model has
    let both = Lesson {
        articles,
        ..lesson("beside")
    };
    let tagger = Tagger::from_bytes(both.learn(&mut |_| true).unwrap(), "both").unwrap();
    assert_eq!(tagger.tags().types(), ["COLOUR", "PER"]);
    fs::write(place.join("bad.txt"), "id: x\n\n{COLOUR#1 أحمر\n").unwrap();
    let error = alone.learn(&mut |_| true).unwrap_err().to_string();
    fs::remove_file(place.join("bad.txt")).unwrap();
    assert!(error.contains("bad.txt:3: "), "{error}");
}

#[test]
fn what_cannot_be_learned_says_why() {
    let place = folder("wrong");
    let learn = |text: &str| {
        let file = place.join("wrong.iob2");
        fs::write(&file, text).unwrap();
        let lesson = Lesson {
            files: vec![file],
            ..Lesson::default()
        };
        lesson.learn(&mut |_| true).unwrap_err().to_string()
    };
    assert!(learn("قال O\n\nمحمد PER\n").contains("wrong.iob2:3: "));
    assert!(learn("قال O\n").contains("0 mentions"));
    assert!(learn(&format!("محمد B-{}\n", "A".repeat(65))).contains("64 bytes"));
    let missing = Lesson {
        files: vec![place.join("none.iob2")],
        ..Lesson::default()
    };
    assert!(matches!(
        missing.learn(&mut |_| true),
        Err(Error::Io { .. })
    ));
}

#[test]
fn a_watch_ends_the_training() {
    let lesson = Lesson {
        options: Options {
            epochs: 1000,
            ..Options::default()
        },
        ..lesson("watch")
    };
    let mut calls = 0;
    let mut watch = |_: Progress<'_>| {
        calls += 1;
        calls < 5
    };
    assert!(matches!(lesson.learn(&mut watch), Err(Error::Interrupted)));
    assert_eq!(calls, 5);
}

#[test]
fn a_file_that_is_no_model_names_itself_and_the_version_expected() {
    let place = folder("foreign");
    let path = place.join("some.model");
    let error = |content: &[u8]| {
        fs::write(&path, content).unwrap();
        let error = Analyzer::new().model(path.to_str().unwrap()).err().unwrap();
        error.to_string()
    };
    for content in [
        &b""[..],
        b"KUNYASEG\x01\0\0\0 of another kind",
        "نص".as_bytes(),
    ] {
        let message = error(content);
        assert!(
            message.contains("some.model") && message.contains("version 3 expected"),
            "{message}"
        );
    }
    let sound = fs::read("models/fast/fast.bin").unwrap();
    let message = error(&sound[..sound.len() / 2]);
    assert!(
        message.contains("some.model") && message.contains("truncated"),
        "{message}"
    );
}
