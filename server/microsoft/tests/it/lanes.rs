//! How many requests are under way at a time, against Graphs that count them.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use microsoft::calendar::{CalendarPlace, Window};
use microsoft::{Pause, ReadError};
use serde_json::json;
use tokio::sync::watch;

use crate::events::{NOW, oid, reader};
use crate::script::{calendars, serve};
use crate::support::World;

const VIEW: &str = "/v1.0/users/{id}/calendarView";

/// A Graph that serves so many requests at a time and refuses the others.
#[derive(Clone)]
struct Counting {
    inside: Arc<watch::Sender<usize>>,
    most: Arc<AtomicUsize>,
    refused: Arc<AtomicUsize>,
    /// Requests that must have been inside at once before any is answered.
    together: usize,
    capacity: usize,
}

impl Counting {
    fn new(together: usize, capacity: usize) -> Self {
        Self {
            inside: Arc::new(watch::Sender::new(0)),
            most: Arc::default(),
            refused: Arc::default(),
            together,
            capacity,
        }
    }

    async fn answer(self) -> Response {
        let mut inside = 0;
        self.inside.send_modify(|count| {
            *count += 1;
            inside = *count;
        });
        if inside > self.capacity {
            self.refused.fetch_add(1, Ordering::SeqCst);
            self.inside.send_modify(|count| *count -= 1);
            let error = json!({ "error": { "code": "TooManyRequests", "message": "m" } });
            let headers = [("retry-after", "1")];
            return (StatusCode::TOO_MANY_REQUESTS, headers, Json(error)).into_response();
        }
        let most = self.most.fetch_max(inside, Ordering::SeqCst).max(inside);
        if most < self.together {
            let mut others = self.inside.subscribe();
            let (enough, highest) = (self.together, Arc::clone(&self.most));
            let came = others
                .wait_for(|count| *count >= enough || highest.load(Ordering::SeqCst) >= enough);
            came.await.unwrap();
        }
        // Others have their turn before this one leaves.
        for _ in 0..8 {
            tokio::task::yield_now().await;
        }
        self.inside.send_modify(|count| *count -= 1);
        Json(json!({ "value": [] })).into_response()
    }

    /// A world with this Graph, whose pauses end when there is room.
    async fn world(&self) -> World {
        let graph = self.clone();
        let route = get(move || graph.clone().answer());
        let url = serve(Router::new().route(VIEW, route)).await;
        let (inside, capacity) = (Arc::clone(&self.inside), self.capacity);
        World::with(move |settings, _| {
            settings.graph_url = url;
            settings.pause = Pause::new(move |_| {
                let mut inside = inside.subscribe();
                async move {
                    inside.wait_for(|count| *count < capacity).await.unwrap();
                }
            });
        })
        .await
    }
}

async fn read(world: &World, mailbox: u128) -> Result<(), ReadError> {
    let place = CalendarPlace::Window(Window {
        from: NOW,
        until: NOW + 31 * 1_440,
    });
    let app = calendars(world);
    let mut reader = reader();
    let page = app.calendar_page(oid(mailbox), &place, &mut reader, world.now());
    page.await.map(|_| ())
}

#[tokio::test]
async fn one_mailbox_is_asked_four_things_at_a_time() {
    // Fewer than four would wait for ever.
    let graph = Counting::new(4, 100);
    let world = graph.world().await;
    let reads = (0..12).map(|_| read(&world, 1));
    for outcome in futures::future::join_all(reads).await {
        outcome.unwrap();
    }
    assert_eq!(graph.most.load(Ordering::SeqCst), 4);
}

#[tokio::test]
async fn different_mailboxes_are_read_eight_at_a_time_and_more_while_all_is_calm() {
    let graph = Counting::new(8, 100);
    let world = graph.world().await;
    let first = (1..=16).map(|mailbox| read(&world, mailbox));
    for outcome in futures::future::join_all(first).await {
        outcome.unwrap();
    }
    assert_eq!(graph.most.load(Ordering::SeqCst), 8);
    let many = (1..=400).map(|mailbox| read(&world, mailbox));
    for outcome in futures::future::join_all(many).await {
        outcome.unwrap();
    }
    let most = graph.most.load(Ordering::SeqCst);
    assert!((9..=16).contains(&most), "{most}");
}

#[tokio::test]
async fn a_graph_that_serves_five_at_a_time_is_soon_left_in_peace() {
    let graph = Counting::new(0, 5);
    let world = graph.world().await;
    let reads = (1..=400).map(|mailbox| read(&world, mailbox));
    for outcome in futures::future::join_all(reads).await {
        outcome.unwrap();
    }
    assert!(graph.most.load(Ordering::SeqCst) <= 5);
    // Eight at a time would have been refused 150 times and more.
    let refused = graph.refused.load(Ordering::SeqCst);
    assert!((1..=60).contains(&refused), "{refused}");
}

#[tokio::test]
async fn a_mailbox_that_is_refused_again_and_again_holds_up_nobody_else() {
    let busy = oid(1).to_string();
    let answer = move |Path(mailbox): Path<String>| {
        let busy = mailbox == busy;
        async move {
            if busy {
                let error = json!({ "error": { "code": "TooManyRequests", "message": "m" } });
                let headers = [("retry-after", "1")];
                return (StatusCode::TOO_MANY_REQUESTS, headers, Json(error)).into_response();
            }
            Json(json!({ "value": [] })).into_response()
        }
    };
    let url = serve(Router::new().route(VIEW, get(answer))).await;
    let (read_ones, pauses) = (watch::Sender::new(0), AtomicUsize::new(0));
    let others = read_ones.subscribe();
    let world = World::with(move |settings, _| {
        settings.graph_url = url;
        settings.pause = Pause::new(move |_| {
            let first = pauses.fetch_add(1, Ordering::SeqCst) == 0;
            let mut others = others.clone();
            async move {
                if !first {
                    others.wait_for(|count| *count == 20).await.unwrap();
                }
            }
        });
    })
    .await;
    let (world, read_ones) = (&world, &read_ones);
    let refused = read(world, 1);
    let calm = (2..22).map(|mailbox| async move {
        read(world, mailbox).await.unwrap();
        read_ones.send_modify(|count| *count += 1);
    });
    let all = futures::future::join(refused, futures::future::join_all(calm));
    let (refused, _) = tokio::time::timeout(Duration::from_secs(30), all)
        .await
        .expect("the others wait for the busy mailbox");
    assert_eq!(refused.unwrap_err().key(), "throttled");
}
