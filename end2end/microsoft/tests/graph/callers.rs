use axum::body::Body;
use axum::http::Request;
use microsoft365::{contoso, fabrikam};

use crate::world::World;

#[tokio::test]
async fn a_call_without_a_good_token_is_401_and_says_why() {
    let world = World::new();
    let good = world.app(&["User.ReadBasic.All"]);
    assert_eq!(world.get(&good, "users").await.status, 200);

    let none = world
        .send(
            Request::get("/graph/v1.0/users")
                .body(Body::empty())
                .unwrap(),
        )
        .await;
    assert_eq!(
        (none.status, none.code()),
        (401, "InvalidAuthenticationToken")
    );
    assert!(none.headers.contains_key("www-authenticate"));

    let forged = format!("{}x", &good[..good.len() - 1]);
    for token in ["", "nonsense", "a.b.c", forged.as_str()] {
        let refused = world.get(token, "users").await;
        assert_eq!(
            (refused.status, refused.code()),
            (401, "InvalidAuthenticationToken"),
            "{token}"
        );
    }
    let id_token = world
        .state
        .mint(&microsoft365::state::MintOptions::default())
        .unwrap();
    assert_eq!(
        world.get(&id_token, "users").await.code(),
        "InvalidAuthenticationToken"
    );
    world.state.set_clock_skew_ms(2 * 3_600_000);
    assert_eq!(
        world.get(&good, "users").await.code(),
        "InvalidAuthenticationToken",
        "expired after 90 minutes at most"
    );
}

#[tokio::test]
async fn an_application_that_the_tenant_does_not_know_has_no_identity() {
    let world = World::new();
    let token = world
        .state
        .issue_app_token(fabrikam::TENANT, contoso::DATA_CLIENT_ID)
        .unwrap()
        .token;
    let refused = world.get(&token, "users").await;
    assert_eq!(
        (refused.status, refused.code()),
        (401, "Authorization_IdentityNotFound")
    );
}

#[tokio::test]
async fn a_token_keeps_what_it_was_issued_with() {
    let world = World::new();
    let early = world.app(&[]);
    assert_eq!(
        world.get(&early, "users").await.code(),
        "Authorization_RequestDenied"
    );
    world.state.grant_application(
        contoso::TENANT,
        contoso::DATA_CLIENT_ID,
        "User.ReadBasic.All",
    );
    assert_eq!(
        world.get(&early, "users").await.status,
        403,
        "a stale token stays refused"
    );
    let late = world
        .state
        .issue_app_token(contoso::TENANT, contoso::DATA_CLIENT_ID)
        .unwrap()
        .token;
    assert_eq!(world.get(&late, "users").await.status, 200);
    world
        .state
        .revoke_everything(contoso::TENANT, contoso::DATA_CLIENT_ID);
    assert_eq!(
        world.get(&late, "users").await.status,
        200,
        "a revoked grant lives on in its tokens"
    );
}

#[tokio::test]
async fn every_answer_carries_ids_that_support_asks_for() {
    let world = World::new();
    let token = world.app(&[]);
    let request =
        Request::get("/graph/v1.0/users").header("authorization", format!("Bearer {token}"));
    let refused = world
        .send(
            request
                .header("client-request-id", "mine-1")
                .body(Body::empty())
                .unwrap(),
        )
        .await;
    assert_eq!(refused.headers["client-request-id"], "mine-1");
    let inner = &refused.body["error"]["innerError"];
    assert_eq!(inner["client-request-id"], "mine-1");
    assert_eq!(
        inner["request-id"],
        refused.headers["request-id"].to_str().unwrap()
    );
}

#[tokio::test]
async fn least_permissions_open_their_route_and_others_do_not() {
    let world = World::new();
    let employee = contoso::EMPLOYEE.oid;
    let group = contoso::CLINIC_STAFF;
    let routes = [
        ("organization".to_owned(), "Organization.Read.All"),
        ("users".to_owned(), "User.ReadBasic.All"),
        (format!("users/{employee}"), "User.ReadBasic.All"),
        (format!("users/{employee}/manager"), "User.Read.All"),
        (
            format!("users/{employee}/memberOf"),
            "GroupMember.ReadBasic.All",
        ),
        (
            format!("users/{employee}/mailboxSettings"),
            "MailboxSettings.Read",
        ),
        ("groups".to_owned(), "Group.ReadBasic.All"),
        (
            format!("groups/{group}/members"),
            "GroupMember.ReadBasic.All",
        ),
        ("servicePrincipals".to_owned(), "Application.Read.All"),
        ("oauth2PermissionGrants".to_owned(), "Directory.Read.All"),
    ];
    for (path, least) in &routes {
        let reply = world.get(&world.app(&[least]), path).await;
        assert_eq!(reply.status, 200, "{path}: {}", reply.text);
        for other in [
            "Mail.Send",
            "Calendars.ReadBasic.All",
            "OnlineMeetings.ReadWrite.All",
        ] {
            let refused = world.get(&world.app(&[other]), path).await;
            assert_eq!(refused.status, 403, "{path} with {other}");
        }
        let signed_in_only = world.user(
            contoso::CONSULTANT.oid,
            &["openid", "profile", "offline_access"],
        );
        assert_eq!(
            world.get(&signed_in_only, path).await.status,
            403,
            "{path} with sign-in scopes"
        );
    }
}

#[tokio::test]
async fn nothing_of_another_tenant_is_ever_seen() {
    let world = World::new();
    let everything = [
        "Directory.Read.All",
        "User.Read.All",
        "GroupMember.Read.All",
        "Application.Read.All",
        "MailboxSettings.Read",
    ];
    let token = world.app(&everything);
    let stranger = fabrikam::ADMIN;
    for path in [
        format!("users/{}", stranger.oid),
        format!("users/{}", stranger.upn),
        format!("users/{}/manager", stranger.oid),
        format!("users/{}/memberOf", stranger.oid),
        format!("users/{}/mailboxSettings", stranger.oid),
        format!("groups/{}", fabrikam::HELP_DESK),
        format!("groups/{}/members", fabrikam::HELP_DESK),
        format!("organization/{}", fabrikam::TENANT),
    ] {
        assert_eq!(world.get(&token, &path).await.status, 404, "{path}");
    }
    let foreign = world
        .state
        .service_principal(fabrikam::TENANT, contoso::SIGNIN_CLIENT_ID)
        .unwrap();
    assert_eq!(
        world
            .get(&token, &format!("servicePrincipals/{}", foreign.id))
            .await
            .status,
        404
    );
    let people = world.get(&token, "users?$top=999").await;
    assert!(people.items().iter().all(|person| {
        !person["userPrincipalName"]
            .as_str()
            .unwrap()
            .contains("fabrikam")
    }));
    assert_eq!(world.get(&token, "organization").await.items().len(), 1);
}

#[tokio::test]
async fn unknown_paths_verbs_and_versions_are_refused_in_graphs_form() {
    let world = World::new();
    let token = world.app(&["Directory.Read.All"]);
    for (method, path, status) in [
        ("GET", "planets", 400),
        ("GET", "/graph/beta/users", 400),
        ("GET", "me", 400),
        ("DELETE", "users", 405),
        ("PUT", "servicePrincipals", 405),
        ("GET", "users?$expand=drives", 400),
        ("GET", "users?$select=shoeSize", 400),
    ] {
        let refused = world
            .call(method, &token, path, &serde_json::Value::Null)
            .await;
        assert_eq!(refused.status, status, "{method} {path}: {}", refused.text);
        assert!(!refused.code().is_empty(), "{method} {path}");
    }
}
