//! Signing in: one transaction per attempt, used once, bound to the browser by its own cookie.

mod begin;
mod finish;
pub(crate) mod land;
pub(crate) mod problem;
pub(crate) mod return_path;
pub(crate) mod transaction;

pub use problem::{Errand, SigninProblem};

use std::fmt;

use model::Slug;

use crate::session::Session;

/// Minutes within which the answer to a sign-in is accepted.
pub const TRANSACTION_MINUTES: i64 = 10;

/// Why somebody is sent to Microsoft.
#[derive(Clone)]
pub enum Purpose {
    /// Staff of a registered organisation signs in.
    SignIn,
    /// An administrator registers an organisation, with the code of an invitation where one is needed.
    Register {
        /// Code of the link.
        invitation: Option<String>,
    },
    /// A person takes up a role they were invited to.
    AcceptInvitation {
        /// Code of the link.
        code: String,
    },
    /// Roles and groups of a session are proved again, without asking anything.
    Renew,
}

impl fmt::Debug for Purpose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::SignIn => "SignIn",
            Self::Register { .. } => "Register",
            Self::AcceptInvitation { .. } => "AcceptInvitation",
            Self::Renew => "Renew",
        })
    }
}

/// A sign-in to begin.
#[derive(Clone, Debug)]
pub struct Begin<'r> {
    /// Why.
    pub purpose: Purpose,
    /// Where to go afterwards; only a local path is kept.
    pub return_path: Option<&'r str>,
    /// The organisation's address part, where it is known: Entra then refuses accounts of others early.
    pub tenant: Option<&'r Slug>,
    /// The session of this browser: renewed by [`Purpose::Renew`], replaced by a new sign-in.
    pub session: Option<&'r Session>,
    /// Id of the request.
    pub correlation: &'r str,
}

/// Where the browser goes, and the transaction cookie it takes along.
pub struct Redirect {
    /// Address at Microsoft.
    pub url: String,
    /// The `state` in the address, which names the cookie: sign-ins of several tabs don't take each other's.
    pub state: String,
    /// Value for `__Host-authtx-STATE` (`Secure; HttpOnly; Path=/; SameSite=None`, ten minutes).
    pub cookie_value: String,
}

impl fmt::Debug for Redirect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Redirect(..)")
    }
}

/// The fields of the answer that Microsoft posts through the browser. `Debug` shows none of them.
#[derive(Clone, Default)]
pub struct SigninForm {
    /// The id_token, with sign-in by id_token.
    pub id_token: Option<String>,
    /// The code, with sign-in by code and when connecting Teams.
    pub code: Option<String>,
    /// The transaction's state.
    pub state: Option<String>,
    /// The OAuth error.
    pub error: Option<String>,
    /// Its description; only the number in it is used.
    pub error_description: Option<String>,
}

impl fmt::Debug for SigninForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigninForm(..)")
    }
}

/// What to do with the cookie `__Host-session`.
#[derive(Clone, PartialEq, Eq)]
pub enum SessionCookie {
    /// Set it to this value (`SameSite=Lax; Secure; HttpOnly; Path=/`).
    Set(String),
    /// Leave it.
    Keep,
    /// Delete it.
    Clear,
}

impl fmt::Debug for SessionCookie {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Set(_) => "Set(..)",
            Self::Keep => "Keep",
            Self::Clear => "Clear",
        })
    }
}

/// A sign-in that is over; answer with 303 and delete the transaction cookie.
#[derive(Clone, Debug)]
pub struct Finished {
    /// What to do with the session cookie.
    pub session_cookie: SessionCookie,
    /// Local path to go to.
    pub go_to: String,
}
