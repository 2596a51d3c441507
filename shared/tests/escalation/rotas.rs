//! Who is on call.

use serde_json::{Value, json};
use yingda_shared::escalation::{Gap, HandOver, Rota, hand_overs, on_call};
use yingda_shared::kernel::day::Day;
use yingda_shared::kernel::id::UserId;
use yingda_shared::record::Details;

use crate::{at, user, uuid};

pub const FIRST: i32 = 20_458;

pub fn rota(lines: Vec<Value>, extra: Value) -> Rota {
    let mut json = json!({"id": uuid(600), "active": true, "name": "x", "from": "2026-01-05", "lines": lines});
    json.as_object_mut().expect("an object").extend(extra.as_object().expect("an object").clone());
    serde_json::from_value(json).expect("a rota")
}

/// One person, on Mondays from nine to six.
pub fn mondays(n: u128) -> Rota {
    rota(vec![json!({"week": {"mon": [["09:00", "18:00"]]}, "people": [uuid(n)]})], json!({}))
}

fn every_day(hours: Value, people: &[u128]) -> Value {
    let week: serde_json::Map<String, Value> = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
        .map(|day| (day.to_string(), hours.clone()))
        .into_iter()
        .collect();
    json!({"week": week, "people": people.iter().map(|n| uuid(*n)).collect::<Vec<_>>()})
}

/// By day 1 and 2 by turns, by night 3, 4 and 5.
fn around_the_clock(extra: Value) -> Rota {
    let lines =
        vec![every_day(json!([["08:00", "20:00"]]), &[1, 2]), every_day(json!([["20:00", "08:00"]]), &[3, 4, 5])];
    rota(lines, extra)
}

fn on(rota: &Rota, day: i64, time: &str) -> Option<UserId> {
    on_call(rota, at(day, time))
}

#[test]
fn people_take_turns_by_the_week_and_nights_belong_to_the_day_they_begin_on() {
    let rota = around_the_clock(json!({}));
    for (day, time, expected) in [
        (0, "07:59", None),
        (0, "08:00", Some(1)),
        (0, "19:59", Some(1)),
        (0, "20:00", Some(3)),
        (1, "07:59", Some(3)),
        (6, "23:59", Some(3)),
        (7, "07:59", Some(3)),
        (7, "08:00", Some(2)),
        (7, "20:00", Some(4)),
        (14, "08:00", Some(1)),
        (14, "20:00", Some(5)),
        (21, "20:00", Some(3)),
        (-1, "21:00", None),
    ] {
        assert_eq!(on(&rota, day, time), expected.map(user), "{day} {time}");
    }
    let wednesday = around_the_clock(json!({"from": "2026-01-07"}));
    assert_eq!(on(&wednesday, 1, "10:00"), None);
    assert_eq!((on(&wednesday, 2, "10:00"), on(&wednesday, 7, "10:00")), (Some(user(1)), Some(user(2))));
}

#[test]
fn the_first_line_that_has_a_shift_answers() {
    let rota = rota(
        vec![
            json!({"week": {"mon": [["10:00", "11:00"]]}, "people": [uuid(8)]}),
            every_day(json!([["00:00", "24:00"]]), &[9]),
        ],
        json!({}),
    );
    assert_eq!(
        (on(&rota, 0, "09:59"), on(&rota, 0, "10:00"), on(&rota, 0, "11:00")),
        (Some(user(9)), Some(user(8)), Some(user(9)))
    );
}

#[test]
fn exceptions_go_before_swaps_and_both_before_the_plan() {
    let span = |from: (i64, &str), to: (i64, &str)| json!({"from": at(from.0, from.1), "to": at(to.0, to.1)});
    let rota = around_the_clock(json!({
        "swaps": [{"span": span((0, "08:00"), (1, "08:00")), "one": uuid(1), "other": uuid(3)}],
        "exceptions": [{"span": span((0, "09:00"), (0, "10:00")), "user_id": uuid(7)},
            {"span": span((0, "09:30"), (0, "09:40")), "user_id": uuid(8)}]}));
    for (time, expected) in [("08:00", 3), ("09:00", 7), ("09:30", 8), ("09:40", 7), ("10:00", 3), ("20:00", 1)] {
        assert_eq!(on(&rota, 0, time), Some(user(expected)), "{time}");
    }
    assert_eq!((on(&rota, 1, "08:00"), on(&rota, 1, "20:00")), (Some(user(1)), Some(user(3))), "over");
    assert_eq!(rota.check(), []);
}

#[test]
fn hand_overs_are_told_where_the_person_changes() {
    let rota = around_the_clock(json!({"exceptions": [
        {"span": {"from": at(0, "12:00"), "to": at(0, "13:00")}, "user_id": uuid(1)},
        {"span": {"from": at(0, "15:00"), "to": at(0, "16:00")}, "user_id": uuid(7)}]}));
    let over =
        |day, time, from: Option<u128>, to| HandOver { at: at(day, time), from: from.map(user), to: Some(user(to)) };
    let expected = [
        over(0, "08:00", None, 1),
        over(0, "15:00", Some(1), 7),
        over(0, "16:00", Some(7), 1),
        over(0, "20:00", Some(1), 3),
        over(1, "08:00", Some(3), 1),
        over(1, "20:00", Some(1), 3),
    ];
    assert_eq!(hand_overs(&rota, Day(FIRST), 2), expected);
    assert_eq!(hand_overs(&rota, Day(FIRST + 7), 1)[0], over(7, "08:00", Some(3), 2));
    assert_eq!(hand_overs(&rota, Day(FIRST), -3), []);
    assert_eq!(hand_overs(&rota, Day(FIRST), i32::MAX).len(), 92 * 2 + 2, "so far and no further");
}

#[test]
fn gaps_are_found_around_the_week_and_told_when_it_is_saved() {
    assert_eq!(around_the_clock(json!({})).gaps(), []);
    let day = |day: u16, hour: u16| (day * 24 + hour) * 60;
    let rest = mondays(5).gaps();
    assert_eq!(rest, [Gap { from: 0, to: day(0, 9) }, Gap { from: day(0, 18), to: day(7, 0) }]);
    let faults = mondays(5).check();
    assert_eq!((faults.len(), faults[0].pointer.as_str(), faults[0].code.as_str()), (1, "/lines", "rota_gap"));
    let params: Vec<(&str, &str)> =
        faults[0].params.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(params, [("count", "2"), ("from", "00:00"), ("from_day", "1"), ("to", "09:00"), ("to_day", "1")]);
    let covers =
        |hours: Value| Rota { covers: serde_json::from_value(json!({"mon": hours})).expect("a week"), ..mondays(5) };
    assert_eq!(covers(json!([["09:00", "18:00"]])).check(), []);
    assert_eq!(covers(json!([["09:00", "18:01"]])).gaps(), [Gap { from: day(0, 18), to: day(0, 18) + 1 }]);
    // The night from Sunday reaches into Monday.
    let night = rota(
        vec![json!({"week": {"sun": [["22:00", "06:00"]]}, "people": [uuid(1)]})],
        json!({"covers": {"mon": [["00:00", "06:00"]]}}),
    );
    assert_eq!(night.gaps(), []);
}
