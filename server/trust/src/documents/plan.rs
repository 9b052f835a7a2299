//! What is to be set up: the choices, free of words and languages.

use model::permission::{CalendarAccess, Feature};
use model::{Guid, Role};

use super::choices::feature_word;
use super::cloud::Cloud;
use super::host::Credential;
use super::permissions::{self, Asked};
use super::quoting;
use super::slot::Slot;

/// How many applications fetch data.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Layout {
    /// One for all features that are on: its permissions are the union of theirs.
    #[default]
    One,
    /// One per source, so that an organisation consents to each by itself.
    PerSource,
}

impl Layout {
    /// The word in addresses.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::One => "one",
            Self::PerSource => "per_source",
        }
    }
}

/// The ids of an application that exists already; either may be missing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Existing {
    /// Object id of the application, by which tools find it.
    pub object_id: Option<Guid>,
    /// Client id (application id), by which it is known to Anteroom and in every tenant.
    pub client_id: Option<Guid>,
}

/// All choices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Features that are to be on, besides sign-in.
    pub features: Vec<Feature>,
    /// How much of calendars is read.
    pub calendars: CalendarAccess,
    /// How many applications.
    pub layout: Layout,
    /// How the data applications prove who they are.
    pub credential: Credential,
    /// Public base URL of the installation, without a slash at the end.
    pub base_url: String,
    /// Base URL of Entra, without a slash at the end.
    pub authority: String,
    /// Base URL of Graph, without a slash at the end.
    pub graph_url: String,
    /// Whether people sign in by a code (`ANTEROOM_SIGNIN_FLOW=code`), which takes a credential of the application for
    /// sign-in, too.
    pub signin_by_code: bool,
    /// Tenant in which the applications are registered.
    pub home: Option<Guid>,
    /// Tenant that consents; the same as `home` where an organisation runs its own installation.
    pub customer: Option<Guid>,
    /// Applications that exist, by what they are for.
    pub existing: Vec<(Slot, Existing)>,
    /// Whether somebody else registers the applications and hands them over.
    pub colleague: bool,
    /// Whether an application access policy of Teams is part of it.
    pub teams_policy: bool,
    /// Whether mailboxes are chosen in Exchange instead of a permission for all of them.
    pub exchange_scope: bool,
    /// Client ids that this installation is configured with.
    pub configured: Vec<Guid>,
    /// Fields of the form whose values came with the address and differ from what the installation knows.
    pub from_address: Vec<String>,
}

/// One application to register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Application {
    /// What it is for.
    pub slot: Slot,
    /// Permissions it asks for, each once.
    pub asked: Vec<Asked>,
    /// Permissions that Exchange gives for chosen mailboxes instead.
    pub by_exchange: Vec<Asked>,
    /// Addresses that Microsoft may send answers to.
    pub redirect_uris: Vec<String>,
    /// Where Entra tells of a sign-out elsewhere.
    pub logout_url: Option<String>,
    /// What exists of it.
    pub existing: Existing,
    /// Whether people sign in with it by a code.
    pub by_code: bool,
}

impl Application {
    /// Whether it is the one people sign in with: it has roles, and no credential unless they do so by a code.
    #[must_use]
    pub fn is_signin(&self) -> bool {
        self.slot == Slot::SignIn
    }

    /// Whether it proves who it is.
    #[must_use]
    pub fn has_credential(&self) -> bool {
        !self.is_signin() || self.by_code
    }

    /// Whether Entra sends an id_token through the browser for it.
    #[must_use]
    pub fn issues_id_tokens(&self) -> bool {
        self.is_signin() && !self.by_code
    }

    /// Whether an administrator has to consent to an application permission, which takes a higher role.
    #[must_use]
    pub fn acts_by_itself(&self) -> bool {
        self.asked
            .iter()
            .any(|asked| asked.kind == model::permission::PermissionKind::Application)
    }
}

impl Plan {
    /// The applications to register: sign-in first, then those for data. Only sign-in where no feature is on.
    #[must_use]
    pub fn applications(&self) -> Vec<Application> {
        let mut slots = vec![(Slot::SignIn, vec![Feature::SignIn])];
        for feature in &self.features {
            let slot = match (self.layout, Slot::of(*feature)) {
                (_, Slot::SignIn) => continue,
                (Layout::One, _) => Slot::Data,
                (Layout::PerSource, slot) if self.falls_back(slot) => Slot::Data,
                (Layout::PerSource, slot) => slot,
            };
            match slots.iter_mut().find(|(known, _)| *known == slot) {
                Some((_, features)) => features.push(*feature),
                None => slots.push((slot, vec![*feature])),
            }
        }
        slots.sort_by_key(|(slot, _)| *slot);
        slots
            .into_iter()
            .map(|(slot, features)| self.application(slot, &features))
            .collect()
    }

    /// Whether a source is configured to be served by the application for everything else, while others have their own.
    fn falls_back(&self, slot: Slot) -> bool {
        let is_configured = |slot: Slot| {
            let client = self.existing_of(slot).client_id;
            client.is_some_and(|id| self.configured.contains(&id))
        };
        let mut others = Slot::ALL
            .into_iter()
            .filter(|slot| !matches!(slot, Slot::SignIn | Slot::Data));
        is_configured(Slot::Data) && !is_configured(slot) && others.any(is_configured)
    }

    /// The cloud of Microsoft's it is for.
    #[must_use]
    pub fn cloud(&self) -> Cloud {
        Cloud::of(&self.authority, &self.graph_url)
    }

    /// The applications that have a credential: those for data, and that for sign-in where people sign in by a code.
    #[must_use]
    pub fn credential_applications(&self) -> Vec<Application> {
        let mut all = self.applications();
        all.retain(Application::has_credential);
        all
    }

    /// The applications that fetch data.
    #[must_use]
    pub fn data_applications(&self) -> Vec<Application> {
        let mut all = self.applications();
        all.retain(|application| !application.is_signin());
        all
    }

    fn application(&self, slot: Slot, features: &[Feature]) -> Application {
        let url = |path: &str| format!("{}{path}", self.base_url);
        let mut redirect_uris = Vec::new();
        if slot == Slot::SignIn {
            redirect_uris.push(url("/signin/callback"));
        } else {
            redirect_uris.push(url("/consent/callback"));
        }
        if features.contains(&Feature::TeamsMeetings) {
            redirect_uris.push(url("/connect/callback"));
        }
        let (by_exchange, asked) = permissions::asked(features, self.calendars)
            .into_iter()
            .partition(|asked| self.exchange_scope && permissions::exchange_role(asked).is_some());
        Application {
            slot,
            asked,
            by_exchange,
            redirect_uris,
            logout_url: (slot == Slot::SignIn).then(|| url("/signout/frontchannel")),
            existing: self.existing_of(slot),
            by_code: slot == Slot::SignIn && self.signin_by_code,
        }
    }

    /// What exists of an application.
    #[must_use]
    pub fn existing_of(&self, slot: Slot) -> Existing {
        self.existing
            .iter()
            .find(|(known, _)| *known == slot)
            .map(|(_, existing)| *existing)
            .unwrap_or_default()
    }

    /// The choices as the query of an address. What belongs to the installation is left out: pages know it, or must not
    /// take it from an address.
    #[must_use]
    pub fn query(&self) -> String {
        let mut pairs = vec![
            ("layout".to_owned(), self.layout.as_str().to_owned()),
            ("host".to_owned(), self.credential.host.as_str().to_owned()),
            ("cloud".to_owned(), self.cloud().as_str().to_owned()),
        ];
        let ticked = |name: &str| (name.to_owned(), "true".to_owned());
        for feature in &self.features {
            pairs.push(ticked(feature_word(*feature)));
        }
        for (name, is) in [
            ("full_calendars", self.calendars == CalendarAccess::Full),
            ("colleague", self.colleague),
            ("teams_policy", self.teams_policy),
            ("exchange_scope", self.exchange_scope),
            ("signin_code", self.signin_by_code),
        ] {
            if is {
                pairs.push(ticked(name));
            }
        }
        let id = |name: &str, id: Option<Guid>| Some((name.to_owned(), id?.to_string()));
        pairs.extend(id("home", self.home));
        pairs.extend(id("customer", self.customer));
        pairs.extend(id("identity", self.credential.identity));
        for (name, value) in [
            ("issuer", &self.credential.issuer),
            ("subject", &self.credential.subject),
            ("audience", &self.credential.audience),
        ] {
            if !value.is_empty() && *value != self.usual(name) {
                pairs.push((name.to_owned(), value.clone()));
            }
        }
        for (slot, existing) in &self.existing {
            let word = slot.as_str();
            pairs.extend(id(&format!("{word}_object"), existing.object_id));
            pairs.extend(id(&format!("{word}_client"), existing.client_id));
        }
        let pairs = pairs
            .iter()
            .map(|(name, value)| format!("{}={}", quoting::query(name), quoting::query(value)));
        pairs.collect::<Vec<_>>().join("&")
    }

    /// What a part of the credential is without being said.
    fn usual(&self, name: &str) -> String {
        let entra = (self.authority.as_str(), self.cloud());
        let usual = Credential::of(self.credential.host, entra, self.home);
        match name {
            "issuer" => usual.issuer,
            "audience" => usual.audience,
            _ => usual.subject,
        }
    }

    /// Whether something reads meetings without a signed-in person, which takes a policy of Teams.
    #[must_use]
    pub fn reads_meetings(&self) -> bool {
        const WITH_POLICY: [&str; 3] = [
            "OnlineMeetings.Read.All",
            "OnlineMeetings.ReadWrite.All",
            "OnlineMeetingArtifact.Read.All",
        ];
        self.data_applications().iter().any(|application| {
            let mut asked = application.asked.iter();
            asked.any(|asked| WITH_POLICY.contains(&asked.value.as_str()))
        })
    }

    /// Whether the value of a field of the form came with the address.
    #[must_use]
    pub fn is_from_address(&self, field: &str) -> bool {
        self.from_address.iter().any(|known| known == field)
    }

    /// The consent page of the consenting tenant for one application; none while this installation is not configured with
    /// its client id: one that came with an address may be anybody's.
    #[must_use]
    pub fn consent_link(&self, application: &Application) -> Option<String> {
        let client = application
            .existing
            .client_id
            .filter(|id| self.configured.contains(id))?;
        Some(consent_link(
            (&self.authority, self.cloud()),
            (self.customer, client),
            &application.asked,
            &self.base_url,
        ))
    }
}

/// Microsoft's consent page of a tenant for one client id.
///
/// Application permissions are asked for by `.default`, a list of delegated ones by name (microsoft.md 2.1). Without a
/// tenant the page asks whoever opens it for their own organisation (`organizations`).
#[must_use]
pub fn consent_link(
    (authority, cloud): (&str, Cloud),
    (tenant, client): (Option<Guid>, Guid),
    asked: &[Asked],
    base_url: &str,
) -> String {
    let tenant = tenant.map_or_else(|| "organizations".to_owned(), |id| id.to_string());
    let callback = format!("{base_url}/consent/callback");
    format!(
        "{authority}/{tenant}/v2.0/adminconsent?client_id={client}&scope={}&redirect_uri={}",
        quoting::query(&permissions::consent_scope(cloud, asked)),
        quoting::query(&callback),
    )
}

/// Our app roles with the ids they have in every installation.
pub const APP_ROLES: [(Role, Guid); 6] = [
    (Role::Administrator, role(1)),
    (Role::Reviewer, role(2)),
    (Role::Coordinator, role(3)),
    (Role::Consultant, role(4)),
    (Role::Leader, role(5)),
    (Role::Reporter, role(6)),
];

const fn role(number: u128) -> Guid {
    Guid::from_u128(0xa990_0000_0000_4000_b000_0000_0000_0000 + number)
}
