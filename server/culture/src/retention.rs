//! How long meeting culture keeps what it keeps: as the organisation has set it ([`model::trust::Period`]).

use model::trust::Period;
use model::{TenantId, Timestamp};
use serde_json::json;
use trust::audit::{self, Actor, Entry};
use trust::retention::months_before;

use crate::publish::FROZEN_WEEKS;
use crate::weeks::{minute_of, week_of};
use crate::{Culture, CultureError};

/// Weeks that so many months hold, the begun one included.
fn weeks_in(months: i32) -> i32 {
    (months * 53).div_euclid(12) + 1
}

impl Culture {
    /// Removes weeks that are older than they may be, of all tenants; the week in which the time runs out stays whole.
    /// Answers how many rows. A tenant that fails is logged and does not stop the others.
    ///
    /// # Errors
    /// [`CultureError`] when the database could not be reached.
    pub async fn sweep(&self, now: Timestamp) -> Result<u64, CultureError> {
        let mut removed = 0;
        for tenant in self.0.store.system().tenants().await? {
            if tenant.activated.is_none() {
                continue;
            }
            match self.sweep_tenant(tenant.id, now).await {
                Ok(rows) => removed += rows,
                Err(error) => {
                    tracing::error!(tenant.id = %tenant.id, error = %error, "old weeks could not be removed");
                }
            }
        }
        Ok(removed)
    }

    async fn sweep_tenant(&self, tenant: TenantId, now: Timestamp) -> Result<u64, CultureError> {
        let periods = self.0.trust.periods(tenant).await?;
        let first = |period| week_of(minute_of(months_before(now, periods.months(period))));
        let oldest = first(Period::Calendar);
        let mut tx = self.of(tenant).begin().await?;
        let facts = tx.sweep_weeks(oldest).await?;
        let cohorts = tx.sweep_cohorts(oldest.div_euclid(FROZEN_WEEKS)).await?;
        let cells = tx.sweep_publications(first(Period::Cells)).await?;
        let removed = facts + cohorts + cells;
        if removed > 0 {
            let detail = json!({ "weeks": facts, "cohorts": cohorts, "cells": cells });
            let entry = Entry::new(now, Actor::System, "retention.removed", tenant).with(detail);
            audit::append(&mut tx, &self.keys(tenant).await?, entry).await?;
        }
        tx.commit().await?;
        Ok(removed)
    }

    /// How many weeks of history are read for a tenant: no more than its facts may stay.
    pub(crate) async fn history_weeks(&self, tenant: TenantId) -> Result<i32, CultureError> {
        let months = self.0.trust.periods(tenant).await?.months(Period::Calendar);
        Ok(self.0.settings.history_weeks.min(weeks_in(months)))
    }
}
