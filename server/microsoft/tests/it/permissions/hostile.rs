//! What a hostile tenant answers to the review: refused as a whole, or left out, and never believed.

use std::sync::{Arc, Mutex};

use axum::extract::Path;
use axum::http::{StatusCode, Uri};
use axum::response::IntoResponse;
use axum::routing::get;
use axum::{Json, Router};
use model::Guid;
use serde_json::{Value, json};

use super::*;

/// Serves routes on a free port and returns their base.
async fn serve(router: Router) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await });
    format!("http://{address}")
}

const OWN: &str = "11111111-0000-0000-0000-000000000001";
/// Roles that the tenant's own copy of Graph defines.
const NAMED: &str = "22222222-0000-0000-0000-000000000001";
const MARKED: &str = "22222222-0000-0000-0000-000000000002";
const LONG: &str = "22222222-0000-0000-0000-000000000003";
const NAMELESS: &str = "22222222-0000-0000-0000-000000000004";

/// A Graph whose list of assignments is `assignments`, and which refuses all the rest.
async fn hostile(assignments: impl Fn(Uri) -> Value + Clone + Send + Sync + 'static) -> World {
    let principal = |Path(key): Path<String>| async move {
        let _ = key;
        let role = |id: &str, value: Value| json!({ "id": id, "value": value, "description": "x" });
        Json(
            json!({ "id": OWN, "appId": GRAPH, "accountEnabled": true, "appRoles": [
            role(NAMED, json!("Made.Up-By_Tenant")), role(MARKED, json!("<script>alert(1)</script>")),
            role(LONG, json!("a".repeat(500))), role(NAMELESS, Value::Null),
        ] }),
        )
    };
    let router = Router::new()
        .route("/v1.0/{key}", get(principal))
        .route("/v1.0/servicePrincipals/{key}", get(principal))
        .route(
            "/v1.0/servicePrincipals/{key}/appRoleAssignments",
            get(move |uri: Uri| {
                let assignments = assignments.clone();
                async move { Json(assignments(uri)).into_response() }
            }),
        )
        .fallback(|| async {
            let body = json!({ "error": { "code": "Authorization_RequestDenied", "message": "lena@contoso.example" } });
            (StatusCode::FORBIDDEN, Json(body))
        });
    let base = serve(router).await;
    World::with(move |settings, _| settings.graph_url = base).await
}

fn entry() -> Value {
    json!({ "id": "a-1", "appRoleId": "df021288-bdef-4463-88db-98f22de89214", "resourceId": OWN, "createdDateTime": "2026-01-01T00:00:00Z" })
}

#[tokio::test]
async fn a_plain_list_is_read_from_that_server() {
    let world = hostile(|_| json!({ "value": [entry()] })).await;
    let reading = read(&world, Freshness::Now).await;
    let items = reading.assignments.unwrap().items.unwrap();
    assert_eq!((items.len(), items[0].resource), (1, Some(guid(GRAPH))));
}

#[tokio::test]
async fn lists_of_another_form_are_refused_as_a_whole() {
    let with = |name: &str, value: Value| {
        let mut entry = entry();
        entry[name] = value;
        json!({ "value": [entry] })
    };
    for answer in [
        json!([]),
        json!({ "value": {} }),
        json!({ "value": [1] }),
        with("appRoleId", json!("User.Read.All")),
        with("id", json!("x'; rm -rf /")),
        with("id", json!("")),
        with("id", json!("a".repeat(500))),
        with("resourceId", json!(7)),
        with("createdDateTime", json!(7)),
    ] {
        let text = answer.to_string();
        let world = hostile(move |_| answer.clone()).await;
        let reading = read(&world, Freshness::Now).await;
        assert!(reading.assignments.is_none(), "{text}");
        let problem = reading.problem;
        assert!(
            matches!(
                problem,
                Some(MicrosoftError::Graph(GraphProblem::Unexpected { .. }))
            ),
            "{text}: {problem:?}"
        );
    }
}

/// What the tenant calls a role stands on pages and in files: only a name is one, and none is no reason to read less.
#[tokio::test]
async fn a_tenant_gives_names_to_roles_that_we_have_none_for() {
    let of = |id: &str| {
        let mut entry = entry();
        entry["appRoleId"] = json!(id);
        entry
    };
    let list: Vec<Value> = [NAMED, MARKED, LONG, NAMELESS, OWN].map(of).into();
    let world = hostile(move |_| json!({ "value": list })).await;
    let names = |named: fn(Guid) -> bool| {
        let world = &world;
        async move {
            let probes = wanted();
            let ask = PermissionAsk {
                tenant: tenant_id(contoso::TENANT),
                client_id: data_client(),
                with: data_client(),
                lists: true,
                probes: &probes,
                freshness: Freshness::Now,
                limit: Duration::from_secs(30),
                named,
            };
            let reading = world.microsoft.read_permissions(&ask, world.now()).await;
            let items = reading.assignments.unwrap().items.unwrap();
            let names: Vec<Option<String>> = items.into_iter().map(|fact| fact.name).collect();
            names
        }
    };
    let expected = Some("Made.Up-By_Tenant".to_owned());
    assert_eq!(names(|_| false).await, [expected, None, None, None, None]);
    assert!(
        names(|_| true).await.iter().all(Option::is_none),
        "nobody is asked"
    );
}

#[tokio::test]
async fn a_date_that_is_none_is_no_date() {
    let mut undated = entry();
    undated["createdDateTime"] = json!("yesterday");
    let world = hostile(move |_| json!({ "value": [undated] })).await;
    let reading = read(&world, Freshness::Now).await;
    assert_eq!(reading.assignments.unwrap().items.unwrap()[0].created, None);
}

#[tokio::test]
async fn lists_without_end_and_links_to_elsewhere_are_refused() {
    let asked = Arc::new(Mutex::new(0));
    let counted = asked.clone();
    let world = hostile(move |uri| {
        *counted.lock().unwrap() += 1;
        json!({ "value": [entry()], "@odata.nextLink": format!("https://graph.microsoft.com{}", uri.path()) })
    })
    .await;
    let reading = read(&world, Freshness::Now).await;
    assert!(reading.assignments.is_none());
    assert!(*asked.lock().unwrap() <= 40, "{asked:?}");
    let world =
        hostile(|_| json!({ "value": [], "@odata.nextLink": "https://evil.example/v1.0/x" })).await;
    let reading = read(&world, Freshness::Now).await;
    assert_eq!(
        reading.problem,
        Some(MicrosoftError::Graph(GraphProblem::ForeignLink))
    );
    let world = hostile(|_| json!({ "value": vec![entry(); 5_000] })).await;
    assert!(read(&world, Freshness::Now).await.assignments.is_none());
    let world = hostile(|_| json!({ "value": [], "padding": "x".repeat(9 * 1024 * 1024) })).await;
    assert!(read(&world, Freshness::Now).await.assignments.is_none());
}
