//! Access tokens for Graph, authorization codes and refresh tokens.

use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::{State, lock, sessions::random_id};
use crate::keys::KeyProblem;

/// Audience of access tokens for Graph.
pub const GRAPH_AUDIENCE: &str = "https://graph.microsoft.com";

/// A verified access token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessToken {
    /// Tenant.
    pub tid: String,
    /// Client id of the application.
    pub appid: String,
    /// The person it acts for; `None` = the application itself.
    pub oid: Option<String>,
    /// Application permissions as granted when it was issued.
    pub roles: Vec<String>,
    /// Delegated scopes; empty for an application.
    pub scopes: Vec<String>,
    /// Epoch milliseconds.
    pub issued_at: i64,
}

/// Why a token is refused by Graph, always with 401.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TokenProblem {
    /// No token: `InvalidAuthenticationToken`, "Access token is empty."
    #[error("no token")]
    Missing,
    /// Not one of our tokens: `InvalidAuthenticationToken`.
    #[error("malformed token")]
    Malformed,
    /// Signature of somebody else: `InvalidAuthenticationToken`.
    #[error("foreign signature")]
    BadSignature,
    /// For another resource: `InvalidAuthenticationToken`.
    #[error("wrong audience")]
    WrongAudience,
    /// Too old: `InvalidAuthenticationToken`, "Lifetime validation failed, the token is expired."
    #[error("expired token")]
    Expired,
    /// The application is not (or no longer) in the tenant, or disabled: `Authorization_IdentityNotFound`.
    #[error("identity not found")]
    IdentityNotFound,
}

/// A token with its lifetime.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssuedToken {
    /// The token.
    pub token: String,
    /// Seconds until it expires, 60 to 90 minutes.
    pub expires_in_s: i64,
}

/// What an authorization code stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeGrant {
    /// Client.
    pub client_id: String,
    /// Tenant of the person.
    pub tid: String,
    /// The person.
    pub oid: String,
    /// Session id.
    pub sid: String,
    /// Where the code was sent.
    pub redirect_uri: String,
    /// Scopes as asked for.
    pub scopes: Vec<String>,
    /// Nonce for the id_token.
    pub nonce: Option<String>,
    /// PKCE challenge (S256).
    pub challenge: Option<String>,
    /// Epoch milliseconds.
    pub created_ms: i64,
    /// Redeemed already.
    pub used: bool,
}

/// What a refresh token stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefreshGrant {
    /// Client.
    pub client_id: String,
    /// Tenant.
    pub tid: String,
    /// The person.
    pub oid: String,
    /// Session id.
    pub sid: String,
    /// Scopes as asked for at first.
    pub scopes: Vec<String>,
    /// Epoch milliseconds of the last use.
    pub used_ms: i64,
    /// Revoked.
    pub revoked: bool,
}

/// Codes, refresh tokens and what was seen.
#[derive(Debug, Default)]
pub struct Tokens {
    codes: HashMap<String, CodeGrant>,
    refresh: HashMap<String, RefreshGrant>,
    seen_jti: HashSet<String>,
    recent: HashMap<String, VecDeque<i64>>,
}

/// Identical token requests within five minutes before `AADSTS50196`.
const LOOP_LIMIT: usize = 100;
const LOOP_WINDOW_MS: i64 = 300_000;

impl State {
    /// A token of the application itself with the roles granted now. The service principal need not exist.
    pub fn issue_app_token(&self, tid: &str, client_id: &str) -> Result<IssuedToken, KeyProblem> {
        let roles = self.application_roles(tid, client_id);
        self.issue(tid, client_id, json!({ "idtyp": "app", "roles": roles }))
    }

    /// A token for a person with exactly these scopes.
    pub fn issue_user_token(
        &self,
        tid: &str,
        client_id: &str,
        oid: &str,
        scopes: &[&str],
    ) -> Result<IssuedToken, KeyProblem> {
        self.issue(
            tid,
            client_id,
            json!({ "idtyp": "user", "oid": oid, "scp": scopes.join(" ") }),
        )
    }

    fn issue(&self, tid: &str, client_id: &str, extra: Value) -> Result<IssuedToken, KeyProblem> {
        let now = self.now_ms() / 1_000;
        let expires_in_s = 3_600 + i64::from(uuid::Uuid::new_v4().as_bytes()[0]) * 7;
        let mut claims = json!({
            "aud": GRAPH_AUDIENCE, "iss": format!("https://sts.windows.net/{tid}/"), "tid": tid, "appid": client_id,
            "iat": now, "nbf": now, "exp": now + expires_in_s, "ver": "1.0", "uti": random_id(),
        });
        if let (Some(claims), Value::Object(extra)) = (claims.as_object_mut(), extra) {
            claims.extend(extra);
        }
        let key = self.with_keys(|keys| keys.graph.clone());
        let header = json!({ "typ": "JWT", "alg": "RS256", "kid": key.kid, "nonce": random_id() });
        Ok(IssuedToken {
            token: key.sign(&header, &claims)?,
            expires_in_s,
        })
    }

    /// Checks a bearer token (without the word `Bearer`) as Graph does on every call.
    pub fn bearer(&self, token: &str) -> Result<AccessToken, TokenProblem> {
        if token.is_empty() {
            return Err(TokenProblem::Missing);
        }
        let (input, signature) = token.rsplit_once('.').ok_or(TokenProblem::Malformed)?;
        let signature = URL_SAFE_NO_PAD
            .decode(signature)
            .map_err(|_| TokenProblem::Malformed)?;
        let claims = input
            .split('.')
            .nth(1)
            .and_then(|part| URL_SAFE_NO_PAD.decode(part).ok());
        let claims: Value = claims
            .and_then(|bytes| serde_json::from_slice(&bytes).ok())
            .ok_or(TokenProblem::Malformed)?;
        if !self
            .with_keys(|keys| keys.graph.clone())
            .verifies(input, &signature)
        {
            return Err(TokenProblem::BadSignature);
        }
        if claims["aud"] != GRAPH_AUDIENCE {
            return Err(TokenProblem::WrongAudience);
        }
        if claims["exp"].as_i64().unwrap_or(0) * 1_000 <= self.now_ms() {
            return Err(TokenProblem::Expired);
        }
        let found = access_token(&claims).ok_or(TokenProblem::Malformed)?;
        let principal = self.service_principal(&found.tid, &found.appid);
        principal
            .filter(|principal| principal.enabled)
            .map(|_| found)
            .ok_or(TokenProblem::IdentityNotFound)
    }

    /// Keeps a code grant and returns the code.
    pub fn keep_code(&self, grant: CodeGrant) -> String {
        let code = format!("1.A{}{}", random_id(), random_id());
        lock(&self.tokens).codes.insert(code.clone(), grant);
        code
    }

    /// The grant behind a code, as it was before this call; from now on the code counts as used.
    pub fn redeem_code(&self, code: &str) -> Option<CodeGrant> {
        let mut tokens = lock(&self.tokens);
        let grant = tokens.codes.get_mut(code)?;
        let before = grant.clone();
        grant.used = true;
        Some(before)
    }

    /// Keeps a refresh grant and returns the token.
    pub fn keep_refresh(&self, grant: RefreshGrant) -> String {
        let token = format!("1.R{}{}", random_id(), random_id());
        lock(&self.tokens).refresh.insert(token.clone(), grant);
        token
    }

    /// The grant behind a refresh token; its time of use is set to now.
    pub fn use_refresh(&self, token: &str) -> Option<RefreshGrant> {
        let now = self.now_ms();
        let mut tokens = lock(&self.tokens);
        let grant = tokens.refresh.get_mut(token)?;
        let before = grant.clone();
        grant.used_ms = now;
        Some(before)
    }

    /// Revokes every refresh token and session of a person. Returns how many tokens were revoked.
    pub fn revoke_refresh_tokens(&self, tid: &str, oid: &str) -> usize {
        self.end_sessions(tid, oid);
        let mut tokens = lock(&self.tokens);
        let theirs = tokens
            .refresh
            .values_mut()
            .filter(|grant| grant.tid == tid && grant.oid == oid && !grant.revoked);
        theirs.map(|grant| grant.revoked = true).count()
    }

    /// How many refresh tokens of a person are alive.
    pub fn live_refresh_tokens(&self, tid: &str, oid: &str) -> usize {
        lock(&self.tokens)
            .refresh
            .values()
            .filter(|grant| grant.tid == tid && grant.oid == oid && !grant.revoked)
            .count()
    }

    /// Remembers the `jti` of a client assertion; false when it was used before.
    pub fn first_use_of(&self, jti: &str) -> bool {
        lock(&self.tokens).seen_jti.insert(jti.to_owned())
    }

    /// Whether this token request came too often (more than 100 times in five minutes).
    pub(crate) fn loops(&self, request: &str) -> bool {
        let now = self.now_ms();
        let mut tokens = lock(&self.tokens);
        let recent = tokens.recent.entry(request.to_owned()).or_default();
        recent.retain(|&at| now - at < LOOP_WINDOW_MS);
        recent.push_back(now);
        recent.len() > LOOP_LIMIT
    }
}

fn access_token(claims: &Value) -> Option<AccessToken> {
    let text = |name: &str| claims[name].as_str().map(str::to_owned);
    let roles = claims["roles"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|role| role.as_str().map(str::to_owned));
    let scopes: BTreeSet<String> = claims["scp"]
        .as_str()
        .unwrap_or_default()
        .split_whitespace()
        .map(str::to_owned)
        .collect();
    Some(AccessToken {
        tid: text("tid")?,
        appid: text("appid")?,
        oid: text("oid"),
        roles: roles.collect(),
        scopes: scopes.into_iter().collect(),
        issued_at: claims["iat"].as_i64()? * 1_000,
    })
}
