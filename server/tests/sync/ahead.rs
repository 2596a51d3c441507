//! What a device shows at once is what is there after the exchange.

use serde_json::{Value, json};
use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::CaseId;
use yingda_shared::kernel::time::DAY;

use super::device::Device;
use super::parity::busy_world;
use crate::both;
use crate::support::{Desk, world};

both!(
    what_was_shown_is_what_came,
    cases_begin_without_a_network,
    a_closed_case_is_continued_without_a_network,
    what_the_rules_refuse_is_refused_at_once,
    a_reply_that_was_not_seen_is_still_shown_first,
    notices_are_read_without_a_network,
);

/// An answer without what only the server gives: numbers, versions, moments, ids of entries.
pub fn plain(mut answer: Value) -> Value {
    const MOMENTS: [&str; 13] = [
        "at",
        "created_at",
        "updated_at",
        "respond_by",
        "resolve_by",
        "warn_at",
        "due_at",
        "resolved_at",
        "closed_at",
        "urged_at",
        "first_response_at",
        "rv",
        "pos",
    ];
    fn strip(value: &mut Value) {
        match value {
            Value::Object(fields) => {
                if fields.contains_key("event") {
                    fields.remove("id");
                }
                fields.remove("number");
                fields.remove("pending");
                for moment in MOMENTS {
                    if let Some(moment) = fields.get_mut(moment) {
                        *moment = (!moment.is_null()).into();
                    }
                }
                fields.values_mut().for_each(strip);
            }
            Value::Array(rows) => rows.iter_mut().for_each(strip),
            _ => {}
        }
    }
    strip(&mut answer);
    answer
}

fn page(device: &Device, case: impl std::fmt::Display, outbox: bool) -> Value {
    let input = json!({"id": case.to_string()});
    device.answers("cases.get", &input, outbox).expect("an answer").expect("a page")
}

/// Does it on the device, looks, exchanges, and looks again.
async fn shown_and_kept(device: &Device, who: &str, name: &str, input: Value) -> (Value, Value) {
    let output = device.queues(name, &input).await.unwrap_or_else(|fault| panic!("{name} by {who}: {fault:?}"));
    let id = output["id"].as_str().expect("an id").to_string();
    let shown = page(device, &id, true);
    assert_eq!(shown["case"]["state"], output["state"], "{name}");
    assert!(!shown["pending"].as_array().expect("pending entries").is_empty(), "{name} waits");
    let list = device.answers("cases.list", &json!({"limit": 500}), true).expect("an answer").expect("a list");
    let row =
        list["rows"].as_array().expect("rows").iter().find(|row| row["id"] == id.as_str()).expect("a row").clone();
    assert_eq!((&row["pending"], &row["state"]), (&json!(true), &output["state"]), "{name}");
    device.rest().await;
    assert!(device.tray().is_empty(), "{name} by {who}: {:?}", device.tray());
    assert_eq!(device.waiting(), 0);
    let kept = page(device, &id, false);
    assert_eq!(plain(shown.clone()), plain(kept.clone()), "{name} by {who}");
    assert!(kept.get("pending").is_none());
    (shown, kept)
}

async fn what_was_shown_is_what_came(desk: Desk) {
    let cases = busy_world(&desk).await;
    let firm = json!({"firm_id": world::FIRM_TWO, "note": "请上门"});
    let steps = [
        ("engineer", 0, "cases.comment", json!({"text": "@colleague 换硒鼓", "internal": true})),
        (
            "engineer",
            0,
            "cases.edit",
            json!({"base": 1_000_000, "subject": "三楼卡纸", "urgency": "low", "product_id": ""}),
        ),
        ("engineer", 0, "cases.hold", json!({"reason": "customer", "note": "等回复"})),
        ("anna", 0, "cases.comment", json!({"text": "可以了"})),
        ("engineer", 0, "cases.assign", json!({"assignee_id": world::user("colleague"), "note": "接手"})),
        ("engineer", 0, "cases.forward", firm),
        ("engineer", 0, "cases.resolve", json!({"code": "fixed", "text": "已更换"})),
        ("anna", 0, "cases.reject", json!({"reason": "还卡"})),
        ("engineer", 0, "cases.take", json!({})),
        ("engineer", 0, "cases.resolve", json!({"code": "fixed", "text": "再换"})),
        ("anna", 0, "cases.rate", json!({"score": 4, "reasons": "fast", "comment": "不错"})),
        ("anna", 0, "cases.accept", json!({})),
        ("paul", 1, "cases.hold", json!({"reason": "third_party", "note": "等件"})),
        ("paul", 1, "cases.resume", json!({})),
        ("paul", 1, "cases.resolve", json!({"code": "fixed", "text": "好了"})),
        ("adam", 1, "cases.rate", json!({"score": 1, "comment": "没好", "reopen": true})),
        ("bella", 2, "cases.comment", json!({"text": "序列号 7"})),
        ("engineer", 3, "cases.reopen", json!({"reason": "又锁"})),
        ("engineer", 3, "cases.cancel", json!({"reason": "重复"})),
        ("quinn", 5, "cases.take", json!({})),
        ("quinn", 5, "cases.comment", json!({"text": "出发"})),
        ("bella", 5, "cases.cancel", json!({"reason": "自己好了"})),
    ];
    for (who, n, name, mut input) in steps {
        let device = Device::of(&desk, who);
        device.rest().await;
        input["id"] = json!(cases[n]);
        shown_and_kept(&device, who, name, input).await;
    }
}

async fn cases_begin_without_a_network(desk: Desk) {
    busy_world(&desk).await;
    let call = json!({"subject": "来电：蓝屏", "company_id": world::NORTHERN, "contact_id": world::ANNA,
        "asset_id": world::PRINTER, "category_id": world::PRINTERS, "impact": "group", "urgency": "high", "take": true});
    let report =
        json!({"subject": "键盘坏了", "serial": "PRN-001", "contact_name": "安娜", "contact_phone": "13800138000"});
    for (who, name, input) in [("engineer", "cases.quick_open", call), ("adam", "cases.submit", report)] {
        let device = Device::of(&desk, who);
        device.rest().await;
        let (shown, kept) = shown_and_kept(&device, who, name, input).await;
        let number = shown["case"]["number"].as_str().expect("a number");
        assert!(number.starts_with("本地-") && number.chars().count() == 7, "{number}");
        assert!(kept["case"]["number"].as_str().expect("a number").starts_with("CS-"));
        let promise = |page: &Value| page["case"]["resolve_by"].as_i64().zip(page["case"]["created_at"].as_i64());
        let (shown, kept) = (promise(&shown).expect("a promise"), promise(&kept).expect("a promise"));
        assert_eq!(shown.0 - shown.1, kept.0 - kept.1, "{name}: the same time is promised");
    }
    // Everything that is done with it before anybody else knows of it.
    let laptop = Device::of(&desk, "engineer");
    laptop.rest().await;
    let made = laptop.queues("cases.quick_open", &json!({"subject": "路上接的"})).await.expect("a case");
    for (name, mut input) in [
        ("cases.take", json!({})),
        ("cases.start", json!({})),
        ("cases.comment", json!({"text": "在看", "seen": 9_000_000_000_i64})),
        ("cases.resolve", json!({"code": "advice", "text": "重启"})),
    ] {
        input["id"] = made["id"].clone();
        laptop.queues(name, &input).await.unwrap_or_else(|fault| panic!("{name}: {fault:?}"));
    }
    let id = made["id"].as_str().expect("an id");
    let shown = page(&laptop, id, true);
    laptop.rest().await;
    assert!(laptop.tray().is_empty(), "{:?}", laptop.tray());
    assert_eq!(plain(shown), plain(page(&laptop, id, false)));
}

async fn a_closed_case_is_continued_without_a_network(desk: Desk) {
    let cases = busy_world(&desk).await;
    for field in ["resolved_at", "closed_at"] {
        desk.age(cases[4].0, field, 20 * DAY).await;
    }
    for who in ["agent", "adam"] {
        let device = Device::of(&desk, who);
        device.rest().await;
        let input = json!({"id": cases[4], "subject": "又报错"});
        let (shown, _) = shown_and_kept(&device, who, "cases.follow_up", input).await;
        assert_eq!(shown["case"]["follow_up_of"], json!(cases[4]));
        let old = page(&device, cases[4], false);
        let told = old["timeline"].as_array().expect("entries").iter().any(|entry| entry["event"] == "followed_up");
        assert!(told, "{who}: the old case tells of the new one");
    }
}

async fn what_the_rules_refuse_is_refused_at_once(desk: Desk) {
    let cases = busy_world(&desk).await;
    let laptop = Device::of(&desk, "engineer");
    let phone = Device::of(&desk, "anna");
    laptop.rest().await;
    phone.rest().await;
    let (done, open): (CaseId, CaseId) = (cases[4], cases[0]);
    for (device, who, name, input) in [
        (&laptop, "engineer", "cases.comment", json!({"id": done, "text": "补充"})),
        (&laptop, "engineer", "cases.resume", json!({"id": open})),
        (&laptop, "engineer", "cases.resolve", json!({"id": open, "code": "fixed", "text": " "})),
        (&laptop, "engineer", "cases.assign", json!({"id": open, "assignee_id": world::user("paul")})),
        (&laptop, "engineer", "cases.assign", json!({"id": open, "base": 0, "assignee_id": world::user("field")})),
        (&laptop, "engineer", "cases.rate", json!({"id": done, "score": 5})),
        (&phone, "anna", "cases.resolve", json!({"id": open, "code": "fixed", "text": "好"})),
        (&phone, "anna", "cases.comment", json!({"id": open, "text": "好", "internal": true})),
        (&phone, "anna", "cases.accept", json!({"id": open})),
    ] {
        let here: Result<Value, Fault> = device.queues(name, &input).await;
        let there = desk.call_json(who, name, input).await;
        assert_eq!(here, there, "{name} by {who}");
        assert!(here.is_err(), "{name} by {who}");
    }
    assert_eq!((laptop.waiting(), phone.waiting()), (0, 0));
}

async fn a_reply_that_was_not_seen_is_still_shown_first(desk: Desk) {
    let cases = busy_world(&desk).await;
    let laptop = Device::of(&desk, "engineer");
    laptop.rest().await;
    laptop.queues("cases.comment", &json!({"id": cases[0], "text": "第一句"})).await.expect("queued");
    let shown = page(&laptop, cases[0], true);
    let seen = shown["timeline"].as_array().and_then(|entries| entries.last()).expect("an entry")["pos"].clone();
    desk.commented("anna", cases[0], "别来了").await;
    laptop.queues("cases.comment", &json!({"id": cases[0], "text": "第二句", "seen": seen})).await.expect("queued");
    laptop.rest().await;
    let tray = laptop.tray();
    assert_eq!(tray.len(), 1, "{tray:?}");
    assert_eq!(tray[0].mutation.input["text"], "第二句");
}

async fn notices_are_read_without_a_network(desk: Desk) {
    busy_world(&desk).await;
    let phone = Device::of(&desk, "anna");
    phone.rest().await;
    let unread = |outbox| phone.answers("notices.list", &json!({}), outbox).expect("an answer").expect("notices");
    let all = unread(true)["unread"].as_i64().expect("a number");
    assert!(all > 1);
    let one = unread(true)["rows"][0]["id"].clone();
    let output = phone.queues("notices.read", &json!({"id": one})).await.expect("read");
    assert_eq!((output["unread"].as_i64(), unread(true)["unread"].as_i64()), (Some(all - 1), Some(all - 1)));
    phone.queues("notices.read", &json!({})).await.expect("read");
    assert_eq!(unread(true)["unread"], 0);
    phone.rest().await;
    assert_eq!(unread(false)["unread"], 0);
}
