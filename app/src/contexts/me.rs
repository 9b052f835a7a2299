//! Who is signed in, loaded once per document.

use leptos::prelude::*;
use model::trust::MeView;

use crate::server_functions::session::me::Me as Ask;
use crate::ui::data::{Data, load};

/// The person signed in, or nobody.
pub type Me = Data<Option<MeView>>;

/// Starts to load who is signed in; once, by the application.
pub fn provide_me() {
    let me: Me = load(|| Ask {});
    provide_context(me);
}

/// Who is signed in.
#[must_use]
pub fn use_me() -> Me {
    use_context::<Me>().unwrap_or_else(|| load(|| Ask {}))
}
