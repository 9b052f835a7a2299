//! Online meetings: create, createOrGet, read, change, delete, with Teams' own conditions beside the permissions.

mod new;
mod settings;
mod shape;

use axum::http::{Method, StatusCode};
use serde_json::json;

use super::errors::GraphError;
use super::permissions::{Call, Granted};
use super::request::{Answer, Context};
use crate::state::{Assumption, Meeting};
use settings::Purpose;

/// Everything under `/me/onlineMeetings` and `/users/{id}/onlineMeetings`; `rest` is the path after `onlineMeetings`.
pub(super) fn answer(
    context: &Context<'_>,
    owner: Owner<'_>,
    rest: &[&str],
) -> Result<Answer, GraphError> {
    let method = &context.request.method;
    let (call, purpose) = match (method, rest) {
        (&Method::POST, []) if owner == Owner::Me => (Call::CreateOwnMeeting, Purpose::Create),
        (&Method::POST, []) => (Call::WriteMeeting, Purpose::Create),
        (&Method::POST, ["createOrGet" | "microsoft.graph.createOrGet"]) => {
            (Call::CreateOrGetMeeting, Purpose::CreateOrGet)
        }
        (&Method::PATCH | &Method::DELETE, [_]) => (Call::WriteMeeting, Purpose::Update),
        (&Method::GET, [] | [_]) => (Call::ReadMeeting, Purpose::Update),
        (_, [] | [_]) => return Err(GraphError::method_not_allowed()),
        _ => {
            return Err(GraphError::item_not_found(
                "There is nothing at this path of an online meeting.",
            ));
        }
    };
    let organizer = organizer(context, owner, call)?;
    match (method, rest) {
        (&Method::POST, []) => create(context, &organizer, purpose),
        (&Method::POST, _) => create_or_get(context, &organizer),
        (&Method::PATCH, [id]) => update(context, &organizer, id),
        (&Method::DELETE, [id]) => delete(context, &organizer, id),
        (_, [id]) => read(context, &organizer, id),
        _ => find(context, &organizer),
    }
}

/// Whose meetings are addressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Owner<'a> {
    /// `/me`.
    Me,
    /// `/users/{id}`.
    User(&'a str),
}

// The organiser's object id, after every condition: permission, own meetings only when delegated, object id instead of
// UPN, Teams policy for applications, Teams licence.
fn organizer(context: &Context<'_>, owner: Owner<'_>, call: Call) -> Result<String, GraphError> {
    if !call.allows(&context.caller.granted) {
        return Err(GraphError::meeting_forbidden());
    }
    let oid = match (owner, &context.caller.oid, &context.caller.granted) {
        (Owner::Me, Some(own), Granted::Delegated(_)) => own.clone(),
        (Owner::Me, ..) => {
            return Err(GraphError::malformed(
                "/me request is only valid with delegated authentication flow.",
            ));
        }
        (Owner::User(id), own, Granted::Delegated(_)) => own
            .as_ref()
            .filter(|own| own.eq_ignore_ascii_case(id))
            .cloned()
            .ok_or_else(GraphError::meeting_forbidden)?,
        (Owner::User(id), _, Granted::Application(_)) => id.to_ascii_lowercase(),
    };
    if uuid::Uuid::try_parse(&oid).is_err() {
        return Err(GraphError::malformed(
            "The user must be given by object id.",
        ));
    }
    let person = context
        .state
        .person(&context.caller.tid, &oid)
        .ok_or_else(|| GraphError::item_not_found("User not found."))?;
    if matches!(context.caller.granted, Granted::Application(_)) {
        policy(context, &person.oid)?;
    }
    if !person.teams_licence || person.guest {
        return Err(GraphError::new(
            StatusCode::FORBIDDEN,
            "Forbidden",
            "The organizer has no license for Microsoft Teams.",
        ));
    }
    Ok(person.oid)
}

fn policy(context: &Context<'_>, oid: &str) -> Result<(), GraphError> {
    if context
        .state
        .teams_policy(&context.caller.tid, &context.caller.app_id, oid)
    {
        return Ok(());
    }
    let missing = context.state.assumes(Assumption::PolicyMissing404);
    let status = if missing {
        StatusCode::NOT_FOUND
    } else {
        StatusCode::FORBIDDEN
    };
    let verb = if context.request.method == Method::GET {
        "Read"
    } else {
        "Create"
    };
    let message = format!(
        "App {} is not authorized to {verb} meeting on behalf of user {oid}.",
        context.caller.app_id
    );
    Err(GraphError::new(status, "Unauthorized", message))
}

fn create(context: &Context<'_>, organizer: &str, purpose: Purpose) -> Result<Answer, GraphError> {
    let body = settings::checked(purpose, &context.request.body)?;
    let meeting = new::meeting(context, organizer, body)?;
    let shown = shape::entity(context, &meeting);
    context
        .state
        .with_meetings(|meetings| meetings.push(meeting));
    Ok(shape::answer(context, StatusCode::CREATED, shown))
}

fn create_or_get(context: &Context<'_>, organizer: &str) -> Result<Answer, GraphError> {
    let body = settings::checked(Purpose::CreateOrGet, &context.request.body)?;
    let key = body
        .get("externalId")
        .and_then(|key| key.as_str())
        .filter(|key| !key.is_empty())
        .map(str::to_owned);
    let key = key.ok_or_else(|| GraphError::malformed("externalId is required."))?;
    // Made before the search, so that a body with wrong times is refused either way; dropped when the meeting exists.
    let made = new::meeting(context, organizer, body)?;
    let (status, meeting) = context.state.with_meetings(|meetings| {
        let same = |meeting: &&Meeting| {
            meeting.tenant == context.caller.tid
                && meeting.organizer == organizer
                && meeting.external_id.as_deref() == Some(&key)
        };
        match meetings.iter().find(same) {
            Some(found) => (StatusCode::OK, found.clone()),
            None => {
                meetings.push(made.clone());
                (StatusCode::CREATED, made)
            }
        }
    });
    Ok(shape::answer(
        context,
        status,
        shape::entity(context, &meeting),
    ))
}

fn read(context: &Context<'_>, organizer: &str, id: &str) -> Result<Answer, GraphError> {
    let found = with_meeting(context, organizer, id, |meeting| meeting.clone())?;
    Ok(shape::answer(
        context,
        StatusCode::OK,
        shape::entity(context, &found),
    ))
}

// Meetings can be looked up, not listed.
fn find(context: &Context<'_>, organizer: &str) -> Result<Answer, GraphError> {
    let filter = context.query.filter.as_ref();
    let by_url = filter.and_then(|filter| filter.sole_equality("JoinWebUrl"));
    let by_number =
        filter.and_then(|filter| filter.sole_equality("joinMeetingIdSettings/joinMeetingId"));
    let wanted = |meeting: &&Meeting| match (by_url, by_number) {
        (Some(url), _) => meeting.join_web_url == url,
        (_, Some(number)) => meeting.properties["joinMeetingIdSettings"]["joinMeetingId"] == number,
        _ => false,
    };
    if by_url.is_none() && by_number.is_none() {
        return Err(GraphError::malformed(
            "Online meetings can be found only by $filter on JoinWebUrl or joinMeetingId.",
        ));
    }
    let found: Vec<Meeting> = context.state.with_meetings(|meetings| {
        let own = meetings.iter().filter(|meeting| {
            meeting.tenant == context.caller.tid && meeting.organizer == organizer
        });
        own.filter(wanted).cloned().collect()
    });
    let value: Vec<_> = found
        .iter()
        .map(|meeting| shape::meeting(context, meeting))
        .collect();
    let body =
        json!({ "@odata.context": shape::context_url(context, organizer, ""), "value": value });
    Ok(shape::answer(context, StatusCode::OK, body))
}

fn update(context: &Context<'_>, organizer: &str, id: &str) -> Result<Answer, GraphError> {
    let body = settings::checked(Purpose::Update, &context.request.body)?;
    let times = settings::new_times(&body)?;
    let ignored = context.state.assumes(Assumption::LobbyPatchIgnored);
    let people = new::participants(context, organizer, body.get("participants"))?;
    let changed = with_meeting(context, organizer, id, |meeting| {
        new::apply(
            meeting,
            body,
            new::Changes {
                times,
                participants: people,
                lobby_ignored: ignored,
            },
        );
        meeting.clone()
    })?;
    Ok(shape::answer(
        context,
        StatusCode::OK,
        shape::entity(context, &changed),
    ))
}

fn delete(context: &Context<'_>, organizer: &str, id: &str) -> Result<Answer, GraphError> {
    with_meeting(context, organizer, id, |_| ())?;
    context
        .state
        .with_meetings(|meetings| meetings.retain(|meeting| meeting.id != id));
    Ok(Answer::no_content())
}

fn with_meeting<R>(
    context: &Context<'_>,
    organizer: &str,
    id: &str,
    use_meeting: impl FnOnce(&mut Meeting) -> R,
) -> Result<R, GraphError> {
    context.state.with_meetings(|meetings| {
        let found = meetings.iter_mut().find(|meeting| {
            meeting.id == id
                && meeting.tenant == context.caller.tid
                && meeting.organizer == organizer
        });
        found
            .map(use_meeting)
            .ok_or_else(|| GraphError::item_not_found("The meeting could not be found."))
    })
}
