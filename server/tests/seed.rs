//! A desk filled with many cases at once is one that work goes on at.

use std::collections::BTreeMap;

use yingda_server::ctx::Caller;
use yingda_server::db::{Bind, feed};
use yingda_server::registry::registry;
use yingda_server::{cases, demo, identity, records};
use yingda_shared::cases::operations::QuickOpenCase;
use yingda_shared::cases::queries::{CountCases, GetCase, ListCases};
use yingda_shared::contract::Operation;
use yingda_shared::identity::User;

use crate::support::{Backend, Desk};

const CASES: i64 = 600;

async fn admin<O: Operation>(desk: &Desk, op: O) -> O::Output {
    let mut cx = desk.services.reader(Caller::system());
    let user: User = records::store::by_code(&mut cx, "admin").await.expect("users").expect("an administrator");
    let actor = identity::actors::of_user(&mut cx, user.id).await.expect("rights").expect("an actor");
    let answer = registry().call(&desk.services, Caller::of(actor, "test"), op).await;
    answer.unwrap_or_else(|fault| panic!("{}: {fault:?}", O::NAME))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_filled_desk_is_whole_on_sqlite() {
    Desk::tell_empty(Backend::Sqlite, |_| {}, whole).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_filled_desk_is_whole_on_postgres() {
    Desk::tell_empty(Backend::Postgres, |_| {}, whole).await;
}

async fn whole(desk: Desk) {
    let before = indexes(&desk).await;
    let summary = demo::seed(&desk.services, CASES as usize).await.expect("a filled desk");
    assert!(summary.contains("600 more cases"), "{summary}");
    assert_eq!(indexes(&desk).await, before, "every index is back");

    // Each entry and each case has a position of its own, the feed is one unbroken stretch up to the head.
    let number = |sql: &'static str| desk.number(sql, vec![]);
    assert!(number("SELECT COUNT(*) AS n FROM cases").await > CASES);
    let feed = number("SELECT COUNT(*) AS n FROM feed").await;
    let (first, last) =
        (number("SELECT MIN(pos) AS n FROM feed").await, number("SELECT MAX(pos) AS n FROM feed").await);
    assert_eq!((last - first + 1, last), (feed, desk.head().await));
    assert_eq!(number("SELECT COUNT(*) AS n FROM case_events WHERE case_id NOT IN (SELECT id FROM cases)").await, 0);
    let doubled = "SELECT COUNT(*) AS n FROM cases c WHERE c.rv IN (SELECT pos FROM case_events)";
    assert_eq!(number(doubled).await, 0);

    // Rows say what their cases say.
    let mut cx = desk.services.reader(Caller::system());
    let mut page = cases::store::indexed::page(&mut cx, None, 2_000).await.expect("cases");
    assert!(page.iter().all(|case| case.created_at <= case.updated_at && case.updated_at <= yingda_server::ctx::now()));
    let open = page.iter().filter(|case| case.state.is_open()).count();
    assert!(open * 20 > page.len() && open * 2 < page.len(), "{open} open");
    page.retain(|case| case.rv % 7 == 0);
    for case in page {
        let row = "SELECT number || state || open || priority || updated_at || search || body || outer_rv AS text FROM cases WHERE id = $1";
        let id: Bind = case.id.0.into();
        let was = cx.one(row, vec![id.clone()]).await.expect("a row").text("text");
        let saved = case.clone();
        desk.write(move |cx| Box::pin(async move { cases::store::update(cx, &saved, true).await })).await;
        assert_eq!(cx.one(row, vec![id]).await.expect("a row").text("text"), was, "{}", case.number);
    }
    drop(cx);

    // And the desk goes on: lists, numbers, the feed.
    let counts: BTreeMap<String, i64> = admin(&desk, CountCases { q: None, assignee: None }).await.by_state;
    assert_eq!(counts.values().sum::<i64>(), number("SELECT COUNT(*) AS n FROM cases").await);
    let list = admin(&desk, ListCases { state: Some("open".into()), limit: Some(5), ..ListCases::default() }).await;
    let detail = admin(&desk, GetCase { id: list.rows[0].id.to_string() }).await;
    assert!(!detail.timeline.is_empty());
    let opened = admin(&desk, QuickOpenCase { subject: "下一个".into(), ..QuickOpenCase::default() }).await;
    assert_eq!(
        number("SELECT COUNT(DISTINCT number) AS n FROM cases").await,
        number("SELECT COUNT(*) AS n FROM cases").await
    );
    let head = desk.head().await;
    let mut conn = desk.services.database.reader().await.expect("a connection");
    let told = feed::changed(&mut conn, "cases", last, 10).await.expect("the feed");
    assert_eq!(told, [opened.id.0], "up to {head}");
}

/// Names of all indexes.
async fn indexes(desk: &Desk) -> Vec<String> {
    let sql = match desk.services.database.dialect {
        yingda_server::db::Dialect::Sqlite => "SELECT name FROM sqlite_master WHERE type = 'index' ORDER BY name",
        _ => "SELECT indexname::TEXT AS name FROM pg_indexes WHERE schemaname = current_schema() ORDER BY indexname",
    };
    let mut cx = desk.services.reader(Caller::system());
    cx.all(sql, vec![]).await.expect("the catalogue").iter().map(|row| row.text("name")).collect()
}
