//! Files of set-up documents: the same choices as their page, for an administrator and for anybody.

use app::documents::{HTML_FILE, MARKDOWN_FILE, document, html, markdown};
use app::language::Language;
use app::texts;
use axum::Extension;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use http::header::{
    ACCEPT_LANGUAGE, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, COOKIE,
    X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderMap, HeaderValue, StatusCode};
use model::trust::guide::DocumentsView;
use trust::Caller;
use trust::documents::{self, Choices, Known};

use super::refused_page;
use crate::error::Refusal;
use crate::site::Site;

type Pairs = Result<Query<Vec<(String, String)>>, QueryRejection>;

/// `GET /admin/setup/documents/{file}`: a file with what is known of the administrator's organisation.
pub async fn own(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    Path(file): Path<String>,
    pairs: Pairs,
    headers: HeaderMap,
) -> Response {
    let view: Result<DocumentsView, Refusal> = async {
        let administrator = caller.administrator(site.trust()).await?;
        Ok(site.trust().documents(&administrator).await?)
    }
    .await;
    match view {
        Ok(view) => answer(&view, &file, pairs, &headers),
        Err(refusal) => {
            let page = app::paths::SETUP_DOCUMENTS;
            refused_page(&refusal, page, page)
        }
    }
}

/// `GET /trust/setup/{file}`: a file with nothing of any organisation.
pub async fn public(
    State(site): State<Site>,
    Path(file): Path<String>,
    pairs: Pairs,
    headers: HeaderMap,
) -> Response {
    answer(&site.trust().public_documents(), &file, pairs, &headers)
}

fn answer(view: &DocumentsView, file: &str, pairs: Pairs, headers: &HeaderMap) -> Response {
    let Ok(Query(pairs)) = pairs else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let (plan, _) = Choices::new(pairs).plan(&Known::from(view));
    let language = language(headers);
    let whole = || document(&plan, view.at, texts::of(language));
    let (kind, text) = match file {
        MARKDOWN_FILE => ("text/markdown; charset=utf-8", markdown(&whole())),
        HTML_FILE => ("text/html; charset=utf-8", html(&whole(), language)),
        name => match documents::files(&plan)
            .into_iter()
            .find(|one| one.name == name)
        {
            Some(found) => (found.format.media_type(), found.text),
            None => return StatusCode::NOT_FOUND.into_response(),
        },
    };
    // The name is one of ours: it was found among the files.
    let Ok(disposition) = HeaderValue::from_str(&format!("attachment; filename=\"{file}\"")) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static(kind)),
        (CONTENT_DISPOSITION, disposition),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    ];
    (headers, text).into_response()
}

fn language(headers: &HeaderMap) -> Language {
    let value = |name| {
        headers
            .get(name)
            .and_then(|value: &HeaderValue| value.to_str().ok())
            .unwrap_or_default()
    };
    Language::wanted(value(COOKIE), value(ACCEPT_LANGUAGE))
}
