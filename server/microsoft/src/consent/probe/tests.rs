//! Refusals told apart.

use super::*;

#[test]
fn refusals_are_told_apart() {
    for (part, status, code, expected) in [
        (
            Part::Calendar,
            401,
            "InvalidAuthenticationToken",
            ProbeOutcome::Unauthorised,
        ),
        (
            Part::Profiles,
            403,
            "Authorization_RequestDenied",
            ProbeOutcome::Forbidden,
        ),
        (
            Part::Calendar,
            403,
            "Authorization_RequestDenied",
            ProbeOutcome::Forbidden,
        ),
        (
            Part::Calendar,
            403,
            "ErrorAccessDenied",
            ProbeOutcome::ExchangePolicy,
        ),
        (
            Part::MailboxSettings,
            403,
            "ErrorAccessDenied",
            ProbeOutcome::ExchangePolicy,
        ),
        (
            Part::Memberships,
            403,
            "ErrorAccessDenied",
            ProbeOutcome::Forbidden,
        ),
        (
            Part::Meetings,
            403,
            "Unauthorized",
            ProbeOutcome::TeamsPolicy,
        ),
        (Part::Meetings, 403, "Forbidden", ProbeOutcome::Forbidden),
        (
            Part::Calendar,
            404,
            "MailboxNotEnabledForRESTAPI",
            ProbeOutcome::NotFound,
        ),
    ] {
        assert_eq!(
            outcome(part, status, code),
            Some(expected),
            "{status} {code}"
        );
    }
}

#[test]
fn a_status_that_says_nothing_about_a_permission_is_no_outcome() {
    for status in [400, 402, 405, 409, 410, 412, 423, 424, 501] {
        assert_eq!(outcome(Part::Calendar, status, "x"), None, "{status}");
    }
}
