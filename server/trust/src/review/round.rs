//! One look at a registration: read, kept, compared with the look before, told.

use std::time::Duration;

use microsoft::consent::review::{Freshness, PermissionAsk};
use model::permission::{Feature, needs_with};
use model::trouble::{Place, Trouble};
use model::trust::review::{ReviewLine, ReviewProblem};
use model::{Guid, ObjectId, TenantId, Timestamp};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;
use store::{ReviewRunRow, ReviewStateRow, Tx};

use super::chain;
use super::compare::{Change, compare_grants, turned};
use super::known::{Age, Subject};
use super::reading::Reading;
use super::verify::{FLOOR, NOTED, floor_of};
use crate::access::Administrator;
use crate::audit::{self, Actor, Entry};
use crate::catalogue;
use crate::error::{Denied, TrustError};
use crate::errors::Note;
use crate::keys::TenantKeys;
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

/// One look at a registration.
pub(super) struct Look {
    /// When it began: what it found may be as old.
    pub(super) began: Timestamp,
    pub(super) reading: Reading,
    pub(super) problem: Option<ReviewProblem>,
    pub(super) asked_by: Option<ObjectId>,
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

    pub(super) async fn look_at(
        &self,
        tenant: TenantId,
        subject: &Subject,
        asked_by: Option<ObjectId>,
    ) -> Result<(), TrustError> {
        let place = (tenant, subject.client_id);
        let _turn = match asked_by {
            Some(_) => Some(self.turns().take(place)),
            None => {
                self.turns().clear().await;
                None
            }
        };
        let began = self.now();
        let on = self.on_of(tenant, &subject.features).await?;
        let mut probes = needs_with(&on, self.calendar_access(tenant).await?);
        if subject.with != subject.client_id {
            probes.clear();
        }
        let with = self.reader_of(tenant, subject).await?;
        let lists = self.feature_on(tenant, Feature::PermissionReview).await?;
        let (freshness, limit) = match asked_by {
            Some(_) => (Freshness::Now, PATIENCE),
            None => (Freshness::Cached, BACKGROUND),
        };
        let ask = PermissionAsk {
            tenant,
            client_id: subject.client_id,
            with,
            lists,
            probes: &probes,
            freshness,
            limit,
            named: has_name,
        };
        let read = self.microsoft().read_permissions(&ask, self.now());
        let found = match asked_by {
            Some(_) => read.await,
            None => tokio::select! {
                found = read => found,
                // Somebody wants a newer look at the same: this one is given up, with what it holds of tokens and places.
                () = self.turns().wanted(place) => return Ok(()),
            },
        };
        // That nobody has consented yet needs no line every quarter of an hour: the review says so.
        let expected = |trouble| matches!(trouble, Trouble::AppUnknown | Trouble::ConsentMissing);
        if let Some(error) = found.problem.as_ref()
            && (asked_by.is_some() || !expected(error.trouble()))
        {
            self.note_trouble(tenant, Note::of(Place::Consent, error));
        }
        let (reading, problem) = Reading::of(found);
        let look = Look {
            began,
            reading,
            problem,
            asked_by,
        };
        self.keep_review(tenant, subject, look).await
    }

    /// Stores what a look found, with history, evidence, audit and what is to be told in one transaction. A look that began
    /// before the one that is stored is dropped: its lists are older.
    pub(super) async fn keep_review(
        &self,
        tenant: TenantId,
        subject: &Subject,
        look: Look,
    ) -> Result<(), TrustError> {
        let Look {
            began,
            reading,
            problem,
            asked_by,
        } = look;
        let (now, keys) = (self.now(), self.keys(tenant).await?);
        let known = self.known_of(tenant).await?;
        let mut tx = self.store().of(tenant).begin().await?;
        // Holds back others who keep a look of this tenant.
        let _ = tx.audit_head().await?;
        let before = tx.review_state(subject.client_id).await?;
        // One that lies in the future is of a clock that was set back: it is no reason to drop anything.
        if before
            .as_ref()
            .is_some_and(|row| began < row.tried && row.tried <= now)
        {
            return Ok(());
        }
        let present = tx.present_review_grants(subject.client_id).await?;
        let good = reading.is_good();
        let old: Option<Reading> = before
            .as_ref()
            .and_then(|row| row.reading_json.as_deref())
            .and_then(parse);
        let mut change = Change {
            first: old.is_none(),
            ..Change::default()
        };
        if good {
            compare_grants(&mut change, (subject.client_id, &reading), &present, now);
        }
        for row in &change.gone {
            tx.end_review_grant(row, now).await?;
        }
        for row in &change.appeared {
            tx.insert_review_grant(row).await?;
        }
        for row in &change.named {
            tx.name_review_grant(row).await?;
        }
        let present = tx.present_review_grants(subject.client_id).await?;
        // What is judged and kept; history and evidence follow what was really read.
        let kept = reading.clone().keeping(old.as_ref());
        let after = known.lines(subject, (&kept, Age::Present), &present);
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
            let entry = Entry::new(now, actor, NOTED, subject.client_id);
            let detail = json!({ "run": run.sequence, "mac": crate::secret::hex(&run.mac) });
            audit::append(&mut tx, &keys, entry.with(detail)).await?;
        }
        if !change.is_empty() && !change.first {
            let entry = Entry::new(now, Actor::System, "review.changed", subject.client_id);
            audit::append(&mut tx, &keys, entry.with(change.detail())).await?;
            self.will_tell(&mut tx, change.told(now)).await?;
        }
        let row = state(before, (subject.client_id, began), &kept, problem.as_ref())?;
        tx.save_review_state(&ReviewStateRow {
            noted_at: if noted { Some(now) } else { row.noted_at },
            ..row
        })
        .await?;
        tx.commit().await?;
        Ok(())
    }

    async fn append_run(
        &self,
        tx: &mut Tx,
        keys: &TenantKeys,
        (client_id, reading, lines): (Guid, &Reading, &[ReviewLine]),
    ) -> Result<ReviewRunRow, TrustError> {
        let last = tx.last_review_run().await?;
        let floor = floor_of(tx.tenant_setting(FLOOR).await?);
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
        Ok(run)
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
        // Grants of an earlier look keep their age.
        let at = read_at.filter(|_| reading.kept).unwrap_or(now);
        (Some(at), Some(json(reading)?))
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

/// Whether the catalogue has a name for an app role.
pub(super) fn has_name(role: Guid) -> bool {
    !catalogue::in_all_resources(role).is_empty()
}

pub(super) fn json<T: Serialize>(value: &T) -> Result<String, TrustError> {
    serde_json::to_string(value).map_err(|_| TrustError::Malformed("json"))
}

/// What was stored; none where another version wrote it in another form: the next look replaces it.
pub(super) fn parse<T: DeserializeOwned>(json: &str) -> Option<T> {
    serde_json::from_str(json).ok()
}
