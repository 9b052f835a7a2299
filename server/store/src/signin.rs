//! Sign-ins under way, and tokens that were used.

use model::{TenantId, Timestamp};

use crate::value::{args, row};
use crate::{StoreError, System};

row! {
    /// A sign-in that was begun. Belongs to no tenant yet.
    pub struct TransactionRow [transaction_columns] {
        /// SHA-256 of the secret in the transaction cookie.
        pub hash: [u8; 32],
        /// SHA-256 of the `state` sent along.
        pub state_hash: [u8; 32],
        /// The `nonce` the id_token has to carry.
        pub nonce: String,
        /// What it is for; a word of the caller.
        pub purpose: String,
        /// Local path to return to.
        pub return_path: String,
        /// Sealed PKCE verifier, in the code flow.
        pub pkce_verifier: Option<Vec<u8>>,
        /// Tenant the answer has to be of, when that is known.
        pub tenant: Option<TenantId>,
        /// Session it renews or extends.
        pub session_hash: Option<[u8; 32]>,
        /// More, as JSON of the caller.
        pub detail: Option<String>,
        /// When it was begun.
        pub created: Timestamp,
    }
}

const INSERT: &str = concat!(
    "INSERT INTO signin_transaction (",
    transaction_columns!(),
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
);
const TAKE: &str = concat!(
    "DELETE FROM signin_transaction WHERE hash = $1 RETURNING ",
    transaction_columns!()
);
const SWEEP: &str = "DELETE FROM signin_transaction WHERE created < $1";
const REMEMBER: &str =
    "INSERT INTO used_token (uti, expires) VALUES ($1, $2) ON CONFLICT (uti) DO NOTHING";
const FORGET: &str = "DELETE FROM used_token WHERE expires < $1";

impl System {
    /// Stores a sign-in that begins.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the hash exists (never with random secrets).
    pub async fn insert_transaction(&self, row: &TransactionRow) -> Result<(), StoreError> {
        let values = args![
            row.hash,
            row.state_hash,
            row.nonce,
            row.purpose,
            row.return_path,
            row.pkce_verifier,
            row.tenant,
            row.session_hash,
            row.detail,
            row.created,
        ];
        self.execute(INSERT, values).await.map(drop)
    }

    /// Takes a sign-in out: of many callers with the same hash exactly one receives it.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn take_transaction(
        &self,
        hash: &[u8; 32],
    ) -> Result<Option<TransactionRow>, StoreError> {
        Ok(self.returning(TAKE, args![hash]).await?.into_iter().next())
    }

    /// Removes sign-ins begun before an instant; answers how many.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn sweep_transactions(&self, before: Timestamp) -> Result<u64, StoreError> {
        self.execute(SWEEP, args![before]).await
    }

    /// Remembers a token's `uti` until the token expires; answers whether it is seen for the first time.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn remember_uti(&self, uti: &str, expires: Timestamp) -> Result<bool, StoreError> {
        Ok(self.execute(REMEMBER, args![uti, expires]).await? == 1)
    }

    /// Forgets tokens that expired before an instant; answers how many.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn sweep_utis(&self, before: Timestamp) -> Result<u64, StoreError> {
        self.execute(FORGET, args![before]).await
    }
}
