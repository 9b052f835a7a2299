//! Connectors of meeting culture: what is read, how far it has come, why it stopped.

use model::culture::connector::{ConnectorSource, ConnectorState};
use model::{TenantId, Timestamp};

use crate::db::Sql;
use crate::handle::reads;
use crate::value::{args, row};
use crate::{StoreError, System, Tx};

row! {
    /// One connector of a tenant.
    pub struct ConnectorRow [connector_columns] {
        /// What it reads.
        pub source: ConnectorSource,
        /// Whether it works.
        pub state: ConnectorState,
        /// Whose data, as JSON.
        pub scope: String,
        /// Switches, as JSON.
        pub settings: String,
        /// Counts the changes an administrator made.
        pub revision: i64,
        /// When it has to be looked at again.
        pub due_at: Timestamp,
        /// When the present round began.
        pub begun_at: Option<Timestamp>,
        /// Steps done in this round.
        pub done: i64,
        /// Steps in all, once known.
        pub total: Option<i64>,
        /// Samples of the pace, as JSON.
        pub progress: String,
        /// What was left out or repaired while reading, by reason, as JSON.
        pub counted: String,
        /// When a round last ended well.
        pub last_ok: Option<Timestamp>,
        /// Code of the last failure; none while all is well.
        pub error: Option<String>,
        /// When it failed.
        pub error_at: Option<Timestamp>,
    }
}

/// How far a round has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConnectorProgress {
    /// What it reads.
    pub source: ConnectorSource,
    /// Steps done.
    pub done: i64,
    /// Steps in all, once known.
    pub total: Option<i64>,
    /// Samples of the pace, as JSON.
    pub progress: String,
    /// What was left out or repaired, by reason, as JSON.
    pub counted: String,
}

/// How a round, or an attempt at one, ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConnectorOutcome {
    /// What it reads.
    pub source: ConnectorSource,
    /// Only a connector in this state is changed: what an administrator did meanwhile stays.
    pub from: ConnectorState,
    /// The state from now on.
    pub to: ConnectorState,
    /// When it has to be looked at again.
    pub due_at: Timestamp,
    /// Code of the failure; none after a good end.
    pub error: Option<String>,
    /// Now.
    pub now: Timestamp,
}

const CONNECTOR: &str = concat!(
    "SELECT ",
    connector_columns!(),
    " FROM connector WHERE tenant = $1 AND source = $2"
);
const CONNECTORS: &str = concat!(
    "SELECT ",
    connector_columns!(),
    " FROM connector WHERE tenant = $1 ORDER BY source"
);

reads! {
    /// A connector; none before it was first switched on.
    connector(source: ConnectorSource) -> one ConnectorRow = CONNECTOR;
    /// All connectors that were ever switched on.
    connectors() -> all ConnectorRow = CONNECTORS;
}

const LOCK: Sql = Sql {
    sqlite: CONNECTOR,
    postgres: concat!(
        "SELECT ",
        connector_columns!(),
        " FROM connector WHERE tenant = $1 AND source = $2 FOR UPDATE"
    ),
};
const SAVE: &str = concat!(
    "INSERT INTO connector (tenant, ",
    connector_columns!(),
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) \
     ON CONFLICT (tenant, source) DO UPDATE SET state = excluded.state, scope = excluded.scope, \
     settings = excluded.settings, revision = excluded.revision, due_at = excluded.due_at, \
     begun_at = excluded.begun_at, done = excluded.done, total = excluded.total, \
     progress = excluded.progress, counted = excluded.counted, last_ok = excluded.last_ok, \
     error = excluded.error, error_at = excluded.error_at"
);
const PROGRESS: &str = "UPDATE connector SET done = $3, total = $4, progress = $5, counted = $6 \
    WHERE tenant = $1 AND source = $2";
const OUTCOME: &str = "UPDATE connector SET state = $4, due_at = $5, error = $6, \
    error_at = CASE WHEN $6 IS NULL THEN NULL ELSE $7 END, \
    last_ok = CASE WHEN $6 IS NULL THEN $7 ELSE last_ok END \
    WHERE tenant = $1 AND source = $2 AND state = $3";
const OUTCOME_POSTGRES: &str = "UPDATE connector SET state = $4, due_at = $5, error = CAST($6 AS TEXT), \
    error_at = CASE WHEN CAST($6 AS TEXT) IS NULL THEN NULL ELSE $7 END, \
    last_ok = CASE WHEN CAST($6 AS TEXT) IS NULL THEN $7 ELSE last_ok END \
    WHERE tenant = $1 AND source = $2 AND state = $3";

impl Tx {
    /// A connector, held against other writers until this transaction ends.
    ///
    /// # Errors
    /// [`StoreError::Busy`] and [`StoreError::Unavailable`].
    pub async fn lock_connector(
        &mut self,
        source: ConnectorSource,
    ) -> Result<Option<ConnectorRow>, StoreError> {
        let values = args![self.tenant(), source];
        self.one(LOCK, values).await
    }

    /// Stores a connector, replacing the one before.
    ///
    /// # Errors
    /// [`StoreError::Reference`] when the tenant is unknown.
    pub async fn save_connector(&mut self, row: &ConnectorRow) -> Result<(), StoreError> {
        let values = args![
            self.tenant(),
            row.source,
            row.state,
            row.scope,
            row.settings,
            row.revision,
            row.due_at,
            row.begun_at,
            row.done,
            row.total,
            row.progress,
            row.counted,
            row.last_ok,
            row.error,
            row.error_at
        ];
        self.execute(SAVE, values).await.map(drop)
    }

    /// Notes how far a connector has come.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn note_connector_progress(
        &mut self,
        note: &ConnectorProgress,
    ) -> Result<(), StoreError> {
        let values = args![
            self.tenant(),
            note.source,
            note.done,
            note.total,
            note.progress,
            note.counted
        ];
        self.execute(PROGRESS, values).await.map(drop)
    }

    /// Notes how a round ended; answers false, and changes nothing, when an administrator has changed the state
    /// meanwhile.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn note_connector_outcome(
        &mut self,
        note: &ConnectorOutcome,
    ) -> Result<bool, StoreError> {
        let sql = Sql {
            sqlite: OUTCOME,
            postgres: OUTCOME_POSTGRES,
        };
        let values = args![
            self.tenant(),
            note.source,
            note.from,
            note.to,
            note.due_at,
            note.error,
            note.now
        ];
        Ok(self.execute(sql, values).await? == 1)
    }
}

const DUE: &str = concat!(
    "SELECT tenant, ",
    connector_columns!(),
    " FROM connector WHERE state IN ('on', 'error') AND due_at <= $1 ORDER BY tenant, source"
);

impl System {
    /// Connectors that are due, with their tenants: those that are on, and those that stopped and look again; for jobs.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn due_connectors(
        &self,
        now: Timestamp,
    ) -> Result<Vec<(TenantId, ConnectorRow)>, StoreError> {
        self.all(DUE, args![now]).await
    }
}
