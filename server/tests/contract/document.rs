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
            if operation["responses"]["200"]["content"]["application/json"]["schema"].is_null() {
                wrong.push(format!("{place}: no answer"));
            }
            if (method == "get") != operation["requestBody"].is_null() {
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
