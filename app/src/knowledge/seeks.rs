//! What is looked for in vain: told by the pages that look for it, listed for those who see to the knowledge.

use std::time::Duration;

use leptos::prelude::*;
use yingda_shared::contract::query;
use yingda_shared::knowledge::articles::{DismissSeek, ListSeeks, Seek, SeekInVain, as_question};

use crate::api::call;
use crate::boot::may;
use crate::data::{Fetch, fetch_once};
use crate::format::{ago, exact, use_now};
use crate::i18n::use_i18n;
use crate::{key, t, ui};

/// An answer that stood so long was read; before that somebody is still typing.
const STANDS: Duration = Duration::from_secs(3);

/// Tells the server what was looked for in vain. `vain` is None while something is found, or while it is not known yet.
pub fn tell_in_vain(vain: impl Fn() -> Option<SeekInVain> + Send + Sync + 'static) {
    let allowed = may("articles.sought");
    // The same answer that came again is the same.
    let vain = Memo::new(move |_| vain());
    let tell = ui::resting(STANDS, move |op: Option<SeekInVain>| {
        let Some(op) = op.filter(|_| allowed) else { return };
        leptos::task::spawn_local(async move {
            let _ = call(op).await;
        });
    });
    Effect::new(move |_| tell(vain.get()));
}

/// Words that find nothing, with what can be done about them; nothing while there are none.
#[component]
pub fn SeeksCard() -> impl IntoView {
    let i18n = use_i18n();
    let allowed = may("articles.seeks");
    // Every row is looked for on the server: not at every poke of a busy desk.
    let told = fetch_once(move || allowed.then_some(ListSeeks {}));
    let rows =
        Memo::new(move |_| told.data.with(|data| data.as_ref().map(|data| data.rows.clone()).unwrap_or_default()));
    move || {
        let rows = rows.get();
        (!rows.is_empty()).then(|| {
            view! {
                <ui::SectionCard id="health-seeks" title=t!(i18n, knowledge.seeks)>
                    <p class="quiet small">{t!(i18n, knowledge.seeks_lead)}</p>
                    <ul class="own-list">{rows.into_iter().map(|row| view! { <Row row told /> }).collect_view()}</ul>
                </ui::SectionCard>
            }
        })
    }
}

#[component]
fn Row(row: Seek, told: Fetch<ListSeeks>) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = ui::use_toasts();
    let now = use_now();
    let Seek { words, language, class, times, last_at, .. } = row;
    let about = move || {
        let by = i18n.word("words.article_class", class.as_str());
        i18n.fill(key!(knowledge.sought_times), &[("n", &times.to_string()), ("by", &by)])
    };
    let write = may("articles.write").then(|| {
        let href = format!("/knowledge/new{}", query([("title", as_question(&words))]));
        view! { <ui::LinkButton size=ui::Size::Small icon="edit" label=t!(i18n, knowledge.capture) href /> }
    });
    let op = DismissSeek { words: words.clone(), language, class };
    let dismiss = move |()| {
        let op = op.clone();
        leptos::task::spawn_local(async move {
            if let Err(fault) = call(op).await {
                toasts.show(ui::Tone::Danger, i18n.fault(&fault));
            }
            told.refresh();
        });
    };
    let dismiss = may("articles.dismiss_seek").then(|| {
        view! { <ui::Button size=ui::Size::Small icon="x" label=t!(i18n, knowledge.dismiss) on_press=dismiss /> }
    });
    view! {
        <li class="leave-row">
            <ui::Icon name="search" />
            <span class="own-text">
                <b>{words}</b>
                <small class="quiet">
                    <span>{about}</span>" · "
                    <ui::Time ms=last_at text=move || ago(i18n, last_at, now.get()) exact=exact(last_at) />
                </small>
            </span>
            {write}
            {dismiss}
        </li>
    }
}
