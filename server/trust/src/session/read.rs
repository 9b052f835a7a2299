//! Sessions as the database holds them.

use model::Timestamp;
use store::{SessionRow, Store, StoreError};

use super::Session;

impl From<SessionRow> for Session {
    fn from(row: SessionRow) -> Self {
        Self {
            hash: row.hash,
            tenant: row.tenant,
            oid: row.oid,
            name: row.name,
            roles: row.roles,
            groups: row.groups,
            wids: row.wids,
            login_hint: row.login_hint,
            created: row.created,
            last_seen: row.last_seen,
            proved_at: row.proved_at,
        }
    }
}

/// The session with this hash, if it is there and still holds.
pub(crate) async fn read(
    store: &Store,
    hash: &[u8; 32],
    now: Timestamp,
) -> Result<Option<Session>, StoreError> {
    let row = store.system().session(hash).await?;
    Ok(row.map(Session::from).filter(|session| session.alive(now)))
}
