//! A page of rules that are kept as one: shown in a form, and anew once they were saved.

use leptos::prelude::*;
use yingda_shared::contract::Operation;
use yingda_shared::record::Saved;

use crate::data::load;
use crate::i18n::{Key, use_i18n};
use crate::ui::{Tone, use_toasts};
use crate::unloaded::Unloaded;
use crate::{key, t, ui};

/// `form` gets the rules as they are, and what is to be told once they were saved.
pub fn policy_page<O>(
    title: Key,
    lead: Key,
    ask: fn() -> O,
    form: fn(O::Output, Callback<Saved>) -> AnyView,
) -> impl IntoView
where
    O: Operation + PartialEq,
    O::Output: Clone,
{
    let i18n = use_i18n();
    let toasts = use_toasts();
    let policy = load(ask);
    let done = Callback::new(move |_| {
        toasts.show(Tone::Ok, untrack(|| i18n.say(key!(common.saved))));
        policy.refetch();
    });
    let shown = move || {
        Suspend::new(async move {
            match policy.await {
                Ok(now) => form(now, done),
                Err(fault) => {
                    let again = Callback::new(move |()| policy.refetch());
                    view! { <Unloaded fault=Signal::stored(Some(fault)) again /> }.into_any()
                }
            }
        })
    };
    view! {
        <leptos_meta::Title text=i18n.t(title) />
        <ui::PageHeader title=i18n.t(title) lead=MaybeProp::derive(move || Some(i18n.say(lead))) />
        <Transition fallback=move || view! { <ui::Skeleton label=t!(i18n, common.loading) rows=4 /> }>{shown}</Transition>
    }
}
