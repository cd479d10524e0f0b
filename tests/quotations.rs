//! Quotations of short texts: what is one, who says it, and how it is said.

use kunya::analyzer::Analyzer;
use kunya::document::Document;
use kunya::quotes::{Quote, QuoteKind};

fn read(text: &str) -> Document {
    Analyzer::new().analyze(text)
}

/// The quotation that begins with `words`.
fn quote<'d>(document: &'d Document, words: &str) -> &'d Quote {
    document
        .quotes
        .iter()
        .find(|q| document.slice(q.span).starts_with(words))
        .unwrap_or_else(|| {
            let all: Vec<_> = document
                .quotes
                .iter()
                .map(|q| document.slice(q.span))
                .collect();
            panic!("no quotation {words:?} among {all:?}")
        })
}

/// The mention that says the quotation that begins with `words`.
fn speaker<'d>(document: &'d Document, words: &str) -> Option<&'d str> {
    let mention = quote(document, words).speaker?;
    Some(document.slice(document.mentions[mention as usize].span))
}

#[test]
fn a_verb_in_the_present_tells_its_speaker_before_and_behind() {
    let text = "التقى الصحفيون أمس أحمد الشريف في مكتبه.\nيقول أحمد الشريف: \"لم نتوقع هذا العدد الكبير\". \
                \"سنفتح فرعا ثالثا في الصيف\"، يقول أحمد الشريف.";
    let document = read(text);
    assert_eq!(speaker(&document, "لم نتوقع"), Some("أحمد الشريف"));
    assert_eq!(speaker(&document, "سنفتح"), Some("أحمد الشريف"));
    assert_eq!(quote(&document, "لم نتوقع").lemma, Some("قال"));
}

#[test]
fn the_object_of_a_verb_does_not_speak() {
    let text =
        "صعد محمد علي الحسن إلى المنصة مساء أمس. ونصح أنصاره قائلا: \"لا تتركوا الساحات قبل الفجر\".";
    assert_eq!(speaker(&read(text), "لا تتركوا"), Some("محمد علي الحسن"));
}

#[test]
fn a_circumstance_is_no_subject() {
    let text = "وصل عمر خالد يوسف إلى المطار. وقال وهو يبتسم: \"عدنا بالكأس كما وعدنا\".";
    // how much of the name is read is not asked here
    let document = read(text);
    let said = speaker(&document, "عدنا");
    assert!(said.is_some_and(|s| s.starts_with("عمر")), "{said:?}");
}

#[test]
fn who_is_relayed_speaks_and_the_agency_is_the_source() {
    let document = read(
        "ونقلت وكالة رويترز عن وزير الخارجية المصري بدر عبد العاطي قوله: \"لن نقبل بتقسيم السودان\".",
    );
    let quote = quote(&document, "لن نقبل");
    let source = quote
        .source
        .map(|s| document.slice(document.mentions[s as usize].span));
    assert_eq!(speaker(&document, "لن نقبل"), Some("بدر عبد العاطي"));
    assert!(source.is_some_and(|s| s.contains("رويترز")), "{source:?}");
}

#[test]
fn words_that_a_verb_governs_through_its_preposition_are_said() {
    let document = read(
        "وأشاد بوتين في يوليو بـ \"دعم كوريا الشمالية الراسخ للعمليات العسكرية\" في أوكرانيا.",
    );
    assert_eq!(speaker(&document, "دعم"), Some("بوتين"));
    // a name or a few words there are none
    let short = read("وأشاد بوتين في يوليو بـ \"الدعم الراسخ\" للعمليات العسكرية.");
    assert!(short.quotes.is_empty());
}

#[test]
fn a_quotation_of_the_headline_has_the_speaker_that_the_text_gives_it() {
    let text = "سكان القرية بلا ماء.. \"نعيش على صهاريج لا تكفي\"\nانقطعت المياه منذ شهر. وقالت فاطمة الزهراء العلوي: \
                \"نعيش على صهاريج لا تكفي نصف البيوت\".";
    let document = read(text);
    assert_eq!(
        quote(&document, "نعيش").entity,
        document.quotes.last().and_then(|q| q.entity)
    );
    assert!(quote(&document, "نعيش").entity.is_some());
}

#[test]
fn unnamed_sources_are_nobody() {
    for text in [
        "زار أحمد الشريف المصنع. وقالت مصادر مطلعة لـ«البورصة» إن الطرح سيتم في الربيع.",
        "زار أحمد الشريف المصنع. وقال شهود إن النار اندلعت في المخزن ليلا.",
        "زار أحمد الشريف المصنع. وهتف عمال قائلين: \"نريد أجورنا كاملة اليوم\".",
    ] {
        let document = read(text);
        assert!(
            document.quotes.iter().all(|q| q.speaker.is_none()),
            "{text}"
        );
        assert!(!document.quotes.is_empty(), "{text}");
    }
}

#[test]
fn the_relative_pronoun_speaks_for_whom_it_describes() {
    let text = "حضر الحفل سامي نادر الخوري، الذي خاطب الحضور بالفرنسية ثم بالعربية: \"هذا المسرح بيتي الأول والأخير\".";
    assert_eq!(speaker(&read(text), "هذا المسرح"), Some("سامي نادر الخوري"));
}

#[test]
fn a_title_over_a_long_phrase_has_its_name_at_the_end() {
    let document = read(
        "وقال المدير الإداري لجمعية تجار الشاي في شرق أفريقيا أحمد الشريف إن المخزون ما زال كبيرا.",
    );
    assert_eq!(speaker(&document, "المخزون"), Some("أحمد الشريف"));
}

#[test]
fn scare_quotes_names_and_titles_of_works_are_no_quotations() {
    for text in [
        "وذكرت صحيفة \"الأهرام\" أن القمة تأجلت.",
        "وعرض المهرجان فيلم \"رحلة إلى آخر الليل\" مساء أمس.",
        "ووصف \"الكرملين\" الخطوة بالاستفزاز.",
        "واتهم الحزب خصومه بـ\"الخيانة\" أمس.",
    ] {
        let document = read(text);
        assert!(
            document.quotes.iter().all(|q| q.kind != QuoteKind::Direct),
            "{text}"
        );
    }
}

#[test]
fn stance_and_kind_come_with_the_cue() {
    let document = read(
        "نفى وزير الدفاع الروسي أن تكون بلاده أرسلت قوات. وحذر وزير الدفاع الروسي من أن \"الرد سيكون قاسيا وسريعا جدا\". \
         ويعتقد مراقبون أن الحرب ستطول.",
    );
    let stance = |words: &str| quote(&document, words).stance;
    assert_eq!(stance("تكون بلاده"), Some("deny"));
    assert_eq!(stance("الرد سيكون"), Some("warn"));
    assert_eq!(quote(&document, "الحرب ستطول").kind, QuoteKind::Belief);
    assert_eq!(quote(&document, "الرد سيكون").kind, QuoteKind::Direct);
}
