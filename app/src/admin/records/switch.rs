//! Switching a record off and on again. Nothing is deleted, because cases keep pointing at it.

use leptos::prelude::*;

use super::form::Saving;
use super::spec::{is_active, text};
use crate::i18n::use_i18n;
use crate::{key, t, ui};

/// The button at the end of a form; switching off is asked once more.
#[component]
pub fn SwitchOff(saving: Saving) -> impl IntoView {
    let i18n = use_i18n();
    let asking = RwSignal::new(false);
    let on = RwSignal::new(is_active(&saving.draft.base()));
    let name = text(&saving.draft.base(), "name").to_string();
    let turn = move |active: bool| {
        asking.set(false);
        saving.switch(active);
    };
    Effect::new(move |_| {
        if !saving.busy.get() {
            on.set(is_active(&saving.draft.base()));
        }
    });
    let title = StoredValue::new(name);
    let heading = move || title.with_value(|name| i18n.fill(key!(admin.switch_off_title), &[("name", name)]));
    view! {
        {move || if on.get() {
            view! { <ui::Button label=t!(i18n, admin.switch_off) kind=ui::Kind::Plain icon="ban" class="push" on_press=move || asking.set(true) /> }.into_any()
        } else {
            view! { <ui::Button label=t!(i18n, admin.switch_on) icon="play" class="push" on_press=move || turn(true) /> }.into_any()
        }}
        <ui::Dialog id="switch-off" title=heading close_label=t!(i18n, common.close) open=asking>
            <p>{t!(i18n, admin.switch_off_text)}</p>
            <div class="dialog-foot">
                <ui::Button label=t!(i18n, admin.switch_off) kind=ui::Kind::Danger on_press=move || turn(false) />
                <ui::Button label=t!(i18n, common.cancel) on_press=move || asking.set(false) />
            </div>
        </ui::Dialog>
    }
}
