//! From the directory and the calendars to facts: rounds, steps, leases.
//!
//! The caller repeats [`Culture::sync_directories`] and [`Culture::sync_calendars`]; each does what is due and may be
//! interrupted anywhere. Several processes may call at the same time: a directory round has one lease, calendars are
//! shared person by person.

pub(crate) mod book;
mod calendar;
pub(crate) mod choice;
mod directory;
pub(crate) mod ids;
mod merge;
mod microsoft;
pub(crate) mod pace;
pub(crate) mod pack;
pub(crate) mod plan;
mod series;
mod source;
mod stop;
#[cfg(test)]
pub(crate) mod testing;

use std::collections::{BTreeMap, HashSet};
use std::time::{Duration, Instant};

use futures::StreamExt as _;
use futures::stream::FuturesUnordered;
use model::culture::Pseudonym;
use model::culture::connector::{ConnectorProblem, ConnectorSource, ConnectorState};
use model::{TenantId, Timestamp};
use store::{ConnectorOutcome, ConnectorProgress, ConnectorRow};

use crate::culture::Culture;
use crate::error::CultureError;
use crate::weeks::{later, minute_of, week_of};
use calendar::Turn;
use pace::Pace;
use plan::{CURRENT, Plan};
use stop::Stop;

pub use self::microsoft::FromMicrosoft;
pub use pack::{pack, unpack};
pub use plan::Window;
pub use source::{
    Answer, Ask, CalendarAsk, ChangesRead, DirectoryGroup, DirectoryPage, DirectoryUser, Hours,
    MailboxSettings, MembersOf, Series, Source, SourceError, Watch, WindowRead,
};

/// Hours between two rounds through the directory.
const DIRECTORY_AGAIN_H: i64 = 24;
/// Seconds until a calendar connector without work looks again.
const IDLE_S: i64 = 10;
/// Seconds until a connector that stopped looks again.
const STOPPED_S: i64 = 120;
/// Seconds to slow down when nobody says for how long, and the most that is believed.
const SLOW_S: (u64, u64) = (30, 900);
/// Seconds a process keeps a round through the directory before another may begin one.
const ROUND_LEASE_S: i64 = 600;
/// Organisations that one process reads at the same time.
const TENANTS_AT_ONCE: usize = 8;
/// How often a process that makes rounds through directories looks for others that are due.
const DIRECTORY_LOOK: Duration = Duration::from_secs(3);
/// How often a lease is prolonged while work goes on: some times before it runs out.
const PROLONGED_EVERY: Duration = Duration::from_secs(120);

/// Does work that may take longer than a lease: the lease is prolonged meanwhile. Where that fails the work goes on, and
/// ends when it next asks for the lease itself.
pub(crate) async fn prolonged<T, F>(work: impl Future<Output = T>, prolong: impl Fn() -> F) -> T
where
    F: Future<Output = Result<bool, CultureError>>,
{
    let mut work = std::pin::pin!(work);
    loop {
        tokio::select! {
            biased;
            done = &mut work => return done,
            () = tokio::time::sleep(PROLONGED_EVERY) => drop(prolong().await),
        }
    }
}

fn directory_job(tenant: TenantId) -> String {
    format!("culture-directory:{tenant}")
}

impl Culture {
    /// Makes a round through every directory that is due; answers how many people were named.
    ///
    /// # Errors
    /// [`CultureError::Store`]; what concerns one organisation is noted in its connector.
    pub async fn sync_directories(&self, now: Timestamp) -> Result<u64, CultureError> {
        let begun = Instant::now();
        let (mut rounds, mut under_way) = (FuturesUnordered::new(), HashSet::new());
        let (mut done, mut failed) = (0, None);
        loop {
            // Side by side, and what falls due meanwhile is begun: an organisation that takes an hour holds up no other.
            for (tenant, row) in self
                .due(ConnectorSource::Directory, later(now, begun))
                .await?
            {
                if under_way.len() < TENANTS_AT_ONCE && under_way.insert(tenant) {
                    rounds.push(async move {
                        (
                            tenant,
                            Box::pin(self.read_directory(tenant, row, now)).await,
                        )
                    });
                }
            }
            loop {
                tokio::select! {
                    biased;
                    round = rounds.next() => match round {
                        None => return failed.map_or(Ok(done), Err),
                        Some((tenant, outcome)) => {
                            under_way.remove(&tenant);
                            match outcome {
                                Ok(people) => done += people,
                                Err(error) => failed = failed.or(Some(error)),
                            }
                        }
                    },
                    () = tokio::time::sleep(DIRECTORY_LOOK) => break,
                }
            }
        }
    }

    /// Makes a round through one directory, if no other process does, and notes how it went.
    async fn read_directory(
        &self,
        tenant: TenantId,
        row: ConnectorRow,
        begun_at: Timestamp,
    ) -> Result<u64, CultureError> {
        let begun = Instant::now();
        if !self.hold_directory(tenant, begun_at).await? {
            return Ok(0);
        }
        let round = self.directory_round(tenant, &row, (begun_at, begun));
        let prolong = || self.hold_directory(tenant, later(begun_at, begun));
        let outcome = prolonged(round, prolong).await;
        let now = later(begun_at, begun);
        let next = now.plus_minutes(DIRECTORY_AGAIN_H * 60);
        let done = match outcome {
            Ok(people) => {
                self.note_good(tenant, &row, (now, next)).await?;
                people
            }
            Err(stop) => {
                self.note_stop(tenant, &row, (stop, now)).await?;
                0
            }
        };
        let system = self.0.store.system();
        system
            .release_lease(&directory_job(tenant), self.0.process)
            .await?;
        Ok(done)
    }

    /// Takes or prolongs the lease on the directory of an organisation; answers whether this process has it.
    async fn hold_directory(&self, tenant: TenantId, now: Timestamp) -> Result<bool, CultureError> {
        let (system, until) = (self.0.store.system(), now.plus_seconds(ROUND_LEASE_S));
        Ok(system
            .acquire_lease(&directory_job(tenant), self.0.process, until, now)
            .await?)
    }

    /// Reads calendars that are due, for about as long as `patience`; answers how many were read.
    ///
    /// # Errors
    /// [`CultureError::Store`]; what concerns one organisation is noted in its connector.
    pub async fn sync_calendars(
        &self,
        now: Timestamp,
        patience: Duration,
    ) -> Result<u64, CultureError> {
        let due = self.due(ConnectorSource::Calendar, now).await?;
        // Side by side: an organisation that Microsoft asks to wait holds up no other.
        let mut slices = futures::stream::iter(due)
            .map(|(tenant, row)| self.read_calendars(tenant, row, (now, patience)))
            .buffer_unordered(TENANTS_AT_ONCE);
        let (mut done, mut failed) = (0, None);
        while let Some(outcome) = slices.next().await {
            match outcome {
                Ok(people) => done += people,
                Err(error) => failed = failed.or(Some(error)),
            }
        }
        failed.map_or(Ok(done), Err)
    }

    /// Reads calendars of one organisation and notes how it went; answers how many were read.
    async fn read_calendars(
        &self,
        tenant: TenantId,
        row: ConnectorRow,
        (now, patience): (Timestamp, Duration),
    ) -> Result<u64, CultureError> {
        match self.calendar_slice(tenant, now, patience).await {
            Ok(slice) => {
                self.note_slice(tenant, &row, (&slice, now)).await?;
                Ok(slice.people)
            }
            Err(stop) => {
                let mut tx = self.of(tenant).begin().await?;
                tx.release_people(self.0.process).await?;
                tx.commit().await?;
                self.note_stop(tenant, &row, (stop, now)).await?;
                Ok(0)
            }
        }
    }

    async fn due(
        &self,
        source: ConnectorSource,
        now: Timestamp,
    ) -> Result<Vec<(TenantId, ConnectorRow)>, CultureError> {
        let mut due = self.0.store.system().due_connectors(now).await?;
        due.retain(|(_, row)| row.source == source);
        Ok(due)
    }

    async fn calendar_slice(
        &self,
        tenant: TenantId,
        now: Timestamp,
        patience: Duration,
    ) -> Result<calendar::Slice, Stop> {
        let begun = Instant::now();
        let mut total = calendar::Slice::default();
        // Before a first whole round nobody knows who is behind an address.
        if self.directory_notes(tenant).await?.round == 0 {
            return Ok(total);
        }
        loop {
            // Leases are measured from the present moment, not from the begin of the slice.
            let now = later(now, begun);
            let people = self.take_people(tenant, now).await?;
            if people.is_empty() {
                return Ok(total);
            }
            let plan = self.plan(tenant).await?;
            // Asked for once people are held: who changes what is read takes them out of our hands.
            let turn = Turn {
                tenant,
                keys: self.keys(tenant).await?,
                rules: self.rules(tenant, now).await?,
                excluded: self.excluded(tenant, (&plan, now)).await?,
                plan,
                now,
            };
            let slice = self.calendar_batch(&turn, people).await?;
            total.people += slice.people;
            total.failed += slice.failed;
            for (reason, count) in slice.counted {
                *total.counted.entry(reason).or_default() += count;
            }
            // Where most fail, Microsoft or the way to it is at fault, not the mailboxes.
            if slice.failed * 2 > slice.people && slice.people >= 8 {
                return Err(Stop::Connector(ConnectorProblem::Unreachable));
            }
            if begun.elapsed() >= patience || self.is_off(tenant).await? {
                return Ok(total);
            }
        }
    }

    /// Occurrences that are kept out of every calendar, of all weeks that may be read.
    async fn excluded(
        &self,
        tenant: TenantId,
        (plan, now): (&Plan, Timestamp),
    ) -> Result<HashSet<Pseudonym>, CultureError> {
        let first = week_of(minute_of(now)) - plan.history_weeks - 1;
        let scoped = self.of(tenant);
        let all = scoped.excluded_occurrences(first, i32::MAX).await?;
        Ok(all.into_iter().collect())
    }

    /// An administrator may pause or switch off in the middle.
    async fn is_off(&self, tenant: TenantId) -> Result<bool, CultureError> {
        let row = self.of(tenant).connector(ConnectorSource::Calendar).await?;
        Ok(!row.is_some_and(|row| matches!(row.state, ConnectorState::On | ConnectorState::Error)))
    }

    /// The steps of an organisation's history: no more weeks than its facts may stay.
    pub(crate) async fn plan(&self, tenant: TenantId) -> Result<Plan, CultureError> {
        Ok(Plan {
            history_weeks: self.history_weeks(tenant).await?.clamp(4, 118),
        })
    }

    /// Notes what a slice brought, and the pace.
    async fn note_slice(
        &self,
        tenant: TenantId,
        row: &ConnectorRow,
        (slice, now): (&calendar::Slice, Timestamp),
    ) -> Result<(), CultureError> {
        let plan = self.plan(tenant).await?;
        let counts = self.of(tenant).stage_counts().await?;
        let (mut done, mut total) = (0, 0);
        for count in &counts {
            done += plan.done(count.stage) * count.people;
            total += plan.total() * count.people;
        }
        let pace = Pace::read(&row.progress).with(now, done);
        let mut counted: BTreeMap<String, u64> =
            serde_json::from_str(&row.counted).unwrap_or_default();
        for (reason, count) in &slice.counted {
            *counted.entry(reason.clone()).or_default() += count;
        }
        let note = ConnectorProgress {
            source: ConnectorSource::Calendar,
            done,
            total: Some(total),
            progress: pace.to_json(),
            counted: serde_json::to_string(&counted).unwrap_or_default(),
        };
        let current = !counts.is_empty() && counts.iter().all(|count| count.stage >= CURRENT);
        let mut tx = self.of(tenant).begin().await?;
        tx.note_connector_progress(&note).await?;
        let next = match (slice.people, current) {
            (0, _) => now.plus_seconds(IDLE_S),
            _ => now,
        };
        tx.note_connector_outcome(&ConnectorOutcome {
            source: row.source,
            from: row.state,
            to: ConnectorState::On,
            due_at: next,
            error: None,
            now,
        })
        .await?;
        tx.commit().await?;
        Ok(())
    }

    async fn note_good(
        &self,
        tenant: TenantId,
        row: &ConnectorRow,
        (now, next): (Timestamp, Timestamp),
    ) -> Result<(), CultureError> {
        let outcome = ConnectorOutcome {
            source: row.source,
            from: row.state,
            to: ConnectorState::On,
            due_at: next,
            error: None,
            now,
        };
        let mut tx = self.of(tenant).begin().await?;
        tx.note_connector_outcome(&outcome).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Notes why a round ended. Slowing down leaves the connector on; anything else stops it until it looks again.
    async fn note_stop(
        &self,
        tenant: TenantId,
        row: &ConnectorRow,
        (stop, now): (Stop, Timestamp),
    ) -> Result<(), CultureError> {
        // Another writer was in the way for a moment: nothing to tell an administrator.
        if matches!(&stop, Stop::Ours(CultureError::Store(error)) if error.is_transient()) {
            tracing::warn!(tenant.id = %tenant, source = row.source.as_str(), "a round is tried again");
            return Ok(());
        }
        let problem = stop.problem();
        let (to, wait) = match &stop {
            Stop::Throttled(seconds) => {
                let seconds = seconds.unwrap_or(SLOW_S.0).clamp(1, SLOW_S.1);
                (ConnectorState::On, i64::try_from(seconds).unwrap_or(60))
            }
            Stop::Connector(_) | Stop::Ours(_) => (ConnectorState::Error, STOPPED_S),
        };
        if let Stop::Ours(error) = &stop {
            tracing::error!(tenant.id = %tenant, error = %error, "a connector stopped");
        } else {
            tracing::warn!(tenant.id = %tenant, source = row.source.as_str(), problem = problem.as_str(), "a connector stopped");
        }
        let outcome = ConnectorOutcome {
            source: row.source,
            from: row.state,
            to,
            due_at: now.plus_seconds(wait),
            error: Some(problem.as_str().to_owned()),
            now,
        };
        let mut tx = self.of(tenant).begin().await?;
        tx.note_connector_outcome(&outcome).await?;
        tx.commit().await?;
        Ok(())
    }
}
