//! `/_control/assume`: each question that no document settles, played either way.

use std::sync::Arc;

use axum::Json;
use axum::extract::State as FromState;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use serde_json::{Map, Value, json};

use crate::state::{Assumption, State};

/// GET: every switch with its meaning, default and present position.
pub(super) async fn list(FromState(state): FromState<Arc<State>>) -> Json<Value> {
    let entry = |assumption: &Assumption| {
        json!({
            "name": assumption.name(), "question": assumption.question(), "meaning": assumption.meaning(),
            "default": assumption.default(), "now": state.assumes(*assumption),
        })
    };
    Json(Assumption::ALL.iter().map(entry).collect())
}

/// POST `{"session_state": false, ...}`: moves these switches, all or none.
pub(super) async fn set(
    FromState(state): FromState<Arc<State>>,
    Json(wanted): Json<Map<String, Value>>,
) -> Response {
    let mut moves = Vec::new();
    for (name, value) in &wanted {
        let found = Assumption::ALL
            .iter()
            .find(|assumption| assumption.name() == name);
        match (found, value.as_bool()) {
            (Some(assumption), Some(holds)) => moves.push((*assumption, holds)),
            _ => {
                let text = format!("'{name}' is not a switch, or its value is not true or false");
                return (StatusCode::BAD_REQUEST, Json(json!({ "error": text }))).into_response();
            }
        }
    }
    for (assumption, holds) in moves {
        state.assume(assumption, holds);
    }
    list(FromState(state)).await.into_response()
}
