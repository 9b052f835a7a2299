//! A world without a socket, and requests through its real router.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, header};
use microsoft365::{Options, State, contoso};
use serde_json::Value;
use tower::ServiceExt as _;

/// One simulated Microsoft 365.
pub(crate) struct World {
    pub(crate) state: Arc<State>,
    router: Router,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
    pub(crate) body: Value,
}

impl Reply {
    /// `error.code` of a refusal.
    pub(crate) fn code(&self) -> &str {
        self.body["error"]["code"].as_str().unwrap_or_default()
    }

    /// The entries of a collection.
    pub(crate) fn items(&self) -> &[Value] {
        self.body["value"]
            .as_array()
            .unwrap_or_else(|| panic!("no collection: {}", self.text))
    }
}

impl World {
    /// 50 people, Data application consented in Contoso.
    pub(crate) fn new() -> Self {
        Self::of(50)
    }

    /// So many people.
    pub(crate) fn of(people: usize) -> Self {
        Self::with(Options {
            people,
            ..Options::default()
        })
    }

    /// Whatever is asked for.
    pub(crate) fn with(options: Options) -> Self {
        let state = Arc::new(State::new(options, "http://127.0.0.1:4365").unwrap());
        Self {
            router: microsoft365::router(state.clone()),
            state,
        }
    }

    /// A token of the Data application in Contoso with exactly these roles.
    pub(crate) fn app(&self, roles: &[&str]) -> String {
        self.app_in(contoso::TENANT, roles)
    }

    /// The same in any tenant.
    pub(crate) fn app_in(&self, tid: &str, roles: &[&str]) -> String {
        self.state.consent(tid, contoso::DATA_CLIENT_ID);
        self.state.revoke_everything(tid, contoso::DATA_CLIENT_ID);
        for role in roles {
            assert!(
                self.state
                    .grant_application(tid, contoso::DATA_CLIENT_ID, role),
                "unknown permission {role}"
            );
        }
        self.state
            .issue_app_token(tid, contoso::DATA_CLIENT_ID)
            .unwrap()
            .token
    }

    /// A delegated token of the Data application for a person of Contoso.
    pub(crate) fn user(&self, oid: &str, scopes: &[&str]) -> String {
        self.state
            .issue_user_token(contoso::TENANT, contoso::DATA_CLIENT_ID, oid, scopes)
            .unwrap()
            .token
    }

    /// Sends a request as it is.
    pub(crate) async fn send(&self, request: Request<Body>) -> Reply {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        let body = serde_json::from_str(&text).unwrap_or(Value::Null);
        Reply {
            status: parts.status.as_u16(),
            headers: parts.headers,
            text,
            body,
        }
    }

    /// `GET {graph}/v1.0/{path}`.
    pub(crate) async fn get(&self, token: &str, path: &str) -> Reply {
        self.call("GET", token, path, &Value::Null).await
    }

    /// Any verb; `null` sends no body.
    pub(crate) async fn call(&self, method: &str, token: &str, path: &str, body: &Value) -> Reply {
        self.send(request(method, token, path, body).body(text(body)).unwrap())
            .await
    }

    /// The same with a `Prefer` header.
    pub(crate) async fn prefer(
        &self,
        preference: &str,
        method: &str,
        token: &str,
        path: &str,
        body: &Value,
    ) -> Reply {
        self.send(
            request(method, token, path, body)
                .header("prefer", preference)
                .body(text(body))
                .unwrap(),
        )
        .await
    }
}

fn request(method: &str, token: &str, path: &str, body: &Value) -> axum::http::request::Builder {
    let uri = match path.split_once("/graph/") {
        Some((_, rest)) => format!("/graph/{rest}"),
        None => format!("/graph/v1.0/{path}"),
    };
    let request = Request::builder()
        .method(method)
        .uri(uri)
        .header(header::AUTHORIZATION, format!("Bearer {token}"));
    if body.is_null() {
        request
    } else {
        request.header(header::CONTENT_TYPE, "application/json")
    }
}

fn text(body: &Value) -> Body {
    if body.is_null() {
        Body::empty()
    } else {
        Body::from(body.to_string())
    }
}
