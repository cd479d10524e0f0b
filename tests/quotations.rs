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

#[test]
fn every_style_of_quotation_marks() {
    for (open, close) in [
        ("«", "»"),
        ("“", "”"),
        ("\"", "\""),
        ("„", "”"),
        ("‘", "’"),
        ("''", "''"),
        ("'", "'"),
    ] {
        let text =
            format!("وقال أحمد الشريف: {open}لم نتوقع هذا العدد الكبير{close}. ثم غادر القاعة.");
        let document = read(&text);
        let quote = quote(&document, "لم نتوقع");
        assert_eq!(
            document.slice(quote.span),
            "لم نتوقع هذا العدد الكبير",
            "{open}"
        );
        assert_eq!(quote.kind, QuoteKind::Direct, "{open}");
        assert_eq!(
            speaker(&document, "لم نتوقع"),
            Some("أحمد الشريف"),
            "{open}"
        );
    }
}

#[test]
fn marks_inside_marks_belong_to_what_is_said() {
    let document = read("وقال أحمد الشريف: «قرأنا رواية \"البحر\" في المدرسة كل عام».");
    let direct: Vec<_> = document
        .quotes
        .iter()
        .filter(|q| q.kind == QuoteKind::Direct)
        .map(|q| document.slice(q.span))
        .collect();
    assert_eq!(direct, ["قرأنا رواية \"البحر\" في المدرسة كل عام"]);
}

#[test]
fn a_quotation_may_hold_sentences_and_begin_inside_one() {
    let text = "وقال أحمد الشريف في المؤتمر إن المصنع \"سيفتح في الربيع. لن نسرح أحدا. هذا وعد\". وغادر الحضور.";
    let document = read(text);
    assert_eq!(
        document.slice(quote(&document, "سيفتح").span),
        "سيفتح في الربيع. لن نسرح أحدا. هذا وعد"
    );
    assert_eq!(speaker(&document, "سيفتح"), Some("أحمد الشريف"));
}

#[test]
fn a_quotation_goes_on_over_paragraphs_to_its_closing_mark() {
    for (open, close) in [("«", "»"), ("\"", "\"")] {
        let text = format!(
            "وقال أحمد الشريف: {open}بدأنا بعشرة عمال.\nواليوم صرنا مئة.\nولن نتوقف هنا{close}.\nويقع المصنع قرب الميناء."
        );
        let document = read(&text);
        let quote = quote(&document, "بدأنا");
        assert!(
            document.slice(quote.span).ends_with("ولن نتوقف هنا"),
            "{open}"
        );
        assert!(quote.speaker.is_some(), "{open}");
    }
}

#[test]
fn a_mark_that_never_closes_ends_with_its_paragraph_and_is_less_sure() {
    let closed = read("وقال أحمد الشريف: «بدأنا بعشرة عمال في القرية».\nويقع المصنع قرب الميناء.");
    let open = read("وقال أحمد الشريف: «بدأنا بعشرة عمال في القرية.\nويقع المصنع قرب الميناء.");
    let quote_of = |document: &Document| {
        let quote = quote(document, "بدأنا");
        (document.slice(quote.span).to_owned(), quote.score)
    };
    let (words, score) = quote_of(&open);
    assert!(words.ends_with("في القرية."), "{words}");
    assert!(score < quote_of(&closed).1);
}

#[test]
fn the_verb_may_follow_and_break_what_is_said() {
    let text =
        "«هذا بيتي»، يقول أحمد الشريف. «بنيته بيدي حجرا فوق حجر»، يضيف وهو يبتسم، «ولن أبيعه».";
    let document = read(text);
    for words in ["هذا بيتي", "بنيته", "ولن أبيعه"] {
        assert_eq!(
            quote(&document, words).entity,
            quote(&document, "هذا بيتي").entity,
            "{words}"
        );
    }
    assert_eq!(speaker(&document, "هذا بيتي"), Some("أحمد الشريف"));
}

#[test]
fn who_sums_up_or_stands_behind_a_dash_speaks() {
    for text in [
        "«لن نغادر هذه الأرض أبدا». بهذه الكلمات اختتم أحمد الشريف خطابه.",
        "«لن نغادر هذه الأرض أبدا» — أحمد الشريف، رئيس النادي.",
    ] {
        assert_eq!(
            speaker(&read(text), "لن نغادر"),
            Some("أحمد الشريف"),
            "{text}"
        );
    }
}

#[test]
fn the_answers_of_an_interview_are_those_of_the_interviewee() {
    let body = |question: &str, answer: &str| {
        format!(
            "التقينا أحمد الشريف في بيته. ولد أحمد الشريف في حلب وكتب روايته الأولى فيها.\n\
             {question} كيف بدأت الكتابة؟\n{answer} بدأت بالرسائل التي كنت أكتبها لجيراننا.\n\
             {question} وهل تكتب كل يوم؟\n{answer} أكتب في الصباح فقط، قبل أن يصحو الأولاد."
        )
    };
    for (question, answer) in [("■", "-"), ("*", "–"), ("-", "-"), ("س:", "ج:"), ("", "—")]
    {
        let document = read(&body(question, answer));
        for words in ["بدأت بالرسائل", "أكتب في الصباح"] {
            assert_eq!(
                speaker(&document, words),
                Some("أحمد الشريف"),
                "{question} {answer}"
            );
        }
    }
}

#[test]
fn who_is_asked_answers() {
    let text =
        "دخلت سلمى الخوري القاعة. وسألها أحمد الشريف عن غيابها، فأجابت: «كنت أبحث عن مفتاح البيت».";
    assert_eq!(speaker(&read(text), "كنت أبحث"), Some("سلمى الخوري"));
    let passive = "وصل أحمد الشريف إلى القاعة مساء. وسئل أحمد الشريف عن الموعد، فأجاب: «سنعلنه بعد العيد مباشرة».";
    assert_eq!(speaker(&read(passive), "سنعلنه"), Some("أحمد الشريف"));
}

#[test]
fn what_is_relayed_in_the_passive_is_said_by_who_stands_behind_the_preposition() {
    let text = "ونقل عن أحمد الشريف قوله: «لا عودة إلى الوراء بعد اليوم».";
    assert_eq!(speaker(&read(text), "لا عودة"), Some("أحمد الشريف"));
}

#[test]
fn a_medium_that_is_spoken_to_does_not_speak() {
    let document = read("وقال أحمد الشريف لصحيفة «الأهرام»: «لا عودة إلى الوراء بعد اليوم».");
    assert_eq!(speaker(&document, "لا عودة"), Some("أحمد الشريف"));
}

#[test]
fn bodies_and_their_texts_speak() {
    for (text, body) in [
        (
            "وقالت وزارة الصحة المصرية: «سنبدأ حملة التطعيم يوم الأحد».",
            "وزارة الصحة المصرية",
        ),
        (
            "وقال بيان لوزارة الصحة في الأردن: «سنبدأ حملة التطعيم يوم الأحد».",
            "وزارة الصحة",
        ),
        (
            "وجاء في بيان لوزارة الصحة المصرية: «سنبدأ حملة التطعيم يوم الأحد».",
            "وزارة الصحة المصرية",
        ),
    ] {
        assert_eq!(speaker(&read(text), "سنبدأ"), Some(body), "{text}");
    }
}

#[test]
fn a_text_and_a_body_go_on_with_what_was_said() {
    let text =
        "وقال أحمد الشريف في بيان إن المصنع سيفتح قريبا. وأضاف البيان أن العمال سيعودون غدا.";
    let document = read(text);
    let first = quote(&document, "المصنع").entity;
    assert!(first.is_some());
    assert_eq!(quote(&document, "العمال").entity, first);
}

#[test]
fn a_dropped_subject_is_who_spoke_before() {
    let text = "قال أحمد الشريف إن المصنع سيفتح قريبا. وأضاف أن العمال سيعودون غدا، مشيرا إلى أن الآلات وصلت.";
    let document = read(text);
    for words in ["العمال", "الآلات"] {
        assert_eq!(
            quote(&document, words).entity,
            quote(&document, "المصنع").entity,
            "{words}"
        );
    }
}

#[test]
fn who_is_singled_out_speaks_for_himself() {
    let text = "قال أحمد الشريف إن المصنع سيفتح قريبا، أما سلمى الخوري فقالت إن الآلات لم تصل.";
    let document = read(text);
    assert_eq!(speaker(&document, "المصنع"), Some("أحمد الشريف"));
    assert_eq!(speaker(&document, "الآلات"), Some("سلمى الخوري"));
}

#[test]
fn a_clause_is_attributed_from_before_and_behind() {
    for text in [
        "بحسب أحمد الشريف، فإن المصنع سيفتح قريبا.",
        "سيفتح المصنع قريبا، وفقا لأحمد الشريف.",
        "سيفتح المصنع قريبا، على حد قول أحمد الشريف.",
    ] {
        let document = read(text);
        assert_eq!(document.quotes.len(), 1, "{text}");
        let quote = &document.quotes[0];
        assert_eq!(quote.kind, QuoteKind::Indirect, "{text}");
        let speaker = quote
            .speaker
            .map(|s| document.slice(document.mentions[s as usize].span));
        assert_eq!(speaker, Some("أحمد الشريف"), "{text}");
    }
}

#[test]
fn a_quotation_that_stands_alone_is_the_last_speakers() {
    let text = "«رششت الجدران بالماء طوال الليل»، تقول سلمى الخوري لوكالة فرانس برس. «جاء الحرس وصرخوا بي أن أخرج».";
    let document = read(text);
    assert_eq!(
        quote(&document, "جاء الحرس").entity,
        quote(&document, "رششت").entity
    );
    assert!(quote(&document, "رششت").entity.is_some());
}
