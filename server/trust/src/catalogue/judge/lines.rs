//! Reads a list of lines: names and GUIDs as people, portals and tables write them.

use model::permission::PermissionKind;

use super::super::permission::Resource;
use super::super::recognise::Written;
use super::words::{Word, resource_in_words, words};
use super::{Entry, Read, clean, consent_url};

/// A line without any permission and longer than this is prose, not a misspelt name.
const LONGEST_NAME: usize = 120;

/// What a heading said about the lines below it.
#[derive(Clone, Copy, Default)]
struct Heading {
    kind: Option<PermissionKind>,
    resource: Option<Resource>,
}

/// Reads lines. A line that names only a kind or a resource is a heading for those below it.
pub(super) fn read(text: &str) -> Read {
    let mut read = Read::default();
    let mut heading = Heading::default();
    for (number, line) in text.lines().enumerate() {
        let number = number + 1;
        let line = line.trim();
        if line.is_empty() {
            continue;
        }
        if let Some((consent, scopes)) = consent_url::read(line) {
            for (shown, written) in scopes {
                read.entries.push(Entry {
                    line: number,
                    shown: clean::line(&shown),
                    written,
                    unplaced: false,
                });
            }
            read.consents.push(consent);
            continue;
        }
        read_line(number, line, &mut heading, &mut read.entries);
    }
    read
}

fn read_line(number: usize, line: &str, heading: &mut Heading, entries: &mut Vec<Entry>) {
    let words = words(line);
    let resource = words
        .iter()
        .find_map(|(word, _)| match word {
            Word::Resource(resource) => Some(*resource),
            _ => None,
        })
        .or_else(|| resource_in_words(line));
    let kinds = kinds(&words);
    let named: Vec<(usize, &str)> = words
        .iter()
        .enumerate()
        .filter_map(|(at, (word, _))| match word {
            Word::Permission(text) => Some((at, *text)),
            _ => None,
        })
        .collect();
    if named.is_empty() {
        match (kinds.first(), resource) {
            (None, None) => {
                if !line.contains(char::is_whitespace) && line.len() <= LONGEST_NAME {
                    entries.push(entry(
                        number,
                        line,
                        Written::new(line, heading.kind, heading.resource),
                    ));
                }
            }
            (kind, resource) => {
                heading.kind = kind.map(|(_, kind)| *kind);
                heading.resource = resource.or(heading.resource);
            }
        }
        return;
    }
    for (at, text) in &named {
        let kind = beside(&kinds, named[0].0, *at).or(heading.kind);
        let written = Written::new(text, kind, resource.or(heading.resource));
        entries.push(entry(number, text, written));
    }
}

fn entry(line: usize, shown: &str, written: Written) -> Entry {
    Entry {
        line,
        shown: clean::line(shown),
        written,
        unplaced: false,
    }
}

/// The words of a line that say a kind: those in a cell of their own, right behind a permission, or before any prose.
fn kinds(words: &[(Word<'_>, bool)]) -> Vec<(usize, PermissionKind)> {
    let mut kinds = Vec::new();
    let mut prose = false;
    let mut before = None;
    for (at, (word, fills)) in words.iter().enumerate() {
        if let Word::Kind(kind) = word
            && (*fills || !prose || matches!(before, Some(Word::Permission(_))))
        {
            kinds.push((at, *kind));
        }
        prose |= *word == Word::Prose;
        before = Some(*word);
    }
    kinds
}

/// The kind that belongs to the permission at a place: where a line begins with a kind, the last one before it, else
/// the next one behind it.
fn beside(
    kinds: &[(usize, PermissionKind)],
    first_named: usize,
    at: usize,
) -> Option<PermissionKind> {
    let prefixed = kinds.first().is_some_and(|(place, _)| *place < first_named);
    let kind = if prefixed {
        kinds.iter().rev().find(|(place, _)| *place < at)
    } else {
        kinds.iter().find(|(place, _)| *place > at)
    };
    kind.map(|(_, kind)| *kind)
}
