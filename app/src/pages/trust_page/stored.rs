//! What is stored, in which form and how long.

use leptos::prelude::*;

use crate::texts::{Key, use_texts};
use crate::ui::Table;

/// What is stored, in which form, how long. The periods are those the server's jobs keep.
const STORED: [(Key, Key, Key); 17] = [
    (
        Key::TRUST_ANSWERS,
        Key::TRUST_ANSWERS_FORM,
        Key::TRUST_ANSWERS_TIME,
    ),
    (
        Key::TRUST_DRAFTS,
        Key::TRUST_DRAFTS_FORM,
        Key::TRUST_DRAFTS_TIME,
    ),
    (
        Key::TRUST_TICKETS,
        Key::TRUST_TICKETS_FORM,
        Key::TRUST_TICKETS_TIME,
    ),
    (
        Key::TRUST_FIGURES,
        Key::TRUST_FIGURES_FORM,
        Key::TRUST_FIGURES_TIME,
    ),
    (
        Key::TRUST_SESSIONS,
        Key::TRUST_SESSIONS_FORM,
        Key::TRUST_SESSIONS_TIME,
    ),
    (
        Key::TRUST_TOKENS,
        Key::TRUST_TOKENS_FORM,
        Key::TRUST_TOKENS_TIME,
    ),
    (
        Key::TRUST_STAFF,
        Key::TRUST_STAFF_FORM,
        Key::TRUST_STAFF_TIME,
    ),
    (
        Key::TRUST_MEMBERS,
        Key::TRUST_MEMBERS_FORM,
        Key::TRUST_MEMBERS_TIME,
    ),
    (Key::TRUST_IDS, Key::TRUST_IDS_FORM, Key::TRUST_IDS_TIME),
    (
        Key::TRUST_CALENDAR,
        Key::TRUST_CALENDAR_FORM,
        Key::TRUST_CALENDAR_TIME,
    ),
    (
        Key::TRUST_WEEKS,
        Key::TRUST_WEEKS_FORM,
        Key::TRUST_WEEKS_TIME,
    ),
    (
        Key::TRUST_CELLS,
        Key::TRUST_CELLS_FORM,
        Key::TRUST_CELLS_TIME,
    ),
    (
        Key::TRUST_EVIDENCE,
        Key::TRUST_EVIDENCE_FORM,
        Key::TRUST_EVIDENCE_TIME,
    ),
    (
        Key::REVIEW_KEPT,
        Key::REVIEW_KEPT_FORM,
        Key::REVIEW_KEPT_TIME,
    ),
    (
        Key::ERRORS_KEPT,
        Key::ERRORS_KEPT_FORM,
        Key::ERRORS_KEPT_TIME,
    ),
    (
        Key::TRUST_AUDIT,
        Key::TRUST_AUDIT_FORM,
        Key::TRUST_AUDIT_TIME,
    ),
    (
        Key::TRUST_MAILS,
        Key::TRUST_MAILS_FORM,
        Key::TRUST_MAILS_TIME,
    ),
];

/// The table, and what it does not say.
#[component]
pub(super) fn Stored() -> impl IntoView {
    let texts = use_texts();
    let columns =
        [Key::TRUST_WHAT, Key::TRUST_FORM, Key::TRUST_TIME].map(|key| texts.get(key).to_owned());
    let rows = STORED.map(|(what, form, time)| {
        view! {
            <tr>
                <th scope="row">{texts.get(what)}</th>
                <td data-label=texts.get(Key::TRUST_FORM)>{texts.get(form)}</td>
                <td data-label=texts.get(Key::TRUST_TIME)>{texts.get(time)}</td>
            </tr>
        }
    });
    view! {
        <h2 id="stored">{texts.get(Key::STORED_TITLE)}</h2>
        <p>{texts.get(Key::TRUST_LEAD)}</p>
        <Table caption=texts.get(Key::TRUST_CAPTION) columns=columns.to_vec()>
            {rows.collect_view()}
        </Table>
        <p>{texts.get(Key::TRUST_NOTHING_ELSE)}</p>
        <p>{texts.get(Key::TRUST_PSEUDONYM)}</p>
        <h2>{texts.get(Key::TRUST_COOKIES)}</h2>
        <p>{texts.get(Key::TRUST_COOKIES_TEXT)}</p>
    }
}
