//! Devices that are told of notices while nobody looks: by their push services, of what they may know, and not for ever.

use serde_json::json;
use yingda_server::ctx::now;
use yingda_server::outbox::outside;
use yingda_shared::identity::operations::SignOut;
use yingda_shared::kernel::limits::PUSH_DEVICES_MAX;
use yingda_shared::notices::{GetPushKey, ReadNotices, Subscribe, Unsubscribe};

use crate::support::elsewhere::{Elsewhere, Reply};
use crate::support::stories::*;
use crate::support::{Desk, code, field, fields};
use crate::{both, with_elsewhere};

with_elsewhere!(
    a_device_is_told_of_what_waits_and_learns_no_word_of_it,
    what_was_read_or_is_not_wanted_disturbs_nobody,
    a_device_that_is_gone_or_signed_out_is_forgotten,
);
both!(only_devices_of_signed_in_people_are_taken);

fn device(endpoint: String) -> Subscribe {
    Subscribe {
        endpoint,
        p256dh: "BLn9b-VR0ca83knDNZ32dCHGyjJp-1riX9ZTN40MqV8K_LpQmLqxC_DoHvqvFXO_nGdAB4W9dogZb_sM-uV4JbY".into(),
        auth: "_ordMnz7uTCmrpBTeUV4Bw".into(),
    }
}

/// Hands over what is due; answers how many messages were sent so far.
async fn sent(desk: &Desk, there: &Elsewhere) -> usize {
    outside::work_off(&desk.services, now).await.expect("it is handed over");
    there.asked().len()
}

async fn devices(desk: &Desk) -> i64 {
    desk.number("SELECT COUNT(*) AS n FROM push_devices", vec![]).await
}

async fn a_device_is_told_of_what_waits_and_learns_no_word_of_it(desk: Desk, there: Elsewhere) {
    there.says([Reply::Status(201, "", String::new())]);
    assert_eq!(desk.done("engineer", device(there.url("/wp/phone"))).await.devices, 1);
    let case = desk.submitted("anna", "打印机卡纸").await;
    desk.done("manager", assign(case.id, "engineer")).await;
    assert_eq!(sent(&desk, &there).await, 1);
    let asked = there.asked().remove(0);
    assert_eq!(asked.line, "POST /wp/phone");
    assert_eq!(asked.headers["content-encoding"], "aes128gcm");
    assert_eq!(asked.headers["content-type"], "application/octet-stream");
    let key = desk.done("engineer", GetPushKey {}).await.key;
    let said = &asked.headers["authorization"];
    assert!(said.starts_with("vapid t=") && said.ends_with(&format!(", k={key}")), "{said}");
    assert!(!asked.body.contains("打印机") && !asked.body.contains("CS-"), "{}", asked.body);
    // Rated cases wait for nobody: it is there when somebody looks.
    desk.resolved("engineer", case.id).await;
    desk.done("anna", rate(case.id, 5)).await;
    assert_eq!(sent(&desk, &there).await, 1);
}

async fn what_was_read_or_is_not_wanted_disturbs_nobody(desk: Desk, there: Elsewhere) {
    desk.done("engineer", device(there.url("/wp/phone"))).await;
    let case = desk.submitted("anna", "往来").await;
    desk.done("manager", assign(case.id, "engineer")).await;
    desk.done("engineer", ReadNotices { id: None }).await;
    assert_eq!(sent(&desk, &there).await, 0, "it was read before it went");
    let mail_alone = json!({"rv": 0, "preferences": [{"topic": "hand_over", "media": ["email"]}]});
    desk.call_json("engineer", "delivery.save", mail_alone).await.expect("a wish");
    let case = desk.submitted("anna", "再来").await;
    desk.done("manager", assign(case.id, "engineer")).await;
    assert_eq!(sent(&desk, &there).await, 0, "hand-overs by mail alone");
    desk.commented("anna", case.id, "在吗").await;
    assert_eq!(sent(&desk, &there).await, 1, "what nobody chooses a way for comes");
    // In quiet hours that begin now and last, it waits.
    let day = json!([["00:00", "24:00"]]);
    let week =
        json!({"mon": day, "tue": day, "wed": day, "thu": day, "fri": day, "sat": day, "sun": [["00:00", "23:59"]]});
    let quiet = json!({"rv": 1, "quiet": week});
    desk.call_json("engineer", "delivery.save", quiet).await.expect("quiet hours");
    desk.commented("anna", case.id, "还在吗").await;
    assert_eq!(sent(&desk, &there).await, 1, "held");
    let week_later = now() + 8 * yingda_shared::kernel::time::DAY;
    outside::work_off(&desk.services, || week_later).await.expect("it is handed over");
    assert_eq!(there.asked().len(), 2, "told once the quiet hours end");
}

async fn a_device_that_is_gone_or_signed_out_is_forgotten(desk: Desk, there: Elsewhere) {
    desk.done("engineer", device(there.url("/wp/old"))).await;
    desk.done("colleague", device(there.url("/wp/colleague"))).await;
    there.says([Reply::Status(410, "", String::new())]);
    let case = desk.submitted("anna", "往来").await;
    desk.done("manager", assign(case.id, "engineer")).await;
    assert_eq!((sent(&desk, &there).await, devices(&desk).await), (1, 1), "410: its service knows it no more");
    desk.done("colleague", SignOut { keep: false }).await;
    desk.noted("manager", case.id, "@colleague 看一下").await;
    assert_eq!((sent(&desk, &there).await, devices(&desk).await), (1, 0), "nobody is signed in there");
}

async fn only_devices_of_signed_in_people_are_taken(desk: Desk) {
    let ask = |endpoint: &str| device(endpoint.into());
    for inside in ["https://127.0.0.1/wp", "http://push.example.com/wp", "https://[::1]/wp", "push"] {
        assert_eq!(fields(desk.call("engineer", ask(inside)).await), field("/endpoint", "push_address"), "{inside}");
    }
    let odd = Subscribe { p256dh: "B".repeat(87), ..ask("https://push.example.com/wp") };
    assert_eq!(fields(desk.call("engineer", odd).await), field("/p256dh", "push_key"));
    assert_eq!(code(desk.call("guest", ask("https://push.example.com/wp")).await), "forbidden");
    for n in 0..PUSH_DEVICES_MAX + 2 {
        desk.done("engineer", ask(&format!("https://push.example.com/{n}"))).await;
    }
    assert_eq!(devices(&desk).await, PUSH_DEVICES_MAX as i64);
    // The same browser with somebody else in it is theirs from then on.
    desk.done("colleague", ask("https://push.example.com/5")).await;
    let left = desk.done("engineer", Unsubscribe { endpoint: "https://push.example.com/5".into() }).await;
    assert_eq!((left.devices, devices(&desk).await), (PUSH_DEVICES_MAX as i64 - 1, PUSH_DEVICES_MAX as i64));
    let left = desk.done("engineer", Unsubscribe { endpoint: "https://push.example.com/6".into() }).await;
    assert_eq!(left.devices, PUSH_DEVICES_MAX as i64 - 2);
}
