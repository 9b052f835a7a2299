//! Attributes of people from a file. The file itself arrives at a plain address (`paths::ORGANISATION_FILE`).

pub mod drop_file;
pub mod map;
pub mod remove;
pub mod show;
pub mod take;
