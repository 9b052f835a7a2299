//! Where a sign-in leads back to: a path of our own, never another site.

use std::fmt::Write as _;

/// Longest path that is kept, in bytes.
const LONGEST: usize = 1024;

/// The path, if it is a local one: begins with one slash, no second slash or backslash behind it, no control
/// characters, no backslash anywhere (browsers read it as a slash), and not a step of signing in or out itself.
pub(crate) fn local(path: Option<&str>) -> Option<&str> {
    let path = path?;
    let rest = path.strip_prefix('/')?;
    let bad = |c: char| c == '\\' || c.is_control() || c.is_whitespace();
    let steps = [
        "/signin", "/signout", "/connect", "/consent", "/api/", "/live/",
    ];
    let step = steps.iter().any(|step| path.starts_with(step));
    (path.len() <= LONGEST && !rest.starts_with('/') && !path.contains(bad) && !step)
        .then_some(path)
}

/// The address that begins a sign-in which leads back to a local path.
pub(crate) fn signin_to(path: &str) -> String {
    let mut address = String::from("/signin?return=");
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            address.push(char::from(byte));
        } else {
            let _ = write!(address, "%{byte:02X}");
        }
    }
    address
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn local_paths_pass() {
        for path in [
            "/",
            "/rooms",
            "/rooms/1?x=%2F%2F#a",
            "/w/contoso/clinic",
            "/ä",
        ] {
            assert_eq!(local(Some(path)), Some(path));
        }
    }

    #[test]
    fn ways_to_another_site_and_loops_do_not() {
        for path in [
            "",
            "rooms",
            "https://evil.example/",
            "//evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "/a\\b",
            "/\t/evil.example",
            "/\n/evil.example",
            " /rooms",
            "/rooms x",
            "javascript:alert(1)",
            "/signin",
            "/signin?purpose=renew",
            "/signout",
            "/connect?return=/",
            "/api/queue/join",
            "/live/rooms/1",
        ] {
            assert_eq!(local(Some(path)), None, "{path:?}");
        }
        assert_eq!(local(Some(&format!("/{}", "a".repeat(LONGEST)))), None);
        assert_eq!(local(None), None);
    }

    #[test]
    fn a_path_survives_the_way_round() {
        assert_eq!(
            signin_to("/rooms/1?a=b&c"),
            "/signin?return=/rooms/1%3Fa%3Db%26c"
        );
    }

    proptest! {
        #[test]
        fn what_passes_stays_on_this_site(path in "\\PC{0,40}") {
            if let Some(path) = local(Some(&path)) {
                prop_assert!(path.starts_with('/') && !path.starts_with("//") && !path.contains('\\'));
            }
        }
    }
}
