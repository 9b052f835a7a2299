//! Reading a stream of events.

use std::time::Duration;

use axum::body::{Body, BodyDataStream};
use futures::StreamExt;
use http::{Request, StatusCode};
use model::live::BoardPush;
use model::queue::view::CardView;

use super::browser::{Browser, From, Requests};

/// One event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    pub kind: String,
    pub id: Option<i64>,
    pub data: String,
}

impl Event {
    /// The cards of a board's event.
    pub fn cards(&self) -> Vec<CardView> {
        match serde_json::from_str(&self.data).unwrap() {
            BoardPush::Snapshot { cards, .. } | BoardPush::Change { cards, .. } => cards,
        }
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.data).unwrap()
    }
}

/// An open stream.
pub struct Events {
    body: BodyDataStream,
    rest: String,
}

/// Longest wait for an event that must come.
const PATIENCE: Duration = Duration::from_secs(20);

impl Events {
    /// Opens a stream; panics when it is refused.
    pub async fn open(browser: &Browser, path: &str) -> Self {
        let response = browser.send(request(path), From::OwnPage).await;
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        assert_eq!(response.headers()["cache-control"], "no-store");
        Self {
            body: response.into_body().into_data_stream(),
            rest: String::new(),
        }
    }

    /// The next event of any kind; `None` when the stream has ended.
    pub async fn next(&mut self) -> Option<Event> {
        loop {
            while let Some(end) = self.rest.find("\n\n") {
                let block: String = self.rest.drain(..end + 2).collect();
                if let Some(event) = parse(&block) {
                    return Some(event);
                }
            }
            let bytes = tokio::time::timeout(PATIENCE, self.body.next())
                .await
                .expect("an event or the end")?;
            self.rest
                .push_str(std::str::from_utf8(&bytes.unwrap()).unwrap());
        }
    }

    /// The next event that is no beat.
    pub async fn news(&mut self) -> Option<Event> {
        loop {
            match self.next().await {
                Some(event) if event.kind == "beat" => {}
                other => return other,
            }
        }
    }

    /// Reads on until a beat; nothing else may come before it.
    pub async fn until_beat(&mut self) {
        assert_eq!(self.next().await.expect("the stream goes on").kind, "beat");
    }

    /// Reads on until an event passes.
    pub async fn until(&mut self, passes: impl Fn(&Event) -> bool) -> Event {
        loop {
            let event = self.news().await.expect("the stream goes on");
            if passes(&event) {
                return event;
            }
        }
    }
}

pub fn request(path: &str) -> Request<Body> {
    Request::get(path)
        .header("accept", "text/event-stream")
        .body(Body::empty())
        .unwrap()
}

fn parse(block: &str) -> Option<Event> {
    let field = |name: &str| {
        block
            .lines()
            .find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    };
    Some(Event {
        kind: field("event")?.to_owned(),
        id: field("id").map(|id| id.parse().unwrap()),
        data: field("data")?.to_owned(),
    })
}
