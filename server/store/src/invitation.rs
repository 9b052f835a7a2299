//! Invitations: of a person into a tenant, and of a tenant.

use model::{InvitationId, ObjectId, Role, Scope, TenantId, Timestamp};

use crate::handle::reads;
use crate::value::{args, row};
use crate::{StoreError, System, Tx};

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

/// What an invitation is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum InvitationKind {
    /// A tenant may register.
    Tenant,
    /// A person receives a role.
    Person,
}

impl InvitationKind {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Tenant => "tenant",
            Self::Person => "person",
        }
    }

    pub(crate) fn parse(text: &str) -> Option<Self> {
        [Self::Tenant, Self::Person]
            .into_iter()
            .find(|kind| kind.as_str() == text)
    }
}

const OPEN_INVITATIONS: &str = "SELECT id, hash, 'person' AS kind, tenant, role, scope, created_by, created, expires, used_at \
    FROM invitation WHERE tenant = $1 AND used_at IS NULL AND expires > $2 ORDER BY created DESC, id";

reads! {
    /// Invitations of people that still work, newest first.
    invitations(now: Timestamp) -> all InvitationRow = OPEN_INVITATIONS;
}

const INSERT_INVITATION: &str = "INSERT INTO invitation (tenant, id, hash, role, scope, created_by, created, expires) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
const USE_INVITATION: &str = "UPDATE invitation SET used_at = $3 WHERE tenant = $1 AND hash = $2 AND used_at IS NULL AND expires > $3";
const USE_TENANT_INVITATION: &str = "UPDATE tenant_invitation SET used_at = $2 WHERE hash = $1 AND used_at IS NULL AND expires > $2";
const DELETE_INVITATION: &str =
    "DELETE FROM invitation WHERE tenant = $1 AND id = $2 AND used_at IS NULL";

impl Tx {
    /// Stores the invitation of a person.
    ///
    /// # Errors
    /// [`StoreError::Reference`] when the tenant is unknown.
    pub async fn insert_invitation(&mut self, new: &NewInvitation) -> Result<(), StoreError> {
        let NewInvitation {
            id,
            hash,
            role,
            scope,
            created_by,
            created,
            expires,
        } = new;
        let values = args![
            self.tenant(),
            id,
            hash,
            role,
            scope,
            created_by,
            created,
            expires
        ];
        self.execute(INSERT_INVITATION, values).await.map(drop)
    }

    /// Uses the invitation of a person up; answers whether it still worked.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn use_invitation(
        &mut self,
        hash: &[u8; 32],
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let values = args![self.tenant(), hash, now];
        Ok(self.execute(USE_INVITATION, values).await? == 1)
    }

    /// Uses the invitation of a tenant up, together with what else this transaction does; answers whether it still
    /// worked.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn use_tenant_invitation(
        &mut self,
        hash: &[u8; 32],
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        Ok(self
            .execute(USE_TENANT_INVITATION, args![hash, now])
            .await?
            == 1)
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
    pub async fn invitation_by_hash(
        &self,
        hash: &[u8; 32],
    ) -> Result<Option<InvitationRow>, StoreError> {
        self.one(BY_HASH, args![hash]).await
    }

    /// Stores the invitation of a tenant.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] and its kin.
    pub async fn insert_tenant_invitation(
        &self,
        new: &NewTenantInvitation,
    ) -> Result<(), StoreError> {
        let NewTenantInvitation {
            id,
            hash,
            created,
            expires,
        } = new;
        self.execute(INSERT_TENANT_INVITATION, args![id, hash, created, expires])
            .await
            .map(drop)
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
