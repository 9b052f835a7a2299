//! Fixed data.

use model::credential::CredentialsView;
use model::permission::{Feature, needs};
use model::queue::room::{Question, QuestionKind, RoomSettings};
use model::queue::state::{MeetingProblem, MeetingState, Presence, State};
use model::queue::view::{BoardView, CardView, ClaimView, RoomLine, RoomsView, ShownAnswer};
use model::trust::{
    AssignmentView, AuditAsk, AuditLine, AuditPage, Class, ConsentView, HeldRole, Holder,
    InvitationView, KeptClass, LeaveView, PeopleView, Periods, PersonLine, PersonView, PrivacyView,
    Reason, RegistrationView, SessionLine, SetupView, Withdrawn, WithdrawnInvitation,
};
use model::{AssignmentId, Guid, InvitationId, ObjectId, Role, RoomId, Scope, TicketId, Timestamp};

use super::HOSTILE;
use crate::server_functions::admin::people::PeoplePage;
use crate::server_functions::admin::setup::SetupPage;
use crate::server_functions::privacy::show::PrivacyPage;
use crate::server_functions::rooms::edit::RoomPage;
use crate::server_functions::rooms::fields::RoomFields;

/// The server's clock of all samples.
pub(super) const NOW: Timestamp = Timestamp(1_795_305_540_000);

pub(super) fn room() -> RoomId {
    RoomId(Guid::from_u128(7))
}

pub(super) fn me() -> ObjectId {
    ObjectId(Guid::from_u128(1))
}

pub(super) fn rooms() -> RoomsView {
    let line = |number: u128, name: &str, waiting: u32| RoomLine {
        room: RoomId(Guid::from_u128(number)),
        name: name.to_owned(),
        slug: "desk".parse().unwrap(),
        open: waiting > 0,
        waiting,
        longest_since: (waiting > 0).then(|| NOW.plus_minutes(-12)),
        may_edit: number == 7,
        may_work: true,
    };
    RoomsView {
        rooms: vec![line(7, "Cardiology", 3), line(8, HOSTILE, 0)],
        now: NOW,
        may_create: true,
    }
}

pub(in crate::pages) fn board() -> BoardView {
    let mut taken = card(4, 14, State::Called);
    taken.claim = Some(ClaimView {
        by: me(),
        name: "Mara Example".to_owned(),
        since: NOW,
    });
    taken.meeting = MeetingState::Failed;
    taken.problem = Some(MeetingProblem::NotConnected);
    let mut other = card(5, 9, State::InConsultation);
    other.claim = Some(ClaimView {
        by: ObjectId::default(),
        name: HOSTILE.to_owned(),
        since: NOW,
    });
    let mut gone = card(6, 6, State::Waiting);
    gone.presence = Presence::Gone;
    gone.visitor = Some(HOSTILE.to_owned());
    BoardView {
        room: room(),
        name: "Cardiology".to_owned(),
        tenant: "contoso".parse().unwrap(),
        slug: "cardiology".parse().unwrap(),
        open: true,
        light_minutes: (5, 10),
        needs_teams: true,
        me: me(),
        may_edit: true,
        connected: false,
        now: NOW,
        revision: 3,
        cards: vec![taken, other, gone, card(7, 2, State::Waiting)],
    }
}

fn card(number: u32, minutes: i64, state: State) -> CardView {
    let answer = |label: &str, text: &str, on_card| ShownAnswer {
        label: label.into(),
        text: text.into(),
        on_card,
    };
    CardView {
        ticket: TicketId(Guid::from_u128(u128::from(number) + 100)),
        number,
        version: 2,
        state,
        state_since: NOW,
        presence: Presence::Present,
        presence_since: NOW,
        arrived: NOW.plus_minutes(-minutes),
        visitor: Some("Ada Sample".to_owned()),
        answers: vec![
            answer("What is it about?", "Results of my last visit", true),
            answer("Phone number", "+49 30 1234567", false),
        ],
        claim: None,
        meeting: MeetingState::None,
        problem: None,
        returned: number == 7,
        priority: false,
        last_caller: None,
        visitor_joined: false,
        staff_joined: false,
    }
}

fn assignment(number: u128, holder: Holder, role: Role, scope: Scope) -> AssignmentView {
    AssignmentView {
        id: AssignmentId(Guid::from_u128(number)),
        holder,
        role,
        scope,
        since: NOW,
        reviewed: (number == 2).then_some(NOW),
    }
}

/// A person who holds a role for each reason there is.
pub(super) fn line() -> PersonLine {
    let assignment = AssignmentId(Guid::from_u128(1));
    let group = Reason::Group {
        oid: ObjectId::default(),
        label: HOSTILE.to_owned(),
        assignment,
    };
    let reasons = [
        (Reason::AppRole, Role::Administrator, Some(Scope::Tenant)),
        (Reason::AppRole, Role::Consultant, None),
        (group, Role::Consultant, Some(Scope::Rooms(vec![room()]))),
        (
            Reason::Given { assignment },
            Role::Leader,
            Some(Scope::OwnLine),
        ),
        (
            Reason::Invitation { assignment },
            Role::Reviewer,
            Some(Scope::Tenant),
        ),
        (
            Reason::Registration { assignment },
            Role::Administrator,
            Some(Scope::Tenant),
        ),
    ];
    let held = reasons.map(|(reason, role, scope)| HeldRole {
        role,
        scope,
        since: Some(NOW),
        given_by: matches!(reason, Reason::Invitation { .. }).then(|| HOSTILE.to_owned()),
        reason,
    });
    PersonLine {
        oid: ObjectId(Guid::from_u128(1)),
        name: Some(HOSTILE.to_owned()),
        last_sign_in: Some(NOW),
        sessions: 1,
        roles: held.to_vec(),
    }
}

pub(super) fn person_view() -> PersonView {
    PersonView {
        person: line(),
        sessions: vec![SessionLine {
            began: NOW,
            last_seen: NOW,
            proved: NOW,
            ends: NOW,
        }],
        own: false,
        rooms: vec![(room(), "Cardiology".to_owned())],
    }
}

pub(super) fn privacy() -> PrivacyPage {
    let classes = Class::ALL
        .into_iter()
        .zip(0_u64..)
        .map(|(class, count)| KeptClass {
            class,
            count: count * 1_000,
            oldest: (count > 0).then_some(NOW),
            next: (count % 2 == 1).then_some(NOW),
        });
    PrivacyPage {
        view: PrivacyView {
            tenant: model::TenantId(Guid::from_u128(3)),
            classes: classes.collect(),
            periods: Periods::default(),
            at: NOW,
        },
        may_set: true,
        refused: None,
    }
}

pub(super) fn leave() -> LeaveView {
    let features = vec![Feature::TeamsMeetings, Feature::Calendar];
    let values = needs(&features).into_iter().map(|need| need.value);
    LeaveView {
        tenant: model::TenantId(Guid::from_u128(3)),
        cloud: String::new(),
        name: HOSTILE.to_owned(),
        signin_client_id: Guid::from_u128(4),
        registrations: vec![
            (Guid::from_u128(5), features.clone(), values.collect()),
            (
                Guid::from_u128(6),
                vec![],
                vec!["Directory.Read.All".to_owned()],
            ),
        ],
        groups: vec![(ObjectId::default(), HOSTILE.to_owned())],
        connections: 2,
    }
}

fn person(number: u128, name: Option<&str>) -> Holder {
    Holder::Person {
        oid: ObjectId(Guid::from_u128(number)),
        name: name.map(str::to_owned),
    }
}

pub(super) fn people() -> PeoplePage {
    let group = Holder::Group {
        oid: ObjectId::default(),
        label: HOSTILE.to_owned(),
    };
    PeoplePage {
        people: PeopleView {
            assignments: vec![
                assignment(
                    1,
                    person(1, Some("Mara Example")),
                    Role::Administrator,
                    Scope::Tenant,
                ),
                assignment(
                    2,
                    person(2, None),
                    Role::Consultant,
                    Scope::Rooms(vec![room()]),
                ),
                assignment(3, group, Role::Consultant, Scope::Rooms(vec![room()])),
            ],
            invitations: vec![InvitationView {
                id: InvitationId(Guid::from_u128(9)),
                role: Role::Coordinator,
                scope: Scope::Rooms(vec![room()]),
                expires: NOW,
            }],
            rooms: vec![(room(), "Cardiology".to_owned())],
            everybody: vec![line()],
            withdrawn: Some(Withdrawn {
                assignment: assignment(4, person(4, Some(HOSTILE)), Role::Leader, Scope::OwnLine),
                until: NOW,
            }),
            withdrawn_invitation: Some(WithdrawnInvitation {
                invitation: InvitationView {
                    id: InvitationId(Guid::from_u128(8)),
                    role: Role::Reviewer,
                    scope: Scope::Tenant,
                    expires: NOW,
                },
                until: NOW,
            }),
        },
        link: Some("https://anteroom.example.org/invitation?code=abc".to_owned()),
        refused: None,
        older: None,
    }
}

pub(super) fn setup() -> SetupPage {
    SetupPage {
        view: setup_view(),
        refused: None,
        credentials: CredentialsView {
            credentials: vec![],
            at: NOW,
        },
    }
}

fn setup_view() -> SetupView {
    let features = [
        Feature::TeamsMeetings,
        Feature::Directory,
        Feature::Calendar,
    ];
    SetupView {
        tenant_id: model::TenantId(Guid::from_u128(3)),
        tenant: "contoso".parse().unwrap(),
        tenant_name: HOSTILE.to_owned(),
        base_url: "https://anteroom.example.org".to_owned(),
        signin_client_id: Guid::from_u128(4),
        registrations: vec![RegistrationView {
            client_id: Guid::from_u128(5),
            features: features.to_vec(),
            needs: needs(&features),
            consent: ConsentView::Missing {
                at: NOW,
                code: "AADSTS65001".to_owned(),
                wait: true,
            },
        }],
        rooms: 1,
        assignments: 0,
        connected: false,
    }
}

pub(super) fn audit() -> AuditPage {
    let line = |sequence, kind: &str, name: Option<&str>| AuditLine {
        sequence,
        at: NOW,
        actor: None,
        actor_kind: kind.to_owned(),
        actor_name: name.map(str::to_owned),
        action: "room.created".to_owned(),
        subject: "7".to_owned(),
        detail: format!("{{\"slug\":\"{HOSTILE}\"}}"),
    };
    AuditPage {
        entries: vec![line(2, "person", Some(HOSTILE)), line(1, "system", None)],
        next: Some(1),
        intact: Some(true),
        ask: AuditAsk::default(),
        wrong: vec![],
        rooms: vec![(room(), HOSTILE.to_owned())],
    }
}

pub(super) fn room_page() -> RoomPage {
    let mut settings = RoomSettings::named("Cardiology", "cardiology".parse().unwrap());
    settings.intro = format!("</textarea>{HOSTILE}");
    settings.privacy_notice = "Contoso is responsible.".to_owned();
    let kinds = [
        QuestionKind::LongText,
        QuestionKind::Choice(vec!["Yes".into(), "No".into()]),
    ];
    settings.questions = kinds
        .into_iter()
        .zip(1..)
        .map(|(kind, id)| Question {
            id,
            label: format!("Question {id} {HOSTILE}"),
            explanation: String::new(),
            kind,
            required: true,
            on_card: id == 1,
        })
        .collect();
    RoomPage {
        room: Some(room()),
        version: 3,
        stored_name: "Cardiology".to_owned(),
        tenant: "contoso".parse().unwrap(),
        slug: "cardiology".parse().unwrap(),
        base_url: "https://anteroom.example.org".to_owned(),
        fields: RoomFields::of(&settings),
        staff: people().people.assignments,
        link: None,
        withdrawn: Some(Withdrawn {
            assignment: assignment(
                5,
                person(5, Some(HOSTILE)),
                Role::Consultant,
                Scope::Rooms(vec![room()]),
            ),
            until: NOW,
        }),
        refused_staff: Some(("nobody's id".to_owned(), HOSTILE.to_owned())),
    }
}
