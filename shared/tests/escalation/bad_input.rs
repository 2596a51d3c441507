//! What is refused when it is saved, at its field and in words.

use serde_json::{Value, json};
use yingda_shared::escalation::{DeliverySettings, EscalationPolicy, Rota};
use yingda_shared::fault::FieldFault;
use yingda_shared::record::Details;
use yingda_shared::rules::{Action, Rule};

use crate::{level, notify, policy, rotas, share, uuid};

const WORDS: [(&str, &str); 2] = [
    ("zh", include_str!("../../../app/locales/zh/fault.toml")),
    ("en", include_str!("../../../app/locales/en/fault.toml")),
];

/// Pointer and code of each fault, after making sure that both languages have words for it.
fn told(faults: Vec<FieldFault>) -> Vec<(String, String)> {
    for fault in &faults {
        for (language, words) in WORDS {
            let line = words.lines().find(|line| line.starts_with(&format!("{} = ", fault.code)));
            let line = line.unwrap_or_else(|| panic!("{language} has no words for {}", fault.code));
            for name in line.split('{').skip(1).filter_map(|rest| rest.split('}').next()) {
                assert!(fault.params.contains_key(name), "{language} {}: {name}", fault.code);
            }
        }
    }
    faults.into_iter().map(|fault| (fault.pointer, fault.code)).collect()
}

fn one(pointer: &str, code: &str) -> Vec<(String, String)> {
    vec![(pointer.into(), code.into())]
}

fn of_policy(levels: Vec<Value>, extra: Value) -> Vec<(String, String)> {
    told(policy(levels, extra).check())
}

fn of_level(extra: Value) -> Vec<(String, String)> {
    of_policy(vec![level(75, json!({})), level(75, extra)], json!({}))
}

fn of_rule(extra: Value) -> Vec<(String, String)> {
    let mut json = json!({"id": uuid(1), "active": true, "name": "x", "when": {"event": "opened"}, "then": [notify()]});
    json.as_object_mut().expect("an object").extend(extra.as_object().expect("an object").clone());
    told(serde_json::from_value::<Rule>(json).expect("a rule").check())
}

#[test]
fn policies_that_escalate_nothing() {
    assert_eq!(of_policy(vec![], json!({})), one("/levels", "levels_missing"));
    assert_eq!(of_policy(vec![level(1, json!({})); 20], json!({})), []);
    assert_eq!(of_policy(vec![level(1, json!({})); 21], json!({})), one("/levels", "levels_too_many"));
    assert_eq!(of_level(json!({"actions": []})), one("/levels/1/actions", "actions_missing"));
    assert_eq!(of_level(json!({"actions": vec![notify(); 21]})), one("/levels/1/actions", "actions_too_many"));
    let stops = || vec![level(1, json!({"stop_when": ["acknowledged"]}))];
    for minutes in [0, 525_601] {
        let told = of_policy(stops(), json!({"acknowledged_minutes": minutes}));
        assert_eq!(told, one("/acknowledged_minutes", "minutes_range"));
    }
    assert_eq!(of_policy(stops(), json!({"acknowledged_minutes": 525_600})), []);
    let idle = of_policy(vec![level(1, json!({}))], json!({"acknowledged_minutes": 5}));
    assert_eq!(idle, one("/acknowledged_minutes", "acknowledgement_stops_nothing"));
    let bare = json!({"id": uuid(1), "active": true, "name": "x", "scope": {"of": "default"}});
    assert!(serde_json::from_value::<EscalationPolicy>(bare).is_err(), "without levels it is not read at all");
}

#[test]
fn moments_that_are_none() {
    let at = |extra: Value| {
        let mut time = share(75);
        time.as_object_mut().expect("an object").extend(extra.as_object().expect("an object").clone());
        of_level(json!({"trigger": time}))
    };
    for percent in [0, 1001, u32::MAX] {
        assert_eq!(
            at(json!({"percent": percent})),
            one("/levels/1/trigger/percent", "level_percent_range"),
            "{percent}"
        );
    }
    for percent in [1, 1000] {
        assert_eq!(at(json!({"percent": percent})), []);
    }
    let early = json!({"direction": "before"});
    assert_eq!(at(early), one("/levels/1/trigger/direction", "before_start"));
    let before_due = |percent| at(json!({"anchor": "due", "direction": "before", "percent": percent}));
    assert_eq!((before_due(100), before_due(101)), (vec![], one("/levels/1/trigger/percent", "before_start")));
    let either = one("/levels/1/trigger/minutes", "minutes_or_percent");
    assert_eq!((at(json!({"minutes": 5})), at(json!({"percent": null}))), (either.clone(), either));
    let minutes = |minutes| at(json!({"percent": null, "minutes": minutes}));
    assert_eq!((minutes(0), minutes(525_600)), (vec![], vec![]));
    assert_eq!(minutes(525_601), one("/levels/1/trigger/minutes", "level_minutes_range"));
    for event in ["changed", "threshold", "answered"] {
        let told = of_level(json!({"trigger": {"on": "event", "event": event}}));
        assert_eq!(told, one("/levels/1/trigger/event", "event_misfit"), "{event}");
    }
    assert_eq!(of_level(json!({"trigger": {"on": "event", "event": "urged"}})), []);
}

#[test]
fn repeats_without_interval_or_end() {
    let repeat = |every: Value, most: u32| of_level(json!({"repeat_every": every, "max_repeats": most}));
    assert_eq!(repeat(json!(null), 3), one("/levels/1/repeat_every", "repeat_without_interval"));
    assert_eq!(repeat(json!(0), 3), one("/levels/1/repeat_every", "minutes_range"));
    assert_eq!(repeat(json!(525_601), 3), one("/levels/1/repeat_every", "minutes_range"));
    assert_eq!(repeat(json!(5), 0), one("/levels/1/max_repeats", "repeat_without_maximum"));
    assert_eq!(repeat(json!(5), 101), one("/levels/1/max_repeats", "repeats_range"));
    assert_eq!((repeat(json!(1), 100), repeat(json!(null), 0)), (vec![], vec![]));
    let silent = json!({"repeat_every": 5, "max_repeats": 1, "actions": [{"do": "set_priority", "priority": "p1"}]});
    assert_eq!(of_level(silent), one("/levels/1/max_repeats", "nothing_to_repeat"));
    let stops = vec!["assigned"; 5];
    assert_eq!(of_level(json!({"stop_when": stops})), one("/levels/1/stop_when", "too_many"));
}

#[test]
fn actions_that_cannot_be_done() {
    let act = |action: Value| of_level(json!({"actions": [notify(), action]}));
    let at = |field: &str, code: &str| one(&format!("/levels/1/actions/1/{field}"), code);
    let tell = |recipients: Value, media: Value| act(json!({"do": "notify", "recipients": recipients, "media": media}));
    let lead = || json!({"who": "team_lead"});
    assert_eq!(tell(json!([]), json!(["sms"])), at("recipients", "recipients_missing"));
    assert_eq!(tell(json!(vec![lead(); 51]), json!(["sms"])), at("recipients", "recipients_too_many"));
    assert_eq!(tell(json!([lead()]), json!([])), at("media", "media_missing"));
    let robot = || json!({"who": "robot", "robot_id": uuid(1)});
    assert_eq!(tell(json!([robot()]), json!([])), [], "a robot has one way");
    assert_eq!(tell(json!([robot(), lead()]), json!([])), at("media", "media_missing"));
    for steps in [0, 21] {
        let told = tell(json!([lead(), {"who": "manager", "steps": steps}]), json!(["im"]));
        assert_eq!(told, at("recipients/1/steps", "manager_steps_range"));
    }
    for level in [0, 21] {
        assert_eq!(act(json!({"do": "raise_level", "level": level})), at("level", "level_range"));
    }
    assert_eq!(act(json!({"do": "reassign", "team_id": null, "assignee_id": null})), at("team_id", "required"));
    assert_eq!(act(json!({"do": "open_task", "title": " "})), at("title", "required"));
    assert_eq!(act(json!({"do": "dispatch", "by": "round_robin", "most": 0})), at("most", "most_zero"));
    assert_eq!(act(json!({"do": "dispatch", "by": "round_robin", "skills": [" "]})), at("skills", "required"));
    for url in ["http://", "https://", "https:///x", "https://user@a.cn/", "ftp://a", "https://a.cn/x y", "a"] {
        assert_eq!(act(json!({"do": "webhook", "url": url})), at("url", "webhook_address"), "{url}");
    }
    assert_eq!(act(json!({"do": "webhook", "url": "https://a.cn:8443/x?y=a@b"})), []);
    let long = format!("https://a.cn/{}", "x".repeat(2_000));
    assert_eq!(act(json!({"do": "webhook", "url": long})), at("url", "too_long"));
}

#[test]
fn what_stands_behind_a_host_is_told_to_nobody() {
    let told = |url: &str| match (Action::Webhook { url: url.to_string() }).told() {
        Action::Webhook { url } => url,
        other => panic!("{other:?}"),
    };
    assert_eq!(told("https://a.cn:8443/send?access_token=secret"), "https://a.cn:8443");
    assert_eq!(told("https://a.cn"), "https://a.cn");
    assert_eq!(told("https://a.cn?access_token=secret"), "https://a.cn");
}

#[test]
fn conditions_that_compare_what_cannot_be_compared() {
    let asks = |condition: Value| of_rule(json!({"if": [condition]}));
    let only = |field: &str, test: &str, values: Value| asks(json!({"field": field, "test": test, "values": values}));
    assert_eq!(only("priority", "any_of", json!(["p1", "p9"])), one("/if/0/values/1", "unknown_word"));
    assert_eq!(only("team", "any_of", json!(["x"])), one("/if/0/values/0", "uuid"));
    assert_eq!(only("urged", "at_least", json!(["many"])), one("/if/0/values/0", "whole_number"));
    assert_eq!(only("subject", "contains", json!([""])), one("/if/0/values/0", "required"));
    assert_eq!(only("priority", "at_least", json!(["p1"])), one("/if/0/test", "test_misfit"));
    assert_eq!(only("priority", "contains", json!(["p1"])), one("/if/0/test", "test_misfit"));
    assert_eq!(only("team", "set", json!([uuid(1)])), one("/if/0/values", "values_misfit"));
    assert_eq!(only("team", "any_of", json!([])), one("/if/0/values", "required"));
    assert_eq!(only("urged", "at_most", json!(["1", "2"])), one("/if/0/values", "value_single"));
    let ids: Vec<Value> = vec![json!(uuid(1)); 201];
    assert_eq!(only("team", "none_of", json!(ids)), one("/if/0/values", "conditions_too_many"));
    let many = vec![json!({"field": "team", "test": "set"}); 51];
    assert_eq!(of_rule(json!({"if": many})), one("/if", "rule_conditions_too_many"));
    let odd = json!({"criteria": [{"field": "priority", "test": "any_of", "values": ["p9"]}]});
    assert_eq!(of_level(odd), one("/levels/1/criteria/0/values/0", "unknown_word"));
}

#[test]
fn rules_that_hear_what_there_is_not() {
    assert_eq!(of_rule(json!({})), []);
    assert_eq!(of_rule(json!({"then": []})), one("/then", "actions_missing"));
    assert_eq!(of_rule(json!({"order": 1_000_001})), one("/order", "order_range"));
    assert_eq!(of_rule(json!({"order": -1_000_000})), []);
    let fields = json!({"when": {"event": "opened", "fields": ["state"]}});
    assert_eq!(of_rule(fields), one("/when/fields", "fields_of_changes"));
    let never = json!({"when": {"event": "changed", "fields": ["state", "channel"]}});
    assert_eq!(of_rule(never), one("/when/fields/1", "field_never_changes"));
    let threshold = json!({"when": {"event": "opened", "threshold": {}}});
    assert_eq!(of_rule(threshold), one("/when/threshold", "threshold_of_thresholds"));
    let many = json!({"when": {"event": "changed", "fields": vec!["state"; 23]}});
    assert_eq!(of_rule(many), one("/when/fields", "too_many"));
}

#[test]
fn rotas_with_nobody_in_them() {
    let faults = |rota: Rota| told(rota.check());
    let line = |week: Value, people: Value| json!({"week": week, "people": people});
    let monday = || json!({"mon": [["09:00", "18:00"]]});
    let covered = |lines: Vec<Value>, extra: Value| {
        let mut all = json!({"covers": monday()});
        all.as_object_mut().expect("an object").extend(extra.as_object().expect("an object").clone());
        faults(rotas::rota(lines, all))
    };
    assert_eq!(covered(vec![], json!({})), one("/lines", "rota_empty"));
    assert_eq!(covered(vec![line(monday(), json!([]))], json!({})), one("/lines/0/people", "rota_empty"));
    let ok = || line(monday(), json!([uuid(1)]));
    assert_eq!(covered(vec![ok()], json!({})), []);
    assert_eq!(
        covered(vec![ok(), line(json!({}), json!([uuid(1)]))], json!({})),
        one("/lines/1/week", "rota_without_shifts")
    );
    let twice = json!({"mon": [["09:00", "18:00"], ["10:00", "11:00"]]});
    assert_eq!(covered(vec![line(twice, json!([uuid(1)]))], json!({})), one("/lines/0/week", "hours_overlap"));
    assert_eq!(covered(vec![ok()], json!({"offset": 841})), one("/offset", "offset_range"));
    let span = json!({"from": 5, "to": 5});
    let exception = json!({"exceptions": [{"span": span, "user_id": uuid(1)}]});
    assert_eq!(covered(vec![ok()], exception), one("/exceptions/0/span/to", "before_from"));
    let swap = json!({"swaps": [{"span": {"from": 5, "to": 6}, "one": uuid(1), "other": uuid(1)}]});
    assert_eq!(covered(vec![ok()], swap), one("/swaps/0/other", "swap_with_oneself"));
    assert_eq!(faults(rotas::rota(vec![ok()], json!({}))), one("/lines", "rota_gap"));
}

#[test]
fn settings_under_which_nothing_is_heard() {
    let faults = |json: Value| told(serde_json::from_value::<DeliverySettings>(json).expect("settings").check());
    assert_eq!(faults(json!({})), []);
    assert_eq!(faults(json!({"offset": -841})), one("/offset", "offset_range"));
    let night = json!({"quiet": {"sun": [["22:00", "07:00"]], "mon": [["06:00", "08:00"]]}});
    assert_eq!(faults(night), one("/quiet", "hours_over_midnight"));
    let twice = vec![json!({"topic": "rule", "media": []}); 2];
    assert_eq!(faults(json!({"preferences": twice})), one("/preferences/1/topic", "taken"));
    let words =
        yingda_shared::identity::standing::manager_faults(&Default::default(), crate::user(1), Some(crate::user(1)));
    assert_eq!(told(words), one("/manager_id", "manager_circle"));
}

#[test]
fn refusals_have_words() {
    for (language, words) in WORDS {
        let own = words.split("\n[escalations]\n").nth(1).expect("a section").split("\n[").next().unwrap_or_default();
        for code in ["open_already", "own_request", "not_accepted", "decided_already", "ended"] {
            assert!(own.lines().any(|line| line.starts_with(&format!("{code} = "))), "{language} {code}");
        }
    }
}
