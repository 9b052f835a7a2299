//! Two organisations with rooms, staff of every role, and visitors who wait.

use microsoft365::directory::KnownPerson;
use microsoft365::{contoso, fabrikam};
use model::queue::form::RoomForm;
use model::queue::room::{MeetingKind, RoomSettings};
use model::queue::view::TicketLine;
use model::{Guid, Role, RoomId, Scope, Slug, TicketId};
use trust::{AddPerson, Caller, CallerParts};

use super::entra;
use super::{Browser, Requests, TestApp};

/// Where a fixed link leads.
pub const LINK: &str = "https://meet.example.org/desk";

/// One browser per persona.
pub struct Stage {
    pub app: TestApp,
    /// Room of Contoso in which everything happens.
    pub desk: RoomId,
    /// Another room of Contoso.
    pub ward: RoomId,
    pub administrator: Browser,
    pub reviewer: Browser,
    /// Coordinator of the desk.
    pub coordinator: Browser,
    /// Consultant of the desk.
    pub consultant: Browser,
    /// Consultant of the ward alone.
    pub other_room: Browser,
    /// Signed in, no role.
    pub employee: Browser,
    /// Leads the whole organisation.
    pub leader: Browser,
    /// Sees figures of the desk.
    pub reporter: Browser,
    pub foreign_administrator: Browser,
    pub foreign_consultant: Browser,
    pub anonymous: Browser,
    /// Waits at the desk.
    pub visitor: Browser,
    pub ticket: TicketId,
    /// Waits in the ward.
    pub other_visitor: Browser,
    pub other_ticket: TicketId,
}

impl Stage {
    pub async fn set(app: TestApp) -> Self {
        let administrator = register(&app, contoso::TENANT, &contoso::ADMIN).await;
        let foreign_administrator = register(&app, fabrikam::TENANT, &fabrikam::ADMIN).await;
        let desk = room(&app, &administrator, "desk").await;
        let ward = room(&app, &administrator, "ward").await;
        let foreign_desk = room(&app, &foreign_administrator, "desk").await;
        for (person, role, room) in [
            (&contoso::COORDINATOR, Role::Coordinator, desk),
            (&contoso::CONSULTANT, Role::Consultant, desk),
            (&contoso::CONSULTANT_3, Role::Consultant, ward),
            (&contoso::REPORTER, Role::Reporter, desk),
        ] {
            assign(&app, &administrator, person, role, room).await;
        }
        assign(
            &app,
            &foreign_administrator,
            &fabrikam::CONSULTANT,
            Role::Consultant,
            foreign_desk,
        )
        .await;
        lead(&app, &administrator, &contoso::LEADER).await;
        let (visitor, ticket) = join(&app, "desk", "Vera").await;
        let (other_visitor, other_ticket) = join(&app, "ward", "Otto").await;
        let contoso = |person| sign_in(&app, contoso::TENANT, person);
        Self {
            reviewer: contoso(&contoso::REVIEWER).await,
            coordinator: contoso(&contoso::COORDINATOR).await,
            consultant: contoso(&contoso::CONSULTANT).await,
            other_room: contoso(&contoso::CONSULTANT_3).await,
            employee: contoso(&contoso::EMPLOYEE).await,
            leader: contoso(&contoso::LEADER).await,
            reporter: contoso(&contoso::REPORTER).await,
            foreign_consultant: sign_in(&app, fabrikam::TENANT, &fabrikam::CONSULTANT).await,
            anonymous: app.browser(),
            app,
            desk,
            ward,
            administrator,
            foreign_administrator,
            visitor,
            ticket,
            other_visitor,
            other_ticket,
        }
    }
}

/// Registers an organisation with an invitation of the operator; the administrator's browser.
pub async fn register(app: &TestApp, tenant: &str, person: &KnownPerson) -> Browser {
    let link = app.site.trust().invite_tenant(24).await.unwrap();
    let code = link.split_once("invitation=").unwrap().1.to_owned();
    let browser = app.browser();
    let answer = entra::through(
        &browser,
        &format!("/signin?purpose=register&invitation={code}"),
        tenant,
        person,
    )
    .await;
    assert!(
        browser.cookie("__Host-session").is_some(),
        "{}",
        answer.location()
    );
    browser
}

/// Signs somebody in.
pub async fn sign_in(app: &TestApp, tenant: &str, person: &KnownPerson) -> Browser {
    let browser = app.browser();
    let answer = entra::through(&browser, "/signin?return=/rooms", tenant, person).await;
    assert_eq!(answer.location(), "/rooms", "{}", person.upn);
    browser
}

/// What the server knows of a browser.
pub async fn caller(app: &TestApp, browser: &Browser) -> Caller {
    let (session, visitor) = (
        browser.cookie("__Host-session"),
        browser.cookie("__Host-visitor"),
    );
    let parts = CallerParts {
        session_cookie: session.as_deref(),
        visitor_cookie: visitor.as_deref(),
        ..CallerParts::default()
    };
    app.site.trust().caller(parts).await.unwrap()
}

/// Makes a room with a fixed link.
pub async fn room(app: &TestApp, administrator: &Browser, slug: &str) -> RoomId {
    room_with(
        app,
        administrator,
        slug,
        MeetingKind::FixedLink(LINK.to_owned()),
    )
    .await
}

pub async fn room_with(
    app: &TestApp,
    administrator: &Browser,
    slug: &str,
    meeting: MeetingKind,
) -> RoomId {
    let creator = caller(app, administrator)
        .await
        .room_creator(app.site.trust())
        .await
        .unwrap();
    let mut settings = RoomSettings::named(slug, slug.parse::<Slug>().unwrap());
    settings.privacy_notice = "We keep your name until an hour after your visit.".to_owned();
    settings.meeting = meeting;
    app.site
        .queue()
        .create_room(
            &creator,
            RoomForm {
                room: None,
                version: 0,
                settings,
            },
        )
        .await
        .unwrap()
}

pub async fn assign(
    app: &TestApp,
    administrator: &Browser,
    person: &KnownPerson,
    role: Role,
    room: RoomId,
) {
    let administrator = caller(app, administrator)
        .await
        .administrator(app.site.trust())
        .await
        .unwrap();
    let add = AddPerson {
        oid: person.oid.parse().unwrap(),
        role,
        scope: Scope::Rooms(vec![room]),
    };
    app.site
        .trust()
        .add_person(&administrator, add)
        .await
        .unwrap();
}

/// Gives somebody the meeting culture of the whole organisation.
pub async fn lead(app: &TestApp, administrator: &Browser, person: &KnownPerson) {
    let administrator = caller(app, administrator)
        .await
        .administrator(app.site.trust())
        .await
        .unwrap();
    let add = AddPerson {
        oid: person.oid.parse().unwrap(),
        role: Role::Leader,
        scope: Scope::Tenant,
    };
    app.site
        .trust()
        .add_person(&administrator, add)
        .await
        .unwrap();
}

/// The fields of an entrance form.
pub fn entrance_form<'f>(room: &'f str, name: &'f str, key: &'f str) -> Vec<(&'f str, &'f str)> {
    vec![
        ("tenant", "contoso"),
        ("room", room),
        ("form[key]", key),
        ("form[name]", name),
        ("form[consent]", "true"),
        ("form[consent_version]", "1"),
    ]
}

pub fn fresh_key() -> String {
    Guid::from_u128(uuid::Uuid::new_v4().as_u128()).to_string()
}

/// A visitor of Contoso enters a room.
pub async fn join(app: &TestApp, room: &str, name: &str) -> (Browser, TicketId) {
    let browser = app.browser();
    let page = browser.page(&format!("/w/contoso/{room}")).await;
    assert_eq!(page.status, 200, "{}", page.text());
    let key = fresh_key();
    let answer = browser
        .call("/api/visitor/join", &entrance_form(room, name, &key))
        .await;
    assert!(
        answer.status.is_success() || answer.status.is_redirection(),
        "{} {}",
        answer.status,
        answer.text()
    );
    let tickets = tickets(app, &browser).await;
    (browser, tickets.first().expect("a ticket").ticket)
}

/// The tickets of a browser.
pub async fn tickets(app: &TestApp, browser: &Browser) -> Vec<TicketLine> {
    let cookie = caller(app, browser)
        .await
        .visitor_cookie()
        .expect("a visitor's cookie");
    app.site.queue().tickets_of(&cookie).await.unwrap()
}
