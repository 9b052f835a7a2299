//! Recursive descent over the tokens of a filter expression.

use serde_json::Value;

use super::{Affix, Comparison, Filter, Operator};
use crate::graph::errors::GraphError;

// Deep nesting would use up the stack; no client of ours needs it.
const DEPTH_MAX: usize = 32;

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Word(String),
    Text(String),
    Open,
    Close,
    Comma,
}

/// Parses `text` to the end.
pub(super) fn parse(text: &str) -> Result<Filter, GraphError> {
    let tokens = tokens(text)?;
    let mut parser = Parser {
        tokens: &tokens,
        depth: 0,
    };
    let filter = parser.any_of()?;
    match parser.tokens {
        [] => Ok(filter),
        _ => Err(refused()),
    }
}

fn refused() -> GraphError {
    GraphError::malformed("Invalid filter clause.")
}

fn tokens(text: &str) -> Result<Vec<Token>, GraphError> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let (token, after) = match first {
            '(' => (Token::Open, &rest[1..]),
            ')' => (Token::Close, &rest[1..]),
            ',' => (Token::Comma, &rest[1..]),
            '\'' => quoted(&rest[1..])?,
            _ => word(rest),
        };
        tokens.push(token);
        rest = after.trim_start();
    }
    Ok(tokens)
}

fn word(rest: &str) -> (Token, &str) {
    let end = rest
        .find(|c: char| c.is_whitespace() || "(),'".contains(c))
        .unwrap_or(rest.len());
    (Token::Word(rest[..end].to_owned()), &rest[end..])
}

// A quote inside a text is written twice.
fn quoted(rest: &str) -> Result<(Token, &str), GraphError> {
    let mut text = String::new();
    let mut rest = rest;
    loop {
        let end = rest.find('\'').ok_or_else(refused)?;
        text.push_str(&rest[..end]);
        rest = &rest[end + 1..];
        match rest.strip_prefix('\'') {
            Some(after) => {
                text.push('\'');
                rest = after;
            }
            None => return Ok((Token::Text(text), rest)),
        }
    }
}

struct Parser<'a> {
    tokens: &'a [Token],
    depth: usize,
}

impl Parser<'_> {
    fn any_of(&mut self) -> Result<Filter, GraphError> {
        let mut filter = self.all_of()?;
        while self.keyword("or") {
            filter = Filter::Or(Box::new(filter), Box::new(self.all_of()?));
        }
        Ok(filter)
    }

    fn all_of(&mut self) -> Result<Filter, GraphError> {
        let mut filter = self.single()?;
        while self.keyword("and") {
            filter = Filter::And(Box::new(filter), Box::new(self.single()?));
        }
        Ok(filter)
    }

    fn single(&mut self) -> Result<Filter, GraphError> {
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            return Err(refused());
        }
        let filter = if self.keyword("not") {
            Filter::Not(Box::new(self.single()?))
        } else if self.take(&Token::Open) {
            let inner = self.any_of()?;
            self.expect_token(&Token::Close)?;
            inner
        } else {
            self.clause()?
        };
        self.depth -= 1;
        Ok(filter)
    }

    fn clause(&mut self) -> Result<Filter, GraphError> {
        let name = self.word()?;
        if self.take(&Token::Open) {
            return self.function(&name);
        }
        let operator = match self.word()?.as_str() {
            "eq" => Operator::Eq,
            "ne" => Operator::Ne,
            "gt" => Operator::Gt,
            "ge" => Operator::Ge,
            "lt" => Operator::Lt,
            "le" => Operator::Le,
            "in" => return self.list(name),
            _ => return Err(refused()),
        };
        Ok(Filter::Compare(Comparison {
            property: name,
            operator,
            literal: self.literal()?,
        }))
    }

    fn function(&mut self, name: &str) -> Result<Filter, GraphError> {
        let affix = match name {
            "startswith" | "startsWith" => Affix::Start,
            "endswith" | "endsWith" => Affix::End,
            _ => {
                return Err(GraphError::unsupported_query(format!(
                    "The function '{name}' isn't supported in a filter."
                )));
            }
        };
        let property = self.word()?;
        self.expect_token(&Token::Comma)?;
        let Value::String(text) = self.literal()? else {
            return Err(refused());
        };
        self.expect_token(&Token::Close)?;
        Ok(Filter::Affix(affix, property, text))
    }

    fn list(&mut self, property: String) -> Result<Filter, GraphError> {
        self.expect_token(&Token::Open)?;
        let mut values = vec![self.literal()?];
        while self.take(&Token::Comma) {
            values.push(self.literal()?);
        }
        self.expect_token(&Token::Close)?;
        Ok(Filter::In(property, values))
    }

    fn literal(&mut self) -> Result<Value, GraphError> {
        let (token, rest) = self.tokens.split_first().ok_or_else(refused)?;
        let value = match token {
            Token::Text(text) => Value::String(text.clone()),
            Token::Word(word) => bare(word),
            _ => return Err(refused()),
        };
        self.tokens = rest;
        Ok(value)
    }

    fn word(&mut self) -> Result<String, GraphError> {
        match self.tokens.split_first() {
            Some((Token::Word(word), rest)) => {
                self.tokens = rest;
                Ok(word.clone())
            }
            _ => Err(refused()),
        }
    }

    fn keyword(&mut self, keyword: &str) -> bool {
        self.take(&Token::Word(keyword.to_owned()))
    }

    fn take(&mut self, wanted: &Token) -> bool {
        match self.tokens.split_first() {
            Some((token, rest)) if token == wanted => {
                self.tokens = rest;
                true
            }
            _ => false,
        }
    }

    fn expect_token(&mut self, wanted: &Token) -> Result<(), GraphError> {
        if self.take(wanted) {
            Ok(())
        } else {
            Err(refused())
        }
    }
}

// Times and GUIDs stand without quotes in OData v4; both compare as text.
fn bare(word: &str) -> Value {
    match word {
        "null" => Value::Null,
        "true" => Value::Bool(true),
        "false" => Value::Bool(false),
        _ => match word.parse::<i64>() {
            Ok(number) => Value::from(number),
            Err(_) => Value::from(word),
        },
    }
}
