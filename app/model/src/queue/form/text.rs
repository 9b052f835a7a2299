//! Text as people send it, made safe to store and show.

use crate::FieldProblem;

/// Most characters of a pasted meeting link. Teams links have about 300.
pub const LINK_MOST: usize = 2000;

/// Characters that reorder or hide text around them. Joiners (U+200C, U+200D) stay: Persian and Hindi names need them.
const fn deceives(character: char) -> bool {
    matches!(
        character,
        '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}'
    )
}

/// One line: control and deceiving characters gone, each run of white space one blank, none at the ends.
#[must_use]
pub fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_whitespace() || character.is_control() {
            if !line.is_empty() && !line.ends_with(' ') {
                line.push(' ');
            }
        } else if !deceives(character) {
            line.push(character);
        }
    }
    line.truncate(line.trim_end().len());
    line
}

/// Several lines: each treated like [`one_line`], line ends as `\n`, at most one empty line in a row, none at the ends.
#[must_use]
pub fn paragraphs(text: &str) -> String {
    let mut whole = String::with_capacity(text.len());
    let mut empty = 0;
    let unified = text.replace("\r\n", "\n").replace('\r', "\n");
    for line in unified.split('\n').map(one_line) {
        if line.is_empty() {
            empty += 1;
            continue;
        }
        if !whole.is_empty() {
            whole.push_str(if empty > 0 { "\n\n" } else { "\n" });
        }
        whole.push_str(&line);
        empty = 0;
    }
    whole
}

/// Whether the text has more characters than this.
pub(super) fn too_long(text: &str, most: usize) -> Option<FieldProblem> {
    (text.chars().count() > most)
        .then(|| FieldProblem::TooLong(u32::try_from(most).unwrap_or(u32::MAX)))
}

/// A link to a meeting of any provider: `https`, a host name with a dot, no user part, at most [`LINK_MOST`] characters.
///
/// # Errors
/// What is wrong with it.
pub fn meeting_link(text: &str) -> Result<String, FieldProblem> {
    let text = text.trim();
    if text.is_empty() {
        return Err(FieldProblem::Missing);
    }
    if let Some(problem) = too_long(text, LINK_MOST) {
        return Err(problem);
    }
    let rest = match text.get(..8) {
        Some(scheme) if scheme.eq_ignore_ascii_case("https://") => &text[8..],
        _ => return Err(FieldProblem::Malformed),
    };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let (host, port) = authority.split_once(':').unwrap_or((authority, "443"));
    let label = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    let named = host.contains('.') && host.split('.').all(label);
    let ported = port.parse::<u16>().is_ok_and(|port| port > 0);
    let clean = rest
        .bytes()
        .all(|b| b.is_ascii_graphic() && !matches!(b, b'"' | b'<' | b'>' | b'\\' | b'`'));
    if named && ported && clean {
        Ok(format!("https://{rest}"))
    } else {
        Err(FieldProblem::Malformed)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_lose_what_deceives() {
        assert_eq!(one_line("  Ada\t \u{0}Lovelace \r\n"), "Ada Lovelace");
        assert_eq!(one_line("\u{202e}evil\u{2066}"), "evil");
        assert_eq!(one_line("می\u{200c}خواهم"), "می\u{200c}خواهم");
        assert_eq!(paragraphs("\n a \r\n\r\n\r\n b\rc\n"), "a\n\nb\nc");
    }

    #[test]
    fn links_are_https_and_nothing_else() {
        for good in [
            "https://teams.microsoft.com/l/meetup-join/19%3ameeting_x%40thread.v2/0?context=%7b%7d",
            " HTTPS://meet.example.org:8443/room ",
        ] {
            assert!(
                meeting_link(good).unwrap().starts_with("https://"),
                "{good}"
            );
        }
        for bad in [
            "http://meet.example.org/",
            "javascript:alert(1)",
            "https://user@example.org/",
            "https://localhost/",
            "https://exa mple.org/",
            "https://example.org/\"onclick=",
            "https://.example.org/",
            "https://example.org:0/",
            "https://",
            "//example.org",
        ] {
            assert_eq!(meeting_link(bad), Err(FieldProblem::Malformed), "{bad}");
        }
        assert_eq!(meeting_link("  "), Err(FieldProblem::Missing));
        let long = format!("https://example.org/{}", "a".repeat(LINK_MOST));
        assert_eq!(meeting_link(&long), Err(FieldProblem::TooLong(2000)));
    }

    proptest! {
        #[test]
        fn cleaning_twice_changes_nothing(text in "(\\PC|[\r\n\t\u{202e}\u{0} ]){0,60}") {
            let line = one_line(&text);
            prop_assert_eq!(one_line(&line), line.clone());
            prop_assert!(!line.chars().any(|c| c.is_control() || deceives(c)));
            let whole = paragraphs(&text);
            prop_assert_eq!(paragraphs(&whole), whole.clone());
        }

        #[test]
        fn any_text_is_judged(text in "\\PC{0,80}") {
            let _ = meeting_link(&text);
            let _ = meeting_link(&format!("https://{text}"));
        }
    }
}
