//! The OpenAPI document: what integrators build on changes only on purpose.

use std::collections::BTreeSet;

use serde_json::Value;
use yingda_server::openapi::document;
use yingda_server::registry::registry;

use super::{fields_of_path, folder};

#[test]
fn the_document_changes_only_on_purpose() {
    let file = folder("snapshots/openapi.json");
    let present = format!("{:#}\n", document(registry()));
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        std::fs::write(&file, &present).expect("the snapshot is written");
    }
    let kept = std::fs::read_to_string(&file).expect("the snapshot");
    let first = kept.lines().zip(present.lines()).position(|(kept, present)| kept != present);
    assert!(
        kept == present,
        "the document differs from {} at line {:?}; if that is meant, run the test with UPDATE_SNAPSHOTS=1",
        file.display(),
        first.map(|line| line + 1)
    );
}

#[test]
fn the_document_is_sound() {
    let complaints = unsound(&document(registry()));
    assert_eq!(complaints, Vec::<String>::new());
}

/// What stands in headers, and the doors that are no operations.
#[test]
fn headers_and_other_doors_are_described() {
    let document = document(registry());
    let at = |pointer: &str| document.pointer(pointer).unwrap_or_else(|| panic!("nothing at {pointer}")).clone();
    let takes = |pointer: &str, name: &str| {
        at(&format!("{pointer}/parameters")).as_array().expect("parameters").iter().any(|one| one["name"] == name)
    };
    let (resolve, accept) = ("/paths/~1cases~1{id}~1resolve/post", "/paths/~1invitations~1{token}~1accept/post");
    assert!(takes(resolve, "If-Match") && takes(resolve, "Idempotency-Key") && takes(accept, "Idempotency-Key"));
    assert!(!takes(accept, "If-Match") && !takes("/paths/~1session/post", "Idempotency-Key"));
    assert!(takes("/paths/~1companies~1{id}/put", "If-Match"));
    assert!(takes("/paths/~1cases~1{id}/get", "If-None-Match"));
    for versioned in ["/paths/~1cases~1{id}/get", resolve, "/paths/~1companies~1{id}/get"] {
        at(&format!("{versioned}/responses/200/headers/ETag"));
    }
    assert_eq!(document.pointer("/paths/~1cases/get/responses/200/headers"), None, "a list has no version");
    at("/paths/~1files/post/responses/201");
    at("/paths/~1files~1{id}~1content/get/responses/200/content");
    at("/paths/~1files~1uploads/post/responses/201/headers/Upload-Offset");
    assert!(takes("/paths/~1files~1uploads~1{id}/patch", "Upload-Checksum"));
    at("/paths/~1live/get/responses/200/content/text~1event-stream");
    assert_eq!(at("/components/securitySchemes/track/name"), "X-Yingda-Track");
}

#[test]
fn an_unsound_document_would_be_noticed() {
    let spoil = |pointer: &str, value: Value| {
        let mut document = document(registry());
        *document.pointer_mut(pointer).expect("the place is there") = value;
        unsound(&document)
    };
    assert!(spoil("/openapi", "3.0.0".into()).iter().any(|line| line.contains("3.1")));
    let resolve = "/paths/~1cases~1{id}~1resolve/post";
    assert!(!spoil(&format!("{resolve}/parameters"), Value::Array(vec![])).is_empty());
    assert!(!spoil(&format!("{resolve}/operationId"), "cases.take".into()).is_empty());
    assert!(!spoil("/components/schemas/CaseRef", Value::Null).is_empty());
}

/// What OpenAPI 3.1 demands of the parts we use.
fn unsound(document: &Value) -> Vec<String> {
    let mut wrong = Vec::new();
    if !document["openapi"].as_str().is_some_and(|version| version.starts_with("3.1.")) {
        wrong.push("not 3.1".to_string());
    }
    for field in ["/info/title", "/info/version", "/servers/0/url"] {
        if document.pointer(field).and_then(Value::as_str).is_none_or(str::is_empty) {
            wrong.push(format!("no {field}"));
        }
    }
    let mut ids = BTreeSet::new();
    for (path, methods) in document["paths"].as_object().into_iter().flatten() {
        for (method, operation) in methods.as_object().into_iter().flatten() {
            let place = format!("{method} {path}");
            if !ids.insert(operation["operationId"].as_str().unwrap_or_default()) {
                wrong.push(format!("{place}: the operationId is not its own"));
            }
            let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
            let named = |name: &str| parameters.iter().find(|p| p["name"] == name && p["in"] == "path");
            for field in fields_of_path(path) {
                if named(field).is_none_or(|parameter| parameter["required"] != true) {
                    wrong.push(format!("{place}: no required parameter {field}"));
                }
            }
            if parameters.iter().any(|p| {
                p["in"] == "path" && !path.contains(&format!("{{{}}}", p["name"].as_str().unwrap_or_default()))
            }) {
                wrong.push(format!("{place}: a parameter of another path"));
            }
            let answers = operation["responses"].as_object().into_iter().flatten();
            let done = answers
                .filter(|(status, _)| status.starts_with('2'))
                .filter_map(|(_, done)| done["content"].as_object());
            // What answers in headers alone has no content to describe.
            let bare = method == "head" || !operation["responses"]["204"].is_null() || creates_a_place(operation);
            if !bare && !done.flatten().any(|(_, content)| !content["schema"].is_null()) {
                wrong.push(format!("{place}: no answer"));
            }
            let bodiless = ["get", "head", "delete"].contains(&method.as_str()) || creates_a_place(operation);
            if bodiless != operation["requestBody"].is_null() {
                wrong.push(format!("{place}: a body where none belongs, or none where one does"));
            }
        }
    }
    references(document, &mut |target| {
        let found = target.strip_prefix('#').and_then(|pointer| document.pointer(pointer));
        if found.is_none_or(Value::is_null) {
            wrong.push(format!("{target} leads nowhere"));
        }
    });
    wrong
}

/// Whether all that is said and answered stands in headers.
fn creates_a_place(operation: &Value) -> bool {
    operation["operationId"] == "uploads.begin"
}

fn references(value: &Value, found: &mut impl FnMut(&str)) {
    match value {
        Value::Object(map) => {
            if let Some(Value::String(target)) = map.get("$ref") {
                found(target);
            }
            map.values().for_each(|value| references(value, found));
        }
        Value::Array(items) => items.iter().for_each(|value| references(value, found)),
        _ => {}
    }
}
