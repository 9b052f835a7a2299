//! The permission review as a file, and the form that judges pasted lists of grants: they come in the body, the page is the
//! answer, and nothing of them is kept.

use app::pages::admin::permissions::{PastedForm, UnreadForm};
use axum::body::Body;
use axum::extract::{FromRequest as _, Request, State};
use axum::response::{IntoResponse as _, Response};
use axum::{Extension, Form};
use http::HeaderValue;
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use http::request::Parts;
use leptos::prelude::provide_context;
use serde::Deserialize;
use trust::Caller;
use trust::review::ReviewFile;

use super::refused_page;
use crate::error::Refusal;
use crate::router::provide;
use crate::site::Site;

/// `GET /admin/permissions/export`: one JSON document with its date and hash. Asking for it is audited.
pub async fn export(State(site): State<Site>, Extension(caller): Extension<Caller>) -> Response {
    let exported: Result<ReviewFile, Refusal> = async {
        let reviewer = caller.reviewer(site.trust()).await?;
        Ok(site.trust().export_review(&reviewer).await?)
    }
    .await;
    let file = match exported {
        Ok(file) => file,
        Err(refusal) => {
            let page = app::paths::PERMISSIONS;
            return refused_page(&refusal, app::paths::PERMISSIONS_EXPORT, page);
        }
    };
    let mut response = file.json.into_response();
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(
        CONTENT_TYPE,
        HeaderValue::from_static("application/json; charset=utf-8"),
    );
    let disposition = format!("attachment; filename=\"{}\"", file.name);
    if let Ok(disposition) = HeaderValue::from_str(&disposition) {
        headers.insert(CONTENT_DISPOSITION, disposition);
    }
    response
}

/// Most bytes of the form: two lists of 512 KiB, of which percent-encoding makes three times as much at worst.
const PASTE_MOST: usize = 2 * 3 * 512 * 1024 + 1024;

/// The form.
#[derive(Default, Deserialize)]
struct Lists {
    #[serde(default)]
    client_id: String,
    #[serde(default)]
    assignments: String,
    #[serde(default)]
    grants: String,
}

/// Reads the form. A limit of the router's would answer without a page.
async fn read(parts: &Parts, body: Body) -> Result<PastedForm, UnreadForm> {
    let Ok(bytes) = axum::body::to_bytes(body, PASTE_MOST).await else {
        return Err(UnreadForm::TooLong);
    };
    let whole = Request::from_parts(parts.clone(), Body::from(bytes));
    match Form::<Lists>::from_request(whole, &()).await {
        Ok(Form(lists)) => Ok(PastedForm {
            client_id: lists.client_id,
            assignments: lists.assignments,
            grants: lists.grants,
        }),
        Err(_) => Err(UnreadForm::Malformed),
    }
}

/// `POST /admin/permissions/pasted`. Who asks is proven where the lists are judged; the body of anybody else is not read.
pub async fn judge(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let pasted = if caller.reviewer(site.trust()).await.is_ok() {
        read(&parts, body).await
    } else {
        // The page refuses, as it does without a form.
        Err(UnreadForm::Malformed)
    };
    let provide = provide(&site);
    let options = site.parts().leptos.clone();
    let page = leptos_axum::render_app_async_with_context(
        move || {
            provide();
            match pasted.clone() {
                Ok(form) => provide_context(form),
                Err(unread) => provide_context(unread),
            }
        },
        move || app::shell(options.clone()),
    );
    let mut response = page(Request::from_parts(parts, Body::empty())).await;
    response
        .headers_mut()
        .insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
