//! How both engines run what people ask: no statement over a table that grows reads all of it, none
//! sorts all of it. Every filter, every order and every side of the desk is asked, and each statement
//! that was run for it is explained.

use std::collections::BTreeMap;

use yingda_server::contracts::plans::store as dates;
use yingda_server::db::{Bind, Dialect, HEARD};
use yingda_server::demo;
use yingda_server::registry::registry;
use yingda_shared::audit::ListAudit;
use yingda_shared::cases::answered::AnsweredCases;
use yingda_shared::cases::articles::SuggestArticles;
use yingda_shared::cases::listing::{Grouping, Sort};
use yingda_shared::cases::queries::{CaseTimeline, CountCases, FindCaller, GetCase, ListCases, SimilarCases};
use yingda_shared::contract::Operation;
use yingda_shared::contracts::plans::{ContractPlans, PlanHistory, PreviewPlan, ServicePlan};
use yingda_shared::contracts::{Contract, ContractBalance, ContractBalances, ExplainContract, SurveyContracts};
use yingda_shared::escalation::{GetAccountEscalation, GetEscalation};
use yingda_shared::identity::User;
use yingda_shared::kernel::id::{CompanyId, PairId, RuleId, Uuid};
use yingda_shared::knowledge::articles::{
    GetArticle, GetHealth, GetUses, ListArticles, ListFeedback, ListHelp, ListSeeks, ListVersions, OpenHelp,
    SawArticle, SeekInVain, VoteArticle,
};
use yingda_shared::knowledge::pairs::{
    Candidate, ListCandidates, OfferPairs, OftenReported, Pair, PairHistory, UsePair,
};
use yingda_shared::knowledge::rewards::{GetRanking, ListRewards};
use yingda_shared::monitor::GetMonitor;
use yingda_shared::notices::ListNotices;
use yingda_shared::record::{List, Save};
use yingda_shared::rules::{ListRuleRuns, RehearseRule, Rule};
use yingda_shared::schedules::{
    AskLeave, GetSchedule, LeaveKind, ListAway, ListColleagues, ListLeaves, ListLeavesToDecide, WithdrawLeave,
};
use yingda_shared::tasks::{AboutKind, CountTasks, FinishTask, GetTask, ListTasks, OpenTask, TaskAbout, TaskWhose};
use yingda_shared::views::CountViews;

use crate::search::Follower;
use crate::support::{Backend, Desk};

/// Cases beside those of the demo world: enough that reading them all is never the cheaper way.
const CASES: usize = 4_000;
const LOGINS: &[&str] =
    &["customer", "agent", "engineer", "partner", "manager", "admin", "region", "dispatcher", "customer-admin"];
/// Tables that grow with the work. Those of people and things are small beside them.
const GROWING: &[&str] = &[
    "cases",
    "case_events",
    "feed",
    "audit",
    "notices",
    "files",
    "commands",
    "case_joined",
    "case_followers",
    "entitlement_entries",
    "happenings",
    "rule_runs",
    "outbox",
    "case_timers",
    "escalations",
    "escalation_requests",
    "service_plan_dates",
    "leaves",
    "tasks",
    "task_events",
    "pair_uses",
    "pair_cases",
    "article_versions",
    "article_votes",
    "article_feedback",
    "article_uses",
    "reward_entries",
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_question_reads_a_growing_table_on_sqlite() {
    Desk::tell_empty(Backend::Sqlite, |_| {}, plans_are_good).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_question_reads_a_growing_table_on_postgres() {
    Desk::tell_empty(Backend::Postgres, |_| {}, plans_are_good).await;
}

/// Statements with the question that first led to each.
type Heard = BTreeMap<String, (String, Vec<Bind>)>;

struct Asking<'a> {
    desk: &'a Desk,
    login: &'a str,
    heard: Heard,
}

impl Asking<'_> {
    async fn ask<O: Operation + std::fmt::Debug>(&mut self, op: O) -> Option<O::Output> {
        let (services, login) = (&self.desk.services, self.login.to_string());
        let mut cx = services.reader(yingda_server::ctx::Caller::system());
        let user: User = yingda_server::records::store::by_code(&mut cx, &login).await.expect("users").expect("a user");
        let actor =
            yingda_server::identity::actors::of_user(&mut cx, user.id).await.expect("rights").expect("an actor");
        let caller = yingda_server::ctx::Caller::of(actor, "test");
        let question = format!("{login}: {op:?}");
        let (answer, heard) = HEARD
            .scope(Default::default(), async {
                let answer = registry().call(services, caller, op).await;
                (answer, HEARD.with(|heard| heard.take()))
            })
            .await;
        for (sql, binds) in heard {
            self.heard.entry(sql).or_insert((question.clone(), binds));
        }
        answer.ok()
    }
}

async fn plans_are_good(desk: Desk) {
    demo::seed(&desk.services, CASES).await.expect("a desk with work");
    let follower = Follower::start(&desk).await;
    let mut heard = Heard::new();
    for login in LOGINS {
        let mut asking = Asking { desk: &desk, login, heard: Heard::new() };
        everything(&mut asking).await;
        asking.heard.into_iter().for_each(|(sql, from)| {
            heard.entry(sql).or_insert(from);
        });
    }
    assert!(heard.len() > 40, "statements were heard");
    assert!(heard.keys().any(|sql| sql.contains(") AS passed ")), "lists of much were read in their order");
    let mut wrong = Vec::new();
    for (sql, (question, binds)) in &heard {
        let plan = explain(&desk, sql, binds).await;
        let bad = faults(desk.services.database.dialect, sql, &plan);
        if !bad.is_empty() {
            wrong.push(format!("{bad:?}\n  asked by {question}\n  {sql}\n    {}", plan.join("\n    ")));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), heard.len(), wrong.join("\n"));
    dates_are_let_go_by_their_age(&desk).await;
    follower.stop().await;
}

/// What is let go once a day is found by when it was noted, and each row by its name.
async fn dates_are_let_go_by_their_age(desk: &Desk) {
    let heard = desk.write(|cx| {
        Box::pin(HEARD.scope(Default::default(), async move {
            let now = cx.now;
            dates::prune(cx, now).await?;
            Ok(HEARD.with(|heard| heard.take()))
        }))
    });
    for (sql, binds) in heard.await {
        let plan = explain(desk, &sql, &binds).await.join("\n");
        assert!(plan.contains("service_plan_dates_noted"), "{sql}\n{plan}");
        assert!(!plan.contains("SCAN service_plan_dates"), "{sql}\n{plan}");
    }
}

/// Every filter by itself and with others, in every order, on the first page and a later one.
async fn everything(asking: &mut Asking<'_>) {
    let first = asking.ask(ListCases::default()).await.expect("a list").rows;
    let row = first.first();
    let filters: Vec<ListCases> = vec![
        ListCases::default(),
        ListCases { q: Some("打印".into()), ..ListCases::default() },
        ListCases { state: Some("open".into()), ..ListCases::default() },
        ListCases { state: Some("closed".into()), ..ListCases::default() },
        ListCases { state: Some("new,pending".into()), q: Some("机".into()), ..ListCases::default() },
        ListCases { priority: Some("p1,p2".into()), ..ListCases::default() },
        ListCases { assignee: Some("me".into()), state: Some("open".into()), ..ListCases::default() },
        ListCases { assignee: Some("none".into()), ..ListCases::default() },
        ListCases { snoozed: Some("no".into()), state: Some("open".into()), ..ListCases::default() },
        ListCases { follower: Some("me".into()), ..ListCases::default() },
        ListCases { team_id: text(row.and_then(|row| row.team_id)), ..ListCases::default() },
        ListCases {
            firm_id: text(row.and_then(|row| row.firm_id)),
            state: Some("open".into()),
            ..ListCases::default()
        },
        ListCases { company_id: text(row.and_then(|row| row.company_id)), ..ListCases::default() },
        ListCases {
            category_id: text(row.and_then(|row| row.category_id)),
            priority: Some("p3".into()),
            ..ListCases::default()
        },
        ListCases { state: Some("!closed,cancelled".into()), channel: Some("phone".into()), ..ListCases::default() },
        ListCases { assignee: Some("!none".into()), team_id: Some("none".into()), ..ListCases::default() },
        ListCases { product_id: Some("!none".into()), waits: Some("customer".into()), ..ListCases::default() },
        ListCases { due: Some("risk".into()), ..ListCases::default() },
        ListCases { due: Some("overdue,today".into()), updated: Some("30d".into()), ..ListCases::default() },
        ListCases { created: Some("7d".into()), priority: Some("!p4".into()), ..ListCases::default() },
    ];
    for by in Grouping::ALL {
        for state in [None, Some("open".to_string())] {
            asking.ask(ListCases { group: Some(by.to_string()), state, ..ListCases::default() }).await;
        }
    }
    for filter in filters {
        for sort in Sort::ALL {
            for sign in ["", "-"] {
                let mut query = ListCases { sort: Some(format!("{sign}{sort}")), limit: Some(20), ..filter.clone() };
                let page = asking.ask(query.clone()).await;
                query.cursor = page.and_then(|page| page.next);
                if query.cursor.is_some() {
                    asking.ask(query).await;
                }
            }
        }
    }
    for q in [None, Some("打印".to_string())] {
        asking.ask(CountCases { q, assignee: None }).await;
    }
    if let Some(row) = row {
        asking.ask(GetCase { id: row.id.to_string() }).await;
        asking.ask(GetCase { id: row.number.clone() }).await;
        asking.ask(CaseTimeline { id: row.id, before: None }).await;
        asking.ask(ListAudit { object: Some(row.id.to_string()), ..ListAudit::default() }).await;
    }
    asking.ask(ListAudit { by: Some("agent".into()), ..ListAudit::default() }).await;
    asking.ask(ListAudit { action: Some(CaseTimeline::NAME.into()), ..ListAudit::default() }).await;
    asking.ask(ListAudit { kind: Some("cases".into()), from: Some(0), ..ListAudit::default() }).await;
    if let Some((case, company_id)) = row.and_then(|row| Some((row.id, row.company_id?))) {
        let contract = contract_with(company_id);
        asking.ask(Save(contract.clone())).await;
        asking.ask(ContractBalances { company_id: Some(company_id) }).await;
        asking.ask(ContractBalance { id: contract.id, before: None }).await;
        asking.ask(ContractBalance { id: contract.id, before: Some(9) }).await;
        asking.ask(ExplainContract { id: case }).await;
        let plan = plan_of(&contract);
        asking.ask(Save(plan.clone())).await;
        asking.ask(PreviewPlan(plan.clone())).await;
        asking.ask(ContractPlans { id: contract.id }).await;
        asking.ask(PlanHistory { id: plan.id, before: None }).await;
        asking.ask(PlanHistory { id: plan.id, before: Some(9) }).await;
        asking.ask(SurveyContracts { used_up: true, ends_within: Some(30), ..SurveyContracts::default() }).await;
    }
    asking.ask(ListRuleRuns::default()).await;
    asking.ask(ListRuleRuns { rule_id: Some(RuleId(Default::default())), ..ListRuleRuns::default() }).await;
    if let Some(id) = row.map(|row| row.id) {
        let cursor = Some(format!("9~{id}~opened~{id}"));
        asking.ask(ListRuleRuns { case_id: Some(id), cursor, ..ListRuleRuns::default() }).await;
        let rule_id = Some(RuleId(Default::default()));
        for case_id in [None, Some(id)] {
            asking.ask(ListRuleRuns { rule_id, case_id, latest: true, ..ListRuleRuns::default() }).await;
        }
        asking.ask(GetEscalation { id }).await;
    }
    asking.ask(RehearseRule { rule: rule_on_openings(), cases: Some(5) }).await;
    asking.ask(CountViews {}).await;
    asking.ask(GetMonitor {}).await;
    let (leave_id, kind) = (None, LeaveKind::Annual);
    let leave = asking.ask(AskLeave { leave_id, kind, from: 1, to: 2, note: String::new() }).await;
    asking.ask(ListLeaves {}).await;
    asking.ask(ListLeavesToDecide {}).await;
    asking.ask(ListAway { month: "2026-10".into() }).await;
    asking.ask(ListColleagues { q: Some("王".into()) }).await;
    if let Some(leave) = leave {
        asking.ask(WithdrawLeave { id: leave.id }).await;
        asking.ask(GetSchedule { id: leave.user_id.0 }).await;
    }
    let opened = asking.ask(open_task(row.map(|row| row.id.0))).await;
    for whose in [None, Some(TaskWhose::Mine), Some(TaskWhose::Team), Some(TaskWhose::All)] {
        for ended in [false, true] {
            let cursor = Some(format!("9~{}", CompanyId(Default::default())));
            asking.ask(ListTasks { whose, ended, ..ListTasks::default() }).await;
            asking.ask(ListTasks { whose, ended, cursor, ..ListTasks::default() }).await;
        }
    }
    asking.ask(CountTasks {}).await;
    if let Some(task) = opened {
        asking.ask(GetTask { id: task.id }).await;
        asking.ask(task.about.map(|about| ListTasks::about(about, false)).unwrap_or_default()).await;
        asking.ask(FinishTask { id: task.id, outcome: String::new() }).await;
    }
    let pair_id = PairId(Default::default());
    asking.ask(OfferPairs { text: Some("月末结账".into()), ..OfferPairs::default() }).await;
    asking.ask(OftenReported::default()).await;
    asking.ask(UsePair { id: pair_id }).await;
    asking.ask(ListCandidates { candidate: Candidate::Article }).await;
    if let Some(pair) = asking.ask(List::<Pair>::default()).await.and_then(|page| page.rows.into_iter().next()) {
        asking.ask(PairHistory { id: pair.id }).await;
        asking.ask(AnsweredCases { id: pair.id }).await;
    }
    about_articles(asking).await;
    if let Some(row) = row {
        asking.ask(SuggestArticles { id: row.id, q: None }).await;
    }
    asking.ask(ListNotices {}).await;
    asking.ask(FindCaller { q: "138".into() }).await;
    let company_id = row.and_then(|row| row.company_id);
    if let Some(id) = company_id {
        asking.ask(GetAccountEscalation { id }).await;
    }
    asking.ask(SimilarCases { subject: Some("打印机 卡纸".into()), company_id, ..SimilarCases::default() }).await;
}

fn open_task(case: Option<Uuid>) -> OpenTask {
    let about = case.map(|id| TaskAbout { kind: AboutKind::Case, id });
    let json = serde_json::json!({"title": "Task", "about": about});
    serde_json::from_value(json).expect("a task")
}

async fn about_articles(asking: &mut Asking<'_>) {
    asking.ask(ListHelp { q: Some("结账".into()), ..ListHelp::default() }).await;
    asking.ask(OpenHelp { slug: "重置登录密码".into() }).await;
    let listed = asking.ask(ListArticles { q: Some("密码".into()), ..ListArticles::default() }).await;
    asking.ask(ListArticles { to_review: true, ..ListArticles::default() }).await;
    asking.ask(ListFeedback { mine: true, ..ListFeedback::default() }).await;
    asking.ask(GetHealth {}).await;
    asking.ask(SeekInVain { q: "区块链上链".into(), language: None }).await;
    asking.ask(ListSeeks {}).await;
    let Some(id) = listed.and_then(|page| page.rows.first().map(|row| row.id)) else { return };
    asking.ask(GetArticle { id }).await;
    asking.ask(ListVersions { id }).await;
    asking.ask(VoteArticle { id, helped: false, stars: None, reason: "x".into() }).await;
    asking.ask(VoteArticle { id, helped: true, stars: None, reason: String::new() }).await;
    asking.ask(SawArticle { id }).await;
    asking.ask(GetUses { id }).await;
    about_points(asking).await;
}

async fn about_points(asking: &mut Asking<'_>) {
    asking.ask(GetRanking::default()).await;
    for month in [None, Some("2026-10".to_string())] {
        for all in [false, true] {
            let cursor = Some(format!("9~{}", CompanyId(Default::default())));
            asking.ask(ListRewards { month: month.clone(), all, ..ListRewards::default() }).await;
            asking.ask(ListRewards { month: month.clone(), all, cursor, ..ListRewards::default() }).await;
        }
    }
}

fn rule_on_openings() -> Rule {
    let json = serde_json::json!({"id": CompanyId(Default::default()), "active": true, "name": "Rule",
        "when": {"event": "opened"}, "if": [], "then": [{"do": "set_priority", "priority": "p1"}]});
    serde_json::from_value(json).expect("a rule")
}

fn contract_with(company: CompanyId) -> Contract {
    let json = serde_json::json!({"id": company, "active": true, "name": "Contract", "company_id": company,
        "state": "active", "starts_at": 0, "limits": [{"measure": "calls", "total": 9}], "combine": "any",
        "on_depletion": "block"});
    serde_json::from_value(json).expect("a contract")
}

fn plan_of(contract: &Contract) -> ServicePlan {
    let json = serde_json::json!({"id": contract.id, "active": true, "name": "Plan", "contract_id": contract.id,
        "occasion": "visit", "rule": "FREQ=MONTHLY", "starts_on": "2026-01-01", "day_off": "next", "subject": "Visit"});
    serde_json::from_value(json).expect("a plan")
}

fn text(id: Option<impl std::fmt::Display>) -> Option<String> {
    id.map(|id| id.to_string())
}

async fn explain(desk: &Desk, sql: &str, binds: &[Bind]) -> Vec<String> {
    let mut conn = desk.services.database.reader().await.expect("a connection");
    let (word, column) = match desk.services.database.dialect {
        Dialect::Sqlite => ("EXPLAIN QUERY PLAN", "detail"),
        Dialect::Postgres => {
            // Of a small table all is read and sorted sooner: asked is whether there is another way.
            for way in ["seqscan", "sort", "bitmapscan"] {
                conn.exec(&format!("SET enable_{way} = off"), vec![]).await.expect("a setting");
            }
            ("EXPLAIN", "QUERY PLAN")
        }
    };
    let rows = conn.all(&format!("{word} {sql}"), binds.to_vec()).await.expect("a plan");
    rows.iter().map(|row| row.text(column)).collect()
}

/// What is wrong with a plan.
fn faults(dialect: Dialect, sql: &str, plan: &[String]) -> Vec<String> {
    let among = sql.contains(" id IN ($");
    let of_growing = GROWING.iter().any(|table| sql.contains(&format!("FROM {table}")));
    // What is read from the beginning of an index until a page is full.
    let page = sql.contains(" LIMIT ") && !among;
    let mut wrong = Vec::new();
    for line in plan {
        let words: Vec<&str> = line.split_whitespace().collect();
        let table =
            |after: &str| words.iter().position(|word| *word == after).and_then(|at| words.get(at + 1)).copied();
        let growing = |table: Option<&str>| table.is_some_and(|table| GROWING.contains(&table));
        let bad = match dialect {
            Dialect::Sqlite => {
                let scan = words.first() == Some(&"SCAN") && growing(table("SCAN"));
                let whole = scan && !(page && line.contains("INDEX") && plain(sql));
                // Those that are named are read by their names.
                let astray = among && words.starts_with(&["SEARCH", "cases"]) && !line.contains("(id=?)");
                // An index of few values holds much of the table for each of them.
                let blunt = ["(open=?", "(state=?", "(priority=?"].iter().any(|head| line.contains(head));
                let part = words.first() == Some(&"SEARCH") && blunt && !(page && plain(sql));
                let sorts = line.contains("TEMP B-TREE FOR ORDER BY") && of_growing && !among;
                let named = sql.contains(" object = $") && words.starts_with(&["SEARCH", "audit"]);
                whole || astray || part || sorts || (named && !line.contains("(object=?"))
            }
            Dialect::Postgres => {
                let whole = line.contains("Seq Scan") && growing(table("on"));
                // What comes in order but for a second key is no sorting of all.
                let sorts = line.trim_start_matches([' ', '-', '>']).starts_with("Sort  (cost");
                whole || (sorts && of_growing && !among)
            }
        };
        if bad {
            wrong.push(line.trim().to_string());
        }
    }
    wrong
}

/// Nothing is left out on the way: every row that is read is shown.
fn plain(sql: &str) -> bool {
    // A stretch of so many rows is read whole, whatever is left out of it afterwards.
    let sql = sql.split(") AS passed ").next().unwrap_or(sql);
    let condition = sql.split(" WHERE ").nth(1).unwrap_or_default().split(" ORDER BY ").next().unwrap_or_default();
    condition
        .split(" AND ")
        .all(|part| matches!(part, "" | "1 = 1" | "open = 1") || part.starts_with('(') && part.contains(", id) "))
}

#[test]
fn bad_plans_would_be_noticed() {
    let lite = |sql: &str, plan: &str| faults(Dialect::Sqlite, sql, &[plan.to_string()]).len();
    assert_eq!(lite("SELECT id FROM cases WHERE search LIKE $1", "SCAN cases"), 1);
    assert_eq!(
        lite("SELECT id FROM cases WHERE x = $1 ORDER BY id LIMIT 5", "SCAN cases USING INDEX cases_updated"),
        1
    );
    assert_eq!(lite("SELECT id FROM cases WHERE 1 = 1 ORDER BY id LIMIT 5", "SCAN cases USING INDEX cases_updated"), 0);
    assert_eq!(lite("SELECT id FROM cases WHERE x = $1 ORDER BY id LIMIT 5", "USE TEMP B-TREE FOR ORDER BY"), 1);
    let page = |also: &str| format!("SELECT id FROM cases WHERE open = 1{also} ORDER BY updated_at LIMIT 5");
    assert_eq!(lite(&page(""), "SEARCH cases USING INDEX cases_open (open=?)"), 0);
    assert_eq!(lite(&page(" AND x = $1"), "SEARCH cases USING INDEX cases_open (open=?)"), 1);
    let stretch = |rest: &str| format!("SELECT id FROM (SELECT * FROM cases ORDER BY x{rest}) AS passed WHERE y = $1");
    assert_eq!(lite(&stretch(" LIMIT 90"), "SCAN cases USING INDEX cases_updated"), 0);
    assert_eq!(lite(&stretch(" LIMIT 90"), "SCAN cases"), 1);
    assert_eq!(lite(&stretch(""), "SCAN cases USING INDEX cases_updated"), 1);
    assert_eq!(lite("SELECT id FROM teams", "SCAN teams"), 0);
    let named = "SELECT id FROM cases WHERE open = 1 AND id IN ($1, $2)";
    assert_eq!(lite(named, "SEARCH cases USING INDEX cases_open (open=?)"), 1);
    assert_eq!(lite(named, "SEARCH cases USING INDEX sqlite_autoindex_cases_1 (id=?)"), 0);
    let line = "SELECT body FROM audit WHERE object = $1 ORDER BY at DESC LIMIT 5";
    assert_eq!(lite(line, "SEARCH audit USING INDEX audit_kind (kind=?)"), 1);
    assert_eq!(lite(line, "SEARCH audit USING INDEX audit_object (object=?)"), 0);
    let post = |plan: &str| faults(Dialect::Postgres, "SELECT 1 FROM cases", &[plan.to_string()]).len();
    assert_eq!(post("  ->  Seq Scan on cases  (cost=0.00..1.00 rows=1 width=1)"), 1);
    assert_eq!(post("  ->  Sort  (cost=0.00..1.00 rows=1 width=1)"), 1);
    assert_eq!(post("  ->  Index Scan using cases_pkey on cases  (cost=0.00..1.00 rows=1 width=1)"), 0);
}
