//! Sessions of people who are signed in. Each end is told to the streams of all processes.

use model::{Guid, ObjectId, Role, TenantId, Timestamp};

use crate::change::{Change, Topic};
use crate::db::Transact;
use crate::handle::reads;
use crate::value::{args, row};
use crate::watch;
use crate::{StoreError, System, Tx};

row! {
    /// A session.
    pub struct SessionRow [session_columns] {
        /// SHA-256 of the session's secret.
        pub hash: [u8; 32],
        /// Whose tenant.
        pub tenant: TenantId,
        /// Object id of the person.
        pub oid: ObjectId,
        /// Display name; decides nothing.
        pub name: String,
        /// App roles as last proved.
        pub roles: Vec<Role>,
        /// Groups as last proved.
        pub groups: Vec<ObjectId>,
        /// Directory roles as last proved.
        pub wids: Vec<Guid>,
        /// Entra's session, for front-channel sign-out.
        pub sid: Option<String>,
        /// For signing out without a question; sealed by the caller.
        pub login_hint: Option<String>,
        /// Sign-in.
        pub created: Timestamp,
        /// Last request.
        pub last_seen: Timestamp,
        /// When roles and groups were last proved.
        pub proved_at: Timestamp,
        /// End at the latest.
        pub expires: Timestamp,
    }
}

row! {
    /// An ended session, as the databases answer it.
    pub(crate) struct EndedSession [ended_columns] {
        /// Whose tenant.
        pub(crate) tenant: TenantId,
        /// SHA-256 of the session's secret.
        pub(crate) hash: [u8; 32],
    }
}

/// What a silent sign-in proved anew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Renewal {
    /// SHA-256 of the session's secret.
    pub hash: [u8; 32],
    /// App roles.
    pub roles: Vec<Role>,
    /// Groups.
    pub groups: Vec<ObjectId>,
    /// Directory roles.
    pub wids: Vec<Guid>,
    /// When.
    pub proved_at: Timestamp,
}

const OF_PERSON: &str = concat!(
    "SELECT ",
    session_columns!(),
    " FROM session WHERE tenant = $1 AND oid = $2 ORDER BY created, hash"
);

const UNEXPIRED: &str = concat!(
    "SELECT ",
    session_columns!(),
    " FROM session WHERE tenant = $1 AND expires > $2 ORDER BY oid, created, hash"
);

reads! {
    /// Everybody's sessions that have not reached their end at the latest; the caller checks their other times.
    unexpired_sessions(now: Timestamp) -> all SessionRow = UNEXPIRED;
    /// The sessions of a person, oldest first.
    sessions_of(oid: ObjectId) -> all SessionRow = OF_PERSON;
}

const INSERT: &str = concat!(
    "INSERT INTO session (",
    session_columns!(),
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"
);
const TOUCH: &str =
    "UPDATE session SET last_seen = $3 WHERE tenant = $1 AND hash = $2 AND last_seen < $3";
const RENEW: &str = "UPDATE session SET roles = $3, groups = $4, wids = $5, proved_at = $6 WHERE tenant = $1 AND hash = $2";
const END: &str = "DELETE FROM session WHERE tenant = $1 AND hash = $2 RETURNING tenant, hash";
const END_OF: &str = "DELETE FROM session WHERE tenant = $1 AND oid = $2 RETURNING tenant, hash";
const END_ALL: &str = "DELETE FROM session WHERE tenant = $1 RETURNING tenant, hash";
const NOTE_END: &str =
    "INSERT INTO session_end (tenant, hash) VALUES ($1, $2) ON CONFLICT (tenant, hash) DO NOTHING";

impl Tx {
    /// Stores a new session; its tenant is this transaction's.
    ///
    /// # Errors
    /// [`StoreError::Reference`] when the tenant is unknown.
    pub async fn insert_session(&mut self, row: &SessionRow) -> Result<(), StoreError> {
        let values = args![
            row.hash,
            self.tenant(),
            row.oid,
            row.name,
            row.roles,
            row.groups,
            row.wids,
            row.sid,
            row.login_hint,
            row.created,
            row.last_seen,
            row.proved_at,
            row.expires,
        ];
        self.execute(INSERT, values).await.map(drop)
    }

    /// Moves the last-seen mark forward; answers whether the session still exists and the mark was older.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn touch_session(
        &mut self,
        hash: &[u8; 32],
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let values = args![self.tenant(), hash, now];
        Ok(self.execute(TOUCH, values).await? == 1)
    }

    /// Stores what was proved anew; answers whether the session still exists.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn renew_session(&mut self, renewal: &Renewal) -> Result<bool, StoreError> {
        let Renewal {
            hash,
            roles,
            groups,
            wids,
            proved_at,
        } = renewal;
        let values = args![self.tenant(), hash, roles, groups, wids, proved_at];
        Ok(self.execute(RENEW, values).await? == 1)
    }

    /// Ends a session; answers whether there was one.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn end_session(&mut self, hash: &[u8; 32]) -> Result<bool, StoreError> {
        let values = args![self.tenant(), hash];
        let ended = self.all(END, values).await?;
        Ok(self.note_ends(ended).await? == 1)
    }

    /// Ends all sessions of a person; answers how many.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn end_sessions_of(&mut self, oid: ObjectId) -> Result<u64, StoreError> {
        let values = args![self.tenant(), oid];
        let ended = self.all(END_OF, values).await?;
        self.note_ends(ended).await
    }

    /// Ends all sessions of the tenant; answers how many.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn end_all_sessions(&mut self) -> Result<u64, StoreError> {
        let values = args![self.tenant()];
        let ended = self.all(END_ALL, values).await?;
        self.note_ends(ended).await
    }

    async fn note_ends(&mut self, ended: Vec<EndedSession>) -> Result<u64, StoreError> {
        for EndedSession { tenant, hash } in &ended {
            self.execute(NOTE_END, args![tenant, hash]).await?;
            self.tell(Topic::Session {
                session_hash: *hash,
            });
        }
        Ok(ended.len() as u64)
    }
}

const BY_HASH: &str = concat!(
    "SELECT ",
    session_columns!(),
    " FROM session WHERE hash = $1"
);
const BY_SID: &str = concat!(
    "SELECT ",
    session_columns!(),
    " FROM session WHERE sid = $1 ORDER BY tenant, hash"
);
const SWEEP: &str =
    "DELETE FROM session WHERE expires <= $1 OR last_seen <= $2 RETURNING tenant, hash";
const SWEEP_ENDS: &str =
    "DELETE FROM session_end WHERE ended_at < (SELECT MAX(ended_at) FROM session_end) - 3600000";

impl System {
    /// The session with this hash, of whichever tenant; the caller checks its times.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn session(&self, hash: &[u8; 32]) -> Result<Option<SessionRow>, StoreError> {
        self.one(BY_HASH, args![hash]).await
    }

    /// The sessions that came from one session at Entra (front-channel sign-out), of whichever tenant, by tenant.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn sessions_by_sid(&self, sid: &str) -> Result<Vec<SessionRow>, StoreError> {
        self.all(BY_SID, args![sid]).await
    }

    /// Ends sessions that expired by `now` or were last seen at or before `idle_since`; answers how many.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn sweep_sessions(
        &self,
        now: Timestamp,
        idle_since: Timestamp,
    ) -> Result<u64, StoreError> {
        let mut tx = self.store.inner.db.begin().await?;
        tx.conn().execute(SWEEP_ENDS.into(), args![]).await?;
        let ended = tx.conn().all(SWEEP.into(), args![now, idle_since]).await?;
        self.finish_ends(tx, ended).await
    }

    async fn finish_ends(
        &self,
        mut tx: Transact,
        ended: Vec<EndedSession>,
    ) -> Result<u64, StoreError> {
        let mut changes = Vec::with_capacity(ended.len());
        for EndedSession { tenant, hash } in ended {
            tx.conn()
                .execute(NOTE_END.into(), args![tenant, hash])
                .await?;
            changes.push(Change {
                tenant,
                topic: Topic::Session { session_hash: hash },
            });
        }
        watch::notify(&self.store, &mut tx, &changes).await?;
        tx.commit().await?;
        self.store.inner.publish(&changes);
        Ok(changes.len() as u64)
    }
}
