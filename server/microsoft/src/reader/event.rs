//! What is parsed of an event: these fields, and nothing else of it exists for us.

use std::fmt;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::agenda::Body;
use super::fill::{Place, Refill, fill};
use super::order::{Key, Order};
use super::scalar::{List, Part, Scalar, passed_over};
use super::words::Terms;

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

#[derive(Debug, Default)]
pub(super) struct RawTime<'de> {
    pub(super) date_time: Scalar<'de>,
    pub(super) time_zone: Scalar<'de>,
}
fill!(RawTime { date_time = "dateTime", time_zone = "timeZone" });

#[derive(Debug, Default)]
pub(super) struct RawRecipient<'de> {
    pub(super) email_address: Part<RawEmail<'de>>,
}
fill!(RawRecipient { email_address = "emailAddress" });

#[derive(Debug, Default)]
pub(super) struct RawEmail<'de> {
    pub(super) address: Scalar<'de>,
}
fill!(RawEmail { address = "address" });

#[derive(Debug, Default)]
pub(super) struct RawAttendee<'de> {
    pub(super) part: Scalar<'de>,
    pub(super) status: Part<RawStatus<'de>>,
    pub(super) email_address: Part<RawEmail<'de>>,
}
fill!(RawAttendee { part = "type", status = "status", email_address = "emailAddress" });

#[derive(Debug, Default)]
pub(super) struct RawStatus<'de> {
    pub(super) response: Scalar<'de>,
    pub(super) time: Scalar<'de>,
}
fill!(RawStatus { response = "response", time = "time" });

#[derive(Debug, Default)]
pub(super) struct RawRecurrence<'de> {
    pub(super) range: Part<RawRange<'de>>,
}
fill!(RawRecurrence { range = "range" });

#[derive(Debug, Default)]
pub(super) struct RawRange<'de> {
    pub(super) kind: Scalar<'de>,
}
fill!(RawRange { kind = "type" });

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
    fn take(&mut self, event: Option<&RawEvent<'_>>);
}

/// What reading one event leaves for the next one of the page.
#[derive(Debug, Default)]
pub(super) struct Spare<'de> {
    order: Order,
    /// Room for attendees.
    attendees: Vec<Part<RawAttendee<'de>>>,
}

/// Reads one element of a page and hands it over.
pub(super) struct EventSeed<'a, 'de, T> {
    pub(super) looks: Looks<'a>,
    pub(super) spare: &'a mut Spare<'de>,
    pub(super) to: &'a mut T,
}

impl<'de, T: Take> DeserializeSeed<'de> for EventSeed<'_, 'de, T> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, T: Take> Visitor<'de> for EventSeed<'_, 'de, T> {
    type Value = ();
    passed_over!(self => self.to.take(None), self.to.take(None); flag text list);
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut event = RawEvent::default();
        let Spare { order, attendees } = self.spare;
        order.begin();
        while let Some(key) = map.next_key_seed(&mut *order)? {
            match key {
                Key::Id => map.next_value_seed(Place(&mut event.id))?,
                Key::ICalUId => map.next_value_seed(Place(&mut event.uid))?,
                Key::Type => map.next_value_seed(Place(&mut event.kind))?,
                Key::SeriesMasterId => map.next_value_seed(Place(&mut event.master))?,
                Key::Start => map.next_value_seed(Place(&mut event.start))?,
                Key::End => map.next_value_seed(Place(&mut event.end))?,
                Key::OriginalStart => map.next_value_seed(Place(&mut event.original_start))?,
                Key::IsAllDay => map.next_value_seed(Place(&mut event.all_day))?,
                Key::IsCancelled => map.next_value_seed(Place(&mut event.cancelled))?,
                Key::IsDraft => map.next_value_seed(Place(&mut event.draft))?,
                Key::IsOrganizer => map.next_value_seed(Place(&mut event.is_organizer))?,
                Key::Organizer => map.next_value_seed(Place(&mut event.organizer))?,
                Key::Attendees => {
                    let room = std::mem::take(attendees);
                    map.next_value_seed(Refill(&mut event.attendees, room))?;
                }
                Key::ResponseStatus => map.next_value_seed(Place(&mut event.response))?,
                Key::ResponseRequested => {
                    map.next_value_seed(Place(&mut event.response_requested))?;
                }
                Key::ShowAs => map.next_value_seed(Place(&mut event.show_as))?,
                Key::Sensitivity => map.next_value_seed(Place(&mut event.sensitivity))?,
                Key::IsOnlineMeeting => map.next_value_seed(Place(&mut event.online))?,
                Key::HideAttendees => map.next_value_seed(Place(&mut event.hidden_list))?,
                Key::HasAttachments => map.next_value_seed(Place(&mut event.attachments))?,
                Key::CreatedDateTime => map.next_value_seed(Place(&mut event.created))?,
                Key::Recurrence => map.next_value_seed(Place(&mut event.recurrence))?,
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
        self.to.take(Some(&event));
        if let List::Is(mut list) = event.attendees {
            list.clear();
            *attendees = list;
        }
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
