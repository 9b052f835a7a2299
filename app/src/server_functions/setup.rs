//! Set-up at Microsoft: what documents begin with, and what is left to do.

pub mod documents;
pub mod public_documents;
pub mod send_todo;
pub mod todo;
