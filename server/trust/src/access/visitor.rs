//! Access values of visitors, who never sign in.

use std::fmt;

use model::{RoomId, Slug, TenantId, TicketId};

use crate::secret;

/// A visitor's browser, by the hash of its cookie. `Debug` does not show the hash.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct VisitorCookie {
    hash: [u8; 32],
}

impl VisitorCookie {
    /// A new browser: the cookie's value (128 random bits as base64url, for `__Host-visitor`) and what is known of it.
    #[must_use]
    pub fn issue() -> (String, Self) {
        let value = secret::text::<16>();
        let cookie = Self {
            hash: secret::hash(&value),
        };
        (value, cookie)
    }

    /// The browser that sent this cookie value; `None` when the text has not the form of one.
    #[must_use]
    pub(crate) fn read(value: &str) -> Option<Self> {
        let bytes = secret::decode(value)?;
        (bytes.len() == 16).then(|| Self {
            hash: secret::hash(value),
        })
    }

    /// SHA-256 of the cookie's value: what the database keeps.
    #[must_use]
    pub fn hash(&self) -> [u8; 32] {
        self.hash
    }
}

impl fmt::Debug for VisitorCookie {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("VisitorCookie(..)")
    }
}

/// The holder of one ticket.
#[derive(Clone, Copy, Debug)]
pub struct VisitorTicket {
    pub(crate) tenant: TenantId,
    pub(crate) room: RoomId,
    pub(crate) ticket: TicketId,
    pub(crate) visitor: VisitorCookie,
}

impl VisitorTicket {
    /// The tenant of the room.
    #[must_use]
    pub fn tenant(&self) -> TenantId {
        self.tenant
    }

    /// The room of the ticket.
    #[must_use]
    pub fn room(&self) -> RoomId {
        self.room
    }

    /// The ticket.
    #[must_use]
    pub fn ticket(&self) -> TicketId {
        self.ticket
    }

    /// The browser that holds it.
    #[must_use]
    pub fn visitor(&self) -> VisitorCookie {
        self.visitor
    }
}

/// A room that exists under a link, of a registered tenant. Anybody with the link may have this.
#[derive(Clone, Debug)]
pub struct PublicRoom {
    pub(crate) tenant: TenantId,
    pub(crate) tenant_slug: Slug,
    pub(crate) tenant_name: String,
    pub(crate) room: RoomId,
}

impl PublicRoom {
    /// The tenant of the room.
    #[must_use]
    pub fn tenant(&self) -> TenantId {
        self.tenant
    }

    /// The tenant's part of the address.
    #[must_use]
    pub fn tenant_slug(&self) -> &Slug {
        &self.tenant_slug
    }

    /// Name of the organisation.
    #[must_use]
    pub fn tenant_name(&self) -> &str {
        &self.tenant_name
    }

    /// The room.
    #[must_use]
    pub fn room(&self) -> RoomId {
        self.room
    }
}
