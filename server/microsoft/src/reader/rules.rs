//! What a tenant decided about reading.

use std::sync::Arc;

use model::culture::fact::{Minute, Pseudonym};

use super::book::AddressBook;
use super::pseudonym::Pseudonyms;
use super::words::Terms;

/// What becomes of events marked private, personal or confidential.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sensitive {
    /// Dropped and counted.
    Drop,
    /// Kept as an interval with the owner's own response, `showAs` and one bit of company.
    #[default]
    Opaque,
}

/// Whether bodies are folded into the agenda bit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Bodies {
    /// Passed over.
    #[default]
    Unread,
    /// Folded; needs `Calendars.Read`.
    Folded,
}

/// The rules of one tenant. Begin with [`ReaderRules::new`] and change fields.
#[derive(Clone, Debug)]
pub struct ReaderRules {
    /// Makes the tenant's pseudonyms.
    pub pseudonyms: Pseudonyms,
    /// Its directory.
    pub book: Arc<AddressBook>,
    /// Private events.
    pub sensitive: Sensitive,
    /// Meetings whose subject holds one of these are dropped; empty: subjects are neither asked for nor looked at.
    pub terms: Terms,
    /// Meetings with somebody of these domains, or of domains below them, are dropped.
    pub excluded_domains: Vec<String>,
    /// The agenda bit.
    pub bodies: Bodies,
}

impl ReaderRules {
    /// Sensitive events opaque, nothing excluded, no texts.
    #[must_use]
    pub fn new(pseudonyms: Pseudonyms, book: Arc<AddressBook>) -> Self {
        Self {
            pseudonyms,
            book,
            sensitive: Sensitive::default(),
            terms: Terms::default(),
            excluded_domains: Vec::new(),
            bodies: Bodies::default(),
        }
    }
}

/// Whose calendar a page is from, and when it's read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mailbox {
    /// The owner.
    pub owner: Pseudonym,
    /// Now.
    pub now: Minute,
}
