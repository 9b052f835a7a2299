//! What went wrong between an organisation and Microsoft, for the people who can put it right.
//!
//! Noting costs no database: a process counts in memory and stores its counts every few seconds. Of an error only our
//! own key, Microsoft's number or code and an id for its support are kept; no text of Microsoft, no person.

mod note;

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use model::trouble::{Place, Trouble, TroubleLine, TroublePage, TroubleWord};
use model::trust::TenantStatus;
use model::{Guid, TenantId, Timestamp};
use store::{StoreError, TroubleRow};

use crate::access::Reviewer;
use crate::error::TrustError;
use crate::trust::Trust;

pub use note::{Note, Told};

/// Milliseconds of an hour.
const HOUR_MS: i64 = 60 * 60 * 1_000;
/// Different errors of an organisation that one hour holds; more say nothing new.
const OF_HOUR: i64 = 50;
/// Of those, errors of signing in have a number of their own: anybody can begin a sign-in and make an answer up, so they must
/// not crowd out the others.
const SIGN_INS_OF_HOUR: i64 = 10;
/// Different errors that wait in memory to be stored.
const WAITING: usize = 2_000;
/// Longest text that is looked at for a code, in bytes.
const ASKED: usize = 2_000;

/// What waits to be stored.
#[derive(Debug, Default)]
pub(crate) struct Notes(Mutex<HashMap<Which, Counted>>);

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Which {
    tenant: TenantId,
    hour: i64,
    place: Place,
    trouble: Trouble,
    code: String,
}

#[derive(Clone, Copy, Debug)]
struct Counted {
    first: Timestamp,
    last: Timestamp,
    correlation: Option<Guid>,
    met: i64,
}

impl Notes {
    fn add(&self, which: Which, counted: Counted) {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = waiting.get_mut(&which) {
            known.first = known.first.min(counted.first);
            known.last = known.last.max(counted.last);
            known.correlation = counted.correlation.or(known.correlation);
            known.met = known.met.saturating_add(counted.met);
        } else if waiting.len() < WAITING {
            waiting.insert(which, counted);
        }
    }

    fn take(&self) -> HashMap<Which, Counted> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Trust {
    /// Notes an error of Microsoft. It is stored soon, if the organisation is registered.
    pub fn note_trouble(&self, tenant: TenantId, note: Note) {
        let now = self.now();
        let which = Which {
            tenant,
            hour: now.0.div_euclid(HOUR_MS),
            place: note.place,
            trouble: note.trouble,
            code: note.code,
        };
        let counted = Counted {
            first: now,
            last: now,
            correlation: note.correlation,
            met: 1,
        };
        self.notes().add(which, counted);
    }

    /// Stores what this process has noted: errors, and uses of credentials. Answers how many rows. What could not be
    /// stored waits for the next time.
    ///
    /// # Errors
    /// [`TrustError::Store`].
    pub async fn store_notes(&self) -> Result<u64, TrustError> {
        let mut by_tenant: HashMap<TenantId, Vec<(Which, Counted)>> = HashMap::new();
        for (which, counted) in self.notes().take() {
            by_tenant
                .entry(which.tenant)
                .or_default()
                .push((which, counted));
        }
        let (mut stored, mut failed) = (self.store_credential_uses().await?, None);
        for (tenant, noted) in by_tenant {
            match self.count_troubles(tenant, &noted).await {
                Ok(rows) => stored += rows,
                // The organisation was erased meanwhile.
                Err(StoreError::Reference { .. }) => {}
                Err(error) => {
                    for (which, counted) in noted {
                        self.notes().add(which, counted);
                    }
                    failed = Some(error);
                }
            }
        }
        failed.map_or(Ok(stored), |error| Err(error.into()))
    }

    async fn count_troubles(
        &self,
        tenant: TenantId,
        noted: &[(Which, Counted)],
    ) -> Result<u64, StoreError> {
        if !self.is_registered(tenant).await? {
            return Ok(0);
        }
        let mut tx = self.store().of(tenant).begin().await?;
        let mut stored = 0;
        for (which, counted) in noted {
            let row = TroubleRow {
                hour: which.hour,
                place: which.place.as_str().to_owned(),
                meaning: which.trouble.as_str().to_owned(),
                code: which.code.clone(),
                first_at: counted.first,
                last_at: counted.last,
                correlation: counted.correlation,
                met: counted.met,
            };
            let most = if which.place == Place::SignIn {
                SIGN_INS_OF_HOUR
            } else {
                OF_HOUR
            };
            let apart = Place::SignIn.as_str();
            stored += u64::from(tx.count_trouble(&row, (most, apart)).await?);
        }
        tx.commit().await?;
        Ok(stored)
    }

    pub(crate) async fn is_registered(&self, tenant: TenantId) -> Result<bool, StoreError> {
        let row = self.store().of(tenant).tenant_row().await?;
        Ok(row.is_some_and(|row| row.status == TenantStatus::Active))
    }

    /// The latest errors of the organisation, and what a pasted code means.
    ///
    /// # Errors
    /// [`TrustError::Store`].
    pub async fn troubles(
        &self,
        who: &Reviewer,
        asked: Option<&str>,
    ) -> Result<TroublePage, TrustError> {
        self.store_notes().await?;
        let most = TroublePage::MOST;
        let wanted = i64::try_from(most).unwrap_or(i64::MAX).saturating_add(1);
        let rows = self.store().of(who.tenant()).troubles(wanted).await?;
        let more = rows.len() > most;
        let lines = rows.into_iter().take(most).filter_map(line).collect();
        Ok(TroublePage {
            lines,
            more,
            word: asked.and_then(word),
        })
    }

    /// Removes errors and uses of credentials older than 30 days, of all organisations; answers how many rows.
    ///
    /// # Errors
    /// [`TrustError::Store`].
    pub async fn sweep_troubles(&self, now: Timestamp) -> Result<u64, TrustError> {
        let before = now.plus_minutes(-TroublePage::DAYS * 24 * 60);
        let system = self.store().system();
        let troubles = system.sweep_troubles(before).await?;
        Ok(troubles + system.sweep_credential_uses(before).await?)
    }
}

/// What a pasted text says of Microsoft's codes.
fn word(asked: &str) -> Option<TroubleWord> {
    let mut end = asked.len().min(ASKED);
    while !asked.is_char_boundary(end) {
        end -= 1;
    }
    let (code, trouble) = microsoft::trouble::look_up(asked.get(..end)?)?;
    Some(TroubleWord { code, trouble })
}

/// A row of this version; one of a later version, whose words are unknown, is left out.
fn line(row: TroubleRow) -> Option<TroubleLine> {
    Some(TroubleLine {
        first: row.first_at,
        last: row.last_at,
        count: u32::try_from(row.met).unwrap_or(u32::MAX),
        place: Place::parse(&row.place)?,
        trouble: Trouble::parse(&row.meaning)?,
        code: row.code,
        correlation: row.correlation,
    })
}
