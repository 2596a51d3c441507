//! Filters as nobody means them: too long, unknown, of what others see. A clear answer, never more rows.

use serde_json::Value;
use yingda_server::openapi::document;
use yingda_server::registry::registry;
use yingda_shared::cases::CaseState;
use yingda_shared::kernel::id::Uuid;

use crate::both;
use crate::support::world::{BELLA, SOUTH_TEAM, SOUTHERN};
use crate::support::{Ask, Desk};

both!(
    a_filter_of_ten_thousand_characters_is_answered_by_name,
    a_filter_nobody_knows_is_refused_by_name,
    filters_by_what_others_see_show_nothing_of_theirs
);

/// Every field by which cases can be asked for, as the document tells.
fn names() -> Vec<String> {
    let document = document(registry());
    let parameters = document["paths"]["/cases"]["get"]["parameters"].as_array().expect("parameters");
    let in_query = parameters.iter().filter(|parameter| parameter["in"] == "query");
    in_query.map(|parameter| parameter["name"].as_str().expect("a name").to_string()).collect()
}

fn rows(answer: &Value) -> usize {
    answer["rows"].as_array().expect("rows").len()
}

async fn a_filter_of_ten_thousand_characters_is_answered_by_name(desk: Desk) {
    desk.submitted("anna", "打印机").await;
    let names = names();
    assert!(names.len() > 20, "{names:?}");
    let long = ["x".repeat(10_000), "p1,".repeat(3_333), "!".repeat(10_000), "%E6%89%93".repeat(6_000)];
    for name in &names {
        for value in &long {
            let answer = desk.http(Ask::get(&format!("/cases?{name}={value}")).by("manager")).await;
            let (status, code) = answer.problem();
            assert_eq!((status, code.as_str()), (422, "invalid"), "{name}={}", &value[..12]);
            let named = answer.json()["errors"][0]["pointer"].as_str().unwrap_or_default().to_string();
            // What is no number at all is told of the whole query.
            let number = name == "limit" && named.is_empty();
            assert!(number || named == format!("/{name}"), "{name}={}: {named}", &value[..12]);
        }
    }
}

async fn a_filter_nobody_knows_is_refused_by_name(desk: Desk) {
    desk.submitted("anna", "打印机").await;
    for (query, pointer) in [("stat=new", "/stat"), ("state=new&owner=me", "/owner"), ("State=new", "/State")] {
        for path in ["/cases", "/case-counts", "/views", "/users"] {
            let answer = desk.http(Ask::get(&format!("{path}?{query}")).by("admin")).await;
            let told = answer.json();
            let known = path == "/cases" && pointer == "/owner";
            let named = told["errors"][0]["pointer"].as_str();
            assert_eq!(told["errors"][0]["code"], "unknown_field", "{path}?{query}");
            assert!(named == Some(pointer) || (!known && named == Some("/state")), "{path}?{query}: {named:?}");
        }
    }
    let long = "n".repeat(10_000);
    let answer = desk.http(Ask::get(&format!("/cases?{long}=1")).by("admin")).await;
    assert_eq!(answer.problem(), (422, "invalid".into()));
    assert!(answer.json()["errors"][0]["pointer"].as_str().is_some_and(|pointer| pointer.len() < 100));
}

async fn filters_by_what_others_see_show_nothing_of_theirs(desk: Desk) {
    let theirs = desk.submitted("bella", "南方的").await;
    assert_eq!(desk.state(theirs.id).await, CaseState::New);
    let of_theirs = [
        format!("company_id={SOUTHERN}"),
        format!("contact_id={BELLA}"),
        format!("team_id={SOUTH_TEAM}"),
        format!("company_id=!{}", Uuid::nil()),
        "company_id=!none".to_string(),
        "state=all&q=南方".replace("state=all&", ""),
        "q=138".to_string(),
    ];
    for query in of_theirs {
        let answer = desk.http(Ask::get(&format!("/cases?{query}")).by("north")).await.ok();
        assert_eq!(rows(&answer), 0, "{query}");
        let grouped = desk.http(Ask::get(&format!("/cases?group=company&{query}")).by("north")).await.ok();
        assert!(grouped["groups"].as_array().is_none_or(Vec::is_empty), "{query}: {grouped}");
    }
    let seen = desk.http(Ask::get(&format!("/cases?company_id={SOUTHERN}")).by("admin")).await.ok();
    assert_eq!(rows(&seen), 1, "there is something to hide");
}
