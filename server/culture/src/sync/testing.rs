//! A plain event for tests.

use model::culture::{EventFact, EventKind, Minute, Pseudonym, Response, ShowAs};

/// An event of half an hour with this copy's number.
pub(crate) fn fact(copy: u8, start: Minute) -> EventFact {
    EventFact {
        copy: Pseudonym([copy; 16]),
        occurrence: Pseudonym([copy; 16]),
        series: None,
        start,
        end: start + 30,
        original_start: None,
        kind: EventKind::Single,
        all_day: false,
        cancelled: false,
        sensitive: false,
        company: true,
        show_as: ShowAs::Busy,
        own: Response::Accepted,
        organizer: None,
        organizer_domain: None,
        attendees: vec![],
        has_list: false,
        hidden_list: false,
        online: false,
        response_requested: true,
        attachments: None,
        open_ended: None,
        lead_min: None,
        lead_source: None,
        agenda: None,
        body_bucket: None,
        first_seen: 0,
        cancelled_seen: None,
        gone_seen: None,
        moves: 0,
    }
}
