//! An event as JSON, written straight into the text of the answer.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::tz::TimeZone;

use super::fields::{Field, Fields};
use super::people::write_attendees;
use crate::calendar::civil::{write_date, write_instant, write_instant_precise, write_minute};
use crate::calendar::copy::Copy;
use crate::calendar::key::{IdForm, Key, Mailbox};
use crate::calendar::occasion::{Calendars, Kind, Party, Sensitivity, ShowAs};
use crate::calendar::outside::room_name;
use crate::calendar::respond::{Answer, Response};
use crate::calendar::series::Ending;
use crate::calendar::uid::{self, UidRules};
use crate::calendar::{DAY_MIN, text, zone};

/// How events are written for one request.
pub(crate) struct Writer<'a> {
    /// The calendars at the moment of the request.
    pub(crate) calendars: Calendars<'a>,
    /// What is wanted of an event.
    pub(crate) fields: Fields,
    /// Zone of `start` and `end` with the name the caller gave it; UTC without one.
    pub(crate) zone: Option<(TimeZone, String)>,
    /// Which ids.
    pub(crate) ids: IdForm,
    /// How `iCalUId` behaves.
    pub(crate) uid: UidRules,
}

const NO_TIME: &str = "0001-01-01T00:00:00Z";

impl Writer<'_> {
    /// One event of a mailbox, all wanted properties.
    pub(crate) fn event(&self, out: &mut String, copy: &Copy<'_>) {
        self.with_fields(out, copy, self.fields);
    }

    /// The same with other properties.
    pub(crate) fn with_fields(&self, out: &mut String, copy: &Copy<'_>, fields: Fields) {
        out.push_str("{\"@odata.etag\":\"W/\\\"");
        self.change_key(out, copy);
        out.push_str("\\\"\"");
        self.head(out, copy, fields);
        self.state(out, copy, fields);
        self.place(out, copy, fields);
        self.times(out, copy, fields);
        if fields.has(Field::Attendees) {
            out.push_str(",\"attendees\":");
            write_attendees(out, &self.calendars, copy);
        }
        if fields.has(Field::Organizer) {
            out.push_str(",\"organizer\":{\"emailAddress\":");
            out.push_str(self.organiser(copy));
            out.push('}');
        }
        out.push('}');
    }

    fn id(&self, out: &mut String, owner: u32, key: Key) {
        let constant = self
            .calendars
            .plan
            .card(owner)
            .map_or("", |card| &card.constant);
        let mailbox = Mailbox {
            person: owner,
            constant,
        };
        key.write_id(out, mailbox, self.ids);
    }

    /// `"id":".."` of an event in a mailbox.
    pub(crate) fn id_of(&self, out: &mut String, owner: u32, key: Key) {
        out.push_str("\"id\":\"");
        self.id(out, owner, key);
        out.push('"');
    }

    fn change_key(&self, out: &mut String, copy: &Copy<'_>) {
        let signature = self.calendars.signature(copy);
        let mut bytes = [0_u8; 16];
        bytes[..8].copy_from_slice(&copy.occasion.roll.to_be_bytes());
        bytes[8..].copy_from_slice(&signature.to_be_bytes());
        STANDARD.encode_string(bytes, out);
    }

    fn organiser(&self, copy: &Copy<'_>) -> &str {
        let plan = self.calendars.plan;
        let found = match copy.occasion.organiser {
            Party::Person(person) => plan.card(person).map(|card| &card.address),
            Party::Outside(outsider) => plan.outsiders.get(usize::from(outsider)),
        };
        found.map_or("null", String::as_str)
    }

    fn head(&self, out: &mut String, copy: &Copy<'_>, fields: Fields) {
        let made = &copy.occasion;
        if fields.has(Field::Id) {
            out.push(',');
            self.id_of(out, copy.owner, made.key);
        }
        if fields.has(Field::Created) {
            out.push_str(",\"createdDateTime\":\"");
            // On an attendee's copy it is the time of arrival.
            let arrived = if copy.organises { 0 } else { 1_500 };
            write_instant_precise(out, made.created_ms + arrived);
            out.push('"');
        }
        if fields.has(Field::Modified) {
            out.push_str(",\"lastModifiedDateTime\":\"");
            write_instant_precise(out, self.calendars.changed_ms(copy));
            out.push('"');
        }
        if fields.has(Field::ChangeKey) {
            out.push_str(",\"changeKey\":\"");
            self.change_key(out, copy);
            out.push('"');
        }
        if fields.has(Field::Categories) {
            out.push_str(if made.roll.is_multiple_of(17) {
                ",\"categories\":[\"Blue category\"]"
            } else {
                ",\"categories\":[]"
            });
        }
        plain(out, fields, Field::TransactionId, "transactionId", "null");
        let zone = original_zone(self.calendars, copy);
        text_of(
            out,
            fields,
            Field::OriginalStartZone,
            ("originalStartTimeZone", zone),
        );
        text_of(
            out,
            fields,
            Field::OriginalEndZone,
            ("originalEndTimeZone", zone),
        );
        if fields.has(Field::ICalUid) {
            out.push_str(",\"iCalUId\":\"");
            uid::write(out, self.calendars.plan, copy, self.uid);
            out.push('"');
        }
    }

    fn state(&self, out: &mut String, copy: &Copy<'_>, fields: Fields) {
        let made = &copy.occasion;
        plain(
            out,
            fields,
            Field::ReminderMinutes,
            "reminderMinutesBeforeStart",
            "15",
        );
        plain(
            out,
            fields,
            Field::IsReminderOn,
            "isReminderOn",
            truth(!made.all_day),
        );
        plain(
            out,
            fields,
            Field::HasAttachments,
            "hasAttachments",
            truth(made.attachment),
        );
        if fields.has(Field::Subject) {
            out.push_str(",\"subject\":\"");
            if copy.cancelled {
                out.push_str("Canceled: ");
            }
            out.push_str(text::subject(made));
            out.push('"');
        }
        text_of(
            out,
            fields,
            Field::BodyPreview,
            ("bodyPreview", text::preview(copy)),
        );
        let importance = if made.roll.is_multiple_of(31) {
            "high"
        } else {
            "normal"
        };
        text_of(out, fields, Field::Importance, ("importance", importance));
        text_of(
            out,
            fields,
            Field::Sensitivity,
            ("sensitivity", sensitivity(made.sensitivity)),
        );
        plain(
            out,
            fields,
            Field::IsAllDay,
            "isAllDay",
            truth(made.all_day),
        );
        plain(
            out,
            fields,
            Field::IsCancelled,
            "isCancelled",
            truth(copy.cancelled),
        );
        plain(
            out,
            fields,
            Field::IsOrganizer,
            "isOrganizer",
            truth(copy.organises),
        );
        let requested = made.members.len() < 100;
        plain(
            out,
            fields,
            Field::ResponseRequested,
            "responseRequested",
            truth(requested),
        );
        if fields.has(Field::SeriesMasterId) {
            match made.key.master() {
                Some(master) => {
                    out.push_str(",\"seriesMasterId\":\"");
                    self.id(out, copy.owner, master);
                    out.push('"');
                }
                None => out.push_str(",\"seriesMasterId\":null"),
            }
        }
        text_of(
            out,
            fields,
            Field::ShowAs,
            ("showAs", show_as(copy.show_as())),
        );
        text_of(out, fields, Field::Type, ("type", kind(made.kind)));
        if fields.has(Field::WebLink) {
            out.push_str(",\"webLink\":\"https://outlook.office365.com/owa/?itemid=");
            self.id(out, copy.owner, made.key);
            out.push_str("&exvsurl=1&path=/calendar/item\"");
        }
        plain(
            out,
            fields,
            Field::AllowNewTimeProposals,
            "allowNewTimeProposals",
            "true",
        );
        plain(out, fields, Field::IsDraft, "isDraft", truth(made.draft));
        plain(
            out,
            fields,
            Field::HideAttendees,
            "hideAttendees",
            truth(made.hidden),
        );
        if fields.has(Field::ResponseStatus) {
            out.push_str(",\"responseStatus\":");
            if copy.organises {
                let _ = write!(out, "{{\"response\":\"organizer\",\"time\":\"{NO_TIME}\"}}");
            } else {
                write_status(out, copy.own);
            }
        }
    }

    fn place(&self, out: &mut String, copy: &Copy<'_>, fields: Fields) {
        let made = &copy.occasion;
        plain(
            out,
            fields,
            Field::OnlineMeetingUrl,
            "onlineMeetingUrl",
            "null",
        );
        plain(
            out,
            fields,
            Field::IsOnlineMeeting,
            "isOnlineMeeting",
            truth(made.online),
        );
        let provider = if made.online {
            "teamsForBusiness"
        } else {
            "unknown"
        };
        text_of(
            out,
            fields,
            Field::OnlineMeetingProvider,
            ("onlineMeetingProvider", provider),
        );
        let url = (made.online && (fields.has(Field::OnlineMeeting) || fields.has(Field::Body)))
            .then(|| self.join_url(copy));
        if fields.has(Field::OnlineMeeting) {
            match &url {
                Some(url) => {
                    let _ = write!(out, ",\"onlineMeeting\":{{\"joinUrl\":\"{url}\"}}");
                }
                None => out.push_str(",\"onlineMeeting\":null"),
            }
        }
        if fields.has(Field::Body) {
            out.push_str(",\"body\":{\"contentType\":\"html\",\"content\":\"");
            text::write_body(out, copy, url.as_deref());
            out.push_str("\"}");
        }
        let room = made.room.map(room_name);
        if fields.has(Field::Location) {
            let name = room.as_deref().unwrap_or_default();
            let _ = write!(
                out,
                ",\"location\":{{\"displayName\":\"{name}\",\"locationType\":\"default\",\"uniqueId\":\"{name}\",\"uniqueIdType\":\"private\"}}"
            );
        }
        if fields.has(Field::Locations) {
            match room {
                Some(name) => {
                    let _ = write!(
                        out,
                        ",\"locations\":[{{\"displayName\":\"{name}\",\"locationType\":\"conferenceRoom\",\"uniqueId\":\"{name}\",\"uniqueIdType\":\"directory\"}}]"
                    );
                }
                None => out.push_str(",\"locations\":[]"),
            }
        }
    }

    // The organiser's object id hides in it, as in the addresses of Teams.
    fn join_url(&self, copy: &Copy<'_>) -> String {
        let plan = self.calendars.plan;
        let oid = match copy.occasion.organiser {
            Party::Person(person) => plan.card(person).map_or("", |card| &card.oid),
            Party::Outside(_) => "00000000-0000-0000-0000-000000000000",
        };
        format!(
            "https://teams.microsoft.com/l/meetup-join/19%3ameeting_{:016x}%40thread.v2/0?context=%7b%22Tid%22%3a%22{}%22%2c%22Oid%22%3a%22{oid}%22%7d",
            copy.occasion.answers, plan.tenant
        )
    }

    fn times(&self, out: &mut String, copy: &Copy<'_>, fields: Fields) {
        let made = &copy.occasion;
        if fields.has(Field::Recurrence) {
            out.push_str(",\"recurrence\":");
            self.recurrence(out, made.key);
        }
        for (field, name, minute) in [
            (Field::Start, "start", made.start),
            (Field::End, "end", made.end),
        ] {
            if fields.has(field) {
                let _ = write!(out, ",\"{name}\":{{\"dateTime\":\"");
                self.civil(out, minute, made.all_day);
                out.push_str("\",\"timeZone\":\"");
                out.push_str(self.zone.as_ref().map_or("UTC", |(_, name)| name));
                out.push_str("\"}");
            }
        }
        if fields.has(Field::OriginalStart) && made.key.master().is_some() {
            out.push_str(",\"originalStart\":\"");
            write_instant(out, i64::from(made.original) * crate::calendar::MINUTE_MS);
            out.push('"');
        }
    }

    fn civil(&self, out: &mut String, minute: i32, all_day: bool) {
        let offset = match &self.zone {
            Some((zone, _)) if !all_day => zone::offset_in(zone, minute),
            _ => 0,
        };
        write_minute(out, minute + offset);
    }

    fn recurrence(&self, out: &mut String, key: Key) {
        let Some(shape) = pattern(&self.calendars, key) else {
            out.push_str("null");
            return;
        };
        let _ = write!(
            out,
            "{{\"pattern\":{{\"type\":\"{}\",\"interval\":{},\"month\":0,\"dayOfMonth\":0,\"daysOfWeek\":[{}],\"firstDayOfWeek\":\"monday\",\"index\":\"first\"}},\"range\":{{\"type\":\"{}\",\"startDate\":\"",
            shape.kind, shape.interval, shape.days, shape.range
        );
        write_date(out, shape.first_day);
        out.push_str("\",\"endDate\":\"");
        match shape.last_day {
            Some(day) => write_date(out, day),
            None => out.push_str("0001-01-01"),
        }
        let _ = write!(
            out,
            "\",\"recurrenceTimeZone\":\"{}\",\"numberOfOccurrences\":{}}}}}",
            shape.zone, shape.count
        );
    }
}

struct Pattern {
    kind: &'static str,
    interval: i32,
    days: String,
    range: &'static str,
    first_day: i32,
    last_day: Option<i32>,
    count: i32,
    zone: &'static str,
}

const DAYS: [&str; 7] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];

fn pattern(calendars: &Calendars<'_>, key: Key) -> Option<Pattern> {
    if let Key::AddedMaster(id) = key {
        let added = calendars.overlay.added_series(id)?;
        return Some(Pattern {
            kind: "daily",
            interval: added.every_days?,
            days: String::new(),
            range: if added.count.is_some() {
                "numbered"
            } else {
                "noEnd"
            },
            first_day: added.start.div_euclid(DAY_MIN),
            last_day: None,
            count: added.count.unwrap_or(0),
            zone: "UTC",
        });
    }
    let Key::Master(number) = key else {
        return None;
    };
    let series = calendars.plan.series.get(number as usize)?;
    let days: Vec<String> = DAYS
        .iter()
        .enumerate()
        .filter(|(bit, _)| series.days >> bit & 1 == 1)
        .map(|(_, name)| format!("\"{name}\""))
        .collect();
    Some(Pattern {
        kind: "weekly",
        interval: series.every,
        days: days.join(","),
        range: match series.ending {
            Ending::Never => "noEnd",
            Ending::Date => "endDate",
            Ending::Count => "numbered",
        },
        first_day: series.first_day(),
        last_day: (series.ending == Ending::Date)
            .then(|| crate::calendar::monday(series.last_week) + 4),
        count: if series.ending == Ending::Count {
            series.occurrences()
        } else {
            0
        },
        zone: zone::windows(series.zone),
    })
}

// Some clients leave a zone that has no name.
fn original_zone(calendars: Calendars<'_>, copy: &Copy<'_>) -> &'static str {
    let made = &copy.occasion;
    if made.answers.is_multiple_of(67) {
        return "tzone://Microsoft/Custom";
    }
    match made.organiser {
        Party::Person(person) => zone::windows(calendars.plan.zone_of(person)),
        Party::Outside(_) => "UTC",
    }
}

/// `{"response":..,"time":..}`
pub(crate) fn write_status(out: &mut String, answer: Answer) {
    out.push_str("{\"response\":\"");
    out.push_str(match answer.response {
        Response::None => "none",
        Response::Accepted => "accepted",
        Response::Tentative => "tentativelyAccepted",
        Response::Declined => "declined",
    });
    out.push_str("\",\"time\":\"");
    match answer.at_ms {
        Some(at) => write_instant(out, at),
        None => out.push_str(NO_TIME),
    }
    out.push_str("\"}");
}

fn plain(out: &mut String, fields: Fields, field: Field, name: &str, value: &str) {
    if fields.has(field) {
        out.push_str(",\"");
        out.push_str(name);
        out.push_str("\":");
        out.push_str(value);
    }
}

fn text_of(out: &mut String, fields: Fields, field: Field, (name, value): (&str, &str)) {
    if fields.has(field) {
        out.push_str(",\"");
        out.push_str(name);
        out.push_str("\":\"");
        out.push_str(value);
        out.push('"');
    }
}

fn truth(holds: bool) -> &'static str {
    if holds { "true" } else { "false" }
}

fn sensitivity(sensitivity: Sensitivity) -> &'static str {
    match sensitivity {
        Sensitivity::Normal => "normal",
        Sensitivity::Personal => "personal",
        Sensitivity::Private => "private",
        Sensitivity::Confidential => "confidential",
    }
}

fn show_as(show_as: ShowAs) -> &'static str {
    match show_as {
        ShowAs::Free => "free",
        ShowAs::Tentative => "tentative",
        ShowAs::Busy => "busy",
        ShowAs::Oof => "oof",
        ShowAs::Elsewhere => "workingElsewhere",
    }
}

/// `type` of an event.
pub(crate) fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Single => "singleInstance",
        Kind::Occurrence => "occurrence",
        Kind::Exception => "exception",
        Kind::Master => "seriesMaster",
    }
}
