//! Makes foreign text fit to be shown in one line.

/// Most letters of an entry that are shown.
const SHOWN: usize = 120;

/// The beginning of a text, cut between letters; whether anything was cut off.
pub(super) fn cut(text: &str, most: usize) -> (&str, bool) {
    if text.len() <= most {
        return (text, false);
    }
    let mut at = most;
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    (&text[..at], true)
}

/// One line for showing: nothing that steers a terminal or turns the direction of writing, not longer than a line.
pub(super) fn line(text: &str) -> String {
    let mut shown: String = text
        .trim()
        .chars()
        .take(SHOWN)
        .map(|letter| if steers(letter) { '\u{fffd}' } else { letter })
        .collect();
    if text.trim().chars().nth(SHOWN).is_some() {
        shown.push('…');
    }
    shown
}

/// Whether a text holds letters that nobody sees, beside the ends of its lines and a mark of its encoding in front.
pub(super) fn has_hidden(text: &str) -> bool {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    text.chars()
        .any(|letter| steers(letter) && !matches!(letter, '\n' | '\r' | '\t'))
}

/// Whether a text holds tags of HTML; place-holders such as `<tenant>` are none.
pub(super) fn has_markup(text: &str) -> bool {
    text.match_indices('<').any(|(at, _)| {
        let rest = text.get(at + 1..).unwrap_or_default();
        let closes = rest
            .strip_prefix('/')
            .is_some_and(|rest| rest.starts_with(|letter: char| letter.is_ascii_alphabetic()));
        let begins = |word: &str| {
            rest.get(..word.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(word))
        };
        closes
            || ["!doctype", "br>", "br/", "br ", "img ", "script"]
                .into_iter()
                .any(begins)
    })
}

fn steers(letter: char) -> bool {
    letter.is_control()
        || matches!(
            letter,
            '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_cut_between_letters() {
        assert_eq!(cut("äöü", 3), ("ä", true));
        assert_eq!(cut("äöü", 6), ("äöü", false));
        assert_eq!(cut("", 0), ("", false));
    }

    #[test]
    fn tags_and_hidden_letters_are_seen_and_place_holders_are_no_tags() {
        for text in ["<td>Mail.Read</td>", "Mail.Read<BR>", "<!DOCTYPE html>"] {
            assert!(has_markup(text), "{text}");
        }
        for text in ["<tenant>/v2.0/adminconsent", "a < b", "<", "</", "</ä>"] {
            assert!(!has_markup(text), "{text}");
        }
        for text in ["Mail.\u{200b}Read", "\u{202e}daeR.liaM", "a\u{0}"] {
            assert!(has_hidden(text), "{text:?}");
        }
        assert!(!has_hidden("\u{feff}Mail.Read\r\n\tMail.Send\n"));
    }

    #[test]
    fn nothing_shown_steers_a_terminal_or_the_direction_of_writing() {
        let shown = line(" a\u{1b}[31m\u{202e}b\u{0}\n");
        assert_eq!(shown, "a\u{fffd}[31m\u{fffd}b\u{fffd}");
        assert_eq!(line(&"x".repeat(500)).chars().count(), SHOWN + 1);
    }
}
