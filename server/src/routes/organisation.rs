//! The upload of organisation data: a plain form with a file, which is larger than what other forms send.

use axum::Extension;
use axum::extract::State;
use axum::extract::multipart::{Multipart, MultipartError, MultipartRejection};
use axum::response::{IntoResponse, Redirect, Response};
use culture::FILE_MOST;
use model::culture::organisation::FileTrouble;
use trust::Caller;

use super::refused_page;
use crate::error::Refusal;
use crate::site::Site;

/// Most bytes of the request that are read at all. Beyond the most of a file they are dropped, so that the browser gets
/// to its answer.
pub const UPLOAD_MOST: usize = 4 * FILE_MOST;
/// Name of the field.
const FIELD: &str = "file";

/// `POST /admin/connectors/organisation/file`: keeps the file sealed and leads back to the page.
pub async fn upload(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    form: Result<Multipart, MultipartRejection>,
) -> Response {
    let kept: Result<Result<(), FileTrouble>, Refusal> = async {
        let administrator = caller.administrator(site.trust()).await?;
        let file = match form {
            Ok(form) => read(form).await,
            Err(_) => Err(FileTrouble::Unreadable),
        };
        Ok(match file {
            Ok(file) => {
                site.culture()
                    .keep_organisation_file(&administrator, file)
                    .await?
            }
            Err(trouble) => Err(trouble),
        })
    }
    .await;
    let page = app::paths::ORGANISATION;
    match kept {
        Ok(Ok(())) => Redirect::to(page).into_response(),
        Ok(Err(trouble)) => {
            Redirect::to(&app::paths::organisation_trouble(trouble)).into_response()
        }
        Err(refusal) => refused_page(&refusal, page, page),
    }
}

async fn read(mut form: Multipart) -> Result<Vec<u8>, FileTrouble> {
    let broken = |_: MultipartError| FileTrouble::Unreadable;
    let mut file = Vec::new();
    let mut large = false;
    while let Some(mut field) = form.next_field().await.map_err(broken)? {
        if field.name() != Some(FIELD) {
            continue;
        }
        while let Some(part) = field.chunk().await.map_err(broken)? {
            large |= file.len() + part.len() > FILE_MOST;
            if !large {
                file.extend_from_slice(&part);
            }
        }
    }
    if large {
        Err(FileTrouble::TooLarge)
    } else {
        Ok(file)
    }
}
