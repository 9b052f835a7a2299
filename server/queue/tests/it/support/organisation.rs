//! A tenant of the simulated Microsoft 365, with people who are connected.

use microsoft::{CredentialSource, Microsoft, Pause, Settings};
use microsoft365::state::tokens::RefreshGrant;
use microsoft365::{Options, Tenant365, contoso};
use model::queue::room::MeetingKind;
use model::{RoomId, TenantId};
use store::{ConnectionRow, Store};
use trust::RoomStaff;
use trust::testing::{self, Someone};

use super::{World, world};

/// A world whose tenant is the simulated Contoso.
pub struct Contoso {
    pub world: World,
    pub microsoft: Tenant365,
    _files: tempfile::TempDir,
}

impl Contoso {
    pub async fn new(store: Store) -> Self {
        let microsoft = microsoft365::start(Options::default()).await.unwrap();
        let files = tempfile::tempdir().unwrap();
        let secret = files.path().join("secret");
        std::fs::write(&secret, microsoft365::DATA_SECRET).unwrap();
        let mut settings = Settings::new(
            &microsoft.authority(),
            &microsoft.graph_url(),
            contoso::SIGNIN_CLIENT_ID.parse().unwrap(),
        );
        settings.data.default = Some(contoso::DATA_CLIENT_ID.parse().unwrap());
        settings.credentials = vec![CredentialSource::SecretFile(secret)];
        settings.pause = Pause::new(|_| async {});
        let client = Microsoft::new(settings).unwrap();
        let tenant: TenantId = contoso::TENANT.parse().unwrap();
        let world = world(store, client, tenant);
        testing::tenant(&world.trust, tenant.0.as_u128()).await;
        let mut tx = world.store.of(tenant).begin().await.unwrap();
        tx.update_tenant("Contoso", &"contoso".parse().unwrap())
            .await
            .unwrap();
        tx.commit().await.unwrap();
        Self {
            world,
            microsoft,
            _files: files,
        }
    }

    /// With a consultant who is connected, in a room that makes Teams meetings.
    pub async fn at_work(store: Store) -> (Self, RoomStaff) {
        let contoso = Self::new(store).await;
        contoso.connect(&contoso::CONSULTANT).await;
        let room = contoso.teams_room().await;
        let staff = contoso.staff(room, &contoso::CONSULTANT);
        (contoso, staff)
    }

    /// A room that makes Teams meetings.
    pub async fn teams_room(&self) -> RoomId {
        self.world
            .room_with(|settings| settings.meeting = MeetingKind::Teams)
            .await
    }

    /// A well-known person of Contoso as staff of a room.
    pub fn staff(&self, room: RoomId, person: &microsoft365::directory::KnownPerson) -> RoomStaff {
        let mut someone = Someone::new(self.world.tenant, 0);
        someone.oid = person.oid.parse().unwrap();
        person.name.clone_into(&mut someone.name);
        testing::room_staff(&someone, room)
    }

    /// Stores a connection as `/connect` would.
    pub async fn connect(&self, person: &microsoft365::directory::KnownPerson) {
        let token = self.microsoft.state().keep_refresh(RefreshGrant {
            client_id: contoso::DATA_CLIENT_ID.into(),
            tid: contoso::TENANT.into(),
            oid: person.oid.into(),
            sid: "sid".into(),
            scopes: ["openid", "offline_access", "OnlineMeetings.ReadWrite"]
                .map(String::from)
                .to_vec(),
            used_ms: self.world.clock.now().0,
            revoked: false,
        });
        let world = &self.world;
        let keys = world.trust.keys(world.tenant).await.unwrap();
        let row = ConnectionRow {
            oid: person.oid.parse().unwrap(),
            refresh_token: keys.seal("connection.refresh_token", person.oid, token.as_bytes()),
            key_id: "test".into(),
            scopes: "OnlineMeetings.ReadWrite".into(),
            connected_at: world.clock.now(),
            used_at: world.clock.now(),
            broken: false,
        };
        let mut tx = world.store.of(world.tenant).begin().await.unwrap();
        tx.save_connection(&row).await.unwrap();
        tx.commit().await.unwrap();
        // The person's consent, which `/connect` asks for.
        self.microsoft.state().grant_delegated(
            contoso::TENANT,
            contoso::DATA_CLIENT_ID,
            Some(person.oid),
            &["OnlineMeetings.ReadWrite"],
        );
    }

    pub fn meetings(&self) -> Vec<microsoft365::state::Meeting> {
        self.microsoft
            .state()
            .with_meetings(|meetings| meetings.clone())
    }
}
