//! How to take a permission away: portal, Graph, PowerShell and Azure CLI, with the ids that were read.

mod commands;

use leptos::prelude::*;
use model::permission::PermissionKind;
use model::trust::review::{RegistrationReview, ReviewLine, ReviewStatus};
use model::{Guid, TenantId};
use trust::documents::Cloud;
use trust::documents::cloud::of_word;

use crate::texts::{Key, Texts};
use commands::commands;

/// What the commands are about.
#[derive(Clone, Copy)]
pub(crate) struct About {
    pub(crate) tenant: TenantId,
    pub(crate) client: Guid,
    pub(crate) cloud: Cloud,
}

/// The cloud of a view's word; the worldwide one where it names none.
pub(in crate::pages::admin) fn cloud(word: &str) -> Cloud {
    of_word(word).unwrap_or_default()
}

/// All ways to take one permission away, and what comes after; nothing where there is nothing to take.
pub(super) fn recipes(texts: Texts, about: About, line: &ReviewLine) -> AnyView {
    // Without a grant in sight there may be one only where the lists could not be read.
    let unseen = matches!(
        line.status,
        ReviewStatus::Works | ReviewStatus::Refused | ReviewStatus::Unknown
    );
    if line.granted.is_none() && !unseen {
        return ().into_any();
    }
    let delegated = line.kind == PermissionKind::Delegated;
    let portal = if delegated {
        Key::REVIEW_RECIPE_PORTAL_DELEGATED
    } else {
        Key::REVIEW_RECIPE_PORTAL_APPLICATION
    };
    let portal = texts.with(portal, &[("client", &about.client.to_string())]);
    let back = if line.asked_for.is_empty() || line.needed_by.is_empty() {
        Key::REVIEW_RECIPE_NOT_BACK
    } else {
        Key::REVIEW_RECIPE_BACK
    };
    let users =
        delegated.then(|| view! { <p class="small">{texts.get(Key::REVIEW_RECIPE_USERS)}</p> });
    let ways = commands(about, line).map(|commands| {
        view! {
            {hints(texts, line)}
            {code(texts, Key::REVIEW_RECIPE_GRAPH, commands.graph)}
            {code(texts, Key::REVIEW_RECIPE_POWERSHELL, commands.powershell)}
            {code(texts, Key::REVIEW_RECIPE_AZURE, commands.azure)}
        }
    });
    view! {
        <h3>{texts.get(Key::REVIEW_RECIPES)}</h3>
        <p><strong>{texts.get(Key::REVIEW_RECIPE_PORTAL)}</strong> ": " {portal}</p>
        {ways}
        <p class="small">{texts.get(Key::REVIEW_RECIPE_ROLE)} " " {texts.get(Key::REVIEW_RECIPE_LIVES_ON)}</p>
        <p class="small">{texts.get(back)}</p>
        {users}
    }
    .into_any()
}

/// What to know before one of the commands is run.
fn hints(texts: Texts, line: &ReviewLine) -> Vec<AnyView> {
    let mut hints = Vec::new();
    if line.granted.is_none() {
        let what = match line.kind {
            PermissionKind::Application => line
                .guid
                .map_or_else(|| line.value.clone(), |guid| guid.to_string()),
            PermissionKind::Delegated => line.value.clone(),
        };
        hints.push(texts.with(Key::REVIEW_RECIPE_FIND, &[("what", &what)]));
    }
    if line.kind == PermissionKind::Delegated {
        let name = [("name", line.value.as_str())];
        hints.push(texts.with(Key::REVIEW_RECIPE_SHARED, &name));
    }
    let people = line.granted.as_ref().map_or(0, |grant| grant.people);
    if people > 0 {
        let number = people.to_string();
        hints.push(texts.with(Key::REVIEW_RECIPE_PEOPLE, &[("n", &number)]));
    }
    hints
        .into_iter()
        .map(|hint| view! { <p class="small">{hint}</p> }.into_any())
        .collect()
}

/// How to switch the whole registration off.
pub(super) fn whole(texts: Texts, about: About, review: &RegistrationReview) -> Option<AnyView> {
    let id = review.principal?;
    let path = format!("{}/servicePrincipals/{id}", about.graph());
    let graph = format!("PATCH {path}\n{{\"accountEnabled\":false}}");
    let powershell = format!(
        "{}\n\
         Update-MgServicePrincipal -ServicePrincipalId {id} -AccountEnabled:$false",
        about.connect("Application.ReadWrite.All")
    );
    let azure = format!(
        "{}\naz rest --method PATCH --url \"{path}\" --headers \"Content-Type=application/json\" --body '{{\"accountEnabled\":false}}'{}",
        about.login(),
        about.rest_argument()
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
