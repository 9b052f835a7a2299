//! A page of a list of events: at once where it can be read at once, else event by event.

use std::fmt;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::event::{EventSeed, Looks, Spare, Take};

/// The links of a page.
#[derive(Debug, Default)]
pub(super) struct Links {
    pub(super) next: Option<String>,
    pub(super) delta: Option<String>,
}

/// The bytes are no page of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the answer is no page of a list")]
pub struct NotAPage;

/// Reads a page in one pass. An error may come after some elements were taken.
pub(super) fn at_once<T: Take>(
    text: &str,
    looks: Looks<'_>,
    to: &mut T,
) -> Result<Links, NotAPage> {
    let mut json = serde_json::Deserializer::from_str(text);
    let links = json
        .deserialize_map(PageVisitor { looks, to })
        .map_err(|_| NotAPage)?;
    json.end().map_err(|_| NotAPage)?;
    Ok(links)
}

#[derive(Deserialize)]
struct RawPage<'a> {
    #[serde(borrow)]
    value: Vec<&'a RawValue>,
    #[serde(rename = "@odata.nextLink")]
    next: Option<String>,
    #[serde(rename = "@odata.deltaLink")]
    delta: Option<String>,
}

/// Reads a page element by element: slower, but one that can't be read spoils no other.
pub(super) fn one_by_one<T: Take>(
    text: &str,
    looks: Looks<'_>,
    to: &mut T,
) -> Result<Links, NotAPage> {
    let page: RawPage<'_> = serde_json::from_str(text).map_err(|_| NotAPage)?;
    let mut spare = Spare::default();
    for element in page.value {
        let mut json = serde_json::Deserializer::from_str(element.get());
        let seed = EventSeed {
            looks,
            spare: &mut spare,
            to: &mut *to,
        };
        if seed.deserialize(&mut json).is_err() {
            to.take(None);
        }
    }
    Ok(Links {
        next: page.next,
        delta: page.delta,
    })
}

#[derive(Deserialize)]
#[serde(field_identifier)]
enum Key {
    #[serde(rename = "value")]
    Value,
    #[serde(rename = "@odata.nextLink")]
    Next,
    #[serde(rename = "@odata.deltaLink")]
    Delta,
    #[serde(other)]
    Other,
}

struct PageVisitor<'a, T> {
    looks: Looks<'a>,
    to: &'a mut T,
}

impl<'de, T: Take> Visitor<'de> for PageVisitor<'_, T> {
    type Value = Links;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a page")
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Links, A::Error> {
        let mut links = Links::default();
        let mut found = false;
        while let Some(key) = map.next_key::<Key>()? {
            match key {
                Key::Value if found => return Err(A::Error::duplicate_field("value")),
                Key::Value => {
                    found = true;
                    map.next_value_seed(Events {
                        looks: self.looks,
                        to: self.to,
                    })?;
                }
                Key::Next => links.next = map.next_value()?,
                Key::Delta => links.delta = map.next_value()?,
                Key::Other => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        if found {
            Ok(links)
        } else {
            Err(A::Error::missing_field("value"))
        }
    }
}

struct Events<'a, T> {
    looks: Looks<'a>,
    to: &'a mut T,
}

impl<'de, T: Take> DeserializeSeed<'de> for Events<'_, T> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de, T: Take> Visitor<'de> for Events<'_, T> {
    type Value = ();
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of events")
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        let mut spare = Spare::default();
        loop {
            let seed = EventSeed {
                looks: self.looks,
                spare: &mut spare,
                to: &mut *self.to,
            };
            if list.next_element_seed(seed)?.is_none() {
                return Ok(());
            }
        }
    }
}
