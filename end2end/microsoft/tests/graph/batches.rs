use microsoft365::contoso;
use microsoft365::state::{Assumption, Fault, FaultKind};
use serde_json::{Value, json};

use crate::world::{Reply, World};

fn entry(id: &str, url: &str) -> Value {
    json!({"id": id, "method": "GET", "url": url})
}

fn by_id<'a>(reply: &'a Reply, id: &str) -> &'a Value {
    let responses = reply.body["responses"]
        .as_array()
        .unwrap_or_else(|| panic!("no batch: {}", reply.text));
    responses
        .iter()
        .find(|response| response["id"] == id)
        .unwrap()
}

async fn send(world: &World, token: &str, requests: Vec<Value>) -> Reply {
    world
        .call("POST", token, "$batch", &json!({"requests": requests}))
        .await
}

#[tokio::test]
async fn entries_are_answered_one_by_one_in_any_order() {
    let world = World::new();
    let token = world.app(&["User.ReadBasic.All"]);
    let reply = send(
        &world,
        &token,
        vec![
            entry("1", "/users?$top=2"),
            entry("2", "/groups"),
            entry("3", "users/nobody"),
        ],
    )
    .await;
    assert_eq!(reply.status, 200);
    assert_eq!(
        by_id(&reply, "1")["body"]["value"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
    assert_eq!(by_id(&reply, "2")["status"], 403);
    assert_eq!(
        by_id(&reply, "3")["body"]["error"]["code"],
        "Request_ResourceNotFound"
    );
    assert_eq!(
        reply.body["responses"][0]["id"], "3",
        "clients must not rely on the order"
    );
}

#[tokio::test]
async fn a_failed_predecessor_fails_its_dependants() {
    let world = World::new();
    let token = world.user(
        contoso::CONSULTANT.oid,
        &["OnlineMeetings.ReadWrite", "User.Read"],
    );
    let mut create = entry("create", "/me/onlineMeetings/createOrGet");
    create["method"] = json!("POST");
    create["headers"] = json!({"content-type": "application/json"});
    create["body"] = json!({"externalId": "x"});
    let (mut good, mut bad, mut after) = (
        entry("good", "/me"),
        entry("bad", "/users"),
        entry("after", "/me"),
    );
    good["dependsOn"] = json!(["create"]);
    bad["dependsOn"] = json!(["good"]);
    after["dependsOn"] = json!(["bad"]);
    let reply = send(&world, &token, vec![create, good, bad, after]).await;
    let statuses: Vec<u64> = ["create", "good", "bad", "after"]
        .iter()
        .map(|id| by_id(&reply, id)["status"].as_u64().unwrap())
        .collect();
    assert_eq!(statuses, [201, 200, 403, 424]);
}

#[tokio::test]
async fn inner_throttling_has_its_own_waiting_time() {
    let world = World::new();
    let token = world.app(&["User.ReadBasic.All", "Group.ReadBasic.All"]);
    world.state.inject(Fault::times(
        1,
        "/graph/v1.0/groups",
        FaultKind::Throttle {
            retry_after_s: Some(7),
        },
    ));
    let both = vec![entry("u", "/users"), entry("g", "/groups")];
    let reply = send(&world, &token, both.clone()).await;
    assert_eq!(reply.status, 200, "the outer status says nothing");
    assert_eq!(
        (&by_id(&reply, "u")["status"], &by_id(&reply, "g")["status"]),
        (&json!(200), &json!(429))
    );
    assert_eq!(by_id(&reply, "g")["headers"]["Retry-After"], "7");
    assert_eq!(
        by_id(&send(&world, &token, both.clone()).await, "g")["status"],
        200,
        "the fault is used up"
    );

    world.state.assume(Assumption::RetryAfterSent, false);
    world.state.inject(Fault::times(
        1,
        "/graph/v1.0/groups",
        FaultKind::Throttle {
            retry_after_s: Some(7),
        },
    ));
    let reply = send(&world, &token, both).await;
    assert!(by_id(&reply, "g")["headers"].get("Retry-After").is_none());
}

#[tokio::test]
async fn a_batch_of_the_wrong_form_is_refused_as_a_whole() {
    let world = World::new();
    let token = world.app(&["User.ReadBasic.All"]);
    let many: Vec<Value> = (0..21).map(|n| entry(&n.to_string(), "/users")).collect();
    let mut untyped = entry("1", "/users");
    untyped["body"] = json!({});
    let mut early = entry("1", "/users");
    early["dependsOn"] = json!(["2"]);
    for requests in [
        many,
        vec![],
        vec![entry("1", "/users"), entry("1", "/groups")],
        vec![entry("", "/users")],
        vec![entry("1", "https://graph.microsoft.com/v1.0/users")],
        vec![entry("1", "/$batch")],
        vec![untyped],
        vec![early, entry("2", "/users")],
        vec![json!({"id": "1"})],
    ] {
        let refused = send(&world, &token, requests.clone()).await;
        assert_eq!(
            (refused.status, refused.code()),
            (400, "BadRequest"),
            "{requests:?}"
        );
    }
    assert_eq!(world.get(&token, "$batch").await.status, 405);
}
