//! A call as one would type it, made from the schema: what must be said, and nothing more.

use serde_json::{Map, Value, json};

const ID: &str = "01990000-0000-7000-8000-000000000000";
/// Types that name themselves end here.
const DEPTH_MAX: usize = 6;

pub struct Parts<'a> {
    pub method: &'a str,
    pub path: &'a str,
    pub about: &'a Value,
}

/// The command line of a call with a token.
pub fn call(operation: Parts, document: &Value, public_url: &str) -> String {
    let mut address = format!("{public_url}/api/v1{}", operation.path);
    let mut query = Vec::new();
    let mut headers = Vec::new();
    for parameter in operation.about["parameters"].as_array().into_iter().flatten() {
        let name = parameter["name"].as_str().unwrap_or_default();
        let value = plain(&of(&parameter["schema"], document, 0));
        let needed = parameter["required"] == true;
        match parameter["in"].as_str() {
            Some("path") => address = address.replace(&format!("{{{name}}}"), &value),
            Some("query") if needed => query.push(format!("{name}={value}")),
            Some("header") if needed || name == "Idempotency-Key" => headers.push(format!("{name}: {value}")),
            _ => {}
        }
    }
    if !query.is_empty() {
        address = format!("{address}?{}", query.join("&"));
    }
    let mut lines = vec![format!("curl {}'{address}'", method(operation.method))];
    lines.push("-H 'Authorization: Bearer yd_…'".into());
    lines.extend(headers.into_iter().map(|header| format!("-H '{header}'")));
    for (content, body) in operation.about["requestBody"]["content"].as_object().into_iter().flatten() {
        lines.push(format!("-H 'Content-Type: {content}'"));
        lines.push(match content.as_str() {
            "application/json" => format!("-d '{}'", of(&body["schema"], document, 0).to_string().replace('\'', "’")),
            _ => "--data-binary @FILE".into(),
        });
    }
    lines.join(" \\\n  ")
}

fn method(method: &str) -> String {
    match method {
        "GET" => String::new(),
        "HEAD" => "-I ".into(),
        other => format!("-X {other} "),
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// A value that fits the schema, with the fields that must be there.
fn of(schema: &Value, document: &Value, depth: usize) -> Value {
    if depth > DEPTH_MAX {
        return Value::Null;
    }
    let next = |schema: &Value| of(schema, document, depth + 1);
    if let Some(target) = schema["$ref"].as_str().and_then(|path| path.strip_prefix('#')) {
        return document.pointer(target).map_or(Value::Null, next);
    }
    if let Some(word) = schema.get("const") {
        return word.clone();
    }
    if let Some(first) = schema["enum"].as_array().and_then(|words| words.first()) {
        return first.clone();
    }
    if let Some(first) = schema["anyOf"].as_array().or(schema["oneOf"].as_array()).and_then(|kinds| kinds.first()) {
        return next(first);
    }
    let kind = schema["type"].as_str().or(schema["type"][0].as_str()).unwrap_or_default();
    match kind {
        "string" if schema["format"] == "uuid" => ID.into(),
        "string" => "…".into(),
        "integer" | "number" => schema.get("minimum").cloned().unwrap_or(json!(1)),
        "boolean" => true.into(),
        "array" => json!([]),
        "object" => {
            let needed = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
            let fields = needed.map(|name| (name.to_string(), next(&schema["properties"][name])));
            Value::Object(Map::from_iter(fields))
        }
        _ => json!({}),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_says_what_it_must() {
        let document = crate::openapi::document(crate::registry::registry());
        let about = &document["paths"]["/cases/{id}/resolve"]["post"];
        let line = call(Parts { method: "POST", path: "/cases/{id}/resolve", about }, &document, "https://desk");
        assert!(line.starts_with(&format!("curl -X POST 'https://desk/api/v1/cases/{ID}/resolve'")), "{line}");
        assert!(line.contains("Idempotency-Key: 0199") && !line.contains("If-Match"), "{line}");
        assert!(line.contains("\"code\":\"fixed\"") && line.contains("\"text\":\"…\""), "{line}");
    }
}
