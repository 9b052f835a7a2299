use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::sample::select;

use super::*;

fn actors() -> Vec<Actor> {
    let mut actors = vec![Actor::Visitor, Actor::System];
    for bits in 0..8_u8 {
        actors.push(Actor::Staff(Standing {
            claimer: bits & 1 != 0,
            last_caller: bits & 2 != 0,
            coordinator: bits & 4 != 0,
        }));
    }
    actors
}

#[test]
fn rows_stand_at_their_number() {
    for (position, transition) in TABLE.iter().enumerate() {
        assert_eq!(transition.id as usize, position);
        assert_eq!(row(transition.id), transition);
    }
    assert_eq!(TABLE.len(), 19);
}

#[test]
fn a_pair_of_states_belongs_to_one_row() {
    let mut seen = BTreeSet::new();
    for transition in TABLE {
        let Changes::State(to) = transition.changes else {
            continue;
        };
        for from in State::ALL {
            if transition.starts_from(*from) {
                assert!(seen.insert((*from, to)), "{from:?} -> {to:?} twice");
            }
        }
    }
}

/// The pairs of the reference, written out by hand, so that an edit of the table has to be made twice.
#[test]
fn exactly_the_listed_changes_exist() {
    use State::*;
    let listed: BTreeSet<(State, State)> = [
        (Drafting, Waiting),
        (Waiting, Called),
        (CantReach, Called),
        (Called, InConsultation),
        (Called, Waiting),
        (Called, CantReach),
        (CantReach, Waiting),
        (CantReach, NoShow),
        (InConsultation, OnHold),
        (OnHold, InConsultation),
        (InConsultation, Waiting),
        (OnHold, Waiting),
        (InConsultation, Done),
        (OnHold, Done),
        (Called, Done),
        (Waiting, Left),
        (Called, Left),
        (CantReach, Left),
        (OnHold, Left),
        (Left, Waiting),
        (NoShow, Waiting),
        (Expired, Waiting),
        (Waiting, Removed),
        (Called, Removed),
        (CantReach, Removed),
        (Waiting, Expired),
        (CantReach, Expired),
        (Called, Expired),
    ]
    .into();
    let mut found = BTreeSet::new();
    for from in State::ALL {
        for to in State::ALL {
            if actors()
                .into_iter()
                .any(|actor| find(*from, *to, actor).is_ok())
            {
                found.insert((*from, *to));
            }
        }
    }
    assert_eq!(found, listed);
}

#[test]
fn actors_are_told_apart() {
    let colleague = Actor::Staff(Standing::default());
    let claimer = Actor::Staff(Standing {
        claimer: true,
        ..Standing::default()
    });
    let coordinator = Actor::Staff(Standing {
        coordinator: true,
        ..Standing::default()
    });
    assert_eq!(
        find(State::Called, State::Waiting, colleague),
        Err(Rejected::NotYours)
    );
    assert_eq!(
        find(State::Called, State::Waiting, coordinator).unwrap().id,
        Id::T4
    );
    assert_eq!(
        find(State::Called, State::Removed, coordinator),
        Err(Rejected::NotYours)
    );
    assert_eq!(
        find(State::Called, State::Removed, claimer).unwrap().id,
        Id::T15
    );
    assert_eq!(
        find(State::Called, State::Left, Actor::System),
        Err(Rejected::NotYours)
    );
    assert_eq!(
        find(State::Waiting, State::Left, Actor::System).unwrap().id,
        Id::T12
    );
    assert_eq!(
        find(State::Called, State::Done, Actor::System),
        Err(Rejected::NotYours),
        "only people say that a visitor was met"
    );
    assert_eq!(
        find(State::Called, State::Waiting, Actor::System)
            .unwrap()
            .id,
        Id::T4
    );
    assert_eq!(
        find(State::Called, State::Expired, Actor::System)
            .unwrap()
            .id,
        Id::T19
    );
    assert_eq!(
        find(State::Called, State::Expired, claimer),
        Err(Rejected::NotYours)
    );
    assert_eq!(
        find(State::Called, State::Done, coordinator),
        Err(Rejected::NotYours)
    );
    assert_eq!(
        find(State::InConsultation, State::Removed, claimer),
        Err(Rejected::NotFromHere)
    );
    assert_eq!(
        find(State::Done, State::Called, claimer),
        Err(Rejected::Ended)
    );
    assert_eq!(
        find(State::Called, State::Called, claimer),
        Err(Rejected::NotFromHere)
    );
}

proptest! {
    /// However long somebody tries, a walk along the table never leaves Done or Removed, and never re-enters Drafting.
    #[test]
    fn walks_end_where_they_should(
        steps in prop::collection::vec((select(State::ALL), select(actors())), 1..60),
    ) {
        let mut state = State::Drafting;
        for (to, actor) in steps {
            if let Ok(transition) = find(state, to, actor) {
                prop_assert!(!matches!(state, State::Done | State::Removed));
                prop_assert_ne!(to, State::Drafting);
                prop_assert!(transition.allows(state, actor));
                state = to;
            }
        }
    }
}
