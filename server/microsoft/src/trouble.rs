//! The table of known refusals: who can put it right, whether trying again helps, and a short key for the explanation.
//!
//! Facts after microsoft.md section 5; the sentences stand in the language tables under these keys. Numbers and Graph
//! codes select help only: what the program does next follows the OAuth `error` and the HTTP status.

mod graph;
mod sts;

pub use graph::{GRAPH, GraphTrouble, graph};
pub use model::trouble::{Retry, Who};
pub use sts::{STS, StsTrouble, sts};

use model::trouble::Trouble;

/// The explanation with this key. Every key of this crate has one, as a test shows.
#[must_use]
pub fn named(key: &str) -> Trouble {
    Trouble::parse(key).unwrap_or(Trouble::AnswerRefused)
}

/// What a pasted code is called and what it means: an AADSTS number, or a word of Graph. `None` when the text holds
/// neither.
#[must_use]
pub fn look_up(text: &str) -> Option<(String, Option<Trouble>)> {
    let words = || {
        text.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_')
            .filter(|word| !word.is_empty())
    };
    let number = words().find_map(|word| {
        let digits = word.strip_prefix("AADSTS").unwrap_or(word);
        // A bare number counts only when nothing else does, and only as long as one of Microsoft's.
        let counts = digits.len() < word.len() || (5..=9).contains(&digits.len());
        digits.parse::<u32>().ok().filter(|_| counts)
    });
    if let Some(number) = number {
        let known = sts(number).map(|row| named(row.key));
        return Some((format!("AADSTS{number}"), known));
    }
    let row = words().find_map(|word| {
        GRAPH
            .iter()
            .find(|row| !row.code.is_empty() && row.code.eq_ignore_ascii_case(word))
    })?;
    Some((row.code.to_owned(), Some(named(row.key))))
}
