//! `/admin/import/{id}`: one import, from its draft to its end.

use std::time::Duration;

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use yingda_shared::imports::{GetImport, Import, ImportState};
use yingda_shared::kernel::id::Uuid;

use super::result::{Ended, Progress};
use super::setup::Setup;
use super::sign;
use crate::data::fetch;
use crate::i18n::use_i18n;
use crate::unloaded::Unloaded;
use crate::{key, t, ui};

/// Between two looks while something is being done, for lines on which the live channel is silent.
const LOOK: Duration = Duration::from_millis(1_500);

#[component]
pub fn ImportPage() -> impl IntoView {
    let i18n = use_i18n();
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id").and_then(|id| id.parse::<Uuid>().ok())));
    let fetched = fetch(move || Some(GetImport { id: id.get().unwrap_or_default() }));
    let import = fetched.data;
    Effect::new(move |_| {
        if import.with(|import| import.as_ref().is_some_and(|import| import.state.is_busy())) {
            set_timeout(move || fetched.refresh(), LOOK);
        }
    });
    let changed = Callback::new(move |now: Import| {
        import.set(Some(now));
        fetched.refresh();
    });
    // Built anew for another phase only: progress must not take the focus away.
    let phase = Memo::new(move |_| import.with(|import| import.as_ref().map(|import| (import.id, import.state))));
    let title =
        Memo::new(move |_| import.with(|import| import.as_ref().map(|import| import.name.clone())).unwrap_or_default());
    let now = Signal::derive(move || import.get());
    let shown = move || {
        match phase.get() {
        None => match fetched.fault.get() {
            Some(fault) => view! { <Unloaded fault=Signal::stored(Some(fault)) again=Callback::new(move |()| fetched.refresh()) /> }.into_any(),
            None => view! { <ui::Skeleton label=t!(i18n, common.loading) rows=5 /> }.into_any(),
        },
        Some((_, ImportState::Draft)) => {
            import.get_untracked().map(|import| view! { <Setup import changed /> }).into_any()
        }
        Some((_, state)) if state.is_busy() => view! { <Progress now changed /> }.into_any(),
        Some(_) => view! { <Ended now changed /> }.into_any(),
    }
    };
    let chip = move || {
        phase.get().map(|(_, state)| {
            let (tone, icon) = sign(state);
            view! { <ui::Chip text=move || i18n.word("words.import_state", state.as_str()) tone icon /> }
        })
    };
    view! {
        <leptos_meta::Title text=t!(i18n, import.title) />
        <nav class="import-back"><a class="btn btn-plain btn-sm" href="/admin/import"><ui::Icon name="chevron-left" /><span>{t!(i18n, import.title)}</span></a></nav>
        <ui::PageHeader title=Signal::derive(move || if title.with(String::is_empty) { i18n.say(key!(import.title)) } else { title.get() })>{chip}</ui::PageHeader>
        {shown}
    }
}
