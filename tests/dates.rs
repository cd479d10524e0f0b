//! Dates as mentions: how far they reach.

use kunya::analyzer::Analyzer;
use kunya::label::Label;

#[test]
fn dates_reach_over_their_edges_and_parts_of_the_day() {
    for (text, date) in [
        ("وتنتهي الأشغال قبل نهاية العام بحسب البلدية.", "نهاية العام"),
        (
            "وترتفع الرسوم اعتبارا من مطلع الشهر في المدينة.",
            "مطلع الشهر",
        ),
        ("وغادر الوفد بعد ظهر الأحد إلى المطار.", "بعد ظهر الأحد"),
        ("وأغلق السوق منتصف ليل السبت أبوابه.", "منتصف ليل السبت"),
        (
            "وسجل المرصد أمطارا خلال شهري أيلول وتشرين الأول في الجبل.",
            "شهري أيلول وتشرين الأول",
        ),
    ] {
        let document = Analyzer::new().analyze(text);
        let dates: Vec<&str> = document
            .mentions
            .iter()
            .filter(|m| m.label == Label::Date)
            .map(|m| document.slice(m.span))
            .collect();
        assert_eq!(dates, [date], "{text}");
    }
}
