//! The choices as they stand in an address, and what is wrong with them.

use model::permission::{CalendarAccess, Feature};
use model::{FieldError, FieldProblem, Guid};

use super::cloud::{self, Cloud};
use super::host::{Credential, Host};
use super::plan::{Existing, Layout, Plan};
use super::slot::Slot;

/// Longest issuer or subject of a federated credential, in characters (microsoft.md 4.3).
const VALUE_MOST: usize = 600;
/// Longest base address, in characters; a redirect URI may have 256 with its path.
const URL_MOST: usize = 200;
/// Most parameters that are read.
const PAIRS_MOST: usize = 100;

/// What is known without asking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// Public base URL of the installation.
    pub base_url: String,
    /// Base URL of Entra.
    pub authority: String,
    /// Base URL of Graph.
    pub graph_url: String,
    /// Whether people sign in by a code here.
    pub signin_by_code: bool,
    /// Tenant that is signed in, if one is.
    pub tenant: Option<Guid>,
    /// Client ids that are configured.
    pub clients: Vec<(Slot, Guid)>,
    /// Features to begin with.
    pub features: Vec<Feature>,
    /// How much of calendars to begin with.
    pub calendars: CalendarAccess,
}

impl Known {
    /// The cloud of Microsoft's it is for.
    fn cloud(&self) -> Cloud {
        Cloud::of(&self.authority, &self.graph_url)
    }

    /// Whether sources have applications of their own already.
    fn has_several(&self) -> bool {
        self.clients
            .iter()
            .any(|(slot, _)| !matches!(slot, Slot::SignIn | Slot::Data))
    }
}

/// The fields of the form, as they were sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choices {
    pairs: Vec<(String, String)>,
}

/// Features that can be chosen, in the order of the form: those that exist, without sign-in, which is always part of it.
#[must_use]
pub fn features() -> Vec<Feature> {
    let mut all = Feature::ALL.to_vec();
    all.retain(|feature| *feature != Feature::SignIn && feature.available());
    all
}

/// The word for a feature in addresses.
#[must_use]
pub const fn feature_word(feature: Feature) -> &'static str {
    match feature {
        Feature::SignIn => "sign_in",
        Feature::TeamsMeetings => "teams_meetings",
        Feature::Directory => "directory",
        Feature::Calendar => "calendar",
        Feature::MailData => "mail_data",
        Feature::TeamsData => "teams_data",
        Feature::Copilot => "copilot",
        Feature::PermissionReview => "permission_review",
    }
}

/// Fields whose value came with the address and is not what the installation knows by itself. Whoever sent the address
/// chose them.
fn from_address(plan: &Plan, known: &Known) -> Vec<String> {
    let entra = (plan.authority.as_str(), plan.cloud());
    let usual = Credential::of(plan.credential.host, entra, known.tenant);
    let given = &plan.credential;
    let fields = [
        ("base_url", plan.base_url != known.base_url),
        ("cloud", plan.cloud() != known.cloud()),
        ("issuer", given.issuer != usual.issuer),
        ("subject", given.subject != usual.subject),
        ("audience", given.audience != usual.audience),
        ("identity", given.identity != usual.identity),
        ("home", plan.home != known.tenant),
        ("customer", plan.customer != known.tenant),
    ];
    let mut named: Vec<String> = fields
        .into_iter()
        .filter(|(_, differs)| *differs)
        .map(|(field, _)| field.to_owned())
        .collect();
    for (slot, existing) in &plan.existing {
        let word = slot.as_str();
        if existing.object_id.is_some() {
            named.push(format!("{word}_object"));
        }
        if existing
            .client_id
            .is_some_and(|id| !plan.configured.contains(&id))
        {
            named.push(format!("{word}_client"));
        }
    }
    named
}

impl Choices {
    /// Choices from the decoded pairs of a query; those beyond a bound are dropped.
    pub fn new(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        Self {
            pairs: pairs.into_iter().take(PAIRS_MOST).collect(),
        }
    }

    /// The value of a field, without blanks around it; empty when it was not sent.
    #[must_use]
    pub fn get(&self, name: &str) -> &str {
        self.pairs
            .iter()
            .rev()
            .find(|(known, _)| known == name)
            .map_or("", |(_, value)| value.trim())
    }

    /// Whether the form was sent at all; before that the first choices hold.
    #[must_use]
    pub fn sent(&self) -> bool {
        !self.get("layout").is_empty()
    }

    fn ticked(&self, name: &str) -> bool {
        self.get(name) == "true"
    }

    /// The plan that the choices make, and what is wrong with them. What is wrong counts as not said.
    #[must_use]
    pub fn plan(&self, known: &Known) -> (Plan, Vec<FieldError>) {
        let mut problems = Vec::new();
        let features: Vec<Feature> = if self.sent() {
            self::features()
                .into_iter()
                .filter(|feature| self.ticked(feature_word(*feature)))
                .collect()
        } else {
            known.features.clone()
        };
        let home = self.guid("home", &mut problems).or(known.tenant);
        let (authority, graph_url) = self.cloud(known);
        let base_url = match known.tenant {
            // On their own page nobody is led elsewhere by a link that was sent to them.
            Some(_) => known.base_url.clone(),
            None => self
                .url("base_url", &mut problems)
                .unwrap_or_else(|| known.base_url.clone()),
        };
        let mut plan = Plan {
            features,
            calendars: match (self.sent(), self.ticked("full_calendars")) {
                (false, _) => known.calendars,
                (true, true) => CalendarAccess::Full,
                (true, false) => CalendarAccess::Basic,
            },
            layout: match self.get("layout") {
                "per_source" => Layout::PerSource,
                "" if known.has_several() => Layout::PerSource,
                _ => Layout::One,
            },
            credential: self.credential((&authority, &graph_url), home, &mut problems),
            base_url,
            authority,
            graph_url,
            signin_by_code: match known.tenant {
                None if self.sent() => self.ticked("signin_code"),
                _ => known.signin_by_code,
            },
            home,
            customer: self.guid("customer", &mut problems).or(known.tenant),
            existing: self.existing(known, &mut problems),
            colleague: self.ticked("colleague"),
            teams_policy: self.ticked("teams_policy"),
            exchange_scope: self.ticked("exchange_scope"),
            configured: known.clients.iter().map(|(_, id)| *id).collect(),
            from_address: vec![],
        };
        plan.from_address = from_address(&plan, known);
        (plan, problems)
    }

    /// Authority and Graph of the cloud that was chosen. On their own page nobody is led to another by a link that was sent to
    /// them.
    fn cloud(&self, known: &Known) -> (String, String) {
        let chosen = cloud::of_word(self.get("cloud")).filter(|_| known.tenant.is_none());
        match chosen {
            Some(cloud) if cloud != known.cloud() => {
                (cloud.authority().to_owned(), cloud.graph().to_owned())
            }
            _ => (known.authority.clone(), known.graph_url.clone()),
        }
    }

    fn credential(
        &self,
        (authority, graph_url): (&str, &str),
        home: Option<Guid>,
        problems: &mut Vec<FieldError>,
    ) -> Credential {
        let wanted = self.get("host");
        let host = Host::ALL
            .into_iter()
            .find(|host| host.as_str() == wanted)
            .unwrap_or_default();
        let entra = (authority, Cloud::of(authority, graph_url));
        let mut credential = Credential::of(host, entra, home);
        for (name, place) in [
            ("issuer", &mut credential.issuer),
            ("subject", &mut credential.subject),
            ("audience", &mut credential.audience),
        ] {
            match self.value(name, problems) {
                Some(value) if !value.is_empty() => *place = value,
                _ => {}
            }
        }
        credential.identity = self.guid("identity", problems);
        credential
    }

    fn existing(&self, known: &Known, problems: &mut Vec<FieldError>) -> Vec<(Slot, Existing)> {
        let one = |slot: Slot| {
            let word = slot.as_str();
            let configured = known.clients.iter().find(|(known, _)| *known == slot);
            let existing = Existing {
                object_id: self.guid(&format!("{word}_object"), problems),
                // What is configured stands, whatever an address says.
                client_id: match configured {
                    Some((_, id)) => Some(*id),
                    None => self.guid(&format!("{word}_client"), problems),
                },
            };
            (slot, existing)
        };
        let all = Slot::ALL.map(one);
        all.into_iter()
            .filter(|(_, existing)| *existing != Existing::default())
            .collect()
    }

    fn guid(&self, name: &str, problems: &mut Vec<FieldError>) -> Option<Guid> {
        match self.get(name) {
            "" => None,
            text => match Guid::parse(text) {
                Ok(guid) => Some(guid),
                Err(_) => {
                    problems.push(FieldError::new(name, FieldProblem::Malformed));
                    None
                }
            },
        }
    }

    /// A value of a token: no control characters, no blanks around it, which would never match.
    fn value(&self, name: &str, problems: &mut Vec<FieldError>) -> Option<String> {
        let text = self.get(name);
        let problem = if text.chars().count() > VALUE_MOST {
            FieldProblem::TooLong(VALUE_MOST as u32)
        } else if text.chars().any(char::is_control) {
            FieldProblem::Malformed
        } else {
            return Some(text.to_owned());
        };
        problems.push(FieldError::new(name, problem));
        None
    }

    /// A base address: https, or http for this machine, without what redirect URIs may not hold (microsoft.md 1.2).
    fn url(&self, name: &str, problems: &mut Vec<FieldError>) -> Option<String> {
        let text = self.get(name).trim_end_matches('/');
        if text.is_empty() {
            return None;
        }
        let local = ["http://localhost", "http://localhost:"];
        let host = text.strip_prefix("https://").or_else(|| {
            let rest = local.iter().find_map(|start| text.strip_prefix(start))?;
            rest.chars()
                .all(|digit| digit.is_ascii_digit() || digit == ':')
                .then_some("localhost")
        });
        let plain = |letter: char| letter.is_ascii_alphanumeric() || "-._~:/%".contains(letter);
        let good = host.is_some_and(|host| !host.is_empty() && !host.starts_with(['/', ':']))
            && text.chars().all(plain)
            && text.chars().count() <= URL_MOST;
        if good {
            return Some(text.to_owned());
        }
        problems.push(FieldError::new(name, FieldProblem::Malformed));
        None
    }

    /// The pairs again as a query, for links to files of the same choices; empty values are left out.
    #[must_use]
    pub fn query(&self) -> String {
        let pairs: Vec<String> = self
            .pairs
            .iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| {
                format!(
                    "{}={}",
                    super::quoting::query(name),
                    super::quoting::query(value)
                )
            })
            .collect();
        pairs.join("&")
    }
}
