//! What clusters promise: the same groups in whatever order the names come, equal names together, and
//! no chain that joins two names through a third.

use kunya::error::Error;
use kunya::names::{cluster, cluster_watched, similarity};
use proptest::prelude::*;

const NAMES: [&str; 24] = [
    "حسن",
    "حسين",
    "Hassan",
    "Hussein",
    "غوغل",
    "جوجل",
    "Google",
    "عماد",
    "عياد",
    "عمر",
    "عمرو",
    "سامي",
    "سمية",
    "محمد بن سلمان",
    "محمد ابن سلمان",
    "Mohammed bin Salman",
    "معمر القذافي",
    "Gaddafi, Muammar",
    "ديمتري بيسكوف",
    "دميتري بيسكوف",
    "Dmitry Peskov",
    "علي حسن",
    "حسن علي",
    "",
];

/// The groups as sets of names, whatever their numbers.
fn partition(names: &[&str], threshold: f32) -> Vec<Vec<String>> {
    let groups = cluster(names, threshold, 2).expect("a fair threshold");
    assert_eq!(groups.len(), names.len());
    let mut sets = vec![Vec::new(); names.len()];
    for (name, &group) in names.iter().zip(&groups) {
        sets[group as usize].push((*name).to_owned());
    }
    sets.retain(|s| !s.is_empty());
    sets.iter_mut().for_each(|s| s.sort());
    sets.sort();
    sets
}

#[test]
fn groups_are_numbered_by_first_appearance() {
    let groups = cluster(&NAMES, 0.9, 1).expect("a fair threshold");
    let mut next = 0;
    for &group in &groups {
        assert!(group <= next, "{groups:?}");
        next = next.max(group + 1);
    }
}

#[test]
fn no_lists_are_empty_groups() {
    assert_eq!(
        cluster::<&str>(&[], 0.9, 1).expect("fair"),
        Vec::<u32>::new()
    );
}

#[test]
fn names_without_letters_stay_alone() {
    let groups = cluster(&["", "", "...", "😀", "😀"], 0.5, 1).expect("fair");
    assert_eq!(groups, [0, 1, 2, 3, 4]);
}

#[test]
fn a_chain_does_not_join_its_ends() {
    // each is close to its neighbour, the first and the last are two names
    let chain = [
        "محمد",
        "محمد أحمد",
        "محمد أحمد علي",
        "محمد أحمد علي حسن",
        "علي حسن",
        "حسن",
    ];
    for threshold in [0.3, 0.5, 0.7, 0.9] {
        let groups = cluster(&chain, threshold, 1).expect("fair");
        for (i, a) in chain.iter().enumerate() {
            for (j, b) in chain.iter().enumerate() {
                let score = similarity(a, b);
                assert!(
                    groups[i] != groups[j] || score >= threshold * 0.5,
                    "{a} and {b} are {score} alike and in one group at {threshold}"
                );
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_order_of_names_does_not_matter(names in Just(NAMES.to_vec()).prop_shuffle(), threshold in 0.2f32..1.0) {
        prop_assert_eq!(partition(&names, threshold), partition(&NAMES, threshold));
    }

    #[test]
    fn any_order_of_any_names(names in proptest::collection::vec("[حسعمدي]{1,4}( [حسعمدي]{2,4})?", 1..40), seed in any::<u64>()) {
        let mut shuffled: Vec<&str> = names.iter().map(String::as_str).collect();
        let n = shuffled.len() as u64;
        for i in (1..shuffled.len()).rev() {
            shuffled.swap(i, (seed.rotate_left(i as u32) % n.min(i as u64 + 1)) as usize);
        }
        let plain: Vec<&str> = names.iter().map(String::as_str).collect();
        prop_assert_eq!(partition(&shuffled, 0.6), partition(&plain, 0.6));
    }

    #[test]
    fn equal_names_are_together(names in proptest::collection::vec("[A-Za-z]{1,6}( [A-Za-z]{1,6})?", 1..20)) {
        let twice: Vec<&str> = names.iter().chain(&names).map(String::as_str).collect();
        let groups = cluster(&twice, 0.9, 1).expect("fair");
        prop_assert_eq!(&groups[..names.len()], &groups[names.len()..]);
    }
}

#[test]
fn a_watcher_sees_it_through_or_ends_it() {
    let names: Vec<String> = (0..2_000)
        .map(|i| {
            format!("اسم{}", char::from_u32(0x628 + i % 30).expect("a letter"))
                .repeat(i as usize / 30 % 7 + 1)
        })
        .collect();
    let mut seen = 0;
    let groups = cluster_watched(&names, 0.9, 2, |done| {
        assert!(seen <= done && done <= names.len());
        seen = done;
        true
    });
    assert_eq!(
        groups.expect("nobody ended it"),
        cluster(&names, 0.9, 1).expect("fair")
    );
    assert_eq!(seen, names.len());
    let ended = cluster_watched(&names, 0.9, 2, |_| false);
    assert!(matches!(ended, Err(Error::Interrupted)));
}
