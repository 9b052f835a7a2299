//! Settings: flags, then environment, then the TOML file named by `ANTEROOM_CONFIG`, then defaults.
//!
//! Everything is read and checked before anything is opened, and all mistakes are reported at once, each with what
//! to do about it. Values that may hold a password live in `secrecy` types and never enter a message.

mod base_url;
mod credential;
mod key;
mod layers;
mod network;
mod page;
mod problem;
mod read;
mod settings;

pub use base_url::BaseUrl;
pub use credential::{CredentialSetting, ExpectedAssertion, FederatedUrl};
pub use key::{KEYS, Key};
pub use layers::Layers;
pub use network::Network;
pub use page::read_leptos;
pub use problem::{Problem, Problems};
pub use settings::{
    Addresses, DataClients, MailSettings, Registration, Settings, SigninFlow, SigninSettings,
    StorageSettings,
};
