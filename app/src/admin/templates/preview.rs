//! A letter as it would be for a sample case, in its own language whatever the page is in.

use leptos::prelude::*;
use yingda_shared::escalation::Placeholder;

use super::form::Typed;
use crate::i18n::{Key, Lang, use_i18n};
use crate::{key, t};

/// What the names stand for in the sample.
fn sample(placeholder: Placeholder) -> Key {
    match placeholder {
        Placeholder::Recipient => key!(templates.sample.recipient),
        Placeholder::What => key!(templates.sample.what),
        Placeholder::Number => key!(templates.sample.number),
        Placeholder::Subject => key!(templates.sample.subject),
        Placeholder::State => key!(templates.sample.state),
        Placeholder::Priority => key!(templates.sample.priority),
        Placeholder::Level => key!(templates.sample.level),
        Placeholder::Due => key!(templates.sample.due),
        Placeholder::By => key!(templates.sample.by),
        Placeholder::Text => key!(templates.sample.text),
        Placeholder::Link => key!(templates.sample.link),
    }
}

#[component]
pub fn Preview(code: &'static str, edit: Typed) -> impl IntoView {
    let i18n = use_i18n();
    let lang = if code == "en" { Lang::En } else { Lang::Zh };
    let letter = Memo::new(move |_| edit.read().filled(|placeholder| lang.text(sample(placeholder)).to_string()));
    view! {
        <section class="template-preview" aria-label=t!(i18n, templates.preview)>
            <small class="quiet">{t!(i18n, templates.preview)}</small>
            <div lang=lang.tag() id=format!("template-{code}-preview")>
                <b>{move || letter.with(|letter| letter.subject.clone())}</b>
                <p class="plain-text">{move || letter.with(|letter| letter.body.clone())}</p>
            </div>
        </section>
    }
}
