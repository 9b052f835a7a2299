//! Set-up documents in words: the structure comes from `trust::documents`, the sentences from the language tables. One
//! document is drawn as a page, written as Markdown, and written as a page that stands alone, for printing.

mod block;
mod html;
mod markdown;
mod prose;

pub use block::{Block, Document, Section};
pub use html::html;
pub use markdown::markdown;
pub(crate) use prose::{cloud_name, feature, from_address};
pub use prose::{document, remedy};

/// Name of the whole document as Markdown.
pub const MARKDOWN_FILE: &str = "anteroom-setup.md";
/// Name of the whole document as a page for printing.
pub const HTML_FILE: &str = "anteroom-setup.html";
