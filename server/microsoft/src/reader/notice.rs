//! What was dropped or left out, counted by reason: nothing is guessed silently.

use std::collections::BTreeMap;

/// A field of an event that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// `type`
    Type,
    /// `iCalUId`
    ICalUId,
    /// `seriesMasterId`
    SeriesMasterId,
    /// `start`
    Start,
    /// `end`
    End,
    /// `originalStart`
    OriginalStart,
    /// `isAllDay`
    IsAllDay,
    /// `isCancelled`
    IsCancelled,
    /// `isDraft`
    IsDraft,
    /// `isOrganizer`
    IsOrganizer,
    /// `organizer`
    Organizer,
    /// `attendees`
    Attendees,
    /// `attendees[].type`
    AttendeeType,
    /// `attendees[].status.response`
    AttendeeResponse,
    /// `attendees[].status.time`
    AttendeeTime,
    /// `attendees[].emailAddress.address`
    AttendeeAddress,
    /// `responseStatus`
    ResponseStatus,
    /// `responseRequested`
    ResponseRequested,
    /// `showAs`
    ShowAs,
    /// `sensitivity`
    Sensitivity,
    /// `isOnlineMeeting`
    IsOnlineMeeting,
    /// `hideAttendees`
    HideAttendees,
    /// `hasAttachments`
    HasAttachments,
    /// `createdDateTime`
    CreatedDateTime,
    /// `recurrence.range.type`
    Recurrence,
    /// `subject`, looked through for the tenant's exclusion terms only.
    Subject,
    /// `body.content`, folded into the agenda bit only.
    Body,
}

impl Field {
    /// Graph's name of the field.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Type => "type",
            Self::ICalUId => "iCalUId",
            Self::SeriesMasterId => "seriesMasterId",
            Self::Start => "start",
            Self::End => "end",
            Self::OriginalStart => "originalStart",
            Self::IsAllDay => "isAllDay",
            Self::IsCancelled => "isCancelled",
            Self::IsDraft => "isDraft",
            Self::IsOrganizer => "isOrganizer",
            Self::Organizer => "organizer",
            Self::Attendees => "attendees",
            Self::AttendeeType => "attendees.type",
            Self::AttendeeResponse => "attendees.status.response",
            Self::AttendeeTime => "attendees.status.time",
            Self::AttendeeAddress => "attendees.emailAddress.address",
            Self::ResponseStatus => "responseStatus",
            Self::ResponseRequested => "responseRequested",
            Self::ShowAs => "showAs",
            Self::Sensitivity => "sensitivity",
            Self::IsOnlineMeeting => "isOnlineMeeting",
            Self::HideAttendees => "hideAttendees",
            Self::HasAttachments => "hasAttachments",
            Self::CreatedDateTime => "createdDateTime",
            Self::Recurrence => "recurrence.range.type",
            Self::Subject => "subject",
            Self::Body => "body.content",
        }
    }
}

/// Why a field was left empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cause {
    /// Needed, and not there or null.
    Missing,
    /// Of another JSON type.
    WrongType,
    /// A value that nobody knows, perhaps of a later Graph.
    UnknownValue,
    /// Not of the form of a time, or out of range.
    Unreadable,
    /// A time zone that nobody knows.
    UnknownZone,
    /// Longer than any such value is.
    TooLong,
}

impl Cause {
    /// Our short key of the cause.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::WrongType => "wrong_type",
            Self::UnknownValue => "unknown_value",
            Self::Unreadable => "unreadable",
            Self::UnknownZone => "unknown_zone",
            Self::TooLong => "too_long",
        }
    }
}

/// Why an event was dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DropReason {
    /// Not an object, or not readable as one.
    Unreadable,
    /// Without an id it can't be recognised.
    NoId,
    /// Without a readable start.
    NoStart,
    /// Without a readable end.
    NoEnd,
    /// The end lies before the start.
    EndBeforeStart,
    /// Start and end are the same minute.
    ZeroLength,
    /// A sensitive event, where the tenant drops those.
    Sensitive,
    /// An exclusion term of the tenant occurs in the subject.
    ExcludedTerm,
    /// Somebody of an excluded domain takes part.
    ExcludedDomain,
}

impl DropReason {
    /// Our short key of the reason.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable",
            Self::NoId => "no_id",
            Self::NoStart => "no_start",
            Self::NoEnd => "no_end",
            Self::EndBeforeStart => "end_before_start",
            Self::ZeroLength => "zero_length",
            Self::Sensitive => "sensitive",
            Self::ExcludedTerm => "excluded_term",
            Self::ExcludedDomain => "excluded_domain",
        }
    }
}

/// One thing to report about a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Notice {
    /// An event was dropped.
    Dropped(DropReason),
    /// A field was left empty.
    Nulled(Field, Cause),
    /// An attendee without a readable address; kept as a head.
    NamelessAttendee,
    /// A change of the organiser's that wasn't sent to the attendees yet; the event is kept.
    Draft,
    /// The page held bytes that are no UTF-8; they were replaced before reading.
    NotUtf8,
}

/// Notices with how often each occurred.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notices(BTreeMap<Notice, u64>);

impl Notices {
    /// How often a notice occurred.
    #[must_use]
    pub fn count(&self, notice: Notice) -> u64 {
        self.0.get(&notice).copied().unwrap_or(0)
    }

    /// How many events were dropped, for any reason.
    #[must_use]
    pub fn dropped(&self) -> u64 {
        let dropped = self
            .0
            .iter()
            .filter(|(notice, _)| matches!(notice, Notice::Dropped(_)));
        dropped.map(|(_, count)| count).sum()
    }

    /// Every notice that occurred, with its count.
    pub fn iter(&self) -> impl Iterator<Item = (Notice, u64)> {
        self.0.iter().map(|(notice, count)| (*notice, *count))
    }

    /// Whether there is nothing to report.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds the counts of another page.
    pub fn add(&mut self, other: &Self) {
        for (notice, count) in other.iter() {
            *self.0.entry(notice).or_default() += count;
        }
    }

    #[cold]
    pub(super) fn note(&mut self, notice: Notice) {
        *self.0.entry(notice).or_default() += 1;
    }

    pub(super) fn nulled(&mut self, field: Field, cause: Cause) {
        self.note(Notice::Nulled(field, cause));
    }
}
