//! Who a verified id_token speaks of.

use std::fmt;

use model::{Guid, ObjectId, Role, TenantId, Timestamp};

/// The person of a verified id_token. Made by this crate alone, after every check.
///
/// The user key is (`tenant`, `oid`); every text in it is for display only and may change.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Identity {
    /// Tenant, the partition key of everything.
    pub tenant: TenantId,
    /// Immutable object id within the tenant.
    pub oid: ObjectId,
    /// Display name; the sign-in name where there is none, else empty.
    pub name: String,
    /// Sign-in name; display only.
    pub preferred_username: Option<String>,
    /// Anteroom's app roles, in the order of the token, each once. Unknown values are dropped.
    pub roles: Vec<Role>,
    /// Object ids of groups, where the registration emits them.
    pub groups: Vec<ObjectId>,
    /// The person is in too many groups for a token: `groups` is empty and says nothing.
    pub groups_overflow: bool,
    /// Directory role template ids, where the registration emits them.
    pub wids: Vec<Guid>,
    /// Guest of the tenant (`acct` 1).
    pub guest: bool,
    /// Entra's session id, for front-channel sign-out.
    pub sid: Option<String>,
    /// Hint for sign-out.
    pub login_hint: Option<String>,
    /// Id of the token: remember it until [`Identity::expires`] and refuse a second use.
    pub uti: Option<String>,
    /// When the token expires.
    pub expires: Timestamp,
}

impl Identity {
    /// Directory roles that show an administrator who may register a tenant: Global, Privileged Role,
    /// Cloud Application and Application Administrator (microsoft.md 1.4).
    pub const ADMINISTRATOR_WIDS: [Guid; 4] = [
        Guid::from_u128(0x62e9_0394_69f5_4237_9190_0121_7714_5e10),
        Guid::from_u128(0xe861_1ab8_c189_46e8_94e1_6021_3ab1_f814),
        Guid::from_u128(0x158c_047a_c907_4556_b7ef_4465_51a6_b5f7),
        Guid::from_u128(0x9b89_5d92_2cd3_44c7_9d02_a6ac_2d5e_a5c3),
    ];

    /// Whether the token shows one of [`Identity::ADMINISTRATOR_WIDS`].
    #[must_use]
    pub fn is_directory_administrator(&self) -> bool {
        self.wids
            .iter()
            .any(|wid| Self::ADMINISTRATOR_WIDS.contains(wid))
    }
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Identity");
        shown
            .field("tenant", &self.tenant)
            .field("oid", &self.oid)
            .field("roles", &self.roles)
            .finish_non_exhaustive()
    }
}
