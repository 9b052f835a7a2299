//! What is switched off needs nothing, and asks for nothing.

use model::permission::Feature;
use model::trust::ConsentView;

use super::*;

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
