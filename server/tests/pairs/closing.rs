//! A case that is opened with the answer to it: one act, with everything that follows from opening and from solving,
//! each once.

use yingda_server::knowledge::pairs;
use yingda_shared::cases::answered::AnsweredCases;
use yingda_shared::cases::operations::*;
use yingda_shared::cases::{CaseState, ResolutionCode};
use yingda_shared::contracts::{Contract, ContractBalance};
use yingda_shared::kernel::id::{CaseId, ContractId};
use yingda_shared::kernel::time::DAY;
use yingda_shared::notices::NoticeKind;

use super::*;
use crate::support::stories::resolve;
use crate::support::world::{ANNA, NORTH_TEAM, NORTHERN};
use crate::sync::device::Device;

both!(
    a_case_is_opened_and_solved_in_one_act,
    what_follows_from_it_follows_once,
    whoever_may_not_solve_does_not_by_opening,
    a_solution_counts_where_it_solves,
    a_device_offers_and_solves_without_a_network,
    devices_hear_of_uses_once_a_day,
);

fn call(n: u128) -> QuickOpenCase {
    QuickOpenCase {
        subject: "打印机卡纸".into(),
        description: "{customer}（{company}）来电".into(),
        company_id: Some(NORTHERN),
        contact_id: Some(ANNA),
        category_id: Some(PRINTERS),
        product_id: Some(U8),
        pair_id: Some(id(n)),
        resolution: "{customer}您好，{product}的问题已处理，编号 {number}。{agent}".into(),
        ..QuickOpenCase::default()
    }
}

async fn uses(desk: &Desk, n: u128, how: Use) -> u32 {
    desk.done("manager", PairHistory { id: id(n) }).await.by_use.get(&how).copied().unwrap_or_default()
}

async fn a_case_is_opened_and_solved_in_one_act(desk: Desk) {
    kept(&desk, 1, "打印机卡纸", json!({})).await;
    let made = desk.done("agent", call(1)).await;
    assert_eq!(made.state, CaseState::Resolved);
    let case = desk.case("agent", made.id).await.case;
    let resolution = case.resolution.expect("a solution");
    assert_eq!(resolution.code, ResolutionCode::Advice);
    assert_eq!(resolution.text, format!("安娜您好，U8的问题已处理，编号 {}。agent先生", made.number));
    assert_eq!(case.description, "安娜（北方机械）来电");
    assert_eq!(case.assignee_id, Some(crate::support::world::user("agent")), "whoever solved it is asked about it");
    assert_eq!(case.first_response_at, case.resolved_at);
    assert_eq!(desk.timeline("agent", made.id).await, ["opened", "taken", "resolved"]);
    let clocks = desk.done("agent", yingda_shared::cases::explaining::CaseClocks { id: made.id }).await;
    let running = serde_json::to_value(&clocks).expect("clocks").to_string().contains("\"status\":\"running\"");
    assert!(!running, "no clock goes on: {clocks:?}");
    assert_eq!((uses(&desk, 1, Use::Closed).await, uses(&desk, 1, Use::Opened).await), (1, 0));
    // The customer takes the solution as any other, or sends it back.
    desk.done("anna", RejectCase { id: made.id, reason: "还卡".into() }).await;
    assert_eq!(desk.state(made.id).await, CaseState::InProgress);
    let opened = desk.done("agent", QuickOpenCase { resolution: String::new(), ..call(1) }).await;
    assert_eq!(opened.state, CaseState::New);
    assert_eq!(uses(&desk, 1, Use::Opened).await, 1);
    let cases = desk.done("manager", AnsweredCases { id: id(1) }).await.rows;
    let mut shown: Vec<CaseId> = cases.into_iter().map(|row| row.id).collect();
    shown.sort();
    let mut made = vec![made.id, opened.id];
    made.sort();
    assert_eq!(shown, made);
    assert!(desk.done("south", AnsweredCases { id: id(1) }).await.rows.is_empty(), "each sees their own cases there");
    let nothing = QuickOpenCase { pair_id: Some(id(9)), ..call(1) };
    assert_eq!(fields(desk.call("agent", nothing).await), field("/pair_id", "unknown"));
}

async fn what_follows_from_it_follows_once(desk: Desk) {
    kept(&desk, 1, "打印机卡纸", json!({})).await;
    let contract = json!({"id": ContractId(Uuid::now_v7()), "active": true, "name": "合同", "company_id": NORTHERN,
        "state": "active", "starts_at": yingda_server::ctx::now() - DAY, "ends_at": yingda_server::ctx::now() + DAY,
        "combine": "any", "on_depletion": "block", "limits": [{"measure": "calls", "total": 1}]});
    let contract: Contract = serde_json::from_value(contract).expect("a contract");
    desk.done("manager", Save(contract.clone())).await;
    let op = QuickOpenCase { team_id: Some(NORTH_TEAM), ..call(1) };
    let made = desk.done("agent", op.clone()).await;
    let calls = desk.done("manager", ContractBalance { id: contract.id, before: None }).await.account.balances.calls;
    assert_eq!((calls.used, calls.held), (1, 0), "one call is used and none is held");
    // The team is not called to what is done, and the customer hears once how it ended.
    for who in ["engineer", "colleague"] {
        assert!(!desk.notices(who).await.contains(&NoticeKind::Assigned), "{who}");
    }
    assert_eq!(desk.notices("anna").await, [NoticeKind::StateChanged]);
    assert!(desk.notices("agent").await.is_empty(), "whoever did it is not told of it");
    // A contract that has nothing left refuses the whole act.
    let before = desk.head().await;
    assert_eq!(code(desk.call("agent", op).await), "contracts.depleted");
    assert_eq!((desk.head().await, uses(&desk, 1, Use::Closed).await), (before, 1));
    assert_eq!(desk.state(made.id).await, CaseState::Resolved);
}

async fn whoever_may_not_solve_does_not_by_opening(desk: Desk) {
    kept(&desk, 1, "打印机卡纸", json!({})).await;
    assert_eq!(code(desk.call("sales", call(1)).await), "forbidden");
    let opened = desk.done("sales", QuickOpenCase { resolution: " \n".into(), ..call(1) }).await;
    assert_eq!(opened.state, CaseState::New, "words of nothing but space solve nothing");
    let odd = QuickOpenCase { resolution_code: Some(ResolutionCode::Settled), ..call(1) };
    assert_eq!(fields(desk.call("agent", odd).await), field("/resolution_code", "unknown_word"));
}

async fn a_solution_counts_where_it_solves(desk: Desk) {
    kept(&desk, 1, "打印机卡纸", json!({})).await;
    let case = desk.submitted("anna", "卡纸").await.id;
    let op = |pair| ResolveCase { pair_id: Some(pair), ..resolve(case) };
    assert_eq!(fields(desk.call("engineer", op(id(9))).await), field("/pair_id", "unknown"));
    desk.forwarded_to_team(case, NORTH_TEAM).await;
    desk.done("engineer", op(id(1))).await;
    assert_eq!(uses(&desk, 1, Use::Solved).await, 1);
    assert_eq!(code(desk.call("engineer", op(id(1))).await), "cases.already_resolved");
    assert_eq!(uses(&desk, 1, Use::Solved).await, 1, "what is refused is not counted");
}

async fn a_device_offers_and_solves_without_a_network(desk: Desk) {
    kept(&desk, 1, "打印机卡纸", json!({"product_id": U8})).await;
    kept(&desk, 2, "打印机脱机", json!({})).await;
    desk.done("agent", UsePair { id: id(2) }).await;
    pairs::keep(&desk.services).await.expect("devices are told");
    let device = Device::of(&desk, "engineer");
    device.rest().await;
    let asked = json!({"text": "打印机又卡纸了", "answers": true});
    let here = device.answers("pairs.offer", &asked, true).expect("an answer").expect("pairs");
    assert_eq!(here, desk.call_json("engineer", "pairs.offer", asked).await.expect("pairs"));
    assert_eq!(here["rows"][0]["name"], "打印机卡纸");
    let often = device.answers("pairs.often", &json!({}), true).expect("an answer").expect("a list");
    assert_eq!((&often["rows"][0]["pair"]["name"], &often["rows"][0]["counts"][0]), (&json!("打印机脱机"), &json!(1)));
    // Opened, solved and counted down there; told once the line is back.
    // A device holds the contacts of its cases alone; whoever writes says who calls.
    let input = QuickOpenCase { contact_name: "安娜".into(), ..call(1) };
    let input = serde_json::to_value(input).expect("an input");
    let made = device.queues("cases.quick_open", &input).await.expect("a case");
    assert_eq!(made["state"], "resolved");
    device.queues("pairs.use", &json!({"id": id(2)})).await.expect("a use");
    let case = made["id"].as_str().expect("an id").to_string();
    let page = device.answers("cases.get", &json!({"id": case}), true).expect("an answer").expect("a page");
    let text = page["case"]["resolution"]["text"].as_str().expect("words");
    assert!(text.starts_with("安娜您好，U8的问题已处理，编号 本地-"), "{text}");
    device.rest().await;
    assert!(device.tray().is_empty(), "{:?}", device.tray());
    let page = device.answers("cases.get", &json!({"id": case}), false).expect("an answer").expect("a page");
    let text = page["case"]["resolution"]["text"].as_str().expect("words");
    assert!(text.contains("编号 CS-"), "{text}");
    assert_eq!((page["case"]["state"].as_str(), uses(&desk, 1, Use::Closed).await), (Some("resolved"), 1));
    assert_eq!(uses(&desk, 2, Use::Inserted).await, 2);
    // Undone down there as well.
    let undo = json!({"id": case, "reason": "撤销"});
    assert_eq!(device.queues("cases.reopen", &undo).await.expect("reopened")["state"], "in_progress");
    device.rest().await;
    assert_eq!(desk.state(CaseId(case.parse().expect("an id"))).await, CaseState::InProgress);
}

async fn devices_hear_of_uses_once_a_day(desk: Desk) {
    kept(&desk, 1, "打印机卡纸", json!({})).await;
    let device = Device::of(&desk, "engineer");
    let phone = Device::of(&desk, "anna");
    pairs::keep(&desk.services).await.expect("devices are told");
    device.rest().await;
    assert!(!device.rows("settings").contains_key("pair_uses"), "there is nothing to tell yet");
    assert_eq!(device.rows("pairs").len(), 1);
    desk.done("agent", UsePair { id: id(1) }).await;
    let head = desk.head().await;
    pairs::keep(&desk.services).await.expect("not twice a day");
    assert_eq!(desk.head().await, head);
    desk.write(|cx| Box::pin(async move { cx.exec("DELETE FROM leases", vec![]).await.map(drop) })).await;
    pairs::keep(&desk.services).await.expect("devices are told");
    device.rest().await;
    phone.rest().await;
    let told = &device.rows("settings")["pair_uses"];
    assert_eq!(told["rows"][id(1).to_string()][0], 1);
    assert!(phone.rows("pairs").is_empty() && !phone.rows("settings").contains_key("pair_uses"));
}
