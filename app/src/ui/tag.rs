//! Elements as data, for what is drawn anew as a whole.
//!
//! A `view!` is a type of its own for each place it stands in, and with it comes code to build, hydrate and change it. A
//! board of some forty kinds of elements was mostly that code. A [`Tag`] is a value: one short interpreter draws all of
//! them, on the server as HTML and in the browser by changing what differs.

mod draw;
#[cfg(feature = "hydrate")]
mod patch;

use std::borrow::Cow;

/// An element with its attributes and what is inside of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Tag {
    name: &'static str,
    /// Tells it from its siblings of the same name, so that it stays the same element when they come and go.
    key: Cow<'static, str>,
    attributes: Vec<(&'static str, Cow<'static, str>)>,
    parts: Vec<Part>,
}

/// What stands inside of an element.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Tag(Tag),
    /// Never empty and never beside another text, so that it's one node of the document.
    Text(String),
    /// Elements that were written before.
    #[cfg(feature = "ssr")]
    Written(String),
}

/// An empty element.
pub(crate) const fn tag(name: &'static str) -> Tag {
    Tag {
        name,
        key: Cow::Borrowed(""),
        attributes: Vec::new(),
        parts: Vec::new(),
    }
}

/// An empty element of a class.
pub(crate) fn class(name: &'static str, class: &'static str) -> Tag {
    tag(name).with("class", class)
}

impl Tag {
    /// With an attribute; each at most once.
    pub(crate) fn with(mut self, name: &'static str, value: impl Into<Cow<'static, str>>) -> Self {
        self.attributes.push((name, value.into()));
        self
    }

    /// With an attribute that is not always there.
    pub(crate) fn maybe(
        self,
        name: &'static str,
        value: Option<impl Into<Cow<'static, str>>>,
    ) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    /// Told from its siblings of the same name.
    pub(crate) fn keyed(mut self, key: impl Into<Cow<'static, str>>) -> Self {
        self.key = key.into();
        self
    }

    /// With a text behind what is already inside.
    pub(crate) fn text(mut self, text: impl AsRef<str>) -> Self {
        let text = text.as_ref();
        match self.parts.last_mut() {
            _ if text.is_empty() => {}
            Some(Part::Text(before)) => before.push_str(text),
            _ => self.parts.push(Part::Text(text.to_owned())),
        }
        self
    }

    /// With an element behind what is already inside.
    pub(crate) fn add(mut self, inside: impl Into<Option<Self>>) -> Self {
        if let Some(tag) = inside.into() {
            self.parts.push(Part::Tag(tag));
        }
        self
    }

    /// With the HTML of elements behind what is already inside; the browser draws them from tags.
    #[cfg(feature = "ssr")]
    pub(crate) fn written(mut self, html: String) -> Self {
        self.parts.push(Part::Written(html));
        self
    }

    /// The element as HTML.
    #[cfg(feature = "ssr")]
    pub(crate) fn html(&self) -> String {
        let mut html = String::new();
        self.write(&mut html);
        html
    }

    /// With elements behind what is already inside.
    pub(crate) fn extend(mut self, inside: impl IntoIterator<Item = Self>) -> Self {
        self.parts.extend(inside.into_iter().map(Part::Tag));
        self
    }
}
