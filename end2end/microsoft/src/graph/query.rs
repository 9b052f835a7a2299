//! The OData options of a query string, checked but not yet applied.

use url::form_urlencoded;

use super::errors::GraphError;
use super::filter::Filter;

/// Options of one request. Every option is optional; unknown ones that begin with `$` are refused.
#[derive(Clone, Debug, Default)]
pub(crate) struct Query {
    /// `$top`: page size asked for.
    pub(crate) top: Option<usize>,
    /// `$skiptoken`: place in the collection, made by us.
    pub(crate) skiptoken: Option<String>,
    /// `$deltatoken`: end of a round of changes, made by us, or `latest`.
    pub(crate) deltatoken: Option<String>,
    /// `$expand`: the property, without its options.
    pub(crate) expand: Option<String>,
    /// `$select`: names as the caller spelt them; empty = defaults.
    pub(crate) select: Vec<String>,
    /// `$filter`, parsed.
    pub(crate) filter: Option<Filter>,
    /// `$orderby`: property and whether it descends.
    pub(crate) order: Option<Order>,
    /// `$count=true`.
    pub(crate) count: bool,
    /// All pairs as sent, for the next link.
    pub(crate) pairs: Vec<(String, String)>,
}

/// One key of `$orderby`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Order {
    /// Property to sort by.
    pub(crate) property: String,
    /// Direction.
    pub(crate) direction: Direction,
}

/// Direction of a sort.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    /// Smallest first.
    Ascending,
    /// Largest first.
    Descending,
}

impl Order {
    /// Largest first.
    pub(crate) fn descends(&self) -> bool {
        self.direction == Direction::Descending
    }
}

impl Query {
    /// Parses a query string (without `?`).
    ///
    /// # Errors
    /// 400 when an option is malformed, given twice, or one the simulation doesn't know.
    pub(crate) fn parse(query: &str) -> Result<Self, GraphError> {
        let mut parsed = Self::default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            if name.starts_with('$') && parsed.pairs.iter().any(|(seen, _)| *seen == name) {
                return Err(GraphError::malformed(format!(
                    "Query option '{name}' was specified more than once."
                )));
            }
            parsed.read(&name, &value)?;
            parsed.pairs.push((name.into_owned(), value.into_owned()));
        }
        Ok(parsed)
    }

    fn read(&mut self, name: &str, value: &str) -> Result<(), GraphError> {
        match name {
            "$top" => self.top = Some(number(name, value)?),
            "$deltatoken" => self.deltatoken = Some(value.to_owned()),
            "$expand" => self.expand = Some(expanded(value)?),
            "$skiptoken" => self.skiptoken = Some(value.to_owned()),
            "$select" => self.select = list(value),
            "$filter" => self.filter = Some(Filter::parse(value)?),
            "$orderby" => self.order = Some(order(value)?),
            "$count" => self.count = boolean(value)?,
            "$format" => {}
            other if other.starts_with('$') => {
                return Err(GraphError::unsupported_query(format!(
                    "The query option '{other}' isn't supported here."
                )));
            }
            _ => {}
        }
        Ok(())
    }

    /// The query string for the page that begins at `skiptoken`: everything as sent, the token replaced.
    pub(crate) fn with_skiptoken(&self, skiptoken: &str) -> String {
        let mut out = form_urlencoded::Serializer::new(String::new());
        for (name, value) in self.pairs.iter().filter(|(name, _)| name != "$skiptoken") {
            out.append_pair(name, value);
        }
        out.append_pair("$skiptoken", skiptoken);
        // Graph writes the dollar of its option names as it is; the serializer would hide it.
        out.finish().replace("%24", "$")
    }
}

fn number(name: &str, value: &str) -> Result<usize, GraphError> {
    value.parse().map_err(|_| {
        GraphError::malformed(format!(
            "Invalid value for query option '{name}': a whole number is expected."
        ))
    })
}

fn boolean(value: &str) -> Result<bool, GraphError> {
    value.parse().map_err(|_| {
        GraphError::malformed("Invalid value for query option '$count': true or false is expected.")
    })
}

// Options in parentheses may select the id and ask for one level; both are what comes anyway.
fn expanded(value: &str) -> Result<String, GraphError> {
    let (name, options) = value.split_once('(').unwrap_or((value, ")"));
    let known = options.strip_suffix(')').is_some_and(|options| {
        let parts = options.split(';').filter(|part| !part.is_empty());
        parts
            .into_iter()
            .all(|part| part.starts_with("$select=") || part == "$levels=1")
    });
    if known && name == "manager" {
        Ok(name.to_owned())
    } else {
        Err(GraphError::unsupported_query(format!(
            "The query option '$expand' isn't supported for '{name}' here."
        )))
    }
}

fn list(value: &str) -> Vec<String> {
    value
        .split(',')
        .map(str::trim)
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect()
}

fn order(value: &str) -> Result<Order, GraphError> {
    let mut words = value.split_whitespace();
    let refuse = || GraphError::malformed("Invalid value for query option '$orderby'.");
    let property = words.next().ok_or_else(refuse)?.to_owned();
    let direction = match words.next() {
        None | Some("asc") => Direction::Ascending,
        Some("desc") => Direction::Descending,
        Some(_) => return Err(refuse()),
    };
    match words.next() {
        None => Ok(Order {
            property,
            direction,
        }),
        Some(_) => Err(refuse()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_read_and_come_back_in_the_next_link() {
        let query = Query::parse(
            "$select=id,%20displayName&$top=5&$orderby=displayName%20desc&$skiptoken=old",
        )
        .unwrap();
        assert_eq!(query.select, ["id", "displayName"]);
        assert_eq!(query.top, Some(5));
        assert_eq!(
            query.order.as_ref().map(|order| order.direction),
            Some(Direction::Descending)
        );
        let next = query.with_skiptoken("new");
        assert_eq!(
            next,
            "$select=id%2C+displayName&$top=5&$orderby=displayName+desc&$skiptoken=new"
        );
        let again = Query::parse(&next).unwrap();
        assert_eq!(again.select, query.select);
        assert_eq!(again.skiptoken.as_deref(), Some("new"));
    }

    #[test]
    fn malformed_double_and_unknown_options_are_refused() {
        for query in [
            "$top=many",
            "$top=1&$top=2",
            "$count=perhaps",
            "$orderby=a%20sideways",
            "$expand=drives",
            "$expand=manager($filter=x)",
            "$filter=(",
            "$orderby=",
        ] {
            assert_eq!(
                Query::parse(query).unwrap_err().status.as_u16(),
                400,
                "{query}"
            );
        }
    }

    #[test]
    fn custom_parameters_pass() {
        assert!(Query::parse("api-version=1&x=").is_ok());
    }
}
