//! Load: how much.

use super::{
    super::{formula::Test, quantity::Quantity as Q},
    Metric, Unit, at_most, flag_above, observed,
};

macro_rules! over {
    ($hours:literal) => {
        &[Test {
            terms: &[(Q::MEETING_MIN, 1)],
            above: $hours * 60,
        }]
    };
}

pub(super) const ALL: &[Metric] = &[
    Metric::level("M1", "meeting_hours", Q::MEETING_MIN)
        .lower()
        .norms(&[
            at_most(8 * 60, "Worklytics guideline"),
            at_most(15 * 60, "Network Perspective"),
            observed(18 * 60, "Rogelberg, n = 632"),
            observed(654, "Channel Asia, software engineers"),
            observed(834, "Clockwise 2019, small firms"),
            observed(972, "Clockwise 2019, mid-size firms"),
            observed(948, "Clockwise 2019, large firms"),
        ]),
    Metric::level("M2", "booked_hours", Q::BOOKED_MIN).lower(),
    Metric::count("M3", "meetings", Q::MEETINGS).lower(),
    Metric::count("M3b", "meetings_plain", Q::ATTENDANCES).lower(),
    Metric::count("M3c", "meetings_working", Q::MEETINGS_WORKING),
    Metric::count("M3d", "meetings_after_hours", Q::MEETINGS_AFTER).lower(),
    Metric::mix("M3e", "meetings_by_day", (&Q::MEETINGS_DAY, Q::MEETINGS)),
    Metric::share(
        "M4",
        "working_time_share",
        (Q::WORKING_MEETING_MIN, Q::WORKING_MIN),
    )
    .lower(),
    Metric::people("M5", "heavy_load", over!(20))
        .lower()
        .norms(&[flag_above(
            0,
            "Viva Insights flags people over 20 h of collaboration",
        )]),
    Metric::people("M5a", "over_5_hours", over!(5)),
    Metric::people("M5b", "over_10_hours", over!(10)),
    Metric::people("M5c", "over_15_hours", over!(15)),
    Metric::people("M5d", "over_25_hours", over!(25)),
    Metric::people("M5e", "over_30_hours", over!(30)),
    Metric::count("M6", "meeting_free_days", Q::FREE_DAYS).higher(),
    Metric::level("M6b", "no_meeting_windows", Q::NO_MEETING_WINDOW_MIN)
        .lower()
        .unit(Unit::Minutes),
];
