//! From settings to running parts.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use culture::{Culture, CultureSettings, FromMicrosoft};
use leptos::config::LeptosOptions;
use microsoft::{Cloud, CredentialSource, IdentityService, Microsoft, Registrations, Source};
use model::Guid;
use model::permission::Feature;
use queue::Queue;
use secrecy::ExposeSecret;
use store::{OpenOptions, Store, StoreError};
use tokio_util::sync::CancellationToken;
use trust::clock::Clock;
use trust::documents::Slot;
use trust::mail::Outgoing;
use trust::{KeyError, MasterKey, Trust, TrustSettings};

use crate::config::{
    CredentialSetting, DataClients, Registration, Settings, SigninFlow, StorageSettings,
};
use crate::live::{Caps, Hub, Streams};
use crate::mail::{Mailer, MailerError};
use crate::middleware::rate_limit::Limits;
use crate::site::{Site, SiteParts};

/// Why the program cannot start. Each says what to do.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The database cannot be opened, migrated or read.
    #[error("database: {0}")]
    Store(#[from] StoreError),
    /// The master key is missing or another one.
    #[error("key: {0}")]
    Key(#[from] KeyError),
    /// The settings about Microsoft do not fit.
    #[error("Microsoft: {0}")]
    Microsoft(#[from] microsoft::SettingsError),
    /// Mail cannot be set up.
    #[error("mail: {0}")]
    Mail(#[from] MailerError),
    /// Reading or writing on this machine failed.
    #[error("{place}: {kind}")]
    Io {
        /// What was to be used.
        place: String,
        /// The system's answer.
        kind: std::io::ErrorKind,
    },
    /// Migrations are pending.
    #[error("the database waits for {0} migration(s); run: anteroom migrate")]
    Pending(usize),
}

/// What does not change from one process to the next.
pub struct Running {
    /// Database.
    pub store: Store,
    /// Sign-in, roles, consent.
    pub trust: Trust,
    /// Rooms and tickets.
    pub queue: Queue,
    /// Meeting culture.
    pub culture: Culture,
    /// Fingerprint of the master key.
    pub key_fingerprint: String,
}

/// Opens the database, migrating it first.
///
/// # Errors
/// [`StartError::Store`], among them a database of a newer version.
pub async fn open_store(storage: &StorageSettings) -> Result<Store, StartError> {
    let store = Store::open(storage.database_url.expose_secret(), OpenOptions::default()).await?;
    store.migrate().await?;
    Ok(store)
}

/// Opens the database as it is.
///
/// # Errors
/// [`StartError::Store`]; [`StartError::Pending`] when it waits for migrations.
pub async fn open_present_store(storage: &StorageSettings) -> Result<Store, StartError> {
    let store = Store::open(storage.database_url.expose_secret(), OpenOptions::default()).await?;
    match store.pending_migrations().await? {
        0 => Ok(store),
        pending => Err(StartError::Pending(pending)),
    }
}

/// Puts the feature crates together.
///
/// # Errors
/// All of [`StartError`].
pub async fn run(settings: &Settings, store: Store, clock: Clock) -> Result<Running, StartError> {
    let master = MasterKey::load(&settings.storage.key_file, &store).await?;
    let microsoft = microsoft(settings)?;
    let mails = crate::mail::start(Mailer::new(&settings.mail)?);
    let key_fingerprint = master.fingerprint().to_owned();
    let trust = Trust::with_clock(trust::Parts {
        store: store.clone(),
        microsoft: microsoft.clone(),
        master,
        settings: trust_settings(settings, mails),
        clock,
    });
    let queue = Queue::new(store.clone(), trust.clone(), microsoft.clone());
    let source = FromMicrosoft::new(microsoft, trust.clone());
    let culture = Culture::new(
        store.clone(),
        trust.clone(),
        Arc::new(source),
        CultureSettings::default(),
    );
    Ok(Running {
        store,
        trust,
        queue,
        culture,
        key_fingerprint,
    })
}

/// The client of Entra ID and Graph.
///
/// # Errors
/// [`StartError::Microsoft`]; [`StartError::Io`] for the file of extra certificates.
pub fn microsoft(settings: &Settings) -> Result<Microsoft, StartError> {
    Ok(Microsoft::new(microsoft_settings(settings)?)?)
}

/// The site of a running Anteroom.
#[must_use]
pub fn site(
    settings: &Settings,
    running: Running,
    leptos: LeptosOptions,
    shutdown: &CancellationToken,
) -> Site {
    let Running {
        store,
        trust,
        queue,
        culture,
        key_fingerprint,
    } = running;
    let hub = Hub::start(queue.clone(), store.changes(), shutdown.clone());
    Site::new(SiteParts {
        leptos,
        base: settings.url.clone(),
        trusted_proxies: settings.addresses.trusted_proxies.as_slice().into(),
        limits: Limits::default(),
        store,
        trust,
        queue,
        culture,
        hub,
        streams: Streams::new(Caps::default()),
        key_fingerprint,
        data_folder: settings.storage.folder(),
        installation: Arc::new(crate::connections::describe(settings)),
    })
}

fn trust_settings(
    settings: &Settings,
    mails: tokio::sync::mpsc::Sender<Outgoing>,
) -> TrustSettings {
    TrustSettings {
        base_url: settings.url.as_str().to_owned(),
        registration: match settings.registration {
            Registration::Closed => trust::Registration::Closed,
            Registration::Invite => trust::Registration::Invite,
            Registration::Open => trust::Registration::Open,
        },
        signin_client_id: settings.signin.client_id,
        registrations: features(&settings.data),
        client_settings: client_settings(&settings.data),
        mails: Some(mails),
    }
}

/// Which registration serves which of the features this version has.
fn features(data: &DataClients) -> Vec<(Guid, Vec<Feature>)> {
    let mut registrations: Vec<(Guid, Vec<Feature>)> = Vec::new();
    let wanted = [
        (Feature::TeamsMeetings, data.meetings.or(data.default)),
        (Feature::Directory, data.directory.or(data.default)),
        (Feature::Calendar, data.calendar.or(data.default)),
    ];
    for (feature, client) in wanted {
        let Some(client) = client else { continue };
        match registrations.iter_mut().find(|(known, _)| *known == client) {
            Some((_, features)) => features.push(feature),
            None => registrations.push((client, vec![feature])),
        }
    }
    // Where every source has its own, what is left to the application for everything else is the review.
    if let Some(client) = data.default
        && !registrations.iter().any(|(known, _)| *known == client)
    {
        registrations.push((client, vec![Feature::PermissionReview]));
    }
    registrations
}

/// Client ids by the setting each came from.
fn client_settings(data: &DataClients) -> Vec<(Slot, Guid)> {
    [
        (Slot::Data, data.default),
        (Slot::Directory, data.directory),
        (Slot::Calendar, data.calendar),
        (Slot::Mail, data.mail),
        (Slot::Teams, data.teams),
        (Slot::Copilot, data.copilot),
        (Slot::Meetings, data.meetings),
    ]
    .into_iter()
    .filter_map(|(slot, client)| Some((slot, client?)))
    .collect()
}

/// The settings of the client of Entra ID and Graph.
///
/// # Errors
/// [`StartError::Io`] for the file of extra certificates.
pub fn microsoft_settings(settings: &Settings) -> Result<microsoft::Settings, StartError> {
    let mut wanted = microsoft::Settings::new(
        &settings.authority,
        &settings.graph_url,
        settings.signin.client_id,
    );
    wanted.signin_flow = match settings.signin.flow {
        SigninFlow::IdToken => microsoft::SigninFlow::IdToken,
        SigninFlow::Code => microsoft::SigninFlow::Code,
    };
    wanted.signin_credential = settings.signin.credential.as_ref().map(source);
    wanted.data = registrations(&settings.data);
    wanted.credentials = settings.credentials.iter().map(source).collect();
    wanted.expected_assertion = settings.expected_assertion.as_ref().map(|expected| {
        microsoft::credential::ExpectedAssertion {
            issuer: expected.issuer.clone(),
            subject: expected.subject.clone(),
            audience: expected.audience.clone().unwrap_or_else(|| {
                let cloud = Cloud::of(&settings.authority, &settings.graph_url);
                cloud.exchange_audience().to_owned()
            }),
        }
    });
    wanted.extra_root_pem = extra_roots()?;
    Ok(wanted)
}

/// `SSL_CERT_FILE`, the variable OpenSSL made customary: certificates to trust besides the built-in ones.
fn extra_roots() -> Result<Option<String>, StartError> {
    let Some(path) = std::env::var_os("SSL_CERT_FILE")
        .filter(|path| !path.is_empty())
        .map(PathBuf::from)
    else {
        return Ok(None);
    };
    read(&path).map(Some)
}

fn read(path: &Path) -> Result<String, StartError> {
    std::fs::read_to_string(path).map_err(|error| StartError::Io {
        place: path.display().to_string(),
        kind: error.kind(),
    })
}

fn registrations(data: &DataClients) -> Registrations {
    let overrides = [
        (Source::Directory, data.directory),
        (Source::Calendar, data.calendar),
        (Source::Mail, data.mail),
        (Source::Teams, data.teams),
        (Source::Copilot, data.copilot),
        (Source::Meetings, data.meetings),
    ];
    let overrides = overrides
        .into_iter()
        .filter_map(|(source, client)| Some((source, client?)))
        .collect();
    Registrations {
        default: data.default,
        overrides,
    }
}

fn source(setting: &CredentialSetting) -> CredentialSource {
    match setting {
        CredentialSetting::FederatedFile(path) => CredentialSource::FederatedFile(path.clone()),
        CredentialSetting::ManagedIdentity(client_id) => CredentialSource::ManagedIdentity {
            client_id: *client_id,
            service: identity_service(),
        },
        CredentialSetting::FederatedUrl(url) => {
            CredentialSource::FederatedUrl(microsoft::credential::FederatedUrl {
                url: url.url.clone(),
                headers: url.headers.clone().into_iter().collect(),
                form: url.form.clone().into_iter().collect(),
                pointer: url.pointer.clone(),
            })
        }
        CredentialSetting::Certificate(path) => CredentialSource::Certificate(path.clone()),
        CredentialSetting::SecretFile(path) => CredentialSource::SecretFile(path.clone()),
    }
}

/// Who hands out tokens of a managed identity: App Service and its kin name their endpoint in the environment, a virtual
/// machine has its metadata service.
fn identity_service() -> IdentityService {
    let variable = |name| std::env::var(name).ok();
    IdentityService::of_environment(variable("IDENTITY_ENDPOINT"), variable("IDENTITY_HEADER"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clients(ids: [Option<u128>; 4]) -> DataClients {
        let [default, directory, calendar, meetings] = ids.map(|id| id.map(Guid::from_u128));
        DataClients {
            default,
            directory,
            calendar,
            mail: None,
            teams: None,
            copilot: None,
            meetings,
        }
    }

    #[test]
    fn the_application_for_everything_else_stays_a_registration() {
        let all = features(&clients([Some(1), Some(2), Some(3), Some(4)]));
        let last = all.last().cloned();
        assert_eq!(
            last,
            Some((Guid::from_u128(1), vec![Feature::PermissionReview]))
        );
        let one = features(&clients([Some(1), None, None, None]));
        assert_eq!(one.len(), 1);
        assert!(!one[0].1.contains(&Feature::PermissionReview));
    }

    #[test]
    fn a_client_id_is_known_by_its_own_setting() {
        let only = client_settings(&clients([None, None, None, Some(4)]));
        assert_eq!(only, [(Slot::Meetings, Guid::from_u128(4))]);
    }
}
