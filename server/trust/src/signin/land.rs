//! What a verified identity gains: a session, a registration, a role that was offered to it, or nothing.

use microsoft::Identity;
use model::Timestamp;
use model::trust::{SigninProblemCode as Code, TenantStatus};
use model::{AssignmentId, ObjectId};
use store::{
    AssignmentRow, HolderKind, InvitationKind, NamedRow, PersonRow, Renewal, SessionRow, Tx,
};

use super::SessionCookie;
use super::problem::Fault;
use crate::audit::{self, Actor, Entry};
use crate::keys::TenantKeys;
use crate::people::INVITATION;
use crate::secret;
use crate::session::{ABSOLUTE_HOURS, LOGIN_HINT, Session};
use crate::trust::Trust;

/// A session to insert, and the value of its cookie.
struct NewSession {
    cookie: String,
    row: SessionRow,
}

impl NewSession {
    fn of(identity: &Identity, keys: &TenantKeys, created: Timestamp, now: Timestamp) -> Self {
        let cookie = secret::text::<32>();
        let hash = secret::hash(&cookie);
        let hint = identity.login_hint.as_deref();
        let sealed = hint.map(|hint| {
            secret::encode(&keys.seal(LOGIN_HINT, &secret::hex(&hash), hint.as_bytes()))
        });
        let row = SessionRow {
            hash,
            tenant: identity.tenant,
            oid: identity.oid,
            name: identity.name.clone(),
            roles: identity.roles.clone(),
            groups: identity.groups.clone(),
            wids: identity.wids.clone(),
            sid: identity.sid.clone(),
            login_hint: sealed,
            created,
            last_seen: now,
            proved_at: now,
            expires: created.plus_minutes(ABSOLUTE_HOURS * 60),
        };
        Self { cookie, row }
    }
}

/// Notes the person and opens a session in the transaction; answers the cookie's value.
pub(crate) async fn open_session(
    tx: &mut Tx,
    keys: &TenantKeys,
    identity: &Identity,
    now: Timestamp,
) -> Result<String, Fault> {
    let person = PersonRow {
        oid: identity.oid,
        name: identity.name.clone(),
        last_sign_in: now,
    };
    tx.upsert_person(&person).await?;
    let session = NewSession::of(identity, keys, now, now);
    tx.insert_session(&session.row).await?;
    Ok(session.cookie)
}

/// Notes a sign-in with what it named, as the last thing of its transaction: writers of the chain wait from here on.
pub(crate) async fn note_sign_in(
    tx: &mut Tx,
    keys: &TenantKeys,
    identity: &Identity,
    now: Timestamp,
) -> Result<(), Fault> {
    let before = note_named(tx, identity).await?;
    let mut detail = serde_json::json!({ "app_roles": identity.roles });
    if before != identity.roles && !before.is_empty() {
        detail["app_roles_before"] = serde_json::json!(before);
    }
    let by = Actor::Person(identity.oid);
    let entry = Entry::new(now, by, "person.signed_in", identity.oid).with(detail);
    Ok(audit::append(tx, keys, entry).await?)
}

/// Keeps which app roles a sign-in named, and which of the groups that were given a role here; answers the app roles
/// before.
async fn note_named(tx: &mut Tx, identity: &Identity) -> Result<Vec<model::Role>, Fault> {
    let before = tx.named_of(identity.oid).await?;
    let assigned = tx.assignments().await?;
    let mut groups: Vec<ObjectId> = assigned
        .iter()
        .filter(|row| row.holder_kind == HolderKind::Group && identity.groups.contains(&row.oid))
        .map(|row| row.oid)
        .collect();
    groups.sort_unstable();
    groups.dedup();
    let named = NamedRow {
        oid: identity.oid,
        app_roles: identity.roles.clone(),
        groups,
    };
    tx.note_named(&named).await?;
    Ok(before.map(|row| row.app_roles).unwrap_or_default())
}

/// A role for a person, as an invitation or a registration gives it.
pub(crate) fn assignment(
    oid: ObjectId,
    given: (model::Role, model::Scope),
    at: Timestamp,
    by: String,
) -> AssignmentRow {
    AssignmentRow {
        id: AssignmentId(secret::guid()),
        holder_kind: HolderKind::Person,
        oid,
        label: String::new(),
        role: given.0,
        scope: given.1,
        created: at,
        created_by: by,
    }
}

impl Trust {
    /// A session in a registered tenant. Anybody else gains nothing: no row is written.
    pub(crate) async fn sign_in(&self, identity: &Identity) -> Result<String, Fault> {
        let scoped = self.store().of(identity.tenant);
        match scoped.tenant_row().await?.map(|row| row.status) {
            None => return Err(Code::UnknownTenant.into()),
            Some(TenantStatus::Pending) => return Err(Code::PendingTenant.into()),
            Some(TenantStatus::Active) => {}
        }
        let keys = self.keys(identity.tenant).await?;
        let mut tx = scoped.begin().await?;
        let cookie = open_session(&mut tx, &keys, identity, self.now()).await?;
        self.drop_idle_connection(&mut tx, &keys, (identity.oid, Some(&identity.groups)))
            .await?;
        note_sign_in(&mut tx, &keys, identity, self.now()).await?;
        tx.commit().await?;
        if identity.groups_overflow {
            // Entra leaves the groups out above 200; roles given to groups do not reach such a person.
            tracing::warn!(tenant.id = %identity.tenant, "an id_token names too many groups: give the role to the person");
        }
        Ok(cookie)
    }

    /// Takes up an invitation: the role is keyed to (`tid`, `oid`) from now on.
    pub(super) async fn accept(
        &self,
        identity: &Identity,
        hash: Option<[u8; 32]>,
    ) -> Result<String, Fault> {
        let hash = hash.ok_or(Code::InvitationInvalid)?;
        let invitation = self.usable(&hash, InvitationKind::Person).await?;
        if invitation.tenant != Some(identity.tenant) {
            return Err(Code::InvitationElsewhere.into());
        }
        let (Some(role), Some(scope)) = (invitation.role, invitation.scope) else {
            return Err(Code::InvitationInvalid.into());
        };
        let (now, keys) = (self.now(), self.keys(identity.tenant).await?);
        let mut tx = self.store().of(identity.tenant).begin().await?;
        if !tx.use_invitation(&hash, now).await? {
            return Err(Code::InvitationInvalid.into());
        }
        let by = invitation
            .created_by
            .map_or_else(|| "invitation".to_owned(), |oid| oid.to_string());
        let given = assignment(identity.oid, (role, scope.clone()), now, by);
        tx.insert_assignment(&given).await?;
        tx.set_assignment_origin(given.id, INVITATION).await?;
        let detail =
            serde_json::json!({ "invitation": invitation.id, "role": role, "scope": scope });
        let entry = Entry::new(
            now,
            Actor::Person(identity.oid),
            "invitation.accepted",
            given.id,
        )
        .with(detail);
        let cookie = open_session(&mut tx, &keys, identity, now).await?;
        audit::append(&mut tx, &keys, entry).await?;
        note_sign_in(&mut tx, &keys, identity, now).await?;
        tx.commit().await?;
        Ok(cookie)
    }

    /// Stores what a silent sign-in proved.
    ///
    /// Where a role or group is gone the session is replaced by a new one, so that every stream opened under the old
    /// rights ends, in whichever process it runs. The absolute end stays that of the first sign-in.
    pub(super) async fn prove_again(
        &self,
        session: &Session,
        identity: &Identity,
    ) -> Result<SessionCookie, Fault> {
        let now = self.now();
        let lost = session
            .roles
            .iter()
            .any(|role| !identity.roles.contains(role))
            || session
                .groups
                .iter()
                .any(|group| !identity.groups.contains(group));
        let keys = self.keys(session.tenant).await?;
        let mut tx = self.store().of(session.tenant).begin().await?;
        let cookie = if lost {
            // Whoever was signed out meanwhile stays so.
            if !tx.end_session(&session.hash).await? {
                return Err(Code::SessionOver.into());
            }
            let replacement = NewSession::of(identity, &keys, session.created, now);
            tx.insert_session(&replacement.row).await?;
            self.drop_idle_connection(&mut tx, &keys, (identity.oid, Some(&identity.groups)))
                .await?;
            SessionCookie::Set(replacement.cookie)
        } else {
            let renewal = Renewal {
                hash: session.hash,
                roles: identity.roles.clone(),
                groups: identity.groups.clone(),
                wids: identity.wids.clone(),
                proved_at: now,
            };
            if !tx.renew_session(&renewal).await? {
                return Err(Code::SessionOver.into());
            }
            tx.touch_session(&session.hash, now).await?;
            SessionCookie::Keep
        };
        note_named(&mut tx, identity).await?;
        if lost || session.roles != identity.roles {
            let detail = serde_json::json!({
                "app_roles_before": session.roles, "app_roles": identity.roles,
                "groups_lost": session.groups.iter().filter(|group| !identity.groups.contains(group)).count(),
            });
            let by = Actor::Person(identity.oid);
            let entry = Entry::new(now, by, "person.roles_changed", identity.oid).with(detail);
            audit::append(&mut tx, &keys, entry).await?;
        }
        tx.commit().await?;
        Ok(cookie)
    }
}
