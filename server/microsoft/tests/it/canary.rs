//! Nothing that Graph says of an event leaves by another way than a fact: every property is filled with a marker, and no
//! marker is found in facts, notices, places, errors or log.

use std::io::Write;
use std::sync::{Arc, Mutex};

use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response as HttpResponse};
use axum::routing::get;
use axum::{Json, Router};
use microsoft::Source;
use microsoft::calendar::{CalendarPlace, ChangePlace, Window};
use microsoft::reader::{Bodies, Reader, ReaderRules, Sensitive, Terms};
use microsoft365::contoso;
use model::ObjectId;
use serde_json::{Value, json};

use crate::events::{NOW, UID, pseudonyms, rules};
use crate::script::{serve, world_with_graph};
use crate::support::tenant_id;

/// How every marker begins.
const MARK: &str = "canary";
const WINDOW: Window = Window {
    from: NOW,
    until: NOW + 31 * 1_440,
};

/// Properties that hold a marker as they are.
const TEXTS: [&str; 34] = [
    "@odata.etag",
    "@odata.type",
    "id",
    "changeKey",
    "iCalUId",
    "uid",
    "transactionId",
    "seriesMasterId",
    "occurrenceId",
    "subject",
    "bodyPreview",
    "webLink",
    "importance",
    "onlineMeetingProvider",
    "onlineMeetingUrl",
    "originalStartTimeZone",
    "originalEndTimeZone",
    "cancelledOccurrences",
    "type",
    "showAs",
    "sensitivity",
    "isAllDay",
    "isCancelled",
    "isDraft",
    "isOrganizer",
    "responseRequested",
    "isOnlineMeeting",
    "hideAttendees",
    "hasAttachments",
    "originalStart",
    "createdDateTime",
    "lastModifiedDateTime",
    "calendarOfTomorrow",
    "@removed.tomorrow",
];

/// Gives each marker a number of its own.
#[derive(Default)]
struct Markers(u32);

impl Markers {
    fn text(&mut self) -> Value {
        self.0 += 1;
        json!(format!("{MARK}{}x", self.0))
    }

    fn address(&mut self) -> Value {
        self.0 += 1;
        json!(format!("{MARK}{}x@{MARK}{}y.example", self.0, self.0))
    }

    fn person(&mut self) -> Value {
        json!({ "emailAddress": { "name": self.text(), "address": self.address(), "unknown": self.text() }, "unknown": self.text() })
    }

    fn place(&mut self) -> Value {
        json!({
            "displayName": self.text(), "locationUri": self.text(), "uniqueId": self.text(), "locationEmailAddress": self.address(),
            "address": { "street": self.text(), "city": self.text() }, "coordinates": { "unknown": self.text() },
        })
    }

    /// An event with every property that Graph documents, and some that it doesn't; a sound one has a kind, `showAs`
    /// and sensitivity that are known.
    fn event(&mut self, sound: bool) -> Value {
        let mut event = json!({
            "reminderMinutesBeforeStart": 15, "isReminderOn": true, "allowNewTimeProposals": true,
            "body": { "contentType": self.text(), "content": self.text() }, "categories": [self.text(), self.text()],
            "onlineMeeting": { "joinUrl": self.text(), "conferenceId": self.text(), "phones": [{ "number": self.text() }] },
            "location": self.place(), "locations": [self.place(), self.place()], "organizer": self.person(),
            "recurrence": { "pattern": { "type": self.text() }, "range": { "type": self.text(), "recurrenceTimeZone": self.text() } },
            "attachments": [{ "id": self.text(), "name": self.text(), "contentBytes": self.text() }],
            "extensions": [{ "id": self.text() }], "exceptionOccurrences": [{ "id": self.text() }],
            "singleValueExtendedProperties": [{ "id": self.text(), "value": self.text() }],
            "calendar": { "id": self.text(), "owner": { "address": self.address() } },
            "propertyOfTomorrow": { "deep": [self.text()] },
            "responseStatus": { "response": self.text(), "time": self.text() },
        });
        for name in TEXTS {
            event[name] = self.text();
        }
        event["start"] =
            json!({ "dateTime": "2026-11-23T09:00:00", "timeZone": "UTC", "unknown": self.text() });
        event["end"] = json!({ "dateTime": "2026-11-23T10:00:00", "timeZone": "UTC" });
        event["attendees"] = json!([self.person(), {
            "type": self.text(), "status": { "response": self.text(), "time": self.text() },
            "emailAddress": { "name": self.text(), "address": self.address() }, "proposedNewTime": { "start": self.text() },
        }]);
        if sound {
            for (name, word) in [
                ("type", "exception"),
                ("showAs", "busy"),
                ("sensitivity", "normal"),
            ] {
                event[name] = json!(word);
            }
        }
        event
    }
}

/// Events of every kind, each property with a marker.
fn events(markers: &mut Markers) -> Value {
    let mut by_uid = markers.event(true);
    by_uid["iCalUId"] = json!(UID);
    let mut private = markers.event(true);
    private["sensitivity"] = json!("private");
    let mut master = markers.event(true);
    master["type"] = json!("seriesMaster");
    master["recurrence"]["range"]["type"] = json!("noEnd");
    let mut timeless = markers.event(true);
    timeless["start"]["dateTime"] = markers.text();
    timeless["start"]["timeZone"] = markers.text();
    json!([
        markers.event(true),
        markers.event(false),
        by_uid,
        private,
        master,
        timeless,
        markers.text()
    ])
}

fn with_marked_headers(status: StatusCode, body: Value) -> HttpResponse {
    let mut headers = HeaderMap::new();
    for name in [
        "x-ms-ags-diagnostic",
        "link",
        "location",
        "www-authenticate",
        "set-cookie",
        "request-id",
        "client-request-id",
    ] {
        headers.insert(
            HeaderName::from_static(name),
            HeaderValue::from_static("canary-header"),
        );
    }
    (status, headers, Json(body)).into_response()
}

/// Collects what is logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn capture() -> (Log, tracing::subscriber::DefaultGuard) {
    let log = Log::default();
    let to = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::DEBUG)
        .with_writer(move || to.clone())
        .finish();
    (log, tracing::subscriber::set_default(subscriber))
}

fn shows_no_marker(what: &str, text: &str) {
    let lower = text.to_lowercase();
    let place = lower.find(MARK);
    assert!(place.is_none(), "{what}: {}", &text[place.unwrap_or(0)..]);
}

/// Readers by every rule that looks at texts, and by the default rules.
fn readers() -> [Reader; 3] {
    let looking = ReaderRules {
        bodies: Bodies::Folded,
        terms: Terms::new(&["legal"]),
        excluded_domains: vec!["law.example".to_owned()],
        ..rules()
    };
    let dropping = ReaderRules {
        sensitive: Sensitive::Drop,
        ..rules()
    };
    [rules(), looking, dropping].map(Reader::new)
}

#[tokio::test]
async fn no_property_of_an_event_is_found_in_what_is_kept_or_logged() {
    let (log, _guard) = capture();
    let base = Arc::new(Mutex::new(String::new()));
    let own = base.clone();
    let answer = move || {
        let next = format!(
            "{}/v1.0/users/x/calendarView?$skiptoken={MARK}",
            own.lock().unwrap()
        );
        let body = json!({ "@odata.context": "canary-context", "value": events(&mut Markers::default()), "@odata.nextLink": next });
        async move { with_marked_headers(StatusCode::OK, body) }
    };
    let graph = serve(Router::new().route("/v1.0/users/{id}/calendarView", get(answer))).await;
    base.lock().unwrap().clone_from(&graph);
    let world = world_with_graph(graph).await;
    let calendars = world
        .microsoft
        .app_reader(tenant_id(contoso::TENANT), Source::Calendar)
        .unwrap();
    for mut reader in readers() {
        let read = calendars
            .calendar_page(
                ObjectId::default(),
                &CalendarPlace::Window(WINDOW),
                &mut reader,
                world.now(),
            )
            .await
            .unwrap();
        assert_eq!(read.events, 7);
        assert!(read.facts.len() >= 2, "{:?}", read.notices);
        shows_no_marker("facts", &serde_json::to_string(&read.facts).unwrap());
        shows_no_marker("page", &format!("{read:?}"));
        shows_no_marker("reader", &format!("{reader:?}"));
        let next = CalendarPlace::Page(read.next.unwrap());
        shows_no_marker("place", &format!("{next:?}"));
        let again = calendars
            .calendar_page(ObjectId::default(), &next, &mut reader, world.now())
            .await
            .unwrap();
        assert_eq!(again.facts, read.facts);
    }
    let logged = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    shows_no_marker("log", &logged);
}

#[tokio::test]
async fn no_error_body_or_header_is_found_in_an_error_or_in_the_log() {
    let (log, _guard) = capture();
    let answer = |uri: axum::http::Uri| async move {
        let status = if uri.path().ends_with("delta") {
            StatusCode::BAD_REQUEST
        } else {
            StatusCode::FORBIDDEN
        };
        let body = json!({ "error": {
            "code": "ErrorAccessDenied", "message": "canary-message", "innerError": { "request-id": "canary-inner", "x": ["canary-deep"] },
            "details": [{ "target": "canary-target", "message": "canary-detail" }],
        }, "canary": "canary-outside" });
        with_marked_headers(status, body)
    };
    let routes = Router::new()
        .route("/v1.0/users/{id}/calendarView", get(answer))
        .route("/v1.0/users/{id}/calendarView/delta", get(answer));
    let world = world_with_graph(serve(routes).await).await;
    let calendars = world
        .microsoft
        .app_reader(tenant_id(contoso::TENANT), Source::Calendar)
        .unwrap();
    let [mut reader, ..] = readers();
    let view = CalendarPlace::Window(WINDOW);
    let refused = calendars
        .calendar_page(ObjectId::default(), &view, &mut reader, world.now())
        .await
        .unwrap_err();
    assert!(refused.is_refusal());
    let changes = ChangePlace::Window(WINDOW);
    let broken = calendars
        .calendar_changes(ObjectId::default(), &changes, &pseudonyms(), world.now())
        .await
        .unwrap_err();
    for error in [refused, broken] {
        shows_no_marker("error", &format!("{error:?} {error} {}", error.key()));
    }
    let logged = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(
        logged.contains("Graph refused a call"),
        "the log was captured"
    );
    shows_no_marker("log", &logged);
}

#[tokio::test]
async fn an_answer_that_is_no_page_is_not_told() {
    let (log, _guard) = capture();
    let answer = || async { "{\"canary\": \"canary-page\"" };
    let world = world_with_graph(
        serve(Router::new().route("/v1.0/users/{id}/calendarView", get(answer))).await,
    )
    .await;
    let calendars = world
        .microsoft
        .app_reader(tenant_id(contoso::TENANT), Source::Calendar)
        .unwrap();
    let [mut reader, ..] = readers();
    let view = CalendarPlace::Window(WINDOW);
    let error = calendars
        .calendar_page(ObjectId::default(), &view, &mut reader, world.now())
        .await
        .unwrap_err();
    shows_no_marker("error", &format!("{error:?} {error}"));
    assert_eq!(error.key(), "answer_refused");
    shows_no_marker(
        "log",
        &String::from_utf8(log.0.lock().unwrap().clone()).unwrap(),
    );
}
