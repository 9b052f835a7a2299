//! The audit log: what was done, by whom, and whether the chain of entries is unbroken.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use model::trust::{AuditLine, AuditPage};

use crate::paths;
use crate::server_functions::admin::read_audit::ReadAudit;
use crate::texts::{Key, use_texts};
use crate::ui::data::loaded;
use crate::ui::{Badge, ButtonLink, Empty, Moment, PageHead, StaffPage, Table, Tone, load};

/// `/admin/audit?before=...`
#[component]
pub fn AuditLogPage() -> impl IntoView {
    let query = use_query_map();
    let before =
        move || query.with(|query| query.get("before").and_then(|before| before.parse().ok()));
    let page = load(move || ReadAudit { before: before() });
    view! { <StaffPage>{loaded(page, |page| view! { <Audit page=page/> })}</StaffPage> }
}

#[component]
pub(crate) fn Audit(page: AuditPage) -> impl IntoView {
    let texts = use_texts();
    let (tone, key) = if page.intact {
        (Tone::Good, Key::AUDIT_INTACT)
    } else {
        (Tone::Bad, Key::AUDIT_BROKEN)
    };
    let badge = view! { <Badge tone=tone>{texts.get(key)}</Badge> }.into_any();
    let columns = [
        Key::AUDIT_NUMBER,
        Key::AUDIT_WHEN,
        Key::AUDIT_WHO,
        Key::AUDIT_WHAT,
        Key::AUDIT_SUBJECT,
    ];
    let columns = columns.map(|key| texts.get(key).to_owned()).to_vec();
    let empty = page.entries.is_empty();
    let rows = page
        .entries
        .into_iter()
        .map(|entry| view! { <Entry entry=entry/> });
    let list = if empty {
        view! { <Empty title=texts.get(Key::AUDIT_EMPTY_TITLE) text=texts.get(Key::AUDIT_EMPTY)/> }
            .into_any()
    } else {
        view! { <Table caption=texts.get(Key::AUDIT_CAPTION) columns=columns>{rows.collect_view()}</Table> }.into_any()
    };
    view! {
        <PageHead title=texts.get(Key::AUDIT_TITLE) actions=badge/>
        <p class="lead">{texts.get(Key::AUDIT_LEAD)}</p>
        {list}
        <nav class="actions" aria-label=texts.get(Key::AUDIT_PAGES)>
            <ButtonLink href=paths::AUDIT label=texts.get(Key::AUDIT_NEWEST)/>
            {page.next.map(|before| view! {
                <ButtonLink href=paths::audit_before(before) label=texts.get(Key::AUDIT_OLDER)/>
            })}
        </nav>
    }
}

#[component]
fn Entry(entry: AuditLine) -> impl IntoView {
    let texts = use_texts();
    let kind = match entry.actor_kind.as_str() {
        "visitor" => Key::AUDIT_VISITOR,
        "system" => Key::AUDIT_SYSTEM,
        "operator" => Key::AUDIT_OPERATOR,
        _ => Key::AUDIT_PERSON,
    };
    let who = entry
        .actor_name
        .or_else(|| entry.actor.map(|actor| actor.to_string()));
    view! {
        <tr>
            <td>{entry.sequence}</td>
            <td><Moment at=entry.at/></td>
            <th scope="row">{who.unwrap_or_else(|| texts.get(kind).to_owned())}</th>
            <td><code>{entry.action}</code></td>
            <td><code class="small">{entry.subject}</code></td>
        </tr>
    }
}
