//! The tokenizer against Unicode's word boundaries (UAX #29): every difference is one of the list that
//! `tokenize` documents, and each of the list occurs.

use kunya::script::{CharClass, class};
use kunya::tokenize::{Token, TokenKind, tokenize};
use proptest::prelude::*;
use unicode_segmentation::UnicodeSegmentation;

/// The deliberate differences.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Difference {
    /// Letters of two scripts, or letters and digits, part.
    ScriptsPart,
    /// A stop, colon, apostrophe or underscore parts words.
    MidWordMarkParts,
    /// A comma or another mark parts digits, and a number with separators parts from letters.
    NumberParts,
    /// A mark or an invisible control that touches no word is no part of what it touches.
    StrayMarkParts,
    /// Addresses, mail addresses, hashtags and handles are whole.
    AddressWhole,
    /// Numbers keep percent signs, slashes, colons and the hyphens of dates.
    NumberWhole,
    /// Abbreviations keep their stops.
    AbbreviationWhole,
    /// Runs of one punctuation mark, symbol or control are whole.
    RunWhole,
    /// Runs of letters of scripts without spaces are whole, and letters keep ligatures and invisible
    /// controls inside.
    LettersWhole,
    /// An emoji and all that belongs to it parts from digits and letters, also where it begins with one.
    EmojiParts,
}

use Difference as D;

const ALL: [Difference; 10] = [
    D::ScriptsPart,
    D::MidWordMarkParts,
    D::NumberParts,
    D::StrayMarkParts,
    D::AddressWhole,
    D::NumberWhole,
    D::AbbreviationWhole,
    D::RunWhole,
    D::LettersWhole,
    D::EmojiParts,
];

/// What explains a boundary of ours at `at` that UAX #29 has not.
fn why_parted(text: &str, at: usize) -> Option<Difference> {
    let before = text[..at].chars().next_back()?;
    let after = text[at..].chars().next()?;
    let joined = |c: char| {
        matches!(
            class(c),
            CharClass::Mark | CharClass::Invisible | CharClass::Tatweel
        )
    };
    let numeric = |c: char| class(c) == CharClass::Digit || matches!(c, '%' | '٪');
    // invisible characters and marks hide what they follow
    let base = text[..at].chars().rev().find(|&c| !joined(c));
    let emoji = |c: char| class(c) == CharClass::Emoji || c == '\u{20e3}';
    if emoji(before) || emoji(after) || before == '\u{fe0f}' {
        return Some(D::EmojiParts);
    }
    if joined(before) || joined(after) {
        let touches_word = base.is_some_and(|c| c.is_alphanumeric());
        return Some(if touches_word && !joined(after) {
            D::ScriptsPart
        } else {
            D::StrayMarkParts
        });
    }
    let mid = |c: char| ".:_'’\"-".contains(c);
    let mid_number = |c: char| ",;،٬٫".contains(c);
    if mid_number(before)
        || mid_number(after)
        || (mid(before) && numeric(after))
        || (numeric(before) && mid(after))
    {
        return Some(D::NumberParts);
    }
    if mid(before) || mid(after) {
        return Some(D::MidWordMarkParts);
    }
    if before.is_alphanumeric() && after.is_alphanumeric() {
        let (b, a) = (class(before), class(after));
        if b == CharClass::Digit && a == CharClass::LatinLetter {
            return Some(D::NumberParts);
        }
        return (b != a || before.is_ascii() != after.is_ascii()).then_some(D::ScriptsPart);
    }
    // letter-like symbols that UAX #29 counts as letters, and number signs of the Arabic block
    let symbol = |c: char| {
        matches!(
            class(c),
            CharClass::Symbol | CharClass::QuranicSign | CharClass::Other | CharClass::Punctuation
        )
    };
    (symbol(before) || symbol(after)).then_some(D::StrayMarkParts)
}

/// What explains that token holds a boundary of UAX #29 at `at`.
fn why_whole(text: &str, token: Token, at: usize) -> Option<Difference> {
    let word = token.of(text);
    match token.kind {
        TokenKind::Url | TokenKind::Email | TokenKind::Hashtag | TokenKind::Handle => {
            Some(D::AddressWhole)
        }
        TokenKind::Number => Some(D::NumberWhole),
        TokenKind::Emoji => Some(D::EmojiParts),
        TokenKind::Punct | TokenKind::Symbol | TokenKind::Other => Some(D::RunWhole),
        TokenKind::Latin | TokenKind::Word if word.contains('.') => Some(D::AbbreviationWhole),
        TokenKind::Word | TokenKind::Latin => {
            let before = text[..at].chars().next_back()?;
            let after = text[at..].chars().next()?;
            let without_spaces = |c: char| class(c) == CharClass::OtherLetter;
            let hidden = |c: char| {
                matches!(
                    class(c),
                    CharClass::Invisible | CharClass::Mark | CharClass::ArabicPresentation
                )
            };
            let plain = !(without_spaces(before)
                || without_spaces(after)
                || hidden(before)
                || hidden(after));
            (!plain).then_some(D::LettersWhole)
        }
    }
}

/// The differences in `text`, each with its place; an error names the first that is not of the list.
fn differences(text: &str) -> Result<Vec<Difference>, String> {
    let tokens = tokenize(text);
    let theirs: Vec<usize> = text.split_word_bound_indices().map(|(i, _)| i).collect();
    let has = |at: usize| at == text.len() || theirs.binary_search(&at).is_ok();
    let mut found = Vec::new();
    for token in &tokens {
        let (start, end) = (token.span.start as usize, token.span.end as usize);
        for at in [start, end] {
            if !has(at) {
                found
                    .push(why_parted(text, at).ok_or_else(|| format!("parted at {at}: {text:?}"))?);
            }
        }
        for &at in theirs.iter().filter(|&&at| start < at && at < end) {
            let why = why_whole(text, *token, at);
            found.push(why.ok_or_else(|| format!("whole over {at}: {text:?}"))?);
        }
    }
    Ok(found)
}

#[test]
fn each_listed_difference_occurs() {
    let text = "الـCNN وcovid19في عام2019 القاهرة_وكالات الرئيس.وقال 2018,2019 2.5kg َ ثم \u{200f}بيروت\u{200f} \
        https://example.org/a #هاشتاق_عربي @user 2.5% 10/11/2023 2023-11-10 أ.د. سعاد و ق.م. ثم (... ==== ) 東京 1️⃣2";
    let mut found = differences(text).unwrap();
    found.sort();
    found.dedup();
    let missing: Vec<_> = ALL.iter().filter(|d| !found.contains(d)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn plain_news_has_no_difference() {
    let text = "وصل وزير الخارجية أمس، إلى العاصمة (باريس)، حيث يلتقي نظيره الفرنسي.\nوقال \"إن المحادثات بنّاءة\"؛ \
        وأضاف: «سنلتقي في 15 أيار 2024» على هامش قمة G20 و قمة Paris.";
    let parted: Vec<_> = differences(text).unwrap();
    assert_eq!(parted, []);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    #[test]
    fn every_difference_is_of_the_list(
        text in "([ابتثجىةأؤ]{1,4}|[ \n]|[\u{64b}-\u{652}ـ]|[0-9]{1,3}|[٠-٩]{1,3}|[a-zé]{1,4}|[-.,:;!?/@#%_'\"()«»،؛؟٪٫٬…+$=]|[\u{200c}-\u{200f}]|[а-я]{1,3}|[東京ก-ข]{1,2}|ﻻ|😀|❤️){0,16}"
    ) {
        if let Err(e) = differences(&text) {
            prop_assert!(false, "{}", e);
        }
    }

    #[test]
    fn plain_words_are_those_of_unicode(
        words in prop::collection::vec("[ء-غف-ي][ء-غف-يـ\u{64b}-\u{652}]{0,6}|[a-z]{2,6}|[0-9]{1,4}|[٠-٩]{1,4}", 0..12),
        sep in "( |, |، |\\. |؟ |\n| «|» |: )",
    ) {
        // no initials, which take their stops
        let letter = |c: &char| !matches!(class(*c), CharClass::Mark | CharClass::Tatweel);
        let initial = |w: &str| w.chars().filter(letter).count() < 3;
        let words: Vec<String> = words.into_iter().map(|w| if initial(&w) { "كلمة".into() } else { w }).collect();
        let text = words.join(&sep);
        let ours: Vec<&str> = tokenize(&text).iter().map(|t| t.of(&text)).collect();
        let theirs: Vec<&str> = text.split_word_bounds().filter(|w| !w.trim().is_empty()).collect();
        prop_assert_eq!(ours, theirs);
    }
}
