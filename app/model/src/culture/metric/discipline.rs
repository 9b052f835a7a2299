//! Scheduling discipline: how meetings are called, moved and answered.

use super::{
    super::{
        formula::Formula,
        quantity::{DELAY_ENDS, LEAD_ENDS, LEAD_FROM, Quantity as Q},
    },
    Metric, Unit, observed,
};

const fn classes<const LEN: usize>(columns: [Q; LEN], ends: [i64; LEN]) -> [(Q, i64); LEN] {
    let mut all = [(columns[0], 0); LEN];
    let mut at = 0;
    while at < LEN {
        all[at] = (columns[at], ends[at]);
        at += 1;
    }
    all
}

const LEAD: [(Q, i64); LEAD_ENDS.len()] = classes(Q::LEAD, LEAD_ENDS);
const DELAY: [(Q, i64); DELAY_ENDS.len()] = classes(Q::DELAY, DELAY_ENDS);

pub(super) const ALL: &[Metric] = &[
    Metric::new(
        "M27",
        "lead_time",
        Formula::Median {
            classes: &LEAD,
            from: LEAD_FROM,
        },
        Unit::Minutes,
    )
    .before()
    .higher(),
    Metric::mix(
        "M27b",
        "lead_mix",
        (
            &[Q::LEAD_6, Q::LEAD_12, Q::LEAD_24, Q::LEAD_LONG],
            Q::LEAD_KNOWN,
        ),
    )
    .before(),
    Metric::share("M28", "short_notice_share", (Q::LEAD_SHORT, Q::LEAD_KNOWN))
        .before()
        .lower()
        .norms(&[
            observed(350, "Flowtrace, share of meetings"),
            observed(
                100,
                "Microsoft Work Trend Index, last minute, from secondary texts",
            ),
        ]),
    Metric::per_meeting(
        "M29",
        "cancelled_late",
        (Q::ORGANIZED_CANCELLED_LATE, Q::ORGANIZED_SCHEDULED),
    )
    .before()
    .lower(),
    Metric::per_meeting("M30", "moves", (Q::ORGANIZED_MOVES, Q::ORGANIZED))
        .unit(Unit::Count)
        .before()
        .lower(),
    Metric::per_meeting(
        "M30b",
        "exceptions_of_series",
        (Q::ORGANIZED_EXCEPTIONS, Q::ORGANIZED_OF_SERIES),
    )
    .before()
    .lower(),
    Metric::per_meeting(
        "M31",
        "no_agenda_share",
        (Q::ORGANIZED_NO_AGENDA, Q::ORGANIZED_AGENDA_KNOWN),
    )
    .before()
    .lower()
    .norms(&[
        observed(600, "Flowtrace, single meetings"),
        observed(640, "Flowtrace, recurring meetings"),
    ]),
    Metric::per_meeting(
        "M32",
        "open_ended_series",
        (Q::ORGANIZED_SERIES_OPEN, Q::ORGANIZED_SERIES),
    )
    .before()
    .lower()
    .norms(&[observed(924, "Flowtrace, worded for all meetings")]),
    Metric::new(
        "M33",
        "response_mix",
        Formula::MixPerMeeting {
            parts: &[
                Q::ORGANIZED_ACCEPTED,
                Q::ORGANIZED_TENTATIVE,
                Q::ORGANIZED_DECLINED,
                Q::ORGANIZED_SILENT,
            ],
            whole: Q::ORGANIZED_ASKED,
        },
        Unit::Share,
    )
    .before()
    .norms(&[observed(
        140,
        "Rogelberg, n = 632: declined, where 31 % wanted to",
    )]),
    Metric::new(
        "M34",
        "response_latency",
        Formula::Median {
            classes: &DELAY,
            from: 0,
        },
        Unit::Minutes,
    )
    .before()
    .lower(),
    Metric::per_meeting(
        "M35",
        "optional_share",
        (Q::ORGANIZED_OPTIONAL, Q::ORGANIZED_INVITED),
    )
    .before(),
];
