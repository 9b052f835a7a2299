//! The ledger of publications: append-only, each row with the hash of the one before.

use model::Timestamp;

use crate::handle::reads;
use crate::value::{args, row};
use crate::{StoreError, Tx};

row! {
    /// One entry.
    pub struct LedgerRow [ledger_columns] {
        /// Its place, from 1 without a gap.
        pub sequence: i64,
        /// When.
        pub at: Timestamp,
        /// What kind of entry.
        pub kind: String,
        /// What was published, packed.
        pub entry: Vec<u8>,
        /// Hash over this entry and the hash before.
        pub hash: [u8; 32],
    }
}

const HEAD: &str = concat!(
    "SELECT ",
    ledger_columns!(),
    " FROM ledger WHERE tenant = $1 ORDER BY sequence DESC LIMIT 1"
);
const FROM: &str = concat!(
    "SELECT ",
    ledger_columns!(),
    " FROM ledger WHERE tenant = $1 AND sequence >= $2 ORDER BY sequence LIMIT $3"
);

reads! {
    /// The latest entry.
    ledger_head() -> one LedgerRow = HEAD;
    /// Entries from a place on, at most `limit`.
    ledger_from(sequence: i64, limit: i64) -> all LedgerRow = FROM;
}

const INSERT: &str = concat!(
    "INSERT INTO ledger (tenant, ",
    ledger_columns!(),
    ") VALUES ($1, $2, $3, $4, $5, $6)"
);

impl Tx {
    /// Appends an entry.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when another writer was faster: read the head again.
    pub async fn append_ledger(&mut self, row: &LedgerRow) -> Result<(), StoreError> {
        let values = args![
            self.tenant(),
            row.sequence,
            row.at,
            row.kind,
            row.entry,
            row.hash
        ];
        self.execute(INSERT, values).await.map(drop)
    }
}
