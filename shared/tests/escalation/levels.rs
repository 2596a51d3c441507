//! When levels are reached, and how often.

use serde_json::{Value, json};
use yingda_shared::cases::CaseState;
use yingda_shared::escalation::{EscalationPolicy, Scope, bind};
use yingda_shared::kernel::id::EscalationPolicyId;
use yingda_shared::rules::{Action, HappeningKind};
use yingda_shared::sla::Signal;

use crate::{ALWAYS, Desk, TUESDAYS, at, case, level, policy, share, uuid};

fn trigger(anchor: &str, direction: &str, by: &str, amount: u32) -> Value {
    let mut time = share(1);
    let object = time.as_object_mut().expect("an object");
    object.remove("percent");
    object.insert("anchor".into(), anchor.into());
    object.insert("direction".into(), direction.into());
    object.insert(by.into(), amount.into());
    time
}

const PAGE: &str = include_str!("../../../docs/escalation.md");

/// The table of the page: amount, unit with direction, anchor, day and time.
fn examples() -> Vec<(u32, String, String, String, i64)> {
    let rows = PAGE.lines().skip_while(|line| !line.starts_with("| amount |")).skip(2);
    let rows = rows.take_while(|line| line.starts_with('|'));
    let read = |row: &str| {
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
        let (by, direction) = cells[1].split_once(' ').expect("a unit and a direction");
        let (day, time) = cells[3].split_once(' ').expect("a day and a time");
        let day: i64 = day.strip_prefix("2026-01-").and_then(|day| day.parse().ok()).expect("a day of that week");
        let amount = cells[0].parse().expect("a number");
        (amount, by.to_string(), direction.to_string(), cells[2].to_string(), at(day - 5, time))
    };
    rows.map(read).collect()
}

#[test]
fn levels_are_reached_before_and_after_start_and_due() {
    let examples = examples();
    assert!(examples.len() >= 15, "{examples:?}");
    for (amount, by, direction, anchor, reached) in examples {
        let name = format!("{amount} {by} {direction} {anchor}");
        let trigger = trigger(&anchor, &direction, &by, amount);
        let mut desk = Desk::new(vec![level(1, json!({"trigger": trigger}))], json!({}));
        assert_eq!(desk.next_at(), Some(reached), "{name}");
        assert_eq!(desk.told(reached - 1), [], "{name}");
        assert_eq!(desk.told(reached), [(1, 0, 0)], "{name}");
        assert_eq!(desk.next_at(), None, "{name}: once");
    }
}

#[test]
fn a_level_counts_by_hours_of_its_own() {
    let after_due = trigger("due", "after", "minutes", 30);
    for (own, of_policy, reached) in [
        (None, None, at(0, "13:30")),
        (Some(ALWAYS), None, at(0, "12:30")),
        (None, Some(ALWAYS), at(0, "12:30")),
        (Some(TUESDAYS), Some(ALWAYS), at(1, "09:30")),
    ] {
        let id = |id: Option<u128>| id.map(uuid);
        let extra = json!({"trigger": after_due, "calendar_id": id(own)});
        let desk = Desk::new(vec![level(1, extra)], json!({"calendar_id": id(of_policy)}));
        assert_eq!(desk.next_at(), Some(reached), "{own:?} {of_policy:?}");
    }
    // A share is that of the clock, whose moment waits for the level's hours; what counts by them ends in them.
    let waits = |trigger: Value| {
        Desk::new(vec![level(1, json!({"trigger": trigger, "calendar_id": uuid(TUESDAYS)}))], json!({})).next_at()
    };
    assert_eq!(waits(share(75)), Some(at(1, "09:00")));
    assert_eq!(waits(trigger("due", "after", "minutes", 60)), Some(at(1, "10:00")));
    assert_eq!(waits(trigger("due", "before", "minutes", 60)), Some(at(1, "09:00")), "the earliest there is");
}

#[test]
fn hours_that_are_missing_or_end_too_soon_delay_nothing_for_ever() {
    let mut desk = Desk::new(vec![level(75, json!({"calendar_id": uuid(77)}))], json!({}));
    assert_eq!(desk.next_at(), Some(at(0, "11:30")), "that version is not here");
    desk.book = yingda_shared::sla::Book::default().with_policy(crate::promise(json!({})));
    assert_eq!(desk.next_at(), None, "without a timetable there is no clock");
    let far = trigger("due", "after", "minutes", 500_000);
    let desk = Desk::new(vec![level(1, json!({"trigger": far}))], json!({}));
    assert_eq!(desk.next_at(), Some(at(0, "12:00") + 500_000 * 60_000), "beyond the compiled days the wall counts");
}

#[test]
fn levels_stand_still_with_their_clock() {
    let mut desk = Desk::new(vec![level(75, json!({}))], json!({}));
    desk.hold(at(0, "11:00"));
    assert_eq!((desk.next_at(), desk.told(at(3, "10:00"))), (None, vec![]));
    desk.resume(at(1, "09:00"));
    assert_eq!(desk.next_at(), Some(at(1, "09:30")));
    desk.solve(at(1, "09:10"));
    assert_eq!((desk.next_at(), desk.told(at(3, "10:00"))), (None, vec![]));
}

#[test]
fn minutes_do_not_pass_while_the_clock_stands_still() {
    for (anchor, direction, minutes, reached) in [
        ("start", "after", 60, at(0, "11:30")),
        ("due", "before", 30, at(0, "12:00")),
        ("due", "after", 10, at(0, "13:40")),
    ] {
        let trigger = trigger(anchor, direction, "minutes", minutes);
        let mut desk = Desk::new(vec![level(1, json!({"trigger": trigger}))], json!({}));
        desk.hold(at(0, "10:30"));
        desk.resume(at(0, "11:00"));
        assert_eq!(desk.next_at(), Some(reached), "{minutes} {direction} {anchor}");
    }
    let mut desk = Desk::new(vec![level(75, json!({"repeat_every": 30, "max_repeats": 1}))], json!({}));
    assert_eq!(desk.told(at(0, "11:30")), [(1, 0, 0)]);
    desk.hold(at(0, "11:40"));
    desk.resume(at(0, "11:50"));
    assert_eq!(desk.next_at(), Some(at(0, "13:10")));
}

/// To the end of a day that began a millisecond after the hour: no share of it is a whole number.
#[test]
fn a_share_is_reached_when_the_clock_says_so() {
    let target = json!([{"kind": "resolution", "amount": 1, "unit": "working_days_end"}]);
    for percent in 1..=99 {
        let promise = crate::promise(json!({"targets": target, "warn_percent": percent}));
        let mut desk = Desk::new(vec![level(percent, json!({}))], json!({}));
        desk.turns.iter_mut().for_each(|turn| turn.at += 1);
        desk.book = crate::book().with_policy(promise);
        let warns = desk.with(|facts| facts.clocks[0].warn_at);
        assert!(warns.is_some_and(|at| at % 60_000 != 0), "{percent}");
        assert_eq!(desk.next_at(), warns, "{percent}");
    }
}

#[test]
fn what_is_said_again_is_counted_and_keeps_its_distance() {
    let task = json!({"do": "open_task", "title": "Call them"});
    let extra = json!({"actions": [crate::notify(), task], "repeat_every": 30, "max_repeats": 2});
    let mut desk = Desk::new(vec![level(75, extra)], json!({}));
    assert_eq!(desk.fire(at(0, "11:30")).len(), 2);
    assert_eq!(desk.next_at(), Some(at(0, "12:00")));
    let again = desk.fire(at(0, "12:00"));
    assert_eq!(again.len(), 1, "a task is not opened twice");
    assert!(matches!(again[0].action, Action::Notify { .. }));
    assert_eq!(desk.next_at(), Some(at(0, "13:30")), "not at lunch");
    assert_eq!(desk.told(at(0, "13:31")), [(1, 0, 2)]);
    assert_eq!((desk.next_at(), desk.told(at(9, "10:00"))), (None, vec![]), "twice, and no more");
}

#[test]
fn after_a_downtime_each_level_is_reached_once_and_repeats_are_one() {
    let repeats = json!({"repeat_every": 10, "max_repeats": 50});
    let mut desk = Desk::new(vec![level(25, repeats), level(50, json!({})), level(150, json!({}))], json!({}));
    assert_eq!(desk.told(at(0, "10:30")), [(1, 0, 0)]);
    let effects = desk.fire(at(1, "10:00"));
    let told: Vec<_> = effects.iter().map(|effect| (effect.key.level, effect.key.repeat, effect.due_at)).collect();
    assert_eq!(told, [(1, 1, at(0, "10:40")), (2, 0, at(0, "11:00")), (3, 0, at(0, "14:00"))]);
    assert_eq!(desk.next_at(), Some(at(1, "10:10")), "counted from when it was said");
    let mut late = Desk::new(vec![level(25, json!({})), level(50, json!({}))], json!({}));
    assert_eq!(late.told(at(4, "10:00")), [(1, 0, 0), (2, 0, 0)]);
}

#[test]
fn each_round_of_a_clock_is_told_of() {
    let mut time = share(50);
    time["clock"] = "next_response".into();
    let mut desk = Desk::new(vec![level(1, json!({"trigger": time}))], json!({}));
    assert_eq!(desk.next_at(), None);
    for day in 0..3 {
        desk.hear(at(day, "10:10"), Signal::Answered);
        desk.hear(at(day, "10:20"), Signal::Asked);
        assert_eq!(desk.next_at(), Some(at(day, "10:50")));
        assert_eq!(desk.told(at(day, "10:50")), [(1, 0, 0)]);
        assert_eq!(desk.next_at(), None);
    }
    assert_eq!(desk.instance.runs.len(), 3);
}

#[test]
fn what_happens_sets_off_a_level_each_time_and_of_several_the_last_one() {
    let urged = json!({"on": "event", "event": "urged"});
    let extra = json!({"trigger": urged, "repeat_every": 30, "max_repeats": 5});
    let mut desk = Desk::new(vec![level(1, extra)], json!({}));
    desk.happens(1, at(0, "09:59"), HappeningKind::Urged);
    assert_eq!(desk.next_at(), None, "before it began");
    desk.happens(2, at(0, "10:05"), HappeningKind::Urged);
    desk.happens(3, at(0, "10:04"), HappeningKind::Rated);
    assert_eq!(desk.told(at(0, "10:05")), [(1, 0, 0)]);
    assert_eq!(desk.told(at(0, "10:35")), [(1, 0, 1)]);
    desk.happens(5, at(0, "10:50"), HappeningKind::Urged);
    desk.happens(4, at(0, "10:40"), HappeningKind::Urged);
    assert_eq!(desk.told(at(0, "11:00")), [(1, 0, 0)], "the last one, anew");
    assert_eq!(desk.next_at(), Some(at(0, "11:30")));
    let urges = 200;
    for n in 0..urges {
        desk.happens(100 + n, at(0, "14:00") + n as i64, HappeningKind::Urged);
        assert_eq!(desk.told(at(0, "14:00") + n as i64), [(1, 0, 0)]);
    }
    assert_eq!(desk.instance.runs.len(), 20, "what nothing can come of is let go");
    let mut elsewhere = Desk::new(vec![level(1, json!({"trigger": urged, "calendar_id": uuid(TUESDAYS)}))], json!({}));
    elsewhere.happens(2, at(0, "10:05"), HappeningKind::Urged);
    assert_eq!(elsewhere.next_at(), Some(at(1, "09:00")));
}

#[test]
fn criteria_are_waited_for() {
    let extra = json!({"criteria": [{"field": "priority", "test": "any_of", "values": ["p1"]}],
        "repeat_every": 60, "max_repeats": 3});
    let mut desk = Desk::new(vec![level(75, extra), level(100, json!({}))], json!({}));
    assert_eq!(desk.told(at(0, "12:00")), [(2, 0, 0)], "one level does not wait for another one");
    desk.case.priority = yingda_shared::catalog::priority::Priority::P1;
    assert_eq!(desk.next_at(), Some(at(0, "11:30")), "late");
    assert_eq!(desk.told(at(0, "14:00")), [(1, 0, 0)]);
    desk.case.priority = yingda_shared::catalog::priority::Priority::P2;
    assert_eq!(desk.next_at(), None);
}

#[test]
fn an_instance_keeps_the_version_that_it_began_with() {
    let mut desk = Desk::new(vec![level(75, json!({}))], json!({}));
    let newer = EscalationPolicy { rv: 5, ..desk.policy.clone() };
    let older = std::mem::replace(&mut desk.policy, newer);
    assert!(!desk.with(|facts| desk.instance.fits(facts)));
    assert_eq!((desk.next_at(), desk.told(at(3, "10:00"))), (None, vec![]));
    desk.policy = older;
    desk.case.id = uuid(10).into();
    assert_eq!((desk.next_at(), desk.told(at(3, "10:00"))), (None, vec![]), "of another case");
    desk.case.id = uuid(9).into();
    assert_eq!(desk.told(at(3, "10:00")), [(1, 0, 0)]);
}

#[test]
fn an_escalation_that_begins_anew_has_other_keys() {
    let mut first = Desk::new(vec![level(75, json!({}))], json!({}));
    let mut second = first.clone();
    second.instance.ordinal = 2;
    let id = |desk: &mut Desk| desk.fire(at(0, "12:00"))[0].id();
    let case = uuid(9);
    assert_eq!(id(&mut first), format!("{case}.1.1.external.resolution.1.0.0.0"));
    assert_eq!(id(&mut second), format!("{case}.2.1.external.resolution.1.0.0.0"));
}

#[test]
fn the_narrowest_policy_is_for_a_case() {
    let of = |n: u128, scope: Value| EscalationPolicy {
        id: uuid(n).into(),
        ..policy(vec![level(1, json!({}))], json!({"scope": scope}))
    };
    // Widest first: each one outranks all before it.
    let ladder = [
        json!({"of": "default"}),
        json!({"of": "company", "company_id": uuid(100)}),
        json!({"of": "department", "department_id": uuid(101)}),
        json!({"of": "customer", "contact_id": uuid(102)}),
        json!({"of": "case", "case_id": uuid(9)}),
    ];
    let mut policies = vec![
        of(50, json!({"of": "case", "case_id": uuid(10)})),
        EscalationPolicy { active: false, ..of(51, json!({"of": "case", "case_id": uuid(9)})) },
        of(52, json!({"of": "company", "company_id": uuid(105)})),
    ];
    let chosen = |policies: &[EscalationPolicy]| {
        bind(policies, &case()).map(|(policy, outranked)| (policy.id.0.as_u128(), outranked))
    };
    assert_eq!(chosen(&policies), None);
    for (n, scope) in (1..).zip(ladder) {
        policies.push(of(n, scope));
        let outranked: Vec<EscalationPolicyId> = (1..n).rev().map(|n| uuid(n).into()).collect();
        assert_eq!(chosen(&policies), Some((n, outranked.clone())));
        policies.reverse();
        assert_eq!(chosen(&policies), Some((n, outranked)), "in another order");
    }
    let twice = [of(8, json!({"of": "default"})), of(7, json!({"of": "default"}))];
    assert_eq!(chosen(&twice).map(|(id, _)| id), Some(7), "the older");
    assert!(matches!(twice[0].scope, Scope::Default));
}

#[test]
fn cases_that_are_over_are_not_escalated() {
    for state in CaseState::ALL {
        let mut desk = Desk::new(vec![level(75, json!({}))], json!({}));
        desk.case.state = *state;
        assert_eq!(desk.told(at(0, "12:00")).is_empty(), !state.is_open(), "{state}");
    }
}
