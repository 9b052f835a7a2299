use axum::body::Body;
use axum::http::{Request, header};
use microsoft365::{contoso, fabrikam};
use serde_json::{Value, json};

use crate::world::{Reply, World};

/// A meeting with its page, and the cookie of a guest's browser.
struct Meeting {
    world: World,
    token: String,
    id: String,
    path: String,
}

impl Meeting {
    async fn with_scope(scope: &str) -> Self {
        let world = World::new();
        let token = world.user(contoso::CONSULTANT.oid, &["OnlineMeetings.ReadWrite"]);
        let body = json!({"subject": "Room <7>", "lobbyBypassSettings": {"scope": scope}});
        let made = world
            .call("POST", &token, "me/onlineMeetings", &body)
            .await
            .body;
        let url = made["joinWebUrl"].as_str().unwrap();
        let path = url
            .strip_prefix("http://127.0.0.1:4365")
            .unwrap()
            .split('?')
            .next()
            .unwrap()
            .to_owned();
        Self {
            world,
            token,
            id: made["id"].as_str().unwrap().to_owned(),
            path,
        }
    }

    async fn look(&self, query: &str, cookie: &str) -> Reply {
        let uri = format!("{}?{query}", self.path);
        self.world
            .send(
                Request::get(uri)
                    .header(header::COOKIE, cookie)
                    .body(Body::empty())
                    .unwrap(),
            )
            .await
    }

    async fn press(&self, oid: &str, form: &str) {
        let request = Request::post(format!("{}?as={oid}", self.path))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        let reply = self
            .world
            .send(request.body(Body::from(form.to_owned())).unwrap())
            .await;
        assert_eq!(reply.status, 303, "{}", reply.text);
    }

    async fn set_scope(&self, scope: &str) {
        let path = format!("me/onlineMeetings/{}", self.id);
        let body = json!({"lobbyBypassSettings": {"scope": scope}});
        assert_eq!(
            self.world
                .call("PATCH", &self.token, &path, &body)
                .await
                .status,
            200
        );
    }
}

fn cookie(reply: &Reply) -> String {
    let cookie = reply.headers[header::SET_COOKIE].to_str().unwrap();
    cookie.split(';').next().unwrap().to_owned()
}

fn heading(reply: &Reply) -> &str {
    let (_, rest) = reply.text.split_once("<h1>").unwrap();
    rest.split_once("</h1>").unwrap().0
}

#[tokio::test]
async fn with_everyone_a_guest_waits_for_the_organiser_and_then_comes_in_without_a_click() {
    let meeting = Meeting::with_scope("everyone").await;
    let first = meeting.look("context=x", "").await;
    assert_eq!(heading(&first), "You are in the lobby");
    assert!(first.text.contains("Room &lt;7&gt;"));
    let guest = cookie(&first);

    let offer = meeting
        .look(&format!("as={}", contoso::CONSULTANT.oid), "")
        .await;
    assert_eq!(heading(&offer), "Join the meeting");
    assert!(offer.text.contains("Join as Jonas Weber"));
    assert_eq!(
        heading(&meeting.look("", &guest).await),
        "You are in the lobby"
    );

    meeting.press(contoso::CONSULTANT.oid, "action=join").await;
    assert_eq!(
        heading(&meeting.look("", &guest).await),
        "You are in the meeting with Jonas Weber"
    );
    let inside = meeting
        .look(&format!("as={}", contoso::CONSULTANT.oid), "")
        .await;
    assert_eq!(heading(&inside), "You are in the meeting with Guest 1");
}

#[tokio::test]
async fn a_locked_meeting_keeps_guests_and_colleagues_in_the_lobby() {
    let meeting = Meeting::with_scope("everyone").await;
    meeting.press(contoso::CONSULTANT.oid, "action=join").await;
    let inside = meeting.look("", "").await;
    assert_eq!(heading(&inside), "You are in the meeting with Jonas Weber");
    meeting.set_scope("organizer").await;
    assert_eq!(
        heading(&meeting.look("", &cookie(&inside)).await),
        "You are in the lobby",
        "coming back means asking again"
    );
    assert_eq!(heading(&meeting.look("", "").await), "You are in the lobby");
    meeting
        .press(contoso::CONSULTANT_2.oid, "action=join")
        .await;
    assert_eq!(
        heading(
            &meeting
                .look(&format!("as={}", contoso::CONSULTANT_2.oid), "")
                .await
        ),
        "You are in the lobby"
    );
}

#[tokio::test]
async fn with_organization_colleagues_enter_and_others_are_let_in_by_hand() {
    let meeting = Meeting::with_scope("organization").await;
    meeting.press(contoso::CONSULTANT.oid, "action=join").await;
    meeting
        .press(contoso::CONSULTANT_2.oid, "action=join")
        .await;
    meeting.press(fabrikam::CONSULTANT.oid, "action=join").await;
    let colleague = meeting
        .look(&format!("as={}", contoso::CONSULTANT_2.oid), "")
        .await;
    assert_eq!(
        heading(&colleague),
        "You are in the meeting with Jonas Weber"
    );
    let guest = meeting.look("", "").await;
    assert_eq!(heading(&guest), "You are in the lobby");

    let organiser = meeting
        .look(&format!("as={}", contoso::CONSULTANT.oid), "")
        .await;
    for label in ["Admit Guest 1", "Admit Freya Sand"] {
        assert!(organiser.text.contains(label), "{label}");
    }
    meeting
        .press(fabrikam::CONSULTANT.oid, "action=admit&name=Guest+1")
        .await;
    assert_eq!(
        heading(&meeting.look("", &cookie(&guest)).await),
        "You are in the lobby",
        "who waits lets nobody in"
    );
    meeting
        .press(contoso::CONSULTANT.oid, "action=admit&name=Guest+1")
        .await;
    assert!(
        heading(&meeting.look("", &cookie(&guest)).await)
            .starts_with("You are in the meeting with Jonas Weber")
    );
}

#[tokio::test]
async fn colleagues_admit_only_where_the_meeting_lets_them() {
    let meeting = Meeting::with_scope("organization").await;
    meeting
        .press(contoso::CONSULTANT_2.oid, "action=join")
        .await;
    meeting.look("", "").await;
    let colleague = format!("as={}", contoso::CONSULTANT_2.oid);
    assert!(
        meeting
            .look(&colleague, "")
            .await
            .text
            .contains("Admit Guest 1")
    );
    let path = format!("me/onlineMeetings/{}", meeting.id);
    let body = json!({"allowedLobbyAdmitters": "organizerAndCoOrganizers"});
    meeting
        .world
        .call("PATCH", &meeting.token, &path, &body)
        .await;
    assert!(
        !meeting
            .look(&colleague, "")
            .await
            .text
            .contains("Admit Guest 1")
    );
}

#[tokio::test]
async fn guests_keep_their_name_leave_and_find_a_deleted_meeting_gone() {
    let meeting = Meeting::with_scope("everyone").await;
    let (one, two) = (meeting.look("", "").await, meeting.look("", "").await);
    assert_ne!(cookie(&one), cookie(&two));
    assert_eq!(cookie(&meeting.look("", &cookie(&one)).await), cookie(&one));
    meeting.press(contoso::CONSULTANT.oid, "action=join").await;
    meeting.press(contoso::CONSULTANT.oid, "action=leave").await;
    assert_eq!(
        heading(&meeting.look("", &cookie(&one)).await),
        "You are in the lobby",
        "strangers never meet alone"
    );
    let path = format!("me/onlineMeetings/{}", meeting.id);
    meeting
        .world
        .call("DELETE", &meeting.token, &path, &Value::Null)
        .await;
    let gone = meeting.look("", "").await;
    assert_eq!(
        (gone.status, heading(&gone)),
        (404, "This meeting does not exist")
    );
}

#[tokio::test]
async fn a_browser_that_is_signed_in_is_offered_to_join_as_that_person() {
    let meeting = Meeting::with_scope("organization").await;
    let (_, session) = meeting.world.state.sign_in(
        &axum::http::HeaderMap::new(),
        contoso::TENANT,
        contoso::CONSULTANT.oid,
    );
    let offer = meeting.look("", &format!("ESTSAUTH={session}")).await;
    assert!(offer.text.contains("Join as Jonas Weber"));
    let guest = meeting
        .look("as=guest", &format!("ESTSAUTH={session}"))
        .await;
    assert_eq!(heading(&guest), "You are in the lobby");
}
