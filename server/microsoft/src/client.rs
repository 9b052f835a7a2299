//! [`Microsoft`]: the one value through which Anteroom reaches Entra and Graph.

use std::fmt;
use std::sync::Arc;

use crate::address::Addresses;
use crate::app_token::AppTokens;
use crate::cloud::Cloud;
use crate::credential::Ledger;
use crate::graph::Lanes;
use crate::http::Http;
use crate::keys::Keys;
use crate::settings::{Settings, SettingsError, SigninFlow};

/// The client of Entra and Graph. Cheap to clone; clones share caches.
#[derive(Clone)]
pub struct Microsoft(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) settings: Settings,
    pub(crate) addresses: Addresses,
    pub(crate) http: Http,
    pub(crate) keys: Keys,
    pub(crate) app_tokens: AppTokens,
    pub(crate) lanes: Lanes,
    pub(crate) ledger: Ledger,
}

impl Microsoft {
    /// A client for these settings. Contacts nobody yet.
    ///
    /// # Errors
    /// [`SettingsError`] when an address, certificate or combination cannot be used.
    pub fn new(settings: Settings) -> Result<Self, SettingsError> {
        install_crypto();
        if settings.signin_flow == SigninFlow::Code && settings.signin_credential.is_none() {
            return Err(SettingsError::CodeWithoutCredential);
        }
        let addresses = Addresses::new(&settings.authority, &settings.graph_url)?;
        let http = Http::new(&settings)?;
        let keys = Keys::default();
        Ok(Self(Arc::new(Inner {
            settings,
            addresses,
            http,
            keys,
            app_tokens: AppTokens::default(),
            lanes: Lanes::default(),
            ledger: Ledger::default(),
        })))
    }

    /// The settings it was made with.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.0.settings
    }
}

impl Microsoft {
    /// The cloud of Microsoft's that the configured addresses belong to.
    #[must_use]
    pub fn cloud(&self) -> Cloud {
        self.0.addresses.cloud()
    }
}

impl fmt::Debug for Microsoft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Microsoft")
            .field("authority", &self.0.settings.authority)
            .finish_non_exhaustive()
    }
}

/// Makes ring the process's provider of TLS. Calling it again, or after another choice, changes nothing.
pub fn install_crypto() {
    // An error means that a provider is installed already, which is what is wanted.
    let _ = rustls::crypto::ring::default_provider().install_default();
}
