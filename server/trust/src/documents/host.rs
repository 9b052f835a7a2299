//! Where the program runs, and how that place proves who it is (microsoft.md 4.3).

use microsoft::Cloud;
use model::Guid;

/// A kind of place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Host {
    /// A cluster with a public issuer, those of AWS, Azure and Google included.
    #[default]
    Kubernetes,
    /// A machine of Azure with a user-assigned managed identity.
    Azure,
    /// A machine of Google Cloud with a service account.
    Gcp,
    /// A machine of AWS with a role.
    Aws,
    /// A workflow of GitHub.
    Github,
    /// Anywhere else: a certificate.
    Certificate,
}

/// Where the mutating webhook of Azure's workload identity puts the token, and where we look for it.
pub const TOKEN_FILE: &str = "/var/run/secrets/azure/tokens/azure-identity-token";
/// Where a machine of AWS keeps its fresh token.
pub const AWS_TOKEN_FILE: &str = "/run/anteroom/aws-token";
/// Certificate and private key of the program.
pub const CERTIFICATE_FILE: &str = "keys/anteroom.pem";

impl Host {
    /// All, in the order of the form.
    pub const ALL: [Self; 6] = [
        Self::Kubernetes,
        Self::Azure,
        Self::Gcp,
        Self::Aws,
        Self::Github,
        Self::Certificate,
    ];

    /// The word in addresses and names.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Kubernetes => "kubernetes",
            Self::Azure => "azure",
            Self::Gcp => "gcp",
            Self::Aws => "aws",
            Self::Github => "github",
            Self::Certificate => "certificate",
        }
    }

    /// The issuer where it is the same for everybody, or is computed from the tenant of the applications.
    #[must_use]
    pub fn issuer(self, authority: &str, home: Option<Guid>) -> Option<String> {
        match self {
            Self::Azure => home.map(|home| format!("{authority}/{home}/v2.0")),
            Self::Gcp => Some("https://accounts.google.com".to_owned()),
            Self::Github => Some("https://token.actions.githubusercontent.com".to_owned()),
            Self::Kubernetes | Self::Aws | Self::Certificate => None,
        }
    }

    /// What an issuer of this place looks like.
    #[must_use]
    pub const fn issuer_sample(self) -> &'static str {
        match self {
            Self::Kubernetes => "https://oidc.eks.eu-central-1.amazonaws.com/id/0123456789ABCDEF",
            Self::Azure => "https://login.microsoftonline.com/TENANT/v2.0",
            Self::Gcp => "https://accounts.google.com",
            Self::Aws => "https://0123abcd.tokens.sts.global.api.aws",
            Self::Github => "https://token.actions.githubusercontent.com",
            Self::Certificate => "",
        }
    }

    /// What a subject of this place looks like.
    #[must_use]
    pub const fn subject_sample(self) -> &'static str {
        match self {
            Self::Kubernetes => "system:serviceaccount:anteroom:anteroom",
            Self::Azure => "00000000-0000-0000-0000-000000000000",
            Self::Gcp => "112633961854638529490",
            Self::Aws => "arn:aws:iam::123456789012:role/anteroom",
            Self::Github => "repo:example/anteroom:environment:production",
            Self::Certificate => "",
        }
    }

    /// A command that prints the issuer or the subject of the real thing.
    #[must_use]
    pub const fn look_up(self) -> &'static [&'static str] {
        match self {
            Self::Kubernetes => &["kubectl get --raw /.well-known/openid-configuration"],
            Self::Azure => &[
                "az identity show --ids \"$IDENTITY\" --query \"{subject: principalId, identity: clientId}\"",
            ],
            Self::Gcp => &[
                "gcloud iam service-accounts describe \"$SERVICE_ACCOUNT\" --format='value(uniqueId)'",
            ],
            Self::Aws => &["aws iam get-outbound-web-identity-federation-info"],
            Self::Github | Self::Certificate => &[],
        }
    }
}

/// The credential of the applications.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credential {
    /// Where the program runs.
    pub host: Host,
    /// `iss` of the token that is presented; empty while not known, and for a certificate.
    pub issuer: String,
    /// `sub` of it.
    pub subject: String,
    /// `aud` of it.
    pub audience: String,
    /// Client id of the managed identity.
    pub identity: Option<Guid>,
}

impl Credential {
    /// A credential of a place with what is known of it without asking: from Entra's base URL and its cloud.
    #[must_use]
    pub fn of(host: Host, (authority, cloud): (&str, Cloud), home: Option<Guid>) -> Self {
        Self {
            host,
            issuer: host.issuer(authority, home).unwrap_or_default(),
            subject: String::new(),
            audience: cloud.exchange_audience().to_owned(),
            identity: None,
        }
    }

    /// Whether it is a certificate.
    #[must_use]
    pub fn is_certificate(&self) -> bool {
        self.host == Host::Certificate
    }

    /// Whether issuer and subject, and on Azure the identity, are known, without which nothing matches.
    #[must_use]
    pub const fn is_complete(&self) -> bool {
        let token =
            !(self.issuer.is_empty() || self.subject.is_empty() || self.audience.is_empty());
        match self.host {
            Host::Certificate => true,
            // The machine may have several identities: which one it is has to be said.
            Host::Azure => token && self.identity.is_some(),
            Host::Kubernetes | Host::Gcp | Host::Aws | Host::Github => token,
        }
    }

    /// The name of the federated credential at Microsoft, which cannot be changed later.
    #[must_use]
    pub fn name(&self) -> String {
        format!("anteroom-{}", self.host.as_str())
    }

    /// Whether the settings file says it by the table `[credential]`, beside which the plain key may not stand.
    #[must_use]
    pub fn has_table(&self) -> bool {
        matches!(self.host, Host::Gcp | Host::Github)
    }

    /// The value of `ANTEROOM_CREDENTIAL`; empty while it is not known.
    #[must_use]
    pub fn setting(&self) -> String {
        match self.host {
            Host::Kubernetes => format!("federated-file:{TOKEN_FILE}"),
            Host::Azure => self
                .identity
                .map(|id| format!("managed-identity:{id}"))
                .unwrap_or_default(),
            Host::Gcp | Host::Github => "federated-url".to_owned(),
            Host::Aws => format!("federated-file:{AWS_TOKEN_FILE}"),
            Host::Certificate => format!("certificate:{CERTIFICATE_FILE}"),
        }
    }
}
