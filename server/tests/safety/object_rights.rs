//! Rows that are somebody else's, reached from the side: by an id in a field, by a number, by a filter,
//! by a channel, by an operation on many.

use serde_json::{Value, json};
use yingda_server::registry::registry;
use yingda_shared::cases::CaseState;
use yingda_shared::cases::complaint::SubmitComplaint;
use yingda_shared::cases::operations::*;
use yingda_shared::cases::queries::ListCases;
use yingda_shared::contract::Verb;
use yingda_shared::identity::{ActorKind, Reach};
use yingda_shared::kernel::id::{CaseId, Uuid};

use super::every_operation;
use crate::both;
use crate::contract::recorded;
use crate::support::stories::*;
use crate::support::world::{self, BELLA, LOOM, NORTHERN, SOUTH_TEAM, SOUTHERN};
use crate::support::{Ask, Desk, code, field, fields};
use crate::sync::device::Device;
use crate::visibility::live::{listen, until_heard};
use crate::visibility::secrets::{everything_read, free_of, history};
use crate::visibility::{Rows, seen_by};

both!(
    case_01_nobody_opens_a_case_in_anothers_name,
    case_02_a_number_opens_nothing_out_of_sight,
    case_04_the_name_of_a_channel_has_no_wildcard,
    case_05_no_filter_shows_more_than_is_seen,
    case_06_naming_nothing_does_nothing,
    case_08_a_complaint_has_as_its_cause_only_a_case_in_sight,
    case_09_no_operation_reaches_a_complaint_out_of_sight,
    case_10_a_label_is_drawn_for_whoever_sees_the_thing,
    case_11_who_was_named_or_follows_is_not_told_outside,
    case_12_a_region_reads_nothing_of_another_in_any_answer,
);

fn complaint(subject: &str) -> SubmitComplaint {
    serde_json::from_value(json!({"subject": subject, "contact_phone": "13700137000"})).expect("a complaint")
}

/// Whose the case is: the company's and the contact's id.
async fn owner(desk: &Desk, id: CaseId) -> (Value, Value) {
    let case = serde_json::to_value(desk.case("admin", id).await.case).expect("JSON");
    (case["company_id"].clone(), case["contact_id"].clone())
}

async fn case_01_nobody_opens_a_case_in_anothers_name(desk: Desk) {
    let smuggled = json!({
        "subject": "冒名", "company_id": SOUTHERN, "contact_id": BELLA, "unit_id": world::SOUTH, "team_id": SOUTH_TEAM,
        "assignee_id": world::user("engineer"), "state": "closed", "priority": "p1", "number": "CS-1", "rv": 9,
        "contact_phone": "13700137000", "opened_by": world::user("admin"), "take": true,
    });
    let mine = (json!(NORTHERN), json!(world::ANNA));
    let id_of = |answer: Value| answer["id"].as_str().and_then(|id| id.parse::<CaseId>().ok()).expect("an id");
    let by_post = id_of(desk.http(Ask::post("/cases", smuggled.clone()).by("anna")).await.ok());
    assert_eq!(owner(&desk, by_post).await, mine);
    let made = desk.case("admin", by_post).await.case;
    assert_eq!((made.state.as_str(), made.assignee_id, made.team_id), ("new", None, None));
    assert!(made.number.starts_with("CS-2") && made.unit_id == Some(world::NORTH_BRANCH));
    let complained = id_of(desk.http(Ask::post("/complaints", smuggled.clone()).by("anna")).await.ok());
    assert_eq!(owner(&desk, complained).await, mine);
    let phone = Device::of(&desk, "anna");
    phone.rest().await;
    let queued = Uuid::now_v7();
    let mut input = smuggled.clone();
    input["id"] = json!(queued);
    phone.records("cases.submit", 1, yingda_shared::sync::Key::new("cases", queued), input).await;
    phone.rest().await;
    assert_eq!(owner(&desk, queued.into()).await, mine, "nor from a queue");
    let guests = id_of(desk.http(Ask::post("/cases", smuggled)).await.ok());
    assert_eq!(owner(&desk, guests).await, (Value::Null, Value::Null));
    // A thing of another's, by its id and by its label.
    let by_id = SubmitCase { asset_id: Some(LOOM), ..submit("别人的织机") };
    let by_label = SubmitCase { serial: Some("LOOM-7".into()), ..submit("别人的织机") };
    for op in [by_id.clone(), by_label] {
        assert_eq!(fields(desk.call("anna", op).await), field("/asset_id", "unknown"));
    }
    let strangers = SubmitCase { contact_phone: "13700137000".into(), ..by_id };
    assert_eq!(fields(desk.call("guest", strangers).await), field("/asset_id", "unknown"), "a label proves it");
}

async fn case_02_a_number_opens_nothing_out_of_sight(desk: Desk) {
    let rows = Rows::build(&desk).await;
    let full_width = |text: &str| -> String {
        text.chars().map(|c| char::from_u32(c as u32 + 0xfee0).filter(|_| c.is_ascii_graphic()).unwrap_or(c)).collect()
    };
    for (subject, id) in rows.all() {
        let number = desk.case("admin", id).await.case.number;
        for who in ["north", "field", "anna", "adam", "bella", "paul", "quinn"] {
            if seen_by(who).contains(&subject) {
                continue;
            }
            let spellings = [number.clone(), number.to_lowercase(), full_width(&number), number[3..].into()];
            for q in spellings.iter().chain([&number[number.len() - 6..].to_string()]) {
                let found = desk.subjects(who, search(q)).await.expect("a list");
                assert!(found.iter().all(|found| seen_by(who).contains(&found.as_str())), "{who} by {q}: {found:?}");
            }
            let get = |number: &str| desk.http(Ask::get(&format!("/cases/{number}")).by(who));
            let (hidden, absent) = (get(&number).await, get("CS-2026-999999").await);
            assert_eq!((hidden.problem(), &hidden.bytes), (absent.problem(), &absent.bytes), "{who} {number}");
        }
    }
}

async fn case_04_the_name_of_a_channel_has_no_wildcard(desk: Desk) {
    let rows = Rows::build(&desk).await;
    let (_, secret) = desk.guest_case("链接").await;
    let mut admin = listen(&desk, Ask::get("/live").by("admin")).await;
    let mut ears = Vec::new();
    for name in ["%25", "*", "org", &format!("{}%25", &secret[..10])] {
        ears.push(listen(&desk, Ask::get(&format!("/live?track={name}"))).await);
        ears.push(listen(&desk, Ask::get("/live").header("cookie", &format!("yingda={name}"))).await);
    }
    until_heard(&desk, &mut admin, rows.annas, rows.bellas).await;
    until_heard(&desk, &mut admin, rows.annas, rows.bellas).await;
    for mut ear in ears {
        assert!(ear.try_recv().is_err(), "somebody hears what is nobody's");
    }
}

async fn case_05_no_filter_shows_more_than_is_seen(desk: Desk) {
    let rows = Rows::build(&desk).await;
    // Sees what is assigned to the person, and may run everything.
    desk.given_role("librarian", ActorKind::Staff, Reach::Own, every_operation()).await;
    desk.done("manager", assign(rows.nobodys, "librarian")).await;
    let seen = |who: &str| if who == "librarian" { vec!["丁案"] } else { seen_by(who).to_vec() };
    let (annas, south, other) = (json!(rows.annas), json!(SOUTH_TEAM), json!(world::user("engineer")));
    let filters = [
        json!({}),
        json!({"state": "open"}),
        json!({"state": "new,assigned,in_progress,pending,resolved,closed,merged,duplicate,cancelled"}),
        json!({"assignee": "none"}),
        json!({"assignee": other}),
        json!({"assignee": "me"}),
        json!({"team_id": south}),
        json!({"team_id": world::NORTH_TEAM}),
        json!({"unit_id": world::SOUTH_BRANCH}),
        json!({"firm_id": world::FIRM_TWO}),
        json!({"company_id": SOUTHERN}),
        json!({"contact_id": BELLA}),
        json!({"snoozed": "no"}),
        json!({"priority": "p1,p2,p3,p4", "sort": "-priority"}),
        json!({"q": "案", "sort": "due", "limit": 500}),
        json!({"cursor": format!("0~{}", Uuid::nil()), "sort": "updated"}),
        json!({"cursor": format!("9223372036854775807~{}", rows.annas)}),
    ];
    for who in ["librarian", "field", "north", "south", "dispatcher", "anna", "adam", "paul"] {
        for filter in &filters {
            let Ok(list) = desk.call_json(who, "cases.list", filter.clone()).await else { continue };
            for row in list["rows"].as_array().expect("rows") {
                let subject = row["subject"].as_str().expect("a subject");
                assert!(seen(who).contains(&subject), "{who} by {filter} is shown {subject}");
            }
        }
    }
    assert_eq!(desk.subjects("librarian", ListCases::default()).await, Ok(vec!["丁案".into()]));
    assert_eq!(code(desk.call_json("librarian", "cases.get", json!({"id": annas})).await), "not_found");
}

async fn case_06_naming_nothing_does_nothing(desk: Desk) {
    let rows = Rows::build(&desk).await;
    let bulk = |who: &'static str, body: Value| {
        let desk = desk.clone();
        async move { desk.http(Ask::post("/cases/bulk", body).by(who)).await }
    };
    let head = desk.head().await;
    for cases in [json!([]), json!(null), json!({}), json!("*"), json!([{}]), json!([null]), json!([{"id": "*"}])] {
        let answer =
            bulk("manager", json!({"cases": cases, "command": "cases.cancel", "input": {"reason": "清空"}})).await;
        assert_eq!(answer.problem(), (422, "invalid".into()), "{cases}");
    }
    assert_eq!(desk.head().await, head);
    let theirs = json!([{"id": rows.bellas}, {"id": rows.nobodys}]);
    bulk("north", json!({"cases": theirs, "command": "cases.cancel", "input": {"reason": "清空"}})).await.ok();
    desk.work().await;
    for id in [rows.bellas, rows.nobodys] {
        assert_ne!(desk.state(id).await, CaseState::Cancelled, "out of sight");
    }
    // Nothing that a person can run deletes a case: what can be deleted are arrangements of one's own.
    let deleting = registry().entries().filter(|entry| entry.verb == Verb::Delete).map(|entry| entry.name);
    assert_eq!(deleting.collect::<Vec<_>>(), ["views.remove"]);
}

async fn case_08_a_complaint_has_as_its_cause_only_a_case_in_sight(desk: Desk) {
    let rows = Rows::build(&desk).await;
    let made = desk.done("anna", complaint("约好没来")).await;
    let answer_by = yingda_server::ctx::now() + 86_400_000;
    let steps = [
        ("cases.take", json!({})),
        ("complaints.acknowledge", json!({"text": "受理", "answer_by": answer_by})),
        ("complaints.investigate", json!({})),
        ("complaints.propose", json!({"text": "免费上门"})),
    ];
    for (name, mut input) in steps {
        input["id"] = json!(made.id);
        desk.call_json("north", name, input).await.unwrap_or_else(|fault| panic!("{name}: {fault:?}"));
    }
    desk.call_json("anna", "complaints.agree", json!({"id": made.id})).await.expect("agreed");
    let conclude = |cause: Uuid| {
        let input =
            json!({"id": made.id, "text": "已处理", "class": "process", "cause": "排班", "cause_case_id": cause});
        desk.call_json("north", "complaints.conclude", input)
    };
    for hidden in [rows.bellas.0, rows.nobodys.0, Uuid::now_v7()] {
        assert_eq!(fields(conclude(hidden).await), field("/cause_case_id", "unknown"));
    }
    conclude(rows.annas.0).await.expect("one in sight");
}

async fn case_09_no_operation_reaches_a_complaint_out_of_sight(desk: Desk) {
    Rows::build(&desk).await;
    let hers = desk.done("bella", complaint("南方的投诉")).await;
    let outside = ["north", "dispatcher", "field", "sales", "anna", "adam", "paul", "petra", "quinn"];
    desk.may_everything(&outside).await;
    let head = desk.head().await;
    let mut tried = 0;
    for entry in
        registry().entries().filter(|entry| entry.name.starts_with("complaints.") && entry.path.contains("{id}"))
    {
        let mut input = recorded(entry.name, entry.version);
        input["id"] = json!(hers.id);
        for who in outside {
            let answer = code(desk.call_json(who, entry.name, input.clone()).await);
            assert_eq!(answer, "not_found", "{who} runs {}", entry.name);
            tried += 1;
        }
    }
    assert!(tried > 50, "{tried}");
    // Whoever complains sees it, and is not its judge for having been given the rights.
    desk.may_everything(&["bella"]).await;
    for name in ["classify", "acknowledge", "investigate", "propose", "conclude"] {
        let name = format!("complaints.{name}");
        let mut input = recorded(&name, 1);
        input["id"] = json!(hers.id);
        input["cause_case_id"] = Value::Null;
        assert_eq!(code(desk.call_json("bella", &name, input).await), "cases.not_yours", "{name}");
    }
    assert_eq!(desk.case("admin", hers.id).await.timeline.len(), 1);
    assert_eq!(desk.head().await, head, "nothing was written");
}

async fn case_10_a_label_is_drawn_for_whoever_sees_the_thing(desk: Desk) {
    let drawn = |who: &'static str, file: &'static str| {
        let desk = desk.clone();
        async move {
            let ask = Ask::get(&format!("//qr/{file}"));
            let ask = if who == "guest" { ask } else { ask.by(who) };
            desk.http(ask).await.status.as_u16()
        }
    };
    for (who, hers, theirs) in [
        ("adam", 200, 404),
        ("bella", 404, 200),
        ("anna", 200, 404),
        ("admin", 200, 200),
        ("paul", 403, 403),
        ("guest", 401, 401),
    ] {
        assert_eq!((drawn(who, "PRN-001.svg").await, drawn(who, "LOOM-7.svg").await), (hers, theirs), "{who}");
    }
    assert_eq!(drawn("admin", "NOTHING.svg").await, 404);
    assert_eq!(drawn("adam", "LOOM-7").await, 404);
}

async fn case_11_who_was_named_or_follows_is_not_told_outside(desk: Desk) {
    let case = desk.submitted("anna", "有人看").await;
    desk.forwarded_to_firm(case.id, world::FIRM_ONE).await;
    desk.done("manager", assign(case.id, "engineer")).await;
    desk.call_json("colleague", "cases.follow", json!({"id": case.id})).await.expect("followed");
    desk.commented("engineer", case.id, "@colleague 请看").await;
    let inside = serde_json::to_string(&desk.case("agent", case.id).await).expect("JSON");
    let (engineer, colleague) = (world::user("engineer").to_string(), world::user("colleague").to_string());
    assert!(inside.contains(&engineer) && inside.contains(&colleague), "there is something to hide");
    for who in ["anna", "adam", "paul"] {
        let seen = desk.case(who, case.id).await;
        assert_eq!((seen.case.followers, seen.case.following, seen.case.assignee_id), (0, false, None), "{who}");
        let said = serde_json::to_string(&seen.names).expect("JSON");
        assert!(!said.contains("engineer") && !said.contains("colleague"), "{who}: {said}");
        let events = serde_json::to_string(&seen.timeline).expect("JSON");
        assert!(!events.contains(&colleague), "{who} is told who was called: {events}");
    }
}

async fn case_12_a_region_reads_nothing_of_another_in_any_answer(desk: Desk) {
    let rows = history(&desk).await;
    // Ties, jobs and notices are where a title slips out.
    let link = json!({"id": rows.annas, "to": rows.bellas, "kind": "related"});
    desk.call_json("agent", "cases.link", link).await.expect("a link");
    desk.done("bella", complaint("丙方的投诉")).await;
    desk.call_json("agent", "cases.mark_duplicate", json!({"id": rows.nobodys, "of": rows.bellas})).await.expect("one");
    desk.noted("agent", rows.bellas, "@north @field 丙案的事").await;
    let both = json!({"cases": [{"id": rows.annas}, {"id": rows.bellas}], "command": "cases.comment", "input": {"text": "统一回复"}});
    for who in ["north", "field"] {
        desk.call_json(who, "cases.bulk", both.clone()).await.expect("a job");
    }
    desk.work().await;
    for who in ["north", "field", "dispatcher", "sales"] {
        let text = everything_read(&desk, who, &rows).await;
        free_of(who, &text, &["丙案", "丁案", "丙方"]);
    }
    let text = everything_read(&desk, "admin", &rows).await;
    for word in ["丙案", "丁案", "丙方"] {
        assert!(text.contains(word), "the search would find {word} if it were there");
    }
}
