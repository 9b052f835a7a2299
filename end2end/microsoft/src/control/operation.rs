//! The operations of `POST /_control/{operation}`.

mod calendar;
mod permit;
mod play;
mod register;
mod staff;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::state::{Enabled, NewEvent, State};
use crate::{contoso, operator};

/// Name and example of each operation. Left out: tenant = Contoso, client = Data registration.
pub(super) const EXAMPLES: &[(&str, &str)] = &[
    (
        "fault",
        r#"{"path":"/graph/v1.0/users","kind":"throttle","retry_after_s":2,"count":1,"skip":0,"method":"GET"}; kind: throttle, gone, status (status, code), latency (ms), drop, broken (breakage: unknown-enum, missing-field, wrong-type, end-before-start, no-length, truncated)"#,
    ),
    ("clear-faults", "{}"),
    (
        "limit",
        r#"{"mailbox":4,"per_second":null}; requests at a time for a mailbox, and a second in all; null lifts a limit"#,
    ),
    ("expire-delta-tokens", "{}"),
    (
        "event",
        r#"{"event":{"organizer":"jonas.weber@contoso.example","attendees":["emil.novak@contoso.example"],"start":"2026-11-23T09:00:00Z","end":"2026-11-23T10:00:00Z"}}; also optional, created, every_days, count, subject, body, response, sensitivity, show_as, all_day, online, hide_attendees, room"#,
    ),
    (
        "move-event",
        r#"{"id":"<event id of any mailbox>","start":"..","end":".."}"#,
    ),
    ("cancel-event", r#"{"id":".."}"#),
    ("remove-event", r#"{"id":".."}"#),
    (
        "respond",
        r#"{"id":"..","person":"..","response":"declined"}"#,
    ),
    (
        "hire",
        r#"{"upn":"nina.new@contoso.example","name":"Nina New","department":"Data","manager":null}"#,
    ),
    ("dismiss", r#"{"person":"emil.novak@contoso.example"}"#),
    ("rotate-keys", r#"{"withdraw_old":true}"#),
    ("clock", r#"{"skew_ms":-60000}"#),
    ("consent", r#"{"tenant":"fabrikam","client":"data"}"#),
    (
        "grant",
        r#"{"permission":"User.Read.All"} or {"scopes":["OnlineMeetings.ReadWrite"],"person":"jonas.weber@contoso.example"}"#,
    ),
    (
        "revoke",
        r#"{"permission":"User.ReadBasic.All"} or {"scopes":[],"person":null} or {"everything":true}"#,
    ),
    (
        "application",
        r#"{"enabled":false,"assignment_required":true,"remove":false}"#,
    ),
    (
        "ask",
        r#"{"application":["User.Read.All"],"delegated":["openid"]}"#,
    ),
    (
        "assign-role",
        r#"{"person":"emil.novak@contoso.example","role":"Consultant"}"#,
    ),
    (
        "remove-role",
        r#"{"person":"jonas.weber@contoso.example","role":"Consultant"}"#,
    ),
    ("assign-group", r#"{"group":"<object id>","role":""}"#),
    (
        "revoke-tokens",
        r#"{"person":"jonas.weber@contoso.example"}"#,
    ),
    (
        "licence",
        r#"{"person":"jonas.weber@contoso.example","teams":false}"#,
    ),
    (
        "account",
        r#"{"person":"jonas.weber@contoso.example","enabled":false}"#,
    ),
    ("teams-policy", r#"{"on":true,"organizer":null}"#),
    (
        "federated",
        r#"{"issuer":"..","subject":"..","audience":".."}"#,
    ),
    ("certificate", r#"{"pem":"-----BEGIN CERTIFICATE----- .."}"#),
    (
        "mint",
        r#"{"person":"..","nonce":"..","claims":{},"header":{},"key":"current"}; key: current, consumer, without-issuer, unpublished, forged, none, hmac, or a tenant id"#,
    ),
    ("forget-requests", "{}"),
    ("reset", "{}"),
];

/// One operation with its fields.
#[derive(Deserialize)]
#[serde(tag = "operation", rename_all = "kebab-case", deny_unknown_fields)]
pub(super) enum Operation {
    Fault {
        path: String,
        kind: String,
        method: Option<String>,
        #[serde(default)]
        skip: u32,
        count: Option<u32>,
        retry_after_s: Option<u64>,
        status: Option<u16>,
        code: Option<String>,
        ms: Option<u64>,
        breakage: Option<String>,
    },
    Limit {
        mailbox: Option<u32>,
        per_second: Option<u32>,
    },
    ExpireDeltaTokens {},
    Event {
        tenant: Option<String>,
        event: Box<NewEvent>,
    },
    MoveEvent {
        tenant: Option<String>,
        id: String,
        start: String,
        end: String,
    },
    CancelEvent {
        tenant: Option<String>,
        id: String,
    },
    RemoveEvent {
        tenant: Option<String>,
        id: String,
    },
    Respond {
        tenant: Option<String>,
        id: String,
        person: String,
        response: String,
    },
    Hire {
        tenant: Option<String>,
        upn: String,
        name: String,
        #[serde(default)]
        department: String,
        manager: Option<String>,
    },
    Dismiss {
        tenant: Option<String>,
        person: String,
    },
    ClearFaults {},
    RotateKeys {
        #[serde(default)]
        withdraw_old: bool,
    },
    Clock {
        skew_ms: i64,
    },
    Consent {
        tenant: Option<String>,
        client: Option<String>,
    },
    Grant {
        tenant: Option<String>,
        client: Option<String>,
        permission: Option<String>,
        person: Option<String>,
        #[serde(default)]
        scopes: Vec<String>,
    },
    Revoke {
        tenant: Option<String>,
        client: Option<String>,
        permission: Option<String>,
        person: Option<String>,
        scopes: Option<Vec<String>>,
        #[serde(default)]
        everything: bool,
    },
    Application {
        tenant: Option<String>,
        client: Option<String>,
        enabled: Option<bool>,
        assignment_required: Option<bool>,
        #[serde(default)]
        remove: bool,
    },
    Ask {
        client: Option<String>,
        #[serde(default)]
        application: Vec<String>,
        #[serde(default)]
        delegated: Vec<String>,
    },
    AssignRole {
        tenant: Option<String>,
        person: String,
        role: String,
    },
    RemoveRole {
        tenant: Option<String>,
        person: String,
        role: String,
    },
    AssignGroup {
        tenant: Option<String>,
        group: String,
        role: String,
    },
    RevokeTokens {
        tenant: Option<String>,
        person: String,
    },
    Licence {
        tenant: Option<String>,
        person: String,
        teams: bool,
    },
    Account {
        tenant: Option<String>,
        person: String,
        enabled: bool,
    },
    TeamsPolicy {
        tenant: Option<String>,
        client: Option<String>,
        on: bool,
        organizer: Option<String>,
    },
    Federated {
        client: Option<String>,
        issuer: String,
        subject: String,
        audience: Option<String>,
    },
    Certificate {
        client: Option<String>,
        pem: String,
    },
    Mint {
        tenant: Option<String>,
        client: Option<String>,
        person: Option<String>,
        nonce: Option<String>,
        #[serde(default)]
        claims: Map<String, Value>,
        #[serde(default)]
        header: Map<String, Value>,
        key: Option<String>,
    },
    ForgetRequests {},
    Reset {},
}

/// A tenant by id, domain, or the short names `contoso` and `fabrikam`.
pub(super) fn tenant_id(state: &State, text: &str) -> Result<String, String> {
    let found = state
        .tenant_id(text)
        .or_else(|| state.tenant_id(&format!("{text}.example")));
    found.ok_or_else(|| format!("no tenant '{text}'"))
}

struct Where<'a> {
    state: &'a State,
}

impl Where<'_> {
    fn tenant(&self, text: Option<&str>) -> Result<String, String> {
        tenant_id(self.state, text.unwrap_or(contoso::TENANT))
    }

    fn client(&self, text: Option<&str>) -> Result<String, String> {
        let id = match text.unwrap_or("data") {
            "data" => operator::DATA_CLIENT_ID,
            "signin" => operator::SIGNIN_CLIENT_ID,
            other => other,
        };
        self.state
            .registration(id)
            .map(|found| found.client_id)
            .ok_or_else(|| format!("no registration '{id}'"))
    }

    fn person(&self, tid: &str, text: &str) -> Result<String, String> {
        self.state
            .person(tid, text)
            .map(|found| found.oid)
            .ok_or_else(|| format!("nobody is called '{text}' there"))
    }

    fn person_or_all(&self, tid: &str, text: Option<&str>) -> Result<Option<String>, String> {
        text.map(|text| self.person(tid, text)).transpose()
    }
}

fn done(worked: bool, otherwise: &str) -> Result<Value, String> {
    if worked {
        Ok(json!({ "done": true }))
    } else {
        Err(otherwise.to_owned())
    }
}

fn switch(on: bool) -> Enabled {
    if on { Enabled::Yes } else { Enabled::No }
}

impl Operation {
    /// Does it; `Err` says what was wrong with the fields.
    pub(super) fn apply(self, state: &State) -> Result<Value, String> {
        let at = Where { state };
        match self {
            Self::Fault { .. } => self.inject(state),
            Self::ClearFaults {} => done(
                {
                    state.clear_faults();
                    true
                },
                "",
            ),
            Self::ForgetRequests {} => done(
                {
                    state.forget_requests();
                    true
                },
                "",
            ),
            Self::Reset {} => done(
                {
                    state.reset();
                    true
                },
                "",
            ),
            Self::Clock { skew_ms } => done(
                {
                    state.set_clock_skew_ms(skew_ms);
                    true
                },
                "",
            ),
            Self::RotateKeys { withdraw_old } => {
                state.rotate_keys().map_err(|problem| problem.to_string())?;
                if withdraw_old {
                    state.withdraw_old_keys();
                }
                done(true, "")
            }
            Self::Consent { .. }
            | Self::Grant { .. }
            | Self::Revoke { .. }
            | Self::Application { .. }
            | Self::TeamsPolicy { .. } => self.permit(&at),
            Self::AssignRole { .. }
            | Self::RemoveRole { .. }
            | Self::AssignGroup { .. }
            | Self::RevokeTokens { .. }
            | Self::Licence { .. }
            | Self::Account { .. }
            | Self::Hire { .. }
            | Self::Dismiss { .. } => self.staff(&at),
            Self::Limit { .. }
            | Self::ExpireDeltaTokens {}
            | Self::Event { .. }
            | Self::MoveEvent { .. }
            | Self::CancelEvent { .. }
            | Self::RemoveEvent { .. }
            | Self::Respond { .. } => self.calendar(&at),
            Self::Ask { .. } | Self::Federated { .. } | Self::Certificate { .. } => {
                self.register(&at)
            }
            Self::Mint { .. } => self.mint(&at),
        }
    }
}
