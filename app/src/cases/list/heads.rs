//! The headings of the table: they sort, change places and widths. The dialog of the columns does the same.

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use yingda_shared::views::address::COLUMN_WIDTHS;

use super::columns::{Column, Shown, bounded, written};
use super::state::ListState;
use crate::i18n::use_i18n;
use crate::key;
use crate::ui::Icon;

/// By so much a key widens.
const STEP: i32 = 16;

#[derive(Clone, Copy)]
struct Arranging {
    list: ListState,
    columns: Memo<Vec<Shown>>,
    drawn: RwSignal<Option<(&'static str, u16)>>,
    /// The heading that is being dragged.
    dragged: RwSignal<Option<&'static str>>,
    /// Where the pointer went down on a grip, and how wide the column was.
    grip: StoredValue<Option<(i32, i32)>>,
}

impl Arranging {
    fn place(self, word: &str) -> Option<usize> {
        self.columns.with_untracked(|columns| columns.iter().position(|shown| shown.column.word == word))
    }

    fn keep(self, columns: &[Shown], word: &'static str, parts: &'static [&'static str]) {
        self.list.arrange(&written(columns));
        // The headings are drawn anew.
        request_animation_frame(move || {
            let find = |part: &&str| document().query_selector(&format!("#head-{word} {part}")).ok().flatten();
            let control = parts.iter().find_map(find);
            if let Some(control) = control.and_then(|control| control.dyn_into::<web_sys::HtmlElement>().ok()) {
                let _ = control.focus();
            }
        });
    }

    fn put(self, word: &'static str, to: usize) {
        let Some(at) = self.place(word) else { return };
        let mut columns = self.columns.get_untracked();
        if at != to && to < columns.len() {
            let shown = columns.remove(at);
            columns.insert(to, shown);
            self.keep(&columns, word, &["button", ".vhead-grip"]);
        }
    }

    fn shift(self, word: &'static str, right: bool) {
        if let Some(at) = self.place(word) {
            self.put(word, if right { at + 1 } else { at.wrapping_sub(1) });
        }
    }

    fn widen(self, word: &'static str, by: i32) {
        let mut columns = self.columns.get_untracked();
        if let Some(shown) = columns.iter_mut().find(|shown| shown.column.word == word) {
            shown.widen(by);
            self.keep(&columns, word, &[".vhead-grip"]);
        }
    }

    fn draw(self, event: &ev::PointerEvent, word: &'static str) {
        let Some((from, width)) = self.grip.get_value() else { return };
        self.drawn.set(Some((word, bounded(width + event.client_x() - from))));
    }

    fn drop_grip(self, word: &'static str) {
        self.grip.set_value(None);
        let Some((_, width)) = self.drawn.get_untracked() else { return };
        let mut columns = self.columns.get_untracked();
        columns.iter_mut().filter(|shown| shown.column.word == word).for_each(|shown| shown.width = Some(width));
        self.keep(&columns, word, &[".vhead-grip"]);
        self.drawn.set(None);
    }
}

/// One heading a column.
#[component]
pub fn Heads(
    list: ListState,
    columns: Memo<Vec<Shown>>,
    drawn: RwSignal<Option<(&'static str, u16)>>,
) -> impl IntoView {
    let (dragged, grip) = (RwSignal::new(None), StoredValue::new(None));
    let arranging = Arranging { list, columns, drawn, dragged, grip };
    view! {
        <div class="vhead" role="row" aria-rowindex="1">
            {move || columns.get().into_iter().map(|shown| view! { <Head arranging column=shown.column width=shown.width /> }).collect_view()}
        </div>
    }
}

#[component]
fn Head(arranging: Arranging, column: Column, width: Option<u16>) -> impl IntoView {
    let i18n = use_i18n();
    let Arranging { list, dragged, grip, .. } = arranging;
    let word = column.word;
    let sorted = move || list.view.with(|view| view.sort().trim_start_matches('-') == column.sort.unwrap_or("-"));
    let down = move || list.view.with(|view| view.sort().starts_with('-'));
    let aria = move || sorted().then(|| if down() { "descending" } else { "ascending" });
    let press = move |_| {
        let sort = column.sort.unwrap_or_default();
        let next = if sorted() && !down() { format!("-{sort}") } else { sort.to_string() };
        list.change("sort", &next, false);
    };
    let name = i18n.t(column.name);
    let inner = match column.sort {
        Some(_) => {
            view! { <button type="button" class="th-sort" on:click=press>{name}<Icon name="arrow-up" /></button> }
                .into_any()
        }
        None => view! { <span>{name}</span> }.into_any(),
    };
    let start = move |event: ev::DragEvent| {
        dragged.set(Some(word));
        // Some browsers drag nothing that carries nothing.
        if let Some(data) = event.data_transfer() {
            let _ = data.set_data("text/plain", word);
        }
    };
    let over = move |event: ev::DragEvent| {
        if dragged.with_untracked(Option::is_some) {
            event.prevent_default();
        }
    };
    let drop = move |event: ev::DragEvent| {
        event.prevent_default();
        if let (Some(moved), Some(to)) = (dragged.get_untracked(), arranging.place(word)) {
            arranging.put(moved, to);
        }
        dragged.set(None);
    };
    let keys = move |event: ev::KeyboardEvent| {
        let step = match event.key().as_str() {
            "ArrowLeft" => false,
            "ArrowRight" => true,
            _ => return,
        };
        let on_grip = event
            .target()
            .and_then(|at| at.dyn_into::<web_sys::Element>().ok())
            .is_some_and(|at| at.class_list().contains("vhead-grip"));
        match (event.alt_key(), on_grip) {
            (true, _) => arranging.shift(word, step),
            (false, true) => arranging.widen(word, if step { STEP } else { -STEP }),
            _ => return,
        }
        event.prevent_default();
    };
    let hold = move |event: ev::PointerEvent| {
        event.prevent_default();
        let Some(at) = event.target().and_then(|at| at.dyn_into::<web_sys::HtmlElement>().ok()) else { return };
        let now = at.parent_element().and_then(|cell| cell.dyn_into::<web_sys::HtmlElement>().ok());
        grip.set_value(now.map(|cell| (event.client_x(), cell.offset_width())));
        let _ = at.set_pointer_capture(event.pointer_id());
    };
    let label = move || i18n.fill(key!(cases.columns.width), &[("name", &i18n.say(column.name))]);
    view! {
        <span
            class="vcell vhead-cell"
            id=format!("head-{word}")
            role="columnheader"
            aria-sort=aria
            data-over=move || (dragged.with(|moved| moved.is_some_and(|moved| moved != word))).then_some("")
            on:dragover=over
            on:drop=drop
            on:keydown=keys
        >
            <span class="vhead-name" draggable="true" title=move || i18n.say(key!(cases.columns.drag)) on:dragstart=start on:dragend=move |_| dragged.set(None)>{inner}</span>
            <span
                class="vhead-grip"
                role="separator"
                aria-orientation="vertical"
                tabindex="0"
                aria-label=label
                aria-valuemin=*COLUMN_WIDTHS.start()
                aria-valuemax=*COLUMN_WIDTHS.end()
                aria-valuenow=width.unwrap_or(column.least())
                on:pointerdown=hold
                on:pointermove=move |event| arranging.draw(&event, word)
                on:pointerup=move |_| arranging.drop_grip(word)
                on:pointercancel=move |_| arranging.drop_grip(word)
            ></span>
        </span>
    }
}
