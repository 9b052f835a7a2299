//! The addresses a browser is sent to.

use std::collections::BTreeMap;

use microsoft::{
    Authority, AuthorizeRequest, ConnectRequest, ConsentRequest, Microsoft, Prompt, Settings,
    SigninFlow, Source,
};
use microsoft365::contoso;
use model::permission::{Feature, needs};
use oauth2::url::Url;

use crate::support::{CALLBACK, CONNECT, NONCE, VERIFIER, data_client, guid, tenant_id};

fn client(change: impl FnOnce(&mut Settings)) -> Microsoft {
    let mut settings = Settings::new(
        "https://login.microsoftonline.com/",
        "https://graph.microsoft.com",
        guid(contoso::SIGNIN_CLIENT_ID),
    );
    settings.data.default = Some(data_client());
    settings.signin_credential = "secret-file:unused".parse().ok();
    change(&mut settings);
    Microsoft::new(settings).unwrap()
}

fn parts(url: &str) -> (String, BTreeMap<String, String>) {
    let url = Url::parse(url).unwrap();
    let pairs: Vec<(String, String)> = url.query_pairs().into_owned().collect();
    let count = pairs.len();
    let map: BTreeMap<String, String> = pairs.into_iter().collect();
    assert_eq!(map.len(), count, "a parameter stands there twice");
    (
        format!("{}{}", url.origin().ascii_serialization(), url.path()),
        map,
    )
}

fn request() -> AuthorizeRequest<'static> {
    AuthorizeRequest {
        authority: Authority::Organizations,
        redirect_uri: CALLBACK,
        state: "state-1",
        nonce: NONCE,
        pkce_verifier: Some(VERIFIER),
        prompt: None,
        login_hint: None,
    }
}

fn map(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

#[test]
fn sign_in_asks_for_an_id_token_by_form_post_and_for_nothing_else() {
    let (address, query) = parts(&client(|_| {}).authorize_url(&request()));
    assert_eq!(
        address,
        "https://login.microsoftonline.com/organizations/oauth2/v2.0/authorize"
    );
    let wanted = map(&[
        ("client_id", contoso::SIGNIN_CLIENT_ID),
        ("nonce", NONCE),
        ("redirect_uri", CALLBACK),
        ("response_mode", "form_post"),
        ("response_type", "id_token"),
        ("scope", "openid profile"),
        ("state", "state-1"),
    ]);
    assert_eq!(query, wanted);
}

#[test]
fn a_known_tenant_is_addressed_and_silence_asked_for() {
    let silent = AuthorizeRequest {
        authority: Authority::Tenant(tenant_id(contoso::TENANT)),
        prompt: Some(Prompt::None),
        login_hint: Some("O.hint"),
        ..request()
    };
    let (address, query) = parts(&client(|_| {}).authorize_url(&silent));
    assert!(address.ends_with(&format!("/{}/oauth2/v2.0/authorize", contoso::TENANT)));
    assert_eq!(query["prompt"], "none");
    assert_eq!(query["login_hint"], "O.hint");
}

#[test]
fn the_account_picker_goes_without_a_hint() {
    let picker = AuthorizeRequest {
        prompt: Some(Prompt::SelectAccount),
        login_hint: Some("O.hint"),
        ..request()
    };
    let (_, query) = parts(&client(|_| {}).authorize_url(&picker));
    assert_eq!(query["prompt"], "select_account");
    assert!(!query.contains_key("login_hint"));
}

#[test]
fn sign_in_by_code_sends_the_challenge_and_keeps_the_verifier() {
    let microsoft = client(|settings| settings.signin_flow = SigninFlow::Code);
    let url = microsoft.authorize_url(&request());
    let (_, query) = parts(&url);
    assert_eq!(query["response_type"], "code");
    assert_eq!(query["code_challenge_method"], "S256");
    assert_eq!(
        query["code_challenge"],
        microsoft365::state::thumbprint(VERIFIER.as_bytes())
    );
    assert_eq!(query["scope"], "openid profile");
    assert!(!url.contains(VERIFIER));
}

#[test]
fn connecting_teams_asks_for_meetings_in_the_persons_tenant() {
    let connect = ConnectRequest {
        tenant: tenant_id(contoso::TENANT),
        redirect_uri: CONNECT,
        state: "state-2",
        nonce: NONCE,
        pkce_verifier: VERIFIER,
        login_hint: Some("O.hint"),
        claims: Some("{\"access_token\":{}}"),
    };
    let (address, query) = parts(&client(|_| {}).connect_url(&connect).unwrap());
    assert!(address.ends_with(&format!("/{}/oauth2/v2.0/authorize", contoso::TENANT)));
    assert_eq!(
        query["scope"],
        "openid profile offline_access https://graph.microsoft.com/OnlineMeetings.ReadWrite"
    );
    assert_eq!(query["client_id"], contoso::DATA_CLIENT_ID);
    assert_eq!(query["response_type"], "code");
    assert_eq!(query["response_mode"], "form_post");
    assert_eq!(query["claims"], "{\"access_token\":{}}");
    assert!(query.contains_key("code_challenge"));
}

#[test]
fn meetings_may_have_a_registration_of_their_own_or_none() {
    let own = guid("0a000000-0000-4000-8000-000000000001");
    let connect = ConnectRequest {
        tenant: tenant_id(contoso::TENANT),
        redirect_uri: CONNECT,
        state: "s",
        nonce: NONCE,
        pkce_verifier: VERIFIER,
        login_hint: None,
        claims: None,
    };
    let microsoft = client(|settings| {
        settings.data.overrides.insert(Source::Meetings, own);
    });
    let (_, query) = parts(&microsoft.connect_url(&connect).unwrap());
    assert_eq!(query["client_id"], own.to_string());
    assert_eq!(microsoft.settings().data.clients(), [data_client(), own]);
    assert_eq!(
        client(|settings| settings.data.default = None).connect_url(&connect),
        None
    );
}

#[test]
fn sign_out_returns_with_the_hint() {
    let microsoft = client(|_| {});
    let (address, query) = parts(&microsoft.logout_url("http://localhost:3000/", Some("O.hint")));
    assert_eq!(
        address,
        "https://login.microsoftonline.com/organizations/oauth2/v2.0/logout"
    );
    let wanted = [
        ("logout_hint", "O.hint"),
        ("post_logout_redirect_uri", "http://localhost:3000/"),
    ];
    assert_eq!(query, map(&wanted));
    assert!(
        !microsoft
            .logout_url("http://localhost:3000/", None)
            .contains("logout_hint")
    );
}

#[test]
fn consent_asks_for_everything_or_for_exactly_the_scopes_shown() {
    let microsoft = client(|_| {});
    let url = |features: &[Feature]| {
        parts(&microsoft.admin_consent_url(&ConsentRequest {
            tenant: tenant_id(contoso::TENANT),
            client_id: data_client(),
            needs: &needs(features),
            redirect_uri: "http://localhost:3000/consent/callback",
            state: "state-3",
        }))
    };
    let (address, query) = url(&[Feature::Directory, Feature::TeamsMeetings]);
    assert_eq!(
        address,
        format!(
            "https://login.microsoftonline.com/{}/v2.0/adminconsent",
            contoso::TENANT
        )
    );
    let wanted = map(&[
        ("client_id", contoso::DATA_CLIENT_ID),
        ("redirect_uri", "http://localhost:3000/consent/callback"),
        ("scope", "https://graph.microsoft.com/.default"),
        ("state", "state-3"),
    ]);
    assert_eq!(query, wanted);
    let (_, query) = url(&[Feature::TeamsMeetings]);
    assert_eq!(
        query["scope"],
        "https://graph.microsoft.com/OnlineMeetings.ReadWrite offline_access openid profile"
    );
}
