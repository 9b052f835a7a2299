//! Everything the simulated world remembers, behind methods that tests call in process and `/_control` calls over HTTP.

pub mod assumptions;
pub mod calendars;
pub mod clock;
pub mod faults;
pub mod federation;
pub mod grants;
pub mod limits;
pub mod meetings;
pub mod mint;
pub mod registrations;
pub mod sessions;
pub mod tokens;

use std::sync::{Mutex, MutexGuard, PoisonError, RwLock};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::directory::{Directory, Person, Tenant};
use crate::keys::{KeyProblem, KeyRing};
use crate::options::Options;

pub use assumptions::Assumption;
pub use calendars::{EventChange, NewEvent};
pub use faults::{Breakage, Fault, FaultKind, RequestRecord};
pub use grants::{
    AppRoleAssignment, DEFAULT_ACCESS, Enabled, Grants, PermissionGrant, PrincipalType,
    ServicePrincipal,
};
pub use meetings::Meeting;
pub use mint::{MintKey, MintOptions};
pub use registrations::{FederatedCredential, Registration};
pub use sessions::SignedIn;
pub use tokens::{AccessToken, IssuedToken, TokenProblem};

/// The tenant of personal Microsoft accounts.
pub const CONSUMER_TENANT: &str = "9188040d-6c67-4c5b-b112-36a304b66dad";

/// The whole world. Cheap locks, never held across an await.
#[derive(Debug)]
pub struct State {
    base_url: String,
    options: Options,
    directory: RwLock<Directory>,
    registrations: Mutex<Vec<Registration>>,
    grants: Mutex<Grants>,
    keys: Mutex<KeyRing>,
    clock: clock::Clock,
    sessions: Mutex<sessions::Sessions>,
    tokens: Mutex<tokens::Tokens>,
    meetings: Mutex<Vec<Meeting>>,
    faults: Mutex<faults::Faults>,
    fault_met: tokio::sync::Notify,
    assumptions: Mutex<assumptions::Assumptions>,
    calendars: RwLock<calendars::CalendarDesk>,
    user_links: Mutex<calendars::UserLinks>,
    limits: Mutex<limits::Limits>,
}

impl State {
    /// A fresh world that believes it is reachable at `base_url` (no slash at the end). Also for tests without a socket.
    pub fn new(options: Options, base_url: &str) -> Result<Self, KeyProblem> {
        let base_url = base_url.trim_end_matches('/').to_owned();
        let directory = Directory::founded(&options);
        let registrations = registrations::initial(&options, &base_url);
        let clock = clock::Clock::default();
        let grants = Grants::initial(
            &directory,
            &registrations,
            options.consented,
            clock.now_ms(),
        );
        Ok(Self {
            keys: Mutex::new(KeyRing::new(&base_url)?),
            directory: RwLock::new(directory),
            registrations: Mutex::new(registrations),
            grants: Mutex::new(grants),
            clock,
            sessions: Mutex::default(),
            tokens: Mutex::default(),
            meetings: Mutex::default(),
            faults: Mutex::default(),
            fault_met: tokio::sync::Notify::new(),
            assumptions: Mutex::default(),
            calendars: RwLock::default(),
            user_links: Mutex::default(),
            limits: Mutex::default(),
            options,
            base_url,
        })
    }

    /// Everything as at the start, except addresses and the published keys.
    pub fn reset(&self) {
        let directory = Directory::founded(&self.options);
        let registrations = registrations::initial(&self.options, &self.base_url);
        self.clock.set_skew_ms(0);
        *lock(&self.grants) = Grants::initial(
            &directory,
            &registrations,
            self.options.consented,
            self.now_ms(),
        );
        *lock(&self.registrations) = registrations;
        *self
            .directory
            .write()
            .unwrap_or_else(PoisonError::into_inner) = directory;
        *lock(&self.sessions) = sessions::Sessions::default();
        *lock(&self.tokens) = tokens::Tokens::default();
        *lock(&self.faults) = faults::Faults::default();
        *lock(&self.assumptions) = assumptions::Assumptions::default();
        lock(&self.meetings).clear();
        *self
            .calendars
            .write()
            .unwrap_or_else(PoisonError::into_inner) = calendars::CalendarDesk::default();
        *lock(&self.user_links) = calendars::UserLinks::default();
        *lock(&self.limits) = limits::Limits::default();
    }

    /// Where this world is reachable, without a slash at the end.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// Base of Graph, without version and without a slash at the end.
    pub fn graph_url(&self) -> String {
        format!("{}/graph", self.base_url)
    }

    /// The options it was made with.
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// Microsoft's clock: epoch milliseconds, shifted by the skew.
    pub fn now_ms(&self) -> i64 {
        self.clock.now_ms()
    }

    /// Microsoft's clock as a `Date` header tells it.
    pub(crate) fn date(&self) -> Option<axum::http::HeaderValue> {
        let now = jiff::Timestamp::from_millisecond(self.now_ms()).ok()?;
        let printer = jiff::fmt::rfc2822::DateTimePrinter::new();
        let text = printer.timestamp_to_rfc9110_string(&now).ok()?;
        axum::http::HeaderValue::from_str(&text).ok()
    }

    /// Shifts Microsoft's clock against the real one.
    pub fn set_clock_skew_ms(&self, skew_ms: i64) {
        self.clock.set_skew_ms(skew_ms);
    }

    /// Reads the directory.
    pub fn with_directory<R>(&self, read: impl FnOnce(&Directory) -> R) -> R {
        read(
            &self
                .directory
                .read()
                .unwrap_or_else(PoisonError::into_inner),
        )
    }

    /// Changes the directory (people's settings, members of groups).
    pub fn with_directory_mut<R>(&self, change: impl FnOnce(&mut Directory) -> R) -> R {
        change(
            &mut self
                .directory
                .write()
                .unwrap_or_else(PoisonError::into_inner),
        )
    }

    /// Reads something of one tenant, by id or domain.
    pub fn with_tenant<R>(&self, id_or_domain: &str, read: impl FnOnce(&Tenant) -> R) -> Option<R> {
        self.with_directory(|directory| directory.tenant(id_or_domain).map(read))
    }

    /// The id of a tenant given by id or domain.
    pub fn tenant_id(&self, id_or_domain: &str) -> Option<String> {
        self.with_tenant(id_or_domain, |tenant| tenant.id.clone())
    }

    /// A person of a tenant, by object id or UPN.
    pub fn person(&self, tid: &str, id_or_upn: &str) -> Option<Person> {
        self.with_tenant(tid, |tenant| tenant.person(id_or_upn).cloned())
            .flatten()
    }

    /// Gives or takes a person's Teams licence. False when there is no such person.
    pub fn set_teams_licence(&self, tid: &str, oid: &str, licensed: Licence) -> bool {
        self.with_directory_mut(|directory| {
            let person = directory
                .tenant_mut(tid)
                .and_then(|tenant| tenant.person_mut(oid));
            person
                .map(|person| person.teams_licence = licensed == Licence::Teams)
                .is_some()
        })
    }

    /// Switches a person's account on or off. False when there is no such person.
    pub fn enable_account(&self, tid: &str, oid: &str, enabled: Enabled) -> bool {
        self.with_directory_mut(|directory| {
            let person = directory
                .tenant_mut(tid)
                .and_then(|tenant| tenant.person_mut(oid));
            person
                .map(|person| person.account_enabled = enabled == Enabled::Yes)
                .is_some()
        })
    }

    /// Somebody joins the organisation: an ordinary employee, with this department and manager where they are told. `None`
    /// when the name is taken or a manager unknown.
    pub fn hire(&self, tid: &str, newcomer: &Newcomer) -> Option<String> {
        let oid = guid(&[tid, "newcomer", &newcomer.upn]);
        let manager = match &newcomer.manager {
            Some(manager) => Some(self.person(tid, manager)?.oid),
            None => None,
        };
        let mut person = Person::newcomer(&oid, &newcomer.upn, &newcomer.name);
        person.department.clone_from(&newcomer.department);
        person.manager = manager;
        person.created_ms = self.now_ms();
        self.open_mailbox(tid, &person);
        let admitted = self.with_directory_mut(|directory| {
            directory
                .tenant_mut(tid)
                .is_some_and(|tenant| tenant.admit(person))
        });
        admitted.then_some(oid)
    }

    /// Somebody leaves: account, mailbox and memberships are gone. False when there is no such person.
    pub fn dismiss(&self, tid: &str, id_or_upn: &str) -> bool {
        let gone = self.with_directory_mut(|directory| {
            directory
                .tenant_mut(tid)
                .and_then(|tenant| tenant.dismiss(id_or_upn))
        });
        gone.is_some()
    }

    /// Reads or changes the keys.
    pub fn with_keys<R>(&self, use_keys: impl FnOnce(&mut KeyRing) -> R) -> R {
        use_keys(&mut lock(&self.keys))
    }

    /// Rolls the signing key over; the old one stays published.
    pub fn rotate_keys(&self) -> Result<(), KeyProblem> {
        lock(&self.keys).rotate()
    }

    /// Withdraws every tenant key but the current one.
    pub fn withdraw_old_keys(&self) {
        lock(&self.keys).withdraw_old();
    }

    /// Reads or changes service principals and grants directly; most callers want the named methods.
    pub fn with_grants<R>(&self, use_grants: impl FnOnce(&mut Grants) -> R) -> R {
        use_grants(&mut lock(&self.grants))
    }

    /// Reads or changes the online meetings of all tenants.
    pub fn with_meetings<R>(&self, use_meetings: impl FnOnce(&mut Vec<Meeting>) -> R) -> R {
        use_meetings(&mut lock(&self.meetings))
    }
}

/// Somebody who joins an organisation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Newcomer {
    /// User principal name.
    pub upn: String,
    /// Display name.
    pub name: String,
    /// Department; empty for none.
    pub department: String,
    /// Object id or UPN of the manager.
    pub manager: Option<String>,
}

/// What a person's licence includes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Licence {
    /// With Teams.
    Teams,
    /// Without Teams.
    Bare,
}

/// A lock that survives a panic in another test.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A GUID that depends on these parts alone.
pub fn guid(parts: &[&str]) -> String {
    let digest = ring::digest::digest(&ring::digest::SHA256, parts.join("\u{1f}").as_bytes());
    let mut bytes = [0_u8; 16];
    bytes.copy_from_slice(&digest.as_ref()[..16]);
    uuid::Builder::from_random_bytes(bytes)
        .into_uuid()
        .to_string()
}

/// base64url of the SHA-256 of these bytes.
pub fn thumbprint(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(ring::digest::digest(&ring::digest::SHA256, bytes))
}

/// Epoch milliseconds as `2026-11-21T10:00:00Z`.
pub fn iso(ms: i64) -> String {
    let seconds = ms.div_euclid(1_000);
    jiff::Timestamp::from_second(seconds)
        .map(|time| time.to_string())
        .unwrap_or_default()
}
