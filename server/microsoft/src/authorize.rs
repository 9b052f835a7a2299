//! The addresses a browser is sent to: sign-in, connecting Teams, sign-out, admin consent.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use model::permission::{Need, PermissionKind};
use model::{Guid, TenantId};
use oauth2::basic::BasicClient;
use oauth2::url::Url;
use oauth2::{AuthUrl, ClientId, CsrfToken, RedirectUrl, ResponseType, Scope};
use ring::digest;

use crate::address::{Addresses, Authority};
use crate::client::Microsoft;
use crate::consent::ConsentRequest;
use crate::settings::{SigninFlow, Source};

/// The delegated permission with which a consultant's meetings are made.
pub(crate) const MEETING_SCOPE: &str = "OnlineMeetings.ReadWrite";
/// The delegated permissions with which a person reads the lists of grants (microsoft.md 8.2, third mode).
const LISTS_SCOPES: [&str; 2] = ["Application.Read.All", "Directory.Read.All"];

/// What Entra should do about the account; none: whatever is quickest for the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Prompt {
    /// Ask for the password again.
    Login,
    /// Ask nothing: answer at once, with an error where something would have to be asked.
    None,
    /// Show the account picker.
    SelectAccount,
    /// Show the consent page again.
    Consent,
}

impl Prompt {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Login => "login",
            Self::None => "none",
            Self::SelectAccount => "select_account",
            Self::Consent => "consent",
        }
    }
}

/// A sign-in to begin. State, nonce and verifier are random text of the caller's transaction (128 bits or more).
#[derive(Clone, Copy)]
pub struct AuthorizeRequest<'a> {
    /// Which accounts.
    pub authority: Authority,
    /// Registered redirect URI, exactly.
    pub redirect_uri: &'a str,
    /// Id of the transaction; never data.
    pub state: &'a str,
    /// Nonce of the transaction.
    pub nonce: &'a str,
    /// PKCE verifier, 43 to 128 characters; needed with [`SigninFlow::Code`], ignored otherwise.
    pub pkce_verifier: Option<&'a str>,
    /// What to ask.
    pub prompt: Option<Prompt>,
    /// Account to offer; leave it out with [`Prompt::SelectAccount`].
    pub login_hint: Option<&'a str>,
}

/// A connection of a person's Teams, or a look as that person, to begin. The answer is a form post with `code` and `state`.
#[derive(Clone, Copy)]
pub struct ConnectRequest<'a> {
    /// The person's tenant.
    pub tenant: TenantId,
    /// Registered redirect URI, exactly.
    pub redirect_uri: &'a str,
    /// Id of the transaction; never data.
    pub state: &'a str,
    /// Nonce of the transaction.
    pub nonce: &'a str,
    /// PKCE verifier, 43 to 128 characters.
    pub pkce_verifier: &'a str,
    /// Account to offer: the person who is signed in.
    pub login_hint: Option<&'a str>,
    /// A Conditional Access challenge from an earlier refusal.
    pub claims: Option<&'a str>,
}

impl Microsoft {
    /// Where to send the browser to sign in (microsoft.md 1.3). The answer is a form post to the redirect URI.
    #[must_use]
    pub fn authorize_url(&self, request: &AuthorizeRequest<'_>) -> String {
        let mut extra = vec![("nonce", request.nonce)];
        let challenge;
        let response_type = match self.0.settings.signin_flow {
            SigninFlow::IdToken => "id_token",
            SigninFlow::Code => {
                challenge = code_challenge(request.pkce_verifier.unwrap_or_default());
                extra.extend([
                    ("code_challenge", challenge.as_str()),
                    ("code_challenge_method", "S256"),
                ]);
                "code"
            }
        };
        extra.extend(request.prompt.map(|prompt| ("prompt", prompt.as_str())));
        let hint = request
            .login_hint
            .filter(|_| request.prompt != Some(Prompt::SelectAccount));
        extra.extend(hint.map(|hint| ("login_hint", hint)));
        self.browser_url(&Browse {
            authority: request.authority,
            client_id: self.0.settings.signin_client_id,
            response_type,
            redirect_uri: request.redirect_uri,
            state: request.state,
            scopes: &["openid", "profile"],
            extra: &extra,
        })
    }

    /// Where to send the browser to connect Teams (microsoft.md section 3); none when no registration is configured.
    #[must_use]
    pub fn connect_url(&self, request: &ConnectRequest<'_>) -> Option<String> {
        let meetings = self.0.addresses.scope(MEETING_SCOPE);
        self.code_url(request, &["openid", "profile", "offline_access", &meetings])
    }

    /// Where to send the browser of somebody who reads the lists of grants once, as themselves (microsoft.md 8.2); none
    /// when no registration is configured. No refresh token is asked for, so that nothing is left to keep.
    #[must_use]
    pub fn lists_url(&self, request: &ConnectRequest<'_>) -> Option<String> {
        let [applications, directory] = LISTS_SCOPES.map(|scope| self.0.addresses.scope(scope));
        self.code_url(request, &["openid", "profile", &applications, &directory])
    }

    fn code_url(&self, request: &ConnectRequest<'_>, scopes: &[&str]) -> Option<String> {
        let client_id = self.0.settings.data.client(Source::Meetings)?;
        let challenge = code_challenge(request.pkce_verifier);
        let mut extra = vec![
            ("nonce", request.nonce),
            ("code_challenge", challenge.as_str()),
            ("code_challenge_method", "S256"),
        ];
        extra.extend(request.login_hint.map(|hint| ("login_hint", hint)));
        extra.extend(request.claims.map(|claims| ("claims", claims)));
        Some(self.browser_url(&Browse {
            authority: Authority::Tenant(request.tenant),
            client_id,
            response_type: "code",
            redirect_uri: request.redirect_uri,
            state: request.state,
            scopes,
            extra: &extra,
        }))
    }

    /// Where to send the browser to sign out at Entra too (microsoft.md 1.7). `hint` is the `login_hint` claim.
    #[must_use]
    pub fn logout_url(&self, post_logout_redirect: &str, hint: Option<&str>) -> String {
        let address = self
            .0
            .addresses
            .entra(Authority::Organizations, "oauth2/v2.0/logout");
        let mut pairs = vec![("post_logout_redirect_uri", post_logout_redirect)];
        pairs.extend(hint.map(|hint| ("logout_hint", hint)));
        with_query(&address, &pairs)
    }

    /// Where to send an administrator to consent for the whole tenant (microsoft.md 2.1).
    ///
    /// Application permissions can be asked for by `.default` only; a list of delegated ones is asked for by name, so that
    /// no more is consented than is shown.
    #[must_use]
    pub fn admin_consent_url(&self, request: &ConsentRequest<'_>) -> String {
        let address = self
            .0
            .addresses
            .entra(Authority::Tenant(request.tenant), "v2.0/adminconsent");
        let client_id = request.client_id.to_string();
        with_query(
            &address,
            &[
                ("client_id", client_id.as_str()),
                ("scope", &consent_scope(&self.0.addresses, request.needs)),
                ("redirect_uri", request.redirect_uri),
                ("state", request.state),
            ],
        )
    }

    fn browser_url(&self, browse: &Browse<'_>) -> String {
        let address = self
            .0
            .addresses
            .entra(browse.authority, "oauth2/v2.0/authorize");
        let (Ok(auth), Ok(redirect)) = (
            AuthUrl::new(address.clone()),
            RedirectUrl::new(browse.redirect_uri.to_owned()),
        ) else {
            return address;
        };
        let client =
            BasicClient::new(ClientId::new(browse.client_id.to_string())).set_auth_uri(auth);
        let scopes = browse
            .scopes
            .iter()
            .map(|scope| Scope::new((*scope).to_owned()));
        let mut request = client
            .authorize_url(|| CsrfToken::new(browse.state.to_owned()))
            .set_response_type(&ResponseType::new(browse.response_type.to_owned()))
            .set_redirect_uri(Cow::Owned(redirect))
            .add_scopes(scopes)
            .add_extra_param("response_mode", "form_post");
        for (name, value) in browse.extra {
            request = request.add_extra_param(*name, *value);
        }
        request.url().0.into()
    }
}

struct Browse<'a> {
    authority: Authority,
    client_id: Guid,
    response_type: &'a str,
    redirect_uri: &'a str,
    state: &'a str,
    scopes: &'a [&'a str],
    extra: &'a [(&'a str, &'a str)],
}

/// `S256` challenge of a PKCE verifier (RFC 7636, 4.2).
fn code_challenge(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, verifier.as_bytes()))
}

fn consent_scope(addresses: &Addresses, needs: &[Need]) -> String {
    if needs
        .iter()
        .any(|need| need.kind == PermissionKind::Application)
        || needs.is_empty()
    {
        return addresses.scope(".default");
    }
    let names: Vec<String> = needs
        .iter()
        .map(|need| scope_name(addresses, &need.value))
        .collect();
    names.join(" ")
}

/// OpenID Connect's own scopes stand alone, Graph's carry its address.
fn scope_name(addresses: &Addresses, value: &str) -> String {
    match value {
        "openid" | "profile" | "email" | "offline_access" => value.to_owned(),
        _ => addresses.scope(value),
    }
}

fn with_query(address: &str, pairs: &[(&str, &str)]) -> String {
    match Url::parse_with_params(address, pairs) {
        Ok(url) => url.into(),
        Err(_) => address.to_owned(),
    }
}
