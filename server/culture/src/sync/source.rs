//! The seam between what is read and who reads it: Microsoft in the program, a made-up tenant in tests.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use microsoft::reader::ReaderRules;
use model::culture::connector::ConnectorProblem;
use model::culture::kept::KeptEvent;
use model::culture::{EventFact, Pseudonym};
use model::{ObjectId, TenantId, Timestamp};

use super::plan::Window;

/// An answer under way.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, SourceError>> + Send + 'a>>;

/// Why a source brought nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SourceError {
    /// It concerns the whole connector: stop, and look again later.
    #[error("the connector cannot go on: {0}")]
    Connector(ConnectorProblem),
    /// Slow down, for so many seconds where told.
    #[error("asked to slow down")]
    Throttled(Option<u64>),
    /// This mailbox does not exist.
    #[error("no mailbox")]
    NoMailbox,
    /// This mailbox is a room or a piece of equipment.
    #[error("a resource")]
    Resource,
    /// This mailbox may not be read.
    #[error("the mailbox may not be read")]
    Denied,
    /// The stored place in a list is no longer known: begin it anew.
    #[error("the link has expired")]
    LinkExpired,
    /// This one thing failed; it may succeed later.
    #[error("failed: {0}")]
    Failed(ConnectorProblem),
}

/// Whose directory or calendar, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ask {
    /// Tenant.
    pub tenant: TenantId,
    /// Now.
    pub now: Timestamp,
}

/// A person of the directory. Addresses have ended already; the object id is sealed before it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DirectoryUser {
    /// Object id.
    pub oid: ObjectId,
    /// Pseudonyms of all addresses.
    pub addresses: Vec<Pseudonym>,
    /// Pseudonyms of their domains; those of members are the organisation's own.
    pub domains: Vec<Pseudonym>,
    /// Manager, where known.
    pub manager: Option<ObjectId>,
    /// Department, level, location and the like, by name.
    pub attributes: BTreeMap<String, String>,
    /// An enabled member of the organisation: no guest, no disabled account.
    pub member: bool,
}

/// One page of people.
#[derive(Clone, Debug, Default)]
pub struct DirectoryPage {
    /// The people.
    pub users: Vec<DirectoryUser>,
    /// Where the next page is.
    pub next: Option<String>,
}

/// A group of the directory with its members.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DirectoryGroup {
    /// Object id.
    pub oid: ObjectId,
    /// Name.
    pub name: String,
    /// Pseudonyms of its addresses: a list that may be invited.
    pub addresses: Vec<Pseudonym>,
    /// Members, by object id.
    pub members: Vec<ObjectId>,
}

/// Whose members are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MembersOf {
    /// Groups without which the round stops, because they decide whose calendar is read.
    pub needed: Vec<ObjectId>,
    /// Groups that have no members where they may not be read.
    pub wanted: Vec<ObjectId>,
}

/// What is kept of mailbox settings.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Hours {
    /// IANA name of the zone; none for a custom one.
    pub zone: Option<String>,
    /// Working days, Monday is 0.
    pub days: Vec<u8>,
    /// Begin of work in minutes after midnight.
    pub from_min: Option<u16>,
    /// End of work in minutes after midnight.
    pub to_min: Option<u16>,
}

/// The settings of one mailbox.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MailboxSettings {
    /// Time zone and working hours.
    pub hours: Hours,
    /// A room, a piece of equipment, or anything else that isn't a person.
    pub resource: bool,
}

/// Whose calendar.
#[derive(Clone, Debug)]
pub struct CalendarAsk {
    /// Tenant and time.
    pub ask: Ask,
    /// Object id of the owner.
    pub oid: ObjectId,
    /// The owner.
    pub owner: Pseudonym,
    /// How the tenant wants calendars to be read.
    pub rules: Arc<ReaderRules>,
    /// How to know which series have no end.
    pub series: Series,
}

/// How it is known which series have no end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Series {
    /// They are asked for, and remembered for the steps back that follow.
    Begun,
    /// As remembered, which saves a request; asked for where nothing is remembered.
    Remembered,
    /// They are asked for; no older weeks follow.
    Asked,
}

/// A window of one calendar, read to its end.
#[derive(Clone, Debug, Default)]
pub struct WindowRead {
    /// The events.
    pub facts: Vec<EventFact>,
    /// Copies that a rule of the organisation leaves out, though they are in the calendar.
    pub left_out: Vec<Pseudonym>,
    /// Occurrences that a rule of the organisation keeps out of every calendar (week of the begin, occurrence).
    pub excluded: Vec<(i32, Pseudonym)>,
    /// What was dropped or left out, by reason.
    pub counted: BTreeMap<String, u64>,
    /// People of foreign domains met (domain, person).
    pub foreign: Vec<(Pseudonym, Pseudonym)>,
}

/// What a round of changes says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChangesRead {
    /// Whether anything changed since the link was made.
    pub changed: bool,
    /// Where the next round begins; none where the permission does not allow rounds: then the window is read each time.
    pub link: Option<String>,
}

/// Where people and calendars come from.
pub trait Source: Send + Sync + 'static {
    /// One page of people; the first without a link.
    fn users(&self, ask: Ask, link: Option<String>) -> Answer<'_, DirectoryPage>;

    /// All groups, with the members of those asked for.
    fn groups(&self, ask: Ask, of: MembersOf) -> Answer<'_, Vec<DirectoryGroup>>;

    /// The settings of some mailboxes, in the order of the people; default ones where they can't be read.
    fn mailboxes(&self, ask: Ask, people: Vec<ObjectId>) -> Answer<'_, Vec<MailboxSettings>>;

    /// Everything in a window of one calendar.
    fn window(&self, ask: CalendarAsk, window: Window) -> Answer<'_, WindowRead>;

    /// Events of a window beside what would be stored of them, at most some two hundred. Remembers nothing.
    fn kept(&self, ask: CalendarAsk, window: Window) -> Answer<'_, Vec<KeptEvent>>;

    /// Whether anything in a window changed since the link was made. Without a link: begins to watch the window.
    fn changes(&self, ask: CalendarAsk, watch: Watch) -> Answer<'_, ChangesRead>;
}

/// What is watched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Watch {
    /// The window; fixed in the link from its first round on.
    pub window: Window,
    /// Where the round begins.
    pub link: Option<String>,
}
