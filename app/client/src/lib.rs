//! The entry point of the browser: waits for the texts, then takes over the page the server has sent.

use wasm_bindgen::prelude::wasm_bindgen;

/// Called by the page once its script is loaded.
#[wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    app::texts::when_loaded(|| leptos::mount::hydrate_lazy(app::App));
}
