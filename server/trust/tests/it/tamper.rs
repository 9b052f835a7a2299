//! What somebody who can write to the database cannot do to the audit log unseen.

use model::trust::AuditAsk;
use model::{TenantId, Timestamp};
use sqlx::AssertSqlSafe;
use store::testing::TestDatabase;
use trust::Trust;
use trust::audit::{self, Actor, Entry, NotedHead};
use trust::testing::{self, Someone};

const DAY: i64 = 24 * 3_600_000;
/// 22 November 2026, noon.
const NOW: Timestamp = Timestamp(1_795_348_800_000);

struct Chain {
    database: TestDatabase,
    store: store::Store,
    trust: Trust,
    own: TenantId,
    other: TenantId,
}

impl Chain {
    /// Two organisations with ten rows each, one a day.
    async fn new() -> Self {
        let database = TestDatabase::sqlite();
        let store = database.store().await;
        let trust = testing::trust(store.clone(), testing::microsoft_nowhere());
        let (own, other) = (
            testing::tenant(&trust, 1).await,
            testing::tenant(&trust, 2).await,
        );
        let chain = Self {
            database,
            store,
            trust,
            own,
            other,
        };
        for tenant in [own, other] {
            for day in 1..=10 {
                chain.append(tenant, day * DAY, "x").await;
            }
        }
        chain
    }

    async fn append(&self, tenant: TenantId, at: i64, subject: &str) {
        let keys = self.trust.keys(tenant).await.unwrap();
        let mut tx = self.store.of(tenant).begin().await.unwrap();
        let entry = Entry::new(Timestamp(at), Actor::Operator, "room.changed", subject);
        audit::append(&mut tx, &keys, entry).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// Does something to the database behind Anteroom's back.
    async fn tamper(&self, statement: &str) {
        let pool = sqlx::SqlitePool::connect(self.database.url())
            .await
            .unwrap();
        let statement = statement
            .replace("OWN", &format!("tenant = '{}'", self.own))
            .replace("OTHER", &format!("tenant = '{}'", self.other));
        sqlx::raw_sql(AssertSqlSafe(statement))
            .execute(&pool)
            .await
            .unwrap();
        pool.close().await;
    }

    async fn head(&self) -> NotedHead {
        let row = self.store.of(self.own).audit_end().await.unwrap().unwrap();
        NotedHead {
            at: NOW,
            sequence: row.sequence,
            mac: row.mac,
        }
    }

    async fn broken(&self, heads: &[NotedHead]) -> Option<i64> {
        let verdict = self.trust.verify_audit_with(self.own, heads).await;
        verdict.unwrap().broken_at
    }
}

const HEAD_BACK: &str = "UPDATE audit_head SET \
    sequence = COALESCE((SELECT MAX(sequence) FROM audit WHERE OWN), 0), \
    mac = COALESCE((SELECT mac FROM audit WHERE OWN ORDER BY sequence DESC LIMIT 1), zeroblob(32)) WHERE OWN";

#[tokio::test]
async fn rows_that_are_changed_dropped_swapped_or_foreign_break_the_chain_where_they_stand() {
    let swap = "UPDATE audit SET sequence = 1000 WHERE OWN AND sequence = 4; \
        UPDATE audit SET sequence = 4 WHERE OWN AND sequence = 5; \
        UPDATE audit SET sequence = 5 WHERE OWN AND sequence = 1000";
    let closing_the_gap = "DELETE FROM audit WHERE OWN AND sequence = 5; \
        UPDATE audit SET sequence = -sequence WHERE OWN AND sequence > 5; \
        UPDATE audit SET sequence = -sequence - 1 WHERE OWN AND sequence < 0";
    let foreign = "DELETE FROM audit WHERE OWN AND sequence = 3; \
        INSERT INTO audit SELECT (SELECT id FROM tenant WHERE id <> audit.tenant), sequence, at, actor_kind, actor, \
        action, subject, detail_json, mac FROM audit WHERE OTHER AND sequence = 3";
    let foreign_all = "DELETE FROM audit WHERE OWN; \
        INSERT INTO audit SELECT (SELECT id FROM tenant WHERE id <> audit.tenant), sequence, at, actor_kind, actor, \
        action, subject, detail_json, mac FROM audit WHERE OTHER";
    for (statement, broken_at) in [
        (
            "UPDATE audit SET subject = 'y' WHERE OWN AND sequence = 1",
            1,
        ),
        ("UPDATE audit SET at = at - 1 WHERE OWN AND sequence = 5", 5),
        (
            "UPDATE audit SET actor_kind = 'person' WHERE OWN AND sequence = 10",
            10,
        ),
        ("DELETE FROM audit WHERE OWN AND sequence = 1", 1),
        ("DELETE FROM audit WHERE OWN AND sequence = 5", 5),
        ("DELETE FROM audit WHERE OWN AND sequence = 10", 10),
        (
            "DELETE FROM audit WHERE OWN AND sequence BETWEEN 3 AND 8",
            3,
        ),
        (closing_the_gap, 5),
        (swap, 4),
        (foreign, 3),
        (foreign_all, 1),
    ] {
        let chain = Chain::new().await;
        assert_eq!(chain.broken(&[]).await, None);
        chain.tamper(statement).await;
        assert_eq!(chain.broken(&[]).await, Some(broken_at), "{statement}");
        let other = chain.trust.verify_audit(chain.other).await.unwrap();
        assert!(other.intact(), "{statement}: the other's chain is whole");
    }
}

#[tokio::test]
async fn an_end_that_is_cut_off_with_the_head_beside_it_shows_by_the_noted_head_alone() {
    for (statement, broken_at) in [
        ("DELETE FROM audit WHERE OWN AND sequence = 10", 10),
        ("DELETE FROM audit WHERE OWN AND sequence > 3", 4),
        ("DELETE FROM audit WHERE OWN", 1),
    ] {
        let chain = Chain::new().await;
        let noted = chain.head().await;
        chain.tamper(&format!("{statement}; {HEAD_BACK}")).await;
        assert_eq!(
            chain.broken(&[]).await,
            None,
            "{statement}: nothing inside tells"
        );
        assert_eq!(chain.broken(&[noted]).await, Some(broken_at), "{statement}");
        // What is written afterwards hides nothing.
        for day in 11..=30 {
            chain.append(chain.own, day * DAY, "z").await;
        }
        assert_eq!(chain.broken(&[]).await, None);
        assert_eq!(chain.broken(&[noted]).await, Some(10), "{statement}");
    }
    let chain = Chain::new().await;
    chain
        .tamper("DELETE FROM audit WHERE OWN; DELETE FROM audit_head WHERE OWN")
        .await;
    let empty = Chain::new().await.head().await;
    assert_eq!(chain.broken(&[empty]).await, Some(1), "no row and no head");
}

#[tokio::test]
async fn every_noted_head_is_passed_through_by_a_chain_that_is_whole() {
    let chain = Chain::new().await;
    let mut heads = vec![chain.head().await];
    for day in 11..=14 {
        chain.append(chain.own, day * DAY, "z").await;
        heads.push(chain.head().await);
    }
    heads.push(chain.head().await);
    let verdict = chain
        .trust
        .verify_audit_with(chain.own, &heads)
        .await
        .unwrap();
    assert_eq!((verdict.broken_at, verdict.noted), (None, 6));
    // A head of somebody else's chain is none of this one.
    let foreign = chain
        .store
        .of(chain.other)
        .audit_end()
        .await
        .unwrap()
        .unwrap();
    let foreign = NotedHead {
        at: NOW,
        sequence: foreign.sequence,
        mac: foreign.mac,
    };
    assert_eq!(chain.broken(&[foreign]).await, Some(10));
}

/// The day after which a copy was made, and the one on which it was put in place.
const COPIED: i64 = 6;
const RESTORED: i64 = 11;

impl Chain {
    /// Cuts the log to what a copy of the sixth day held.
    async fn put_back(&self) {
        let cut = format!("DELETE FROM audit WHERE OWN AND sequence > 6; {HEAD_BACK}");
        self.tamper(&cut).await;
    }

    /// Appends the row that tells of a restoration, by whom it says.
    async fn tell(&self, actor: Actor) {
        let keys = self.trust.keys(self.own).await.unwrap();
        let mut tx = self.store.of(self.own).begin().await.unwrap();
        let at = Timestamp(RESTORED * DAY);
        let entry = Entry::new(at, actor, "tenant.restored", self.own)
            .with(serde_json::json!({ "made": COPIED * DAY + 1, "version": "1" }));
        audit::append(&mut tx, &keys, entry).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// The head as it is, noted on a day.
    async fn noted_on(&self, day: i64) -> NotedHead {
        let at = Timestamp(day * DAY + 2);
        NotedHead {
            at,
            ..self.head().await
        }
    }
}

#[tokio::test]
async fn a_restoration_excuses_heads_of_its_time_and_no_others() {
    let chain = Chain::new().await;
    let between = chain.noted_on(10).await;
    let before = NotedHead {
        at: Timestamp(COPIED * DAY),
        ..between
    };
    let after = NotedHead {
        at: Timestamp(RESTORED * DAY),
        ..between
    };
    chain.put_back().await;
    assert_eq!(
        chain.broken(&[between]).await,
        Some(7),
        "nothing tells of it"
    );
    chain.tell(Actor::Operator).await;
    let heads = [between, chain.noted_on(RESTORED).await];
    for day in 12..=30 {
        let verdict = chain.trust.verify_audit_with(chain.own, &heads).await;
        let verdict = verdict.unwrap();
        assert_eq!((verdict.broken_at, verdict.noted), (None, 1), "{day}");
        assert_eq!(verdict.left_out, [between]);
        chain.append(chain.own, day * DAY, "z").await;
    }
    for other in [before, after] {
        assert_eq!(chain.broken(&[between, other]).await, Some(10));
    }
    // What is done to the chain afterwards shows as ever.
    let later = chain.noted_on(30).await;
    for (statement, broken_at) in [
        (
            "UPDATE audit SET subject = 'y' WHERE OWN AND sequence = 20",
            20,
        ),
        ("DELETE FROM audit WHERE OWN AND sequence > 15", 16),
        ("DELETE FROM audit WHERE OWN AND sequence > 6", 7),
    ] {
        chain.tamper(&format!("{statement}; {HEAD_BACK}")).await;
        let broken = chain.broken(&[heads[0], heads[1], later]).await;
        assert_eq!(broken, Some(broken_at), "{statement}");
    }
}

#[tokio::test]
async fn a_row_that_does_not_fit_excuses_nothing() {
    let insert = "INSERT INTO audit (tenant, sequence, at, actor_kind, actor, action, subject, detail_json, mac) \
        SELECT tenant, 7, 950400000, 'operator', NULL, 'tenant.restored', tenant, '{\"made\":1,\"version\":\"1\"}', mac \
        FROM audit WHERE OWN AND sequence = 6";
    let chain = Chain::new().await;
    let between = chain.noted_on(10).await;
    chain.put_back().await;
    chain.tamper(&format!("{insert}; {HEAD_BACK}")).await;
    let verdict = chain.trust.verify_audit_with(chain.own, &[between]).await;
    let verdict = verdict.unwrap();
    assert_eq!(verdict.broken_at, Some(7));
    assert!(verdict.restored.is_empty() && verdict.left_out.is_empty());

    // One that fits, and that no operator's command has written.
    let chain = Chain::new().await;
    let between = chain.noted_on(10).await;
    chain.put_back().await;
    chain.tell(Actor::System).await;
    assert_eq!(chain.broken(&[between]).await, Some(8));
}

#[tokio::test]
async fn a_restoration_still_excuses_when_its_row_has_gone_under_a_checkpoint() {
    let chain = Chain::new().await;
    let tenth = chain.noted_on(10).await;
    let seventh = chain.store.of(chain.own).audit_range(7, 7).await.unwrap();
    let seventh = NotedHead {
        sequence: 7,
        mac: seventh[0].mac,
        ..tenth
    };
    let far = NotedHead {
        sequence: 900,
        ..tenth
    };
    let heads = [seventh, tenth, far];
    chain.put_back().await;
    chain.tell(Actor::Operator).await;
    for day in 12..=20 {
        chain.append(chain.own, day * DAY, "z").await;
    }
    // First its own row goes, then the one that tells of it since.
    for (before, last, left_out) in [(12, 7, 3), (21, 17, 1)] {
        let (trust, before) = (&chain.trust, Timestamp(before * DAY));
        let now = Timestamp(20 * DAY + 1);
        let closed = trust.close_audit_segment(chain.own, before, now).await;
        assert!(closed.unwrap() > 0);
        let verdict = trust.verify_audit_with(chain.own, &heads).await.unwrap();
        assert_eq!((verdict.broken_at, verdict.checkpoint), (None, Some(last)));
        assert_eq!(verdict.left_out.len(), left_out);
    }
}

#[tokio::test]
async fn checkpoints_are_signed_each_and_heads_of_closed_segments_stay_comparable_at_their_end() {
    let closed = async || {
        let chain = Chain::new().await;
        let third = chain.store.of(chain.own).audit_range(3, 3).await.unwrap();
        let third = NotedHead {
            at: NOW,
            sequence: 3,
            mac: third[0].mac,
        };
        for before in [4, 7] {
            chain
                .trust
                .close_audit_segment(chain.own, Timestamp(before * DAY), NOW)
                .await
                .unwrap();
        }
        (chain, third)
    };
    let (chain, third) = closed().await;
    let noted = chain.head().await;
    let sixth = chain
        .store
        .of(chain.own)
        .audit_checkpoint()
        .await
        .unwrap()
        .unwrap();
    let sixth = NotedHead {
        at: NOW,
        sequence: sixth.sequence,
        mac: sixth.mac,
    };
    assert_eq!(sixth.sequence, 6);
    assert_eq!(chain.broken(&[third, sixth, noted]).await, None);
    let wrong = NotedHead {
        mac: [1; 32],
        ..sixth
    };
    assert_eq!(chain.broken(&[wrong]).await, Some(6));
    for (statement, broken_at) in [
        (
            "UPDATE audit_checkpoint SET at = at + 1 WHERE OWN AND sequence = 3",
            3,
        ),
        (
            "UPDATE audit_checkpoint SET signature = zeroblob(32) WHERE OWN AND sequence = 6",
            6,
        ),
        ("DELETE FROM audit_checkpoint WHERE OWN AND sequence = 6", 4),
        ("DELETE FROM audit_checkpoint WHERE OWN", 1),
        (
            "UPDATE audit_checkpoint SET sequence = 8 WHERE OWN AND sequence = 6; \
             DELETE FROM audit WHERE OWN AND sequence <= 8",
            8,
        ),
    ] {
        let (chain, _) = closed().await;
        chain.tamper(statement).await;
        assert_eq!(chain.broken(&[]).await, Some(broken_at), "{statement}");
    }
}

#[tokio::test]
async fn the_page_of_the_log_shows_what_is_broken_on_it() {
    let chain = Chain::new().await;
    let reviewer = testing::reviewer(&Someone::new(chain.own, 10));
    let ask = AuditAsk::default();
    chain
        .tamper("UPDATE audit SET subject = 'y' WHERE OWN AND sequence = 5")
        .await;
    let page = chain.trust.audit_page(&reviewer, &ask, None).await.unwrap();
    assert_eq!(page.intact, Some(false));
    let other = testing::reviewer(&Someone::new(chain.other, 10));
    let page = chain.trust.audit_page(&other, &ask, None).await.unwrap();
    assert_eq!(page.intact, Some(true));
}
