//! A record on a page of its own: loaded once, under a head that calls it by its name.

use leptos::prelude::*;
use yingda_shared::kernel::id::Id;
use yingda_shared::record::{Get as GetRecord, Record};

use crate::data::fetch_once;
use crate::i18n::use_i18n;
use crate::unloaded::Unloaded;
use crate::{t, ui};

/// `head` gets what the record is called, as it was loaded and then as it was saved; `form` edits it, and says the name
/// at each save.
pub fn one<R: Record>(
    id: R::Id,
    called: fn(&R) -> String,
    head: impl FnOnce(Signal<String>) -> AnyView,
    form: impl Fn(R, RwSignal<String>) -> AnyView + Send + 'static,
) -> AnyView {
    let i18n = use_i18n();
    let record = fetch_once(move || Some(GetRecord::<R>::new(id.uuid())));
    let named = RwSignal::new("…".to_string());
    Effect::new(move |_| {
        if let Some(name) = record.data.with(|record| record.as_ref().map(called)) {
            named.set(name);
        }
    });
    let body = move || match (record.data.get(), record.fault.get()) {
        (Some(record), _) => form(record, named),
        (None, Some(fault)) => {
            view! { <Unloaded fault=Signal::stored(Some(fault)) again=Callback::new(move |()| record.refresh()) /> }
                .into_any()
        }
        _ => view! { <ui::Skeleton label=t!(i18n, common.loading) single=true /> }.into_any(),
    };
    view! { {head(named.into())}{body} }.into_any()
}
