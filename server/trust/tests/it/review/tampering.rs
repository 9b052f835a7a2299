//! Nobody alters, drops, reorders or cuts off what is kept of looks and consents without being found out.

use super::*;

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
            check(&world, &people).await;
            world.advance(16);
        }
        let chain = world.trust.verify_reviews(tenant).await.unwrap();
        assert!(chain.intact && chain.last == 2, "{chain:?}");
        check(&world, &people).await;
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
async fn the_log_that_names_the_newest_look_cannot_be_rewritten() {
    for statement in [
        "UPDATE audit SET detail_json = replace(detail_json, '\"run\":2', '\"run\":1') WHERE action = 'review.noted'",
        "DELETE FROM audit WHERE action = 'review.noted'",
    ] {
        let (database, world, people) = by_hand_world().await;
        for _ in 0..2 {
            check(&world, &people).await;
            world.advance(6);
        }
        assert!(intact(&world, &people).await);
        by_hand(&database, statement).await;
        assert!(!intact(&world, &people).await, "{statement}");
        world.sim.stop();
    }
}

#[tokio::test]
async fn a_proof_of_a_consent_that_was_altered_or_removed_is_found() {
    for statement in [
        "UPDATE evidence SET found_json = replace(found_json, 'granted', 'missing')",
        "UPDATE evidence SET asked_json = replace(asked_json, 'Calendars', 'Mail')",
        "UPDATE evidence SET request_ids_json = '[]'",
        "UPDATE evidence SET by_whom = '00000000-0000-0000-0000-000000000001'",
        "DELETE FROM evidence",
        "DELETE FROM evidence; INSERT OR REPLACE INTO tenant_setting (tenant, name, content) \
         SELECT id, 'consent.floor', '{\"place\":9000000000000,\"mac\":\"00\"}' FROM tenant",
    ] {
        let (database, world, people) = by_hand_world().await;
        consent_checked(&world, &people).await;
        let chain = world.trust.verify_reviews(people.admin.tenant()).await;
        let chain = chain.unwrap();
        assert_eq!((chain.intact, chain.consents), (true, 1));
        by_hand(&database, statement).await;
        assert!(!intact(&world, &people).await, "{statement}");
        assert!(!view(&world, &people).await.evidence.intact, "{statement}");
        world.sim.stop();
    }
}
