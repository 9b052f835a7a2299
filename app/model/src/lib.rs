//! What both sides of Anteroom know: identifiers, roles, states, forms, views and errors.
//!
//! The lowest floor of the house: no input or output, no clock, no randomness, `serde` only. It compiles for the
//! server and for the browser, so each kilobyte here is shipped to visitors.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

pub mod credential;
pub mod culture;
pub mod error;
pub mod id;
pub mod live;
pub mod permission;
pub mod queue;
pub mod role;
pub mod slug;
pub mod time;
pub mod trouble;
pub mod trust;

pub use error::{AppError, ErrorCode, FieldError, FieldProblem};
pub use id::{
    AssignmentId, ConsultationId, Guid, InvitationId, ObjectId, RoomId, TenantId, TicketId,
};
pub use role::{Role, Scope};
pub use slug::Slug;
pub use time::Timestamp;
