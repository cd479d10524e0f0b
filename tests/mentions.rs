//! Where names begin and end, and what they hold.

use kunya::analyzer::Analyzer;
use kunya::label::Label;

/// The mentions of a text as `LABEL words`.
fn mentions(text: &str) -> Vec<String> {
    let document = Analyzer::new().analyze(text);
    let show = |m: &kunya::entities::mention::Mention| {
        format!("{} {}", m.label.name(), document.slice(m.span))
    };
    document.mentions.iter().map(show).collect()
}

fn has(text: &str, mention: &str) {
    let found = mentions(text);
    assert!(
        found.iter().any(|m| m == mention),
        "{mention} in {text}: {found:?}"
    );
}

fn has_not(text: &str, mention: &str) {
    let found = mentions(text);
    assert!(
        found.iter().all(|m| m != mention),
        "no {mention} in {text}: {found:?}"
    );
}

#[test]
fn a_first_letter_belongs_to_the_name_or_is_a_proclitic() {
    has("وقالت باولا بيانكي إن المعرض يفتح غدا.", "PER باولا بيانكي");
    has("وسلّم الوزير الجائزة لكارلا بيانكي أمس.", "PER كارلا بيانكي");
    has(
        "وقال المدرب فام فان هونغ إن الفريق جاهز.",
        "PER فام فان هونغ",
    );
    has(
        "زار الوفد مدينتي فاس ومكناس، ثم عاد إلى الرباط.",
        "LOC مكناس",
    );
    has("وصل الوفد إلى واغادوغو مساء الأحد.", "LOC واغادوغو");
}

#[test]
fn a_body_of_common_nouns_takes_in_its_countrys_adjective() {
    has(
        "وقالت وزارة الملاحة اليونانية إن السفينة غرقت.",
        "ORG وزارة الملاحة اليونانية",
    );
    has(
        "وقالت وزارة الملاحة اليونانية إن السفينة غرقت.",
        "NORP اليونانية",
    );
    has_not(
        "وذكرت وكالة \"نوفوستي\" الروسية أن القطار وصل.",
        "ORG وكالة \"نوفوستي\" الروسية",
    );
}

#[test]
fn a_nationality_alone_names_a_body() {
    has(
        "وأعلنت الرئاسة الروسية موعد الاجتماع.",
        "ORG الرئاسة الروسية",
    );
    has("وقال الجيش الغاني إن الجسر آمن.", "ORG الجيش الغاني");
    has("وبث التلفزيون الصيني صورا.", "ORG التلفزيون الصيني");
    has(
        "وقالت الخارجية التركية إنها تتابع الأمر.",
        "ORG الخارجية التركية",
    );
    has("وأعلنت الدفاع الروسية الأحد ذلك.", "ORG الدفاع الروسية");
    has_not(
        "وانتقد الكاتب السياسة الخارجية الأمريكية بشدة.",
        "ORG الخارجية الأمريكية",
    );
    has_not("وتقدمت القوات الروسية شرقا.", "ORG القوات الروسية");
}

#[test]
fn names_hold_places_and_peoples_but_no_words_that_look_like_them() {
    has("درست الطب في جامعة القاهرة قبل الحرب.", "LOC القاهرة");
    has("وعقدت جامعة الدول العربية اجتماعا طارئا.", "NORP العربية");
    let text = "وأعلنت وزارة المالية العراقية موعد صرف الرواتب.";
    has(text, "ORG وزارة المالية العراقية");
    has_not(text, "NORP المالية");
}

#[test]
fn a_number_ends_a_products_name() {
    has(
        "وأطلقت الشركة القمر على متن صاروخ \"فالكون 9\" من فلوريدا.",
        "PRODUCT فالكون 9",
    );
}

#[test]
fn titles_are_read_with_what_they_are_over() {
    let text = "وقال أستاذ الاقتصاد بجامعة القاهرة رشيد العلوي إن الأسعار سترتفع.";
    let document = Analyzer::new().analyze(text);
    let role = document
        .mentions
        .iter()
        .find(|m| m.label == Label::Role)
        .expect("a title");
    assert_eq!(document.slice(role.span), "أستاذ الاقتصاد بجامعة القاهرة");
}

#[test]
fn an_article_that_is_taken_up_is_known() {
    let text = "وقال بيان للأمم المتحدة إن الوضع صعب. ونفت الأمم المتحدة الخبر.";
    let document = Analyzer::new().analyze(text);
    let united: Vec<_> = document
        .entities
        .iter()
        .filter(|e| e.latin.as_deref() == Some("United Nations"))
        .collect();
    assert_eq!(united.len(), 1);
    let mentions = document.mentions.iter().filter(|m| m.label == Label::Org);
    let ids: Vec<_> = mentions.map(|m| m.entity).collect();
    assert_eq!(ids.len(), 2);
    assert_eq!(ids[0], ids[1]);
}
