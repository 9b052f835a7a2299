//! Markup as text: what charts are written with.
//!
//! A heat map has hundreds of cells. As `view!` each would be a node to build and walk; here it is a piece of text. All
//! values pass through one place that escapes them.

use std::fmt::{self, Display, Write};

/// HTML or SVG under way.
#[derive(Debug, Default)]
pub(crate) struct Markup {
    text: String,
    open: Vec<&'static str>,
}

/// An element whose attributes are being written.
#[must_use]
pub(crate) struct Element<'m> {
    markup: &'m mut Markup,
    name: &'static str,
}

impl Markup {
    /// Begins an element.
    pub(crate) fn element(&mut self, name: &'static str) -> Element<'_> {
        self.text.push('<');
        self.text.push_str(name);
        Element { markup: self, name }
    }

    /// Closes the element opened last.
    pub(crate) fn end(&mut self) {
        if let Some(name) = self.open.pop() {
            self.text.push_str("</");
            self.text.push_str(name);
            self.text.push('>');
        }
    }

    /// Text between elements.
    pub(crate) fn write(&mut self, text: impl Display) {
        let _ = write!(Escaped(&mut self.text), "{text}");
    }

    /// Puts finished markup behind what is there.
    pub(crate) fn add(&mut self, part: Self) {
        let part = part.finish();
        self.text.push_str(&part);
    }

    /// The text, with everything closed.
    pub(crate) fn finish(mut self) -> String {
        while !self.open.is_empty() {
            self.end();
        }
        self.text
    }
}

impl Element<'_> {
    /// With an attribute.
    pub(crate) fn with(self, name: &str, value: impl Display) -> Self {
        self.markup.text.push(' ');
        self.markup.text.push_str(name);
        self.markup.text.push_str("=\"");
        self.markup.write(value);
        self.markup.text.push('"');
        self
    }

    /// With an attribute that is not always there.
    pub(crate) fn maybe(self, name: &str, value: Option<impl Display>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    /// With a class.
    pub(crate) fn class(self, class: impl Display) -> Self {
        self.with("class", class)
    }

    /// Ends the start tag; what follows stands inside until [`Markup::end`].
    pub(crate) fn open(self) {
        self.markup.text.push('>');
        self.markup.open.push(self.name);
    }

    /// Ends an element with nothing inside.
    pub(crate) fn empty(self) {
        self.markup.text.push_str("/>");
    }

    /// Ends an element with a text inside.
    pub(crate) fn text(self, text: impl Display) {
        let (markup, name) = (self.markup, self.name);
        markup.text.push('>');
        markup.write(text);
        markup.text.push_str("</");
        markup.text.push_str(name);
        markup.text.push('>');
    }
}

struct Escaped<'t>(&'t mut String);

impl Write for Escaped<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for letter in text.chars() {
            match letter {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                other => self.0.push(other),
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_and_attributes_cannot_leave_their_place() {
        let mut markup = Markup::default();
        markup.element("g").class("a\" onload=\"x").open();
        markup.element("title").text("</title><script>");
        assert_eq!(
            markup.finish(),
            "<g class=\"a&quot; onload=&quot;x\"><title>&lt;/title&gt;&lt;script&gt;</title></g>"
        );
    }
}
