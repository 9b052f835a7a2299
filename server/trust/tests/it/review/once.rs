//! The lists of grants, read once by a person as themselves: judged, shown, and kept nowhere.

use microsoft365::state::Assumption;
use model::permission::{Feature, PermissionKind};
use model::trust::SigninProblemCode as Code;
use model::trust::review::GrantedFor;
use trust::{Arrival, SigninForm};

use super::*;
use crate::browser::{self, Account, Browser, Press};
use crate::world::{oid, tenant};

const ADMIN: Account = browser::contoso(contoso::ADMIN);
const SCOPES: [&str; 2] = ["Application.Read.All", "Directory.Read.All"];

/// Somebody goes to Microsoft and comes back.
async fn answer(
    world: &World,
    people: &People,
    account: Account,
    press: Press,
) -> (String, SigninForm) {
    let redirect = world.trust.begin_once(&people.reviewer, "r").await.unwrap();
    let unhinted: Vec<&str> = redirect
        .url
        .split('&')
        .filter(|pair| !pair.starts_with("login_hint"))
        .collect();
    let form = Browser::new()
        .answer(&unhinted.join("&"), account, press)
        .await;
    (redirect.cookie_value, form)
}

async fn arrive(world: &World, (cookie, form): (String, SigninForm)) -> Result<Arrival, Code> {
    let arrived = world.trust.finish_connect(Some(&cookie), form, "r").await;
    arrived.map_err(|problem| problem.code)
}

async fn voucher(world: &World, people: &People) -> String {
    let answer = answer(world, people, ADMIN, Press::Accept).await;
    match arrive(world, answer).await.unwrap() {
        Arrival::Lists(voucher) => voucher,
        other => panic!("{other:?}"),
    }
}

/// The field that an answer of Microsoft is refused for.
fn wrong(read: Result<Vec<RegistrationReview>, TrustError>) -> String {
    match read {
        Err(TrustError::Invalid(fields)) => fields[0].field.clone(),
        other => panic!("{other:?}"),
    }
}

fn of_kind<'r>(
    review: &'r RegistrationReview,
    value: &str,
    kind: PermissionKind,
) -> &'r ReviewLine {
    let mut lines = review.lines.iter();
    lines
        .find(|line| line.value == value && line.kind == kind)
        .unwrap()
}

#[tokio::test]
async fn everything_in_entra_is_seen_and_nothing_is_kept() {
    each_database(|store| async move {
        let (world, people) = started(store).await;
        // What the installation itself may not read, a person may.
        revoke(&world, "Application.Read.All");
        grant(&world, "Mail.Read");
        let voucher = voucher(&world, &people).await;
        let found = world
            .trust
            .review_once(&people.reviewer, &voucher)
            .await
            .unwrap();
        let [data, signin] = found.as_slice() else {
            panic!("{found:?}")
        };
        assert!(!data.signin && signin.signin);
        for review in &found {
            assert_eq!((review.mode, &review.problem), (ReviewMode::Once, &None));
            assert!(review.delegated_readable && review.read.is_some());
            assert!(review.principal.is_some());
        }
        assert_eq!(status(data, "User.Read.All"), Some(Is::NotTested));
        assert_eq!(status(data, "Mail.Read"), Some(Is::OverPrivileged));
        assert_eq!(
            status(data, "OnlineMeetings.ReadWrite"),
            Some(Is::NotTested)
        );
        // What this look used is needed by it, and proven by it.
        for scope in SCOPES {
            let line = of_kind(data, scope, PermissionKind::Delegated);
            assert_eq!(line.status, Is::Ok, "{line:?}");
            assert_eq!(line.needed_by, [Feature::PermissionReview]);
            assert!(line.probe.as_ref().unwrap().request_id.is_some());
            let granted = line.granted.as_ref().unwrap();
            assert_eq!(granted.whom, GrantedFor::People { count: 1 });
        }
        let scoped = world.store.of(people.admin.tenant());
        assert!(scoped.review_states().await.unwrap().is_empty());
        assert!(scoped.evidence().await.unwrap().is_empty());
        assert_eq!(scoped.connection(people.admin.oid()).await.unwrap(), None);
        let state = world.sim.state();
        let kept = state.live_refresh_tokens(contoso::TENANT, contoso::ADMIN.oid);
        assert_eq!(kept, 0, "no refresh token is asked for");
        let view = view(&world, &people).await;
        assert!(view.once && view.history.is_empty() && view.evidence.last == 0);
        let audited = audited(&world, &people).await;
        assert_eq!(audited.last().unwrap(), "review.read_once");
        // The installation's own look, later: nothing needs them any more.
        grant(&world, "Application.Read.All");
        state.grant_application(
            contoso::TENANT,
            contoso::DATA_CLIENT_ID,
            "Directory.Read.All",
        );
        round(&world).await;
        let review = super::data(&world, &people).await;
        for scope in SCOPES {
            let line = of_kind(&review, scope, PermissionKind::Delegated);
            assert_eq!(line.status, Is::OverPrivileged, "{line:?}");
        }
        world.sim.stop();
    })
    .await;
}

#[tokio::test]
async fn an_answer_of_microsoft_is_worth_one_look_of_one_session() {
    each_database(|store| async move {
        let (world, people) = started(store).await;
        let read = |voucher: String| {
            let (world, people) = (&world, &people);
            async move { world.trust.review_once(&people.reviewer, &voucher).await }
        };
        let first = voucher(&world, &people).await;
        // Another login of the same person.
        let other = world.member(ADMIN).await;
        let other = other.reviewer(&world.trust).await.unwrap();
        assert_eq!(
            wrong(world.trust.review_once(&other, &first).await),
            "voucher"
        );
        read(first.clone()).await.unwrap();
        assert_eq!(wrong(read(first).await), "voucher", "used before");
        let mut altered = voucher(&world, &people).await;
        altered.replace_range(40..41, if &altered[40..41] == "A" { "B" } else { "A" });
        assert_eq!(wrong(read(altered).await), "voucher");
        assert_eq!(wrong(read("made-up".to_owned()).await), "voucher");
        let old = voucher(&world, &people).await;
        world.advance(10);
        assert_eq!(wrong(read(old).await), "voucher", "ten minutes are over");
        world.sim.stop();
    })
    .await;
}

#[tokio::test]
async fn other_answers_read_nothing() {
    each_database(|store| async move {
        let (world, people) = started(store).await;
        let declined = answer(&world, &people, ADMIN, Press::Cancel).await;
        assert_eq!(arrive(&world, declined).await, Err(Code::Declined));
        // A colleague's account, for whom an administrator has consented.
        let state = world.sim.state();
        state.grant_delegated(contoso::TENANT, contoso::DATA_CLIENT_ID, None, &SCOPES);
        let colleague = browser::contoso(contoso::REVIEWER);
        let theirs = answer(&world, &people, colleague, Press::Accept).await;
        let Ok(Arrival::Lists(voucher)) = arrive(&world, theirs).await else {
            panic!("no voucher")
        };
        let read = world.trust.review_once(&people.reviewer, &voucher).await;
        assert_eq!(wrong(read), "account");
        // The answer of a look is no connection, and that of a connection no look.
        assert_eq!(
            world
                .store
                .of(tenant(contoso::TENANT))
                .connection(oid(contoso::REVIEWER.oid))
                .await
                .unwrap(),
            None
        );
        let begun = answer(&world, &people, ADMIN, Press::Accept).await;
        let session = people.reviewer.member().session().clone();
        world.trust.end_session(&session).await.unwrap();
        assert_eq!(arrive(&world, begun).await, Err(Code::SessionOver));
        let audited = audited(&world, &people).await;
        assert!(!audited.contains(&"review.read_once".to_owned()));
        world.sim.stop();
    })
    .await;
}

#[tokio::test]
async fn whoever_may_not_read_the_lists_is_told_so_and_nothing_is_in_order() {
    each_database(|store| async move {
        let (world, people) = started(store).await;
        let voucher = voucher(&world, &people).await;
        let refused = FaultKind::Status {
            status: 403,
            code: "Authorization_RequestDenied".to_owned(),
        };
        for list in ["appRoleAssignments", "oauth2PermissionGrants"] {
            let path = format!("/graph/v1.0/servicePrincipals/*/{list}");
            world
                .sim
                .state()
                .inject(Fault::times(9, &path, refused.clone()));
        }
        let found = world
            .trust
            .review_once(&people.reviewer, &voucher)
            .await
            .unwrap();
        for review in &found {
            assert_eq!((review.mode, review.read), (ReviewMode::Probes, None));
            assert!(matches!(
                &review.problem,
                Some(ReviewProblem::Refused { code, .. }) if code == "Authorization_RequestDenied"
            ));
            assert!(review.lines.iter().all(|line| line.status != Is::Ok));
        }
        world.sim.stop();
    })
    .await;
}

/// The simulation assumes what no document says; the look doesn't depend on it.
#[tokio::test]
async fn the_look_of_a_person_does_not_rest_on_what_is_unconfirmed() {
    let database = TestDatabase::sqlite();
    let (world, people) = started(database.store().await).await;
    let state = world.sim.state();
    state.assume(Assumption::GrantReadSuffices, false);
    state.assume(Assumption::OwnAssignmentsReadable, false);
    let voucher = voucher(&world, &people).await;
    let found = world
        .trust
        .review_once(&people.reviewer, &voucher)
        .await
        .unwrap();
    assert!(
        found
            .iter()
            .all(|review| review.mode == ReviewMode::Once && review.delegated_readable)
    );
    world.sim.stop();
}
