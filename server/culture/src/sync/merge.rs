//! A fresh reading of a window of one calendar against what is stored: first sightings, cancellations, moves,
//! disappearances.
//!
//! The same reading twice changes nothing the second time; events of the reading may repeat and stand in any order.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use model::culture::{EventFact, Minute, Pseudonym};

use super::plan::Window;
use crate::weeks::week_of;

/// One person's facts by week.
pub(super) type Weeks = BTreeMap<i32, Vec<EventFact>>;

/// What was read of a window.
#[derive(Debug, Default)]
pub(super) struct Fresh {
    /// The events.
    pub(super) facts: Vec<EventFact>,
    /// Copies that a rule leaves out.
    pub(super) left_out: Vec<Pseudonym>,
}

impl From<Vec<EventFact>> for Fresh {
    fn from(facts: Vec<EventFact>) -> Self {
        Self {
            facts,
            left_out: vec![],
        }
    }
}

/// What has to be written.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Merged {
    /// Weeks with their new facts; an empty list removes the week.
    pub(super) weeks: Weeks,
    /// Facts more, or fewer when negative.
    pub(super) more: i64,
}

impl Merged {
    /// Weeks whose figures may change: a meeting may reach from one UTC week into a neighbouring local one.
    pub(super) fn dirty(&self) -> BTreeSet<i32> {
        self.weeks
            .keys()
            .flat_map(|week| week - 1..=week + 1)
            .collect()
    }
}

/// Merges the reading of `window` at `now` into `stored`, which must hold every week of the window and the one before
/// it. Stored events that begin in the window and were not read are marked as gone; those that a rule leaves out are
/// forgotten.
pub(super) fn merge(stored: &Weeks, read: impl Into<Fresh>, window: Window, now: Minute) -> Merged {
    let Fresh { facts, left_out } = read.into();
    let left_out: HashSet<Pseudonym> = left_out.into_iter().collect();
    let mut known: HashMap<Pseudonym, &EventFact> = HashMap::new();
    for fact in stored.values().flatten() {
        known.insert(fact.copy, fact);
    }
    let mut fresh: HashMap<Pseudonym, EventFact> = HashMap::with_capacity(facts.len());
    for fact in facts {
        let old = known.get(&fact.copy).copied();
        fresh.insert(fact.copy, carry(fact, old, now));
    }
    for (copy, old) in known {
        if fresh.contains_key(&copy) || left_out.contains(&copy) {
            continue;
        }
        let mut kept = old.clone();
        let inside = window.from_min() <= kept.start && kept.start < window.to_min();
        if inside && kept.gone_seen.is_none() {
            kept.gone_seen = Some(now);
        }
        fresh.insert(copy, kept);
    }
    let mut after: Weeks = stored.keys().map(|week| (*week, Vec::new())).collect();
    for fact in fresh.into_values() {
        after.entry(week_of(fact.start)).or_default().push(fact);
    }
    difference(stored, after)
}

/// The fact as read, with the history of the stored one.
fn carry(mut fact: EventFact, old: Option<&EventFact>, now: Minute) -> EventFact {
    fact.first_seen = old.map_or(now, |old| old.first_seen);
    fact.cancelled_seen = fact
        .cancelled
        .then(|| old.and_then(|old| old.cancelled_seen).unwrap_or(now));
    fact.gone_seen = None;
    fact.moves = old.map_or(0, |old| {
        old.moves.saturating_add(u16::from(old.start != fact.start))
    });
    fact
}

fn difference(before: &Weeks, mut after: Weeks) -> Merged {
    let mut merged = Merged::default();
    for (week, facts) in &mut after {
        facts.sort_unstable_by_key(|fact| (fact.start, fact.copy));
        let old = before.get(week).map(Vec::as_slice).unwrap_or_default();
        if old == facts.as_slice() {
            continue;
        }
        let count = |facts: &[EventFact]| i64::try_from(facts.len()).unwrap_or(i64::MAX);
        merged.more += count(facts) - count(old);
        merged.weeks.insert(*week, std::mem::take(facts));
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::super::testing::fact;
    use super::*;
    use crate::weeks::week_start;

    const NOW: Minute = 30_000_000;

    fn window(first: i32, end: i32) -> Window {
        Window { first, end }
    }

    fn apply(stored: &mut Weeks, merged: &Merged) {
        for (week, facts) in &merged.weeks {
            if facts.is_empty() {
                stored.remove(week);
            } else {
                stored.insert(*week, facts.clone());
            }
        }
    }

    fn read(stored: &mut Weeks, facts: Vec<EventFact>, at: Minute) -> Merged {
        let merged = merge(stored, facts, window(10, 14), at);
        apply(stored, &merged);
        merged
    }

    #[test]
    fn the_same_reading_again_changes_nothing() {
        let mut stored = Weeks::new();
        let facts = vec![fact(1, week_start(11)), fact(2, week_start(12) + 5)];
        let first = read(&mut stored, facts.clone(), NOW);
        assert_eq!((first.weeks.len(), first.more), (2, 2));
        assert_eq!(first.dirty(), BTreeSet::from([10, 11, 12, 13]));
        assert!(stored.values().flatten().all(|fact| fact.first_seen == NOW));
        let mut again = facts.clone();
        again.extend(facts.into_iter().rev());
        assert_eq!(read(&mut stored, again, NOW + 60), Merged::default());
    }

    #[test]
    fn a_move_within_the_window_keeps_the_history_and_leaves_the_old_week() {
        let mut stored = Weeks::new();
        read(&mut stored, vec![fact(1, week_start(11))], NOW);
        let moved = read(&mut stored, vec![fact(1, week_start(13))], NOW + 60);
        assert_eq!((moved.weeks.len(), moved.more), (2, 0));
        assert_eq!(stored.keys().copied().collect::<Vec<_>>(), [13]);
        let kept = &stored[&13][0];
        assert_eq!(
            (kept.moves, kept.first_seen, kept.gone_seen),
            (1, NOW, None)
        );
    }

    #[test]
    fn what_a_rule_leaves_out_is_forgotten_and_counts_as_nothing_gone() {
        let mut stored = Weeks::new();
        let (kept, excluded) = (fact(1, week_start(11)), fact(2, week_start(12)));
        read(&mut stored, vec![kept.clone(), excluded.clone()], NOW);
        let fresh = Fresh {
            facts: vec![kept],
            left_out: vec![excluded.copy],
        };
        let merged = merge(&stored, fresh, window(10, 14), NOW + 60);
        apply(&mut stored, &merged);
        assert_eq!(merged.more, -1);
        assert_eq!(stored.keys().copied().collect::<Vec<_>>(), [11]);
        assert!(
            stored
                .values()
                .flatten()
                .all(|fact| fact.gone_seen.is_none())
        );
    }

    #[test]
    fn what_is_missing_is_gone_and_may_come_back() {
        let mut stored = Weeks::new();
        let both = || vec![fact(1, week_start(11)), fact(2, week_start(11) + 90)];
        read(&mut stored, both(), NOW);
        read(&mut stored, vec![fact(1, week_start(11))], NOW + 60);
        assert_eq!(stored[&11][1].gone_seen, Some(NOW + 60));
        let still = read(&mut stored, vec![fact(1, week_start(11))], NOW + 120);
        assert_eq!(still, Merged::default(), "the first sighting of it stays");
        read(&mut stored, both(), NOW + 180);
        assert_eq!(stored[&11][1].gone_seen, None);
        assert_eq!(stored[&11][1].first_seen, NOW);
    }

    #[test]
    fn events_that_begin_outside_of_the_window_are_never_gone() {
        let mut stored = Weeks::new();
        // A long event that begins in the week before the window, and reaches into it.
        let merged = merge(
            &stored,
            vec![fact(1, week_start(9) + 60)],
            window(9, 10),
            NOW,
        );
        apply(&mut stored, &merged);
        assert_eq!(read(&mut stored, vec![], NOW + 60), Merged::default());
        assert_eq!(stored[&9][0].gone_seen, None);
    }

    #[test]
    fn the_first_sighting_of_a_cancellation_stays() {
        let mut stored = Weeks::new();
        let cancelled = || EventFact {
            cancelled: true,
            ..fact(1, week_start(11))
        };
        read(&mut stored, vec![fact(1, week_start(11))], NOW);
        read(&mut stored, vec![cancelled()], NOW + 60);
        read(&mut stored, vec![cancelled()], NOW + 120);
        assert_eq!(stored[&11][0].cancelled_seen, Some(NOW + 60));
        read(&mut stored, vec![fact(1, week_start(11))], NOW + 180);
        assert_eq!(stored[&11][0].cancelled_seen, None);
    }

    #[test]
    fn one_window_split_in_two_gives_the_same_facts() {
        let facts: Vec<_> = (0..28)
            .map(|day| fact(day, week_start(10) + i32::from(day) * 1_440))
            .collect();
        let mut whole = Weeks::new();
        read(&mut whole, facts.clone(), NOW);
        let mut split = Weeks::new();
        for part in [window(12, 14), window(10, 12)] {
            let some = facts
                .iter()
                .filter(|fact| part.from_min() <= fact.start && fact.start < part.to_min());
            let stored = split.clone();
            let merged = merge(&stored, some.cloned().collect::<Vec<_>>(), part, NOW);
            apply(&mut split, &merged);
        }
        assert_eq!(whole, split);
    }
}
