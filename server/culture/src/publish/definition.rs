//! From which week on private events are left out or counted: figures of both kinds don't compare, so they stand under
//! policies of their own, and no sum is over weeks of both.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use model::TenantId;
use model::culture::reading::SensitiveEvents;
use ring::digest;
use store::Tx;

use super::close::WEEK;
use super::{POLICIES, policy_id};
use crate::{Culture, CultureError};

/// Name of the setting: what holds from which week on.
const CHANGES: &str = "private_events_from";

/// What becomes of private events in which week.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Definitions(BTreeMap<i32, SensitiveEvents>);

impl Definitions {
    fn of(&self, week: i32) -> SensitiveEvents {
        let last = self.0.range(..=week).next_back();
        last.map_or_else(SensitiveEvents::default, |(_, what)| *what)
    }

    fn change(&mut self, from: i32, what: SensitiveEvents, published: &[i32]) {
        let before = self.clone();
        self.0.retain(|week, _| *week < from);
        self.0.insert(from, what);
        for week in published.iter().filter(|week| **week >= from) {
            self.0.insert(*week, before.of(*week));
            self.0.entry(week + 1).or_insert(what);
        }
    }

    /// Whether all weeks are measured alike.
    pub(super) fn agree(&self, mut weeks: RangeInclusive<i32>) -> bool {
        let first = self.of(*weeks.start());
        weeks.all(|week| self.of(week) == first)
    }

    /// Ids of both policies, the strict one first.
    pub(super) fn policy_ids(&self, week: i32) -> [[u8; 32]; 2] {
        let plain = [policy_id(&POLICIES[0].1), policy_id(&POLICIES[1].1)];
        match self.of(week) {
            SensitiveEvents::Busy => plain,
            SensitiveEvents::Drop => plain.map(|id| {
                let mut message = b"anteroom/culture-private-events/drop\0".to_vec();
                message.extend(id);
                let hash = digest::digest(&digest::SHA256, &message);
                hash.as_ref().try_into().unwrap_or(id)
            }),
        }
    }
}

impl Culture {
    pub(super) async fn definitions(&self, tenant: TenantId) -> Result<Definitions, CultureError> {
        read(self.of(tenant).culture_setting(CHANGES).await?)
    }
}

/// Notes what becomes of private events from a week on. Weeks that are published stay what they were.
pub(crate) async fn note_private_events(
    tx: &mut Tx,
    from: i32,
    what: SensitiveEvents,
) -> Result<(), CultureError> {
    let mut changes = read(tx.culture_setting(CHANGES).await?)?;
    let published = tx.published_periods(POLICIES[0].0, WEEK).await?;
    changes.change(from, what, &published);
    let json =
        serde_json::to_string(&changes.0).map_err(|_| CultureError::Malformed("definitions"))?;
    tx.set_culture_setting(CHANGES, &json).await?;
    Ok(())
}

fn read(json: Option<String>) -> Result<Definitions, CultureError> {
    json.map_or(Ok(Definitions::default()), |json| {
        let changes = serde_json::from_str(&json);
        changes
            .map(Definitions)
            .map_err(|_| CultureError::Malformed("definitions"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_leaves_published_weeks_as_they_were() {
        let mut changed = Definitions::default();
        changed.change(98, SensitiveEvents::Drop, &[96, 97, 98, 99]);
        let kinds = [97, 98, 99, 100, 101].map(|week| changed.of(week) == SensitiveEvents::Drop);
        assert_eq!(kinds, [false, false, false, true, true]);
        changed.change(0, SensitiveEvents::Busy, &[98, 99, 100]);
        let kinds = [97, 98, 99, 100, 101].map(|week| changed.of(week) == SensitiveEvents::Drop);
        assert_eq!(kinds, [false, false, false, true, false]);
    }

    #[test]
    fn weeks_of_both_kinds_have_policies_of_their_own_and_never_one_sum() {
        let changed = Definitions(BTreeMap::from([
            (100, SensitiveEvents::Drop),
            (110, SensitiveEvents::Busy),
        ]));
        assert_eq!(changed.policy_ids(99), Definitions::default().policy_ids(0));
        assert_eq!(changed.policy_ids(110), changed.policy_ids(99));
        assert_eq!(changed.policy_ids(100), changed.policy_ids(109));
        for (one, other) in changed.policy_ids(99).iter().zip(changed.policy_ids(100)) {
            assert_ne!(*one, other);
        }
        let alike =
            [96, 97, 98, 99, 100, 106, 107, 110].map(|first| changed.agree(first..=first + 3));
        assert_eq!(alike, [true, false, false, false, true, true, false, true]);
    }
}
