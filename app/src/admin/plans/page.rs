//! One plan of a contract.

use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use yingda_shared::contracts::Contract;
use yingda_shared::contracts::plans::ServicePlan;
use yingda_shared::fault::Fault;
use yingda_shared::kernel::day::Day;
use yingda_shared::kernel::id::{ContractId, ServicePlanId, Uuid};
use yingda_shared::kernel::time;
use yingda_shared::record::Get as GetRecord;

use super::blank::blank;
use super::form::PlanForm;
use crate::admin::one::one;
use crate::admin::rules::fresh::Fresh;
use crate::boot::{may, use_boot};
use crate::data::fetch_once;
use crate::format::use_now;
use crate::i18n::use_i18n;
use crate::unloaded::Unloaded;
use crate::{t, ui};

/// `/admin/service-plans/{id}`; `new?contract=` is one to be made.
#[component]
pub fn PlanPage() -> impl IntoView {
    let i18n = use_i18n();
    let params = use_params_map();
    let query = use_query_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id").unwrap_or_default()));
    let contract =
        Memo::new(move |_| query.with(|query| query.get("contract")).and_then(|id| id.parse::<ContractId>().ok()));
    move || match (id.get().as_str(), id.with(|id| id.parse::<ServicePlanId>()), contract.get()) {
        ("new", _, Some(contract)) if may("service_plans.save") => view! {
            <Head title=t!(i18n, plans.new) />
            <New contract />
        }
        .into_any(),
        (_, Ok(id), _) => one(
            id,
            |plan: &ServicePlan| plan.name.clone(),
            |title| view! { <Head title /> }.into_any(),
            |plan, named| view! { <Within plan named /> }.into_any(),
        ),
        _ => view! { <Unloaded fault=Signal::stored(Some(Fault::NotFound)) /> }.into_any(),
    }
}

/// One that begins today.
#[component]
fn New(contract: ContractId) -> impl IntoView {
    let offset = use_boot().with_value(|boot| boot.offset);
    let today = time::date(use_now().get_untracked(), offset).parse().unwrap_or(Day(0));
    let plan = move || blank(ServicePlanId(Uuid::now_v7()), contract, today);
    view! { <Fresh><Within named=RwSignal::default() plan=plan() /></Fresh> }
}

/// The form of a plan with the contract that it belongs to.
#[component]
fn Within(plan: ServicePlan, named: RwSignal<String>) -> impl IntoView {
    let i18n = use_i18n();
    let id = plan.contract_id;
    let contract = fetch_once(move || Some(GetRecord::<Contract>::new(id.0)));
    let plan = StoredValue::new(plan);
    move || match (contract.data.get(), contract.fault.get()) {
        (Some(contract), _) => view! { <PlanForm plan=plan.get_value() contract named /> }.into_any(),
        (None, Some(fault)) => {
            view! { <Unloaded fault=Signal::stored(Some(fault)) again=Callback::new(move |()| contract.refresh()) /> }
                .into_any()
        }
        _ => view! { <ui::Skeleton label=t!(i18n, common.loading) single=true /> }.into_any(),
    }
}

/// The head of a plan.
#[component]
fn Head(#[prop(into)] title: Signal<String>) -> impl IntoView {
    let i18n = use_i18n();
    let over = MaybeProp::derive(move || Some(i18n.word("words.records", "service_plans")));
    view! {
        <leptos_meta::Title text=title />
        <ui::PageHeader title over><ui::LinkButton label=t!(i18n, plans.contracts) icon="chevron-left" kind=ui::Kind::Plain href="/admin/contracts" /></ui::PageHeader>
    }
}
