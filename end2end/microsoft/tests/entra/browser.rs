//! A running world and a browser without scripts that keeps the sign-in service's cookie.

use std::collections::HashMap;
use std::sync::Mutex;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use microsoft365::{Options, State, Tenant365, contoso, operator};
use serde_json::Value;
use url::form_urlencoded;

pub(crate) const SIGNIN: &str = "http://localhost:3000/signin/callback";
pub(crate) const CONNECT: &str = "http://localhost:3000/connect/callback";
pub(crate) const CONSENT: &str = "http://localhost:3000/consent/callback";

/// The world, and one browser in it.
pub(crate) struct World {
    pub(crate) microsoft: Tenant365,
    http: reqwest::Client,
    cookie: Mutex<Option<String>>,
}

/// One answer.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HashMap<String, String>,
    pub(crate) body: String,
}

impl Answer {
    /// The fields of the form that posts itself.
    pub(crate) fn fields(&self) -> HashMap<String, String> {
        let inputs = self.body.split("<input type=\"hidden\" name=\"").skip(1);
        inputs
            .map(|rest| {
                let (name, rest) = rest.split_once("\" value=\"").unwrap();
                (name.to_owned(), unescape(rest.split_once('"').unwrap().0))
            })
            .collect()
    }

    /// The fields of the query or fragment to which it redirects.
    pub(crate) fn redirect_fields(&self) -> HashMap<String, String> {
        assert_eq!(self.status, 302, "{}", self.body);
        let (_, fields) = self.headers["location"].split_once(['?', '#']).unwrap();
        form_urlencoded::parse(fields.as_bytes())
            .into_owned()
            .collect()
    }

    /// The `action` of the first form.
    pub(crate) fn action(&self) -> String {
        let rest = self
            .body
            .split_once("action=\"")
            .unwrap_or_else(|| panic!("no form: {}", self.body))
            .1;
        unescape(rest.split_once('"').unwrap().0)
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("no JSON: {}", self.body))
    }

    /// The only AADSTS number of an error body.
    pub(crate) fn number(&self) -> u64 {
        let body = self.json();
        let number = body["error_codes"][0].as_u64().unwrap();
        let text = body["error_description"].as_str().unwrap();
        assert!(text.starts_with(&format!("AADSTS{number}: ")), "{text}");
        for field in [
            "error",
            "timestamp",
            "trace_id",
            "correlation_id",
            "error_uri",
        ] {
            assert!(body[field].is_string(), "{field} is missing: {body}");
        }
        number
    }
}

fn unescape(text: &str) -> String {
    text.replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
}

/// The claims of a compact token, unverified.
pub(crate) fn claims(token: &str) -> Value {
    part(token, 1)
}

/// The header of a compact token.
pub(crate) fn header(token: &str) -> Value {
    part(token, 0)
}

fn part(token: &str, index: usize) -> Value {
    serde_json::from_slice(
        &URL_SAFE_NO_PAD
            .decode(token.split('.').nth(index).unwrap())
            .unwrap(),
    )
    .unwrap()
}

pub(crate) fn encode(fields: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish()
}

impl World {
    pub(crate) async fn start() -> Self {
        Self::with(Options::default()).await
    }

    pub(crate) async fn with(options: Options) -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let microsoft = microsoft365::start(options).await.unwrap();
        let mut http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none());
        if let Some(pem) = microsoft.certificate_pem() {
            http = http.tls_certs_only([reqwest::Certificate::from_pem(pem.as_bytes()).unwrap()]);
        }
        Self {
            microsoft,
            http: http.build().unwrap(),
            cookie: Mutex::new(None),
        }
    }

    pub(crate) fn state(&self) -> &State {
        self.microsoft.state()
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(self.http.get(self.url(path))).await
    }

    pub(crate) async fn post(&self, path: &str, form: &[(&str, &str)]) -> Answer {
        let request = self.http.post(self.url(path)).body(encode(form));
        self.send(request.header("content-type", "application/x-www-form-urlencoded"))
            .await
    }

    pub(crate) async fn post_json(&self, path: &str, body: &str) -> Answer {
        self.send(
            self.http
                .post(self.url(path))
                .header("content-type", "application/json")
                .body(body.to_owned()),
        )
        .await
    }

    pub(crate) async fn get_with(&self, path: &str, name: &str, value: &str) -> Answer {
        self.send(self.http.get(self.url(path)).header(name, value))
            .await
    }

    /// The raw outcome, for transport errors.
    pub(crate) async fn try_get(&self, path: &str) -> Result<String, reqwest::Error> {
        self.http.get(self.url(path)).send().await?.text().await
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.microsoft.base_url())
    }

    async fn send(&self, mut request: reqwest::RequestBuilder) -> Answer {
        if let Some(cookie) = self.cookie.lock().unwrap().as_deref() {
            request = request.header("cookie", cookie);
        }
        let response = request.send().await.unwrap();
        let status = response.status().as_u16();
        let text = |value: &reqwest::header::HeaderValue| {
            String::from_utf8_lossy(value.as_bytes()).into_owned()
        };
        let headers: HashMap<String, String> = response
            .headers()
            .iter()
            .map(|(name, value)| (name.to_string(), text(value)))
            .collect();
        if let Some(cookie) = headers.get("set-cookie") {
            *self.cookie.lock().unwrap() = cookie.split(';').next().map(str::to_owned);
        }
        Answer {
            status,
            headers,
            body: response.text().await.unwrap(),
        }
    }

    /// `/authorize` with these fields over those of an ordinary sign-in.
    pub(crate) async fn authorize(&self, tenant: &str, changes: &[(&str, &str)]) -> Answer {
        let mut fields = vec![
            ("client_id", contoso::SIGNIN_CLIENT_ID),
            ("response_type", "id_token"),
            ("response_mode", "form_post"),
            ("redirect_uri", SIGNIN),
            ("scope", "openid profile"),
            ("nonce", "n-1"),
            ("state", "s-1"),
        ];
        fields.retain(|(name, _)| !changes.iter().any(|(changed, _)| changed == name));
        fields.extend(changes.iter().filter(|(_, value)| !value.is_empty()));
        self.get(&format!(
            "/{tenant}/oauth2/v2.0/authorize?{}",
            encode(&fields)
        ))
        .await
    }

    /// Picks an account by typing its name.
    pub(crate) async fn pick(&self, picker: &Answer, upn: &str) -> Answer {
        assert!(picker.body.contains("Pick an account"), "{}", picker.body);
        self.post(&picker.action(), &[("upn", upn)]).await
    }

    /// An ordinary sign-in; returns the fields that reach Anteroom.
    pub(crate) async fn sign_in(&self, upn: &str) -> HashMap<String, String> {
        let picker = self
            .authorize("organizations", &[("prompt", "select_account")])
            .await;
        self.pick(&picker, upn).await.fields()
    }

    /// The token endpoint.
    pub(crate) async fn token(&self, tenant: &str, form: &[(&str, &str)]) -> Answer {
        self.post(&format!("/{tenant}/oauth2/v2.0/token"), form)
            .await
    }

    /// An app-only token request of the Data registration by secret.
    pub(crate) async fn app_token(&self, tenant: &str) -> Answer {
        let scope = format!("{}/.default", self.microsoft.graph_url());
        let form = [
            ("client_id", contoso::DATA_CLIENT_ID),
            ("client_secret", operator::DATA_SECRET),
            ("grant_type", "client_credentials"),
            ("scope", scope.as_str()),
        ];
        self.token(tenant, &form).await
    }
}
