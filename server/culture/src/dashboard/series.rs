//! The published table of recurring series as a chart.

use model::culture::view::{Series, SeriesRow, Value, Week};

use crate::disclosure::{Accepted, SeriesLine, SeriesTable};

/// The table.
pub(super) fn view(table: &SeriesTable) -> Series {
    Series {
        currency: table.currency().to_owned(),
        rows: table.lines().iter().map(row).collect(),
        fewer_than: table.fewer_than(),
        weeks: (Week(table.last() - 3), Week(table.last())),
    }
}

#[expect(clippy::cast_precision_loss, reason = "told in few digits")]
fn row(line: &SeriesLine) -> SeriesRow {
    let share = |percent: u8| f64::from(percent) / 100.0;
    SeriesRow {
        length_min: line.length_min,
        attendees: line.attendees.map(f64::from),
        held: line.held,
        hours: f64::from(line.hours),
        cost: line.cost.map(|cost| cost as f64),
        accepted: match line.accepted {
            Accepted::About(percent) => Value::Exact(share(percent)),
            Accepted::Below(percent) => Value::Below(share(percent)),
            Accepted::Above(percent) => Value::Above(share(percent)),
            Accepted::Unknown => Value::Missing,
        },
        open_ended: line.open_ended,
    }
}
