//! A consent address, part by part.

use leptos::prelude::*;
use trust::catalogue::judge::{ConsentUrl, Part, PartKind};

use super::entries::badge;
use crate::texts::{Key, Texts, use_texts};
use crate::ui::Table;

/// The addresses of a judged text; nothing where there are none.
#[component]
pub(super) fn Consents(consents: Vec<ConsentUrl>) -> impl IntoView {
    let texts = use_texts();
    let tables = consents.into_iter().map(|consent| {
        let columns = [Key::JUDGE_PART, Key::JUDGE_VALUE, Key::JUDGE_MEANS];
        let columns = columns.map(|key| texts.get(key).to_owned()).to_vec();
        let rows: Vec<AnyView> = consent.parts.iter().map(|part| row(texts, part)).collect();
        view! { <Table caption=texts.get(Key::JUDGE_CONSENT) columns=columns>{rows}</Table> }
    });
    tables.collect_view()
}

fn row(texts: Texts, part: &Part) -> AnyView {
    let value = if matches!(part.kind, PartKind::Secret | PartKind::Fragment) {
        view! { <span>{texts.get(Key::JUDGE_HIDDEN)}</span> }.into_any()
    } else {
        view! { <code class="wrap">{part.value.clone()}</code> }.into_any()
    };
    view! {
        <tr>
            <th scope="row"><code>{part.name.clone()}</code></th>
            <td data-label=texts.get(Key::JUDGE_VALUE)>{value}</td>
            <td data-label=texts.get(Key::JUDGE_MEANS)>{badge(texts, part.kind.verdict())} " " {texts.get(meaning(part.kind))}</td>
        </tr>
    }
    .into_any()
}

const fn meaning(kind: PartKind) -> Key {
    match kind {
        PartKind::HostMicrosoft => Key::PART_HOST_MICROSOFT,
        PartKind::HostOther => Key::PART_HOST_OTHER,
        PartKind::NotEncrypted => Key::PART_NOT_ENCRYPTED,
        PartKind::VersionOne => Key::PART_VERSION_ONE,
        PartKind::VersionTwo => Key::PART_VERSION_TWO,
        PartKind::TenantCommon => Key::PART_TENANT_COMMON,
        PartKind::TenantOrganizations => Key::PART_TENANT_ORGANIZATIONS,
        PartKind::TenantConsumers => Key::PART_TENANT_CONSUMERS,
        PartKind::TenantId => Key::PART_TENANT_ID,
        PartKind::TenantDomain => Key::PART_TENANT_DOMAIN,
        PartKind::ClientId => Key::PART_CLIENT_ID,
        PartKind::ClientIdMalformed => Key::PART_CLIENT_ID_MALFORMED,
        PartKind::ClientIdMissing => Key::PART_CLIENT_ID_MISSING,
        PartKind::ResourceGraph => Key::PART_RESOURCE_GRAPH,
        PartKind::ResourceExchange => Key::PART_RESOURCE_EXCHANGE,
        PartKind::ResourceRetired => Key::PART_RESOURCE_RETIRED,
        PartKind::ResourceOther => Key::PART_RESOURCE_OTHER,
        PartKind::PromptAdminConsent => Key::PART_PROMPT_ADMIN_CONSENT,
        PartKind::PromptConsent => Key::PART_PROMPT_CONSENT,
        PartKind::PromptOther => Key::PART_PROMPT_OTHER,
        PartKind::ScopeDefault => Key::PART_SCOPE_DEFAULT,
        PartKind::ScopeList => Key::PART_SCOPE_LIST,
        PartKind::ScopeMixed => Key::PART_SCOPE_MIXED,
        PartKind::ScopeMissing => Key::PART_SCOPE_MISSING,
        PartKind::RedirectEncrypted => Key::PART_REDIRECT_ENCRYPTED,
        PartKind::RedirectLocal => Key::PART_REDIRECT_LOCAL,
        PartKind::RedirectOpen => Key::PART_REDIRECT_OPEN,
        PartKind::RedirectMalformed => Key::PART_REDIRECT_MALFORMED,
        PartKind::RedirectMissing => Key::PART_REDIRECT_MISSING,
        PartKind::State => Key::PART_STATE,
        PartKind::StateMissing => Key::PART_STATE_MISSING,
        PartKind::Secret => Key::PART_SECRET,
        PartKind::Fragment => Key::PART_FRAGMENT,
        PartKind::Other => Key::PART_OTHER,
    }
}
