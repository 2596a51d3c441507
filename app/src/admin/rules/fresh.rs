//! Something new has an id and keys of the browser: its form is not rendered before the browser is there.

use leptos::prelude::*;

use crate::i18n::use_i18n;
use crate::{t, ui};

#[component]
pub fn Fresh(children: ChildrenFn) -> impl IntoView {
    let i18n = use_i18n();
    let here = RwSignal::new(false);
    Effect::new(move |_| here.set(true));
    move || match here.get() {
        true => children().into_any(),
        false => view! { <ui::Skeleton label=t!(i18n, common.loading) single=true /> }.into_any(),
    }
}
