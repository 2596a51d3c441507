//! What needs a reason: not solved yet, once more from the start, a new case after an old one, never mind.

use leptos::prelude::*;
use yingda_shared::cases::operations::{CancelCase, FollowUpCase, RejectCase, ReopenCase};
use yingda_shared::contract::Operation;
use yingda_shared::kernel::limits::SUBJECT_MAX;

use super::detail::Shown;
use super::fault::FormFault;
use crate::form::{FormState, OpForm, use_form};
use crate::i18n::{Key, use_i18n};
use crate::ui::{Button, Icon, Kind, TextArea, TextInput, Tone, use_toasts};
use crate::{key, t};

/// What of it state and rights allow, each folded until asked for.
#[component]
pub fn Endings(shown: Shown) -> impl IntoView {
    let (reject, reopen) = (shown.may("cases.reject"), shown.may("cases.reopen"));
    let (cancel, follow_up) = (shown.may("cases.cancel"), shown.may("cases.follow_up"));
    let (rejecting, reopening, cancelling) =
        (use_form::<RejectCase>(), use_form::<ReopenCase>(), use_form::<CancelCase>());
    let answered = move || reopen.get() && !reject.get();
    view! {
        {move || reject.get().then(|| view! {
            <ReasonForm shown form=rejecting fold="reject" id="reject-reason" icon="rotate" title=key!(portal.reject.title) label=key!(portal.reject.label) act=key!(portal.reject.act) />
        })}
        {move || answered().then(|| view! {
            <ReasonForm shown form=reopening fold="reopen" id="reopen-reason" icon="rotate" title=key!(portal.reopen.title) label=key!(portal.reopen.label) act=key!(portal.reopen.act) />
        })}
        {move || follow_up.get().then(|| view! { <FollowUp shown /> })}
        {move || cancel.get().then(|| view! {
            <ReasonForm shown form=cancelling fold="cancel" id="cancel-reason" icon="x" title=key!(portal.cancel.title) label=key!(portal.cancel.label) act=key!(portal.cancel.act) quiet=true />
        })}
    }
}

/// A fold with one text and one button.
#[component]
fn ReasonForm<O: Operation>(
    shown: Shown,
    form: FormState<O>,
    /// Id of the fold, and of the text in it.
    fold: &'static str,
    id: &'static str,
    icon: &'static str,
    title: Key,
    label: Key,
    act: Key,
    /// Not what most people want here.
    #[prop(optional)]
    quiet: bool,
) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let done = Callback::new(move |_| {
        toasts.show(Tone::Neutral, untrack(|| i18n.say(key!(portal.sent))));
        shown.refresh.run(());
    });
    let open = form.fault.with_untracked(Option::is_some);
    let kind = if quiet { Kind::Danger } else { Kind::Primary };
    view! {
        <details class="card fold" id=fold open=open>
            <summary><Icon name=icon /><span>{i18n.t(title)}</span></summary>
            <div class="card-body">
                <OpForm form on_done=done class="form" at=fold>
                    <input type="hidden" name="id" value=shown.id() />
                    <FormFault form />
                    <TextArea name="reason" id label=i18n.t(label) rows=2 required=true value=form.value("reason", "") error=form.error("reason") />
                    <div class="form-actions"><Button kind submit=true label=i18n.t(act) busy=form.busy /></div>
                </OpForm>
            </div>
        </details>
    }
    .into_any()
}

/// After the time to reopen: a new case that knows of the old one.
#[component]
fn FollowUp(shown: Shown) -> impl IntoView {
    let i18n = use_i18n();
    let form = use_form::<FollowUpCase>();
    let open = form.fault.with_untracked(Option::is_some);
    view! {
        <details class="card fold" id="follow-up" open=open>
            <summary><Icon name="plus" /><span>{t!(i18n, portal.follow_up.title)}</span></summary>
            <div class="card-body">
                <OpForm form next="/my/{number}?new=1" class="form" at="follow-up">
                    <input type="hidden" name="id" value=shown.id() />
                    <FormFault form />
                    <TextInput name="subject" id="follow-subject" label=t!(i18n, portal.subject) required=true maxlength=SUBJECT_MAX as u32
                        value=form.value("subject", "") error=form.error("subject") />
                    <TextArea name="description" id="follow-description" label=t!(i18n, portal.description) note=Signal::derive(t!(i18n, common.optional))
                        value=form.value("description", "") error=form.error("description") />
                    <div class="form-actions"><Button kind=Kind::Primary submit=true label=t!(i18n, portal.follow_up.act) busy=form.busy /></div>
                </OpForm>
            </div>
        </details>
    }
}
