//! What the index and clusters promise: names are found under other spellings in both scripts, files
//! survive a round trip, and broken files are refused.

use kunya::names::{Index, cluster};

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
