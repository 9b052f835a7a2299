//! The floors of the house: no crate names one above it or beside it.

use std::collections::BTreeMap;
use std::path::Path;

/// Who stands where, from below. `app` without its server half is listed with it.
const FLOORS: [(&str, &str, u8); 10] = [
    ("model", "app/model", 0),
    ("oracle", "server/culture/oracle", 0),
    ("store", "server/store", 1),
    ("microsoft", "server/microsoft", 1),
    ("trust", "server/trust", 2),
    ("queue", "server/queue", 3),
    ("culture", "server/culture", 3),
    ("app", "app", 4),
    ("server", "server", 5),
    ("client", "app/client", 5),
];

/// Names of our crates in a table of dependencies. The simulated tenant is a tool of tests and stands nowhere.
fn ours(manifest: &toml::Table, table: &str) -> Vec<String> {
    let names = manifest
        .get(table)
        .and_then(toml::Value::as_table)
        .into_iter()
        .flatten()
        .map(|(name, _)| name.clone());
    names
        .filter(|name| FLOORS.iter().any(|(known, _, _)| known == name))
        .collect()
}

fn manifest(folder: &str) -> toml::Table {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    std::fs::read_to_string(root.join(folder).join("Cargo.toml"))
        .unwrap()
        .parse()
        .unwrap()
}

fn upward(found: &BTreeMap<&str, Vec<String>>) -> Vec<String> {
    let floor = |name: &str| {
        FLOORS
            .iter()
            .find(|(known, _, _)| *known == name)
            .unwrap()
            .2
    };
    let arrows = found
        .iter()
        .flat_map(|(name, uses)| uses.iter().map(move |used| (*name, used)));
    let wrong = arrows.filter(|(name, used)| name != used && floor(used) >= floor(name));
    wrong
        .map(|(name, used)| format!("{name} -> {used}"))
        .collect()
}

#[test]
fn no_arrow_points_upwards_or_sideways() {
    let mut found = BTreeMap::new();
    for (name, folder, _) in FLOORS {
        let manifest = manifest(folder);
        assert_eq!(manifest["package"]["name"].as_str(), Some(name));
        let tables = ["dependencies", "dev-dependencies", "build-dependencies"];
        found.insert(
            name,
            tables
                .iter()
                .flat_map(|table| ours(&manifest, table))
                .collect::<Vec<_>>(),
        );
    }
    assert_eq!(upward(&found), Vec::<String>::new());
}

#[test]
fn an_arrow_upwards_would_be_noticed() {
    let found = BTreeMap::from([
        ("queue", vec!["culture".to_owned(), "trust".to_owned()]),
        ("store", vec!["microsoft".to_owned(), "model".to_owned()]),
        ("model", vec!["app".to_owned()]),
    ]);
    assert_eq!(
        upward(&found),
        ["model -> app", "queue -> culture", "store -> microsoft"]
    );
}

#[test]
fn the_page_knows_neither_database_nor_microsoft() {
    let names = ours(&manifest("app"), "dependencies");
    assert!(
        !names
            .iter()
            .any(|name| name == "store" || name == "microsoft"),
        "{names:?}"
    );
    let client = ours(&manifest("app/client"), "dependencies");
    assert!(
        client.iter().all(|name| name == "app" || name == "model"),
        "{client:?}"
    );
}

#[test]
fn the_model_knows_serde_and_nothing_of_the_stack() {
    let manifest = manifest("app/model");
    let names: Vec<&String> = manifest["dependencies"]
        .as_table()
        .unwrap()
        .keys()
        .collect();
    for name in names {
        assert!(
            ["serde", "thiserror"].contains(&name.as_str()),
            "model depends on {name}"
        );
    }
}

#[test]
fn every_member_of_the_workspace_stands_on_a_floor() {
    let members = manifest("")["workspace"]["members"]
        .as_array()
        .unwrap()
        .clone();
    for member in members {
        let folder = member.as_str().unwrap();
        let known = FLOORS.iter().any(|(_, place, _)| *place == folder);
        assert!(
            known || folder == "end2end/microsoft",
            "{folder} stands on no floor"
        );
    }
}

#[test]
fn the_minute_grid_judges_from_outside() {
    let named = ["dependencies", "dev-dependencies", "build-dependencies"].iter();
    let own = manifest("server/culture/oracle");
    for table in named {
        let names = own.get(*table).and_then(toml::Value::as_table);
        assert!(
            names.is_none_or(toml::Table::is_empty),
            "{table}: {names:?}"
        );
    }
    for (name, folder, _) in FLOORS {
        let manifest = manifest(folder);
        for table in ["dependencies", "build-dependencies"] {
            assert!(
                !ours(&manifest, table).contains(&"oracle".to_owned()),
                "{name} ships it"
            );
        }
        let tests = ours(&manifest, "dev-dependencies").contains(&"oracle".to_owned());
        assert!(!tests || name == "culture", "{name} leans on it");
    }
}
