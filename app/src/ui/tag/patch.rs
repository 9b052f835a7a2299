//! Changes the document to what a [`Tag`] says now, and touches nothing else: what people typed, opened and focused stays.

use leptos::prelude::document;
use web_sys::{Element, Node};

use super::draw::Drawn;
use super::{Part, Tag};

/// The namespace of drawings.
const SVG: &str = "http://www.w3.org/2000/svg";

impl Drawn {
    pub(super) fn redraw(&mut self, tag: Tag) {
        if self.tag.is_same(&tag) {
            change(&self.element, &self.tag, &tag);
        } else {
            let element = create(&tag);
            self.element.replace_with_with_node_1(&element).ok();
            self.element = element;
        }
        self.tag = tag;
    }
}

impl Tag {
    /// Whether the other is this element at another time.
    fn is_same(&self, other: &Self) -> bool {
        self.name == other.name && self.key == other.key
    }
}

impl Part {
    fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Tag(one), Self::Tag(other)) => one.is_same(other),
            (Self::Text(_), Self::Text(_)) => true,
            _ => false,
        }
    }
}

/// Makes the element.
#[expect(
    clippy::expect_used,
    reason = "fails for names only that are no names of elements, and all names are ours"
)]
pub(super) fn create(tag: &Tag) -> Element {
    let document = document();
    let element = if matches!(tag.name, "svg" | "path") {
        document.create_element_ns(Some(SVG), tag.name)
    } else {
        document.create_element(tag.name)
    };
    let element = element.expect("the name of an element");
    for (name, value) in &tag.attributes {
        element.set_attribute(name, value).ok();
    }
    for part in &tag.parts {
        element.append_child(&node(part)).ok();
    }
    element
}

fn node(part: &Part) -> Node {
    match part {
        Part::Tag(tag) => create(tag).into(),
        Part::Text(text) => document().create_text_node(text).into(),
    }
}

fn change(element: &Element, old: &Tag, new: &Tag) {
    if old.attributes != new.attributes {
        for (name, _) in &old.attributes {
            if !new.attributes.iter().any(|(kept, _)| kept == name) {
                element.remove_attribute(name).ok();
            }
        }
        for attribute in &new.attributes {
            if !old.attributes.contains(attribute) {
                element.set_attribute(attribute.0, &attribute.1).ok();
            }
        }
    }
    if old.parts != new.parts {
        change_parts(element, &old.parts, &new.parts);
    }
}

fn change_parts(parent: &Element, old: &[Part], new: &[Part]) {
    let mut nodes = Vec::with_capacity(old.len());
    let mut next = parent.first_child();
    while let Some(node) = next {
        next = node.next_sibling();
        nodes.push(Some(node));
    }
    // Somebody else changed the document, such as a translator: what we know of it is of no use.
    if nodes.len() != old.len() {
        parent.set_text_content(None);
        nodes = vec![None; old.len()];
    }
    let mut from = 0;
    let wanted: Vec<Node> = new
        .iter()
        .map(|part| {
            // Most often they are in the order they had.
            let known = (from..old.len())
                .chain(0..from)
                .find(|at| nodes[*at].is_some() && old[*at].is_same(part));
            match known.and_then(|at| Some((at, nodes[at].take()?))) {
                Some((at, node)) => {
                    from = at + 1;
                    renew(&node, &old[at], part);
                    node
                }
                None => node(part),
            }
        })
        .collect();
    for gone in nodes.into_iter().flatten() {
        parent.remove_child(&gone).ok();
    }
    place(parent, &wanted);
}

fn renew(node: &Node, old: &Part, new: &Part) {
    use wasm_bindgen::JsCast;

    match (old, new) {
        (Part::Tag(old), Part::Tag(new)) => {
            if let Some(element) = node.dyn_ref() {
                change(element, old, new);
            }
        }
        (_, Part::Text(text)) if old != new => node.set_node_value(Some(text)),
        _ => {}
    }
}

/// Puts the nodes in order and moves as few as it can: a moved one loses its focus.
fn place(parent: &Element, wanted: &[Node]) {
    let mut here = parent.first_child();
    for node in wanted {
        if here.as_ref() == Some(node) {
            here = node.next_sibling();
            continue;
        }
        // Where one went back in the line, it is moved and not all who were behind it.
        if let Some(stands) = &here
            && stands.next_sibling().as_ref() == Some(node)
        {
            parent.append_child(stands).ok();
            here = node.next_sibling();
            continue;
        }
        parent.insert_before(node, here.as_ref()).ok();
    }
}
