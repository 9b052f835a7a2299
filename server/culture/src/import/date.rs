//! Civil days as files write them.

use std::fmt;

/// A civil day, counted from 1970-01-01.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub i32);

impl Day {
    /// A date of the Gregorian calendar between 1970 and 2199; `None` where there is no such day.
    #[must_use]
    pub fn of(year: i32, month: u8, day: u8) -> Option<Self> {
        let every = |years: i32| year % years == 0;
        let leap = every(4) && (!every(100) || every(400));
        let length = match month {
            4 | 6 | 9 | 11 => 30,
            2 if leap => 29,
            2 => 28,
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            _ => return None,
        };
        if !(1970..2200).contains(&year) || day == 0 || day > length {
            return None;
        }
        // Years begin in March here, so that the leap day is the last of its year.
        let (month, day) = (i32::from(month), i32::from(day));
        let year = if month < 3 { year - 1 } else { year };
        let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
        let leap_days = year / 4 - year / 100 + year / 400;
        // 719,468 days lie between 0000-03-01 and 1970-01-01.
        Some(Self(365 * year + leap_days + day_of_year - 719_468))
    }

    /// Reads `2024-01-07` (also with a time behind it, which is dropped), `1/7/2024` (month first, as Microsoft writes it)
    /// and `7.1.2024` (day first).
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let date = text.split(['T', ' ']).next()?;
        let mark = ['-', '/', '.']
            .into_iter()
            .find(|mark| date.contains(*mark))?;
        let mut parts = date.split(mark);
        let (first, second, third) = (parts.next()?, parts.next()?, parts.next()?);
        if parts.next().is_some() {
            return None;
        }
        let (year, month, day) = match mark {
            '-' => (first, second, third),
            '/' => (third, first, second),
            _ => (third, second, first),
        };
        if year.len() != 4 {
            return None;
        }
        Self::of(
            number(year)?,
            u8::try_from(number(month)?).ok()?,
            u8::try_from(number(day)?).ok()?,
        )
    }

    /// 0 = Monday.
    #[must_use]
    pub const fn weekday(self) -> i32 {
        // 1970-01-01 was a Thursday.
        (self.0 + 3).rem_euclid(7)
    }
}

impl fmt::Display for Day {
    /// ISO 8601.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let days = self.0 + 719_468;
        let era = days.div_euclid(146_097);
        let of_era = days.rem_euclid(146_097);
        let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month = (5 * of_year + 2) / 153;
        let day = of_year - (153 * month + 2) / 5 + 1;
        let month = if month < 10 { month + 3 } else { month - 9 };
        let year = era * 400 + year_of_era + i32::from(month < 3);
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

fn number(digits: &str) -> Option<i32> {
    let plain = (1..=4).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| digits.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_as_files_write_them() {
        let day = Day::of(2024, 1, 7);
        assert_eq!(day, Some(Day(19_729)));
        for text in [
            "2024-01-07",
            " 2024-01-07T00:00:00Z",
            "1/7/2024",
            "01/07/2024 00:00:00",
            "7.1.2024",
        ] {
            assert_eq!(Day::parse(text), day, "{text}");
        }
        for text in [
            "",
            "2024-13-01",
            "2023-02-29",
            "2024-1",
            "07-01-2024",
            "13/40/2024",
            "2024-01-07-1",
            "٢٠٢٤-01-07",
            "1969-12-31",
            "2024-+1-07",
        ] {
            assert_eq!(Day::parse(text), None, "{text}");
        }
        assert_eq!(Day(19_729).weekday(), 6);
    }

    #[test]
    fn a_day_is_written_as_it_was_read() {
        assert_eq!(Day(0).to_string(), "1970-01-01");
        for days in 0..84_000 {
            assert_eq!(Day::parse(&Day(days).to_string()), Some(Day(days)));
        }
    }
}
