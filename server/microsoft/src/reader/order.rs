//! Names of an event's fields. Events of a page tell theirs in the same order, so the name that followed last time is
//! tried first.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, Visitor};

/// The fields that are parsed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Key {
    Id,
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
    /// Everything else is passed over by the parser.
    Other,
}

/// Their names.
const NAMES: [(&str, Key); 24] = [
    ("id", Key::Id),
    ("iCalUId", Key::ICalUId),
    ("type", Key::Type),
    ("seriesMasterId", Key::SeriesMasterId),
    ("start", Key::Start),
    ("end", Key::End),
    ("originalStart", Key::OriginalStart),
    ("isAllDay", Key::IsAllDay),
    ("isCancelled", Key::IsCancelled),
    ("isDraft", Key::IsDraft),
    ("isOrganizer", Key::IsOrganizer),
    ("organizer", Key::Organizer),
    ("attendees", Key::Attendees),
    ("responseStatus", Key::ResponseStatus),
    ("responseRequested", Key::ResponseRequested),
    ("showAs", Key::ShowAs),
    ("sensitivity", Key::Sensitivity),
    ("isOnlineMeeting", Key::IsOnlineMeeting),
    ("hideAttendees", Key::HideAttendees),
    ("hasAttachments", Key::HasAttachments),
    ("createdDateTime", Key::CreatedDateTime),
    ("recurrence", Key::Recurrence),
    ("subject", Key::Subject),
    ("body", Key::Body),
];

/// Which field followed which; the last place stands for the begin and for unknown fields.
#[derive(Debug)]
pub(super) struct Order {
    last: usize,
    after: [usize; NAMES.len() + 1],
}

impl Default for Order {
    fn default() -> Self {
        Self {
            last: NAMES.len(),
            after: [0; NAMES.len() + 1],
        }
    }
}

impl Order {
    /// Another event begins.
    pub(super) const fn begin(&mut self) {
        self.last = NAMES.len();
    }

    fn find(&mut self, name: &str) -> Key {
        let guess = self.after.get(self.last).and_then(|at| NAMES.get(*at));
        if let Some((known, key)) = guess
            && *known == name
        {
            self.last = self.after.get(self.last).copied().unwrap_or(NAMES.len());
            return *key;
        }
        let found = NAMES.iter().position(|(known, _)| *known == name);
        let place = found.unwrap_or(NAMES.len());
        if let Some(after) = self.after.get_mut(self.last).filter(|_| found.is_some()) {
            *after = place;
        }
        self.last = place;
        found
            .and_then(|at| NAMES.get(at))
            .map_or(Key::Other, |(_, key)| *key)
    }
}

impl<'de> DeserializeSeed<'de> for &mut Order {
    type Value = Key;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Key, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for &mut Order {
    type Value = Key;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a field")
    }
    fn visit_str<E: Error>(self, name: &str) -> Result<Key, E> {
        Ok(self.find(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_in_whatever_order_they_come() {
        let mut order = Order::default();
        for shift in [0, 1, 7, 23, 7] {
            order.begin();
            for place in 0..NAMES.len() {
                let (name, key) = NAMES[(place * 5 + shift) % NAMES.len()];
                assert_eq!(order.find("@odata.etag"), Key::Other);
                assert_eq!(order.find(name), key);
                assert_eq!(order.find(name), key, "told twice");
                assert_eq!(order.find(&name.to_uppercase()), Key::Other);
            }
        }
    }
}
