//! Taking away what an edit once put into a case.

use serde_json::json;
use yingda_shared::cases::operations::*;
use yingda_shared::fault::Fault;
use yingda_shared::kernel::instead::Instead;

use crate::both;
use crate::support::stories::*;
use crate::support::world::{ANNA, LOOM, NORTHERN, PRINTER, PRINTERS, U8};
use crate::support::{Ask, Desk, code, field, fields};

both!(what_is_there_can_be_taken_away, a_clear_and_a_change_of_one_field_collide, what_is_left_out_stays);

/// A case with everything in it.
async fn full(desk: &Desk) -> CaseRef {
    let op = QuickOpenCase {
        subject: "全".into(),
        category_id: Some(PRINTERS),
        product_id: Some(U8),
        asset_id: Some(PRINTER),
        company_id: Some(NORTHERN),
        contact_id: Some(ANNA),
        ..QuickOpenCase::default()
    };
    desk.done("agent", op).await
}

async fn what_is_there_can_be_taken_away(desk: Desk) {
    let case = full(&desk).await;
    let nothing = EditCase {
        category_id: Some(Instead::Nothing),
        product_id: Some(Instead::Nothing),
        asset_id: Some(Instead::Nothing),
        ..edit(case.id, case.rv)
    };
    let cleared = desk.done("agent", nothing.clone()).await;
    let seen = desk.case("agent", case.id).await.case;
    assert_eq!((seen.category_id, seen.product_id, seen.asset_id), (None, None, None));
    assert_eq!((seen.company_id, seen.contact_id), (Some(NORTHERN), Some(ANNA)));
    let again = EditCase { base: cleared.rv, ..nothing };
    assert_eq!(code(desk.call("agent", again).await), "cases.nothing_changed");

    let people = EditCase {
        company_id: Some(Instead::Nothing),
        contact_id: Some(Instead::Nothing),
        ..edit(case.id, cleared.rv)
    };
    desk.done("agent", people).await;
    assert_eq!(code(desk.call("anna", comment(case.id, "还看得见吗")).await), "not_found", "no longer hers");
    let listed = desk.subjects("agent", search("全")).await.expect("a list");
    assert_eq!(listed, ["全"]);
    // A thing of any company fits a case of none; a company then has to fit the thing.
    let loom = EditCase { asset_id: Some(LOOM.into()), ..edit(case.id, i64::MAX) };
    desk.done("agent", loom).await;
    let theirs = EditCase { company_id: Some(NORTHERN.into()), ..edit(case.id, i64::MAX) };
    assert_eq!(fields(desk.call("agent", theirs.clone()).await), field("/asset_id", "unknown"));
    desk.done("agent", EditCase { asset_id: Some(Instead::Nothing), ..theirs }).await;
}

async fn a_clear_and_a_change_of_one_field_collide(desk: Desk) {
    let case = full(&desk).await;
    let clear = EditCase { asset_id: Some(Instead::Nothing), ..edit(case.id, case.rv) };
    desk.done("colleague", clear.clone()).await;
    let other = EditCase { asset_id: Some(PRINTER.into()), ..edit(case.id, case.rv) };
    match desk.call("engineer", other).await {
        Err(Fault::Conflict { changes, .. }) => {
            assert_eq!((changes[0].field.as_str(), changes[0].value.as_str()), ("asset_id", ""));
            assert!(changes[0].by.starts_with("colleague"));
        }
        other => panic!("{other:?}"),
    }
    let case = full(&desk).await;
    desk.done("colleague", EditCase { category_id: Some(Instead::Nothing), ..edit(case.id, case.rv) }).await;
    let put = EditCase { category_id: Some(PRINTERS.into()), ..edit(case.id, i64::MAX) };
    desk.done("colleague", put).await;
    let late = EditCase { category_id: Some(Instead::Nothing), ..edit(case.id, case.rv) };
    match desk.call("engineer", late).await {
        Err(Fault::Conflict { changes, .. }) => assert_eq!(changes[0].value, PRINTERS.to_string()),
        other => panic!("{other:?}"),
    }
}

async fn what_is_left_out_stays(desk: Desk) {
    let case = full(&desk).await;
    let post = |input: serde_json::Value| {
        let ask = Ask::post(&format!("/cases/{}/edit", case.id), input).by("engineer");
        let desk = desk.clone();
        async move { desk.http(ask).await }
    };
    let old = json!({"base": case.rv, "subject": "改", "asset_id": null, "company_id": null});
    post(old).await.ok();
    assert_eq!(desk.case("agent", case.id).await.case.asset_id, Some(PRINTER), "null is what older senders leave out");
    let rv = post(json!({"base": case.rv, "asset_id": ""})).await.ok()["rv"].clone();
    let seen = desk.case("agent", case.id).await.case;
    assert_eq!((seen.asset_id, seen.company_id, json!(seen.rv)), (None, Some(NORTHERN), rv));
    assert_eq!(post(json!({"base": case.rv, "asset_id": "nobody"})).await.problem(), (422, "invalid".into()));
}
