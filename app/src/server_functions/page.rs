//! About the page itself.

pub mod choose_language;
