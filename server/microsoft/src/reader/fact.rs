//! From an event as it came to a fact: the allow-list's other half.

mod attendance;
mod lenient;

use model::culture::fact::{EventFact, EventKind, LeadSource, Minute, Pseudonym, Response, ShowAs};

use self::lenient::{own_response, show_as};
use super::Excluded;
use super::event::{Looked, RawEvent};
use super::moment;
use super::notice::{Cause, DropReason, Field, Notice, Notices};
use super::people::People;
use super::pseudonym::Label;
use super::rules::{Bodies, Mailbox, Sensitive};
use super::scalar::{Part, Scalar};
use super::uid::Uid;

/// Least and greatest lead time that is kept, minutes: a day late to 400 days ahead.
const LEAD: (i32, i32) = (-1_440, 576_000);

/// What a page's events become.
#[derive(Debug, Default)]
pub(super) struct Made {
    pub(super) facts: Vec<EventFact>,
    pub(super) masters: Vec<Master>,
    pub(super) excluded: Vec<Excluded>,
    pub(super) left_out: Vec<Pseudonym>,
    pub(super) notices: Notices,
    /// Elements of the page.
    pub(super) events: u64,
}

/// What a series says about itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Master {
    /// The series, as its occurrences name it.
    pub series: Pseudonym,
    /// It has no end date.
    pub open_ended: bool,
    /// Begin of its first occurrence, whose times a master repeats; `None` where it can't be read.
    pub first: Option<Minute>,
}

/// Makes facts of one mailbox's events.
pub(super) struct Assembler<'r> {
    pub(super) people: &'r mut People,
    pub(super) uid: &'r mut Uid,
    pub(super) seen: &'r mut Vec<Pseudonym>,
    pub(super) sensitive: Sensitive,
    pub(super) bodies: Bodies,
    pub(super) mailbox: Mailbox,
    pub(super) made: Made,
}

/// Graph's `type`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Master,
    Event(EventKind),
}

/// The keys of an event that join it to others.
#[derive(Clone, Copy)]
struct Keys {
    occurrence: Pseudonym,
    series: Option<Pseudonym>,
    original_start: Option<Minute>,
}

impl Assembler<'_> {
    /// Takes one element of a page; `None` is one that was no object.
    pub(super) fn take(&mut self, event: Option<&RawEvent<'_>>) {
        self.made.events += 1;
        let outcome = match event {
            Some(event) => self.make(event),
            None => Err(DropReason::Unreadable),
        };
        match outcome {
            Ok(Some(fact)) => self.made.facts.push(fact),
            Ok(None) => {}
            Err(reason) => self.made.notices.note(Notice::Dropped(reason)),
        }
    }

    /// A fact, or nothing for a series master.
    fn make(&mut self, raw: &RawEvent<'_>) -> Result<Option<EventFact>, DropReason> {
        let Some(id) = self.text(&raw.id, None).filter(|id| !id.is_empty()) else {
            return Err(DropReason::NoId);
        };
        let kind = self.kind(raw);
        let known_uid = self.read_uid(raw);
        if kind == Kind::Master {
            self.master(raw, id, known_uid);
            return Ok(None);
        }
        let Kind::Event(kind) = kind else {
            return Ok(None);
        };
        let (start, end) = self.interval(raw)?;
        let keys = self.keys(raw, kind, (id, known_uid, start));
        let sensitive = self.is_sensitive(raw);
        if sensitive && self.sensitive == Sensitive::Drop {
            self.leave_out(id);
            return Err(DropReason::Sensitive);
        }
        if raw.term == Looked::Found(true) {
            self.leave_out(id);
            self.exclude(keys.occurrence, start);
            return Err(DropReason::ExcludedTerm);
        }
        let mut fact = self.bare((start, end), id, keys);
        fact.kind = kind;
        self.add_own(raw, &mut fact);
        let created = self.add_lead(raw, &mut fact);
        if self.add_attendance(raw, &mut fact, created) {
            self.leave_out(id);
            self.exclude(fact.occurrence, fact.start);
            return Err(DropReason::ExcludedDomain);
        }
        if sensitive {
            return Ok(Some(self.opaque(&fact, id)));
        }
        self.add_bits(raw, &mut fact);
        Ok(Some(fact))
    }

    /// An event that a rule removes is not gone from the calendar.
    fn leave_out(&mut self, id: &str) {
        let copy = self.people.pseudonyms().of(Label::Copy, &[id.as_bytes()]);
        self.made.left_out.push(copy);
    }

    /// An event that is removed for everybody.
    fn exclude(&mut self, occurrence: Pseudonym, start: Minute) {
        self.made.excluded.push(Excluded { occurrence, start });
    }

    fn kind(&mut self, raw: &RawEvent<'_>) -> Kind {
        let text = self.text(&raw.kind, Some(Field::Type));
        match text {
            Some("singleInstance") => return Kind::Event(EventKind::Single),
            Some("occurrence") => return Kind::Event(EventKind::Occurrence),
            Some("exception") => return Kind::Event(EventKind::Exception),
            Some("seriesMaster") => return Kind::Master,
            Some(_) => self.made.notices.nulled(Field::Type, Cause::UnknownValue),
            None => self.made.notices.nulled(Field::Type, Cause::Missing),
        }
        match raw.master {
            Scalar::Text(_) => Kind::Event(EventKind::Occurrence),
            _ => Kind::Event(EventKind::Single),
        }
    }

    fn read_uid(&mut self, raw: &RawEvent<'_>) -> bool {
        let text = self.text(&raw.uid, Some(Field::ICalUId));
        let known = self.uid.read(text.unwrap_or_default());
        if !known {
            self.made.notices.nulled(Field::ICalUId, Cause::Missing);
        }
        known
    }

    fn master(&mut self, raw: &RawEvent<'_>, id: &str, known_uid: bool) {
        let range = match &raw.recurrence {
            Part::Is(recurrence) => &recurrence.range,
            Part::Wrong => &Part::Wrong,
            Part::Null | Part::Absent => &Part::Absent,
        };
        let text = match range {
            Part::Is(range) => self.text(&range.kind, Some(Field::Recurrence)),
            other => {
                let wrong = matches!(other, Part::Wrong);
                let cause = if wrong {
                    Cause::WrongType
                } else {
                    Cause::Missing
                };
                self.made.notices.nulled(Field::Recurrence, cause);
                return;
            }
        };
        let open_ended = match text {
            Some("noEnd") => true,
            Some("endDate" | "numbered") => false,
            other => {
                let cause = other.map_or(Cause::Missing, |_| Cause::UnknownValue);
                self.made.notices.nulled(Field::Recurrence, cause);
                return;
            }
        };
        let series = self.series(known_uid, id);
        let first = match raw.start {
            Part::Is(_) => self.time(&raw.start, Field::Start),
            Part::Absent | Part::Null | Part::Wrong => None,
        };
        self.made.masters.push(Master {
            series,
            open_ended,
            first,
        });
    }

    fn interval(&mut self, raw: &RawEvent<'_>) -> Result<(Minute, Minute), DropReason> {
        let start = self
            .time(&raw.start, Field::Start)
            .ok_or(DropReason::NoStart)?;
        let end = self.time(&raw.end, Field::End).ok_or(DropReason::NoEnd)?;
        match end.cmp(&start) {
            std::cmp::Ordering::Greater => Ok((start, end)),
            std::cmp::Ordering::Equal => Err(DropReason::ZeroLength),
            std::cmp::Ordering::Less => Err(DropReason::EndBeforeStart),
        }
    }

    fn series(&self, known_uid: bool, master: &str) -> Pseudonym {
        let pseudonyms = self.people.pseudonyms();
        if known_uid {
            pseudonyms.of(Label::Series, &[self.uid.bytes()])
        } else {
            pseudonyms.of(Label::Series, &[b"copy\0", master.as_bytes()])
        }
    }

    /// Keys of the occurrence and of its series. An instance is known by the series and its original start, so that a
    /// move keeps the key; without a UID nothing joins copies.
    fn keys(
        &mut self,
        raw: &RawEvent<'_>,
        kind: EventKind,
        (id, known_uid, start): (&str, bool, Minute),
    ) -> Keys {
        let original_start = self.instant(&raw.original_start, Field::OriginalStart);
        let master = self.text(&raw.master, Some(Field::SeriesMasterId));
        let instance = kind != EventKind::Single;
        let series = match (instance, known_uid, master) {
            (true, true, _) => Some(self.series(true, "")),
            (true, false, Some(master)) => Some(self.series(false, master)),
            _ => None,
        };
        if kind == EventKind::Exception && original_start.is_none() {
            self.made
                .notices
                .nulled(Field::OriginalStart, Cause::Missing);
        }
        let begin = original_start.unwrap_or(start).to_be_bytes();
        let pseudonyms = self.people.pseudonyms();
        let occurrence = match (known_uid, instance) {
            (true, true) => pseudonyms.of(Label::Occurrence, &[self.uid.bytes(), &begin]),
            (true, false) => pseudonyms.of(Label::Occurrence, &[self.uid.bytes()]),
            (false, _) => pseudonyms.of(Label::Occurrence, &[b"copy\0", id.as_bytes()]),
        };
        Keys {
            occurrence,
            series,
            original_start: original_start.filter(|_| instance),
        }
    }

    /// Whether the event is marked as sensitive. A mark that can't be read is one.
    fn is_sensitive(&mut self, raw: &RawEvent<'_>) -> bool {
        let wrong = matches!(raw.sensitivity, Scalar::Wrong | Scalar::Flag(_));
        match self.text(&raw.sensitivity, Some(Field::Sensitivity)) {
            Some("normal") => return false,
            Some("private" | "personal" | "confidential") => return true,
            Some(_) => self
                .made
                .notices
                .nulled(Field::Sensitivity, Cause::UnknownValue),
            None if wrong => {}
            None => self.made.notices.nulled(Field::Sensitivity, Cause::Missing),
        }
        true
    }

    fn bare(&self, (start, end): (Minute, Minute), id: &str, keys: Keys) -> EventFact {
        EventFact {
            copy: self.people.pseudonyms().of(Label::Copy, &[id.as_bytes()]),
            occurrence: keys.occurrence,
            series: keys.series,
            start,
            end,
            original_start: keys.original_start,
            kind: EventKind::Single,
            all_day: false,
            cancelled: false,
            sensitive: false,
            company: false,
            show_as: ShowAs::Unknown,
            own: Response::None,
            organizer: None,
            organizer_domain: None,
            attendees: Vec::new(),
            has_list: false,
            hidden_list: false,
            online: false,
            response_requested: false,
            attachments: None,
            open_ended: None,
            lead_min: None,
            lead_source: None,
            agenda: None,
            body_bucket: None,
            first_seen: self.mailbox.now,
            cancelled_seen: None,
            gone_seen: None,
            moves: 0,
        }
    }

    /// What stays of a sensitive event. Its key joins it to nothing.
    fn opaque(&self, fact: &EventFact, id: &str) -> EventFact {
        let keys = Keys {
            occurrence: self
                .people
                .pseudonyms()
                .of(Label::Occurrence, &[b"copy\0", id.as_bytes()]),
            series: None,
            original_start: None,
        };
        EventFact {
            all_day: fact.all_day,
            cancelled: fact.cancelled,
            cancelled_seen: fact.cancelled_seen,
            company: fact.company,
            show_as: fact.show_as,
            own: fact.own,
            sensitive: true,
            ..self.bare((fact.start, fact.end), id, keys)
        }
    }

    fn add_own(&mut self, raw: &RawEvent<'_>, fact: &mut EventFact) {
        fact.all_day = self.flag(&raw.all_day, Field::IsAllDay).unwrap_or(false);
        fact.cancelled = self
            .flag(&raw.cancelled, Field::IsCancelled)
            .unwrap_or(false);
        fact.cancelled_seen = fact.cancelled.then_some(self.mailbox.now);
        let shown = self.text(&raw.show_as, Some(Field::ShowAs));
        fact.show_as = self
            .chosen(shown, Field::ShowAs, show_as)
            .unwrap_or_default();
        let response = match &raw.response {
            Part::Is(status) => self.text(&status.response, Some(Field::ResponseStatus)),
            part => {
                self.absent(part, Field::ResponseStatus);
                None
            }
        };
        fact.own = match response {
            None => Response::None,
            shown => self
                .chosen(shown, Field::ResponseStatus, own_response)
                .unwrap_or_default(),
        };
        if matches!(raw.is_organizer, Scalar::Flag(true)) {
            fact.own = Response::Organizer;
        }
    }

    /// The lead time; gives back when the invitation was created.
    fn add_lead(&mut self, raw: &RawEvent<'_>, fact: &mut EventFact) -> Option<Minute> {
        let told = self.instant(&raw.created, Field::CreatedDateTime);
        let organizer = self
            .flag(&raw.is_organizer, Field::IsOrganizer)
            .unwrap_or(false);
        let (created, source) = match self.uid.created(self.mailbox.now) {
            Some(created) => (created, LeadSource::GlobalObjectId),
            // On an attendee's copy this is when it arrived.
            None => (told.filter(|_| organizer)?, LeadSource::Created),
        };
        fact.lead_min = Some(fact.start.saturating_sub(created).clamp(LEAD.0, LEAD.1));
        fact.lead_source = Some(source);
        Some(created)
    }

    fn add_bits(&mut self, raw: &RawEvent<'_>, fact: &mut EventFact) {
        fact.online = self
            .flag(&raw.online, Field::IsOnlineMeeting)
            .unwrap_or(false);
        fact.hidden_list = self
            .flag(&raw.hidden_list, Field::HideAttendees)
            .unwrap_or(false);
        fact.response_requested = self
            .flag(&raw.response_requested, Field::ResponseRequested)
            .unwrap_or(false);
        fact.attachments = self.flag(&raw.attachments, Field::HasAttachments);
        if self.flag(&raw.draft, Field::IsDraft) == Some(true) {
            self.made.notices.note(Notice::Draft);
        }
        if raw.term == Looked::Wrong {
            self.made.notices.nulled(Field::Subject, Cause::WrongType);
        }
        match raw.body {
            Looked::Found(body) => {
                fact.agenda = body.agenda(fact.attachments);
                fact.body_bucket = Some(body.bucket());
            }
            Looked::Wrong => self.made.notices.nulled(Field::Body, Cause::WrongType),
            // Without `Calendars.Read` no text is sent: then nothing is known of an agenda.
            Looked::Not if self.bodies == Bodies::Folded => {
                self.made.notices.nulled(Field::Body, Cause::Missing);
            }
            Looked::Not => {}
        }
    }

    fn instant(&mut self, scalar: &Scalar<'_>, field: Field) -> Option<Minute> {
        let text = self.text(scalar, Some(field))?;
        let minute = moment::instant(text);
        if minute.is_none() {
            self.made.notices.nulled(field, Cause::Unreadable);
        }
        minute
    }
}
