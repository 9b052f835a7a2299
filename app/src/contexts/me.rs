//! Who is signed in, loaded once per document.

use leptos::prelude::*;
use model::trust::MeView;

use crate::error::Failure;
use crate::server_functions::session::me::me;

/// The person signed in, or nobody.
pub type Me = Resource<Result<Option<MeView>, Failure>>;

/// Starts to load who is signed in; once, by the application.
pub fn provide_me() {
    let resource: Me = Resource::new_blocking(|| (), |()| me());
    provide_context(resource);
}

/// Who is signed in. Read it inside of a suspense.
#[must_use]
pub fn use_me() -> Me {
    use_context::<Me>().unwrap_or_else(|| Resource::new_blocking(|| (), |()| me()))
}
