//! Random organisations, random weeks and random sequences of what pages can ask.

use culture::disclosure::{ABSENT, Cohort};
use model::culture::cell::{CellValue, Slice};
use model::culture::{Pseudonym, cell::MetricNumber};

use super::derive::Sums;
use super::world::{
    Dice, HOURS, LATER, MIX, PERMISSIVE, SHARE, SPARSE, STRICT, World, member, person, value,
};

const K: usize = 10;

/// 5 to 64 people with up to three axes, uneven values and a chain of managers.
fn organisation(dice: &mut Dice) -> World {
    let size = 5 + dice.below(60);
    let axes: Vec<usize> = (0..dice.below(4)).map(|_| 2 + dice.below(3)).collect();
    let fan = 1 + dice.below(12);
    let members = (0..size).map(|number| {
        let uneven = |values: &usize, dice: &mut Dice| dice.below(*values).min(dice.below(*values));
        let values: Vec<u16> = axes
            .iter()
            .map(|values| uneven(values, dice) as u16)
            .collect();
        let mut managers = Vec::new();
        let mut above = number;
        while above > 0 {
            above = (above - 1) / fan;
            managers.push(above);
        }
        member(number, &values, &managers)
    });
    World::new(members.collect())
}

/// A week passes: some are away, one moves, one opts out, some have no data.
fn change(world: &mut World, dice: &mut Dice) {
    let size = world.members.len();
    world.away = (0..dice.below(4)).map(|_| dice.below(size)).collect();
    if dice.below(4) == 0 {
        let mover = dice.below(size);
        if let Some(value) = world.members[mover].values.first_mut() {
            *value = Some(dice.below(4) as u16);
        }
    }
    if dice.below(5) == 0 {
        world.members[dice.below(size)].opted_out = true;
    }
    for row in &mut world.columns {
        row[4] = if dice.below(12) == 0 { ABSENT } else { 300 };
    }
}

/// Who is in a set this week, found without the plan's member lists: from what was known when it was frozen.
fn belongs(frozen: &World, cohort: &Cohort, slice: Slice, number: usize) -> bool {
    let who = &frozen.members[number];
    let of = |axis: u8| {
        who.values
            .get(usize::from(axis))
            .copied()
            .flatten()
            .unwrap_or(u16::MAX)
    };
    let planned = |axis, value| cohort.place(Slice::Value { axis, value }).is_some();
    let led = |leader: Pseudonym| who.person == leader || who.managers.contains(&leader);
    match slice {
        Slice::Company => true,
        Slice::Value { axis, value } if value != u16::MAX => of(axis.0) == value,
        Slice::Value { axis, .. } => !planned(axis, of(axis.0)),
        Slice::Line(leader) => led(leader),
        Slice::Crossing { .. } => {
            let place = cohort.place(slice).unwrap();
            let index = cohort.people.binary_search(&who.person).unwrap() as u32;
            cohort.sets[place].members.contains(&index)
        }
    }
}

/// Metrics that share columns, so that their sums are unknowns of one system.
const METRICS: [MetricNumber; 4] = [HOURS, SHARE, SPARSE, MIX];

/// The sets about which sums were told.
struct Told {
    /// Everything ever told about one week.
    sets: Vec<Vec<usize>>,
}

fn tell(
    told: &mut Told,
    (frozen, now): (&World, &World),
    cohort: &Cohort,
    metric: MetricNumber,
    publication: &culture::disclosure::Publication,
) {
    for sheet in &publication.sheets {
        if !matches!(
            value(publication, sheet.slice, metric),
            CellValue::Shown { .. }
        ) {
            continue;
        }
        let counted = |number: &usize| {
            cohort.people.binary_search(&person(*number)).is_ok()
                && now.measured(*number)
                && (![SPARSE, MIX].contains(&metric) || now.columns[*number][4] != ABSENT)
                && belongs(frozen, cohort, sheet.slice, *number)
        };
        let set: Vec<usize> = (0..now.members.len()).filter(counted).collect();
        let CellValue::Shown { n, .. } = value(publication, sheet.slice, metric) else {
            continue;
        };
        assert_eq!(n as usize, set.len(), "{:?}", sheet.slice);
        told.sets.push(set);
    }
}

fn copy(world: &World) -> World {
    let mut copy = World::new(world.members.clone());
    copy.columns.clone_from(&world.columns);
    copy
}

/// A quarter's story: freeze, three weeks, one of them opened again. Calls `judge` with all that was told of
/// each week.
fn story(seed: u64, mut judge: impl FnMut(&Told, &mut Dice)) {
    let mut dice = Dice(seed);
    let mut world = organisation(&mut dice);
    let frozen = copy(&world);
    let cohort = world.freeze();
    for week in 1..=3 {
        change(&mut world, &mut dice);
        world.policies = [STRICT, PERMISSIVE];
        let first = world.close(&cohort, week);
        let mut told = Told { sets: Vec::new() };
        for metric in METRICS {
            tell(&mut told, (&frozen, &world), &cohort, metric, &first);
        }
        if dice.below(3) == 0 {
            change(&mut world, &mut dice);
            world.policies = [LATER, PERMISSIVE];
            let again = world.close(&cohort, week);
            for metric in METRICS {
                tell(&mut told, (&frozen, &world), &cohort, metric, &again);
            }
        }
        told.sets.sort();
        told.sets.dedup();
        judge(&told, &mut dice);
    }
}

#[test]
fn nothing_about_fewer_than_ten_people_can_be_derived() {
    let mut rows = 0;
    for seed in 0..40 {
        story(seed, |told, _| {
            let sums = Sums::new(&told.sets);
            rows += told.sets.len();
            if sums.weights.len() <= 22 {
                assert!(!sums.leak(K), "seed {seed}: {:?}", told.sets);
            }
        });
    }
    assert!(rows > 300, "only {rows} sets were published");
}

#[test]
fn no_sequence_of_questions_isolates_fewer_than_ten_people() {
    let mut sequences = 0;
    for seed in 1_000..1_025 {
        story(seed, |told, dice| {
            let sums = Sums::new(&told.sets);
            for _ in 0..100_000 / 25 / 3 + 1 {
                sequences += 1;
                assert_eq!(isolated(&sums, dice), None, "seed {seed}");
            }
        });
    }
    assert!(sequences >= 100_000, "{sequences}");
}

/// Asks for up to four values and combines them with factors of -1 to 1. Tells a number of people from 1 to 9.
fn isolated(sums: &Sums, dice: &mut Dice) -> Option<usize> {
    if sums.rows.is_empty() {
        return None;
    }
    let asked: Vec<usize> = (0..1 + dice.below(4))
        .map(|_| dice.below(sums.rows.len()))
        .collect();
    let mut factors = vec![-1; asked.len()];
    factors[asked.len() - 1] = 0;
    loop {
        let support = sums.support(&asked, &factors);
        if (1..K).contains(&support) {
            return Some(support);
        }
        let place = factors.iter().position(|factor| *factor < 1)?;
        factors[place] += 1;
        factors[..place].fill(-1);
    }
}
