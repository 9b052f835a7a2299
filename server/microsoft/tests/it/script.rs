//! Graphs that answer by a script.

use std::sync::{Arc, Mutex};

use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::{Json, Router};
use microsoft::{AppReader, Settings, Source};
use microsoft365::contoso;
use serde_json::{Value, json};

use crate::support::{World, tenant_id};

/// Serves routes on a free port and returns their base.
pub(crate) async fn serve(router: Router) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await });
    format!("http://{address}")
}

/// The usual world, but with Graph at another address.
pub(crate) async fn world_with_graph(graph: String) -> World {
    World::with(move |settings: &mut Settings, _| settings.graph_url = graph).await
}

pub(crate) fn calendars(world: &World) -> AppReader {
    world
        .microsoft
        .app_reader(tenant_id(contoso::TENANT), Source::Calendar)
        .unwrap()
}

/// Status, headers and body.
type Scripted = (u16, Vec<(&'static str, String)>, Value);

/// Answers with these, one after the other, the last one again and again; notes what was asked.
#[derive(Clone, Default)]
pub(crate) struct Script {
    answers: Arc<Mutex<Vec<Scripted>>>,
    asked: Arc<Mutex<Vec<(Uri, HeaderMap)>>>,
}

impl Script {
    pub(crate) fn then(self, status: u16, headers: &[(&'static str, &str)], body: Value) -> Self {
        let headers = headers
            .iter()
            .map(|(name, value)| (*name, (*value).to_owned()))
            .collect();
        self.answers.lock().unwrap().push((status, headers, body));
        self
    }

    pub(crate) fn page(self, events: &[Value]) -> Self {
        self.then(200, &[], json!({ "value": events }))
    }

    pub(crate) fn error(self, status: u16, code: &str, headers: &[(&'static str, &str)]) -> Self {
        self.then(
            status,
            headers,
            json!({ "error": { "code": code, "message": "m" } }),
        )
    }

    fn answer(&self, uri: Uri, headers: HeaderMap) -> Response {
        self.asked.lock().unwrap().push((uri, headers));
        let mut answers = self.answers.lock().unwrap();
        let (status, headers, body) = if answers.len() > 1 {
            answers.remove(0)
        } else {
            answers[0].clone()
        };
        let mut response = (StatusCode::from_u16(status).unwrap(), Json(body)).into_response();
        for (name, value) in headers {
            response.headers_mut().insert(name, value.parse().unwrap());
        }
        response
    }

    pub(crate) async fn world(&self) -> World {
        let script = self.clone();
        let answer = move |uri: Uri, headers: HeaderMap| {
            let script = script.clone();
            async move { script.answer(uri, headers) }
        };
        world_with_graph(serve(Router::new().fallback(answer)).await).await
    }

    pub(crate) fn asked(&self) -> Vec<(Uri, HeaderMap)> {
        self.asked.lock().unwrap().clone()
    }
}
