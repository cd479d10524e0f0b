//! Dates, times and amounts in their normal form: the golden file, what the analyzer gives, and that nothing panics.

mod golden_rows;

use kunya::analyzer::Analyzer;
use kunya::entities::values::{Context, Date, read};
use kunya::label::Label;
use proptest::prelude::*;

#[test]
fn reads_what_the_golden_file_says() {
    let mut wrong = vec![];
    let rows = golden_rows::rows(include_str!("golden/values.tsv"));
    assert!(rows.len() >= 150);
    for row in &rows {
        let given = |n: usize| (row[n] != "-").then_some(row[n]);
        let label: Label = row[0].parse().unwrap();
        let context = Context {
            reference: given(3).map(|d| d.parse().unwrap()),
            before: given(2).unwrap_or(""),
            after: "",
        };
        let found = read(label, row[1], context).unwrap_or_default().fields();
        let shown = [
            found.iso.as_deref(),
            found.offset.as_deref(),
            found.part,
            found.calendar,
            found.calendar_date.as_deref(),
            found.decimal.as_deref(),
            found.unit.as_deref(),
            found.counted.as_deref(),
        ]
        .map(|f| f.unwrap_or("-"));
        if shown != row[4..] {
            wrong.push(format!("{:?}\n    read {shown:?}", row));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {}:\n{}",
        wrong.len(),
        rows.len(),
        wrong.join("\n")
    );
}

/// The values that the analyzer finds, as "LABEL text = value".
fn values(text: &str, reference: Option<&str>) -> Vec<String> {
    let day: Option<Date> = reference.map(|d| d.parse().unwrap());
    let document = Analyzer::new().reference_date(day).analyze(text);
    let found = document.mentions.iter();
    found
        .filter_map(|m| {
            let value = document.value(m)?;
            Some(format!(
                "{} {} = {value}",
                m.label.name(),
                document.slice(m.span)
            ))
        })
        .collect()
}

#[test]
fn the_analyzer_gives_values_to_its_mentions() {
    let text = "قالت الوزارة يوم الأحد الماضي إن المشروع كلف 1.5 مليار دينار كويتي بين عامي 2019 و2021، \
                وإن 30 في المئة منه دفعت أمس، وإنه بدأ قبل 75 عاما عند الساعة العاشرة والنصف مساء بتوقيت غرينتش.";
    assert_eq!(
        values(text, Some("2025-11-04")),
        [
            "DATE يوم الأحد الماضي = 2025-11-02 [before]",
            "MONEY 1.5 مليار دينار كويتي = 1500000000 KWD",
            "DATE عامي 2019 و2021 = 2019/2021",
            "PERCENT 30 في المئة = 30 %",
            "DATE أمس = 2025-11-03 [-P1D]",
            "QUANTITY 75 عاما = P75Y",
            "TIME الساعة العاشرة والنصف مساء = T22:30Z",
        ]
    );
    assert!(values(text, None).contains(&"DATE أمس = [-P1D]".to_owned()));
}

#[test]
fn the_rules_find_forms_that_the_fold_changes_and_the_lexicon_does_not_list() {
    for (text, expected) in [
        ("دفع 30 في المائة منها", "PERCENT 30 في المائة = 30 %"),
        ("دفع 30 في المئة منها", "PERCENT 30 في المئة = 30 %"),
        ("دفع دينارين تونسيين فقط", "MONEY دينارين تونسيين = 2 TND"),
        ("دفع 300 ريالا يمنيا فقط", "MONEY 300 ريالا يمنيا = 300 YER"),
        (
            "وصل في أوائل سبتمبر 2021",
            "DATE أوائل سبتمبر 2021 = 2021-09 (start)",
        ),
        ("وصل في العام الفائت", "DATE العام الفائت = 2024 [-P1Y]"),
        (
            "وصل في العشرين من مارس 1956",
            "DATE العشرين من مارس 1956 = 1956-03-20",
        ),
    ] {
        let found = values(text, Some("2025-11-04"));
        assert!(found.iter().any(|f| f == expected), "{expected}: {found:?}");
    }
}

const WORDS: &[&str] = &[
    "عام",
    "2019",
    "و2021",
    "الماضي",
    "يوم",
    "الأحد",
    "اليوم",
    "أمس",
    "12",
    "محرم",
    "1447",
    "هـ",
    "كانون",
    "الأول",
    "/",
    "ديسمبر",
    "-",
    "الربع",
    "القرن",
    "ثمانينيات",
    "مليون",
    "ونصف",
    "ألف",
    "دينار",
    "كويتي",
    "دولار",
    "%",
    "في",
    "المئة",
    "الساعة",
    "العاشرة",
    "مساء",
    "إلا",
    "ربعا",
    "3,5",
    "سنوات",
    "السنوات",
    "الخمس",
    "شهرين",
    "99999999999999999999999999",
    "0",
    "10:75",
    "31/02/2024",
    "مئات",
    "الآلاف",
    "و",
    "(",
    "من",
    "نهاية",
    "الصيف",
    "متر",
    "مكعب",
    "9999",
    "0001",
];

fn any_label() -> impl Strategy<Value = Label> {
    (0..Label::ALL.len()).prop_map(|n| Label::ALL[n])
}

fn any_day() -> impl Strategy<Value = Option<Date>> {
    prop::option::of((1..=9999_i32, 1..=12_u8, 1..=31_u8).prop_map(|(y, m, d)| Date::new(y, m, d)))
        .prop_map(Option::flatten)
}

fn check(label: Label, text: &str, reference: Option<Date>) {
    let context = Context {
        reference,
        before: "بين",
        after: "بتوقيت",
    };
    if let Some(value) = read(label, text, context) {
        let _ = value.to_string();
        let fields = value.fields();
        assert!(fields.amount.is_none_or(f64::is_finite));
    }
}

proptest! {
    #[test]
    fn any_text_has_a_value_or_none(label in any_label(), text in any::<String>(), day in any_day()) {
        check(label, &text, day);
    }

    #[test]
    fn so_have_words_of_dates_and_amounts(
        label in any_label(),
        words in prop::collection::vec(prop::sample::select(WORDS), 0..9),
        day in any_day(),
    ) {
        check(label, &words.join(" "), day);
        check(label, &words.concat(), day);
    }

    #[test]
    fn days_count_forth_and_back(day in any_day(), days in -4_000_000..4_000_000_i64) {
        if let Some(day) = day && let Some(later) = day.plus_days(days) {
            prop_assert_eq!(later.days_since(day), days);
            prop_assert_eq!(later.plus_days(-days), Some(day));
            prop_assert_eq!(i64::from(later.weekday()), (i64::from(day.weekday()) - 1 + days).rem_euclid(7) + 1);
            prop_assert_eq!(later.to_string().parse::<Date>().ok(), Some(later));
        }
    }
}
