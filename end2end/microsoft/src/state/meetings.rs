//! Online meetings: one list for all tenants. Graph writes it, the lobby page reads it.

use serde_json::{Map, Value};

/// One online meeting with the settings that Graph shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Meeting {
    /// Graph id of the meeting.
    pub id: String,
    /// Tenant of the organiser.
    pub tenant: String,
    /// Object id of the organiser.
    pub organizer: String,
    /// The caller's key of `createOrGet`; absent for plain creation.
    pub external_id: Option<String>,
    /// Address under which people join.
    pub join_web_url: String,
    /// Every other property as Graph shows it (`subject`, `lobbyBypassSettings`, `allowedPresenters`, ...).
    pub properties: Map<String, Value>,
    /// When it was made, epoch milliseconds.
    pub created_ms: i64,
    /// Object ids of those who joined signed in, first come first.
    pub joined: Vec<String>,
    /// Names of those who were let in from the lobby, by hand or by the lobby's setting.
    pub admitted: Vec<String>,
    /// Names of those who wait in the lobby, first come first.
    pub waiting: Vec<String>,
    /// How many guests without an account have come so far; numbers their names.
    pub guests: usize,
}

impl Meeting {
    /// `lobbyBypassSettings.scope`, or `organization` where nothing was set.
    pub fn lobby_scope(&self) -> &str {
        let settings = self.properties.get("lobbyBypassSettings");
        settings
            .and_then(|settings| settings.get("scope"))
            .and_then(Value::as_str)
            .unwrap_or("organization")
    }
}
