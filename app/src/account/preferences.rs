//! Language, theme and density: links without script, in place with it.

use leptos::prelude::*;

use crate::i18n::{Key, Lang, use_i18n};
use crate::preferences::{set_density, set_language, set_theme, use_preferences};
use crate::ui::{Icon, SectionCard};
use crate::{key, t};

/// The three settings.
#[component]
pub fn PreferencesCard() -> impl IntoView {
    let i18n = use_i18n();
    let kept = use_preferences();
    let theme = move |word: &'static str| Signal::derive(move || kept.theme.get() == word);
    let density = move |word: &'static str| Signal::derive(move || kept.density.get() == word);
    let lang = move |lang: Lang| Signal::derive(move || i18n.lang() == lang);
    let to_lang = move |lang: Lang| Callback::new(move |()| set_language(i18n, lang));
    let to_theme = move |word: &'static str| Callback::new(move |()| set_theme(kept, word));
    let to_density = move |word: &'static str| Callback::new(move |()| set_density(kept, word));
    view! {
        <SectionCard id="preferences" title=t!(i18n, account.preferences)>
            <Setting title=key!(common.language)>
                <Pick label=key!(account.chinese) href="lang=zh" on=lang(Lang::Zh) pick=to_lang(Lang::Zh) />
                <Pick label=key!(account.english) href="lang=en" on=lang(Lang::En) pick=to_lang(Lang::En) />
            </Setting>
            <Setting title=key!(account.theme)>
                <Pick label=key!(account.theme_system) href="theme=system" on=theme("system") pick=to_theme("system") />
                <Pick label=key!(account.theme_light) icon="sun" href="theme=light" on=theme("light") pick=to_theme("light") />
                <Pick label=key!(account.theme_dark) icon="moon" href="theme=dark" on=theme("dark") pick=to_theme("dark") />
            </Setting>
            <Setting title=key!(account.density)>
                <Pick label=key!(account.comfortable) href="density=comfortable" on=density("comfortable") pick=to_density("comfortable") />
                <Pick label=key!(account.compact) href="density=compact" on=density("compact") pick=to_density("compact") />
            </Setting>
        </SectionCard>
    }
}

/// A name and its choices.
#[component]
fn Setting(title: Key, children: Children) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <div class="setting">
            <span class="setting-text">{i18n.t(title)}</span>
            <div class="picks" role="group" aria-label=i18n.t(title)>{children()}</div>
        </div>
    }
}

/// One choice.
#[component]
fn Pick(
    label: Key,
    href: &'static str,
    on: Signal<bool>,
    pick: Callback<()>,
    #[prop(optional)] icon: &'static str,
) -> impl IntoView {
    let i18n = use_i18n();
    let press = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        pick.run(());
    };
    view! {
        <a class="filter-chip" rel="external nofollow" href=format!("/preferences?{href}&next=/account")
            aria-current=move || on.get().then_some("true") on:click=press>
            {(!icon.is_empty()).then(|| view! { <Icon name=icon /> })}
            {i18n.t(label)}
        </a>
    }
}
