//! About the session.

pub mod me;
