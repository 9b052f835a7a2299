//! Links to the hashed style, script and WebAssembly files, and the script that starts them.
//!
//! In place of Leptos' `HydrationScripts`, which reads `hash.txt` from disk on each render and ends the process when
//! the file is missing.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use leptos::WasmSplitManifest;
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use model::live::NOSCRIPT_REFRESH_S;

use crate::texts;

/// The names of the built files, as they stand in the page.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Names {
    style: String,
    script: String,
    wasm: String,
    split: String,
    manifest: String,
}

/// Starts the islands of a page, one after the other; a page without any loads nothing. Instants outside of islands
/// are rewritten in the reader's own time and form, the first wrong field of a refused form gets the focus,
/// and the refusal leaves the address, so that it is not shown again when the page is loaded again. Buttons that copy
/// appear, confirmations become dialogs, and the address of a new room follows its name until somebody types there.
/// Where the script of the islands does not arrive, the page loads itself again as it would without script.
const START: &str = "\
const islands = document.querySelectorAll('leptos-island');\
let dialogs = 0;\
for (const time of document.querySelectorAll('time.moment'))\
  if (!time.closest('leptos-island'))\
    time.textContent = new Date(time.dateTime).toLocaleString(document.documentElement.lang, {dateStyle: 'medium', timeStyle: 'short'});\
document.querySelector('main form [aria-invalid=true]')?.focus();\
const here = new URL(location.href);\
if (here.searchParams.has('__err')) {\
  here.searchParams.delete('__err');\
  here.searchParams.delete('__path');\
  history.replaceState(history.state, '', here);\
}\
for (const button of document.querySelectorAll('button[data-copy]'))\
  if (navigator.clipboard) {\
    button.hidden = false;\
    button.onclick = async () => {\
      await navigator.clipboard.writeText(button.dataset.copy);\
      button.textContent = button.dataset.done;\
    };\
  }\
for (const fold of document.querySelectorAll('details[data-dialog]')) {\
  const [summary, body] = fold.children;\
  const [button, dialog, title] = ['button', 'dialog', 'h2'].map((name) => document.createElement(name));\
  const cancel = body.querySelector('[data-close]');\
  Object.assign(button, {type: 'button', className: summary.className, textContent: summary.textContent});\
  button.dataset.weight = summary.dataset.weight;\
  button.setAttribute('aria-haspopup', 'dialog');\
  Object.assign(title, {id: `dialog-${dialogs += 1}`, textContent: summary.textContent});\
  dialog.className = 'dialog';\
  dialog.setAttribute('aria-labelledby', title.id);\
  body.firstElementChild.id = `${title.id}-why`;\
  dialog.setAttribute('aria-describedby', `${title.id}-why`);\
  dialog.setAttribute('closedby', 'any');\
  dialog.append(title, ...body.children);\
  cancel.hidden = false;\
  cancel.onclick = () => dialog.close();\
  button.onclick = () => {\
    dialog.showModal();\
    cancel.focus();\
  };\
  const place = document.createElement('div');\
  place.append(button, dialog);\
  fold.replaceWith(place);\
}\
const named = document.querySelector('[name=\"form[name]\"]');\
const slug = document.querySelector('[name=\"form[slug]\"]');\
if (named && slug?.value === '') {\
  const letters = {ä: 'ae', ö: 'oe', ü: 'ue', ß: 'ss'};\
  const suggest = () => {\
    const near = named.value.toLowerCase().replace(/[äöüß]/g, (c) => letters[c]).normalize('NFD').replace(/\\p{M}/gu, '')\
      .replace(/[^a-z0-9]+/g, '-').replace(/^-/, '').slice(0, 40).replace(/-$/, '');\
    slug.value = near.length > 1 ? near : '';\
  };\
  named.addEventListener('input', suggest);\
  slug.addEventListener('input', () => named.removeEventListener('input', suggest));\
}\
if (islands.length) {\
  const again = () => setTimeout(() => location.reload(), REFRESH);\
  try {\
    const page = await import('SCRIPT');\
    await page.default({module_or_path: 'WASM'});\
    if (await page.hydrate())\
      for (const island of islands) await page[island.dataset.component](island);\
    else again();\
  } catch {\
    again();\
  }\
}";

/// Whether the page being drawn holds an island: a board or a ticket.
fn has_island() -> bool {
    use_context::<http::request::Parts>().is_some_and(|parts| {
        let path = parts.uri.path();
        path.starts_with("/rooms/") || (path.starts_with("/w/") && path.ends_with("/ticket"))
    })
}

#[component]
pub(super) fn Assets(options: LeptosOptions) -> impl IntoView {
    let built = built(&options);
    if let Some(manifest) = &built.manifest {
        provide_context(manifest.clone());
    }
    let texts = texts::asset_path(texts::use_texts().language());
    let nonce = use_nonce();
    let root = format!("/{}", options.site_pkg_dir);
    let Names {
        style,
        script,
        wasm,
        ..
    } = &built.names;
    let start = START
        .replace("SCRIPT", &format!("{root}/{script}"))
        .replace("WASM", &format!("{root}/{wasm}"))
        .replace("REFRESH", &(NOSCRIPT_REFRESH_S * 1000).to_string());
    let preload = has_island().then(|| view! {
        <link rel="modulepreload" href=format!("{root}/{script}") nonce=nonce.clone()/>
        <link rel="preload" href=format!("{root}/{wasm}") r#as="fetch" r#type="application/wasm" crossorigin="anonymous"/>
        <link rel="preload" id="texts" href=texts r#as="fetch" r#type="application/json" crossorigin="anonymous"/>
    });
    view! {
        <link rel="stylesheet" id="leptos" href=format!("{root}/{style}")/>
        {preload}
        <script type="module" nonce=nonce>
            {start}
        </script>
    }
}

#[derive(Clone)]
struct Built {
    names: Names,
    manifest: Option<WasmSplitManifest>,
}

/// Read once: a release does not change under a running server. Under `cargo leptos watch` it does.
fn built(options: &LeptosOptions) -> Built {
    static BUILT: OnceLock<Built> = OnceLock::new();
    if std::env::var_os("LEPTOS_WATCH").is_some() {
        return read(options);
    }
    BUILT.get_or_init(|| read(options)).clone()
}

fn read(options: &LeptosOptions) -> Built {
    let names = if options.hash_files {
        let path = hash_file(options);
        let hashes = std::fs::read_to_string(&path).unwrap_or_else(|error| {
            tracing::error!(path = %path.display(), %error, "no list of asset names: pages work without script only");
            String::new()
        });
        hashed(&options.output_name, &hashes)
    } else {
        plain(&options.output_name)
    };
    let folder = Path::new(&*options.site_root).join(&*options.site_pkg_dir);
    let manifest = manifest(
        &folder.join(&names.manifest),
        &options.site_pkg_dir,
        &names.split,
    );
    Built { names, manifest }
}

fn hash_file(options: &LeptosOptions) -> PathBuf {
    let beside = std::env::current_exe()
        .ok()
        .and_then(|path| path.parent().map(Path::to_path_buf));
    beside.unwrap_or_default().join(&*options.hash_file)
}

fn plain(output: &str) -> Names {
    // cargo-leptos sets the variable while it compiles and drops wasm-bindgen's suffix; plain cargo leaves it.
    let suffix = if option_env!("LEPTOS_OUTPUT_NAME").is_some() {
        ""
    } else {
        "_bg"
    };
    Names {
        style: format!("{output}.css"),
        script: format!("{output}.js"),
        wasm: format!("{output}{suffix}.wasm"),
        split: "__wasm_split.______________________.js".to_owned(),
        manifest: "__wasm_split_manifest.json".to_owned(),
    }
}

/// Names with the hashes of `hash.txt`, whose lines are `kind: hash`; a missing line leaves the plain name.
fn hashed(output: &str, hashes: &str) -> Names {
    let lines = hashes.lines().filter_map(|line| line.split_once(':'));
    let hashes: HashMap<&str, &str> = lines
        .map(|(kind, hash)| (kind.trim(), hash.trim()))
        .collect();
    let name = |kind: &str, stem: &str, extension: &str| match hashes.get(kind) {
        Some(hash) => format!("{stem}.{hash}.{extension}"),
        None => format!("{stem}.{extension}"),
    };
    let plain = plain(output);
    Names {
        style: name("css", output, "css"),
        script: name("js", output, "js"),
        wasm: name("wasm", output, "wasm"),
        split: if hashes.contains_key("split") {
            name("split", "__wasm_split", "js")
        } else {
            plain.split
        },
        manifest: name("manifest", "__wasm_split_manifest", "json"),
    }
}

/// The list of lazily loaded parts; none when the build was not split.
fn manifest(path: &Path, pkg: &str, split: &str) -> Option<WasmSplitManifest> {
    let text = std::fs::read_to_string(path).ok()?;
    let parts: HashMap<String, Vec<String>> = serde_json::from_str(&text).ok()?;
    Some(WasmSplitManifest(ArcStoredValue::new((
        format!("/{pkg}"),
        parts,
        split.to_owned(),
    ))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_carry_their_hashes() {
        let names = hashed(
            "anteroom",
            "js: AbC\nwasm: dEf\ncss: 123\nsplit: sss\nmanifest: mmm\n",
        );
        assert_eq!(names.style, "anteroom.123.css");
        assert_eq!(names.script, "anteroom.AbC.js");
        assert_eq!(names.wasm, "anteroom.dEf.wasm");
        assert_eq!(names.split, "__wasm_split.sss.js");
        assert_eq!(names.manifest, "__wasm_split_manifest.mmm.json");
    }

    #[test]
    fn a_missing_list_leaves_plain_names() {
        let names = hashed("anteroom", "");
        assert_eq!(
            (names.style.as_str(), names.script.as_str()),
            ("anteroom.css", "anteroom.js")
        );
    }
}
