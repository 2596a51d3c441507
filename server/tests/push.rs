//! Devices that are told of notices while nobody looks: by their push services, of what they may know, and not for ever.

use serde_json::json;
use yingda_server::config::Config;
use yingda_server::ctx::{Caller, now};
use yingda_server::outbox::{self, outside};
use yingda_server::retention;
use yingda_shared::identity::operations::SignOut;
use yingda_shared::kernel::limits::PUSH_DEVICES_MAX;
use yingda_shared::kernel::time::{DAY, HOUR};
use yingda_shared::notices::{GetPushKey, ReadNotices, Subscribe, Unsubscribe};

use crate::support::elsewhere::{Elsewhere, Reply};
use crate::support::stories::*;
use crate::support::{Backend, Desk, code, field, fields, world};
use crate::{both, with_elsewhere};

with_elsewhere!(
    a_device_is_told_of_what_waits_and_learns_no_word_of_it,
    what_was_read_or_is_not_wanted_disturbs_nobody,
    quiet_hours_that_begin_between_two_tries_hold_the_second,
    a_device_that_is_gone_or_signed_out_is_forgotten,
    only_devices_that_did_not_take_it_are_told_again,
    what_nobody_takes_is_given_up_soon_and_not_kept,
);
both!(
    only_devices_of_signed_in_people_are_taken,
    a_name_that_leads_inside_for_now_is_tried_again,
    a_key_that_does_not_open_any_more_is_made_anew,
);

pub fn device(endpoint: String) -> Subscribe {
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
    let mut cx = desk.services.reader(Caller::system());
    let told = outbox::store::of_case(&mut cx, case.id, 10).await.expect("what was sent for the case");
    assert!(told.is_empty(), "it is none of what an escalation sent");
    drop(cx);
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
    let week_later = now() + 8 * DAY;
    outside::work_off(&desk.services, || week_later).await.expect("it is looked at");
    assert_eq!(there.asked().len(), 1, "it is quiet again by then");
    desk.call_json("engineer", "delivery.save", json!({"rv": 2})).await.expect("no quiet hours");
    let later_yet = now() + 16 * DAY;
    outside::work_off(&desk.services, || later_yet).await.expect("it is handed over");
    assert_eq!(there.asked().len(), 2, "told once the quiet hours end");
}

async fn quiet_hours_that_begin_between_two_tries_hold_the_second(desk: Desk, there: Elsewhere) {
    desk.done("engineer", device(there.url("/wp/phone"))).await;
    there.says([Reply::Status(503, "", String::new())]);
    handed_to_the_engineer(&desk).await;
    assert_eq!((sent(&desk, &there).await, errands(&desk, "waiting").await), (1, 1), "the service is busy");
    let day = json!([["00:00", "24:00"]]);
    let week =
        json!({"mon": day, "tue": day, "wed": day, "thu": day, "fri": day, "sat": day, "sun": [["00:00", "23:59"]]});
    desk.call_json("engineer", "delivery.save", json!({"rv": 0, "quiet": week})).await.expect("quiet hours");
    assert_eq!(sent_later(&desk, &there, 1).await, 1, "it is quiet by now");
    let tries = desk.number("SELECT MAX(attempts) AS n FROM outbox WHERE channel = 'push'", vec![]).await;
    assert_eq!(tries, 1, "to hold it is no try");
    desk.call_json("engineer", "delivery.save", json!({"rv": 1})).await.expect("no quiet hours");
    assert_eq!((sent_later(&desk, &there, 24 * 9).await, errands(&desk, "done").await), (2, 1));
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
    let odd_port = "https://push.example.com:8443/wp";
    for inside in ["https://127.0.0.1/wp", "http://push.example.com/wp", "https://[::1]/wp", "push", odd_port] {
        assert_eq!(fields(desk.call("engineer", ask(inside)).await), field("/endpoint", "push_address"), "{inside}");
    }
    let odd = Subscribe { p256dh: "B".repeat(87), ..ask("https://push.example.com/wp") };
    assert_eq!(fields(desk.call("engineer", odd).await), field("/p256dh", "push_key"));
    assert_eq!(code(desk.call("guest", ask("https://push.example.com/wp")).await), "unauthenticated");
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

async fn handed_to_the_engineer(desk: &Desk) {
    let case = desk.submitted("anna", "打印机卡纸").await;
    desk.done("manager", assign(case.id, "engineer")).await;
}

async fn errands(desk: &Desk, state: &str) -> i64 {
    let sql = "SELECT COUNT(*) AS n FROM outbox WHERE channel = 'push' AND state = $1";
    desk.number(sql, vec![state.into()]).await
}

/// What waits is handed over some hours later; answers how many messages were sent so far.
async fn sent_later(desk: &Desk, there: &Elsewhere, hours: i64) -> usize {
    let then = now() + hours * HOUR;
    outside::work_off(&desk.services, || then).await.expect("it is handed over");
    there.asked().len()
}

async fn only_devices_that_did_not_take_it_are_told_again(desk: Desk, there: Elsewhere) {
    desk.done("engineer", device(there.url("/wp/phone"))).await;
    desk.done("engineer", device(there.url("/wp/desk"))).await;
    there.says([Reply::Status(201, "", String::new()), Reply::Status(503, "", String::new())]);
    handed_to_the_engineer(&desk).await;
    assert_eq!((sent(&desk, &there).await, errands(&desk, "waiting").await), (2, 1), "one is busy");
    assert_eq!((sent_later(&desk, &there, 1).await, errands(&desk, "done").await), (3, 1), "it alone is asked again");
    assert_eq!((sent_later(&desk, &there, 2).await, devices(&desk).await), (3, 2));
}

async fn what_nobody_takes_is_given_up_soon_and_not_kept(desk: Desk, there: Elsewhere) {
    desk.done("engineer", device(there.url("/wp/phone"))).await;
    there.says((0..3).map(|_| Reply::Status(503, "", String::new())));
    handed_to_the_engineer(&desk).await;
    assert_eq!(sent(&desk, &there).await, 1);
    assert_eq!((sent_later(&desk, &there, 1).await, errands(&desk, "waiting").await), (2, 1));
    assert_eq!((sent_later(&desk, &there, 2).await, errands(&desk, "dead").await), (3, 1));
    assert_eq!(sent_later(&desk, &there, 9).await, 3);
    let sql = "UPDATE outbox SET ended_at = ended_at - $1 WHERE channel = 'push'";
    desk.write(move |cx| Box::pin(async move { cx.exec(sql, vec![(2 * DAY).into()]).await })).await;
    retention::prune(&desk.services).await.expect("what is over goes");
    assert_eq!(errands(&desk, "dead").await, 0, "nobody asks what became of it");
}

/// Networks that ask people to sign in first answer every name so.
async fn a_name_that_leads_inside_for_now_is_tried_again(desk: Desk) {
    desk.done("engineer", device("https://localhost/wp".into())).await;
    handed_to_the_engineer(&desk).await;
    outside::work_off(&desk.services, now).await.expect("nobody is there");
    assert_eq!((devices(&desk).await, errands(&desk, "waiting").await), (1, 1));
}

async fn a_key_that_does_not_open_any_more_is_made_anew(desk: Desk) {
    let key = desk.done("engineer", GetPushKey {}).await.key;
    desk.done("engineer", device("https://push.example.com/wp".into())).await;
    assert_eq!(desk.beside().await.done("anna", GetPushKey {}).await.key, key, "one key for all nodes");
    // A restore: the database is there, what sealed its secrets is not.
    std::fs::remove_file(desk.services.config.data.join(yingda_server::seal::FILE)).expect("the key of seals");
    let restored = desk.beside().await;
    let other = restored.done("engineer", GetPushKey {}).await.key;
    assert_ne!(other, key);
    assert_eq!(devices(&desk).await, 0, "no message under the new key would reach them");
    assert_eq!(restored.done("anna", GetPushKey {}).await.key, other);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_operators_let_robots_call_is_not_pushed_to() {
    let there = Elsewhere::open().await;
    let allow = vec![there.allowed()];
    let settings = |config: &mut Config| config.outgoing_allow = allow;
    Desk::tell_empty(Backend::Sqlite, settings, |desk| async move {
        world::build(&desk).await;
        let inside = [there.url("/wp"), format!("https://{}/wp", there.address)];
        for address in inside {
            let refused = fields(desk.call("anna", device(address.clone())).await);
            assert_eq!(refused, field("/endpoint", "push_address"), "{address}");
        }
        assert_eq!((devices(&desk).await, there.greeted()), (0, 0));
    })
    .await;
}
