//! From which week on what is read by: whether private events are left out, which words exclude a meeting, whether agendas
//! are looked for. Figures of different kinds don't compare, so they stand under policies of their own, and no sum is over
//! weeks of several.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use model::TenantId;
use model::culture::reading::{QuietTime, SensitiveEvents};
use model::culture::view::ReadBy;
use ring::digest;
use serde::{Deserialize, Serialize};
use store::Tx;

use super::close::WEEK;
use super::{POLICIES, policy_id};
use crate::{Culture, CultureError};

/// Name of the setting: what holds from which week on.
const CHANGES: &str = "private_events_from";

/// By what a week is read, beside the switches of the policy.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Definition {
    /// What becomes of private events.
    pub(crate) sensitive: SensitiveEvents,
    /// Keyed hash of the words that exclude a meeting; none without words.
    #[serde(default)]
    pub(crate) terms: Option<String>,
    /// Whether any of them is a word, for domains alone aren't; unknown of older ones. Follows from the words themselves, so
    /// that no id is over it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) words: Option<bool>,
    /// Whether agendas are looked for.
    #[serde(default)]
    pub(crate) agenda: bool,
    /// Times that are to be free of meetings.
    #[serde(default)]
    pub(crate) quiet: Vec<QuietTime>,
}

impl From<Definition> for ReadBy {
    fn from(definition: Definition) -> Self {
        Self {
            sensitive: definition.sensitive,
            words: definition.words.unwrap_or(definition.terms.is_some()),
            agenda: definition.agenda,
            quiet: definition.quiet,
        }
    }
}

/// As it was stored before it told of more than private events, and since.
#[derive(Deserialize)]
#[serde(untagged)]
enum Stored {
    Private(SensitiveEvents),
    Whole(Definition),
}

impl From<Stored> for Definition {
    fn from(stored: Stored) -> Self {
        match stored {
            Stored::Private(sensitive) => Self {
                sensitive,
                ..Self::default()
            },
            Stored::Whole(whole) => whole,
        }
    }
}

impl Definition {
    /// The id of a policy under it.
    fn policy_id(&self, plain: [u8; 32]) -> [u8; 32] {
        let private = Self {
            sensitive: self.sensitive,
            ..Self::default()
        };
        let named = Self {
            words: None,
            ..self.clone()
        };
        let mut message = match (named == private, self.sensitive) {
            (true, SensitiveEvents::Busy) => return plain,
            (true, SensitiveEvents::Drop) => b"anteroom/culture-private-events/drop\0".to_vec(),
            _ => {
                let mut message = b"anteroom/culture-definition/1\0".to_vec();
                message.extend(serde_json::to_vec(&named).unwrap_or_default());
                message.push(0);
                message
            }
        };
        message.extend(plain);
        let hash = digest::digest(&digest::SHA256, &message);
        hash.as_ref().try_into().unwrap_or(plain)
    }
}

/// Which definition holds in which week.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Definitions(BTreeMap<i32, Definition>);

impl Definitions {
    /// That of a week.
    pub(crate) fn of(&self, week: i32) -> Definition {
        let last = self.0.range(..=week).next_back();
        last.map(|(_, what)| what.clone()).unwrap_or_default()
    }

    fn change(&mut self, from: i32, what: &Definition, published: &[i32]) {
        let before = self.clone();
        self.0.retain(|week, _| *week < from);
        self.0.insert(from, what.clone());
        for week in published.iter().filter(|week| **week >= from) {
            self.0.insert(*week, before.of(*week));
            self.0.entry(week + 1).or_insert_with(|| what.clone());
        }
    }

    /// Whether all weeks are measured alike.
    pub(super) fn agree(&self, mut weeks: RangeInclusive<i32>) -> bool {
        let id = |week: i32| self.of(week).policy_id([0; 32]);
        let first = id(*weeks.start());
        weeks.all(|week| id(week) == first)
    }

    /// Ids of both policies, the strict one first.
    pub(super) fn policy_ids(&self, week: i32) -> [[u8; 32]; 2] {
        let definition = self.of(week);
        let plain = [policy_id(&POLICIES[0].1), policy_id(&POLICIES[1].1)];
        plain.map(|id| definition.policy_id(id))
    }
}

impl Culture {
    pub(crate) async fn definitions(&self, tenant: TenantId) -> Result<Definitions, CultureError> {
        read(self.of(tenant).culture_setting(CHANGES).await?)
    }
}

/// Notes by what weeks are read from one on. Weeks that are published stay what they were.
pub(crate) async fn note_definition(
    tx: &mut Tx,
    from: i32,
    what: &Definition,
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
    let Some(json) = json else {
        return Ok(Definitions::default());
    };
    let stored: BTreeMap<i32, Stored> =
        serde_json::from_str(&json).map_err(|_| CultureError::Malformed("definitions"))?;
    let changes = stored.into_iter();
    Ok(Definitions(
        changes.map(|(week, what)| (week, what.into())).collect(),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drop() -> Definition {
        Definition {
            sensitive: SensitiveEvents::Drop,
            ..Definition::default()
        }
    }

    #[test]
    fn a_change_leaves_published_weeks_as_they_were() {
        let mut changed = Definitions::default();
        changed.change(98, &drop(), &[96, 97, 98, 99]);
        let kinds = [97, 98, 99, 100, 101].map(|week| changed.of(week) == drop());
        assert_eq!(kinds, [false, false, false, true, true]);
        changed.change(0, &Definition::default(), &[98, 99, 100]);
        let kinds = [97, 98, 99, 100, 101].map(|week| changed.of(week) == drop());
        assert_eq!(kinds, [false, false, false, true, false]);
    }

    #[test]
    fn weeks_of_both_kinds_have_policies_of_their_own_and_never_one_sum() {
        let changed = Definitions(BTreeMap::from([
            (100, drop()),
            (110, Definition::default()),
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

    #[test]
    fn words_and_agendas_make_other_policies_too() {
        let words = |words: &str| Definition {
            terms: Some(words.to_owned()),
            ..Definition::default()
        };
        let agenda = Definition {
            agenda: true,
            ..Definition::default()
        };
        let all = [
            Definition::default(),
            drop(),
            words("a"),
            words("b"),
            agenda.clone(),
            Definition {
                quiet: vec![QuietTime {
                    day: 2,
                    from_min: 780,
                    to_min: 1_020,
                }],
                ..Definition::default()
            },
            Definition {
                sensitive: SensitiveEvents::Drop,
                ..agenda
            },
        ];
        let ids: std::collections::BTreeSet<_> =
            all.iter().map(|one| one.policy_id([7; 32])).collect();
        assert_eq!(ids.len(), all.len());
        let changed = Definitions(BTreeMap::from([(100, words("a")), (110, words("b"))]));
        let alike = [96, 97, 100, 106, 107, 110].map(|first| changed.agree(first..=first + 3));
        assert_eq!(alike, [true, false, true, true, false, true]);
    }

    #[test]
    fn excluded_domains_alone_are_no_words_and_older_definitions_keep_their_ids() {
        let of = |words: Option<bool>| Definition {
            terms: Some("a".to_owned()),
            words,
            ..Definition::default()
        };
        let told = [None, Some(true), Some(false)].map(|words| ReadBy::from(of(words)).words);
        assert_eq!(told, [true, true, false]);
        let ids = [None, Some(true), Some(false)].map(|words| of(words).policy_id([7; 32]));
        assert!(ids.iter().all(|id| *id == ids[0]));
        let changed = Definitions(BTreeMap::from([(0, of(None)), (100, of(Some(true)))]));
        assert!(changed.agree(98..=101));
    }

    #[test]
    fn what_was_stored_of_private_events_alone_is_still_read() {
        let read = read(Some(r#"{"100":"drop","110":"busy"}"#.to_owned())).unwrap();
        assert_eq!(read.of(99), Definition::default());
        assert_eq!(read.of(109), drop());
        assert_eq!(read.of(110), Definition::default());
        let json = serde_json::to_string(&read.0).unwrap();
        assert_eq!(super::read(Some(json)).unwrap(), read);
    }
}
