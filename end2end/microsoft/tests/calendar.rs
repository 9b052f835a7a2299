//! Calendars as Graph shows them: views, deltas, permissions, batches, faults, changes, strange tenants.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

#[path = "calendar/batches.rs"]
mod batches;
#[path = "calendar/changes.rs"]
mod changes;
#[path = "calendar/deltas.rs"]
mod deltas;
#[path = "calendar/directory.rs"]
mod directory;
#[path = "calendar/faults.rs"]
mod faults;
#[path = "calendar/speed.rs"]
mod speed;
#[path = "calendar/tenants.rs"]
mod tenants;
#[path = "calendar/views.rs"]
mod views;
#[path = "graph/world.rs"]
mod world;

use serde_json::Value;
use world::{Reply, World};

/// Four weeks that lie in the past of every test.
const WINDOW: &str = "startDateTime=2026-09-07T00:00:00Z&endDateTime=2026-10-05T00:00:00Z";

/// Everything of a collection, next link by next link, and how many pages it took.
async fn all(world: &World, token: &str, path: &str) -> (Vec<Value>, usize) {
    let mut items = Vec::new();
    let mut pages = 0;
    let mut next = Some(path.to_owned());
    while let Some(path) = next {
        let reply = world.get(token, &path).await;
        assert_eq!(reply.status, 200, "{path}: {}", reply.text);
        items.extend(reply.items().iter().cloned());
        next = reply.body["@odata.nextLink"].as_str().map(str::to_owned);
        pages += 1;
    }
    (items, pages)
}

/// A whole round of changes: its items and the link of the next one.
async fn round(world: &World, token: &str, path: &str) -> (Vec<Value>, String) {
    let mut items = Vec::new();
    let mut path = path.to_owned();
    loop {
        let reply = delta_page(world, token, &path).await;
        assert_eq!(reply.status, 200, "{path}: {}", reply.text);
        items.extend(reply.items().iter().cloned());
        if let Some(link) = reply.body["@odata.deltaLink"].as_str() {
            return (items, link.to_owned());
        }
        path = reply.body["@odata.nextLink"].as_str().unwrap().to_owned();
    }
}

async fn delta_page(world: &World, token: &str, path: &str) -> Reply {
    let size = "odata.maxpagesize=50, IdType=\"ImmutableId\"";
    world.prefer(size, "GET", token, path, &Value::Null).await
}
