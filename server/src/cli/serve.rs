//! `anteroom serve`.

use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::{Failure, Out};
use crate::assemble::{self, StartError};
use crate::config::{Settings, read_leptos};
use crate::{figures, jobs, router, shutdown};

/// How long open requests may go on after the signal to stop. Streams end at once.
const LAST_REQUESTS: Duration = Duration::from_secs(10);

pub(super) async fn run(settings: Settings) -> Result<(), Failure> {
    crate::log::start();
    microsoft::install_crypto();
    let mut leptos = read_leptos()?;
    let listen = settings.addresses.listen.unwrap_or(leptos.site_addr);
    let store = assemble::open_store(&settings.storage).await?;
    let ending = CancellationToken::new();
    let running = assemble::run(&settings, store, trust::clock::system()).await?;
    leptos.site_addr = listen;
    let site = assemble::site(&settings, running, leptos, &ending);
    let tasks = TaskTracker::new();
    if let Some(address) = settings.addresses.metrics {
        let handle = figures::install().map_err(|error| Failure::Failed(error.to_string()))?;
        tasks.spawn(figures::serve(
            bind(address, "ANTEROOM_METRICS_LISTEN").await?,
            handle,
            ending.clone(),
        ));
    }
    let listener = bind(listen, "ANTEROOM_LISTEN").await?;
    shutdown::on_signal(ending.clone())?;
    jobs::start(&site, &tasks, &ending);
    tracing::info!(listen = %listen, url = settings.url.as_str(), "listening");
    // The address actually bound: with port 0 the system chooses it.
    let bound = listener.local_addr().unwrap_or(listen);
    Out::line(&format!(
        "Anteroom {} listens on {bound}; open {}",
        env!("CARGO_PKG_VERSION"),
        settings.url.as_str()
    ));
    let (queue, trust) = (site.queue().clone(), site.trust().clone());
    serve(listener, router::router(site), ending).await?;
    tasks.close();
    // Meetings that are being made are finished or marked as failed; the next process takes up what is left. What this one
    // vouches for is withdrawn last, so that nobody has to wait until its leases run out.
    let rest = async {
        tasks.wait().await;
        queue.settle().await;
        if let Err(error) = queue.withdraw(trust.now()).await {
            tracing::warn!(error = %error, "leases of this process run out by themselves");
        }
    };
    if tokio::time::timeout(LAST_REQUESTS, rest).await.is_err() {
        tracing::warn!("some background work did not finish in time");
    }
    tracing::info!("stopped");
    Ok(())
}

async fn bind(address: SocketAddr, variable: &str) -> Result<TcpListener, StartError> {
    TcpListener::bind(address)
        .await
        .map_err(|error| StartError::Io {
            place: format!(
                "{variable} {address} cannot be listened on; is it in use, or not of this machine?"
            ),
            kind: error.kind(),
        })
}

/// Serves until `ending`, then lets open requests finish for a while.
async fn serve(
    listener: TcpListener,
    router: Router,
    ending: CancellationToken,
) -> Result<(), Failure> {
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    let ended = ending.clone();
    let server = axum::serve(listener, service)
        .with_graceful_shutdown(async move { ending.cancelled().await });
    let deadline = async move {
        ended.cancelled().await;
        tokio::time::sleep(LAST_REQUESTS).await;
    };
    tokio::select! {
        result = server => Ok(result?),
        () = deadline => {
            tracing::warn!("some requests did not finish in time");
            Ok(())
        }
    }
}
