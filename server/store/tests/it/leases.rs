use model::queue::presence::Sign;
use model::{TenantId, TicketId, Timestamp};
use store::PresenceLeaseRow;
use store::testing::{each_database, guid};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_job_runs_in_one_process() {
    each_database(|store| async move {
        let tries: Vec<_> = (1..=20)
            .map(|holder| {
                let system = store.system();
                tokio::spawn(async move {
                    let held = system
                        .acquire_lease("erase", guid(holder), Timestamp(2_000), Timestamp(1_000))
                        .await;
                    held.unwrap().then_some(holder)
                })
            })
            .collect();
        let mut holders = Vec::new();
        for attempt in tries {
            holders.extend(attempt.await.unwrap());
        }
        assert_eq!(holders.len(), 1);
        let (mine, other) = (guid(holders[0]), guid(99));
        let system = store.system();
        let acquire = |holder, now: i64| {
            system.acquire_lease("erase", holder, Timestamp(now + 1_000), Timestamp(now))
        };
        assert_eq!(acquire(other, 1_999).await, Ok(false), "still held");
        assert_eq!(acquire(mine, 1_999).await, Ok(true), "prolonged");
        assert_eq!(acquire(other, 2_999).await, Ok(true), "expired");
        assert_eq!(system.release_lease("erase", mine).await, Ok(false), "lost");
        assert_eq!(system.release_lease("erase", other).await, Ok(true));
        assert_eq!(acquire(mine, 3_000).await, Ok(true), "given back");
        assert_eq!(
            system
                .acquire_lease("expire", other, Timestamp(9_000), Timestamp(1))
                .await,
            Ok(true),
            "another job"
        );
    })
    .await;
}

fn lease(ticket: u128, process: u128, until: i64) -> PresenceLeaseRow {
    PresenceLeaseRow {
        tenant: TenantId(guid(1)),
        ticket: TicketId(guid(ticket)),
        process: guid(process),
        sign: Sign::Visible,
        at: Timestamp(900),
        streams: 2,
        lasts_until: Timestamp(until),
    }
}

#[tokio::test]
async fn what_a_process_vouches_for_is_replaced_and_runs_out() {
    each_database(|store| async move {
        let system = store.system();
        let tenant = TenantId(guid(1));
        let tickets: Vec<_> = (1..=40).map(|number| TicketId(guid(number))).collect();
        let at = |now| system.presence_leases(tenant, &tickets, Timestamp(now));
        let first: Vec<_> = (1..=30).map(|number| lease(number, 7, 2_000)).collect();
        system
            .flush_presence(guid(7), &first, Timestamp(1_000))
            .await
            .unwrap();
        system
            .flush_presence(guid(8), &[lease(1, 8, 3_000)], Timestamp(1_000))
            .await
            .unwrap();
        assert_eq!(at(1_000).await.unwrap().len(), 31);
        assert_eq!(
            system
                .presence_leases(TenantId(guid(2)), &tickets, Timestamp(1_000))
                .await,
            Ok(vec![])
        );
        system
            .flush_presence(guid(7), &[lease(1, 7, 2_500)], Timestamp(1_500))
            .await
            .unwrap();
        assert_eq!(
            at(1_500).await.unwrap(),
            [lease(1, 7, 2_500), lease(1, 8, 3_000)]
        );
        assert_eq!(
            at(2_500).await.unwrap(),
            [lease(1, 8, 3_000)],
            "the process 7 is silent"
        );
        assert_eq!(
            system.all_presence_leases(Timestamp(2_500)).await.unwrap(),
            [lease(1, 8, 3_000)]
        );
        system
            .flush_presence(guid(8), &[], Timestamp(2_500))
            .await
            .unwrap();
        assert_eq!(system.all_presence_leases(Timestamp(0)).await, Ok(vec![]));
    })
    .await;
}
