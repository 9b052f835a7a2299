//! What differs between two looks. Pure.

use model::trust::review::{GrantEnd, GrantedFor, ReviewLine, ReviewStatus};
use model::{Guid, Timestamp};
use serde_json::json;
use store::ReviewGrantRow;

use super::known::kind_word;
use super::notify::Told;
use super::reading::{ReadGrant, Reading};

/// What differs between two looks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Change {
    pub(super) appeared: Vec<ReviewGrantRow>,
    pub(super) gone: Vec<ReviewGrantRow>,
    /// Grants of which an earlier version noted neither for whom they are nor which object holds them.
    pub(super) named: Vec<ReviewGrantRow>,
    /// Permissions whose status turned for the worse or back, with the new one.
    pub(super) turned: Vec<(String, ReviewStatus)>,
    /// There was no look before: nothing to compare with.
    pub(super) first: bool,
}

impl Change {
    pub(super) fn is_empty(&self) -> bool {
        self.appeared.is_empty() && self.gone.is_empty() && self.turned.is_empty()
    }

    pub(super) fn told(&self, now: Timestamp) -> Told {
        let names = |rows: &[ReviewGrantRow]| rows.iter().map(|row| row.value.clone()).collect();
        Told {
            at: now,
            appeared: names(&self.appeared),
            gone: names(&self.gone),
            turned: self.turned.clone(),
        }
    }

    pub(super) fn detail(&self) -> serde_json::Value {
        let names = |rows: &[ReviewGrantRow]| -> Vec<String> {
            rows.iter().map(|row| row.value.clone()).collect()
        };
        json!({ "appeared": names(&self.appeared), "gone": names(&self.gone), "turned": self.turned })
    }
}

/// What appeared and what went. Lists that could not be read say nothing, but where the registration is gone, all is.
pub(super) fn compare_grants(
    change: &mut Change,
    (client_id, reading): (Guid, &Reading),
    present: &[ReviewGrantRow],
    now: Timestamp,
) {
    let gone = reading.principal == super::status::Principal::Gone;
    let readable = |kind: &str| match kind {
        "application" => reading.application_readable || gone,
        _ => reading.delegated_readable || gone,
    };
    for grant in &reading.grants {
        let (resource, kind, value) = grant.identity();
        let kind = kind_word(kind);
        if !readable(kind) {
            continue;
        }
        let known = present.iter().find(|row| {
            (row.resource.as_str(), row.kind.as_str(), row.value.as_str())
                == (resource.as_str(), kind, value.as_str())
        });
        let mut found = ReviewGrantRow {
            client_id,
            resource,
            kind: kind.to_owned(),
            value,
            first_seen: now,
            guid: grant.guid,
            gone: None,
            whom: whom_word(grant.whom).to_owned(),
            object: grant.id.clone(),
            ended: None,
        };
        match known {
            None => change.appeared.push(found),
            Some(row) if row.whom.is_empty() => change.named.push(found),
            Some(row) if is_another(row, grant) => {
                found.first_seen = now.max(Timestamp(row.first_seen.0.saturating_add(1)));
                change.appeared.push(found);
                change.gone.push(ReviewGrantRow {
                    ended: Some(GrantEnd::Replaced.as_str().to_owned()),
                    ..row.clone()
                });
            }
            Some(_) => {}
        }
    }
    for row in present.iter().filter(|row| readable(&row.kind)) {
        let there = reading.grants.iter().any(|grant| {
            let (resource, kind, value) = grant.identity();
            (resource, kind_word(kind), value)
                == (row.resource.clone(), row.kind.as_str(), row.value.clone())
        });
        if !there {
            change.gone.push(row.clone());
        }
    }
}

/// Whether a grant is another one than the one that was noted: for others, or made anew. What several people granted each for
/// themselves is one entry, whoever of them comes or goes.
fn is_another(row: &ReviewGrantRow, grant: &ReadGrant) -> bool {
    row.whom != whom_word(grant.whom)
        || (!matches!(grant.whom, GrantedFor::People { .. }) && row.object != grant.id)
}

/// The word that stands in the database.
const fn whom_word(whom: GrantedFor) -> &'static str {
    match whom {
        GrantedFor::Application => "application",
        GrantedFor::Everybody => "everybody",
        GrantedFor::People { .. } => "people",
    }
}

/// Permissions whose status turned, where one of both is worth a look.
pub(super) fn turned(before: &[ReviewLine], after: &[ReviewLine]) -> Vec<(String, ReviewStatus)> {
    let calm = |status: ReviewStatus| {
        matches!(
            status,
            ReviewStatus::Ok
                | ReviewStatus::Works
                | ReviewStatus::NotTested
                | ReviewStatus::WaitingForToken
                | ReviewStatus::Unknown
        )
    };
    let same = |one: &ReviewLine, other: &ReviewLine| {
        (one.resource, one.kind, one.guid, &one.value)
            == (other.resource, other.kind, other.guid, &other.value)
    };
    after
        .iter()
        .filter(|line| {
            before.iter().any(|old| {
                same(old, line)
                    && old.status != line.status
                    && !(calm(old.status) && calm(line.status))
            })
        })
        .map(|line| (line.value.clone(), line.status))
        .collect()
}
