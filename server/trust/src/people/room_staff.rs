//! The people of one room, as its coordinator manages them: consultants of that room and nothing else.

use model::trust::{AssignmentView, Holder};
use model::{AssignmentId, Role, Scope};
use store::HolderKind;

use super::undo_room::form_of;
use super::{check_label, view};
use crate::access::RoomEditor;
use crate::audit::{self, Actor, Entry};
use crate::error::{Denied, TrustError};
use crate::trust::Trust;

impl Trust {
    /// People and groups who may work in a room, newest first; those of the whole tenant included.
    ///
    /// # Errors
    /// [`TrustError::Store`].
    pub async fn staff_of_room(
        &self,
        editor: &RoomEditor,
    ) -> Result<Vec<AssignmentView>, TrustError> {
        let names = self.names(editor.tenant()).await?;
        let rows = self.store().of(editor.tenant()).assignments().await?;
        let here = rows
            .into_iter()
            .filter(|row| row.role.by_room() && row.scope.has_room(editor.room()));
        Ok(here.map(|row| view(row, &names)).collect())
    }

    /// Lets a person or group take visitors of a room.
    ///
    /// # Errors
    /// [`TrustError::Invalid`] for an empty or long label of a group; [`TrustError::Store`].
    pub async fn add_to_room(
        &self,
        editor: &RoomEditor,
        holder: Holder,
    ) -> Result<AssignmentId, TrustError> {
        let holder = match holder {
            Holder::Person { oid, .. } => (HolderKind::Person, oid, String::new()),
            Holder::Group { oid, label } => (HolderKind::Group, oid, check_label(&label)?),
        };
        self.assign(
            editor.member(),
            holder,
            (Role::Consultant, Scope::Rooms(vec![editor.room()])),
        )
        .await
    }

    /// Makes a one-time link that lets whoever of the tenant opens it first take visitors of a room.
    ///
    /// # Errors
    /// [`TrustError::Store`].
    pub async fn invite_to_room(&self, editor: &RoomEditor) -> Result<String, TrustError> {
        self.invite(
            editor.member(),
            Role::Consultant,
            Scope::Rooms(vec![editor.room()]),
        )
        .await
    }

    /// Takes a consultant's or reporter's assignment back for one room; other rooms of the same assignment stay.
    ///
    /// # Errors
    /// [`Denied::NotFound`] for an assignment that does not name the room; [`Denied::Forbidden`] for one that only an
    /// administrator may change (coordinators, the whole tenant); [`TrustError::Store`].
    pub async fn remove_from_room(
        &self,
        editor: &RoomEditor,
        id: AssignmentId,
    ) -> Result<(), TrustError> {
        let keys = self.keys(editor.tenant()).await?;
        let mut tx = self.store().of(editor.tenant()).begin().await?;
        let mut rows = tx.assignments().await?.into_iter();
        let row = rows.find(|row| row.id == id);
        let row = row.ok_or(Denied::NotFound)?;
        let Scope::Rooms(mut rooms) = row.scope.clone() else {
            return Err(Denied::Forbidden.into());
        };
        if !rooms.contains(&editor.room()) {
            return Err(Denied::NotFound.into());
        }
        if !matches!(row.role, Role::Consultant | Role::Reporter) {
            return Err(Denied::Forbidden.into());
        }
        let reviews = tx.assignment_reviews().await?;
        let review = reviews.into_iter().find(|review| review.id == id);
        rooms.retain(|room| *room != editor.room());
        let there = if rooms.is_empty() {
            tx.delete_assignment(id).await?.is_some()
        } else {
            // Who gave it, and when it was looked at, hold for the rooms that stay.
            tx.set_assignment_scope(id, &Scope::Rooms(rooms)).await?
        };
        if !there {
            return Err(Denied::NotFound.into());
        }
        self.withdrawn(&mut tx, &keys, &row).await?;
        let form = form_of(editor.room());
        self.keep_withdrawn(&mut tx, &keys, (editor.member(), &form), (&row, review))
            .await?;
        let detail =
            serde_json::json!({ "role": row.role, "room": editor.room(), "holder": row.oid });
        let entry = Entry::new(
            self.now(),
            Actor::Person(editor.oid()),
            "assignment.removed",
            id,
        )
        .with(detail);
        audit::append(&mut tx, &keys, entry).await?;
        tx.commit().await?;
        Ok(())
    }
}
