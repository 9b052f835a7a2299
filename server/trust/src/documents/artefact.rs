//! What comes out: files, each in one language.

/// A language a file is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// JSON.
    Json,
    /// A script for bash.
    Shell,
    /// HCL of Terraform.
    Terraform,
    /// A script for PowerShell.
    PowerShell,
    /// YAML of Kubernetes.
    Yaml,
    /// TOML, part of the settings file.
    Toml,
    /// Environment variables, one a line.
    Environment,
}

impl Format {
    /// Media type of a download.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            _ => "text/plain; charset=utf-8",
        }
    }
}

/// One file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Artefact {
    /// Name of the file.
    pub name: String,
    /// Language.
    pub format: Format,
    /// Content, with a line end at its end.
    pub text: String,
}

/// Makes one file.
pub(super) fn artefact(name: impl Into<String>, format: Format, text: String) -> Artefact {
    Artefact {
        name: name.into(),
        format,
        text,
    }
}
