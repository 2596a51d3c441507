//! Rules: what they hear, when they hold, what they set off.

use serde_json::{Value, json};
use yingda_shared::catalog::priority::Priority;
use yingda_shared::kernel::id::{EntryId, RuleId};
use yingda_shared::rules::{
    CaseFacts, Condition, Field, Happening, HappeningKind, Outcome, Rule, cascade, circle, circle_faults, evaluate,
    rehearse,
};

use crate::{at, case, user, uuid};

pub fn rule(n: u128, when: Value, conditions: Value, then: Value) -> Rule {
    serde_json::from_value(json!({"id": uuid(n), "rv": 3, "active": true, "name": format!("R{n}"), "when": when,
        "if": conditions, "then": then}))
    .expect("a rule")
}

pub fn changed(fields: &[&str]) -> Value {
    json!({"event": "changed", "fields": fields})
}

pub fn set_priority(priority: &str) -> Value {
    json!({"do": "set_priority", "priority": priority})
}

pub fn only(field: &str, test: &str, values: &[&str]) -> Value {
    json!({"field": field, "test": test, "values": values})
}

pub fn raise(level: u16) -> Value {
    json!({"do": "raise_level", "level": level})
}

fn opened() -> Happening {
    Happening::new(EntryId(uuid(1)), at(0, "10:00"), HappeningKind::Opened)
}

#[test]
fn conditions_compare_fields_by_their_type() {
    let rich = CaseFacts { assignee_id: Some(user(3)), reopened: 2, ..case() };
    let id = |n: u128| uuid(n).to_string();
    for (field, test, values, holds) in [
        ("priority", "any_of", vec!["p2".into(), "p3".into()], true),
        ("priority", "any_of", vec!["p1".into()], false),
        ("priority", "none_of", vec!["p1".into()], true),
        ("priority", "none_of", vec!["p1".into(), "p3".into()], false),
        ("category", "any_of", vec![id(301)], true),
        ("category", "any_of", vec![id(302)], false),
        ("unit", "any_of", vec![id(401).to_uppercase()], true),
        ("assignee", "set", vec![], true),
        ("assignee", "unset", vec![], false),
        ("firm", "unset", vec![], true),
        ("firm", "none_of", vec![id(1)], true),
        ("score", "at_most", vec!["5".into()], false),
        ("reopened", "at_least", vec!["2".into()], true),
        ("reopened", "at_least", vec!["3".into()], false),
        ("reopened", "at_most", vec!["2".into()], true),
        ("reopened", "at_most", vec!["1".into()], false),
        ("subject", "contains", vec!["ON  FIRE".into()], true),
        ("subject", "contains", vec!["water".into()], false),
        ("language", "any_of", vec!["ZH".into()], true),
        ("pending_reason", "set", vec![], false),
    ] {
        let values: Vec<String> = values;
        let condition: Condition =
            serde_json::from_value(json!({"field": field, "test": test, "values": values})).expect("a condition");
        assert_eq!(condition.holds(&rich), holds, "{condition:?}");
    }
}

#[test]
fn every_rule_says_why_it_ran_or_did_not() {
    let on = || json!({"event": "opened"});
    let then = || json!([raise(1), raise(2)]);
    let first = rule(1, on(), json!([]), then());
    let off = Rule { active: false, ..rule(2, on(), json!([]), then()) };
    let other = rule(3, changed(&[]), json!([]), then());
    let conditions = json!([only("kind", "any_of", &["case"]), only("priority", "any_of", &["p1"])]);
    let fails = rule(4, on(), conditions, then());
    let last = Rule { order: 1, last: true, ..rule(5, on(), json!([]), then()) };
    let after = Rule { order: 2, ..rule(6, on(), json!([]), then()) };
    let rules = [after, last.clone(), fails, other, off, first];
    let evaluation = evaluate(&rules, &opened(), &case());
    let told: Vec<_> = evaluation.told.iter().map(|told| (told.rule.id.0.as_u128(), told.outcome)).collect();
    use Outcome::*;
    assert_eq!(told, [(1, Ran), (2, SwitchedOff), (3, OtherEvent), (4, Condition), (5, Ran), (6, AfterLast)]);
    assert_eq!((evaluation.told[3].condition, evaluation.told[5].by), (Some(1), Some(last.version())));
    let done: Vec<_> = evaluation.actions.iter().map(|one| (one.rule.id.0.as_u128(), one.place, one.depth)).collect();
    assert_eq!(done, [(1, 0, 1), (1, 1, 1), (5, 0, 1), (5, 1, 1)]);
    assert_eq!(evaluation.actions[1].key(), format!("{}.{}.1", uuid(1), uuid(1)));
    assert_eq!(evaluation.told[0].rule.version, 3);
}

#[test]
fn a_rehearsal_is_the_same_function() {
    let rules = [rule(1, json!({"event": "opened"}), json!([only("priority", "any_of", &["p1"])]), json!([raise(1)]))];
    let urgent = CaseFacts { priority: Priority::P1, ..case() };
    let past = [(opened(), case()), (opened(), urgent.clone())];
    let rehearsed = rehearse(&rules, &past);
    assert_eq!(rehearsed, [evaluate(&rules, &opened(), &case()), evaluate(&rules, &opened(), &urgent)]);
    assert_eq!(rehearsed.iter().map(|one| one.actions.len()).collect::<Vec<_>>(), [0, 1]);
}

#[test]
fn changes_and_thresholds_are_heard_as_far_as_a_rule_asks_for_them() {
    let hears = |when: Value, happening: &Happening| rule(1, when, json!([]), json!([raise(1)])).when.hears(happening);
    let change = Happening::changed(EntryId(uuid(1)), 0, vec![Field::Priority, Field::Team], 0);
    assert!(hears(changed(&[]), &change) && hears(changed(&["team", "state"]), &change));
    assert!(!hears(changed(&["state"]), &change) && !hears(json!({"event": "opened"}), &change));
    let id = json!({"side": "external", "clock": "resolution", "round": 1, "kind": "due"});
    let threshold = Some(serde_json::from_value(id).expect("a threshold"));
    let broken = Happening { threshold, ..Happening::new(EntryId(uuid(1)), 0, HappeningKind::Threshold) };
    let when = |threshold: Value| json!({"event": "threshold", "threshold": threshold});
    for (asked, heard) in [
        (json!(null), true),
        (json!({}), true),
        (json!({"clock": "resolution", "kind": "due", "side": "external"}), true),
        (json!({"clock": "first_response"}), false),
        (json!({"kind": "warn"}), false),
        (json!({"side": "internal"}), false),
    ] {
        assert_eq!(hears(when(asked.clone()), &broken), heard, "{asked}");
    }
}

fn found(rules: &[Rule], from: u128) -> Option<Vec<u128>> {
    circle(rules, RuleId(uuid(from))).map(|ids| ids.iter().map(|id| id.0.as_u128()).collect())
}

#[test]
fn a_rule_that_sets_off_itself_is_found() {
    let own = |conditions: Value| [rule(1, changed(&["priority"]), conditions, json!([set_priority("p1")]))];
    assert_eq!(found(&own(json!([])), 1), Some(vec![1]));
    assert_eq!(found(&own(json!([only("priority", "any_of", &["p1", "p2"])])), 1), Some(vec![1]));
    assert_eq!(found(&own(json!([only("priority", "none_of", &["p1"])])), 1), None, "it comes to rest");
    assert_eq!(found(&own(json!([only("team", "set", &[])])), 1), Some(vec![1]), "another field says nothing");
    let any = [rule(1, changed(&[]), json!([]), json!([set_priority("p1")]))];
    assert_eq!(found(&any, 1), Some(vec![1]));
    let opened = [rule(1, json!({"event": "opened"}), json!([]), json!([set_priority("p1")]))];
    assert_eq!(found(&opened, 1), None);
    let told = [rule(1, changed(&[]), json!([]), json!([crate::notify()]))];
    assert_eq!(found(&told, 1), None, "telling somebody changes nothing");
    let off = [Rule { active: false, ..any[0].clone() }];
    assert_eq!(found(&off, 1), None);
}

#[test]
fn a_circle_through_others_is_refused_with_the_names_in_it() {
    let rules = [
        rule(1, changed(&["priority"]), json!([]), json!([raise(2)])),
        rule(2, changed(&["level"]), json!([]), json!([{"do": "reassign", "team_id": uuid(5), "assignee_id": null}])),
        rule(3, changed(&["team"]), json!([]), json!([set_priority("p1")])),
        rule(4, changed(&["team"]), json!([]), json!([crate::notify()])),
    ];
    for (from, expected) in [(1, [1, 2, 3]), (2, [2, 3, 1]), (3, [3, 1, 2])] {
        assert_eq!(found(&rules, from), Some(expected.to_vec()));
    }
    assert_eq!(found(&rules, 4), None, "it stands beside");
    let faults = circle_faults(&rules, &rules[1]);
    let told: Vec<_> = faults.iter().map(|fault| (fault.pointer.as_str(), fault.code.as_str())).collect();
    assert_eq!(told, [("/then", "rule_circle")]);
    assert_eq!(faults[0].params["names"], "R2 → R3 → R1 → R2");
    let mended = Rule { conditions: vec![], actions: vec![], ..rules[1].clone() };
    assert_eq!(circle_faults(&rules, &mended), [], "what is saved replaces what was there");
    let switched = Rule { active: false, ..rules[1].clone() };
    assert_eq!(circle_faults(&rules, &switched), []);
}

#[test]
fn dispatching_ends_a_search_for_somebody() {
    let go = json!([{"do": "dispatch", "team_id": uuid(5), "by": "least_load"}]);
    let lost = rule(1, changed(&["assignee"]), json!([only("assignee", "unset", &[])]), go.clone());
    assert_eq!(found(&[lost], 1), None, "it is set then");
    assert_eq!(found(&[rule(1, changed(&["assignee"]), json!([]), go.clone())], 1), Some(vec![1]));
    assert_eq!(found(&[rule(1, changed(&["state"]), json!([]), go)], 1), Some(vec![1]));
}

#[test]
fn a_team_that_takes_a_case_from_somebody_may_set_off_a_search() {
    let team = json!([{"do": "reassign", "team_id": uuid(5), "assignee_id": null}]);
    let someone = json!([{"do": "reassign", "team_id": null, "assignee_id": uuid(3)}]);
    let rules = [
        rule(1, changed(&["assignee"]), json!([only("assignee", "set", &[])]), team),
        rule(2, changed(&["assignee"]), json!([only("assignee", "unset", &[])]), someone.clone()),
        rule(3, json!({"event": "opened"}), json!([]), someone),
    ];
    assert_eq!(found(&rules, 1), Some(vec![1]), "it may have nobody after all");
    assert_eq!(found(&rules, 2), Some(vec![2, 1]));
    assert!(!cascade(&rules, &opened(), &case()).cut.is_empty(), "as it does");
}

#[test]
fn a_level_is_never_lowered() {
    let rules = [rule(1, json!({"event": "opened"}), json!([]), json!([raise(2)]))];
    let level = |level| cascade(&rules, &opened(), &CaseFacts { level, ..case() }).facts.level;
    assert_eq!((level(0), level(2), level(3)), (2, 2, 3));
}

#[test]
fn what_rules_set_off_is_followed_to_its_end() {
    let rules = [
        rule(
            1,
            json!({"event": "opened"}),
            json!([only("category", "any_of", &[&uuid(301).to_string()])]),
            json!([set_priority("p1")]),
        ),
        rule(
            2,
            changed(&["priority"]),
            json!([]),
            json!([{"do": "reassign", "team_id": null, "assignee_id": uuid(3)}]),
        ),
        rule(3, changed(&["state"]), json!([only("state", "any_of", &["assigned"])]), json!([raise(1)])),
    ];
    let all = cascade(&rules, &opened(), &case());
    assert_eq!(all.rounds.iter().map(|round| round.actions.len()).collect::<Vec<_>>(), [1, 1, 1, 0]);
    let after = (all.facts.priority, all.facts.assignee_id, all.facts.level, all.facts.state.as_str());
    assert_eq!(after, (Priority::P1, Some(user(3)), 1, "assigned"));
    assert_eq!(all.cut, []);
}

#[test]
fn what_goes_round_all_the_same_is_ended() {
    let swing = |n, from, to| {
        rule(n, changed(&["priority"]), json!([only("priority", "any_of", &[from])]), json!([set_priority(to)]))
    };
    let rules = [
        swing(1, "p1", "p2"),
        swing(2, "p2", "p1"),
        rule(3, json!({"event": "opened"}), json!([]), json!([set_priority("p1")])),
    ];
    let all = cascade(&rules, &opened(), &case());
    assert_eq!(all.rounds.len(), 9);
    assert_eq!(all.rounds.last().map(|round| round.actions.len()), Some(0));
    assert_eq!(all.cut.len(), 1);
    assert!(found(&rules, 1).is_some(), "and would not have been saved");
    let deep = Happening { depth: 8, ..opened() };
    let told = evaluate(&rules, &deep, &case());
    assert_eq!((told.actions.len(), told.told[2].outcome), (0, Outcome::TooDeep));
}

#[test]
fn of_two_rules_that_set_one_field_the_later_stays() {
    let on = || json!({"event": "opened"});
    let later = Rule { order: 5, ..rule(1, on(), json!([]), json!([set_priority("p1")])) };
    let earlier = rule(2, on(), json!([]), json!([set_priority("p2")]));
    assert_eq!(cascade(&[later, earlier], &opened(), &case()).facts.priority, Priority::P1);
}
