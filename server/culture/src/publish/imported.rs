//! Weeks that came from elsewhere, published as our own are: a cohort of their own, through the same auditor and ledger.
//!
//! Nobody knows which imported person is which of ours, and the source defines its numbers in its own way, so that both
//! are never set against each other: a week is published of ours or of an import and never of both, in whichever order
//! they come. While calendars are read, the weeks that are read of them are ours.

use std::collections::BTreeSet;
use std::time::Instant;

use model::culture::Pseudonym;
use model::culture::cell::{Period, Slice};
use model::{TenantId, Timestamp};
use ring::digest;

use super::close::{Desk, FROZEN_WEEKS, Task, WEEK, WeekFigures};
use super::figures::unpack_figures;
use super::{POLICIES, last_closed};
use crate::disclosure::{Cohort, MinimumGroup, PlannedSet, close_week};
use crate::weeks::later;
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
        off: bool,
    ) -> Result<u64, CultureError> {
        let (scoped, begun) = (self.of(tenant), Instant::now());
        let (mut desk, mut done) = (None, 0);
        let ours = if off {
            i32::MAX
        } else {
            // As far back as the close of our own weeks looks.
            last_closed(now) - self.plan(tenant).await?.history_weeks
        };
        let least = MinimumGroup::FLOOR.get().into();
        for policy in IMPORTED {
            let weeks = scoped.weeks_of_many(policy, least).await?;
            let mut known: BTreeSet<i32> = self.closed(tenant, policy, WEEK).await?;
            for policy in IMPORTED.into_iter().chain([POLICIES[0].0]) {
                known.extend(scoped.published_periods(policy, WEEK).await?);
            }
            for week in weeks {
                if week >= ours || known.contains(&week) {
                    continue;
                }
                if done >= AT_ONCE || !self.hold(tenant, later(now, begun)).await? {
                    return Ok(done);
                }
                let desk = self.desk(&mut desk, tenant, now).await?;
                if desk.ledger.has(Period::Week(week), &policy_ids(policy)) {
                    self.note_untold(tenant, (policy, WEEK, week)).await?;
                    continue;
                }
                self.publish_imported(desk, (policy, week)).await?;
                done += 1;
            }
        }
        Ok(done)
    }

    /// Publishes one week.
    async fn publish_imported(
        &self,
        desk: &mut Desk,
        (policy, week): (&'static str, i32),
    ) -> Result<(), CultureError> {
        let mut figures = WeekFigures::new();
        for row in self.of(desk.tenant).person_week(policy, week).await? {
            let one = unpack_figures(&row.figures)?;
            figures.insert(row.person, [one.clone(), one]);
        }
        let cohort = self.imported_cohort(desk, (policy, week)).await?;
        let task = Task::new(desk, cohort, policy_ids(policy))?;
        let ledger = desk.ledger.clone();
        let publication = tokio::task::spawn_blocking(move || {
            let columns = task.columns(&figures);
            close_week(&task.close(), week, &columns, &ledger)
        });
        let publication = publication
            .await
            .map_err(|_| CultureError::Malformed("a week"))?;
        self.store_publication(desk, (policy, WEEK, week), (publication, None))
            .await
    }

    /// The cohort of a week: from the database, or frozen now, so that within its weeks no two sets differ by a few.
    async fn imported_cohort(
        &self,
        desk: &Desk,
        (policy, week): (&str, i32),
    ) -> Result<Cohort, CultureError> {
        let block = week.div_euclid(FROZEN_WEEKS);
        let (scoped, name) = (self.of(desk.tenant), format!("cohort.{policy}.{block}"));
        let read =
            |json: &str| serde_json::from_str(json).map_err(|_| CultureError::Malformed("cohort"));
        if let Some(json) = scoped.culture_setting(&name).await? {
            return read(&json);
        }
        let first = block * FROZEN_WEEKS;
        let people = scoped
            .people_of_weeks(policy, first, first + FROZEN_WEEKS - 1)
            .await?;
        let cohort = cohort(people, u32::try_from(block).unwrap_or(0));
        let json = serde_json::to_string(&cohort).map_err(|_| CultureError::Malformed("cohort"))?;
        let mut tx = scoped.begin().await?;
        // Frozen once: where another process was faster, its people are the cohort.
        if !tx.insert_culture_setting(&name, &json).await? {
            let known = tx.culture_setting(&name).await?;
            return read(&known.ok_or(CultureError::Malformed("cohort"))?);
        }
        tx.commit().await?;
        Ok(cohort)
    }
}

/// All these people as the one set: the file's groups aren't kept.
fn cohort(mut people: Vec<Pseudonym>, number: u32) -> Cohort {
    people.sort_unstable();
    let minimum = MinimumGroup::FLOOR;
    let count = u32::try_from(people.len()).unwrap_or(u32::MAX);
    let company = PlannedSet {
        slice: Slice::Company,
        members: (0..count).collect(),
    };
    Cohort {
        number,
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
