//! Making a meeting, and changing one.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::settings;
use crate::graph::errors::GraphError;
use crate::graph::request::Context;
use crate::graph::time::iso_precise;
use crate::state::{Assumption, Meeting};

/// A meeting of `organizer` from a checked body; not stored yet.
///
/// # Errors
/// 400 for times that don't fit, or attendees that can't be found.
pub(super) fn meeting(
    context: &Context<'_>,
    organizer: &str,
    mut body: Map<String, Value>,
) -> Result<Meeting, GraphError> {
    let now_ms = context.state.now_ms();
    let times = settings::times(&body, now_ms)?;
    let participants = participants(context, organizer, body.get("participants"))?;
    let external_id = body
        .remove("externalId")
        .and_then(|key| key.as_str().map(str::to_owned));
    let passcode_wanted = body
        .get("joinMeetingIdSettings")
        .is_none_or(|join| join["isPasscodeRequired"] != json!(false));
    body.remove("joinMeetingIdSettings");
    let open = external_id.is_some() && context.state.assumes(Assumption::LobbyOpenAtFirst);
    let ids = Ids::new(context, organizer);
    let mut properties = settings::defaults(if open { "everyone" } else { "organization" });
    properties.extend(ids.properties(passcode_wanted));
    properties.insert("externalId".to_owned(), json!(external_id));
    let mut meeting = Meeting {
        id: ids.id,
        tenant: context.caller.tid.clone(),
        organizer: organizer.to_owned(),
        external_id,
        join_web_url: ids.join_web_url,
        properties,
        created_ms: now_ms,
        joined: Vec::new(),
        admitted: Vec::new(),
        waiting: Vec::new(),
        guests: 0,
    };
    // Nobody was promised a lobby yet: what the body says about it always counts.
    apply(
        &mut meeting,
        body,
        Changes {
            times: Some(times),
            participants,
            lobby_ignored: false,
        },
    );
    Ok(meeting)
}

/// What a body means beside its plain settings.
pub(super) struct Changes {
    /// Start and end, epoch milliseconds.
    pub(super) times: Option<(i64, i64)>,
    /// Participants as Graph shows them; `None` = as before.
    pub(super) participants: Option<Value>,
    /// The tenant's policy silently keeps the lobby as it is.
    pub(super) lobby_ignored: bool,
}

/// Writes a checked body into a meeting.
pub(super) fn apply(meeting: &mut Meeting, mut body: Map<String, Value>, changes: Changes) {
    for name in ["startDateTime", "endDateTime", "participants"] {
        body.remove(name);
    }
    if changes.lobby_ignored {
        body.remove("lobbyBypassSettings");
    }
    settings::merge(&mut meeting.properties, body);
    if let Some((start, end)) = changes.times {
        meeting
            .properties
            .insert("startDateTime".to_owned(), json!(iso_precise(start)));
        meeting
            .properties
            .insert("endDateTime".to_owned(), json!(iso_precise(end)));
    }
    if let Some(participants) = changes.participants {
        meeting
            .properties
            .insert("participants".to_owned(), participants);
    }
    // Once locked, whoever was let in has to be let in again when they come back.
    if meeting.lobby_scope() == "organizer" {
        meeting.admitted.clear();
    }
}

/// The participants as Graph shows them, from those of a body: the organiser is always the caller's. `None` when a meeting
/// exists and the body says nothing; a new meeting calls with the same and gets an empty list by [`meeting`]'s defaults.
///
/// # Errors
/// 400 for a body that names another organiser, or an attendee that isn't in the directory.
pub(super) fn participants(
    context: &Context<'_>,
    organizer: &str,
    sent: Option<&Value>,
) -> Result<Option<Value>, GraphError> {
    if sent.is_none() && context.request.method == axum::http::Method::PATCH {
        return Ok(None);
    }
    let named = sent.and_then(|sent| sent["organizer"]["identity"]["user"]["id"].as_str());
    if named.is_some_and(|named| !named.eq_ignore_ascii_case(organizer)) {
        return Err(GraphError::malformed(
            "The organizer of a meeting can't be somebody else.",
        ));
    }
    let empty = Vec::new();
    let attendees = sent
        .and_then(|sent| sent["attendees"].as_array())
        .unwrap_or(&empty);
    let attendees: Result<Vec<Value>, GraphError> = attendees
        .iter()
        .map(|attendee| participant(context, attendee))
        .collect();
    let person = context.state.person(&context.caller.tid, organizer);
    let upn = person.map(|person| person.upn);
    Ok(Some(json!({
        "attendees": attendees?,
        "organizer": shown(Some(organizer), upn.as_deref(), "presenter"),
    })))
}

fn participant(context: &Context<'_>, sent: &Value) -> Result<Value, GraphError> {
    let id = sent["identity"]["user"]["id"].as_str();
    let upn = sent["upn"].as_str();
    let role = sent["role"].as_str().unwrap_or("attendee");
    let known = id
        .or(upn)
        .and_then(|name| context.state.person(&context.caller.tid, name));
    match (known, upn, role) {
        (Some(person), _, role) => Ok(shown(Some(&person.oid), Some(&person.upn), role)),
        // Somebody from outside may attend, but not present.
        (None, Some(upn), "attendee") => Ok(shown(id, Some(upn), role)),
        _ => Err(GraphError::malformed(
            "An attendee could not be found in the directory.",
        )),
    }
}

fn shown(id: Option<&str>, upn: Option<&str>, role: &str) -> Value {
    let identity =
        json!({ "application": null, "device": null, "user": { "displayName": null, "id": id } });
    json!({ "identity": identity, "role": role, "upn": upn })
}

struct Ids {
    id: String,
    thread: String,
    join_web_url: String,
    number: String,
    passcode: String,
    options_url: String,
}

impl Ids {
    fn new(context: &Context<'_>, organizer: &str) -> Self {
        let secret = Uuid::new_v4();
        let name = BASE64_URL_SAFE_NO_PAD.encode(secret.simple().to_string());
        let thread = format!("19:meeting_{name}@thread.v2");
        let base = context.state.base_url();
        let tid = &context.caller.tid;
        let whose = format!("%7b%22Tid%22%3a%22{tid}%22%2c%22Oid%22%3a%22{organizer}%22%7d");
        let number = secret.as_u128() % 1_000_000_000_000;
        Self {
            id: BASE64_URL_SAFE_NO_PAD.encode(format!("1*{organizer}*0**{thread}")),
            join_web_url: format!(
                "{base}/l/meetup-join/19%3ameeting_{name}%40thread.v2/0?context={whose}"
            ),
            options_url: format!(
                "{base}/meetingOptions/?organizerId={organizer}&tenantId={tid}&threadId=19_meeting_{name}@thread.v2"
            ),
            number: format!("{number:012}"),
            passcode: secret.simple().to_string().chars().take(6).collect(),
            thread,
        }
    }

    fn properties(&self, passcode_wanted: bool) -> Map<String, Value> {
        let information = json!({ "content": "data:text/html,Join%20the%20simulated%20meeting", "contentType": "html" });
        let properties = json!({
            "chatInfo": { "messageId": "0", "replyChainMessageId": null, "threadId": self.thread },
            "joinInformation": information,
            "joinMeetingIdSettings": {
                "isPasscodeRequired": passcode_wanted,
                "joinMeetingId": self.number,
                "passcode": if passcode_wanted { json!(self.passcode) } else { Value::Null },
            },
            "meetingOptionsWebUrl": self.options_url,
        });
        match properties {
            Value::Object(properties) => properties,
            _ => Map::new(),
        }
    }
}
