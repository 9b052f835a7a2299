//! From calendars to published cells.

use std::time::Duration;

use culture::dashboard::unpack_sheet;
use culture::disclosure::{EVENTS, Published, SeriesTable};
use model::culture::cell::{Cell, CellValue, Slice};
use model::culture::{
    Attendee, Domain, EventFact, EventKind, Part, Pseudonym, Reason, Response, ShowAs,
};
use store::testing::each_database;

use crate::made_up::{LONG, World, oid};

/// Gives everybody's meetings two participants, so that they count.
pub(crate) async fn meet(world: &World, people: u64) {
    let keys = world.trust.keys(world.tenant).await.unwrap();
    let names = microsoft::reader::Pseudonyms::new(keys.pseudonym_key("culture"));
    for number in 0..people {
        let (own, other) = (
            names.person(oid(number)),
            names.person(oid((number + 1) % people)),
        );
        world.made_up.change(oid(number), |events| {
            for fact in events {
                fact.own = Response::Organizer;
                fact.organizer = Some(own);
                fact.organizer_domain = Some(Domain::Internal);
                fact.attendees = vec![Attendee {
                    person: Some(other),
                    domain: Domain::Internal,
                    part: Part::Required,
                    response: Response::Accepted,
                    response_delay_min: None,
                }];
            }
        });
    }
}

async fn cells(world: &World, kind: &str) -> Vec<Vec<Published>> {
    let keys = world.trust.keys(world.tenant).await.unwrap();
    let key = keys.pseudonym_key("disclosure");
    let rows = world
        .store
        .of(world.tenant)
        .publications("strict-v1", kind, 0, 9_999)
        .await
        .unwrap();
    rows.iter()
        .map(|row| unpack_sheet(&row.cells).unwrap().open(&key).unwrap())
        .collect()
}

#[tokio::test]
async fn weeks_that_are_over_are_published_once_and_the_ledger_holds() {
    each_database(|store| async move {
        let world = World::new(store, 14).await;
        meet(&world, 14).await;
        let culture = world.switched_on().await;
        assert_eq!(
            culture.publish(world.now(), LONG).await.unwrap(),
            0,
            "nothing is read yet"
        );
        world.read_all(&culture).await;
        while culture.publish(world.now(), LONG).await.unwrap() > 0 {}
        let scoped = world.store.of(world.tenant);
        let weeks = scoped.published_periods("strict-v1", "week").await.unwrap();
        // 14 weeks of history; of Monday morning the week before is not over for everybody yet.
        assert_eq!(weeks.len(), 13);
        let windows = scoped
            .published_periods("strict-v1", "four_weeks")
            .await
            .unwrap();
        assert_eq!(windows.len(), 10);
        let ledger = scoped.ledger_from(1, 100).await.unwrap();
        assert_eq!(ledger.len(), 23);
        let company = cells(&world, "week")
            .await
            .into_iter()
            .flatten()
            .filter(|one| one.cell().slice == Slice::Company);
        let shown = company
            .filter(|one| matches!(one.cell().value, CellValue::Shown { n: 14, .. }))
            .count();
        assert!(shown > 100, "{shown}");
        let counted: Vec<_> = cells(&world, "week")
            .await
            .into_iter()
            .flatten()
            .map(|one| *one.cell())
            .filter(|cell| cell.metric == EVENTS && cell.slice == Slice::Company)
            .collect();
        // One meeting on each of 14 calendars counts in each week, in tenths; nothing else is there.
        let told = |reason: Reason| {
            counted
                .iter()
                .filter(move |cell| cell.class == reason as u16)
        };
        assert_eq!(told(Reason::Counted).count(), 13);
        assert!(
            told(Reason::Counted).all(|cell| cell.value.drawn() == Some(140)),
            "{counted:?}"
        );
        let below = |cell: &Cell| matches!(cell.value, CellValue::Below { bound: 100, .. });
        assert!(told(Reason::Declined).all(below), "{counted:?}");
        world.wait_s(3_600);
        assert_eq!(culture.publish(world.now(), LONG).await.unwrap(), 0);
        world.wait_s(36 * 3_600);
        culture.sync_directories(world.now()).await.unwrap();
        world.read_all(&culture).await;
        while culture.publish(world.now(), LONG).await.unwrap() > 0 {}
        let later = scoped.published_periods("strict-v1", "week").await.unwrap();
        assert_eq!(later.len(), 14, "a day and a half after its end");
    })
    .await;
}

#[tokio::test]
async fn facts_go_after_thirteen_months_and_published_cells_after_three_years() {
    each_database(|store| async move {
        let world = World::new(store, 14).await;
        meet(&world, 14).await;
        let culture = world.switched_on().await;
        world.read_all(&culture).await;
        while culture.publish(world.now(), LONG).await.unwrap() > 0 {}
        let scoped = world.store.of(world.tenant);
        let published = scoped.published_periods("strict-v1", "week").await.unwrap();
        let month = 31 * 24 * 60;

        assert_eq!(culture.sweep(world.now()).await.unwrap(), 0);
        let later = world.now().plus_minutes(12 * month);
        assert!(culture.sweep(later).await.unwrap() > 0, "the oldest weeks");
        assert!(
            scoped
                .calendar_span()
                .await
                .unwrap()
                .unwrap()
                .last
                .is_some()
        );
        let later = world.now().plus_minutes(16 * month);
        culture.sweep(later).await.unwrap();
        assert_eq!(scoped.calendar_span().await.unwrap().unwrap().last, None);
        assert_eq!(
            scoped.published_periods("strict-v1", "week").await.unwrap(),
            published
        );
        culture
            .sweep(world.now().plus_minutes(37 * month))
            .await
            .unwrap();
        let left = scoped.published_periods("strict-v1", "week").await.unwrap();
        assert!(left.is_empty(), "{left:?}");
    })
    .await;
}

#[tokio::test]
async fn the_latest_week_is_published_before_older_ones_are_computed() {
    each_database(|store| async move {
        let world = World::new(store, 12).await;
        meet(&world, 12).await;
        let culture = world.switched_on().await;
        world.read_all(&culture).await;
        let scoped = world.store.of(world.tenant);
        let week = culture::week_of(culture::minute_of(world.now()));
        let mut rounds = 0;
        let first = loop {
            culture.publish(world.now(), Duration::ZERO).await.unwrap();
            let weeks = scoped.published_periods("strict-v1", "week").await.unwrap();
            if !weeks.is_empty() {
                break weeks;
            }
            rounds += 1;
            assert!(rounds < 5, "nothing is published");
        };
        assert_eq!(first, [week - 2], "of Monday the latest that is over");
        let dirty = scoped.dirty_weeks().await.unwrap();
        let older = dirty.iter().filter(|row| row.week < week - 2).count();
        assert!(older > 10, "{older}");
        while culture.publish(world.now(), Duration::ZERO).await.unwrap() > 0 {}
        let weeks = scoped.published_periods("strict-v1", "week").await.unwrap();
        assert_eq!(weeks.len(), 13);
    })
    .await;
}

#[tokio::test]
async fn nine_people_see_no_number_at_all() {
    each_database(|store| async move {
        let world = World::new(store, 9).await;
        meet(&world, 9).await;
        let culture = world.switched_on().await;
        world.read_all(&culture).await;
        while culture.publish(world.now(), LONG).await.unwrap() > 0 {}
        for kind in ["week", "four_weeks"] {
            for one in cells(&world, kind).await.into_iter().flatten() {
                assert!(
                    matches!(one.cell().value, CellValue::Hidden),
                    "{:?}",
                    one.cell()
                );
            }
        }
        let figures = world.store.of(world.tenant).policy_after("").await.unwrap();
        assert!(
            figures.is_some(),
            "their own figures are there, for themselves alone"
        );
    })
    .await;
}

#[tokio::test]
async fn a_group_of_one_person_is_told_neither_by_itself_nor_by_what_is_left() {
    each_database(|store| async move {
        let world = World::new(store, 14).await;
        meet(&world, 14).await;
        let alone = (oid(5), "Board".to_owned());
        world.made_up.departments.lock().unwrap().extend([alone]);
        let culture = world.switched_on().await;
        world.read_all(&culture).await;
        while culture.publish(world.now(), LONG).await.unwrap() > 0 {}
        let mut company = 0;
        for kind in ["week", "four_weeks"] {
            for one in cells(&world, kind).await.into_iter().flatten() {
                let CellValue::Shown { n, .. } = one.cell().value else {
                    continue;
                };
                // Sales are all but one: beside the company's number theirs would tell that of the one.
                assert_eq!(n, 14, "{:?}", one.cell());
                company += usize::from(one.cell().slice == Slice::Company);
            }
        }
        assert!(company > 100, "{company}");
    })
    .await;
}

#[tokio::test]
async fn a_member_sees_own_figures_and_nobody_elses() {
    each_database(|store| async move {
        let world = World::new(store, 12).await;
        meet(&world, 12).await;
        let culture = world.switched_on().await;
        world.read_all(&culture).await;
        while culture.publish(world.now(), LONG).await.unwrap() > 0 {}
        let mut someone = trust::testing::Someone::new(world.tenant, 1);
        someone.oid = oid(3);
        let view = culture.me(&trust::testing::member(&someone)).await.unwrap();
        assert!(view.weeks.len() >= 14, "{}", view.weeks.len());
        assert!(
            view.weeks
                .windows(2)
                .all(|pair| pair[0].week > pair[1].week),
            "latest first"
        );
        let hours = model::culture::Quantity::MEETING_MIN;
        let own = view.weeks[1]
            .figures
            .iter()
            .find(|(quantity, _)| *quantity == hours);
        assert_eq!(own.map(|(_, minutes)| *minutes), Some(30), "one meeting");
    })
    .await;
}

/// Two weekly series of everybody, called by the first person.
async fn recur(world: &World, people: u64) {
    let keys = world.trust.keys(world.tenant).await.unwrap();
    let names = microsoft::reader::Pseudonyms::new(keys.pseudonym_key("culture"));
    let first = names.person(oid(0));
    let attendee = |number| Attendee {
        person: Some(names.person(oid(number))),
        domain: Domain::Internal,
        part: Part::Required,
        response: Response::Accepted,
        response_delay_min: None,
    };
    let all: Vec<Attendee> = (1..people).map(attendee).collect();
    for number in 0..people {
        world.made_up.change(oid(number), |events| {
            let mut more = Vec::new();
            for fact in events.iter() {
                for series in [1_u8, 2] {
                    let mut key = [series; 16];
                    key[..4].copy_from_slice(&fact.start.to_be_bytes());
                    let mut copy = key;
                    copy[8..].copy_from_slice(&number.to_be_bytes());
                    more.push(EventFact {
                        copy: Pseudonym(copy),
                        occurrence: Pseudonym(key),
                        series: Some(Pseudonym([series; 16])),
                        kind: EventKind::Occurrence,
                        start: fact.start + 60 * i32::from(series),
                        end: fact.start + 60 * i32::from(series) + 45,
                        open_ended: Some(true),
                        own: if number == 0 {
                            Response::Organizer
                        } else {
                            Response::Accepted
                        },
                        organizer: Some(first),
                        organizer_domain: Some(Domain::Internal),
                        attendees: all.clone(),
                        ..fact.clone()
                    });
                }
            }
            *events = more;
        });
    }
}

async fn series_table(world: &World) -> Option<SeriesTable> {
    let scoped = world.store.of(world.tenant);
    let json = scoped.culture_setting("series_table").await.unwrap()?;
    let stored: serde_json::Value = serde_json::from_str(&json).unwrap();
    let sealed: Vec<u8> = serde_json::from_value(stored["sealed"].clone()).unwrap();
    let keys = world.trust.keys(world.tenant).await.unwrap();
    Some(SeriesTable::open(&sealed, &keys.pseudonym_key("disclosure")).unwrap())
}

#[tokio::test]
async fn the_table_of_series_is_published_once_in_four_weeks_and_never_of_nine_people() {
    each_database(|store| async move {
        let world = World::new(store, 14).await;
        recur(&world, 14).await;
        let culture = world.switched_on().await;
        world.read_all(&culture).await;
        while culture.publish(world.now(), LONG).await.unwrap() > 0 {}
        let table = series_table(&world).await.unwrap();
        let week = culture::week_of(culture::minute_of(world.now()));
        assert_eq!(table.last().rem_euclid(4), 3);
        assert!(
            (week - 6..week).contains(&table.last()),
            "the newest run of 4 weeks"
        );
        // One of the two is told: without the other nobody would meet elsewhere.
        let [line] = table.lines() else {
            panic!("{:?}", table.lines())
        };
        assert_eq!(
            (line.held, line.length_min, line.attendees),
            (4, 45, Some(15))
        );
        // 4 times 45 minutes of 14 people are 42 hours, and 75.00 the hour.
        assert_eq!((line.hours, line.cost), (50, Some(3_000)));
        assert_eq!(line.open_ended, Some(true));
        // Four weeks later there is exactly one more run, and it is not made anew either.
        world.wait_s(4 * 7 * 86_400);
        culture.sync_directories(world.now()).await.unwrap();
        world.read_all(&culture).await;
        while culture.publish(world.now(), LONG).await.unwrap() > 0 {}
        let later = series_table(&world).await.unwrap();
        assert_eq!(later.last() - table.last(), 4);
        let kept = |world: &World| {
            let scoped = world.store.of(world.tenant);
            async move { scoped.culture_setting("series_table").await.unwrap() }
        };
        let before = kept(&world).await;
        assert_eq!(culture.publish(world.now(), LONG).await.unwrap(), 0);
        assert_eq!(kept(&world).await, before);
    })
    .await;
    each_database(|store| async move {
        let world = World::new(store, 9).await;
        recur(&world, 9).await;
        let culture = world.switched_on().await;
        world.read_all(&culture).await;
        while culture.publish(world.now(), LONG).await.unwrap() > 0 {}
        let table = series_table(&world).await;
        assert!(table.is_none_or(|table| table.lines().is_empty()));
    })
    .await;
}

#[tokio::test]
async fn who_is_out_of_office_all_week_is_nobody_of_the_least_group() {
    each_database(|store| async move {
        for (people, told) in [(10, None), (11, Some(10))] {
            let store = store.clone();
            let world = World::of_tenant(store, people, u128::from(people)).await;
            meet(&world, people).await;
            let week = culture::week_of(culture::minute_of(world.now())) - 3;
            world.made_up.change(oid(0), |events| {
                let away = EventFact {
                    copy: Pseudonym([77; 16]),
                    occurrence: Pseudonym([77; 16]),
                    start: culture::week_start(week) - 600,
                    end: culture::week_start(week + 1) + 600,
                    show_as: ShowAs::OutOfOffice,
                    own: Response::Organizer,
                    attendees: vec![],
                    ..events[0].clone()
                };
                events.push(away);
            });
            let culture = world.switched_on().await;
            world.read_all(&culture).await;
            while culture.publish(world.now(), LONG).await.unwrap() > 0 {}
            let of = |wanted: i32| {
                let world = &world;
                async move {
                    let all = cells(world, "week").await;
                    let shown = all
                        .into_iter()
                        .flatten()
                        .filter_map(|one| match *one.cell() {
                            Cell {
                                slice: Slice::Company,
                                period,
                                value: CellValue::Shown { n, .. },
                                ..
                            } if period == model::culture::Period::Week(wanted) => Some(n),
                            _ => None,
                        });
                    shown.max()
                }
            };
            assert_eq!(of(week).await, told, "{people}");
            assert_eq!(of(week - 1).await, u32::try_from(people).ok());
        }
    })
    .await;
}
