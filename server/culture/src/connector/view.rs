//! What a connector looks like from outside.

use std::collections::BTreeMap;

use model::Timestamp;
use model::culture::connector::{
    ConnectorScope, ConnectorSource, ConnectorState, ConnectorView, Mailbox, SyncPhase,
};
use model::culture::reading::Reading;
use model::permission::{Feature, needs_with};
use store::{ConnectorRow, StageCountRow};

use crate::sync::pace::Pace;
use crate::sync::plan::Plan;

/// What is known beside the connector's own row.
pub(super) struct Around {
    pub(super) plan: Plan,
    /// What is read of calendars.
    pub(super) reading: Reading,
    pub(super) counts: Vec<StageCountRow>,
    /// When the next person is due.
    pub(super) next: Option<Timestamp>,
}

/// The view of a connector; one that was never switched on is off.
pub(super) fn view(
    source: ConnectorSource,
    row: Option<&ConnectorRow>,
    around: &Around,
) -> ConnectorView {
    let feature = match source {
        ConnectorSource::Directory => Feature::Directory,
        ConnectorSource::Calendar => Feature::Calendar,
    };
    let reading = match source {
        ConnectorSource::Directory => Reading::default(),
        ConnectorSource::Calendar => around.reading.clone(),
    };
    let mut view = ConnectorView {
        source,
        state: row.map_or(ConnectorState::Off, |row| row.state),
        scope: row.map_or(ConnectorScope::Everybody, |row| {
            serde_json::from_str(&row.scope).unwrap_or_default()
        }),
        phase: SyncPhase::Waiting,
        permissions: needs_with(&[feature], reading.access())
            .into_iter()
            .map(|need| need.value)
            .collect(),
        reading,
        people: whole(around.counts.iter().map(|count| count.people).sum()),
        mailboxes: vec![],
        done: 0,
        total: None,
        remaining_min: None,
        events: 0,
        counted: vec![],
        last_ok: row.and_then(|row| row.last_ok),
        problem: row.and_then(|row| row.error.as_deref()?.parse().ok()),
        problem_at: row.and_then(|row| row.error_at),
        next: None,
    };
    let Some(row) = row else { return view };
    view.counted = counted(&row.counted);
    let works = matches!(row.state, ConnectorState::On | ConnectorState::Error);
    view.next = works.then_some(row.due_at);
    match source {
        ConnectorSource::Directory => directory(&mut view, row),
        ConnectorSource::Calendar => calendar(&mut view, row, around),
    }
    view
}

fn directory(view: &mut ConnectorView, row: &ConnectorRow) {
    view.done = whole(row.done);
    view.phase = match (row.last_ok, row.done) {
        (Some(_), _) => SyncPhase::Current,
        (None, 0) => SyncPhase::Waiting,
        (None, _) => SyncPhase::Recent,
    };
    if row.last_ok.is_some() {
        view.total = Some(view.done);
    }
}

fn calendar(view: &mut ConnectorView, row: &ConnectorRow, around: &Around) {
    let mut mailboxes: BTreeMap<Mailbox, i64> = BTreeMap::new();
    let (mut done, mut total, mut events) = (0, 0, 0);
    for count in &around.counts {
        *mailboxes.entry(count.mailbox).or_default() += count.people;
        events += count.events;
        // Mailboxes that are not there or closed to us hold nobody up.
        if matches!(count.mailbox, Mailbox::None | Mailbox::Denied) {
            continue;
        }
        done += around.plan.done(count.stage) * count.people;
        total += around.plan.total() * count.people;
    }
    let open = around.counts.iter().filter(|count| {
        count.people > 0 && !matches!(count.mailbox, Mailbox::None | Mailbox::Denied)
    });
    let earliest = open.map(|count| count.stage).min();
    view.phase = match earliest {
        Some(stage) if done > 0 => Plan::phase(stage),
        _ => SyncPhase::Waiting,
    };
    view.mailboxes = mailboxes
        .into_iter()
        .filter(|(_, people)| *people > 0)
        .map(|(mailbox, people)| (mailbox, whole(people)))
        .collect();
    view.events = u64::try_from(events).unwrap_or(0);
    (view.done, view.total) = (whole(done), (total > 0).then(|| whole(total)));
    if row.state == ConnectorState::On {
        view.remaining_min = Pace::read(&row.progress).remaining_min(total - done);
    }
    if view.phase == SyncPhase::Current && view.next.is_some() {
        view.next = around.next.or(view.next);
    }
}

/// Reasons with their counts, most frequent first.
fn counted(json: &str) -> Vec<(String, u64)> {
    let reasons: BTreeMap<String, u64> = serde_json::from_str(json).unwrap_or_default();
    let mut reasons: Vec<_> = reasons.into_iter().collect();
    reasons.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
    reasons
}

fn whole(number: i64) -> u32 {
    u32::try_from(number.max(0)).unwrap_or(u32::MAX)
}
