//! What all requests share.

use std::path::PathBuf;
use std::sync::Arc;

use app::AppState;
use app::installation::Installation;
use axum::extract::FromRef;
use culture::Culture;
use leptos::config::LeptosOptions;
use queue::Queue;
use store::Store;
use trust::Trust;

use crate::config::{BaseUrl, Network};
use crate::live::{Hub, Streams};
use crate::middleware::rate_limit::{ClientKey, Limits};

/// The parts of one running Anteroom, for the router. Cheap to clone.
#[derive(Clone)]
pub struct Site(Arc<SiteParts>);

/// What a [`Site`] is put together from.
pub struct SiteParts {
    /// Run settings of the pages.
    pub leptos: LeptosOptions,
    /// Public address.
    pub base: BaseUrl,
    /// Networks whose forwarded headers are believed.
    pub trusted_proxies: Arc<[Network]>,
    /// Quotas.
    pub limits: Limits,
    /// Database, for the question whether it answers.
    pub store: Store,
    /// Sign-in, roles, consent.
    pub trust: Trust,
    /// Rooms and tickets.
    pub queue: Queue,
    /// Meeting culture.
    pub culture: Culture,
    /// Live feed.
    pub hub: Hub,
    /// Open streams.
    pub streams: Arc<Streams>,
    /// Fingerprint of the loaded master key.
    pub key_fingerprint: String,
    /// Where files beside the database go.
    pub data_folder: PathBuf,
    /// What the operator configured, as far as anybody may know it.
    pub installation: Arc<Installation>,
}

impl Site {
    /// Puts the parts together.
    #[must_use]
    pub fn new(parts: SiteParts) -> Self {
        Self(Arc::new(parts))
    }

    /// The parts.
    #[must_use]
    pub fn parts(&self) -> &SiteParts {
        &self.0
    }

    /// Sign-in, roles, consent.
    #[must_use]
    pub fn trust(&self) -> &Trust {
        &self.0.trust
    }

    /// Rooms and tickets.
    #[must_use]
    pub fn queue(&self) -> &Queue {
        &self.0.queue
    }

    /// Meeting culture.
    #[must_use]
    pub fn culture(&self) -> &Culture {
        &self.0.culture
    }

    /// Live feed.
    #[must_use]
    pub fn hub(&self) -> &Hub {
        &self.0.hub
    }

    /// Open streams.
    #[must_use]
    pub fn streams(&self) -> &Arc<Streams> {
        &self.0.streams
    }

    /// What pages and server functions find in their context.
    #[must_use]
    pub fn app_state(&self) -> AppState {
        let quota = self.parts().limits.join_room.clone();
        AppState {
            entrance: Arc::new(move |caller, room| {
                let passes = quota.passes(&ClientKey::entrance(caller, room));
                if !passes {
                    metrics::counter!("anteroom_rate_limited_total", "class" => "JoinRoom")
                        .increment(1);
                }
                passes
            }),
            trust: self.0.trust.clone(),
            queue: self.0.queue.clone(),
            culture: self.0.culture.clone(),
            installation: Arc::clone(&self.0.installation),
        }
    }
}

impl FromRef<Site> for LeptosOptions {
    fn from_ref(site: &Site) -> Self {
        site.0.leptos.clone()
    }
}
