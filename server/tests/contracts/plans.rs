//! Plans of contracts: cases are opened ahead of their dates, once, as far as the contract goes.

mod beforehand;
mod renewed;

use serde_json::{Value, json};
use yingda_server::contracts::plans::watch;
use yingda_shared::calendar::WorkCalendar;
use yingda_shared::cases::queries::ListCases;
use yingda_shared::cases::{CaseState, Channel, Occasion, PendingReason};
use yingda_shared::catalog::priority::{Impact, Urgency};
use yingda_shared::contracts::plans::{
    ComingDate, ContractPlans, Occurrence, Outcome, PlanHistory, PreviewPlan, ServicePlan, Skip,
};
use yingda_shared::kernel::day::Day;
use yingda_shared::kernel::id::{CalendarId, ServicePlanId};
use yingda_shared::kernel::time::{HOUR, date_time};

use super::*;
use crate::both;
use crate::support::world::{INTERNAL, NORTH_TEAM, user};

both!(
    a_visit_is_opened_ahead_once_and_goes_on_at_its_date,
    of_what_was_missed_the_last_one_is_made_good,
    a_contract_that_gives_nothing_opens_nothing,
    two_nodes_at_once_open_one_case,
    dates_keep_to_working_days,
    a_fault_is_looked_into_once,
    a_plan_keeps_to_its_contract,
    what_was_before_a_plan_is_none_of_its_business,
    plans_are_for_whom_the_contract_is_for,
);

fn plan_id(n: u128) -> ServicePlanId {
    ServicePlanId(Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_9700 + n))
}

/// Today and so many days on, where the desk is.
fn day(days: i32) -> Day {
    Day(((now() + 8 * HOUR).div_euclid(DAY)) as i32).after(days)
}

/// Nine o'clock of that day.
fn nine(days: i32) -> Millis {
    Millis::from(day(days).0) * DAY + HOUR
}

/// A plan of the first contract: every week from the tenth day on, three days ahead, at nine.
fn plan(n: u128, with: Value) -> ServicePlan {
    let mut json = json!({"id": plan_id(n), "active": true, "name": format!("计划{n}"), "contract_id": id(1),
        "occasion": "visit", "rule": "FREQ=WEEKLY", "starts_on": day(10), "minute": 540, "day_off": "keep",
        "ahead_days": 3, "subject": "{date} 巡检 {asset}", "description": "{contract}、{plan}"});
    for (field, value) in with.as_object().expect("fields") {
        json[field] = value.clone();
    }
    serde_json::from_value(json).expect("a plan")
}

async fn planned(desk: &Desk, with: Value) -> ServicePlan {
    let plan = plan(1, with);
    desk.done("manager", Save(plan.clone())).await;
    plan
}

async fn pass(desk: &Desk, at: Millis) {
    watch::work_off(&desk.services, at).await.expect("plans are looked at");
}

/// Cases that plans opened, the newest first.
async fn opened(desk: &Desk) -> Vec<CaseId> {
    let query = ListCases { channel: Some("plan".into()), ..ListCases::default() };
    desk.done("manager", query).await.rows.into_iter().map(|row| row.id).collect()
}

/// What became of the dates of the first plan, the last one first: whether a case was opened, and why not.
async fn history(desk: &Desk) -> Vec<(String, Option<Skip>)> {
    let told = desk.done("manager", PlanHistory { id: plan_id(1), before: None }).await;
    let line = |row: Occurrence| {
        assert_eq!(row.case.is_some(), row.outcome == Outcome::Opened);
        (row.day.map(|day| day.to_string()).unwrap_or(row.cause), row.why)
    };
    told.rows.into_iter().map(line).collect()
}

async fn of_plan(desk: &Desk) -> Vec<ComingDate> {
    let told = desk.done("adam", ContractPlans { id: id(1) }).await;
    told.rows.into_iter().next().expect("a plan").coming
}

async fn a_visit_is_opened_ahead_once_and_goes_on_at_its_date(desk: Desk) {
    signed(&desk, 1, json!({"limits": calls(5), "departments": [NORTHERN_IT]})).await;
    let with = json!({"asset_id": PRINTER, "contact_id": ANNA, "team_id": NORTH_TEAM, "assignee_id": user("engineer"),
        "priority": "p2", "category_id": INTERNAL});
    planned(&desk, with).await;
    let coming = of_plan(&desk).await;
    let days: Vec<Day> = coming.iter().map(|coming| coming.date.on).collect();
    assert_eq!(days, [day(10), day(17), day(24)], "the contract ends before the next one");
    assert!(coming.iter().all(|coming| coming.case.is_none()));

    pass(&desk, now()).await;
    pass(&desk, nine(7) - 1).await;
    assert!(opened(&desk).await.is_empty(), "it is not near yet");
    pass(&desk, nine(7)).await;
    pass(&desk, nine(7)).await;
    pass(&desk, nine(8)).await;
    let [case] = opened(&desk).await[..] else { panic!("one case") };
    let seen = desk.case("anna", case).await.case;
    assert_eq!(seen.subject, format!("{} 巡检 打印机", date_time(nine(10), 480)));
    assert_eq!(seen.description, "合同1、计划1");
    let told = seen.planned.expect("it was planned");
    assert_eq!((told.occasion, told.day, told.minute, told.at), (Occasion::Visit, Some(day(10)), 540, Some(nine(10))));
    let inside = desk.case("manager", case).await.case;
    assert_eq!(
        (inside.channel, inside.assignee_id, inside.team_id),
        (Channel::Plan, Some(user("engineer")), Some(NORTH_TEAM))
    );
    assert_eq!(inside.priority.map(|priority| priority.as_str()), Some("p2"));
    assert_eq!((inside.state, inside.pending_reason), (CaseState::Pending, Some(PendingReason::Scheduled)));
    // It begins as it is: whoever hears of it hears of nothing before that.
    assert_eq!(desk.timeline("manager", case).await, ["opened", "assigned", "held"]);
    // What was agreed is drawn from its own contract, whatever that covers else.
    let contract = desk.done("agent", ExplainContract { id: case }).await.contract.map(|contract| contract.id);
    assert_eq!(contract, Some(id(1)));
    assert_eq!(of_plan(&desk).await[0].case.as_ref().map(|case| case.number.clone()), Some(seen.number));

    pass(&desk, nine(10) - 1).await;
    assert_eq!(desk.state(case).await, CaseState::Pending);
    pass(&desk, nine(10)).await;
    assert_eq!(desk.state(case).await, CaseState::Assigned);
    assert_eq!(opened(&desk).await.len(), 1);
    assert_eq!(history(&desk).await, [(day(10).to_string(), None)]);
}

async fn of_what_was_missed_the_last_one_is_made_good(desk: Desk) {
    signed(&desk, 1, json!({})).await;
    planned(&desk, json!({"rule": "FREQ=DAILY", "starts_on": day(1), "ahead_days": 0})).await;
    // The desk stood still for five days.
    pass(&desk, nine(6) - HOUR).await;
    let missed = |days: i32| (day(days).to_string(), Some(Skip::Missed));
    let done = |days: i32| (day(days).to_string(), None);
    assert_eq!(history(&desk).await, [done(5), missed(4), missed(3), missed(2), missed(1)]);
    // Where it is another one's turn already, that is the one.
    pass(&desk, nine(8) + HOUR).await;
    assert_eq!(history(&desk).await[..3], [done(8), missed(7), missed(6)]);
    assert_eq!(opened(&desk).await.len(), 2);
    assert_eq!(desk.state(opened(&desk).await[0]).await, CaseState::New, "its date has come: nothing waits");
}

async fn a_contract_that_gives_nothing_opens_nothing(desk: Desk) {
    signed(&desk, 1, json!({"limits": calls(1), "state": "draft"})).await;
    planned(&desk, json!({})).await;
    pass(&desk, nine(8)).await;
    assert!(history(&desk).await.is_empty(), "nothing was agreed yet");
    let state = async |state: &str| {
        let mut contract: Contract = desk.done("manager", Get::new(id(1).0)).await;
        contract.state = ContractState::parse(state).expect("a state");
        desk.done("manager", Save(contract)).await;
    };
    state("active").await;
    state("suspended").await;
    pass(&desk, nine(8)).await;
    state("active").await;
    pass(&desk, nine(15)).await;
    pass(&desk, nine(22)).await;
    let expected = [
        (day(24).to_string(), Some(Skip::UsedUp)),
        (day(17).to_string(), None),
        (day(10).to_string(), Some(Skip::Suspended)),
    ];
    assert_eq!(history(&desk).await, expected);
    assert_eq!(of_calls(&desk, 1).await, (0, 1, Some(0)));
}

async fn two_nodes_at_once_open_one_case(desk: Desk) {
    signed(&desk, 1, json!({})).await;
    planned(&desk, json!({})).await;
    let beside = desk.beside().await;
    tokio::join!(pass(&desk, nine(7)), pass(&beside, nine(7)));
    assert_eq!(opened(&desk).await.len(), 1);
    assert_eq!(desk.number("SELECT COUNT(*) AS n FROM entitlement_entries", vec![]).await, 1);
    beside.services.database.close().await;
}

async fn dates_keep_to_working_days(desk: Desk) {
    signed(&desk, 1, json!({"ends_at": null, "limits": calls(5)})).await;
    let saturday = (20..27).map(day).find(|day| day.weekday() == 5).expect("a Saturday");
    let all = |hours: Value| {
        let days = ["mon", "tue", "wed", "thu", "fri"].map(|day| (day.to_string(), hours.clone()));
        let rest = ["sat", "sun"].map(|day| (day.to_string(), json!([])));
        Value::Object(days.into_iter().chain(rest).collect())
    };
    let calendar = CalendarId(Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_9791));
    // The Monday after it is a holiday.
    let mut json = json!({"id": calendar, "active": true, "name": "纽约", "default": false, "listed": {},
        "hours": {"zone": "America/New_York", "week": all(json!([["09:00", "18:00"]])), "days": {}}});
    json["hours"]["days"][saturday.after(2).to_string()] = json!([]);
    let work: WorkCalendar = serde_json::from_value(json.clone()).expect("a calendar");
    desk.done("manager", Save(work)).await;
    let preview = async |day_off: &str| {
        let with =
            json!({"rule": "FREQ=WEEKLY;COUNT=1", "starts_on": saturday, "calendar_id": calendar, "day_off": day_off});
        let told = desk.done("manager", PreviewPlan(plan(1, with))).await;
        assert_eq!((told.dates.len(), told.more, told.zone.as_str()), (1, false, "America/New_York"));
        assert_eq!(told.dates[0].day, saturday);
        (told.dates[0].on, told.dates[0].at)
    };
    let (on, at) = preview("keep").await;
    assert_eq!(on, saturday);
    let hours = (at - Millis::from(saturday.0) * DAY) / HOUR;
    assert!(hours == 13 || hours == 14, "nine o'clock in New York: {hours}");
    assert_eq!(preview("next").await.0, saturday.after(3));
    assert_eq!(preview("previous").await.0, saturday.after(-1));
    // A weekend that is worked for a holiday is a working day.
    let before: WorkCalendar = desk.done("manager", Get::new(calendar.0)).await;
    json["listed"][saturday.to_string()] = json!("make_up");
    let mut work: WorkCalendar = serde_json::from_value(json).expect("a calendar");
    work.rv = before.rv;
    desk.done("manager", Save(work)).await;
    assert_eq!((preview("next").await.0, preview("previous").await.0), (saturday, saturday));
}

async fn a_fault_is_looked_into_once(desk: Desk) {
    signed(&desk, 1, json!({})).await;
    let with = json!({"occasion": "analysis", "rule": "", "starts_on": null, "fault_priority": "p2",
        "subject": "{fault} 故障分析", "team_id": NORTH_TEAM});
    planned(&desk, with).await;
    let fault = |impact, urgency| QuickOpenCase {
        subject: "停机".into(),
        company_id: Some(NORTHERN),
        contact_id: Some(ANNA),
        impact: Some(impact),
        urgency: Some(urgency),
        ..QuickOpenCase::default()
    };
    let severe = desk.done("agent", fault(Impact::Department, Urgency::Critical)).await;
    let mild = desk.done("agent", fault(Impact::Person, Urgency::Low)).await;
    solve(&desk, severe.id).await;
    solve(&desk, mild.id).await;
    for _ in 0..2 {
        pass(&desk, now()).await;
        let [analysis] = opened(&desk).await[..] else { panic!("one analysis") };
        let detail = desk.case("manager", analysis).await;
        assert_eq!(detail.case.subject, format!("{} 故障分析", severe.number));
        let linked: Vec<&str> = detail.relatives.iter().map(|other| other.number.as_str()).collect();
        assert_eq!(linked, [severe.number.as_str()]);
        assert_eq!(desk.case("adam", analysis).await.case.planned.expect("it was planned").after, None);
        desk.done("engineer", ReopenCase { id: severe.id, reason: "又停了".into() }).await;
        desk.resolved("engineer", severe.id).await;
    }
    assert_eq!(history(&desk).await, [(severe.number, None)]);
    // Looking into it is no fault.
    let [analysis] = opened(&desk).await[..] else { panic!("one analysis") };
    solve(&desk, analysis).await;
    pass(&desk, now()).await;
    assert_eq!(opened(&desk).await.len(), 1);
}

async fn a_plan_keeps_to_its_contract(desk: Desk) {
    signed(&desk, 1, json!({})).await;
    signed(&desk, 2, json!({"company_id": SOUTHERN})).await;
    let table = [
        (json!({"asset_id": LOOM}), "/asset_id", "unknown"),
        (json!({"contact_id": BELLA}), "/contact_id", "unknown"),
        (json!({"assignee_id": user("paul")}), "/assignee_id", "unknown"),
        (json!({"assignee_id": user("anna")}), "/assignee_id", "unknown"),
        (json!({"contract_id": id(9)}), "/contract_id", "unknown"),
        (json!({"starts_on": day(40)}), "/rule", "recurrence_never"),
        (json!({"rule": "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"}), "/rule", "recurrence_never"),
        (json!({"rule": "FREQ=DAILY;COUNT=1", "except": [day(10)]}), "/rule", "recurrence_never"),
        (json!({"rule": "FREQ=MINUTELY"}), "/rule", "recurrence_parts"),
    ];
    for (with, pointer, word) in table {
        let told = fields(desk.call("manager", Save(plan(1, with.clone()))).await);
        assert_eq!(told, field(pointer, word), "{with}");
    }
    let kept = planned(&desk, json!({})).await;
    let stored: ServicePlan = desk.done("manager", Get::new(kept.id.0)).await;
    let moved = ServicePlan { contract_id: id(2), ..stored };
    assert_eq!(fields(desk.call("manager", Save(moved)).await), field("/contract_id", "contract_customer"));
}

async fn what_was_before_a_plan_is_none_of_its_business(desk: Desk) {
    signed(&desk, 1, json!({"starts_at": now() - 20 * DAY})).await;
    let with = json!({"rule": "FREQ=DAILY;INTERVAL=5", "starts_on": day(-16), "ahead_days": 0, "active": false});
    let plan = planned(&desk, with).await;
    pass(&desk, now()).await;
    // Switched on again, it goes on from then.
    let stored: ServicePlan = desk.done("manager", Get::new(plan.id.0)).await;
    desk.done("manager", Save(ServicePlan { active: true, ..stored })).await;
    pass(&desk, now()).await;
    assert!(history(&desk).await.is_empty());
    pass(&desk, nine(4)).await;
    assert_eq!(history(&desk).await, [(day(4).to_string(), None)]);
    // Another rule opens no date again that it has in common with the one before.
    let stored: ServicePlan = desk.done("manager", Get::new(plan.id.0)).await;
    desk.done("manager", Save(ServicePlan { rule: "FREQ=DAILY".into(), starts_on: Some(day(4)), ..stored })).await;
    pass(&desk, nine(4) + HOUR).await;
    assert_eq!(opened(&desk).await.len(), 1);
}

async fn plans_are_for_whom_the_contract_is_for(desk: Desk) {
    signed(&desk, 1, json!({})).await;
    let plan = planned(&desk, json!({})).await;
    assert_eq!(desk.done("north", ContractPlans { id: id(1) }).await.rows.len(), 1);
    for who in ["bella", "south"] {
        let outcome = desk.call(who, ContractPlans { id: id(1) }).await;
        // Staff read all contracts; another customer none.
        assert_eq!(outcome.is_ok(), who == "south", "{who}");
    }
    for who in ["anna", "paul"] {
        assert_eq!(code(desk.call(who, ContractPlans { id: id(1) }).await), "forbidden", "{who}");
    }
    let stored: ServicePlan = desk.done("manager", Get::new(plan.id.0)).await;
    let renamed = ServicePlan { name: "改".into(), ..stored };
    assert_eq!(code(desk.call("south", Save(renamed.clone())).await), "records.beyond_own_units");
    for who in ["adam", "anna", "paul", "agent"] {
        assert_eq!(code(desk.call(who, Save(renamed.clone())).await), "forbidden", "{who}");
        assert_eq!(code(desk.call(who, Get::<ServicePlan>::new(plan.id.0)).await), "forbidden", "{who}");
        assert_eq!(code(desk.call(who, PlanHistory { id: plan.id, before: None }).await), "forbidden", "{who}");
    }
    desk.done("north", Save(renamed)).await;
    // A plan that is switched off is told to nobody outside.
    let stored: ServicePlan = desk.done("north", Get::new(plan.id.0)).await;
    desk.done("north", Save(ServicePlan { active: false, ..stored })).await;
    assert_eq!(desk.done("adam", ContractPlans { id: id(1) }).await.rows.len(), 0);
    assert_eq!(desk.done("agent", ContractPlans { id: id(1) }).await.rows.len(), 1);
}
