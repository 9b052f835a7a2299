//! The waiting queue: rooms, tickets, their order, presence, meetings, and what boards are told.
//!
//! Rules are pure functions over rows (`step`, `due`, `kpi`, and `model::queue`); use cases load, decide and write.
//! Every change is one transaction ([`write`](crate::write)): the ticket is updated on the condition that nobody else
//! did, periods are closed and opened, the room's next revision gets its event, staff actions get their audit row;
//! only then is anybody told.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod boards;
mod card;
mod claim;
mod draw;
mod due;
mod error;
mod event;
mod feed;
mod jobs;
mod join;
mod kpi;
mod link;
mod locks;
mod meeting;
mod presence;
mod queue;
mod rooms;
mod sealed;
mod staff;
mod step;
mod visitor;
mod write;
mod zone;

pub use error::QueueError;
pub use feed::Places;
pub use join::Joined;
pub use meeting::Patience;
pub use presence::OpenStream;
pub use queue::Queue;
pub use sealed::{told_answers, told_draft};
pub use staff::Click;
