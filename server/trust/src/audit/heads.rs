//! Heads of a chain that were noted elsewhere: what tells a chain whose end was cut off from one that is whole.

use model::Timestamp;
use serde::Deserialize;

use crate::secret;

/// The head of a chain as it was at some time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotedHead {
    /// When it was noted.
    pub at: Timestamp,
    /// Place of the newest row.
    pub sequence: i64,
    /// HMAC of that row.
    pub mac: [u8; 32],
}

impl NotedHead {
    /// The line that [`read_heads`] reads.
    #[must_use]
    pub fn line(&self) -> String {
        let Self { at, sequence, mac } = self;
        serde_json::json!({ "at": at, "sequence": sequence, "mac": secret::hex(mac) }).to_string()
    }
}

#[derive(Deserialize)]
struct Line {
    at: Timestamp,
    sequence: i64,
    mac: String,
}

fn read(line: &str) -> Option<NotedHead> {
    let Line { at, sequence, mac } = serde_json::from_str(line).ok()?;
    let mut bytes = [0; 32];
    if mac.len() != 64 || !mac.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    for (place, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(mac.get(2 * place..2 * place + 2)?, 16).ok()?;
    }
    Some(NotedHead {
        at,
        sequence,
        mac: bytes,
    })
}

/// The heads of a file with a line for each, as the daily job writes it; empty lines are passed over.
///
/// # Errors
/// The number of the first line, from 1, that is none.
pub fn read_heads(text: &str) -> Result<Vec<NotedHead>, usize> {
    let lines = text.lines().enumerate();
    let lines = lines.filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(place, line)| read(line).ok_or(place + 1))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read_and_anything_else_is_named() {
        let head = NotedHead {
            at: Timestamp(5),
            sequence: 7,
            mac: [0xab; 32],
        };
        let text = format!("{}\n\n{}\n", head.line(), head.line());
        assert_eq!(read_heads(&text), Ok(vec![head, head]));
        assert_eq!(read_heads(""), Ok(vec![]));
        for wrong in [
            "x",
            r#"{"at":1,"sequence":2}"#,
            r#"{"at":1,"sequence":2,"mac":"ab"}"#,
        ] {
            assert_eq!(read_heads(&format!("{}\n{wrong}", head.line())), Err(2));
        }
        let odd = head.line().replace("abab", "+a+a");
        assert_eq!(read_heads(&odd), Err(1));
    }
}
