//! A device answers what the server answers: the same rows in the same order, the same refusals.

use serde_json::{Value, json};
use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::CaseId;

use super::device::Device;
use crate::both;
use crate::support::{Desk, stories, world};

both!(
    cases_are_listed_counted_and_opened_alike,
    pages_follow_each_other_alike,
    records_are_listed_and_opened_alike,
    callers_notices_and_the_rest_are_answered_alike,
    what_is_not_on_the_device_is_not_answered,
);

pub const PEOPLE: [&str; 9] = ["engineer", "agent", "north", "field", "anna", "adam", "bella", "paul", "quinn"];

/// Cases of every state, company and firm. All belong to a team, so that its engineers keep them all.
pub async fn busy_world(desk: &Desk) -> Vec<CaseId> {
    let mut cases = Vec::new();
    let subjects = ["打印机卡纸", "打印机不转", "织布机停了", "账号锁了", "Ｕ８ 报错", "网络 断了", "扫描仪坏了"];
    for (n, subject) in subjects.into_iter().enumerate() {
        let who = ["anna", "adam", "bella"][n % 3];
        let serial = if who == "bella" { "LOOM-7" } else { "PRN-001" };
        let phone = ["13800138000", "010-8765432", "+86 139-0013-9000"][n % 3];
        let urgency = ["critical", "high", "medium", "low"][n % 4];
        let input = json!({"subject": subject, "serial": serial, "contact_phone": phone, "urgency": urgency,
            "category_id": world::PRINTERS, "product_id": world::U8});
        let made = desk.call_json(who, "cases.submit", input).await.expect("a case");
        cases.push(made["id"].as_str().and_then(|id| id.parse().ok()).expect("an id"));
    }
    for case in &cases {
        desk.forwarded_to_team(*case, world::NORTH_TEAM).await;
    }
    let engineer = world::user("engineer");
    let steps = [
        (0, "manager", "cases.assign", json!({"assignee_id": engineer})),
        (0, "engineer", "cases.start", json!({})),
        (0, "engineer", "cases.comment", json!({"text": "@colleague 请看", "internal": true})),
        (1, "manager", "cases.forward", json!({"firm_id": world::FIRM_ONE, "note": "上门"})),
        (1, "paul", "cases.take", json!({})),
        (1, "paul", "cases.comment", json!({"text": "下午到"})),
        (2, "engineer", "cases.take", json!({})),
        (2, "engineer", "cases.hold", json!({"reason": "customer", "note": "等序列号"})),
        (3, "engineer", "cases.resolve", json!({"code": "fixed", "text": "已解锁"})),
        (4, "engineer", "cases.resolve", json!({"code": "advice", "text": "请升级"})),
        (4, "adam", "cases.accept", json!({})),
        (5, "manager", "cases.forward", json!({"firm_id": world::FIRM_TWO})),
        (5, "bella", "cases.urge", json!({"note": "急"})),
        (6, "anna", "cases.cancel", json!({"reason": "好了"})),
    ];
    for (n, who, name, mut input) in steps {
        input["id"] = json!(cases[n]);
        desk.call_json(who, name, input).await.unwrap_or_else(|fault| panic!("{name} by {who}: {fault:?}"));
    }
    cases
}

/// The version of a row outside is not that of the server's own.
fn without_versions(mut answer: Value) -> Value {
    fn cut(value: &mut Value) {
        match value {
            Value::Object(fields) => {
                fields.remove("rv");
                fields.values_mut().for_each(cut);
            }
            Value::Array(rows) => rows.iter_mut().for_each(cut),
            _ => {}
        }
    }
    cut(&mut answer);
    answer
}

fn comparable(who: &str, answer: Result<Value, Fault>) -> Result<Value, Fault> {
    let staff = ["engineer", "agent", "north", "field"].contains(&who);
    if staff { answer } else { answer.map(without_versions) }
}

/// What both answered, which is the same.
pub async fn same(desk: &Desk, device: &Device, who: &str, name: &str, input: Value) -> Result<Value, Fault> {
    let here = device.answers(name, &input, true).unwrap_or_else(|| panic!("{who}: no answer to {name} {input}"));
    let there = desk.call_json(who, name, input.clone()).await;
    let (here, there) = (comparable(who, here), comparable(who, there));
    assert_eq!(here, there, "{who}: {name} {input}");
    there
}

pub async fn device_of(desk: &Desk, who: &str) -> Device {
    let device = Device::of(desk, who);
    device.rest().await;
    device
}

fn merged(parts: &[&Value]) -> Value {
    let fields = parts.iter().filter_map(|part| part.as_object()).flat_map(|part| part.clone());
    Value::Object(fields.collect())
}

async fn cases_are_listed_counted_and_opened_alike(desk: Desk) {
    let cases = busy_world(&desk).await;
    let filters = [
        json!({}),
        json!({"state": "open"}),
        json!({"state": "resolved,closed"}),
        json!({"state": "pending,open"}),
        json!({"state": "nonsense"}),
        json!({"priority": "p1,p2"}),
        json!({"priority": "p9"}),
        json!({"assignee": "me"}),
        json!({"assignee": "none"}),
        json!({"assignee": world::user("engineer")}),
        json!({"assignee": "somebody"}),
        json!({"team_id": world::NORTH_TEAM}),
        json!({"unit_id": world::NORTH_BRANCH, "state": "open"}),
        json!({"firm_id": world::FIRM_ONE}),
        json!({"company_id": world::NORTHERN}),
        json!({"contact_id": world::ANNA}),
        json!({"asset_id": world::LOOM}),
        json!({"category_id": world::PRINTERS, "company_id": world::SOUTHERN}),
        json!({"state": "!resolved,closed", "priority": "!p1"}),
        json!({"team_id": format!("none,{}", world::NORTH_TEAM)}),
        json!({"assignee": "!me"}),
        json!({"assignee": format!("!none,{}", world::user("engineer"))}),
        json!({"firm_id": format!("!{}", world::FIRM_ONE)}),
        json!({"product_id": world::U8, "channel": "portal,phone"}),
        json!({"product_id": "!none", "channel": "!portal"}),
        json!({"due": "overdue,today"}),
        json!({"due": "risk"}),
        json!({"due": "risk,today"}),
        json!({"due": "day", "state": "new"}),
        json!({"created": "today", "updated": "24h"}),
        json!({"created": "2020-01-01..2020-12-31"}),
        json!({"waits": "customer"}),
        json!({"waits": "nobody"}),
        json!({"group": "state"}),
        json!({"group": "priority"}),
        json!({"group": "team"}),
        json!({"group": "assignee"}),
        json!({"group": "company", "state": "open"}),
        json!({"group": "category"}),
    ];
    let sorts = ["-updated", "created", "number", "-number", "priority", "-due", "state", "-state", "nonsense"];
    let searches = ["打印", "ｕ８", "网络 断", "138 0013 8000", "010-8765432", "cs-", "%", "安娜", "没有", "_!"];
    for who in PEOPLE {
        let device = device_of(&desk, who).await;
        let mut found = 0;
        for filter in &filters {
            for sort in sorts {
                let query = merged(&[filter, &json!({"sort": sort})]);
                let answer = same(&desk, &device, who, "cases.list", query).await;
                found += answer.map_or(0, |list| list["rows"].as_array().map_or(0, Vec::len));
            }
        }
        for q in searches {
            for filter in [json!({}), json!({"state": "open", "sort": "number"})] {
                let query = merged(&[&filter, &json!({"q": q})]);
                let _ = same(&desk, &device, who, "cases.list", query).await;
            }
            let _ = same(&desk, &device, who, "cases.count", json!({"q": q})).await;
        }
        for assignee in ["me", "none", "nonsense"] {
            let _ = same(&desk, &device, who, "cases.count", json!({"assignee": assignee})).await;
        }
        assert!(found > 5, "{who} sees something: {found}");
        for case in &cases {
            if device.holds(*case) {
                let page = same(&desk, &device, who, "cases.get", json!({"id": case})).await.expect("a page");
                let number = page["case"]["number"].as_str().expect("a number").to_lowercase();
                let _ = same(&desk, &device, who, "cases.get", json!({"id": number})).await;
                let _ = same(&desk, &device, who, "cases.timeline", json!({"id": case})).await;
                let before = page["timeline"][1]["pos"].clone();
                let _ = same(&desk, &device, who, "cases.timeline", json!({"id": case, "before": before})).await;
            }
        }
    }
}

async fn pages_follow_each_other_alike(desk: Desk) {
    busy_world(&desk).await;
    for who in ["engineer", "adam"] {
        let device = device_of(&desk, who).await;
        for sort in ["-updated", "created", "number", "-due", "state"] {
            let (mut cursor, mut pages) = (Value::Null, 0);
            loop {
                let query = json!({"sort": sort, "limit": 2, "cursor": cursor});
                let page = same(&desk, &device, who, "cases.list", query).await.expect("a page");
                cursor = page["next"].clone();
                pages += 1;
                if cursor.is_null() {
                    break;
                }
            }
            assert!(pages > 1, "{who} {sort}");
        }
        for cursor in ["", "~", "x~y", "5~01900000-0000-7000-8000-000000001000"] {
            let _ = same(&desk, &device, who, "cases.list", json!({"sort": "due", "cursor": cursor})).await;
        }
    }
}

async fn records_are_listed_and_opened_alike(desk: Desk) {
    busy_world(&desk).await;
    let kinds = [
        "categories",
        "products",
        "units",
        "teams",
        "firms",
        "users",
        "canned_texts",
        "pairs",
        "calendars",
        "sla_policies",
        "companies",
        "contacts",
        "assets",
    ];
    let queries = [
        json!({}),
        json!({"all": true, "limit": 1}),
        json!({"q": "北方"}),
        json!({"q": "k-001"}),
        json!({"q": "三楼"}),
        json!({"q": "13800138000"}),
        json!({"q": "先生 example"}),
        json!({"q": "甲"}),
        json!({"parent_id": world::HEAD}),
        json!({"parent_id": world::U8}),
        json!({"company_id": world::NORTHERN}),
        json!({"owner": "portal"}),
        json!({"owner": world::FIRM_ONE}),
        json!({"cursor": "nonsense"}),
        json!({"q": "长".repeat(101)}),
    ];
    for who in ["engineer", "north", "anna", "adam", "paul", "petra"] {
        let device = device_of(&desk, who).await;
        for kind in kinds {
            for query in &queries {
                let name = format!("{kind}.list");
                let mut answer = same(&desk, &device, who, &name, query.clone()).await;
                // Where a page ends, the next begins.
                while let Ok(page) = &answer
                    && !page["next"].is_null()
                {
                    let next = merged(&[query, &json!({"cursor": page["next"]})]);
                    answer = same(&desk, &device, who, &name, next).await;
                }
            }
            for id in device.rows(kind).keys().take(3) {
                let _ = same(&desk, &device, who, &format!("{kind}.get"), json!({"id": id})).await;
            }
        }
    }
}

async fn callers_notices_and_the_rest_are_answered_alike(desk: Desk) {
    busy_world(&desk).await;
    for who in ["engineer", "agent", "north"] {
        let device = device_of(&desk, who).await;
        for q in ["138", "13800138000", "+86 138 0013 8000", "安娜", "贝拉", "没有", ""] {
            let _ = same(&desk, &device, who, "cases.find_caller", json!({"q": q})).await;
        }
        let _ = same(&desk, &device, who, "matrix.get", json!({})).await;
        for serial in [Value::Null, json!(""), json!("prn-001"), json!("LOOM-7")] {
            let _ = same(&desk, &device, who, "portal.options", json!({"serial": serial})).await;
        }
    }
    for who in PEOPLE {
        let device = device_of(&desk, who).await;
        let _ = same(&desk, &device, who, "sessions.whoami", json!({})).await;
        let by_moment = |answer: Result<Value, Fault>| {
            let mut answer = answer.expect("notices");
            let key = |notice: &Value| (-notice["at"].as_i64().unwrap_or(0), notice["id"].to_string());
            answer["rows"].as_array_mut().expect("rows").sort_by_key(key);
            answer
        };
        let here = device.answers("notices.list", &json!({}), true).expect("an answer");
        let there = desk.call_json(who, "notices.list", json!({})).await;
        assert_eq!(by_moment(here), by_moment(there), "{who}");
        let _ = same(&desk, &device, who, "matrix.get", json!({})).await;
    }
}

async fn what_is_not_on_the_device_is_not_answered(desk: Desk) {
    let cases = busy_world(&desk).await;
    let phone = device_of(&desk, "anna").await;
    for (name, input) in [
        ("cases.get", json!({"id": cases[2]})),
        ("cases.get", json!({"id": "CS-2026-999999"})),
        ("cases.timeline", json!({"id": cases[2]})),
        ("files.get", json!({"id": cases[2]})),
    ] {
        assert_eq!(phone.answers(name, &input, true), None, "{name}");
    }
    // More was said than a device keeps: what is older needs the server.
    for n in 0..60 {
        desk.done("anna", stories::comment(cases[0], &format!("第 {n} 句"))).await;
    }
    phone.rest().await;
    let page = same(&desk, &phone, "anna", "cases.timeline", json!({"id": cases[0]})).await.expect("a timeline");
    assert_eq!((page["entries"].as_array().map(Vec::len), page["more"].as_bool()), (Some(50), Some(true)));
    let oldest = page["entries"][0]["pos"].clone();
    assert_eq!(phone.answers("cases.timeline", &json!({"id": cases[0], "before": oldest}), true), None);
}
