//! Who holds which role where, and why.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use model::trust::{HeldRole, PersonLine, PersonView, Reason, SessionLine};
use model::{AssignmentId, ObjectId, Role, Scope, TenantId};
use store::{AssignmentRow, HolderKind, PersonRow};

use super::{INVITATION, REGISTRATION};
use crate::access::Administrator;
use crate::error::{Denied, TrustError};
use crate::session::Session;
use crate::trust::Trust;

/// What the roles of an organisation are read from.
struct Ground {
    people: HashMap<ObjectId, PersonRow>,
    /// App roles and groups by person: of the last sign-in and of every session.
    named: BTreeMap<ObjectId, (BTreeSet<Role>, BTreeSet<ObjectId>)>,
    assignments: Vec<AssignmentRow>,
    origins: HashMap<AssignmentId, String>,
    sessions: HashMap<ObjectId, u32>,
}

impl Ground {
    fn name(&self, oid: ObjectId) -> Option<String> {
        self.people.get(&oid).map(|row| row.name.clone())
    }

    /// Who gave an assignment: a name, else an object id; none for the system.
    fn giver(&self, row: &AssignmentRow) -> Option<String> {
        let oid: ObjectId = row.created_by.parse().ok()?;
        Some(self.name(oid).unwrap_or_else(|| oid.to_string()))
    }

    fn reason(&self, row: &AssignmentRow) -> Reason {
        let assignment = row.id;
        match (
            row.holder_kind,
            self.origins.get(&row.id).map(String::as_str),
        ) {
            (HolderKind::Group, _) => Reason::Group {
                oid: row.oid,
                label: row.label.clone(),
                assignment,
            },
            (HolderKind::Person, Some(INVITATION)) => Reason::Invitation { assignment },
            (HolderKind::Person, Some(REGISTRATION)) => Reason::Registration { assignment },
            (HolderKind::Person, _) => Reason::Given { assignment },
        }
    }

    fn roles(&self, oid: ObjectId) -> Vec<HeldRole> {
        let nothing = <(BTreeSet<Role>, BTreeSet<ObjectId>)>::default();
        let (app_roles, groups) = self.named.get(&oid).unwrap_or(&nothing);
        let mut held: Vec<HeldRole> = app_roles
            .iter()
            .map(|role| HeldRole {
                role: *role,
                scope: role.covers_tenant().then_some(Scope::Tenant),
                reason: Reason::AppRole,
                since: None,
                given_by: None,
            })
            .collect();
        let mine = self.assignments.iter().filter(|row| match row.holder_kind {
            HolderKind::Person => row.oid == oid,
            HolderKind::Group => groups.contains(&row.oid),
        });
        held.extend(mine.map(|row| HeldRole {
            role: row.role,
            scope: Some(row.scope.clone()),
            reason: self.reason(row),
            since: Some(row.created),
            given_by: self.giver(row),
        }));
        held.sort_by_key(|held| rank(held.role));
        held
    }

    fn line(&self, oid: ObjectId) -> PersonLine {
        let person = self.people.get(&oid);
        PersonLine {
            oid,
            name: person.map(|row| row.name.clone()),
            last_sign_in: person.map(|row| row.last_sign_in),
            sessions: self.sessions.get(&oid).copied().unwrap_or(0),
            roles: self.roles(oid),
        }
    }
}

/// The place of a role among all, strongest first.
fn rank(role: Role) -> usize {
    Role::ALL
        .iter()
        .position(|known| *known == role)
        .unwrap_or(Role::ALL.len())
}

impl Trust {
    /// Everybody who holds a role, whoever holds the strongest first, then by name.
    pub(super) async fn everybody(&self, tenant: TenantId) -> Result<Vec<PersonLine>, TrustError> {
        let ground = self.ground(tenant).await?;
        let persons = ground
            .assignments
            .iter()
            .filter(|row| row.holder_kind == HolderKind::Person)
            .map(|row| row.oid);
        let all: BTreeSet<ObjectId> = ground.named.keys().copied().chain(persons).collect();
        let mut lines: Vec<PersonLine> = all
            .into_iter()
            .map(|oid| ground.line(oid))
            .filter(|line| !line.roles.is_empty())
            .collect();
        lines.sort_by(|one, other| {
            let key = |line: &PersonLine| {
                let strongest = line.roles.first().map(|held| rank(held.role));
                let name = line.name.as_deref().map(str::to_lowercase);
                (strongest, name.is_none(), name, line.oid)
            };
            key(one).cmp(&key(other))
        });
        Ok(lines)
    }

    /// A person with roles, reasons and sessions.
    ///
    /// # Errors
    /// [`Denied::NotFound`] for somebody who neither signed in nor holds a role here; [`TrustError::Store`].
    pub async fn person(
        &self,
        who: &Administrator,
        oid: ObjectId,
    ) -> Result<PersonView, TrustError> {
        let tenant = who.tenant();
        let ground = self.ground(tenant).await?;
        let person = ground.line(oid);
        if person.name.is_none() && person.roles.is_empty() {
            return Err(Denied::NotFound.into());
        }
        let now = self.now();
        let rows = self.store().of(tenant).sessions_of(oid).await?;
        let mut sessions: Vec<SessionLine> = rows
            .into_iter()
            .map(Session::from)
            .filter(|session| session.alive(now))
            .map(|session| SessionLine {
                began: session.created,
                last_seen: session.last_seen,
                proved: session.proved_at,
                ends: session.ends_at_latest(),
            })
            .collect();
        sessions.reverse();
        let rooms = self.room_settings(tenant).await?.into_iter();
        Ok(PersonView {
            person,
            sessions,
            own: who.oid() == oid,
            rooms: rooms.map(|(id, room)| (id, room.name)).collect(),
        })
    }

    async fn ground(&self, tenant: TenantId) -> Result<Ground, TrustError> {
        let (scoped, now) = (self.store().of(tenant), self.now());
        let mut named: BTreeMap<ObjectId, (BTreeSet<Role>, BTreeSet<ObjectId>)> = BTreeMap::new();
        let mut sessions: HashMap<ObjectId, u32> = HashMap::new();
        let at_sign_in = scoped.named_at_sign_in().await?.into_iter();
        let mut names: Vec<_> = at_sign_in
            .map(|row| (row.oid, row.app_roles, row.groups))
            .collect();
        let rows = scoped.unexpired_sessions(now).await?.into_iter();
        for session in rows.map(Session::from).filter(|it| it.alive(now)) {
            *sessions.entry(session.oid).or_default() += 1;
            names.push((session.oid, session.roles, session.groups));
        }
        for (oid, app_roles, groups) in names {
            let (roles, of) = named.entry(oid).or_default();
            roles.extend(app_roles);
            of.extend(groups);
        }
        let reviews = scoped.assignment_reviews().await?.into_iter();
        let people = scoped.people().await?.into_iter();
        Ok(Ground {
            people: people.map(|row| (row.oid, row)).collect(),
            named,
            assignments: scoped.assignments().await?,
            origins: reviews.map(|row| (row.id, row.origin)).collect(),
            sessions,
        })
    }
}
