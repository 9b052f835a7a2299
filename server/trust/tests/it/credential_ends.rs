//! Certificates near their end: told to administrators at each step, once, and again for the next certificate's own steps.

use model::Timestamp;
use model::credential::Expiry;
use store::testing::each_database;
use trust::mail::MailKind;

use crate::world::{Credential, Wishes, World};

/// When the certificate of these tests ends: the first instant of 2035.
const ENDS: Timestamp = Timestamp(2_051_222_400_000);
const DAY_MINUTES: i64 = 24 * 60;

async fn world(store: store::Store) -> World {
    let wishes = Wishes {
        credential: Credential::Certificate,
        ..Wishes::default()
    };
    let world = World::with(store, wishes).await;
    let session = world.registered().await;
    let caller = world.caller(&session).await;
    let who = caller.administrator(&world.trust).await.unwrap();
    world
        .trust
        .set_review_mail(&who, "it@contoso.example, security@contoso.example")
        .await
        .unwrap();
    world
}

/// Moves to a number of days, and an hour, before the certificate's end.
fn move_before(world: &World, days: i64) {
    let wanted = ENDS.plus_minutes(-days * DAY_MINUTES - 60);
    world.advance(wanted.ms_since(world.trust.now()) / 60_000);
}

/// What the mails of one round say of the end, and to whom they go.
async fn told(world: &mut World) -> Vec<(String, bool)> {
    while world.mails.try_recv().is_ok() {}
    let queued = world.trust.tell_of_credential_ends().await.unwrap();
    let mut told = Vec::new();
    while let Ok(mail) = world.mails.try_recv() {
        let MailKind::CredentialEnds {
            ends, over, page, ..
        } = mail.kind
        else {
            panic!("another mail");
        };
        assert_eq!(ends, ENDS);
        assert!(page.ends_with("/admin/setup"), "{page}");
        told.push((mail.to, over));
    }
    assert_eq!(queued, told.len() as u64);
    told
}

#[tokio::test]
async fn administrators_are_told_at_each_step_once() {
    each_database(|store| async move {
        let mut world = world(store).await;
        assert_eq!(told(&mut world).await, [], "ten years are left");
        let both = |over| {
            ["it@contoso.example", "security@contoso.example"].map(|to| (to.to_owned(), over))
        };
        for (days, expiry, expected) in [
            (31, Expiry::Fine, None),
            (29, Expiry::Soon, Some(false)),
            (28, Expiry::Soon, None),
            (13, Expiry::Soon, Some(false)),
            (6, Expiry::Urgent, Some(false)),
            (1, Expiry::Urgent, None),
            (-1, Expiry::Over, Some(true)),
            (-30, Expiry::Over, None),
        ] {
            move_before(&world, days);
            let [end] = world.trust.credential_ends().await[..] else {
                panic!("one certificate");
            };
            assert_eq!((end.ends, end.expiry), (ENDS, expiry), "{days}");
            let found = told(&mut world).await;
            match expected {
                Some(over) => assert_eq!(found, both(over), "{days}"),
                None => assert_eq!(found, [], "{days}"),
            }
        }
        world.sim.stop();
    })
    .await;
}

#[tokio::test]
async fn with_no_room_for_a_mail_it_is_told_in_the_next_round() {
    each_database(|store| async move {
        let mut world = world(store).await;
        move_before(&world, 6);
        while world.mails.try_recv().is_ok() {}
        // Nobody takes the mails: the queue of the tests holds eight.
        world.mails.close();
        assert_eq!(world.trust.tell_of_credential_ends().await.unwrap(), 0);
        let told = world.store.system().tenants().await.unwrap()[0].id;
        let setting = world.store.of(told).tenant_setting("credential.told").await;
        assert_eq!(setting.unwrap(), None);
        world.sim.stop();
    })
    .await;
}

#[tokio::test]
async fn what_renews_itself_and_what_never_ends_is_no_reason() {
    each_database(|store| async move {
        let world = World::new(store).await;
        world.registered().await;
        assert_eq!(world.trust.credential_ends().await, []);
        assert_eq!(world.trust.tell_of_credential_ends().await.unwrap(), 0);
        world.sim.stop();
    })
    .await;
}
