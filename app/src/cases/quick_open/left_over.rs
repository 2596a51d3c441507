//! What was begun on another device and not saved: offered, for the next caller is another one.

use leptos::prelude::*;

use crate::drafts::{Elsewhere, Here};
use crate::i18n::use_i18n;
use crate::t;
use crate::ui::{Button, Icon, Kind, Size};

#[component]
pub fn LeftOver(elsewhere: Elsewhere, here: Here) -> impl IntoView {
    let i18n = use_i18n();
    move || {
        elsewhere.other.get().filter(|words| !words.is_empty()).map(|words| {
            let said = ["caller_text", "subject", "description"].map(|name| words.fields.get(name).cloned().unwrap_or_default());
            let text = said.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" \u{b7} ");
            let used = words.clone();
            view! {
                <div class="draft-note" role="status">
                    <Icon name="layers" />
                    <span class="draft-words"><b>{t!(i18n, drafts.left_over)}</b><span class="draft-text">{text}</span></span>
                    <span class="draft-acts">
                        <Button label=t!(i18n, drafts.go_on) size=Size::Small on_press=move |()| elsewhere.settle(here, Some(used.clone())) />
                        <Button label=t!(i18n, drafts.drop_other) kind=Kind::Plain size=Size::Small on_press=move |()| elsewhere.settle(here, None) />
                    </span>
                </div>
            }
        })
    }
}
