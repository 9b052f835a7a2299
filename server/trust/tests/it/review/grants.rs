//! What was granted and revoked shows at the next look, and is told.

use model::permission::Feature;
use model::trust::ConsentOutcome;

use super::*;
use crate::browser::{self, Browser, Press};

const ADMIN: browser::Account = browser::contoso(contoso::ADMIN);

#[tokio::test]
async fn what_is_granted_and_works_is_in_order_with_its_proof() {
    each_database(|store| async move {
        let (world, people) = started(store).await;
        let before = data(&world, &people).await;
        assert_eq!((before.read, before.mode), (None, ReviewMode::Probes));
        assert_eq!(
            status(&before, "User.Read.All"),
            Some(Is::Unknown),
            "nobody has looked"
        );
        round(&world).await;
        let review = data(&world, &people).await;
        assert_eq!((review.mode, &review.problem), (ReviewMode::Live, &None));
        for name in [
            "User.Read.All",
            "GroupMember.ReadBasic.All",
            MAILBOX,
            "Calendars.ReadBasic.All",
            "Application.Read.All",
        ] {
            let line = line(&review, name).unwrap();
            assert_eq!(line.status, Is::Ok, "{line:?}");
            let probe = line.probe.as_ref().unwrap();
            assert!(probe.outcome == ProbeOutcome::Ok && probe.request_id.is_some());
            let granted = line.granted.as_ref().unwrap();
            assert!(granted.at.is_some() && granted.first_seen.is_some());
        }
        // Delegated grants cannot be read here: never in order, and the token's word is only a hint.
        assert!(!review.delegated_readable);
        assert_eq!(
            status(&review, "OnlineMeetings.ReadWrite"),
            Some(Is::Unknown)
        );
        assert!(line(&review, "User.Read.All").unwrap().in_token);
        let signin = view(&world, &people).await.registrations.pop().unwrap();
        assert!(signin.signin);
        assert_eq!(
            status(&signin, "openid"),
            Some(Is::Works),
            "somebody signed in"
        );
        let view = view(&world, &people).await;
        assert!(view.evidence.intact && view.evidence.last >= 1);
        assert_eq!(view.notify, contoso::ADMIN.upn);
    })
    .await;
}

#[tokio::test]
async fn a_revoked_grant_turns_at_the_next_look_and_is_told() {
    each_database(|store| async move {
        let (mut world, people) = started(store).await;
        round(&world).await;
        assert!(
            world.mails.try_recv().is_err(),
            "the first look tells of no change"
        );
        revoke(&world, MAILBOX);
        world.advance(16);
        round(&world).await;
        let review = data(&world, &people).await;
        let gone = line(&review, MAILBOX).unwrap();
        assert_eq!((gone.status, &gone.granted), (Is::Missing, &None));
        assert_eq!(gone.needed_by, [Feature::Directory]);
        let mail = world.mails.try_recv().unwrap();
        assert_eq!(mail.to, contoso::ADMIN.upn);
        let MailKind::PermissionsChanged {
            gone,
            appeared,
            turned,
            page,
            ..
        } = mail.kind
        else {
            panic!("another mail")
        };
        assert_eq!(
            (gone, appeared, turned),
            (
                vec![MAILBOX.to_owned()],
                vec![],
                vec![(MAILBOX.to_owned(), Is::Missing)]
            )
        );
        assert!(page.ends_with("/admin/permissions"));
        let history = view(&world, &people).await.history;
        let change = history
            .iter()
            .find(|change| change.value == MAILBOX)
            .unwrap();
        assert!(change.gone.is_some());
        let audit = audited(&world, &people).await;
        assert!(audit.contains(&"review.changed".to_owned()));
        // Unchanged: nothing more is told.
        world.advance(16);
        round(&world).await;
        assert!(world.mails.try_recv().is_err());
        world.sim.stop();
    })
    .await;
}

#[tokio::test]
async fn a_late_consent_shows_without_a_restart() {
    each_database(|store| async move {
        let (mut world, people) = started_with(store, false).await;
        round(&world).await;
        let review = data(&world, &people).await;
        assert_eq!(review.problem, Some(ReviewProblem::PrincipalGone));
        assert_eq!(status(&review, "User.Read.All"), Some(Is::Missing));
        world
            .sim
            .state()
            .consent(contoso::TENANT, contoso::DATA_CLIENT_ID);
        world.advance(16);
        round(&world).await;
        let review = data(&world, &people).await;
        assert_eq!(
            (review.problem.clone(), status(&review, "User.Read.All")),
            (None, Some(Is::Ok))
        );
        let mail = world.mails.try_recv().unwrap();
        let MailKind::PermissionsChanged { appeared, .. } = mail.kind else {
            panic!("another mail")
        };
        assert!(appeared.contains(&"User.Read.All".to_owned()));
        world.sim.stop();
    })
    .await;
}

#[tokio::test]
async fn a_grant_younger_than_the_token_shows_at_the_next_look() {
    each_database(|store| async move {
        let (world, people) = started(store).await;
        revoke(&world, MAILBOX);
        round(&world).await;
        assert_eq!(
            status(&data(&world, &people).await, MAILBOX),
            Some(Is::Missing)
        );
        // The token in memory is 16 minutes old when the permission comes.
        world.advance(16);
        grant(&world, MAILBOX);
        round(&world).await;
        assert_eq!(status(&data(&world, &people).await, MAILBOX), Some(Is::Ok));
        // Where no new token is to be had, it waits for one.
        revoke(&world, MAILBOX);
        world.advance(16);
        round(&world).await;
        world.advance(16);
        grant(&world, MAILBOX);
        let down = format!("/{}/oauth2", contoso::TENANT);
        world
            .sim
            .state()
            .inject(Fault::times(9, &down, FaultKind::Drop));
        round(&world).await;
        assert_eq!(
            status(&data(&world, &people).await, MAILBOX),
            Some(Is::WaitingForToken)
        );
        world.sim.stop();
    })
    .await;
}

#[tokio::test]
async fn a_check_on_request_takes_a_new_token_and_has_a_pause() {
    each_database(|store| async move {
        let (world, people) = started(store).await;
        revoke(&world, MAILBOX);
        round(&world).await;
        grant(&world, MAILBOX);
        let check = || world.trust.check_permissions(&people.admin, data_client());
        check().await.unwrap();
        let review = data(&world, &people).await;
        assert_eq!(status(&review, MAILBOX), Some(Is::Ok));
        assert!(review.check_from.is_some());
        assert!(matches!(check().await, Err(TrustError::NotPossible)));
        world.advance(6);
        assert_eq!(data(&world, &people).await.check_from, None);
        check().await.unwrap();
        let unknown = model::Guid::from_u128(1);
        let refused = world.trust.check_permissions(&people.admin, unknown).await;
        assert!(matches!(refused, Err(TrustError::Denied(Denied::NotFound))));
        world.sim.stop();
    })
    .await;
}

#[tokio::test]
async fn more_than_is_needed_comes_first_and_is_told() {
    each_database(|store| async move {
        let (mut world, people) = started(store).await;
        round(&world).await;
        grant(&world, "Mail.Read");
        world.advance(16);
        round(&world).await;
        let review = data(&world, &people).await;
        assert_eq!(review.lines[0].value, "Mail.Read");
        assert_eq!(review.lines[0].status, Is::OverPrivileged);
        assert!(review.lines[0].needed_by.is_empty());
        let mail = world.mails.try_recv().unwrap();
        let MailKind::PermissionsChanged { appeared, .. } = mail.kind else {
            panic!("another mail")
        };
        assert_eq!(appeared, ["Mail.Read"]);
        // A higher one in place of the lower.
        grant(&world, "Calendars.ReadWrite");
        revoke(&world, "Calendars.ReadBasic.All");
        world.advance(16);
        round(&world).await;
        let review = data(&world, &people).await;
        let lower = line(&review, "Calendars.ReadBasic.All").unwrap();
        assert_eq!(
            (lower.status, lower.rests_on.as_deref()),
            (Is::OverBroad, Some("Calendars.ReadWrite"))
        );
        let higher = line(&review, "Calendars.ReadWrite").unwrap();
        assert_eq!(
            (higher.status, higher.covers_needed.as_slice()),
            (
                Is::OverPrivileged,
                ["Calendars.ReadBasic.All".to_owned()].as_slice()
            )
        );
        world.sim.stop();
    })
    .await;
}

#[tokio::test]
async fn whoever_consented_is_named_beside_what_came_of_it_and_nothing_else() {
    each_database(|store| async move {
        let (world, people) = started_with(store, false).await;
        round(&world).await;
        let begun = world.trust.begin_consent(&people.admin, data_client());
        let url = begun.await.unwrap();
        let browser = Browser::new();
        let query = browser.consent(&url, ADMIN, Press::Accept).await;
        let caller = world.caller(&people.session).await;
        let outcome = world.trust.finish_consent(&caller, &query).await.unwrap();
        assert_eq!(outcome, ConsentOutcome::Ok);
        // A grant that somebody made elsewhere at the same time was no part of what was proven.
        grant(&world, "Mail.Read");
        world.advance(16);
        round(&world).await;
        let review = data(&world, &people).await;
        let by = |value: &str| {
            let granted = line(&review, value).unwrap().granted.as_ref();
            granted.unwrap().consented_by.clone()
        };
        assert_eq!(by("User.Read.All").as_deref(), Some(contoso::ADMIN.name));
        assert_eq!(by(MAILBOX).as_deref(), Some(contoso::ADMIN.name));
        assert_eq!(by("Mail.Read"), None);
        // Granted anew later, past Anteroom: the consent of that time is none of this grant.
        revoke(&world, MAILBOX);
        world.advance(45);
        round(&world).await;
        grant(&world, MAILBOX);
        world.advance(16);
        round(&world).await;
        let review = data(&world, &people).await;
        let granted = line(&review, MAILBOX).unwrap().granted.as_ref().unwrap();
        assert_eq!(granted.consented_by, None);
        world.sim.stop();
    })
    .await;
}

#[tokio::test]
async fn what_is_revoked_while_it_is_used_is_missing_and_takes_proofs_along() {
    each_database(|store| async move {
        let (world, people) = started(store).await;
        round(&world).await;
        // The token in memory still opens what was taken back, as a connector at work would find.
        revoke(&world, "User.Read.All");
        world.advance(16);
        round(&world).await;
        let review = data(&world, &people).await;
        let users = line(&review, "User.Read.All").unwrap();
        assert_eq!((users.status, &users.granted), (Is::Missing, &None));
        assert!(!users.in_token, "of a new token");
        assert_eq!(users.needed_by, [Feature::Directory]);
        // Whose calendar could be tried cannot be read any more: what was in order is no longer proven.
        assert_eq!(
            status(&review, "Calendars.ReadBasic.All"),
            Some(Is::NotTested)
        );
        world.sim.stop();
    })
    .await;
}

#[tokio::test]
async fn a_role_outside_of_the_catalogue_has_the_name_the_tenant_gives_it() {
    const ROLE: &str = "Application.ReadWrite.OwnedBy";
    const GUID: &str = "18a4783c-866b-4cc7-a460-3d5e5662c884";
    each_database(|store| async move {
        let (world, people) = started(store).await;
        round(&world).await;
        grant(&world, ROLE);
        world.advance(16);
        round(&world).await;
        let review = data(&world, &people).await;
        let role = line(&review, ROLE).unwrap();
        assert_eq!((role.status, role.tier), (Is::OverPrivileged, None));
        assert_eq!(role.guid, Some(GUID.parse().unwrap()));
        // It is kept by its GUID: a name is for the eye.
        let history = view(&world, &people).await.history;
        assert!(history.iter().any(|change| change.value == GUID));
        let changes = history.len();
        world.advance(16);
        round(&world).await;
        assert_eq!(view(&world, &people).await.history.len(), changes);
        world.sim.stop();
    })
    .await;
}
