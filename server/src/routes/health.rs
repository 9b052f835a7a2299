//! Whether the process lives, and whether it can work.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde::Serialize;

use crate::site::Site;

/// `GET /healthz`: the process answers.
pub async fn healthz() -> &'static str {
    "ok\n"
}

#[derive(Serialize)]
struct Ready {
    database: bool,
    migrations: bool,
    keys: bool,
}

/// `GET /readyz`: the database answers, has the version this program knows, and belongs to the loaded key.
pub async fn readyz(State(site): State<Site>) -> Response {
    let store = &site.parts().store;
    let loaded = &site.parts().key_fingerprint;
    let ready = Ready {
        database: store.ping().await.is_ok(),
        migrations: store
            .pending_migrations()
            .await
            .is_ok_and(|pending| pending == 0),
        keys: store
            .system()
            .master_key_fingerprint()
            .await
            .is_ok_and(|stored| stored.as_ref() == Some(loaded)),
    };
    let good = ready.database && ready.migrations && ready.keys;
    let status = if good {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    (status, Json(ready)).into_response()
}
