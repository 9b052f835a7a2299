//! Set-up documents: from a few choices to everything an administrator needs to set Anteroom up at Microsoft.
//!
//! Pure and deterministic: the same choices give the same files. Nothing here holds a secret or the name of a person,
//! and every value is written so that the language of its file cannot mistake it for anything but a value.

mod artefact;
mod azure_cli;
mod choices;
pub mod cloud;
mod federated;
pub mod host;
pub mod manifest;
pub mod permissions;
pub mod plan;
mod powershell;
pub mod quoting;
mod script;
mod settings;
mod slot;
mod steps;
mod terraform;

pub use artefact::{Artefact, Format};
pub use choices::{Choices, Known, feature_word, features};
pub use cloud::Cloud;
pub use host::{Credential, Host};
pub use plan::{Application, Existing, Layout, Plan, consent_link};
pub use settings::ENVIRONMENT_FILE;
pub use slot::Slot;
pub use steps::{LeastRole, Place, Step, StepKind, Wait, steps};

use crate::secret;
use model::trust::guide::DocumentsView;

impl From<&DocumentsView> for Known {
    fn from(view: &DocumentsView) -> Self {
        let client = |(word, id): &(String, model::Guid)| Some((Slot::of_word(word)?, *id));
        Self {
            base_url: view.base_url.clone(),
            authority: view.authority.clone(),
            graph_url: view.graph_url.clone(),
            signin_by_code: view.signin_by_code,
            tenant: view.tenant.map(|tenant| tenant.0),
            clients: view.clients.iter().filter_map(client).collect(),
            features: view.features.clone(),
            calendars: view.calendars,
        }
    }
}

/// All files of a plan, each name once, in the order of the steps.
#[must_use]
pub fn files(plan: &Plan) -> Vec<Artefact> {
    steps(plan)
        .into_iter()
        .flat_map(|step| step.artefacts)
        .collect()
}

/// What a plan's list of permissions is known by: SHA-256 over names, kinds, GUIDs and applications, in hexadecimal
/// digits. Two documents with the same hash ask for the same.
#[must_use]
pub fn list_hash(plan: &Plan) -> String {
    let mut list = format!("{}\n", model::permission::TABLE_VERSION);
    for application in plan.applications() {
        for asked in &application.asked {
            list.push_str(&format!(
                "{} {} {} {}\n",
                application.slot.as_str(),
                manifest::kind(asked),
                asked.guid,
                asked.value
            ));
        }
    }
    secret::hex(&secret::hash(&list))
}
