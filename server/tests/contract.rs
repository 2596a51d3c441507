//! What every registered operation owes its callers: a name, an address, an input that survives the
//! wire, recorded forms that stay readable, words in both languages, a place in the document.

mod document;
mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use schemars::generate::SchemaSettings;
use serde_json::Value;
use yingda_server::dispatch::{Entry, Mode};
use yingda_server::registry::registry;
use yingda_shared::contract::{Reach, Verb, wire};

pub fn folder(below: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(below)
}

/// The recorded input of an operation's version, with ids of the world.
pub fn recorded(name: &str, version: u16) -> Value {
    let file = folder("fixtures/inputs").join(format!("{name}.v{version}.json"));
    let text = std::fs::read_to_string(&file).unwrap_or_else(|_| panic!("{} is not recorded", file.display()));
    serde_json::from_str(&text).expect("recorded inputs are JSON")
}

pub fn fields_of_path(path: &str) -> Vec<&str> {
    path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')).collect()
}

/// The schema of an operation's input, looked up where it is a reference.
fn input_schema(entry: &Entry) -> Value {
    let mut generator = SchemaSettings::draft2020_12().into_generator();
    let mut schema = (entry.input_schema)(&mut generator).to_value();
    while let Some(name) = schema["$ref"].as_str().and_then(|path| path.rsplit('/').next()) {
        schema = generator.definitions()[name].clone();
    }
    schema
}

fn types(schema: &Value) -> BTreeSet<&str> {
    match &schema["type"] {
        Value::String(one) => BTreeSet::from([one.as_str()]),
        Value::Array(many) => many.iter().filter_map(Value::as_str).collect(),
        _ => BTreeSet::new(),
    }
}

#[test]
fn addresses_are_unique_and_their_fields_belong_to_the_input() {
    let mut taken = BTreeMap::new();
    for entry in registry().entries() {
        // Two patterns that differ in the name of a field alone are one address.
        let shape: Vec<&str> =
            entry.path.split('/').map(|part| if part.starts_with('{') { "{}" } else { part }).collect();
        let before = taken.insert((entry.verb.as_str(), shape.join("/")), entry.name);
        assert_eq!(before, None, "{} answers at the address of another", entry.name);
        let schema = input_schema(entry);
        for field in fields_of_path(entry.path) {
            assert!(schema["properties"].get(field).is_some(), "{}: {field} of the path is no field", entry.name);
        }
    }
}

#[test]
fn inputs_of_reads_are_flat() {
    for entry in registry().entries().filter(|entry| entry.verb == Verb::Get) {
        let schema = input_schema(entry);
        for (name, field) in schema["properties"].as_object().into_iter().flatten() {
            let deep = types(field).contains("array") || types(field).contains("object");
            assert!(!deep, "{}: {name} cannot stand in a query", entry.name);
        }
    }
}

#[test]
fn verb_mode_and_reach_of_an_operation_agree() {
    for entry in registry().entries() {
        let reads = matches!(entry.reach, Reach::Replica | Reach::ReplicaThenServer | Reach::Server);
        assert_eq!(entry.verb == Verb::Get, reads, "{}", entry.name);
        assert_eq!(entry.mode == Mode::Read, reads, "{}: what a GET runs changes nothing", entry.name);
        assert!(entry.about.ends_with('.') && entry.about.len() > 10, "{} says what it is in a sentence", entry.name);
    }
}

/// Every version of a write that was ever released can still be sent from an outbox.
#[tokio::test]
async fn recorded_inputs_stay_readable() {
    let desk = crate::support::Desk::tell_empty;
    desk(
        crate::support::Backend::Sqlite,
        |_| {},
        |desk| async move {
            for entry in registry().entries().filter(|entry| entry.verb != Verb::Get) {
                for version in 1..=entry.version {
                    let input = recorded(entry.name, version);
                    // An actor without rights is refused only after its input was read.
                    let answer = desk.call_json("guest", entry.name, input).await;
                    if let Err(yingda_shared::fault::Fault::Invalid { fields }) = answer {
                        assert!(fields.iter().all(|field| field.code != "malformed"), "{}: {fields:?}", entry.name);
                    }
                }
            }
        },
    )
    .await;
    let names: BTreeSet<String> = std::fs::read_dir(folder("fixtures/inputs"))
        .expect("the folder of recorded inputs")
        .map(|file| file.expect("a file").file_name().to_string_lossy().into_owned())
        .collect();
    let known = |name: &String| registry().get(name.rsplitn(3, '.').nth(2).unwrap_or_default()).is_some();
    assert!(names.iter().all(known), "an operation was renamed: its recorded inputs are orphans");
}

#[test]
fn what_a_page_puts_on_the_wire_comes_back_as_the_same_input() {
    use yingda_shared::cases::operations::SubmitCase;
    use yingda_shared::cases::queries::ListCases;
    use yingda_shared::customers::Contact;
    use yingda_shared::record::List;

    let query = ListCases {
        q: Some("打印 机&limit=1#?%".into()),
        state: Some("open,closed".into()),
        team_id: Some(crate::support::world::NORTH_TEAM.to_string()),
        limit: Some(25),
        ..ListCases::default()
    };
    assert_eq!(through_a_query(&query), query);
    let query = List::<Contact> { q: Some("a+b = c".into()), all: true, ..List::default() };
    let back = through_a_query(&query);
    assert_eq!((back.q, back.all, back.limit), (query.q, true, None));
    let files = yingda_shared::kernel::id::FileIds(vec![yingda_shared::kernel::id::FileId(Default::default()); 2]);
    let op = SubmitCase { subject: "带\"引号\"".into(), files, ..SubmitCase::default() };
    let body = wire(&op).body.expect("a write has a body");
    assert_eq!(serde_json::from_str::<SubmitCase>(&body).expect("the same input"), op);
}

fn through_a_query<O: yingda_shared::contract::Operation>(op: &O) -> O {
    let address = wire(op).address;
    let (_, query) = address.split_once('?').expect("a query");
    serde_urlencoded::from_str(query).expect("the same input")
}

/// With recorded inputs as the material: everything but path fields is in the body, and joins again.
#[test]
fn recorded_inputs_survive_the_split_into_path_and_body() {
    use yingda_shared::cases::operations::ResolveCase;
    let op: ResolveCase = serde_json::from_value(recorded("cases.resolve", 1)).expect("a resolution");
    let call = wire(&op);
    assert_eq!(call.address, format!("/cases/{}/resolve", op.id));
    let mut body: Value = serde_json::from_str(&call.body.expect("a body")).expect("JSON");
    assert_eq!(body.get("id"), None);
    body["id"] = op.id.to_string().into();
    assert_eq!(serde_json::from_value::<ResolveCase>(body).expect("the same"), op);
}
