//! What steps are, where and by whom they are done, and what is waited for.

use super::super::slot::Slot;

/// One step for one role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepKind {
    /// A colleague registers the applications and hands them over.
    Colleague,
    /// Register the applications.
    Register,
    /// Give each application its credential: those for data, and the one for signing in where that goes by code.
    Credential,
    /// Tell Anteroom the client ids.
    Settings,
    /// An administrator signs in for the first time.
    SignIn,
    /// Consent to one application for the whole organisation.
    Consent(Slot),
    /// Make one application known in the organisation, where there is nothing to consent to.
    Principal(Slot),
    /// Let the application read meetings of chosen people.
    TeamsPolicy,
    /// Choose mailboxes in Exchange.
    ExchangeScope,
    /// Give people their roles.
    Roles,
}

impl StepKind {
    /// The word in anchors and names of files.
    #[must_use]
    pub fn anchor(self) -> String {
        match self {
            Self::Colleague => "colleague".to_owned(),
            Self::Register => "register".to_owned(),
            Self::Credential => "credential".to_owned(),
            Self::Settings => "settings".to_owned(),
            Self::SignIn => "sign-in".to_owned(),
            Self::Consent(slot) => format!("consent-{}", slot.as_str()),
            Self::Principal(slot) => format!("principal-{}", slot.as_str()),
            Self::TeamsPolicy => "teams-policy".to_owned(),
            Self::ExchangeScope => "exchange-scope".to_owned(),
            Self::Roles => "roles".to_owned(),
        }
    }
}

/// Where a step is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The tenant in which the applications are registered.
    Home,
    /// The tenant that consents.
    Customer,
    /// The machine Anteroom runs on.
    Installation,
}

/// The least privileged role that suffices (microsoft.md 9).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeastRole {
    /// Nobody's in particular; Application Developer where users may not register applications.
    AnyoneOrDeveloper,
    /// Application Developer: may register, and owns what it registered.
    ApplicationDeveloper,
    /// Owner of the applications.
    Owner,
    /// Cloud Application Administrator.
    CloudApplicationAdministrator,
    /// Privileged Role Administrator.
    PrivilegedRoleAdministrator,
    /// User Administrator, or owner of the enterprise application.
    UserAdministrator,
    /// Teams Administrator.
    TeamsAdministrator,
    /// Exchange Administrator.
    ExchangeAdministrator,
    /// Whoever runs Anteroom.
    Operator,
}

impl LeastRole {
    /// Microsoft's own name of a role in Entra; none for those that are no role there.
    #[must_use]
    pub const fn entra_name(self) -> Option<&'static str> {
        match self {
            Self::ApplicationDeveloper => Some("Application Developer"),
            Self::CloudApplicationAdministrator => Some("Cloud Application Administrator"),
            Self::PrivilegedRoleAdministrator => Some("Privileged Role Administrator"),
            Self::UserAdministrator => Some("User Administrator"),
            Self::TeamsAdministrator => Some("Teams Administrator"),
            Self::ExchangeAdministrator => Some("Exchange Administrator"),
            Self::AnyoneOrDeveloper | Self::Owner | Self::Operator => None,
        }
    }
}

/// How long something takes to be seen everywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wait {
    /// A credential: minutes, and single refusals after a first success.
    Credential,
    /// A consent: minutes.
    Consent,
    /// A token that was fetched before: up to 90 minutes, or a check with a fresh one.
    Token,
    /// A policy of Teams: up to 30 minutes.
    Teams,
    /// A policy of Exchange: more than an hour.
    Exchange,
}
