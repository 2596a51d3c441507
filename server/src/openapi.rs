//! The OpenAPI 3.1 document, assembled from the registry.

use schemars::SchemaGenerator;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};
use yingda_shared::contract::Verb;

use crate::dispatch::{Entry, Mode, Registry};
use crate::router;

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
    paths.extend(router::document::paths(&mut generator));
    paths.extend(router::uploads::paths());
    paths.extend(router::tables::paths(&mut generator));
    let mut schemas: Map<String, Value> = generator.take_definitions(true).into_iter().collect();
    schemas.insert("Problem".into(), problem());
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Yingda 应答",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Every operation of the service desk. Writes take an Idempotency-Key (a UUID): the same key again \
                            answers the stored result. Answers about one record carry its version as ETag; If-Match on a write \
                            says which version the sender saw. Errors are problems by RFC 9457 with a stable code.",
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" }
        },
        "servers": [{ "url": "/api/v1" }],
        "security": [{ "token": [] }, { "session": [] }, { "track": [] }, {}],
        "paths": paths,
        "components": {
            "securitySchemes": {
                "token": { "type": "http", "scheme": "bearer", "description": "A personal access token" },
                "session": { "type": "apiKey", "in": "cookie", "name": "yingda" },
                "track": {
                    "type": "apiKey", "in": "header", "name": "X-Yingda-Track",
                    "description": "The secret of a guest's tracking link: opens one case"
                }
            },
            "responses": described(),
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
    if matches!(entry.mode, Mode::Write | Mode::Prepared) {
        let about = "Made by the sender: the same key again answers the stored result and does nothing";
        parameters.push(header("Idempotency-Key", json!({ "type": "string", "format": "uuid" }), about));
    }
    if !flat && (entry.path.starts_with("/cases/{id}/") || body.contains_key("base") || body.contains_key("rv")) {
        let about = "The ETag the sender saw, or *: what changed since is answered as a conflict (412)";
        parameters.push(header("If-Match", json!({ "type": "string" }), about));
    }
    let about = match entry.starts_job {
        true => {
            "The job, which goes on by itself: `jobs.get` says how far it is, `jobs.items` what became of each item"
        }
        false => "Done",
    };
    let mut done = json!({ "description": about, "content": { "application/json": { "schema": output } } });
    if is_versioned(&output, generator) {
        let about = "The version of the record, for If-Match and If-None-Match";
        done["headers"] = json!({ "ETag": { "description": about, "schema": { "type": "string" } } });
        if entry.verb == Verb::Get {
            parameters.push(header(
                "If-None-Match",
                json!({ "type": "string" }),
                "An ETag: 304 while it is the present one",
            ));
        }
    }
    let mut operation = json!({
        "operationId": entry.name,
        "summary": entry.about,
        "tags": [entry.name.split('.').next().unwrap_or_default()],
        "x-reach": format!("{:?}", entry.reach),
        "parameters": parameters,
        "responses": answers(entry, done)
    });
    if !flat {
        let needed: Vec<&str> = required.into_iter().filter(|name| !in_path.contains(name)).collect();
        let schema = json!({ "type": "object", "properties": body, "required": needed });
        operation["requestBody"] = json!({ "required": true, "content": { "application/json": { "schema": schema } } });
    }
    operation
}

/// Every status an operation may answer with.
fn answers(entry: &Entry, done: Value) -> Value {
    let mut answers = problems(match entry.verb {
        Verb::Get | Verb::Delete => READ,
        Verb::Post | Verb::Put => WRITE,
    });
    if entry.verb == Verb::Get && done.get("headers").is_some() {
        answers.insert("304".into(), json!({ "description": "What If-None-Match names is the present version" }));
    }
    answers.insert(if entry.starts_job { "202" } else { "200" }.into(), done);
    Value::Object(answers)
}

/// Statuses of problems a read may answer with, and a write.
pub const READ: &[u16] = &[401, 403, 404, 409, 422, 429, 500, 503];
pub const WRITE: &[u16] = &[401, 403, 404, 409, 410, 412, 413, 422, 429, 500, 503];

/// Answers that are problems, by their status.
pub fn problems(statuses: &[u16]) -> Map<String, Value> {
    let named = |status: &u16| (status.to_string(), json!({ "$ref": format!("#/components/responses/{status}") }));
    statuses.iter().map(named).collect()
}

/// What each status of a problem means.
const PROBLEMS: &[(u16, &str)] = &[
    (401, "Nobody is signed in, or the token is not valid"),
    (403, "The role or the token's scope lacks the right"),
    (404, "Absent or invisible: the answer is the same"),
    (409, "A rule of the desk says no: its code names the rule"),
    (410, "It was merged into another one: redirect says which"),
    (412, "Somebody changed it since the version that was seen"),
    (413, "More bytes than may come"),
    (415, "The body is of another kind than this door takes"),
    (422, "The input is wrong: see errors"),
    (429, "Too often: Retry-After says when again"),
    (460, "The piece of a file was damaged on its way"),
    (500, "A mistake of the server's: trace_id leads to it in the log"),
    (503, "The database is away, or everything is busy: Retry-After says when again"),
];

fn described() -> Map<String, Value> {
    let content = json!({ "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } });
    let one = |(status, about): &(u16, &str)| {
        let mut answer = json!({ "description": about, "content": content });
        if matches!(status, 429 | 503) {
            answer["headers"] = json!({ "Retry-After": { "description": "Seconds", "schema": { "type": "integer" } } });
        }
        (status.to_string(), answer)
    };
    PROBLEMS.iter().map(one).collect()
}

fn header(name: &str, schema: Value, about: &str) -> Value {
    json!({ "name": name, "in": "header", "required": false, "description": about, "schema": schema })
}

/// Whether an answer is about one record and carries its version: what the JSON door makes a tag of.
fn is_versioned(output: &Value, generator: &SchemaGenerator) -> bool {
    let has = |schema: &Value| schema["properties"].get("rv").is_some();
    let output = resolve(output.clone(), generator);
    has(&output) || output["properties"].get("case").is_some_and(|case| has(&resolve(case.clone(), generator)))
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
