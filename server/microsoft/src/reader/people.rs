//! From an address to a person, quickly: most addresses of a page were met before.

use std::collections::{HashMap, HashSet};
use std::hash::BuildHasherDefault;
use std::sync::Arc;

use model::culture::fact::{Domain, Pseudonym};

use super::address::{Canonical, normal_domain};
use super::book::{AddressBook, Known};
use super::mark::{AsIs, Mark, Marker};
use super::pseudonym::{Label, Pseudonyms};

/// Most addresses that are remembered; a full memory begins anew.
const MEMORY: usize = 200_000;

/// What an address stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Somebody {
    pub(super) person: Pseudonym,
    pub(super) role: Role,
    pub(super) domain: Domain,
    /// The tenant excludes meetings with people of this domain.
    pub(super) excluded: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Person,
    OptedOut,
    List,
    Resource,
}

/// A person of a foreign domain, met for the first time by this reader.
///
/// Callers count the different people of a domain to learn which domains are ample.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Sighting {
    /// The domain (label `domain/v1`).
    pub domain: Pseudonym,
    /// The person.
    pub person: Pseudonym,
}

/// Finds people. Remembers addresses by keyed hashes, not by their text.
#[derive(Debug)]
pub(super) struct People {
    pseudonyms: Pseudonyms,
    book: Arc<AddressBook>,
    /// Normalised domains.
    excluded: HashSet<String>,
    marker: Marker,
    memory: HashMap<Mark, Somebody, BuildHasherDefault<AsIs>>,
    sightings: Vec<Sighting>,
}

impl People {
    pub(super) fn new(pseudonyms: Pseudonyms, book: Arc<AddressBook>, excluded: &[String]) -> Self {
        let excluded = excluded
            .iter()
            .map(|domain| normal_domain(domain).into_owned());
        Self {
            pseudonyms,
            book,
            excluded: excluded.filter(|domain| !domain.is_empty()).collect(),
            marker: Marker::new(),
            memory: HashMap::default(),
            sightings: Vec::new(),
        }
    }

    pub(super) const fn pseudonyms(&self) -> &Pseudonyms {
        &self.pseudonyms
    }

    /// The people of foreign domains met since the last call.
    pub(super) fn take_sightings(&mut self) -> Vec<Sighting> {
        std::mem::take(&mut self.sightings)
    }

    pub(super) fn find(&mut self, address: &str) -> Somebody {
        let Some(key) = self.marker.mark(address) else {
            return self.look_up(address);
        };
        if let Some(somebody) = self.memory.get(&key) {
            return *somebody;
        }
        let somebody = self.look_up(address);
        if self.memory.len() >= MEMORY {
            self.memory.clear();
        }
        self.memory.insert(key, somebody);
        somebody
    }

    fn look_up(&mut self, address: &str) -> Somebody {
        let canonical = Canonical::of(address);
        let alias = self
            .pseudonyms
            .of(Label::Person, &[canonical.text().as_bytes()]);
        let known = self.book.known(alias);
        let (person, role) = match known {
            Some(Known::Person(person)) => (person, Role::Person),
            Some(Known::OptedOut(person)) => (person, Role::OptedOut),
            Some(Known::List) => (alias, Role::List),
            Some(Known::Resource) => (alias, Role::Resource),
            None => (alias, Role::Person),
        };
        let home = canonical.home();
        let domain = match home {
            Some(home) => self.domain(home, person),
            None if known.is_some() => Domain::Internal,
            None => Domain::ExternalSmall,
        };
        let excluded = home.is_some_and(|home| self.is_excluded(home));
        Somebody {
            person,
            role,
            domain,
            excluded,
        }
    }

    fn domain(&mut self, home: &str, person: Pseudonym) -> Domain {
        let pseudonym = self.pseudonyms.of(Label::Domain, &[home.as_bytes()]);
        let domain = self.book.domain(pseudonym);
        if domain != Domain::Internal {
            self.sightings.push(Sighting {
                domain: pseudonym,
                person,
            });
        }
        domain
    }

    /// A domain is excluded with everything below it.
    fn is_excluded(&self, home: &str) -> bool {
        let mut rest = Some(home);
        while let Some(domain) = rest.filter(|_| !self.excluded.is_empty()) {
            if self.excluded.contains(domain) {
                return true;
            }
            rest = domain.split_once('.').map(|(_, parent)| parent);
        }
        false
    }
}
