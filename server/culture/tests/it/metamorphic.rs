//! Changes of a calendar whose effect is known beforehand.

use model::culture::quantity::UNIT;
use model::culture::{Policy, Quantity, Reason, Response};
use proptest::prelude::*;

use super::build::{Case, at, copy_of, meeting, name};
use super::generate;

fn get(case: &Case, quantity: Quantity) -> i64 {
    case.engine(&Policy::strict()).get(0, quantity).unwrap()
}

fn base() -> Case {
    let mut case = Case::of(3);
    case.meet(1, 0, (at(0, 900), at(0, 1000)), &[1, 2])
        .meet(2, 1, (at(1, 1300), at(1, 1400)), &[0])
        .meet(3, 0, (at(1, 1330), at(1, 1500)), &[1]);
    case
}

#[test]
fn splitting_a_meeting_in_two_halves_changes_the_count_only() {
    let (whole, mut halves) = (base(), base());
    whole.engine(&Policy::strict());
    let mut case = base();
    case.meet(4, 0, (at(3, 1000), at(3, 1100)), &[1]);
    halves.meet(4, 0, (at(3, 1000), at(3, 1030)), &[1]).meet(
        5,
        0,
        (at(3, 1030), at(3, 1100)),
        &[1],
    );
    assert_eq!(
        get(&halves, Quantity::MEETING_MIN),
        get(&case, Quantity::MEETING_MIN)
    );
    assert_eq!(
        get(&halves, Quantity::FOCUS_MIN),
        get(&case, Quantity::FOCUS_MIN)
    );
    assert_eq!(
        get(&halves, Quantity::MEETINGS),
        get(&case, Quantity::MEETINGS) + UNIT
    );
}

#[test]
fn the_same_meeting_twice_books_more_and_takes_no_more_time() {
    let (once, mut twice) = (base(), base());
    twice.meet(4, 0, (at(0, 900), at(0, 1000)), &[1, 2]);
    assert_eq!(
        get(&twice, Quantity::MEETING_MIN),
        get(&once, Quantity::MEETING_MIN)
    );
    assert_eq!(
        get(&twice, Quantity::BOOKED_MIN),
        get(&once, Quantity::BOOKED_MIN) + 60
    );
    assert_eq!(
        get(&twice, Quantity::FOCUS_MIN),
        get(&once, Quantity::FOCUS_MIN)
    );
}

#[test]
fn a_private_meeting_keeps_its_time_and_loses_its_shape() {
    let (open, mut private) = (base(), base());
    private.facts[0][0].sensitive = true;
    for quantity in [
        Quantity::MEETING_MIN,
        Quantity::FOCUS_MIN,
        Quantity::BOOKED_MIN,
    ] {
        assert_eq!(get(&private, quantity), get(&open, quantity));
    }
    assert_eq!(get(&private, Quantity::SIZE_8), 0);
    assert_eq!(get(&private, Quantity::PRIVATE), 60 * UNIT);
    assert_eq!(
        get(&private, Quantity::OWN_MEETINGS),
        get(&open, Quantity::OWN_MEETINGS) - 60 * UNIT
    );
}

#[test]
fn a_copy_read_twice_counts_once() {
    let (once, mut twice) = (base(), base());
    for facts in &mut twice.facts {
        let copies = facts.clone();
        facts.extend(copies);
    }
    assert_eq!(
        twice.engine(&Policy::strict()),
        once.engine(&Policy::strict())
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_declined_copy_changes_nothing_of_its_owner(case in generate::cases(), day in 0..7_i32, clock in 0..1_380_i32, strict: bool) {
        let policy = if strict { Policy::strict() } else { Policy::non_declined() };
        let mut declined = case.clone();
        let begin = case.people[0].days[0] + day * 1_440 + clock;
        let fact = meeting(900, 99, (begin, begin + 45), &[0, 98, 97]);
        declined.facts[0].push(copy_of(&fact, 0, Response::Declined));
        let (after, before) = (declined.engine(&policy), case.engine(&policy));
        // It is counted among those that don't count, and changes nothing else.
        let told = |quantity: &Quantity| *quantity != Quantity::EVENTS_ALL && !Quantity::EVENTS.contains(quantity);
        for place in 0..case.people.len() {
            for quantity in Quantity::all().filter(told) {
                prop_assert_eq!(after.get(place, quantity), before.get(place, quantity), "{}", quantity.name());
            }
            prop_assert_eq!(after.matrix(place), before.matrix(place));
            for (reason, quantity) in Reason::ALL.into_iter().zip(Quantity::EVENTS) {
                let more = i64::from(place == 0 && reason == Reason::Declined);
                prop_assert_eq!(after.get(place, quantity), before.get(place, quantity).map(|count| count + more));
            }
        }
    }

    /// I13: what arrives in another order is the same, and other pseudonyms give the same figures.
    #[test]
    fn the_order_of_copies_says_nothing(case in generate::cases(), turn in 0..60_usize) {
        let mut turned = case.clone();
        for facts in &mut turned.facts {
            facts.reverse();
            let by = if facts.is_empty() { 0 } else { turn % facts.len() };
            facts.rotate_left(by);
        }
        let policy = Policy::strict();
        prop_assert_eq!(turned.engine(&policy), case.engine(&policy));
    }

    #[test]
    fn whole_weeks_later_all_is_the_same(case in generate::cases(), weeks in -40..40_i32) {
        let by = weeks * 10_080;
        let mut later = case.clone();
        for context in &mut later.people {
            context.days.iter_mut().for_each(|day| *day += by);
            let spans = context.working.iter_mut().chain(&mut context.out_of_office).chain(&mut context.no_meeting);
            spans.for_each(|span| { span.start += by; span.end += by; });
            context.offsets.iter_mut().for_each(|offset| offset.from += by);
        }
        for fact in later.facts.iter_mut().flatten() {
            fact.start += by;
            fact.end += by;
            fact.gone_seen = fact.gone_seen.map(|seen| seen + by);
            fact.cancelled_seen = fact.cancelled_seen.map(|seen| seen + by);
        }
        for policy in [Policy::strict(), Policy::legacy()] {
            prop_assert_eq!(later.engine(&policy), case.engine(&policy));
        }
    }

    #[test]
    fn other_pseudonyms_give_the_same_figures(case in generate::cases()) {
        let mut other = case.clone();
        // Another key keeps nothing but equality; the last bytes don't order what the first bytes ordered.
        for fact in other.facts.iter_mut().flatten() {
            fact.series = fact.series.map(|series| name(77, 1_000 - super::build::number(series)));
        }
        prop_assert_eq!(other.engine(&Policy::strict()), case.engine(&Policy::strict()));
    }

    /// I13: people under other names, everybody at their place.
    #[test]
    fn other_names_of_people_give_the_same_figures(case in generate::cases(), by in 1..1_000_u32) {
        let renamed = |person: model::culture::Pseudonym| name(1, super::build::number(person) ^ by);
        let mut other = case.clone();
        for context in &mut other.people {
            context.person = renamed(context.person);
        }
        for fact in other.facts.iter_mut().flatten() {
            fact.organizer = fact.organizer.map(renamed);
            for attendee in &mut fact.attendees {
                attendee.person = attendee.person.map(renamed);
            }
        }
        for policy in [Policy::strict(), Policy::legacy()] {
            prop_assert_eq!(other.engine(&policy), case.engine(&policy));
        }
    }
}
