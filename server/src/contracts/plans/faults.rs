//! Faults that are over: some contracts agree that somebody looks into them.

use yingda_shared::cases::{Case, Occasion};
use yingda_shared::contracts::Contract;
use yingda_shared::contracts::plans::{Outcome, ServicePlan};
use yingda_shared::fault::Fault;
use yingda_shared::identity::actor::scope;
use yingda_shared::kernel::id::ContractId;
use yingda_shared::kernel::limits::PLANS_MAX;
use yingda_shared::record::List;

use super::store::{self, Noted};
use crate::ctx::Cx;
use crate::records::store as records;

/// A case that draws from a contract is solved: plans of that contract for such faults write it down, each once. The
/// analysis is opened afterwards, so that nothing of it refuses the solution.
pub async fn solved(cx: &mut Cx, case: &Case, contract: ContractId) -> Result<(), Fault> {
    // What was planned is no fault, and no complaint either.
    if case.planned.is_some() || case.complaint.is_some() {
        return Ok(());
    }
    let query = List::<ServicePlan> {
        parent_id: Some(contract.0),
        owner: Some(Occasion::Analysis.as_str().into()),
        limit: Some(PLANS_MAX as u32),
        ..List::default()
    };
    for plan in records::list(cx, &query, None).await?.rows {
        if plan.fault_priority.is_none_or(|least| case.priority > least) {
            continue;
        }
        let company = records::find::<Contract>(cx, contract.0).await?.map(|contract| contract.company_id);
        let noted = Noted {
            plan_id: plan.id,
            occasion: case.id.to_string(),
            outcome: Outcome::Waiting,
            why: None,
            day: None,
            on: None,
            case_id: None,
            cause_id: Some(case.id),
            wakes_at: None,
            task_id: None,
        };
        let vis = std::iter::once(scope::ORGANISATION.to_string()).chain(company.map(scope::company)).collect();
        if store::note(cx, &noted, vis).await? {
            store::look_at(cx, plan.id, contract, false).await?;
        }
    }
    Ok(())
}
