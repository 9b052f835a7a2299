//! The addresses of Anteroom's pages and handlers, each built in one place.

use model::culture::organisation::FileTrouble;
use model::culture::view::{Ask, Span, Topic};
use model::trust::AuditAsk;
use model::trust::guide::TodoSent;
use model::{Guid, ObjectId, RoomId, Slug, TicketId};

/// The landing page.
pub const LANDING: &str = "/";
/// What is asked for, how data flow, and what is stored for how long.
pub const TRUST: &str = "/trust";
/// Judges a pasted list of permissions (form, POST).
pub const TRUST_JUDGE: &str = "/trust/judge";
/// How an organisation registers.
pub const REGISTER: &str = "/register";
/// The visitor's tickets of this browser.
pub const TICKETS: &str = "/ticket";
/// The rooms of the person signed in.
pub const ROOMS: &str = "/rooms";
/// What the administrator still has to do.
pub const SETUP: &str = "/admin/setup";
/// Set-up documents of one's own organisation.
pub const SETUP_DOCUMENTS: &str = "/admin/setup/documents";
/// What is left to do for the set-up.
pub const SETUP_TODO: &str = "/admin/setup/todo";
/// Set-up documents for anybody.
pub const PUBLIC_DOCUMENTS: &str = "/trust/setup";
/// Rooms, for those who may create and edit them.
pub const ADMIN_ROOMS: &str = "/admin/rooms";
/// People and their roles.
pub const PEOPLE: &str = "/admin/people";
/// The latest errors of Microsoft.
pub const ERRORS: &str = "/admin/permissions/errors";
/// The audit log.
pub const AUDIT: &str = "/admin/audit";
/// The audit log as a file.
pub const AUDIT_FILE: &str = "/admin/audit/export";
/// What is kept, and for how long.
pub const PRIVACY: &str = "/admin/privacy";
/// What has to be done to leave.
pub const LEAVE: &str = "/admin/privacy/leave";
/// Meeting culture, for leaders.
pub const CULTURE: &str = "/culture";
/// What is kept about the person signed in.
pub const ME: &str = "/me";
/// Everything that is kept about the person signed in, as a file.
pub const ME_EXPORT: &str = "/me/export";
/// What is read from Microsoft 365 for meeting culture.
pub const CONNECTORS: &str = "/admin/connectors";
/// The organisation's attributes from a file.
pub const ORGANISATION: &str = "/admin/connectors/organisation";
/// Takes the file (form, POST).
pub const ORGANISATION_FILE: &str = "/admin/connectors/organisation/file";
/// What is kept of one event of one's own.
pub const KEPT: &str = "/admin/connectors/kept";
/// What Anteroom may do in the tenant.
pub const PERMISSIONS: &str = "/admin/permissions";
/// The same for paper.
pub const PERMISSIONS_PRINT: &str = "/admin/permissions/print";
/// The same as a file.
pub const PERMISSIONS_EXPORT: &str = "/admin/permissions/export";
/// Judges pasted lists of grants; takes the form (POST), too.
pub const PERMISSIONS_PASTED: &str = "/admin/permissions/pasted";
/// The lists of grants, read once by a person as themselves.
pub const PERMISSIONS_ONCE: &str = "/admin/permissions/once";
/// Leads to Microsoft for it.
pub const PERMISSIONS_ONCE_BEGIN: &str = "/admin/permissions/once/begin";
/// Ends the session (form, POST).
pub const SIGN_OUT: &str = "/signout";
/// Why a sign-in did not work.
pub const SIGN_IN_PROBLEM: &str = "/signin/problem";

/// A built-in list of permissions, judged.
#[must_use]
pub fn trust_example(key: &str) -> String {
    format!("{TRUST_JUDGE}?example={}#result", encoded(key))
}

/// The organisation's own page.
#[must_use]
pub fn tenant(tenant: &Slug) -> String {
    format!("/w/{tenant}")
}

/// The entrance of a room.
#[must_use]
pub fn entrance(tenant: &Slug, room: &Slug) -> String {
    format!("/w/{tenant}/{room}")
}

/// The waiting page of a room.
#[must_use]
pub fn ticket(tenant: &Slug, room: &Slug) -> String {
    format!("/w/{tenant}/{room}/ticket")
}

/// Where the visitor's join button leads: a redirect to the meeting.
#[must_use]
pub fn visitor_meeting(tenant: &Slug, room: &Slug) -> String {
    format!("/w/{tenant}/{room}/ticket/meeting")
}

/// The board of a room.
#[must_use]
pub fn board(room: RoomId) -> String {
    format!("/rooms/{room}")
}

/// Where the consultant's join button leads: a redirect to the meeting.
#[must_use]
pub fn staff_meeting(room: RoomId, ticket: TicketId) -> String {
    format!("/rooms/{room}/tickets/{ticket}/meeting")
}

/// The settings of a room.
#[must_use]
pub fn room_edit(room: RoomId) -> String {
    format!("/admin/rooms/{room}")
}

/// The form of a new room.
#[must_use]
pub fn room_new() -> String {
    "/admin/rooms/new".to_owned()
}

/// Starts a sign-in that comes back to `return_path`. A link, never a form: the answer leaves our origin.
#[must_use]
pub fn sign_in(return_path: &str, tenant: Option<&Slug>) -> String {
    let hint = tenant
        .map(|slug| format!("&tenant={slug}"))
        .unwrap_or_default();
    format!("/signin?return={}{hint}", encoded(return_path))
}

/// Starts the silent sign-in that proves roles again.
#[must_use]
pub fn renew(return_path: &str) -> String {
    format!("/signin?purpose=renew&return={}", encoded(return_path))
}

/// Starts the registration of an organisation, with the code of its invitation if there is one.
#[must_use]
pub fn register_start(invitation: &str) -> String {
    format!(
        "/signin?purpose=register&invitation={}",
        encoded(invitation)
    )
}

/// Accepts a person's invitation.
#[must_use]
pub fn accept_invitation(code: &str) -> String {
    format!("/signin?purpose=accept&code={}", encoded(code))
}

/// Connects the person's Teams and comes back to `return_path`.
#[must_use]
pub fn connect(return_path: &str) -> String {
    format!("/connect?return={}", encoded(return_path))
}

/// Starts admin consent for one app registration.
#[must_use]
pub fn consent_start(client_id: Guid) -> String {
    format!("/admin/setup/consent/{client_id}")
}

/// A file of set-up documents, below the page with the same choices.
#[must_use]
pub fn setup_file(page: &str, name: &str, query: &str) -> String {
    let question = if query.is_empty() { "" } else { "?" };
    format!("{page}/{name}{question}{query}")
}

/// What is left to do, with what became of sending it.
#[must_use]
pub fn todo_sent(sent: TodoSent) -> String {
    format!("{SETUP_TODO}?sent={}", sent.as_str())
}

/// Organisation data, with what was done just now.
#[must_use]
pub fn organisation_done(what: &str) -> String {
    format!("{ORGANISATION}?done={what}")
}

/// Organisation data, with why an upload could not be read.
#[must_use]
pub fn organisation_trouble(trouble: FileTrouble) -> String {
    format!("{ORGANISATION}?trouble={}", trouble.as_str())
}

/// A page of the audit log: what was asked, and entries before a place.
#[must_use]
pub fn audit(ask: &AuditAsk, before: Option<i64>) -> String {
    let before = before.map(|place| place.to_string()).unwrap_or_default();
    format!("{AUDIT}{}", asked(ask, &before))
}

/// The file of what was asked of the audit log.
#[must_use]
pub fn audit_file(ask: &AuditAsk) -> String {
    format!("{AUDIT_FILE}{}", asked(ask, ""))
}

fn asked(ask: &AuditAsk, before: &str) -> String {
    let pairs: Vec<String> = ask
        .pairs()
        .into_iter()
        .chain([("before", before)])
        .filter(|(_, value)| !value.trim().is_empty())
        .map(|(name, value)| format!("{name}={}", encoded(value.trim())))
        .collect();
    if pairs.is_empty() {
        String::new()
    } else {
        format!("?{}", pairs.join("&"))
    }
}

/// A person with roles and sessions.
#[must_use]
pub fn person(oid: ObjectId) -> String {
    format!("{PEOPLE}/{oid}")
}

/// People whose roles nobody has looked at for so many days.
#[must_use]
pub fn people_older(days: u32) -> String {
    format!("{PEOPLE}?older={days}")
}

/// A page of meeting culture, with its filters; those at their default are left out.
#[must_use]
pub fn culture(topic: Topic, ask: &Ask) -> String {
    let path = match topic.as_str() {
        "" => CULTURE.to_owned(),
        topic => format!("{CULTURE}/{topic}"),
    };
    format!("{path}{}", filters(ask))
}

/// How a metric is measured.
#[must_use]
pub fn measure(metric: &str, ask: &Ask) -> String {
    format!("{CULTURE}/measure/{}{}", encoded(metric), filters(ask))
}

fn filters(ask: &Ask) -> String {
    let span = (ask.span != Span::default()).then(|| ask.span.as_str().to_owned());
    let values = [
        ("group", ask.group.clone()),
        ("by", ask.attribute.clone()),
        ("span", span),
        ("compare", ask.compare.clone()),
        ("origin", ask.origin.clone()),
    ];
    let pairs: Vec<String> = values
        .into_iter()
        .filter_map(|(name, value)| Some(format!("{name}={}", encoded(&value?))))
        .collect();
    if pairs.is_empty() {
        String::new()
    } else {
        format!("?{}", pairs.join("&"))
    }
}

/// What a code of Microsoft means.
#[must_use]
pub fn errors_about(code: &str) -> String {
    format!("{ERRORS}?ask={}", encoded(code))
}

/// The event stream of a board.
#[must_use]
pub fn live_room(room: RoomId) -> String {
    format!("/live/rooms/{room}")
}

/// The event stream of a visitor.
#[must_use]
pub fn live_ticket(ticket: TicketId) -> String {
    format!("/live/tickets/{ticket}")
}

/// Where a visitor's page reports that it is there.
#[must_use]
pub fn live_sign(ticket: TicketId) -> String {
    format!("/live/tickets/{ticket}/sign")
}

/// Percent-encodes a value for a query (RFC 3986: everything but unreserved characters and `/`).
#[must_use]
pub fn encoded(value: &str) -> String {
    let mut text = String::new();
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            text.push(char::from(byte));
        } else {
            const DIGITS: [char; 16] = [
                '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F',
            ];
            text.extend([
                '%',
                DIGITS[usize::from(byte >> 4)],
                DIGITS[usize::from(byte & 15)],
            ]);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_those_of_the_design() {
        let (contoso, cardiology): (Slug, Slug) =
            ("contoso".parse().unwrap(), "cardiology".parse().unwrap());
        let room: RoomId = "0192d3a0-0000-7000-8000-000000000001".parse().unwrap();
        let visit: TicketId = "0192d3a0-0000-7000-8000-000000000002".parse().unwrap();
        assert_eq!(tenant(&contoso), "/w/contoso");
        assert_eq!(entrance(&contoso, &cardiology), "/w/contoso/cardiology");
        assert_eq!(
            ticket(&contoso, &cardiology),
            "/w/contoso/cardiology/ticket"
        );
        assert_eq!(
            visitor_meeting(&contoso, &cardiology),
            "/w/contoso/cardiology/ticket/meeting"
        );
        assert_eq!(board(room), format!("/rooms/{room}"));
        assert_eq!(
            staff_meeting(room, visit),
            format!("/rooms/{room}/tickets/{visit}/meeting")
        );
        assert_eq!(live_room(room), format!("/live/rooms/{room}"));
        assert_eq!(live_sign(visit), format!("/live/tickets/{visit}/sign"));
        let mut asked = AuditAsk::default();
        assert_eq!(audit(&asked, Some(7)), "/admin/audit?before=7");
        asked.person = "A & B".to_owned();
        assert_eq!(audit(&asked, None), "/admin/audit?person=A%20%26%20B");
        assert_eq!(audit_file(&asked), "/admin/audit/export?person=A%20%26%20B");
        assert_eq!(culture(Topic::Overview, &Ask::default()), "/culture");
        let ask = Ask {
            group: Some("g1&x".to_owned()),
            span: Span::Quarter,
            ..Ask::default()
        };
        assert_eq!(
            culture(Topic::Load, &ask),
            "/culture/load?group=g1%26x&span=13w"
        );
        assert_eq!(measure("M12a", &Ask::default()), "/culture/measure/M12a");
    }

    #[test]
    fn a_return_path_cannot_add_parameters() {
        assert_eq!(
            sign_in("/rooms?a=1&tenant=x", None),
            "/signin?return=/rooms%3Fa%3D1%26tenant%3Dx"
        );
        let slug: Slug = "contoso".parse().unwrap();
        assert_eq!(
            sign_in("/rooms", Some(&slug)),
            "/signin?return=/rooms&tenant=contoso"
        );
        assert_eq!(encoded("ä +"), "%C3%A4%20%2B");
    }
}
