//! About the session.

pub mod me;
pub mod sign_out_everywhere;
