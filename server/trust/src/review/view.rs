//! The review as a page and as a file.

use std::collections::{BTreeMap, BTreeSet};

use model::permission::{Feature, PermissionKind, needs_with};
use model::trust::review::{
    FeatureSwitch, GrantChange, GrantEnd, RegistrationReview, ReviewLine, ReviewMode,
    ReviewProblem, ReviewView,
};
use model::{Guid, ObjectId, TenantId, Timestamp};
use serde::Deserialize;
use serde_json::json;
use store::{EvidenceRow, ReviewGrantRow, ReviewStateRow};

use super::chain;
use super::known::{Age, Known, Subject, kind_of};
use super::notify;
use super::reading::Reading;
use super::round::{ASKED_MINUTES, parse};
use super::status::Principal;
use super::verify::{FLOOR, PAGE_RUNS, consents};
use crate::access::{Administrator, Reviewer};
use crate::audit::{self, Actor, Entry};
use crate::error::{Denied, TrustError};
use crate::secret;
use crate::trust::Trust;

/// Changes of grants that a page shows.
const HISTORY: i64 = 200;
/// Minutes between a consent through Anteroom and a grant that is taken to come of it.
const CONSENT_MINUTES: i64 = 30;

/// Who reads the review, and what they may do besides.
#[derive(Clone, Copy, Debug)]
pub struct Reader<'a> {
    /// Somebody who may read.
    pub reviewer: &'a Reviewer,
    /// The same person as an administrator, if they are one.
    pub administrator: Option<&'a Administrator>,
}

/// A file with its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReviewFile {
    /// Name.
    pub name: String,
    /// JSON.
    pub json: String,
}

impl Trust {
    /// The review as it stands: the last good reading of each registration, judged by what is switched on now.
    ///
    /// # Errors
    /// [`TrustError::Store`]; [`TrustError::Key`]; [`TrustError::Malformed`].
    pub async fn review(&self, reader: Reader<'_>) -> Result<ReviewView, TrustError> {
        let may_act = reader.administrator.is_some();
        self.review_of(reader.reviewer.tenant(), may_act, PAGE_RUNS)
            .await
    }

    /// The review as a JSON document with its date and the SHA-256 of its text. Asking for it is audited.
    ///
    /// # Errors
    /// As [`Self::review`].
    pub async fn export_review(&self, reviewer: &Reviewer) -> Result<ReviewFile, TrustError> {
        let tenant = reviewer.tenant();
        let view = self.review_of(tenant, false, i64::MAX).await?;
        let body = super::round::json(&json!({
            "product": "Anteroom",
            "version": env!("CARGO_PKG_VERSION"),
            "table_version": model::permission::TABLE_VERSION,
            "installation": self.settings().base_url,
            "review": view,
        }))?;
        let hash = secret::hex(&secret::hash(&body));
        let keys = self.keys(tenant).await?;
        let mut tx = self.store().of(tenant).begin().await?;
        let actor = Actor::Person(reviewer.oid());
        let entry = Entry::new(self.now(), actor, "review.exported", tenant);
        audit::append(&mut tx, &keys, entry.with(json!({ "sha256": hash }))).await?;
        tx.commit().await?;
        let day = jiff::Timestamp::from_millisecond(view.now.0).unwrap_or_default();
        let day = day.strftime("%Y-%m-%d");
        Ok(ReviewFile {
            name: format!("anteroom-permissions-{day}.json"),
            json: format!("{{\"sha256\":\"{hash}\",\"document\":{body}}}"),
        })
    }

    /// Removes runs and grants that went before an instant; answers how many. The place up to which runs went is signed.
    ///
    /// # Errors
    /// [`TrustError::Store`]; [`TrustError::Key`].
    pub(crate) async fn sweep_reviews(
        &self,
        tenant: TenantId,
        before: Timestamp,
    ) -> Result<u64, TrustError> {
        let keys = self.keys(tenant).await?;
        let mut tx = self.store().of(tenant).begin().await?;
        let mut removed = tx.sweep_review_grants(before).await?;
        if let Some(place) = tx.review_segment_end(before).await? {
            let floor = json!({ "place": place, "mac": chain::floor(&keys, place) });
            tx.set_tenant_setting(FLOOR, &floor.to_string()).await?;
            removed += tx.close_review_runs(place).await?;
        }
        if removed > 0 {
            let entry = Entry::new(self.now(), Actor::System, "review.removed", tenant);
            audit::append(&mut tx, &keys, entry.with(json!({ "rows": removed }))).await?;
            tx.commit().await?;
        }
        Ok(removed)
    }

    async fn review_of(
        &self,
        tenant: TenantId,
        may_act: bool,
        runs: i64,
    ) -> Result<ReviewView, TrustError> {
        let (keys, known) = (self.keys(tenant).await?, self.known_of(tenant).await?);
        let scoped = self.store().of(tenant);
        let names: BTreeMap<ObjectId, String> = scoped
            .people()
            .await?
            .into_iter()
            .map(|person| (person.oid, person.name))
            .collect();
        let (states, evidence) = (scoped.review_states().await?, scoped.evidence().await?);
        // Only what was found right after somebody came back from Microsoft with a consent says who gave it.
        let proven = consents(&scoped, &keys, &evidence).await?;
        let consents: Vec<&EvidenceRow> = evidence
            .iter()
            .filter(|row| proven.of_callback.contains(&row.id))
            .collect();
        let subjects = self.subjects();
        let mut registrations = Vec::new();
        for subject in &subjects {
            let present = scoped.present_review_grants(subject.client_id).await?;
            let state = states
                .iter()
                .find(|state| state.client_id == subject.client_id);
            let mut registration = registration(subject, &known, (state, &present, self.now()));
            for line in &mut registration.lines {
                name_consent(line, (&consents, &names, subject));
            }
            registrations.push(registration);
        }
        let history = scoped.review_grants(HISTORY).await?;
        let history: Vec<GrantChange> = history.into_iter().map(change).collect();
        let features = switches(&subjects, &known);
        let hash = super::round::json(&(&registrations, &features, &history))?;
        Ok(ReviewView {
            tenant_id: tenant,
            tenant_name: known.tenant_name.clone(),
            cloud: self.cloud_word(),
            now: self.now(),
            features,
            registrations,
            history,
            hash: secret::hex(&secret::hash(&hash)),
            evidence: self.evidence_chain(tenant, &keys, (runs, &proven)).await?,
            notify: notify::read(scoped.tenant_setting(notify::SETTING).await?),
            may_act,
            once: self.may_look_once(),
        })
    }
}

fn registration(
    subject: &Subject,
    known: &Known,
    (state, present, now): (Option<&ReviewStateRow>, &[ReviewGrantRow], Timestamp),
) -> RegistrationReview {
    let reading: Option<Reading> = state
        .and_then(|state| state.reading_json.as_deref())
        .and_then(parse);
    let problem: Option<ReviewProblem> = state
        .and_then(|state| state.problem_json.as_deref())
        .and_then(parse);
    let read = state
        .and_then(|state| state.read_at)
        .filter(|_| reading.is_some());
    let age = if read.is_some() && read == state.map(|state| state.tried) {
        Age::Present
    } else {
        Age::Past
    };
    let nothing = Reading::nothing();
    let lines = known.lines(
        subject,
        (reading.as_ref().unwrap_or(&nothing), age),
        present,
    );
    let asked = state.and_then(|state| state.asked);
    let check_from = asked.map(|asked| asked.plus_minutes(ASKED_MINUTES));
    let mode = reading.as_ref().map_or(ReviewMode::Probes, Reading::mode);
    RegistrationReview {
        client_id: subject.client_id,
        signin: subject.signin,
        features: subject.features.clone(),
        mode,
        // A request notes the row before the first look has ended.
        tried: state.map(|state| state.tried),
        read,
        problem,
        principal: reading.as_ref().and_then(|reading| reading.principal_id),
        token_issued: reading.as_ref().and_then(|reading| reading.token_issued),
        check_from: check_from.filter(|from| *from > now),
        lines,
        delegated_readable: reading.is_some_and(|reading| {
            reading.delegated_readable || reading.principal == Principal::Gone
        }),
    }
}

/// Who consented through Anteroom shortly before a grant was made, or first seen.
fn name_consent(
    line: &mut ReviewLine,
    (consents, names, subject): (&[&EvidenceRow], &BTreeMap<ObjectId, String>, &Subject),
) {
    let kind = line.kind;
    let (Some(grant), Some(guid)) = (&mut line.granted, line.guid) else {
        return;
    };
    let Some(at) = grant.at.or(grant.first_seen) else {
        return;
    };
    let near = |row: &&&EvidenceRow| {
        row.client_id == subject.client_id
            && row.at.ms_since(at).abs() <= CONSENT_MINUTES * 60_000
            && shows(row, kind, guid)
    };
    let nearest = consents
        .iter()
        .filter(near)
        .min_by_key(|row| row.at.ms_since(at).abs());
    grant.consented_by = nearest.and_then(|row| names.get(&row.by_whom).cloned());
}

/// What a proof found of one permission.
#[derive(Deserialize)]
struct Found {
    kind: PermissionKind,
    guid: Guid,
    finding: String,
}

#[derive(Deserialize)]
struct Proof {
    ok: bool,
    found: Vec<Found>,
}

/// Whether a consent was proven, and this permission with it.
fn shows(row: &EvidenceRow, kind: PermissionKind, guid: Guid) -> bool {
    serde_json::from_str::<Proof>(&row.found_json).is_ok_and(|proof| {
        let this = |found: &Found| {
            (found.kind, found.guid, found.finding.as_str()) == (kind, guid, "granted")
        };
        proof.ok && proof.found.iter().any(this)
    })
}

/// The features of all registrations that can be switched, with what only they need.
fn switches(subjects: &[Subject], known: &Known) -> Vec<FeatureSwitch> {
    let all: BTreeSet<Feature> = subjects
        .iter()
        .flat_map(|subject| subject.features.iter().copied())
        .filter(|feature| *feature != Feature::SignIn && feature.available())
        .collect();
    let needs = |features: &[Feature]| -> BTreeSet<String> {
        let needs = needs_with(features, known.calendars);
        needs.into_iter().map(|need| need.value).collect()
    };
    let switch = |feature: &Feature| {
        let others: Vec<Feature> = all
            .iter()
            .filter(|other| *other != feature && !known.off.contains(other))
            .copied()
            .collect();
        let frees = if *feature == Feature::PermissionReview {
            ["Application.Read.All", "Directory.Read.All"]
                .map(str::to_owned)
                .to_vec()
        } else {
            needs(&[*feature])
                .difference(&needs(&others))
                .cloned()
                .collect()
        };
        FeatureSwitch {
            feature: *feature,
            on: !known.off.contains(feature),
            frees,
        }
    };
    all.iter().map(switch).collect()
}

fn change(row: ReviewGrantRow) -> GrantChange {
    GrantChange {
        client_id: row.client_id,
        resource: row.resource.parse().ok(),
        kind: kind_of(&row.kind),
        value: row.value,
        guid: row.guid,
        first_seen: row.first_seen,
        gone: row.gone,
        ended: row.ended.as_deref().and_then(GrantEnd::parse),
    }
}

impl Trust {
    /// Judges lists of grants that somebody copied from Graph Explorer. Nothing of them is stored.
    ///
    /// # Errors
    /// [`TrustError::Invalid`] for `assignments` and `grants` that are no such lists; [`Denied::NotFound`] for a
    /// registration that is not configured; [`TrustError::Store`].
    pub async fn judge_pasted(
        &self,
        reviewer: &Reviewer,
        paste: &super::paste::Paste<'_>,
    ) -> Result<RegistrationReview, TrustError> {
        let tenant = reviewer.tenant();
        let subject = self
            .subjects()
            .into_iter()
            .find(|subject| subject.client_id == paste.client_id)
            .ok_or(Denied::NotFound)?;
        let known = self.known_of(tenant).await?;
        let state = self
            .store()
            .of(tenant)
            .review_state(subject.client_id)
            .await?;
        let earlier: Option<Reading> = state
            .and_then(|state| state.reading_json)
            .as_deref()
            .and_then(parse);
        let reading = super::paste::read(paste, earlier.as_ref())?;
        let lines = known.lines(&subject, (&reading, Age::Present), &[]);
        Ok(shown(Shown {
            subject: &subject,
            mode: ReviewMode::Pasted,
            now: self.now(),
            reading: &reading,
            problem: None,
            lines,
        }))
    }
}

/// Lists that were judged for one answer.
pub(super) struct Shown<'a> {
    pub(super) subject: &'a Subject,
    pub(super) mode: ReviewMode,
    pub(super) now: Timestamp,
    pub(super) reading: &'a Reading,
    pub(super) problem: Option<ReviewProblem>,
    pub(super) lines: Vec<ReviewLine>,
}

/// As a registration of the page, of which nothing is kept.
pub(super) fn shown(found: Shown<'_>) -> RegistrationReview {
    let (subject, reading) = (found.subject, found.reading);
    let gone = reading.principal == Principal::Gone;
    let read = gone || reading.application_readable || reading.delegated_readable;
    RegistrationReview {
        client_id: subject.client_id,
        signin: subject.signin,
        features: subject.features.clone(),
        mode: found.mode,
        tried: Some(found.now),
        read: read.then_some(found.now),
        problem: found.problem,
        principal: reading.principal_id,
        token_issued: None,
        check_from: None,
        lines: found.lines,
        delegated_readable: reading.delegated_readable || gone,
    }
}
