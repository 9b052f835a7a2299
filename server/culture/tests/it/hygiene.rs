//! Whose weeks are left out: whole numbers against a plain computation with fractions, and by hand.

use culture::hygiene::{Attended, stays};
use model::culture::Hygiene;
use oracle::hygiene::{Row, keep};
use proptest::collection::vec;
use proptest::prelude::*;

use super::build::{number, person};

const ALL: Hygiene = Hygiene {
    least_min: Some(300),
    holiday_tenths: Some(10),
    inactive_tenths: Some(20),
};

fn kept(rows: &[Row], rules: Hygiene) -> Vec<Row> {
    let rows: Vec<Attended> = rows
        .iter()
        .map(|(who, week, minutes)| Attended {
            person: person(*who),
            week: *week,
            minutes: *minutes,
        })
        .collect();
    let stays = stays(&rows, rules);
    let kept = rows.iter().zip(stays).filter(|(_, stays)| *stays);
    kept.map(|(row, _)| (number(row.person), row.week, row.minutes))
        .collect()
}

fn rules(rules: Hygiene) -> oracle::hygiene::Hygiene {
    oracle::hygiene::Hygiene {
        least: rules.least_min.map(i64::from),
        holiday: rules.holiday_tenths.map(|tenths| f64::from(tenths) / 10.0),
        inactive: rules.inactive_tenths.map(|tenths| f64::from(tenths) / 10.0),
    }
}

#[test]
fn without_a_rule_everybody_stays() {
    let rows = [(1, 1, 0), (1, 2, 0), (2, 1, 9_000)];
    assert_eq!(kept(&rows, Hygiene::default()), rows);
}

#[test]
fn who_has_less_than_the_least_on_average_goes_with_all_weeks() {
    let rows = [(1, 1, 299), (1, 2, 300), (2, 1, 0), (2, 2, 600)];
    let rule = Hygiene {
        least_min: Some(300),
        ..Hygiene::default()
    };
    assert_eq!(kept(&rows, rule), [(2, 1, 0), (2, 2, 600)]);
}

#[test]
fn a_week_in_which_everybody_has_little_goes() {
    let weeks = [600, 600, 600, 600, 60];
    let rows: Vec<Row> = (1..4)
        .flat_map(|who| {
            (1..)
                .zip(weeks)
                .map(move |(week, minutes)| (who, week, minutes))
        })
        .collect();
    let rule = Hygiene {
        holiday_tenths: Some(10),
        ..Hygiene::default()
    };
    assert!(kept(&rows, rule).iter().all(|row| row.1 != 5));
    assert_eq!(kept(&rows, rule).len(), 12);
    // The mean of 4 and 2 is 3, the deviation of the sample the root of 2: nobody lies more than one of it below.
    let two = [(1, 1, 4), (1, 2, 2)];
    assert_eq!(kept(&two, rule), two);
}

#[test]
fn a_bound_itself_is_inactive_and_no_holiday() {
    // Mean 0.5 and variance 0.25: the deviation is half of the range, 0 lies exactly one below... of a sample of 4.
    let rows: Vec<Row> = [10, 10, 10, 10, 10, 10, 10, 10, 10, 0]
        .into_iter()
        .zip(1..)
        .map(|(minutes, week)| (1, week, minutes))
        .collect();
    // Gap 9, variance of the sample 10: 2.846 deviations.
    let inactive = |tenths| {
        let rule = Hygiene {
            inactive_tenths: Some(tenths),
            ..Hygiene::default()
        };
        kept(&rows, rule).len()
    };
    assert_eq!([inactive(28), inactive(29)], [9, 10]);
    // 0 and 2 beside 1: exactly one deviation off.
    let exact = [(1, 1, 0), (1, 2, 1), (1, 3, 2)];
    let inactive = Hygiene {
        inactive_tenths: Some(10),
        ..Hygiene::default()
    };
    assert_eq!(kept(&exact, inactive), [(1, 2, 1), (1, 3, 2)]);
    let holiday = Hygiene {
        holiday_tenths: Some(10),
        ..Hygiene::default()
    };
    assert_eq!(kept(&exact, holiday), exact);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whole_numbers_keep_whom_fractions_keep(
        cells in vec((0..6_u32, 0..8_i32, 0..2_400_i64), 1..40),
        (least, holiday, inactive) in (any::<bool>(), any::<bool>(), any::<bool>()),
    ) {
        let mut rows: Vec<Row> = Vec::new();
        for (who, week, minutes) in cells {
            if !rows.iter().any(|row| (row.0, row.1) == (who, week)) {
                rows.push((who, week, minutes));
            }
        }
        let chosen = Hygiene {
            least_min: ALL.least_min.filter(|_| least),
            holiday_tenths: ALL.holiday_tenths.filter(|_| holiday),
            // No deviation of whole minutes is this one, so that fractions decide as whole numbers do.
            inactive_tenths: Some(13).filter(|_| inactive),
        };
        prop_assert_eq!(kept(&rows, chosen), keep(&rows, rules(chosen)));
    }
}
