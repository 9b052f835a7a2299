//! What is known of a tenant beside its readings, and which registrations there are to review.

use std::collections::{BTreeMap, BTreeSet};

use model::culture::connector::ConnectorSource;
use model::permission::{CalendarAccess, Feature, PermissionKind};
use model::trust::review::ReviewLine;
use model::{Guid, TenantId, Timestamp};
use store::ReviewGrantRow;

use super::judge::{self, Around};
use super::reading::Reading;
use super::status::Credential;
use crate::error::{Denied, TrustError};
use crate::trust::Trust;

/// A registration to review.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Subject {
    pub(super) client_id: Guid,
    /// The registration whose token reads.
    pub(super) with: Guid,
    pub(super) signin: bool,
    /// Features that use it: those it is configured for, and the review.
    pub(super) features: Vec<Feature>,
    /// Those it is configured for.
    pub(super) configured: Vec<Feature>,
}

/// What bears on every line of a tenant.
pub(super) struct Known {
    pub(super) tenant_name: String,
    pub(super) off: BTreeSet<Feature>,
    pub(super) calendars: CalendarAccess,
    used: BTreeMap<Feature, Timestamp>,
    delegated_scopes: Vec<String>,
}

/// Whether a reading is of the last attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Age {
    /// It is.
    Present,
    /// The last attempt brought none: this is the last good one.
    Past,
}

impl Trust {
    /// The registrations, those for data first. The one people sign in with has no credential of its own: another one
    /// reads it, if it may.
    pub(super) fn subjects(&self) -> Vec<Subject> {
        let settings = self.settings();
        let data = settings.registrations.iter();
        let mut subjects: Vec<Subject> = data
            .map(|(client_id, features)| {
                let configured = features.clone();
                let mut features = features.clone();
                if !features.contains(&Feature::PermissionReview) {
                    features.push(Feature::PermissionReview);
                }
                Subject {
                    client_id: *client_id,
                    with: *client_id,
                    signin: false,
                    features,
                    configured,
                }
            })
            .collect();
        if let Some(with) = subjects.first().map(|subject| subject.client_id) {
            subjects.push(Subject {
                client_id: settings.signin_client_id,
                with,
                signin: true,
                features: vec![Feature::SignIn],
                configured: vec![Feature::SignIn],
            });
        }
        subjects
    }

    /// The registration whose token reads a subject in a tenant: its own, or for the one people sign in with the first that
    /// was seen to read lists of grants there.
    pub(super) async fn reader_of(
        &self,
        tenant: TenantId,
        subject: &Subject,
    ) -> Result<Guid, TrustError> {
        if !subject.signin {
            return Ok(subject.with);
        }
        for data in self.subjects().iter().filter(|data| !data.signin) {
            let state = self.store().of(tenant).review_state(data.client_id).await?;
            let json = state.and_then(|state| state.reading_json);
            let reading = json.and_then(|json| serde_json::from_str::<Reading>(&json).ok());
            if reading.is_some_and(|reading| reading.application_readable && !reading.kept) {
                return Ok(data.client_id);
            }
        }
        Ok(subject.with)
    }

    /// What is known of a tenant now.
    pub(super) async fn known_of(&self, tenant: TenantId) -> Result<Known, TrustError> {
        let scoped = self.store().of(tenant);
        let row = scoped.tenant_row().await?.ok_or(Denied::NotFound)?;
        let mut used = BTreeMap::new();
        for connector in scoped.connectors().await? {
            let feature = match connector.source {
                ConnectorSource::Directory => Feature::Directory,
                ConnectorSource::Calendar => Feature::Calendar,
            };
            if let Some(at) = connector.last_ok {
                used.insert(feature, at);
            }
        }
        if let Some(at) = scoped.last_meeting_use().await? {
            used.insert(Feature::TeamsMeetings, Timestamp(at));
        }
        if let Some(at) = scoped.last_sign_in().await? {
            used.insert(Feature::SignIn, Timestamp(at));
        }
        let scopes = scoped.last_meeting_scopes().await?.unwrap_or_default();
        Ok(Known {
            tenant_name: row.name,
            off: self.features_off(tenant).await?,
            calendars: self.calendar_access(tenant).await?,
            used,
            delegated_scopes: scopes.split_whitespace().map(str::to_owned).collect(),
        })
    }
}

impl Known {
    /// The lines of a registration.
    pub(super) fn lines(
        &self,
        subject: &Subject,
        (reading, age): (&Reading, Age),
        present: &[ReviewGrantRow],
    ) -> Vec<ReviewLine> {
        let off = &self.off;
        let on = |features: &[Feature]| -> Vec<Feature> {
            let on = features.iter().filter(|feature| !off.contains(feature));
            on.copied().collect()
        };
        let (on, configured) = (on(&subject.features), on(&subject.configured));
        let first_seen = present.iter().map(|row| {
            let kind = kind_of(&row.kind);
            (
                (row.resource.clone(), kind, row.value.clone()),
                row.first_seen,
            )
        });
        // The connection to Teams belongs to the registration for meetings alone.
        let scopes: &[String] = if subject.features.contains(&Feature::TeamsMeetings) {
            &self.delegated_scopes
        } else {
            &[]
        };
        let around = Around {
            on: &on,
            configured: &configured,
            calendars: self.calendars,
            used: &self.used,
            delegated_scopes: scopes,
            first_seen: &first_seen.collect(),
            credential: match age {
                Age::Present => Credential::Works,
                Age::Past => Credential::Fails,
            },
        };
        judge::lines(reading, &around)
    }
}

/// The word that stands in the database.
pub(super) const fn kind_word(kind: PermissionKind) -> &'static str {
    match kind {
        PermissionKind::Application => "application",
        PermissionKind::Delegated => "delegated",
    }
}

pub(super) fn kind_of(word: &str) -> PermissionKind {
    match word {
        "delegated" => PermissionKind::Delegated,
        _ => PermissionKind::Application,
    }
}
