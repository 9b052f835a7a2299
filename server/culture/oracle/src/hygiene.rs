//! Whose weeks are left out before anything is summed: people with few hours, weeks in which everybody has few, weeks in
//! which one person has few. Each rule looks at what the ones before it leave.

/// The switches; `None` is off.
#[derive(Clone, Copy, Debug, Default)]
pub struct Hygiene {
    /// People with a lower mean of minutes a week go.
    pub least: Option<i64>,
    /// Weeks whose mean lies more than this many standard deviations below the mean of the weeks go.
    pub holiday: Option<f64>,
    /// A person's weeks that lie at least this many standard deviations below the person's mean go.
    pub inactive: Option<f64>,
}

/// Minutes of one person in one week.
pub type Row = (u32, i32, i64);

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// The standard deviation of a sample; 0 for fewer than two values.
fn deviation(values: &[f64]) -> f64 {
    if values.len() < 2 {
        return 0.0;
    }
    let middle = mean(values);
    let squares = values.iter().map(|value| (value - middle).powi(2));
    (squares.sum::<f64>() / (values.len() - 1) as f64).sqrt()
}

/// The rows that stay, in their order.
#[must_use]
pub fn keep(rows: &[Row], rules: Hygiene) -> Vec<Row> {
    let mut kept = rows.to_vec();
    if let Some(least) = rules.least {
        let all = kept.clone();
        kept.retain(|(person, ..)| {
            let own = all.iter().filter(|row| row.0 == *person);
            let own: Vec<f64> = own.map(|row| row.2 as f64).collect();
            mean(&own) >= least as f64
        });
    }
    if let Some(far) = rules.holiday {
        let mut weeks: Vec<i32> = kept.iter().map(|row| row.1).collect();
        weeks.sort_unstable();
        weeks.dedup();
        let of = |week: i32| {
            let own = kept.iter().filter(|row| row.1 == week);
            mean(&own.map(|row| row.2 as f64).collect::<Vec<_>>())
        };
        let means: Vec<f64> = weeks.iter().map(|week| of(*week)).collect();
        let bound = mean(&means) - far * deviation(&means);
        let low: Vec<i32> = weeks.into_iter().filter(|week| of(*week) < bound).collect();
        kept.retain(|row| !low.contains(&row.1));
    }
    if let Some(far) = rules.inactive {
        let all = kept.clone();
        kept.retain(|(person, _, minutes)| {
            let own = all.iter().filter(|row| row.0 == *person);
            let own: Vec<f64> = own.map(|row| row.2 as f64).collect();
            let spread = deviation(&own);
            spread == 0.0 || *minutes as f64 > mean(&own) - far * spread
        });
    }
    kept
}
