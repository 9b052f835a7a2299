//! Reading an authorization request: first what decides where errors go, then everything else.

use url::form_urlencoded;

use super::super::Authority;
use super::super::errors::EntraError;
use super::super::scope::Scopes;
use crate::state::{Registration, State};

/// How the answer travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// In the query.
    Query,
    /// Behind `#`.
    Fragment,
    /// In a form that posts itself.
    FormPost,
}

/// Whom to answer: known before anything else is looked at.
#[derive(Debug, Clone)]
pub(crate) struct Target {
    /// First segment of the path.
    pub(crate) segment: String,
    /// What it means.
    pub(crate) authority: Authority,
    /// The request's query as it came, for the next form.
    pub(crate) raw: String,
    /// The application.
    pub(crate) client: Registration,
    /// A registered redirect URI.
    pub(crate) redirect_uri: String,
    /// The client's `state`.
    pub(crate) client_state: Option<String>,
    /// How to answer.
    pub(crate) mode: Mode,
}

/// What the person should see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Prompt {
    /// Whatever is needed.
    AsNeeded,
    /// Nothing.
    Never,
    /// The sign-in, even when signed in.
    SignIn,
    /// The consent page, even when consented.
    Consent,
}

/// A complete, valid request.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) target: Target,
    pub(crate) wants_code: bool,
    pub(crate) wants_id_token: bool,
    pub(crate) scopes: Scopes,
    pub(crate) nonce: Option<String>,
    pub(crate) prompt: Prompt,
    pub(crate) login_hint: Option<String>,
    pub(crate) challenge: Option<String>,
}

fn field(raw: &str, name: &str) -> Option<String> {
    let found = form_urlencoded::parse(raw.as_bytes()).find(|(field, _)| field == name);
    found
        .map(|(_, value)| value.into_owned())
        .filter(|value| !value.is_empty())
}

impl Target {
    /// Finds out whom to answer. An error here can only be a page.
    pub(crate) fn read(state: &State, segment: &str, raw: &str) -> Result<Self, EntraError> {
        let authority = Authority::parse(state, segment)
            .ok_or_else(|| EntraError::tenant_not_found(segment))?;
        let client_id = field(raw, "client_id").ok_or_else(|| EntraError::missing("client_id"))?;
        let client = state
            .registration(&client_id)
            .ok_or_else(|| EntraError::unknown_application(&client_id))?;
        let redirect_uri =
            field(raw, "redirect_uri").ok_or_else(|| EntraError::missing("redirect_uri"))?;
        if !client.accepts_redirect(&redirect_uri) {
            let text = format!(
                "The redirect URI '{redirect_uri}' specified in the request does not match the redirect URIs configured."
            );
            return Err(EntraError::new(50011, "invalid_request", text));
        }
        let response_type = field(raw, "response_type").unwrap_or_default();
        let mode = match field(raw, "response_mode").as_deref() {
            Some("form_post") => Mode::FormPost,
            Some("fragment") => Mode::Fragment,
            _ if response_type.contains("id_token") => Mode::Fragment,
            _ => Mode::Query,
        };
        Ok(Self {
            segment: segment.to_owned(),
            authority,
            raw: raw.to_owned(),
            client,
            redirect_uri,
            client_state: field(raw, "state").map(|text| strip_markup(&text)),
            mode,
        })
    }

    /// Where a page of this request posts to.
    pub(crate) fn action(&self, step: &str) -> String {
        format!("/{}/oauth2/v2.0/{step}?{}", self.segment, self.raw)
    }
}

/// The sign-in service strips HTML from `state`.
fn strip_markup(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut inside = false;
    for letter in text.chars() {
        match letter {
            '<' => inside = true,
            '>' if inside => inside = false,
            _ if !inside => plain.push(letter),
            _ => {}
        }
    }
    plain
}

impl Request {
    /// Reads the rest. An error here goes to the application, through its channel.
    pub(crate) fn read(state: &State, target: Target) -> Result<Self, EntraError> {
        let raw = target.raw.clone();
        let (wants_code, wants_id_token) = response_type(&raw, &target.client)?;
        response_mode(&raw, wants_id_token)?;
        let scope = field(&raw, "scope").ok_or_else(|| EntraError::missing("scope"))?;
        let scopes = Scopes::parse(state, &scope)?;
        if wants_id_token && !scopes.has("openid") {
            let text = "The 'openid' scope is required for the response type 'id_token'.";
            return Err(EntraError::new(70005, "invalid_request", text));
        }
        let nonce = field(&raw, "nonce");
        if wants_id_token && nonce.is_none() {
            let text = "The 'nonce' parameter is required when requesting an id_token from the authorization endpoint.";
            return Err(EntraError::new(900_144, "invalid_request", text));
        }
        let login_hint = field(&raw, "login_hint");
        let prompt = prompt(&raw)?;
        Ok(Self {
            challenge: challenge(&raw)?,
            target,
            wants_code,
            wants_id_token,
            scopes,
            nonce,
            prompt,
            login_hint,
        })
    }
}

fn response_type(raw: &str, client: &Registration) -> Result<(bool, bool), EntraError> {
    let text = field(raw, "response_type").ok_or_else(|| EntraError::missing("response_type"))?;
    let mut words: Vec<&str> = text.split_whitespace().collect();
    words.sort_unstable();
    let wanted = match words.as_slice() {
        ["code"] => (true, false),
        ["id_token"] => (false, true),
        ["code", "id_token"] => (true, true),
        _ => {
            let text = format!("The response type '{text}' is not supported.");
            return Err(EntraError::new(70005, "unsupported_response_type", text));
        }
    };
    if wanted.1 && !client.id_tokens {
        let text = "response_type 'id_token' is not enabled for the application.";
        return Err(EntraError::new(700_054, "unsupported_response_type", text));
    }
    Ok(wanted)
}

fn response_mode(raw: &str, wants_id_token: bool) -> Result<(), EntraError> {
    match field(raw, "response_mode").as_deref() {
        None | Some("fragment" | "form_post") => Ok(()),
        Some("query") if !wants_id_token => Ok(()),
        Some(mode) => {
            let text = format!(
                "'{mode}' is not a supported value of 'response_mode' when requesting a token."
            );
            Err(EntraError::new(70007, "unsupported_response_mode", text))
        }
    }
}

fn prompt(raw: &str) -> Result<Prompt, EntraError> {
    match field(raw, "prompt").as_deref() {
        None => Ok(Prompt::AsNeeded),
        Some("none") => Ok(Prompt::Never),
        Some("login") => Ok(Prompt::SignIn),
        Some("select_account") if field(raw, "login_hint").is_none() => Ok(Prompt::SignIn),
        Some("select_account") => Ok(Prompt::AsNeeded),
        Some("consent") => Ok(Prompt::Consent),
        Some(other) => {
            let text = format!("Unsupported 'prompt' value '{other}'.");
            Err(EntraError::new(90023, "invalid_request", text))
        }
    }
}

fn challenge(raw: &str) -> Result<Option<String>, EntraError> {
    let Some(challenge) = field(raw, "code_challenge") else {
        return Ok(None);
    };
    if field(raw, "code_challenge_method").as_deref() != Some("S256") || challenge.len() != 43 {
        let text = "The code_challenge must be 43 characters, with code_challenge_method S256.";
        return Err(EntraError::new(501_481, "invalid_request", text));
    }
    Ok(Some(challenge))
}
