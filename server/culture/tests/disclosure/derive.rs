//! What can be derived from published sums, by exact arithmetic over the rationals and with no code in common with the
//! auditor: for every set of fewer than k people, does leaving their columns out lower the rank?

use std::collections::BTreeMap;

/// Rows of 0 and 1 over groups of people whom no row tells apart.
pub struct Sums {
    /// People of each column.
    pub weights: Vec<usize>,
    /// Entries by row.
    pub rows: Vec<Vec<i64>>,
}

impl Sums {
    pub fn new(sets: &[Vec<usize>]) -> Self {
        let mut columns: BTreeMap<usize, Vec<bool>> = BTreeMap::new();
        for (row, set) in sets.iter().enumerate() {
            for person in set {
                columns
                    .entry(*person)
                    .or_insert_with(|| vec![false; sets.len()])[row] = true;
            }
        }
        let mut weights: BTreeMap<Vec<bool>, usize> = BTreeMap::new();
        for column in columns.into_values() {
            *weights.entry(column).or_default() += 1;
        }
        let rows = (0..sets.len())
            .map(|row| {
                weights
                    .keys()
                    .map(|column| i64::from(column[row]))
                    .collect()
            })
            .collect();
        Self {
            weights: weights.into_values().collect(),
            rows,
        }
    }

    /// Whether some combination of rows is about fewer than `k` people, at least one.
    pub fn leak(&self, k: usize) -> bool {
        let full = rank(&self.rows);
        let small: Vec<usize> = (0..self.weights.len())
            .filter(|column| self.weights[*column] < k)
            .collect();
        self.search(&small, k, full, &mut Vec::new())
    }

    /// Tries every set of small columns that can't be enlarged.
    fn search(&self, small: &[usize], left: usize, full: usize, gone: &mut Vec<usize>) -> bool {
        let Some((first, rest)) = small.split_first() else {
            let fits = |column: &usize| self.weights[*column] < left && !gone.contains(column);
            return !gone.is_empty()
                && !(0..self.weights.len()).any(|column| fits(&column))
                && rank(&self.without(gone)) < full;
        };
        if self.weights[*first] < left {
            gone.push(*first);
            let found = self.search(rest, left - self.weights[*first], full, gone);
            gone.pop();
            if found {
                return true;
            }
        }
        self.search(rest, left, full, gone)
    }

    fn without(&self, gone: &[usize]) -> Vec<Vec<i64>> {
        let keep = |row: &Vec<i64>| {
            let kept = row
                .iter()
                .enumerate()
                .filter(|(column, _)| !gone.contains(column));
            kept.map(|(_, entry)| *entry).collect()
        };
        self.rows.iter().map(keep).collect()
    }

    /// The people a combination is about.
    pub fn support(&self, asked: &[usize], factors: &[i64]) -> usize {
        let mut people = 0;
        for (column, weight) in self.weights.iter().enumerate() {
            let mut entry = 0;
            for (row, factor) in asked.iter().zip(factors) {
                entry += self.rows[*row][column] * factor;
            }
            people += if entry == 0 { 0 } else { *weight };
        }
        people
    }
}

/// Bareiss' elimination: every entry stays a minor of the matrix, so nothing is rounded.
pub fn rank(rows: &[Vec<i64>]) -> usize {
    let wide = |row: &Vec<i64>| row.iter().copied().map(i128::from).collect();
    let mut rows: Vec<Vec<i128>> = rows.iter().map(wide).collect();
    let columns = rows.first().map_or(0, Vec::len);
    let (mut rank, mut last) = (0, 1);
    for column in 0..columns {
        let Some(pivot) = (rank..rows.len()).find(|row| rows[*row][column] != 0) else {
            continue;
        };
        rows.swap(rank, pivot);
        let (head, tail) = rows.split_at_mut(rank + 1);
        let lead = &head[rank];
        for row in tail {
            let factor = row[column];
            for (entry, above) in row.iter_mut().zip(lead).skip(column) {
                *entry = (*entry * lead[column] - above * factor) / last;
            }
        }
        last = rows[rank][column];
        rank += 1;
        if rank == rows.len() {
            break;
        }
    }
    rank
}

#[test]
fn the_derivation_finds_what_is_there() {
    let range = |from, to| (from..to).collect::<Vec<usize>>();
    assert!(Sums::new(&[range(0, 9)]).leak(10));
    assert!(!Sums::new(&[range(0, 10)]).leak(10));
    assert!(Sums::new(&[range(0, 40), range(0, 31)]).leak(10));
    assert!(!Sums::new(&[range(0, 40), range(0, 30)]).leak(10));
    assert!(Sums::new(&[range(0, 40), range(0, 20), range(20, 31)]).leak(10));
    assert!(!Sums::new(&[range(0, 20), range(5, 25)]).leak(10));
    assert!(Sums::new(&[range(0, 20), range(4, 24)]).leak(10));
}
