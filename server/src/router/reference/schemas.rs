//! Types of the document in words: in a line where they are used, in a table where they are told.

use serde_json::Value;

use super::operations::table;
use super::words::Lang;
use crate::router::markup::escape;

/// Fields within fields are shown so far; deeper ones have names of their own.
const DEPTH_MAX: usize = 3;

/// All named types.
pub fn push(document: &Value, lang: Lang, html: &mut String) {
    html.push_str(&format!("<h2 class=\"group\" id=\"schemas\">{}</h2>", escape(lang.say("schemas"))));
    for (name, schema) in document["components"]["schemas"].as_object().into_iter().flatten() {
        html.push_str(&format!(
            "<section class=\"schema\" id=\"schema-{name}\"><h3><a href=\"#schema-{name}\"><code>{name}</code></a></h3>"
        ));
        push_description(schema, html);
        push_shape(schema, lang, html);
        html.push_str("</section>");
    }
}

fn push_description(schema: &Value, html: &mut String) {
    if let Some(about) = schema["description"].as_str() {
        html.push_str(&format!("<p lang=\"en\">{}</p>", escape(about)));
    }
}

fn push_shape(schema: &Value, lang: Lang, html: &mut String) {
    if has_fields(schema) {
        table(lang, html, |html| rows(schema, lang, html));
    }
    let variants = schema["oneOf"].as_array().or(schema["anyOf"].as_array());
    match variants {
        Some(variants) if variants.iter().any(has_fields) => {
            html.push_str(&format!("<p>{}</p>", escape(lang.say("one_of"))));
            for variant in variants {
                html.push_str("<div class=\"variant\">");
                push_description(variant, html);
                push_shape(variant, lang, html);
                html.push_str("</div>");
            }
        }
        _ if !has_fields(schema) => html.push_str(&format!("<p>{}</p>", kind(schema))),
        _ => {}
    }
}

fn has_fields(schema: &Value) -> bool {
    schema["properties"].as_object().is_some_and(|fields| !fields.is_empty())
}

/// The fields of an object as rows of a table.
pub fn rows(schema: &Value, lang: Lang, html: &mut String) {
    push_rows(schema, "", lang, html, 0);
}

fn push_rows(schema: &Value, prefix: &str, lang: Lang, html: &mut String, depth: usize) {
    let required: Vec<&str> = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    for (name, field) in schema["properties"].as_object().into_iter().flatten() {
        let needed = match required.contains(&name.as_str()) {
            true => format!(" <em>{}</em>", escape(lang.say("required"))),
            false => String::new(),
        };
        html.push_str(&format!(
            "<tr><th scope=\"row\"><code>{}</code>{needed}</th><td>{}</td><td lang=\"en\">{}</td></tr>",
            escape(&format!("{prefix}{name}")),
            kind(field),
            escape(field["description"].as_str().unwrap_or_default())
        ));
        if has_fields(field) && depth < DEPTH_MAX {
            push_rows(field, &format!("{prefix}{name}."), lang, html, depth + 1);
        }
    }
}

/// A type in a line of markup.
pub fn kind(schema: &Value) -> String {
    if let Some(name) = schema["$ref"].as_str().and_then(|path| path.rsplit('/').next()) {
        return format!("<a href=\"#schema-{name}\">{name}</a>");
    }
    if let Some(word) = schema.get("const") {
        return format!("<code>{}</code>", escape(&word.to_string()));
    }
    if let Some(words) = schema["enum"].as_array() {
        let words: Vec<_> = words.iter().map(|word| format!("<code>{}</code>", escape(&word.to_string()))).collect();
        return words.join(" | ");
    }
    if let Some(kinds) = schema["anyOf"].as_array().or(schema["oneOf"].as_array()) {
        let mut kinds: Vec<String> = kinds.iter().map(kind).collect();
        kinds.dedup();
        return kinds.join(" | ");
    }
    match &schema["type"] {
        Value::String(one) => single(one, schema),
        Value::Array(many) => {
            let kinds: Vec<_> = many.iter().filter_map(Value::as_str).map(|one| single(one, schema)).collect();
            kinds.join(" | ")
        }
        _ => "JSON".into(),
    }
}

fn single(kind_name: &str, schema: &Value) -> String {
    let format = schema["format"].as_str();
    let bounds = |least: &str, most: &str| {
        let number = |name: &str| schema.get(name).filter(|value| value.is_number()).map(Value::to_string);
        match (number(least), number(most)) {
            (Some(least), Some(most)) => format!(" {least}–{most}"),
            (Some(least), None) => format!(" ≥ {least}"),
            (None, Some(most)) => format!(" ≤ {most}"),
            (None, None) => String::new(),
        }
    };
    match kind_name {
        "array" => format!("{}[]", kind(&schema["items"])),
        "object" if schema["additionalProperties"].is_object() => {
            format!("{{string: {}}}", kind(&schema["additionalProperties"]))
        }
        "string" => format!("{}{}", escape(format.unwrap_or("string")), bounds("minLength", "maxLength")),
        "integer" | "number" => format!("{}{}", escape(format.unwrap_or(kind_name)), bounds("minimum", "maximum")),
        other => escape(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn types_are_said_in_a_line() {
        let cases = [
            (json!({"$ref": "#/components/schemas/CaseId"}), "<a href=\"#schema-CaseId\">CaseId</a>"),
            (json!({"type": ["integer", "null"], "format": "int64"}), "int64 | null"),
            (json!({"type": "array", "items": {"type": "string"}}), "string[]"),
            (json!({"enum": ["a", "b"]}), "<code>&quot;a&quot;</code> | <code>&quot;b&quot;</code>"),
            (json!({"type": "object", "additionalProperties": {"type": "string"}}), "{string: string}"),
            (json!({"type": "integer", "minimum": 1, "maximum": 5}), "integer 1–5"),
            (json!(true), "JSON"),
        ];
        for (schema, said) in cases {
            assert_eq!(kind(&schema), said);
        }
    }

    #[test]
    fn fields_within_fields_are_told_below_them() {
        let schema = json!({"properties": {"a": {"type": "object", "properties": {"b": {"type": "string"}}}}, "required": ["a"]});
        let mut html = String::new();
        rows(&schema, Lang::En, &mut html);
        assert!(html.contains("<code>a</code> <em>") && html.contains("<code>a.b</code></th>"), "{html}");
    }
}
