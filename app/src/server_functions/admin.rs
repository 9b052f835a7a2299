//! What administrators and reviewers do.

pub mod assign;

pub mod check_consent;
pub mod confirm_assignment;
pub mod errors;
#[cfg(feature = "ssr")]
pub(crate) mod fresh_link;
pub mod invite_person;
pub mod people;
pub mod person;
pub mod read_audit;
pub mod remove_assignment;
pub mod rename_tenant;
pub mod restore_assignment;
pub mod restore_invitation;
pub mod revoke_invitation;
#[cfg(feature = "ssr")]
mod scope;
pub mod setup;
pub mod sign_out_person;
