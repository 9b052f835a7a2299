//! What is kept of an organisation now, for how long, and how it leaves.

use std::collections::BTreeSet;

use model::permission::{Feature, needs_with};
use model::trust::{Class, KeptClass, LeaveView, Period, Periods, PrivacyView};
use model::{FieldError, FieldProblem, Guid, Timestamp};
use serde_json::{Map, Value};
use store::{HolderKind, HoldingRow};

use crate::access::{Administrator, Reviewer};
use crate::audit::{self, Actor, Entry};
use crate::error::{Denied, TrustError};
use crate::retention::{SETTING, day_start, months_after};
use crate::trust::Trust;

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// The instant at which a week begins; week 1 that of Monday 1970-01-05.
fn week_start(week: i64) -> Timestamp {
    Timestamp((week * 7 - 3) * DAY_MS)
}

/// A day as `20261129`.
fn day(number: i64) -> Option<Timestamp> {
    let part = |number: i64| i8::try_from(number).ok();
    let year = i16::try_from(number / 10_000).ok()?;
    let date = jiff::civil::Date::new(year, part(number / 100 % 100)?, part(number % 100)?).ok()?;
    let zoned = date.to_zoned(jiff::tz::TimeZone::UTC).ok()?;
    Some(Timestamp(zoned.timestamp().as_millisecond()))
}

/// A class as the page shows it. Pure.
fn kept(class: Class, row: &HoldingRow, periods: &Periods) -> KeptClass {
    let oldest = row.oldest.and_then(|oldest| match class {
        Class::Figures => day(oldest),
        class if class.in_weeks() => Some(week_start(oldest)),
        Class::Answers => None,
        _ => Some(Timestamp(oldest)),
    });
    let next = match (class, class.period()) {
        (Class::Answers, _) => row.oldest.map(Timestamp),
        (class, Some(period)) => oldest.map(|oldest| {
            let months = periods.months(period);
            if class.in_weeks() {
                // A week stays whole until its last moment is old enough.
                months_after(Timestamp(oldest.0 + 7 * DAY_MS), months)
            } else {
                // Whole days are removed.
                Timestamp(day_start(months_after(oldest, months)).0 + DAY_MS)
            }
        }),
        _ => None,
    };
    KeptClass {
        class,
        count: u64::try_from(row.rows).unwrap_or(0),
        oldest,
        next,
    }
}

impl Trust {
    /// What is kept now by class, with the periods that hold.
    ///
    /// # Errors
    /// [`TrustError::Store`].
    pub async fn privacy(&self, reviewer: &Reviewer) -> Result<PrivacyView, TrustError> {
        let tenant = reviewer.tenant();
        let periods = self.periods(tenant).await?;
        let rows = self.store().of(tenant).holdings().await?;
        let classes = Class::ALL.iter().filter_map(|class| {
            let row = rows.iter().find(|row| row.class == class.as_str())?;
            Some(kept(*class, row, &periods))
        });
        Ok(PrivacyView {
            tenant,
            classes: classes.collect(),
            periods,
            at: self.now(),
        })
    }

    /// Sets how long things stay. What becomes too old by it goes with the next round of the jobs.
    ///
    /// # Errors
    /// [`TrustError::Invalid`] for every period outside of its bounds, by its name; nothing is set then.
    /// [`TrustError::Store`] and [`TrustError::Key`].
    pub async fn set_periods(
        &self,
        who: &Administrator,
        wanted: &[(Period, i32)],
    ) -> Result<Periods, TrustError> {
        let wrong: Vec<FieldError> = wanted
            .iter()
            .filter_map(|(period, months)| {
                let (least, most) = period.bounds();
                let problem = FieldProblem::OutOfRange(least.into(), most.into());
                (!(least..=most).contains(months))
                    .then(|| FieldError::new(period.as_str(), problem))
            })
            .collect();
        if !wrong.is_empty() {
            return Err(TrustError::Invalid(wrong));
        }
        let (tenant, keys) = (who.tenant(), self.keys(who.tenant()).await?);
        let before = self.periods(tenant).await?;
        let after = wanted
            .iter()
            .fold(before, |all, (period, months)| all.with(*period, *months));
        if after == before {
            return Ok(after);
        }
        let json = serde_json::to_string(&after).map_err(|_| TrustError::Malformed("periods"))?;
        let mut tx = self.store().of(tenant).begin().await?;
        tx.set_tenant_setting(SETTING, &json).await?;
        let changes: Map<String, Value> = Period::ALL
            .into_iter()
            .filter(|period| after.months(*period) != before.months(*period))
            .map(|period| {
                let months = [before.months(period), after.months(period)];
                (period.as_str().to_owned(), months.to_vec().into())
            })
            .collect();
        let by = Actor::Person(who.oid());
        let entry = Entry::new(self.now(), by, "retention.changed", tenant).with(changes.into());
        audit::append(&mut tx, &keys, entry).await?;
        tx.commit().await?;
        Ok(after)
    }

    /// What has to be done at Microsoft and here to leave.
    ///
    /// # Errors
    /// [`TrustError::Store`].
    pub async fn leave(&self, reviewer: &Reviewer) -> Result<LeaveView, TrustError> {
        let tenant = reviewer.tenant();
        let scoped = self.store().of(tenant);
        let row = scoped.tenant_row().await?.ok_or(Denied::NotFound)?;
        let holdings = scoped.holdings().await?;
        let connections = holdings
            .iter()
            .find(|row| row.class == Class::Connections.as_str());
        let mut groups: Vec<_> = scoped
            .assignments()
            .await?
            .into_iter()
            .filter(|row| row.holder_kind == HolderKind::Group)
            .map(|row| (row.oid, row.label))
            .collect();
        groups.sort();
        groups.dedup_by_key(|(oid, _)| *oid);
        let settings = self.settings();
        let calendars = self.calendar_access(tenant).await?;
        let mut registrations = settings.registrations.clone();
        let evidence = scoped.evidence().await?.into_iter();
        let looked_at = scoped.review_states().await?.into_iter();
        let known = evidence
            .map(|row| row.client_id)
            .chain(looked_at.map(|row| row.client_id));
        for client in known.collect::<BTreeSet<_>>() {
            let here = |(id, _): &(Guid, Vec<Feature>)| *id == client;
            if client != settings.signin_client_id && !registrations.iter().any(here) {
                registrations.push((client, Vec::new()));
            }
        }
        let mut to_revoke = Vec::new();
        for (client, features) in registrations {
            let needs = needs_with(&features, calendars).into_iter();
            let seen = scoped.present_review_grants(client).await?.into_iter();
            let values: BTreeSet<String> = needs
                .map(|need| need.value)
                .chain(seen.map(|row| row.value))
                .collect();
            to_revoke.push((client, features, values.into_iter().collect()));
        }
        Ok(LeaveView {
            tenant,
            cloud: self.cloud_word(),
            name: row.name,
            signin_client_id: settings.signin_client_id,
            registrations: to_revoke,
            groups,
            connections: connections.map_or(0, |row| u64::try_from(row.rows).unwrap_or(0)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp(text.parse::<jiff::Timestamp>().unwrap().as_millisecond())
    }

    fn row(oldest: i64) -> HoldingRow {
        HoldingRow {
            class: String::new(),
            rows: 3,
            oldest: Some(oldest),
        }
    }

    #[test]
    fn what_goes_next_goes_when_its_period_is_over() {
        let periods = Periods::default();
        let shown = |class, oldest| kept(class, &row(oldest), &periods);
        let ticket = shown(Class::Tickets, at("2026-01-31T10:00:00Z").0);
        assert_eq!(ticket.oldest, Some(at("2026-01-31T10:00:00Z")));
        assert_eq!(ticket.next, Some(at("2027-03-01T00:00:00Z")));
        let figure = shown(Class::Figures, 20_260_131);
        assert_eq!(figure.oldest, Some(at("2026-01-31T00:00:00Z")));
        assert_eq!(figure.next, Some(at("2029-02-01T00:00:00Z")));
        // The week of Monday 2026-11-23.
        let week = shown(Class::Weeks, 2_969);
        assert_eq!(week.oldest, Some(at("2026-11-23T00:00:00Z")));
        assert_eq!(week.next, Some(at("2027-12-30T00:00:00Z")));
        let answers = shown(Class::Answers, 5);
        assert_eq!((answers.oldest, answers.next), (None, Some(Timestamp(5))));
        let session = shown(Class::Sessions, 5);
        assert_eq!((session.oldest, session.next), (Some(Timestamp(5)), None));
    }

    #[test]
    fn a_shorter_period_brings_the_end_nearer() {
        let periods = Periods::default().with(Period::Visits, 1);
        let ticket = kept(Class::Tickets, &row(at("2026-01-31T10:00:00Z").0), &periods);
        assert_eq!(ticket.next, Some(at("2026-03-01T00:00:00Z")));
    }

    #[test]
    fn days_that_are_none_are_not_shown() {
        for number in [0, 20_261_399, 99_999_999_999] {
            assert_eq!(day(number), None);
        }
    }
}
