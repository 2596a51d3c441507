//! Putting a case on hold: what it waits for, and a word for colleagues.

use leptos::prelude::*;
use yingda_shared::cases::PendingReason;
use yingda_shared::cases::operations::HoldCase;

use super::form::{ActForm, submit};
use crate::cases::pane::OpenCase;
use crate::form::use_form;
use crate::i18n::use_i18n;
use crate::t;
use crate::ui::{Choice, RadioGroup, RadioLook, TextArea};

/// Reason and note of a hold.
#[component]
pub fn HoldForm(case: OpenCase) -> impl IntoView {
    let i18n = use_i18n();
    let form = use_form::<HoldCase>();
    let reason = case.typed::<HoldCase>("reason", PendingReason::Customer.as_str());
    let note = case.typed::<HoldCase>("note", "");
    let choices = Signal::derive(move || {
        let choice = |reason: &PendingReason| Choice::new(reason.as_str(), i18n.word("words.pending", reason.as_str()));
        PendingReason::ALL.iter().map(choice).collect::<Vec<_>>()
    });
    let done = case.done(form);
    let send = move |()| {
        let Some(reason) = PendingReason::parse(&reason.get_untracked()) else { return };
        submit(form, HoldCase { id: case.id(), reason, note: note.get_untracked() }, done.clone());
    };
    let again = Callback::new(send.clone());
    let verb = Signal::derive(move || i18n.word("operations", "cases.hold"));
    let help = Signal::derive(move || i18n.say(crate::key!(cases.act.hold_note_help)));
    view! {
        <ActForm form verb on_submit=send.clone() on_cancel=case.leave()>
            <RadioGroup name="reason" label=t!(i18n, cases.act.hold_reason) choices value=reason look=RadioLook::Column />
            {(!case.desk.partner).then(|| view! { <TextArea name="note" label=t!(i18n, cases.act.note) value=note rows=2 help error=form.error("note") on_send=again /> })}
        </ActForm>
    }
}
