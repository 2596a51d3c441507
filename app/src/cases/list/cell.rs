//! A cell that is changed in place: Enter or a click opens it, Esc leaves it, Tab goes on. What a rule refuses is
//! said in the cell.

use std::sync::Arc;

use leptos::html::{Button, Div};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use yingda_shared::cases::listing::CaseRow;
use yingda_shared::cases::operations::{AssignCase, CaseRef, EditCase};
use yingda_shared::cases::queries::GetCase;
use yingda_shared::catalog::Category;
use yingda_shared::catalog::priority::{Impact, Urgency};
use yingda_shared::contract::Operation;
use yingda_shared::fault::Fault;
use yingda_shared::identity::User;
use yingda_shared::kernel::instead::Instead;

use super::acting::Asked;
use super::columns::Column;
use super::state::{Cell, ListState};
use crate::api::call;
use crate::boot::{may, use_boot};
use crate::cases::acts::{Act, ActForm, colleague, impacts, offered, submit, urgencies};
use crate::cases::pane::OpenCase;
use crate::cases::picking::{Pick, RecordPicker};
use crate::data::fetch_once;
use crate::form::use_form;
use crate::i18n::use_i18n;
use crate::ui::{Icon, Select, Skeleton};
use crate::unloaded::Unloaded;
use crate::{key, t};

/// Whether this person may change cells of a column at all.
pub fn is_open_to(list: ListState, column: Column) -> bool {
    let right = match column.word {
        "assignee" => "cases.assign",
        "state" => "cases.start",
        _ => "cases.edit",
    };
    column.is_edited() && !list.desk.partner && may(right)
}

/// The cell as it reads, as a button; beside it what changes it, while it is open.
#[component]
pub fn EditableCell(
    row: Arc<CaseRow>,
    column: Column,
    list: ListState,
    /// Tab comes by here.
    reached: Signal<bool>,
    children: Children,
) -> impl IntoView {
    let i18n = use_i18n();
    let node = NodeRef::<Button>::new();
    let cell = Cell { number: row.number.clone(), rv: row.rv, column: column.word };
    let mine = StoredValue::new(cell.clone());
    // Somebody else's change draws the row anew; what one is about to choose stays open.
    let open = Memo::new(move |_| mine.with_value(|mine| is_open(list, mine)));
    // The row is drawn anew when it changes: the focus stays in the cell it was in.
    Effect::new(move |_| {
        let Some(back) = list.back.get() else { return };
        let mine = mine.get_value();
        let renewed = mine.is_at(&back) && mine.rv != back.rv;
        if renewed && let Some(button) = node.get() {
            list.back.set(None);
            // Unless the person went on meanwhile.
            let lost = document().active_element().is_none_or(|at| at.tag_name() == "BODY");
            if lost {
                let _ = button.focus();
            }
        }
    });
    let press = move |_| {
        list.cursor.set(mine.with_value(|mine| mine.number.clone()));
        list.back.set(None);
        list.editing.set(Some(mine.get_value()));
    };
    let words = move || i18n.fill(key!(cases.cell.change), &[("name", &i18n.say(column.name))]);
    view! {
        <button
            node_ref=node
            type="button"
            class="cell-edit"
            tabindex=move || if reached.get() { "0" } else { "-1" }
            aria-haspopup="dialog"
            aria-expanded=move || if open.get() { "true" } else { "false" }
            title=words
            on:click=press
        >
            {children()}
            <span class="vh">{words}</span>
            <Icon name="chevron-down" />
        </button>
        {move || open.get().then(|| view! { <Editor cell=mine.get_value() column list node /> })}
    }
}

fn is_open(list: ListState, cell: &Cell) -> bool {
    list.editing.with(|open| open.as_ref().is_some_and(|open| open.is_at(cell)))
}

/// Lies over the table at its cell.
#[component]
fn Editor(cell: Cell, column: Column, list: ListState, node: NodeRef<Button>) -> impl IntoView {
    let i18n = use_i18n();
    let at = NodeRef::<Div>::new();
    let asked = cell.number.clone();
    let data = fetch_once(move || Some(GetCase { id: asked.clone() }));
    let case = OpenCase::new(list.desk, data);
    let loaded = Memo::new(move |_| case.detail.with(Option::is_some));
    let mine = StoredValue::new(cell);
    Effect::new(move |_| {
        let (Some(editor), Some(button)) = (at.get(), node.get_untracked()) else { return };
        place(&editor, &button);
        let _ = editor.show_popover();
    });
    // What came later, such as the form, takes the focus and may need more room.
    Effect::new(move |_| {
        loaded.track();
        request_animation_frame(move || {
            if let (Some(editor), Some(button)) = (at.get_untracked(), node.get_untracked()) {
                place(&editor, &button);
                let first = editor.query_selector("input:not([type=hidden]), select, button").ok().flatten();
                if let Some(first) = first.and_then(|first| first.dyn_into::<web_sys::HtmlElement>().ok()) {
                    let _ = first.focus();
                }
            }
        });
    });
    let close = move |to_cell: bool| {
        if mine.with_value(|mine| untrack(|| is_open(list, mine))) {
            list.editing.set(None);
        }
        if to_cell && let Some(button) = node.get_untracked() {
            let _ = button.focus();
        }
    };
    let done = move || {
        list.back.set(Some(mine.get_value()));
        close(true);
        list.rows.refresh();
    };
    let toggled = move |_| {
        if let Some(editor) = at.try_get_untracked().flatten()
            && !editor.matches(":popover-open").unwrap_or(false)
        {
            close(false);
        }
    };
    // Tab leads out of it and on to the next cell.
    let left = move |event: leptos::ev::FocusEvent| {
        let to = event.related_target().and_then(|to| to.dyn_into::<web_sys::Node>().ok());
        if let (Some(editor), Some(to)) = (at.try_get_untracked().flatten(), to)
            && !editor.contains(Some(&to))
        {
            close(false);
        }
    };
    let keys = move |event: leptos::ev::KeyboardEvent| {
        let composing = event.is_composing() || event.key_code() == 229;
        if event.key() == "Escape" && !composing && !event.default_prevented() {
            event.prevent_default();
            close(true);
        }
        // The table's own keys are for the table.
        event.stop_propagation();
    };
    let form = move || match column.word {
        "priority" => {
            view! { <Priority case done=Callback::new(move |()| done()) leave=Callback::new(move |()| close(true)) /> }
                .into_any()
        }
        "state" => view! { <States case list leave=Callback::new(move |()| close(true)) /> }.into_any(),
        "assignee" => view! { <Assignee case done=Callback::new(move |()| done()) /> }.into_any(),
        _ => view! { <OfCategory case done=Callback::new(move |()| done()) /> }.into_any(),
    };
    let failed = Memo::new(move |_| data.fault.get().filter(|_| !loaded.get()));
    view! {
        <div
            node_ref=at
            class="cell-editor"
            popover="auto"
            role="dialog"
            aria-label=i18n.t(column.name)
            on:click=move |event| event.stop_propagation()
            on:toggle=toggled
            on:focusout=left
            on:keydown=keys
        >
            {move || match (loaded.get(), failed.get()) {
                (true, _) => form(),
                (_, Some(fault)) => view! { <Unloaded fault=Signal::stored(Some(fault)) again=Callback::new(move |()| data.refresh()) /> }.into_any(),
                _ => view! { <Skeleton label=t!(i18n, common.loading) rows=1 height="40px" /> }.into_any(),
            }}
        </div>
    }
}

/// Below the cell, or above it where there is no room; inside the window.
fn place(editor: &web_sys::HtmlElement, button: &web_sys::HtmlElement) {
    let (from, size) = (button.get_bounding_client_rect(), editor.get_bounding_client_rect());
    let window = window();
    let inner = |side: Result<wasm_bindgen::JsValue, wasm_bindgen::JsValue>| {
        side.ok().and_then(|side| side.as_f64()).unwrap_or(0.0)
    };
    let (wide, tall) = (inner(window.inner_width()), inner(window.inner_height()));
    let left = from.left().min(wide - size.width() - 8.0).max(8.0);
    let below = from.bottom() + 4.0;
    let top = if below + size.height() > tall - 8.0 { (from.top() - size.height() - 4.0).max(8.0) } else { below };
    let style = editor.style();
    let _ = style.set_property("left", &format!("{left}px"));
    let _ = style.set_property("top", &format!("{top}px"));
}

/// Sends what was picked; a refusal stays where it was asked for.
fn send<O: Operation<Output = CaseRef>>(
    op: O,
    fault: RwSignal<Option<Fault>>,
    busy: RwSignal<bool>,
    done: Callback<()>,
) {
    if busy.get_untracked() {
        return;
    }
    busy.set(true);
    leptos::task::spawn_local(async move {
        let answer = call(op).await;
        busy.try_set(false);
        match answer {
            Ok(_) => drop(done.try_run(())),
            Err(refused) => drop(fault.try_set(Some(refused))),
        }
    });
}

/// The reason under the field.
fn said(fault: RwSignal<Option<Fault>>) -> Signal<Option<String>> {
    let i18n = use_i18n();
    Signal::derive(move || {
        let fault = fault.get()?;
        match fault.fields().first() {
            Some(field) => Some(i18n.field_fault(field)),
            None => Some(i18n.fault(&fault)),
        }
    })
}

#[component]
fn Assignee(case: OpenCase, done: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let (fault, busy) = (RwSignal::new(None), RwSignal::new(false));
    let now = case.with(|detail| (detail.case.rv, detail.case.team_id, detail.case.assignee_id)).unwrap_or_default();
    let (base, team_id, assignee) = now;
    let first = assignee.map(|id| id.to_string()).unwrap_or_default();
    let pick = Pick::new(first.clone(), case.name(assignee.map(|id| id.0)));
    Effect::new(move |_| {
        let id = pick.id.get();
        if let Some(user) = id.parse().ok().filter(|_| id != first) {
            fault.set(None);
            let op =
                AssignCase { id: case.id(), base: Some(base), team_id, assignee_id: Some(user), note: String::new() };
            send(op, fault, busy, done);
        }
    });
    view! { <RecordPicker<User> name="cell_assignee" label=t!(i18n, fields.assignee_id) pick offer=colleague error=said(fault) /> }
}

#[component]
fn OfCategory(case: OpenCase, done: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let (fault, busy) = (RwSignal::new(None), RwSignal::new(false));
    let Some(seen) = case.with(|detail| detail.case.clone()) else { return ().into_any() };
    let first = seen.category_id.map(|id| id.to_string()).unwrap_or_default();
    let pick = Pick::new(first.clone(), case.name(seen.category_id.map(|id| id.0)));
    Effect::new(move |_| {
        let id = pick.id.get();
        if id == first || (id.is_empty() && pick.text.with(|text| !text.trim().is_empty())) {
            return;
        }
        fault.set(None);
        let op = EditCase { category_id: Some(Instead::of(id.parse().ok())), ..EditCase::untouched(seen.id, seen.rv) };
        send(op, fault, busy, done);
    });
    view! { <RecordPicker<Category> name="cell_category" label=t!(i18n, fields.category_id) pick offer=|row| row.active.then(String::new) error=said(fault) /> }
        .into_any()
}

/// Impact and urgency, from which the priority follows.
#[component]
fn Priority(case: OpenCase, done: Callback<()>, leave: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let form = use_form::<EditCase>();
    let Some(seen) = case.with(|detail| detail.case.clone()) else { return ().into_any() };
    let impact = RwSignal::new(seen.impact.map_or("", Impact::as_str).to_string());
    let urgency = RwSignal::new(seen.urgency.map_or("", Urgency::as_str).to_string());
    let send = move |()| {
        let op = EditCase {
            impact: Impact::parse(&impact.get_untracked()).filter(|now| Some(*now) != seen.impact),
            urgency: Urgency::parse(&urgency.get_untracked()).filter(|now| Some(*now) != seen.urgency),
            ..EditCase::untouched(seen.id, seen.rv)
        };
        submit(form, op, move |answer| {
            if answer.is_ok() {
                done.try_run(());
            }
        });
    };
    let verb = Signal::derive(move || i18n.say(key!(common.save)));
    view! {
        <ActForm form verb on_submit=send on_cancel=leave>
            <Select name="cell_impact" label=t!(i18n, fields.impact) choices=Signal::derive(move || impacts(i18n)) value=impact />
            <Select name="cell_urgency" label=t!(i18n, fields.urgency) choices=Signal::derive(move || urgencies(i18n)) value=urgency />
        </ActForm>
    }
    .into_any()
}

/// The steps that are open to this person now.
#[component]
fn States(case: OpenCase, list: ListState, leave: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let me = use_boot().with_value(|boot| boot.me.user_id);
    let acts = case.with(|detail| offered(detail, None, me, false)).unwrap_or_default();
    let number = case.with(|detail| detail.case.number.clone()).unwrap_or_default();
    let steps: Vec<Act> = acts.into_iter().filter(|act| act.changes_state()).collect();
    if steps.is_empty() {
        return view! { <p class="quiet">{t!(i18n, cases.cell.no_step)}</p> }.into_any();
    }
    let button = move |act: Act| {
        let number = number.clone();
        let press = move |_| {
            leave.run(());
            list.acting.set(Some(Asked { number: number.clone(), act }));
        };
        view! { <button type="button" class="menu-item" on:click=press><Icon name=act.icon() /><span class="menu-text">{move || act.verb(i18n, false)}</span></button> }
    };
    steps.into_iter().map(button).collect_view().into_any()
}
