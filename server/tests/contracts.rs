//! Contracts on a desk: what cases draw, who sees what is left, and that nothing is drawn twice or below nothing.

mod plans;
mod survey;

use futures::future::join_all;
use serde_json::{Value, json};
use yingda_shared::audit::ListAudit;
use yingda_shared::cases::CaseState;
use yingda_shared::cases::operations::*;
use yingda_shared::cases::relations::{MergeCase, UndoMergeCase};
use yingda_shared::contracts::*;
use yingda_shared::customers::Contact;
use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::{CaseId, ContractId, ServiceProductId, Uuid};
use yingda_shared::kernel::time::{DAY, Millis};
use yingda_shared::notices::NoticeKind;
use yingda_shared::record::{Get, List, Save};

use crate::both;
use crate::support::stories::*;
use crate::support::world::{ANNA, BELLA, LOOM, NORTHERN, NORTHERN_IT, PRINTER, PRINTERS, SOUTHERN, U8};
use crate::support::{Desk, code, field, fields};

both!(
    a_case_reserves_uses_and_gives_back,
    sixty_four_cases_at_once_draw_what_there_is_and_no_more,
    a_merge_gives_back_and_its_undoing_takes_again,
    a_desk_without_contracts_goes_on_as_before,
    the_contract_of_a_case_is_explained,
    a_case_keeps_its_contract_when_that_is_over,
    one_bundle_goes_over_to_the_next,
    balances_are_put_right_by_hand_once,
    what_no_contract_may_be_is_told_at_its_field,
    a_renewal_follows_the_contract_it_renews,
    whoever_leads_is_told_once_when_a_contract_runs_low,
    a_customer_reads_what_is_theirs_and_nothing_else,
    a_region_keeps_the_contracts_of_its_own_customers,
    sums_of_the_database_are_those_of_the_rule,
    what_was_taken_over_from_elsewhere_draws_nothing,
);

fn id(n: u128) -> ContractId {
    ContractId(Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_6000 + n))
}

fn now() -> Millis {
    yingda_server::ctx::now()
}

/// A contract of the northern customer that began yesterday and lasts a month.
fn contract(n: u128, with: Value) -> Contract {
    let mut json = json!({"id": id(n), "active": true, "name": format!("合同{n}"), "company_id": NORTHERN,
        "state": "active", "starts_at": now() - DAY, "ends_at": now() + 30 * DAY, "combine": "any",
        "on_depletion": "block"});
    for (field, value) in with.as_object().expect("fields") {
        json[field] = value.clone();
    }
    serde_json::from_value(json).expect("a contract")
}

fn calls(total: i64) -> Value {
    json!([{"measure": "calls", "total": total}])
}

async fn signed(desk: &Desk, n: u128, with: Value) -> Contract {
    let contract = contract(n, with);
    desk.done("manager", Save(contract.clone())).await;
    contract
}

async fn account(desk: &Desk, n: u128) -> ContractLedger {
    desk.done("manager", ContractBalance { id: id(n), before: None }).await
}

/// Used, held and available calls.
async fn of_calls(desk: &Desk, n: u128) -> (i64, i64, Option<i64>) {
    let calls = account(desk, n).await.account.balances.calls;
    (calls.used, calls.held, calls.available())
}

async fn case_of_anna(desk: &Desk) -> CaseId {
    desk.opened_for(NORTHERN, ANNA, "打印机卡纸").await.id
}

async fn opens(desk: &Desk) -> Result<CaseRef, Fault> {
    let op = QuickOpenCase {
        subject: "打印机卡纸".into(),
        company_id: Some(NORTHERN),
        contact_id: Some(ANNA),
        ..QuickOpenCase::default()
    };
    desk.call("agent", op).await
}

async fn solve(desk: &Desk, case: CaseId) {
    desk.done("engineer", TakeCase { id: case, base: None }).await;
    desk.resolved("engineer", case).await;
}

fn cancel(id: CaseId) -> CancelCase {
    CancelCase { id, reason: "误报".into() }
}

async fn a_case_reserves_uses_and_gives_back(desk: Desk) {
    let half_hours = json!({"limits": [{"measure": "calls", "total": "3"}, {"measure": "hours", "total": 2},
        {"measure": "money", "total": "500.00"}], "call_hours": "0.5", "call_charge": "20", "hour_charge": "99.99"});
    signed(&desk, 1, half_hours).await;
    let case = case_of_anna(&desk).await;
    let balances = account(&desk, 1).await.account.balances;
    let held = balances.all().map(|balance| (balance.used, balance.held));
    assert_eq!(held, [(0, 1), (0, 30), (0, 2_000 + 5_000)], "half of 99.99 is 49.995: half a fen goes up");
    solve(&desk, case).await;
    let used = account(&desk, 1).await.account.balances.all().map(|balance| (balance.used, balance.held));
    assert_eq!(used, [(1, 0), (30, 0), (7_000, 0)]);
    // Solved again, it is the same call.
    desk.done("engineer", ReopenCase { id: case, reason: "又卡了".into() }).await;
    desk.resolved("engineer", case).await;
    assert_eq!(of_calls(&desk, 1).await, (1, 0, Some(2)));

    let second = case_of_anna(&desk).await;
    assert_eq!(of_calls(&desk, 1).await, (1, 1, Some(1)));
    desk.done("agent", cancel(second)).await;
    assert_eq!(of_calls(&desk, 1).await, (1, 0, Some(2)));

    case_of_anna(&desk).await;
    case_of_anna(&desk).await;
    let cases = desk.number("SELECT COUNT(*) AS n FROM cases", vec![]).await;
    let refused = opens(&desk).await;
    let Err(Fault::Refused { code, params }) = refused else { panic!("{refused:?}") };
    assert_eq!((code.as_str(), params["contract"].as_str()), ("contracts.depleted", "合同1"));
    assert_eq!(params["measures"], "calls");
    let by_customer = desk.call("anna", submit("自己报")).await;
    assert_eq!(super::support::code(by_customer), "contracts.depleted", "whoever opens it");
    assert_eq!(desk.number("SELECT COUNT(*) AS n FROM cases", vec![]).await, cases, "nothing of it is kept");
    desk.opened_for(SOUTHERN, BELLA, "织机停转").await;
}

async fn sixty_four_cases_at_once_draw_what_there_is_and_no_more(desk: Desk) {
    signed(
        &desk,
        1,
        json!({"limits": [{"measure": "calls", "total": 23}, {"measure": "hours", "total": 20}],
        "call_hours": "0.5"}),
    )
    .await;
    let beside = desk.beside().await;
    let tries = (0..64).map(|n| {
        let desk = if n % 2 == 0 { &desk } else { &beside };
        opens(desk)
    });
    let outcomes = join_all(tries).await;
    let refused: Vec<String> =
        outcomes.iter().filter_map(|outcome| outcome.as_ref().err()).map(|fault| fault.code().into()).collect();
    let taken: Vec<CaseId> = outcomes.iter().filter_map(|outcome| outcome.as_ref().ok()).map(|case| case.id).collect();
    assert_eq!((taken.len(), refused.len()), (23, 41));
    assert!(refused.iter().all(|code| code == "contracts.depleted"), "{refused:?}");
    assert_eq!(of_calls(&desk, 1).await, (0, 23, Some(0)));
    let hours = account(&desk, 1).await.account.balances.hours;
    assert_eq!((hours.held, hours.available()), (23 * 30, Some(20 * 60 - 23 * 30)));
    // They go away and come again at once: what one gives back another takes, and never more.
    let turns = taken.iter().map(|case| desk.call("agent", cancel(*case)));
    let (gone, came) = tokio::join!(join_all(turns), join_all((0..30).map(|_| opens(&beside))));
    assert!(gone.iter().all(Result::is_ok));
    let came = came.into_iter().filter(Result::is_ok).count() as i64;
    assert_eq!(of_calls(&desk, 1).await, (0, came, Some(23 - came)));
    assert!(came <= 23);
    beside.services.database.close().await;
}

async fn a_merge_gives_back_and_its_undoing_takes_again(desk: Desk) {
    signed(&desk, 1, json!({"limits": calls(2)})).await;
    let (stays, goes) = (case_of_anna(&desk).await, case_of_anna(&desk).await);
    assert_eq!(of_calls(&desk, 1).await, (0, 2, Some(0)));
    desk.done("agent", MergeCase { id: goes, into: stays }).await;
    assert_eq!(of_calls(&desk, 1).await, (0, 1, Some(1)));
    desk.done("agent", UndoMergeCase { id: goes }).await;
    assert_eq!(of_calls(&desk, 1).await, (0, 2, Some(0)));
    desk.done("agent", MergeCase { id: goes, into: stays }).await;
    case_of_anna(&desk).await;
    let back = desk.call("agent", UndoMergeCase { id: goes }).await;
    assert_eq!(code(back), "contracts.depleted", "another one has its place now");
    assert_eq!(desk.state(stays).await, CaseState::New);
    assert_eq!(of_calls(&desk, 1).await, (0, 2, Some(0)));
}

async fn a_desk_without_contracts_goes_on_as_before(desk: Desk) {
    let case = case_of_anna(&desk).await;
    signed(&desk, 1, json!({"limits": calls(1), "company_id": SOUTHERN})).await;
    signed(&desk, 2, json!({"limits": calls(1), "state": "draft"})).await;
    case_of_anna(&desk).await;
    desk.guest_case("路过").await;
    solve(&desk, case).await;
    assert_eq!(desk.number("SELECT COUNT(*) AS n FROM entitlement_entries", vec![]).await, 0);
    let told = desk.done("agent", ExplainContract { id: case }).await;
    assert_eq!((told.contract.is_none(), told.decided_at, told.entries.len()), (true, None, 0));
    let why = told.explanation.expect("as of now");
    assert_eq!(why.candidates.len(), 1, "another customer's contract is not looked at");
    assert_eq!(serde_json::to_value(why.candidates[0].verdict).expect("JSON"), "draft");
}

async fn the_contract_of_a_case_is_explained(desk: Desk) {
    let mut anna: Contact = desk.done("manager", Get::new(ANNA.0)).await;
    anna.department_id = Some(NORTHERN_IT);
    desk.done("manager", Save(anna)).await;
    signed(&desk, 1, json!({"limits": calls(5)})).await;
    signed(&desk, 2, json!({"limits": calls(5), "products": [U8], "departments": [NORTHERN_IT]})).await;
    signed(&desk, 3, json!({"limits": calls(5), "assets": [PRINTER], "categories": [PRINTERS], "channels": ["phone"]}))
        .await;
    let op = QuickOpenCase {
        subject: "卡纸".into(),
        company_id: Some(NORTHERN),
        contact_id: Some(ANNA),
        asset_id: Some(PRINTER),
        category_id: Some(PRINTERS),
        ..QuickOpenCase::default()
    };
    let case = desk.done("agent", op).await.id;
    let told = desk.done("engineer", ExplainContract { id: case }).await;
    assert_eq!(told.contract.map(|contract| contract.id), Some(id(3)));
    assert_eq!(told.entries.len(), 1);
    assert_eq!(told.entries[0].by, "agent先生");
    let why = told.explanation.expect("an explanation");
    let scores: Vec<(ContractId, u32)> = why.candidates.iter().map(|found| (found.contract_id, found.score)).collect();
    assert_eq!(scores, [(id(3), 4), (id(2), 3), (id(1), 1)]);
    assert!(told.decided_at.is_some());
    // It says what was so then, whatever becomes of the contracts.
    let mut third: Contract = desk.done("manager", Get::new(id(3).0)).await;
    third.assets = vec![];
    desk.done("manager", Save(third)).await;
    assert_eq!(desk.done("engineer", ExplainContract { id: case }).await.explanation, Some(why));
    for who in ["field", "south"] {
        let outcome = desk.call(who, ExplainContract { id: case }).await;
        assert_eq!(code(outcome), "not_found", "{who} does not see the case");
    }
    let by_portal = desk.submitted("anna", "网上报").await.id;
    let told = desk.done("engineer", ExplainContract { id: by_portal }).await;
    assert_eq!(
        told.contract.map(|contract| contract.id),
        Some(id(1)),
        "neither its thing nor its channel are covered elsewhere"
    );
}

async fn a_case_keeps_its_contract_when_that_is_over(desk: Desk) {
    signed(&desk, 1, json!({"limits": calls(5), "starts_at": now() - 10 * DAY})).await;
    let case = case_of_anna(&desk).await;
    let mut contract: Contract = desk.done("manager", Get::new(id(1).0)).await;
    contract.ends_at = Some(now() - 1);
    desk.done("manager", Save(contract)).await;
    let standing = account(&desk, 1).await.account.standing;
    assert_eq!(standing, Standing::Over { because: vec![OverBecause::Date] });
    let later = case_of_anna(&desk).await;
    assert!(desk.done("agent", ExplainContract { id: later }).await.contract.is_none());
    solve(&desk, case).await;
    assert_eq!(of_calls(&desk, 1).await, (1, 0, Some(4)));
    assert_eq!(
        desk.done("agent", ExplainContract { id: case }).await.contract.map(|contract| contract.id),
        Some(id(1))
    );
}

async fn one_bundle_goes_over_to_the_next(desk: Desk) {
    signed(&desk, 2, json!({"limits": [{"measure": "hours", "total": 10}], "ends_at": now() + 90 * DAY})).await;
    signed(
        &desk,
        1,
        json!({"limits": [{"measure": "hours", "total": 1}], "call_hours": "1", "on_depletion": "next",
        "next_id": id(2)}),
    )
    .await;
    let first = case_of_anna(&desk).await;
    let second = case_of_anna(&desk).await;
    let of = |case| {
        let desk = desk.clone();
        async move { desk.done("agent", ExplainContract { id: case }).await.contract.map(|contract| contract.id) }
    };
    assert_eq!((of(first).await, of(second).await), (Some(id(1)), Some(id(2))));
    // Less is left than the call takes: the rest comes from the next one.
    let take = AdjustContract {
        id: id(1),
        entry_id: None,
        measure: Some(Measure::Hours),
        amount: Amount::new("-0.5"),
        note: "少计".into(),
    };
    assert_eq!(code(desk.call("manager", take.clone()).await), "contracts.below_nothing");
    solve(&desk, first).await;
    assert_eq!(account(&desk, 1).await.account.balances.hours.used, 60);
    assert_eq!(account(&desk, 1).await.account.standing, Standing::Over { because: vec![OverBecause::Hours] });
}

async fn balances_are_put_right_by_hand_once(desk: Desk) {
    signed(&desk, 1, json!({"limits": calls(1)})).await;
    case_of_anna(&desk).await;
    let entry_id = Some(Uuid::now_v7());
    let more = |amount: &str, entry_id| TopUpContract {
        id: id(1),
        entry_id,
        measure: Some(Measure::Calls),
        amount: Amount::new(amount),
        note: "加购".into(),
    };
    for _ in 0..2 {
        let account = desk.done("manager", more("5", entry_id)).await;
        assert_eq!(account.balances.calls.available(), Some(5), "the same entry again is no other");
    }
    assert_eq!(fields(desk.call("manager", more("6", entry_id)).await), field("/entry_id", "taken"));
    let less = |amount: &str| AdjustContract {
        id: id(1),
        entry_id: None,
        measure: Some(Measure::Calls),
        amount: Amount::new(amount),
        note: "数错了".into(),
    };
    let head = desk.head().await;
    assert_eq!(code(desk.call("manager", less("-6")).await), "contracts.below_nothing");
    let hours = TopUpContract { measure: Some(Measure::Hours), ..more("5", None) };
    assert_eq!(code(desk.call("manager", hours).await), "contracts.not_limited");
    assert_eq!(desk.head().await, head, "what is refused is not written");
    assert_eq!(desk.done("manager", less("-5")).await.balances.calls.available(), Some(0));
    assert_eq!(code(opens(&desk).await), "contracts.depleted");
    let lines = desk.done("admin", ListAudit { object: Some(id(1).to_string()), ..ListAudit::default() }).await.rows;
    let said: Vec<(&str, &str, &str)> = lines
        .iter()
        .filter(|line| line.field == "calls")
        .map(|line| (line.action.as_str(), line.new.as_str(), line.reason.as_str()))
        .collect();
    assert_eq!(said, [("contracts.adjust", "-5", "数错了"), ("contracts.top_up", "+5", "加购")]);
    let ledger = account(&desk, 1).await;
    let kinds: Vec<EntryKind> = ledger.lines.iter().map(|line| line.entry.kind).collect();
    assert_eq!(kinds, [EntryKind::Adjust, EntryKind::TopUp, EntryKind::Reserve]);
    assert_eq!(ledger.lines[0].entry.by, "manager先生");
    let case = &ledger.lines[2].case;
    assert!(case.starts_with("CS-") && !case.contains(' '), "its number and nothing else, as pages link it: {case}");
    let mut ended: Contract = desk.done("manager", Get::new(id(1).0)).await;
    ended.state = ContractState::Cancelled;
    desk.done("manager", Save(ended)).await;
    assert_eq!(code(desk.call("manager", more("5", None)).await), "contracts.ended");
}

async fn what_no_contract_may_be_is_told_at_its_field(desk: Desk) {
    let begun = signed(&desk, 1, json!({"limits": calls(2)})).await;
    signed(&desk, 9, json!({"limits": calls(2), "company_id": SOUTHERN})).await;
    case_of_anna(&desk).await;
    case_of_anna(&desk).await;
    let table = [
        (json!({"ends_at": now() - 2 * DAY}), "/ends_at", "ends_before_start"),
        (json!({"limits": [{"total": 5}]}), "/limits/0/measure", "limit_without_unit"),
        (json!({"limits": calls(-1)}), "/limits/0/total", "amount_negative"),
        (json!({"price": 9.995}), "/price", "amount_decimals"),
        (json!({"state": "archived"}), "/state", "contract_move"),
        (json!({"assets": [LOOM]}), "/assets", "unknown"),
        (json!({"assets": [Uuid::now_v7()]}), "/assets", "unknown"),
        (json!({"service_product_id": Uuid::now_v7()}), "/service_product_id", "unknown"),
        (json!({"next_id": id(9)}), "/next_id", "contract_customer"),
        (json!({"renews_id": id(9)}), "/renews_id", "contract_customer"),
        (json!({"renews_id": id(1)}), "/starts_at", "renewal_overlaps"),
    ];
    for (with, pointer, code) in table {
        let outcome = desk.call("manager", Save(contract(2, with.clone()))).await;
        assert_eq!(fields(outcome), field(pointer, code), "{with}");
    }
    let begun: Contract = desk.done("manager", Get::new(begun.id.0)).await;
    let again = |change: fn(&mut Contract)| {
        let mut contract = begun.clone();
        change(&mut contract);
        desk.call("manager", Save(contract))
    };
    let moved = again(|contract| contract.state = ContractState::Draft).await;
    assert_eq!(fields(moved), field("/state", "contract_move"));
    let given = again(|contract| contract.company_id = SOUTHERN).await;
    assert_eq!(fields(given), field("/company_id", "contract_customer"));
    let lower = again(|contract| contract.limits[0].total = Amount::new("1")).await;
    assert_eq!(fields(lower), field("/limits/0/total", "limit_below_use"));
    let fine = again(|contract| contract.limits[0].total = Amount::new("3")).await;
    assert!(fine.is_ok(), "{fine:?}");
    case_of_anna(&desk).await;

    let product = json!({"id": Uuid::now_v7(), "active": true, "name": "金牌", "slas":
        [{"policy_id": Uuid::now_v7(), "name": "现场"}]});
    let product: ServiceProduct = serde_json::from_value(product).expect("a service product");
    desk.done("manager", Save(product.clone())).await;
    assert_eq!(desk.done("agent", List::<ServiceProduct>::default()).await.rows.len(), 1);
    let of_it = contract(3, json!({"service_product_id": ServiceProductId(product.id.0)}));
    desk.done("manager", Save(of_it)).await;
    let narrowed = List::<Contract> { parent_id: Some(product.id.0), owner: Some("active".into()), ..List::default() };
    assert_eq!(desk.done("manager", narrowed).await.rows.len(), 1);
}

async fn a_renewal_follows_the_contract_it_renews(desk: Desk) {
    let old = signed(&desk, 1, json!({"limits": calls(1), "code": "HT-1", "price": "9800"})).await;
    let renew = |starts_at, new_id| -> RenewContract {
        let json = json!({"id": id(1), "new_id": new_id, "starts_at": starts_at, "activate": true});
        serde_json::from_value(json).expect("a renewal")
    };
    let early = desk.call("manager", renew(Some(now()), id(2))).await;
    assert_eq!(fields(early), field("/starts_at", "renewal_overlaps"));
    assert_eq!(fields(desk.call("manager", renew(None, id(1))).await), field("/new_id", "own_next"));
    let saved = desk.done("manager", renew(None, id(2))).await;
    let new: Contract = desk.done("manager", Get::new(saved.id)).await;
    assert_eq!((new.renews_id, Some(new.starts_at)), (Some(id(1)), old.ends_at));
    assert_eq!((new.code.as_str(), new.price.text()), ("", "9800"));
    let second = desk.call("manager", renew(None, id(3))).await;
    assert_eq!(fields(second), field("/starts_at", "renewal_overlaps"), "one follows it already");
    assert_eq!(fields(desk.call("manager", renew(None, id(2))).await), field("/new_id", "taken"));
}

async fn whoever_leads_is_told_once_when_a_contract_runs_low(desk: Desk) {
    signed(&desk, 1, json!({"limits": calls(4), "thresholds": [50, 100]})).await;
    let told = || async {
        let kinds = desk.notices("north").await;
        kinds.into_iter().filter(|kind| *kind == NoticeKind::ContractUsed).count()
    };
    case_of_anna(&desk).await;
    assert_eq!(told().await, 0);
    let second = case_of_anna(&desk).await;
    assert_eq!(told().await, 1);
    solve(&desk, second).await;
    case_of_anna(&desk).await;
    assert_eq!(told().await, 1, "once for each share");
    case_of_anna(&desk).await;
    assert_eq!(told().await, 2);
    let lines = desk.done("admin", ListAudit { field: Some("used".into()), ..ListAudit::default() }).await.rows;
    let said: Vec<&str> = lines.iter().map(|line| line.new.as_str()).collect();
    assert_eq!(said, ["calls 100%", "calls 50%"]);
}

async fn a_customer_reads_what_is_theirs_and_nothing_else(desk: Desk) {
    signed(&desk, 1, json!({"limits": calls(3), "price": "9800", "cost": "1234.56"})).await;
    signed(&desk, 2, json!({"limits": calls(3), "company_id": SOUTHERN})).await;
    signed(&desk, 3, json!({"limits": calls(3), "state": "draft"})).await;
    case_of_anna(&desk).await;
    desk.done(
        "manager",
        AdjustContract {
            id: id(1),
            entry_id: None,
            measure: Some(Measure::Calls),
            amount: Amount::new("1"),
            note: "内部说明".into(),
        },
    )
    .await;
    let mine = desk.done("adam", ContractBalances { company_id: Some(SOUTHERN) }).await.rows;
    assert_eq!(mine.iter().map(|account| account.id).collect::<Vec<_>>(), [id(1)], "whatever was asked for");
    let ledger = desk.done("adam", ContractBalance { id: id(1), before: None }).await;
    assert_eq!(ledger.account.balances.calls.available(), Some(3));
    let text = serde_json::to_string(&ledger).expect("JSON");
    for hidden in ["内部说明", "先生", "1234", "9800"] {
        assert!(!text.contains(hidden), "{hidden} in {text}");
    }
    for n in [2, 3, 4] {
        assert_eq!(code(desk.call("adam", ContractBalance { id: id(n), before: None }).await), "not_found", "{n}");
    }
    assert_eq!(code(desk.call("anna", ContractBalance { id: id(1), before: None }).await), "forbidden");
    for who in ["adam", "paul"] {
        assert_eq!(code(desk.call(who, Get::<Contract>::new(id(1).0)).await), "forbidden", "{who}");
    }
    let all = desk.done("agent", ContractBalances { company_id: Some(NORTHERN) }).await.rows;
    assert_eq!(all.len(), 2, "staff see drafts as well");
}

async fn a_region_keeps_the_contracts_of_its_own_customers(desk: Desk) {
    signed(&desk, 1, json!({"limits": calls(3)})).await;
    let own = contract(2, json!({"limits": calls(1)}));
    desk.done("north", Save(own)).await;
    let beyond = "records.beyond_own_units";
    assert_eq!(code(desk.call("south", Save(contract(3, json!({"limits": calls(1)})))).await), beyond);
    let more = |id| TopUpContract {
        id,
        entry_id: None,
        measure: Some(Measure::Calls),
        amount: Amount::new("1"),
        note: String::new(),
    };
    assert_eq!(code(desk.call("south", more(id(1))).await), beyond);
    desk.done("north", more(id(1))).await;
    let renew: RenewContract = serde_json::from_value(json!({"id": id(1)})).expect("a renewal");
    assert_eq!(code(desk.call("south", renew).await), beyond);
    for who in ["agent", "engineer", "dispatcher"] {
        assert_eq!(code(desk.call(who, more(id(1))).await), "forbidden", "{who}");
    }
}

async fn sums_of_the_database_are_those_of_the_rule(desk: Desk) {
    let contract = signed(
        &desk,
        1,
        json!({"limits": [{"measure": "calls", "total": 9}, {"measure": "hours", "total": 9}],
        "on_depletion": "pay_as_you_go", "call_hours": "2"}),
    )
    .await;
    let mut cases = Vec::new();
    for _ in 0..6 {
        cases.push(case_of_anna(&desk).await);
    }
    for case in &cases[..2] {
        solve(&desk, *case).await;
    }
    desk.done("agent", cancel(cases[2])).await;
    solve(&desk, cases[5]).await;
    let ledger = account(&desk, 1).await;
    assert!(ledger.account.balances.hours.held > 0 && ledger.account.balances.hours.used > 0);
    let entries: Vec<LedgerEntry> = ledger.lines.into_iter().map(|line| line.entry).collect();
    assert_eq!(ledger.account.balances, Balances::from_entries(&contract, &entries));
}

async fn what_was_taken_over_from_elsewhere_draws_nothing(desk: Desk) {
    signed(&desk, 1, json!({"limits": calls(3), "starts_at": now() - 90 * DAY})).await;
    let op = QuickOpenCase {
        subject: "旧系统里的问题".into(),
        company_id: Some(NORTHERN),
        opened_at: Some(now() - 5 * DAY),
        source: Some("OLD-7".into()),
        ..QuickOpenCase::default()
    };
    let case = desk.done("manager", op).await.id;
    solve(&desk, case).await;
    assert_eq!(of_calls(&desk, 1).await, (0, 0, Some(3)));
}
