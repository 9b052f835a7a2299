//! Where a stream continues.

use http::HeaderMap;
use serde::Deserialize;

/// The query of a stream's address.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
pub struct Since {
    /// Revision the page was drawn from.
    pub since: Option<i64>,
}

/// The last revision the page has seen, or `None` for a page that has seen nothing.
///
/// The header first: on its own retry the browser keeps the old address but sends the id of the last event.
pub(super) fn last_seen(headers: &HeaderMap, query: Since) -> Option<i64> {
    let header = headers
        .get("last-event-id")
        .and_then(|value| value.to_str().ok())
        .and_then(|text| text.trim().parse().ok());
    header.or(query.since).filter(|revision| *revision > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_wins_over_the_address() {
        let mut headers = HeaderMap::new();
        assert_eq!(last_seen(&headers, Since { since: None }), None);
        assert_eq!(last_seen(&headers, Since { since: Some(3) }), Some(3));
        headers.insert("last-event-id", "9".parse().unwrap());
        assert_eq!(last_seen(&headers, Since { since: Some(3) }), Some(9));
        headers.insert("last-event-id", "nine".parse().unwrap());
        assert_eq!(last_seen(&headers, Since { since: Some(3) }), Some(3));
        headers.insert("last-event-id", "-1".parse().unwrap());
        assert_eq!(last_seen(&headers, Since { since: Some(3) }), None);
    }
}
