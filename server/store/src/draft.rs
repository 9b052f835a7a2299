//! What visitors typed at an entrance and did not pass.

use model::{RoomId, Timestamp};

use crate::handle::reads;
use crate::value::args;
use crate::{StoreError, System, Tx};

/// What a browser typed at a room's entrance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewDraft {
    /// Which room.
    pub room: RoomId,
    /// SHA-256 of the visitor's cookie.
    pub visitor_hash: [u8; 32],
    /// The form, sealed.
    pub sealed: Vec<u8>,
    /// When.
    pub saved: Timestamp,
}

const DRAFT: &str =
    "SELECT sealed AS n FROM draft WHERE tenant = $1 AND room = $2 AND visitor_hash = $3";

reads! {
    /// What a browser typed at a room's entrance, sealed.
    draft(room: RoomId, visitor_hash: &[u8; 32]) -> one Vec<u8> = DRAFT;
}

const SAVE_DRAFT: &str = "INSERT INTO draft (tenant, room, visitor_hash, sealed, saved) VALUES ($1, $2, $3, $4, $5) \
    ON CONFLICT (tenant, room, visitor_hash) DO UPDATE SET sealed = excluded.sealed, saved = excluded.saved";
const DELETE_DRAFT: &str =
    "DELETE FROM draft WHERE tenant = $1 AND room = $2 AND visitor_hash = $3";

const TRIM_DRAFTS: &str = "DELETE FROM draft WHERE tenant = $1 AND room = $2 AND saved < (SELECT saved FROM draft \
    WHERE tenant = $1 AND room = $2 ORDER BY saved DESC LIMIT 1 OFFSET $3)";

impl Tx {
    /// Removes all but the latest `most` drafts of a room (more, where several were saved in the same millisecond);
    /// answers how many.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn trim_drafts(&mut self, room: RoomId, most: u32) -> Result<u64, StoreError> {
        let last = i64::from(most.saturating_sub(1));
        let values = args![self.tenant(), room, last];
        self.execute(TRIM_DRAFTS, values).await
    }

    /// Keeps what was typed, replacing what was kept before.
    ///
    /// # Errors
    /// [`StoreError::Reference`] when the room is unknown.
    pub async fn save_draft(&mut self, draft: &NewDraft) -> Result<(), StoreError> {
        let NewDraft {
            room,
            visitor_hash,
            sealed,
            saved,
        } = draft;
        let values = args![self.tenant(), room, visitor_hash, sealed, saved];
        self.execute(SAVE_DRAFT, values).await.map(drop)
    }

    /// Forgets what was typed; answers whether there was something.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn delete_draft(
        &mut self,
        room: RoomId,
        visitor_hash: &[u8; 32],
    ) -> Result<bool, StoreError> {
        let values = args![self.tenant(), room, visitor_hash];
        Ok(self.execute(DELETE_DRAFT, values).await? == 1)
    }
}

const SWEEP_DRAFTS: &str = "DELETE FROM draft WHERE saved < $1";

impl System {
    /// Removes drafts saved before an instant; answers how many.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn sweep_drafts(&self, before: Timestamp) -> Result<u64, StoreError> {
        self.execute(SWEEP_DRAFTS, args![before]).await
    }
}
