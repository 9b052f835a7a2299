//! How a sign-in, a connection or a consent ended, as far as a page explains it.

use serde::{Deserialize, Serialize};

macro_rules! outcomes {
    ($($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal),* $(,)? })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $text)] $variant),* }
        impl $name {
            /// All values, in the order of their declaration.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];
            /// The value as it stands in an address.
            #[must_use]
            pub const fn as_str(self) -> &'static str { match self { $(Self::$variant => $text),* } }
            /// Reads the value; `None` for anything else.
            #[must_use]
            pub fn parse(text: &str) -> Option<Self> { Self::ALL.iter().copied().find(|value| value.as_str() == text) }
        }
    )*};
}

outcomes! {
    /// Why a sign-in did not succeed: the `code` of `/signin/problem`.
    SigninProblemCode {
        /// The answer belongs to no sign-in that this browser has begun: back button, second tab, blocked cookies, or
        /// an answer that was used before.
        NoTransaction = "no_transaction",
        /// It took longer than ten minutes.
        Expired = "expired",
        /// The answer belongs to another sign-in than this browser's.
        ForeignAnswer = "foreign_answer",
        /// The person or Entra's page said no.
        Declined = "declined",
        /// Microsoft refused; the help key says more.
        Refused = "refused",
        /// Microsoft is busy or does not answer.
        Busy = "busy",
        /// The answer of Microsoft did not pass a check.
        TokenRefused = "token_refused",
        /// The answer of Microsoft was used before.
        Replayed = "replayed",
        /// A personal account: only work and school accounts can sign in.
        PersonalAccount = "personal_account",
        /// The organisation is not registered here.
        UnknownTenant = "unknown_tenant",
        /// The organisation's registration was begun but not finished by an administrator.
        PendingTenant = "pending_tenant",
        /// Registering takes an administrator of the organisation.
        NotAdministrator = "not_administrator",
        /// This installation registers no further organisations.
        RegistrationClosed = "registration_closed",
        /// Registering takes an invitation by whoever runs this installation.
        InvitationNeeded = "invitation_needed",
        /// The invitation is unknown, was used or has expired.
        InvitationInvalid = "invitation_invalid",
        /// The invitation belongs to another organisation.
        InvitationElsewhere = "invitation_elsewhere",
        /// Somebody else answered than the person who is signed in.
        WrongAccount = "wrong_account",
        /// The session ended meanwhile: sign in again.
        SessionOver = "session_over",
        /// Teams could not be connected; the help key says more.
        ConnectRefused = "connect_refused",
        /// Connecting Teams is for people who work in a room.
        NoRooms = "no_rooms",
        /// This installation has no registration for meetings.
        NotConfigured = "not_configured",
        /// Anteroom's own database does not answer.
        Unavailable = "unavailable",
    }

    /// How an administrator's consent ended: the `consent` of `/admin/setup`.
    ConsentOutcome {
        /// A fresh token and a read or probe showed it.
        Ok = "ok",
        /// It was declined at Microsoft.
        Cancelled = "cancelled",
        /// It was given in another tenant, or by an account of another one.
        OtherTenant = "other_tenant",
        /// Microsoft said yes, but the facts do not show it (yet).
        Missing = "missing",
        /// The answer belongs to no consent that this session has begun, or came too late.
        Unknown = "unknown",
        /// Microsoft could not be asked: check again later.
        Unreachable = "unreachable",
    }
}

/// A sign-in problem as its page shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SigninProblemView {
    /// What happened.
    pub code: SigninProblemCode,
    /// Short key of a further explanation, where Microsoft gave a reason.
    pub help: Option<String>,
    /// Leads to the log line.
    pub correlation: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_addresses_read_back_and_nothing_else_does() {
        for code in SigninProblemCode::ALL {
            assert_eq!(SigninProblemCode::parse(code.as_str()), Some(*code));
        }
        for outcome in ConsentOutcome::ALL {
            assert_eq!(ConsentOutcome::parse(outcome.as_str()), Some(*outcome));
        }
        assert_eq!(SigninProblemCode::parse("Expired"), None);
    }
}
