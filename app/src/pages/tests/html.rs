//! Just enough of HTML to see that a page is well formed.

use std::collections::{BTreeMap, BTreeSet};

const VOID: [&str; 7] = ["br", "hr", "img", "input", "link", "meta", "path"];

/// A drawn part of a page.
pub(super) struct Html {
    text: String,
    tags: Vec<Tag>,
}

struct Tag {
    name: String,
    attributes: BTreeMap<String, String>,
}

impl Html {
    pub(super) fn of(text: String) -> Self {
        let tags = text
            .split('<')
            .skip(1)
            .filter_map(|piece| Tag::read(piece.split('>').next()?))
            .collect();
        Self { text, tags }
    }

    pub(super) fn contains(&self, text: &str) -> bool {
        self.text.contains(
            &text
                .replace('&', "&amp;")
                .replace('<', "&lt;")
                .replace('>', "&gt;"),
        )
    }

    pub(super) fn raw(&self) -> &str {
        &self.text
    }

    /// The values of an attribute of all elements of this name, in order.
    pub(super) fn values(&self, name: &str, attribute: &str) -> Vec<&str> {
        let tags = self.tags.iter().filter(|tag| tag.name == name);
        tags.filter_map(|tag| tag.attributes.get(attribute).map(String::as_str))
            .collect()
    }

    /// The value of the field of this name.
    pub(super) fn field(&self, name: &str) -> Option<&str> {
        let field = self
            .tags
            .iter()
            .find(|tag| tag.attributes.get("name").is_some_and(|it| it == name))?;
        field.attributes.get("value").map(String::as_str)
    }

    /// How many folds stand open.
    pub(super) fn open_folds(&self) -> usize {
        let fold = |tag: &&Tag| {
            tag.attributes
                .get("class")
                .is_some_and(|class| class.starts_with("fold"))
        };
        self.tags
            .iter()
            .filter(fold)
            .filter(|tag| tag.attributes.contains_key("open"))
            .count()
    }

    /// Elements close in order, ids are unique, labels and descriptions lead somewhere, every field has a label, and no
    /// style stands in an attribute, which the security policy forbids.
    pub(super) fn check(&self, page: &str) {
        let mut open: Vec<&str> = Vec::new();
        let mut ids = BTreeSet::new();
        for tag in &self.tags {
            if let Some(name) = tag.name.strip_prefix('/') {
                let expected = open.pop();
                assert!(
                    expected == Some(name) || VOID.contains(&name),
                    "{page}: </{name}> closes {expected:?}"
                );
            } else if !VOID.contains(&tag.name.as_str()) && !tag.attributes.contains_key("/") {
                open.push(&tag.name);
            } else if tag.name == "path" {
                open.push("path");
            }
            if let Some(id) = tag.attributes.get("id") {
                assert!(ids.insert(id.as_str()), "{page}: id {id} twice");
            }
            assert!(
                !tag.attributes.contains_key("style"),
                "{page}: style attribute on {}",
                tag.name
            );
        }
        assert!(open.is_empty(), "{page}: {open:?} stay open");
        for tag in &self.tags {
            for attribute in ["for", "aria-describedby", "aria-labelledby"] {
                for id in tag
                    .attributes
                    .get(attribute)
                    .map_or("", String::as_str)
                    .split_whitespace()
                {
                    assert!(ids.contains(id), "{page}: {attribute}={id} leads nowhere");
                }
            }
            let field = matches!(tag.name.as_str(), "input" | "select" | "textarea");
            if field
                && tag
                    .attributes
                    .get("type")
                    .is_none_or(|kind| kind != "hidden")
            {
                let id = tag.attributes.get("id").map_or("", String::as_str);
                assert!(
                    self.values("label", "for").contains(&id),
                    "{page}: no label for field {id:?}"
                );
            }
        }
    }
}

impl Tag {
    fn read(inside: &str) -> Option<Self> {
        if inside.starts_with('!') {
            return None;
        }
        let (name, mut rest) = inside
            .split_once(char::is_whitespace)
            .unwrap_or((inside, ""));
        let mut attributes = BTreeMap::new();
        while let Some(start) = rest.find(|c: char| !c.is_whitespace()) {
            rest = &rest[start..];
            let end = rest
                .find(|c: char| c.is_whitespace() || c == '=')
                .unwrap_or(rest.len());
            let (attribute, after) = rest.split_at(end);
            let (value, after) = match after.strip_prefix("=\"") {
                Some(quoted) => quoted.split_once('"').unwrap_or((quoted, "")),
                None => ("", after),
            };
            attributes.insert(attribute.to_owned(), value.to_owned());
            rest = after;
        }
        Some(Self {
            name: name.to_owned(),
            attributes,
        })
    }
}

/// A text as it stands in an attribute.
pub(super) fn attribute(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
