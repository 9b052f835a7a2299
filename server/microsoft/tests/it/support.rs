//! A simulated Microsoft 365, a client of it, and the pauses the client asked for.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use microsoft::{
    Authority, CredentialSource, Expected, Identity, Microsoft, Pause, Settings, SigninAnswer,
    SigninError,
};
use microsoft365::state::MintOptions;
use microsoft365::{Options, State, Tenant365, contoso};
use model::{Guid, ObjectId, TenantId, Timestamp};
use secrecy::SecretString;

pub(crate) const NONCE: &str = "nonce-of-this-sign-in-0123456789";
pub(crate) const VERIFIER: &str = "verifier-of-this-sign-in-0123456789-0123456789-0123456789";
pub(crate) const CALLBACK: &str = "http://localhost:3000/signin/callback";
pub(crate) const CONNECT: &str = "http://localhost:3000/connect/callback";

pub(crate) struct World {
    pub(crate) tenant: Tenant365,
    pub(crate) microsoft: Microsoft,
    pauses: Arc<Mutex<Vec<Duration>>>,
    _files: tempfile::TempDir,
}

impl World {
    pub(crate) async fn start() -> Self {
        Self::with(|_, _| {}).await
    }

    /// A world whose client has settings changed by `change`; the default ones know the Data registration and its secret.
    pub(crate) async fn with(change: impl FnOnce(&mut Settings, &Tenant365)) -> Self {
        Self::of(Options::default(), change).await
    }

    pub(crate) async fn of(
        options: Options,
        change: impl FnOnce(&mut Settings, &Tenant365),
    ) -> Self {
        let tenant = microsoft365::start(options).await.unwrap();
        let files = tempfile::tempdir().unwrap();
        let pauses = Arc::new(Mutex::new(Vec::new()));
        let mut settings = Settings::new(
            &tenant.authority(),
            &tenant.graph_url(),
            guid(contoso::SIGNIN_CLIENT_ID),
        );
        settings.data.default = Some(guid(contoso::DATA_CLIENT_ID));
        settings.credentials = vec![secret_file(&files, microsoft365::DATA_SECRET)];
        settings.signin_credential = Some(secret_file(&files, microsoft365::SIGNIN_SECRET));
        let noted = pauses.clone();
        settings.pause = Pause::new(move |length| {
            noted.lock().unwrap().push(length);
            async {}
        });
        change(&mut settings, &tenant);
        let microsoft = Microsoft::new(settings).unwrap();
        Self {
            tenant,
            microsoft,
            pauses,
            _files: files,
        }
    }

    pub(crate) fn state(&self) -> &Arc<State> {
        self.tenant.state()
    }

    pub(crate) fn now(&self) -> Timestamp {
        Timestamp(self.state().now_ms())
    }

    pub(crate) fn pauses(&self) -> Vec<Duration> {
        self.pauses.lock().unwrap().clone()
    }

    /// Verifies a minted token as the answer to a sign-in that began a moment ago.
    pub(crate) async fn verify(&self, token: &str) -> Result<Identity, SigninError> {
        self.verify_at(token, self.now()).await
    }

    pub(crate) async fn verify_at(
        &self,
        token: &str,
        now: Timestamp,
    ) -> Result<Identity, SigninError> {
        let answer = SigninAnswer::IdToken(SecretString::from(token.to_owned()));
        self.microsoft
            .verify_signin(&answer, &expected(now), now)
            .await
    }

    pub(crate) fn mint(&self, options: &MintOptions) -> String {
        self.state().mint(options).unwrap()
    }

    pub(crate) fn key_requests(&self) -> usize {
        self.state()
            .request_count("GET", "/organizations/discovery/v2.0/keys")
    }

    pub(crate) fn token_requests(&self, tenant: &str) -> usize {
        self.state()
            .request_count("POST", &format!("/{tenant}/oauth2/v2.0/token"))
    }
}

pub(crate) fn expected(now: Timestamp) -> Expected<'static> {
    Expected {
        authority: Authority::Organizations,
        nonce: NONCE,
        started: now.plus_seconds(-2),
        redirect_uri: CALLBACK,
        pkce_verifier: Some(VERIFIER),
    }
}

/// A perfect token for the consultant, to be spoilt.
pub(crate) fn good() -> MintOptions {
    MintOptions::default().nonce(NONCE)
}

pub(crate) fn secret_file(files: &tempfile::TempDir, secret: &str) -> CredentialSource {
    let path = files.path().join(secret);
    std::fs::write(&path, format!("{secret}\n")).unwrap();
    CredentialSource::SecretFile(path)
}

pub(crate) fn guid(text: &str) -> Guid {
    text.parse().unwrap()
}

pub(crate) fn tenant_id(text: &str) -> TenantId {
    text.parse().unwrap()
}

pub(crate) fn object_id(text: &str) -> ObjectId {
    text.parse().unwrap()
}

pub(crate) fn data_client() -> Guid {
    guid(contoso::DATA_CLIENT_ID)
}
