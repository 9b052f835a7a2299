//! A simulated Microsoft 365, a database and a trust over both, with one clock that tests move.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use microsoft::credential::ExpectedAssertion;
use microsoft::{CredentialSource, Microsoft, Pause, Registrations, Settings};
use microsoft365::state::federation::AssertionOptions;
use microsoft365::{Tenant365, contoso, operator};
use model::permission::Feature;
use model::{Guid, ObjectId, TenantId, Timestamp};
use store::Store;
use tokio::sync::mpsc;
use trust::documents::Slot;
use trust::mail::Outgoing;
use trust::{
    Begin, Caller, CallerParts, Finished, MasterKey, Parts, Purpose, Redirect, Registration,
    SessionCookie, SigninForm, SigninProblem, Trust, TrustSettings,
};

use crate::browser::{Account, Browser, Press};

pub(crate) const BASE: &str = "http://localhost:3000";

pub(crate) struct World {
    pub(crate) sim: Tenant365,
    pub(crate) trust: Trust,
    pub(crate) store: Store,
    pub(crate) master: MasterKey,
    pub(crate) mails: mpsc::Receiver<Outgoing>,
    offset: Arc<AtomicI64>,
    secrets: tempfile::TempDir,
}

pub(crate) struct Wishes {
    pub(crate) registration: Registration,
    pub(crate) code_flow: bool,
    pub(crate) consented: bool,
    /// How Anteroom proves that it is the application for data.
    pub(crate) credential: Credential,
    /// Registrations for data with the setting of each; that of all tests where none are named.
    pub(crate) registrations: Option<Vec<(Slot, Guid, Vec<Feature>)>>,
}

/// A credential in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Credential {
    Secret,
    /// One that ends with the year 2034.
    Certificate,
    /// A federated assertion that lasts a month.
    Federated,
}

impl Default for Wishes {
    fn default() -> Self {
        Self {
            registration: Registration::Invite,
            code_flow: false,
            consented: true,
            credential: Credential::Secret,
            registrations: None,
        }
    }
}

pub(crate) fn tenant(text: &str) -> TenantId {
    text.parse().unwrap()
}

pub(crate) fn oid(text: &str) -> ObjectId {
    text.parse().unwrap()
}

pub(crate) fn data_client() -> Guid {
    operator::DATA_CLIENT_ID.parse().unwrap()
}

impl World {
    pub(crate) async fn new(store: Store) -> Self {
        Self::with(store, Wishes::default()).await
    }

    pub(crate) async fn with(store: Store, wishes: Wishes) -> Self {
        let options = microsoft365::Options {
            consented: wishes.consented,
            ..Default::default()
        };
        let sim = microsoft365::start(options).await.unwrap();
        let secrets = tempfile::tempdir().unwrap();
        let secret = |name: &str, text: &str| {
            let path = secrets.path().join(name);
            std::fs::write(&path, text).unwrap();
            CredentialSource::SecretFile(path)
        };
        let signin = operator::SIGNIN_CLIENT_ID.parse().unwrap();
        let mut settings = Settings::new(&sim.authority(), &sim.graph_url(), signin);
        settings.data = Registrations {
            default: Some(data_client()),
            ..Default::default()
        };
        let file = secrets.path().join("data");
        settings.credentials = vec![match wishes.credential {
            Credential::Secret => secret("data", operator::DATA_SECRET),
            Credential::Certificate => {
                let made = microsoft365::keys::client_certificate().unwrap();
                let pem = &made.certificate_pem;
                let registered = sim
                    .state()
                    .register_certificate(operator::DATA_CLIENT_ID, pem);
                assert!(registered.unwrap());
                std::fs::write(&file, format!("{pem}{}", made.key_pem)).unwrap();
                CredentialSource::Certificate(file)
            }
            Credential::Federated => {
                // Tests move the clock.
                let assertion = sim.state().federated_assertion(&AssertionOptions {
                    life_s: 30 * 86_400,
                    ..AssertionOptions::default()
                });
                std::fs::write(&file, assertion.unwrap()).unwrap();
                CredentialSource::FederatedFile(file)
            }
        }];
        if wishes.credential == Credential::Federated {
            settings.expected_assertion = Some(ExpectedAssertion {
                issuer: sim.state().federated_issuer(),
                subject: operator::FEDERATED_SUBJECT.to_owned(),
                audience: operator::EXCHANGE_AUDIENCE.to_owned(),
            });
        }
        settings.pause = Pause::new(|_| async {});
        if wishes.code_flow {
            settings.signin_flow = microsoft::SigninFlow::Code;
            settings.signin_credential = Some(secret("signin", operator::SIGNIN_SECRET));
        }
        let microsoft = Microsoft::new(settings).unwrap();
        let master = MasterKey::generate();
        let (trust, mails, offset) = assemble(&store, microsoft, &master, wishes);
        let world = Self {
            sim,
            trust,
            store,
            master,
            mails,
            offset,
            secrets,
        };
        world.begin_an_hour();
        world
    }

    /// The file of the credential for data.
    pub(crate) fn credential_file(&self) -> std::path::PathBuf {
        self.secrets.path().join("data")
    }

    /// Moves on to the first minute of an hour: what is counted by the hour or by the day stays together, whenever a test runs.
    fn begin_an_hour(&self) {
        let minute = self.trust.now().0.div_euclid(60_000);
        self.advance(60 - minute.rem_euclid(60));
    }

    /// Moves the clocks of Anteroom and Microsoft forward.
    pub(crate) fn advance(&self, minutes: i64) {
        let ms = self.offset.fetch_add(minutes * 60_000, Ordering::SeqCst) + minutes * 60_000;
        self.sim.state().set_clock_skew_ms(ms);
    }

    pub(crate) async fn begin(&self, purpose: Purpose) -> Redirect {
        self.trust.begin_signin(begin(purpose)).await.unwrap()
    }

    /// A whole sign-in in a browser.
    pub(crate) async fn sign_in(
        &self,
        browser: &Browser,
        purpose: Purpose,
        account: Account,
    ) -> Result<Finished, SigninProblem> {
        let redirect = self.trust.begin_signin(begin(purpose)).await?;
        let form = browser.answer(&redirect.url, account, Press::Accept).await;
        self.finish(&redirect, form).await
    }

    pub(crate) async fn finish(
        &self,
        redirect: &Redirect,
        form: SigninForm,
    ) -> Result<Finished, SigninProblem> {
        self.trust
            .finish_signin(Some(&redirect.cookie_value), form, "request-1")
            .await
    }

    /// Contoso, registered by its administrator; the value of the administrator's session cookie.
    pub(crate) async fn registered(&self) -> String {
        self.registered_by(crate::browser::contoso(contoso::ADMIN))
            .await
    }

    pub(crate) async fn registered_by(&self, account: Account) -> String {
        let invitation = self.invitation().await;
        let purpose = Purpose::Register {
            invitation: Some(invitation),
        };
        cookie(
            self.sign_in(&Browser::new(), purpose, account)
                .await
                .unwrap(),
        )
    }

    /// The code of a fresh invitation of a tenant.
    pub(crate) async fn invitation(&self) -> String {
        code_of(&self.trust.invite_tenant(24).await.unwrap())
    }

    pub(crate) async fn caller(&self, session: &str) -> Caller {
        caller(&self.trust, session).await
    }

    /// A signed-in member of a registered tenant.
    pub(crate) async fn member(&self, account: Account) -> Caller {
        let finished = self
            .sign_in(&Browser::new(), Purpose::SignIn, account)
            .await
            .unwrap();
        self.caller(&cookie(finished)).await
    }
}

fn assemble(
    store: &Store,
    microsoft: Microsoft,
    master: &MasterKey,
    wishes: Wishes,
) -> (Trust, mpsc::Receiver<Outgoing>, Arc<AtomicI64>) {
    let usual = vec![
        Feature::TeamsMeetings,
        Feature::Directory,
        Feature::Calendar,
    ];
    let data = wishes
        .registrations
        .unwrap_or_else(|| vec![(Slot::Data, data_client(), usual)]);
    let (sender, mails) = mpsc::channel(8);
    let offset = Arc::new(AtomicI64::new(0));
    let moved = Arc::clone(&offset);
    let trust = Trust::with_clock(Parts {
        store: store.clone(),
        microsoft,
        master: master.clone(),
        settings: TrustSettings {
            base_url: BASE.to_owned(),
            registration: wishes.registration,
            signin_client_id: operator::SIGNIN_CLIENT_ID.parse().unwrap(),
            client_settings: data.iter().map(|(slot, id, _)| (*slot, *id)).collect(),
            registrations: data
                .into_iter()
                .map(|(_, id, features)| (id, features))
                .collect(),
            mails: Some(sender),
        },
        clock: Arc::new(move || Timestamp(trust::clock::now().0 + moved.load(Ordering::SeqCst))),
    });
    (trust, mails, offset)
}

pub(crate) async fn caller(trust: &Trust, session: &str) -> Caller {
    let parts = CallerParts {
        session_cookie: Some(session),
        correlation: "request-1",
        ..Default::default()
    };
    trust.caller(parts).await.unwrap()
}

pub(crate) fn begin(purpose: Purpose) -> Begin<'static> {
    Begin {
        purpose,
        return_path: None,
        tenant: None,
        session: None,
        correlation: "request-1",
    }
}

pub(crate) fn cookie(finished: Finished) -> String {
    match finished.session_cookie {
        SessionCookie::Set(value) => value,
        other => panic!("no new session: {other:?}"),
    }
}

/// The code in an invitation's link.
pub(crate) fn code_of(link: &str) -> String {
    link.rsplit('=').next().unwrap().to_owned()
}

/// A room with settings, stored; its slug is `room-NUMBER`.
pub(crate) async fn room(store: &Store, tenant: TenantId, number: u128) -> model::RoomId {
    let row = store::testing::room_row(number);
    let settings =
        model::queue::room::RoomSettings::named(&format!("Room {number}"), row.slug.clone());
    let row = store::RoomRow {
        settings_json: serde_json::to_string(&settings).unwrap(),
        ..row
    };
    let mut tx = store.of(tenant).begin().await.unwrap();
    tx.insert_room(&row).await.unwrap();
    tx.commit().await.unwrap();
    row.id
}
