//! The permission review as a file, the lists of grants read once by a person, and the form that judges pasted lists.
//!
//! Lists come in the body, the page is the answer, and nothing of them is kept.

use app::language::Language;
use app::pages::admin::permissions::{OnceForm, PastedForm, UnreadForm};
use app::texts::{self, Key};
use axum::body::Body;
use axum::extract::rejection::FormRejection;
use axum::extract::{FromRequest as _, Request, State};
use axum::response::{IntoResponse as _, Response};
use axum::{Extension, Form};
use http::header::{
    ACCEPT_LANGUAGE, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE,
    COOKIE, SET_COOKIE,
};
use http::request::Parts;
use http::{HeaderMap, HeaderValue};
use leptos::prelude::provide_context;
use serde::Deserialize;
use trust::Caller;
use trust::review::ReviewFile;

use super::signin::{problem_page, transaction_cookie};
use super::{refused_page, see_other};
use crate::error::Refusal;
use crate::middleware::security_headers::PLAIN_PAGE_CSP;
use crate::plain_page::PlainPage;
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
    drawn(&site, parts, move || match pasted.clone() {
        Ok(form) => provide_context(form),
        Err(unread) => provide_context(unread),
    })
    .await
}

/// The page of this address with more in its context. Never stored.
async fn drawn(
    site: &Site,
    parts: Parts,
    more: impl Fn() + Clone + Send + Sync + 'static,
) -> Response {
    let provide = provide(site);
    let options = site.parts().leptos.clone();
    let page = leptos_axum::render_app_async_with_context(
        move || {
            provide();
            more();
        },
        move || app::shell(options.clone()),
    );
    let mut response = page(Request::from_parts(parts, Body::empty())).await;
    response
        .headers_mut()
        .insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// `GET /admin/permissions/once/begin`: leads a reviewer to Entra, to read the lists of grants as themselves.
pub async fn begin_once(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
) -> Response {
    let reviewer = match caller.reviewer(site.trust()).await {
        Ok(reviewer) => reviewer,
        Err(denied) => {
            let page = app::paths::PERMISSIONS_ONCE;
            return refused_page(&Refusal::from(denied), page, page);
        }
    };
    let begun = site.trust().begin_once(&reviewer, caller.correlation());
    match begun.await {
        Ok(redirect) => see_other(&redirect.url, [transaction_cookie(&redirect)]),
        Err(problem) => problem_page(&problem, vec![]),
    }
}

/// The page that takes Entra's answer over to our own site: only a form of ours brings the session along. Until then nothing
/// was redeemed.
pub(super) fn hand_over(
    headers: &HeaderMap,
    voucher: &str,
    cookie: Option<HeaderValue>,
) -> Response {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let language = Language::wanted(
        text(COOKIE).unwrap_or_default(),
        text(ACCEPT_LANGUAGE).unwrap_or_default(),
    );
    let texts = texts::of(language);
    let page = PlainPage::new(
        language.tag(),
        texts.get(Key::REVIEW_ONCE_HAND_TITLE),
        texts.get(Key::REVIEW_ONCE_HAND_TEXT),
    )
    .form(
        app::paths::PERMISSIONS_ONCE,
        &[("voucher".to_owned(), voucher.to_owned())],
        texts.get(Key::REVIEW_ONCE_HAND_BUTTON),
    );
    let mut response = axum::response::Html(page.html()).into_response();
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(
        CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(PLAIN_PAGE_CSP),
    );
    if let Some(cookie) = cookie {
        headers.append(SET_COOKIE, cookie);
    }
    response
}

/// The form of that page.
#[derive(Deserialize)]
pub struct Handed {
    voucher: String,
}

/// `POST /admin/permissions/once`: the page is the answer, and the only place where it stands. Who asks is proven where the
/// lists are read.
pub async fn read_once(
    State(site): State<Site>,
    parts: Parts,
    form: Result<Form<Handed>, FormRejection>,
) -> Response {
    let voucher = form.map(|Form(form)| form.voucher).unwrap_or_default();
    let form = OnceForm { voucher };
    drawn(&site, parts, move || provide_context(form.clone())).await
}
