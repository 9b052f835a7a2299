//! The simulated tenant with everything going wrong.

use microsoft::ReadError;
use microsoft::calendar::{CalendarPlace, ChangePlace, MasterPlace};
use microsoft::directory::MemberPlace;
use microsoft::mailbox::{Purpose, Zone};
use microsoft::reader::{DropReason, Notice, ReadPage};
use microsoft365::contoso;
use microsoft365::state::{Assumption, Breakage, Fault, FaultKind};
use model::ObjectId;

use crate::events::pseudonyms;
use crate::simulated::{everybody, names_nobody, readable, retreat, whole_view, window};
use crate::support::{object_id, tenant_id};

const VIEW: &str = "/graph/v1.0/users/*/calendarView";

#[tokio::test]
async fn where_changes_are_refused_windows_are_served() {
    let (world, app) = readable().await;
    world
        .state()
        .assume(Assumption::ReadBasicServesDelta, false);
    let mailbox = object_id(contoso::CONSULTANT.oid);
    let place = ChangePlace::Window(window(&world));
    let refused = app
        .calendar_changes(mailbox, &place, &pseudonyms(), world.now())
        .await;
    assert_eq!(refused.unwrap_err(), ReadError::DeltaRefused);
    assert!(
        !whole_view(&world, &app, mailbox, &mut crate::events::reader())
            .await
            .unwrap()
            .facts
            .is_empty()
    );
}

#[tokio::test]
async fn faults_in_between_change_nothing_of_what_is_read() {
    let (world, app) = readable().await;
    let mailbox = object_id(contoso::CONSULTANT.oid);
    let calm = whole_view(&world, &app, mailbox, &mut crate::events::reader())
        .await
        .unwrap();
    let status = |status, code: &str| FaultKind::Status {
        status,
        code: code.to_owned(),
    };
    for kind in [
        FaultKind::Throttle {
            retry_after_s: Some(9),
        },
        FaultKind::Throttle {
            retry_after_s: None,
        },
        FaultKind::Drop,
        status(503, "serviceNotAvailable"),
        status(504, "gatewayTimeout"),
        status(401, "InvalidAuthenticationToken"),
    ] {
        world.state().inject(Fault::times(1, VIEW, kind.clone()));
        let stormy = whole_view(&world, &app, mailbox, &mut crate::events::reader())
            .await
            .unwrap();
        let times = |read: &ReadPage| {
            read.facts
                .iter()
                .map(|fact| (fact.copy, fact.start, fact.end))
                .collect::<Vec<_>>()
        };
        assert_eq!(times(&stormy), times(&calm), "{kind:?}");
    }
    assert!(world.pauses().contains(&std::time::Duration::from_secs(9)));
}

#[tokio::test]
async fn a_broken_entry_of_a_page_costs_that_entry_alone() {
    let (world, app) = readable().await;
    let mailbox = object_id(contoso::CONSULTANT.oid);
    let calm = whole_view(&world, &app, mailbox, &mut crate::events::reader())
        .await
        .unwrap();
    let cases = [
        (Breakage::EndBeforeStart, Some(DropReason::EndBeforeStart)),
        (Breakage::NoLength, Some(DropReason::ZeroLength)),
        (Breakage::MissingField, Some(DropReason::NoStart)),
        (Breakage::UnknownEnum, None),
        (Breakage::WrongType, None),
    ];
    for (breakage, reason) in cases {
        world
            .state()
            .inject(Fault::times(1, VIEW, FaultKind::Broken { breakage }));
        let read = whole_view(&world, &app, mailbox, &mut crate::events::reader())
            .await
            .unwrap();
        assert_eq!(read.events, calm.events, "{breakage:?}");
        assert_ne!(read.notices, calm.notices, "{breakage:?}");
        assert!(read.facts.len() + 1 >= calm.facts.len(), "{breakage:?}");
        if let Some(reason) = reason {
            let count = |read: &ReadPage| read.notices.count(Notice::Dropped(reason));
            assert_eq!(count(&read), count(&calm) + 1, "{breakage:?}");
        }
    }
    world.state().inject(Fault::times(
        1,
        VIEW,
        FaultKind::Broken {
            breakage: Breakage::Truncated,
        },
    ));
    let cut = whole_view(&world, &app, mailbox, &mut crate::events::reader())
        .await
        .unwrap_err();
    assert_eq!(cut.key(), "answer_refused");
}

#[tokio::test]
async fn a_revoked_consent_is_told_and_a_new_one_works_without_a_restart() {
    let (world, app) = readable().await;
    let mailbox = object_id(contoso::CONSULTANT.oid);
    let mut reader = crate::events::reader();
    let place = CalendarPlace::Window(window(&world));
    app.calendar_page(mailbox, &place, &mut reader, world.now())
        .await
        .unwrap();
    world
        .state()
        .revoke_everything(contoso::TENANT, contoso::DATA_CLIENT_ID);
    world
        .microsoft
        .forget_app_tokens(tenant_id(contoso::TENANT));
    let refused = app
        .calendar_page(mailbox, &place, &mut reader, world.now())
        .await
        .unwrap_err();
    assert!(refused.is_refusal(), "{refused:?}");
    assert!(
        world
            .state()
            .consent(contoso::TENANT, contoso::DATA_CLIENT_ID)
    );
    let later = world.now().plus_minutes(6);
    app.calendar_page(mailbox, &place, &mut reader, later)
        .await
        .unwrap();
}

#[tokio::test]
async fn settings_managers_groups_and_masters_are_read() {
    let (world, app) = readable().await;
    let people: Vec<ObjectId> = everybody(&world, &app)
        .await
        .people
        .iter()
        .map(|person| person.id)
        .collect();
    let settings = app.mailbox_settings(&people, world.now()).await.unwrap();
    let told: Vec<_> = settings
        .into_iter()
        .filter_map(|outcome| outcome.unwrap())
        .collect();
    assert!(told.len() > 30);
    assert!(told.iter().any(|one| matches!(one.zone, Zone::Iana(_))
        && one.working.is_some()
        && one.purpose == Purpose::Person));
    let managers = app.managers(&people, world.now()).await.unwrap();
    assert!(
        managers
            .iter()
            .filter(|outcome| matches!(outcome, Ok(Some(_))))
            .count()
            > 30
    );
    let groups = app
        .group_page(None, &pseudonyms(), world.now())
        .await
        .unwrap();
    let mut members = 0;
    for group in &groups.groups {
        members += app
            .group_members(&MemberPlace::Group(group.id), world.now())
            .await
            .unwrap()
            .people
            .len();
    }
    assert!(members > 0);
    let mut open_ended = 0;
    for person in people.iter().take(20) {
        match app
            .master_page(
                *person,
                &MasterPlace::First,
                &mut crate::events::reader(),
                world.now(),
            )
            .await
        {
            Err(ReadError::NoMailbox) => {}
            page => {
                open_ended += page
                    .unwrap()
                    .masters
                    .iter()
                    .filter(|master| master.open_ended)
                    .count();
            }
        }
    }
    assert!(open_ended > 0);
}

#[tokio::test]
async fn the_owner_sees_what_would_be_kept_of_their_own_events() {
    let (world, app) = readable().await;
    world
        .state()
        .add_event(contoso::TENANT, &retreat(&world))
        .unwrap();
    let mailbox = object_id(contoso::CONSULTANT.oid);
    let shown = app
        .what_we_keep(
            mailbox,
            window(&world),
            &mut crate::events::reader(),
            world.now(),
        )
        .await
        .unwrap();
    assert!(!shown.is_empty() && shown.len() <= 200);
    for event in &shown {
        assert!(
            event
                .rows
                .iter()
                .any(|row| row.field == "start" && row.sent.is_some())
        );
        for row in &event.rows {
            names_nobody(&row.field, &format!("{:?}", row.stored));
        }
    }
    names_nobody("debug", &format!("{shown:?}"));
}
