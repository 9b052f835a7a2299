//! The table of recurring series: what may stand in it, and that nothing about few follows from it and published sums.

use std::collections::{BTreeMap, BTreeSet};

use culture::disclosure::{
    Accepted, Attended, DisclosureError, MinimumGroup, SeriesSums, SeriesTable, close_series,
};
use model::culture::quantity::{COST_UNIT, UNIT};

use super::derive::rank;
use super::world::{Dice, STRICT, key, person};

const LAST: i32 = 40;
const K: usize = 10;

/// A weekly hour of these people, at 75.00 an hour.
fn series(
    people: impl IntoIterator<Item = usize>,
    weeks: std::ops::RangeInclusive<i32>,
) -> SeriesSums {
    let people: Vec<usize> = people.into_iter().collect();
    let count = i64::from(*weeks.end() - *weeks.start() + 1);
    let heads = count * people.len() as i64;
    SeriesSums {
        held: count,
        length_min: 60 * count,
        sized: count,
        heads,
        asked: heads,
        accepted: heads / 2,
        open_ended: Some(true),
        least_asked: Some(people.len() as i64),
        attended: weeks
            .flat_map(|week| people.iter().map(move |number| (week, *number)))
            .map(|(week, number)| Attended {
                person: person(number),
                week,
                units: 60 * UNIT,
                cost: 7_500 * COST_UNIT,
            })
            .collect(),
    }
}

fn table(all: &[SeriesSums]) -> SeriesTable {
    let sealed = close_series((LAST, MinimumGroup::FLOOR), (all, "CHF"), (STRICT, &key())).unwrap();
    SeriesTable::open(&sealed, &key()).unwrap()
}

const MONTH: std::ops::RangeInclusive<i32> = LAST - 3..=LAST;

#[test]
fn a_series_of_ten_who_also_meet_elsewhere_is_told_and_one_of_nine_is_not() {
    for people in [0, 1, 9, 10, 11] {
        let all = [
            series(0..people, MONTH),
            series(0..people, MONTH),
            series(0..3, MONTH),
        ];
        let table = table(&all);
        // Of two with the same people one may be told; the other is where they also meet.
        assert_eq!(table.lines().len(), usize::from(people >= 10), "{people}");
    }
    let told = table(&[
        series(0..12, MONTH),
        series(0..12, LAST..=LAST),
        series(0..12, MONTH),
    ]);
    let line = told.lines()[0];
    assert_eq!(
        (line.held, line.length_min, line.attendees),
        (4, 60, Some(10))
    );
    assert_eq!(
        (line.hours, line.cost),
        (50, Some(3_000)),
        "of 48 hours at 75, in steps"
    );
    assert_eq!(
        (line.accepted, line.open_ended),
        (Accepted::About(50), Some(true))
    );
    assert_eq!((told.last(), told.fewer_than()), (LAST, 10));
    assert_eq!(told.currency(), "CHF", "as it was when the table was made");
}

#[test]
fn acceptance_of_few_who_were_asked_is_not_told_however_many_attend() {
    for (asked, expected) in [
        (Some(1), Accepted::Unknown),
        (Some(9), Accepted::Unknown),
        (Some(10), Accepted::About(50)),
        (None, Accepted::Unknown),
    ] {
        let one = SeriesSums {
            least_asked: asked,
            ..series(0..30, MONTH)
        };
        let told = table(&[one, series(0..30, LAST..=LAST)]);
        let line = told.lines().iter().find(|line| line.held == 4).unwrap();
        assert_eq!(line.accepted, expected, "{asked:?}");
    }
}

#[test]
fn a_cost_that_one_person_makes_up_is_not_told() {
    // Eleven others cost as much together.
    for (rate, shown) in [(11, true), (12, false)] {
        let mut one = series(0..12, MONTH);
        let dear = one.attended.iter_mut();
        for time in dear.filter(|time| time.person == person(0)) {
            time.cost *= rate;
        }
        // Where they also meet one of them spends most of the time, so that it isn't told.
        let mut elsewhere = series(0..12, MONTH);
        let long = elsewhere.attended.iter_mut();
        for time in long.filter(|time| time.person == person(0)) {
            time.units *= 12;
        }
        let told = table(&[one, elsewhere]);
        let line = told.lines().iter().find(|line| line.held == 4).unwrap();
        assert_eq!((line.cost.is_some(), line.hours), (shown, 50), "{rate}");
    }
}

#[test]
fn a_series_whose_people_meet_nowhere_else_could_be_subtracted_and_is_not_told() {
    let alone = [series(0..30, MONTH), series(30..33, MONTH)];
    assert_eq!(table(&alone).lines(), []);
    // Ten of them meet elsewhere, too, but in another week than the one in which they came.
    let other_weeks = [
        series(0..30, LAST..=LAST),
        series(0..10, LAST - 3..=LAST - 1),
    ];
    assert_eq!(table(&other_weeks).lines(), []);
    let same_week = [
        series(0..30, LAST..=LAST),
        series(0..9, LAST..=LAST),
        series(9..10, LAST..=LAST),
    ];
    assert_eq!(table(&same_week).lines().len(), 1);
}

#[test]
fn what_one_person_makes_up_is_not_told() {
    let mut one = series(0..12, MONTH);
    for time in one
        .attended
        .iter_mut()
        .filter(|time| time.person == person(0))
    {
        time.units *= 12;
    }
    let told = table(&[one, series(0..12, LAST..=LAST)]);
    assert!(told.lines().iter().all(|line| line.held == 1));
}

#[test]
fn the_number_of_series_that_are_not_told_is_told_to_the_next_ten() {
    for (others, told) in [(0, 10), (9, 10), (10, 20), (25, 30)] {
        let all: Vec<_> = (0..others).map(|n| series(n..n + 2, MONTH)).collect();
        assert_eq!(table(&all).fewer_than(), told, "{others}");
    }
}

#[test]
fn a_table_that_was_altered_or_of_another_key_or_week_is_refused() {
    let all = [series(0..12, MONTH), series(0..12, LAST..=LAST)];
    let minimum = MinimumGroup::FLOOR;
    let sealed = close_series((LAST, minimum), (&all, "CHF"), (STRICT, &key())).unwrap();
    for place in 0..sealed.len() {
        let mut other = sealed.clone();
        other[place] ^= 1;
        let refused = SeriesTable::open(&other, &key());
        assert_eq!(refused.unwrap_err(), DisclosureError::Forged, "{place}");
    }
    let other = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, &[8; 32]);
    assert!(SeriesTable::open(&sealed, &other).is_err());
    let outside = close_series((LAST + 1, minimum), (&all, "CHF"), (STRICT, &key()));
    assert_eq!(outside.unwrap_err(), DisclosureError::Mismatch);
}

/// Everything that sums and lines could tell if lines were exact, over hours of each block of people in each series and
/// week: a row is a published number, a column the hours of a block in a series.
struct Whole {
    /// People of each block, who do everything together.
    blocks: Vec<usize>,
    /// Block of each column.
    owner: Vec<usize>,
    rows: Vec<Vec<i64>>,
}

impl Whole {
    /// Whether some combination is about fewer than k people: for blocks of fewer than k in all, does leaving their
    /// columns out lower the rank?
    fn leaks(&self) -> bool {
        let full = rank(&self.rows);
        (1_u32..1 << self.blocks.len()).any(|chosen| {
            let gone = |block: usize| chosen >> block & 1 == 1;
            let people: usize = (0..self.blocks.len())
                .filter(|block| gone(*block))
                .map(|block| self.blocks[block])
                .sum();
            let rest = |row: &Vec<i64>| -> Vec<i64> {
                let kept = row
                    .iter()
                    .zip(&self.owner)
                    .filter(|(_, block)| !gone(**block));
                kept.map(|(entry, _)| *entry).collect()
            };
            people < K && rank(&self.rows.iter().map(rest).collect::<Vec<_>>()) < full
        })
    }
}

/// The blocks of people that meet in each week, for one series.
type Weeks = BTreeMap<i32, BTreeSet<usize>>;

/// A random organisation: blocks of people, each in one group of at least k; groups and company are published each week.
fn organisation(dice: &mut Dice) -> (Vec<usize>, Vec<usize>, Vec<Weeks>) {
    let mut blocks = Vec::new();
    let mut groups = Vec::new();
    for group in 0..1 + dice.below(2) {
        let begin = blocks.len();
        for _ in 0..2 + dice.below(3) {
            blocks.push(1 + dice.below(12));
            groups.push(group);
        }
        let size: usize = blocks[begin..].iter().sum();
        if size < K {
            blocks[begin] += K - size;
        }
    }
    let series = (0..2 + dice.below(5))
        .map(|_| {
            (LAST - 1..=LAST)
                .map(|week| {
                    let here = |_: &usize| dice.below(3) > 0;
                    (week, (0..blocks.len()).filter(here).collect())
                })
                .collect()
        })
        .collect();
    (blocks, groups, series)
}

fn people_of(blocks: &[usize], block: usize) -> std::ops::Range<usize> {
    let begin: usize = blocks[..block].iter().sum();
    begin..begin + blocks[block]
}

/// The sums of a made-up series; its number is its length, by which its line is known again.
fn sums(number: usize, blocks: &[usize], weeks: &BTreeMap<i32, BTreeSet<usize>>) -> SeriesSums {
    let mut all = SeriesSums {
        length_min: 5 * (number as i64 + 1),
        ..series([], MONTH)
    };
    all.held = 1;
    for (week, here) in weeks {
        for block in here {
            all.attended
                .extend(people_of(blocks, *block).map(|number| Attended {
                    person: person(number),
                    week: *week,
                    units: 60 * UNIT,
                    cost: 0,
                }));
        }
    }
    all
}

/// Published sums, and the lines of some series, as though all of it were exact.
fn whole(
    (blocks, groups): (&[usize], &[usize]),
    all: &[BTreeMap<i32, BTreeSet<usize>>],
    told: &[usize],
) -> Whole {
    let mut columns = Vec::new();
    for (number, weeks) in all.iter().enumerate() {
        for (week, here) in weeks {
            columns.extend(here.iter().map(|block| (*block, number, *week)));
        }
    }
    let row = |has: &dyn Fn(&(usize, usize, i32)) -> bool| -> Vec<i64> {
        columns.iter().map(|one| i64::from(has(one))).collect()
    };
    let mut rows = Vec::new();
    for week in LAST - 1..=LAST {
        rows.push(row(&|one| one.2 == week));
        for group in 0..=*groups.last().unwrap() {
            rows.push(row(&|one| one.2 == week && groups[one.0] == group));
        }
    }
    rows.extend(told.iter().map(|number| row(&|one| one.1 == *number)));
    Whole {
        blocks: blocks.to_vec(),
        owner: columns.iter().map(|one| one.0).collect(),
        rows,
    }
}

#[test]
fn no_line_and_no_published_sum_together_are_about_fewer_than_ten() {
    let mut dice = Dice(2_026);
    let (mut lines, mut dangerous) = (0, 0);
    for _ in 0..400 {
        let (blocks, groups, all) = organisation(&mut dice);
        let before = whole((&blocks, &groups), &all, &[]);
        // What of sums alone would leak, the auditor withholds; that is another test's matter.
        if before.leaks() {
            continue;
        }
        let sums: Vec<_> = (0..)
            .zip(&all)
            .map(|(number, weeks)| sums(number, &blocks, weeks))
            .collect();
        let told: Vec<usize> = table(&sums)
            .lines()
            .iter()
            .map(|line| line.length_min as usize / 5 - 1)
            .collect();
        lines += told.len();
        let after = whole((&blocks, &groups), &all, &told);
        assert!(!after.leaks(), "{blocks:?} {groups:?} {all:?} {told:?}");
        // Telling every series of ten and more would not do.
        let many: Vec<usize> = (0..all.len())
            .filter(|number| {
                let here: BTreeSet<usize> = all[*number].values().flatten().copied().collect();
                here.iter().map(|block| blocks[*block]).sum::<usize>() >= K
            })
            .collect();
        dangerous += usize::from(whole((&blocks, &groups), &all, &many).leaks());
    }
    assert!(lines > 100, "{lines}");
    assert!(dangerous > 20, "{dangerous}");
}
