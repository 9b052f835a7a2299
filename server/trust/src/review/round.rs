//! One look at a registration: read, kept, compared with the look before, told.

use std::time::Duration;

use microsoft::consent::review::{Freshness, PermissionAsk};
use model::permission::needs_with;
use model::trouble::{Place, Who};
use model::trust::review::{ReviewLine, ReviewProblem, ReviewStatus};
use model::{Guid, ObjectId, TenantId, Timestamp};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;
use store::{ReviewGrantRow, ReviewRunRow, ReviewStateRow, Tx};

use super::chain;
use super::known::{Age, Known, Subject, kind_word};
use super::reading::Reading;
use crate::access::Administrator;
use crate::audit::{self, Actor, Entry};
use crate::error::{Denied, TrustError};
use crate::errors::Note;
use crate::keys::TenantKeys;
use crate::mail::MailKind;
use crate::trust::Trust;

/// Minutes between two looks that nobody asks for.
pub const EVERY_MINUTES: i64 = 15;
/// Minutes in which a registration is checked at most once on request.
pub const ASKED_MINUTES: i64 = 5;
/// How long a look may take while somebody waits.
const PATIENCE: Duration = Duration::from_millis(9_000);
/// How long a look may take in the background.
const BACKGROUND: Duration = Duration::from_secs(30);
/// Minutes after which an unchanged run is kept as evidence all the same.
const NOTED_MINUTES: i64 = 24 * 60;

/// What differs between two looks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Change {
    appeared: Vec<ReviewGrantRow>,
    gone: Vec<ReviewGrantRow>,
    /// Permissions whose status turned for the worse or back, with the new one.
    turned: Vec<(String, ReviewStatus)>,
    /// There was no look before: nothing to compare with.
    first: bool,
}

impl Change {
    fn is_empty(&self) -> bool {
        self.appeared.is_empty() && self.gone.is_empty() && self.turned.is_empty()
    }

    fn detail(&self) -> serde_json::Value {
        let names = |rows: &[ReviewGrantRow]| -> Vec<String> {
            rows.iter().map(|row| row.value.clone()).collect()
        };
        json!({ "appeared": names(&self.appeared), "gone": names(&self.gone), "turned": self.turned })
    }
}

impl Trust {
    /// Looks at a registration now, with a fresh token; at most once in five minutes, and within ten seconds: what there
    /// was no time for is named in the result.
    ///
    /// # Errors
    /// [`TrustError::NotPossible`] within five minutes of the last request; [`Denied::NotFound`] for a registration that
    /// is not configured; [`TrustError::Store`].
    pub async fn check_permissions(
        &self,
        who: &Administrator,
        client_id: Guid,
    ) -> Result<(), TrustError> {
        let subject = self
            .subjects()
            .into_iter()
            .find(|subject| subject.client_id == client_id)
            .ok_or(TrustError::Denied(Denied::NotFound))?;
        let now = self.now();
        let mut tx = self.store().of(who.tenant()).begin().await?;
        let until = now.plus_minutes(-ASKED_MINUTES);
        if !tx.ask_review(client_id, now, until).await? {
            return Err(TrustError::NotPossible);
        }
        tx.commit().await?;
        Box::pin(self.look_at(who.tenant(), &subject, Some(who.oid()))).await
    }

    /// Looks at every registration of every tenant that is due; answers how many. What fails is logged and tried again in
    /// the next round.
    ///
    /// # Errors
    /// [`TrustError::Store`] when the tenants cannot be listed.
    pub async fn review_permissions(&self, now: Timestamp) -> Result<u64, TrustError> {
        let mut looked = 0;
        let due = now.plus_minutes(-EVERY_MINUTES).plus_seconds(30);
        for tenant in self.store().system().tenants().await? {
            if tenant.activated.is_none() {
                continue;
            }
            for subject in self.subjects() {
                let state = self
                    .store()
                    .of(tenant.id)
                    .review_state(subject.client_id)
                    .await?;
                if state.is_some_and(|state| state.tried > due) {
                    continue;
                }
                match Box::pin(self.look_at(tenant.id, &subject, None)).await {
                    Ok(()) => looked += 1,
                    Err(error) => {
                        tracing::error!(tenant.id = %tenant.id, error = %error, "a registration could not be reviewed");
                    }
                }
            }
        }
        Ok(looked)
    }

    async fn look_at(
        &self,
        tenant: TenantId,
        subject: &Subject,
        asked_by: Option<ObjectId>,
    ) -> Result<(), TrustError> {
        let on = self.on_of(tenant, &subject.features).await?;
        let mut probes = needs_with(&on, self.calendar_access(tenant).await?);
        if subject.with != subject.client_id {
            probes.clear();
        }
        let (freshness, limit) = match asked_by {
            Some(_) => (Freshness::Now, PATIENCE),
            None => (Freshness::Cached, BACKGROUND),
        };
        let ask = PermissionAsk {
            tenant,
            client_id: subject.client_id,
            with: subject.with,
            probes: &probes,
            freshness,
            limit,
        };
        let found = self.microsoft().read_permissions(&ask, self.now()).await;
        // That nobody has consented yet needs no line every quarter of an hour: the review says so.
        if let Some(error) = found.problem.as_ref()
            && (asked_by.is_some() || error.who() != Who::TenantAdmin)
        {
            self.note_trouble(tenant, Note::of(Place::Consent, error));
        }
        let (reading, problem) = Reading::of(found);
        self.keep_review(tenant, subject, (reading, problem, asked_by))
            .await
    }

    /// Stores what a look found, with history, evidence and audit in one transaction, and tells of changes.
    async fn keep_review(
        &self,
        tenant: TenantId,
        subject: &Subject,
        (reading, problem, asked_by): (Reading, Option<ReviewProblem>, Option<ObjectId>),
    ) -> Result<(), TrustError> {
        let (now, keys) = (self.now(), self.keys(tenant).await?);
        let known = self.known_of(tenant).await?;
        let mut tx = self.store().of(tenant).begin().await?;
        // Holds back others who keep a look of this tenant.
        let _ = tx.audit_head().await?;
        let before = tx.review_state(subject.client_id).await?;
        let present = tx.present_review_grants(subject.client_id).await?;
        let good = reading.is_good();
        let old: Option<Reading> = before
            .as_ref()
            .and_then(|row| row.reading_json.as_deref())
            .map(parse)
            .transpose()?;
        let mut change = Change {
            first: old.is_none(),
            ..Change::default()
        };
        if good {
            compare_grants(&mut change, (subject.client_id, &reading), &present, now);
        }
        for row in &change.appeared {
            tx.insert_review_grant(row).await?;
        }
        for row in &change.gone {
            tx.end_review_grant(row, now).await?;
        }
        let present = tx.present_review_grants(subject.client_id).await?;
        let after = known.lines(subject, (&reading, Age::Present), &present);
        if let Some(old) = &old
            && good
        {
            let before = known.lines(subject, (old, Age::Present), &present);
            change.turned = turned(&before, &after);
        }
        let due = before.as_ref().and_then(|row| row.noted_at);
        let due = due.is_none_or(|at| at.plus_minutes(NOTED_MINUTES) <= now);
        let noted = good && (due || asked_by.is_some() || !change.is_empty());
        if noted {
            let run = self
                .append_run(&mut tx, &keys, (subject.client_id, &reading, &after))
                .await?;
            let actor = asked_by.map_or(Actor::System, Actor::Person);
            let entry = Entry::new(now, actor, "review.noted", subject.client_id);
            let detail = json!({ "run": run.sequence, "mac": crate::secret::hex(&run.mac) });
            audit::append(&mut tx, &keys, entry.with(detail)).await?;
        }
        if !change.is_empty() && !change.first {
            let entry = Entry::new(now, Actor::System, "review.changed", subject.client_id);
            audit::append(&mut tx, &keys, entry.with(change.detail())).await?;
        }
        let row = state(before, (subject.client_id, now), &reading, problem.as_ref())?;
        tx.save_review_state(&ReviewStateRow {
            noted_at: if noted { Some(now) } else { row.noted_at },
            ..row
        })
        .await?;
        tx.commit().await?;
        if !change.is_empty() && !change.first {
            self.tell_of(tenant, &known, &change).await?;
        }
        Ok(())
    }

    async fn append_run(
        &self,
        tx: &mut Tx,
        keys: &TenantKeys,
        (client_id, reading, lines): (Guid, &Reading, &[ReviewLine]),
    ) -> Result<ReviewRunRow, TrustError> {
        let last = tx.last_review_run().await?;
        let floor = super::view::floor_of(tx.tenant_setting(super::view::FLOOR).await?);
        let place = last.as_ref().map_or(floor.0, |run| run.sequence);
        let mut run = ReviewRunRow {
            sequence: place + 1,
            at: self.now(),
            client_id,
            mode: reading.mode().as_str().to_owned(),
            result_json: json(&json!({ "reading": reading, "lines": lines }))?,
            previous: last.map_or(chain::START, |run| run.mac),
            mac: [0; 32],
        };
        run.mac = chain::mac(keys, &run);
        tx.insert_review_run(&run).await?;
        let head = json!({ "place": run.sequence, "mac": crate::secret::hex(&run.mac) });
        tx.set_tenant_setting(super::view::HEAD, &head.to_string())
            .await?;
        Ok(run)
    }

    async fn tell_of(
        &self,
        tenant: TenantId,
        known: &Known,
        change: &Change,
    ) -> Result<(), TrustError> {
        let names = |rows: &[ReviewGrantRow]| -> Vec<String> {
            rows.iter().map(|row| row.value.clone()).collect()
        };
        let kind = MailKind::PermissionsChanged {
            tenant_name: known.tenant_name.clone(),
            appeared: names(&change.appeared),
            gone: names(&change.gone),
            turned: change.turned.iter().map(|(name, _)| name.clone()).collect(),
            page: format!("{}/admin/permissions", self.settings().base_url),
        };
        self.notify(tenant, kind).await
    }
}

/// The row after a look: a good reading takes the place of the one before, anything else leaves it to be seen.
fn state(
    before: Option<ReviewStateRow>,
    (client_id, now): (Guid, Timestamp),
    reading: &Reading,
    problem: Option<&ReviewProblem>,
) -> Result<ReviewStateRow, TrustError> {
    let (asked, read_at, reading_json, noted_at) = before.map_or((None, None, None, None), |row| {
        (row.asked, row.read_at, row.reading_json, row.noted_at)
    });
    let (read_at, reading_json) = if reading.is_good() {
        (Some(now), Some(json(reading)?))
    } else {
        (read_at, reading_json)
    };
    Ok(ReviewStateRow {
        client_id,
        tried: now,
        asked,
        problem_json: problem.map(json).transpose()?,
        read_at,
        reading_json,
        noted_at,
    })
}

/// What appeared and what went. Lists that could not be read say nothing, but where the registration is gone, all is.
fn compare_grants(
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
        let there = present.iter().any(|row| {
            (row.resource.as_str(), row.kind.as_str(), row.value.as_str())
                == (resource.as_str(), kind, value.as_str())
        });
        if !there && readable(kind) {
            change.appeared.push(ReviewGrantRow {
                client_id,
                resource,
                kind: kind.to_owned(),
                value,
                first_seen: now,
                guid: grant.guid,
                gone: None,
            });
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

/// Permissions whose status turned, where one of both is worth a look.
fn turned(before: &[ReviewLine], after: &[ReviewLine]) -> Vec<(String, ReviewStatus)> {
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

pub(super) fn json<T: Serialize>(value: &T) -> Result<String, TrustError> {
    serde_json::to_string(value).map_err(|_| TrustError::Malformed("json"))
}

pub(super) fn parse<T: DeserializeOwned>(json: &str) -> Result<T, TrustError> {
    serde_json::from_str(json).map_err(|_| TrustError::Malformed("review_state"))
}
