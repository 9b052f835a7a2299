//! Judges a pasted list: names, GUIDs, an app manifest, grants as Graph answers them, or a consent address.
//!
//! Pure and bounded: it reads at most [`MOST_BYTES`], judges at most [`MOST_ENTRIES`], needs no tenant and keeps
//! nothing. What was written comes back cleaned of control characters and cut to a line's length; whoever shows it
//! still has to escape it.

mod clean;
mod consent_url;
mod entry;
mod examples;
mod finding;
mod json;
mod lines;
mod words;

use model::permission::Tier;

use super::permission::Permission;
use super::recognise::{Recognised, Written, recognise_written};

pub use consent_url::{ConsentUrl, Part, PartKind};
pub use entry::{Finding, Judged, Verdict};
pub use examples::{EXAMPLES, Example};

/// Most bytes that are read; the rest is cut off.
pub const MOST_BYTES: usize = 64 * 1024;

/// Most entries that are judged; the rest is counted.
pub const MOST_ENTRIES: usize = 500;

/// Most consent addresses that are explained; the rest is counted.
pub const MOST_CONSENTS: usize = 20;

/// What the pasted text was taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Names and GUIDs in lines.
    List,
    /// `requiredResourceAccess` of an app registration.
    Manifest,
    /// Grants as Graph answers them.
    Grants,
    /// JSON that names no permission in a way that is known here.
    OtherJson,
}

/// The judgement of a pasted text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// What the text was taken for.
    pub format: Format,
    /// Entry by entry, in the order of the text.
    pub entries: Vec<Judged>,
    /// Consent addresses in the text, part by part.
    pub consents: Vec<ConsentUrl>,
    /// How many entries and addresses were left unjudged because there are more than [`MOST_ENTRIES`] or
    /// [`MOST_CONSENTS`].
    pub left_out: usize,
    /// What there is to say about the text as a whole.
    pub remarks: Vec<Remark>,
}

/// Something about a text as a whole that keeps it from being read as it was meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Remark {
    /// Longer than [`MOST_BYTES`]: the rest was not read.
    Cut,
    /// Begins like JSON and is none: read line by line.
    BrokenJson,
    /// JSON nested deeper than manifests and answers are: what lies below was not read.
    TooDeep,
    /// Holds tags of HTML, between which nothing is recognised for sure.
    Markup,
    /// Holds characters that are invisible or turn the direction of writing: a name with one of them is another name.
    Hidden,
}

/// What one sentence can say about a judgement.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Different permissions that are known for sure.
    pub known: usize,
    /// Entries that may be one or another, among them misspelt ones.
    pub unsure: usize,
    /// Entries nobody knows here.
    pub unknown: usize,
    /// Known permissions of an interface that is switched off.
    pub retired: usize,
    /// Known permissions that open content.
    pub content: usize,
    /// Known permissions with a lower alternative.
    pub over_broad: usize,
    /// Known permissions that write.
    pub writes: usize,
    /// The one that reaches furthest.
    pub highest: Option<&'static Permission>,
}

/// A permission as it stands in a text.
struct Entry {
    /// Line of the text, from 1; 0 where lines say nothing.
    line: usize,
    /// As written, for showing.
    shown: String,
    written: Written,
    /// Whether it is a grant that doesn't say on which resource.
    unplaced: bool,
}

/// What a reader found in a text.
#[derive(Default)]
struct Read {
    entries: Vec<Entry>,
    consents: Vec<ConsentUrl>,
    too_deep: bool,
}

/// Judges a text of any origin.
#[must_use]
pub fn judge(text: &str) -> Judgement {
    let (text, cut) = clean::cut(text, MOST_BYTES);
    let parsed = json::read(text);
    let broken = parsed.is_none() && json::begins(text);
    let (format, read) = parsed.unwrap_or_else(|| (Format::List, lines::read(text)));
    let remarks = [
        (Remark::Cut, cut),
        (Remark::BrokenJson, broken),
        (Remark::TooDeep, read.too_deep),
        (Remark::Markup, clean::has_markup(text)),
        (Remark::Hidden, clean::has_hidden(text)),
    ];
    let remarks = remarks
        .into_iter()
        .filter_map(|(remark, is)| is.then_some(remark))
        .collect();
    let left_out = read.entries.len().saturating_sub(MOST_ENTRIES)
        + read.consents.len().saturating_sub(MOST_CONSENTS);
    let (mut entries, mut consents) = (read.entries, read.consents);
    entries.truncate(MOST_ENTRIES);
    consents.truncate(MOST_CONSENTS);
    Judgement {
        format,
        entries: finding::judge(entries),
        consents,
        left_out,
        remarks,
    }
}

impl Judgement {
    /// Whether there was nothing to judge.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty() && self.consents.is_empty()
    }

    /// The permissions that are known for sure, each once.
    #[must_use]
    pub fn known(&self) -> Vec<&'static Permission> {
        let mut known: Vec<&'static Permission> = Vec::new();
        for entry in &self.entries {
            if let Recognised::Exact(permission) = &entry.recognised
                && !known.iter().any(|other| other.key == permission.key)
            {
                known.push(permission);
            }
        }
        known
    }

    /// How many known permissions each tier has, the lowest tier first.
    #[must_use]
    pub fn totals(&self) -> [(Tier, usize); 6] {
        let known = self.known();
        [
            Tier::Identity,
            Tier::OwnData,
            Tier::Low,
            Tier::Medium,
            Tier::High,
            Tier::Critical,
        ]
        .map(|tier| {
            let here = known.iter().filter(|permission| permission.tier == tier);
            (tier, here.count())
        })
    }

    /// The figures of the one sentence.
    #[must_use]
    pub fn summary(&self) -> Summary {
        let known = self.known();
        let count = |is: fn(&Permission) -> bool| known.iter().filter(|one| is(one)).count();
        let unknown = self
            .entries
            .iter()
            .filter(|entry| matches!(entry.recognised, Recognised::Unknown))
            .count();
        let exact = self
            .entries
            .iter()
            .filter(|entry| matches!(entry.recognised, Recognised::Exact(_)))
            .count();
        Summary {
            known: known.len(),
            unsure: self.entries.len() - exact - unknown,
            unknown,
            retired: count(|one| one.retired.is_some()),
            content: count(|one| one.content),
            over_broad: count(|one| !one.lower.is_empty()),
            writes: count(|one| one.writes),
            // Of several with the same reach the first written.
            highest: known.iter().copied().rev().max_by_key(|one| one.tier),
        }
    }
}
