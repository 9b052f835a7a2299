//! "What we keep": for one's own events, what Graph sent beside what would be stored. Nothing of it is stored.

use model::culture::fact::{EventFact, Minute};
use model::culture::kept::{KeptRow, Stored};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::{Mailbox, NotAPage, Notices, Reader};

/// One event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptEvent {
    /// Begin and end, where the event would be kept.
    pub span: Option<(Minute, Minute)>,
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
            span: fact.map(|fact| (fact.start, fact.end)),
            rows: rows(&sent, fact),
            notices: read.notices,
        })
    }
}

fn rows(sent: &Sent<'_>, fact: Option<&EventFact>) -> Vec<KeptRow> {
    let row = |field: &str, sent: Option<&RawValue>, stored: &dyn Fn(&EventFact) -> Vec<Stored>| {
        KeptRow {
            field: field.to_owned(),
            sent: sent.map(|value| value.get().to_owned()),
            stored: fact.map(stored).unwrap_or_default(),
        }
    };
    // Of a sensitive event these are not kept.
    let open = |fact: &EventFact, stored: Stored| match fact.sensitive {
        true => vec![],
        false => vec![stored],
    };
    let nothing = |_: &EventFact| vec![];
    vec![
        row("id", sent.id, &|fact| value(&fact.copy)),
        row("iCalUId", sent.uid, &uid),
        row("type", sent.r#type, &|fact| open(fact, word(&fact.kind))),
        row("seriesMasterId", sent.series_master_id, &|fact| {
            fact.open_ended.map(Stored::OpenEnded).into_iter().collect()
        }),
        row("start", sent.start, &|fact| time(fact.start)),
        row("end", sent.end, &|fact| time(fact.end)),
        row("originalStart", sent.original_start, &|fact| {
            fact.original_start.map(time).unwrap_or_default()
        }),
        row("isAllDay", sent.is_all_day, &|fact| bit(fact.all_day)),
        row(
            "isCancelled",
            sent.is_cancelled,
            &|fact| bit(fact.cancelled),
        ),
        row("isDraft", sent.is_draft, &nothing),
        row("isOrganizer", sent.is_organizer, &|fact| {
            vec![word(&fact.own)]
        }),
        row("organizer", sent.organizer, &organizer),
        row("attendees", sent.attendees, &attendees),
        row("responseStatus", sent.response_status, &|fact| {
            vec![word(&fact.own)]
        }),
        row("responseRequested", sent.response_requested, &|fact| {
            open(fact, Stored::Bit(fact.response_requested))
        }),
        row("showAs", sent.show_as, &|fact| vec![word(&fact.show_as)]),
        row("sensitivity", sent.sensitivity, &|fact| bit(fact.sensitive)),
        row("isOnlineMeeting", sent.is_online_meeting, &|fact| {
            open(fact, Stored::Bit(fact.online))
        }),
        row("hideAttendees", sent.hide_attendees, &|fact| {
            open(fact, Stored::Bit(fact.hidden_list))
        }),
        row("hasAttachments", sent.has_attachments, &|fact| {
            fact.attachments.map(bit).unwrap_or_default()
        }),
        row("subject", sent.subject, &nothing),
        row("body", sent.body, &|fact| {
            let agenda = fact.agenda.map(Stored::Agenda);
            let length = fact.body_bucket.map(Stored::LengthClass);
            agenda.into_iter().chain(length).collect()
        }),
    ]
}

fn uid(fact: &EventFact) -> Vec<Stored> {
    let mut stored = value(&fact.occurrence);
    stored.extend(fact.series.map(Stored::Series));
    stored.extend(fact.lead_min.map(Stored::CreatedBefore));
    stored
}

fn value(of: &impl ToString) -> Vec<Stored> {
    vec![Stored::Value(of.to_string())]
}

fn word(of: &impl std::fmt::Debug) -> Stored {
    Stored::Value(format!("{of:?}"))
}

fn bit(of: bool) -> Vec<Stored> {
    vec![Stored::Bit(of)]
}

fn time(minute: Minute) -> Vec<Stored> {
    jiff::Timestamp::from_second(i64::from(minute) * 60)
        .map(|at| value(&at))
        .unwrap_or_default()
}

fn organizer(fact: &EventFact) -> Vec<Stored> {
    let person = fact.organizer.as_ref().map(value).unwrap_or_default();
    let side = fact.organizer_domain.map(Stored::Belongs);
    person.into_iter().chain(side).collect()
}

fn attendees(fact: &EventFact) -> Vec<Stored> {
    if fact.sensitive {
        return vec![Stored::Company(fact.company)];
    }
    fact.attendees
        .iter()
        .copied()
        .map(Stored::Attendee)
        .collect()
}
