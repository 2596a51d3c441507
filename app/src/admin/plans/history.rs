//! What became of the dates of a plan, newest first.

use leptos::prelude::*;
use yingda_shared::contracts::plans::{Occurrence, Outcome, PlanHistory};
use yingda_shared::kernel::id::ServicePlanId;

use crate::boot::may;
use crate::contracts::day_of;
use crate::data::fetch;
use crate::format::exact;
use crate::i18n::{I18n, use_i18n};
use crate::unloaded::Unloaded;
use crate::{key, t, ui};

#[component]
pub fn History(id: ServicePlanId) -> impl IntoView {
    let i18n = use_i18n();
    // Back page by page: what is newest comes first again by itself.
    let before = RwSignal::new(None::<i64>);
    let told = fetch(move || may("service_plans.history").then_some(PlanHistory { id, before: before.get() }));
    let body = move || match (told.data.get(), told.fault.get()) {
        (Some(told), _) if told.rows.is_empty() => {
            view! { <p class="quiet">{t!(i18n, plans.history_none)}</p> }.into_any()
        }
        (Some(told), fault) => {
            let wrong = fault.map(|fault| {
                view! { <ui::Banner tone=ui::Tone::Danger card=true text=move || i18n.fault(&fault) /> }
            });
            let last = told.rows.last().map(|row| row.pos).filter(|_| told.more);
            let older = last.map(|pos| {
                view! { <ui::Button label=t!(i18n, contracts.older) on_press=move || before.set(Some(pos)) /> }
            });
            let newest = before.get_untracked().map(|_| {
                view! { <ui::Button label=t!(i18n, plans.newest) kind=ui::Kind::Plain on_press=move || before.set(None) /> }
            });
            view! {
                <ol class="ledger">{told.rows.into_iter().map(|row| line(i18n, row)).collect_view()}</ol>
                {wrong}
                <p>{newest}{older}</p>
            }
            .into_any()
        }
        (None, Some(fault)) => {
            let again = Callback::new(move |()| told.refresh());
            view! { <Unloaded fault=Signal::stored(Some(fault)) again /> }.into_any()
        }
        (None, None) => view! { <ui::Skeleton label=t!(i18n, common.loading) rows=2 /> }.into_any(),
    };
    may("service_plans.history").then(|| {
        view! { <ui::SectionCard id="plan-history" title=t!(i18n, plans.history)>{body}</ui::SectionCard> }
    })
}

fn line(i18n: I18n, row: Occurrence) -> impl IntoView {
    let Occurrence { noted_at, day, on, outcome, why, case, task, cause, .. } = row;
    let what = move || match (on.or(day), cause.as_str()) {
        (Some(day), _) => day_of(i18n, day),
        (None, "") => i18n.word("words.occasion", "analysis"),
        (None, number) => i18n.fill(key!(plans.of_fault), &[("number", number)]),
    };
    let tone = match outcome {
        Outcome::Opened => ui::Tone::Ok,
        Outcome::Skipped => ui::Tone::Warn,
        Outcome::Waiting => ui::Tone::Info,
    };
    let case =
        case.map(|case| view! { <a class="mono" href=format!("/cases/{}", case.number)>{case.number.clone()}</a> });
    let task = task.map(|task| view! { <a href=format!("/tasks?whose=all&task={}", task.id)>{task.title}</a> });
    let why =
        why.map(|why| view! { <span class="ledger-note">{move || i18n.word("words.plan_skip", why.as_str())}</span> });
    view! {
        <li class="ledger-line">
            <ui::Time ms=noted_at text=exact(noted_at) class="ledger-at" />
            <span class="ledger-what"><b>{what}</b>{case}{task}{why}</span>
            <span class="ledger-amount"><ui::Chip text=move || i18n.word("words.plan_outcome", outcome.as_str()) tone /></span>
        </li>
    }
}
