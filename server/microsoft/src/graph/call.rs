//! One call to Graph.

use model::{Guid, ObjectId};
use oauth2::url::Url;
use reqwest::{Method, RequestBuilder};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::GraphProblem;
use crate::client::Microsoft;
use crate::http::Answer;
use crate::secret::AccessToken;

/// Longest answer, in bytes.
const LIMIT: usize = 8 * 1024 * 1024;

/// A call. Every call here may be sent twice: reads, changes to a fixed state, and creations with a key of their own.
/// The address holds `$select` wherever Graph offers it.
pub(crate) struct Call {
    pub(crate) method: Method,
    pub(crate) url: Url,
    pub(crate) body: Option<serde_json::Value>,
    /// Whose mailbox is read: only so many requests at a time go to one.
    pub(crate) mailbox: Option<ObjectId>,
    prefer: &'static str,
    /// Sent with low priority: nobody waits for it.
    background: bool,
}

/// A successful answer.
pub(crate) struct Sent<T> {
    pub(crate) value: T,
    /// `request-id` of the answer.
    pub(crate) request_id: Option<Guid>,
}

impl Call {
    pub(crate) fn get(url: Url) -> Self {
        Self {
            method: Method::GET,
            url,
            body: None,
            mailbox: None,
            prefer: r#"IdType="ImmutableId""#,
            background: false,
        }
    }

    /// A read for which nobody waits, with preferences of its own.
    pub(crate) fn background(url: Url, prefer: &'static str) -> Self {
        Self {
            prefer,
            background: true,
            ..Self::get(url)
        }
    }

    /// The same call, counted for a mailbox.
    pub(crate) fn at(mut self, mailbox: ObjectId) -> Self {
        self.mailbox = Some(mailbox);
        self
    }

    /// A write that has the effect of one however often it arrives.
    pub(crate) fn write<T: Serialize>(method: Method, url: Url, body: &T) -> Self {
        let body = serde_json::to_value(body).ok();
        Self {
            method,
            body,
            ..Self::get(url)
        }
    }

    /// The same call, asking for enumeration values that older clients do not know.
    pub(crate) fn with_unknown_members(mut self) -> Self {
        self.prefer = r#"IdType="ImmutableId", include-unknown-enum-members"#;
        self
    }
}

impl Microsoft {
    /// Sends a call and reads the fields `T` lists.
    pub(crate) async fn graph_call<T: DeserializeOwned>(
        &self,
        token: &AccessToken,
        call: &Call,
    ) -> Result<Sent<T>, GraphProblem> {
        let answer = self.graph_answer(token, call).await?;
        let request_id = answer.request_id;
        match serde_json::from_slice(&answer.body) {
            Ok(value) => Ok(Sent { value, request_id }),
            Err(_) => Err(GraphProblem::Unexpected { request_id }),
        }
    }

    /// Sends a call of whose answer nothing is read but its success and its `request-id`.
    pub(crate) async fn graph_send(
        &self,
        token: &AccessToken,
        call: &Call,
    ) -> Result<Option<Guid>, GraphProblem> {
        Ok(self.graph_answer(token, call).await?.request_id)
    }

    async fn graph_answer(&self, token: &AccessToken, call: &Call) -> Result<Answer, GraphProblem> {
        let make = || self.graph_request(token, call);
        let answer = self
            .0
            .http
            .insist(make, LIMIT)
            .await
            .map_err(|_| GraphProblem::Unreachable)?;
        told(answer)
    }

    /// Sends a call once, whatever comes of it, and reads at most `limit` bytes.
    pub(crate) async fn graph_once(
        &self,
        token: &AccessToken,
        call: &Call,
        limit: usize,
    ) -> Result<Answer, GraphProblem> {
        let sent = self
            .0
            .http
            .send(self.graph_request(token, call), limit)
            .await;
        told(sent.map_err(|_| GraphProblem::Unreachable)?)
    }

    fn graph_request(&self, token: &AccessToken, call: &Call) -> RequestBuilder {
        let request = self
            .0
            .http
            .client
            .request(call.method.clone(), call.url.clone())
            .bearer_auth(token.expose())
            .header("client-request-id", uuid::Uuid::new_v4().to_string())
            .header("Prefer", call.prefer);
        let request = if call.background {
            request.header("x-ms-throttle-priority", "Low")
        } else {
            request
        };
        match &call.body {
            Some(body) => request.json(body),
            None => request,
        }
    }
}

/// A success, or what Graph said instead.
fn told(answer: Answer) -> Result<Answer, GraphProblem> {
    if (200..300).contains(&answer.status) {
        return Ok(answer);
    }
    let problem = GraphProblem::in_answer(&answer);
    tracing::warn!(
        graph.status = answer.status,
        graph.key = problem.key(),
        graph.request_id = answer.request_id.map(|id| id.to_string()),
        "Graph refused a call"
    );
    Err(problem)
}
