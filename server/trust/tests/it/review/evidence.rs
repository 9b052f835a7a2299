//! What is kept of looks and consents: nobody alters it unnoticed, changes are told until they arrive, and an old look never
//! replaces a newer one.

use model::trust::ConsentView;
use model::trust::review::GrantEnd;
use trust::mail::Outgoing;

use super::*;

#[tokio::test]
async fn a_page_says_how_many_looks_it_verified_and_the_command_takes_all() {
    let (database, world, people) = by_hand_world().await;
    for _ in 0..67 {
        check(&world, &people).await;
        world.advance(6);
    }
    let page = view(&world, &people).await.evidence;
    assert_eq!((page.last, page.verified, page.intact), (67, 64, true));
    let tenant = people.admin.tenant();
    let all = world.trust.verify_reviews(tenant).await.unwrap();
    assert_eq!((all.last, all.verified, all.intact), (67, 67, true));
    by_hand(
        &database,
        "UPDATE review_run SET at = at + 1 WHERE sequence = 2",
    )
    .await;
    assert!(!intact(&world, &people).await, "far back, too");
    world.sim.stop();
}

#[tokio::test]
async fn proofs_that_retention_removed_are_not_missed() {
    each_database(|store| async move {
        let (world, people) = started(store).await;
        consent_checked(&world, &people).await;
        let later = trust::retention::months_after(world.trust.now(), 40);
        world.trust.sweep_retention(later).await.unwrap();
        let scoped = world.store.of(people.admin.tenant());
        assert!(scoped.evidence().await.unwrap().is_empty());
        assert!(intact(&world, &people).await);
        world.sim.stop();
    })
    .await;
}

#[tokio::test]
async fn a_check_keeps_a_proof_only_when_it_finds_something_new_and_names_nobody() {
    each_database(|store| async move {
        let (world, people) = started(store).await;
        round(&world).await;
        let kept = || async {
            let scoped = world.store.of(people.admin.tenant());
            scoped.evidence().await.unwrap().len()
        };
        for _ in 0..3 {
            consent_checked(&world, &people).await;
            consent_checked(&world, &people).await;
            world.advance(1);
        }
        assert_eq!(kept().await, 1);
        let review = data(&world, &people).await;
        let granted = review.lines.iter().filter_map(|line| line.granted.as_ref());
        assert!(granted.clone().count() > 0);
        assert!(
            granted.clone().all(|grant| grant.consented_by.is_none()),
            "whoever checks has not consented"
        );
        revoke(&world, MAILBOX);
        world.advance(1);
        consent_checked(&world, &people).await;
        assert_eq!(kept().await, 2);
        world.sim.stop();
    })
    .await;
}

#[tokio::test]
async fn a_grant_that_was_made_anew_between_two_looks_shows() {
    each_database(|store| async move {
        let (mut world, people) = started(store).await;
        round(&world).await;
        world.advance(16);
        revoke(&world, MAILBOX);
        grant(&world, MAILBOX);
        round(&world).await;
        let history = view(&world, &people).await.history;
        let of: Vec<_> = history
            .iter()
            .filter(|change| change.value == MAILBOX)
            .map(|change| (change.gone.is_some(), change.ended))
            .collect();
        assert_eq!(of.len(), 2, "{of:?}");
        assert!(of.contains(&(true, Some(GrantEnd::Replaced))) && of.contains(&(false, None)));
        let MailKind::PermissionsChanged { appeared, gone, .. } =
            world.mails.try_recv().unwrap().kind
        else {
            panic!("another mail")
        };
        assert_eq!(
            (appeared, gone),
            (vec![MAILBOX.to_owned()], vec![MAILBOX.to_owned()])
        );
        world.sim.stop();
    })
    .await;
}

#[tokio::test]
async fn grants_of_a_registration_that_is_gone_from_the_settings_end() {
    let (database, world, people) = by_hand_world().await;
    by_hand(
        &database,
        "INSERT INTO review_grant (tenant, client_id, resource, kind, value, first_seen, guid) \
         SELECT id, '00000000-0000-0000-0000-0000000000ff', '', 'application', 'Old.Read', 5, \
         '00000000-0000-0000-0000-000000000009' FROM tenant",
    )
    .await;
    round(&world).await;
    let history = view(&world, &people).await.history;
    let old = history.iter().find(|change| change.value == "Old.Read");
    let old = old.unwrap();
    assert_eq!(old.ended, Some(GrantEnd::Unconfigured));
    assert!(old.gone.is_some());
    assert!(
        audited(&world, &people)
            .await
            .contains(&"review.unconfigured".to_owned())
    );
    world.sim.stop();
}

#[tokio::test]
async fn what_another_version_stored_counts_as_never_read() {
    let (database, world, people) = by_hand_world().await;
    round(&world).await;
    by_hand(
        &database,
        "UPDATE review_state SET reading_json = '7', problem_json = '{\"kind\":\"x\"}'",
    )
    .await;
    let review = data(&world, &people).await;
    assert_eq!((review.read, review.problem), (None, None));
    assert_eq!(
        status(&data(&world, &people).await, MAILBOX),
        Some(Is::Unknown)
    );
    world.advance(16);
    round(&world).await;
    assert_eq!(status(&data(&world, &people).await, MAILBOX), Some(Is::Ok));
    world.sim.stop();
}

#[tokio::test]
async fn a_slow_look_does_not_replace_a_newer_one() {
    each_database(|store| async move {
        let (mut world, people) = started(store).await;
        round(&world).await;
        world.advance(16);
        // The background look reads the old lists, slowly; meanwhile somebody asks.
        let slow = Fault::times(1, "/graph/v1.0/*", FaultKind::Latency { ms: 700 });
        world.sim.state().inject(slow);
        let asked = async {
            let begun = || async {
                let requests = world.sim.state().requests();
                requests
                    .iter()
                    .filter(|request| request.path.contains("/graph/"))
                    .count()
            };
            let before = begun().await;
            while begun().await == before {
                tokio::task::yield_now().await;
            }
            world.advance(1);
            revoke(&world, MAILBOX);
            check(&world, &people).await;
        };
        tokio::join!(round(&world), asked);
        let review = data(&world, &people).await;
        assert_eq!(status(&review, MAILBOX), Some(Is::Missing));
        let audit = audited(&world, &people).await;
        let changes = audit.iter().filter(|action| *action == "review.changed");
        assert_eq!(changes.count(), 1, "granted and revoked in turn");
        while world.mails.try_recv().is_ok() {}
        world.sim.stop();
    })
    .await;
}

fn told(world: &mut World) -> Option<Outgoing> {
    world.mails.try_recv().ok()
}

#[tokio::test]
async fn a_change_is_told_until_a_mail_was_sent() {
    each_database(|store| async move {
        let (mut world, _) = started(store).await;
        round(&world).await;
        revoke(&world, MAILBOX);
        world.advance(16);
        round(&world).await;
        told(&mut world).unwrap().receipt.unwrap().answer(false);
        // The next change is told with the one before.
        grant(&world, "Mail.Read");
        world.advance(16);
        round(&world).await;
        let mail = told(&mut world).unwrap();
        let MailKind::PermissionsChanged {
            appeared,
            gone,
            turned,
            ..
        } = &mail.kind
        else {
            panic!("another mail")
        };
        assert_eq!(
            (appeared.as_slice(), gone.as_slice()),
            (&["Mail.Read".to_owned()][..], &[MAILBOX.to_owned()][..])
        );
        assert!(turned.contains(&(MAILBOX.to_owned(), Is::Missing)));
        // While it waits to be sent nothing is told again.
        world.advance(16);
        round(&world).await;
        assert!(told(&mut world).is_none());
        mail.receipt.unwrap().answer(true);
        world.advance(16);
        round(&world).await;
        assert!(told(&mut world).is_none());
        world.sim.stop();
    })
    .await;
}

#[tokio::test]
async fn somebody_who_is_gone_is_not_told_for_ever() {
    let (database, mut world, people) = by_hand_world().await;
    round(&world).await;
    by_hand(&database, "DELETE FROM assignment").await;
    let days = |days: i64| days * 24 * 60;
    world.advance(days(91));
    round(&world).await;
    while told(&mut world).is_some() {}
    revoke(&world, MAILBOX);
    world.advance(16);
    round(&world).await;
    assert!(told(&mut world).is_none());
    // Who saves the list has confirmed it.
    let set = world
        .trust
        .set_review_mail(&people.admin, contoso::ADMIN.upn);
    set.await.unwrap();
    grant(&world, MAILBOX);
    world.advance(16);
    round(&world).await;
    assert_eq!(told(&mut world).unwrap().to, contoso::ADMIN.upn);
    world.sim.stop();
}

#[tokio::test]
async fn a_consent_that_showed_too_late_for_the_page_is_found_by_the_next_round() {
    each_database(|store| async move {
        let (world, people) = started_with(store, false).await;
        let state = || async {
            let setup = world.trust.setup(&people.admin).await.unwrap();
            setup.registrations[0].consent.clone()
        };
        consent_checked(&world, &people).await;
        let before = state().await;
        assert!(
            matches!(before, ConsentView::Missing { wait: true, .. }),
            "{before:?}"
        );
        let proofs = || async {
            let scoped = world.store.of(people.admin.tenant());
            scoped.evidence().await.unwrap().len()
        };
        round(&world).await;
        assert_eq!(proofs().await, 1, "nothing new is no new proof");
        world
            .sim
            .state()
            .consent(contoso::TENANT, contoso::DATA_CLIENT_ID);
        world.advance(6);
        round(&world).await;
        assert!(matches!(state().await, ConsentView::Proven { .. }));
        assert_eq!(proofs().await, 2);
        assert!(intact(&world, &people).await);
        world.sim.stop();
    })
    .await;
}

#[tokio::test]
async fn retention_leaves_a_chain_that_verifies() {
    each_database(|store| async move {
        let (world, people) = started(store).await;
        let tenant = people.admin.tenant();
        check(&world, &people).await;
        world.advance(6);
        check(&world, &people).await;
        let later = trust::retention::months_after(world.trust.now(), 40);
        world.trust.sweep_retention(later).await.unwrap();
        let scoped = world.store.of(tenant);
        assert!(scoped.review_runs(0, 10).await.unwrap().is_empty());
        let chain = world.trust.verify_reviews(tenant).await.unwrap();
        assert!(chain.intact, "{chain:?}");
        world.advance(6);
        check(&world, &people).await;
        let chain = world.trust.verify_reviews(tenant).await.unwrap();
        assert!(chain.intact && chain.last == 3, "{chain:?}");
        world.sim.stop();
    })
    .await;
}
