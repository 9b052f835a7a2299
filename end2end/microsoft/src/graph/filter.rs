//! The part of OData's filter language that directory collections support: comparisons, `in`, `startswith`, `endswith`,
//! `and`, `or`, `not`, parentheses.

use std::cmp::Ordering;

use serde_json::Value;

use super::errors::GraphError;

mod parser;

/// A parsed `$filter`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Filter {
    /// `property op literal`.
    Compare(Comparison),
    /// `property in (a, b)`.
    In(String, Vec<Value>),
    /// `startswith(property, 'text')` or `endswith(...)`.
    Affix(Affix, String, String),
    /// Both.
    And(Box<Filter>, Box<Filter>),
    /// At least one.
    Or(Box<Filter>, Box<Filter>),
    /// Not.
    Not(Box<Filter>),
}

/// `property op literal`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Comparison {
    /// Property, nested ones with `/`.
    pub(crate) property: String,
    /// Operator.
    pub(crate) operator: Operator,
    /// Right-hand side.
    pub(crate) literal: Value,
}

/// Comparison operators of OData.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operator {
    /// equal
    Eq,
    /// not equal
    Ne,
    /// greater
    Gt,
    /// greater or equal
    Ge,
    /// less
    Lt,
    /// less or equal
    Le,
}

/// Which end of the text is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Affix {
    /// `startswith`
    Start,
    /// `endswith`
    End,
}

impl Filter {
    /// Parses a filter expression.
    ///
    /// # Errors
    /// 400 when it isn't one, or uses a function that isn't supported.
    pub(crate) fn parse(text: &str) -> Result<Self, GraphError> {
        parser::parse(text)
    }

    /// Whether `item` passes. A property that the item lacks counts as `null`.
    pub(crate) fn accepts(&self, item: &Value) -> bool {
        match self {
            Self::Compare(comparison) => comparison.holds(property(item, &comparison.property)),
            Self::In(name, values) => values
                .iter()
                .any(|value| equal(property(item, name), value)),
            Self::Affix(affix, name, text) => affix.holds(property(item, name), text),
            Self::And(left, right) => left.accepts(item) && right.accepts(item),
            Self::Or(left, right) => left.accepts(item) || right.accepts(item),
            Self::Not(inner) => !inner.accepts(item),
        }
    }

    /// Every property the expression names, in order of appearance.
    pub(crate) fn properties(&self) -> Vec<&str> {
        match self {
            Self::Compare(comparison) => vec![&comparison.property],
            Self::In(name, _) | Self::Affix(_, name, _) => vec![name],
            Self::And(left, right) | Self::Or(left, right) => {
                let mut names = left.properties();
                names.extend(right.properties());
                names
            }
            Self::Not(inner) => inner.properties(),
        }
    }

    /// The text when the whole filter is `name eq 'text'` (name compared without case), else `None`.
    pub(crate) fn sole_equality(&self, name: &str) -> Option<&str> {
        match self {
            Self::Compare(comparison)
                if comparison.operator == Operator::Eq
                    && comparison.property.eq_ignore_ascii_case(name) =>
            {
                comparison.literal.as_str()
            }
            _ => None,
        }
    }
}

impl Comparison {
    fn holds(&self, actual: &Value) -> bool {
        match self.operator {
            Operator::Eq => equal(actual, &self.literal),
            Operator::Ne => !equal(actual, &self.literal),
            Operator::Gt => order(actual, &self.literal) == Some(Ordering::Greater),
            Operator::Lt => order(actual, &self.literal) == Some(Ordering::Less),
            Operator::Ge => matches!(
                order(actual, &self.literal),
                Some(Ordering::Greater | Ordering::Equal)
            ),
            Operator::Le => matches!(
                order(actual, &self.literal),
                Some(Ordering::Less | Ordering::Equal)
            ),
        }
    }
}

impl Affix {
    fn holds(self, actual: &Value, text: &str) -> bool {
        let Some(actual) = actual.as_str().map(str::to_lowercase) else {
            return false;
        };
        match self {
            Self::Start => actual.starts_with(&text.to_lowercase()),
            Self::End => actual.ends_with(&text.to_lowercase()),
        }
    }
}

fn property<'a>(item: &'a Value, path: &str) -> &'a Value {
    path.split('/').fold(item, |value, name| {
        value
            .as_object()
            .and_then(|object| {
                object
                    .iter()
                    .find(|(key, _)| key.eq_ignore_ascii_case(name))
            })
            .map_or(&Value::Null, |(_, found)| found)
    })
}

// The directory compares text without case.
fn equal(actual: &Value, literal: &Value) -> bool {
    match (actual, literal) {
        (Value::String(left), Value::String(right)) => left.to_lowercase() == right.to_lowercase(),
        _ => actual == literal,
    }
}

fn order(actual: &Value, literal: &Value) -> Option<Ordering> {
    match (actual, literal) {
        (Value::String(left), Value::String(right)) => {
            Some(left.to_lowercase().cmp(&right.to_lowercase()))
        }
        (Value::Number(left), Value::Number(right)) => left.as_f64()?.partial_cmp(&right.as_f64()?),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn accepts(filter: &str) -> bool {
        let person = json!({"displayName": "Ines O'Hara", "accountEnabled": true, "department": null,
            "mail": "ines.ohara@contoso.example", "address": {"city": "Ghent"}, "age": 40});
        Filter::parse(filter).unwrap().accepts(&person)
    }

    #[test]
    fn comparisons_follow_odata() {
        for filter in [
            "displayName eq 'ines o''hara'",
            "DisplayName ne 'somebody'",
            "accountEnabled eq true",
            "department eq null",
            "age gt 39 and age le 40",
            "address/city eq 'Ghent'",
            "startswith(mail,'INES') and endswith(mail, '.example')",
            "not (accountEnabled eq false) and (age lt 1 or age ge 40)",
            "address/city in ('Ghent', 'Bruges')",
            "missing eq null or age eq 0",
        ] {
            assert!(accepts(filter), "{filter}");
        }
        for filter in [
            "age gt 40",
            "startswith(department,'a')",
            "not accountEnabled eq true",
            "age in (1,2)",
            "department gt 'a'",
        ] {
            assert!(!accepts(filter), "{filter}");
        }
    }

    #[test]
    fn and_binds_tighter_than_or() {
        assert!(accepts("age eq 40 or age eq 1 and age eq 2"));
        assert!(!accepts("(age eq 40 or age eq 1) and age eq 2"));
    }

    #[test]
    fn what_is_no_filter_is_refused() {
        for text in [
            "",
            "age",
            "age is 4",
            "age eq",
            "age eq 'open",
            "(age eq 4",
            "age eq 4)",
            "contains(mail,'x')",
            "age eq 4 age eq 5",
            "x in ()",
            "startswith(mail)",
        ] {
            assert_eq!(
                Filter::parse(text).unwrap_err().status.as_u16(),
                400,
                "{text}"
            );
        }
        let deep = format!("{}age eq 1{}", "(".repeat(5000), ")".repeat(5000));
        assert!(Filter::parse(&deep).is_err(), "depth is limited");
    }
}
