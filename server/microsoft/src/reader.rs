//! From Graph's events to facts: an allow-list by type, pseudonyms, and counts of everything left out.
//!
//! What a fact needs is parsed, all else is passed over by the parser; names, addresses and ids end here.

mod address;
mod agenda;
mod book;
mod changes;
mod event;
mod fact;
mod fill;
mod kept;
mod mark;
mod moment;
mod notice;
mod order;
mod page;
mod people;
mod pseudonym;
mod rules;
mod scalar;
mod uid;
mod words;

use std::borrow::Cow;
use std::collections::HashMap;

use model::culture::fact::{EventFact, EventKind, Minute, Pseudonym};

pub use book::{AddressBook, Known};
pub use changes::{Changes, read_changes};
pub use fact::Master;
pub use kept::KeptEvent;
pub use notice::{Cause, DropReason, Field, Notice, Notices};
pub use page::NotAPage;
pub use people::Sighting;
pub use pseudonym::Pseudonyms;
pub use rules::{Bodies, Mailbox, ReaderRules, Sensitive};
pub use words::Terms;

pub(crate) use address::Canonical;
pub(crate) use scalar::{List, LooseFlag, LooseText, Part};

use self::event::{Looks, RawEvent, Take};
use self::fact::{Assembler, Made};
use self::page::Links;
use self::people::People;
use self::uid::Uid;
use crate::link::{DeltaLink, PageLink};

/// What a page became.
#[derive(Clone, Debug, Default)]
pub struct ReadPage {
    /// The facts, in the order of the page.
    pub facts: Vec<EventFact>,
    /// Series that told about themselves, for occurrences read elsewhere.
    pub masters: Vec<Master>,
    /// Occurrences that an exclusion rule removed: forget other people's copies of them, too.
    pub excluded: Vec<Excluded>,
    /// Copies that a rule removed: they were read and are not gone, so forget them without a trace.
    pub left_out: Vec<Pseudonym>,
    /// People of foreign domains this reader met for the first time.
    pub sightings: Vec<Sighting>,
    /// Everything that was dropped or left out, by reason.
    pub notices: Notices,
    /// Elements of the page, the dropped ones included.
    pub events: u64,
    /// Where the list goes on.
    pub next: Option<PageLink>,
    /// Where the next round of changes begins.
    pub delta: Option<DeltaLink>,
}

/// An occurrence that an exclusion rule removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Excluded {
    /// The same on every copy ([`EventFact::occurrence`]).
    pub occurrence: Pseudonym,
    /// When it begins on this copy.
    pub start: Minute,
}

/// Reads pages of one tenant. Keep it for many mailboxes: it remembers whom addresses stand for.
#[derive(Debug)]
pub struct Reader {
    rules: ReaderRules,
    people: People,
    masters: HashMap<Pseudonym, Master>,
    uid: Uid,
    seen: Vec<Pseudonym>,
}

impl Reader {
    /// A reader by a tenant's rules.
    #[must_use]
    pub fn new(rules: ReaderRules) -> Self {
        let people = People::new(
            rules.pseudonyms.clone(),
            rules.book.clone(),
            &rules.excluded_domains,
        );
        Self {
            rules,
            people,
            masters: HashMap::new(),
            uid: Uid::default(),
            seen: Vec::new(),
        }
    }

    /// The rules it reads by.
    #[must_use]
    pub const fn rules(&self) -> &ReaderRules {
        &self.rules
    }

    /// Reads a page of a calendar view or of series masters.
    ///
    /// What can't be read of an event is counted and left out; an event that can't be read spoils no other.
    ///
    /// # Errors
    /// [`NotAPage`] when the bytes aren't a page at all; nothing of it counts.
    pub fn read(&mut self, bytes: &[u8], mailbox: Mailbox) -> Result<ReadPage, NotAPage> {
        let text = match str::from_utf8(bytes) {
            Ok(text) => Cow::Borrowed(text),
            Err(_) => String::from_utf8_lossy(bytes),
        };
        let (mut made, links) = match self.pass(&text, mailbox, page::at_once) {
            Ok(read) => read,
            Err(NotAPage) => self.pass(&text, mailbox, page::one_by_one)?,
        };
        if matches!(text, Cow::Owned(_)) {
            made.notices.note(Notice::NotUtf8);
        }
        self.know_masters(&made.masters);
        for fact in &mut made.facts {
            self.tell_of_series(fact);
        }
        Ok(ReadPage {
            facts: made.facts,
            masters: made.masters,
            excluded: made.excluded,
            left_out: made.left_out,
            sightings: self.people.take_sightings(),
            notices: made.notices,
            events: made.events,
            next: links.next.map(PageLink::new),
            delta: links.delta.map(DeltaLink::new),
        })
    }

    /// Learns of series what an earlier reading of the same calendar told ([`ReadPage::masters`]).
    pub fn know_masters(&mut self, masters: &[Master]) {
        let known = masters.iter().map(|master| (master.series, *master));
        self.masters.extend(known);
    }

    /// Adds what the series says. An occurrence tells when its series was created: that is a lead time for the first one
    /// alone.
    fn tell_of_series(&self, fact: &mut EventFact) {
        let master = fact.series.and_then(|series| self.masters.get(&series));
        fact.open_ended = master.map(|master| master.open_ended);
        let begin = fact.original_start.unwrap_or(fact.start);
        let first = master.is_some_and(|master| master.first == Some(begin));
        if fact.kind == EventKind::Occurrence && !first {
            fact.lead_min = None;
            fact.lead_source = None;
        }
    }

    /// Forgets the series masters it saw; for the next mailbox, where memory matters.
    pub fn forget_masters(&mut self) {
        self.masters.clear();
    }

    fn pass<'r>(
        &'r mut self,
        text: &str,
        mailbox: Mailbox,
        read: Pass<'r>,
    ) -> Result<(Made, Links), NotAPage> {
        let looks = Looks {
            terms: &self.rules.terms,
            bodies: self.rules.bodies == Bodies::Folded,
        };
        let mut assembler = Assembler {
            people: &mut self.people,
            uid: &mut self.uid,
            seen: &mut self.seen,
            sensitive: self.rules.sensitive,
            bodies: self.rules.bodies,
            mailbox,
            made: Made {
                facts: Vec::with_capacity(PAGE),
                ..Made::default()
            },
        };
        let links = read(text, looks, &mut assembler)?;
        Ok((assembler.made, links))
    }
}

/// Facts of a usual page.
const PAGE: usize = 50;

/// A way to read a page.
type Pass<'r> = fn(&str, Looks<'_>, &mut Assembler<'r>) -> Result<Links, NotAPage>;

impl Take for Assembler<'_> {
    fn take(&mut self, event: Option<&RawEvent<'_>>) {
        Assembler::take(self, event);
    }
}
