//! The server with its rooms, people and waiting visitors.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::time::Duration;

use leptos::config::LeptosOptions;
use model::queue::form::JoinForm;
use model::queue::form::RoomForm;
use model::queue::room::{Question, QuestionKind, RoomSettings};
use model::{Guid, Role, RoomId, Slug, TenantId, TicketId};
use queue::Queue;
use server::live::{Caps, Hub, Streams};
use server::middleware::rate_limit::Limits;
use server::site::{Site, SiteParts};
use store::testing::TestDatabase;
use tokio_util::sync::CancellationToken;
use trust::VisitorCookie;
use trust::testing::{self, Someone};

use crate::clients::Stream;
use crate::now_us;

struct Visitor {
    cookie: String,
    ticket: TicketId,
}

pub struct World {
    site: Site,
    tenant: TenantId,
    rooms: Vec<RoomId>,
    visitors: Vec<Visitor>,
    staff_cookie: String,
    _database: TestDatabase,
}

impl World {
    pub async fn new(rooms: usize, visitors: usize) -> Self {
        microsoft::install_crypto();
        let database = TestDatabase::sqlite();
        let store = database.store().await;
        let microsoft = testing::microsoft_nowhere();
        let trust = testing::trust(store.clone(), microsoft.clone());
        let queue = Queue::new(store.clone(), trust.clone(), microsoft.clone());
        let source = std::sync::Arc::new(culture::FromMicrosoft::new(microsoft, trust.clone()));
        let culture = culture::Culture::new(
            store.clone(),
            trust.clone(),
            source,
            culture::CultureSettings::default(),
        );
        let tenant = testing::tenant(&trust, 1).await;
        let someone = Someone::new(tenant, 1).with_roles(&[Role::Administrator]);
        let ids = make_rooms(&queue, &someone, rooms).await;
        let (staff_cookie, _) = testing::session(&trust, &someone).await;
        let administrator = testing::administrator(&someone);
        let everywhere = trust::AddPerson {
            oid: someone.oid,
            role: Role::Consultant,
            scope: model::Scope::Tenant,
        };
        trust.add_person(&administrator, everywhere).await.unwrap();
        let hub = Hub::start(queue.clone(), store.changes(), CancellationToken::new());
        let site = Site::new(SiteParts {
            leptos: LeptosOptions::builder()
                .output_name("anteroom")
                .hash_files(false)
                .build(),
            base: "http://localhost:3000".parse().unwrap(),
            trusted_proxies: [].into(),
            limits: Limits::none(),
            store,
            trust,
            queue,
            culture,
            hub,
            streams: Streams::new(Caps {
                per_owner: 10_000,
                total: 20_000,
            }),
            key_fingerprint: String::new(),
            data_folder: std::env::temp_dir(),
            installation: std::sync::Arc::default(),
        });
        let mut world = Self {
            site,
            tenant,
            rooms: ids,
            visitors: Vec::new(),
            staff_cookie,
            _database: database,
        };
        for number in 0..visitors {
            let visitor = world.join(number).await;
            world.visitors.push(visitor);
        }
        world
    }

    async fn join(&self, number: usize) -> Visitor {
        let room = self.rooms[number % self.rooms.len()];
        let slug: Slug = "tenant-1".parse().unwrap();
        let door = testing::public_room(self.tenant, &slug, "Tenant 1", room);
        let (cookie, visitor) = VisitorCookie::issue();
        let form = JoinForm {
            key: Guid::from_u128(uuid::Uuid::new_v4().as_u128()),
            name: format!("Visitor {number}"),
            answers: [(1, "A question about the invoice of last month".to_owned())].into(),
            consent: true,
            consent_version: 1,
        };
        let joined = self.site.queue().join(&door, &visitor, form).await.unwrap();
        Visitor {
            cookie,
            ticket: joined.ticket,
        }
    }

    pub async fn serve(&self) -> SocketAddr {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let service = server::router::router(self.site.clone())
            .into_make_service_with_connect_info::<SocketAddr>();
        tokio::spawn(async move { axum::serve(listener, service).await });
        address
    }

    /// Address of the first room's board, and the cookie of somebody who works there.
    pub fn board(&self) -> (String, String) {
        (
            format!("/rooms/{}", self.rooms[0]),
            format!("__Host-session={}", self.staff_cookie),
        )
    }

    /// The boards, spread over the rooms, and a page of each visitor.
    pub fn streams(&self, boards: usize) -> Vec<Stream> {
        let (_, cookie) = self.board();
        let boards = (0..boards).map(|number| Stream {
            path: format!("/live/rooms/{}", self.rooms[number % self.rooms.len()]),
            cookie: cookie.clone(),
            counts: true,
        });
        let visitors = self.visitors.iter().map(|visitor| Stream {
            path: format!("/live/tickets/{}", visitor.ticket),
            cookie: format!("__Host-visitor={}", visitor.cookie),
            counts: false,
        });
        boards.chain(visitors).collect()
    }

    /// Lets visitors arrive at the given rate and returns when each arrival was committed.
    pub async fn arrivals(&self, per_second: u32, seconds: u32) -> HashMap<String, u64> {
        let mut committed = HashMap::new();
        let mut pace = tokio::time::interval(Duration::from_secs(1) / per_second);
        for number in 0..(per_second * seconds) as usize {
            pace.tick().await;
            let visitor = self.join(number).await;
            committed.insert(visitor.ticket.to_string(), now_us());
        }
        // The last events are on their way.
        tokio::time::sleep(Duration::from_secs(1)).await;
        committed
    }
}

async fn make_rooms(queue: &Queue, someone: &Someone, rooms: usize) -> Vec<RoomId> {
    let creator = testing::room_creator(someone);
    let mut ids = Vec::new();
    for number in 0..rooms {
        let slug: Slug = format!("room-{number}").parse().unwrap();
        let mut settings = RoomSettings::named(&format!("Room {number}"), slug);
        settings.privacy_notice = "We are responsible.".to_owned();
        settings.questions = vec![Question {
            id: 1,
            label: "What is it about?".to_owned(),
            explanation: String::new(),
            kind: QuestionKind::Text,
            required: true,
            on_card: true,
        }];
        let form = RoomForm {
            room: None,
            version: 0,
            settings,
        };
        ids.push(queue.create_room(&creator, form).await.unwrap());
    }
    ids
}
