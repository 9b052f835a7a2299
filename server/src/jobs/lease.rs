//! Keeping a lease for as long as the work under it takes.

use std::time::Duration;

/// Works, and renews the lease again and again meanwhile; answers whether the work ended. Once somebody else has the lease the
/// work is dropped where it stands. An error says nothing of the lease: where the database doesn't answer, nobody else gets it
/// there either.
pub(super) async fn while_held<E, R>(
    work: impl Future<Output = ()>,
    every: Duration,
    renew: impl Fn() -> R,
) -> bool
where
    R: Future<Output = Result<bool, E>>,
{
    let lost = async {
        loop {
            tokio::time::sleep(every).await;
            if let Ok(false) = renew().await {
                return;
            }
        }
    };
    tokio::select! {
        () = work => true,
        () = lost => false,
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::rc::Rc;

    use tokio::sync::Notify;

    use super::*;

    const EVERY: Duration = Duration::from_millis(1);

    #[tokio::test]
    async fn a_lease_is_renewed_for_as_long_as_the_work_takes() {
        let (renewals, enough) = (Cell::new(0), Notify::new());
        let renew = || async {
            renewals.set(renewals.get() + 1);
            if renewals.get() == 5 {
                enough.notify_one();
            }
            // The third time the database doesn't answer.
            if renewals.get() == 3 {
                Err("busy")
            } else {
                Ok(true)
            }
        };
        assert!(while_held(enough.notified(), EVERY, renew).await);
        assert_eq!(renewals.get(), 5);
    }

    #[tokio::test]
    async fn work_is_dropped_once_somebody_else_has_its_lease() {
        let held = Rc::new(());
        let works = Rc::clone(&held);
        let work = async move {
            let _works = works;
            std::future::pending::<()>().await;
        };
        assert!(!while_held(work, EVERY, || async { Ok::<_, ()>(false) }).await);
        assert_eq!(Rc::strong_count(&held), 1);
    }
}
