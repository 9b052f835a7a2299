//! Which of the planned sets may be published together, and with what was published before.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::code::{Atom, Code, Verdict};
use super::field::Field;
use super::threshold::MinimumGroup;

/// Nodes of the search that one audit may open. Realistic organisations need a few dozen.
const BUDGET: u32 = 4_000;

/// Two words nobody could know before the plan was fixed; each gives one prime.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Randomness(pub [u64; 2]);

/// What the auditor did and found, published beside the numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Certificate {
    /// People in the system of equations.
    pub people: u32,
    /// Groups of people whom no published set tells apart.
    pub atoms: u32,
    /// Of those, the ones with fewer than k people.
    pub small_atoms: u32,
    /// Sets published before that were taken into account.
    pub earlier: u32,
    /// Planned sets of at least k people.
    pub planned: u32,
    /// Sets hidden to protect others.
    pub withheld: u32,
    /// Audits done; the last one modulo both primes.
    pub audits: u32,
    /// Nodes opened in the searches.
    pub nodes: u64,
    /// The two primes.
    pub primes: [u64; 2],
}

/// The sets that may be published, by their place among the candidates.
#[derive(Clone, Debug)]
pub(super) struct Admission {
    pub(super) admitted: Vec<bool>,
    pub(super) certificate: Certificate,
}

/// Sets of people, each a list of places in one population.
pub(super) struct Candidates<'a> {
    /// Size of the population.
    pub(super) population: usize,
    /// Sets that are public already.
    pub(super) earlier: &'a [Vec<u32>],
    /// Sets of at least k people, the most important first.
    pub(super) sets: &'a [&'a [u32]],
}

/// Takes the sets in their order and withholds each with which those taken before would leak.
pub(super) fn admit(
    candidates: &Candidates<'_>,
    minimum: MinimumGroup,
    randomness: Randomness,
) -> Admission {
    let atoms = candidates.atoms();
    let fields = randomness.0.map(Field::random);
    let mut auditor = Auditor {
        people: &atoms,
        earlier: candidates.earlier.len(),
        admitted: vec![true; candidates.sets.len()],
        minimum,
        fields,
        certificate: Certificate {
            people: atoms.iter().map(|atom| atom.weight).sum(),
            earlier: candidates.earlier.len() as u32,
            planned: candidates.sets.len() as u32,
            primes: fields.map(|field| field.prime()),
            ..Certificate::default()
        },
    };
    while let Some(objection) = auditor.objection(candidates.sets.len(), 2) {
        match auditor.first_leaking(objection) {
            Some(set) => auditor.admitted[set] = false,
            // What is public already can't be undone: nothing is added to it.
            None => {
                auditor.admitted.fill(false);
                break;
            }
        }
    }
    let mut certificate = auditor.certificate;
    certificate.withheld = auditor.admitted.iter().filter(|one| !**one).count() as u32;
    Admission {
        admitted: auditor.admitted,
        certificate,
    }
}

struct Auditor<'a> {
    people: &'a [Atom],
    earlier: usize,
    admitted: Vec<bool>,
    minimum: MinimumGroup,
    fields: [Field; 2],
    certificate: Certificate,
}

impl Auditor<'_> {
    /// Audits what is admitted of the first `count` candidates together with earlier sets, modulo one or both primes: one
    /// is enough to look for the culprit, for the end is always audited modulo both. None if it's safe, else the
    /// last candidate that is involved in the objection, if there is one.
    fn objection(&mut self, count: usize, primes: usize) -> Option<Option<usize>> {
        let fields = &self.fields[..primes];
        let rows: Vec<usize> = (0..self.earlier)
            .chain(
                (0..count)
                    .filter(|one| self.admitted[*one])
                    .map(|one| one + self.earlier),
            )
            .collect();
        let code = restrict(self.people, &rows, self.earlier + self.admitted.len());
        let small = |atom: &&Atom| atom.weight < self.minimum.get();
        self.certificate.atoms = code.atoms.len() as u32;
        self.certificate.small_atoms = code.atoms.iter().filter(small).count() as u32;
        self.certificate.audits += 1;
        let nodes = &mut self.certificate.nodes;
        let involved = first_objection(&code, fields, self.minimum, nodes)?;
        let last = involved.iter().map(|row| rows[*row]).max();
        Some(last.and_then(|row| row.checked_sub(self.earlier)))
    }

    /// The first candidate with which those before it leak, going down from one that surely is behind it.
    fn first_leaking(&mut self, objection: Option<usize>) -> Option<usize> {
        let mut leaking = objection?;
        while let Some(objection) = self.objection(leaking, 1) {
            leaking = objection?;
        }
        Some(leaking)
    }
}

fn first_objection(
    code: &Code,
    fields: &[Field],
    minimum: MinimumGroup,
    nodes: &mut u64,
) -> Option<Vec<usize>> {
    fields.iter().find_map(|field| {
        let (verdict, used) = code.audit(*field, minimum.get(), BUDGET);
        *nodes += u64::from(used);
        match verdict {
            Verdict::Safe => None,
            Verdict::Leak(rows) | Verdict::Exhausted(rows) => Some(rows),
        }
    })
}

impl Candidates<'_> {
    /// People whom no row at all tells apart.
    fn atoms(&self) -> Vec<Atom> {
        let mut rows: Vec<Vec<u32>> = vec![Vec::new(); self.population];
        let sets = self
            .earlier
            .iter()
            .map(Vec::as_slice)
            .chain(self.sets.iter().copied());
        for (row, set) in sets.enumerate() {
            for member in set {
                rows[*member as usize].push(row as u32);
            }
        }
        group(rows.into_iter().map(|rows| Atom { weight: 1, rows }))
    }
}

fn group(parts: impl Iterator<Item = Atom>) -> Vec<Atom> {
    let mut places: HashMap<Vec<u32>, usize> = HashMap::new();
    let mut atoms: Vec<Atom> = Vec::new();
    for part in parts.filter(|part| !part.rows.is_empty()) {
        if let Some(place) = places.get(&part.rows) {
            atoms[*place].weight += part.weight;
        } else {
            places.insert(part.rows.clone(), atoms.len());
            atoms.push(part);
        }
    }
    atoms
}

/// The system of some of the rows only.
fn restrict(atoms: &[Atom], rows: &[usize], all: usize) -> Code {
    let mut place = vec![u32::MAX; all];
    for (new, old) in rows.iter().enumerate() {
        place[*old] = new as u32;
    }
    let parts = atoms.iter().map(|atom| Atom {
        weight: atom.weight,
        rows: atom
            .rows
            .iter()
            .map(|row| place[*row as usize])
            .filter(|row| *row != u32::MAX)
            .collect(),
    });
    Code {
        rows: rows.len(),
        atoms: group(parts),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn admitted(population: usize, earlier: &[Vec<u32>], sets: &[Vec<u32>]) -> Vec<bool> {
        let sets: Vec<&[u32]> = sets.iter().map(Vec::as_slice).collect();
        let candidates = Candidates {
            population,
            earlier,
            sets: &sets,
        };
        admit(&candidates, MinimumGroup::FLOOR, Randomness([1, 2])).admitted
    }

    fn range(from: u32, to: u32) -> Vec<u32> {
        (from..to).collect()
    }

    #[test]
    fn the_smallest_sibling_of_a_hidden_one_is_withheld() {
        // 97 people: 50, 30, 12 and a hidden 5.
        let sets = [range(0, 97), range(0, 50), range(50, 80), range(80, 92)];
        assert_eq!(admitted(97, &[], &sets), [true, true, true, false]);
    }

    #[test]
    fn what_was_published_before_counts() {
        let before = [range(0, 40)];
        assert_eq!(admitted(60, &before, &[range(0, 39)]), [false]);
        assert_eq!(admitted(60, &before, &[range(0, 30)]), [true]);
        assert_eq!(admitted(60, &before, &[range(0, 40)]), [true]);
    }

    #[test]
    fn nothing_is_added_to_a_ledger_that_leaks() {
        let before = [range(0, 40), range(0, 39)];
        assert_eq!(admitted(60, &before, &[range(40, 60)]), [false]);
    }
}
