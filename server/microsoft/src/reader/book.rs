//! Who is behind an address: pseudonyms of addresses beside pseudonyms of people, no address itself.

use std::collections::{HashMap, HashSet};

use model::culture::fact::{Domain, Pseudonym};

/// What the directory knows about an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// A person, by the pseudonym of their object id.
    Person(Pseudonym),
    /// A person who opted out: a head, no more.
    OptedOut(Pseudonym),
    /// A distribution list or group: one invitee of unknown size.
    List,
    /// A room or a piece of equipment: nobody.
    Resource,
}

/// The directory of a tenant as the reader needs it. All keys are pseudonyms under the tenant's key.
#[derive(Clone, Debug, Default)]
pub struct AddressBook {
    known: HashMap<Pseudonym, Known>,
    internal: HashSet<Pseudonym>,
    ample: HashSet<Pseudonym>,
}

impl AddressBook {
    /// An empty book: everybody is foreign, and every foreign domain is small.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Enters an address under its pseudonym ([`super::Pseudonyms::address`]). A later entry replaces an earlier one.
    pub fn enter(&mut self, address: Pseudonym, known: Known) {
        self.known.insert(address, known);
    }

    /// Enters one of the tenant's verified domains under its pseudonym ([`super::Pseudonyms::domain`]).
    pub fn enter_internal(&mut self, domain: Pseudonym) {
        self.internal.insert(domain);
    }

    /// Enters a foreign domain in which so many addresses were seen that its name is nobody's.
    pub fn enter_ample(&mut self, domain: Pseudonym) {
        self.ample.insert(domain);
    }

    /// How many addresses are entered.
    #[must_use]
    pub fn len(&self) -> usize {
        self.known.len()
    }

    /// Whether no address is entered.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    pub(super) fn known(&self, address: Pseudonym) -> Option<Known> {
        self.known.get(&address).copied()
    }

    pub(super) fn domain(&self, domain: Pseudonym) -> Domain {
        if self.internal.contains(&domain) {
            Domain::Internal
        } else if self.ample.contains(&domain) {
            Domain::External(domain)
        } else {
            Domain::ExternalSmall
        }
    }
}
