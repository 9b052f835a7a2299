//! What holds for any calendar.

use model::culture::quantity::UNIT;
use model::culture::{Policy, Quantity};
use proptest::prelude::*;

use super::generate;

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
            let all = get(Quantity::LOW_QUALITY_ALL_MIN);
            prop_assert!(get(Quantity::LOW_QUALITY_MIN) <= all && all <= m1 && all <= sum(&flags));
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
}
