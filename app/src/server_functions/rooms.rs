//! What those who run a room do: its settings, and who works there.

pub mod add_staff;
pub mod edit;
pub mod fields;
pub mod invite_staff;
pub mod remove_staff;
pub mod restore_staff;
pub mod save;
