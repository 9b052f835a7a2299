//! Cycles in the chain of managers.

use std::collections::HashMap;
use std::hash::Hash;

/// Finds each cycle once: of those in it, the one first met in `order`, with the number of steps around.
///
/// Everybody has at most one manager, so a walk upwards either ends, meets an earlier walk, or meets itself.
pub(super) fn cycles<T: Copy + Eq + Hash>(order: &[T], manager: &HashMap<T, T>) -> Vec<(T, usize)> {
    let mut walked: HashMap<T, usize> = HashMap::new();
    let mut found = Vec::new();
    for (walk, start) in order.iter().enumerate() {
        let mut at = *start;
        let mut path = Vec::new();
        let met = loop {
            if let Some(earlier) = walked.get(&at) {
                break (*earlier == walk).then_some(at);
            }
            walked.insert(at, walk);
            path.push(at);
            match manager.get(&at) {
                Some(next) => at = *next,
                None => break None,
            }
        };
        if let Some(met) = met {
            let steps = path.iter().rev().take_while(|one| **one != met).count() + 1;
            found.push((met, steps));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(edges: &[(u8, u8)]) -> Vec<(u8, usize)> {
        let order: Vec<u8> = edges.iter().map(|(person, _)| *person).collect();
        cycles(&order, &edges.iter().copied().collect())
    }

    #[test]
    fn trees_have_none_and_every_ring_is_found_once() {
        assert_eq!(of(&[(2, 1), (3, 1), (4, 3), (5, 4)]), []);
        assert_eq!(of(&[(1, 1)]), [(1, 1)]);
        assert_eq!(of(&[(9, 1), (1, 2), (2, 3), (3, 1), (8, 2)]), [(1, 3)]);
        assert_eq!(of(&[(1, 2), (2, 1), (3, 4), (4, 3)]), [(1, 2), (3, 2)]);
    }

    #[test]
    fn a_chain_of_a_hundred_thousand_is_no_trouble() {
        let order: Vec<u32> = (0..100_000).collect();
        let mut manager: HashMap<u32, u32> =
            order.iter().map(|person| (*person, person + 1)).collect();
        assert_eq!(cycles(&order, &manager), []);
        manager.insert(99_999, 50_000);
        assert_eq!(cycles(&order, &manager), [(50_000, 50_000)]);
    }
}
