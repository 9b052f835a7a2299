//! The error of server functions: a wrapper that lets the framework carry [`AppError`] to the browser.

use leptos::server_fn::codec::JsonEncoding;
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use leptos::server_fn::{Bytes, Encodes};
use model::{AppError, ErrorCode};
use serde::{Deserialize, Serialize};

/// An [`AppError`] on its way from a server function to a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Failure(pub AppError);

impl Failure {
    /// What happened.
    #[must_use]
    pub const fn code(&self) -> ErrorCode {
        self.0.code
    }
}

impl From<AppError> for Failure {
    fn from(error: AppError) -> Self {
        Self(error)
    }
}

impl From<ErrorCode> for Failure {
    fn from(code: ErrorCode) -> Self {
        Self(AppError::new(code))
    }
}

impl FromServerFnError for Failure {
    type Encoder = JsonEncoding;

    /// Goes over the wire: the place where every refusal of a server function passes, so the answer gets its status here.
    fn ser(&self) -> Bytes {
        #[cfg(feature = "ssr")]
        status::set(self.code());
        JsonEncoding::encode(self).unwrap_or_default()
    }

    /// Maps faults of the transport. Their text names types and fields of ours, so none of it reaches the page.
    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        let code = match error {
            ServerFnErrorErr::Request(_) => ErrorCode::Unavailable,
            ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) => ErrorCode::Invalid,
            _ => ErrorCode::Internal,
        };
        Self(AppError::new(code))
    }
}

#[cfg(feature = "ssr")]
mod status {
    use http::StatusCode;
    use http::header::ACCEPT;
    use http::request::Parts;
    use leptos::prelude::use_context;
    use leptos_axum::ResponseOptions;
    use model::ErrorCode;

    /// A form without script gets a redirect back to its page and keeps that status.
    pub(super) fn set(code: ErrorCode) {
        let (Some(parts), Some(response)) =
            (use_context::<Parts>(), use_context::<ResponseOptions>())
        else {
            return;
        };
        let accepts = parts
            .headers
            .get(ACCEPT)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        if !accepts.contains("text/html")
            && let Ok(status) = StatusCode::from_u16(code.status())
        {
            response.set_status(status);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_survives_the_way_through_the_address_of_a_form_without_script() {
        let failure = Failure(AppError::new(ErrorCode::AlreadyTaken).with_detail("Mara"));
        assert_eq!(Failure::de(failure.ser()), failure);
    }

    #[test]
    fn faults_of_the_transport_get_a_code_and_no_text() {
        let fault = Failure::from_server_fn_error(ServerFnErrorErr::Request(
            "dns: host.internal".to_owned(),
        ));
        assert_eq!(fault, Failure(AppError::new(ErrorCode::Unavailable)));
        let fault =
            Failure::from_server_fn_error(ServerFnErrorErr::Args("missing field `key`".to_owned()));
        assert_eq!(fault, Failure(AppError::new(ErrorCode::Invalid)));
    }
}
