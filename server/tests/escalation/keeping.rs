//! Policies, rotas and lines of managers: what is refused, and which version of a policy counts.

use serde_json::json;
use yingda_shared::calendar::Week;
use yingda_shared::escalation::*;
use yingda_shared::fault::Fault;
use yingda_shared::identity::User;
use yingda_shared::kernel::id::{RotaId, Uuid};
use yingda_shared::kernel::time::DAY;
use yingda_shared::record::{Get, Save};

use super::*;
use crate::both;
use crate::support::world::{self, BELLA, NORTHERN, SOUTHERN};
use crate::support::{Desk, code, field, fields};

both!(
    what_no_policy_may_be_is_told_at_its_field,
    there_is_one_policy_of_a_scope_and_the_narrowest_counts,
    nobody_stands_above_themselves,
    a_rota_without_a_gap_is_kept,
    an_escalation_keeps_the_version_that_it_began_with,
);

async fn what_no_policy_may_be_is_told_at_its_field(desk: Desk) {
    let saved = |policy: EscalationPolicy| {
        let desk = desk.clone();
        async move { fields(desk.call("manager", Save(policy)).await) }
    };
    assert_eq!(saved(policy(1, everybody(), json!([]))).await, field("/levels", "levels_missing"));
    let task = json!([level(75, json!({"actions": [{"do": "open_task", "title": ""}]}))]);
    assert_eq!(saved(policy(1, everybody(), task)).await, field("/levels/0/actions/0/title", "required"));
    for (url, code) in [
        ("http://example.com/hook", "webhook_address"),
        ("https://10.0.0.1/hook", "webhook_inside"),
        ("https://[::1]/hook", "webhook_inside"),
        ("https://2130706433/hook", "webhook_inside"),
    ] {
        let call = json!([level(75, json!({"actions": [{"do": "webhook", "url": url}]}))]);
        assert_eq!(saved(policy(1, everybody(), call)).await, field("/levels/0/actions/0/url", code), "{url}");
    }
    let hours = json!([level(75, json!({"calendar_id": Uuid::nil()}))]);
    assert_eq!(saved(policy(1, everybody(), hours)).await, field("/levels", "unknown"));
    let levels = || json!([level(75, json!({}))]);
    for (of, scope) in [
        ("case_id", json!({"of": "case", "case_id": Uuid::nil()})),
        ("company_id", json!({"of": "company", "company_id": Uuid::nil()})),
        ("contact_id", json!({"of": "customer", "contact_id": Uuid::nil()})),
    ] {
        assert_eq!(saved(policy(1, scope, levels())).await, field(&format!("/scope/{of}"), "unknown"));
    }
    assert_eq!(code(desk.call("agent", Save(policy(1, everybody(), levels()))).await), "forbidden");
}

async fn there_is_one_policy_of_a_scope_and_the_narrowest_counts(desk: Desk) {
    let to = |login: &str| json!([level(75, json!({"actions": [tells(named(login))]}))]);
    kept(&desk, policy(1, everybody(), to("agent"))).await;
    let second = policy(2, everybody(), to("sales"));
    assert_eq!(fields(desk.call("manager", Save(second)).await), field("/scope", "taken"));
    kept(&desk, policy(3, json!({"of": "company", "company_id": NORTHERN}), to("manager"))).await;
    let (_, due) = case_of_the_team(&desk).await;
    desk.opened_for(SOUTHERN, BELLA, "织机停转").await;
    rests(&desk, due + DAY).await;
    assert_eq!((told(&desk, "manager").await, told(&desk, "agent").await), (1, 1));
}

async fn nobody_stands_above_themselves(desk: Desk) {
    let above = |login: &'static str, manager: &'static str| {
        let desk = desk.clone();
        async move {
            let user: User = desk.done("admin", Get::new(world::user(login).0)).await;
            desk.call("admin", Save(User { manager_id: Some(world::user(manager)), ..user })).await
        }
    };
    above("engineer", "colleague").await.expect("a manager");
    above("colleague", "north").await.expect("a manager");
    let Err(Fault::Invalid { fields: faults }) = above("north", "engineer").await else { panic!("a circle") };
    assert_eq!((faults[0].pointer.as_str(), faults[0].code.as_str()), ("/manager_id", "manager_circle"));
    assert_eq!(faults[0].params["names"], "north先生 → engineer先生 → colleague先生 → north先生");
    // Those outside stand in no line of ours, and learn nothing of it.
    let anna: User = desk.done("admin", Get::new(world::user("anna").0)).await;
    let outside = User { manager_id: Some(world::user("north")), skills: vec!["网络".into()], ..anna };
    let faults = fields(desk.call("adam", Save(outside)).await);
    assert_eq!(faults, [field("/manager_id", "staff_only"), field("/skills", "staff_only")].concat());
}

async fn a_rota_without_a_gap_is_kept(desk: Desk) {
    let nights: Week = serde_json::from_value(json!({"mon": [["22:00", "06:00"]], "tue": [], "wed": [], "thu": [],
        "fri": [], "sat": [], "sun": []}))
    .expect("a week");
    let rota = Rota {
        id: RotaId(Uuid::now_v7()),
        rv: 0,
        active: true,
        name: "夜间值班".into(),
        offset: 480,
        from: "2026-01-05".parse().expect("a day"),
        lines: vec![RotaLine { week: nights.clone(), people: vec![world::user("engineer")] }],
        covers: None,
        exceptions: Vec::new(),
        swaps: Vec::new(),
    };
    assert_eq!(fields(desk.call("manager", Save(rota.clone())).await), field("/lines", "rota_gap"));
    let lonely = Rota { lines: Vec::new(), ..rota.clone() };
    assert_eq!(fields(desk.call("manager", Save(lonely)).await), field("/lines", "rota_empty"));
    let covered = Rota { covers: Some(nights), ..rota };
    desk.done("manager", Save(covered.clone())).await;
    let read: Rota = desk.done("engineer", Get::new(covered.id.0)).await;
    assert_eq!(read.lines, covered.lines);
}

async fn an_escalation_keeps_the_version_that_it_began_with(desk: Desk) {
    let to = |login: &str| json!([level(75, json!({"actions": [tells(named(login))]}))]);
    kept(&desk, policy(1, everybody(), to("manager"))).await;
    let (case, due) = case_of_the_team(&desk).await;
    let old: EscalationPolicy = desk.done("manager", Get::new(id(1).0)).await;
    kept(&desk, EscalationPolicy { rv: old.rv, ..policy(1, everybody(), to("sales")) }).await;
    let (later, due_later) = case_of_the_team(&desk).await;
    rests(&desk, due.max(due_later)).await;
    assert_eq!((told(&desk, "manager").await, told(&desk, "sales").await), (1, 1));
    assert_eq!(stands(&desk, case).await.running[0].instance.policy.version, old.rv);
    assert_ne!(stands(&desk, later).await.running[0].instance.policy.version, old.rv);
    // Switched off it escalates nothing, whatever began under it.
    let (_, due) = case_of_the_team(&desk).await;
    let present: EscalationPolicy = desk.done("manager", Get::new(id(1).0)).await;
    kept(&desk, EscalationPolicy { active: false, ..present }).await;
    rests(&desk, due + DAY).await;
    assert_eq!((told(&desk, "manager").await, told(&desk, "sales").await), (1, 1));
}
