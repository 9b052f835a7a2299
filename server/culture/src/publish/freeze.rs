//! Who is measured and which sets of people are published: frozen for a quarter.

use std::collections::{BTreeSet, HashMap};

use model::culture::Pseudonym;
use model::culture::cell::{Axis, Slice};
use model::culture::connector::ConnectorSource;
use model::{ObjectId, Role, Scope, TenantId};
use store::PersonAttributesRow;

use super::close::FROZEN_WEEKS;
use super::compute::{NAMES, covers};
use super::desk::Desk;
use super::organisation::{line, places};
use super::task::targets;
use crate::disclosure::{Cohort, Member, MinimumGroup, Organisation, PlannedSet};
use crate::sync::choice::reading_of;
use crate::{Culture, CultureError};

/// Most groups that leaders are given in a cohort, so that an audit stays short.
const LISTED_MOST: usize = 64;

impl Culture {
    /// The cohort of a week: from the database, or frozen now.
    pub(super) async fn cohort(&self, desk: &mut Desk, week: i32) -> Result<Cohort, CultureError> {
        let number = u32::try_from(week.div_euclid(FROZEN_WEEKS)).unwrap_or(0);
        let (scoped, name) = (self.of(desk.tenant), format!("cohort.{number}"));
        let minimum = self.minimum(desk.tenant).await?;
        if let Some(json) = scoped.culture_setting(&name).await? {
            return self.with_listed(desk, (&name, json), week).await;
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
        let cohort =
            tokio::task::spawn_blocking(move || Cohort::freeze(&organisation, minimum, number));
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
            return known_cohort(&known, minimum);
        }
        tx.set_culture_setting(NAMES, &names).await?;
        tx.commit().await?;
        self.with_listed(desk, (&name, json), week).await
    }

    /// A frozen cohort with the groups of the directory that leaders are given, as far as they aren't in it: each is
    /// frozen when it is first met, as its members are then.
    async fn with_listed(
        &self,
        desk: &mut Desk,
        (name, mut json): (&str, String),
        week: i32,
    ) -> Result<Cohort, CultureError> {
        let scoped = self.of(desk.tenant);
        let minimum = self.minimum(desk.tenant).await?;
        loop {
            let mut cohort = known_cohort(&json, minimum)?;
            if !self.add_listed(desk, &mut cohort, week).await? {
                return Ok(cohort);
            }
            let new =
                serde_json::to_string(&cohort).map_err(|_| CultureError::Malformed("cohort"))?;
            let names =
                serde_json::to_string(&desk.names).map_err(|_| CultureError::Malformed("names"))?;
            let mut tx = scoped.begin().await?;
            if tx.change_culture_setting(name, &json, &new).await? {
                tx.set_culture_setting(NAMES, &names).await?;
                tx.commit().await?;
                return Ok(cohort);
            }
            // Somebody left meanwhile, and is not put back.
            let known = tx.culture_setting(name).await?;
            json = known.ok_or(CultureError::Malformed("cohort"))?;
        }
    }

    /// Adds groups that leaders are given to a cohort as long as there are few enough; answers whether any was new. One of
    /// too few people takes no place.
    async fn add_listed(
        &self,
        desk: &mut Desk,
        cohort: &mut Cohort,
        week: i32,
    ) -> Result<bool, CultureError> {
        let scoped = self.of(desk.tenant);
        let mut wanted = self.leaders_groups(desk.tenant).await?;
        let listed = |oid: &ObjectId| {
            let known = desk.names.listed.iter();
            let mut known = known.filter(|one| one.group == Some(*oid));
            known.any(|one| cohort.place(Slice::listed(one.value)).is_some())
        };
        wanted.retain(|oid| !listed(oid));
        if wanted.is_empty() {
            return Ok(false);
        }
        let rows = scoped.attributes_between(week, week).await?;
        let members = members(&rows);
        let titles = scoped.groupings().await?;
        let before = listed_sets(cohort);
        let mut free = LISTED_MOST.saturating_sub(before);
        for oid in wanted {
            let id = oid.to_string();
            let title = titles
                .iter()
                .find(|one| one.kind == "group" && one.id == id);
            let (Some(title), Some(members)) = (title, members.get(&id)) else {
                continue;
            };
            if free == 0 {
                break;
            }
            if let Some(value) = desk.names.list(oid, &title.name) {
                free -= usize::from(cohort.list(value, members));
            }
        }
        Ok(listed_sets(cohort) > before)
    }

    /// The fewest people of whom figures are shown.
    pub(crate) async fn minimum(&self, tenant: TenantId) -> Result<MinimumGroup, CultureError> {
        let calendar = self.of(tenant).connector(ConnectorSource::Calendar).await?;
        let Some(row) = calendar else {
            return Ok(MinimumGroup::FLOOR);
        };
        let reading = reading_of(&self.keys(tenant).await?, &row.settings)?;
        Ok(MinimumGroup::new(reading.least.into()).unwrap_or_default())
    }

    /// Groups of the directory whose meeting culture a leader may read because they are listed by themselves.
    pub(crate) async fn leaders_groups(
        &self,
        tenant: TenantId,
    ) -> Result<BTreeSet<ObjectId>, CultureError> {
        let mut groups = BTreeSet::new();
        for row in self.of(tenant).assignments().await? {
            if let (Role::Leader, Scope::Groups(listed)) = (row.role, row.scope) {
                groups.extend(listed);
            }
        }
        Ok(groups)
    }
}

/// A cohort as it is kept. More people may be wanted at once; fewer hold from the next freeze.
pub(super) fn known_cohort(json: &str, minimum: MinimumGroup) -> Result<Cohort, CultureError> {
    let mut known: Cohort =
        serde_json::from_str(json).map_err(|_| CultureError::Malformed("cohort"))?;
    known.minimum = known.minimum.max(minimum);
    Ok(known)
}

/// How many sets of a cohort are groups that leaders are given.
fn listed_sets(cohort: &Cohort) -> usize {
    let listed =
        |set: &&PlannedSet| matches!(set.slice, Slice::Value { axis, .. } if axis == Axis::LISTED);
    cohort.sets.iter().filter(listed).count()
}

/// The people of each group.
fn members(rows: &[PersonAttributesRow]) -> HashMap<String, BTreeSet<Pseudonym>> {
    let mut members: HashMap<String, BTreeSet<Pseudonym>> = HashMap::new();
    for row in rows {
        let groups: Vec<String> = serde_json::from_str(&row.groupings).unwrap_or_default();
        for group in groups {
            members.entry(group).or_default().insert(row.person);
        }
    }
    members
}
