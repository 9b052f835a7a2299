//! Field values that may be of any JSON type: what isn't the expected type is passed over, not an error.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// A text or a flag. Texts are borrowed from the page wherever they hold no escapes.
#[derive(Debug, Default)]
pub(crate) enum Scalar<'de> {
    #[default]
    Absent,
    Null,
    Flag(bool),
    Text(Cow<'de, str>),
    /// Another type; its value is gone.
    Wrong,
}

/// An object of which `T` lists the fields.
#[derive(Debug, Default)]
pub(crate) enum Part<T> {
    #[default]
    Absent,
    Null,
    Is(T),
    /// Another type; its value is gone.
    Wrong,
}

/// A list of `T`.
#[derive(Debug, Default)]
pub(crate) enum List<T> {
    #[default]
    Absent,
    Null,
    Is(Vec<T>),
    /// Another type; its value is gone.
    Wrong,
}

/// The arms of a visitor for values of a type that isn't wanted.
macro_rules! passed_over {
    ($wrong:expr, $null:expr; $($arm:ident)*) => { passed_over!(self => $wrong, $null; $($arm)*); };
    ($self:ident => $wrong:expr, $null:expr; $($arm:ident)*) => {
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("any value")
        }
        fn visit_unit<E: Error>($self) -> Result<Self::Value, E> {
            Ok($null)
        }
        fn visit_i64<E: Error>($self, _: i64) -> Result<Self::Value, E> {
            Ok($wrong)
        }
        fn visit_u64<E: Error>($self, _: u64) -> Result<Self::Value, E> {
            Ok($wrong)
        }
        fn visit_f64<E: Error>($self, _: f64) -> Result<Self::Value, E> {
            Ok($wrong)
        }
        $(passed_over!(@$arm $self $wrong);)*
    };
    (@flag $self:ident $wrong:expr) => {
        fn visit_bool<E: Error>($self, _: bool) -> Result<Self::Value, E> {
            Ok($wrong)
        }
    };
    (@text $self:ident $wrong:expr) => {
        fn visit_str<E: Error>($self, _: &str) -> Result<Self::Value, E> {
            Ok($wrong)
        }
    };
    (@list $self:ident $wrong:expr) => {
        fn visit_seq<A: SeqAccess<'de>>($self, mut list: A) -> Result<Self::Value, A::Error> {
            while list.next_element::<IgnoredAny>()?.is_some() {}
            Ok($wrong)
        }
    };
    (@object $self:ident $wrong:expr) => {
        fn visit_map<A: MapAccess<'de>>($self, mut object: A) -> Result<Self::Value, A::Error> {
            while object.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
            Ok($wrong)
        }
    };
}
pub(super) use passed_over;

struct ScalarVisitor;

impl<'de> Visitor<'de> for ScalarVisitor {
    type Value = Scalar<'de>;
    passed_over!(Scalar::Wrong, Scalar::Null; list object);
    fn visit_bool<E: Error>(self, flag: bool) -> Result<Scalar<'de>, E> {
        Ok(Scalar::Flag(flag))
    }
    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Scalar<'de>, E> {
        Ok(Scalar::Text(Cow::Borrowed(text)))
    }
    fn visit_str<E: Error>(self, text: &str) -> Result<Scalar<'de>, E> {
        Ok(Scalar::Text(Cow::Owned(text.to_owned())))
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Scalar<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ScalarVisitor)
    }
}

struct PartVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for PartVisitor<T> {
    type Value = Part<T>;
    passed_over!(Part::Wrong, Part::Null; flag text list);
    fn visit_map<A: MapAccess<'de>>(self, object: A) -> Result<Part<T>, A::Error> {
        T::deserialize(MapAccessDeserializer::new(object)).map(Part::Is)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Part<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(PartVisitor(PhantomData))
    }
}

/// Room for a list of usual length.
const FEW: usize = 8;

struct ListVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for ListVisitor<T> {
    type Value = List<T>;
    passed_over!(List::Wrong, List::Null; flag text object);
    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<List<T>, A::Error> {
        let mut items = Vec::with_capacity(FEW);
        while let Some(item) = list.next_element()? {
            items.push(item);
        }
        Ok(List::Is(items))
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for List<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ListVisitor(PhantomData))
    }
}

/// A text of its own, or nothing where something else stands; for answers that aren't calendars.
#[derive(Debug, Default)]
pub(crate) struct LooseText(pub(crate) Option<String>);

impl<'de> Deserialize<'de> for LooseText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match Scalar::deserialize(deserializer)? {
            Scalar::Text(text) => Self(Some(text.into_owned())),
            _ => Self(None),
        })
    }
}

/// A flag, or nothing where something else stands.
#[derive(Debug, Default)]
pub(crate) struct LooseFlag(pub(crate) Option<bool>);

impl<'de> Deserialize<'de> for LooseFlag {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match Scalar::deserialize(deserializer)? {
            Scalar::Flag(flag) => Self(Some(flag)),
            _ => Self(None),
        })
    }
}
