//! The live feed: server-sent events for boards and waiting visitors.
//!
//! One topic per room with open pages. A committed change wakes the topic; it reads what happened once, writes the
//! event once, and hands the same bytes to every board. Visitors see their own ticket alone: the topic wakes those
//! whose ticket changed, and shares one order of the queue for the places of all others.
//!
//! A stream first subscribes, then reads its snapshot or what it missed, then sends what is newer: nothing falls in
//! between. A stream that cannot keep up ends, and its page comes back with the last revision it saw.

pub mod board;
pub mod frame;
pub mod hub;
mod resume;
pub mod sign;
pub mod streams;
mod topic;
pub mod visitor;

pub use frame::Frame;
pub use hub::Hub;
pub use streams::{Caps, Streams};
