//! The page behind a meeting's join address.

use std::sync::Arc;

use axum::Router;

use crate::state::State;

/// Every route of the lobby page.
pub fn router(state: Arc<State>) -> Router {
    let _ = state;
    Router::new()
}
