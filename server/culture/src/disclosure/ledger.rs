//! The ledger: which sets of people numbers were ever published about, in an append-only chain.
//!
//! Each entry carries an HMAC over itself and the one before, so that an entry that was altered, removed, reordered or
//! made without the tenant's key is noticed; the head, kept elsewhere, shows a cut end. People are in it as the first
//! 64 bits of a hash of their pseudonym: enough to see which sets overlap.

use model::culture::Pseudonym;
use model::culture::cell::{Period, Slice};
use ring::{digest, hmac};
use serde::{Deserialize, Serialize};

use super::DisclosureError;
use super::admit::Certificate;
use super::sheet::{Digest, canonical};

/// A person as the ledger knows them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Blind(u64);

impl From<Pseudonym> for Blind {
    fn from(person: Pseudonym) -> Self {
        let mut message = b"anteroom/culture-ledger/1\0".to_vec();
        message.extend(person.0);
        let hash = digest::digest(&digest::SHA256, &message);
        let mut first = [0; 8];
        first.copy_from_slice(&hash.as_ref()[..8]);
        Self(u64::from_be_bytes(first))
    }
}

/// What sums were published of: a column, or the number of people who pass a test.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unknown {
    /// A column of person-weeks.
    Column(u16),
    /// A metric that counts people.
    Test(u16),
}

/// A published set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishedSet {
    /// What it is called.
    pub slice: Slice,
    /// Places in [`System::people`], rising.
    pub members: Vec<u32>,
}

/// Sets published of the same unknowns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct System {
    /// What sums were published of.
    pub unknowns: Vec<Unknown>,
    /// Everybody in one of the sets.
    pub people: Vec<Blind>,
    /// The sets.
    pub sets: Vec<PublishedSet>,
    /// What the auditor found.
    pub certificate: Certificate,
}

/// What one publication tells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// When the numbers are about.
    pub period: Period,
    /// Ids of the strict and the permissive policy.
    pub policies: [Digest; 2],
    /// Whose freeze.
    pub cohort: u32,
    /// The systems of equations.
    pub systems: Vec<System>,
    /// SHA-256 over the seals of all sheets, in the order of the plan.
    pub sheets: Digest,
}

/// A link of the chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// From 1, without gaps.
    pub sequence: u64,
    /// What was published.
    pub statement: Statement,
    /// HMAC-SHA-256 over sequence, statement and the tag before.
    pub tag: Digest,
}

/// The end of a chain: how many entries it has and the last one's tag (zeros for an empty one).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// Number of entries.
    pub count: u64,
    /// Tag of the last one.
    pub tag: Digest,
}

/// A chain whose every link was checked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    entries: Vec<Entry>,
    head: Head,
}

impl Ledger {
    /// Checks all links, oldest first, and that the chain ends at `head`.
    ///
    /// # Errors
    /// [`DisclosureError::Forged`] when a link doesn't fit or the end is another one.
    pub fn verify(
        entries: Vec<Entry>,
        head: Head,
        key: &hmac::Key,
    ) -> Result<Self, DisclosureError> {
        let mut last = Head::default();
        for entry in &entries {
            last = follow(last, entry, key)?;
        }
        if last != head {
            return Err(DisclosureError::Forged);
        }
        Ok(Self { entries, head })
    }

    /// All entries, oldest first.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The end, to be kept apart from the entries.
    #[must_use]
    pub const fn head(&self) -> Head {
        self.head
    }

    /// Whether numbers of this period were published under these policies.
    #[must_use]
    pub fn has(&self, period: Period, policies: &[Digest; 2]) -> bool {
        self.of(period)
            .any(|entry| entry.statement.policies == *policies)
    }

    pub(super) fn of(&self, period: Period) -> impl Iterator<Item = &Entry> {
        self.entries
            .iter()
            .filter(move |entry| entry.statement.period == period)
    }

    /// The entry that would follow.
    pub(super) fn next(&self, statement: Statement, key: &hmac::Key) -> Entry {
        let sequence = self.head.count + 1;
        let message = message(sequence, &statement, &self.head.tag);
        let mut tag = [0; 32];
        tag.copy_from_slice(hmac::sign(key, &message).as_ref());
        Entry {
            sequence,
            statement,
            tag,
        }
    }

    /// Appends an entry that follows the last one.
    ///
    /// # Errors
    /// [`DisclosureError::Forged`] when it doesn't follow.
    pub fn push(&mut self, entry: Entry, key: &hmac::Key) -> Result<(), DisclosureError> {
        self.head = follow(self.head, &entry, key)?;
        self.entries.push(entry);
        Ok(())
    }
}

/// The head after an entry.
fn follow(last: Head, entry: &Entry, key: &hmac::Key) -> Result<Head, DisclosureError> {
    let message = message(entry.sequence, &entry.statement, &last.tag);
    let fits = hmac::verify(key, &message, &entry.tag).is_ok();
    if !fits || entry.sequence != last.count + 1 {
        return Err(DisclosureError::Forged);
    }
    Ok(Head {
        count: entry.sequence,
        tag: entry.tag,
    })
}

fn message(sequence: u64, statement: &Statement, previous: &Digest) -> Vec<u8> {
    let mut message = b"anteroom/culture-ledger-entry/1\0".to_vec();
    message.extend(previous);
    message.extend(sequence.to_be_bytes());
    message.extend(canonical(statement));
    message
}
