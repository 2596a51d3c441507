//! The next dates of a plan, as the server tells them for what is typed.

use leptos::prelude::*;
use yingda_shared::contracts::plans::{PlanDate, PlanPreview, PreviewPlan, ServicePlan};

use crate::boot::may;
use crate::contracts::{day_of, planned_for};
use crate::data::fetch_once;
use crate::format::exact;
use crate::i18n::{I18n, use_i18n};
use crate::{key, t, ui};

/// `plan` is None while its dates are not filled in.
#[component]
pub fn Preview(plan: Memo<Option<ServicePlan>>) -> impl IntoView {
    let i18n = use_i18n();
    let told = fetch_once(move || plan.get().filter(|_| may("service_plans.preview")).map(PreviewPlan));
    let body = move || match (plan.with(Option::is_some), told.fault.get(), told.data.get()) {
        (false, ..) => view! { <p class="quiet">{t!(i18n, plans.preview_later)}</p> }.into_any(),
        (_, Some(fault), _) => view! { <p class="quiet">{move || i18n.fault(&fault)}</p> }.into_any(),
        (_, None, Some(told)) => shown(i18n, told),
        _ => view! { <ui::Skeleton label=t!(i18n, common.loading) rows=3 /> }.into_any(),
    };
    may("service_plans.preview").then(|| {
        view! {
            <section class="plan-preview" aria-labelledby="plan-preview-title" aria-live="polite">
                <h3 id="plan-preview-title">{t!(i18n, plans.preview)}</h3>
                {body}
            </section>
        }
    })
}

fn shown(i18n: I18n, told: PlanPreview) -> AnyView {
    if told.dates.is_empty() {
        return view! { <p class="quiet">{t!(i18n, plans.no_next)}</p> }.into_any();
    }
    let line = move |date: PlanDate| {
        let PlanDate { day, on, minute, opens_at, .. } = date;
        let moved = (on != day).then(|| {
            view! { <small class="quiet">{move || i18n.fill(key!(plans.moved), &[("day", &day_of(i18n, day))])}</small> }
        });
        view! {
            <li>
                <b>{move || planned_for(i18n, on, minute, None)}</b>
                <small class="quiet">{move || i18n.fill(key!(plans.opens), &[("time", &exact(opens_at))])}</small>
                {moved}
            </li>
        }
    };
    let more = told.more.then(|| view! { <p class="quiet small">{t!(i18n, plans.more)}</p> });
    let zone = (!told.zone.is_empty()).then(|| {
        let zone = told.zone.clone();
        view! { <p class="quiet small">{move || i18n.fill(key!(plans.zone), &[("zone", &zone)])}</p> }
    });
    view! { <ol class="plan-dates">{told.dates.into_iter().map(line).collect_view()}</ol>{more}{zone} }.into_any()
}
