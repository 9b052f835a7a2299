//! Groups of the directory that leaders are given: sets beside the others, which may overlap, under the same auditor.

use std::collections::BTreeSet;

use model::culture::Pseudonym;
use model::culture::cell::{CellValue, Slice};

use super::derive::Sums;
use super::world::{Dice, HOURS, World, is_shown, person, value};

fn people(numbers: impl IntoIterator<Item = usize>) -> BTreeSet<Pseudonym> {
    numbers.into_iter().map(person).collect()
}

#[test]
fn a_group_of_nine_is_no_set_and_one_of_ten_is() {
    let mut world = World::groups(&[30]);
    let mut cohort = world.freeze();
    assert!(!cohort.list(0, &people(0..9)));
    assert!(cohort.list(1, &people(5..15)));
    assert!(!cohort.list(1, &people(5..16)), "it is frozen already");
    let publication = world.close(&cohort, 2_900);
    assert!(is_shown(value(&publication, Slice::listed(1), HOURS)));
    assert_eq!(
        value(&publication, Slice::listed(0), HOURS),
        CellValue::Hidden
    );
}

#[test]
fn a_group_that_leaves_few_of_another_is_withheld() {
    let mut world = World::groups(&[20, 20]);
    let mut cohort = world.freeze();
    assert!(cohort.list(0, &people(0..19)));
    let publication = world.close(&cohort, 2_900);
    assert!(is_shown(value(&publication, Slice::group(0), HOURS)));
    assert!(!is_shown(value(&publication, Slice::listed(0), HOURS)));
}

#[test]
fn whoever_is_not_of_the_cohort_is_not_of_a_group() {
    let mut world = World::groups(&[12]);
    world.members[3].opted_out = true;
    let mut cohort = world.freeze();
    assert!(
        !cohort.list(0, &people((0..10).chain([900]))),
        "nine are left"
    );
    assert!(cohort.list(1, &people(0..12)));
    assert_eq!(cohort.sets[1].members.len(), 11);
}

#[test]
fn nothing_about_fewer_than_ten_follows_from_overlapping_groups() {
    let mut dice = Dice(77);
    for round in 0..80 {
        let sizes: Vec<usize> = (0..1 + dice.below(2)).map(|_| 8 + dice.below(20)).collect();
        let mut world = World::groups(&sizes);
        let mut cohort = world.freeze();
        let size = world.members.len();
        for group in 0..3 {
            let odds = 2 + dice.below(4);
            let members = (0..size).filter(|_| dice.below(odds) == 0);
            let members: Vec<usize> = members.collect();
            cohort.list(group, &people(members));
        }
        let publication = world.close(&cohort, 2_900 + round);
        let shown: Vec<Vec<usize>> = cohort
            .sets
            .iter()
            .filter(|set| is_shown(value(&publication, set.slice, HOURS)))
            .map(|set| set.members.iter().map(|member| *member as usize).collect())
            .collect();
        assert!(shown.is_empty() || !Sums::new(&shown).leak(10), "{sizes:?}");
    }
}
