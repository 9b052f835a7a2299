//! Reads the language tables, stops the build where they differ, and writes the keys and tables as Rust.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;
use std::process::ExitCode;
use std::{env, fs};

/// Languages, the first being the one that decides the order of keys.
const LANGUAGES: [&str; 2] = ["en", "de"];

/// Where the sentences of a language stand. All but the first are drawn by the server alone: no browser loads
/// them.
const FILES: [&str; 8] = [
    "locales/{language}.toml",
    "locales/catalogue/{language}.toml",
    "locales/credentials/{language}.toml",
    "locales/culture/{language}.toml",
    "locales/documents/{language}.toml",
    "locales/plain/{language}.toml",
    "locales/records/{language}.toml",
    "locales/review/{language}.toml",
];

/// Sentences by the place of their file and their key.
type Table = BTreeMap<(usize, String), String>;

fn main() -> ExitCode {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=locales");
    match generate() {
        Ok(()) => ExitCode::SUCCESS,
        Err(problems) => {
            for problem in problems {
                println!("cargo::error={problem}");
            }
            ExitCode::FAILURE
        }
    }
}

fn generate() -> Result<(), Vec<String>> {
    let mut tables = Vec::new();
    for language in LANGUAGES {
        let mut table = Table::new();
        for (place, file) in FILES.into_iter().enumerate() {
            let path = file.replace("{language}", language);
            let text =
                fs::read_to_string(&path).map_err(|error| vec![format!("{path}: {error}")])?;
            read(&path, &text, place, &mut table)?;
        }
        tables.push(table);
    }
    compare(&tables)?;
    let out = env::var("OUT_DIR").map_err(|error| vec![error.to_string()])?;
    write(&Path::new(&out).join("keys.rs"), &keys(&tables[0]))?;
    write(&Path::new(&out).join("tables.rs"), &arrays(&tables))
}

/// Flattens `[area] name = "text"` to `area_name`.
fn read(path: &str, text: &str, place: usize, table: &mut Table) -> Result<(), Vec<String>> {
    let document: toml::Table = text
        .parse()
        .map_err(|error| vec![format!("{path}: {error}")])?;
    let mut problems = Vec::new();
    for (area, entries) in document {
        let toml::Value::Table(entries) = entries else {
            problems.push(format!("{path}: {area} stands outside of an [area]"));
            continue;
        };
        for (name, value) in entries {
            match value {
                toml::Value::String(text) if !text.trim().is_empty() => {
                    let key = format!("{area}_{name}");
                    if (0..place).any(|before| table.contains_key(&(before, key.clone()))) {
                        problems.push(format!("{path}: {key} stands in two files"));
                    }
                    table.insert((place, key), text);
                }
                _ => problems.push(format!("{path}: {area}.{name} is no text or empty")),
            }
        }
    }
    if problems.is_empty() {
        Ok(())
    } else {
        Err(problems)
    }
}

fn compare(tables: &[Table]) -> Result<(), Vec<String>> {
    let mut problems = Vec::new();
    let all: BTreeSet<&(usize, String)> = tables.iter().flat_map(Table::keys).collect();
    for place in all {
        let key = &place.1;
        let mut first: Option<BTreeSet<&str>> = None;
        for (table, language) in tables.iter().zip(LANGUAGES) {
            let Some(text) = table.get(place) else {
                let file = FILES[place.0].replace("{language}", language);
                problems.push(format!("{file} lacks {key}"));
                continue;
            };
            let here = placeholders(text);
            if first.get_or_insert_with(|| here.clone()) != &here {
                problems.push(format!("the languages differ in the placeholders of {key}"));
            }
        }
    }
    if problems.is_empty() {
        Ok(())
    } else {
        Err(problems)
    }
}

/// The names in braces: `{n}`.
fn placeholders(text: &str) -> BTreeSet<&str> {
    text.split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
        .collect()
}

fn keys(table: &Table) -> String {
    let mut code = String::from("impl Key {\n");
    for (index, ((_, key), text)) in table.iter().enumerate() {
        let sample = text
            .lines()
            .next()
            .unwrap_or_default()
            .replace('[', "\\[")
            .replace(']', "\\]")
            .replace('<', "\\<");
        let _ = writeln!(
            code,
            "    /// {sample}\n    pub const {}: Self = Self({index});",
            key.to_uppercase()
        );
    }
    code.push_str("}\n");
    code
}

fn arrays(tables: &[Table]) -> String {
    let ours = tables[0].keys().filter(|(place, _)| *place == 0).count();
    let mut code = format!(
        "/// How many sentences a browser loads.\npub(super) const SENT: usize = {ours};\n"
    );
    let _ = writeln!(
        code,
        "/// Names of the keys, in their order.\nstatic NAMES: [&str; {}] = [",
        tables[0].len()
    );
    for (_, key) in tables[0].keys() {
        let _ = writeln!(code, "    {key:?},");
    }
    code.push_str("];\n");
    for (table, language) in tables.iter().zip(LANGUAGES) {
        let name = language.to_uppercase();
        let _ = writeln!(code, "static {name}: [&str; {}] = [", table.len());
        for text in table.values() {
            let _ = writeln!(code, "    {text:?},");
        }
        let _ = writeln!(
            code,
            "];\nconst {name}_HASH: &str = \"{:016x}\";",
            hash(table)
        );
    }
    code
}

/// FNV-1a over keys and texts of what a browser loads: changes when any of them does, which is all an asset name needs.
fn hash(table: &Table) -> u64 {
    let bytes = table
        .iter()
        .filter(|((place, _), _)| *place == 0)
        .flat_map(|((_, key), text)| key.bytes().chain([0]).chain(text.bytes()).chain([0]));
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

fn write(path: &Path, code: &str) -> Result<(), Vec<String>> {
    fs::write(path, code).map_err(|error| vec![format!("{}: {error}", path.display())])
}
