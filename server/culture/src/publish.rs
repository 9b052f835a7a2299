//! From facts to published cells: dirty weeks are computed again, closed weeks are published once.
//!
//! The caller repeats [`Culture::publish`]; one process at a time does the work. A week's figures, and a week's cells with
//! the ledger's entry, are each written in one transaction.

mod close;
mod compute;
mod context;
mod definition;
mod desk;
mod figures;
mod freeze;
mod imported;
mod organisation;
mod scrub;
mod series;
mod task;
mod untold;

use std::time::{Duration, Instant};

use futures::StreamExt as _;
use model::culture::Policy;
use model::culture::connector::{ConnectorSource, ConnectorState, Mailbox};
use model::{TenantId, Timestamp};
use ring::digest;
use store::SyncedPersonRow;

use crate::sync::prolonged;
use crate::weeks::{later, minute_of, week_of, week_start};
use crate::{Culture, CultureError};

pub(crate) use close::FROZEN_WEEKS;
pub(crate) use definition::{Definition, note_definition};
pub use figures::{Figures, pack_figures, unpack_figures};
pub(crate) use imported::{IMPORTED, IMPORTED_AXES, names_of, policy_ids};
pub(crate) use series::{SERIES, StoredSeries};

/// Organisations whose weeks one process computes at the same time.
const TENANTS_AT_ONCE: usize = 2;
/// Seconds a process keeps the work before another may take it.
const LEASE_S: i64 = 600;
/// Minutes after a week's end in UTC at which it is closed: the last zone is 12 hours late, then 24 hours for answers.
const CLOSED_AFTER_MIN: i32 = 36 * 60;

/// The policies whose figures are kept: the value that tiles show, and the other end of the band.
pub const POLICIES: [(&str, Policy); 2] = [
    ("strict-v1", Policy::strict()),
    ("nondeclined-v1", Policy::non_declined()),
];

/// The id of a policy: the hash of all its switches.
#[must_use]
pub fn policy_id(policy: &Policy) -> [u8; 32] {
    let text = serde_json::to_vec(policy).unwrap_or_default();
    let hash = digest::digest(&digest::SHA256, &text);
    hash.as_ref().try_into().unwrap_or([0; 32])
}

impl Culture {
    /// Computes weeks that changed and publishes those that are over, for about as long as `patience`; answers how many
    /// weeks were computed or published.
    ///
    /// # Errors
    /// [`CultureError::Store`]; what fails for one organisation is logged and does not stop the others.
    pub async fn publish(&self, now: Timestamp, patience: Duration) -> Result<u64, CultureError> {
        let begun = Instant::now();
        let tenants = self.0.store.system().tenants().await?;
        // Two at a time: an organisation whose week takes long holds up no other for as long.
        let mut all = futures::stream::iter(tenants)
            .map(|tenant| self.publish_one(tenant.id, (now, begun), patience))
            .buffer_unordered(TENANTS_AT_ONCE);
        let (mut done, mut failed) = (0, None);
        while let Some(outcome) = all.next().await {
            match outcome {
                Ok(weeks) => done += weeks,
                Err(error) => failed = failed.or(Some(error)),
            }
        }
        failed.map_or(Ok(done), Err)
    }

    /// Computes and publishes one organisation's weeks, if no other process does; answers how many.
    async fn publish_one(
        &self,
        tenant: TenantId,
        (now, begun): (Timestamp, Instant),
        patience: Duration,
    ) -> Result<u64, CultureError> {
        // Organisations before this one may have taken long.
        let begin = later(now, begun);
        let calendar = self.of(tenant).connector(ConnectorSource::Calendar).await?;
        let off = calendar.is_none_or(|row| row.state == ConnectorState::Off);
        if (off && !self.has_imports(tenant).await?) || !self.hold(tenant, begin).await? {
            return Ok(0);
        }
        let work = async {
            let ours = if off {
                0
            } else {
                self.publish_tenant(tenant, begin, patience).await?
            };
            let theirs = self.close_imported(tenant, later(now, begun), off).await?;
            Ok::<u64, CultureError>(ours + theirs)
        };
        let prolong = || self.hold(tenant, later(now, begun));
        let done = Box::pin(prolonged(work, prolong))
            .await
            .unwrap_or_else(|error| {
                tracing::error!(tenant.id = %tenant, error = %error, "weeks were not published");
                0
            });
        let system = self.0.store.system();
        system.release_lease(&job(tenant), self.0.process).await?;
        Ok(done)
    }

    async fn has_imports(&self, tenant: TenantId) -> Result<bool, CultureError> {
        for policy in IMPORTED {
            let span = self.of(tenant).person_week_span(policy).await?;
            if span.is_some_and(|span| span.first.is_some()) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Takes or prolongs the lease on publishing an organisation; answers whether this process has it.
    async fn hold(&self, tenant: TenantId, now: Timestamp) -> Result<bool, CultureError> {
        let (system, until) = (self.0.store.system(), now.plus_seconds(LEASE_S));
        Ok(system
            .acquire_lease(&job(tenant), self.0.process, until, now)
            .await?)
    }

    async fn publish_tenant(
        &self,
        tenant: TenantId,
        now: Timestamp,
        patience: Duration,
    ) -> Result<u64, CultureError> {
        if !self.recent_weeks_are_read(tenant).await? {
            return Ok(0);
        }
        let (begun, mut done) = (Instant::now(), 0);
        let present = week_of(minute_of(now));
        let people = self.of(tenant).synced_people().await?;
        for dirty in self.of(tenant).dirty_weeks().await? {
            // Weeks that are still being read would change again at once.
            if dirty.week > present || !is_read(&people, dirty.week) {
                continue;
            }
            // Whoever lost the lease in a long week leaves the rest to the process that has it.
            if !self.hold(tenant, later(now, begun)).await? {
                return Ok(done);
            }
            self.compute_week(tenant, &dirty).await?;
            done += 1;
            // What is over and computed is published in each round: the first dashboard waits for no older week.
            if begun.elapsed() >= patience {
                break;
            }
        }
        done += self.close_weeks(tenant, later(now, begun)).await?;
        Ok(done)
    }

    /// Whether everybody's first step is done, so that the first weeks are published once, and complete.
    async fn recent_weeks_are_read(&self, tenant: TenantId) -> Result<bool, CultureError> {
        let counts = self.of(tenant).stage_counts().await?;
        let open = counts.iter().any(|count| {
            count.stage == 0 && matches!(count.mailbox, Mailbox::New) && count.people > 0
        });
        Ok(!open && counts.iter().any(|count| count.mailbox == Mailbox::Ok))
    }
}

fn job(tenant: TenantId) -> String {
    format!("culture-publish:{tenant}")
}

/// Whether every calendar that can be read was read over a week. Those that can't lower the coverage and hold nobody up.
fn is_read(people: &[SyncedPersonRow], week: i32) -> bool {
    let mut open = people
        .iter()
        .filter(|row| row.in_scope && row.mailbox == Mailbox::Ok);
    open.all(|row| compute::covers(row, week))
}

/// The last week that is over for good.
fn last_closed(now: Timestamp) -> i32 {
    let minute = minute_of(now);
    let week = week_of(minute);
    if minute - week_start(week) >= CLOSED_AFTER_MIN {
        week - 1
    } else {
        week - 2
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_week_is_over_a_day_and_a_half_after_its_end() {
        // Monday 2026-11-23, 00:00 UTC.
        let monday = Timestamp(1_795_392_000_000);
        let week = week_of(minute_of(monday));
        assert_eq!(last_closed(monday), week - 2);
        assert_eq!(last_closed(monday.plus_minutes(36 * 60 - 1)), week - 2);
        assert_eq!(last_closed(monday.plus_minutes(36 * 60)), week - 1);
    }

    #[test]
    fn every_switch_is_in_a_policys_id() {
        let strict = policy_id(&Policy::strict());
        let other = Policy {
            focus_min: 60,
            ..Policy::strict()
        };
        assert_ne!(strict, policy_id(&other));
        assert_ne!(strict, policy_id(&Policy::non_declined()));
        assert_eq!(strict, policy_id(&Policy::strict()));
    }
}
