//! What holds for any calendar.

use culture::engine::WeekColumns;
use model::culture::metric::{self, Unit};
use model::culture::quantity::UNIT;
use model::culture::{Formula, Policy, Quantity, Reason};
use proptest::prelude::*;

use super::build::{Case, at, meeting};
use super::generate;

fn sum_of(columns: &WeekColumns, place: usize, all: &[Quantity]) -> i64 {
    let all = all
        .iter()
        .filter_map(|quantity| columns.get(place, *quantity));
    all.sum()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn of_one_persons_week(case in generate::cases(), policy in 0_usize..7) {
        let policy = &super::equality::policies()[policy];
        let columns = case.engine(policy);
        for (place, context) in case.people.iter().enumerate().filter(|(_, context)| context.measured()) {
            let get = |quantity| columns.get(place, quantity).unwrap();
            let (m1, m2) = (get(Quantity::MEETING_MIN), get(Quantity::BOOKED_MIN));
            // I1
            prop_assert!(0 <= m1 && m1 <= m2 && m1 <= i64::from(context.days[7] - context.days[0]));
            let [a, b, c] = [Quantity::CONFLICT_DEPTH_MIN, Quantity::CONFLICT_EXCESS_MIN, Quantity::CONFLICT_WHOLE_MIN].map(get);
            prop_assert_eq!(m2 - m1, b);
            // I2
            prop_assert!(a <= b && a + b <= c && c <= m2);
            prop_assert_eq!([a == 0, b == 0, get(Quantity::ATTENDANCES_CONFLICTED) == 0], [c == 0; 3]);
            // I4
            let (inside, after) = (get(Quantity::WORKING_MEETING_MIN), get(Quantity::AFTER_HOURS_MIN));
            prop_assert_eq!(inside + after, m1);
            prop_assert_eq!(sum_of(&columns, place, &Quantity::EVENTS), get(Quantity::EVENTS_ALL));
            prop_assert_eq!(get(Quantity::EVENTS[Reason::Counted as usize]), get(Quantity::ATTENDANCES));
            let available = get(Quantity::AVAILABLE_MIN);
            prop_assert_eq!(available, get(Quantity::WORKING_MIN) - inside);
            prop_assert!(get(Quantity::FOCUS_60_MIN) <= available && get(Quantity::FOCUS_MIN) <= available);
            if policy.focus_min == 120 {
                prop_assert!(get(Quantity::FOCUS_MIN) <= get(Quantity::FOCUS_60_MIN));
                prop_assert!(get(Quantity::FOCUS_MIN) >= 120 * get(Quantity::OPEN_BLOCKS));
            }
            prop_assert!(get(Quantity::FRAGMENTED_MIN) >= 0);
            // I3 and I5: classes add up.
            let sum = |all: &[Quantity]| all.iter().map(|quantity| get(*quantity)).sum::<i64>();
            let sizes = [Quantity::PRIVATE, Quantity::SIZE_UNKNOWN, Quantity::SIZE_2, Quantity::SIZE_8, Quantity::SIZE_18, Quantity::SIZE_50, Quantity::SIZE_51];
            prop_assert_eq!(sum(&sizes), m1 * UNIT);
            let types = [Quantity::PRIVATE, Quantity::TYPE_ONE_TO_ONE, Quantity::TYPE_DECISION, Quantity::TYPE_STATUS, Quantity::TYPE_BLOATED, Quantity::TYPE_LENGTHY, Quantity::TYPE_ALL_HANDS, Quantity::TYPE_WORKSHOP, Quantity::TYPE_OTHER];
            prop_assert_eq!(sum(&types), m1 * UNIT);
            prop_assert_eq!(sum(&Quantity::HEAT), m1);
            prop_assert_eq!(sum(&Quantity::MEETINGS_DAY), get(Quantity::MEETINGS));
            prop_assert_eq!(get(Quantity::MEETINGS_WORKING) + get(Quantity::MEETINGS_AFTER), get(Quantity::MEETINGS));
            // I8
            let answers = [Quantity::ORGANIZED_ACCEPTED, Quantity::ORGANIZED_TENTATIVE, Quantity::ORGANIZED_DECLINED, Quantity::ORGANIZED_SILENT];
            prop_assert_eq!(sum(&answers), get(Quantity::ORGANIZED_ASKED));
            // I9
            if let (Some(alone), Some(together)) = (columns.get(place, Quantity::MANAGER_ONE), columns.get(place, Quantity::WITH_MANAGER)) {
                prop_assert!(alone <= together && together <= m1 * UNIT);
            }
            let flags = [Quantity::LOW_CONFLICT_MIN, Quantity::LOW_REDUNDANT_MIN, Quantity::LOW_LARGE_LONG_MIN, Quantity::LOW_NO_AGENDA_MIN, Quantity::LOW_SHORT_NOTICE_MIN];
            prop_assert!(get(Quantity::LOW_QUALITY_MIN) <= m1 && get(Quantity::LOW_QUALITY_MIN) <= sum(&flags[..2]));
            if let Some(all) = columns.get(place, Quantity::LOW_QUALITY_ALL_MIN) {
                prop_assert!(get(Quantity::LOW_QUALITY_MIN) <= all && all <= m1 && all <= sum(&flags));
            }
            // I10
            let row: i64 = columns.matrix(place).iter().map(|(_, units)| units).sum();
            prop_assert_eq!(row, get(Quantity::IN_COMPANY));
            // I7
            prop_assert!(get(Quantity::ORGANIZED_FOCUS_COST_MIN) >= 0);
        }
    }

    /// I6: who counts more meetings has more load and less focus.
    #[test]
    fn of_the_band(case in generate::cases()) {
        // Out-of-office copies aren't attended in either; sizes don't matter here.
        let (strict, open) = (case.engine(&Policy::strict()), case.engine(&Policy::non_declined()));
        for place in 0..case.people.len() {
            let pair = |quantity| strict.get(place, quantity).zip(open.get(place, quantity));
            for quantity in [Quantity::MEETING_MIN, Quantity::BOOKED_MIN, Quantity::CONFLICT_EXCESS_MIN, Quantity::CONFLICT_DEPTH_MIN, Quantity::CONFLICT_WHOLE_MIN, Quantity::AFTER_HOURS_MIN] {
                prop_assert!(pair(quantity).is_none_or(|(less, more)| less <= more), "{}", quantity.name());
            }
            for quantity in [Quantity::FOCUS_MIN, Quantity::OPEN_BLOCKS, Quantity::AVAILABLE_MIN] {
                prop_assert!(pair(quantity).is_none_or(|(more, less)| less <= more), "{}", quantity.name());
            }
        }
    }

    /// I11: what organisers generate and their own hours are all hours of meetings that measured people called.
    #[test]
    fn of_generated_load(case in generate::cases()) {
        let columns = case.engine(&Policy::strict());
        for place in 0..case.people.len() {
            let get = |quantity| columns.get(place, quantity);
            if let Some(attended) = get(Quantity::ORGANIZED_ATTENDED) {
                let parts = get(Quantity::ORGANIZED_GENERATED).unwrap() + get(Quantity::OWN_MEETINGS).unwrap();
                prop_assert_eq!(attended, parts);
            }
        }
    }

    /// I7: whatever meeting comes on top, nobody gains focus.
    #[test]
    fn of_one_more_meeting(
        case in generate::cases(),
        policy in 0_usize..7,
        (organizer, guests) in (0..5_u32, 0..32_u32),
        (begin, length) in (0..10_080_i32, 1..300_i32),
    ) {
        let policy = &super::equality::policies()[policy];
        let people = u32::try_from(case.people.len()).unwrap();
        let guests: Vec<u32> = (0..people).filter(|guest| guests >> guest & 1 == 1 && *guest != organizer % people).collect();
        let start = case.people[0].days[0] + begin;
        let mut more = case.clone();
        more.add(meeting(900, organizer % people, (start, start + length), &guests));
        let (before, after) = (case.engine(policy), more.engine(policy));
        for place in 0..case.people.len() {
            for quantity in [Quantity::FOCUS_MIN, Quantity::FOCUS_60_MIN, Quantity::OPEN_BLOCKS, Quantity::AVAILABLE_MIN, Quantity::FREE_DAYS] {
                prop_assert!(after.get(place, quantity) <= before.get(place, quantity), "{}", quantity.name());
            }
        }
    }

    /// I7: a meeting outside working time, or while its people are in another, takes no focus.
    #[test]
    fn of_a_meeting_that_costs_nothing(begin in 0..119_i32, length in 1..120_i32, night in 0..900_i32) {
        let length = length.min(120 - begin);
        let mut case = Case::of(3);
        case.meet(1, 0, (at(2, 1000), at(2, 1200)), &[1, 2]);
        case.meet(2, 2, (at(2, 1000) + begin, at(2, 1000) + begin + length), &[1]);
        case.meet(3, 2, (at(3, 1700) + night, at(3, 1700) + (night + length).min(900)), &[0, 1]);
        for policy in [Policy::strict(), Policy::non_declined()] {
            let columns = case.engine(&policy);
            prop_assert_eq!(columns.get(2, Quantity::ORGANIZED_FOCUS_COST_MIN), Some(0));
            prop_assert!(columns.get(0, Quantity::ORGANIZED_FOCUS_COST_MIN) > Some(0));
        }
    }

    /// I14: every share of the catalogue lies between 0 and 1, parts make up their whole, and only columns without data
    /// are absent.
    #[test]
    fn of_every_share(case in generate::cases(), policy in 0_usize..8) {
        let columns = case.engine(&super::equality::policies()[policy]);
        for metric in metric::all().chain([&metric::EVENTS]) {
            for place in 0..columns.people() {
                let get = |quantity: Quantity| columns.get(place, quantity);
                match &metric.formula {
                    Formula::Share { part, whole } => {
                        prop_assert!(get(*part) >= get(*whole).map(|_| 0) && get(*part) <= get(*whole), "{}", metric.code);
                    }
                    Formula::PerMeeting { part, whole } if metric.unit == Unit::Share => {
                        prop_assert!(get(*part) >= get(*whole).map(|_| 0) && get(*part) <= get(*whole), "{}", metric.code);
                    }
                    Formula::Mix { parts, whole } | Formula::MixPerMeeting { parts, whole } | Formula::Counts { parts, whole } => {
                        prop_assert!(parts.iter().all(|part| get(*part).is_none_or(|value| value >= 0)), "{}", metric.code);
                        prop_assert_eq!(sum_of(&columns, place, parts), get(*whole).unwrap_or(0), "{}", metric.code);
                    }
                    _ => {}
                }
            }
        }
        let known = [
            Quantity::MANAGER_ONE, Quantity::WITH_MANAGER, Quantity::MANAGER_ONE_WEEKS, Quantity::MANAGER_ONE_MEETINGS,
            Quantity::REDUNDANT_LOWER, Quantity::NO_MEETING_WINDOW_MIN, Quantity::LOW_NO_AGENDA_MIN, Quantity::LOW_QUALITY_ALL_MIN,
        ];
        for place in (0..columns.people()).filter(|place| columns.measured(*place)) {
            for quantity in Quantity::all().filter(|quantity| !known.contains(quantity)) {
                prop_assert!(columns.get(place, quantity).is_some_and(|value| value >= 0), "{}", quantity.name());
            }
        }
    }
}
