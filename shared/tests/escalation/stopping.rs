//! What ends a level, and what brings it back.

use serde_json::{Value, json};
use yingda_shared::cases::CaseState;
use yingda_shared::escalation::{Fired, unanswered};
use yingda_shared::kernel::time::Millis;
use yingda_shared::sla::Signal;

use crate::{ALWAYS, Desk, at, level, share, user, uuid};

fn stops(stop: &str, extra: Value) -> Vec<Value> {
    let mut more = json!({"stop_when": [stop], "repeat_every": 10, "max_repeats": 9});
    more.as_object_mut().expect("an object").extend(extra.as_object().expect("an object").clone());
    vec![level(50, more.clone()), level(100, more)]
}

fn silent(desk: &mut Desk, now: Millis) {
    let before = desk.instance.clone();
    assert_eq!((desk.next(), desk.fire(now)), (None, vec![]));
    assert_eq!(desk.instance, before);
}

#[test]
fn an_acknowledgement_for_good_ends_levels_that_say_so() {
    let mut desk = Desk::new(stops("acknowledged", json!({})), json!({}));
    assert_eq!(desk.told(at(0, "11:00")), [(1, 0, 0)]);
    desk.acknowledge(at(0, "11:05"));
    silent(&mut desk, at(9, "10:00"));
    let mut other = Desk::new(stops("resolved", json!({})), json!({}));
    other.acknowledge(at(0, "10:30"));
    assert_eq!(other.told(at(0, "11:00")), [(1, 1, 0)], "a level that does not stop at it");
}

#[test]
fn an_acknowledgement_that_runs_out_says_the_highest_level_again() {
    let extra = json!({"acknowledged_minutes": 60, "calendar_id": uuid(ALWAYS)});
    let mut desk = Desk::new(stops("acknowledged", json!({})), extra);
    assert_eq!(desk.told(at(0, "11:00")), [(1, 0, 0)]);
    assert_eq!(desk.told(at(0, "12:00")), [(1, 0, 1), (2, 0, 0)]);
    desk.acknowledge(at(0, "12:05"));
    assert_eq!(desk.told(at(0, "13:04")), []);
    assert_eq!(desk.next_at(), Some(at(0, "13:05")));
    assert_eq!(desk.told(at(0, "13:05")), [(2, 1, 0)], "the lower one is said no more");
    for n in 1..=9 {
        assert_eq!(desk.told(at(0, "13:05") + n * 600_000), [(2, 1, n as u32)], "repeats are counted anew");
    }
    silent(&mut desk, at(3, "10:00"));
    desk.acknowledge(at(3, "10:00"));
    assert_eq!(desk.told(at(3, "11:00")), [(2, 2, 0)], "and again");
}

#[test]
fn what_was_not_reached_before_an_acknowledgement_waits_for_its_end() {
    let extra = json!({"acknowledged_minutes": 180, "calendar_id": uuid(ALWAYS)});
    let mut desk = Desk::new(stops("acknowledged", json!({"max_repeats": 0, "repeat_every": null})), extra);
    assert_eq!(desk.told(at(0, "11:00")), [(1, 0, 0)]);
    desk.acknowledge(at(0, "11:00"));
    assert_eq!(desk.next_at(), Some(at(0, "14:00")));
    assert_eq!(desk.told(at(0, "15:00")), [(1, 1, 0), (2, 1, 0)]);
    silent(&mut desk, at(9, "10:00"));
}

#[test]
fn a_level_waits_from_when_it_is_said_until_somebody_acknowledges_it() {
    let waiting = |desk: &Desk, now| desk.with(|facts| unanswered(&desk.instance, facts, now)).map(|one| one.level);
    let extra = json!({"acknowledged_minutes": 60, "calendar_id": uuid(ALWAYS)});
    let mut desk = Desk::new(stops("acknowledged", json!({})), extra);
    assert_eq!(waiting(&desk, at(0, "11:00")), None, "nothing was reached");
    desk.fire(at(0, "12:00"));
    assert_eq!(waiting(&desk, at(0, "12:00")), Some(2), "the highest");
    desk.acknowledge(at(0, "12:05"));
    assert_eq!(waiting(&desk, at(0, "12:05")), None);
    desk.fire(at(0, "13:05"));
    assert_eq!(waiting(&desk, at(0, "13:05")), Some(2), "what is said again once it ran out");
    let mut other = Desk::new(stops("resolved", json!({})), json!({}));
    other.fire(at(0, "12:00"));
    assert_eq!(waiting(&other, at(0, "12:00")), None, "an acknowledgement would end neither of them");
}

#[test]
fn an_acknowledgement_counts_by_the_hours_of_the_policy() {
    let levels = || stops("acknowledged", json!({}));
    let until = |mut desk: Desk| {
        desk.acknowledge(at(0, "17:30"));
        desk.instance.acknowledged.and_then(|acknowledged| acknowledged.until)
    };
    assert_eq!(until(Desk::new(levels(), json!({"acknowledged_minutes": 60}))), Some(at(1, "09:30")));
    let always = json!({"acknowledged_minutes": 60, "calendar_id": uuid(ALWAYS)});
    assert_eq!(until(Desk::new(levels(), always)), Some(at(0, "18:30")));
}

#[test]
fn what_begins_after_an_acknowledgement_is_not_acknowledged() {
    let mut time = share(50);
    time["clock"] = "next_response".into();
    let mut desk = Desk::new(vec![level(1, json!({"trigger": time, "stop_when": ["acknowledged"]}))], json!({}));
    desk.hear(at(0, "10:10"), Signal::Answered);
    desk.hear(at(0, "10:20"), Signal::Asked);
    desk.acknowledge(at(0, "10:30"));
    silent(&mut desk, at(0, "11:00"));
    desk.hear(at(0, "11:10"), Signal::Answered);
    desk.hear(at(0, "11:20"), Signal::Asked);
    assert_eq!(desk.told(at(0, "11:50")), [(1, 1, 0)]);
}

#[test]
fn an_acknowledgement_does_not_outlive_the_solution() {
    let mut desk = Desk::new(stops("acknowledged", json!({"max_repeats": 0, "repeat_every": null})), json!({}));
    assert_eq!(desk.told(at(0, "11:00")), [(1, 0, 0)]);
    desk.acknowledge(at(0, "11:10"));
    desk.solve(at(0, "11:30"));
    desk.reopen(at(7, "10:00"));
    assert_eq!(desk.told(at(7, "10:30")), [(2, 1, 0)], "whoever saw to it thought it was done");
    desk.acknowledge(at(7, "10:40"));
    silent(&mut desk, at(9, "10:00"));
}

#[test]
fn a_case_that_has_somebody_is_not_looked_for() {
    let mut desk = Desk::new(stops("assigned", json!({})), json!({}));
    assert_eq!(desk.told(at(0, "11:00")), [(1, 0, 0)]);
    desk.case.assignee_id = Some(user(3));
    silent(&mut desk, at(0, "13:00"));
    desk.case.assignee_id = None;
    assert_eq!(desk.told(at(0, "13:00")), [(1, 0, 1), (2, 0, 0)], "until it is let go");
}

#[test]
fn another_state_ends_what_was_told_before() {
    let mut desk = Desk::new(stops("state_change", json!({})), json!({}));
    desk.case.state = CaseState::Assigned;
    assert_eq!(desk.told(at(0, "11:00")), [(1, 0, 0)], "before anybody was told");
    desk.case.state = CaseState::InProgress;
    silent(&mut desk, at(0, "13:00"));
}

#[test]
fn a_case_that_comes_back_goes_on_where_it_was() {
    let mut desk = Desk::new(stops("resolved", json!({"max_repeats": 0, "repeat_every": null})), json!({}));
    assert_eq!(desk.told(at(0, "11:00")), [(1, 0, 0)]);
    desk.solve(at(0, "11:30"));
    silent(&mut desk, at(1, "09:00"));
    desk.reopen(at(1, "10:00"));
    assert_eq!(desk.next_at(), Some(at(1, "10:30")), "half an hour was left");
    assert_eq!(desk.told(at(1, "10:30")), [(2, 0, 0)], "and what was told is not told again");
}

#[test]
fn firing_is_one_value() {
    let desk = Desk::new(stops("resolved", json!({})), json!({}));
    let once: Fired = desk.with(|facts| yingda_shared::escalation::fire(&desk.instance, facts, at(0, "12:00")));
    let twice = desk.with(|facts| yingda_shared::escalation::fire(&desk.instance, facts, at(0, "12:00")));
    assert_eq!(once, twice);
}
