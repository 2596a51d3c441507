//! The life of a case: whatever is tried in whatever order, the case stays one that makes sense.

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use yingda_shared::cases::apply::{Mark, apply};
use yingda_shared::cases::commands::Command;
use yingda_shared::cases::lifecycle::{Ctx, Facts, decide};
use yingda_shared::cases::operations::*;
use yingda_shared::cases::steps::{StepState, steps};
use yingda_shared::cases::{Case, CaseEvent, CaseState, PendingReason, Refusal, policy};
use yingda_shared::catalog::priority::PriorityMatrix;
use yingda_shared::identity::ActorKind;
use yingda_shared::kernel::id::CaseId;

use crate::people::{Life, actor, actors, commands, fresh, histories, id};

/// What holds of every case that came about by rules.
fn makes_sense(case: &Case) -> Result<(), TestCaseError> {
    use CaseState::*;
    let aside = case.ties.aside.as_ref().map(|aside| aside.state);
    prop_assert_eq!(aside.is_some(), matches!(case.state, Merged | Duplicate), "set aside in {}", case.state);
    prop_assert_eq!(case.ties.ended_in.is_some(), aside.is_some());
    prop_assert!(case.state.is_open() || case.ties.snooze.is_none(), "out of sight in {}", case.state);
    let solved = matches!(aside.unwrap_or(case.state), Resolved | Closed);
    prop_assert_eq!(case.resolved_at.is_some(), solved, "resolved_at in {}", case.state);
    prop_assert_eq!(case.resolution.is_some(), solved, "resolution in {}", case.state);
    prop_assert_eq!(
        case.closed_at.is_some(),
        matches!(case.state, Closed | Cancelled | Merged | Duplicate),
        "closed_at in {}",
        case.state
    );
    prop_assert_eq!(case.pending_reason.is_some(), case.state == Pending, "pending_reason in {}", case.state);
    prop_assert!(case.state == Pending || case.pending_note.is_empty(), "a note of a hold that is over");
    let someone = case.assignee_id.is_some() || case.firm_id.is_some();
    prop_assert!(case.state != Assigned || someone, "assigned to nobody");
    prop_assert!(case.state != InProgress || someone, "in progress with nobody");
    prop_assert_eq!(case.held_from.is_some(), case.state == Pending, "held_from in {}", case.state);
    prop_assert!(case.state != New || case.assignee_id.or(case.firm_engineer_id).is_none(), "new, and yet somebody's");
    prop_assert!(case.firm_engineer_id.is_none() || case.firm_id.is_some(), "an engineer of no firm");
    prop_assert!(case.updated_at >= case.created_at);
    let matrix = PriorityMatrix::default();
    prop_assert_eq!(case.priority, matrix.cell(case.impact, case.urgency).priority);
    Ok(())
}

fn steps_make_sense(case: &Case) -> Result<(), TestCaseError> {
    let states: Vec<StepState> = steps(case).into_iter().map(|step| step.state).collect();
    let cut = matches!(case.state, CaseState::Cancelled | CaseState::Merged | CaseState::Duplicate);
    prop_assert_eq!(states.len(), if cut { 2 } else { 5 });
    prop_assert_eq!(states.iter().filter(|state| **state == StepState::Current).count(), 1);
    prop_assert!(states.is_sorted(), "done before current before to do: {:?}", states);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn every_history_leaves_a_case_that_makes_sense(history in histories()) {
        for mut life in [Life::begin(), Life::of_a_complaint()] {
            for turn in &history {
                let before = life.case.clone();
                match life.turn(turn) {
                    Err(_) => prop_assert_eq!(&life.case, &before, "a refusal changes nothing"),
                    Ok(events) => {
                        prop_assert!(!events.is_empty(), "something happened or was refused");
                        prop_assert_eq!(life.case.rv, life.rv);
                    }
                }
                makes_sense(&life.case)?;
                steps_make_sense(&life.case)?;
            }
        }
    }

    #[test]
    fn an_ended_case_is_left_by_a_reopening_only(history in histories()) {
        let mut life = Life::begin();
        for turn in &history {
            let before = life.case.state;
            let Ok(events) = life.turn(turn) else { continue };
            let reopened = events.iter().any(|event| {
                matches!(event, CaseEvent::Reopened { .. } | CaseEvent::MergeUndone { .. } | CaseEvent::UnmarkedDuplicate { .. })
            });
            let ended = matches!(life.case.state, CaseState::Merged | CaseState::Duplicate);
            prop_assert!(!before.is_final() || life.case.state == before || reopened || ended, "{before} → {}", life.case.state);
            let backwards = events.iter().filter(|event| matches!(event, CaseEvent::Reopened { .. } | CaseEvent::Rejected { .. }));
            prop_assert!(backwards.count() <= 1);
        }
    }

    #[test]
    fn what_is_decided_was_allowed_and_what_is_not_allowed_is_refused(history in histories(), who in actors(), command in commands()) {
        let mut life = Life::begin();
        for turn in &history {
            let _ = life.turn(turn);
        }
        let allowed = policy::allowed(&life.case, &who, life.now).contains(&command.name());
        let decided = decide(&life.case, &command, &Facts::default(), &Ctx { actor: &who, now: life.now, client: None });
        prop_assert!(allowed || decided.is_err(), "{} by {} was decided without being allowed", command.name(), who.kind);
        let mut powerless = who.clone();
        powerless.operations.clear();
        if powerless.kind != ActorKind::System {
            prop_assert!(policy::allowed(&life.case, &powerless, life.now).is_empty(), "no right, no button");
        }
    }

    #[test]
    fn what_is_stored_replays_to_the_same_case(history in histories()) {
        let mut life = Life::begin();
        for turn in &history {
            let _ = life.turn(turn);
        }
        let text = serde_json::to_string(&life.case).expect("a case is JSON");
        prop_assert_eq!(serde_json::from_str::<Case>(&text).expect("and back"), life.case);
    }

    #[test]
    fn events_come_back_from_their_stored_form(history in histories()) {
        let mut life = Life::begin();
        for turn in &history {
            for event in life.turn(turn).unwrap_or_default() {
                let text = serde_json::to_value(&event).expect("an event is JSON");
                prop_assert_eq!(&text["event"], event.kind(), "the stored word is the kind");
                prop_assert_eq!(serde_json::from_value::<CaseEvent>(text).expect("and back"), event);
            }
        }
    }

    /// Every state there is, also those that only imports bring, against every command.
    #[test]
    fn no_state_makes_a_rule_panic(state in proptest::sample::select(CaseState::ALL), who in actors(), command in commands(), later in any::<i32>()) {
        let mut case = fresh();
        case.state = state;
        case.pending_reason = (state == CaseState::Pending).then_some(PendingReason::Customer);
        let now = case.created_at + i64::from(later);
        let _ = decide(&case, &command, &Facts::default(), &Ctx { actor: &who, now, client: None });
        policy::allowed(&case, &who, now);
        steps_make_sense(&case)?;
    }
}

/// The table of the states, as people read it: state by command, for one of the staff.
#[test]
fn staff_may_do_this_in_these_states() {
    let staff = actor(ActorKind::Staff, 100);
    let may = |state: CaseState| {
        let mut case = fresh();
        case.state = state;
        case.assignee_id = (state != CaseState::New).then(|| id(101));
        if state == CaseState::Resolved || state == CaseState::Closed {
            case.resolved_at = Some(case.created_at);
        }
        let names = policy::allowed(&case, &staff, case.created_at);
        names.into_iter().map(|name| name.trim_start_matches("cases.")).collect::<Vec<_>>().join(" ")
    };
    use CaseState::*;
    const ALWAYS: &str = "link unlink";
    const EYE: &str = "follow unfollow";
    let open =
        |own: &str| format!("edit {own} cancel comment attach urge {ALWAYS} merge mark_duplicate {EYE} snooze split");
    assert_eq!(may(New), open("assign forward take hold resolve"));
    assert_eq!(may(Assigned), open("assign forward take start hold resolve"));
    assert_eq!(may(InProgress), open("assign forward take hold resolve"));
    assert_eq!(may(Pending), open("assign forward take start resume resolve"));
    assert_eq!(may(Resolved), format!("edit close reopen comment attach {ALWAYS} merge mark_duplicate {EYE} split"));
    assert_eq!(may(Closed), format!("reopen {ALWAYS} merge mark_duplicate {EYE}"));
    assert_eq!(may(Cancelled), format!("reopen {ALWAYS} {EYE}"));
    assert_eq!(may(Merged), format!("{ALWAYS} undo_merge {EYE}"));
    assert_eq!(may(Duplicate), format!("{ALWAYS} unmark_duplicate {EYE}"));
}

/// A hold is a pause: what it interrupted goes on, and work that nobody does is not in progress.
#[test]
fn a_case_on_hold_goes_back_to_where_it_was() {
    use CaseState::*;
    let staff = actor(ActorKind::Staff, 100);
    let case = id::<CaseId>(9);
    let (facts, at) = (Facts::default(), fresh().created_at);
    let ctx = Ctx { actor: &staff, now: at, client: None };
    let run = |case: &mut Case, command: Command| {
        let events = decide(case, &command, &facts, &ctx).unwrap_or_else(|refusal| panic!("{command:?}: {refusal:?}"));
        let mark =
            Mark { rv: case.rv + 1, at, counts_at: at, by: staff.name.clone(), by_kind: staff.kind, client: None };
        events.iter().for_each(|event| apply(case, event, &mark));
        case.state
    };
    let take = || Command::Take(TakeCase { id: case, base: None });
    let start = || Command::Start(StartCase { id: case });
    let hold = || Command::Hold(HoldCase { id: case, reason: PendingReason::ThirdParty, note: String::new() });
    let resume = || Command::Resume(ResumeCase { id: case });
    let to_team = || {
        let (base, unit_id, firm_id, note) = Default::default();
        Command::Forward(ForwardCase { id: case, base, unit_id, team_id: Some(id(50)), firm_id, note })
    };
    let table: [(&[Command], CaseState); 7] = [
        (&[hold(), resume()], New),
        (&[hold(), take(), resume()], Assigned),
        (&[hold(), take(), start()], InProgress),
        (&[take(), hold(), resume()], Assigned),
        (&[take(), start(), hold(), resume()], InProgress),
        (&[take(), start(), hold(), to_team(), resume()], New),
        (&[take(), start(), to_team()], New),
    ];
    for (commands, end) in table {
        let mut case = fresh();
        let last = commands.iter().cloned().map(|command| run(&mut case, command)).last();
        assert_eq!((last, case.held_from), (Some(end), None), "{commands:?}");
    }
    let mut idle = fresh();
    run(&mut idle, hold());
    assert_eq!(decide(&idle, &start(), &facts, &ctx), Err(Refusal::NotAssigned), "nobody starts for nobody");
    // Cases put on hold before it was written down where they stood.
    let mut old = fresh();
    (old.state, old.assignee_id) = (Pending, Some(id(101)));
    assert_eq!(run(&mut old, resume()), InProgress);
}

/// Every command has its name in the list that buttons are made from, once.
#[test]
fn commands_and_their_names_agree() {
    use yingda_shared::cases::commands::NAMES;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut met = std::collections::BTreeSet::new();
    for _ in 0..2_000 {
        let command: Command = commands().new_tree(&mut runner).expect("a command").current();
        met.insert(command.name());
    }
    assert_eq!(met.into_iter().collect::<Vec<_>>(), {
        let mut names = NAMES.to_vec();
        names.sort();
        names
    });
}

/// An open case is acknowledged and escalated, and by nobody outside.
#[test]
fn staff_alone_escalate_what_is_open() {
    const NAMES: [&str; 2] = ["cases.acknowledge", "cases.escalate"];
    for kind in ActorKind::ALL {
        let mut who = actor(*kind, 100);
        who.operations.extend(NAMES.map(String::from));
        for state in CaseState::ALL {
            let mut case = fresh();
            (case.state, case.firm_id) = (*state, who.firm_id);
            let allowed = policy::allowed(&case, &who, case.created_at);
            let expected = who.is_staff() && state.is_open();
            assert_eq!(NAMES.map(|name| allowed.contains(&name)), [expected; 2], "{kind} {state}");
        }
    }
}
