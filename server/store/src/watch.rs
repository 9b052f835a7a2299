//! How a process learns of changes that others commit: PostgreSQL's notifications, and a poll as the safety net.
//!
//! A notification can be lost (a reconnect, a pooler without LISTEN), a poll cannot: rooms and ended sessions carry the
//! database's own clock of their last change, and each look covers a margin longer than any transaction lasts.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::{Duration, Instant};

use model::{RoomId, TenantId};
use serde::{Deserialize, Serialize};
use sqlx::postgres::{PgListener, PgPool};
use tokio::sync::Notify;

use crate::StoreError;
use crate::change::{Change, Topic};
use crate::db::{Db, Transact};
use crate::handle::{Inner, Store};
use crate::open::Notifications;
use crate::value::{FromRow, Row, args};

/// How far behind the newest mark a look reaches back, in milliseconds: longer than any transaction stays open.
const MARGIN_MS: i64 = 60_000;
const ROOMS: &str = "SELECT tenant, id, revision, revised_at FROM room WHERE revised_at >= $1";
const ENDED: &str = "SELECT tenant, hash, ended_at FROM session_end WHERE ended_at >= $1";

/// What has been told already, so that a look tells only what is new.
#[derive(Debug, Default)]
pub(crate) struct Seen(Mutex<SeenInner>);

#[derive(Debug, Default)]
struct SeenInner {
    rooms: HashMap<(TenantId, RoomId), i64>,
    /// Ended sessions with the database's time of their end, which a local commit does not know yet.
    ended: HashMap<[u8; 32], Option<i64>>,
}

impl Seen {
    /// Notes a change; answers whether it was new.
    fn note(&self, change: &Change) -> bool {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match change.topic {
            Topic::Room { room, revision } => {
                let known = seen.rooms.entry((change.tenant, room)).or_insert(-1);
                let new = revision > *known;
                *known = revision.max(*known);
                new
            }
            Topic::Session { session_hash } => seen.ended.insert(session_hash, None).is_none(),
        }
    }

    /// Forgets ended sessions that no later look will find again.
    fn forget(&self, found: &[EndRow], floor: i64) {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for row in found {
            seen.ended.insert(row.hash, Some(row.ended_at));
        }
        seen.ended.retain(|_, at| at.is_none_or(|at| at >= floor));
    }
}

/// When this process last saw what the database holds.
#[derive(Debug)]
pub(crate) struct Sight {
    opened: Instant,
    /// Milliseconds from opening to the last look that succeeded; opening was one.
    last_ms: AtomicU64,
}

impl Sight {
    pub(crate) fn now() -> Self {
        Self {
            opened: Instant::now(),
            last_ms: AtomicU64::new(0),
        }
    }

    fn good(&self) {
        let ms = u64::try_from(self.opened.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.last_ms.store(ms, Ordering::Relaxed);
    }

    pub(crate) fn age(&self) -> Duration {
        let last = Duration::from_millis(self.last_ms.load(Ordering::Relaxed));
        self.opened.elapsed().saturating_sub(last)
    }
}

impl Inner {
    /// Tells changes that are committed to everybody in this process.
    pub(crate) fn publish(&self, changes: &[Change]) {
        for change in changes {
            self.seen.note(change);
            // Nobody may be listening; that is no error.
            let _ = self.sender.send(*change);
        }
    }

    fn publish_new(&self, change: Change) {
        if self.seen.note(&change) {
            let _ = self.sender.send(change);
        }
    }
}

#[derive(Serialize, Deserialize)]
struct Payload {
    change: Change,
}

/// Queues notifications within the transaction; PostgreSQL delivers them at its commit and never otherwise.
pub(crate) async fn notify(
    store: &Store,
    tx: &mut Transact,
    changes: &[Change],
) -> Result<(), StoreError> {
    if !store.is_shared() {
        return Ok(());
    }
    for change in changes {
        let payload = serde_json::to_string(&Payload { change: *change }).unwrap_or_default();
        // The schema is part of the channel: a channel belongs to the whole database.
        let text = "SELECT CAST(1 AS BIGINT) AS n FROM (SELECT pg_notify('anteroom_' || current_schema(), $1)) AS sent";
        let _: Vec<i64> = tx.conn().all(text.into(), args![payload]).await?;
    }
    Ok(())
}

/// Starts looking for changes of others, until the last handle of the store is gone.
pub(crate) fn start(inner: &Arc<Inner>) {
    let Ok(runtime) = tokio::runtime::Handle::try_current() else {
        tracing::error!("changes of other processes are not watched: no runtime");
        return;
    };
    let wake = Arc::new(Notify::new());
    if let (Db::Postgres(pool), Notifications::Listen) = (&inner.db, inner.options.notifications) {
        runtime.spawn(listen(
            Arc::downgrade(inner),
            pool.clone(),
            Arc::clone(&wake),
        ));
    }
    runtime.spawn(poll(Arc::downgrade(inner), wake, inner.options.poll_every));
}

/// Follows PostgreSQL's notifications; after a gap it wakes the poll at once.
async fn listen(inner: Weak<Inner>, pool: PgPool, wake: Arc<Notify>) {
    let mut pause = Duration::from_millis(100);
    while inner.strong_count() > 0 {
        match follow(&inner, &pool, &wake).await {
            Ok(()) => return,
            Err(error) => {
                tracing::warn!(%error, "notifications interrupted; the poll goes on");
                tokio::time::sleep(pause).await;
                pause = (pause * 2).min(Duration::from_secs(30));
            }
        }
    }
}

async fn follow(inner: &Weak<Inner>, pool: &PgPool, wake: &Notify) -> Result<(), StoreError> {
    let channel: String = sqlx::query_scalar("SELECT 'anteroom_' || current_schema()")
        .fetch_one(pool)
        .await?;
    let mut listener = PgListener::connect_with(pool).await?;
    listener.listen(&channel).await?;
    wake.notify_one();
    loop {
        let next = tokio::time::timeout(Duration::from_secs(60), listener.try_recv()).await;
        let Some(inner) = inner.upgrade() else {
            return Ok(());
        };
        match next {
            Ok(Ok(Some(notification))) => {
                if let Ok(payload) = serde_json::from_str::<Payload>(notification.payload()) {
                    inner.publish_new(payload.change);
                }
            }
            // Reconnected: what was sent in between is gone.
            Ok(Ok(None)) => wake.notify_one(),
            Ok(Err(error)) => return Err(error.into()),
            Err(_quiet) => {}
        }
    }
}

struct RoomRow {
    change: Change,
    revised_at: i64,
}

impl FromRow for RoomRow {
    fn from_row(row: &Row) -> Result<Self, StoreError> {
        let topic = Topic::Room {
            room: row.get("id")?,
            revision: row.get("revision")?,
        };
        Ok(Self {
            change: Change {
                tenant: row.get("tenant")?,
                topic,
            },
            revised_at: row.get("revised_at")?,
        })
    }
}

struct EndRow {
    tenant: TenantId,
    hash: [u8; 32],
    ended_at: i64,
}

impl FromRow for EndRow {
    fn from_row(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            tenant: row.get("tenant")?,
            hash: row.get("hash")?,
            ended_at: row.get("ended_at")?,
        })
    }
}

/// The newest marks of the looks so far.
#[derive(Default)]
struct Marks {
    rooms: i64,
    ended: i64,
}

/// Looks for changes again and again; the first look tells everything there is.
async fn poll(inner: Weak<Inner>, wake: Arc<Notify>, every: Duration) {
    let mut marks = Marks::default();
    // Told when it begins and when it is over, not at each look in between.
    let mut blind = false;
    loop {
        if let Some(inner) = inner.upgrade() {
            // Before the first migration, and while the database is away, there is nothing to see.
            match look(&inner, &mut marks).await {
                Ok(()) => {
                    inner.sight.good();
                    if std::mem::take(&mut blind) {
                        tracing::warn!("changes in the database are seen again");
                    }
                }
                Err(error) if !blind => {
                    blind = true;
                    tracing::warn!(%error, "changes in the database cannot be seen; open boards will say that they are not live");
                }
                Err(_) => {}
            }
        } else {
            return;
        }
        tokio::select! {
            () = tokio::time::sleep(every) => {}
            () = wake.notified() => {}
        }
    }
}

async fn look(inner: &Inner, marks: &mut Marks) -> Result<(), StoreError> {
    let rooms: Vec<RoomRow> = inner
        .db
        .all(ROOMS.into(), args![marks.rooms - MARGIN_MS])
        .await?;
    for row in &rooms {
        marks.rooms = marks.rooms.max(row.revised_at);
        inner.publish_new(row.change);
    }
    let ended: Vec<EndRow> = inner
        .db
        .all(ENDED.into(), args![marks.ended - MARGIN_MS])
        .await?;
    for row in &ended {
        marks.ended = marks.ended.max(row.ended_at);
        let topic = Topic::Session {
            session_hash: row.hash,
        };
        inner.publish_new(Change {
            tenant: row.tenant,
            topic,
        });
    }
    inner.seen.forget(&ended, marks.ended - MARGIN_MS);
    Ok(())
}
