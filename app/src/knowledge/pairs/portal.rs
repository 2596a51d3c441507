//! Under the subject of a report: answers that may be enough. With script alone; without it nothing stands there.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use yingda_shared::knowledge::pairs::{HelpedBy, SuggestPairs, Suggestion};

use super::language;
use crate::api::call;
use crate::boot::may;
use crate::data::fetch_once;
use crate::i18n::use_i18n;
use crate::ui::{Tone, use_toasts};
use crate::{key, t, ui};

/// Rest between keys before it is asked.
const REST: std::time::Duration = std::time::Duration::from_millis(450);
/// Signs of a subject from which on it says something.
const ENOUGH: usize = 2;

/// `solved` hears that nothing needs to be reported any more.
#[component]
pub fn Suggested(subject: RwSignal<String>, solved: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let rested = RwSignal::new(String::new());
    let settle = ui::resting(REST, move |words: String| rested.set(words.trim().to_string()));
    Effect::new(move |_| settle(subject.get()));
    let allowed = may("pairs.suggest");
    let found = fetch_once(move || {
        let text = rested.get();
        let asks = allowed && text.chars().count() >= ENOUGH;
        asks.then(|| SuggestPairs { text, language: Some(language(i18n.lang())) })
    });
    let rows = Memo::new(move |_| {
        let vague = rested.with(|text| text.chars().count() < ENOUGH);
        found.data.with(|data| data.as_ref().filter(|_| !vague).map(|data| data.rows.clone()).unwrap_or_default())
    });
    // Said once for those who do not see it come.
    let said = move || match rows.with(Vec::len) {
        0 => String::new(),
        n => i18n.fill(key!(pairs.suggested_n), &[("n", &n.to_string())]),
    };
    view! {
        <p class="vh" role="status">{said}</p>
        {move || {
            Some(rows.get()).filter(|rows| !rows.is_empty()).map(|rows| {
                let rows = rows.into_iter().map(|row| view! { <Answer row solved /> }).collect_view();
                view! {
                    <section class="suggested" aria-labelledby="suggested-title">
                        <h2 id="suggested-title">{t!(i18n, pairs.suggested)}</h2>
                        {rows}
                    </section>
                }
            })
        }}
    }
}

#[component]
fn Answer(row: Suggestion, solved: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let (toasts, navigate) = (use_toasts(), use_navigate());
    let busy = RwSignal::new(false);
    let Suggestion { id, name, solution } = row;
    let helped = move |()| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        let navigate = navigate.clone();
        leptos::task::spawn_local(async move {
            match call(HelpedBy { id }).await {
                Ok(_) => {
                    solved.try_run(());
                    toasts.show(Tone::Ok, untrack(|| i18n.say(key!(pairs.helped))));
                    navigate("/", NavigateOptions::default());
                }
                Err(fault) => toasts.show(Tone::Danger, untrack(|| i18n.fault(&fault))),
            }
            busy.try_set(false);
        });
    };
    view! {
        <ui::Disclosure summary=Signal::stored(name)>
            <p class="plain-text">{solution}</p>
            <ui::Button label=t!(i18n, pairs.this_helped) icon="check" busy on_press=helped />
        </ui::Disclosure>
    }
}
