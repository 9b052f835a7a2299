//! Microsoft's clouds: which of them the two configured addresses belong to, and what has another name there.
//!
//! Scopes carry the address of the cloud's own Graph, whatever proxy stands in front of it, and a federated assertion is
//! made for the audience of the cloud (microsoft.md 4.3).

use oauth2::url::Url;

/// A cloud of Microsoft's. Each has directories of its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Cloud {
    /// The one that almost everybody is in.
    #[default]
    Worldwide,
    /// US Government, up to level 4 (GCC High).
    UsGovernment,
    /// US Government, level 5 (Department of Defense).
    UsDefense,
    /// China, operated by 21Vianet.
    China,
}

impl Cloud {
    /// All, in the order of forms.
    pub const ALL: [Self; 4] = [
        Self::Worldwide,
        Self::UsGovernment,
        Self::UsDefense,
        Self::China,
    ];

    /// The cloud of an installation. Graph's address decides, since two clouds share their sign-in; where it is nobody's
    /// known one (a proxy, a simulated tenant) the authority's does.
    #[must_use]
    pub fn of(authority: &str, graph_url: &str) -> Self {
        Self::of_graph(graph_url)
            .or_else(|| Self::of_authority(authority))
            .unwrap_or_default()
    }

    /// The cloud whose Graph has this address.
    #[must_use]
    pub fn of_graph(url: &str) -> Option<Self> {
        let host = host(url)?;
        Self::ALL
            .into_iter()
            .find(|cloud| self::host(cloud.graph()).as_deref() == Some(host.as_str()))
    }

    /// The cloud whose sign-in has this address; of the two that share it the first.
    #[must_use]
    pub fn of_authority(url: &str) -> Option<Self> {
        let host = host(url)?;
        // Its older name still answers.
        if host == "login.chinacloudapi.cn" {
            return Some(Self::China);
        }
        Self::ALL
            .into_iter()
            .find(|cloud| self::host(cloud.authority()).as_deref() == Some(host.as_str()))
    }

    /// Whether both addresses are known and belong to different clouds, which can never work.
    #[must_use]
    pub fn differ(authority: &str, graph_url: &str) -> bool {
        match (Self::of_authority(authority), Self::of_graph(graph_url)) {
            (Some(signs_in), Some(reads)) => signs_in.authority() != reads.authority(),
            _ => false,
        }
    }

    /// The word in addresses.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Worldwide => "worldwide",
            Self::UsGovernment => "us_government",
            Self::UsDefense => "us_defense",
            Self::China => "china",
        }
    }

    /// Base URL of its Entra.
    #[must_use]
    pub const fn authority(self) -> &'static str {
        match self {
            Self::Worldwide => "https://login.microsoftonline.com",
            Self::UsGovernment | Self::UsDefense => "https://login.microsoftonline.us",
            Self::China => "https://login.partner.microsoftonline.cn",
        }
    }

    /// Base URL of its Graph, which also begins its scopes.
    #[must_use]
    pub const fn graph(self) -> &'static str {
        match self {
            Self::Worldwide => "https://graph.microsoft.com",
            Self::UsGovernment => "https://graph.microsoft.us",
            Self::UsDefense => "https://dod-graph.microsoft.us",
            Self::China => "https://microsoftgraph.chinacloudapi.cn",
        }
    }

    /// The audience that federated assertions are made for.
    #[must_use]
    pub const fn exchange_audience(self) -> &'static str {
        match self {
            Self::Worldwide => "api://AzureADTokenExchange",
            Self::UsGovernment | Self::UsDefense => "api://AzureADTokenExchangeUSGov",
            Self::China => "api://AzureADTokenExchangeChina",
        }
    }
}

fn host(url: &str) -> Option<String> {
    Some(Url::parse(url).ok()?.host_str()?.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_two_addresses_tell_the_cloud() {
        for cloud in Cloud::ALL {
            assert_eq!(Cloud::of(cloud.authority(), cloud.graph()), cloud);
            let proxy = Cloud::of(cloud.authority(), "https://proxy.example/graph");
            assert_eq!(proxy.authority(), cloud.authority());
            assert_eq!(proxy.exchange_audience(), cloud.exchange_audience());
            assert!(!Cloud::differ(cloud.authority(), cloud.graph()));
        }
        let simulated = Cloud::of("http://127.0.0.1:4365", "http://127.0.0.1:4365/graph");
        assert_eq!(simulated, Cloud::Worldwide);
        let older = Cloud::of_authority("https://login.chinacloudapi.cn/");
        assert_eq!(older, Some(Cloud::China));
        assert_eq!(
            Cloud::of_graph("https://graph.microsoft.us.evil.example"),
            None
        );
    }

    #[test]
    fn addresses_of_two_clouds_are_told_apart_and_a_proxy_says_nothing() {
        let graph = Cloud::Worldwide.graph();
        assert!(Cloud::differ(Cloud::UsGovernment.authority(), graph));
        assert!(Cloud::differ("https://login.chinacloudapi.cn", graph));
        assert!(!Cloud::differ("https://proxy.example", graph));
        let shared = Cloud::UsDefense.graph();
        assert!(!Cloud::differ(Cloud::UsGovernment.authority(), shared));
    }
}
