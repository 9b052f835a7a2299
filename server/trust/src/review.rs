//! The permission review: what Anteroom may do in a tenant, read there and judged here.
//!
//! A look reads with the registration's own token (`microsoft::consent::review`), is kept as the last good reading, compared
//! with the one before, and kept as evidence in a chain when something changed, somebody asked, or a day has passed. Lines
//! are judged anew whenever the page is drawn: what is switched on may have changed since.

mod chain;
mod compare;
mod facts;
mod features;
mod judge;
mod known;
mod notify;
mod once;
mod paste;
mod policies;
mod reading;
mod round;
mod row;
pub mod status;
mod turn;
mod verify;
mod view;

pub(crate) use notify::{FIRST, First, Receipts, SETTING as NOTIFY};
pub use paste::Paste;
pub use round::{ASKED_MINUTES, EVERY_MINUTES};
pub(crate) use turn::Turns;
pub(crate) use verify::evidence_hash;
pub use view::{Reader, ReviewFile};
