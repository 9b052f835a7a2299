//! The close of weeks: which are due, and their cells from figures through disclosure control.

use std::collections::{BTreeSet, HashMap};
use std::time::Instant;

use model::culture::cell::Period;
use model::culture::{Hygiene, Pseudonym, Quantity};
use model::{TenantId, Timestamp};

pub(super) use super::desk::Desk;
use super::figures::{Figures, unpack_figures};
pub(super) use super::task::{Task, targets};
use super::{POLICIES, is_read, last_closed};
use crate::dashboard::unpack_sheet;
use crate::disclosure::{CohortWeek, Sheet, Window, close_week, close_window};
use crate::hygiene::{self, Attended};
use crate::weeks::later;
use crate::{Culture, CultureError};

/// Kinds of periods as they are stored.
pub(super) const WEEK: &str = "week";
pub(super) const WINDOW: &str = "four_weeks";
/// Weeks of a window.
pub(super) const WINDOW_WEEKS: i32 = 4;
/// Weeks for which a cohort is frozen.
pub(crate) const FROZEN_WEEKS: i32 = 13;
/// Weeks by which it is judged whose week is an unusual one.
const LOOK_BACK: i32 = 26;
/// Weeks published in one call: the latest first, so that the first dashboard comes early.
const AT_ONCE: u64 = 8;

/// Figures of one week by person, strict and permissive.
pub(super) type WeekFigures = HashMap<Pseudonym, [Figures; 2]>;

impl Culture {
    /// Publishes weeks that are over, computed and read by everybody, and the windows that end with them.
    pub(super) async fn close_weeks(
        &self,
        tenant: TenantId,
        now: Timestamp,
    ) -> Result<u64, CultureError> {
        let scoped = self.of(tenant);
        let policy = POLICIES[0].0;
        let last = last_closed(now);
        let first = last - self.plan(tenant).await?.history_weeks;
        let dirty: BTreeSet<i32> = scoped
            .dirty_weeks()
            .await?
            .iter()
            .map(|row| row.week)
            .collect();
        let weeks = self.closed(tenant, policy, WEEK).await?;
        let windows = self.closed(tenant, policy, WINDOW).await?;
        // Of a week there is one publication: where both told of nearly the same people, the difference would be a few.
        let mut theirs = BTreeSet::new();
        for policy in super::IMPORTED {
            theirs.extend(scoped.published_periods(policy, WEEK).await?);
        }
        let people = scoped.synced_people().await?;
        let ready = |week: i32| !dirty.contains(&week) && is_read(&people, week);
        let due: Vec<i32> = (first..=last)
            .rev()
            .filter(|week| !weeks.contains(week) && !theirs.contains(week) && ready(*week))
            .collect();
        let mut known = weeks;
        let mut desk = None;
        let mut done = 0;
        let begun = Instant::now();
        for week in due {
            if done >= AT_ONCE || !self.hold(tenant, later(now, begun)).await? {
                return Ok(done);
            }
            let desk = self.desk(&mut desk, tenant, now).await?;
            known.insert(week);
            // Of too few people nothing is published, which the ledger remembers.
            if desk
                .ledger
                .has(Period::Week(week), &desk.definitions.policy_ids(week))
            {
                self.note_untold(tenant, (policy, WEEK, week)).await?;
            } else {
                self.publish_week(desk, week).await?;
                done += 1;
            }
        }
        // A window is kept under its first week.
        let definitions = self.definitions(tenant).await?;
        let complete = |first: &i32| {
            let weeks = *first..=*first + WINDOW_WEEKS - 1;
            let ours = |week: i32| known.contains(&week) && !theirs.contains(&week);
            definitions.agree(weeks.clone()) && weeks.into_iter().all(ours)
        };
        let open: Vec<i32> = (first..=last - WINDOW_WEEKS + 1)
            .rev()
            .filter(|first| !windows.contains(first) && complete(first))
            .collect();
        for first in open {
            if done >= 2 * AT_ONCE || !self.hold(tenant, later(now, begun)).await? {
                break;
            }
            let desk = self.desk(&mut desk, tenant, now).await?;
            let last = first + WINDOW_WEEKS - 1;
            if desk
                .ledger
                .has(Period::Window(last), &desk.definitions.policy_ids(last))
            {
                self.note_untold(tenant, (policy, WINDOW, first)).await?;
            } else {
                self.publish_window(desk, first).await?;
                done += 1;
            }
        }
        Ok(done)
    }

    async fn publish_week(&self, desk: &mut Desk, week: i32) -> Result<(), CultureError> {
        let cohort = self.cohort(desk, week).await?;
        let figures = self.week_figures(desk.tenant, week).await?;
        let task = Task::new(desk, cohort, desk.definitions.policy_ids(week))?;
        let ledger = desk.ledger.clone();
        let publication = tokio::task::spawn_blocking(move || {
            let columns = task.columns(&figures);
            close_week(&task.close(), week, &columns, &ledger)
        });
        let publication = publication
            .await
            .map_err(|_| CultureError::Malformed("a week"))?;
        self.store_publication(desk, (POLICIES[0].0, WEEK, week), (publication, None))
            .await
    }

    async fn publish_window(&self, desk: &mut Desk, first: i32) -> Result<(), CultureError> {
        let last = first + WINDOW_WEEKS - 1;
        let cohort = self.cohort(desk, last).await?;
        let mut weeks = Vec::new();
        for week in first..=last {
            weeks.push(self.week_figures(desk.tenant, week).await?);
        }
        let rows = self
            .of(desk.tenant)
            .publications(POLICIES[0].0, WEEK, first, last)
            .await?;
        let sheets: Vec<Sheet> = rows
            .iter()
            .map(|row| unpack_sheet(&row.cells))
            .collect::<Result<_, _>>()?;
        let policies = desk.definitions.policy_ids(last);
        // Whoever changed the definitions while a week was closed has that week under the former ones.
        if sheets.iter().any(|sheet| sheet.policies != policies) {
            let what = (POLICIES[0].0, WINDOW, first);
            return self.note_untold(desk.tenant, what).await;
        }
        let task = Task::new(desk, cohort, policies)?;
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
        let series = self.series_table(desk, last).await?;
        self.store_publication(desk, (POLICIES[0].0, WINDOW, first), (publication, series))
            .await
    }

    async fn week_figures(&self, tenant: TenantId, week: i32) -> Result<WeekFigures, CultureError> {
        let scoped = self.of(tenant);
        let mut strict: HashMap<Pseudonym, Vec<u8>> = HashMap::new();
        for row in scoped.person_week(POLICIES[0].0, week).await? {
            strict.insert(row.person, row.figures);
        }
        let mut both = WeekFigures::new();
        for row in scoped.person_week(POLICIES[1].0, week).await? {
            if let Some(own) = strict.remove(&row.person) {
                both.insert(
                    row.person,
                    [unpack_figures(&own)?, unpack_figures(&row.figures)?],
                );
            }
        }
        let rules = POLICIES[0].1.hygiene;
        if rules.any() {
            let clean = self.clean(tenant, week, rules).await?;
            both.retain(|person, _| clean.contains(person));
        }
        Ok(both)
    }

    /// Whose week stays under the rules of hygiene, by the weeks up to it.
    async fn clean(
        &self,
        tenant: TenantId,
        week: i32,
        rules: Hygiene,
    ) -> Result<BTreeSet<Pseudonym>, CultureError> {
        let mut rows = Vec::new();
        for week in week - LOOK_BACK + 1..=week {
            for row in self.of(tenant).person_week(POLICIES[0].0, week).await? {
                let figures = unpack_figures(&row.figures)?;
                let minutes = figures.columns.get(Quantity::MEETING_MIN.index());
                rows.push(Attended {
                    person: row.person,
                    week,
                    minutes: minutes.copied().unwrap_or_default(),
                });
            }
        }
        let stays = hygiene::stays(&rows, rules);
        let kept = rows.iter().zip(stays);
        let kept = kept.filter(|(row, stays)| *stays && row.week == week);
        Ok(kept.map(|(row, _)| row.person).collect())
    }
}
