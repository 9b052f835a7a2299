//! The permission review as pages show it: what an app registration may do in a tenant, proven line by line.

mod status;

pub use status::{ProbeOutcome, ReviewStatus};

use serde::{Deserialize, Serialize};

use crate::permission::{Feature, PermissionKind, Tier};
use crate::trouble::Trouble;
use crate::{Guid, ObjectId, TenantId, Timestamp};

/// How much of the tenant the review could see.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReviewMode {
    /// No extra permission: the own service principal and probe calls. No list of grants.
    Probes,
    /// The lists of grants are read with the registration's own token.
    Live,
    /// An administrator pasted the lists; nothing of them is stored.
    Pasted,
    /// Somebody read the lists once, as themselves; nothing of them is stored.
    Once,
}

impl ReviewMode {
    /// The word that stands in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Probes => "probes",
            Self::Live => "live",
            Self::Pasted => "pasted",
            Self::Once => "once",
        }
    }
}

/// For whom a permission was granted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "by")]
pub enum GrantedFor {
    /// An app role assignment: the application itself, by an administrator.
    Application,
    /// `AllPrincipals`: acting for everybody, by an administrator.
    Everybody,
    /// `Principal`: so many people, each for themselves.
    People {
        /// How many.
        count: u32,
    },
}

/// A grant as it was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GrantView {
    /// For whom.
    pub whom: GrantedFor,
    /// When it was made, where the directory says so (`createdDateTime`); delegated grants carry no date.
    pub at: Option<Timestamp>,
    /// When the review first saw it.
    pub first_seen: Option<Timestamp>,
    /// Id of the assignment or grant object, for the commands that remove it.
    pub id: String,
    /// Ids of all grant objects that hold the scope, that one included: at most [`Self::IDS`].
    #[serde(default)]
    pub ids: Vec<String>,
    /// How many people granted it each for themselves, beside a grant for everybody.
    #[serde(default)]
    pub people: u32,
    /// Object id of the resource's service principal in the tenant.
    pub resource_id: ObjectId,
    /// All scopes of the grant object, when it is a delegated one.
    pub scopes: Vec<String>,
    /// Who consented through Anteroom shortly before this grant was first seen, where that is known.
    pub consented_by: Option<String>,
}

impl GrantView {
    /// Most ids of grant objects that are kept of one scope.
    pub const IDS: usize = 20;
}

/// A call that shows whether a permission works.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProbeView {
    /// What came of it.
    pub outcome: ProbeOutcome,
    /// Graph's code of a refusal: letters, digits, `_`, `.` and `-` only.
    pub code: Option<String>,
    /// `request-id` of the answer, for Microsoft's support.
    pub request_id: Option<Guid>,
    /// When.
    pub at: Timestamp,
}

/// One permission of one registration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewLine {
    /// Key of the catalogue; none for a permission it doesn't know.
    pub key: Option<String>,
    /// Application id of the resource; none where it could not be read.
    pub resource: Option<Guid>,
    /// Name as Microsoft spells it; the GUID in digits where nothing else is known.
    pub value: String,
    /// Delegated or application.
    pub kind: PermissionKind,
    /// GUID of the scope or app role; none for a scope that the catalogue doesn't know, which grants name by its word only.
    pub guid: Option<Guid>,
    /// What the review concludes.
    pub status: ReviewStatus,
    /// Features that are on and need it.
    pub needed_by: Vec<Feature>,
    /// Features the registration is configured for that are on and request it.
    pub asked_for: Vec<Feature>,
    /// The grant, where one was found.
    pub granted: Option<GrantView>,
    /// The probe, where one was made.
    pub probe: Option<ProbeView>,
    /// Whether the token that was used names it. A hint: tokens for Graph are opaque by contract.
    pub in_token: bool,
    /// When Anteroom last used it with success, as far as is known.
    pub last_used: Option<Timestamp>,
    /// Lower permissions that may suffice, names.
    pub lower: Vec<String>,
    /// A granted higher permission that makes it work, name.
    pub rests_on: Option<String>,
    /// Needed lower permissions it stands in for, names: grant those before this one is revoked.
    pub covers_needed: Vec<String>,
    /// Our rating.
    pub tier: Option<Tier>,
    /// Whether it opens content: text of mails, chats, events, files.
    pub content: bool,
    /// Microsoft's `privilegeLevel`, 1 to 5.
    pub microsoft_level: Option<u8>,
    /// Rating of the CISA's ScubaGear.
    pub cisa: Option<String>,
}

/// Why the tenant could not be read, or not wholly.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum ReviewProblem {
    /// The registration has no service principal in the tenant: never consented to, or deleted.
    PrincipalGone,
    /// The service principal is switched off.
    PrincipalDisabled,
    /// A credential of ours is refused, or there is none.
    Credential {
        /// What Microsoft called it, else our short key.
        code: String,
        /// What that means; none where it was noted by an earlier version.
        #[serde(default)]
        trouble: Option<Trouble>,
    },
    /// Microsoft didn't answer.
    Unreachable,
    /// An answer was not of the documented form, and was refused.
    Unexpected,
    /// Microsoft refused with a code the review draws no conclusion from.
    Refused {
        /// The code.
        code: String,
        /// What that means; none where it was noted by an earlier version.
        #[serde(default)]
        trouble: Option<Trouble>,
    },
    /// The registration has no token of its own, and none that reads for it may read it.
    Closed,
    /// The time was over before everything was read.
    Partial {
        /// What was left: `grants`, `assignments`, `probes`.
        left: Vec<String>,
    },
}

/// One registration with its permissions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegistrationReview {
    /// Client id.
    pub client_id: Guid,
    /// Whether it is the one people sign in with.
    pub signin: bool,
    /// Features that use it, whether on or off.
    pub features: Vec<Feature>,
    /// How much could be seen when it was last read.
    pub mode: ReviewMode,
    /// When it was last tried.
    pub tried: Option<Timestamp>,
    /// When what is shown was read; none when it was never read.
    pub read: Option<Timestamp>,
    /// Why the last attempt brought nothing, or not all.
    pub problem: Option<ReviewProblem>,
    /// Object id of the service principal in the tenant.
    pub principal: Option<ObjectId>,
    /// When the token of the probes was issued.
    pub token_issued: Option<Timestamp>,
    /// From when on "check now" is possible; none at once.
    pub check_from: Option<Timestamp>,
    /// The permissions: what needs attention first.
    pub lines: Vec<ReviewLine>,
    /// Whether the delegated grants could be read.
    pub delegated_readable: bool,
}

/// A grant that appeared or went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GrantChange {
    /// Registration.
    pub client_id: Guid,
    /// Application id of the resource.
    pub resource: Option<Guid>,
    /// Name as Microsoft spells it.
    pub value: String,
    /// Delegated or application.
    pub kind: PermissionKind,
    /// GUID of the scope or app role.
    pub guid: Guid,
    /// When the review first saw it.
    pub first_seen: Timestamp,
    /// When the review first missed it.
    pub gone: Option<Timestamp>,
    /// Why it counts as gone, where it isn't that it was missed.
    #[serde(default)]
    pub ended: Option<GrantEnd>,
}

/// Why a grant counts as gone although nobody found it missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GrantEnd {
    /// Another grant took its place: made anew, or for others.
    Replaced,
    /// The registration is no longer configured here, so nobody looks any more.
    Unconfigured,
}

impl GrantEnd {
    /// The word that stands in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Replaced => "replaced",
            Self::Unconfigured => "unconfigured",
        }
    }

    /// The reason a word of the database names.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Replaced, Self::Unconfigured]
            .into_iter()
            .find(|end| end.as_str() == word)
    }
}

/// A feature with its switch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeatureSwitch {
    /// Which.
    pub feature: Feature,
    /// Whether it is on.
    pub on: bool,
    /// Permissions nothing else needs: to revoke once it is off.
    pub frees: Vec<String>,
}

/// The chain of evidence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EvidenceChain {
    /// Number of the newest run; 0 for none.
    pub last: i64,
    /// HMAC of the newest run, hexadecimal digits.
    pub head: String,
    /// Runs that were verified: a page takes the newest ones, the file and the command all.
    #[serde(default)]
    pub verified: i64,
    /// Proofs of consents that were compared with the audit log.
    #[serde(default)]
    pub consents: i64,
    /// Whether all that was looked at verifies, and the newest run is the one the audit log tells of.
    pub intact: bool,
}

/// The whole page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewView {
    /// The tenant's id.
    pub tenant_id: TenantId,
    /// The tenant's name.
    pub tenant_name: String,
    /// Word of Microsoft's cloud, whose addresses and names the commands carry; empty for the worldwide one.
    #[serde(default)]
    pub cloud: String,
    /// The server's time.
    pub now: Timestamp,
    /// Registrations, those for data first.
    pub registrations: Vec<RegistrationReview>,
    /// Features with their switches.
    pub features: Vec<FeatureSwitch>,
    /// Grants that appeared or went, newest first.
    pub history: Vec<GrantChange>,
    /// Evidence.
    pub evidence: EvidenceChain,
    /// Address that is told of changes; empty for none.
    pub notify: String,
    /// Whether the reader may check and switch.
    pub may_act: bool,
    /// Whether a person may read the lists as themselves.
    #[serde(default)]
    pub once: bool,
    /// SHA-256 of registrations, switches and history, hexadecimal digits: paper and file of the same state carry the same.
    #[serde(default)]
    pub hash: String,
}

/// What somebody read once as themselves, judged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OnceReview {
    /// The tenant of whoever asked: the commands name it.
    pub tenant_id: TenantId,
    /// Word of Microsoft's cloud, whose addresses and names the commands carry; empty for the worldwide one.
    #[serde(default)]
    pub cloud: String,
    /// When it was read.
    pub now: Timestamp,
    /// Registrations, those for data first.
    pub registrations: Vec<RegistrationReview>,
}

/// Pasted lists, judged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PastedReview {
    /// The tenant of whoever asked: the commands name it.
    pub tenant_id: TenantId,
    /// Word of Microsoft's cloud, whose addresses and names the commands carry; empty for the worldwide one.
    #[serde(default)]
    pub cloud: String,
    /// What the lists say.
    pub review: RegistrationReview,
}
