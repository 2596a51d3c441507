//! Escalations on a desk: who is told while a promise is at risk, once, whatever happens to the desk meanwhile.

mod accounts;
mod asking;
mod calls;
mod keeping;
mod letters;
mod templates;
mod wishes;

use futures::future::join_all;
use serde_json::{Value, json};
use yingda_server::ctx::{Caller, now};
use yingda_server::escalation::store::timers;
use yingda_server::escalation::{handlers, looking, watch};
use yingda_server::outbox;
use yingda_shared::cases::operations::*;
use yingda_shared::escalation::*;
use yingda_shared::fault::Fault;
use yingda_shared::identity::User;
use yingda_shared::kernel::id::{CaseId, EscalationPolicyId, Uuid};
use yingda_shared::kernel::time::{DAY, HOUR, MINUTE, Millis};
use yingda_shared::notices::{ListNotices, NoticeKind};
use yingda_shared::organisation::Team;
use yingda_shared::record::{Get, Save};

use crate::both;
use crate::support::world::{self, ANNA, BELLA, NORTH_TEAM, NORTHERN, SOUTHERN};
use crate::support::{Desk, code};

both!(
    each_level_is_reached_once,
    what_a_downtime_missed_is_told_once,
    two_nodes_tell_once,
    what_ends_between_two_steps_is_neither_lost_nor_doubled,
    a_claim_of_an_earlier_generation_is_dropped,
    whoever_acknowledges_is_left_alone_until_it_runs_out,
    what_is_solved_is_not_escalated,
    the_first_who_is_there_is_told_and_the_others_are_named,
    a_request_is_decided_by_somebody_else,
    an_errand_that_breaks_is_tried_again_and_given_up_at_last,
);

fn id(n: u128) -> EscalationPolicyId {
    EscalationPolicyId(Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_7000 + n))
}

pub(crate) fn policy(n: u128, scope: Value, levels: Value) -> EscalationPolicy {
    let json = json!({"id": id(n), "active": true, "name": format!("策略{n}"), "scope": scope, "levels": levels});
    serde_json::from_value(json).expect("a policy")
}

pub(crate) fn everybody() -> Value {
    json!({"of": "default"})
}

/// Tells the lead of the team at a share of the way to the solution; what is given goes before what is usual.
pub(crate) fn level(percent: u32, with: Value) -> Value {
    let mut level = json!({"trigger": {"on": "time", "side": "external", "clock": "resolution", "anchor": "start",
        "direction": "after", "percent": percent}, "actions": [tells(json!({"who": "team_lead"}))]});
    for (field, value) in with.as_object().expect("fields") {
        level[field] = value.clone();
    }
    level
}

fn tells(whom: Value) -> Value {
    json!({"do": "notify", "recipients": [whom], "media": ["push"], "text": "即将超时"})
}

fn named(login: &str) -> Value {
    json!({"who": "named", "user_id": world::user(login)})
}

pub(crate) async fn kept(desk: &Desk, policy: EscalationPolicy) {
    desk.done("manager", Save(policy)).await;
}

/// A case of the northern team, which the colleague leads; answers it and when it is due.
pub(crate) async fn case_of_the_team(desk: &Desk) -> (CaseId, Millis) {
    let team: Team = desk.done("admin", Get::new(NORTH_TEAM.0)).await;
    if team.lead_id.is_none() {
        desk.done("admin", Save(Team { lead_id: Some(world::user("colleague")), ..team })).await;
    }
    let case = desk.opened_for(NORTHERN, ANNA, "打印机卡纸").await.id;
    desk.forwarded_to_team(case, NORTH_TEAM).await;
    rests(desk, now()).await;
    (case, desk.case("manager", case).await.case.resolve_by)
}

/// Everything that is due at a moment is done.
pub(crate) async fn rests(desk: &Desk, at: Millis) {
    watch::work_off(&desk.services, at).await.expect("everything comes to rest");
}

async fn told(desk: &Desk, who: &str) -> usize {
    desk.notices(who).await.into_iter().filter(|kind| *kind == NoticeKind::Escalated).count()
}

async fn stands(desk: &Desk, case: CaseId) -> CaseEscalation {
    desk.done("manager", GetEscalation { id: case }).await
}

async fn each_level_is_reached_once(desk: Desk) {
    let first = level(75, json!({"actions": [tells(json!({"who": "team_lead"})), {"do": "raise_level", "level": 1}]}));
    let second = level(100, json!({"actions": [tells(named("manager")), {"do": "set_priority", "priority": "p1"}]}));
    kept(&desk, policy(1, everybody(), json!([first, second]))).await;
    let (case, due) = case_of_the_team(&desk).await;
    assert_eq!((told(&desk, "colleague").await, stands(&desk, case).await.level), (0, 0));
    let begun = desk.case("manager", case).await.case.created_at;
    let early = stands(&desk, case).await.next_at.expect("a moment");
    assert_eq!(early, begun + (due - begun) * 3 / 4, "nobody looks before there is something to do");
    rests(&desk, early).await;
    assert_eq!((told(&desk, "colleague").await, told(&desk, "manager").await), (1, 0));
    for later in [due, due + MINUTE, due + 9 * DAY] {
        rests(&desk, later).await;
        assert_eq!((told(&desk, "colleague").await, told(&desk, "manager").await), (1, 1));
    }
    let escalation = stands(&desk, case).await;
    assert_eq!((escalation.level, escalation.next_at, escalation.done.len()), (1, None, 4));
    assert_eq!(escalation.running[0].instance.runs.len(), 2);
    let timeline = desk.timeline("manager", case).await;
    let said = |kind: &str| timeline.iter().filter(|word| **word == kind).count();
    assert_eq!((said("escalated"), said("level_raised"), said("edited")), (2, 1, 1), "{timeline:?}");
    assert!(!desk.timeline("anna", case).await.iter().any(|word| ["escalated", "level_raised"].contains(word)));
    assert_eq!(code(desk.call("anna", GetEscalation { id: case }).await), "forbidden");
    let notice = desk.done("manager", ListNotices {}).await.rows.remove(0);
    assert_eq!((notice.by.as_str(), notice.text.as_str()), ("策略1", "即将超时"));
}

async fn what_a_downtime_missed_is_told_once(desk: Desk) {
    let repeated = level(75, json!({"repeat_every": 10, "max_repeats": 5}));
    kept(&desk, policy(1, everybody(), json!([repeated]))).await;
    let (_, due) = case_of_the_team(&desk).await;
    // The desk is down from before the level until long after all its repeats.
    let back = due + 30 * DAY;
    for (at, count) in [(back, 1), (back + 9 * MINUTE, 1), (back + 10 * MINUTE, 2), (back + DAY, 3)] {
        rests(&desk, at).await;
        assert_eq!(told(&desk, "colleague").await, count);
    }
}

async fn two_nodes_tell_once(desk: Desk) {
    kept(&desk, policy(1, everybody(), json!([level(75, json!({}))]))).await;
    let (_, mut due) = case_of_the_team(&desk).await;
    for _ in 0..5 {
        due = due.max(case_of_the_team(&desk).await.1);
    }
    let other = desk.beside().await;
    // Both see the same claims before either of them looks.
    let claims = timers::due(&mut desk.services.reader(Caller::system()), due, 100).await.expect("claims");
    assert_eq!(claims.len(), 6);
    let looks = [&desk, &other].map(|node| watch::look_at(&node.services, claims.clone(), due));
    assert!(join_all(looks).await.iter().all(Result::is_ok));
    let ends = join_all([&desk, &other, &other, &desk].map(|node| watch::work_off(&node.services, due))).await;
    assert!(ends.iter().all(Result::is_ok), "{ends:?}");
    assert_eq!(told(&desk, "colleague").await, 6);
    assert_eq!(desk.number("SELECT COUNT(*) AS n FROM outbox", vec![]).await, 6);
    other.services.database.close().await;
}

async fn what_ends_between_two_steps_is_neither_lost_nor_doubled(desk: Desk) {
    kept(&desk, policy(1, everybody(), json!([level(75, json!({}))]))).await;
    let (case, due) = case_of_the_team(&desk).await;
    // The node ends before the look is written: nothing of it is there.
    let claims = timers::due(&mut desk.services.reader(Caller::system()), due, 9).await.expect("claims");
    let claim = claims[0].clone();
    let broken: Result<(), Fault> = desk
        .services
        .write(Caller::system(), move |cx| {
            Box::pin(async move {
                cx.now = due;
                looking::look(cx, &claim).await?;
                Err(Fault::refused("killed"))
            })
        })
        .await;
    assert_eq!(code(broken), "killed");
    assert_eq!(desk.number("SELECT COUNT(*) AS n FROM outbox", vec![]).await, 0);
    assert_eq!(stands(&desk, case).await.running[0].instance.runs.len(), 0);
    // It ends after the look, before anybody is told: the next node tells.
    watch::look(&desk.services, due).await.expect("a look");
    assert_eq!((told(&desk, "colleague").await, stands(&desk, case).await.done.len()), (0, 1));
    let next = desk.beside().await;
    for _ in 0..2 {
        rests(&next, due).await;
        assert_eq!(told(&desk, "colleague").await, 1);
    }
    next.services.database.close().await;
}

async fn a_claim_of_an_earlier_generation_is_dropped(desk: Desk) {
    kept(&desk, policy(1, everybody(), json!([level(75, json!({}))]))).await;
    let (case, due) = case_of_the_team(&desk).await;
    let claims = timers::due(&mut desk.services.reader(Caller::system()), due, 9).await.expect("claims");
    desk.commented("agent", case, "正在处理").await;
    watch::look_at(&desk.services, claims, due).await.expect("a look");
    assert_eq!(desk.number("SELECT COUNT(*) AS n FROM outbox", vec![]).await, 0, "the case is another by now");
    rests(&desk, due).await;
    assert_eq!(told(&desk, "colleague").await, 1);
}

async fn whoever_acknowledges_is_left_alone_until_it_runs_out(desk: Desk) {
    let repeated = level(75, json!({"repeat_every": 10, "max_repeats": 5}));
    let with_end = EscalationPolicy { acknowledged_minutes: Some(60), ..policy(1, everybody(), json!([repeated])) };
    let lonely = desk.opened_for(NORTHERN, ANNA, "没有策略").await.id;
    assert_eq!(code(desk.call("agent", AcknowledgeEscalation { id: lonely }).await), "escalations.none");
    kept(&desk, with_end).await;
    let (case, due) = case_of_the_team(&desk).await;
    rests(&desk, due).await;
    assert_eq!(told(&desk, "colleague").await, 1);
    let reached = stands(&desk, case).await;
    assert_eq!(reached.running[0].waits.map(|waits| waits.level), Some(1), "somebody has to say that they see to it");
    assert!(reached.names.contains_key(&world::user("colleague").0), "whoever was told has a name");
    let caller = desk.caller("engineer").await;
    let acknowledged = desk.services.write(caller, move |cx| {
        cx.now = due + MINUTE;
        Box::pin(handlers::acknowledge(cx, AcknowledgeEscalation { id: case }))
    });
    acknowledged.await.expect("somebody sees to it");
    let until = stands(&desk, case).await.running[0].instance.acknowledged.clone().expect("somebody").until;
    let until = until.expect("an end");
    assert_eq!(until, due + 61 * MINUTE);
    assert!(!stands(&desk, case).await.waits());
    rests(&desk, until - MINUTE).await;
    assert_eq!(told(&desk, "colleague").await, 1, "for an hour nobody is told again");
    rests(&desk, until).await;
    assert_eq!(told(&desk, "colleague").await, 2, "then once more, and its repeats are counted anew");
    rests(&desk, until + 10 * MINUTE).await;
    assert_eq!(told(&desk, "colleague").await, 3);
    assert!(desk.timeline("manager", case).await.contains(&"escalation_acknowledged"));
}

async fn what_is_solved_is_not_escalated(desk: Desk) {
    kept(&desk, policy(1, everybody(), json!([level(75, json!({}))]))).await;
    let (case, due) = case_of_the_team(&desk).await;
    desk.done("engineer", TakeCase { id: case, base: None }).await;
    desk.resolved("engineer", case).await;
    rests(&desk, due + DAY).await;
    assert_eq!((told(&desk, "colleague").await, stands(&desk, case).await.next_at), (0, None));
}

async fn the_first_who_is_there_is_told_and_the_others_are_named(desk: Desk) {
    let chain = json!([level(
        75,
        json!({"actions": [{"do": "notify", "media": ["email"], "recipients":
        [{"who": "owner"}, {"who": "team_lead"}, {"who": "manager", "steps": 1}]}]})
    )]);
    kept(&desk, policy(1, everybody(), chain)).await;
    for (login, manager) in [("colleague", "north"), ("north", "manager")] {
        let user: User = desk.done("admin", Get::new(world::user(login).0)).await;
        let away = serde_json::from_value(json!([{"from": 0, "to": now() + 900 * DAY}])).expect("a span");
        desk.done("admin", Save(User { manager_id: Some(world::user(manager)), away, ..user })).await;
    }
    let (case, due) = case_of_the_team(&desk).await;
    rests(&desk, due).await;
    let done = stands(&desk, case).await.done.remove(0);
    assert_eq!(done.people, [world::user("manager")], "above those who are away");
    let why: Vec<(u32, WhyPassed)> = done.passed.iter().map(|passed| (passed.place, passed.why)).collect();
    assert_eq!(why, [(0, WhyPassed::NoOwner), (1, WhyPassed::Away), (2, WhyPassed::Away)]);
    assert_eq!((told(&desk, "manager").await, told(&desk, "colleague").await), (1, 0));
    // Where nobody is left, whoever keeps the policies hears of it.
    let unseen = json!([level(75, json!({"actions": [tells(json!({"who": "owner"}))]}))]);
    kept(&desk, policy(2, json!({"of": "company", "company_id": SOUTHERN}), unseen)).await;
    let southern = desk.opened_for(SOUTHERN, BELLA, "织机停转").await.id;
    rests(&desk, now()).await;
    rests(&desk, desk.case("manager", southern).await.case.resolve_by).await;
    assert_eq!((told(&desk, "manager").await, told(&desk, "admin").await), (2, 1));
}

async fn a_request_is_decided_by_somebody_else(desk: Desk) {
    let asked = json!([{"trigger": {"on": "event", "event": "escalation_requested"},
        "actions": [{"do": "set_priority", "priority": "p1"}]}]);
    kept(&desk, policy(1, everybody(), asked)).await;
    let (case, _) = case_of_the_team(&desk).await;
    let ask = EscalateCase {
        id: case,
        request_id: None,
        severity: Severity::Major,
        reason: "客户高层来电".into(),
        watchers: vec![world::user("manager")],
    };
    let request = desk.done("north", ask.clone()).await;
    assert_eq!(code(desk.call("engineer", ask.clone()).await), "escalations.open_already");
    assert_eq!(told(&desk, "manager").await, 1);
    rests(&desk, now()).await;
    assert_eq!(desk.case("manager", case).await.case.priority.map(|priority| priority.as_str()), Some("p1"));
    let accept = StepEscalation { id: request.id, step: Move::Accept { reason: String::new() } };
    assert_eq!(code(desk.call("engineer", accept.clone()).await), "forbidden");
    assert_eq!(code(desk.call("south", accept.clone()).await), "not_found");
    assert_eq!(code(desk.call("north", accept.clone()).await), "escalations.own_request");
    assert_eq!(desk.done("manager", accept).await.state, RequestState::Accepted);
    assert_eq!(told(&desk, "north").await, 1);
    let note = StepEscalation { id: request.id, step: Move::Note { trend: Trend::Improving, note: String::new() } };
    assert_eq!(desk.done("manager", note).await.trend, Some(Trend::Improving));
    let end = StepEscalation { id: request.id, step: Move::DeEscalate { reason: "客户已满意".into() } };
    assert_eq!(desk.done("manager", end).await.state, RequestState::DeEscalated);
    let timeline = desk.timeline("manager", case).await;
    assert_eq!(timeline.iter().filter(|word| **word == "escalation_requested").count(), 3);
    assert!(!desk.timeline("anna", case).await.contains(&"escalation_requested"));
    desk.done("engineer", ask).await;
    let requests = stands(&desk, case).await.requests;
    assert_eq!(requests.iter().map(|request| request.state.is_open()).collect::<Vec<_>>(), [true, false]);
}

/// An errand that nobody can read breaks each time.
async fn an_errand_that_breaks_is_tried_again_and_given_up_at_last(desk: Desk) {
    let (case_id, _) = case_of_the_team(&desk).await;
    desk.write(move |cx| {
        Box::pin(async move {
            let body = json!({"because": "nothing"});
            let errand = outbox::Errand {
                id: "odd".into(),
                channel: "desk".into(),
                case_id,
                at: cx.now,
                place: 0,
                attempts: 0,
                body,
            };
            outbox::store::put(cx, &errand).await
        })
    })
    .await;
    let state = |state: &'static str| {
        let desk = desk.clone();
        async move { desk.number("SELECT COUNT(*) AS n FROM outbox WHERE state = $1", vec![state.into()]).await }
    };
    let mut at = now();
    for tries in 1..outbox::ATTEMPTS_MAX {
        assert_eq!(outbox::work_off(&desk.services, at).await, Ok(0));
        assert_eq!(desk.number("SELECT attempts AS n FROM outbox", vec![]).await, tries);
        assert_eq!(outbox::work_off(&desk.services, at).await, Ok(0), "not before it has rested");
        assert_eq!(desk.number("SELECT attempts AS n FROM outbox", vec![]).await, tries);
        at += HOUR;
    }
    assert_eq!(
        (outbox::work_off(&desk.services, at).await, state("dead").await, state("waiting").await),
        (Ok(1), 1, 0)
    );
}
