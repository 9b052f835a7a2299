//! An application as Microsoft Graph writes it: the body that makes or changes it, and what the manifest editor of the
//! portal shows. The older format of Azure AD Graph is accepted nowhere any more.

use model::Guid;
use model::permission::PermissionKind;
use serde::Serialize;

use super::artefact::{Artefact, Format, artefact};
use super::permissions::{Asked, GRAPH};
use super::plan::{APP_ROLES, Application};
use super::quoting;

/// Claims that sign-in wants besides those that always come (microsoft.md 1.2).
pub const OPTIONAL_CLAIMS: [&str; 3] = ["login_hint", "sid", "acct"];
/// Groups that are assigned to the application, and directory roles, stand in the id_token.
pub const GROUP_CLAIMS: [&str; 2] = ["ApplicationGroup", "DirectoryRole"];
/// Any organisation; no private accounts.
pub const AUDIENCE: &str = "AzureADMultipleOrgs";

/// The properties we set. Those we don't name stay as they are.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Manifest<'a> {
    display_name: &'a str,
    sign_in_audience: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    group_membership_claims: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    optional_claims: Option<OptionalClaims>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    app_roles: Vec<AppRole>,
    web: Web<'a>,
    required_resource_access: Vec<Resource>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct OptionalClaims {
    id_token: Vec<Claim>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Claim {
    name: &'static str,
    essential: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct AppRole {
    id: Guid,
    allowed_member_types: [&'static str; 1],
    display_name: String,
    description: String,
    value: String,
    is_enabled: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Web<'a> {
    redirect_uris: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    logout_url: Option<&'a str>,
    implicit_grant_settings: Implicit,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Implicit {
    enable_id_token_issuance: bool,
    enable_access_token_issuance: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Resource {
    resource_app_id: Guid,
    resource_access: Vec<Access>,
}

#[derive(Serialize)]
struct Access {
    id: Guid,
    #[serde(rename = "type")]
    kind: &'static str,
}

/// The word for the kind of a permission in manifests.
pub(super) const fn kind(asked: &Asked) -> &'static str {
    match asked.kind {
        PermissionKind::Delegated => "Scope",
        PermissionKind::Application => "Role",
    }
}

/// What a role is called at Microsoft: title and description.
pub(super) fn role_words(role: model::Role) -> (String, String) {
    (role.to_string(), format!("{role} of Anteroom"))
}

/// The manifest as JSON text in ASCII, indented, without a line end at its end. Each of its lines begins with a blank or
/// a brace, so that it can stand in any here-document.
#[must_use]
pub fn json(application: &Application) -> String {
    let signin = application.is_signin();
    let claim = |name| Claim {
        name,
        essential: false,
    };
    let manifest = Manifest {
        display_name: application.slot.display_name(),
        sign_in_audience: AUDIENCE,
        group_membership_claims: signin.then(|| GROUP_CLAIMS.join(",")),
        optional_claims: signin.then(|| OptionalClaims {
            id_token: OPTIONAL_CLAIMS.map(claim).into(),
        }),
        app_roles: if signin { roles() } else { vec![] },
        web: Web {
            redirect_uris: &application.redirect_uris,
            logout_url: application.logout_url.as_deref(),
            implicit_grant_settings: Implicit {
                enable_id_token_issuance: application.issues_id_tokens(),
                enable_access_token_issuance: false,
            },
        },
        required_resource_access: resources(&application.asked),
    };
    let text = serde_json::to_string_pretty(&manifest).unwrap_or_default();
    quoting::ascii(&text)
}

fn roles() -> Vec<AppRole> {
    let role = |(role, id): (model::Role, Guid)| {
        let (display_name, description) = role_words(role);
        AppRole {
            id,
            allowed_member_types: ["User"],
            display_name,
            description,
            value: role.to_string(),
            is_enabled: true,
        }
    };
    APP_ROLES.into_iter().map(role).collect()
}

fn resources(asked: &[Asked]) -> Vec<Resource> {
    let access = |asked: &Asked| Access {
        id: asked.guid,
        kind: kind(asked),
    };
    let resource_access: Vec<Access> = asked.iter().map(access).collect();
    if resource_access.is_empty() {
        return vec![];
    }
    vec![Resource {
        resource_app_id: GRAPH,
        resource_access,
    }]
}

/// The manifest of each application as a file of its own.
pub(super) fn files(applications: &[Application]) -> Vec<Artefact> {
    let file = |application: &Application| {
        let name = format!("anteroom-{}.json", application.slot.as_str());
        artefact(name, Format::Json, format!("{}\n", json(application)))
    };
    applications.iter().map(file).collect()
}
