//! While rows come in, and after: how many came to what, which were left out, and the way back.

use leptos::prelude::*;
use yingda_shared::contract::Operation;
use yingda_shared::fault::Fault;
use yingda_shared::imports::*;

use super::faults::{FaultTable, Figures};
use crate::api::call;
use crate::boot::may;
use crate::data::fetch_once;
use crate::i18n::use_i18n;
use crate::{key, t, ui};

/// Runs an operation on the import and shows what became of it.
fn act<O>(op: O, busy: RwSignal<bool>, fault: RwSignal<Option<Fault>>, changed: Callback<Import>)
where
    O: Operation<Output = Import>,
{
    if busy.get_untracked() {
        return;
    }
    busy.set(true);
    leptos::task::spawn_local(async move {
        match call(op).await {
            Ok(import) => drop(changed.try_run(import)),
            Err(wrong) => drop(fault.try_set(Some(wrong))),
        }
        busy.try_set(false);
    });
}

#[component]
fn Wrong(fault: RwSignal<Option<Fault>>) -> impl IntoView {
    let i18n = use_i18n();
    move || {
        fault
            .get()
            .map(|fault| view! { <ui::Banner card=true tone=ui::Tone::Danger text=move || i18n.fault(&fault) /> })
    }
}

#[component]
pub fn Progress(now: Signal<Option<Import>>, changed: Callback<Import>) -> impl IntoView {
    let i18n = use_i18n();
    let (busy, fault) = (RwSignal::new(false), RwSignal::new(None::<Fault>));
    let facts = move || {
        let import = now.get()?;
        let undoing = import.state == ImportState::Undoing;
        let done = if undoing { import.counts.undone + import.counts.kept } else { import.counts.rows };
        let total = if undoing { import.counts.written() } else { import.total.unwrap_or_default() };
        Some((done, total, undoing))
    };
    let said = move || {
        let (done, total, undoing) = facts().unwrap_or_default();
        let values = [("done", done.to_string()), ("total", total.to_string())];
        let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
        i18n.fill(if undoing { key!(import.undoing) } else { key!(import.running) }, &values)
    };
    let stop = move || {
        if let Some(import) = now.get_untracked() {
            act(CancelImport { id: import.id }, busy, fault, changed);
        }
    };
    let figures = move || now.get().map(|import| view! { <Figures counts=import.counts /> });
    let may_stop = Memo::new(move |_| facts().is_some_and(|(_, _, undoing)| !undoing) && may("imports.cancel"));
    view! {
        <section class="card import-progress" aria-labelledby="progress-title"><div class="card-body stack">
            <h2 id="progress-title" role="status">{said}</h2>
            <progress max=move || facts().map_or(1, |(_, total, _)| total.max(1)).to_string() value=move || facts().map_or(0, |(done, ..)| done).to_string() aria-labelledby="progress-title" />
            <p class="quiet small">{t!(i18n, import.may_leave)}</p>
            {figures}
            <Wrong fault />
            {move || may_stop.get().then(|| view! { <div class="form-actions"><ui::Button label=t!(i18n, import.stop) busy on_press=stop /></div> })}
        </div></section>
    }
}

#[component]
pub fn Ended(now: Signal<Option<Import>>, changed: Callback<Import>) -> impl IntoView {
    let i18n = use_i18n();
    let (busy, fault, asking) = (RwSignal::new(false), RwSignal::new(None::<Fault>), RwSignal::new(false));
    let Some(import) = now.get_untracked() else { return ().into_any() };
    let (id, state, counts) = (import.id, import.state, import.counts);
    let undoable = state.may_undo() && counts.written() > 0 && may("imports.undo");
    let outcome = if state == ImportState::Undone { Outcome::Kept } else { Outcome::Refused };
    let left = if outcome == Outcome::Kept { counts.kept } else { counts.refused };
    let rows = fetch_once(move || (left > 0).then_some(ImportRows { id, outcome, after: None }));
    let undo = move || {
        asking.set(false);
        act(UndoImport { id, reason: untrack(|| i18n.say(key!(import.undo_reason))) }, busy, fault, changed);
    };
    let trouble = import.trouble.clone().map(|trouble| {
        let mut fault = yingda_shared::fault::FieldFault::new("", &trouble.code);
        fault.params = trouble.params;
        view! { <ui::Banner card=true tone=ui::Tone::Danger text=move || i18n.field_fault(&fault) /> }
    });
    let report = move || format!("/api/v1/imports/{id}/report?language={}", i18n.lang().as_str());
    let table = move || {
        rows.data.get().map(|page| {
            let more = page.more.then(|| view! { <p class="quiet small">{t!(i18n, import.more_in_file)}</p> });
            view! { <FaultTable rows=page.rows />{more} }
        })
    };
    let title = if outcome == Outcome::Kept { key!(import.kept_title) } else { key!(import.refused_title) };
    view! {
        <div class="stack import-result">
            {trouble}
            <Figures counts />
            {(left > 0).then(|| view! {
                <section aria-labelledby="left-title">
                    <div class="row spread"><h2 id="left-title">{i18n.t(title)}</h2>
                        {(outcome == Outcome::Refused).then(|| view! { <a class="btn btn-quiet btn-sm" href=report download=""><ui::Icon name="download" /><span>{t!(i18n, import.report)}</span></a> })}
                    </div>
                    {(outcome == Outcome::Refused).then(|| view! { <p class="quiet small">{t!(i18n, import.report_help)}</p> })}
                    {table}
                </section>
            })}
            <Wrong fault />
            <div class="form-actions">
                <ui::LinkButton label=t!(i18n, import.another) href="/admin/import" kind=ui::Kind::Primary />
                {undoable.then(|| view! { <ui::Button label=t!(i18n, import.undo) icon="rotate" busy on_press=move || asking.set(true) /> })}
            </div>
            <ui::Dialog id="undo-import" title=t!(i18n, import.undo_title) close_label=t!(i18n, common.close) open=asking>
                <p>{move || i18n.fill(key!(import.undo_text), &[("n", &counts.written().to_string())])}</p>
                <div class="dialog-foot">
                    <ui::Button label=t!(i18n, common.cancel) on_press=move || asking.set(false) />
                    <ui::Button kind=ui::Kind::Danger label=t!(i18n, import.undo) on_press=undo />
                </div>
            </ui::Dialog>
        </div>
    }
    .into_any()
}
