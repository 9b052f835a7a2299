//! `/_control`: turns the simulated world's screws over HTTP. `GET /_control` lists what can be done.

mod assume;
mod operation;
mod report;

use std::sync::Arc;

use axum::extract::{Path, Query, State as FromState};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::operator;
use crate::state::State;
use crate::state::federation::AssertionOptions;
use operation::Operation;

type Shared = FromState<Arc<State>>;

/// Every route below `/_control`, and the metadata service of the managed identity.
pub(crate) fn router(state: Arc<State>) -> Router {
    Router::new()
        .route("/_control", get(help))
        .route("/_control/state", get(report::state))
        .route("/_control/requests", get(report::requests))
        .route("/_control/people", get(report::people))
        .route("/_control/assume", get(assume::list).post(assume::set))
        .route(
            "/_control/federated-assertion",
            get(assertion).post(assertion),
        )
        .route(
            "/_control/oidc/.well-known/openid-configuration",
            get(issuer_metadata),
        )
        .route("/_control/oidc/keys", get(issuer_keys))
        .route("/_control/{operation}", post(operate))
        .route("/metadata/identity/oauth2/token", get(managed_identity))
        .with_state(state)
}

async fn help() -> Json<Value> {
    Json(json!({
        "GET": ["/_control/state", "/_control/requests", "/_control/people?tenant=contoso", "/_control/assume", "/_control/federated-assertion"],
        "POST": operation::EXAMPLES.iter().map(|(name, example)| format!("/_control/{name} {example}")).collect::<Vec<_>>(),
    }))
}

/// The name of the operation stands in the path, its fields in a JSON object.
async fn operate(FromState(state): Shared, Path(name): Path<String>, body: String) -> Response {
    let fields: Result<Value, _> = if body.trim().is_empty() {
        Ok(json!({}))
    } else {
        serde_json::from_str(&body)
    };
    let Ok(Value::Object(mut fields)) = fields else {
        return refuse("The body must be a JSON object.");
    };
    fields.insert("operation".to_owned(), json!(name));
    match serde_json::from_value::<Operation>(Value::Object(fields)) {
        Ok(operation) => match operation.apply(&state) {
            Ok(answer) => Json(answer).into_response(),
            Err(text) => refuse(&text),
        },
        Err(error) => refuse(&error.to_string()),
    }
}

fn refuse(text: &str) -> Response {
    (StatusCode::BAD_REQUEST, Json(json!({ "error": text }))).into_response()
}

#[derive(Deserialize)]
struct AssertionQuery {
    subject: Option<String>,
    audience: Option<String>,
    life_s: Option<i64>,
}

/// Plain text, as a file of a workload platform would hold it.
async fn assertion(FromState(state): Shared, Query(query): Query<AssertionQuery>) -> Response {
    let mut options = AssertionOptions::default();
    options.subject = query.subject.unwrap_or(options.subject);
    options.audience = query.audience.unwrap_or(options.audience);
    options.life_s = query.life_s.unwrap_or(options.life_s);
    match state.federated_assertion(&options) {
        Ok(token) => token.into_response(),
        Err(problem) => (StatusCode::INTERNAL_SERVER_ERROR, problem.to_string()).into_response(),
    }
}

async fn issuer_metadata(FromState(state): Shared) -> Json<Value> {
    let issuer = state.federated_issuer();
    Json(
        json!({ "issuer": issuer, "jwks_uri": format!("{issuer}/keys"), "id_token_signing_alg_values_supported": ["RS256"] }),
    )
}

async fn issuer_keys(FromState(state): Shared) -> Json<Value> {
    Json(json!({ "keys": [state.with_keys(|keys| keys.federated.jwk())] }))
}

#[derive(Deserialize)]
struct IdentityQuery {
    resource: Option<String>,
    client_id: Option<String>,
}

/// As `http://169.254.169.254/metadata/identity/oauth2/token` answers inside a virtual machine.
async fn managed_identity(
    FromState(state): Shared,
    Query(query): Query<IdentityQuery>,
    headers: HeaderMap,
) -> Response {
    let told = headers
        .get("metadata")
        .is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"true"));
    let known = query
        .client_id
        .as_deref()
        .is_none_or(|id| id == operator::MANAGED_IDENTITY_CLIENT_ID);
    let Some(resource) = query.resource.filter(|_| told && known) else {
        let text = if told {
            "Identity not found"
        } else {
            "Required metadata header not specified"
        };
        return (
            StatusCode::BAD_REQUEST,
            Json(json!({ "error": "invalid_request", "error_description": text })),
        )
            .into_response();
    };
    let Ok(token) = state.managed_identity_token(&resource) else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let expires_on = (state.now_ms() / 1_000 + 86_400).to_string();
    Json(json!({
        "access_token": token, "client_id": operator::MANAGED_IDENTITY_CLIENT_ID, "expires_in": "86400", "expires_on": expires_on,
        "resource": resource, "token_type": "Bearer",
    }))
    .into_response()
}
