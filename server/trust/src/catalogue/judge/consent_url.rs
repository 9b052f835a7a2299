//! Explains an address that asks an administrator for consent, part by part. The old and the new endpoint differ in
//! what they grant, so which one it is comes first.

use model::Guid;
use model::permission::PermissionKind;

use super::super::permission::Resource;
use super::super::recognise::Written;
use super::Verdict;
use super::clean;

/// Hosts of Microsoft's sign-in service in all clouds.
const SIGN_IN_HOSTS: [&str; 6] = [
    "login.microsoftonline.com",
    "login.windows.net",
    "login.microsoft.com",
    "login.microsoftonline.us",
    "login.partner.microsoftonline.cn",
    "login.chinacloudapi.cn",
];

/// Parameters that never belong into an address: their value is not even shown.
const SECRETS: [&str; 8] = [
    "client_secret",
    "client_assertion",
    "password",
    "access_token",
    "refresh_token",
    "id_token",
    "code",
    "assertion",
];

/// Most parts of an address that are explained; a real one has ten.
const MOST_PARTS: usize = 40;

/// A consent address and what its parts mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsentUrl {
    /// The parts in the order of the address; what is missing comes last.
    pub parts: Vec<Part>,
}

/// One part of a consent address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Name of the parameter, or `host`, `path`, `tenant`.
    pub name: String,
    /// Its value, cleaned and cut, to be escaped by whoever shows it; empty for what is missing or must not be shown.
    pub value: String,
    /// What it means.
    pub kind: PartKind,
}

/// What a part of a consent address means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PartKind {
    /// Microsoft's sign-in service.
    HostMicrosoft,
    /// Some other host: whoever opens it does not talk to Microsoft.
    HostOther,
    /// Not encrypted.
    NotEncrypted,
    /// The old endpoint: it grants whatever the registration lists.
    VersionOne,
    /// The present endpoint.
    VersionTwo,
    /// `common`: whoever signs in decides which tenant it is; the consent endpoint refuses it.
    TenantCommon,
    /// `organizations`: whoever signs in decides which tenant it is.
    TenantOrganizations,
    /// `consumers`: personal accounts have no tenant to consent for.
    TenantConsumers,
    /// One tenant by its id, as it should be.
    TenantId,
    /// One tenant by a domain name.
    TenantDomain,
    /// Which application asks.
    ClientId,
    /// Which application asks, but no GUID.
    ClientIdMalformed,
    /// It is not said which application asks.
    ClientIdMissing,
    /// `resource=` of the old endpoint: Microsoft Graph.
    ResourceGraph,
    /// `resource=`: Exchange Online.
    ResourceExchange,
    /// `resource=`: Azure AD Graph, switched off.
    ResourceRetired,
    /// `resource=`: something else.
    ResourceOther,
    /// `prompt=admin_consent`: consent for the whole tenant, by the old way.
    PromptAdminConsent,
    /// `prompt=consent`: the person is asked again.
    PromptConsent,
    /// Another `prompt`.
    PromptOther,
    /// `.default`: everything the registration lists, application permissions included.
    ScopeDefault,
    /// A list of scopes: delegated ones only.
    ScopeList,
    /// Both styles at once, which Microsoft refuses.
    ScopeMixed,
    /// The present endpoint without any scope.
    ScopeMissing,
    /// Where the answer goes: encrypted.
    RedirectEncrypted,
    /// Where the answer goes: this machine.
    RedirectLocal,
    /// Where the answer goes: not encrypted.
    RedirectOpen,
    /// Where the answer goes cannot be read.
    RedirectMalformed,
    /// Where the answer goes is left to the registration.
    RedirectMissing,
    /// `state` ties answer and question together.
    State,
    /// Without `state` anybody can send a made-up answer.
    StateMissing,
    /// A secret in an address, which lands in histories and logs.
    Secret,
    /// Something behind `#`, which never reaches Microsoft.
    Fragment,
    /// Something of no weight for consent.
    Other,
}

impl PartKind {
    /// The part in one word.
    #[must_use]
    pub const fn verdict(self) -> Verdict {
        match self {
            Self::HostMicrosoft
            | Self::VersionTwo
            | Self::TenantId
            | Self::ClientId
            | Self::ResourceGraph
            | Self::ScopeList
            | Self::RedirectEncrypted
            | Self::State
            | Self::Other => Verdict::Fine,
            Self::TenantOrganizations
            | Self::TenantDomain
            | Self::ResourceExchange
            | Self::PromptConsent
            | Self::PromptOther
            | Self::Fragment
            | Self::ScopeDefault
            | Self::RedirectLocal
            | Self::RedirectMissing
            // Links that are passed on, as set-up documents hold them, belong to no form that a state could come back to.
            | Self::StateMissing => Verdict::Remark,
            Self::ResourceOther | Self::ClientIdMissing | Self::ScopeMissing => Verdict::Unclear,
            Self::HostOther
            | Self::NotEncrypted
            | Self::VersionOne
            | Self::TenantCommon
            | Self::TenantConsumers
            | Self::ClientIdMalformed
            | Self::ResourceRetired
            | Self::PromptAdminConsent
            | Self::ScopeMixed
            | Self::RedirectOpen
            | Self::RedirectMalformed
            | Self::Secret => Verdict::Bad,
        }
    }
}

/// Reads a line that holds a consent address, and the scopes it asks for; `None` for any other line.
pub(super) fn read(line: &str) -> Option<(ConsentUrl, Vec<(String, Written)>)> {
    let address = address(line)?;
    let (scheme, rest) = address.split_once("://")?;
    let (rest, fragment) = rest.split_once('#').unwrap_or((rest, ""));
    let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (host, path) = place.split_once('/').unwrap_or((place, ""));
    let path_lower = path.to_ascii_lowercase();
    let query: Vec<(String, String)> = query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decoded(name).to_ascii_lowercase(), decoded(value))
        })
        .collect();
    let consent = path_lower.contains("adminconsent");
    let authorize = path_lower.contains("oauth2") && path_lower.contains("authorize");
    if !consent && !authorize {
        return None;
    }
    let mut parts = Parts::default();
    parts.host(scheme, host);
    parts.path(path, consent);
    let mut scopes = Vec::new();
    for (name, value) in query.iter().take(MOST_PARTS) {
        if name == "scope" {
            scopes.extend(parts.scope(value));
        } else {
            parts.parameter(name, value);
        }
    }
    parts.fragment(fragment);
    parts.missing(&query, path_lower.contains("v2.0"));
    Some((ConsentUrl { parts: parts.0 }, scopes))
}

/// The first address of a line.
fn address(line: &str) -> Option<&str> {
    let lower = line.to_ascii_lowercase();
    let start = ["https://", "http://"]
        .into_iter()
        .filter_map(|scheme| lower.find(scheme))
        .min()?;
    let rest = line.get(start..)?;
    let end = rest
        .find(|letter: char| letter.is_whitespace() || matches!(letter, '"' | '<' | '>' | '`'))
        .unwrap_or(rest.len());
    rest.get(..end)
}

/// Percent-decoding, `+` as a blank; what is no UTF-8 becomes a replacement character.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        match byte {
            b'+' => bytes.push(b' '),
            b'%' => {
                let mut ahead = rest.clone();
                let digit = |byte: Option<u8>| char::from(byte?).to_digit(16);
                if let (Some(high), Some(low)) = (digit(ahead.next()), digit(ahead.next())) {
                    bytes.push(u8::try_from(high * 16 + low).unwrap_or_default());
                    rest = ahead;
                } else {
                    bytes.push(b'%');
                }
            }
            _ => bytes.push(byte),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[derive(Default)]
struct Parts(Vec<Part>);

impl Parts {
    fn push(&mut self, name: &str, value: &str, kind: PartKind) {
        self.0.push(Part {
            name: clean::line(name),
            value: clean::line(value),
            kind,
        });
    }

    fn host(&mut self, scheme: &str, host: &str) {
        if !scheme.eq_ignore_ascii_case("https") {
            self.push("host", host, PartKind::NotEncrypted);
        }
        let known = SIGN_IN_HOSTS
            .iter()
            .any(|known| known.eq_ignore_ascii_case(host));
        let kind = if known {
            PartKind::HostMicrosoft
        } else {
            PartKind::HostOther
        };
        self.push("host", host, kind);
    }

    fn path(&mut self, path: &str, consent: bool) {
        let (tenant, endpoint) = path.split_once('/').unwrap_or(("", path));
        let tenant_kind = match tenant.to_ascii_lowercase().as_str() {
            "common" if consent => PartKind::TenantCommon,
            "common" | "organizations" => PartKind::TenantOrganizations,
            "consumers" => PartKind::TenantConsumers,
            other if Guid::parse(other).is_ok() => PartKind::TenantId,
            _ => PartKind::TenantDomain,
        };
        self.push("tenant", tenant, tenant_kind);
        let kind = if endpoint.to_ascii_lowercase().contains("v2.0") {
            PartKind::VersionTwo
        } else {
            PartKind::VersionOne
        };
        self.push("path", endpoint, kind);
    }

    fn parameter(&mut self, name: &str, value: &str) {
        if SECRETS.contains(&name) {
            return self.push(name, "", PartKind::Secret);
        }
        let kind = match name {
            "client_id" if Guid::parse(value).is_ok() => PartKind::ClientId,
            "client_id" => PartKind::ClientIdMalformed,
            "resource" => resource(value),
            "prompt" => match value.to_ascii_lowercase().as_str() {
                "admin_consent" => PartKind::PromptAdminConsent,
                "consent" => PartKind::PromptConsent,
                _ => PartKind::PromptOther,
            },
            "redirect_uri" => redirect(value),
            "state" if value.is_empty() => PartKind::StateMissing,
            "state" => PartKind::State,
            _ => PartKind::Other,
        };
        self.push(name, value, kind);
    }

    /// Notes the scope and returns the permissions in it.
    fn scope(&mut self, value: &str) -> Vec<(String, Written)> {
        let (all, single): (Vec<&str>, Vec<&str>) = value.split_whitespace().partition(|scope| {
            scope.to_ascii_lowercase().ends_with("/.default") || *scope == ".default"
        });
        let kind = match (all.is_empty(), single.is_empty()) {
            (true, true) => PartKind::ScopeMissing,
            (true, false) => PartKind::ScopeList,
            (false, true) if all.iter().all(|scope| of_catalogue(scope)) => PartKind::ScopeDefault,
            (false, true) => PartKind::ResourceOther,
            (false, false) => PartKind::ScopeMixed,
        };
        self.push("scope", value, kind);
        single
            .into_iter()
            .map(|scope| {
                let written = Written::new(scope, Some(PermissionKind::Delegated), None);
                (scope.to_owned(), written)
            })
            .collect()
    }

    /// What stands behind `#`: an answer often does, tokens included, so nothing of it is shown.
    fn fragment(&mut self, fragment: &str) {
        let mut names = fragment
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .map(|(name, _)| decoded(name).to_ascii_lowercase());
        if names.any(|name| SECRETS.contains(&name.as_str())) {
            self.push("#", "", PartKind::Secret);
        } else if !fragment.is_empty() {
            self.push("#", "", PartKind::Fragment);
        }
    }

    fn missing(&mut self, query: &[(String, String)], version_two: bool) {
        let has = |name: &str| query.iter().any(|(known, _)| known == name);
        let wanted = [
            ("client_id", PartKind::ClientIdMissing, true),
            ("scope", PartKind::ScopeMissing, version_two),
            ("redirect_uri", PartKind::RedirectMissing, true),
            ("state", PartKind::StateMissing, true),
        ];
        for (name, kind, needed) in wanted {
            if needed && !has(name) {
                self.push(name, "", kind);
            }
        }
    }
}

/// Whether `.default` stands alone, which means Microsoft Graph, or behind a resource of the catalogue.
fn of_catalogue(scope: &str) -> bool {
    Written::new(scope, None, None).foreign.is_none()
}

fn resource(value: &str) -> PartKind {
    let host = value.split_once("://").map_or(value, |(_, rest)| rest);
    let host = host.split('/').next().unwrap_or_default();
    let resource =
        Resource::of_host(host).or_else(|| Guid::parse(value).ok().and_then(Resource::of));
    match resource {
        Some(Resource::Graph) => PartKind::ResourceGraph,
        Some(Resource::ExchangeOnline) => PartKind::ResourceExchange,
        Some(Resource::AzureAdGraph) => PartKind::ResourceRetired,
        None => PartKind::ResourceOther,
    }
}

fn redirect(value: &str) -> PartKind {
    let Some((scheme, rest)) = value.split_once("://") else {
        return PartKind::RedirectMalformed;
    };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    // Whoever reads `https://known.example@other.example` takes the wrong half for the host.
    if host.is_empty() || host.contains('@') || host.contains(char::is_whitespace) {
        return PartKind::RedirectMalformed;
    }
    let name = host.split(':').next().unwrap_or_default();
    match scheme.to_ascii_lowercase().as_str() {
        "https" => PartKind::RedirectEncrypted,
        "http" if name == "localhost" || name == "127.0.0.1" => PartKind::RedirectLocal,
        "http" => PartKind::RedirectOpen,
        _ => PartKind::RedirectMalformed,
    }
}
