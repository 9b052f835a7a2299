//! The audit log: what was done, by whom, and whether the chain of entries is unbroken.

mod filter;

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use model::trust::{AuditAsk, AuditLine, AuditPage};

use crate::paths;
use crate::server_functions::admin::read_audit::ReadAudit;
use crate::texts::{Key, use_texts};
use crate::ui::data::loaded;
use crate::ui::{
    Badge, ButtonLink, Empty, LinkTarget, Moment, PageHead, StaffPage, Table, Tone, load,
};
use filter::Filter;

/// `/admin/audit?from=&to=&action=&person=&room=&before=`
#[component]
pub fn AuditLogPage() -> impl IntoView {
    let query = use_query_map();
    let page = load(move || {
        let text = |name: &str| query.with(|query| query.get(name).unwrap_or_default());
        ReadAudit {
            before: text("before").parse().ok(),
            from: text("from"),
            to: text("to"),
            action: text("action"),
            person: text("person"),
            room: text("room"),
        }
    });
    view! { <StaffPage>{loaded(page, |page| view! { <Audit page=page/> })}</StaffPage> }
}

#[component]
pub(crate) fn Audit(page: AuditPage) -> impl IntoView {
    let texts = use_texts();
    let AuditPage {
        entries,
        next,
        intact,
        ask,
        wrong,
        rooms,
    } = page;
    let badge = intact.map(|intact| {
        let (tone, key) = if intact {
            (Tone::Good, Key::AUDIT_INTACT)
        } else {
            (Tone::Bad, Key::AUDIT_BROKEN)
        };
        view! { <Badge tone=tone>{texts.get(key)}</Badge> }
    });
    let narrowed = !ask.is_empty();
    let columns = [
        Key::AUDIT_NUMBER,
        Key::AUDIT_WHEN,
        Key::AUDIT_WHO,
        Key::AUDIT_WHAT,
        Key::AUDIT_SUBJECT,
    ];
    let columns = columns.map(|key| texts.get(key).to_owned()).to_vec();
    let list = if entries.is_empty() {
        let (title, text) = if narrowed {
            (Key::LOG_NONE_TITLE, Key::LOG_NONE)
        } else {
            (Key::AUDIT_EMPTY_TITLE, Key::AUDIT_EMPTY)
        };
        view! { <Empty title=texts.get(title) text=texts.get(text)/> }.into_any()
    } else {
        let rows = entries
            .into_iter()
            .map(|entry| view! { <Entry entry=entry/> });
        view! { <Table caption=texts.get(Key::AUDIT_CAPTION) columns=columns>{rows.collect_view()}</Table> }.into_any()
    };
    let file = wrong.is_empty().then(|| {
        view! {
            <ButtonLink
                href=paths::audit_file(&ask)
                label=texts.get(Key::LOG_FILE)
                target=LinkTarget::Handler
            />
        }
    });
    let newest = paths::audit(&ask, None);
    let older = next.map(|before| paths::audit(&ask, Some(before)));
    view! {
        <PageHead title=texts.get(Key::AUDIT_TITLE) actions=view! { {badge} {file} }.into_any()/>
        <p class="lead">{texts.get(Key::AUDIT_LEAD)}</p>
        <Filter ask=ask wrong=wrong rooms=rooms/>
        {narrowed.then(|| view! { <p class="small">{texts.get(Key::LOG_NARROWED)}</p> })}
        {list}
        <nav class="actions" aria-label=texts.get(Key::AUDIT_PAGES)>
            <ButtonLink href=newest label=texts.get(Key::AUDIT_NEWEST)/>
            {older.map(|href| view! { <ButtonLink href=href label=texts.get(Key::AUDIT_OLDER)/> })}
        </nav>
    }
    .into_any()
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
    let name = entry
        .actor_name
        .or_else(|| entry.actor.map(|actor| actor.to_string()));
    let who = match (name, entry.actor) {
        (Some(name), Some(actor)) => {
            let ask = AuditAsk {
                person: actor.to_string(),
                ..AuditAsk::default()
            };
            view! { <a href=paths::audit(&ask, None)>{name}</a> }.into_any()
        }
        (name, _) => name
            .unwrap_or_else(|| texts.get(kind).to_owned())
            .into_any(),
    };
    let same = AuditAsk {
        action: entry.action.clone(),
        ..AuditAsk::default()
    };
    let detail = (!entry.detail.is_empty()).then(|| {
        view! {
            <details>
                <summary class="small">{texts.get(Key::LOG_DETAIL)}</summary>
                <code class="small wrap">{entry.detail}</code>
            </details>
        }
    });
    view! {
        <tr>
            <td data-label=texts.get(Key::AUDIT_NUMBER)>{entry.sequence}</td>
            <td data-label=texts.get(Key::AUDIT_WHEN)><Moment at=entry.at/></td>
            <th scope="row">{who}</th>
            <td data-label=texts.get(Key::AUDIT_WHAT)><a href=paths::audit(&same, None)><code>{entry.action}</code></a></td>
            <td data-label=texts.get(Key::AUDIT_SUBJECT)><code class="small wrap">{entry.subject}</code>{detail}</td>
        </tr>
    }
    .into_any()
}
