//! Copies of a case's name, in the forms people paste: number, title, link, Markdown.

use leptos::prelude::*;

use super::open::OpenCase;
use crate::boot::use_boot;
use crate::i18n::{Key, use_i18n};
use crate::ui::{Menu, MenuItem, Tone, use_toasts};
use crate::{key, t};

#[derive(Clone, Copy)]
enum Form {
    Number,
    Title,
    Link,
    Markdown,
}

/// A menu that copies.
#[component]
pub fn CopyMenu(case: OpenCase) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let public = use_boot().with_value(|boot| boot.public_url.trim_end_matches('/').to_string());
    let public = StoredValue::new(public);
    let copy = move |form: Form| {
        let Some((number, subject)) = case.with(|detail| (detail.case.number.clone(), detail.case.subject.clone()))
        else {
            return;
        };
        let origin = public.get_value();
        let origin = if origin.is_empty() { window().location().origin().unwrap_or_default() } else { origin };
        let link = format!("{origin}{}/{number}", case.desk.base);
        let text = match form {
            Form::Number => number,
            Form::Title => format!("{number} {subject}"),
            Form::Link => link,
            Form::Markdown => format!("[{number} {}]({link})", subject.replace(['[', ']'], " ")),
        };
        leptos::task::spawn_local(async move {
            let copied = wasm_bindgen_futures::JsFuture::from(window().navigator().clipboard().write_text(&text)).await;
            match copied {
                Ok(_) => toasts.show(Tone::Ok, i18n.say(key!(common.copied))),
                Err(_) => toasts.show(Tone::Danger, text),
            }
        });
    };
    let item = move |form: Form, name: Key, icon: &'static str| view! { <MenuItem label=i18n.t(name) icon on_press=move |()| copy(form) /> };
    view! {
        <Menu id="case-copy" label=t!(i18n, common.copy) icon="copy" class="btn btn-plain btn-icon btn-sm">
            {item(Form::Number, key!(cases.copy.number), "copy")}
            {item(Form::Title, key!(cases.copy.title), "copy")}
            {item(Form::Link, key!(cases.copy.link), "link")}
            {item(Form::Markdown, key!(cases.copy.markdown), "edit")}
        </Menu>
    }
}
