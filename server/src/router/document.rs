//! How the OpenAPI document describes the doors that are no operations: files and the live channel.

use schemars::SchemaGenerator;
use serde_json::{Map, Value, json};
use yingda_shared::files::FileInfo;

use crate::openapi;

/// Paths below `/api/v1`.
pub fn paths(generator: &mut SchemaGenerator) -> Map<String, Value> {
    let info = generator.subschema_for::<FileInfo>().to_value();
    let bytes = json!({ "type": "string", "format": "binary" });
    let upload = json!({
        "operationId": "files.upload",
        "summary": "Takes the bytes of one file; operations then name its id.",
        "tags": ["files"],
        "parameters": [text("name", "query", false, "Name of the file as people see it")],
        "requestBody": { "required": true, "content": { "application/octet-stream": { "schema": bytes } } },
        "responses": answers("201", "Stored", "application/json", info)
    });
    let content = json!({
        "operationId": "files.content",
        "summary": "The bytes of an attachment the caller may see.",
        "tags": ["files"],
        "parameters": [uuid("id"), text("track", "query", false, "The secret of a tracking link, where no header can be sent")],
        "responses": answers("200", "The bytes, with the type they were told by", "*/*", bytes.clone())
    });
    let live = json!({
        "operationId": "live",
        "summary": "A stream of server-sent events named `head`: something the caller may see has changed.",
        "tags": ["live"],
        "parameters": [text("track", "query", false, "The secret of a tracking link, where no header can be sent")],
        "responses": answers("200", "Events until the credentials end", "text/event-stream", json!({ "type": "string" }))
    });
    let filters = ["by", "action", "kind", "object", "field", "from", "until"];
    let filters = filters.map(|name| text(name, "query", false, "As in audit.list"));
    let csv = json!({
        "operationId": "audit.export",
        "summary": "The lines of the audit that meet the filter of `audit.list`, as CSV, without a limit.",
        "tags": ["audit"],
        "parameters": filters,
        "responses": answers("200", "UTF-8 with a mark; cells that a spreadsheet would run begin with an apostrophe", "text/csv", json!({ "type": "string" }))
    });
    let archive = json!({
        "operationId": "contacts.archive",
        "summary": "All that the desk holds of a contact: records, cases as they see them, files.",
        "tags": ["contacts"],
        "parameters": [uuid("id")],
        "responses": answers("200", "A ZIP of JSON documents and files", "application/zip", bytes)
    });
    Map::from_iter([
        ("/contacts/{id}/personal-data.zip".to_string(), json!({ "get": archive })),
        ("/audit/export.csv".to_string(), json!({ "get": csv })),
        ("/files".to_string(), json!({ "post": upload })),
        ("/files/{id}/content".to_string(), json!({ "get": content })),
        ("/live".to_string(), json!({ "get": live })),
    ])
}

fn text(name: &str, place: &str, required: bool, about: &str) -> Value {
    json!({ "name": name, "in": place, "required": required, "description": about, "schema": { "type": "string" } })
}

fn uuid(name: &str) -> Value {
    json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string", "format": "uuid" } })
}

fn answers(status: &str, about: &str, kind: &str, schema: Value) -> Value {
    let mut answers = openapi::problems(if status == "201" { openapi::WRITE } else { openapi::READ });
    answers.insert(status.into(), json!({ "description": about, "content": { kind: { "schema": schema } } }));
    Value::Object(answers)
}
