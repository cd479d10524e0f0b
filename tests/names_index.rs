//! What the index and clusters promise: names are found under other spellings in both scripts, files
//! survive a round trip, and broken files are refused.

use kunya::error::Error;
use kunya::names::{Index, Match, cluster, parse};
use proptest::prelude::*;

const NAMES: [&str; 6] = [
    "موسكو",
    "غلاسكو",
    "Pyongyang",
    "عبد الرحمن السديس",
    "محمد بن سلمان",
    "",
];

#[test]
fn names_are_found_under_other_spellings() {
    let index = Index::new(&NAMES, &[]).expect("few names");
    for (query, position) in [
        ("جلاسجو", 1),
        ("Moscow", 0),
        ("بيونغ يانغ", 2),
        ("Abdulrahman al-Sudais", 3),
    ] {
        let found = index.search(query, 3, 0.0);
        assert_eq!(found.first().map(|m| m.position), Some(position), "{query}");
    }
    assert!(index.search("", 3, 0.0).is_empty());
    assert!(index.search("موسكو", 0, 0.0).is_empty());
    assert!(index.search("طوكيو", 3, 0.9).is_empty());
}

#[test]
fn first_letters_like_the_article_are_found_without_and_with_it() {
    let names = ["اولسان", "لعربي", "القاهرة", "السعدي", "سعدون"];
    let index = Index::new(&names, &[]).expect("few names");
    for (query, position) in [("ألسان", 0), ("العربي", 1), ("قاهرة", 2), ("سعدي", 3)]
    {
        let found = index.search(query, 3, 0.0);
        assert_eq!(found.first().map(|m| m.position), Some(position), "{query}");
    }
}

#[test]
fn equal_names_come_first_among_many_like_them() {
    let stems = [
        "بران",
        "برين",
        "بارن",
        "بورن",
        "بيران",
        "برنا",
        "باران",
        "بارين",
    ];
    let mut names: Vec<String> = stems.iter().map(|s| (*s).to_owned()).collect();
    names.extend(stems.iter().map(|s| format!("{s} {s}ي")));
    let index = Index::new(&names, &[]).expect("few names");
    for (position, name) in names.iter().enumerate() {
        let found = index.search(name, 10, 0.0);
        assert_eq!(found[0].position as usize, position, "{name}");
        assert!(found[0].score > 0.99);
        let limited = index.search(name, 3, 0.0);
        assert_eq!(limited[..], found[..3], "{name}: the limit only cuts off");
    }
}

#[test]
fn files_come_back_and_broken_ones_are_refused() {
    let folder = std::env::temp_dir().join(format!("kunya-index-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a temporary folder");
    let path = folder.join("names.index");
    let mut index = Index::new(&NAMES, b"labels").expect("few names");
    index.add(&["القاهرة"]).expect("one more");
    index.save(&path).expect("a writable folder");
    let loaded = Index::load(&path).expect("what was saved");
    assert_eq!(loaded.len(), 7);
    assert_eq!(loaded.labels(), b"labels");
    assert_eq!(
        loaded.search("القاهره", 1, 0.5),
        index.search("القاهره", 1, 0.5)
    );
    let whole = std::fs::read(&path).expect("readable");
    let broken = folder.join("broken.index");
    for cut in [0, 5, 8, 12, 27, 28, 60, whole.len() / 2, whole.len() - 1] {
        std::fs::write(&broken, &whole[..cut]).expect("writable");
        assert!(Index::load(&broken).is_err(), "cut at {cut}");
    }
    for at in (0..whole.len()).step_by(7) {
        let mut changed = whole.clone();
        changed[at] ^= 0x40;
        std::fs::write(&broken, &changed).expect("writable");
        assert!(Index::load(&broken).is_err(), "changed at {at}");
    }
    assert!(Index::load(&folder).is_err());
    std::fs::remove_dir_all(&folder).expect("own folder");
}

#[test]
fn clusters_join_spellings_and_keep_names_apart() {
    let names = ["حسن", "حسين", "Hassan", "Hussein", "حسن", "", ""];
    let groups = cluster(&names, 0.9, 2).expect("a fair threshold");
    assert_eq!(groups[0], groups[2]);
    assert_eq!(groups[0], groups[4]);
    assert_eq!(groups[1], groups[3]);
    assert_ne!(groups[0], groups[1]);
    assert_ne!(groups[5], groups[6]);
    for bad in [0.0, -1.0, f32::NAN, 1.5] {
        assert!(cluster(&names, bad, 1).is_err());
    }
}

fn any_names() -> impl Strategy<Value = Vec<String>> {
    let name = prop_oneof![
        4 => "(محمد|علي|عبد الله|عبدالله|بن|أبو بكر|صلاح الدين|حسن|الدكتور|غوغل)( (محمد|علي|الله|بن|حسن|الأسد|جوجل)){0,4}",
        2 => "[ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىي]{1,12}( [ابتجحدرسعقكلمنهوي]{2,9})?",
        2 => "(Ali|Hassan|al-|Abu |bin |Dr\\. )?[A-Z][a-zéü]{1,9}( [A-Z][a-z]{1,9}|, [A-Z][a-z]{1,9})?",
        1 => any::<String>(),
    ];
    proptest::collection::vec(name, 1..30)
}

/// Whether a name has anything that can be searched for.
fn has_parts(name: &str) -> bool {
    !parse(name).parts.is_empty()
}

fn folder(what: &str) -> std::path::PathBuf {
    let folder = std::env::temp_dir().join(format!("kunya-{what}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a temporary folder");
    folder
}

#[test]
fn building_can_be_stopped_and_tells_how_far_it_is() {
    let names: Vec<String> = (0..10_000).map(|n| format!("اسم {n}")).collect();
    let stopped = Index::new_watched(&names, &[], |_| false);
    assert!(matches!(stopped, Err(Error::Interrupted)));
    let mut told = Vec::new();
    let index = Index::new_watched(&names, &[], |done| {
        told.push(done);
        true
    });
    assert_eq!(index.expect("few names").len(), names.len());
    assert!(told.is_sorted());
    assert_eq!(told.last(), Some(&names.len()));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn every_name_finds_itself(names in any_names()) {
        let index = Index::new(&names, &[]).expect("few names");
        for (i, name) in names.iter().enumerate().filter(|(_, n)| has_parts(n)) {
            let found = index.search(name, names.len(), 0.0);
            let own = found.iter().find(|m| m.position as usize == i).map(|m| m.score);
            prop_assert_eq!(own, Some(1.0), "{:?} in {:?}", name, names);
            prop_assert_eq!(found[0].score, 1.0);
        }
    }

    #[test]
    fn results_are_the_first_of_one_order(names in any_names(), limit in 0usize..12, least in 0.0f32..1.0) {
        let index = Index::new(&names, &[]).expect("few names");
        for name in &names {
            let all = index.search(name, names.len(), 0.0);
            let alike = all.iter().take_while(|m| m.score == 1.0).count();
            prop_assert!(all[alike..].iter().all(|m| m.score < 1.0), "what is written alike comes first");
            prop_assert!(all[..alike].is_sorted_by_key(|m| m.position));
            let wanted: Vec<Match> = all.into_iter().filter(|m| m.score >= least).take(limit).collect();
            prop_assert_eq!(index.search(name, limit, least), wanted);
        }
    }

    #[test]
    fn names_added_later_are_found_as_if_they_had_been_there(names in any_names(), cut in 0usize..30) {
        let cut = cut.min(names.len());
        let whole = Index::new(&names, &[]).expect("few names");
        let mut grown = Index::new(&names[..cut], &[]).expect("few names");
        grown.add(&names[cut..]).expect("few names");
        prop_assert_eq!(grown.len(), names.len());
        for (i, name) in names.iter().enumerate() {
            prop_assert_eq!(grown.name(i as u32), Some(name.as_str()));
            // which unlike names are looked at depends on the size of a segment, what they score does not
            let all = whole.search(name, names.len(), 0.0);
            for m in grown.search(name, names.len(), 0.0) {
                let same = all.iter().find(|w| w.position == m.position);
                prop_assert!(same.is_none_or(|w| w.score == m.score), "{:?} {:?}", name, m);
                // an initial is like every name that it may stand for, but shares no keys with it
                let initial = names[m.position as usize].chars().count() == 1 || name.chars().count() == 1;
                prop_assert!(same.is_some() || m.score < 0.9 || initial, "{:?} {:?}", name, m);
            }
            if has_parts(name) {
                let found = grown.search(name, names.len(), 1.0);
                prop_assert!(found.iter().any(|m| m.position as usize == i));
            }
        }
    }

    #[test]
    fn a_saved_index_is_the_same(names in any_names(), labels in proptest::collection::vec(any::<u8>(), 0..50)) {
        let folder = folder("saved");
        let path = folder.join("names.index");
        let index = Index::new(&names, &labels).expect("few names");
        index.save(&path).expect("writable");
        let loaded = Index::load(&path).expect("what was saved");
        prop_assert_eq!(loaded.labels(), &labels[..]);
        for (i, name) in names.iter().enumerate() {
            prop_assert_eq!(loaded.name(i as u32), Some(name.as_str()));
            prop_assert_eq!(loaded.search(name, 5, 0.0), index.search(name, 5, 0.0));
        }
        drop(loaded);
        std::fs::remove_dir_all(&folder).expect("own folder");
    }
}
