//! Weeks that came from elsewhere, published as our own are: a cohort of their own, through the same auditor and ledger.
//!
//! Nobody knows which imported person is which of ours, and the source defines its numbers in its own way, so that both
//! are never set against each other: a week is published of ours or of an import and never of both, in whichever order
//! they come. While calendars are read, the weeks that are read of them are ours.

use std::time::Instant;

use model::TenantId;
use model::Timestamp;
use model::culture::cell::Period;
use ring::digest;

use super::close::{Desk, FROZEN_WEEKS, Task, WEEK, WINDOW, WINDOW_WEEKS, WeekFigures, targets};
use super::compute::NAMES;
use super::figures::unpack_figures;
use super::freeze::known_cohort;
use super::organisation::{Axes, places_along};
use super::{POLICIES, last_closed};
use crate::dashboard::{Names, unpack_sheet};
use crate::disclosure::{
    Cohort, CohortWeek, Member, Organisation, Window, close_week, close_window,
};
use crate::weeks::later;
use crate::{Culture, CultureError};

/// Policies of imported figures, as they are kept; their names tell the source.
pub(crate) const IMPORTED: [&str; 2] = ["viva_legacy", "viva_current"];
/// The axes of imported people: columns of a person query that may be chosen as attributes, and what they are called.
pub(crate) const IMPORTED_AXES: &Axes = &[
    ("organization", "Organization"),
    ("leveldesignation", "LevelDesignation"),
    ("functiontype", "FunctionType"),
    ("region", "Region"),
];
/// Weeks published in one call.
const AT_ONCE: u64 = 16;

/// Name of the setting that holds the names of sets of an import.
pub(crate) fn names_of(policy: &str) -> String {
    format!("{NAMES}.{policy}")
}

impl Culture {
    /// Publishes imported weeks that aren't yet, and the windows of 4 that end with them; answers how many.
    pub(super) async fn close_imported(
        &self,
        tenant: TenantId,
        now: Timestamp,
        off: bool,
    ) -> Result<u64, CultureError> {
        let (scoped, begun) = (self.of(tenant), Instant::now());
        let (mut desk, mut done) = (None, 0);
        let ours = if off {
            i32::MAX
        } else {
            // As far back as the close of our own weeks looks.
            last_closed(now) - self.plan(tenant).await?.history_weeks
        };
        let least = self.minimum(tenant).await?.get().into();
        for policy in IMPORTED {
            let weeks = scoped.weeks_of_many(policy, least).await?;
            let own = self.closed(tenant, policy, WEEK).await?;
            let mut known = own.clone();
            for policy in IMPORTED.into_iter().chain([POLICIES[0].0]) {
                known.extend(scoped.published_periods(policy, WEEK).await?);
            }
            for week in weeks {
                if week >= ours || known.contains(&week) {
                    continue;
                }
                if done >= AT_ONCE || !self.hold(tenant, later(now, begun)).await? {
                    return Ok(done);
                }
                let desk = self.desk(&mut desk, tenant, now).await?;
                if desk.ledger.has(Period::Week(week), &policy_ids(policy)) {
                    self.note_untold(tenant, (policy, WEEK, week)).await?;
                    continue;
                }
                self.publish_imported(desk, (policy, week)).await?;
                done += 1;
            }
            for first in self.open_windows(tenant, policy).await? {
                if done >= 2 * AT_ONCE || !self.hold(tenant, later(now, begun)).await? {
                    return Ok(done);
                }
                let desk = self.desk(&mut desk, tenant, now).await?;
                let last = first + WINDOW_WEEKS - 1;
                if desk.ledger.has(Period::Window(last), &policy_ids(policy)) {
                    self.note_untold(tenant, (policy, WINDOW, first)).await?;
                    continue;
                }
                self.publish_imported_window(desk, (policy, first)).await?;
                done += 1;
            }
        }
        Ok(done)
    }

    /// Windows of an import, by their first weeks, whose weeks are all published and which aren't yet: the latest first.
    async fn open_windows(&self, tenant: TenantId, policy: &str) -> Result<Vec<i32>, CultureError> {
        let weeks = self.closed(tenant, policy, WEEK).await?;
        let windows = self.closed(tenant, policy, WINDOW).await?;
        let whole =
            |first: &&i32| (**first..**first + WINDOW_WEEKS).all(|one| weeks.contains(&one));
        let open = weeks.iter().rev().filter(whole).copied();
        Ok(open.filter(|first| !windows.contains(first)).collect())
    }

    /// Everybody's figures of a week; there is one policy, so that both ends of the band are the same.
    async fn imported_figures(
        &self,
        tenant: TenantId,
        (policy, week): (&str, i32),
    ) -> Result<WeekFigures, CultureError> {
        let mut figures = WeekFigures::new();
        for row in self.of(tenant).person_week(policy, week).await? {
            let one = unpack_figures(&row.figures)?;
            figures.insert(row.person, [one.clone(), one]);
        }
        Ok(figures)
    }

    /// Publishes one week.
    async fn publish_imported(
        &self,
        desk: &mut Desk,
        (policy, week): (&'static str, i32),
    ) -> Result<(), CultureError> {
        let figures = self.imported_figures(desk.tenant, (policy, week)).await?;
        let cohort = self.imported_cohort(desk, (policy, week)).await?;
        let task = Task::new(desk, cohort, policy_ids(policy))?;
        let ledger = desk.ledger.clone();
        let publication = tokio::task::spawn_blocking(move || {
            let columns = task.columns(&figures);
            close_week(&task.close(), week, &columns, &ledger)
        });
        let publication = publication
            .await
            .map_err(|_| CultureError::Malformed("a week"))?;
        self.store_publication(desk, (policy, WEEK, week), (publication, None))
            .await
    }

    /// Publishes the window that begins with a week.
    async fn publish_imported_window(
        &self,
        desk: &mut Desk,
        (policy, first): (&'static str, i32),
    ) -> Result<(), CultureError> {
        let last = first + WINDOW_WEEKS - 1;
        let cohort = self.imported_cohort(desk, (policy, last)).await?;
        let mut weeks = Vec::new();
        for week in first..=last {
            weeks.push(self.imported_figures(desk.tenant, (policy, week)).await?);
        }
        let scoped = self.of(desk.tenant);
        let rows = scoped.publications(policy, WEEK, first, last).await?;
        let sheets = rows.iter().map(|row| unpack_sheet(&row.cells));
        let sheets = sheets.collect::<Result<Vec<_>, _>>()?;
        let task = Task::new(desk, cohort, policy_ids(policy))?;
        let ledger = desk.ledger.clone();
        let publication = tokio::task::spawn_blocking(move || {
            let columns: Vec<CohortWeek<'_>> =
                weeks.iter().map(|figures| task.columns(figures)).collect();
            let window = Window {
                last,
                weeks: &columns,
                sheets: &sheets,
            };
            close_window(&task.close(), &window, &ledger)
        });
        let publication = publication
            .await
            .map_err(|_| CultureError::Malformed("a window"))?;
        self.store_publication(desk, (policy, WINDOW, first), (publication, None))
            .await
    }

    /// The names of the sets of an import.
    pub(crate) async fn imported_names(
        &self,
        tenant: TenantId,
        policy: &str,
    ) -> Result<Names, CultureError> {
        match self.of(tenant).culture_setting(&names_of(policy)).await? {
            Some(json) => serde_json::from_str(&json).map_err(|_| CultureError::Malformed("names")),
            None => Ok(Names::default()),
        }
    }

    /// The cohort of a week: from the database, or frozen now, so that within its weeks no two sets differ by a few.
    async fn imported_cohort(
        &self,
        desk: &Desk,
        (policy, week): (&str, i32),
    ) -> Result<Cohort, CultureError> {
        let block = week.div_euclid(FROZEN_WEEKS);
        let (scoped, name) = (self.of(desk.tenant), format!("cohort.{policy}.{block}"));
        let minimum = self.minimum(desk.tenant).await?;
        let read = |json: &str| known_cohort(json, minimum);
        if let Some(json) = scoped.culture_setting(&name).await? {
            return read(&json);
        }
        let first = block * FROZEN_WEEKS;
        let last = first + FROZEN_WEEKS - 1;
        let people = scoped.people_of_weeks(policy, first, last).await?;
        let mut names = self.imported_names(desk.tenant, policy).await?;
        let mut rows = scoped.attributes_between(first, last).await?;
        rows.retain(|row| row.origin == policy);
        // Where somebody moved within these weeks, the last place counts: of several the first one found is taken.
        rows.sort_by_key(|row| (row.person, std::cmp::Reverse(row.from_week)));
        rows.dedup_by_key(|row| row.person);
        let mut places = places_along(rows, IMPORTED_AXES, &mut names);
        let people = people.into_iter().map(|person| Member {
            person,
            active: true,
            opted_out: false,
            values: places.remove(&person).unwrap_or_default().values,
            managers: vec![],
        });
        let organisation = Organisation {
            people: people.collect(),
        };
        let number = u32::try_from(block).unwrap_or(0);
        let cohort =
            tokio::task::spawn_blocking(move || Cohort::freeze(&organisation, minimum, number));
        let cohort = cohort
            .await
            .map_err(|_| CultureError::Malformed("cohort"))?;
        let matrix = targets(&cohort).into_iter();
        names.matrix = matrix.map(|target| target.slice).collect();
        let json = serde_json::to_string(&cohort).map_err(|_| CultureError::Malformed("cohort"))?;
        let named = serde_json::to_string(&names).map_err(|_| CultureError::Malformed("names"))?;
        let mut tx = scoped.begin().await?;
        // Frozen once: where another process was faster, its people are the cohort.
        if !tx.insert_culture_setting(&name, &json).await? {
            let known = tx.culture_setting(&name).await?;
            return read(&known.ok_or(CultureError::Malformed("cohort"))?);
        }
        tx.set_culture_setting(&names_of(policy), &named).await?;
        tx.commit().await?;
        Ok(cohort)
    }
}

/// There is one set of numbers, whose definitions are the source's.
pub(crate) fn policy_ids(policy: &str) -> [[u8; 32]; 2] {
    let hash = digest::digest(&digest::SHA256, policy.as_bytes());
    [hash.as_ref().try_into().unwrap_or([0; 32]); 2]
}
