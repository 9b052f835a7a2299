//! Small systems whose leaks can be seen.

use super::super::field::Field;
use super::{Atom, Code, Verdict};

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
    assert_eq!(
        audit(2, &[(30, &[0, 1]), (9, &[0])]),
        Verdict::Leak(vec![0, 1])
    );
    assert_eq!(audit(2, &[(30, &[0, 1]), (10, &[0])]), Verdict::Safe);
}

#[test]
fn two_hidden_children_protect_each_other() {
    // Company of 30 + 6 + 7: the union of the hidden ones is 13.
    assert_eq!(
        audit(2, &[(30, &[0, 1]), (6, &[0]), (7, &[0])]),
        Verdict::Safe
    );
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
    let verdict = audit(3, &[(20, &[0, 2]), (20, &[1, 2]), (2, &[0]), (2, &[1])]);
    assert_eq!(verdict, Verdict::Leak(vec![0, 1, 2]));
}

#[test]
fn without_a_budget_nothing_is_called_safe() {
    let code = Code {
        rows: 2,
        atoms: vec![
            Atom {
                weight: 5,
                rows: vec![0],
            },
            Atom {
                weight: 5,
                rows: vec![1],
            },
            Atom {
                weight: 5,
                rows: vec![0, 1],
            },
        ],
    };
    assert_eq!(
        code.audit(Field::random(1), 10, 0).0,
        Verdict::Exhausted(vec![0, 1])
    );
    assert_eq!(code.audit(Field::random(1), 10, 99).0, Verdict::Safe);
}
