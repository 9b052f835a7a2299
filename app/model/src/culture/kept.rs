//! "What we keep": one event of one's own calendar, what Graph sent beside what would be stored. Nothing of it is stored.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::connector::ConnectorProblem;
use super::fact::{Attendee, Domain, Pseudonym};
use crate::Timestamp;

/// One thing that would be stored of a field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stored {
    /// As it is: a time, a word of a closed list, a pseudonym.
    Value(String),
    /// One bit.
    Bit(bool),
    /// The pseudonym of the series.
    Series(Pseudonym),
    /// Whether the series goes on without an end.
    OpenEnded(bool),
    /// Minutes from the creation of the event to its begin.
    CreatedBefore(i32),
    /// Where somebody belongs.
    Belongs(Domain),
    /// An attendee.
    Attendee(Attendee),
    /// Whether at least two people take part: all that is kept of the people of a sensitive event.
    Company(bool),
    /// Whether the text held an agenda.
    Agenda(bool),
    /// How long the text was: one of five classes, 0 to 4.
    LengthClass(u8),
}

/// One field.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptRow {
    /// Graph's name of the field.
    pub field: String,
    /// What Graph sent, as JSON; `None` where it wasn't sent. Shown to the calendar's owner alone.
    pub sent: Option<String>,
    /// What would be stored of it; empty: nothing.
    pub stored: Vec<Stored>,
}

/// Without what was sent, which belongs in no log.
impl fmt::Debug for KeptRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeptRow({})", self.field)
    }
}

/// One event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptEvent {
    /// Begin; `None` where the event would be left out.
    pub begin: Option<Timestamp>,
    /// Length in minutes; `None` where the event would be left out.
    pub length_min: Option<i32>,
    /// Its fields, in a fixed order.
    pub rows: Vec<KeptRow>,
    /// What would be left out or repaired, by reason as on the connector's page.
    pub counted: Vec<(String, u64)>,
}

/// An event to choose, told by its time alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptChoice {
    /// Begin; `None` where the event would be left out.
    pub begin: Option<Timestamp>,
    /// Length in minutes; `None` where the event would be left out.
    pub length_min: Option<i32>,
}

/// What the page shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum KeptPage {
    /// The calendar connector is off: nothing is read, not even for this page.
    Off,
    /// Whoever asks has no mailbox, or one that the application may not see.
    NoMailbox,
    /// No event in these weeks.
    NoEvent,
    /// Why nothing could be read.
    Problem(ConnectorProblem),
    /// Events to choose from, by begin; those that would be left out come last.
    Ready {
        /// All of them.
        choices: Vec<KeptChoice>,
        /// Place of the one that is shown.
        chosen: usize,
        /// That one.
        event: KeptEvent,
    },
}
