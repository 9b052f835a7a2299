//! Random meetings and their copies.

use model::culture::{Attendee, Domain, EventFact, EventKind, Part, Response, ShowAs};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::build::{Case, meeting, name, number, person};

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
pub(crate) struct Draw {
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

pub(crate) fn draw() -> impl Strategy<Value = Draw> {
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
            open_ended: (series && !self.rare(1)).then_some(self.series.is_multiple_of(2)),
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
    pub(crate) fn lay(&self, case: &mut Case, id: u32, begin: i32) {
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
