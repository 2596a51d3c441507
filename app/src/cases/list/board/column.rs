//! One column of the board.

use std::sync::Arc;

use leptos::ev;
use leptos::html::Section;
use leptos::prelude::*;
use yingda_shared::cases::listing::CaseRow;
use yingda_shared::cases::queries::ListCases;

use super::card::Card;
use super::moves::Place;
use super::{BoardState, Moving};
use crate::cases::list::rows::{PAGE_OF_COLUMN, use_rows};
use crate::i18n::use_i18n;
use crate::ui::{Icon, Skeleton, VirtualRows};
use crate::unloaded::Unloaded;
use crate::{key, t};

/// Cards under a heading with their number.
#[component]
pub fn BoardColumn(
    board: BoardState,
    place: Place,
    at: usize,
    question: Signal<Option<ListCases>>,
    sight: Signal<i32>,
) -> impl IntoView {
    let i18n = use_i18n();
    let node = NodeRef::<Section>::new();
    let mine = StoredValue::new(place.clone());
    // Once seen, it stays.
    let seen = Memo::new(move |before: Option<&bool>| {
        let reached = node.get().is_some_and(|node| node.offset_left() < sight.get());
        before.copied().unwrap_or(false) || reached
    });
    let asked = Memo::new(move |_| {
        let question = question.get().filter(|_| seen.get())?;
        Some(mine.with_value(|place| place.narrow(question)))
    });
    let rows = use_rows(asked.into(), PAGE_OF_COLUMN, board.list.rows.names);
    let reading = StoredValue::new(false);
    Effect::new(move |before: Option<u32>| {
        let again = board.again.get();
        if before.is_some_and(|before| before != again) && asked.with_untracked(Option::is_some) {
            reading.set_value(true);
            board.reading.update_value(|left| *left += 1);
            rows.refresh();
        }
        again
    });
    Effect::new(move |_| {
        rows.answered.track();
        if reading.get_value() {
            reading.set_value(false);
            board.read();
        }
    });
    // The card on its way is shown where it goes, and no more where it was.
    let cards = Memo::new(move |_| {
        let mut cards: Vec<Arc<CaseRow>> = rows.rows.get();
        if let Some(Moving { row, to }) = board.moving.get() {
            let here = mine.with_value(|place| *place == to);
            cards.retain(|card| card.id != row.id);
            if here {
                cards.insert(0, row);
            }
        }
        cards
    });
    let state =
        Memo::new(move |_| match (rows.first.get(), cards.with(Vec::is_empty), rows.fault.with(Option::is_some)) {
            (true, true, _) => 0,
            (_, true, true) => 1,
            (_, true, false) => 2,
            _ => 3,
        });
    let card = Callback::new(move |at: Signal<usize>| {
        let row = cards.with_untracked(|cards| cards.get(at.get_untracked()).cloned());
        row.map(|row| view! { <Card board row place=mine.get_value() at /> }).into_any()
    });
    let key = Callback::new(move |at: usize| {
        cards
            .with(|cards| cards.get(at).map_or_else(|| format!("card:{at}"), |card| format!("{}:{}", card.id, card.rv)))
    });
    let over = RwSignal::new(false);
    let entered = move |event: ev::DragEvent| {
        if board.dragged.with_untracked(Option::is_some) {
            event.prevent_default();
            over.set(true);
        }
    };
    let dropped = move |event: ev::DragEvent| {
        event.prevent_default();
        over.set(false);
        if let Some((row, from)) = board.dragged.get_untracked() {
            board.dragged.set(None);
            mine.with_value(|to| board.send(&row, &from, to));
        }
    };
    let name = move || mine.with_value(|place| board.name(place));
    let count = move || mine.with_value(|place| board.count(place));
    let body = move || match state.get() {
        0 => view! { <Skeleton label=t!(i18n, common.loading) rows=3 height="92px" /> }.into_any(),
        1 => view! { <Unloaded fault=rows.fault again=Callback::new(move |()| rows.refresh()) /> }.into_any(),
        2 => view! { <p class="board-none">{t!(i18n, cases.board.none)}</p> }.into_any(),
        _ => view! {
            <VirtualRows
                label=Signal::derive(name)
                count=Signal::derive(move || cards.with(Vec::len))
                key
                row=card
                row_height=112.0
                on_end=Callback::new(move |()| rows.go_on())
            />
        }
        .into_any(),
    };
    let (heading, labelled) = (format!("board-{at}"), format!("board-{at}"));
    view! {
        <section
            node_ref=node
            class="board-column"
            aria-labelledby=labelled
            data-column=at
            data-over=move || over.get().then_some("")
            on:dragover=entered
            on:dragleave=move |_| over.set(false)
            on:drop=dropped
        >
            <h3 class="board-head" id=heading>
                <Icon name=place.icon() /><span class="ellipsis">{name}</span>
                <span class="faint">{count}<span class="vh">{move || i18n.say(key!(cases.board.cards))}</span></span>
            </h3>
            <div class="board-cards">{body}</div>
        </section>
    }
}
