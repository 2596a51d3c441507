//! The contracts of the desk in one list: what narrows it, who may see it, and that pages leave nothing out.

use serde_json::json;
use yingda_shared::contracts::*;
use yingda_shared::kernel::time::DAY;

use super::{calls, case_of_anna, id, now, signed};
use crate::both;
use crate::support::world::{NORTHERN, SOUTHERN};
use crate::support::{Desk, code, field, fields};

both!(every_filter_narrows_the_survey, a_survey_is_read_to_its_end, the_survey_is_for_those_who_keep_contracts);

async fn found(desk: &Desk, op: SurveyContracts) -> Vec<u128> {
    let rows = desk.done("manager", op).await.rows;
    rows.iter().map(|row| row.account.id.0.as_u128() - id(0).0.as_u128()).collect()
}

async fn every_filter_narrows_the_survey(desk: Desk) {
    signed(&desk, 1, json!({"limits": calls(1), "ends_at": now() + 10 * DAY, "code": "HT-77"})).await;
    signed(&desk, 2, json!({"limits": calls(5), "ends_at": now() + 40 * DAY})).await;
    signed(&desk, 3, json!({"limits": calls(5), "ends_at": now() + 10 * DAY, "state": "draft"})).await;
    signed(&desk, 4, json!({"limits": calls(5), "company_id": SOUTHERN, "ends_at": null})).await;
    // The one that ends first takes the call, and has nothing left then.
    case_of_anna(&desk).await;
    let of = |change: fn(&mut SurveyContracts)| {
        let mut op = SurveyContracts::default();
        change(&mut op);
        op
    };
    let table: [(SurveyContracts, &[u128]); 8] = [
        (of(|_| {}), &[1, 2, 3, 4]),
        (of(|op| op.q = Some("ht-77".into())), &[1]),
        (of(|op| op.state = Some(ContractState::Draft)), &[3]),
        (of(|op| op.company_id = Some(SOUTHERN)), &[4]),
        (of(|op| op.ends_within = Some(30)), &[1]),
        (of(|op| op.ends_within = Some(60)), &[1, 2]),
        (of(|op| op.used_up = true), &[1]),
        (of(|op| (op.used_up, op.ends_within) = (true, Some(5))), &[]),
    ];
    for (op, expected) in table {
        let said = format!("{op:?}");
        assert_eq!(found(&desk, op).await, expected, "{said}");
    }
    let row = desk.done("manager", of(|op| op.used_up = true)).await.rows.remove(0);
    assert_eq!((row.company.as_str(), row.code.as_str(), row.state), ("北方机械", "HT-77", ContractState::Active));
    let left = row.account.balances.calls;
    assert_eq!((left.held, left.available()), (1, Some(0)));
    // What is archived is shown to whoever asks for it.
    let mut gone: Contract = desk.done("manager", yingda_shared::record::Get::new(id(3).0)).await;
    gone.state = ContractState::Cancelled;
    gone.rv = desk.done("manager", yingda_shared::record::Save(gone.clone())).await.rv;
    gone.state = ContractState::Archived;
    desk.done("manager", yingda_shared::record::Save(gone)).await;
    assert_eq!(found(&desk, of(|_| {})).await, [1, 2, 4]);
    assert_eq!(found(&desk, of(|op| op.state = Some(ContractState::Archived))).await, [3]);
}

async fn a_survey_is_read_to_its_end(desk: Desk) {
    for n in 1..=7 {
        let ends_at = now() + if n % 2 == 0 { 10 } else { 90 } * DAY;
        signed(&desk, n, json!({"limits": calls(1), "ends_at": ends_at})).await;
    }
    let (mut seen, mut cursor) = (Vec::new(), None);
    loop {
        let op = SurveyContracts { ends_within: Some(30), limit: Some(2), cursor, ..SurveyContracts::default() };
        let page = desk.done("manager", op).await;
        assert!(page.rows.len() <= 2);
        seen.extend(page.rows.into_iter().map(|row| row.account.id));
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!(seen, [id(2), id(4), id(6)]);
}

async fn the_survey_is_for_those_who_keep_contracts(desk: Desk) {
    signed(&desk, 1, json!({"limits": calls(1)})).await;
    for who in ["agent", "adam", "anna", "paul"] {
        assert_eq!(code(desk.call(who, SurveyContracts::default()).await), "forbidden", "{who}");
    }
    for days in [0, 3_661] {
        let op = SurveyContracts { ends_within: Some(days), ..SurveyContracts::default() };
        assert_eq!(fields(desk.call("manager", op).await), field("/ends_within", "contract_days_range"), "{days}");
    }
    let op = SurveyContracts { company_id: Some(NORTHERN), ..SurveyContracts::default() };
    assert_eq!(desk.done("north", op).await.rows.len(), 1);
}
