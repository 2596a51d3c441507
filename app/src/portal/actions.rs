//! The row at the thumb: at most two acts, those that this moment asks for.

use leptos::prelude::*;
use yingda_shared::cases::operations::{AcceptCase, UrgeCase};
use yingda_shared::fault::Fault;
use yingda_shared::kernel::limits::URGE_INTERVAL_MINUTES;
use yingda_shared::kernel::time::MINUTE;

use super::detail::Shown;
use crate::form::{FormState, OpForm, use_form};
use crate::format::use_now;
use crate::i18n::{Key, use_i18n};
use crate::ui::{Banner, Button, Icon, Kind, Tone, use_toasts};
use crate::{key, t};

/// Buttons post at once; links lead to the fold that needs words, and open it.
#[component]
pub fn ActionRow(shown: Shown) -> impl IntoView {
    let i18n = use_i18n();
    let (urge, comment) = (shown.may("cases.urge"), shown.may("cases.comment"));
    let (accept, reject) = (shown.may("cases.accept"), shown.may("cases.reject"));
    let (reopen, follow_up, rate) = (shown.may("cases.reopen"), shown.may("cases.follow_up"), shown.may("cases.rate"));
    let (urging, accepting) = (use_form::<UrgeCase>(), use_form::<AcceptCase>());
    let any = move || [urge, comment, accept, reject, reopen, follow_up].iter().any(|may| may.get());
    let open = move || comment.get() && !accept.get() && !reopen.get();
    let asked = Memo::new(move |_| shown.standing().waits_for_reply());
    let write = move || if asked.get() { key!(portal.reply_short) } else { key!(portal.add_short) };
    let again = move || reopen.get() && !reject.get();
    let plain = move || rate.get();
    view! {
        <ActFault fault=urging.fault />
        <ActFault fault=accepting.fault />
        {move || any().then(|| view! {
            <section class="action-row" aria-label=t!(i18n, portal.actions)>
                {move || urge.get().then(|| view! { <Urge shown form=urging /> })}
                {move || open().then(|| view! { <To id="reply-text" icon="message" word=write() primary=true /> })}
                {move || reject.get().then(|| view! { <To id="reject-reason" icon="rotate" word=key!(portal.reject.title) /> })}
                {move || accept.get().then(|| view! { <Accept shown form=accepting /> })}
                {move || again().then(|| view! { <To id="reopen-reason" icon="rotate" word=key!(portal.reopen.title) primary=!plain() /> })}
                {move || follow_up.get().then(|| view! { <To id="follow-subject" icon="plus" word=key!(portal.follow_up.title) primary=!plain() /> })}
            </section>
        })}
    }
}

/// What a button of the row was answered, above it.
#[component]
fn ActFault(fault: RwSignal<Option<Fault>>) -> impl IntoView {
    let i18n = use_i18n();
    move || {
        fault.get().map(|fault| view! { <div class="act-fault"><Banner card=true tone=Tone::Danger text=move || i18n.fault(&fault) /></div> })
    }
}

/// A link to a field; with script it opens the fold and puts the caret there.
#[component]
fn To(id: &'static str, icon: &'static str, word: Key, #[prop(optional)] primary: bool) -> impl IntoView {
    let i18n = use_i18n();
    let class = if primary { "btn btn-primary" } else { "btn btn-quiet" };
    let press = move |event: leptos::ev::MouseEvent| {
        #[cfg(not(feature = "ssr"))]
        if reveal(id) {
            event.prevent_default();
        }
        #[cfg(feature = "ssr")]
        let _ = event;
    };
    view! { <a class=class href=format!("#{id}") on:click=press><Icon name=icon /><span>{i18n.t(word)}</span></a> }
}

/// Opens what the field is folded into and puts the caret there.
#[cfg(not(feature = "ssr"))]
fn reveal(id: &str) -> bool {
    use wasm_bindgen::JsCast;
    let Some(field) = document().get_element_by_id(id) else { return false };
    if let Ok(Some(fold)) = field.closest("details") {
        let _ = fold.set_attribute("open", "");
    }
    field.scroll_into_view();
    field.dyn_into::<web_sys::HtmlElement>().is_ok_and(|field| field.focus().is_ok())
}

/// One tap, no words; pauses after it was used.
#[component]
fn Urge(shown: Shown, form: FormState<UrgeCase>) -> impl IntoView {
    let i18n = use_i18n();
    let now = use_now();
    let toasts = use_toasts();
    let done = Callback::new(move |_| {
        toasts.show(Tone::Neutral, untrack(|| i18n.say(key!(portal.urged_thanks))));
        shown.refresh.run(());
    });
    let recent = Memo::new(move |_| {
        let at = shown.detail.with(|detail| detail.case.urged_at);
        at.is_some_and(|at| now.get() - at < URGE_INTERVAL_MINUTES * MINUTE)
    });
    let label = move || if recent.get() { i18n.say(key!(portal.urged)) } else { i18n.say(key!(portal.urge)) };
    view! {
        <OpForm form on_done=done>
            <input type="hidden" name="id" value=shown.id() />
            <Button submit=true icon="bolt" label busy=form.busy disabled=recent />
        </OpForm>
    }
}

/// The customer says that it is solved.
#[component]
fn Accept(shown: Shown, form: FormState<AcceptCase>) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let done = Callback::new(move |_| {
        toasts.show(Tone::Neutral, untrack(|| i18n.say(key!(portal.accepted_thanks))));
        shown.refresh.run(());
    });
    view! {
        <OpForm form on_done=done>
            <input type="hidden" name="id" value=shown.id() />
            <Button kind=Kind::Primary submit=true icon="check" label=t!(i18n, portal.accept) busy=form.busy />
        </OpForm>
    }
}
