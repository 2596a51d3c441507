//! One case as a card: a link, and the menu that moves it.

use std::sync::Arc;

use leptos::ev;
use leptos::html::A;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use yingda_shared::cases::listing::CaseRow;

use super::BoardState;
use super::moves::Place;
use crate::cases::list::row::{customer, owed, unsent, waits, who};
use crate::cases::signs::{LevelMark, PriorityMark, Promise, Status};
use crate::i18n::use_i18n;
use crate::key;
use crate::ui::{Menu, MenuItem};

fn html(selector: &str) -> Option<web_sys::HtmlElement> {
    document().query_selector(selector).ok().flatten()?.dyn_into().ok()
}

/// Arrows go from card to card; with Alt they take the card along to the next column; M opens its menu.
#[component]
pub fn Card(board: BoardState, row: Arc<CaseRow>, place: Place, at: Signal<usize>) -> impl IntoView {
    let i18n = use_i18n();
    let list = board.list;
    let node = NodeRef::<A>::new();
    let (mine, here) = (StoredValue::new(row.clone()), StoredValue::new(place));
    let number = row.number.clone();
    let href = {
        let number = number.clone();
        move || list.address(&number)
    };
    let menu_id = format!("move-{number}");
    let pending = {
        let id = row.id;
        move || board.moving.with(|moving| moving.as_ref().is_some_and(|moving| moving.row.id == id)).then_some("")
    };
    let id = row.id;
    // A card that went elsewhere is drawn anew there: the focus goes along, unless the person went on meanwhile.
    Effect::new(move |_| {
        let Some(link) = node.get().filter(|_| board.focus.get_value() == Some(id)) else { return };
        request_animation_frame(move || {
            if document().active_element().is_none_or(|at| at.tag_name() == "BODY") {
                let _ = link.focus();
            }
        });
    });
    let go = move |to: &Place| {
        board.focus.set_value(Some(id));
        mine.with_value(|row| here.with_value(|from| board.send(row, from, to)));
    };
    let focused = move |_| {
        list.cursor.set(mine.with_value(|row| row.number.clone()));
        if board.focus.get_value().is_some_and(|known| known != id) {
            board.focus.set_value(None);
        }
    };
    let beside = move |right: bool| {
        board.places.with_untracked(|places| {
            let at = here.with_value(|here| places.iter().position(|place| place == here))?;
            let to = if right { at + 1 } else { at.wrapping_sub(1) };
            places.get(to).cloned()
        })
    };
    let column = move || {
        board.places.with_untracked(|places| here.with_value(|here| places.iter().position(|place| place == here)))
    };
    // The card nearest to this height in another column, or the next one in this.
    let walk = move |across: isize, along: isize| {
        let Some(at_column) = column() else { return };
        let to = at_column.wrapping_add_signed(across);
        let wanted = at.get_untracked().wrapping_add_signed(along);
        let card = |place: usize| html(&format!("[data-column='{to}'] [data-card='{place}']"));
        let found = card(wanted).or_else(|| if across == 0 { None } else { card(0) });
        if let Some(card) = found {
            let _ = card.focus();
        }
    };
    let opens = menu_id.clone();
    let keys = move |event: ev::KeyboardEvent| {
        let composing = event.is_composing() || event.key_code() == 229;
        if composing || event.ctrl_key() || event.meta_key() {
            return;
        }
        match (event.key().as_str(), event.alt_key()) {
            ("ArrowLeft", true) => beside(false).iter().for_each(go),
            ("ArrowRight", true) => beside(true).iter().for_each(go),
            ("ArrowLeft", false) => walk(-1, 0),
            ("ArrowRight", false) => walk(1, 0),
            ("ArrowUp", false) => walk(0, -1),
            ("ArrowDown", false) => walk(0, 1),
            ("m" | "M", false) => {
                if let Some(button) = html(&format!("[popovertarget='{opens}']")) {
                    button.click();
                }
            }
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    };
    let start = move |event: ev::DragEvent| {
        board.dragged.set(Some((mine.get_value(), here.get_value())));
        if let Some(data) = event.data_transfer() {
            let _ = data.set_data("text/plain", &mine.with_value(|row| row.number.clone()));
        }
    };
    let items = move || {
        let others = board.places.get().into_iter().filter(|place| here.with_value(|here| here != place));
        others
            .map(|place| {
                let named = place.clone();
                let label = move || i18n.fill(key!(cases.board.to), &[("name", &board.name(&named))]);
                let icon = place.icon();
                view! { <MenuItem label icon on_press=move |()| go(&place) /> }
            })
            .collect_view()
    };
    let company = customer(&row, list);
    let (waits, unsent, who) = (waits(&row, i18n), unsent(&row, i18n), who(&row, list));
    let by_state = here.with_value(|here| matches!(here, Place::State(_)));
    let status = (!by_state).then(|| view! { <Status state=row.state reason=None /> });
    let menu = Signal::derive(move || {
        i18n.fill(key!(cases.board.menu), &[("number", &mine.with_value(|row| row.number.clone()))])
    });
    view! {
        <div class="board-card" role="listitem" aria-posinset=move || at.get() + 1 data-moving=pending>
            <a
                node_ref=node
                class="board-link"
                href=href
                draggable="true"
                data-card=move || at.get()
                aria-keyshortcuts="M Alt+ArrowLeft Alt+ArrowRight"
                on:focus=focused
                on:keydown=keys
                on:dragstart=start
                on:dragend=move |_| board.dragged.set(None)
            >
                <span class="board-title"><PriorityMark priority=row.priority /><span class="clamp-2" title=row.subject.clone()>{row.subject.clone()}</span></span>
                <span class="board-facts"><span class="mono">{number}</span>{status}<LevelMark level=row.level />{waits}{unsent}<span class="shrink">{company}</span></span>
                <span class="board-foot"><Promise owed=owed(&row) />{who}</span>
            </a>
            <Menu id=menu_id label=menu icon="more">{items}</Menu>
        </div>
    }
}
