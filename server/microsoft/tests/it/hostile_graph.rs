//! A Graph that answers what it must not: links to other hosts, redirects, floods, chatty errors.

use std::sync::{Arc, Mutex};

use axum::http::{HeaderMap, StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::get;
use axum::{Json, Router};
use microsoft::{GraphProblem, Microsoft, MicrosoftError, Settings};
use microsoft365::contoso;
use serde_json::{Value, json};

use crate::support::{World, data_client, tenant_id};

/// Serves routes on a free port and returns their base.
async fn serve(router: Router) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await });
    format!("http://{address}")
}

/// The usual world, but with Graph at another address.
async fn world_with_graph(graph: String) -> World {
    World::with(move |settings: &mut Settings, _| settings.graph_url = graph).await
}

async fn people(world: &World) -> Result<usize, GraphProblem> {
    let microsoft: &Microsoft = &world.microsoft;
    let tenant = tenant_id(contoso::TENANT);
    match microsoft.people(tenant, data_client(), world.now()).await {
        Ok(people) => Ok(people.len()),
        Err(MicrosoftError::Graph(problem)) => Err(problem),
        Err(other) => panic!("{other:?}"),
    }
}

fn page(next: Option<String>) -> Json<Value> {
    let mut page = json!({ "value": [{ "id": contoso::CONSULTANT.oid, "displayName": "A", "mail": "a@b.example" }] });
    if let Some(next) = next {
        page["@odata.nextLink"] = json!(next);
    }
    Json(page)
}

/// A host that must never be asked; it notes whoever comes.
async fn trap() -> (String, Arc<Mutex<Vec<HeaderMap>>>) {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let noted = seen.clone();
    let router = Router::new().fallback(move |headers: HeaderMap| {
        noted.lock().unwrap().push(headers);
        async { page(None) }
    });
    (serve(router).await, seen)
}

#[tokio::test]
async fn a_next_link_to_another_host_is_refused_and_gets_no_token() {
    let (elsewhere, seen) = trap().await;
    let link = format!("{elsewhere}/v1.0/users?$skiptoken=x");
    let graph =
        serve(Router::new().route("/v1.0/users", get(move || async move { page(Some(link)) })))
            .await;
    let world = world_with_graph(graph).await;
    assert_eq!(people(&world).await, Err(GraphProblem::ForeignLink));
    assert!(seen.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let (elsewhere, seen) = trap().await;
    let location = format!("{elsewhere}/v1.0/users");
    let answer =
        move || async move { (StatusCode::FOUND, [(header::LOCATION, location)]).into_response() };
    let world =
        world_with_graph(serve(Router::new().route("/v1.0/users", get(answer))).await).await;
    assert!(matches!(
        people(&world).await,
        Err(GraphProblem::Refused { status: 302, .. })
    ));
    assert!(seen.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_next_link_to_graph_itself_comes_back_through_the_proxy() {
    let answer = |uri: axum::http::Uri| async move {
        let last = uri.query().is_some_and(|query| query.contains("skiptoken"));
        page((!last).then(|| "https://graph.microsoft.com/v1.0/users?$skiptoken=x".to_owned()))
    };
    let graph = serve(Router::new().route("/proxy/v1.0/users", get(answer))).await;
    let world = world_with_graph(format!("{graph}/proxy/")).await;
    assert_eq!(people(&world).await, Ok(2));
}

#[tokio::test]
async fn a_list_without_end_ends() {
    let graph = Arc::new(Mutex::new(String::new()));
    let own = graph.clone();
    let answer = move || async move { page(Some(format!("{}/v1.0/users", own.lock().unwrap()))) };
    let base = serve(Router::new().route("/v1.0/users", get(answer))).await;
    base.clone_into(&mut graph.lock().unwrap());
    let world = world_with_graph(base).await;
    assert!(matches!(
        people(&world).await,
        Err(GraphProblem::Unexpected { .. })
    ));
}

#[tokio::test]
async fn an_answer_beyond_all_measure_is_cut_off() {
    let graph =
        serve(Router::new().route("/v1.0/users", get(|| async { "x".repeat(9 * 1024 * 1024) })))
            .await;
    let world = world_with_graph(graph).await;
    assert_eq!(people(&world).await, Err(GraphProblem::Unreachable));
}

#[tokio::test]
async fn an_answer_of_another_form_is_unexpected() {
    for body in [
        "",
        "[]",
        "<html>",
        r#"{"value":[{"id":"no guid"}]}"#,
        r#"{"value":{}}"#,
    ] {
        let graph =
            serve(Router::new().route("/v1.0/users", get(move || async move { body }))).await;
        let world = world_with_graph(graph).await;
        assert!(
            matches!(people(&world).await, Err(GraphProblem::Unexpected { .. })),
            "{body}"
        );
    }
}

#[tokio::test]
async fn of_an_error_only_letters_of_its_code_are_kept() {
    let body = json!({ "error": {
        "code": "Request_Bad\n<script>Lena Fischer</script>", "message": "lena.fischer@contoso.example", "innerError": { "x": "canary" },
    }});
    let answer = move || async move { (StatusCode::BAD_REQUEST, Json(body)) };
    let world =
        world_with_graph(serve(Router::new().route("/v1.0/users", get(answer))).await).await;
    let problem = people(&world).await.unwrap_err();
    assert!(
        matches!(&problem, GraphProblem::Refused { status: 400, code, .. } if code == "Request_BadscriptLenaFischerscript")
    );
    let shown = format!("{problem:?} {problem}");
    assert!(
        !shown.contains("contoso.example") && !shown.contains("canary") && !shown.contains('<')
    );
}

#[tokio::test]
async fn every_call_names_what_it_needs_and_carries_an_id() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let noted = seen.clone();
    let answer = move |uri: axum::http::Uri, headers: HeaderMap| {
        noted.lock().unwrap().push((uri.to_string(), headers));
        async { page(None) }
    };
    let world =
        world_with_graph(serve(Router::new().route("/v1.0/users", get(answer))).await).await;
    people(&world).await.unwrap();
    let seen = seen.lock().unwrap();
    let (uri, headers) = &seen[0];
    assert!(uri.contains("select=id%2CdisplayName"), "{uri}");
    assert!(
        headers["client-request-id"]
            .to_str()
            .unwrap()
            .parse::<model::Guid>()
            .is_ok()
    );
    assert_eq!(headers["prefer"], r#"IdType="ImmutableId""#);
    assert!(
        headers["authorization"]
            .to_str()
            .unwrap()
            .starts_with("Bearer ")
    );
    assert!(!headers.contains_key("referer") && !headers.contains_key("cookie"));
}
