//! Bringing somebody back into a room from which they were removed by mistake.

use model::trust::Withdrawn;
use model::{AssignmentId, RoomId, Scope};
use store::AssignmentRow;

use super::undo::put_back;
use crate::access::RoomEditor;
use crate::audit::{self, Actor, Entry};
use crate::error::TrustError;
use crate::trust::Trust;

/// Name of the form under which what was removed from a room is kept.
pub(super) fn form_of(room: RoomId) -> String {
    format!("withdrawn {room}")
}

impl Trust {
    /// Whom this person has removed from the room within the last half hour and may bring back.
    ///
    /// # Errors
    /// [`TrustError::Store`] and [`TrustError::Key`].
    pub async fn removed_lately(
        &self,
        editor: &RoomEditor,
    ) -> Result<Option<Withdrawn>, TrustError> {
        self.withdrawn_lately(editor.member(), &form_of(editor.room()))
            .await
    }

    /// Brings the room back into the assignment from which this person removed it last; other rooms of it are as they are
    /// now. Once it is back, asking again changes nothing.
    ///
    /// # Errors
    /// [`TrustError::NotPossible`] when it was removed more than half an hour ago, by somebody else, or somebody else was
    /// removed since; when somebody else withdrew a role of the same holder, or signed them out, since;
    /// [`TrustError::Store`] and [`TrustError::Key`].
    pub async fn restore_to_room(
        &self,
        editor: &RoomEditor,
        id: AssignmentId,
    ) -> Result<(), TrustError> {
        let (room, form) = (editor.room(), form_of(editor.room()));
        let kept = self.kept(editor.member(), &form).await?;
        let kept = kept.filter(|kept| kept.id == id);
        let keys = self.keys(editor.tenant()).await?;
        let mut tx = self.store().of(editor.tenant()).begin().await?;
        let present = tx.assignments().await?.into_iter().find(|row| row.id == id);
        if present.as_ref().is_some_and(|row| row.scope.has_room(room)) {
            return Ok(());
        }
        let kept = kept.ok_or(TrustError::NotPossible)?;
        let since = tx.audit_of_endings(kept.withdrawn).await?;
        if kept.is_overtaken(editor.member(), &since) {
            return Err(TrustError::NotPossible);
        }
        match present.map(|row| row.scope) {
            Some(Scope::Rooms(mut rooms)) => {
                rooms.push(room);
                tx.set_assignment_scope(id, &Scope::Rooms(rooms)).await?;
            }
            Some(_) => return Err(TrustError::NotPossible),
            // It was its last room. What else the assignment held before is not this person's to give.
            None => {
                let row = AssignmentRow {
                    scope: Scope::Rooms(vec![room]),
                    ..kept.row()
                };
                put_back(&mut tx, &kept, &row).await?;
            }
        }
        tx.delete_staff_form(editor.oid(), &form).await?;
        let by = Actor::Person(editor.oid());
        let entry = Entry::new(self.now(), by, "assignment.restored", id)
            .with(serde_json::json!({ "role": kept.role, "room": room, "holder": kept.oid }));
        audit::append(&mut tx, &keys, entry).await?;
        tx.commit().await?;
        Ok(())
    }
}
