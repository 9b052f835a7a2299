//! The sample of the settings file in README.md is the reference of all settings.

use std::collections::BTreeMap;
use std::path::Path;

use server::config::{KEYS, Layers, Problems, Settings};

fn sample() -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let readme = std::fs::read_to_string(root.join("README.md")).unwrap();
    let blocks = readme
        .split("```toml\n")
        .skip(1)
        .map(|rest| rest.split("```").next().unwrap().to_owned());
    blocks
        .into_iter()
        .find(|block| block.contains("signin_client_id"))
        .expect("a sample in README.md")
}

#[test]
fn the_sample_can_be_used_as_it_stands_and_holds_the_defaults() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("anteroom.toml");
    std::fs::write(&file, sample()).unwrap();
    let mut problems = Problems::default();
    let layers = Layers::new(BTreeMap::new(), |_| None).with_file(&file, &mut problems);
    let settings = Settings::read(&layers, problems);
    assert!(settings.is_ok(), "{}", settings.unwrap_err());
    for key in KEYS.iter().filter(|key| key.default.is_some()) {
        let found = layers.find(key.name).unwrap();
        assert_eq!(Some(found.text.as_str()), key.default, "{}", key.name);
        assert!(
            found.place.contains("anteroom.toml"),
            "{} stands in the sample",
            key.name
        );
    }
}

#[test]
fn every_setting_is_mentioned() {
    let sample = sample();
    for key in KEYS {
        let prefix = key.name.strip_suffix("client_id").unwrap_or(key.name);
        assert!(
            sample.contains(prefix),
            "{} is missing in the sample",
            key.name
        );
    }
}
