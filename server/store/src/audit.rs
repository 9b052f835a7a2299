//! The audit chain of a tenant: gapless, appended under a lock on its head.

use model::Timestamp;

use crate::handle::reads;
use crate::value::{args, row};
use crate::{StoreError, Tx};

row! {
    /// One link of the chain.
    pub struct AuditRow [audit_columns] {
        /// Place in the chain, from 1, without gaps.
        pub sequence: i64,
        /// When.
        pub at: Timestamp,
        /// What kind of actor: a word of the caller.
        pub actor_kind: String,
        /// Which actor: an object id, say.
        pub actor: Option<String>,
        /// What was done.
        pub action: String,
        /// To what.
        pub subject: String,
        /// Particulars, JSON.
        pub detail_json: String,
        /// HMAC over this link and the one before.
        pub mac: [u8; 32],
    }
}

row! {
    struct HeadRow [head_columns] {
        sequence: i64,
        mac: [u8; 32],
    }
}

const PAGE: &str = concat!(
    "SELECT ",
    audit_columns!(),
    " FROM audit WHERE tenant = $1 AND ($2 IS NULL OR sequence < $2) ORDER BY sequence DESC LIMIT $3"
);
const RANGE: &str = concat!(
    "SELECT ",
    audit_columns!(),
    " FROM audit WHERE tenant = $1 AND sequence >= $2 AND sequence <= $3 ORDER BY sequence"
);
const LAST_OF: &str = concat!(
    "SELECT ",
    audit_columns!(),
    " FROM audit WHERE tenant = $1 AND action = $2 ORDER BY sequence DESC LIMIT 1"
);
const CONSENTS: &str = concat!(
    "SELECT ",
    audit_columns!(),
    " FROM audit WHERE tenant = $1 AND sequence > $2 AND action IN ('consent.proven', 'consent.missing') \
     ORDER BY sequence LIMIT $3"
);

reads! {
    /// The newest link of an action.
    last_audit_of(action: &str) -> one AuditRow = LAST_OF;
    /// Links behind a place that tell what was found of a consent, oldest first.
    audit_of_consents(after: i64, most: i64) -> all AuditRow = CONSENTS;
    /// At most `limit` links before a place (none: from the newest), newest first.
    audit_page(before: Option<i64>, limit: i64) -> all AuditRow = PAGE;
    /// The links from one place to another, both included, oldest first.
    audit_range(from: i64, to: i64) -> all AuditRow = RANGE;
}

const LOCK_HEAD: &str = "INSERT INTO audit_head (tenant, sequence, mac) VALUES ($1, 0, $2) \
    ON CONFLICT (tenant) DO UPDATE SET sequence = audit_head.sequence RETURNING sequence, mac";
const INSERT: &str = concat!(
    "INSERT INTO audit (tenant, ",
    audit_columns!(),
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
);
const MOVE_HEAD: &str =
    "UPDATE audit_head SET sequence = $2, mac = $3 WHERE tenant = $1 AND sequence = $2 - 1";

impl Tx {
    /// The newest link's place and MAC, none for an empty chain. Other writers of this chain wait until this
    /// transaction ends.
    ///
    /// # Errors
    /// [`StoreError::Reference`] when the tenant is unknown.
    pub async fn audit_head(&mut self) -> Result<Option<(i64, [u8; 32])>, StoreError> {
        let values = args![self.tenant(), [0_u8; 32]];
        let head: Option<HeadRow> = self.one(LOCK_HEAD, values).await?;
        Ok(head
            .filter(|head| head.sequence > 0)
            .map(|head| (head.sequence, head.mac)))
    }

    /// Appends a link; call [`Tx::audit_head`] first in the same transaction.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when `row.sequence` is not the place behind the head.
    pub async fn insert_audit(&mut self, row: &AuditRow) -> Result<(), StoreError> {
        let head = args![self.tenant(), row.sequence, row.mac];
        if self.execute(MOVE_HEAD, head).await? != 1 {
            return Err(StoreError::Conflict {
                constraint: "audit_head".to_owned(),
            });
        }
        let AuditRow {
            sequence,
            at,
            actor_kind,
            actor,
            action,
            subject,
            detail_json,
            mac,
        } = row;
        let values = args![
            self.tenant(),
            sequence,
            at,
            actor_kind,
            actor,
            action,
            subject,
            detail_json,
            mac
        ];
        self.execute(INSERT, values).await.map(drop)
    }
}
