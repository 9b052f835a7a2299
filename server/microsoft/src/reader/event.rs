//! What is parsed of an event: these fields, and nothing else of it exists for us.

use std::fmt;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::agenda::Body;
use super::scalar::{List, Part, Scalar, passed_over};
use super::words::Terms;

/// Names of the fields. Everything else is passed over by the parser.
#[derive(Deserialize)]
#[serde(field_identifier, rename_all = "camelCase")]
enum Key {
    Id,
    #[serde(rename = "iCalUId")]
    ICalUId,
    Type,
    SeriesMasterId,
    Start,
    End,
    OriginalStart,
    IsAllDay,
    IsCancelled,
    IsDraft,
    IsOrganizer,
    Organizer,
    Attendees,
    ResponseStatus,
    ResponseRequested,
    ShowAs,
    Sensitivity,
    IsOnlineMeeting,
    HideAttendees,
    HasAttachments,
    CreatedDateTime,
    Recurrence,
    Subject,
    Body,
    #[serde(other)]
    Other,
}

/// An event as it came, borrowed from the page.
#[derive(Debug, Default)]
pub(super) struct RawEvent<'de> {
    pub(super) id: Scalar<'de>,
    pub(super) uid: Scalar<'de>,
    pub(super) kind: Scalar<'de>,
    pub(super) master: Scalar<'de>,
    pub(super) start: Part<RawTime<'de>>,
    pub(super) end: Part<RawTime<'de>>,
    pub(super) original_start: Scalar<'de>,
    pub(super) all_day: Scalar<'de>,
    pub(super) cancelled: Scalar<'de>,
    pub(super) draft: Scalar<'de>,
    pub(super) is_organizer: Scalar<'de>,
    pub(super) organizer: Part<RawRecipient<'de>>,
    pub(super) attendees: List<Part<RawAttendee<'de>>>,
    pub(super) response: Part<RawStatus<'de>>,
    pub(super) response_requested: Scalar<'de>,
    pub(super) show_as: Scalar<'de>,
    pub(super) sensitivity: Scalar<'de>,
    pub(super) online: Scalar<'de>,
    pub(super) hidden_list: Scalar<'de>,
    pub(super) attachments: Scalar<'de>,
    pub(super) created: Scalar<'de>,
    pub(super) recurrence: Part<RawRecurrence<'de>>,
    /// Whether an exclusion term occurs in the subject.
    pub(super) term: Looked<bool>,
    /// What is left of the body.
    pub(super) body: Looked<Body>,
}

/// A text that was looked at and let go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Looked<T> {
    /// Absent, null, or nobody asked.
    #[default]
    Not,
    Found(T),
    /// Another type.
    Wrong,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct RawTime<'a> {
    #[serde(borrow)]
    pub(super) date_time: Scalar<'a>,
    #[serde(borrow)]
    pub(super) time_zone: Scalar<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct RawRecipient<'a> {
    #[serde(borrow)]
    pub(super) email_address: Part<RawEmail<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct RawEmail<'a> {
    #[serde(borrow)]
    pub(super) address: Scalar<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct RawAttendee<'a> {
    #[serde(borrow)]
    pub(super) r#type: Scalar<'a>,
    #[serde(borrow)]
    pub(super) status: Part<RawStatus<'a>>,
    #[serde(borrow)]
    pub(super) email_address: Part<RawEmail<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct RawStatus<'a> {
    #[serde(borrow)]
    pub(super) response: Scalar<'a>,
    #[serde(borrow)]
    pub(super) time: Scalar<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct RawRecurrence<'a> {
    #[serde(borrow)]
    pub(super) range: Part<RawRange<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct RawRange<'a> {
    #[serde(borrow)]
    pub(super) r#type: Scalar<'a>,
}

/// What is asked of texts.
#[derive(Clone, Copy)]
pub(super) struct Looks<'a> {
    /// Terms to look for in the subject; empty: the subject is passed over.
    pub(super) terms: &'a Terms,
    /// Bodies are folded, otherwise passed over.
    pub(super) bodies: bool,
}

/// Takes the elements of a page, one after the other; `None` for one that can't be read.
///
/// Elements are handed over where they are read: a raw event is large, and moving it through the parser would cost more
/// than reading it.
pub(super) trait Take {
    fn take(&mut self, event: Option<RawEvent<'_>>);
}

/// Reads one element of a page and hands it over.
pub(super) struct EventSeed<'a, T> {
    pub(super) looks: Looks<'a>,
    pub(super) to: &'a mut T,
}

impl<'de, T: Take> DeserializeSeed<'de> for EventSeed<'_, T> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, T: Take> Visitor<'de> for EventSeed<'_, T> {
    type Value = ();
    passed_over!(self => self.to.take(None), self.to.take(None); flag text list);
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut event = RawEvent::default();
        while let Some(key) = map.next_key::<Key>()? {
            match key {
                Key::Id => event.id = map.next_value()?,
                Key::ICalUId => event.uid = map.next_value()?,
                Key::Type => event.kind = map.next_value()?,
                Key::SeriesMasterId => event.master = map.next_value()?,
                Key::Start => event.start = map.next_value()?,
                Key::End => event.end = map.next_value()?,
                Key::OriginalStart => event.original_start = map.next_value()?,
                Key::IsAllDay => event.all_day = map.next_value()?,
                Key::IsCancelled => event.cancelled = map.next_value()?,
                Key::IsDraft => event.draft = map.next_value()?,
                Key::IsOrganizer => event.is_organizer = map.next_value()?,
                Key::Organizer => event.organizer = map.next_value()?,
                Key::Attendees => event.attendees = map.next_value()?,
                Key::ResponseStatus => event.response = map.next_value()?,
                Key::ResponseRequested => event.response_requested = map.next_value()?,
                Key::ShowAs => event.show_as = map.next_value()?,
                Key::Sensitivity => event.sensitivity = map.next_value()?,
                Key::IsOnlineMeeting => event.online = map.next_value()?,
                Key::HideAttendees => event.hidden_list = map.next_value()?,
                Key::HasAttachments => event.attachments = map.next_value()?,
                Key::CreatedDateTime => event.created = map.next_value()?,
                Key::Recurrence => event.recurrence = map.next_value()?,
                Key::Subject if !self.looks.terms.is_empty() => {
                    let terms = self.looks.terms;
                    event.term = map.next_value_seed(Look(|text: &str| terms.occur_in(text)))?;
                }
                Key::Body if self.looks.bodies => event.body = map.next_value_seed(BodySeed)?,
                Key::Subject | Key::Body | Key::Other => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        self.to.take(Some(event));
        Ok(())
    }
}

/// Shows a text to a function while the parser passes over it.
struct Look<F>(F);

impl<'de, T, F: FnOnce(&str) -> T> DeserializeSeed<'de> for Look<F> {
    type Value = Looked<T>;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Looked<T>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, T, F: FnOnce(&str) -> T> Visitor<'de> for Look<F> {
    type Value = Looked<T>;
    passed_over!(Looked::Wrong, Looked::Not; flag list object);
    fn visit_str<E: Error>(self, text: &str) -> Result<Looked<T>, E> {
        Ok(Looked::Found((self.0)(text)))
    }
}

#[derive(Deserialize)]
#[serde(field_identifier, rename_all = "camelCase")]
enum BodyKey {
    Content,
    #[serde(other)]
    Other,
}

struct BodySeed;

impl<'de> DeserializeSeed<'de> for BodySeed {
    type Value = Looked<Body>;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Looked<Body>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for BodySeed {
    type Value = Looked<Body>;
    passed_over!(Looked::Wrong, Looked::Not; flag text list);
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Looked<Body>, A::Error> {
        let mut body = Looked::Not;
        while let Some(key) = map.next_key::<BodyKey>()? {
            match key {
                BodyKey::Content => body = map.next_value_seed(Look(Body::of))?,
                BodyKey::Other => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(body)
    }
}
