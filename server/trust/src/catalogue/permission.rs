//! One permission of the catalogue, and the published rule that rates it.

use model::Guid;
use model::permission::{Feature, PermissionKind, Tier};

/// The service a permission belongs to. A grant is identified by (resource, kind, GUID), never by its name: the same
/// name, and sometimes the same GUID, exists on several resources.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Resource {
    /// Microsoft Graph, the only one Anteroom calls.
    Graph,
    /// Office 365 Exchange Online: a grant here does not help a Graph call.
    ExchangeOnline,
    /// Azure AD Graph, switched off by Microsoft on 1 July 2025.
    AzureAdGraph,
}

impl Resource {
    /// All, in the order in which a name without a resource is searched.
    pub const ALL: [Self; 3] = [Self::Graph, Self::ExchangeOnline, Self::AzureAdGraph];

    /// The application id of the resource, the same in every tenant.
    #[must_use]
    pub const fn app_id(self) -> Guid {
        Guid::from_u128(match self {
            Self::Graph => 0x0000_0003_0000_0000_c000_0000_0000_0000,
            Self::ExchangeOnline => 0x0000_0002_0000_0ff1_ce00_0000_0000_0000,
            Self::AzureAdGraph => 0x0000_0002_0000_0000_c000_0000_0000_0000,
        })
    }

    /// The resource with this application id.
    #[must_use]
    pub fn of(app_id: Guid) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|resource| resource.app_id() == app_id)
    }

    /// The resource at this host, as consent addresses and scopes write it.
    #[must_use]
    pub fn of_host(host: &str) -> Option<Self> {
        Some(match host.to_ascii_lowercase().as_str() {
            "graph.microsoft.com"
            | "graph.microsoft.us"
            | "dod-graph.microsoft.us"
            | "microsoftgraph.chinacloudapi.cn" => Self::Graph,
            "outlook.office365.com" | "outlook.office.com" => Self::ExchangeOnline,
            "graph.windows.net" => Self::AzureAdGraph,
            _ => return None,
        })
    }

    /// Microsoft's own name of the resource, a proper name in every language.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Graph => "Microsoft Graph",
            Self::ExchangeOnline => "Office 365 Exchange Online",
            Self::AzureAdGraph => "Azure AD Graph",
        }
    }

    /// Why every permission on this resource is useless now, if it is.
    #[must_use]
    pub const fn retired(self) -> Option<Retired> {
        match self {
            Self::AzureAdGraph => Some(Retired::AzureAdGraph),
            Self::Graph | Self::ExchangeOnline => None,
        }
    }
}

/// The service or protocol that Microsoft has switched off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Retired {
    /// Azure AD Graph, off since 1 July 2025.
    AzureAdGraph,
    /// Exchange Web Services in Exchange Online, blocked unless allowed since 1 October 2026, off on 1 April 2027.
    ExchangeWebServices,
}

/// A risk as `ScubaGear` of CISA publishes it (CC0). Shown beside our tier, never averaged with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Risk {
    /// Low.
    Low,
    /// Medium.
    Medium,
    /// High.
    High,
    /// Critical.
    Critical,
}

/// What a permission opens: the fact the tier follows from. A delegated permission is rated as if an administrator
/// were the person who signs in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reach {
    /// Who the person is that signs in.
    Identity,
    /// That person's own profile or tokens.
    OwnProfile,
    /// That person's own objects, without their content or only to write them.
    OwnObjects,
    /// Content of that person's own objects.
    OwnContent,
    /// The whole mailbox of that person.
    OwnMailbox,
    /// Names and structure of objects.
    Structure,
    /// Facts about people, memberships or applications of the whole tenant, without content: who, when, with whom.
    Basics,
    /// Acts in the name of everybody.
    EverybodysName,
    /// What it takes to get into a meeting of everybody.
    AccessData,
    /// The complete record of everybody: full profile, devices, network data.
    Records,
    /// Content: event text, files, contacts, conversations of groups.
    Content,
    /// Private conversations of the whole tenant: mail text, chats, channel messages, prompts.
    Conversations,
    /// Grants and roles, or whatever a person may do in the directory.
    Grants,
}

impl Reach {
    /// All, from the least to the most.
    pub const ALL: [Self; 13] = [
        Self::Identity,
        Self::OwnProfile,
        Self::OwnObjects,
        Self::OwnContent,
        Self::Structure,
        Self::Basics,
        Self::OwnMailbox,
        Self::EverybodysName,
        Self::AccessData,
        Self::Records,
        Self::Content,
        Self::Conversations,
        Self::Grants,
    ];

    /// The tier by the published rule: what is opened decides, and writing beyond the person's own objects is at
    /// least high.
    #[must_use]
    pub const fn tier(self, writes: bool) -> Tier {
        match self {
            Self::Identity => Tier::Identity,
            Self::OwnProfile => Tier::OwnData,
            Self::OwnObjects | Self::OwnContent => Tier::Low,
            Self::Structure if !writes => Tier::Low,
            Self::Basics if !writes => Tier::Medium,
            Self::Structure
            | Self::Basics
            | Self::OwnMailbox
            | Self::EverybodysName
            | Self::AccessData
            | Self::Records
            | Self::Content => Tier::High,
            Self::Conversations | Self::Grants => Tier::Critical,
        }
    }

    /// Whether content is opened instead of metadata.
    #[must_use]
    pub const fn content(self) -> bool {
        matches!(
            self,
            Self::OwnContent | Self::OwnMailbox | Self::Content | Self::Conversations
        )
    }

    /// Name in tables of texts.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::OwnProfile => "own_profile",
            Self::OwnObjects => "own_objects",
            Self::OwnContent => "own_content",
            Self::OwnMailbox => "own_mailbox",
            Self::Structure => "structure",
            Self::Basics => "basics",
            Self::EverybodysName => "everybodys_name",
            Self::AccessData => "access_data",
            Self::Records => "records",
            Self::Content => "content",
            Self::Conversations => "conversations",
            Self::Grants => "grants",
        }
    }
}

/// A read-only call that answers only where the permission is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proof {
    /// HTTP method, always one that changes nothing.
    pub method: &'static str,
    /// Path below the version, with `{id}` for what is filled in.
    pub path: &'static str,
}

/// A permission as the catalogue knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Permission {
    /// Stable name for tables of texts and links: `calendars_read_basic_all_app`.
    pub key: &'static str,
    /// Key of the permission whose meaning in words is the same; its own where nothing else says it.
    pub text: &'static str,
    /// The service it belongs to.
    pub resource: Resource,
    /// Name as Microsoft spells it.
    pub value: &'static str,
    /// As the signed-in person or as the application.
    pub kind: PermissionKind,
    /// GUID of the scope or app role.
    pub guid: Guid,
    /// Whether only an administrator can consent.
    pub admin_consent: bool,
    /// What it opens.
    pub reach: Reach,
    /// Our rating, which follows from `reach` and `writes`.
    pub tier: Tier,
    /// Whether it opens content instead of metadata.
    pub content: bool,
    /// Whether it writes, sends or acts.
    pub writes: bool,
    /// Why it is useless now, if it is.
    pub retired: Option<Retired>,
    /// Microsoft's `privilegeLevel`, 1 to 4.
    pub microsoft_level: Option<u8>,
    /// The risk `ScubaGear` gives it.
    pub cisa: Option<Risk>,
    /// Keys of lower alternatives, the lowest first.
    pub lower: &'static [&'static str],
    /// Keys of permissions of the same resource and kind that it includes.
    pub covers: &'static [&'static str],
    /// Keys of permissions that mean the same: either satisfies the need.
    pub equals: &'static [&'static str],
    /// Our features that need it; empty where none does.
    pub features: &'static [Feature],
    /// The call that proves it.
    pub proof: Option<Proof>,
    /// Key of the permission of the same meaning on Microsoft Graph, for one of another resource.
    pub twin: Option<&'static str>,
}

impl Permission {
    const fn new(
        key: &'static str,
        value: &'static str,
        guid: &str,
        kind: PermissionKind,
        reach: Reach,
    ) -> Self {
        Self {
            key,
            text: key,
            resource: Resource::Graph,
            value,
            kind,
            guid: match Guid::parse(guid) {
                Ok(guid) => guid,
                Err(_) => Guid::from_u128(0),
            },
            admin_consent: matches!(kind, PermissionKind::Application),
            reach,
            tier: reach.tier(false),
            content: reach.content(),
            writes: false,
            retired: None,
            microsoft_level: None,
            cisa: None,
            lower: &[],
            covers: &[],
            equals: &[],
            features: &[],
            proof: None,
            twin: None,
        }
    }

    pub(super) const fn by_administrator(mut self) -> Self {
        self.admin_consent = true;
        self
    }

    pub(super) const fn writing(mut self) -> Self {
        self.writes = true;
        self.tier = self.reach.tier(true);
        self
    }

    pub(super) const fn microsoft(mut self, level: u8) -> Self {
        self.microsoft_level = Some(level);
        self
    }

    pub(super) const fn cisa(mut self, risk: Risk) -> Self {
        self.cisa = Some(risk);
        self
    }

    pub(super) const fn lower(mut self, keys: &'static [&'static str]) -> Self {
        self.lower = keys;
        self
    }

    pub(super) const fn covers(mut self, keys: &'static [&'static str]) -> Self {
        self.covers = keys;
        self
    }

    pub(super) const fn equal_to(mut self, keys: &'static [&'static str]) -> Self {
        self.equals = keys;
        self
    }

    pub(super) const fn needed_by(mut self, features: &'static [Feature]) -> Self {
        self.features = features;
        self
    }

    pub(super) const fn proven_by(mut self, path: &'static str) -> Self {
        self.proof = Some(Proof {
            method: "GET",
            path,
        });
        self
    }

    pub(super) const fn retired(mut self, why: Retired) -> Self {
        self.retired = Some(why);
        self
    }

    pub(super) const fn says(mut self, key: &'static str) -> Self {
        self.text = key;
        self
    }

    pub(super) const fn on(mut self, resource: Resource) -> Self {
        self.resource = resource;
        self.retired = match resource.retired() {
            Some(why) => Some(why),
            None => self.retired,
        };
        self
    }

    /// The twin of a permission on Graph, which says in words what this one means.
    pub(super) const fn twin(mut self, key: &'static str) -> Self {
        self.twin = Some(key);
        self.text = key;
        self
    }
}

/// An application permission on Microsoft Graph; always an administrator's to give.
pub(super) const fn app(
    key: &'static str,
    value: &'static str,
    guid: &str,
    reach: Reach,
) -> Permission {
    Permission::new(key, value, guid, PermissionKind::Application, reach)
}

/// A delegated permission on Microsoft Graph.
pub(super) const fn delegated(
    key: &'static str,
    value: &'static str,
    guid: &str,
    reach: Reach,
) -> Permission {
    Permission::new(key, value, guid, PermissionKind::Delegated, reach)
}
