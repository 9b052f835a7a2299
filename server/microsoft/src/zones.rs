//! Names of time zones: mailboxes use Windows names or IANA names, we keep IANA names.

mod windows;

use windows::WINDOWS;

/// Longest name that is looked at, in bytes.
const NAME_LIMIT: usize = 128;

/// The IANA name of a zone that Microsoft names by a Windows or an IANA name.
///
/// `None` for custom zones (`Customized Time Zone`, `tzone://Microsoft/Custom`) and names that nobody knows: the caller
/// takes the tenant's default and counts it.
#[must_use]
pub fn iana(name: &str) -> Option<String> {
    let name = name.trim();
    if name.is_empty() || name.len() > NAME_LIMIT {
        return None;
    }
    if let Some(known) = of_windows(name) {
        return Some(known.to_owned());
    }
    let zone = jiff::tz::TimeZone::get(name).ok()?;
    zone.iana_name().map(str::to_owned)
}

/// The IANA name of a Windows name, in any letter case.
fn of_windows(name: &str) -> Option<&'static str> {
    let folded = |text: &str| {
        text.bytes()
            .map(|byte| byte.to_ascii_lowercase())
            .collect::<Vec<_>>()
    };
    let wanted = folded(name);
    let place = WINDOWS
        .binary_search_by(|(windows, _)| folded(windows).cmp(&wanted))
        .ok()?;
    WINDOWS.get(place).map(|(_, iana)| *iana)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_windows_name_is_found_and_names_a_known_zone() {
        for (windows, name) in WINDOWS {
            assert_eq!(iana(windows).as_deref(), Some(*name));
            assert_eq!(iana(&windows.to_uppercase()).as_deref(), Some(*name));
            assert!(jiff::tz::TimeZone::get(name).is_ok(), "{name}");
        }
    }

    #[test]
    fn iana_names_stay_and_custom_names_are_unknown() {
        assert_eq!(
            iana("W. Europe Standard Time").as_deref(),
            Some("Europe/Berlin")
        );
        assert_eq!(iana(" Europe/Vienna ").as_deref(), Some("Europe/Vienna"));
        assert_eq!(iana("UTC").as_deref(), Some("Etc/UTC"));
        for name in [
            "Customized Time Zone",
            "tzone://Microsoft/Custom",
            "tzone://Microsoft/Utc",
            "",
            "../etc/passwd",
        ] {
            assert_eq!(iana(name), None, "{name}");
        }
        assert_eq!(iana(&"x".repeat(1_000)), None);
    }
}
