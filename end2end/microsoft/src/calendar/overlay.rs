//! What `/_control` changed of the calendars of a tenant, revision by revision.

use std::borrow::Cow;
use std::ops::Range;

use super::chance::mix;
use super::custom::Added;
use super::key::Key;
use super::occasion::{Kind, Occasion, Party, Topic};
use super::respond::{Answer, Response};
use super::{DAY_MIN, Moment};

/// Added events and changes, in the order they were made.
#[derive(Debug, Default)]
pub(crate) struct Overlay {
    added: Vec<Added>,
    edits: Vec<Edit>,
    revision: u32,
}

#[derive(Debug)]
struct Edit {
    revision: u32,
    key: Key,
    at_ms: i64,
    change: Change,
}

/// A change of one event. Of a series as a whole only cancelling and removing.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Change {
    /// Begins and ends at other minutes.
    Move {
        /// New begin.
        start: i32,
        /// New end.
        end: i32,
    },
    /// The organiser cancels it.
    Cancel,
    /// It vanishes from every mailbox without a word.
    Remove,
    /// A person answers.
    Respond {
        /// Number of the person.
        person: u32,
        /// The answer.
        response: Response,
    },
}

impl Overlay {
    /// How many changes were made.
    pub(crate) fn revision(&self) -> u32 {
        self.revision
    }

    /// Adds an event; `added.revision` is set here.
    pub(crate) fn add(&mut self, mut added: Added) -> Key {
        self.revision += 1;
        added.revision = self.revision;
        let number = u32::try_from(self.added.len()).unwrap_or(u32::MAX);
        let series = added.every_days.is_some();
        self.added.push(added);
        if series {
            Key::AddedMaster(number)
        } else {
            Key::Added(number)
        }
    }

    /// Changes an event from now on.
    pub(crate) fn edit(&mut self, key: Key, at_ms: i64, change: Change) {
        self.revision += 1;
        self.edits.push(Edit {
            revision: self.revision,
            key,
            at_ms,
            change,
        });
    }

    fn edits_until(&self, at: Moment) -> impl Iterator<Item = &Edit> {
        self.edits
            .iter()
            .filter(move |edit| edit.revision <= at.revision)
    }

    /// Applies the changes up to a moment. False when the event is gone.
    pub(crate) fn apply(&self, made: &mut Occasion<'_>, at: Moment) -> bool {
        let master = made.key.master();
        for edit in self.edits_until(at) {
            let whole = master == Some(edit.key);
            if edit.key != made.key && !whole {
                continue;
            }
            match edit.change {
                Change::Remove => return false,
                Change::Cancel => made.cancelled_ms = Some(edit.at_ms),
                Change::Move { start, end } if !whole => {
                    made.start = start;
                    made.end = end;
                    made.moved_ms = Some(edit.at_ms);
                    if made.kind == Kind::Occurrence {
                        made.kind = Kind::Exception;
                    }
                }
                Change::Move { .. } | Change::Respond { .. } => {}
            }
        }
        true
    }

    /// What a person was made to answer.
    pub(crate) fn answer_of(&self, key: Key, person: u32, at: Moment) -> Option<Answer> {
        let told = self
            .edits_until(at)
            .filter(|edit| edit.key == key || key.master() == Some(edit.key));
        told.filter_map(|edit| match edit.change {
            Change::Respond {
                person: who,
                response,
            } if who == person => Some(Answer {
                response,
                at_ms: (response != Response::None).then_some(edit.at_ms),
            }),
            _ => None,
        })
        .last()
    }

    /// Events that were moved, perhaps far.
    pub(crate) fn moved_keys(&self, at: Moment) -> Vec<Key> {
        self.edits_until(at)
            .filter(|edit| matches!(edit.change, Change::Move { .. }))
            .map(|edit| edit.key)
            .collect()
    }

    /// Added events of a person that may overlap a window.
    pub(crate) fn added_keys(&self, person: u32, window: &Range<i32>, at: Moment) -> Vec<Key> {
        let mut keys = Vec::new();
        for (id, added) in (0_u32..).zip(&self.added) {
            let own = added.organiser == Party::Person(person) || added.members.contains(&person);
            if own && added.revision <= at.revision {
                for number in added.numbers(window) {
                    keys.push(match added.every_days {
                        Some(_) => Key::AddedOccurrence(id, number),
                        None => Key::Added(id),
                    });
                }
            }
        }
        keys
    }

    /// An added event as it was made.
    pub(crate) fn added(&self, key: Key, at: Moment) -> Option<Occasion<'_>> {
        let (id, number, kind) = match key {
            Key::Added(id) => (id, 0, Kind::Single),
            Key::AddedMaster(id) => (id, 0, Kind::Master),
            Key::AddedOccurrence(id, number) => (id, number, Kind::Occurrence),
            _ => return None,
        };
        let added = self.added.get(id as usize)?;
        let planned = added.count.is_none_or(|count| number < count);
        if added.revision > at.revision || number < 0 || !planned {
            return None;
        }
        let later = number * added.every_days.unwrap_or(0) * DAY_MIN;
        let roll = mix([0xADD, u64::from(id), u64::from(number.cast_unsigned())]);
        Some(Occasion {
            key,
            kind,
            roll,
            answers: roll,
            organiser: added.organiser,
            members: Cow::Borrowed(&added.members),
            listed: added.members.len(),
            outsiders: added.outsiders.clone(),
            room: added.room,
            list: None,
            start: added.start + later,
            end: added.end + later,
            original: added.start + later,
            all_day: added.all_day,
            created_ms: added.created_ms,
            moved_ms: None,
            cancelled_ms: None,
            hidden: added.hidden,
            online: added.online,
            agenda: false,
            attachment: false,
            draft: false,
            sensitivity: added.sensitivity,
            show_as: added.show_as,
            topic: Topic::Meeting,
            custom: Some(added),
        })
    }

    /// The added series behind a master, for its pattern.
    pub(crate) fn added_series(&self, id: u32) -> Option<&Added> {
        self.added.get(id as usize)
    }
}
