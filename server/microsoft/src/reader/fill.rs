//! Reading values where they are kept: moving them through the parser costs more than reading them.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::scalar::{List, Part, Scalar, passed_over};

/// An object that reads the fields it lists, in place.
pub(super) trait Fill<'de>: Default {
    /// Reads the fields; of a field that is told twice the last counts.
    fn fill<A: MapAccess<'de>>(&mut self, map: A) -> Result<(), A::Error>;
}

/// Implements [`Fill`] by the names of the fields; all others are passed over.
macro_rules! fill {
    ($name:ident { $($field:ident = $key:literal),+ $(,)? }) => {
        impl<'de> $crate::reader::fill::Fill<'de> for $name<'de> {
            fn fill<A: serde::de::MapAccess<'de>>(&mut self, mut map: A) -> Result<(), A::Error> {
                #[derive(serde::Deserialize)]
                #[serde(field_identifier)]
                #[allow(non_camel_case_types, reason = "named after the fields")]
                enum Key {
                    $(#[serde(rename = $key)] $field,)+
                    #[serde(other)]
                    Other,
                }
                while let Some(key) = map.next_key::<Key>()? {
                    match key {
                        $(Key::$field => map.next_value_seed($crate::reader::fill::Place(&mut self.$field))?,)+
                        Key::Other => {
                            map.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(())
            }
        }
    };
}
pub(super) use fill;

/// Where a value is kept.
pub(super) struct Place<'a, T>(pub(super) &'a mut T);

impl<T> Place<'_, T> {
    fn put(self, value: T) {
        *self.0 = value;
    }
}

impl<'de> DeserializeSeed<'de> for Place<'_, Scalar<'de>> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Place<'_, Scalar<'de>> {
    type Value = ();
    passed_over!(self => self.put(Scalar::Wrong), self.put(Scalar::Null); list object);
    fn visit_bool<E: Error>(self, flag: bool) -> Result<(), E> {
        self.put(Scalar::Flag(flag));
        Ok(())
    }
    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<(), E> {
        self.put(Scalar::Text(Cow::Borrowed(text)));
        Ok(())
    }
    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        self.put(Scalar::Text(Cow::Owned(text.to_owned())));
        Ok(())
    }
}

impl<'de, T: Fill<'de>> DeserializeSeed<'de> for Place<'_, Part<T>> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, T: Fill<'de>> Visitor<'de> for Place<'_, Part<T>> {
    type Value = ();
    passed_over!(self => self.put(Part::Wrong), self.put(Part::Null); flag text list);
    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<(), A::Error> {
        *self.0 = Part::Is(T::default());
        match self.0 {
            Part::Is(object) => object.fill(map),
            Part::Absent | Part::Null | Part::Wrong => Ok(()),
        }
    }
}

/// Where a list is kept, and room that an earlier one left.
pub(super) struct Refill<'a, T>(pub(super) &'a mut List<Part<T>>, pub(super) Vec<Part<T>>);

impl<'de, T: Fill<'de>> DeserializeSeed<'de> for Refill<'_, T> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<T> Refill<'_, T> {
    fn put(self, value: List<Part<T>>) {
        *self.0 = value;
    }
}

impl<'de, T: Fill<'de>> Visitor<'de> for Refill<'_, T> {
    type Value = ();
    passed_over!(self => self.put(List::Wrong), self.put(List::Null); flag text object);
    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        let Self(place, mut items) = self;
        items.clear();
        items.reserve(FEW);
        while list.next_element_seed(Next(&mut items))?.is_some() {}
        *place = List::Is(items);
        Ok(())
    }
}

/// Room for a list of usual length.
const FEW: usize = 8;

/// The place behind the last item of a list.
struct Next<'a, T>(&'a mut Vec<Part<T>>);

impl<'de, T: Fill<'de>> DeserializeSeed<'de> for Next<'_, T> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(Place(self.0.push_mut(Part::Absent)))
    }
}
