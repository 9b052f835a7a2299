//! What became of the installation's credentials when they were last used for an organisation.

use model::{Guid, Timestamp};

use crate::handle::reads;
use crate::value::{args, row};
use crate::{StoreError, System, Tx};

row! {
    /// The last uses of one credential for one organisation.
    pub struct CredentialUseRow [use_columns] {
        /// Which credential: its place and kind.
        pub slot: String,
        /// When it was accepted last.
        pub last_ok: Option<Timestamp>,
        /// When something went wrong last.
        pub error_at: Option<Timestamp>,
        /// Key of the explanation.
        pub error_meaning: Option<String>,
        /// The AADSTS number, where there was one.
        pub error_number: Option<i64>,
        /// Microsoft's correlation id, where it gave one.
        pub error_correlation: Option<Guid>,
        /// When the first of the refusals was met that no acceptance lies between.
        pub error_since: Option<Timestamp>,
    }
}

const ALL: &str = concat!(
    "SELECT ",
    use_columns!(),
    " FROM credential_use WHERE tenant = $1 ORDER BY slot"
);

reads! {
    /// The last uses of each credential.
    credential_uses() -> all CredentialUseRow = ALL;
}

// Several processes tell what they saw; the later one counts.
const SAVE: &str = concat!(
    "INSERT INTO credential_use (tenant, ",
    use_columns!(),
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (tenant, slot) DO UPDATE SET \
     last_ok = CASE WHEN COALESCE(excluded.last_ok, -1) > COALESCE(credential_use.last_ok, -1) \
       THEN excluded.last_ok ELSE credential_use.last_ok END, \
     error_meaning = CASE WHEN COALESCE(excluded.error_at, -1) > COALESCE(credential_use.error_at, -1) \
       THEN excluded.error_meaning ELSE credential_use.error_meaning END, \
     error_number = CASE WHEN COALESCE(excluded.error_at, -1) > COALESCE(credential_use.error_at, -1) \
       THEN excluded.error_number ELSE credential_use.error_number END, \
     error_correlation = CASE WHEN COALESCE(excluded.error_at, -1) > COALESCE(credential_use.error_at, -1) \
       THEN excluded.error_correlation ELSE credential_use.error_correlation END, \
     error_since = CASE WHEN credential_use.error_since IS NULL THEN excluded.error_since \
       WHEN excluded.error_since IS NULL THEN credential_use.error_since \
       WHEN credential_use.error_since <= COALESCE(credential_use.last_ok, -1) \
         OR credential_use.error_since <= COALESCE(excluded.last_ok, -1) THEN excluded.error_since \
       WHEN excluded.error_since < credential_use.error_since THEN excluded.error_since \
       ELSE credential_use.error_since END, \
     error_at = CASE WHEN COALESCE(excluded.error_at, -1) > COALESCE(credential_use.error_at, -1) \
       THEN excluded.error_at ELSE credential_use.error_at END"
);

impl Tx {
    /// Stores the last uses of a credential; what is known already of a later moment stays.
    ///
    /// # Errors
    /// [`StoreError::Reference`] when the tenant is unknown.
    pub async fn save_credential_use(&mut self, row: &CredentialUseRow) -> Result<(), StoreError> {
        let CredentialUseRow {
            slot,
            last_ok,
            error_at,
            error_meaning,
            error_number,
            error_correlation,
            error_since,
        } = row;
        let values = args![
            self.tenant(),
            slot,
            last_ok,
            error_at,
            error_meaning,
            error_number,
            error_correlation,
            error_since
        ];
        self.execute(SAVE, values).await.map(drop)
    }
}

const SWEEP: &str =
    "DELETE FROM credential_use WHERE COALESCE(last_ok, -1) < $1 AND COALESCE(error_at, -1) < $1";

impl System {
    /// Removes uses of credentials that lie before an instant; answers how many rows.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn sweep_credential_uses(&self, before: Timestamp) -> Result<u64, StoreError> {
        self.execute(SWEEP, args![before]).await
    }
}
