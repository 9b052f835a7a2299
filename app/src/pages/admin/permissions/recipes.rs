//! How to take a permission away: portal, Graph, PowerShell and Azure CLI, with the ids that were read.

use leptos::prelude::*;
use model::permission::PermissionKind;
use model::trust::review::{GrantView, RegistrationReview, ReviewLine};
use model::{Guid, TenantId};

use crate::texts::{Key, Texts};

const GRAPH: &str = "https://graph.microsoft.com/v1.0";

/// What the commands are about.
#[derive(Clone, Copy)]
pub(super) struct About {
    pub(super) tenant: TenantId,
    pub(super) client: Guid,
}

/// Commands that remove one grant.
pub(super) struct Commands {
    pub(super) graph: String,
    pub(super) powershell: String,
    pub(super) azure: String,
}

/// The commands for a grant as it was read. The ids hold letters, digits, `_` and `-` alone; scopes letters, digits and
/// dots: `microsoft` refuses all others.
pub(super) fn commands(about: About, line: &ReviewLine, grant: &GrantView) -> Commands {
    let (tenant, id, resource) = (about.tenant, &grant.id, grant.resource_id);
    if line.kind == PermissionKind::Application {
        let path = format!("servicePrincipals/{resource}/appRoleAssignedTo/{id}");
        return Commands {
            graph: format!("DELETE {GRAPH}/{path}"),
            powershell: format!(
                "Connect-MgGraph -TenantId {tenant} -Scopes AppRoleAssignment.ReadWrite.All\n\
                 Remove-MgServicePrincipalAppRoleAssignedTo -ServicePrincipalId {resource} -AppRoleAssignmentId {id}"
            ),
            azure: format!("az rest --method DELETE --url \"{GRAPH}/{path}\""),
        };
    }
    let connect = format!(
        "Connect-MgGraph -TenantId {tenant} -Scopes DelegatedPermissionGrant.ReadWrite.All"
    );
    let path = format!("oauth2PermissionGrants/{id}");
    let others: Vec<&str> = grant
        .scopes
        .iter()
        .map(String::as_str)
        .filter(|scope| !scope.eq_ignore_ascii_case(&line.value))
        .collect();
    if others.is_empty() {
        return Commands {
            graph: format!("DELETE {GRAPH}/{path}"),
            powershell: format!(
                "{connect}\nRemove-MgOauth2PermissionGrant -OAuth2PermissionGrantId {id}"
            ),
            azure: format!("az rest --method DELETE --url \"{GRAPH}/{path}\""),
        };
    }
    let scope = others.join(" ");
    Commands {
        graph: format!("PATCH {GRAPH}/{path}\n{{\"scope\":\"{scope}\"}}"),
        powershell: format!(
            "{connect}\nUpdate-MgOauth2PermissionGrant -OAuth2PermissionGrantId {id} -Scope \"{scope}\""
        ),
        azure: format!(
            "az rest --method PATCH --url \"{GRAPH}/{path}\" --headers \"Content-Type=application/json\" --body '{{\"scope\":\"{scope}\"}}'"
        ),
    }
}

/// All ways to take one permission away, and what comes after.
pub(super) fn recipes(texts: Texts, about: About, line: &ReviewLine) -> AnyView {
    let portal = match line.kind {
        PermissionKind::Application => Key::REVIEW_RECIPE_PORTAL_APPLICATION,
        PermissionKind::Delegated => Key::REVIEW_RECIPE_PORTAL_DELEGATED,
    };
    let portal = texts.with(portal, &[("client", &about.client.to_string())]);
    let back = if line.asked_for.is_empty() || line.needed_by.is_empty() {
        Key::REVIEW_RECIPE_NOT_BACK
    } else {
        Key::REVIEW_RECIPE_BACK
    };
    let users = (line.kind == PermissionKind::Delegated)
        .then(|| view! { <p class="small">{texts.get(Key::REVIEW_RECIPE_USERS)}</p> });
    let ways = match &line.granted {
        Some(grant) => {
            let commands = commands(about, line, grant);
            view! {
                {code(texts, Key::REVIEW_RECIPE_GRAPH, commands.graph)}
                {code(texts, Key::REVIEW_RECIPE_POWERSHELL, commands.powershell)}
                {code(texts, Key::REVIEW_RECIPE_AZURE, commands.azure)}
            }
            .into_any()
        }
        None => {
            let list = match line.kind {
                PermissionKind::Application => "appRoleAssignments",
                PermissionKind::Delegated => "oauth2PermissionGrants",
            };
            let find = format!(
                "az rest --method GET --url \"{GRAPH}/servicePrincipals(appId='{}')/{list}\"",
                about.client
            );
            code(texts, Key::REVIEW_RECIPE_FIND, find)
        }
    };
    view! {
        <h4>{texts.get(Key::REVIEW_RECIPES)}</h4>
        <p><strong>{texts.get(Key::REVIEW_RECIPE_PORTAL)}</strong> ": " {portal}</p>
        {ways}
        <p class="small">{texts.get(Key::REVIEW_RECIPE_ROLE)} " " {texts.get(Key::REVIEW_RECIPE_LIVES_ON)}</p>
        <p class="small">{texts.get(back)}</p>
        {users}
    }
    .into_any()
}

/// How to switch the whole registration off.
pub(super) fn whole(
    texts: Texts,
    tenant: TenantId,
    review: &RegistrationReview,
) -> Option<AnyView> {
    let id = review.principal?;
    let path = format!("{GRAPH}/servicePrincipals/{id}");
    let graph = format!("PATCH {path}\n{{\"accountEnabled\":false}}");
    let powershell = format!(
        "Connect-MgGraph -TenantId {tenant} -Scopes Application.ReadWrite.All\n\
         Update-MgServicePrincipal -ServicePrincipalId {id} -AccountEnabled:$false"
    );
    let azure = format!(
        "az rest --method PATCH --url \"{path}\" --headers \"Content-Type=application/json\" --body '{{\"accountEnabled\":false}}'"
    );
    Some(
        view! {
            <details class="fold">
                <summary>{texts.get(Key::REVIEW_WHOLE)}</summary>
                <p>{texts.get(Key::REVIEW_WHOLE_LEAD)}</p>
                {code(texts, Key::REVIEW_RECIPE_GRAPH, graph)}
                {code(texts, Key::REVIEW_RECIPE_POWERSHELL, powershell)}
                {code(texts, Key::REVIEW_RECIPE_AZURE, azure)}
            </details>
        }
        .into_any(),
    )
}

/// A block of commands with its heading.
pub(super) fn code(texts: Texts, heading: Key, text: String) -> AnyView {
    view! {
        <p class="review-way"><strong>{texts.get(heading)}</strong></p>
        <pre class="code-block" tabindex="0"><code>{text}</code></pre>
    }
    .into_any()
}
