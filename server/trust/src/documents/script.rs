//! What scripts of both shells have in common: which applications they are about, and in which order they tell.

use super::artefact::{Artefact, Format, artefact};
use super::plan::{Application, Plan};

/// How one shell registers applications.
pub(super) struct Dialect {
    /// File and language.
    pub(super) file: (&'static str, Format),
    /// What comes before everything.
    pub(super) head: String,
    /// One application.
    pub(super) one: fn(&Plan, &Application) -> String,
    /// The line that prints the setting with its client id.
    pub(super) says: fn(&Application) -> String,
}

/// Registers the applications one by one and prints their settings at the end.
pub(super) fn register(plan: &Plan, dialect: Dialect) -> Artefact {
    let applications = plan.applications();
    let mut text = dialect.head;
    for application in &applications {
        text.push('\n');
        text.push_str(&(dialect.one)(plan, application));
    }
    text.push('\n');
    applications
        .iter()
        .for_each(|application| text.push_str(&(dialect.says)(application)));
    let (name, format) = dialect.file;
    artefact(name, format, text)
}

/// The applications that are given a credential; none while a part of it is not known.
pub(super) fn to_be_given(plan: &Plan) -> Option<Vec<Application>> {
    let applications = plan.credential_applications();
    (!applications.is_empty() && plan.credential.is_complete()).then_some(applications)
}
