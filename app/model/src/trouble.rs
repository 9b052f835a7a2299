//! What goes wrong between Anteroom and Microsoft, as people read it: who can fix it, whether trying again helps.
//!
//! Facts after Microsoft's own error reference; the sentences stand in the language tables under these names. A number
//! or code of Microsoft selects the sentence only: what the program does next follows the OAuth `error` and the HTTP
//! status.

mod place;
mod seen;

pub use place::Place;
pub use seen::{TroubleLine, TroublePage, TroubleWord};

use serde::{Deserialize, Serialize};

/// Who can put it right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Who {
    /// The person in front of the screen.
    User,
    /// An administrator of the person's organisation.
    TenantAdmin,
    /// Whoever runs this installation.
    Operator,
    /// The program itself.
    App,
}

/// Whether and how trying again helps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Retry {
    /// Never by itself.
    No,
    /// With growing pauses, `Retry-After` respected.
    BackOff,
    /// Only in the minutes after consent, credential or policy changed; otherwise final.
    Setup,
    /// Once with a newly made assertion.
    FreshAssertion,
    /// Once with a new token.
    FreshToken,
    /// With a full round instead of the delta link.
    Resync,
}

macro_rules! troubles {
    ($($(#[$doc:meta])* $variant:ident = $word:literal, $who:ident, $retry:ident;)+) => {
        /// One explanation.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Trouble { $($(#[$doc])* #[serde(rename = $word)] $variant,)+ }

        impl Trouble {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word that stands in the database and in addresses.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            /// Reads the word; `None` for anything else.
            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                match text { $($word => Some(Self::$variant),)+ _ => None }
            }

            /// Who can put it right.
            #[must_use]
            pub const fn who(self) -> Who {
                match self { $(Self::$variant => Who::$who),+ }
            }

            /// Whether trying again helps.
            #[must_use]
            pub const fn retry(self) -> Retry {
                match self { $(Self::$variant => Retry::$retry),+ }
            }
        }
    };
}

troubles! {
    /// The account is not known in the organisation that was addressed.
    AccountUnknown = "account_unknown", User, No;
    /// The account belongs to another organisation or provider.
    AccountElsewhere = "account_elsewhere", User, No;
    /// A personal Microsoft account was used.
    PersonalAccount = "personal_account", User, No;
    /// The address to come back to is not registered with the application.
    RedirectNotRegistered = "redirect_not_registered", Operator, No;
    /// Nobody is signed in at Microsoft in this browser, so nothing could be proved silently.
    NotSignedIn = "not_signed_in", App, No;
    /// The organisation demands a further proof of identity.
    Multifactor = "multifactor", User, No;
    /// The application is open to assigned people only, and this person is not assigned.
    NotAssigned = "not_assigned", TenantAdmin, No;
    /// The connection to Teams has ended: it was revoked, or not used for too long, or the organisation limits its
    /// life.
    ConnectionEnded = "connection_ended", User, No;
    /// The registration accepts accounts of a single organisation only, or the wrong endpoint was asked.
    SingleTenant = "single_tenant", Operator, No;
    /// The same token was asked for too often in a short time.
    AskedTooOften = "asked_too_often", Operator, BackOff;
    /// Microsoft's directory is busy or has a fault.
    DirectoryBusy = "directory_busy", App, BackOff;
    /// The service that is asked for does not exist in this organisation.
    ApiMissing = "api_missing", TenantAdmin, No;
    /// Our proof of identity was outside of its time when it arrived.
    AssertionTime = "assertion_time", Operator, FreshAssertion;
    /// The organisation lets only managed devices sign in.
    Device = "device", User, No;
    /// A Conditional Access policy blocks this.
    BlockedByPolicy = "blocked_by_policy", TenantAdmin, No;
    /// A partner's administrator was blocked because of a risk in their own organisation.
    PartnerBlocked = "partner_blocked", TenantAdmin, No;
    /// The answer of Microsoft was used before, or belongs to another attempt.
    CodeUsed = "code_used", App, No;
    /// Nobody has consented for this organisation yet, or the consent was withdrawn.
    ConsentMissing = "consent_missing", TenantAdmin, Setup;
    /// A permission or resource was asked for that the registration does not have.
    ScopeWrong = "scope_wrong", Operator, No;
    /// The app registration is incomplete: a basic permission is missing.
    RegistrationIncomplete = "registration_incomplete", Operator, No;
    /// The application is switched off in this organisation.
    AppDisabled = "app_disabled", TenantAdmin, No;
    /// A code was redeemed at another organisation's address than the one that issued it.
    CodeOfOtherTenant = "code_of_other_tenant", Operator, No;
    /// The application is not known in this organisation: no consent yet, or the enterprise application was deleted.
    AppUnknown = "app_unknown", TenantAdmin, Setup;
    /// No federated credential of the registration has the issuer of our assertion.
    FederatedIssuer = "federated_issuer", Operator, Setup;
    /// The audience of our assertion is another than that of the federated credential.
    FederatedAudience = "federated_audience", Operator, Setup;
    /// The subject of our assertion is another than that of the federated credential.
    FederatedSubject = "federated_subject", Operator, Setup;
    /// The subject of our assertion differs from the federated credential only in upper and lower case.
    FederatedSubjectCase = "federated_subject_case", Operator, No;
    /// A person's token was offered where a machine's assertion is needed.
    FederatedUserToken = "federated_user_token", Operator, No;
    /// The registration is a public client and may not send a credential.
    PublicClient = "public_client", Operator, No;
    /// Microsoft does not accept our certificate: it is not uploaded, expired, or another one.
    CertificateRefused = "certificate_refused", Operator, No;
    /// The dates given for a certificate do not lie within the certificate's own validity.
    CertificateEndDate = "certificate_end_date", Operator, No;
    /// The client secret is wrong or expired; often its id was copied instead of its value.
    SecretRefused = "secret_refused", Operator, No;
    /// The request held no credential.
    CredentialMissing = "credential_missing", Operator, No;
    /// Microsoft refuses the credential of this installation.
    CredentialRefused = "credential_refused", Operator, No;
    /// The registration does not allow the kind of answer that sign-in needs.
    ResponseTypeOff = "response_type_off", Operator, No;
    /// The organisation was not found, or lives in another Microsoft cloud.
    TenantUnknown = "tenant_unknown", Operator, No;
    /// Microsoft found a request of Anteroom malformed.
    RequestMalformed = "request_malformed", Operator, No;
    /// This account may not consent.
    AdminNeeded = "admin_needed", TenantAdmin, No;
    /// The person or a policy said no on Microsoft's page.
    Declined = "declined", User, No;
    /// A request for approval was sent to the organisation's reviewers.
    ApprovalRequested = "approval_requested", User, No;
    /// The answer belongs to no attempt that is still open, mostly because of the back button.
    StartAgain = "start_again", App, No;
    /// By our clock, the answer of Microsoft is outside of its time.
    Clock = "clock", Operator, No;
    /// The answer comes from another authority than the one configured.
    AuthorityWrong = "authority_wrong", Operator, No;
    /// The id_token lacks something that sign-in needs.
    TokenIncomplete = "token_incomplete", Operator, No;
    /// The answer of Microsoft did not pass a check of ours and was not believed.
    AnswerRefused = "answer_refused", App, No;
    /// This installation has no app registration for it.
    RegistrationMissing = "registration_missing", Operator, No;
    /// The permission is not in the token: not granted, withdrawn, or granted after the token was issued.
    PermissionMissing = "permission_missing", TenantAdmin, FreshToken;
    /// Graph did not accept the token: expired, or for somebody else.
    TokenRefused = "token_refused", App, FreshToken;
    /// A rule of Exchange keeps the application out of this mailbox.
    MailboxExcluded = "mailbox_excluded", TenantAdmin, Setup;
    /// The Teams policy that lets the application make meetings is missing.
    MeetingPolicy = "meeting_policy", TenantAdmin, Setup;
    /// A longer stretch of a calendar was asked for than Graph gives.
    RangeTooLong = "range_too_long", App, No;
    /// Graph does not offer this in this organisation or in this way.
    NotAvailable = "not_available", Operator, No;
    /// The place in a list of changes has grown too old.
    Resync = "resync", App, Resync;
    /// Microsoft asks for fewer requests.
    Throttled = "throttled", App, BackOff;
    /// Microsoft did not answer, or has a fault.
    Unavailable = "unavailable", App, BackOff;
    /// The organisation demands a new sign-in for this.
    SignInAgain = "sign_in_again", User, No;
    /// The mailbox lies on the organisation's own servers, or a policy keeps it closed.
    MailboxUnreachable = "mailbox_unreachable", TenantAdmin, No;
    /// The person has no mailbox that the application may see.
    NoMailbox = "no_mailbox", TenantAdmin, No;
    /// Changes of a calendar may not be read with this permission; whole windows are read instead.
    DeltaRefused = "delta_refused", TenantAdmin, No;
    /// This interface of Microsoft is charged for, and no billing is set up.
    Billing = "billing", Operator, No;
    /// A request failed because the one before it did.
    Dependency = "dependency", App, No;
    /// Graph cannot give this field in a list.
    NotSelectable = "not_selectable", App, No;
    /// Graph refused for a reason that is not in our table.
    GraphRefused = "graph_refused", App, No;
    /// No credential is configured.
    CredentialNone = "credential_none", Operator, No;
    /// The file of the credential does not exist.
    CredentialFileMissing = "credential_file_missing", Operator, No;
    /// The file of the credential may not be read, or is no text.
    CredentialFileUnreadable = "credential_file_unreadable", Operator, No;
    /// The file of the credential is empty.
    CredentialFileEmpty = "credential_file_empty", Operator, No;
    /// The file of the credential is longer than a credential can be.
    CredentialFileLong = "credential_file_long", Operator, No;
    /// The certificate file holds no private key.
    CertificateKeyMissing = "certificate_key_missing", Operator, No;
    /// The private key in the certificate file is protected by a password.
    CertificateKeyEncrypted = "certificate_key_encrypted", Operator, No;
    /// The private key cannot be used: an RSA key of 2048 bits or more is needed.
    CertificateKey = "certificate_key", Operator, No;
    /// The file holds no certificate, or one that belongs to another key.
    CertificateMissing = "certificate_missing", Operator, No;
    /// The certificate has expired.
    CertificateExpired = "certificate_expired", Operator, No;
    /// The certificate is not valid yet.
    CertificateNotYet = "certificate_not_yet", Operator, No;
    /// The source of assertions does not answer.
    SourceSilent = "source_silent", Operator, No;
    /// The source of assertions refused to give one.
    SourceRefused = "source_refused", Operator, No;
    /// What was found is no assertion (a JWT with three parts).
    NotAnAssertion = "not_an_assertion", Operator, No;
    /// The assertion has expired: its file is no longer renewed, or a clock is wrong.
    AssertionExpired = "assertion_expired", Operator, No;
    /// The assertion is not valid yet.
    AssertionNotYet = "assertion_not_yet", Operator, No;
    /// The issuer of the assertion is another than \[credential.expected\] says.
    AssertionIssuer = "assertion_issuer", Operator, No;
    /// The subject of the assertion is another than \[credential.expected\] says.
    AssertionSubject = "assertion_subject", Operator, No;
    /// The assertion was made for another audience than \[credential.expected\] says.
    AssertionAudience = "assertion_audience", Operator, No;
    /// The assertion could not be signed: the system has no randomness.
    SigningFailed = "signing_failed", Operator, No;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_read_back_and_nothing_else_does() {
        for trouble in Trouble::ALL {
            assert_eq!(Trouble::parse(trouble.as_str()), Some(*trouble));
        }
        for other in ["", "App_Unknown", "app_unknown ", "<b>"] {
            assert_eq!(Trouble::parse(other), None, "{other}");
        }
    }
}
