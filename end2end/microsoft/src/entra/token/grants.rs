//! The three grants and their answers.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::super::Authority;
use super::super::errors::EntraError;
use super::super::scope::{Scopes, graph_scope, is_openid};
use super::TokenRequest;
use crate::state::mint::IdTokenRequest;
use crate::state::tokens::{IssuedToken, RefreshGrant};
use crate::state::{CONSUMER_TENANT, State, thumbprint};

const CODE_LIFE_MS: i64 = 600_000;
/// 90 days without use end a refresh token.
const REFRESH_IDLE_MS: i64 = 90 * 86_400_000;

/// `client_credentials`: a token of the application itself, with the roles of now.
pub(super) fn client_credentials(
    state: &State,
    request: &TokenRequest,
) -> Result<Value, EntraError> {
    let Authority::Tenant(tid) = &request.authority else {
        let text = "The grant type 'client_credentials' is not supported over the /common or /organizations endpoints.";
        return Err(EntraError::new(9_001_023, "invalid_request", text));
    };
    if tid == CONSUMER_TENANT {
        let text =
            "The grant type 'client_credentials' is not supported over the /consumers endpoint.";
        return Err(EntraError::new(9_001_023, "invalid_request", text));
    }
    let scope = request.needed("scope")?;
    match scope
        .strip_suffix("/.default")
        .map(|resource| (resource, graph_scope(state, scope)))
    {
        Some((_, Some(".default"))) => {}
        Some((resource, _)) => {
            let text =
                format!("The resource principal named {resource} was not found in the tenant.");
            return Err(EntraError::new(500_011, "invalid_resource", text));
        }
        None => {
            let text = format!(
                "The provided value for scope {scope} is not valid. Client credential flows must end with /.default."
            );
            return Err(EntraError::new(70011, "invalid_scope", text));
        }
    }
    known_and_enabled(state, tid, &request.client.client_id)?;
    if state.loops(&format!("{tid}/{}", request.client.client_id)) {
        let text = "The server terminated an operation because it encountered a client request loop. Cache tokens.";
        return Err(EntraError::new(50196, "invalid_grant", text));
    }
    let issued = state
        .issue_app_token(tid, &request.client.client_id)
        .map_err(broken)?;
    Ok(json!({
        "token_type": "Bearer", "expires_in": issued.expires_in_s, "ext_expires_in": issued.expires_in_s, "access_token": issued.token,
    }))
}

fn known_and_enabled(state: &State, tid: &str, client_id: &str) -> Result<(), EntraError> {
    let principal = state
        .service_principal(tid, client_id)
        .ok_or_else(|| EntraError::unknown_application(client_id))?;
    if principal.enabled {
        return Ok(());
    }
    let text = format!(
        "Application '{client_id}' ({}) is disabled.",
        principal.name
    );
    Err(EntraError::new(7_000_112, "unauthorized_client", text))
}

fn broken(problem: crate::keys::KeyProblem) -> EntraError {
    EntraError::new(50000, "server_error", problem.to_string())
}

fn invalid(code: u32, text: &str) -> EntraError {
    EntraError::new(code, "invalid_grant", text)
}

/// `authorization_code`, with PKCE where the request to `/authorize` had it.
pub(super) fn authorization_code(
    state: &State,
    request: &TokenRequest,
) -> Result<Value, EntraError> {
    let code = state.redeem_code(request.needed("code")?);
    let grant = code.ok_or_else(|| {
        invalid(
            9_002_313,
            "Invalid request. The authorization code is malformed or invalid.",
        )
    })?;
    if grant.client_id != request.client.client_id {
        return Err(invalid(
            700_016,
            "The code was issued to another application.",
        ));
    }
    if !request.authority.admits(&grant.tid) {
        let text =
            "Provided Authorization Code is intended to use against other tenant, thus rejected.";
        return Err(invalid(700_005, text));
    }
    if grant.used {
        let text = "OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token.";
        return Err(invalid(54005, text));
    }
    if state.now_ms() - grant.created_ms > CODE_LIFE_MS {
        return Err(invalid(
            70008,
            "The provided authorization code is expired.",
        ));
    }
    if request.needed("redirect_uri")? != grant.redirect_uri {
        return Err(EntraError::new(
            500_112,
            "invalid_client",
            "The reply address does not match the one of the authorization request.",
        ));
    }
    if let Some(challenge) = &grant.challenge {
        let verifier = request.needed("code_verifier")?;
        if thumbprint(verifier.as_bytes()) != *challenge {
            let text = "The Code_Verifier does not match the code_challenge supplied in the authorization request.";
            return Err(invalid(501_481, text));
        }
    }
    let wish = Wish {
        tid: &grant.tid,
        oid: &grant.oid,
        sid: &grant.sid,
        nonce: grant.nonce.as_deref(),
        scopes: &grant.scopes,
    };
    person_answer(state, request, &wish)
}

/// `refresh_token`: each answer brings a new one, the old one stays valid.
pub(super) fn refresh_token(state: &State, request: &TokenRequest) -> Result<Value, EntraError> {
    let found = state.use_refresh(request.needed("refresh_token")?);
    let grant = found.ok_or_else(|| {
        invalid(
            9_002_313,
            "Invalid request. The refresh token is malformed or invalid.",
        )
    })?;
    if grant.client_id != request.client.client_id {
        return Err(invalid(
            700_016,
            "The refresh token was issued to another application.",
        ));
    }
    if !request.authority.admits(&grant.tid) {
        return Err(invalid(
            700_005,
            "The refresh token belongs to another tenant.",
        ));
    }
    if grant.revoked {
        let text =
            "The provided grant has expired due to it being revoked, a fresh auth token is needed.";
        return Err(invalid(50173, text));
    }
    if state.now_ms() - grant.used_ms > REFRESH_IDLE_MS {
        return Err(invalid(
            700_082,
            "The refresh token has expired due to inactivity.",
        ));
    }
    let wish = Wish {
        tid: &grant.tid,
        oid: &grant.oid,
        sid: &grant.sid,
        nonce: None,
        scopes: &grant.scopes,
    };
    person_answer(state, request, &wish)
}

/// For whom and what a person's tokens are made.
struct Wish<'a> {
    tid: &'a str,
    oid: &'a str,
    sid: &'a str,
    nonce: Option<&'a str>,
    scopes: &'a [String],
}

fn person_answer(
    state: &State,
    request: &TokenRequest,
    wish: &Wish<'_>,
) -> Result<Value, EntraError> {
    let client_id = &request.client.client_id;
    known_and_enabled(state, wish.tid, client_id)?;
    let enabled = state
        .person(wish.tid, wish.oid)
        .is_some_and(|person| person.account_enabled);
    if !enabled {
        return Err(invalid(50057, "The user account is disabled."));
    }
    let asked = request
        .field("scope")
        .map_or_else(|| wish.scopes.join(" "), str::to_owned);
    let scopes = Scopes::parse(state, &asked)?;
    let granted = state.delegated_scopes(wish.tid, client_id, wish.oid);
    let lacking = scopes
        .wanted(&request.client)
        .into_iter()
        .find(|scope| !granted.contains(scope));
    if let Some(scope) = lacking {
        let text = format!(
            "The user or administrator has not consented to use the application '{client_id}' with scope '{scope}'."
        );
        return Err(invalid(65001, &text));
    }
    let openid: BTreeSet<&String> = wish
        .scopes
        .iter()
        .filter(|scope| is_openid(scope))
        .chain(&scopes.openid)
        .collect();
    let has = |word: &str| openid.iter().any(|scope| *scope == word);
    // A token holds everything that is granted on the resource, not only what was asked for now.
    let named = granted
        .iter()
        .filter(|scope| !is_openid(scope))
        .map(String::as_str);
    let in_token: Vec<&str> = named
        .chain(
            ["openid", "profile", "email"]
                .into_iter()
                .filter(|word| has(word)),
        )
        .collect();
    let IssuedToken {
        token,
        expires_in_s,
    } = state
        .issue_user_token(wish.tid, client_id, wish.oid, &in_token)
        .map_err(broken)?;
    let mut body = json!({
        "token_type": "Bearer", "scope": in_token.join(" "), "expires_in": expires_in_s, "ext_expires_in": expires_in_s, "access_token": token,
    });
    if has("offline_access") {
        body["refresh_token"] = json!(state.keep_refresh(refresh_grant(state, request, wish)));
    }
    if has("openid") {
        let id = IdTokenRequest {
            client_id,
            nonce: wish.nonce,
            sid: wish.sid,
            profile: has("profile"),
            code: None,
        };
        body["id_token"] = json!(state.id_token(wish.tid, wish.oid, &id).map_err(broken)?);
    }
    if request.field("client_info") == Some("1") {
        let info = json!({ "uid": wish.oid, "utid": wish.tid }).to_string();
        body["client_info"] = json!(URL_SAFE_NO_PAD.encode(info));
    }
    Ok(body)
}

fn refresh_grant(state: &State, request: &TokenRequest, wish: &Wish<'_>) -> RefreshGrant {
    RefreshGrant {
        client_id: request.client.client_id.clone(),
        tid: wish.tid.to_owned(),
        oid: wish.oid.to_owned(),
        sid: wish.sid.to_owned(),
        scopes: wish.scopes.to_vec(),
        used_ms: state.now_ms(),
        revoked: false,
    }
}
