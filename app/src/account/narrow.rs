//! The frame of small public pages: one box, the other language below.

use leptos::prelude::*;

use crate::i18n::use_i18n;
use crate::portal::LanguageLink;
use crate::t;

/// Brand, heading, content.
#[component]
pub fn NarrowPage(#[prop(into)] title: Signal<String>, children: Children) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <leptos_meta::Title text=title />
        <div class="narrow">
            <main class="narrow-box" id="main" tabindex="-1">
                <a class="brand" href="/">
                    <img src="/favicon.svg" alt="" width="28" height="28" />
                    <span>{t!(i18n, common.product)}<small>{t!(i18n, account.desk)}</small></span>
                </a>
                <h1>{title}</h1>
                {children()}
            </main>
            <footer class="narrow-foot"><LanguageLink class="foot-link" /></footer>
        </div>
    }
    .into_any()
}
