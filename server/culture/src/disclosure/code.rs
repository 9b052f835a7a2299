//! The auditor: can any combination of published sums be about fewer than k people?
//!
//! Each published set is a row of a matrix with a column per person; a combination of rows tells a weighted sum over
//! the people whose entry isn't 0. A leak is a combination other than 0 with fewer than k such people: a codeword of
//! small weight. The search works on columns. People with equal columns are one *atom*. A combination about fewer
//! than k people must be 0 on every atom of k or more; forcing that makes columns of other atoms proportional, so that
//! they vanish together and count together, which forces more. What is left is searched exactly, within a budget
//! (cf. secondary suppression by Gaussian elimination, PSD 2024; Handbook on Statistical Disclosure Control, ch. 4).
//!
//! Before that, k bases of the columns are laid out that share no person, as far as they reach (the bound of Brouwer
//! and Zimmermann for minimum distances). A combination about fewer than k people is 0 on all of one of them, so only
//! the few dimensions that a basis lacks are searched; if none lacks any, all is safe at once.

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
    /// A basis of the combinations, in the space that is left, each of which is about fewer than k people.
    Leak(Vec<Vec<u64>>),
    Exhausted(Vec<Class>),
}

impl Code {
    /// Looks for a combination about fewer than `k` people, opening at most `budget` nodes of the search.
    /// Tells the nodes used as well.
    pub(super) fn audit(&self, field: Field, k: u32, budget: u32) -> (Verdict, u32) {
        let mut forced = Echelon::new(field, self.rows);
        for atom in self.atoms.iter().filter(|atom| atom.weight >= k) {
            if forced.is_full() {
                break;
            }
            forced.insert(self.column(&field, atom));
        }
        let mut small: Vec<&Atom> = self.atoms.iter().filter(|atom| atom.weight < k).collect();
        let mut search = Search {
            field,
            k,
            nodes_left: budget,
        };
        take_turns(&mut small);
        let mut left: Vec<u32> = small.iter().map(|atom| atom.weight).collect();
        for _ in 0..k {
            let lacking = self.lay_out(&forced, &small, &mut left);
            if lacking.is_empty() {
                continue;
            }
            let classes = self.classes(&field, &small, &lacking);
            let found = search.walk(Echelon::new(field, lacking.len()), classes);
            if let Some(verdict) = self.verdict(&field, &lacking, found) {
                return (verdict, budget - search.nodes_left);
            }
        }
        (Verdict::Safe, budget - search.nodes_left)
    }

    /// Extends what is forced by people who are left, one of an atom, towards a basis. Returns the combinations that
    /// are 0 on all of it.
    fn lay_out(&self, forced: &Echelon, small: &[&Atom], left: &mut [u32]) -> Vec<Vec<u64>> {
        let field = forced.field();
        let mut basis = forced.clone();
        let mut used = vec![false; small.len()];
        for (place, atom) in small.iter().enumerate() {
            let lead = atom.rows.last().map(|row| self.rows - 1 - *row as usize);
            if left[place] > 0 && lead.is_some_and(|lead| basis.lacks(lead)) {
                // Nothing leads at its first place, so that it is independent.
                basis.insert(self.column(&field, atom));
                left[place] -= 1;
                used[place] = true;
            }
        }
        let mut lacking = basis.complement();
        for (place, atom) in small.iter().enumerate() {
            if lacking.is_empty() {
                break;
            }
            if left[place] == 0 || used[place] {
                continue;
            }
            let products: Vec<u64> = lacking
                .iter()
                .map(|one| self.product(&field, one, atom))
                .collect();
            let Some(pivot) = products.iter().position(|product| *product != 0) else {
                continue;
            };
            left[place] -= 1;
            let inverse = field.invert(products[pivot]);
            let gone = lacking.swap_remove(pivot);
            let mut products = products;
            products.swap_remove(pivot);
            for (one, product) in lacking.iter_mut().zip(products) {
                if product != 0 {
                    field.subtract(one, &gone, field.mul(product, inverse), 0);
                }
            }
        }
        lacking
    }

    fn classes(&self, field: &Field, small: &[&Atom], lacking: &[Vec<u64>]) -> Vec<Class> {
        let class = |atom: &&Atom| Class {
            weight: atom.weight,
            column: lacking
                .iter()
                .map(|one| self.product(field, one, atom))
                .collect(),
            paid: false,
        };
        small.iter().map(class).collect()
    }

    fn verdict(&self, field: &Field, lacking: &[Vec<u64>], found: Found) -> Option<Verdict> {
        match found {
            Found::Nothing => None,
            Found::Leak(basis) => {
                let leaks = basis.iter().map(|entries| {
                    let mut combination = vec![0; self.rows];
                    for (one, entry) in lacking.iter().zip(entries) {
                        field.subtract(&mut combination, one, field.sub(0, *entry), 0);
                    }
                    combination
                });
                let earliest = self.earliest(field, leaks.collect());
                let touches = |place: usize| earliest.as_ref().is_none_or(|one| one[place] != 0);
                Some(Verdict::Leak(self.involved(touches)))
            }
            Found::Exhausted(classes) => {
                let open = |one: usize| classes.iter().any(|class| class.column[one] != 0);
                let open: Vec<bool> = (0..lacking.len()).map(open).collect();
                let touches = |place: usize| {
                    let all = lacking.iter().zip(&open);
                    all.into_iter().any(|(one, open)| *open && one[place] != 0)
                };
                Some(Verdict::Exhausted(self.involved(touches)))
            }
        }
    }

    /// Of all combinations of these that tell anything, the one whose last row comes first.
    fn earliest(&self, field: &Field, mut leaks: Vec<Vec<u64>>) -> Option<Vec<u64>> {
        let mut ordered: Vec<Vec<u64>> = Vec::with_capacity(leaks.len());
        for place in 0..self.rows {
            let Some(lead) = leaks.iter().position(|one| one[place] != 0) else {
                continue;
            };
            let mut lead = leaks.swap_remove(lead);
            normalise(field, &mut lead);
            for one in leaks.iter_mut().filter(|one| one[place] != 0) {
                let factor = one[place];
                field.subtract(one, &lead, factor, place);
            }
            ordered.push(lead);
        }
        // Equal sets less each other tell nothing.
        let tells = |one: &Vec<u64>| {
            self.atoms
                .iter()
                .any(|atom| self.product(field, one, atom) != 0)
        };
        ordered.into_iter().rev().find(tells)
    }

    /// Places run against the rows' order: a person's most special set leads, which keeps the columns sparse.
    fn column(&self, field: &Field, atom: &Atom) -> Vec<u64> {
        let mut column = vec![0; self.rows];
        for row in &atom.rows {
            column[self.rows - 1 - *row as usize] = field.one();
        }
        column
    }

    fn product(&self, field: &Field, combination: &[u64], atom: &Atom) -> u64 {
        let places = atom.rows.iter().map(|row| self.rows - 1 - *row as usize);
        places.fold(0, |sum, place| field.add(sum, combination[place]))
    }

    fn involved(&self, touches: impl Fn(usize) -> bool) -> Vec<usize> {
        (0..self.rows)
            .filter(|row| touches(self.rows - 1 - row))
            .collect()
    }
}

/// Orders atoms so that those with different most special sets come first: they are independent without a look.
fn take_turns(atoms: &mut Vec<&Atom>) {
    let mut turns: HashMap<Option<u32>, u32> = HashMap::new();
    let mut ordered: Vec<(u32, &Atom)> = Vec::with_capacity(atoms.len());
    for atom in atoms.iter() {
        let turn = turns.entry(atom.rows.last().copied()).or_default();
        *turn += 1;
        ordered.push((*turn, atom));
    }
    ordered.sort_by_key(|(turn, atom)| (*turn, atom.rows.last().copied()));
    *atoms = ordered.into_iter().map(|(_, atom)| atom).collect();
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
        match widest {
            _ if classes.is_empty() => Found::Nothing,
            Some(widest) if total >= self.k => self.branch(&forced, classes, widest),
            _ => Found::Leak(forced.complement()),
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
                if !fits && !forced.is_full() {
                    forced.insert(class.column.clone());
                }
                fits
            });
            if classes.len() == before {
                return Some(classes);
            }
            if forced.is_full() {
                // Everything vanishes.
                return None;
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
mod tests;
