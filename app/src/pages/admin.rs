//! Pages of administrators, reviewers and coordinators.

pub mod audit;
pub mod connectors;
mod fresh_link;
pub mod organisation;
pub mod people;
pub mod room;
pub mod setup;
