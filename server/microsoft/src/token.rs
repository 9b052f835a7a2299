//! The token endpoint: redeeming codes, refreshing, client credentials (microsoft.md sections 3 and 4).

mod wire;

use std::sync::Mutex;

use model::{Guid, Timestamp};
use oauth2::{
    AuthorizationCode, ClientId, PkceCodeVerifier, RedirectUrl, RefreshToken, RequestTokenError,
    Scope, TokenResponse as _, TokenUrl,
};
use secrecy::{ExposeSecret as _, SecretString};

use crate::address::Authority;
use crate::client::Microsoft;
use crate::credential::{CredentialProblem, CredentialSlot, CredentialSource, Proof, ProofRequest};
use crate::http::pause_before;
use crate::refusal::TokenProblem;
use crate::secret::AccessToken;
use crate::trouble::Retry;

use wire::{EntraClient, Post, Seen, Wire, WireError, WireProblem};

/// Value of `client_assertion_type` (RFC 7523).
const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/// How often a request that may be repeated is sent with one credential.
const ATTEMPTS: u32 = 3;
/// Longest `Retry-After` that is waited for in place, seconds.
const PATIENCE_S: u64 = 10;
/// Lifetime assumed where the answer names none, seconds; the shortest Entra gives.
const LIFETIME_S: u64 = 3_600;

/// What is asked for.
#[derive(Clone, Copy)]
pub(crate) enum Grant<'a> {
    /// A code; it works once, so it is never sent twice.
    Code {
        code: &'a str,
        verifier: &'a str,
        redirect_uri: &'a str,
    },
    /// A refresh token.
    Refresh { token: &'a str },
    /// Our own rights at Graph.
    Client,
}

/// Whose credentials are used.
#[derive(Clone, Copy)]
pub(crate) enum Credentials<'a> {
    /// Those of the Data registrations.
    Data(&'a [CredentialSource]),
    /// One of them, by its place.
    One(usize, &'a CredentialSource),
    /// That of the Sign-in registration.
    Signin(Option<&'a CredentialSource>),
}

impl<'a> Credentials<'a> {
    fn in_order(self) -> Vec<(CredentialSlot, &'a CredentialSource)> {
        let slot = |place, source: &'a CredentialSource| {
            let kind = source.kind();
            (CredentialSlot { place, kind }, source)
        };
        match self {
            Self::Data(sources) => {
                let sources = sources.iter().enumerate();
                sources
                    .map(|(place, source)| slot(Some(place), source))
                    .collect()
            }
            Self::One(place, source) => vec![slot(Some(place), source)],
            Self::Signin(source) => source
                .into_iter()
                .map(|source| slot(None, source))
                .collect(),
        }
    }
}

/// A token request.
#[derive(Clone, Copy)]
pub(crate) struct TokenOrder<'a> {
    pub(crate) authority: Authority,
    pub(crate) client_id: Guid,
    /// Tried in this order.
    pub(crate) credentials: Credentials<'a>,
    pub(crate) grant: Grant<'a>,
}

/// A token answer.
#[derive(Debug)]
pub(crate) struct TokenAnswer {
    pub(crate) access_token: AccessToken,
    pub(crate) expires_in_s: u64,
    /// The delegated scopes of the access token, as granted.
    pub(crate) scopes: Vec<String>,
    pub(crate) refresh_token: Option<SecretString>,
    pub(crate) id_token: Option<SecretString>,
}

impl Microsoft {
    /// Asks for a token with each credential in turn, until one is accepted or something else decides.
    ///
    /// A refusal of the credential itself leads to the next one; of several problems the refusal is
    /// reported, since it says more than a missing file.
    pub(crate) async fn request_token(
        &self,
        order: &TokenOrder<'_>,
        now: Timestamp,
    ) -> Result<TokenAnswer, TokenProblem> {
        let tenant = match order.authority {
            Authority::Tenant(tenant) => Some(tenant),
            Authority::Organizations => None,
        };
        let mut refused = None;
        let mut unusable = CredentialProblem::NoneConfigured;
        for (slot, source) in order.credentials.in_order() {
            let outcome = self.request_with(order, (slot, source), now).await;
            self.0.ledger.note((tenant, slot), &outcome, now);
            match outcome {
                Err(TokenProblem::Credential(problem)) => unusable = problem,
                Err(TokenProblem::Refused(refusal)) if refusal.about_credential() => {
                    refused = Some(refusal);
                }
                outcome => return outcome,
            }
        }
        Err(refused.map_or(TokenProblem::Credential(unusable), TokenProblem::Refused))
    }

    async fn request_with(
        &self,
        order: &TokenOrder<'_>,
        (slot, source): (CredentialSlot, &CredentialSource),
        now: Timestamp,
    ) -> Result<TokenAnswer, TokenProblem> {
        let mut attempt = 1;
        let mut renewed = false;
        loop {
            let (outcome, retry_after_s) = self.request_once(order, (slot, source), now).await;
            let again = match &outcome {
                Err(TokenProblem::Refused(refusal))
                    if refusal.retry() == Retry::FreshAssertion && !renewed =>
                {
                    renewed = true;
                    true
                }
                // A new federated credential is known here and there only, for some minutes. The grant was not looked at.
                Err(problem) if self.0.ledger.settles(slot, problem, now) => true,
                Err(TokenProblem::Refused(refusal)) => {
                    refusal.retry() == Retry::BackOff && !matches!(order.grant, Grant::Code { .. })
                }
                Err(TokenProblem::Throttled { .. } | TokenProblem::Unreachable) => {
                    !matches!(order.grant, Grant::Code { .. })
                }
                _ => false,
            };
            if !again
                || attempt >= ATTEMPTS
                || retry_after_s.is_some_and(|seconds| seconds > PATIENCE_S)
            {
                return outcome;
            }
            self.0
                .http
                .pause
                .wait(pause_before(attempt, retry_after_s))
                .await;
            attempt += 1;
        }
    }

    /// One request with a newly prepared credential; with it the `Retry-After` of the answer.
    async fn request_once(
        &self,
        order: &TokenOrder<'_>,
        (slot, source): (CredentialSlot, &CredentialSource),
        now: Timestamp,
    ) -> (Result<TokenAnswer, TokenProblem>, Option<u64>) {
        let inner = &self.0;
        let token_url = inner.addresses.entra(order.authority, "oauth2/v2.0/token");
        let request = ProofRequest {
            http: &inner.http,
            expected: inner.settings.expected_assertion.as_ref(),
            audience: inner.addresses.cloud().exchange_audience(),
            client_id: order.client_id,
            token_url: &token_url,
            now,
        };
        let proof = match source.prove(request).await {
            Ok(prepared) => {
                inner.ledger.prepared(slot, prepared.material);
                prepared.proof
            }
            Err(problem) => return (Err(problem.into()), None),
        };
        let Ok(address) = TokenUrl::new(token_url) else {
            return (Err(TokenProblem::Unexpected), None);
        };
        let seen = Mutex::new(Seen::default());
        let post = Post {
            http: &inner.http,
            seen: &seen,
        };
        let client = EntraClient::new(ClientId::new(order.client_id.to_string()))
            .set_auth_type(oauth2::AuthType::RequestBody)
            .set_token_uri(address);
        let all = inner.addresses.scope(".default");
        let outcome = exchange(&client, (order.grant, &all), &proof, &post).await;
        let seen = seen.into_inner().unwrap_or_default();
        (
            outcome
                .map(TokenAnswer::from)
                .map_err(|error| problem(error, seen)),
            seen.retry_after_s,
        )
    }
}

type Ready = EntraClient<oauth2::EndpointSet>;

/// The request of each grant, and the scope of our own rights; the credential is an extra field, since the library knows
/// secrets only.
async fn exchange(
    client: &Ready,
    (grant, all): (Grant<'_>, &str),
    proof: &Proof,
    post: &Post<'_>,
) -> Result<Wire, WireError> {
    let fields = proof_fields(proof);
    macro_rules! send {
        ($request:expr) => {{
            let mut request = $request;
            for (name, value) in fields {
                request = request.add_extra_param(name, value.to_owned());
            }
            request.request_async(post).await
        }};
    }
    match grant {
        Grant::Client => {
            let scope = Scope::new(all.to_owned());
            send!(client.exchange_client_credentials().add_scope(scope))
        }
        Grant::Refresh { token } => {
            let token = RefreshToken::new(token.to_owned());
            send!(client.exchange_refresh_token(&token))
        }
        Grant::Code {
            code,
            verifier,
            redirect_uri,
        } => {
            let redirect = RedirectUrl::new(redirect_uri.to_owned())
                .map_err(|_| RequestTokenError::Other("redirect URI".to_owned()))?;
            let code = AuthorizationCode::new(code.to_owned());
            send!(
                client
                    .exchange_code(code)
                    .set_pkce_verifier(PkceCodeVerifier::new(verifier.to_owned()))
                    .set_redirect_uri(std::borrow::Cow::Owned(redirect))
            )
        }
    }
}

/// The form fields that prove who we are.
fn proof_fields(proof: &Proof) -> Vec<(&'static str, &str)> {
    match proof {
        Proof::Secret(secret) => vec![("client_secret", secret.expose_secret())],
        Proof::Assertion(assertion) => vec![
            ("client_assertion_type", ASSERTION_TYPE),
            ("client_assertion", assertion.expose_secret()),
        ],
    }
}

/// The library's error holds raw answers; only codes leave this function.
fn problem(error: WireError, seen: Seen) -> TokenProblem {
    match (error, seen.status) {
        (_, Some(429)) => TokenProblem::Throttled {
            retry_after_s: seen.retry_after_s,
        },
        (RequestTokenError::ServerResponse(answer), _) => {
            TokenProblem::Refused(WireProblem::into_refusal(answer))
        }
        (RequestTokenError::Request(_), _) => TokenProblem::Unreachable,
        (_, Some(status)) if status >= 500 => TokenProblem::Unreachable,
        (RequestTokenError::Parse(..) | RequestTokenError::Other(_), _) => TokenProblem::Unexpected,
    }
}

impl From<Wire> for TokenAnswer {
    fn from(wire: Wire) -> Self {
        let scopes = wire
            .scopes()
            .map(|scopes| scopes.iter().map(|scope| scope.to_string()).collect());
        Self {
            access_token: AccessToken::new(wire.access_token().secret().clone()),
            expires_in_s: wire
                .expires_in()
                .map_or(LIFETIME_S, |lifetime| lifetime.as_secs()),
            scopes: scopes.unwrap_or_default(),
            refresh_token: wire
                .refresh_token()
                .map(|token| SecretString::from(token.secret().clone())),
            id_token: wire.extra_fields().id_token(),
        }
    }
}
