//! What is to be done, step by step, in the order that avoids dead ends (microsoft.md 9): who, where, with what, what it
//! leaves behind, and how to see that it worked. Words are found elsewhere.

mod kind;

use super::artefact::Artefact;
use super::plan::{Application, Plan};
use super::{azure_cli, manifest, powershell, settings, terraform};

pub use kind::{LeastRole, Place, StepKind, Wait};

/// One step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What it is.
    pub kind: StepKind,
    /// Where.
    pub place: Place,
    /// By whom at least.
    pub role: LeastRole,
    /// Applications it is about.
    pub applications: Vec<Application>,
    /// Files that do it; each is a way of its own where there are several of different languages.
    pub artefacts: Vec<Artefact>,
    /// Commands that take it back, language-neutral.
    pub undo: Vec<String>,
    /// Waiting times.
    pub waits: Vec<Wait>,
    /// The most likely errors, by Microsoft's code; `errors` has their words.
    pub errors: Vec<&'static str>,
    /// The role that is not needed any more after this step.
    pub give_back: Option<LeastRole>,
}

/// All steps of a plan, in order.
#[must_use]
pub fn steps(plan: &Plan) -> Vec<Step> {
    let mut all = Vec::new();
    if plan.colleague {
        all.push(colleague(plan));
    }
    all.push(register(plan));
    let given = plan.credential_applications();
    if !given.is_empty() {
        all.push(credential(plan, &given));
    }
    all.push(own_settings(plan));
    all.push(sign_in(plan));
    all.extend(plan.data_applications().iter().map(|application| {
        // An empty list would make a consent page for whatever the registration holds.
        if application.asked.is_empty() {
            principal(plan, application)
        } else {
            consent(application)
        }
    }));
    all.extend(exchange_scope(plan));
    all.extend(teams_policy(plan));
    all.push(roles(plan));
    all
}

fn base(kind: StepKind, place: Place, role: LeastRole) -> Step {
    Step {
        kind,
        place,
        role,
        applications: vec![],
        artefacts: vec![],
        undo: vec![],
        waits: vec![],
        errors: vec![],
        give_back: None,
    }
}

/// Only names are needed to hand an application over: everything else is done by its owner, who needs no role.
fn colleague(plan: &Plan) -> Step {
    Step {
        applications: plan.applications(),
        undo: deletions(plan),
        errors: vec![
            "Authorization_RequestDenied",
            "Request_BadRequest",
            "AADSTS700016",
        ],
        give_back: Some(LeastRole::ApplicationDeveloper),
        ..base(
            StepKind::Colleague,
            Place::Home,
            LeastRole::ApplicationDeveloper,
        )
    }
}

fn register(plan: &Plan) -> Step {
    let applications = plan.applications();
    let mut artefacts = vec![azure_cli::register(plan), terraform::file(plan)];
    artefacts.push(powershell::register(plan));
    artefacts.extend(manifest::files(&applications));
    Step {
        applications,
        artefacts,
        undo: deletions(plan),
        waits: vec![Wait::Credential],
        errors: vec![
            "AADSTS50011",
            // Nobody waits for an id_token where a code is exchanged for it.
            if plan.signin_by_code {
                "AADSTS7000218"
            } else {
                "AADSTS700054"
            },
            "Authorization_RequestDenied",
        ],
        give_back: (!plan.colleague).then_some(LeastRole::ApplicationDeveloper),
        ..base(
            StepKind::Register,
            Place::Home,
            if plan.colleague {
                LeastRole::Owner
            } else {
                LeastRole::AnyoneOrDeveloper
            },
        )
    }
}

fn deletions(plan: &Plan) -> Vec<String> {
    let applications = plan.applications();
    let delete = |application: &Application| {
        let id = application.existing.client_id.map_or_else(
            || format!("\"${}\"", application.slot.setting()),
            |id| id.to_string(),
        );
        format!("az ad app delete --id {id}")
    };
    applications.iter().map(delete).collect()
}

fn credential(plan: &Plan, given: &[Application]) -> Step {
    let mut artefacts: Vec<Artefact> = settings::place(plan);
    artefacts.extend(azure_cli::credential(plan));
    artefacts.extend(terraform::credentials(plan));
    artefacts.extend(powershell::credential(plan));
    let certificate = plan.credential.is_certificate();
    let undo = given.iter().map(|application| {
        let existing = application.existing;
        let object = existing.object_id.or(existing.client_id).map_or_else(
            || format!("\"${}_object\"", application.slot.as_str()),
            |id| id.to_string(),
        );
        if certificate {
            format!("az ad app credential delete --id {object} --cert --key-id \"$KEY_ID\"")
        } else {
            format!(
                "az ad app federated-credential delete --id {object} --federated-credential-id {}",
                plan.credential.name()
            )
        }
    });
    Step {
        applications: given.to_vec(),
        artefacts,
        undo: undo.collect(),
        waits: vec![Wait::Credential],
        errors: if certificate {
            vec![
                "KeyCredentialsInvalidEndDate",
                "AADSTS700027",
                "AADSTS700024",
            ]
        } else {
            vec!["AADSTS700211", "AADSTS700213", "AADSTS700212"]
        },
        ..base(StepKind::Credential, Place::Home, LeastRole::Owner)
    }
}

fn own_settings(plan: &Plan) -> Step {
    Step {
        applications: plan.applications(),
        artefacts: vec![settings::environment(plan)],
        errors: vec!["AADSTS700016", "AADSTS50011", "AADSTS7000218"],
        ..base(StepKind::Settings, Place::Installation, LeastRole::Operator)
    }
}

fn sign_in(plan: &Plan) -> Step {
    let mut applications = plan.applications();
    applications.retain(Application::is_signin);
    Step {
        undo: principals(&applications),
        applications,
        waits: vec![Wait::Consent],
        errors: vec!["AADSTS50011", "AADSTS90094", "AADSTS50105"],
        ..base(
            StepKind::SignIn,
            Place::Customer,
            LeastRole::CloudApplicationAdministrator,
        )
    }
}

fn consent(application: &Application) -> Step {
    let role = if application.acts_by_itself() {
        LeastRole::PrivilegedRoleAdministrator
    } else {
        LeastRole::CloudApplicationAdministrator
    };
    Step {
        undo: principals(std::slice::from_ref(application)),
        applications: vec![application.clone()],
        waits: vec![Wait::Consent, Wait::Token],
        errors: vec!["AADSTS90094", "AADSTS50020", "AADSTS700016"],
        give_back: Some(role),
        ..base(StepKind::Consent(application.slot), Place::Customer, role)
    }
}

/// Exchange gives roles to an application only once it is known in the organisation.
fn principal(plan: &Plan, application: &Application) -> Step {
    Step {
        undo: principals(std::slice::from_ref(application)),
        applications: vec![application.clone()],
        artefacts: vec![azure_cli::principal(plan, application)],
        waits: vec![Wait::Consent],
        errors: vec!["AADSTS700016", "AADSTS50020", "Authorization_RequestDenied"],
        give_back: Some(LeastRole::CloudApplicationAdministrator),
        ..base(
            StepKind::Principal(application.slot),
            Place::Customer,
            LeastRole::CloudApplicationAdministrator,
        )
    }
}

/// Takes everything that an application was ever given in this tenant.
fn principals(applications: &[Application]) -> Vec<String> {
    let delete = |application: &Application| {
        let id = application.existing.client_id.map_or_else(
            || format!("\"${}\"", application.slot.setting()),
            |id| id.to_string(),
        );
        format!("az ad sp delete --id {id}")
    };
    applications.iter().map(delete).collect()
}

fn exchange_scope(plan: &Plan) -> Option<Step> {
    let script = powershell::exchange_scope(plan)?;
    let mut applications = plan.data_applications();
    applications.retain(|application| !application.by_exchange.is_empty());
    let removed: Vec<String> = applications
        .iter()
        .map(|one| {
            format!(
                "Remove-ServicePrincipal -Identity ${}Principal",
                one.slot.as_str()
            )
        })
        .collect();
    Some(Step {
        applications,
        artefacts: vec![script],
        undo: vec![
            "Get-ManagementRoleAssignment | Where-Object CustomResourceScope -eq 'Anteroom' | Remove-ManagementRoleAssignment".to_owned(),
            "Remove-ManagementScope -Identity 'Anteroom'".to_owned(),
        ]
        .into_iter()
        .chain(removed)
        .collect(),
        waits: vec![Wait::Exchange],
        errors: vec!["ErrorAccessDenied", "extensionError", "Authorization_RequestDenied"],
        give_back: Some(LeastRole::ExchangeAdministrator),
        ..base(
            StepKind::ExchangeScope,
            Place::Customer,
            LeastRole::ExchangeAdministrator,
        )
    })
}

fn teams_policy(plan: &Plan) -> Option<Step> {
    let script = powershell::teams_policy(plan)?;
    Some(Step {
        artefacts: vec![script],
        undo: vec![
            "Grant-CsApplicationAccessPolicy -PolicyName $null -Identity $person".to_owned(),
            "Remove-CsApplicationAccessPolicy -Identity 'Anteroom'".to_owned(),
        ],
        waits: vec![Wait::Teams],
        errors: vec!["Unauthorized", "Authorization_RequestDenied", "AADSTS53003"],
        give_back: Some(LeastRole::TeamsAdministrator),
        ..base(
            StepKind::TeamsPolicy,
            Place::Customer,
            LeastRole::TeamsAdministrator,
        )
    })
}

fn roles(plan: &Plan) -> Step {
    let mut applications = plan.applications();
    applications.retain(Application::is_signin);
    Step {
        applications,
        waits: vec![Wait::Token],
        errors: vec!["AADSTS50105", "AADSTS50020", "Authorization_RequestDenied"],
        ..base(
            StepKind::Roles,
            Place::Customer,
            LeastRole::UserAdministrator,
        )
    }
}
