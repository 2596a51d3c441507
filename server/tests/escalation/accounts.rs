//! A customer as a whole is escalated: who asks, who decides, who hears of it, and where it is shown.

use yingda_shared::escalation::*;
use yingda_shared::notices::NoticeKind;

use super::{case_of_the_team, stands};
use crate::both;
use crate::support::world::{self, NORTHERN, SOUTHERN};
use crate::support::{Desk, code, fields};

both!(a_customer_is_escalated_and_every_open_case_says_so, who_knows_of_an_escalated_customer_and_who_decides);

fn ask() -> EscalateAccount {
    EscalateAccount {
        id: NORTHERN,
        request_id: None,
        severity: Severity::Critical,
        reason: "一周内三次停线".into(),
        watchers: vec![world::user("engineer")],
    }
}

async fn heard(desk: &Desk, who: &str) -> usize {
    desk.notices(who).await.into_iter().filter(|kind| *kind == NoticeKind::AccountEscalated).count()
}

async fn take(desk: &Desk, who: &str, request: &EscalationRequest, step: Move) -> EscalationRequest {
    desk.done(who, StepEscalation { id: request.id, step }).await
}

async fn a_customer_is_escalated_and_every_open_case_says_so(desk: Desk) {
    let (case, _) = case_of_the_team(&desk).await;
    let ended = desk.opened_for(NORTHERN, world::ANNA, "已经好了").await.id;
    desk.resolved("manager", ended).await;
    let other = desk.opened_for(SOUTHERN, world::BELLA, "别家的").await.id;
    let request = desk.done("north", ask()).await;
    assert_eq!((request.state, request.subject), (RequestState::Requested, Subject::Account { company_id: NORTHERN }));
    assert_eq!(code(desk.call("engineer", ask()).await), "escalations.open_already");
    assert_eq!((heard(&desk, "manager").await, heard(&desk, "engineer").await, heard(&desk, "north").await), (1, 1, 0));
    // Beside each open case of the customer, and no other.
    let of = async |case| stands(&desk, case).await.account.into_iter().map(|one| one.id).collect::<Vec<_>>();
    assert_eq!((of(case).await, of(other).await), (vec![request.id], vec![]));
    assert!(stands(&desk, case).await.requests.is_empty(), "it is no request for the case");
    let told = stands(&desk, case).await.names;
    assert!(told.contains_key(&world::user("north").0), "whoever asked has a name there");

    assert_eq!(
        take(&desk, "manager", &request, Move::Accept { reason: String::new() }).await.state,
        RequestState::Accepted
    );
    assert_eq!((heard(&desk, "north").await, heard(&desk, "engineer").await), (1, 2));
    for (trend, note) in [(Trend::Worsening, "又停了一次"), (Trend::Improving, "")] {
        take(&desk, "manager", &request, Move::Note { trend, note: note.into() }).await;
    }
    let page = desk.done("agent", GetAccountEscalation { id: NORTHERN }).await;
    let noted: Vec<_> = page.requests[0].notes.iter().map(|note| (note.trend, note.note.as_str())).collect();
    assert_eq!(noted, [(Trend::Worsening, "又停了一次"), (Trend::Improving, "")]);
    assert_eq!(page.requests[0].trend, Some(Trend::Improving));
    assert!(page.names.contains_key(&world::user("manager").0) && !page.may_be_asked_for());
    assert_eq!(heard(&desk, "north").await, 1, "a note tells nobody");

    let end = Move::DeEscalate { reason: "产线稳定两周".into() };
    assert_eq!(take(&desk, "manager", &request, end).await.state, RequestState::DeEscalated);
    assert_eq!((heard(&desk, "north").await, of(case).await), (2, vec![]));
    desk.done("north", ask()).await;
    let audited = "SELECT COUNT(*) AS n FROM audit WHERE kind = 'escalations' AND object = $1";
    assert!(desk.number(audited, vec![request.id.0.into()]).await >= 5);
}

async fn who_knows_of_an_escalated_customer_and_who_decides(desk: Desk) {
    let request = desk.done("north", ask()).await;
    let accept = StepEscalation { id: request.id, step: Move::Accept { reason: String::new() } };
    assert_eq!(code(desk.call("north", accept.clone()).await), "escalations.own_request");
    assert_eq!(code(desk.call("engineer", accept.clone()).await), "forbidden");
    for who in ["anna", "adam", "paul"] {
        assert_eq!(code(desk.call(who, GetAccountEscalation { id: NORTHERN }).await), "forbidden", "{who}");
        assert_eq!(code(desk.call(who, ask()).await), "forbidden", "{who}");
        assert_eq!(code(desk.call(who, accept.clone()).await), "forbidden", "{who}");
        assert_eq!(heard(&desk, who).await, 0, "{who}");
    }
    let unknown = EscalateAccount { id: yingda_shared::kernel::id::Uuid::from_u128(7).into(), ..ask() };
    assert_eq!(code(desk.call("north", unknown).await), "not_found");
    let nobody =
        EscalateAccount { watchers: vec![yingda_shared::kernel::id::Uuid::from_u128(7).into()], id: SOUTHERN, ..ask() };
    assert_eq!(fields(desk.call("north", nobody).await), [("/watchers".to_string(), "unknown".to_string())]);
    let again = EscalateAccount { request_id: Some(request.id), id: SOUTHERN, ..ask() };
    assert_eq!(fields(desk.call("north", again).await), [("/request_id".to_string(), "taken".to_string())]);
}
