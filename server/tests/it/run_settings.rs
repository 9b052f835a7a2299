//! `Leptos.toml` (run settings) and `Cargo.toml` (build settings) agree where both speak.

use std::path::Path;

use leptos::config::get_configuration;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

fn table(file: &str) -> toml::Table {
    std::fs::read_to_string(root().join(file))
        .unwrap()
        .parse()
        .unwrap()
}

#[test]
fn run_settings_agree_with_build_settings() {
    let run = table("Leptos.toml")["package"]["metadata"]["leptos"].clone();
    let build = table("Cargo.toml")["workspace"]["metadata"]["leptos"][0].clone();
    for name in [
        "output-name",
        "site-pkg-dir",
        "hash-files",
        "site-root",
        "site-addr",
    ] {
        assert_eq!(run[name], build[name], "{name}");
    }
}

#[test]
fn leptos_reads_the_file_it_finds() {
    let path = root().join("Leptos.toml");
    let options = get_configuration(path.to_str()).unwrap().leptos_options;
    assert_eq!(&*options.output_name, "anteroom");
    assert_eq!(&*options.site_pkg_dir, "pkg");
    assert!(options.hash_files);
    assert_eq!(options.server_fn_prefix, None);
    assert!(
        !options.disable_server_fn_hash && !options.server_fn_mod_path,
        "addresses of server functions are explicit"
    );
}
