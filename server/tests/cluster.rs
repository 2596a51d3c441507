//! Two nodes over one PostgreSQL and one folder of files: what one does, the other knows.

use std::time::Duration;

use futures::StreamExt;
use serde_json::json;
use yingda_server::db::lease::Duty;
use yingda_server::{duties, retention};
use yingda_shared::cases::operations::CaseRef;
use yingda_shared::cases::queries::{GetCase, ListCases};
use yingda_shared::identity::operations::{ListSessions, ListTokens, NewToken, RevokeToken, SignOut};
use yingda_shared::kernel::id::Uuid;
use yingda_shared::kernel::time::HOUR;

use crate::support::stories::{PNG, search, submit};
use crate::support::{Ask, Backend, Desk, world};

/// Long enough for any machine; nothing is measured.
const PATIENCE: Duration = Duration::from_secs(30);

/// Declares that each story, `async fn name(one: Desk, other: Desk)`, is a test.
macro_rules! on_two_nodes {
    ($($story:ident),+ $(,)?) => { $(
        mod $story {
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                super::tell(super::$story).await;
            }
        }
    )+ };
}

on_two_nodes!(
    who_is_signed_out_on_one_is_out_on_the_other_at_once,
    a_token_that_is_revoked_on_one_is_refused_by_the_other_at_once,
    who_is_switched_off_on_one_is_out_on_the_other_at_once,
    the_live_channel_of_one_tells_what_the_other_wrote,
    changed_rights_are_heard_of,
    a_file_of_one_is_read_on_the_other,
    the_same_command_on_both_is_done_once,
    numbers_and_positions_of_two_writers_are_one_series,
    daily_work_is_done_by_one,
    the_work_of_a_node_that_died_comes_up_again
);

async fn tell<F: Future<Output = ()>>(story: impl FnOnce(Desk, Desk) -> F) {
    Desk::tell(Backend::Postgres, |one| async move {
        let other = one.beside().await;
        story(one, other.clone()).await;
        other.services.database.close().await;
    })
    .await;
}

/// Status of a list of cases as somebody who is signed in gets it.
async fn lists(desk: &Desk, ask: impl Fn(Ask) -> Ask) -> u16 {
    desk.http(ask(Ask::get("/cases"))).await.status.as_u16()
}

async fn who_is_signed_out_on_one_is_out_on_the_other_at_once(one: Desk, other: Desk) {
    let agent = |ask: Ask| ask.by("agent");
    // Both know the session already, and keep what they know.
    assert_eq!((lists(&one, agent).await, lists(&other, agent).await), (200, 200));
    let sessions = one.done("agent", ListSessions {}).await;
    assert_eq!(sessions.rows.len(), 1);
    one.done("agent", SignOut { keep: false }).await;
    assert_eq!((lists(&other, agent).await, lists(&one, agent).await), (401, 401));
}

async fn a_token_that_is_revoked_on_one_is_refused_by_the_other_at_once(one: Desk, other: Desk) {
    let made: NewToken = serde_json::from_value(
        one.call_json("agent", "tokens.create", json!({"name": "t", "scope": "", "days": 1})).await.expect("a token"),
    )
    .expect("a token");
    let holder = |ask: Ask| ask.token(&made.token);
    assert_eq!((lists(&one, holder).await, lists(&other, holder).await), (200, 200));
    let id = one.done("agent", ListTokens {}).await.rows[0].id;
    one.done("agent", RevokeToken { id }).await;
    assert_eq!((lists(&other, holder).await, lists(&one, holder).await), (401, 401));
}

async fn who_is_switched_off_on_one_is_out_on_the_other_at_once(one: Desk, other: Desk) {
    let agent = |ask: Ask| ask.by("agent");
    assert_eq!(lists(&other, agent).await, 200);
    let id = world::user("agent");
    let mut user = one.call_json("admin", "users.get", json!({"id": id})).await.expect("the agent");
    user["active"] = false.into();
    one.call_json("admin", "users.save", user).await.expect("switched off");
    assert_eq!(lists(&other, agent).await, 401);
}

async fn the_live_channel_of_one_tells_what_the_other_wrote(one: Desk, other: Desk) {
    let mut channel = other.stream(Ask::get("/live").by("manager")).await.into_body().into_data_stream();
    one.submitted("anna", "打印机卡纸").await;
    let heard = async {
        while let Some(Ok(bytes)) = channel.next().await {
            if String::from_utf8_lossy(&bytes).contains("event: head") {
                return true;
            }
        }
        false
    };
    assert!(tokio::time::timeout(PATIENCE, heard).await.expect("a poke in time"), "the channel ended instead");
    assert_eq!(other.subjects("manager", search("卡纸")).await.expect("a list"), ["打印机卡纸"]);
}

async fn changed_rights_are_heard_of(one: Desk, other: Desk) {
    assert_eq!(lists(&other, |ask| ask.by("agent")).await, 200);
    let mut heard = other.services.changes.subscribe();
    let roles = one.call_json("admin", "roles.list", json!({})).await.expect("roles");
    let agent = one.call_json("admin", "users.get", json!({"id": world::user("agent")})).await.expect("the agent");
    let mut role = roles["rows"]
        .as_array()
        .expect("rows")
        .iter()
        .find(|role| role["id"] == agent["role_id"])
        .expect("its role")
        .clone();
    let operations = role["operations"].as_array().expect("rights").iter().filter(|name| *name != "cases.list");
    role["operations"] = operations.cloned().collect();
    one.call_json("admin", "roles.save", role).await.expect("saved");
    // A node that has told its channels of a change has forgotten whom it knew before.
    let told = async {
        loop {
            let batch = heard.recv().await.expect("changes are told");
            if batch.iter().any(|touch| touch.kind == "roles") {
                return;
            }
        }
    };
    tokio::time::timeout(PATIENCE, told).await.expect("heard in time");
    assert_eq!(lists(&other, |ask| ask.by("agent")).await, 403);
}

async fn a_file_of_one_is_read_on_the_other(one: Desk, other: Desk) {
    let file = one.uploaded("anna", "a.png", PNG).await;
    let answer = other.http(Ask::get(&format!("/files/{file}/content")).by("anna")).await;
    assert_eq!((answer.status.as_u16(), answer.bytes.as_slice()), (200, PNG));
}

async fn the_same_command_on_both_is_done_once(one: Desk, other: Desk) {
    let key = Uuid::now_v7().to_string();
    let ask = || {
        let input = serde_json::to_value(submit("只开一次")).expect("an input");
        Ask::post("/cases", input).by("anna").header("idempotency-key", &key)
    };
    let (here, there) = futures::join!(one.http(ask()), other.http(ask()));
    let (here, there) = (here.ok(), there.ok());
    assert_eq!(here, there);
    assert_eq!(one.subjects("manager", search("只开一次")).await.expect("a list").len(), 1);
}

async fn numbers_and_positions_of_two_writers_are_one_series(one: Desk, other: Desk) {
    let begun = one.head().await;
    let open = |desk: Desk, n: u32| async move { desk.submitted("anna", &format!("第 {n} 张")).await };
    let all = (0..40).map(|n| open(if n % 2 == 0 { one.clone() } else { other.clone() }, n));
    let cases: Vec<CaseRef> = futures::future::join_all(all).await;
    let numbers: std::collections::BTreeSet<_> = cases.iter().map(|case| case.number.clone()).collect();
    assert_eq!(numbers.len(), 40, "no number twice");
    let rows = one.number("SELECT COUNT(*) AS n FROM feed WHERE pos > $1", vec![begun.into()]).await;
    assert_eq!(one.head().await - begun, rows, "positions have no gap");
    for case in &cases {
        other.done("anna", GetCase { id: case.id.to_string() }).await;
    }
    let listed = other.done("manager", ListCases { limit: Some(500), ..ListCases::default() }).await;
    assert!(cases.iter().all(|case| listed.rows.iter().any(|row| row.id == case.id)));
}

async fn daily_work_is_done_by_one(one: Desk, other: Desk) {
    let (here, there) = futures::join!(retention::keep(&one.services), retention::keep(&other.services));
    let done = [here.expect("kept"), there.expect("kept")];
    assert_eq!(done.iter().flatten().count(), 1, "{done:?}");
    assert_eq!(retention::keep(&one.services).await, Ok(None), "not twice a day");
}

async fn the_work_of_a_node_that_died_comes_up_again(one: Desk, other: Desk) {
    const DUTY: Duty = Duty { name: "a story", every: 24 * HOUR, at_most: HOUR };
    assert_eq!(duties::take(&one.services, DUTY).await, Ok(true));
    assert_eq!(duties::take(&other.services, DUTY).await, Ok(false), "somebody is at it");
    // It died: nobody ended the work, and the hour goes by.
    let ages = |by: i64| {
        other.write(move |cx| {
            let sql = "UPDATE leases SET until = until - $1 WHERE name = $2";
            Box::pin(async move { cx.exec(sql, vec![by.into(), DUTY.name.into()]).await })
        })
    };
    ages(HOUR - 60_000).await;
    assert_eq!(duties::take(&other.services, DUTY).await, Ok(false), "not yet");
    ages(120_000).await;
    assert_eq!(duties::take(&other.services, DUTY).await, Ok(true));
    duties::end(&other.services, DUTY, true).await.expect("ended");
    // What came to after all ends what is another's no more.
    duties::end(&one.services, DUTY, false).await.expect("nothing to end");
    assert_eq!(duties::take(&one.services, DUTY).await, Ok(false), "done for today");
}
