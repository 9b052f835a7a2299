//! Refusals of the sign-in service, by AADSTS number (microsoft.md 5.1).

use super::Retry::{self, BackOff, FreshAssertion, No, Setup};
use super::Who::{self, App, Operator, TenantAdmin, User};

/// A refusal of the sign-in service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StsTrouble {
    /// The number after `AADSTS`.
    pub number: u32,
    /// Who can put it right.
    pub who: Who,
    /// Whether trying again helps.
    pub retry: Retry,
    /// Our short key of the explanation.
    pub key: &'static str,
}

const fn row(number: u32, who: Who, retry: Retry, key: &'static str) -> StsTrouble {
    StsTrouble {
        number,
        who,
        retry,
        key,
    }
}

/// Every known number, grouped by explanation.
pub const STS: &[StsTrouble] = &[
    row(16000, User, No, "account_unknown"),
    row(50034, User, No, "account_unknown"),
    row(90072, User, No, "account_unknown"),
    row(50020, User, No, "account_elsewhere"),
    row(50011, Operator, No, "redirect_not_registered"),
    row(50058, App, No, "not_signed_in"),
    row(50076, User, No, "multifactor"),
    row(50079, User, No, "multifactor"),
    row(50105, TenantAdmin, No, "not_assigned"),
    row(50173, User, No, "connection_ended"),
    row(70008, User, No, "connection_ended"),
    row(700082, User, No, "connection_ended"),
    row(70043, User, No, "connection_ended"),
    row(50194, Operator, No, "single_tenant"),
    row(9001023, Operator, No, "single_tenant"),
    row(50196, Operator, BackOff, "asked_too_often"),
    row(90033, App, BackOff, "directory_busy"),
    row(90055, App, BackOff, "directory_busy"),
    row(500011, TenantAdmin, No, "api_missing"),
    row(650052, TenantAdmin, No, "api_missing"),
    row(500133, Operator, FreshAssertion, "assertion_time"),
    row(700024, Operator, FreshAssertion, "assertion_time"),
    row(53000, User, No, "device"),
    row(53003, TenantAdmin, No, "blocked_by_policy"),
    row(530034, TenantAdmin, No, "partner_blocked"),
    row(54005, App, No, "code_used"),
    row(501481, App, No, "code_used"),
    row(65001, TenantAdmin, Setup, "consent_missing"),
    row(65005, Operator, No, "scope_wrong"),
    row(650057, Operator, No, "scope_wrong"),
    row(70011, Operator, No, "scope_wrong"),
    row(700022, Operator, No, "scope_wrong"),
    row(700023, Operator, No, "scope_wrong"),
    row(650056, Operator, No, "registration_incomplete"),
    row(90008, Operator, No, "registration_incomplete"),
    row(70001, TenantAdmin, No, "app_disabled"),
    row(7000112, TenantAdmin, No, "app_disabled"),
    row(1000031, TenantAdmin, No, "app_disabled"),
    row(700005, Operator, No, "code_of_other_tenant"),
    row(700016, TenantAdmin, Setup, "app_unknown"),
    row(70021, Operator, Setup, "federated_issuer"),
    row(700211, Operator, Setup, "federated_issuer"),
    row(700212, Operator, Setup, "federated_audience"),
    row(700213, Operator, Setup, "federated_subject"),
    row(7002138, Operator, No, "federated_subject_case"),
    row(700229, Operator, No, "federated_user_token"),
    row(700025, Operator, No, "public_client"),
    row(700027, Operator, No, "certificate_refused"),
    row(700030, Operator, No, "certificate_refused"),
    row(7000215, Operator, No, "secret_refused"),
    row(7000222, Operator, No, "secret_refused"),
    row(7000218, Operator, No, "credential_missing"),
    row(70005, Operator, No, "response_type_off"),
    row(700054, Operator, No, "response_type_off"),
    row(70007, Operator, No, "response_type_off"),
    row(90002, Operator, No, "tenant_unknown"),
    row(90014, Operator, No, "request_malformed"),
    row(900144, Operator, No, "request_malformed"),
    row(901002, Operator, No, "request_malformed"),
    row(90023, Operator, No, "request_malformed"),
    row(901001, Operator, No, "request_malformed"),
    row(90093, TenantAdmin, No, "admin_needed"),
    row(90094, TenantAdmin, No, "admin_needed"),
    row(65004, User, No, "declined"),
    row(90095, User, No, "approval_requested"),
    row(900561, App, No, "start_again"),
];

/// What is known of a number.
#[must_use]
pub fn sts(number: u32) -> Option<&'static StsTrouble> {
    STS.iter().find(|trouble| trouble.number == number)
}
