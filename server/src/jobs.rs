//! What happens without a request: one job per file, each with its interval, its figures, and a lease where only one
//! process may run it.

mod credential_ends;
mod culture_calendars;
mod culture_directories;
mod culture_publish;
mod culture_retention;
mod erase;
mod lease;
mod lock_meetings;
mod note_audit_heads;
mod prove_consents;
mod retention;
mod review_permissions;
mod store_notes;
mod sweep_boards;
mod sweep_limits;
mod sweep_outbox;
mod sweep_queue;
mod sweep_sessions;
mod tick;

pub use note_audit_heads::{heads_file, keep_head};

use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::time::{Duration, Instant};

use futures::FutureExt;
use model::{Guid, Timestamp};
use store::StoreError;
use tokio::time::MissedTickBehavior;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::site::Site;
use lease::while_held;

/// The longest a process that died keeps others from its rare jobs.
const LEASE_MOST: Duration = Duration::from_secs(600);
/// How long a round goes on when the process ends, less than is waited for it: what it has not done by then the next does.
const LAST_WORDS: Duration = Duration::from_secs(8);

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

const JOBS: [Job; 18] = [
    tick::JOB,
    erase::JOB,
    prove_consents::JOB,
    sweep_queue::JOB,
    sweep_sessions::JOB,
    sweep_limits::JOB,
    sweep_boards::JOB,
    lock_meetings::JOB,
    store_notes::JOB,
    retention::JOB,
    review_permissions::JOB,
    credential_ends::JOB,
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
        if may_run(&job, &site, process).await.unwrap_or(false) {
            held_round(&job, &site, process, &shutdown).await;
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

/// A round, under a lease that is renewed while it lasts. It is given up when another process has the lease, as after a
/// machine that slept, and at the end of this one when it has not ended by itself soon.
async fn held_round(job: &Job, site: &Site, process: Guid, shutdown: &CancellationToken) {
    let round = round(job, site.clone(), site.trust().now());
    if job.scope == Scope::Process {
        return round.await;
    }
    let held = while_held(round, lease_of(job) / 3, || may_run(job, site, process));
    tokio::select! {
        held = held => if !held {
            tracing::warn!(job = job.name, "another process runs a job, so that this one gives it up");
        },
        () = until_over(shutdown) => {}
    }
}

/// Ends some seconds after the end of this process was announced.
async fn until_over(shutdown: &CancellationToken) {
    shutdown.cancelled().await;
    tokio::time::sleep(LAST_WORDS).await;
}

/// Three rounds: a process that dies is replaced soon, one that is slow keeps its lease.
fn lease_of(job: &Job) -> Duration {
    (job.every * 3).clamp(Duration::from_secs(30), LEASE_MOST)
}

/// Whether this process may run a job now; for as long as its lease holds.
async fn may_run(job: &Job, site: &Site, process: Guid) -> Result<bool, StoreError> {
    if job.scope == Scope::Process {
        return Ok(true);
    }
    let now = site.trust().now();
    let seconds = i64::try_from(lease_of(job).as_secs()).unwrap_or(0);
    let system = site.parts().store.system();
    system
        .acquire_lease(job.name, process, now.plus_seconds(seconds), now)
        .await
}

async fn round(job: &Job, site: Site, now: Timestamp) {
    let started = Instant::now();
    // What panics fails its round, like any other fault: the next round comes.
    let result = AssertUnwindSafe((job.run)(site, now)).catch_unwind().await;
    let result = result.unwrap_or_else(|_| Err(JobError("it panicked".to_owned())));
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
