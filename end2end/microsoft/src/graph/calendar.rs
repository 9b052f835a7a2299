//! Calendars of mailboxes: the view of a window, its delta, events by id.

mod delta;
mod fields;
mod people;
mod window;
mod write;

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::directory::{mailbox_of, own_or_app_only};
use super::errors::GraphError;
use super::paging::Collection;
use super::permissions::{Call, Granted};
use super::query::Query;
use super::request::{Answer, Context};
use crate::calendar::copy::Copy;
use crate::calendar::key::{IdForm, Key};
use crate::calendar::occasion::Calendars;
use crate::calendar::uid::UidRules;
use crate::calendar::{DAY_MIN, Moment, minute_of, zone};
use crate::state::{Assumption, State};
use fields::{Fields, Route};
pub(super) use window::preferred_size;
use window::{PageAsk, Window};
use write::Writer;

pub(super) use delta::delta;

const IMMUTABLE: &str = "IdType=\"ImmutableId\"";

/// `GET /users/{id}/calendarView`
pub(super) fn view(context: &Context<'_>, id: &str) -> Result<Answer, GraphError> {
    let access = Access::of(context, id, Call::ReadCalendarView)?;
    let window = Window::of(context)?;
    let page = PageAsk::of(context)?;
    let fields = access.fields(Fields::selected(&context.query.select, Route::View)?);
    refuse_order(context)?;
    let (zone, mut applied) = preferences(context)?;
    applied.extend(page.applied());
    let oid = access.oid.clone();
    let text = in_calendars(context.state, &context.caller.tid, |calendars| {
        let writer = Writer {
            calendars,
            fields,
            zone,
            ids: id_form(context),
            uid: uid_rules(context.state),
        };
        let (copies, more) = window.page(&calendars, access.person, &page);
        let mut out = opening(context, &format!("users('{oid}')/calendarView"));
        if context.query.count {
            let total = calendars.copies(access.person, &window.minutes).len();
            out.push_str(&format!("\"@odata.count\":{total},"));
        }
        if let Some(next) = more {
            next_link(&mut out, context, &next);
        }
        out.push_str("\"value\":[");
        let written = out.len();
        for copy in &copies {
            if out.len() > written {
                out.push(',');
            }
            writer.event(&mut out, copy);
        }
        out.push_str("]}");
        Ok(out)
    })?;
    Ok(Answer::text(text).applying(applied))
}

/// `GET /users/{id}/events`: single events and masters of a year before and after now.
pub(super) fn events(context: &Context<'_>, id: &str) -> Result<Answer, GraphError> {
    let access = Access::of(context, id, Call::ListEvents)?;
    let fields = access.fields(listed(&context.query)?);
    // Then nothing else has to be written.
    let filter = context.query.filter.as_ref();
    let masters_alone =
        filter.and_then(|filter| filter.sole_equality("type")) == Some("seriesMaster");
    let (zone, applied) = preferences(context)?;
    let now = minute_of(context.state.now_ms());
    let around = now - 366 * DAY_MIN..now + 366 * DAY_MIN;
    let path = format!("users/{}/events", access.oid);
    let root = context.root();
    let items = in_calendars(context.state, &context.caller.tid, |calendars| {
        let writer = Writer {
            calendars,
            fields,
            zone,
            ids: id_form(context),
            uid: uid_rules(context.state),
        };
        let masters = calendars
            .series_of(access.person, &around)
            .into_iter()
            .filter_map(|key| calendars.copy(access.person, key));
        let singles = if masters_alone {
            Vec::new()
        } else {
            let mut found = calendars.copies(access.person, &around);
            found.retain(|copy| copy.occasion.key.master().is_none());
            found
        };
        let mut items = Vec::new();
        for copy in masters.chain(singles) {
            items.push(value_of(&writer, &copy));
        }
        Ok(items)
    })?;
    Collection {
        root: &root,
        path: &path,
        context: "events",
        type_name: "Microsoft.OutlookServices.Event",
        properties: &[
            "id",
            "type",
            "subject",
            "start",
            "end",
            "recurrence",
            "iCalUId",
            "isCancelled",
            "isOrganizer",
            "seriesMasterId",
            "createdDateTime",
            "lastModifiedDateTime",
            "attendees",
            "organizer",
            "sensitivity",
            "showAs",
            "originalStart",
            "isAllDay",
            "responseStatus",
            "body",
            "bodyPreview",
            "hasAttachments",
            "isOnlineMeeting",
            "isDraft",
            "hideAttendees",
            "originalStartTimeZone",
            "originalEndTimeZone",
            "responseRequested",
            "changeKey",
            "location",
            "locations",
        ],
        defaults: &[],
    }
    .page(&context.query, items)
    .map(|page| Answer::ok(page).applying(applied))
}

/// What has to be written of a list of events: what was selected, and what filter and order look at.
fn listed(query: &Query) -> Result<Fields, GraphError> {
    let fields = Fields::selected(&query.select, Route::Events)?;
    let filtered = query.filter.iter().flat_map(|filter| filter.properties());
    let ordered = query.order.iter().map(|order| order.property.as_str());
    // A name that events don't have is refused where the list is cut into pages.
    let looked_at = filtered
        .chain(ordered)
        .filter_map(|name| name.split('/').next());
    Ok(looked_at.fold(fields, Fields::with))
}

/// `GET /users/{id}/events/{event}`
pub(super) fn event(context: &Context<'_>, id: &str, event: &str) -> Result<Answer, GraphError> {
    let access = Access::of(context, id, Call::ListEvents)?;
    let fields = access.fields(Fields::selected(&context.query.select, Route::Events)?);
    let (zone, applied) = preferences(context)?;
    let gone = || {
        GraphError::new(
            StatusCode::NOT_FOUND,
            "ErrorItemNotFound",
            "The specified object was not found in the store.",
        )
    };
    let (owner, key) = Key::of_id(event).ok_or_else(|| {
        GraphError::new(
            StatusCode::BAD_REQUEST,
            "ErrorInvalidIdMalformed",
            "Id is malformed.",
        )
    })?;
    if owner != access.person {
        return Err(gone());
    }
    let mut item = in_calendars(context.state, &context.caller.tid, |calendars| {
        let copy = calendars.copy(access.person, key).ok_or_else(gone)?;
        let writer = Writer {
            calendars,
            fields,
            zone,
            ids: id_form(context),
            uid: uid_rules(context.state),
        };
        Ok(value_of(&writer, &copy))
    })?;
    item["@odata.context"] = json!(format!(
        "{}/$metadata#users('{}')/events/$entity",
        context.root(),
        access.oid
    ));
    Ok(Answer::ok(item).applying(applied))
}

/// `GET /users/{id}/chats`: app-only it is one of the unsettled questions.
pub(super) fn chats(context: &Context<'_>, id: &str) -> Result<Answer, GraphError> {
    let app_only = matches!(context.caller.granted, Granted::Application(_));
    if app_only && !context.state.assumes(Assumption::AppOnlyChats) {
        return Err(GraphError::malformed(
            "List chats is only supported in delegated context.",
        ));
    }
    context.allow(Call::ListChats)?;
    if !own_or_app_only(context, id) {
        return Err(GraphError::denied());
    }
    let oid = mailbox_of(context, id)?;
    let chat = |number: u32| {
        json!({
            "id": format!("19:{}-{number}@thread.v2", oid.replace('-', "")), "topic": null, "chatType": "group",
            "createdDateTime": "2026-02-03T09:00:00Z", "lastUpdatedDateTime": "2026-11-02T09:00:00Z",
            "webUrl": format!("{}/chats/{number}", context.state.base_url()), "tenantId": context.caller.tid,
        })
    };
    Ok(Answer::ok(json!({
        "@odata.context": format!("{}/$metadata#chats", context.root()), "value": [chat(1), chat(2)],
    })))
}

/// Whose calendar is read, and how much of it.
struct Access {
    oid: String,
    person: u32,
    basic: bool,
}

impl Access {
    fn of(context: &Context<'_>, id: &str, call: Call) -> Result<Self, GraphError> {
        let granted = &context.caller.granted;
        let content = granted.has_any(CONTENT, CONTENT);
        let assumption = match call {
            Call::ReadCalendarDelta => Assumption::ReadBasicServesDelta,
            _ => Assumption::ReadBasicServesView,
        };
        let basic = call.allows(granted) && context.state.assumes(assumption);
        if !(content || basic) || !own_or_app_only(context, id) {
            return Err(GraphError::new(
                StatusCode::FORBIDDEN,
                "ErrorAccessDenied",
                "Access is denied. Check credentials and try again.",
            ));
        }
        let oid = mailbox_of(context, id)?;
        let person = context.state.calendar_number(&context.caller.tid, &oid);
        Ok(Self {
            person: person.ok_or_else(|| GraphError::not_found(id))?,
            oid,
            basic: !content,
        })
    }

    fn fields(&self, fields: Fields) -> Fields {
        if self.basic {
            fields.without_content()
        } else {
            fields
        }
    }
}

/// Permissions that open bodies, too.
const CONTENT: &[&str] = &["Calendars.Read", "Calendars.ReadWrite"];

fn in_calendars<R>(
    state: &State,
    tid: &str,
    read: impl FnOnce(Calendars<'_>) -> Result<R, GraphError>,
) -> Result<R, GraphError> {
    let now = state.now_ms();
    let calendars = state.with_calendars(tid, |plan, overlay| {
        let at = Moment {
            ms: now,
            revision: overlay.revision(),
        };
        read(Calendars { plan, overlay, at })
    });
    calendars.unwrap_or_else(|| Err(GraphError::identity_not_found()))
}

fn uid_rules(state: &State) -> UidRules {
    UidRules {
        equal: state.assumes(Assumption::ICalUidEqual),
        per_occurrence: state.assumes(Assumption::ICalUidPerOccurrence),
    }
}

fn id_form(context: &Context<'_>) -> IdForm {
    if context.request.prefers(IMMUTABLE) {
        IdForm::Immutable
    } else {
        IdForm::Ordinary
    }
}

type Zone = Option<(jiff::tz::TimeZone, String)>;

/// The zone that `Prefer` asks for, and the preferences that took effect.
fn preferences(context: &Context<'_>) -> Result<(Zone, Vec<String>), GraphError> {
    let mut applied = Vec::new();
    let mut wanted = None;
    for preference in context.request.preferences() {
        let Some((name, value)) = preference.split_once('=') else {
            continue;
        };
        let value = value.trim().trim_matches('"');
        if name.trim().eq_ignore_ascii_case("outlook.timezone") {
            let zone = zone::asked_for(value).ok_or_else(|| {
                GraphError::new(
                    StatusCode::BAD_REQUEST,
                    "TimeZoneNotSupportedException",
                    format!("A valid TimeZone value must be specified. The following TimeZone value is not supported: '{value}'."),
                )
            })?;
            applied.push(format!("outlook.timezone=\"{value}\""));
            wanted = Some((zone, value.to_owned()));
        }
    }
    if id_form(context) == IdForm::Immutable {
        applied.push(IMMUTABLE.to_owned());
    }
    Ok((wanted, applied))
}

fn refuse_order(context: &Context<'_>) -> Result<(), GraphError> {
    let by_start = |property: &str| property.eq_ignore_ascii_case("start/dateTime");
    match &context.query.order {
        Some(order) if !by_start(&order.property) || order.descends() => Err(
            GraphError::malformed("A calendar view is ordered by start/dateTime only."),
        ),
        _ if context.query.filter.is_some() => Err(GraphError::malformed(
            "The query option '$filter' isn't supported on a calendar view here.",
        )),
        _ => Ok(()),
    }
}

fn opening(context: &Context<'_>, what: &str) -> String {
    let chosen = if context.query.select.is_empty() {
        String::new()
    } else {
        format!("({})", context.query.select.join(","))
    };
    let mut out = String::with_capacity(64 * 1_024);
    out.push_str(&format!(
        "{{\"@odata.context\":\"{}/$metadata#{what}{chosen}\",",
        context.root()
    ));
    out
}

fn next_link(out: &mut String, context: &Context<'_>, token: &str) {
    let query = context.query.with_skiptoken(token);
    let link = format!("{}/{}?{query}", context.root(), context.request.path);
    out.push_str(&format!("\"@odata.nextLink\":{},", Value::from(link)));
}

fn value_of(writer: &Writer<'_>, copy: &Copy<'_>) -> Value {
    let mut text = String::new();
    writer.event(&mut text, copy);
    serde_json::from_str(&text).unwrap_or_default()
}
