//! One request to Graph, on its own or inside of a batch, and the answer to it.

use axum::body::Bytes;
use axum::http::{HeaderMap, Method, StatusCode};
use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::caller::Caller;
use super::errors::GraphError;
use super::permissions::Call;
use super::query::Query;
use crate::state::State;

/// A request, reduced to what the services look at.
#[derive(Debug)]
pub(crate) struct GraphRequest {
    /// Verb.
    pub(crate) method: Method,
    /// Path below the version, as sent (`users/x/manager`).
    pub(crate) path: String,
    /// Query without `?`.
    pub(crate) query: String,
    /// Headers.
    pub(crate) headers: HeaderMap,
    /// Body, possibly empty.
    pub(crate) body: Bytes,
}

impl GraphRequest {
    /// The segments of the path, decoded. A key in parentheses becomes a segment of its own: `users('x')` like `users/x`.
    pub(crate) fn segments(&self) -> Vec<String> {
        let mut segments = Vec::new();
        for raw in self.path.split('/').filter(|raw| !raw.is_empty()) {
            let segment = percent_decode_str(raw).decode_utf8_lossy().into_owned();
            match segment
                .strip_suffix(')')
                .and_then(|segment| segment.split_once('('))
            {
                Some((name, "")) if !name.is_empty() => segments.push(name.to_owned()),
                Some((name, key)) if !name.is_empty() => {
                    segments.push(name.to_owned());
                    segments.push(key_of(key));
                }
                _ => segments.push(segment),
            }
        }
        segments
    }

    /// Whether `Prefer` asks for this.
    pub(crate) fn prefers(&self, preference: &str) -> bool {
        self.preferences()
            .iter()
            .any(|sent| sent.eq_ignore_ascii_case(preference))
    }

    /// Every preference sent, over all `Prefer` headers.
    pub(crate) fn preferences(&self) -> Vec<String> {
        let values = self
            .headers
            .get_all("prefer")
            .iter()
            .filter_map(|value| value.to_str().ok());
        values
            .flat_map(|value| value.split(','))
            .map(|value| value.trim().to_owned())
            .filter(|value| !value.is_empty())
            .collect()
    }
}

// `'x'` is the key itself; `appId='x'` is an alternate key and stays recognisable.
fn key_of(key: &str) -> String {
    let unquoted = |text: &str| text.trim_matches('\'').to_owned();
    match key.split_once('=') {
        Some((name, value)) => format!("{name}={}", unquoted(value)),
        None => unquoted(key),
    }
}

/// A body, as a value or as text that is JSON already.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Content {
    /// A value.
    Json(Value),
    /// JSON text.
    Text(String),
}

/// The answer of a service, before the ids of the request are added.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Answer {
    /// HTTP status.
    pub(crate) status: StatusCode,
    /// JSON body, absent for 204.
    pub(crate) body: Option<Content>,
    /// Preferences that took effect.
    pub(crate) applied: Vec<String>,
    /// How long the answer is held back (injected latency inside of a batch).
    pub(crate) delay_ms: u64,
}

impl Answer {
    /// 200 with a body.
    pub(crate) fn ok(body: Value) -> Self {
        Self::with(StatusCode::OK, body)
    }

    /// Any status with a body.
    pub(crate) fn with(status: StatusCode, body: Value) -> Self {
        Self {
            status,
            body: Some(Content::Json(body)),
            applied: Vec::new(),
            delay_ms: 0,
        }
    }

    /// 200 with JSON text.
    pub(crate) fn text(body: String) -> Self {
        Self {
            body: Some(Content::Text(body)),
            ..Self::no_content()
        }
        .of_status(StatusCode::OK)
    }

    fn of_status(self, status: StatusCode) -> Self {
        Self { status, ..self }
    }

    /// With the preferences that took effect.
    pub(crate) fn applying(self, applied: Vec<String>) -> Self {
        Self { applied, ..self }
    }

    /// 204.
    pub(crate) fn no_content() -> Self {
        Self {
            status: StatusCode::NO_CONTENT,
            body: None,
            applied: Vec::new(),
            delay_ms: 0,
        }
    }
}

/// What a service gets: the world, the caller, the request.
pub(crate) struct Context<'a> {
    /// The world.
    pub(crate) state: &'a State,
    /// Who asks.
    pub(crate) caller: &'a Caller,
    /// What is asked.
    pub(crate) request: &'a GraphRequest,
    /// The parsed options of the query.
    pub(crate) query: Query,
}

impl Context<'_> {
    /// Base of Graph with the version, without a slash at the end.
    pub(crate) fn root(&self) -> String {
        format!("{}/v1.0", self.state.graph_url())
    }

    /// Refuses unless the token carries a permission that opens `call`.
    pub(crate) fn allow(&self, call: Call) -> Result<(), GraphError> {
        if call.allows(&self.caller.granted) {
            Ok(())
        } else {
            Err(GraphError::denied())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(path: &str) -> GraphRequest {
        GraphRequest {
            method: Method::GET,
            path: path.to_owned(),
            query: String::new(),
            headers: HeaderMap::new(),
            body: Bytes::new(),
        }
    }

    #[test]
    fn keys_in_parentheses_become_segments() {
        assert_eq!(
            request("servicePrincipals(appId='abc')/appRoleAssignments").segments(),
            ["servicePrincipals", "appId=abc", "appRoleAssignments"]
        );
        assert_eq!(
            request("users('a%23b')/manager").segments(),
            ["users", "a#b", "manager"]
        );
        assert_eq!(request("/users/a%40b/").segments(), ["users", "a@b"]);
        assert_eq!(
            request("servicePrincipals%28appId%3D%27abc%27%29").segments(),
            ["servicePrincipals", "appId=abc"]
        );
    }

    #[test]
    fn preferences_are_collected_over_headers_and_commas() {
        let mut request = request("me");
        request.headers.append(
            "prefer",
            "IdType=\"ImmutableId\", include-unknown-enum-members"
                .parse()
                .unwrap(),
        );
        request
            .headers
            .append("prefer", "odata.maxpagesize=5".parse().unwrap());
        assert_eq!(request.preferences().len(), 3);
        assert!(request.prefers("Include-Unknown-Enum-Members"));
    }
}
