//! A meeting as Graph shows it.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::settings::EVOLVED_SCOPES;
use crate::graph::request::{Answer, Context};
use crate::graph::time::iso_precise;
use crate::state::Meeting;

/// The preference that shows lobby scopes added after the first version of the enumeration.
const UNKNOWN_MEMBERS: &str = "include-unknown-enum-members";

/// `@odata.context` of one organiser's meetings.
pub(super) fn context_url(context: &Context<'_>, organizer: &str, suffix: &str) -> String {
    format!(
        "{}/$metadata#users('{organizer}')/onlineMeetings{suffix}",
        context.root()
    )
}

/// A meeting with its context.
pub(super) fn entity(context: &Context<'_>, meeting: &Meeting) -> Value {
    let mut shown = self::meeting(context, meeting);
    if let Value::Object(shown) = &mut shown {
        shown.insert(
            "@odata.context".to_owned(),
            json!(context_url(context, &meeting.organizer, "/$entity")),
        );
    }
    shown
}

/// A meeting as an entry of a list.
pub(super) fn meeting(context: &Context<'_>, meeting: &Meeting) -> Value {
    let mut shown = meeting.properties.clone();
    shown.insert("id".to_owned(), json!(meeting.id));
    shown.insert(
        "creationDateTime".to_owned(),
        json!(iso_precise(meeting.created_ms)),
    );
    shown.insert("joinWebUrl".to_owned(), json!(meeting.join_web_url));
    let evolved = EVOLVED_SCOPES.contains(&meeting.lobby_scope())
        && !context.request.prefers(UNKNOWN_MEMBERS);
    if let (true, Some(lobby)) = (evolved, shown.get_mut("lobbyBypassSettings")) {
        lobby["scope"] = json!("unknownFutureValue");
    }
    let select = &context.query.select;
    if !select.is_empty() {
        shown.retain(|name, _| {
            select
                .iter()
                .any(|wanted| wanted.eq_ignore_ascii_case(name))
        });
    }
    Value::Object(shown)
}

/// The answer with the preference that took effect.
pub(super) fn answer(context: &Context<'_>, status: StatusCode, body: Value) -> Answer {
    let applied = if context.request.prefers(UNKNOWN_MEMBERS) {
        vec![UNKNOWN_MEMBERS.to_owned()]
    } else {
        Vec::new()
    };
    Answer {
        applied,
        ..Answer::with(status, body)
    }
}
