//! What was said and done, oldest first: words as cards, the rest as quiet lines.

use std::collections::BTreeMap;

use leptos::prelude::*;
use yingda_shared::cases::events::Entry;
use yingda_shared::cases::queries::CaseTimeline;

use super::detail::Shown;
use super::entries::EntryItem;
use crate::i18n::use_i18n;
use crate::t;
use crate::ui::{Button, Size};

/// The entries; older ones are fetched on demand.
#[component]
pub fn Conversation(shown: Shown) -> impl IntoView {
    let i18n = use_i18n();
    // By their place: the newest come with the case, and none is lost when its window moves on.
    let known = RwSignal::new(shown.detail.with_untracked(|detail| placed(&detail.timeline)));
    let more = RwSignal::new(shown.detail.with_untracked(|detail| detail.more));
    let busy = RwSignal::new(false);
    Effect::new(move |_| {
        let newest = shown.detail.with(|detail| placed(&detail.timeline));
        // Where all of it came, nothing older is left to be kept.
        let first = newest.keys().next().copied().filter(|_| shown.detail.with_untracked(|detail| detail.more));
        let from = first.unwrap_or(i64::MIN);
        // What waited on this device comes back under another place once it was sent.
        if known.with_untracked(|known| !known.range(from..).map(|(pos, _)| pos).eq(newest.keys())) {
            known.update(|known| {
                known.split_off(&from);
                known.extend(newest);
            });
        }
    });
    let entries = move || known.with(|known| known.values().cloned().collect::<Vec<_>>());
    let fetch_older = move |()| {
        let id = shown.detail.with_untracked(|detail| detail.case.id);
        let before = known.with_untracked(|known| known.keys().next().copied());
        busy.set(true);
        leptos::task::spawn_local(async move {
            if let Ok(answer) = crate::api::call(CaseTimeline { id, before }).await {
                known.try_update(|known| known.extend(placed(&answer.entries)));
                more.try_set(answer.more);
            }
            busy.try_set(false);
        });
    };
    view! {
        <section aria-labelledby="talk-title">
            <h2 id="talk-title">{t!(i18n, portal.conversation)}</h2>
            {move || more.get().then(|| view! { <Button class="needs-wasm" size=Size::Small label=t!(i18n, portal.older) busy on_press=fetch_older /> })}
            <ol class="timeline timeline-plain">
                <For each=entries key=|entry| entry.id children=move |entry| view! { <EntryItem entry shown /> } />
            </ol>
        </section>
    }
}

fn placed(entries: &[Entry]) -> BTreeMap<i64, Entry> {
    entries.iter().map(|entry| (entry.pos, entry.clone())).collect()
}
