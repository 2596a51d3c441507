//! Mistakes of other desks, each with the place where somebody complained of it.

use serde_json::{Value, json};
use yingda_shared::catalog::priority::Priority;
use yingda_shared::escalation::{Delivery, DeliverySettings, Topic, deliveries};
use yingda_shared::kernel::id::EntryId;
use yingda_shared::rules::{Happening, HappeningKind, Medium, cascade, circle_faults};
use yingda_shared::sla::Signal;

use crate::ruling::{changed, only, rule, set_priority};
use crate::{Desk, at, bound, case, grade, level, notify, promise, uuid};

#[test]
fn chatwoot_6889_a_case_that_somebody_forgot_comes_to_a_manager() {
    let boss = json!([{"do": "notify", "recipients": [{"who": "manager", "steps": 1}], "media": ["email"]}]);
    let mut desk = Desk::new(vec![level(100, json!({"actions": boss}))], json!({}));
    desk.case.assignee_id = Some(crate::user(1));
    assert_eq!(desk.told(at(0, "12:00")), [(1, 0, 0)]);
}

#[test]
fn chatwoot_13516_a_case_is_taken_from_whoever_does_not_answer() {
    let away = json!([{"do": "dispatch", "team_id": uuid(500), "by": "round_robin"}]);
    let mut desk = Desk::new(vec![level(50, json!({"actions": away}))], json!({}));
    desk.case.assignee_id = Some(crate::user(1));
    assert_eq!(desk.told(at(0, "11:00")), [(1, 0, 0)]);
}

#[test]
fn erpnext_6049_levels_rise_one_by_one_to_the_top() {
    let steps = |n: u32| json!([{"do": "notify", "recipients": [{"who": "manager", "steps": n}], "media": ["push"]}]);
    let levels = (1..=4).map(|n| level(50 * n, json!({"actions": steps(n)})));
    let mut desk = Desk::new(levels.collect(), json!({}));
    for (n, time) in [(1, "11:00"), (2, "12:00"), (3, "14:00"), (4, "15:00")] {
        assert_eq!(desk.next_at(), Some(at(0, time)));
        assert_eq!(desk.told(at(0, time)), [(n, 0, 0)]);
    }
}

#[test]
fn cordys_crm_1932_three_days_remind_five_tell_the_boss_seven_mark_as_high_risk() {
    let days = |days: u32, actions: Value| {
        let trigger = json!({"on": "time", "side": "external", "clock": "resolution", "anchor": "start",
            "direction": "after", "minutes": days * 1_440});
        level(1, json!({"trigger": trigger, "actions": actions, "calendar_id": uuid(crate::ALWAYS)}))
    };
    let levels = vec![
        days(3, json!([notify()])),
        days(5, json!([{"do": "notify", "recipients": [{"who": "manager", "steps": 1}], "media": ["email"]}])),
        days(7, json!([set_priority("p1")])),
    ];
    let mut desk = Desk::new(levels, json!({}));
    for (level, day) in [(1, 3), (2, 5), (3, 7)] {
        assert_eq!((desk.next_at(), desk.told(at(day, "10:00"))), (Some(at(day, "10:00")), vec![(level, 0, 0)]));
    }
}

#[test]
fn uptime_kuma_1315_another_way_is_taken_when_nobody_reacts() {
    let by = |media: &str| json!([{"do": "notify", "recipients": [{"who": "team_lead"}], "media": [media]}]);
    let stop = json!(["acknowledged"]);
    let levels = vec![
        level(25, json!({"actions": by("im"), "stop_when": stop})),
        level(50, json!({"actions": by("sms"), "stop_when": stop})),
    ];
    let mut woken = Desk::new(levels, json!({}));
    let mut asleep = woken.clone();
    assert_eq!(asleep.told(at(0, "11:00")), [(1, 0, 0), (2, 0, 0)]);
    assert_eq!(woken.told(at(0, "10:30")), [(1, 0, 0)]);
    woken.acknowledge(at(0, "10:40"));
    assert_eq!(woken.told(at(0, "11:00")), [], "nobody is woken for what somebody sees to");
}

#[test]
fn uptime_kuma_233_it_is_said_again_until_somebody_does_something() {
    let mut desk = Desk::new(vec![level(100, json!({"repeat_every": 60, "max_repeats": 100}))], json!({}));
    let mut said = 0;
    for hour in 0..20 * 24 {
        said += desk.told(at(0, "12:00") + hour * 3_600_000).len();
    }
    assert_eq!(said, 101);
}

#[test]
fn zammad_4353_what_is_not_promised_any_more_is_not_escalated() {
    let mut desk = Desk::new(vec![level(75, json!({})), level(100, json!({}))], json!({}));
    assert_eq!(desk.told(at(0, "11:30")), [(1, 0, 0)]);
    desk.hear(at(0, "11:40"), Signal::SetAside);
    assert_eq!((desk.next_at(), desk.told(at(3, "12:00"))), (None, vec![]));
}

#[test]
fn zammad_534_another_promise_moves_what_is_to_come() {
    let gold = yingda_shared::sla::SlaPolicy {
        id: uuid(2).into(),
        targets: promise(json!({}))
            .targets
            .into_iter()
            .map(|target| yingda_shared::sla::Target { amount: 60, ..target })
            .collect(),
        ..promise(json!({}))
    };
    let mut desk = Desk::new(vec![level(75, json!({})), level(100, json!({}))], json!({}));
    desk.book = desk.book.with_policy(gold.clone());
    assert_eq!(desk.told(at(0, "11:30")), [(1, 0, 0)]);
    desk.hear(at(0, "11:31"), bound(Some(&gold)));
    desk.hear(at(0, "11:31"), Signal::Graded(grade(Priority::P1)));
    assert_eq!(desk.next_at(), Some(at(0, "11:00")), "late already");
    assert_eq!(desk.told(at(0, "11:32")), [(2, 0, 0)], "and what was told is not told again");
}

#[test]
fn zammad_4432_nobody_is_told_at_midnight() {
    let quiet: DeliverySettings =
        serde_json::from_value(json!({"quiet": {"mon": [["22:00", "07:00"]]}})).expect("settings");
    let told = deliveries(&quiet, Topic::Escalation, &[Medium::Email], false, at(1, "00:00"));
    assert_eq!(told, [Delivery::Held { medium: Medium::Email, until: at(1, "07:00") }]);
}

#[test]
fn zammad_2035_what_one_rule_sets_another_one_hears() {
    let rules = [
        rule(1, json!({"event": "opened"}), json!([]), json!([set_priority("p1")])),
        rule(2, changed(&["priority"]), json!([only("priority", "any_of", &["p1"])]), json!([notify()])),
    ];
    let opened = Happening::new(EntryId(uuid(1)), 0, HappeningKind::Opened);
    let rounds = cascade(&rules, &opened, &case()).rounds;
    assert_eq!(rounds.iter().map(|round| round.actions.len()).collect::<Vec<_>>(), [1, 1]);
    assert_eq!(circle_faults(&rules, &rules[0]), []);
}

#[test]
fn twenty_11322_a_rule_that_changes_what_it_listens_to_is_refused() {
    let own = rule(1, changed(&[]), json!([]), json!([set_priority("p1")]));
    assert_eq!(circle_faults(&[], &own)[0].params["names"], "R1 → R1");
}

#[test]
fn freescout_1947_a_rule_that_sets_what_it_asks_for_is_refused_and_named() {
    let own =
        rule(1, changed(&["priority"]), json!([only("priority", "any_of", &["p1"])]), json!([set_priority("p1")]));
    assert_eq!(circle_faults(&[], &own)[0].code, "rule_circle");
}

#[test]
fn discourse_26814_rules_that_set_off_each_other_are_refused_together() {
    let swing = |n, from, to| {
        rule(n, changed(&["priority"]), json!([only("priority", "any_of", &[from])]), json!([set_priority(to)]))
    };
    let there = [swing(1, "p1", "p2")];
    assert_eq!(circle_faults(&there, &swing(2, "p2", "p1"))[0].params["names"], "R2 → R1 → R2");
    assert_eq!(circle_faults(&there, &swing(2, "p2", "p3")), []);
}
