//! Why a sign-in answer is refused: one variant for each rule of microsoft.md 1.5.

use model::Guid;

use crate::refusal::{Refusal, TokenProblem};
use crate::trouble::Who;

/// Why a sign-in answer is refused. Holds no token, no name and no text of others.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SigninError {
    /// Entra answered with an error instead of a token (step 2).
    #[error(transparent)]
    Refused(Refusal),
    /// The form holds neither token nor code nor error.
    #[error("the answer holds nothing")]
    NothingReceived,
    /// The form holds a code where a token was asked for, or the other way round.
    #[error("the answer is not of the kind that was asked for")]
    OtherKind,
    /// The code could not be redeemed.
    #[error("the code could not be redeemed: {0}")]
    Code(TokenProblem),
    /// The token endpoint answered a code without an id_token.
    #[error("the answer to the code holds no id_token")]
    NoIdToken,
    /// Not three base64url parts with JSON in the first two (step 3).
    #[error("not a token")]
    NotAToken,
    /// `typ` is something other than `JWT` (step 3).
    #[error("not a JWT by its own word")]
    TypeRefused,
    /// `alg` is not `RS256` (step 3).
    #[error("algorithm refused")]
    AlgorithmRefused,
    /// `crit` names extensions; none is known (RFC 7515, 4.1.11).
    #[error("unknown critical extension")]
    CriticalExtension,
    /// No `kid` (step 3).
    #[error("key id missing")]
    KeyIdMissing,
    /// No published key has this `kid` (step 4).
    #[error("unknown key")]
    UnknownKey,
    /// The keys could not be read (step 4).
    #[error("keys of the authority are not available")]
    KeysUnavailable,
    /// The metadata names another issuer or place of keys than the configured authority (step 4).
    #[error("metadata of another authority")]
    MetadataForeign,
    /// The signature does not verify (step 5).
    #[error("bad signature")]
    BadSignature,
    /// The claims are no JSON object of the expected types.
    #[error("claims malformed")]
    ClaimsMalformed,
    /// The key is published without an issuer (step 6).
    #[error("the key has no issuer")]
    KeyWithoutIssuer,
    /// No `tid` (step 6).
    #[error("tenant missing")]
    TenantMissing,
    /// No `iss` (step 6).
    #[error("issuer missing")]
    IssuerMissing,
    /// The key signs for another issuer than `iss` (step 6).
    #[error("the key belongs to another issuer")]
    KeyOfOtherIssuer,
    /// `tid` is no GUID (step 7).
    #[error("tenant malformed")]
    TenantMalformed,
    /// `tid` is the tenant of personal accounts (step 7).
    #[error("personal account")]
    ConsumerTenant,
    /// `iss` is not the issuer of `tid` (step 7).
    #[error("the issuer belongs to another tenant")]
    IssuerOfOtherTenant,
    /// `tid` is not the tenant that was addressed.
    #[error("another tenant than the one addressed")]
    OtherTenant,
    /// No `aud` (step 8).
    #[error("audience missing")]
    AudienceMissing,
    /// `aud` is not a plain string (step 8).
    #[error("audience is not plain")]
    AudienceNotPlain,
    /// `aud` is another client (step 8).
    #[error("audience is another client")]
    AudienceMismatch,
    /// `ver` is not `2.0` (step 8).
    #[error("token version refused")]
    VersionRefused,
    /// `exp`, `nbf` or `iat` is missing (step 9).
    #[error("a time is missing")]
    TimeMissing,
    /// `exp` has passed (step 9).
    #[error("expired")]
    Expired,
    /// `nbf` lies ahead (step 9).
    #[error("not valid yet")]
    NotYetValid,
    /// `iat` lies ahead (step 9).
    #[error("issued in the future")]
    IssuedInFuture,
    /// `iat` lies before the transaction by more than Entra dates back (step 9).
    #[error("issued before the sign-in began")]
    IssuedTooEarly,
    /// No `nonce` (step 10).
    #[error("nonce missing")]
    NonceMissing,
    /// `nonce` is not that of the transaction (step 10).
    #[error("nonce of another sign-in")]
    NonceMismatch,
    /// No `oid` (step 11).
    #[error("object id missing")]
    ObjectIdMissing,
    /// `oid` is no GUID (step 11).
    #[error("object id malformed")]
    ObjectIdMalformed,
}

/// What to tell the person, and whom to ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SigninHelp {
    /// Who can put it right.
    pub who: Who,
    /// Our short key of the explanation; one of `trouble`'s, or one of [`SigninHelp::CODES`].
    pub code: &'static str,
    /// The AADSTS number, where one was told.
    pub number: Option<u32>,
    /// By which Microsoft's support finds it, where it told such an id.
    pub id: Option<Guid>,
}

impl SigninHelp {
    /// Keys of refusals that are our own checks.
    pub const CODES: [&str; 8] = [
        "answer_refused",
        "start_again",
        "personal_account",
        "account_elsewhere",
        "clock",
        "authority_wrong",
        "unavailable",
        "token_incomplete",
    ];
}

impl SigninError {
    /// What to tell the person, and whom to ask.
    #[must_use]
    pub fn help(&self) -> SigninHelp {
        let own = |who, code| SigninHelp {
            who,
            code,
            number: None,
            id: None,
        };
        match self {
            Self::Refused(refusal) | Self::Code(TokenProblem::Refused(refusal)) => SigninHelp {
                who: refusal.who(),
                code: refusal.key(),
                number: refusal.number,
                id: refusal.id(),
            },
            Self::Code(problem) => own(problem.who(), problem.key()),
            Self::NothingReceived | Self::OtherKind | Self::NonceMissing | Self::NonceMismatch => {
                own(Who::App, "start_again")
            }
            Self::Expired | Self::NotYetValid | Self::IssuedInFuture | Self::IssuedTooEarly => {
                own(Who::Operator, "clock")
            }
            Self::ConsumerTenant => own(Who::User, "personal_account"),
            Self::OtherTenant => own(Who::User, "account_elsewhere"),
            Self::KeysUnavailable => own(Who::App, "unavailable"),
            Self::MetadataForeign | Self::KeyWithoutIssuer => own(Who::Operator, "authority_wrong"),
            Self::ObjectIdMissing | Self::NoIdToken | Self::TimeMissing => {
                own(Who::Operator, "token_incomplete")
            }
            _ => own(Who::App, "answer_refused"),
        }
    }
}
