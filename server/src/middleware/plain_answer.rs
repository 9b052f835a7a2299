//! Answers from below the router: a page in the reader's language for people, an error value for scripts.

use app::language::Language;
use app::texts::{self, Key, Texts};
use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use http::header::{
    ACCEPT, ACCEPT_LANGUAGE, CONTENT_SECURITY_POLICY, CONTENT_TYPE, COOKIE, RETRY_AFTER,
};
use http::{HeaderMap, HeaderName, StatusCode};
use model::{AppError, ErrorCode};

use super::request_id::RequestId;
use super::security_headers::PLAIN_PAGE_CSP;
use crate::plain_page::PlainPage;

/// Seconds after which another try may work.
const WAIT_S: &str = "6";

/// Who reads the answer; kept while the request itself is on its way.
#[derive(Clone, Copy)]
pub(super) struct Reader {
    language: Language,
    person: bool,
}

impl Reader {
    /// The reader that a request's headers tell of.
    pub(super) fn of(headers: &HeaderMap) -> Self {
        Self {
            language: Language::wanted(text(headers, COOKIE), text(headers, ACCEPT_LANGUAGE)),
            person: text(headers, ACCEPT).contains("text/html"),
        }
    }

    /// Whether a page is wanted.
    pub(super) const fn is_person(self) -> bool {
        self.person
    }

    /// The reader's sentences.
    pub(super) fn texts(self) -> Texts {
        texts::of(self.language)
    }

    /// A page with a heading and a sentence.
    pub(super) fn page(self, title: Key, text: Key) -> PlainPage {
        let texts = self.texts();
        PlainPage::new(self.language.tag(), texts.get(title), texts.get(text))
    }

    /// The answer with such a page, or with the error for a script.
    pub(super) fn answer(self, status: StatusCode, code: ErrorCode, words: (Key, Key)) -> Response {
        if self.person {
            shown(status, &self.page(words.0, words.1))
        } else {
            value(status, code)
        }
    }
}

/// The answer to a request that failed here, with the number that leads to the log.
pub(super) struct Failed {
    reader: Reader,
    id: Option<String>,
}

impl Failed {
    /// What is known of a request before it runs.
    pub(super) fn of(request: &Request) -> Self {
        Self {
            reader: Reader::of(request.headers()),
            id: request
                .extensions()
                .get::<RequestId>()
                .map(|id| id.0.clone()),
        }
    }

    /// The answer.
    pub(super) fn answer(self, status: StatusCode, code: ErrorCode, words: (Key, Key)) -> Response {
        let Self { reader, id } = self;
        if !reader.person {
            let error = AppError {
                correlation: id,
                ..AppError::new(code)
            };
            return patient((status, axum::Json(error)).into_response());
        }
        let mut page = reader.page(words.0, words.1);
        if let Some(id) = id {
            let number = reader
                .texts()
                .with(Key::PROBLEM_CORRELATION, &[("id", &id)]);
            page = page.note(&number);
        }
        shown(status, &page)
    }
}

/// The answer that is a page.
pub(super) fn shown(status: StatusCode, page: &PlainPage) -> Response {
    let headers = [
        (CONTENT_TYPE, "text/html; charset=utf-8"),
        (CONTENT_SECURITY_POLICY, PLAIN_PAGE_CSP),
    ];
    patient((status, headers, page.html()).into_response())
}

/// The answer that is an error value.
pub(super) fn value(status: StatusCode, code: ErrorCode) -> Response {
    patient((status, axum::Json(AppError::new(code))).into_response())
}

/// Tells when another try may work, where one may.
fn patient(mut response: Response) -> Response {
    if matches!(
        response.status(),
        StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE
    ) {
        let wait = http::HeaderValue::from_static(WAIT_S);
        response.headers_mut().insert(RETRY_AFTER, wait);
    }
    response
}

fn text(headers: &HeaderMap, name: HeaderName) -> &str {
    headers
        .get(name)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    #[test]
    fn people_get_a_page_in_their_language_and_scripts_a_value() {
        let mut headers = HeaderMap::new();
        let words = (Key::PLAIN_SLOW_TITLE, Key::PLAIN_SLOW);
        let answer = |headers: &HeaderMap| {
            Reader::of(headers).answer(
                StatusCode::SERVICE_UNAVAILABLE,
                ErrorCode::Unavailable,
                words,
            )
        };
        let script = answer(&headers);
        assert_eq!(script.headers()[CONTENT_TYPE], "application/json");
        assert_eq!(script.headers()[RETRY_AFTER], WAIT_S);
        headers.insert(ACCEPT, HeaderValue::from_static("text/html,*/*"));
        headers.insert(ACCEPT_LANGUAGE, HeaderValue::from_static("de"));
        let page = answer(&headers);
        assert_eq!(page.headers()[CONTENT_SECURITY_POLICY], PLAIN_PAGE_CSP);
        let html = Reader::of(&headers).page(words.0, words.1).html();
        assert!(html.contains("<html lang=\"de\">") && html.contains("zu lange gedauert"));
    }
}
