//! The table of recurring series: made with the window that ends a run of 4 weeks, and kept until the next one.

use std::collections::BTreeMap;

use model::culture::{Policy, Pseudonym};
use serde::{Deserialize, Serialize};

use super::close::Desk;
use super::compute::{Material, engine};
use super::{POLICIES, last_closed};
use crate::dashboard::CURRENCY;
use crate::disclosure::{Attended, SeriesSums, close_series};
use crate::{Culture, CultureError};

/// Name of the setting that holds the table; the dashboards read it.
pub(crate) const SERIES: &str = "series_table";
/// Weeks of a table. Tables don't overlap: they end with weeks whose number leaves 3.
const WEEKS: i32 = 4;

/// A table as it is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct StoredSeries {
    /// The last of its weeks.
    pub(crate) last: i32,
    /// Sealed by disclosure control.
    pub(crate) sealed: Vec<u8>,
}

impl Culture {
    /// The table of the window that ends with `last`, to be stored with it; none where that isn't the end of a run of 4
    /// weeks, isn't the newest one, or has a table already.
    pub(super) async fn series_table(
        &self,
        desk: &Desk,
        last: i32,
    ) -> Result<Option<String>, CultureError> {
        // An older table would never be looked at.
        if last.rem_euclid(WEEKS) != WEEKS - 1 || last + WEEKS <= last_closed(desk.now) {
            return Ok(None);
        }
        let scoped = self.of(desk.tenant);
        if let Some(json) = scoped.culture_setting(SERIES).await? {
            let known: StoredSeries =
                serde_json::from_str(&json).map_err(|_| CultureError::Malformed("series"))?;
            if known.last >= last {
                return Ok(None);
            }
        }
        let mut names = self.names(desk.tenant).await?;
        let mut weeks = Vec::new();
        for week in last - WEEKS + 1..=last {
            weeks.push(self.material(desk.tenant, week, &mut names).await?);
        }
        // Labels stay those of the rates it was made with, whatever is set later.
        let rates = scoped.cost_rates().await?;
        let currency = rates
            .first()
            .map_or_else(|| CURRENCY.to_owned(), |row| row.currency.clone());
        let (key, minimum) = (desk.key.clone(), self.minimum(desk.tenant).await?);
        let [policy, _] = desk.definitions.policy_ids(last);
        let sealed = tokio::task::spawn_blocking(move || {
            let series = sums(weeks)?;
            close_series((last, minimum), (&series, &currency), (policy, &key))
                .map_err(|_| CultureError::Malformed("series"))
        });
        let sealed = sealed
            .await
            .map_err(|_| CultureError::Malformed("series"))??;
        let stored = StoredSeries { last, sealed };
        let json = serde_json::to_string(&stored).map_err(|_| CultureError::Malformed("series"))?;
        Ok(Some(json))
    }
}

/// Every series over the weeks, whoever organised it.
fn sums(weeks: Vec<Material>) -> Result<Vec<SeriesSums>, CultureError> {
    let mut all: BTreeMap<Pseudonym, SeriesSums> = BTreeMap::new();
    let strict: &Policy = &POLICIES[0].1;
    for mut material in weeks {
        let mut engine = engine(&mut material)?;
        let (_, rows) = engine.compute_with_series(strict);
        for row in rows {
            let sums = all.entry(row.series).or_default();
            sums.held += row.held;
            sums.length_min += row.length_min;
            sums.sized += row.sized;
            sums.heads += row.heads;
            sums.asked += row.asked;
            sums.accepted += row.accepted;
            sums.least_asked = match (sums.least_asked, row.least_asked) {
                (Some(one), Some(other)) => Some(one.min(other)),
                (one, other) => one.or(other),
            };
            sums.open_ended = match (sums.open_ended, row.open_ended) {
                (Some(one), Some(other)) => Some(one || other),
                (one, other) => one.or(other),
            };
            for (place, (units, cost)) in row.people.iter().zip(row.units.iter().zip(&row.costs)) {
                let person = usize::try_from(*place)
                    .ok()
                    .and_then(|place| material.people.get(place))
                    .map(|row| row.person)
                    .ok_or(CultureError::Malformed("series"))?;
                sums.attended.push(Attended {
                    person,
                    week: material.week,
                    units: *units,
                    cost: *cost,
                });
            }
        }
    }
    Ok(all.into_values().collect())
}
