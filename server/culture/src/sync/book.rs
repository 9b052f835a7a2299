//! The address book of a tenant, made from what is stored and kept in memory until the directory changes.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use microsoft::reader::{AddressBook, Bodies, Known, ReaderRules, Sensitive, Terms};
use model::culture::Pseudonym;
use model::culture::connector::ConnectorSource;
use model::culture::reading::{Reading, SensitiveEvents};
use model::{TenantId, Timestamp};
use serde::{Deserialize, Serialize};

use super::choice::reading_of;
use super::ids::Ids;
use crate::culture::pseudonyms;
use crate::{Culture, CultureError};

/// Minutes after which a book is made again, so that domains that became ample are learnt.
const STAYS_MIN: i64 = 15;
/// People of a foreign domain from which on its name is nobody's; the least group that is ever shown.
const AMPLE: i64 = 10;
/// Noted of a mailbox that is a room or a piece of equipment.
pub(super) const RESOURCE: &str = "resource";
/// Name of the settings document.
const DIRECTORY: &str = "directory";

/// What a directory round leaves for the reading of calendars.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct DirectoryNotes {
    /// The round.
    pub(super) round: i64,
    /// Pseudonyms of verified domains.
    pub(super) domains: Vec<Pseudonym>,
    /// Pseudonyms of addresses of groups.
    pub(super) lists: Vec<Pseudonym>,
}

/// Rules by tenant.
#[derive(Default)]
pub(crate) struct Books(Mutex<HashMap<TenantId, Held>>);

struct Held {
    rules: Arc<ReaderRules>,
    from: Basis,
    made: Timestamp,
}

/// What rules are made from, beside people.
#[derive(PartialEq, Eq)]
struct Basis {
    round: i64,
    reading: Reading,
}

impl Books {
    fn get(&self, tenant: TenantId, from: &Basis, now: Timestamp) -> Option<Arc<ReaderRules>> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let held = all.get(&tenant)?;
        let good = held.from == *from && now < held.made.plus_minutes(STAYS_MIN);
        good.then(|| Arc::clone(&held.rules))
    }

    fn put(&self, tenant: TenantId, held: Held) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.insert(tenant, held);
    }

    /// Makes the next reading look again: somebody opted out or in.
    pub(crate) fn forget(&self, tenant: TenantId) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.remove(&tenant);
    }
}

impl Culture {
    pub(super) async fn directory_notes(
        &self,
        tenant: TenantId,
    ) -> Result<DirectoryNotes, CultureError> {
        let json = self.of(tenant).culture_setting(DIRECTORY).await?;
        Ok(json
            .and_then(|json| serde_json::from_str(&json).ok())
            .unwrap_or_default())
    }

    pub(super) async fn save_directory_notes(
        tx: &mut store::Tx,
        notes: &DirectoryNotes,
    ) -> Result<(), CultureError> {
        let json =
            serde_json::to_string(notes).map_err(|_| CultureError::Malformed("directory notes"))?;
        tx.set_culture_setting(DIRECTORY, &json).await?;
        Ok(())
    }

    /// How calendars of a tenant are to be read.
    pub(crate) async fn rules(
        &self,
        tenant: TenantId,
        now: Timestamp,
    ) -> Result<Arc<ReaderRules>, CultureError> {
        let notes = self.directory_notes(tenant).await?;
        let from = Basis {
            round: notes.round,
            reading: self.reading(tenant).await?,
        };
        if let Some(rules) = self.0.books.get(tenant, &from, now) {
            return Ok(rules);
        }
        let mut rules = self.make_rules(tenant, notes).await?;
        read_by(&mut rules, &from.reading);
        let rules = Arc::new(rules);
        let held = Held {
            rules: Arc::clone(&rules),
            from,
            made: now,
        };
        self.0.books.put(tenant, held);
        Ok(rules)
    }

    /// What the organisation lets be read of its calendars.
    pub(crate) async fn reading(&self, tenant: TenantId) -> Result<Reading, CultureError> {
        let row = self.of(tenant).connector(ConnectorSource::Calendar).await?;
        let keys = self.keys(tenant).await?;
        row.map_or(Ok(Reading::default()), |row| {
            reading_of(&keys, &row.settings)
        })
    }

    async fn make_rules(
        &self,
        tenant: TenantId,
        notes: DirectoryNotes,
    ) -> Result<ReaderRules, CultureError> {
        let (keys, scoped) = (self.keys(tenant).await?, self.of(tenant));
        let out: std::collections::HashSet<Pseudonym> = scoped
            .opt_outs()
            .await?
            .into_iter()
            .map(|row| row.person)
            .collect();
        let mut book = AddressBook::new();
        for row in scoped.synced_people().await? {
            let ids = Ids::open(&keys, row.person, &row.sealed)?;
            let known = match row.error.as_deref() {
                _ if out.contains(&row.person) => Known::OptedOut(row.person),
                Some(RESOURCE) => Known::Resource,
                _ => Known::Person(row.person),
            };
            for address in ids.addresses {
                book.enter(address, known);
            }
        }
        for address in notes.lists {
            book.enter(address, Known::List);
        }
        for domain in notes.domains {
            book.enter_internal(domain);
        }
        for domain in scoped.ample_domains(AMPLE).await? {
            book.enter_ample(domain);
        }
        Ok(ReaderRules::new(pseudonyms(&keys), Arc::new(book)))
    }
}

fn read_by(rules: &mut ReaderRules, reading: &Reading) {
    rules.bodies = match reading.agenda {
        true => Bodies::Folded,
        false => Bodies::Unread,
    };
    let words: Vec<String> = reading.words().cloned().collect();
    rules.terms = Terms::new(&words);
    rules.excluded_domains = reading.domains().map(str::to_owned).collect();
    rules.sensitive = match reading.sensitive {
        SensitiveEvents::Drop => Sensitive::Drop,
        SensitiveEvents::Busy => Sensitive::Opaque,
    };
}
