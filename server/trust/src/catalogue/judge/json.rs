//! Reads JSON: the manifest of an app registration, and grants as Graph answers them.

use model::Guid;
use model::permission::PermissionKind;
use serde_json::{Map, Value};

use super::super::permission::Resource;
use super::super::recognise::Written;
use super::{Entry, Format, Read, clean};

/// Deepest nesting that is searched; manifests and answers need five.
const DEEPEST: usize = 12;

/// Whether a text begins as JSON does.
pub(super) fn begins(text: &str) -> bool {
    trimmed(text).starts_with(['{', '['])
}

fn trimmed(text: &str) -> &str {
    text.trim_start_matches('\u{feff}').trim()
}

/// Reads a text that is JSON; `None` for anything else, also for broken JSON, whose lines are read as a list.
pub(super) fn read(text: &str) -> Option<(Format, Read)> {
    if !begins(text) {
        return None;
    }
    // The parser itself refuses more than 128 levels.
    let value: Value = serde_json::from_str(trimmed(text)).ok()?;
    let mut read = Read::default();
    let mut format = Format::OtherJson;
    search(&value, DEEPEST, &mut format, &mut read);
    Some((format, read))
}

fn search(value: &Value, depth: usize, format: &mut Format, read: &mut Read) {
    let Some(depth) = depth.checked_sub(1) else {
        read.too_deep |= value.is_array() || value.is_object();
        return;
    };
    match value {
        Value::Array(values) => {
            for value in values {
                search(value, depth, format, read);
            }
        }
        Value::Object(object) => {
            let entries = &mut read.entries;
            if manifest(object, entries) {
                *format = Format::Manifest;
            } else if app_role(object, entries) || delegated(object, entries) {
                *format = Format::Grants;
            } else {
                for value in object.values() {
                    search(value, depth, format, read);
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn text<'a>(object: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    object.get(name)?.as_str()
}

/// `{"resourceAppId": .., "resourceAccess": [{"id": .., "type": "Role"}]}`
fn manifest(object: &Map<String, Value>, entries: &mut Vec<Entry>) -> bool {
    let (Some(app_id), Some(access)) = (
        text(object, "resourceAppId"),
        object.get("resourceAccess").and_then(Value::as_array),
    ) else {
        return false;
    };
    let app_id = Guid::parse(app_id).ok();
    let resource = app_id.and_then(Resource::of);
    let foreign = app_id
        .filter(|_| resource.is_none())
        .map(|id| id.to_string());
    for one in access {
        let Some(id) = one.get("id").and_then(Value::as_str) else {
            continue;
        };
        let kind = match one.get("type").and_then(Value::as_str) {
            Some(kind) if kind.eq_ignore_ascii_case("Role") => Some(PermissionKind::Application),
            Some(kind) if kind.eq_ignore_ascii_case("Scope") => Some(PermissionKind::Delegated),
            _ => None,
        };
        let written = Written {
            foreign: foreign.clone(),
            ..Written::new(id, kind, resource)
        };
        push(entries, id, written, false);
    }
    true
}

/// `{"appRoleId": .., "resourceDisplayName": "Microsoft Graph"}`
fn app_role(object: &Map<String, Value>, entries: &mut Vec<Entry>) -> bool {
    let Some(id) = text(object, "appRoleId") else {
        return false;
    };
    place(entries, object, id, PermissionKind::Application);
    true
}

/// `{"consentType": "AllPrincipals", "scope": "User.Read Mail.Read"}`. Its `resourceId` is an object of the tenant and
/// tells nobody else which resource it is.
fn delegated(object: &Map<String, Value>, entries: &mut Vec<Entry>) -> bool {
    let (Some(scope), true) = (
        text(object, "scope"),
        object.contains_key("consentType") || object.contains_key("clientId"),
    ) else {
        return false;
    };
    for name in scope.split_whitespace() {
        place(entries, object, name, PermissionKind::Delegated);
    }
    true
}

fn by_name(name: &str) -> Option<Resource> {
    super::words::resource_in_words(name)
}

/// A grant on the resource whose name stands beside it: one that is not known here, or no name at all, is no reason to
/// take it for one of Microsoft Graph.
fn place(entries: &mut Vec<Entry>, object: &Map<String, Value>, shown: &str, kind: PermissionKind) {
    let name = text(object, "resourceDisplayName");
    let resource = name.and_then(by_name);
    let written = Written::new(shown, Some(kind), resource);
    let said = written.resource.is_some() || written.foreign.is_some();
    let foreign = name.filter(|_| !said).map(str::to_owned);
    let written = Written {
        foreign: written.foreign.clone().or(foreign),
        ..written
    };
    push(entries, shown, written, !said && name.is_none());
}

fn push(entries: &mut Vec<Entry>, shown: &str, written: Written, unplaced: bool) {
    entries.push(Entry {
        line: 0,
        shown: clean::line(shown),
        written,
        unplaced,
    });
}
