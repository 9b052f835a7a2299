//! A browser as far as cookies, same-origin headers and redirects go.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use http::header::{ACCEPT, CONTENT_TYPE, COOKIE, LOCATION, SET_COOKIE};
use http::{HeaderMap, Method, Request, StatusCode};
use model::{AppError, ErrorCode};
use serde::de::DeserializeOwned;
use tower::ServiceExt;

/// Where a request comes from: what the browser writes into `Sec-Fetch-*`, and which cookies it sends along.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum From {
    /// A script or form of our own page.
    OwnPage,
    /// A link of our own page, or one typed by hand.
    Navigation,
    /// A link on another site: only `Lax` and `None` cookies.
    OtherSiteLink,
    /// A form posted by another site: only `None` cookies.
    OtherSiteForm,
    /// A frame on another site: only `None` cookies.
    OtherSiteFrame,
}

#[derive(Clone, Debug)]
struct Kept {
    value: String,
    same_site: String,
}

/// One browser; cheap to clone, the clones share their cookies.
#[derive(Clone)]
pub struct Browser {
    router: Router,
    origin: String,
    cookies: Arc<Mutex<BTreeMap<String, Kept>>>,
}

/// An answer with its body read.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn location(&self) -> String {
        self.header(LOCATION.as_str())
    }

    pub fn header(&self, name: &str) -> String {
        self.headers
            .get(name)
            .map(|value| value.to_str().unwrap().to_owned())
            .unwrap_or_default()
    }

    pub fn json<T: DeserializeOwned>(&self) -> T {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error}: {} {}", self.status, self.text()))
    }

    /// The code of a refusal, if this is one.
    pub fn refusal(&self) -> Option<ErrorCode> {
        serde_json::from_slice::<AppError>(&self.body)
            .ok()
            .map(|error| error.code)
    }

    /// The `Set-Cookie` line of a cookie.
    pub fn cookie(&self, name: &str) -> Option<String> {
        let lines = self
            .headers
            .get_all(SET_COOKIE)
            .iter()
            .map(|line| line.to_str().unwrap().to_owned());
        lines
            .into_iter()
            .find(|line| line.starts_with(&format!("{name}=")))
    }
}

/// All requests of tests go through here, whoever sends them.
#[allow(async_fn_in_trait)]
pub trait Requests {
    /// Sends a request as it is and reads the answer.
    async fn send(&self, request: Request<Body>, from: From) -> http::Response<Body>;

    async fn read(&self, request: Request<Body>, from: From) -> Answer {
        let response = self.send(request, from).await;
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, 4 << 20).await.unwrap();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body,
        }
    }

    /// Opens a page.
    async fn page(&self, path: &str) -> Answer {
        let request = Request::get(path)
            .header(ACCEPT, "text/html")
            .body(Body::empty())
            .unwrap();
        self.read(request, From::Navigation).await
    }

    /// Fetches as a script of our page does.
    async fn fetch(&self, path: &str) -> Answer {
        self.read(
            Request::get(path).body(Body::empty()).unwrap(),
            From::OwnPage,
        )
        .await
    }

    /// Calls a server function as our page's script does.
    async fn call(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.read(
            form(Method::POST, path, fields, "application/json"),
            From::OwnPage,
        )
        .await
    }

    /// Posts a form as our page without script does.
    async fn submit(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.read(form(Method::POST, path, fields, "text/html"), From::OwnPage)
            .await
    }
}

pub fn form(method: Method, path: &str, fields: &[(&str, &str)], accept: &str) -> Request<Body> {
    let text = fields
        .iter()
        .map(|(name, value)| format!("{}={}", encoded(name), encoded(value)))
        .collect::<Vec<_>>();
    Request::builder()
        .method(method)
        .uri(path)
        .header(ACCEPT, accept)
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(text.join("&")))
        .unwrap()
}

fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => {
                char::from(byte).to_string()
            }
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

impl Browser {
    pub fn new(router: Router, origin: &str) -> Self {
        Self {
            router,
            origin: origin.to_owned(),
            cookies: Arc::default(),
        }
    }

    /// The value of a cookie.
    pub fn cookie(&self, name: &str) -> Option<String> {
        self.cookies
            .lock()
            .unwrap()
            .get(name)
            .map(|kept| kept.value.clone())
    }

    /// Puts a cookie into the browser, as a test forges it.
    pub fn keep(&self, name: &str, value: &str, same_site: &str) {
        let kept = Kept {
            value: value.to_owned(),
            same_site: same_site.to_owned(),
        };
        self.cookies.lock().unwrap().insert(name.to_owned(), kept);
    }

    /// The same cookies in front of another process.
    pub fn at(&self, router: &Router) -> Self {
        Self {
            router: router.clone(),
            origin: self.origin.clone(),
            cookies: self.cookies.clone(),
        }
    }

    /// The `Cookie` header for a kind of request.
    pub fn cookie_header(&self, from: From) -> String {
        let cookies = self.cookies.lock().unwrap();
        let sent = cookies.iter().filter(|(_, kept)| match from {
            From::OwnPage | From::Navigation => true,
            From::OtherSiteLink => kept.same_site != "Strict",
            From::OtherSiteForm | From::OtherSiteFrame => kept.same_site == "None",
        });
        sent.map(|(name, kept)| format!("{name}={}", kept.value))
            .collect::<Vec<_>>()
            .join("; ")
    }

    fn take_cookies(&self, headers: &HeaderMap) {
        let mut cookies = self.cookies.lock().unwrap();
        for line in headers.get_all(SET_COOKIE) {
            let line = line.to_str().unwrap();
            let mut parts = line.split(';').map(str::trim);
            let (name, value) = parts.next().unwrap().split_once('=').unwrap();
            let attribute = |wanted: &str| {
                let mut parts = line
                    .split(';')
                    .skip(1)
                    .filter_map(|part| part.trim().split_once('='));
                parts
                    .find(|(name, _)| name.eq_ignore_ascii_case(wanted))
                    .map(|(_, value)| value.to_owned())
            };
            if name.starts_with("__Host-") {
                assert!(
                    line.contains("; Secure")
                        && line.contains("; Path=/")
                        && !line.contains("Domain="),
                    "{line}"
                );
                assert!(line.contains("; HttpOnly"), "{line}");
            }
            if attribute("Max-Age").as_deref() == Some("0") {
                cookies.remove(name);
            } else {
                let same_site = attribute("SameSite").unwrap_or_else(|| "Lax".to_owned());
                cookies.insert(
                    name.to_owned(),
                    Kept {
                        value: value.to_owned(),
                        same_site,
                    },
                );
            }
        }
    }
}

impl Requests for Browser {
    async fn send(&self, mut request: Request<Body>, from: From) -> http::Response<Body> {
        let (site, mode, destination) = match from {
            From::OwnPage => ("same-origin", "cors", "empty"),
            From::Navigation => ("none", "navigate", "document"),
            From::OtherSiteLink | From::OtherSiteForm => ("cross-site", "navigate", "document"),
            From::OtherSiteFrame => ("cross-site", "navigate", "iframe"),
        };
        let origin = if from == From::OwnPage {
            self.origin.clone()
        } else {
            "http://127.0.0.1:4365".to_owned()
        };
        let post = *request.method() == Method::POST;
        let cookies = self.cookie_header(from);
        let headers = request.headers_mut();
        for (name, value) in [
            ("sec-fetch-site", site),
            ("sec-fetch-mode", mode),
            ("sec-fetch-dest", destination),
        ] {
            headers.insert(name, value.parse().unwrap());
        }
        if post {
            headers.insert("origin", origin.parse().unwrap());
        }
        if !cookies.is_empty() {
            headers.insert(COOKIE, cookies.parse().unwrap());
        }
        let response = self.router.clone().oneshot(request).await.unwrap();
        self.take_cookies(response.headers());
        response
    }
}
