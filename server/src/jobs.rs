//! What happens without a request: one job per file, each with its interval, its figures, and a lease where only one
//! process may run it.

mod culture_calendars;
mod culture_directories;
mod culture_publish;
mod culture_retention;
mod erase;
mod lock_meetings;
mod note_audit_heads;
mod retention;
mod review_permissions;
mod store_notes;
mod sweep_limits;
mod sweep_outbox;
mod sweep_queue;
mod sweep_sessions;
mod tick;

pub use note_audit_heads::heads_file;

use std::future::Future;
use std::pin::Pin;
use std::time::{Duration, Instant};

use model::{Guid, Timestamp};
use tokio::time::MissedTickBehavior;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::site::Site;

/// The longest a process that died keeps others from its rare jobs.
const LEASE_MOST: Duration = Duration::from_secs(600);

/// What a run of a job answers: how much it did, for the figures.
type Done = Result<u64, JobError>;
type Run = fn(Site, Timestamp) -> Pin<Box<dyn Future<Output = Done> + Send>>;

/// A job did not finish its round; the next round tries again. Holds the name of the cause's kind only.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct JobError(String);

impl JobError {
    fn of(error: &dyn std::error::Error) -> Self {
        Self(error.to_string())
    }
}

/// Whether several processes may run a job at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scope {
    /// Each process for itself.
    Process,
    /// One process at a time, by a lease in the database.
    Installation,
}

struct Job {
    name: &'static str,
    every: Duration,
    scope: Scope,
    run: Run,
}

const JOBS: [Job; 15] = [
    tick::JOB,
    erase::JOB,
    sweep_queue::JOB,
    sweep_sessions::JOB,
    sweep_limits::JOB,
    lock_meetings::JOB,
    store_notes::JOB,
    retention::JOB,
    review_permissions::JOB,
    note_audit_heads::JOB,
    sweep_outbox::JOB,
    culture_directories::JOB,
    culture_calendars::JOB,
    culture_publish::JOB,
    culture_retention::JOB,
];

/// Starts all jobs; they stop after their round when `shutdown` is cancelled. `tasks` knows when the last has stopped.
pub fn start(site: &Site, tasks: &TaskTracker, shutdown: &CancellationToken) {
    let process = Guid::from_u128(uuid::Uuid::new_v4().as_u128());
    for job in JOBS {
        tasks.spawn(keep_running(job, site.clone(), process, shutdown.clone()));
    }
}

async fn keep_running(job: Job, site: Site, process: Guid, shutdown: CancellationToken) {
    let mut rounds = tokio::time::interval(job.every);
    rounds.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            biased;
            () = shutdown.cancelled() => break,
            _ = rounds.tick() => {}
        }
        let now = site.trust().now();
        if may_run(&job, &site, process, now).await {
            round(&job, site.clone(), now).await;
        } else {
            // Whoever holds the lease may be gone: a rare job is not left until its next round.
            rounds.reset_after(job.every.min(LEASE_MOST));
        }
    }
    if job.scope == Scope::Installation {
        // Another process need not wait for the lease to run out.
        drop(
            site.parts()
                .store
                .system()
                .release_lease(job.name, process)
                .await,
        );
    }
}

async fn may_run(job: &Job, site: &Site, process: Guid, now: Timestamp) -> bool {
    if job.scope == Scope::Process {
        return true;
    }
    // Three rounds: a process that dies is replaced soon, one that is slow keeps its lease.
    let seconds = (job.every * 3).clamp(Duration::from_secs(30), LEASE_MOST);
    let until = now.plus_seconds(i64::try_from(seconds.as_secs()).unwrap_or(0));
    site.parts()
        .store
        .system()
        .acquire_lease(job.name, process, until, now)
        .await
        .unwrap_or(false)
}

async fn round(job: &Job, site: Site, now: Timestamp) {
    let started = Instant::now();
    let result = (job.run)(site, now).await;
    metrics::histogram!("anteroom_job_seconds", "job" => job.name)
        .record(started.elapsed().as_secs_f64());
    let word = match result {
        Ok(done) => {
            metrics::counter!("anteroom_job_items_total", "job" => job.name).increment(done);
            "done"
        }
        Err(error) => {
            tracing::error!(job = job.name, error = %error, "a job did not finish its round");
            "failed"
        }
    };
    metrics::counter!("anteroom_job_runs_total", "job" => job.name, "result" => word).increment(1);
}

/// Runs every job once, in order: for tests.
///
/// # Errors
/// The first job that fails.
pub async fn run_all(site: &Site) -> Result<(), JobError> {
    let now = site.trust().now();
    for job in JOBS {
        (job.run)(site.clone(), now).await?;
    }
    Ok(())
}
