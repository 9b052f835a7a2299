//! Values as literals of the languages that set-up documents are written in.
//!
//! Whatever stands in a value, it stays one value: no quote, line end or dollar sign of it is seen by the language.

use std::fmt::Write as _;

/// A word of a POSIX shell: in single quotes, where nothing is expanded.
#[must_use]
pub fn shell(value: &str) -> String {
    // A shell's word cannot hold NUL.
    let inside = value.replace('\0', "").replace('\'', r"'\''");
    format!("'{inside}'")
}

/// A string of PowerShell: in single quotes, where nothing is expanded.
///
/// PowerShell takes four typographic quotes for the plain one, so each of them is doubled, too.
#[must_use]
pub fn powershell(value: &str) -> String {
    let mut text = String::from("'");
    for letter in value.chars().filter(|letter| *letter != '\0') {
        text.push(letter);
        if is_powershell_quote(letter) {
            text.push(letter);
        }
    }
    text.push('\'');
    text
}

/// Whether PowerShell reads this character as a single quote.
#[must_use]
pub const fn is_powershell_quote(letter: char) -> bool {
    matches!(
        letter,
        '\'' | '\u{2018}' | '\u{2019}' | '\u{201a}' | '\u{201b}'
    )
}

/// A quoted template of HCL without any interpolation in it.
#[must_use]
pub fn hcl(value: &str) -> String {
    let mut text = String::from("\"");
    let mut letters = value.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            // Written by their numbers, these begin no template, whatever stands before them.
            '$' | '%' if letters.peek() == Some(&'{') => {
                let _ = write!(text, "\\u{:04x}", u32::from(letter));
            }
            letter if letter.is_control() => {
                let _ = write!(text, "\\u{:04x}", u32::from(letter));
            }
            letter => text.push(letter),
        }
    }
    text.push('"');
    text
}

/// A JSON string in ASCII alone, which is a YAML string as well: no terminal or editor can read it in a wrong encoding.
#[must_use]
pub fn json(value: &str) -> String {
    ascii(&serde_json::Value::from(value).to_string())
}

/// JSON text with everything outside of ASCII escaped.
#[must_use]
pub fn ascii(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    let mut units = [0_u16; 2];
    for letter in json.chars() {
        if letter.is_ascii() && letter != '\u{7f}' {
            text.push(letter);
            continue;
        }
        for unit in letter.encode_utf16(&mut units) {
            let _ = write!(text, "\\u{unit:04x}");
        }
    }
    text
}

/// A value in the query of a URL (RFC 3986: everything but unreserved characters).
#[must_use]
pub fn query(value: &str) -> String {
    let mut text = String::new();
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            text.push(char::from(byte));
        } else {
            let _ = write!(text, "%{byte:02X}");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_language_has_its_own_way_to_keep_a_value_one_value() {
        assert_eq!(shell("a'b $(id) `id`\n"), "'a'\\''b $(id) `id`\n'");
        assert_eq!(powershell("a'b’ $(id)"), "'a''b’’ $(id)'");
        assert_eq!(
            hcl("$${x} %{if} $x \"\\\n\u{1}"),
            r#""$\u0024{x} \u0025{if} $x \"\\\n\u0001""#
        );
        assert_eq!(json("ä\"\u{1f600}"), "\"\\u00e4\\\"\\ud83d\\ude00\"");
        assert_eq!(query("api://x y+ä"), "api%3A%2F%2Fx%20y%2B%C3%A4");
    }
}
