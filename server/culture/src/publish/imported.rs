//! Weeks that came from elsewhere, published as our own are: a cohort of their own, through the same auditor and ledger.
//!
//! Nobody knows which imported person is which of ours, and the source defines its numbers in its own way, so that both
//! are never set against each other: a week that is published of ours is not published of an import, and pages show ours
//! where there are both.

use std::collections::BTreeSet;

use model::culture::cell::{Period, Slice};
use model::{TenantId, Timestamp};
use ring::digest;

use super::POLICIES;
use super::close::{Desk, FROZEN_WEEKS, Task, WEEK, WeekFigures};
use super::figures::unpack_figures;
use crate::disclosure::{Cohort, MinimumGroup, PlannedSet, close_week};
use crate::{Culture, CultureError};

/// Policies of imported figures, as they are kept; their names tell the source.
pub(crate) const IMPORTED: [&str; 2] = ["viva_legacy", "viva_current"];
/// Weeks published in one call.
const AT_ONCE: u64 = 16;

impl Culture {
    /// Publishes imported weeks that aren't yet; answers how many.
    pub(super) async fn close_imported(
        &self,
        tenant: TenantId,
        now: Timestamp,
    ) -> Result<u64, CultureError> {
        let scoped = self.of(tenant);
        let (mut desk, mut done) = (None, 0);
        for policy in IMPORTED {
            let span = scoped.person_week_span(policy).await?;
            let Some((first, last)) = span.and_then(|span| span.first.zip(span.last)) else {
                continue;
            };
            let mut known = BTreeSet::new();
            for policy in IMPORTED.into_iter().chain([POLICIES[0].0]) {
                known.extend(scoped.published_periods(policy, WEEK).await?);
            }
            for week in (first..=last).rev().filter(|week| !known.contains(week)) {
                if done >= AT_ONCE {
                    return Ok(done);
                }
                let desk = self.desk(&mut desk, tenant, now).await?;
                // Of too few people nothing is published, which the ledger alone remembers.
                if desk.ledger.has(Period::Week(week), &policy_ids(policy)) {
                    continue;
                }
                if self.publish_imported(desk, (policy, week)).await? {
                    done += 1;
                }
            }
        }
        Ok(done)
    }

    /// Publishes one week; false where the import has nothing of it.
    async fn publish_imported(
        &self,
        desk: &mut Desk,
        (policy, week): (&'static str, i32),
    ) -> Result<bool, CultureError> {
        let mut figures = WeekFigures::new();
        for row in self.of(desk.tenant).person_week(policy, week).await? {
            let one = unpack_figures(&row.figures)?;
            figures.insert(row.person, [one.clone(), one]);
        }
        if figures.is_empty() {
            return Ok(false);
        }
        let mut task = Task::new(desk, cohort(&figures, week))?;
        task.policies = policy_ids(policy);
        let ledger = desk.ledger.clone();
        let publication = tokio::task::spawn_blocking(move || {
            let columns = task.columns(&figures);
            close_week(&task.close(), week, &columns, &ledger)
        });
        let publication = publication
            .await
            .map_err(|_| CultureError::Malformed("a week"))?;
        self.store_publication(desk, (policy, WEEK, week), (publication, None))
            .await?;
        Ok(true)
    }
}

/// Everybody of the week, as the one set: the file's groups aren't kept.
fn cohort(figures: &WeekFigures, week: i32) -> Cohort {
    let mut people: Vec<_> = figures.keys().copied().collect();
    people.sort_unstable();
    let minimum = MinimumGroup::FLOOR;
    let count = u32::try_from(people.len()).unwrap_or(u32::MAX);
    let company = PlannedSet {
        slice: Slice::Company,
        members: (0..count).collect(),
    };
    Cohort {
        number: u32::try_from(week.div_euclid(FROZEN_WEEKS)).unwrap_or(0),
        minimum,
        people,
        sets: if count >= minimum.get() {
            vec![company]
        } else {
            vec![]
        },
    }
}

/// There is one set of numbers, whose definitions are the source's.
fn policy_ids(policy: &str) -> [[u8; 32]; 2] {
    let hash = digest::digest(&digest::SHA256, policy.as_bytes());
    [hash.as_ref().try_into().unwrap_or([0; 32]); 2]
}
