//! Consents under way, and the evidence of what was found afterwards.

use model::{Guid, ObjectId, TenantId, Timestamp};

use crate::handle::reads;
use crate::value::{args, row};
use crate::{StoreError, System, Tx};

row! {
    /// An administrator was sent to Microsoft to consent.
    pub struct ConsentTransactionRow [consent_columns] {
        /// SHA-256 of the `state` sent along.
        pub state_hash: [u8; 32],
        /// Session it has to come back in.
        pub session_hash: [u8; 32],
        /// Whose.
        pub tenant: TenantId,
        /// Registration that was to be consented to.
        pub client_id: Guid,
        /// The permissions shown, JSON.
        pub list_json: String,
        /// Version of the permission table they came from.
        pub table_version: i64,
        /// When it stops working.
        pub expires: Timestamp,
    }
}

row! {
    /// What was found at Microsoft about a registration.
    pub struct EvidenceRow [evidence_columns] {
        /// Identity.
        pub id: Guid,
        /// When.
        pub at: Timestamp,
        /// Who asked.
        pub by_whom: ObjectId,
        /// Which registration.
        pub client_id: Guid,
        /// Permissions that were needed, JSON.
        pub asked_json: String,
        /// Grants or probe results, JSON.
        pub found_json: String,
        /// Request ids at Microsoft, JSON.
        pub request_ids_json: String,
        /// SHA-256 of the list that was shown.
        pub list_hash: [u8; 32],
    }
}

const EVIDENCE: &str = concat!(
    "SELECT ",
    evidence_columns!(),
    " FROM evidence WHERE tenant = $1 ORDER BY at DESC, id"
);
const LATEST: &str = concat!(
    "SELECT ",
    evidence_columns!(),
    " FROM evidence WHERE tenant = $1 AND client_id = $2 ORDER BY at DESC, id LIMIT 1"
);

reads! {
    /// All evidence, newest first.
    evidence() -> all EvidenceRow = EVIDENCE;
    /// The newest evidence about a registration.
    latest_evidence(client_id: Guid) -> one EvidenceRow = LATEST;
}

const INSERT: &str = concat!(
    "INSERT INTO consent_transaction (",
    consent_columns!(),
    ") VALUES ($1, $2, $3, $4, $5, $6, $7)"
);
const INSERT_EVIDENCE: &str = concat!(
    "INSERT INTO evidence (tenant, ",
    evidence_columns!(),
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
);

/// Of many who ask at once one is let through. Instants are written with twenty digits, so that they compare as texts.
const PAUSE: &str = "INSERT INTO tenant_setting (tenant, name, content) VALUES ($1, $2, $3) \
    ON CONFLICT (tenant, name) DO UPDATE SET content = excluded.content \
    WHERE tenant_setting.content <= $4 OR tenant_setting.content > excluded.content";

impl Tx {
    /// Notes that somebody asks for a check of a consent, unless somebody did after `until`; answers whether it was noted.
    ///
    /// # Errors
    /// [`StoreError::Reference`] when the tenant is unknown.
    pub async fn ask_consent_check(
        &mut self,
        client_id: Guid,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<bool, StoreError> {
        let text = |at: Timestamp| format!("\"{:020}\"", at.0.max(0));
        let name = format!("consent.asked.{client_id}");
        let values = args![self.tenant(), name, text(now), text(until)];
        Ok(self.execute(PAUSE, values).await? == 1)
    }

    /// Lets the next check of a consent come as soon as somebody asks.
    ///
    /// # Errors
    /// [`StoreError::Reference`] when the tenant is unknown.
    pub async fn allow_consent_check(&mut self, client_id: Guid) -> Result<(), StoreError> {
        self.set_tenant_setting(&format!("consent.asked.{client_id}"), "\"\"")
            .await
    }

    /// Stores a consent that begins; its tenant is this transaction's.
    ///
    /// # Errors
    /// [`StoreError::Reference`] when the tenant is unknown.
    pub async fn insert_consent_transaction(
        &mut self,
        row: &ConsentTransactionRow,
    ) -> Result<(), StoreError> {
        let ConsentTransactionRow {
            state_hash,
            session_hash,
            tenant: _,
            client_id,
            list_json,
            table_version,
            expires,
        } = row;
        let values = args![
            state_hash,
            session_hash,
            self.tenant(),
            client_id,
            list_json,
            table_version,
            expires
        ];
        self.execute(INSERT, values).await.map(drop)
    }

    /// Stores evidence.
    ///
    /// # Errors
    /// [`StoreError::Reference`] when the tenant is unknown.
    pub async fn insert_evidence(&mut self, row: &EvidenceRow) -> Result<(), StoreError> {
        let EvidenceRow {
            id,
            at,
            by_whom,
            client_id,
            asked_json,
            found_json,
            request_ids_json,
            list_hash,
        } = row;
        let values = args![
            self.tenant(),
            id,
            at,
            by_whom,
            client_id,
            asked_json,
            found_json,
            request_ids_json,
            list_hash
        ];
        self.execute(INSERT_EVIDENCE, values).await.map(drop)
    }
}

const TAKE: &str = concat!(
    "DELETE FROM consent_transaction WHERE state_hash = $1 RETURNING ",
    consent_columns!()
);
const SWEEP: &str = "DELETE FROM consent_transaction WHERE expires < $1";

impl System {
    /// Takes a consent out: of many callers with the same state exactly one receives it. The caller checks when it
    /// stops working, and the session.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn take_consent_transaction(
        &self,
        state_hash: &[u8; 32],
    ) -> Result<Option<ConsentTransactionRow>, StoreError> {
        Ok(self
            .returning(TAKE, args![state_hash])
            .await?
            .into_iter()
            .next())
    }

    /// Removes consents that stopped working before an instant; answers how many.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn sweep_consent_transactions(&self, before: Timestamp) -> Result<u64, StoreError> {
        self.execute(SWEEP, args![before]).await
    }
}
