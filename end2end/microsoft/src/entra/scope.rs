//! The `scope` parameter: OpenID words, scopes of Graph in three spellings, `.default`.

use super::errors::EntraError;
use crate::permissions::{self, PermissionKind};
use crate::state::{Registration, State, tokens::GRAPH_AUDIENCE};

/// Scopes of OpenID Connect; everybody may consent to them.
const OPENID: [&str; 4] = ["openid", "profile", "email", "offline_access"];

/// A scope parameter, understood.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Scopes {
    /// `openid`, `profile`, `email`, `offline_access`, as asked.
    pub(crate) openid: Vec<String>,
    /// Delegated scopes of Graph, by name.
    pub(crate) graph: Vec<String>,
    /// `.default` of Graph was asked for.
    pub(crate) default: bool,
}

impl Scopes {
    /// Understands the parameter. `AADSTS70011` for a foreign resource, `AADSTS650053` for an unknown scope.
    pub(crate) fn parse(state: &State, text: &str) -> Result<Self, EntraError> {
        let mut scopes = Self::default();
        for word in text.split_whitespace() {
            if OPENID.contains(&word) {
                scopes.openid.push(word.to_owned());
                continue;
            }
            let name = graph_scope(state, word).ok_or_else(|| {
                let text = format!("The provided request must include a 'scope' input parameter. The scope '{word}' is not valid.");
                EntraError::new(70011, "invalid_scope", text)
            })?;
            if name == ".default" {
                scopes.default = true;
                continue;
            }
            let known = permissions::all().find(|found| {
                found.kind == PermissionKind::Delegated && found.name.eq_ignore_ascii_case(name)
            });
            let known = known.ok_or_else(|| {
                let text = format!("The application asked for scope '{name}' that doesn't exist on the resource '{GRAPH_AUDIENCE}'.");
                EntraError::new(650_053, "invalid_client", text)
            })?;
            scopes.graph.push(known.name.to_owned());
        }
        if scopes.default && !scopes.graph.is_empty() {
            let text = "The '.default' scope can't be combined with resource-specific scopes.";
            return Err(EntraError::new(70011, "invalid_scope", text));
        }
        Ok(scopes)
    }

    /// Whether one of the OpenID words was asked for.
    pub(crate) fn has(&self, word: &str) -> bool {
        self.openid.iter().any(|asked| asked == word)
    }

    /// The delegated Graph scopes that must be consented: those asked for, or the registration's for `.default`.
    pub(crate) fn wanted(&self, registration: &Registration) -> Vec<String> {
        if !self.default {
            return self.graph.clone();
        }
        let asked = registration.asked(PermissionKind::Delegated);
        asked
            .into_iter()
            .filter(|name| !OPENID.contains(name))
            .map(str::to_owned)
            .collect()
    }

    /// The words again, Graph scopes by bare name.
    pub(crate) fn words(&self) -> Vec<String> {
        let default = self.default.then(|| format!("{GRAPH_AUDIENCE}/.default"));
        self.openid
            .iter()
            .chain(&self.graph)
            .cloned()
            .chain(default)
            .collect()
    }
}

/// Name of a Graph scope behind `https://graph.microsoft.com/X`, `<our Graph>/X`, the id of Graph, or bare.
pub(crate) fn graph_scope<'a>(state: &State, word: &'a str) -> Option<&'a str> {
    let ours = state.graph_url();
    for resource in [GRAPH_AUDIENCE, ours.as_str(), permissions::GRAPH_APP_ID] {
        if let Some(name) = word.strip_prefix(resource) {
            return Some(name.trim_start_matches('/'));
        }
    }
    (!word.contains('/')).then_some(word)
}

/// Whether this is one of the OpenID words.
pub(crate) fn is_openid(word: &str) -> bool {
    OPENID.contains(&word)
}
