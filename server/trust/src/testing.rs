//! For tests of the crates above: registered tenants, sessions and access values without a sign-in.
//!
//! Behind the feature `test-support`, which nothing but `[dev-dependencies]` switches on: the invariant that access
//! values come from a verified session alone holds in every program.
#![allow(
    clippy::expect_used,
    reason = "tests stop at the first thing that is not as it should be"
)]

use std::sync::Arc;

use microsoft::{Microsoft, Settings};
use model::trust::TenantStatus;
use model::{Guid, ObjectId, Role, RoomId, Slug, TenantId, TicketId, Timestamp};
use store::{KeyRow, PersonRow, SessionRow, Store, TenantRow};

use crate::access::{
    Administrator, Member, PublicRoom, Reviewer, RoomCreator, RoomEditor, RoomSet, RoomStaff,
    RoomsAccess, VisitorCookie, VisitorTicket,
};
use crate::clock::Clock;
use crate::keys::{MasterKey, TenantKeys};
use crate::secret;
use crate::session::Session;
use crate::trust::{Parts, Registration, Trust, TrustSettings};

/// A person to act as.
#[derive(Clone, Debug)]
pub struct Someone {
    /// Tenant.
    pub tenant: TenantId,
    /// Object id.
    pub oid: ObjectId,
    /// Display name.
    pub name: String,
    /// App roles in the id_token.
    pub roles: Vec<Role>,
    /// Groups in the id_token.
    pub groups: Vec<ObjectId>,
}

impl Someone {
    /// A person without app roles and groups; the name comes from the number.
    #[must_use]
    pub fn new(tenant: TenantId, number: u128) -> Self {
        let oid = ObjectId(Guid::from_u128(number));
        Self {
            tenant,
            oid,
            name: format!("Person {number}"),
            roles: vec![],
            groups: vec![],
        }
    }

    /// The same person with app roles.
    #[must_use]
    pub fn with_roles(mut self, roles: &[Role]) -> Self {
        self.roles = roles.to_vec();
        self
    }

    /// The same person with groups.
    #[must_use]
    pub fn with_groups(mut self, groups: &[ObjectId]) -> Self {
        self.groups = groups.to_vec();
        self
    }
}

/// A Microsoft that nobody listens at: for tests that never reach it.
#[must_use]
pub fn microsoft_nowhere() -> Microsoft {
    let settings = Settings::new(
        "http://127.0.0.1:9",
        "http://127.0.0.1:9/graph",
        Guid::from_u128(1),
    );
    Microsoft::new(settings).expect("settings")
}

/// Settings with registration by invitation, no data registration and no mail.
#[must_use]
pub fn settings() -> TrustSettings {
    TrustSettings {
        base_url: "http://localhost:3000".to_owned(),
        registration: Registration::Invite,
        signin_client_id: Guid::from_u128(1),
        registrations: vec![],
        client_settings: vec![],
        mails: None,
    }
}

/// A [`Trust`] with a master key of its own.
#[must_use]
pub fn trust(store: Store, microsoft: Microsoft) -> Trust {
    trust_at(store, microsoft, crate::clock::system())
}

/// A [`Trust`] with a master key and a clock of its own.
#[must_use]
pub fn trust_at(store: Store, microsoft: Microsoft, clock: Clock) -> Trust {
    Trust::with_clock(Parts {
        store,
        microsoft,
        master: MasterKey::generate(),
        settings: settings(),
        clock,
    })
}

/// Registers a tenant with keys; its slug is `tenant-NUMBER`.
pub async fn tenant(trust: &Trust, number: u128) -> TenantId {
    let (id, now) = (TenantId(Guid::from_u128(number)), trust.now());
    let row = TenantRow {
        id,
        slug: format!("tenant-{number}").parse().ok(),
        name: format!("Tenant {number}"),
        status: TenantStatus::Active,
        created: now,
        activated: Some(now),
    };
    let mut tx = trust.store().of(id).begin().await.expect("a transaction");
    tx.insert_tenant(&row).await.expect("a tenant");
    let key = KeyRow {
        wrapped: trust.master().wrap(&TenantKeys::generate(id)),
        master_key: trust.master().fingerprint().to_owned(),
        created: now,
    };
    assert!(
        tx.insert_key(&key).await.expect("keys"),
        "the tenant has keys already"
    );
    tx.commit().await.expect("a commit");
    id
}

/// A stored session of a person of a registered tenant: the cookie's value and the session.
pub async fn session(trust: &Trust, someone: &Someone) -> (String, Arc<Session>) {
    let now = trust.now();
    let cookie = secret::text::<32>();
    let row = session_row(someone, secret::hash(&cookie), now);
    let mut tx = trust
        .store()
        .of(someone.tenant)
        .begin()
        .await
        .expect("a transaction");
    let person = PersonRow {
        oid: someone.oid,
        name: someone.name.clone(),
        last_sign_in: now,
    };
    tx.upsert_person(&person).await.expect("a person");
    tx.insert_session(&row).await.expect("a session");
    tx.commit().await.expect("a commit");
    (cookie, Arc::new(Session::from(row)))
}

fn session_row(someone: &Someone, hash: [u8; 32], now: Timestamp) -> SessionRow {
    SessionRow {
        hash,
        tenant: someone.tenant,
        oid: someone.oid,
        name: someone.name.clone(),
        roles: someone.roles.clone(),
        groups: someone.groups.clone(),
        wids: vec![],
        sid: None,
        login_hint: None,
        created: now,
        last_seen: now,
        proved_at: now,
        expires: now.plus_minutes(24 * 60),
    }
}

/// A member without a stored session.
#[must_use]
pub fn member(someone: &Someone) -> Member {
    let row = session_row(someone, secret::bytes(), Timestamp(i64::MAX / 4));
    Member {
        session: Arc::new(Session::from(row)),
    }
}

/// An administrator.
#[must_use]
pub fn administrator(someone: &Someone) -> Administrator {
    Administrator {
        member: member(someone),
    }
}

/// A reviewer.
#[must_use]
pub fn reviewer(someone: &Someone) -> Reviewer {
    Reviewer {
        member: member(someone),
    }
}

/// A consultant of a room.
#[must_use]
pub fn room_staff(someone: &Someone, room: RoomId) -> RoomStaff {
    RoomStaff {
        member: member(someone),
        room,
        may_edit: false,
    }
}

/// A coordinator of a room, as somebody who may edit it.
#[must_use]
pub fn room_editor(someone: &Someone, room: RoomId) -> RoomEditor {
    RoomEditor {
        member: member(someone),
        room,
    }
}

/// Somebody who may make rooms.
#[must_use]
pub fn room_creator(someone: &Someone) -> RoomCreator {
    RoomCreator {
        member: member(someone),
    }
}

/// Somebody who works in these rooms, may edit those, and may make none.
#[must_use]
pub fn rooms_access(someone: &Someone, work: RoomSet, edit: RoomSet) -> RoomsAccess {
    RoomsAccess {
        member: member(someone),
        work,
        edit,
        create: false,
    }
}

/// The holder of a ticket.
#[must_use]
pub fn visitor_ticket(
    tenant: TenantId,
    room: RoomId,
    ticket: TicketId,
    visitor: VisitorCookie,
) -> VisitorTicket {
    VisitorTicket {
        tenant,
        room,
        ticket,
        visitor,
    }
}

/// A room behind its public link.
#[must_use]
pub fn public_room(tenant: TenantId, slug: &Slug, name: &str, room: RoomId) -> PublicRoom {
    PublicRoom {
        tenant,
        tenant_slug: slug.clone(),
        tenant_name: name.to_owned(),
        room,
    }
}
