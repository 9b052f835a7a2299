//! Decimal numbers of files, exactly.

/// A decimal number: `mantissa / 10^digits`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Decimal {
    mantissa: i128,
    digits: u32,
}

impl Decimal {
    /// Reads digits with at most one point or comma as decimal mark, and a sign. Neither grouping nor exponents: what could
    /// be read in two ways isn't read.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (negative, text) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, part) = text.split_once(['.', ',']).unwrap_or((text, ""));
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if whole.len() + part.len() == 0 || whole.len() > 12 || !digits(whole) || !digits(part) {
            return None;
        }
        // Spreadsheets write floats: what's beyond twelve places is their noise.
        let part = part.get(..part.len().min(12))?;
        let mantissa: i128 = format!("0{whole}{part}").parse().ok()?;
        Some(Self {
            mantissa: if negative { -mantissa } else { mantissa },
            digits: u32::try_from(part.len()).ok()?,
        })
    }

    /// The number times `factor`, to the nearest whole, halves away from zero.
    pub(super) fn times(self, factor: i64) -> Option<i64> {
        let unit = 10_i128.pow(self.digits);
        let product = self.mantissa.checked_mul(i128::from(factor))?;
        let doubled = product.checked_mul(2)?;
        let rounded = (doubled + unit * doubled.signum()) / (2 * unit);
        i64::try_from(rounded).ok()
    }

    pub(super) const fn is_negative(self) -> bool {
        self.mantissa < 0
    }

    /// Greater than a whole number.
    pub(super) fn exceeds(self, bound: i64) -> bool {
        self.mantissa > i128::from(bound) * 10_i128.pow(self.digits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn minutes(text: &str) -> Option<i64> {
        Decimal::parse(text)?.times(60)
    }

    #[test]
    fn hours_become_minutes_exactly() {
        assert_eq!(minutes("0"), Some(0));
        assert_eq!(minutes("1.5"), Some(90));
        assert_eq!(minutes("1,5"), Some(90));
        assert_eq!(minutes(" .25 "), Some(15));
        assert_eq!(minutes("0.28333333333333333"), Some(17));
        assert_eq!(minutes("0.008333333333"), Some(0));
        assert_eq!(minutes("0.0083334"), Some(1));
        assert_eq!(minutes("-1"), Some(-60));
        assert_eq!(Decimal::parse("-0.5").map(Decimal::is_negative), Some(true));
    }

    #[test]
    fn the_bound_itself_does_not_exceed_it() {
        assert!(!Decimal::parse("168.0").unwrap().exceeds(168));
        assert!(Decimal::parse("168,000001").unwrap().exceeds(168));
    }

    #[test]
    fn what_is_no_plain_number_is_refused() {
        for text in [
            "",
            ".",
            "-",
            "1.234,5",
            "1,234.5",
            "1e3",
            "NaN",
            "inf",
            "+1",
            "--1",
            "1 000",
            "0x10",
            "９",
            "1234567890123",
        ] {
            assert_eq!(Decimal::parse(text), None, "{text}");
        }
    }
}
