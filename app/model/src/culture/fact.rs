//! What is kept of one event on one calendar: pseudonyms, times, counts and derived bits.
//!
//! A fact holds no field of Graph's event as text. It is made by the reader in crate `microsoft`, inside which
//! addresses and ids end; everything above knows people by [`Pseudonym`] alone.

use std::fmt;

use serde::{Deserialize, Serialize};

/// An instant in whole minutes since 1970-01-01T00:00Z, seconds dropped.
pub type Minute = i32;

/// A keyed pseudonym: the first 128 bits of an HMAC-SHA-256 under a key of the tenant and a label of the kind.
///
/// Equal for equal things of one tenant and one kind; says nothing without the tenant's key.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Pseudonym(pub [u8; 16]);

impl fmt::Display for Pseudonym {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Pseudonym {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Graph's `type` of an event that can be counted. A series master is never a fact: its times repeat those of its
/// first occurrence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    /// `singleInstance`.
    Single,
    /// `occurrence` of a series.
    Occurrence,
    /// `exception`: an occurrence that was changed by itself.
    Exception,
}

/// Graph's `showAs` of the person's own copy.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ShowAs {
    /// `free`
    Free,
    /// `tentative`
    Tentative,
    /// `busy`
    Busy,
    /// `oof`: out of office.
    OutOfOffice,
    /// `workingElsewhere`
    WorkingElsewhere,
    /// `unknown`, or a value of a later Graph.
    #[default]
    Unknown,
}

/// An answer to an invitation. Graph's `none` and `notResponded` are one class.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Response {
    /// No answer.
    #[default]
    None,
    /// `organizer`: the copy's owner called the meeting. Not a response; only used for one's own.
    Organizer,
    /// `accepted`
    Accepted,
    /// `tentativelyAccepted`
    Tentative,
    /// `declined`
    Declined,
}

/// Whether an attendee was asked to come or free to come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// `required`
    #[default]
    Required,
    /// `optional`
    Optional,
}

/// Where a person belongs, judged by the domain of the address against the tenant's verified domains.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Domain {
    /// One of the tenant's verified domains.
    Internal,
    /// A foreign domain, under its own pseudonym (label `domain/v1`).
    External(Pseudonym),
    /// A foreign domain with too few addresses to be told from a name, or an address without a domain.
    ExternalSmall,
}

/// Where the lead time was taken from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LeadSource {
    /// The creation time inside the event's global object id (MS-OXOCAL 2.2.1.27).
    GlobalObjectId,
    /// `createdDateTime` of the organiser's copy.
    Created,
}

/// A person at a meeting, as one copy of it lists them. Rooms and equipment are dropped by the reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Attendee {
    /// The person. `None` when they opted out: an uncounted head.
    pub person: Option<Pseudonym>,
    /// Their side of the fence.
    pub domain: Domain,
    /// Asked or free to come.
    pub part: Part,
    /// Their answer, never [`Response::Organizer`].
    pub response: Response,
    /// Minutes from the creation of the invitation to the answer; `None` without an answer or a known creation.
    pub response_delay_min: Option<i32>,
}

/// What is kept of one event on one person's calendar (a *copy*).
///
/// A meeting has a copy on each participant's calendar; copies share [`EventFact::occurrence`].
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct EventFact {
    /// Recognises this copy at the next reading (label `copy/v1` over Graph's immutable id).
    pub copy: Pseudonym,
    /// The same on every copy of one occurrence, also after it was moved (label `occ/v1`).
    pub occurrence: Pseudonym,
    /// The same on every occurrence of one series (label `series/v1`); `None` for a single event.
    pub series: Option<Pseudonym>,
    /// Begin.
    pub start: Minute,
    /// End, after [`EventFact::start`]; the reader drops and counts others.
    pub end: Minute,
    /// Begin before an occurrence was moved, where Graph tells it.
    pub original_start: Option<Minute>,
    /// Single, occurrence or exception.
    pub kind: EventKind,
    /// `isAllDay`
    pub all_day: bool,
    /// `isCancelled`
    pub cancelled: bool,
    /// `private`, `personal` or `confidential`: only times, `show_as`, `own` and `company` are kept beside it.
    pub sensitive: bool,
    /// At least two people take part. For a sensitive event this is all that's kept about attendance.
    pub company: bool,
    /// `showAs` of this copy.
    pub show_as: ShowAs,
    /// The copy's owner's own response.
    pub own: Response,
    /// The organiser; `None` where unknown, opted out or sensitive.
    pub organizer: Option<Pseudonym>,
    /// Where the organiser belongs; `None` where unknown or sensitive.
    pub organizer_domain: Option<Domain>,
    /// The others, organiser excluded, each once, in the order of the copy. On an attendee's copy this may be
    /// incomplete ([`EventFact::hidden_list`]).
    pub attendees: Vec<Attendee>,
    /// An attendee is a distribution list or group: sizes are lower bounds.
    pub has_list: bool,
    /// `hideAttendees`: only the organiser's copy knows who comes.
    pub hidden_list: bool,
    /// `isOnlineMeeting`
    pub online: bool,
    /// `responseRequested`
    pub response_requested: bool,
    /// `hasAttachments`; `None` where the permission doesn't show it.
    pub attachments: Option<bool>,
    /// The series has no end date; `None` for single events and where the master wasn't seen.
    pub open_ended: Option<bool>,
    /// Minutes from creation to begin, clamped to -1,440 ..= 576,000; `None` where unknown, and for every
    /// [`EventKind::Occurrence`] that isn't known to be the first of its series: it reports the creation of the series.
    pub lead_min: Option<i32>,
    /// Where [`EventFact::lead_min`] was taken from.
    pub lead_source: Option<LeadSource>,
    /// An agenda was found; `None` where bodies aren't read.
    pub agenda: Option<bool>,
    /// Length class of the text left of the body: 0 = 0, 1 = 1 to 39, 2 = 40 to 199, 3 = 200 to 999, 4 = 1,000 or more.
    pub body_bucket: Option<u8>,
    /// When this copy was first read.
    pub first_seen: Minute,
    /// When this copy was first read as cancelled.
    pub cancelled_seen: Option<Minute>,
    /// When this copy was first missing although its window was read.
    pub gone_seen: Option<Minute>,
    /// How often the begin was seen to change.
    pub moves: u16,
}
