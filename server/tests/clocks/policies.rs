//! Policies: whom they promise what, which version a case keeps, who hears of them.

use serde_json::{Value, json};
use yingda_shared::calendar::WorkCalendar;
use yingda_shared::cases::PendingReason;
use yingda_shared::cases::explaining::{CaseClocks, ToldClock};
use yingda_shared::cases::operations::*;
use yingda_shared::catalog::priority::{Impact, Urgency};
use yingda_shared::kernel::day::Day;
use yingda_shared::kernel::id::{CalendarId, SlaPolicyId, Uuid};
use yingda_shared::kernel::time::{DAY, HOUR, MINUTE};
use yingda_shared::record::{Get, List, Save};
use yingda_shared::sla::{GroundKind, Side, SlaPolicy};

use super::{RESOLVE, RESPOND, clocks, due, hold, long_ago, opened, then};
use crate::both;
use crate::support::stories::*;
use crate::support::world::{ANNA, BELLA, NORTHERN, SOUTHERN};
use crate::support::{Desk, code, field, fields};
use crate::sync::device::Device;

both!(
    a_customer_of_a_policy_is_promised_what_it_says,
    a_case_keeps_the_version_of_its_policy,
    devices_hear_of_policies_and_outsiders_of_no_log,
    a_policy_with_a_calendar_of_its_own_promises_the_same_without_a_network,
    who_keeps_policies_and_who_does_not,
    what_no_policy_may_be_is_told_at_its_field,
);

fn policy(n: u128, with: Value) -> SlaPolicy {
    let id = SlaPolicyId(Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_7000 + n));
    let mut json = json!({"id": id, "active": true, "name": format!("策略{n}"), "side": "external",
        "targets": [{"kind": "resolution", "amount": 60, "unit": "calendar_minutes"}]});
    for (field, value) in with.as_object().expect("fields") {
        json[field] = value.clone();
    }
    serde_json::from_value(json).expect("a policy")
}

async fn a_customer_of_a_policy_is_promised_what_it_says(desk: Desk) {
    let gold = json!({"name": "金牌", "applies": {"companies": [NORTHERN]}, "pauses": ["third_party"], "targets": [
        {"kind": "first_response", "amount": 30, "unit": "calendar_minutes"},
        {"kind": "resolution", "amount": 120, "inner": 90, "unit": "calendar_minutes"}]});
    desk.done("manager", Save(policy(1, gold))).await;
    let inside = json!({"name": "二线", "side": "internal", "targets": [
        {"kind": "resolution", "amount": 45, "unit": "calendar_minutes"}]});
    desk.done("manager", Save(policy(2, inside))).await;
    let at = long_ago();
    let id = opened(&desk, at, "金牌客户").await;
    assert_eq!(due(&desk, id, at).await, [30 * MINUTE, 120 * MINUTE]);
    let case = desk.case("manager", id).await.case;
    assert_eq!(case.owing_inside.next.map(|next| next.due_at - at), Some(45 * MINUTE));
    let other = desk.opened_for(SOUTHERN, BELLA, "普通客户").await.id;
    let from = desk.case("manager", other).await.case.created_at;
    assert_eq!(due(&desk, other, from).await, [RESPOND, RESOLVE], "the matrix promises everybody else");

    // It pauses for what the policy says and for nothing else.
    then(&desk, "agent", at + 10 * MINUTE, hold(id, PendingReason::Customer)).await;
    then(&desk, "agent", at + 20 * MINUTE, ResumeCase { id }).await;
    then(&desk, "agent", at + 20 * MINUTE, hold(id, PendingReason::ThirdParty)).await;
    then(&desk, "agent", at + 25 * MINUTE, ResumeCase { id }).await;
    assert_eq!(due(&desk, id, at).await, [30 * MINUTE, 125 * MINUTE]);

    let told = clocks(&desk, "manager", id).await;
    let facts = |told: &ToldClock| (told.explanation.clock.side, told.policy.clone(), told.grounds[0].kind);
    assert_eq!(facts(&told[1]), (Side::External, "金牌".into(), GroundKind::Customer));
    assert_eq!(facts(&told[2]), (Side::Internal, "二线".into(), GroundKind::Any));
    assert_eq!(told[1].explanation.clock.inner_due_at, Some(at + 95 * MINUTE));
    // The customer hears of their own promise alone, without what the desk asks of itself.
    let outside = clocks(&desk, "anna", id).await;
    assert_eq!(outside.len(), 2);
    for told in outside {
        let clock = &told.explanation.clock;
        assert_eq!((clock.side, clock.inner_due_at, clock.target.inner), (Side::External, None, None));
        assert_eq!((told.policy.as_str(), told.grounds.len()), ("", 0));
    }
    let view = desk.case("anna", id).await.case;
    assert!(view.owing_inside.is_nothing() && !view.owing.is_nothing());
    assert_eq!(code(desk.call("bella", CaseClocks { id }).await), "not_found");
}

async fn a_case_keeps_the_version_of_its_policy(desk: Desk) {
    let first = policy(1, json!({}));
    let saved = desk.done("manager", Save(first.clone())).await;
    let at = long_ago();
    let id = opened(&desk, at, "先来的").await;
    let targets = json!([{"kind": "resolution", "amount": 10, "unit": "calendar_minutes"}]);
    let second = SlaPolicy { rv: saved.rv, ..policy(1, json!({"targets": targets, "active": false})) };
    desk.done("manager", Save(second)).await;
    then(&desk, "agent", at + MINUTE, hold(id, PendingReason::Customer)).await;
    then(&desk, "agent", at + 3 * MINUTE, ResumeCase { id }).await;
    assert_eq!(due(&desk, id, at).await[1], 62 * MINUTE);
    // Something is said anew of it: what holds now is promised.
    let base = desk.case("agent", id).await.case.rv;
    let (impact, urgency) = (Some(Impact::Department), Some(Urgency::Critical));
    then(&desk, "agent", at + 4 * MINUTE, EditCase { impact, urgency, ..edit(id, base) }).await;
    assert_eq!(due(&desk, id, at).await, [15 * MINUTE, 4 * HOUR + 2 * MINUTE]);
}

async fn devices_hear_of_policies_and_outsiders_of_no_log(desk: Desk) {
    let gold = json!({"applies": {"companies": [NORTHERN]}, "targets": [
        {"kind": "resolution", "amount": 90, "unit": "calendar_minutes"}]});
    desk.done("manager", Save(policy(1, gold))).await;
    let id = opened(&desk, yingda_server::ctx::now() - HOUR, "同步").await;
    let device = Device::of(&desk, "engineer");
    device.rest().await;
    let input = json!({"subject": "路上接的", "company_id": NORTHERN, "contact_id": ANNA, "take": true});
    let made = device.queues("cases.quick_open", &input).await.expect("a case");
    let page = |id: &Value| device.answers("cases.get", &json!({"id": id}), true).expect("an answer").expect("a page");
    let moment = |page: &Value, name: &str| page["case"][name].as_i64().expect("a moment");
    let told = page(&made["id"]);
    assert_eq!(moment(&told, "resolve_by") - moment(&told, "created_at"), 90 * MINUTE, "promised without a network");
    // What is held without a network stands still at once. When it arrives, the server counts from then.
    let case = json!(id);
    desk.done("manager", assign(id, "engineer")).await;
    device.rest().await;
    device.queues("cases.hold", &json!({"id": case, "reason": "customer"})).await.expect("a hold");
    assert_eq!(page(&case)["case"]["owing"]["still"]["kind"], "resolution");
    device.rest().await;
    assert_eq!(page(&case)["case"]["owing"]["still"]["kind"], "resolution", "and so says the server");

    for (who, staff) in [("engineer", true), ("anna", false)] {
        let device = Device::of(&desk, who);
        device.rest().await;
        let row = device.rows("cases").remove(&id.to_string()).expect("a row");
        assert_eq!(row["case"].get("turns").is_some(), staff, "{who}");
        assert!(row["case"].get("owing").is_some(), "{who}");
    }
}

async fn a_policy_with_a_calendar_of_its_own_promises_the_same_without_a_network(desk: Desk) {
    let now = yingda_server::ctx::now();
    // People work on one day alone, so that any moment of the opening is due at the same one.
    let day = Day(now.div_euclid(DAY) as i32 + 5);
    let id: CalendarId = Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_7777).into();
    let json = json!({"id": id, "active": true, "name": "驻场", "hours": {"zone": "Asia/Shanghai",
        "week": {}, "days": {day.to_string(): [["09:00", "18:00"]]}}});
    let calendar: WorkCalendar = serde_json::from_value(json).expect("a calendar");
    let saved = desk.done("manager", Save(calendar.clone())).await;
    let own = json!({"calendar_id": id, "targets": [
        {"kind": "resolution", "amount": 90, "unit": "business_minutes"}]});
    desk.done("manager", Save(policy(1, own))).await;
    let engineer = Device::of(&desk, "engineer");
    engineer.rest().await;
    let due = i64::from(day.0) * DAY + HOUR + 90 * MINUTE;
    let opens = async |subject: &str| {
        let input = json!({"subject": subject, "company_id": NORTHERN, "contact_id": ANNA, "take": true});
        engineer.queues("cases.quick_open", &input).await.expect("a case")["id"].clone()
    };
    let page = |id: &Value| {
        let page = engineer.answers("cases.get", &json!({"id": id}), true).expect("an answer").expect("a page");
        page["case"]["resolve_by"].as_i64().expect("a moment")
    };
    let case = opens("没有网络").await;
    assert_eq!(page(&case), due, "promised without a network");
    engineer.rest().await;
    assert_eq!(page(&case), due, "and by the server");

    // A change of the calendar reaches the device with the next exchange.
    let mut changed = WorkCalendar { rv: saved.rv, ..calendar };
    changed.hours.days.0 = changed.hours.days.0.into_iter().map(|(day, hours)| (day.after(1), hours)).collect();
    let saved = desk.done("manager", Save(changed.clone())).await;
    engineer.rest().await;
    let case = opens("日历改了").await;
    assert_eq!(page(&case), due + DAY);
    engineer.rest().await;
    assert_eq!(page(&case), due + DAY);

    // Its days are some kilobytes, and leave with the last policy that names it.
    let kept = || engineer.rows("settings")["policy_times"].clone();
    let told = serde_json::to_string(&kept()).expect("JSON");
    assert!(told.len() < 4_096, "{} bytes", told.len());
    desk.done("manager", Save(WorkCalendar { rv: saved.rv, active: false, ..changed })).await;
    engineer.rest().await;
    assert_eq!(kept()["calendars"], json!([]));
}

async fn who_keeps_policies_and_who_does_not(desk: Desk) {
    desk.done("manager", Save(policy(1, json!({})))).await;
    assert_eq!(desk.done("agent", List::<SlaPolicy>::default()).await.rows.len(), 1);
    let id = policy(1, json!({})).id;
    assert_eq!(desk.done("engineer", Get::<SlaPolicy>::new(id.0)).await.name, "策略1");
    for who in ["agent", "engineer", "anna", "guest"] {
        let expected = if who == "guest" { "unauthenticated" } else { "forbidden" };
        assert_eq!(code(desk.call(who, Save(policy(2, json!({})))).await), expected, "{who}");
    }
    assert_eq!(code(desk.call("anna", List::<SlaPolicy>::default()).await), "forbidden");
}

async fn what_no_policy_may_be_is_told_at_its_field(desk: Desk) {
    let refused = |with: Value| {
        let desk = desk.clone();
        async move { fields(desk.call("manager", Save(policy(1, with))).await) }
    };
    assert_eq!(refused(json!({"targets": []})).await, field("/targets", "targets_missing"));
    assert_eq!(refused(json!({"warn_percent": 0})).await, field("/warn_percent", "warn_range"));
    let nobody = Uuid::from_u128(1);
    assert_eq!(refused(json!({"calendar_id": nobody})).await, field("/calendar_id", "unknown"));
    assert_eq!(refused(json!({"applies": {"companies": [nobody]}})).await, field("/applies/companies", "unknown"));
}
