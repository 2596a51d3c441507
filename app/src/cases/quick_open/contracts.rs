//! What the caller's company has left, before the case is opened.

use leptos::prelude::*;
use yingda_shared::cases::operations::QuickOpenCase;
use yingda_shared::contracts::{ContractAccount, ContractBalances};

use super::draft::Draft;
use crate::boot::may;
use crate::contracts::{Limits, StandingChip};
use crate::data::fetch_once;
use crate::form::FormState;
use crate::i18n::use_i18n;
use crate::ui::Icon;
use crate::{key, t};

const DEPLETED: &str = "contracts.depleted";

/// Contracts in force of whoever calls; nothing for those who bought none, and nothing while that cannot be known.
#[component]
pub fn CallerContracts(draft: Draft, form: FormState<QuickOpenCase>) -> impl IntoView {
    let i18n = use_i18n();
    let company = Memo::new(move |_| draft.found.with(|found| found.as_ref().and_then(|one| one.contact.company_id)));
    let told = fetch_once(move || {
        let company_id = company.get().filter(|_| may("contracts.balances"))?;
        Some(ContractBalances { company_id: Some(company_id) })
    });
    // Who is refused for want of a contract sees what is left now, not what was when the caller was picked.
    let refused =
        Memo::new(move |_| form.fault.with(|fault| fault.as_ref().is_some_and(|fault| fault.code() == DEPLETED)));
    Effect::new(move |_| {
        if refused.get() {
            told.refresh();
        }
    });
    let rows = Memo::new(move |_| {
        // Another caller's answer may be on its way.
        let own = |row: &&ContractAccount| Some(row.company_id) == company.get();
        let known =
            told.data.with(|told| told.as_ref().map(|told| told.rows.iter().filter(own).cloned().collect::<Vec<_>>()));
        known.unwrap_or_default()
    });
    let one = move |account: ContractAccount| {
        view! {
            <li>
                <span class="contract-of-case"><b>{account.name}</b><StandingChip standing=account.standing bare=true /></span>
                <Limits balances=account.balances />
            </li>
        }
    };
    move || {
        let (current, others): (Vec<_>, Vec<_>) = rows.get().into_iter().partition(|row| row.standing.is_in_force());
        if current.is_empty() && others.is_empty() {
            return None;
        }
        let none = current
            .is_empty()
            .then(|| view! { <p class="quiet"><Icon name="info" />" "{t!(i18n, contracts.none_in_force)}</p> });
        let count = others.len().to_string();
        let rest = (!others.is_empty()).then(|| {
            view! { <p class="small quiet">{move || i18n.fill(key!(contracts.others), &[("n", &count)])}</p> }
        });
        Some(view! {
            <section class="caller-contracts" aria-label=t!(i18n, contracts.of_caller)>
                <h3>{t!(i18n, contracts.of_caller)}</h3>
                {none}
                <ul>{current.into_iter().map(one).collect_view()}</ul>
                {rest}
            </section>
        })
    }
}
