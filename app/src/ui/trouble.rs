//! What an error of Microsoft means, what to do about it, and who can do it: one form for all pages.

use leptos::prelude::*;
use model::trouble::{Retry, Trouble, Who};

use crate::texts::{Key, Texts, use_texts};

/// Meaning, remedy and whether trying again helps.
#[component]
pub fn TroubleText(
    /// Which.
    trouble: Trouble,
    /// Whether to say who can fix it, too; where it has a column of its own, it needs no sentence.
    #[prop(optional)]
    who: Option<Who>,
) -> impl IntoView {
    let texts = use_texts();
    let (meaning, remedy) = trouble_words(trouble);
    view! {
        <div class="trouble">
            <p>{texts.get(meaning)}</p>
            <p><strong>{texts.get(Key::TROUBLE_FIX_LABEL)}</strong> " " {texts.get(remedy)}</p>
            {who.map(|who| view! {
                <p><strong>{texts.get(Key::TROUBLE_WHO_LABEL)}</strong> " " {texts.get(who_words(who))}</p>
            })}
            <p class="small">{texts.get(retry_words(trouble.retry()))}</p>
        </div>
    }
    .into_any()
}

/// Who can fix something.
#[must_use]
pub const fn who_words(who: Who) -> Key {
    match who {
        Who::User => Key::TROUBLE_WHO_USER,
        Who::TenantAdmin => Key::TROUBLE_WHO_TENANT_ADMIN,
        Who::Operator => Key::TROUBLE_WHO_OPERATOR,
        Who::App => Key::TROUBLE_WHO_APP,
    }
}

/// Whether trying again helps.
#[must_use]
pub const fn retry_words(retry: Retry) -> Key {
    match retry {
        Retry::No => Key::TROUBLE_RETRY_NO,
        Retry::BackOff => Key::TROUBLE_RETRY_BACK_OFF,
        Retry::Setup => Key::TROUBLE_RETRY_SETUP,
        Retry::FreshAssertion => Key::TROUBLE_RETRY_FRESH_ASSERTION,
        Retry::FreshToken => Key::TROUBLE_RETRY_FRESH_TOKEN,
        Retry::Resync => Key::TROUBLE_RETRY_RESYNC,
    }
}

/// Meaning and remedy in the language of `texts`, as plain text: for mails and the command line.
#[must_use]
pub fn trouble_sentences(texts: Texts, trouble: Trouble) -> (&'static str, &'static str) {
    let (meaning, remedy) = trouble_words(trouble);
    (texts.get(meaning), texts.get(remedy))
}

/// Meaning and remedy.
#[must_use]
pub const fn trouble_words(trouble: Trouble) -> (Key, Key) {
    use Trouble as T;
    match trouble {
        T::AccountUnknown => (
            Key::TROUBLE_ACCOUNT_UNKNOWN,
            Key::TROUBLE_ACCOUNT_UNKNOWN_FIX,
        ),
        T::AccountElsewhere => (
            Key::TROUBLE_ACCOUNT_ELSEWHERE,
            Key::TROUBLE_ACCOUNT_ELSEWHERE_FIX,
        ),
        T::PersonalAccount => (
            Key::TROUBLE_PERSONAL_ACCOUNT,
            Key::TROUBLE_PERSONAL_ACCOUNT_FIX,
        ),
        T::RedirectNotRegistered => (
            Key::TROUBLE_REDIRECT_NOT_REGISTERED,
            Key::TROUBLE_REDIRECT_NOT_REGISTERED_FIX,
        ),
        T::NotSignedIn => (Key::TROUBLE_NOT_SIGNED_IN, Key::TROUBLE_NOT_SIGNED_IN_FIX),
        T::Multifactor => (Key::TROUBLE_MULTIFACTOR, Key::TROUBLE_MULTIFACTOR_FIX),
        T::NotAssigned => (Key::TROUBLE_NOT_ASSIGNED, Key::TROUBLE_NOT_ASSIGNED_FIX),
        T::ConnectionEnded => (
            Key::TROUBLE_CONNECTION_ENDED,
            Key::TROUBLE_CONNECTION_ENDED_FIX,
        ),
        T::SingleTenant => (Key::TROUBLE_SINGLE_TENANT, Key::TROUBLE_SINGLE_TENANT_FIX),
        T::AskedTooOften => (
            Key::TROUBLE_ASKED_TOO_OFTEN,
            Key::TROUBLE_ASKED_TOO_OFTEN_FIX,
        ),
        T::DirectoryBusy => (Key::TROUBLE_DIRECTORY_BUSY, Key::TROUBLE_DIRECTORY_BUSY_FIX),
        T::ApiMissing => (Key::TROUBLE_API_MISSING, Key::TROUBLE_API_MISSING_FIX),
        T::AssertionTime => (Key::TROUBLE_ASSERTION_TIME, Key::TROUBLE_ASSERTION_TIME_FIX),
        T::Device => (Key::TROUBLE_DEVICE, Key::TROUBLE_DEVICE_FIX),
        T::BlockedByPolicy => (
            Key::TROUBLE_BLOCKED_BY_POLICY,
            Key::TROUBLE_BLOCKED_BY_POLICY_FIX,
        ),
        T::PartnerBlocked => (
            Key::TROUBLE_PARTNER_BLOCKED,
            Key::TROUBLE_PARTNER_BLOCKED_FIX,
        ),
        T::CodeUsed => (Key::TROUBLE_CODE_USED, Key::TROUBLE_CODE_USED_FIX),
        T::ConsentMissing => (
            Key::TROUBLE_CONSENT_MISSING,
            Key::TROUBLE_CONSENT_MISSING_FIX,
        ),
        T::ScopeWrong => (Key::TROUBLE_SCOPE_WRONG, Key::TROUBLE_SCOPE_WRONG_FIX),
        T::RegistrationIncomplete => (
            Key::TROUBLE_REGISTRATION_INCOMPLETE,
            Key::TROUBLE_REGISTRATION_INCOMPLETE_FIX,
        ),
        T::AppDisabled => (Key::TROUBLE_APP_DISABLED, Key::TROUBLE_APP_DISABLED_FIX),
        T::CodeOfOtherTenant => (
            Key::TROUBLE_CODE_OF_OTHER_TENANT,
            Key::TROUBLE_CODE_OF_OTHER_TENANT_FIX,
        ),
        T::AppUnknown => (Key::TROUBLE_APP_UNKNOWN, Key::TROUBLE_APP_UNKNOWN_FIX),
        T::FederatedIssuer => (
            Key::TROUBLE_FEDERATED_ISSUER,
            Key::TROUBLE_FEDERATED_ISSUER_FIX,
        ),
        T::FederatedAudience => (
            Key::TROUBLE_FEDERATED_AUDIENCE,
            Key::TROUBLE_FEDERATED_AUDIENCE_FIX,
        ),
        T::FederatedSubject => (
            Key::TROUBLE_FEDERATED_SUBJECT,
            Key::TROUBLE_FEDERATED_SUBJECT_FIX,
        ),
        T::FederatedSubjectCase => (
            Key::TROUBLE_FEDERATED_SUBJECT_CASE,
            Key::TROUBLE_FEDERATED_SUBJECT_CASE_FIX,
        ),
        T::FederatedUserToken => (
            Key::TROUBLE_FEDERATED_USER_TOKEN,
            Key::TROUBLE_FEDERATED_USER_TOKEN_FIX,
        ),
        T::PublicClient => (Key::TROUBLE_PUBLIC_CLIENT, Key::TROUBLE_PUBLIC_CLIENT_FIX),
        T::CertificateRefused => (
            Key::TROUBLE_CERTIFICATE_REFUSED,
            Key::TROUBLE_CERTIFICATE_REFUSED_FIX,
        ),
        T::CertificateEndDate => (
            Key::TROUBLE_CERTIFICATE_END_DATE,
            Key::TROUBLE_CERTIFICATE_END_DATE_FIX,
        ),
        T::SecretRefused => (Key::TROUBLE_SECRET_REFUSED, Key::TROUBLE_SECRET_REFUSED_FIX),
        T::CredentialMissing => (
            Key::TROUBLE_CREDENTIAL_MISSING,
            Key::TROUBLE_CREDENTIAL_MISSING_FIX,
        ),
        T::CredentialRefused => (
            Key::TROUBLE_CREDENTIAL_REFUSED,
            Key::TROUBLE_CREDENTIAL_REFUSED_FIX,
        ),
        T::ResponseTypeOff => (
            Key::TROUBLE_RESPONSE_TYPE_OFF,
            Key::TROUBLE_RESPONSE_TYPE_OFF_FIX,
        ),
        T::TenantUnknown => (Key::TROUBLE_TENANT_UNKNOWN, Key::TROUBLE_TENANT_UNKNOWN_FIX),
        T::RequestMalformed => (
            Key::TROUBLE_REQUEST_MALFORMED,
            Key::TROUBLE_REQUEST_MALFORMED_FIX,
        ),
        T::AdminNeeded => (Key::TROUBLE_ADMIN_NEEDED, Key::TROUBLE_ADMIN_NEEDED_FIX),
        T::Declined => (Key::TROUBLE_DECLINED, Key::TROUBLE_DECLINED_FIX),
        T::ApprovalRequested => (
            Key::TROUBLE_APPROVAL_REQUESTED,
            Key::TROUBLE_APPROVAL_REQUESTED_FIX,
        ),
        T::StartAgain => (Key::TROUBLE_START_AGAIN, Key::TROUBLE_START_AGAIN_FIX),
        T::Clock => (Key::TROUBLE_CLOCK, Key::TROUBLE_CLOCK_FIX),
        T::AuthorityWrong => (
            Key::TROUBLE_AUTHORITY_WRONG,
            Key::TROUBLE_AUTHORITY_WRONG_FIX,
        ),
        T::TokenIncomplete => (
            Key::TROUBLE_TOKEN_INCOMPLETE,
            Key::TROUBLE_TOKEN_INCOMPLETE_FIX,
        ),
        T::AnswerRefused => (Key::TROUBLE_ANSWER_REFUSED, Key::TROUBLE_ANSWER_REFUSED_FIX),
        T::RegistrationMissing => (
            Key::TROUBLE_REGISTRATION_MISSING,
            Key::TROUBLE_REGISTRATION_MISSING_FIX,
        ),
        T::PermissionMissing => (
            Key::TROUBLE_PERMISSION_MISSING,
            Key::TROUBLE_PERMISSION_MISSING_FIX,
        ),
        T::TokenRefused => (Key::TROUBLE_TOKEN_REFUSED, Key::TROUBLE_TOKEN_REFUSED_FIX),
        T::MailboxExcluded => (
            Key::TROUBLE_MAILBOX_EXCLUDED,
            Key::TROUBLE_MAILBOX_EXCLUDED_FIX,
        ),
        T::MeetingPolicy => (Key::TROUBLE_MEETING_POLICY, Key::TROUBLE_MEETING_POLICY_FIX),
        T::RangeTooLong => (Key::TROUBLE_RANGE_TOO_LONG, Key::TROUBLE_RANGE_TOO_LONG_FIX),
        T::NotAvailable => (Key::TROUBLE_NOT_AVAILABLE, Key::TROUBLE_NOT_AVAILABLE_FIX),
        T::Resync => (Key::TROUBLE_RESYNC, Key::TROUBLE_RESYNC_FIX),
        T::Throttled => (Key::TROUBLE_THROTTLED, Key::TROUBLE_THROTTLED_FIX),
        T::Unavailable => (Key::TROUBLE_UNAVAILABLE, Key::TROUBLE_UNAVAILABLE_FIX),
        T::SignInAgain => (Key::TROUBLE_SIGN_IN_AGAIN, Key::TROUBLE_SIGN_IN_AGAIN_FIX),
        T::MailboxUnreachable => (
            Key::TROUBLE_MAILBOX_UNREACHABLE,
            Key::TROUBLE_MAILBOX_UNREACHABLE_FIX,
        ),
        T::NoMailbox => (Key::TROUBLE_NO_MAILBOX, Key::TROUBLE_NO_MAILBOX_FIX),
        T::DeltaRefused => (Key::TROUBLE_DELTA_REFUSED, Key::TROUBLE_DELTA_REFUSED_FIX),
        T::Billing => (Key::TROUBLE_BILLING, Key::TROUBLE_BILLING_FIX),
        T::Dependency => (Key::TROUBLE_DEPENDENCY, Key::TROUBLE_DEPENDENCY_FIX),
        T::NotSelectable => (Key::TROUBLE_NOT_SELECTABLE, Key::TROUBLE_NOT_SELECTABLE_FIX),
        T::GraphRefused => (Key::TROUBLE_GRAPH_REFUSED, Key::TROUBLE_GRAPH_REFUSED_FIX),
        T::CredentialNone => (
            Key::TROUBLE_CREDENTIAL_NONE,
            Key::TROUBLE_CREDENTIAL_NONE_FIX,
        ),
        T::CredentialFileMissing => (
            Key::TROUBLE_CREDENTIAL_FILE_MISSING,
            Key::TROUBLE_CREDENTIAL_FILE_MISSING_FIX,
        ),
        T::CredentialFileUnreadable => (
            Key::TROUBLE_CREDENTIAL_FILE_UNREADABLE,
            Key::TROUBLE_CREDENTIAL_FILE_UNREADABLE_FIX,
        ),
        T::CredentialFileEmpty => (
            Key::TROUBLE_CREDENTIAL_FILE_EMPTY,
            Key::TROUBLE_CREDENTIAL_FILE_EMPTY_FIX,
        ),
        T::CredentialFileLong => (
            Key::TROUBLE_CREDENTIAL_FILE_LONG,
            Key::TROUBLE_CREDENTIAL_FILE_LONG_FIX,
        ),
        T::CertificateKeyMissing => (
            Key::TROUBLE_CERTIFICATE_KEY_MISSING,
            Key::TROUBLE_CERTIFICATE_KEY_MISSING_FIX,
        ),
        T::CertificateKeyEncrypted => (
            Key::TROUBLE_CERTIFICATE_KEY_ENCRYPTED,
            Key::TROUBLE_CERTIFICATE_KEY_ENCRYPTED_FIX,
        ),
        T::CertificateKey => (
            Key::TROUBLE_CERTIFICATE_KEY,
            Key::TROUBLE_CERTIFICATE_KEY_FIX,
        ),
        T::CertificateMissing => (
            Key::TROUBLE_CERTIFICATE_MISSING,
            Key::TROUBLE_CERTIFICATE_MISSING_FIX,
        ),
        T::CertificateExpired => (
            Key::TROUBLE_CERTIFICATE_EXPIRED,
            Key::TROUBLE_CERTIFICATE_EXPIRED_FIX,
        ),
        T::CertificateNotYet => (
            Key::TROUBLE_CERTIFICATE_NOT_YET,
            Key::TROUBLE_CERTIFICATE_NOT_YET_FIX,
        ),
        T::SourceSilent => (Key::TROUBLE_SOURCE_SILENT, Key::TROUBLE_SOURCE_SILENT_FIX),
        T::SourceRefused => (Key::TROUBLE_SOURCE_REFUSED, Key::TROUBLE_SOURCE_REFUSED_FIX),
        T::NotAnAssertion => (
            Key::TROUBLE_NOT_AN_ASSERTION,
            Key::TROUBLE_NOT_AN_ASSERTION_FIX,
        ),
        T::AssertionExpired => (
            Key::TROUBLE_ASSERTION_EXPIRED,
            Key::TROUBLE_ASSERTION_EXPIRED_FIX,
        ),
        T::AssertionNotYet => (
            Key::TROUBLE_ASSERTION_NOT_YET,
            Key::TROUBLE_ASSERTION_NOT_YET_FIX,
        ),
        T::AssertionIssuer => (
            Key::TROUBLE_ASSERTION_ISSUER,
            Key::TROUBLE_ASSERTION_ISSUER_FIX,
        ),
        T::AssertionSubject => (
            Key::TROUBLE_ASSERTION_SUBJECT,
            Key::TROUBLE_ASSERTION_SUBJECT_FIX,
        ),
        T::AssertionAudience => (
            Key::TROUBLE_ASSERTION_AUDIENCE,
            Key::TROUBLE_ASSERTION_AUDIENCE_FIX,
        ),
        T::SigningFailed => (Key::TROUBLE_SIGNING_FAILED, Key::TROUBLE_SIGNING_FAILED_FIX),
    }
}
