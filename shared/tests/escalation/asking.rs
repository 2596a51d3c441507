//! Escalations that somebody asks for.

use serde_json::json;
use yingda_shared::escalation::{EscalationRequest, Move, RequestState, Severity, Trend};
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
            Move::Note { trend: Trend::Worsening },
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
            let expected = expected.map_err(|code| Fault::refused(&format!("escalations.{code}")));
            assert_eq!(after.as_ref().map(|after| after.state).map_err(Clone::clone), expected, "{state} {one:?}");
            let Ok(after) = after else { continue };
            let turn = after.turns.last().map(|turn| (turn.state, turn.by, turn.at));
            let moved = (after.state != state).then_some((after.state, user(2), at(0, "11:00")));
            assert_eq!(turn, moved, "each step is kept");
        }
    }
    let noted = step(&EscalationRequest { state: Accepted, ..request() }, Move::Note { trend: Trend::Worsening });
    assert_eq!(noted.map(|noted| noted.trend), Ok(Some(Trend::Worsening)));
    let graver = step(&request(), Move::Regrade { severity: Severity::Critical });
    assert_eq!(graver.map(|graver| graver.severity), Ok(Severity::Critical));
}

#[test]
fn nobody_decides_on_a_request_of_their_own() {
    for one in [Move::Accept { reason: String::new() }, Move::Decline { reason: text() }] {
        let own = request().step(&one, user(1), at(0, "11:00"));
        assert_eq!(own, Err(Fault::refused("escalations.own_request")));
    }
    let accepted = EscalationRequest { state: RequestState::Accepted, ..request() };
    assert!(accepted.step(&Move::DeEscalate { reason: text() }, user(1), 0).is_ok(), "and takes it back freely");
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
