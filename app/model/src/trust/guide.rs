//! What pages about the set-up at Microsoft show: what is known without asking, and what is left to do.

use serde::{Deserialize, Serialize};

use crate::permission::{CalendarAccess, Feature};
use crate::{Guid, TenantId, Timestamp};

/// What set-up documents can be begun with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentsView {
    /// The organisation that is signed in; none on the public page.
    pub tenant: Option<TenantId>,
    /// Public base URL of this installation.
    pub base_url: String,
    /// Base URL of Entra.
    pub authority: String,
    /// Base URL of Microsoft Graph.
    pub graph_url: String,
    /// Whether people sign in by a code, which takes a credential of its own.
    pub signin_by_code: bool,
    /// Configured client ids by what they are for: `signin`, `data`, `calendar` ...
    pub clients: Vec<(String, Guid)>,
    /// Features that are configured, or those to begin with where none is.
    pub features: Vec<Feature>,
    /// How much of calendars the organisation wants to be read.
    pub calendars: CalendarAccess,
    /// By the server's clock.
    pub at: Timestamp,
}

/// A step of the set-up that facts can tell of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TodoKind {
    /// The organisation is registered.
    SignIn,
    /// An application for data is configured.
    Registration,
    /// Microsoft accepts the credential.
    Credential,
    /// Consent to one application is proven.
    Consent,
    /// A rule of Exchange keeps the application from what was consented to.
    ExchangePolicy,
    /// A policy of Teams is missing without which a consent opens no meetings.
    TeamsPolicy,
    /// People have roles.
    People,
    /// A room exists.
    Rooms,
}

/// How far a step is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TodoState {
    /// A fact shows that it is done.
    Done,
    /// It was done and takes effect soon.
    Wait,
    /// Nothing shows that it is done.
    Open,
}

/// One step with what is known of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TodoStep {
    /// Which.
    pub kind: TodoKind,
    /// How far it is.
    pub state: TodoState,
    /// Name of the application it is about; empty where it is about none.
    pub name: String,
    /// Microsoft's code of the last failure; empty without one.
    pub code: String,
    /// When the fact was seen.
    pub at: Option<Timestamp>,
    /// Whether an application permission is among those to consent to, which takes a higher role.
    pub by_itself: bool,
    /// Microsoft's consent page for it.
    pub link: Option<String>,
}

/// Everything that is to be done for one organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TodoView {
    /// The organisation.
    pub tenant_id: TenantId,
    /// Its name.
    pub tenant_name: String,
    /// Steps in their order.
    pub steps: Vec<TodoStep>,
    /// Whether the reader may send the list.
    pub may_send: bool,
}

/// What became of sending the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TodoSent {
    /// It is on its way.
    Sent,
    /// Too many within an hour.
    TooOften,
}

impl TodoSent {
    /// The word in the address of the page.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::TooOften => "too_often",
        }
    }

    /// The outcome of such a word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Sent, Self::TooOften]
            .into_iter()
            .find(|sent| sent.as_str() == word)
    }
}
