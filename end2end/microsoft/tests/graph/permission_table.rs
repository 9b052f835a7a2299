use std::collections::BTreeSet;

use microsoft365::graph::permissions::Call;
use serde_json::Value;

use crate::reference;

fn names(value: &Value) -> BTreeSet<&str> {
    value
        .as_array()
        .unwrap()
        .iter()
        .map(|name| name.as_str().unwrap())
        .collect()
}

#[test]
fn every_row_agrees_with_the_reference() {
    let Some(reference) = reference("endpoint-permissions.json") else {
        return;
    };
    let rows = reference["calls"].as_array().unwrap();
    for call in Call::ALL {
        let needs = call.needs();
        let Some(key) = needs.reference_key else {
            continue;
        };
        let row = rows
            .iter()
            .find(|row| row["key"] == key)
            .unwrap_or_else(|| panic!("{call:?}: no row {key}"));
        assert_eq!(
            needs.least_application,
            row["leastApplication"].as_str(),
            "{call:?}: least application permission"
        );
        assert_eq!(
            needs.least_delegated,
            row["leastDelegated"].as_str(),
            "{call:?}: least delegated permission"
        );
        let ours = |accepted: &[&'static str]| accepted.iter().copied().collect::<BTreeSet<_>>();
        // The catalogue writes the delegated name of this app role.
        let listed = names(&row["acceptedApplication"])
            .into_iter()
            .map(|name| match name {
                "Calendars.ReadBasic" => "Calendars.ReadBasic.All",
                name => name,
            })
            .collect::<BTreeSet<_>>();
        assert_eq!(
            ours(needs.application),
            listed,
            "{call:?}: accepted application permissions"
        );
        assert_eq!(
            ours(needs.delegated),
            names(&row["acceptedDelegated"]),
            "{call:?}: accepted delegated permissions"
        );
    }
}

#[test]
fn every_permission_of_the_catalogue_has_its_published_id() {
    let Some(catalogue) = reference("graph-permission-catalogue.json") else {
        return;
    };
    let entries = catalogue
        .as_array()
        .or_else(|| catalogue["permissions"].as_array())
        .unwrap();
    for permission in microsoft365::permissions::all() {
        let known = entries.iter().any(|entry| {
            let text = entry.to_string();
            text.contains(&format!("\"{}\"", permission.name)) && text.contains(permission.id)
        });
        assert!(
            known,
            "{} with id {} isn't in the catalogue",
            permission.name, permission.id
        );
    }
}
