//! The names of things in documents: steps, roles, places, features.

use model::permission::{Feature, PermissionKind, Tier};
use trust::documents::{Cloud, LeastRole, Place, Plan, Step, StepKind, Wait};

use crate::texts::{Key, Texts};

/// The sentences of a kind of step.
pub(super) struct Words {
    pub(super) title: Key,
    pub(super) purpose: Key,
    pub(super) made: Key,
    pub(super) check: Key,
    /// What to press in the portal, a line for each.
    pub(super) portal: Option<Key>,
}

pub(super) fn of(plan: &Plan, kind: StepKind) -> Words {
    let certificate = plan.credential.is_certificate();
    let (title, purpose, made, check, portal) = match kind {
        StepKind::Colleague => (
            Key::GUIDE_STEP_COLLEAGUE_TITLE,
            Key::GUIDE_STEP_COLLEAGUE_PURPOSE,
            Key::GUIDE_STEP_COLLEAGUE_MADE,
            Key::GUIDE_STEP_COLLEAGUE_CHECK,
            Some(Key::GUIDE_STEP_COLLEAGUE_PORTAL),
        ),
        StepKind::Register => (
            Key::GUIDE_STEP_REGISTER_TITLE,
            Key::GUIDE_STEP_REGISTER_PURPOSE,
            Key::GUIDE_STEP_REGISTER_MADE,
            Key::GUIDE_STEP_REGISTER_CHECK,
            Some(Key::GUIDE_STEP_REGISTER_PORTAL),
        ),
        StepKind::Credential => (
            if plan.signin_by_code {
                Key::GUIDE_STEP_CREDENTIAL_TITLE_ALL
            } else {
                Key::GUIDE_STEP_CREDENTIAL_TITLE
            },
            if certificate {
                Key::GUIDE_STEP_CREDENTIAL_PURPOSE_CERTIFICATE
            } else {
                Key::GUIDE_STEP_CREDENTIAL_PURPOSE
            },
            Key::GUIDE_STEP_CREDENTIAL_MADE,
            Key::GUIDE_STEP_CREDENTIAL_CHECK,
            Some(if certificate {
                Key::GUIDE_STEP_CREDENTIAL_PORTAL_CERTIFICATE
            } else {
                Key::GUIDE_STEP_CREDENTIAL_PORTAL
            }),
        ),
        StepKind::Settings => (
            Key::GUIDE_STEP_SETTINGS_TITLE,
            Key::GUIDE_STEP_SETTINGS_PURPOSE,
            Key::GUIDE_STEP_SETTINGS_MADE,
            Key::GUIDE_STEP_SETTINGS_CHECK,
            Some(Key::GUIDE_STEP_SETTINGS_PORTAL),
        ),
        StepKind::SignIn => (
            Key::GUIDE_STEP_SIGNIN_TITLE,
            Key::GUIDE_STEP_SIGNIN_PURPOSE,
            Key::GUIDE_STEP_SIGNIN_MADE,
            Key::GUIDE_STEP_SIGNIN_CHECK,
            Some(Key::GUIDE_STEP_SIGNIN_PORTAL),
        ),
        StepKind::Consent(_) => (
            Key::GUIDE_STEP_CONSENT_TITLE,
            Key::GUIDE_STEP_CONSENT_PURPOSE,
            Key::GUIDE_STEP_CONSENT_MADE,
            Key::GUIDE_STEP_CONSENT_CHECK,
            None,
        ),
        StepKind::Principal(_) => (
            Key::GUIDE_STEP_PRINCIPAL_TITLE,
            Key::GUIDE_STEP_PRINCIPAL_PURPOSE,
            Key::GUIDE_STEP_PRINCIPAL_MADE,
            Key::GUIDE_STEP_PRINCIPAL_CHECK,
            None,
        ),
        StepKind::TeamsPolicy => (
            Key::GUIDE_STEP_TEAMS_TITLE,
            Key::GUIDE_STEP_TEAMS_PURPOSE,
            Key::GUIDE_STEP_TEAMS_MADE,
            Key::GUIDE_STEP_TEAMS_CHECK,
            None,
        ),
        StepKind::ExchangeScope => (
            Key::GUIDE_STEP_EXCHANGE_TITLE,
            Key::GUIDE_STEP_EXCHANGE_PURPOSE,
            Key::GUIDE_STEP_EXCHANGE_MADE,
            Key::GUIDE_STEP_EXCHANGE_CHECK,
            None,
        ),
        StepKind::Roles => (
            Key::GUIDE_STEP_ROLES_TITLE,
            Key::GUIDE_STEP_ROLES_PURPOSE,
            Key::GUIDE_STEP_ROLES_MADE,
            Key::GUIDE_STEP_ROLES_CHECK,
            Some(Key::GUIDE_STEP_ROLES_PORTAL),
        ),
    };
    Words {
        title,
        purpose,
        made,
        check,
        portal,
    }
}

/// Who may do a step, with the reason where a higher role is needed.
pub(super) fn role(texts: Texts, step: &Step) -> &'static str {
    let consents = matches!(step.kind, StepKind::Consent(_));
    texts.get(match step.role {
        LeastRole::AnyoneOrDeveloper => Key::GUIDE_LEAST_ANYONE,
        LeastRole::ApplicationDeveloper => Key::GUIDE_LEAST_DEVELOPER,
        LeastRole::Owner => Key::GUIDE_LEAST_OWNER,
        LeastRole::CloudApplicationAdministrator if consents => Key::GUIDE_LEAST_DELEGATED_CONSENT,
        LeastRole::CloudApplicationAdministrator if matches!(step.kind, StepKind::Principal(_)) => {
            Key::GUIDE_LEAST_PRINCIPAL
        }
        LeastRole::CloudApplicationAdministrator => Key::GUIDE_LEAST_CLOUD_APPLICATION,
        LeastRole::PrivilegedRoleAdministrator => Key::GUIDE_LEAST_PRIVILEGED_ROLE,
        LeastRole::UserAdministrator => Key::GUIDE_LEAST_USER,
        LeastRole::TeamsAdministrator => Key::GUIDE_LEAST_TEAMS,
        LeastRole::ExchangeAdministrator => Key::GUIDE_LEAST_EXCHANGE,
        LeastRole::Operator => Key::GUIDE_LEAST_OPERATOR,
    })
}

/// Where a step is done.
pub(super) fn place(texts: Texts, plan: &Plan, place: Place) -> String {
    let (key, tenant) = match place {
        Place::Home => (Key::GUIDE_PLACE_HOME, plan.home),
        Place::Customer => (Key::GUIDE_PLACE_CUSTOMER, plan.customer),
        Place::Installation => (Key::GUIDE_PLACE_INSTALLATION, None),
    };
    let tenant = tenant.map(|id| id.to_string());
    let tenant = tenant
        .as_deref()
        .unwrap_or_else(|| texts.get(Key::DOCUMENTS_UNKNOWN));
    texts.with(key, &[("tenant", tenant)])
}

pub(super) fn wait(texts: Texts, wait: Wait) -> String {
    texts
        .get(match wait {
            Wait::Credential => Key::GUIDE_WAIT_CREDENTIAL,
            Wait::Consent => Key::GUIDE_WAIT_CONSENT,
            Wait::Token => Key::GUIDE_WAIT_TOKEN,
            Wait::Teams => Key::GUIDE_WAIT_TEAMS,
            Wait::Exchange => Key::GUIDE_WAIT_EXCHANGE,
        })
        .to_owned()
}

pub(super) fn kind(texts: Texts, kind: PermissionKind) -> String {
    texts
        .get(match kind {
            PermissionKind::Delegated => Key::NEED_DELEGATED,
            PermissionKind::Application => Key::NEED_APPLICATION,
        })
        .to_owned()
}

pub(super) fn tier(texts: Texts, tier: Tier) -> String {
    texts
        .get(match tier {
            Tier::Identity => Key::TIER_IDENTITY,
            Tier::OwnData => Key::TIER_OWN_DATA,
            Tier::Low => Key::TIER_LOW,
            Tier::Medium => Key::TIER_MEDIUM,
            Tier::High => Key::TIER_HIGH,
            Tier::Critical => Key::TIER_CRITICAL,
        })
        .to_owned()
}

/// The name of a feature.
pub(crate) fn feature(texts: Texts, feature: Feature) -> &'static str {
    texts.get(match feature {
        Feature::SignIn => Key::FEATURE_SIGN_IN,
        Feature::TeamsMeetings => Key::FEATURE_TEAMS_MEETINGS,
        Feature::Directory => Key::FEATURE_DIRECTORY,
        Feature::Calendar => Key::FEATURE_CALENDAR,
        Feature::MailData => Key::FEATURE_MAIL_DATA,
        Feature::TeamsData => Key::FEATURE_TEAMS_DATA,
        Feature::Copilot => Key::FEATURE_COPILOT,
        Feature::PermissionReview => Key::FEATURE_PERMISSION_REVIEW,
    })
}

/// What a cloud of Microsoft's is called.
pub(crate) const fn cloud_name(cloud: Cloud) -> Key {
    match cloud {
        Cloud::Worldwide => Key::DOCUMENTS_CLOUD_WORLDWIDE,
        Cloud::UsGovernment => Key::DOCUMENTS_CLOUD_US_GOVERNMENT,
        Cloud::UsDefense => Key::DOCUMENTS_CLOUD_US_DEFENSE,
        Cloud::China => Key::DOCUMENTS_CLOUD_CHINA,
    }
}
