//! The permission review against a simulated tenant: what was granted and revoked shows, is told, and cannot be denied later.

use microsoft365::state::grants::Enabled;
use microsoft365::state::{Fault, FaultKind};
use microsoft365::{contoso, fabrikam};
use model::permission::Feature;
use model::trust::ConsentView;
use model::trust::review::{
    ProbeOutcome, RegistrationReview, ReviewLine, ReviewMode, ReviewProblem, ReviewStatus as Is,
    ReviewView,
};
use sqlx::AssertSqlSafe;
use store::testing::{TestDatabase, each_database};
use trust::mail::MailKind;
use trust::review::{Paste, Reader};
use trust::{Administrator, Denied, Reviewer, TrustError};

use crate::browser;
use crate::world::{Wishes, World, data_client, tenant};

mod evidence;

const MAILBOX: &str = "MailboxSettings.Read";

struct People {
    admin: Administrator,
    reviewer: Reviewer,
}

async fn people(world: &World, session: &str) -> People {
    let caller = world.caller(session).await;
    People {
        admin: caller.administrator(&world.trust).await.unwrap(),
        reviewer: caller.reviewer(&world.trust).await.unwrap(),
    }
}

async fn started(store: store::Store) -> (World, People) {
    started_with(store, true).await
}

async fn started_with(store: store::Store, consented: bool) -> (World, People) {
    let wishes = Wishes {
        consented,
        ..Wishes::default()
    };
    let mut world = World::with(store, wishes).await;
    let session = world.registered().await;
    // The mail about the registration itself.
    while world.mails.try_recv().is_ok() {}
    let people = people(&world, &session).await;
    (world, people)
}

async fn round(world: &World) {
    world
        .trust
        .review_permissions(world.trust.now())
        .await
        .unwrap();
}

async fn view(world: &World, people: &People) -> ReviewView {
    let reader = Reader {
        reviewer: &people.reviewer,
        administrator: Some(&people.admin),
    };
    world.trust.review(reader).await.unwrap()
}

/// What the audit log names, oldest first.
async fn audited(world: &World, people: &People) -> Vec<String> {
    let scoped = world.store.of(people.admin.tenant());
    let rows = scoped.audit_range(0, 1_000).await.unwrap();
    rows.into_iter().map(|row| row.action).collect()
}

async fn data(world: &World, people: &People) -> RegistrationReview {
    let view = view(world, people).await;
    view.registrations.into_iter().next().unwrap()
}

fn line<'r>(review: &'r RegistrationReview, value: &str) -> Option<&'r ReviewLine> {
    review.lines.iter().find(|line| line.value == value)
}

fn status(review: &RegistrationReview, value: &str) -> Option<Is> {
    line(review, value).map(|line| line.status)
}

fn revoke(world: &World, name: &str) {
    let state = world.sim.state();
    state.revoke_application(contoso::TENANT, contoso::DATA_CLIENT_ID, name);
}

fn grant(world: &World, name: &str) {
    let state = world.sim.state();
    state.grant_application(contoso::TENANT, contoso::DATA_CLIENT_ID, name);
}

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
async fn a_feature_that_is_switched_off_needs_nothing() {
    each_database(|store| async move {
        let (world, people) = started(store).await;
        round(&world).await;
        let before = view(&world, &people).await;
        let calendar = before
            .features
            .iter()
            .find(|switch| switch.feature == Feature::Calendar)
            .unwrap();
        assert!(calendar.on && calendar.frees == ["Calendars.ReadBasic.All"]);
        world
            .trust
            .switch_feature(&people.admin, Feature::Calendar, false)
            .await
            .unwrap();
        world
            .trust
            .switch_feature(&people.admin, Feature::PermissionReview, false)
            .await
            .unwrap();
        let review = data(&world, &people).await;
        for name in ["Calendars.ReadBasic.All", "Application.Read.All"] {
            assert_eq!(status(&review, name), Some(Is::OverPrivileged), "{name}");
        }
        assert_eq!(status(&review, "User.Read.All"), Some(Is::Ok));
        let asked = world.trust.setup(&people.admin).await.unwrap();
        assert!(
            asked.registrations[0]
                .needs
                .iter()
                .all(|need| need.feature != Feature::Calendar)
        );
        let refused = world
            .trust
            .switch_feature(&people.admin, Feature::SignIn, false)
            .await;
        assert!(matches!(refused, Err(TrustError::NotPossible)));
        world
            .trust
            .switch_feature(&people.admin, Feature::Calendar, true)
            .await
            .unwrap();
        assert_eq!(
            status(&data(&world, &people).await, "Calendars.ReadBasic.All"),
            Some(Is::Ok)
        );
        world.sim.stop();
    })
    .await;
}

#[tokio::test]
async fn a_review_that_is_switched_off_asks_for_no_lists() {
    each_database(|store| async move {
        let (world, people) = started(store).await;
        round(&world).await;
        let switched = world
            .trust
            .switch_feature(&people.admin, Feature::PermissionReview, false)
            .await;
        assert!(switched.is_ok());
        world.sim.state().forget_requests();
        world.advance(16);
        round(&world).await;
        let state = world.sim.state();
        for list in ["appRoleAssignments", "oauth2PermissionGrants"] {
            let path = format!("/graph/v1.0/servicePrincipals/*/{list}");
            assert_eq!(state.request_count("GET", &path), 0, "{list}");
        }
        let review = data(&world, &people).await;
        assert_eq!((review.mode, &review.problem), (ReviewMode::Probes, &None));
        assert_eq!(status(&review, "User.Read.All"), Some(Is::Works));
        world.sim.stop();
    })
    .await;
}

#[tokio::test]
async fn a_feature_that_is_switched_puts_the_stored_consent_in_doubt() {
    each_database(|store| async move {
        let (world, people) = started(store).await;
        let consent = || async {
            let setup = world.trust.setup(&people.admin).await.unwrap();
            setup.registrations[0].consent.clone()
        };
        for on in [false, true] {
            let proven = world
                .trust
                .check_consent(&people.admin, data_client())
                .await;
            assert!(matches!(proven, Ok(ConsentView::Proven { .. })));
            world
                .trust
                .switch_feature(&people.admin, Feature::Calendar, on)
                .await
                .unwrap();
            assert_eq!(consent().await, ConsentView::Unknown);
        }
        world.sim.stop();
    })
    .await;
}

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
        world
            .trust
            .check_permissions(&people.admin, data_client())
            .await
            .unwrap();
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

#[tokio::test]
async fn another_tenant_sees_nothing_of_it() {
    each_database(|store| async move {
        let (world, people) = started(store).await;
        round(&world).await;
        let session = world
            .registered_by(browser::fabrikam(fabrikam::ADMIN))
            .await;
        let other = self::people(&world, &session).await;
        let view = view(&world, &other).await;
        assert_eq!(
            (view.tenant_id, view.evidence.last),
            (tenant(fabrikam::TENANT), 0)
        );
        assert!(view.history.is_empty());
        for registration in &view.registrations {
            assert!(registration.read.is_none() && registration.principal.is_none());
            assert!(registration.lines.iter().all(|line| line.granted.is_none()));
        }
        // What the other tenant does changes nothing here.
        world
            .trust
            .switch_feature(&other.admin, Feature::Calendar, false)
            .await
            .unwrap();
        world
            .trust
            .check_permissions(&other.admin, data_client())
            .await
            .unwrap();
        let review = data(&world, &people).await;
        assert_eq!(status(&review, "Calendars.ReadBasic.All"), Some(Is::Ok));
        world.sim.stop();
    })
    .await;
}

#[tokio::test]
async fn the_file_has_a_date_and_a_hash_that_fits_and_is_audited() {
    each_database(|store| async move {
        let (world, people) = started(store).await;
        round(&world).await;
        let file = world.trust.export_review(&people.reviewer).await.unwrap();
        assert!(file.name.starts_with("anteroom-permissions-20"));
        let (head, body) = file.json.split_once("\",\"document\":").unwrap();
        let body = body.strip_suffix('}').unwrap();
        let hash = head.strip_prefix("{\"sha256\":\"").unwrap();
        let digest = ring_sha256(body);
        assert_eq!(hash, digest);
        let document: serde_json::Value = serde_json::from_str(body).unwrap();
        assert!(
            document["review"]["registrations"][0]["lines"]
                .as_array()
                .unwrap()
                .len()
                > 4
        );
        assert!(!file.json.contains("eyJ"), "no token");
        let audit = audited(&world, &people).await;
        assert_eq!(audit.last().unwrap(), "review.exported");
        world.sim.stop();
    })
    .await;
}

fn ring_sha256(text: &str) -> String {
    let digest = ring::digest::digest(&ring::digest::SHA256, text.as_bytes());
    digest
        .as_ref()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[tokio::test]
async fn pasted_lists_are_judged_and_forgotten() {
    each_database(|store| async move {
        let (world, people) = started(store).await;
        let assignments = r#"{"value":[{"id":"a1","appRoleId":"df021288-bdef-4463-88db-98f22de89214","createdDateTime":"2026-01-01T00:00:00Z",
            "resourceDisplayName":"Microsoft Graph","resourceId":"00000000-0000-0000-0000-0000000000aa"},
            {"id":"a2","appRoleId":"810c84a8-4a9e-49e6-bf7d-12d183f40d01","resourceDisplayName":"Microsoft Graph","resourceId":"00000000-0000-0000-0000-0000000000aa"}]}"#;
        let grants = r#"{"value":[{"id":"g1","consentType":"AllPrincipals","resourceId":"00000000-0000-0000-0000-0000000000aa","scope":"OnlineMeetings.ReadWrite offline_access"}]}"#;
        let paste = |assignments, grants| Paste { client_id: data_client(), assignments, grants };
        let judged = world.trust.judge_pasted(&people.reviewer, &paste(assignments, grants)).await.unwrap();
        assert_eq!(judged.mode, ReviewMode::Pasted);
        assert_eq!(status(&judged, "User.Read.All"), Some(Is::NotTested));
        assert_eq!(status(&judged, "Mail.Read"), Some(Is::OverPrivileged));
        assert_eq!(status(&judged, MAILBOX), Some(Is::Missing));
        assert_eq!(status(&judged, "OnlineMeetings.ReadWrite"), Some(Is::NotTested));
        let without = world.trust.judge_pasted(&people.reviewer, &paste(assignments, " ")).await.unwrap();
        assert_eq!(status(&without, "OnlineMeetings.ReadWrite"), Some(Is::Unknown));
        let wrong = world.trust.judge_pasted(&people.reviewer, &paste("nonsense", grants)).await;
        assert!(matches!(wrong, Err(TrustError::Invalid(fields)) if fields[0].field == "assignments"));
        assert!(world.store.of(people.admin.tenant()).review_states().await.unwrap().is_empty());
        let view = view(&world, &people).await;
        assert!(view.history.is_empty() && view.evidence.last == 0);
        world.sim.stop();
    })
    .await;
}

#[tokio::test]
async fn addresses_that_are_told_can_be_changed() {
    each_database(|store| async move {
        let (mut world, people) = started(store).await;
        let set = |addresses: &'static str| world.trust.set_review_mail(&people.admin, addresses);
        assert!(matches!(set("nobody").await, Err(TrustError::Invalid(_))));
        assert!(matches!(
            set("a@b.ex,b@b.ex,c@b.ex,d@b.ex,e@b.ex,f@b.ex").await,
            Err(TrustError::Invalid(_))
        ));
        set("soc@contoso.example, ciso@contoso.example")
            .await
            .unwrap();
        round(&world).await;
        revoke(&world, MAILBOX);
        world.advance(16);
        round(&world).await;
        let told = [
            world.mails.try_recv().unwrap().to,
            world.mails.try_recv().unwrap().to,
        ];
        assert_eq!(told, ["soc@contoso.example", "ciso@contoso.example"]);
        let set = |addresses: &'static str| world.trust.set_review_mail(&people.admin, addresses);
        set("").await.unwrap();
        grant(&world, MAILBOX);
        world.advance(16);
        round(&world).await;
        assert!(world.mails.try_recv().is_err());
        world.sim.stop();
    })
    .await;
}

/// Runs a statement past the store, as somebody with the database would.
async fn by_hand(database: &TestDatabase, statement: &str) {
    use sqlx::Connection as _;
    let mut conn = sqlx::SqliteConnection::connect(database.url())
        .await
        .unwrap();
    sqlx::raw_sql(AssertSqlSafe(statement))
        .execute(&mut conn)
        .await
        .unwrap();
    conn.close().await.unwrap();
}

#[tokio::test]
async fn tampered_evidence_is_found() {
    for statement in [
        "UPDATE review_run SET result_json = replace(result_json, 'User.Read.All', 'User.ReadBasic.All') WHERE sequence = 2",
        "UPDATE review_run SET at = at + 1 WHERE sequence = 1",
        "DELETE FROM review_run WHERE sequence = 1",
        "DELETE FROM review_run WHERE sequence = 2",
        "DELETE FROM review_run WHERE sequence = (SELECT MAX(sequence) FROM review_run)",
        "DELETE FROM review_run",
        "DELETE FROM review_run WHERE sequence = 3; \
         INSERT OR REPLACE INTO tenant_setting (tenant, name, content) SELECT tenant, 'review.head', \
         '{\"place\":2,\"mac\":\"' || lower(hex(mac)) || '\"}' FROM review_run WHERE sequence = 2",
        "INSERT INTO tenant_setting (tenant, name, content) SELECT id, 'review.floor', '{\"place\":2,\"mac\":\"00\"}' FROM tenant",
    ] {
        let database = TestDatabase::sqlite();
        let (world, people) = started(database.store().await).await;
        let tenant = people.admin.tenant();
        for _ in 0..2 {
            world
                .trust
                .check_permissions(&people.admin, data_client())
                .await
                .unwrap();
            world.advance(16);
        }
        let chain = world.trust.verify_reviews(tenant).await.unwrap();
        assert!(chain.intact && chain.last == 2, "{chain:?}");
        world
            .trust
            .check_permissions(&people.admin, data_client())
            .await
            .unwrap();
        by_hand(&database, statement).await;
        assert!(
            !world.trust.verify_reviews(tenant).await.unwrap().intact,
            "{statement}"
        );
        assert!(!view(&world, &people).await.evidence.intact, "{statement}");
        world.sim.stop();
    }
}

#[tokio::test]
async fn retention_leaves_a_chain_that_verifies() {
    each_database(|store| async move {
        let (world, people) = started(store).await;
        let tenant = people.admin.tenant();
        world
            .trust
            .check_permissions(&people.admin, data_client())
            .await
            .unwrap();
        world.advance(6);
        world
            .trust
            .check_permissions(&people.admin, data_client())
            .await
            .unwrap();
        let later = trust::retention::months_after(world.trust.now(), 40);
        world.trust.sweep_retention(later).await.unwrap();
        let scoped = world.store.of(tenant);
        assert!(scoped.review_runs(0, 10).await.unwrap().is_empty());
        let chain = world.trust.verify_reviews(tenant).await.unwrap();
        assert!(chain.intact, "{chain:?}");
        world.advance(6);
        world
            .trust
            .check_permissions(&people.admin, data_client())
            .await
            .unwrap();
        let chain = world.trust.verify_reviews(tenant).await.unwrap();
        assert!(chain.intact && chain.last == 3, "{chain:?}");
        world.sim.stop();
    })
    .await;
}

#[tokio::test]
async fn a_reviewer_reads_and_an_administrator_acts() {
    each_database(|store| async move {
        let (world, _) = started(store).await;
        let caller = world.member(browser::contoso(contoso::REVIEWER)).await;
        let reviewer = caller.reviewer(&world.trust).await.unwrap();
        assert!(matches!(
            caller.administrator(&world.trust).await,
            Err(Denied::Forbidden)
        ));
        let reader = Reader {
            reviewer: &reviewer,
            administrator: None,
        };
        assert!(!world.trust.review(reader).await.unwrap().may_act);
        let consultant = world.member(browser::contoso(contoso::CONSULTANT)).await;
        assert!(matches!(
            consultant.reviewer(&world.trust).await,
            Err(Denied::Forbidden)
        ));
        world.sim.stop();
    })
    .await;
}
