//! Random weeks of small tenants: overlaps, nesting, touching ends, nothing and less than nothing, nights, week edges,
//! both changes of the clock, odd zones, crowds.

use culture::engine::{Interval, PersonContext, ZoneOffset};
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::build::{Case, number};
use super::draw::{Draw, draw};

/// First days of weeks: a plain one, changes of the clock in Europe, America and on Lord Howe, and one that begins on Sunday.
const WEEKS: [Date; 8] = [
    date(2024, 1, 8),
    date(2024, 3, 25),
    date(2024, 10, 21),
    date(2024, 3, 4),
    date(2024, 10, 28),
    date(2024, 4, 1),
    date(2024, 9, 30),
    date(2024, 2, 25),
];

const ZONES: [&str; 8] = [
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Pacific/Chatham",
    "Pacific/Kiritimati",
];

#[derive(Clone, Copy, Debug)]
enum Hours {
    Office,
    None,
    Night,
    Split,
    Weekend,
    Always,
}

fn minute(at: Timestamp) -> i32 {
    i32::try_from(at.as_second().div_euclid(60)).unwrap()
}

fn instant(zone: &TimeZone, day: Date, clock: i32) -> i32 {
    let (hour, rest) = (
        i8::try_from(clock / 60).unwrap(),
        i8::try_from(clock % 60).unwrap(),
    );
    let at = if hour == 24 {
        day.tomorrow().unwrap().at(0, 0, 0, 0)
    } else {
        day.at(hour, rest, 0, 0)
    };
    minute(zone.to_timestamp(at).unwrap())
}

fn working(zone: &TimeZone, day: Date, place: usize, hours: Hours) -> Vec<Interval> {
    let weekend = place >= 5;
    let clocks: &[(i32, i32)] = match hours {
        Hours::Office if !weekend => &[(480, 1_020)],
        Hours::Split if !weekend => &[(450, 720), (765, 1_095)],
        Hours::Night if !weekend => &[(0, 360), (1_320, 1_440)],
        Hours::Weekend if weekend => &[(600, 900)],
        Hours::Always => &[(0, 1_440)],
        _ => &[],
    };
    let span = |(from, to): &(i32, i32)| Interval {
        start: instant(zone, day, *from),
        end: instant(zone, day, *to),
    };
    clocks
        .iter()
        .map(span)
        .filter(|span| span.start < span.end)
        .collect()
}

fn context(id: u32, first: Date, zone: &str, hours: Hours) -> PersonContext {
    let zone = TimeZone::get(zone).unwrap();
    let day = |place: usize| {
        first
            .checked_add(i32::try_from(place).unwrap().days())
            .unwrap()
    };
    let begin = zone.to_timestamp(first.at(0, 0, 0, 0)).unwrap();
    let offset = |at: Timestamp| ZoneOffset {
        from: minute(at),
        offset_min: zone.to_offset(at).seconds() / 60,
    };
    let mut offsets = vec![offset(begin)];
    let end = begin.checked_add(192.hours()).unwrap();
    offsets.extend(
        zone.following(begin)
            .map(|change| change.timestamp())
            .take_while(|at| *at < end)
            .map(offset),
    );
    PersonContext {
        days: std::array::from_fn(|place| instant(&zone, day(place), 0)),
        working: (0..7)
            .flat_map(|place| working(&zone, day(place), place, hours))
            .collect(),
        offsets,
        ..super::build::context(id)
    }
}

fn hours() -> impl Strategy<Value = Hours> {
    select(vec![
        Hours::Office,
        Hours::Office,
        Hours::None,
        Hours::Night,
        Hours::Split,
        Hours::Weekend,
        Hours::Always,
    ])
}

type Who = (
    usize,
    Hours,
    (Option<u32>, Option<u32>, Option<u8>, Option<u32>),
    u8,
);

fn who() -> impl Strategy<Value = Who> {
    let ranks = (
        proptest::option::of(0..5_u32),
        proptest::option::of(0..3_u32),
        proptest::option::of(0..4_u8),
        proptest::option::of(select(vec![0_u32, 4_000, 7_777, 20_000])),
    );
    (0..ZONES.len(), hours(), ranks, 0..16_u8)
}

fn dress(
    context: &mut PersonContext,
    (_, _, (manager, group, level, rate), odd): Who,
    count: usize,
) {
    let own = number(context.person);
    context.manager = manager.filter(|place| (*place as usize) < count && *place != own);
    context.group = group;
    context.level = level;
    context.rate_minor_per_hour = rate;
    context.active = odd != 0;
    context.opted_out = odd == 1;
    let begin = context.days[2] + 600;
    if odd == 2 {
        context.out_of_office = vec![Interval {
            start: begin,
            end: begin + 2_000,
        }];
    }
    if odd == 3 {
        let window = |start: i32| Interval {
            start,
            end: start + 240,
        };
        context.no_meeting = vec![window(begin), window(begin + 1_440)];
    }
}

fn case(first: Date, (crew, agendas): (Vec<Who>, bool), draws: &[Draw]) -> Case {
    let mut case = Case::of(u32::try_from(crew.len()).unwrap());
    case.agendas = agendas;
    let count = crew.len();
    for (place, who) in crew.into_iter().enumerate() {
        let mut context = context(u32::try_from(place).unwrap(), first, ZONES[who.0], who.1);
        dress(&mut context, who, count);
        case.people[place] = context;
    }
    let begin = case.people[0].days[0];
    for (id, draw) in (1..).zip(draws) {
        draw.lay(&mut case, id, begin);
    }
    case
}

/// A week of one to five people and 0 to 60 meetings.
pub(crate) fn cases() -> impl Strategy<Value = Case> {
    (
        select(WEEKS.to_vec()),
        (vec(who(), 1..6), prop::bool::weighted(0.8)),
        prop_oneof![vec(draw(), 0..12), vec(draw(), 0..61)],
    )
        .prop_map(|(first, crew, draws)| case(first, crew, &draws))
}

/// One calendar with up to 60 meetings in two hours: more at once than divide a minute.
pub(crate) fn towers() -> impl Strategy<Value = Case> {
    vec((0..120_i32, 1..90_i32), 25..61).prop_map(|spans| {
        let mut case = Case::of(2);
        for (id, (start, length)) in (1..).zip(spans) {
            let begin = super::build::at(1, 900) + start;
            case.meet(id, 0, (begin, begin + length), &[1]);
        }
        case
    })
}
