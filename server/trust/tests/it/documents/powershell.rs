//! Just enough of PowerShell's lexer to see where its strings begin and end.

use trust::documents::quoting::is_powershell_quote;

/// The values of all single-quoted strings and here-strings of a script, in order.
///
/// Panics on a string that stays open.
pub(super) fn strings(script: &str) -> Vec<String> {
    let mut found = Vec::new();
    let letters: Vec<char> = script.chars().collect();
    let mut at = 0;
    while at < letters.len() {
        match letters[at] {
            '@' if letters.get(at + 1..at + 3) == Some(&['\'', '\n']) => {
                let rest: String = letters[at + 3..].iter().collect();
                let end = rest.find("\n'@").expect("a here-string is closed");
                found.push(rest[..end].to_owned());
                at += 3 + rest[..end].chars().count() + 3;
            }
            '"' => {
                at += 1;
                while letters[at] != '"' {
                    at += if letters[at] == '`' { 2 } else { 1 };
                }
                at += 1;
            }
            letter if is_powershell_quote(letter) => {
                let (value, end) = single(&letters, at + 1);
                found.push(value);
                at = end;
            }
            _ => at += 1,
        }
    }
    found
}

/// A single-quoted string from behind its first quote: its value, and where it ends.
fn single(letters: &[char], mut at: usize) -> (String, usize) {
    let mut value = String::new();
    loop {
        let letter = *letters.get(at).expect("a string is closed");
        if is_powershell_quote(letter) {
            // Any two of the quotes, one behind the other, stand for the first of them.
            match letters.get(at + 1) {
                Some(next) if is_powershell_quote(*next) => {
                    value.push(letter);
                    at += 2;
                    continue;
                }
                _ => return (value, at + 1),
            }
        }
        value.push(letter);
        at += 1;
    }
}

#[test]
fn the_lexer_sees_what_powershell_sees() {
    assert_eq!(
        strings("x 'a''b' \"c'd\" @'\nq'\n'@ 'e'"),
        ["a'b", "q'", "e"]
    );
    assert_eq!(strings("‘a’"), ["a"]);
}
