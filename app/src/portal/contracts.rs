//! What a company has left of its contracts, for those who speak for it: on the first page in a line, here in full.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};
use yingda_shared::cases::Occasion;
use yingda_shared::contracts::plans::{ComingDate, ContractPlans};
use yingda_shared::contracts::{ContractAccount, ContractBalance, ContractBalances, ContractLedger, EntryKind, Line};
use yingda_shared::kernel::id::{ContractId, Uuid};

use super::fault::PageFault;
use super::frame::PortalFrame;
use crate::boot::{SetStatus, may};
use crate::contracts::{Limits, StandingChip, change, left, period, planned_for};
use crate::data::load;
use crate::format::exact;
use crate::i18n::use_i18n;
use crate::t;
use crate::ui::{EmptyState, Skeleton, Time};

/// The section of the first page; nothing for whoever may not see it, or has no contract.
#[component]
pub fn MyContracts() -> impl IntoView {
    may("contracts.balances").then(|| view! { <InForce /> })
}

#[component]
fn InForce() -> impl IntoView {
    let i18n = use_i18n();
    let accounts = load(|| ContractBalances { company_id: None });
    let line = move |account: ContractAccount| {
        let balances = account.balances;
        view! {
            <li>
                <span class="asset-text"><b><a href=format!("/contracts/{}", account.id)>{account.name}</a></b><small>{move || left(i18n, &balances)}</small></span>
                <StandingChip standing=account.standing bare=true />
            </li>
        }
    };
    let shown = move || {
        Suspend::new(async move {
            let all = accounts.await.map(|told| told.rows).unwrap_or_default();
            let rows: Vec<_> = all.iter().filter(|account| account.standing.is_in_force()).cloned().collect();
            (!all.is_empty()).then(|| {
                view! {
                    <section aria-labelledby="contracts-title">
                        <h2 id="contracts-title">{t!(i18n, words.records.contracts)}</h2>
                        {(!rows.is_empty()).then(|| view! { <ul class="asset-list">{rows.into_iter().map(line).collect_view()}</ul> })}
                        <p class="small"><a href="/contracts">{t!(i18n, contracts.see_all)}</a></p>
                    </section>
                }
            })
        })
    };
    view! { <Transition fallback=move || view! { <Skeleton label=t!(i18n, common.loading) rows=2 /> }>{shown}</Transition> }
}

/// `/contracts`
#[component]
pub fn ContractsPage() -> impl IntoView {
    let i18n = use_i18n();
    let status = SetStatus::of_page();
    let accounts = load(|| ContractBalances { company_id: None });
    let shown = move || {
        let status = status.clone();
        Suspend::new(async move {
            match accounts.await {
                Err(fault) => view! { <PageFault fault status /> }.into_any(),
                Ok(told) => view! { <All rows=told.rows /> }.into_any(),
            }
        })
    };
    view! {
        <Title text=t!(i18n, words.records.contracts) />
        <PortalFrame title=t!(i18n, words.records.contracts) here="contracts">
            <Transition fallback=waiting>{shown}</Transition>
        </PortalFrame>
    }
}

fn waiting() -> impl IntoView {
    let i18n = use_i18n();
    view! { <main class="portal-main" id="main" tabindex="-1"><Skeleton label=t!(i18n, common.loading) rows=5 /></main> }
}

/// Those in force first; what is over stands below.
#[component]
fn All(mut rows: Vec<ContractAccount>) -> impl IntoView {
    let i18n = use_i18n();
    rows.sort_by_key(|account| !account.standing.is_in_force());
    let none = rows.is_empty().then(|| view! { <EmptyState icon="book" title=t!(i18n, contracts.portal_none) /> });
    let card = move |account: ContractAccount| {
        let (starts_at, ends_at) = (account.starts_at, account.ends_at);
        view! {
            <li class="card contract-card">
                <div class="card-body">
                    <h2><a href=format!("/contracts/{}", account.id)>{account.name}</a></h2>
                    <p class="contract-state"><StandingChip standing=account.standing /><span class="quiet">{move || period(i18n, starts_at, ends_at)}</span></p>
                    <Limits balances=account.balances />
                </div>
            </li>
        }
    };
    view! {
        <main class="portal-main" id="main" tabindex="-1">
            <h1>{t!(i18n, words.records.contracts)}</h1>
            <p class="quiet">{t!(i18n, contracts.portal_lead)}</p>
            {none}
            <ul class="contract-cards">{rows.into_iter().map(card).collect_view()}</ul>
        </main>
    }
}

/// `/contracts/{id}`; `?before=` goes back in its ledger.
#[component]
pub fn ContractPage() -> impl IntoView {
    let i18n = use_i18n();
    let status = SetStatus::of_page();
    let (params, query) = (use_params_map(), use_query_map());
    let id = move || {
        let id = params.with(|params| params.get("id")).and_then(|id| id.parse().ok());
        // What is no id names no contract either.
        id.unwrap_or(ContractId(Uuid::nil()))
    };
    let before = move || query.with(|query| query.get("before")).and_then(|pos| pos.parse().ok());
    let told = load(move || ContractBalance { id: id(), before: before() });
    let shown = move || {
        let status = status.clone();
        Suspend::new(async move {
            match told.await {
                Err(fault) => view! { <PageFault fault status /> }.into_any(),
                Ok(told) => view! { <Ledger told /> }.into_any(),
            }
        })
    };
    view! {
        <Title text=t!(i18n, words.records.contracts) />
        <PortalFrame title=t!(i18n, words.records.contracts) here="contracts">
            <Transition fallback=waiting>{shown}</Transition>
        </PortalFrame>
    }
}

#[component]
fn Ledger(told: ContractLedger) -> impl IntoView {
    let i18n = use_i18n();
    let ContractLedger { account, lines, more } = told;
    let (id, starts_at, ends_at) = (account.id, account.starts_at, account.ends_at);
    let older = lines.last().filter(|_| more).map(|line| format!("/contracts/{id}?before={}", line.pos));
    let none = lines.is_empty().then(|| view! { <p class="quiet">{t!(i18n, contracts.ledger_empty)}</p> });
    view! {
        <main class="portal-main" id="main" tabindex="-1">
            <div>
                <h1>{account.name}</h1>
                <p class="contract-state"><StandingChip standing=account.standing /><span class="quiet">{move || period(i18n, starts_at, ends_at)}</span></p>
            </div>
            <section class="card" aria-label=t!(i18n, contracts.rest)><div class="card-body"><Limits balances=account.balances /></div></section>
            <Coming id />
            <section aria-labelledby="ledger-title">
                <h2 id="ledger-title">{t!(i18n, contracts.ledger)}</h2>
                {none}
                <ol class="ledger">{lines.into_iter().map(entry).collect_view()}</ol>
                {older.map(|href| view! { <p><a class="btn btn-quiet" href=href>{t!(i18n, contracts.older)}</a></p> })}
            </section>
            <p><a href="/contracts">{t!(i18n, contracts.see_all)}</a></p>
        </main>
    }
}

/// What is planned for the company under a contract: dates with their cases, the next one first.
#[component]
fn Coming(id: ContractId) -> impl IntoView {
    let i18n = use_i18n();
    let told = load(move || ContractPlans { id });
    let line = move |(occasion, name, coming): (Occasion, String, ComingDate)| {
        let (on, minute, at) = (coming.date.on, coming.date.minute, Some(coming.date.at));
        let case = coming.case.map(|case| {
            view! { <a class="mono" href=format!("/my/{}", case.number)>{case.number.clone()}</a> }
        });
        view! {
            <li class="plan-coming">
                <b>{move || planned_for(i18n, on, minute, at)}</b>
                <span>{name}<span class="quiet">" · "{move || i18n.word("words.occasion", occasion.as_str())}</span></span>
                {case}
            </li>
        }
    };
    let shown = move || {
        Suspend::new(async move {
            let plans = told.await.map(|told| told.rows).unwrap_or_default();
            let dates = plans.into_iter().flat_map(|plan| {
                let (occasion, name) = (plan.occasion, plan.name);
                plan.coming.into_iter().map(move |coming| (occasion, name.clone(), coming))
            });
            let mut dates: Vec<_> = dates.collect();
            dates.sort_by_key(|(_, _, coming)| coming.date.at);
            (!dates.is_empty()).then(|| {
                view! {
                    <section aria-labelledby="coming-title">
                        <h2 id="coming-title">{t!(i18n, plans.coming)}</h2>
                        <ul class="plan-list">{dates.into_iter().map(line).collect_view()}</ul>
                    </section>
                }
            })
        })
    };
    may("contracts.plans").then(|| view! { <Transition fallback=|| ()>{shown}</Transition> })
}

fn entry(line: Line) -> impl IntoView {
    let i18n = use_i18n();
    let Line { case, entry, .. } = line;
    let (kind, measure) = (entry.kind, entry.measure);
    let signed = match kind {
        EntryKind::Reserve | EntryKind::Consume => -entry.amount,
        EntryKind::Release | EntryKind::TopUp | EntryKind::Adjust => entry.amount,
    };
    let of_case = (!case.is_empty()).then(|| view! { <a class="mono" href=format!("/my/{case}")>{case.clone()}</a> });
    view! {
        <li class="ledger-line">
            <Time ms=entry.at text=exact(entry.at) class="ledger-at" />
            <span class="ledger-what"><b>{move || i18n.word("words.contract_entry", kind.as_str())}</b>{of_case}</span>
            <span class="ledger-amount">{move || change(i18n, measure, signed)}</span>
        </li>
    }
}
