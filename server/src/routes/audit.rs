//! The audit log as a file.

use axum::Extension;
use axum::body::{Body, Bytes};
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use http::HeaderValue;
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use model::trust::AuditAsk;
use trust::Caller;
use trust::audit::AuditFile;

use super::refused_page;
use crate::error::Refusal;
use crate::site::Site;

/// `GET /admin/audit/export`: the entries that pass the filter of the page, as CSV. Asking for it is audited. It is
/// written piece by piece; a fault in the middle breaks the answer off, so that half a file does not look whole.
pub async fn export(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    asked: Result<Query<AuditAsk>, QueryRejection>,
) -> Response {
    let ask = asked.map(|Query(ask)| ask).unwrap_or_default();
    let file: Result<AuditFile, Refusal> = async {
        let reviewer = caller.reviewer(site.trust()).await?;
        Ok(site.trust().audit_file(&reviewer, &ask).await?)
    }
    .await;
    let file = match file {
        Ok(file) => file,
        Err(refusal) => {
            // The page says what is wrong with a filter, and who may see it.
            let page = app::paths::audit(&ask, None);
            return refused_page(&refusal, &page, &page);
        }
    };
    let pieces = futures::stream::try_unfold(file, |mut file| async move {
        let piece = file.next().await?;
        Ok::<_, trust::TrustError>(piece.map(|text| (Bytes::from(text), file)))
    });
    let mut response = Body::from_stream(pieces).into_response();
    let headers = response.headers_mut();
    headers.insert(
        CONTENT_TYPE,
        HeaderValue::from_static("text/csv; charset=utf-8"),
    );
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(
        CONTENT_DISPOSITION,
        HeaderValue::from_static("attachment; filename=\"anteroom-audit.csv\""),
    );
    response
}
