//! Refusals of Graph, by code and HTTP status (microsoft.md 5.2).

use super::Retry::{self, BackOff, FreshToken, No, Resync, Setup};
use super::Who::{self, App, Operator, TenantAdmin, User};

/// A refusal of Graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GraphTrouble {
    /// `error.code` as Graph writes it; empty where the status alone decides.
    pub code: &'static str,
    /// HTTP status it usually comes with.
    pub status: u16,
    /// Who can put it right.
    pub who: Who,
    /// Whether trying again helps.
    pub retry: Retry,
    /// Our short key of the explanation.
    pub key: &'static str,
}

const fn row(
    code: &'static str,
    status: u16,
    who: Who,
    retry: Retry,
    key: &'static str,
) -> GraphTrouble {
    GraphTrouble {
        code,
        status,
        who,
        retry,
        key,
    }
}

/// Every known refusal; rows with a code before rows with a status alone.
pub const GRAPH: &[GraphTrouble] = &[
    row(
        "Authorization_IdentityNotFound",
        401,
        TenantAdmin,
        Setup,
        "app_unknown",
    ),
    row(
        "Authorization_RequestDenied",
        403,
        TenantAdmin,
        FreshToken,
        "permission_missing",
    ),
    row(
        "InvalidAuthenticationToken",
        401,
        App,
        FreshToken,
        "token_refused",
    ),
    row(
        "ErrorAccessDenied",
        403,
        TenantAdmin,
        Setup,
        "mailbox_excluded",
    ),
    row("Unauthorized", 403, TenantAdmin, Setup, "meeting_policy"),
    row("ErrorInvalidRequest", 400, App, No, "range_too_long"),
    row("BadRequest", 400, Operator, No, "not_available"),
    // Not of ours but of an administrator's attempt to upload a certificate with dates of their own.
    row(
        "KeyCredentialsInvalidEndDate",
        400,
        Operator,
        No,
        "certificate_end_date",
    ),
    row(
        "KeyCredentialsInvalidStartDate",
        400,
        Operator,
        No,
        "certificate_end_date",
    ),
    row("syncStateNotFound", 410, App, Resync, "resync"),
    row("resyncRequired", 410, App, Resync, "resync"),
    row("TooManyRequests", 429, App, BackOff, "throttled"),
    row("activityLimitReached", 429, App, BackOff, "throttled"),
    row("insufficient_claims", 403, User, No, "sign_in_again"),
    row(
        "extensionError",
        403,
        TenantAdmin,
        No,
        "mailbox_unreachable",
    ),
    row("serviceNotAvailable", 503, App, BackOff, "unavailable"),
    row("", 402, Operator, No, "billing"),
    row("", 410, App, Resync, "resync"),
    row("", 424, App, No, "dependency"),
    row("", 429, App, BackOff, "throttled"),
    row("", 501, App, No, "not_selectable"),
    row("", 503, App, BackOff, "unavailable"),
    row("", 504, App, BackOff, "unavailable"),
];

/// What is known of a refusal: by its code, else by its status.
#[must_use]
pub fn graph(status: u16, code: &str) -> Option<&'static GraphTrouble> {
    let by_code = GRAPH
        .iter()
        .find(|trouble| !trouble.code.is_empty() && trouble.code == code);
    by_code.or_else(|| {
        GRAPH
            .iter()
            .find(|trouble| trouble.code.is_empty() && trouble.status == status)
    })
}
