//! How published sums follow from each other, and what else must be hidden when one of them is.

use super::echelon::Echelon;
use super::field::{Field, next_word};

/// All linear relations among the rows of one system. A hidden row can be told from shown ones if and only if some
/// relation has it and, besides it, shown rows only.
#[derive(Clone, Debug)]
pub(super) struct Relations {
    field: Field,
    /// For each row its coefficient in each relation of a basis.
    columns: Vec<Vec<u64>>,
    relations: usize,
}

impl Relations {
    /// Finds the relations among sets of people. Each set is projected to random sums of slightly more dimensions than
    /// there are sets, which keeps independent sets independent except with a chance of about 2^-60.
    pub(super) fn among(sets: &[&[u32]], population: usize, seed: u64) -> Self {
        let field = Field::random(seed);
        let mut state = next_seed(seed);
        let dimensions = sets.len() + 2;
        let people: Vec<u64> = (0..population * dimensions)
            .map(|_| field.element(&mut state))
            .collect();
        let mut reduced: Vec<(usize, Vec<u64>)> = Vec::new();
        let mut basis: Vec<Vec<u64>> = Vec::new();
        for (row, set) in sets.iter().enumerate() {
            let mut vector = vec![0; dimensions + sets.len()];
            for member in *set {
                let from = *member as usize * dimensions;
                for (sum, part) in vector.iter_mut().zip(&people[from..from + dimensions]) {
                    *sum = field.add(*sum, *part);
                }
            }
            vector[dimensions + row] = field.one();
            for (lead, other) in &reduced {
                if vector[*lead] != 0 {
                    let factor = vector[*lead];
                    field.subtract(&mut vector, other, factor, *lead);
                }
            }
            match vector[..dimensions].iter().position(|entry| *entry != 0) {
                Some(lead) => {
                    let factor = field.invert(vector[lead]);
                    for entry in &mut vector {
                        *entry = field.mul(*entry, factor);
                    }
                    reduced.push((lead, vector));
                }
                None => basis.push(vector.split_off(dimensions)),
            }
        }
        let columns = (0..sets.len())
            .map(|row| basis.iter().map(|relation| relation[row]).collect())
            .collect();
        Self {
            field,
            columns,
            relations: basis.len(),
        }
    }

    /// Hides further rows, least important first, until none of the `secret` ones follows from shown ones.
    /// Returns for each row whether it is hidden; secret ones are.
    pub(super) fn protect(&self, secret: &[bool]) -> Vec<bool> {
        let mut hidden = secret.to_vec();
        let targets: Vec<usize> = (0..secret.len()).filter(|row| secret[*row]).collect();
        if self.relations == 0 {
            return hidden;
        }
        for target in targets {
            while let Some(involved) = self.derivation(target, &hidden) {
                match involved.into_iter().rev().find(|row| !hidden[*row]) {
                    Some(row) => hidden[row] = true,
                    None => break,
                }
            }
        }
        hidden
    }

    /// Rows of a relation that tells the target from shown rows.
    fn derivation(&self, target: usize, hidden: &[bool]) -> Option<Vec<usize>> {
        let mut blocked = Echelon::new(self.field, self.relations);
        for row in (0..hidden.len()).filter(|row| hidden[*row] && *row != target) {
            if blocked.is_full() {
                return None;
            }
            blocked.insert(self.columns[row].clone());
        }
        let mut column = self.columns[target].clone();
        blocked.reduce(&mut column);
        if column.iter().all(|entry| *entry == 0) {
            return None;
        }
        let witness = blocked.witness(&column);
        let involved = (0..hidden.len())
            .filter(|row| *row != target && self.product(&witness, *row) != 0)
            .collect();
        Some(involved)
    }

    fn product(&self, witness: &[u64], row: usize) -> u64 {
        witness
            .iter()
            .zip(&self.columns[row])
            .fold(0, |sum, (left, right)| {
                self.field.add(sum, self.field.mul(*left, *right))
            })
    }
}

fn next_seed(seed: u64) -> u64 {
    let mut state = seed ^ 0x5bf0_3635_dcf9_8ad1;
    next_word(&mut state)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_sibling_of_a_secret_one_is_hidden() {
        let sets: [&[u32]; 4] = [&[0, 1, 2, 3, 4, 5], &[0, 1], &[2, 3], &[4, 5]];
        let relations = Relations::among(&sets, 6, 9);
        let hidden = relations.protect(&[false, true, false, false]);
        assert_eq!(hidden, [false, true, false, true]);
    }

    #[test]
    fn two_secret_siblings_protect_each_other() {
        let sets: [&[u32]; 4] = [&[0, 1, 2, 3, 4, 5], &[0, 1], &[2, 3], &[4, 5]];
        let relations = Relations::among(&sets, 6, 9);
        let secret = [false, true, true, false];
        assert_eq!(relations.protect(&secret), secret);
    }

    #[test]
    fn without_relations_nothing_more_is_hidden() {
        let sets: [&[u32]; 2] = [&[0, 1, 2], &[0, 1]];
        let secret = [false, true];
        assert_eq!(Relations::among(&sets, 3, 9).protect(&secret), secret);
    }

    #[test]
    fn an_equal_set_is_hidden_with_a_secret_one() {
        let sets: [&[u32]; 3] = [&[0, 1, 2, 3], &[0, 1], &[0, 1]];
        let relations = Relations::among(&sets, 4, 9);
        assert_eq!(
            relations.protect(&[false, true, false]),
            [false, true, true]
        );
    }
}
