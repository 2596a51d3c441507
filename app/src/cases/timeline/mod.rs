//! What happened to a case, from the report to the newest word.

mod entry;
mod files;
mod lines;
mod older;
mod words;

use leptos::prelude::*;

use self::entry::{Card, Opening, SystemLines};
use self::lines::{Filter, Line, lines};
use self::older::use_entries;
pub use self::words::shown_value;
use super::pane::OpenCase;
use crate::i18n::use_i18n;
use crate::ui::{Button, Size};
use crate::{key, t};

/// Report, entries, filters. Opens at the newest entry.
#[component]
pub fn Timeline(case: OpenCase) -> impl IntoView {
    let i18n = use_i18n();
    let entries = use_entries(case);
    let filter = RwSignal::new(Filter::All);
    let shown = Memo::new(move |_| entries.known.with(|known| lines(known.values(), filter.get())));
    let chip = move |value: Filter, name: crate::i18n::Key| {
        let on = move || filter.get() == value;
        view! {
            <button type="button" class="filter-chip" aria-pressed=move || if on() { "true" } else { "false" } on:click=move |_| filter.set(value)>
                {i18n.t(name)}
            </button>
        }
    };
    let notes = (!case.desk.partner).then(|| chip(Filter::Notes, key!(cases.timeline.notes)));
    let newest = Memo::new(move |_| entries.known.with(|known| known.keys().next_back().copied()));
    Effect::new(move |before: Option<Option<i64>>| {
        let newest = newest.get();
        request_animation_frame(move || to_the_end(before.is_none()));
        newest
    });
    view! {
        <div class="timeline-tools">
            {chip(Filter::All, key!(cases.timeline.all))}
            {chip(Filter::Talk, key!(cases.timeline.talk))}
            {notes}
            {chip(Filter::System, key!(cases.timeline.system))}
        </div>
        <ol class="timeline">
            {move || (filter.get() != Filter::System && filter.get() != Filter::Notes).then(|| view! { <Opening case /> })}
            {move || entries.more.get().then(|| view! {
                <li class="timeline-mark">
                    <Button label=t!(i18n, cases.timeline.older) size=Size::Small icon="chevron-up" busy=Signal::from(entries.busy) on_press=move |()| entries.load() />
                </li>
            })}
            <For
                each=move || shown.get()
                key=Line::key
                children=move |line| match line {
                    Line::Card(entry) => view! { <Card case entry /> }.into_any(),
                    Line::System(entries) => view! { <SystemLines case entries /> }.into_any(),
                }
            />
        </ol>
    }
}

/// Shows the newest entry, unless the reader is looking at older ones.
fn to_the_end(first: bool) {
    let Some(body) = document().get_element_by_id("case-body") else { return };
    let hidden = body.scroll_height() - body.scroll_top() - body.client_height();
    if first || hidden < 240 {
        body.set_scroll_top(body.scroll_height());
    }
}
