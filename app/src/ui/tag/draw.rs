//! Where Leptos meets a [`Tag`].

use leptos::tachys::html::attribute::any_attribute::AnyAttribute;
use leptos::tachys::hydration::Cursor;
use leptos::tachys::no_attrs;
use leptos::tachys::renderer::types;
use leptos::tachys::view::{Mountable, Position, PositionState, Render, RenderHtml};

#[cfg(not(feature = "hydrate"))]
use super::Part;
use super::Tag;

no_attrs!(Tag);

/// An element of the document, and what it was last drawn from.
pub(crate) struct Drawn {
    pub(super) element: types::Element,
    #[cfg_attr(
        not(feature = "hydrate"),
        expect(dead_code, reason = "the server draws nothing anew")
    )]
    pub(super) tag: Tag,
}

impl Render for Tag {
    type State = Drawn;

    #[cfg(feature = "hydrate")]
    fn build(self) -> Drawn {
        Drawn {
            element: super::patch::create(&self),
            tag: self,
        }
    }

    #[cfg(feature = "hydrate")]
    fn rebuild(self, state: &mut Drawn) {
        state.redraw(self);
    }

    #[cfg(not(feature = "hydrate"))]
    fn build(self) -> Drawn {
        unreachable!("the server writes HTML and builds no document")
    }

    #[cfg(not(feature = "hydrate"))]
    fn rebuild(self, _: &mut Drawn) {}
}

impl RenderHtml for Tag {
    type AsyncOutput = Self;
    type Owned = Self;

    const MIN_LENGTH: usize = 0;

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Self {
        self
    }

    fn to_html_with_buf(
        self,
        buf: &mut String,
        position: &mut Position,
        _escape: bool,
        _mark_branches: bool,
        _extra_attrs: Vec<AnyAttribute>,
    ) {
        #[cfg(not(feature = "hydrate"))]
        self.write(buf);
        #[cfg(feature = "hydrate")]
        let _ = buf;
        *position = Position::NextChild;
    }

    fn hydrate<const FROM_SERVER: bool>(self, cursor: &Cursor, position: &PositionState) -> Drawn {
        use leptos::tachys::renderer::CastFrom;

        match position.get() {
            Position::FirstChild => cursor.child(),
            Position::Current => {}
            _ => cursor.sibling(),
        }
        let node = cursor.current();
        position.set(Position::NextChild);
        match types::Element::cast_from(node) {
            Some(element) => Drawn { element, tag: self },
            None => self.build(),
        }
    }

    fn into_owned(self) -> Self {
        self
    }
}

impl Mountable for Drawn {
    fn unmount(&mut self) {
        self.element.remove();
    }

    fn mount(&mut self, parent: &types::Element, marker: Option<&types::Node>) {
        parent.insert_before(&self.element, marker).ok();
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        match self.element.parent_element() {
            Some(parent) => {
                child.mount(&parent, Some(&self.element));
                true
            }
            None => false,
        }
    }

    fn elements(&self) -> Vec<types::Element> {
        vec![self.element.clone()]
    }
}

#[cfg(not(feature = "hydrate"))]
impl Tag {
    /// HTML without any blank between nodes: the browser counts them.
    pub(super) fn write(&self, buf: &mut String) {
        /// Elements that hold nothing and have no end tag (HTML standard, "Void elements").
        const VOID: [&str; 2] = ["input", "br"];
        buf.push('<');
        buf.push_str(self.name);
        for (name, value) in &self.attributes {
            buf.push(' ');
            buf.push_str(name);
            buf.push_str("=\"");
            escape(value, buf);
            buf.push('"');
        }
        buf.push('>');
        for part in &self.parts {
            match part {
                Part::Tag(tag) => tag.write(buf),
                Part::Text(text) => escape(text, buf),
                #[cfg(feature = "ssr")]
                Part::Written(html) => buf.push_str(html),
            }
        }
        if !VOID.contains(&self.name) {
            buf.push_str("</");
            buf.push_str(self.name);
            buf.push('>');
        }
    }
}

/// Text that stays text inside of an element and of a quoted attribute.
#[cfg(not(feature = "hydrate"))]
fn escape(text: &str, buf: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.find(['&', '<', '>', '"']) {
        buf.push_str(&rest[..at]);
        buf.push_str(match rest.as_bytes()[at] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            _ => "&quot;",
        });
        rest = &rest[at + 1..];
    }
    buf.push_str(rest);
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use leptos::prelude::*;

    use crate::ui::tag::{class, tag};

    #[test]
    fn what_people_wrote_stays_text() {
        let card = class("p", "x")
            .with("title", "\"><script>")
            .text("<b> & \"c\"");
        let html = card.add(tag("input").with("value", "a")).to_html();
        assert_eq!(
            html,
            "<p class=\"x\" title=\"&quot;&gt;&lt;script&gt;\">&lt;b&gt; &amp; &quot;c&quot;<input value=\"a\"></p>"
        );
    }

    #[test]
    fn texts_side_by_side_are_one_node_and_empty_ones_none() {
        let one = tag("p").text("").text("a").text("b");
        assert_eq!(one, tag("p").text("ab"));
        assert_eq!(tag("p").text(""), tag("p"));
    }
}
