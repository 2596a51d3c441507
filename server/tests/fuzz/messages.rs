//! What devices say: the exchange, with everything in it spoiled. It is answered or refused, nobody is
//! told what is another's, and a number of a device that was decided stays decided.

use serde_json::{Value, json};
use yingda_shared::kernel::id::Uuid;

use super::mutate;
use crate::contract::recorded;
use crate::support::{Ask, Desk, Dice, world};
use crate::sync::parity::busy_world;

const PEOPLE: [&str; 4] = ["anna", "paul", "agent", "guest"];
/// Of another customer, firm or region, and among staff: never told to these.
const SECRETS: [&str; 4] = ["织布机停了", "K-002", "贝拉", "等序列号"];
const NAMES: [&str; 9] = [
    "cases.submit",
    "cases.comment",
    "cases.edit",
    "cases.take",
    "cases.hold",
    "cases.split",
    "cases.rate",
    "complaints.submit",
    "notices.read",
];

pub async fn world(desk: &Desk) {
    busy_world(desk).await;
}

pub async fn one(desk: &Desk, mut dice: Dice) {
    let who = *dice.pick(&PEOPLE);
    let sound = request(desk, &mut dice, who).await;
    let message = if dice.one_in(3) { sound.clone() } else { mutate::value(&mut dice, sound.clone()) };
    let body = match dice.one_in(6) {
        true => mutate::bytes(&mut dice, message.to_string().into_bytes()),
        false => message.to_string().into_bytes(),
    };
    let story = || format!("{who} says {}", String::from_utf8_lossy(&body));
    // Each from an address of its own: how often a stranger may come is another story.
    let ask = Ask::new("POST", "/sync")
        .header("content-type", "application/json")
        .body(body.clone())
        .from(dice.below(250) as u8);
    let answer = desk.http(if who == "guest" { ask } else { ask.by(who) }).await;
    assert!(answer.status.as_u16() < 500, "{}: {} {}", story(), answer.status, answer.code());
    let said = String::from_utf8_lossy(&answer.bytes);
    if who != "agent" {
        let told =
            SECRETS.iter().find(|secret| said.contains(**secret) && !String::from_utf8_lossy(&body).contains(**secret));
        assert_eq!(told, None, "{}: {said}", story());
    }
    if !answer.status.is_success() {
        return;
    }
    let reply = answer.json();
    let results = reply["results"].as_array().expect("results");
    let decided = results.iter().filter_map(|result| result["mid"].as_u64()).max().unwrap_or_default();
    if reply["reset"].is_null() {
        assert!(reply["last_mid"].as_u64().expect("a number") >= decided, "{}: {said}", story());
    }
    // The same again does nothing again.
    let head = desk.head().await;
    let again = Ask::new("POST", "/sync")
        .header("content-type", "application/json")
        .body(body.clone())
        .from(dice.below(250) as u8);
    let again = desk.http(if who == "guest" { again } else { again.by(who) }).await;
    assert!(again.status.as_u16() < 500, "{}, twice: {}", story(), again.status);
    let sent: Value = serde_json::from_slice(&body).unwrap_or_default();
    if results.len() == sent["push"].as_array().map_or(0, Vec::len) {
        assert_eq!(desk.head().await, head, "{}, twice", story());
    }
}

/// A sound message with some mutations in it.
async fn request(desk: &Desk, dice: &mut Dice, who: &str) -> Value {
    let epoch = desk.number("SELECT epoch AS n FROM clock WHERE id = 1", vec![]).await;
    let case = desk.number("SELECT COUNT(*) AS n FROM cases", vec![]).await;
    let user = if who == "guest" { Value::Null } else { json!(world::user(who)) };
    let mut push = Vec::new();
    for mid in 1..=dice.below(4) {
        let name = *dice.pick(&NAMES);
        let mut input = recorded(name, 1);
        if input.get("id").is_some() && dice.one_in(2) {
            input["id"] = json!(any_case(desk, dice, case).await);
        }
        let version = if dice.one_in(20) { 2 } else { 1 };
        push.push(json!({
            "id": Uuid::from_u128(u128::from(dice.roll()) << 64 | u128::from(dice.roll())), "mid": mid,
            "about": {"kind": "cases", "id": input["id"]}, "name": name, "version": version,
            "input": if dice.one_in(3) { mutate::value(dice, input) } else { input }, "made_at": dice.roll() as u32,
        }));
    }
    let client = Uuid::from_u128(u128::from(dice.roll()));
    let cursor = if dice.one_in(4) { json!(mutate::text(dice, "AAAAAAAAAAAAAAAAAAAAAAAA")) } else { Value::Null };
    json!({"client": client, "user": user, "epoch": epoch, "cursor": cursor, "push": push, "build": "fuzz"})
}

async fn any_case(desk: &Desk, dice: &mut Dice, cases: i64) -> String {
    let at = dice.below(cases.max(1) as usize);
    let mut cx = desk.services.reader(yingda_server::ctx::Caller::system());
    let row =
        cx.one(&format!("SELECT id FROM cases ORDER BY number LIMIT 1 OFFSET {at}"), vec![]).await.expect("a case");
    row.text("id")
}
