//! Everything Anteroom says to Microsoft Entra ID and Microsoft Graph, and everything it believes of their answers.
//!
//! The only crate that knows their addresses. It stores nothing: transactions, sessions and refresh tokens belong to the
//! caller. Time is an argument (`now`), tokens are values that print nothing, and errors carry codes, never foreign text.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod address;
mod app_reader;
mod app_token;
mod authorize;
pub mod calendar;
mod client;
mod cloud;
mod connection;
pub mod consent;
pub mod credential;
pub mod directory;
mod error;
mod examine;
mod graph;
mod http;
mod id_token;
mod identity;
mod keys;
mod link;
pub mod mailbox;
mod meeting;
mod pause;
pub mod reader;
mod refusal;
mod secret;
pub mod settings;
mod signin;
mod token;
pub mod trouble;
pub mod zones;

pub use address::Authority;
pub use app_reader::{AppReader, ReadError};
pub use app_token::{AppToken, Doubt};
pub use authorize::{AuthorizeRequest, ConnectRequest, Prompt};
pub use client::{Microsoft, install_crypto};
pub use cloud::Cloud;
pub use connection::{ConnectError, Connected, Redemption, Refreshed};
pub use consent::{ConsentAnswer, ConsentCheck, ConsentProof, ConsentRequest, Wait};
pub use credential::{
    CredentialProblem, CredentialReport, CredentialSlot, CredentialSource, CredentialUse,
    IdentityService,
};
pub use directory::DirectoryPerson;
pub use error::MicrosoftError;
pub use examine::{AuthorityFacts, AuthorityProblem, OwnPrincipal};
pub use graph::GraphProblem;
pub use identity::Identity;
pub use link::{DeltaLink, PageLink};
pub use meeting::{Meeting, MeetingProblemDetail, MeetingRequest};
pub use pause::Pause;
pub use refusal::{OAuthError, Refusal, TokenProblem};
pub use secret::AccessToken;
pub use settings::{Registrations, Settings, SettingsError, SigninFlow, Source};
pub use signin::{Expected, SigninAnswer, SigninError, SigninHelp};
