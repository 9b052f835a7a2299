//! What Microsoft refused is noted where it happens, shown to the organisation it concerns, and to nobody else.

use microsoft365::state::{Fault, FaultKind};
use microsoft365::{contoso, fabrikam};
use model::credential::{CredentialKind, CredentialState, CredentialView};
use model::trouble::{Place, Trouble, TroubleLine, TroublePage};
use model::trust::ConsentView;
use model::{Role, Scope, TenantId, Timestamp};
use store::HolderKind;
use store::testing::each_database;
use trust::errors::Note;
use trust::testing::{self, Someone};
use trust::{Administrator, Begin, Purpose, SigninForm, SigninProblem};

use crate::access::assign;
use crate::browser;
use crate::world::{Wishes, World, begin, data_client, oid, tenant};

const MARK: &str = "<script>alert(1)</script>";
const ID: &str = "0192d3a0-0000-7000-8000-000000000001";

async fn administrator(world: &World) -> Administrator {
    let session = world.registered().await;
    let caller = world.caller(&session).await;
    caller.administrator(&world.trust).await.unwrap()
}

async fn page(world: &World, of: TenantId) -> TroublePage {
    let reviewer = testing::reviewer(&Someone::new(of, 10));
    world.trust.troubles(&reviewer, None).await.unwrap()
}

async fn lines(world: &World) -> Vec<TroubleLine> {
    page(world, tenant(contoso::TENANT)).await.lines
}

fn what(line: &TroubleLine) -> (Place, Trouble, &str, u32) {
    (line.place, line.trouble, line.code.as_str(), line.count)
}

async fn unconsented(store: store::Store) -> (World, Administrator) {
    let wishes = Wishes {
        consented: false,
        ..Wishes::default()
    };
    let world = World::with(store, wishes).await;
    let who = administrator(&world).await;
    (world, who)
}

#[tokio::test]
async fn a_consent_that_is_missing_is_told_with_its_number_and_counts_up() {
    each_database(|store| async move {
        let (world, who) = unconsented(store).await;
        for _ in 0..3 {
            let found = world
                .trust
                .check_consent(&who, data_client())
                .await
                .unwrap();
            assert!(matches!(found, ConsentView::Missing { .. }));
            world.advance(1);
        }
        let found = lines(&world).await;
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(
            what(&found[0]),
            (Place::Consent, Trouble::AppUnknown, "AADSTS700016", 3)
        );
        let foreign = page(&world, tenant(fabrikam::TENANT)).await;
        assert!(
            foreign.lines.is_empty(),
            "another organisation sees nothing"
        );
        world.sim.stop();
    })
    .await;
}

/// A sign-in at Contoso's own address that comes back with an error.
async fn refused(
    world: &World,
    slug: Option<&str>,
    error: &str,
    description: &str,
) -> SigninProblem {
    let slug = slug.map(|slug| slug.parse().unwrap());
    let redirect = world
        .trust
        .begin_signin(Begin {
            tenant: slug.as_ref(),
            ..begin(Purpose::SignIn)
        })
        .await
        .unwrap();
    let state = redirect
        .url
        .split('&')
        .find_map(|pair| pair.strip_prefix("state="))
        .unwrap()
        .to_owned();
    let form = SigninForm {
        state: Some(state),
        error: Some(error.to_owned()),
        error_description: Some(description.to_owned()),
        ..SigninForm::default()
    };
    world.finish(&redirect, form).await.unwrap_err()
}

#[tokio::test]
async fn a_refused_sign_in_is_told_to_the_organisation_it_was_for() {
    each_database(|store| async move {
        let world = World::new(store).await;
        world.registered().await;
        let text =
            format!("AADSTS50105: {MARK} Trace ID: {MARK} Correlation ID: {ID} Timestamp: x");
        let problem = refused(&world, Some("contoso"), "interaction_required", &text).await;
        assert_eq!(problem.microsoft, ID.parse().ok());
        assert_eq!(problem.number, Some(50_105));
        assert!(!format!("{problem:?} {problem}").contains("script"));
        let none = refused(&world, None, "access_denied", "AADSTS65004: nobody's").await;
        assert_eq!(none.microsoft, None);
        let found = lines(&world).await;
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(
            what(&found[0]),
            (Place::SignIn, Trouble::NotAssigned, "AADSTS50105", 1)
        );
        assert_eq!(found[0].correlation, ID.parse().ok());
        assert!(!format!("{found:?}").contains("script"));
        world.sim.stop();
    })
    .await;
}

/// Where Microsoft tells no correlation id, the trace id leads its support to the same attempt.
#[tokio::test]
async fn the_trace_id_stands_in_for_a_correlation_id() {
    each_database(|store| async move {
        let world = World::new(store).await;
        world.registered().await;
        let text = format!("AADSTS50105: x Trace ID: {ID} Correlation ID: {MARK}");
        let problem = refused(&world, Some("contoso"), "interaction_required", &text).await;
        assert_eq!(problem.microsoft, ID.parse().ok());
        assert_eq!(lines(&world).await[0].correlation, ID.parse().ok());
        world.sim.stop();
    })
    .await;
}

/// In the flow by code the refusal comes from the token endpoint, with ids of its own.
#[tokio::test]
async fn a_refused_code_tells_the_id_of_the_token_endpoint() {
    each_database(|store| async move {
        let wishes = Wishes {
            code_flow: true,
            ..Wishes::default()
        };
        let world = World::with(store, wishes).await;
        world.registered().await;
        let kind = FaultKind::Status {
            status: 401,
            code: "7000222".to_owned(),
        };
        let fault = Fault::times(1, "/organizations/oauth2/v2.0/token", kind);
        world.sim.state().inject(fault);
        let account = browser::contoso(contoso::CONSULTANT);
        let problem = world
            .sign_in(&browser::Browser::new(), Purpose::SignIn, account)
            .await
            .unwrap_err();
        assert_eq!(problem.number, Some(7_000_222));
        assert!(problem.microsoft.is_some(), "{problem:?}");
        world.sim.stop();
    })
    .await;
}

#[tokio::test]
async fn made_up_answers_of_a_browser_fill_one_line() {
    each_database(|store| async move {
        let world = World::new(store).await;
        world.registered().await;
        for number in [1_u32, 424_242, 4_294_967_295] {
            let text = format!(
                "AADSTS{number}: {MARK} Correlation ID: {}",
                "7".repeat(9_000)
            );
            let problem = refused(&world, Some("contoso"), MARK, &text).await;
            assert_eq!(problem.microsoft, None);
        }
        let found = lines(&world).await;
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(what(&found[0]), (Place::SignIn, Trouble::StartAgain, "", 3));
        assert_eq!(found[0].correlation, None);
        world.sim.stop();
    })
    .await;
}

async fn credentials(world: &World, who: &Administrator) -> Vec<CredentialView> {
    world.trust.credentials(who).await.unwrap().credentials
}

#[tokio::test]
async fn a_credential_tells_each_organisation_what_became_of_it_there() {
    each_database(|store| async move {
        let world = World::new(store).await;
        let who = administrator(&world).await;
        let before = credentials(&world, &who).await;
        assert_eq!(
            (before.len(), before[0].kind, before[0].state),
            (1, CredentialKind::SecretFile, CredentialState::Unused)
        );
        assert!(before[0].made.is_some(), "the file tells its age");
        world
            .trust
            .check_consent(&who, data_client())
            .await
            .unwrap();
        let good = credentials(&world, &who).await;
        assert_eq!(good[0].state, CredentialState::Works);
        assert!(good[0].last_ok.is_some() && good[0].last_error.is_none());

        world.advance(1);
        let path = format!("/{}/oauth2/v2.0/token", contoso::TENANT);
        let kind = FaultKind::Status {
            status: 401,
            code: "7000222".to_owned(),
        };
        world.sim.state().inject(Fault::times(1, &path, kind));
        assert!(
            world
                .trust
                .check_consent(&who, data_client())
                .await
                .is_err()
        );
        let bad = credentials(&world, &who).await;
        assert_eq!(bad[0].state, CredentialState::Refused);
        assert_eq!(
            bad[0].last_ok, good[0].last_ok,
            "the last good use stays visible"
        );
        let error = bad[0].last_error.clone().unwrap();
        assert_eq!(
            (error.trouble, error.number),
            (Trouble::SecretRefused, Some(7_000_222))
        );
        assert!(error.correlation.is_some());
        let found = lines(&world).await;
        assert_eq!(
            what(&found[0]),
            (Place::Token, Trouble::SecretRefused, "AADSTS7000222", 1)
        );

        let stranger = testing::administrator(&Someone::new(tenant(fabrikam::TENANT), 10));
        let elsewhere = credentials(&world, &stranger).await;
        assert_eq!(elsewhere[0].state, CredentialState::Unused);
        assert_eq!(
            (&elsewhere[0].last_ok, &elsewhere[0].last_error),
            (&None, &None)
        );
        let told = format!("{bad:?}");
        for secret in [microsoft365::DATA_SECRET, "/data", "/tmp"] {
            assert!(!told.contains(secret), "{told}");
        }
        world.advance(1);
        world
            .trust
            .check_consent(&who, data_client())
            .await
            .unwrap();
        assert_eq!(
            credentials(&world, &who).await[0].state,
            CredentialState::Works
        );
        world.sim.stop();
    })
    .await;
}

#[tokio::test]
async fn errors_of_nobody_are_not_kept_and_old_ones_go() {
    each_database(|store| async move {
        let world = World::new(store).await;
        world.registered().await;
        let refusal = microsoft::Refusal::from_browser("access_denied", Some("AADSTS65004"));
        let note = || Note::browser(Place::Consent, &refusal);
        world.trust.note_trouble(tenant(fabrikam::TENANT), note());
        assert_eq!(
            world.trust.store_notes().await.unwrap(),
            0,
            "not registered"
        );
        world.trust.note_trouble(tenant(contoso::TENANT), note());
        assert_eq!(world.trust.store_notes().await.unwrap(), 1);
        assert_eq!(world.trust.store_notes().await.unwrap(), 0, "stored once");
        let now = world.trust.now();
        let after = |days: i64| Timestamp(now.0 + days * 24 * 60 * 60 * 1_000);
        assert_eq!(world.trust.sweep_troubles(after(29)).await.unwrap(), 0);
        assert_eq!(world.trust.sweep_troubles(after(31)).await.unwrap(), 1);
        assert!(lines(&world).await.is_empty());
        world.sim.stop();
    })
    .await;
}

#[tokio::test]
async fn a_code_is_looked_up_in_whatever_was_pasted() {
    each_database(|store| async move {
        let world = World::new(store).await;
        world.registered().await;
        let reviewer = testing::reviewer(&Someone::new(tenant(contoso::TENANT), 10));
        let asked = |text: String| {
            let (trust, reviewer) = (world.trust.clone(), reviewer.clone());
            async move { trust.troubles(&reviewer, Some(&text)).await.unwrap().word }
        };
        let word = asked(format!("{MARK} AADSTS700027: the key was not found"))
            .await
            .unwrap();
        assert_eq!(word.trouble, Some(Trouble::CertificateRefused));
        let end_date = asked("KeyCredentialsInvalidEndDate".to_owned())
            .await
            .unwrap();
        assert_eq!(end_date.trouble, Some(Trouble::CertificateEndDate));
        assert_eq!(asked(MARK.to_owned()).await, None);
        assert_eq!(asked("é".repeat(5_000)).await, None);
        let far = format!("{}AADSTS700027", " ".repeat(3_000));
        assert_eq!(asked(far).await, None, "only so much is looked at");
        world.sim.stop();
    })
    .await;
}

#[tokio::test]
async fn a_meeting_connection_that_is_declined_is_told() {
    each_database(|store| async move {
        let world = World::new(store).await;
        world.registered().await;
        let holder = (HolderKind::Person, oid(contoso::CONSULTANT.oid));
        let of = tenant(contoso::TENANT);
        assign(&world.store, of, holder, Role::Consultant, Scope::Tenant).await;
        let caller = world.member(browser::contoso(contoso::CONSULTANT)).await;
        let member = caller.member(&world.trust).await.unwrap();
        let redirect = world
            .trust
            .begin_connect(&member, None, "request-1")
            .await
            .unwrap();
        let state = redirect
            .url
            .split('&')
            .find_map(|pair| pair.strip_prefix("state="));
        let form = SigninForm {
            state: state.map(str::to_owned),
            error: Some("consent_required".to_owned()),
            error_description: Some(format!("AADSTS65001: x Correlation ID: {ID}")),
            ..SigninForm::default()
        };
        let cookie = Some(redirect.cookie_value.as_str());
        assert!(
            world
                .trust
                .finish_connect(cookie, form, "request-1")
                .await
                .is_err_and(|problem| problem.microsoft == ID.parse().ok())
        );
        let found = lines(&world).await;
        assert_eq!(
            what(&found[0]),
            (Place::Meeting, Trouble::ConsentMissing, "AADSTS65001", 1)
        );
        world.sim.stop();
    })
    .await;
}
