//! Exports for analysts: person-weeks and meetings where the administrator switched that on, groups always.
//!
//! The switch is off by default and audited. Each export stands in the audit log before its first line goes out, and has
//! pseudonyms of its own: two exports can't be joined.

mod attributes;
mod groups;
mod meetings;
mod person_weeks;
mod pseudonyms;

use model::TenantId;
use serde_json::json;
use store::Tx;
use trust::Administrator;
use trust::audit::{self, Actor, Entry};

use crate::export::ExportError;
use crate::import::Day;
use crate::publish::POLICIES;
use crate::weeks::{DAY_MIN, week_of, week_start};
use crate::{Culture, CultureError};

/// Name of the setting.
const SETTING: &str = "analyst_export";

/// What an export is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selection {
    /// First day. Weeks count that begin on it or later.
    pub from: Day,
    /// Last day. Weeks count that begin on it or earlier; meetings of the whole day count.
    pub to: Day,
    /// Attributes of people, the most important one first.
    pub group_by: Vec<String>,
    /// By which policy: `strict-v1`, `nondeclined-v1`, `viva_legacy`, `viva_current`.
    pub policy: String,
}

/// Why there is no export, or only a part of one.
#[derive(Debug, thiserror::Error)]
pub enum AnalystError {
    /// Person-weeks and meetings may not go out.
    #[error(
        "the export for analysts is switched off; an administrator switches it on at the end of /admin/connectors"
    )]
    SwitchedOff,
    /// The first day lies after the last.
    #[error("the first day lies after the last")]
    Backwards,
    /// Nobody has this attribute.
    #[error("there is no attribute {wanted}; there are: {known}")]
    NoAttribute {
        /// As it was asked for.
        wanted: String,
        /// Those there are.
        known: String,
    },
    /// There are no figures by this policy.
    #[error("there is nothing under the policy {wanted}; there are: {known}")]
    NoPolicy {
        /// As it was asked for.
        wanted: String,
        /// Those there are.
        known: String,
    },
    /// The output failed.
    #[error(transparent)]
    Output(#[from] ExportError),
    /// What is kept couldn't be read.
    #[error(transparent)]
    Culture(#[from] CultureError),
}

impl From<store::StoreError> for AnalystError {
    fn from(error: store::StoreError) -> Self {
        Self::Culture(error.into())
    }
}

impl Selection {
    /// First and last week that begin in these days.
    fn weeks(&self) -> Result<(i32, i32), AnalystError> {
        if self.from > self.to {
            return Err(AnalystError::Backwards);
        }
        let first = week_of(self.from.0 * DAY_MIN);
        let begun = week_start(first) < self.from.0 * DAY_MIN;
        Ok((first + i32::from(begun), week_of(self.to.0 * DAY_MIN)))
    }
}

/// The first day of a week.
fn first_day(week: i32) -> Day {
    Day(week_start(week).div_euclid(DAY_MIN))
}

/// An attribute's name for comparing; the directory calls the location otherwise than people do.
fn plain(name: &str) -> String {
    match name.to_lowercase().as_str() {
        "location" => "officelocation".to_owned(),
        other => other.to_owned(),
    }
}

impl Culture {
    /// Whether the organisation lets its analysts export person-weeks and meetings.
    ///
    /// # Errors
    /// [`CultureError::Store`]; [`CultureError::Malformed`].
    pub async fn analyst_export(&self, tenant: TenantId) -> Result<bool, CultureError> {
        switched(self.of(tenant).culture_setting(SETTING).await?)
    }

    /// Switches the export on or off.
    ///
    /// # Errors
    /// [`CultureError::Store`], [`CultureError::Key`].
    pub async fn switch_analyst_export(
        &self,
        who: &Administrator,
        export: AnalystExport,
    ) -> Result<(), CultureError> {
        let (keys, now) = (self.keys(who.tenant()).await?, self.0.trust.now());
        let on = export == AnalystExport::On;
        let mut tx = self.of(who.tenant()).begin().await?;
        tx.set_culture_setting(SETTING, if on { "true" } else { "false" })
            .await?;
        let by = Actor::Person(who.oid());
        let entry = Entry::new(now, by, "culture.analyst_export_switched", SETTING);
        audit::append(&mut tx, &keys, entry.with(json!({ "on": on }))).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Notes an export in the audit log, if the switch allows it in the same moment.
    async fn permit(
        &self,
        tenant: TenantId,
        (what, needs): (&'static str, AnalystExport),
        selection: &Selection,
    ) -> Result<(), AnalystError> {
        let (keys, now) = (self.keys(tenant).await?, self.0.trust.now());
        let mut tx: Tx = self.of(tenant).begin().await?;
        if needs == AnalystExport::On && !switched(tx.culture_setting(SETTING).await?)? {
            return Err(AnalystError::SwitchedOff);
        }
        let detail = json!({
            "from": selection.from.to_string(), "to": selection.to.to_string(),
            "group_by": selection.group_by, "policy": selection.policy,
        });
        let entry = Entry::new(now, Actor::Operator, "figures.exported", what).with(detail);
        audit::append(&mut tx, &keys, entry)
            .await
            .map_err(CultureError::from)?;
        tx.commit().await?;
        Ok(())
    }

    /// Policies of which there are figures, ours first.
    async fn policies(&self, tenant: TenantId) -> Result<Vec<String>, CultureError> {
        let mut known: Vec<String> = POLICIES.map(|(name, _)| name.to_owned()).to_vec();
        let (scoped, mut policy) = (self.of(tenant), String::new());
        while let Some(next) = scoped.policy_after(&policy).await? {
            if !known.contains(&next) {
                known.push(next.clone());
            }
            policy = next;
        }
        Ok(known)
    }
}

fn switched(json: Option<String>) -> Result<bool, CultureError> {
    json.map_or(Ok(false), |json| {
        serde_json::from_str(&json).map_err(|_| CultureError::Malformed("setting"))
    })
}

fn no_policy(wanted: &str, known: &[String]) -> AnalystError {
    AnalystError::NoPolicy {
        wanted: wanted.to_owned(),
        known: known.join(", "),
    }
}

/// The switch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnalystExport {
    /// Person-weeks and meetings may be exported, under pseudonyms of each export.
    On,
    /// Only groups may be exported, after disclosure control.
    Off,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weeks(from: &str, to: &str) -> Option<(i32, i32)> {
        let selection = Selection {
            from: Day::parse(from).unwrap(),
            to: Day::parse(to).unwrap(),
            group_by: vec![],
            policy: String::new(),
        };
        selection.weeks().ok()
    }

    #[test]
    fn a_week_counts_when_it_begins_in_the_days_asked_for() {
        // 2026-11-23 is a Monday.
        let (week, _) = weeks("2026-11-23", "2026-11-23").unwrap();
        assert_eq!(first_day(week).to_string(), "2026-11-23");
        assert_eq!(weeks("2026-11-17", "2026-11-29"), Some((week, week)));
        assert_eq!(
            weeks("2026-11-16", "2026-11-22"),
            Some((week - 1, week - 1))
        );
        let (first, last) = weeks("2026-11-24", "2026-11-29").unwrap();
        assert!(first > last, "no week begins in these days");
        assert_eq!(weeks("2026-11-24", "2026-11-23"), None);
    }
}
