//! Graph as its clients see it: permissions, paging, meetings, batches, and the lobby behind a meeting's address.

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
#[path = "graph/world.rs"]
mod world;
