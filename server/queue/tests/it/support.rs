//! A tenant with a room, a clock that tests move, and people to act.

mod organisation;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use microsoft::Microsoft;
use model::queue::form::{JoinForm, RoomForm};
use model::queue::room::{MeetingKind, Question, QuestionKind, RoomSettings};
use model::queue::state::{Dimension, MeetingState, Presence, State};
use model::queue::transition::{Actor, Standing, find};
use model::queue::view::CardView;
use model::{Guid, ObjectId, RoomId, TenantId, TicketId, Timestamp};
use queue::{Click, Patience, Queue, QueueError};
use store::{Store, TicketRow};
use trust::testing::{self, Someone};
use trust::{PublicRoom, RoomStaff, Trust, VisitorCookie, VisitorTicket};

pub use organisation::Contoso;

pub const FIXED: &str = "https://meet.example.org/room";

#[derive(Clone)]
pub struct Clock(Arc<AtomicI64>);

impl Clock {
    pub fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }

    pub fn advance(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1000, Ordering::SeqCst);
    }
}

/// A process of Anteroom with one tenant.
#[derive(Clone)]
pub struct World {
    pub store: Store,
    pub trust: Trust,
    pub queue: Queue,
    pub clock: Clock,
    pub tenant: TenantId,
}

pub fn fresh() -> Guid {
    Guid::from_u128(uuid::Uuid::new_v4().as_u128())
}

fn clock() -> Clock {
    Clock(Arc::new(AtomicI64::new(trust::clock::now().0)))
}

fn hasty() -> Patience {
    Patience {
        attempts: 3,
        pause: Duration::from_millis(1),
        longest: Duration::from_secs(5),
    }
}

fn world(store: Store, microsoft: Microsoft, tenant: TenantId) -> World {
    let clock = clock();
    let ticking = clock.clone();
    let trust = testing::trust_at(
        store.clone(),
        microsoft.clone(),
        Arc::new(move || ticking.now()),
    );
    let queue = Queue::with_patience(store.clone(), trust.clone(), microsoft, hasty());
    World {
        store,
        trust,
        queue,
        clock,
        tenant,
    }
}

impl World {
    /// A tenant without Microsoft.
    pub async fn new(store: Store) -> Self {
        let world = world(
            store,
            testing::microsoft_nowhere(),
            TenantId(Guid::from_u128(1)),
        );
        testing::tenant(&world.trust, 1).await;
        world
    }

    /// Another process on the same database, with its own memory and the same clock.
    pub fn restarted(&self) -> Self {
        let queue = Queue::with_patience(
            self.store.clone(),
            self.trust.clone(),
            testing::microsoft_nowhere(),
            hasty(),
        );
        Self {
            queue,
            ..self.clone()
        }
    }

    /// Another tenant on the same database and clock, whose keys this one's process cannot open.
    pub async fn with_foreign_keys(&self, number: u128) -> Self {
        let ticking = self.clock.clone();
        let trust = testing::trust_at(
            self.store.clone(),
            testing::microsoft_nowhere(),
            Arc::new(move || ticking.now()),
        );
        let tenant = testing::tenant(&trust, number).await;
        let queue = Queue::with_patience(
            self.store.clone(),
            trust.clone(),
            testing::microsoft_nowhere(),
            hasty(),
        );
        Self {
            trust,
            queue,
            tenant,
            ..self.clone()
        }
    }

    pub fn person(&self, number: u128) -> Someone {
        Someone::new(self.tenant, 1000 + number)
    }

    pub fn staff(&self, room: RoomId, number: u128) -> RoomStaff {
        testing::room_staff(&self.person(number), room)
    }

    /// A coordinator of exactly this room, asked the way the server asks.
    pub async fn coordinator(&self, room: RoomId) -> RoomStaff {
        let someone = self.person(900);
        let row = store::AssignmentRow {
            id: model::AssignmentId(fresh()),
            holder_kind: store::HolderKind::Person,
            oid: someone.oid,
            label: String::new(),
            role: model::Role::Coordinator,
            scope: model::Scope::Rooms(vec![room]),
            created: self.clock.now(),
            created_by: String::new(),
        };
        let mut tx = self.store.of(self.tenant).begin().await.unwrap();
        tx.insert_assignment(&row).await.unwrap();
        tx.commit().await.unwrap();
        let (cookie, _) = testing::session(&self.trust, &someone).await;
        let parts = trust::CallerParts {
            session_cookie: Some(&cookie),
            ..Default::default()
        };
        self.trust
            .caller(parts)
            .await
            .unwrap()
            .room_staff(&self.trust, room)
            .await
            .unwrap()
    }

    pub async fn room(&self) -> RoomId {
        self.room_with(|_| {}).await
    }

    /// A room with a fixed link and three questions, changed by `change`.
    pub async fn room_with(&self, change: impl FnOnce(&mut RoomSettings)) -> RoomId {
        let slug = format!("room-{}", &fresh().to_string()[..8])
            .parse()
            .unwrap();
        let mut settings = RoomSettings::named("Cardiology", slug);
        settings.privacy_notice = "We keep what you write for an hour.".into();
        settings.meeting = MeetingKind::FixedLink(FIXED.into());
        settings.questions = vec![
            question(1, QuestionKind::Text, true),
            question(2, QuestionKind::LongText, false),
            question(
                3,
                QuestionKind::Choice(vec!["red".into(), "blue".into()]),
                false,
            ),
        ];
        change(&mut settings);
        let creator = testing::room_creator(&self.person(901));
        let form = RoomForm {
            room: None,
            version: 0,
            settings,
        };
        self.queue.create_room(&creator, form).await.unwrap()
    }

    pub async fn settings(&self, room: RoomId) -> (i64, RoomSettings) {
        let row = self
            .store
            .of(self.tenant)
            .room(room)
            .await
            .unwrap()
            .unwrap();
        (
            row.version,
            serde_json::from_str(&row.settings_json).unwrap(),
        )
    }

    pub async fn edit(&self, room: RoomId, change: impl FnOnce(&mut RoomSettings)) {
        let (version, mut settings) = self.settings(room).await;
        change(&mut settings);
        let editor = testing::room_editor(&self.person(901), room);
        self.queue
            .save_room(
                &editor,
                RoomForm {
                    room: Some(room),
                    version,
                    settings,
                },
            )
            .await
            .unwrap();
    }

    pub fn public(&self, room: RoomId) -> PublicRoom {
        testing::public_room(self.tenant, &"tenant".parse().unwrap(), "Tenant", room)
    }

    pub async fn join(&self, room: RoomId) -> VisitorTicket {
        let (_, cookie) = VisitorCookie::issue();
        self.join_as(room, cookie, form()).await.unwrap()
    }

    pub async fn join_as(
        &self,
        room: RoomId,
        cookie: VisitorCookie,
        form: JoinForm,
    ) -> Result<VisitorTicket, QueueError> {
        let joined = self.queue.join(&self.public(room), &cookie, form).await?;
        Ok(testing::visitor_ticket(
            self.tenant,
            room,
            joined.ticket,
            cookie,
        ))
    }

    pub async fn row(&self, ticket: TicketId) -> TicketRow {
        self.store
            .of(self.tenant)
            .ticket(ticket)
            .await
            .unwrap()
            .unwrap()
    }

    pub async fn click(&self, ticket: TicketId) -> Click {
        Click {
            ticket,
            version: self.row(ticket).await.version,
            key: fresh(),
        }
    }

    pub async fn take(&self, staff: &RoomStaff, ticket: TicketId) -> CardView {
        let click = self.click(ticket).await;
        self.queue.take(staff, click).await.unwrap()
    }

    /// Takes a visitor and lets both press join.
    pub async fn meet(&self, staff: &RoomStaff, visitor: &VisitorTicket) {
        self.take(staff, visitor.ticket()).await;
        self.queue.settle().await;
        self.queue.visitor_meeting(visitor).await.unwrap();
        self.queue
            .staff_meeting(staff, visitor.ticket())
            .await
            .unwrap();
        assert_eq!(
            self.row(visitor.ticket()).await.state,
            State::InConsultation
        );
    }

    pub async fn tick(&self) {
        self.queue.tick(self.clock.now()).await.unwrap();
    }

    /// Everything that must hold of a ticket whatever happened to it.
    pub async fn check(&self, ticket: TicketId) {
        let row = self.row(ticket).await;
        self.check_periods(&row).await;
        self.check_replay(&row).await;
        let claimed = row.claim_by.is_some();
        match row.state {
            State::Waiting | State::CantReach => assert!(!claimed, "claimed while {:?}", row.state),
            State::Called | State::InConsultation | State::OnHold => assert!(claimed),
            _ => assert!(row.ended.is_some() && row.meeting_link.is_none()),
        }
        assert_eq!(row.ended.is_some(), row.state.is_terminal());
    }

    async fn check_periods(&self, row: &TicketRow) {
        let periods = self.store.of(self.tenant).periods(row.id).await.unwrap();
        for dimension in Dimension::ALL {
            let of: Vec<_> = periods
                .iter()
                .filter(|p| p.dimension == *dimension)
                .collect();
            assert_eq!(
                of.first().map(|p| p.start),
                Some(row.arrived),
                "{dimension:?} begins with the arrival"
            );
            assert_eq!(
                of.iter().filter(|p| p.ended.is_none()).count(),
                1,
                "one open period of {dimension:?}"
            );
            for pair in of.windows(2) {
                assert_eq!(
                    pair[0].ended,
                    Some(pair[1].start),
                    "no gap, no overlap in {dimension:?}"
                );
                assert_ne!(
                    pair[0].value, pair[1].value,
                    "a period ends because its value changes"
                );
            }
            let value = match dimension {
                Dimension::State => row.state.as_str().to_owned(),
                Dimension::Presence => row.presence.as_str().to_owned(),
                Dimension::Room => row.room.to_string(),
                Dimension::Claim => row.claim_by.map_or("none".to_owned(), |by| by.to_string()),
                Dimension::Meeting => row.meeting.as_str().to_owned(),
            };
            assert_eq!(
                of.last().map(|p| p.value.clone()),
                Some(value),
                "{dimension:?} as stored"
            );
        }
        let states: Vec<State> = periods
            .iter()
            .filter(|p| p.dimension == Dimension::State)
            .map(|p| p.value.parse().unwrap())
            .collect();
        for pair in states.windows(2) {
            assert!(
                listed(pair[0], pair[1]),
                "{:?} -> {:?} is not in the table",
                pair[0],
                pair[1]
            );
        }
    }

    /// Replaying the room's events gives the stored ticket.
    async fn check_replay(&self, row: &TicketRow) {
        let events = self
            .store
            .of(self.tenant)
            .events_since(row.room, 0, 100_000)
            .await
            .unwrap();
        for (at, event) in events.iter().enumerate() {
            assert_eq!(
                event.revision,
                i64::try_from(at).unwrap() + 1,
                "revisions have no gaps"
            );
        }
        let mut replayed = (
            State::Drafting,
            Presence::Present,
            None,
            MeetingState::None,
            false,
            false,
        );
        for event in events.iter().filter(|event| event.ticket == Some(row.id)) {
            let body: serde_json::Value = serde_json::from_str(&event.json).unwrap();
            let text = |name: &str| body.get(name).and_then(|v| v.as_str());
            if let Some(state) = text("state") {
                replayed.0 = state.parse().unwrap();
            }
            if let Some(presence) = text("presence") {
                replayed.1 = presence.parse().unwrap();
            }
            match text("claim") {
                Some("set") => {
                    replayed.2 = event
                        .actor
                        .as_deref()
                        .map(|by| by.parse::<ObjectId>().unwrap());
                }
                Some("freed") => replayed.2 = None,
                _ => {}
            }
            if let Some(meeting) = text("meeting") {
                replayed.3 = meeting.parse().unwrap();
            }
            let flag = |name: &str| body.get(name).and_then(serde_json::Value::as_bool);
            replayed.4 = flag("priority").unwrap_or(replayed.4);
            replayed.5 = flag("returned").unwrap_or(replayed.5);
        }
        let stored = (
            row.state,
            row.presence,
            row.claim_by,
            row.meeting,
            row.priority_since.is_some(),
            row.returned,
        );
        assert_eq!(replayed, stored, "replay of {:?}", row.id);
    }
}

/// Whether some actor may go from one state to the other.
fn listed(from: State, to: State) -> bool {
    let every = Standing {
        claimer: true,
        last_caller: true,
        coordinator: true,
    };
    [Actor::Visitor, Actor::System, Actor::Staff(every)]
        .into_iter()
        .any(|actor| find(from, to, actor).is_ok())
}

pub fn question(id: u16, kind: QuestionKind, required: bool) -> Question {
    Question {
        id,
        label: format!("Question {id}"),
        explanation: String::new(),
        kind,
        required,
        on_card: id == 1,
    }
}

pub fn form() -> JoinForm {
    JoinForm {
        key: fresh(),
        name: "Ada Visitor".into(),
        answers: [(1, "it hurts here".to_owned())].into(),
        consent: false,
        consent_version: 0,
    }
}

#[track_caller]
pub fn not_possible<T: std::fmt::Debug>(
    result: Result<T, QueueError>,
) -> model::queue::can::Reason {
    match result {
        Err(QueueError::NotPossible(reason)) => reason,
        other => panic!("expected a refusal, got {other:?}"),
    }
}
