//! Everything that is kept about the person signed in, as a file.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use http::HeaderValue;
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION};
use trust::Caller;

use super::refused_page;
use crate::error::Refusal;
use crate::site::Site;

/// `GET /me/export`: one JSON document. Asking for it is audited.
pub async fn export(State(site): State<Site>, Extension(caller): Extension<Caller>) -> Response {
    let exported: Result<serde_json::Value, Refusal> = async {
        let member = caller.member(site.trust()).await?;
        Ok(site.culture().export_me(&member).await?)
    }
    .await;
    match exported {
        Ok(document) => {
            let mut response = Json(document).into_response();
            let headers = response.headers_mut();
            headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
            headers.insert(
                CONTENT_DISPOSITION,
                HeaderValue::from_static("attachment; filename=\"anteroom-my-data.json\""),
            );
            response
        }
        Err(refusal) => refused_page(&refusal, app::paths::ME, app::paths::ME),
    }
}
