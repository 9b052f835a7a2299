//! Who is signed in at the simulated sign-in service, per browser (cookie `ESTSAUTH`).

use std::collections::HashMap;

use http::HeaderMap;
use http::header::COOKIE;

use super::{State, lock};
use crate::directory::Person;

/// Name of the sign-in service's own cookie.
pub const COOKIE_NAME: &str = "ESTSAUTH";

/// One account that is signed in in a browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedIn {
    /// Tenant in which the account was used.
    pub tid: String,
    /// Object id.
    pub oid: String,
    /// Session id, the claim `sid`.
    pub sid: String,
    /// When, epoch milliseconds.
    pub at_ms: i64,
}

/// Browsers by cookie value.
#[derive(Debug, Default)]
pub struct Sessions {
    by_cookie: HashMap<String, Vec<SignedIn>>,
}

impl State {
    /// The accounts that are signed in in the browser which sent these headers, latest first.
    pub fn signed_in(&self, headers: &HeaderMap) -> Vec<SignedIn> {
        let Some(cookie) = cookie_value(headers) else {
            return Vec::new();
        };
        lock(&self.sessions)
            .by_cookie
            .get(&cookie)
            .cloned()
            .unwrap_or_default()
    }

    /// Signs an account in. Returns the session and the cookie value: the browser's old one, or a new one.
    pub fn sign_in(&self, headers: &HeaderMap, tid: &str, oid: &str) -> (SignedIn, String) {
        let at_ms = self.now_ms();
        let mut sessions = lock(&self.sessions);
        let cookie = cookie_value(headers)
            .filter(|cookie| sessions.by_cookie.contains_key(cookie))
            .unwrap_or_else(random_id);
        let accounts = sessions.by_cookie.entry(cookie.clone()).or_default();
        let sid = accounts.first().map_or_else(
            || uuid::Uuid::new_v4().to_string(),
            |account| account.sid.clone(),
        );
        accounts.retain(|account| account.tid != tid || account.oid != oid);
        let account = SignedIn {
            tid: tid.to_owned(),
            oid: oid.to_owned(),
            sid,
            at_ms,
        };
        accounts.insert(0, account.clone());
        (account, cookie)
    }

    /// Forgets the browser's accounts and returns those that were signed in.
    pub fn sign_out(&self, headers: &HeaderMap) -> Vec<SignedIn> {
        let Some(cookie) = cookie_value(headers) else {
            return Vec::new();
        };
        lock(&self.sessions)
            .by_cookie
            .remove(&cookie)
            .unwrap_or_default()
    }

    /// Forgets one account of the browser.
    pub fn forget_account(&self, headers: &HeaderMap, account: &SignedIn) {
        let Some(cookie) = cookie_value(headers) else {
            return;
        };
        if let Some(accounts) = lock(&self.sessions).by_cookie.get_mut(&cookie) {
            accounts.retain(|other| other != account);
        }
    }

    /// Ends every session of a person, as when an administrator revokes them.
    pub fn end_sessions(&self, tid: &str, oid: &str) {
        for accounts in lock(&self.sessions).by_cookie.values_mut() {
            accounts.retain(|account| account.tid != tid || account.oid != oid);
        }
    }

    /// The person behind a session, if they still exist.
    pub fn person_of(&self, account: &SignedIn) -> Option<Person> {
        self.person(&account.tid, &account.oid)
    }
}

/// 128 random bits as text.
pub(crate) fn random_id() -> String {
    uuid::Uuid::new_v4().simple().to_string()
}

fn cookie_value(headers: &HeaderMap) -> Option<String> {
    let pairs = headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'));
    let mut named = pairs
        .filter_map(|pair| pair.trim().split_once('='))
        .filter(|(name, _)| *name == COOKIE_NAME);
    named.next().map(|(_, value)| value.to_owned())
}
