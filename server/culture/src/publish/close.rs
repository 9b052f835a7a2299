//! The close of weeks: cells of the planned sets pass disclosure control and are stored with the ledger's entry.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::Instant;

use model::culture::cell::{MetricNumber, Period, Slice};
use model::culture::{Pseudonym, metric};
use model::{TenantId, Timestamp};
use ring::hmac;
use ring::rand::{SecureRandom as _, SystemRandom};
use store::{LedgerRow, PublicationFaceRow, PublicationRow};

use super::compute::{counts_of, covers};
use super::definition::Definitions;
use super::figures::{Figures, unpack_figures};
use super::organisation::{GROUPS, line, places};
use super::untold::note_untold;
use super::{POLICIES, is_read, last_closed};
use crate::dashboard::{Names, key_of, pack_sheet, unpack_sheet};
use crate::disclosure::{
    Close, Cohort, CohortWeek, DisclosureError, Entry, Head, Ledger, Measure, Member, MinimumGroup,
    Organisation, PersonRow, PersonWeek, Publication, Randomness, Sheet, Target, Window,
    close_week_counted, close_window,
};
use crate::engine::ReasonCounts;
use crate::weeks::later;
use crate::{Culture, CultureError};

/// Kinds of periods as they are stored.
pub(super) const WEEK: &str = "week";
const WINDOW: &str = "four_weeks";
/// Weeks of a window.
const WINDOW_WEEKS: i32 = 4;
/// Weeks for which a cohort is frozen.
pub(crate) const FROZEN_WEEKS: i32 = 13;
/// Weeks published in one call: the latest first, so that the first dashboard comes early.
const AT_ONCE: u64 = 8;
/// Names of settings documents.
const HEAD: &str = "ledger_head";
/// Entries of the ledger read at once.
const PAGE: i64 = 500;

/// Figures of one week by person, strict and permissive.
pub(super) type WeekFigures = HashMap<Pseudonym, [Figures; 2]>;

/// What every publication of a tenant needs.
pub(super) struct Desk {
    pub(super) tenant: TenantId,
    pub(super) now: Timestamp,
    pub(super) key: hmac::Key,
    pub(super) ledger: Ledger,
    pub(super) definitions: Definitions,
    names: Names,
}

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

    pub(super) async fn desk<'d>(
        &self,
        desk: &'d mut Option<Desk>,
        tenant: TenantId,
        now: Timestamp,
    ) -> Result<&'d mut Desk, CultureError> {
        if desk.is_none() {
            let key = self.keys(tenant).await?.pseudonym_key("disclosure");
            *desk = Some(Desk {
                tenant,
                now,
                ledger: self.ledger(tenant, &key).await?,
                definitions: self.definitions(tenant).await?,
                names: self.names(tenant).await?,
                key,
            });
        }
        desk.as_mut().ok_or(CultureError::Malformed("desk"))
    }

    async fn ledger(&self, tenant: TenantId, key: &hmac::Key) -> Result<Ledger, CultureError> {
        let scoped = self.of(tenant);
        let head: Head = match scoped.culture_setting(HEAD).await? {
            Some(json) => {
                serde_json::from_str(&json).map_err(|_| CultureError::Malformed("ledger"))?
            }
            None => Head::default(),
        };
        let (mut entries, mut from) = (Vec::new(), 1);
        loop {
            let rows = scoped.ledger_from(from, PAGE).await?;
            let Some(last) = rows.last() else { break };
            from = last.sequence + 1;
            for row in &rows {
                let entry: Entry = postcard::from_bytes(&row.entry)
                    .map_err(|_| CultureError::Malformed("ledger"))?;
                entries.push(entry);
            }
        }
        Ledger::verify(entries, head, key).map_err(|_| CultureError::Malformed("ledger"))
    }

    async fn publish_week(&self, desk: &mut Desk, week: i32) -> Result<(), CultureError> {
        let cohort = self.cohort(desk, week).await?;
        let figures = self.week_figures(desk.tenant, week).await?;
        let counts = self
            .of(desk.tenant)
            .culture_setting(&counts_of(week))
            .await?;
        let counts: Option<ReasonCounts> = match counts {
            Some(json) => {
                serde_json::from_str(&json).map_err(|_| CultureError::Malformed("counts"))?
            }
            None => None,
        };
        let task = Task::new(desk, cohort, desk.definitions.policy_ids(week))?;
        let ledger = desk.ledger.clone();
        let publication = tokio::task::spawn_blocking(move || {
            let columns = task.columns(&figures);
            // Counts are over everybody who was measured. Where somebody isn't in the cohort, the company's cells tell of
            // fewer people, and the difference would be theirs alone.
            let measured = columns.iter().flatten().count();
            let counts = counts.filter(|_| measured == figures.len());
            close_week_counted(&task.close(), (week, counts.as_ref()), &columns, &ledger)
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
        Ok(both)
    }

    /// The cohort of a week: from the database, or frozen now.
    async fn cohort(&self, desk: &mut Desk, week: i32) -> Result<Cohort, CultureError> {
        let number = u32::try_from(week.div_euclid(FROZEN_WEEKS)).unwrap_or(0);
        let (scoped, name) = (self.of(desk.tenant), format!("cohort.{number}"));
        if let Some(json) = scoped.culture_setting(&name).await? {
            return serde_json::from_str(&json).map_err(|_| CultureError::Malformed("cohort"));
        }
        let places = places(
            scoped.attributes_between(week, week).await?,
            &mut desk.names,
        );
        let out: BTreeSet<Pseudonym> = scoped
            .opt_outs()
            .await?
            .into_iter()
            .map(|row| row.person)
            .collect();
        let people = scoped.synced_people().await?;
        let people = people.into_iter().map(|row| Member {
            person: row.person,
            active: covers(&row, week),
            opted_out: out.contains(&row.person),
            values: places
                .get(&row.person)
                .map(|place| place.values.clone())
                .unwrap_or_default(),
            managers: line(&places, row.person),
        });
        let organisation = Organisation {
            people: people.collect(),
        };
        let cohort = tokio::task::spawn_blocking(move || {
            Cohort::freeze(&organisation, MinimumGroup::FLOOR, number)
        });
        let cohort = cohort
            .await
            .map_err(|_| CultureError::Malformed("cohort"))?;
        let json = serde_json::to_string(&cohort).map_err(|_| CultureError::Malformed("cohort"))?;
        desk.names.matrix = targets(&cohort)
            .into_iter()
            .map(|target| target.slice)
            .collect();
        let names =
            serde_json::to_string(&desk.names).map_err(|_| CultureError::Malformed("names"))?;
        let mut tx = scoped.begin().await?;
        // Frozen once: where another process was faster, its people are the cohort.
        if !tx.insert_culture_setting(&name, &json).await? {
            let known = tx.culture_setting(&name).await?;
            let known = known.ok_or(CultureError::Malformed("cohort"))?;
            return serde_json::from_str(&known).map_err(|_| CultureError::Malformed("cohort"));
        }
        tx.set_culture_setting(super::compute::NAMES, &names)
            .await?;
        tx.commit().await?;
        Ok(cohort)
    }

    /// Cells and ledger in one transaction.
    pub(super) async fn store_publication(
        &self,
        desk: &mut Desk,
        (policy, kind, period): (&'static str, &'static str, i32),
        (publication, series): (Result<Publication, DisclosureError>, Option<String>),
    ) -> Result<(), CultureError> {
        let publication = match publication {
            Ok(publication) => publication,
            Err(DisclosureError::AlreadyPublished) => return Ok(()),
            Err(error) => {
                tracing::error!(tenant.id = %desk.tenant, period, kind, error = %error, "nothing was published");
                return Err(CultureError::Malformed("publication"));
            }
        };
        let (rows, faces) = stored(desk, (policy, kind, period), &publication.sheets)?;
        let entry = publication.entry;
        let packed = postcard::to_stdvec(&entry).map_err(|_| CultureError::Malformed("ledger"))?;
        let row = LedgerRow {
            sequence: i64::try_from(entry.sequence)
                .map_err(|_| CultureError::Malformed("ledger"))?,
            at: desk.now,
            kind: kind.to_owned(),
            entry: packed,
            hash: entry.tag,
        };
        desk.ledger
            .push(entry, &desk.key)
            .map_err(|_| CultureError::Malformed("ledger"))?;
        let head = serde_json::to_string(&desk.ledger.head())
            .map_err(|_| CultureError::Malformed("ledger"))?;
        let mut tx = self.of(desk.tenant).begin().await?;
        tx.insert_publications(&rows).await?;
        tx.insert_publication_faces(&faces).await?;
        tx.append_ledger(&row).await?;
        tx.set_culture_setting(HEAD, &head).await?;
        if rows.is_empty() {
            note_untold(&mut tx, (policy, kind, period)).await?;
        }
        if let Some(series) = series {
            tx.set_culture_setting(super::SERIES, &series).await?;
        }
        if kind == WEEK && policy == POLICIES[0].0 {
            tx.set_culture_setting(&counts_of(period), "null").await?;
        }
        tx.commit().await?;
        Ok(())
    }
}

/// Sheets as they are kept for later publications, and what pages show of them.
fn stored(
    desk: &Desk,
    (policy, kind, period): (&'static str, &'static str, i32),
    sheets: &[Sheet],
) -> Result<(Vec<PublicationRow>, Vec<PublicationFaceRow>), CultureError> {
    let mut rows = Vec::with_capacity(sheets.len());
    let mut faces = Vec::with_capacity(sheets.len());
    for sheet in sheets {
        let group_key = key_of(sheet.slice);
        let n = i64::from(sheet.people());
        let face = sheet.face(&desk.key);
        faces.push(PublicationFaceRow {
            policy: policy.to_owned(),
            group_key: group_key.clone(),
            period_kind: kind.to_owned(),
            period,
            n,
            face: face.map_err(|_| CultureError::Malformed("seal"))?,
            published: desk.now,
        });
        rows.push(PublicationRow {
            policy: policy.to_owned(),
            period_kind: kind.to_owned(),
            period,
            group_key,
            n,
            cells: pack_sheet(sheet)?,
            published: desk.now,
        });
    }
    Ok((rows, faces))
}

/// Everything a publication needs away from the database.
pub(super) struct Task {
    cohort: Cohort,
    measures: Vec<Measure>,
    policies: [[u8; 32]; 2],
    randomness: Randomness,
    key: hmac::Key,
}

impl Task {
    pub(super) fn new(
        desk: &Desk,
        cohort: Cohort,
        policies: [[u8; 32]; 2],
    ) -> Result<Self, CultureError> {
        let mut bytes = [0_u8; 16];
        SystemRandom::new()
            .fill(&mut bytes)
            .map_err(|_| CultureError::Malformed("randomness"))?;
        let number = u128::from_be_bytes(bytes);
        let words = [
            u64::try_from(number >> 64).unwrap_or_default(),
            u64::try_from(number & u128::from(u64::MAX)).unwrap_or_default(),
        ];
        Ok(Self {
            measures: measures(&cohort),
            cohort,
            policies,
            randomness: Randomness(words),
            key: desk.key.clone(),
        })
    }

    pub(super) fn close(&self) -> Close<'_> {
        Close {
            cohort: &self.cohort,
            measures: &self.measures,
            policies: self.policies,
            randomness: self.randomness,
            key: &self.key,
        }
    }

    pub(super) fn columns<'f>(&self, figures: &'f WeekFigures) -> CohortWeek<'f> {
        let people = self.cohort.people.iter();
        people
            .map(|person| {
                figures.get(person).map(|[strict, permissive]| PersonWeek {
                    strict: row(strict),
                    permissive: row(permissive),
                })
            })
            .collect()
    }
}

fn row(figures: &Figures) -> PersonRow<'_> {
    PersonRow {
        columns: &figures.columns,
        matrix: &figures.matrix,
    }
}

/// All metrics of the catalogue, the matrix over the first-level groups of the cohort.
fn measures(cohort: &Cohort) -> Vec<Measure> {
    (0_u16..)
        .zip(metric::all())
        .map(|(number, one)| {
            let matrix = matches!(one.formula, model::culture::Formula::Matrix { .. });
            let targets = if matrix { targets(cohort) } else { vec![] };
            Measure::of(MetricNumber(number), one, targets)
        })
        .collect()
}

/// The classes of the matrix: planned groups, all other groups together, people outside of groups.
fn targets(cohort: &Cohort) -> Vec<Target> {
    let mut own: BTreeMap<u16, Target> = BTreeMap::new();
    for set in &cohort.sets {
        if let Slice::Value { axis, value } = set.slice
            && axis.0 == 0
            && u32::from(value) < GROUPS
        {
            let target = Target {
                slice: Some(set.slice),
                from: vec![u32::from(value)],
            };
            own.insert(value, target);
        }
    }
    let others = (0..GROUPS)
        .filter(|group| u16::try_from(*group).is_ok_and(|value| !own.contains_key(&value)))
        .collect();
    let mut targets: Vec<Target> = own.into_values().collect();
    for from in [others, vec![GROUPS], vec![GROUPS + 1]] {
        targets.push(Target { slice: None, from });
    }
    targets
}
