//! People and groups: who meets whom, and what it costs.

use super::{
    super::{
        formula::{Formula, Test},
        quantity::{Quantity as Q, UNIT},
    },
    Metric, Unit, flag_below, observed,
};

/// More than this many weeks from one one-to-one to the next, or none at all.
macro_rules! rarer_than {
    ($weeks:literal) => {
        &[Test {
            terms: &[(Q::MANAGER_ONE_WEEKS, -$weeks)],
            above: -1,
        }]
    };
}

/// At least 15 minutes of one-to-one a week.
const ENOUGH: Test = Test {
    terms: &[(Q::MANAGER_ONE, 1_000)],
    above: 15_000 * UNIT - 1,
};
const TOO_LITTLE: Test = Test {
    terms: &[(Q::MANAGER_ONE, -1)],
    above: -15 * UNIT,
};
/// At least 30 % of hours with the manager.
const TOGETHER: Test = Test {
    terms: &[(Q::WITH_MANAGER, 10_000), (Q::ALLOCATED, -3_000)],
    above: -1,
};
const APART: Test = Test {
    terms: &[(Q::WITH_MANAGER, -10), (Q::ALLOCATED, 3)],
    above: 0,
};

pub(super) const ALL: &[Metric] = &[
    Metric::level("M36", "load_generated", Q::ORGANIZED_GENERATED).after(),
    Metric::level("M36b", "own_meetings", Q::OWN_MEETINGS).after(),
    Metric::level("M37", "manager_one_to_one", Q::MANAGER_ONE)
        .higher()
        .norms(&[flag_below(14, "Viva Insights, less than 1 h a month")]),
    Metric::people("M37b", "one_to_one_rarer_than_weekly", rarer_than!(1)).lower(),
    Metric::people("M37c", "one_to_one_rarer_than_3_weeks", rarer_than!(3)).lower(),
    Metric::people("M37d", "one_to_one_rarer_than_6_weeks", rarer_than!(6)).lower(),
    Metric::people("M37e", "one_to_one_rarer_than_10_weeks", rarer_than!(10)).lower(),
    // One hour a month: 52 weeks of it are 12 hours.
    Metric::people(
        "M37f",
        "one_to_one_an_hour_a_month",
        &[Test {
            terms: &[(Q::MANAGER_ONE, 52_000)],
            above: 720_000 * UNIT - 1,
        }],
    )
    .higher(),
    Metric::level("M37g", "coaching_hours", Q::COACHING),
    Metric::people(
        "M38a",
        "coaching_much_one_to_one_much_together",
        &[ENOUGH, TOGETHER],
    ),
    Metric::people(
        "M38b",
        "coaching_much_one_to_one_little_together",
        &[ENOUGH, APART],
    ),
    Metric::people(
        "M38c",
        "coaching_little_one_to_one_much_together",
        &[TOO_LITTLE, TOGETHER],
    ),
    Metric::people(
        "M38d",
        "coaching_little_one_to_one_little_together",
        &[TOO_LITTLE, APART],
    ),
    Metric::level("M39", "redundant_lower_level", Q::REDUNDANT_LOWER).lower(),
    Metric::level("M39b", "redundant_organizational", Q::REDUNDANT_LEVELS).lower(),
    Metric::share("M40", "external_share", (Q::EXTERNAL, Q::ALLOCATED)),
    Metric::share(
        "M40b",
        "mainly_external_share",
        (Q::MAINLY_EXTERNAL, Q::ALLOCATED),
    ),
    Metric::share("M41", "online_share", (Q::ONLINE, Q::ALLOCATED)),
    Metric::new(
        "M42",
        "team_matrix",
        Formula::Matrix {
            whole: Q::IN_COMPANY,
        },
        Unit::Share,
    ),
    Metric::per_meeting("M43", "cost_per_meeting", (Q::ORGANIZED_COST, Q::ORGANIZED))
        .unit(Unit::Money)
        .after()
        .lower()
        .norms(&[observed(
            7_500,
            "Viva Insights, default rate of an hour in US cents",
        )]),
    Metric::new(
        "M43b",
        "cost_per_week",
        Formula::Level(Q::COST),
        Unit::Money,
    )
    .after()
    .lower(),
    Metric::per_meeting(
        "M43c",
        "priced_by_own_rate",
        (Q::PRICED_BY_RATE, Q::ATTENDANCES),
    )
    .after(),
    Metric::level("M44", "low_quality_hours", Q::LOW_QUALITY_MIN)
        .after()
        .lower(),
    Metric::level("M44b", "low_quality_all_flags", Q::LOW_QUALITY_ALL_MIN)
        .after()
        .lower(),
    Metric::level("M44c", "low_quality_conflict", Q::LOW_CONFLICT_MIN)
        .after()
        .lower(),
    Metric::level("M44d", "low_quality_redundant", Q::LOW_REDUNDANT_MIN)
        .after()
        .lower(),
    Metric::level("M44e", "low_quality_large_long", Q::LOW_LARGE_LONG_MIN)
        .after()
        .lower(),
    Metric::level("M44f", "low_quality_no_agenda", Q::LOW_NO_AGENDA_MIN)
        .after()
        .lower(),
    Metric::level("M44g", "low_quality_short_notice", Q::LOW_SHORT_NOTICE_MIN)
        .after()
        .lower(),
];
