//! What the body of a create, createOrGet or PATCH may say: a table of properties, checked before anything changes.

use serde_json::{Map, Value, json};

use crate::graph::errors::GraphError;
use crate::graph::time;

const HOUR_MS: i64 = 3_600_000;

/// Shape of one property.
enum Shape {
    Bool,
    Text,
    Time,
    Participants,
    Choice(&'static [&'static str]),
    Object(&'static [(&'static str, Shape)]),
}

/// Which request the body belongs to; each allows other properties.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// `POST .../onlineMeetings`.
    Create,
    /// `POST .../onlineMeetings/createOrGet`.
    CreateOrGet,
    /// `PATCH .../onlineMeetings/{id}`.
    Update,
}

/// Lobby scopes that need `Prefer: include-unknown-enum-members` to be shown by name.
pub(super) const EVOLVED_SCOPES: &[&str] = &["invited", "organizationExcludingGuests"];

const SCOPES: &[&str] = &[
    "organizer",
    "organization",
    "organizationAndFederated",
    "everyone",
    "invited",
    "organizationExcludingGuests",
];

/// Settings that `POST` and `PATCH` take alike.
const SETTINGS: &[(&str, Shape)] = &[
    ("allowAttendeeToEnableCamera", Shape::Bool),
    ("allowAttendeeToEnableMic", Shape::Bool),
    ("allowBreakoutRooms", Shape::Bool),
    ("allowCopyingAndSharingMeetingContent", Shape::Bool),
    ("allowLiveShare", Shape::Choice(&["enabled", "disabled"])),
    (
        "allowMeetingChat",
        Shape::Choice(&["enabled", "disabled", "limited"]),
    ),
    ("allowParticipantsToChangeName", Shape::Bool),
    ("allowPowerPointSharing", Shape::Bool),
    ("allowRecording", Shape::Bool),
    ("allowTeamworkReactions", Shape::Bool),
    ("allowTranscription", Shape::Bool),
    ("allowWhiteboard", Shape::Bool),
    (
        "allowedLobbyAdmitters",
        Shape::Choice(&[
            "organizerAndCoOrganizersAndPresenters",
            "organizerAndCoOrganizers",
        ]),
    ),
    (
        "allowedPresenters",
        Shape::Choice(&["everyone", "organization", "roleIsPresenter", "organizer"]),
    ),
    (
        "chatRestrictions",
        Shape::Object(&[("allowTextOnly", Shape::Bool)]),
    ),
    ("isEndToEndEncryptionEnabled", Shape::Bool),
    ("isEntryExitAnnounced", Shape::Bool),
    (
        "lobbyBypassSettings",
        Shape::Object(&[
            ("isDialInBypassEnabled", Shape::Bool),
            ("scope", Shape::Choice(SCOPES)),
        ]),
    ),
    ("meetingSpokenLanguageTag", Shape::Text),
    ("recordAutomatically", Shape::Bool),
    (
        "shareMeetingChatHistoryDefault",
        Shape::Choice(&["none", "all"]),
    ),
    (
        "watermarkProtection",
        Shape::Object(&[
            ("isEnabledForContentSharing", Shape::Bool),
            ("isEnabledForVideo", Shape::Bool),
        ]),
    ),
];

/// Properties that every request takes.
const BASICS: &[(&str, Shape)] = &[
    ("subject", Shape::Text),
    ("startDateTime", Shape::Time),
    ("endDateTime", Shape::Time),
    ("participants", Shape::Participants),
];

/// Fixed when the meeting is made.
const ONCE: &[(&str, Shape)] = &[(
    "joinMeetingIdSettings",
    Shape::Object(&[("isPasscodeRequired", Shape::Bool)]),
)];

const KEY: &[(&str, Shape)] = &[("externalId", Shape::Text)];

/// Checks a request body and returns its properties without OData annotations.
///
/// # Errors
/// 400 for anything but an object, for a property that this request doesn't take, and for a value of the wrong kind.
pub(super) fn checked(purpose: Purpose, body: &[u8]) -> Result<Map<String, Value>, GraphError> {
    let body: Value = if body.is_empty() {
        json!({})
    } else {
        serde_json::from_slice(body).map_err(|_| unreadable())?
    };
    let Value::Object(mut body) = body else {
        return Err(unreadable());
    };
    body.retain(|name, _| !name.contains('@'));
    let tables: &[&[(&str, Shape)]] = match purpose {
        Purpose::Create => &[BASICS, SETTINGS, ONCE],
        Purpose::CreateOrGet => &[BASICS, KEY],
        Purpose::Update => &[BASICS, SETTINGS],
    };
    for (name, value) in &body {
        let shape = tables
            .iter()
            .copied()
            .flatten()
            .find(|(known, _)| known == name)
            .map(|(_, shape)| shape);
        let shape = shape.ok_or_else(|| {
            GraphError::malformed(format!(
                "The property '{name}' can't be given in this request."
            ))
        })?;
        shape.check(name, value)?;
    }
    Ok(body)
}

/// The times of a new meeting: as given; start = now and end = one hour later where absent.
///
/// # Errors
/// 400 for an end without a start, or one that isn't after it.
pub(super) fn times(body: &Map<String, Value>, now_ms: i64) -> Result<(i64, i64), GraphError> {
    match (time_of(body, "startDateTime"), time_of(body, "endDateTime")) {
        (None, Some(_)) => Err(GraphError::malformed("endDateTime needs a startDateTime.")),
        (None, None) => Ok((now_ms, now_ms + HOUR_MS)),
        (Some(start), None) => Ok((start, start + HOUR_MS)),
        (Some(start), Some(end)) if end > start => Ok((start, end)),
        _ => Err(GraphError::malformed(
            "endDateTime must be later than startDateTime.",
        )),
    }
}

/// The times a PATCH sets: both or none.
///
/// # Errors
/// 400 when only one is given, or the end isn't after the start.
pub(super) fn new_times(body: &Map<String, Value>) -> Result<Option<(i64, i64)>, GraphError> {
    match (time_of(body, "startDateTime"), time_of(body, "endDateTime")) {
        (None, None) => Ok(None),
        (Some(start), Some(end)) if end > start => Ok(Some((start, end))),
        _ => Err(GraphError::malformed(
            "startDateTime and endDateTime can be changed only together, the end after the start.",
        )),
    }
}

fn time_of(body: &Map<String, Value>, name: &str) -> Option<i64> {
    body.get(name).and_then(Value::as_str).and_then(time::parse)
}

/// Writes checked settings over those that are there; nested objects are merged, so that what isn't named stays.
pub(super) fn merge(properties: &mut Map<String, Value>, changes: Map<String, Value>) {
    for (name, value) in changes {
        match (properties.get_mut(&name), value) {
            (Some(Value::Object(old)), Value::Object(new)) => old.extend(new),
            (_, value) => {
                properties.insert(name, value);
            }
        }
    }
}

/// The settings of a meeting about which nothing was said.
pub(super) fn defaults(lobby_scope: &str) -> Map<String, Value> {
    let defaults = json!({
        "allowAttendeeToEnableCamera": true,
        "allowAttendeeToEnableMic": true,
        "allowBreakoutRooms": true,
        "allowCopyingAndSharingMeetingContent": true,
        "allowLiveShare": "enabled",
        "allowMeetingChat": "enabled",
        "allowParticipantsToChangeName": false,
        "allowPowerPointSharing": true,
        "allowRecording": true,
        "allowTeamworkReactions": true,
        "allowTranscription": true,
        "allowWhiteboard": true,
        "allowedLobbyAdmitters": "organizerAndCoOrganizersAndPresenters",
        "allowedPresenters": "everyone",
        "audioConferencing": null,
        "chatRestrictions": null,
        "isBroadcast": false,
        "isEndToEndEncryptionEnabled": false,
        "isEntryExitAnnounced": true,
        "lobbyBypassSettings": { "isDialInBypassEnabled": false, "scope": lobby_scope },
        "meetingSpokenLanguageTag": null,
        "recordAutomatically": false,
        "shareMeetingChatHistoryDefault": "none",
        "subject": null,
        "videoTeleconferenceId": null,
        "watermarkProtection": { "isEnabledForContentSharing": false, "isEnabledForVideo": false },
    });
    match defaults {
        Value::Object(defaults) => defaults,
        _ => Map::new(),
    }
}

impl Shape {
    fn check(&self, name: &str, value: &Value) -> Result<(), GraphError> {
        let fits = match self {
            Self::Bool => value.is_boolean(),
            Self::Text => value.is_string() || value.is_null(),
            Self::Time => value
                .as_str()
                .is_some_and(|text| time::parse(text).is_some()),
            Self::Choice(allowed) => value.as_str().is_some_and(|text| allowed.contains(&text)),
            Self::Participants => return check_participants(value),
            Self::Object(properties) => return check_object(name, properties, value),
        };
        if fits {
            Ok(())
        } else {
            Err(GraphError::malformed(format!(
                "The value of '{name}' isn't valid."
            )))
        }
    }
}

fn check_object(name: &str, properties: &[(&str, Shape)], value: &Value) -> Result<(), GraphError> {
    let wrong = || GraphError::malformed(format!("The value of '{name}' isn't valid."));
    let object = value.as_object().ok_or_else(wrong)?;
    for (key, value) in object.iter().filter(|(key, _)| !key.contains('@')) {
        let (_, shape) = properties
            .iter()
            .find(|(known, _)| known == key)
            .ok_or_else(wrong)?;
        shape.check(key, value)?;
    }
    Ok(())
}

fn check_participants(value: &Value) -> Result<(), GraphError> {
    let wrong = || GraphError::malformed("The value of 'participants' isn't valid.");
    let object = value.as_object().ok_or_else(wrong)?;
    if object
        .keys()
        .any(|key| !matches!(key.as_str(), "organizer" | "attendees") && !key.contains('@'))
    {
        return Err(wrong());
    }
    let attendees = match object.get("attendees") {
        None => return Ok(()),
        Some(attendees) => attendees.as_array().ok_or_else(wrong)?,
    };
    for attendee in attendees {
        let named = attendee["upn"].is_string() || attendee["identity"]["user"]["id"].is_string();
        let role_fits = match &attendee["role"] {
            Value::Null => true,
            role => role.as_str().is_some_and(|role| {
                matches!(role, "attendee" | "presenter" | "coorganizer" | "producer")
            }),
        };
        if !named || !role_fits {
            return Err(wrong());
        }
    }
    Ok(())
}

fn unreadable() -> GraphError {
    GraphError::malformed("The request body isn't a JSON object.")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(purpose: Purpose, body: &Value) -> Result<Map<String, Value>, GraphError> {
        checked(purpose, body.to_string().as_bytes())
    }

    #[test]
    fn create_or_get_takes_five_properties_only() {
        let good = json!({"externalId": "x", "subject": "s", "startDateTime": "2026-11-21T10:00:00Z",
            "endDateTime": "2026-11-21T11:00:00+01:00", "participants": {"attendees": [{"upn": "a@contoso.example", "role": "attendee"}]}});
        assert!(check(Purpose::CreateOrGet, &good).is_ok());
        for refused in [
            json!({"lobbyBypassSettings": {"scope": "everyone"}}),
            json!({"allowedPresenters": "organizer"}),
            json!({"shoeSize": 4}),
        ] {
            assert_eq!(
                check(Purpose::CreateOrGet, &refused)
                    .unwrap_err()
                    .status
                    .as_u16(),
                400,
                "{refused}"
            );
        }
    }

    #[test]
    fn values_outside_of_the_table_are_refused() {
        for refused in [
            json!({"lobbyBypassSettings": {"scope": "nobody"}}),
            json!({"lobbyBypassSettings": {"colour": "red"}}),
            json!({"allowedPresenters": "unknownFutureValue"}),
            json!({"recordAutomatically": "yes"}),
            json!({"startDateTime": "noon"}),
            json!({"participants": {"attendees": [{"role": "attendee"}]}}),
            json!({"participants": {"attendees": [{"upn": "a", "role": "king"}]}}),
            json!({"joinMeetingIdSettings": {"isPasscodeRequired": true}}),
            json!([]),
        ] {
            assert!(check(Purpose::Update, &refused).is_err(), "{refused}");
        }
        assert!(
            check(
                Purpose::Create,
                &json!({"joinMeetingIdSettings": {"isPasscodeRequired": true}})
            )
            .is_ok()
        );
        assert!(checked(Purpose::Create, b"{").is_err());
        assert!(checked(Purpose::Create, b"").is_ok());
    }

    #[test]
    fn times_default_to_one_hour_from_now() {
        let now = 1_795_262_400_000;
        let of = |body: Value| times(body.as_object().unwrap(), now);
        assert_eq!(of(json!({})), Ok((now, now + HOUR_MS)));
        assert_eq!(
            of(json!({"startDateTime": "2026-11-21T13:00:00Z"})),
            Ok((now + HOUR_MS, now + 2 * HOUR_MS))
        );
        assert!(of(json!({"endDateTime": "2026-11-21T13:00:00Z"})).is_err());
        assert!(of(json!({"startDateTime": "2026-11-21T13:00:00Z", "endDateTime": "2026-11-21T13:00:00Z"})).is_err());
        assert!(
            new_times(
                json!({"startDateTime": "2026-11-21T13:00:00Z"})
                    .as_object()
                    .unwrap()
            )
            .is_err()
        );
    }

    #[test]
    fn merging_keeps_what_is_not_named() {
        let mut properties = defaults("organization");
        let changes = json!({"lobbyBypassSettings": {"scope": "everyone"}, "subject": "Room"});
        merge(&mut properties, changes.as_object().unwrap().clone());
        assert_eq!(
            properties["lobbyBypassSettings"],
            json!({"isDialInBypassEnabled": false, "scope": "everyone"})
        );
        assert_eq!(properties["subject"], "Room");
        assert_eq!(properties["allowedPresenters"], "everyone");
    }
}
