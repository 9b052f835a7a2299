//! Who is measured and which sets of people are published: frozen for a quarter.

use std::collections::BTreeSet;

use model::culture::Pseudonym;
use model::culture::cell::Slice;
use model::culture::connector::ConnectorSource;
use model::{ObjectId, Role, Scope, TenantId};
use store::PersonAttributesRow;

use super::close::FROZEN_WEEKS;
use super::compute::{NAMES, covers};
use super::desk::Desk;
use super::organisation::{line, places};
use super::task::targets;
use crate::disclosure::{Cohort, Member, MinimumGroup, Organisation};
use crate::sync::choice::reading_of;
use crate::{Culture, CultureError};

/// Most groups that are added to a cohort at once, so that an audit stays short.
const LISTED_MOST: usize = 64;

impl Culture {
    /// The cohort of a week: from the database, or frozen now.
    pub(super) async fn cohort(&self, desk: &mut Desk, week: i32) -> Result<Cohort, CultureError> {
        let number = u32::try_from(week.div_euclid(FROZEN_WEEKS)).unwrap_or(0);
        let (scoped, name) = (self.of(desk.tenant), format!("cohort.{number}"));
        let minimum = self.minimum(desk.tenant).await?;
        if let Some(json) = scoped.culture_setting(&name).await? {
            let mut known: Cohort =
                serde_json::from_str(&json).map_err(|_| CultureError::Malformed("cohort"))?;
            // More may be wanted at once; fewer hold from the next freeze.
            known.minimum = known.minimum.max(minimum);
            return self.with_listed(desk, (&name, known), week).await;
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
            return serde_json::from_str(&known).map_err(|_| CultureError::Malformed("cohort"));
        }
        tx.set_culture_setting(NAMES, &names).await?;
        tx.commit().await?;
        self.with_listed(desk, (&name, cohort), week).await
    }

    /// A frozen cohort with the groups of the directory that leaders are given, as far as they aren't in it: each is
    /// frozen when it is first met, as its members are then.
    async fn with_listed(
        &self,
        desk: &mut Desk,
        (name, mut cohort): (&str, Cohort),
        week: i32,
    ) -> Result<Cohort, CultureError> {
        let scoped = self.of(desk.tenant);
        let mut wanted = self.leaders_groups(desk.tenant).await?;
        let listed = |oid: &ObjectId| {
            let known = desk.names.listed.iter();
            let mut known = known.filter(|one| one.group == Some(*oid));
            known.any(|one| cohort.place(Slice::listed(one.value)).is_some())
        };
        wanted.retain(|oid| !listed(oid));
        if wanted.is_empty() {
            return Ok(cohort);
        }
        let rows = scoped.attributes_between(week, week).await?;
        let titles = scoped.groupings().await?;
        let mut added = false;
        for oid in wanted.into_iter().take(LISTED_MOST) {
            let id = oid.to_string();
            let title = titles
                .iter()
                .find(|one| one.kind == "group" && one.id == id);
            let Some(title) = title else { continue };
            let member = |row: &&PersonAttributesRow| {
                let groups: Vec<String> = serde_json::from_str(&row.groupings).unwrap_or_default();
                groups.contains(&id)
            };
            let members: BTreeSet<Pseudonym> =
                rows.iter().filter(member).map(|row| row.person).collect();
            if let Some(value) = desk.names.list(oid, &title.name) {
                added |= cohort.list(value, &members);
            }
        }
        if added {
            let json =
                serde_json::to_string(&cohort).map_err(|_| CultureError::Malformed("cohort"))?;
            let names =
                serde_json::to_string(&desk.names).map_err(|_| CultureError::Malformed("names"))?;
            let mut tx = scoped.begin().await?;
            tx.set_culture_setting(name, &json).await?;
            tx.set_culture_setting(NAMES, &names).await?;
            tx.commit().await?;
        }
        Ok(cohort)
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
