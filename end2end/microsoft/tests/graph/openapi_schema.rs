//! A small structural validator for OpenAPI 3.0 schemas: types, `required`, `enum`, `nullable`, formats, `$ref`, `allOf`,
//! `anyOf`, `oneOf`. Stricter than the standard in one point: a property that the schema doesn't name is an error, unless
//! it is an OData annotation.

use serde_json::Value;

/// A document and the faults found so far.
pub(crate) struct Validator<'a> {
    document: &'a Value,
}

impl<'a> Validator<'a> {
    /// Validates against schemas of `document`.
    pub(crate) fn new(document: &'a Value) -> Self {
        Self { document }
    }

    /// The schema of an answer, `None` when the document has no such route, verb or status.
    pub(crate) fn answer_schema(&self, path: &str, method: &str, status: u16) -> Option<&'a Value> {
        let responses = &self.document["paths"].get(path)?.get(method)?["responses"];
        let exact = responses.get(status.to_string());
        let response = exact.or_else(|| responses.get(format!("{}XX", status / 100)))?;
        self.resolve(response)["content"]["application/json"].get("schema")
    }

    /// The schema of a request body.
    pub(crate) fn body_schema(&self, path: &str, method: &str) -> Option<&'a Value> {
        let body = self.document["paths"]
            .get(path)?
            .get(method)?
            .get("requestBody")?;
        self.resolve(body)["content"]["application/json"].get("schema")
    }

    /// All faults of `value`, each with the place where it stands; empty = valid.
    pub(crate) fn faults(&self, schema: &Value, value: &Value) -> Vec<String> {
        let mut faults = Vec::new();
        self.check(schema, value, "$", &mut faults);
        faults
    }

    fn resolve<'s>(&self, schema: &'s Value) -> &'s Value
    where
        'a: 's,
    {
        let mut schema = schema;
        while let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
            let pointer = reference.trim_start_matches('#').replace("%24", "$");
            schema = self
                .document
                .pointer(&pointer)
                .unwrap_or_else(|| panic!("dangling reference {reference}"));
        }
        schema
    }

    fn check(&self, schema: &Value, value: &Value, place: &str, faults: &mut Vec<String>) {
        let nullable = schema.get("nullable") == Some(&Value::Bool(true));
        let schema = self.resolve(schema);
        if value.is_null() {
            if !nullable
                && schema.get("nullable") != Some(&Value::Bool(true))
                && schema.get("type").is_some()
            {
                faults.push(format!("{place}: null isn't allowed"));
            }
            return;
        }
        self.check_combined(schema, value, place, faults);
        match schema.get("type").and_then(Value::as_str) {
            Some("object") => self.check_object(schema, value, place, faults),
            Some("array") => match value.as_array() {
                None => faults.push(format!("{place}: not an array")),
                Some(items) => {
                    for (index, item) in items.iter().enumerate() {
                        self.check(&schema["items"], item, &format!("{place}[{index}]"), faults);
                    }
                }
            },
            Some("string") => check_string(schema, value, place, faults),
            Some("boolean") if !value.is_boolean() => {
                faults.push(format!("{place}: not a boolean"));
            }
            Some("integer") if !value.is_i64() && !value.is_u64() => {
                faults.push(format!("{place}: not an integer"));
            }
            Some("number") if !value.is_number() => faults.push(format!("{place}: not a number")),
            _ => {}
        }
    }

    fn check_combined(&self, schema: &Value, value: &Value, place: &str, faults: &mut Vec<String>) {
        for part in schema
            .get("allOf")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            self.check(part, value, place, faults);
        }
        for (name, exactly_one) in [("anyOf", false), ("oneOf", true)] {
            let Some(parts) = schema.get(name).and_then(Value::as_array) else {
                continue;
            };
            let fitting = parts
                .iter()
                .filter(|part| self.faults(part, value).is_empty())
                .count();
            if fitting == 0 || (exactly_one && fitting > 1) {
                faults.push(format!("{place}: {fitting} alternatives of {name} fit"));
            }
        }
    }

    fn check_object(&self, schema: &Value, value: &Value, place: &str, faults: &mut Vec<String>) {
        let Some(object) = value.as_object() else {
            faults.push(format!("{place}: not an object"));
            return;
        };
        for name in schema
            .get("required")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
        {
            if !object.contains_key(name) {
                faults.push(format!("{place}: {name} is missing"));
            }
        }
        let Some(properties) = schema.get("properties").and_then(Value::as_object) else {
            return;
        };
        // `directoryObject` and the like are open: the derived type stands in `@odata.type`.
        let derived = object
            .get("@odata.type")
            .and_then(Value::as_str)
            .map(|name| name.trim_start_matches('#'));
        // A derived type that the document lacks: only what its base names can be judged.
        let unknown =
            derived.is_some_and(|name| self.document["components"]["schemas"].get(name).is_none());
        let derived = derived.and_then(|name| self.document["components"]["schemas"].get(name));
        if let Some(derived) = derived.filter(|derived| *derived != schema) {
            return self.check_object(derived, value, place, faults);
        }
        for (name, item) in object.iter().filter(|(name, _)| !name.contains('@')) {
            match properties.get(name) {
                Some(property) => self.check(property, item, &format!("{place}.{name}"), faults),
                // Graph writes `innerError`, the schema `innererror`.
                None if properties
                    .keys()
                    .any(|known| known.eq_ignore_ascii_case(name)) => {}
                None if unknown => {}
                None => faults.push(format!("{place}.{name}: not in the schema")),
            }
        }
    }
}

fn check_string(schema: &Value, value: &Value, place: &str, faults: &mut Vec<String>) {
    let Some(text) = value.as_str() else {
        faults.push(format!("{place}: not a string"));
        return;
    };
    if let Some(allowed) = schema.get("enum").and_then(Value::as_array)
        && !allowed.contains(value)
    {
        faults.push(format!("{place}: '{text}' isn't one of the allowed values"));
    }
    let fits = match schema.get("format").and_then(Value::as_str) {
        Some("uuid") => uuid::Uuid::parse_str(text).is_ok(),
        Some("date-time") => text.parse::<jiff::Timestamp>().is_ok(),
        Some("time") => text.parse::<jiff::civil::Time>().is_ok(),
        _ => true,
    };
    if !fits {
        faults.push(format!("{place}: '{text}' doesn't fit its format"));
    }
}
