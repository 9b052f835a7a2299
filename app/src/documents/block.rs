//! What documents are made of.

/// A whole document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Title.
    pub title: String,
    /// What it is, in a paragraph.
    pub lead: String,
    /// Date, tenant, version of the permission table, hash.
    pub facts: Vec<(String, String)>,
    /// One per step.
    pub sections: Vec<Section>,
}

/// One step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// Title.
    pub title: String,
    /// Id of the section in the page.
    pub anchor: String,
    /// Content.
    pub blocks: Vec<Block>,
}

/// A part of a section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A heading below that of the section.
    Heading(String),
    /// A paragraph.
    Text(String),
    /// A list in no particular order.
    List(Vec<String>),
    /// Things to do one after the other.
    Steps(Vec<String>),
    /// Names with what is said about them.
    Facts(Vec<(String, String)>),
    /// Names with their values, to copy.
    Values(Vec<(String, String)>),
    /// A table.
    Table {
        /// What it holds.
        caption: String,
        /// Headings.
        columns: Vec<String>,
        /// Rows of as many cells.
        rows: Vec<Vec<String>>,
    },
    /// A link, with the address as its text.
    Link(String),
    /// Lines to type or a file to use.
    Code {
        /// Name of the file; empty for lines to type.
        name: String,
        /// Lines.
        text: String,
    },
}
