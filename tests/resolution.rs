//! Resolution and quotations: what is joined and kept apart, who speaks, and hostile input.

use std::time::{Duration, Instant};

use kunya::analyzer::Analyzer;
use kunya::document::Document;
use kunya::entities::mention::{Mention, Source};
use kunya::label::Label;
use kunya::quotes::QuoteKind;
use kunya::resolve::{Entity, resolve};
use kunya::span::Span;

/// Mentions of `names` in `text`, each found behind the one before.
fn mentions(text: &str, names: &[(&str, Label)]) -> Vec<Mention> {
    let mut at = 0;
    let mut out: Vec<Mention> = names
        .iter()
        .map(|&(name, label)| {
            let start = at
                + text[at..]
                    .find(name)
                    .unwrap_or_else(|| panic!("{name} is missing"));
            at = start + if label == Label::Role { 1 } else { name.len() };
            while !text.is_char_boundary(at) {
                at += 1;
            }
            let first = text[..start].split_whitespace().count() as u32;
            let words = name.split_whitespace().count() as u32;
            Mention {
                span: Span::new(start as u32, (start + name.len()) as u32),
                tokens: (first, first + words),
                label,
                score: 1.0,
                source: Source::Model,
                entity: None,
                id: None,
            }
        })
        .collect();
    out.sort_by_key(|m| (m.span.start, std::cmp::Reverse(m.span.end)));
    out
}

fn entities(text: &str, names: &[(&str, Label)]) -> (Vec<Mention>, Vec<Entity>) {
    let mut mentions = mentions(text, names);
    let entities = resolve(text, &mut mentions);
    (mentions, entities)
}

use Label::{Loc, Norp, Org, Per, Role};

#[test]
fn spellings_and_short_forms_are_one() {
    let text =
        "التقى فولوديمير زيلينسكي الصحفيين، ثم غادر زيلنسكي القاعة. وقال مساعد زيلينسكى إنه متعب.";
    let (m, _) = entities(
        text,
        &[
            ("فولوديمير زيلينسكي", Per),
            ("زيلنسكي", Per),
            ("زيلينسكى", Per),
        ],
    );
    assert!(m.iter().all(|x| x.entity == m[0].entity));
}

#[test]
fn servant_names_are_one_joined_or_apart() {
    let cases: [(&str, &[(&str, Label)]); 2] = [
        (
            "وصل بدر عبد العاطي. وقال عبدالعاطي إنه باق، ثم غادر عبد العاطي.",
            &[
                ("بدر عبد العاطي", Per),
                ("عبدالعاطي", Per),
                ("عبد العاطي", Per),
            ],
        ),
        (
            "عبدالعاطي يصل اليوم. وقال بدر عبدالعاطي إنه باق، ثم غادر بدر عبد العاطي.",
            &[
                ("عبدالعاطي", Per),
                ("بدر عبدالعاطي", Per),
                ("بدر عبد العاطي", Per),
            ],
        ),
    ];
    for (text, names) in cases {
        let (_, found) = entities(text, names);
        assert_eq!(found.len(), 1, "{text}");
    }
}

#[test]
fn a_father_and_his_son_are_two() {
    let text = "زار سليم حداد المصنع مع ابنه كريم حداد. وقال كريم إن العمل شاق، أما سليم فصمت.";
    let (m, e) = entities(
        text,
        &[
            ("سليم حداد", Per),
            ("كريم حداد", Per),
            ("كريم", Per),
            ("سليم", Per),
        ],
    );
    assert_eq!(e.len(), 2);
    assert_eq!((m[0].entity, m[1].entity), (m[3].entity, m[2].entity));
}

#[test]
fn an_abbreviation_in_brackets_is_the_name_before_it() {
    let text = "أعلنت هيئة المياه والري الوطنية (هموري) الخبر. وأضافت هموري أن العمل بدأ.";
    let (_, e) = entities(
        text,
        &[
            ("هيئة المياه والري الوطنية", Org),
            ("هموري", Org),
            ("هموري", Org),
        ],
    );
    assert_eq!(e.len(), 1);
}

#[test]
fn a_body_goes_by_what_stands_behind_it_in_quotation_marks() {
    let text = "أعلنت وزارة الدفاع الأمريكية \"البنتاغون\" الخبر. وأضاف البنتاغون أن العمل بدأ.";
    let names = [
        ("وزارة الدفاع الأمريكية", Org),
        ("البنتاغون", Org),
        ("البنتاغون", Org),
    ];
    assert_eq!(entities(text, &names).1.len(), 1);
    let text = "واستقبل نادي الوحدة، \"العين\" في الدوري. وفاز العين بهدف.";
    let names = [("نادي الوحدة", Org), ("العين", Org), ("العين", Org)];
    assert_eq!(entities(text, &names).1.len(), 2);
}

#[test]
fn an_alias_that_the_text_states_is_one() {
    let text = "قتل سامر الجندي، المعروف باسم أبو النور، في الغارة. وكان أبو النور مطلوبا.";
    let (_, e) = entities(
        text,
        &[("سامر الجندي", Per), ("أبو النور", Per), ("أبو النور", Per)],
    );
    assert_eq!(e.len(), 1);
}

#[test]
fn a_title_goes_with_its_name_and_then_stands_for_it() {
    let text = "وصل وزير الري المصري رامي الشاذلي. وأكد الوزير المصري أن العمل مستمر. وانتقد وزير الري السوداني القرار.";
    let (m, _) = entities(
        text,
        &[
            ("وزير الري المصري", Role),
            ("المصري", Norp),
            ("رامي الشاذلي", Per),
            ("الوزير المصري", Role),
            ("المصري", Norp),
            ("وزير الري السوداني", Role),
            ("السوداني", Norp),
        ],
    );
    let of = |name: &str| m.iter().find(|x| x.span.of(text) == name).unwrap().entity;
    assert_eq!(of("وزير الري المصري"), of("رامي الشاذلي"));
    assert_ne!(of("وزير الري السوداني"), of("رامي الشاذلي"));
}

#[test]
fn a_nationality_is_its_country_and_a_capital_is_not() {
    let text = "نفت روسيا الاتهام الروسي، وقالت موسكو إن الروس صادقون.";
    let (m, e) = entities(
        text,
        &[
            ("روسيا", Loc),
            ("الروسي", Norp),
            ("موسكو", Loc),
            ("الروس", Norp),
        ],
    );
    assert_eq!(e.len(), 2);
    assert_eq!(m[0].entity, m[3].entity);
    assert_eq!(e[0].link.as_deref(), Some("iso3166:RU"));
}

/// The speaker of the first quotation, as its mention.
fn speaker(document: &Document) -> Option<&str> {
    let quote = document
        .quotes
        .iter()
        .find(|q| q.kind != QuoteKind::Belief)?;
    Some(document.slice(document.mentions[quote.speaker? as usize].span))
}

#[test]
fn quotations_have_their_speakers() {
    let analyzer = Analyzer::new();
    for (text, expected) in [
        (
            "قال دميتري بيسكوف إن روسيا لن تتراجع عن قرارها.",
            "دميتري بيسكوف",
        ),
        (
            "أما دميتري بيسكوف فقال للصحفيين في موسكو إن بلاده لن تتراجع عن قرارها.",
            "دميتري بيسكوف",
        ),
        (
            "ونقلت وكالة رويترز عن دميتري بيسكوف قوله إن روسيا لن تتراجع عن قرارها.",
            "دميتري بيسكوف",
        ),
        (
            "«لن نتراجع أبدا عن هذا القرار»، قال دميتري بيسكوف.",
            "دميتري بيسكوف",
        ),
        (
            "زار دميتري بيسكوف بكين أمس. وأضاف: \"لن نتراجع أبدا عن هذا القرار\".",
            "دميتري بيسكوف",
        ),
    ] {
        let document = analyzer.analyze(text);
        assert_eq!(speaker(&document), Some(expected), "{text}");
    }
}

#[test]
fn an_unnamed_source_is_no_speaker() {
    let document =
        Analyzer::new().analyze("قال مصدر عسكري لوكالة رويترز إن القوات انسحبت من المدينة ليلا.");
    assert_eq!(document.quotes.len(), 1);
    assert_eq!(document.quotes[0].speaker, None);
}

#[test]
fn names_and_words_in_quotation_marks_are_no_quotations() {
    let document =
        Analyzer::new().analyze("ذكرت صحيفة \"الأهرام\" خبرا عن \"الأمن الغذائي\" في المدينة.");
    assert!(document.quotes.is_empty());
}

/// `count` mentions of names that `name` makes, in a text of their own.
fn many(count: usize, label: Label, name: impl Fn(usize) -> String) -> (String, Vec<Mention>) {
    let mut text = String::new();
    let mut mentions = Vec::with_capacity(count);
    for n in 0..count {
        let start = text.len() as u32;
        text.push_str(&name(n));
        let words = name(n).split(' ').count() as u32;
        mentions.push(Mention {
            span: Span::new(start, text.len() as u32),
            tokens: (n as u32 * 2, n as u32 * 2 + words),
            label,
            score: 1.0,
            source: Source::Model,
            entity: None,
            id: None,
        });
        text.push('\n');
    }
    (text, mentions)
}

/// Generous, so that a busy machine passes and a quadratic cost does not.
const LIMIT: Duration = Duration::from_secs(60);

#[test]
fn a_million_identical_mentions_are_one_entity() {
    for label in [Per, Org, Loc, Role] {
        let (text, mut mentions) = many(1_000_000, label, |_| {
            if label == Role {
                "الرئيس".into()
            } else {
                "سامر حداد".into()
            }
        });
        let start = Instant::now();
        let entities = resolve(&text, &mut mentions);
        assert_eq!(entities.len(), 1, "{label:?}");
        assert!(
            start.elapsed() < LIMIT,
            "{label:?} took {:?}",
            start.elapsed()
        );
    }
}

#[test]
fn ten_thousand_spellings_take_linear_time() {
    let vowels = ["ا", "و", "ي", ""];
    let spelling = |n: usize| {
        let v = |k: usize| vowels[(n >> (2 * k)) % 4];
        format!(
            "س{}م{}ر ح{}د{}اد {}",
            v(0),
            v(1),
            v(2),
            v(3),
            ["ج", "غ", "ك"][n % 3].repeat(n / 256 % 40 + 1)
        )
    };
    for label in [Per, Org, Loc, Role] {
        let (text, mut mentions) = many(10_000, label, spelling);
        let start = Instant::now();
        resolve(&text, &mut mentions);
        assert!(
            start.elapsed() < LIMIT,
            "{label:?} took {:?}",
            start.elapsed()
        );
    }
}

#[test]
fn hostile_quotations_take_linear_time() {
    let analyzer = Analyzer::new();
    let texts = [
        "\"".repeat(200_000),
        "«".repeat(100_000),
        "قال \"".repeat(50_000),
        "قال إن ".repeat(50_000),
        "وأضاف: ".repeat(50_000),
        "بحسب، ".repeat(50_000),
        "\"قال\" ".repeat(50_000),
        "قال سمير إن الأمر، وأكد أن ".repeat(10_000),
        "، مؤكدا".repeat(50_000),
        "(".repeat(100_000),
        "- كيف؟\n".repeat(50_000),
        "قال: أنا ".repeat(50_000),
        "محمد: أنا ".repeat(50_000),
        "\"ك\n".repeat(50_000),
        " 'ا".repeat(100_000),
        "أما سمير فقال ".repeat(50_000),
        "سألته فأجاب \"نعم\" ".repeat(30_000),
        "قال \"نعم هذا هو\"، مؤكدا ".repeat(30_000),
        "\"لا عدل بلا قضاة\" — سمير ".repeat(30_000),
    ];
    for text in &texts {
        let start = Instant::now();
        let _ = analyzer.analyze(text);
        assert!(
            start.elapsed() < LIMIT,
            "{}... took {:?}",
            text.chars().take(10).collect::<String>(),
            start.elapsed()
        );
    }
}

#[test]
fn a_text_without_names_has_no_entities() {
    for text in ["", " ", "مطر وريح.", "\"\""] {
        let document = Analyzer::new().analyze(text);
        assert!(document.entities.is_empty(), "{text}");
    }
}
