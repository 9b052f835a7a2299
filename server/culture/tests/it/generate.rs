//! Random weeks of small tenants: overlaps, nesting, touching ends, nothing and less than nothing, nights, week edges,
//! both changes of the clock, odd zones, crowds.

use culture::engine::{Interval, PersonContext, ZoneOffset};
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use model::culture::{Attendee, Domain, EventFact, EventKind, Part, Response, ShowAs};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::build::{Case, meeting, name, number, person};

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

fn response() -> impl Strategy<Value = Response> {
    select(vec![
        Response::Accepted,
        Response::Accepted,
        Response::None,
        Response::Tentative,
        Response::Declined,
    ])
}

fn show_as() -> impl Strategy<Value = ShowAs> {
    select(vec![
        ShowAs::Busy,
        ShowAs::Busy,
        ShowAs::Busy,
        ShowAs::Busy,
        ShowAs::Busy,
        ShowAs::Free,
        ShowAs::Tentative,
        ShowAs::OutOfOffice,
        ShowAs::WorkingElsewhere,
        ShowAs::Unknown,
    ])
}

/// The dice of one meeting.
#[derive(Clone, Debug)]
struct Draw {
    start: i32,
    length: i32,
    organizer: u32,
    guests: Vec<(u32, Response, ShowAs)>,
    crowd: usize,
    kind: EventKind,
    bits: u32,
    lead: Option<i32>,
    life: u8,
    /// Two meetings of one series share it.
    series: u32,
    delay: i32,
}

fn length() -> impl Strategy<Value = i32> {
    prop_oneof![
        6 => select(vec![5, 15, 20, 25, 30, 45, 50, 55, 60, 61, 90, 119, 120, 121]),
        1 => select(vec![0, -30, 1, 240, 480, 481, 1_439, 1_440, 3_000]),
        2 => 1..200_i32,
    ]
}

fn start() -> impl Strategy<Value = i32> {
    prop_oneof![
        // Every quarter of an hour of two days: overlaps, nesting, touching ends.
        4 => (32..160_i32).prop_map(|quarter| quarter * 15),
        2 => 0..10_080_i32,
        1 => -1_600..12_000_i32,
        1 => select(vec![485, 490, 1_190, 1_199, 1_200, 1_439, 1_440, 10_020, 10_065]),
    ]
}

fn draw() -> impl Strategy<Value = Draw> {
    let kinds = vec![
        EventKind::Single,
        EventKind::Single,
        EventKind::Occurrence,
        EventKind::Exception,
    ];
    let crowd =
        prop_oneof![8 => Just(0_usize), 2 => 1..10_usize, 2 => 6..60_usize, 1 => Just(500_usize)];
    (
        (
            start(),
            length(),
            0..7_u32,
            vec((0..7_u32, response(), show_as()), 0..6),
            crowd,
            select(kinds),
        ),
        (
            any::<u32>(),
            proptest::option::of(prop_oneof![
                -1_440..3_000_i32,
                select(vec![360, 361, 720, 721, 1_439, 1_440])
            ]),
            0..24_u8,
            0..4_u32,
            0..4_000_i32,
        ),
    )
        .prop_map(
            |(
                (start, length, organizer, guests, crowd, kind),
                (bits, lead, life, series, delay),
            )| Draw {
                start,
                length,
                organizer,
                guests,
                crowd,
                kind,
                bits,
                lead,
                life,
                series,
                delay,
            },
        )
}

impl Draw {
    /// One in eight, another eighth for each slot.
    fn rare(&self, slot: u32) -> bool {
        (self.bits >> (3 * slot)) & 7 == 0
    }

    fn attendees(&self) -> Vec<Attendee> {
        let mut attendees: Vec<Attendee> = Vec::new();
        for (guest, response, _) in &self.guests {
            let known = attendees
                .iter()
                .any(|other| other.person == Some(person(*guest)));
            if *guest == self.organizer || known {
                continue;
            }
            // Number 6 is a foreigner, 5 a person of the house whose calendar isn't read.
            let foreign = *guest == 6;
            let answered = *response != Response::None;
            attendees.push(Attendee {
                person: Some(person(*guest)),
                domain: if foreign {
                    Domain::External(name(9, 1))
                } else {
                    Domain::Internal
                },
                part: if guest % 3 == 1 {
                    Part::Optional
                } else {
                    Part::Required
                },
                response: *response,
                response_delay_min: answered.then_some(self.delay),
            });
        }
        attendees.truncate(500);
        for head in 0..self.crowd.min(500 - attendees.len()) {
            let response = if head % 2 == 0 {
                Response::Accepted
            } else {
                Response::None
            };
            let domain = if self.rare(0) {
                Domain::ExternalSmall
            } else {
                Domain::Internal
            };
            attendees.push(Attendee {
                person: None,
                domain,
                part: Part::Required,
                response,
                response_delay_min: None,
            });
        }
        attendees
    }

    /// The organiser's copy.
    fn fact(&self, id: u32, begin: i32) -> EventFact {
        let start = begin + self.start;
        let end = start + self.length;
        let series = self.kind != EventKind::Single;
        let (cancelled, cancelled_seen, gone_seen) = match self.life {
            0 => (true, Some(start - 1_439), None),
            1 => (true, Some(start - 1_440), None),
            2 => (true, None, None),
            3 => (false, None, Some(end - 1)),
            4 => (false, None, Some(end)),
            5 => (false, None, Some(start - 1_441)),
            _ => (false, None, None),
        };
        EventFact {
            kind: self.kind,
            attendees: self.attendees(),
            series: series.then(|| name(4, self.series)),
            open_ended: (series && !self.rare(1)).then_some(self.series % 2 == 0),
            organizer_domain: (self.organizer != 6 || !self.rare(2)).then_some(
                if self.organizer == 6 {
                    Domain::External(name(9, 1))
                } else {
                    Domain::Internal
                },
            ),
            all_day: self.rare(3),
            sensitive: self.rare(4),
            company: !self.rare(5),
            online: self.bits & 1 == 0,
            response_requested: !self.rare(6),
            agenda: [None, Some(true), Some(false)][(self.bits % 3) as usize],
            lead_min: self.lead,
            moves: u16::try_from(self.bits % 3).unwrap(),
            cancelled,
            cancelled_seen,
            gone_seen,
            ..meeting(id, self.organizer, (start, end), &[])
        }
    }

    /// Lays the copies of a meeting on calendars.
    fn lay(&self, case: &mut Case, id: u32, begin: i32) {
        let fact = self.fact(id, begin);
        let missing = self.rare(7);
        if let Some(facts) = case
            .facts
            .get_mut(self.organizer as usize)
            .filter(|_| !missing)
        {
            let show_as = if self.rare(8) {
                ShowAs::Tentative
            } else {
                ShowAs::Busy
            };
            facts.push(EventFact {
                show_as,
                ..fact.clone()
            });
        }
        let hidden = self.rare(9);
        let mut holders: Vec<u32> = Vec::new();
        for (guest, response, show_as) in &self.guests {
            let known = *guest == self.organizer || holders.contains(guest);
            let Some(facts) = case.facts.get_mut(*guest as usize).filter(|_| !known) else {
                continue;
            };
            holders.push(*guest);
            let mut attendees = fact.attendees.clone();
            // Copies of others know little of the answers, and one in eight came through a list of addresses.
            attendees
                .iter_mut()
                .for_each(|attendee| attendee.response = Response::None);
            if self.rare(0) {
                attendees.retain(|attendee| attendee.person.map(number) != Some(*guest));
            }
            facts.push(EventFact {
                copy: name(2, id * 1_000 + guest),
                own: *response,
                show_as: *show_as,
                hidden_list: hidden,
                attendees: if hidden { Vec::new() } else { attendees },
                ..fact.clone()
            });
        }
    }
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

fn case(first: Date, crew: Vec<Who>, draws: &[Draw]) -> Case {
    let mut case = Case::of(u32::try_from(crew.len()).unwrap());
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
pub fn cases() -> impl Strategy<Value = Case> {
    (
        select(WEEKS.to_vec()),
        vec(who(), 1..6),
        prop_oneof![vec(draw(), 0..12), vec(draw(), 0..61)],
    )
        .prop_map(|(first, crew, draws)| case(first, crew, &draws))
}

/// One calendar with up to 60 meetings in two hours: more at once than divide a minute.
pub fn towers() -> impl Strategy<Value = Case> {
    vec((0..120_i32, 1..90_i32), 25..61).prop_map(|spans| {
        let mut case = Case::of(2);
        for (id, (start, length)) in (1..).zip(spans) {
            let begin = super::build::at(1, 900) + start;
            case.meet(id, 0, (begin, begin + length), &[1]);
        }
        case
    })
}
