//! Discovery document and key set.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State as FromState};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use serde_json::{Value, json};

use super::Authority;
use super::errors::EntraError;
use crate::state::State;

/// `/{tenant}/v2.0/.well-known/openid-configuration`. The issuer is a template where the path names no tenant.
pub(super) async fn configuration(
    FromState(state): FromState<Arc<State>>,
    Path(tenant): Path<String>,
) -> Response {
    let Some(authority) = Authority::parse(&state, &tenant) else {
        return EntraError::tenant_not_found(&tenant).body(&state, None);
    };
    Json(document(&state, &authority, &tenant)).into_response()
}

fn document(state: &State, authority: &Authority, tenant: &str) -> Value {
    let base = state.base_url();
    let segment = match authority {
        Authority::Tenant(id) => id.as_str(),
        _ => tenant,
    };
    let issuer = match authority {
        Authority::Tenant(id) => format!("{base}/{id}/v2.0"),
        _ => format!("{base}/{{tenantid}}/v2.0"),
    };
    json!({
        "token_endpoint": format!("{base}/{segment}/oauth2/v2.0/token"),
        "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt", "client_secret_basic"],
        "jwks_uri": format!("{base}/{segment}/discovery/v2.0/keys"),
        "response_modes_supported": ["query", "fragment", "form_post"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "response_types_supported": ["code", "id_token", "code id_token", "id_token token"],
        "scopes_supported": ["openid", "profile", "email", "offline_access"],
        "issuer": issuer,
        "request_uri_parameter_supported": false,
        "userinfo_endpoint": format!("{}/oidc/userinfo", state.graph_url()),
        "authorization_endpoint": format!("{base}/{segment}/oauth2/v2.0/authorize"),
        "device_authorization_endpoint": format!("{base}/{segment}/oauth2/v2.0/devicecode"),
        "http_logout_supported": true,
        "frontchannel_logout_supported": true,
        "end_session_endpoint": format!("{base}/{segment}/oauth2/v2.0/logout"),
        "claims_supported": [
            "sub", "iss", "cloud_instance_name", "cloud_instance_host_name", "cloud_graph_host_name", "msgraph_host", "aud", "exp",
            "iat", "auth_time", "acr", "nonce", "preferred_username", "name", "tid", "ver", "at_hash", "c_hash", "email"
        ],
        "kerberos_endpoint": format!("{base}/{segment}/kerberos"),
        "tenant_region_scope": match authority { Authority::Tenant(_) => json!("EU"), _ => Value::Null },
        "cloud_instance_name": "microsoftonline.com",
        "cloud_graph_host_name": "graph.windows.net",
        "msgraph_host": "graph.microsoft.com",
        "rbac_url": "https://pas.windows.net",
    })
}

/// `/{tenant}/discovery/v2.0/keys`: every entry carries its own `issuer`.
pub(super) async fn keys(
    FromState(state): FromState<Arc<State>>,
    Path(tenant): Path<String>,
) -> Response {
    if Authority::parse(&state, &tenant).is_none() {
        return EntraError::tenant_not_found(&tenant).body(&state, None);
    }
    let keys: Vec<Value> =
        state.with_keys(|keys| keys.published().iter().map(|key| key.jwk()).collect());
    Json(json!({ "keys": keys })).into_response()
}

#[derive(Deserialize)]
pub(super) struct InstanceQuery {
    authorization_endpoint: Option<String>,
}

/// `/common/discovery/instance`: which hosts belong to this cloud. Client libraries ask before they trust an authority.
pub(super) async fn instance(
    FromState(state): FromState<Arc<State>>,
    Query(query): Query<InstanceQuery>,
) -> Response {
    let base = state.base_url();
    let host = base.split_once("://").map_or(base, |(_, host)| host);
    let endpoint = query.authorization_endpoint.unwrap_or_default();
    let tenant = endpoint
        .strip_prefix(base)
        .and_then(|path| path.split('/').nth(1))
        .unwrap_or("common");
    let discovery = format!("{base}/{tenant}/v2.0/.well-known/openid-configuration");
    let hosts = json!([{ "preferred_network": host, "preferred_cache": host, "aliases": [host] }]);
    Json(json!({ "tenant_discovery_endpoint": discovery, "api-version": "1.1", "metadata": hosts }))
        .into_response()
}
