//! How the OpenAPI document describes files that come in pieces.

use serde_json::{Map, Value, json};

use crate::openapi;

/// Paths below `/api/v1`.
pub fn paths() -> Map<String, Value> {
    let whole = json!({ "type": "integer", "format": "uint64", "minimum": 0 });
    let standing = json!({
        "Upload-Offset": { "description": "Bytes that are here", "schema": whole },
        "Upload-Length": { "description": "Bytes of the whole file", "schema": whole },
        "Upload-Expires": { "description": "When it goes, unless more comes", "schema": { "type": "string" } }
    });
    let begin = json!({
        "operationId": "uploads.begin",
        "summary": "Begins a file that comes in pieces (tus 1.0); asked again under the same id, tells how far it has come.",
        "tags": ["files"],
        "parameters": [
            version(),
            header("Upload-Length", true, "Bytes of the whole file", whole.clone()),
            header("Upload-Metadata", false, "Pairs of a word and base64: `filename`, and `id`, a UUIDv7 of the sender's", json!({ "type": "string" }))
        ],
        "responses": answers("201", "Begun: Location is where the pieces go", standing.clone())
    });
    let ask = json!({
        "operationId": "uploads.standing",
        "summary": "How much of a file has come; of a whole one, all. Files that others began are not found.",
        "tags": ["files"],
        "parameters": [id(), version()],
        "responses": answers("200", "How far it has come", standing.clone())
    });
    let append = json!({
        "operationId": "uploads.append",
        "summary": "The next piece. With the last one the file is whole, told by its bytes like any other, and named by its id.",
        "tags": ["files"],
        "parameters": [
            id(),
            version(),
            header("Upload-Offset", true, "Where the piece begins; 409 when the file does not end there", whole),
            header("Upload-Checksum", false, "`sha256` and base64 of the piece; 460 when it is another's, and nothing of it counts", json!({ "type": "string" }))
        ],
        "requestBody": {
            "required": true,
            "content": { "application/offset+octet-stream": { "schema": { "type": "string", "format": "binary" } } }
        },
        "responses": answers("204", "Taken", standing)
    });
    let end = json!({
        "operationId": "uploads.end",
        "summary": "Ends an upload with all that came of it.",
        "tags": ["files"],
        "parameters": [id(), version()],
        "responses": answers("204", "Gone", json!({}))
    });
    Map::from_iter([
        ("/files/uploads".to_string(), json!({ "post": begin })),
        ("/files/uploads/{id}".to_string(), json!({ "head": ask, "patch": append, "delete": end })),
    ])
}

fn id() -> Value {
    json!({ "name": "id", "in": "path", "required": true, "schema": { "type": "string", "format": "uuid" } })
}

fn version() -> Value {
    header("Tus-Resumable", true, "The version of tus that is spoken", json!({ "const": "1.0.0" }))
}

fn header(name: &str, required: bool, about: &str, schema: Value) -> Value {
    json!({ "name": name, "in": "header", "required": required, "description": about, "schema": schema })
}

fn answers(status: &str, about: &str, headers: Value) -> Value {
    let mut answers = openapi::problems(openapi::WRITE);
    answers.extend(openapi::problems(&[415, 460]));
    answers.insert(status.into(), json!({ "description": about, "headers": headers }));
    Value::Object(answers)
}
