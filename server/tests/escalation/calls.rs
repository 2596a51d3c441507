//! Calls to addresses, and groups of messengers: signed, tried again, refused for good, and seen beside the case.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::json;
use sha2::Sha256;
use yingda_server::db::Bind;
use yingda_server::outbox::outside;
use yingda_shared::audit::ListAudit;
use yingda_shared::jobs::ErrandState;
use yingda_shared::kernel::hex::hex;
use yingda_shared::kernel::id::RobotId;
use yingda_shared::record::{Get, List, Save};
use yingda_shared::robots::{Robot, RobotTested, TestRobot};
use yingda_shared::rules::{ListRuleRuns, Rule};

use super::*;
use crate::support::elsewhere::{Asked, Elsewhere, Reply};
use crate::support::{Desk, code, field, fields};
use crate::with_elsewhere;

with_elsewhere!(
    an_address_is_called_once_it_answers_and_knows_who_calls,
    a_call_of_a_rule_is_seen_where_it_was_refused,
    a_call_whose_secret_is_lost_does_not_go_unsigned,
    each_messenger_is_told_in_its_own_way,
    a_robot_keeps_what_it_is_reached_by_to_itself,
    a_test_says_what_the_messenger_said,
);

const SECRET: &str = "SECdf1a2b3c";

fn robot(n: u128, kind: &str, address: &str, signs: bool) -> Robot {
    let id = RobotId(Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_8000 + n));
    let secret = if signs { SECRET } else { "" };
    let json = json!({"id": id, "active": true, "name": format!("群{n}"), "kind": kind, "address": address,
        "signs": signs, "secret": secret});
    serde_json::from_value(json).expect("a robot")
}

fn mac(key: &str, text: &str) -> Vec<u8> {
    let mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).expect("a key");
    mac.chain_update(text.as_bytes()).finalize().into_bytes().to_vec()
}

async fn sent(desk: &Desk, case: CaseId) -> Vec<Sent> {
    stands(desk, case).await.done.into_iter().flat_map(|told| told.sent).collect()
}

fn status(status: u16) -> Reply {
    Reply::Status(status, "", String::new())
}

async fn an_address_is_called_once_it_answers_and_knows_who_calls(desk: Desk, there: Elsewhere) {
    let address = there.url("/hook?key=k3y");
    desk.done("admin", Save(robot(1, "generic", &address, true))).await;
    let calls = json!({"do": "webhook", "url": address});
    kept(&desk, policy(1, everybody(), json!([level(75, json!({"actions": [calls]}))]))).await;
    let (case, due) = case_of_the_team(&desk).await;
    rests(&desk, due).await;
    let one = || async { stands(&desk, case).await.done.remove(0) };
    assert_eq!(one().await.state, ErrandState::Waiting, "the desk does not wait for others");
    assert!(
        !serde_json::to_string(&one().await).expect("JSON").contains("k3y"),
        "what stands behind a host is a secret"
    );
    there.says([status(503), status(429), status(204)]);
    for (at, state) in [(due, ErrandState::Waiting), (due + HOUR, ErrandState::Waiting), (due + DAY, ErrandState::Done)]
    {
        outside::work_off(&desk.services, || at).await.expect("it is called");
        assert_eq!(one().await.state, state);
    }
    outside::work_off(&desk.services, || due + 2 * DAY).await.expect("nothing more");
    let asked = there.asked();
    assert_eq!(asked.len(), 3);
    let id = one().await.id;
    let number = desk.case("manager", case).await.case.number;
    for Asked { line, headers, body } in &asked {
        assert_eq!((line.as_str(), &headers["idempotency-key"]), ("POST /hook?key=k3y", &id));
        let signed = format!("{}.{body}", headers["yingda-timestamp"]);
        assert_eq!(headers["yingda-signature"], format!("sha256={}", hex(&mac(SECRET, &signed))));
    }
    let said = asked[0].json();
    assert_eq!((&said["id"], &said["event"], &said["by"]), (&json!(id), &json!("escalated"), &json!("策略1")));
    assert_eq!((&said["case"]["number"], &said["case"]["id"]), (&json!(number), &json!(case)));
    assert_eq!(said["url"], format!("http://127.0.0.1:3000/cases/{number}"));
    assert!(!asked[0].body.contains("打印机"), "what a customer wrote stays in the house");
}

async fn a_call_of_a_rule_is_seen_where_it_was_refused(desk: Desk, there: Elsewhere) {
    let rule: Rule = serde_json::from_value(json!({"id": Uuid::now_v7(), "active": true, "name": "登记", "order": 1,
        "when": {"event": "opened"}, "if": [], "then": [{"do": "webhook", "url": there.url("/hook")}]}))
    .expect("a rule");
    desk.done("manager", Save(rule.clone())).await;
    let elsewhere = json!([{"do": "webhook", "url": "http://127.0.0.1:1/hook"}]);
    let other = Rule { actions: serde_json::from_value(elsewhere).expect("actions"), ..rule.clone() };
    assert_eq!(fields(desk.call("manager", Save(other)).await), field("/then/0/url", "webhook_address"));
    let case = desk.opened_for(NORTHERN, ANNA, "打印机卡纸").await.id;
    rests(&desk, now()).await;
    there.says([status(410)]);
    outside::work_off(&desk.services, now).await.expect("it is called");
    let told = stands(&desk, case).await.done.remove(0);
    assert_eq!((told.state, told.fault.as_deref()), (ErrandState::Refused, Some("calls.refused")));
    assert!(there.asked()[0].headers.keys().all(|name| !name.starts_with("yingda")), "nobody knows a secret");
    let runs = desk.done("manager", ListRuleRuns::default()).await.rows;
    assert_eq!(runs[0].actions[0].state, ErrandState::Refused);
    desk.done("manager", SendAgain { id: case, errand: told.id }).await;
    outside::work_off(&desk.services, now).await.expect("it is called");
    assert_eq!(stands(&desk, case).await.done[0].state, ErrandState::Done);
    assert_eq!(there.asked().len(), 2);
}

async fn a_call_whose_secret_is_lost_does_not_go_unsigned(desk: Desk, there: Elsewhere) {
    let (address, signing) = (there.url("/hook"), robot(1, "generic", &there.url("/hook"), true));
    desk.done("admin", Save(signing.clone())).await;
    let calls = json!({"do": "webhook", "url": address});
    kept(&desk, policy(1, everybody(), json!([level(75, json!({"actions": [calls]}))]))).await;
    let (case, due) = case_of_the_team(&desk).await;
    rests(&desk, due).await;
    std::fs::remove_file(desk.services.config.data.join("secret.key")).expect("the key");
    let moved = desk.beside().await;
    outside::work_off(&moved.services, || due).await.expect("it is refused");
    let told = stands(&moved, case).await.done.remove(0);
    assert_eq!((told.state, told.fault.as_deref()), (ErrandState::Refused, Some("calls.sealed")));
    assert!(there.asked().is_empty(), "nothing went out");
    // Entered anew, it is called by the secret.
    let read: Robot = moved.done("admin", Get::new(signing.id.0)).await;
    moved.done("admin", Save(Robot { address, secret: SECRET.into(), ..read })).await;
    moved.done("manager", SendAgain { id: case, errand: told.id }).await;
    there.says([status(204)]);
    outside::work_off(&moved.services, || due + HOUR).await.expect("it is called");
    assert_eq!(stands(&moved, case).await.done[0].state, ErrandState::Done);
    assert!(there.asked()[0].headers.contains_key("yingda-signature"));
}

async fn each_messenger_is_told_in_its_own_way(desk: Desk, there: Elsewhere) {
    let robots = [
        robot(1, "wecom", &there.url("/wecom?key=k"), false),
        robot(2, "dingtalk", &there.url("/ding?access_token=t"), true),
        robot(3, "feishu", &there.url("/feishu/token"), true),
        robot(4, "generic", &there.url("/plain"), false),
        robot(5, "dingtalk", &there.url("/off"), true),
    ];
    for robot in &robots {
        desk.done("admin", Save(robot.clone())).await;
    }
    let off: Robot = desk.done("admin", Get::new(robots[4].id.0)).await;
    let whom: Vec<Value> = robots.iter().map(|robot| json!({"who": "robot", "robot_id": robot.id})).collect();
    let tells = json!({"do": "notify", "recipients": whom, "media": [], "text": "请值班同事\"尽快\"处理"});
    kept(&desk, policy(1, everybody(), json!([level(75, json!({"actions": [tells]}))]))).await;
    desk.done("admin", Save(Robot { active: false, ..off })).await;
    let (case, due) = case_of_the_team(&desk).await;
    rests(&desk, due).await;
    let stood = stands(&desk, case).await;
    assert_eq!(stood.done[0].passed.iter().map(|passed| passed.why).collect::<Vec<_>>(), [WhyPassed::NoRobot]);
    assert!(stood.done[0].people.is_empty(), "groups were told: nobody has to step in");
    assert_eq!(stood.names[&robots[0].id.0], "群1");
    let ids: Vec<String> = stood.done[0].sent.iter().map(|sent| sent.id.clone()).collect();
    assert_eq!(ids.len(), 4);
    // Whichever comes first: a yes of either messenger.
    there.answers(&["{\"errcode\":0,\"code\":0}"; 4]);
    outside::work_off(&desk.services, || due).await.expect("they are told");
    let states: Vec<ErrandState> = sent(&desk, case).await.iter().map(|sent| sent.state).collect();
    assert_eq!(states, [ErrandState::Done; 4]);
    let asked = there.asked();
    let of = |path: &str| asked.iter().find(|asked| asked.line.starts_with(&format!("POST {path}"))).expect(path);
    let number = desk.case("manager", case).await.case.number;
    let wecom = of("/wecom").json();
    let text = wecom["text"]["content"].as_str().expect("a text");
    assert_eq!((wecom["msgtype"].as_str(), of("/wecom").line.as_str()), (Some("text"), "POST /wecom?key=k"));
    for part in [number.as_str(), "优先级：", "新建", "请值班同事\"尽快\"处理", "/cases/"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(!text.contains("打印机"), "what a customer wrote stays in the house");
    let ding = of("/ding");
    let query = ding.line.split_once('?').expect("a query").1;
    let pairs: Vec<(String, String)> = serde_urlencoded::from_str(query).expect("pairs");
    assert_eq!(pairs[0], ("access_token".into(), "t".into()));
    let signed = STANDARD.encode(mac(SECRET, &format!("{}\n{SECRET}", pairs[1].1)));
    assert_eq!((pairs[1].0.as_str(), &pairs[2]), ("timestamp", &("sign".to_string(), signed)));
    assert_eq!(ding.json()["text"]["content"], text);
    let feishu = of("/feishu").json();
    let stamp = feishu["timestamp"].as_str().expect("seconds");
    assert!(stamp.len() == 10 && feishu["msg_type"] == "text" && feishu["content"]["text"] == text);
    assert_eq!(feishu["sign"], STANDARD.encode(mac(&format!("{stamp}\n{SECRET}"), "")));
    let plain = of("/plain");
    assert_eq!(
        (&plain.json()["text"], plain.headers.get("yingda-signature")),
        (&json!("请值班同事\"尽快\"处理"), None)
    );
    assert!(ids.contains(&plain.headers["idempotency-key"]));
}

async fn a_robot_keeps_what_it_is_reached_by_to_itself(desk: Desk, there: Elsewhere) {
    let address = there.url("/send?access_token=t0ken");
    let robot = robot(1, "dingtalk", &address, true);
    assert_eq!(code(desk.call("manager", Save(robot.clone())).await), "forbidden");
    let inside = Robot { address: "https://192.168.1.9/send".into(), ..robot.clone() };
    assert_eq!(fields(desk.call("admin", Save(inside)).await), field("/address", "webhook_inside"));
    desk.done("admin", Save(robot.clone())).await;
    let read: Robot = desk.done("manager", Get::new(robot.id.0)).await;
    assert_eq!(
        (read.host.as_str(), read.signs, read.address.as_str(), read.secret.as_str()),
        ("127.0.0.1", true, "", "")
    );
    // Kept while something else changes; the secret goes with the word that there is one.
    desk.done("admin", Save(Robot { name: "夜班群".into(), host: "else.example.com".into(), ..read.clone() })).await;
    let renamed: Robot = desk.done("admin", Get::new(robot.id.0)).await;
    assert_eq!(renamed.host, "127.0.0.1");
    there.answers(&["{\"errcode\":0}"; 2]);
    assert!(desk.done("admin", TestRobot { id: robot.id }).await.sent);
    desk.done("admin", Save(Robot { signs: false, ..renamed.clone() })).await;
    assert!(desk.done("admin", TestRobot { id: robot.id }).await.sent);
    let lines: Vec<String> = there.asked().into_iter().map(|asked| asked.line).collect();
    assert!(
        lines[0].contains("access_token=t0ken&timestamp=") && lines[1].ends_with("access_token=t0ken"),
        "{lines:?}"
    );
    let unsigned: Robot = desk.done("admin", Get::new(robot.id.0)).await;
    let signed = Robot { signs: true, ..unsigned };
    assert_eq!(fields(desk.call("admin", Save(signed)).await), field("/secret", "required"));
    // Nowhere in what is answered, noted or kept.
    let listed = desk.done("admin", List::<Robot> { all: true, ..List::default() }).await;
    let audit = desk.done("admin", ListAudit { object: Some(robot.id.to_string()), ..ListAudit::default() }).await;
    let mut told = format!("{listed:?} {audit:?}");
    let mut cx = desk.services.reader(Caller::system());
    for sql in ["SELECT body AS text FROM robots", "SELECT sealed AS text FROM robot_secrets"] {
        told.push_str(&cx.one(sql, Vec::<Bind>::new()).await.expect("a row").text("text"));
    }
    for secret in ["t0ken", SECRET] {
        assert!(!told.contains(secret) && !told.contains(&hex(secret.as_bytes())), "{told}");
    }
    let fields: Vec<&str> =
        audit.rows.iter().map(|row| row.field.as_str()).filter(|field| ["address", "secret"].contains(field)).collect();
    assert_eq!(fields, ["secret", "secret", "address"], "{audit:?}");
    // A database without its key has lost them, and says so.
    std::fs::remove_file(desk.services.config.data.join("secret.key")).expect("the key");
    let moved = desk.beside().await;
    assert_eq!(code(moved.call("admin", TestRobot { id: robot.id }).await), "calls.sealed");
    let read: Robot = moved.done("admin", Get::new(robot.id.0)).await;
    assert_eq!(self::fields(moved.call("admin", Save(read.clone())).await), field("/address", "required"));
    moved.done("admin", Save(Robot { address, ..read })).await;
    there.answers(&["{\"errcode\":0}"]);
    assert!(moved.done("admin", TestRobot { id: robot.id }).await.sent);
}

async fn a_test_says_what_the_messenger_said(desk: Desk, there: Elsewhere) {
    let ding = robot(1, "dingtalk", &there.url("/ding"), false);
    let generic = robot(2, "generic", &there.url("/plain"), false);
    for robot in [&ding, &generic] {
        desk.done("admin", Save(robot.clone())).await;
    }
    let test = |id: RobotId| {
        let desk = desk.clone();
        async move {
            let RobotTested { sent, fault, code, said } = desk.done("admin", TestRobot { id }).await;
            (sent, fault.unwrap_or_default(), code, said)
        }
    };
    there.says([
        Reply::Status(200, "", "{\"errcode\":310000,\"errmsg\":\"keywords not in content\"}".into()),
        Reply::Status(200, "", "<html>".into()),
        status(404),
        status(302),
        status(500),
    ]);
    let refused = "calls.robot_refused".to_string();
    assert_eq!(test(ding.id).await, (false, refused.clone(), Some(310_000), "keywords not in content".into()));
    assert_eq!(test(ding.id).await, (false, refused, None, String::new()), "whoever answers so is no messenger");
    assert_eq!(test(ding.id).await, (false, "calls.refused".into(), Some(404), String::new()));
    assert_eq!(test(generic.id).await, (false, "calls.redirected".into(), Some(302), String::new()));
    assert_eq!(test(generic.id).await, (false, "calls.busy".into(), Some(500), String::new()));
    assert_eq!(test(generic.id).await, (true, String::new(), None, String::new()));
    assert_eq!(code(desk.call("manager", TestRobot { id: ding.id }).await), "forbidden");
    assert_eq!(code(desk.call("admin", TestRobot { id: RobotId(Uuid::nil()) }).await), "not_found");
    // The same refusals end an errand, or let it wait.
    let tells = json!({"do": "notify", "recipients": [{"who": "robot", "robot_id": ding.id}], "media": []});
    kept(&desk, policy(1, everybody(), json!([level(75, json!({"actions": [tells]}))]))).await;
    let (case, due) = case_of_the_team(&desk).await;
    rests(&desk, due).await;
    there.answers(&[
        "{\"errcode\":130101,\"errmsg\":\"send too fast\"}",
        "{\"errcode\":300005,\"errmsg\":\"token is not exist\"}",
    ]);
    outside::work_off(&desk.services, || due).await.expect("it is busy");
    assert_eq!(sent(&desk, case).await[0].state, ErrandState::Waiting);
    outside::work_off(&desk.services, || due + HOUR).await.expect("it refuses");
    let message = sent(&desk, case).await.remove(0);
    assert_eq!((message.state, message.fault.as_deref()), (ErrandState::Refused, Some("calls.robot_refused")));
    assert_eq!((message.robot_id, message.user_id), (Some(ding.id), None));
    desk.done("manager", SendAgain { id: case, errand: message.id }).await;
    there.answers(&["{\"errcode\":0}"]);
    outside::work_off(&desk.services, || due + HOUR).await.expect("it takes it");
    assert_eq!(sent(&desk, case).await[0].state, ErrandState::Done);
}
