//! The addresses of Entra and Graph, all computed from the two configured bases.

use model::TenantId;
use oauth2::url::Url;

use crate::cloud::Cloud;
use crate::settings::SettingsError;

/// The tenant of personal Microsoft accounts, which is never let in.
pub(crate) const CONSUMER_TENANT: TenantId = TenantId(model::Guid::from_u128(
    0x9188_040d_6c67_4c5b_b112_36a3_04b6_6dad,
));

/// Which accounts an authorization request lets in. `common` does not exist here: it would let consumers in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Authority {
    /// Work accounts of any tenant.
    Organizations,
    /// Accounts of one tenant, its guests included.
    Tenant(TenantId),
}

impl Authority {
    fn segment(self) -> String {
        match self {
            Self::Organizations => "organizations".to_owned(),
            Self::Tenant(tenant) => tenant.to_string(),
        }
    }
}

/// Both bases, checked, without a slash at the end.
#[derive(Clone, Debug)]
pub(crate) struct Addresses {
    authority: String,
    authority_url: Url,
    graph: Url,
    cloud: Cloud,
}

impl Addresses {
    pub(crate) fn new(authority: &str, graph: &str) -> Result<Self, SettingsError> {
        let authority_url = base(authority).ok_or(SettingsError::Authority)?;
        let graph = base(graph).ok_or(SettingsError::Graph)?;
        if [&authority_url, &graph]
            .iter()
            .any(|url| url.scheme() != "https" && !is_loopback(url))
        {
            return Err(SettingsError::PlainHttp);
        }
        Ok(Self {
            authority: authority_url.as_str().trim_end_matches('/').to_owned(),
            authority_url,
            cloud: Cloud::of(authority, graph.as_str()),
            graph,
        })
    }

    /// The cloud they belong to.
    pub(crate) const fn cloud(&self) -> Cloud {
        self.cloud
    }

    /// A permission of Graph as a scope: with the address of the cloud's own Graph before it, also where calls go through a
    /// proxy. `.default` stands for all that the registration holds.
    pub(crate) fn scope(&self, permission: &str) -> String {
        format!("{}/{permission}", self.cloud.graph())
    }

    /// An endpoint below a tenant, such as `oauth2/v2.0/token`.
    pub(crate) fn entra(&self, authority: Authority, endpoint: &str) -> String {
        format!("{}/{}/{endpoint}", self.authority, authority.segment())
    }

    /// The issuer of a tenant's tokens.
    pub(crate) fn issuer(&self, tenant: TenantId) -> String {
        format!("{}/{tenant}/v2.0", self.authority)
    }

    /// The issuer as metadata and keys write it, with its place-holder.
    pub(crate) fn issuer_template(&self) -> String {
        format!("{}/{{tenantid}}/v2.0", self.authority)
    }

    /// Whether an address lies at the authority: same scheme, host and port.
    pub(crate) fn is_authority(&self, url: &Url) -> bool {
        same_origin(url, &self.authority_url)
    }

    /// Whether links of meetings and the like have to be https: always, except against a plain http tenant on this machine.
    pub(crate) fn accepts_link(&self, url: &Url) -> bool {
        url.scheme() == "https" || url.scheme() == self.graph.scheme()
    }

    /// A Graph address from already encoded segments below `v1.0`.
    pub(crate) fn graph(&self, segments: &[&str]) -> Url {
        let mut url = self.graph.clone();
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().push("v1.0").extend(segments);
        }
        url
    }

    /// The address of a next link on the configured Graph, or none when the link leads anywhere else.
    ///
    /// A link to the cloud's own Graph that came through a proxy is moved onto the proxy, so that the bearer token goes
    /// where the first request went (microsoft.md 6.2).
    pub(crate) fn next_page(&self, link: &str) -> Option<Url> {
        let link = Url::parse(link).ok()?;
        if !link.username().is_empty() || link.password().is_some() || link.fragment().is_some() {
            return None;
        }
        let prefix = format!("{}/v1.0/", self.graph.path().trim_end_matches('/'));
        if same_origin(&link, &self.graph) && link.path().starts_with(&prefix) {
            return Some(link);
        }
        let own = Url::parse(self.cloud.graph()).ok()?;
        let foreign_form = same_origin(&link, &own);
        let rest = link
            .path()
            .strip_prefix("/v1.0/")
            .filter(|_| foreign_form)?;
        let mut moved = self.graph.clone();
        moved.set_path(&format!("{prefix}{rest}"));
        moved.set_query(link.query());
        Some(moved)
    }
}

fn base(text: &str) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    let plain = url.query().is_none()
        && url.fragment().is_none()
        && url.username().is_empty()
        && url.password().is_none();
    (plain && matches!(url.scheme(), "http" | "https") && url.has_host()).then_some(url)
}

fn is_loopback(url: &Url) -> bool {
    match url.host_str() {
        Some("localhost" | "[::1]") => true,
        Some(host) => host
            .parse::<std::net::Ipv4Addr>()
            .is_ok_and(|address| address.is_loopback()),
        None => false,
    }
}

fn same_origin(left: &Url, right: &Url) -> bool {
    left.scheme() == right.scheme()
        && left.host_str() == right.host_str()
        && left.port_or_known_default() == right.port_or_known_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proxied() -> Addresses {
        Addresses::new(
            "https://login.microsoftonline.com",
            "https://proxy.example/graph",
        )
        .unwrap()
    }

    #[test]
    fn next_links_stay_on_the_configured_graph() {
        let at = |link| proxied().next_page(link).map(|url| url.to_string());
        let wanted = "https://proxy.example/graph/v1.0/users?$skiptoken=a%2Fb";
        assert_eq!(at(wanted).as_deref(), Some(wanted));
        assert_eq!(
            at("https://graph.microsoft.com/v1.0/users?$skiptoken=a%2Fb").as_deref(),
            Some(wanted)
        );
    }

    #[test]
    fn scopes_and_next_links_are_those_of_the_cloud() {
        let of = |authority, graph| Addresses::new(authority, graph).unwrap();
        let government = of(
            "https://login.microsoftonline.us",
            "https://proxy.example/graph",
        );
        assert_eq!(
            government.scope(".default"),
            "https://graph.microsoft.us/.default"
        );
        let at = |link| government.next_page(link).map(|url| url.to_string());
        assert_eq!(
            at("https://graph.microsoft.us/v1.0/users?$skiptoken=a").as_deref(),
            Some("https://proxy.example/graph/v1.0/users?$skiptoken=a")
        );
        assert_eq!(at("https://graph.microsoft.com/v1.0/users"), None);
        let defense = of(
            "https://login.microsoftonline.us",
            "https://dod-graph.microsoft.us",
        );
        assert_eq!(
            defense.scope("User.Read"),
            "https://dod-graph.microsoft.us/User.Read"
        );
        let china = of(
            "https://login.chinacloudapi.cn",
            "https://microsoftgraph.chinacloudapi.cn",
        );
        assert_eq!(
            china.scope(".default"),
            "https://microsoftgraph.chinacloudapi.cn/.default"
        );
        assert_eq!(
            proxied().scope(".default"),
            "https://graph.microsoft.com/.default"
        );
    }

    #[test]
    fn next_links_to_anywhere_else_are_refused() {
        for link in [
            "https://evil.example/graph/v1.0/users",
            "https://graph.microsoft.com@evil.example/v1.0/users",
            "https://user@graph.microsoft.com/v1.0/users",
            "https://graph.microsoft.com.evil.example/v1.0/users",
            "https://graph.microsoft.com:444/v1.0/users",
            "http://graph.microsoft.com/v1.0/users",
            "http://proxy.example/graph/v1.0/users",
            "https://proxy.example:8443/graph/v1.0/users",
            "https://proxy.example/other/v1.0/users",
            "https://proxy.example/graph/v1.0/../../other",
            "https://graph.microsoft.com/v1.0/../beta/users",
            "//evil.example/v1.0/users",
            "/graph/v1.0/users",
            "",
        ] {
            assert_eq!(proxied().next_page(link), None, "{link}");
        }
    }

    #[test]
    fn plain_http_is_for_this_machine_only() {
        let made = |authority, graph| Addresses::new(authority, graph).map(|_| ());
        assert_eq!(
            made("http://127.0.0.1:4365", "http://localhost:4365/graph"),
            Ok(())
        );
        assert_eq!(
            made("http://login.example", "https://graph.example"),
            Err(SettingsError::PlainHttp)
        );
        assert_eq!(
            made("https://login.example", "http://10.0.0.1"),
            Err(SettingsError::PlainHttp)
        );
        assert_eq!(
            made("login.example", "https://graph.example"),
            Err(SettingsError::Authority)
        );
        assert_eq!(
            made("https://login.example", "https://graph.example?x=1"),
            Err(SettingsError::Graph)
        );
    }

    proptest::proptest! {
        #[test]
        fn whatever_a_next_link_says_the_token_stays_home(link in "(https?://)?(graph\\.microsoft\\.com|proxy\\.example|evil\\.example)?[@:.]?\\PC{0,12}/(graph/)?(v1\\.0/)?\\PC{0,20}") {
            if let Some(url) = proxied().next_page(&link) {
                proptest::prop_assert_eq!(url.origin().ascii_serialization(), "https://proxy.example");
                proptest::prop_assert!(url.path().starts_with("/graph/v1.0/"));
                proptest::prop_assert!(url.username().is_empty() && url.password().is_none());
            }
        }
    }
}
