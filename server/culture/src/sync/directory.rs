//! A round through the directory: who there is, whose calendar is read, who belongs where.
//!
//! Each page is stored as it comes, so a process that dies costs one round and no person; who was not named by a
//! whole round loses the real ids. Attributes are ranges of weeks: a change ends one range and begins another.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::time::Instant;

use model::culture::Pseudonym;
use model::culture::connector::{ConnectorScope, ConnectorSource};
use model::{ObjectId, TenantId, Timestamp};
use store::{ConnectorProgress, ConnectorRow, GroupingRow, NewSyncedPerson, PersonAttributesRow};

use super::book::DirectoryNotes;
use super::ids::Ids;
use super::source::{Ask, DirectoryGroup, DirectoryUser, MembersOf, SourceError};
use super::stop::Stop;
use crate::culture::pseudonyms;
use crate::weeks::{later, minute_of, week_of};
use crate::{Culture, CultureError};

/// Where these attributes come from.
pub(super) const ENTRA: &str = "entra";
/// The first range of a person reaches back to here.
const EVER: i32 = 0;

/// What a round knows before the first page.
struct Round {
    ask: Ask,
    number: i64,
    chosen: Option<HashSet<ObjectId>>,
    out: HashSet<Pseudonym>,
    groups: Vec<DirectoryGroup>,
}

impl Culture {
    /// Reads the whole directory once. One process at a time; a process that dies is replaced by the lease.
    pub(super) async fn directory_round(
        &self,
        tenant: TenantId,
        row: &ConnectorRow,
        (now, begun): (Timestamp, Instant),
    ) -> Result<u64, Stop> {
        let round = self.begin_round(tenant, now).await?;
        let mut people = Vec::new();
        let (mut link, mut done) = (None, 0_u64);
        loop {
            let page = self.0.source.users(round.ask, link).await?;
            done += u64::try_from(page.users.len()).unwrap_or(0);
            self.save_page(&round, &page.users).await?;
            self.note_directory(row, (tenant, done)).await?;
            // The lease may be another's after a pause of this machine. Then both store the same people, and only the
            // later round sweeps.
            self.hold_directory(tenant, later(now, begun)).await?;
            people.extend(page.users);
            link = page.next;
            if link.is_none() {
                break;
            }
        }
        self.end_round(round, people).await?;
        Ok(done)
    }

    async fn begin_round(&self, tenant: TenantId, now: Timestamp) -> Result<Round, Stop> {
        let ask = Ask { tenant, now };
        let scoped = self.of(tenant);
        let scope = match scoped.connector(ConnectorSource::Calendar).await? {
            Some(row) => serde_json::from_str(&row.scope).unwrap_or_default(),
            None => ConnectorScope::Everybody,
        };
        let chosen_groups = match &scope {
            ConnectorScope::Everybody => vec![],
            ConnectorScope::Groups(groups) => groups.clone(),
        };
        // Groups that leaders are given are sets of the dashboards; without them there are fewer, and the round goes on.
        let listed = self.leaders_groups(tenant).await?;
        let of = MembersOf {
            needed: chosen_groups.clone(),
            wanted: listed.into_iter().collect(),
        };
        let groups = match self.0.source.groups(ask, of).await {
            Err(SourceError::Denied) if chosen_groups.is_empty() => vec![],
            groups => groups?,
        };
        let chosen = matches!(scope, ConnectorScope::Groups(_)).then(|| {
            let wanted = groups
                .iter()
                .filter(|group| chosen_groups.contains(&group.oid));
            wanted
                .flat_map(|group| group.members.iter().copied())
                .collect()
        });
        let out = scoped.opt_outs().await?;
        Ok(Round {
            ask,
            number: now.0,
            chosen,
            out: out.into_iter().map(|row| row.person).collect(),
            groups,
        })
    }

    async fn save_page(&self, round: &Round, users: &[DirectoryUser]) -> Result<(), CultureError> {
        let keys = self.keys(round.ask.tenant).await?;
        let names = pseudonyms(&keys);
        let mut rows: BTreeMap<Pseudonym, NewSyncedPerson> = BTreeMap::new();
        for user in users {
            let person = names.person(user.oid);
            let ids = Ids {
                oid: user.oid,
                addresses: user.addresses.clone(),
            };
            let chosen = round
                .chosen
                .as_ref()
                .is_none_or(|chosen| chosen.contains(&user.oid));
            let new = NewSyncedPerson {
                person,
                sealed: ids.seal(&keys, person)?,
                in_scope: user.member && chosen && !round.out.contains(&person),
            };
            rows.insert(person, new);
        }
        let rows: Vec<_> = rows.into_values().collect();
        let mut tx = self.of(round.ask.tenant).begin().await?;
        tx.upsert_synced_people(&rows, round.number, round.ask.now)
            .await?;
        tx.commit().await?;
        Ok(())
    }

    async fn note_directory(
        &self,
        row: &ConnectorRow,
        (tenant, done): (TenantId, u64),
    ) -> Result<(), CultureError> {
        let note = ConnectorProgress {
            source: ConnectorSource::Directory,
            done: i64::try_from(done).unwrap_or(i64::MAX),
            total: None,
            progress: row.progress.clone(),
            counted: row.counted.clone(),
        };
        let mut tx = self.of(tenant).begin().await?;
        tx.note_connector_progress(&note).await?;
        tx.commit().await?;
        Ok(())
    }

    async fn end_round(&self, round: Round, people: Vec<DirectoryUser>) -> Result<(), Stop> {
        let tenant = round.ask.tenant;
        let members = people.iter().filter(|user| user.member);
        let domains: BTreeSet<_> = members.flat_map(|user| user.domains.clone()).collect();
        let notes = DirectoryNotes {
            round: round.number,
            domains: domains.into_iter().collect(),
            lists: round
                .groups
                .iter()
                .flat_map(|group| group.addresses.clone())
                .collect(),
        };
        let names = pseudonyms(&self.keys(tenant).await?);
        let person = |oid: ObjectId| names.person(oid);
        let belongs = belongings(&round.groups, &person);
        let week = week_of(minute_of(round.ask.now));
        let open = self.of(tenant).open_attributes(ENTRA).await?;
        let wanted: Vec<_> = people
            .iter()
            .filter(|user| user.member && !round.out.contains(&person(user.oid)))
            .map(|user| wanted(user, &belongs, &person))
            .map(|row| PersonAttributesRow {
                manager: row.manager.filter(|manager| !round.out.contains(manager)),
                ..row
            })
            .collect();
        let changed = ranges(open, wanted, week);
        let groupings = groupings(&round.groups, &people, round.number);
        let mut tx = self.of(tenant).begin().await.map_err(CultureError::from)?;
        tx.save_attributes(&changed).await?;
        tx.save_groupings(&groupings).await?;
        Self::save_directory_notes(&mut tx, &notes).await?;
        let gone = tx.sweep_synced_people(round.number).await?;
        if !changed.is_empty() || !gone.is_empty() {
            tx.mark_dirty(&[week - 1, week], round.ask.now).await?;
        }
        tx.commit().await?;
        Ok(())
    }
}

/// Groupings of each person.
fn belongings(
    groups: &[DirectoryGroup],
    person: &dyn Fn(ObjectId) -> Pseudonym,
) -> HashMap<Pseudonym, BTreeSet<String>> {
    let mut belongs: HashMap<Pseudonym, BTreeSet<String>> = HashMap::new();
    for group in groups {
        for member in &group.members {
            let of = belongs.entry(person(*member)).or_default();
            of.insert(group.oid.to_string());
        }
    }
    belongs
}

fn wanted(
    user: &DirectoryUser,
    belongs: &HashMap<Pseudonym, BTreeSet<String>>,
    person: &dyn Fn(ObjectId) -> Pseudonym,
) -> PersonAttributesRow {
    let who = person(user.oid);
    let groups = belongs.get(&who).cloned().unwrap_or_default();
    PersonAttributesRow {
        person: who,
        origin: ENTRA.to_owned(),
        from_week: EVER,
        to_week: None,
        attributes: serde_json::to_string(&user.attributes).unwrap_or_default(),
        manager: user.manager.map(person),
        groupings: serde_json::to_string(&groups).unwrap_or_default(),
        hours: None,
    }
}

/// The ranges to write so that `wanted` holds from `week` on; hours stay, they come from mailboxes.
fn ranges(
    open: Vec<PersonAttributesRow>,
    wanted: Vec<PersonAttributesRow>,
    week: i32,
) -> Vec<PersonAttributesRow> {
    let mut before: HashMap<Pseudonym, PersonAttributesRow> =
        open.into_iter().map(|row| (row.person, row)).collect();
    let mut changed = Vec::new();
    for mut new in wanted {
        let Some(mut old) = before.remove(&new.person) else {
            changed.push(new);
            continue;
        };
        let same = old.attributes == new.attributes
            && old.manager == new.manager
            && old.groupings == new.groupings;
        if same {
            continue;
        }
        new.hours.clone_from(&old.hours);
        if old.from_week >= week {
            new.from_week = old.from_week;
        } else {
            new.from_week = week;
            old.to_week = Some(week - 1);
            changed.push(old);
        }
        changed.push(new);
    }
    // Whoever is left is not in the directory any more.
    for mut old in before.into_values() {
        old.to_week = Some(old.from_week.max(week - 1));
        changed.push(old);
    }
    changed.sort_unstable_by_key(|row| (row.person, row.from_week));
    changed
}

/// Groups by name, and the values of attributes.
fn groupings(groups: &[DirectoryGroup], people: &[DirectoryUser], seen: i64) -> Vec<GroupingRow> {
    let mut rows: BTreeMap<String, GroupingRow> = BTreeMap::new();
    let named = groups
        .iter()
        .filter(|group| !group.members.is_empty())
        .map(|group| (group.oid.to_string(), "group", group.name.as_str()));
    let values = people.iter().filter(|user| user.member).flat_map(|user| {
        let attributes = user.attributes.iter();
        attributes.map(|(kind, value)| (format!("{kind}:{value}"), kind.as_str(), value.as_str()))
    });
    for (id, kind, name) in named.chain(values) {
        rows.entry(id.clone()).or_insert_with(|| GroupingRow {
            id,
            kind: kind.to_owned(),
            name: name.to_owned(),
            seen,
        });
    }
    rows.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(number: u8, from_week: i32, attributes: &str) -> PersonAttributesRow {
        PersonAttributesRow {
            person: Pseudonym([number; 16]),
            origin: ENTRA.to_owned(),
            from_week,
            to_week: None,
            attributes: attributes.to_owned(),
            manager: None,
            groupings: "[]".to_owned(),
            hours: None,
        }
    }

    #[test]
    fn a_change_ends_one_range_and_begins_another() {
        let old = PersonAttributesRow {
            hours: Some("{}".to_owned()),
            ..row(1, 0, "a")
        };
        let changed = ranges(vec![old.clone()], vec![row(1, 0, "b")], 100);
        assert_eq!(changed.len(), 2);
        assert_eq!(
            (changed[0].to_week, changed[0].attributes.as_str()),
            (Some(99), "a")
        );
        assert_eq!((changed[1].from_week, changed[1].to_week), (100, None));
        assert_eq!(changed[1].hours, old.hours);
        assert!(ranges(vec![old.clone()], vec![row(1, 0, "a")], 100).is_empty());
        let again = ranges(vec![changed[1].clone()], vec![row(1, 0, "c")], 100);
        assert_eq!(
            (again.len(), again[0].from_week),
            (1, 100),
            "the same week: one range"
        );
    }

    #[test]
    fn newcomers_belong_from_ever_and_leavers_end() {
        let changed = ranges(vec![row(2, 100, "x")], vec![row(1, 0, "a")], 100);
        assert_eq!((changed[0].from_week, changed[0].to_week), (EVER, None));
        assert_eq!(changed[1].to_week, Some(100), "never before its first week");
    }
}
