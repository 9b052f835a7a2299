//! The shape of Entra's token answers, and the way the `oauth2` crate reaches the network.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};

use model::Guid;
use oauth2::basic::{
    BasicRevocationErrorResponse, BasicTokenIntrospectionResponse, BasicTokenType,
};
use oauth2::{
    AsyncHttpClient, Client, EndpointNotSet, ErrorResponse, ExtraTokenFields, HttpRequest,
    HttpResponse, RequestTokenError, StandardRevocableToken, StandardTokenResponse,
};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::http::{Http, NoAnswer};
use crate::refusal::{OAuthError, Refusal, number_in};

/// Longest token answer, in bytes.
const LIMIT: usize = 256 * 1024;
/// Longest Conditional Access challenge that is passed on, in bytes.
const CLAIMS_LIMIT: usize = 4 * 1024;

/// The client of the `oauth2` crate with Entra's fields.
pub(super) type EntraClient<HasToken = EndpointNotSet> = Client<
    WireProblem,
    Wire,
    BasicTokenIntrospectionResponse,
    StandardRevocableToken,
    BasicRevocationErrorResponse,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    HasToken,
>;
/// A token answer.
pub(super) type Wire = StandardTokenResponse<Extra, BasicTokenType>;
/// What the library reports.
pub(super) type WireError = RequestTokenError<NoAnswer, WireProblem>;

/// The field OpenID Connect adds.
#[derive(Clone, Deserialize, Serialize)]
pub(super) struct Extra {
    #[serde(default, skip_serializing)]
    id_token: Option<String>,
}

impl Extra {
    pub(super) fn id_token(&self) -> Option<SecretString> {
        self.id_token.clone().map(SecretString::from)
    }
}

impl fmt::Debug for Extra {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Extra")
    }
}

impl ExtraTokenFields for Extra {}

/// Entra's error body; the description is read for its number where the list of codes is absent, and forgotten. Only
/// `error` has to be of its type: what else is malformed counts as absent.
#[derive(Deserialize, Serialize)]
pub(super) struct WireProblem {
    error: String,
    #[serde(default, skip_serializing)]
    error_codes: Json,
    #[serde(default, skip_serializing)]
    error_description: Json,
    #[serde(default, skip_serializing)]
    trace_id: Json,
    #[serde(default, skip_serializing)]
    correlation_id: Json,
    #[serde(default, skip_serializing)]
    claims: Json,
}

impl WireProblem {
    pub(super) fn into_refusal(self) -> Refusal {
        let guid = |json: &Json| json.as_str()?.parse::<Guid>().ok();
        let codes = self.error_codes.as_array();
        let first = codes
            .and_then(|codes| codes.first()?.as_u64())
            .and_then(|code| u32::try_from(code).ok());
        let claims = self.claims.as_str().map(str::to_owned);
        Refusal {
            error: OAuthError::parse(&self.error),
            number: first.or_else(|| number_in(self.error_description.as_str()?)),
            trace_id: guid(&self.trace_id),
            correlation_id: guid(&self.correlation_id),
            claims: claims.filter(|claims| claims.len() <= CLAIMS_LIMIT),
        }
    }
}

impl fmt::Debug for WireProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WireProblem")
    }
}

impl fmt::Display for WireProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("refused")
    }
}

impl ErrorResponse for WireProblem {}

/// What the library does not hand on: status and `Retry-After` of the answer.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Seen {
    pub(super) status: Option<u16>,
    pub(super) retry_after_s: Option<u64>,
}

/// Our HTTP client, as the library wants it.
pub(super) struct Post<'a> {
    pub(super) http: &'a Http,
    pub(super) seen: &'a Mutex<Seen>,
}

impl<'c> AsyncHttpClient<'c> for Post<'_> {
    type Error = NoAnswer;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, NoAnswer>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(async move {
            let (parts, body) = request.into_parts();
            let request = self
                .http
                .client
                .request(parts.method, parts.uri.to_string())
                .headers(parts.headers)
                .body(body);
            let answer = self.http.send(request, LIMIT).await?;
            *self.seen.lock().unwrap_or_else(PoisonError::into_inner) = Seen {
                status: Some(answer.status),
                retry_after_s: answer.retry_after_s,
            };
            let mut response = HttpResponse::new(answer.body);
            *response.status_mut() =
                oauth2::http::StatusCode::from_u16(answer.status).map_err(|_| NoAnswer)?;
            Ok(response)
        })
    }
}
