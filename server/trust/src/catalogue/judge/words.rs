//! The words of a line: which are permissions, which say a kind, which are prose.

use model::Guid;
use model::permission::PermissionKind;

use super::super::permission::Resource;
use super::super::recognise::kind_word;

/// Names of permissions without a dot.
const DOTLESS: [&str; 6] = [
    "openid",
    "profile",
    "email",
    "offline_access",
    "full_access_as_app",
    "user_impersonation",
];

/// Endings of host and file names, which look like names of permissions.
const ENDINGS: [&str; 9] = [
    ".com", ".net", ".org", ".de", ".io", ".json", ".txt", ".md", ".html",
];

/// What a word of a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Word<'a> {
    /// A permission: a name or a GUID, perhaps with its resource before it.
    Permission(&'a str),
    /// Says the kind of what stands beside it.
    Kind(PermissionKind),
    /// Says the resource of what stands beside it.
    Resource(Resource),
    /// A word that belongs to headings and columns.
    Filler,
    /// Any other word.
    Prose,
}

/// The words of a line, and whether each fills a cell of a table by itself.
pub(super) fn words(line: &str) -> Vec<(Word<'_>, bool)> {
    let mut words = Vec::new();
    let mut prose = false;
    for cell in line.split([
        '\t', '|', ';', ',', '(', ')', '[', ']', '{', '}', '"', '\'', '`',
    ]) {
        let before = words.len();
        for text in cell.split(|letter: char| letter.is_whitespace() || letter == '=') {
            for text in colons(text) {
                let text = trimmed(text);
                if text.is_empty() {
                    continue;
                }
                let word = word(text, prose);
                prose |= word == Word::Prose;
                words.push((word, false));
            }
        }
        let alone = words
            .iter()
            .skip(before)
            .all(|(word, _)| !matches!(word, Word::Prose | Word::Permission(_)));
        for (_, fills) in words.iter_mut().skip(before) {
            *fills = alone;
        }
    }
    words
}

/// Splits `Delegated:User.Read`, but not an address.
fn colons(text: &str) -> impl Iterator<Item = &str> {
    let whole = text.contains("://");
    text.split(move |letter| letter == ':' && !whole)
}

/// Without what lists put around a word.
fn trimmed(text: &str) -> &str {
    text.trim_matches(|letter: char| {
        matches!(
            letter,
            '.' | '*' | '-' | '•' | '–' | '—' | '<' | '>' | '!' | '?' | '·' | '#'
        )
    })
}

fn word(text: &str, after_prose: bool) -> Word<'_> {
    if let Ok(guid) = Guid::parse(text) {
        return Resource::of(guid).map_or(Word::Permission(text), Word::Resource);
    }
    if let Some((_, rest)) = text.split_once("://") {
        let (host, name) = rest.split_once('/').unwrap_or((rest, ""));
        return match Resource::of_host(host) {
            Some(resource) if name.is_empty() || name.eq_ignore_ascii_case(".default") => {
                Word::Resource(resource)
            }
            Some(_) => Word::Permission(text),
            None => Word::Prose,
        };
    }
    if let Some(resource) = Resource::of_host(text) {
        return Word::Resource(resource);
    }
    if dotted(text) {
        return Word::Permission(text);
    }
    // `profile` and `email` are also words of prose: only before any of it are they permissions.
    if !after_prose && DOTLESS.iter().any(|name| name.eq_ignore_ascii_case(text)) {
        return Word::Permission(text);
    }
    if let Some(kind) = kind_word(text) {
        return Word::Kind(kind);
    }
    const FILLERS: [&str; 14] = [
        "permission",
        "permissions",
        "berechtigung",
        "berechtigungen",
        "type",
        "typ",
        "id",
        "api",
        "apis",
        "microsoft",
        "graph",
        "office",
        "365",
        "value",
    ];
    if FILLERS
        .iter()
        .any(|filler| filler.eq_ignore_ascii_case(text))
    {
        Word::Filler
    } else {
        Word::Prose
    }
}

/// `Mail.Read` and the like: words of letters, digits and hyphens between dots, each of two letters at least.
fn dotted(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    if !text.contains('.') || ENDINGS.iter().any(|ending| lower.ends_with(ending)) {
        return false;
    }
    text.split('.').all(|part| {
        part.len() >= 2
            && part.starts_with(|letter: char| letter.is_alphabetic())
            && part
                .chars()
                .all(|letter| letter.is_alphanumeric() || letter == '-' || letter == '_')
    })
}

/// The resource a line names in words.
pub(super) fn resource_in_words(line: &str) -> Option<Resource> {
    let line = line.to_lowercase();
    let names: [(&str, Resource); 8] = [
        ("azure ad graph", Resource::AzureAdGraph),
        ("aad graph", Resource::AzureAdGraph),
        ("azure active directory graph", Resource::AzureAdGraph),
        ("windows azure active directory", Resource::AzureAdGraph),
        ("graph.windows.net", Resource::AzureAdGraph),
        ("exchange online", Resource::ExchangeOnline),
        ("office365 exchange", Resource::ExchangeOnline),
        ("microsoft graph", Resource::Graph),
    ];
    names
        .into_iter()
        .find(|(name, _)| line.contains(name))
        .map(|(_, resource)| resource)
}
