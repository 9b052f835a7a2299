//! Many small reads in one request (microsoft.md 6.6). It saves round trips, not quota.

use std::collections::BTreeMap;

use futures::{StreamExt as _, TryStreamExt as _, stream};
use model::Timestamp;
use reqwest::Method;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::{Call, GraphProblem};
use crate::app_reader::{AppReader, ReadError};
use crate::http::{Answer, pause_before};

/// Most reads in one request.
const SIZE: usize = 20;
/// Requests of one list under way at a time; the lane may allow fewer.
const AT_ONCE: usize = 4;
/// How often the reads that Graph put off are asked again.
const ROUNDS: u32 = 5;
/// Longest pause that is waited for in place, seconds.
const PATIENCE_S: u64 = 60;

#[derive(Serialize)]
struct Requests<'a> {
    requests: Vec<Request<'a>>,
}

#[derive(Serialize)]
struct Request<'a> {
    id: String,
    method: &'static str,
    url: &'a str,
    headers: Headers,
}

#[derive(Serialize)]
struct Headers {
    #[serde(rename = "Prefer")]
    prefer: &'static str,
}

#[derive(Deserialize)]
struct Responses {
    responses: Vec<Response>,
}

#[derive(Deserialize)]
struct Response {
    id: String,
    status: u16,
    #[serde(default)]
    headers: BTreeMap<String, String>,
    // Owned by the answer's life only; read as `T` or as an error code, then let go.
    body: Option<Box<RawValue>>,
}

impl AppReader {
    /// Reads each of these addresses, relative to `v1.0`; the outcomes come in the same order.
    ///
    /// Reads that Graph puts off (429, 5xx) are asked again, as told or with growing pauses.
    ///
    /// # Errors
    /// [`ReadError`] when a request as a whole brought nothing.
    pub(crate) async fn batch<T: DeserializeOwned>(
        &self,
        urls: &[String],
        now: Timestamp,
    ) -> Result<Vec<Result<T, GraphProblem>>, ReadError> {
        let chunks: Vec<_> = urls
            .chunks(SIZE)
            .map(|chunk| self.chunk(chunk, now))
            .collect();
        let outcomes: Vec<Vec<_>> = stream::iter(chunks).buffered(AT_ONCE).try_collect().await?;
        Ok(outcomes.into_iter().flatten().collect())
    }

    async fn chunk<T: DeserializeOwned>(
        &self,
        urls: &[String],
        now: Timestamp,
    ) -> Result<Vec<Result<T, GraphProblem>>, ReadError> {
        let nothing = || Err(GraphProblem::Unexpected { request_id: None });
        let mut outcomes: Vec<Result<T, GraphProblem>> = urls.iter().map(|_| nothing()).collect();
        let mut open: Vec<usize> = (0..urls.len()).collect();
        for round in 1..=ROUNDS {
            let (lane_round, mut pause_s, mut slower) = (self.lane.round(), None, false);
            for response in self.ask(urls, &open, now).await? {
                let Some(outcome) = response
                    .id
                    .parse()
                    .ok()
                    .and_then(|place: usize| outcomes.get_mut(place))
                else {
                    continue;
                };
                *outcome = response.outcome();
                if let Err(problem) = outcome {
                    pause_s = pause_s.max(problem.retry_after_s());
                    slower |= problem.asks_to_slow_down();
                }
            }
            open.retain(|place| outcomes.get(*place).is_some_and(is_put_off));
            if slower {
                self.lane.complained(lane_round);
            }
            if open.is_empty()
                || round == ROUNDS
                || pause_s.is_some_and(|seconds| seconds > PATIENCE_S)
            {
                break;
            }
            let hold = (slower && round == 1).then(|| self.lane.hold());
            let pause = &self.microsoft.0.http.pause;
            pause.wait(pause_before(round, pause_s)).await;
            drop(hold);
        }
        Ok(outcomes)
    }

    async fn ask(
        &self,
        urls: &[String],
        open: &[usize],
        now: Timestamp,
    ) -> Result<Vec<Response>, ReadError> {
        let entry = |place: &usize| {
            urls.get(*place).map(|url| Request {
                id: place.to_string(),
                method: "GET",
                url,
                headers: Headers {
                    prefer: r#"IdType="ImmutableId""#,
                },
            })
        };
        let requests = Requests {
            requests: open.iter().filter_map(entry).collect(),
        };
        let call = Call::write(Method::POST, self.url(&["$batch"]), &requests);
        Ok(self.read::<Responses>(&call, now).await?.responses)
    }
}

fn is_put_off<T>(outcome: &Result<T, GraphProblem>) -> bool {
    matches!(
        outcome,
        Err(GraphProblem::Throttled { .. } | GraphProblem::Fault { .. })
    )
}

impl Response {
    fn outcome<T: DeserializeOwned>(self) -> Result<T, GraphProblem> {
        let header = |name: &str| {
            let found = self
                .headers
                .iter()
                .find(|(key, _)| key.eq_ignore_ascii_case(name));
            found.map(|(_, value)| value.trim())
        };
        let request_id = header("request-id").and_then(|value| value.parse().ok());
        let retry_after_s = header("retry-after").and_then(|value| value.parse().ok());
        let body = self
            .body
            .map(|body| body.get().as_bytes().to_vec())
            .unwrap_or_default();
        if (200..300).contains(&self.status) {
            return serde_json::from_slice(&body)
                .map_err(|_| GraphProblem::Unexpected { request_id });
        }
        Err(GraphProblem::in_answer(&Answer {
            status: self.status,
            retry_after_s,
            request_id,
            date: None,
            body,
        }))
    }
}
