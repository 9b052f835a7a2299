//! What the server gives every page and server function.

use culture::Culture;
use queue::Queue;
use trust::Trust;

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
}
