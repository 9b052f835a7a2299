//! Deltas in any order against a full computation.

use model::culture::{
    Attendee, Domain, EventFact, EventKind, LeadSource, Part, Policy, Pseudonym, Quantity,
    Response, ShowAs,
};
use proptest::prelude::*;

use super::super::{
    Delta, Engine, Interval, PersonContext, Week, WeekColumns, WeekFrame, WeekState, ZoneOffset,
};

const PEOPLE: u8 = 6;
const GROUPS: u32 = 2;
const MONDAY: i32 = 20_094 * 1_440;

fn name(kind: u8, number: u8) -> Pseudonym {
    let mut bytes = [kind; 16];
    bytes[15] = number;
    Pseudonym(bytes)
}

fn context(person: u8, seed: u8) -> PersonContext {
    let offset = [0, 60, -300, 345][usize::from(seed % 4)];
    let days: [i32; 8] = std::array::from_fn(|day| MONDAY - offset + day as i32 * 1_440);
    PersonContext {
        person: name(1, person),
        days,
        working: (0..5)
            .map(|day| Interval {
                start: days[day] + 480,
                end: days[day] + 1_020,
            })
            .collect(),
        out_of_office: Vec::new(),
        no_meeting: Vec::new(),
        offsets: vec![ZoneOffset {
            from: days[0],
            offset_min: offset,
        }],
        manager: (person > 0).then(|| u32::from(person / 2)),
        group: (seed % 5 != 4).then(|| u32::from(seed) % GROUPS),
        level: Some(person / 2 + seed % 3),
        rate_minor_per_hour: (!seed.is_multiple_of(3)).then(|| u32::from(seed) * 100),
        active: seed % 11 != 10,
        opted_out: seed % 13 == 12,
    }
}

/// One copy: the numbers decide everything.
fn copy(person: u8, meeting: u8, dice: [u8; 8]) -> EventFact {
    let organizer = meeting % (PEOPLE + 1);
    let kind = [
        EventKind::Single,
        EventKind::Occurrence,
        EventKind::Exception,
    ][usize::from(meeting % 3)];
    let start = MONDAY + i32::from(dice[0]) * 40;
    let response = |die: u8| {
        [
            Response::Accepted,
            Response::Tentative,
            Response::Declined,
            Response::None,
        ][usize::from(die % 4)]
    };
    let attendees = (0..PEOPLE)
        .filter(|&other| other != organizer && (dice[2] >> other & 1 == 1 || other == person))
        .map(|other| Attendee {
            person: (dice[3] % 7 != 6).then(|| name(1, other)),
            domain: if other == 5 {
                Domain::ExternalSmall
            } else {
                Domain::Internal
            },
            part: Part::Required,
            response: response(dice[3] >> (other / 2)),
            response_delay_min: Some(i32::from(dice[3])),
        })
        .collect();
    EventFact {
        copy: name(2, person * 40 + meeting + 20 * (dice[7] % 2)),
        occurrence: name(3, meeting),
        series: (kind != EventKind::Single).then(|| name(4, meeting % 2)),
        start,
        end: start + 15 + i32::from(dice[1]) * 3,
        original_start: None,
        kind,
        all_day: false,
        cancelled: dice[4] % 9 == 8,
        sensitive: dice[4] % 7 == 6,
        company: true,
        show_as: [
            ShowAs::Busy,
            ShowAs::Busy,
            ShowAs::Free,
            ShowAs::OutOfOffice,
        ][usize::from(dice[5] % 4)],
        own: if person == organizer {
            Response::Organizer
        } else {
            response(dice[6])
        },
        organizer: (organizer < PEOPLE).then(|| name(1, organizer)),
        organizer_domain: Some(Domain::Internal),
        attendees,
        has_list: false,
        hidden_list: dice[5] % 6 == 5,
        online: dice[6] % 2 == 1,
        response_requested: dice[6] % 3 != 2,
        attachments: None,
        open_ended: Some(dice[7] % 2 == 1),
        lead_min: Some(i32::from(dice[7]) * 30),
        lead_source: Some(LeadSource::GlobalObjectId),
        agenda: Some(dice[4] % 2 == 1),
        body_bucket: None,
        first_seen: MONDAY,
        cancelled_seen: (dice[4] % 9 == 8).then_some(start - 600),
        gone_seen: (dice[5] % 13 == 12).then_some(start - 60),
        moves: u16::from(dice[2] % 3),
    }
}

fn delta() -> impl Strategy<Value = Delta> {
    let upsert =
        (0..PEOPLE, 0..10_u8, any::<[u8; 8]>()).prop_map(|(person, meeting, dice)| Delta::Upsert {
            person: u32::from(person),
            fact: Box::new(copy(person, meeting, dice)),
        });
    let remove = (0..PEOPLE, 0..40_u8).prop_map(|(person, number)| Delta::Remove {
        person: u32::from(person),
        copy: name(2, person * 40 + number),
    });
    let context = (0..PEOPLE, any::<u8>()).prop_map(|(person, seed)| Delta::Context {
        person: u32::from(person),
        context: Box::new(context(person, seed)),
    });
    prop_oneof![6 => upsert, 2 => remove, 1 => context]
}

fn fresh(frame: &WeekFrame, contexts: &[PersonContext], facts: &[Vec<EventFact>]) -> WeekColumns {
    let mut engine = Engine::new();
    engine.load(&Week {
        people: contexts,
        facts,
        groups: frame.groups,
        default_rate_minor_per_hour: frame.default_rate_minor_per_hour,
        agendas: frame.agendas,
    });
    engine.compute(&frame.policy)
}

fn frame(policy: Policy) -> WeekFrame {
    WeekFrame {
        groups: GROUPS,
        default_rate_minor_per_hour: 7_500,
        agendas: true,
        policy,
    }
}

/// What calendars and contexts are after deltas, by the plainest means.
fn settle(deltas: &[Delta]) -> (Vec<PersonContext>, Vec<Vec<EventFact>>) {
    let mut contexts: Vec<PersonContext> =
        (0..PEOPLE).map(|person| context(person, person)).collect();
    let mut facts: Vec<Vec<EventFact>> = vec![Vec::new(); usize::from(PEOPLE)];
    for delta in deltas {
        match delta {
            Delta::Upsert { person, fact } => {
                let calendar = &mut facts[*person as usize];
                calendar.retain(|kept| kept.copy != fact.copy);
                calendar.push((**fact).clone());
            }
            Delta::Remove { person, copy } => {
                facts[*person as usize].retain(|kept| kept.copy != *copy);
            }
            Delta::Context { person, context } => contexts[*person as usize] = (**context).clone(),
        }
    }
    (contexts, facts)
}

fn policies() -> impl Strategy<Value = Policy> {
    prop_oneof![
        Just(Policy::strict()),
        Just(Policy::non_declined()),
        Just(Policy::legacy())
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn deltas_give_what_a_full_computation_gives(
        deltas in prop::collection::vec(delta(), 1..60),
        refresh_every in 1..12_usize,
        policy in policies(),
    ) {
        let frame = frame(policy);
        let contexts = (0..PEOPLE).map(|person| context(person, person)).collect();
        let mut state = WeekState::new(frame.clone(), contexts);
        for (place, delta) in deltas.iter().enumerate() {
            state.apply(delta.clone());
            if place % 3 == 0 {
                state.apply(delta.clone());
            }
            if place % refresh_every == 0 {
                state.refresh();
            }
        }
        let (contexts, facts) = settle(&deltas);
        prop_assert_eq!(state.columns(), fresh(&frame, &contexts, &facts));
    }

    #[test]
    fn the_order_of_copies_of_different_calendars_does_not_matter(
        deltas in prop::collection::vec(delta(), 1..30),
    ) {
        // The last delta of each copy and person is what counts; those may come in any order.
        let (contexts, facts) = settle(&deltas);
        let frame = frame(Policy::strict());
        let mut state = WeekState::new(frame.clone(), contexts.clone());
        for (person, calendar) in facts.iter().enumerate().rev() {
            for fact in calendar.iter().rev() {
                state.apply(Delta::Upsert { person: person as u32, fact: Box::new(fact.clone()) });
                state.refresh();
            }
        }
        prop_assert_eq!(state.columns(), fresh(&frame, &contexts, &facts));
    }

    /// I13: a window read in two, the events on the border in both.
    #[test]
    fn a_window_split_in_two_gives_the_same_week(
        deltas in prop::collection::vec(delta(), 1..30),
        border in 0..10_080_i32,
        policy in policies(),
    ) {
        let (contexts, facts) = settle(&deltas);
        let frame = frame(policy);
        let mut state = WeekState::new(frame.clone(), contexts.clone());
        let border = MONDAY + border;
        for late in [true, false] {
            for (person, calendar) in facts.iter().enumerate() {
                let inside = |fact: &&EventFact| if late { fact.end >= border } else { fact.start <= border };
                for fact in calendar.iter().filter(inside) {
                    state.apply(Delta::Upsert { person: person as u32, fact: Box::new(fact.clone()) });
                }
            }
            state.refresh();
        }
        prop_assert_eq!(state.columns(), fresh(&frame, &contexts, &facts));
    }

    #[test]
    fn totals_hold_for_any_calendars(
        deltas in prop::collection::vec(delta(), 1..60),
        policy in policies(),
    ) {
        let (contexts, facts) = settle(&deltas);
        let columns = fresh(&frame(policy), &contexts, &facts);
        let people = (0..columns.people()).filter(|&person| columns.measured(person));
        for person in people {
            let get = |quantity| columns.get(person, quantity).unwrap();
            let sum = |all: &[Quantity]| all.iter().map(|&quantity| get(quantity)).sum::<i64>();
            let whole = get(Quantity::ALLOCATED);
            prop_assert_eq!(sum(&Quantity::MOSAIC) + get(Quantity::PRIVATE) + get(Quantity::SIZE_UNKNOWN), whole);
            prop_assert_eq!(sum(&Quantity::HEAT), get(Quantity::MEETING_MIN));
            prop_assert_eq!(sum(&Quantity::MEETINGS_DAY), get(Quantity::MEETINGS));
            prop_assert_eq!(sum(&Quantity::ORGANIZED_LENGTH), get(Quantity::ORGANIZED));
            let row: i64 = columns.matrix(person).iter().map(|&(_, units)| units).sum();
            prop_assert_eq!(row, get(Quantity::IN_COMPANY));
            prop_assert!(get(Quantity::ORGANIZED_FOCUS_COST_MIN) >= 0);
        }
    }
}

#[test]
fn a_delta_of_one_calendar_leaves_strangers_alone() {
    let contexts = (0..PEOPLE).map(|person| context(person, person)).collect();
    let mut state = WeekState::new(frame(Policy::strict()), contexts);
    assert_eq!(state.refresh(), usize::from(PEOPLE));
    let fact = copy(1, 1, [40, 15, 0, 0, 0, 0, 0, 0]);
    state.apply(Delta::Upsert {
        person: 1,
        fact: Box::new(fact.clone()),
    });
    assert_eq!(state.refresh(), 1);
    state.apply(Delta::Upsert {
        person: 1,
        fact: Box::new(fact),
    });
    assert_eq!(state.refresh(), 0);
}

/// The organiser's copy begins where most weeks end: it tells of the meeting only while somebody's week reaches it.
#[test]
fn a_week_that_moves_takes_the_organisers_copy_of_a_meeting_away() {
    let mut contexts: Vec<PersonContext> =
        (0..PEOPLE).map(|person| context(person, person)).collect();
    let frame = frame(Policy::non_declined());
    let mut state = WeekState::new(frame.clone(), contexts.clone());
    let mut late = copy(0, 7, [0, 0, 0b10, 0, 0, 0, 0, 0]);
    late.start = contexts[0].days[7];
    late.end = late.start + 15;
    let held = copy(1, 7, [20, 15, 0b10, 0, 0, 0, 0, 1]);
    for (person, fact) in [(0, &late), (1, &held)] {
        state.apply(Delta::Upsert {
            person,
            fact: Box::new(fact.clone()),
        });
    }
    let facts = [vec![late], vec![held]];
    let before = state.columns();
    assert_eq!(before, fresh(&frame, &contexts, &facts));

    contexts[2] = context(2, 3);
    state.apply(Delta::Context {
        person: 2,
        context: Box::new(contexts[2].clone()),
    });
    let after = state.columns();
    assert_eq!(after, fresh(&frame, &contexts, &facts));
    assert_ne!(after.rows[1], before.rows[1]);
}
