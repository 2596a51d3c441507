//! Tasks that nobody opens by hand: of rules, of levels, of plans; each once.

use futures::future::join_all;
use serde_json::{Value, json};
use yingda_server::contracts::plans::watch as plans;
use yingda_server::ctx::now;
use yingda_server::escalation::watch;
use yingda_shared::calendar::WorkCalendar;
use yingda_shared::cases::operations::TakeCase;
use yingda_shared::contracts::Contract;
use yingda_shared::contracts::plans::{ContractPlans, Outcome, PlanHistory, ServicePlan};
use yingda_shared::escalation::GetEscalation;
use yingda_shared::identity::User;
use yingda_shared::jobs::ErrandState;
use yingda_shared::kernel::day::Day;
use yingda_shared::kernel::id::{CalendarId, CaseId, ContractId, RuleId, ServicePlanId, Uuid};
use yingda_shared::kernel::span::Span;
use yingda_shared::kernel::time::{DAY, HOUR, MINUTE, Millis};
use yingda_shared::notices::NoticeKind;
use yingda_shared::record::{Get, Save};
use yingda_shared::rules::{Action, ListRuleRuns, Rule};
use yingda_shared::tasks::*;

use super::{about, told};
use crate::both;
use crate::escalation::{case_of_the_team, everybody, kept, level, policy};
use crate::support::world::{self, ANNA, NORTH_TEAM, NORTHERN};
use crate::support::{Desk, field, fields};

both!(
    a_rule_opens_one_task_whoever_runs_it,
    a_task_comes_to_whoever_is_meant_or_to_the_team,
    a_task_is_due_in_minutes_or_in_working_time,
    a_level_opens_a_task_once_however_often_it_is_said,
    a_plan_opens_a_task_ahead_and_once,
    a_grave_fault_becomes_a_task_to_look_into_it,
);

const RULE: RuleId = RuleId(Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_9901));
const CONTRACT: ContractId = ContractId(Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_9902));
const PLAN: ServicePlanId = ServicePlanId(Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_9903));
const ALWAYS: CalendarId = CalendarId(Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_9904));

fn opens(with: Value) -> Value {
    let mut action = json!({"do": "open_task", "title": "电话回访"});
    for (name, value) in with.as_object().expect("fields") {
        action[name] = value.clone();
    }
    action
}

async fn ruled(desk: &Desk, actions: Value) {
    let stored = desk.call("manager", Get::<Rule>::new(RULE.0)).await.map_or(0, |rule| rule.rv);
    let rule = json!({"id": RULE, "rv": stored, "active": true, "name": "新单回访", "when": {"event": "opened"},
        "if": [], "then": actions});
    desk.done("manager", Save::<Rule>(serde_json::from_value(rule).expect("a rule"))).await;
}

async fn rests(desk: &Desk) {
    watch::work_off(&desk.services, now()).await.expect("everything comes to rest");
}

async fn tasks(desk: &Desk, case: CaseId) -> Vec<Task> {
    let page = desk.done("manager", ListTasks::about(about(case).expect("a case"), false)).await;
    page.rows.into_iter().map(|row| row.task).collect()
}

async fn a_rule_opens_one_task_whoever_runs_it(desk: Desk) {
    let text = "问清楚何时方便上门";
    ruled(&desk, json!([opens(json!({"text": text, "for": {"who": "named_team", "team_id": NORTH_TEAM}}))])).await;
    let case = desk.opened_for(NORTHERN, ANNA, "打印机卡纸").await.id;
    let other = desk.beside().await;
    let nodes = [&desk, &other, &desk, &other];
    let ends = join_all(nodes.map(|node| watch::work_off(&node.services, now()))).await;
    assert!(ends.iter().all(Result::is_ok), "{ends:?}");
    rests(&desk).await;
    let [task] = &tasks(&desk, case).await[..] else { panic!("one task") };
    assert_eq!((task.title.as_str(), task.text.as_str(), task.team_id), ("电话回访", text, Some(NORTH_TEAM)));
    assert_eq!((task.origin.by, task.origin.name.as_str()), (OpenedBy::Rule, "新单回访"));
    assert_eq!(Some(task.priority), desk.case("manager", case).await.case.priority);
    assert_eq!(told(&desk, "engineer").await.len(), 1);
    let runs = desk.done("manager", ListRuleRuns { rule_id: Some(RULE), ..ListRuleRuns::default() }).await.rows;
    assert_eq!(runs[0].actions[0].state, ErrandState::Done);
    // A task is no change of its case: nothing goes round.
    assert_eq!(desk.timeline("manager", case).await, ["opened"]);
    other.services.database.close().await;
}

async fn a_task_comes_to_whoever_is_meant_or_to_the_team(desk: Desk) {
    let named = |login: &str| json!({"who": "named", "user_id": world::user(login)});
    let nobody = Uuid::from_u128(9);
    let wrong = json!([opens(json!({"for": {"who": "named", "user_id": nobody}}))]);
    let rule =
        json!({"id": RULE, "active": true, "name": "规则", "when": {"event": "opened"}, "if": [], "then": wrong});
    let rule: Rule = serde_json::from_value(rule).expect("a rule");
    assert_eq!(fields(desk.call("manager", Save(rule.clone())).await), field("/then", "unknown"));
    let never = json!([opens(json!({"due": {"minutes": 0}}))]);
    let rule = Rule { actions: serde_json::from_value(never).expect("actions"), ..rule };
    assert_eq!(fields(desk.call("manager", Save(rule)).await), field("/then/0/due/minutes", "task_due_range"));

    let away = Span { from: now() - DAY, to: now() + DAY };
    let user: User = desk.done("admin", Get::new(world::user("sales").0)).await;
    desk.done("admin", Save(User { away: vec![away], ..user })).await;
    let all = json!([
        opens(json!({"title": "给处理人"})),
        opens(json!({"title": "给团队", "for": {"who": "team"}})),
        opens(json!({"title": "给指定的人", "for": named("librarian")})),
        // Whoever is away does nothing; whoever may hold no task neither.
        opens(json!({"title": "给请假的人", "for": named("sales")})),
        opens(json!({"title": "给客户", "for": named("anna")})),
    ]);
    ruled(&desk, all.clone()).await;
    // There is nobody and no team: it says so, and opens nothing.
    let case = desk.opened_for(NORTHERN, ANNA, "打印机卡纸").await.id;
    rests(&desk).await;
    let found: Vec<String> = tasks(&desk, case).await.into_iter().map(|task| task.title).collect();
    assert_eq!(found, ["给指定的人"]);
    let run =
        desk.done("manager", ListRuleRuns { rule_id: Some(RULE), ..ListRuleRuns::default() }).await.rows.remove(0);
    let refused: Vec<Option<String>> = run.actions.iter().map(|action| action.fault.clone()).collect();
    let none = || Some("tasks.nobody".to_string());
    assert_eq!(refused, [none(), none(), None, none(), none()]);

    let again = desk.opened_for(NORTHERN, ANNA, "又卡纸").await.id;
    desk.forwarded_to_team(again, NORTH_TEAM).await;
    desk.done("engineer", TakeCase { id: again, base: None }).await;
    rests(&desk).await;
    let mut whose: Vec<(String, bool)> =
        tasks(&desk, again).await.into_iter().map(|task| (task.title, task.owner_id.is_some())).collect();
    whose.sort();
    let expected =
        [("给处理人", true), ("给团队", false), ("给客户", false), ("给指定的人", true), ("给请假的人", false)];
    let mut expected: Vec<(String, bool)> = expected.map(|(title, owned)| (title.to_string(), owned)).into();
    expected.sort();
    assert_eq!(whose, expected);
}

async fn a_task_is_due_in_minutes_or_in_working_time(desk: Desk) {
    // Nobody works today, and at any hour from tomorrow on: working time begins then.
    let today = day(0);
    let tomorrow = Millis::from(today.after(1).0) * DAY - 8 * HOUR;
    let hours = [["00:00", "24:00"]];
    let week =
        json!({"mon": hours, "tue": hours, "wed": hours, "thu": hours, "fri": hours, "sat": hours, "sun": hours});
    let off: Vec<[&str; 2]> = Vec::new();
    let calendar = json!({"id": ALWAYS, "active": true, "name": "明天起", "default": true,
        "hours": {"zone": "Asia/Shanghai", "week": week, "days": {today.to_string(): off}}});
    desk.done("manager", Save::<WorkCalendar>(serde_json::from_value(calendar).expect("a calendar"))).await;
    let minutes = |working: bool| {
        opens(json!({"for": {"who": "named_team", "team_id": NORTH_TEAM},
        "due": {"minutes": 90, "working": working}}))
    };
    ruled(&desk, json!([minutes(false), minutes(true)])).await;
    let case = desk.opened_for(NORTHERN, ANNA, "打印机卡纸").await.id;
    rests(&desk).await;
    let all = tasks(&desk, case).await;
    let [wall, working] = &all[..] else { panic!("two tasks: {all:?}") };
    assert_eq!(wall.due_at.map(|due| due - wall.opened_at), Some(90 * MINUTE));
    assert_eq!(working.due_at, Some(tomorrow + 90 * MINUTE));
}

async fn a_level_opens_a_task_once_however_often_it_is_said(desk: Desk) {
    let tells = json!({"do": "notify", "recipients": [{"who": "named", "user_id": world::user("manager")}],
        "media": ["push"]});
    let actions = json!([opens(json!({"title": "盯住这张单", "for": {"who": "team_lead"}})), tells]);
    let with = json!({"actions": actions, "repeat_every": 30, "max_repeats": 3});
    kept(&desk, policy(1, everybody(), json!([level(75, with)]))).await;
    let (case, due) = case_of_the_team(&desk).await;
    for at in [due, due + HOUR, due + 9 * DAY] {
        watch::work_off(&desk.services, at).await.expect("everything comes to rest");
    }
    let [task] = &tasks(&desk, case).await[..] else { panic!("one task") };
    assert_eq!((task.owner_id, task.origin.by), (Some(world::user("colleague")), OpenedBy::Level));
    assert_eq!(task.origin.name, "策略1");
    let given = told(&desk, "colleague").await;
    assert_eq!(given.iter().map(|notice| notice.kind).collect::<Vec<_>>(), [NoticeKind::TaskGiven]);
    // The notice is said again, the task is not opened again.
    let done = desk.done("manager", GetEscalation { id: case }).await.done;
    let (opened, said): (Vec<_>, Vec<_>) =
        done.into_iter().partition(|told| matches!(told.action, Action::OpenTask { .. }));
    assert!(said.len() > 1, "{said:?}");
    assert_eq!(opened.iter().map(|told| told.state).collect::<Vec<_>>(), [ErrandState::Done]);
    assert_eq!(opened[0].people, [world::user("colleague")]);
}

fn day(days: i32) -> Day {
    Day(((now() + 8 * HOUR).div_euclid(DAY)) as i32).after(days)
}

fn nine(days: i32) -> Millis {
    Millis::from(day(days).0) * DAY + HOUR
}

async fn planned(desk: &Desk, with: Value) {
    let contract = json!({"id": CONTRACT, "active": true, "name": "年度维保", "company_id": NORTHERN, "state": "active",
        "starts_at": now() - DAY, "ends_at": now() + 30 * DAY, "combine": "any", "on_depletion": "block",
        "limits": [{"measure": "calls", "total": 1}]});
    let contract: Contract = serde_json::from_value(contract).expect("a contract");
    desk.done("manager", Save(contract)).await;
    let mut plan = json!({"id": PLAN, "active": true, "name": "季检", "contract_id": CONTRACT, "occasion": "visit",
        "opens": "task", "rule": "FREQ=WEEKLY", "starts_on": day(10), "minute": 540, "day_off": "keep", "ahead_days": 3,
        "subject": "{date} 安排巡检", "team_id": NORTH_TEAM, "assignee_id": world::user("engineer")});
    for (name, value) in with.as_object().expect("fields") {
        plan[name] = value.clone();
    }
    let plan: ServicePlan = serde_json::from_value(plan).expect("a plan");
    let nobodys = ServicePlan { team_id: None, assignee_id: None, ..plan.clone() };
    assert_eq!(fields(desk.call("manager", Save(nobodys)).await), field("/team_id", "task_nobody"));
    desk.done("manager", Save(plan)).await;
}

async fn of_engineer(desk: &Desk) -> Vec<TaskRow> {
    let query = ListTasks { whose: Some(TaskWhose::Mine), ..ListTasks::default() };
    desk.done("engineer", query).await.rows
}

async fn a_plan_opens_a_task_ahead_and_once(desk: Desk) {
    planned(&desk, json!({})).await;
    let pass = |node: Desk, at: Millis| async move { plans::work_off(&node.services, at).await.expect("plans") };
    pass(desk.clone(), nine(7) - 1).await;
    assert!(of_engineer(&desk).await.is_empty(), "it is not near yet");
    let other = desk.beside().await;
    join_all([pass(desk.clone(), nine(7)), pass(other.clone(), nine(7))]).await;
    pass(desk.clone(), nine(8)).await;
    let [row] = &of_engineer(&desk).await[..] else { panic!("one task") };
    assert_eq!(row.task.title, format!("{} 09:00 安排巡检", day(10)));
    assert_eq!((row.task.due_at, row.task.origin.by), (Some(nine(10)), OpenedBy::Plan));
    assert_eq!(row.task.about, Some(TaskAbout { kind: AboutKind::Contract, id: CONTRACT.0 }));
    assert_eq!(row.beside.as_ref().map(|beside| beside.name.as_str()), Some("年度维保"));
    let history = desk.done("manager", PlanHistory { id: PLAN, before: None }).await.rows;
    assert_eq!((history.len(), history[0].outcome), (1, Outcome::Opened));
    assert_eq!(history[0].task.as_ref().map(|task| task.id), Some(row.task.id));
    assert!(history[0].case.is_none());
    // No case is there, nothing is drawn: the one call of the contract is left for a case.
    assert_eq!(desk.number("SELECT COUNT(*) AS n FROM cases", vec![]).await, 0);
    assert_eq!(desk.number("SELECT COUNT(*) AS n FROM entitlement_entries", vec![]).await, 0);
    let coming = desk.done("manager", ContractPlans { id: CONTRACT }).await.rows.remove(0).coming;
    assert_eq!(coming[0].task.as_ref().map(|task| task.id), Some(row.task.id));
    // What is done inside is not told outside.
    assert!(desk.done("adam", ContractPlans { id: CONTRACT }).await.rows.is_empty());
    pass(desk.clone(), nine(14)).await;
    assert_eq!(of_engineer(&desk).await.len(), 2);
    other.services.database.close().await;
}

async fn a_grave_fault_becomes_a_task_to_look_into_it(desk: Desk) {
    let with = json!({"occasion": "analysis", "rule": "", "starts_on": null, "fault_priority": "p4", "minute": 0,
        "ahead_days": 0, "subject": "{fault} 故障分析"});
    planned(&desk, with).await;
    let fault = desk.opened_for(NORTHERN, ANNA, "停机").await;
    desk.done("engineer", TakeCase { id: fault.id, base: None }).await;
    desk.resolved("engineer", fault.id).await;
    for _ in 0..2 {
        plans::work_off(&desk.services, now()).await.expect("plans");
    }
    let [task] = &tasks(&desk, fault.id).await[..] else { panic!("one task") };
    assert_eq!((task.title.as_str(), task.due_at), (format!("{} 故障分析", fault.number).as_str(), None));
    let history = desk.done("manager", PlanHistory { id: PLAN, before: None }).await.rows;
    assert_eq!((history.len(), history[0].cause.as_str()), (1, fault.number.as_str()));
}
