//! Tasks on a device: kept, ticked off and opened without a network, decided by the server afterwards.

use serde_json::{Value, json};
use yingda_shared::identity::User;
use yingda_shared::record::{Get, Save};
use yingda_shared::tasks::*;

use super::{about, finish, task, to};
use crate::both;
use crate::support::Desk;
use crate::support::world::{self, ANNA, NORTH_TEAM, NORTHERN, SOUTH_TEAM};
use crate::sync::device::Device;

both!(
    a_device_keeps_what_is_open_of_its_person_and_teams,
    tasks_are_opened_and_ticked_off_without_a_network,
    what_somebody_else_ended_waits_in_the_tray,
);

async fn same(desk: &Desk, device: &Device, name: &str, input: Value) -> Value {
    let here = device.answers(name, &input, true).expect("an answer").expect("no fault");
    assert_eq!(here, desk.call_json("engineer", name, input).await.expect("an answer"), "{name}");
    here
}

fn rows(answer: &Value) -> usize {
    answer["rows"].as_array().map_or(0, Vec::len)
}

async fn a_device_keeps_what_is_open_of_its_person_and_teams(desk: Desk) {
    let case = desk.opened_for(NORTHERN, ANNA, "打印机卡纸").await;
    let mine = desk.done("agent", OpenTask { about: about(case.id), ..to("engineer", "回访") }).await;
    desk.done("agent", OpenTask { team_id: Some(NORTH_TEAM), ..task("盘点") }).await;
    desk.done("agent", OpenTask { team_id: Some(SOUTH_TEAM), ..task("南方盘点") }).await;
    desk.done("engineer", to("agent", "请客服确认")).await;
    let laptop = Device::of(&desk, "engineer");
    laptop.rest().await;
    for whose in ["mine", "team"] {
        assert_eq!(rows(&same(&desk, &laptop, "tasks.list", json!({"whose": whose})).await), 1, "{whose}");
    }
    assert_eq!(laptop.rows("tasks").len(), 2);
    same(&desk, &laptop, "tasks.count", json!({})).await;
    let beside = json!({"about_kind": "case", "about_id": case.id});
    assert_eq!(rows(&same(&desk, &laptop, "tasks.list", beside).await), 1);
    assert_eq!(laptop.answers("tasks.list", &json!({"ended": true}), true), None, "the server knows");
    // What ends or goes to somebody else goes from the device, what comes back comes back.
    desk.done("engineer", finish(mine.id)).await;
    laptop.rest().await;
    assert_eq!(laptop.rows("tasks").len(), 1);
    desk.done("engineer", ReopenTask { id: mine.id }).await;
    laptop.rest().await;
    assert_eq!(laptop.rows("tasks").len(), 2);
    let user: User = desk.done("admin", Get::new(world::user("engineer").0)).await;
    desk.done("admin", Save(User { team_ids: Vec::new(), ..user })).await;
    laptop.rest().await;
    assert_eq!(laptop.rows("tasks").len(), 1, "a team's tasks go with the team");
    // Customers keep none.
    let phone = Device::of(&desk, "anna");
    phone.rest().await;
    assert!(phone.rows("tasks").is_empty());
}

async fn tasks_are_opened_and_ticked_off_without_a_network(desk: Desk) {
    let given = desk.done("agent", to("engineer", "寄回旧件")).await;
    let phone = Device::of(&desk, "engineer");
    phone.rest().await;
    let made = phone.queues("tasks.open", &json!({"title": "换墨盒"})).await.expect("kept");
    phone.queues("tasks.finish", &json!({"id": given.id, "outcome": "已寄"})).await.expect("kept");
    phone.queues("tasks.finish", &json!({"id": made["id"]})).await.expect("a task of one's own, not sent yet");
    phone.queues("tasks.reopen", &json!({"id": made["id"]})).await.expect("kept");
    assert!(phone.queues("tasks.reopen", &json!({"id": made["id"]})).await.is_err(), "refused here already");
    let ahead = phone.answers("tasks.list", &json!({"whose": "mine"}), true).expect("an answer").expect("no fault");
    assert_eq!((rows(&ahead), ahead["rows"][0]["title"].clone()), (1, json!("换墨盒")));
    assert_eq!(desk.done("engineer", GetTask { id: given.id }).await.row.task.state, TaskState::Open);
    phone.rest().await;
    assert_eq!((phone.waiting(), phone.tray().len()), (0, 0));
    let done = desk.done("engineer", GetTask { id: given.id }).await.row.task;
    assert_eq!((done.state, done.outcome.as_str()), (TaskState::Done, "已寄"));
    let open = desk.done("engineer", ListTasks { whose: Some(TaskWhose::Mine), ..ListTasks::default() }).await;
    assert_eq!(open.rows.iter().map(|row| row.task.title.as_str()).collect::<Vec<_>>(), ["换墨盒"]);
    assert_eq!(json!(open.rows[0].task.id), made["id"], "under the name that it got there");
}

async fn what_somebody_else_ended_waits_in_the_tray(desk: Desk) {
    let given = desk.done("agent", to("engineer", "寄回旧件")).await;
    let phone = Device::of(&desk, "engineer");
    phone.rest().await;
    phone.queues("tasks.finish", &json!({"id": given.id, "outcome": "已寄"})).await.expect("kept");
    desk.done("agent", CancelTask { id: given.id, outcome: "不用寄了".into() }).await;
    phone.rest().await;
    assert_eq!((phone.waiting(), phone.tray().len()), (0, 1));
    let kept = desk.done("engineer", GetTask { id: given.id }).await.row.task;
    assert_eq!((kept.state, kept.outcome.as_str()), (TaskState::Cancelled, "不用寄了"));
}
