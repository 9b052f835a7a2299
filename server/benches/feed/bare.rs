//! The yardstick: axum, one broadcast channel per room, ready-made events.

use std::collections::HashMap;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{Path, State};
use axum::response::Sse;
use axum::response::sse::Event;
use axum::routing::get;
use futures::{Stream, StreamExt};
use tokio::sync::broadcast::Sender;
use tokio_stream::wrappers::BroadcastStream;

use crate::now_us;

/// Bytes of an event, about those of a board's change with one card.
const EVENT_BYTES: usize = 700;

#[derive(Clone)]
pub struct Bare(Arc<Vec<Sender<Arc<str>>>>);

impl Bare {
    pub fn new(rooms: usize) -> Self {
        Self(Arc::new((0..rooms).map(|_| Sender::new(256)).collect()))
    }

    pub async fn serve(&self) -> SocketAddr {
        let router = Router::new()
            .route("/room/{room}", get(stream))
            .with_state(self.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move { axum::serve(listener, router).await });
        address
    }

    /// Sends events at the given rate and returns when each was handed over.
    pub async fn events(&self, per_second: u32, seconds: u32) -> HashMap<String, u64> {
        let mut sent = HashMap::new();
        let mut pace = tokio::time::interval(Duration::from_secs(1) / per_second);
        for number in 0..per_second * seconds {
            pace.tick().await;
            let ticket = uuid::Uuid::from_u128(u128::from(number) + 1).to_string();
            let json = format!(
                "{{\"ticket\":\"{ticket}\",\"rest\":\"{}\"}}",
                "x".repeat(EVENT_BYTES)
            );
            sent.insert(ticket, now_us());
            self.0[number as usize % self.0.len()]
                .send(json.into())
                .ok();
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
        sent
    }
}

async fn stream(
    State(bare): State<Bare>,
    Path(room): Path<usize>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let live = BroadcastStream::new(bare.0[room].subscribe())
        .filter_map(|item| std::future::ready(item.ok()))
        .map(|json| Ok(Event::default().event("change").data(&*json)));
    let hello = futures::stream::iter([Ok(Event::default().event("hello").data("1"))]);
    Sse::new(hello.chain(live))
}
