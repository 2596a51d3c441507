//! Mistakes of other desks, each with the place where somebody complained of it.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use yingda_shared::calendar::WorkingTime;
use yingda_shared::catalog::priority::Priority;
use yingda_shared::kernel::time::{DAY, HOUR, MINUTE, Millis};
use yingda_shared::record::Details;
use yingda_shared::sla::{
    Binding, CalendarVersion, ClockKind, Counted, Owing, PendingReason, Side, Signal, SlaPolicy, Status, Timetable,
    replay, to_tell,
};

use crate::{HOLIDAY, Told, at, binding, grade, nothing, office, policy, table, target, version};

fn solved_in(minutes: u32, extra: Value) -> SlaPolicy {
    policy(json!([target("resolution", minutes, "business_minutes")]), extra)
}

fn two_hours() -> Told {
    Told::new(at(0, "10:00"), office(), &[&solved_in(120, json!({}))])
}

fn held() -> Signal {
    Signal::Held(Some(PendingReason::Customer))
}

fn due(told: &Told) -> Millis {
    told.solution().due_at.expect("a moment")
}

#[test]
fn zammad_2497_hours_that_end_at_midnight_end() {
    let spans = (0..30).map(|day| (at(day, "09:00"), at(day + 1, "00:00"))).collect();
    let line = WorkingTime::new(at(0, "00:00")..at(30, "00:00"), spans);
    let told = Told::new(at(0, "23:00"), table(Some(line)), &[&solved_in(120, json!({}))]);
    assert_eq!(due(&told), at(1, "10:00"));
}

#[test]
fn zammad_3180_around_the_clock_no_minute_is_lost() {
    let spans = (0..30).map(|day| (at(day, "00:00"), at(day + 1, "00:00"))).collect();
    let line = WorkingTime::new(at(0, "00:00")..at(30, "00:00"), spans);
    let told = Told::new(at(0, "12:00"), table(Some(line)), &[&solved_in(7 * 24 * 60, json!({}))]);
    assert_eq!(due(&told), at(7, "12:00"));
    assert_eq!(told.solution().read(&told.timetable, at(7, "12:00")).elapsed, 7 * DAY);
}

#[test]
fn zammad_4353_nothing_is_told_once_the_promise_is_gone() {
    let told = two_hours().then(at(0, "11:00"), Signal::Bound(nothing(Side::External)));
    assert_eq!(to_tell(&told.clocks(), &BTreeSet::new()), []);
    assert_eq!(Owing::of(&told.clocks(), Side::ALL), Owing::default());
    // What was kept before stays.
    let kept =
        two_hours().then(at(0, "11:00"), Signal::Solved).then(at(0, "15:00"), Signal::Bound(nothing(Side::External)));
    assert_eq!(kept.solution().status(at(1, "09:00")), Status::Met);
}

#[test]
fn zammad_5177_what_follows_does_not_overrule_the_first_response() {
    let targets =
        json!([target("first_response", 60, "business_minutes"), target("next_response", 10, "business_minutes")]);
    let told = Told::new(at(0, "10:00"), office(), &[&policy(targets, json!({}))])
        .then(at(0, "10:05"), Signal::Asked)
        .then(at(0, "10:20"), Signal::Asked);
    let next = Owing::of(&told.clocks(), Side::ALL).next.expect("something");
    assert_eq!((told.clocks().len(), next.kind, next.due_at), (1, ClockKind::FirstResponse, at(0, "11:00")));
}

#[test]
fn zammad_4432_nobody_is_told_at_midnight() {
    for opened in [at(0, "17:30"), at(0, "18:00"), at(0, "23:00"), at(4, "17:59"), at(5, "12:00"), at(HOLIDAY, "00:00")]
    {
        for minutes in [1, 30, 60, 480, 481, 959] {
            let told = Told::new(opened, office(), &[&solved_in(minutes, json!({}))]);
            for threshold in to_tell(&told.clocks(), &BTreeSet::new()) {
                let hour = (threshold.at - at(0, "00:00")).rem_euclid(DAY);
                let worked = (9 * HOUR..=12 * HOUR).contains(&hour) || (13 * HOUR..=18 * HOUR).contains(&hour);
                assert!(worked, "{minutes} minutes from {opened}: {threshold:?}");
            }
        }
    }
}

#[test]
fn zammad_534_another_version_of_the_calendar_counts_anew() {
    let spans = (0..30).map(|day| (at(day, "10:30"), at(day, "11:00"))).collect();
    let line = WorkingTime::new(at(0, "00:00")..at(30, "00:00"), spans);
    let short = CalendarVersion { id: None, version: 2 };
    let mut told = two_hours();
    told.book = told.book.with_timetable(Timetable::new(short, Some(line), 480, BTreeSet::new()));
    assert_eq!(due(&told), at(0, "12:00"), "the version it began with");
    let rebound = Binding { calendar: short, ..binding(&solved_in(120, json!({}))) };
    let told = told.then(at(0, "11:30"), Signal::Bound(rebound));
    assert_eq!((due(&told), told.solution().calendar), (at(3, "11:00"), short));
}

#[test]
fn zammad_1002_each_policy_has_a_calendar_of_its_own() {
    let inside = version(&solved_in(120, json!({"side": "internal"})), 2, 1);
    let night = CalendarVersion { id: None, version: 9 };
    let mut told = Told::new(at(0, "20:00"), office(), &[&solved_in(120, json!({}))]).knowing(&inside);
    told.book = told.book.with_timetable(Timetable::new(night, None, 480, BTreeSet::new()));
    let told = told.then(at(0, "20:00"), Signal::Bound(Binding { calendar: night, ..binding(&inside) }));
    let dues: Vec<_> = told.clocks().iter().map(|clock| (clock.side, clock.due_at)).collect();
    assert_eq!(dues, [(Side::External, Some(at(1, "11:00"))), (Side::Internal, Some(at(0, "22:00")))]);
}

#[test]
fn zammad_2579_minutes_that_were_not_set_are_not_zero() {
    let fault = solved_in(0, json!({})).check().remove(0);
    assert_eq!((fault.pointer.as_str(), fault.code.as_str()), ("/targets/0/amount", "target_range"));
    let none: Result<SlaPolicy, _> = serde_json::from_value(json!({"id": uuid(), "active": true, "name": "x",
        "side": "external", "targets": [{"kind": "resolution", "unit": "business_minutes"}]}));
    assert!(none.is_err());
}

fn uuid() -> &'static str {
    "01900000-0000-7000-8000-000000000001"
}

#[test]
fn frappe_helpdesk_3236_working_time_and_wall_time_are_two_things() {
    let reading = two_hours().solution().read(&office(), at(1, "10:00"));
    assert_eq!((reading.elapsed, reading.elapsed_wall), (8 * HOUR, DAY));
    assert_eq!((reading.percent, reading.left), (400, -6 * HOUR));
}

#[test]
fn osticket_3034_frappe_helpdesk_1554_objectstack_1310_waiting_for_others_is_not_counted() {
    let told = two_hours().then(at(0, "11:00"), held()).then(at(3, "11:00"), Signal::Resumed);
    assert_eq!(due(&told), at(3, "12:00"));
    let solved = told.then(at(3, "11:50"), Signal::Solved);
    assert_eq!(solved.solution().status(at(9, "09:00")), Status::Met);
    let reading = solved.solution().read(&office(), at(9, "09:00"));
    assert_eq!((reading.elapsed, reading.held), (110 * MINUTE, 24 * HOUR));
    // A reason that the policy does not pause for.
    let other = Told::new(at(0, "10:00"), office(), &[&solved_in(120, json!({"pauses": ["third_party"]}))]);
    let told = other.then(at(0, "11:00"), held()).then(at(3, "11:00"), Signal::Resumed);
    assert_eq!((due(&told), told.solution().stills), (at(0, "12:00"), vec![]));
}

#[test]
fn glpi_15605_another_policy_keeps_the_pauses() {
    let gold = version(&solved_in(240, json!({})), 7, 1);
    let told = two_hours().knowing(&gold).then(at(0, "11:00"), held()).then(at(0, "15:00"), Signal::Resumed);
    assert_eq!(due(&told), at(0, "16:00"));
    let gold = told.then(at(0, "15:30"), Signal::Bound(binding(&gold)));
    assert_eq!(due(&gold), at(0, "18:00"), "four hours from the opening, and the three of the pause");
    assert_eq!(gold.solution().policy.id.0.as_u128(), 7);
}

/// (d): another priority counts from the start, pauses and all; what was told is not told again.
#[test]
fn another_priority_counts_from_the_start_and_tells_nothing_twice() {
    let targets = json!([
        target("first_response", 60, "business_minutes"),
        target("resolution", 480, "business_minutes"),
        {"kind": "first_response", "amount": 15, "unit": "business_minutes", "when": {"priority": "p1"}},
        {"kind": "resolution", "amount": 120, "unit": "business_minutes", "when": {"priority": "p1"}}
    ]);
    let told = Told::new(at(0, "09:00"), office(), &[&policy(targets.clone(), json!({}))])
        .then(at(0, "09:30"), Signal::Answered)
        .then(at(0, "10:00"), held())
        .then(at(0, "11:00"), Signal::Resumed);
    assert_eq!(due(&told), at(1, "10:00"));
    let raised = told.then(at(0, "14:00"), Signal::Graded(grade(Priority::P1)));
    assert_eq!((due(&raised), raised.solution().started_at), (at(0, "12:00"), at(0, "09:00")));
    let first = raised.clock(ClockKind::FirstResponse);
    assert_eq!(first.status(at(1, "09:00")), Status::Met, "what was kept stays kept");
    let due_now: Vec<String> =
        to_tell(&raised.clocks(), &BTreeSet::new()).iter().map(|one| one.id.to_string()).collect();
    assert_eq!(due_now, ["external.resolution.1.warn", "external.resolution.1.due"]);
    let sent: BTreeSet<_> = to_tell(&raised.clocks(), &BTreeSet::new()).into_iter().map(|one| one.id).collect();
    let lowered = raised.then(at(0, "15:00"), Signal::Graded(grade(Priority::P3)));
    assert_eq!((due(&lowered), to_tell(&lowered.clocks(), &sent)), (at(1, "10:00"), vec![]));
    // A policy that counts everything anew does so.
    let all = Told::new(at(0, "09:00"), office(), &[&policy(targets, json!({"regrading": "all"}))])
        .then(at(0, "09:30"), Signal::Answered)
        .then(at(0, "14:00"), Signal::Graded(grade(Priority::P1)));
    assert_eq!(all.clock(ClockKind::FirstResponse).status(at(1, "09:00")), Status::Missed);
}

#[test]
fn frappe_helpdesk_2212_1528_nobody_works_at_lunch() {
    assert_eq!(due(&Told::new(at(0, "11:30"), office(), &[&solved_in(60, json!({}))])), at(0, "13:30"));
}

#[test]
fn frappe_helpdesk_2561_a_case_of_the_night_says_that_it_is_night() {
    let clock = Told::new(at(0, "22:00"), office(), &[&solved_in(60, json!({}))]).solution();
    let shown = clock.explain(&office(), at(0, "22:05"));
    assert_eq!(
        (shown.out_of_hours, shown.clock.started_at, shown.reading.status),
        (true, at(1, "09:00"), Status::NotBegun)
    );
}

#[test]
fn glpi_6835_half_days_are_days_with_their_own_end() {
    let shifts = (0..10).map(|day| (at(day, "09:00"), at(day, if day == 1 { "12:00" } else { "18:00" })));
    let line = WorkingTime::new(at(0, "00:00")..at(10, "00:00"), shifts.collect());
    let of = |unit, opened| {
        let policy = policy(json!([target("resolution", 1, unit)]), json!({}));
        due(&Told::new(opened, table(Some(line.clone())), &[&policy]))
    };
    assert_eq!(of("working_days_end", at(0, "10:00")), at(1, "12:00"));
    assert_eq!(of("working_days", at(0, "10:00")), at(1, "10:00"));
    assert_eq!(of("working_days", at(0, "15:00")), at(1, "12:00"), "work has ended by then");
}

#[test]
fn dynamics_365_a_hold_on_a_holiday_moves_nothing() {
    let opened = at(HOLIDAY - 1, "17:00");
    let plain = Told::new(opened, office(), &[&solved_in(120, json!({}))]);
    assert_eq!(due(&plain), at(HOLIDAY + 1, "10:00"));
    let told = plain.then(at(HOLIDAY, "10:00"), held());
    assert_eq!(told.solution().status(at(HOLIDAY, "11:00")), Status::Paused);
    let told = told.then(at(HOLIDAY, "15:00"), Signal::Resumed);
    assert_eq!(due(&told), at(HOLIDAY + 1, "10:00"));
    // Begun on the holiday and ended on the next day, it moves by what would have been worked.
    let told = plain_again(opened).then(at(HOLIDAY, "10:00"), held()).then(at(HOLIDAY + 1, "09:30"), Signal::Resumed);
    assert_eq!(due(&told), at(HOLIDAY + 1, "10:30"));
}

fn plain_again(opened: Millis) -> Told {
    Told::new(opened, office(), &[&solved_in(120, json!({}))])
}

#[test]
fn zendesk_what_is_left_is_working_time() {
    let clock = Told::new(at(4, "17:00"), office(), &[&solved_in(120, json!({}))]).solution();
    for now in [at(4, "18:00"), at(5, "12:00"), at(7, "09:00")] {
        assert_eq!(clock.read(&office(), now).left, HOUR);
    }
}

#[test]
fn servicenow_a_day_is_a_working_day_and_a_share_is_never_stale() {
    let policy = policy(json!([target("resolution", 1, "working_days")]), json!({}));
    let clock = Told::new(at(0, "10:00"), office(), &[&policy]).solution();
    assert_eq!((clock.due_at, clock.length), (Some(at(1, "10:00")), 8 * HOUR));
    let percents =
        [at(0, "10:00"), at(0, "15:00"), at(1, "10:00"), at(2, "10:00")].map(|now| clock.read(&office(), now).percent);
    assert_eq!(percents, [0, 50, 100, 200]);
}

/// (b): waiting for the customer does not excuse silence, unless the policy says so.
#[test]
fn responses_do_not_pause() {
    let of = |responses_pause| {
        let targets = json!([target("first_response", 60, "business_minutes")]);
        Told::new(at(0, "10:00"), office(), &[&policy(targets, json!({"responses_pause": responses_pause}))])
            .then(at(0, "10:30"), held())
            .then(at(0, "11:30"), Signal::Resumed)
            .clock(ClockKind::FirstResponse)
            .due_at
    };
    assert_eq!((of(false), of(true)), (Some(at(0, "11:00")), Some(at(0, "12:00"))));
    // Answered while the case waits: what moved until then counts, and nothing after it.
    let targets = json!([target("first_response", 60, "business_minutes")]);
    let answered = Told::new(at(0, "10:00"), office(), &[&policy(targets, json!({"responses_pause": true}))])
        .then(at(0, "10:30"), held())
        .then(at(0, "11:30"), Signal::Answered)
        .clock(ClockKind::FirstResponse);
    assert_eq!((answered.due_at, answered.paused_since()), (Some(at(0, "12:00")), None));
    assert_eq!(answered.status(at(1, "09:00")), Status::Met);
}

/// (e): reopened, the old clock goes on, or runs on, or a new one begins.
#[test]
fn a_reopening_does_what_the_policy_says() {
    let of = |reopening| {
        Told::new(at(0, "09:00"), office(), &[&solved_in(120, json!({"reopening": reopening}))])
            .then(at(0, "10:00"), Signal::Solved)
            .then(at(0, "14:00"), Signal::Reopened)
            .clocks()
    };
    let shown = |reopening| -> Vec<_> {
        of(reopening)
            .iter()
            .map(|clock| (clock.round, clock.due_at, clock.stopped_at, clock.status(at(0, "14:10"))))
            .collect()
    };
    assert_eq!(shown("resume"), [(1, Some(at(0, "15:00")), None, Status::Running)]);
    assert_eq!(shown("run_on"), [(1, Some(at(0, "11:00")), None, Status::Missed)]);
    assert_eq!(
        shown("anew"),
        [
            (1, Some(at(0, "11:00")), Some(at(0, "10:00")), Status::Met),
            (2, Some(at(0, "16:00")), None, Status::Running)
        ]
    );
}

/// (h): nothing is promised while a case is merged, cancelled or a duplicate.
#[test]
fn nothing_is_promised_while_a_case_is_aside() {
    let told = two_hours().then(at(0, "11:00"), Signal::SetAside);
    let clock = told.solution();
    assert_eq!((clock.due_at, clock.warn_at, clock.withdrawn_at), (None, None, Some(at(0, "11:00"))));
    assert_eq!(clock.status(at(9, "09:00")), Status::Withdrawn);
    assert_eq!(to_tell(&told.clocks(), &BTreeSet::new()), []);
    let back = told.then(at(1, "09:00"), Signal::Restored);
    assert_eq!((due(&back), back.solution().withdrawn_at), (at(1, "10:00"), None));
    // It is solved again where it was solved, since when it was.
    let solved = two_hours().then(at(0, "11:00"), Signal::Solved).then(at(2, "09:00"), Signal::SetAside);
    assert_eq!(solved.solution().status(at(9, "09:00")), Status::Withdrawn);
    let back = solved.then(at(3, "09:00"), Signal::Restored).solution();
    assert_eq!((back.stopped_at, back.status(at(9, "09:00"))), (Some(at(0, "11:00")), Status::Met));
}

/// (a): what was done offline counts from when it was done, not from when it arrived.
#[test]
fn a_late_event_counts_from_when_it_happened() {
    let mut told = two_hours().then(at(0, "15:00"), Signal::Asked);
    assert_eq!(told.solution().status(at(0, "15:00")), Status::Missed);
    told = told.then(at(0, "11:30"), Signal::Solved);
    assert_eq!(
        (told.solution().stopped_at, told.solution().status(at(1, "09:00"))),
        (Some(at(0, "11:30")), Status::Met)
    );
}

#[test]
fn a_side_whose_versions_are_missing_has_no_clocks_and_says_so() {
    let unknown = version(&solved_in(60, json!({})), 1, 99);
    let told = two_hours().then(at(0, "10:30"), Signal::Bound(binding(&unknown)));
    let replayed = replay(&told.turns, &told.book);
    assert_eq!((replayed.clocks, replayed.unknown), (vec![], vec![binding(&unknown)]));
    // Not even those that had stopped: half of what a side owes would look like all of it.
    let told = two_hours().then(at(0, "10:20"), Signal::Solved).then(at(0, "10:30"), Signal::Bound(binding(&unknown)));
    assert_eq!(replay(&told.turns, &told.book).clocks, []);
}

/// A pause that pushes the rest beyond the days that were compiled lets the clock count by the wall, and says so.
#[test]
fn what_lies_beyond_the_calendar_is_told() {
    let told = two_hours().then(at(0, "11:00"), held()).then(at(740, "11:00"), Signal::Resumed);
    let clock = told.solution();
    assert_eq!((clock.counted, clock.due_at), (Counted::Beyond, Some(at(740, "12:00"))));
    // A promise by the wall needs no calendar, and does not keep others from theirs.
    let targets =
        json!([target("first_response", 60, "business_minutes"), target("resolution", 525_600, "calendar_minutes")]);
    let told = Told::new(at(600, "20:00"), office(), &[&policy(targets, json!({}))]);
    let counted: Vec<Counted> = told.clocks().iter().map(|clock| clock.counted).collect();
    assert_eq!(counted, [Counted::Calendar, Counted::Wall]);
}
