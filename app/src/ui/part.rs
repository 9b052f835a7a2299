//! The seams of islands.

use leptos::prelude::*;

/// A part of an island. The server erases its type, since nested types of whole pages take the compiler minutes.
#[cfg(feature = "ssr")]
pub fn part(view: impl IntoView + 'static) -> AnyView {
    view.into_any()
}

/// A part of an island. The browser keeps its type: an erased view carries code for all it might ever be asked.
#[cfg(not(feature = "ssr"))]
pub fn part<V: IntoView + 'static>(view: V) -> V {
    view
}
