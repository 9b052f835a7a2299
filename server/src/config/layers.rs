//! Where a value may come from, strongest first: flag, environment, file, default.

use std::collections::BTreeMap;
use std::path::Path;

use super::credential::{ExpectedAssertion, FederatedUrl};
use super::key::{self, KEYS, Key};
use super::problem::Problems;

/// A value and the spelling under which the operator gave it.
pub struct Found {
    /// The text as given, trimmed, never empty.
    pub text: String,
    /// For messages.
    pub place: String,
}

/// The layers of one start, read but not yet interpreted. Not `Debug`: values may be secret.
#[derive(Default)]
pub struct Layers {
    flags: BTreeMap<&'static str, String>,
    environment: BTreeMap<&'static str, String>,
    file: BTreeMap<&'static str, String>,
    file_name: String,
    /// Details of the credential kind `federated-url`, which do not fit into one line.
    pub federated_url: Option<FederatedUrl>,
    /// What federated assertions should say.
    pub expected_assertion: Option<ExpectedAssertion>,
}

impl Layers {
    /// Layers without a file; `flags` by TOML name, `environment` looks a variable up.
    pub fn new(
        flags: BTreeMap<&'static str, String>,
        environment: impl Fn(&str) -> Option<String>,
    ) -> Self {
        let environment = KEYS
            .iter()
            .filter_map(|key| environment(&key.variable()).map(|value| (key.name, value)))
            .collect();
        Self {
            flags,
            environment,
            ..Self::default()
        }
    }

    /// Adds the TOML file; mistakes in it are noted in `problems`.
    pub fn with_file(mut self, path: &Path, problems: &mut Problems) -> Self {
        self.file_name = path.display().to_string();
        let place = format!("ANTEROOM_CONFIG {}", self.file_name);
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) => {
                problems.add(
                    place,
                    format!(
                        "cannot be read ({}); check the path and its permissions",
                        error.kind()
                    ),
                );
                return self;
            }
        };
        match text.parse::<toml::Table>() {
            Ok(table) => self.take(table, problems),
            Err(error) => problems.add(place, format!("is not valid TOML: {}", error.message())),
        }
        self
    }

    fn take(&mut self, table: toml::Table, problems: &mut Problems) {
        for (name, value) in table {
            if name == "credential"
                && let toml::Value::Table(details) = value
            {
                self.take_credential(details, problems);
            } else if let Some(key) = key::find(&name) {
                match as_text(&value) {
                    Some(text) => drop(self.file.insert(key.name, text)),
                    None => problems.add(
                        self.in_file(&name),
                        "has to be a text, a number, true, false or a list of texts",
                    ),
                }
            } else {
                problems.add(
                    self.in_file(&name),
                    "is no setting of Anteroom; see anteroom serve --help for their names",
                );
            }
        }
    }

    fn take_credential(&mut self, mut details: toml::Table, problems: &mut Problems) {
        if let Some(order) = details.remove("order") {
            match as_text(&order) {
                Some(text) => drop(self.file.insert("credential", text)),
                None => problems.add(
                    self.in_file("credential.order"),
                    "has to be a list of texts",
                ),
            }
        }
        if let Some(url) = details.remove("federated_url") {
            match url.try_into::<FederatedUrl>() {
                Ok(url) => self.federated_url = Some(url),
                Err(error) => problems.add(
                    self.in_file("credential.federated_url"),
                    error.message().to_owned(),
                ),
            }
        }
        if let Some(expected) = details.remove("expected") {
            match expected.try_into::<ExpectedAssertion>() {
                Ok(expected) => self.expected_assertion = Some(expected),
                Err(error) => problems.add(
                    self.in_file("credential.expected"),
                    error.message().to_owned(),
                ),
            }
        }
        for name in details.keys() {
            problems.add(
                self.in_file(&format!("credential.{name}")),
                "is unknown; use order, federated_url and expected",
            );
        }
    }

    fn in_file(&self, name: &str) -> String {
        format!("{name} in {}", self.file_name)
    }

    /// The value of a setting from the strongest layer that has one; empty values count as absent.
    #[must_use]
    pub fn find(&self, name: &'static str) -> Option<Found> {
        let key = key::find(name)?;
        let layer = |layer: &BTreeMap<&'static str, String>, place: String| {
            let text = layer.get(name)?.trim();
            (!text.is_empty()).then(|| Found {
                text: text.to_owned(),
                place,
            })
        };
        layer(&self.flags, format!("--{}", key.flag()))
            .or_else(|| layer(&self.environment, key.variable()))
            .or_else(|| layer(&self.file, self.in_file(name)))
            .or_else(|| default(key))
    }
}

fn default(key: &Key) -> Option<Found> {
    key.default.map(|text| Found {
        text: text.to_owned(),
        place: key.variable(),
    })
}

fn as_text(value: &toml::Value) -> Option<String> {
    match value {
        toml::Value::String(text) => Some(text.clone()),
        toml::Value::Integer(number) => Some(number.to_string()),
        toml::Value::Boolean(flag) => Some(flag.to_string()),
        toml::Value::Array(list) => list
            .iter()
            .map(|item| item.as_str().map(str::to_owned))
            .collect::<Option<Vec<_>>>()
            .map(|l| l.join(",")),
        _ => None,
    }
}
