//! A set of vectors in echelon form, which grows by one vector at a time.

use super::field::Field;

/// Independent vectors, each with a leading 1 at a place at which no later one differs from 0 after reduction.
#[derive(Clone, Debug)]
pub(super) struct Echelon {
    field: Field,
    /// By the place of the leading 1.
    rows: Vec<Option<Vec<u64>>>,
    rank: usize,
}

impl Echelon {
    /// No vectors yet, of a space of `dimension`.
    pub(super) fn new(field: Field, dimension: usize) -> Self {
        Self {
            field,
            rows: vec![None; dimension],
            rank: 0,
        }
    }

    /// Whether every vector of the space is in the span.
    pub(super) fn is_full(&self) -> bool {
        self.rank == self.rows.len()
    }

    /// The vector less what the span explains: 0 at every leading place, and equal for vectors that differ by the span.
    pub(super) fn reduce(&self, vector: &mut [u64]) {
        for place in 0..self.rows.len() {
            if vector[place] == 0 {
                continue;
            }
            if let Some(row) = &self.rows[place] {
                self.field.subtract(vector, row, vector[place], place);
            }
        }
    }

    /// Takes the vector in; false if the span has it already.
    pub(super) fn insert(&mut self, mut vector: Vec<u64>) -> bool {
        self.reduce(&mut vector);
        let Some(lead) = normalise(&self.field, &mut vector) else {
            return false;
        };
        self.rows[lead] = Some(vector);
        self.rank += 1;
        true
    }

    /// The field of its entries.
    pub(super) const fn field(&self) -> Field {
        self.field
    }

    /// Whether no vector leads at the place.
    pub(super) fn lacks(&self, place: usize) -> bool {
        self.rows[place].is_none()
    }

    /// A basis of all vectors that are orthogonal to the span.
    pub(super) fn complement(&self) -> Vec<Vec<u64>> {
        let free = self.free();
        (0..free.len())
            .map(|place| {
                let mut entries = vec![0; free.len()];
                entries[place] = self.field.one();
                self.lift(&free, &entries)
            })
            .collect()
    }

    /// The places at which no vector leads: reduced vectors differ from 0 only there.
    fn free(&self) -> Vec<usize> {
        (0..self.rows.len())
            .filter(|place| self.rows[*place].is_none())
            .collect()
    }

    /// The one vector with these entries at the free places that is orthogonal to the span.
    fn lift(&self, free: &[usize], entries: &[u64]) -> Vec<u64> {
        let mut lifted = vec![0; self.rows.len()];
        for (place, entry) in free.iter().zip(entries) {
            lifted[*place] = *entry;
        }
        for place in (0..lifted.len()).rev() {
            let Some(row) = &self.rows[place] else {
                continue;
            };
            let mut product = 0;
            for (left, right) in row[place + 1..].iter().zip(&lifted[place + 1..]) {
                if *left != 0 && *right != 0 {
                    product = self.field.add(product, self.field.mul(*left, *right));
                }
            }
            lifted[place] = self.field.sub(0, product);
        }
        lifted
    }

    /// A vector that is orthogonal to the span and whose product with `other` (reduced, not 0) is not 0.
    pub(super) fn witness(&self, other: &[u64]) -> Vec<u64> {
        let free = self.free();
        let mut entries = vec![0; free.len()];
        if let Some(place) = free.iter().position(|place| other[*place] != 0) {
            entries[place] = self.field.one();
        }
        self.lift(&free, &entries)
    }
}

/// Scales the vector so that its first entry other than 0 is 1, and tells where that is; none for 0.
pub(super) fn normalise(field: &Field, vector: &mut [u64]) -> Option<usize> {
    let lead = vector.iter().position(|entry| *entry != 0)?;
    if vector[lead] != field.one() {
        let factor = field.invert(vector[lead]);
        for entry in &mut vector[lead..] {
            if *entry != 0 {
                *entry = field.mul(*entry, factor);
            }
        }
    }
    Some(lead)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vector(field: &Field, entries: &[i64]) -> Vec<u64> {
        entries
            .iter()
            .map(|entry| match entry {
                0 => 0,
                1 => field.one(),
                _ => field.sub(0, field.one()),
            })
            .collect()
    }

    #[test]
    fn a_sum_is_in_the_span_of_its_parts() {
        let field = Field::random(1);
        let mut echelon = Echelon::new(field, 3);
        assert!(echelon.insert(vector(&field, &[1, 1, 0])));
        assert!(echelon.insert(vector(&field, &[0, 1, 1])));
        assert!(!echelon.insert(vector(&field, &[1, 0, -1])));
        assert!(!echelon.is_full());
        assert!(echelon.insert(vector(&field, &[1, 0, 0])));
        assert!(echelon.is_full());
    }

    #[test]
    fn a_witness_is_orthogonal_to_the_span_but_not_to_the_vector() {
        let field = Field::random(2);
        let mut echelon = Echelon::new(field, 4);
        let span = [vector(&field, &[1, 1, 0, 1]), vector(&field, &[0, 1, 1, 0])];
        for one in &span {
            assert!(echelon.insert(one.clone()));
        }
        let mut other = vector(&field, &[0, 0, 1, 1]);
        echelon.reduce(&mut other);
        let witness = echelon.witness(&other);
        let product = |left: &[u64]| {
            left.iter()
                .zip(&witness)
                .fold(0, |sum, (a, b)| field.add(sum, field.mul(*a, *b)))
        };
        assert!(span.iter().all(|one| product(one) == 0));
        assert_ne!(product(&other), 0);
    }
}
