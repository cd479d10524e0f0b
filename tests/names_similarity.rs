//! What similarity promises: symmetric, within 0 and 1, 1 for names equal after folding; variants
//! together, known different names apart.

use kunya::names::{Matcher, similarity};
use proptest::prelude::*;

#[test]
fn spellings_of_one_name_are_one() {
    for (a, b) in [
        ("غوغل", "جوجل"),
        ("غلاسكو", "جلاسجو"),
        ("ديمتري بيسكوف", "دميتري بيسكوف"),
        ("ديمتري بيسكوف", "Dmitry Peskov"),
        ("كيم جونغ أون", "كيم جونج أون"),
        ("كيم يونغ أون", "كيم جونج أون"),
        ("بيونغ يانغ", "بيونغيانغ"),
        ("عبد الرحمن", "عبدالرحمن"),
        ("عبد الرحمن", "Abdul Rahman"),
        ("عبد الرحمن", "Abderrahmane"),
        ("أبو بكر", "أبي بكر"),
        ("محمد بن سلمان", "محمد ابن سلمان"),
        ("معمر القذافي", "Muammar Gaddafi"),
        ("الدكتور طه حسين", "طه حسين"),
        ("Gaddafi, Muammar", "معمر القذافي"),
        ("القذافي، معمر", "Muammar Gaddafi"),
        ("Rahman, Abdul", "عبد الرحمن"),
        ("بيونج يانج", "بيونغ يانغ"),
        ("القذافي", "Gaddafi"),
        ("القذافي", "Qadhafi"),
        ("القذافي", "Kadafi"),
        ("Gaddafi", "Qadhafi"),
    ] {
        assert!(similarity(a, b) > 0.5, "{a} ~ {b}: {}", similarity(a, b));
    }
}

#[test]
fn known_different_names_are_apart() {
    for (a, b) in [
        ("حسن", "حسين"),
        ("عماد", "عياد"),
        ("عمر", "عمرو"),
        ("سامي", "سمية"),
        ("طارق", "سعاد"),
        ("علي حسن", "حسن علي"),
        ("محمد الرواحي", "أحمد الرواحي"),
        ("كمال عطية", "بلال عطية"),
        ("Peskov", "Putin"),
    ] {
        assert!(similarity(a, b) < 0.5, "{a} ~ {b}: {}", similarity(a, b));
    }
}

#[test]
fn names_in_other_scripts_are_like_none() {
    for (a, b) in [
        ("محمد", "Tokyo 東京"),
        ("علي حسن", "東京 大阪"),
        ("محمد علي", "Peskov بيسكوف"),
        ("محمد علي", "Смит Ali Джон"),
        ("Smith", "Tokyo 東京"),
    ] {
        assert!(similarity(a, b) < 0.5, "{a} ~ {b}: {}", similarity(a, b));
    }
    assert_eq!(similarity("東京 Tokyo", "東京 Tokyo"), 1.0);
}

#[test]
fn names_without_letters_are_defined() {
    assert_eq!(similarity("", "محمد"), 0.0);
    assert_eq!(similarity("🙂", "محمد"), 0.0);
    assert_eq!(similarity("", ""), 1.0);
    assert_eq!(similarity("...", "محمد"), 0.0);
    assert!(similarity("الدكتور", "السيد") < 0.5);
    assert!(similarity("123", "124") < 0.5);
    assert_eq!(similarity("١٢٣", "123"), 1.0);
}

#[test]
fn one_comma_turns_a_name() {
    assert_eq!(similarity("Gaddafi, Muammar", "Muammar Gaddafi"), 1.0);
    assert_eq!(similarity("القذافي، معمر", "معمر القذافي"), 1.0);
    // two commas are a list, and a comma at an end turns nothing
    assert!(similarity("Gaddafi, Muammar, Saif", "Muammar Saif Gaddafi") < 1.0);
    assert_eq!(similarity("Muammar Gaddafi,", "Muammar Gaddafi"), 1.0);
    assert_eq!(similarity(", Muammar Gaddafi", "Muammar Gaddafi"), 1.0);
}

#[test]
fn very_long_names_are_compared() {
    let long = "محمد".repeat(2_500);
    let other = format!("{long}ب");
    assert_eq!(similarity(&long, &long), 1.0);
    assert!(similarity(&long, &other) < 1.0);
    let words = "محمد علي ".repeat(1_000);
    assert_eq!(similarity(&words, &words), 1.0);
    assert!(similarity(&words, "محمد") < 0.5);
}

#[test]
fn the_matcher_is_shared_between_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<Matcher<'static>>();
}

fn any_name() -> impl Strategy<Value = String> {
    prop_oneof![
        "[ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىيًَّْ ـ-]{0,24}",
        "[A-Za-zéüšç' .,-]{0,24}",
        "[محمدعلي،٬, ]{0,16}",
        "(محمد|علي|عبد|الله|بن|أبو|الدين|حسن|الدكتور|bin|al-|Ali|Hassan|Abu|Dr\\.)( (محمد|علي|عبد|الله|بن|أبو|الدين|حسن|Ali|al-|Hassan|bin)){0,5}",
        any::<String>(),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn similarity_is_symmetric_and_bounded(a in any_name(), b in any_name()) {
        let s = similarity(&a, &b);
        prop_assert!((0.0..=1.0).contains(&s));
        prop_assert_eq!(s, similarity(&b, &a));
    }

    #[test]
    fn equal_names_after_folding_are_certain(a in any_name()) {
        prop_assert_eq!(similarity(&a, &a), 1.0);
        prop_assert_eq!(similarity(&a, &kunya::fold::fold(&a)), 1.0);
    }
}

#[test]
fn many_pairs_score_as_one_by_one() {
    let names = [
        "محمد",
        "Mohammed",
        "عبد الرحمن السديس",
        "Abdulrahman al-Sudais",
        "",
        "12",
        "بيسكوف Peskov",
        "القاهرة",
        "د. أحمد",
        "نور الدين",
        "陳",
        "بن علي",
        "Benali",
    ];
    let pairs: Vec<(&str, &str)> = names
        .iter()
        .flat_map(|a| names.iter().map(move |b| (*a, *b)))
        .collect();
    let matcher = Matcher::global();
    let scores = matcher.similarities(&pairs);
    assert_eq!(scores.len(), pairs.len());
    for ((a, b), score) in pairs.into_iter().zip(scores) {
        assert_eq!(score, matcher.similarity(a, b), "{a} {b}");
    }
    assert!(matcher.similarities(&[]).is_empty());
}
