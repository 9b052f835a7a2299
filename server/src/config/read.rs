//! From texts to values; each mistake is noted and reading goes on.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::str::FromStr;

use model::Guid;
use secrecy::SecretString;

use super::BaseUrl;
use super::credential::{self, AllowSecret, CredentialSetting};
use super::layers::{Found, Layers};
use super::network::Network;
use super::problem::Problems;
use super::settings::{
    Addresses, DataClients, MailSettings, Registration, Settings, SigninFlow, SigninSettings,
    StorageSettings, folder,
};

const GUID: &str = "has to be a GUID such as 00000000-0000-0000-0000-000000000000 (the client id of the registration)";
const ADDRESS: &str = "has to be an address with port such as 127.0.0.1:3000";

struct Reader<'a> {
    layers: &'a Layers,
    problems: Problems,
}

impl Settings {
    /// Reads and checks all settings. `problems` are those found while reading the file.
    ///
    /// # Errors
    /// All mistakes at once.
    pub fn read(layers: &Layers, problems: Problems) -> Result<Self, Problems> {
        let mut reader = Reader { layers, problems };
        let settings = reader.settings();
        reader.problems.or(settings)
    }
}

impl StorageSettings {
    /// Reads database and key file alone, for commands that touch nothing else.
    ///
    /// # Errors
    /// All mistakes at once.
    pub fn read(layers: &Layers, problems: Problems) -> Result<Self, Problems> {
        let mut reader = Reader { layers, problems };
        let storage = reader.storage();
        reader.problems.or(storage)
    }
}

impl Reader<'_> {
    fn settings(&mut self) -> Option<Settings> {
        // Every part is read before any is missed, so that all mistakes are noted.
        let url = self.parsed_by("url", |text| {
            text.parse::<BaseUrl>().map_err(|e| e.to_string())
        });
        let addresses = self.addresses();
        let storage = self.storage();
        let registration = self.registration();
        let authority = self.service("authority");
        let graph_url = self.service("graph_url");
        let signin = self.signin();
        let data = self.data();
        let credentials = self.credentials();
        let mail = self.mail();
        Some(Settings {
            url: url?,
            addresses,
            storage: storage?,
            registration: registration?,
            authority: authority?,
            graph_url: graph_url?,
            signin: signin?,
            data,
            credentials,
            expected_assertion: self.layers.expected_assertion.clone(),
            mail: mail?,
        })
    }

    fn addresses(&mut self) -> Addresses {
        let listen = self.parsed::<SocketAddr>("listen", ADDRESS);
        let metrics = self.parsed::<SocketAddr>("metrics_listen", ADDRESS);
        let mut trusted_proxies = Vec::new();
        if let Some(found) = self.layers.find("trusted_proxies") {
            for part in parts(&found.text) {
                match part.parse::<Network>() {
                    Ok(network) => trusted_proxies.push(network),
                    Err(_) => self.problems.add(
                        &found.place,
                        format!("{part} is no network such as 10.0.0.0/8"),
                    ),
                }
            }
        }
        Addresses {
            listen,
            metrics,
            trusted_proxies,
        }
    }

    fn storage(&mut self) -> Option<StorageSettings> {
        let database_url = self.parsed_by("database_url", |text| {
            let known = ["sqlite:", "postgres://", "postgresql://"]
                .iter()
                .any(|scheme| text.starts_with(scheme));
            // The value may hold a password and is not repeated.
            known
                .then(|| SecretString::from(text))
                .ok_or("has to begin with sqlite: or postgres://".to_owned())
        });
        let key_file = self
            .layers
            .find("key_file")
            .map(|found| PathBuf::from(found.text));
        Some(StorageSettings {
            database_url: database_url?,
            key_file: key_file?,
        })
    }

    fn registration(&mut self) -> Option<Registration> {
        self.parsed_by("registration", |text| match text {
            "closed" => Ok(Registration::Closed),
            "invite" => Ok(Registration::Invite),
            "open" => Ok(Registration::Open),
            _ => Err("has to be closed, invite or open".to_owned()),
        })
    }

    fn service(&mut self, name: &'static str) -> Option<String> {
        self.parsed_by(name, |text| {
            let text = text.trim_end_matches('/');
            let uri = text.parse::<http::Uri>().ok();
            match uri
                .as_ref()
                .and_then(|uri| Some((uri.scheme_str()?, uri.host()?)))
            {
                Some(("https", _) | ("http", "localhost" | "127.0.0.1" | "[::1]")) => {
                    Ok(text.to_owned())
                }
                Some(("http", _)) => {
                    Err("has to begin with https:// unless the host is this machine".to_owned())
                }
                _ => Err("has to be an absolute https URL".to_owned()),
            }
        })
    }

    fn signin(&mut self) -> Option<SigninSettings> {
        let client_id = self.required::<Guid>("signin_client_id", GUID);
        let flow = self.parsed_by("signin_flow", |text| match text {
            "id_token" => Ok(SigninFlow::IdToken),
            "code" => Ok(SigninFlow::Code),
            _ => Err("has to be id_token or code".to_owned()),
        });
        let given = self.layers.find("signin_credential");
        let credential = given
            .as_ref()
            .and_then(|found| self.credential(found, &found.text));
        if flow == Some(SigninFlow::Code) && given.is_none() {
            self.problems.add(
                "ANTEROOM_SIGNIN_CREDENTIAL",
                "is needed by ANTEROOM_SIGNIN_FLOW=code; set it, or use id_token",
            );
        }
        Some(SigninSettings {
            client_id: client_id?,
            flow: flow?,
            credential,
        })
    }

    fn data(&mut self) -> DataClients {
        DataClients {
            default: self.parsed("data_client_id", GUID),
            directory: self.parsed("directory_client_id", GUID),
            calendar: self.parsed("calendar_client_id", GUID),
            mail: self.parsed("mail_client_id", GUID),
            teams: self.parsed("teams_client_id", GUID),
            copilot: self.parsed("copilot_client_id", GUID),
            meetings: self.parsed("meetings_client_id", GUID),
        }
    }

    fn credentials(&mut self) -> Vec<CredentialSetting> {
        let Some(found) = self.layers.find("credential") else {
            return Vec::new();
        };
        parts(&found.text)
            .filter_map(|part| self.credential(&found, part))
            .collect()
    }

    fn credential(&mut self, found: &Found, text: &str) -> Option<CredentialSetting> {
        let allow = match self.layers.find("allow_secret").map(|found| found.text) {
            Some(text) if text == "true" => AllowSecret::Yes,
            _ => AllowSecret::No,
        };
        match credential::parse(text, self.layers.federated_url.as_ref(), allow) {
            Ok(credential) => Some(credential),
            Err(remedy) => {
                self.problems.add(&found.place, remedy);
                None
            }
        }
    }

    fn mail(&mut self) -> Option<MailSettings> {
        self.parsed_by("allow_secret", |text| match text {
            "true" | "false" => Ok(()),
            _ => Err("has to be true or false".to_owned()),
        });
        let from = self.layers.find("mail_from");
        if self.layers.find("smtp_url").is_none() {
            return Some(MailSettings::Outbox(self.outbox()));
        }
        let url = self.parsed_by("smtp_url", |text| {
            let known = text.starts_with("smtp://") || text.starts_with("smtps://");
            known
                .then(|| SecretString::from(text))
                .ok_or("has to begin with smtps:// or smtp://".to_owned())
        });
        let from = match from {
            Some(found) if found.text.contains('@') => Some(found.text),
            Some(found) => {
                self.problems.add(
                    found.place,
                    "has to be an address such as anteroom@example.org",
                );
                None
            }
            None => {
                self.problems.add(
                    "ANTEROOM_MAIL_FROM",
                    "is needed by ANTEROOM_SMTP_URL: set the sender's address",
                );
                None
            }
        };
        Some(MailSettings::Smtp {
            url: url?,
            from: from?,
        })
    }

    /// Beside an SQLite database, else in `data/`.
    fn outbox(&self) -> PathBuf {
        let found = self.layers.find("database_url");
        folder(&found.map(|found| found.text).unwrap_or_default()).join("outbox")
    }

    fn parsed<T: FromStr>(&mut self, name: &'static str, remedy: &str) -> Option<T> {
        self.parsed_by(name, |text| text.parse().map_err(|_| remedy.to_owned()))
    }

    fn required<T: FromStr>(&mut self, name: &'static str, remedy: &str) -> Option<T> {
        if self.layers.find(name).is_none() {
            let variable = super::key::find(name)
                .map(super::Key::variable)
                .unwrap_or_default();
            self.problems
                .add(variable, format!("is missing; it {remedy}"));
        }
        self.parsed(name, remedy)
    }

    fn parsed_by<T>(
        &mut self,
        name: &'static str,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<T> {
        let found = self.layers.find(name)?;
        match parse(&found.text) {
            Ok(value) => Some(value),
            Err(remedy) => {
                self.problems.add(found.place, remedy);
                None
            }
        }
    }
}

fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    const CLIENT: (&str, &str) = (
        "ANTEROOM_SIGNIN_CLIENT_ID",
        "11111111-2222-3333-4444-555555555555",
    );

    fn layers_with(flags: &[(&'static str, &str)], environment: &[(&str, &str)]) -> Layers {
        let flags = flags
            .iter()
            .map(|(name, value)| (*name, (*value).to_owned()))
            .collect();
        Layers::new(flags, |name| {
            environment
                .iter()
                .find(|(key, _)| *key == name)
                .map(|(_, value)| (*value).to_owned())
        })
    }

    fn layers(environment: &[(&str, &str)]) -> Layers {
        layers_with(&[], environment)
    }

    fn problems(environment: &[(&str, &str)]) -> Vec<String> {
        let problems = Settings::read(&layers(environment), Problems::default()).unwrap_err();
        problems
            .0
            .into_iter()
            .map(|problem| problem.place)
            .collect()
    }

    #[test]
    fn the_defaults_need_a_client_id_only() {
        assert_eq!(problems(&[]), ["ANTEROOM_SIGNIN_CLIENT_ID"]);
        let settings = Settings::read(&layers(&[CLIENT]), Problems::default()).unwrap();
        assert_eq!(settings.url.as_str(), "http://localhost:3000");
        assert_eq!(settings.registration, Registration::Invite);
        assert!(settings.addresses.trusted_proxies.is_empty());
        assert!(
            matches!(settings.mail, MailSettings::Outbox(folder) if folder == Path::new("data/outbox"))
        );
    }

    #[test]
    fn all_mistakes_are_reported_at_once() {
        let found = problems(&[
            ("ANTEROOM_URL", "http://example.org"),
            ("ANTEROOM_LISTEN", "3000"),
            ("ANTEROOM_TRUSTED_PROXIES", "10.0.0.0/8, proxy"),
            ("ANTEROOM_DATABASE_URL", "mysql://root:hunter2@db"),
            ("ANTEROOM_SIGNIN_FLOW", "code"),
            ("ANTEROOM_CREDENTIAL", "secret-file:/run/secret"),
            ("ANTEROOM_SMTP_URL", "smtps://mail"),
        ]);
        let wanted = [
            "ANTEROOM_URL",
            "ANTEROOM_LISTEN",
            "ANTEROOM_TRUSTED_PROXIES",
            "ANTEROOM_DATABASE_URL",
            "ANTEROOM_SIGNIN_CLIENT_ID",
            "ANTEROOM_SIGNIN_CREDENTIAL",
            "ANTEROOM_CREDENTIAL",
            "ANTEROOM_MAIL_FROM",
        ];
        assert_eq!(found, wanted);
    }

    #[test]
    fn a_password_in_a_wrong_url_is_not_repeated() {
        let layers = layers(&[CLIENT, ("ANTEROOM_DATABASE_URL", "mysql://root:hunter2@db")]);
        let text = Settings::read(&layers, Problems::default())
            .unwrap_err()
            .to_string();
        assert!(!text.contains("hunter2"), "{text}");
    }

    #[test]
    fn flags_win_over_environment_and_both_over_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("anteroom.toml");
        let text = "listen = \"127.0.0.1:1\"\nregistration = \"open\"\nmetrics_listen = \"127.0.0.1:9\"\n\
                    trusted_proxies = [\"10.0.0.0/8\", \"fd00::/8\"]\n";
        std::fs::write(&file, text).unwrap();
        let environment = [
            CLIENT,
            ("ANTEROOM_LISTEN", "127.0.0.1:2"),
            ("ANTEROOM_REGISTRATION", "closed"),
        ];
        let mut problems = Problems::default();
        let layers =
            layers_with(&[("listen", "127.0.0.1:3")], &environment).with_file(&file, &mut problems);
        let settings = Settings::read(&layers, problems).unwrap();
        assert_eq!(
            settings.addresses.listen,
            Some("127.0.0.1:3".parse().unwrap())
        );
        assert_eq!(settings.registration, Registration::Closed);
        assert_eq!(
            settings.addresses.metrics,
            Some("127.0.0.1:9".parse().unwrap())
        );
        assert_eq!(settings.addresses.trusted_proxies.len(), 2);
    }

    #[test]
    fn what_an_assertion_should_say_stands_in_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("anteroom.toml");
        let read = |text: &str| {
            std::fs::write(&file, text).unwrap();
            let mut problems = Problems::default();
            let layers = layers(&[CLIENT]).with_file(&file, &mut problems);
            Settings::read(&layers, problems)
        };
        let good = "[credential.expected]\nissuer = \"https://issuer.example\"\nsubject = \"me\"\n";
        let expected = read(good).unwrap().expected_assertion.unwrap();
        assert_eq!(expected.audience, None);
        assert_eq!(expected.subject, "me");
        for wrong in [
            "[credential.expected]\nissuer = \"x\"\n",
            "[credential.expected]\nissuer = 7\nsubject = \"me\"\n",
            "[credential.expected]\nissuer = \"x\"\nsubject = \"me\"\nkey = \"y\"\n",
        ] {
            let problems = read(wrong).unwrap_err();
            assert!(
                problems.0[0].place.starts_with("credential.expected in "),
                "{wrong}"
            );
        }
    }

    #[test]
    fn unknown_names_in_the_file_are_mistakes() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("anteroom.toml");
        std::fs::write(
            &file,
            "listn = \"127.0.0.1:1\"\n[credential]\norder = [\"federated-url\"]\n",
        )
        .unwrap();
        let mut problems = Problems::default();
        let layers = layers(&[CLIENT]).with_file(&file, &mut problems);
        let problems = Settings::read(&layers, problems).unwrap_err();
        assert_eq!(problems.0.len(), 2, "{problems}");
        assert!(problems.0[0].place.starts_with("listn in "));
        assert!(problems.0[1].remedy.contains("[credential.federated_url]"));
    }
}
