//! A served Anteroom with one organisation and one leader.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use culture::{Culture, CultureSettings, FromMicrosoft};
use leptos::config::LeptosOptions;
use model::{Role, Scope, TenantId, Timestamp};
use queue::Queue;
use server::live::{Caps, Hub, Streams};
use server::middleware::rate_limit::Limits;
use server::site::{Site, SiteParts};
use store::testing::TestDatabase;
use store::{Scoped, Store};
use tokio_util::sync::CancellationToken;
use trust::testing::{self, Someone};
use trust::{AddPerson, TenantKeys, Trust};

use crate::asks::Ask;

pub struct Served {
    store: Store,
    trust: Trust,
    tenant: TenantId,
    address: SocketAddr,
    cookie: String,
    client: reqwest::Client,
}

impl Served {
    pub async fn new(database: &TestDatabase) -> Self {
        let store = database.store().await;
        let microsoft = testing::microsoft_nowhere();
        let trust = testing::trust(store.clone(), microsoft.clone());
        let queue = Queue::new(store.clone(), trust.clone(), microsoft.clone());
        let source = Arc::new(FromMicrosoft::new(microsoft, trust.clone()));
        let culture = Culture::new(
            store.clone(),
            trust.clone(),
            source,
            CultureSettings::default(),
        );
        let tenant = testing::tenant(&trust, 1).await;
        let someone = Someone::new(tenant, 1).with_roles(&[Role::Administrator]);
        let (cookie, _) = testing::session(&trust, &someone).await;
        let leader = AddPerson {
            oid: someone.oid,
            role: Role::Leader,
            scope: Scope::Tenant,
        };
        let administrator = testing::administrator(&someone);
        trust.add_person(&administrator, leader).await.unwrap();
        let hub = Hub::start(queue.clone(), store.changes(), CancellationToken::new());
        let site = Site::new(SiteParts {
            leptos: LeptosOptions::builder()
                .output_name("anteroom")
                .hash_files(false)
                .build(),
            base: "http://localhost:3000".parse().unwrap(),
            trusted_proxies: [].into(),
            limits: Limits::none(),
            store: store.clone(),
            trust: trust.clone(),
            queue,
            culture,
            hub,
            streams: Streams::new(Caps {
                per_owner: 10,
                total: 100,
            }),
            key_fingerprint: String::new(),
            data_folder: std::env::temp_dir(),
            installation: Arc::default(),
        });
        Self {
            address: serve(site).await,
            store,
            trust,
            tenant,
            cookie: format!("__Host-session={cookie}"),
            client: reqwest::Client::new(),
        }
    }

    pub fn scoped(&self) -> Scoped {
        self.store.of(self.tenant)
    }

    pub async fn keys(&self) -> TenantKeys {
        self.trust.keys(self.tenant).await.unwrap()
    }

    pub fn now(&self) -> Timestamp {
        self.trust.now()
    }

    /// How long an answer takes until its last byte is here.
    pub async fn ask(&self, ask: &Ask) -> Duration {
        let began = Instant::now();
        let answer = self
            .client
            .post(format!("http://{}/api/culture/{}", self.address, ask.call))
            .header("cookie", &self.cookie)
            .header("sec-fetch-site", "same-origin")
            .header("content-type", "application/x-www-form-urlencoded")
            .header("accept", "application/json")
            .body(ask.form.clone())
            .send()
            .await
            .unwrap();
        let status = answer.status();
        let body = answer.text().await.unwrap();
        let time = began.elapsed();
        assert_eq!(status, 200, "{}: {body}", ask.form);
        assert!(ask.call != "sheet" || body.contains("ready"), "{body}");
        time
    }
}

async fn serve(site: Site) -> SocketAddr {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let service = server::router::router(site).into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, service).await });
    address
}
