//! What devices did: once, in order, by the rights of this moment; a refusal is an answer.

use serde_json::{Value, json};
use yingda_server::db::Bind;
use yingda_shared::cases::operations::{EditCase, ForwardCase};
use yingda_shared::fault::Fault;
use yingda_shared::identity::{Role, User};
use yingda_shared::kernel::id::{CaseId, Uuid};
use yingda_shared::record::{Get, Save};
use yingda_shared::sync::conflict::{Reason, fault_of};
use yingda_shared::sync::wire::SyncRequest;
use yingda_shared::sync::{Key, Mutation, Outcome, Round, Store};

use super::device::Device;
use crate::both;
use crate::support::{Ask, Desk, world};

both!(
    a_lost_answer_does_nothing_twice,
    two_edits_of_one_device_do_not_quarrel,
    a_stale_edit_waits_in_the_tray_with_what_stands_now,
    edits_of_other_fields_merge,
    rights_count_at_the_moment_of_sending,
    what_breaks_the_server_holds_nothing_else_up,
    a_restored_server_gets_back_what_it_confirmed,
    nothing_is_sent_under_another_name,
    a_cloned_device_loses_nothing,
    operations_that_need_the_server_are_not_taken_from_a_queue,
    a_guests_submission_is_sent_and_nothing_told,
    ten_thousand_commands_are_taken_in_portions_and_not_at_once,
);

async fn comments(desk: &Desk, text: &str) -> i64 {
    let sql = "SELECT COUNT(*) AS n FROM case_events WHERE body LIKE $1";
    desk.number(sql, vec![Bind::from(format!("%{text}%"))]).await
}

async fn a_lost_answer_does_nothing_twice(desk: Desk) {
    let case = desk.submitted("anna", "打印机不转").await.id;
    let phone = Device::of(&desk, "anna");
    phone.rest().await;
    for text in ["第一句", "第二句", "第三句"] {
        phone.does("cases.comment", case, json!({"text": text})).await;
    }
    phone.engine.transport.losses.set(1);
    assert!(phone.round().await.is_err());
    assert!(phone.restarted(&desk, "anna").round().await.is_ok(), "the disk survives the phone");
    phone.rest().await;
    for text in ["第一句", "第二句", "第三句"] {
        assert_eq!(comments(&desk, text).await, 1, "{text}");
    }
    assert_eq!((phone.waiting(), phone.tray().len()), (0, 0));
}

async fn two_edits_of_one_device_do_not_quarrel(desk: Desk) {
    let case = desk.submitted("anna", "打印机不转").await.id;
    let laptop = Device::of(&desk, "manager");
    laptop.rest().await;
    let base = laptop.rows("cases")[&case.to_string()]["case"]["rv"].clone();
    for subject in ["打印机卡纸", "三楼打印机卡纸"] {
        laptop.does("cases.edit", case, json!({"base": base, "subject": subject})).await;
    }
    laptop.rest().await;
    assert!(laptop.tray().is_empty(), "{:?}", laptop.tray());
    assert_eq!(laptop.rows("cases")[&case.to_string()]["case"]["subject"], "三楼打印机卡纸");
}

async fn a_stale_edit_waits_in_the_tray_with_what_stands_now(desk: Desk) {
    let case = desk.submitted("anna", "打印机不转").await.id;
    let laptop = Device::of(&desk, "manager");
    laptop.rest().await;
    let base = laptop.rows("cases")[&case.to_string()]["case"]["rv"].as_i64().expect("a version");
    laptop.does("cases.edit", case, json!({"base": base, "subject": "我的"})).await;
    laptop.does("cases.comment", case, json!({"text": "随后一句"})).await;
    desk.done("admin", edit(case, base, "别人的")).await;
    laptop.rest().await;
    let tray = laptop.tray();
    assert_eq!(tray.len(), 1);
    assert_eq!(Reason::of(&tray[0].verdict.outcome), Some(Reason::Guarded));
    let Some(Fault::Conflict { changes, .. }) = fault_of(&tray[0].verdict.outcome) else { panic!("{tray:?}") };
    assert_eq!((changes[0].field.as_str(), changes[0].value.as_str()), ("subject", "别人的"));
    // What came after it went on.
    assert_eq!(comments(&desk, "随后一句").await, 1);
    assert_eq!(laptop.rows("cases")[&case.to_string()]["case"]["subject"], "别人的");
}

fn edit(case: CaseId, base: i64, subject: &str) -> EditCase {
    serde_json::from_value(json!({"id": case, "base": base, "subject": subject})).expect("an edit")
}

async fn edits_of_other_fields_merge(desk: Desk) {
    let case = desk.submitted("anna", "打印机不转").await.id;
    let laptop = Device::of(&desk, "manager");
    laptop.rest().await;
    let base = laptop.rows("cases")[&case.to_string()]["case"]["rv"].as_i64().expect("a version");
    laptop.does("cases.edit", case, json!({"base": base, "contact_phone": "010-1234567"})).await;
    desk.done("admin", edit(case, base, "别人的")).await;
    laptop.rest().await;
    assert!(laptop.tray().is_empty());
    let doc = &laptop.rows("cases")[&case.to_string()]["case"];
    assert_eq!((doc["subject"].as_str(), doc["contact_phone"].as_str()), (Some("别人的"), Some("010-1234567")));
}

async fn rights_count_at_the_moment_of_sending(desk: Desk) {
    let case = desk.submitted("anna", "打印机不转").await.id;
    desk.forwarded_to_firm(case, world::FIRM_ONE).await;
    let tablet = Device::of(&desk, "paul");
    tablet.rest().await;
    assert!(tablet.holds(case));
    // Handed to another firm while the engineer had no network.
    tablet.does("cases.comment", case, json!({"text": "到现场了"})).await;
    let forward = json!({"id": case, "firm_id": world::FIRM_TWO});
    desk.done("manager", serde_json::from_value::<ForwardCase>(forward).expect("a forward")).await;
    tablet.rest().await;
    assert!(!tablet.holds(case), "the row went");
    assert_eq!(Reason::of(&tablet.tray()[0].verdict.outcome), Some(Reason::Gone));
    assert_eq!(tablet.tray()[0].mutation.input["text"], "到现场了", "the words stay");
    assert_eq!(comments(&desk, "到现场了").await, 0);

    // A right taken away.
    let case = desk.submitted("anna", "打印机不转").await.id;
    let phone = Device::of(&desk, "anna");
    phone.rest().await;
    phone.does("cases.comment", case, json!({"text": "还没好"})).await;
    let role_id = desk.done("admin", Get::<User>::new(world::user("anna").0)).await.role_id;
    let mut role = desk.done("admin", Get::<Role>::new(role_id.0)).await;
    role.operations.retain(|name| name != "cases.comment");
    desk.done("admin", Save(role)).await;
    phone.rest().await;
    assert_eq!(Reason::of(&phone.tray()[0].verdict.outcome), Some(Reason::RightsLost));
    assert_eq!(comments(&desk, "还没好").await, 0);
    let me = phone.rows("me")["me"]["operations"].clone();
    assert!(!me.as_array().expect("rights").contains(&Value::from("cases.comment")), "the device knows its rights");
}

async fn what_breaks_the_server_holds_nothing_else_up(desk: Desk) {
    let case = desk.submitted("anna", "打印机不转").await.id;
    let phone = Device::of(&desk, "anna");
    phone.rest().await;
    phone.does("cases.comment", case, json!({"text": "之前"})).await;
    // A form of the command that no build here understands.
    let input = json!({"id": case, "text": "将来"});
    let odd = phone.records("cases.comment", 99, Key::new("cases", case), input).await;
    phone.does("cases.comment", case, json!({"text": "之后"})).await;
    assert_eq!(phone.round().await, Ok(Round::Undecided));
    assert_eq!((comments(&desk, "之前").await, comments(&desk, "之后").await), (1, 0));
    assert_eq!(phone.round().await, Ok(Round::Undecided));
    phone.rest().await;
    assert_eq!(comments(&desk, "之后").await, 1);
    assert_eq!((phone.tray().len(), phone.waiting()), (1, 0));
    assert_eq!(phone.tray()[0].verdict.outcome, Outcome::Quarantined);
    let kept = "SELECT COUNT(*) AS n FROM sync_poison WHERE mutation = $1 AND body LIKE '%将来%'";
    assert_eq!(desk.number(kept, vec![odd.into()]).await, 1, "what was set aside is kept as it came");
}

async fn a_restored_server_gets_back_what_it_confirmed(desk: Desk) {
    let case = desk.submitted("anna", "打印机不转").await.id;
    let phone = Device::of(&desk, "anna");
    phone.rest().await;
    phone.does("cases.comment", case, json!({"text": "备份之后"})).await;
    phone.rest().await;
    assert_eq!(comments(&desk, "备份之后").await, 1);
    // Set back to before the comment, as a restore does.
    let backup = [
        "DELETE FROM case_events WHERE body LIKE '%备份之后%'",
        "DELETE FROM commands WHERE name = 'cases.comment'",
        "DELETE FROM sync_verdicts",
        "DELETE FROM sync_clients",
        "UPDATE clock SET epoch = epoch + 1",
    ];
    for sql in backup {
        desk.write(move |cx| Box::pin(async move { cx.exec(sql, vec![]).await })).await;
    }
    phone.rest().await;
    assert_eq!(comments(&desk, "备份之后").await, 1, "sent again from the archive, once");
    assert_eq!((phone.waiting(), phone.tray().len()), (0, 0));
}

async fn nothing_is_sent_under_another_name(desk: Desk) {
    let case = desk.submitted("anna", "打印机不转").await.id;
    let phone = Device::of(&desk, "anna");
    phone.rest().await;
    phone.does("cases.comment", case, json!({"text": "是安娜说的"})).await;
    // Somebody else signed in on the phone.
    let mut other = phone.restarted(&desk, "anna");
    other.engine.transport = Device::of(&desk, "adam").engine.transport;
    assert!(other.round().await.is_err());
    assert_eq!(comments(&desk, "是安娜说的").await, 0);
    phone.rest().await;
    assert_eq!(comments(&desk, "是安娜说的").await, 1);
}

async fn a_cloned_device_loses_nothing(desk: Desk) {
    let case = desk.submitted("anna", "打印机不转").await.id;
    let phone = Device::of(&desk, "anna");
    phone.rest().await;
    // The profile was copied: two devices count under one name.
    let copy = Device::of(&desk, "anna");
    *copy.engine.store.0.borrow_mut() = phone.engine.store.0.borrow().clone();
    phone.does("cases.comment", case, json!({"text": "原来那台"})).await;
    copy.does("cases.comment", case, json!({"text": "复制那台"})).await;
    phone.rest().await;
    copy.rest().await;
    phone.rest().await;
    for text in ["原来那台", "复制那台"] {
        assert_eq!(comments(&desk, text).await, 1, "{text}");
    }
    assert_eq!((phone.waiting(), copy.waiting()), (0, 0));
}

async fn operations_that_need_the_server_are_not_taken_from_a_queue(desk: Desk) {
    let laptop = Device::of(&desk, "admin");
    laptop.rest().await;
    for name in ["tokens.create", "users.save", "cases.list", "no.such"] {
        laptop.records(name, 1, Key::new("users", "x"), json!({})).await;
    }
    laptop.rest().await;
    assert_eq!(laptop.tray().len(), 4);
    assert!(laptop.tray().iter().all(|item| Reason::of(&item.verdict.outcome) == Some(Reason::RuleChanged)));
}

async fn a_guests_submission_is_sent_and_nothing_told(desk: Desk) {
    desk.submitted("anna", "打印机不转").await;
    let phone = Device::of(&desk, "guest");
    phone.rest().await;
    let input = json!({"subject": "访客报修", "contact_name": "王五", "contact_phone": "13800000000"});
    phone.records("cases.submit", 1, Key::new("cases", "new"), input).await;
    phone.rest().await;
    assert!(phone.rows("cases").is_empty() && phone.rows("me").is_empty());
    let sql = "SELECT COUNT(*) AS n FROM cases WHERE search LIKE '%访客报修%'";
    assert_eq!(desk.number(sql, vec![]).await, 1);
}

async fn ten_thousand_commands_are_taken_in_portions_and_not_at_once(desk: Desk) {
    let case = desk.submitted("anna", "打印机不转").await.id;
    let phone = Device::of(&desk, "anna");
    phone.rest().await;
    // More than one portion; draining all ten thousand is a matter of minutes (`cargo xtask soak offline`).
    for n in 0..250 {
        phone.does("cases.comment", case, json!({"text": format!("一万句之{n}。")})).await;
    }
    let meta = phone.engine.store.meta().await.expect("a device");
    let one = phone.engine.store.0.borrow().outbox[0].mutation.clone();
    let push = (1..=10_000).map(|mid| Mutation { id: Uuid::now_v7(), mid, ..one.clone() }).collect();
    let (epoch, cursor) = (meta.epoch, meta.cursor);
    let request = SyncRequest { client: meta.client, user: None, epoch, cursor, push, build: "test".into() };
    let answer = desk.http(Ask::post("/sync", serde_json::to_value(&request).expect("JSON")).by("anna")).await;
    assert!(matches!(answer.status.as_u16(), 413 | 422), "{}", answer.status);
    assert_eq!(comments(&desk, "一万句之").await, 0);
    phone.rest().await;
    assert_eq!((phone.waiting(), phone.tray().len()), (0, 0));
    assert_eq!(comments(&desk, "一万句之").await, 250);
}
