//! What was said and done, oldest first: words as cards, the rest as quiet lines.

use leptos::prelude::*;
use yingda_shared::cases::events::Entry;
use yingda_shared::cases::queries::CaseTimeline;
use yingda_shared::kernel::id::EntryId;

use super::detail::Shown;
use super::entries::EntryItem;
use crate::i18n::use_i18n;
use crate::t;
use crate::ui::{Button, Size};

/// The entries; older ones are fetched on demand.
#[component]
pub fn Conversation(shown: Shown) -> impl IntoView {
    let i18n = use_i18n();
    let older = RwSignal::new(Vec::<Entry>::new());
    let more = RwSignal::new(shown.detail.with_untracked(|detail| detail.more));
    let busy = RwSignal::new(false);
    let entries = move || {
        let mut all = older.get();
        let known: Vec<EntryId> = all.iter().map(|entry| entry.id).collect();
        shown
            .detail
            .with(|detail| all.extend(detail.timeline.iter().filter(|entry| !known.contains(&entry.id)).cloned()));
        all
    };
    let fetch_older = move |()| {
        let (id, newest) =
            shown.detail.with_untracked(|detail| (detail.case.id, detail.timeline.first().map(|entry| entry.pos)));
        let before = older.with_untracked(|older| older.first().map(|entry| entry.pos)).or(newest);
        busy.set(true);
        leptos::task::spawn_local(async move {
            if let Ok(answer) = crate::api::call(CaseTimeline { id, before }).await {
                older.try_update(|older| older.splice(0..0, answer.entries).for_each(drop));
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
