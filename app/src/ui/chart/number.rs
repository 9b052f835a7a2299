//! Values in words and digits of a language, and plain for files.

use model::culture::view::{Unit, Value, Week};

use crate::language::Language;
use crate::texts::{Key, Texts};

/// A number with this many decimals, in the reader's notation.
#[must_use]
pub fn decimal(texts: Texts, value: f64, decimals: usize) -> String {
    let plain = format!("{:.decimals$}", value + 0.0);
    let (sign, digits) = plain
        .strip_prefix('-')
        .map_or(("", plain.as_str()), |digits| ("−", digits));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let (group, point) = match texts.language() {
        Language::English => (',', '.'),
        Language::German => ('.', ','),
    };
    let mut text = String::from(if digits.bytes().all(|b| b == b'0' || b == b'.') {
        ""
    } else {
        sign
    });
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            text.push(group);
        }
        text.push(digit);
    }
    if !fraction.is_empty() {
        text.push(point);
        text.push_str(fraction);
    }
    text
}

/// The number alone: hours and counts to 0.1, shares in whole percent, the rest whole.
#[must_use]
pub fn digits(texts: Texts, unit: Unit, value: f64) -> String {
    match unit {
        Unit::Hours | Unit::Count => decimal(texts, value, 1),
        Unit::Share => decimal(texts, value * 100.0, 0),
        Unit::Minutes | Unit::Money | Unit::Points => decimal(texts, value, 0),
    }
}

/// The sign of a unit behind its number; empty for counts and points.
#[must_use]
pub const fn sign(unit: Unit) -> &'static str {
    match unit {
        Unit::Hours => "\u{202f}h",
        Unit::Share => "\u{202f}%",
        Unit::Minutes => "\u{202f}min",
        Unit::Count | Unit::Money | Unit::Points => "",
    }
}

/// A number with its unit: `12.3 h`, `34 %`.
#[must_use]
pub fn amount(texts: Texts, unit: Unit, value: f64) -> String {
    format!("{}{}", digits(texts, unit, value), sign(unit))
}

/// A change: with its sign always, shares in points of percent.
#[must_use]
pub fn change(texts: Texts, unit: Unit, value: f64) -> String {
    let plus = if value > 0.0 { "+" } else { "" };
    match unit {
        Unit::Share => format!(
            "{plus}{}\u{202f}{}",
            digits(texts, unit, value),
            texts.get(Key::CHART_POINTS)
        ),
        _ => format!("{plus}{}", amount(texts, unit, value)),
    }
}

/// A published value: its number, its bound, the words for hidden, nothing for no data.
#[must_use]
pub fn shown(texts: Texts, unit: Unit, value: Value) -> String {
    match value {
        Value::Exact(value) => amount(texts, unit, value),
        Value::Below(bound) => format!("<\u{202f}{}", amount(texts, unit, bound)),
        Value::Above(bound) => format!(">\u{202f}{}", amount(texts, unit, bound)),
        Value::Hidden => texts.get(Key::CHART_HIDDEN).to_owned(),
        Value::Missing => String::new(),
    }
}

/// A published value for a file: a plain number, `<0.25`, `hidden` or nothing.
#[must_use]
pub fn plain(unit: Unit, value: Value) -> String {
    let number = |value: f64| match unit {
        Unit::Share => format!("{value:.2}"),
        Unit::Hours | Unit::Count => format!("{value:.1}"),
        Unit::Minutes | Unit::Money | Unit::Points => format!("{value:.0}"),
    };
    match value {
        Value::Exact(value) => number(value),
        Value::Below(bound) => format!("<{}", number(bound)),
        Value::Above(bound) => format!(">{}", number(bound)),
        Value::Hidden => "hidden".to_owned(),
        Value::Missing => String::new(),
    }
}

/// A number of people: `n = 48`; nothing where it is hidden.
#[must_use]
pub fn people(texts: Texts, n: Option<u32>) -> String {
    n.map(|n| texts.with(Key::CHART_N, &[("n", &decimal(texts, f64::from(n), 0))]))
        .unwrap_or_default()
}

/// The Monday of a week, short: `16 Nov`.
#[must_use]
pub fn week(texts: Texts, week: Week) -> String {
    let (_, month, day) = date(week.monday().0);
    let months = texts.get(Key::CHART_MONTHS);
    let name = months.split_whitespace().nth(month - 1).unwrap_or_default();
    match texts.language() {
        Language::English => format!("{day}\u{a0}{name}"),
        Language::German => format!("{day}.\u{a0}{name}"),
    }
}

/// A day as ISO 8601 writes it, from milliseconds since 1970.
#[must_use]
pub fn iso(ms: i64) -> String {
    let (year, month, day) = date(ms);
    format!("{year:04}-{month:02}-{day:02}")
}

/// Year, month and day of an instant in UTC, after H. Hinnant, "chrono-Compatible Low-Level Date Algorithms".
fn date(ms: i64) -> (i64, usize, i64) {
    let shifted = ms.div_euclid(86_400_000) + 719_468;
    let (era, of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let from_march = (5 * of_year + 2) / 153;
    let month = if from_march < 10 {
        from_march + 3
    } else {
        from_march - 9
    };
    (
        year + era * 400 + i64::from(month <= 2),
        usize::try_from(month).unwrap_or(1),
        of_year - (153 * from_march + 2) / 5 + 1,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::texts;

    #[test]
    fn numbers_follow_the_language() {
        let (english, german) = (texts::of(Language::English), texts::of(Language::German));
        assert_eq!(decimal(english, 12_345.678, 1), "12,345.7");
        assert_eq!(decimal(german, 12_345.678, 1), "12.345,7");
        assert_eq!(decimal(english, -0.04, 1), "0.0");
        assert_eq!(decimal(english, -3.25, 1), "−3.2");
        assert_eq!(amount(german, Unit::Share, 0.345), "34\u{202f}%");
    }

    #[test]
    fn what_is_hidden_is_said_and_what_is_missing_stays_blank() {
        let texts = texts::of(Language::English);
        assert_eq!(
            shown(texts, Unit::Share, Value::Below(0.25)),
            "<\u{202f}25\u{202f}%"
        );
        assert_eq!(shown(texts, Unit::Hours, Value::Missing), "");
        assert_eq!(
            shown(texts, Unit::Hours, Value::Hidden),
            texts.get(Key::CHART_HIDDEN)
        );
        assert_eq!(plain(Unit::Share, Value::Above(0.75)), ">0.75");
        assert_eq!(plain(Unit::Hours, Value::Hidden), "hidden");
    }

    #[test]
    fn weeks_are_named_by_their_monday() {
        assert_eq!(iso(Week(1).monday().0), "1970-01-05");
        assert_eq!(iso(Week(2968).monday().0), "2026-11-16");
        assert_eq!(
            week(texts::of(Language::English), Week(2968)),
            "16\u{a0}Nov"
        );
    }
}
