//! Who takes part: the organiser once, everybody else once, rooms never.

use model::culture::fact::{
    Attendee, Domain, EventFact, Minute, Part as Asked, Pseudonym, Response,
};

use super::Assembler;
use super::lenient::{asked, response};
use crate::reader::event::{RawAttendee, RawEmail, RawEvent, RawStatus};
use crate::reader::moment;
use crate::reader::notice::{Cause, Field, Notice};
use crate::reader::people::{Role, Somebody};
use crate::reader::scalar::{List, Part, Scalar};

/// What an attendee answered, and when.
type Answer = (Response, Option<Minute>);

impl Assembler<'_> {
    /// Adds organiser and attendees; true when somebody's domain is excluded.
    pub(super) fn add_attendance(
        &mut self,
        raw: &RawEvent<'_>,
        fact: &mut EventFact,
        created: Option<Minute>,
    ) -> bool {
        let own = matches!(raw.is_organizer, Scalar::Flag(true));
        let organizer = self.organizer(raw);
        let mut excluded = organizer.is_some_and(|somebody| somebody.excluded);
        self.seen.clear();
        self.seen.extend(organizer.map(|somebody| somebody.person));
        if own {
            self.seen.push(self.mailbox.owner);
        }
        fact.organizer_domain = organizer.map(|somebody| somebody.domain);
        fact.organizer = match organizer {
            Some(somebody) => (somebody.role == Role::Person).then_some(somebody.person),
            None => own.then_some(self.mailbox.owner),
        };
        let stranger = |person: Pseudonym| person != self.mailbox.owner;
        fact.company = !own && organizer.is_some_and(|somebody| stranger(somebody.person));
        let list = match &raw.attendees {
            List::Is(list) => list,
            List::Wrong => {
                self.made.notices.nulled(Field::Attendees, Cause::WrongType);
                return excluded;
            }
            List::Absent | List::Null => return excluded,
        };
        fact.attendees.reserve_exact(list.len());
        for attendee in list {
            let Part::Is(attendee) = attendee else {
                self.made.notices.nulled(Field::Attendees, Cause::WrongType);
                continue;
            };
            excluded |= self.add_attendee(attendee, fact, created);
        }
        excluded
    }

    fn organizer(&mut self, raw: &RawEvent<'_>) -> Option<Somebody> {
        let email = match &raw.organizer {
            Part::Is(organizer) => &organizer.email_address,
            part => {
                self.absent(part, Field::Organizer);
                return None;
            }
        };
        self.somebody(email, Field::Organizer)
    }

    fn somebody(&mut self, email: &Part<RawEmail<'_>>, field: Field) -> Option<Somebody> {
        let address = match email {
            Part::Is(email) => self.text(&email.address, Some(field))?,
            part => {
                self.absent(part, field);
                return None;
            }
        };
        (!address.trim().is_empty()).then(|| self.people.find(address))
    }

    fn add_attendee(
        &mut self,
        raw: &RawAttendee<'_>,
        fact: &mut EventFact,
        created: Option<Minute>,
    ) -> bool {
        let word = self.text(&raw.part, Some(Field::AttendeeType));
        let part = match self.chosen(word, Field::AttendeeType, asked) {
            Some(None) => return false,
            Some(Some(part)) => part,
            None => Asked::Required,
        };
        let (answer, time) = self.answer(&raw.status);
        let somebody = self.somebody(&raw.email_address, Field::AttendeeAddress);
        let (person, domain) = match somebody {
            Some(Somebody {
                role: Role::Resource,
                ..
            }) => return false,
            Some(somebody) => {
                if self.seen.contains(&somebody.person) {
                    return somebody.excluded;
                }
                self.seen.push(somebody.person);
                fact.has_list |= somebody.role == Role::List;
                fact.company |= somebody.person != self.mailbox.owner;
                (
                    (somebody.role == Role::Person).then_some(somebody.person),
                    somebody.domain,
                )
            }
            None => {
                self.made.notices.note(Notice::NamelessAttendee);
                fact.company = true;
                (None, Domain::ExternalSmall)
            }
        };
        let delay = |time: Minute, created: Minute| time.saturating_sub(created);
        fact.attendees.push(Attendee {
            person,
            domain,
            part,
            response: answer,
            response_delay_min: time
                .zip(created)
                .map(|(time, created)| delay(time, created)),
        });
        somebody.is_some_and(|somebody| somebody.excluded)
    }

    fn answer(&mut self, status: &Part<RawStatus<'_>>) -> Answer {
        let status = match status {
            Part::Is(status) => status,
            part => {
                self.absent(part, Field::AttendeeResponse);
                return (Response::None, None);
            }
        };
        let word = self.text(&status.response, Some(Field::AttendeeResponse));
        let answer = self
            .chosen(word, Field::AttendeeResponse, response)
            .unwrap_or_default();
        if answer == Response::None {
            return (answer, None);
        }
        let Some(text) = self.text(&status.time, Some(Field::AttendeeTime)) else {
            return (answer, None);
        };
        // The year 1 is Graph's way of saying that there is no time.
        if text.starts_with("0001-") {
            return (answer, None);
        }
        let time = moment::instant(text);
        if time.is_none() {
            self.made
                .notices
                .nulled(Field::AttendeeTime, Cause::Unreadable);
        }
        (answer, time)
    }
}
