//! The entry point of the browser: waits for the texts, then takes over the page the server has sent.

use wasm_bindgen::prelude::wasm_bindgen;

/// Called by the page once its script is loaded, before it hands over its islands. False: leave the page as it is.
#[wasm_bindgen]
pub async fn hydrate() -> bool {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_islands();
    app::texts::load().await
}
