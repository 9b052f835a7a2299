//! Time quality: what meetings leave of the day.

use super::{
    super::{formula::Test, quantity::Quantity as Q},
    Metric, Unit, at_least, flag_above, flag_below, observed,
};

pub(super) const ALL: &[Metric] = &[
    Metric::level("M16", "focus_hours", Q::FOCUS_MIN)
        .higher()
        .norms(&[
            at_least(1_050, "Worklytics, 3.5 h a day"),
            observed(1_176, "Clockwise, software engineers"),
            flag_below(1_200, "Viva Insights manager page"),
        ]),
    Metric::level("M16b", "focus_hours_60", Q::FOCUS_60_MIN).higher(),
    Metric::count("M17", "open_blocks", Q::OPEN_BLOCKS).higher(),
    Metric::level("M18", "available_hours", Q::AVAILABLE_MIN)
        .higher()
        .norms(&[flag_below(600, "Viva Insights")]),
    Metric::people(
        "M18b",
        "available_below_10_hours",
        &[Test {
            terms: &[(Q::AVAILABLE_MIN, -1)],
            above: -600,
        }],
    )
    .lower(),
    Metric::level("M19", "fragmented_hours", Q::FRAGMENTED_MIN)
        .lower()
        .norms(&[observed(360, "Clockwise, software engineers")]),
    Metric::per_meeting(
        "M20",
        "focus_cost",
        (Q::ORGANIZED_FOCUS_COST_MIN, Q::ORGANIZED),
    )
    .unit(Unit::Minutes)
    .after()
    .lower(),
    Metric::per_meeting("M21", "back_to_back_0", (Q::BACK_TO_BACK_0, Q::ATTENDANCES)).lower(),
    Metric::per_meeting(
        "M21b",
        "back_to_back_5",
        (Q::BACK_TO_BACK_5, Q::ATTENDANCES),
    )
    .lower(),
    Metric::per_meeting(
        "M21c",
        "back_to_back_10",
        (Q::BACK_TO_BACK_10, Q::ATTENDANCES),
    )
    .lower(),
    Metric::level("M22", "after_hours", Q::AFTER_HOURS_MIN)
        .lower()
        .norms(&[
            flag_above(60, "Viva Insights"),
            flag_above(180, "Viva Insights, another page"),
            at_most_5_hours(),
        ]),
    Metric::level("M23", "day_off_hours", Q::WEEKEND_MIN).lower(),
    Metric::count("M23b", "late_starts", Q::LATE_STARTS).lower(),
    Metric::share("M24", "peak_share", (Q::PEAK_MIN, Q::MEETING_MIN)).norms(&[observed(
        500,
        "Microsoft Work Trend Index 2025, from secondary texts",
    )]),
    Metric::mix("M25", "week_map", (&Q::HEAT, Q::MEETING_MIN)),
    Metric::per_meeting(
        "M26",
        "zone_spread",
        (Q::ORGANIZED_SPREAD_MIN, Q::ORGANIZED_ZONED),
    )
    .unit(Unit::Minutes),
    Metric::per_meeting(
        "M26b",
        "outside_attendees_day",
        (Q::ORGANIZED_OUTSIDE, Q::ORGANIZED_ATTENDED),
    )
    .lower(),
];

const fn at_most_5_hours() -> super::Norm {
    super::at_most(300, "Viva Insights, protecting personal time")
}
