//! What the operator configured, as far as anybody may know it: no secret, no path, no user name.

/// A description of this installation for its public page. The server makes it from its settings and puts it into
/// [`crate::AppState`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Installation {
    /// Every connection, in the order in which it is numbered.
    pub connections: Vec<Connection>,
    /// Whether people sign in by a code that is exchanged, in place of a signed statement in the browser.
    pub signin_by_code: bool,
}

impl Installation {
    /// The number of the connection of a kind, from 1; `None` where there is no such connection.
    #[must_use]
    pub fn number(&self, kind: ConnectionKind) -> Option<usize> {
        let place = self
            .connections
            .iter()
            .position(|connection| connection.kind == kind)?;
        Some(place + 1)
    }
}

/// One connection of this installation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Connection {
    /// What it is for; decides caller, direction, data and where they are stored.
    pub kind: ConnectionKind,
    /// Host name or address; empty where nothing leaves the machine.
    pub host: String,
    /// TCP port; `None` where nothing leaves the machine.
    pub port: Option<u16>,
    /// Kinds of credentials that are tried on it, in this order; empty where there is none of ours.
    pub credentials: Vec<CredentialKind>,
}

/// What a connection is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ConnectionKind {
    /// Browsers reach this installation.
    Browsers,
    /// Browsers of staff reach the sign-in service.
    SignIn,
    /// The sign-in service gives keys and tokens.
    Tokens,
    /// Microsoft Graph.
    Graph,
    /// Microsoft Graph, while nothing is configured that calls it.
    GraphUnused,
    /// Browsers open a consultation in Teams.
    Teams,
    /// The metadata service of the machine states who it is.
    Metadata,
    /// A service states who this installation is.
    Assertion,
    /// The database server.
    Database,
    /// A database in a file.
    DatabaseFile,
    /// The mail server.
    Mail,
    /// Mails are written into a folder.
    Outbox,
    /// Monitoring reads figures.
    Metrics,
}

/// Who reaches whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// To this installation.
    In,
    /// From this installation.
    Out,
    /// From browsers to somebody else.
    Beside,
    /// Nowhere.
    Local,
}

impl ConnectionKind {
    /// Whether its other end is a machine of the operator's own network, whose name is nobody else's business.
    #[must_use]
    pub const fn is_inner(self) -> bool {
        matches!(
            self,
            Self::Database | Self::Mail | Self::Metrics | Self::Assertion | Self::Metadata
        )
    }

    /// Who reaches whom on it.
    #[must_use]
    pub const fn direction(self) -> Direction {
        match self {
            Self::Browsers | Self::Metrics => Direction::In,
            Self::SignIn | Self::Teams => Direction::Beside,
            Self::DatabaseFile | Self::Outbox => Direction::Local,
            Self::Tokens
            | Self::Graph
            | Self::GraphUnused
            | Self::Metadata
            | Self::Assertion
            | Self::Database
            | Self::Mail => Direction::Out,
        }
    }
}

/// How this installation proves to Microsoft who it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CredentialKind {
    /// A federated assertion from a file.
    FederatedFile,
    /// A managed identity.
    ManagedIdentity,
    /// A federated assertion from a service.
    FederatedUrl,
    /// A certificate.
    Certificate,
    /// A client secret.
    Secret,
}
