//! Who may do what: assignments to people and groups, and one-time invitations.

mod access;
mod review;
mod room_staff;
mod undo;
mod undo_invitation;
mod undo_room;

use std::collections::HashMap;

use model::trust::{AssignmentView, Holder, InvitationView, PeopleView};
use model::{
    AssignmentId, FieldError, FieldProblem, InvitationId, ObjectId, Role, RoomId, Scope, TenantId,
    Timestamp,
};
use store::{AssignmentRow, HolderKind, NewInvitation, SessionRow, Tx};

use crate::access::{Administrator, Member};
use crate::audit::{self, Actor, Entry};
use crate::error::{Denied, TrustError};
use crate::keys::TenantKeys;
use crate::secret;
use crate::trust::Trust;

/// Origin of an assignment that an invitation gave.
pub(crate) const INVITATION: &str = "invitation";
/// Origin of the assignment that whoever registers an organisation gets.
pub(crate) const REGISTRATION: &str = "registration";
/// Hours after which an invitation stops working.
pub const INVITATION_HOURS: i64 = 24;
/// Longest label of a group, in characters.
pub const LABEL_LONGEST: usize = 80;

/// A role to give to a person by object id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddPerson {
    /// Object id in the administrator's tenant.
    pub oid: ObjectId,
    /// What.
    pub role: Role,
    /// Where.
    pub scope: Scope,
}

/// A role to give to a group whose object id stands in id_tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddGroup {
    /// Object id of the group.
    pub oid: ObjectId,
    /// What people here call it, 1 to 80 characters.
    pub label: String,
    /// What.
    pub role: Role,
    /// Where.
    pub scope: Scope,
}

impl Trust {
    /// Assignments, open invitations and the rooms to choose from.
    ///
    /// # Errors
    /// [`TrustError::Store`].
    pub async fn people(&self, who: &Administrator) -> Result<PeopleView, TrustError> {
        let scoped = self.store().of(who.tenant());
        let names = self.names(who.tenant()).await?;
        let reviews = scoped.assignment_reviews().await?;
        let reviewed: HashMap<AssignmentId, Timestamp> = reviews
            .into_iter()
            .filter_map(|row| Some((row.id, row.reviewed_at?)))
            .collect();
        let assignments = scoped
            .assignments()
            .await?
            .into_iter()
            .map(|row| AssignmentView {
                reviewed: reviewed.get(&row.id).copied(),
                ..view(row, &names)
            })
            .collect();
        let open = scoped.invitations(self.now()).await?;
        let invitations = open.into_iter().filter_map(|row| {
            Some(InvitationView {
                id: row.id,
                role: row.role?,
                scope: row.scope?,
                expires: row.expires,
            })
        });
        let rooms = self.room_settings(who.tenant()).await?;
        let rooms = rooms
            .into_iter()
            .map(|(id, settings)| (id, settings.name))
            .collect();
        Ok(PeopleView {
            assignments,
            invitations: invitations.collect(),
            rooms,
            everybody: self.everybody(who.tenant()).await?,
            withdrawn: self.withdrawn_lately(who.member(), undo::FORM).await?,
            withdrawn_invitation: self.invitation_withdrawn_lately(who).await?,
        })
    }

    /// Gives a role to a person by object id.
    ///
    /// # Errors
    /// [`TrustError::Invalid`] for a scope that does not suit the role or names a room that does not exist;
    /// [`TrustError::Store`].
    pub async fn add_person(
        &self,
        who: &Administrator,
        add: AddPerson,
    ) -> Result<AssignmentId, TrustError> {
        self.check_scope(who.tenant(), add.role, &add.scope).await?;
        let holder = (HolderKind::Person, add.oid, String::new());
        self.assign(who.member(), holder, (add.role, add.scope))
            .await
    }

    /// Gives a role to a group.
    ///
    /// # Errors
    /// As [`Self::add_person`], and [`TrustError::Invalid`] for an empty or long label.
    pub async fn add_group(
        &self,
        who: &Administrator,
        add: AddGroup,
    ) -> Result<AssignmentId, TrustError> {
        let label = check_label(&add.label)?;
        self.check_scope(who.tenant(), add.role, &add.scope).await?;
        let holder = (HolderKind::Group, add.oid, label);
        self.assign(who.member(), holder, (add.role, add.scope))
            .await
    }

    /// Makes a one-time link that gives a role to whoever of the tenant opens it first; shown once, stored as a hash.
    ///
    /// # Errors
    /// As [`Self::add_person`].
    pub async fn invite_person(
        &self,
        who: &Administrator,
        role: Role,
        scope: Scope,
    ) -> Result<String, TrustError> {
        self.check_scope(who.tenant(), role, &scope).await?;
        self.invite(who.member(), role, scope).await
    }

    /// Withdraws an assignment. Sessions of those who held it end, and with them their streams.
    ///
    /// # Errors
    /// [`Denied::NotFound`]; [`TrustError::NotPossible`] for the last administrator; [`TrustError::Store`].
    pub async fn remove_assignment(
        &self,
        who: &Administrator,
        id: AssignmentId,
    ) -> Result<(), TrustError> {
        let keys = self.keys(who.tenant()).await?;
        let mut tx = self.store().of(who.tenant()).begin().await?;
        let reviews = tx.assignment_reviews().await?;
        let review = reviews.into_iter().find(|row| row.id == id);
        let row = tx.delete_assignment(id).await?.ok_or(Denied::NotFound)?;
        if row.role == Role::Administrator && !self.administered(&mut tx, who).await? {
            return Err(TrustError::NotPossible);
        }
        self.withdrawn(&mut tx, &keys, &row).await?;
        let form = (who.member(), undo::FORM);
        self.keep_withdrawn(&mut tx, &keys, form, (&row, review))
            .await?;
        let detail = serde_json::json!({ "role": row.role, "scope": row.scope, "holder": row.oid });
        let entry = Entry::new(
            self.now(),
            Actor::Person(who.oid()),
            "assignment.removed",
            id,
        )
        .with(detail);
        audit::append(&mut tx, &keys, entry).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Withdraws an invitation nobody has used.
    ///
    /// # Errors
    /// [`Denied::NotFound`]; [`TrustError::Store`].
    pub async fn revoke_invitation(
        &self,
        who: &Administrator,
        id: InvitationId,
    ) -> Result<(), TrustError> {
        let keys = self.keys(who.tenant()).await?;
        let mut tx = self.store().of(who.tenant()).begin().await?;
        let open = tx.invitations(self.now()).await?;
        if !tx.delete_invitation(id).await? {
            return Err(Denied::NotFound.into());
        }
        if let Some(row) = open.iter().find(|row| row.id == id) {
            self.keep_invitation(&mut tx, &keys, (who, row)).await?;
        }
        let entry = Entry::new(
            self.now(),
            Actor::Person(who.oid()),
            "invitation.revoked",
            id,
        );
        audit::append(&mut tx, &keys, entry).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Whether somebody still administers the tenant: by an assignment, or this person by app role.
    async fn administered(&self, tx: &mut Tx, who: &Administrator) -> Result<bool, TrustError> {
        let by_app_role = who
            .member()
            .session()
            .roles()
            .contains(&Role::Administrator);
        let rest = tx.assignments().await?;
        Ok(by_app_role
            || rest
                .iter()
                .any(|row| row.role == Role::Administrator && row.scope == Scope::Tenant))
    }

    /// Ends what rested on an assignment: sessions of its holders and, with the last of a person's work, their connection to
    /// Teams.
    async fn withdrawn(
        &self,
        tx: &mut Tx,
        keys: &TenantKeys,
        row: &AssignmentRow,
    ) -> Result<(), TrustError> {
        match row.holder_kind {
            HolderKind::Person => {
                let groups = groups_of(&tx.sessions_of(row.oid).await?);
                tx.end_sessions_of(row.oid).await?;
                self.drop_idle_connection(tx, keys, (row.oid, groups.as_deref()))
                    .await?;
            }
            // Members who aren't signed in are judged when they sign in again.
            HolderKind::Group => {
                // They come by person.
                let all = tx.unexpired_sessions(self.now()).await?;
                for sessions in all.chunk_by(|one, next| one.oid == next.oid) {
                    let of_group = |session: &&SessionRow| session.groups.contains(&row.oid);
                    let mut member = None;
                    for session in sessions.iter().filter(of_group) {
                        tx.end_session(&session.hash).await?;
                        member = Some(session.oid);
                    }
                    if let Some(oid) = member {
                        let groups = groups_of(sessions);
                        self.drop_idle_connection(tx, keys, (oid, groups.as_deref()))
                            .await?;
                    }
                }
            }
        }
        Ok(())
    }

    async fn assign(
        &self,
        by: &Member,
        (holder_kind, oid, label): (HolderKind, ObjectId, String),
        (role, scope): (Role, Scope),
    ) -> Result<AssignmentId, TrustError> {
        let (now, keys) = (self.now(), self.keys(by.tenant()).await?);
        let row = AssignmentRow {
            id: AssignmentId(secret::guid()),
            holder_kind,
            oid,
            label,
            role,
            scope,
            created: now,
            created_by: by.oid().to_string(),
        };
        let mut tx = self.store().of(by.tenant()).begin().await?;
        tx.insert_assignment(&row).await?;
        let detail = serde_json::json!({ "role": row.role, "scope": row.scope, "holder": row.oid });
        let entry =
            Entry::new(now, Actor::Person(by.oid()), "assignment.added", row.id).with(detail);
        audit::append(&mut tx, &keys, entry).await?;
        tx.commit().await?;
        Ok(row.id)
    }

    async fn invite(&self, by: &Member, role: Role, scope: Scope) -> Result<String, TrustError> {
        let (now, keys) = (self.now(), self.keys(by.tenant()).await?);
        let code = secret::text::<32>();
        let row = NewInvitation {
            id: InvitationId(secret::guid()),
            hash: secret::hash(&code),
            role,
            scope,
            created_by: by.oid(),
            created: now,
            expires: now.plus_minutes(INVITATION_HOURS * 60),
        };
        let mut tx = self.store().of(by.tenant()).begin().await?;
        tx.insert_invitation(&row).await?;
        let detail = serde_json::json!({ "role": row.role, "scope": row.scope });
        let entry =
            Entry::new(now, Actor::Person(by.oid()), "invitation.made", row.id).with(detail);
        audit::append(&mut tx, &keys, entry).await?;
        tx.commit().await?;
        Ok(format!(
            "{}/invitation?code={code}",
            self.settings().base_url
        ))
    }

    async fn check_scope(
        &self,
        tenant: TenantId,
        role: Role,
        scope: &Scope,
    ) -> Result<(), TrustError> {
        let mut good = scope.suits(role);
        if let Scope::Rooms(rooms) = scope {
            let known: Vec<RoomId> = self
                .store()
                .of(tenant)
                .rooms()
                .await?
                .into_iter()
                .map(|row| row.id)
                .collect();
            good &= rooms.iter().all(|room| known.contains(room));
        }
        if good {
            Ok(())
        } else {
            Err(invalid("scope", FieldProblem::NotAChoice))
        }
    }
}

/// Groups that a person's sessions name; none where nobody knows, because there is no session.
fn groups_of(sessions: &[SessionRow]) -> Option<Vec<ObjectId>> {
    let groups = sessions.iter().flat_map(|session| &session.groups);
    (!sessions.is_empty()).then(|| groups.copied().collect())
}

fn invalid(field: &str, problem: FieldProblem) -> TrustError {
    TrustError::Invalid(vec![FieldError::new(field, problem)])
}

fn check_label(label: &str) -> Result<String, TrustError> {
    let label = label.trim();
    match label.chars().count() {
        0 => Err(invalid("label", FieldProblem::Missing)),
        1..=LABEL_LONGEST => Ok(label.to_owned()),
        _ => Err(invalid(
            "label",
            FieldProblem::TooLong(LABEL_LONGEST as u32),
        )),
    }
}

/// An assignment as pages show it.
fn view(row: AssignmentRow, names: &HashMap<ObjectId, String>) -> AssignmentView {
    let holder = match row.holder_kind {
        HolderKind::Person => Holder::Person {
            oid: row.oid,
            name: names.get(&row.oid).cloned(),
        },
        HolderKind::Group => Holder::Group {
            oid: row.oid,
            label: row.label,
        },
    };
    AssignmentView {
        id: row.id,
        holder,
        role: row.role,
        scope: row.scope,
        since: row.created,
        reviewed: None,
    }
}
