//! Escalations that somebody asks for.

use serde_json::json;
use yingda_shared::escalation::{CaseEscalation, EscalationRequest, Move, RequestState, Severity, Trend};
use yingda_shared::fault::Fault;

use crate::{at, user, uuid};

fn request() -> EscalationRequest {
    serde_json::from_value(json!({"id": uuid(800), "subject": {"of": "case", "case_id": uuid(9)},
        "severity": "major", "reason": "They are about to leave", "state": "requested",
        "requested_by": uuid(1), "requested_at": at(0, "10:00"), "watchers": [uuid(2)]}))
    .expect("a request")
}

fn step(request: &EscalationRequest, step: Move) -> Result<EscalationRequest, Fault> {
    request.step(&step, user(2), at(0, "11:00"))
}

fn text() -> String {
    "Because".into()
}

#[test]
fn a_request_is_accepted_or_declined_and_ends() {
    use RequestState::*;
    let moves = || {
        [
            Move::Accept { reason: String::new() },
            Move::Decline { reason: text() },
            Move::DeEscalate { reason: text() },
            Move::Note { trend: Trend::Worsening, note: String::new() },
            Move::Regrade { severity: Severity::Critical },
        ]
    };
    let table: [(RequestState, [Result<RequestState, &str>; 5]); 4] = [
        (Requested, [Ok(Accepted), Ok(Declined), Err("not_accepted"), Err("not_accepted"), Ok(Requested)]),
        (Accepted, [Err("decided_already"), Err("decided_already"), Ok(DeEscalated), Ok(Accepted), Ok(Accepted)]),
        (Declined, [Err("ended"); 5]),
        (DeEscalated, [Err("ended"); 5]),
    ];
    for (state, outcomes) in table {
        for (one, expected) in moves().into_iter().zip(outcomes) {
            let before = EscalationRequest { state, ..request() };
            let after = step(&before, one.clone());
            assert_eq!(before.allows(&one, user(2)).is_ok(), after.is_ok(), "what is offered is not refused");
            let expected = expected.map_err(|code| Fault::refused(&format!("escalations.{code}")));
            assert_eq!(after.as_ref().map(|after| after.state).map_err(Clone::clone), expected, "{state} {one:?}");
            let Ok(after) = after else { continue };
            let turn = after.turns.last().map(|turn| (turn.state, turn.by, turn.at));
            let moved = (after.state != state).then_some((after.state, user(2), at(0, "11:00")));
            assert_eq!(turn, moved, "each step is kept");
        }
    }
    let noted = step(
        &EscalationRequest { state: Accepted, ..request() },
        Move::Note { trend: Trend::Worsening, note: String::new() },
    );
    assert_eq!(noted.map(|noted| noted.trend), Ok(Some(Trend::Worsening)));
    let graver = step(&request(), Move::Regrade { severity: Severity::Critical });
    assert_eq!(graver.map(|graver| graver.severity), Ok(Severity::Critical));
}

#[test]
fn nobody_decides_on_a_request_of_their_own() {
    for one in [Move::Accept { reason: String::new() }, Move::Decline { reason: text() }] {
        let own = request().step(&one, user(1), at(0, "11:00"));
        assert_eq!(own, Err(Fault::refused("escalations.own_request")));
        assert_eq!(request().allows(&one, user(1)), Err(Fault::refused("escalations.own_request")));
    }
    let accepted = EscalationRequest { state: RequestState::Accepted, ..request() };
    assert!(accepted.step(&Move::DeEscalate { reason: text() }, user(1), 0).is_ok(), "and takes it back freely");
}

#[test]
fn a_step_is_offered_before_its_reason_is_given() {
    let accepted = EscalationRequest { state: RequestState::Accepted, ..request() };
    assert_eq!(request().allows(&Move::Decline { reason: String::new() }, user(2)), Ok(()));
    assert_eq!(accepted.allows(&Move::DeEscalate { reason: String::new() }, user(1)), Ok(()));
}

#[test]
fn what_is_told_of_a_case_names_everybody_in_it_once() {
    let notice = json!({"id": "x", "due_at": 1, "state": "done", "people": [uuid(3), uuid(4)],
        "action": {"do": "notify", "media": ["push"], "recipients": [{"who": "named", "user_id": uuid(5)}]},
        "passed": [{"place": 0, "user_id": uuid(6), "why": "away"}, {"place": 0, "why": "circle", "circle": [uuid(7)]}]});
    let given = json!({"id": "y", "due_at": 1, "state": "waiting",
        "action": {"do": "reassign", "team_id": uuid(8), "assignee_id": uuid(4)}});
    let mut stands: CaseEscalation = serde_json::from_value(json!({"case_id": uuid(9), "level": 0, "next_at": null,
        "running": [], "done": [notice, given], "requests": []}))
    .expect("how it stands");
    stands.requests.push(step(&request(), Move::Decline { reason: text() }).expect("declined"));
    let ids: Vec<u128> = stands.named().into_iter().map(|id| id.as_u128()).collect();
    assert_eq!(ids, [1, 2, 3, 4, 5, 6, 7, 8]);
}

#[test]
fn a_case_is_quiet_until_something_happens_and_asked_for_while_nothing_is_open() {
    let mut stands: CaseEscalation = serde_json::from_value(json!({"case_id": uuid(9), "level": 0, "next_at": 5,
        "running": [], "done": [], "requests": []}))
    .expect("how it stands");
    assert!(stands.is_quiet() && stands.may_be_asked_for() && !stands.waits());
    stands.level = 1;
    assert!(!stands.is_quiet());
    stands.level = 0;
    for state in RequestState::ALL {
        stands.requests = vec![EscalationRequest { state: *state, ..request() }];
        assert!(!stands.is_quiet());
        let other = EscalationRequest { id: uuid(801).into(), ..request() };
        assert_eq!(stands.may_be_asked_for(), other.may_be_made(&stands.requests).is_ok(), "{state}");
    }
}

#[test]
fn reasons_are_given() {
    for one in [Move::Decline { reason: " ".into() }, Move::DeEscalate { reason: String::new() }] {
        assert_eq!(step(&request(), one), Err(Fault::invalid("/reason", "required")));
    }
}

#[test]
fn one_case_is_asked_for_once_at_a_time() {
    let other = EscalationRequest { id: uuid(801).into(), ..request() };
    let refused = Err(Fault::refused("escalations.open_already"));
    for state in RequestState::ALL {
        let there = EscalationRequest { state: *state, ..request() };
        let expected = if state.is_open() { refused.clone() } else { Ok(()) };
        assert_eq!(other.may_be_made(std::slice::from_ref(&there)), expected, "{state}");
        assert_eq!(there.may_be_made(std::slice::from_ref(&there)), Ok(()), "not beside itself");
    }
    let account = json!({"of": "account", "company_id": uuid(9)});
    let account = EscalationRequest { subject: serde_json::from_value(account).expect("a subject"), ..other };
    assert_eq!(account.may_be_made(&[request()]), Ok(()));
}
