//! Microsoft's answers in the words of the seam.

use std::collections::BTreeMap;

use microsoft::calendar::Window as Stretch;
use microsoft::directory::{Group, PersonEntry};
use microsoft::mailbox::{Purpose, Zone};
use microsoft::reader::{Notice, Notices, ReadPage};
use microsoft::trouble::Who;
use microsoft::{GraphProblem, MicrosoftError, ReadError, TokenProblem};
use model::culture::connector::ConnectorProblem;
use model::culture::kept::KeptEvent;
use model::{ObjectId, Timestamp};

use crate::sync::plan::Window;
use crate::sync::source::{
    DirectoryGroup, DirectoryUser, Hours, MailboxSettings, SourceError, WindowRead,
};
use crate::weeks::week_of;

pub(super) fn kept(event: microsoft::reader::KeptEvent) -> KeptEvent {
    let counted = reasons(&event.notices).into_iter().collect();
    KeptEvent {
        begin: event
            .span
            .map(|(start, _)| Timestamp(i64::from(start) * 60_000)),
        length_min: event.span.map(|(start, end)| end - start),
        rows: event.rows,
        counted,
    }
}

pub(super) fn stretch(window: Window) -> Stretch {
    Stretch {
        from: window.from_min(),
        until: window.to_min(),
    }
}

pub(super) fn add(read: &mut WindowRead, page: ReadPage) {
    read.facts.extend(page.facts);
    read.left_out.extend(page.left_out);
    let excluded = page.excluded.iter();
    read.excluded
        .extend(excluded.map(|one| (week_of(one.start), one.occurrence)));
    let met = page.sightings.iter();
    read.foreign
        .extend(met.map(|sighting| (sighting.domain, sighting.person)));
    for (reason, count) in reasons(&page.notices) {
        *read.counted.entry(reason).or_default() += count;
    }
}

fn reasons(notices: &Notices) -> BTreeMap<String, u64> {
    let mut reasons = BTreeMap::new();
    for (notice, count) in notices.iter() {
        let reason = match notice {
            Notice::Dropped(reason) => format!("dropped.{}", reason.key()),
            Notice::Nulled(field, cause) => format!("{}.{}", field.name(), cause.key()),
            Notice::NamelessAttendee => "nameless_attendee".to_owned(),
            Notice::Draft => "draft".to_owned(),
            Notice::NotUtf8 => "not_utf8".to_owned(),
        };
        *reasons.entry(reason).or_default() += count;
    }
    reasons
}

pub(super) fn user(entry: PersonEntry, manager: Option<ObjectId>) -> DirectoryUser {
    DirectoryUser {
        oid: entry.id,
        addresses: entry.addresses.unwrap_or_default(),
        domains: entry.domains,
        manager,
        attributes: entry
            .attributes
            .into_iter()
            .map(|(attribute, value)| (attribute.name().to_owned(), value))
            .collect(),
        member: entry.member.unwrap_or(true) && entry.enabled.unwrap_or(true),
    }
}

pub(super) fn group(group: Group) -> DirectoryGroup {
    DirectoryGroup {
        oid: group.id,
        name: group.name.unwrap_or_default(),
        addresses: group.addresses,
        members: vec![],
    }
}

pub(super) fn mailbox(settings: microsoft::mailbox::MailboxSettings) -> MailboxSettings {
    let zone = |zone: Zone| match zone {
        Zone::Iana(name) => Some(name),
        Zone::Unknown => None,
    };
    let mut hours = Hours {
        zone: zone(settings.zone),
        ..Hours::default()
    };
    if let Some(working) = settings.working {
        // The wall clock of working hours is that of their own zone, where it is known.
        hours.zone = zone(working.zone).or(hours.zone);
        hours.days = (0_u8..7)
            .zip(working.days)
            .filter(|(_, works)| *works)
            .map(|(day, _)| day)
            .collect();
        hours.from_min = Some(working.start_min);
        hours.to_min = Some(working.end_min);
    }
    MailboxSettings {
        hours,
        resource: settings.purpose == Purpose::Resource,
    }
}

pub(super) fn in_read(error: ReadError) -> SourceError {
    match error {
        ReadError::NoMailbox => SourceError::NoMailbox,
        ReadError::Resync => SourceError::LinkExpired,
        ReadError::DeltaRefused => SourceError::Denied,
        ReadError::Microsoft(MicrosoftError::Token(problem)) => in_token(&problem),
        ReadError::Microsoft(MicrosoftError::Graph(problem)) => in_graph(&problem),
    }
}

pub(super) fn in_token(problem: &TokenProblem) -> SourceError {
    let problem = match problem {
        TokenProblem::Throttled { retry_after_s } => return SourceError::Throttled(*retry_after_s),
        TokenProblem::NoRegistration => ConnectorProblem::NotConfigured,
        TokenProblem::Refused(_) if problem.who() == Who::TenantAdmin => {
            ConnectorProblem::ConsentMissing
        }
        TokenProblem::Refused(_) | TokenProblem::Credential(_) => {
            ConnectorProblem::CredentialRefused
        }
        TokenProblem::Unreachable => ConnectorProblem::Unreachable,
        TokenProblem::Unexpected => ConnectorProblem::UnexpectedAnswer,
    };
    SourceError::Connector(problem)
}

fn in_graph(problem: &GraphProblem) -> SourceError {
    match problem {
        GraphProblem::Refused { status: 401, .. } => {
            SourceError::Connector(ConnectorProblem::ConsentMissing)
        }
        // Of one mailbox or of all: who asks knows from how many were refused.
        GraphProblem::Refused { status: 403, .. } => SourceError::Denied,
        GraphProblem::Refused { .. }
        | GraphProblem::Unexpected { .. }
        | GraphProblem::ForeignLink => SourceError::Failed(ConnectorProblem::UnexpectedAnswer),
        GraphProblem::Throttled { retry_after_s, .. } => SourceError::Throttled(*retry_after_s),
        GraphProblem::Fault { .. } | GraphProblem::Unreachable => {
            SourceError::Failed(ConnectorProblem::Unreachable)
        }
    }
}
