//! What a written name or GUID means. In this order: exact resource, kind and GUID; exact name and kind; the same on
//! another resource; known aliases; singular, plural and `.All`; the other kind; at last names that differ in at most
//! two letters, as a suggestion only.

use model::Guid;
use model::permission::PermissionKind;

use super::alias::ALIASES;
use super::distance::within;
use super::permission::{Permission, Resource};
use super::{all, by_key};

/// A name longer than this is no name of a permission (the longest of Microsoft's has some 70 letters).
const LONGEST: usize = 120;

/// How many letters a suggestion may differ in.
const SLIP: usize = 2;

/// How a permission is written: by name or by GUID.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Named {
    /// A name in any spelling.
    Name(String),
    /// A GUID.
    Guid(Guid),
}

/// A permission as somebody wrote it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Written {
    /// The resource, where it was said.
    pub resource: Option<Resource>,
    /// The kind, where it was said.
    pub kind: Option<PermissionKind>,
    /// Name or GUID.
    pub named: Named,
    /// Host or id of a resource outside of the catalogue, where that was said.
    pub foreign: Option<String>,
}

impl Written {
    /// A name or GUID with what was said about it. A scope with its resource before it
    /// (`https://graph.microsoft.com/Mail.Read`) says its resource by itself.
    #[must_use]
    pub fn new(text: &str, kind: Option<PermissionKind>, resource: Option<Resource>) -> Self {
        let text = text.trim();
        let (host, name) = split_host(text);
        let said = host.and_then(resource_of);
        Self {
            resource: said.or(resource),
            foreign: host.filter(|_| said.is_none()).map(str::to_owned),
            kind,
            named: Guid::parse(name).map_or_else(|_| Named::Name(name.to_owned()), Named::Guid),
        }
    }
}

/// The resource that stands before a scope, by host name or, as in `api://`, by id.
fn resource_of(host: &str) -> Option<Resource> {
    Resource::of_host(host).or_else(|| Guid::parse(host).ok().and_then(Resource::of))
}

/// `https://graph.microsoft.com/Mail.Read` to host and name.
fn split_host(text: &str) -> (Option<&str>, &str) {
    let Some((_, rest)) = text.split_once("://") else {
        return (None, text);
    };
    match rest.split_once('/') {
        Some((host, name)) if !name.is_empty() => (Some(host), name.trim_matches('/')),
        _ => (None, text),
    }
}

/// What a written permission is taken for. Only [`Recognised::Exact`] names one grant; everything else has to be
/// confirmed by whoever wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recognised {
    /// This one.
    Exact(&'static Permission),
    /// The name or GUID fits all of these: the kind or the resource is missing.
    Ambiguous(Vec<&'static Permission>),
    /// Not on the resource that was said, but here.
    OtherResource(Vec<&'static Permission>),
    /// A name that documents write for these.
    Alias(Vec<&'static Permission>),
    /// Singular for plural or the other way, or `.All` too much or too little.
    Variant(Vec<&'static Permission>),
    /// The name exists, but not in the kind that was said.
    OtherKind(Vec<&'static Permission>),
    /// No such name; these are near.
    Suggestion(Vec<&'static Permission>),
    /// Nothing known is near.
    Unknown,
}

impl Recognised {
    /// What it may be, in the order of the catalogue.
    #[must_use]
    pub fn candidates(&self) -> &[&'static Permission] {
        match self {
            Self::Exact(permission) => std::slice::from_ref(permission),
            Self::Ambiguous(found)
            | Self::OtherResource(found)
            | Self::Alias(found)
            | Self::Variant(found)
            | Self::OtherKind(found)
            | Self::Suggestion(found) => found,
            Self::Unknown => &[],
        }
    }
}

/// Recognises a single name or GUID, with `(delegated)` or `(application)` behind it where the kind is known.
#[must_use]
pub fn recognise(text: &str) -> Recognised {
    let text = text.trim();
    let (name, kind) = match text.split_once('(') {
        Some((name, rest)) => (
            name.trim(),
            kind_word(rest.trim_end().trim_end_matches(')').trim()),
        ),
        None => (text, None),
    };
    recognise_written(&Written::new(name, kind, None))
}

/// The kind a word stands for, in the words of Microsoft's portal, manifests and tokens.
pub(super) fn kind_word(word: &str) -> Option<PermissionKind> {
    const DELEGATED: [&str; 6] = [
        "delegated",
        "scope",
        "scopes",
        "scp",
        "delegiert",
        "delegierte",
    ];
    const APPLICATION: [&str; 8] = [
        "application",
        "role",
        "roles",
        "approle",
        "app-only",
        "apponly",
        "anwendung",
        "app",
    ];
    let is = |known: &[&str]| known.iter().any(|known| known.eq_ignore_ascii_case(word));
    if is(&DELEGATED) {
        Some(PermissionKind::Delegated)
    } else if is(&APPLICATION) {
        Some(PermissionKind::Application)
    } else {
        None
    }
}

/// Recognises a grant whose resource is not known: whatever it fits on any resource is only possible.
#[must_use]
pub(super) fn recognise_unplaced(written: &Written) -> Recognised {
    let found: Found = match &written.named {
        Named::Guid(guid) => super::in_all_resources(*guid),
        Named::Name(name) => all()
            .iter()
            .filter(|permission| permission.value.eq_ignore_ascii_case(name))
            .collect(),
    };
    let found = of_kind(&found, written.kind);
    if found.is_empty() {
        recognise_written(written)
    } else {
        Recognised::Ambiguous(found)
    }
}

/// Recognises a permission as it was written. One of a resource outside of the catalogue is not known here, whatever
/// its name.
#[must_use]
pub fn recognise_written(written: &Written) -> Recognised {
    if written.foreign.is_some() {
        return Recognised::Unknown;
    }
    match &written.named {
        Named::Guid(guid) => by_guid(written, *guid),
        Named::Name(name) if name.is_empty() || name.len() > LONGEST => Recognised::Unknown,
        Named::Name(name) => by_name(written, name),
    }
}

type Found = Vec<&'static Permission>;

fn by_guid(written: &Written, guid: Guid) -> Recognised {
    let found: Found = super::in_all_resources(guid);
    let here = on(&found, written.resource);
    let right = of_kind(&here, written.kind);
    if !right.is_empty() {
        return one_or(right, Recognised::Ambiguous);
    }
    if !here.is_empty() {
        return Recognised::OtherKind(here);
    }
    if found.is_empty() {
        Recognised::Unknown
    } else {
        Recognised::OtherResource(found)
    }
}

fn by_name(written: &Written, name: &str) -> Recognised {
    let same = |name: &str| -> Found {
        all()
            .iter()
            .filter(|permission| permission.value.eq_ignore_ascii_case(name))
            .collect()
    };
    let exact = same(name);
    let here = place(&exact, written.resource);
    let right = of_kind(&here, written.kind);
    if !right.is_empty() {
        return one_or(right, Recognised::Ambiguous);
    }
    if let Some(alias) = ALIASES.iter().find(|alias| {
        alias.written.eq_ignore_ascii_case(name)
            && (alias.kind.is_none() || alias.kind == written.kind)
    }) {
        let means: Found = alias.means.iter().filter_map(|key| by_key(key)).collect();
        let means = of_kind(&on(&means, written.resource), written.kind);
        if !means.is_empty() {
            return Recognised::Alias(means);
        }
    }
    if here.is_empty() && !exact.is_empty() {
        return Recognised::OtherResource(exact);
    }
    let variants: Found = spellings(name).iter().flat_map(|name| same(name)).collect();
    let variants = of_kind(&place(&variants, written.resource), written.kind);
    if !variants.is_empty() {
        return Recognised::Variant(variants);
    }
    if !here.is_empty() {
        return Recognised::OtherKind(here);
    }
    near(written, name)
}

/// The one found as exact, or several as what `several` says.
fn one_or(found: Found, several: fn(Found) -> Recognised) -> Recognised {
    match found[..] {
        [only] => Recognised::Exact(only),
        _ => several(found),
    }
}

/// Those on a resource; all where none was said.
fn on(found: &[&'static Permission], resource: Option<Resource>) -> Found {
    found
        .iter()
        .copied()
        .filter(|permission| resource.is_none_or(|resource| permission.resource == resource))
        .collect()
}

/// Those on the resource that was said, else on the first resource that has any: a bare name means Microsoft Graph.
fn place(found: &[&'static Permission], resource: Option<Resource>) -> Found {
    let resource = resource.or_else(|| {
        Resource::ALL.into_iter().find(|resource| {
            found
                .iter()
                .any(|permission| permission.resource == *resource)
        })
    });
    on(found, resource)
}

fn of_kind(found: &[&'static Permission], kind: Option<PermissionKind>) -> Found {
    found
        .iter()
        .copied()
        .filter(|permission| kind.is_none_or(|kind| permission.kind == kind))
        .collect()
}

/// The other spellings of a name: its first word in singular or plural, with or without `.All`.
fn spellings(name: &str) -> Vec<String> {
    const ALL: &str = ".all";
    let stem = name
        .len()
        .checked_sub(ALL.len())
        .filter(|at| name.is_char_boundary(*at))
        .filter(|at| name[*at..].eq_ignore_ascii_case(ALL))
        .map_or(name, |at| &name[..at]);
    let (first, rest) = stem.split_once('.').unwrap_or((stem, ""));
    let other = match first.strip_suffix(['s', 'S']) {
        Some(singular) => singular.to_owned(),
        None => format!("{first}s"),
    };
    let mut spellings = Vec::new();
    for first in [first, &other] {
        for end in ["", ".All"] {
            let dot = if rest.is_empty() { "" } else { "." };
            let spelling = format!("{first}{dot}{rest}{end}");
            if !spelling.eq_ignore_ascii_case(name) {
                spellings.push(spelling);
            }
        }
    }
    spellings
}

fn near(written: &Written, name: &str) -> Recognised {
    let kinds = of_kind(
        &on(&all().iter().collect::<Found>(), written.resource),
        written.kind,
    );
    let mut found: Vec<(usize, &'static Permission)> = kinds
        .into_iter()
        .filter_map(|permission| Some((within(name, permission.value, SLIP)?, permission)))
        .collect();
    let Some(least) = found.iter().map(|(distance, _)| *distance).min() else {
        return Recognised::Unknown;
    };
    // Short words are near to anything.
    if least * 4 > name.len() {
        return Recognised::Unknown;
    }
    found.retain(|(distance, _)| *distance == least);
    let found: Found = found
        .into_iter()
        .map(|(_, permission)| permission)
        .collect();
    Recognised::Suggestion(place(&found, written.resource))
}
