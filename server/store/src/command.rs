//! First results of commands, by their idempotency key.

use model::{Guid, Timestamp};

use crate::handle::reads;
use crate::value::args;
use crate::{StoreError, System, Tx};

const COMMAND: &str = "SELECT result_json AS n FROM command WHERE tenant = $1 AND command = $2";

reads! {
    /// First result (JSON) of the command with this idempotency key.
    command(key: Guid) -> one String = COMMAND;
}

const REMEMBER: &str = "INSERT INTO command (tenant, command, result_json, at) VALUES ($1, $2, $3, $4) \
    ON CONFLICT (tenant, command) DO NOTHING";

impl Tx {
    /// Keeps the first result of a command; answers whether its key was unseen. If not, roll back and read
    /// [`crate::Scoped::command`].
    ///
    /// # Errors
    /// [`StoreError::Reference`] when the tenant is unknown.
    pub async fn remember_command(
        &mut self,
        key: Guid,
        result_json: &str,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let values = args![self.tenant(), key, result_json, now];
        Ok(self.execute(REMEMBER, values).await? == 1)
    }
}

const SWEEP_COMMANDS: &str = "DELETE FROM command WHERE at < $1";

impl System {
    /// Forgets results of commands given before an instant; answers how many.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn sweep_commands(&self, before: Timestamp) -> Result<u64, StoreError> {
        self.execute(SWEEP_COMMANDS, args![before]).await
    }
}
