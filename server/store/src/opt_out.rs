//! People who opted out.

use model::Timestamp;
use model::culture::Pseudonym;

use crate::handle::reads;
use crate::value::{args, row};
use crate::{StoreError, Tx};

row! {
    /// A person who opted out.
    pub struct OptOutRow [opt_out_columns] {
        /// Who.
        pub person: Pseudonym,
        /// Since when.
        pub since: Timestamp,
    }
}

const OPT_OUT: &str = concat!(
    "SELECT ",
    opt_out_columns!(),
    " FROM opt_out WHERE tenant = $1 AND person = $2"
);
const OPT_OUTS: &str = concat!(
    "SELECT ",
    opt_out_columns!(),
    " FROM opt_out WHERE tenant = $1 ORDER BY person"
);

reads! {
    /// Whether a person has opted out.
    opt_out(person: Pseudonym) -> one OptOutRow = OPT_OUT;
    /// Everybody who has opted out.
    opt_outs() -> all OptOutRow = OPT_OUTS;
}

const INSERT: &str =
    "INSERT INTO opt_out (tenant, person, since) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
const DELETE: &str = "DELETE FROM opt_out WHERE tenant = $1 AND person = $2";

impl Tx {
    /// Notes that a person opts out; answers whether that is new.
    ///
    /// # Errors
    /// [`StoreError::Reference`] when the tenant is unknown.
    pub async fn insert_opt_out(&mut self, row: &OptOutRow) -> Result<bool, StoreError> {
        let values = args![self.tenant(), row.person, row.since];
        Ok(self.execute(INSERT, values).await? == 1)
    }

    /// Notes that a person comes in again; answers whether they were out.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn delete_opt_out(&mut self, person: Pseudonym) -> Result<bool, StoreError> {
        let values = args![self.tenant(), person];
        Ok(self.execute(DELETE, values).await? == 1)
    }
}
