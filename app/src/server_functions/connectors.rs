//! What is read from Microsoft 365 for meeting culture.

pub mod act;
pub mod kept;
pub mod set_reading;
pub mod set_scope;
pub mod show;
pub mod switch_export;
