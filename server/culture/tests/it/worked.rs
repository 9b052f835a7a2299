//! The published worked examples, through the engine and through the minute grid.

use model::culture::quantity::UNIT;
use model::culture::{Domain, EventFact, EventKind, Policy, Quantity, Response, ShowAs};

use super::bridge::tenant;
use super::build::{Case, at, copy_of, meeting, name};

fn one(span: (i32, i32)) -> Case {
    let mut case = Case::of(1);
    case.meet(1, 0, span, &[9]);
    case
}

fn strict(case: &Case, quantity: Quantity) -> i64 {
    case.get(&Policy::strict(), quantity)
}

/// W1: Viva query FAQ. 23:30 to 00:30 is half a meeting on each day.
#[test]
fn a_meeting_over_midnight_is_half_a_meeting_on_each_day() {
    let case = one((at(0, 2330), at(1, 30)));
    assert_eq!(strict(&case, Quantity::MEETINGS_DAY[0]), UNIT / 2);
    assert_eq!(strict(&case, Quantity::MEETINGS_DAY[1]), UNIT / 2);
    assert_eq!(strict(&case, Quantity::MEETINGS), UNIT);
}

/// W2: Viva query FAQ. 09:30 to 10:30 is half a meeting in each hour.
#[test]
fn a_meeting_over_the_hour_is_half_a_meeting_in_each_hour() {
    let case = one((at(0, 930), at(0, 1030)));
    let tenant = tenant(&case, &Policy::strict());
    let week = oracle::Week::paint(&tenant, &tenant.people[0]);
    for hour in [9, 10] {
        let parts = week.m3(|cell| cell.clock / 60 == hour);
        assert_eq!(parts, [(1, 30 * oracle::UNIT, 60)]);
        assert_eq!(
            strict(&case, Quantity::HEAT[usize::try_from(hour).unwrap()]),
            30
        );
    }
}

/// W3: Viva query FAQ; W14: legacy metrics. 10–11 and 10:30–11:30.
#[test]
fn two_meetings_that_overlap_by_half_are_one_and_a_half() {
    let mut case = one((at(0, 1000), at(0, 1100)));
    case.meet(2, 0, (at(0, 1030), at(0, 1130)), &[9]);
    assert_eq!(strict(&case, Quantity::MEETINGS), 3 * UNIT / 2);
    assert_eq!(strict(&case, Quantity::MEETING_MIN), 90);
    let conflict = [
        Quantity::CONFLICT_DEPTH_MIN,
        Quantity::CONFLICT_EXCESS_MIN,
        Quantity::CONFLICT_WHOLE_MIN,
    ];
    assert_eq!(
        conflict.map(|quantity| strict(&case, quantity)),
        [30, 30, 120]
    );
    assert_eq!(case.get(&Policy::legacy(), Quantity::CONFLICT_MIN), 120);
}

/// W14, second half.
#[test]
fn three_meetings_at_one_hour_conflict_for_one_two_and_three_hours() {
    let mut case = Case::of(1);
    for id in 1..4 {
        case.meet(id, 0, (at(0, 1000), at(0, 1100)), &[9]);
    }
    let conflict = [
        Quantity::CONFLICT_DEPTH_MIN,
        Quantity::CONFLICT_EXCESS_MIN,
        Quantity::CONFLICT_WHOLE_MIN,
    ];
    assert_eq!(
        conflict.map(|quantity| strict(&case, quantity)),
        [60, 120, 180]
    );
}

/// W4: Viva query FAQ. Work ends at 17:00, the meeting is 16:30 to 17:30.
#[test]
fn a_meeting_over_the_end_of_work_is_half_inside() {
    let case = one((at(0, 1630), at(0, 1730)));
    assert_eq!(strict(&case, Quantity::MEETINGS_WORKING), UNIT / 2);
    assert_eq!(strict(&case, Quantity::MEETINGS_AFTER), UNIT / 2);
    assert_eq!(strict(&case, Quantity::AFTER_HOURS_MIN), 30);
}

/// W5: Viva glossary. 14–15 and 14:30–15:30, not declined.
#[test]
fn overlapping_hours_are_counted_once() {
    let mut case = Case::of(1);
    for (id, start, end) in [(1, 1400, 1500), (2, 1430, 1530)] {
        let fact = meeting(id, 7, (at(0, start), at(0, end)), &[0]);
        case.facts[0].push(copy_of(&fact, 0, Response::None));
    }
    assert_eq!(case.get(&Policy::non_declined(), Quantity::MEETING_MIN), 90);
    assert_eq!(strict(&case, Quantity::MEETING_MIN), 0);
}

/// W6: Viva glossary. One hour, three attendees, no overlaps. W7: two people, half of their hours affected.
#[test]
fn attendee_hours_add_up() {
    let mut case = Case::of(3);
    case.meet(1, 0, (at(0, 1000), at(0, 1100)), &[1, 2]);
    assert_eq!(strict(&case, Quantity::ORGANIZED_ATTENDED), 180 * UNIT);
    assert_eq!(strict(&case, Quantity::ORGANIZED_GENERATED), 120 * UNIT);
    let mut case = Case::of(2);
    case.meet(1, 0, (at(0, 1000), at(0, 1030)), &[1])
        .meet(2, 1, (at(0, 1000), at(0, 1030)), &[9]);
    let columns = case.engine(&Policy::strict());
    let sum = |quantity| {
        (0..2)
            .map(|place| columns.get(place, quantity).unwrap())
            .sum::<i64>()
    };
    assert_eq!(
        sum(Quantity::LOW_CONFLICT_MIN) * 2,
        sum(Quantity::MEETING_MIN)
    );
}

/// W9: Clockwise. The day ends at 17:00, the last meeting at 15:00, a new one takes 16:30 to 17:00.
#[test]
fn a_short_meeting_at_the_end_costs_two_hours_of_focus() {
    let mut case = one((at(0, 800), at(0, 1500)));
    // Without the first one all the time to 16:30 is free, with it the 90 minutes before are too short.
    case.meet(2, 0, (at(0, 1630), at(0, 1700)), &[9]);
    assert_eq!(strict(&case, Quantity::ORGANIZED_FOCUS_COST_MIN), 510 + 120);
    let without = one((at(0, 800), at(0, 1500)));
    let lost = strict(&without, Quantity::FOCUS_MIN) - strict(&case, Quantity::FOCUS_MIN);
    assert_eq!(lost, 120);
}

/// W12: Viva metrics. 8 or 9 invited × 60 or 61 minutes.
#[test]
fn large_is_over_eight_and_long_is_over_an_hour() {
    for (heads, minutes, large_long) in [(8, 60, 0), (8, 61, 0), (9, 60, 0), (9, 61, 61)] {
        let guests: Vec<u32> = (10..9 + heads).collect();
        let mut case = Case::of(1);
        case.meet(1, 0, (at(0, 1000), at(0, 1000) + minutes), &guests);
        assert_eq!(
            strict(&case, Quantity::LARGE_LONG),
            large_long * UNIT,
            "{heads} {minutes}"
        );
        let either = heads > 8 || minutes > 60;
        assert_eq!(strict(&case, Quantity::LARGE_OR_LONG) > 0, either);
        assert_eq!(strict(&case, Quantity::SIZE_8) > 0, heads == 8);
        assert_eq!(strict(&case, Quantity::SIZE_18) > 0, heads == 9);
    }
}

/// W13: Viva metrics.
#[test]
fn notice_falls_into_four_classes() {
    let classes = [
        Quantity::LEAD_6,
        Quantity::LEAD_12,
        Quantity::LEAD_24,
        Quantity::LEAD_LONG,
    ];
    for (lead, class) in [
        (360, 0),
        (361, 1),
        (720, 1),
        (721, 2),
        (1_439, 2),
        (1_440, 3),
    ] {
        let mut fact = meeting(1, 0, (at(0, 1000), at(0, 1100)), &[9]);
        fact.lead_min = Some(lead);
        let mut case = Case::of(1);
        case.add(fact);
        for (place, quantity) in classes.into_iter().enumerate() {
            assert_eq!(
                strict(&case, quantity),
                if place == class { 60 * UNIT } else { 0 },
                "{lead}"
            );
        }
        let short = if class < 3 { 60 } else { 0 };
        assert_eq!(strict(&case, Quantity::LEAD_SHORT), short * UNIT);
        assert_eq!(strict(&case, Quantity::LOW_SHORT_NOTICE_MIN), short);
    }
}

/// Trap 4: occurrences report when their series was created, so only the first one tells of notice and of answers.
#[test]
fn a_series_gives_notice_and_is_answered_once() {
    let mut case = Case::of(1);
    for (id, lead) in [(1, Some(300)), (2, None)] {
        let day = i32::try_from(id).unwrap();
        let mut fact = meeting(id, 0, (at(day, 1000), at(day, 1100)), &[9]);
        fact.kind = EventKind::Occurrence;
        fact.series = Some(name(4, 1));
        fact.lead_min = lead;
        fact.attendees[0].response_delay_min = Some(30);
        case.add(fact);
    }
    assert_eq!(strict(&case, Quantity::LEAD_KNOWN), 60 * UNIT);
    assert_eq!(strict(&case, Quantity::LEAD_SHORT), 60 * UNIT);
    let all = |classes: &[Quantity]| {
        let counts = classes.iter().map(|class| strict(&case, *class));
        counts.sum::<i64>()
    };
    assert_eq!(all(&Quantity::LEAD), 1);
    assert_eq!(all(&Quantity::DELAY), 1);
}

/// W15: Viva metric rules and improvements.
#[test]
fn answers_decide_who_attended() {
    let cases = [
        (Response::Tentative, ShowAs::Busy, 0, 60),
        (Response::None, ShowAs::Busy, 0, 60),
        (Response::Accepted, ShowAs::Free, 0, 60),
        (Response::Accepted, ShowAs::Busy, 60, 60),
        (Response::Declined, ShowAs::Busy, 0, 0),
    ];
    for (own, show_as, by_strict, by_non_declined) in cases {
        let mut fact = meeting(1, 7, (at(0, 1000), at(0, 1100)), &[0, 8]);
        fact.organizer_domain = Some(Domain::Internal);
        let mut case = Case::of(1);
        let mut copy = copy_of(&fact, 0, own);
        copy.show_as = show_as;
        case.facts[0].push(copy);
        assert_eq!(
            strict(&case, Quantity::MEETING_MIN),
            by_strict,
            "{own:?} {show_as:?}"
        );
        assert_eq!(
            case.get(&Policy::non_declined(), Quantity::MEETING_MIN),
            by_non_declined
        );
    }
}

/// W16: Viva metric improvements.
#[test]
fn very_long_events_are_no_meetings() {
    for (minutes, by_legacy, by_strict) in [
        (480, true, true),
        (481, false, true),
        (1_439, false, true),
        (1_440, false, false),
    ] {
        let case = one((at(0, 0), at(0, 0) + minutes));
        assert_eq!(
            case.get(&Policy::legacy(), Quantity::MEETING_MIN) > 0,
            by_legacy,
            "{minutes}"
        );
        assert_eq!(
            strict(&case, Quantity::MEETING_MIN) > 0,
            by_strict,
            "{minutes}"
        );
    }
}

/// M44f: nobody's agendas are missed where there was no meeting to have one.
#[test]
fn a_week_without_meetings_is_a_week_without_meetings_that_lack_an_agenda() {
    let told = |case: &Case| {
        let policy = Policy::strict();
        super::equality::compare(case, &policy).unwrap();
        let columns = case.engine(&policy);
        [Quantity::LOW_NO_AGENDA_MIN, Quantity::LOW_QUALITY_ALL_MIN]
            .map(|quantity| columns.get(0, quantity))
    };
    let free = Case::of(2);
    assert_eq!(told(&free), [Some(0), Some(0)]);
    let unread = Case {
        agendas: false,
        ..free
    };
    assert_eq!(told(&unread), [None, None]);

    let span = (at(0, 1000), at(0, 1030));
    let with = |agenda: Option<bool>, sensitive: bool| {
        let mut case = Case::of(2);
        case.add(EventFact {
            agenda,
            sensitive,
            ..meeting(1, 0, span, &[1])
        });
        case
    };
    assert_eq!(told(&with(None, false)), [None, None]);
    assert_eq!(told(&with(Some(false), false)), [Some(30), Some(30)]);
    assert_eq!(told(&with(Some(true), false)), [Some(0), Some(0)]);
    assert_eq!(told(&with(None, true)), [Some(0), Some(0)]);
    let unread = Case {
        agendas: false,
        ..with(Some(false), false)
    };
    assert_eq!(told(&unread), [None, None]);
}
