//! What a contract brings in and costs, for those who may read contracts.

use leptos::prelude::*;
use yingda_shared::contracts::costs::so_far;
use yingda_shared::contracts::{Amount, Measure};

use super::page::Open;
use crate::contracts::units;
use crate::i18n::{Key, use_i18n};
use crate::{key, t, ui};

/// Nothing where no price and no cost was ever written down.
#[component]
pub fn MoneyCard(open: Open) -> impl IntoView {
    let i18n = use_i18n();
    let sums = Memo::new(move |_| {
        let (contract, account) = (open.contract.get()?, open.account.get()?);
        let written = [&contract.price, &contract.cost, &contract.hour_cost].into_iter().any(|one| !one.is_empty());
        written.then(|| {
            let profit = so_far(&contract, &account.balances);
            let fen = |amount: &Amount| amount.units(Measure::Money).unwrap_or_default();
            let (price, own) = (fen(&contract.price), fen(&contract.cost));
            [price, profit.revenue - price, own, profit.cost - own, profit.fen()]
        })
    });
    let fact = move |label: Key, fen: i64| {
        view! { <ui::Fact name=i18n.t(label)><span class="num">{move || units(i18n, Measure::Money, fen)}</span></ui::Fact> }
    };
    move || {
        let [price, beyond, own, work, profit] = sums.get()?;
        let tone = if profit < 0 { ui::Tone::Danger } else { ui::Tone::Ok };
        Some(view! {
            <ui::SectionCard id="contract-money" title=t!(i18n, contracts.money)>
                <ui::DescriptionList>
                    {fact(key!(contracts.price), price)}
                    {(beyond != 0).then(|| fact(key!(contracts.beyond_income), beyond))}
                    {fact(key!(contracts.cost), own)}
                    {fact(key!(contracts.work_cost), work)}
                    <ui::Fact name=t!(i18n, contracts.profit)><ui::Chip text=move || units(i18n, Measure::Money, profit) tone icon=tone.icon() bare=true /></ui::Fact>
                </ui::DescriptionList>
                <p class="small quiet">{t!(i18n, contracts.money_note)}</p>
            </ui::SectionCard>
        })
    }
}
