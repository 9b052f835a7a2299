//! Pages of administrators, reviewers and coordinators.

pub mod audit;
pub mod connectors;
pub mod credentials;
pub mod errors;
mod fresh_link;
pub mod organisation;
pub mod people;
pub mod permissions;
pub mod privacy;
pub mod room;
pub mod setup;
pub mod todo;
