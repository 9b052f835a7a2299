//! Numbers as exports write them.

use model::culture::Quantity;
use model::culture::quantity::Measure;

/// A value of a column in the unit of its heading: whole, or rounded to four decimals, halves away from zero.
pub(super) fn written(quantity: Quantity, value: i64) -> String {
    let measure = quantity.measure();
    match measure {
        Measure::Minutes | Measure::Count => value.to_string(),
        Measure::Allocated | Measure::Parts | Measure::Cost => decimal(value, measure.scale()),
    }
}

/// `value / scale` with at most four decimals.
fn decimal(value: i64, scale: i64) -> String {
    let (value, scale) = (i128::from(value), i128::from(scale));
    let doubled = value * 20_000;
    let rounded = (doubled + scale * doubled.signum()) / (2 * scale);
    let sign = if rounded < 0 { "-" } else { "" };
    let rounded = rounded.unsigned_abs();
    let text = format!("{sign}{}.{:04}", rounded / 10_000, rounded % 10_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use model::culture::quantity::UNIT;

    use super::*;

    #[test]
    fn shared_minutes_are_rounded_to_four_decimals() {
        let minutes = |units| written(Quantity::ONLINE, units);
        assert_eq!(minutes(0), "0");
        assert_eq!(minutes(100 * UNIT), "100");
        assert_eq!(minutes(UNIT / 3), "0.3333");
        assert_eq!(minutes(2 * UNIT / 3), "0.6667");
        assert_eq!(minutes(-UNIT / 2), "-0.5");
        assert_eq!(decimal(i64::MAX, 1), format!("{}", i64::MAX));
        assert_eq!(written(Quantity::MEETING_MIN, 615), "615");
    }
}
