//! What a clock says at each moment of its life.

use serde_json::json;
use yingda_shared::catalog::priority::Priority;
use yingda_shared::kernel::time::{DAY, HOUR, MINUTE, Millis};
use yingda_shared::sla::{
    ClockKind, NextDue, Owing, PendingReason, Side, Signal, Standstill, Status, StretchKind, Turn,
};

use crate::{HOLIDAY, Told, at, grade, office, policy, target, version};

fn two_hours() -> Told {
    let targets = json!([{"kind": "resolution", "amount": 120, "inner": 60, "unit": "business_minutes"}]);
    Told::new(at(0, "10:00"), office(), &[&policy(targets, json!({}))])
}

fn held(reason: PendingReason) -> Signal {
    Signal::Held(Some(reason))
}

#[test]
fn a_clock_runs_warns_and_is_missed() {
    let clock = two_hours().solution();
    assert_eq!(clock.inner_due_at, Some(at(0, "11:00")));
    assert_eq!(clock.warn_at, Some(at(0, "11:30")));
    assert_eq!(clock.due_at, Some(at(0, "12:00")));
    for (time, status, percent) in [
        ("10:00", Status::Running, 0),
        ("11:29", Status::Running, 74),
        ("11:30", Status::Warning, 75),
        ("12:00", Status::Warning, 100),
        ("12:30", Status::Missed, 100),
        ("14:00", Status::Missed, 150),
    ] {
        let reading = clock.read(&office(), at(0, time));
        assert_eq!((reading.status, reading.percent), (status, percent), "{time}");
    }
}

/// Whoever is warned at three quarters has spent three quarters, also of a length that has none.
#[test]
fn the_warning_never_comes_before_its_share() {
    let targets = json!([target("resolution", 1, "working_days_end")]);
    for late in 1..4 {
        let clock = Told::new(at(0, "10:00") + late, office(), &[&policy(targets.clone(), json!({}))]).solution();
        let warn_at = clock.warn_at.expect("a moment");
        assert_eq!([warn_at - 1, warn_at].map(|now| clock.read(&office(), now).percent), [74, 75], "{late}");
    }
}

#[test]
fn a_clock_that_stopped_is_met_or_missed_for_ever() {
    for (time, status) in [("11:59", Status::Met), ("12:00", Status::Met), ("12:01", Status::Missed)] {
        let clock = two_hours().then(at(0, time), Signal::Solved).solution();
        for later in [0, DAY, 400 * DAY] {
            let reading = clock.read(&office(), at(0, time) + later);
            assert_eq!((reading.status, reading.elapsed_wall), (status, at(0, time) - at(0, "10:00")), "{time}");
        }
    }
}

/// (i): a pause is seen, with what is left, and is not a way out of what was missed before.
#[test]
fn a_pause_is_seen() {
    let told = two_hours().then(at(0, "11:00"), held(PendingReason::ThirdParty));
    let clock = told.solution();
    assert_eq!((clock.paused_since(), clock.due_at), (Some(at(0, "11:00")), Some(at(0, "12:00"))));
    for day in [0, 1, 100] {
        let reading = clock.read(&office(), at(day, "17:00"));
        assert_eq!((reading.status, reading.percent, reading.left), (Status::Paused, 50, HOUR), "day {day}");
    }
    assert_eq!(clock.read(&office(), at(1, "10:00")).held, (1 + 5 + 1) * HOUR);
    assert_eq!(clock.read(&office(), at(1, "10:00")).held_wall, 23 * HOUR);
    let late = two_hours().then(at(0, "14:00"), held(PendingReason::Customer)).solution();
    assert_eq!(late.status(at(3, "09:00")), Status::Missed);
    let resumed = told.then(at(1, "10:00"), Signal::Resumed).solution();
    assert_eq!(resumed.due_at, Some(at(1, "11:00")));
}

/// (f): a case of the evening begins in the morning, and says so.
#[test]
fn out_of_hours_begins_at_the_next_opening() {
    let targets = json!([target("resolution", 60, "business_minutes")]);
    for (asked, started, due) in [
        (at(0, "20:00"), at(1, "09:00"), at(1, "10:00")),
        (at(4, "18:00"), at(7, "09:00"), at(7, "10:00")),
        (at(0, "12:15"), at(0, "13:00"), at(0, "14:00")),
        (at(HOLIDAY, "11:00"), at(HOLIDAY + 1, "09:00"), at(HOLIDAY + 1, "10:00")),
    ] {
        let clock = Told::new(asked, office(), &[&policy(targets.clone(), json!({}))]).solution();
        let shown = clock.explain(&office(), asked);
        assert_eq!((clock.started_at, clock.due_at, shown.out_of_hours), (started, Some(due), true));
        assert_eq!((clock.status(started - 1), clock.status(started)), (Status::NotBegun, Status::Running));
    }
    assert!(!two_hours().solution().explain(&office(), at(0, "10:00")).out_of_hours);
}

#[test]
fn a_clock_is_explained_stretch_by_stretch() {
    let targets = json!([target("resolution", 1_440, "business_minutes")]);
    let told = Told::new(at(HOLIDAY - 1, "16:00"), office(), &[&policy(targets, json!({}))])
        .then(at(HOLIDAY + 1, "10:00"), held(PendingReason::Customer))
        .then(at(HOLIDAY + 1, "14:00"), Signal::Resumed);
    let shown = told.solution().explain(&office(), at(HOLIDAY + 1, "15:00"));
    let course: Vec<_> = shown.stretches.iter().map(|one| (one.kind, one.from, one.to, one.counted / MINUTE)).collect();
    let day = HOLIDAY;
    assert_eq!(
        course,
        [
            (StretchKind::Running, at(day - 1, "16:00"), Some(at(day - 1, "18:00")), 120),
            (StretchKind::Closed, at(day - 1, "18:00"), Some(at(day, "00:00")), 0),
            (StretchKind::Holiday, at(day, "00:00"), Some(at(day + 1, "00:00")), 0),
            (StretchKind::Closed, at(day + 1, "00:00"), Some(at(day + 1, "09:00")), 0),
            (StretchKind::Running, at(day + 1, "09:00"), Some(at(day + 1, "10:00")), 60),
            (StretchKind::Paused, at(day + 1, "10:00"), Some(at(day + 1, "14:00")), 0),
            (StretchKind::Running, at(day + 1, "14:00"), None, 60),
        ]
    );
    assert_eq!(shown.stretches[5].why, Some(Standstill::Customer));
    assert_eq!((shown.reading.held, shown.reading.held_wall), (3 * HOUR, 4 * HOUR));
}

/// A side owes what is due next; what stands still comes behind everything that runs.
#[test]
fn a_row_keeps_what_lists_need() {
    let outside = policy(
        json!([target("first_response", 60, "business_minutes"), target("resolution", 480, "business_minutes")]),
        json!({}),
    );
    let inside = policy(json!([target("resolution", 30, "business_minutes")]), json!({"side": "internal"}));
    let told = Told::new(at(0, "09:00"), office(), &[&outside, &version(&inside, 2, 1)]);
    let next =
        |side, kind, warn: &str, due: &str| Some(NextDue { side, kind, warn_at: at(0, warn), due_at: at(0, due) });
    let owing = Owing::of(&told.clocks(), Side::ALL);
    assert_eq!(
        owing.next,
        Some(NextDue {
            warn_at: at(0, "09:22") + MINUTE / 2,
            ..next(Side::Internal, ClockKind::Resolution, "09:00", "09:30").expect("one")
        })
    );
    assert_eq!((owing.respond_by, owing.resolve_by), (Some(at(0, "10:00")), Some(at(0, "18:00"))));
    let customer = Owing::of(&told.clocks(), &[Side::External]);
    assert_eq!(customer.next, next(Side::External, ClockKind::FirstResponse, "09:45", "10:00"));
    assert_eq!(customer.sort_key(), at(0, "10:00"));
    assert_eq!((customer.status(at(0, "09:44")), customer.is_at_risk(at(0, "09:44"))), (Some(Status::Running), false));
    assert_eq!((customer.status(at(0, "09:45")), customer.is_at_risk(at(0, "09:45"))), (Some(Status::Warning), true));
    assert_eq!((customer.status(at(0, "10:01")), customer.is_at_risk(at(0, "10:01"))), (Some(Status::Missed), true));

    let waits = told.then(at(0, "09:50"), Signal::Answered).then(at(0, "09:50"), held(PendingReason::Customer));
    let owing = Owing::of(&waits.clocks(), &[Side::External]);
    assert_eq!((owing.next, owing.status(at(3, "09:00"))), (None, Some(Status::Paused)));
    assert_eq!(owing.still.map(|still| still.due_at), Some(at(0, "18:00")));
    assert!(owing.sort_key() > at(9_999, "00:00"), "behind whatever runs");
    let done = waits.then(at(0, "11:00"), Signal::Solved);
    let owing = Owing::of(&done.clocks(), Side::ALL);
    assert_eq!((owing.next, owing.still, owing.status(at(0, "12:00"))), (None, None, None));
    assert_eq!(owing.missed, 1, "the internal one came too late");
    assert_eq!(owing.resolve_by, Some(at(1, "10:10")), "moved by the wait that the solution ended");
    assert!(owing.sort_key() > customer.sort_key() && owing.sort_key() < 1 << 53);
}

/// A customer who waits is answered: each question has a clock of its own, from the first one that is open.
#[test]
fn the_next_response_has_rounds() {
    let of = |mode: &str| {
        let targets = json!([target("first_response", 60, "business_minutes"),
            {"kind": "next_response", "amount": 60, "unit": "business_minutes", "mode": mode}]);
        Told::new(at(0, "09:00"), office(), &[&policy(targets, json!({}))])
            .then(at(0, "09:10"), Signal::Asked)
            .then(at(0, "09:30"), Signal::Answered)
            .then(at(0, "10:00"), Signal::Asked)
            .then(at(0, "10:30"), Signal::Asked)
            .then(at(0, "11:30"), Signal::Answered)
            .then(at(0, "14:00"), Signal::Asked)
            .then(at(0, "14:10"), Signal::Solved)
    };
    let rounds = |told: Told| -> Vec<(u32, Millis, Option<Millis>, Status)> {
        let clocks = told.clocks().into_iter().filter(|clock| clock.kind == ClockKind::NextResponse);
        clocks.map(|clock| (clock.round, clock.asked_at, clock.stopped_at, clock.status(at(9, "09:00")))).collect()
    };
    assert_eq!(
        rounds(of("after_customer")),
        [
            (1, at(0, "10:00"), Some(at(0, "11:30")), Status::Missed),
            (2, at(0, "14:00"), Some(at(0, "14:10")), Status::Met)
        ]
    );
    assert_eq!(
        rounds(of("every_interval")),
        [
            (1, at(0, "09:30"), Some(at(0, "11:30")), Status::Missed),
            (2, at(0, "11:30"), Some(at(0, "14:10")), Status::Missed)
        ]
    );
    let reopened = rounds(of("every_interval").then(at(1, "09:00"), Signal::Reopened));
    assert_eq!(reopened[2], (3, at(1, "09:00"), None, Status::Missed));
    let asked = rounds(of("after_customer").then(at(1, "09:00"), Signal::Reopened).then(at(1, "09:00"), Signal::Asked));
    assert_eq!((asked.len(), asked[2].1), (3, at(1, "09:00")));
}

#[test]
fn a_visit_that_nobody_needed_is_not_missed() {
    let targets = json!([target("arrival", 60, "business_minutes"), target("resolution", 480, "business_minutes")]);
    let told = || Told::new(at(0, "09:00"), office(), &[&policy(targets.clone(), json!({}))]);
    let arrived = told().then(at(0, "09:50"), Signal::Arrived).then(at(0, "11:00"), Signal::Solved);
    assert_eq!(arrived.clock(ClockKind::Arrival).status(at(1, "09:00")), Status::Met);
    let solved = told().then(at(0, "09:50"), Signal::Solved);
    assert_eq!(solved.clock(ClockKind::Arrival).status(at(1, "09:00")), Status::Withdrawn);
    let reopened = solved.then(at(0, "11:50"), Signal::Reopened);
    assert_eq!(
        reopened.clock(ClockKind::Arrival).due_at,
        Some(at(0, "12:00")),
        "the time it was solved does not count"
    );
}

#[test]
fn the_order_of_what_happens_at_once_is_kept() {
    let at_once = at(0, "10:30");
    let then = |signals: [Signal; 2]| {
        let told = signals.into_iter().fold(two_hours(), |told, signal| told.then(at_once, signal));
        told.solution().paused_since()
    };
    assert_eq!(then([held(PendingReason::Customer), Signal::Resumed]), None);
    assert_eq!(then([Signal::Resumed, held(PendingReason::Customer)]), Some(at_once));
}

#[test]
fn a_slow_device_does_nothing_before_the_beginning() {
    let told = two_hours().then(at(0, "08:00"), held(PendingReason::Customer)).then(at(0, "11:00"), Signal::Resumed);
    let clock = told.solution();
    assert_eq!((clock.asked_at, clock.due_at), (at(0, "10:00"), Some(at(0, "14:00"))));
    let graded = Turn::new(at(0, "07:00"), Signal::Graded(grade(Priority::P1)));
    assert_eq!(yingda_shared::sla::replay(&[graded], &told.book).clocks, []);
}
