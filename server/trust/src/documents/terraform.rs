//! Applications and credentials by Terraform (provider azuread).

use super::artefact::{Artefact, Format, artefact};
use super::cloud;
use super::manifest::{self, GROUP_CLAIMS, OPTIONAL_CLAIMS};
use super::permissions::GRAPH;
use super::plan::{APP_ROLES, Application, Plan};
use super::quoting::hcl;
use super::script;

/// The applications. What exists already is taken over by its object id; without one it is left out, because another
/// would be made.
pub(super) fn file(plan: &Plan) -> Artefact {
    let mut text = String::from(
        "terraform {\n  required_version = \">= 1.5.0\"\n  required_providers {\n    azuread = {\n      \
         source  = \"hashicorp/azuread\"\n      version = \"~> 3.0\"\n    }\n  }\n}\n\n",
    );
    let tenant = plan.home.map_or_else(String::new, |home| {
        format!("  tenant_id = {}\n", hcl(&home.to_string()))
    });
    let told = format!("{}{tenant}", cloud::terraform(plan.cloud()));
    text.push_str(&if told.is_empty() {
        "provider \"azuread\" {}\n\n".to_owned()
    } else {
        format!("provider \"azuread\" {{\n{told}}}\n\n")
    });
    text.push_str("data \"azuread_client_config\" \"current\" {}\n");
    for application in plan.applications() {
        if !is_made(&application) {
            text.push_str(&format!(
                "\n# {} exists: enter its object id among the choices, and this file takes it over.\n",
                application.slot.display_name()
            ));
            continue;
        }
        text.push_str(&import(&application));
        text.push_str(&resource(&application));
        text.push_str(&principal(&application));
        text.push_str(&output(&application));
    }
    artefact("anteroom.tf", Format::Terraform, text)
}

/// Whether an application is made or taken over: one whose object id is not known can't be.
const fn is_made(application: &Application) -> bool {
    application.existing.object_id.is_some() || application.existing.client_id.is_none()
}

/// A second file for the same folder: the credentials, as soon as all of it is known, and the certificate made.
pub(super) fn credentials(plan: &Plan) -> Option<Artefact> {
    let mut applications = script::to_be_given(plan)?;
    applications.retain(is_made);
    if applications.is_empty() {
        return None;
    }
    let mut text = String::new();
    if plan.credential.is_certificate() {
        text.push_str("variable \"certificate_end\" {\n  type = string\n}\n");
    }
    for application in &applications {
        text.push_str(&credential(plan, application));
    }
    let text = text.trim_start().to_owned();
    Some(artefact("anteroom-credential.tf", Format::Terraform, text))
}

/// Takes what a colleague has made into the state instead of making it again.
fn import(application: &Application) -> String {
    let Some(object) = application.existing.object_id else {
        return String::new();
    };
    format!(
        "\nimport {{\n  to = azuread_application.{}\n  id = {}\n}}\n",
        application.slot.as_str(),
        hcl(&format!("/applications/{object}"))
    )
}

fn resource(application: &Application) -> String {
    let mut text = format!(
        "\nresource \"azuread_application\" \"{}\" {{\n  display_name     = {}\n  sign_in_audience = {}\n  \
         owners           = [data.azuread_client_config.current.object_id]\n",
        application.slot.as_str(),
        hcl(application.slot.display_name()),
        hcl(manifest::AUDIENCE),
    );
    if application.is_signin() {
        text.push_str(&format!(
            "\n  group_membership_claims = {}\n",
            list(&GROUP_CLAIMS)
        ));
    }
    text.push_str(&web(application));
    if application.is_signin() {
        text.push_str(&signin_blocks());
    }
    text.push_str(&access(application));
    // Whoever made an application stays its owner, as do those who were added since.
    text.push_str("\n  lifecycle {\n    ignore_changes = [owners]\n  }\n}\n");
    text
}

fn web(application: &Application) -> String {
    let logout = application
        .logout_url
        .as_deref()
        .map(|url| format!("    logout_url    = {}\n", hcl(url)))
        .unwrap_or_default();
    format!(
        "\n  web {{\n    redirect_uris = {}\n{logout}\n    implicit_grant {{\n      \
         access_token_issuance_enabled = false\n      id_token_issuance_enabled     = {}\n    }}\n  }}\n",
        list(&application.redirect_uris),
        application.issues_id_tokens()
    )
}

fn signin_blocks() -> String {
    let mut text = String::from("\n  optional_claims {\n");
    for claim in OPTIONAL_CLAIMS {
        text.push_str(&format!(
            "    id_token {{\n      name = {}\n    }}\n",
            hcl(claim)
        ));
    }
    text.push_str("  }\n");
    for (role, id) in APP_ROLES {
        let (title, description) = manifest::role_words(role);
        text.push_str(&format!(
            "\n  app_role {{\n    id                   = {}\n    value                = {}\n    \
             display_name         = {}\n    description          = {}\n    \
             allowed_member_types = [\"User\"]\n    enabled              = true\n  }}\n",
            hcl(&id.to_string()),
            hcl(role.as_str()),
            hcl(&title),
            hcl(&description),
        ));
    }
    text
}

fn access(application: &Application) -> String {
    if application.asked.is_empty() {
        return String::new();
    }
    let mut text = format!(
        "\n  required_resource_access {{\n    resource_app_id = {}\n",
        hcl(&GRAPH.to_string())
    );
    for asked in &application.asked {
        // The names of permissions are letters and dots.
        text.push_str(&format!(
            "\n    # {}\n    resource_access {{\n      id   = {}\n      type = {}\n    }}\n",
            plain(&asked.value),
            hcl(&asked.guid.to_string()),
            hcl(manifest::kind(asked)),
        ));
    }
    text.push_str("  }\n");
    text
}

fn principal(application: &Application) -> String {
    let slot = application.slot.as_str();
    // One that consent has made before is taken over.
    format!(
        "\nresource \"azuread_service_principal\" \"{slot}\" {{\n  client_id    = azuread_application.{slot}.client_id\n  \
         use_existing = true\n\n  lifecycle {{\n    ignore_changes = [owners]\n  }}\n}}\n"
    )
}

fn credential(plan: &Plan, application: &Application) -> String {
    let slot = application.slot.as_str();
    let credential = &plan.credential;
    if credential.is_certificate() {
        // Without a date of its own the provider writes one that may lie behind the certificate's.
        return format!(
            "\nresource \"azuread_application_certificate\" \"{slot}\" {{\n  application_id = azuread_application.{slot}.id\n  \
             type           = \"AsymmetricX509Cert\"\n  value          = file(\"${{path.module}}/anteroom-certificate.pem\")\n  \
             end_date       = var.certificate_end\n}}\n"
        );
    }
    format!(
        "\nresource \"azuread_application_federated_identity_credential\" \"{slot}\" {{\n  \
         application_id = azuread_application.{slot}.id\n  display_name   = {}\n  issuer         = {}\n  \
         subject        = {}\n  audiences      = [{}]\n}}\n",
        hcl(&credential.name()),
        hcl(&credential.issuer),
        hcl(&credential.subject),
        hcl(&credential.audience),
    )
}

fn output(application: &Application) -> String {
    format!(
        "\noutput \"{}\" {{\n  value = azuread_application.{}.client_id\n}}\n",
        application.slot.setting(),
        application.slot.as_str()
    )
}

fn list<T: AsRef<str>>(values: &[T]) -> String {
    let values: Vec<String> = values.iter().map(|value| hcl(value.as_ref())).collect();
    format!("[{}]", values.join(", "))
}

/// A name as it may stand in a comment.
fn plain(name: &str) -> String {
    name.chars()
        .filter(|letter| letter.is_ascii_alphanumeric() || "._".contains(*letter))
        .collect()
}
