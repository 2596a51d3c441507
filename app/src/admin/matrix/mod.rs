//! The priority matrix: how impact and urgency weigh, and what each weight promises.

mod cell;

use leptos::prelude::*;
use yingda_shared::catalog::priority::{GetMatrix, Impact, PriorityMatrix, SaveMatrix, Urgency};
use yingda_shared::contract::Operation;
use yingda_shared::fault::Fault;

use cell::{CellEdit, MatrixCell};

use crate::api::call;
use crate::boot::may;
use crate::data::{Fetch, fetch_once};
use crate::i18n::use_i18n;
use crate::ui::{Tone, use_toasts};
use crate::unloaded::Unloaded;
use crate::{key, t, ui};

/// `/admin/matrix`
#[component]
pub fn MatrixPage() -> impl IntoView {
    let i18n = use_i18n();
    let matrix = fetch_once(|| Some(GetMatrix {}));
    // The first answer only: what the live channel brings later must not undo typing.
    let shown = RwSignal::new(None::<PriorityMatrix>);
    Effect::new(move |_| {
        let latest = matrix.data.get();
        if shown.with_untracked(Option::is_none) {
            shown.set(latest);
        }
    });
    let failed = Memo::new(move |_| matrix.fault.with(Option::is_some));
    let body = move || match (shown.get(), shown.with(Option::is_none) && failed.get()) {
        (Some(now), _) => view! { <MatrixForm now latest=matrix /> }.into_any(),
        (None, true) => {
            view! { <Unloaded fault=matrix.fault again=Callback::new(move |()| matrix.refresh()) /> }.into_any()
        }
        _ => view! { <ui::Skeleton label=t!(i18n, common.loading) rows=3 height="96px" /> }.into_any(),
    };
    view! {
        <leptos_meta::Title text=t!(i18n, admin.matrix.title) />
        <ui::PageHeader title=t!(i18n, admin.matrix.title) lead=MaybeProp::derive(move || Some(i18n.say(key!(admin.matrix.lead)))) />
        {body}
    }
}

#[component]
fn MatrixForm(now: PriorityMatrix, latest: Fetch<GetMatrix>) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let fixed = !may("matrix.save");
    let cells: Vec<Vec<CellEdit>> = now.cells.iter().map(|row| row.iter().map(CellEdit::of).collect()).collect();
    let rv = RwSignal::new(now.rv);
    let cells = StoredValue::new(cells);
    let read = move || PriorityMatrix {
        rv: rv.get(),
        cells: cells.with_value(|rows| rows.iter().map(|row| row.iter().map(|cell| cell.read()).collect()).collect()),
    };
    let before = RwSignal::new(now);
    let changed = move || {
        let mine = read();
        let old = before.get();
        mine.cells.iter().flatten().zip(old.cells.iter().flatten()).filter(|(mine, old)| mine != old).count()
    };
    let said = move || match changed() {
        0 => i18n.say(key!(admin.nothing_changed)),
        n => i18n.fill(key!(admin.matrix.changed), &[("n", &n.to_string())]),
    };
    let (busy, fault) = (RwSignal::new(false), RwSignal::new(None::<Fault>));
    let save = move || {
        let matrix = untrack(read);
        let op = SaveMatrix(matrix.clone());
        let fields = op.check();
        if !fields.is_empty() {
            return fault.set(Some(Fault::Invalid { fields }));
        }
        busy.set(true);
        leptos::task::spawn_local(async move {
            match call(op).await {
                Ok(saved) => {
                    toasts.show(Tone::Ok, i18n.say(key!(common.saved)));
                    fault.try_set(None);
                    rv.try_set(saved.rv);
                    before.try_set(PriorityMatrix { rv: saved.rv, ..matrix });
                }
                Err(wrong) => {
                    latest.refresh();
                    fault.try_set(Some(wrong));
                }
            }
            busy.try_set(false);
        });
    };
    let keep = move |version: i64| {
        rv.set(version);
        save();
    };
    let take = move || {
        if let Some(theirs) = latest.data.get_untracked() {
            cells.with_value(|rows| {
                rows.iter().flatten().zip(theirs.cells.iter().flatten()).for_each(|(edit, cell)| edit.set(cell))
            });
            rv.set(theirs.rv);
            before.set(theirs);
            fault.set(None);
        }
    };
    let conflict = move || match fault.get() {
        Some(Fault::Conflict { version, .. }) => Some(view! {
            <section class="conflict" role="alert">
                <h3><ui::Icon name="swap" />{t!(i18n, admin.conflict_title)}</h3>
                <ul class="conflict-list">{move || latest.data.get().map(|theirs| cell::differences(i18n, &read(), &theirs))}</ul>
                <div class="row">
                    <ui::Button label=t!(i18n, admin.keep_mine) kind=ui::Kind::Primary on_press=move || keep(version) />
                    <ui::Button label=t!(i18n, admin.take_theirs) on_press=take />
                </div>
            </section>
        }),
        _ => None,
    };
    let errors = Signal::derive(move || match fault.get() {
        None | Some(Fault::Conflict { .. }) => Vec::new(),
        Some(fault) => i18n.summary(&fault, |field| {
            (
                cell::control(&field.pointer),
                format!("{} {}", cell::place(i18n, &field.pointer), i18n.field_fault(field)),
            )
        }),
    });
    let head = move |urgency: &Urgency| {
        let urgency = *urgency;
        view! { <th scope="col">{move || i18n.word("words.urgency", urgency.as_str())}</th> }
    };
    let row = move |(i, impact): (usize, &Impact)| {
        let impact = *impact;
        let one = |(j, edit): (usize, CellEdit)| view! { <td><MatrixCell edit at=(i, j) fixed /></td> };
        let edits = cells.with_value(|rows| rows[i].clone());
        view! { <tr><th scope="row">{move || i18n.word("words.impact", impact.as_str())}</th>{edits.into_iter().enumerate().map(one).collect_view()}</tr> }
    };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        save();
    };
    view! {
        <form on:submit=submit novalidate>
            <ui::ErrorSummary title=t!(i18n, common.fix_these) errors />
            {conflict}
            <ui::TableScroll label=t!(i18n, admin.matrix.title)>
                <table class="matrix-grid">
                    <thead><tr><th scope="col"><span class="small faint">{t!(i18n, admin.matrix.corner)}</span></th>{Urgency::ALL.iter().map(head).collect_view()}</tr></thead>
                    <tbody>{Impact::ALL.iter().enumerate().map(row).collect_view()}</tbody>
                </table>
            </ui::TableScroll>
            {(!fixed).then(|| view! {
                <div class="save-bar">
                    <span role="status">{said}</span>
                    <ui::Button label=t!(i18n, common.save) kind=ui::Kind::Primary submit=true busy />
                </div>
            })}
        </form>
    }
}
