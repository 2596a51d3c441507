//! Thresholds of clocks: rules hear of each once, of every open case, and of none that was passed before they listened.

use std::time::Duration;

use serde_json::json;
use yingda_server::ctx::now;
use yingda_server::escalation::watch;
use yingda_server::jobs::worker;
use yingda_shared::kernel::id::{CaseId, Uuid};
use yingda_shared::kernel::limits::JOBS_OPEN_MAX;
use yingda_shared::kernel::time::{DAY, HOUR, MINUTE, Millis};
use yingda_shared::record::{Get, Save};
use yingda_shared::rules::{HappeningKind, Rule};
use yingda_shared::sla::SlaPolicy;

use super::{id, kept, rests, rule, runs, tells, told};
use crate::both;
use crate::clocks::opened;
use crate::escalation::{everybody, level, policy};
use crate::jobs::reply;
use crate::support::world::{ANNA, NORTHERN};
use crate::support::{Desk, code};

both!(
    a_threshold_of_a_clock_is_heard_once,
    what_was_over_before_a_rule_is_not_told_it,
    a_rule_that_begins_to_listen_reaches_cases_that_nobody_looks_at,
    what_a_policy_watched_before_a_rule_is_not_told_it,
    what_passes_while_a_rule_is_off_is_not_told_it,
    saving_a_rule_is_not_refused_because_of_other_work,
);

fn hears_due() -> Rule {
    let due = json!({"event": "threshold", "threshold": {"clock": "resolution", "kind": "due"}});
    rule(1, due, json!([]), json!([tells("manager")]))
}

/// The background goes through the open cases.
async fn followed(desk: &Desk) {
    worker::work_off(&desk.services).await.expect("jobs are gone through");
}

async fn timers(desk: &Desk) -> i64 {
    desk.number("SELECT COUNT(*) AS n FROM case_timers WHERE due_at IS NOT NULL", vec![]).await
}

async fn due(desk: &Desk, case: CaseId) -> Millis {
    desk.case("manager", case).await.case.resolve_by
}

async fn rests_at(desk: &Desk, at: Millis) {
    watch::work_off(&desk.services, at).await.expect("everything comes to rest");
}

async fn a_rule_that_begins_to_listen_reaches_cases_that_nobody_looks_at(desk: Desk) {
    opened(&desk, now() - 9 * DAY, "早就逾期").await;
    let quiet = desk.opened_for(NORTHERN, ANNA, "没有人动过").await.id;
    let slow = desk.opened_for(NORTHERN, ANNA, "也没有人动过").await.id;
    assert_eq!(timers(&desk).await, 0, "nobody looks at them");
    kept(&desk, hears_due()).await;
    assert_eq!(timers(&desk).await, 0, "saving waits for no case");
    // What is passed before the background comes round is told once it does.
    let late = due(&desk, quiet).await.max(due(&desk, slow).await);
    rests_at(&desk, late).await;
    assert_eq!(told(&desk, "manager").await, 0);
    followed(&desk).await;
    assert_eq!(timers(&desk).await, 3);
    for later in [MINUTE, HOUR, DAY] {
        rests_at(&desk, late + later).await;
        assert_eq!(told(&desk, "manager").await, 2, "one of them was overdue before there was a rule");
    }
    // Saved again as it is, it does not begin anew.
    let same: Rule = desk.done("manager", Get::new(id(1).0)).await;
    kept(&desk, Rule { name: "改了名".into(), ..same }).await;
    assert_eq!(desk.number("SELECT COUNT(*) AS n FROM jobs", vec![]).await, 1);
}

async fn saving_a_rule_is_not_refused_because_of_other_work(desk: Desk) {
    let case = desk.opened_for(NORTHERN, ANNA, "没有人动过").await.id;
    for _ in 0..JOBS_OPEN_MAX {
        desk.done("manager", reply(&[case], "稍等")).await;
    }
    assert_eq!(code(desk.call("manager", reply(&[case], "稍等")).await), "jobs.too_many");
    kept(&desk, hears_due()).await;
    kept(&desk, Rule { id: id(2), ..hears_due() }).await;
    let own = || desk.number("SELECT COUNT(*) AS n FROM jobs WHERE owner = ''", vec![]);
    assert_eq!(own().await, 1, "what has not begun does for both");
    assert_eq!(timers(&desk).await, 0);
    followed(&desk).await;
    assert_eq!(timers(&desk).await, 1);
    // That one is over: whoever listens from now on gets another.
    kept(&desk, Rule { id: id(3), ..hears_due() }).await;
    assert_eq!(own().await, 2);
}

async fn what_a_policy_watched_before_a_rule_is_not_told_it(desk: Desk) {
    crate::escalation::kept(&desk, policy(1, everybody(), json!([level(1000, json!({}))]))).await;
    let old = opened(&desk, now() - 9 * DAY, "早就逾期").await;
    let fresh = desk.opened_for(NORTHERN, ANNA, "打印机卡纸").await.id;
    for _ in 0..2 {
        desk.commented("agent", old, "还在处理").await;
        rests(&desk).await;
    }
    kept(&desk, hears_due()).await;
    rests(&desk).await;
    followed(&desk).await;
    rests(&desk).await;
    desk.commented("agent", old, "再说一次").await;
    rests(&desk).await;
    assert_eq!(told(&desk, "manager").await, 0);
    let due = due(&desk, fresh).await;
    for later in [0, DAY] {
        rests_at(&desk, due + later).await;
        assert_eq!(told(&desk, "manager").await, 1);
    }
}

/// While another one listens all the time and hears of it.
async fn what_passes_while_a_rule_is_off_is_not_told_it(desk: Desk) {
    let minute = json!({"id": Uuid::now_v7(), "active": true, "name": "一分钟", "side": "external",
        "targets": [{"kind": "resolution", "amount": 1, "unit": "calendar_minutes"}]});
    desk.done("manager", Save(serde_json::from_value::<SlaPolicy>(minute).expect("a policy"))).await;
    let actions = serde_json::from_value(json!([tells("agent")])).expect("actions");
    kept(&desk, Rule { id: id(2), actions, ..hears_due() }).await;
    kept(&desk, hears_due()).await;
    let switched = |active: bool| {
        let desk = desk.clone();
        async move {
            let rule: Rule = desk.done("manager", Get::new(id(1).0)).await;
            desk.done("manager", Save(Rule { active, ..rule })).await;
        }
    };
    switched(false).await;
    let case = opened(&desk, now() - MINUTE + 200, "关着的时候").await;
    let due = due(&desk, case).await;
    while now() <= due {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    switched(true).await;
    followed(&desk).await;
    rests(&desk).await;
    assert_eq!((told(&desk, "agent").await, told(&desk, "manager").await), (1, 0));
    assert_eq!((runs(&desk, 2).await.len(), runs(&desk, 1).await.len()), (1, 0));
}

async fn a_threshold_of_a_clock_is_heard_once(desk: Desk) {
    let due = json!({"event": "threshold", "threshold": {"clock": "resolution", "kind": "due"}});
    kept(&desk, rule(1, due, json!([]), json!([tells("manager")]))).await;
    let case = desk.opened_for(NORTHERN, ANNA, "打印机卡纸").await;
    rests(&desk).await;
    assert_eq!(told(&desk, "manager").await, 0);
    let due_at = desk.case("manager", case.id).await.case.resolve_by;
    for later in [0, HOUR, DAY] {
        watch::work_off(&desk.services, due_at + later).await.expect("rest");
        assert_eq!(told(&desk, "manager").await, 1);
    }
    assert_eq!(runs(&desk, 1).await[0].kind, HappeningKind::Threshold);
}

async fn what_was_over_before_a_rule_is_not_told_it(desk: Desk) {
    let old = crate::clocks::opened(&desk, now() - 9 * DAY, "早就逾期").await;
    let due = json!({"event": "threshold", "threshold": {"clock": "resolution", "kind": "due"}});
    kept(&desk, rule(1, due, json!([]), json!([tells("manager")]))).await;
    desk.commented("agent", old, "还在处理").await;
    rests(&desk).await;
    assert_eq!(told(&desk, "manager").await, 0);
    desk.commented("agent", old, "再说一次").await;
    rests(&desk).await;
    assert_eq!(told(&desk, "manager").await, 0);
}
