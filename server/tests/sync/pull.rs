//! What devices hold: exactly the working set of their person, as the pages would show it, and nothing
//! of what others may know.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use yingda_shared::cases::doc::CaseDoc;
use yingda_shared::cases::operations::{AssignCase, CloseCase};
use yingda_shared::cases::queries::{GetCase, ListCases};
use yingda_shared::identity::User;
use yingda_shared::identity::operations::CreateToken;
use yingda_shared::kernel::id::{CaseId, Uuid};
use yingda_shared::kernel::time::DAY;
use yingda_shared::record::{Get, Save};
use yingda_shared::sync::wire::{Reset, SyncReply, SyncRequest};
use yingda_shared::sync::{Round, Store};

use super::device::Device;
use crate::both;
use crate::support::{Ask, Desk, world};

both!(
    a_device_holds_what_the_pages_show,
    changes_reach_a_device_as_they_are_seen_from_its_side,
    a_note_among_staff_does_not_move_a_customers_device,
    a_case_that_leaves_is_gone_and_one_that_comes_is_whole,
    teams_gained_and_lost_move_the_rows,
    reference_rows_follow_rights_and_companies,
    a_case_that_rested_long_enough_leaves,
    a_cursor_is_good_for_its_owner_alone,
    a_feed_that_no_longer_reaches_back_begins_anew,
    a_replica_that_differs_is_fetched_anew,
    an_empty_pull_is_small,
    a_token_made_for_less_is_told_less,
);

async fn shown(desk: &Desk, who: &str) -> BTreeSet<String> {
    let query = ListCases { limit: Some(500), ..ListCases::default() };
    let rows = desk.done(who, query).await.rows.into_iter();
    // Whoever sees the whole organisation keeps what is theirs and their team's.
    let kept = rows.filter(|row| who != "engineer" || row.team_id == Some(world::NORTH_TEAM));
    kept.map(|row| row.id.to_string()).collect()
}

async fn world_with_cases(desk: &Desk) -> Vec<CaseId> {
    let mut cases = Vec::new();
    for (who, subject) in [("anna", "打印机不转"), ("bella", "织布机停了"), ("adam", "账号锁了")] {
        cases.push(desk.submitted(who, subject).await.id);
    }
    desk.forwarded_to_team(cases[0], world::NORTH_TEAM).await;
    desk.forwarded_to_firm(cases[1], world::FIRM_TWO).await;
    desk.commented("agent", cases[0], "请重启一下").await;
    desk.noted("agent", cases[0], "客户很急").await;
    cases
}

async fn a_device_holds_what_the_pages_show(desk: Desk) {
    world_with_cases(&desk).await;
    for who in ["engineer", "anna", "adam", "bella", "quinn", "paul", "agent", "north"] {
        let device = Device::of(&desk, who);
        device.rest().await;
        let held = device.rows("cases");
        assert_eq!(held.keys().cloned().collect::<BTreeSet<_>>(), shown(&desk, who).await, "{who}");
        for (id, body) in held {
            let doc: CaseDoc = serde_json::from_value(body).expect("a case");
            let mut page = desk.done(who, GetCase { id: id.clone() }).await;
            let actor = desk.caller(who).await.actor;
            let mut kept = doc.detail(&actor, page.case.updated_at);
            // The version is the one of this side.
            (kept.case.rv, page.case.rv) = (0, 0);
            assert_eq!(kept, page, "{who} {id}");
        }
        assert_eq!(device.rows("me")["me"]["login"], who);
    }
}

async fn changes_reach_a_device_as_they_are_seen_from_its_side(desk: Desk) {
    let cases = world_with_cases(&desk).await;
    let devices: Vec<(&str, Device)> = ["engineer", "anna", "quinn"].map(|who| (who, Device::of(&desk, who))).into();
    for (_, device) in &devices {
        device.rest().await;
    }
    desk.commented("engineer", cases[0], "马上到").await;
    desk.commented("bella", cases[1], "还是停着").await;
    desk.resolved("engineer", cases[0]).await;
    for (who, device) in &devices {
        device.rest().await;
        for (id, body) in device.rows("cases") {
            let doc: CaseDoc = serde_json::from_value(body).expect("a case");
            let page = desk.done(who, GetCase { id }).await;
            assert_eq!((doc.case.state, doc.timeline), (page.case.state, page.timeline), "{who}");
        }
    }
    let text = serde_json::to_string(&devices[1].1.rows("cases")).expect("JSON");
    assert!(!text.contains("客户很急") && !text.contains("还是停着"), "nothing of the inside, nothing of others");
}

async fn a_note_among_staff_does_not_move_a_customers_device(desk: Desk) {
    let cases = world_with_cases(&desk).await;
    let (phone, laptop) = (Device::of(&desk, "anna"), Device::of(&desk, "engineer"));
    phone.rest().await;
    laptop.rest().await;
    desk.noted("engineer", cases[0], "又是那台旧机器").await;
    assert!(pulled(&desk, &phone, "anna").await.changes.is_empty());
    // The case, and with it who it is about.
    let told = serde_json::to_value(pulled(&desk, &laptop, "engineer").await.changes).expect("JSON");
    let kinds: Vec<&str> =
        told.as_array().into_iter().flatten().filter_map(|put| put["row"]["kind"].as_str()).collect();
    assert_eq!(kinds, ["cases", "companies", "contacts"]);
    // And the check of versions still fits on both sides.
    for device in [&phone, &laptop] {
        let cursor = device.engine.store.meta().await.expect("meta").cursor;
        for _ in 0..150 {
            device.rest().await;
        }
        assert!(cursor.is_some() && device.engine.store.meta().await.expect("meta").cursor.is_some());
    }
}

/// One pull of the device without working it in.
async fn pulled(desk: &Desk, device: &Device, who: &str) -> SyncReply {
    let meta = device.engine.store.meta().await.expect("meta");
    asked(desk, who, meta.client, meta.epoch, meta.cursor).await
}

async fn asked(desk: &Desk, who: &str, client: Uuid, epoch: Option<i64>, cursor: Option<String>) -> SyncReply {
    let user = Some(world::user(who));
    let request = SyncRequest { client, user, epoch, cursor, push: Vec::new(), build: "test".into() };
    let body = serde_json::to_value(request).expect("JSON");
    serde_json::from_value(desk.http(Ask::post("/sync", body).by(who)).await.ok()).expect("a reply")
}

async fn a_case_that_leaves_is_gone_and_one_that_comes_is_whole(desk: Desk) {
    let cases = world_with_cases(&desk).await;
    let (one, two) = (Device::of(&desk, "paul"), Device::of(&desk, "quinn"));
    one.rest().await;
    two.rest().await;
    assert!(!one.holds(cases[1]) && two.holds(cases[1]));
    desk.forwarded_to_firm(cases[1], world::FIRM_ONE).await;
    one.rest().await;
    two.rest().await;
    assert!(one.holds(cases[1]) && !two.holds(cases[1]));
    let doc: CaseDoc = serde_json::from_value(one.rows("cases")[&cases[1].to_string()].clone()).expect("a case");
    assert_eq!(doc.timeline, desk.entries("paul", cases[1]).await, "with the whole timeline");
}

async fn teams_gained_and_lost_move_the_rows(desk: Desk) {
    let cases = world_with_cases(&desk).await;
    desk.forwarded_to_team(cases[1], world::SOUTH_TEAM).await;
    let laptop = Device::of(&desk, "engineer");
    laptop.rest().await;
    assert!(laptop.holds(cases[0]) && !laptop.holds(cases[1]));
    let contacts = laptop.rows("contacts").len();
    let mut user = desk.done("admin", Get::<User>::new(world::user("engineer").0)).await;
    user.team_ids = vec![world::SOUTH_TEAM];
    desk.done("admin", Save(user)).await;
    laptop.rest().await;
    assert!(!laptop.holds(cases[0]) && laptop.holds(cases[1]), "purged and filled");
    assert!(contacts > 0);
    // Assigned in person, from a team not one's own.
    let assign = json!({"id": cases[0], "assignee_id": world::user("engineer")});
    desk.done("manager", serde_json::from_value::<AssignCase>(assign).expect("an assignment")).await;
    laptop.rest().await;
    assert!(laptop.holds(cases[0]));
}

async fn reference_rows_follow_rights_and_companies(desk: Desk) {
    world_with_cases(&desk).await;
    let laptop = Device::of(&desk, "agent");
    laptop.rest().await;
    for kind in ["categories", "products", "teams", "users", "companies", "contacts", "settings"] {
        assert!(!laptop.rows(kind).is_empty(), "{kind}");
    }
    let phone = Device::of(&desk, "adam");
    phone.rest().await;
    for (kind, own) in [("assets", world::NORTHERN), ("users", world::NORTHERN)] {
        let rows = phone.rows(kind);
        assert!(!rows.is_empty() && rows.values().all(|row| row["company_id"] == own.to_string()), "{kind}");
    }
    assert!(phone.rows("teams").is_empty() && phone.rows("companies").is_empty());
    let seen = phone.rows("categories");
    assert!(!seen.contains_key(&world::INTERNAL.to_string()), "not for customers to choose");
    // A thing handed to another company leaves the first one's devices.
    let mut printer = desk.done("admin", Get::<yingda_shared::catalog::Asset>::new(world::PRINTER.0)).await;
    assert!(phone.rows("assets").contains_key(&world::PRINTER.to_string()));
    printer.company_id = world::SOUTHERN;
    desk.done("admin", Save(printer)).await;
    phone.rest().await;
    assert!(!phone.rows("assets").contains_key(&world::PRINTER.to_string()));
}

async fn a_case_that_rested_long_enough_leaves(desk: Desk) {
    let cases = world_with_cases(&desk).await;
    let laptop = Device::of(&desk, "engineer");
    desk.resolved("engineer", cases[0]).await;
    let close = json!({"id": cases[0], "note": ""});
    desk.done("engineer", serde_json::from_value::<CloseCase>(close).expect("a closure")).await;
    laptop.rest().await;
    assert!(laptop.holds(cases[0]), "closed today");
    // Forty days later, told by a cursor made when the day was another one.
    let rested = cases[0].0;
    desk.write(move |cx| {
        Box::pin(async move {
            let sql = "UPDATE cases SET updated_at = updated_at - $1 WHERE id = $2";
            cx.exec(sql, vec![(40 * DAY).into(), rested.into()]).await
        })
    })
    .await;
    let fresh = Device::of(&desk, "engineer");
    fresh.rest().await;
    assert!(!fresh.holds(cases[0]), "a new device does not get it");
}

async fn a_cursor_is_good_for_its_owner_alone(desk: Desk) {
    world_with_cases(&desk).await;
    let phone = Device::of(&desk, "adam");
    phone.rest().await;
    let meta = phone.engine.store.meta().await.expect("meta");
    let own = asked(&desk, "adam", meta.client, meta.epoch, meta.cursor.clone()).await;
    assert_eq!(own.reset, None);
    let cursor = meta.cursor.clone().expect("a cursor");
    let forged = [cursor.clone() + "A", "AAAA".repeat(30), cursor[4..].to_string(), "没有".into()];
    for forged in forged {
        let reply = asked(&desk, "adam", meta.client, meta.epoch, Some(forged)).await;
        assert_eq!((reply.reset, reply.changes.len()), (Some(Reset::Horizon), 0));
    }
    for (who, client) in [("bella", meta.client), ("adam", Uuid::now_v7()), ("admin", meta.client)] {
        let reply = asked(&desk, who, client, meta.epoch, Some(cursor.clone())).await;
        assert_eq!((reply.reset, reply.changes.len()), (Some(Reset::Horizon), 0), "{who}");
    }
    // Nobody signed in, or somebody else: no word.
    let request = json!({"client": meta.client, "user": world::user("adam"), "cursor": cursor});
    assert_eq!(desk.http(Ask::post("/sync", request.clone())).await.problem(), (401, "unauthenticated".into()));
    assert_eq!(desk.http(Ask::post("/sync", request).by("bella")).await.problem(), (401, "unauthenticated".into()));
}

async fn a_feed_that_no_longer_reaches_back_begins_anew(desk: Desk) {
    let cases = world_with_cases(&desk).await;
    let phone = Device::of(&desk, "anna");
    phone.rest().await;
    desk.commented("agent", cases[0], "漏掉的一句").await;
    desk.write(|cx| Box::pin(async move { cx.exec("DELETE FROM feed", vec![]).await })).await;
    assert_eq!(phone.round().await, Ok(Round::Reset(Reset::Horizon)));
    assert!(phone.holds(cases[0]), "what there is stays readable");
    phone.rest().await;
    let text = phone.rows("cases")[&cases[0].to_string()].to_string();
    assert!(text.contains("漏掉的一句"));
}

async fn a_replica_that_differs_is_fetched_anew(desk: Desk) {
    let cases = world_with_cases(&desk).await;
    let phone = Device::of(&desk, "anna");
    phone.rest().await;
    // A row was lost on the device, which nobody noticed.
    let lost = phone.engine.store.0.borrow_mut().rows.remove(&yingda_shared::sync::Key::new("cases", cases[0]));
    assert!(lost.is_some());
    let phone = phone.restarted(&desk, "anna");
    // One pull of fifty looks, by chance: two thousand that do not are as good as never.
    for _ in 0..2_000 {
        phone.rest().await;
        if phone.holds(cases[0]) {
            return;
        }
    }
    panic!("nobody noticed");
}

async fn an_empty_pull_is_small(desk: Desk) {
    world_with_cases(&desk).await;
    for who in ["engineer", "anna", "quinn"] {
        let device = Device::of(&desk, who);
        device.rest().await;
        let meta = device.engine.store.meta().await.expect("meta");
        let request =
            json!({"client": meta.client, "user": world::user(who), "epoch": meta.epoch, "cursor": meta.cursor});
        let answer = desk.http(Ask::post("/sync", request).by(who)).await;
        let reply: Value = answer.json();
        assert_eq!(reply["changes"], json!([]));
        assert!(answer.bytes.len() < 300, "{who}: {} bytes", answer.bytes.len());
    }
}

async fn a_token_made_for_less_is_told_less(desk: Desk) {
    world_with_cases(&desk).await;
    let make = |scope: &str| CreateToken { name: "脚本".into(), scope: scope.into(), days: 1 };
    let narrow = desk.done("engineer", make("cases.comment")).await.token;
    let whole = desk.done("engineer", make("")).await.token;
    for (token, told) in [(narrow, false), (whole, true)] {
        let mut request = json!({"client": Uuid::now_v7(), "user": world::user("engineer")});
        let mut kinds = BTreeSet::new();
        for _ in 0..10 {
            let reply = desk.http(Ask::post("/sync", request.clone()).token(&token)).await.ok();
            for change in reply["changes"].as_array().into_iter().flatten() {
                kinds.insert(change["row"]["kind"].as_str().unwrap_or_default().to_string());
            }
            (request["epoch"], request["cursor"]) = (reply["epoch"].clone(), reply["cursor"].clone());
        }
        assert_eq!(kinds.contains("cases"), told, "{kinds:?}");
        assert_eq!(kinds == BTreeSet::from(["me".to_string()]), !told, "{kinds:?}");
    }
}
