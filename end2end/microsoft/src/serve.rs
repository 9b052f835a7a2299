//! Binding, serving and stopping.

use std::io::{Error, Result};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::http::StatusCode;
use axum::routing::get;
use axum::{Router, middleware};
use axum_server::Handle;
use axum_server::tls_rustls::RustlsAcceptor;

use crate::intercept::intercept;
use crate::options::Options;
use crate::state::State;
use crate::tls;

/// A running simulated Microsoft 365. Dropping it stops it.
#[derive(Debug)]
pub struct Tenant365 {
    state: Arc<State>,
    handle: Handle<SocketAddr>,
    address: SocketAddr,
    certificate_pem: Option<String>,
}

impl Tenant365 {
    /// Where it is reachable, without a slash at the end.
    pub fn base_url(&self) -> String {
        self.state.base_url().to_owned()
    }

    /// Value for `ANTEROOM_AUTHORITY`.
    pub fn authority(&self) -> String {
        self.base_url()
    }

    /// Value for `ANTEROOM_GRAPH_URL`.
    pub fn graph_url(&self) -> String {
        self.state.graph_url()
    }

    /// The address it listens on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The throw-away certificate authority to trust, when it speaks https.
    pub fn certificate_pem(&self) -> Option<String> {
        self.certificate_pem.clone()
    }

    /// What it remembers, to look at and to change.
    pub fn state(&self) -> &Arc<State> {
        &self.state
    }

    /// Stops accepting and lets open requests end for at most one second.
    pub fn stop(self) {
        self.handle.graceful_shutdown(Some(Duration::from_secs(1)));
    }
}

impl Drop for Tenant365 {
    fn drop(&mut self) {
        self.handle.graceful_shutdown(Some(Duration::from_secs(1)));
    }
}

/// Binds and serves in a background task.
///
/// # Errors
/// The address cannot be bound, or the certificate folder cannot be used.
pub async fn start(options: Options) -> Result<Tenant365> {
    let listener = tokio::net::TcpListener::bind((options.host.as_str(), options.port))
        .await?
        .into_std()?;
    let address = listener.local_addr()?;
    let tls = if options.https {
        Some(tls::prepare(&options.host, options.cert_dir.as_deref())?)
    } else {
        None
    };
    let scheme = if options.https { "https" } else { "http" };
    let base_url = format!("{scheme}://{}:{}", options.host, address.port());
    let state = Arc::new(State::new(options, &base_url).map_err(Error::other)?);
    let handle = Handle::new();
    let service = router(state.clone()).into_make_service();
    let certificate_pem = tls.as_ref().map(|tls| tls.authority_pem.clone());
    let server = axum_server::from_tcp(listener)?.handle(handle.clone());
    tokio::spawn(async move {
        let ended = match tls {
            Some(tls) => {
                server
                    .acceptor(RustlsAcceptor::new(tls.config))
                    .serve(service)
                    .await
            }
            None => server.serve(service).await,
        };
        if let Err(error) = ended {
            tracing::error!(%error, "the simulated Microsoft 365 stopped");
        }
    });
    Ok(Tenant365 {
        state,
        handle,
        address,
        certificate_pem,
    })
}

/// All routes, for callers that serve them themselves.
pub fn router(state: Arc<State>) -> Router {
    let routes = Router::new()
        // Browsers ask for it unasked, and report a missing one as an error of the page.
        .route("/favicon.ico", get(async || StatusCode::NO_CONTENT))
        .merge(crate::entra::router(state.clone()))
        .merge(crate::control::router(state.clone()))
        .merge(crate::graph::router(state.clone()))
        .merge(crate::lobby::router(state.clone()));
    routes.layer(middleware::from_fn_with_state(state, intercept))
}
