//! From verb and path to the service that answers.

use axum::http::Method;

use super::caller::Caller;
use super::directory::Members;
use super::errors::GraphError;
use super::meetings::{self, Owner};
use super::query::Query;
use super::request::{Answer, Context, GraphRequest};
use super::service_principals::{self as apps, Side};
use super::{batch, calendar, directory};
use crate::state::State;

/// Answers a request of a known caller.
///
/// # Errors
/// Every refusal, still without the ids of the request.
pub(crate) fn answer(
    state: &State,
    caller: &Caller,
    request: &GraphRequest,
) -> Result<Answer, GraphError> {
    let segments = request.segments();
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    if let ["$batch"] = segments[..] {
        return batch::answer(state, caller, request);
    }
    let context = Context {
        state,
        caller,
        request,
        query: Query::parse(&request.query)?,
    };
    match segments[..] {
        ["me", ..] => me(&context, &segments[1..]),
        ["users", id, "onlineMeetings", ..] => {
            meetings::answer(&context, Owner::User(id), &segments[3..])
        }
        ["servicePrincipals", ..] => service_principal(&context, &segments[1..]),
        ["oauth2PermissionGrants", ..] => grant(&context, &segments[1..]),
        _ if request.method == Method::GET => read(&context, &segments),
        ["users" | "groups" | "organization", ..] => Err(GraphError::method_not_allowed()),
        _ => Err(unknown(&segments)),
    }
}

fn me(context: &Context<'_>, rest: &[&str]) -> Result<Answer, GraphError> {
    let Some(own) = context.caller.oid.as_deref() else {
        return Err(GraphError::malformed(
            "/me request is only valid with delegated authentication flow.",
        ));
    };
    match rest {
        ["onlineMeetings", rest @ ..] => meetings::answer(context, Owner::Me, rest),
        _ if context.request.method != Method::GET => Err(GraphError::method_not_allowed()),
        rest => read(context, &[&["users", own], rest].concat()),
    }
}

fn read(context: &Context<'_>, segments: &[&str]) -> Result<Answer, GraphError> {
    match segments {
        ["organization"] => directory::organizations(context),
        ["organization", id] => directory::organization(context, id),
        ["users"] => directory::users(context),
        ["users", "delta" | "microsoft.graph.delta"] => directory::user_changes(context),
        ["users", id] => directory::user(context, id),
        ["users", id, "manager"] => directory::manager(context, id),
        ["users", id, "memberOf"] => directory::member_of(context, id),
        ["users", id, "mailboxSettings"] => directory::mailbox_settings(context, id, None),
        ["users", id, "mailboxSettings", property] => {
            directory::mailbox_settings(context, id, Some(property))
        }
        ["users", id, "chats"] => calendar::chats(context, id),
        ["users", id, "calendar", rest @ ..] => read_calendar(context, id, rest),
        ["users", id, rest @ ("calendarView" | "events"), more @ ..] => {
            read_calendar(context, id, &[&[*rest], more].concat())
        }
        ["groups"] => directory::groups(context),
        ["groups", id] => directory::group(context, id),
        ["groups", id, "members"] => directory::group_members(context, id, Members::Direct),
        ["groups", id, "transitiveMembers"] => {
            directory::group_members(context, id, Members::Transitive)
        }
        [
            "groups",
            id,
            list @ ("members" | "transitiveMembers"),
            "microsoft.graph.user" | "graph.user",
        ] => {
            let which = if *list == "members" {
                Members::DirectPeople
            } else {
                Members::TransitivePeople
            };
            directory::group_members(context, id, which)
        }
        _ => Err(unknown(segments)),
    }
}

fn read_calendar(context: &Context<'_>, id: &str, rest: &[&str]) -> Result<Answer, GraphError> {
    match rest {
        ["calendarView"] => calendar::view(context, id),
        ["calendarView", "delta" | "microsoft.graph.delta"] => calendar::delta(context, id),
        ["events"] => calendar::events(context, id),
        ["events", event] => calendar::event(context, id, event),
        _ => Err(unknown(rest)),
    }
}

fn service_principal(context: &Context<'_>, rest: &[&str]) -> Result<Answer, GraphError> {
    let side = |name: &str| match name {
        "appRoleAssignments" => Some(Side::Holder),
        "appRoleAssignedTo" => Some(Side::Resource),
        _ => None,
    };
    match (&context.request.method, rest) {
        (&Method::GET, []) => apps::list(context),
        (&Method::GET, [key]) => apps::read(context, key),
        (&Method::GET, [key, "oauth2PermissionGrants"]) => apps::grants_of(context, key),
        (method, [key, name, rest @ ..]) => match (method, side(name), rest) {
            (&Method::GET, Some(side), []) => apps::assignments(context, key, side),
            (&Method::GET, Some(side), [id]) => apps::assignment(context, key, side, id),
            (&Method::DELETE, Some(side), [id]) => apps::revoke_assignment(context, key, side, id),
            (_, Some(_), [] | [_]) => Err(GraphError::method_not_allowed()),
            _ => Err(unknown(&[name])),
        },
        _ => Err(GraphError::method_not_allowed()),
    }
}

fn grant(context: &Context<'_>, rest: &[&str]) -> Result<Answer, GraphError> {
    match (&context.request.method, rest) {
        (&Method::GET, []) => apps::grants(context),
        (&Method::GET, [id]) => apps::grant(context, id),
        (&Method::DELETE, [id]) => apps::revoke_grant(context, id),
        (&Method::PATCH, [id]) => apps::change_grant(context, id),
        (_, [] | [_]) => Err(GraphError::method_not_allowed()),
        _ => Err(unknown(rest)),
    }
}

fn unknown(segments: &[&str]) -> GraphError {
    let segment = segments.last().copied().unwrap_or_default();
    GraphError::malformed(format!("Resource not found for the segment '{segment}'."))
}
