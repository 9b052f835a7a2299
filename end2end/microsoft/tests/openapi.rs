//! The answers and the permission table against Microsoft's own descriptions. Skipped, with a line that says so, where
//! `ANTEROOM_REFERENCE_DATA` doesn't name the folder that holds them.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    missing_docs
)]

#[path = "openapi/answers.rs"]
mod answers;
#[path = "openapi/permission_table.rs"]
mod permission_table;
#[path = "openapi/schema.rs"]
mod schema;
#[path = "graph/world.rs"]
mod world;

use serde_json::Value;

/// A file of the reference data, or `None` (and a line) where the folder isn't named.
fn reference(name: &str) -> Option<Value> {
    let Ok(folder) = std::env::var("ANTEROOM_REFERENCE_DATA") else {
        eprintln!("skipped: ANTEROOM_REFERENCE_DATA is not set, {name} is not compared");
        return None;
    };
    let path = std::path::Path::new(&folder).join(name);
    let text = std::fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    Some(serde_json::from_str(&text).unwrap())
}
