//! The run settings of the page server.

use std::path::Path;

use leptos::config::{LeptosOptions, get_configuration};

use super::problem::Problems;

/// Reads `Leptos.toml` from the working folder, or else from beside the program; `LEPTOS_*` variables override it.
///
/// # Errors
/// The file is missing or damaged.
pub fn read_leptos() -> Result<LeptosOptions, Problems> {
    let mut problems = Problems::default();
    let beside = std::env::current_exe()
        .ok()
        .and_then(|exe| Some(exe.parent()?.join("Leptos.toml")));
    let here = Path::new("Leptos.toml").to_path_buf();
    let path = [Some(here), beside]
        .into_iter()
        .flatten()
        .find(|path| path.exists());
    let Some(path) = path else {
        problems.add(
            "Leptos.toml",
            "is missing; start anteroom in the folder that holds it, or put it beside the program",
        );
        return Err(problems);
    };
    match get_configuration(path.to_str()) {
        Ok(found) => Ok(found.leptos_options),
        Err(error) => {
            problems.add(
                path.display().to_string(),
                format!("cannot be used: {error}"),
            );
            Err(problems)
        }
    }
}
