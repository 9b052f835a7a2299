//! A tenant that could not be read, or not wholly: nothing is in order, and the last good state stays to be seen.

use microsoft365::state::grants::Enabled;

use super::*;

#[tokio::test]
async fn the_registration_for_sign_in_is_read_by_one_that_may_or_said_to_be_closed() {
    each_database(|store| async move {
        let (world, people) = started(store).await;
        revoke(&world, "Application.Read.All");
        round(&world).await;
        let signin = || async { view(&world, &people).await.registrations.pop().unwrap() };
        let closed = signin().await;
        assert!(closed.signin && closed.tried.is_some() && closed.read.is_none());
        assert_eq!(closed.problem, Some(ReviewProblem::Closed));
        grant(&world, "Application.Read.All");
        world.advance(16);
        round(&world).await;
        let open = signin().await;
        assert_eq!((open.problem.clone(), open.mode), (None, ReviewMode::Live));
        world.sim.stop();
    })
    .await;
}

#[tokio::test]
async fn only_what_concerns_the_credential_is_laid_to_its_charge() {
    for (number, credential) in [
        ("7000215", true),
        ("50196", false),
        ("50194", false),
        ("90002", false),
    ] {
        let database = TestDatabase::sqlite();
        let (world, people) = started(database.store().await).await;
        let path = format!("/{}/oauth2", contoso::TENANT);
        let refused = FaultKind::Status {
            status: if credential { 401 } else { 400 },
            code: number.to_owned(),
        };
        world.sim.state().inject(Fault::times(99, &path, refused));
        round(&world).await;
        let problem = data(&world, &people).await.problem;
        match problem {
            Some(ReviewProblem::Credential { code, .. }) if credential => {
                assert_eq!(code, format!("AADSTS{number}"));
            }
            Some(ReviewProblem::Refused { code, .. }) if !credential => {
                assert_eq!(code, format!("AADSTS{number}"));
            }
            other => panic!("{number}: {other:?}"),
        }
        world.sim.stop();
    }
}

#[tokio::test]
async fn without_the_lists_a_probe_is_all_there_is() {
    each_database(|store| async move {
        let (world, people) = started(store).await;
        revoke(&world, "Application.Read.All");
        round(&world).await;
        let review = data(&world, &people).await;
        assert_eq!(
            (review.mode, review.problem.clone()),
            (ReviewMode::Probes, None)
        );
        assert_eq!(status(&review, "User.Read.All"), Some(Is::Works));
        assert!(
            review
                .lines
                .iter()
                .all(|line| line.status != Is::Ok && line.granted.is_none())
        );
        revoke(&world, MAILBOX);
        check(&world, &people).await;
        assert_eq!(
            status(&data(&world, &people).await, MAILBOX),
            Some(Is::Refused)
        );
        assert!(
            view(&world, &people).await.history.is_empty(),
            "what isn't read is no history"
        );
        world.sim.stop();
    })
    .await;
}

#[tokio::test]
async fn a_tenant_that_cannot_be_read_shows_the_last_good_state_and_nothing_in_order() {
    each_database(|store| async move {
        let (mut world, people) = started(store).await;
        round(&world).await;
        let read = data(&world, &people).await.read;
        let down = format!("/{}/oauth2", contoso::TENANT);
        world
            .sim
            .state()
            .inject(Fault::times(100, &down, FaultKind::Drop));
        world.advance(90);
        round(&world).await;
        let review = data(&world, &people).await;
        assert_eq!(review.problem, Some(ReviewProblem::Unreachable));
        assert_eq!(review.read, read);
        assert!(review.tried > review.read);
        let users = line(&review, "User.Read.All").unwrap();
        assert_eq!(users.status, Is::NotTested);
        assert!(users.granted.is_some(), "the last good state stays visible");
        assert!(review.lines.iter().all(|line| line.status != Is::Ok));
        assert!(world.mails.try_recv().is_err(), "silence is no change");
        world.sim.stop();
    })
    .await;
}

#[tokio::test]
async fn a_deleted_or_disabled_application_is_named() {
    each_database(|store| async move {
        let (mut world, people) = started(store).await;
        round(&world).await;
        let read = data(&world, &people).await.read;
        let state = world.sim.state();
        state.enable_application(contoso::TENANT, contoso::DATA_CLIENT_ID, Enabled::No);
        world.advance(90);
        round(&world).await;
        let review = data(&world, &people).await;
        assert_eq!(review.problem, Some(ReviewProblem::PrincipalDisabled));
        let users = line(&review, "User.Read.All").unwrap();
        assert_eq!(users.status, Is::NotEffective);
        assert!(users.granted.is_some() && review.read == read);
        assert!(review.lines.iter().all(|line| line.status != Is::Ok));
        while world.mails.try_recv().is_ok() {}
        let state = world.sim.state();
        state.enable_application(contoso::TENANT, contoso::DATA_CLIENT_ID, Enabled::Yes);
        state.remove_application(contoso::TENANT, contoso::DATA_CLIENT_ID);
        world.advance(16);
        round(&world).await;
        let review = data(&world, &people).await;
        assert_eq!(review.problem, Some(ReviewProblem::PrincipalGone));
        let users = line(&review, "User.Read.All").unwrap();
        assert_eq!(users.status, Is::Missing);
        assert!(users.granted.is_some(), "what was granted stays to be seen");
        assert_eq!(review.read, read, "with its age");
        let MailKind::PermissionsChanged { gone, .. } = world.mails.try_recv().unwrap().kind else {
            panic!("another mail")
        };
        assert!(gone.contains(&"User.Read.All".to_owned()));
        world.sim.stop();
    })
    .await;
}

#[tokio::test]
async fn a_policy_of_exchange_is_told_from_a_missing_grant() {
    each_database(|store| async move {
        let (world, people) = started(store).await;
        let kind = FaultKind::Status {
            status: 403,
            code: "ErrorAccessDenied".to_owned(),
        };
        world
            .sim
            .state()
            .inject(Fault::times(5, "/graph/v1.0/users/*/calendarView", kind));
        round(&world).await;
        let review = data(&world, &people).await;
        let calendar = line(&review, "Calendars.ReadBasic.All").unwrap();
        assert_eq!(calendar.status, Is::NotEffective);
        assert_eq!(
            calendar.probe.as_ref().unwrap().outcome,
            ProbeOutcome::ExchangePolicy
        );
        world.sim.stop();
    })
    .await;
}
