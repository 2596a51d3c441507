//! What a case keeps of its clocks: after every history its row says what they say, the log that it keeps is the one
//! its timeline tells, and a desk without policies promises what its priority matrix says.

use proptest::prelude::*;
use yingda_shared::calendar::{DeskClock, WorkingTime};
use yingda_shared::cases::apply::{Mark, apply};
use yingda_shared::cases::clocks::{Log, promised};
use yingda_shared::cases::complaint::{Complaint, Topic};
use yingda_shared::cases::events::{Change, Entry};
use yingda_shared::cases::lifecycle::{Ctx, Facts, decide};
use yingda_shared::cases::open::{Draft, OpenFacts, open};
use yingda_shared::cases::terms::Terms;
use yingda_shared::cases::{Case, CaseEvent, CaseState, Channel, ResolutionCode};
use yingda_shared::catalog::priority::{Impact, PriorityMatrix, Urgency};
use yingda_shared::identity::ActorKind;
use yingda_shared::kernel::time::{DAY, HOUR, Millis};
use yingda_shared::sla::{
    Binding, Book, CalendarVersion, ClockKind, Counted, Side, Target, TimeUnit, Timetable, When, choose, standard,
};

use crate::people::{Turn, actor, fresh, histories, id};

/// From 9 to 17 on five days of seven, for some days around the openings; at 0 there is no calendar.
fn desk(days: i64) -> DeskClock {
    if days == 0 {
        return DeskClock::default();
    }
    let first = 1_000 - 10;
    let open = (first..first + days).filter(|day| day % 7 < 5);
    let spans = open.map(|day| (day * DAY + 9 * HOUR, day * DAY + 17 * HOUR)).collect();
    DeskClock::from(WorkingTime::new(first * DAY..(first + days) * DAY, spans))
}

fn opened(clock: &DeskClock, impact: Impact, urgency: Urgency, at: Millis) -> Case {
    let facts = OpenFacts {
        matrix: PriorityMatrix::default(),
        clock: clock.clone(),
        category: None,
        asset: None,
        contact: None,
        company: None,
        head_office: id(1),
    };
    let draft = Draft { impact: Some(impact), urgency: Some(urgency), ..Draft::default() };
    open(id(9), Channel::Portal, draft, &facts, &actor(ActorKind::Customer, 2), at)
}

/// Lives a history and writes its timeline.
fn lived(case: &mut Case, clock: &DeskClock, history: &[Turn]) -> Vec<Entry> {
    let (mut now, mut entries) = (case.created_at, Vec::new());
    let terms = terms(clock);
    terms.begin(case);
    for (actor, command, pause) in history {
        now += pause;
        let other = Some(Case { id: id(10), ..fresh() });
        let facts = Facts { other, ..Facts::default() };
        let Ok(events) = decide(case, command, &facts, &Ctx { actor, now, client: None }) else { continue };
        for event in events {
            let (pos, at, by, by_kind) = (entries.len() as i64 + 1, now, actor.name.clone(), actor.kind);
            let mark = Mark { rv: pos, at, counts_at: at, by: by.clone(), by_kind, client: None };
            let event = terms.amended(case, event, &mark);
            terms.apply(case, &event, &mark);
            entries.push(Entry {
                id: id(pos as u128),
                pos,
                at,
                by_id: None,
                by,
                by_kind,
                of: None,
                noted: None,
                event,
            });
        }
    }
    entries
}

fn terms(clock: &DeskClock) -> Terms {
    Terms::new(&PriorityMatrix::default(), Timetable::of_desk(clock, 3))
}

/// What is known of a desk without policies.
fn standards(clock: &DeskClock) -> Book {
    Book::default().with_policy(standard(&PriorityMatrix::default())).with_timetable(Timetable::of_desk(clock, 3))
}

fn bound(case: &Case) -> (Millis, Binding) {
    let standard = standard(&PriorityMatrix::default());
    let choice = choose(&[], &case.subject(&[]), &standard).remove(0);
    let calendar = CalendarVersion { id: choice.calendar_id, version: 3 };
    (case.created_at, Binding { side: choice.side, policy: Some(choice.policy), calendar })
}

fn says_the_same(case: &Case, entries: &[Entry], clock: &DeskClock) -> Result<(), TestCaseError> {
    let log = Log { case, entries, bindings: &[bound(case)], counts_from: None };
    let replayed = log.clocks(&standards(clock));
    prop_assert_eq!((replayed.clocks.len(), replayed.unknown.len()), (2, 0));
    prop_assert!(replayed.clocks.iter().all(|clock| clock.side == Side::External));
    let of = |kind| promised(&replayed.clocks, kind).expect("a clock");
    let (first, solution) = (of(ClockKind::FirstResponse), of(ClockKind::Resolution));
    prop_assert_eq!(first.stopped_at, case.first_response_at);
    let mut row = Case { respond_by: 0, resolve_by: 0, ..case.clone() };
    row.keep_promises(&replayed.clocks);
    let aside = matches!(case.state, CaseState::Cancelled | CaseState::Merged | CaseState::Duplicate);
    prop_assert_eq!(solution.due_at.is_none(), aside, "nothing is promised in {}", case.state);
    if !aside {
        prop_assert_eq!(solution.stopped_at, case.resolved_at);
        prop_assert_eq!(row.resolve_by, case.resolve_by);
    }
    if !aside || first.stopped_at.is_some() {
        prop_assert_eq!(row.respond_by, case.respond_by);
    }
    // Of what never stood still, the matrix knows when it is due.
    let promise = PriorityMatrix::default().promise(case.impact, case.urgency, case.created_at, clock);
    if !aside && solution.stills.is_empty() && solution.stopped_at.is_none() {
        prop_assert_eq!(case.resolve_by, promise.resolve_by);
    }
    if !aside && first.stills.is_empty() && first.stopped_at.is_none() {
        prop_assert_eq!(case.respond_by, promise.respond_by);
    }
    Ok(())
}

/// Under a policy that stands still for everything, clocks stand as the case does.
fn stands_as_the_case(case: &Case, entries: &[Entry]) -> Result<(), TestCaseError> {
    let (at, binding) = bound(case);
    let policy = standard(&PriorityMatrix::default());
    let book = Book::default().with_policy(policy).with_timetable(Timetable::of_desk(&DeskClock::default(), 3));
    let log = Log { case, entries, bindings: &[(at, binding)], counts_from: None };
    let replayed = log.clocks(&book);
    let solution = promised(&replayed.clocks, ClockKind::Resolution).expect("a clock");
    prop_assert_eq!(solution.paused_since().is_some(), case.state == CaseState::Pending, "{}", case.state);
    let solved = matches!(case.state, CaseState::Resolved | CaseState::Closed);
    prop_assert_eq!(solution.stopped_at.is_some(), solved, "{}", case.state);
    let aside = matches!(case.state, CaseState::Cancelled | CaseState::Merged | CaseState::Duplicate);
    prop_assert_eq!(solution.withdrawn_at.is_some(), aside, "{}", case.state);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn the_standard_policy_says_what_the_row_says(
        history in histories(),
        // None, too short for most promises, and long enough.
        days in proptest::sample::select(vec![0, 13, 2_000]),
        hour in -2_i64..40,
        complaint in any::<bool>(),
    ) {
        let clock = desk(days);
        let mut case = opened(&clock, Impact::Person, Urgency::Medium, 1_000 * DAY + hour * HOUR);
        case.complaint = complaint.then(|| Complaint::new(Topic::Delay, "x", None));
        let entries = lived(&mut case, &clock, &history);
        let told = Log { case: &case, entries: &entries, bindings: &[bound(&case)], counts_from: None };
        prop_assert_eq!(told.clocks(&standards(&clock)), terms(&clock).clocks(&case), "kept, and told");
        says_the_same(&case, &entries, &clock)?;
        stands_as_the_case(&case, &entries)?;
        // However they arrive.
        let mut arrived = entries;
        arrived.reverse();
        says_the_same(&case, &arrived, &clock)?;
    }

    /// Another system tells any state after any other.
    #[test]
    fn states_told_by_another_system_stand_as_the_case(states in proptest::collection::vec(
        (proptest::sample::select(CaseState::ALL), proptest::sample::select(Impact::ALL)), 0..8)
    ) {
        let mut case = opened(&DeskClock::default(), Impact::Person, Urgency::Medium, 1_000 * DAY);
        let mut entries = Vec::new();
        for (pos, (state, impact)) in (1..).zip(states) {
            let (impact, before) = (impact.to_string(), case.impact.to_string());
            let changes = vec![Change { field: "impact".into(), old: before, new: impact }];
            let event = CaseEvent::Recorded { state, word: "x".into(), changes };
            let (at, by) = (case.created_at + pos * HOUR, String::from("x"));
            apply(&mut case, &event, &Mark { rv: pos, at, counts_at: at, by: by.clone(), by_kind: ActorKind::System, client: None });
            let by_kind = ActorKind::System;
            entries.push(Entry { id: id(pos as u128), pos, at, by_id: None, by, by_kind, of: None, noted: None, event });
        }
        stands_as_the_case(&case, &entries)?;
        let log = Log { case: &case, entries: &entries, bindings: &[bound(&case)], counts_from: None };
        let replayed = log.clocks(&standards(&DeskClock::default()));
        let first = promised(&replayed.clocks, ClockKind::FirstResponse).expect("a clock");
        prop_assert_eq!(first.stopped_at, case.first_response_at);
        // What was answered keeps what it was measured by.
        for clock in replayed.clocks.iter().filter(|clock| clock.end().is_none()) {
            prop_assert_eq!(clock.target.when.impact, Some(case.impact));
        }
    }
}

#[test]
fn every_cell_of_the_matrix_is_promised_as_before() {
    for days in [0, 12, 13, 15, 2_000] {
        let clock = desk(days);
        for (impact, urgency) in Impact::ALL.iter().flat_map(|impact| Urgency::ALL.iter().map(move |one| (impact, one)))
        {
            for hour in [-400, -30, 0, 8, 9, 12, 17, 20, 90, 100] {
                let case = opened(&clock, *impact, *urgency, 1_000 * DAY + hour * HOUR);
                says_the_same(&case, &[], &clock)
                    .unwrap_or_else(|why| panic!("{days} {impact} {urgency} {hour}: {why}"));
            }
        }
    }
}

#[test]
fn a_calendar_that_does_not_reach_lets_both_promises_count_by_the_wall() {
    let clock = desk(12);
    let case = opened(&clock, Impact::Person, Urgency::Low, 1_000 * DAY);
    let log = Log { case: &case, entries: &[], bindings: &[bound(&case)], counts_from: None };
    let counted: Vec<Counted> = log.clocks(&standards(&clock)).clocks.iter().map(|clock| clock.counted).collect();
    assert_eq!(counted, [Counted::Beyond; 2]);
}

#[test]
fn a_case_split_off_keeps_the_promise_it_was_given() {
    let clock = desk(2_000);
    let old = opened(&clock, Impact::Person, Urgency::High, 1_000 * DAY);
    let new = Case { id: id(11), created_at: old.created_at + 5 * HOUR, ..old.clone() };
    let bindings = [bound(&old)];
    let log = Log { case: &new, entries: &[], bindings: &bindings, counts_from: Some(old.created_at) };
    let mut kept = Case { respond_by: 0, resolve_by: 0, ..new.clone() };
    kept.keep_promises(&log.clocks(&standards(&clock)).clocks);
    assert_eq!((kept.respond_by, kept.resolve_by), (old.respond_by, old.resolve_by));
}

#[test]
fn a_version_that_is_missing_leaves_the_row_as_it_is() {
    let clock = desk(2_000);
    let case = opened(&clock, Impact::Person, Urgency::High, 1_000 * DAY);
    let log = Log { case: &case, entries: &[], bindings: &[bound(&case)], counts_from: None };
    let replayed = log.clocks(&Book::default());
    assert_eq!((replayed.clocks.len(), &replayed.unknown[..]), (0, &[bound(&case).1][..]));
    let mut kept = case.clone();
    kept.keep_promises(&replayed.clocks);
    assert_eq!(kept, case);
}

/// What was written on a case that came to this one is that case's affair.
#[test]
fn what_came_along_with_a_merge_moves_no_clock() {
    let clock = desk(0);
    let case = opened(&clock, Impact::Person, Urgency::High, 1_000 * DAY);
    let event = CaseEvent::Commented { internal: false, text: "x".into(), mentions: vec![], files: vec![] };
    let entry = |of| Entry {
        id: id(1),
        pos: 1,
        at: case.created_at + HOUR,
        by_id: None,
        by: "x".into(),
        by_kind: ActorKind::Staff,
        of,
        noted: None,
        event: event.clone(),
    };
    for (of, stopped) in [(None, true), (Some(id(9)), true), (Some(id(10)), false)] {
        let entries = [entry(of)];
        let log = Log { case: &case, entries: &entries, bindings: &[bound(&case)], counts_from: None };
        let first = log.clocks(&standards(&clock)).clocks.remove(0);
        assert_eq!(first.stopped_at.is_some(), stopped, "{of:?}");
    }
}

/// Wherever the customer writes, in the portal as a note or by a link without an account, somebody waits again.
#[test]
fn zammad_1322_a_note_of_the_customers_starts_the_next_response() {
    let clock = desk(0);
    let case = opened(&clock, Impact::Person, Urgency::High, 1_000 * DAY);
    let said = |pos: i64, by_kind, event| Entry {
        id: id(pos as u128),
        pos,
        at: case.created_at + pos * HOUR,
        by_id: None,
        by: "x".into(),
        by_kind,
        of: None,
        noted: None,
        event,
    };
    let words = |internal| CaseEvent::Commented { internal, text: "x".into(), mentions: vec![], files: vec![] };
    let mut policy = standard(&PriorityMatrix::default());
    policy.targets.push(Target {
        kind: ClockKind::NextResponse,
        when: When::default(),
        amount: 60,
        inner: None,
        unit: TimeUnit::BusinessMinutes,
        mode: None,
    });
    let book = Book::default().with_policy(policy).with_timetable(Timetable::of_desk(&clock, 3));
    let files = CaseEvent::Attached { internal: false, files: vec![id(5)] };
    let back = CaseEvent::Rejected { reason: "x".into() };
    let solved = CaseEvent::Resolved { code: ResolutionCode::Fixed, text: "x".into() };
    for (by_kind, events, starts) in [
        (ActorKind::Customer, vec![words(false)], Some(2)),
        (ActorKind::Guest, vec![words(false)], Some(2)),
        (ActorKind::Customer, vec![files.clone()], Some(2)),
        (ActorKind::Customer, vec![words(true), files], Some(3)),
        (ActorKind::Partner, vec![words(false)], None),
        (ActorKind::Customer, vec![solved, back], Some(3)),
    ] {
        let later = events.into_iter().zip(2..).map(|(event, pos)| said(pos, by_kind, event));
        let entries: Vec<Entry> = [said(1, ActorKind::Staff, words(false))].into_iter().chain(later).collect();
        let log = Log { case: &case, entries: &entries, bindings: &[bound(&case)], counts_from: None };
        let clocks = log.clocks(&book).clocks;
        let next = promised(&clocks, ClockKind::NextResponse).map(|clock| clock.asked_at);
        assert_eq!(next, starts.map(|pos| case.created_at + pos * HOUR), "{by_kind}");
    }
}

/// Of each clock the grade of its moment counts; at last it is what the row says, however late an edit came.
#[test]
fn the_grade_is_that_of_the_opening_until_somebody_changes_it() {
    let clock = desk(0);
    let mut case = opened(&clock, Impact::Person, Urgency::Medium, 1_000 * DAY);
    let edited = |old: Impact, new: Impact| CaseEvent::Edited {
        changes: vec![Change { field: "impact".into(), old: old.to_string(), new: new.to_string() }],
    };
    let entry = |pos: i64, hours: i64, event| Entry {
        id: id(pos as u128),
        pos,
        at: case.created_at + hours * HOUR,
        by_id: None,
        by: "x".into(),
        by_kind: ActorKind::Staff,
        of: None,
        noted: None,
        event,
    };
    let words = CaseEvent::Commented { internal: false, text: "x".into(), mentions: vec![], files: vec![] };
    let entries = [
        entry(1, 1, words),
        entry(2, 4, edited(Impact::Person, Impact::Department)),
        // Done before the other one, and come after it.
        entry(3, 2, edited(Impact::Department, Impact::Group)),
    ];
    case.impact = Impact::Group;
    let policy = standard(&PriorityMatrix::default());
    let book = Book::default().with_policy(policy).with_timetable(Timetable::of_desk(&clock, 3));
    let log = Log { case: &case, entries: &entries, bindings: &[bound(&case)], counts_from: None };
    let clocks = log.clocks(&book).clocks;
    let graded = |kind| promised(&clocks, kind).and_then(|clock| clock.target.when.impact);
    assert_eq!(graded(ClockKind::FirstResponse), Some(Impact::Person));
    assert_eq!(graded(ClockKind::Resolution), Some(Impact::Group));
}

/// A command's events have one moment: their order is that of the timeline.
#[test]
fn events_of_one_moment_stay_in_their_order() {
    let clock = desk(0);
    let case = opened(&clock, Impact::Person, Urgency::Medium, 1_000 * DAY);
    let entry = |pos: i64, event| Entry {
        id: id(pos as u128),
        pos,
        at: case.created_at + HOUR,
        by_id: None,
        by: "x".into(),
        by_kind: ActorKind::Staff,
        of: None,
        noted: None,
        event,
    };
    let solved = CaseEvent::Resolved { code: ResolutionCode::Fixed, text: "x".into() };
    let entries = [entry(2, CaseEvent::Reopened { reason: "x".into() }), entry(1, solved)];
    let log = Log { case: &case, entries: &entries, bindings: &[bound(&case)], counts_from: None };
    let clocks = log.clocks(&standards(&clock)).clocks;
    assert_eq!(promised(&clocks, ClockKind::Resolution).expect("a clock").stopped_at, None);
}

/// A device has some months of a calendar: what reaches beyond them stays as the server told it last.
#[test]
fn months_that_are_not_known_are_not_guessed() {
    let calendar = CalendarVersion { id: Some(id(20)), version: 4 };
    let line = WorkingTime::new(990 * DAY..1_010 * DAY, vec![(990 * DAY, 1_010 * DAY)]);
    let months = Timetable::new(calendar, Some(line), 0, Default::default());
    let mut policy = standard(&PriorityMatrix::default());
    (policy.id, policy.rv, policy.calendar_id, policy.active) = (id(21), 1, calendar.id, true);
    policy.targets = vec![Target {
        kind: ClockKind::Resolution,
        when: When::default(),
        amount: 120,
        unit: TimeUnit::BusinessMinutes,
        inner: None,
        mode: None,
    }];
    let terms = terms(&desk(0)).with_policies(vec![policy]).with_months(months);
    let begun = |at: Millis| {
        let mut case = opened(&desk(0), Impact::Person, Urgency::High, at);
        let told = case.resolve_by;
        terms.begin(&mut case);
        (case.resolve_by - at, told - at, case.owing.next.map(|next| next.due_at - at))
    };
    assert_eq!(begun(1_000 * DAY).0, 2 * HOUR);
    let (kept, told, owing) = begun(1_010 * DAY - HOUR);
    assert_eq!((kept, owing), (told, None), "it ends beyond what is known");
    let (kept, told, owing) = begun(900 * DAY);
    assert_eq!((kept, owing), (told, None), "it began before");
}
