//! A page of rules that are kept as one: shown in a form, which stays as it is once they were saved.

use leptos::prelude::*;
use yingda_shared::contract::Operation;
use yingda_shared::record::Saved;

use crate::data::load;
use crate::i18n::{Key, use_i18n};
use crate::ui::{Tone, use_toasts};
use crate::unloaded::Unloaded;
use crate::{key, t, ui};

/// `form` gets the rules as they are, the version that the next save begins from (`rv` reads the first one), and what is
/// to be told once they were saved. The form is not made anew then: somebody may be typing on.
pub fn policy_page<O>(
    title: Key,
    lead: Key,
    ask: fn() -> O,
    rv: fn(&O::Output) -> i64,
    form: fn(O::Output, RwSignal<i64>, Callback<Saved>) -> AnyView,
) -> impl IntoView
where
    O: Operation + PartialEq,
    O::Output: Clone,
{
    let i18n = use_i18n();
    let toasts = use_toasts();
    let policy = load(ask);
    let shown = move || {
        Suspend::new(async move {
            match policy.await {
                Ok(now) => {
                    let kept = RwSignal::new(rv(&now));
                    let done = Callback::new(move |saved: Saved| {
                        kept.set(saved.rv);
                        toasts.show(Tone::Ok, untrack(|| i18n.say(key!(common.saved))));
                    });
                    form(now, kept, done)
                }
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
