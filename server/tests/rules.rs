//! The rules of a desk: what is refused, what they do right after something happened, and what became of each.

mod runs;
mod thresholds;

use std::time::Duration;

use futures::future::join_all;
use serde_json::{Value, json};
use yingda_server::ctx::now;
use yingda_server::escalation::watch;
use yingda_server::records::store::put;
use yingda_shared::cases::CaseState;
use yingda_shared::cases::operations::*;
use yingda_shared::catalog::priority::Priority;
use yingda_shared::fault::Fault;
use yingda_shared::identity::roles::builtin_id;
use yingda_shared::identity::{Role, User};
use yingda_shared::jobs::ErrandState;
use yingda_shared::kernel::id::{CaseId, RuleId, Uuid};
use yingda_shared::kernel::time::{DAY, HOUR};
use yingda_shared::notices::{ListNotices, NoticeKind};
use yingda_shared::record::{Get, Save};
use yingda_shared::rules::*;

use crate::both;
use crate::support::stories::*;
use crate::support::world::{self, ANNA, BELLA, NORTH_TEAM, NORTHERN, PRINTERS, SOUTHERN};
use crate::support::{Desk, code, field, fields};

both!(
    what_no_rule_may_be_is_told_at_its_field,
    rules_that_set_off_each_other_are_refused_with_their_names,
    a_rule_acts_and_another_says_why_it_does_not,
    rules_see_the_case_as_it_was,
    a_row_of_rules_ends_after_eight,
    what_is_refused_to_one_action_keeps_no_other,
    who_gets_a_case_is_whoever_can_by_turns,
    nothing_is_done_twice_by_two_nodes_or_lost_between_two_steps,
    a_rehearsal_says_what_would_have_been_and_does_nothing,
    a_desk_without_rules_writes_nothing_down,
    what_happens_is_heard_without_being_asked,
);

/// Long enough for any machine; nothing is measured.
const PATIENCE: Duration = Duration::from_secs(30);

fn id(n: u128) -> RuleId {
    RuleId(Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_7100 + n))
}

fn rule(n: u128, when: Value, conditions: Value, actions: Value) -> Rule {
    let json = json!({"id": id(n), "active": true, "name": format!("规则{n}"), "order": n as i64, "when": when,
        "if": conditions, "then": actions});
    serde_json::from_value(json).expect("a rule")
}

fn opened() -> Value {
    json!({"event": "opened"})
}

fn tells(login: &str) -> Value {
    json!({"do": "notify", "recipients": [{"who": "named", "user_id": world::user(login)}], "media": ["push"],
        "text": "请留意"})
}

async fn kept(desk: &Desk, rule: Rule) {
    desk.done("manager", Save(rule)).await;
}

async fn rests(desk: &Desk) {
    watch::work_off(&desk.services, now()).await.expect("everything comes to rest");
}

async fn runs(desk: &Desk, n: u128) -> Vec<RuleRun> {
    desk.done("manager", ListRuleRuns { rule_id: Some(id(n)), ..ListRuleRuns::default() }).await.rows
}

async fn told(desk: &Desk, who: &str) -> usize {
    desk.notices(who).await.into_iter().filter(|kind| *kind == NoticeKind::Rule).count()
}

async fn what_no_rule_may_be_is_told_at_its_field(desk: Desk) {
    let saved = |rule: Rule| {
        let desk = desk.clone();
        async move { fields(desk.call("manager", Save(rule)).await) }
    };
    let contains = json!([{"field": "priority", "test": "contains", "values": ["p1"]}]);
    assert_eq!(saved(rule(1, opened(), contains, json!([tells("agent")]))).await, field("/if/0/test", "test_misfit"));
    let task = json!([tells("agent"), {"do": "open_task", "title": " "}]);
    assert_eq!(saved(rule(1, opened(), json!([]), task)).await, field("/then/1/title", "required"));
    let nobody = json!([{"do": "reassign", "team_id": Uuid::nil(), "assignee_id": null}]);
    assert_eq!(saved(rule(1, opened(), json!([]), nobody)).await, field("/then", "unknown"));
    assert_eq!(saved(rule(1, opened(), json!([]), json!([]))).await, field("/then", "actions_missing"));
    // Those outside have no such right, and with it find nothing.
    let sound = rule(1, opened(), json!([]), json!([tells("agent")]));
    assert_eq!(code(desk.call("agent", Save(sound.clone())).await), "forbidden");
    let mut role: Role = desk.done("admin", Get::new(builtin_id("customer_administrator").expect("a role").0)).await;
    role.operations.extend(["rules.save", "rules.runs", "rules.rehearse"].map(String::from));
    desk.done("admin", Save(role)).await;
    assert_eq!(code(desk.call("adam", Save(sound.clone())).await), "not_found");
    assert_eq!(code(desk.call("adam", ListRuleRuns::default()).await), "not_found");
    assert_eq!(code(desk.call("adam", RehearseRule { rule: sound, cases: None }).await), "not_found");
}

async fn rules_that_set_off_each_other_are_refused_with_their_names(desk: Desk) {
    let on = |field: &str| json!({"event": "changed", "fields": [field]});
    let to_urgent = json!([{"do": "set_priority", "priority": "p1"}]);
    let to_team = json!([{"do": "reassign", "team_id": NORTH_TEAM, "assignee_id": null}]);
    kept(&desk, rule(1, on("team"), json!([]), to_urgent.clone())).await;
    let second = rule(2, on("priority"), json!([]), to_team.clone());
    let Err(Fault::Invalid { fields }) = desk.call("manager", Save(second.clone())).await else {
        panic!("a circle is refused")
    };
    assert_eq!((fields[0].pointer.as_str(), fields[0].code.as_str()), ("/then", "rule_circle"));
    assert_eq!(fields[0].params["names"], "规则2 → 规则1 → 规则2");
    // Switched off it leads nowhere; with a condition that ends it, neither.
    kept(&desk, Rule { active: false, ..second }).await;
    let never_urgent = json!([{"field": "priority", "test": "none_of", "values": ["p1"]}]);
    kept(&desk, rule(3, on("priority"), never_urgent, to_team)).await;
}

async fn a_rule_acts_and_another_says_why_it_does_not(desk: Desk) {
    let printers = json!([{"field": "subject", "test": "contains", "values": ["打印机"]}]);
    let actions = json!([{"do": "set_category", "category_id": PRINTERS}, {"do": "set_priority", "priority": "p1"},
        {"do": "reassign", "team_id": NORTH_TEAM, "assignee_id": null}, tells("manager")]);
    kept(&desk, rule(1, opened(), printers, actions)).await;
    let looms = json!([{"field": "channel", "test": "any_of", "values": ["phone"]},
        {"field": "subject", "test": "contains", "values": ["织机"]}]);
    kept(&desk, rule(2, opened(), looms, json!([tells("agent")]))).await;
    let case = desk.opened_for(NORTHERN, ANNA, "打印机卡纸").await;
    assert_eq!(desk.case("manager", case.id).await.case.priority, Some(Priority::P3), "asked right after, not within");
    rests(&desk).await;
    let view = desk.case("manager", case.id).await.case;
    assert_eq!((view.category_id, view.priority, view.team_id), (Some(PRINTERS), Some(Priority::P1), Some(NORTH_TEAM)));
    let notices = desk.done("manager", ListNotices {}).await.rows;
    let notice = notices.iter().find(|notice| notice.kind == NoticeKind::Rule).expect("a notice");
    assert_eq!((notice.by.as_str(), notice.text.as_str(), notice.case_id), ("规则1", "请留意", Some(case.id)));
    let by: Vec<String> = desk.entries("manager", case.id).await.into_iter().map(|entry| entry.by).collect();
    assert!(by.iter().skip(1).all(|by| by == "规则1") && by.len() == 4, "the timeline names the rule: {by:?}");

    let ran = &runs(&desk, 1).await[0];
    assert_eq!((ran.outcome, ran.condition, ran.depth, ran.kind), (Outcome::Ran, None, 0, HappeningKind::Opened));
    let states: Vec<ErrandState> = ran.actions.iter().map(|action| action.state).collect();
    assert_eq!(states, [ErrandState::Done; 4]);
    let stayed = &runs(&desk, 2).await[0];
    assert_eq!((stayed.outcome, stayed.condition, stayed.actions.len()), (Outcome::Condition, Some(1), 0));
    assert_eq!(told(&desk, "agent").await, 0);
    // The last one of a row keeps those after it from running, and says so.
    let last = Rule { last: true, ..rule(0, opened(), json!([]), json!([tells("sales")])) };
    kept(&desk, last).await;
    desk.opened_for(NORTHERN, ANNA, "打印机又卡纸").await;
    rests(&desk).await;
    let after = &runs(&desk, 1).await[0];
    assert_eq!((after.outcome, after.by.map(|by| by.id)), (Outcome::AfterLast, Some(id(0))));
}

async fn rules_see_the_case_as_it_was(desk: Desk) {
    let printers = json!([{"field": "subject", "test": "contains", "values": ["打印机"]}]);
    kept(&desk, rule(1, opened(), printers.clone(), json!([tells("manager")]))).await;
    kept(&desk, rule(2, json!({"event": "changed", "fields": ["subject"]}), printers, json!([tells("manager")]))).await;
    let case = desk.opened_for(NORTHERN, ANNA, "打印机卡纸").await;
    let renamed = EditCase { subject: Some("误报".into()), ..edit(case.id, case.rv) };
    desk.done("agent", renamed).await;
    rests(&desk).await;
    assert_eq!(runs(&desk, 1).await[0].outcome, Outcome::Ran, "when it opened it was about a printer");
    assert_eq!(runs(&desk, 2).await[0].outcome, Outcome::Condition, "when it changed it was not any more");
    assert_eq!(told(&desk, "manager").await, 1);
}

/// Rules that no save would take: two of them saved at the same moment, or written by an older program.
async fn a_row_of_rules_ends_after_eight(desk: Desk) {
    kept(&desk, rule(1, opened(), json!([]), json!([{"do": "raise_level", "level": 1}]))).await;
    desk.write(|cx| {
        Box::pin(async move {
            for level in 1..=12_u16 {
                let at = json!([{"field": "level", "test": "any_of", "values": [level.to_string()]}]);
                let up = json!([{"do": "raise_level", "level": level + 1}]);
                let on = json!({"event": "changed", "fields": ["level"]});
                put(cx, &rule(100 + u128::from(level), on, at, up), vec!["org".into()]).await?;
            }
            Ok(())
        })
    })
    .await;
    let case = desk.opened_for(NORTHERN, ANNA, "打印机卡纸").await;
    rests(&desk).await;
    let escalation = yingda_shared::escalation::GetEscalation { id: case.id };
    assert_eq!(desk.done("manager", escalation).await.level, 8);
    let last = &runs(&desk, 108).await[0];
    assert_eq!((last.outcome, last.depth), (Outcome::TooDeep, 8));
}

async fn what_is_refused_to_one_action_keeps_no_other(desk: Desk) {
    let give = json!({"do": "reassign", "team_id": null, "assignee_id": world::user("colleague")});
    kept(&desk, rule(1, opened(), json!([]), json!([give, tells("manager")]))).await;
    let colleague: User = desk.done("admin", Get::new(world::user("colleague").0)).await;
    desk.done("admin", Save(User { active: false, ..colleague })).await;
    let case = desk.opened_for(NORTHERN, ANNA, "打印机卡纸").await;
    rests(&desk).await;
    assert_eq!(desk.state(case.id).await, CaseState::New);
    let actions = runs(&desk, 1).await.remove(0).actions;
    assert_eq!(
        (actions[0].state, actions[0].fault.as_deref()),
        (ErrandState::Refused, Some("cases.inactive_assignee"))
    );
    assert_eq!((actions[1].state, actions[1].fault.as_deref()), (ErrandState::Done, None));
    assert_eq!(told(&desk, "manager").await, 1);
}

async fn skilled(desk: &Desk, login: &str, skills: &[&str]) {
    let user: User = desk.done("admin", Get::new(world::user(login).0)).await;
    let skills = skills.iter().map(|skill| skill.to_string()).collect();
    desk.done("admin", Save(User { skills, ..user })).await;
}

async fn who_gets_a_case_is_whoever_can_by_turns(desk: Desk) {
    for login in ["engineer", "colleague"] {
        skilled(&desk, login, &["网络"]).await;
    }
    let by_turns = json!([{"do": "dispatch", "team_id": NORTH_TEAM, "skills": ["网络"], "by": "round_robin"}]);
    kept(&desk, rule(1, opened(), json!([]), by_turns)).await;
    let mut holders = Vec::new();
    for n in 0..3 {
        let case = desk.opened_for(NORTHERN, ANNA, &format!("断网{n}")).await;
        rests(&desk).await;
        holders.push(desk.case("manager", case.id).await.case.assignee_id.expect("somebody"));
    }
    let (one, other) = (world::user("engineer"), world::user("colleague"));
    assert_eq!(holders, [one, other, one]);
    // Whoever is away gets nothing, and where nobody is left the team has it.
    for login in ["engineer", "colleague"] {
        let user: User = desk.done("admin", Get::new(world::user(login).0)).await;
        let away = serde_json::from_value(json!([{"from": now() - HOUR, "to": now() + DAY}])).expect("a span");
        desk.done("admin", Save(User { away, ..user })).await;
    }
    let case = desk.opened_for(NORTHERN, ANNA, "断网4").await;
    rests(&desk).await;
    let view = desk.case("manager", case.id).await.case;
    assert_eq!((view.assignee_id, view.team_id, view.state), (None, Some(NORTH_TEAM), CaseState::New));
    let sql = "SELECT result FROM outbox WHERE case_id = $1 AND state = 'done'";
    let result = desk
        .write(move |cx| {
            Box::pin(async move { Ok(cx.one(sql, vec![yingda_server::db::id(case.id)]).await?.text("result")) })
        })
        .await;
    let chosen: Chosen = serde_json::from_str(&result).expect("who was chosen");
    let why: Vec<WhyNot> = chosen.passed_over.iter().map(|passed| passed.why).collect();
    assert_eq!(why, [WhyNot::OffDuty, WhyNot::OffDuty, WhyNot::Skill], "the others each with what spoke against them");
}

async fn nothing_is_done_twice_by_two_nodes_or_lost_between_two_steps(desk: Desk) {
    kept(&desk, rule(1, opened(), json!([]), json!([tells("manager")]))).await;
    for n in 0..6 {
        desk.opened_for(NORTHERN, ANNA, &format!("卡纸{n}")).await;
    }
    let other = desk.beside().await;
    let nodes = [&desk, &other, &desk, &other];
    let ends = join_all(nodes.map(|node| watch::work_off(&node.services, now()))).await;
    assert!(ends.iter().all(Result::is_ok), "{ends:?}");
    assert_eq!(told(&desk, "manager").await, 6);
    // A node that ends right after rules were asked leaves what is to be done to the next one.
    desk.opened_for(NORTHERN, ANNA, "卡纸7").await;
    assert_eq!(watch::ask(&desk.services, now()).await, Ok(1));
    assert_eq!((told(&desk, "manager").await, waiting(&desk).await), (6, 1));
    rests(&other).await;
    assert_eq!((told(&desk, "manager").await, waiting(&desk).await), (7, 0));
    rests(&desk).await;
    assert_eq!(told(&desk, "manager").await, 7);
    other.services.database.close().await;
}

async fn waiting(desk: &Desk) -> i64 {
    desk.number("SELECT COUNT(*) AS n FROM outbox WHERE state = 'waiting'", vec![]).await
}

async fn a_rehearsal_says_what_would_have_been_and_does_nothing(desk: Desk) {
    let case = desk.opened_for(NORTHERN, ANNA, "打印机卡纸").await;
    let renamed = EditCase { subject: Some("误报".into()), ..edit(case.id, case.rv) };
    desk.done("agent", renamed).await;
    desk.opened_for(SOUTHERN, BELLA, "织机停转").await;
    let printers = json!([{"field": "subject", "test": "contains", "values": ["打印机"]}]);
    let draft = rule(1, opened(), printers, json!([{"do": "set_priority", "priority": "p1"}]));
    let head = desk.head().await;
    let rehearsal = desk.done("manager", RehearseRule { rule: draft.clone(), cases: None }).await;
    assert_eq!(rehearsal.cases, 2);
    let rows: Vec<(CaseId, Outcome)> = rehearsal.rows.iter().map(|row| (row.case_id, row.outcome)).collect();
    assert_eq!(rows.len(), 2);
    assert!(rows.contains(&(case.id, Outcome::Ran)), "as it was called when it opened: {rows:?}");
    assert_eq!(rows.iter().filter(|(_, outcome)| *outcome == Outcome::Condition).count(), 1);
    rests(&desk).await;
    assert_eq!(desk.head().await, head, "nothing is done");
    assert_eq!(
        fields(desk.call("manager", RehearseRule { rule: draft.clone(), cases: Some(0) }).await),
        field("/cases", "rehearse_range")
    );
    let nameless = Rule { name: String::new(), ..draft };
    assert_eq!(
        fields(desk.call("manager", RehearseRule { rule: nameless, cases: None }).await),
        field("/rule/name", "required")
    );
}

async fn a_desk_without_rules_writes_nothing_down(desk: Desk) {
    kept(&desk, Rule { active: false, ..rule(1, opened(), json!([]), json!([tells("manager")])) }).await;
    kept(&desk, rule(2, json!({"event": "urged"}), json!([]), json!([tells("manager")]))).await;
    desk.opened_for(NORTHERN, ANNA, "打印机卡纸").await;
    for table in ["happenings", "rule_runs", "outbox", "case_timers", "escalations"] {
        assert_eq!(desk.number(&format!("SELECT COUNT(*) AS n FROM {table}"), vec![]).await, 0, "{table}");
    }
}

/// The loop of the program itself.
async fn what_happens_is_heard_without_being_asked(desk: Desk) {
    kept(&desk, rule(1, opened(), json!([]), json!([tells("manager")]))).await;
    let mut changes = desk.services.changes.subscribe();
    let watching = tokio::spawn(watch::run(desk.services.clone()));
    desk.opened_for(NORTHERN, ANNA, "打印机卡纸").await;
    let heard = async {
        while told(&desk, "manager").await == 0 {
            let _ = changes.recv().await;
        }
    };
    tokio::time::timeout(PATIENCE, heard).await.expect("a notice");
    desk.services.stopping.send_replace(true);
    watching.await.expect("the loop ends when the process is to end");
}
