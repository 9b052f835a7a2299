//! The permission review: the last reading of each registration, the chain of runs kept as evidence, and the grants that
//! came and went.

use model::{Guid, Timestamp};

use crate::handle::reads;
use crate::value::{args, row};
use crate::{StoreError, Tx};

row! {
    /// What was last read of a registration.
    pub struct ReviewStateRow [state_columns] {
        /// Registration.
        pub client_id: Guid,
        /// When it was last tried.
        pub tried: Timestamp,
        /// When somebody last asked for a check.
        pub asked: Option<Timestamp>,
        /// Why the last attempt brought nothing, or not all, JSON; none when it did.
        pub problem_json: Option<String>,
        /// When the reading was made.
        pub read_at: Option<Timestamp>,
        /// The last good reading, JSON.
        pub reading_json: Option<String>,
        /// When a run was last kept as evidence.
        pub noted_at: Option<Timestamp>,
    }
}

row! {
    /// A run that is kept as evidence.
    pub struct ReviewRunRow [run_columns] {
        /// Place in the tenant's chain, from 1.
        pub sequence: i64,
        /// When.
        pub at: Timestamp,
        /// Registration.
        pub client_id: Guid,
        /// How much could be seen: `probes`, `live`.
        pub mode: String,
        /// What was found, JSON.
        pub result_json: String,
        /// HMAC of the run before; zeros for the first.
        pub previous: [u8; 32],
        /// HMAC over this run.
        pub mac: [u8; 32],
    }
}

row! {
    /// A grant that was seen.
    pub struct ReviewGrantRow [grant_columns] {
        /// Registration.
        pub client_id: Guid,
        /// Application id of the resource; empty where it could not be read.
        pub resource: String,
        /// `application` or `delegated`.
        pub kind: String,
        /// Name as Microsoft spells it.
        pub value: String,
        /// When it was first seen.
        pub first_seen: Timestamp,
        /// GUID of the scope or app role; all zeros for a scope that the catalogue doesn't know.
        pub guid: Guid,
        /// When it was first missed; none while it is there.
        pub gone: Option<Timestamp>,
        /// For whom: a word of the caller; empty where it was noted by an earlier version.
        pub whom: String,
        /// Id of the assignment or grant object at Microsoft; empty where it was noted by an earlier version.
        pub object: String,
        /// Why it counts as gone although it was not missed: a word of the caller.
        pub ended: Option<String>,
    }
}

const STATES: &str = concat!(
    "SELECT ",
    state_columns!(),
    " FROM review_state WHERE tenant = $1 ORDER BY client_id"
);
const STATE: &str = concat!(
    "SELECT ",
    state_columns!(),
    " FROM review_state WHERE tenant = $1 AND client_id = $2"
);
const RUNS: &str = concat!(
    "SELECT ",
    run_columns!(),
    " FROM review_run WHERE tenant = $1 AND sequence > $2 ORDER BY sequence LIMIT $3"
);
const LAST_RUN: &str = concat!(
    "SELECT ",
    run_columns!(),
    " FROM review_run WHERE tenant = $1 ORDER BY sequence DESC LIMIT 1"
);
const GRANTS: &str = concat!(
    "SELECT ",
    grant_columns!(),
    " FROM review_grant WHERE tenant = $1 \
     ORDER BY COALESCE(gone, first_seen) DESC, client_id, resource, kind, value, first_seen LIMIT $2"
);
const PRESENT_GRANTS: &str = concat!(
    "SELECT ",
    grant_columns!(),
    " FROM review_grant WHERE tenant = $1 AND client_id = $2 AND gone IS NULL ORDER BY resource, kind, value"
);

reads! {
    /// The last readings of all registrations.
    review_states() -> all ReviewStateRow = STATES;
    /// The last reading of a registration; none before the first attempt.
    review_state(client_id: Guid) -> one ReviewStateRow = STATE;
    /// Runs behind a place of the chain, oldest first.
    review_runs(after: i64, most: i64) -> all ReviewRunRow = RUNS;
    /// The newest run.
    last_review_run() -> one ReviewRunRow = LAST_RUN;
    /// Grants that came and went, the latest change first.
    review_grants(most: i64) -> all ReviewGrantRow = GRANTS;
    /// Grants of a registration that were there when it was last read.
    present_review_grants(client_id: Guid) -> all ReviewGrantRow = PRESENT_GRANTS;
}

const SEGMENT_END: &str = "SELECT sequence AS n FROM review_run WHERE tenant = $1 AND at < $2 \
    ORDER BY sequence DESC LIMIT 1";
const MEETING_USE: &str =
    "SELECT used_at AS n FROM connection WHERE tenant = $1 ORDER BY used_at DESC LIMIT 1";
const MEETING_SCOPES: &str =
    "SELECT scopes AS n FROM connection WHERE tenant = $1 ORDER BY used_at DESC LIMIT 1";
const SIGN_IN: &str =
    "SELECT last_sign_in AS n FROM person WHERE tenant = $1 ORDER BY last_sign_in DESC LIMIT 1";

const WATCHED: &str = "SELECT DISTINCT client_id AS n FROM review_grant WHERE tenant = $1 AND gone IS NULL ORDER BY client_id";

reads! {
    /// Client ids of the registrations with grants that are there.
    registrations_with_grants() -> all String = WATCHED;
    /// Place of the newest run before an instant.
    review_segment_end(before: Timestamp) -> one i64 = SEGMENT_END;
    /// When a connection to Teams was last used, epoch milliseconds.
    last_meeting_use() -> one i64 = MEETING_USE;
    /// Scopes of the connection that was last used, separated by blanks.
    last_meeting_scopes() -> one String = MEETING_SCOPES;
    /// When somebody last signed in, epoch milliseconds.
    last_sign_in() -> one i64 = SIGN_IN;
}

const SAVE_STATE: &str = concat!(
    "INSERT INTO review_state (tenant, ",
    state_columns!(),
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
     ON CONFLICT (tenant, client_id) DO UPDATE SET tried = excluded.tried, asked = excluded.asked, \
     problem_json = excluded.problem_json, read_at = excluded.read_at, \
     reading_json = excluded.reading_json, noted_at = excluded.noted_at"
);
/// Of many who ask at once one is let through: the row says when the last one was.
const ASK: &str = "INSERT INTO review_state (tenant, client_id, tried, asked) VALUES ($1, $2, $3, $3) \
    ON CONFLICT (tenant, client_id) DO UPDATE SET asked = excluded.asked \
    WHERE review_state.asked IS NULL OR review_state.asked <= $4";
const INSERT_RUN: &str = concat!(
    "INSERT INTO review_run (tenant, ",
    run_columns!(),
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
);
const INSERT_GRANT: &str = concat!(
    "INSERT INTO review_grant (tenant, ",
    grant_columns!(),
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
);
const NAME_GRANT: &str = "UPDATE review_grant SET whom = $6, object = $7 \
    WHERE tenant = $1 AND client_id = $2 AND resource = $3 AND kind = $4 AND value = $5 AND gone IS NULL";
const END_ALL_GRANTS: &str = "UPDATE review_grant SET gone = $3, ended = $4 \
    WHERE tenant = $1 AND client_id = $2 AND gone IS NULL";
const END_GRANT: &str = "UPDATE review_grant SET gone = $6, ended = $7 \
    WHERE tenant = $1 AND client_id = $2 AND resource = $3 AND kind = $4 AND value = $5 AND gone IS NULL";
const SWEEP_GRANTS: &str = "DELETE FROM review_grant WHERE tenant = $1 AND gone < $2";
const CLOSE_RUNS: &str = "DELETE FROM review_run WHERE tenant = $1 AND sequence <= $2";

impl Tx {
    /// Stores the last reading of a registration, replacing the one before.
    ///
    /// # Errors
    /// [`StoreError::Reference`] when the tenant is unknown.
    pub async fn save_review_state(&mut self, row: &ReviewStateRow) -> Result<(), StoreError> {
        let ReviewStateRow {
            client_id,
            tried,
            asked,
            problem_json,
            read_at,
            reading_json,
            noted_at,
        } = row;
        let values = args![
            self.tenant(),
            client_id,
            tried,
            asked,
            problem_json,
            read_at,
            reading_json,
            noted_at
        ];
        self.execute(SAVE_STATE, values).await.map(drop)
    }

    /// Notes that somebody asks for a check, unless somebody did after `until`; answers whether it was noted.
    ///
    /// # Errors
    /// [`StoreError::Reference`] when the tenant is unknown.
    pub async fn ask_review(
        &mut self,
        client_id: Guid,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<bool, StoreError> {
        let values = args![self.tenant(), client_id, now, until];
        Ok(self.execute(ASK, values).await? == 1)
    }

    /// Appends a run to the chain.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the place is taken; [`StoreError::Reference`] when the tenant is unknown.
    pub async fn insert_review_run(&mut self, row: &ReviewRunRow) -> Result<(), StoreError> {
        let ReviewRunRow {
            sequence,
            at,
            client_id,
            mode,
            result_json,
            previous,
            mac,
        } = row;
        let values = args![
            self.tenant(),
            sequence,
            at,
            client_id,
            mode,
            result_json,
            previous,
            mac
        ];
        self.execute(INSERT_RUN, values).await.map(drop)
    }

    /// Notes a grant that appeared.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the same one was noted for the same instant.
    pub async fn insert_review_grant(&mut self, row: &ReviewGrantRow) -> Result<(), StoreError> {
        let ReviewGrantRow {
            client_id,
            resource,
            kind,
            value,
            first_seen,
            guid,
            gone,
            whom,
            object,
            ended,
        } = row;
        let values = args![
            self.tenant(),
            client_id,
            resource,
            kind,
            value,
            first_seen,
            guid,
            gone,
            whom,
            object,
            ended
        ];
        self.execute(INSERT_GRANT, values).await.map(drop)
    }

    /// Notes for whom a grant that is there was made and which object holds it.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn name_review_grant(&mut self, row: &ReviewGrantRow) -> Result<bool, StoreError> {
        let ReviewGrantRow {
            client_id,
            resource,
            kind,
            value,
            whom,
            object,
            ..
        } = row;
        let values = args![
            self.tenant(),
            client_id,
            resource,
            kind,
            value,
            whom,
            object
        ];
        Ok(self.execute(NAME_GRANT, values).await? > 0)
    }

    /// Notes that nobody looks at the grants of a registration any more; answers how many were there.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn end_review_grants(
        &mut self,
        client_id: Guid,
        gone: Timestamp,
        ended: &str,
    ) -> Result<u64, StoreError> {
        let values = args![self.tenant(), client_id, gone, ended];
        self.execute(END_ALL_GRANTS, values).await
    }

    /// Notes that a grant is gone, for the reason in its row; answers whether it was there.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn end_review_grant(
        &mut self,
        row: &ReviewGrantRow,
        gone: Timestamp,
    ) -> Result<bool, StoreError> {
        let ReviewGrantRow {
            client_id,
            resource,
            kind,
            value,
            ended,
            ..
        } = row;
        let values = args![self.tenant(), client_id, resource, kind, value, gone, ended];
        Ok(self.execute(END_GRANT, values).await? > 0)
    }

    /// Removes the runs up to a place of the chain; answers how many.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn close_review_runs(&mut self, up_to: i64) -> Result<u64, StoreError> {
        let values = args![self.tenant(), up_to];
        self.execute(CLOSE_RUNS, values).await
    }

    /// Removes grants that went before an instant; answers how many.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn sweep_review_grants(&mut self, before: Timestamp) -> Result<u64, StoreError> {
        let values = args![self.tenant(), before];
        self.execute(SWEEP_GRANTS, values).await
    }
}
