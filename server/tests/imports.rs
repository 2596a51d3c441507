//! What fills a desk from outside: the incident log, asserted against figures counted in the file
//! itself, and the demo world.

mod exports;
mod going_on;
mod promises;
pub mod tables;

use std::path::{Path, PathBuf};

use yingda_server::ctx::Caller;
use yingda_server::identity::actors;
use yingda_server::imports::incident_log::{Options, run};
use yingda_server::records;
use yingda_server::registry::registry;
use yingda_shared::cases::queries::ListCases;
use yingda_shared::identity::operations::DemoAccounts;
use yingda_shared::identity::{Actor, User};
use yingda_shared::notices::ListNotices;

use crate::support::{Backend, Desk, skip};

/// A row of the log that nothing is wrong with.
pub const HEADER: &str = "number,incident_state,active,reassignment_count,reopen_count,sys_mod_count,made_sla,caller_id,opened_by,opened_at,sys_created_by,sys_created_at,sys_updated_by,sys_updated_at,contact_type,location,category,subcategory,u_symptom,cmdb_ci,impact,urgency,priority,assignment_group,assigned_to,knowledge,u_priority_confirmation,notify,problem_id,rfc,vendor,caused_by,closed_code,resolved_by,resolved_at,closed_at";

pub fn row(number: &str, state: &str, count: u32, at: &str) -> String {
    format!(
        "{number},{state},TRUE,0,0,{count},TRUE,Caller 1,Opened by 8,29-02-2016 01:16,?,?,Updated by 21,{at},Phone,Location 1,\
         Category 55,Subcategory 170,Symptom 72,?,2 - Medium,2 - Medium,3 - Moderate,Group 56,Resolver 3,TRUE,FALSE,Do Not Notify,\
         ?,?,?,?,code 5,Resolved by 149,29-02-2016 11:29,05-03-2016 12:00"
    )
}

/// The published log, where the machine has it.
fn log() -> Option<PathBuf> {
    let folder = std::env::var("YINGDA_TEST_DATA").ok().filter(|folder| !folder.is_empty());
    let file = folder.map(|folder| Path::new(&folder).join("incident-log/incident_event_log.csv"));
    if file.is_none() {
        skip("YINGDA_TEST_DATA names no folder with the incident log");
    }
    file
}

async fn empty<F: Future<Output = ()>>(backend: Backend, story: impl FnOnce(Desk) -> F) {
    Desk::tell_empty(backend, |_| {}, story).await;
}

async fn count(desk: &Desk, what: &str) -> i64 {
    desk.number(&format!("SELECT COUNT(*) AS n FROM {what}"), vec![]).await
}

/// The whole log arrives, as the file counts it, and a second run finds nothing to do.
async fn whole(desk: Desk, file: PathBuf) {
    let summary = run(&desk.services, &file, &Options::default()).await.expect("the log comes in");
    assert!(summary.contains("rows 5998, kept 5998, later than --until 0, rejected 0"), "{summary}");
    assert_eq!(count(&desk, "cases").await, 890);
    assert_eq!(count(&desk, "case_events").await, 5_998);
    let words = [
        ("New", 1_638),
        ("Active", 1_544),
        ("Resolved", 929),
        ("Awaiting User Info", 910),
        ("Closed", 897),
        ("Awaiting Problem", 71),
        ("Awaiting Vendor", 7),
        ("Awaiting Evidence", 2),
    ];
    for (word, expected) in words {
        let events = count(&desk, &format!("case_events WHERE body LIKE '%\"word\":\"{word}\"%'")).await;
        assert_eq!(events, expected, "{word}");
    }
    assert_eq!(count(&desk, "cases WHERE state <> 'closed'").await, 0);
    assert_eq!(count(&desk, "cases WHERE assignee_id NOT IN (SELECT id FROM users)").await, 0);
    assert_eq!(count(&desk, "cases WHERE team_id NOT IN (SELECT id FROM teams)").await, 0);
    assert_eq!(count(&desk, "cases WHERE contact_id NOT IN (SELECT id FROM contacts)").await, 0);
    assert_eq!(count(&desk, "cases WHERE category_id NOT IN (SELECT id FROM categories)").await, 0);
    let head = desk.head().await;
    let again = run(&desk.services, &file, &Options::default()).await.expect("a second run");
    assert!(again.contains("brought 0 new cases and 0 events; 5998 rows were already there"), "{again}");
    assert_eq!(desk.head().await, head);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_whole_log_comes_in_once_sqlite() {
    let Some(file) = log() else { return };
    empty(Backend::Sqlite, |desk| whole(desk, file)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_whole_log_comes_in_once_postgres() {
    let Some(file) = log() else { return };
    empty(Backend::Postgres, |desk| whole(desk, file)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn history_stops_where_it_is_told_to_and_goes_on_later() {
    let Some(file) = log() else { return };
    let story = |desk: Desk| async move {
        let until = Options { until: Some("2016-03-05 12:00".into()), ..Options::default() };
        run(&desk.services, &file, &until).await.expect("the log until then");
        assert_eq!(count(&desk, "cases WHERE state <> 'closed'").await, 873);
        assert_eq!(count(&desk, "cases").await, 890);
        let summary = run(&desk.services, &file, &Options::default()).await.expect("the rest");
        assert!(summary.contains("brought 0 new cases and 2390 events; 3608 rows"), "{summary}");
        assert_eq!(count(&desk, "case_events").await, 5_998);
        assert_eq!(count(&desk, "cases WHERE state <> 'closed'").await, 0);
    };
    empty(Backend::Sqlite, story).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn shifted_history_ends_now() {
    let Some(file) = log() else { return };
    let story = |desk: Desk| async move {
        let before = yingda_server::ctx::now();
        let options = Options { until: Some("2016-03-05 12:00".into()), shift_to_now: true, ..Options::default() };
        run(&desk.services, &file, &options).await.expect("the log");
        let last = desk.number("SELECT MAX(at) AS n FROM case_events", vec![]).await;
        assert!((before..=yingda_server::ctx::now()).contains(&last));
        assert_eq!(count(&desk, "cases WHERE number LIKE 'CS-2016-%'").await, 0);
        // The rest keeps the distance it has in the log.
        run(&desk.services, &file, &Options::default()).await.expect("the rest");
        let lasted = desk.number("SELECT MAX(at) - MIN(at) AS n FROM case_events", vec![]).await;
        assert_eq!(lasted / 86_400_000, 341);
    };
    empty(Backend::Sqlite, story).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dry_run_writes_nothing() {
    let Some(file) = log() else { return };
    let story = |desk: Desk| async move {
        let head = desk.head().await;
        let options = Options { dry_run: true, ..Options::default() };
        let summary = run(&desk.services, &file, &options).await.expect("a dry run");
        assert!(summary.contains("would bring 890 new cases and 5998 events"), "{summary}");
        assert_eq!(desk.head().await, head);
        assert_eq!((count(&desk, "cases").await, count(&desk, "users").await), (0, 0));
    };
    empty(Backend::Sqlite, story).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_broken_row_is_left_out_and_named_by_its_line() {
    let story = |desk: Desk| async move {
        let lines = [
            HEADER.to_string(),
            row("INC1", "New", 0, "29-02-2016 01:23"),
            "INC1,Active,TRUE".into(),
            row("INC1", "Resolved", 2, "29-02-2016 08:53"),
            row("INC2", "Actve", 0, "29-02-2016 09:00"),
            row("\"INC2", "New", 0, "29-02-2016 09:00"),
            row("INC2", "New", 1, "31-02-2016 09:00"),
            row("", "New", 1, "29-02-2016 09:00"),
            row("INC3", "Active", 0, "29-02-2016 01:00"),
        ];
        let file = desk.services.config.data.join("log.csv");
        std::fs::write(&file, lines.join("\r\n")).expect("a file");
        let summary = run(&desk.services, &file, &Options::default()).await.expect("the rest comes in");
        assert!(summary.contains("rows 8, kept 3, later than --until 0, rejected 5"), "{summary}");
        assert!(summary.contains("line 3: 3 columns instead of 36"), "{summary}");
        assert!(summary.contains("line 5: unknown state \"Actve\""), "{summary}");
        assert!(summary.contains("line 6: "), "{summary}");
        assert!(summary.contains("line 7: sys_updated_at \"31-02-2016 09:00\""), "{summary}");
        assert!(summary.contains("line 8: the number is empty"), "{summary}");
        assert_eq!(count(&desk, "cases WHERE source = 'INC1' AND state = 'resolved'").await, 1);
        assert_eq!(count(&desk, "cases").await, 2);
    };
    empty(Backend::Sqlite, story).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn wrong_options_are_one_clear_line() {
    let story = |desk: Desk| async move {
        let file = desk.services.config.data.join("log.csv");
        let missing = run(&desk.services, &file, &Options::default()).await.unwrap_err();
        assert!(missing.starts_with("cannot read "), "{missing}");
        std::fs::write(&file, "a,b\n1,2\n").expect("a file");
        let columns = run(&desk.services, &file, &Options::default()).await.unwrap_err();
        assert!(columns.ends_with("the file has no column number"), "{columns}");
        let zone = Options { zone: Some("Moon/Crater".into()), ..Options::default() };
        assert!(run(&desk.services, &file, &zone).await.unwrap_err().starts_with("--zone:"));
        let until = Options { until: Some("yesterday".into()), ..Options::default() };
        assert!(run(&desk.services, &file, &until).await.unwrap_err().starts_with("--until:"));
    };
    empty(Backend::Sqlite, story).await;
}

/// Whoever signs in with one tap finds cases to look at, and only those of the right side.
async fn demo(desk: Desk) {
    let summary = yingda_server::demo::seed(&desk.services, 0).await.expect("the demo world");
    assert!(summary.contains("cases"), "{summary}");
    let head = desk.head().await;
    let again = yingda_server::demo::seed(&desk.services, 0).await.unwrap_err();
    assert!(again.contains("accounts already"), "{again}");
    assert_eq!(desk.head().await, head);
    for state in ["new", "assigned", "in_progress", "pending", "resolved", "closed", "cancelled"] {
        assert!(count(&desk, &format!("cases WHERE state = '{state}'")).await > 10, "{state}");
    }
    let accounts = desk.done("guest", DemoAccounts {}).await.accounts;
    assert_eq!((accounts.len(), accounts[0].login.as_str()), (13, "customer"));
    for account in accounts {
        let caller = Caller::of(actor(&desk, &account.login).await, "test");
        let list = registry().call(&desk.services, caller.clone(), ListCases::default()).await;
        let rows = list.unwrap_or_else(|fault| panic!("{}: {fault:?}", account.login)).rows;
        assert!(rows.len() >= 5, "{} sees {}", account.login, rows.len());
        let states: std::collections::BTreeSet<_> = rows.iter().map(|row| row.state).collect();
        assert!(states.len() >= 3, "{} sees {states:?}", account.login);
    }
    for login in ["customer", "agent", "engineer", "partner"] {
        let caller = Caller::of(actor(&desk, login).await, "test");
        let notices = registry().call(&desk.services, caller, ListNotices {}).await.expect("notices");
        assert!(notices.unread > 0, "{login}");
    }
}

async fn actor(desk: &Desk, login: &str) -> Actor {
    let mut cx = desk.services.reader(Caller::system());
    let user = records::store::by_code::<User>(&mut cx, login).await.expect("a user").expect("an account of the demo");
    actors::of_user(&mut cx, user.id).await.expect("an actor").expect("an active account")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_demo_world_has_work_for_everyone_sqlite() {
    empty(Backend::Sqlite, demo).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_demo_world_has_work_for_everyone_postgres() {
    empty(Backend::Postgres, demo).await;
}
