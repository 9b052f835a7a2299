//! Whose turn it is: those who wait go first, and tenants take turns.

use std::time::{Duration, Instant};

use model::{TenantId, Timestamp};
use trust::testing;

use super::*;

#[tokio::test]
async fn a_check_on_request_does_not_wait_for_a_round_that_is_stuck() {
    let database = TestDatabase::sqlite();
    let (world, people) = started(database.store().await).await;
    let state = world.sim.state();
    // One call of the round hangs for longer than a look in the background may take.
    let hangs = FaultKind::Latency { ms: 60_000 };
    state.inject(Fault::times(1, "/graph/v1.0/servicePrincipals", hangs));
    let trust = world.trust.clone();
    let stuck = tokio::spawn(async move { trust.review_permissions(trust.now()).await });
    state.faults_met().await;
    let begun = Instant::now();
    check(&world, &people).await;
    assert!(
        begun.elapsed() < Duration::from_secs(10),
        "{:?}",
        begun.elapsed()
    );
    assert_eq!(
        status(&data(&world, &people).await, "User.Read.All"),
        Some(Is::Ok)
    );
    // The look that was overtaken is given up, and the round goes on with the next registration.
    let round = tokio::time::timeout(Duration::from_secs(20), stuck).await;
    round.unwrap().unwrap().unwrap();
    let signin = view(&world, &people).await.registrations.pop().unwrap();
    assert!(signin.signin && signin.tried.is_some());
    world.sim.stop();
}

/// Whoever is slow holds nobody back: a tenant has one registration looked at, and its next one after everybody's first.
#[tokio::test]
async fn tenants_take_turns() {
    let database = TestDatabase::sqlite();
    let (world, _) = started(database.store().await).await;
    let mut tenants = vec![crate::world::tenant(contoso::TENANT)];
    for number in 1..=8 {
        tenants.push(testing::tenant(&world.trust, number).await);
    }
    round(&world).await;
    let tried = |signin: bool| {
        let (world, tenants) = (&world, &tenants);
        async move {
            let mut all: Vec<(Timestamp, TenantId)> = Vec::new();
            for tenant in tenants {
                let states = world.store.of(*tenant).review_states().await.unwrap();
                assert_eq!(states.len(), 2, "{tenant}");
                let mut of = states
                    .iter()
                    .filter(|state| (state.client_id != data_client()) == signin);
                all.push((of.next().unwrap().tried, *tenant));
            }
            all
        }
    };
    let (first, second) = (tried(false).await, tried(true).await);
    let last = first.iter().max().unwrap();
    for again in &second {
        assert!(again >= &(last.0, again.1), "{again:?} before {last:?}");
    }
    world.sim.stop();
}
