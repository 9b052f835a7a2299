//! Shape: how large, how long, of which kind.

use super::{
    super::{
        formula::{Formula, Test},
        quantity::Quantity as Q,
    },
    Metric, Unit, flag_above, observed,
};

const fn mosaic() -> [Q; 22] {
    let mut all = [Q::PRIVATE; 22];
    let mut at = 0;
    while at < 20 {
        all[at] = Q::MOSAIC[at];
        at += 1;
    }
    all[21] = Q::SIZE_UNKNOWN;
    all
}

const MOSAIC: [Q; 22] = mosaic();

pub(super) const ALL: &[Metric] = &[
    Metric::mix(
        "M7",
        "size_mix",
        (
            &[
                Q::SIZE_2,
                Q::SIZE_8,
                Q::SIZE_18,
                Q::SIZE_50,
                Q::SIZE_51,
                Q::PRIVATE,
                Q::SIZE_UNKNOWN,
            ],
            Q::ALLOCATED,
        ),
    )
    .before(),
    Metric::mix("M7b", "size_by_length", (&MOSAIC, Q::ALLOCATED)).before(),
    Metric::per_meeting(
        "M8",
        "average_attendees",
        (Q::ORGANIZED_HEADS, Q::ORGANIZED_SIZED),
    )
    .unit(Unit::Count)
    .before()
    .lower()
    .norms(&[observed(3, "Shopify calculator")]),
    Metric::per_meeting(
        "M8b",
        "average_attendees_by_length",
        (Q::ORGANIZED_HEAD_MIN, Q::ORGANIZED_SIZED_MIN),
    )
    .unit(Unit::Count)
    .before()
    .lower(),
    Metric::new(
        "M9",
        "length_mix",
        Formula::MixPerMeeting {
            parts: &Q::ORGANIZED_LENGTH,
            whole: Q::ORGANIZED,
        },
        Unit::Share,
    )
    .before(),
    Metric::per_meeting("M10", "speedy_share", (Q::ORGANIZED_SPEEDY, Q::ORGANIZED))
        .before()
        .higher(),
    Metric::share("M11", "large_and_long_share", (Q::LARGE_LONG, Q::ALLOCATED))
        .before()
        .lower(),
    Metric::people(
        "M11b",
        "mostly_large_or_long",
        &[Test {
            terms: &[(Q::LARGE_OR_LONG, 2), (Q::ALLOCATED, -1)],
            above: 0,
        }],
    )
    .before()
    .lower(),
    Metric::level("M12", "conflict_hours", Q::CONFLICT_MIN).lower(),
    Metric::level("M12a", "conflict_two_at_once", Q::CONFLICT_DEPTH_MIN).lower(),
    Metric::level("M12b", "conflict_excess", Q::CONFLICT_EXCESS_MIN).lower(),
    Metric::level("M12c", "conflict_whole", Q::CONFLICT_WHOLE_MIN).lower(),
    Metric::per_meeting(
        "M13",
        "double_booked_share",
        (Q::ATTENDANCES_CONFLICTED, Q::ATTENDANCES),
    )
    .lower(),
    Metric::share("M14", "recurring_share", (Q::RECURRING, Q::ALLOCATED))
        .before()
        .norms(&[flag_above(500, "Viva Insights")]),
    Metric::mix(
        "M15",
        "meeting_types",
        (
            &[
                Q::TYPE_ONE_TO_ONE,
                Q::TYPE_DECISION,
                Q::TYPE_STATUS,
                Q::TYPE_BLOATED,
                Q::TYPE_LENGTHY,
                Q::TYPE_ALL_HANDS,
                Q::TYPE_WORKSHOP,
                Q::TYPE_OTHER,
                Q::PRIVATE,
            ],
            Q::ALLOCATED,
        ),
    )
    .before(),
];
