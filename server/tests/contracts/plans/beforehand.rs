//! What a plan did ahead of its date, and what keeps it from going on.

use yingda_server::cases::handlers;
use yingda_server::contracts::plans::store;
use yingda_server::escalation::watch as hearing;
use yingda_shared::cases::PendingReason;
use yingda_shared::cases::commands::OnCase;
use yingda_shared::cases::explaining::CaseClocks;
use yingda_shared::escalation::GetEscalation;
use yingda_shared::rules::Rule;
use yingda_shared::sla::ClockKind;

use super::*;
use crate::escalation::{everybody, kept, level, policy};

both!(
    nothing_is_promised_before_a_date,
    rules_hear_of_a_planned_case_as_it_begins,
    what_was_put_off_is_not_woken_at_its_first_date,
    what_cannot_be_woken_or_read_keeps_no_other_plan,
    the_contract_that_follows_gives_what_the_first_has_no_more,
    what_a_contract_had_while_it_did_not_run_is_not_looked_into,
    dates_lie_within_the_contract_where_they_are_put,
    what_a_plan_could_come_to_again_is_not_let_go,
);

/// The manager does something at a moment.
async fn then<O: OnCase + Send + 'static>(desk: &Desk, at: Millis, op: O) {
    let caller = desk.caller("manager").await;
    let work = desk.services.write(caller, move |cx| {
        cx.now = at;
        Box::pin(handlers::change(cx, op))
    });
    work.await.unwrap_or_else(|fault| panic!("{}: {fault:?}", O::NAME));
}

async fn nothing_is_promised_before_a_date(desk: Desk) {
    let soon = json!({"trigger": {"on": "time", "side": "external", "clock": "first_response", "anchor": "start",
        "direction": "after", "percent": 1}});
    kept(&desk, policy(1, everybody(), json!([level(1, soon)]))).await;
    signed(&desk, 1, json!({})).await;
    planned(&desk, json!({"priority": "p1", "ahead_days": 9, "team_id": NORTH_TEAM})).await;
    pass(&desk, nine(1)).await;
    let [case] = opened(&desk).await[..] else { panic!("one case") };
    let clocks = async || desk.done("manager", CaseClocks { id: case }).await.clocks;
    let due = async || {
        let told = clocks().await;
        assert!(told.iter().any(|told| told.explanation.clock.kind == ClockKind::FirstResponse));
        assert!(told.iter().all(|told| told.explanation.clock.asked_at == nine(10)));
        told.iter().filter_map(|told| told.explanation.clock.due_at).min().expect("something is promised")
    };
    assert!(due().await > nine(10));
    let next = async |at: Millis| {
        hearing::work_off(&desk.services, at).await.expect("it is looked at");
        desk.done("manager", GetEscalation { id: case }).await.next_at.expect("a moment")
    };
    assert!(next(nine(1)).await > nine(10), "nobody is told before its date");
    // Taken up early, it is promised no sooner.
    then(&desk, nine(2), ResumeCase { id: case }).await;
    assert!(due().await > nine(10) && next(nine(2)).await > nine(10));
}

async fn rules_hear_of_a_planned_case_as_it_begins(desk: Desk) {
    for (n, state, priority) in [(1, "new", "p1"), (2, "pending", "p2")] {
        let json = json!({"id": Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_9780 + n), "active": true,
            "name": format!("规则{n}"), "order": n as i64, "when": {"event": "opened"},
            "if": [{"field": "state", "test": "any_of", "values": [state]}],
            "then": [{"do": "set_priority", "priority": priority}]});
        desk.done("manager", Save(serde_json::from_value::<Rule>(json).expect("a rule"))).await;
    }
    signed(&desk, 1, json!({})).await;
    planned(&desk, json!({"priority": "p3", "ahead_days": 9, "assignee_id": user("engineer")})).await;
    pass(&desk, nine(1)).await;
    hearing::work_off(&desk.services, nine(1)).await.expect("rules act");
    let [case] = opened(&desk).await[..] else { panic!("one case") };
    let seen = desk.case("manager", case).await.case;
    assert_eq!(seen.priority.map(|priority| priority.as_str()), Some("p2"));
    assert_eq!((seen.state, seen.assignee_id), (CaseState::Pending, Some(user("engineer"))));
}

async fn what_was_put_off_is_not_woken_at_its_first_date(desk: Desk) {
    signed(&desk, 1, json!({})).await;
    planned(&desk, json!({"ahead_days": 9})).await;
    pass(&desk, nine(1)).await;
    let [case] = opened(&desk).await[..] else { panic!("one case") };
    then(&desk, nine(2), ResumeCase { id: case }).await;
    let hold = HoldCase { id: case, reason: PendingReason::Scheduled, note: "改到月底".into() };
    then(&desk, nine(2), hold).await;
    pass(&desk, nine(10)).await;
    assert_eq!(desk.state(case).await, CaseState::Pending);
    let sql = "SELECT COUNT(*) AS n FROM service_plan_dates WHERE wakes_at <= $1";
    assert_eq!(desk.number(sql, vec![nine(10).into()]).await, 0, "whoever put it off sees to it");
}

async fn what_cannot_be_woken_or_read_keeps_no_other_plan(desk: Desk) {
    signed(&desk, 1, json!({})).await;
    planned(&desk, json!({"ahead_days": 9, "rule": "FREQ=WEEKLY;COUNT=1"})).await;
    pass(&desk, nine(1)).await;
    let [case] = opened(&desk).await[..] else { panic!("one case") };
    let broken = plan(2, json!({}));
    for plan in [broken.clone(), plan(3, json!({}))] {
        desk.done("manager", Save(plan)).await;
    }
    desk.write(move |cx| {
        Box::pin(async move {
            cx.exec("UPDATE cases SET body = '{' WHERE id = $1", vec![case.to_string().into()]).await?;
            let sql = "UPDATE service_plans SET body = '{' WHERE id = $1";
            cx.exec(sql, vec![broken.id.to_string().into()]).await.map(drop)
        })
    })
    .await;
    pass(&desk, nine(10)).await;
    let sql = "SELECT COUNT(*) AS n FROM service_plan_dates WHERE plan_id = $1 AND outcome = 'opened'";
    assert_eq!(desk.number(sql, vec![plan_id(3).to_string().into()]).await, 1, "the next one had its turn");
    let sql = "SELECT COUNT(*) AS n FROM service_plan_dates WHERE wakes_at > $1";
    assert!(desk.number(sql, vec![nine(10).into()]).await > 0, "it is tried again");
    let sql = "SELECT tries AS n FROM service_plan_timers WHERE plan_id = $1";
    assert_eq!(desk.number(sql, vec![plan_id(2).to_string().into()]).await, 1);
}

async fn the_contract_that_follows_gives_what_the_first_has_no_more(desk: Desk) {
    signed(&desk, 2, json!({"limits": calls(5)})).await;
    signed(&desk, 1, json!({"limits": calls(1), "on_depletion": "next", "next_id": id(2)})).await;
    planned(&desk, json!({})).await;
    for days in [7, 14] {
        pass(&desk, nine(days)).await;
    }
    assert_eq!(history(&desk).await, [(day(17).to_string(), None), (day(10).to_string(), None)]);
    assert_eq!((of_calls(&desk, 1).await, of_calls(&desk, 2).await), ((0, 1, Some(0)), (0, 1, Some(4))));
}

async fn what_a_contract_had_while_it_did_not_run_is_not_looked_into(desk: Desk) {
    signed(&desk, 1, json!({})).await;
    let with = json!({"occasion": "analysis", "rule": "", "starts_on": null, "fault_priority": "p4",
        "subject": "{fault} 故障分析"});
    planned(&desk, with).await;
    let case = case_of_anna(&desk).await;
    let state = async |state: &str| {
        let mut contract: Contract = desk.done("manager", Get::new(id(1).0)).await;
        contract.state = ContractState::parse(state).expect("a state");
        desk.done("manager", Save(contract)).await;
    };
    state("expired").await;
    solve(&desk, case).await;
    pass(&desk, now()).await;
    state("active").await;
    pass(&desk, now()).await;
    assert!(opened(&desk).await.is_empty());
    let told: Vec<Option<Skip>> = history(&desk).await.into_iter().map(|(_, why)| why).collect();
    assert_eq!(told, [Some(Skip::Suspended)]);
}

async fn dates_lie_within_the_contract_where_they_are_put(desk: Desk) {
    // The contract ends on a Saturday before nine, and the days of the desk are those of the week.
    let saturday = (20..27).find(|days| day(*days).weekday() == 5).expect("a Saturday");
    let week = ["mon", "tue", "wed", "thu", "fri"].map(|day| (day.to_string(), json!([["09:00", "18:00"]])));
    let rest = ["sat", "sun"].map(|day| (day.to_string(), json!([])));
    let calendar = CalendarId(Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_9792));
    let week = Value::Object(week.into_iter().chain(rest).collect());
    let json = json!({"id": calendar, "active": true, "name": "工作日", "default": false, "listed": {},
        "hours": {"zone": "Asia/Shanghai", "week": week, "days": {}}});
    desk.done("manager", Save(serde_json::from_value::<WorkCalendar>(json).expect("a calendar"))).await;
    signed(&desk, 1, json!({"ends_at": nine(saturday) - HOUR})).await;
    let put = async |starts: i32, day_off: &str| {
        let with = json!({"rule": "FREQ=DAILY;COUNT=1", "starts_on": day(starts), "calendar_id": calendar,
            "day_off": day_off});
        let told = desk.done("manager", PreviewPlan(plan(1, with))).await;
        told.dates.into_iter().map(|date| date.on).collect::<Vec<_>>()
    };
    assert_eq!(put(saturday, "previous").await, [day(saturday - 1)], "it lies before the end where it is put");
    assert!(put(saturday, "next").await.is_empty());
    assert_eq!(put(saturday - 1, "next").await, [day(saturday - 1)]);
    assert!(put(saturday, "keep").await.is_empty());
}

async fn what_a_plan_could_come_to_again_is_not_let_go(desk: Desk) {
    signed(&desk, 1, json!({})).await;
    planned(&desk, json!({})).await;
    pass(&desk, nine(10)).await;
    let left = async |before: Millis| {
        desk.write(move |cx| Box::pin(async move { store::prune(cx, before).await })).await;
        history(&desk).await.len()
    };
    assert_eq!(left(nine(11)).await, 1, "its plan was looked at last on that day");
    desk.write(move |cx| {
        Box::pin(async move {
            let sql = "UPDATE service_plan_timers SET since = $1";
            cx.exec(sql, vec![nine(300).into()]).await.map(drop)
        })
    })
    .await;
    assert_eq!(left(nine(9)).await, 1, "it is not old enough");
    assert_eq!(left(nine(11)).await, 0);
}
