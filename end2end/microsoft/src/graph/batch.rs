//! `POST /$batch`: up to twenty requests in one, in JSON.

use std::collections::{BTreeMap, HashSet};

use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::caller::Caller;
use super::errors::{GraphError, RequestIds};
use super::request::{Answer, Content, GraphRequest};
use super::{ids, route, time};
use crate::state::limits::mailbox_in;
use crate::state::{FaultKind, RequestRecord, State};

const ENTRIES_MAX: usize = 20;
const OUTLOOK_AT_ONCE: usize = 4;

#[derive(Debug, Deserialize)]
struct Batch {
    requests: Vec<Entry>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    id: String,
    method: String,
    url: String,
    #[serde(default)]
    headers: Map<String, Value>,
    #[serde(default)]
    body: Option<Value>,
    #[serde(default)]
    depends_on: Vec<String>,
}

/// Answers a batch. The entries use the token of the batch.
///
/// # Errors
/// 400 for the whole batch when its form is wrong; a refusal of an entry stands in the entry's answer.
pub(super) fn answer(
    state: &State,
    caller: &Caller,
    request: &GraphRequest,
) -> Result<Answer, GraphError> {
    if request.method != Method::POST {
        return Err(GraphError::method_not_allowed());
    }
    let batch: Batch = serde_json::from_slice(&request.body).map_err(|_| {
        GraphError::malformed(
            "Invalid batch payload format: an object with 'requests' is expected.",
        )
    })?;
    check(&batch)?;
    let mut statuses: BTreeMap<&str, u16> = BTreeMap::new();
    let mut responses = Vec::new();
    let mut delay = Delay::default();
    for entry in &batch.requests {
        let failed = entry.depends_on.iter().any(|id| {
            statuses
                .get(id.as_str())
                .is_none_or(|&status| status >= 400)
        });
        let single = if failed {
            Err(dependency_failed())
        } else {
            single(state, caller, request, entry)
        };
        let (status, response) = written(state, entry, single, &mut delay);
        statuses.insert(&entry.id, status);
        responses.push(response);
    }
    // Answers come in any order; independent ones come backwards here, so that nobody relies on it.
    if batch
        .requests
        .iter()
        .all(|entry| entry.depends_on.is_empty())
    {
        responses.reverse();
    }
    Ok(Answer {
        delay_ms: delay.total_ms(),
        ..Answer::text(format!("{{\"responses\":[{}]}}", responses.join(",")))
    })
}

/// How long the entries of a batch take together: Outlook serves four of them at a time, others run side by side.
#[derive(Default)]
struct Delay {
    outlook: Vec<u64>,
    others_ms: u64,
}

impl Delay {
    fn add(&mut self, outlook: bool, ms: u64) {
        if outlook {
            self.outlook.push(ms);
        } else {
            self.others_ms = self.others_ms.max(ms);
        }
    }

    fn total_ms(&self) -> u64 {
        let waves = self.outlook.chunks(OUTLOOK_AT_ONCE);
        let outlook: u64 = waves.filter_map(|wave| wave.iter().max()).sum();
        outlook.max(self.others_ms)
    }
}

fn check(batch: &Batch) -> Result<(), GraphError> {
    let refused = |message: String| Err(GraphError::malformed(message));
    if batch.requests.is_empty() || batch.requests.len() > ENTRIES_MAX {
        return refused(format!("A batch holds 1 to {ENTRIES_MAX} requests."));
    }
    let mut seen = HashSet::new();
    for entry in &batch.requests {
        if let Some(unknown) = entry
            .depends_on
            .iter()
            .find(|id| !seen.contains(id.as_str()))
        {
            return refused(format!(
                "Request '{}' depends on '{unknown}', which doesn't stand before it.",
                entry.id
            ));
        }
        if entry.id.is_empty() || !seen.insert(entry.id.as_str()) {
            return refused(format!(
                "The request id '{}' is empty or not unique.",
                entry.id
            ));
        }
        if entry.url.starts_with("http:")
            || entry.url.starts_with("https:")
            || entry.url.contains("$batch")
        {
            return refused(format!(
                "The url of request '{}' must be relative and no batch.",
                entry.id
            ));
        }
        let typed = entry
            .headers
            .keys()
            .any(|name| name.eq_ignore_ascii_case("content-type"));
        if entry.body.is_some() && !typed {
            return refused(format!(
                "Request '{}' has a body but no Content-Type.",
                entry.id
            ));
        }
    }
    Ok(())
}

fn single(
    state: &State,
    caller: &Caller,
    outer: &GraphRequest,
    entry: &Entry,
) -> Result<Answer, GraphError> {
    let request = entry.request(outer)?;
    let mut delay_ms = 0;
    let mut broken = None;
    match state.take_fault(request.method.as_str(), &entry.full_path()) {
        None => {}
        Some(FaultKind::Latency { ms }) => delay_ms = ms,
        Some(FaultKind::Broken { breakage }) => broken = Some(breakage),
        Some(fault) => return Err(super::fault_error(state, &fault)),
    }
    let answer = route::answer(state, caller, &request)?;
    let body = match (broken, answer.body) {
        (Some(breakage), Some(body)) => {
            let mut page = match body {
                Content::Json(page) => page,
                Content::Text(text) => serde_json::from_str(&text).unwrap_or_default(),
            };
            breakage.apply(&mut page);
            Some(Content::Json(page))
        }
        (_, body) => body,
    };
    Ok(Answer {
        delay_ms,
        body,
        ..answer
    })
}

fn written(
    state: &State,
    entry: &Entry,
    single: Result<Answer, GraphError>,
    delay: &mut Delay,
) -> (u16, String) {
    let ids = ids(&HeaderMap::new());
    let mut headers = json!({ "Content-Type": "application/json", "request-id": ids.request_id });
    let (status, body) = match single {
        Ok(answer) => {
            delay.add(mailbox_in(&entry.full_path()).is_some(), answer.delay_ms);
            if !answer.applied.is_empty() {
                headers["Preference-Applied"] = json!(answer.applied.join(", "));
            }
            (answer.status, answer.body)
        }
        Err(error) => {
            if let Some(seconds) = error.retry_after_s {
                headers["Retry-After"] = json!(seconds.to_string());
            }
            if let Some(location) = &error.location {
                headers["Location"] = json!(location);
            }
            (
                error.status,
                Some(Content::Json(error_body(state, &error, &ids))),
            )
        }
    };
    state.record(RequestRecord {
        method: entry.method.to_uppercase(),
        path: entry.full_path(),
        status: status.as_u16(),
    });
    let mut response = json!({ "id": entry.id, "status": status.as_u16(), "headers": headers });
    let response = match body {
        Some(Content::Json(body)) => {
            response["body"] = body;
            response.to_string()
        }
        // Text that is JSON already is put in as it is.
        Some(Content::Text(body)) => {
            let mut text = response.to_string();
            text.pop();
            text + ",\"body\":" + &body + "}"
        }
        None => response.to_string(),
    };
    (status.as_u16(), response)
}

fn error_body(state: &State, error: &GraphError, ids: &RequestIds) -> Value {
    error.body(ids, &time::iso_bare(state.now_ms()))
}

fn dependency_failed() -> GraphError {
    GraphError::new(
        StatusCode::FAILED_DEPENDENCY,
        "FailedDependency",
        "A request that this one depends on failed.",
    )
}

impl Entry {
    fn path_and_query(&self) -> (&str, &str) {
        let url = self.url.trim_start_matches('/');
        url.split_once('?').unwrap_or((url, ""))
    }

    // As if it had been sent alone, for faults and the record of requests.
    fn full_path(&self) -> String {
        format!("/graph/v1.0/{}", self.path_and_query().0)
    }

    fn request(&self, outer: &GraphRequest) -> Result<GraphRequest, GraphError> {
        let refused = || {
            GraphError::malformed(format!(
                "Request '{}' has an invalid method or header.",
                self.id
            ))
        };
        let method =
            Method::from_bytes(self.method.to_uppercase().as_bytes()).map_err(|_| refused())?;
        let mut headers = HeaderMap::new();
        for (name, value) in &self.headers {
            let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| refused())?;
            let value = value.as_str().ok_or_else(refused)?;
            headers.insert(name, HeaderValue::from_str(value).map_err(|_| refused())?);
        }
        if let Some(agent) = outer.headers.get("user-agent") {
            headers.insert("user-agent", agent.clone());
        }
        let (path, query) = self.path_and_query();
        let body = self
            .body
            .as_ref()
            .map_or_else(Bytes::new, |body| Bytes::from(body.to_string()));
        Ok(GraphRequest {
            method,
            path: path.to_owned(),
            query: query.to_owned(),
            headers,
            body,
        })
    }
}
