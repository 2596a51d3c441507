//! Saved views: who sees and keeps them, what they count, and that they widen nothing.

use std::collections::BTreeMap;

use yingda_shared::cases::attention::SnoozeCase;
use yingda_shared::cases::operations::*;
use yingda_shared::cases::queries::ListCases;
use yingda_shared::cases::relations::MergeCase;
use yingda_shared::fault::Fault;
use yingda_shared::identity::User;
use yingda_shared::kernel::id::{Uuid, ViewId};
use yingda_shared::kernel::time::DAY;
use yingda_shared::record::{Get, Save};
use yingda_shared::views::*;

use crate::both;
use crate::support::stories::*;
use crate::support::world::{self, NORTH_TEAM, NORTHERN, SOUTH_TEAM};
use crate::support::{Desk, code, field, fields};

both!(
    a_view_is_seen_by_those_it_is_for_and_absent_to_all_others,
    a_view_shows_everybody_their_own_cases,
    counts_agree_with_lists,
    what_is_put_off_is_neither_listed_nor_counted,
    rows_from_before_get_what_they_are_filtered_by,
    each_person_arranges_views_alone,
    what_a_view_does_not_understand_is_named,
    a_view_that_another_changed_meanwhile_is_not_written_over,
);

pub fn view(n: u128, scope: ViewScope, query: &[(&str, &str)]) -> SaveView {
    let query: BTreeMap<String, String> =
        query.iter().map(|(key, value)| (key.to_string(), value.to_string())).collect();
    SaveView {
        id: ViewId(Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_9000 + n)),
        base: None,
        name: format!("视图{n}"),
        scope,
        team_id: (scope == ViewScope::Team).then_some(NORTH_TEAM),
        query,
        place: 0,
    }
}

async fn named(desk: &Desk, who: &str) -> Vec<String> {
    desk.done(who, ListViews {}).await.rows.into_iter().map(|view| view.name).collect()
}

/// The manager leads the northern team.
async fn lead(desk: &Desk, login: &str) {
    let user: User = desk.done("admin", Get::new(world::user(login).0)).await;
    desk.done("admin", Save(User { team_ids: vec![NORTH_TEAM], ..user })).await;
}

async fn a_view_is_seen_by_those_it_is_for_and_absent_to_all_others(desk: Desk) {
    lead(&desk, "manager").await;
    desk.done("agent", view(1, ViewScope::Personal, &[("assignee", "me")])).await;
    desk.done("manager", view(2, ViewScope::Team, &[("team_id", &NORTH_TEAM.to_string())])).await;
    desk.done("admin", view(3, ViewScope::Organisation, &[("due", "overdue")])).await;
    for (who, seen) in [
        ("agent", vec!["视图1", "视图3"]),
        ("engineer", vec!["视图2", "视图3"]),
        ("manager", vec!["视图2", "视图3"]),
        ("north", vec!["视图3"]),
        ("admin", vec!["视图3"]),
    ] {
        assert_eq!(named(&desk, who).await, seen, "{who}");
    }
    for who in ["anna", "paul"] {
        assert_eq!(code(desk.call(who, ListViews {}).await), "forbidden");
    }
    let (own, team, all) =
        (view(1, ViewScope::Personal, &[]), view(2, ViewScope::Team, &[]), view(3, ViewScope::Organisation, &[]));
    for (who, op) in [("engineer", &own), ("admin", &own), ("agent", &team), ("north", &team)] {
        assert_eq!(code(desk.call(who, GetView { id: op.id }).await), "not_found", "{who}");
        assert_eq!(code(desk.call(who, RemoveView { id: op.id }).await), "not_found", "{who}");
        let taken = SaveView { scope: ViewScope::Personal, team_id: None, ..op.clone() };
        assert_eq!(code(desk.call(who, taken).await), "not_found", "{who}");
    }
    for (who, op) in [("agent", &all), ("manager", &all), ("engineer", &team)] {
        assert_eq!(code(desk.call(who, op.clone()).await), "views.not_yours", "{who}");
        assert_eq!(code(desk.call(who, RemoveView { id: op.id }).await), "views.not_yours", "{who}");
    }
    let foreign = SaveView { team_id: Some(SOUTH_TEAM), ..view(4, ViewScope::Team, &[]) };
    assert_eq!(code(desk.call("manager", foreign).await), "views.not_yours");
    assert_eq!(code(desk.call("agent", view(5, ViewScope::Organisation, &[])).await), "views.not_yours");
    desk.done("manager", RemoveView { id: team.id }).await;
    assert_eq!(named(&desk, "engineer").await, ["视图3"]);
    assert_eq!(code(desk.call("engineer", GetView { id: team.id }).await), "not_found");
}

async fn a_view_shows_everybody_their_own_cases(desk: Desk) {
    let north = desk.opened_for(NORTHERN, world::ANNA, "北方").await;
    desk.opened_for(world::SOUTHERN, world::BELLA, "南方").await;
    desk.forwarded_to_team(north.id, NORTH_TEAM).await;
    let op = view(1, ViewScope::Organisation, &[("state", "open")]);
    desk.done("admin", op.clone()).await;
    for (who, seen) in [("agent", 2), ("north", 1), ("south", 1), ("field", 1), ("sales", 1)] {
        let counts = desk.done(who, CountViews {}).await.by_view;
        assert_eq!(counts[&op.id], seen, "{who}");
        let saved = desk.done(who, GetView { id: op.id }).await;
        let listed = desk.done(who, address::question_of(&saved.query)).await.rows.len() as i64;
        assert_eq!(listed, seen, "{who}");
    }
}

async fn counts_agree_with_lists(desk: Desk) {
    let case = desk.done("anna", SubmitCase { category_id: Some(world::PRINTERS), ..submit("打印机") }).await;
    desk.done("agent", QuickOpenCase { subject: "电话".into(), take: true, ..QuickOpenCase::default() }).await;
    let done = desk.submitted("bella", "好了").await;
    desk.done("manager", CancelCase { id: done.id, reason: "不用".into() }).await;
    desk.commented("anna", case.id, "还在等").await;
    let queries: [&[(&str, &str)]; 12] = [
        &[],
        &[("state", "all")],
        &[("state", "!cancelled")],
        &[("assignee", "me")],
        &[("assignee", "!none")],
        &[("channel", "phone")],
        &[("channel", "!phone"), ("state", "all")],
        &[("due", "overdue,day")],
        &[("created", "24h"), ("updated", "today")],
        &[("waits", "customer")],
        &[("category_id", "none"), ("state", "all")],
        &[("company_id", &NORTHERN.to_string()), ("product_id", "none")],
    ];
    for (n, query) in queries.iter().enumerate() {
        desk.done("agent", view(n as u128, ViewScope::Personal, query)).await;
    }
    // Looking for words is not counted: nobody knows beforehand how long that takes.
    let searching = view(99, ViewScope::Personal, &[("q", "打印")]);
    desk.done("agent", searching.clone()).await;
    let counts = desk.done("agent", CountViews {}).await.by_view;
    let mut found = Vec::new();
    for saved in desk.done("agent", ListViews {}).await.rows.iter().filter(|saved| saved.id != searching.id) {
        let listed = desk.done("agent", address::question_of(&saved.query)).await.rows.len() as i64;
        assert_eq!(counts[&saved.id], listed, "{:?}", saved.query);
        found.push(listed);
    }
    assert!(!counts.contains_key(&searching.id));
    assert!(found.contains(&1) && found.contains(&2) && found.contains(&3), "{found:?}");
}

async fn what_is_put_off_is_neither_listed_nor_counted(desk: Desk) {
    let case = desk.submitted("anna", "以后再说").await;
    desk.submitted("bella", "现在就办").await;
    let (open, later) = (view(1, ViewScope::Personal, &[]), view(2, ViewScope::Personal, &[("snoozed", "only")]));
    desk.done("agent", open.clone()).await;
    desk.done("agent", later.clone()).await;
    let until = yingda_server::ctx::now() + DAY;
    desk.done("agent", SnoozeCase { id: case.id, until }).await;
    let counts = desk.done("agent", CountViews {}).await.by_view;
    assert_eq!((counts[&open.id], counts[&later.id]), (1, 1));
    let listed = desk.subjects("agent", address::question_of(&open.query)).await;
    assert_eq!(listed, Ok(vec!["现在就办".to_string()]));
}

/// What the step of the schema makes of rows is what the program would have written.
async fn rows_from_before_get_what_they_are_filtered_by(desk: Desk) {
    const STEP: &str = include_str!("../migrations/0017_views.sql");
    let printer = SubmitCase { asset_id: Some(world::PRINTER), product_id: Some(world::U8), ..submit("打印机") };
    let goes = desk.done("anna", printer).await;
    let stays = desk.submitted("bella", "也是打印机").await;
    desk.commented("anna", goes.id, "还在等").await;
    desk.done("agent", MergeCase { id: goes.id, into: stays.id }).await;
    let waiting = desk.submitted("anna", "有人等").await;
    desk.commented("anna", waiting.id, "在吗").await;
    let over = desk.submitted("anna", "等过").await;
    desk.commented("anna", over.id, "在吗").await;
    desk.done("manager", CancelCase { id: over.id, reason: "不用".into() }).await;
    desk.done("agent", QuickOpenCase { subject: "电话".into(), ..QuickOpenCase::default() }).await;
    desk.guest_case("访客").await;
    let told = || {
        let desk = desk.clone();
        async move {
            let of = |channel: &str| ListCases { channel: Some(channel.into()), ..ListCases::default() };
            let mut queries: Vec<ListCases> = ["portal", "phone", "guest", "api"].map(of).into();
            queries.push(ListCases { product_id: Some(world::U8.to_string()), ..ListCases::default() });
            queries.push(ListCases { waits: Some("customer".into()), ..ListCases::default() });
            let mut found = Vec::new();
            for query in queries {
                found.push(desk.subjects("agent", query).await.expect("a list"));
            }
            found
        }
    };
    let written = told().await;
    assert!(written[..3].iter().chain(&written[4..]).all(|found| !found.is_empty()), "{written:?}");
    assert!(written[4].iter().all(|subject| subject == "打印机"), "{written:?}");
    for sql in std::iter::once("UPDATE cases SET channel = '', product_id = NULL, waits = 0")
        .chain(STEP.split(';').filter(|sql| sql.contains("UPDATE cases SET")))
    {
        desk.write(move |cx| Box::pin(async move { cx.exec(sql, vec![]).await })).await;
    }
    assert_eq!(told().await, written);
}

async fn each_person_arranges_views_alone(desk: Desk) {
    let op = view(1, ViewScope::Organisation, &[]);
    desk.done("admin", op.clone()).await;
    let gone = ViewId(Uuid::from_u128(7));
    desk.done("agent", PinViews { ids: vec![op.id, gone] }).await;
    desk.done("agent", KeepColumns { view: Some(op.id), columns: "number:140,subject".into() }).await;
    desk.done("agent", KeepColumns { view: None, columns: "subject".into() }).await;
    let arranged = desk.done("agent", ListViews {}).await.desk;
    assert_eq!(arranged.pinned, [op.id, gone]);
    assert_eq!(
        (arranged.columns[&op.id.to_string()].as_str(), arranged.columns["all"].as_str()),
        ("number:140,subject", "subject")
    );
    assert_eq!(desk.done("engineer", ListViews {}).await.desk, ViewDesk::default());
    let cleared = desk.done("agent", KeepColumns { view: None, columns: String::new() }).await;
    assert_eq!(cleared.columns.len(), 1);
    let wrong = KeepColumns { view: None, columns: "subject;color:red".into() };
    assert_eq!(fields(desk.call("agent", wrong).await), field("/columns", "unknown_word"));
}

async fn what_a_view_does_not_understand_is_named(desk: Desk) {
    let long = "x".repeat(10_000);
    for (key, value, complaint) in [
        ("owner", "me", field("/query", "unknown_word")),
        ("state", "nonsense", field("/state", "unknown_word")),
        ("team_id", "x' OR '1'='1", field("/team_id", "unknown_word")),
        ("created", "yesterday", field("/created", "period")),
        ("q", &long, field("/query", "filter_too_long")),
        ("assignee", &long, field("/query", "filter_too_long")),
    ] {
        let op = view(1, ViewScope::Personal, &[(key, value)]);
        assert_eq!(fields(desk.call("agent", op).await), complaint, "{key}");
    }
    let nameless = SaveView { name: " ".into(), ..view(1, ViewScope::Personal, &[]) };
    assert_eq!(fields(desk.call("agent", nameless).await), field("/name", "required"));
    assert_eq!(named(&desk, "agent").await, Vec::<String>::new());
}

async fn a_view_that_another_changed_meanwhile_is_not_written_over(desk: Desk) {
    let op = view(1, ViewScope::Organisation, &[("due", "today")]);
    let first = desk.done("admin", op.clone()).await;
    let renamed = SaveView { base: Some(first.rv), name: "改名".into(), ..op.clone() };
    desk.done("admin", renamed.clone()).await;
    desk.done("admin", SaveView { name: "又改".into(), ..renamed.clone() }).await;
    let admins: User = desk.done("admin", Get::new(world::user("manager").0)).await;
    let role = world::person("admin").role_id;
    desk.done("admin", Save(User { role_id: role, ..admins })).await;
    let Err(Fault::Conflict { changes, .. }) = desk.call("manager", renamed).await else { panic!("written over") };
    assert_eq!(changes[0].value, "又改");
}
