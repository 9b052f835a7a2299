//! The real router over a throw-away database, with a simulated Microsoft 365 in process.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use axum::Router;
use axum::extract::connect_info::MockConnectInfo;
use leptos::config::LeptosOptions;
use microsoft365::Tenant365;
use model::Timestamp;
use server::assemble::{self, Running};
use server::config::{
    Addresses, BaseUrl, CredentialSetting, DataClients, MailSettings, Registration, Settings,
    SigninFlow, SigninSettings, StorageSettings,
};
use server::live::{Caps, Hub, Streams};
use server::middleware::rate_limit::Limits;
use server::router::router;
use server::site::{Site, SiteParts};
use store::testing::TestDatabase;
use tempfile::TempDir;
use tokio_util::sync::{CancellationToken, DropGuard};

use super::Browser;

pub const BASE: &str = "http://localhost:3000";

/// One running Anteroom.
pub struct TestApp {
    pub site: Site,
    pub router: Router,
    pub microsoft: Arc<Tenant365>,
    pub shutdown: CancellationToken,
    _ending: DropGuard,
    pub folder: Arc<TempDir>,
    clock: Arc<AtomicI64>,
    /// Removed when this application goes, where no test shares it.
    _own: Option<TestDatabase>,
}

/// What a test may choose.
pub struct Choices {
    pub registration: Registration,
    pub flow: SigninFlow,
    pub limits: Limits,
    pub caps: Caps,
    pub base: &'static str,
}

impl Default for Choices {
    fn default() -> Self {
        Self {
            registration: Registration::Invite,
            flow: SigninFlow::IdToken,
            limits: Limits::none(),
            caps: Caps::default(),
            base: BASE,
        }
    }
}

impl TestApp {
    /// On an SQLite database of its own.
    pub async fn sqlite() -> Self {
        Self::sqlite_with(Choices::default()).await
    }

    pub async fn sqlite_with(choices: Choices) -> Self {
        let database = TestDatabase::sqlite();
        let app = Self::with(&database, choices).await;
        Self {
            _own: Some(database),
            ..app
        }
    }

    pub async fn on(database: &TestDatabase) -> Self {
        Self::with(database, Choices::default()).await
    }

    pub async fn with(database: &TestDatabase, choices: Choices) -> Self {
        microsoft::install_crypto();
        let microsoft = Arc::new(
            microsoft365::start(microsoft365::Options::default())
                .await
                .unwrap(),
        );
        Self::beside(
            database,
            choices,
            microsoft,
            Arc::new(tempfile::tempdir().unwrap()),
        )
        .await
    }

    /// A second process, as far as one process can play two: same database, same key file, same Microsoft.
    pub async fn sibling(&self, database: &TestDatabase) -> Self {
        Self::beside(
            database,
            Choices::default(),
            self.microsoft.clone(),
            self.folder.clone(),
        )
        .await
    }

    async fn beside(
        database: &TestDatabase,
        choices: Choices,
        microsoft: Arc<Tenant365>,
        folder: Arc<TempDir>,
    ) -> Self {
        let settings = settings(database.url(), &choices, &microsoft, &folder);
        let store = database.store().await;
        let clock = Arc::new(AtomicI64::new(0));
        let ticking = clock.clone();
        let now = move || Timestamp(trust::clock::now().0 + ticking.load(Ordering::SeqCst));
        let Running {
            store,
            trust,
            queue,
            culture,
            key_fingerprint,
        } = assemble::run(&settings, store, Arc::new(now))
            .await
            .unwrap();
        let shutdown = CancellationToken::new();
        let hub = Hub::start(queue.clone(), store.changes(), shutdown.clone());
        let site = Site::new(SiteParts {
            leptos: LeptosOptions::builder()
                .output_name("anteroom")
                .hash_files(false)
                .build(),
            base: settings.url.clone(),
            trusted_proxies: settings.addresses.trusted_proxies.as_slice().into(),
            limits: choices.limits,
            store,
            trust,
            queue,
            culture,
            hub,
            streams: Streams::new(choices.caps),
            key_fingerprint,
            data_folder: settings.storage.folder(),
            installation: Arc::new(server::connections::describe(&settings)),
        });
        let address: SocketAddr = "203.0.113.7:40000".parse().unwrap();
        let router = router(site.clone()).layer(MockConnectInfo(address));
        let _ending = shutdown.clone().drop_guard();
        Self {
            site,
            router,
            microsoft,
            shutdown,
            _ending,
            folder,
            clock,
            _own: None,
        }
    }

    /// A browser that has never been here.
    pub fn browser(&self) -> Browser {
        Browser::new(self.router.clone(), self.site.parts().base.as_str())
    }

    /// Moves this application's clock; Microsoft's stays.
    pub fn forward_minutes(&self, minutes: i64) {
        self.clock.fetch_add(minutes * 60_000, Ordering::SeqCst);
    }
}

fn settings(url: &str, choices: &Choices, microsoft: &Tenant365, folder: &TempDir) -> Settings {
    let secret = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        CredentialSetting::SecretFile(path)
    };
    Settings {
        url: choices.base.parse::<BaseUrl>().unwrap(),
        addresses: Addresses {
            listen: None,
            metrics: None,
            trusted_proxies: vec!["10.0.0.0/8".parse().unwrap()],
        },
        storage: StorageSettings {
            database_url: url.into(),
            key_file: folder.path().join("keys/anteroom.key"),
        },
        registration: choices.registration,
        authority: microsoft.authority(),
        graph_url: microsoft.graph_url(),
        signin: SigninSettings {
            client_id: microsoft365::contoso::SIGNIN_CLIENT_ID.parse().unwrap(),
            flow: choices.flow,
            credential: Some(secret("signin-secret", microsoft365::SIGNIN_SECRET)),
        },
        data: DataClients {
            default: Some(microsoft365::contoso::DATA_CLIENT_ID.parse().unwrap()),
            ..DataClients::default()
        },
        credentials: vec![secret("data-secret", microsoft365::DATA_SECRET)],
        expected_assertion: None,
        mail: MailSettings::Outbox(folder.path().join("outbox")),
    }
}
