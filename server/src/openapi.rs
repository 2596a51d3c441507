//! The OpenAPI 3.1 document, assembled from the registry.

use schemars::SchemaGenerator;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};
use yingda_shared::contract::Verb;

use crate::dispatch::{Entry, Mode, Registry};

/// The whole document. The same build always gives the same text.
pub fn document(registry: &Registry) -> Value {
    let settings =
        SchemaSettings::draft2020_12().with(|settings| settings.definitions_path = "/components/schemas".into());
    let mut generator = settings.into_generator();
    let mut paths: Map<String, Value> = Map::new();
    for entry in registry.entries() {
        let path = paths.entry(entry.path).or_insert_with(|| json!({}));
        path[entry.verb.as_str().to_lowercase()] = operation(entry, &mut generator);
    }
    let mut schemas: Map<String, Value> = generator.take_definitions(true).into_iter().collect();
    schemas.insert("Problem".into(), problem());
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Yingda 应答",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Every operation of the service desk. Writes take an Idempotency-Key (a UUID): the same key again \
                            answers the stored result. Errors are problems by RFC 9457 with a stable code.",
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" }
        },
        "servers": [{ "url": "/api/v1" }],
        "security": [{ "token": [] }, { "session": [] }, {}],
        "paths": paths,
        "components": {
            "securitySchemes": {
                "token": { "type": "http", "scheme": "bearer", "description": "A personal access token" },
                "session": { "type": "apiKey", "in": "cookie", "name": "yingda" }
            },
            "schemas": schemas
        }
    })
}

fn operation(entry: &Entry, generator: &mut SchemaGenerator) -> Value {
    let input = resolve((entry.input_schema)(generator).to_value(), generator);
    let output = (entry.output_schema)(generator).to_value();
    let properties = input.get("properties").and_then(Value::as_object).cloned().unwrap_or_default();
    let required: Vec<&str> = input["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let in_path: Vec<&str> = entry
        .path
        .split('/')
        .filter_map(|part| part.strip_prefix('{').and_then(|part| part.strip_suffix('}')))
        .collect();
    let flat = matches!(entry.verb, Verb::Get | Verb::Delete);
    let mut parameters = Vec::new();
    let mut body = Map::new();
    for (name, schema) in properties {
        let place = if in_path.contains(&name.as_str()) { "path" } else { "query" };
        if place == "path" || flat {
            let needed = place == "path" || required.contains(&name.as_str());
            parameters.push(json!({ "name": name, "in": place, "required": needed, "schema": schema }));
        } else {
            body.insert(name, schema);
        }
    }
    let mut operation = json!({
        "operationId": entry.name,
        "summary": entry.about,
        "tags": [entry.name.split('.').next().unwrap_or_default()],
        "x-reach": format!("{:?}", entry.reach),
        "parameters": parameters,
        "responses": {
            "200": { "description": "Done", "content": { "application/json": { "schema": output } } },
            "default": {
                "description": "A problem",
                "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } }
            }
        }
    });
    if !flat {
        let needed: Vec<&str> = required.into_iter().filter(|name| !in_path.contains(name)).collect();
        let schema = json!({ "type": "object", "properties": body, "required": needed });
        operation["requestBody"] = json!({ "required": true, "content": { "application/json": { "schema": schema } } });
    }
    if matches!(entry.mode, Mode::Write | Mode::Prepared) {
        let key = json!({
            "name": "Idempotency-Key", "in": "header", "required": false, "schema": { "type": "string", "format": "uuid" }
        });
        if let Some(parameters) = operation["parameters"].as_array_mut() {
            parameters.push(key);
        }
    }
    operation
}

/// The object behind a reference to a definition, however many stand between.
fn resolve(mut schema: Value, generator: &SchemaGenerator) -> Value {
    loop {
        let name = schema.get("$ref").and_then(Value::as_str).and_then(|path| path.rsplit('/').next());
        match name.and_then(|name| generator.definitions().get(name).cloned()) {
            Some(found) => schema = found,
            None => return schema,
        }
    }
}

fn problem() -> Value {
    json!({
        "type": "object",
        "required": ["type", "title", "status", "code"],
        "properties": {
            "type": { "type": "string" },
            "title": { "type": "string" },
            "status": { "type": "integer" },
            "code": { "type": "string", "description": "Stable word of what went wrong" },
            "errors": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {
                        "pointer": { "type": "string" },
                        "code": { "type": "string" },
                        "params": { "type": "object", "additionalProperties": { "type": "string" } }
                    }
                }
            },
            "trace_id": { "type": "string" }
        }
    })
}
