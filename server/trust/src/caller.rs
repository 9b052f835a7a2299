//! Who sends a request, and the one way to ask what they may do.

use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;

use model::trust::TenantStatus;
use model::{Role, RoomId, Slug, TicketId};

use crate::access::{
    Administrator, Coordinator, Grants, Leader, Member, PublicRoom, Reviewer, RoomCreator,
    RoomEditor, RoomStaff, RoomsAccess, VisitorCookie, VisitorTicket,
};
use crate::error::Denied;
use crate::session::Session;
use crate::trust::Trust;

/// What the server's middleware knows of a request.
#[derive(Clone, Copy, Default)]
pub struct CallerParts<'r> {
    /// Value of the cookie `__Host-session`.
    pub session_cookie: Option<&'r str>,
    /// Value of the cookie `__Host-visitor`.
    pub visitor_cookie: Option<&'r str>,
    /// Id of the request, for log lines and error pages.
    pub correlation: &'r str,
    /// Address of the client, after trusted proxies.
    pub address: Option<IpAddr>,
}

/// Who sends a request: nobody in particular, a visitor's browser, a signed-in person, or the latter two together.
#[derive(Clone)]
pub struct Caller {
    session: Option<Arc<Session>>,
    visitor: Option<VisitorCookie>,
    correlation: String,
    address: Option<IpAddr>,
}

impl fmt::Debug for Caller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Caller")
            .field("session", &self.session)
            .field("visitor", &self.visitor.is_some())
            .field("correlation", &self.correlation)
            .finish_non_exhaustive()
    }
}

impl Trust {
    /// Reads who sends a request from its cookies. A cookie that means nothing is as good as none.
    ///
    /// # Errors
    /// [`Denied::Unavailable`] when the session could not be looked up.
    pub async fn caller(&self, parts: CallerParts<'_>) -> Result<Caller, Denied> {
        let session = match parts.session_cookie {
            Some(cookie) => self.session_of(cookie).await?,
            None => None,
        };
        Ok(Caller {
            session,
            visitor: parts.visitor_cookie.and_then(VisitorCookie::read),
            correlation: parts.correlation.to_owned(),
            address: parts.address,
        })
    }

    async fn grants(&self, session: &Session) -> Result<Grants, Denied> {
        let rows = self
            .store()
            .of(session.tenant())
            .assignments_for(session.oid(), &session.groups)
            .await?;
        let assigned = rows.into_iter().map(|row| (row.role, row.scope)).collect();
        Ok(Grants {
            app_roles: session.roles.clone(),
            assigned,
        })
    }
}

impl Caller {
    /// The session, if somebody is signed in. Proves nothing about roles; use it for display and sign-out.
    #[must_use]
    pub fn session(&self) -> Option<&Arc<Session>> {
        self.session.as_ref()
    }

    /// The visitor's browser, if it has been here before.
    #[must_use]
    pub fn visitor_cookie(&self) -> Option<VisitorCookie> {
        self.visitor
    }

    /// Id of the request.
    #[must_use]
    pub fn correlation(&self) -> &str {
        &self.correlation
    }

    /// Address of the client.
    #[must_use]
    pub fn address(&self) -> Option<IpAddr> {
        self.address
    }

    /// Somebody who is signed in, in a registered tenant.
    ///
    /// # Errors
    /// [`Denied::NotSignedIn`]; [`Denied::Unavailable`].
    pub async fn member(&self, trust: &Trust) -> Result<Member, Denied> {
        let session = self
            .session
            .clone()
            .filter(|session| session.alive(trust.now()))
            .ok_or(Denied::NotSignedIn)?;
        let tenant = trust.store().of(session.tenant()).tenant_row().await?;
        match tenant {
            Some(row) if row.status == TenantStatus::Active => Ok(Member { session }),
            _ => Err(Denied::NotSignedIn),
        }
    }

    async fn granted(&self, trust: &Trust) -> Result<(Member, Grants), Denied> {
        let member = self.member(trust).await?;
        let grants = trust.grants(member.session()).await?;
        Ok((member, grants))
    }

    /// Roles that mean something for this person, strongest first.
    pub(crate) async fn roles(&self, trust: &Trust) -> Result<Vec<Role>, Denied> {
        Ok(self.granted(trust).await?.1.roles())
    }

    /// An administrator of the tenant.
    ///
    /// # Errors
    /// [`Denied::NotSignedIn`], [`Denied::Forbidden`], [`Denied::Unavailable`].
    pub async fn administrator(&self, trust: &Trust) -> Result<Administrator, Denied> {
        let (member, grants) = self.granted(trust).await?;
        if grants.tenant_wide(Role::Administrator) {
            Ok(Administrator { member })
        } else {
            Err(Denied::Forbidden)
        }
    }

    /// Somebody who may read permissions, evidence and audit; an administrator counts.
    ///
    /// # Errors
    /// As [`Self::administrator`].
    pub async fn reviewer(&self, trust: &Trust) -> Result<Reviewer, Denied> {
        let (member, grants) = self.granted(trust).await?;
        let may = grants.tenant_wide(Role::Reviewer) || grants.tenant_wide(Role::Administrator);
        if may {
            Ok(Reviewer { member })
        } else {
            Err(Denied::Forbidden)
        }
    }

    /// A coordinator of at least one room.
    ///
    /// # Errors
    /// As [`Self::administrator`].
    pub async fn coordinator(&self, trust: &Trust) -> Result<Coordinator, Denied> {
        let (member, grants) = self.granted(trust).await?;
        let rooms = grants.rooms(Role::Coordinator);
        if rooms.is_empty() {
            Err(Denied::Forbidden)
        } else {
            Ok(Coordinator { member, rooms })
        }
    }

    /// Somebody who may read the meeting culture of somebody: of the organisation, of groups, or of their own line.
    ///
    /// # Errors
    /// As [`Self::administrator`].
    pub async fn leader(&self, trust: &Trust) -> Result<Leader, Denied> {
        let (member, grants) = self.granted(trust).await?;
        let reach = grants.reach();
        if reach.is_empty() {
            Err(Denied::Forbidden)
        } else {
            Ok(Leader { member, reach })
        }
    }

    /// The rooms this person may enter or edit; may be none.
    ///
    /// # Errors
    /// [`Denied::NotSignedIn`], [`Denied::Unavailable`].
    pub async fn rooms(&self, trust: &Trust) -> Result<RoomsAccess, Denied> {
        let (member, grants) = self.granted(trust).await?;
        Ok(RoomsAccess {
            member,
            work: grants.work(),
            edit: grants.edit(),
            create: grants.create(),
        })
    }

    /// Somebody who works in a room: sees and takes its visitors.
    ///
    /// # Errors
    /// [`Denied::NotFound`] when the tenant has no such room, else as [`Self::administrator`].
    pub async fn room_staff(&self, trust: &Trust, room: RoomId) -> Result<RoomStaff, Denied> {
        let access = self.rooms(trust).await?;
        existing(trust, &access, room).await?;
        if !access.may_work(room) {
            return Err(Denied::Forbidden);
        }
        Ok(RoomStaff {
            may_edit: access.may_edit(room),
            member: access.member,
            room,
        })
    }

    /// Somebody who may change a room's settings.
    ///
    /// # Errors
    /// As [`Self::room_staff`].
    pub async fn room_editor(&self, trust: &Trust, room: RoomId) -> Result<RoomEditor, Denied> {
        let access = self.rooms(trust).await?;
        existing(trust, &access, room).await?;
        if access.may_edit(room) {
            Ok(RoomEditor {
                member: access.member,
                room,
            })
        } else {
            Err(Denied::Forbidden)
        }
    }

    /// Somebody who may make rooms.
    ///
    /// # Errors
    /// As [`Self::administrator`].
    pub async fn room_creator(&self, trust: &Trust) -> Result<RoomCreator, Denied> {
        let access = self.rooms(trust).await?;
        if access.may_create() {
            Ok(RoomCreator {
                member: access.member,
            })
        } else {
            Err(Denied::Forbidden)
        }
    }

    /// The holder of a ticket. To anybody else the ticket does not exist.
    ///
    /// # Errors
    /// [`Denied::NotFound`], [`Denied::Unavailable`].
    pub async fn visitor(&self, trust: &Trust, ticket: TicketId) -> Result<VisitorTicket, Denied> {
        let visitor = self.visitor.ok_or(Denied::NotFound)?;
        let held = trust
            .store()
            .system()
            .tickets_of_visitor(&visitor.hash())
            .await?;
        let (tenant, row) = held
            .into_iter()
            .find(|(_, held)| held.id == ticket)
            .ok_or(Denied::NotFound)?;
        Ok(VisitorTicket {
            tenant,
            room: row.room,
            ticket,
            visitor,
        })
    }

    /// The room behind a public link. Needs nobody to be signed in.
    ///
    /// # Errors
    /// [`Denied::NotFound`] for an unknown or unregistered tenant and an unknown or archived room.
    pub async fn public_room(
        &self,
        trust: &Trust,
        tenant: &Slug,
        room: &Slug,
    ) -> Result<PublicRoom, Denied> {
        let row = trust
            .store()
            .system()
            .tenant_by_slug(tenant)
            .await?
            .ok_or(Denied::NotFound)?;
        if row.status != TenantStatus::Active {
            return Err(Denied::NotFound);
        }
        let found = trust.store().of(row.id).room_by_slug(room).await?;
        let found = found
            .filter(|room| room.archived.is_none())
            .ok_or(Denied::NotFound)?;
        Ok(PublicRoom {
            tenant: row.id,
            tenant_slug: tenant.clone(),
            tenant_name: row.name,
            room: found.id,
        })
    }
}

async fn existing(trust: &Trust, access: &RoomsAccess, room: RoomId) -> Result<(), Denied> {
    let row = trust.store().of(access.tenant()).room(room).await?;
    if row.is_some() {
        Ok(())
    } else {
        Err(Denied::NotFound)
    }
}
