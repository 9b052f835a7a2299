//! Every permission Anteroom knows something about: what it opens, how far it reaches, what would do instead, which
//! feature needs it and which call proves it.
//!
//! Three resources carry permissions of the same names. A grant is therefore identified by (resource, kind, GUID);
//! names serve people, and [`recognise()`] never takes one for another silently.

mod alias;
mod distance;
pub mod judge;
mod permission;
mod recognise;
mod table;

use model::Guid;
use model::permission::PermissionKind;

pub use permission::{Permission, Proof, Reach, Resource, Retired, Risk};
pub use recognise::{Named, Recognised, Written, recognise, recognise_written};

/// All permissions of the catalogue, those on Microsoft Graph first.
#[must_use]
pub fn all() -> &'static [Permission] {
    table::all()
}

/// The permission of a grant; `None` for one outside of the catalogue.
#[must_use]
pub fn find(resource: Resource, kind: PermissionKind, guid: Guid) -> Option<&'static Permission> {
    all().iter().find(|permission| {
        permission.resource == resource && permission.kind == kind && permission.guid == guid
    })
}

/// The permission with this stable key.
#[must_use]
pub fn by_key(key: &str) -> Option<&'static Permission> {
    all().iter().find(|permission| permission.key == key)
}

/// Every permission with this GUID, in all resources: some GUIDs stand on two of them.
#[must_use]
pub fn in_all_resources(guid: Guid) -> Vec<&'static Permission> {
    all()
        .iter()
        .filter(|permission| permission.guid == guid)
        .collect()
}

/// The permission of this exact name (letter case aside) on a resource.
#[must_use]
pub fn named(resource: Resource, kind: PermissionKind, value: &str) -> Option<&'static Permission> {
    all().iter().find(|permission| {
        permission.resource == resource
            && permission.kind == kind
            && permission.value.eq_ignore_ascii_case(value)
    })
}

/// Permissions of the same meaning on other resources: the twin on Graph, or the twins of one on Graph. A grant of a
/// twin does not help a call that needs this one.
#[must_use]
pub fn twins(permission: &Permission) -> Vec<&'static Permission> {
    let on_graph = permission.twin.unwrap_or(permission.key);
    all()
        .iter()
        .filter(|other| other.resource != permission.resource)
        .filter(|other| other.key == on_graph || other.twin == Some(on_graph))
        .collect()
}
