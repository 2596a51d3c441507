//! Saved views on devices: told like other things, changed without a network, done once.

use serde_json::{Value, json};
use yingda_shared::identity::User;
use yingda_shared::record::{Get, Save};
use yingda_shared::views::{PinViews, RemoveView, ViewScope};

use super::device::Device;
use crate::both;
use crate::support::Desk;
use crate::support::world::{self, NORTH_TEAM};
use crate::views::view;

both!(a_device_has_the_views_of_its_person_and_counts_alike, views_are_made_and_taken_away_without_a_network);

async fn same(desk: &Desk, device: &Device, who: &str, name: &str) -> Value {
    let here = device.answers(name, &json!({}), true).expect("an answer").expect("no fault");
    let there = desk.call_json(who, name, json!({})).await.expect("an answer");
    assert_eq!(here, there, "{who}: {name}");
    there
}

async fn a_device_has_the_views_of_its_person_and_counts_alike(desk: Desk) {
    super::parity::busy_world(&desk).await;
    desk.done("admin", view(1, ViewScope::Organisation, &[("state", "open")])).await;
    desk.done("engineer", view(2, ViewScope::Personal, &[("assignee", "me"), ("state", "all")])).await;
    desk.done("agent", view(3, ViewScope::Personal, &[])).await;
    desk.done("engineer", view(4, ViewScope::Personal, &[("q", "打印")])).await;
    let laptop = Device::of(&desk, "engineer");
    laptop.rest().await;
    let views = same(&desk, &laptop, "engineer", "views.list").await;
    assert_eq!(views["rows"].as_array().map(Vec::len), Some(3));
    let counts = same(&desk, &laptop, "engineer", "views.count").await;
    assert_eq!(counts["by_view"].as_object().map(|counts| counts.len()), Some(2));
    // A view of a team comes with the team, and goes with it.
    let lead: User = desk.done("admin", Get::new(world::user("manager").0)).await;
    desk.done("admin", Save(User { team_ids: vec![NORTH_TEAM], ..lead })).await;
    desk.done("manager", view(5, ViewScope::Team, &[])).await;
    desk.done("engineer", PinViews { ids: vec![view(5, ViewScope::Team, &[]).id] }).await;
    laptop.rest().await;
    assert_eq!(
        same(&desk, &laptop, "engineer", "views.list").await["desk"]["pinned"].as_array().map(Vec::len),
        Some(1)
    );
    let engineer: User = desk.done("admin", Get::new(world::user("engineer").0)).await;
    desk.done("admin", Save(User { team_ids: Vec::new(), ..engineer })).await;
    laptop.rest().await;
    assert_eq!(laptop.rows("views").len(), 3);
    desk.done("admin", RemoveView { id: view(1, ViewScope::Organisation, &[]).id }).await;
    laptop.rest().await;
    assert_eq!(laptop.rows("views").len(), 2);
}

async fn views_are_made_and_taken_away_without_a_network(desk: Desk) {
    let old = view(1, ViewScope::Personal, &[("due", "today")]);
    desk.done("agent", old.clone()).await;
    let phone = Device::of(&desk, "agent");
    phone.rest().await;
    let made = view(2, ViewScope::Personal, &[("waits", "customer"), ("layout", "board")]);
    phone.queues("views.save", &json!(made)).await.expect("kept");
    phone.queues("views.remove", &json!({"id": old.id})).await.expect("kept");
    phone.queues("views.pin", &json!({"ids": [made.id]})).await.expect("kept");
    phone.queues("views.keep_columns", &json!({"view": made.id, "columns": "subject:300"})).await.expect("kept");
    let all = view(3, ViewScope::Organisation, &[]);
    assert!(phone.queues("views.save", &json!(all)).await.is_err(), "what is everybody's is refused here already");
    let ahead = phone.answers("views.list", &json!({}), true).expect("an answer").expect("no fault");
    assert_eq!(ahead["rows"].as_array().map(|rows| (rows.len(), rows[0]["name"].clone())), Some((1, json!("视图2"))));
    phone.rest().await;
    assert_eq!((phone.waiting(), phone.tray().len()), (0, 0));
    let told = same(&desk, &phone, "agent", "views.list").await;
    assert_eq!(told["rows"].as_array().map(Vec::len), Some(1));
    assert_eq!(told["desk"]["columns"][made.id.to_string()], "subject:300");
}
