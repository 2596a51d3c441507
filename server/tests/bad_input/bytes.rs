//! Bytes that are no text, wherever a request carries text: said to be wrong, never guessed at,
//! never kept.

use serde_json::json;
use yingda_server::registry::registry;
use yingda_shared::contract::Verb;

use crate::both;
use crate::contract::fields_of_path;
use crate::support::stories::*;
use crate::support::{Ask, Desk};

both!(bytes_that_are_no_text_are_refused_and_not_mended);

/// Alone, cut off, too long a form, half of a pair, and in the middle of words.
const BROKEN: [&str; 5] = ["%FF", "%E6%89", "%C0%AF", "%ED%A0%80", "good%80good"];

async fn bytes_that_are_no_text_are_refused_and_not_mended(desk: Desk) {
    let case = desk.submitted("anna", "好的").await;
    let before = desk.head().await;
    let malformed = (422, "invalid".to_string());
    for broken in BROKEN {
        for entry in registry().entries().filter(|entry| entry.verb == Verb::Get) {
            let path = entry.path.replace("{id}", &case.id.to_string()).replace("{token}", "x");
            let answer = desk.http(Ask::get(&format!("{path}?q={broken}")).by("admin")).await;
            assert_eq!(answer.problem(), malformed, "{path}?q={broken}");
            assert_eq!(answer.json()["errors"][0]["code"], "malformed");
        }
        for entry in registry().entries() {
            let mut path = entry.path.to_string();
            for field in fields_of_path(entry.path) {
                path = path.replace(&format!("{{{field}}}"), broken);
            }
            if path == entry.path {
                continue;
            }
            let answer = desk.http(Ask::new(entry.verb.as_str(), &path).json(json!({})).by("admin")).await;
            assert_eq!(answer.problem(), (404, "not_found".into()), "{} {path}", entry.verb.as_str());
        }
        for path in [format!("//files/{broken}"), format!("//qr/{broken}.svg")] {
            let answer = desk.http(Ask::get(&path).by("admin")).await;
            assert_eq!(answer.problem(), (404, "not_found".into()), "{path}");
        }
        let upload = Ask::new("POST", &format!("/files?name={broken}")).body(PNG).by("anna");
        assert_eq!(desk.http(upload).await.problem(), malformed, "a file called {broken}");
    }
    assert_eq!(desk.number("SELECT COUNT(*) AS n FROM files", vec![]).await, 0);
    assert_eq!(desk.head().await, before, "nothing was written");
}
