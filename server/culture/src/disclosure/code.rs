//! The auditor: can any combination of published sums be about fewer than k people?
//!
//! Each published set is a row of a matrix with a column per person; a combination of rows tells a weighted sum over
//! the people whose entry isn't 0. A leak is a combination other than 0 with fewer than k such people: a codeword of
//! small weight. The search works on columns. People with equal columns are one *atom*. A combination about fewer
//! than k people must be 0 on every atom of k or more; forcing that makes columns of other atoms proportional, so that
//! they vanish together and count together, which forces more. What is left is searched exactly, within a budget
//! (cf. secondary suppression by Gaussian elimination, PSD 2024; Handbook on Statistical Disclosure Control, ch. 4).

use std::collections::HashMap;

use super::echelon::{Echelon, normalise};
use super::field::Field;

/// People with the same column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Atom {
    /// How many.
    pub(super) weight: u32,
    /// The rows that contain them, rising.
    pub(super) rows: Vec<u32>,
}

/// What was found out about a set of rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// No combination is about fewer than k people.
    Safe,
    /// A combination of these rows is about fewer than k people.
    Leak(Vec<usize>),
    /// The budget ended first; these rows are involved in what was left.
    Exhausted(Vec<usize>),
}

/// Rows over atoms.
#[derive(Clone, Debug)]
pub(super) struct Code {
    /// Number of rows; earlier ones matter more.
    pub(super) rows: usize,
    /// All atoms with at least one row, each column once.
    pub(super) atoms: Vec<Atom>,
}

/// Columns that vanish together, in the space that is left.
#[derive(Clone, Debug)]
struct Class {
    weight: u32,
    column: Vec<u64>,
    /// Assumed not to vanish in this branch.
    paid: bool,
}

struct Search {
    field: Field,
    k: u32,
    nodes_left: u32,
}

enum Found {
    Nothing,
    /// Coefficients in the space that is left.
    Leak(Vec<u64>),
    Exhausted(Vec<Class>),
}

impl Code {
    /// Looks for a combination about fewer than `k` people, opening at most `budget` nodes of the search.
    /// Tells the nodes used as well.
    pub(super) fn audit(&self, field: Field, k: u32, budget: u32) -> (Verdict, u32) {
        let mut forced = Echelon::new(field, self.rows);
        let (big, small): (Vec<&Atom>, Vec<&Atom>) =
            self.atoms.iter().partition(|atom| atom.weight >= k);
        for atom in big {
            if forced.is_full() {
                break;
            }
            forced.insert(self.column(&field, atom));
        }
        if forced.is_full() {
            return (Verdict::Safe, 0);
        }
        let free = forced.free();
        let classes = small
            .into_iter()
            .map(|atom| {
                let mut column = self.column(&field, atom);
                forced.reduce(&mut column);
                Class {
                    weight: atom.weight,
                    column: free.iter().map(|place| column[*place]).collect(),
                    paid: false,
                }
            })
            .collect();
        let mut search = Search {
            field,
            k,
            nodes_left: budget,
        };
        let found = search.walk(Echelon::new(field, free.len()), classes);
        let used = budget - search.nodes_left;
        let rows = |witness: &[u64]| self.involved(&forced.lift(&free, witness));
        let verdict = match found {
            Found::Nothing => Verdict::Safe,
            Found::Leak(witness) => Verdict::Leak(rows(&witness)),
            Found::Exhausted(classes) => {
                let mut mask = vec![0; free.len()];
                for (place, entry) in classes.iter().flat_map(|one| one.column.iter().enumerate()) {
                    if *entry != 0 {
                        mask[place] = field.one();
                    }
                }
                Verdict::Exhausted(rows(&mask))
            }
        };
        (verdict, used)
    }

    /// Places run against the rows' order: a person's most special set leads, which keeps the columns sparse.
    fn column(&self, field: &Field, atom: &Atom) -> Vec<u64> {
        let mut column = vec![0; self.rows];
        for row in &atom.rows {
            column[self.rows - 1 - *row as usize] = field.one();
        }
        column
    }

    fn involved(&self, witness: &[u64]) -> Vec<usize> {
        let mut rows: Vec<usize> = (0..self.rows)
            .filter(|row| witness[self.rows - 1 - row] != 0)
            .collect();
        rows.sort_unstable();
        rows
    }
}

impl Search {
    fn walk(&mut self, mut forced: Echelon, classes: Vec<Class>) -> Found {
        if self.nodes_left == 0 {
            return Found::Exhausted(classes);
        }
        self.nodes_left -= 1;
        let Some(classes) = self.settle(&mut forced, classes) else {
            return Found::Nothing;
        };
        let total: u32 = classes.iter().map(|class| class.weight).sum();
        let widest = (0..classes.len())
            .filter(|place| !classes[*place].paid)
            .max_by_key(|place| classes[*place].weight);
        let first = classes.iter().find(|class| class.paid).or(classes.first());
        match (first, widest) {
            (None, _) => Found::Nothing,
            (Some(first), _) if total < self.k => Found::Leak(forced.witness(&first.column)),
            (Some(first), None) => Found::Leak(forced.witness(&first.column)),
            (Some(_), Some(widest)) => self.branch(&forced, classes, widest),
        }
    }

    /// Either the widest class doesn't vanish, or it does.
    fn branch(&mut self, forced: &Echelon, mut classes: Vec<Class>, widest: usize) -> Found {
        let mut paid = classes.clone();
        paid[widest].paid = true;
        match self.walk(forced.clone(), paid) {
            Found::Nothing => {}
            found => return found,
        }
        let gone = classes.swap_remove(widest);
        let mut forced = forced.clone();
        forced.insert(gone.column);
        self.walk(forced, classes)
    }

    /// Forces and merges until nothing changes. None where no leak is possible any more in this branch.
    fn settle(&self, forced: &mut Echelon, mut classes: Vec<Class>) -> Option<Vec<Class>> {
        loop {
            classes = self.merge(forced, classes)?;
            let paid: u32 = classes
                .iter()
                .filter(|class| class.paid)
                .map(|class| class.weight)
                .sum();
            if paid >= self.k {
                return None;
            }
            let before = classes.len();
            classes.retain(|class| {
                let fits = class.paid || class.weight + paid < self.k;
                if !fits {
                    forced.insert(class.column.clone());
                }
                fits
            });
            if classes.len() == before {
                return Some(classes);
            }
        }
    }

    /// Reduces all columns and draws proportional ones together. None where a paid one vanished after all.
    fn merge(&self, forced: &Echelon, classes: Vec<Class>) -> Option<Vec<Class>> {
        let mut places: HashMap<Vec<u64>, usize> = HashMap::with_capacity(classes.len());
        let mut merged: Vec<Class> = Vec::with_capacity(classes.len());
        for mut class in classes {
            forced.reduce(&mut class.column);
            if normalise(&self.field, &mut class.column).is_none() {
                if class.paid {
                    return None;
                }
                continue;
            }
            if let Some(place) = places.get(&class.column) {
                merged[*place].weight += class.weight;
                merged[*place].paid |= class.paid;
            } else {
                places.insert(class.column.clone(), merged.len());
                merged.push(class);
            }
        }
        Some(merged)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn audit(rows: usize, atoms: &[(u32, &[u32])]) -> Verdict {
        let code = Code {
            rows,
            atoms: atoms
                .iter()
                .map(|(weight, rows)| Atom {
                    weight: *weight,
                    rows: rows.to_vec(),
                })
                .collect(),
        };
        let first = code.audit(Field::random(1), 10, 10_000).0;
        assert_eq!(first, code.audit(Field::random(2), 10, 10_000).0);
        first
    }

    #[test]
    fn a_parent_less_its_only_large_child_is_a_leak() {
        assert_eq!(audit(1, &[(9, &[0])]), Verdict::Leak(vec![0]));
        assert_eq!(audit(1, &[(10, &[0])]), Verdict::Safe);
        assert_eq!(audit(2, &[(30, &[0, 1]), (9, &[0])]), Verdict::Leak(vec![0, 1]));
        assert_eq!(audit(2, &[(30, &[0, 1]), (10, &[0])]), Verdict::Safe);
    }

    #[test]
    fn two_hidden_children_protect_each_other() {
        // Company of 30 + 6 + 7: the union of the hidden ones is 13.
        assert_eq!(audit(2, &[(30, &[0, 1]), (6, &[0]), (7, &[0])]), Verdict::Safe);
    }

    #[test]
    fn nearly_equal_sets_of_two_hierarchies_leak() {
        // Group of 20 and place of 20 that share 17: each difference alone is 3, but neither is told alone.
        assert_eq!(
            audit(2, &[(17, &[0, 1]), (3, &[0]), (3, &[1])]),
            Verdict::Leak(vec![0, 1])
        );
        assert_eq!(
            audit(2, &[(17, &[0, 1]), (5, &[0]), (5, &[1])]),
            Verdict::Safe
        );
    }

    #[test]
    fn small_atoms_alone_are_no_leak() {
        // Groups x places with 4 people in each of 3 x 3 crossings; only margins are published.
        let crossings: Vec<(u32, Vec<u32>)> = (0..9)
            .map(|cell| (4, vec![0, 1 + cell / 3, 4 + cell % 3]))
            .collect();
        let atoms: Vec<(u32, &[u32])> = crossings
            .iter()
            .map(|(weight, rows)| (*weight, rows.as_slice()))
            .collect();
        assert_eq!(audit(7, &atoms), Verdict::Safe);
    }

    #[test]
    fn a_combination_of_three_rows_is_found() {
        // a + b - c is about the 4 people of a and b who aren't in c, counted once.
        let verdict = audit(
            3,
            &[(20, &[0, 2]), (20, &[1, 2]), (2, &[0]), (2, &[1])],
        );
        assert_eq!(verdict, Verdict::Leak(vec![0, 1, 2]));
    }

    #[test]
    fn without_a_budget_nothing_is_called_safe() {
        let code = Code {
            rows: 2,
            atoms: vec![
                Atom { weight: 5, rows: vec![0] },
                Atom { weight: 5, rows: vec![1] },
                Atom { weight: 5, rows: vec![0, 1] },
            ],
        };
        assert_eq!(
            code.audit(Field::random(1), 10, 0).0,
            Verdict::Exhausted(vec![0, 1])
        );
        assert_eq!(code.audit(Field::random(1), 10, 99).0, Verdict::Safe);
    }
}
