//! One's own data.

use culture::SourceError;
use store::testing::each_database;
use trust::testing::{Someone, member};

use crate::made_up::{LONG, World, oid};
use crate::published::meet;

fn me(world: &World, number: u64) -> trust::Member {
    let mut someone = Someone::new(world.tenant, 1);
    someone.oid = oid(number);
    member(&someone)
}

#[tokio::test]
async fn a_member_sees_what_is_kept_and_nobody_else_changes() {
    each_database(|store| async move {
        let world = World::new(store, 4).await;
        let culture = world.switched_on().await;
        world.read_all(&culture).await;
        let view = culture.me(&me(&world, 2)).await.unwrap();
        assert!(view.kept.known && view.kept.opted_out.is_none());
        assert_eq!(view.kept.events, 23);
        assert_eq!(
            view.kept.attributes,
            [("department".to_owned(), "Sales".to_owned())]
        );
        assert!(view.kept.last_read.is_some());
        let stranger = culture.me(&me(&world, 77)).await.unwrap();
        assert_eq!(stranger, model::culture::me::MeView::default());
    })
    .await;
}

#[tokio::test]
async fn an_export_holds_all_facts_and_neither_ids_nor_links() {
    each_database(|store| async move {
        let world = World::new(store, 3).await;
        let culture = world.switched_on().await;
        world.read_all(&culture).await;
        let export = culture.export_me(&me(&world, 1)).await.unwrap();
        assert_eq!(export["events"].as_array().unwrap().len(), 23);
        assert_eq!(export["attributes"][0]["hours"]["zone"], "Europe/Berlin");
        let text = export.to_string();
        assert!(!text.contains(&oid(1).to_string()) && !text.contains("sealed"));
        let same = culture.export_person(world.tenant, oid(1)).await.unwrap();
        assert_eq!(same, export);
        let rows = world
            .store
            .of(world.tenant)
            .audit_page(None, 2)
            .await
            .unwrap();
        let kinds: Vec<_> = rows
            .iter()
            .map(|row| (row.action.as_str(), row.actor_kind.as_str()))
            .collect();
        assert_eq!(
            kinds,
            [
                ("person.exported", "operator"),
                ("person.exported", "person")
            ]
        );
    })
    .await;
}

#[tokio::test]
async fn who_opts_out_is_removed_at_once_stays_away_and_may_come_back() {
    each_database(|store| async move {
        let world = World::new(store, 4).await;
        let culture = world.switched_on().await;
        world.read_all(&culture).await;
        culture.opt_out(&me(&world, 2)).await.unwrap();
        assert!(world.kept(2).await.is_empty());
        assert_eq!(world.kept(1).await.len(), 23);
        let view = culture.me(&me(&world, 2)).await.unwrap();
        assert!(view.kept.opted_out.is_some() && !view.kept.known);
        for _ in 0..2 {
            world.wait_s(25 * 3_600);
            culture.sync_directories(world.now()).await.unwrap();
            world.read_all(&culture).await;
            assert!(world.kept(2).await.is_empty(), "nothing is read any more");
        }
        culture.opt_in(&me(&world, 2)).await.unwrap();
        world.wait_s(25 * 3_600);
        culture.sync_directories(world.now()).await.unwrap();
        world.read_all(&culture).await;
        assert!(!world.kept(2).await.is_empty());
        assert!(
            culture
                .me(&me(&world, 2))
                .await
                .unwrap()
                .kept
                .opted_out
                .is_none()
        );
    })
    .await;
}

#[tokio::test]
async fn an_operator_erases_a_person_for_good() {
    each_database(|store| async move {
        let world = World::new(store, 3).await;
        let culture = world.switched_on().await;
        world.read_all(&culture).await;
        culture.erase_person(world.tenant, oid(0)).await.unwrap();
        world.wait_s(25 * 3_600);
        culture.sync_directories(world.now()).await.unwrap();
        world.read_all(&culture).await;
        assert!(world.kept(0).await.is_empty());
        let scoped = world.store.of(world.tenant);
        let open = scoped.open_attributes("entra").await.unwrap();
        assert_eq!(open.len(), 2, "no attributes come back, either");
        assert!(
            open.iter().all(|row| row.manager.is_none()),
            "nobody reports to the erased"
        );
    })
    .await;
}

#[tokio::test]
async fn who_opts_out_and_had_no_calendar_to_read_is_named_by_nobodys_meetings() {
    each_database(|store| async move {
        let world = World::new(store, 14).await;
        meet(&world, 14).await;
        let denied = |what: &str, who| {
            let theirs = what == "window" && who == oid(5);
            theirs.then_some(SourceError::Denied)
        };
        world.made_up.fail(denied);
        let culture = world.switched_on().await;
        world.read_all(&culture).await;
        while culture.publish(world.now(), LONG).await.unwrap() > 0 {}
        assert!(world.kept(5).await.is_empty());
        let now = culture::minute_of(world.now());
        let named = async || {
            let facts = world.kept(4).await;
            let past = facts.iter().filter(|fact| fact.start < now);
            let attendees = past.flat_map(|fact| fact.attendees.clone());
            attendees.filter(|one| one.person.is_some()).count()
        };
        assert_eq!(named().await, 14);
        culture.opt_out(&me(&world, 5)).await.unwrap();
        while culture.publish(world.now(), LONG).await.unwrap() > 0 {}
        assert_eq!(named().await, 0);
    })
    .await;
}

#[tokio::test]
async fn who_opts_out_stays_a_head_in_others_meetings_and_in_no_list() {
    each_database(|store| async move {
        let world = World::new(store, 14).await;
        meet(&world, 14).await;
        let culture = world.switched_on().await;
        world.read_all(&culture).await;
        while culture.publish(world.now(), LONG).await.unwrap() > 0 {}
        let keys = world.trust.keys(world.tenant).await.unwrap();
        let names = microsoft::reader::Pseudonyms::new(keys.pseudonym_key("culture"));
        let person = names.person(oid(5));
        let listed = async || {
            let scoped = world.store.of(world.tenant);
            let (mut lists, mut people) = (0, 0);
            for number in 0..400 {
                let name = format!("cohort.{number}");
                if let Some(json) = scoped.culture_setting(&name).await.unwrap() {
                    let cohort: culture::disclosure::Cohort = serde_json::from_str(&json).unwrap();
                    lists += usize::from(cohort.people.contains(&person));
                    people += cohort.people.len();
                }
            }
            (lists, people)
        };
        let (lists, people) = listed().await;
        assert!(lists > 0);
        let met = async || {
            let facts = world.kept(4).await;
            let attendees = facts.iter().flat_map(|fact| &fact.attendees);
            let known = attendees.filter(|one| one.person == Some(person)).count();
            (facts.len(), known)
        };
        let (all, known) = met().await;
        assert_eq!(all, known, "they meet every week");
        culture.opt_out(&me(&world, 5)).await.unwrap();
        while culture.publish(world.now(), LONG).await.unwrap() > 0 {}
        assert_eq!(listed().await, (0, people), "each place is kept, by nobody");
        // Weeks to come are cleaned when they are computed, which is when they have begun.
        let facts = world.kept(4).await;
        let now = culture::minute_of(world.now());
        let past = facts.iter().filter(|fact| fact.start < now);
        let attendees: Vec<_> = past.flat_map(|fact| &fact.attendees).collect();
        assert_eq!(attendees.len(), 14, "a head stays");
        assert!(attendees.iter().all(|one| one.person.is_none()));
    })
    .await;
}
