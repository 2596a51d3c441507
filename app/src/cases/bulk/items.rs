//! What became of each case: those that did not come out as asked first, the rest when asked for.

use leptos::prelude::*;
use yingda_shared::jobs::{ItemOutcome, JobItem, ListJobItems};
use yingda_shared::kernel::limits::PAGE_MAX;

use super::notice::said;
use super::sending::again;
use super::watching::Watch;
use crate::data::fetch;
use crate::i18n::{I18n, use_i18n};
use crate::ui::{Button, Choice, EmptyState, Icon, Segmented, Sheet, Tone, use_toasts};
use crate::unloaded::Unloaded;
use crate::{key, t};

#[component]
pub fn ItemsSheet(watch: Watch) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <Sheet id="job" title=t!(i18n, cases.bulk.job) close_label=t!(i18n, common.close) open=watch.sheet>
            <Items watch />
        </Sheet>
    }
}

const TROUBLE: &str = "trouble";

#[component]
fn Items(watch: Watch) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let which = RwSignal::new(String::from(
        if watch.job.data.with_untracked(|job| job.as_ref().is_some_and(|job| job.refused > 0)) {
            TROUBLE
        } else {
            "all"
        },
    ));
    let trouble = Memo::new(move |_| which.with(|which| which == TROUBLE));
    let page = fetch(move || {
        let (id, trouble) = (watch.id.get()?, trouble.get());
        Some(ListJobItems { id, trouble, cursor: None, limit: Some(PAGE_MAX) })
    });
    // Asked again as it goes on.
    let done = Memo::new(move |_| watch.job.data.with(|job| job.as_ref().map(|job| (job.done, job.state))));
    Effect::new(move |before: Option<_>| {
        let now = done.get();
        if before.is_some_and(|before| before != now) {
            page.refresh();
        }
        now
    });
    let words = move || watch.job.data.with(|job| job.as_ref().map(|job| said(i18n, job, 0)).unwrap_or_default());
    let choices = Signal::derive(move || {
        let n = watch.job.data.with(|job| job.as_ref().map_or(0, |job| job.refused)).to_string();
        let all = watch.job.data.with(|job| job.as_ref().map_or(0, |job| job.total)).to_string();
        vec![
            Choice::new("all", i18n.fill(key!(cases.bulk.all_items), &[("n", &all)])),
            Choice::new(TROUBLE, i18n.fill(key!(cases.bulk.trouble), &[("n", &n)])),
        ]
    });
    let retry = move || {
        let cases: Vec<_> = page.data.with(|page| {
            let rows = page.iter().flat_map(|page| &page.rows);
            let worth = rows.filter(|item| item.outcome.is_some_and(ItemOutcome::is_worth_another_try));
            worth.filter_map(|item| item.about.parse().ok()).collect()
        });
        let ended =
            watch.job.data.with(|job| job.as_ref().is_some_and(|job| !job.state.is_open() && job.undoes.is_none()));
        let may = ended && !cases.is_empty() && watch.asked.with(Option::is_some);
        may.then(|| {
            let label = i18n.fill(key!(cases.bulk.again), &[("n", &cases.len().to_string())]);
            view! { <Button label icon="rotate" on_press=move |()| again(watch, toasts, i18n, cases.clone()) /> }
        })
    };
    let rows = move || match (page.data.get(), page.fault.with(Option::is_some)) {
        (None, true) => {
            view! { <Unloaded fault=page.fault again=Callback::new(move |()| page.refresh()) /> }.into_any()
        }
        (None, false) => ().into_any(),
        (Some(page), _) if page.rows.is_empty() => {
            view! { <EmptyState icon="check-circle" title=t!(i18n, cases.bulk.no_trouble) /> }.into_any()
        }
        (Some(page), _) => {
            let more =
                page.next.is_some().then(|| view! { <p class="faint small">{t!(i18n, cases.bulk.first_rows)}</p> });
            view! { <ul class="job-items">{page.rows.into_iter().map(|item| line(i18n, item)).collect_view()}</ul>{more} }.into_any()
        }
    };
    view! {
        <div class="stack">
            <p role="status">{words}</p>
            <div class="row spread">
                <Segmented name="job-which" label=t!(i18n, cases.bulk.details) choices value=which />
                {retry}
            </div>
            {rows}
        </div>
    }
}

fn line(i18n: I18n, item: JobItem) -> impl IntoView {
    let (icon, tone) = match item.outcome {
        None => ("clock", Tone::Neutral),
        Some(ItemOutcome::Ok) => ("check", Tone::Ok),
        Some(ItemOutcome::Failed) => ("alert", Tone::Danger),
        Some(ItemOutcome::Conflict) => ("sync", Tone::Warn),
        Some(_) => ("ban", Tone::Warn),
    };
    let outcome = item.outcome;
    let JobItem { label, fault, .. } = item;
    let why = move || match (&fault, outcome) {
        (Some(fault), _) => {
            let field = fault.fields().first().map(|field| i18n.field_fault(field));
            field.unwrap_or_else(|| i18n.fault(fault))
        }
        (None, Some(_)) => i18n.say(key!(cases.bulk.item_done)),
        (None, None) => i18n.say(key!(cases.bulk.item_waits)),
    };
    let (number, subject) = match label.split_once(' ') {
        Some((number, subject)) => (number.to_string(), subject.to_string()),
        None => (label, String::new()),
    };
    let href = format!("/cases/{number}");
    let name = match number.is_empty() {
        true => view! { <span>{t!(i18n, cases.bulk.unseen)}</span> }.into_any(),
        false => view! { <a href=href><span class="mono">{number}</span>" "<span>{subject}</span></a> }.into_any(),
    };
    view! { <li class="job-item" data-tone=tone.name()><Icon name=icon /><span class="job-item-name">{name}</span><small>{why}</small></li> }
}
