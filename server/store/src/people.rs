//! People who have signed in, the roles given to them, and invitations.

use model::{AssignmentId, InvitationId, ObjectId, Role, Scope, TenantId, Timestamp};

use crate::handle::reads;
use crate::value::{args, row};
use crate::{Scoped, StoreError, System, Tx};

row! {
    /// A person who has signed in.
    pub struct PersonRow [person_columns] {
        /// Object id.
        pub oid: ObjectId,
        /// Display name at the last sign-in.
        pub name: String,
        /// When.
        pub last_sign_in: Timestamp,
    }
}

row! {
    /// A role given to a person or group.
    pub struct AssignmentRow [assignment_columns] {
        /// Identity.
        pub id: AssignmentId,
        /// Person or group.
        pub holder_kind: HolderKind,
        /// Object id of the holder.
        pub oid: ObjectId,
        /// Label of a group, as the administrator typed it; empty for a person.
        pub label: String,
        /// What.
        pub role: Role,
        /// Where.
        pub scope: Scope,
        /// Since when.
        pub created: Timestamp,
        /// Who gave it: an object id, or a word for the system.
        pub created_by: String,
    }
}

row! {
    /// An invitation that was written.
    pub struct InvitationRow [invitation_columns] {
        /// Identity.
        pub id: InvitationId,
        /// SHA-256 of the code in its link.
        pub hash: [u8; 32],
        /// Of a person into a tenant, or of a tenant.
        pub kind: InvitationKind,
        /// Whose; none for the invitation of a tenant.
        pub tenant: Option<TenantId>,
        /// Role it gives; none for the invitation of a tenant.
        pub role: Option<Role>,
        /// Where; none for the invitation of a tenant.
        pub scope: Option<Scope>,
        /// Who wrote it; none for the command line.
        pub created_by: Option<ObjectId>,
        /// When.
        pub created: Timestamp,
        /// When it stops working.
        pub expires: Timestamp,
        /// When it was used.
        pub used_at: Option<Timestamp>,
    }
}

/// A person's invitation to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewInvitation {
    /// Identity.
    pub id: InvitationId,
    /// SHA-256 of the code in its link.
    pub hash: [u8; 32],
    /// Role it gives.
    pub role: Role,
    /// Where.
    pub scope: Scope,
    /// Who writes it.
    pub created_by: ObjectId,
    /// When.
    pub created: Timestamp,
    /// When it stops working.
    pub expires: Timestamp,
}

/// A tenant's invitation to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewTenantInvitation {
    /// Identity.
    pub id: InvitationId,
    /// SHA-256 of the code in its link.
    pub hash: [u8; 32],
    /// When.
    pub created: Timestamp,
    /// When it stops working.
    pub expires: Timestamp,
}

/// Who holds an assignment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum HolderKind {
    /// A person.
    Person,
    /// A group in the `groups` claim.
    Group,
}

/// What an invitation is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum InvitationKind {
    /// A tenant may register.
    Tenant,
    /// A person receives a role.
    Person,
}

impl HolderKind {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Group => "group",
        }
    }

    pub(crate) fn parse(text: &str) -> Option<Self> {
        [Self::Person, Self::Group].into_iter().find(|kind| kind.as_str() == text)
    }
}

impl InvitationKind {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Tenant => "tenant",
            Self::Person => "person",
        }
    }

    pub(crate) fn parse(text: &str) -> Option<Self> {
        [Self::Tenant, Self::Person].into_iter().find(|kind| kind.as_str() == text)
    }
}

const PERSON: &str = concat!("SELECT ", person_columns!(), " FROM person WHERE tenant = $1 AND oid = $2");
const PEOPLE: &str = concat!("SELECT ", person_columns!(), " FROM person WHERE tenant = $1 ORDER BY name, oid");
const ASSIGNMENTS: &str =
    concat!("SELECT ", assignment_columns!(), " FROM assignment WHERE tenant = $1 ORDER BY created DESC, id");
const OF_PERSON: &str = concat!(
    "SELECT ", assignment_columns!(),
    " FROM assignment WHERE tenant = $1 AND holder_kind = 'person' AND oid = $2 ORDER BY created, id"
);
const OF_GROUPS: &str = concat!(
    "SELECT ", assignment_columns!(),
    " FROM assignment WHERE tenant = $1 AND holder_kind = 'group' AND oid IN \
      ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17) ORDER BY created, id"
);
/// Placeholders of [`OF_GROUPS`].
const GROUPS_AT_ONCE: usize = 16;
const OPEN_INVITATIONS: &str = "SELECT id, hash, 'person' AS kind, tenant, role, scope, created_by, created, expires, used_at \
    FROM invitation WHERE tenant = $1 AND used_at IS NULL AND expires > $2 ORDER BY created DESC, id";

reads! {
    /// A person who has signed in.
    person(oid: ObjectId) -> one PersonRow = PERSON;
    /// Everybody who has signed in, by name.
    people() -> all PersonRow = PEOPLE;
    /// All assignments, newest first.
    assignments() -> all AssignmentRow = ASSIGNMENTS;
    /// Assignments to a person by object id, groups left out.
    assignments_of(oid: ObjectId) -> all AssignmentRow = OF_PERSON;
    /// Invitations of people that still work, newest first.
    invitations(now: Timestamp) -> all InvitationRow = OPEN_INVITATIONS;
}

impl Scoped {
    /// Assignments that a person holds alone or through one of these groups, in no particular order.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn assignments_for(&self, oid: ObjectId, groups: &[ObjectId]) -> Result<Vec<AssignmentRow>, StoreError> {
        let mut found = self.assignments_of(oid).await?;
        for some in groups.chunks(GROUPS_AT_ONCE) {
            let mut values = args![self.tenant()];
            values.extend(padded(some, GROUPS_AT_ONCE));
            found.extend(self.all::<AssignmentRow>(OF_GROUPS, values).await?);
        }
        Ok(found)
    }
}

/// The values of an `IN` list of fixed length: the last one fills what is missing.
pub(crate) fn padded<T: crate::value::Bind>(some: &[T], length: usize) -> impl Iterator<Item = crate::value::Value> {
    let fill = some.last().into_iter().cycle();
    some.iter().chain(fill).take(length).map(crate::value::Bind::bind)
}

const UPSERT_PERSON: &str = "INSERT INTO person (tenant, oid, name, last_sign_in) VALUES ($1, $2, $3, $4) \
    ON CONFLICT (tenant, oid) DO UPDATE SET name = excluded.name, last_sign_in = excluded.last_sign_in";
const INSERT_ASSIGNMENT: &str = concat!(
    "INSERT INTO assignment (tenant, ", assignment_columns!(), ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
);
const DELETE_ASSIGNMENT: &str =
    concat!("DELETE FROM assignment WHERE tenant = $1 AND id = $2 RETURNING ", assignment_columns!());
const INSERT_INVITATION: &str = "INSERT INTO invitation (tenant, id, hash, role, scope, created_by, created, expires) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
const USE_INVITATION: &str =
    "UPDATE invitation SET used_at = $3 WHERE tenant = $1 AND hash = $2 AND used_at IS NULL AND expires > $3";
const USE_TENANT_INVITATION: &str =
    "UPDATE tenant_invitation SET used_at = $2 WHERE hash = $1 AND used_at IS NULL AND expires > $2";
const DELETE_INVITATION: &str = "DELETE FROM invitation WHERE tenant = $1 AND id = $2 AND used_at IS NULL";

impl Tx {
    /// Notes a sign-in of a person.
    ///
    /// # Errors
    /// [`StoreError::Reference`] when the tenant is unknown.
    pub async fn upsert_person(&mut self, row: &PersonRow) -> Result<(), StoreError> {
        let values = args![self.tenant(), row.oid, row.name, row.last_sign_in];
        self.execute(UPSERT_PERSON, values).await.map(drop)
    }

    /// Gives a role.
    ///
    /// # Errors
    /// [`StoreError::Reference`] when the tenant is unknown.
    pub async fn insert_assignment(&mut self, row: &AssignmentRow) -> Result<(), StoreError> {
        let AssignmentRow { id, holder_kind, oid, label, role, scope, created, created_by } = row;
        let values = args![self.tenant(), id, holder_kind, oid, label, role, scope, created, created_by];
        self.execute(INSERT_ASSIGNMENT, values).await.map(drop)
    }

    /// Withdraws a role; answers what was withdrawn.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn delete_assignment(&mut self, id: AssignmentId) -> Result<Option<AssignmentRow>, StoreError> {
        let values = args![self.tenant(), id];
        self.one(DELETE_ASSIGNMENT, values).await
    }

    /// Stores the invitation of a person.
    ///
    /// # Errors
    /// [`StoreError::Reference`] when the tenant is unknown.
    pub async fn insert_invitation(&mut self, new: &NewInvitation) -> Result<(), StoreError> {
        let NewInvitation { id, hash, role, scope, created_by, created, expires } = new;
        let values = args![self.tenant(), id, hash, role, scope, created_by, created, expires];
        self.execute(INSERT_INVITATION, values).await.map(drop)
    }

    /// Uses the invitation of a person up; answers whether it still worked.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn use_invitation(&mut self, hash: &[u8; 32], now: Timestamp) -> Result<bool, StoreError> {
        let values = args![self.tenant(), hash, now];
        Ok(self.execute(USE_INVITATION, values).await? == 1)
    }

    /// Uses the invitation of a tenant up, together with what else this transaction does; answers whether it still
    /// worked.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn use_tenant_invitation(&mut self, hash: &[u8; 32], now: Timestamp) -> Result<bool, StoreError> {
        Ok(self.execute(USE_TENANT_INVITATION, args![hash, now]).await? == 1)
    }

    /// Withdraws an unused invitation of a person; answers whether there was one.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn delete_invitation(&mut self, id: InvitationId) -> Result<bool, StoreError> {
        let values = args![self.tenant(), id];
        Ok(self.execute(DELETE_INVITATION, values).await? == 1)
    }
}

const BY_HASH: &str = "SELECT id, hash, 'person' AS kind, tenant, role, scope, created_by, created, expires, used_at \
    FROM invitation WHERE hash = $1 \
    UNION ALL SELECT id, hash, 'tenant' AS kind, CAST(NULL AS TEXT) AS tenant, CAST(NULL AS TEXT) AS role, \
    CAST(NULL AS TEXT) AS scope, CAST(NULL AS TEXT) AS created_by, created, expires, used_at \
    FROM tenant_invitation WHERE hash = $1";
const INSERT_TENANT_INVITATION: &str =
    "INSERT INTO tenant_invitation (id, hash, created, expires) VALUES ($1, $2, $3, $4)";
const SWEEP: &str = "DELETE FROM invitation WHERE expires < $1";
const SWEEP_TENANT: &str = "DELETE FROM tenant_invitation WHERE expires < $1";

impl System {
    /// The invitation with this hash, used and expired ones included.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn invitation_by_hash(&self, hash: &[u8; 32]) -> Result<Option<InvitationRow>, StoreError> {
        self.one(BY_HASH, args![hash]).await
    }

    /// Stores the invitation of a tenant.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn insert_tenant_invitation(&self, new: &NewTenantInvitation) -> Result<(), StoreError> {
        let NewTenantInvitation { id, hash, created, expires } = new;
        self.execute(INSERT_TENANT_INVITATION, args![id, hash, created, expires]).await.map(drop)
    }

    /// Removes invitations that expired before an instant; answers how many.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn sweep_invitations(&self, before: Timestamp) -> Result<u64, StoreError> {
        let people = self.execute(SWEEP, args![before]).await?;
        Ok(people + self.execute(SWEEP_TENANT, args![before]).await?)
    }
}
