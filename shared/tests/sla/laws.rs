//! What holds of every log.

use proptest::prelude::*;
use serde_json::json;
use yingda_shared::catalog::priority::Priority;
use yingda_shared::kernel::limits::{SLA_ROUNDS_MAX, SLA_STRETCHES_MAX};
use yingda_shared::kernel::time::{DAY, MINUTE, Millis};
use yingda_shared::sla::{
    Book, Clock, ClockKind, Counted, Owing, PendingReason, Reopening, Replay, Side, Signal, SlaPolicy, Status,
    StretchKind, Turn, replay, to_tell,
};

use crate::{MONDAY, Told, at, binding, grade, nothing, office, policy, target, version};

/// All four clocks, with an inner target; by priority, in every unit.
fn all_clocks() -> SlaPolicy {
    let targets = json!([
        target("first_response", 60, "business_minutes"),
        {"kind": "first_response", "amount": 15, "unit": "calendar_minutes", "when": {"priority": "p1"}},
        {"kind": "next_response", "amount": 120, "unit": "business_minutes", "mode": "after_customer"},
        {"kind": "resolution", "amount": 960, "inner": 480, "unit": "business_minutes"},
        {"kind": "resolution", "amount": 2, "unit": "working_days_end", "when": {"priority": "p2"}},
        {"kind": "resolution", "amount": 3, "inner": 1, "unit": "working_days", "when": {"priority": "p4"}},
        target("arrival", 1, "working_days"),
    ]);
    policy(targets, json!({}))
}

fn internal() -> SlaPolicy {
    let targets = json!([
        target("first_response", 30, "business_minutes"),
        {"kind": "next_response", "amount": 240, "unit": "business_minutes", "mode": "every_interval"},
        target("resolution", 480, "business_minutes"),
    ]);
    version(&policy(targets, json!({"side": "internal", "reopening": "anew", "pauses": ["third_party"]})), 2, 1)
}

/// A stricter contract, with other pauses.
fn other() -> SlaPolicy {
    let gold = policy(json!([target("resolution", 240, "business_minutes")]), json!({"pauses": ["customer"]}));
    SlaPolicy { reopening: Reopening::RunOn, ..version(&gold, 3, 5) }
}

fn signals() -> impl Strategy<Value = Signal> {
    let reasons = proptest::option::of(proptest::sample::select(PendingReason::ALL));
    prop_oneof![
        3 => reasons.prop_map(Signal::Held),
        3 => Just(Signal::Resumed),
        3 => Just(Signal::Answered),
        3 => Just(Signal::Asked),
        1 => Just(Signal::Arrived),
        2 => Just(Signal::Solved),
        2 => Just(Signal::Reopened),
        1 => Just(Signal::SetAside),
        1 => Just(Signal::Restored),
        1 => proptest::sample::select(Priority::ALL).prop_map(|priority| Signal::Graded(grade(priority))),
        1 => prop_oneof![
            Just(Signal::Bound(binding(&all_clocks()))),
            Just(Signal::Bound(binding(&other()))),
            Just(Signal::Bound(nothing(Side::Internal)))
        ],
    ]
}

/// A log whose moments differ, with the opening first.
fn logs() -> impl Strategy<Value = Vec<Turn>> {
    let steps = proptest::collection::vec((1_i64..3 * DAY / MINUTE, signals()), 0..30);
    (0_i64..7 * DAY, steps).prop_map(|(opened, steps)| {
        let opened_at = MONDAY + opened;
        let told = Told::new(opened_at, office(), &[&all_clocks(), &internal()]);
        let mut at = opened_at;
        steps
            .into_iter()
            .fold(told, |told, (after, signal)| {
                at += after * MINUTE;
                told.then(at, signal)
            })
            .turns
    })
}

fn book() -> Book {
    let policies = [all_clocks(), internal(), other()];
    policies.into_iter().fold(Book::default().with_timetable(office()), Book::with_policy)
}

/// The log and the same in another order, as a device that was away for days sends it.
fn arrivals() -> impl Strategy<Value = (Vec<Turn>, Vec<Turn>)> {
    // What happened at the opening itself stays in its order.
    logs().prop_flat_map(|log| {
        let later = log[4..].to_vec();
        (Just(log.clone()), Just(later).prop_shuffle(), 0..=log.len() - 4).prop_map(|(log, late, cut)| {
            let mut arrived = late[..cut].to_vec();
            arrived.extend_from_slice(&log[..4]);
            arrived.extend_from_slice(&late[cut..]);
            (log, arrived)
        })
    })
}

fn moments(clock: &Clock) -> Vec<Millis> {
    let named = [clock.warn_at, clock.inner_due_at, clock.due_at, clock.stopped_at, clock.withdrawn_at];
    let stills = clock.stills.iter().flat_map(|still| [Some(still.from), still.to]);
    let all = named.into_iter().chain(stills).flatten();
    all.chain([clock.asked_at, clock.started_at, clock.asked_at + 90 * DAY]).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn events_may_arrive_in_any_order((log, arrived) in arrivals()) {
        prop_assert_eq!(replay(&log, &book()), replay(&arrived, &book()));
    }

    #[test]
    fn what_a_page_shows_adds_up(log in logs()) {
        let table = office();
        let Replay { clocks, unknown, .. } = replay(&log, &book());
        prop_assert!(unknown.is_empty());
        for clock in &clocks {
            for now in moments(clock) {
                let shown = clock.explain(&table, now);
                let stretches = &shown.stretches;
                prop_assert!(stretches.len() <= SLA_STRETCHES_MAX);
                let counted: Millis = stretches.iter().map(|stretch| stretch.counted).sum();
                prop_assert_eq!(counted, shown.reading.elapsed);
                prop_assert!(stretches.windows(2).all(|pair| pair[0].to == Some(pair[1].from)));
                prop_assert!(stretches.first().is_none_or(|first| first.from == clock.asked_at));
                let end = clock.end().unwrap_or(now.max(clock.asked_at));
                let last = stretches.last();
                prop_assert!(last.is_none_or(|last| last.to == clock.end() && last.from < end));
                prop_assert!(last.is_some() || end == clock.asked_at);
                let paused: Millis = stretches
                    .iter()
                    .filter(|stretch| stretch.kind == StretchKind::Paused)
                    .map(|stretch| stretch.to.unwrap_or(end) - stretch.from)
                    .sum();
                prop_assert_eq!(paused, shown.reading.held_wall);
                prop_assert!(shown.reading.held <= shown.reading.held_wall);
                prop_assert_eq!(shown.out_of_hours, clock.started_at > clock.asked_at);
            }
        }
    }

    #[test]
    fn the_share_that_is_spent_and_the_status_agree(log in logs()) {
        let table = office();
        for clock in replay(&log, &book()).clocks.iter().filter(|clock| clock.is_running()) {
            let (warn_at, due_at) = (clock.warn_at.expect("a moment"), clock.due_at.expect("a moment"));
            let percent = |now| clock.read(&table, now).percent;
            prop_assert!(percent(warn_at) >= 75 && percent(warn_at - 1) < 75);
            prop_assert!(percent(due_at) >= 100 && percent(due_at - 1) < 100);
            prop_assert!(percent(due_at + 1) >= percent(due_at));
            prop_assert_eq!(clock.status(warn_at), Status::Warning);
            prop_assert!(matches!(clock.status(warn_at - 1), Status::NotBegun | Status::Running));
            prop_assert_eq!((clock.status(due_at), clock.status(due_at + 1)), (Status::Warning, Status::Missed));
            let begun = clock.status(clock.asked_at) != Status::NotBegun;
            prop_assert_eq!(begun, clock.started_at == clock.asked_at);
            if let Some(inner) = clock.inner_due_at {
                prop_assert!(inner <= due_at, "what the desk asks of itself is never later than the promise");
            }
        }
    }

    /// What a row keeps says the same as the clocks it was made from, at any moment.
    #[test]
    fn the_row_agrees_with_the_clocks(log in logs(), later in 0_i64..40 * DAY) {
        let clocks = replay(&log, &book()).clocks;
        let now = MONDAY + later;
        let owing = Owing::of(&clocks, Side::ALL);
        let open: Vec<&Clock> = clocks.iter().filter(|clock| clock.end().is_none()).collect();
        let (running, still): (Vec<&Clock>, Vec<&Clock>) = open.iter().partition(|clock| clock.is_running());
        prop_assert_eq!(owing.next.map(|next| next.due_at), running.iter().filter_map(|clock| clock.due_at).min());
        prop_assert_eq!(owing.status(now).is_none(), open.is_empty());
        prop_assert_eq!(owing.is_at_risk(now), running.iter().any(|clock| {
            let first = clock.due_at == owing.next.map(|next| next.due_at);
            first && matches!(clock.status(now), Status::Warning | Status::Missed)
        }));
        prop_assert_eq!(owing.status(now) == Some(Status::Paused), running.is_empty() && !still.is_empty());
        let outside = Owing::of(&clocks, &[Side::External]);
        prop_assert!(outside.next.is_none_or(|next| next.side == Side::External));
        prop_assert_eq!((outside.respond_by, outside.resolve_by), (owing.respond_by, owing.resolve_by));
        let text = serde_json::to_string(&owing).expect("JSON");
        prop_assert_eq!(serde_json::from_str::<Owing>(&text).expect("a row"), owing);
    }

    /// (b): what is due moves by the working time of the pause, to the millisecond, and by nothing else.
    #[test]
    fn a_pause_moves_what_is_due_by_its_working_time(
        opened in 0_i64..5 * DAY,
        from in 0_i64..20 * DAY,
        long in 1_i64..20 * DAY,
        unit in proptest::sample::select(vec!["business_minutes", "working_days", "working_days_end", "calendar_minutes"]),
    ) {
        let policy = policy(json!([target("resolution", 3, unit)]), json!({}));
        let told = Told::new(MONDAY + opened, office(), &[&policy]);
        let plain = told.solution();
        let (from, to) = (plain.asked_at + from, plain.asked_at + from + long);
        let held = told.then(from, Signal::Held(Some(PendingReason::ThirdParty)));
        let lasting = held.solution();
        prop_assert_eq!(lasting.due_at, plain.due_at, "what lasts has not moved anything yet");
        let paused = held.then(to, Signal::Resumed).solution();
        // A working time of the same spans, to measure with.
        let measure = policy_free_elapsed(from, to, unit);
        let due = plain.due_at.expect("a moment");
        let spent = |at: Millis| paused.read(&office(), at).elapsed;
        if from >= due {
            prop_assert_eq!(paused.due_at, plain.due_at);
        } else {
            prop_assert_eq!(paused.read(&office(), to).held, measure);
            let moved = paused.due_at.expect("a moment");
            prop_assert_eq!(spent(moved), paused.length);
            prop_assert!(spent(moved - 1) < paused.length);
            prop_assert_eq!(policy_free_elapsed(due, moved, unit), measure);
        }
    }
}

/// The time between two moments that a unit counts, by a clock that nothing holds.
fn policy_free_elapsed(from: Millis, to: Millis, unit: &str) -> Millis {
    let unit = if unit == "calendar_minutes" { unit } else { "business_minutes" };
    let policy = policy(json!([target("resolution", 1, unit)]), json!({}));
    let clock = Told::new(from, office(), &[&policy]).solution();
    assert_ne!(clock.counted, Counted::Beyond);
    clock.read(&office(), to).elapsed
}

#[test]
fn a_year_of_talk_is_told_in_bounds() {
    let mut told = Told::new(at(0, "09:00"), office(), &[&all_clocks(), &internal()]);
    for day in 0..365 {
        told = told
            .then(at(day, "09:30"), Signal::Answered)
            .then(at(day, "10:00"), Signal::Held(Some(PendingReason::ThirdParty)))
            .then(at(day, "11:00"), Signal::Resumed)
            .then(at(day, "14:00"), Signal::Asked);
    }
    let replay = replay(&told.turns, &told.book);
    let rounds = |side, kind| replay.clocks.iter().filter(|clock| (clock.side, clock.kind) == (side, kind)).count();
    assert_eq!(rounds(Side::External, ClockKind::NextResponse), SLA_ROUNDS_MAX);
    let earlier = replay.earlier.iter().find(|earlier| earlier.side == Side::External).expect("earlier rounds");
    // Each question is answered the next morning: within two hours, but for those over a weekend, which are too.
    assert_eq!((earlier.met + earlier.missed) as usize + SLA_ROUNDS_MAX, 365);
    let solution = replay.clocks.iter().find(|clock| clock.kind == ClockKind::Resolution).expect("a clock");
    let shown = solution.explain(&told.timetable, at(365, "17:00"));
    let counted: Millis = shown.stretches.iter().map(|stretch| stretch.counted).sum();
    assert!(shown.stretches.len() <= SLA_STRETCHES_MAX && shown.stretches.iter().any(|stretch| stretch.folded > 0));
    assert_eq!(counted, shown.reading.elapsed);
    assert!(shown.stretches.iter().any(|stretch| stretch.kind == StretchKind::Paused));
}

#[test]
fn thresholds_are_named_once() {
    let told =
        Told::new(at(0, "09:00"), office(), &[&all_clocks(), &internal()]).then(at(0, "09:10"), Signal::Answered);
    let all = to_tell(&told.clocks(), &Default::default());
    let mut names: Vec<String> = all.iter().map(|threshold| threshold.id.to_string()).collect();
    assert!(all.is_sorted_by_key(|threshold| threshold.at) && names.contains(&"external.resolution.1.inner".into()));
    let count = names.len();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), count);
}
