//! The plans of a contract on its page: how often each comes round, and its next date.

use leptos::prelude::*;
use yingda_shared::cases::Occasion;
use yingda_shared::contracts::plans::{ComingDate, ContractPlans, Opens, PlanStanding};
use yingda_shared::kernel::id::ContractId;

use super::sentence::said;
use crate::boot::may;
use crate::contracts::planned_for;
use crate::data::fetch;
use crate::i18n::{I18n, use_i18n};
use crate::unloaded::Unloaded;
use crate::{key, t, ui};

/// `ended`: nothing is added to a contract that is over for ever.
#[component]
pub fn PlansCard(id: ContractId, #[prop(into)] ended: Signal<bool>) -> impl IntoView {
    let i18n = use_i18n();
    let told = fetch(move || may("contracts.plans").then_some(ContractPlans { id }));
    let new = move || {
        (may("service_plans.save") && !ended.get()).then(|| {
            let href = format!("/admin/service-plans/new?contract={id}");
            view! { <p><ui::LinkButton label=t!(i18n, plans.new) icon="plus" href /></p> }
        })
    };
    let body = move || match (told.data.get(), told.fault.get()) {
        (Some(told), _) if told.rows.is_empty() => view! { <p class="quiet">{t!(i18n, plans.none)}</p> }.into_any(),
        (Some(told), _) => {
            view! { <ul class="plan-list">{told.rows.into_iter().map(|row| line(i18n, row)).collect_view()}</ul> }
                .into_any()
        }
        (None, Some(fault)) => {
            let again = Callback::new(move |()| told.refresh());
            view! { <Unloaded fault=Signal::stored(Some(fault)) again /> }.into_any()
        }
        (None, None) => view! { <ui::Skeleton label=t!(i18n, common.loading) rows=2 /> }.into_any(),
    };
    may("contracts.plans")
        .then(|| view! { <ui::SectionCard id="contract-plans" title=t!(i18n, words.records.service_plans)>{body}{new}</ui::SectionCard> })
}

fn line(i18n: I18n, plan: PlanStanding) -> impl IntoView {
    let PlanStanding { id, name, occasion, opens, active, rule, coming } = plan;
    let name = match may("service_plans.get") {
        true => view! { <a href=format!("/admin/service-plans/{id}")>{name}</a> }.into_any(),
        false => view! { <span>{name}</span> }.into_any(),
    };
    let off = (!active).then(|| view! { <ui::Chip text=t!(i18n, plans.off) tone=ui::Tone::Neutral /> });
    let task = (opens == Opens::Task).then(|| {
        view! { <ui::Chip text=move || i18n.word("words.plan_opens", opens.as_str()) tone=ui::Tone::Info icon="check-circle" /> }
    });
    let dated = occasion != Occasion::Analysis;
    let how = dated.then(|| view! { <small class="quiet">{move || said(i18n, &rule)}</small> });
    let next = match coming.into_iter().next() {
        Some(date) => Some(next(i18n, date).into_any()),
        None if active && dated => Some(view! { <small class="quiet">{t!(i18n, plans.no_next)}</small> }.into_any()),
        None => None,
    };
    view! {
        <li>
            <span class="plan-name"><b>{name}</b><span class="quiet">{move || i18n.word("words.occasion", occasion.as_str())}</span>{task}{off}</span>
            {how}
            {next}
        </li>
    }
}

fn next(i18n: I18n, coming: ComingDate) -> impl IntoView {
    let (on, minute, at) = (coming.date.on, coming.date.minute, Some(coming.date.at));
    let case = coming.case.map(|case| {
        view! { " "<a class="mono" href=format!("/cases/{}", case.number)>{case.number.clone()}</a> }
    });
    let task = coming.task.map(|task| {
        view! { " "<a href=format!("/tasks?whose=all&task={}", task.id)>{task.title}</a> }
    });
    view! { <span class="plan-next">{move || i18n.fill(key!(plans.next), &[("date", &planned_for(i18n, on, minute, at))])}{case}{task}</span> }
}
