//! Presence: seen by those who may, over all nodes, and soon forgotten.

use std::time::Duration;

use futures::StreamExt;
use yingda_server::db::Dialect;
use yingda_server::registry::registry;
use yingda_server::services::Services;
use yingda_shared::kernel::id::CaseId;
use yingda_shared::workplace::presence::{AttendCase, Doing};

use crate::both;
use crate::support::world::FIRM_ONE;
use crate::support::{Ask, Desk, code};

both!(
    people_at_a_case_see_each_other_on_their_side,
    a_word_of_presence_leaves_no_trace,
    the_live_channel_says_at_which_case,
    two_nodes_see_who_is_beside,
);

/// Long enough for any machine; nothing is measured.
const PATIENCE: Duration = Duration::from_secs(30);

async fn at(desk: &Desk, who: &str, id: CaseId, doing: Doing) -> Vec<(String, Doing)> {
    let others = desk.done(who, AttendCase { id, doing }).await.others;
    others.into_iter().map(|one| (one.name, one.doing)).collect()
}

fn named(login: &str, doing: Doing) -> (String, Doing) {
    (format!("{login}先生"), doing)
}

async fn people_at_a_case_see_each_other_on_their_side(desk: Desk) {
    let case = desk.submitted("anna", "同看").await.id;
    desk.forwarded_to_firm(case, FIRM_ONE).await;
    assert_eq!(at(&desk, "engineer", case, Doing::Looking).await, []);
    assert_eq!(at(&desk, "colleague", case, Doing::Typing).await, [named("engineer", Doing::Looking)]);
    assert_eq!(at(&desk, "engineer", case, Doing::Looking).await, [named("colleague", Doing::Typing)]);
    assert_eq!(at(&desk, "paul", case, Doing::Typing).await, [], "a firm is not told who of ours looks");
    assert_eq!(at(&desk, "petra", case, Doing::Looking).await, [named("paul", Doing::Typing)]);
    let all = at(&desk, "engineer", case, Doing::Looking).await;
    assert_eq!(all.len(), 3, "staff are told of everybody: {all:?}");
    at(&desk, "colleague", case, Doing::Gone).await;
    assert!(!at(&desk, "engineer", case, Doing::Looking).await.contains(&named("colleague", Doing::Typing)));
    for (who, refused) in
        [("anna", "forbidden"), ("guest", "unauthenticated"), ("quinn", "not_found"), ("south", "not_found")]
    {
        assert_eq!(code(desk.call(who, AttendCase { id: case, doing: Doing::Looking }).await), refused, "{who}");
    }
}

async fn a_word_of_presence_leaves_no_trace(desk: Desk) {
    let case = desk.submitted("anna", "不留痕").await.id;
    let (head, commands) = (desk.head().await, "SELECT COUNT(*) AS n FROM commands");
    let before = desk.number(commands, vec![]).await;
    for doing in [Doing::Looking, Doing::Typing, Doing::Looking] {
        let caller = desk.caller("engineer").await;
        let caller =
            yingda_server::ctx::Caller { command_id: Some(yingda_shared::kernel::id::Uuid::now_v7()), ..caller };
        registry().call(&desk.services, caller, AttendCase { id: case, doing }).await.expect("an answer");
    }
    assert_eq!((desk.head().await, desk.number(commands, vec![]).await), (head, before));
    assert_eq!(desk.number("SELECT COUNT(*) AS n FROM presence", vec![]).await, 1);
    desk.write(|cx| {
        Box::pin(async move { cx.exec("UPDATE presence SET until = until - 120000", vec![]).await.map(drop) })
    })
    .await;
    assert_eq!(at(&desk, "colleague", case, Doing::Looking).await, [], "a lease ends by itself");
    assert_eq!(desk.number("SELECT COUNT(*) AS n FROM presence", vec![]).await, 1, "what is over is let go");
}

/// Listens until the channel tells of a presence.
async fn hears(desk: &Desk, who: &str, mut again: impl AsyncFnMut()) -> String {
    let mut body = desk.stream(Ask::get("/live").by(who)).await.into_body().into_data_stream();
    let heard = async {
        loop {
            again().await;
            while let Ok(Some(Ok(bytes))) = tokio::time::timeout(Duration::from_secs(2), body.next()).await {
                let text = String::from_utf8_lossy(&bytes).into_owned();
                if let Some(data) = text.strip_prefix("event: presence\ndata: ") {
                    return data.trim().to_string();
                }
            }
        }
    };
    tokio::time::timeout(PATIENCE, heard).await.expect("a word in time")
}

async fn the_live_channel_says_at_which_case(desk: Desk) {
    let (annas, bellas) = (desk.submitted("anna", "甲案").await.id, desk.submitted("bella", "丙案").await.id);
    // A regional manager sees one of the two, and hears of that one alone.
    let heard = hears(&desk, "north", async || {
        for case in [bellas, annas] {
            at(&desk, "engineer", case, Doing::Gone).await;
            at(&desk, "engineer", case, Doing::Looking).await;
        }
    })
    .await;
    assert_eq!(heard, annas.to_string());
}

async fn two_nodes_see_who_is_beside(desk: Desk) {
    // A file belongs to one process.
    if desk.services.database.dialect != Dialect::Postgres {
        return;
    }
    let case = desk.submitted("anna", "两台服务器").await.id;
    let other = Services::start(desk.services.config.clone()).await.expect("a second node");
    let word = |doing| AttendCase { id: case, doing };
    let there = desk.caller("colleague").await;
    let heard = hears(&desk, "engineer", async || {
        for doing in [Doing::Gone, Doing::Typing] {
            registry().call(&other, there.clone(), word(doing)).await.expect("an answer of the other node");
        }
    })
    .await;
    assert_eq!(heard, case.to_string());
    assert_eq!(at(&desk, "engineer", case, Doing::Looking).await, [named("colleague", Doing::Typing)]);
    let others = registry().call(&other, there, word(Doing::Looking)).await.expect("an answer").others;
    assert_eq!(others.into_iter().map(|one| one.name).collect::<Vec<_>>(), ["engineer先生"]);
    let _ = other.stopping.send(true);
    other.database.close().await;
}
