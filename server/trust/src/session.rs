//! A signed-in person's session: what it holds and how long it lasts.

pub(crate) mod end;
mod read;

pub(crate) use end::LOGIN_HINT;
pub(crate) use read::read;

use std::fmt;

use model::{Guid, ObjectId, Role, TenantId, Timestamp};

/// Hours without any request after which a session ends.
pub const IDLE_HOURS: i64 = 12;
/// Hours after which a session ends in any case.
pub const ABSOLUTE_HOURS: i64 = 24;
/// Hours after which roles and groups have to be proved again by a silent sign-in.
pub const PROOF_HOURS: i64 = 4;
/// Minutes beyond [`PROOF_HOURS`] within which a page finds a quiet moment for the silent sign-in; then it ends.
pub const PROOF_GRACE_MINUTES: i64 = 60;
/// Minutes between two writes of the last-seen mark.
pub const TOUCH_MINUTES: i64 = 5;

/// A session as it was read for one request. Never holds the cookie's value, only its hash; `Debug` shows neither
/// that nor the person's name.
#[derive(Clone, PartialEq, Eq)]
pub struct Session {
    pub(crate) hash: [u8; 32],
    pub(crate) tenant: TenantId,
    pub(crate) oid: ObjectId,
    pub(crate) name: String,
    pub(crate) roles: Vec<Role>,
    pub(crate) groups: Vec<ObjectId>,
    pub(crate) wids: Vec<Guid>,
    pub(crate) login_hint: Option<String>,
    pub(crate) created: Timestamp,
    pub(crate) last_seen: Timestamp,
    pub(crate) proved_at: Timestamp,
}

impl Session {
    /// SHA-256 of the cookie's value: the key of the session in the database and of its end signal.
    #[must_use]
    pub fn hash(&self) -> [u8; 32] {
        self.hash
    }

    /// The tenant of the person.
    #[must_use]
    pub fn tenant(&self) -> TenantId {
        self.tenant
    }

    /// The person's object id.
    #[must_use]
    pub fn oid(&self) -> ObjectId {
        self.oid
    }

    /// The person's display name; may change, decides nothing.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The app roles that the last id_token held.
    #[must_use]
    pub fn roles(&self) -> &[Role] {
        &self.roles
    }

    /// When the session ends if nothing else happens: the earliest of idle, absolute and proof limits.
    #[must_use]
    pub fn ends(&self) -> Timestamp {
        let idle = self.last_seen.plus_minutes(IDLE_HOURS * 60);
        let absolute = self.created.plus_minutes(ABSOLUTE_HOURS * 60);
        let proof = self
            .proved_at
            .plus_minutes(PROOF_HOURS * 60 + PROOF_GRACE_MINUTES);
        idle.min(absolute).min(proof)
    }

    /// When the session ends at the latest, whatever is done.
    #[must_use]
    pub fn ends_at_latest(&self) -> Timestamp {
        self.created.plus_minutes(ABSOLUTE_HOURS * 60)
    }

    /// Whether the session still holds.
    #[must_use]
    pub fn alive(&self, now: Timestamp) -> bool {
        now < self.ends()
    }

    /// Whether roles have to be proved again at the next navigation.
    #[must_use]
    pub fn renew_due(&self, now: Timestamp) -> bool {
        now >= self.proved_at.plus_minutes(PROOF_HOURS * 60)
    }

    /// Whether the last-seen mark is old enough to be written again.
    #[must_use]
    pub(crate) fn touch_due(&self, now: Timestamp) -> bool {
        now >= self.last_seen.plus_minutes(TOUCH_MINUTES)
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("tenant", &self.tenant)
            .field("oid", &self.oid)
            .field("roles", &self.roles)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn session() -> Session {
        Session {
            hash: [7; 32],
            tenant: TenantId::default(),
            oid: ObjectId::default(),
            name: "Ada Example".to_owned(),
            roles: vec![Role::Consultant],
            groups: vec![],
            wids: vec![],
            login_hint: Some("hint".to_owned()),
            created: Timestamp(0),
            last_seen: Timestamp(0),
            proved_at: Timestamp(0),
        }
    }

    #[test]
    fn roles_are_proved_again_after_four_hours_with_an_hour_of_grace() {
        let session = session();
        assert!(!session.renew_due(Timestamp(0).plus_minutes(239)));
        assert!(session.renew_due(Timestamp(0).plus_minutes(240)));
        assert!(session.alive(Timestamp(0).plus_minutes(299)));
        assert!(!session.alive(Timestamp(0).plus_minutes(300)));
    }

    #[test]
    fn idle_and_absolute_limits_hold_for_a_proved_session() {
        let mut session = session();
        session.proved_at = Timestamp(0).plus_minutes(23 * 60);
        assert!(session.alive(Timestamp(0).plus_minutes(719)));
        assert!(!session.alive(Timestamp(0).plus_minutes(720)));
        session.last_seen = session.proved_at;
        assert!(session.alive(Timestamp(0).plus_minutes(1439)));
        assert!(!session.alive(Timestamp(0).plus_minutes(1440)));
    }

    #[test]
    fn debug_shows_neither_hash_name_nor_hint() {
        let shown = format!("{:?}", session());
        for secret in ["Ada", "hint", "7, 7", "0707"] {
            assert!(!shown.contains(secret), "{shown}");
        }
    }
}
