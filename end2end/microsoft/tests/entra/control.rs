use microsoft365::state::{Assumption, Fault, FaultKind};
use microsoft365::{contoso, fabrikam};
use serde_json::json;

use super::browser::{World, claims};

const KEYS: &str = "/common/discovery/v2.0/keys";

#[tokio::test]
async fn throttling_hits_as_often_as_told_with_and_without_retry_after() {
    let world = World::start().await;
    world
        .post_json(
            "/_control/fault",
            r#"{"path":"/common","kind":"throttle","retry_after_s":7,"count":1,"skip":1}"#,
        )
        .await;
    assert_eq!(world.get(KEYS).await.status, 200);
    let hit = world.get(KEYS).await;
    assert_eq!(
        (hit.status, hit.headers["retry-after"].as_str()),
        (429, "7")
    );
    assert_eq!(world.get(KEYS).await.status, 200);
    world.state().inject(Fault::times(
        1,
        "/common",
        FaultKind::Throttle {
            retry_after_s: None,
        },
    ));
    assert!(!world.get(KEYS).await.headers.contains_key("retry-after"));
}

#[tokio::test]
async fn faults_speak_the_language_of_the_service_they_hit() {
    let world = World::start().await;
    let state = world.state();
    state.inject(Fault::times(
        1,
        "/graph/v1.0/users/*/events",
        FaultKind::Gone,
    ));
    let gone = world.get("/graph/v1.0/users/1/events").await;
    assert_eq!(gone.status, 410);
    assert!(
        gone.headers.contains_key("location") && gone.json()["error"]["code"] == "resyncRequired"
    );
    state.inject(Fault::times(
        1,
        "/contoso.example",
        FaultKind::Status {
            status: 503,
            code: "90033".to_owned(),
        },
    ));
    let down = world.app_token("contoso.example").await;
    assert_eq!(
        (down.status, down.json()["error_codes"][0].as_u64()),
        (503, Some(90033))
    );
    assert_eq!(down.json()["error"], "temporarily_unavailable");
    let posts = Fault {
        method: Some("POST".to_owned()),
        ..Fault::times(
            1,
            "/",
            FaultKind::Status {
                status: 500,
                code: "x".to_owned(),
            },
        )
    };
    state.inject(posts);
    assert_eq!(world.get(KEYS).await.status, 200, "only POST is hit");
    state.clear_faults();
    assert_eq!(world.app_token(contoso::TENANT).await.status, 200);
}

#[tokio::test]
async fn a_connection_can_be_cut_and_an_answer_delayed() {
    let world = World::start().await;
    world
        .state()
        .inject(Fault::times(1, "/common", FaultKind::Drop));
    assert!(world.try_get(KEYS).await.is_err());
    let before = std::time::Instant::now();
    world
        .state()
        .inject(Fault::times(1, "/common", FaultKind::Latency { ms: 60 }));
    assert!(world.try_get(KEYS).await.is_ok());
    assert!(before.elapsed().as_millis() >= 60);
}

#[tokio::test]
async fn every_question_is_listed_and_can_be_moved() {
    let world = World::start().await;
    let list = world.get("/_control/assume").await.json();
    assert_eq!(list.as_array().unwrap().len(), Assumption::ALL.len());
    for question in 1..=13 {
        assert!(
            list.as_array()
                .unwrap()
                .iter()
                .any(|entry| entry["question"] == question),
            "question {question}"
        );
    }
    let moved = world
        .post_json("/_control/assume", r#"{"session_state":false}"#)
        .await;
    assert_eq!(moved.status, 200);
    assert!(!world.state().assumes(Assumption::SessionState));
    assert_eq!(
        world
            .post_json(
                "/_control/assume",
                r#"{"session_state":true,"nonsense":true}"#
            )
            .await
            .status,
        400
    );
    assert!(
        !world.state().assumes(Assumption::SessionState),
        "all or nothing"
    );
}

#[tokio::test]
async fn operations_change_roles_grants_keys_and_clock() {
    let world = World::start().await;
    let state = world.state();
    let done = async |name: &str, body: serde_json::Value| {
        let answer = world
            .post_json(&format!("/_control/{name}"), &body.to_string())
            .await;
        assert_eq!(answer.status, 200, "{name}: {}", answer.body);
    };
    done(
        "assign-role",
        json!({ "person": contoso::EMPLOYEE.upn, "role": "Leader" }),
    )
    .await;
    assert_eq!(
        state.roles_of(
            contoso::TENANT,
            contoso::EMPLOYEE.oid,
            contoso::SIGNIN_CLIENT_ID
        ),
        ["Leader"]
    );
    done(
        "remove-role",
        json!({ "person": contoso::EMPLOYEE.upn, "role": "Leader" }),
    )
    .await;
    assert!(
        state
            .roles_of(
                contoso::TENANT,
                contoso::EMPLOYEE.oid,
                contoso::SIGNIN_CLIENT_ID
            )
            .is_empty()
    );
    done("consent", json!({ "tenant": "fabrikam" })).await;
    assert!(
        !state
            .application_roles(fabrikam::TENANT, contoso::DATA_CLIENT_ID)
            .is_empty()
    );
    done(
        "revoke",
        json!({ "tenant": "fabrikam", "everything": true }),
    )
    .await;
    assert!(
        state
            .application_roles(fabrikam::TENANT, contoso::DATA_CLIENT_ID)
            .is_empty()
    );
    done("grant", json!({ "permission": "User.Read.All" })).await;
    done("revoke", json!({ "permission": "User.Read.All" })).await;
    done(
        "grant",
        json!({ "scopes": ["User.Read"], "person": contoso::ADMIN.upn }),
    )
    .await;
    assert!(
        state
            .delegated_scopes(contoso::TENANT, contoso::DATA_CLIENT_ID, contoso::ADMIN.oid)
            .contains("User.Read")
    );
    done("application", json!({ "enabled": false })).await;
    assert!(
        !state
            .service_principal(contoso::TENANT, contoso::DATA_CLIENT_ID)
            .unwrap()
            .enabled
    );
    done("teams-policy", json!({ "on": true })).await;
    assert!(state.teams_policy(contoso::TENANT, contoso::DATA_CLIENT_ID, contoso::ADMIN.oid));
    done(
        "licence",
        json!({ "person": contoso::CONSULTANT.upn, "teams": false }),
    )
    .await;
    assert!(
        !state
            .person(contoso::TENANT, contoso::CONSULTANT.oid)
            .unwrap()
            .teams_licence
    );
    done("rotate-keys", json!({ "withdraw_old": true })).await;
    let real = state.now_ms();
    done("clock", json!({ "skew_ms": 3_600_000 })).await;
    assert!(state.now_ms() - real >= 3_600_000);
    done("reset", json!({})).await;
    assert!(
        state
            .service_principal(contoso::TENANT, contoso::DATA_CLIENT_ID)
            .unwrap()
            .enabled
    );
    assert!(state.now_ms() - real < 60_000);
}

#[tokio::test]
async fn a_mistyped_operation_says_what_is_wrong() {
    let world = World::start().await;
    for (name, body) in [
        ("no-such-thing", "{}"),
        ("clock", "{}"),
        ("clock", r#"{"skew_ms":1,"extra":2}"#),
        ("fault", r#"{"path":"/","kind":"earthquake"}"#),
        ("grant", r#"{"permission":"Nothing.Read"}"#),
        ("assign-role", r#"{"person":"nobody","role":"Leader"}"#),
        ("consent", r#"{"tenant":"nowhere"}"#),
        ("reset", "[]"),
    ] {
        let answer = world.post_json(&format!("/_control/{name}"), body).await;
        assert_eq!(answer.status, 400, "{name} {body}");
        assert!(!answer.json()["error"].as_str().unwrap().is_empty());
    }
}

#[tokio::test]
async fn the_state_and_the_requests_can_be_read() {
    let world = World::start().await;
    world.app_token(contoso::TENANT).await;
    let state = world.get("/_control/state").await.json();
    assert_eq!(state["tenants"][0]["people"], 50);
    assert_eq!(state["requests"]["entra POST 200"], 1);
    let requests = world.get("/_control/requests").await.json();
    assert_eq!(
        requests.as_array().unwrap().len(),
        1,
        "the control itself is not counted"
    );
    assert_eq!(
        world.state().request_count("POST", "/*/oauth2/v2.0/token"),
        1
    );
    let people = world.get("/_control/people?tenant=fabrikam").await.json();
    assert_eq!(people[0]["upn"], fabrikam::ADMIN.upn);
    let minted = world
        .post_json(
            "/_control/mint",
            r#"{"nonce":"x","claims":{"ver":"1.0"},"key":"none"}"#,
        )
        .await
        .json();
    assert_eq!(claims(minted["id_token"].as_str().unwrap())["ver"], "1.0");
    assert_eq!(world.get("/_control").await.status, 200);
}

#[test]
fn every_switch_is_read_by_something() {
    let mut texts = String::new();
    let mut folders = vec![std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if !path.ends_with("state/assumptions.rs") {
                texts.push_str(&std::fs::read_to_string(path).unwrap());
            }
        }
    }
    let read = |assumption: &&Assumption| texts.contains(&format!("Assumption::{assumption:?}"));
    let idle: Vec<_> = Assumption::ALL.iter().filter(|one| !read(one)).collect();
    assert!(idle.is_empty(), "{idle:?}");
}
