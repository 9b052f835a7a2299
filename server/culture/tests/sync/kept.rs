//! "What we keep": an administrator's own events, and nothing of them stays.

use culture::{Culture, SourceError};
use model::culture::connector::{ConnectorProblem, ConnectorSource};
use model::culture::kept::KeptPage;
use store::testing::each_database;
use trust::Administrator;
use trust::testing::{Someone, administrator};

use crate::made_up::{World, oid};

fn admin(world: &World, number: u64) -> Administrator {
    let mut someone = Someone::new(world.tenant, 1);
    someone.oid = oid(number);
    administrator(&someone)
}

/// Everything that reading calendars could have written.
async fn written(world: &World) -> impl PartialEq + std::fmt::Debug {
    let scoped = world.store.of(world.tenant);
    (
        scoped.connectors().await.unwrap(),
        scoped.synced_people().await.unwrap(),
        scoped.calendar_weeks(0, i32::MAX).await.unwrap(),
        scoped.dirty_weeks().await.unwrap(),
        scoped.audit_range(1, 999).await.unwrap().len(),
        scoped.ample_domains(1).await.unwrap(),
    )
}

async fn shown(culture: &Culture, who: &Administrator, chosen: usize) -> KeptPage {
    culture.what_we_keep(who, chosen).await.unwrap()
}

#[tokio::test]
async fn an_administrator_sees_own_events_and_nothing_is_written() {
    each_database(|store| async move {
        let world = World::new(store, 4).await;
        let culture = world.switched_on().await;
        world.read_all(&culture).await;
        let before = written(&world).await;
        let KeptPage::Ready {
            choices,
            chosen,
            event,
        } = shown(&culture, &admin(&world, 2), 3).await
        else {
            panic!("no event");
        };
        assert_eq!(choices.len(), 5, "one a week: two before, two after");
        assert!(choices.is_sorted_by_key(|choice| choice.begin));
        assert_eq!((chosen, event.begin), (3, choices[3].begin));
        assert_eq!(event.length_min, Some(30));
        let KeptPage::Ready { chosen, .. } = shown(&culture, &admin(&world, 2), 99).await else {
            panic!("no event");
        };
        assert_eq!(chosen, 0, "one that isn't there is the first");
        // Nobody but the administrator can be named: whose calendar it is follows from who asks.
        assert_eq!(*world.made_up.shown.lock().unwrap(), [oid(2), oid(2)]);
        assert_eq!(written(&world).await, before);
    })
    .await;
}

#[tokio::test]
async fn without_a_connector_a_mailbox_or_an_event_the_page_says_so() {
    each_database(|store| async move {
        let world = World::new(store, 2).await;
        let culture = world.process();
        let me = admin(&world, 1);
        assert_eq!(shown(&culture, &me, 0).await, KeptPage::Off);
        assert!(world.made_up.shown.lock().unwrap().is_empty());
        let culture = world.switched_on().await;
        world.made_up.change(oid(1), Vec::clear);
        assert_eq!(shown(&culture, &me, 0).await, KeptPage::NoEvent);
        let cases = [
            (SourceError::NoMailbox, KeptPage::NoMailbox),
            (
                SourceError::Denied,
                KeptPage::Problem(ConnectorProblem::ConsentMissing),
            ),
            (
                SourceError::Throttled(Some(9)),
                KeptPage::Problem(ConnectorProblem::Throttled),
            ),
            (
                SourceError::Failed(ConnectorProblem::Unreachable),
                KeptPage::Problem(ConnectorProblem::Unreachable),
            ),
        ];
        for (error, page) in cases {
            world
                .made_up
                .fail(move |what, _| (what == "kept").then_some(error));
            assert_eq!(shown(&culture, &me, 0).await, page);
        }
        world.made_up.heal();
        let off = culture::ConnectorAction::SwitchOff;
        culture
            .move_connector(&world.admin, ConnectorSource::Calendar, off)
            .await
            .unwrap();
        let before = world.made_up.shown.lock().unwrap().len();
        assert_eq!(shown(&culture, &me, 0).await, KeptPage::Off);
        assert_eq!(world.made_up.shown.lock().unwrap().len(), before);
    })
    .await;
}
