//! The columns that come in rows: distributions, histograms and the heat map.

use super::super::reason::Reason;
use super::{Measure, Quantity, own};

/// Columns of the mosaic: 5 sizes by 4 lengths.
pub(super) const MOSAIC_LEN: usize = 20;

/// Upper ends in minutes of the classes of [`Quantity::LEAD`], right-closed; the first begins above [`LEAD_FROM`].
pub const LEAD_ENDS: [i64; 14] = [
    0, 60, 180, 360, 720, 1_439, 2_880, 4_320, 7_200, 10_080, 20_160, 43_200, 129_600, 576_000,
];

/// Lower end of the first class of [`Quantity::LEAD`]: an invitation sent a day after the begin.
pub const LEAD_FROM: i64 = -1_440;

/// Upper ends in minutes of the classes of [`Quantity::DELAY`], right-closed; the first begins at 0.
pub const DELAY_ENDS: [i64; 12] = [
    5, 15, 60, 180, 480, 1_440, 2_880, 4_320, 10_080, 20_160, 43_200, 576_000,
];

/// `LEN` columns in a row from column `first`.
const fn columns<const LEN: usize>(first: u16) -> [Quantity; LEN] {
    let mut all = [Quantity(0); LEN];
    let mut at = 0;
    while at < LEN {
        all[at] = Quantity(first + at as u16);
        at += 1;
    }
    all
}

const DAYS: u16 = own::END;
const LENGTHS: u16 = DAYS + 7;
const LEADS: u16 = LENGTHS + 9;
const DELAYS: u16 = LEADS + LEAD_ENDS.len() as u16;
const HEAT: u16 = DELAYS + DELAY_ENDS.len() as u16;
const EVENTS: u16 = HEAT + 168;
const END: u16 = EVENTS + EVENT_NAMES.len() as u16 + 1;

const SIZES: [&str; 5] = ["2", "3_8", "9_18", "19_50", "51"];
const SPANS: [&str; 4] = ["30", "60", "120", "over_120"];
const LENGTH_NAMES: [&str; 9] = ["15", "25", "30", "45", "50", "60", "90", "120", "over_120"];
const DAY_NAMES: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const EVENT_NAMES: [&str; Reason::ALL.len()] = [
    "counted",
    "cancelled",
    "all_day",
    "too_long",
    "private",
    "number_of_people",
    "declined",
    "unsure",
    "away",
];

impl Quantity {
    /// Number of columns.
    pub const COUNT: usize = END as usize;

    /// Hours by size (2, 3 to 8, 9 to 18, 19 to 50, 51 and more) and length (up to 30, 60, 120 minutes, longer), in
    /// allocated units; place = size * 4 + length.
    pub const MOSAIC: [Self; MOSAIC_LEN] = columns(0);
    /// M3 by weekday, Monday first.
    pub const MEETINGS_DAY: [Self; 7] = columns(DAYS);
    /// M9: meetings called, by length up to 15, 25, 30, 45, 50, 60, 90, 120 minutes and longer.
    pub const ORGANIZED_LENGTH: [Self; 9] = columns(LENGTHS);
    /// M27: single events and exceptions called, by lead time; upper ends in [`LEAD_ENDS`].
    pub const LEAD: [Self; 14] = columns(LEADS);
    /// M34: answers to single events called, by delay; upper ends in [`DELAY_ENDS`].
    pub const DELAY: [Self; 12] = columns(DELAYS);
    /// M25: meeting time by weekday (Monday first) and local hour; place = weekday * 24 + hour.
    pub const HEAT: [Self; 168] = columns(HEAT);
    /// Events on the person's calendar that touch the week, by whether and why they counted; place = [`Reason`].
    pub const EVENTS: [Self; Reason::ALL.len()] = columns(EVENTS);
    /// All of those.
    pub const EVENTS_ALL: Self = Self(END - 1);

    /// The stable key of the column, the heading in exports: lower case, with the unit where it isn't a count.
    /// Allocated units begin with `allocated_` or hold it.
    #[must_use]
    pub fn name(self) -> String {
        if let Some((key, _)) = own::key(self) {
            return key.to_owned();
        }
        let within = |first: u16| usize::from(self.0 - first);
        let ends = |ends: &[i64], at: usize| match ends.get(at) {
            Some(end) => format!("{end}_min"),
            None => String::new(),
        };
        match self.0 {
            at if usize::from(at) < MOSAIC_LEN => {
                let (size, span) = (usize::from(at) / 4, usize::from(at) % 4);
                format!("allocated_size_{}_length_{}_min", SIZES[size], SPANS[span])
            }
            DAYS..LENGTHS => format!("meetings_{}", DAY_NAMES[within(DAYS)]),
            LENGTHS..LEADS => format!("organized_length_{}_min", LENGTH_NAMES[within(LENGTHS)]),
            LEADS..DELAYS => format!("organized_lead_to_{}", ends(&LEAD_ENDS, within(LEADS))),
            DELAYS..HEAT => format!("organized_answer_to_{}", ends(&DELAY_ENDS, within(DELAYS))),
            EVENTS.. => {
                let reason = EVENT_NAMES.get(within(EVENTS)).copied();
                format!("events_{}", reason.unwrap_or("all"))
            }
            _ => {
                let cell = within(HEAT);
                let day = DAY_NAMES.get(cell / 24).copied().unwrap_or("none");
                format!("meeting_min_{day}_{:02}", cell % 24)
            }
        }
    }

    /// What the column counts in.
    #[must_use]
    pub fn measure(self) -> Measure {
        if let Some((_, measure)) = own::key(self) {
            return measure;
        }
        match self.0 {
            at if usize::from(at) < MOSAIC_LEN => Measure::Allocated,
            DAYS..LENGTHS => Measure::Parts,
            HEAT..EVENTS => Measure::Minutes,
            _ => Measure::Count,
        }
    }
}
