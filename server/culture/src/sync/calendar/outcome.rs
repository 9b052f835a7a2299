//! What a turn brought: what is left out of it, and when one that failed is tried again.

use std::collections::HashSet;

use model::Timestamp;
use model::culture::connector::Mailbox;
use model::culture::{EventFact, Pseudonym};
use store::{FinishedPerson, SyncedPersonRow};

use super::Ready;
use crate::sync::book::RESOURCE;
use crate::sync::merge::Merged;
use crate::sync::source::{SourceError, WindowRead};

/// Days until a mailbox that is not there, or may not be read, is tried again.
const UNREADABLE_DAYS: i64 = 3;
/// Most seconds until a failed calendar is tried again.
const LATEST_S: i64 = 3_600;
/// Counted for each copy of a meeting that a rule keeps out because of another copy.
const EXCLUDED: &str = "dropped.excluded_elsewhere";

/// Takes copies of meetings out that are kept out of every calendar, and counts them.
pub(super) fn leave_out(read: &mut WindowRead, excluded: &HashSet<Pseudonym>) {
    let out = |fact: &EventFact| excluded.contains(&fact.occurrence);
    let left = read.facts.extract_if(.., |fact| out(fact));
    let copies: Vec<Pseudonym> = left.map(|fact| fact.copy).collect();
    if !copies.is_empty() {
        let count = u64::try_from(copies.len()).unwrap_or(u64::MAX);
        *read.counted.entry(EXCLUDED.to_owned()).or_default() += count;
        read.left_out.extend(copies);
    }
}

/// A turn that brought nothing: when to try again, and what is known of the mailbox.
pub(super) fn failed(row: &SyncedPersonRow, error: SourceError, now: Timestamp) -> Ready {
    let failures = row.failures + 1;
    let wait = 30_i64
        .saturating_mul(1 << failures.clamp(0, 12))
        .min(LATEST_S);
    let (mailbox, wait) = match error {
        SourceError::NoMailbox | SourceError::Resource => (Mailbox::None, UNREADABLE_DAYS * 86_400),
        SourceError::Denied => (Mailbox::Denied, UNREADABLE_DAYS * 86_400),
        _ => (Mailbox::Failing, wait + spread(row.person, 30)),
    };
    let problem = match error {
        SourceError::Failed(problem) => Some(problem.as_str().to_owned()),
        SourceError::Resource => Some(RESOURCE.to_owned()),
        _ => None,
    };
    let done = FinishedPerson {
        person: row.person,
        mailbox,
        stage: row.stage,
        due_at: now.plus_seconds(wait),
        read_from: row.read_from,
        read_to: row.read_to,
        link: row.link.clone(),
        failures,
        error: problem,
        more_events: 0,
        last_ok: row.last_ok,
    };
    Ready {
        done,
        merged: Merged::default(),
        excluded: vec![],
        settings: None,
    }
}

/// A number below `below` that is always the same for a person.
pub(super) fn spread(person: Pseudonym, below: i64) -> i64 {
    let [first, second, ..] = person.0;
    i64::from(u16::from_be_bytes([first, second])) % below
}
