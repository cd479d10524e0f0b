//! Entities across documents: variants joined, namesakes kept apart, stable and independent of order.

use kunya::analyzer::Analyzer;
use kunya::corpus::{Corpus, Row, Summary};
use kunya::label::Label;

fn row(text: &str, label: Label, entity: u64) -> Row {
    Row {
        text: text.into(),
        label,
        entity: Some(entity),
        start: 0,
        end: 0,
    }
}

fn document(id: &str, rows: &[Row]) -> Summary {
    Summary::from_rows(id, None, rows)
}

fn corpus(documents: Vec<Summary>, threads: usize) -> Corpus {
    let mut corpus = Corpus::new();
    corpus.add(documents, Some(threads), || true).unwrap();
    corpus
}

/// A document that names two of the people, one under a spelling of its own.
fn some(n: usize) -> Summary {
    let given = ["سامر", "كريم", "نادين", "جورج", "رامي"];
    let family = ["حداد", "الشاذلي", "زيلنسكي", "زيلينسكي", "غطاس", "جطاس"];
    let name = |k: usize| format!("{} {}", given[k % 5], family[k / 5 % 6]);
    let id = format!("d{n}");
    document(
        &id,
        &[
            row(&name(n), Label::Per, 0),
            row(&name(n * 7 + 3), Label::Per, 1),
        ],
    )
}

#[test]
fn spelling_variants_are_one_across_documents() {
    let c = corpus(
        vec![
            document("a", &[row("فولوديمير زيلينسكي", Label::Per, 0)]),
            document("b", &[row("فولوديمير زيلنسكي", Label::Per, 0)]),
            document("c", &[row("زيلنسكي", Label::Per, 0)]),
        ],
        1,
    );
    assert_eq!(c.entities().len(), 1);
    assert_eq!(c.entities()[0].documents, 3);
    assert_eq!(c.variants().len(), 3);
}

#[test]
fn a_document_that_keeps_two_apart_keeps_them_apart_everywhere() {
    let c = corpus(
        vec![
            document(
                "a",
                &[
                    row("سمير حداد", Label::Per, 0),
                    row("سامر حداد", Label::Per, 1),
                ],
            ),
            document("b", &[row("سامر حداد", Label::Per, 0)]),
        ],
        1,
    );
    assert_eq!(c.entities().len(), 2);
}

#[test]
fn bodies_of_one_name_are_told_apart_by_their_country() {
    let ministry = |id: &str, name: &str, country: &str| {
        document(
            id,
            &[
                row(name, Label::Org, 0),
                row(country, Label::Loc, 1),
                row(country, Label::Loc, 1),
            ],
        )
    };
    let documents = || {
        vec![
            ministry("a", "وزارة الداخلية", "مصر"),
            ministry("b", "وزارة الداخلية", "العراق"),
            ministry("c", "وزارة الداخلية العراقية", "تركيا"),
            // of two countries that are named as often, neither is the body's
            document(
                "d",
                &[
                    row("وزارة الداخلية", Label::Org, 0),
                    row("تونس", Label::Loc, 1),
                    row("تونس", Label::Loc, 1),
                    row("ليبيا", Label::Loc, 2),
                    row("ليبيا", Label::Loc, 2),
                ],
            ),
            ministry("e", "حركة البناء", "مصر"),
            ministry("f", "حركة البناء", "العراق"),
        ]
    };
    let c = corpus(documents(), 1);
    let groups = |c: &Corpus| {
        let mut groups: Vec<Vec<String>> = vec![Vec::new(); c.entities().len()];
        for m in c.mentions().filter(|m| m.label == Label::Org) {
            groups[m.entity as usize].push(m.document.to_owned());
        }
        groups.retain(|g| !g.is_empty());
        groups.sort();
        groups
    };
    assert_eq!(
        groups(&c),
        [vec!["a"], vec!["b", "c"], vec!["d"], vec!["e", "f"]]
    );
    let mut backwards = documents();
    backwards.reverse();
    let ids = |c: &Corpus| {
        let mut ids: Vec<String> = c.entities().iter().map(|e| e.id.clone()).collect();
        ids.sort();
        ids
    };
    assert_eq!(ids(&corpus(backwards, 2)), ids(&c));
}

#[test]
fn a_short_form_of_two_people_is_nobodys() {
    let c = corpus(
        vec![
            document("a", &[row("سامر حداد", Label::Per, 0)]),
            document("b", &[row("كريم حداد", Label::Per, 0)]),
            document("c", &[row("حداد", Label::Per, 0)]),
        ],
        1,
    );
    assert_eq!(c.entities().len(), 3);
}

#[test]
fn order_and_threads_change_nothing() {
    let one = corpus((0..60).map(some).collect(), 1);
    let other = corpus((0..60).rev().map(some).collect(), 2);
    assert_eq!(one.entities(), other.entities());
}

#[test]
fn ids_stay_when_documents_are_added() {
    let mut c = corpus((0..20).map(some).collect(), 1);
    let before: Vec<String> = c.entities().iter().map(|e| e.id.clone()).collect();
    c.add((20..40).map(some).collect(), Some(1), || true)
        .unwrap();
    let kept = before.iter().filter(|id| c.find(id).is_some()).count();
    // two that turn out to be one keep one id
    assert!(kept * 10 >= before.len() * 8, "{kept} of {}", before.len());
    let repeated = c
        .add(vec![some(3)], Some(1), || true)
        .unwrap_err()
        .to_string();
    assert!(repeated.contains("d3"), "{repeated}");
    assert_eq!(c.len(), 40);
}

#[test]
fn statements_belong_to_their_speaker() {
    let analyzer = Analyzer::new();
    let texts = [
        "قال فلاديمير بوتين إن روسيا مستعدة للحوار.",
        "وصل فلاديمير بوتين إلى الصين.",
    ];
    let documents = texts
        .iter()
        .enumerate()
        .map(|(n, t)| Summary::of(&format!("d{n}"), Some("2026-01-01"), &analyzer.analyze(t)));
    let c = corpus(documents.collect(), 1);
    let putin = c
        .entities()
        .iter()
        .position(|e| e.name == "فلاديمير بوتين")
        .unwrap() as u32;
    assert_eq!(c.entities()[putin as usize].documents, 2);
    assert_eq!(c.statements(putin).unwrap().len(), 1);
    assert_eq!(c.timeline(putin).unwrap().len(), 2);
    assert!(c.co_mentions().iter().any(|p| p.0 == putin || p.1 == putin));
    assert!(c.statements(9999).is_err());
}

#[test]
fn an_empty_corpus_has_nothing() {
    let c = corpus(Vec::new(), 1);
    assert!(c.entities().is_empty() && c.is_empty());
    let bare = corpus(vec![document("a", &[])], 1);
    assert!(bare.entities().is_empty());
}

#[test]
fn two_of_one_name_in_a_document_stay_two() {
    let two = [
        row("سامر حداد", Label::Per, 0),
        row("سامر حداد", Label::Per, 1),
    ];
    let c = corpus(
        vec![
            document("a", &two),
            document("b", &[row("سامر حداد", Label::Per, 0)]),
        ],
        1,
    );
    assert_eq!(c.entities().len(), 2);
    assert_eq!(c.mentions().count(), 3);
}

#[test]
fn a_country_is_called_by_its_name_and_not_by_its_people() {
    let c = corpus(
        vec![document(
            "a",
            &[
                row("الروسي", Label::Norp, 0),
                row("الروسي", Label::Norp, 0),
                row("روسيا", Label::Loc, 0),
            ],
        )],
        1,
    );
    assert_eq!(c.entities()[0].name, "روسيا");
    assert_eq!(c.entities()[0].label, Label::Loc);
}

#[test]
fn what_was_stopped_goes_on() {
    let mut c = Corpus::new();
    c.insert((0..40).map(some).collect()).unwrap();
    assert!(c.resolve(Some(1), || false).is_err());
    assert!(c.is_pending());
    assert!(c.entities().is_empty());
    c.resolve(Some(1), || true).unwrap();
    assert!(!c.is_pending());
    let whole = corpus((0..40).map(some).collect(), 1);
    assert_eq!(c.entities(), whole.entities());
}

#[test]
fn adding_gives_the_groups_that_resolving_at_once_gives() {
    let mut c = Corpus::new();
    for first in [0, 10, 20, 50] {
        let end = if first == 50 { 60 } else { first + 10 };
        let end = if first == 20 { 50 } else { end };
        c.add((first..end).map(some).collect(), Some(1), || true)
            .unwrap();
    }
    let whole = corpus((0..60).map(some).collect(), 1);
    let groups = |c: &Corpus| {
        let mut all: Vec<_> = c.entities().iter().map(|e| e.variants.clone()).collect();
        all.sort();
        all
    };
    assert_eq!(groups(&c), groups(&whole));
}

#[test]
fn a_digest_shows_the_passages_of_each_number() {
    let analyzer = Analyzer::new();
    let text = "قال فلاديمير بوتين إن روسيا مستعدة للحوار.";
    let document = analyzer.analyze(text);
    let summary = |id: &str| Summary::of(id, None, &document).with_passages(&document);
    let c = corpus((0..30).map(|n| summary(&format!("d{n}"))).collect(), 1);
    let limits = kunya::corpus::Limits {
        entities: 10,
        passages: 4,
    };
    let digest: serde_json::Value = serde_json::from_str(&c.digest(limits)).unwrap();
    let shown = digest["shown"].as_array().unwrap();
    assert_eq!(shown.len(), c.entities().len());
    for entity in shown {
        assert_eq!(entity["documents"], 30);
        assert_eq!(entity["passages"].as_array().unwrap().len(), 4);
    }
    assert!(
        digest["passages"]
            .as_array()
            .unwrap()
            .iter()
            .all(|p| p[1] == text)
    );
}
