//! The permission review: shown to reviewers, moved by administrators.

pub mod check;
pub mod judge;
pub mod read_once;
pub mod set_mail;
pub mod show;
pub mod switch;
