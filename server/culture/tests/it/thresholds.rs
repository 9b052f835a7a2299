//! The exact bounds: `<` for `<=` at any of them breaks a line here. Sizes and lengths of the mosaic, notice and longest
//! meetings stand with the published examples.

use model::culture::quantity::UNIT;
use model::culture::{Policy, Quantity, Response};

use super::build::{Case, at, copy_of, meeting};

fn strict(case: &Case, quantity: Quantity) -> i64 {
    case.get(&Policy::strict(), quantity)
}

fn one(span: (i32, i32), heads: u32) -> Case {
    let guests: Vec<u32> = (10..9 + heads).collect();
    let mut case = Case::of(1);
    case.meet(1, 0, span, &guests);
    case
}

fn long(minutes: i32, heads: u32) -> Case {
    one((at(0, 800), at(0, 800) + minutes), heads)
}

#[test]
fn sizes() {
    let classes = [
        Quantity::SIZE_2,
        Quantity::SIZE_8,
        Quantity::SIZE_18,
        Quantity::SIZE_50,
        Quantity::SIZE_51,
    ];
    let bounds = [
        (2, 0),
        (3, 1),
        (8, 1),
        (9, 2),
        (18, 2),
        (19, 3),
        (50, 3),
        (51, 4),
    ];
    for (heads, class) in bounds {
        let case = long(30, heads);
        let found = classes.map(|quantity| strict(&case, quantity) > 0);
        assert_eq!(
            found.iter().position(|filled| *filled),
            Some(class),
            "{heads}"
        );
        assert_eq!(found.iter().filter(|filled| **filled).count(), 1);
    }
}

#[test]
fn lengths() {
    for (place, end) in [15, 25, 30, 45, 50, 60, 90, 120].into_iter().enumerate() {
        assert_eq!(
            strict(&long(end, 2), Quantity::ORGANIZED_LENGTH[place]),
            1,
            "{end}"
        );
        assert_eq!(
            strict(&long(end + 1, 2), Quantity::ORGANIZED_LENGTH[place + 1]),
            1,
            "{end}"
        );
    }
    for (span, end) in [30, 60, 120].into_iter().enumerate() {
        assert!(strict(&long(end, 2), Quantity::MOSAIC[span]) > 0, "{end}");
        assert!(
            strict(&long(end + 1, 2), Quantity::MOSAIC[span + 1]) > 0,
            "{end}"
        );
    }
}

#[test]
fn types() {
    let expected = [
        (2, 60, Quantity::TYPE_ONE_TO_ONE),
        (2, 61, Quantity::TYPE_LENGTHY),
        (3, 60, Quantity::TYPE_DECISION),
        (8, 60, Quantity::TYPE_DECISION),
        (9, 60, Quantity::TYPE_STATUS),
        (18, 60, Quantity::TYPE_STATUS),
        (18, 61, Quantity::TYPE_LENGTHY),
        (18, 120, Quantity::TYPE_LENGTHY),
        (18, 121, Quantity::TYPE_WORKSHOP),
        (19, 61, Quantity::TYPE_BLOATED),
        (50, 120, Quantity::TYPE_BLOATED),
        (50, 121, Quantity::TYPE_WORKSHOP),
        (51, 15, Quantity::TYPE_ALL_HANDS),
        (51, 121, Quantity::TYPE_ALL_HANDS),
    ];
    for (heads, minutes, class) in expected {
        let case = long(minutes, heads);
        assert_eq!(
            strict(&case, class),
            i64::from(minutes) * UNIT,
            "{heads} {minutes}"
        );
    }
}

#[test]
fn speedy_begins_and_lengths() {
    let speedy = |start: i32, minutes: i32| {
        let start = at(0, start);
        strict(
            &one((start, start + minutes), 2),
            Quantity::ORGANIZED_SPEEDY,
        )
    };
    assert_eq!(
        [20, 25, 50, 55].map(|minutes| speedy(1000, minutes)),
        [1; 4]
    );
    assert_eq!(
        [15, 19, 21, 24, 26, 30, 60].map(|minutes| speedy(1000, minutes)),
        [0; 7]
    );
    // 10:04 to 10:30 and the like.
    assert_eq!(
        [1004, 1005, 1010, 1011].map(|start| speedy(start, 1030 - start)),
        [0, 1, 1, 0]
    );
    assert_eq!(speedy(1005, 31), 0);
}

#[test]
fn focus() {
    // Work is 08–17: a meeting from 08:00 that leaves a gap until the next from then on.
    let gap = |minutes: i32| {
        let mut case = one((at(0, 800), at(0, 1000)), 2);
        case.meet(2, 0, (at(0, 1000) + minutes, at(0, 1700)), &[9]);
        case.people[0].working.truncate(1);
        case
    };
    assert_eq!(
        [119, 120, 121].map(|minutes| strict(&gap(minutes), Quantity::FOCUS_MIN)),
        [0, 120, 121]
    );
    assert_eq!(
        [59, 60].map(|minutes| strict(&gap(minutes), Quantity::FOCUS_60_MIN)),
        [0, 60]
    );
    assert_eq!(
        [119, 120, 239, 240].map(|minutes| strict(&gap(minutes), Quantity::OPEN_BLOCKS)),
        [0, 1, 1, 2]
    );
    assert_eq!(
        [119, 120].map(|minutes| strict(&gap(minutes), Quantity::FRAGMENTED_MIN)),
        [119, 0]
    );
}

#[test]
fn back_to_back() {
    let after = |minutes: i32| {
        let mut case = one((at(0, 1000), at(0, 1100)), 2);
        case.meet(2, 0, (at(0, 1100) + minutes, at(0, 1300)), &[9]);
        [
            Quantity::BACK_TO_BACK_0,
            Quantity::BACK_TO_BACK_5,
            Quantity::BACK_TO_BACK_10,
        ]
        .map(|quantity| strict(&case, quantity))
    };
    let found = [-1, 0, 1, 5, 6, 10, 11].map(after);
    assert_eq!(
        found,
        [
            [0, 0, 0],
            [1, 1, 1],
            [0, 1, 1],
            [0, 1, 1],
            [0, 0, 1],
            [0, 0, 1],
            [0, 0, 0]
        ]
    );
    let mut midnight = one((at(0, 2300), at(1, 0)), 2);
    midnight.meet(2, 0, (at(1, 0), at(1, 100)), &[9]);
    assert_eq!(strict(&midnight, Quantity::BACK_TO_BACK_10), 0);
}

#[test]
fn times_of_day() {
    let start = |clock: i32| one((at(0, clock), at(0, clock) + 1), 2);
    assert_eq!(
        [1959, 2000].map(|clock| strict(&start(clock), Quantity::LATE_STARTS)),
        [0, 1]
    );
    let peak = [859, 900, 1059, 1100, 1259, 1300, 1459, 1500];
    assert_eq!(
        peak.map(|clock| strict(&start(clock), Quantity::PEAK_MIN)),
        [0, 1, 1, 0, 0, 1, 1, 0]
    );
    let outside =
        [759, 800, 1759, 1800].map(|clock| strict(&start(clock), Quantity::ORGANIZED_OUTSIDE));
    assert_eq!(outside, [UNIT, 0, 0, UNIT]);
    let after =
        [759, 800, 1659, 1700].map(|clock| strict(&start(clock), Quantity::AFTER_HOURS_MIN));
    assert_eq!(after, [1, 0, 0, 1]);
}

#[test]
fn conflict_begins_with_one_shared_minute() {
    let second = |start: i32| {
        let mut case = one((at(0, 1000), at(0, 1100)), 2);
        case.meet(2, 0, (start, at(0, 1200)), &[9]);
        (
            strict(&case, Quantity::CONFLICT_DEPTH_MIN),
            strict(&case, Quantity::ATTENDANCES_CONFLICTED),
        )
    };
    assert_eq!(second(at(0, 1100)), (0, 0));
    assert_eq!(second(at(0, 1059)), (1, 2));
}

#[test]
fn cancelled_late() {
    let seen = |minutes: i32| {
        let mut fact = meeting(1, 0, (at(2, 1000), at(2, 1100)), &[9]);
        fact.cancelled = true;
        fact.cancelled_seen = Some(fact.start - minutes);
        let mut case = Case::of(1);
        case.add(fact);
        (
            strict(&case, Quantity::ORGANIZED_SCHEDULED),
            strict(&case, Quantity::ORGANIZED_CANCELLED_LATE),
        )
    };
    assert_eq!([1_439, 1_440].map(seen), [(1, 1), (1, 0)]);
}

#[test]
fn what_vanishes_before_the_end_did_not_take_place() {
    let gone = |minutes: i32| {
        let mut fact = meeting(1, 0, (at(2, 1000), at(2, 1100)), &[9]);
        fact.gone_seen = Some(fact.end + minutes);
        let mut case = Case::of(1);
        case.facts[0].push(fact);
        strict(&case, Quantity::MEETING_MIN)
    };
    assert_eq!([-1, 0].map(gone), [0, 60]);
}

#[test]
fn participants() {
    let of = |heads: u32, policy: &Policy| long(30, heads).get(policy, Quantity::MEETING_MIN);
    assert_eq!([1, 2].map(|heads| of(heads, &Policy::strict())), [0, 30]);
    assert_eq!(
        [249, 250].map(|heads| of(heads, &Policy::legacy())),
        [30, 0]
    );
    // Two invited of whom one accepts are one participant by the strict rule.
    let mut case = Case::of(2);
    let fact = meeting(1, 0, (at(0, 1000), at(0, 1100)), &[1]);
    let mut silent = fact.clone();
    silent.attendees[0].response = Response::None;
    case.facts[1].push(copy_of(&silent, 1, Response::None));
    case.facts[0].push(silent);
    assert_eq!(strict(&case, Quantity::MEETING_MIN), 0);
    assert_eq!(case.get(&Policy::non_declined(), Quantity::MEETING_MIN), 60);
}

#[test]
fn levels() {
    let with = |levels: [u8; 3]| {
        let mut case = Case::of(3);
        for (context, level) in case.people.iter_mut().zip(levels) {
            context.group = Some(1);
            context.level = Some(level);
        }
        case.meet(1, 0, (at(0, 1000), at(0, 1100)), &[1, 2]);
        strict(&case, Quantity::REDUNDANT_LEVELS)
    };
    assert_eq!([[0, 1, 1], [0, 1, 2]].map(with), [0, 60 * UNIT]);
}

#[test]
fn half_foreign_is_mainly_foreign() {
    let with = |foreign: usize| {
        let mut fact = meeting(1, 0, (at(0, 1000), at(0, 1100)), &[11, 12, 13]);
        for attendee in &mut fact.attendees[..foreign] {
            attendee.domain = model::culture::Domain::ExternalSmall;
        }
        let mut case = Case::of(1);
        case.facts[0].push(fact);
        [Quantity::EXTERNAL, Quantity::MAINLY_EXTERNAL]
            .map(|quantity| strict(&case, quantity) / UNIT)
    };
    assert_eq!([0, 1, 2].map(with), [[0, 0], [60, 0], [60, 60]]);
}

#[test]
fn week_edges() {
    let edge = |start: i32, end: i32| strict(&one((start, end), 2), Quantity::MEETING_MIN);
    assert_eq!(edge(at(0, 0) - 30, at(0, 0)), 0);
    assert_eq!(edge(at(0, 0) - 30, at(0, 1)), 1);
    assert_eq!(edge(at(7, 0) - 1, at(7, 30)), 1);
    assert_eq!(edge(at(7, 0), at(7, 30)), 0);
    let organized = |start: i32| strict(&one((start, start + 30), 2), Quantity::ORGANIZED);
    assert_eq!(
        [at(0, 0) - 1, at(0, 0), at(7, 0) - 1, at(7, 0)].map(organized),
        [0, 1, 1, 0]
    );
}
