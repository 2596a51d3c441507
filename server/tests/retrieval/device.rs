//! The set asked of a device, by the operation that its pages ask: rows as they are kept, a library made of them piece by
//! piece.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use yingda_server::retrieval::evaluation::Finder;
use yingda_shared::identity::{Actor, ActorKind};
use yingda_shared::kernel::id::Uuid;
use yingda_shared::knowledge::articles::{ARTICLES, KeptArticle};
use yingda_shared::offline::articles::Library;
use yingda_shared::offline::{self, Domains, Here};
use yingda_shared::sync::overlay::View;
use yingda_shared::sync::plan::Rows;
use yingda_shared::sync::store::Held;
use yingda_shared::sync::{Body, Key, Row};

use super::{SERVER, SET};

const K: usize = 10;
/// Bytes of a piece of the library.
const PIECE: usize = 16 * 1024;

fn id(n: usize) -> Uuid {
    Uuid::from_u128(n as u128 + 1)
}

fn held(kind: &str, id: String, rv: i64, body: Body) -> (Key, Held) {
    let key = Key::new(kind, id);
    (key.clone(), Held { row: Row { key, rv, scopes: Vec::new(), body }, snapshot: 1 })
}

fn rows() -> Rows {
    let me = json!({"user_id": id(0), "kind": "staff", "name": "", "login": "", "role": "test", "operations": [],
        "firm_id": null, "on_behalf_of": "", "unread": 0});
    let article = |(n, document): (usize, &yingda_server::retrieval::evaluation::set::Document)| {
        let rv = n as i64 + 1;
        let kept = json!({
            "article": {"id": id(n), "rv": rv, "slug": format!("s{n}"), "kind": "fault", "language": "zh",
                "audience": "internal", "governance": "experience", "confidence": "validated", "title": document.title,
                "owner_id": id(0), "state": "published", "live": 1, "last": 1, "created_at": 0, "created_by": id(0)},
            "live": {"article_id": id(n), "n": 1, "edition": 1, "stage": "published", "authors": [], "saved_at": 0,
                "text": {"title": document.title, "body": document.body}},
            "names": {"owner": ""},
        });
        let kept: KeptArticle = serde_json::from_value(kept).expect("an article");
        held(ARTICLES, id(n).to_string(), rv, Body::of(&kept).expect("JSON"))
    };
    let mut rows: Rows = SET.documents.iter().enumerate().map(article).collect();
    rows.extend([held("me", "me".into(), 1, me.into())]);
    rows
}

#[test]
fn a_device_finds_what_the_server_finds() {
    let rows = rows();
    let mut library = Library::default();
    let mut pieces = 1;
    let told = || {
        let all = rows.iter().filter(|(key, _)| key.kind == ARTICLES);
        all.map(|(key, held)| (key.id.as_str(), held.row.rv, &held.row.body))
    };
    while !library.catch_up(told(), PIECE) {
        pieces += 1;
    }
    assert!(pieces > 3 && library.len() == SET.documents.len(), "{pieces} pieces");
    let actor = Actor {
        user_id: Some(id(0).into()),
        operations: ["articles.list".to_string()].into(),
        ..Actor::bare(ActorKind::Staff, "agent")
    };
    let here = Here { actor, now: 0, local_word: String::new() };
    let (view, _) = View::of(&rows, &[], &Domains { here: &here });
    let (mut shared, mut firsts, mut asked) = (0.0, 0, 0);
    for query in &SET.queries {
        let input = json!({"q": query.text, "limit": K});
        let answer = offline::answer_by("articles.list", &input, &view, &here, Some(&library));
        let answer = answer.expect("an answer").expect("no fault");
        let number = |row: &Value| row["rv"].as_i64().expect("a version") as usize - 1;
        let device: Vec<usize> = answer["rows"].as_array().expect("rows").iter().map(number).collect();
        let server = SERVER.find(&query.text, K).expect("an answer");
        let both: BTreeSet<usize> = device.iter().copied().filter(|one| server.contains(one)).collect();
        shared += both.len() as f64 / device.len().max(1) as f64;
        firsts += usize::from(device.first() == server.first());
        asked += 1;
    }
    let (overlap, firsts) = (shared / f64::from(asked), f64::from(firsts as u32) / f64::from(asked));
    println!("overlap {overlap:.4}, the same first {firsts:.4}");
    assert!(asked >= 200 && overlap >= 0.8 && firsts >= 0.8, "{overlap} {firsts}");
}

#[test]
fn what_leaves_the_device_is_found_no_more() {
    let mut rows = rows();
    let mut library = Library::default();
    let told = |rows: &Rows| -> Vec<(String, i64, Body)> {
        let all = rows.iter().filter(|(key, _)| key.kind == ARTICLES);
        all.map(|(key, held)| (key.id.clone(), held.row.rv, held.row.body.clone())).collect()
    };
    let follow = |library: &mut Library, rows: &Rows| {
        let all = told(rows);
        assert!(library.catch_up(all.iter().map(|(id, rv, body)| (id.as_str(), *rv, body)), usize::MAX));
    };
    follow(&mut library, &rows);
    let whole = library.len();
    rows.remove(&Key::new(ARTICLES, id(3)));
    follow(&mut library, &rows);
    assert_eq!(library.len(), whole - 1);
}
