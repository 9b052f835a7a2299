//! "What we keep": for one's own events, what Graph sent beside what would be stored. Nothing of it is stored.

use std::fmt;

use model::culture::fact::{Attendee, Domain, EventFact, Minute};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::{Mailbox, NotAPage, Notices, Reader};

/// One field.
#[derive(Clone, PartialEq, Eq)]
pub struct KeptRow {
    /// Graph's name of the field.
    pub field: &'static str,
    /// What Graph sent, as JSON; `None` where it wasn't sent. Shown to the calendar's owner, never stored.
    pub sent: Option<String>,
    /// What would be stored of it, in words; empty: nothing.
    pub stored: String,
}

impl fmt::Debug for KeptRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeptRow({})", self.field)
    }
}

/// One event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptEvent {
    /// Begin, where the event would be kept.
    pub start: Option<Minute>,
    /// Its fields, in the order of this page.
    pub rows: Vec<KeptRow>,
    /// Why fields or the whole event would be left out.
    pub notices: Notices,
}

/// The fields that are asked for, as they came.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Sent<'a> {
    #[serde(borrow)]
    id: Option<&'a RawValue>,
    #[serde(borrow, rename = "iCalUId")]
    uid: Option<&'a RawValue>,
    #[serde(borrow)]
    r#type: Option<&'a RawValue>,
    #[serde(borrow)]
    series_master_id: Option<&'a RawValue>,
    #[serde(borrow)]
    start: Option<&'a RawValue>,
    #[serde(borrow)]
    end: Option<&'a RawValue>,
    #[serde(borrow)]
    original_start: Option<&'a RawValue>,
    #[serde(borrow)]
    is_all_day: Option<&'a RawValue>,
    #[serde(borrow)]
    is_cancelled: Option<&'a RawValue>,
    #[serde(borrow)]
    is_draft: Option<&'a RawValue>,
    #[serde(borrow)]
    is_organizer: Option<&'a RawValue>,
    #[serde(borrow)]
    organizer: Option<&'a RawValue>,
    #[serde(borrow)]
    attendees: Option<&'a RawValue>,
    #[serde(borrow)]
    response_status: Option<&'a RawValue>,
    #[serde(borrow)]
    response_requested: Option<&'a RawValue>,
    #[serde(borrow)]
    show_as: Option<&'a RawValue>,
    #[serde(borrow)]
    sensitivity: Option<&'a RawValue>,
    #[serde(borrow)]
    is_online_meeting: Option<&'a RawValue>,
    #[serde(borrow)]
    hide_attendees: Option<&'a RawValue>,
    #[serde(borrow)]
    has_attachments: Option<&'a RawValue>,
    #[serde(borrow)]
    subject: Option<&'a RawValue>,
    #[serde(borrow)]
    body: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct SentPage<'a> {
    #[serde(borrow)]
    value: Vec<&'a RawValue>,
}

impl Reader {
    /// Shows what would be kept of each event of a page.
    ///
    /// # Errors
    /// [`NotAPage`] when the bytes aren't a page.
    pub fn what_is_kept(
        &mut self,
        bytes: &[u8],
        mailbox: Mailbox,
    ) -> Result<Vec<KeptEvent>, NotAPage> {
        let page: SentPage<'_> = serde_json::from_slice(bytes).map_err(|_| NotAPage)?;
        page.value
            .iter()
            .map(|event| self.kept(event, mailbox))
            .collect()
    }

    fn kept(&mut self, event: &RawValue, mailbox: Mailbox) -> Result<KeptEvent, NotAPage> {
        let alone = format!("{{\"value\":[{}]}}", event.get());
        let read = self.read(alone.as_bytes(), mailbox)?;
        let sent: Sent<'_> = serde_json::from_str(event.get()).unwrap_or_default();
        let fact = read.facts.first();
        Ok(KeptEvent {
            start: fact.map(|fact| fact.start),
            rows: rows(&sent, fact),
            notices: read.notices,
        })
    }
}

fn rows(sent: &Sent<'_>, fact: Option<&EventFact>) -> Vec<KeptRow> {
    let row = |field, sent: Option<&RawValue>, stored: &dyn Fn(&EventFact) -> String| KeptRow {
        field,
        sent: sent.map(|value| value.get().to_owned()),
        stored: fact.map(stored).unwrap_or_default(),
    };
    let open = |fact: &EventFact, text: String| if fact.sensitive { String::new() } else { text };
    vec![
        row("id", sent.id, &|fact| fact.copy.to_string()),
        row("iCalUId", sent.uid, &|fact| uid(fact)),
        row("type", sent.r#type, &|fact| {
            open(fact, format!("{:?}", fact.kind))
        }),
        row("seriesMasterId", sent.series_master_id, &|_| String::new()),
        row("start", sent.start, &|fact| time(fact.start)),
        row("end", sent.end, &|fact| time(fact.end)),
        row("originalStart", sent.original_start, &|fact| {
            fact.original_start.map(time).unwrap_or_default()
        }),
        row("isAllDay", sent.is_all_day, &|fact| {
            fact.all_day.to_string()
        }),
        row("isCancelled", sent.is_cancelled, &|fact| {
            fact.cancelled.to_string()
        }),
        row("isDraft", sent.is_draft, &|_| String::new()),
        row("isOrganizer", sent.is_organizer, &|fact| {
            format!("{:?}", fact.own)
        }),
        row("organizer", sent.organizer, &organizer),
        row("attendees", sent.attendees, &attendees),
        row("responseStatus", sent.response_status, &|fact| {
            format!("{:?}", fact.own)
        }),
        row("responseRequested", sent.response_requested, &|fact| {
            open(fact, fact.response_requested.to_string())
        }),
        row("showAs", sent.show_as, &|fact| {
            format!("{:?}", fact.show_as)
        }),
        row("sensitivity", sent.sensitivity, &|fact| {
            fact.sensitive.to_string()
        }),
        row("isOnlineMeeting", sent.is_online_meeting, &|fact| {
            open(fact, fact.online.to_string())
        }),
        row("hideAttendees", sent.hide_attendees, &|fact| {
            open(fact, fact.hidden_list.to_string())
        }),
        row("hasAttachments", sent.has_attachments, &|fact| {
            word(fact.attachments)
        }),
        row("subject", sent.subject, &|_| String::new()),
        row("body", sent.body, &|fact| match fact.body_bucket {
            Some(bucket) => format!("agenda: {}, length class {bucket}", word(fact.agenda)),
            None => String::new(),
        }),
    ]
}

fn uid(fact: &EventFact) -> String {
    let mut text = fact.occurrence.to_string();
    if let Some(series) = fact.series {
        text.push_str(&format!(", series {series}"));
    }
    if let Some(lead) = fact.lead_min {
        text.push_str(&format!(", created {lead} min before it begins"));
    }
    text
}

fn time(minute: Minute) -> String {
    jiff::Timestamp::from_second(i64::from(minute) * 60)
        .map(|at| at.to_string())
        .unwrap_or_default()
}

fn word(bit: Option<bool>) -> String {
    bit.map(|bit| bit.to_string()).unwrap_or_default()
}

fn domain(domain: Domain) -> String {
    match domain {
        Domain::Internal => "internal".to_owned(),
        Domain::External(pseudonym) => format!("external {pseudonym}"),
        Domain::ExternalSmall => "external, small".to_owned(),
    }
}

fn organizer(fact: &EventFact) -> String {
    let person = fact
        .organizer
        .map(|person| person.to_string())
        .unwrap_or_default();
    let side = fact.organizer_domain.map(domain).unwrap_or_default();
    [person, side]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(", ")
}

fn attendees(fact: &EventFact) -> String {
    if fact.sensitive {
        return if fact.company {
            "at least two people"
        } else {
            "alone"
        }
        .to_owned();
    }
    fact.attendees
        .iter()
        .map(attendee)
        .collect::<Vec<_>>()
        .join("\n")
}

fn attendee(attendee: &Attendee) -> String {
    let person = attendee
        .person
        .map_or_else(|| "a head".to_owned(), |person| person.to_string());
    let mut text = format!(
        "{person}, {}, {:?}, {:?}",
        domain(attendee.domain),
        attendee.part,
        attendee.response
    );
    if let Some(delay) = attendee.response_delay_min {
        text.push_str(&format!(", answered {delay} min after it was created"));
    }
    text
}
