//! What the server gives every page and server function.

use std::sync::Arc;

use culture::Culture;
use model::RoomId;
use queue::Queue;
use trust::{Caller, Trust};

use crate::installation::Installation;

/// Whether one more visitor of this address may enter this room now; asking counts.
pub type EntranceQuota = Arc<dyn Fn(&Caller, RoomId) -> bool + Send + Sync>;

/// The features of the house, shared by all requests. The server puts it into the context of each, beside the
/// [`trust::Caller`] of the request.
#[derive(Clone)]
pub struct AppState {
    /// Tenants, sign-in, roles, consent, audit.
    pub trust: Trust,
    /// Rooms and tickets.
    pub queue: Queue,
    /// Meeting culture.
    pub culture: Culture,
    /// What the operator configured, as far as anybody may know it.
    pub installation: Arc<Installation>,
    /// How many visitors of one address may enter one room. A browser without our cookie, or with one it made up, is
    /// always a new browser: this counts them all the same.
    pub entrance: EntranceQuota,
}
