//! Speed of the metric engine: 10,000 people, 52 weeks, 11 meetings each, all columns, both ends of the attendance band.
//!
//! Weeks are made one by one from a seed and aren't part of the time. Prints `name: value` lines:
//!
//! - `events_per_s_core`: person-events per second and core with all metrics under both ends of the attendance band. A
//!   person-event is one copy on one calendar; it counts once, although all metrics are computed twice for it.
//! - `engine_passes_per_s_core`: the same time, but a person-event counts once for each policy: person-events times
//!   policies, joining included.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::expect_used,
    missing_docs
)]

use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

use culture::engine::{Engine, Interval, PersonContext, Week, WeekColumns, ZoneOffset};
use model::culture::{
    Attendee, Domain, EventFact, EventKind, LeadSource, Part, Policy, Pseudonym, Quantity,
    Response, ShowAs, quantity::UNIT,
};

const PEOPLE: u32 = 10_000;
const WEEKS: i32 = 52;
const COPIES: u32 = 11;
const GROUPS: u32 = 40;
/// People whose week is painted minute by minute for comparison.
const SAMPLE: usize = 200;
/// Monday 2025-01-06 in minutes since 1970.
const MONDAY: i32 = 20_094 * 1_440;

/// SplitMix64.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, bound: u32) -> u32 {
        (self.next() % u64::from(bound)) as u32
    }

    fn chance(&mut self, percent: u32) -> bool {
        self.below(100) < percent
    }

    fn pseudonym(&mut self) -> Pseudonym {
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(&self.next().to_le_bytes());
        bytes[8..].copy_from_slice(&self.next().to_le_bytes());
        Pseudonym(bytes)
    }
}

fn context(person: u32, monday: i32) -> PersonContext {
    let offset = [0, 60, 60, 60, 120, -300, 330][person as usize % 7];
    let start = monday - offset;
    let mut days = [start; 8];
    for (day, at) in days.iter_mut().enumerate() {
        *at = start + day as i32 * 1_440;
    }
    PersonContext {
        person: Dice(u64::from(person)).pseudonym(),
        days,
        working: (0..5)
            .map(|day| Interval {
                start: days[day] + 8 * 60,
                end: days[day] + 17 * 60,
            })
            .collect(),
        out_of_office: Vec::new(),
        no_meeting: Vec::new(),
        offsets: vec![ZoneOffset {
            from: start,
            offset_min: offset,
        }],
        manager: (person > 0).then_some(person / 8),
        group: Some(person * GROUPS / PEOPLE),
        level: Some(if person == 0 {
            0
        } else {
            (f64::from(person).log(8.0)) as u8 + 1
        }),
        rate_minor_per_hour: (!person.is_multiple_of(5)).then_some(7_500),
        active: true,
        opted_out: false,
    }
}

/// Who comes: neighbours in the organisation, sometimes anybody.
fn guests(dice: &mut Dice, organizer: u32) -> Vec<u32> {
    let size = match dice.below(100) {
        0..30 => 2,
        30..75 => 3 + dice.below(6),
        75..93 => 9 + dice.below(10),
        93..99 => 19 + dice.below(32),
        _ => 51 + dice.below(150),
    };
    let mut guests: Vec<u32> = (1..size)
        .map(|_| {
            if dice.chance(85) {
                (organizer / 100 * 100 + dice.below(100)) % PEOPLE
            } else {
                dice.below(PEOPLE)
            }
        })
        .filter(|&guest| guest != organizer)
        .collect();
    guests.sort_unstable();
    guests.dedup();
    guests
}

fn response(dice: &mut Dice) -> Response {
    match dice.below(10) {
        0..6 => Response::Accepted,
        6 => Response::Tentative,
        7 => Response::Declined,
        _ => Response::None,
    }
}

/// A week's facts, each calendar in order of begin as the store keeps it.
fn week(people: &[PersonContext], monday: i32, seed: u64) -> Vec<Vec<EventFact>> {
    let mut dice = Dice(seed);
    let mut facts: Vec<Vec<EventFact>> = people.iter().map(|_| Vec::with_capacity(16)).collect();
    let mut made = 0;
    while made < PEOPLE * COPIES {
        let organizer = dice.below(PEOPLE);
        let fact = meeting(&mut dice, people, organizer, monday);
        made += 1 + fact.1.len() as u32;
        let (fact, guests) = fact;
        for (attendee, guest) in fact.attendees.iter().zip(guests) {
            let mut copy = fact.clone();
            copy.copy = dice.pseudonym();
            copy.own = attendee.response;
            copy.show_as = match attendee.response {
                Response::Accepted => ShowAs::Busy,
                Response::Declined => ShowAs::Free,
                _ => ShowAs::Tentative,
            };
            for other in &mut copy.attendees {
                other.response = Response::None;
            }
            facts[guest as usize].push(copy);
        }
        facts[organizer as usize].push(fact);
    }
    for calendar in &mut facts {
        calendar.sort_by_key(|fact| fact.start);
    }
    facts
}

fn meeting(
    dice: &mut Dice,
    people: &[PersonContext],
    organizer: u32,
    monday: i32,
) -> (EventFact, Vec<u32>) {
    let guests = guests(dice, organizer);
    let attendees = guests
        .iter()
        .map(|&guest| Attendee {
            person: Some(people[guest as usize].person),
            domain: Domain::Internal,
            part: if dice.chance(10) {
                Part::Optional
            } else {
                Part::Required
            },
            response: response(dice),
            response_delay_min: Some(dice.below(3_000) as i32),
        })
        .collect();
    let kind = match dice.below(20) {
        0..8 => EventKind::Single,
        8 => EventKind::Exception,
        _ => EventKind::Occurrence,
    };
    let day = if dice.chance(2) { 5 } else { dice.below(5) } as i32;
    let start = monday + day * 1_440 + 7 * 60 + dice.below(22) as i32 * 30;
    let length = [25, 30, 30, 30, 45, 60, 60, 90, 120, 240][dice.below(10) as usize];
    let fact = EventFact {
        copy: dice.pseudonym(),
        occurrence: dice.pseudonym(),
        series: (kind != EventKind::Single).then(|| dice.pseudonym()),
        start,
        end: start + length,
        original_start: None,
        kind,
        all_day: false,
        cancelled: dice.chance(2),
        sensitive: false,
        company: true,
        show_as: ShowAs::Busy,
        own: Response::Organizer,
        organizer: Some(people[organizer as usize].person),
        organizer_domain: Some(Domain::Internal),
        attendees,
        has_list: false,
        hidden_list: false,
        online: dice.chance(60),
        response_requested: true,
        attachments: None,
        open_ended: (kind != EventKind::Single).then_some(true),
        lead_min: Some(dice.below(20_000) as i32).filter(|_| kind != EventKind::Occurrence),
        lead_source: Some(LeadSource::GlobalObjectId),
        agenda: Some(dice.chance(40)),
        body_bucket: Some(1),
        first_seen: monday - 1_440,
        cancelled_seen: None,
        gone_seen: None,
        moves: 0,
    };
    (fact, guests)
}

/// Time this thread spent on a core: what other programs on the machine do isn't part of it.
fn on_core() -> Duration {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let first = stat.split_whitespace().next();
    first
        .and_then(|nanos| nanos.parse().ok())
        .map_or_else(|| START.elapsed(), Duration::from_nanos)
}

static START: std::sync::LazyLock<Instant> = std::sync::LazyLock::new(Instant::now);

/// The peak of resident memory of this process, in MiB.
fn peak_mib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    line.and_then(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok())
        .map_or(0, |kib| kib / 1_024)
}

/// The same week by painting minutes: depth, working time, the week map and each meeting's share of every minute,
/// for the first people only. Fewer columns than the engine gives; the meeting time must be the same.
fn brute(people: &[PersonContext], facts: &[Vec<EventFact>], strict: bool) -> i64 {
    let mut telling: HashMap<Pseudonym, &EventFact> = HashMap::new();
    for fact in facts
        .iter()
        .flatten()
        .filter(|fact| fact.own == Response::Organizer)
    {
        telling.insert(fact.occurrence, fact);
    }
    let came = |response: Response| match response {
        Response::Accepted | Response::Organizer => true,
        Response::Declined => false,
        _ => !strict,
    };
    let mut total = 0;
    for (context, calendar) in people.iter().zip(facts).take(SAMPLE) {
        let counted: Vec<&EventFact> = calendar
            .iter()
            .filter(|fact| {
                let several = telling
                    .get(&fact.occurrence)
                    .is_some_and(|told| told.attendees.iter().any(|other| came(other.response)));
                !fact.cancelled
                    && several
                    && came(fact.own)
                    && (!strict || fact.show_as == ShowAs::Busy)
            })
            .collect();
        let (mut depths, mut working, mut after) = ([0_i64; 8], 0_i64, 0_i64);
        let (mut heat, mut shares) = ([0_i64; 168], vec![0_i64; counted.len()]);
        for minute in context.days[0]..context.days[7] {
            let covers = |fact: &&EventFact| fact.start <= minute && minute < fact.end;
            let depth = counted.iter().filter(|fact| covers(fact)).count();
            let works = context
                .working
                .iter()
                .any(|interval| interval.start <= minute && minute < interval.end);
            working += i64::from(works && depth == 0);
            after += i64::from(!works && depth > 0);
            depths[depth.min(7)] += 1;
            if depth > 0 {
                heat[((minute - context.days[0]) / 60) as usize] += 1;
                for (share, fact) in shares.iter_mut().zip(&counted) {
                    *share += if covers(fact) { UNIT / depth as i64 } else { 0 };
                }
            }
        }
        std::hint::black_box((working, after, heat, &shares));
        total += depths[1..].iter().sum::<i64>();
    }
    total
}

/// Speed of the painter, and that it finds the engine's meeting time.
fn brute_speed(
    people: &[PersonContext],
    facts: &[Vec<EventFact>],
    columns: &[WeekColumns; 2],
) -> f64 {
    let begin = on_core();
    let painted = [true, false].map(|strict| brute(people, facts, strict));
    let spent = on_core() - begin;
    for (painted, columns) in painted.into_iter().zip(columns) {
        let computed: i64 = (0..SAMPLE)
            .filter_map(|person| columns.get(person, Quantity::MEETING_MIN))
            .sum();
        assert_eq!(painted, computed, "the painter and the engine differ");
    }
    facts.iter().take(SAMPLE).map(Vec::len).sum::<usize>() as f64 / spent.as_secs_f64()
}

#[derive(Default)]
struct Totals {
    /// Joining and both policies.
    spent: Duration,
    joining: Duration,
    events: usize,
    /// Person-events per second of the fastest week.
    best: f64,
    meeting_min: i128,
}

impl Totals {
    /// Joins one week and computes its columns under each policy.
    fn week(
        &mut self,
        engine: &mut Engine,
        (people, facts): (&[PersonContext], &[Vec<EventFact>]),
        columns: &mut [WeekColumns; 2],
    ) {
        let begin = on_core();
        engine.load(&Week {
            people,
            facts,
            groups: GROUPS,
            default_rate_minor_per_hour: 7_500,
            agendas: true,
        });
        self.joining += on_core() - begin;
        for (policy, columns) in policies().iter().zip(columns.iter_mut()) {
            engine.compute_into(policy, columns);
        }
        let spent = on_core() - begin;
        let events = facts.iter().map(Vec::len).sum::<usize>();
        self.spent += spent;
        self.events += events;
        self.best = self.best.max(events as f64 / spent.as_secs_f64());
        for columns in columns.iter() {
            self.meeting_min += (0..columns.people())
                .filter_map(|person| columns.get(person, Quantity::MEETING_MIN))
                .map(i128::from)
                .sum::<i128>();
        }
    }
}

fn policies() -> [Policy; 2] {
    [Policy::strict(), Policy::non_declined()]
}

fn main() {
    let mut engine = Engine::new();
    let mut columns = [WeekColumns::default(), WeekColumns::default()];
    let mut totals = Totals::default();
    let mut painted = 0.0;
    for number in 0..WEEKS {
        let monday = MONDAY + number * 7 * 1_440;
        let people: Vec<PersonContext> =
            (0..PEOPLE).map(|person| context(person, monday)).collect();
        let facts = week(&people, monday, number as u64 + 1);
        totals.week(&mut engine, (&people, &facts), &mut columns);
        if number == 0 {
            painted = brute_speed(&people, &facts, &columns);
        }
    }
    let speed = totals.events as f64 / totals.spent.as_secs_f64();
    println!("events_per_s_core: {speed:.0}");
    println!(
        "engine_passes_per_s_core: {:.0}",
        speed * policies().len() as f64
    );
    println!("events_per_s_core_best_week: {:.0}", totals.best);
    println!("brute_events_per_s_core: {painted:.0}");
    println!(
        "join_share: {:.2}",
        totals.joining.as_secs_f64() / totals.spent.as_secs_f64()
    );
    println!("person_events: {}", totals.events);
    println!("meeting_min_both_policies: {}", totals.meeting_min);
    println!("peak_mib: {}", peak_mib());
    println!("metrics: {}", model::culture::metric::all().count());
    println!("columns: {}", Quantity::COUNT);
}
