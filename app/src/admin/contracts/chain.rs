//! Renewals: the contracts that follow each other, the first one first.

use leptos::prelude::*;
use yingda_shared::contracts::Contract;
use yingda_shared::kernel::id::ContractId;

use super::page::Open;
use crate::contracts::period;
use crate::i18n::use_i18n;
use crate::t;
use crate::ui::SectionCard;

/// Nothing at all for a contract that follows none and that none follows.
#[component]
pub fn ChainCard(open: Open) -> impl IntoView {
    let i18n = use_i18n();
    let here = Memo::new(move |_| open.contract.with(|contract| contract.as_ref().map(|contract| contract.id)));
    let steps = Memo::new(move |_| here.get().map(|id| open.family.with(|all| chain(all, id))).unwrap_or_default());
    let step = move |contract: Contract| {
        let current = (Some(contract.id) == here.get()).then_some("true");
        let (state, starts_at, ends_at) = (contract.state, contract.starts_at, contract.ends_at);
        view! {
            <li>
                <a href=format!("/admin/contracts/{}", contract.id) aria-current=current>
                    <span class="grow">{contract.name}" "<small class="mono">{contract.code}</small></span>
                    <small class="quiet">{move || period(i18n, starts_at, ends_at)}</small>
                    <small class="quiet">{move || i18n.word("words.contract_state", state.as_str())}</small>
                </a>
            </li>
        }
    };
    let list = move || steps.get().into_iter().map(step).collect_view();
    let known = Memo::new(move |_| steps.with(|steps| steps.len() > 1));
    move || {
        known.get().then(|| {
            view! { <SectionCard id="contract-chain" title=t!(i18n, contracts.chain)><ol class="link-list contract-chain">{list}</ol></SectionCard> }
        })
    }
}

/// The contracts before this one, itself, and all that follow it.
fn chain(all: &[Contract], id: ContractId) -> Vec<Contract> {
    let find = |id: ContractId| all.iter().find(|contract| contract.id == id);
    let mut steps: Vec<&Contract> = Vec::new();
    let mut next = find(id);
    // Each once, should two ever follow each other.
    while let Some(contract) = next.filter(|one| steps.iter().all(|step| step.id != one.id)) {
        steps.insert(0, contract);
        next = contract.renews_id.and_then(find);
    }
    let mut following = vec![id];
    while let Some(id) = following.pop() {
        let mut found: Vec<&Contract> = all.iter().filter(|one| one.renews_id == Some(id)).collect();
        found.retain(|one| steps.iter().all(|step| step.id != one.id));
        found.sort_by_key(|one| one.starts_at);
        following.extend(found.iter().rev().map(|one| one.id));
        steps.extend(found);
    }
    steps.into_iter().cloned().collect()
}

#[cfg(test)]
mod tests {
    use yingda_shared::kernel::id::Uuid;

    use super::*;

    fn contract(n: u128, renews: Option<u128>) -> Contract {
        let id = |n: u128| ContractId(Uuid::from_u128(n));
        let json = serde_json::json!({"id": id(n), "active": true, "name": "", "company_id": id(1), "state": "active",
            "starts_at": n, "combine": "any", "on_depletion": "block", "renews_id": renews.map(id)});
        serde_json::from_value(json).expect("a contract")
    }

    #[test]
    fn a_chain_is_the_same_from_each_of_its_links() {
        let all =
            [contract(4, Some(3)), contract(2, Some(1)), contract(9, None), contract(3, Some(2)), contract(1, None)];
        for n in 1..=4 {
            let steps = chain(&all, ContractId(Uuid::from_u128(n)));
            assert_eq!(steps.iter().map(|step| step.starts_at).collect::<Vec<_>>(), [1, 2, 3, 4], "from {n}");
        }
        assert_eq!(chain(&all, ContractId(Uuid::from_u128(9))).len(), 1);
    }

    #[test]
    fn contracts_that_follow_each_other_end_no_page() {
        let all = [contract(1, Some(2)), contract(2, Some(1))];
        assert_eq!(chain(&all, ContractId(Uuid::from_u128(1))).len(), 2);
    }
}
