//! What stands in the place of something that did not load.

use leptos::prelude::*;
use yingda_shared::fault::Fault;

use crate::i18n::use_i18n;
use crate::key;
use crate::ui::{Button, ErrorState};

/// Why it did not load, and a button that asks again. What only the server can show says so: it comes
/// by itself once the server is back.
#[component]
pub fn Unloaded(
    #[prop(into)] fault: Signal<Option<Fault>>,
    /// Asks again; without it only the reason is said.
    #[prop(into, optional)]
    again: Option<Callback<()>>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let i18n = use_i18n();
    let away = fault.with_untracked(|fault| *fault == Some(Fault::Offline));
    let (icon, title) =
        if away { ("cloud-off", key!(common.needs_server_title)) } else { ("alert", key!(common.failed_title)) };
    let text = MaybeProp::derive(move || {
        fault.get().map(|fault| match fault {
            Fault::Offline => i18n.say(key!(common.needs_server_text)),
            fault => i18n.fault(&fault),
        })
    });
    view! {
        <ErrorState icon title=Signal::derive(move || i18n.say(title)) text>
            {again.map(|again| view! { <Button label=Signal::derive(move || i18n.say(key!(common.retry))) icon="rotate" on_press=again /> })}
            {children.map(|children| children())}
        </ErrorState>
    }
    .into_any()
}
