use microsoft365::contoso;
use microsoft365::state::{Assumption, Licence};
use serde_json::{Value, json};

use crate::world::World;

const SCOPES: &[&str] = &["openid", "offline_access", "OnlineMeetings.ReadWrite"];

async fn made(world: &World, token: &str, key: &str) -> Value {
    let reply = world
        .call(
            "POST",
            token,
            "me/onlineMeetings/createOrGet",
            &json!({"externalId": key, "subject": "Room 7"}),
        )
        .await;
    assert_eq!(reply.status, 201, "{}", reply.text);
    reply.body
}

#[tokio::test]
async fn create_or_get_is_idempotent_per_person_and_key() {
    let world = World::new();
    let token = world.user(contoso::CONSULTANT.oid, SCOPES);
    let first = made(&world, &token, "consultation-1").await;
    assert_eq!(first["lobbyBypassSettings"]["scope"], "organization");
    assert_eq!(first["allowedPresenters"], "everyone");
    assert_eq!(
        first["participants"]["organizer"]["identity"]["user"]["id"],
        contoso::CONSULTANT.oid
    );
    let again = world
        .call(
            "POST",
            &token,
            "me/onlineMeetings/createOrGet",
            &json!({"externalId": "consultation-1"}),
        )
        .await;
    assert_eq!(again.status, 200);
    assert_eq!(again.body["joinWebUrl"], first["joinWebUrl"]);
    let other = made(
        &world,
        &world.user(contoso::CONSULTANT_2.oid, SCOPES),
        "consultation-1",
    )
    .await;
    assert_ne!(
        other["id"], first["id"],
        "another person with the same key has another meeting"
    );
}

#[tokio::test]
async fn create_or_get_refuses_what_its_documentation_does_not_list() {
    let world = World::new();
    let token = world.user(contoso::CONSULTANT.oid, SCOPES);
    for body in [
        json!({}),
        json!({"externalId": ""}),
        json!({"externalId": "x", "lobbyBypassSettings": {"scope": "everyone"}}),
        json!({"externalId": "x", "allowedPresenters": "organizer"}),
        json!({"externalId": "x", "endDateTime": "2030-01-01T10:00:00Z"}),
    ] {
        let refused = world
            .call("POST", &token, "me/onlineMeetings/createOrGet", &body)
            .await;
        assert_eq!(refused.status, 400, "{body}");
    }
    assert!(world.state.with_meetings(|meetings| meetings.is_empty()));
}

#[tokio::test]
async fn the_queues_sequence_sets_the_lobby_by_patch_and_reads_it_back() {
    let world = World::new();
    let token = world.user(contoso::CONSULTANT.oid, SCOPES);
    let meeting = made(&world, &token, "consultation-1").await;
    let path = format!("me/onlineMeetings/{}", meeting["id"].as_str().unwrap());
    let settings = json!({
        "lobbyBypassSettings": {"scope": "everyone"}, "allowedPresenters": "organization",
        "allowedLobbyAdmitters": "organizerAndCoOrganizers",
    });
    let patched = world.call("PATCH", &token, &path, &settings).await;
    assert_eq!(patched.status, 200, "{}", patched.text);
    let read = world.get(&token, &path).await;
    assert_eq!(
        read.body["lobbyBypassSettings"],
        json!({"isDialInBypassEnabled": false, "scope": "everyone"})
    );
    assert_eq!(read.body["allowedPresenters"], "organization");
    assert_eq!(read.body["subject"], "Room 7", "what wasn't named stays");

    let url = meeting["joinWebUrl"].as_str().unwrap();
    let encoded: String = url::form_urlencoded::byte_serialize(url.as_bytes()).collect();
    let found = world
        .get(
            &token,
            &format!("me/onlineMeetings?$filter=JoinWebUrl%20eq%20'{encoded}'"),
        )
        .await;
    assert_eq!(found.items().len(), 1);
    assert_eq!(found.items()[0]["id"], meeting["id"]);
    assert_eq!(
        world.get(&token, "me/onlineMeetings").await.status,
        400,
        "meetings can't be listed"
    );

    assert_eq!(
        world
            .call("DELETE", &token, &path, &Value::Null)
            .await
            .status,
        204
    );
    assert_eq!(world.get(&token, &path).await.status, 404);
}

#[tokio::test]
async fn a_patch_takes_times_only_together_and_no_fixed_settings() {
    let world = World::new();
    let token = world.user(contoso::CONSULTANT.oid, SCOPES);
    let meeting = made(&world, &token, "x").await;
    let path = format!("me/onlineMeetings/{}", meeting["id"].as_str().unwrap());
    for body in [
        json!({"startDateTime": "2030-01-01T10:00:00Z"}),
        json!({"joinMeetingIdSettings": {"isPasscodeRequired": false}}),
        json!({"externalId": "other"}),
        json!({"lobbyBypassSettings": {"scope": "nobody"}}),
        json!({"participants": {"organizer": {"identity": {"user": {"id": contoso::EMPLOYEE.oid}}}}}),
    ] {
        assert_eq!(
            world.call("PATCH", &token, &path, &body).await.status,
            400,
            "{body}"
        );
    }
    let both = json!({"startDateTime": "2030-01-01T10:00:00Z", "endDateTime": "2030-01-01T12:00:00+01:00"});
    assert_eq!(
        world.call("PATCH", &token, &path, &both).await.body["endDateTime"],
        "2030-01-01T11:00:00.0000000Z"
    );
}

#[tokio::test]
async fn plain_creation_takes_settings_and_is_not_idempotent() {
    let world = World::new();
    let token = world.user(contoso::CONSULTANT.oid, SCOPES);
    let body = json!({
        "subject": "Group", "startDateTime": "2030-01-01T10:00:00+01:00", "endDateTime": "2030-01-01T11:00:00+01:00",
        "lobbyBypassSettings": {"scope": "organizer"}, "joinMeetingIdSettings": {"isPasscodeRequired": false},
        "participants": {"attendees": [{"upn": contoso::EMPLOYEE.upn, "role": "presenter"}]},
    });
    let one = world.call("POST", &token, "me/onlineMeetings", &body).await;
    let two = world.call("POST", &token, "me/onlineMeetings", &body).await;
    assert_eq!((one.status, two.status), (201, 201));
    assert_ne!(one.body["id"], two.body["id"]);
    assert_eq!(one.body["lobbyBypassSettings"]["scope"], "organizer");
    assert_eq!(one.body["joinMeetingIdSettings"]["passcode"], Value::Null);
    assert_eq!(
        one.body["participants"]["attendees"][0]["identity"]["user"]["id"],
        contoso::EMPLOYEE.oid
    );
    let stranger = json!({"participants": {"attendees": [{"upn": "x@elsewhere.example", "role": "presenter"}]}});
    assert_eq!(
        world
            .call("POST", &token, "me/onlineMeetings", &stranger)
            .await
            .status,
        400
    );
}

#[tokio::test]
async fn an_organiser_needs_a_teams_licence_and_acts_for_nobody_else() {
    let world = World::new();
    let body = json!({"externalId": "x"});
    for person in [contoso::UNLICENSED, contoso::GUEST] {
        let token = world.user(person.oid, SCOPES);
        assert_eq!(
            world
                .call("POST", &token, "me/onlineMeetings/createOrGet", &body)
                .await
                .status,
            403,
            "{}",
            person.name
        );
    }
    let token = world.user(contoso::CONSULTANT.oid, SCOPES);
    let other = format!(
        "users/{}/onlineMeetings/createOrGet",
        contoso::CONSULTANT_2.oid
    );
    assert_eq!(world.call("POST", &token, &other, &body).await.status, 403);
    let own = format!(
        "users/{}/onlineMeetings/createOrGet",
        contoso::CONSULTANT.oid
    );
    assert_eq!(world.call("POST", &token, &own, &body).await.status, 201);
    world
        .state
        .set_teams_licence(contoso::TENANT, contoso::CONSULTANT.oid, Licence::Bare);
    assert_eq!(world.call("POST", &token, &own, &body).await.status, 403);
}

#[tokio::test]
async fn a_reader_may_not_write_and_meetings_stay_with_their_organiser() {
    let world = World::new();
    let writer = world.user(contoso::CONSULTANT.oid, SCOPES);
    let meeting = made(&world, &writer, "x").await;
    let path = format!("me/onlineMeetings/{}", meeting["id"].as_str().unwrap());
    let reader = world.user(contoso::CONSULTANT.oid, &["OnlineMeetings.Read"]);
    assert_eq!(world.get(&reader, &path).await.status, 200);
    assert_eq!(
        world
            .call("PATCH", &reader, &path, &json!({"subject": "y"}))
            .await
            .status,
        403
    );
    assert_eq!(
        world
            .call("DELETE", &reader, &path, &Value::Null)
            .await
            .status,
        403
    );
    let colleague = world.user(contoso::CONSULTANT_2.oid, SCOPES);
    assert_eq!(world.get(&colleague, &path).await.status, 404);
    assert_eq!(
        world
            .call("DELETE", &colleague, &path, &Value::Null)
            .await
            .status,
        404
    );
}

#[tokio::test]
async fn an_application_needs_permission_and_teams_policy_and_an_object_id() {
    let world = World::new();
    let body = json!({"externalId": "x"});
    let path = format!(
        "users/{}/onlineMeetings/createOrGet",
        contoso::CONSULTANT.oid
    );
    let token = world.app(&["OnlineMeetings.ReadWrite.All"]);
    let refused = world.call("POST", &token, &path, &body).await;
    assert_eq!((refused.status, refused.code()), (403, "Unauthorized"));
    assert!(
        refused.body["error"]["message"]
            .as_str()
            .unwrap()
            .contains("is not authorized to Create meeting on behalf of user")
    );
    world.state.assume(Assumption::PolicyMissing404, true);
    assert_eq!(world.call("POST", &token, &path, &body).await.status, 404);
    world.state.grant_teams_policy(
        contoso::TENANT,
        contoso::DATA_CLIENT_ID,
        Some(contoso::CONSULTANT.oid),
    );
    assert_eq!(world.call("POST", &token, &path, &body).await.status, 201);
    let by_upn = format!(
        "users/{}/onlineMeetings/createOrGet",
        contoso::CONSULTANT.upn
    );
    assert_eq!(world.call("POST", &token, &by_upn, &body).await.status, 400);
    let uncovered = format!(
        "users/{}/onlineMeetings/createOrGet",
        contoso::CONSULTANT_2.oid
    );
    assert_eq!(
        world.call("POST", &token, &uncovered, &body).await.status,
        404
    );
    assert_eq!(
        world
            .call("POST", &token, "me/onlineMeetings", &json!({}))
            .await
            .status,
        400
    );
}

#[tokio::test]
async fn newer_lobby_scopes_are_shown_by_name_only_when_asked_for() {
    let world = World::new();
    let token = world.user(contoso::CONSULTANT.oid, SCOPES);
    let meeting = made(&world, &token, "x").await;
    let path = format!("me/onlineMeetings/{}", meeting["id"].as_str().unwrap());
    let body = json!({"lobbyBypassSettings": {"scope": "organizationExcludingGuests"}});
    assert_eq!(
        world.call("PATCH", &token, &path, &body).await.body["lobbyBypassSettings"]["scope"],
        "unknownFutureValue"
    );
    let shown = world
        .prefer(
            "include-unknown-enum-members",
            "GET",
            &token,
            &path,
            &Value::Null,
        )
        .await;
    assert_eq!(
        shown.body["lobbyBypassSettings"]["scope"],
        "organizationExcludingGuests"
    );
    assert_eq!(
        shown.headers["preference-applied"],
        "include-unknown-enum-members"
    );
}

#[tokio::test]
async fn unconfirmed_lobby_behaviour_can_be_played() {
    let world = World::new();
    let token = world.user(contoso::CONSULTANT.oid, SCOPES);
    world.state.assume(Assumption::LobbyOpenAtFirst, true);
    let meeting = made(&world, &token, "x").await;
    assert_eq!(meeting["lobbyBypassSettings"]["scope"], "everyone");
    world.state.assume(Assumption::LobbyPatchIgnored, true);
    let path = format!("me/onlineMeetings/{}", meeting["id"].as_str().unwrap());
    let body =
        json!({"lobbyBypassSettings": {"scope": "organizer"}, "allowedPresenters": "organizer"});
    let patched = world.call("PATCH", &token, &path, &body).await;
    assert_eq!(patched.status, 200);
    assert_eq!(patched.body["lobbyBypassSettings"]["scope"], "everyone");
    assert_eq!(patched.body["allowedPresenters"], "organizer");
}
