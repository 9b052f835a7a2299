//! Graph as its clients see it: permissions, paging, meetings, batches, and the lobby behind a meeting's address; and its
//! answers and permission table against Microsoft's own descriptions, where `ANTEROOM_REFERENCE_DATA` names their folder.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

#[path = "graph/applications.rs"]
mod applications;
#[path = "graph/batches.rs"]
mod batches;
#[path = "graph/callers.rs"]
mod callers;
#[path = "graph/directory.rs"]
mod directory;
#[path = "graph/lobby.rs"]
mod lobby;
#[path = "graph/meetings.rs"]
mod meetings;
#[path = "graph/openapi_answers.rs"]
mod openapi_answers;
#[path = "graph/openapi_schema.rs"]
mod openapi_schema;
#[path = "graph/permission_table.rs"]
mod permission_table;
#[path = "graph/world.rs"]
mod world;

use std::io::Write as _;

use serde_json::Value;

/// A file of the reference data, or `None` (and a line that says so) where the folder isn't named.
fn reference(name: &str) -> Option<Value> {
    let Ok(folder) = std::env::var("ANTEROOM_REFERENCE_DATA") else {
        // Written past the harness, which would hide the line of a test that passes.
        let line = format!("skipped: ANTEROOM_REFERENCE_DATA is not set, {name} is not compared\n");
        std::io::stderr().write_all(line.as_bytes()).unwrap();
        return None;
    };
    let path = std::path::Path::new(&folder).join(name);
    let text = std::fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    Some(serde_json::from_str(&text).unwrap())
}
