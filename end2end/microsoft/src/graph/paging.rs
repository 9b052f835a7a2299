//! Pages of a collection: filter, order, count, cut, link to the next page, choice of properties.

use axum::http::StatusCode;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};

use super::errors::GraphError;
use super::query::{Direction, Order, Query};

/// Page size when none is asked for.
pub(crate) const PAGE_DEFAULT: usize = 100;
/// Largest page size.
pub(crate) const PAGE_MAX: usize = 999;

/// What a collection looks like to a caller.
#[derive(Clone, Debug)]
pub(crate) struct Collection<'a> {
    /// `{graph}/v1.0`, for the context and the next link.
    pub(crate) root: &'a str,
    /// Path of this collection below the root, as asked for (`users`, `groups/{id}/members`).
    pub(crate) path: &'a str,
    /// Name in `@odata.context` (`users`, `directoryObjects`).
    pub(crate) context: &'a str,
    /// Type name for messages (`microsoft.graph.user`).
    pub(crate) type_name: &'a str,
    /// Every property that may be selected, filtered or ordered by.
    pub(crate) properties: &'a [&'a str],
    /// Properties sent when `$select` is absent; empty = all of them.
    pub(crate) defaults: &'a [&'a str],
}

impl Collection<'_> {
    /// One page of `items` as the query asks for it.
    ///
    /// # Errors
    /// 400 for an unknown property, a page size outside of 1..=999, or a skip token that isn't ours.
    pub(crate) fn page(&self, query: &Query, items: Vec<Value>) -> Result<Value, GraphError> {
        self.check_names(query)?;
        let size = page_size(query)?;
        let mut items: Vec<Value> = match &query.filter {
            Some(filter) => items
                .into_iter()
                .filter(|item| filter.accepts(item))
                .collect(),
            None => items,
        };
        if let Some(order) = &query.order {
            sort(&mut items, order);
        }
        let start = query.skiptoken.as_deref().map_or(Ok(0), place)?;
        let total = items.len();
        let page: Vec<Value> = items
            .into_iter()
            .skip(start)
            .take(size)
            .map(|item| self.chosen(&query.select, item))
            .collect();
        Ok(self.envelope(query, page, Place { start, total }))
    }

    /// One page of a collection of `total` items that are made only when they are on it.
    ///
    /// # Errors
    /// As [`Collection::page`]; filter and order aren't for this.
    pub(crate) fn page_of(
        &self,
        query: &Query,
        total: usize,
        make: impl Fn(usize) -> Value,
    ) -> Result<Value, GraphError> {
        self.check_names(query)?;
        let size = page_size(query)?;
        let start = query.skiptoken.as_deref().map_or(Ok(0), place)?;
        let page = (start..total.min(start + size))
            .map(|index| self.chosen(&query.select, make(index)))
            .collect();
        Ok(self.envelope(query, page, Place { start, total }))
    }

    /// One object of this collection, with its context.
    ///
    /// # Errors
    /// 400 for an unknown property in `$select`.
    pub(crate) fn entity(&self, query: &Query, item: Value) -> Result<Value, GraphError> {
        self.check_names(query)?;
        let mut answer = Map::new();
        answer.insert(
            "@odata.context".to_owned(),
            json!(self.context_url(&query.select, "/$entity")),
        );
        if let Value::Object(chosen) = self.chosen(&query.select, item) {
            answer.extend(chosen);
        }
        Ok(Value::Object(answer))
    }

    fn envelope(&self, query: &Query, page: Vec<Value>, place: Place) -> Value {
        let mut answer = Map::new();
        answer.insert(
            "@odata.context".to_owned(),
            json!(self.context_url(&query.select, "")),
        );
        if query.count {
            answer.insert("@odata.count".to_owned(), json!(place.total));
        }
        let end = place.start + page.len();
        if end < place.total {
            let next = format!(
                "{}/{}?{}",
                self.root,
                self.path,
                query.with_skiptoken(&skiptoken(end))
            );
            answer.insert("@odata.nextLink".to_owned(), json!(next));
        }
        answer.insert("value".to_owned(), Value::Array(page));
        Value::Object(answer)
    }

    fn context_url(&self, select: &[String], suffix: &str) -> String {
        let chosen = if select.is_empty() {
            String::new()
        } else {
            format!("({})", select.join(","))
        };
        format!("{}/$metadata#{}{chosen}{suffix}", self.root, self.context)
    }

    fn check_names(&self, query: &Query) -> Result<(), GraphError> {
        if query.expand.is_some() && !self.properties.contains(&"userPrincipalName") {
            return Err(GraphError::unsupported_query(
                "The query option '$expand' isn't supported here.",
            ));
        }
        let filtered = query.filter.iter().flat_map(|filter| filter.properties());
        let ordered = query.order.iter().map(|order| order.property.as_str());
        let known = |name: &str| {
            let first = name.split('/').next().unwrap_or(name);
            self.properties
                .iter()
                .any(|property| property.eq_ignore_ascii_case(first))
        };
        match query
            .select
            .iter()
            .map(String::as_str)
            .chain(filtered)
            .chain(ordered)
            .find(|name| !known(name))
        {
            None => Ok(()),
            Some(name) => Err(GraphError::new(
                StatusCode::BAD_REQUEST,
                "BadRequest",
                format!(
                    "Could not find a property named '{name}' on type '{}'.",
                    self.type_name
                ),
            )),
        }
    }

    fn chosen(&self, select: &[String], item: Value) -> Value {
        let Value::Object(item) = item else {
            return item;
        };
        if select.is_empty() && self.defaults.is_empty() {
            return Value::Object(item);
        }
        let wanted = |key: &str| {
            key.starts_with('@')
                || key == "manager"
                || if select.is_empty() {
                    self.defaults.contains(&key)
                } else {
                    select.iter().any(|name| name.eq_ignore_ascii_case(key))
                }
        };
        Value::Object(item.into_iter().filter(|(key, _)| wanted(key)).collect())
    }
}

fn page_size(query: &Query) -> Result<usize, GraphError> {
    match query.top {
        None => Ok(PAGE_DEFAULT),
        Some(top) if (1..=PAGE_MAX).contains(&top) => Ok(top),
        Some(top) => Err(GraphError::unsupported_query(format!(
            "Invalid page size specified: '{top}'. Must be between 1 and {PAGE_MAX} inclusive."
        ))),
    }
}

#[derive(Clone, Copy)]
struct Place {
    start: usize,
    total: usize,
}

fn skiptoken(start: usize) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(format!("page:{start}"))
}

fn place(token: &str) -> Result<usize, GraphError> {
    let refused = || {
        GraphError::new(
            StatusCode::BAD_REQUEST,
            "Directory_ExpiredPageToken",
            "The page token is not valid.",
        )
    };
    let text = BASE64_URL_SAFE_NO_PAD
        .decode(token)
        .map_err(|_| refused())?;
    let text = String::from_utf8(text).map_err(|_| refused())?;
    text.strip_prefix("page:")
        .and_then(|start| start.parse().ok())
        .ok_or_else(refused)
}

fn sort(items: &mut [Value], order: &Order) {
    let key = |item: &Value| {
        item.as_object()
            .and_then(|object| {
                object
                    .iter()
                    .find(|(key, _)| key.eq_ignore_ascii_case(&order.property))
            })
            .map_or_else(String::new, |(_, value)| {
                value
                    .as_str()
                    .map_or_else(|| value.to_string(), str::to_lowercase)
            })
    };
    items.sort_by_cached_key(key);
    if order.direction == Direction::Descending {
        items.reverse();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PEOPLE: Collection<'static> = Collection {
        root: "http://graph.test/v1.0",
        path: "users",
        context: "users",
        type_name: "microsoft.graph.user",
        properties: &["id", "displayName", "department"],
        defaults: &["id", "displayName"],
    };

    fn people(count: usize) -> Vec<Value> {
        (0..count).map(|n| json!({"id": format!("{n:03}"), "displayName": format!("P{n:03}"), "department": "D"})).collect()
    }

    #[test]
    fn following_the_next_link_meets_everybody_exactly_once() {
        let mut query = Query::parse("$top=7&$select=id").unwrap();
        let mut seen = Vec::new();
        loop {
            let page = PEOPLE.page(&query, people(23)).unwrap();
            for person in page["value"].as_array().unwrap() {
                assert_eq!(
                    person.as_object().unwrap().len(),
                    1,
                    "only the selected property"
                );
                seen.push(person["id"].as_str().unwrap().to_owned());
            }
            let Some(next) = page["@odata.nextLink"].as_str() else {
                break;
            };
            let (link, rest) = next.split_once('?').unwrap();
            assert_eq!(link, "http://graph.test/v1.0/users");
            query = Query::parse(rest).unwrap();
        }
        let wanted: Vec<String> = (0..23).map(|n| format!("{n:03}")).collect();
        assert_eq!(seen, wanted);
    }

    #[test]
    fn page_sizes_have_a_default_and_limits() {
        let sizes = |query: &str| {
            PEOPLE
                .page(&Query::parse(query).unwrap(), people(1200))
                .map(|page| page["value"].as_array().unwrap().len())
        };
        assert_eq!(sizes(""), Ok(PAGE_DEFAULT));
        assert_eq!(sizes("$top=999"), Ok(PAGE_MAX));
        assert_eq!(
            sizes("$top=1000").unwrap_err().code,
            "Request_UnsupportedQuery"
        );
        assert_eq!(sizes("$top=0").unwrap_err().status.as_u16(), 400);
    }

    #[test]
    fn the_last_page_and_an_empty_collection_have_no_next_link() {
        for count in [0, 5] {
            let page = PEOPLE
                .page(&Query::parse("$top=5&$count=true").unwrap(), people(count))
                .unwrap();
            assert!(page.get("@odata.nextLink").is_none());
            assert_eq!(page["@odata.count"], json!(count));
        }
    }

    #[test]
    fn unknown_names_and_foreign_tokens_are_refused() {
        for query in [
            "$select=shoeSize",
            "$filter=shoeSize%20eq%2044",
            "$orderby=shoeSize",
            "$skiptoken=nonsense",
            "$skiptoken=***",
        ] {
            assert_eq!(
                PEOPLE
                    .page(&Query::parse(query).unwrap(), people(1))
                    .unwrap_err()
                    .status
                    .as_u16(),
                400,
                "{query}"
            );
        }
    }

    #[test]
    fn the_context_names_what_was_selected() {
        let one = PEOPLE
            .entity(
                &Query::parse("$select=id,displayName").unwrap(),
                people(1).remove(0),
            )
            .unwrap();
        assert_eq!(
            one["@odata.context"],
            "http://graph.test/v1.0/$metadata#users(id,displayName)/$entity"
        );
        assert!(one.get("department").is_none());
    }
}
