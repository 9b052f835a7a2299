//! The judgement of one entry.

use super::super::permission::{Permission, Retired};
use super::super::recognise::Recognised;

/// One entry and what there is to say about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    /// Line of the text, from 1; 0 where lines say nothing.
    pub line: usize,
    /// As it was written, cleaned and cut; to be escaped by whoever shows it.
    pub written: String,
    /// What it is taken for.
    pub recognised: Recognised,
    /// What there is to say, the most important first; empty where nothing is wrong.
    pub findings: Vec<Finding>,
}

impl Judged {
    /// The permission, where it is known for sure.
    #[must_use]
    pub const fn permission(&self) -> Option<&'static Permission> {
        match &self.recognised {
            Recognised::Exact(permission) => Some(permission),
            _ => None,
        }
    }

    /// The entry in one word: that of its gravest finding.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        self.findings
            .iter()
            .map(|finding| finding.verdict())
            .max()
            .unwrap_or(Verdict::Fine)
    }
}

/// An entry in one word, the gravest last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Known, and nothing smaller would do.
    Fine,
    /// Known, and there is something to know about it.
    Remark,
    /// Not clear what is meant.
    Unclear,
    /// Wrong or too much.
    Bad,
}

/// Something there is to say about an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// The interface behind it is switched off: remove.
    Retired(Retired),
    /// Nobody knows it here.
    Unknown,
    /// Belongs to a resource outside of the catalogue, with this application id, host or name, to be escaped by whoever
    /// shows it.
    ForeignResource(String),
    /// No such name; the nearest known ones are meant as a question.
    Misspelt(Vec<&'static Permission>),
    /// A name that documents write for these.
    Alias(Vec<&'static Permission>),
    /// Singular for plural, or `.All` too much or too little.
    Variant(Vec<&'static Permission>),
    /// Exists both as delegated and as application permission: the kind is missing.
    KindMissing(Vec<&'static Permission>),
    /// Exists, but not in the kind that was said.
    OtherKind(Vec<&'static Permission>),
    /// The same GUID or name on several resources: the resource is missing.
    ResourceMissing(Vec<&'static Permission>),
    /// Exists, but not on the resource that was said.
    OtherResource(Vec<&'static Permission>),
    /// Belongs to Exchange Online: it does not help a call to Microsoft Graph, where the twin is another grant.
    Twin(Option<&'static Permission>),
    /// Critical: never to be given without need.
    Critical,
    /// High: writes in everybody's name, or opens content or complete records.
    High,
    /// A lower alternative may do.
    OverBroad(Vec<&'static Permission>),
    /// Opens content instead of metadata.
    Content,
    /// Another entry of the list includes it.
    Covered(&'static Permission),
    /// Another permission of the list means the same.
    Same(&'static Permission),
    /// Stands in the list before, in this line.
    Duplicate(usize),
}

impl Finding {
    const fn verdict(&self) -> Verdict {
        match self {
            Self::Retired(_) | Self::Critical | Self::OtherResource(_) | Self::OtherKind(_) => {
                Verdict::Bad
            }
            Self::Unknown
            | Self::ForeignResource(_)
            | Self::Misspelt(_)
            | Self::Alias(_)
            | Self::Variant(_)
            | Self::KindMissing(_)
            | Self::ResourceMissing(_) => Verdict::Unclear,
            Self::Twin(_)
            | Self::High
            | Self::OverBroad(_)
            | Self::Content
            | Self::Covered(_)
            | Self::Same(_)
            | Self::Duplicate(_) => Verdict::Remark,
        }
    }
}
