//! Small calendars by hand.

use culture::engine::{Engine, Interval, PersonContext, Week, WeekColumns, ZoneOffset};
use model::culture::{
    Attendee, Domain, EventFact, EventKind, Part, Policy, Pseudonym, Quantity, Response, ShowAs,
};

/// Monday 2024-01-08 00:00 UTC.
pub(crate) const MONDAY: i32 = 19_730 * 1_440;

pub(crate) fn name(kind: u8, number: u32) -> Pseudonym {
    let mut bytes = [0; 16];
    bytes[..4].copy_from_slice(&number.to_be_bytes());
    bytes[15] = kind;
    Pseudonym(bytes)
}

pub(crate) fn person(number: u32) -> Pseudonym {
    name(1, number)
}

pub(crate) fn number(name: Pseudonym) -> u32 {
    u32::from_be_bytes([name.0[0], name.0[1], name.0[2], name.0[3]])
}

/// Minute of the week from weekday (0 = Monday) and `hhmm`.
pub(crate) fn at(day: i32, hhmm: i32) -> i32 {
    MONDAY + day * 1_440 + hhmm / 100 * 60 + hhmm % 100
}

/// Works Monday to Friday 08–17 in UTC.
pub(crate) fn context(id: u32) -> PersonContext {
    PersonContext {
        person: person(id),
        days: std::array::from_fn(|day| MONDAY + 1_440 * i32::try_from(day).unwrap()),
        working: (0..5)
            .map(|day| Interval {
                start: at(day, 800),
                end: at(day, 1700),
            })
            .collect(),
        out_of_office: Vec::new(),
        no_meeting: Vec::new(),
        offsets: vec![ZoneOffset {
            from: MONDAY,
            offset_min: 0,
        }],
        manager: None,
        group: None,
        level: None,
        rate_minor_per_hour: None,
        active: true,
        opted_out: false,
    }
}

pub(crate) fn guest(id: u32, response: Response) -> Attendee {
    Attendee {
        person: Some(person(id)),
        domain: Domain::Internal,
        part: Part::Required,
        response,
        response_delay_min: None,
    }
}

/// The organiser's copy of a single meeting of person `organizer` with accepting guests of the numbers `guests`.
pub(crate) fn meeting(
    id: u32,
    organizer: u32,
    (start, end): (i32, i32),
    guests: &[u32],
) -> EventFact {
    EventFact {
        copy: name(2, id * 1_000 + organizer),
        occurrence: name(3, id),
        series: None,
        start,
        end,
        original_start: None,
        kind: EventKind::Single,
        all_day: false,
        cancelled: false,
        sensitive: false,
        company: true,
        show_as: ShowAs::Busy,
        own: Response::Organizer,
        organizer: Some(person(organizer)),
        organizer_domain: Some(Domain::Internal),
        attendees: guests
            .iter()
            .map(|id| guest(*id, Response::Accepted))
            .collect(),
        has_list: false,
        hidden_list: false,
        online: false,
        response_requested: true,
        attachments: None,
        open_ended: None,
        lead_min: None,
        lead_source: None,
        agenda: None,
        body_bucket: None,
        first_seen: start - 10_000,
        cancelled_seen: None,
        gone_seen: None,
        moves: 0,
    }
}

/// The copy on a guest's calendar with their own answer.
pub(crate) fn copy_of(fact: &EventFact, holder: u32, own: Response) -> EventFact {
    let id = number(fact.occurrence);
    EventFact {
        copy: name(2, id * 1_000 + holder),
        own,
        ..fact.clone()
    }
}

/// A tenant's week by hand or by dice.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    pub(crate) people: Vec<PersonContext>,
    pub(crate) facts: Vec<Vec<EventFact>>,
    pub(crate) groups: u32,
    pub(crate) default_rate: u32,
    /// Agendas are looked for.
    pub(crate) agendas: bool,
}

impl Case {
    /// Persons 0 to `count - 1` with empty calendars.
    pub(crate) fn of(count: u32) -> Self {
        Self {
            people: (0..count).map(context).collect(),
            facts: vec![Vec::new(); count as usize],
            groups: 3,
            default_rate: 7_500,
            agendas: true,
        }
    }

    /// Puts a meeting on the organiser's calendar and, accepted, on those of guests who are people of the case.
    pub(crate) fn add(&mut self, fact: EventFact) -> &mut Self {
        for attendee in &fact.attendees {
            let place = number(attendee.person.unwrap()) as usize;
            if place < self.facts.len() {
                let copy = copy_of(&fact, u32::try_from(place).unwrap(), attendee.response);
                self.facts[place].push(copy);
            }
        }
        let organizer = number(fact.organizer.unwrap()) as usize;
        if organizer < self.facts.len() {
            self.facts[organizer].push(fact);
        }
        self
    }

    pub(crate) fn meet(
        &mut self,
        id: u32,
        organizer: u32,
        span: (i32, i32),
        guests: &[u32],
    ) -> &mut Self {
        self.add(meeting(id, organizer, span, guests))
    }

    pub(crate) fn engine(&self, policy: &Policy) -> WeekColumns {
        let mut engine = Engine::new();
        engine.load(&Week {
            people: &self.people,
            facts: &self.facts,
            groups: self.groups,
            default_rate_minor_per_hour: self.default_rate,
            agendas: self.agendas,
        });
        engine.compute(policy)
    }

    /// One column of person 0 by the engine, after all columns agreed with the grid.
    pub(crate) fn get(&self, policy: &Policy, quantity: Quantity) -> i64 {
        super::equality::compare(self, policy).unwrap();
        self.engine(policy).get(0, quantity).unwrap()
    }
}
