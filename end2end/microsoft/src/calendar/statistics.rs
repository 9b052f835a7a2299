//! What the calendars look like in numbers.

use std::collections::{HashMap, HashSet};

use super::copy::Copy;
use super::key::Key;
use super::occasion::{Calendars, Kind, Party};
use super::overlay::Overlay;
use super::plan::Plan;
use super::respond::Response;
use super::{DAY_MIN, Moment, monday, week_of_day};
use crate::contoso;
use crate::directory::Directory;

/// 2026-11-02, a Monday, and everything that happened before.
const NOW_DAY: i32 = 20_759;
const AT: Moment = Moment {
    ms: NOW_DAY as i64 * 86_400_000,
    revision: 0,
};

fn plan(people: usize) -> Plan {
    let directory = Directory::generate(people, 1);
    Plan::new(directory.tenant(contoso::TENANT).unwrap(), 1)
}

fn is_meeting(copy: &Copy<'_>) -> bool {
    let made = &copy.occasion;
    let alone = made.members.is_empty() && made.outsiders.is_empty();
    !copy.cancelled && !alone && copy.own.response != Response::Declined
}

fn meetings_per_week(plan: &Plan, overlay: &Overlay) -> Vec<usize> {
    let calendars = Calendars {
        plan,
        overlay,
        at: AT,
    };
    let last = week_of_day(NOW_DAY);
    let mut counts = Vec::new();
    for person in (0..u32::try_from(plan.people.len()).unwrap()).step_by(7) {
        if !plan.people[person as usize].active {
            continue;
        }
        for week in last - 52..last {
            let window = monday(week) * DAY_MIN..monday(week + 1) * DAY_MIN;
            let copies = calendars.copies(person, &window);
            counts.push(copies.iter().filter(|copy| is_meeting(copy)).count());
        }
    }
    counts.sort_unstable();
    counts
}

#[test]
fn weeks_hold_as_many_meetings_as_real_ones() {
    let (plan, overlay) = (plan(700), Overlay::default());
    let counts = meetings_per_week(&plan, &overlay);
    let mean = counts.iter().sum::<usize>() as f64 / counts.len() as f64;
    let at = |share: f64| counts[(counts.len() as f64 * share) as usize];
    let told = format!(
        "mean {mean:.1}, median {}, p95 {}, p99 {}",
        at(0.5),
        at(0.95),
        at(0.99)
    );
    assert!((10.0..12.0).contains(&mean), "{told}");
    assert!((9..=11).contains(&at(0.5)), "{told}");
    assert!((21..=25).contains(&at(0.95)), "{told}");
    assert!((27..=35).contains(&at(0.99)), "{told}");
}

#[test]
fn departments_differ_and_every_kind_of_entry_occurs() {
    let (plan, overlay) = (plan(700), Overlay::default());
    let calendars = Calendars {
        plan: &plan,
        overlay: &overlay,
        at: AT,
    };
    let last = week_of_day(NOW_DAY);
    let window = monday(last - 12) * DAY_MIN..monday(last + 8) * DAY_MIN;
    let (mut kinds, mut topics, mut outside) = (HashSet::new(), HashSet::new(), 0);
    let mut largest = 0;
    let mut noon: HashMap<bool, (i32, i32)> = HashMap::new();
    let stand_ups = |copies: &[Copy<'_>]| {
        let daily = copies
            .iter()
            .filter(|copy| copy.occasion.end - copy.occasion.start == 15);
        i32::try_from(daily.count()).unwrap()
    };
    for person in (0..700).step_by(3) {
        let copies = calendars.copies(person, &window);
        for copy in &copies {
            kinds.insert(format!("{:?}", copy.occasion.kind));
            topics.insert(format!("{:?}", copy.occasion.topic));
            outside += i32::from(matches!(copy.occasion.organiser, Party::Outside(_)));
            largest = largest.max(copy.occasion.members.len());
        }
        let entry = noon
            .entry(plan.people[person as usize].habit.stand_up)
            .or_default();
        entry.0 += stand_ups(&copies);
        entry.1 += 1;
    }
    let per_head = |daily: bool| noon[&daily].0 / noon[&daily].1;
    assert!(per_head(true) > 3 * per_head(false), "{noon:?}");
    assert_eq!(kinds.len(), 3, "{kinds:?}");
    assert!(topics.len() >= 14, "{topics:?}");
    assert!(outside > 20);
    assert!(largest > 300, "somebody invites more than 300");
}

#[test]
fn every_mailbox_of_a_meeting_tells_the_same() {
    let (plan, overlay) = (plan(120), Overlay::default());
    let calendars = Calendars {
        plan: &plan,
        overlay: &overlay,
        at: AT,
    };
    let last = week_of_day(NOW_DAY);
    let window = monday(last - 2) * DAY_MIN..monday(last + 2) * DAY_MIN;
    let mut seen: HashMap<Key, (i32, i32, Party)> = HashMap::new();
    let mut compared = 0;
    for person in 0..u32::try_from(plan.people.len()).unwrap() {
        for copy in calendars.copies(person, &window) {
            let made = &copy.occasion;
            let told = (made.start, made.end, made.organiser);
            let known = *seen.entry(made.key).or_insert(told);
            compared += i32::from(known == told && made.members.len() > 1);
            assert_eq!(known, told, "{:?}", made.key);
            if copy.organises {
                continue;
            }
            // What an attendee answered stands on the organiser's copy, too.
            assert_eq!(calendars.answer(made, person), copy.own);
        }
    }
    assert!(compared > 500, "{compared}");
}

#[test]
fn time_brings_meetings_moves_and_answers_but_never_changes_what_was() {
    let (plan, overlay) = (plan(60), Overlay::default());
    let at = |days: i64| Calendars {
        plan: &plan,
        overlay: &overlay,
        at: Moment {
            ms: AT.ms + days * 86_400_000,
            revision: 0,
        },
    };
    let past = (NOW_DAY - 30) * DAY_MIN..(NOW_DAY - 10) * DAY_MIN;
    let ahead = (NOW_DAY + 1) * DAY_MIN..(NOW_DAY + 28) * DAY_MIN;
    let (mut grown, mut moved) = (0_i64, 0);
    for person in 0..60 {
        let keys = |calendars: Calendars<'_>, window| -> Vec<(i32, Key)> {
            calendars
                .copies(person, window)
                .iter()
                .map(Copy::place)
                .collect()
        };
        assert_eq!(keys(at(0), &past), keys(at(7), &past));
        let later = at(27).copies(person, &ahead);
        grown += later.len() as i64 - at(0).copies(person, &ahead).len() as i64;
        moved += later
            .iter()
            .filter(|copy| copy.occasion.kind == Kind::Exception)
            .count();
    }
    assert!(grown > 200, "meetings are still to be called: {grown}");
    assert!(moved > 5, "some are moved: {moved}");
}

#[test]
fn series_are_found_without_making_their_occurrences() {
    let (plan, overlay) = (plan(300), Overlay::default());
    let calendars = Calendars {
        plan: &plan,
        overlay: &overlay,
        at: AT,
    };
    let window = (NOW_DAY - 366) * DAY_MIN..(NOW_DAY + 366) * DAY_MIN;
    let mut found = 0;
    for person in (0..u32::try_from(plan.people.len()).unwrap()).step_by(11) {
        let copies = calendars.copies(person, &window);
        let mut made: Vec<Key> = copies
            .iter()
            .filter_map(|copy| copy.occasion.key.master())
            .collect();
        made.sort_unstable();
        made.dedup();
        assert_eq!(calendars.series_of(person, &window), made);
        found += made.len();
    }
    assert!(found > 50, "{found}");
}
