//! What travels: packed for who understands it, refused where it is too much, and never in the way of others.

use serde_json::{Value, json};
use yingda_shared::kernel::id::Uuid;
use yingda_shared::sync::engine::PUSH_MAX;

use super::device::Device;
use crate::both;
use crate::support::{Ask, Desk, world};

both!(a_snapshot_travels_packed_for_who_understands_it, a_thousand_commands_at_once_are_each_done_once);

async fn a_snapshot_travels_packed_for_who_understands_it(desk: Desk) {
    for n in 0..20 {
        desk.submitted("anna", &format!("打印机不转 {n}")).await;
    }
    let request = json!({"client": Uuid::now_v7(), "user": world::user("anna")});
    let ask = |accepted: &str| Ask::post("/sync", request.clone()).by("anna").header("accept-encoding", accepted);
    let encoding = |answer: &crate::support::http::Answer| answer.headers.get("content-encoding").cloned();
    let plain = desk.http(ask("gzip, brotli;q=1")).await;
    assert_eq!(encoding(&plain), None);
    let packed = desk.http(ask("gzip, deflate, br, zstd")).await;
    assert_eq!(encoding(&packed).expect("an encoding"), "br");
    assert_eq!(packed.headers["vary"], "accept-encoding");
    assert!(packed.bytes.len() * 3 < plain.bytes.len(), "{} of {}", packed.bytes.len(), plain.bytes.len());
    let mut opened = Vec::new();
    brotli::BrotliDecompress(&mut packed.bytes.as_slice(), &mut opened).expect("brotli");
    let opened: Value = serde_json::from_slice(&opened).expect("a reply");
    assert_eq!(opened["changes"], plain.json()["changes"]);
}

async fn a_thousand_commands_at_once_are_each_done_once(desk: Desk) {
    let case = desk.submitted("anna", "打印机不转").await.id;
    let (client, user) = (Uuid::now_v7(), world::user("anna"));
    let first = desk.http(Ask::post("/sync", json!({"client": client, "user": user})).by("anna")).await.ok();
    let (epoch, cursor) = (first["epoch"].clone(), first["cursor"].clone());
    let made = |mid: usize| {
        json!({"id": Uuid::now_v7(), "mid": mid, "about": {"kind": "cases", "id": case.to_string()}, "name": "cases.comment",
            "version": 1, "input": {"id": case, "text": format!("第 {mid} 句")}, "made_at": 0})
    };
    let push = |mutations: &[Value]| {
        let request = json!({"client": client, "user": user, "epoch": epoch, "cursor": cursor, "push": mutations});
        Ask::post("/sync", request).by("anna")
    };
    let all: Vec<Value> = (1..=PUSH_MAX * 10).map(made).collect();
    // More than a request may carry is refused as a whole.
    assert_eq!(desk.http(push(&all)).await.status.as_u16(), 422);
    // The same from an impatient device, twice at once; the server sorts out what is new.
    for portion in all.chunks(PUSH_MAX) {
        let (one, other) = tokio::join!(desk.http(push(portion)), desk.http(push(portion)));
        let replies = [one.ok(), other.ok()];
        assert!(replies.iter().any(|reply| reply["results"].as_array().is_some_and(|done| done.len() == PUSH_MAX)));
    }
    let count = desk.number("SELECT COUNT(*) AS n FROM case_events WHERE kind = 'commented'", vec![]).await;
    assert_eq!(count, all.len() as i64);
    let phone = Device::of(&desk, "anna");
    phone.rest().await;
    assert!(phone.holds(case), "another device is served as before");
}
