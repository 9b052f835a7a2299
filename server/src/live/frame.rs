//! An event as it stands on the wire (HTML standard, 9.2 "Server-sent events").

use axum::body::Bytes;
use serde::Serialize;

/// One event, written once and shared by all streams that send it.
#[derive(Clone, Debug)]
pub struct Frame {
    /// Revision of the room after this event.
    pub revision: i64,
    /// The event's bytes, blank line included.
    pub bytes: Bytes,
}

impl Frame {
    /// An event of a kind (`snapshot`, `change`) with its revision as id and `data` as JSON.
    ///
    /// # Errors
    /// The value cannot be written as JSON.
    pub fn of<T: Serialize>(
        kind: &str,
        revision: i64,
        data: &T,
    ) -> Result<Self, serde_json::Error> {
        // serde_json writes no line breaks, so one data line holds all of it.
        let json = serde_json::to_string(data)?;
        let bytes = Bytes::from(format!("event: {kind}\nid: {revision}\ndata: {json}\n\n"));
        Ok(Self { revision, bytes })
    }
}

/// The beat. A named event with data, because comments and empty events never reach a script.
#[must_use]
pub fn beat() -> Bytes {
    Bytes::from_static(b"event: beat\ndata: 1\n\n")
}

/// The last event of a stream that must not be opened again: the session or the ticket is over.
#[must_use]
pub fn end() -> Bytes {
    Bytes::from_static(b"event: end\ndata: 1\n\n")
}

/// The first line of a stream: tells browsers to come back after 3 s by themselves, and opens the way through proxies
/// that wait for the first bytes.
#[must_use]
pub fn hello() -> Bytes {
    Bytes::from_static(b"retry: 3000\n\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_one_block_whatever_was_typed() {
        let frame = Frame::of("change", 7, &"first\nsecond\r\n\nevent: end").unwrap();
        let text = std::str::from_utf8(&frame.bytes).unwrap();
        assert_eq!(
            text,
            "event: change\nid: 7\ndata: \"first\\nsecond\\r\\n\\nevent: end\"\n\n"
        );
    }
}
